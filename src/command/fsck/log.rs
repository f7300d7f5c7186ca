//! The log: its tree grown again from its entries, its heads and their signatures, and what is published of it.

use super::Found;
use crate::archive::Archive;
use crate::command::logged;
use crate::core::digest::Digest;
use crate::core::log::checkpoint::cosigned_at;
use crate::core::log::tile::{CHECKPOINT, tiles};
use crate::core::log::tree::{self, Node, Range};
use crate::core::log::{Checkpoint, Entry};
use crate::env::Env;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Entries read at a time.
const PAGE: u64 = 4096;

/// Grows the tree again, entry by entry, and compares every hash, head and signature.
pub async fn entries(env: &Env, archive: &Archive, found: &mut Found) -> Result<Vec<Entry>> {
    let policy = logged::policy_at(env, archive, env.now()).await?;
    let policies = env.log_policies()?;
    let witnesses: Vec<_> = policies.iter().flat_map(|policy| &policy.witnesses).collect();
    let size = archive.log_size().await?;
    let (mut entries, mut nodes): (Vec<Entry>, BTreeMap<Node, Digest>) = Default::default();
    let mut heads = archive.checkpoints_after(0).await?.into_iter();
    let mut head = heads.next();
    for from in (0..size).step_by(PAGE as usize) {
        for (logged, stored) in archive.log_rows(from, from + PAGE).await? {
            let at = entries.len() as u64;
            found.look("日志条目", "log entries");
            found.same(("日志条目的编号", "number of a log entry"), at, logged.index);
            let completed = tree::completed(at, logged.entry.leaf(), |node| nodes[&node]);
            let text = |hashes: &[Digest]| hashes.iter().map(|hash| hash.hex()).collect::<Vec<_>>().join(" ");
            let what = (format!("日志第{at}号条目的树哈希"), format!("tree hashes of log entry {at}"));
            found.same(what, text(&completed), text(&stored));
            for (level, hash) in (0..).zip(&completed) {
                nodes.insert(Node { level, index: at >> level }, *hash);
            }
            entries.push(logged.entry);
            while let Some(stored) = head.take_if(|head| head.size == at + 1) {
                found.look("日志检查点", "heads of the log");
                let root = tree::fold(
                    &Range::whole(at + 1).nodes().iter().map(|node| nodes[node]).collect::<Vec<_>>(),
                );
                let size = at + 1;
                let (zh, en) = (format!("{size}条时的检查点"), format!("head of {size} entries"));
                match Checkpoint::of(&stored.note, &policy.log) {
                    Ok(checkpoint) => found.same((&zh, &en), root, checkpoint.root),
                    Err(e) => found.differs(format!("{zh}：{e}"), format!("{en}: {e}")),
                }
                for line in &stored.note.signatures()[1..] {
                    let key = witnesses.iter().find(|w| w.key.name() == line.name && w.key.id() == line.id);
                    if key.is_some_and(|witness| cosigned_at(&stored.note, &witness.key).is_none()) {
                        let name = &line.name;
                        found.differs(
                            format!("{zh}：{name} 的签名核验不通过"),
                            format!("{en}: the signature of {name} does not verify"),
                        );
                    }
                }
                head = heads.next();
                if head.is_none() {
                    heads = archive.checkpoints_after(at + 1).await?.into_iter();
                    head = heads.next();
                }
            }
        }
    }
    if let Some(head) = head {
        let longer = head.size;
        found.differs(
            format!("存有{longer}条时的检查点，而日志只有{size}条"),
            format!("a head of {longer} entries is stored, the log has {size}"),
        );
    }
    let latest = archive.latest_checkpoint().await?.map_or(0, |head| head.size);
    if latest < size {
        found.differs(
            format!("日志有{size}条，而存有的检查点至多到{latest}条"),
            format!("log: no head is stored over more than {latest} of {size} entries"),
        );
    }
    Ok(entries)
}

/// Every published file is what the archive would publish.
pub async fn published(env: &Env, archive: &Archive, found: &mut Found) -> Result<()> {
    let published = env.published_log();
    let head = match published.head() {
        Ok(Some((note, head))) => match archive.checkpoint(head.size).await? {
            Some(stored) if stored.note == note => head,
            Some(stored) if stored.note.text() == note.text() => {
                found.differs(
                    format!("公布的 {CHECKPOINT} 与档案库中的签名不同：请运行 suicha log publish"),
                    format!("the published {CHECKPOINT} has other signatures than the archive: run `suicha log publish`"),
                );
                head
            }
            _ => {
                let size = head.size;
                found.differs(
                    format!("公布的{size}条时的检查点不是本档案库的"),
                    format!("the published head of {size} entries is none of the archive's"),
                );
                return Ok(());
            }
        },
        Ok(None) if archive.log_size().await? == 0 => return Ok(()),
        Ok(None) => {
            found.differs(
                "日志没有公布：请运行 suicha log publish",
                "no published log: run `suicha log publish`",
            );
            return Ok(());
        }
        Err(e) => {
            found.error(e);
            return Ok(());
        }
    };
    let size = archive.log_size().await?;
    if head.size < size {
        let head = head.size;
        found.differs(
            format!("日志有{size}条，公布的 {CHECKPOINT} 只到{head}条：请运行 suicha log publish"),
            format!("the published {CHECKPOINT} is of {head} of {size} entries: run `suicha log publish`"),
        );
    }
    // Partial tiles that a later head has outgrown are still read by whoever holds an earlier one.
    let outgrown = published.partials().into_iter().filter(|tile| tile.last_entry() < size);
    for tile in tiles(0, head.size).into_iter().chain(outgrown).collect::<BTreeSet<_>>() {
        found.look("公布的日志文件", "published files of the log");
        match logged::bytes_of(archive, &tile).await {
            Ok(bytes) if published.holds(&tile, &bytes) => {}
            Ok(_) => {
                let path = tile.path();
                found.differs(
                    format!("公布的文件 {path} 缺失或被改动（suicha log publish 会重新写出）"),
                    format!(
                        "the published file {path}: missing or changed (`suicha log publish` writes it again)"
                    ),
                );
            }
            Err(e) => found.error(e),
        }
    }
    Ok(())
}
