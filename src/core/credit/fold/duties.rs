//! Duties and candidates: what a rule in force wants of somebody and has not been done yet. The
//! program proposes; an officer decides.

mod answers;

use super::{Work, plus};
use crate::core::credit::code::Code;
use crate::core::credit::fact::{At, Fact};
use crate::core::credit::rule::Condition;
use crate::core::credit::standing::{Display, Entry, State};
use crate::core::credit::words::{Flag, Form, Kind, List, Manner, Need, Reason};
use crate::core::time::Date;
use crate::core::workdays::Term;

impl Work<'_> {
    /// Every open duty and candidate, by code and events.
    pub(super) fn tell_duties(&mut self) {
        let mut letters: Option<(At, Date)> = None;
        for (at, fact) in self.known() {
            match fact.kind {
                Kind::Missed => self.missed(at, fact),
                Kind::Order => self.order(at, fact),
                Kind::Letter => {
                    self.letter(letters, at, fact);
                    letters = Some((at, fact.day));
                }
                Kind::Inspection => self.inspected(at, fact),
                Kind::Penalty => self.punished(at, fact),
                Kind::Permit if !self.sent(at) => self.propose(Code::PenDual, fact.day, &[at]),
                Kind::Court => self.judged(at, fact),
                Kind::Complaint | Kind::Objection | Kind::RepairApplied | Kind::RepairDecided => {
                    self.answer(at, fact);
                }
                _ => {}
            }
        }
        for place in 0..self.standing.entries.len() {
            let entry = self.standing.entries[place].clone();
            self.listed(&entry);
        }
        self.unreported_and_gone();
        self.standing.proposals.sort_unstable();
        self.standing.proposals.dedup();
    }

    /// Whether an event was sent to the double publicity.
    fn sent(&self, at: At) -> bool {
        self.about(Kind::Published, at).any(|(_, fact)| fact.manner == Some(Manner::Ndrc))
    }

    /// Whether a listing on a ground answers a fact: one since that day, or one still open.
    fn listed_on(&self, ground: Code, since: Date) -> bool {
        let entries = &self.standing.entries;
        entries
            .iter()
            .any(|entry| entry.ground == ground && (entry.since >= since || entry.state == State::Open))
    }

    fn ground(&self, [enterprise, individual, cooperative]: [Code; 3]) -> Code {
        match self.form {
            Form::Enterprise => enterprise,
            Form::Individual => individual,
            Form::Cooperative => cooperative,
        }
    }

    /// No annual report: the year must be neither filed nor listed already.
    fn missed(&mut self, at: At, fact: &Fact) {
        let ground = self.ground([Code::Abn1, Code::Ind1, Code::Coop1]);
        let filed = self.known().any(|(_, other)| other.kind == Kind::Report && other.year == fact.year);
        let listed = |entry: &Entry| {
            entry.ground == ground && entry.year == fact.year && entry.state != State::Withdrawn
        };
        if !filed && !self.standing.entries.iter().any(listed) {
            self.propose(ground, fact.day, &[at]);
        }
    }

    /// An order that was not met by its day.
    fn order(&mut self, at: At, fact: &Fact) {
        let Some(until) = fact.until.filter(|until| *until < self.question.as_of) else { return };
        let ground = match fact.manner {
            Some(Manner::Publish) if self.form == Form::Enterprise => Code::Abn2,
            Some(Manner::Rename) => Code::Abn5,
            _ => return,
        };
        if !self.complied(at) && !self.listed_on(ground, until) {
            self.propose(ground, until, &[at]);
        }
    }

    /// Two letters that came back, so many days apart.
    fn letter(&mut self, first: Option<(At, Date)>, at: At, fact: &Fact) {
        let Some((before, day)) = first else { return };
        let (least, most) = self.question.positions.letters;
        let apart = fact.day.days() - day.days();
        let ground = self.ground([Code::Abn4, Code::Ind3, Code::Coop3]);
        if (least..=most).contains(&apart) && !self.listed_on(ground, fact.day) {
            self.propose(ground, fact.day, &[before, at]);
        }
    }

    fn inspected(&mut self, at: At, fact: &Fact) {
        let visit = self.standing.visits.iter().find(|visit| visit.at == at);
        let (Some(result), Some(visit)) = (fact.result, visit) else { return };
        let (settled, unpublished) = (visit.settled, visit.published.is_none());
        // What a correction of a public result brought was not known (查实) before: its terms begin with it.
        let known =
            if fact.published.is_some_and(|first| first < fact.recorded) { fact.recorded } else { fact.day };
        if unpublished {
            self.propose(Code::InsPub, fact.day, &[at]);
        }
        let rules = self.question.rules;
        for row in rules.actions(result, self.form, fact.day).filter(|_| !settled) {
            let holds = match row.condition {
                Condition::Always => true,
                Condition::AnnualReport => fact.annual,
                Condition::Grave => fact.flags.has(Flag::Grave),
                Condition::HeavyPenalty => self.heavy_in(fact.case),
                // Told by the letters themselves.
                Condition::TwoLetters => false,
            };
            if holds && row.code != Code::InsPub && !self.acted(row.code, at, fact) {
                self.propose(row.code, known, &[at]);
            }
        }
    }

    fn heavy_in(&self, case: u32) -> bool {
        case != 0
            && self
                .standing
                .penalties
                .iter()
                .any(|penalty| penalty.heavy && penalty.void.is_none() && self.fact(penalty.at).case == case)
    }

    /// Whether what an inspection asks for was done.
    fn acted(&self, code: Code, at: At, fact: &Fact) -> bool {
        let in_case = |kind: Kind| {
            let same = |other: &Fact| other.about == Some(at) || fact.case != 0 && other.case == fact.case;
            self.known().any(|(_, other)| other.kind == kind && same(other))
        };
        match code {
            Code::DoRectify => fact.until.is_some() || in_case(Kind::Order),
            Code::DoOrder => in_case(Kind::Order),
            Code::DoCase => in_case(Kind::Penalty),
            Code::DoRefusal => self.standing.visits.iter().any(|v| v.at == at && v.published.is_some()),
            Code::DoClose => self.known().any(|(_, other)| other.kind == Kind::Closed),
            Code::DoLetters => {
                let ground = self.ground([Code::Abn4, Code::Ind3, Code::Coop3]);
                let sent = self.known().any(|(_, other)| other.kind == Kind::Letter && other.day >= fact.day);
                sent || self.listed_on(ground, fact.day)
            }
            _ if code.is_ground() => self.listed_on(code, fact.day),
            _ => false,
        }
    }

    fn punished(&mut self, at: At, fact: &Fact) {
        let Some(penalty) = self.standing.penalties.iter().find(|penalty| penalty.at == at) else { return };
        let (heavy, sent, published) = (penalty.heavy, penalty.sent, penalty.published.is_some());
        let shown = penalty.clocks.map(|clock| !matches!(clock.display, Display::Tier | Display::NoRule));
        if let Some((day, by)) = penalty.void {
            if (published || sent) && !self.complied(by) {
                self.propose(Code::PenVoid, day, &[at, by]);
            }
            return;
        }
        let repaired = penalty.repaired.is_some();
        if shown[0] && !published && !repaired {
            self.propose(Code::PenPub, fact.day, &[at]);
            if fact.flags.has(Flag::Elsewhere) {
                self.propose(Code::PenPush, fact.day, &[at]);
            }
        }
        if shown[1] && !sent && !repaired {
            self.propose(Code::PenDual, fact.day, &[at]);
        }
        let grave = heavy && fact.flags.has(Flag::Grave);
        if let Some(ground) = fact.ground.filter(|ground| grave && ground.is_serious()) {
            let linked = |entry: &Entry| {
                let case = fact.case != 0 && entry.case == fact.case;
                entry.ground == ground && (entry.penalty == Some(at) || case)
            };
            if !self.standing.entries.iter().any(linked) {
                self.propose(ground, fact.day, &[at]);
            }
        }
    }

    fn judged(&mut self, at: At, fact: &Fact) {
        let code = match fact.manner {
            Some(Manner::Serious) => Code::SerJud,
            Some(Manner::Unwilling) => Code::Ser11,
            _ => return,
        };
        if !self.listed_on(code, fact.day) {
            self.propose(code, fact.day, &[at]);
        }
    }

    /// What a listing itself asks for.
    fn listed(&mut self, entry: &Entry) {
        let serious = entry.list == List::Serious;
        if let (State::Closed, Some((day, Some(by)))) = (entry.state, entry.closed)
            && self.fact(by).kind == Kind::Closed
            && !self.about(Kind::Removal, entry.at).any(|(_, f)| f.reason == Some(Reason::Deregistered))
        {
            self.propose(Code::AbnAuto, day, &[entry.at, by]);
        }
        if entry.state != State::Open {
            return;
        }
        if serious && entry.published.is_none() {
            self.propose(Code::SerPub, entry.since, &[entry.at]);
        }
        if serious {
            let mine = |at: At, case: u32| entry.penalty == Some(at) || entry.case != 0 && case == entry.case;
            let penalties = self.standing.penalties.iter();
            let mut mine =
                penalties.filter(|penalty| mine(penalty.at, self.fact(penalty.at).case)).peekable();
            let void =
                mine.peek().is_some().then(|| mine.map(|penalty| penalty.void).collect::<Option<Vec<_>>>());
            if let Some((day, by)) = void.flatten().and_then(|void| void.into_iter().max()) {
                self.propose(Code::SerVoid, day, &[entry.at, by]);
            }
        } else if entry.ground != Code::Abn3Y && entry.list == List::Abnormal {
            self.three_years(entry);
        }
    }

    /// History: three years on the abnormal list, with the notice before.
    fn three_years(&mut self, entry: &Entry) {
        let (question, third) = (self.question, self.question.last_day(entry.since, Term::Years(3)));
        let listed = self.standing.entries.iter().any(|other| other.ground == Code::Abn3Y);
        let rule = question.rules.rule(Code::Abn3YN, entry.since).and_then(|rule| rule.max);
        let notice = match rule {
            Some(Term::Days(days)) => plus(third, -i64::from(days)),
            _ => third,
        };
        if question.as_of >= third && !listed {
            self.propose(Code::Abn3Y, third, &[entry.at]);
        } else if question.as_of >= notice && question.as_of < third {
            self.propose(Code::Abn3YN, notice, &[entry.at]);
        }
    }

    /// Two years running unreported and uncorrected, and out of contact: a candidate for revocation.
    fn unreported_and_gone(&mut self) {
        if self.standing.entries.len() < 3 {
            return;
        }
        let open = |ground: Code| {
            let entries = self.standing.entries.iter().filter(move |entry| entry.ground == ground);
            entries.filter(|entry| entry.state == State::Open && !entry.done.has(Need::Corrected))
        };
        let Some(gone) = open(Code::Abn4).next() else { return };
        let pair = open(Code::Abn1).find_map(|first| {
            open(Code::Abn1).find(|next| next.year == first.year + 1).map(|next| (first, next))
        });
        if let Some((first, next)) = pair {
            let (day, by) = (first.since.max(next.since).max(gone.since), [first.at, next.at, gone.at]);
            self.propose(Code::AbnRevoke, day, &by);
        }
    }
}
