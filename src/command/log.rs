//! `suicha log …`: publish the log, have it cosigned, prove what is in it.

use super::answer::Answer;
use super::damage::damaged;
use super::{bad_file_said, draw, logged};
use crate::archive::{Archive, StoredCheckpoint};
use crate::cli::LogCommand;
use crate::core::lang::{Lang, Twin};
use crate::core::log::checkpoint::{Checkpoint, cosigned_at};
use crate::core::log::note::NoteSignature;
use crate::core::log::policy::PolicyWitness;
use crate::core::log::witness::Request;
use crate::core::log::{Event, Policy, Quorum};
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::log::witness::{self, Answer as Reply};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs one log command.
pub async fn run(env: &Env, command: &LogCommand) -> Result<Answer> {
    let archive = env.archive().await?;
    match command {
        LogCommand::Status => status(env, &archive).await,
        LogCommand::Publish => publish(env, &archive).await,
        LogCommand::Cosign { file } => cosign(env, &archive, file).await,
        LogCommand::Request { witness, file } => request_file(env, &archive, witness, file).await,
        LogCommand::Proof { kind, object } => proof(env, &archive, kind, object).await,
        LogCommand::Consistency { old, new } => consistency(&archive, *old, *new).await,
        LogCommand::Entries { from } => entries(&archive, *from).await,
    }
}

async fn status(env: &Env, archive: &Archive) -> Result<Answer> {
    let policy = env.log_policy()?;
    let Some(head) = archive.latest_checkpoint().await? else {
        let text = env.lang.pick(
            format!("日志 {}：尚无条目\n", policy.log.name()),
            format!("log {}: no entry yet\n", policy.log.name()),
        );
        return Ok(Answer::new(text, json!({"origin": policy.log.name(), "size": 0})));
    };
    let checkpoint = head_of(&head, &policy)?;
    let mut text = env.lang.pick(
        format!("日志 {}：{}条，根 {}\n", checkpoint.origin, checkpoint.size, checkpoint.root),
        format!("log {}: {} entries, root {}\n", checkpoint.origin, checkpoint.size, checkpoint.root),
    );
    let mut witnesses = Vec::new();
    for witness in &policy.witnesses {
        let at = cosigned_at(&head.note, &witness.key);
        let last = archive.cosigned_by(witness.key.name()).await?;
        text.push_str(&match at {
            Some(at) => env.lang.pick(
                format!("  {}：已见证，{at}\n", witness.name),
                format!("  {}: cosigned at {at}\n", witness.name),
            ),
            None => env.lang.pick(
                format!("  {}：未见证（最近见证至{last}条）\n", witness.name),
                format!("  {}: not yet (has cosigned {last} entries)\n", witness.name),
            ),
        });
        witnesses.push(
            json!({"name": witness.name, "cosigned_at": at.map(|at| at.to_string()), "cosigned_size": last}),
        );
    }
    let (zh, en) = quorum_words(&policy.quorum_of(&head.note));
    text.push_str(&env.lang.pick(format!("  {zh}\n"), format!("  {en}\n")));
    let published = env.published_log().head()?.map_or(0, |(_, head)| head.size);
    text.push_str(
        &env.lang.pick(format!("  已公布{published}条\n"), format!("  {published} entries published\n")),
    );
    Ok(Answer::new(
        text,
        json!({
            "origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex(), "published": published,
            "witnesses": witnesses, "quorum": matches!(policy.quorum_of(&head.note), Quorum::At(_) | Quorum::NotAsked),
        }),
    ))
}

fn quorum_words(quorum: &Quorum) -> (String, String) {
    match quorum {
        Quorum::NotAsked => ("信任策略不要求见证".into(), "the policy asks for no witnesses".into()),
        Quorum::At(at) => (format!("见证人数已足，{at}"), format!("enough witnesses at {at}")),
        Quorum::Missing(given) => (
            format!("见证人数不足（已有{}个）", given.len()),
            format!("not enough witnesses ({} so far)", given.len()),
        ),
    }
}

fn head_of(head: &StoredCheckpoint, policy: &Policy) -> Result<Checkpoint> {
    Checkpoint::of(&head.note, &policy.log).map_err(|e| {
        let size = head.size;
        damaged(
            Twin::new(format!("{size}条时的检查点"), format!("the head of {size} entries")),
            Twin::same(e),
        )
    })
}

async fn publish(env: &Env, archive: &Archive) -> Result<Answer> {
    let size = logged::publish_again(env, archive).await?;
    let dir = env.root.join(&env.config.log.dir);
    let text = env.lang.pick(
        format!("日志{size}条已公布于 {}\n", dir.display()),
        format!("{size} entries are published in {}\n", dir.display()),
    );
    Ok(Answer::new(text, json!({"size": size, "dir": dir.display().to_string()})))
}

