//! Check 11: every commitment ends in exactly one terminal record.

use super::teams::{PairedShown, Pairing};
use super::{Context, Outcome, Verdict, causes, later, parsed, passed, published, same_text};
use crate::core::bundle::{self, Discrepancy, selected_file};
use crate::core::digest::Digest;
use crate::core::draw;
use crate::core::record::{ResultRecord, VoidRecord};
use std::collections::BTreeMap;

/// Files that other checks refuse, and which check: their hashes say nothing more.
type Refused = BTreeMap<String, u8>;

/// Exactly one terminal record, and it vouches for what lies beside it.
pub(super) fn found(context: &Context, paired: PairedShown, refused: &Refused) -> Outcome {
    let files = context.files;
    let (record, void) = match (
        parsed(files, bundle::RESULT, ResultRecord::parse)?,
        parsed(files, bundle::VOID, VoidRecord::parse)?,
    ) {
        (Some(_), Some(_)) => return Err(Discrepancy::new(11, bundle::VOID, "one terminal record", "two")),
        (None, None) if context.transcript.is_none() => {
            return Ok(later("抽取尚未完成", "the draw is still open: there is no terminal record yet"));
        }
        (None, None) => return Err(Discrepancy::new(11, bundle::RESULT, "a terminal record", "none")),
        (record, void) => (record, void),
    };
    let commitment = &context.inputs.commitment;
    let (name, draw, attempt) = match (&record, &void) {
        (Some(r), _) => (bundle::RESULT, &r.draw, r.attempt),
        (None, Some(v)) => (bundle::VOID, &v.draw, v.attempt),
        (None, None) => unreachable!("one of the two was just found"),
    };
    if (draw, attempt) != (&commitment.draw, commitment.attempt) {
        let expected = format!("draw {} attempt {}", commitment.draw, commitment.attempt);
        return Err(Discrepancy::new(11, name, expected, format!("draw {draw} attempt {attempt}")));
    }
    if let Some(void) = &void {
        return voided(context, void, paired, refused);
    }
    let record = record.expect("there is a record where there is no void");
    let mut follows = None;
    for (name, hash) in &draw::recorded(files, context.inputs.salt_key.as_ref()) {
        let Some(recorded) = record.files.get(name) else {
            return Err(Discrepancy::new(11, bundle::RESULT, format!("a line for {name}"), "none"));
        };
        if recorded == hash {
            continue;
        }
        let expected = format!("hash {recorded} ({})", bundle::RESULT);
        let differs = Discrepancy::new(11, name, expected, format!("hash {hash}"));
        let check = refused.get(name).ok_or_else(|| differs.clone())?;
        follows.get_or_insert_with(|| causes::follows(*check, name, &differs));
    }
    opened(context, &record)?;
    if context.inputs.is_audit() {
        complete(context, &record, paired, refused)?;
    }
    let (zh, en) = published::attempts(context)?;
    if let Some(said) = follows {
        return Ok(Verdict::NotMade(said));
    }
    passed(
        format!("结果记录列有{}个文件；{zh}", record.files.len()),
        format!("the result lists {} files; {en}", record.files.len()),
    )
}

/// What is public once the seed is must be there with it; and the seed must be there once every
/// embargo has ended: not opened by the date, the draw has failed (§4).
fn opened(context: &Context, record: &ResultRecord) -> Result<(), Discrepancy> {
    let missing = |name: &str| {
        Discrepancy::new(11, name, format!("the file listed in {}", bundle::RESULT), "no such file")
    };
    if context.transcript.is_some() {
        let public = |name: &&String| name_is_public(context, name) && !context.files.contains_key(*name);
        return record.files.keys().find(public).map_or(Ok(()), |name| Err(missing(name)));
    }
    let withheld = [bundle::THRESHOLDS.to_owned()];
    let lists = context.inputs.tasks.iter().map(|task| selected_file(&task.plan.task));
    if let Some(shown) = withheld.into_iter().chain(lists).find(|name| context.files.contains_key(name)) {
        return Err(Discrepancy::new(
            11,
            bundle::SEED,
            format!("the file, as {shown} is here"),
            "no such file",
        ));
    }
    let ends = context.inputs.tasks.iter().map(|task| task.plan.embargo.flatten());
    match (ends.max().flatten(), context.trust.today) {
        (Some(end), Some(today)) if today > end => {
            let expected = format!("the file, since the embargo ended on {end}");
            Err(Discrepancy::new(
                11,
                bundle::SEED,
                expected,
                "no such file: the draw has failed unless it is opened",
            ))
        }
        (None, _) => Err(missing(bundle::SEED)),
        _ => Ok(()),
    }
}

