//! What the log says about a draw, as files of its bundle: the bureau's policy, a proof for each
//! entry, and the proofs that their heads are one history. Derived from the archive at any time;
//! later copies carry more cosignatures.

use crate::archive::Archive;
use crate::command::damage::damaged;
use crate::command::logged;
use crate::core::bundle::{self, Files, Inputs};
use crate::core::lang::Twin;
use crate::core::log::{Attempt, Checkpoint, Event};
use crate::core::outcome::dossier::{Dossier, OUTCOMES};
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeSet;

/// The files about the log of one attempt.
pub async fn of(env: &Env, archive: &Archive, inputs: &Inputs) -> Result<Files> {
    let commitment = &inputs.commitment;
    let attempt = Attempt::new(&commitment.draw, commitment.attempt);
    let mut wanted = vec![
        (bundle::LOG_COMMIT.to_owned(), Event::Commit(attempt.clone())),
        (bundle::LOG_RESULT.to_owned(), Event::Result(attempt.clone())),
        (bundle::LOG_VOID.to_owned(), Event::Void(attempt.clone())),
    ];
    let openings = commitment.witnesses.iter();
    wanted.extend(
        openings.map(|(name, _)| (bundle::log_opening(name), Event::Reveal(attempt.clone(), name.clone()))),
    );

    for number in 1..=super::replacements(archive, &attempt).await? {
        wanted.push((bundle::log_replace(number), Event::Replace(attempt.clone(), number)));
    }

    let frozen = archive.log_entry(&Event::Commit(attempt.clone())).await?.map(|logged| logged.entry.at);
    let policy = logged::policy_at(env, archive, frozen.unwrap_or_else(|| env.now())).await?;
    let mut files = Files::new();
    let mut sizes = BTreeSet::new();
    for (name, event) in wanted {
        let Some(proof) = logged::proof(archive, &policy, &event).await? else { continue };
        let head = Checkpoint::parse(proof.note.text())
            .map_err(|e| damaged(Twin::new("存证日志检查点", "a head of the log"), Twin::same(e)))?;
        sizes.insert(head.size);
        files.insert(name, proof.print().into());
    }
    if files.is_empty() {
        return Ok(files); // frozen before there was a log
    }
    files.insert(bundle::LOG_POLICY.into(), policy.to_string().into());
    let sizes: Vec<u64> = sizes.into_iter().collect();
    for pair in sizes.windows(2) {
        let proof = logged::continued(archive, pair[0], pair[1]).await?;
        files.insert(bundle::log_consistency(pair[0], pair[1]), proof.print().into());
    }
    Ok(files)
}

/// What was recorded of the visits, for the auditor; nothing where nothing was.
pub async fn outcomes(archive: &Archive, inputs: &Inputs) -> Result<Files> {
    let commitment = &inputs.commitment;
    let attempt = Attempt::new(&commitment.draw, commitment.attempt);
    // Nobody records between the two readings.
    archive.take_turn().await;
    let outcomes = archive.outcomes(&attempt.draw, attempt.number).await?;
    let acts = archive.acts_about(&attempt).await?;
    if acts.is_empty() {
        return Ok(Files::new());
    }
    let dossier = Dossier {
        revisions: outcomes
            .into_iter()
            .map(|outcome| ((outcome.about.clone(), outcome.revision), outcome))
            .collect(),
        acts: acts.into_iter().map(|stored| (stored.act, stored.signature)).collect(),
    };
    Ok(Files::from([(OUTCOMES.to_owned(), dossier.print().into_bytes())]))
}
