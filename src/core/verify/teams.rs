//! Check 9: the second draw, recomputed, and its constraints checked without the solver.

use super::{Context, Outcome, Shown, later, passed, same_text};
use crate::core::bundle::{self, Discrepancy};
use crate::core::draw::{self, DrawError};
use crate::core::lang::counted;
use crate::core::pairing::{self, Paired, PairingError, Unsolved};
use crate::core::seed::SeedTranscript;
use crate::core::select::Selection;
use crate::core::shortage;
use crate::core::spread::Spread;

/// The pairing of an auditor's bundle.
pub(super) enum Pairing {
    /// What was selected, and who goes there.
    Done(Vec<Selection>, Paired),
    /// Teams cannot be formed, and no rule of the plan helps.
    Short(Box<Unsolved>),
    /// The inputs break the protocol.
    Failed(Discrepancy),
}

impl Pairing {
    /// Selections and teams, where there are any.
    pub(super) fn done(&self) -> Option<(&Vec<Selection>, &Paired)> {
        match self {
            Pairing::Done(selections, paired) => Some((selections, paired)),
            _ => None,
        }
    }
}

/// The pairing of an auditor's bundle, computed once for all checks that want it.
pub(super) fn pair_shown(
    context: &Context,
    selections: Option<&Shown>,
    spread: &impl Spread,
) -> Option<Pairing> {
    let seed = context.transcript?.seed();
    context.inputs.people.as_ref()?;
    let whole: Vec<Selection> = selections?.as_ref().ok()?.iter().cloned().collect::<Option<_>>()?;
    Some(match draw::pair(context.inputs, &whole, &seed, spread) {
        Ok(paired) => Pairing::Done(whole, paired),
        Err(DrawError::Pairing(PairingError::Shortage(unsolved))) => Pairing::Short(unsolved),
        Err(error) => Pairing::Failed(failed(error)),
    })
}

/// The pairing, where the bundle shows enough to compute it.
pub(super) type PairedShown<'a> = Option<&'a Pairing>;

fn failed(error: DrawError) -> Discrepancy {
    match error {
        DrawError::Inputs(discrepancy) => discrepancy,
        DrawError::Pairing(error) => Discrepancy::new(9, bundle::TEAMS, "a valid pairing", error),
    }
}

pub(super) fn recomputed(
    context: &Context,
    transcript: &SeedTranscript,
    selections: Option<&Shown>,
    paired: PairedShown,
) -> Outcome {
    super::shown(selections)?;
    if let (Some(Pairing::Short(unsolved)), true) = (paired, context.files.contains_key(bundle::VOID)) {
        return no_teams(context, unsolved);
    }
    let Some(bytes) = context.files.get(bundle::TEAMS) else {
        return match context.inputs.people {
            Some(_) => Err(Discrepancy::new(9, bundle::TEAMS, "the file", "no such file")),
            None => {
                Ok(later("人员匹配仅供审计方核对", "teams are for the auditor and the inspected party only"))
            }
        };
    };
    let Some(paired) = paired else {
        return Err(Discrepancy::new(
            9,
            bundle::INSPECTORS,
            "the files of the auditor's bundle",
            "no such file",
        ));
    };
    let (selections, paired) = match paired {
        Pairing::Done(selections, paired) => (selections, paired),
        Pairing::Failed(discrepancy) => return Err(discrepancy.clone()),
        Pairing::Short(unsolved) => {
            let error = PairingError::Shortage(unsolved.clone());
            return Err(Discrepancy::new(9, bundle::TEAMS, "a valid pairing", error));
        }
    };
    let rows = bundle::parse_teams(bytes).map_err(|e| Discrepancy::text(4, bundle::TEAMS, &e))?;
    let violations = draw::with_pairing_input(context.inputs, selections, &transcript.seed(), |input| {
        Ok(pairing::check(input, &paired.applied, &paired.open, &rows))
    });
    if let Some(violation) = violations.map_err(failed)?.first() {
        return Err(Discrepancy::new(9, bundle::TEAMS, "every constraint kept", violation));
    }
    same_text(9, bundle::TEAMS, &pairing::tables::print_teams(&paired.rows), bytes)?;
    match (shortage::print(&paired.applied), context.files.get(bundle::SHORTAGE)) {
        (Some(expected), Some(found)) => same_text(9, bundle::SHORTAGE, &expected, found)?,
        (None, None) => {}
        (Some(_), None) => return Err(Discrepancy::new(9, bundle::SHORTAGE, "the file", "no such file")),
        (None, Some(_)) => {
            return Err(Discrepancy::new(
                9,
                bundle::SHORTAGE,
                "no such file: no rule was applied",
                "the file",
            ));
        }
    }
    let (seats, open) = (paired.rows.len(), paired.open.len());
    passed(
        format!("{seats}个席位重算一致，空缺{open}个"),
        format!("{} recomputed, {open} left open", counted(seats as u64, "seat")),
    )
}

/// A void draw without teams: that there are none is proved by the certificate, recomputed.
fn no_teams(context: &Context, unsolved: &Unsolved) -> Outcome {
    let expected = shortage::print_unsolved(unsolved);
    match context.files.get(bundle::SHORTAGE) {
        Some(found) => same_text(9, bundle::SHORTAGE, &expected, found)?,
        None => return Err(Discrepancy::new(9, bundle::SHORTAGE, "the file", "no such file")),
    }
    let short = unsolved.certificate.short_by();
    passed(
        format!("无法组队，短缺证明重算一致：{short}个席位无人可任"),
        format!("no teams can be formed, the certificate was recomputed: {short} seats without anybody"),
    )
}
