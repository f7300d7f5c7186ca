//! Check 10: every replacement was asked for in the log, took the pulse that followed, and led to
//! what stands in the bundle.

use super::teams::{PairedShown, Pairing};
use super::{Context, Outcome, later, parsed, passed, published, same_text};
use crate::core::bundle::{self, Discrepancy};
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::lang::counted;
use crate::core::log::Event;
use crate::core::pulse::{self, BeaconName, Pulse, PulseError};
use crate::core::replace::{Replaced, Request, State, pulse_file, replaced_file, request_file, teams_file};
use crate::core::seed::{BeaconValue, SeedTranscript};
use crate::core::spread::Spread;
use crate::core::time::Timestamp;

/// Follows the chain of replacements from the result on.
pub(super) fn chain(
    context: &Context,
    transcript: &SeedTranscript,
    paired: PairedShown,
    spread: &impl Spread,
) -> Outcome {
    let count = (1..).take_while(|n| context.files.contains_key(&request_file(*n))).count() as u32;
    complete(context, count)?;
    if count == 0 {
        return none(context);
    }
    as_in_the_log(context, count)?;
    let Some((selections, paired)) = paired.and_then(Pairing::done) else {
        return Ok(later("递补记录由审计方核对", "replacements are for the auditor"));
    };
    let mut state = State::of(paired);
    let Some(mut after) = result(context)? else {
        return Ok(later("缺少结果记录，递补链无起点", "no result is here that the chain could begin with"));
    };
    let mut waiting = 0;
    for number in 1..=count {
        let name = request_file(number);
        let request = parsed(context.files, &name, Request::parse)?.expect("it was just counted");
        belongs(context, &name, &request, number, after)?;
        let Some(record) = parsed(context.files, &replaced_file(number), Replaced::parse)? else {
            waiting += 1;
            nothing_follows(context, number)?;
            continue;
        };
        genuine_pulses(context, &request, &record)?;
        let outcome = state
            .apply(context.inputs, selections, &transcript.seed(), &request, &record.pulses, spread)
            .map_err(|e| Discrepancy::new(10, &name, "a request that can be carried out", e))?;
        for (file, expected) in
            [(replaced_file(number), outcome.record.print()), (teams_file(number), outcome.teams.clone())]
        {
            let missing = || Discrepancy::new(10, &file, "the file", "no such file");
            same_text(10, &file, &expected, context.files.get(&file).ok_or_else(missing)?)?;
        }
        after = Digest::of(outcome.record.print().as_bytes());
        state = outcome.state;
    }
    let waits =
        |zh: &str, en: &str| if waiting > 0 { (zh.to_owned(), en.to_owned()) } else { Default::default() };
    let (zh, en) = waits("，最后一次等待信标", ", the last one waits for its pulse");
    passed(
        format!("{count}次递补或换人重算一致{zh}"),
        format!("{} recomputed{en}", counted(count as u64, "replacement")),
    )
}

/// The hash a chain begins with; a void draw has no replacements.
fn result(context: &Context) -> Result<Option<Digest>, Discrepancy> {
    let result = context.files.get(bundle::RESULT).map(|bytes| Digest::of(bytes));
    match result.is_none() && context.files.contains_key(bundle::VOID) {
        true => Err(Discrepancy::new(10, bundle::VOID, "a result, as there are requests", "a void")),
        false => Ok(result),
    }
}

/// A request that waits has led to nothing yet.
fn nothing_follows(context: &Context, number: u32) -> Result<(), Discrepancy> {
    let pulses = format!("replace-pulse-{number}-");
    let follows = |name: &&String| name.starts_with(&pulses) || **name == teams_file(number);
    match context.files.keys().find(follows) {
        None => Ok(()),
        Some(name) => {
            let expected = format!("the file, as {name} is here");
            Err(Discrepancy::new(10, &replaced_file(number), expected, "no such file"))
        }
    }
}

/// Only the last request may wait, and none may be missing in between.
fn complete(context: &Context, count: u32) -> Result<(), Discrepancy> {
    let beyond = |name: &&String| {
        let number =
            name.strip_prefix("replace-").or(name.strip_prefix("replaced-")).or(name.strip_prefix("teams-"));
        let number =
            number.and_then(|rest| rest.split('.').next()).and_then(|number| number.parse::<u32>().ok());
        number.is_some_and(|number| number > count)
    };
    if let Some(name) = context.files.keys().find(beyond) {
        return Err(Discrepancy::new(
            10,
            &request_file(count + 1),
            format!("the file, as {name} is here"),
            "no such file",
        ));
    }
    let gap = (1..count).find(|n| !context.files.contains_key(&replaced_file(*n)));
    gap.map_or(Ok(()), |n| Err(Discrepancy::new(10, &replaced_file(n), "the file", "no such file")))
}

/// How many requests the reader's log knows of, where there is one.
fn logged(context: &Context) -> Option<usize> {
    let own = &context.inputs.commitment;
    let of_this = |event: &Event| match event {
        Event::Replace(attempt, _) => attempt.draw == own.draw && attempt.number == own.attempt,
        _ => false,
    };
    let entries = context.trust.log.as_ref()?;
    Some(entries.iter().filter(|entry| of_this(&entry.event)).count())
}

/// No request of the log is kept back.
fn as_in_the_log(context: &Context, count: u32) -> Result<(), Discrepancy> {
    match logged(context) {
        Some(logged) if logged != count as usize => {
            let expected = format!("{logged} replacements, as in the log");
            Err(Discrepancy::new(10, published::LOG, expected, format!("{count} in the bundle")))
        }
        _ => Ok(()),
    }
}

