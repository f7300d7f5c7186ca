//! What the bureau knows, as plain values, written from the documents: libraries in force, plans with
//! their versions, attempts and how they ended, the log, and what follows from them. It calls nothing
//! of the program.

use super::county::{Matter, Officer, STATIONS, Subject, excluded};
use super::recorded::Records;
use super::recorded::Stage;
use std::collections::{BTreeMap, BTreeSet};

/// Team lines of plans; all but the last can be filled by the county.
pub const TEAMS: [&[&str]; 4] = [&["2 @pool"], &["2"], &["1 @pool", "1 without @pool"], &["9 @pool"]];

/// Everything the bureau has done.
#[derive(Default)]
pub struct Model {
    pub now: i64,
    /// The latest time at which anything was stored.
    pub last_act: i64,
    pub subjects: Vec<Roster<Subject>>,
    pub officers: Vec<Roster<Officer>>,
    pub recusals: Vec<Roster<(String, String)>>,
    pub matters: Vec<Roster<Matter>>,
    pub plans: Vec<Plan>,
    pub draws: Vec<Draw>,
    /// Kind and object of every entry of the log.
    pub log: Vec<(String, String)>,
    /// Number of the last act.
    pub acts: u32,
    /// Rounds of lotteries used so far.
    pub rounds: u32,
}

/// A library as of a day.
pub struct Roster<T> {
    pub as_of: i64,
    pub rows: Vec<T>,
}

/// A plan and its versions, each with its day, text and tasks.
pub struct Plan {
    pub number: String,
    pub year: i64,
    pub versions: Vec<Version>,
}

/// One version.
#[derive(Clone)]
pub struct Version {
    pub at: i64,
    pub text: String,
    pub tasks: Vec<Task>,
}

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub id: String,
    pub number: String,
    pub matters: Vec<String>,
    pub station: Option<usize>,
    pub two_strata: bool,
    pub rate: (usize, usize),
    pub least: usize,
    pub annual_cap: Option<u32>,
    pub quiet: Option<i64>,
    pub team: usize,
    pub reserve: usize,
    pub embargo: Option<i64>,
    pub cutoff: i64,
    pub round: String,
    /// In no commitment: it may change at any time.
    pub finish: Option<i64>,
}

/// A draw id and its attempts.
pub struct Draw {
    pub id: String,
    pub attempts: Vec<Attempt>,
}

/// One attempt.
pub struct Attempt {
    pub plan: usize,
    pub tasks: Vec<Task>,
    pub frozen: i64,
    pub at: i64,
    pub witness: bool,
    pub revealed: bool,
    /// Whether there is a result, and since when the attempt has ended.
    pub end: Option<(bool, i64)>,
    pub opened: Option<i64>,
    pub frames: Vec<BTreeMap<String, Row>>,
    pub officers: Vec<Officer>,
    pub recusals: Vec<(String, String)>,
    /// The drawn order by task and stratum, reserve included.
    pub order: Vec<BTreeMap<String, Vec<String>>>,
    pub teams: BTreeMap<String, BTreeSet<String>>,
    /// The teams before each replacement.
    pub before: Vec<BTreeMap<String, BTreeSet<String>>>,
    pub requests: Vec<Request>,
    pub challenged: Vec<String>,
    pub records: Records,
}

/// A row of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub stratum: String,
    pub pool: String,
    pub status: String,
}

/// A replacement.
#[derive(Clone, Debug)]
pub struct Request {
    pub at: i64,
    pub due: i64,
    pub skip: Option<String>,
    pub ill: Option<String>,
    pub done: Option<i64>,
}

impl Model {
    /// A registry as the bureau takes it: nobody with fewer visits on the spot in the year of a day, or an
    /// earlier last one since the year before, than the bureau has recorded itself up to that day.
    pub fn raised(&self, subjects: &[Subject], day: i64) -> Vec<Subject> {
        let year = |day: i64| super::calendar::date(day).0;
        let records = self.draws.iter().flat_map(|draw| &draw.attempts).flat_map(|attempt| &attempt.records);
        let made: BTreeSet<(&String, i64)> = records
            .filter(|(_, record)| record.content.result != 2)
            .map(|(about, record)| (&about.0, record.content.visited))
            .filter(|(_, visited)| *visited <= day && year(*visited) + 1 >= year(day))
            .collect();
        let raise = |subject: &Subject| {
            let days = || made.iter().filter(|(id, _)| **id == subject.id).map(|(_, visited)| *visited);
            let visits = days().filter(|visited| year(*visited) == year(day)).count() as u32;
            Subject {
                visits: subject.visits.max(visits),
                last: subject.last.max(days().max()),
                ..subject.clone()
            }
        };
        subjects.iter().map(raise).collect()
    }

    /// The library in force on a day: of the latest day up to it, and of those the last imported.
    pub fn in_force<T>(rosters: &[Roster<T>], day: i64) -> Option<&Roster<T>> {
        rosters.iter().filter(|roster| roster.as_of <= day).max_by_key(|roster| roster.as_of)
    }

    /// Codes that can be inspected today: listed, in force, with a legal basis.
    pub fn listed(&self, day: i64) -> BTreeSet<String> {
        let list = Self::in_force(&self.matters, day);
        let good = |matter: &&Matter| matter.basis && matter.effective <= day;
        list.map(|list| list.rows.iter().filter(good).map(|matter| matter.code.clone()).collect())
            .unwrap_or_default()
    }

    /// The draw that holds a task, if any attempt ever did.
    pub fn holder(&self, number: &str) -> Option<&Draw> {
        self.draws.iter().find(|draw| {
            draw.attempts.iter().any(|attempt| attempt.tasks.iter().any(|task| task.number == number))
        })
    }
}

