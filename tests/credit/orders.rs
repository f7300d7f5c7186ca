//! Random histories: events of one day in any order give the same conclusions, and what happens after a
//! day changes nothing of that day.

use super::case::Ask;
use super::cases::{all, conclusions, rules};
use crate::common::random::Dice;
use suicha::core::credit::event::Event;
use suicha::core::credit::settled::settled;
use suicha::core::credit::standing::{DueDay, Proposal};
use suicha::core::credit::words::{Form, Kind, Manner, Party, Procedure, Punished, Reason, Set};
use suicha::core::credit::{Code, Details, History, Question, Rules, Standing};
use suicha::core::digest::Digest;
use suicha::core::id::{Name, SubjectId};
use suicha::core::time::Date;
use suicha::core::workdays::Calendar;

fn day(days: i64) -> Date {
    Date::from_days(days).unwrap()
}

/// Any history, mostly nonsense: the fold must not care.
fn history(dice: &mut Dice) -> Vec<Event> {
    let first = Date::new(2020, 1, 1).unwrap().days();
    let mut events: Vec<Event> = Vec::new();
    for number in 0..dice.below(24) + 2 {
        let kind = Kind::ALL[dice.below(Kind::ALL.len())];
        // Few days, so that many events share one.
        let on = day(first + dice.below(12) as i64 * 190);
        let mut event = Event {
            subject: SubjectId::new("S1").unwrap(),
            kind,
            day: on,
            recorded: day(on.days() + dice.below(3) as i64 * 40),
            late: (dice.below(6) == 0).then(|| "补录".into()),
            source: "随机".into(),
            authority: "某局".into(),
            basis: "随机".into(),
            document: Digest::of(&(number as u64).to_be_bytes()),
            case: (dice.below(2) == 0).then(|| Name::new(&format!("c{}", dice.below(3))).unwrap()),
            about: None,
            details: details(dice, kind, on),
        };
        if dice.below(4) > 0 && !events.is_empty() {
            event.about = Some(events[dice.below(events.len())].digest());
        }
        events.push(event);
    }
    events
}

fn details(dice: &mut Dice, kind: Kind, on: Date) -> Details {
    let mut any = |list: usize| dice.below(list);
    let grounds: Vec<Code> = Code::ALL.iter().copied().filter(|code| code.is_ground()).collect();
    let mut details = Details {
        manner: Some(Manner::ALL[any(Manner::ALL.len())]),
        ground: Some(grounds[any(grounds.len())]),
        year: Some(2020 + any(6) as u16),
        reason: Some(Reason::ALL[any(Reason::ALL.len())]),
        until: Some(day(on.days() + any(30) as i64)),
        published: (any(2) == 0).then_some(if any(9) == 0 { Date::FOREVER } else { on }),
        ban: (any(4) == 0).then_some(if any(2) == 0 { Date::FOREVER } else { on }),
        confiscated: (any(9) == 0).then_some(u64::MAX),
        ..Details::default()
    };
    if kind == Kind::Penalty {
        details.procedure = Some(Procedure::ALL[any(2)]);
        details.party = Some(Party::ALL[any(2)]);
        details.kinds = Set::of(&[Punished::ALL[any(12)], Punished::ALL[any(12)]]);
        details.fine = Some(any(10) as u64 * 1_000_000);
        details.region = Some([310_000, 510_000][any(2)]);
        details.offence = Some(Name::new(&format!("o{}", any(3))).unwrap());
    }
    if kind == Kind::Inspection {
        details.result = ["R1", "R2", "R3", "R4", "R5", "R6", "R9", "G1"][any(8)].parse().ok();
    }
    details
}

fn fold(events: &[Event], as_of: Date, form: Form) -> (Standing, Vec<Digest>) {
    let history = History::new(events).unwrap();
    let question = Question::new(Rules::embedded(), Calendar::embedded(), as_of);
    (question.fold(form, &history.facts), history.digests)
}

