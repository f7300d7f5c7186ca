//! The acts on outcomes against the log, their signatures and the rows they led to.

use super::Found;
use crate::archive::{Archive, StoredAct};
use crate::core::digest::Digest;
use crate::core::log::{Attempt, Entry, Event};
use crate::core::outcome::fold::Revisions;
use crate::core::outcome::{Act, Story};
use crate::error::Result;
use std::collections::BTreeMap;

/// Every act stands in the log, is signed by the key it names, and leads where the rows say.
pub async fn acts(archive: &Archive, entries: &[Entry], found: &mut Found) -> Result<()> {
    let mut of_attempt: BTreeMap<Attempt, Vec<Act>> = BTreeMap::new();
    let mut logged: BTreeMap<u32, Digest> = BTreeMap::new();
    for entry in entries {
        if let Event::Act(number) = entry.event {
            logged.insert(number, entry.hash);
        }
    }
    for (stored, expected) in archive.acts().await?.into_iter().zip(1..) {
        found.look("操作", "acts");
        let StoredAct { act, signature } = stored;
        let number = act.number;
        found.same(("操作的编号", "number of an act"), expected, number);
        let hash = logged.remove(&number).map_or_else(|| "no entry".into(), |hash| hash.hex());
        let what = (format!("日志中的操作{number}"), format!("act {number} in the log"));
        found.same(what, hash, Digest::of(act.print().as_bytes()).hex());
        if !act.is_signed_by(signature.as_ref()) {
            found.differs(
                format!("操作{number}不是由其写明的密钥签名的"),
                format!("act {number} is not signed by the key it names"),
            );
        }
        of_attempt.entry(act.attempt.clone()).or_default().push(act);
    }
    for number in logged.keys() {
        found.differs(
            format!("操作{number}在日志中，而不在档案库中"),
            format!("act {number} stands in the log and not in the archive"),
        );
    }
    for row in archive.draws().await? {
        let attempt = Attempt::new(&row.draw, row.attempt);
        let revisions: Revisions = archive
            .outcomes(&row.draw, row.attempt)
            .await?
            .into_iter()
            .map(|outcome| ((outcome.about.clone(), outcome.revision), outcome))
            .collect();
        let acts = of_attempt.remove(&attempt).unwrap_or_default();
        let entered: usize = acts.iter().filter(|act| act.verb.enters()).map(|act| act.touched.len()).sum();
        let what = (format!("{attempt} 的检查结果版本数"), format!("revisions of outcomes of {attempt}"));
        found.same(what, entered, revisions.len());
        if let Err((act, about, refusal)) = Story::of(&acts, &revisions) {
            let (subject, matter) = (&about.subject, &about.matter);
            found.differs(
                format!("操作{act}：{subject} {matter}：{refusal}"),
                format!("act {act}: {subject} {matter}: {refusal}"),
            );
        }
    }
    Ok(())
}
