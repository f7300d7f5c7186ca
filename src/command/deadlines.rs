//! `suicha deadlines`: every running statutory clock, red lights first, and the digests that press
//! for them. Reads the archive, stores nothing.

mod classes;
mod credits;
mod held;
mod results;
mod told;

pub use classes::triggers as classings;
pub use credits::{Met, duties, hearings, met};
pub use held::{annual, beside_visits};
pub use results::{Named, Results};

use super::answer::Answer;
use super::outcome::Book;
use super::output::Output;
use super::{day, read_text, rejected};
use crate::archive::Archive;
use crate::cli::{Deadlines, DigestSpan, TotalsBy};
use crate::core::datafile::Problem;
use crate::core::deadline::digest::{By, Span};
use crate::core::deadline::{Rules, Trigger, TriggerKind, clocks};
use crate::core::lang::Twin;
use crate::core::time::Date;
use crate::core::workdays::{Calendar, Term, Unknown};
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::ingest::write_tables;
use serde_json::json;
use std::borrow::Cow;
use std::path::Path;
use told::Told;

/// Prints the clocks of a day.
pub async fn run(env: &Env, args: &Deadlines) -> Result<Answer> {
    let as_of = args.as_of.as_deref().map_or_else(|| Ok(env.now().date()), day)?;
    let (calendar, rules) = (calendar(env)?, rules(env)?);
    if let Some(answer) = data_files(env, args)? {
        return Ok(answer);
    }
    calendar.day(as_of).map_err(|e| no_calendar(&e))?;
    let settings = env.config.deadlines.settings()?;
    if let Some(term) = &args.term {
        let due = calendar.due(as_of, self::term(term)?, settings.convention);
        return Ok(told::term(term, as_of, due.map_err(|e| no_calendar(&e))?, env.lang));
    }
    let output = args.out.as_deref().map(|path| Output::new(path, args.replace, &[])).transpose()?;
    let archive = env.archive().await?;
    let triggers = triggers(env, &archive, &calendar, as_of).await?;
    let clocks = clocks(&rules, &calendar, &triggers, as_of, &settings).map_err(|e| no_calendar(&e))?;
    let span = args.digest.map(span);
    let told = Told {
        as_of,
        period: span.map(|span| span.around(as_of)),
        span,
        by: by(args.by),
        done: args.all,
        clocks: &clocks,
        calendar: &calendar,
        settings: &settings,
        lang: env.lang,
    };
    if let Some(output) = output {
        output.write(|out| write_tables(out, output.format, &told.tables(), as_of, env.lang))?;
    }
    Ok(Answer::new(told.text(), told.json()))
}

/// Everything that has started a clock by a day.
pub(super) async fn triggers(
    env: &Env,
    archive: &Archive,
    calendar: &Calendar,
    as_of: Date,
) -> Result<Vec<Trigger>> {
    let mut triggers = held::triggers(env, archive, as_of).await?;
    triggers.extend(credits::triggers(env, archive, calendar, as_of).await?);
    triggers.extend(classes::triggers(env, archive, as_of).await?);
    Ok(triggers)
}

/// By which day the results of each inspected subject of a draw have to be published; `None` where that
/// cannot be told.
pub(super) async fn publication(
    env: &Env,
    archive: &Archive,
    book: &Book,
    as_of: Date,
) -> Result<Vec<(String, Option<Date>)>> {
    let (calendar, rules, settings) = (calendar(env)?, rules(env)?, env.config.deadlines.settings()?);
    let mut triggers = results::of_book(archive, book, as_of).await?;
    triggers.retain(|one| matches!(one.kind, TriggerKind::InspectionEnded | TriggerKind::FoodResultFormed));
    let clocks = clocks(&rules, &calendar, &triggers, as_of, &settings).map_err(|e| no_calendar(&e))?;
    Ok(clocks
        .iter()
        .map(|clock| (clock.trigger.object.id.clone(), clock.due.ok().map(|due| due.date)))
        .collect())
}

/// The bureau's working-day calendar, or the program's.
pub(super) fn calendar(env: &Env) -> Result<Cow<'static, Calendar>> {
    own(env, env.config.calendar.as_deref(), Calendar::parse, Calendar::embedded())
}

