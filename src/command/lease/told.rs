//! What `suicha lease list` and `release` say.

use crate::archive::{Archive, Fence, Lease, Step};
use crate::command::answer::Answer;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// Names that are listed unless all are asked for.
const SHOWN: u64 = 100;

/// Who has what now: the last row of each name, the newest first. `all`: every row there is, the oldest first.
pub async fn list(env: &Env, archive: &Archive, all: bool) -> Result<Answer> {
    let (lang, mut text, mut documents) = (env.lang, String::new(), Vec::new());
    let mut tell = |lease: &Lease| {
        let Lease { fence, holder, step, at_ms, until_ms, .. } = lease;
        let (at, until) = (time(*at_ms), time(*until_ms));
        text.push_str(&match step {
            Step::Release => lang.pick(
                format!("{fence}：{holder}，{at} 已归还\n"),
                format!("{fence}: {holder}, given back at {at}\n"),
            ),
            _ => lang.pick(
                format!("{fence}：{holder}，持有至 {until}（{at} 起）\n"),
                format!("{fence}: {holder}, until {until} (from {at})\n"),
            ),
        });
        documents.push(json!({
            "name": fence.name(), "token": fence.token(), "holder": holder, "step": step.word(), "at_ms": at_ms,
            "until_ms": until_ms,
        }));
    };
    let mut more = false;
    if all {
        archive.each_lease(|lease| tell(&lease)).await?;
    } else {
        let latest = archive.latest_leases(SHOWN + 1).await?;
        let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        latest.iter().take(shown).for_each(tell);
        more = latest.len() > shown;
    }
    if documents.is_empty() {
        text = env.lang.pick("没有租约\n", "no lease\n").into();
    }
    if more {
        text.push_str(&env.lang.pick(
            format!("只列出最近的{SHOWN}个；--all 列出每一条记录\n"),
            format!("these are the newest {SHOWN}; --all lists every row there is\n"),
        ));
    }
    Ok(Answer::new(text, json!({"leases": documents, "more": more})))
}

/// The last row of what was typed: the name of a lease, or one as the list prints it, with its token. Names may end like
/// one with a token, and are tried first.
async fn typed(archive: &Archive, text: &str) -> Result<Option<Lease>> {
    if let Some(last) = archive.last_lease(text).await? {
        return Ok(Some(last));
    }
    let Ok(wanted) = text.parse::<Fence>() else { return Ok(None) };
    let Some(last) = archive.last_lease(wanted.name()).await? else { return Ok(None) };
    if last.fence == wanted {
        return Ok(Some(last));
    }
    let Lease { fence, holder, .. } = last;
    Err(Error::said(
        Exit::Conflict,
        format!("租约 {wanted} 已失效，此后是 {fence}（{holder}），没有收回"),
        format!("the lease {wanted} holds no more: {fence} ({holder}) came after it, and was not released"),
    )
    .advice(
        format!("请先查看 suicha lease list；要收回现在的，请写 {fence}"),
        format!("look at `suicha lease list` first; to release the one of now, write {fence}"),
    ))
}

/// Takes a lease away from whoever has it.
pub async fn release(env: &Env, archive: &Archive, name: &str) -> Result<Answer> {
    let Some(last) = typed(archive, name).await? else {
        return Err(Error::said(
            Exit::Usage,
            format!("没有租约 {name}"),
            format!("there is no lease {name}"),
        )
        .advice("用 suicha lease list 查看", "`suicha lease list` shows all"));
    };
    let done = archive.release(&last.fence, env.now()).await?;
    let fence = &last.fence;
    let text = match done {
        true => env.lang.pick(
            format!("已收回 {fence}（{}）\n", last.holder),
            format!("{fence} was taken from {}\n", last.holder),
        ),
        false => env.lang.pick(format!("{fence} 已无人持有\n"), format!("nobody has {fence} any more\n")),
    };
    Ok(Answer::new(text, json!({"lease": fence.to_string(), "released": done})))
}

/// Milliseconds as a time of day; people need no fractions.
pub fn time(ms: i64) -> String {
    Timestamp(ms.div_euclid(1000)).to_string()
}
