//! One execution of a draw (抽取): frozen inputs and a seed in, every output file out.
//! Nothing else can influence it. `docs/draw-protocol.md` §4–§6.

use super::bundle::{self, Discrepancy, Files, Inputs, selected_file};
use super::digest::{Digest, hmac_sha256};
use super::frame::Frame;
use super::id::{Name, SubjectId};
use super::pairing::{self, DrawnVisit, Paired, PairingError, PairingInput, Unsolved, tables};
use super::plan::Plan;
use super::record::ResultRecord;
use super::seed::SeedTranscript;
use super::select::{Selection, ThresholdRow, print_selected, print_thresholds, select};
use super::shortage;
use super::spread::Spread;
use std::collections::BTreeMap;

/// Why a draw has no result.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The inputs are not what was committed, or break the protocol.
    #[error(transparent)]
    Inputs(#[from] Discrepancy),
    /// Teams cannot be formed.
    #[error(transparent)]
    Pairing(#[from] PairingError),
}

/// Everything a draw produces.
pub struct Drawn {
    /// `seed.txt`, `thresholds.csv`, `selected-*.csv`, `teams.csv`, `result.txt`, and
    /// `shortage.txt` where a shortage rule was applied.
    pub files: Files,
    /// The terminal record.
    pub record: ResultRecord,
    /// Teams, with what the auditor wants to know of the pairing.
    pub paired: Paired,
}

/// Draws. `files` holds the inputs exactly as committed, and whatever else the result record shall
/// vouch for (pulse files, pseudonyms).
pub fn draw(files: &Files, transcript: &SeedTranscript, spread: &impl Spread) -> Result<Drawn, DrawError> {
    let (inputs, selections, mut files) = first_draw(files, transcript, spread)?;
    let paired = pair(&inputs, &selections, &transcript.seed(), spread)?;
    files.insert(bundle::TEAMS.into(), tables::print_teams(&paired.rows).into());
    if let Some(text) = shortage::print(&paired.applied) {
        files.insert(bundle::SHORTAGE.into(), text.into());
    }
    let record = record(&inputs, &selections, &paired, &files);
    files.insert(bundle::RESULT.into(), record.print().into());
    Ok(Drawn { files, record, paired })
}

/// The files of a draw whose teams cannot be formed: what the first draw gave, and the certificate.
pub fn short(
    files: &Files,
    transcript: &SeedTranscript,
    unsolved: &Unsolved,
    spread: &impl Spread,
) -> Result<Files, Discrepancy> {
    let (_, _, mut files) = first_draw(files, transcript, spread)?;
    files.insert(bundle::SHORTAGE.into(), shortage::print_unsolved(unsolved).into());
    Ok(files)
}

/// Subjects only: the inputs, what was selected, and the files with those of the first draw.
fn first_draw(
    files: &Files,
    transcript: &SeedTranscript,
    spread: &impl Spread,
) -> Result<(Inputs, Vec<Selection>, Files), Discrepancy> {
    let inputs = Inputs::open(files, spread)?;
    if transcript.commit != inputs.commit {
        let (expected, found) =
            (format!("commit {}", inputs.commit), format!("commit {}", transcript.commit));
        return Err(Discrepancy::new(4, bundle::SEED, expected, found));
    }
    let seed = transcript.seed();
    let selections = selections(&inputs, &seed, spread)?;
    let mut files = files.clone();
    files.insert(bundle::SEED.into(), transcript.print().into());
    files.insert(bundle::THRESHOLDS.into(), print_thresholds(&thresholds(&inputs, &selections)).into());
    for (task, selection) in inputs.tasks.iter().zip(&selections) {
        let frame = task.frame.as_ref().expect("selections exist only for tasks with a frame");
        files.insert(selected_file(&task.plan.task), print_selected(selection, frame).into());
    }
    Ok((inputs, selections, files))
}

/// Selection of every task, in the commitment's order. Needs every frame.
pub fn selections(
    inputs: &Inputs,
    seed: &Digest,
    spread: &impl Spread,
) -> Result<Vec<Selection>, Discrepancy> {
    let of_task = |plan: &Plan, frame: Option<&Frame>| {
        let name = bundle::frame_file(&plan.task);
        let frame = frame.ok_or_else(|| Discrepancy::new(8, &name, "the frame", "no such file"))?;
        select(plan, frame, seed, spread)
            .map_err(|found| Discrepancy::new(4, &name, "strata of the plan only", found))
    };
    inputs.tasks.iter().map(|task| of_task(&task.plan, task.frame.as_ref())).collect()
}

/// The second draw over everything the first one drew.
pub fn pair(
    inputs: &Inputs,
    selections: &[Selection],
    seed: &Digest,
    spread: &impl Spread,
) -> Result<Paired, DrawError> {
    with_pairing_input(inputs, selections, seed, |input| Ok(pairing::pair(input, spread)?))
}

/// Builds the pairing's input and hands it to `use_it`.
pub fn with_pairing_input<T>(
    inputs: &Inputs,
    selections: &[Selection],
    seed: &Digest,
    use_it: impl FnOnce(&PairingInput) -> Result<T, DrawError>,
) -> Result<T, DrawError> {
    let people = inputs.people.as_ref();
    let people = people.ok_or_else(|| Discrepancy::new(9, bundle::INSPECTORS, "the file", "no such file"))?;
    let visits = visits(inputs, selections);
    let team_rules: Vec<_> = inputs.tasks.iter().map(|task| task.plan.teams.clone()).collect();
    use_it(&PairingInput {
        draw: &inputs.commitment.draw,
        attempt: inputs.commitment.attempt,
        seed,
        visits: &visits,
        team_rules: &team_rules,
        on_shortage: on_shortage(inputs)?,
        inspectors: &people.inspectors,
        recusals: &people.recusals,
        replace: None,
    })
}

/// Shortage rules belong to the draw, not to a task: every task must name the same.
fn on_shortage(inputs: &Inputs) -> Result<&[pairing::teams::OnShortage], Discrepancy> {
    let first = &inputs.tasks[0].plan;
    match inputs.tasks.iter().find(|task| task.plan.on_shortage != first.on_shortage) {
        None => Ok(&first.on_shortage),
        Some(other) => {
            let expected = format!("the same on-shortage lines as {}", bundle::plan_file(&first.task));
            Err(Discrepancy::new(4, &bundle::plan_file(&other.plan.task), expected, "other ones"))
        }
    }
}

/// One visit for each different subject drawn, ascending.
fn visits(inputs: &Inputs, selections: &[Selection]) -> Vec<DrawnVisit> {
    let mut by_id: BTreeMap<&str, (&str, Vec<usize>)> = BTreeMap::new();
    for (number, (task, selection)) in inputs.tasks.iter().zip(selections).enumerate() {
        let frame = task.frame.as_ref().expect("selections exist only for tasks with a frame");
        for stratum in &selection.strata {
            for (row, _) in stratum.ranked.iter().take(stratum.quota as usize) {
                let row = frame.row(*row as usize);
                by_id.entry(row.id).or_insert((row.pool, Vec::new())).1.push(number);
            }
        }
    }
    let visit = |(id, (pool, tasks))| DrawnVisit {
        id: SubjectId::new(id).expect("a frame holds valid ids"),
        pool: Name::new(pool).expect("a frame holds valid names"),
        tasks,
    };
    by_id.into_iter().map(visit).collect()
}

/// The ids a task draws, stratum by stratum.
pub fn drawn_ids<'a>(selection: &'a Selection, frame: &'a Frame) -> Vec<&'a str> {
    let of_stratum = |stratum: &'a super::select::Drawn| {
        let drawn = stratum.ranked.iter().take(stratum.quota as usize);
        drawn.map(|(row, _)| frame.row(*row as usize).id)
    };
    selection.strata.iter().flat_map(of_stratum).collect()
}

