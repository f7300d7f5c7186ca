//! The way of a case from 经办 to 审核 as a table, and the notice and hearing before a serious listing day by day.

use suicha::core::credit::case::{Case, Refused, State, Terms};
use suicha::core::credit::letter::Goal;
use suicha::core::credit::{Act, Code, Verb};
use suicha::core::digest::Digest;
use suicha::core::time::{Date, Timestamp};
use suicha::core::workdays::Calendar;

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// An act of a case; a step of the hearing happened on `on`, a hearing is set for `set`.
fn act(verb: Verb, actor: &str, on: &str, set: Option<&str>) -> Act {
    Act {
        number: 1,
        at: Timestamp(1_767_571_200),
        actor: actor.into(),
        key: None,
        verb,
        object: "91310000X072143273".into(),
        salt: Digest([0; 32]),
        rules: None,
        sources: Vec::new(),
        proposal: Some((Code::Ser10p3, vec![Digest([1; 32])])),
        letter: None,
        day: verb.hears().then(|| day(on)),
        hearing: set.map(day),
        reason: "核实".into(),
        events: Vec::new(),
    }
}

/// The verbs of a word: p(ropose), r(eview), b(ack), a(pprove), d(ecline), each by the person of the next letter.
fn case(goal: Goal, steps: &str) -> Case {
    let acts: Vec<Act> = steps
        .split_whitespace()
        .map(|step| {
            let verb = match &step[..1] {
                "p" => Verb::Propose,
                "r" => Verb::Review,
                "b" => Verb::Return,
                "a" => Verb::Approve,
                _ => Verb::Decline,
            };
            act(verb, &step[1..], "2026-01-05", None)
        })
        .collect();
    Case::of(goal, &acts)
}

#[test]
fn a_case_goes_from_one_person_to_the_next() {
    let own = |who: &str| Some(Refused::Own(who.into()));
    // What was done, whether three persons are asked for, the next step and its person, and what is said.
    let table = [
        ("", true, Verb::Propose, "w", None),
        ("", true, Verb::Review, "l", Some(Refused::NotProposed)),
        ("", true, Verb::Approve, "h", Some(Refused::NotProposed)),
        ("", false, Verb::Approve, "h", None),
        ("pw", true, Verb::Propose, "x", Some(Refused::Proposed)),
        ("pw", true, Verb::Review, "w", own("w")),
        ("pw", true, Verb::Review, "l", None),
        ("pw", true, Verb::Return, "l", None),
        ("pw", true, Verb::Return, "w", own("w")),
        ("pw", true, Verb::Approve, "h", Some(Refused::NotReviewed)),
        ("pw", false, Verb::Approve, "h", None),
        ("pw", false, Verb::Approve, "w", own("w")),
        ("pw bl", true, Verb::Approve, "h", Some(Refused::NotProposed)),
        ("pw bl", true, Verb::Review, "l", Some(Refused::NotWaiting)),
        ("pw bl", true, Verb::Propose, "w", None),
        ("pw bl pw rl", true, Verb::Approve, "h", None),
        ("pw rl", true, Verb::Propose, "w", Some(Refused::Proposed)),
        ("pw rl", true, Verb::Review, "x", Some(Refused::NotWaiting)),
        ("pw rl", true, Verb::Approve, "w", own("w")),
        ("pw rl", true, Verb::Approve, "l", own("l")),
        ("pw rl", true, Verb::Decline, "l", own("l")),
        ("pw rl", true, Verb::Decline, "h", None),
        ("pw rl dh", true, Verb::Approve, "h", Some(Refused::NotProposed)),
        ("pw rl dh", true, Verb::Propose, "w", None),
        ("pw rl dh", false, Verb::Approve, "h", None),
    ];
    for (done, three, verb, who, wanted) in table {
        let found = case(Goal::List, done).refuses(verb, who, three);
        assert_eq!(found, wanted, "{done:?} then {verb:?} by {who}, three {three}");
    }
}

