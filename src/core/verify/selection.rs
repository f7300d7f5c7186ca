//! Check 8: the first draw, recomputed as far as the bundle shows its frames.

use super::{Context, Outcome, Shown, passed, same_text, shown};
use crate::core::bundle::{self, Discrepancy, Inputs, selected_file};
use crate::core::digest::Digest;
use crate::core::draw;
use crate::core::plan::Plan;
use crate::core::select::{self, Selection, parse_thresholds, print_selected, print_thresholds};
use crate::core::ticket::TaskSeed;
use std::collections::BTreeSet;

pub(super) fn recomputed(context: &Context, selections: Option<&Shown>) -> Outcome {
    let inputs = context.inputs;
    let shown = shown(selections)?;
    let mut recomputed = 0;
    for (task, selection) in inputs.tasks.iter().zip(shown) {
        let (Some(selection), Some(frame)) = (selection, &task.frame) else { continue };
        recomputed += 1;
        let name = selected_file(&task.plan.task);
        match context.files.get(&name) {
            Some(bytes) => same_text(8, &name, &print_selected(selection, frame), bytes)?,
            None => return Err(Discrepancy::new(8, &name, "the file", "no such file")),
        }
        // The public's list of a sealed task, where the auditor lays it beside the rest.
        if let Some(bytes) = context.files.get(&bundle::drawn_file(&task.plan.task)) {
            let drawn = draw::drawn_ids(selection, frame);
            same_text(8, &bundle::drawn_file(&task.plan.task), &bundle::print_drawn(drawn), bytes)?;
        }
    }
    thresholds(context, shown)?;
    let sealed = inputs.tasks.len() - recomputed;
    match sealed {
        0 => passed(format!("{recomputed}个任务全部重算"), format!("all {recomputed} tasks recomputed")),
        _ => passed(
            format!("{recomputed}个公开任务已重算，{sealed}个保密任务由审计方重算"),
            format!("{recomputed} open tasks recomputed, {sealed} sealed ones are for the auditor"),
        ),
    }
}

fn thresholds(context: &Context, shown: &[Option<Selection>]) -> Result<(), Discrepancy> {
    let bytes =
        bundle::required(context.files, bundle::THRESHOLDS).map_err(|d| Discrepancy { check: 8, ..d })?;
    let whole: Option<Vec<Selection>> = shown.iter().cloned().collect();
    if let (Some(selections), true) = (whole, context.inputs.salt_key.is_some() || no_sealed(context.inputs))
    {
        let expected = print_thresholds(&draw::thresholds(context.inputs, &selections));
        return same_text(8, bundle::THRESHOLDS, &expected, bytes);
    }
    let rows = parse_thresholds(bytes).map_err(|e| Discrepancy::text(4, bundle::THRESHOLDS, &e))?;
    // The rows of sealed tasks are taken as they are, so that a difference has its line in the file.
    let mut expected = Vec::new();
    for (task, selection) in context.inputs.tasks.iter().zip(shown) {
        match selection {
            Some(selection) => expected.extend(draw::open_thresholds(&task.plan, selection)),
            None => {
                let own = |row: &&select::ThresholdRow| row.task == task.plan.task;
                let found: Vec<_> = rows.iter().filter(own).cloned().collect();
                sealed_counts(context, &task.plan, &found)?;
                expected.extend(found);
            }
        }
    }
    same_text(8, bundle::THRESHOLDS, &print_thresholds(&expected), bytes)
}

/// What the public can check of a sealed task: as many strata as the plan has, counts that add up
/// to the frame's rows at most, thresholds that are tickets of drawn ids, and no drawn id with a
/// ticket above the largest.
fn sealed_counts(context: &Context, plan: &Plan, rows: &[select::ThresholdRow]) -> Result<(), Discrepancy> {
    let bad = |file: &str, expected: String, found: String| Err(Discrepancy::new(8, file, expected, found));
    if rows.len() != plan.strata.len() {
        let expected = format!("{} strata of task {}", plan.strata.len(), plan.task);
        return bad(bundle::THRESHOLDS, expected, format!("{} rows", rows.len()));
    }
    let opaque = |row: &select::ThresholdRow| {
        row.stratum.as_str().strip_prefix('s').is_some_and(|n| n.parse::<u32>().is_ok())
    };
    if let Some(row) = rows.iter().find(|row| !opaque(row)) {
        return bad(
            bundle::THRESHOLDS,
            format!("opaque labels s1, s2, … of task {}", plan.task),
            row.stratum.to_string(),
        );
    }
    let committed =
        context.inputs.commitment.tasks.iter().find(|task| task.task == plan.task).map_or(0, |t| t.rows);
    let counted: u128 = rows.iter().map(|row| u128::from(row.eligible) + u128::from(row.excluded)).sum();
    if counted > u128::from(committed) {
        return bad(
            bundle::THRESHOLDS,
            format!("at most {committed} rows of task {}", plan.task),
            counted.to_string(),
        );
    }
    let name = bundle::drawn_file(&plan.task);
    let Some(bytes) = context.files.get(&name) else { return Ok(()) };
    let ids = bundle::parse_drawn(bytes).map_err(|e| Discrepancy::text(4, &name, &e))?;
    let drawn: u128 = rows.iter().map(|row| u128::from(row.drawn)).sum();
    if ids.len() as u128 != drawn {
        return bad(
            &name,
            format!("{drawn} ids, as in {}", bundle::THRESHOLDS),
            format!("{} ids", ids.len()),
        );
    }
    let seed = context.transcript.expect("check 8 has a transcript").seed();
    let tickets = TaskSeed::new(&seed, plan.domain.as_str()).tickets();
    let of_drawn: BTreeSet<Digest> = ids.iter().map(|id| tickets.of(id.as_str())).collect();
    let threshold = |row: &&select::ThresholdRow| row.threshold.is_some_and(|t| !of_drawn.contains(&t));
    if let Some(row) = rows.iter().find(threshold) {
        let expected = format!("the ticket of an id in {name} as threshold of {}", row.stratum);
        let found = row.threshold.map(|threshold| threshold.hex()).unwrap_or_default();
        return bad(bundle::THRESHOLDS, expected, found);
    }
    let highest = rows.iter().filter_map(|row| row.threshold).max();
    match ids.iter().find(|id| Some(tickets.of(id.as_str())) > highest) {
        Some(id) => bad(
            &name,
            "tickets under the largest threshold".into(),
            format!("{id} with {}", tickets.of(id.as_str())),
        ),
        None => Ok(()),
    }
}

fn no_sealed(inputs: &Inputs) -> bool {
    inputs.tasks.iter().all(|task| !task.plan.sealed())
}
