//! What every command does that leaves a trace in the transparency log: entries and the signed head
//! in its own transaction, the public files afterwards. Publishing is one function, the same after
//! a command and after a crash.

mod bureau;

pub use bureau::run as bureau;

use super::people;
use crate::archive::{Archive, Logged, StoredCheckpoint, Writer};
use crate::core::digest::Digest;
use crate::core::log::checkpoint::cosigned_at;
use crate::core::log::proof::{Consistency, Inclusion};
use crate::core::log::tile::{Tile, tiles};
use crate::core::log::tree::{Range, consistency, inclusion};
use crate::core::log::{Checkpoint, Event, Policy, Quorum};
use crate::core::time::Timestamp;
use crate::core::witness::key::{CosignerKey, SignerKey};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::fault;

/// Begins the transaction of a command that will be logged, if archive and published log agree.
pub async fn begin(env: &Env, archive: &Archive, verb: &str, now: Timestamp) -> Result<Writer> {
    let mut writer = begin_any(env, archive, verb, now).await?;
    bureau::remember(env, archive, &mut writer).await?;
    Ok(writer)
}

/// The same whatever bureau the archive is kept for.
async fn begin_any(env: &Env, archive: &Archive, verb: &str, now: Timestamp) -> Result<Writer> {
    one_history(env, archive).await?;
    let key = people::journal_key(env, verb)?;
    Ok(archive.begin(verb, now, &env.actor()).await?.signed_by(key))
}

/// The same for somebody whose role and key have been looked at already.
pub async fn begin_signed(
    env: &Env,
    archive: &Archive,
    verb: &str,
    now: Timestamp,
    key: Option<SignerKey>,
) -> Result<Writer> {
    one_history(env, archive).await?;
    let mut writer = archive.begin(verb, now, &env.actor()).await?.signed_by(key);
    bureau::remember(env, archive, &mut writer).await?;
    Ok(writer)
}

/// An act has the number that was free when the archive was read, and somebody has taken it since.
pub fn overtaken() -> Error {
    Error::said(
        Exit::Outside,
        "另有人刚刚操作过，未保存任何内容",
        "somebody else acted in between: nothing was stored",
    )
    .advice("请再运行一次", "run this again")
}

/// Appends the events, signs the head, makes everything durable, and publishes the log.
pub async fn commit(
    env: &Env,
    archive: &Archive,
    mut writer: Writer,
    events: &[(Event, Digest)],
    object: &str,
    digest: Digest,
) -> Result<()> {
    let key = env.log_key()?;
    writer.log_all(events.to_vec()).await?;
    writer.sign_log(&key).await?;
    writer.commit(object, digest).await?;
    fault::point("log.committed");
    publish(env, archive).await.map(drop)
}

/// Stands in line with other commands whose acts carry numbers, then catches up: what is read after it will
/// still be so when it is written.
pub async fn in_turn(env: &Env, archive: &Archive) -> Result<()> {
    archive.take_turn().await;
    catch_up(env, archive).await
}

/// Publishes what a command that was killed has stored and not published; refuses if the public has
/// seen more than the archive holds.
pub async fn catch_up(env: &Env, archive: &Archive) -> Result<()> {
    one_history(env, archive).await?;
    let size = archive.latest_checkpoint().await?.map_or(0, |head| head.size);
    let published = env.published_log().head()?.map_or(0, |(_, head)| head.size);
    if published < size { publish(env, archive).await.map(drop) } else { Ok(()) }
}

