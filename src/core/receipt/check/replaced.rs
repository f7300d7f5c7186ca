//! Whether what a receipt tells of replacements can be: every request is in the log, and the steps
//! follow from the outcomes. What followed from a request is for the auditor; here it is the
//! bureau's signed word.

use super::{Checked, bad, not_made, passed};
use crate::core::bundle::{self, Discrepancy};
use crate::core::id::Name;
use crate::core::lang::counted;
use crate::core::log::proof::{Consistency, Inclusion};
use crate::core::log::{Attempt, Checkpoint, Event, Policy, Quorum};
use crate::core::receipt::replaced::{After, How, Moved};
use crate::core::receipt::text::{Place, Receipt};
use crate::core::select::parse_thresholds;
use crate::core::verify::{Excerpt, Trust};
use std::collections::BTreeMap;

/// How the holder stands in a task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// To be inspected.
    Listed,
    /// In the reserve, with this rank.
    Waits(u64),
    /// Neither, or not any more.
    Off,
}

/// What is told of replacements fits the outcomes. `None` where there is nothing to say.
pub(super) fn told(receipt: &Receipt, excerpt: &Excerpt, trust: &Trust) -> Option<Checked> {
    let proofs = (1..).take_while(|n| receipt.files.contains_key(&bundle::log_replace(*n))).count();
    let count = receipt.replaced.len();
    if proofs == 0 && count == 0 && receipt.steps.is_empty() {
        return None;
    }
    if count == 0 && receipt.steps.is_empty() {
        return Some(not_made(
            &format!("日志中有{proofs}次递补或换人的申请，本回执未载其结果"),
            &format!("{proofs} replacements were asked for in the log; what followed is not told"),
        ));
    }
    Some(follows(receipt, excerpt).and_then(|()| {
        let more = later_ones(receipt, trust)?;
        let changed = receipt.replaced.iter().filter(|after| after.changed).count();
        passed(
            format!(
                "此前{count}次递补或换人，申请均在日志中，{changed}次与本回执有关；其结果由本单位签名担保{}",
                more.0
            ),
            format!(
                "{}, each asked for in the log, {changed} of them concerning the holder; what followed, the \
                 bureau's signature says{}",
                counted(count as u64, "replacement"),
                more.1
            ),
        )
    }))
}

/// What the published log says beyond the receipt.
fn later_ones(receipt: &Receipt, trust: &Trust) -> Result<(String, String), Discrepancy> {
    let Some(entries) = &trust.log else { return Ok(Default::default()) };
    let own = Attempt::new(&receipt.draw, receipt.attempt);
    for After { number, request, .. } in &receipt.replaced {
        let event = Event::Replace(own.clone(), *number);
        let found = entries.iter().find(|entry| entry.event == event).map(|entry| entry.hash);
        if found != Some(*request) {
            let found = found.map_or("no such entry".into(), |hash| hash.hex());
            return Err(bad(10, "the published log", format!("request {request} of number {number}"), found));
        }
    }
    let of_it = |event: &Event| matches!(event, Event::Replace(attempt, _) if *attempt == own);
    let all = entries.iter().filter(|entry| of_it(&entry.event)).count();
    Ok(match all.saturating_sub(receipt.replaced.len()) {
        0 => Default::default(),
        n => (
            format!("；日志中另有{n}次，晚于本回执"),
            format!("; {n} more in the log came after this receipt"),
        ),
    })
}

/// The steps, in their order, from the outcomes on.
fn follows(receipt: &Receipt, excerpt: &Excerpt) -> Result<(), Discrepancy> {
    let mut standing = standings(receipt)?;
    for group in receipt.steps.chunk_by(|a, b| a.number == b.number) {
        let number = group[0].number;
        let line = receipt.replaced.iter().find(|after| after.number == number);
        if !line.is_some_and(|after| after.changed) {
            return Err(bad(10, &name(number), "a line `replaced` that says `changed`", &group[0]));
        }
        for step in group {
            one(step, &mut standing, excerpt)?;
        }
        let out = group.iter().any(|step| matches!(step.how, How::Out(_)));
        if let Some((task, _)) = standing.iter().find(|(_, now)| out && **now == Standing::Listed) {
            return Err(bad(10, &name(number), format!("a step out of task {task} as well"), "none"));
        }
    }
    Ok(())
}

