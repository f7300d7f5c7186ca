//! Clocks from events: their last days, lights, levels, order and digests.

use suicha::core::deadline::digest::{By, Period, Span, Total, totals};
use suicha::core::deadline::{
    Clock, Level, Light, NoDue, Object, ObjectKind, Rules, Settings, Trigger, TriggerKind, clocks,
};
use suicha::core::lang::Twin;
use suicha::core::time::Date;
use suicha::core::workdays::{Calendar, Convention, Due};

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn settings() -> Settings {
    let level = |overdue, to: &str| Level { overdue, to: Twin::new(to, to) };
    Settings {
        yellow: 3,
        levels: vec![level(1, "股室负责人"), level(3, "分管领导"), level(10, "主要领导")],
        convention: Convention::default(),
    }
}

fn trigger(kind: TriggerKind, on: &str, id: &str) -> Trigger {
    Trigger {
        kind,
        started_on: date(on),
        object: Object { kind: ObjectKind::Subject, id: id.into(), name: String::new() },
        departments: vec!["信用监管股".into()],
        persons: vec!["某甲".into()],
        given: None,
        done: Vec::new(),
    }
}

fn on<'a>(triggers: &'a [Trigger], as_of: &str, settings: &Settings) -> Vec<Clock<'a>> {
    clocks(Rules::embedded(), Calendar::embedded(), triggers, date(as_of), settings).unwrap()
}

/// Light, working days left and level of the one clock on a day.
fn state(trigger: &Trigger, as_of: &str) -> (Light, Option<i64>, Option<usize>) {
    let triggers = std::slice::from_ref(trigger);
    let found = on(triggers, as_of, &settings());
    assert_eq!(found.len(), 1);
    (found[0].light, found[0].left, found[0].level)
}

/// An inspection that ended on 2023-09-15 is public by 2023-10-19, the long holiday between.
#[test]
fn a_clock_turns_yellow_red_and_higher_by_working_days() {
    let ended = trigger(TriggerKind::InspectionEnded, "2023-09-15", "A");
    for (as_of, wanted) in [
        ("2023-09-15", (Light::Green, Some(20), None)),
        ("2023-09-28", (Light::Green, Some(11), None)),
        ("2023-10-06", (Light::Green, Some(11), None)), // a holiday takes no working day
        ("2023-10-08", (Light::Green, Some(9), None)),  // the make-up Saturday and Sunday do
        ("2023-10-13", (Light::Green, Some(4), None)),
        ("2023-10-16", (Light::Yellow, Some(3), None)),
        ("2023-10-19", (Light::Yellow, Some(0), None)),
        ("2023-10-20", (Light::Red, Some(-1), Some(0))),
        ("2023-10-22", (Light::Red, Some(-1), Some(0))),
        ("2023-10-24", (Light::Red, Some(-3), Some(1))),
        ("2023-11-01", (Light::Red, Some(-9), Some(1))),
        ("2023-11-02", (Light::Red, Some(-10), Some(2))),
    ] {
        assert_eq!(state(&ended, as_of), wanted, "as of {as_of}");
    }
}

#[test]
fn past_the_day_is_red_though_no_working_day_has_passed() {
    // 2026-03-13 is a Friday.
    let mut task = trigger(TriggerKind::TaskPlanned, "2026-03-02", "T");
    task.given = Some(date("2026-03-13"));
    assert_eq!(state(&task, "2026-03-14"), (Light::Red, Some(0), None));
    assert_eq!(state(&task, "2026-03-16"), (Light::Red, Some(-1), Some(0)));
}

#[test]
fn what_is_done_is_done_from_that_day_on() {
    let mut ended = trigger(TriggerKind::InspectionEnded, "2023-09-15", "A");
    ended.done = vec![("INS-PUB", date("2023-10-20"))];
    assert_eq!(state(&ended, "2023-10-19").0, Light::Yellow, "not done yet on that day");
    let triggers = [ended];
    let found = on(&triggers, "2023-10-20", &settings());
    assert_eq!((found[0].light, found[0].left, found[0].late()), (Light::Done, None, true));
    let mut two = trigger(TriggerKind::PenaltyDecided, "2023-09-15", "B");
    two.done = vec![("PEN-DUAL", date("2023-09-20"))];
    let two = [two];
    let found = on(&two, "2023-09-21", &settings());
    let lights: Vec<_> = found.iter().map(|clock| (clock.rule.code.as_str(), clock.light)).collect();
    assert_eq!(lights, [("PEN-PUB", Light::Green), ("PEN-DUAL", Light::Done)]);
    assert!(!found[1].late());
}

