//! `suicha fsck`: every digest, record, tree hash, signature and published file is derived again
//! from the rows of the archive, and whatever differs is named. Nothing is changed.

mod acts;
mod credit;

use super::answer::Answer;
use super::damage::ADVICE;
use super::draw::{evidence, files_of};
use super::{logged, rosters};
use crate::archive::{Archive, Draw, StoredAct, StoredRoster};
use crate::core::bundle::{self, Inputs};
use crate::core::digest::Digest;
use crate::core::lang::{Lang, counted};
use crate::core::log::checkpoint::cosigned_at;
use crate::core::log::tile::{CHECKPOINT, tiles};
use crate::core::log::tree::{self, Node, Range};
use crate::core::log::{Attempt, Checkpoint, Entry, Event};
use crate::core::outcome::fold::Revisions;
use crate::core::outcome::{Act, Story};
use crate::core::pseudonym;
use crate::core::registry::RosterKind;
use crate::core::verify::{Trust, Verdict, verify_with};
use crate::env::Env;
use crate::error::{Exit, Result};
use crate::workers::AllCores;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Entries read at a time.
const PAGE: u64 = 4096;

/// Checks the archive and what was published from it; exit 4 if anything differs.
pub async fn run(env: &Env) -> Result<Answer> {
    look(env, true).await
}

/// The same without the published files and with no public key where none is, for a copy of the archive.
pub async fn of_archive(env: &Env) -> Result<Answer> {
    look(env, false).await
}

async fn look(env: &Env, with_published: bool) -> Result<Answer> {
    let archive = env.archive().await?;
    // What is compared must not move in between.
    archive.take_turn().await;
    let mut found = Found { archive: archive.name().to_owned(), ..Found::default() };
    archive.faults().await?.into_iter().for_each(|fault| found.differs(format!("the archive: {fault}")));
    keys(env, with_published, &mut found)?;
    rosters_of(&archive, &mut found).await?;
    plans(&archive, &mut found).await?;
    // What the log says is what everything after it is compared with.
    let entries = match log(env, &archive, &mut found).await {
        Ok(entries) => entries,
        Err(e) => {
            found.differs(e.message);
            return Ok(found.answer(env.lang));
        }
    };
    acts::journal(&archive, &entries, &mut found).await?;
    acts::plans(&archive, &entries, &mut found).await?;
    if with_published {
        published(env, &archive, &mut found).await?;
    }
    acts(&archive, &entries, &mut found).await?;
    leases(&archive, &mut found).await;
    credit::records(&archive, &mut found).await?;
    for row in archive.draws().await? {
        draw(env, &archive, &row, &entries, &mut found).await;
    }
    Ok(found.answer(env.lang))
}

/// What was looked at, and what differs.
#[derive(Default)]
struct Found {
    archive: String,
    looked: BTreeMap<(&'static str, &'static str), u64>,
    differs: Vec<String>,
}

impl Found {
    fn look(&mut self, zh: &'static str, en: &'static str) {
        *self.looked.entry((zh, en)).or_default() += 1;
    }

    fn same(&mut self, what: &str, expected: impl ToString, found: impl ToString) {
        let (expected, found) = (expected.to_string(), found.to_string());
        if expected != found {
            self.differs.push(format!("{what}: expected {expected}, found {found}"));
        }
    }

    fn differs(&mut self, what: impl std::fmt::Display) {
        self.differs.push(what.to_string());
    }

    fn answer(self, lang: Lang) -> Answer {
        let mut text = String::new();
        for ((zh, en), count) in &self.looked {
            text.push_str(&lang.pick(format!("  {zh}：{count}\n"), format!("  {en}: {count}\n")));
        }
        for line in &self.differs {
            text.push_str(&lang.pick(format!("不一致：{line}\n"), format!("differs: {line}\n")));
        }
        let count = self.differs.len();
        text.push_str(&match count {
            0 => lang
                .pick("全部重新推算一致\n".to_owned(), "everything derived again is the same\n".to_owned()),
            _ => {
                let (archive, (zh, en)) = (&self.archive, ADVICE);
                let counted = counted(count as u64, "difference");
                lang.pick(
                    format!("档案库 {archive} 有{count}处不一致\n  {zh}\n"),
                    format!("{counted} in archive {archive}\n  {en}\n"),
                )
            }
        });
        let looked: serde_json::Map<_, _> =
            self.looked.iter().map(|((_, en), count)| ((*en).to_owned(), json!(count))).collect();
        let exit = (count > 0).then_some(Exit::Discrepancy);
        let document = json!({"archive": self.archive, "looked_at": looked, "differs": self.differs});
        Answer::new(text, document).with_exit(exit)
    }
}

