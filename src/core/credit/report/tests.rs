//! What stands in a report and what does not.

use super::*;
use crate::core::credit::details::Field;
use crate::core::credit::words::{Flag, Form, Punished, Set};
use crate::core::credit::{Event, History, Question, Rules};
use crate::core::digest::Digest;
use crate::core::registry::{KeyKind, Subject};
use crate::core::workdays::Calendar;

const ID: &str = "91310000X072143273";

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn event(kind: Kind, on: &str, details: Details) -> Event {
    Event {
        subject: SubjectId::new(ID).unwrap(),
        kind,
        day: day(on),
        recorded: day(on),
        late: None,
        source: "private-list.xlsx".into(),
        authority: "某局".into(),
        basis: "某法 第1条".into(),
        document: Digest::of(b"private"),
        case: None,
        about: None,
        details,
    }
}

fn penalty() -> Event {
    let details = Details {
        number: Some("罚〔2026〕1号".into()),
        procedure: Some(crate::core::credit::words::Procedure::Ordinary),
        kinds: Set::of(&[Punished::Fine]),
        fine: Some(6_000_000),
        domain: Some(crate::core::credit::words::Domain::Food),
        party: Some(crate::core::credit::words::Party::Organisation),
        region: Some(310_000),
        published: Some(day("2026-01-08")),
        flags: Set::of(&[Flag::Liable]),
        ..Details::default()
    };
    Event { recorded: day("2026-01-09"), ..event(Kind::Penalty, "2026-01-05", details) }
}

fn about(event: &Event, kind: Kind, on: &str, manner: Option<Manner>) -> Event {
    let details = Details { manner, ..Details::default() };
    Event { about: Some(event.digest()), ..self::event(kind, on, details) }
}

fn subject(group: Group) -> Subject {
    Subject {
        id: SubjectId::new(ID).unwrap(),
        key_kind: KeyKind::Uscc,
        other_id: String::new(),
        name: "示例企业".into(),
        kind: String::new(),
        group,
        status: Status::Active,
        dormant: false,
        region: String::new(),
        authority: String::new(),
        station: None,
        industry: String::new(),
        labels: Vec::new(),
        risk_class: crate::core::id::Name::new("private-class").ok(),
        established: None,
        licence_until: None,
        last_inspected: None,
        inspected_this_year: 0,
        address: "private-address".into(),
        representative: "private-person".into(),
        contact: "private-contact".into(),
        phone: "private-phone".into(),
        extra: "private=1".into(),
    }
}

fn made(events: &[Event], group: Group, as_of: &str, known_by: &str) -> Report {
    let history = History::new(events).unwrap();
    let place = |digest: &Digest| events.iter().find(|event| event.digest() == *digest).unwrap().clone();
    let events: Vec<Event> = history.digests.iter().map(place).collect();
    let (subject, id) = (subject(group), SubjectId::new(ID).unwrap());
    report(&Asked {
        id: &id,
        subject: Some(&subject),
        form: if group == Group::Individual { Form::Individual } else { Form::Enterprise },
        question: &Question::new(Rules::embedded(), Calendar::embedded(), day(as_of)),
        known_by: day(known_by),
        events: &events,
        history: &history,
        body: "某局",
        serial: None,
        print: 1,
    })
}

#[test]
fn only_what_is_shown_and_known_stands_in_a_report() {
    let events = [penalty(), event(Kind::Complaint, "2026-01-06", Details::default())];
    let count = |as_of, known_by| made(&events, Group::Enterprise, as_of, known_by).count(Heading::Penalties);
    assert_eq!(count("2026-01-12", "2026-01-12"), 1);
    assert_eq!(count("2026-01-12", "2026-01-08"), 0, "recorded on the 9th");
    assert_eq!(count("2026-01-04", "2026-01-12"), 0, "decided on the 5th");
    assert_eq!(count("2029-02-01", "2029-02-01"), 0, "its last day is over");
    let void = [penalty(), about(&penalty(), Kind::PenaltyVoid, "2026-02-02", Some(Manner::Revoked))];
    let of = |as_of| made(&void, Group::Enterprise, as_of, as_of);
    assert_eq!(of("2026-02-01").count(Heading::Penalties), 1);
    assert_eq!(of("2026-02-02").count(Heading::Penalties), 0);
    let whole = made(&events, Group::Enterprise, "2026-01-12", "2026-01-12").canonical();
    assert!(!whole.contains("complaint") && whole.contains("private-address"), "{whole}");
    for private in
        ["private-list", "private-person", "private-contact", "private-phone", "private=1", "private-class"]
    {
        assert!(!whole.contains(private), "{private}: {whole}");
    }
    assert!(!whole.contains("liable") && !whole.contains("organisation"), "{whole}");
}