#[test]
fn what_has_not_happened_or_had_no_law_starts_no_clock() {
    let later = [trigger(TriggerKind::InspectionEnded, "2023-09-18", "A")];
    assert!(on(&later, "2023-09-17", &settings()).is_empty());
    let early = [trigger(TriggerKind::ContactLost, "2014-09-30", "A")];
    assert!(on(&early, "2023-09-17", &settings()).is_empty());
}

#[test]
fn a_day_that_cannot_be_told_is_said() {
    let far = [trigger(TriggerKind::InspectionEnded, "2026-12-15", "A")];
    let found = on(&far, "2026-12-20", &settings());
    assert_eq!((found[0].light, found[0].left), (Light::Unknown, None));
    let Err(NoDue::Calendar(unknown)) = found[0].due else { panic!("{:?}", found[0].due) };
    assert_eq!(unknown.date, date("2027-01-01"));
    let missing = [trigger(TriggerKind::TaskPlanned, "2026-03-02", "T")];
    assert_eq!(on(&missing, "2026-03-02", &settings())[0].due, Err(NoDue::NotGiven));
    let near = [trigger(TriggerKind::PenaltyVoided, "2026-12-23", "A")];
    let found = on(&near, "2026-12-23", &settings());
    assert_eq!(found[0].due, Ok(Due { date: date("2026-12-28"), provisional: true }));
    assert!(found[0].provisional);
    let mut task = trigger(TriggerKind::TaskPlanned, "2026-03-02", "T");
    task.given = Some(date("2027-11-30"));
    let task = [task];
    let found = on(&task, "2026-12-01", &settings());
    assert_eq!((found[0].light, found[0].provisional), (Light::Green, true));
    for day in ["2022-12-31", "2027-01-01"] {
        let refused = clocks(Rules::embedded(), Calendar::embedded(), &task, date(day), &settings());
        assert_eq!(refused.unwrap_err().date, date(day));
    }
}

#[test]
fn the_reason_names_event_term_basis_and_version() {
    let lost = [trigger(TriggerKind::ContactLost, "2024-05-06", "A")];
    let clock = &on(&lost, "2024-05-06", &settings())[0];
    let why = clock.why();
    for wanted in ["2024-05-06", "10个工作日", "第18条", "2024-05-01起"] {
        assert!(why.zh.contains(wanted), "{}", why.zh);
    }
    assert!(why.en.contains("10 working days"), "{}", why.en);
    let plan = [trigger(TriggerKind::PlanYear, "2024-01-01", "2024")];
    let clock = &on(&plan, "2024-03-01", &settings())[0];
    assert_eq!(
        clock.due,
        Ok(Due { date: date("2024-03-31"), provisional: false }),
        "a Sunday stays a Sunday"
    );
    assert!(clock.why().zh.contains("待确认") && clock.why().en.contains("to be confirmed"));
}

/// Whatever order the events come in, the clocks come in one.
#[test]
fn the_order_is_total_and_red_comes_first() {
    let mut events = vec![
        trigger(TriggerKind::InspectionEnded, "2023-09-15", "B"),
        trigger(TriggerKind::InspectionEnded, "2023-09-15", "A"),
        trigger(TriggerKind::InspectionEnded, "2023-08-01", "C"),
        trigger(TriggerKind::PenaltyDecided, "2023-10-10", "D"),
        trigger(TriggerKind::TaskPlanned, "2023-08-01", "T"),
    ];
    let told = |events: &[Trigger]| -> Vec<String> {
        let clocks = on(events, "2023-10-16", &settings());
        clocks.iter().map(|c| format!("{} {} {}", c.light.word(), c.rule.code, c.trigger.object.id)).collect()
    };
    let wanted = [
        "red INS-PUB C",
        "yellow INS-PUB A",
        "yellow INS-PUB B",
        "yellow PEN-DUAL D",
        "unknown TASK-END T",
        "green PEN-PUB D",
    ];
    for _ in 0..events.len() {
        events.rotate_left(1);
        assert_eq!(told(&events), wanted);
    }
    events.reverse();
    assert_eq!(told(&events), wanted);
}

