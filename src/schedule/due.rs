//! What is due: a function of the time, the history of runs, the jobs and the calendar. Whoever carries it out does the
//! first of the list, adds what happened to the history and asks again.

use super::history::{History, Open, State};
use super::times::times;
use super::{Job, Policy};
use crate::core::time::Timestamp;
use crate::core::workdays::{Calendar, Unknown};

/// Times of one job that are dealt with at once; a daemon that slept for years asks again.
const MOST_TIMES: usize = 1000;

/// The span that is searched in one step.
const STEP_S: i64 = 31 * 86_400;

/// A clock behind the newest record by no more than this was only put right.
const PUT_RIGHT_S: i64 = 60;

/// Pauses between tries, in seconds: the last one goes on.
const PAUSES_S: [i64; 7] = [30, 60, 120, 300, 600, 1200, 1800];

/// What there is to do and to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// In order: by the time it was due, then as the jobs are listed.
    pub due: Vec<Due>,
    /// What keeps jobs from being due.
    pub troubles: Vec<Trouble>,
    /// Runs that are tried again later: number of the job, and when.
    pub waiting: Vec<(usize, Timestamp)>,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Number of the job.
    pub job: usize,
    /// The time it was due; of several that are passed over, the newest.
    pub planned: Timestamp,
    /// What to do.
    pub act: Act,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Run the command.
    Run(Why),
    /// Note that so many runs are not made.
    Pass(u64, Missed),
}

/// Why a command is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is time.
    Now,
    /// It was missed, and is caught up.
    CaughtUp,
    /// It was started and never ended.
    Interrupted,
    /// It ended for a temporary reason; the number of the try, from 2.
    Again(u32),
}

/// Why a run is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missed {
    /// A newer one stands for it (`once`).
    Newer,
    /// It was missed and is not wanted any more (`skip`).
    Skipped,
    /// It was missed, and somebody has to know (`report`).
    Late,
    /// It was tried as often as it may be.
    GivenUp,
    /// A daemon on another machine has dealt with it.
    Elsewhere,
}

/// What keeps a job from being due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The calendar lacks a day that the job of that number would have to count.
    NoCalendar(usize, Unknown),
    /// The clock was set back behind the newest record.
    Clock(Clock),
}

/// A clock that was set back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// What it shows.
    pub now: Timestamp,
    /// What it has shown before.
    pub latest: Timestamp,
}

impl Missed {
    const WORDS: [(Missed, &'static str); 5] = [
        (Missed::Newer, "newer"),
        (Missed::Skipped, "skipped"),
        (Missed::Late, "late"),
        (Missed::GivenUp, "given-up"),
        (Missed::Elsewhere, "elsewhere"),
    ];

    /// The word in the history.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(why, _)| *why == self).map_or("", |(_, word)| word)
    }

    /// The reason of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(_, known)| *known == word).map(|(why, _)| why)
    }

    /// Whether somebody has to look after it.
    pub fn is_bad(self) -> bool {
        matches!(self, Missed::Late | Missed::GivenUp)
    }
}

/// The times of a job that passing over everything up to `planned` is about, oldest first.
pub fn passed_times(
    job: &Job,
    jobs: &[Job],
    calendar: &Calendar,
    from: Timestamp,
    planned: Timestamp,
) -> Vec<Timestamp> {
    let (mut found, mut from) = (Vec::new(), from);
    while from < planned {
        let until = from.plus(STEP_S).min(planned);
        found.extend(times(job, jobs, calendar, from, until).known);
        from = until;
    }
    found
}

/// What is due now. Jobs that the history does not watch are not: it begins to watch them, and nothing before that is
/// missed.
pub fn due(now: Timestamp, history: &History, jobs: &[Job], calendar: &Calendar) -> Outlook {
    let mut outlook = Outlook::default();
    if let Some(latest) = history.latest().filter(|latest| *latest > now) {
        // Whatever the clock says now was dealt with, or is not yet to be: nothing is done twice.
        if latest > now.plus(PUT_RIGHT_S) {
            outlook.troubles.push(Trouble::Clock(Clock { now, latest }));
        }
        return outlook;
    }
    for (number, job) in jobs.iter().enumerate() {
        let Some(state) = history.of(&job.name).filter(|state| state.mark == job.mark) else {
            continue;
        };
        match state.open {
            Some(open) => outlook.unfinished(now, number, job, open),
            None => outlook.fresh(now, number, job, state, jobs, calendar),
        }
    }
    outlook.due.sort_by_key(|due| (due.planned, due.job));
    outlook
}

impl Outlook {
    /// A run that is not over keeps the later ones of its job waiting.
    fn unfinished(&mut self, now: Timestamp, number: usize, job: &Job, open: Open) {
        let pause = PAUSES_S[(open.tries.max(1) as usize - 1).min(PAUSES_S.len() - 1)];
        let again = open.ended.plus(pause);
        let act = match open.running {
            true => Act::Run(Why::Interrupted),
            false if open.tries >= job.tries => Act::Pass(1, Missed::GivenUp),
            false if again <= now => Act::Run(Why::Again(open.tries + 1)),
            false => {
                self.waiting.push((number, again));
                return;
            }
        };
        self.due.push(Due { job: number, planned: open.planned, act });
    }

    fn fresh(
        &mut self,
        now: Timestamp,
        number: usize,
        job: &Job,
        state: &State,
        jobs: &[Job],
        calendar: &Calendar,
    ) {
        let (mut planned, mut from) = (Vec::new(), state.done_to);
        while from < now && planned.len() < MOST_TIMES {
            let until = from.plus(STEP_S).min(now);
            let found = times(job, jobs, calendar, from, until);
            planned.extend(found.known);
            if let Some(day) = found.lacking {
                // What comes after a day that cannot be counted waits for the calendar.
                self.troubles.push(Trouble::NoCalendar(number, day));
                break;
            }
            from = until;
        }
        let missed = planned.iter().filter(|planned| now.0 - planned.0 > job.grace_s).count();
        let (late, timely) = planned.split_at(missed);
        let mut pass = |times: &[Timestamp], why| {
            if let Some(newest) = times.last() {
                let act = Act::Pass(times.len() as u64, why);
                self.due.push(Due { job: number, planned: *newest, act });
            }
        };
        let (mut caught_up, mut timely) = (&late[..0], timely);
        match job.policy {
            Policy::Each => caught_up = late,
            Policy::Skip => pass(late, Missed::Skipped),
            Policy::Report => pass(late, Missed::Late),
            // Not yet the newest of them: one of those to come stands for all.
            Policy::Once if from < now && planned.len() >= MOST_TIMES => {
                pass(&planned, Missed::Newer);
                timely = &[];
            }
            Policy::Once => {
                pass(&planned[..planned.len().saturating_sub(1)], Missed::Newer);
                caught_up = late.get(planned.len().saturating_sub(1)..).unwrap_or_default();
                timely = &timely[timely.len().saturating_sub(1)..];
            }
        }
        let run = |why| move |planned: &Timestamp| Due { job: number, planned: *planned, act: Act::Run(why) };
        self.due.extend(caught_up.iter().map(run(Why::CaughtUp)));
        self.due.extend(timely.iter().map(run(Why::Now)));
    }
}
