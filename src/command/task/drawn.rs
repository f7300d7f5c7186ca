//! A drawn task on paper: its subjects and teams as they stand after every replacement, with the
//! people and matters behind the codes. Who they are is `core::outcome::Drawn`'s.

use super::found::Found;
use crate::archive::{Archive, Draw, StoredRoster, Terminal, TerminalKind};
use crate::command::damage::damaged_draw;
use crate::command::draw::drawn;
use crate::command::rosters;
use crate::core::bundle;
use crate::core::id::{InspectorId, SubjectId};
use crate::core::outcome::drawn::Seat;
use crate::core::plan::Plan;
use crate::core::record::ResultRecord;
use crate::core::registry::{Inspector, Matter, Subject};
use crate::core::time::Date;
use crate::error::{Error, Exit, Result};
use std::collections::{BTreeMap, BTreeSet};

/// A drawn task.
pub struct Drawn {
    /// The attempt with the result.
    pub row: Draw,
    /// Its end.
    pub end: Terminal,
    /// Plan text of the task.
    pub plan: Plan,
    /// Day of the library of subjects.
    pub as_of: Date,
    /// Subjects that could be drawn.
    pub eligible: u64,
    /// Replacements in force.
    pub replaced: u32,
    /// Subjects to be inspected, ascending by id: no order that tells a class.
    pub visits: Vec<Visit>,
    /// Matters of the task.
    pub matters: Vec<Matter>,
}

/// A subject to be inspected.
pub struct Visit {
    /// The subject.
    pub subject: Subject,
    /// Number of the replacement by which it stepped in.
    pub stepped_in: Option<u32>,
    /// The team, its lead first.
    pub team: Vec<Officer>,
}

/// One of a team.
pub struct Officer {
    /// Whom the library knows.
    pub inspector: Inspector,
    /// 组长.
    pub lead: bool,
}

/// Reads what a task drew. Without a result there is nothing to put on paper.
pub async fn read(archive: &Archive, found: &Found) -> Result<Drawn> {
    let (row, end) = ended(archive, found).await?;
    let drawn = drawn::of(archive, &row).await?;
    let task = drawn.tasks.iter().find(|task| task.plan.task.as_str() == found.task.id);
    let task = task.ok_or_else(|| broken(&row, "the task"))?;
    let record = archive.file(&row.draw, row.attempt, bundle::RESULT).await?;
    let record = ResultRecord::parse(&record.map(|file| file.bytes).unwrap_or_default());
    let record = record.map_err(|e| broken(&row, e))?;
    let eligible = record.tasks.get(&task.plan.task).map_or(0, |counts| counts[0]);
    let people = people(archive, &row).await?;
    let subjects = stored(archive, &row, row.subjects).await?;
    let mut known: BTreeMap<SubjectId, Subject> = BTreeMap::new();
    for subject in rosters::subjects(archive, &subjects).await? {
        if task.subjects.contains_key(&subject.id) {
            known.insert(subject.id.clone(), subject);
        }
    }
    let mut visits = Vec::new();
    for (id, place) in &task.subjects {
        let subject = known.remove(id).ok_or_else(|| broken(&row, format!("{id} in the library")))?;
        let seats = drawn.teams.get(id).map(Vec::as_slice).unwrap_or_default();
        let team = team(seats, &people).ok_or_else(|| broken(&row, "a team of the library"))?;
        visits.push(Visit { subject, stepped_in: place.stepped_in, team });
    }
    let matters = matters(archive, &row, &task.plan).await?;
    let (as_of, replaced, plan) = (subjects.roster.as_of, drawn.replaced, task.plan.clone());
    Ok(Drawn { row, end, plan, as_of, eligible, replaced, visits, matters })
}

/// The attempt with a result, without reading it.
pub async fn ended(archive: &Archive, found: &Found) -> Result<(Draw, Terminal)> {
    if let Some(row) = found.draws.last() {
        let end = archive.terminal(&row.draw, row.attempt).await?;
        if let Some(end) = end.filter(|end| end.kind == TerminalKind::Result) {
            return Ok((row.clone(), end));
        }
    }
    let task = &found.task.id;
    Err(Error::said(
        Exit::Timing,
        format!("任务 {task} 还没有抽取结果，没有可打印的名单"),
        format!("task {task} has no result yet: there is no list to print"),
    )
    .advice("见 suicha task list", "see `suicha task list`"))
}

async fn people(archive: &Archive, row: &Draw) -> Result<BTreeMap<InspectorId, Inspector>> {
    let library = rosters::inspectors(archive, &stored(archive, row, row.inspectors).await?).await?;
    Ok(library.into_iter().map(|inspector| (inspector.id.clone(), inspector)).collect())
}

/// A team, its lead first; `None` if one of it is in no library.
fn team(seats: &[Seat], people: &BTreeMap<InspectorId, Inspector>) -> Option<Vec<Officer>> {
    let officer = |seat: &Seat| Some(Officer { inspector: people.get(&seat.card)?.clone(), lead: seat.lead });
    let mut team = seats.iter().map(officer).collect::<Option<Vec<_>>>()?;
    team.sort_by_key(|officer| !officer.lead);
    Some(team)
}

async fn matters(archive: &Archive, row: &Draw, plan: &Plan) -> Result<Vec<Matter>> {
    let Some(id) = row.matters else { return Ok(Vec::new()) };
    let wanted: BTreeSet<&SubjectId> = plan.matters.iter().map(|(code, _)| code).collect();
    let mut matters = rosters::matters(archive, &stored(archive, row, id).await?).await?;
    matters.retain(|matter| wanted.contains(&matter.code));
    Ok(matters)
}

async fn stored(archive: &Archive, row: &Draw, id: crate::archive::RosterId) -> Result<StoredRoster> {
    archive.roster(id).await?.ok_or_else(|| broken(row, "a roster"))
}

fn broken(row: &Draw, what: impl std::fmt::Display) -> Error {
    damaged_draw(&row.draw, format!("lacks or breaks: {what}"))
}
