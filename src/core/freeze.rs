//! Freezing a draw: from plans, registry and people to the exact files that are committed.
//! Not the commitment's publication, and not the choice of a pulse: the plan's time decides that.
//! `docs/draw-protocol.md` §2, §3 and §6.1.

use super::bundle::{self, Files, frame_file, plan_file};
use super::digest::Digest;
use super::draw::{self, DrawError};
use super::frame::Frame;
use super::id::{DrawId, InspectorId, Name, SubjectId};
use super::pairing::tables::{self, InspectorRow, RecusalRow};
use super::pairing::{self, PairingError};
use super::plan::Plan;
use super::pseudonym;
use super::registry::{Inspector, Recusal, Subject};
use super::seed::{BeaconValue, Commitment, CommittedTask, blind_commitment};
use super::select::{self, Drawn};
use super::spread::Spread;
use super::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is frozen.
pub struct FreezeInput<'a> {
    /// The draw.
    pub draw: &'a DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// One complete plan for each task.
    pub plans: &'a [Plan],
    /// The registry in ascending order of ids.
    pub subjects: &'a [Subject],
    /// Subjects that cannot be drawn whatever their row says, with the reason.
    pub barred: &'a BTreeMap<SubjectId, Name>,
    /// The inspectors' library.
    pub inspectors: &'a [Inspector],
    /// Who must not meet whom.
    pub recusals: &'a [Recusal],
    /// Seats each inspector has held in earlier draws of the period; an inspector missing here is
    /// a newcomer.
    pub loads: &'a BTreeMap<InspectorId, u32>,
    /// Most visits of one inspector whose own cap is not given.
    pub default_cap: u32,
    /// Last day of the visits: a card must be valid until then.
    pub last_visit: Date,
    /// Published beacon value that proves the commitment is not older.
    pub not_before: Option<BeaconValue>,
    /// Pulses that follow from the plans' time.
    pub pulses: Vec<(Name, String)>,
    /// Witnesses' commitments.
    pub witnesses: Vec<(Name, Digest)>,
    /// Key of all salts and of the pseudonyms' order.
    pub salt_key: [u8; 32],
    /// Embargo blind.
    pub blind: Option<[u8; 32]>,
}

/// A frozen draw.
pub struct Frozen {
    /// Plans, frames, inspectors, recusals, pseudonyms, salt key and the commitment.
    pub files: Files,
    /// The commitment.
    pub commitment: Commitment,
    /// Rows and quota of each stratum, task by task in the plans' order.
    pub strata: Vec<Vec<Drawn>>,
    /// Inspectors with cap 0 and why they fill no seat.
    pub idle_inspectors: Vec<(InspectorId, Idle)>,
}

/// Why an inspector fills no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idle {
    /// 失效人员.
    Invalid,
    /// Card expires before the visits end.
    CardExpired,
    /// Experts accompany; they never fill a seat.
    Expert,
    /// Own cap is 0.
    CapZero,
}