#[test]
fn no_home_stands_in_a_report() {
    for (group, told) in [
        (Group::Enterprise, true),
        (Group::Cooperative, true),
        (Group::RepresentativeOffice, true),
        (Group::Individual, false),
        (Group::Other, false),
    ] {
        let report = made(&[], group, "2026-01-12", "2026-01-12");
        assert_eq!(report.canonical().contains("private-address"), told, "{group:?}");
        assert_eq!(report.number.starts_with('P'), group == Group::Individual);
    }
}

#[test]
fn replies_rectification_and_repair_stand_beside_the_finding() {
    let penalty = penalty();
    let objection = about(&penalty, Kind::Objection, "2026-01-12", None);
    let events = [
        about(&objection, Kind::ObjectionAnswered, "2026-01-14", Some(Manner::Refused)),
        objection.clone(),
        about(&penalty, Kind::Complied, "2026-01-13", None),
        about(&penalty, Kind::RepairApplied, "2026-04-10", None),
        penalty.clone(),
    ];
    let record = |as_of| {
        let report = made(&events, Group::Enterprise, as_of, as_of);
        report.sections.into_iter().find(|s| s.heading == Heading::Penalties).unwrap().records.remove(0)
    };
    let first = record("2026-01-12");
    assert_eq!(first.replies, [Reply { day: day("2026-01-12"), answer: None }]);
    assert_eq!((first.rectified, first.repair), (None, Repair::None));
    let later = record("2026-04-10");
    assert_eq!(later.replies[0].answer, Some((day("2026-01-14"), Some(Manner::Refused))));
    assert_eq!((later.rectified, later.repair), (Some(day("2026-01-13")), Repair::Applied));
    assert_eq!(later.shown[0].until, Some(day("2027-01-08")));
}

#[test]
fn every_heading_says_what_it_knows() {
    let report = made(&[], Group::Enterprise, "2026-01-12", "2026-01-12");
    assert_eq!(report.sections.len(), Heading::ALL.len());
    for section in &report.sections {
        let wanted = if section.heading.held() { Looked::Nothing } else { Looked::Unchecked };
        assert_eq!(section.looked, wanted, "{:?}", section.heading);
    }
}

/// What may stand in a report is declared so where every column is (`data/visibility.toml`).
#[test]
fn the_registration_has_public_columns_only() {
    let declared = include_str!("../../../../data/visibility.toml");
    let table = declared.split("\n[subject]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let text = made(&[], Group::Enterprise, "2026-01-12", "2026-01-12").canonical();
    let facts = text.split("\"registration\":{").nth(1).unwrap().split('}').next().unwrap();
    let mut seen = 0;
    for line in table.lines().filter(|line| line.contains(" = ")) {
        let (column, word) = line.split_once(" = ").unwrap();
        if facts.contains(&format!("\"{column}\":")) {
            seen += 1;
            assert!(word == "\"public\"" || column == "address" && word == "\"masked\"", "{line}");
        }
    }
    assert_eq!(seen, 12, "{facts}");
    assert!(!super::collect::PUBLIC.iter().any(|field| {
        [Field::Party, Field::Region, Field::Offence, Field::Act, Field::Ban, Field::Flags].contains(field)
    }));
}

#[test]
fn the_number_is_the_bureaus_or_follows_from_the_report() {
    let one = made(&[], Group::Enterprise, "2026-01-12", "2026-01-12");
    assert!(one.number.starts_with("B20260112") && one.number.ends_with("-1") && one.number.len() == 15);
    assert_eq!(one.number, made(&[penalty()], Group::Enterprise, "2026-01-12", "2026-01-12").number);
    assert_ne!(one.digest(), made(&[penalty()], Group::Enterprise, "2026-01-12", "2026-01-12").digest());
}
