//! Check 1 by the proofs of a bundle, and what they add to checks 3 and 6: one history, and when
//! things were in it. `docs/draw-protocol.md` §14.

use super::{Context, Outcome, Trust, later, passed, published};
use crate::core::bundle::{self, Discrepancy, Files, Inputs};
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::lang::counted;
use crate::core::log::proof::{Consistency, Inclusion};
use crate::core::log::{Attempt, Checkpoint, Event, Policy, Quorum};
use crate::core::pulse::{BeaconName, PulseError};
use crate::core::replace::request_file;
use crate::core::seed::SeedTranscript;
use crate::core::time::Timestamp;
use crate::core::witness;
use std::collections::BTreeMap;

/// Openings must be in a cosigned head so many seconds before the first pulse (§4).
pub const OPENED_BEFORE_S: i64 = 300;

/// The proofs of a bundle, read and checked.
pub(super) struct Logged {
    /// Why a proof does not hold, if one does not.
    fault: Option<Discrepancy>,
    /// Whether the policy is the reader's own.
    own_policy: bool,
    proofs: BTreeMap<String, Proved>,
}

/// A proof that holds.
struct Proved {
    index: u64,
    /// The entry's own time, by the bureau's clock.
    at: Timestamp,
    checkpoint: Checkpoint,
    quorum: Quorum,
    /// The quorum by the policy in the bundle.
    for_bureau: Option<Quorum>,
}

/// Both languages.
pub(super) type Words = (String, String);

/// What a proof of a bundle must be about.
pub(super) struct Expected {
    /// Name of the proof.
    proof: String,
    /// What happened.
    pub(super) event: Event,
    /// The file whose hash the entry must have, and that hash, where the bundle holds the file.
    pub(super) file: Option<(String, Digest)>,
}

/// Reads and checks every proof of the bundle.
pub(super) fn read(files: &Files, inputs: &Inputs, trust: &Trust) -> Logged {
    let mut logged = Logged { fault: None, own_policy: trust.policy.is_some(), proofs: BTreeMap::new() };
    if let Err(fault) = logged.fill(files, inputs, trust) {
        logged.fault = Some(fault);
    }
    logged
}

impl Logged {
    fn fill(&mut self, files: &Files, inputs: &Inputs, trust: &Trust) -> Result<(), Discrepancy> {
        let expected = expected(files, inputs);
        if !expected.iter().any(|expected| files.contains_key(&expected.proof)) {
            return Ok(());
        }
        let policy = policy(files, trust)?;
        let bureau = bundled_policy(files).and_then(Result::ok);
        // A proof that does not hold hides none of the others.
        for expected in expected {
            let Some(bytes) = files.get(&expected.proof) else { continue };
            match proved(&expected, bytes, &policy, bureau.as_ref()) {
                Ok(proved) => drop(self.proofs.insert(expected.proof, proved)),
                Err(fault) => drop(self.fault.get_or_insert(fault)),
            }
        }
        Ok(())
    }

    /// The heads of all proofs, each once, from the smallest on.
    fn heads(&self) -> Result<Vec<&Checkpoint>, Discrepancy> {
        let mut heads: BTreeMap<u64, &Checkpoint> = BTreeMap::new();
        for (name, proved) in &self.proofs {
            let head = &proved.checkpoint;
            if let Some(other) = heads.insert(head.size, head).filter(|other| *other != head) {
                let expected =
                    format!("the root {} of {} entries, as in another proof", other.root, other.size);
                return Err(Discrepancy::new(1, name, expected, head.root));
            }
        }
        Ok(heads.into_values().collect())
    }

    /// When a proof's entry had been seen by enough witnesses; `None` if the policy asks for none.
    pub(super) fn seen(&self, name: &str) -> Option<Option<Timestamp>> {
        self.proofs.get(name).map(|proved| match proved.quorum {
            Quorum::At(at) => Some(at),
            Quorum::NotAsked | Quorum::Missing(_) => None,
        })
    }

    /// From when on a proof's entry counted for the bureau, by the policy it published: the time of
    /// its quorum, or of its own clock where it asks for no witnesses.
    fn counted(&self, name: &str) -> Option<Timestamp> {
        let proved = self.proofs.get(name)?;
        match proved.for_bureau.as_ref()? {
            Quorum::At(at) => Some(*at),
            Quorum::NotAsked => Some(proved.at),
            Quorum::Missing(_) => None,
        }
    }
}

