//! A Monte-Carlo audit of the procedure: the frozen inputs of a bundle are drawn again on public
//! test seeds, and everybody's share is compared with what the protocol promises.
//!
//! It says something about the procedure and nothing about a draw: no outcome of it is a reason to
//! draw again. Everything follows from the commitment and the number of seeds, so anybody gets the
//! same report. Not in the core: nothing is decided here, and one statistic is a float.

mod chi_square;
mod inspectors;
mod judge;
mod subjects;

pub use judge::{Finding, LEVEL, Verdict};

use crate::core::bundle::Inputs;
use crate::core::digest::Digest;
use crate::core::draw::{self, DrawError};
use crate::core::pairing::{PairingError, TeamRow};
use crate::core::select::{Selection, select};
use crate::core::spread::{InOrder, Spread};
use inspectors::Seats;
use subjects::Shares;

/// What one seed gives.
pub struct Redrawn {
    /// A selection for each task whose frame is shown, in the commitment's order.
    pub selections: Vec<Option<Selection>>,
    /// The teams; `None` in a public bundle.
    pub teams: Option<Teams>,
}

/// The second draw on one seed.
pub enum Teams {
    /// Rows of `teams.csv`.
    Formed(Vec<TeamRow>),
    /// Seats cannot be filled, and no rule of the plan helps.
    Short,
}

/// Outcome of an audit.
pub struct Report {
    /// Number of seeds.
    pub seeds: u64,
    /// On how many of them no teams could be formed; these count for subjects only.
    pub short: u64,
    /// Whether teams were drawn too.
    pub paired: bool,
    /// What was compared.
    pub findings: Vec<Finding>,
    /// The verdict over all of it.
    pub verdict: Verdict,
}

/// Seeds of one piece of work between two steps of progress.
const STEP: u64 = 64;

/// The public test seed number `n` of a draw, H("suicha/1/fairness:" H(commit.txt) ":" n).
pub fn seed(commit: &Digest, n: u64) -> Digest {
    Digest::of(format!("suicha/1/fairness:{commit}:{n}").as_bytes())
}

/// The draw of the protocol: what an audit of this program redraws with.
pub fn redraw(inputs: &Inputs, seed: &Digest) -> Result<Redrawn, String> {
    let of_task = |task: &crate::core::bundle::TaskInput| match &task.frame {
        Some(frame) => select(&task.plan, frame, seed, &InOrder).map(Some),
        None => Ok(None),
    };
    let selections = inputs.tasks.iter().map(of_task).collect::<Result<Vec<_>, _>>()?;
    let whole: Option<Vec<Selection>> = selections.iter().cloned().collect();
    let teams = match (whole, inputs.is_audit()) {
        (Some(whole), true) => Some(match draw::pair(inputs, &whole, seed, &InOrder) {
            Ok(paired) => Teams::Formed(paired.rows),
            Err(DrawError::Pairing(PairingError::Shortage(_))) => Teams::Short,
            Err(other) => return Err(other.to_string()),
        }),
        _ => None,
    };
    Ok(Redrawn { selections, teams })
}

/// Redraws on the first `seeds` test seeds and compares. `progress` hears how many are done.
pub fn audit(
    inputs: &Inputs,
    seeds: u64,
    redraw: &(impl Fn(&Inputs, &Digest) -> Result<Redrawn, String> + Sync),
    spread: &impl Spread,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, String> {
    let mut shares = Shares::of(inputs)?;
    let mut seats = Seats::of(inputs);
    let mut short = 0;
    for start in (0..seeds).step_by(STEP as usize) {
        let numbers: Vec<u64> = (start..(start + STEP).min(seeds)).collect();
        let done = start + numbers.len() as u64;
        for redrawn in spread.map(numbers, |n| redraw(inputs, &seed(&inputs.commit, n))) {
            let redrawn = redrawn?;
            shares.add(&redrawn.selections);
            match (&mut seats, redrawn.teams) {
                (Some(seats), Some(Teams::Formed(rows))) => seats.add(&rows),
                (_, Some(Teams::Short)) => short += 1,
                _ => {}
            }
        }
        progress(done);
    }
    let mut findings = shares.findings(seeds);
    findings.extend(seats.iter().flat_map(Seats::findings));
    let verdict = judge::judge(&mut findings);
    Ok(Report { seeds, short, paired: seats.is_some(), findings, verdict })
}
