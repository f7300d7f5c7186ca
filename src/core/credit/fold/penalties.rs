//! Penalties: the tier of each and its two disclosure clocks.

use super::entries::{committed, done};
use super::{Work, plus};
use crate::core::credit::code::Code;
use crate::core::credit::fact::{At, Fact};
use crate::core::credit::rule::{Channel, Earliest, Sort, Version};
use crate::core::credit::standing::{Clock, Display, Penalty, State};
use crate::core::credit::words::{Domain, Flag, Kind, List, Manner, Need, Punished, Set};
use crate::core::time::Date;

/// A penalty without its clocks.
pub(super) fn record(at: At, fact: &Fact) -> Penalty {
    let none = |channel| Clock {
        channel,
        tier: None,
        from: None,
        apply: None,
        until: None,
        display: Display::NoRule,
        missing: Set::default(),
        version: None,
    };
    Penalty {
        at,
        clocks: [none(Channel::Gsxt), none(Channel::Ndrc)],
        done: Set::default(),
        published: fact.published,
        sent: false,
        heavy: heavy(fact),
        large: false,
        void: None,
        repaired: None,
    }
}

/// 较重行政处罚 (令44 art. 2).
fn heavy(fact: &Fact) -> bool {
    let kinds = [
        Punished::Downgrade,
        Punished::Revoke,
        Punished::RestrictBusiness,
        Punished::StopBusiness,
        Punished::Close,
        Punished::RestrictWork,
    ];
    fact.flags.has(Flag::Heavy) || fact.kinds.meets(Set::of(&kinds))
}

/// What a fact about a penalty does to it.
pub(super) fn apply(penalty: &mut Penalty, at: At, fact: &Fact) {
    match (fact.kind, fact.manner) {
        (Kind::Complied, _) => penalty.done = penalty.done.and(done(fact)),
        (Kind::Commitment, _) => penalty.done = committed(penalty.done, fact),
        (Kind::Published, Some(Manner::Ndrc)) => penalty.sent = true,
        (Kind::Published, _) => penalty.published = penalty.published.or(Some(fact.day)),
        (Kind::PenaltyVoid, _) => penalty.void = penalty.void.or(Some((fact.day, at))),
        (Kind::RepairApplied, _) => penalty.done = penalty.done.with(Need::Applied),
        (Kind::RepairDecided, Some(Manner::Granted)) => penalty.repaired = Some((fact.day, at)),
        (Kind::RepairRevoked, _) => {
            penalty.repaired = None;
            penalty.done = penalty.done.without(Set::of(&[Need::Commitment, Need::Applied]));
        }
        _ => {}
    }
}

