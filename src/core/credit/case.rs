//! A case (办件): one proposal about one subject on its way from 经办 over 初审 to 审核, with the notice and the
//! hearing that precede a serious listing. Its state is folded from the acts about it and nowhere stored. The
//! program never decides: it says who may take the next step and what is missing.

use super::act::Act;
use super::letter::Goal;
use super::verb::Verb;
use crate::core::lang::Twin;
use crate::core::listed::words;
use crate::core::time::Date;
use crate::core::workdays::{Calendar, Unknown};

words! {
    /// State of a case.
    State {
        Open "open" "未提交" "not submitted";
        Proposed "proposed" "待初审" "to be reviewed";
        Returned "returned" "初审退回" "returned";
        Reviewed "reviewed" "待审核" "to be decided";
        Listed "listed" "同意列入" "listing approved";
        NotListed "not-listed" "不予列入" "listing declined";
        Removed "removed" "予以移出" "removal approved";
        NotRemoved "not-removed" "不予移出" "removal declined";
        Fixed "fixed" "予以更正" "correction approved";
        NotFixed "not-fixed" "不予更正" "correction declined";
        Granted "granted" "同意" "approved";
        Refused "refused" "不予" "declined";
    }
}

/// What was done about a proposal so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// State.
    pub state: State,
    /// 经办人.
    pub proposed_by: Option<String>,
    /// 初审人.
    pub reviewed_by: Option<String>,
    /// Day of the last step.
    pub since: Option<Date>,
    /// The day the notice was served.
    pub notified: Option<Date>,
    /// The day a hearing was asked for.
    pub asked: Option<Date>,
    /// The day its notice was served, and the day it was set for.
    pub set: Option<(Date, Date)>,
    /// The day it was held.
    pub held: Option<Date>,
    /// The day statement and hearing were waived.
    pub waived: Option<Date>,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is with somebody already.
    Proposed,
    /// Nobody has submitted it.
    NotProposed,
    /// Nobody has reviewed it.
    NotReviewed,
    /// It is not waiting for a review.
    NotWaiting,
    /// The same person took the step before.
    Own(String),
    /// The notice was not served.
    NotNotified,
    /// The step was recorded already, on a day.
    Already(Date),
    /// Nobody has asked for a hearing.
    NotAsked,
    /// A hearing was asked for after its term.
    AskedLate(Date),
    /// The hearing cannot be set before a day.
    SetEarly(Date),
    /// The hearing was not set, or is set for a later day.
    NotSet(Option<Date>),
    /// A hearing can still be asked for until the end of a day.
    StillRunning(Date),
    /// A hearing was asked for and not held.
    NotHeard,
    /// The step precedes the one before it.
    Before(Date),
}

/// The dated terms of the hearing, in working days.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// In which it can be asked for.
    pub ask: u16,
    /// Between its notice and itself.
    pub notice: u16,
    /// The calendar.
    pub calendar: &'a Calendar,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            state: State::Open,
            proposed_by: None,
            reviewed_by: None,
            since: None,
            notified: None,
            asked: None,
            set: None,
            held: None,
            waived: None,
        }
    }
}

