//! Check 11 with other bundles beside this one: the same task under two draw ids.
//! `docs/draw-protocol.md` §9.
//!
//! An entry of the log holds the hash of a `commit.txt` and no more, so the log alone cannot tell that
//! two of them are about one task. Whoever has both bundles can: the hashes prove which commitments
//! the bureau logged, and these which plans. A bundle whose commitment is not in the log proves
//! nothing against the bureau and is passed over.

use super::log::Words;
use super::{Context, published};
use crate::core::bundle::{self, Discrepancy, Files, Inputs};
use crate::core::digest::Digest;
use crate::core::log::{Attempt, Event};
use crate::core::seed::Commitment;

/// No logged draw of another id has a task of this one.
pub(super) fn other_draws(context: &Context) -> Result<Words, Discrepancy> {
    let mut others = 0;
    for files in &context.trust.beside {
        let Some(other) = logged(context, files) else { continue };
        if other.draw == context.inputs.commitment.draw {
            continue; // attempts of one draw are counted in the log
        }
        others += 1;
        if let Some(number) = same_task(context.inputs, &other, files) {
            let expected = format!("one draw id for task number {number}");
            let found = format!("draws {} and {}", context.inputs.commitment.draw, other.draw);
            return Err(Discrepancy::new(11, published::LOG, expected, found));
        }
    }
    Ok(match others {
        0 => Default::default(),
        _ => (
            format!("；与另{others}个抽取无相同任务"),
            format!("; no task in common with {others} other draws"),
        ),
    })
}

/// The commitment of a bundle, if it is in the log.
fn logged(context: &Context, files: &Files) -> Option<Commitment> {
    let bytes = files.get(bundle::COMMIT)?;
    let commitment = Commitment::parse(bytes).ok()?;
    let event = Event::Commit(Attempt::new(&commitment.draw, commitment.attempt));
    let hash = Digest::of(bytes);
    let mut entries = context.trust.log.iter().flatten();
    entries.any(|entry| entry.event == event && entry.hash == hash).then_some(commitment)
}

/// The task number that stands in a plan of both.
fn same_task(own: &Inputs, other: &Commitment, files: &Files) -> Option<String> {
    let number = |task| bundle::open_plan(files, task).ok()?.task_number;
    let theirs: Vec<String> = other.tasks.iter().filter_map(number).collect();
    own.tasks.iter().filter_map(|task| task.plan.task_number.clone()).find(|own| theirs.contains(own))
}