impl Task {
    /// What a commitment fixes: all but the last day of the task.
    pub fn draws_like(&self, other: &Task) -> bool {
        Task { finish: None, ..self.clone() } == Task { finish: None, ..other.clone() }
    }

    /// The strata, in the plan's order.
    pub fn strata(&self) -> &'static [&'static str] {
        if self.two_strata { &["a", "rest"] } else { &["all"] }
    }

    /// The frame: which rows of the registry the task covers, and which of them can be drawn.
    pub fn frame(&self, subjects: &[Subject]) -> BTreeMap<String, Row> {
        let covered = subjects.iter().filter(|s| self.station.is_none() || s.station == self.station);
        covered
            .map(|subject| {
                let stratum = match (self.two_strata, subject.station) {
                    (false, _) => "all",
                    (true, Some(0)) => "a",
                    (true, _) => "rest",
                };
                let status = self.exclusion(subject).map_or("ok".into(), |code| format!("x-{code}"));
                let pool = subject.station.map_or("none", |station| STATIONS[station].1);
                (subject.id.clone(), Row { stratum: stratum.into(), pool: pool.into(), status })
            })
            .collect()
    }

    fn exclusion(&self, subject: &Subject) -> Option<&'static str> {
        let quiet = self.quiet.zip(subject.last).is_some_and(|(quiet, last)| self.cutoff - last < quiet);
        let pool = TEAMS[self.team].iter().any(|line| line.contains("@pool"));
        excluded(subject.state)
            .or(self.annual_cap.is_some_and(|cap| subject.visits >= cap).then_some("cap"))
            .or(quiet.then_some("quiet"))
            .or((pool && subject.station.is_none()).then_some("no-pool"))
    }

    /// Rows of a stratum that can be drawn, and those that cannot.
    pub fn counts(&self, frame: &BTreeMap<String, Row>, stratum: &str) -> (usize, usize) {
        let rows = frame.values().filter(|row| row.stratum == stratum);
        let (ok, not): (Vec<&Row>, Vec<&Row>) = rows.partition(|row| row.status == "ok");
        (ok.len(), not.len())
    }

    /// How many of so many are drawn.
    pub fn quota(&self, eligible: usize) -> usize {
        let (p, q) = self.rate;
        (p * eligible).div_ceil(q).max(self.least).min(eligible)
    }
}

impl Draw {
    /// The latest attempt.
    pub fn last(&self) -> &Attempt {
        self.attempts.last().expect("a draw has an attempt")
    }

    /// The same, to be changed.
    pub fn last_mut(&mut self) -> &mut Attempt {
        self.attempts.last_mut().expect("a draw has an attempt")
    }

    /// How the latest attempt is called in the log.
    pub fn name(&self) -> String {
        format!("{}/{}", self.id, self.attempts.len())
    }
}

impl Attempt {
    /// Whether somebody has recorded a result of a subject that stands or waits.
    pub fn has_result(&self, subject: &str) -> bool {
        let stands = |stage: Stage| !matches!(stage, Stage::Withdrawn | Stage::Returned);
        self.records.iter().any(|(about, record)| about.0 == subject && stands(record.stage))
    }

    /// The teams of a subject that were in force on a day: both on the day of a replacement.
    pub fn teams_on(&self, subject: &str, day: i64) -> Vec<BTreeSet<String>> {
        let asked: Vec<i64> = self.requests.iter().map(|request| request.at / super::calendar::DAY).collect();
        let tables: Vec<_> = self.before.iter().chain([&self.teams]).collect();
        let in_force = |at: &usize| {
            let begun = at.checked_sub(1).is_none_or(|before| asked[before] <= day);
            begun && (*at == self.before.len() || day <= asked[*at])
        };
        let tables = (0..tables.len()).filter(in_force).map(|at| tables[at]);
        tables.map(|table| table.get(subject).cloned().unwrap_or_default()).collect()
    }

    /// Whether it has its result.
    pub fn drawn(&self) -> bool {
        self.end.is_some_and(|(result, _)| result)
    }

    /// The last day of the embargo of all tasks.
    pub fn embargo(&self) -> Option<i64> {
        self.tasks.iter().filter_map(|task| task.embargo).max()
    }

    /// The replacement that waits for its pulse.
    pub fn waiting(&self) -> Option<&Request> {
        self.requests.last().filter(|request| request.done.is_none())
    }

    /// Subjects to be inspected by a task: of each stratum the first of the order that were not skipped,
    /// as many as were drawn.
    pub fn subjects(&self, task: usize) -> BTreeSet<String> {
        let skipped: BTreeSet<&String> =
            self.requests.iter().filter(|r| r.done.is_some()).filter_map(|r| r.skip.as_ref()).collect();
        let mut found = BTreeSet::new();
        for (stratum, order) in &self.order[task] {
            let (eligible, _) = self.tasks[task].counts(&self.frames[task], stratum);
            let places = self.tasks[task].quota(eligible);
            found.extend(order.iter().filter(|id| !skipped.contains(id)).take(places).cloned());
        }
        found
    }

    /// Subject and matter of everything that has to be recorded.
    pub fn due(&self) -> BTreeSet<(String, String)> {
        let of = |number: usize| {
            let matters = &self.tasks[number].matters;
            let pairs = |id: String| matters.iter().map(move |matter| (id.clone(), matter.clone()));
            self.subjects(number).into_iter().flat_map(pairs).collect::<Vec<_>>()
        };
        if self.order.is_empty() { BTreeSet::new() } else { (0..self.tasks.len()).flat_map(of).collect() }
    }

    /// Everybody who is to be inspected.
    pub fn everybody(&self) -> BTreeSet<String> {
        self.due().into_iter().map(|(subject, _)| subject).collect()
    }
}
