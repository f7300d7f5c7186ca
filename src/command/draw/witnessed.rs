//! What the witnesses' cosignatures decide: whether a commitment was public early enough for its
//! pulse, and which openings were. Where the policy asks for no witnesses, the bureau's own clock
//! has held both when they were stored.

use crate::archive::{Archive, Draw, Reveal};
use crate::command::logged;
use crate::core::bundle::{Files, plan_file};
use crate::core::log::{Attempt, Event, Quorum};
use crate::core::plan::Plan;
use crate::core::seed::Commitment;
use crate::core::time::Timestamp;
use crate::core::verify::OPENED_BEFORE_S;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

/// The latest time at which a quorum may have seen the commitment.
pub fn latest(row: &Draw, lead: u64) -> Timestamp {
    row.pulse_time.plus(-i64::try_from(lead).unwrap_or(i64::MAX))
}

/// Refuses a draw whose commitment was not seen by a quorum in time.
pub async fn commitment_in_time(env: &Env, archive: &Archive, row: &Draw, files: &Files) -> Result<()> {
    let lead = lead(files);
    let latest = latest(row, lead);
    let event = Event::Commit(Attempt::new(&row.draw, row.attempt));
    let found = match seen(env, archive, &event).await? {
        Quorum::NotAsked => return Ok(()),
        Quorum::At(at) if at <= latest => return Ok(()),
        Quorum::At(at) => format!("only at {at}"),
        Quorum::Missing(given) if given.is_empty() => "by nobody".into(),
        Quorum::Missing(given) => format!("only by {}", given.join(", ")),
    };
    Err(Error::new(
        Exit::Timing,
        format!(
            "the commitment of draw {} attempt {} had to be cosigned by a quorum by {latest}, {lead} s before the pulse; it was, {found}",
            row.draw, row.attempt
        ),
    )
    .remedy(format!(
        "`suicha draw void {} --reason not-witnessed`, then freeze a new attempt for {} or later and run `suicha log cosign` at once",
        row.draw,
        env.now().plus(i64::try_from(lead).unwrap_or(i64::MAX))
    )))
}

/// The openings that count: those a quorum had seen in time.
pub async fn openings_in_time(env: &Env, archive: &Archive, row: &Draw) -> Result<Vec<Reveal>> {
    let latest = row.pulse_time.plus(-OPENED_BEFORE_S);
    let mut counted = Vec::new();
    for reveal in archive.reveals(&row.draw, row.attempt).await? {
        let event = Event::Reveal(Attempt::new(&row.draw, row.attempt), reveal.witness.clone());
        let in_time = match seen(env, archive, &event).await? {
            Quorum::NotAsked => true,
            Quorum::At(at) => at <= latest,
            Quorum::Missing(_) => false,
        };
        match in_time {
            true => counted.push(reveal),
            false => {
                tracing::warn!(witness = %reveal.witness, "the opening was not cosigned by {latest}: it stands as withheld")
            }
        }
    }
    Ok(counted)
}

/// Whether and when a quorum had seen an entry.
async fn seen(env: &Env, archive: &Archive, event: &Event) -> Result<Quorum> {
    let policy = env.log_policy()?;
    let proof = logged::proof(archive, &policy, event).await?;
    Ok(proof.map_or_else(|| Quorum::Missing(Vec::new()), |proof| policy.quorum_of(&proof.note)))
}

/// The longest lead of the plans.
fn lead(files: &Files) -> u64 {
    let tasks =
        Commitment::parse(files.get(crate::core::bundle::COMMIT).map(Vec::as_slice).unwrap_or_default());
    let tasks = tasks.map(|commitment| commitment.tasks).unwrap_or_default();
    let plan = |task: &crate::core::seed::CommittedTask| Plan::parse(files.get(&plan_file(&task.task))?).ok();
    tasks.iter().filter_map(plan).filter_map(|plan| plan.lead).max().unwrap_or(0)
}