impl Case {
    /// The case that some acts about one proposal make, in their order.
    pub fn of<'a>(goal: Goal, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        acts.into_iter().fold(Self::default(), |case, act| case.after(goal, act))
    }

    /// The case after one more act.
    fn after(mut self, goal: Goal, act: &Act) -> Self {
        let decided = self.decided();
        match act.verb {
            // What was decided can be taken up again; then nothing done before counts.
            Verb::Propose if decided => self = Self::default(),
            Verb::Notify if decided => self = Self::default(),
            _ => {}
        }
        match act.verb {
            Verb::Propose => {
                (self.state, self.proposed_by) = (State::Proposed, Some(act.actor.clone()));
                self.reviewed_by = None;
            }
            Verb::Review => (self.state, self.reviewed_by) = (State::Reviewed, Some(act.actor.clone())),
            Verb::Return => self.state = State::Returned,
            Verb::Notify => self.notified = act.day,
            Verb::HearingAsked => self.asked = act.day,
            Verb::HearingSet => self.set = act.day.zip(act.hearing),
            Verb::HearingHeld => self.held = act.day,
            Verb::Waived => self.waived = act.day,
            Verb::Approve => self.state = ended(goal, true),
            Verb::Decline => self.state = ended(goal, false),
            _ => return self,
        }
        self.since = Some(act.at.date());
        self
    }

    /// Whether it was decided.
    pub fn decided(&self) -> bool {
        self.state >= State::Listed
    }

    /// Whether anything is under way.
    pub fn open(&self) -> bool {
        self.since.is_some() && !self.decided()
    }

    /// Why somebody may not submit, review, return or decide; `None` if they may. `three`: three persons take
    /// part (经办、初审、审核), because the bureau keeps a list of its people.
    pub fn refuses(&self, verb: Verb, actor: &str, three: bool) -> Option<Refused> {
        let own = |who: &Option<String>| who.as_deref().filter(|who| *who == actor).map(str::to_owned);
        match (verb, self.state) {
            (Verb::Propose, State::Proposed | State::Reviewed) => Some(Refused::Proposed),
            (Verb::Propose, _) => None,
            (Verb::Review | Verb::Return, State::Proposed) => own(&self.proposed_by).map(Refused::Own),
            (Verb::Review | Verb::Return, State::Open) => Some(Refused::NotProposed),
            (Verb::Review | Verb::Return, _) => Some(Refused::NotWaiting),
            (Verb::Approve | Verb::Decline, State::Reviewed) => {
                own(&self.proposed_by).or_else(|| own(&self.reviewed_by)).map(Refused::Own)
            }
            (Verb::Approve | Verb::Decline, _) if !three => own(&self.proposed_by).map(Refused::Own),
            (Verb::Approve | Verb::Decline, State::Proposed) => Some(Refused::NotReviewed),
            (Verb::Approve | Verb::Decline, _) => Some(Refused::NotProposed),
            _ => None,
        }
    }

    /// Why a step of the hearing is refused.
    pub fn refuses_step(
        &self,
        verb: Verb,
        day: Date,
        hearing: Option<Date>,
        terms: Terms,
    ) -> Result<Option<Refused>, Unknown> {
        let Some(notified) = self.notified.filter(|_| !self.decided()) else {
            return Ok((verb != Verb::Notify).then_some(Refused::NotNotified));
        };
        let before = |other: Date| (day < other).then_some(Refused::Before(other));
        let already = |done: Option<Date>| done.map(Refused::Already);
        Ok(match verb {
            Verb::Notify => Some(Refused::Already(notified)),
            Verb::HearingAsked => {
                let last = terms.calendar.add_workdays(notified, terms.ask)?.date;
                let late = (day > last).then_some(Refused::AskedLate(last));
                already(self.asked).or_else(|| before(notified)).or(late)
            }
            Verb::HearingSet => {
                let first = terms.calendar.add_workdays(day, terms.notice)?.date;
                let early =
                    hearing.is_some_and(|hearing| hearing < first).then_some(Refused::SetEarly(first));
                match self.asked {
                    None => Some(Refused::NotAsked),
                    Some(asked) => already(self.held).or_else(|| before(asked)).or(early),
                }
            }
            Verb::HearingHeld => match self.set {
                Some((_, on)) if day >= on => already(self.held),
                set => Some(Refused::NotSet(set.map(|(_, on)| on))),
            },
            Verb::Waived => already(self.waived).or_else(|| before(notified)),
            _ => None,
        })
    }

    /// What must still happen before a serious listing can be decided on a day; `None`: nothing.
    pub fn unheard(&self, on: Date, terms: Terms) -> Result<Option<Refused>, Unknown> {
        let Some(notified) = self.notified.filter(|_| !self.decided()) else {
            return Ok(Some(Refused::NotNotified));
        };
        let last = terms.calendar.add_workdays(notified, terms.ask)?.date;
        Ok(match (self.waived, self.asked, self.held) {
            (Some(waived), ..) => (on < waived).then_some(Refused::Before(waived)),
            (_, Some(_), Some(held)) => (on < held).then_some(Refused::Before(held)),
            (_, Some(_), None) => Some(Refused::NotHeard),
            (_, None, _) => (on <= last).then_some(Refused::StillRunning(last)),
        })
    }
}