/// Refuses to add to a log, or to tell anything by it, of which the public has seen more or something
/// else: the archive was restored from an older copy, or two archives share a log.
pub async fn one_history(env: &Env, archive: &Archive) -> Result<()> {
    let published = env.published_log();
    let Some((note, head)) = published.head()? else { return own_log(env, archive).await };
    let key = env.log_verifier()?;
    let fork = |zh: String, en: String| {
        Error::said(
            Exit::Conflict,
            format!("公布的存证日志与档案库不是同一部历史：{zh}"),
            format!("the published log and the archive are not one history: {en}"),
        )
        .advice(
            "未保存任何内容；请查明日志是哪个档案库公布的（docs/operations.md）",
            "nothing was stored; find out which archive published the log (docs/operations.md)",
        )
    };
    let (origin, root, size) = (&head.origin, head.root, head.size);
    let other = || {
        fork(
            format!("公布的是 {origin}，{size}条时的根为 {root}"),
            format!("{origin} with root {root} at {size} entries is published"),
        )
    };
    if head.origin != key.name() {
        return Err(other());
    }
    // Only what the log's key has signed can be another history; anything else is a damaged file.
    Checkpoint::of(&note, &key).map_err(|e| published.damaged(&e.to_string()))?;
    let ours = archive.log_size().await?;
    if size > ours {
        return Err(fork(
            format!("已公布{size}条，档案库只有{ours}条"),
            format!("{size} entries are published, the archive has {ours}"),
        ));
    }
    if archive.log_hashes(&[Range::whole(size)]).await?[0] != root {
        return Err(other());
    }
    let stored = archive.checkpoint(size).await?;
    let held = |key: &CosignerKey| stored.as_ref().is_some_and(|s| cosigned_at(&s.note, key).is_some());
    let policies = env.log_policies()?;
    let mut witnesses = policies.iter().flat_map(|policy| &policy.witnesses);
    match witnesses.find(|w| cosigned_at(&note, &w.key).is_some() && !held(&w.key)) {
        None => Ok(()),
        Some(lost) => {
            let name = lost.key.name();
            Err(fork(
                format!("公布的检查点有 {name} 的见证签名，档案库没有"),
                format!("the published head bears the signature of {name}, the archive has none"),
            ))
        }
    }
}

/// Refuses to go on with a log that another configuration of the bureau has begun with a key of its own: where
/// nothing is published here yet, nothing else would notice.
async fn own_log(env: &Env, archive: &Archive) -> Result<()> {
    let Some(latest) = archive.latest_checkpoint().await? else { return Ok(()) };
    let key = env.log_verifier()?;
    let Some(signed) = latest.note.signatures().first() else { return Ok(()) };
    if (signed.name.as_str(), signed.id) == (key.name(), key.id()) {
        return Ok(());
    }
    let theirs = &signed.name;
    Err(Error::said(
        Exit::Conflict,
        format!("档案库的存证日志由 {theirs} 的另一私钥签署，本配置的日志私钥是 {key}：一个单位有两套配置"),
        format!("the log in the archive is signed with another key, of {theirs}; the key here is {key}: two configurations for one bureau"),
    )
    .advice(
        "未保存任何内容；各机器须使用同一个 log.key 和同样的 suicha.toml（docs/operations.md）",
        "nothing was stored; every machine needs the same log.key and the same suicha.toml (docs/operations.md)",
    ))
}

/// Writes the public files that the published head does not know of yet, and then the head: stage,
/// swap, clean up. Returns the number of entries.
pub async fn publish(env: &Env, archive: &Archive) -> Result<u64> {
    let published = env.published_log().head()?.map_or(0, |(_, head)| head.size);
    publish_from(env, archive, published).await
}

/// The same for every file that is missing or damaged, however old.
pub async fn publish_again(env: &Env, archive: &Archive) -> Result<u64> {
    publish_from(env, archive, 0).await
}

async fn publish_from(env: &Env, archive: &Archive, old: u64) -> Result<u64> {
    let Some(latest) = archive.latest_checkpoint().await? else { return Ok(0) };
    one_history(env, archive).await?;
    if latest.size < old.max(archive.log_size().await?) {
        return Err(lost_head(latest.size));
    }
    let published = env.published_log();
    for tile in tiles(old, latest.size) {
        let bytes = bytes_of(archive, &tile).await?;
        if !published.holds(&tile, &bytes) {
            published.stage(&tile, &bytes)?;
        }
    }
    published.swap(&latest.note)?;
    published.clean_up(latest.size);
    Ok(latest.size)
}

