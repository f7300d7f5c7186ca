//! `suicha credit show`: what holds for one subject on a day, with the events and rules behind it.

use super::book::{self, Book};
use super::told::{self, Told};
use super::{feedback, rules};
use crate::archive::Archive;
use crate::command::answer::Answer;
use crate::command::{day, deadlines};
use crate::core::credit::{Act, Event, Question, Verb};
use crate::core::id::SubjectId;
use crate::core::identifier::{self, KeyColumn};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked.
pub struct Asked<'a> {
    /// The subject.
    pub id: &'a str,
    /// The legal day.
    pub as_of: Option<&'a str>,
    /// What was known.
    pub known_by: Option<&'a str>,
    /// Name events and rules.
    pub why: bool,
    /// A set of rules to tell the day under.
    pub rules: Option<&'a std::path::Path>,
}

/// Shows one subject.
pub async fn run(env: &Env, asked: Asked<'_>) -> Result<Answer> {
    let today = env.now().date();
    let as_of = asked.as_of.map_or(Ok(today), day)?;
    let known_by = asked.known_by.map(day).transpose()?;
    let id = subject_id(asked.id)?;
    let archive = env.archive().await?;
    book::whole(&archive).await?;
    let book = opened(env, &archive, &id, known_by.unwrap_or(today.max(as_of))).await?;
    let calendar = deadlines::calendar(env)?;
    let rules = match asked.rules {
        Some(dir) => Cow::Owned(rules::parsed(&rules::read(dir)?, dir)?),
        None => rules::of(env)?,
    };
    let question = Question::new(&rules, &calendar, as_of);
    let question = known_by.map_or(question, |day| question.known_by(day));
    let standing = question.fold(book.form, &book.history.facts);
    let declined = declined(&archive, &id, known_by.unwrap_or(as_of)).await?;
    let told = Told {
        book: &book,
        standing: &standing,
        as_of,
        known_by,
        rules: &rules,
        declined: &declined,
        why: asked.why,
        lang: env.lang,
    };
    let (said, feedback) = feedback::told(&book, &question, env.lang);
    let events: Vec<Value> = book.events.iter().map(document).collect();
    let proposals: Vec<Value> = standing
        .proposals
        .iter()
        .map(|proposal| {
            let name = told.proposal(proposal.code, &proposal.by);
            let declined = declined.iter().find(|(known, _)| *known == name).map(|(_, on)| on.to_string());
            json!({
                "proposal": name, "code": proposal.code.word(), "started": proposal.started.to_string(),
                "due": told::due(proposal.due, crate::core::lang::Lang::En), "rule": proposal.version.to_string(),
                "declined": declined,
            })
        })
        .collect();
    let json = json!({
        "subject": id.as_str(), "name": book.subject.as_ref().map(|subject| &subject.name),
        "form": book.form.word(), "as_of": as_of.to_string(),
        "known_by": known_by.map(|day| day.to_string()), "standing": told.lines(),
        "proposals": proposals, "events": events, "feedback": feedback,
    });
    let mut text = told.text() + &said;
    if asked.why && asked.rules.is_none() {
        let lines = rules::others(env, &acts_of(&archive, &book).await?)?;
        lines.iter().for_each(|line| text.push_str(&format!("\n{line}\n")));
    }
    Ok(Answer::new(text, json))
}

/// Every act about a subject, and those that recorded its events.
async fn acts_of(archive: &Archive, book: &Book) -> Result<Vec<Act>> {
    let about = archive.credit_acts_about(&book.id).await?;
    let mut acts: BTreeMap<u32, Act> =
        about.into_iter().map(|stored| (stored.act.number, stored.act)).collect();
    for number in book.recorded_by.values().collect::<BTreeSet<_>>() {
        if !acts.contains_key(number)
            && let Some(stored) = archive.credit_act(*number).await?
        {
            acts.insert(*number, stored.act);
        }
    }
    Ok(acts.into_values().collect())
}

/// The key as it was typed.
pub fn subject_id(text: &str) -> Result<SubjectId> {
    let found = identifier::identify(text, KeyColumn::Registry).ok().map(|key| key.text.into_owned());
    found.and_then(|text| SubjectId::new(&text).ok()).ok_or_else(|| {
        Error::said(
            Exit::Usage,
            format!("{text} 不是统一社会信用代码或注册号"),
            format!("{text} is no registry number"),
        )
        .advice("请核对证照上的代码", "compare it with the licence")
    })
}

/// The credit of a subject that the bureau knows.
pub async fn opened(env: &Env, archive: &Archive, id: &SubjectId, known: Date) -> Result<Book> {
    let book = Book::open(env, archive, id, known).await?;
    if book.known() {
        return Ok(book);
    }
    Err(Error::said(
        Exit::Usage,
        format!("{id} 不在现行名录和任何一次抽取的名录中，也没有信用事件"),
        format!("{id} stands in no roster and no draw, and has no credit events"),
    )
    .advice("请核对代码，或先导入名录", "compare the key, or import the roster first"))
}

/// Proposals that were declined by a day, as they are named.
pub async fn declined(archive: &Archive, id: &SubjectId, by: Date) -> Result<Vec<(String, Date)>> {
    let acts = archive.credit_acts_about(id).await?;
    let declined = |act: &Act| Some((proposal_of(act)?, act.at.date()));
    let acts = acts.iter().map(|stored| &stored.act).filter(|act| act.verb == Verb::Decline);
    Ok(acts.filter_map(declined).filter(|(_, on)| *on <= by).collect())
}

/// The proposal that an act decided on, as it is named.
pub fn proposal_of(act: &Act) -> Option<String> {
    let (code, on) = act.proposal.as_ref()?;
    let marks: Vec<String> = on.iter().map(|digest| digest.hex()[..8].to_owned()).collect();
    Some(format!("{code}@{}", marks.join("+")))
}

/// An event for programs.
pub fn document(event: &Event) -> Value {
    json!({
        "event": event.digest().hex(), "kind": event.kind.word(), "day": event.day.to_string(),
        "recorded": event.recorded.to_string(), "text": event.print(),
    })
}
