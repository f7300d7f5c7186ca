//! What an event must not be, given what was recorded before it. Nothing is changed: whoever records
//! events asks first. Whether the subject is known is the caller's business.

mod plain;

use super::code::Code;
use super::event::Event;
use super::fact::{At, Fact, History};
use super::fold::Question;
use super::rule::Rules;
use super::standing::{Clock, Entry, Standing, State};
use super::switch::Key;
use super::words::{Flag, Form, Kind, List, Manner, Reason};
use crate::core::lang::Twin;
use crate::core::workdays::Calendar;

/// Why an event is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The event is not well formed by itself.
    Form,
    /// It is about an event that is not there, or of the wrong kind.
    Target,
    /// It was recorded long after its day and does not say why.
    Late,
    /// The penalty was decided before the offence.
    BeforeAct,
    /// A sum so large that yuan were written for 万元.
    Unit,
    /// No rule for this ground was in force on the day.
    NoRule,
    /// A listing on this ground is open.
    SecondListing,
    /// This year has been listed already.
    SameYear,
    /// The consent of the next-higher bureau is missing.
    Consent,
    /// The listing is not open.
    NotOpen,
    /// This ground does not allow this reason.
    Reason,
    /// The term is not over.
    NotExpired,
    /// It is dated before what it is about.
    Before,
    /// Repair before the minimum term.
    TooEarly,
    /// The objection comes after its term.
    ObjectionLate,
    /// There is no repair that could be revoked.
    NoRepair,
    /// Published before the decision.
    Published,
    /// Its last day lies before its first.
    Until,
    /// The annual report of this year is not due yet.
    NotDue,
    /// The ground is one of another form of subject.
    OtherForm,
    /// The subject was deregistered before.
    Gone,
    /// It was answered or decided on already.
    Answered,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 22] = [
        Refusal::Form,
        Refusal::Target,
        Refusal::Late,
        Refusal::BeforeAct,
        Refusal::Unit,
        Refusal::NoRule,
        Refusal::SecondListing,
        Refusal::SameYear,
        Refusal::Consent,
        Refusal::NotOpen,
        Refusal::Reason,
        Refusal::NotExpired,
        Refusal::Before,
        Refusal::TooEarly,
        Refusal::ObjectionLate,
        Refusal::NoRepair,
        Refusal::Published,
        Refusal::Until,
        Refusal::NotDue,
        Refusal::OtherForm,
        Refusal::Gone,
        Refusal::Answered,
    ];

    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Refusal::Form => "form",
            Refusal::Target => "target",
            Refusal::Late => "late",
            Refusal::BeforeAct => "before-act",
            Refusal::Unit => "unit",
            Refusal::NoRule => "no-rule",
            Refusal::SecondListing => "second-listing",
            Refusal::SameYear => "same-year",
            Refusal::Consent => "consent",
            Refusal::NotOpen => "not-open",
            Refusal::Reason => "reason",
            Refusal::NotExpired => "not-expired",
            Refusal::Before => "before",
            Refusal::TooEarly => "too-early",
            Refusal::ObjectionLate => "objection-late",
            Refusal::NoRepair => "no-repair",
            Refusal::Published => "published",
            Refusal::Until => "until",
            Refusal::NotDue => "not-due",
            Refusal::OtherForm => "other-form",
            Refusal::Gone => "gone",
            Refusal::Answered => "answered",
        }
    }

    /// Rule and remedy in both languages.
    pub fn said(self) -> Twin {
        let (zh, en) = match self {
            Refusal::Form => {
                ("事件本身不完整：请照格式填写", "the event is not whole: write it as its format says")
            }
            Refusal::Target => (
                "所指事件不存在或种类不对：请核对",
                "it is about no such event, or one of another kind: check it",
            ),
            Refusal::Late => ("补录须说明原因：请填写 late", "an event told late says why: write late"),
            Refusal::BeforeAct => {
                ("处罚早于违法行为：请核对日期", "the penalty precedes the offence: check both days")
            }
            Refusal::Unit => (
                "金额异常，疑将元填作万元：请核对单位",
                "the sum is implausible, yuan for 万元: check the unit",
            ),
            Refusal::NoRule => (
                "该日没有这一列入情形的规定：请核对日期和情形",
                "no rule for this ground was in force: check day and ground",
            ),
            Refusal::SecondListing => {
                ("同一情形尚在列：不得重复列入", "a listing on this ground is open: do not list twice")
            }
            Refusal::SameYear => {
                ("该年度已列入过：不得重复列入", "this year was listed already: do not list twice")
            }
            Refusal::Consent => (
                "缺上一级机关同意：请注明 consent",
                "the consent of the next-higher bureau is missing: write consent",
            ),
            Refusal::NotOpen => (
                "该记录已不在列、已撤销或已修复：请核对所指记录",
                "the record is not open (removed, void or repaired): check which is meant",
            ),
            Refusal::Reason => (
                "该情形不得以此原因移出：请选其他原因",
                "this ground does not allow this reason: choose another",
            ),
            Refusal::NotExpired => {
                ("期限未满：请待期满或改用提前移出", "the term is not over: wait, or remove early")
            }
            Refusal::Before => {
                ("日期早于所指记录：请核对日期", "it is dated before what it is about: check both days")
            }
            Refusal::TooEarly => {
                ("未满最短公示期：期满后再申请", "the minimum term is not over: apply after it")
            }
            Refusal::ObjectionLate => {
                ("已过异议期限：请告知其他救济途径", "the term of objection is over: name the other remedies")
            }
            Refusal::NoRepair => ("没有可撤销的修复：请核对", "there is no repair to revoke: check it"),
            Refusal::Published | Refusal::Until | Refusal::NotDue => plain::said(self),
            Refusal::OtherForm | Refusal::Gone | Refusal::Answered => plain::said(self),
        };
        Twin::new(zh, en)
    }
}

