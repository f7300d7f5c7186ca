//! What the published log says, where the reader brings it: of the bundle's heads (check 1), of its
//! files (1), of its replacements (10) and of all attempts of the draw (11). `docs/draw-protocol.md`
//! §9 and §14.

use super::log::{Words, expected};
use super::{Context, beside};
use crate::core::bundle::{self, Discrepancy};
use crate::core::digest::Digest;
use crate::core::lang::counted;
use crate::core::log::{Attempt, Checkpoint, Entry, Event};
use crate::core::merkle;
use std::collections::BTreeMap;

/// The log, where a discrepancy is about it and no file of the bundle.
pub(super) const LOG: &str = "the published log";

/// Where the reader has the published log or other heads of it, all of them must be one history.
pub(super) fn one_history(context: &Context, heads: &[&Checkpoint]) -> Result<Words, Discrepancy> {
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

/// Whether the reader's log holds such an entry.
pub(super) fn holds(context: &Context, event: &Event) -> bool {
    context.trust.log.iter().flatten().any(|entry| entry.event == *event)
}

/// What the log says of this attempt has the hash of the file that lies here, whether or not the
/// bundle holds a proof of it.
pub(super) fn says_the_same(context: &Context) -> Result<(), Discrepancy> {
    let commitment = &context.inputs.commitment;
    let opened = Event::Open(Attempt::new(&commitment.draw, commitment.attempt));
    let seed = context.files.get(bundle::SEED).map(|bytes| (bundle::SEED.to_owned(), Digest::of(bytes)));
    let files = expected(context.files, context.inputs).into_iter().map(|e| (e.event, e.file));
    for (event, file) in files.chain([(opened, seed)]) {
        let Some((file, hash)) = file else { continue };
        let entries = context.trust.log.iter().flatten();
        if let Some(entry) = entries.filter(|e| e.event == event).find(|e| e.hash != hash) {
            let expected = format!("hash {} (the published log)", entry.hash);
            return Err(Discrepancy::new(1, &file, expected, format!("hash {hash}")));
        }
    }
    Ok(())
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
    // The last attempt may still wait for its pulse, whichever attempt this bundle is of.
    let last = ends.keys().next_back().copied();
    for (attempt, [commits, ends]) in &ends {
        let ended = *ends == 1 || (*ends == 0 && Some(*attempt) == last);
        if *commits != 1 || !ended {
            let expected = format!("one commitment and one end of attempt {attempt}");
            let found = format!("{commits} commitments and {ends} ends");
            return Err(Discrepancy::new(11, LOG, expected, found));
        }
    }
    let count = ends.len();
    if !ends.keys().copied().eq(1..=u32::try_from(count).unwrap_or(u32::MAX))
        || !ends.contains_key(&own.attempt)
    {
        let found: Vec<String> = ends.keys().map(u32::to_string).collect();
        let expected = format!("attempts 1 to {}", own.attempt.max(u32::try_from(count).unwrap_or(u32::MAX)));
        return Err(Discrepancy::new(11, LOG, expected, found.join(", ")));
    }
    let earlier = u64::from(own.attempt) - 1;
    let (zh, en) = beside::other_draws(context)?;
    Ok((
        format!("日志中共{count}次，此前作废{earlier}次{zh}"),
        format!("{} in the log, {earlier} void before this one{en}", counted(count as u64, "attempt")),
    ))
}
