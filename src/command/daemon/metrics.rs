//! What `/healthz` and `/metrics` tell: a board that the rounds write and the answers read. Names of metrics are a
//! contract with whoever watches them; `docs/operations.md` says what to do about each.

use super::leases;
use crate::config::Config;
use crate::core::time::{Date, Timestamp};
use crate::core::workdays::Calendar;
use crate::schedule::{Act, History, Job, Outlook, State, Trouble, running_out};
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A daemon that has not looked at its jobs for so long, and runs none, does not work.
const STALLED_S: i64 = 180;

/// The newest state of things.
pub struct Board {
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    at: Option<Timestamp>,
    started: Option<Timestamp>,
    jobs: Vec<JobSeen>,
    /// The day on which it was looked whether the calendar runs out.
    looked_ahead: Option<Date>,
    about: About,
    running: Option<String>,
    clock_back: bool,
    broken: Option<String>,
    /// Why the newest settings are not in use, and whether nothing is begun.
    refused: Option<(String, bool)>,
    look: Option<Look>,
}

/// Whose daemon this is.
#[derive(Default)]
struct About {
    bureau: String,
    region: String,
    /// The archive is a file, which `suicha backup` copies.
    file: bool,
}

struct JobSeen {
    name: String,
    backup: bool,
    state: Option<State>,
    due: u64,
    late: u64,
    waiting: bool,
    runs_out: bool,
    no_calendar: bool,
}

/// What a look at clocks and archive has found.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Clocks on red and yellow, where they could be told.
    pub lights: Option<(u64, u64)>,
    /// Size of the archive's files, where it is files.
    pub archive_bytes: Option<u64>,
    /// Rows of the journal.
    pub journal: Option<u64>,
}

impl Board {
    /// Nothing has been seen yet.
    pub fn new(jobs: &[Job], config: &Config) -> Self {
        let board = Self { seen: Mutex::default() };
        board.set_jobs(jobs, config);
        board
    }