#[test]
fn digests_reach_as_far_as_their_period() {
    let period = |span: Span, day: &str| {
        let Period { first, last } = span.around(date(day));
        format!("{first} {last}")
    };
    assert_eq!(period(Span::Week, "2023-10-08"), "2023-10-02 2023-10-08");
    assert_eq!(period(Span::Week, "2023-10-09"), "2023-10-09 2023-10-15");
    assert_eq!(period(Span::Month, "2024-02-10"), "2024-02-01 2024-02-29");
    assert_eq!(period(Span::Quarter, "2023-12-31"), "2023-10-01 2023-12-31");
    assert_eq!(period(Span::Quarter, "2023-05-01"), "2023-04-01 2023-06-30");

    let mut done = trigger(TriggerKind::InspectionEnded, "2023-09-01", "done");
    done.done = vec![("INS-PUB", date("2023-09-26"))];
    let events = [
        done,
        trigger(TriggerKind::InspectionEnded, "2023-09-15", "october"),
        trigger(TriggerKind::OrderIssued, "2023-09-15", "this week"),
        trigger(TriggerKind::InspectionEnded, "2023-08-01", "overdue"),
    ];
    let shown = |span: Span, day: &str| -> Vec<String> {
        let (clocks, period) = (on(&events, day, &settings()), span.around(date(day)));
        let shown = clocks.iter().filter(|clock| period.shows(clock));
        shown.map(|clock| clock.trigger.object.id.clone()).collect()
    };
    assert_eq!(shown(Span::Week, "2023-09-25"), ["overdue", "this week"]);
    assert_eq!(shown(Span::Week, "2023-09-27"), ["overdue", "this week", "done"]);
    assert_eq!(shown(Span::Quarter, "2023-09-27"), ["overdue", "this week", "done"]);
    assert_eq!(shown(Span::Month, "2023-10-08"), ["overdue", "this week", "october"]);
}

#[test]
fn totals_press_where_most_is_late() {
    let mut other = trigger(TriggerKind::InspectionEnded, "2023-09-15", "X");
    (other.departments, other.persons) = (vec!["食品股".into()], vec!["某乙".into()]);
    let mut done = trigger(TriggerKind::InspectionEnded, "2023-09-04", "Y");
    (done.departments, done.persons) = (vec!["食品股".into()], vec!["某甲".into()]);
    done.done = vec![("INS-PUB", date("2023-10-11"))];
    let mut nobody = trigger(TriggerKind::InspectionEnded, "2023-10-09", "Z");
    (nobody.departments, nobody.persons) = Default::default();
    let events = [
        other,
        done,
        nobody,
        trigger(TriggerKind::InspectionEnded, "2023-08-01", "A"),
        trigger(TriggerKind::InspectionEnded, "2023-09-15", "B"),
    ];
    let clocks = on(&events, "2023-10-20", &settings());
    let by_department = totals(clocks.iter(), By::Department);
    let names: Vec<&str> = by_department.iter().map(|total| total.name.as_str()).collect();
    assert_eq!(names, ["信用监管股", "食品股", ""]);
    let Total { red, done, late, level, worst, .. } = by_department[1].clone();
    assert_eq!((red, done, late, level, worst), (1, 0, 1, Some(0), 1));
    assert_eq!((by_department[0].red, by_department[0].level), (2, Some(2)));
    let by_person = totals(clocks.iter(), By::Person);
    assert_eq!(by_person.iter().map(|total| total.late).collect::<Vec<_>>(), [1, 0, 0]);
    let sum = Total::of(clocks.iter());
    assert_eq!((sum.red, sum.green, sum.late), (3, 1, 1));

    let mut joint = trigger(TriggerKind::DrawFrozen, "2023-09-15", "D");
    joint.departments.push("食品股".into());
    let joint = [joint];
    let clocks = on(&joint, "2023-10-20", &settings());
    let names: Vec<String> =
        totals(clocks.iter(), By::Department).into_iter().map(|total| total.name).collect();
    assert_eq!(names, ["信用监管股", "食品股"], "each answers for a joint draw");
}