impl Work<'_> {
    /// A completed restructuring repairs what was decided before it.
    pub(super) fn rescued(&mut self, at: At, fact: &Fact) {
        if self.question.rules.rule(Code::RepBankr, fact.day).is_some() {
            for penalty in &mut self.standing.penalties {
                if self.facts[penalty.at as usize].day <= fact.day {
                    penalty.repaired = penalty.repaired.or(Some((fact.day, at)));
                }
            }
        }
    }

    /// Whether a restructuring shields the subject: the last decision counts.
    fn shielded(&self) -> bool {
        let last = self.known().filter(|(_, fact)| fact.kind == Kind::Court);
        let steps = [Manner::Shield, Manner::Rescued, Manner::Failed].map(Some);
        let last = last.filter(|(_, fact)| steps.contains(&fact.manner)).last();
        last.is_some_and(|(_, fact)| {
            fact.manner == Some(Manner::Shield)
                && self.question.rules.rule(Code::RepBankr, fact.day).is_some()
        })
    }

    /// Tier and clocks of every penalty.
    pub(super) fn tell_penalties(&mut self) {
        if self.standing.penalties.is_empty() {
            return;
        }
        let shielded = self.shielded();
        for place in 0..self.standing.penalties.len() {
            let penalty = &self.standing.penalties[place];
            let fact = self.fact(penalty.at);
            let (serious, need) = (self.led_to_serious(penalty.at, fact), self.penalty_done(penalty, fact));
            let clocks = [Channel::Gsxt, Channel::Ndrc]
                .map(|channel| self.clock(penalty, fact, channel, serious, need, shielded));
            let low = self.low_fine(fact);
            let penalty = &mut self.standing.penalties[place];
            (penalty.clocks, penalty.large) = (clocks, low == Some(false));
        }
    }

    fn led_to_serious(&self, at: At, fact: &Fact) -> bool {
        self.standing.entries.iter().any(|entry| {
            let linked = entry.penalty == Some(at) || fact.case != 0 && entry.case == fact.case;
            entry.list == List::Serious && entry.state != State::Withdrawn && linked
        })
    }

    /// What counts as done: what was done, what was never owed, and what the record shows.
    fn penalty_done(&self, penalty: &Penalty, fact: &Fact) -> Set<Need> {
        let mut done = penalty.done;
        if fact.fine == 0 && fact.confiscated == 0 {
            done = done.with(Need::Paid);
        }
        if !self.standing.entries.iter().any(|entry| entry.state == State::Open) {
            done = done.with(Need::Unlisted);
        }
        let again = |other: &Penalty| {
            let later = self.fact(other.at);
            other.void.is_none() && later.offence == fact.offence && later.day > fact.day
        };
        if fact.offence == 0 || !self.standing.penalties.iter().any(again) {
            done = done.with(Need::Clean);
        }
        done
    }

    /// Whether a fine is under the threshold of its province; `None` where that cannot be told, or
    /// where there is no fine.
    fn low_fine(&self, fact: &Fact) -> Option<bool> {
        if !fact.kinds.has(Punished::Fine) {
            return None;
        }
        let threshold = self.question.rules.threshold(fact.region, fact.day)?;
        let sum = if fact.natural { threshold.natural } else { threshold.organisation };
        Some(fact.fine < sum || threshold.inclusive && fact.fine == sum)
    }

    /// The highest tier of the kinds of a penalty: `Err` where a threshold is missing and matters.
    fn tier(&self, fact: &Fact, on: Date, serious: bool) -> Result<Option<Code>, ()> {
        let of = |sort| self.question.rules.kind(sort, on);
        if fact.simple {
            return Ok(of(Sort::Simple));
        }
        let others = fact.kinds.without(Set::of(&[Punished::Fine])).iter().map(Sort::Kind);
        let highest = others.chain(serious.then_some(Sort::Serious)).filter_map(of).max();
        if !fact.kinds.has(Punished::Fine) {
            return Ok(highest);
        }
        let [low, high] = [of(Sort::FineLow), of(Sort::Kind(Punished::Fine))].map(|tier| tier.max(highest));
        match self.low_fine(fact) {
            _ if fact.fine >= self.question.positions.huge => Ok(of(Sort::FineHuge).max(highest)),
            Some(true) => Ok(low),
            Some(false) => Ok(high),
            None if low == high => Ok(high),
            None => Err(()),
        }
    }

    fn clock(
        &self,
        penalty: &Penalty,
        fact: &Fact,
        channel: Channel,
        serious: bool,
        done: Set<Need>,
        shielded: bool,
    ) -> Clock {
        let question = self.question;
        let on = self.governed_by(fact, channel);
        let from = match channel {
            Channel::Gsxt => penalty.published,
            Channel::Ndrc => fact.dated.or(Some(fact.day)),
        };
        let (apply, until, missing) = (None, None, Set::default());
        let tier = self.tier(fact, on, serious);
        let display = if tier.is_err() { Display::Undecided } else { Display::NoRule };
        let nothing =
            Clock { channel, tier: tier.ok().flatten(), from, apply, until, display, missing, version: None };
        let Some(row) = nothing.tier.and_then(|tier| question.rules.tier(tier, channel, on)) else {
            return Clock {
                display: if penalty.void.is_some() { Display::Void } else { display },
                ..nothing
            };
        };
        let special = [Domain::Food, Domain::Drug, Domain::Equipment].map(Some).contains(&fact.domain);
        let min = match if special { row.special } else { row.min } {
            _ if row.never.meets(fact.kinds) => Earliest::Never,
            min => min,
        };
        let after = |term| from.map(|from| plus(question.last_day(from, term), 1));
        let apply = match min {
            Earliest::Never => None,
            Earliest::Now => from,
            Earliest::After(term) => after(term),
        };
        let until = row.max.and_then(|term| from.map(|from| question.last_day(from, term)));
        let until = until.map(|until| if row.ban { until.max(fact.ban.unwrap_or(until)) } else { until });
        let missing = row.needs.without(done);
        let unsettled = missing.meets(Set::of(&[Need::Corrected, Need::Paid]));
        let display = match until {
            _ if penalty.void.is_some() => Display::Void,
            _ if !row.shown => Display::Tier,
            _ if penalty.repaired.is_some() => Display::Repaired,
            _ if from.is_none() => Display::Unpublished,
            _ if shielded => Display::Shield,
            Some(until) if until < question.as_of && row.sector && unsettled => Display::Unsettled,
            Some(until) if until < question.as_of => Display::Ended,
            _ => Display::Shown,
        };
        let version = Some(Version { code: row.code, from: row.law.from });
        Clock { apply, until, display, missing, version, ..nothing }
    }

    /// The day whose law governs a penalty on a channel.
    fn governed_by(&self, fact: &Fact, channel: Channel) -> Date {
        let positions = self.question.positions;
        let day = if positions.new_terms { self.question.as_of } else { fact.day };
        match self.question.rules.last_of(Code::PenT2Old) {
            Some(last) if positions.order_45 && channel == Channel::Gsxt => day.min(last),
            _ => day,
        }
    }
}
