//! What the archive holds that starts clocks: changes of law, plans of a year, their tasks, draws, embargoes,
//! replacements and voids; what follows from outcomes is [`results`]'s. As it stood on a day: later acts have
//! not happened yet.

use super::results::{self, Results};
use crate::annual::{AnnualPlan, Task};
use crate::archive::{Archive, Draw, JournalEntry, PublishedPlan, TerminalKind};
use crate::command::damage::damaged_file;
use crate::command::draw::commitment_of;
use crate::command::{logged, matters, plan};
use crate::core::deadline::{Object, ObjectKind, Trigger, TriggerKind};
use crate::core::law::{LawChange, Why};
use crate::core::log::{Attempt, Event, Quorum};
use crate::core::replace::{Request, replaced_file, request_file};
use crate::core::time::{Date, Timestamp};
use crate::core::verify::pulse_time;
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeMap;

/// Every event of the archive up to a day.
pub(super) async fn triggers(env: &Env, archive: &Archive, as_of: Date) -> Result<Vec<Trigger>> {
    let mut results = results::of(archive, as_of).await?;
    let visits = std::mem::take(&mut results.triggers);
    let mut found = beside_visits(env, archive, &results, as_of).await?;
    found.extend(visits);
    Ok(found)
}

/// The same without what visits and follow-ups start: of those there can be millions.
pub async fn beside_visits(
    env: &Env,
    archive: &Archive,
    results: &Results,
    as_of: Date,
) -> Result<Vec<Trigger>> {
    let mut found = Vec::new();
    let mut first_plans: BTreeMap<u16, (Date, Object)> = BTreeMap::new();
    for row in archive.plans().await? {
        let versions = archive.plan_versions(&row.number).await?;
        let published = |version: &&PublishedPlan| version.published_at.date() <= as_of;
        let (Some(first), Some(last)) =
            (versions.iter().find(published), versions.iter().rev().find(published))
        else {
            continue;
        };
        let (plan, on) = (annual(last)?, first.published_at.date());
        let object = Object { kind: ObjectKind::Plan, id: row.number.clone(), name: plan.name.clone() };
        let earliest = first_plans.entry(plan.year).or_insert_with(|| (on, object.clone()));
        if on < earliest.0 {
            *earliest = (on, object);
        }
        found.extend(tasks(&plan, on, results));
    }
    let journal = archive.journal().await?;
    let kept = journal.first().is_none_or(|act| act.at.date().year() <= as_of.year());
    found.extend(plan_years(&first_plans, kept.then(|| as_of.year())));
    found.extend(laws(&journal, as_of));
    for row in archive.draws().await?.iter().filter(|row| row.frozen_at.date() <= as_of) {
        draw(env, archive, row, &journal, &mut found).await?;
    }
    Ok(found)
}

/// Changes of law that the journal knows: done by the first list imported for them.
fn laws(journal: &[JournalEntry], as_of: Date) -> Vec<Trigger> {
    let mut changes: BTreeMap<LawChange, Option<Date>> = BTreeMap::new();
    for act in journal.iter().filter(|act| act.at.date() <= as_of) {
        let list = Why::read(&act.verb, matters::IMPORT);
        let on = list.as_ref().map(|_| act.at.date());
        let Some(law) = list.or_else(|| Why::read(&act.verb, matters::NOTED)).and_then(|why| why.law) else {
            continue;
        };
        let done = changes.entry(law).or_default();
        *done = done.or(on);
    }
    let trigger = |(change, done): (LawChange, Option<Date>)| Trigger {
        kind: TriggerKind::LawChanged,
        started_on: change.on,
        object: Object { kind: ObjectKind::List, id: change.law, name: String::new() },
        departments: Vec::new(),
        persons: Vec::new(),
        given: None,
        done: done.map(|on| ("LIST-LAW", on)).into_iter().collect(),
    };
    changes.into_iter().map(trigger).collect()
}

/// A published plan, read.
pub fn annual(row: &PublishedPlan) -> Result<AnnualPlan> {
    AnnualPlan::read(&row.text).map_err(|e| plan::damaged(&row.number, &e))
}

/// The year of each plan and the year of the day, unless the archive was begun in a later one: the first plan published for it ends
/// the clock.
fn plan_years(first_plans: &BTreeMap<u16, (Date, Object)>, now: Option<u16>) -> Vec<Trigger> {
    let mut years: Vec<u16> = first_plans.keys().copied().chain(now).collect();
    years.sort();
    years.dedup();
    let trigger = |year: u16| {
        let unpublished = || Object { kind: ObjectKind::Plan, id: year.to_string(), name: String::new() };
        let plan = first_plans.get(&year);
        Some(Trigger {
            kind: TriggerKind::PlanYear,
            started_on: Date::new(year, 1, 1)?,
            object: plan.map_or_else(unpublished, |(_, object)| object.clone()),
            departments: Vec::new(),
            persons: Vec::new(),
            given: None,
            done: plan.map(|(on, _)| ("PLAN-PUB", *on)).into_iter().collect(),
        })
    };
    years.into_iter().filter_map(trigger).collect()
}