#[test]
fn any_order_of_recording_gives_the_same() {
    let mut dice = Dice::new(7);
    let mut told = 0;
    for _ in 0..800 {
        let events = history(&mut dice);
        let form = Form::ALL[dice.below(3)];
        let as_of = day(Date::new(2020, 1, 1).unwrap().days() + dice.below(2400) as i64);
        let one = fold(&events, as_of, form);
        let mut other = events.clone();
        for i in (1..other.len()).rev() {
            other.swap(i, dice.below(i + 1));
        }
        other.extend_from_slice(&events[..events.len() / 2]);
        assert_eq!(one, fold(&other, as_of, form), "{events:?}");
        told += one.0.proposals.len() + one.0.entries.len();
    }
    assert!(told > 1000, "the histories lead to something: {told}");
}

#[test]
fn what_comes_later_changes_nothing_before() {
    let mut dice = Dice::new(8);
    for _ in 0..400 {
        let events = history(&mut dice);
        let as_of = day(Date::new(2020, 1, 1).unwrap().days() + dice.below(2400) as i64);
        // Prefixes must be whole: an event before the day is not about one after it.
        let known = |event: &&Event| event.day <= as_of;
        let prefix: Vec<Event> = events.iter().filter(known).cloned().collect();
        let Ok(short) = History::new(&prefix) else { continue };
        let (long, digests) = fold(&events, as_of, Form::Enterprise);
        let question = Question::new(Rules::embedded(), Calendar::embedded(), as_of);
        assert_eq!(long, question.fold(Form::Enterprise, &short.facts));
        assert_eq!(digests[..short.digests.len()], short.digests[..], "days come first in the order");
    }
}

#[test]
fn what_was_recorded_later_is_not_known() {
    for (name, case) in all() {
        let rules = rules(&case);
        let Some(last) = case.events.iter().map(|(_, event)| event.recorded).max() else { continue };
        for known in [last, day(last.days() - 1), day(last.days() - 40)] {
            let before: Vec<(String, Event)> =
                case.events.iter().filter(|(_, event)| event.recorded <= known).cloned().collect();
            let plain: Vec<Event> = before.iter().map(|(_, event)| event.clone()).collect();
            if History::new(&plain).is_err() {
                continue;
            }
            let ask = |known_by| Ask { as_of: last, known_by, expected: vec![], none: vec![] };
            let hidden = conclusions(&case, &case.events, &ask(Some(known)), &rules);
            let absent = conclusions(&case, &before, &ask(None), &rules);
            let sorted = |mut lines: Vec<String>| {
                lines.sort();
                lines
            };
            assert_eq!(sorted(hidden), sorted(absent), "{name}");
        }
    }
}

/// A duty that is open in the morning of a day, when what was known in the evening before is all there is, and no more
/// in the evening, was met on that day by one of its events; and nothing was met that is open.
#[test]
fn duties_that_are_not_open_any_more_were_met() {
    let mut seen = 0;
    for (name, case) in all() {
        let events: Vec<Event> = case.events.iter().map(|(_, event)| event.clone()).collect();
        let history = History::new(&events).unwrap();
        let facts = &history.facts;
        let rules = rules(&case);
        let asked = |on: Date| Question::new(&rules, Calendar::embedded(), on).known_by(on);
        let mut days: Vec<Date> = facts.iter().map(|fact| fact.day.max(fact.recorded)).collect();
        days.sort();
        days.dedup();
        let of = |question: Question<'_>| question.fold(case.form, facts).proposals;
        for on in days {
            let before = day(on.days() - 1);
            let (morning, evening) = (of(asked(on).known_by(before)), of(asked(on)));
            let met = settled(case.form, facts, on, asked);
            // Two events of a day may answer a duty, each without the other.
            let events = facts.iter().filter(|fact| fact.day.max(fact.recorded) == on).count();
            let open = |one: &Proposal| evening.iter().any(|other| other.is_of(one));
            let timed = |one: &&Proposal| matches!(one.due, DueDay::Told(_));
            for gone in morning.iter().filter(timed).filter(|one| events == 1 && !open(one)) {
                assert!(met.iter().any(|one| one.proposal.is_of(gone)), "{name} {on}: {gone:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen} duties were met");
}
