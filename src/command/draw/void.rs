//! `suicha draw void`: a commitment ends without a result that counts. After the pulse the would-be
//! result is computed and recorded, so that nobody can throw away a draw unseen (§9).

use super::run::{store_outputs, would_be};
use super::{attempt_of, commitment_of, draw_id, end_of, files_of, steady_clock};
use crate::archive::{Terminal, TerminalKind};
use crate::command::answer::Answer;
use crate::command::logged;
use crate::core::bundle;
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::log::{Attempt, Event};
use crate::core::record::VoidRecord;
use crate::core::verify::verify;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Voids the open attempt of a draw.
pub async fn run(env: &Env, draw: &str, reason: &str, pulse_files: &[PathBuf]) -> Result<Answer> {
    let draw = draw_id(draw)?;
    let reason = Name::new(reason).map_err(|e| {
        Error::said(Exit::Usage, format!("--reason 的代码 {}", e.zh()), format!("--reason: {e}"))
    })?;
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, None).await?;
    let mut files = files_of(&archive, &row).await?;
    let known: BTreeSet<String> = files.keys().cloned().collect();
    let conflict = |zh: &str, en: &str| {
        let attempt = row.attempt;
        Error::said(
            Exit::Conflict,
            format!("抽取 {draw} 第{attempt}次{zh}"),
            format!("draw {draw} attempt {attempt} {en}"),
        )
    };
    if let Some(terminal) = end_of(&archive, &row).await? {
        let record = VoidRecord::parse(files.get(bundle::VOID).map(Vec::as_slice).unwrap_or_default());
        return match (terminal.kind, record) {
            (TerminalKind::Void, Ok(record)) if record.reason == reason => {
                Ok(answer(env, &record, terminal.digest))
            }
            (TerminalKind::Void, _) => {
                Err(conflict("已因其他原因作废", "is void already, for another reason"))
            }
            (TerminalKind::Result, _) => {
                Err(conflict("已有结果：结果不得收回", "has its result: a result is never taken back"))
            }
        };
    }
    commitment_of(&archive, &row).await?;
    let result = match env.now() < row.pulse_time {
        true => None,
        false => {
            let drawn = would_be(env, &archive, &row, files, pulse_files).await?;
            let digest = drawn.get(bundle::RESULT).map(|bytes| Digest::of(bytes));
            files = drawn.into_iter().filter(|(name, _)| name != bundle::RESULT).collect();
            digest
        }
    };
    let record = VoidRecord {
        draw: draw.clone(),
        attempt: row.attempt,
        commit: row.commit_digest,
        reason,
        would_be: result,
    };
    files.insert(bundle::VOID.into(), record.print().into());
    let digest = Digest::of(record.print().as_bytes());
    if let Some(d) = verify(&files, &AllCores).first_failure() {
        return Err(Error::said(
            Exit::Bug,
            format!("作废记录未通过程序自己的核验：{d}"),
            format!("the void draw does not pass its own verification: {d}"),
        )
        .advice(
            "未保存任何内容；请连同审计包报告此问题",
            "nothing was stored; please report this with the audit bundle",
        ));
    }
    let now = steady_clock(env, &archive).await?;
    let mut writer = logged::begin(env, &archive, "draw void", now).await?;
    store_outputs(&mut writer, &row, &known, &files).await?;
    let end = Terminal { kind: TerminalKind::Void, digest, at: now };
    writer.put_terminal(&draw, row.attempt, &end).await?;
    let events = [(Event::Void(Attempt::new(&draw, row.attempt)), digest)];
    logged::commit(env, &archive, writer, &events, &format!("{draw}/{} void", row.attempt), digest).await?;
    Ok(answer(env, &record, digest))
}

fn answer(env: &Env, record: &VoidRecord, digest: Digest) -> Answer {
    let would_be =
        record.would_be.map_or_else(|| env.lang.pick("无", "none").to_owned(), |digest| digest.hex());
    let text = env.lang.pick(
        format!(
            "抽取 {} 第{}次已作废（{}），原应结果摘要：{would_be}\n",
            record.draw, record.attempt, record.reason
        ),
        format!(
            "draw {} attempt {} is void ({}), would-be result: {would_be}\n",
            record.draw, record.attempt, record.reason
        ),
    );
    Answer::new(
        text,
        json!({
            "draw": record.draw.as_str(), "attempt": record.attempt, "reason": record.reason.as_str(),
            "would_be": record.would_be.map(|digest| digest.hex()), "void": digest.hex(),
        }),
    )
}