/// Where the public half of the log's key is handed out.
pub(super) fn public_key(env: &Env) -> PathBuf {
    env.root.join(&env.config.log.key).with_extension("pub")
}

/// What the bureau hands out as its log's key is the key it signs with.
fn keys(env: &Env, must_be_there: bool, found: &mut Found) -> Result<()> {
    let public = format!("{}\n", env.log_key()?.verifier());
    let path = public_key(env);
    if !must_be_there && !path.exists() {
        return Ok(());
    }
    if std::fs::read(&path).ok().as_deref() != Some(public.as_bytes()) {
        let path = path.display();
        found.differs(format!("{path}: missing or changed; it holds one line: {}", public.trim_end()));
    }
    Ok(())
}

async fn rosters_of(archive: &Archive, found: &mut Found) -> Result<()> {
    for stored in archive.rosters().await? {
        found.look("名录快照", "rosters");
        let rows = match stored.roster.kind {
            RosterKind::Subjects => count(rosters::subjects(archive, &stored).await, found),
            RosterKind::Inspectors => count(rosters::inspectors(archive, &stored).await, found),
            RosterKind::Recusals => count(rosters::recusals(archive, &stored).await, found),
            RosterKind::Matters => count(rosters::matters(archive, &stored).await, found),
        };
        if let Some(rows) = rows {
            found.same(&name(&stored), stored.roster.rows, rows);
        }
    }
    Ok(())
}

fn count<T>(rows: Result<Vec<T>>, found: &mut Found) -> Option<u64> {
    rows.map_err(|e| found.differs(e.message)).ok().map(|rows| rows.len() as u64)
}

fn name(stored: &StoredRoster) -> String {
    format!("rows of the {} roster of {}", stored.roster.kind.word(), stored.roster.as_of)
}

async fn plans(archive: &Archive, found: &mut Found) -> Result<()> {
    for plan in archive.plans().await? {
        // Reading a version compares its text with its digest.
        match archive.plan_versions(&plan.number).await {
            Ok(versions) => versions.iter().for_each(|_| found.look("计划版本", "versions of plans")),
            Err(e) => found.differs(e),
        }
    }
    Ok(())
}

/// Every row of a lease gives its digest, and continues the row before it.
async fn leases(archive: &Archive, found: &mut Found) {
    let mut rows = 0;
    let read = archive.each_lease(|_| rows += 1).await;
    if rows > 0 {
        found.looked.insert(("租约", "rows of leases"), rows);
    }
    read.unwrap_or_else(|e| found.differs(e));
}

/// Every act stands in the log, is signed by the key it names, and leads where the rows say.
async fn acts(archive: &Archive, entries: &[Entry], found: &mut Found) -> Result<()> {
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
        found.same("number of an act", expected, number);
        let hash = logged.remove(&number).map_or_else(|| "no entry".into(), |hash| hash.hex());
        found.same(&format!("act {number} in the log"), hash, Digest::of(act.print().as_bytes()).hex());
        if !act.is_signed_by(signature.as_ref()) {
            found.differs(format!("act {number} is not signed by the key it names"));
        }
        of_attempt.entry(act.attempt.clone()).or_default().push(act);
    }
    for number in logged.keys() {
        found.differs(format!("act {number} stands in the log and not in the archive"));
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
        found.same(&format!("revisions of outcomes of {attempt}"), entered, revisions.len());
        if let Err((act, about, refusal)) = Story::of(&acts, &revisions) {
            found.differs(format!("act {act}: {} {}: {refusal}", about.subject, about.matter));
        }
    }
    Ok(())
}

