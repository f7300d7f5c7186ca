//! What recorded outcomes start and end: the term to publish each visit (公示期限) and the end of the
//! tasks whose results are all public. Follow-ups end here too. Conversions only: terms are
//! `core::deadline`'s, what is public on a day is `core::outcome::progress`'s.

use super::held::annual;
use crate::annual::Task;
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::outcome::Book;
use crate::command::rosters;
use crate::core::deadline::{Object, ObjectKind, Trigger, TriggerKind};
use crate::core::id::SubjectId;
use crate::core::outcome::Progress;
use crate::core::outcome::progress::Steps;
use crate::core::time::Date;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A matter is one of food, and its term runs under 市场监管总局令第49号 第39条, where its legal basis
/// (检查依据) names one of these.
const FOOD_BASIS: [&str; 2] = ["食品安全法", "食品生产经营监督检查管理办法"];

/// What outcomes say of clocks.
#[derive(Default)]
pub(super) struct Results {
    /// Visits that were made.
    pub triggers: Vec<Trigger>,
    /// Tasks that are done, by plan and id: since when.
    pub done: BTreeMap<(String, String), Date>,
}

/// Everything recorded up to a day.
pub(super) async fn of(archive: &Archive, as_of: Date) -> Result<Results> {
    let mut results = Results::default();
    for row in archive.draws().await?.into_iter().filter(|row| row.frozen_at.date() <= as_of) {
        let end = archive.terminal(&row.draw, row.attempt).await?;
        if end.is_none_or(|end| end.kind != TerminalKind::Result || end.at.date() > as_of) {
            continue;
        }
        let book = Book::of(archive, row).await?;
        let progress = book.progress(as_of)?;
        for task in &progress.tasks {
            if let Some(on) = task.done_on {
                results.done.insert((book.row.plan.clone(), task.task.to_string()), on);
            }
        }
        results.triggers.extend(visits(archive, &book, &progress).await?);
    }
    Ok(results)
}

/// A clock for each subject with a recorded result.
async fn visits(archive: &Archive, book: &Book, progress: &Progress) -> Result<Vec<Trigger>> {
    let food = food_matters(archive, &book.row).await?;
    let tasks = tasks(archive, &book.row).await?;
    let mut triggers = Vec::new();
    for (id, steps) in progress.subjects.iter().filter(|(_, steps)| steps.recorded > 0) {
        let drew: Vec<_> = book.drawn.tasks.iter().filter(|task| task.subjects.contains_key(id)).collect();
        let of_food = drew.iter().any(|task| task.matters.iter().any(|code| food.contains(code)));
        let Some((kind, code, started_on)) = started(steps, of_food) else { continue };
        let named = |field: fn(&Task) -> Option<&String>| {
            let of = |task: &Task| drew.iter().any(|drawn| drawn.plan.task.as_str() == task.id);
            let names = tasks.iter().filter(|task| of(task)).filter_map(field).cloned();
            names.collect::<BTreeSet<String>>().into_iter().collect::<Vec<String>>()
        };
        let subject = archive.subject_of(book.row.subjects, id).await?;
        triggers.push(Trigger {
            kind,
            started_on,
            object: Object {
                kind: ObjectKind::Subject,
                id: id.to_string(),
                name: subject.map(|subject| subject.name).unwrap_or_default(),
            },
            departments: named(|task| task.department.as_ref()),
            persons: named(|task| task.responsible.as_ref()),
            given: None,
            done: steps.published_on.map(|on| (code, on)).into_iter().collect(),
        });
    }
    Ok(triggers)
}

/// The term runs from the end of the inspection; of food, from the day its result was formed.
fn started(steps: &Steps, of_food: bool) -> Option<(TriggerKind, &'static str, Date)> {
    match of_food {
        true => steps.formed.map(|on| (TriggerKind::FoodResultFormed, "INS-PUB-FOOD", on)),
        false => steps.visited.map(|on| (TriggerKind::InspectionEnded, "INS-PUB", on)),
    }
}

async fn food_matters(archive: &Archive, row: &Draw) -> Result<BTreeSet<SubjectId>> {
    let stored = match row.matters {
        Some(id) => archive.roster(id).await?,
        None => None,
    };
    let Some(stored) = stored else { return Ok(BTreeSet::new()) };
    let matters = rosters::matters(archive, &stored).await?;
    let food = matters.into_iter().filter(|matter| FOOD_BASIS.iter().any(|law| matter.basis.contains(law)));
    Ok(food.map(|matter| matter.code).collect())
}

async fn tasks(archive: &Archive, row: &Draw) -> Result<Vec<Task>> {
    match archive.plan_version(&row.plan, row.plan_version).await? {
        Some(plan) => Ok(annual(&plan)?.tasks),
        None => Ok(Vec::new()),
    }
}
