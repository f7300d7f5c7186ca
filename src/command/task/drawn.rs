//! A drawn task: its subjects and teams as they stand after every replacement, and the people and
//! matters behind the codes.

use super::found::Found;
use crate::archive::{Archive, Draw, StoredRoster, Terminal, TerminalKind};
use crate::command::draw::{files_of, inputs_of};
use crate::command::rosters;
use crate::core::bundle::{self, Files, parse_teams, selected_file};
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::pairing::tables::TeamRow;
use crate::core::plan::Plan;
use crate::core::record::ResultRecord;
use crate::core::registry::{Inspector, Matter, Subject};
use crate::core::replace::{Replaced, replaced_file, teams_file};
use crate::core::select::parse_selected;
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
    let files = files_of(archive, &row).await?;
    let inputs = inputs_of(&files, &row.draw)?;
    let task = inputs.tasks.into_iter().find(|task| task.plan.task.as_str() == found.task.id);
    let plan = task.ok_or_else(|| broken(&row, "the task"))?.plan;
    let mut places = selected(&files, &row, &plan.task)?;
    let mut teams = bundle::TEAMS.to_owned();
    let mut replaced = 0;
    while let Some(bytes) = files.get(&replaced_file(replaced + 1)) {
        replaced += 1;
        let record = Replaced::parse(bytes).map_err(|e| broken(&row, e))?;
        for step in record.steps.iter().filter(|step| step.task == plan.task) {
            places.remove(&step.out);
            places.extend(step.into.clone().map(|(id, _)| (id, Some(replaced))));
        }
        teams = teams_file(replaced);
    }
    let record = files.get(bundle::RESULT).map(Vec::as_slice).unwrap_or_default();
    let record = ResultRecord::parse(record).map_err(|e| broken(&row, e))?;
    let eligible = record.tasks.get(&plan.task).map_or(0, |counts| counts[0]);
    let teams = parse_teams(files.get(&teams).map(Vec::as_slice).unwrap_or_default());
    let teams = teams.map_err(|e| broken(&row, e))?;
    let people = people(archive, &row).await?;
    let subjects = stored(archive, &row, row.subjects).await?;
    let mut visits = Vec::new();
    for subject in rosters::subjects(archive, &subjects).await? {
        let Some(stepped_in) = places.remove(&subject.id) else { continue };
        let team = team(&subject.id, &teams, &people).ok_or_else(|| broken(&row, "a team of the library"))?;
        visits.push(Visit { subject, stepped_in, team });
    }
    if let Some((id, _)) = places.first_key_value() {
        return Err(broken(&row, format!("{id} in the library")));
    }
    visits.sort_by(|a, b| a.subject.id.cmp(&b.subject.id));
    let as_of = subjects.roster.as_of;
    let matters = matters(archive, &row, &plan).await?;
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

fn selected(files: &Files, row: &Draw, task: &Name) -> Result<BTreeMap<SubjectId, Option<u32>>> {
    let bytes = files.get(&selected_file(task)).map(Vec::as_slice).unwrap_or_default();
    let rows = parse_selected(bytes).map_err(|e| broken(row, e))?;
    Ok(rows.into_iter().filter(|row| row.drawn).map(|row| (row.id, None)).collect())
}

async fn people(archive: &Archive, row: &Draw) -> Result<BTreeMap<Name, Inspector>> {
    let library = rosters::inspectors(archive, &stored(archive, row, row.inspectors).await?).await?;
    let mut library: BTreeMap<InspectorId, Inspector> =
        library.into_iter().map(|inspector| (inspector.id.clone(), inspector)).collect();
    let known = archive.pseudonyms(&row.draw, row.attempt).await?;
    Ok(known
        .into_iter()
        .filter_map(|known| Some((known.pseudonym, library.remove(&known.inspector)?)))
        .collect())
}

/// The team of a subject; `None` if one of it is in no library.
fn team(id: &SubjectId, teams: &[TeamRow], people: &BTreeMap<Name, Inspector>) -> Option<Vec<Officer>> {
    let officer =
        |row: &TeamRow| Some(Officer { inspector: people.get(&row.pseudonym)?.clone(), lead: row.lead });
    let mut team = teams.iter().filter(|row| row.id == *id).map(officer).collect::<Option<Vec<_>>>()?;
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
    let draw = &row.draw;
    Error::said(
        Exit::Discrepancy,
        format!("档案库中的抽取 {draw} 有误：{what}"),
        format!("draw {draw} in the archive lacks or breaks: {what}"),
    )
}
