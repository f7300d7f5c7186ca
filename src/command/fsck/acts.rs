//! What the archive says of its acts in several places must agree: the journal with the log and the rosters, plans
//! with the log.

use super::Found;
use crate::archive::{Archive, JournalEntry};
use crate::command::credit::period_of;
use crate::core::log::{Entry, Event};
use crate::error::Result;

/// The journal has no gap and goes forward; each logged act and each roster stands in it.
pub async fn journal(archive: &Archive, entries: &[Entry], found: &mut Found) -> Result<()> {
    let acts = archive.journal().await?;
    for (number, act) in (1..).zip(&acts) {
        found.look("操作记录", "acts in the journal");
        found.same(("操作记录的编号", "number of an act in the journal"), number, act.seq);
    }
    if let Some(pair) = acts.windows(2).find(|pair| pair[0].at > pair[1].at) {
        let number = pair[1].seq;
        found.differs(
            format!("操作记录第{number}号早于前一号"),
            format!("act {number} of the journal is earlier than the one before it"),
        );
    }
    // A signature is checked where the row is read; whoever takes one away leaves a gap.
    let first = acts.iter().position(|act| act.signed.is_some()).unwrap_or(acts.len());
    for act in acts[first..].iter().filter(|act| act.signed.is_none()) {
        let number = act.seq;
        found.differs(
            format!("操作记录第{number}号没有签名，而在它之前的有"),
            format!("act {number} of the journal is not signed, and others before it are"),
        );
    }
    for entry in entries {
        if !acts.iter().any(|act| (act.digest, act.at) == (entry.hash, entry.at)) {
            let (kind, object) = (entry.event.kind(), entry.event.object());
            found.differs(
                format!("操作记录中没有日志条目 {kind} {object} 的操作"),
                format!("the journal knows no act of the log entry {kind} {object}"),
            );
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
            None => found.differs(
                format!("操作记录中没有名录快照 {object} 的导入"),
                format!("the journal knows no import of the roster of {object}"),
            ),
        }
    }
    // Classes that changed nothing rest on the roster that was there.
    let rests = |act: &JournalEntry| {
        period_of(&act.verb).is_some() && rosters.iter().any(|stored| stored.roster.digest == act.digest)
    };
    for act in imports.into_iter().filter(|act| !rests(act)) {
        let (object, number) = (&act.object, act.seq);
        found.differs(
            format!("操作记录第{number}号存入的名录快照 {object} 不在档案库中"),
            format!("the roster of {object} that act {number} of the journal stored is not in the archive"),
        );
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
        let (zh, en) = (format!("计划 {number} 第{version}版"), format!("plan {number} version {version}"));
        match stored.iter().find(|plan| (&plan.number, plan.version) == (number, *version)) {
            None => found.differs(
                format!("{zh}在日志中，而不在档案库中"),
                format!("{en} is in the log and not in the archive"),
            ),
            Some(plan) => {
                found.same((format!("{zh}的摘要"), format!("digest of {en}")), entry.hash, plan.digest);
                found.same((format!("{zh}的时间"), format!("time of {en}")), entry.at, plan.published_at);
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
            let (number, version) = (&plan.number, plan.version);
            found.differs(
                format!("计划 {number} 第{version}版不在日志中"),
                format!("plan {number} version {version} is not in the log"),
            );
        }
    }
    Ok(())
}
