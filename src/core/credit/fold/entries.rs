//! Listings: when they end, what is missing before they may, and whether they are shown.

use super::{Work, plus};
use crate::core::credit::code::Code;
use crate::core::credit::fact::{At, Fact};
use crate::core::credit::rule::Earliest;
use crate::core::credit::standing::{Entry, State};
use crate::core::credit::words::{Flag, Kind, List, Manner, Need, Reason, Set};
use crate::core::time::Date;

impl Work<'_> {
    /// The record of a listing event.
    pub(super) fn entry(&self, at: At, fact: &Fact) -> Option<Entry> {
        let ground = fact.ground?;
        let rules = self.question.rules;
        let rule = rules.rule(ground, fact.day);
        let list = rule.or_else(|| rules.all().iter().find(|rule| rule.code == ground))?.list?;
        Some(Entry {
            at,
            ground,
            list,
            year: fact.year,
            case: fact.case,
            penalty: fact.about,
            since: fact.day,
            clock: fact.day,
            published: fact.published,
            ban: fact.ban,
            done: Set::default(),
            state: State::Open,
            closed: None,
            exit: None,
            end: None,
            missing: Set::default(),
            shown: true,
            version: rule.map(|rule| rule.version()),
        })
    }

    /// 注（吊）销 ends every open entry that may leave for this reason, without letter or number.
    pub(super) fn close(&mut self, at: At, fact: &Fact) {
        let rules = self.question.rules;
        for entry in self.standing.entries.iter_mut().filter(|entry| entry.state == State::Open) {
            let rule = rules.rule(entry.ground, entry.since);
            let may = rule.is_some_and(|rule| rule.removals.has(Reason::Deregistered));
            if may && entry.since <= fact.day && rules.rule(Code::AbnAuto, fact.day).is_some() {
                (entry.state, entry.closed) = (State::Closed, Some((fact.day, Some(at))));
            }
        }
    }

    /// A filed report corrects the listings for its year.
    pub(super) fn reported(&mut self, fact: &Fact) {
        let same = |entry: &&mut Entry| {
            matches!(entry.ground, Code::Abn1 | Code::Ind1 | Code::Coop1) && entry.year == fact.year
        };
        for entry in self.standing.entries.iter_mut().filter(same) {
            entry.done = entry.done.with(Need::Corrected);
        }
    }

    /// Terms, missing conditions and display of every entry.
    pub(super) fn tell_entries(&mut self) {
        for place in 0..self.standing.entries.len() {
            let mut entry = self.standing.entries[place].clone();
            self.tell_entry(&mut entry);
            self.standing.entries[place] = entry;
        }
    }

    fn tell_entry(&self, entry: &mut Entry) {
        let question = self.question;
        entry.ban = entry.ban.max(self.ban_of(entry));
        if let Some(rule) = question.rules.rule(entry.ground, entry.since) {
            entry.exit = match rule.min {
                Earliest::Never => None,
                Earliest::Now => Some(entry.clock),
                Earliest::After(term) => Some(plus(question.last_day(entry.clock, term), 1)),
            };
            let end = rule.max.map(|term| question.last_day(entry.clock, term));
            entry.end = end.map(|end| entry.ban.map_or(end, |ban| end.max(ban)));
            let mut done = entry.done;
            if !self.heavy_since(entry) {
                done = done.with(Need::Clean);
            }
            if entry.ban.is_none_or(|ban| ban < question.as_of) {
                done = done.with(Need::NoBan);
            }
            if !self.owes(entry) {
                done = done.with(Need::Paid);
            }
            entry.missing = rule.needs.without(done);
        }
        if entry.state == State::Open && entry.end.is_some_and(|end| end < question.as_of) {
            (entry.state, entry.closed) = (State::Ended, entry.end.map(|end| (plus(end, 1), None)));
        }
        entry.shown = match entry.state {
            State::Open => {
                !(entry.ground == Code::Ind1 && question.positions.june_30 && self.past_june(entry))
            }
            State::Withdrawn => false,
            State::Removed | State::Ended | State::Closed => {
                entry.list != List::Serious && !question.positions.stops
            }
        };
        if entry.state != State::Open {
            entry.missing = Set::default();
        }
    }

    /// Whether the first 30 June from the listing on is over.
    fn past_june(&self, entry: &Entry) -> bool {
        let june = |year| Date::new(year, 6, 30).unwrap_or(Date::FOREVER);
        let year = entry.since.year();
        let last = if entry.since <= june(year) { june(year) } else { june(year + 1) };
        self.question.as_of > last
    }

    /// The facts of the penalties a listing follows from.
    fn penalties_of(&self, entry: &Entry) -> impl Iterator<Item = (At, &Fact)> {
        let (case, penalty) = (entry.case, entry.penalty);
        let same = move |(at, fact): &(At, &Fact)| {
            fact.kind == Kind::Penalty && (penalty == Some(*at) || case != 0 && fact.case == case)
        };
        self.known().filter(same)
    }

    fn ban_of(&self, entry: &Entry) -> Option<Date> {
        if entry.list != List::Serious {
            return None;
        }
        self.penalties_of(entry).filter_map(|(_, fact)| fact.ban).max()
    }

    /// Whether a penalty it follows from is unpaid; nothing is owed where there is none.
    fn owes(&self, entry: &Entry) -> bool {
        entry.list == List::Serious
            && self.penalties_of(entry).any(|(at, fact)| {
                let paid = |penalty: &crate::core::credit::standing::Penalty| penalty.done.has(Need::Paid);
                let found = self.standing.penalties.iter().find(|penalty| penalty.at == at);
                (fact.fine > 0 || fact.confiscated > 0) && !found.is_some_and(paid)
            })
    }

    /// Whether another heavy penalty came after the listing.
    fn heavy_since(&self, entry: &Entry) -> bool {
        entry.list == List::Serious
            && self.standing.penalties.iter().any(|penalty| {
                penalty.heavy && penalty.void.is_none() && self.fact(penalty.at).day > entry.since
            })
    }
}