#[test]
fn the_states_have_the_words_of_the_registers() {
    let table = [
        (Goal::List, "", "未提交"),
        (Goal::List, "pw", "待初审"),
        (Goal::List, "pw bl", "初审退回"),
        (Goal::List, "pw rl", "待审核"),
        (Goal::List, "pw rl ah", "同意列入"),
        (Goal::List, "pw rl dh", "不予列入"),
        (Goal::Remove, "pw rl ah", "予以移出"),
        (Goal::Remove, "pw rl dh", "不予移出"),
        (Goal::Fix, "ah", "予以更正"),
        (Goal::Fix, "dh", "不予更正"),
        (Goal::List, "pw rl dh pw", "待初审"),
    ];
    for (goal, steps, word) in table {
        let found = case(goal, steps);
        assert_eq!(found.state.said().0, word, "{steps}");
        assert_eq!(found.open(), ["待初审", "初审退回", "待审核"].contains(&word), "{steps}");
    }
    assert!(State::ALL.iter().all(|state| State::parse(state.word()) == Some(*state)));
}

#[test]
fn a_serious_listing_waits_for_notice_and_hearing() {
    let terms = Terms { ask: 5, notice: 7, calendar: Calendar::embedded() };
    let step = |done: &[Act], verb: Verb, on: &str, set: Option<&str>| {
        Case::of(Goal::List, done).refuses_step(verb, day(on), set.map(day), terms).unwrap()
    };
    let unheard = |done: &[Act], on: &str| Case::of(Goal::List, done).unheard(day(on), terms).unwrap();
    assert_eq!(unheard(&[], "2026-02-27"), Some(Refused::NotNotified));
    assert_eq!(step(&[], Verb::HearingAsked, "2026-02-10", None), Some(Refused::NotNotified));
    assert_eq!(step(&[], Verb::Notify, "2026-02-10", None), None);
    // Five working days from Tuesday 2026-02-10, over the Spring Festival: 11, 12, 13, 14 (worked), 24 February.
    let notified = vec![act(Verb::Notify, "w", "2026-02-10", None)];
    let last = day("2026-02-24");
    assert_eq!(step(&notified, Verb::Notify, "2026-02-11", None), Some(Refused::Already(day("2026-02-10"))));
    assert_eq!(unheard(&notified, "2026-02-24"), Some(Refused::StillRunning(last)));
    assert_eq!(unheard(&notified, "2026-02-25"), None);
    assert_eq!(step(&notified, Verb::HearingAsked, "2026-02-24", None), None);
    assert_eq!(step(&notified, Verb::HearingAsked, "2026-02-25", None), Some(Refused::AskedLate(last)));
    assert_eq!(
        step(&notified, Verb::HearingAsked, "2026-02-09", None),
        Some(Refused::Before(day("2026-02-10")))
    );
    assert_eq!(step(&notified, Verb::HearingSet, "2026-02-12", Some("2026-03-12")), Some(Refused::NotAsked));
    let asked = [notified.clone(), vec![act(Verb::HearingAsked, "w", "2026-02-24", None)]].concat();
    assert_eq!(unheard(&asked, "2026-03-30"), Some(Refused::NotHeard), "however long it takes");
    // Seven working days from 2026-02-25: 26, 27, 28 (worked), 2, 3, 4 and 5 March.
    let set = |on| step(&asked, Verb::HearingSet, "2026-02-25", Some(on));
    assert_eq!(set("2026-03-04"), Some(Refused::SetEarly(day("2026-03-05"))));
    assert_eq!(set("2026-03-05"), None);
    assert_eq!(step(&asked, Verb::HearingHeld, "2026-03-05", None), Some(Refused::NotSet(None)));
    let set = [asked, vec![act(Verb::HearingSet, "w", "2026-02-25", Some("2026-03-05"))]].concat();
    assert_eq!(
        step(&set, Verb::HearingHeld, "2026-03-04", None),
        Some(Refused::NotSet(Some(day("2026-03-05"))))
    );
    assert_eq!(step(&set, Verb::HearingHeld, "2026-03-05", None), None);
    let held = [set, vec![act(Verb::HearingHeld, "w", "2026-03-05", None)]].concat();
    assert_eq!(unheard(&held, "2026-03-04"), Some(Refused::Before(day("2026-03-05"))));
    assert_eq!(unheard(&held, "2026-03-05"), None);
    // A waiver ends the wait at once, and a decision ends the case: another one is notified again.
    let waived = [notified, vec![act(Verb::Waived, "w", "2026-02-11", None)]].concat();
    assert_eq!(unheard(&waived, "2026-02-11"), None);
    let declined = [waived, vec![act(Verb::Decline, "h", "2026-02-11", None)]].concat();
    assert_eq!(unheard(&declined, "2026-03-11"), Some(Refused::NotNotified));
}
