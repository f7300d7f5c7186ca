//! A month small enough to be counted on paper: what `golden/2023-10.txt` shows was checked against it row by
//! row. Days before and after the month are there to be left out.

use super::facts::{Rows, day};
use suicha::report::facts::{
    Clock, CreditEvent, Drawing, Library, Listing, Matter, Outcome, Seat, Task, Visit,
};

/// The facts.
pub fn rows() -> Rows {
    Rows {
        tasks: vec![
            task("p1", "t1", "990100", ["信用股", "own", "plan"], ["2023-09-01", "2023-09-10", "2023-10-28"]),
            task("p1", "t2", "990100", ["食品股", "joint", "plan"], ["2023-10-01", "2023-10-09", ""]),
            task("p1", "t3", "990100", ["食品股", "own", "ad hoc"], ["2023-10-20", "", ""]),
            task("p2", "u1", "990200", ["信用股", "own", "plan"], ["2023-03-01", "2023-04-01", "2023-10-31"]),
            // Published after the month, and done after it.
            task("p2", "u2", "990200", ["信用股", "own", "plan"], ["2023-11-01", "2023-11-02", "2023-11-03"]),
            task("p3", "v1", "990200", ["食品股", "own", "plan"], ["2023-03-01", "2023-10-01", "2023-11-01"]),
        ],
        drawings: vec![
            drawing("t1", "a", "2023-10-09", [100, 5, 80, 4, 2]),
            drawing("t1", "b", "2023-10-09", [50, 0, 50, 1, 1]),
            drawing("t2", "all", "2023-10-31", [30, 1, 29, 3, 0]),
            drawing("t3", "all", "2023-11-01", [9, 9, 0, 0, 0]),
        ],
        visits: vec![
            visit("t1", "s1", "990100", "2023-10-09", ["2023-10-12", "2023-10-20", "2023-10-20"], "problem"),
            visit("t1", "s2", "990100", "2023-10-09", ["2023-10-13", "2023-10-31", "2023-11-02"], ""),
            visit("t1", "s3", "990200", "2023-10-09", ["2023-10-14", "", ""], ""),
            visit("t1", "s4", "990200", "2023-10-09", ["", "", ""], ""),
            visit("t2", "s1", "990100", "2023-10-31", ["2023-11-03", "2023-11-10", ""], "problem"),
            visit("t2", "s5", "990100", "2023-10-31", ["2023-10-31", "2023-10-31", "2023-10-31"], "gone"),
            visit("t1", "s6", "990300", "2023-09-30", ["2023-10-01", "2023-10-01", "2023-10-02"], "absent"),
            visit("t2", "s7", "990100", "2023-11-01", ["2023-11-01", "2023-11-02", "2023-11-02"], "problem"),
        ],
        outcomes: vec![
            outcome("s1", "990100", "A01", ["2023-10-20", "2023-10-20"], ["R2+R5", "M1", "D3"], 1),
            outcome("s1", "990100", "A02", ["2023-10-20", ""], ["R1", "M1+M2", "D1"], 0),
            outcome("s2", "990100", "A01", ["2023-10-31", "2023-11-02"], ["R1", "M1", "D1"], 0),
            outcome("s5", "990200", "A01", ["2023-10-31", "2023-10-31"], ["G1", "M2", ""], 0),
            outcome("s7", "990100", "A02", ["2023-11-02", ""], ["R5", "M1", "D3"], 0),
        ],
        seats: vec![
            seat("s1", "c1", "一所", true, "2023-10-09", "2023-10-12"),
            seat("s1", "c2", "局机关", false, "2023-10-09", "2023-10-12"),
            seat("s2", "c1", "一所", false, "2023-10-09", "2023-10-13"),
            seat("s2", "c3", "一所", true, "2023-10-09", "2023-11-13"),
            seat("s6", "c4", "一所", true, "2023-09-30", "2023-10-01"),
        ],
        clocks: vec![
            clock("publish", "信用股", ["2023-10-12", "2023-11-10", "2023-10-20"]),
            clock("publish", "信用股", ["2023-09-20", "2023-10-18", "2023-10-18"]),
            clock("publish", "食品股", ["2023-09-21", "2023-10-19", "2023-10-20"]),
            clock("publish", "食品股", ["2023-09-21", "2023-10-19", "2023-11-01"]),
            clock("publish", "食品股", ["2023-10-05", "2023-10-31", ""]),
            clock("list", "信用股", ["2023-10-05", "", ""]),
            clock("order", "信用股", ["2023-10-06", "", ""]),
            clock("list", "信用股", ["2023-08-05", "2023-08-20", ""]),
        ],
        credit: credit(),
        listings: listings(),
        libraries: vec![
            library("subjects", ["2023-09-01", "2023-09-02"], [1000, 10, 900]),
            library("subjects", ["2023-10-01", "2023-10-02"], [1100, 0, 1000]),
            library("subjects", ["2023-10-30", "2023-11-02"], [1200, 0, 1100]),
            library("inspectors", ["2023-06-30", "2023-07-01"], [40, 4, 30]),
            library("recusals", ["2023-06-30", "2023-07-01"], [7, 1, 0]),
        ],
        matters: ["A01", "A02", "A03"]
            .map(|code| Matter {
                code: code.into(), category: "登记".into(), title: code.into(), key: false
            })
            .into(),
        ..Rows::default()
    }
}

