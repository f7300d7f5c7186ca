//! Checks 2, 3, 6 and 7: when the inputs were frozen, and by which randomness they were drawn.

use super::{Context, Outcome, later, passed};
use crate::core::bundle::{self, Discrepancy, Files};
use crate::core::digest::Digest;
use crate::core::id::{DrawId, Name};
use crate::core::pulse::{self, BeaconName, Pulse, PulseError};
use crate::core::seed::{BeaconValue, SeedTranscript, blind_commitment};
use crate::core::witness::{self, ceremony::Ceremony};

pub(super) fn not_before(context: &Context) -> Outcome {
    let Some(committed) = &context.inputs.commitment.not_before else {
        return Ok(later("承诺中没有信标值", "the commitment names no beacon value"));
    };
    let bytes = match context.files.get(bundle::NOT_BEFORE) {
        Some(bytes) => bytes,
        None => {
            return Ok(later("包内没有该轮次的信标签名", "the bundle does not hold that round's signature"));
        }
    };
    let bad = |expected: String, found: String| Discrepancy::new(2, bundle::NOT_BEFORE, expected, found);
    let genuine = |e: &dyn std::fmt::Display| bad("the pulse the commitment names".into(), e.to_string());
    let pulse = Pulse::parse(&String::from_utf8_lossy(bytes)).map_err(|e| genuine(&e))?;
    let beacon: BeaconName = committed.beacon.as_str().parse().map_err(|e: PulseError| genuine(&e))?;
    pulse::verify_not_before(beacon, &committed.round, &committed.value, Some(&pulse))
        .map_err(|e| genuine(&e))?;
    let text = format!("{} {}", committed.beacon, committed.round);
    passed(text.clone(), text)
}

pub(super) fn pulse_follows(context: &Context) -> Outcome {
    for task in &context.inputs.tasks {
        let name = bundle::plan_file(&task.plan.task);
        let Some(time) = task.plan.draw_time else {
            return Ok(later("计划文本没有抽取时间", "the plan text names no draw time"));
        };
        let mut expected = Vec::new();
        for line in task.plan.beacon_lines() {
            let round = line.round_at(time);
            let round = round.map_err(|e| Discrepancy::new(3, &name, "a draw time the beacon covers", e))?;
            expected.push((line.name, round));
        }
        expected.sort();
        let mut committed = context.inputs.commitment.pulses.clone();
        committed.sort();
        if expected != committed {
            let expected = format!("pulse {} for {time} of {name}", list(&expected));
            return Err(Discrepancy::new(3, bundle::COMMIT, expected, format!("pulse {}", list(&committed))));
        }
    }
    not_before_the_pulse(context)?;
    let pulses = list(&context.inputs.commitment.pulses);
    let (zh, en) = super::log::frozen_in_time(context)?;
    passed(format!("{pulses}；{zh}"), format!("{pulses}; {en}"))
}

/// The commitment is not older than its not-before value. So that value must have been published
/// the lead before the first pulse, or the commitment was made too late by its own word.
fn not_before_the_pulse(context: &Context) -> Result<(), Discrepancy> {
    let Some(value) = &context.inputs.commitment.not_before else { return Ok(()) };
    let bad = |expected: String, found: String| Discrepancy::new(3, bundle::COMMIT, expected, found);
    let unknown = |e: PulseError| bad("a not-before value with a time".into(), e.to_string());
    let beacon: BeaconName = value.beacon.as_str().parse().map_err(unknown)?;
    let (Some(chain), Ok(round)) = (beacon.chain(), value.round.parse()) else { return Ok(()) };
    let at = chain.time_of_round(round).map_err(unknown)?;
    let latest = super::log::latest_commitment(context)?;
    match at <= latest {
        true => Ok(()),
        false => Err(bad(
            format!("a not-before value published by {latest}, the lead before the pulse"),
            format!("{} {}, published at {at}", value.beacon, value.round),
        )),
    }
}

pub(super) fn list(pulses: &[(Name, String)]) -> String {
    pulses.iter().map(|(beacon, round)| format!("{beacon} {round}")).collect::<Vec<_>>().join(", ")
}

pub(super) fn openings(context: &Context, transcript: &SeedTranscript) -> Outcome {
    let commitment = &context.inputs.commitment;
    let bad = |expected: String, found: String| Discrepancy::new(6, bundle::SEED, expected, found);
    for ((name, c), (_, r)) in commitment.witnesses.iter().zip(&transcript.witnesses) {
        signed_commitment(context, name, c)?;
        let Some(r) = r else { continue };
        let opened = witness::commitment(&commitment.draw, commitment.attempt, name, r);
        if opened != *c {
            return Err(bad(format!("an opening of {c} by {name}"), format!("one of {opened}")));
        }
    }
    let opened_blind = transcript.embargo.map(|b| blind_commitment(&commitment.draw, commitment.attempt, &b));
    if opened_blind != commitment.embargo {
        let text = |digest: Option<Digest>| digest.map_or("no embargo".into(), |d| format!("a blind of {d}"));
        return Err(bad(text(commitment.embargo), text(opened_blind)));
    }
    let withheld = transcript.witnesses.iter().filter(|(_, r)| r.is_none()).count();
    let opened = transcript.witnesses.len() - withheld;
    let (zh, en) = super::log::opened_in_time(context, transcript)?;
    passed(
        format!("{opened}个已揭示，{withheld}个未揭示{zh}"),
        format!("{opened} opened, {withheld} withheld{en}"),
    )
}

