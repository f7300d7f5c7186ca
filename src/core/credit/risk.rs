//! The internal classes A to D (信用风险分类) on integer points, each with its explanation, and what moved
//! between two runs. Never public, not a ground for punishment, no full exemption from inspections
//! (国市监信发〔2022〕6号). Complaints count as facts of attention only: they are never verified here.

mod drift;
mod model;

pub use drift::Drift;
pub use model::{Class, EMBEDDED, Indicator, Model};

use super::code::Code;
use super::fact::Fact;
use super::rule::{Rules, Version};
use super::standing::{Standing, State};
use super::words::{Kind, List, Manner};
use crate::core::time::Date;
use crate::core::workdays::add_months;

/// The class of a subject and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Class.
    pub class: Class,
    /// Sum of the parts.
    pub points: u32,
    /// Every indicator that counted.
    pub parts: Vec<Part>,
    /// The veto that raised the class, if one did.
    pub veto: Option<Indicator>,
}

/// One indicator of a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub indicator: Indicator,
    /// How often.
    pub count: u32,
    /// Points after the cap.
    pub points: u32,
}

/// The last day of the month, on which every subject is classed again; `None` where no rule wants it.
pub fn next_classing(rules: &Rules, as_of: Date) -> Option<(Date, Version)> {
    let rule = rules.rule(Code::RiskM, as_of)?;
    let last = (28..=31).rev().find_map(|day| Date::new(as_of.year(), as_of.month(), day));
    last.map(|last| (last, rule.version()))
}

/// The class of a subject on the day of its standing; `None` where no model was in force.
pub fn rate(model: &Model, standing: &Standing, facts: &[Fact], as_of: Date) -> Option<Rating> {
    let (mut points, mut parts) = (0_u32, Vec::new());
    for row in model.points(as_of) {
        let count = count(row.indicator, standing, facts, as_of);
        let worth = count.saturating_mul(row.points).min(row.cap);
        if worth > 0 {
            points = worth.saturating_add(points);
            parts.push(Part { indicator: row.indicator, count, points: worth });
        }
    }
    let told = model.class(points, as_of)?;
    let vetoes = model.vetoes(as_of).filter(|(_, class)| *class > told);
    let vetoes = vetoes.filter(|(indicator, _)| count(*indicator, standing, facts, as_of) > 0);
    let veto = vetoes.max_by_key(|(indicator, class)| (*class, *indicator));
    Some(Rating {
        class: veto.map_or(told, |(_, class)| class),
        points,
        parts,
        veto: veto.map(|(indicator, _)| indicator),
    })
}

