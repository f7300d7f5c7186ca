//! Synthetic facts of a province and two years, for benchmarks of the tables: visits, their outcomes, teams and
//! clocks, credit events and listings, as many as asked for. Every row has a stream of its own, rows go
//! out a batch at a time: the same seed gives the same files and memory holds one batch. Shares are near
//! those of [`super::outcome`]; regions and numbers are of nowhere. Not here: facts of a bureau, which
//! `command/report/facts` reads from an archive.

use super::words::{Table, Words};
use crate::core::time::Date;
use crate::report::facts::{
    Clock, CreditEvent, Drawing, Fact, Library, Listing, Matter, Outcome, Seat, Sink, Task, Visit,
};
use std::fs::File;
use std::io;
use std::path::Path;

/// Rows in memory.
const BATCH: u64 = 1 << 17;

const REGIONS: u64 = 300;
const STATIONS: u64 = 10;
const PLANS: u32 = 20;
const TASKS: u32 = 60;
const MATTERS: u32 = 100;
const FIRST: i32 = 2022;
const DAYS: u32 = 730;

/// Rows of each kind of fact that follow from the two numbers asked for.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Outcomes.
    pub outcomes: u64,
    /// Credit events.
    pub events: u64,
    /// Any number; another seed gives other facts.
    pub seed: u64,
}

impl Size {
    /// Subjects on lists: five outcomes for every four.
    pub fn visits(&self) -> u64 {
        self.outcomes.div_ceil(5) * 4
    }
}

/// Writes a file for each kind of fact into a new directory; kinds without synthetic rows are empty.
///
/// # Errors
/// The directory is there already, or a file cannot be written.
pub fn write_facts(size: &Size, dir: &Path) -> io::Result<()> {
    std::fs::create_dir(dir)?;
    let mut sink = Sink::files(|name| File::create(dir.join(name))).map_err(io::Error::other)?;
    let visits = size.visits();
    each(size, &mut sink, u64::from(PLANS * TASKS), Table::Tasks, task)?;
    each(size, &mut sink, u64::from(PLANS * TASKS), Table::Drawings, drawing)?;
    each(size, &mut sink, visits, Table::Visits, |at, words| visit(at, words).0)?;
    let seed = size.seed;
    let outcomes = |at: u64, words: &mut Words| {
        let mut own = Words::new(seed, Table::Visits);
        let of = at / 5 * 4 + at % 5 % 4;
        own.row(of);
        outcome(&visit(of, &mut own), words)
    };
    each(size, &mut sink, size.outcomes, Table::Findings, outcomes)?;
    each(size, &mut sink, visits / 2, Table::Seats, seat)?;
    each(size, &mut sink, visits / 4, Table::Clocks, clock)?;
    each(size, &mut sink, size.events, Table::Events, event)?;
    each(size, &mut sink, size.events / 30, Table::Listings, listing)?;
    each(size, &mut sink, 12, Table::Drawings, library)?;
    each(size, &mut sink, u64::from(MATTERS), Table::Drawings, matter)?;
    sink.finish().map(drop).map_err(io::Error::other)
}

/// Writes the rows of a kind, each made from its number and its own words.
fn each<F: Fact>(
    size: &Size,
    sink: &mut Sink,
    rows: u64,
    table: Table,
    mut make: impl FnMut(u64, &mut Words) -> F,
) -> io::Result<()> {
    let mut words = Words::new(size.seed, table);
    let mut batch = |from: u64| -> Vec<F> {
        let row = |at| {
            words.row(at);
            make(at, &mut words)
        };
        (from..rows.min(from + BATCH)).map(row).collect()
    };
    (0..rows.div_ceil(BATCH)).try_for_each(|at| sink.put(&batch(at * BATCH))).map_err(io::Error::other)
}

fn subject(number: u64) -> String {
    format!("S{number:017}")
}

/// Region and station of a subject: always the same.
fn place(subject: u64) -> (String, String) {
    let region = subject % REGIONS;
    (format!("99{region:04}"), format!("{region:03}-{}", subject / REGIONS % STATIONS))
}

fn industry(subject: u64) -> String {
    char::from(b'A' + (subject / 7 % 20) as u8).to_string()
}

fn kind(subject: u64) -> String {
    ["enterprise", "individual", "individual", "cooperative", "branch"][(subject / 3 % 5) as usize].into()
}

fn department(task: u32) -> String {
    format!("D{:02}", task % 20)
}

fn on(day: u32) -> Date {
    let first = Date::new(FIRST as u16, 1, 1).expect("a first of January");
    Date::from_days(first.days() + i64::from(day)).expect("a day of two years")
}