/// The bytes of one public file, from the archive.
pub async fn bytes_of(archive: &Archive, tile: &Tile) -> Result<Vec<u8>> {
    if !tile.holds_entries() {
        return Ok(Tile::of_hashes(&archive.log_nodes(&tile.nodes()).await?));
    }
    let (from, to) = tile.entries();
    let mut texts: Vec<String> = Vec::new();
    for (Logged { index, entry }, hashes) in archive.log_rows(from, to).await? {
        // What would be published must be what its hash, and so the signed head, says.
        if hashes.first() != Some(&entry.leaf()) {
            return Err(Error::said(
                Exit::Discrepancy,
                format!("档案库中存证日志的第{index}号条目与其哈希不符"),
                format!("log entry {index} in the archive is not the one that was logged"),
            )
            .advice(
                "未公布该文件；请保留现状，另行恢复最近的备份",
                "the file was not published; keep everything and restore the last backup beside it",
            ));
        }
        texts.push(entry.print());
    }
    Ok(Tile::of_entries(texts.iter().map(String::as_bytes)))
}

/// Whom the log asks to cosign. Where somebody has cosigned and there is no policy file, it was
/// lost: without it nothing would have to be witnessed any more. One that asks for nobody says so.
/// `at` is the time that counts: for everything about a draw that of its freeze.
pub async fn policy_at(env: &Env, archive: &Archive, at: Timestamp) -> Result<Policy> {
    let policy = env.log_policy_at(at)?;
    let path = env.root.join(&env.config.log.policy);
    if path.exists() || archive.cosigned_checkpoints(0).await?.is_empty() {
        return Ok(policy);
    }
    let path = path.display();
    Err(Error::said(
        Exit::Usage,
        format!("缺少信任策略 {path}，而档案库中已有见证签名"),
        format!("the policy {path} is missing, and the archive holds cosignatures"),
    )
    .advice(
        "请从备份恢复该文件；确实不再需要见证的，写明 quorum none",
        "restore the file from a backup; if nobody has to cosign any more, write one with `quorum none`",
    ))
}

/// The proof of an event under the head that says most: the first one a quorum has seen, or the
/// latest. `None` if the event is not in the log.
pub async fn proof(archive: &Archive, policy: &Policy, event: &Event) -> Result<Option<Inclusion>> {
    let Some(Logged { index, entry }) = archive.log_entry(event).await? else { return Ok(None) };
    let head = best_head(archive, policy, index).await?.filter(|head| head.size > index);
    let head = head.ok_or_else(|| lost_head(index))?;
    let hashes = archive.log_hashes(&inclusion(index, head.size)).await?;
    Ok(Some(Inclusion { entry, index, hashes, note: head.note }))
}

/// An entry comes with the head over it, in one transaction.
fn lost_head(index: u64) -> Error {
    Error::said(
        Exit::Discrepancy,
        format!("档案库缺少包含存证日志第{index}号条目的检查点"),
        format!("the archive has lost the heads of the log over entry {index}"),
    )
    .advice(
        "请保留现状，另行恢复最近的备份，再运行 suicha fsck",
        "keep everything, restore the last backup beside it, and run `suicha fsck`",
    )
}

async fn best_head(archive: &Archive, policy: &Policy, index: u64) -> Result<Option<StoredCheckpoint>> {
    let mut best = None;
    for head in archive.cosigned_checkpoints(index + 1).await? {
        if let Quorum::At(at) = policy.quorum_of(&head.note)
            && best.as_ref().is_none_or(|(earliest, _)| at < *earliest)
        {
            best = Some((at, head));
        }
    }
    match best {
        Some((_, head)) => Ok(Some(head)),
        None => Ok(archive.latest_checkpoint().await?),
    }
}

/// The proof that a later head continues an earlier one.
pub async fn continued(archive: &Archive, old: u64, new: u64) -> Result<Consistency> {
    let hashes = if old == 0 { Vec::new() } else { archive.log_hashes(&consistency(old, new)).await? };
    Ok(Consistency { old, new, hashes })
}