/// The last day of a drawn task is that of the version it was drawn under: no amendment moves it.
fn tasks(plan: &AnnualPlan, on: Date, results: &Results) -> Vec<Trigger> {
    let key = |task: &Task| (plan.number.clone(), task.id.clone());
    let trigger = |task: &Task| {
        let finish = results.finishes.get(&key(task)).copied().unwrap_or_else(|| task.finish())?;
        Some(Trigger {
            kind: TriggerKind::TaskPlanned,
            started_on: on,
            object: Object { kind: ObjectKind::Task, id: task.number.clone(), name: task.name.clone() },
            departments: task.department.iter().cloned().collect(),
            persons: task.responsible.iter().cloned().collect(),
            given: Some(finish),
            done: results.done.get(&key(task)).map(|on| ("TASK-END", *on)).into_iter().collect(),
        })
    };
    plan.tasks.iter().filter_map(trigger).collect()
}

async fn draw(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    journal: &[JournalEntry],
    found: &mut Vec<Trigger>,
) -> Result<()> {
    let attempt = Attempt::new(&row.draw, row.attempt);
    let (departments, persons) = owners(archive, row).await?;
    let trigger = |kind, started_on, given, done| Trigger {
        kind,
        started_on,
        object: Object { kind: ObjectKind::Draw, id: attempt.to_string(), name: String::new() },
        departments: departments.clone(),
        persons: persons.clone(),
        given,
        done,
    };
    let end = archive.terminal(&row.draw, row.attempt).await?;
    let ended = end.map(|end| ("DRAW-RUN", end.at.date())).into_iter().collect();
    found.push(trigger(TriggerKind::DrawFrozen, row.frozen_at.date(), Some(row.pulse_time.date()), ended));
    match end {
        Some(end) if end.kind == TerminalKind::Void => {
            let seen = seen(env, archive, &Event::Void(attempt.clone()), end.at).await?;
            let seen = seen.map(|on| ("VOID-SEEN", on)).into_iter().collect();
            found.push(trigger(TriggerKind::DrawVoided, end.at.date(), None, seen));
        }
        Some(end) if row.embargo.is_some() => {
            let opened = archive.log_entry(&Event::Open(attempt.clone())).await?;
            let opened = opened.map(|logged| ("EMBARGO-OPEN", logged.entry.at.date())).into_iter().collect();
            let day_after = row.embargo.and_then(|last| Date::from_days(last.days() + 1));
            found.push(trigger(TriggerKind::EmbargoSet, end.at.date(), day_after, opened));
        }
        _ => {}
    }
    for number in 1.. {
        let Some(file) = archive.file(&row.draw, row.attempt, &request_file(number)).await? else { break };
        let request = Request::parse(&file.bytes).map_err(|e| damaged_file(&file.name, e))?;
        let event = Event::Replace(attempt.clone(), number);
        let mut done: Vec<_> = seen(env, archive, &event, request.at)
            .await?
            .map(|on| ("REPLACE-SEEN", on))
            .into_iter()
            .collect();
        if archive.file(&row.draw, row.attempt, &replaced_file(number)).await?.is_some() {
            let object = format!("{attempt} replaced {number}");
            let act = journal.iter().find(|act| act.object == object);
            done.extend(act.map(|act| ("REPLACE-RUN", act.at.date())));
        }
        let due = pulse_time(&request.pulses)?.date();
        found.push(trigger(TriggerKind::ReplacementRequested, request.at.date(), Some(due), done));
    }
    Ok(())
}

/// When a quorum had cosigned an entry of the log; the day of the entry where nobody has to.
async fn seen(env: &Env, archive: &Archive, event: &Event, at: Timestamp) -> Result<Option<Date>> {
    let policy = match env.log_policy_at(at) {
        Ok(policy) => policy,
        Err(_) => return Ok(Some(at.date())), // without a key there is nobody to ask
    };
    let proof = logged::proof(archive, &policy, event).await?;
    Ok(match proof.map(|proof| policy.quorum_of(&proof.note)) {
        Some(Quorum::At(seen)) => Some(seen.date()),
        Some(Quorum::NotAsked) => Some(at.date()),
        Some(Quorum::Missing(_)) | None => None,
    })
}

/// Departments and persons of the tasks that are drawn, each once.
async fn owners(archive: &Archive, row: &Draw) -> Result<(Vec<String>, Vec<String>)> {
    let Some(stored) = archive.plan_version(&row.plan, row.plan_version).await? else {
        return Ok(Default::default());
    };
    let (plan, commitment) = (annual(&stored)?, commitment_of(archive, row).await?);
    let drawn = |id: &str| commitment.tasks.iter().any(|committed| committed.task.as_str() == id);
    let tasks: Vec<_> = plan.tasks.iter().filter(|task| drawn(&task.id)).collect();
    let once = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    Ok((
        once(tasks.iter().filter_map(|task| task.department.clone()).collect()),
        once(tasks.iter().filter_map(|task| task.responsible.clone()).collect()),
    ))
}