/// Takes in answers that came as files, and asks the witnesses that have an address.
async fn cosign(env: &Env, archive: &Archive, files: &[PathBuf]) -> Result<Answer> {
    let policy = env.log_policy()?;
    logged::one_history(env, archive).await?;
    let head = archive.latest_checkpoint().await?.ok_or_else(no_entry)?;
    let mut told = Vec::new();
    for file in files {
        let Reply::Signed(lines) = witness::read_answer(200, &super::read_text(file)?) else {
            return Err(bad_file_said(file, "其中没有见证人的见证签名", "no signature lines of a witness"));
        };
        for line in lines {
            let name = take(env, archive, &policy, &line).await.map_err(|e| {
                let (file, zh) = (file.display(), e.text(Lang::Zh));
                Error::said(e.exit, format!("文件 {file}：{zh}"), format!("{file}: {e}"))
            })?;
            told.push((name, Ok(())));
        }
    }
    if files.is_empty() {
        for witness in policy.witnesses.iter().filter(|witness| witness.address.is_some()) {
            let asked = ask(env, archive, &policy, &head, witness).await;
            told.push((witness.name.clone(), asked));
        }
        if told.is_empty() {
            return Err(Error::said(
                Exit::Usage,
                "信任策略中没有带网址的见证人",
                "no witness of the policy has an address",
            )
            .advice(
                "请用文件请求：suicha log request 见证人 文件，然后 suicha log cosign --file 答复文件",
                "ask by file: `suicha log request WITNESS FILE`, then `suicha log cosign --file ANSWER`",
            ));
        }
    }
    logged::publish(env, archive).await?;
    let mut text = String::new();
    for (name, asked) in &told {
        text.push_str(&match asked {
            Ok(()) => env.lang.pick(format!("{name}：已见证\n"), format!("{name}: cosigned\n")),
            Err(e) => env.lang.pick(
                format!("{name}：未见证，{}\n", e.text(Lang::Zh)),
                format!("{name}: not cosigned, {e}\n"),
            ),
        });
    }
    let head = archive.latest_checkpoint().await?.unwrap_or(head);
    let (zh, en) = quorum_words(&policy.quorum_of(&head.note));
    text.push_str(&env.lang.pick(format!("{zh}\n"), format!("{en}\n")));
    let missing = matches!(policy.quorum_of(&head.note), Quorum::Missing(_));
    let exit = |wanted| told.iter().any(|(_, asked)| asked.as_ref().is_err_and(|e| e.exit == wanted));
    let bad_news = match (exit(Exit::Conflict), missing) {
        (true, _) => Some(Exit::Conflict),
        (false, true) => told.iter().find_map(|(_, asked)| asked.as_ref().err().map(|e| e.exit)),
        (false, false) => None,
    };
    let list: Vec<Value> = told
        .iter()
        .map(|(name, asked)| json!({"witness": name, "error": asked.as_ref().err().map(Error::to_string)}))
        .collect();
    Ok(Answer::new(text, json!({"size": head.size, "witnesses": list, "quorum": !missing}))
        .with_exit(bad_news))
}

/// Stores the signature line of a witness of the policy under the head it signs.
async fn take(env: &Env, archive: &Archive, policy: &Policy, line: &NoteSignature) -> Result<String> {
    let witness = policy
        .witnesses
        .iter()
        .find(|witness| witness.key.name() == line.name && witness.key.id() == line.id)
        .ok_or_else(|| no_witness(Exit::Rejected, &line.name))?;
    // A line does not say which head it is under; the latest heads are tried.
    for head in archive.recent_checkpoints().await? {
        let note = head.note.clone().with(line.clone());
        if cosigned_at(&head.note, &witness.key).is_some() {
            continue;
        }
        if cosigned_at(&note, &witness.key).is_some() {
            let now = draw::steady_clock(env, archive).await?;
            let mut writer = logged::begin(env, archive, "log cosign", now).await?;
            writer.put_cosignature(head.size, line).await?;
            writer
                .commit(&format!("log {} by {}", head.size, witness.name), head_of(&head, policy)?.root)
                .await?;
            return Ok(witness.name.clone());
        }
    }
    match archive.holds_cosignature(line).await? {
        true => Ok(witness.name.clone()),
        false => {
            let name = &witness.name;
            Err(Error::said(
                Exit::Rejected,
                format!("见证人 {name} 的见证签名不属于本日志的任何检查点"),
                format!("the signature of {name} is under none of the log's heads"),
            ))
        }
    }
}

fn no_witness(exit: Exit, name: &str) -> Error {
    let zh = format!("{name} 不是信任策略中的见证人");
    Error::said(exit, zh, format!("{name} is no witness of the policy"))
}

fn no_entry() -> Error {
    Error::said(Exit::Usage, "存证日志还没有条目", "the log has no entry yet")
}

