//! One round: do the first thing that is due, write down how it went, ask again, until nothing is.

use super::Daemon;
use super::runs::Runs;
use crate::core::text::one_line;
use crate::core::time::Timestamp;
use crate::error::{Error, Exit, Result};
use crate::schedule::{Act, Due, Event, Job, Missed, Outlook, Record, Trouble, Why, due, fill, next};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

/// What a round has done.
#[derive(Debug, Default)]
pub struct Round {
    /// Runs: number of the job, when it was due, why, exit code, error.
    pub ran: Vec<Ran>,
    /// What was not made: number of the job, the newest time, how many, why.
    pub passed: Vec<(usize, Timestamp, u64, Missed)>,
    /// What is tried again later.
    pub waiting: Vec<(usize, Timestamp)>,
    /// What keeps jobs from being due.
    pub troubles: Vec<Trouble>,
}

/// One run.
#[derive(Debug)]
pub struct Ran {
    /// Number of the job.
    pub job: usize,
    /// When it was due.
    pub planned: Timestamp,
    /// Why it was run.
    pub why: Why,
    /// Exit code; `None` where it was killed.
    pub exit: Option<u8>,
    /// What it said went wrong.
    pub error: Option<String>,
}

/// More than a round ever does at one time: a schedule that does not come to an end is a mistake of this program.
const MOST_ACTS: usize = 100_000;

/// Characters of an error that the history keeps.
const LONGEST_ERROR: usize = 200;

impl Daemon {
    /// Does everything that is due, in order.
    pub fn round(&mut self, round: &mut Round) -> Result<()> {
        self.watch()?;
        // Jobs that another daemon holds are its own for this round.
        let mut held = BTreeSet::new();
        for _ in 0..MOST_ACTS {
            let outlook = due((self.clock)(), self.runs.history(), &self.jobs, &self.calendar);
            self.board.see((self.clock)(), &outlook, self.runs.history(), &self.jobs);
            let first = outlook.due.iter().find(|due| !held.contains(&due.job)).copied();
            self.tell(&outlook, &round.troubles);
            (round.waiting, round.troubles) = (outlook.waiting, outlook.troubles);
            match first {
                Some(due) if !self.stop.load(Ordering::Relaxed) => {
                    if !self.act(due, round)? {
                        held.insert(due.job);
                    }
                }
                _ => return Ok(()),
            }
        }
        Err(Error::new(Exit::Bug, "the schedule does not come to an end"))
    }

    /// When the next round has something to do, at the latest.
    pub fn wakes(&self, round: &Round, now: Timestamp) -> Timestamp {
        let planned = self
            .jobs
            .iter()
            .filter_map(|job| next(job, &self.jobs, &self.calendar, now, 1).known.first().copied());
        let again = round.waiting.iter().map(|(_, at)| *at);
        // Once an hour whatever is said: a calendar can come to its end, and then that is told.
        planned.chain(again).fold(now.plus(3600), Timestamp::min)
    }

    /// Begins to look after jobs that are new or have got other times.
    fn watch(&mut self) -> Result<()> {
        let at = (self.clock)();
        if self.runs.history().latest().is_some_and(|latest| latest > at) {
            return Ok(()); // a clock that was set back begins nothing
        }
        for job in &self.jobs {
            let mark = job.mark.clone();
            if self.runs.history().of(&job.name).is_none_or(|state| state.mark != mark) {
                self.runs.append(&Record { at, job: job.name.clone(), event: Event::Watch { mark } })?;
            }
        }
        Ok(())
    }

    /// Does one thing; `false` where another daemon has the right to.
    fn act(&mut self, due: Due, round: &mut Round) -> Result<bool> {
        let Due { job: number, planned, act } = due;
        let job = self.jobs[number].clone();
        match act {
            Act::Pass(count, why) => {
                self.note(&job, Event::Pass { planned, count, why })?;
                let (name, why_word) = (&job.name, why.word());
                match why.is_bad() {
                    true => tracing::error!(job = %name, %planned, count, why = why_word, "not run"),
                    false => tracing::warn!(job = %name, %planned, count, why = why_word, "passed over"),
                }
                round.passed.push((number, planned, count, why));
            }
            Act::Run(why) => {
                let Some(fence) = self.runs.claim(&job.name, planned) else {
                    return Ok(false); // it runs it, and writes it down
                };
                self.note(&job, Event::Start { planned, fence: fence.0 })?;
                self.board.running(Some(&job.name));
                let words = fill(&job.command, job.zone, planned);
                tracing::info!(job = %job.name, %planned, command = %words.join(" "), "begins");
                let ended = self.typist.run(&job.name, &words, job.limit_s, &self.stop);
                self.board.running(None);
                if ended.exit.is_none() && self.stop.load(Ordering::Relaxed) {
                    return Ok(true); // no end: the next start runs it again
                }
                let said = ended.error.as_deref().map(last_line);
                self.note(&job, Event::End { planned, exit: ended.exit, said })?;
                tell_end(&job, planned, &ended);
                round.ran.push(Ran { job: number, planned, why, exit: ended.exit, error: ended.error });
            }
        }
        Ok(true)
    }

    fn note(&mut self, job: &Job, event: Event) -> Result<()> {
        self.runs.append(&Record { at: (self.clock)(), job: job.name.clone(), event })
    }

    /// Troubles are told when they begin, not at every tick.
    fn tell(&self, outlook: &Outlook, before: &[Trouble]) {
        let known = |trouble: &Trouble| {
            before.iter().any(|old| match (old, trouble) {
                (Trouble::Clock(_), Trouble::Clock(_)) => true,
                (Trouble::NoCalendar(old, _), Trouble::NoCalendar(new, _)) => old == new,
                _ => false,
            })
        };
        for trouble in outlook.troubles.iter().filter(|trouble| !known(trouble)) {
            match trouble {
                Trouble::Clock(clock) => {
                    tracing::error!(now = %clock.now, latest = %clock.latest, "the clock was set back: nothing is run");
                }
                Trouble::NoCalendar(job, day) => {
                    tracing::error!(job = %self.jobs[*job].name, "{day}: the job waits for the calendar");
                }
            }
        }
    }
}

/// What stands in the history of an error: its last line, not too long.
fn last_line(error: &str) -> String {
    let line = error.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    one_line(line).chars().take(LONGEST_ERROR).collect()
}

fn tell_end(job: &Job, planned: Timestamp, ended: &super::spawn::Ended) {
    let error = ended.error.as_deref().unwrap_or_default();
    let name = &job.name;
    match ended.exit {
        Some(0) => tracing::info!(job = %name, %planned, "done"),
        Some(exit @ 5..=7) => {
            tracing::warn!(job = %name, %planned, exit, error, "failed, will be tried again")
        }
        Some(exit) => tracing::error!(job = %name, %planned, exit, error, "failed"),
        None => tracing::warn!(job = %name, %planned, error, "was stopped, will be tried again"),
    }
}
