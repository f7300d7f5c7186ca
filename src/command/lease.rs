//! `suicha lease …`: one command at a time does a job, whoever else tries. What keeps a late one from storing
//! anything is in the archive (`archive/lease.rs`); here a command is run as a child that carries name and token.

use super::answer::Answer;
use crate::archive::{Archive, Fence, Lease, Step};
use crate::cli::{Global, LeaseCommand};
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// How often a child is looked after.
const STEP: Duration = Duration::from_millis(20);
/// How often somebody who waits tries again.
const TRY: Duration = Duration::from_millis(250);

/// Runs one command about leases.
pub async fn run(env: &Env, global: &Global, command: &LeaseCommand) -> Result<Answer> {
    let archive = env.archive().await?;
    match command {
        LeaseCommand::Run { name, ttl, wait, args } => {
            let ttl = Duration::from_secs(*ttl);
            let fence = acquire(env, &archive, name, ttl, Duration::from_secs(*wait)).await?;
            under(env, &archive, &fence, ttl, &[globals(global), args.clone()].concat(), global.json).await
        }
        LeaseCommand::List => list(env, &archive).await,
        LeaseCommand::Release { name } => release(env, &archive, name).await,
    }
}

/// Takes a lease, or waits for it.
async fn acquire(env: &Env, archive: &Archive, name: &str, ttl: Duration, wait: Duration) -> Result<Fence> {
    let holder = env.holder();
    let attempt = async || archive.lease(name, &holder, ttl, env.now()).await;
    match attempt().await {
        Ok(Some(fence)) => return Ok(fence),
        // Somebody's command is writing into the same file: as good as held.
        Err(e) if wait.is_zero() || e.exit() != Exit::Conflict => return Err(e.into()),
        Ok(None) | Err(_) => {}
    }
    let again = async {
        loop {
            tokio::time::sleep(TRY).await;
            match attempt().await {
                Ok(Some(fence)) => return Ok::<_, Error>(fence),
                Err(e) if e.exit() != Exit::Conflict => return Err(e.into()),
                Ok(None) | Err(_) => {}
            }
        }
    };
    match tokio::time::timeout(wait, again).await {
        Ok(fence) => fence,
        Err(_) => Err(busy(name, archive.last_lease(name).await?)),
    }
}

fn busy(name: &str, last: Option<Lease>) -> Error {
    let (by, until) = last.map_or_else(Default::default, |last| (last.holder, time(last.until_ms)));
    Error::said(
        Exit::Conflict,
        format!("租约 {name} 由 {by} 持有，至 {until}（届时可续）"),
        format!("the lease {name} is held by {by} until {until}, or longer"),
    )
    .advice(
        "等待其结束，或加 --wait 秒数；持有者已不在时，到期后可接手",
        "wait for it, or name --wait SECONDS; if its holder is gone it can be taken over after that time",
    )
}

/// The options of this command, for the command it runs.
fn globals(global: &Global) -> Vec<OsString> {
    let Global { config, json, lang, clock, who, key, quiet, verbose } = global;
    let mut args: Vec<OsString> = vec!["--config".into(), config.into()];
    let texts = [("--lang", lang), ("--clock", clock), ("--as", who)];
    for (name, text) in texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?))) {
        args.extend([name.into(), text.into()]);
    }
    if let Some(key) = key {
        args.extend(["--key".into(), key.into()]);
    }
    args.extend(json.then(|| "--json".into()));
    args.extend(quiet.then(|| "--quiet".into()));
    args.extend((0..*verbose).map(|_| "--verbose".into()));
    args
}

/// Runs a command under a lease, renews it meanwhile, and gives it back.
async fn under(
    env: &Env,
    archive: &Archive,
    fence: &Fence,
    ttl: Duration,
    args: &[OsString],
    json: bool,
) -> Result<Answer> {
    let program = std::env::current_exe().map_err(|e| not_run(&e))?;
    let child = Command::new(program)
        .args(args)
        .env("SUICHA_LEASE", fence.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(e) => {
            archive.release(fence, env.now()).await?;
            return Err(not_run(&e));
        }
    };
    let said = child.stdout.take().map(|mut out| {
        std::thread::spawn(move || {
            let mut said = String::new();
            let _ = out.read_to_string(&mut said);
            said
        })
    });
    let ended = look_after(env, archive, fence, ttl, &mut child).await;
    let said = said.and_then(|reader| reader.join().ok()).unwrap_or_default();
    let status = ended?;
    // The command has ended and stored what it stored: a lease that cannot be given back runs out.
    if let Err(e) = archive.release(fence, env.now()).await {
        tracing::warn!("the lease {fence} was not given back: {e}");
    }
    let document = if json { serde_json::from_str(&said).unwrap_or(Value::Null) } else { Value::Null };
    Ok(Answer::new(said, document).with_exit(exit_of(status)))
}