fn plan(number: u32) -> String {
    format!("{:014}", 99_000_020_220_000_u64 + u64::from(number))
}

fn task_id(number: u32) -> String {
    format!("t{number:02}")
}

fn task(at: u64, words: &mut Words) -> Task {
    let (of, number) = (at as u32 / TASKS, at as u32 % TASKS);
    let (published, days) = (words.below(DAYS - 200), words.below(400));
    let done = published + 60 + days;
    Task {
        plan: plan(of),
        year: FIRST as u32 + of % 2,
        task: task_id(number),
        number: format!("{at:018}"),
        name: format!("task {at}"),
        region: format!("99{:04}", u64::from(of) % REGIONS),
        department: department(number),
        joint: number.is_multiple_of(3),
        temporary: number % 10 == 9,
        targeted: [Some(true), Some(false), None][number as usize % 3],
        published: on(published),
        start: None,
        finish: None,
        opened: (days % 5 > 0).then(|| on(published + 30)),
        done: (days % 5 > 0 && done < DAYS).then(|| on(done)),
    }
}

fn drawing(at: u64, words: &mut Words) -> Drawing {
    let eligible = u64::from(words.below(50_000));
    Drawing {
        draw: format!("d{at}"),
        attempt: 1,
        plan: plan(at as u32 / TASKS),
        task: task_id(at as u32 % TASKS),
        stratum: "all".into(),
        day: on(words.below(DAYS)),
        scope: eligible + 1000,
        at_cap: eligible / 100,
        excluded: 1000 - eligible / 100,
        eligible,
        drawn: eligible / 20,
        reserve: eligible / 100,
    }
}

/// A visit, with the number of its subject and of its task.
fn visit(at: u64, words: &mut Words) -> (Visit, u64, u32) {
    // A third of the subjects is drawn more than once.
    let who = if words.chance(300) { at / 2 } else { at };
    let (of, number) = (words.below(PLANS), words.below(TASKS));
    let listed = words.below(DAYS - 90);
    let visited = words.chance(950).then(|| listed + 1 + words.below(60));
    let published = visited.filter(|_| words.chance(970)).map(|day| day + words.below(30));
    let finished = published.filter(|_| words.chance(900)).map(|day| day + words.below(100));
    let (region, station) = place(who);
    let fate = words.below(1000);
    let visit = Visit {
        draw: format!("d{}", of * TASKS + number),
        attempt: 1,
        plan: plan(of),
        task: task_id(number),
        department: department(number),
        joint: number.is_multiple_of(3),
        temporary: number % 10 == 9,
        subject: subject(who),
        authority: region.clone(),
        region,
        station,
        industry: industry(who),
        kind: kind(who),
        risk: ["A", "B", "C", "D"][words.below(4) as usize].into(),
        stratum: "all".into(),
        stepped_in: fate == 999,
        listed: on(listed),
        due: Some(on(listed + 89)),
        visited: visited.map(on),
        published: published.map(on),
        publish_due: visited.map(|day| on(day + 28)),
        finished: finished.map(on),
        gone: fate < 9,
        problem: (100..250).contains(&fate),
        absent: (9..70).contains(&fate),
        earlier: words.below(3),
    };
    (visit, who, number)
}

fn outcome((visit, _, number): &(Visit, u64, u32), words: &mut Words) -> Outcome {
    let matter = (number + 7 * words.below(3)) % MATTERS;
    let (results, disposals) = *words.pick(&[
        ("R1", "D1"),
        ("R1", "D1"),
        ("R1", "D1"),
        ("R1", "D1"),
        ("R1", "D1"),
        ("R1", "D1"),
        ("R2", "D3"),
        ("R4", "D2"),
        ("R5", "D1"),
        ("R5", "D3"),
        ("R1+R5", "D3"),
        ("R3+R5", "D3+D4"),
        ("R7", "D1"),
        ("R9", "D4"),
        ("G1", ""),
    ]);
    let published = visit.published.or(visit.visited).unwrap_or(visit.listed);
    Outcome {
        draw: visit.draw.clone(),
        attempt: 1,
        plan: visit.plan.clone(),
        task: visit.task.clone(),
        department: visit.department.clone(),
        subject: visit.subject.clone(),
        region: visit.region.clone(),
        station: visit.station.clone(),
        industry: visit.industry.clone(),
        kind: visit.kind.clone(),
        matter: format!("M{matter:03}"),
        category: format!("C{:02}", matter % 12),
        visited: visit.visited.unwrap_or(visit.listed),
        published,
        finished: visit.finished,
        corrections: u32::from(words.chance(20)),
        results: results.into(),
        methods: words.pick(&["M1", "M1", "M2", "M1+M2", "M5"]).to_string(),
        disposals: disposals.into(),
        problem: !matches!(results, "R1" | "R7" | "G1"),
        gone: results == "G1",
    }
}