fn maybe(text: &str) -> Option<suicha::core::time::Date> {
    (!text.is_empty()).then(|| day(text))
}

fn task(plan: &str, id: &str, region: &str, what: [&str; 3], days: [&str; 3]) -> Task {
    Task {
        plan: plan.into(),
        year: 2023,
        task: id.into(),
        number: String::new(),
        name: String::new(),
        region: region.into(),
        department: what[0].into(),
        joint: what[1] == "joint",
        temporary: what[2] == "ad hoc",
        targeted: (id != "t3").then_some(id == "t1"),
        published: day(days[0]),
        start: None,
        finish: None,
        opened: maybe(days[1]),
        done: maybe(days[2]),
    }
}

fn drawing(
    task: &str,
    stratum: &str,
    on: &str,
    [scope, at_cap, eligible, drawn, reserve]: [u64; 5],
) -> Drawing {
    let (draw, plan, task, stratum) = ("d".into(), "p1".into(), task.into(), stratum.into());
    let excluded = scope - at_cap - eligible;
    Drawing {
        draw,
        attempt: 1,
        plan,
        task,
        stratum,
        day: day(on),
        scope,
        at_cap,
        excluded,
        eligible,
        drawn,
        reserve,
    }
}

fn visit(task: &str, subject: &str, region: &str, listed: &str, days: [&str; 3], what: &str) -> Visit {
    Visit {
        draw: "d".into(),
        attempt: 1,
        plan: "p1".into(),
        task: task.into(),
        department: if task == "t1" { "信用股" } else { "食品股" }.into(),
        joint: task == "t2",
        temporary: false,
        subject: subject.into(),
        region: region.into(),
        authority: "甲局".into(),
        station: if subject < "s3" { "一所" } else { "" }.into(),
        industry: if subject < "s4" { "F" } else { "C" }.into(),
        kind: if subject < "s5" { "enterprise" } else { "individual" }.into(),
        risk: if subject == "s1" { "D" } else { "A" }.into(),
        stratum: "all".into(),
        stepped_in: false,
        listed: day(listed),
        due: None,
        visited: maybe(days[0]),
        published: maybe(days[1]),
        publish_due: None,
        finished: maybe(days[2]),
        gone: what == "gone",
        problem: what == "problem",
        absent: what == "absent",
        // s1 was visited once before its second list; s5 has two the archive does not know.
        earlier: match (task, subject) {
            ("t2", "s1") => 1,
            (_, "s5") => 2,
            _ => 0,
        },
    }
}

fn outcome(
    subject: &str,
    region: &str,
    matter: &str,
    days: [&str; 2],
    codes: [&str; 3],
    corrections: u32,
) -> Outcome {
    let [results, methods, disposals] = codes.map(String::from);
    Outcome {
        draw: "d".into(),
        attempt: 1,
        plan: "p1".into(),
        task: "t1".into(),
        department: "信用股".into(),
        subject: subject.into(),
        region: region.into(),
        station: String::new(),
        industry: "C".into(),
        kind: "enterprise".into(),
        matter: matter.into(),
        category: "登记".into(),
        visited: day(days[0]),
        published: day(days[0]),
        finished: maybe(days[1]),
        corrections,
        problem: results.contains("R5"),
        gone: results == "G1",
        results,
        methods,
        disposals,
    }
}

