//! `suicha lease …`: one command at a time does a job, whoever else tries. What keeps a late one from storing
//! anything is in the archive (`archive/lease.rs`); here a command is run as a child that carries name and token.
//! SIGTERM and SIGINT are passed on to it, and the lease is given back when it has ended.

mod told;

use super::answer::Answer;
use crate::archive::{Archive, Fence, Lease};
use crate::cli::{Global, LeaseCommand};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::Value;
use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use told::{list, release, time};

/// How often a child is looked after.
const STEP: Duration = Duration::from_millis(20);
/// How often somebody who waits tries again.
const TRY: Duration = Duration::from_millis(250);
/// How long a child that was told to stop may go on; then it is stopped, which no command minds.
const LAST_WAIT: Duration = Duration::from_secs(20);

/// Runs one command about leases.
pub async fn run(env: &Env, global: &Global, command: &LeaseCommand) -> Result<Answer> {
    let archive = env.archive().await?;
    match command {
        LeaseCommand::Run { name, ttl, wait, args } => {
            let ttl = Duration::from_secs(*ttl);
            let mut signals = Signals::listen()?;
            let fence = tokio::select! {
                fence = acquire(env, &archive, name, ttl, Duration::from_secs(*wait)) => fence?,
                _ = signals.next() => return Err(told_to_stop()),
            };
            let args = [globals(global), args.clone()].concat();
            under(env, &archive, (&fence, ttl), &args, global.json, &mut signals).await
        }
        LeaseCommand::List { all } => list(env, &archive, *all).await,
        LeaseCommand::Release { name } => release(env, &archive, name).await,
    }
}

/// What ends the command, and not whoever looks after it.
struct Signals {
    term: Signal,
    int: Signal,
}

impl Signals {
    fn listen() -> Result<Self> {
        let of = |kind| signal(kind).map_err(|e| not_run(&e));
        Ok(Self { term: of(SignalKind::terminate())?, int: of(SignalKind::interrupt())? })
    }

    /// Its name, as `kill` takes it.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.term.recv() => "-TERM",
            _ = self.int.recv() => "-INT",
        }
    }
}

fn told_to_stop() -> Error {
    Error::said(
        Exit::Outside,
        "等待租约时收到停止信号，命令未运行",
        "told to stop while it waited for the lease: the command was not run",
    )
    .advice("可以再次运行", "it can be run again")
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
    (fence, ttl): (&Fence, Duration),
    args: &[OsString],
    json: bool,
    signals: &mut Signals,
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
    let ended = look_after(env, archive, (fence, ttl), &mut child, signals).await;
    let said = said.and_then(|reader| reader.join().ok()).unwrap_or_default();
    let status = ended?;
    // The command has ended and stored what it stored: a lease that cannot be given back runs out.
    if let Err(e) = archive.release(fence, env.now()).await {
        let e = words(env, e.into());
        tracing::warn!(
            "{}",
            env.lang.pick(
                format!("租约 {fence} 未能交还：{e}"),
                format!("the lease {fence} was not given back: {e}"),
            )
        );
    }
    let document = if json { serde_json::from_str(&said).unwrap_or(Value::Null) } else { Value::Null };
    Ok(Answer::new(said, document).with_exit(exit_of(status)))
}

/// Waits for the end of a child and renews its lease. A child whose lease was taken over or released is ended; signals are passed
/// on to it.
async fn look_after(
    env: &Env,
    archive: &Archive,
    (fence, ttl): (&Fence, Duration),
    child: &mut Child,
    signals: &mut Signals,
) -> Result<ExitStatus> {
    let mut since = Duration::ZERO;
    let mut told: Option<Duration> = None;
    loop {
        if let Some(status) = child.try_wait().map_err(|e| not_run(&e))? {
            return Ok(status);
        }
        tokio::select! {
            () = tokio::time::sleep(STEP) => {}
            signal = signals.next() => {
                tracing::warn!("{}", env.lang.pick(
                    format!("收到停止信号，已转告命令（{signal}）"),
                    format!("told to stop: the command is told as well ({signal})"),
                ));
                pass_on(signal, child).map_err(|e| not_run(&e))?;
                told.get_or_insert(Duration::ZERO);
            }
        }
        since += STEP;
        if let Some(told) = &mut told {
            *told += STEP;
            if *told >= LAST_WAIT {
                child.kill().map_err(|e| not_run(&e))?;
            }
        }
        if since < ttl / 3 {
            continue;
        }
        since = Duration::ZERO;
        match archive.renew(fence, ttl, env.now()).await {
            Ok(true) => {}
            Ok(false) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(lost(fence, archive.last_lease(fence.name()).await?));
            }
            // The child itself may be writing, or the server be away for a moment; the token decides in the end.
            Err(e) => {
                let e = words(env, e.into());
                tracing::warn!(
                    "{}",
                    env.lang.pick(
                        format!("租约 {fence} 未能续期：{e}"),
                        format!("the lease {fence} was not renewed: {e}"),
                    )
                );
            }
        }
    }
}

/// Why a command was stopped, given the last row of the name of its lease.
fn lost(fence: &Fence, last: Option<Lease>) -> Error {
    match last {
        Some(last) if !last.is_end_of(fence) => {
            let by = format!("{} ({})", last.fence, last.holder);
            Error::said(
                Exit::Conflict,
                format!("租约 {fence} 已由 {by} 接手，本命令已停止"),
                format!("the lease {fence} was taken over by {by}: the command was stopped"),
            )
            .advice(
                "接手者会完成这项工作；停止的命令可以再次运行",
                "whoever took over does the job; a command that was stopped can be run again",
            )
        }
        _ => Error::said(
            Exit::Conflict,
            format!("租约 {fence} 已被人用 suicha lease release 收回，本命令已停止，无人接手"),
            format!("the lease {fence} was released by hand (`suicha lease release`): the command was stopped, and nobody has taken over"),
        )
        .advice(
            "若仍要完成这项工作，请再次运行同一命令：停止的命令可以再次运行",
            "if the work is still wanted, run the same command again: a command that was stopped can be run again",
        ),
    }
}

/// What went wrong, without advice.
fn words(env: &Env, e: Error) -> String {
    env.lang.pick(e.message_zh.unwrap_or_else(|| e.message.clone()), e.message)
}

/// Tells the child what we were told; where that cannot be done it is stopped.
fn pass_on(signal: &str, child: &mut Child) -> std::io::Result<()> {
    let id = child.id().to_string();
    match Command::new("kill").args([signal, &id]).stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        _ => child.kill(),
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