/// What a fact about a listing does to it.
pub(super) fn apply(entry: &mut Entry, at: At, fact: &Fact) {
    match fact.kind {
        Kind::Removal if entry.state == State::Open => {
            entry.state = match fact.reason {
                Some(Reason::Correction | Reason::Void) => State::Withdrawn,
                Some(Reason::Deregistered) => State::Closed,
                Some(Reason::Expired) => State::Ended,
                _ => State::Removed,
            };
            entry.closed = Some((fact.day, Some(at)));
        }
        Kind::RepairApplied => entry.done = entry.done.with(Need::Applied),
        Kind::RepairDecided if fact.manner == Some(Manner::Granted) && entry.state == State::Open => {
            (entry.state, entry.closed) = (State::Removed, Some((fact.day, Some(at))));
        }
        Kind::RepairDecided => entry.done = entry.done.without(Set::of(&[Need::Applied])),
        Kind::RepairRevoked => {
            (entry.state, entry.closed, entry.done) = (State::Open, None, Set::default());
            if entry.list == List::Serious {
                entry.clock = fact.day;
            }
        }
        Kind::Complied => entry.done = entry.done.and(done(fact)),
        Kind::Commitment => entry.done = committed(entry.done, fact),
        Kind::Published => entry.published = entry.published.or(Some(fact.day)),
        _ => {}
    }
}

/// What a duty done is worth: what it says, or the correction where it says nothing.
pub(super) fn done(fact: &Fact) -> Set<Need> {
    let flags = [(Flag::Paid, Need::Paid), (Flag::Corrected, Need::Corrected), (Flag::Harm, Need::Harm)];
    let told: Vec<Need> =
        flags.iter().filter(|(flag, _)| fact.flags.has(*flag)).map(|(_, need)| *need).collect();
    if told.is_empty() { Set::of(&[Need::Corrected]) } else { Set::of(&told) }
}

/// A commitment counts until it is broken.
pub(super) fn committed(done: Set<Need>, fact: &Fact) -> Set<Need> {
    match fact.manner {
        Some(Manner::Broken) => done.without(Set::of(&[Need::Commitment])),
        _ => done.with(Need::Commitment),
    }
}