/// Builds the files and the commitment. Every problem is listed.
pub fn freeze(input: &FreezeInput, spread: &impl Spread) -> Result<Frozen, Vec<String>> {
    let frames = frames(input, spread)?;
    let ids: Vec<InspectorId> = input.inspectors.iter().map(|inspector| inspector.id.clone()).collect();
    let pseudonyms = pseudonym::assign(&input.salt_key, input.draw, input.attempt, &ids);
    let (inspectors, idle_inspectors) = inspector_rows(input, &pseudonyms);
    let recusals = recusal_rows(input, &pseudonyms, &frames);

    let mut files = Files::new();
    for (plan, frame) in input.plans.iter().zip(&frames) {
        files.insert(plan_file(&plan.task), plan.print().into());
        files.insert(frame_file(&plan.task), frame.print().into());
    }
    files.insert(bundle::INSPECTORS.into(), tables::print_inspectors(&inspectors).into());
    files.insert(bundle::RECUSALS.into(), tables::print_recusals(&recusals).into());
    files.insert(bundle::PSEUDONYMS.into(), pseudonym::print(&pseudonyms).into());
    files.insert(bundle::SALT_KEY.into(), format!("{}\n", super::digest::hex(&input.salt_key)).into());

    let root = |name: &str, key_columns| {
        bundle::table_root(&input.salt_key, name, &files[name], key_columns, spread)
    };
    let task = |(plan, frame): (&Plan, &Frame)| CommittedTask {
        task: plan.task.clone(),
        plan: Digest::of(&files[&plan_file(&plan.task)]),
        rows: frame.len() as u64,
        frame: Digest::of(&files[&frame_file(&plan.task)]),
        root: root(&frame_file(&plan.task), 1),
    };
    let commitment = Commitment {
        draw: input.draw.clone(),
        attempt: input.attempt,
        tasks: input.plans.iter().zip(&frames).map(task).collect(),
        inspectors: (inspectors.len() as u64, root(bundle::INSPECTORS, 1)),
        recusals: (recusals.len() as u64, root(bundle::RECUSALS, 2)),
        not_before: input.not_before.clone(),
        pulses: input.pulses.clone(),
        witnesses: input.witnesses.clone(),
        embargo: input.blind.map(|b| blind_commitment(input.draw, input.attempt, &b)),
    };
    let text = commitment.print();
    let commitment = Commitment::parse(text.as_bytes()).map_err(|e| vec![format!("the commitment: {e}")])?;
    files.insert(bundle::COMMIT.into(), text.into());
    let counted = |(plan, frame)| select::counted(plan, frame).map_err(|e| vec![e]);
    let strata = input.plans.iter().zip(&frames).map(counted).collect::<Result<_, _>>()?;
    Ok(Frozen { files, commitment, strata, idle_inspectors })
}

fn frames(input: &FreezeInput, spread: &impl Spread) -> Result<Vec<Frame>, Vec<String>> {
    let build = |plan: &Plan| {
        let frame = Frame::build(plan, input.subjects.iter(), input.barred);
        let frame = frame.map_err(|e| format!("task {}: {e}", plan.task))?;
        match (0..frame.len()).any(|row| frame.eligible(row)) {
            true => Ok(frame),
            false => Err(format!(
                "task {}: the frame has {} rows and none of them can be drawn; look at its scope and at the \
                 states of the registry",
                plan.task,
                frame.len()
            )),
        }
    };
    let built = spread.map(input.plans.iter().collect(), build);
    let problems: Vec<String> = built.iter().filter_map(|frame| frame.as_ref().err().cloned()).collect();
    if problems.is_empty() { Ok(built.into_iter().flatten().collect()) } else { Err(problems) }
}

fn inspector_rows(
    input: &FreezeInput,
    pseudonyms: &[(Name, InspectorId)],
) -> (Vec<InspectorRow>, Vec<(InspectorId, Idle)>) {
    let by_id: BTreeMap<&InspectorId, &Inspector> = input.inspectors.iter().map(|i| (&i.id, i)).collect();
    let bases = bases(input);
    let mut idle = Vec::new();
    let mut row = |(pseudonym, id): &(Name, InspectorId)| {
        let inspector = by_id[id];
        let reason = idle_reason(inspector, input.last_visit);
        idle.extend(reason.map(|reason| (id.clone(), reason)));
        InspectorRow {
            pseudonym: pseudonym.clone(),
            unit: inspector.unit.clone(),
            tags: inspector.tags.clone(),
            cap: if reason.is_some() { 0 } else { inspector.cap.unwrap_or(input.default_cap) },
            base: bases[id],
        }
    };
    let rows = pseudonyms.iter().map(&mut row).collect();
    (rows, idle)
}