/// Grows the tree again, entry by entry, and compares every hash, head and signature.
async fn log(env: &Env, archive: &Archive, found: &mut Found) -> Result<Vec<Entry>> {
    let policy = logged::policy(env, archive).await?;
    let size = archive.log_size().await?;
    let (mut entries, mut nodes): (Vec<Entry>, BTreeMap<Node, Digest>) = Default::default();
    let mut heads = archive.checkpoints_after(0).await?.into_iter();
    let mut head = heads.next();
    for from in (0..size).step_by(PAGE as usize) {
        for (logged, stored) in archive.log_rows(from, from + PAGE).await? {
            let at = entries.len() as u64;
            found.look("日志条目", "log entries");
            found.same("number of a log entry", at, logged.index);
            let completed = tree::completed(at, logged.entry.leaf(), |node| nodes[&node]);
            let text = |hashes: &[Digest]| hashes.iter().map(|hash| hash.hex()).collect::<Vec<_>>().join(" ");
            found.same(&format!("tree hashes of log entry {at}"), text(&completed), text(&stored));
            for (level, hash) in (0..).zip(&completed) {
                nodes.insert(Node { level, index: at >> level }, *hash);
            }
            entries.push(logged.entry);
            while let Some(stored) = head.take_if(|head| head.size == at + 1) {
                found.look("日志检查点", "heads of the log");
                let root = tree::fold(
                    &Range::whole(at + 1).nodes().iter().map(|node| nodes[node]).collect::<Vec<_>>(),
                );
                let what = format!("head of {} entries", at + 1);
                match Checkpoint::of(&stored.note, &policy.log) {
                    Ok(checkpoint) => found.same(&what, root, checkpoint.root),
                    Err(e) => found.differs(format!("{what}: {e}")),
                }
                for line in &stored.note.signatures()[1..] {
                    let key =
                        policy.witnesses.iter().find(|w| w.key.name() == line.name && w.key.id() == line.id);
                    if key.is_some_and(|witness| cosigned_at(&stored.note, &witness.key).is_none()) {
                        found.differs(format!("{what}: the signature of {} does not verify", line.name));
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
        found.differs(format!("a head of {} entries is stored, the log has {size}", head.size));
    }
    let latest = archive.latest_checkpoint().await?.map_or(0, |head| head.size);
    if latest < size {
        found.differs(format!("log: no head is stored over more than {latest} of {size} entries"));
    }
    Ok(entries)
}

/// Every published file is what the archive would publish.
async fn published(env: &Env, archive: &Archive, found: &mut Found) -> Result<()> {
    let published = env.published_log();
    let head = match published.head() {
        Ok(Some((note, head))) => match archive.checkpoint(head.size).await? {
            Some(stored) if stored.note == note => head,
            Some(stored) if stored.note.text() == note.text() => {
                found.differs(format!(
                    "the published {CHECKPOINT} has other signatures than the archive: run `suicha log publish`"
                ));
                head
            }
            _ => {
                found
                    .differs(format!("the published head of {} entries is none of the archive's", head.size));
                return Ok(());
            }
        },
        Ok(None) if archive.log_size().await? == 0 => return Ok(()),
        Ok(None) => {
            found.differs("no published log: run `suicha log publish`");
            return Ok(());
        }
        Err(e) => {
            found.differs(e.message);
            return Ok(());
        }
    };
    let size = archive.log_size().await?;
    if head.size < size {
        found.differs(format!(
            "the published {CHECKPOINT} is of {} of {size} entries: run `suicha log publish`",
            head.size
        ));
    }
    // Partial tiles that a later head has outgrown are still read by whoever holds an earlier one.
    let outgrown = published.partials().into_iter().filter(|tile| tile.last_entry() < size);
    for tile in tiles(0, head.size).into_iter().chain(outgrown).collect::<BTreeSet<_>>() {
        found.look("公布的日志文件", "published files of the log");
        match logged::bytes_of(archive, &tile).await {
            Ok(bytes) if published.holds(&tile, &bytes) => {}
            Ok(_) => found.differs(format!(
                "the published file {}: missing or changed (`suicha log publish` writes it again)",
                tile.path()
            )),
            Err(e) => found.differs(e.message),
        }
    }
    Ok(())
}

/// One attempt: its rows against its files, its files against the numbered checks.
async fn draw(env: &Env, archive: &Archive, row: &Draw, entries: &[Entry], found: &mut Found) {
    found.look("抽取", "attempts of draws");
    if let Err(e) = attempt(env, archive, row, entries, found).await {
        found.differs(format!("draw {} attempt {}: {}", row.draw, row.attempt, e.message));
    }
}

async fn attempt(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    entries: &[Entry],
    found: &mut Found,
) -> Result<()> {
    let of = format!("draw {} attempt {}", row.draw, row.attempt);
    let mut files = files_of(archive, row).await?;
    acts::attempt(archive, row, &files, entries, found).await?;
    let hash =
        |name: &str| files.get(name).map_or_else(|| "no such file".into(), |bytes| Digest::of(bytes).hex());
    found.same(&format!("{of}: commit.txt"), row.commit_digest.hex(), hash(bundle::COMMIT));
    if let Some(end) = archive.terminal(&row.draw, row.attempt).await? {
        found.same(
            &format!("{of}: {}.txt", end.kind.word()),
            end.digest.hex(),
            hash(&format!("{}.txt", end.kind.word())),
        );
    }
    let salt = archive.secret(&row.draw, row.attempt, "salt").await?.unwrap_or_default();
    let key = files.get(bundle::SALT_KEY).map(|bytes| String::from_utf8_lossy(bytes).trim_end().to_owned());
    if key.as_deref() != Some(&salt) {
        found.differs(format!("{of}: {} is not the stored salt key", bundle::SALT_KEY));
    }
    let rows = archive.pseudonyms(&row.draw, row.attempt).await?;
    let rows: Vec<_> = rows.into_iter().map(|row| (row.pseudonym, row.inspector)).collect();
    let table = pseudonym::print(&rows);
    found.same(
        &format!("{of}: {}", bundle::PSEUDONYMS),
        Digest::of(table.as_bytes()).hex(),
        hash(bundle::PSEUDONYMS),
    );
    logged_files(row, &files, entries, &of, found);

    let inputs = Inputs::open(&files, &AllCores)
        .map_err(|d| crate::error::Error::new(Exit::Discrepancy, d.to_string()))?;
    files.extend(evidence::of(env, archive, &inputs).await?);
    files.extend(evidence::outcomes(archive, &inputs).await?);
    // Witnesses have until the lead before the pulse to see a commitment that waits for it.
    let lead = i64::try_from(inputs.lead()).unwrap_or(i64::MAX);
    let waits =
        archive.terminal(&row.draw, row.attempt).await?.is_none() && env.now() < row.pulse_time.plus(-lead);
    let trust = Trust { policy: Some(env.log_policy()?), log: Some(entries.to_vec()), ..Trust::default() };
    for check in verify_with(&files, &trust, &AllCores).checks {
        if let Verdict::Failed(d) = check.verdict {
            if waits && check.number == 1 && d.expected.contains("quorum") {
                continue;
            }
            found.differs(format!("{of}: {d}"));
        }
    }
    Ok(())
}

/// What the log says of an attempt is what the archive holds, and nothing is missing in it.
fn logged_files(row: &Draw, files: &bundle::Files, entries: &[Entry], of: &str, found: &mut Found) {
    let own = Attempt::new(&row.draw, row.attempt);
    let file = |event: &Event| match event {
        Event::Commit(_) => Some(bundle::COMMIT.to_owned()),
        Event::Result(_) => Some(bundle::RESULT.into()),
        Event::Void(_) => Some(bundle::VOID.into()),
        Event::Open(_) => Some(bundle::SEED.into()),
        Event::Reveal(_, name) => Some(bundle::opening_file(name)),
        Event::Replace(_, number) => Some(crate::core::replace::request_file(*number)),
        _ => None,
    };
    let mut logged: BTreeMap<String, Digest> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.event.attempt() == Some(&own)) {
        let Some(name) = file(&entry.event) else { continue };
        let found_hash =
            files.get(&name).map_or_else(|| "no such file".into(), |bytes| Digest::of(bytes).hex());
        found.same(&format!("{of}: {name} in the log"), entry.hash.hex(), found_hash);
        logged.insert(name, entry.hash);
    }
    if logged.is_empty() {
        return; // frozen before there was a log
    }
    let must = |name: &&String| {
        [bundle::COMMIT, bundle::RESULT, bundle::VOID].contains(&name.as_str())
            || name.starts_with(bundle::OPENING_PREFIX)
            || name.starts_with("replace-") && !name.starts_with("replace-pulse-")
    };
    for name in files.keys().filter(must).filter(|name| !logged.contains_key(*name)) {
        found.differs(format!("{of}: {name} is not in the log"));
    }
}
