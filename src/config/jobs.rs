//! `[daemon]` and `[[job]]`: the schedule as a bureau writes it. What a job means, and what is wrong with one, is told by
//! `schedule`.

use crate::error::{Error, Exit, Result};
use crate::schedule::Wanted;
use serde::Deserialize;
use std::path::PathBuf;

/// The daemon of the schedule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DaemonConfig {
    /// Time zone of jobs that name none, from the IANA database.
    pub zone: String,
    /// Address of `/healthz` and `/metrics`: loopback.
    pub listen: String,
    /// Another address than loopback is meant: whoever reaches it reads names of jobs and counts.
    pub any_address: bool,
    /// What was run, relative to this file; its lock and the last answers of jobs stand beside it.
    pub history: PathBuf,
    /// KiB that it may grow to; then the older half is put away into a file beside it.
    pub history_kib: u64,
    /// How many such files are kept.
    pub history_kept: u32,
    /// Minutes between two looks at clocks and archive for `/metrics`.
    pub look_minutes: u32,
    /// PostgreSQL: seconds for which a daemon has the right to a run unless it says that it is still at it.
    pub lease_s: u64,
    /// PostgreSQL: seconds between two times that it says so.
    pub renew_s: u64,
}

impl Default for DaemonConfig {
    fn default() -> Self {
        Self {
            zone: "Asia/Shanghai".into(),
            listen: "127.0.0.1:7322".into(),
            any_address: false,
            history: "schedule.log".into(),
            history_kib: 4096,
            history_kept: 4,
            look_minutes: 60,
            lease_s: 30,
            renew_s: 10,
        }
    }
}

/// A history that may be no longer than this would be put away over and over, until the files of before are gone.
const LEAST_HISTORY_KIB: u64 = 64;

impl DaemonConfig {
    /// What only the daemon minds: it keeps nobody else from work.
    pub fn check(&self) -> Result<()> {
        let (kib, least) = (self.history_kib, LEAST_HISTORY_KIB);
        if kib >= least {
            return Ok(());
        }
        Err(Error::said(
            Exit::Usage,
            format!("[daemon] history-kib = {kib}：运行记录至少须有{least} KiB"),
            format!("[daemon] history-kib = {kib}: a history of runs needs {least} KiB at least"),
        )
        .advice("请改正，或删去该行以用默认值 4096", "correct it, or delete the line for the usual 4096"))
    }
}

/// A job of the schedule. What is missing is empty here, so that everything wrong is told at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct JobConfig {
    /// Unique name, `[a-z0-9.-]`.
    pub name: String,
    /// When: cron, or `workday 3 of month at 09:00`, `2 workdays before JOB at 09:00` (docs/operations.md).
    pub when: String,
    /// Time zone (default: the daemon's).
    pub zone: Option<String>,
    /// What would be typed after `suicha`, as a line or as a list of words, with placeholders like `{last-month}`.
    pub command: Typed,
    /// What becomes of missed runs: `each`, `once`, `skip`, `report`. It must be said.
    pub policy: String,
    /// A run that begins so many minutes after its time was missed.
    pub late_minutes: u32,
    /// How often it is tried while the cause is a temporary one (exit 5, 6, 7): ten times are about two hours.
    pub tries: u32,
    /// Minutes after which it is stopped.
    pub limit_minutes: u32,
    /// Every daemon makes these runs for its own machine, where several share an archive.
    pub everywhere: bool,
}

/// A command as it is typed.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Typed {
    /// One line, split at blanks.
    Line(String),
    /// Its words.
    Words(Vec<String>),
}

impl Default for JobConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            when: String::new(),
            zone: None,
            command: Typed::Line(String::new()),
            policy: String::new(),
            late_minutes: 15,
            tries: 10,
            limit_minutes: 120,
            everywhere: false,
        }
    }
}

impl JobConfig {
    /// The job as it was written.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            name: self.name.clone(),
            when: self.when.clone(),
            zone: self.zone.clone(),
            command: match &self.command {
                Typed::Line(line) => line.split_whitespace().map(str::to_owned).collect(),
                Typed::Words(words) => words.clone(),
            },
            policy: self.policy.clone(),
            late_minutes: self.late_minutes,
            tries: self.tries,
            limit_minutes: self.limit_minutes,
            everywhere: self.everywhere,
        }
    }
}
