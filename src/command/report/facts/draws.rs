//! Attempts of draws, and everything about those that have their result by the day: strata, lists, results,
//! teams, replacements and the clocks of visits. One attempt is held at a time.

use super::replaced::{self, Done};
use super::subjects::Subjects;
use super::{Gathering, clocks, seats, strata, visits};
use crate::annual;
use crate::archive::{Draw, TerminalKind};
use crate::command::deadlines::{self, Named, Results};
use crate::command::draw::file_of;
use crate::command::outcome::Book;
use crate::core::bundle::VOID;
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::outcome::drawn::Place;
use crate::core::record::VoidRecord;
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::Attempt;
use std::collections::{BTreeMap, BTreeSet};

/// A task that was drawn.
pub(super) struct Opened {
    /// As the version has it that was drawn.
    pub task: annual::Task,
    /// Its first list was locked.
    pub opened: Date,
    /// Every list of it is done since then; `None` while one is not.
    pub done: Option<Date>,
}

/// What all draws say of tasks.
#[derive(Default)]
pub(super) struct Drawn {
    /// By plan and id.
    pub tasks: BTreeMap<(String, String), Opened>,
    /// The same for clocks.
    pub results: Results,
}

/// What is held of one attempt.
pub(super) struct Held<'a> {
    pub book: &'a Book,
    pub subjects: Subjects,
    /// Last days to publish, by subject.
    pub publish_due: BTreeMap<String, Option<Date>>,
    planned: &'a [annual::Task],
    origins: BTreeMap<Name, BTreeMap<SubjectId, Name>>,
    day: Date,
    done: &'a [Done],
}

/// Puts the attempts and what they hold.
pub(super) async fn put(gathering: &mut Gathering<'_>) -> Result<Drawn> {
    let (archive, as_of) = (gathering.archive, gathering.as_of);
    let (mut rows, mut results) = (Vec::new(), Vec::new());
    for row in archive.draws().await?.into_iter().filter(|row| row.frozen_at.date() <= as_of) {
        let end = archive.terminal(&row.draw, row.attempt).await?;
        let end = end.filter(|end| end.at.date() <= as_of);
        let reason = match end {
            Some(end) if end.kind == TerminalKind::Void => {
                file_of(archive, &row, VOID, VoidRecord::parse).await?.reason.to_string()
            }
            _ => String::new(),
        };
        rows.push(Attempt {
            draw: row.draw.to_string(),
            attempt: row.attempt,
            plan: row.plan.clone(),
            frozen: row.frozen_at.date(),
            end: end.map(|end| end.kind.word().to_owned()).unwrap_or_default(),
            ended: end.map(|end| end.at.date()),
            reason,
        });
        if let Some(end) = end.filter(|end| end.kind == TerminalKind::Result) {
            results.push((end.at.date(), row));
        }
    }
    // What was drawn before is told by the day of the result, not of the freeze.
    results.sort_by(|(a, one), (b, other)| (a, &one.draw, one.attempt).cmp(&(b, &other.draw, other.attempt)));
    let mut all = Drawn::default();
    for (day, row) in results {
        attempt(gathering, row, day, &mut all).await?;
    }
    gathering.put(&rows)?;
    Ok(all)
}

async fn attempt(gathering: &mut Gathering<'_>, row: Draw, day: Date, all: &mut Drawn) -> Result<()> {
    let archive = gathering.archive;
    let done = replaced::read(gathering, &row).await?;
    let book = Book::on(archive, row, gathering.as_of, done.len() as u32).await?;
    let row = &book.row;
    let planned = match archive.plan_version(&row.plan, row.plan_version).await? {
        Some(stored) => deadlines::annual(&stored)?.tasks,
        None => Vec::new(),
    };
    let pseudonyms = archive.pseudonyms(&row.draw, row.attempt).await?;
    let cards: BTreeMap<Name, InspectorId> =
        pseudonyms.into_iter().map(|one| (one.pseudonym, one.inspector)).collect();
    let triggers = all.results.take(archive, &book, Named::No, gathering.as_of).await?;
    let publish_due = clocks::put_visits(gathering, &triggers)?;
    drop(triggers);
    let origins = strata::put(gathering, row, &book.drawn, day).await?;
    let last = done.last().map_or(day, |done| done.day.max(day));
    let mut ids: BTreeSet<&SubjectId> = book.drawn.subjects();
    ids.extend(book.story.all().map(|(about, _)| &about.subject));
    let subjects = Subjects::of(gathering, row, &ids, last).await?;
    let held = Held { book: &book, subjects, publish_due, planned: &planned, origins, day, done: &done };
    visits::put(gathering, &held).await?;
    seats::put(gathering, row, &book, &cards, day).await?;
    replaced::put(gathering, row, &book.drawn, &cards, &done)?;
    let progress = book.progress(gathering.as_of)?;
    for task in &progress.tasks {
        let Some(planned) = held.planned(&task.task) else { continue };
        let key = (row.plan.clone(), task.task.to_string());
        match all.tasks.get_mut(&key) {
            Some(known) => {
                known.opened = known.opened.min(day);
                known.done = known.done.zip(task.done_on).map(|(a, b)| a.max(b));
            }
            None => {
                all.tasks.insert(key, Opened { task: planned.clone(), opened: day, done: task.done_on });
            }
        }
    }
    Ok(())
}

impl Held<'_> {
    /// The attempt.
    pub fn row(&self) -> &Draw {
        &self.book.row
    }

    /// A task as the version of the plan has it that was drawn.
    pub fn planned(&self, id: &Name) -> Option<&annual::Task> {
        self.planned.iter().find(|task| task.id == id.as_str())
    }

    /// The stratum a subject was drawn from.
    pub fn stratum(&self, task: &Name, id: &SubjectId) -> String {
        let origin = self.origins.get(task).and_then(|of| of.get(id));
        origin.map(Name::to_string).unwrap_or_default()
    }

    /// The day a subject came onto the list.
    pub fn listed(&self, place: &Place) -> Date {
        let number = place.stepped_in.and_then(|number| (number as usize).checked_sub(1));
        number.and_then(|at| self.done.get(at)).map_or(self.day, |done| done.day)
    }
}
