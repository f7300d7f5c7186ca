//! What speaks against an event whatever the rules in force say: days out of their order, a report that is not due
//! yet, a list for another form of subject, a subject that is gone, a second answer.

use super::Refusal;
use crate::core::credit::code::Code;
use crate::core::credit::event::Event;
use crate::core::credit::fact::{Fact, History};
use crate::core::credit::words::{Form, Kind, Manner};
use crate::core::time::Date;

/// Rule and remedy in both languages.
pub(super) fn said(refusal: Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::Published => {
            ("公示日期早于决定日期：请核对日期", "it was published before the decision: check both days")
        }
        Refusal::Until => {
            ("截止日期早于决定日期：请核对日期", "its last day lies before the decision: check both days")
        }
        Refusal::NotDue => (
            "该年度的年度报告尚未到期：请核对年度和日期",
            "the annual report of that year is not due yet: check year and day",
        ),
        Refusal::OtherForm => (
            "该情形不适用于此类主体（个体工商户标记，合作社另有情形）：请核对事由",
            "the ground is for another form of subject (individual businesses are marked): choose that of the form",
        ),
        Refusal::Gone => (
            "该主体此前已注销：请核对日期和主体",
            "the subject was deregistered before: check day and subject",
        ),
        _ => (
            "已作出答复或决定：不得重复，请核对；须先有新的申请",
            "it was answered or decided on already: there must be a new application first",
        ),
    }
}

/// What speaks against it.
pub(super) fn check(event: &Event, history: &History, form: Form) -> Vec<Refusal> {
    let (day, details) = (event.day, &event.details);
    let before = |other: Option<Date>| other.is_some_and(|other| other < day);
    let found = [
        (before(details.published), Refusal::Published),
        (before(details.ban) || before(details.until), Refusal::Until),
        (details.year.is_some_and(|year| !due(event.kind, year, day)), Refusal::NotDue),
        (details.ground.is_some_and(|ground| other_form(ground, form)), Refusal::OtherForm),
        (gone(event, history), Refusal::Gone),
        (answered(event, history), Refusal::Answered),
    ];
    found.into_iter().filter(|(yes, _)| *yes).map(|(_, refusal)| refusal).collect()
}

/// Whether something can be said of the report of a year on a day: it is filed from 1 January of the next year, missing
/// when 30 June ends, and a listing comes after that.
fn due(kind: Kind, year: u16, day: Date) -> bool {
    let next = |month, date| Date::new(year + 1, month, date).expect("a year of four digits");
    match kind {
        Kind::Report => day >= next(1, 1),
        Kind::Missed => day >= next(6, 30),
        Kind::Listing => day > next(6, 30),
        _ => true,
    }
}

/// Whether a ground is one of another form.
fn other_form(ground: Code, form: Form) -> bool {
    match ground {
        Code::Abn1 | Code::Abn2 | Code::Abn3 | Code::Abn4 => form != Form::Enterprise,
        Code::Ind1 | Code::Ind2 | Code::Ind3 => form != Form::Individual,
        Code::Coop1 | Code::Coop2 | Code::Coop3 => form != Form::Cooperative,
        _ => false,
    }
}

/// Whether nobody is left whom it could be about.
fn gone(event: &Event, history: &History) -> bool {
    let about_it = matches!(event.kind, Kind::Listing | Kind::Missed | Kind::Order | Kind::Letter);
    let serious = event.details.ground.is_some_and(Code::is_serious);
    about_it && !serious && history.facts.iter().any(|fact| fact.deregisters() && fact.day < event.day)
}

/// Whether an objection has its last answer, or every application for a repair its decision.
fn answered(event: &Event, history: &History) -> bool {
    let Some(target) = event.about.and_then(|about| history.find(&about)) else { return false };
    let about = |kind: Kind| move |fact: &&Fact| fact.about == Some(target) && fact.kind == kind;
    let count = |kind: Kind| history.facts.iter().filter(about(kind)).count();
    match event.kind {
        Kind::ObjectionAnswered => {
            let last = |fact: &Fact| fact.manner != Some(Manner::Accepted);
            let again = |fact: &Fact| fact.manner == event.details.manner;
            history.facts.iter().filter(about(Kind::ObjectionAnswered)).any(|fact| last(fact) || again(fact))
        }
        // What is void cannot be changed or revoked any more.
        Kind::PenaltyVoid => history
            .facts
            .iter()
            .filter(about(Kind::PenaltyVoid))
            .any(|fact| matches!(fact.manner, Some(Manner::Revoked | Manner::Void))),
        Kind::RepairDecided => count(Kind::RepairDecided) >= count(Kind::RepairApplied).max(1),
        _ => false,
    }
}