/// Waits for the end of a child and renews its lease. A child whose lease was taken over is ended.
async fn look_after(
    env: &Env,
    archive: &Archive,
    fence: &Fence,
    ttl: Duration,
    child: &mut Child,
) -> Result<ExitStatus> {
    let mut since = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait().map_err(|e| not_run(&e))? {
            return Ok(status);
        }
        tokio::time::sleep(STEP).await;
        since += STEP;
        if since < ttl / 3 {
            continue;
        }
        since = Duration::ZERO;
        match archive.renew(fence, ttl, env.now()).await {
            Ok(true) => {}
            Ok(false) => {
                let _ = child.kill();
                let _ = child.wait();
                let last = archive.last_lease(fence.name()).await?;
                let by = last.map_or_else(String::new, |last| format!("{} ({})", last.fence, last.holder));
                return Err(Error::said(
                    Exit::Conflict,
                    format!("租约 {fence} 已由 {by} 接手，本命令已停止"),
                    format!("the lease {fence} was taken over by {by}: the command was stopped"),
                )
                .advice(
                    "接手者会完成这项工作；停止的命令可以再次运行",
                    "whoever took over does the job; a command that was stopped can be run again",
                ));
            }
            // The child itself may be writing, or the server be away for a moment; the token decides in the end.
            Err(e) => tracing::warn!("the lease {fence} was not renewed: {e}"),
        }
    }
}

fn not_run(e: &std::io::Error) -> Error {
    Error::said(Exit::Outside, format!("命令无法运行：{e}"), format!("the command cannot be run: {e}"))
}

/// A child that was killed has failed from outside and can be run again.
fn exit_of(status: ExitStatus) -> Option<Exit> {
    Some(match status.code() {
        Some(0) => return None,
        Some(2) => Exit::Usage,
        Some(3) => Exit::Rejected,
        Some(4) => Exit::Discrepancy,
        Some(5) => Exit::Timing,
        Some(6) => Exit::Conflict,
        Some(7) | None => Exit::Outside,
        Some(_) => Exit::Bug,
    })
}

async fn list(env: &Env, archive: &Archive) -> Result<Answer> {
    let mut latest = BTreeMap::new();
    archive
        .each_lease(|lease| {
            latest.insert(lease.fence.name().to_owned(), lease);
        })
        .await?;
    let mut text = String::new();
    for Lease { fence, holder, step, at_ms, until_ms, .. } in latest.values() {
        let (at, until) = (time(*at_ms), time(*until_ms));
        text.push_str(&match step {
            Step::Release => env.lang.pick(
                format!("{fence}：{holder}，{at} 已归还\n"),
                format!("{fence}: {holder}, given back at {at}\n"),
            ),
            _ => env.lang.pick(
                format!("{fence}：{holder}，持有至 {until}（{at} 起）\n"),
                format!("{fence}: {holder}, until {until} (from {at})\n"),
            ),
        });
    }
    if latest.is_empty() {
        text = env.lang.pick("没有租约\n", "no lease\n").into();
    }
    let document = |lease: &Lease| {
        json!({
            "name": lease.fence.name(), "token": lease.fence.token(), "holder": lease.holder,
            "step": lease.step.word(), "at_ms": lease.at_ms, "until_ms": lease.until_ms,
        })
    };
    Ok(Answer::new(text, json!({"leases": latest.values().map(document).collect::<Vec<_>>()})))
}

async fn release(env: &Env, archive: &Archive, name: &str) -> Result<Answer> {
    let last = archive.last_lease(name).await?;
    let Some(last) = last else {
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
fn time(ms: i64) -> String {
    Timestamp(ms.div_euclid(1000)).to_string()
}
