//! `suicha daemon`: the schedule in the real world. What is due is said by `schedule`; here commands are started, their
//! ends are written down, and the world is told how it went. The daemon does nothing that a person could not type.
//!
//! One daemon works in a directory at a time, and a run is made by one of several: [`claims`] decides that.

mod acting;
mod claims;
mod heard;
mod jobs;
mod leases;
mod logging;
mod look;
mod metrics;
mod ready;
mod round;
mod runs;
mod serve;
mod settings;
mod spawn;
mod told;

pub(super) use claims::OneArchive;
pub use logging::start as start_log;

use super::answer::Answer;
use crate::cli::{Daemon as Args, Global};
use crate::core::time::Timestamp;
use crate::core::workdays::Calendar;
use crate::env::Env;
use crate::error::Result;
use crate::schedule::Job;
use round::Round;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Checks, runs once or serves.
pub fn run(env: &Env, args: &Args, global: &Global) -> Result<Answer> {
    let mut more = if args.check { ready::problems(env, args) } else { Vec::new() };
    more.extend(ready::unable(env, args.check)?);
    let jobs = jobs::of(&env.config, more)?;
    let calendar = super::deadlines::calendar(env)?.into_owned();
    if args.check {
        return Ok(told::check(env, &jobs, &calendar));
    }
    let daemon = Daemon::open(env, args, global, jobs, calendar)?;
    match args.once {
        true => daemon.once(env),
        false => serve::run(env, args, daemon),
    }
}

/// Everything a round needs.
struct Daemon {
    jobs: Vec<Job>,
    calendar: Calendar,
    runs: runs::FileRuns,
    claims: claims::Claims,
    settings: settings::Settings,
    /// Runs that another daemon had when they were last asked for.
    held: BTreeMap<String, Timestamp>,
    typist: spawn::Typist,
    clock: Box<dyn Fn() -> Timestamp + Send>,
    stop: Arc<AtomicBool>,
    board: Arc<metrics::Board>,
}

impl Daemon {
    fn open(env: &Env, args: &Args, global: &Global, jobs: Vec<Job>, calendar: Calendar) -> Result<Self> {
        let history = ready::history(env)?;
        let leases = leases::of(env)?;
        let settings = settings::Settings::new(env, global);
        let archive = claims::OneArchive::take(&env.config.archive_url(&env.root))?;
        let runs = runs::FileRuns::open(&history, runs::Limit::of(&env.config.daemon))?;
        let claims = claims::Claims::new(runs.fence(), leases, archive);
        let frozen = global.clock.clone();
        let said = spawn::Said { lang: env.lang, logged: args.log_json };
        let typist = spawn::Typist::new(&global.config, &env.root, &answers(&history), frozen, said)?;
        let board = Arc::new(metrics::Board::new(&jobs, &env.config));
        let (clock, stop) = (Box::new(env.clock()), Arc::new(AtomicBool::new(false)));
        let held = BTreeMap::new();
        let mut daemon = Self { jobs, calendar, runs, claims, settings, held, typist, clock, stop, board };
        daemon.first_settings()?;
        Ok(daemon)
    }

    fn once(mut self, env: &Env) -> Result<Answer> {
        let mut round = Round::default();
        self.round(&mut round)?;
        Ok(told::once(&round, &self.jobs, env.lang))
    }
}

/// Where the last answer of each job stands: beside the history.
fn answers(history: &Path) -> std::path::PathBuf {
    history.with_extension("out")
}