/// Checks one proof against what it must be about. Where entry and file differ, the file is to
/// blame: the entry stands under the log's signature.
fn proved(
    expected: &Expected,
    bytes: &[u8],
    policy: &Policy,
    bureau: Option<&Policy>,
) -> Result<Proved, Discrepancy> {
    let name = &expected.proof;
    let bad = |e: &dyn std::fmt::Display| Discrepancy::new(1, name, "a proof under the log's signed head", e);
    let proof = Inclusion::parse(bytes).map_err(|e| bad(&e))?;
    let included = proof.verify(policy).map_err(|e| bad(&e))?;
    let words = |event: &Event| format!("an entry {} {}", event.kind(), event.object());
    if proof.entry.event != expected.event {
        return Err(Discrepancy::new(1, name, words(&expected.event), words(&proof.entry.event)));
    }
    if let Some((file, hash)) = expected.file.as_ref().filter(|(_, hash)| *hash != proof.entry.hash) {
        let logged = format!("hash {} ({name})", proof.entry.hash);
        return Err(Discrepancy::new(1, file, logged, format!("hash {hash}")));
    }
    Ok(Proved {
        index: proof.index,
        at: proof.entry.at,
        for_bureau: bureau.map(|policy| policy.quorum_of(&proof.note)),
        checkpoint: included.checkpoint,
        quorum: included.quorum,
    })
}

/// The proofs a bundle may hold.
pub(super) fn expected(files: &Files, inputs: &Inputs) -> Vec<Expected> {
    let commitment = &inputs.commitment;
    let attempt = || Attempt::new(&commitment.draw, commitment.attempt);
    let expect = |proof: String, event, file: String| {
        let hash = files.get(&file).map(|bytes| Digest::of(bytes));
        Expected { proof, event, file: hash.map(|hash| (file, hash)) }
    };
    let mut expected: Vec<Expected> = [
        (bundle::LOG_COMMIT, Event::Commit(attempt()), bundle::COMMIT),
        (bundle::LOG_RESULT, Event::Result(attempt()), bundle::RESULT),
        (bundle::LOG_VOID, Event::Void(attempt()), bundle::VOID),
    ]
    .map(|(proof, event, file)| expect(proof.into(), event, file.into()))
    .into();
    for (name, _) in &commitment.witnesses {
        let event = Event::Reveal(attempt(), name.clone());
        expected.push(expect(bundle::log_opening(name), event, bundle::opening_file(name)));
    }
    // The public bundle holds the proofs of requests and not the requests.
    let there = |n: &u32| [request_file(*n), bundle::log_replace(*n)].iter().any(|f| files.contains_key(f));
    for number in (1..).take_while(there) {
        let event = Event::Replace(attempt(), number);
        expected.push(expect(bundle::log_replace(number), event, request_file(number)));
    }
    expected
}

fn policy(files: &Files, trust: &Trust) -> Result<Policy, Discrepancy> {
    let missing =
        || Discrepancy::new(1, bundle::LOG_POLICY, "the file, or a policy of your own", "no such file");
    match &trust.policy {
        Some(policy) => Ok(policy.clone()),
        None => bundled_policy(files).unwrap_or_else(|| Err(missing())),
    }
}

fn bundled_policy(files: &Files) -> Option<Result<Policy, Discrepancy>> {
    let name = bundle::LOG_POLICY;
    let policy = Policy::parse(&String::from_utf8_lossy(files.get(name)?));
    Some(policy.map_err(|e| Discrepancy::new(1, name, "a policy", e)))
}

