//! Public credit reports: the good vectors are what the program prints for fixed events, and a second
//! reader (`tests/reference/credit_report.py`) accepts them and refuses every bad one with its reason.

use crate::common::{manifest, tree};
use std::process::Command;
use suicha::core::credit::event::Event;
use suicha::core::credit::report::{Asked, report};
use suicha::core::credit::words::Form;
use suicha::core::credit::{History, Question, Rules};
use suicha::core::digest::Digest;
use suicha::core::id::SubjectId;
use suicha::core::registry::{Group, KeyKind, Status, Subject};
use suicha::core::time::Date;
use suicha::core::workdays::Calendar;

const ENTERPRISE: &str = "91310000X072143273";
const INDIVIDUAL: &str = "92330102MA27YU8W70";

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn event(subject: &str, kind: &str, on: &str, about: Option<Digest>, rest: &str) -> Event {
    let about = about.map_or_else(String::new, |digest| format!("about {digest}\n"));
    let text = format!(
        "suicha-credit/1\nsubject {subject}\nkind {kind}\nday {on}\nrecorded {on}\nsource list.csv\nauthority 某县市场监督管理局\nbasis 某法 第1条\ndocument {}\n{about}{rest}",
        "0".repeat(64)
    );
    Event::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// Every kind of record, one of them with a reply, one rectified, one repaired and one revoked.
fn events() -> Vec<Event> {
    let penalty = |number: &str, on: &str| {
        let rest = format!(
            "number {number}\nprocedure ordinary\nkinds fine\nfine 6000000\ndomain food\nparty organisation\nregion 310000\npublished {on}\n"
        );
        event(ENTERPRISE, "penalty", on, None, &rest)
    };
    let (shown, revoked) = (penalty("罚〔2026〕1号", "2026-01-05"), penalty("罚〔2026〕2号", "2026-01-06"));
    let inspection =
        event(ENTERPRISE, "inspection", "2026-01-07", None, "result R5\nitem a01\npublished 2026-01-07\n");
    let objection = event(ENTERPRISE, "objection", "2026-01-12", Some(shown.digest()), "");
    vec![
        event(ENTERPRISE, "permit", "2025-12-30", None, "number JY1\nuntil 2030-12-29\n"),
        event(ENTERPRISE, "penalty-void", "2026-01-09", Some(revoked.digest()), "manner revoked\n"),
        event(ENTERPRISE, "complied", "2026-01-10", Some(inspection.digest()), ""),
        event(ENTERPRISE, "objection-answered", "2026-01-13", Some(objection.digest()), "manner refused\n"),
        event(ENTERPRISE, "listing", "2026-01-08", None, "ground ABN-4\nnumber 异入〔2026〕1号\n"),
        objection,
        inspection,
        shown,
        revoked,
    ]
}

fn document(id: &str, group: Group, events: &[Event]) -> String {
    let history = History::new(events).unwrap();
    let place = |digest: &Digest| events.iter().find(|event| event.digest() == *digest).unwrap().clone();
    let ordered: Vec<Event> = history.digests.iter().map(place).collect();
    let id = SubjectId::new(id).unwrap();
    let subject = Subject {
        id: id.clone(),
        key_kind: KeyKind::Uscc,
        other_id: String::new(),
        name: "示例\"企业\"\\一\t号".into(),
        kind: "有限责任公司".into(),
        group,
        status: Status::Active,
        dormant: false,
        region: "310000".into(),
        authority: "某县市场监督管理局".into(),
        station: None,
        industry: "F5211".into(),
        labels: Vec::new(),
        risk_class: None,
        established: Some(day("2015-03-02")),
        licence_until: Some(Date::FOREVER),
        last_inspected: None,
        inspected_this_year: 1,
        address: "示例路1号".into(),
        representative: "某人".into(),
        contact: String::new(),
        phone: String::new(),
        extra: String::new(),
    };
    let question = Question::new(Rules::embedded(), Calendar::embedded(), day("2026-01-15"));
    let form = if group == Group::Individual { Form::Individual } else { Form::Enterprise };
    let report = report(&Asked {
        id: &id,
        subject: Some(&subject),
        form,
        question: &question,
        known_by: day("2026-01-15"),
        events: &ordered,
        history: &history,
        body: "某县市场监督管理局",
        serial: Some(7),
        print: 2,
    });
    report.document().print() + "\n"
}

#[test]
fn good_vectors_are_what_the_program_prints() {
    let good = [
        ("good-full.json", document(ENTERPRISE, Group::Enterprise, &events())),
        ("good-individual.json", document(INDIVIDUAL, Group::Individual, &[])),
    ];
    for (name, text) in good {
        if std::env::var_os("SUICHA_WRITE_VECTORS").is_some() {
            std::fs::write(manifest::path("credit-report", name), &text).unwrap();
        }
        assert_eq!(manifest::text("credit-report", name), text, "{name}");
    }
}

#[test]
fn a_second_reader_accepts_the_good_and_refuses_the_bad() {
    let script = tree("tests/reference/credit_report.py");
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: python3 cannot be run");
        return;
    }
    manifest::run("credit-report", |name, _| {
        let output =
            Command::new("python3").arg(&script).arg(manifest::path("credit-report", name)).output().unwrap();
        match output.status.success() {
            true => Ok(None),
            false => Err(String::from_utf8(output.stderr).unwrap()),
        }
    });
}
