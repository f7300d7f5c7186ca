//! The load of small plans whose numbers can be worked out on paper.

use super::*;
use crate::core::id::InspectorId;
use crate::core::registry::{Group, KeyKind, Status};
use crate::core::spread::InOrder;

fn subject(number: usize, inspected: u32) -> Subject {
    Subject {
        id: SubjectId::new(&format!("S{number:04}")).unwrap(),
        key_kind: KeyKind::Other,
        other_id: String::new(),
        name: String::new(),
        kind: String::new(),
        group: Group::Enterprise,
        status: Status::Active,
        dormant: false,
        region: String::new(),
        authority: String::new(),
        station: Name::new(if number.is_multiple_of(2) { "s01" } else { "s02" }).ok(),
        industry: String::new(),
        labels: Vec::new(),
        risk_class: None,
        established: None,
        licence_until: None,
        last_inspected: None,
        inspected_this_year: inspected,
        address: String::new(),
        representative: String::new(),
        contact: String::new(),
        phone: String::new(),
        extra: String::new(),
    }
}

fn inspector(id: &str, unit: &str, valid: bool) -> Inspector {
    Inspector {
        id: InspectorId::new(id).unwrap(),
        name: String::new(),
        unit: Name::new(unit).unwrap(),
        position: String::new(),
        tags: Vec::new(),
        cap: None,
        card_until: None,
        valid,
        expert: false,
    }
}

fn planned(task: &str, domain: &str, quota: &str, day: &str) -> Planned {
    let text = format!(
        "suicha-plan/1\ntask {task}\ndomain {domain}\nscope all\ncutoff {day}\nteam 2 @pool\n\
         stratum all {quota}\nannual-cap 2\nreserve 0\n"
    );
    Planned { plan: Plan::parse(text.as_bytes()).unwrap(), day: Date::parse(day).unwrap() }
}

fn load_of(tasks: &[Planned], subjects: &[Subject]) -> Load {
    let inspectors = [inspector("A", "s01", true), inspector("B", "s01", true), inspector("C", "s02", false)];
    let input =
        LoadInput { tasks, subjects, barred: &BTreeMap::new(), inspectors: &inspectors, default_cap: 20 };
    load(&input, &InOrder).unwrap()
}

fn shown(numbers: &[Expected]) -> Vec<String> {
    numbers.iter().map(Expected::to_string).collect()
}

#[test]
fn independent_tasks_are_exact() {
    // 10 eligible of 12: halves and fifths, so 0.4, 0.5 and 0.1 of them are hit 0, 1 and 2 times.
    let subjects: Vec<Subject> = (0..12).map(|n| subject(n, if n < 2 { 2 } else { 1 })).collect();
    let tasks = [planned("a", "one", "rate 1/2", "2023-09-01"), planned("b", "two", "count 2", "2023-09-01")];
    let load = load_of(&tasks, &subjects);
    assert_eq!(load.tasks[0].strata[0].excluded, BTreeMap::from([("cap".to_owned(), 2)]));
    assert_eq!((load.tasks[0].strata[0].covered, load.tasks[0].strata[0].eligible), (12, 10));
    assert_eq!((load.tasks[0].quota(), load.tasks[1].quota()), (5, 2));
    let total = load.year.total();
    assert_eq!((total.subjects, total.at_cap), (12, 2));
    assert_eq!(shown(&total.hits), ["6.00", "5.00", "1.00"], "the two at their cap are hit by none");
    assert_eq!((total.draws.to_string(), total.visits.to_string()), ("7.00".into(), "7.00".into()));
    assert_eq!(total.reach.to_string(), "6.00", "one visit is left to each: whoever is drawn reaches it");
    assert_eq!(total.beyond.to_string(), "1.00");
    assert!(load.quarters.is_empty(), "one quarter says what the year says");
}

#[test]
fn tasks_of_one_domain_share_a_visit() {
    let subjects: Vec<Subject> = (0..10).map(|n| subject(n, 0)).collect();
    let tasks = [planned("a", "one", "rate 1/2", "2023-09-01"), planned("b", "one", "count 2", "2023-09-01")];
    let total = load_of(&tasks, &subjects).year.total();
    assert_eq!(shown(&total.hits), ["5.00", "3.00", "2.00"]);
    assert_eq!((total.draws.to_string(), total.visits.to_string()), ("7.00".into(), "5.00".into()));
    assert_eq!(total.reach.to_string(), "0.00", "one visit of two");
}

#[test]
fn quarters_are_told_apart() {
    let subjects: Vec<Subject> = (0..10).map(|n| subject(n, 0)).collect();
    let tasks = [planned("a", "one", "rate 1/2", "2023-03-31"), planned("b", "one", "count 2", "2023-04-01")];
    let load = load_of(&tasks, &subjects);
    let spans: Vec<String> = load.quarters.iter().map(|(quarter, _)| quarter.to_string()).collect();
    assert_eq!(spans, ["2023Q1", "2023Q2"]);
    assert_eq!(shown(&load.quarters[1].1.total().hits), ["8.00", "2.00"]);
    assert_eq!(load.year.total().reach.to_string(), "1.00", "two ceremonies, two visits: 1/2 of 1/5");
}

#[test]
fn seats_are_held_against_people() {
    let subjects: Vec<Subject> = (0..10).map(|n| subject(n, 0)).collect();
    let load = load_of(&[planned("a", "one", "rate 1/2", "2023-09-01")], &subjects);
    assert_eq!((load.people.all, load.people.available, load.people.capacity), (3, 2, 40));
    let seat = &load.tasks[0].seats[0];
    assert_eq!((seat.seats, seat.able, seat.capacity), (10, 2, 40));
    let tightest = seat.tightest.as_ref().unwrap();
    assert_eq!(
        (tightest.pool.as_str(), tightest.able, tightest.seats.to_string()),
        ("s02", 0, "5.00".into())
    );
}

#[test]
fn the_numbers_add_up_whatever_the_plan() {
    for (p, q, r) in [(1, 3, 7), (2, 7, 5), (99, 100, 1)] {
        let subjects: Vec<Subject> = (0..97).map(|n| subject(n, (n % 3) as u32)).collect();
        let tasks = [
            planned("a", "one", &format!("rate {p}/{q}"), "2023-09-01"),
            planned("b", "one", &format!("count {r}"), "2023-09-01"),
            planned("c", "two", "rate 1/9 half-up", "2023-09-01"),
        ];
        let load = load_of(&tasks, &subjects);
        let total = load.year.total();
        let drawn: u64 = load.tasks.iter().map(TaskLoad::quota).sum();
        assert_eq!(total.draws.to_string(), format!("{drawn}.00"));
        assert_eq!(
            total.hits.iter().copied().sum::<Expected>().to_string(),
            format!("{}.00", total.subjects)
        );
    }
}
