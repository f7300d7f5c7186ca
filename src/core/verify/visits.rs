//! Check 13: visits made against visits drawn, where the bundle holds outcomes.

use super::{Context, Outcome, later, parsed, passed, replaced};
use crate::core::bundle::{self, Discrepancy};
use crate::core::digest::Digest;
use crate::core::log::Event;
use crate::core::outcome::dossier::{Dossier, OUTCOMES};
use crate::core::outcome::drawn::CHECK;
use crate::core::outcome::visits::{Kind, Visits};
use crate::core::outcome::{Drawn, Stage, Story};
use crate::core::pseudonym;
use std::collections::BTreeMap;

/// Follows the acts, then compares what stands with what was drawn.
pub(super) fn compared(context: &Context) -> Outcome {
    let Some(dossier) =
        parsed(context.files, OUTCOMES, Dossier::parse).map_err(|d| Discrepancy { check: CHECK, ..d })?
    else {
        return Ok(later(
            "本包不含检查结果，由审计方或抽取机关核对",
            "the bundle holds no outcomes: for the auditor, or `suicha outcome check`",
        ));
    };
    let Some(names) = context.files.get(bundle::PSEUDONYMS) else {
        return Ok(later("须有化名对照表", "needs to know who stands behind the pseudonyms"));
    };
    let cards = pseudonym::read(names).map_err(|e| Discrepancy::text(CHECK, bundle::PSEUDONYMS, &e))?;
    let drawn = Drawn::read(context.files, &cards.into_iter().collect())?;
    genuine(context, &drawn, &dossier)?;
    let acts = dossier.acts.iter().map(|(act, _)| act);
    let story = Story::of(acts, &dossier.revisions).map_err(|(act, about, refusal)| {
        let found = format!("act {act}: {} {}: {refusal}", about.subject, about.matter);
        Discrepancy::new(CHECK, OUTCOMES, "acts that are allowed", found)
    })?;
    let stands = story.all().filter(|(_, standing)| standing.stage != Stage::Withdrawn);
    let results = stands.filter_map(|(about, s)| dossier.revisions.get(&(about.clone(), s.revision)));
    let pulse = replaced::pulse_time(&context.inputs.commitment.pulses)
        .map_err(|e| Discrepancy::new(CHECK, bundle::COMMIT, "pulses with a time", e))?;
    let visits = Visits::compare(&drawn, pulse.date(), results);
    if let Some(difference) = visits.failures().next() {
        let (about, found) = (&difference.about, word(&difference.kind));
        let expected = format!("{} {} as drawn, or a reason", about.subject, about.matter);
        return Err(Discrepancy::new(CHECK, OUTCOMES, expected, found));
    }
    let Visits { drawn, made, gone, .. } = visits;
    let (open, differ) = (visits.open.len(), visits.differences.len());
    passed(
        format!(
            "抽中{drawn}户，已查{made}户（其中注销、迁出等{gone}户），未录全{open}户，差异{differ}处均有原因"
        ),
        format!(
            "{drawn} drawn, {made} inspected ({gone} of them gone), {open} not complete, {differ} differences with a reason"
        ),
    )
}

fn word(kind: &Kind) -> &'static str {
    match kind {
        Kind::NotDrawn => "a result for a subject that was not drawn",
        Kind::OtherMatter => "a result for a matter that was not drawn",
        Kind::Early(_) => "a visit before the draw",
        Kind::Team { .. } => "others went than were drawn, without a reason",
    }
}

/// The acts are about this attempt, signed by the keys they name, and in the log where it is there.
fn genuine(context: &Context, drawn: &Drawn, dossier: &Dossier) -> Result<(), Discrepancy> {
    let log: Option<BTreeMap<u32, Digest>> = context.trust.log.as_ref().map(|entries| {
        let act = |entry: &crate::core::log::Entry| match entry.event {
            Event::Act(number) => Some((number, entry.hash)),
            _ => None,
        };
        entries.iter().filter_map(act).collect()
    });
    for (act, signature) in &dossier.acts {
        let bad = |expected: String, found: &str| {
            Err(Discrepancy::new(CHECK, OUTCOMES, format!("act {}: {expected}", act.number), found))
        };
        if act.attempt != drawn.attempt {
            return bad(format!("about {}", drawn.attempt), &act.attempt.to_string());
        }
        if !act.is_signed_by(signature.as_ref()) {
            return bad("a signature of the key it names".into(), "none that fits");
        }
        let digest = Digest::of(act.print().as_bytes());
        if let Some(log) = &log
            && log.get(&act.number) != Some(&digest)
        {
            return bad(format!("entry {digest} of the log"), "another, or none");
        }
    }
    let foreign = |outcome: &crate::core::outcome::Outcome| {
        (&outcome.draw, outcome.attempt) != (&drawn.attempt.draw, drawn.attempt.number)
    };
    match dossier.revisions.values().find(|outcome| foreign(outcome)) {
        None => Ok(()),
        Some(outcome) => {
            let found = format!("{}/{}", outcome.draw, outcome.attempt);
            Err(Discrepancy::new(CHECK, OUTCOMES, format!("outcomes of {}", drawn.attempt), found))
        }
    }
}
