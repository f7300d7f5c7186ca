//! One file per verb: load, compute in the core, store, append. This is the only meeting place of
//! archive, ingest, beacon and publish.

pub mod answer;
pub mod archive;
mod backup;
pub mod challenge;
pub mod check;
pub mod credit;
mod daemon;
pub mod damage;
pub mod deadlines;
pub mod demo;
pub mod draw;
pub mod export;
pub mod fairness;
pub mod freshness;
mod fsck;
pub mod import;
pub mod init;
pub mod lease;
pub mod log;
pub mod logged;
mod matters;
mod notify;
pub mod opened;
pub mod outcome;
pub mod output;
pub mod paper;
pub mod people;
pub mod plan;
pub mod progress;
pub mod receipt;
mod report;
mod rosters;
pub mod rows;
pub mod sql;
pub mod synth;
pub mod task;
mod upper;
pub mod verify;
pub mod witness;
mod witness_server;

use crate::beacon::{Beacon, Relays};
use crate::cli::{ArchiveCommand, Cli, Command, Global, PeopleCommand, ReportCommand};
use crate::config::Config;
use crate::core::lang::{Lang, Twin};
use crate::core::row::Codebook;
use crate::core::time::{Date, Timestamp};
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use answer::Answer;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs one command in the real world.
pub fn run(cli: Cli) -> Result<Answer> {
    let global = &cli.global;
    match &cli.command {
        Command::Demo { dir } => block_on(demo::run(dir, lang(global)?, global.quiet)),
        Command::Verify(args) => {
            // Only an extract needs the bureau's codes, and only where it does not hold codes itself.
            let codebook = match args.extract.is_empty() {
                true => Codebook::default(),
                false => world(global, false)?.config.codebook()?,
            };
            verify::run(args, &codebook, bare(global)?.now().date(), lang(global)?)
        }
        Command::Check { id, bundle } => check::run(id, bundle, lang(global)?),
        Command::Fairness { dir, seeds } => fairness::run(dir, *seeds, lang(global)?, global.quiet),
        Command::Sql { dir, dialect } => sql::run(dir, *dialect, lang(global)?),
        Command::Init { dir, log_name } => {
            block_on(init::run(&mut world(global, false)?, dir, log_name.as_deref()))
        }
        Command::Synth(args) => synth::run(&world(global, false)?, args),
        Command::Witness { command } => witness::run(&mut world(global, false)?, command),
        Command::Import(args) => in_bureau(global, async |env| import::run(env, args).await),
        Command::Export(args) => in_bureau(global, async |env| export::run(env, args).await),
        Command::Matters { command } => in_bureau(global, async |env| matters::run(env, command).await),
        Command::Plan { command } => in_bureau(global, async |env| plan::run(env, command).await),
        Command::Deadlines(args) => in_bureau(global, async |env| deadlines::run(env, args).await),
        Command::Notify(args) => in_bureau(global, async |env| notify::run(env, args).await),
        Command::Task { command } => in_bureau(global, async |env| task::run(env, command).await),
        // Nothing of a bureau is needed to plan a sample.
        Command::Report { command: ReportCommand::PlanSample(args) } => {
            report::plan_sample(args, lang(global)?)
        }
        Command::Report { command } => in_bureau(global, async |env| report::run(env, command).await),
        Command::Receipt(args) => in_bureau(global, async |env| receipt::run(env, args).await),
        Command::Challenge(args) => in_bureau(global, async |env| challenge::run(env, args).await),
        Command::Archive { command: command @ ArchiveCommand::Bureau { .. } } => {
            in_bureau(global, async |env| archive::run(env, command).await)
        }
        Command::Archive { command } => block_on(archive::run(&bare(global)?, command)),
        Command::Lease { command } => in_bureau(global, async |env| lease::run(env, global, command).await),
        Command::Fsck => in_bureau(global, async |env| fsck::run(env).await),
        Command::Log { command } => in_bureau(global, async |env| log::run(env, command).await),
        Command::Outcome { command } => in_bureau(global, async |env| outcome::run(env, command).await),
        Command::Credit { command } => in_bureau(global, async |env| credit::run(env, command).await),
        Command::People { command: command @ PeopleCommand::Keygen { .. } } => {
            people::run(&mut world(global, false)?, command)
        }
        Command::People { command } => people::run(&mut world(global, true)?, command),
        Command::Daemon(args) => daemon::run(&world(global, true)?, args, global),
        Command::Backup { out } => block_on(backup::backup(world(global, true)?, out)),
        Command::Restore(args) => block_on(backup::restore(world(global, true)?, args)),
        Command::Draw { command } => in_bureau(global, async |env| draw::run(env, command).await),
    }
}

/// Starts the log on stderr, the daemon's own for the daemon.
pub fn start_log(cli: &Cli) {
    match &cli.command {
        Command::Daemon(args) => daemon::start_log(args, &cli.global),
        _ => answer::start_log(cli.global.verbose, cli.global.quiet),
    }
}

