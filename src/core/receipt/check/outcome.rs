//! Whether what a receipt tells follows from the seed, as far as anything proves it.

use super::rows::task_of;
use super::{Checked, bad, not_made, passed};
use crate::core::bundle::{self, Discrepancy};
use crate::core::id::Name;
use crate::core::lang::counted;
use crate::core::plan::Plan;
use crate::core::receipt::leaf::Leaf;
use crate::core::receipt::text::{Holder, Outcome, Place, Receipt};
use crate::core::seed::SeedTranscript;
use crate::core::select::{ThresholdRow, parse_thresholds};
use crate::core::ticket::TaskSeed;
use crate::core::verify::Excerpt;
use std::collections::BTreeSet;

/// What is told of each row that could be drawn follows from the seed and the thresholds.
pub(super) fn told(receipt: &Receipt, excerpt: &Excerpt) -> Checked {
    if let Holder::Inspector(_) = receipt.holder {
        return not_made("执法人员回执不含抽取结果", "an inspector's receipt has no ticket");
    }
    let (Some(transcript), Some(_)) = (&excerpt.transcript, &excerpt.result) else {
        return match receipt.outcomes.first() {
            None => not_made("种子尚未公布，不告知结果", "the seed is not public yet, so no outcome is told"),
            Some(outcome) => {
                Err(bad(8, bundle::SEED, format!("the seed behind the outcome of {}", outcome.task), "none"))
            }
        };
    };
    let bytes = bundle::required(&receipt.files, bundle::THRESHOLDS)?;
    let thresholds = parse_thresholds(bytes).map_err(|e| Discrepancy::text(4, bundle::THRESHOLDS, &e))?;
    let mut told: BTreeSet<&Name> = BTreeSet::new();
    for leaf in &receipt.leaves {
        let Some((_, task)) = task_of(leaf, excerpt) else { continue };
        let outcome = receipt.outcomes.iter().find(|outcome| outcome.task == task.plan.task);
        match (outcome, leaf.column(3)) {
            (Some(outcome), "ok") => {
                told.insert(&outcome.task);
                outcome_of(outcome, leaf, &task.plan, transcript, &thresholds)?;
            }
            (None, "ok") => return Err(bad(8, &leaf.file, "an outcome", "none")),
            (Some(_), status) => return Err(bad(8, &leaf.file, "no outcome of an excluded row", status)),
            (None, _) => {}
        }
    }
    if let Some(outcome) = receipt.outcomes.iter().find(|outcome| !told.contains(&outcome.task)) {
        return Err(bad(8, &bundle::frame_file(&outcome.task), "a row behind its outcome", "none"));
    }
    let count = receipt.outcomes.len();
    passed(
        format!("{count}个任务的结果与签号、中签线相符"),
        format!("the outcome follows from ticket and threshold in {}", counted(count as u64, "task")),
    )
}

fn outcome_of(
    outcome: &Outcome,
    leaf: &Leaf,
    plan: &Plan,
    transcript: &SeedTranscript,
    thresholds: &[ThresholdRow],
) -> Result<(), Discrepancy> {
    let wrong = |expected: String, found: String| Err(Discrepancy::new(8, &leaf.file, expected, found));
    let (id, stratum) = (leaf.column(0), leaf.column(1));
    let ticket = TaskSeed::new(&transcript.seed(), plan.domain.as_str()).tickets().of(id);
    if outcome.ticket != ticket {
        return wrong(format!("the ticket {ticket}"), outcome.ticket.to_string());
    }
    if !plan.sealed() && outcome.label.as_str() != stratum {
        return wrong(format!("the stratum {stratum} of the row"), outcome.label.to_string());
    }
    let own = |line: &&ThresholdRow| line.task == plan.task && line.stratum == outcome.label;
    let Some(line) = thresholds.iter().find(own) else {
        return wrong(
            format!("a line {},{} in {}", plan.task, outcome.label, bundle::THRESHOLDS),
            "none".into(),
        );
    };
    let quota = plan.strata.iter().find(|s| s.name.as_str() == stratum).map(|s| s.quota.size(line.eligible));
    if quota != Some(line.drawn) {
        return wrong(
            format!("{} drawn of {} by the quota of {stratum}", quota.unwrap_or(0), line.eligible),
            line.drawn.to_string(),
        );
    }
    let drawn = line.threshold.is_some_and(|threshold| ticket <= threshold);
    let last = line.threshold == Some(ticket);
    let behind = line.eligible.saturating_sub(line.drawn);
    let possible = match outcome.place {
        Place::Drawn(rank) => drawn && (1..=line.drawn).contains(&rank) && (rank == line.drawn) == last,
        Place::Reserve(place) => !drawn && (1..=plan.reserve.min(behind)).contains(&place),
        Place::NotDrawn => !drawn && behind > plan.reserve,
    };
    match possible {
        true => Ok(()),
        false => wrong(
            format!(
                "what the ticket {ticket} and the line {},{},{} of {} give",
                line.drawn,
                line.eligible,
                line.threshold.map_or("none".into(), |t| t.hex()),
                bundle::THRESHOLDS
            ),
            outcome.to_string(),
        ),
    }
}

/// The officers are told by the bureau; their rows are committed ones (see `rows`).
pub(super) fn team(receipt: &Receipt) -> Checked {
    let count = receipt.officers.len();
    if count == 0 {
        return not_made("未载检查组", "no team is named");
    }
    if !receipt.outcomes.is_empty() && !receipt.to_be_inspected() {
        let expected = "no team: no task drew the holder and inspects it still";
        return Err(bad(9, bundle::TEAMS, expected, format!("{count} officers")));
    }
    let names: BTreeSet<&Name> = receipt.officers.iter().map(|officer| &officer.pseudonym).collect();
    let leads = receipt.officers.iter().filter(|officer| officer.lead).count();
    if leads != 1 || names.len() != count || receipt.officers.iter().any(|officer| officer.seat == 0) {
        return Err(bad(
            9,
            bundle::TEAMS,
            "different officers, one of them the lead",
            format!("{leads} leads of {count}"),
        ));
    }
    passed(
        format!("{count}人均在承诺的执法人员名单内；代号与证件的对应由本单位签名担保"),
        format!("{count} officers of the committed list; whose cards these are, the bureau's signature says"),
    )
}