/// Check 1: what happened is in the log, in its order, under heads that continue one another and
/// that enough witnesses have seen.
pub(super) fn history(context: &Context) -> Outcome {
    let logged = context.logged;
    if let Some(fault) = &logged.fault {
        return Err(fault.clone());
    }
    if logged.proofs.is_empty() {
        published::says_the_same(context)?;
        return Ok(later("包内没有日志证明", "the bundle holds no proofs of the log"));
    }
    for needed in needed(context) {
        if !logged.proofs.contains_key(&needed) {
            return Err(Discrepancy::new(1, &needed, "the file", "no such file"));
        }
    }
    in_order(logged)?;
    for (name, proved) in &logged.proofs {
        if let Quorum::Missing(given) = &proved.quorum {
            let found =
                if given.is_empty() { "none".to_owned() } else { format!("those of {}", given.join(", ")) };
            return Err(Discrepancy::new(1, name, "the cosignatures of a quorum", found));
        }
    }
    let heads = logged.heads()?;
    for pair in heads.windows(2) {
        continues(context, pair[0], pair[1])?;
    }
    let (zh, en) = published::one_history(context, &heads)?;
    published::says_the_same(context)?;
    let size = heads.last().map_or(0, |head| head.size);
    let whose = match logged.own_policy {
        true => ("您的信任策略", "your policy"),
        false => ("包内自带的信任策略", "the bundle's own policy"),
    };
    passed(
        format!("{}项在日志前{size}条之内（{}）{zh}", logged.proofs.len(), whose.0),
        format!(
            "{} within the first {size} of the log, under {}{en}",
            counted(logged.proofs.len() as u64, "entry"),
            whose.1
        ),
    )
}

/// The proofs that must be there once one is.
fn needed(context: &Context) -> Vec<String> {
    let mut names = vec![bundle::LOG_COMMIT.to_owned()];
    for (record, proof) in [(bundle::RESULT, bundle::LOG_RESULT), (bundle::VOID, bundle::LOG_VOID)] {
        if context.files.contains_key(record) {
            names.push(proof.to_owned());
        }
    }
    let opened = context.transcript.iter().flat_map(|t| &t.witnesses).filter(|(_, r)| r.is_some());
    names.extend(opened.map(|(name, _)| bundle::log_opening(name)));
    let requests = (1..).take_while(|n| context.files.contains_key(&request_file(*n)));
    names.extend(requests.map(bundle::log_replace));
    names
}

/// The commitment stands before every opening, an opening before the end.
fn in_order(logged: &Logged) -> Result<(), Discrepancy> {
    let rank = |name: &str| match name {
        bundle::LOG_COMMIT => 0,
        bundle::LOG_RESULT | bundle::LOG_VOID => 2,
        name if name.starts_with("log-replace-") => 3,
        _ => 1,
    };
    for (name, proved) in &logged.proofs {
        for (other, later) in &logged.proofs {
            if rank(name) < rank(other) && proved.index >= later.index {
                let expected = format!("an entry after number {} of {name}", proved.index);
                return Err(Discrepancy::new(1, other, expected, format!("number {}", later.index)));
            }
        }
    }
    Ok(())
}

fn continues(context: &Context, old: &Checkpoint, new: &Checkpoint) -> Result<(), Discrepancy> {
    let name = bundle::log_consistency(old.size, new.size);
    let bytes =
        context.files.get(&name).ok_or_else(|| Discrepancy::new(1, &name, "the file", "no such file"))?;
    let proof = Consistency::parse(bytes).map_err(|e| Discrepancy::text(1, &name, &e))?;
    match proof.connects(old, new) {
        true => Ok(()),
        false => {
            let expected =
                format!("a proof that the head of {} entries continues that of {}", new.size, old.size);
            Err(Discrepancy::new(1, &name, expected, "hashes that lead elsewhere"))
        }
    }
}

/// Check 3, second half: enough witnesses had seen the commitment, the lead before every pulse.
pub(super) fn frozen_in_time(context: &Context) -> Result<Words, Discrepancy> {
    let Some(seen) = context.logged.seen(bundle::LOG_COMMIT) else {
        return Ok(("包内没有见证时间".into(), "the bundle holds no cosignature times".into()));
    };
    let Some(at) = seen else {
        return Ok((
            "信任策略不要求见证".into(),
            "the policy asks for no witnesses, so nobody vouches for the time".into(),
        ));
    };
    let latest = latest_commitment(context)?;
    if at > latest {
        let expected = format!("cosignatures by {latest}, the lead before the pulse");
        return Err(Discrepancy::new(3, bundle::LOG_COMMIT, expected, at));
    }
    Ok((format!("见证于 {at}，不迟于 {latest}"), format!("cosigned at {at}, by {latest}")))
}