/// Whether everybody may see a file once the seed is public (§2).
fn name_is_public(context: &Context, name: &str) -> bool {
    let sealed = |prefix: &str, suffix: &str| {
        let task = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
        context.inputs.tasks.iter().any(|t| t.plan.sealed() && Some(t.plan.task.as_str()) == task)
    };
    let confidential =
        [bundle::INSPECTORS, bundle::RECUSALS, bundle::TEAMS, bundle::SHORTAGE, bundle::PSEUDONYMS];
    !confidential.contains(&name) && !sealed("frame-", ".csv") && !sealed("selected-", ".csv")
}

/// The auditor has every file, so a missing one or a wrong count shows.
fn complete(
    context: &Context,
    record: &ResultRecord,
    paired: PairedShown,
    refused: &Refused,
) -> Result<(), Discrepancy> {
    if let Some(name) = record.files.keys().find(|name| !context.files.contains_key(*name)) {
        return Err(Discrepancy::new(
            11,
            name,
            format!("the file listed in {}", bundle::RESULT),
            "no such file",
        ));
    }
    let Some((selections, paired)) = paired.and_then(Pairing::done) else { return Ok(()) };
    if refused.contains_key(bundle::SEED) {
        return Ok(()); // what was recomputed from it counts for nothing
    }
    let mut expected = draw::record(context.inputs, selections, paired, context.files);
    let of_refused = record.files.iter().filter(|(name, _)| refused.contains_key(*name));
    expected.files.extend(of_refused.map(|(name, hash)| (name.clone(), *hash)));
    same_text(11, bundle::RESULT, &expected.print(), record.print().as_bytes())
}

/// A void names its commitment and, if the pulse was out, the result it throws away.
fn voided(context: &Context, void: &VoidRecord, paired: PairedShown, refused: &Refused) -> Outcome {
    let bad = |expected: String, found: String| Discrepancy::new(11, bundle::VOID, expected, found);
    if void.commit != context.inputs.commit {
        return Err(bad(format!("commit {}", context.inputs.commit), format!("commit {}", void.commit)));
    }
    if context.inputs.is_audit() && void.would_be.is_some() && context.transcript.is_none() {
        let expected = format!("the file, as {} names the result that would have applied", bundle::VOID);
        return Err(Discrepancy::new(11, bundle::SEED, expected, "no such file"));
    }
    let (zh, en) = published::attempts(context)?;
    if let (Some((selections, paired)), true) = (paired.and_then(Pairing::done), context.inputs.is_audit()) {
        let record = draw::record(context.inputs, selections, paired, context.files);
        let would_be = Digest::of(record.print().as_bytes());
        if void.would_be != Some(would_be) {
            let found = void.would_be.map_or("none".into(), |digest| digest.hex());
            let differs = bad(format!("would-be {would_be}"), format!("would-be {found}"));
            // The result that would have applied has the hashes of all files, the refused ones too.
            let recorded = |name: &str| name != bundle::VOID && !bundle::comes_after_the_end(name);
            let cause = refused.iter().find(|(name, _)| recorded(name));
            let (name, check) = cause.ok_or_else(|| differs.clone())?;
            return Ok(Verdict::NotMade(causes::follows(*check, name, &differs)));
        }
    }
    passed(format!("已作废：{}；{zh}", void.reason), format!("void: {}; {en}", void.reason))
}
