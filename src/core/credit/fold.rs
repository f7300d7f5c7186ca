//! The fold: facts in order, rules, calendar and a legal day → what holds on that day. Facts after the
//! day have not happened; with `known_by`, facts recorded later are not known. Everything is looked up
//! in the rules of the day of the event, so any past day can be computed again.

mod duties;
mod entries;
mod measures;
mod penalties;
mod visits;

use super::code::Code;
use super::fact::{At, Fact};
use super::rule::{Limit, Rules};
use super::standing::{By, DueDay, Proposal, Standing};
use super::switch::Positions;
use super::words::{Form, Kind, Manner};
use crate::core::time::Date;
use crate::core::workdays::{Calendar, Convention, Due, Term, TermEnd, add_months};

/// A question: rules, calendar, the legal day and, where asked, what was known by another day.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Rules.
    pub rules: &'a Rules,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The legal day.
    pub as_of: Date,
    /// Only what was recorded by this day.
    pub known_by: Option<Date>,
    positions: Positions,
}

/// Facts of a subject that have happened and are known, and what is being made of them.
struct Work<'a> {
    question: &'a Question<'a>,
    form: Form,
    facts: &'a [Fact],
    /// Known facts by what they are about: (that event, the fact).
    links: Vec<(At, At)>,
    standing: Standing,
}

impl<'a> Question<'a> {
    /// What holds on a day.
    pub fn new(rules: &'a Rules, calendar: &'a Calendar, as_of: Date) -> Self {
        Self { rules, calendar, as_of, known_by: None, positions: Positions::of(rules, as_of) }
    }

    /// The same with what was recorded by a day.
    #[must_use]
    pub fn known_by(self, day: Date) -> Self {
        Self { known_by: Some(day), ..self }
    }

    /// Answers for one subject; the facts are in their order ([`super::History`]).
    pub fn fold(&self, form: Form, facts: &[Fact]) -> Standing {
        // Days come first in the order: what lies after the legal day is cut off at once.
        let facts = &facts[..facts.partition_point(|fact| fact.day <= self.as_of)];
        let mut work = Work { question: self, form, facts, links: Vec::new(), standing: Standing::default() };
        work.collect();
        work.apply();
        work.tell_entries();
        work.tell_penalties();
        work.tell_visits();
        work.tell_measures();
        work.tell_duties();
        work.standing
    }

    /// The last day of a natural term that begins on a day.
    fn last_day(&self, start: Date, term: Term) -> Date {
        let end = match term {
            Term::Months(n) => add_months(start, u32::from(n)),
            Term::Years(n) => add_months(start, 12 * u32::from(n)),
            Term::Days(n) | Term::Workdays(n) => plus(start, i64::from(n)),
        };
        match (term, self.positions.term_end) {
            (Term::Months(_) | Term::Years(_), TermEnd::DayBefore) => plus(end, -1),
            _ => end,
        }
    }

    fn due(&self, start: Date, limit: Limit) -> DueDay {
        match limit {
            Limit::Unset => DueDay::Unset,
            Limit::Same => DueDay::Told(Due { date: start, provisional: false }),
            Limit::Term(term) => {
                let convention = Convention { term_end: self.positions.term_end, ..Convention::default() };
                self.calendar.due(start, term, convention).map_or(DueDay::Unknown, DueDay::Told)
            }
        }
    }
}

impl<'a> Work<'a> {
    /// The known facts with their places.
    fn known(&self) -> impl Iterator<Item = (At, &'a Fact)> + use<'a> {
        let known_by = self.question.known_by;
        let known = move |fact: &Fact| known_by.is_none_or(|last| fact.recorded <= last);
        self.facts.iter().enumerate().filter(move |(_, fact)| known(fact)).map(|(at, fact)| (at as At, fact))
    }

    fn fact(&self, at: At) -> &'a Fact {
        &self.facts[at as usize]
    }

    /// Known facts of a kind about an event, in order.
    fn about(&self, kind: Kind, at: At) -> impl Iterator<Item = (At, &'a Fact)> + '_ {
        let first = self.links.partition_point(|(about, _)| *about < at);
        let links = self.links[first..].iter().take_while(move |(about, _)| *about == at);
        links.map(|(_, by)| (*by, self.fact(*by))).filter(move |(_, fact)| fact.kind == kind)
    }

    fn complied(&self, at: At) -> bool {
        self.about(Kind::Complied, at).next().is_some()
    }

    /// First pass: a record for each listing, penalty and inspection.
    fn collect(&mut self) {
        for (at, fact) in self.known() {
            match fact.kind {
                Kind::Listing => {
                    let entry = self.entry(at, fact);
                    self.standing.entries.extend(entry);
                }
                Kind::Penalty => self.standing.penalties.push(penalties::record(at, fact)),
                Kind::Inspection => self.standing.visits.push(visits::record(at, fact)),
                _ => {}
            }
            if fact.late {
                self.standing.late.push(at);
            }
            self.links.extend(fact.about.map(|about| (about, at)));
        }
        self.links.sort_unstable();
    }

    /// Second pass: what later facts did to the records, in order.
    fn apply(&mut self) {
        for (at, fact) in self.known() {
            match (fact.kind, fact.about) {
                (_, Some(about)) => self.apply_to(about, at, fact),
                (Kind::Closed, None) => self.close(at, fact),
                (Kind::Report, None) => self.reported(fact),
                (Kind::Court, None) if fact.manner == Some(Manner::Rescued) => self.rescued(at, fact),
                _ => {}
            }
        }
    }

    fn apply_to(&mut self, about: At, at: At, fact: &Fact) {
        let standing = &mut self.standing;
        match self.facts.get(about as usize).map(|target| target.kind) {
            Some(Kind::Listing) => {
                if let Some(entry) = standing.entries.iter_mut().find(|entry| entry.at == about) {
                    entries::apply(entry, at, fact);
                }
            }
            Some(Kind::Penalty) => {
                if let Some(penalty) = standing.penalties.iter_mut().find(|penalty| penalty.at == about) {
                    penalties::apply(penalty, at, fact);
                }
            }
            Some(Kind::Inspection) => {
                if let Some(visit) = standing.visits.iter_mut().find(|visit| visit.at == about) {
                    visits::apply(visit, at, fact);
                }
            }
            _ => {}
        }
    }

    /// Proposes what a rule in force on a day wants; nothing where none is, and no listing of whom is not
    /// there any more.
    fn propose(&mut self, code: Code, started: Date, by: &[At]) {
        if let Some(rule) = self.question.rules.rule(code, started) {
            let listing = rule.list.is_some() && !code.is_serious();
            if listing && self.known().any(|(_, fact)| fact.deregisters() && fact.day < self.question.as_of) {
                return;
            }
            let due = self.question.due(started, rule.due);
            let version = rule.version();
            self.standing.proposals.push(Proposal { code, by: By::of(by), started, due, version });
        }
    }
}

/// A day some days later or earlier.
fn plus(date: Date, days: i64) -> Date {
    Date::from_days(date.days() + days).unwrap_or(Date::FOREVER)
}
