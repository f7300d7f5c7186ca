//! Facts made from a number, with few different values so that they meet often; and a handful written out,
//! for tables that people check by eye.

use crate::common::random::Dice;
use suicha::core::time::Date;
use suicha::report::facts::{
    self, Attempt, Clock, CreditEvent, Drawing, Fact, Facts, Library, Listing, Matter, Outcome, Repeat,
    Replacement, Seat, Sink, Task, Visit,
};

/// Rows of every kind the tables read.
#[derive(Clone, Default)]
pub struct Rows {
    pub tasks: Vec<Task>,
    pub drawings: Vec<Drawing>,
    pub visits: Vec<Visit>,
    pub outcomes: Vec<Outcome>,
    pub seats: Vec<Seat>,
    pub clocks: Vec<Clock>,
    pub credit: Vec<CreditEvent>,
    pub listings: Vec<Listing>,
    pub libraries: Vec<Library>,
    pub matters: Vec<Matter>,
    pub attempts: Vec<Attempt>,
    pub replacements: Vec<Replacement>,
    pub repeats: Vec<Repeat>,
}

impl Rows {
    /// As the tables read them.
    pub fn facts(&self) -> Facts {
        Facts::empty()
            .with(&self.tasks)
            .with(&self.drawings)
            .with(&self.visits)
            .with(&self.outcomes)
            .with(&self.seats)
            .with(&self.clocks)
            .with(&self.credit)
            .with(&self.listings)
            .with(&self.libraries)
            .with(&self.matters)
            .with(&self.attempts)
            .with(&self.replacements)
            .with(&self.repeats)
    }

    /// Into files.
    pub fn put(&self, sink: &mut Sink) {
        sink.put(&self.tasks).unwrap();
        sink.put(&self.drawings).unwrap();
        sink.put(&self.visits).unwrap();
        sink.put(&self.outcomes).unwrap();
        sink.put(&self.seats).unwrap();
        sink.put(&self.clocks).unwrap();
        sink.put(&self.credit).unwrap();
        sink.put(&self.listings).unwrap();
        sink.put(&self.libraries).unwrap();
        sink.put(&self.matters).unwrap();
        sink.put(&self.attempts).unwrap();
        sink.put(&self.replacements).unwrap();
        sink.put(&self.repeats).unwrap();
    }

    /// As CSV, with the names of the files.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        fn text<F: Fact>(rows: &[F]) -> (&'static str, String) {
            (F::NAME, facts::csv(rows).unwrap())
        }
        vec![
            text(&self.tasks),
            text(&self.drawings),
            text(&self.visits),
            text(&self.outcomes),
            text(&self.seats),
            text(&self.clocks),
            text(&self.credit),
            text(&self.listings),
            text(&self.libraries),
            text(&self.matters),
            text(&self.attempts),
            text(&self.replacements),
            text(&self.repeats),
        ]
    }

    /// The same rows in another order.
    pub fn shuffled(mut self, dice: &mut Dice) -> Self {
        shuffle(&mut self.tasks, dice);
        shuffle(&mut self.drawings, dice);
        shuffle(&mut self.visits, dice);
        shuffle(&mut self.outcomes, dice);
        shuffle(&mut self.seats, dice);
        shuffle(&mut self.clocks, dice);
        shuffle(&mut self.credit, dice);
        shuffle(&mut self.listings, dice);
        shuffle(&mut self.libraries, dice);
        shuffle(&mut self.matters, dice);
        shuffle(&mut self.attempts, dice);
        shuffle(&mut self.replacements, dice);
        shuffle(&mut self.repeats, dice);
        self
    }
}

fn shuffle<T>(rows: &mut [T], dice: &mut Dice) {
    for at in (1..rows.len()).rev() {
        rows.swap(at, dice.below(at + 1));
    }
}

pub fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn any_day(dice: &mut Dice) -> Date {
    Date::from_days(day("2022-06-01").days() + dice.below(620) as i64).unwrap()
}

/// Within two months of a day, on it or before it.
fn near(dice: &mut Dice, from: Date) -> Date {
    Date::from_days(from.days() + dice.below(60) as i64 - 3).unwrap()
}

fn later(dice: &mut Dice, from: Option<Date>, once_not_in: usize) -> Option<Date> {
    from.filter(|_| !dice.once_in(once_not_in)).map(|from| near(dice, from))
}