/// Where the bundle holds the file a witness signed, it must say what the commitment says.
fn signed_commitment(context: &Context, name: &Name, c: &Digest) -> Result<(), Discrepancy> {
    let file = bundle::witness_file(name);
    let Some(bytes) = context.files.get(&file) else { return Ok(()) };
    let commit = witness::parse_commit(&String::from_utf8_lossy(bytes));
    let commit = commit.map_err(|e| Discrepancy::new(6, &file, "a commitment the witness signed", e))?;
    let commitment = &context.inputs.commitment;
    let text =
        |draw: &DrawId, attempt, name: &Name, c: &Digest| format!("{draw} attempt {attempt} {name} {c}");
    let expected = text(&commitment.draw, commitment.attempt, name, c);
    match text(&commit.draw, commit.attempt, &commit.name, &commit.c) {
        found if found == expected => Ok(()),
        found => Err(Discrepancy::new(6, &file, expected, found)),
    }
}

pub(super) fn beacon_values(context: &Context, transcript: &SeedTranscript) -> Outcome {
    let committed = &context.inputs.commitment.pulses;
    let bad = |expected: String, found: String| Discrepancy::new(7, bundle::SEED, expected, found);
    for value in &transcript.pulses {
        let file = bundle::pulse_file(&value.beacon);
        let pulse = match parsed_pulse(context.files, &file)? {
            Some(pulse) => pulse,
            None => {
                bare_pulse(value).map_err(|e| bad(format!("a pulse of {}", value.beacon), e.to_string()))?
            }
        };
        // The beacon too: a file of dice under this name would vouch for any digits.
        let beacon: BeaconName = value
            .beacon
            .as_str()
            .parse()
            .map_err(|e: PulseError| bad("a known beacon".into(), e.to_string()))?;
        pulse
            .expect(beacon, &value.round)
            .map_err(|e| Discrepancy::new(7, &file, format!("a pulse of {}", value.beacon), e))?;
        // First whether the file is genuine: then a difference is the seed's.
        let blamed = if context.files.contains_key(&file) { &file } else { bundle::SEED };
        pulse::verify(&pulse)
            .map_err(|e| Discrepancy::new(7, blamed, format!("a genuine pulse of {}", value.beacon), e))?;
        if pulse.value() != value.value {
            return Err(another_value(&file, beacon, &pulse, value));
        }
        ceremony(context, &value.beacon, beacon, &pulse)?;
    }
    passed(list(committed), list(committed))
}

/// Pulse file and seed differ. A drand pulse proves itself, so the seed is wrong; of numbers read
/// out in a room the file may be.
fn another_value(file: &str, beacon: BeaconName, pulse: &Pulse, value: &BeaconValue) -> Discrepancy {
    let text = |value: &str, from: &str| format!("round {} value {value} ({from})", pulse.round());
    let (in_file, in_seed) = (text(pulse.value(), file), text(&value.value, bundle::SEED));
    match beacon.chain() {
        Some(_) => Discrepancy::new(7, bundle::SEED, in_file, in_seed),
        None => Discrepancy::new(7, file, in_seed, in_file),
    }
}

/// Dice prove nothing by themselves: every witness of the draw must have signed them. A lottery's
/// numbers are public; a ceremony record beside them must be right if it is there.
fn ceremony(context: &Context, name: &Name, beacon: BeaconName, pulse: &Pulse) -> Result<(), Discrepancy> {
    let file = bundle::ceremony_file(name);
    let bad = |e: &dyn std::fmt::Display| {
        Discrepancy::new(7, &file, "a ceremony of this draw, signed by every witness", e)
    };
    let Some(bytes) = context.files.get(&file) else {
        return match beacon {
            BeaconName::Dice => Err(bad(&"no such file")),
            _ => Ok(()),
        };
    };
    let ceremony = Ceremony::parse(&String::from_utf8_lossy(bytes)).map_err(|e| bad(&e))?;
    let commitment = &context.inputs.commitment;
    if (ceremony.draw(), ceremony.attempt(), ceremony.pulse())
        != (&commitment.draw, commitment.attempt, pulse)
    {
        return Err(bad(&format!("the ceremony of draw {} attempt {}", ceremony.draw(), ceremony.attempt())));
    }
    let key = |(name, _): &(Name, Digest)| {
        let bytes = context.files.get(&bundle::witness_file(name)).map(Vec::as_slice).unwrap_or_default();
        witness::parse_commit(&String::from_utf8_lossy(bytes)).map(|commit| commit.key)
    };
    let keys: Result<Vec<_>, _> = commitment.witnesses.iter().map(key).collect();
    ceremony.check_signers(&keys.map_err(|e| bad(&e))?).map_err(|e| bad(&e))
}

fn parsed_pulse(files: &Files, name: &str) -> Result<Option<Pulse>, Discrepancy> {
    let parse = |bytes: &Vec<u8>| Pulse::parse(&String::from_utf8_lossy(bytes));
    files
        .get(name)
        .map(|bytes| parse(bytes).map_err(|e| Discrepancy::new(7, name, "a pulse file", e)))
        .transpose()
}

fn bare_pulse(value: &BeaconValue) -> Result<Pulse, PulseError> {
    Pulse::new(value.beacon.as_str().parse()?, &value.round, &value.value, None)
}
