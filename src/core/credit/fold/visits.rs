//! Inspections: shown from publication until they are repaired, or until the penalty or serious
//! listing of the same case stops being shown: then at the same time.

use super::Work;
use super::entries::{committed, done};
use crate::core::credit::code::Code;
use crate::core::credit::fact::{At, Fact};
use crate::core::credit::standing::{Display, State, Visit};
use crate::core::credit::words::{Kind, List, Manner, Set};

/// An inspection that nothing happened to.
pub(super) fn record(at: At, fact: &Fact) -> Visit {
    Visit {
        at,
        published: fact.published,
        repaired: None,
        done: Set::default(),
        settled: false,
        display: Display::Shown,
    }
}

/// What a fact about an inspection does to it.
pub(super) fn apply(visit: &mut Visit, at: At, fact: &Fact) {
    match (fact.kind, fact.manner) {
        (Kind::Published, _) => visit.published = visit.published.or(Some(fact.day)),
        (Kind::Commitment, _) => visit.done = committed(visit.done, fact),
        (Kind::RepairDecided, Some(Manner::Granted)) => visit.repaired = Some(at),
        (Kind::RepairRevoked, _) => visit.repaired = None,
        (Kind::Complied, _) => {
            visit.done = visit.done.and(done(fact));
            visit.settled = true;
        }
        _ => {}
    }
}

impl Work<'_> {
    /// Whether each inspection is shown.
    pub(super) fn tell_visits(&mut self) {
        let linked_stop = self.question.rules.rule(Code::InsRepair, self.question.as_of).is_some();
        for place in 0..self.standing.visits.len() {
            let visit = &self.standing.visits[place];
            let display = match visit {
                _ if visit.repaired.is_some() && linked_stop => Display::Repaired,
                _ if visit.published.is_none() => Display::Unpublished,
                _ if linked_stop && self.case_stopped(self.fact(visit.at).case) => Display::Linked,
                _ => Display::Shown,
            };
            self.standing.visits[place].display = display;
        }
    }

    /// Whether the case led to something, and nothing of that is shown any more.
    fn case_stopped(&self, case: u32) -> bool {
        if case == 0 {
            return false;
        }
        let stopped = [Display::Ended, Display::Repaired, Display::Void];
        let penalties = self.standing.penalties.iter().filter(|penalty| self.fact(penalty.at).case == case);
        let entries = self.standing.entries.iter();
        let entries = entries.filter(|entry| entry.case == case && entry.list == List::Serious);
        let (mut some, mut all) = (false, true);
        for penalty in penalties {
            some = true;
            all &= stopped.contains(&penalty.clocks[0].display);
        }
        for entry in entries {
            some = true;
            all &= entry.state != State::Open;
        }
        some && all
    }
}