/// The bureau's rules, or the program's.
pub(super) fn rules(env: &Env) -> Result<Cow<'static, Rules>> {
    own(env, env.config.deadlines.rules.as_deref(), Rules::parse, Rules::embedded())
}

fn own<T: Clone>(
    env: &Env,
    file: Option<&Path>,
    parse: impl Fn(&str) -> Result<T, Vec<Problem>>,
    embedded: &'static T,
) -> Result<Cow<'static, T>> {
    let Some(file) = file else { return Ok(Cow::Borrowed(embedded)) };
    let path = env.root.join(file);
    let name = path.display();
    parse(&read_text(&path)?).map(Cow::Owned).map_err(|problems| {
        let problems: Vec<Twin> = problems.iter().map(Problem::said).collect();
        rejected(&Twin::new(format!("{name} "), name.to_string()), &problems)
    })
}

/// A day outside the calendar has no answer.
pub(super) fn no_calendar(e: &Unknown) -> Error {
    Error::said(Exit::Rejected, e.zh(), e.to_string()).advice(
        "工作日不按星期推算：请按该年的放假通知续编工作日历（suicha deadlines --write-calendar calendar.csv），并在 suicha.toml 中写 calendar = \"calendar.csv\"",
        "working days are never guessed: continue the calendar with that year's notice (suicha deadlines --write-calendar calendar.csv) and name it in suicha.toml: calendar = \"calendar.csv\"",
    )
}

fn term(text: &str) -> Result<Term> {
    text.parse().map_err(|e: String| {
        let zh = format!("期限 {text:?} 有误：请写成 \"20 wd\"、\"10 d\"、\"3 m\" 或 \"1 y\"");
        Error::said(Exit::Usage, zh, e)
    })
}

/// The files in use, written for whoever continues them.
fn data_files(env: &Env, args: &Deadlines) -> Result<Option<Answer>> {
    let own = |file: &Option<std::path::PathBuf>, embedded: &str| match file {
        Some(file) => read_text(&env.root.join(file)),
        None => Ok(embedded.to_owned()),
    };
    let mut written = Vec::new();
    if let Some(path) = &args.write_calendar {
        new_file(path, &own(&env.config.calendar, Calendar::embedded_text())?)?;
        written.push(path);
    }
    if let Some(path) = &args.write_rules {
        new_file(path, &own(&env.config.deadlines.rules, Rules::embedded_text())?)?;
        written.push(path);
    }
    let say = |path: &&std::path::PathBuf| {
        let path = path.display();
        env.lang.pick(format!("已写入 {path}\n"), format!("{path} is written\n"))
    };
    let files: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    let text: String = written.iter().map(say).collect();
    Ok((!written.is_empty()).then(|| Answer::new(text, json!({"written": files}))))
}

fn new_file(path: &Path, text: &str) -> Result<()> {
    if path.exists() {
        let name = path.display();
        return Err(Error::said(
            Exit::Conflict,
            format!("{name} 已存在，没有覆盖"),
            format!("{name} exists already: nothing was replaced"),
        )
        .advice("请换一个文件名", "name another file"));
    }
    durable::write(path, text.as_bytes(), false).map_err(|e| {
        let (name, (zh, en)) = (path.display(), system_words(&e));
        Error::said(Exit::Outside, format!("无法写入 {name}：{zh}"), format!("cannot write {name}: {en}"))
    })
}

fn span(span: DigestSpan) -> Span {
    match span {
        DigestSpan::Week => Span::Week,
        DigestSpan::Month => Span::Month,
        DigestSpan::Quarter => Span::Quarter,
    }
}

fn by(by: TotalsBy) -> By {
    match by {
        TotalsBy::Department => By::Department,
        TotalsBy::Person => By::Person,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::time::Date;

    #[test]
    fn the_advice_names_the_command_that_helps() {
        let unknown = Calendar::embedded().day(Date::new(2022, 12, 31).unwrap()).unwrap_err();
        let error = no_calendar(&unknown);
        assert!(error.message.contains("2023-01-01") && error.message.contains("2022-12-31"));
        assert!(error.remedy.unwrap().contains("--write-calendar"));
    }
}