fn seat(subject: &str, officer: &str, unit: &str, lead: bool, on: &str, visited: &str) -> Seat {
    Seat {
        draw: "d".into(),
        attempt: 1,
        task: "t1".into(),
        subject: subject.into(),
        officer: officer.into(),
        unit: unit.into(),
        lead,
        drawn: officer != "c3",
        day: day(on),
        visited: maybe(visited),
        pool: 4,
        unit_pool: 2,
        subjects: 4,
    }
}

fn clock(code: &str, department: &str, [started, due, done]: [&str; 3]) -> Clock {
    Clock {
        code: code.into(),
        trigger: if code == "publish" { "inspection-ended" } else { "duty" }.into(),
        object: "outcome".into(),
        id: String::new(),
        department: department.into(),
        started: day(started),
        undated: code == "order",
        due: maybe(due),
        done: maybe(done),
    }
}

fn credit() -> Vec<CreditEvent> {
    let event = |subject: &str, region: &str, kind: &str, manner: &str, on: &str, fine: u64| CreditEvent {
        subject: subject.into(),
        region: region.into(),
        station: String::new(),
        form: "enterprise".into(),
        kind: kind.into(),
        manner: manner.into(),
        list: String::new(),
        ground: String::new(),
        day: day(on),
        recorded: day(on),
        fine,
        confiscated: if kind == "penalty" { 1_200_000 } else { 0 },
    };
    vec![
        event("s1", "990100", "penalty", "", "2023-10-01", 500_000),
        event("s1", "990100", "penalty", "", "2023-10-31", 250_050),
        event("s2", "990200", "penalty", "", "2023-11-01", 1),
        event("s2", "990200", "complaint", "complaint", "2023-10-05", 0),
        event("s2", "990200", "complaint", "lead", "2023-10-06", 0),
        event("s2", "990200", "complaint-answered", "accepted", "2023-10-09", 0),
        event("s2", "990200", "complaint-answered", "ended", "2023-10-30", 0),
        event("s3", "", "repair-applied", "", "2023-10-10", 0),
        event("s3", "", "repair-accepted", "", "2023-10-11", 0),
        event("s3", "", "repair-decided", "granted", "2023-10-20", 0),
        event("s4", "", "repair-decided", "refused", "2023-09-20", 0),
    ]
}

fn listings() -> Vec<Listing> {
    let entry =
        |subject: &str, region: &str, ground: &str, since: &str, closed: &str, reason: &str| Listing {
            subject: subject.into(),
            region: region.into(),
            station: String::new(),
            list: if ground == "ser-1" { "serious" } else { "abnormal" }.into(),
            ground: ground.into(),
            since: day(since),
            closed: maybe(closed),
            reason: reason.into(),
            withdrawn: reason == "correction",
            repaired: reason == "repaired",
        };
    vec![
        entry("s1", "990100", "abn-1", "2023-10-02", "", ""),
        entry("s1", "990100", "abn-4", "2023-10-03", "", ""),
        entry("s2", "990200", "abn-1", "2023-10-04", "2023-10-20", "reported"),
        entry("s3", "990200", "abn-1", "2023-10-04", "2023-10-25", "correction"),
        entry("s4", "990100", "abn-4", "2023-07-01", "2023-10-31", "repaired"),
        entry("s5", "990100", "abn-4", "2023-07-01", "2023-11-01", "contacted"),
        entry("s1", "990100", "ser-1", "2023-07-01", "", ""),
        entry("s6", "990100", "abn-1", "2023-11-01", "", ""),
    ]
}

fn library(kind: &str, days: [&str; 2], [rows, issues, usable]: [u64; 3]) -> Library {
    Library {
        kind: kind.into(),
        day: day(days[0]),
        imported: day(days[1]),
        rows,
        issues,
        usable: (usable > 0).then_some(usable),
    }
}