/// Everything that speaks against an event, given its subject's history; nothing if it may be recorded.
pub fn check(
    event: &Event,
    history: &History,
    form: Form,
    rules: &Rules,
    calendar: &Calendar,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if event.broken_rule().is_some() {
        refusals.push(Refusal::Form);
    }
    let about = event.about.map(|digest| history.find(&digest));
    let target = match about {
        Some(None) => {
            refusals.push(Refusal::Target);
            return refusals;
        }
        Some(Some(at)) => Some((at, history.facts[at as usize])),
        None => None,
    };
    if !target.is_none_or(|(_, fact)| fits(event.kind, fact.kind)) {
        refusals.push(Refusal::Target);
        return refusals;
    }
    // Nothing is decided, removed, repaired or answered before it is there.
    if target.is_some_and(|(_, fact)| event.day < fact.day) {
        refusals.push(Refusal::Before);
    }
    refusals.extend(plain::check(event, history, form));
    let number = |key| rules.switch(key, event.recorded).and_then(|switch| switch.position);
    let gap = event.recorded.days() - event.day.days();
    if event.late.is_none() && number(Key::LateDays).is_some_and(|days| gap > days as i64) {
        refusals.push(Refusal::Late);
    }
    let standing = Question::new(rules, calendar, event.day).fold(form, &history.facts);
    // A year is listed once, whatever was recorded first.
    let last = history.facts.last().map_or(event.day, |fact| fact.day.max(event.day));
    let later = (event.kind == Kind::Listing && last > event.day)
        .then(|| Question::new(rules, calendar, last).fold(form, &history.facts));
    let case = Case {
        event,
        rules,
        standing: &standing,
        later: later.as_ref().unwrap_or(&standing),
        penalty: target.map(|(at, _)| at),
        facts: &history.facts,
    };
    match event.kind {
        Kind::Penalty => refusals.extend(case.penalty(number(Key::FinePlausible))),
        Kind::Listing => refusals.extend(case.listing(number(Key::SeriousUpperConsent) == Some(1))),
        Kind::Removal => refusals.extend(target.and_then(|(at, _)| case.removal(at))),
        Kind::RepairApplied => refusals.extend(target.and_then(|(at, _)| case.repair(at))),
        Kind::RepairRevoked => refusals.extend(target.and_then(|(at, _)| case.revoked(at))),
        Kind::Objection => refusals.extend(target.and_then(|(_, fact)| case.objection(&fact))),
        _ => {}
    }
    refusals
}

/// Whether an event of a kind may be about one of another.
fn fits(kind: Kind, target: Kind) -> bool {
    let records = matches!(target, Kind::Listing | Kind::Penalty | Kind::Inspection);
    match kind {
        Kind::Removal => target == Kind::Listing,
        Kind::PenaltyVoid | Kind::Listing => target == Kind::Penalty,
        Kind::RepairApplied | Kind::RepairAccepted | Kind::RepairDecided | Kind::RepairRevoked => records,
        Kind::Feedback => {
            matches!(target, Kind::Listing | Kind::Penalty | Kind::Court | Kind::Closed)
        }
        Kind::ComplaintAnswered => target == Kind::Complaint,
        Kind::ObjectionAnswered => target == Kind::Objection,
        Kind::Published => records || target == Kind::Permit,
        Kind::Objection => records || target == Kind::Permit,
        _ => true,
    }
}

struct Case<'a> {
    event: &'a Event,
    rules: &'a Rules,
    standing: &'a Standing,
    /// The same after everything that is known.
    later: &'a Standing,
    /// The event it is about.
    penalty: Option<At>,
    facts: &'a [Fact],
}

