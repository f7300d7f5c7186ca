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
use crate::core::outcome::drawn::DrawnTask;
use crate::core::outcome::progress::{FollowUp, Steps};
use crate::core::outcome::{Drawn, Progress};
use crate::core::time::Date;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A matter is one of food, and its term runs under 市场监管总局令第49号 第39条, where its legal basis
/// (检查依据) names one of these.
const FOOD_BASIS: [&str; 2] = ["食品安全法", "食品生产经营监督检查管理办法"];

/// What outcomes say of clocks.
#[derive(Default)]
pub struct Results {
    /// Visits that were made.
    pub triggers: Vec<Trigger>,
    /// Tasks that are done, by plan and id: since when.
    pub done: BTreeMap<(String, String), Date>,
    /// Last days of the tasks that are drawn, by plan and id, in the version they were drawn under.
    pub finishes: BTreeMap<(String, String), Option<Date>>,
}

impl Results {
    /// Adds the tasks of one attempt, and hands back what its visits and follow-ups start.
    pub async fn take(
        &mut self,
        archive: &Archive,
        book: &Book,
        named: Named,
        as_of: Date,
    ) -> Result<Vec<Trigger>> {
        let progress = book.progress(as_of)?;
        let planned = tasks(archive, &book.row).await?;
        let drawn = |task: &&Task| book.drawn.tasks.iter().any(|drawn| drawn.plan.task.as_str() == task.id);
        for task in planned.iter().filter(drawn) {
            self.finishes.entry((book.row.plan.clone(), task.id.clone())).or_insert(task.finish());
        }
        for task in &progress.tasks {
            if let Some(on) = task.done_on {
                self.done.insert((book.row.plan.clone(), task.task.to_string()), on);
            }
        }
        visits(archive, book, planned, &progress, named).await
    }
}

/// Whether subjects bear their names, which are read one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// They do.
    Yes,
    /// Nobody will read them.
    No,
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
        let more = results.take(archive, &book, Named::Yes, as_of).await?;
        results.triggers.extend(more);
    }
    Ok(results)
}

/// What one draw says.
pub(super) async fn of_book(archive: &Archive, book: &Book, as_of: Date) -> Result<Vec<Trigger>> {
    let planned = tasks(archive, &book.row).await?;
    visits(archive, book, planned, &book.progress(as_of)?, Named::Yes).await
}

/// A clock for each subject with a recorded result.
async fn visits(
    archive: &Archive,
    book: &Book,
    planned: Vec<Task>,
    progress: &Progress,
    named: Named,
) -> Result<Vec<Trigger>> {
    let food = food_matters(archive, &book.row).await?;
    let owners = Owners { tasks: planned, drawn: &book.drawn };
    let recorded = progress.subjects.iter().filter(|(_, steps)| steps.recorded > 0);
    let ids =
        recorded.clone().map(|(id, _)| id).chain(progress.follow_ups.iter().map(|one| &one.about.subject));
    let names = match named {
        Named::Yes => rosters::names(archive, book.row.subjects, ids).await?,
        Named::No => BTreeMap::new(),
    };
    let subject = |id: &SubjectId| Object {
        kind: ObjectKind::Subject,
        id: id.to_string(),
        name: names.get(id).cloned().unwrap_or_default(),
    };
    let mut triggers = Vec::new();
    for follow_up in &progress.follow_ups {
        let FollowUp { about, visited, ordered, due, finished } = follow_up;
        let (kind, code) = match ordered {
            true => (TriggerKind::RectificationOrdered, "RECTIFY"),
            false if due.is_none() => continue, // without a day there is no clock
            false => (TriggerKind::FollowUpSet, "FOLLOW-UP"),
        };
        triggers.push(Trigger {
            kind,
            started_on: *visited,
            object: subject(&about.subject),
            departments: owners.named(&about.subject, |task| task.department.as_ref()),
            persons: owners.named(&about.subject, |task| task.responsible.as_ref()),
            given: *due,
            done: finished.map(|on| (code, on)).into_iter().collect(),
        });
    }
    for (id, steps) in recorded {
        let drew: Vec<_> = book.drawn.tasks.iter().filter(|task| task.subjects.contains_key(id)).collect();
        let of_food = drew.iter().any(|task| task.matters.iter().any(|code| food.contains(code)));
        let Some((kind, code, started_on)) = started(steps, of_food) else { continue };
        triggers.push(Trigger {
            kind,
            started_on,
            object: subject(id),
            departments: owners.named(id, |task| task.department.as_ref()),
            persons: owners.named(id, |task| task.responsible.as_ref()),
            given: None,
            done: steps.published_on.map(|on| (code, on)).into_iter().collect(),
        });
    }
    Ok(triggers)
}

/// Whose duty the visits are.
struct Owners<'a> {
    tasks: Vec<Task>,
    drawn: &'a Drawn,
}

impl Owners<'_> {
    /// A field of the tasks that drew a subject, each value once.
    fn named(&self, id: &SubjectId, field: fn(&Task) -> Option<&String>) -> Vec<String> {
        let drew = |task: &&Task| {
            let of =
                |drawn: &DrawnTask| drawn.plan.task.as_str() == task.id && drawn.subjects.contains_key(id);
            self.drawn.tasks.iter().any(of)
        };
        let names: BTreeSet<&String> = self.tasks.iter().filter(drew).filter_map(field).collect();
        names.into_iter().cloned().collect()
    }
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
