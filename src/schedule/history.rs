//! What has been run: lines of a strict text, and the fold over them from which a restart knows what is done, what
//! was interrupted and what is still tried. A line is never changed; the last one may be torn and then counts for
//! nothing. What has grown too long is made shorter by [`super::shorten`].

use super::kept;
use crate::core::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// First line of the text.
pub const HEADING: &str = "suicha-schedule/1";

/// One line: when, about which job, what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The daemon's clock.
    pub at: Timestamp,
    /// Name of the job.
    pub job: String,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// From now on the job is looked after, with these times (the mark of [`super::Job`]): nothing before is missed.
    Watch {
        /// Which times.
        mark: String,
    },
    /// A run began.
    Start {
        /// The time it was due.
        planned: Timestamp,
        /// The lease under which it began: a later one is larger.
        fence: u64,
    },
    /// It ended. `None`: it was killed or could not be started.
    End {
        /// The time it was due.
        planned: Timestamp,
        /// Exit code.
        exit: Option<u8>,
        /// What it said went wrong, on one line.
        said: Option<String>,
    },
    /// Runs up to a time are not made.
    Pass {
        /// The newest of them.
        planned: Timestamp,
        /// How many.
        count: u64,
        /// Why.
        why: super::Missed,
    },
    /// Where the job stood: it takes the place of all lines about it before this one.
    Keep {
        /// Where.
        state: Box<State>,
        /// The largest lease of all of those lines.
        fence: u64,
    },
}

/// Where a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Which times it is about.
    pub mark: String,
    /// Everything up to this time is dealt with.
    pub done_to: Timestamp,
    /// A run that is not over.
    pub open: Option<Open>,
    /// When it last ended with 0.
    pub last_success: Option<Timestamp>,
    /// Exit code of the last run that ended, and when.
    pub last_end: Option<(Timestamp, Option<u8>)>,
    /// What that run said went wrong.
    pub last_said: Option<String>,
    /// Runs that ended with 0.
    pub done: u64,
    /// Runs that ended otherwise, tries included.
    pub failed: u64,
    /// Runs that were passed over by reason, for the metrics.
    pub passed: BTreeMap<&'static str, u64>,
    /// Whether the newest of its times was not run as it should: failed for good, given up or reported.
    pub bad: bool,
}

/// A run that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// The time it was due.
    pub planned: Timestamp,
    /// Whether it was started and has no end.
    pub running: bool,
    /// How often it has ended for a temporary reason, and when last.
    pub tries: u32,
    /// When it ended last.
    pub ended: Timestamp,
}

/// The fold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    jobs: BTreeMap<String, State>,
    latest: Option<Timestamp>,
    fence: u64,
}

/// Hands every line to `each`; the length that counts, without a torn last line, or the number of a line that cannot be
/// read.
pub fn records(text: &[u8], mut each: impl FnMut(Record)) -> Result<usize, usize> {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let Some(body) = text.get(..whole).and_then(|body| std::str::from_utf8(body).ok()) else {
        return Err(1);
    };
    for (number, line) in (1_usize..).zip(body.lines()) {
        match (number, line) {
            (1, HEADING) => {}
            (1, _) => return Err(1),
            _ => each(Record::parse(line).ok_or(number)?),
        }
    }
    Ok(whole)
}

/// Whether an exit code may be another one later: too early (5), somebody else at work (6), the outside world
/// (7), and a run that was killed.
pub fn temporary(exit: Option<u8>) -> bool {
    matches!(exit, None | Some(5..=7))
}

impl History {
    /// Reads the text. A torn last line is left out: the length that counts comes with the fold. A line that cannot be
    /// read is told by its number.
    pub fn parse(text: &[u8]) -> Result<(Self, usize), usize> {
        let mut history = Self::default();
        let whole = records(text, |record| history.push(&record))?;
        Ok((history, whole))
    }