/// Rows of `thresholds.csv`, with opaque labels for sealed tasks.
pub fn thresholds(inputs: &Inputs, selections: &[Selection]) -> Vec<ThresholdRow> {
    let of_task = |(task, selection): (&bundle::TaskInput, &Selection)| {
        let mut rows = open_thresholds(&task.plan, selection);
        if let (true, Some(key)) = (task.plan.sealed(), &inputs.salt_key) {
            let labels = opaque_labels(key, &task.plan);
            rows.iter_mut().for_each(|row| row.stratum = labels[&row.stratum].clone());
        }
        rows
    };
    inputs.tasks.iter().zip(selections).flat_map(of_task).collect()
}

/// Rows of `thresholds.csv` of one task, under the strata's own names.
pub fn open_thresholds(plan: &Plan, selection: &Selection) -> Vec<ThresholdRow> {
    let row = |stratum: &super::select::Drawn| ThresholdRow {
        task: plan.task.clone(),
        stratum: stratum.stratum.clone(),
        eligible: stratum.eligible,
        excluded: stratum.excluded,
        drawn: stratum.quota,
        threshold: stratum.threshold(),
    };
    selection.strata.iter().map(row).collect()
}

/// Labels `s1`, `s2`, … of a sealed task's strata, ascending by
/// HMAC-SHA256(salt key, "suicha/1/label:" task ":" stratum).
pub fn opaque_labels(salt_key: &[u8; 32], plan: &Plan) -> BTreeMap<Name, Name> {
    let keyed =
        |name: &Name| hmac_sha256(salt_key, format!("suicha/1/label:{}:{name}", plan.task).as_bytes());
    let mut names: Vec<&Name> = plan.strata.iter().map(|stratum| &stratum.name).collect();
    names.sort_by_key(|name| keyed(name));
    let label = |number: usize| Name::new(&format!("s{number}")).expect("a valid name");
    (1..).zip(names).map(|(number, name)| (name.clone(), label(number))).collect()
}