/// Asks one witness over HTTP; if its memory differs from ours, once more from where it stands.
async fn ask(
    env: &Env,
    archive: &Archive,
    policy: &Policy,
    head: &StoredCheckpoint,
    witness: &PolicyWitness,
) -> Result<()> {
    let address = witness.address.as_deref().unwrap_or_default();
    let timeout = Duration::from_secs(env.config.log.timeout_s);
    let mut old = archive.cosigned_by(witness.key.name()).await?;
    for attempt in 0..2 {
        let request = request_from(archive, head, old).await?;
        match witness::ask(address, &request, timeout)? {
            Reply::Signed(lines) => {
                let own = lines
                    .into_iter()
                    .find(|line| line.name == witness.key.name() && line.id == witness.key.id());
                let line = own.ok_or_else(|| {
                    Error::said(
                        Exit::Rejected,
                        "答复中没有该见证人的见证签名",
                        "the answer holds no signature of this witness",
                    )
                })?;
                return take(env, archive, policy, &line).await.map(drop);
            }
            Reply::Stale(size) if attempt == 0 && size <= head.size => old = size,
            Reply::Stale(size) => {
                let ours = head.size;
                return Err(Error::said(
                    Exit::Conflict,
                    format!("见证人已见证{size}条，日志只有{ours}条：这证明存在两部历史"),
                    format!(
                        "it has cosigned {size} entries, the log has {ours}: this is proof of two histories"
                    ),
                ));
            }
            Reply::Refused(status, reason) => {
                return Err(Error::said(
                    Exit::Outside,
                    format!("见证人拒绝（状态 {status}）：{reason}"),
                    format!("status {status}: {reason}"),
                ));
            }
        }
    }
    Err(Error::said(Exit::Outside, "见证人两次改变答复", "it changed its mind twice"))
}

async fn request_from(archive: &Archive, head: &StoredCheckpoint, old: u64) -> Result<Request> {
    let hashes = logged::continued(archive, old, head.size).await?.hashes;
    // The witness wants the log's own signature only.
    let own = head.note.signatures().first().cloned();
    let note = crate::core::log::SignedNote::new(head.note.text())
        .map_err(|e| Error::new(Exit::Bug, e.to_string()))?;
    Ok(Request { old, hashes, note: own.into_iter().fold(note, |note, line| note.with(line)) })
}

async fn request_file(env: &Env, archive: &Archive, name: &str, file: &Path) -> Result<Answer> {
    let policy = env.log_policy()?;
    let witness = policy.witnesses.iter().find(|witness| witness.name == name).ok_or_else(|| {
        no_witness(Exit::Usage, name).advice(
            "请在信任策略文件中加一行 witness 名称 公钥",
            "add a line `witness NAME KEY` to the policy file",
        )
    })?;
    let head = archive.latest_checkpoint().await?.ok_or_else(no_entry)?;
    let old = archive.cosigned_by(witness.key.name()).await?;
    let request = request_from(archive, &head, old).await?;
    durable::write(file, request.print().as_bytes(), false).map_err(|e| {
        let (file, zh) = (file.display(), system_words(&e).0);
        Error::said(Exit::Outside, format!("无法写入 {file}：{zh}"), format!("cannot write {file}: {e}"))
    })?;
    let text = env.lang.pick(
        format!("请求已写入 {}（{}条，上次见证{old}条），请交给 {name}\n", file.display(), head.size),
        format!(
            "the request is in {} ({} entries, {old} cosigned before): give it to {name}\n",
            file.display(),
            head.size
        ),
    );
    Ok(Answer::new(text, json!({"witness": name, "size": head.size, "old": old})))
}

async fn proof(env: &Env, archive: &Archive, kind: &str, object: &str) -> Result<Answer> {
    let see = |zh: String, en: String| {
        Error::said(Exit::Usage, zh, en).advice("见 suicha log entries", "see `suicha log entries`")
    };
    let event = Event::parse(kind, object)
        .map_err(|e| see(format!("{kind} {object} 不是存证日志条目的写法：{e}"), e))?;
    let found = logged::proof(archive, &logged::policy_at(env, archive, env.now()).await?, &event).await?;
    let proof = found.ok_or_else(|| {
        see(format!("存证日志没有条目 {kind} {object}"), format!("the log has no entry {kind} {object}"))
    })?;
    let text = proof.print();
    let json = json!({"kind": kind, "object": object, "index": proof.index, "proof": text});
    Ok(Answer::new(text, json))
}

async fn consistency(archive: &Archive, old: u64, new: Option<u64>) -> Result<Answer> {
    let size = archive.log_size().await?;
    let new = new.unwrap_or(size);
    if old == 0 || old > new || new > size {
        return Err(Error::said(
            Exit::Usage,
            format!("须给出1至{size}之间的两个条数，小的在前，而不是 {old} 和 {new}"),
            format!("two sizes from 1 to {size}, the smaller first, not {old} and {new}"),
        ));
    }
    let text = logged::continued(archive, old, new).await?.print();
    Ok(Answer::new(text.clone(), json!({"old": old, "new": new, "proof": text})))
}

async fn entries(archive: &Archive, from: u64) -> Result<Answer> {
    let mut text = String::new();
    let mut list = Vec::new();
    for logged in archive.log_entries(from, archive.log_size().await?).await? {
        let (index, entry) = (logged.index, logged.entry);
        let (kind, object) = (entry.event.kind(), entry.event.object());
        text.push_str(&format!("{index:>6}  {}  {kind:<8} {object}  {}\n", entry.at, entry.hash));
        list.push(json!({"index": index, "at": entry.at.to_string(), "kind": kind, "object": object, "hash": entry.hash.hex()}));
    }
    Ok(Answer::new(text, json!({"entries": list})))
}
