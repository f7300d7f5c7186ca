//! Duties (待办) that were met: each with the day of the event that ended it. The fold (`fold`) tells open duties only; an
//! event ended one if without the event, on the day it was known, the duty would be open. What ended because its cause
//! was withdrawn is no duty any more and not told. Which terms they have: `deadlines.csv`.

use super::fact::Fact;
use super::fold::Question;
use super::standing::Proposal;

use super::words::{Form, Kind};
use crate::core::time::Date;
use std::collections::BTreeMap;

/// A duty that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// As it was before.
    pub proposal: Proposal,
    /// The day of the event after which it is not open.
    pub on: Date,
}

/// Duties of one subject that events up to a day have ended, by the order of these events; the facts are in their
/// order ([`super::History`]). `question` asks what held on a day by what was known then. A duty that was open again
/// later is told once.
pub fn settled<'a>(
    form: Form,
    facts: &[Fact],
    as_of: Date,
    question: impl Fn(Date) -> Question<'a>,
) -> Vec<Settled> {
    let mut found: Vec<Settled> = Vec::new();
    let mut known: BTreeMap<Date, Vec<Proposal>> = BTreeMap::new();
    for (at, fact) in facts.iter().enumerate() {
        for (on, without) in ends(fact) {
            let day = on.max(fact.recorded);
            if day > as_of {
                continue;
            }
            let asked = question(day);
            let with = known.entry(day).or_insert_with(|| asked.fold(form, facts).proposals);
            let mut others = facts.to_vec();
            others[at] = without;
            if without.recorded == Date::FOREVER {
                let about = |other: &&mut Fact| other.about.is_some_and(|about| about as usize == at);
                others.iter_mut().filter(about).for_each(|other| other.recorded = Date::FOREVER);
            }
            for proposal in asked.fold(form, &others).proposals {
                let told = found.iter().any(|one| one.proposal.is_of(&proposal));
                if !told && !with.iter().any(|one| one.is_of(&proposal)) {
                    found.push(Settled { proposal, on });
                }
            }
        }
    }
    found
}

/// Days on which an event may end a duty, each with the event as if it had not.
fn ends(fact: &Fact) -> impl Iterator<Item = (Date, Fact)> + use<> {
    // Inspections and penalties begin duties.
    let begins = matches!(fact.kind, Kind::Inspection | Kind::Penalty);
    let away = (!begins).then_some((fact.day, Fact { recorded: Date::FOREVER, ..*fact }));
    let shown = fact.published.filter(|_| matches!(fact.kind, Kind::Listing | Kind::Penalty));
    let unpublished = shown.map(|on| (on, Fact { published: None, ..*fact }));
    away.into_iter().chain(unpublished)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::credit::{Code, Rules};
    use crate::core::workdays::Calendar;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn told(facts: &[Fact], as_of: &str) -> Vec<(Code, Date, Date)> {
        let question = |day| Question::new(Rules::embedded(), Calendar::embedded(), day).known_by(day);
        let found = settled(Form::Enterprise, facts, day(as_of), question);
        found.iter().map(|one| (one.proposal.code, one.proposal.started, one.on)).collect()
    }

    fn found_false(on: &str) -> Fact {
        Fact { result: "R3".parse().ok(), published: Some(day(on)), ..Fact::plain(Kind::Inspection, day(on)) }
    }

    fn listing(on: &str) -> Fact {
        Fact { ground: Some(Code::Abn3), ..Fact::plain(Kind::Listing, day(on)) }
    }

    /// A listing for what an inspection found, on a later day and on the same; not before it was made.
    #[test]
    fn a_listing_answers_an_inspection() {
        let facts = [found_false("2023-09-26"), listing("2023-10-17")];
        assert_eq!(told(&facts, "2023-10-16"), []);
        let met = [(Code::Abn3, day("2023-09-26"), day("2023-10-17"))];
        assert_eq!(told(&facts, "2023-10-17"), met);
        assert_eq!(told(&facts, "2024-10-17"), met);
        let at_once = [found_false("2023-10-17"), listing("2023-10-17")];
        assert_eq!(told(&at_once, "2023-10-17"), [(Code::Abn3, day("2023-10-17"), day("2023-10-17"))]);
        // Recorded a week late: known from then on, and done when it was done.
        let late = [facts[0], Fact { recorded: day("2023-10-24"), ..facts[1] }];
        assert_eq!((told(&late, "2023-10-23"), told(&late, "2023-10-24")), (vec![], met.to_vec()));
        // Without a cause nothing was met; another ground answers nothing.
        assert_eq!(told(&facts[1..], "2023-10-17"), []);
        assert_eq!(told(&[facts[0], Fact { ground: Some(Code::Abn1), ..facts[1] }], "2023-10-17"), []);
    }

    /// A clean result that was corrected to a false one: the finding is known from the correction on, not from the visit.
    #[test]
    fn what_a_correction_brought_begins_with_it() {
        let brought = Fact {
            recorded: day("2023-10-11"),
            published: Some(day("2023-09-25")),
            day: day("2023-09-18"),
            ..found_false("2023-09-18")
        };
        let question = Question::new(Rules::embedded(), Calendar::embedded(), day("2023-10-31"))
            .known_by(day("2023-10-31"));
        let of = |fact: Fact| {
            let open = question.fold(Form::Enterprise, &[fact]).proposals;
            open.into_iter().find(|one| one.code == Code::Abn3).unwrap().started
        };
        assert_eq!(of(brought), day("2023-10-11"));
        // Published at first as it is: from the visit.
        assert_eq!(of(Fact { recorded: day("2023-09-25"), ..brought }), day("2023-09-18"));
        let met = [(Code::Abn3, day("2023-10-11"), day("2023-10-17"))];
        assert_eq!(told(&[brought, listing("2023-10-17")], "2023-10-31"), met);
    }

    /// What is taken off the list again was done all the same.
    #[test]
    fn what_follows_changes_nothing() {
        let removed = Fact { about: Some(1), ..Fact::plain(Kind::Removal, day("2023-12-01")) };
        let facts = [found_false("2023-09-26"), listing("2023-10-17"), removed];
        let told = told(&facts, "2023-12-31");
        assert!(told.contains(&(Code::Abn3, day("2023-09-26"), day("2023-10-17"))), "{told:?}");
    }
}