fn seat(at: u64, words: &mut Words) -> Seat {
    let officer = words.below(20_000);
    let day = words.below(DAYS - 60);
    Seat {
        draw: format!("d{}", at % 1200),
        attempt: 1,
        task: task_id((at % 60) as u32),
        subject: subject(at / 2),
        officer: format!("C{officer:06}"),
        unit: format!("U{:03}", officer % 400),
        lead: at.is_multiple_of(2),
        drawn: !words.chance(10),
        day: on(day),
        visited: words.chance(950).then(|| on(day + words.below(60))),
        pool: 60,
        unit_pool: 4,
        subjects: 1000,
    }
}

fn clock(at: u64, words: &mut Words) -> Clock {
    let started = words.below(DAYS - 60);
    let due = started + 20 + words.below(20);
    Clock {
        code: format!("clock-{}", words.below(12)),
        trigger: "inspection-ended".into(),
        object: "outcome".into(),
        id: format!("{at}"),
        department: department(words.below(20)),
        started: on(started),
        due: words.chance(990).then(|| on(due)),
        undated: false,
        done: words.chance(950).then(|| on(started + words.below(45))),
    }
}

/// Kinds of events with their manners, as frequent as they stand here.
const EVENTS: [(&str, &str); 20] = [
    ("report", ""),
    ("report", ""),
    ("report", ""),
    ("report", ""),
    ("missed", ""),
    ("complaint", "complaint"),
    ("complaint", "complaint"),
    ("complaint", "lead"),
    ("complaint-answered", "accepted"),
    ("complaint-answered", "refused"),
    ("complaint-answered", "ended"),
    ("penalty", ""),
    ("order", "rectify"),
    ("listing", ""),
    ("removal", ""),
    ("repair-applied", ""),
    ("repair-decided", "granted"),
    ("repair-decided", "refused"),
    ("inspection", ""),
    ("permit", ""),
];

fn event(at: u64, words: &mut Words) -> CreditEvent {
    let who = words.below_u64(at / 8 + 1);
    let (kind, manner) = *words.pick(&EVENTS);
    let (region, station) = place(who);
    let day = words.below(DAYS - 10);
    let list = matches!(kind, "listing" | "removal");
    CreditEvent {
        subject: subject(who),
        region,
        station,
        form: "enterprise".into(),
        kind: kind.into(),
        manner: manner.into(),
        list: if list { "abnormal" } else { "" }.into(),
        ground: if list { "abn-1" } else { "" }.into(),
        day: on(day),
        recorded: on(day + words.below(10)),
        fine: if kind == "penalty" { u64::from(words.below(1_000_000)) } else { 0 },
        confiscated: if kind == "penalty" { u64::from(words.below(1_000_000)) } else { 0 },
    }
}

fn listing(at: u64, words: &mut Words) -> Listing {
    let who = words.below_u64(at + 1);
    let (region, station) = place(who);
    let since = words.below(DAYS - 10);
    let closed = words.chance(600).then(|| since + words.below(DAYS - since));
    let reason = words.pick(&["reported", "contacted", "repaired", "correction", "deregistered"]);
    Listing {
        subject: subject(who),
        region,
        station,
        list: words.pick(&["abnormal", "abnormal", "mark", "serious"]).to_string(),
        ground: format!("g{}", words.below(6)),
        since: on(since),
        closed: closed.map(on),
        reason: closed.map_or(String::new(), |_| (*reason).into()),
        withdrawn: closed.is_some() && *reason == "correction",
        repaired: closed.is_some() && *reason == "repaired",
    }
}

fn library(at: u64, words: &mut Words) -> Library {
    let rows = 1_000_000 + u64::from(words.below(100_000));
    let day = (at / 4 * 200) as u32;
    Library {
        kind: ["subjects", "inspectors", "recusals", "matters"][(at % 4) as usize].into(),
        day: on(day),
        imported: on(day + 1),
        rows,
        issues: rows / 100,
        usable: (at % 4 < 2).then_some(rows * 9 / 10),
    }
}

fn matter(at: u64, _: &mut Words) -> Matter {
    Matter {
        code: format!("M{at:03}"),
        category: format!("C{:02}", at % 12),
        title: format!("matter {at}"),
        key: at.is_multiple_of(5),
    }
}