const REGIONS: [&str; 4] = ["990100", "990200", "", "县，\"新\"区"];
const DEPARTMENTS: [&str; 3] = ["信用监管股", "食品股", ""];

/// Facts of a number: some thirty rows of each kind.
pub fn random(number: u64) -> Rows {
    let mut dice = Dice::new(number);
    let dice = &mut dice;
    let many = |dice: &mut Dice| 1 + dice.below(60);
    Rows {
        tasks: (0..many(dice)).map(|at| task(dice, at)).collect(),
        drawings: (0..many(dice)).map(|_| drawing(dice)).collect(),
        visits: (0..many(dice)).map(|_| visit(dice)).collect(),
        outcomes: (0..many(dice)).map(|_| outcome(dice)).collect(),
        seats: (0..many(dice)).map(|_| seat(dice)).collect(),
        clocks: (0..many(dice)).map(|_| clock(dice)).collect(),
        credit: (0..many(dice) * 3).map(|_| event(dice)).collect(),
        listings: (0..many(dice)).map(|_| listing(dice)).collect(),
        libraries: (0..many(dice)).map(|_| library(dice)).collect(),
        matters: (0..dice.below(5)).map(|at| matter(&format!("A{at:02}"))).collect(),
        ..Rows::default()
    }
}

fn number(dice: &mut Dice, prefix: &str, below: usize) -> String {
    format!("{prefix}{}", dice.below(below))
}

fn task(dice: &mut Dice, at: usize) -> Task {
    let published = any_day(dice);
    let opened = later(dice, Some(published), 3);
    Task {
        plan: number(dice, "p", 12),
        year: dice.pick(&[2022, 2023, 2023, 2024]),
        task: format!("t{at}"),
        number: format!("{at:018}"),
        name: format!("任务{at}"),
        region: dice.pick(&REGIONS).into(),
        department: dice.pick(&DEPARTMENTS).into(),
        joint: dice.once_in(3),
        temporary: dice.once_in(4),
        targeted: dice.pick(&[None, Some(true), Some(false)]),
        published,
        start: None,
        finish: None,
        opened,
        done: later(dice, opened, 2),
    }
}

fn drawing(dice: &mut Dice) -> Drawing {
    Drawing {
        draw: number(dice, "d", 9),
        attempt: 1,
        plan: number(dice, "p", 2),
        task: number(dice, "t", 4),
        stratum: number(dice, "s", 3),
        day: any_day(dice),
        scope: 1000,
        at_cap: dice.below(9) as u64,
        excluded: dice.below(99) as u64,
        eligible: dice.below(900) as u64,
        drawn: dice.below(9) as u64,
        reserve: dice.below(9) as u64,
    }
}

fn visit(dice: &mut Dice) -> Visit {
    let listed = any_day(dice);
    let visited = later(dice, Some(listed), 5);
    let published = later(dice, visited, 4);
    Visit {
        draw: number(dice, "d", 9),
        attempt: 1,
        plan: number(dice, "p", 2),
        task: number(dice, "t", 4),
        department: dice.pick(&DEPARTMENTS).into(),
        joint: dice.once_in(3),
        temporary: dice.once_in(4),
        subject: number(dice, "s", 40),
        region: dice.pick(&REGIONS).into(),
        authority: dice.pick(&["甲局", "乙局"]).into(),
        station: dice.pick(&["一所", "二所", ""]).into(),
        industry: dice.pick(&["C", "F", ""]).into(),
        kind: dice.pick(&["enterprise", "individual"]).into(),
        risk: dice.pick(&["A", "B", "C", "D", ""]).into(),
        stratum: "all".into(),
        stepped_in: dice.once_in(9),
        listed,
        due: None,
        visited,
        published,
        publish_due: None,
        finished: later(dice, published, 2),
        gone: dice.once_in(8),
        problem: dice.once_in(3),
        absent: dice.once_in(8),
        earlier: dice.below(4) as u32,
    }
}

