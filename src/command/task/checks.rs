//! The workbook in which outcomes are recorded, of one task or of a whole draw: a row for each subject
//! and matter, the team in force filled in, and whatever is recorded already. The importer of outcomes
//! reads it back; its headings and its template are `core::outcome`'s. Not the reading.

use super::drawn::{self, Drawn};
use super::found;
use super::layout;
use super::values::{Words, listed};
use crate::archive::{Archive, Draw};
use crate::cli::WhichTask;
use crate::core::id::{InspectorId, SubjectId};
use crate::core::lang::Lang;
use crate::core::outcome::{About, Outcome};
use crate::core::registry::Matter;
use crate::env::Env;
use crate::error::Result;
use crate::publish::forms::{Content, Kind, Layout, Rows, Values};
use std::collections::BTreeMap;

/// What is recorded of a subject and matter.
pub type Recorded<'a> = dyn Fn(&About) -> Option<&'a Outcome> + 'a;

/// The rows of a task. `whole` are the fields that are the same in each.
pub fn rows(words: &Words<'_>, whole: &Values, drawn: &Drawn, recorded: &Recorded<'_>) -> Vec<Values> {
    let mut rows = Vec::new();
    for (number, visit) in (1..).zip(&drawn.visits) {
        let subject = words.subject(number, visit);
        for (code, _) in &drawn.plan.matters {
            let mut row = whole.clone();
            row.extend(subject.clone());
            row.extend(matter(words, &drawn.matters, code));
            let about = About { subject: visit.subject.id.clone(), matter: code.clone() };
            row.extend(recorded(&about).map(|one| of_outcome(one, words.lang)).unwrap_or_default());
            rows.push(row);
        }
    }
    rows
}

/// The workbook of every task of a draw that has its result; `tasks` are their ids or numbers.
pub async fn of_draw(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    tasks: &[String],
    recorded: &Recorded<'_>,
) -> Result<(Layout, Content)> {
    let layout = layout(env, Kind::Outcome, None, Kind::Outcome.word())?;
    let words = Words::new(env)?;
    let mut content: Option<Content> = None;
    for task in tasks {
        let which = WhichTask { task: task.clone(), draw: Some(row.draw.to_string()) };
        let found = found::one(archive, &which).await?;
        let drawn = drawn::read(archive, &found).await?;
        let values = words.of_draw(&found, &drawn, listed(&drawn, env.now().date()));
        let more = rows(&words, &values, &drawn, recorded);
        match &mut content {
            None => {
                let stamp = words.stamp(&found, &drawn);
                content = Some(Content { values, tables: BTreeMap::from([(Rows::Checks, more)]), stamp });
            }
            Some(content) => {
                content.tables.entry(Rows::Checks).or_default().extend(more);
                let names = content.values.entry("task-name").or_default();
                names.push_str(env.lang.pick("、", ", "));
                names.push_str(&found.task.name);
            }
        }
    }
    Ok((layout, content.expect("a draw has a task")))
}

/// A matter as the item list of the draw describes it, or its code alone.
fn matter(words: &Words<'_>, list: &[Matter], code: &SubjectId) -> Values {
    match list.iter().find(|matter| matter.code == *code) {
        Some(matter) => words.matter(matter),
        None => Values::from([("matter-code", code.to_string())]),
    }
}

/// An outcome in the words the importer reads as the same outcome: those of the drop-downs.
fn of_outcome(outcome: &Outcome, lang: Lang) -> Values {
    let lines = |words: Vec<String>| words.join("；");
    macro_rules! said {
        ($codes:expr) => {
            lines(
                $codes.iter().map(|one| format!("{one} {}", lang.pick(one.title(), one.english()))).collect(),
            )
        };
    }
    Values::from([
        ("visited", outcome.visited.to_string()),
        ("cards", outcome.went.iter().map(InspectorId::as_str).collect::<Vec<_>>().join("、")),
        ("methods", said!(outcome.methods)),
        ("results", said!(outcome.results)),
        ("findings", outcome.findings.clone()),
        ("disposals", said!(outcome.disposals)),
        ("difference", outcome.difference.clone()),
        ("due", outcome.due.map_or_else(String::new, |due| due.to_string())),
        ("evidence", outcome.evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")),
        ("note", outcome.note.clone()),
    ])
}
