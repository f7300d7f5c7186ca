//! Check 4: every file is well formed and the frozen one.

use super::{Said, Verdict, parsed};
use crate::core::bundle::{self, Discrepancy, Files, Inputs, selected_file};
use crate::core::id::Name;
use crate::core::lang::counted;
use crate::core::pseudonym;
use crate::core::record::{ResultRecord, VoidRecord};
use crate::core::seed::SeedTranscript;
use crate::core::select::{self, parse_thresholds};
use crate::core::spread::Spread;

pub(super) fn open(
    files: &Files,
    spread: &impl Spread,
) -> Result<(Inputs, Option<SeedTranscript>), Discrepancy> {
    let inputs = Inputs::open(files, spread)?;
    let transcript = parsed(files, bundle::SEED, SeedTranscript::parse)?;
    transcript.as_ref().map_or(Ok(()), |transcript| same_shape(&inputs, transcript))?;
    parsed(files, bundle::THRESHOLDS, parse_thresholds)?;
    parsed(files, bundle::TEAMS, bundle::parse_teams)?;
    parsed(files, bundle::RESULT, ResultRecord::parse)?;
    parsed(files, bundle::VOID, VoidRecord::parse)?;
    for task in &inputs.tasks {
        parsed(files, &selected_file(&task.plan.task), select::parse_selected)?;
    }
    pseudonyms(files, &inputs)?;
    Ok((inputs, transcript))
}

/// The transcript opens exactly what the commitment names, in its order: no line more or less.
pub(super) fn same_shape(inputs: &Inputs, transcript: &SeedTranscript) -> Result<(), Discrepancy> {
    let commitment = &inputs.commitment;
    let same = |expected: String, found: String| match expected == found {
        true => Ok(()),
        false => Err(Discrepancy::new(4, bundle::SEED, expected, found)),
    };
    same(format!("commit {}", inputs.commit), format!("commit {}", transcript.commit))?;
    let names = |names: Vec<&Name>| {
        format!("witnesses {}", names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(" "))
    };
    let committed = commitment.witnesses.iter().map(|(name, _)| name).collect();
    same(names(committed), names(transcript.witnesses.iter().map(|(name, _)| name).collect()))?;
    let used: Vec<_> = transcript.pulses.iter().map(|v| (v.beacon.clone(), v.round.clone())).collect();
    same(
        format!("pulses {}", super::randomness::list(&commitment.pulses)),
        format!("pulses {}", super::randomness::list(&used)),
    )
}

/// Pseudonyms follow from the salt key, which the roots bind: nobody can be given another's name
/// after the draw. They are those of the committed inspectors, none more and none less.
fn pseudonyms(files: &Files, inputs: &Inputs) -> Result<(), Discrepancy> {
    let (Some(bytes), Some(key)) = (files.get(bundle::PSEUDONYMS), &inputs.salt_key) else { return Ok(()) };
    let commitment = &inputs.commitment;
    pseudonym::check(bytes, key, &commitment.draw, commitment.attempt)
        .map_err(|e| Discrepancy::text(4, bundle::PSEUDONYMS, &e))?;
    let rows = pseudonym::read(bytes).map_or(0, |rows| rows.len() as u64);
    match rows == commitment.inspectors.0 {
        true => Ok(()),
        false => {
            let expected = format!("{} rows, as many as {}", commitment.inspectors.0, bundle::INSPECTORS);
            Err(Discrepancy::new(4, bundle::PSEUDONYMS, expected, format!("{rows} rows")))
        }
    }
}

/// What was covered.
pub(super) fn told(inputs: &Inputs) -> Verdict {
    let rows: u64 = inputs.commitment.tasks.iter().map(|task| task.rows).sum();
    let tasks = inputs.tasks.len();
    let roots = match inputs.salt_key.is_some() {
        true => Said::new("根已重算", "roots recomputed"),
        false => Said::new("根须审计方核对", "roots are for the auditor"),
    };
    Verdict::Passed(Said::new(
        format!("{tasks}个任务，抽样框{rows}行，{}", roots.zh),
        format!("{}, {}, {}", counted(tasks as u64, "task"), counted(rows, "frame row"), roots.en),
    ))
}