impl Case<'_> {
    fn penalty(&self, plausible: Option<u64>) -> Vec<Refusal> {
        let details = &self.event.details;
        let early = details.act.is_some_and(|act| self.event.day < act);
        let large = |sum: Option<u64>| matches!((sum, plausible), (Some(sum), Some(limit)) if sum >= limit);
        let wrong = large(details.fine) || large(details.confiscated);
        [(early, Refusal::BeforeAct), (wrong, Refusal::Unit)]
            .into_iter()
            .filter(|(yes, _)| *yes)
            .map(|(_, r)| r)
            .collect()
    }

    fn listing(&self, consent: bool) -> Vec<Refusal> {
        let (day, details) = (self.event.day, &self.event.details);
        let Some(ground) = details.ground else { return Vec::new() };
        let Some(rule) = self.rules.rule(ground, day) else { return vec![Refusal::NoRule] };
        let year = details.year.filter(|_| matches!(ground, Code::Abn1 | Code::Ind1 | Code::Coop1));
        // A serious ground can be met again by another case; a year can be missed once.
        let serious = rule.list == Some(List::Serious);
        let same = |entry: &&Entry| entry.ground == ground;
        let mut refusals = Vec::new();
        match year {
            Some(year) => {
                let mut same = self.later.entries.iter().filter(same);
                let listed = same.any(|entry| entry.year == year && entry.state != State::Withdrawn);
                refusals.extend(listed.then_some(Refusal::SameYear));
            }
            // One penalty leads to one listing on a ground.
            None if serious => {
                let mut same = self.later.entries.iter().filter(same);
                let again = |entry: &Entry| entry.penalty == self.penalty && entry.state != State::Withdrawn;
                refusals
                    .extend((self.penalty.is_some() && same.any(again)).then_some(Refusal::SecondListing));
            }
            None => {
                let mut same = self.standing.entries.iter().filter(same);
                refusals
                    .extend(same.any(|entry| entry.state == State::Open).then_some(Refusal::SecondListing));
            }
        }
        if serious && ground != Code::Abn3Y && consent && !details.flags.has(Flag::Consent) {
            refusals.push(Refusal::Consent);
        }
        refusals
    }

    fn removal(&self, at: At) -> Option<Refusal> {
        let entry = self.standing.entries.iter().find(|entry| entry.at == at)?;
        let reason = self.event.details.reason?;
        // A listing that ended by itself may still get the event that says so.
        let says_so = match reason {
            Reason::Expired => entry.state == State::Ended,
            Reason::Deregistered => entry.state == State::Closed,
            Reason::Repaired => entry.state == State::Removed && self.undone(at),
            _ => false,
        };
        let allowed = self.rules.rule(entry.ground, entry.since).is_none_or(|rule| rule.removals.has(reason));
        match (entry.state, reason) {
            _ if !allowed => Some(Refusal::Reason),
            _ if says_so => None,
            (State::Open, Reason::Expired) => Some(Refusal::NotExpired),
            (State::Open, Reason::Repaired) if self.too_early(entry.exit) => Some(Refusal::TooEarly),
            (State::Open, _) => None,
            _ => Some(Refusal::NotOpen),
        }
    }

    /// Whether no removal event about a listing is there yet.
    fn undone(&self, at: At) -> bool {
        !self.facts.iter().any(|fact| fact.kind == Kind::Removal && fact.about == Some(at))
    }

    fn too_early(&self, first: Option<crate::core::time::Date>) -> bool {
        first.is_none_or(|first| self.event.day < first)
    }

    fn repair(&self, at: At) -> Option<Refusal> {
        if let Some(entry) = self.standing.entries.iter().find(|entry| entry.at == at) {
            return match entry.state {
                State::Open if self.too_early(entry.exit) => Some(Refusal::TooEarly),
                State::Open => None,
                _ => Some(Refusal::NotOpen),
            };
        }
        let penalty = self.standing.penalties.iter().find(|penalty| penalty.at == at)?;
        if penalty.void.is_some() || penalty.repaired.is_some() {
            return Some(Refusal::NotOpen);
        }
        // The channels have clocks of their own: one that is over is enough.
        let ready = |clock: &Clock| clock.version.is_some() && !self.too_early(clock.apply);
        (!penalty.clocks.iter().any(ready)).then_some(Refusal::TooEarly)
    }

    fn revoked(&self, at: At) -> Option<Refusal> {
        let granted = |fact: &Fact| {
            fact.about == Some(at)
                && (fact.kind == Kind::RepairDecided && fact.manner == Some(Manner::Granted)
                    || fact.kind == Kind::Removal)
        };
        (!self.facts.iter().any(granted)).then_some(Refusal::NoRepair)
    }

    /// The term of objection runs from publication.
    fn objection(&self, target: &Fact) -> Option<Refusal> {
        let published = target.published.filter(|_| target.kind == Kind::Listing)?;
        let term = self.rules.rule(Code::AbnObj, self.event.day)?.max?;
        let crate::core::workdays::Term::Days(days) = term else { return None };
        (self.event.day.days() - published.days() > i64::from(days)).then_some(Refusal::ObjectionLate)
    }
}