/// Whether stderr is a log in JSON, in which nothing else may stand.
pub fn logs_json(cli: &Cli) -> bool {
    matches!(&cli.command, Command::Daemon(args) if args.log_json)
}

/// Runs a command that has an archive, and closes it whatever the command says.
fn in_bureau(global: &Global, act: impl AsyncFnOnce(&mut Env) -> Result<Answer>) -> Result<Answer> {
    let mut env = world(global, true)?;
    block_on(async {
        let answer = act(&mut env).await;
        env.close().await;
        answer
    })
}

fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime
        .map_err(|e| {
            Error::said(
                Exit::Outside,
                format!("程序无法启动运行环境：{e}"),
                format!("cannot start the runtime: {e}"),
            )
        })?
        .block_on(future)
}

/// Builds the world a command acts in. Commands that need no bureau work without a configuration.
fn world(global: &Global, needs_bureau: bool) -> Result<Env> {
    let config = match (needs_bureau, global.config.exists()) {
        (false, false) => Config::default(),
        _ => Config::read(&global.config)?,
    };
    let lang = match &global.lang {
        Some(_) => lang(global)?,
        None => config.lang()?,
    };
    let clock = global.clock.as_deref().map(time).transpose()?;
    let root = match global.config.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut relays = Relays::default();
    if !config.beacon.relays.is_empty() {
        relays.urls = config.beacon.relays.clone();
    }
    if let Some(seconds) = config.beacon.timeout_s {
        relays.timeout = Duration::from_secs(seconds);
    }
    let mut env = Env::real(config, root, lang, Beacon::Http(relays), clock);
    env.quiet = global.quiet;
    if let Some(who) = &global.who {
        env.operator.clone_from(who);
    }
    if let Some(key) = &global.key {
        env.key = Some(key.clone());
    }
    Ok(env)
}

/// The world without any bureau: a broken configuration must not keep anybody from verifying.
fn bare(global: &Global) -> Result<Env> {
    let clock = global.clock.as_deref().map(time).transpose()?;
    Ok(Env::real(Config::default(), PathBuf::from("."), lang(global)?, Beacon::Recorded, clock))
}

/// The language of errors: what was asked for, else the configuration's as far as it can be read.
pub fn lang_of(global: &Global) -> Lang {
    let configured = || Config::read(&global.config).ok().and_then(|config| config.lang().ok());
    match &global.lang {
        Some(text) => text.parse().unwrap_or_default(),
        None => configured().unwrap_or_default(),
    }
}

fn lang(global: &Global) -> Result<Lang> {
    let unknown = |e: String| Error::said(Exit::Usage, "--lang 须为 zh 或 en", e);
    global.lang.as_ref().map_or(Ok(Lang::default()), |text| text.parse().map_err(unknown))
}

/// A time given on the command line.
pub fn time(text: &str) -> Result<Timestamp> {
    Timestamp::parse(text).map_err(|e| {
        let zh = format!("时间 {text:?} 有误：请写成 2024-03-01T09:00:00+08:00");
        Error::said(Exit::Usage, zh, e.to_string())
    })
}

/// A day given on the command line.
pub fn day(text: &str) -> Result<Date> {
    Date::parse(text).map_err(|e| {
        let zh = format!("日期 {text:?} 有误：请写成 2024-03-01");
        Error::said(Exit::Usage, zh, e.to_string())
    })
}

/// Rejected input whose problems have all been found.
pub fn rejected(what: &Twin, problems: &[Twin]) -> Error {
    let list = |text: fn(&Twin) -> &str| -> String {
        problems.iter().map(|problem| format!("\n  - {}", text(problem))).collect()
    };
    let zh = format!("{}被拒绝：{}", what.zh, list(|problem| &problem.zh));
    Error::said(Exit::Rejected, zh, format!("{} is rejected:{}", what.en, list(|problem| &problem.en)))
}

/// Texts of a lower layer that are only in English.
pub fn as_they_are(texts: Vec<String>) -> Vec<Twin> {
    texts.into_iter().map(Twin::same).collect()
}

/// A file that was read and refused, with the words of whoever refused it.
pub fn bad_file(path: &Path, e: impl std::fmt::Display) -> Error {
    let path = path.display();
    Error::said(Exit::Rejected, format!("文件 {path} 不能采用：{e}"), format!("{path}: {e}"))
}

/// The same in our own words.
pub fn bad_file_said(path: &Path, zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Error {
    let path = path.display();
    Error::said(Exit::Rejected, format!("文件 {path} 不能采用：{zh}"), format!("{path}: {en}"))
}

/// Reads a text file the user named.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))
}

/// A file the user named cannot be read.
pub fn unreadable(path: &Path, e: &std::io::Error) -> Error {
    let (path, (zh, en)) = (path.display(), system_words(e));
    Error::said(Exit::Usage, format!("无法读取 {path}：{zh}"), format!("cannot read {path}: {en}"))
        .advice("请检查路径；丢失的文件从备份恢复", "check the path; restore a lost file from a backup")
}