/// The latest time at which the commitment may have become known: the lead before the first pulse.
pub(super) fn latest_commitment(context: &Context) -> Result<Timestamp, Discrepancy> {
    let lead = context.inputs.lead();
    Ok(first_pulse(context, 3)?.plus(-i64::try_from(lead).unwrap_or(i64::MAX)))
}

/// Check 6, second half: enough witnesses had seen each opening, 300 s before the first pulse.
pub(super) fn opened_in_time(context: &Context, transcript: &SeedTranscript) -> Result<Words, Discrepancy> {
    let latest = || first_pulse(context, 6).map(|pulse| pulse.plus(-OPENED_BEFORE_S));
    let mut timed = 0;
    for (name, r) in &transcript.witnesses {
        let Some(r) = r else {
            rightly_withheld(context, name)?;
            continue;
        };
        same_opening(context, name, r)?;
        let proof = bundle::log_opening(name);
        let Some(Some(at)) = context.logged.seen(&proof) else { continue };
        let latest = latest()?;
        if at > latest {
            return Err(Discrepancy::new(6, &proof, format!("cosignatures by {latest}"), at));
        }
        timed += 1;
    }
    Ok(match timed {
        0 => Default::default(),
        _ => (
            format!("，其中{timed}个经见证及时"),
            format!("; {timed} of them in time by the witnesses' clocks"),
        ),
    })
}

/// An opening that counted in time must be in the seed: a bureau that could leave it out once the
/// pulse is known could choose between two seeds.
fn rightly_withheld(context: &Context, name: &Name) -> Result<(), Discrepancy> {
    let proof = bundle::log_opening(name);
    let bad = |file: &str, expected: String, found: &str| Err(Discrepancy::new(6, file, expected, found));
    let Some(counted) = context.logged.counted(&proof) else {
        let commitment = &context.inputs.commitment;
        let event = Event::Reveal(Attempt::new(&commitment.draw, commitment.attempt), name.clone());
        let hidden = published::holds(context, &event) && !context.files.contains_key(&proof);
        let expected = || format!("the proof when {name}'s opening, which is in the log, was seen");
        return if hidden { bad(&proof, expected(), "no such file") } else { Ok(()) };
    };
    match counted > first_pulse(context, 6)?.plus(-OPENED_BEFORE_S) {
        true => Ok(()),
        false => bad(bundle::SEED, format!("the opening of {name}, which counted at {counted}"), "withheld"),
    }
}

/// Where the bundle holds the opening a witness signed, it must be the one in the seed.
fn same_opening(context: &Context, name: &Name, r: &[u8; 32]) -> Result<(), Discrepancy> {
    let file = bundle::opening_file(name);
    let Some(bytes) = context.files.get(&file) else { return Ok(()) };
    let bad = |found: &dyn std::fmt::Display| {
        Discrepancy::new(6, &file, format!("the opening of {name} in {}", bundle::SEED), found)
    };
    let opening = witness::parse_open(&String::from_utf8_lossy(bytes)).map_err(|e| bad(&e))?;
    let commitment = &context.inputs.commitment;
    let same = (&opening.name, &opening.draw, opening.attempt, &opening.r)
        == (name, &commitment.draw, commitment.attempt, r);
    same.then_some(()).ok_or_else(|| bad(&"another one"))
}

/// Time of the first pulse: of a drand round by its chain, of dice and lotteries the draw time.
fn first_pulse(context: &Context, check: u8) -> Result<Timestamp, Discrepancy> {
    let unknown = |e: PulseError| Discrepancy::new(check, bundle::COMMIT, "a pulse with a time", e);
    let mut times: Vec<Timestamp> = Vec::new();
    for (name, round) in &context.inputs.commitment.pulses {
        let beacon: BeaconName = name.as_str().parse().map_err(unknown)?;
        if let (Some(chain), Ok(round)) = (beacon.chain(), round.parse()) {
            times.push(chain.time_of_round(round).map_err(unknown)?);
        } else {
            times.extend(context.inputs.tasks.iter().filter_map(|task| task.plan.draw_time));
        }
    }
    let earliest = times.into_iter().min();
    earliest.ok_or_else(|| Discrepancy::new(check, bundle::COMMIT, "a pulse with a time", "none"))
}
