//! Joint measures in force, and triggers: facts that press for more than they are.

use super::Work;
use crate::core::credit::code::Code;
use crate::core::credit::fact::At;
use crate::core::credit::rule::{Because, Period, Version};
use crate::core::credit::standing::{By, InForce, Penalty, Pressing, State, Until};
use crate::core::credit::words::{Domain, Flag, Kind, List, Manner, Punished, Set};
use crate::core::time::Date;

impl Work<'_> {
    /// Measures and triggers.
    pub(super) fn tell_measures(&mut self) {
        for place in 0..self.standing.entries.len() {
            let entry = &self.standing.entries[place];
            let (at, since, ground) = (entry.at, entry.since, entry.ground);
            let (state, serious) = (entry.state, entry.list == List::Serious);
            if state == State::Open {
                self.measure(if serious { Because::Serious } else { Because::Abnormal }, at, since);
            }
            if ground == Code::SerX && state != State::Withdrawn {
                self.measure(Because::SeriousX, at, since);
            }
        }
        for (at, fact) in self.known() {
            match (fact.kind, fact.manner) {
                (Kind::Court, Some(Manner::Crime)) => self.measure(Because::Procurement, at, fact.day),
                (Kind::Court, Some(Manner::Shield)) => self.press(Code::RepBankr, fact.day, &[at]),
                (Kind::Closed, Some(Manner::RegistrationRevoked)) => {
                    self.measure(Because::Fraud, at, fact.day)
                }
                (Kind::Closed, Some(Manner::LicenceRevoked | Manner::ClosedByOrder))
                    if fact.flags.has(Flag::Liable) =>
                {
                    self.measure(Because::ClosedLiable, at, fact.day);
                }
                (Kind::RepairRevoked, _) => self.press_restored(at, fact.about, fact.day),
                (Kind::Penalty, _) => self.of_penalty(at),
                _ => {}
            }
        }
        if self.standing.penalties.len() > 1 {
            self.repeated();
        }
        self.standing.measures.sort_unstable();
        self.standing.triggers.sort_unstable();
    }

    fn press_restored(&mut self, at: At, about: Option<At>, on: Date) {
        let serious = |entry: &&crate::core::credit::standing::Entry| {
            Some(entry.at) == about && entry.list == List::Serious
        };
        if self.standing.entries.iter().any(|entry| serious(&entry)) {
            self.press(Code::SerFraud, on, &[at]);
        }
    }

    fn of_penalty(&mut self, at: At) {
        let fact = self.fact(at);
        let Some(penalty) = self.standing.penalties.iter().find(|penalty| penalty.at == at) else { return };
        if penalty.void.is_some() {
            return;
        }
        let stopped = fact.kinds.meets(Set::of(&[Punished::StopBusiness, Punished::Revoke]));
        if stopped || penalty.large {
            self.measure(Because::Procurement, at, fact.day);
        }
        let revoked = fact.kinds.has(Punished::Revoke);
        if fact.domain == Some(Domain::Food) && (revoked || fact.flags.has(Flag::Prison)) {
            let prison = fact.flags.has(Flag::Prison);
            self.measure(if prison { Because::FoodPrison } else { Because::FoodRevoked }, at, fact.day);
            if revoked {
                self.press(Code::Ban5y, fact.day, &[at]);
            }
        }
        let fake = fact.ground == Some(Code::Ser6p1) && fact.flags.has(Flag::Grave);
        if fact.domain == Some(Domain::Drug) && fake {
            self.measure(Because::DrugFake, at, fact.day);
        }
    }

    fn measure(&mut self, because: Because, by: At, from: Date) {
        let question = self.question;
        // What lasts while listed holds under the rule of the day asked about, else under its own.
        let listed = matches!(because, Because::Serious | Because::Abnormal);
        for row in question.rules.measures(because, if listed { question.as_of } else { from }) {
            let until = match row.period {
                Period::Listed => Until::Listed,
                Period::Term(term) => Until::Day(question.last_day(from, term)),
                Period::Life => Until::Life,
            };
            if !matches!(until, Until::Day(last) if last < question.as_of) {
                let version = Version { code: row.code, from: row.law.from };
                self.standing.measures.push(InForce { code: row.code, because, by, from, until, version });
            }
        }
    }

    fn press(&mut self, code: Code, on: Date, by: &[At]) {
        if let Some(rule) = self.question.rules.rule(code, on) {
            self.standing.triggers.push(Pressing { code, on, by: By::of(by), version: rule.version() });
        }
    }

    /// Three food penalties in the window; the same offence again in its window.
    fn repeated(&mut self) {
        let valid = |penalty: &&Penalty| penalty.void.is_none();
        let valid: Vec<At> = self.standing.penalties.iter().filter(valid).map(|penalty| penalty.at).collect();
        for (place, at) in valid.iter().enumerate() {
            let fact = self.fact(*at);
            if let Some(rule) = self.question.rules.rule(Code::Food3in1, fact.day) {
                let counts = |at: &At| {
                    let fact = self.fact(*at);
                    fact.domain == Some(Domain::Food) && !fact.kinds.meets(rule.except)
                };
                let food: Vec<At> = valid[..=place].iter().copied().filter(counts).collect();
                if let ([.., a, b, c], true) = (&food[..], counts(at))
                    && self.within(*a, fact.day, rule.max)
                {
                    self.press(Code::Food3in1, fact.day, &[*a, *b, *c]);
                }
            }
            let same = |other: &&At| fact.offence != 0 && self.fact(**other).offence == fact.offence;
            if let (Some(rule), Some(before)) =
                (self.question.rules.rule(Code::Same1y, fact.day), valid[..place].iter().rfind(same))
                && self.within(*before, fact.day, rule.max)
            {
                self.press(Code::Same1y, fact.day, &[*before, *at]);
            }
        }
    }

    fn within(&self, first: At, last: Date, window: Option<crate::core::workdays::Term>) -> bool {
        window.is_some_and(|term| last <= self.question.last_day(self.fact(first).day, term))
    }
}