fn standings(receipt: &Receipt) -> Result<BTreeMap<Name, Standing>, Discrepancy> {
    if receipt.steps.is_empty() {
        return Ok(BTreeMap::new());
    }
    let bytes = bundle::required(&receipt.files, bundle::THRESHOLDS)?;
    let lines = parse_thresholds(bytes).map_err(|e| Discrepancy::text(4, bundle::THRESHOLDS, &e))?;
    let standing = receipt.outcomes.iter().map(|outcome| {
        let line = lines.iter().find(|line| line.task == outcome.task && line.stratum == outcome.label);
        let drawn = line.map_or(0, |line| line.drawn);
        let now = match outcome.place {
            Place::Drawn(_) => Standing::Listed,
            Place::Reserve(place) => Standing::Waits(drawn.saturating_add(place)),
            Place::NotDrawn => Standing::Off,
        };
        (outcome.task.clone(), now)
    });
    Ok(standing.collect())
}

fn one(step: &Moved, standing: &mut BTreeMap<Name, Standing>, excerpt: &Excerpt) -> Result<(), Discrepancy> {
    let wrong = |expected: &str| Err(bad(10, &name(step.number), expected, step));
    let Some(now) = standing.get_mut(&step.task) else { return wrong("an outcome of the task") };
    match (&step.how, *now) {
        (How::In(rank), Standing::Waits(own)) if *rank == own => *now = Standing::Listed,
        (How::In(_), _) => return wrong("somebody of the reserve, with its own rank"),
        (How::Out(code), Standing::Listed) => {
            let plan = excerpt.inputs.tasks.iter().map(|task| &task.plan).find(|plan| plan.task == step.task);
            if !plan.is_some_and(|plan| plan.replace.contains(code)) {
                return wrong("a replace code of the plan");
            }
            *now = Standing::Off;
        }
        (How::Out(_), _) => return wrong("somebody who is to be inspected"),
    }
    Ok(())
}

/// Every request that the receipt speaks of is in the log, under a head that continues the others.
pub(super) fn logged(receipt: &Receipt, policy: &Policy) -> Result<(), Discrepancy> {
    let own = Attempt::new(&receipt.draw, receipt.attempt);
    for After { number, request, .. } in &receipt.replaced {
        let file = bundle::log_replace(*number);
        let (proof, _, quorum) = proved(receipt, &file, policy)?;
        let expected = format!("hash {request} of request {number} of {own}");
        if proof.entry.event != Event::Replace(own.clone(), *number) || proof.entry.hash != *request {
            let event = &proof.entry.event;
            let found = format!("hash {} of {} {}", proof.entry.hash, event.kind(), event.object());
            return Err(bad(1, &file, expected, found));
        }
        if let Quorum::Missing(_) = quorum {
            return Err(bad(1, &file, "the cosignatures of a quorum", "too few"));
        }
    }
    if receipt.replaced.is_empty() { Ok(()) } else { one_history(receipt, policy) }
}

fn one_history(receipt: &Receipt, policy: &Policy) -> Result<(), Discrepancy> {
    let mut heads: BTreeMap<u64, Checkpoint> = BTreeMap::new();
    let requests = receipt.replaced.iter().map(|after| bundle::log_replace(after.number));
    for file in [bundle::LOG_COMMIT, bundle::LOG_RESULT].map(str::to_owned).into_iter().chain(requests) {
        let (_, head, _) = proved(receipt, &file, policy)?;
        let other = heads.insert(head.size, head.clone()).filter(|other| *other != head);
        if let Some(other) = other {
            return Err(bad(
                1,
                &file,
                format!("the root {} of {} entries", other.root, other.size),
                head.root,
            ));
        }
    }
    let heads: Vec<Checkpoint> = heads.into_values().collect();
    for pair in heads.windows(2) {
        let file = bundle::log_consistency(pair[0].size, pair[1].size);
        let proof = Consistency::parse(bundle::required(&receipt.files, &file)?);
        let proof = proof.map_err(|e| Discrepancy::text(1, &file, &e))?;
        if !proof.connects(&pair[0], &pair[1]) {
            return Err(bad(1, &file, "hashes from one head to the next", "hashes that lead elsewhere"));
        }
    }
    Ok(())
}

fn proved(
    receipt: &Receipt,
    file: &str,
    policy: &Policy,
) -> Result<(Inclusion, Checkpoint, Quorum), Discrepancy> {
    let wrong = |e: &dyn std::fmt::Display| bad(1, file, "a proof under the log's signed head", e);
    let bytes = receipt.files.get(file).ok_or_else(|| wrong(&"no such file"))?;
    let proof = Inclusion::parse(bytes).map_err(|e| wrong(&e))?;
    let included = proof.verify(policy).map_err(|e| wrong(&e))?;
    Ok((proof, included.checkpoint, included.quorum))
}

fn name(number: u32) -> String {
    crate::core::replace::replaced_file(number)
}
