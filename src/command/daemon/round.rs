//! One round: do the first thing that is due, write down how it went, ask again, until nothing is.

use super::Daemon;
use super::claims::Claim;
use super::spawn::Run;
use crate::archive::Fence;
use crate::core::text::one_line;
use crate::core::time::Timestamp;
use crate::error::{Error, Exit, Result};
use crate::schedule::{
    Act, Due, Event, Job, Missed, Outlook, Record, Trouble, Why, due, fill, next, passed_times, temporary,
};
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
    /// The run that another daemon is at: what comes after it waits, as it would with one daemon.
    pub held: Option<(usize, Timestamp)>,
    /// Nothing more was begun, because the settings are others by now.
    pub unsettled: bool,
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
        for _ in 0..MOST_ACTS {
            let outlook = due((self.clock)(), self.runs.history(), &self.jobs, &self.calendar);
            self.board.see((self.clock)(), &outlook, self.runs.history(), (&self.jobs, &self.calendar));
            let first = outlook.due.first().copied();
            self.tell(&outlook, &round.troubles);
            (round.waiting, round.troubles) = (outlook.waiting, outlook.troubles);
            match first {
                Some(due) if !self.stop.load(Ordering::Relaxed) => {
                    // A command would read what is in the files now.
                    round.unsettled = self.settings.hold();
                    if round.unsettled || !self.act(due, round)? {
                        return Ok(());
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

    /// Does one thing; `false` where another daemon is at it.
    fn act(&mut self, due: Due, round: &mut Round) -> Result<bool> {
        let Due { job: number, mut planned, mut act } = due;
        let job = self.jobs[number].clone();
        // What another daemon was at comes first, whatever has become of the job's later times since.
        if let Some(held) = self.held.get(&job.name).filter(|held| **held <= planned) {
            (planned, act) = (*held, Act::Run(Why::Interrupted));
        }
        match act {
            Act::Run(why) => self.claim(number, &job, planned, round, |daemon, lease, round| {
                daemon.make((number, &job, planned), why, lease, round)
            }),
            Act::Pass(_, why @ Missed::GivenUp) => {
                self.claim(number, &job, planned, round, |daemon, lease, round| {
                    daemon.pass((number, &job, planned), 1, why, round)?;
                    daemon.claims.over(lease);
                    Ok(())
                })
            }
            Act::Pass(count, why @ Missed::Late) => self.late((number, &job, planned), count, why, round),
            Act::Pass(count, why) => self.pass((number, &job, planned), count, why, round).map(|()| true),
        }
    }

    /// Does something with a run that is ours.
    fn claim(
        &mut self,
        number: usize,
        job: &Job,
        planned: Timestamp,
        round: &mut Round,
        act: impl FnOnce(&mut Self, Option<&Fence>, &mut Round) -> Result<()>,
    ) -> Result<bool> {
        let claim = self.claims.claim(job, planned)?;
        if claim == Claim::Held {
            if self.held.insert(job.name.clone(), planned) != Some(planned) {
                tracing::info!(job = %job.name, %planned, "another daemon is at it");
            }
            round.held = Some((number, planned));
            return Ok(false);
        }
        self.held.remove(&job.name);
        match claim {
            Claim::Ours(lease) => act(self, lease.as_ref(), round)?,
            _ => self.pass((number, job, planned), 1, Missed::Elsewhere, round)?,
        }
        Ok(true)
    }

    /// Passes over what was missed and has to be told; but what another daemon has begun in time is its own, or ours
    /// to finish.
    fn late(
        &mut self,
        (number, job, planned): (usize, &Job, Timestamp),
        count: u64,
        why: Missed,
        round: &mut Round,
    ) -> Result<bool> {
        let from = self.runs.history().of(&job.name).map_or(planned, |state| state.done_to);
        let (jobs, calendar) = (&self.jobs, &self.calendar);
        let untouched = self.claims.untouched(job, || passed_times(job, jobs, calendar, from, planned))?;
        match untouched {
            Some((0, times)) if !times.is_empty() => {
                let begun = times[0];
                self.claim(number, job, begun, round, |daemon, lease, round| {
                    daemon.make((number, job, begun), Why::Interrupted, lease, round)
                })
            }
            Some((some, times)) if some < times.len() => {
                self.pass((number, job, times[some - 1]), some as u64, why, round).map(|()| true)
            }
            _ => self.pass((number, job, planned), count, why, round).map(|()| true),
        }
    }

    fn pass(
        &mut self,
        (number, job, planned): (usize, &Job, Timestamp),
        count: u64,
        why: Missed,
        round: &mut Round,
    ) -> Result<()> {
        self.note(job, Event::Pass { planned, count, why })?;
        let (name, why_word) = (&job.name, why.word());
        match why {
            _ if why.is_bad() => tracing::error!(job = %name, %planned, count, why = why_word, "not run"),
            Missed::Elsewhere => tracing::info!(job = %name, %planned, "another daemon has dealt with it"),
            _ => tracing::warn!(job = %name, %planned, count, why = why_word, "passed over"),
        }
        round.passed.push((number, planned, count, why));
        Ok(())
    }

    /// Runs the command of a job to its end.
    fn make(
        &mut self,
        (number, job, planned): (usize, &Job, Timestamp),
        why: Why,
        lease: Option<&Fence>,
        round: &mut Round,
    ) -> Result<()> {
        self.note(job, Event::Start { planned, fence: self.claims.number(lease) })?;
        self.board.running(Some(&job.name));
        let words = fill(&job.command, job.zone, planned);
        tracing::info!(job = %job.name, %planned, command = %words.join(" "), "begins");
        let run = Run { name: &job.name, words: &words, limit_s: job.limit_s, lease };
        let claims = &mut self.claims;
        let ended = self.typist.run(&run, &self.stop, &mut |passed| claims.keep(lease, passed));
        self.board.running(None);
        if ended.overtaken || !self.claims.is_ours(lease) {
            tracing::warn!(job = %job.name, %planned, "its lease holds no more: another daemon has taken it over, or somebody has released it");
            return Ok(()); // no end: how it went is asked for again
        }
        if ended.exit.is_none() && self.stop.load(Ordering::Relaxed) {
            return Ok(()); // no end: the next start runs it again
        }
        let said = ended.error.as_deref().map(last_line);
        self.note(job, Event::End { planned, exit: ended.exit, said })?;
        // After the line: a death in between has it made once more, rather than never told.
        if !temporary(ended.exit) {
            self.claims.over(lease);
        }
        tell_end(job, planned, &ended);
        round.ran.push(Ran { job: number, planned, why, exit: ended.exit, error: ended.error });
        Ok(())
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