    /// Other jobs and settings from now on.
    pub fn set_jobs(&self, jobs: &[Job], config: &Config) {
        let seen = |job: &Job| JobSeen {
            name: job.name.clone(),
            backup: job.command.first().is_some_and(|verb| verb == "backup"),
            state: None,
            due: 0,
            late: 0,
            waiting: false,
            runs_out: false,
            no_calendar: false,
        };
        let (bureau, region) = (config.body.trim().to_owned(), config.region.trim().to_owned());
        let mut known = self.lock();
        known.jobs = jobs.iter().map(seen).collect();
        known.looked_ahead = None;
        known.about = About { bureau, region, file: !leases::are_used(config) };
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a round sees before each of its acts.
    pub fn see(
        &self,
        now: Timestamp,
        outlook: &Outlook,
        history: &History,
        (jobs, calendar): (&[Job], &Calendar),
    ) {
        let mut seen = self.lock();
        seen.at = Some(now);
        seen.started.get_or_insert(now);
        seen.clock_back = outlook.troubles.iter().any(|trouble| matches!(trouble, Trouble::Clock(_)));
        // A month of every job: once a day, not at every tick.
        let another_day = seen.looked_ahead.replace(now.date()) != Some(now.date());
        for (number, (job, shown)) in jobs.iter().zip(&mut seen.jobs).enumerate() {
            let of_job = || outlook.due.iter().filter(move |due| due.job == number);
            let runs = of_job().filter(|due| matches!(due.act, Act::Run(_)));
            shown.state = history.of(&job.name).cloned();
            shown.due = runs.clone().count() as u64;
            shown.late = runs.filter(|due| now.0 - due.planned.0 > job.grace_s).count() as u64;
            shown.waiting = outlook.waiting.iter().any(|(job, _)| *job == number);
            let stopped =
                outlook.troubles.iter().any(|t| matches!(t, Trouble::NoCalendar(job, _) if *job == number));
            if another_day {
                shown.runs_out = running_out(job, jobs, calendar, now).is_some();
            }
            shown.no_calendar = stopped || shown.runs_out;
        }
    }

    /// A tick with nothing to do.
    pub fn tick(&self, now: Timestamp) {
        self.lock().at = Some(now);
    }

    /// Which job runs.
    pub fn running(&self, job: Option<&str>) {
        self.lock().running = job.map(str::to_owned);
    }

    /// The history cannot be written: nothing is run.
    pub fn broken(&self, why: Option<String>) {
        self.lock().broken = why;
    }

    /// The newest settings are not in use; nothing is begun where that is not possible under the old ones.
    pub fn refused(&self, why: Option<String>, hold: bool) {
        self.lock().refused = why.map(|why| (why, hold));
    }

    /// A new look.
    pub fn looked(&self, look: Look) {
        self.lock().look = Some(look);
    }

    /// Whether the daemon works, and what is not as it should be. A job that failed does not make the daemon ill.
    pub fn health(&self, now: Timestamp) -> (bool, Value) {
        let seen = self.lock();
        let stalled = seen.running.is_none() && seen.at.is_none_or(|at| now.0 - at.0 > STALLED_S);
        let names = |which: &dyn Fn(&JobSeen) -> bool| -> Vec<&str> {
            seen.jobs.iter().filter(|job| which(job)).map(|job| job.name.as_str()).collect()
        };
        let held = seen.refused.as_ref().is_some_and(|(_, hold)| *hold);
        let well = !stalled && seen.broken.is_none() && !seen.clock_back && !held;
        let document = json!({
            "status": if well { "ok" } else { "ill" }, "stalled": stalled, "clock_set_back": seen.clock_back,
            "history": seen.broken, "settings": seen.refused.as_ref().map(|(why, _)| why), "running": seen.running,
            "failed": names(&|job| job.state.as_ref().is_some_and(|state| state.bad)),
            "waiting": names(&|job| job.waiting), "no_calendar": names(&|job| job.no_calendar),
        });
        (well, document)
    }

    /// Everything for Prometheus, in its text format.
    pub fn metrics(&self, now: Timestamp) -> String {
        let seen = self.lock();
        let mut text = Metrics(String::new());
        text.one("suicha_up", "gauge", "1 while the daemon answers", 1);
        text.head("suicha_info", "gauge", "whose daemon this is, and its version");
        let About { bureau, region, file } = &seen.about;
        let version = env!("CARGO_PKG_VERSION");
        let about = [("bureau", bureau.as_str()), ("region", region.as_str()), ("version", version)];
        text.line("suicha_info", &about, 1);
        let stalled = seen.running.is_none() && seen.at.is_none_or(|at| now.0 - at.0 > STALLED_S);
        text.one("suicha_daemon_stalled", "gauge", "1 if it does not look at its jobs", u8::from(stalled));
        text.one(
            "suicha_history_broken",
            "gauge",
            "1 if runs cannot be written down",
            u8::from(seen.broken.is_some()),
        );
        text.one(
            "suicha_clock_set_back",
            "gauge",
            "1 if the clock is behind the last record",
            u8::from(seen.clock_back),
        );
        text.one(
            "suicha_settings_refused",
            "gauge",
            "1 if suicha.toml or the calendar has changed and is not in use",
            u8::from(seen.refused.is_some()),
        );
        if let Some(started) = seen.started {
            text.one("suicha_start_time_seconds", "gauge", "when the daemon began", started.0);
        }
        let state = |job: &JobSeen, value: fn(&State) -> Option<i64>| job.state.as_ref().and_then(value);
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        text.each(
            "suicha_job_last_success_timestamp_seconds",
            "gauge",
            "when a job last ended with 0",
            &seen.jobs,
            |job| state(job, |state| state.last_success.map(|at| at.0)),
        );
        text.each(
            "suicha_job_last_exit",
            "gauge",
            "exit code of its last run; -1 if it was killed",
            &seen.jobs,
            |job| state(job, |state| state.last_end.map(|(_, exit)| exit.map_or(-1, i64::from))),
        );
        text.each(
            "suicha_job_failed",
            "gauge",
            "1 if its newest time was not run as it should",
            &seen.jobs,
            |job| state(job, |state| Some(i64::from(state.bad))),
        );
        text.each("suicha_job_due", "gauge", "runs that are due and have not begun", &seen.jobs, |job| {
            Some(count(job.due))
        });
        text.each("suicha_job_late", "gauge", "those of them that are late", &seen.jobs, |job| {
            Some(count(job.late))
        });
        text.each(
            "suicha_job_waiting",
            "gauge",
            "1 while a failed run is to be tried again",
            &seen.jobs,
            |job| Some(i64::from(job.waiting)),
        );
        text.each(
            "suicha_job_no_calendar",
            "gauge",
            "1 if the calendar lacks a day it needs now or within 31 days",
            &seen.jobs,
            |job| Some(i64::from(job.no_calendar)),
        );
        text.each("suicha_job_runs_total", "counter", "runs that ended with 0", &seen.jobs, |job| {
            state(job, |state| i64::try_from(state.done).ok())
        });
        text.each(
            "suicha_job_failures_total",
            "counter",
            "runs that ended otherwise, tries included",
            &seen.jobs,
            |job| state(job, |state| i64::try_from(state.failed).ok()),
        );
        text.head("suicha_job_not_run_total", "counter", "times that were passed over");
        for job in &seen.jobs {
            for (why, count) in job.state.iter().flat_map(|state| &state.passed) {
                text.line("suicha_job_not_run_total", &[("job", &job.name), ("why", why)], count);
            }
        }
        let backup = seen
            .jobs
            .iter()
            .filter(|job| job.backup)
            .filter_map(|job| job.state.as_ref()?.last_success)
            .max();
        if *file {
            let age = backup.map_or_else(|| "+Inf".to_owned(), |at| (now.0 - at.0).to_string());
            text.one(
                "suicha_last_backup_age_seconds",
                "gauge",
                "since the last backup by a job; +Inf if none is known",
                age,
            );
        }
        let look = seen.look.clone().unwrap_or_default();
        if let Some((red, yellow)) = look.lights {
            text.head("suicha_clocks", "gauge", "statutory clocks by light");
            text.line("suicha_clocks", &[("light", "red")], red);
            text.line("suicha_clocks", &[("light", "yellow")], yellow);
        }
        let blind = u8::from(seen.look.is_some() && look.lights.is_none());
        text.one("suicha_clocks_unknown", "gauge", "1 if the clocks could not be told", blind);
        if let Some(bytes) = look.archive_bytes {
            text.one("suicha_archive_bytes", "gauge", "size of the archive's files", bytes);
        }
        if let Some(rows) = look.journal {
            text.one("suicha_journal_rows", "gauge", "writing commands so far", rows);
        }
        text.0
    }
}

/// The text format: `# HELP`, `# TYPE`, then the values.
struct Metrics(String);

impl Metrics {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let labels: Vec<String> =
            labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.line(name, &[], value);
    }

