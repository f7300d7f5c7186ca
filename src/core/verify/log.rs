//! Check 1, and what the log adds to checks 3, 6 and 11: one history, and when things were in it.
//! `docs/draw-protocol.md` §14.

use super::{Context, Outcome, Trust, later, passed};
use crate::core::bundle::{self, Discrepancy, Files, Inputs};
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::log::proof::{Consistency, Inclusion};
use crate::core::log::{Attempt, Checkpoint, Entry, Event, Policy, Quorum};
use crate::core::merkle;
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
    checkpoint: Checkpoint,
    quorum: Quorum,
}

/// Both languages.
type Words = (String, String);

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
        if !expected.iter().any(|(name, ..)| files.contains_key(name)) {
            return Ok(());
        }
        let policy = policy(files, trust)?;
        for (name, event, hash) in expected {
            let Some(bytes) = files.get(&name) else { continue };
            let bad = |e: &dyn std::fmt::Display| {
                Discrepancy::new(1, &name, "a proof under the log's signed head", e)
            };
            let proof = Inclusion::parse(bytes).map_err(|e| bad(&e))?;
            let included = proof.verify(&policy).map_err(|e| bad(&e))?;
            let same = |expected: String, found: String| match expected == found {
                true => Ok(()),
                false => Err(Discrepancy::new(1, &name, expected, found)),
            };
            let words = |event: &Event| format!("an entry {} {}", event.kind(), event.object());
            same(words(&event), words(&proof.entry.event))?;
            if let Some(hash) = hash {
                same(format!("hash {hash}"), format!("hash {}", proof.entry.hash))?;
            }
            let proved =
                Proved { index: proof.index, checkpoint: included.checkpoint, quorum: included.quorum };
            self.proofs.insert(name, proved);
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
}

/// The proofs a bundle may hold: name, event, and the hash the entry must have where it is known.
fn expected(files: &Files, inputs: &Inputs) -> Vec<(String, Event, Option<Digest>)> {
    let commitment = &inputs.commitment;
    let attempt = Attempt::new(&commitment.draw, commitment.attempt);
    let hash = |name: &str| files.get(name).map(|bytes| Digest::of(bytes));
    let mut expected = vec![
        (bundle::LOG_COMMIT.to_owned(), Event::Commit(attempt.clone()), Some(inputs.commit)),
        (bundle::LOG_RESULT.to_owned(), Event::Result(attempt.clone()), hash(bundle::RESULT)),
        (bundle::LOG_VOID.to_owned(), Event::Void(attempt.clone()), hash(bundle::VOID)),
    ];
    for (name, _) in &commitment.witnesses {
        let event = Event::Reveal(attempt.clone(), name.clone());
        expected.push((bundle::log_opening(name), event, hash(&bundle::opening_file(name))));
    }
    for number in (1..).take_while(|n| files.contains_key(&request_file(*n))) {
        let event = Event::Replace(attempt.clone(), number);
        expected.push((bundle::log_replace(number), event, hash(&request_file(number))));
    }
    expected
}

fn policy(files: &Files, trust: &Trust) -> Result<Policy, Discrepancy> {
    if let Some(policy) = &trust.policy {
        return Ok(policy.clone());
    }
    let name = bundle::LOG_POLICY;
    let bytes = files
        .get(name)
        .ok_or_else(|| Discrepancy::new(1, name, "the file, or a policy of your own", "no such file"))?;
    Policy::parse(&String::from_utf8_lossy(bytes)).map_err(|e| Discrepancy::new(1, name, "a policy", e))
}

/// Check 1: what happened is in the log, in its order, under heads that continue one another and
/// that enough witnesses have seen.
pub(super) fn history(context: &Context) -> Outcome {
    let logged = context.logged;
    if let Some(fault) = &logged.fault {
        return Err(fault.clone());
    }
    if logged.proofs.is_empty() {
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
    let (zh, en) = published(context, &heads)?;
    let size = heads.last().map_or(0, |head| head.size);
    let whose = match logged.own_policy {
        true => ("您的信任策略", "your policy"),
        false => ("包内自带的信任策略", "the bundle's own policy"),
    };
    passed(
        format!("{}项在日志前{size}条之内（{}）{zh}", logged.proofs.len(), whose.0),
        format!("{} entries within the first {size} of the log, under {}{en}", logged.proofs.len(), whose.1),
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

/// Where the reader has the published log or other heads of it, all of them must be one history.
fn published(context: &Context, heads: &[&Checkpoint]) -> Result<Words, Discrepancy> {
    let Some(entries) = &context.trust.log else { return Ok(Default::default()) };
    let leaves: Vec<Digest> = entries.iter().map(Entry::leaf).collect();
    let seen = context.trust.heads.iter().map(|head| ("a head you hold", head));
    for (name, head) in heads.iter().map(|head| ("a head in the bundle", *head)).chain(seen) {
        let split = |found: String| {
            Err(Discrepancy::new(1, name, format!("the root {} of {} entries", head.root, head.size), found))
        };
        let size = usize::try_from(head.size).unwrap_or(usize::MAX);
        let Some(covered) = leaves.get(..size) else {
            return split(format!("a published log of {} entries", leaves.len()));
        };
        let root = merkle::root(covered);
        if root != head.root {
            return split(format!("{root} in the published log"));
        }
    }
    Ok((
        format!("，与公布的{}条日志一致", entries.len()),
        format!("; the same history as the {} published entries", entries.len()),
    ))
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
        let Some(r) = r else { continue };
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

/// Check 11, second half: what the published log says of all attempts of this draw.
pub(super) fn attempts(context: &Context) -> Result<Words, Discrepancy> {
    let Some(entries) = &context.trust.log else {
        return Ok(("历次抽取须由公布的日志核对".into(), "other attempts show in the published log".into()));
    };
    let own = &context.inputs.commitment;
    let mut ends: BTreeMap<u32, [u32; 2]> = BTreeMap::new();
    for event in entries.iter().map(|entry| &entry.event) {
        let Some(attempt) = event.attempt().filter(|attempt| attempt.draw == own.draw) else { continue };
        let counts = ends.entry(attempt.number).or_default();
        match event {
            Event::Commit(_) => counts[0] += 1,
            Event::Result(_) | Event::Void(_) => counts[1] += 1,
            _ => {}
        }
    }
    for (attempt, [commits, ends]) in &ends {
        let ended = *ends == 1 || (*ends == 0 && *attempt == own.attempt);
        if *commits != 1 || !ended {
            let expected = format!("one commitment and one end of attempt {attempt}");
            let found = format!("{commits} commitments and {ends} ends");
            return Err(Discrepancy::new(11, "the published log", expected, found));
        }
    }
    let count = ends.len();
    if !ends.keys().copied().eq(1..=u32::try_from(count).unwrap_or(u32::MAX))
        || !ends.contains_key(&own.attempt)
    {
        let found: Vec<String> = ends.keys().map(u32::to_string).collect();
        let expected = format!("attempts 1 to {}", own.attempt.max(u32::try_from(count).unwrap_or(u32::MAX)));
        return Err(Discrepancy::new(11, "the published log", expected, found.join(", ")));
    }
    let earlier = u64::from(own.attempt) - 1;
    Ok((
        format!("日志中共{count}次，此前作废{earlier}次"),
        format!("{count} attempts in the log, {earlier} void before this one"),
    ))
}
