//! What was asked and waits for an answer: complaints, objections, applications for repair.

use super::Work;
use crate::core::credit::code::Code;
use crate::core::credit::fact::{At, Fact};
use crate::core::credit::standing::{Entry, State};
use crate::core::credit::words::{Flag, Kind, List, Manner};
use crate::core::time::Date;

impl Work<'_> {
    /// The duty that follows from an application, objection or complaint, if it is still open.
    pub(super) fn answer(&mut self, at: At, fact: &Fact) {
        match fact.kind {
            Kind::Complaint => self.complaint(at, fact),
            Kind::Objection => self.objection(at, fact),
            Kind::RepairApplied => self.applied(at, fact),
            _ => self.decided(at, fact),
        }
    }

    /// First answer of a manner about an event.
    fn answered(&self, kind: Kind, at: At, manners: &[Manner]) -> Option<(At, Date)> {
        let wanted = |fact: &Fact| fact.manner.is_some_and(|manner| manners.contains(&manner));
        self.about(kind, at).find(|(_, fact)| wanted(fact)).map(|(at, fact)| (at, fact.day))
    }

    fn complaint(&mut self, at: At, fact: &Fact) {
        use Manner::{Accepted, Ended, Filed, Refused};
        let answer = |manners: &[Manner]| self.answered(Kind::ComplaintAnswered, at, manners);
        let ended = answer(&[Ended, Refused]).is_some();
        let next = match fact.manner {
            _ if ended => None,
            Some(Manner::Lead) => match answer(&[Filed]) {
                None => Some((Code::Cmp2, fact.day, at)),
                Some((by, day)) => Some((Code::Cmp2T, day, by)),
            },
            _ => match answer(&[Accepted]) {
                None => Some((Code::Cmp1, fact.day, at)),
                Some((by, day)) => Some((Code::Cmp1E, day, by)),
            },
        };
        self.next(next);
    }

    fn objection(&mut self, at: At, fact: &Fact) {
        use Manner::{Accepted, Ended, Refused, Wrong};
        let answer = |manners: &[Manner]| self.answered(Kind::ObjectionAnswered, at, manners);
        let (wrong, ended) = (answer(&[Wrong]), answer(&[Ended, Refused]).is_some());
        let entry = self.entry_of(fact).filter(|entry| entry.list != List::Serious);
        let next = match (entry, wrong, answer(&[Accepted])) {
            _ if ended => None,
            (Some(entry), Some((by, day)), _) if entry.state == State::Open => Some((Code::AbnFix, day, by)),
            (_, Some(_), _) => None,
            (Some(_), None, Some((by, day))) => Some((Code::AbnObjV, day, by)),
            (Some(_), None, None) => Some((Code::AbnObj, fact.day, at)),
            (None, None, _) if fact.flags.has(Flag::Joint) => Some((Code::Obj1J, fact.day, at)),
            (None, None, _) => Some((Code::Obj1, fact.day, at)),
        };
        self.next(next);
    }

    fn applied(&mut self, at: At, fact: &Fact) {
        let Some(about) = fact.about else { return };
        // An application is answered by the first decision of its day or later.
        let since = |kind: Kind| {
            let mut found = self.about(kind, about).filter(|(_, other)| other.day >= fact.day);
            found.next().map(|(at, other)| (at, other.day))
        };
        if since(Kind::RepairDecided).is_some() {
            return;
        }
        let entry = self.entry_of(fact);
        // What is not known, or has not happened yet, cannot be repaired.
        let next = match entry {
            Some(entry) if entry.state == State::Open => match entry.list {
                List::Serious => match since(Kind::RepairAccepted) {
                    None => Some((Code::SerAccept, fact.day, at)),
                    Some((by, day)) => Some((Code::SerOut, day, by)),
                },
                List::Mark => Some((Code::IndOut, fact.day, at)),
                List::Cooperative => Some((Code::CoopOut, fact.day, at)),
                List::Abnormal => Some((Code::AbnOut, fact.day, at)),
            },
            Some(_) => None,
            None if self.standing.penalties.iter().any(|penalty| penalty.at == about) => {
                Some((Code::PenRepair, fact.day, at))
            }
            None if self.standing.visits.iter().any(|visit| visit.at == about) => {
                Some((Code::InsRepair, fact.day, at))
            }
            None => None,
        };
        self.next(next);
    }

    fn decided(&mut self, at: At, fact: &Fact) {
        if fact.manner != Some(Manner::Granted) {
            return;
        }
        if let Some(entry) = self.entry_of(fact).filter(|entry| entry.list == List::Serious) {
            let (target, open) = (entry.at, entry.state == State::Open);
            if !open && self.about(Kind::Removal, target).next().is_none() {
                self.propose(Code::SerStop, fact.day, &[at]);
            }
        }
        if fact.flags.has(Flag::Elsewhere) && !self.complied(at) {
            self.propose(Code::RepXprov, fact.day, &[at]);
        }
    }

    fn entry_of(&self, fact: &Fact) -> Option<&Entry> {
        self.standing.entries.iter().find(|entry| Some(entry.at) == fact.about)
    }

    fn next(&mut self, next: Option<(Code, Date, At)>) {
        if let Some((code, day, by)) = next {
            self.propose(code, day, &[by]);
        }
    }
}
