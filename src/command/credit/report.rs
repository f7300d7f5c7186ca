//! `suicha credit show --out`: the public report of one subject as a page to be printed, as DOCX or as
//! JSON. What it says is `core::credit::report`'s, its words are `publish::credit`'s. Without another
//! `--known-by` it says what was known on its day, so that yesterday's report comes out again tomorrow.

use super::book::Book;
use super::rules;
use super::show::{opened, subject_id};
use crate::archive::Archive;
use crate::cli::CreditReport;
use crate::command::answer::Answer;
use crate::command::output::Place;
use crate::command::{day, deadlines};
use crate::core::credit::report::{Asked, Report, report};
use crate::core::credit::words::Form;
use crate::core::credit::{Question, Rules};
use crate::core::id::SubjectId;
use crate::core::lang::counted;
use crate::core::registry::{RosterKind, Subject};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::credit::{code, document};
use crate::publish::document::{docx, html};
use serde_json::{Value, json};
use std::path::Path;

/// What a report can be written as.
enum Shape {
    Page,
    Docx,
    Json,
}

/// Writes the report.
pub async fn run(
    env: &Env,
    id: &str,
    as_of: Option<&str>,
    known_by: Option<&str>,
    args: &CreditReport,
) -> Result<Answer> {
    let Some(path) = &args.out else {
        return Err(Error::new(Exit::Bug, "a report without a file"));
    };
    let shape = shape(path)?;
    let place = Place::new(path, args.replace, &[])?;
    let today = env.now().date();
    let as_of = as_of.map_or(Ok(today), day)?;
    let known_by = known_by.map_or(Ok(as_of), day)?;
    if let Some(day) = [as_of, known_by].into_iter().find(|day| *day > today) {
        return Err(Error::said(
            Exit::Timing,
            format!("为时过早：{day} 晚于今天（{today}），报告不作预测"),
            format!("too early: {day} lies after today ({today}), and a report foretells nothing"),
        )
        .advice("请用 --as-of 指明今天或以前的日期", "name today or an earlier day with --as-of"));
    }
    let archive = env.archive().await?;
    let rules = rules::of(env)?;
    let report = made(env, &archive, &rules, &subject_id(id)?, (as_of, known_by), args).await?;
    let bytes = match shape {
        Shape::Page => html::page(&document(&report, &rules, env.lang)).into_bytes(),
        Shape::Docx => docx::file(&document(&report, &rules, env.lang)),
        Shape::Json => {
            let value: Value = serde_json::from_str(&report.document().print())
                .map_err(|e| Error::new(Exit::Bug, format!("the report is no JSON: {e}")))?;
            format!("{value:#}\n").into_bytes()
        }
    };
    place.write(|out| out.write_all(&bytes))?;
    Ok(told(env, &report, path))
}

/// The report of a subject as it was known on a day.
async fn made(
    env: &Env,
    archive: &Archive,
    rules: &Rules,
    id: &SubjectId,
    (as_of, known_by): (Date, Date),
    args: &CreditReport,
) -> Result<Report> {
    let book: Book = opened(env, archive, id, known_by).await?;
    let subject = registered(archive, id, as_of, known_by).await?.or(book.subject);
    let calendar = deadlines::calendar(env)?;
    let question = Question::new(rules, &calendar, as_of);
    Ok(report(&Asked {
        id,
        subject: subject.as_ref(),
        form: Form::of(subject.as_ref().map(|subject| subject.group), id),
        question: &question,
        known_by,
        events: &book.events,
        history: &book.history,
        body: env.config.body.trim(),
        serial: args.serial,
        print: args.print_count,
    }))
}

/// The subject by the roster in force on the day, of those that had been imported by then: one that was
/// imported later changes no earlier report.
async fn registered(
    archive: &Archive,
    id: &SubjectId,
    as_of: Date,
    known_by: Date,
) -> Result<Option<Subject>> {
    let rosters = archive.rosters().await?;
    let known = rosters.iter().filter(|stored| {
        stored.roster.kind == RosterKind::Subjects
            && stored.roster.as_of <= as_of
            && stored.imported_at.date() <= known_by
    });
    match known.max_by_key(|stored| (stored.roster.as_of, stored.id)) {
        Some(stored) => Ok(archive.subject_of(stored.id, id).await?),
        None => Ok(None),
    }
}

fn shape(path: &Path) -> Result<Shape> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "html" => Ok(Shape::Page),
        "docx" => Ok(Shape::Docx),
        "json" => Ok(Shape::Json),
        _ => {
            let name = path.display();
            Err(Error::said(
                Exit::Usage,
                format!("{name}：报告文件名须以 .html、.docx 或 .json 结尾"),
                format!("{name}: a report is written as .html, .docx or .json"),
            )
            .advice("请换一个文件名", "name another file"))
        }
    }
}

fn told(env: &Env, report: &Report, path: &Path) -> Answer {
    let (file, digest, number) = (path.display(), report.digest(), &report.number);
    let records: usize = report.sections.iter().map(|section| section.records.len()).sum();
    let text = env.lang.pick(
        format!("信用报告 {number} 已写入 {file}：公示记录{records}条\n摘要 {digest}\n"),
        format!(
            "credit report {number} is in {file}: {} shown\ndigest {digest}\n",
            counted(records as u64, "record")
        ),
    );
    let json = json!({
        "number": number, "file": file.to_string(), "digest": digest.hex(), "records": records,
        "as_of": report.as_of.to_string(), "known_by": report.known_by.to_string(), "code": code(report),
    });
    Answer::new(text, json)
}
