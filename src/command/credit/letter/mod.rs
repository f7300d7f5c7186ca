//! `suicha credit letter`: the letters (文书) of the credit archive as pages to be printed: decisions, notices, the annex of a
//! batch, and for every penalty that is shown the notice on its repair (两书同达). Made anew from the archive each
//! time; what may stand on a letter is `publish::forms::field`'s. Letters of other registers are not made here.

mod notice;
mod values;
mod words;

use super::book::{self, Book};
use super::rules;
use super::show::{opened, subject_id};
use crate::archive::{Archive, StoredCreditAct};
use crate::command::answer::Answer;
use crate::command::{deadlines, task};
use crate::core::credit::act::BATCH;
use crate::core::credit::letter::Number;
use crate::core::credit::words::Kind;
use crate::core::credit::{Act, Event, Rules};
use crate::core::lang::counted;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::forms::{Layout, page};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use values::Writer;

/// Pages by the name of their file.
type Pages = BTreeMap<String, String>;

/// Writes the letters of a number or of a subject.
pub async fn run(env: &Env, which: &str, dir: &Path) -> Result<Answer> {
    let archive = env.archive().await?;
    book::whole(&archive).await?;
    let rules = &*rules::of(env)?;
    let mut pages = Pages::new();
    let (what, none) = match Number::parse(which) {
        Some(number) => {
            of_number(env, rules, &archive, &number, &mut pages).await?;
            (
                number.to_string(),
                (
                    "本系统没有这一文号的文书；从别处导入的列入，文书在原机关",
                    "no letter of this number was made here; those of imported listings are with their authority",
                ),
            )
        }
        None => {
            let id = subject_id(which)?;
            let book = opened(env, &archive, &id, env.now().date()).await?;
            of_subject(env, rules, &archive, &book, &mut pages).await?;
            (id.to_string(), ("该主体没有本系统的信用文书", "there is no letter for this subject"))
        }
    };
    if pages.is_empty() {
        return Err(Error::said(Exit::Usage, format!("{what}：{}", none.0), format!("{what}: {}", none.1))
            .advice("见 suicha credit show 代码", "see `suicha credit show ID`"));
    }
    let files: BTreeMap<String, (Vec<u8>, bool)> =
        pages.into_iter().map(|(name, page)| (name, (page.into_bytes(), true))).collect();
    task::write_dir(dir, &files)?;
    let names: Vec<&String> = files.keys().collect();
    let (count, name) = (files.len(), dir.display());
    let list = names.iter().map(|name| format!("  {name}\n")).collect::<String>();
    let text = env.lang.pick(
        format!("{count}份文书已写入 {name}，请用浏览器打开并打印：\n{list}"),
        format!("{} in {name}; to be printed from a browser:\n{list}", counted(count as u64, "letter")),
    );
    Ok(Answer::new(text, json!({"dir": name.to_string(), "files": names})))
}

/// The letters of a number: that of a batch with its annex, or one of it by its sub-number.
async fn of_number(
    env: &Env,
    rules: &Rules,
    archive: &Archive,
    number: &Number,
    pages: &mut Pages,
) -> Result<()> {
    for row in archive.credit_letters_named(&number.series.to_string(), number.number).await? {
        let Some(StoredCreditAct { act, .. }) = archive.credit_act(row.act).await? else { continue };
        let events: Vec<Event> =
            archive.credit_events_by(row.act).await?.into_iter().map(|stored| stored.event).collect();
        if act.object == BATCH && number.sub.is_none() {
            batch(env, rules, archive, &act, &events, pages).await?;
            continue;
        }
        let place = number.sub.map_or(0, |sub| sub as usize - 1);
        let sub = |event: &&Event| {
            let own = event.details.number.as_deref().and_then(Number::parse);
            number.sub.is_none() || own.is_some_and(|own| own.sub == number.sub)
        };
        let event = events.iter().find(sub).or(events.get(place));
        if act.object == BATCH && event.is_none() {
            continue;
        }
        let id = event.map_or_else(|| act.object.clone(), |event| event.subject.to_string());
        let book = opened(env, archive, &subject_id(&id)?, env.now().date()).await?;
        one(env, rules, &book, &act, event, pages)?;
    }
    Ok(())
}

/// Every letter for a subject, and the notice on repair of each penalty that is shown.
async fn of_subject(
    env: &Env,
    rules: &Rules,
    archive: &Archive,
    book: &Book,
    pages: &mut Pages,
) -> Result<()> {
    for StoredCreditAct { act, .. } in archive.credit_acts_about(&book.id).await? {
        if act.letter.is_some() {
            let event = act.events.first().and_then(|digest| {
                book.events.iter().find(|event| book.stored_name(&event.digest()) == *digest)
            });
            one(env, rules, book, &act, event, pages)?;
        }
    }
    let calendar = deadlines::calendar(env)?;
    for event in &book.events {
        let Some(number) = book.recorded_by.get(&book.stored_name(&event.digest())) else { continue };
        let Some(StoredCreditAct { act, .. }) = archive.credit_act(*number).await? else { continue };
        if act.object == BATCH && act.letter.is_some() {
            one(env, rules, book, &act, Some(event), pages)?;
        }
        if event.kind == Kind::Penalty {
            let writer = Writer { env, rules, book, act: &act };
            if let Some(content) = writer.repair_notice(event, &calendar) {
                let name = format!("repair-notice-{}.html", &event.digest().hex()[..8]);
                let layout = layout("repair-notice");
                pages.insert(name, page::document(&layout, &[content], env.lang));
            }
        }
    }
    Ok(())
}

fn one(
    env: &Env,
    rules: &Rules,
    book: &Book,
    act: &Act,
    event: Option<&Event>,
    pages: &mut Pages,
) -> Result<()> {
    let writer = Writer { env, rules, book, act };
    if let Some((name, number, content)) = writer.letter(event) {
        pages.insert(file(&number), page::document(&layout(name), &[content], env.lang));
    }
    Ok(())
}

/// One decision for many: the letter and the annex.
async fn batch(
    env: &Env,
    rules: &Rules,
    archive: &Archive,
    act: &Act,
    events: &[Event],
    pages: &mut Pages,
) -> Result<()> {
    let mut rows = Vec::new();
    let mut first = None;
    for event in events {
        let book = opened(env, archive, &event.subject, env.now().date()).await?;
        rows.push(Writer { env, rules, book: &book, act }.row(event, rows.len() + 1));
        first = first.or(Some((book, event)));
    }
    let Some((book, event)) = first else { return Ok(()) };
    let writer = Writer { env, rules, book: &book, act };
    if let Some((number, content)) = writer.batch(event, rows) {
        pages.insert(file(&number), page::document(&layout("batch"), &[content], env.lang));
    }
    Ok(())
}

fn layout(name: &str) -> Layout {
    Layout::ours(name).expect("a layout of the program")
}

/// The number of a letter as the name of a file.
fn file(number: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "〔〕-.".contains(c) { c } else { '_' };
    format!("{}.html", number.chars().map(plain).collect::<String>())
}