pub(super) fn idle_reason(inspector: &Inspector, last_visit: Date) -> Option<Idle> {
    let expired = inspector.card_until.is_some_and(|until| until < last_visit);
    match inspector {
        i if !i.valid => Some(Idle::Invalid),
        _ if expired => Some(Idle::CardExpired),
        i if i.expert => Some(Idle::Expert),
        i if i.cap == Some(0) => Some(Idle::CapZero),
        _ => None,
    }
}

/// Carry-over of workloads (§6.10): at most 2 above the least loaded colleague of the unit, and
/// newcomers start with the least.
fn bases(input: &FreezeInput) -> BTreeMap<InspectorId, u32> {
    let mut least: BTreeMap<&Name, u32> = BTreeMap::new();
    for inspector in input.inspectors.iter().filter(|i| idle_reason(i, input.last_visit).is_none()) {
        let Some(load) = input.loads.get(&inspector.id) else { continue };
        least.entry(&inspector.unit).and_modify(|l| *l = (*l).min(*load)).or_insert(*load);
    }
    let base = |inspector: &Inspector| {
        let least = least.get(&inspector.unit).copied().unwrap_or(0);
        let load = input.loads.get(&inspector.id).copied().unwrap_or(least);
        (inspector.id.clone(), load.saturating_sub(least).min(2))
    };
    input.inspectors.iter().map(base).collect()
}

/// Recusals that matter for this draw: of an inspector of the library and a subject of a frame.
fn recusal_rows(
    input: &FreezeInput,
    pseudonyms: &[(Name, InspectorId)],
    frames: &[Frame],
) -> Vec<RecusalRow> {
    let of_inspector: BTreeMap<&InspectorId, &Name> =
        pseudonyms.iter().map(|(name, id)| (id, name)).collect();
    let row = |recusal: &Recusal| {
        let pseudonym = (*of_inspector.get(&recusal.inspector)?).clone();
        let framed = frames.iter().any(|frame| frame.find(recusal.subject.as_str()).is_some());
        framed.then(|| (pseudonym, recusal.subject.clone()))
    };
    let rows: BTreeSet<(Name, SubjectId)> = input.recusals.iter().filter_map(row).collect();
    rows.into_iter().map(|(pseudonym, id)| RecusalRow { pseudonym, id }).collect()
}

/// What a rehearsal on throw-away seeds found.
#[derive(Debug, Default)]
pub struct Rehearsal {
    /// Number of seeds tried.
    pub seeds: u32,
    /// On how many of them a shortage rule had to be applied.
    pub rescued: u32,
    /// On how many of them seats stayed empty whatever the rules allowed.
    pub short: u32,
    /// The first shortage met, applied or not.
    pub first: Option<pairing::Certificate>,
}

/// Rehearses the whole draw on throw-away seeds that follow from the commitment (§6.6).
pub fn rehearse(
    files: &Files,
    seeds: u32,
    spread: &impl Spread,
    progress: &mut dyn FnMut(u32),
) -> Result<Rehearsal, DrawError> {
    let inputs = bundle::Inputs::open(files, spread)?;
    let mut rehearsal = Rehearsal::default();
    for number in 0..seeds {
        let seed = Digest::of(format!("suicha/1/rehearsal:{}:{number}", inputs.commit).as_bytes());
        let selections = draw::selections(&inputs, &seed, spread)?;
        rehearsal.seeds += 1;
        progress(rehearsal.seeds);
        let shortage = draw::with_pairing_input(&inputs, &selections, &seed, |input| {
            Ok(pairing::rehearse(input, spread)?)
        })?;
        let Some(certificate) = shortage else { continue };
        rehearsal.first.get_or_insert(certificate);
        match draw::pair(&inputs, &selections, &seed, spread) {
            Ok(_) => rehearsal.rescued += 1,
            Err(DrawError::Pairing(PairingError::Shortage(_))) => rehearsal.short += 1,
            Err(other) => return Err(other),
        }
    }
    Ok(rehearsal)
}