    fn each(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        jobs: &[JobSeen],
        value: impl Fn(&JobSeen) -> Option<i64>,
    ) {
        self.head(name, kind, help);
        for job in jobs {
            if let Some(value) = value(job) {
                self.line(name, &[("job", &job.name)], value);
            }
        }
    }
}

/// The value of a label: the name of a bureau is a free text.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(config: &Config) -> String {
        Board::new(&[], config).metrics(Timestamp(1_700_000_000))
    }

    #[test]
    fn a_daemon_says_whose_it_is_whatever_the_name() {
        let named =
            Config { body: " 甲\"局\"\\一\n股 ".into(), region: "320381".into(), ..Config::default() };
        let wanted = format!(
            "\nsuicha_info{{bureau=\"甲\\\"局\\\"\\\\一\\n股\",region=\"320381\",version=\"{}\"}} 1\n",
            env!("CARGO_PKG_VERSION")
        );
        let text = lines(&named);
        assert!(text.contains(&wanted), "{text}");
    }

    #[test]
    fn a_backup_that_was_never_made_is_infinitely_old() {
        let age = "\nsuicha_last_backup_age_seconds +Inf\n";
        assert!(lines(&Config::default()).contains(age));
        let server = Config { archive: Some("postgres://db/suicha".into()), ..Config::default() };
        assert!(!lines(&server).contains("suicha_last_backup_age_seconds"));
    }
}
