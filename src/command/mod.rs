//! One file per verb: load, compute in the core, store, append. This is the only meeting place of
//! archive, ingest, beacon and publish.

pub mod answer;
pub mod challenge;
pub mod check;
pub mod demo;
pub mod draw;
pub mod export;
pub mod freshness;
pub mod import;
pub mod init;
pub mod log;
pub mod logged;
pub mod paper;
pub mod plan;
pub mod progress;
pub mod receipt;
pub mod rows;
pub mod synth;
pub mod verify;
pub mod witness;
mod witness_server;

use crate::beacon::{Beacon, Relays};
use crate::cli::{Cli, Command, Global};
use crate::config::Config;
use crate::core::lang::Lang;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use answer::Answer;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs one command in the real world.
pub fn run(cli: Cli) -> Result<Answer> {
    let global = &cli.global;
    match &cli.command {
        Command::Demo { dir } => block_on(demo::run(dir, lang(global)?, global.quiet)),
        Command::Verify(args) => {
            let today = bare(global)?.now().date();
            verify::run(args, today, lang(global)?)
        }
        Command::Check { id, bundle } => check::run(id, bundle, lang(global)?),
        Command::Init { dir, log_name } => {
            block_on(init::run(&mut world(global, false)?, dir, log_name.as_deref()))
        }
        Command::Synth(args) => synth::run(&world(global, false)?, args),
        Command::Witness { command } => witness::run(&mut world(global, false)?, command),
        Command::Import(args) => block_on(import::run(&mut world(global, true)?, args)),
        Command::Export { kind, file, as_of, template } => {
            block_on(export::run(&world(global, true)?, *kind, file, as_of.as_deref(), *template))
        }
        Command::Plan { command } => block_on(plan::run(&world(global, true)?, command)),
        Command::Receipt(args) => block_on(receipt::run(&world(global, true)?, args)),
        Command::Challenge(args) => block_on(challenge::run(&world(global, true)?, args)),
        Command::Log { command } => block_on(log::run(&world(global, true)?, command)),
        Command::Draw { command } => block_on(draw::run(&mut world(global, true)?, command)),
    }
}

fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|e| Error::new(Exit::Outside, format!("cannot start the runtime: {e}")))?.block_on(future)
}

/// Builds the world a command acts in. Commands that need no bureau work without a configuration.
fn world(global: &Global, needs_bureau: bool) -> Result<Env> {
    let config = match (needs_bureau, global.config.exists()) {
        (false, false) => Config::default(),
        _ => Config::read(&global.config)?,
    };
    let lang = match &global.lang {
        Some(text) => text.parse().map_err(|e: String| Error::new(Exit::Usage, e))?,
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
    Ok(env)
}

/// The world without any bureau: a broken configuration must not keep anybody from verifying.
fn bare(global: &Global) -> Result<Env> {
    let clock = global.clock.as_deref().map(time).transpose()?;
    Ok(Env::real(Config::default(), PathBuf::from("."), lang(global)?, Beacon::Recorded, clock))
}

fn lang(global: &Global) -> Result<Lang> {
    global
        .lang
        .as_ref()
        .map_or(Ok(Lang::default()), |text| text.parse().map_err(|e: String| Error::new(Exit::Usage, e)))
}

/// A time given on the command line.
pub fn time(text: &str) -> Result<Timestamp> {
    Timestamp::parse(text).map_err(|e| Error::new(Exit::Usage, e.to_string()))
}

/// Rejected input whose problems have all been found.
pub fn rejected(what: &str, problems: &[String]) -> Error {
    let list: Vec<String> = problems.iter().map(|problem| format!("\n  - {problem}")).collect();
    Error::new(Exit::Rejected, format!("{what} is rejected:{}", list.concat()))
}

/// Reads a text file the user named.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path)
        .map_err(|e| Error::new(Exit::Usage, format!("cannot read {}: {e}", path.display())))
}