/// The terminal record of recomputed parts over the files of a bundle.
pub fn record(inputs: &Inputs, selections: &[Selection], paired: &Paired, files: &Files) -> ResultRecord {
    let counts = |selection: &Selection| {
        selection.strata.iter().fold([0; 4], |[e, x, d, r], s| {
            [e + s.eligible, x + s.excluded, d + s.quota, r + s.ranked.len() as u64 - s.quota]
        })
    };
    ResultRecord {
        draw: inputs.commitment.draw.clone(),
        attempt: inputs.commitment.attempt,
        files: recorded(files, inputs.salt_key.as_ref()),
        tasks: inputs
            .tasks
            .iter()
            .zip(selections)
            .map(|(task, s)| (task.plan.task.clone(), counts(s)))
            .collect(),
        visits: visits(inputs, selections).len() as u64,
        seats: [paired.rows.len() as u64, paired.open.len() as u64],
    }
}

/// The files a result record vouches for, with their hashes: all but the terminal records, the salt
/// key, the lists derived for the public, and what comes after the end. The pseudonyms of a small bureau could be guessed from a plain hash, so theirs is
/// keyed with the salt key.
pub fn recorded(files: &Files, salt_key: Option<&[u8; 32]>) -> BTreeMap<String, Digest> {
    let hash = |(name, bytes): (&String, &Vec<u8>)| match (name.as_str(), salt_key) {
        (name, _) if bundle::comes_after_the_end(name) || name.starts_with(bundle::DRAWN_PREFIX) => None,
        (bundle::RESULT | bundle::VOID | bundle::SALT_KEY, _) | (bundle::PSEUDONYMS, None) => None,
        (bundle::PSEUDONYMS, Some(key)) => {
            let message = format!("suicha/1/file:{name}:{}", Digest::of(bytes));
            Some((name.clone(), hmac_sha256(key, message.as_bytes())))
        }
        _ => Some((name.clone(), Digest::of(bytes))),
    };
    files.iter().filter_map(hash).collect()
}