    /// One more record.
    pub fn push(&mut self, record: &Record) {
        let Record { at, job, event } = record;
        self.latest = self.latest.max(Some(*at));
        if let Event::Watch { mark } = event {
            let known = self.jobs.remove(job);
            let fresh = State {
                mark: mark.clone(),
                done_to: *at,
                open: None,
                last_success: None,
                last_end: None,
                last_said: None,
                done: 0,
                failed: 0,
                passed: BTreeMap::new(),
                bad: false,
            };
            let state = known
                .map(|old| State { mark: mark.clone(), done_to: *at, open: None, ..old })
                .unwrap_or(fresh);
            self.jobs.insert(job.clone(), state);
            return;
        }
        if let Event::Start { fence, .. } | Event::Keep { fence, .. } = event {
            self.fence = self.fence.max(*fence);
        }
        if let Event::Keep { state, .. } = event {
            self.jobs.insert(job.clone(), (**state).clone());
            return;
        }
        // A job that is not watched has no state: its line was written by hand.
        let Some(state) = self.jobs.get_mut(job) else { return };
        match event {
            Event::Watch { .. } | Event::Keep { .. } => {}
            Event::Start { planned, .. } => {
                let tries = state.open.filter(|open| open.planned == *planned).map_or(0, |open| open.tries);
                state.open = Some(Open { planned: *planned, running: true, tries, ended: *at });
            }
            Event::End { planned, exit, said } => {
                state.last_said.clone_from(said);
                state.end(*at, *planned, *exit);
            }
            Event::Pass { planned, count, why } => {
                *state.passed.entry(why.word()).or_default() += count;
                state.done_to = state.done_to.max(*planned);
                state.open = None;
                // What another machine has done, or told of, is not this one's to tell.
                state.bad = *why != super::Missed::Elsewhere && (state.bad || why.is_bad());
            }
        }
    }

    /// Where a job stands, if it is watched.
    pub fn of(&self, job: &str) -> Option<&State> {
        self.jobs.get(job)
    }

    /// Every job with where it stands.
    pub fn jobs(&self) -> impl Iterator<Item = (&String, &State)> {
        self.jobs.iter()
    }

    /// The largest fence that a run began under.
    pub fn fence(&self) -> u64 {
        self.fence
    }

    /// The clock of the newest record.
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest
    }
}

impl State {
    fn end(&mut self, at: Timestamp, planned: Timestamp, exit: Option<u8>) {
        self.last_end = Some((at, exit));
        if exit == Some(0) {
            self.done += 1;
            self.last_success = Some(at);
            self.bad = false;
        } else {
            self.failed += 1;
        }
        if temporary(exit) {
            let tries = self.open.filter(|open| open.planned == planned).map_or(0, |open| open.tries) + 1;
            self.open = Some(Open { planned, running: false, tries, ended: at });
            return;
        }
        self.bad = exit != Some(0);
        self.done_to = self.done_to.max(planned);
        self.open = None;
    }
}

impl Record {
    fn parse(line: &str) -> Option<Self> {
        // The name of the job comes first: it may be "said" itself.
        let [at, word, job, rest] = line.splitn(4, ' ').collect::<Vec<_>>()[..] else { return None };
        let at = Timestamp::parse(at).ok()?;
        let (head, said) = match rest.split_once(" said ") {
            Some((head, said)) => (head, Some(said.to_owned())),
            None => (rest, None),
        };
        let words: Vec<&str> = head.split(' ').collect();
        let event = match (word, &words[..]) {
            ("watch", [mark]) => Event::Watch { mark: (*mark).to_owned() },
            ("keep", rest) => kept::parse(rest, said)?,
            ("start", [planned, "fence", fence]) => {
                Event::Start { planned: Timestamp::parse(planned).ok()?, fence: fence.parse().ok()? }
            }
            ("end", [planned, "exit", exit]) => {
                let exit = match *exit {
                    "none" => None,
                    code => Some(code.parse().ok()?),
                };
                Event::End { planned: Timestamp::parse(planned).ok()?, exit, said }
            }
            ("pass", [planned, "count", count, why]) => Event::Pass {
                planned: Timestamp::parse(planned).ok()?,
                count: count.parse().ok()?,
                why: super::Missed::of(why)?,
            },
            _ => return None,
        };
        let record = Self { at, job: job.to_owned(), event };
        (record.to_string() == line).then_some(record)
    }
}