fn outcome(dice: &mut Dice) -> Outcome {
    let visited = any_day(dice);
    let published = near(dice, visited);
    Outcome {
        draw: number(dice, "d", 9),
        attempt: 1,
        plan: number(dice, "p", 2),
        task: number(dice, "t", 4),
        department: dice.pick(&DEPARTMENTS).into(),
        subject: number(dice, "s", 40),
        region: dice.pick(&REGIONS).into(),
        station: dice.pick(&["一所", "二所", ""]).into(),
        industry: "C".into(),
        kind: "enterprise".into(),
        matter: number(dice, "A0", 7),
        category: number(dice, "类", 2),
        visited,
        published,
        finished: later(dice, Some(published), 2),
        corrections: dice.below(3) as u32,
        results: dice.pick(&["R1", "R2", "R1+R5", "R5+R9", "R3+R5+R9", "R7", "G1", "G4", "R4"]).into(),
        methods: dice.pick(&["M1", "M1+M4", "M2", ""]).into(),
        disposals: dice.pick(&["D1", "D3", "D3+D4", ""]).into(),
        problem: dice.once_in(3),
        gone: false,
    }
}

fn seat(dice: &mut Dice) -> Seat {
    let on = any_day(dice);
    let officer = dice.below(12);
    Seat {
        draw: number(dice, "d", 9),
        attempt: 1,
        task: number(dice, "t", 4),
        subject: number(dice, "s", 40),
        officer: format!("c{officer}"),
        unit: format!("单位{}", officer % 3),
        lead: dice.once_in(2),
        drawn: !dice.once_in(5),
        day: on,
        visited: later(dice, Some(on), 4),
        pool: 12,
        unit_pool: 4,
        subjects: 40,
    }
}

fn clock(dice: &mut Dice) -> Clock {
    let started = any_day(dice);
    let due = later(dice, Some(started), 8);
    Clock {
        code: number(dice, "clock-", 4),
        trigger: dice.pick(&["inspection-ended", "food-result-formed", "duty"]).into(),
        object: "outcome".into(),
        id: number(dice, "o", 99),
        department: dice.pick(&DEPARTMENTS).into(),
        started,
        due,
        undated: due.is_none() && dice.once_in(2),
        done: if dice.once_in(4) { due } else { later(dice, Some(started), 3) },
    }
}

fn event(dice: &mut Dice) -> CreditEvent {
    let (kind, manner) = dice.pick(&[
        ("penalty", ""),
        ("order", "rectify"),
        ("listing", ""),
        ("removal", ""),
        ("complaint", "complaint"),
        ("complaint", "lead"),
        ("complaint-answered", "accepted"),
        ("complaint-answered", "refused"),
        ("complaint-answered", "filed"),
        ("complaint-answered", "ended"),
        ("repair-applied", ""),
        ("repair-accepted", ""),
        ("repair-decided", "granted"),
        ("repair-decided", "refused"),
        ("repair-revoked", ""),
        ("objection", ""),
        ("permit", ""),
    ]);
    let on = any_day(dice);
    CreditEvent {
        subject: number(dice, "s", 40),
        region: dice.pick(&REGIONS).into(),
        station: String::new(),
        form: "enterprise".into(),
        kind: kind.into(),
        manner: manner.into(),
        list: String::new(),
        ground: String::new(),
        day: on,
        recorded: near(dice, on),
        fine: if kind == "penalty" { dice.below(1_000_000) as u64 } else { 0 },
        confiscated: if kind == "penalty" { dice.below(1_000_000) as u64 } else { 0 },
    }
}

fn listing(dice: &mut Dice) -> Listing {
    let since = any_day(dice);
    let closed = (!dice.once_in(3)).then(|| Date::from_days(since.days() + dice.below(300) as i64).unwrap());
    let reason = dice.pick(&["reported", "repaired", "correction", "deregistered"]);
    Listing {
        subject: number(dice, "s", 12),
        region: dice.pick(&REGIONS).into(),
        station: String::new(),
        list: dice.pick(&["abnormal", "mark", "serious"]).into(),
        ground: number(dice, "g", 3),
        since,
        closed,
        reason: closed.map_or("", |_| reason).into(),
        withdrawn: closed.is_some() && reason == "correction",
        repaired: closed.is_some() && reason == "repaired",
    }
}

fn library(dice: &mut Dice) -> Library {
    let on = any_day(dice);
    let rows = 1 + dice.below(1000) as u64;
    let kind = dice.pick(&["subjects", "inspectors", "matters"]);
    Library {
        kind: kind.into(),
        day: on,
        imported: near(dice, on),
        rows,
        issues: dice.below(20) as u64,
        usable: (kind != "matters").then_some(rows / 2),
    }
}

fn matter(code: &str) -> Matter {
    Matter { code: code.into(), category: "类0".into(), title: format!("事项{code}"), key: false }
}