/// What the log says where the bundle holds no request.
fn none(context: &Context) -> Outcome {
    let proved = (1..).take_while(|n| context.files.contains_key(&bundle::log_replace(*n))).count();
    let n = match logged(context) {
        None if proved == 0 => return Ok(later("本包无递补记录", "the bundle holds no replacement record")),
        logged => logged.unwrap_or_default().max(proved),
    };
    match n {
        0 => passed("日志中没有递补或换人", "the log knows of no replacement"),
        n if context.inputs.is_audit() => {
            let expected = format!("{n} replacements, as in the log");
            Err(Discrepancy::new(10, published::LOG, expected, "none in the bundle"))
        }
        n => Ok(later(
            &format!("日志中有{n}次递补或换人，记录由审计方核对"),
            &format!(
                "the log knows of {}: what came of it is for the auditor",
                counted(n as u64, "replacement")
            ),
        )),
    }
}

/// The request is this draw's, continues the chain, and takes the pulse that follows from it.
fn belongs(
    context: &Context,
    name: &str,
    request: &Request,
    number: u32,
    after: Digest,
) -> Result<(), Discrepancy> {
    let commitment = &context.inputs.commitment;
    let bad = |expected: String, found: String| Err(Discrepancy::new(10, name, expected, found));
    if (&request.draw, request.attempt, request.number) != (&commitment.draw, commitment.attempt, number) {
        return bad(
            format!("draw {} attempt {} number {number}", commitment.draw, commitment.attempt),
            format!("draw {} attempt {} number {}", request.draw, request.attempt, request.number),
        );
    }
    if request.after != after {
        return bad(format!("after {after}"), format!("after {}", request.after));
    }
    let lead = context.inputs.lead();
    let beacons: Vec<_> = commitment.pulses.iter().map(|(beacon, _)| beacon.clone()).collect();
    let expected = pulses_after(&beacons, request.at, lead)
        .map_err(|e| Discrepancy::new(10, name, "a time the beacon covers", e))?;
    if request.pulses != expected {
        let text = |pulses: &[(Name, String)]| super::randomness::list(pulses);
        return bad(
            format!("pulse {} for {}", text(&expected), request.at),
            format!("pulse {}", text(&request.pulses)),
        );
    }
    let due = pulse_time(&request.pulses).map_err(|e| Discrepancy::new(10, name, "pulses with a time", e))?;
    let proof = bundle::log_replace(number);
    match context.logged.seen(&proof) {
        Some(Some(at)) if at > due => {
            Err(Discrepancy::new(10, &proof, format!("cosignatures before the pulse at {due}"), at))
        }
        _ => Ok(()),
    }
}

/// The pulses a request made at `at` takes: of the draw's own beacons those of drand, or quicknet
/// where there is none, each the first one the lead later.
pub fn pulses_after(beacons: &[Name], at: Timestamp, lead: u64) -> Result<Vec<(Name, String)>, PulseError> {
    let after = at.plus(i64::try_from(lead).unwrap_or(i64::MAX));
    let mut pulses = Vec::new();
    for name in beacons {
        if let Some(chain) = name.as_str().parse::<BeaconName>()?.chain() {
            pulses.push((name.clone(), chain.round_at(after)?.to_string()));
        }
    }
    if pulses.is_empty() {
        let quicknet = BeaconName::DrandQuicknet;
        let chain = quicknet.chain().expect("quicknet has a chain");
        let name = Name::new(&quicknet.to_string()).expect("a beacon's name is a name");
        pulses.push((name, chain.round_at(after)?.to_string()));
    }
    pulses.sort();
    Ok(pulses)
}

/// When the last of these pulses is published.
pub fn pulse_time(pulses: &[(Name, String)]) -> Result<Timestamp, PulseError> {
    let mut latest = Timestamp(0);
    for (name, round) in pulses {
        let beacon: BeaconName = name.as_str().parse()?;
        if let (Some(chain), Ok(round)) = (beacon.chain(), round.parse()) {
            latest = latest.max(chain.time_of_round(round)?);
        }
    }
    Ok(latest)
}

fn genuine_pulses(context: &Context, request: &Request, record: &Replaced) -> Result<(), Discrepancy> {
    let name = replaced_file(request.number);
    let taken: Vec<_> =
        record.pulses.iter().map(|value| (value.beacon.clone(), value.round.clone())).collect();
    if taken != request.pulses {
        let expected = format!("pulse {}", super::randomness::list(&request.pulses));
        return Err(Discrepancy::new(
            10,
            &name,
            expected,
            format!("pulse {}", super::randomness::list(&taken)),
        ));
    }
    record.pulses.iter().try_for_each(|value| genuine(context, request.number, value))
}

fn genuine(context: &Context, number: u32, value: &BeaconValue) -> Result<(), Discrepancy> {
    let file = pulse_file(number, &value.beacon);
    let bad = |e: &dyn std::fmt::Display| {
        Discrepancy::new(10, &file, format!("the genuine pulse of {}", value.beacon), e)
    };
    let bytes = context.files.get(&file).ok_or_else(|| bad(&"no such file"))?;
    let pulse = Pulse::parse(&String::from_utf8_lossy(bytes)).map_err(|e| bad(&e))?;
    let beacon: BeaconName = value.beacon.as_str().parse().map_err(|e: PulseError| bad(&e))?;
    pulse.expect(beacon, &value.round).map_err(|e| bad(&e))?;
    if pulse.value() != value.value {
        return Err(bad(&"another value"));
    }
    pulse::verify(&pulse).map_err(|e| bad(&e))
}
