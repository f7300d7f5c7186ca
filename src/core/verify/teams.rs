//! Check 9: the second draw, recomputed, and its constraints checked without the solver.

use super::{Context, Outcome, Shown, later, passed, same_text};
use crate::core::bundle::{self, Discrepancy};
use crate::core::draw::{self, DrawError};
use crate::core::pairing::{self, Paired};
use crate::core::seed::SeedTranscript;
use crate::core::select::Selection;
use crate::core::shortage;
use crate::core::spread::Spread;

/// The pairing of an auditor's bundle, computed once for all checks that want it.
pub(super) fn pair_shown(
    context: &Context,
    selections: Option<&Shown>,
    spread: &impl Spread,
) -> Option<Result<(Vec<Selection>, Paired), Discrepancy>> {
    let seed = context.transcript?.seed();
    context.inputs.people.as_ref()?;
    let whole: Vec<Selection> = selections?.as_ref().ok()?.iter().cloned().collect::<Option<_>>()?;
    let paired = draw::pair(context.inputs, &whole, &seed, spread);
    Some(paired.map(|paired| (whole, paired)).map_err(failed))
}

/// Both of a bundle's selections and its pairing.
pub(super) type PairedShown<'a> = Option<&'a Result<(Vec<Selection>, Paired), Discrepancy>>;

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
    let (selections, paired) = paired.as_ref().map_err(Clone::clone)?;
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
        format!("{seats} seats recomputed, {open} left open"),
    )
}