/// How often an indicator occurs.
fn count(indicator: Indicator, standing: &Standing, facts: &[Fact], as_of: Date) -> u32 {
    // A day counts until its term is over: after three years to the day it is forgotten.
    let recent = |day: Date, months: u32| day <= as_of && add_months(day, months) > as_of;
    let happened = |months: u32, fits: &dyn Fn(&Fact) -> bool| {
        facts.iter().filter(|fact| recent(fact.day, months) && fits(fact)).count() as u32
    };
    let result =
        |code: &'static str| happened(36, &|fact| fact.result.is_some_and(|result| result.code() == code));
    let complaints = |months| happened(months, &|fact| fact.kind == Kind::Complaint);
    let entries = |fits: &dyn Fn(State, List, Date) -> bool| {
        let mine = standing.entries.iter().filter(|entry| fits(entry.state, entry.list, entry.since));
        mine.count() as u32
    };
    let penalties = |heavy: bool| {
        let valid =
            standing.penalties.iter().filter(|penalty| penalty.void.is_none() && penalty.heavy == heavy);
        let day = |at: u32| facts.get(at as usize).map_or(as_of, |fact| fact.day);
        valid.filter(|penalty| recent(day(penalty.at), 36)).count() as u32
    };
    match indicator {
        Indicator::AbnormalNow => entries(&|state, list, _| state == State::Open && list != List::Serious),
        Indicator::Abnormal3y => entries(&|state, list, since| {
            state != State::Open && state != State::Withdrawn && list != List::Serious && recent(since, 36)
        }),
        Indicator::SeriousNow => entries(&|state, list, _| state == State::Open && list == List::Serious),
        Indicator::SeriousRepaired => {
            entries(&|state, list, _| list == List::Serious && matches!(state, State::Removed | State::Ended))
        }
        Indicator::Penalty3y => penalties(false),
        Indicator::HeavyPenalty3y => penalties(true),
        Indicator::Rectify3y => result("R5"),
        Indicator::Refused3y => result("R6"),
        Indicator::Case3y => result("R9"),
        Indicator::Complaint1y => complaints(12),
        // More in the last three months than in the three before.
        Indicator::ComplaintGrowth => {
            let (last, both) = (complaints(3), complaints(6));
            u32::from(last > both - last)
        }
        Indicator::Broken3y => {
            happened(36, &|fact| fact.kind == Kind::Commitment && fact.manner == Some(Manner::Broken))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::{Form, Punished, Set};
    use super::super::{Fact, Question};
    use super::*;
    use crate::core::workdays::Calendar;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn rated(facts: &[Fact], as_of: &str) -> Rating {
        let question = Question::new(Rules::embedded(), Calendar::embedded(), day(as_of));
        let standing = question.fold(Form::Enterprise, facts);
        rate(Model::embedded(), &standing, facts, day(as_of)).unwrap()
    }

    fn inspection(on: &str, result: &str) -> Fact {
        Fact { result: result.parse().ok(), ..Fact::plain(Kind::Inspection, day(on)) }
    }

    #[test]
    fn points_add_up_to_their_caps_and_are_explained() {
        let warning =
            |on| Fact { kinds: Set::of(&[Punished::Warning]), ..Fact::plain(Kind::Penalty, day(on)) };
        assert_eq!(rated(&[], "2026-03-02").class, Class::A);
        let one = rated(&[warning("2025-03-03")], "2026-03-02");
        assert_eq!((one.class, one.points), (Class::A, 8));
        let five = ["2025-03-03", "2025-04-01", "2025-05-06", "2025-06-02", "2025-07-01"].map(warning);
        let five = rated(&five, "2026-03-02");
        assert_eq!((five.class, five.points), (Class::C, 32), "capped at 32");
        assert_eq!(five.parts, [Part { indicator: Indicator::Penalty3y, count: 5, points: 32 }]);
    }

    #[test]
    fn what_is_older_than_three_years_is_forgotten() {
        let facts = [inspection("2023-03-02", "R5")];
        assert_eq!(rated(&facts, "2026-03-01").points, 3);
        assert_eq!(rated(&facts, "2026-03-02").points, 0);
    }

    #[test]
    fn a_veto_raises_the_class_and_is_named() {
        let refused = rated(&[inspection("2025-06-02", "R6")], "2026-03-02");
        assert_eq!((refused.points, refused.class, refused.veto), (20, Class::C, Some(Indicator::Refused3y)));
        let listing = Fact { ground: Some(Code::Ser7p1), ..Fact::plain(Kind::Listing, day("2025-06-02")) };
        let listed = rated(&[listing], "2026-03-02");
        assert_eq!((listed.points, listed.class, listed.veto), (0, Class::D, Some(Indicator::SeriousNow)));
    }

    #[test]
    fn complaints_that_grow_are_noticed() {
        let complaint = |on| Fact::plain(Kind::Complaint, day(on));
        let calm = [complaint("2025-10-01"), complaint("2026-01-05")];
        assert_eq!(rated(&calm, "2026-03-02").points, 4);
        let more = [complaint("2025-10-01"), complaint("2026-01-05"), complaint("2026-02-02")];
        assert_eq!(rated(&more, "2026-03-02").points, 6 + 5);
    }
}