impl fmt::Display for Record {
    /// Without the line's end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, job, event } = self;
        match event {
            Event::Watch { mark } => write!(f, "{at} watch {job} {mark}"),
            Event::Start { planned, fence } => write!(f, "{at} start {job} {planned} fence {fence}"),
            Event::End { planned, exit, said } => {
                let exit = exit.map_or_else(|| "none".to_owned(), |exit| exit.to_string());
                write!(f, "{at} end {job} {planned} exit {exit}")?;
                said.as_ref().map_or(Ok(()), |said| write!(f, " said {said}"))
            }
            Event::Pass { planned, count, why } => {
                write!(f, "{at} pass {job} {planned} count {count} {}", why.word())
            }
            Event::Keep { state, fence } => write!(f, "{at} keep {job} {}", kept::print(state, *fence)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "suicha-schedule/1\n\
        2024-03-01T00:00:00+08:00 watch a 0123456789abcdef\n\
        2024-03-02T09:00:00+08:00 start a 2024-03-02T09:00:00+08:00 fence 1\n\
        2024-03-02T09:00:05+08:00 end a 2024-03-02T09:00:00+08:00 exit 7 said no relay said anything\n\
        2024-03-02T09:01:05+08:00 start a 2024-03-02T09:00:00+08:00 fence 1\n\
        2024-03-02T09:01:06+08:00 end a 2024-03-02T09:00:00+08:00 exit 0\n\
        2024-03-05T09:00:00+08:00 pass a 2024-03-04T09:00:00+08:00 count 2 late\n\
        2024-03-05T09:00:00+08:00 start a 2024-03-05T09:00:00+08:00 fence 2\n";

    #[test]
    fn lines_are_read_back_and_folded() {
        let (history, length) = History::parse(TEXT.as_bytes()).unwrap();
        assert_eq!(length, TEXT.len());
        let state = history.of("a").unwrap();
        assert_eq!(history.fence(), 2);
        assert_eq!(state.done_to, Timestamp::parse("2024-03-04T09:00:00+08:00").unwrap());
        assert!(state.open.is_some_and(|open| open.running && open.tries == 0));
        assert_eq!((state.done, state.failed, state.passed["late"]), (1, 1, 2));
        assert!(state.bad, "what was reported stays bad until a run succeeds");
        for line in TEXT.lines().skip(1) {
            assert_eq!(Record::parse(line).unwrap().to_string(), line);
        }
    }

    #[test]
    fn no_name_of_a_job_breaks_a_history() {
        for name in ["said", "fence", "exit", "end", "keep", "count", "none"] {
            let text = TEXT.replace(" a ", &format!(" {name} "));
            let (history, length) = History::parse(text.as_bytes()).unwrap();
            assert_eq!((history.of(name).map(|state| state.done), length), (Some(1), text.len()), "{name}");
            let (short, _) = History::parse(&crate::schedule::shorten(text.as_bytes(), 0).unwrap()).unwrap();
            assert_eq!(short, history, "{name}");
        }
    }

    #[test]
    fn a_torn_last_line_counts_for_nothing_and_any_other_is_told() {
        for cut in TEXT.len() - 60..TEXT.len() {
            let (history, length) = History::parse(&TEXT.as_bytes()[..cut]).unwrap();
            assert!(length < cut && history.of("a").unwrap().open.is_none());
        }
        assert_eq!(History::parse(b"").unwrap().1, 0);
        assert_eq!(History::parse(b"suicha-sched").unwrap().1, 0);
        assert_eq!(History::parse(b"suicha-schedule/2\n"), Err(1));
        for (from, to) in
            [("exit 7", "exit 256"), ("fence 1", "fence 01"), (" count 2", ""), ("late", "soon")]
        {
            let bad = TEXT.replacen(from, to, 1);
            assert!(History::parse(bad.as_bytes()).is_err(), "{to}");
        }
        assert_eq!(History::parse(TEXT.replacen("exit 7 said", "exit 7  said", 1).as_bytes()), Err(4));
    }
}
