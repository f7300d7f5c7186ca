//! What the archive says of its acts in several places must agree: the journal with the log and the
//! rosters, plans with the log, attempts with their commitment, their files and the log.

use super::Found;
use crate::archive::{Archive, Draw, JournalEntry, TerminalKind};
use crate::command::credit::period_of;
use crate::command::draw::{commitment_of, end_of, witnessed};
use crate::core::bundle;
use crate::core::log::{Attempt, Entry, Event};
use crate::core::plan::Plan;
use crate::error::Result;

/// The journal has no gap and goes forward; each logged act and each roster stands in it.
pub async fn journal(archive: &Archive, entries: &[Entry], found: &mut Found) -> Result<()> {
    let acts = archive.journal().await?;
    for (number, act) in (1..).zip(&acts) {
        found.look("操作记录", "acts in the journal");
        found.same("number of an act in the journal", number, act.seq);
    }
    if let Some(pair) = acts.windows(2).find(|pair| pair[0].at > pair[1].at) {
        found.differs(format!("act {} of the journal is earlier than the one before it", pair[1].seq));
    }
    // A signature is checked where the row is read; whoever takes one away leaves a gap.
    let first = acts.iter().position(|act| act.signed.is_some()).unwrap_or(acts.len());
    for act in acts[first..].iter().filter(|act| act.signed.is_none()) {
        found.differs(format!("act {} of the journal is not signed, and others before it are", act.seq));
    }
    for entry in entries {
        if !acts.iter().any(|act| (act.digest, act.at) == (entry.hash, entry.at)) {
            let (kind, object) = (entry.event.kind(), entry.event.object());
            found.differs(format!("the journal knows no act of the log entry {kind} {object}"));
        }
    }
    let stores = |verb: &str| verb.starts_with("import ") || period_of(verb).is_some();
    let mut imports: Vec<_> = acts.iter().filter(|act| stores(&act.verb)).collect();
    let rosters = archive.rosters().await?;
    for stored in &rosters {
        let object = format!("{} as of {}", stored.roster.kind.word(), stored.roster.as_of);
        let own = (object.as_str(), stored.roster.digest, stored.imported_at);
        match imports.iter().position(|act| (act.object.as_str(), act.digest, act.at) == own) {
            Some(at) => drop(imports.remove(at)),
            None => found.differs(format!("the journal knows no import of the roster of {object}")),
        }
    }
    // Classes that changed nothing rest on the roster that was there.
    let rests = |act: &JournalEntry| {
        period_of(&act.verb).is_some() && rosters.iter().any(|stored| stored.roster.digest == act.digest)
    };
    for act in imports.into_iter().filter(|act| !rests(act)) {
        found.differs(format!("the roster of {} that act {} of the journal stored", act.object, act.seq));
    }
    Ok(())
}

/// Each logged version of a plan is stored as logged, and each stored one is logged.
pub async fn plans(archive: &Archive, entries: &[Entry], found: &mut Found) -> Result<()> {
    let mut stored = Vec::new();
    for plan in archive.plans().await? {
        match archive.plan_versions(&plan.number).await {
            Ok(versions) => stored.extend(versions),
            Err(_) => return Ok(()), // told already
        }
    }
    for entry in entries {
        let Event::Plan(number, version) = &entry.event else { continue };
        let what = format!("plan {number} version {version}");
        match stored.iter().find(|plan| (&plan.number, plan.version) == (number, *version)) {
            None => found.differs(format!("{what} is in the log and not in the archive")),
            Some(plan) => {
                found.same(&format!("digest of {what}"), entry.hash, plan.digest);
                found.same(&format!("time of {what}"), entry.at, plan.published_at);
            }
        }
    }
    let logged = |number: &str, version: u32| {
        entries.iter().any(|entry| entry.event == Event::Plan(number.to_owned(), version))
    };
    let from_the_log_on = entries.iter().any(|entry| matches!(entry.event, Event::Plan(..)));
    for plan in stored.iter().filter(|plan| from_the_log_on && !logged(&plan.number, plan.version)) {
        // A plan from before the log is older than its first entry.
        if entries.first().is_some_and(|first| first.at <= plan.published_at) {
            found.differs(format!("plan {} version {} is not in the log", plan.number, plan.version));
        }
    }
    Ok(())
}

/// The row of an attempt against its commitment and the log: times, rosters, openings, end.
pub async fn attempt(
    archive: &Archive,
    row: &Draw,
    files: &bundle::Files,
    entries: &[Entry],
    found: &mut Found,
) -> Result<()> {
    let of = format!("draw {} attempt {}", row.draw, row.attempt);
    if let Err(e) = commitment_of(archive, row).await {
        found.differs(e.message);
    }
    let plans = files.iter().filter(|(name, _)| name.starts_with("plan-"));
    for plan in plans.filter_map(|(_, bytes)| Plan::parse(bytes).ok()) {
        let stored = Some(row.draw_time);
        if plan.draw_time != stored || plan.embargo.flatten() > row.embargo {
            found.differs(format!(
                "{of}: draw time or embargo are not those of the plan of task {}",
                plan.task
            ));
        }
    }
    let own = Attempt::new(&row.draw, row.attempt);
    let at = |event: &Event| entries.iter().find(|entry| entry.event == *event).map(|entry| entry.at);
    let mut time = |what: &str, event: Event, stored| {
        if let Some(logged) = at(&event) {
            found.same(&format!("{of}: time of {what}"), logged, stored);
        }
    };
    time("the freeze", Event::Commit(own.clone()), row.frozen_at);
    for reveal in archive.reveals(&row.draw, row.attempt).await? {
        let event = Event::Reveal(own.clone(), reveal.witness.clone());
        time(&format!("the opening of {}", reveal.witness), event, reveal.revealed_at);
    }
    match end_of(archive, row).await {
        Ok(Some(end)) => {
            let event = if end.kind == TerminalKind::Result { Event::Result(own) } else { Event::Void(own) };
            time("the end", event, end.at);
        }
        Ok(None) => {}
        Err(e) => found.differs(e.message),
    }
    if let Err(e) = witnessed::as_stored(archive, row, files).await {
        found.differs(e.message);
    }
    Ok(())
}
