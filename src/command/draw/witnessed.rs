//! What the witnesses' cosignatures decide: whether a commitment was public early enough for its
//! pulse, and which openings were. Where the policy asks for no witnesses, the bureau's own clock
//! has held both when they were stored.

use super::damaged;
use crate::archive::{Archive, Draw, Reveal};
use crate::command::logged;
use crate::core::bundle::{Files, OPENING_PREFIX, opening_file, plan_file};
use crate::core::digest::{Digest, hex};
use crate::core::lang::Twin;
use crate::core::log::{Attempt, Event, Quorum};
use crate::core::plan::Plan;
use crate::core::seed::Commitment;
use crate::core::time::Timestamp;
use crate::core::verify::OPENED_BEFORE_S;
use crate::core::witness;
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
    let found = match seen(env, archive, row, &event).await? {
        Quorum::NotAsked => return Ok(()),
        Quorum::At(at) if at <= latest => return Ok(()),
        Quorum::At(at) => Twin::new(format!("到 {at} 才足够"), format!("only at {at}")),
        Quorum::Missing(given) if given.is_empty() => Twin::new("尚无人见证", "by nobody"),
        Quorum::Missing(given) => {
            let (zh, en) = (given.join("、"), given.join(", "));
            Twin::new(format!("只有 {zh} 见证"), format!("only by {en}"))
        }
    };
    let (draw, attempt, Twin { zh, en }) = (&row.draw, row.attempt, found);
    let next = env.now().plus(i64::try_from(lead).unwrap_or(i64::MAX));
    Err(Error::said(
        Exit::Timing,
        format!("抽取 {draw} 第{attempt}次的承诺须在 {latest} 前（信标脉冲之前{lead}秒）由足够的见证人见证；{zh}"),
        format!("the commitment of draw {draw} attempt {attempt} had to be cosigned by a quorum by {latest}, {lead} s before the pulse; it was, {en}"),
    )
    .advice(
        format!("suicha draw void {draw} --reason not-witnessed，然后以 {next} 或更晚的时间重新冻结，并立即运行 suicha log cosign"),
        format!("`suicha draw void {draw} --reason not-witnessed`, then freeze a new attempt for {next} or later and run `suicha log cosign` at once"),
    ))
}

/// The openings that count: those a quorum had seen in time.
pub async fn openings_in_time(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    files: &Files,
) -> Result<Vec<Reveal>> {
    let latest = row.pulse_time.plus(-OPENED_BEFORE_S);
    let mut counted = Vec::new();
    for reveal in as_stored(archive, row, files).await? {
        let event = Event::Reveal(Attempt::new(&row.draw, row.attempt), reveal.witness.clone());
        let in_time = match seen(env, archive, row, &event).await? {
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

/// The openings, each of which must be what its file says: one that is lost would stand as withheld.
pub async fn as_stored(archive: &Archive, row: &Draw, files: &Files) -> Result<Vec<Reveal>> {
    let reveals = archive.reveals(&row.draw, row.attempt).await?;
    let own = Attempt::new(&row.draw, row.attempt);
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with(OPENING_PREFIX)) {
        let wrong = || damaged(row, name, "the opening, its row and its log entry differ");
        let opening = witness::parse_open(&String::from_utf8_lossy(bytes)).map_err(|_| wrong())?;
        let reveal = reveals.iter().find(|reveal| reveal.witness == opening.name);
        let event = Event::Reveal(own.clone(), opening.name.clone());
        let entry = archive.log_entry(&event).await?.map(|logged| logged.entry.hash);
        // An opening from before the log has no entry.
        if entry.is_some_and(|entry| entry != Digest::of(bytes))
            || reveal.is_none_or(|reveal| reveal.value != hex(&opening.r))
        {
            return Err(wrong());
        }
    }
    match reveals.iter().find(|reveal| !files.contains_key(&opening_file(&reveal.witness))) {
        Some(reveal) => Err(damaged(row, &opening_file(&reveal.witness), "there is no such file")),
        None => Ok(reveals),
    }
}

/// Whether and when a quorum had seen an entry.
async fn seen(env: &Env, archive: &Archive, row: &Draw, event: &Event) -> Result<Quorum> {
    let policy = logged::policy_at(env, archive, row.frozen_at).await?;
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