fn ended(goal: Goal, approved: bool) -> State {
    match (goal, approved) {
        (Goal::List, true) => State::Listed,
        (Goal::List, false) => State::NotListed,
        (Goal::Remove, true) => State::Removed,
        (Goal::Remove, false) => State::NotRemoved,
        (Goal::Fix, true) => State::Fixed,
        (Goal::Fix, false) => State::NotFixed,
        (Goal::Other, true) => State::Granted,
        (Goal::Other, false) => State::Refused,
    }
}

impl Refused {
    /// Rule and remedy in both languages.
    pub fn said(&self) -> Twin {
        let (zh, en) = match self {
            Refused::Proposed => (
                "已提交，正在办理：请待初审或审核".into(),
                "it is under way already: wait for review and decision".into(),
            ),
            Refused::NotProposed => (
                "尚未提交：先由经办人用 suicha credit propose 提交".into(),
                "nobody has submitted it: `suicha credit propose` comes first".into(),
            ),
            Refused::NotReviewed => (
                "尚未初审：先用 suicha credit review --pass 初审".into(),
                "nobody has reviewed it: `suicha credit review --pass` comes first".into(),
            ),
            Refused::NotWaiting => (
                "不在待初审状态：见 suicha credit cases".into(),
                "it is not waiting for a review: see `suicha credit cases`".into(),
            ),
            Refused::Own(who) => (
                format!("{who} 已办理前一环节：经办、初审、审核须由不同人员办理"),
                format!(
                    "{who} took an earlier step: submission, review and decision are by different persons"
                ),
            ),
            Refused::NotNotified => (
                "尚未告知：先用 suicha credit notify 登记告知送达".into(),
                "the party was not notified: record it with `suicha credit notify` first".into(),
            ),
            Refused::Already(day) => (
                format!("已登记过（{day}）：不重复登记"),
                format!("it was recorded already ({day}): once is enough"),
            ),
            Refused::NotAsked => (
                "当事人没有要求听证：先用 suicha credit hear --asked 登记".into(),
                "nobody has asked for a hearing: record it with `suicha credit hear --asked` first".into(),
            ),
            Refused::AskedLate(last) => (
                format!("要求听证的期限已于 {last} 届满：请核对日期"),
                format!("the term to ask for a hearing ended on {last}: check the day"),
            ),
            Refused::SetEarly(first) => (
                format!("听证通知送达后不足法定工作日：最早可定于 {first}"),
                format!(
                    "too few working days after the notice of the hearing: {first} is the first possible day"
                ),
            ),
            Refused::NotSet(None) => (
                "没有听证通知：先用 suicha credit hear --set 登记".into(),
                "no notice of a hearing was served: record it with `suicha credit hear --set` first".into(),
            ),
            Refused::NotSet(Some(on)) => {
                (format!("听证定于 {on}：请核对日期"), format!("the hearing is set for {on}: check the day"))
            }
            Refused::StillRunning(last) => (
                format!("听证要求期限至 {last} 止：期满后再决定，或登记当事人放弃（hear --waived）"),
                format!(
                    "a hearing can be asked for until {last}: decide after it, or record that the party waived it (hear --waived)"
                ),
            ),
            Refused::NotHeard => (
                "当事人已要求听证，尚未举行：举行后登记（hear --held）再决定".into(),
                "a hearing was asked for and not held: record it (hear --held) and decide then".into(),
            ),
            Refused::Before(day) => (
                format!("日期早于前一环节（{day}）：请核对日期"),
                format!("the day precedes the step before it ({day}): check the day"),
            ),
        };
        Twin { zh, en }
    }
}
