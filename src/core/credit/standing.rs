//! What holds for one subject on one day, each with the events and the version of the rule that made it.

use super::code::Code;
use super::fact::At;
use super::rule::{Because, Channel, Version};
use super::words::{List, Need, Set};
use crate::core::time::Date;
use crate::core::workdays::Due;

/// Everything that holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Listings, open and past, in the order of their events.
    pub entries: Vec<Entry>,
    /// Penalties.
    pub penalties: Vec<Penalty>,
    /// Inspections.
    pub visits: Vec<Visit>,
    /// Joint measures in force.
    pub measures: Vec<InForce>,
    /// What presses for more.
    pub triggers: Vec<Pressing>,
    /// What somebody has to do or may decide: duties and candidates, never decisions.
    pub proposals: Vec<Proposal>,
    /// Events told late.
    pub late: Vec<At>,
}

/// Up to three events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct By {
    events: [At; 3],
    count: u8,
}

impl By {
    /// Some events; those after the third are left out.
    pub fn of(events: &[At]) -> Self {
        let mut by = Self::default();
        for (place, at) in by.events.iter_mut().zip(events) {
            *place = *at;
            by.count += 1;
        }
        by
    }

    /// The events.
    pub fn events(&self) -> &[At] {
        &self.events[..usize::from(self.count)]
    }
}

/// State of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 在列.
    Open,
    /// 正常移出: stays in history.
    Removed,
    /// 更正（撤销）: withdrawn, publishes nothing.
    Withdrawn,
    /// Its term is over.
    Ended,
    /// 注（吊）销.
    Closed,
}

/// A listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its event.
    pub at: At,
    /// Ground.
    pub ground: Code,
    /// List.
    pub list: List,
    /// Unreported year, or 0.
    pub year: u16,
    /// Case.
    pub case: u32,
    /// The penalty it follows from.
    pub penalty: Option<At>,
    /// Since when.
    pub since: Date,
    /// Where its terms begin: `since`, or the day it was restored.
    pub clock: Date,
    /// Published on GSXT.
    pub published: Option<Date>,
    /// Last day of a ban.
    pub ban: Option<Date>,
    /// What has been done.
    pub done: Set<Need>,
    /// Whether it is open.
    pub state: State,
    /// Day and event that ended it; the event is missing where the term did.
    pub closed: Option<(Date, Option<At>)>,
    /// First day an early exit can be applied for; `None`: never.
    pub exit: Option<Date>,
    /// Last day of its term.
    pub end: Option<Date>,
    /// What is missing for an exit.
    pub missing: Set<Need>,
    /// Whether it is shown.
    pub shown: bool,
    /// The rule it stands under; `None` where none was in force.
    pub version: Option<Version>,
}

/// Whether a record is shown, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// It is shown.
    Shown,
    /// Its tier is not public.
    Tier,
    /// It has not been published yet.
    Unpublished,
    /// Its maximum is over.
    Ended,
    /// Its maximum is over and it is not corrected: the rule of the sector decides.
    Unsettled,
    /// It was repaired.
    Repaired,
    /// It was changed, revoked or declared void.
    Void,
    /// Shielded during restructuring.
    Shield,
    /// The penalty or listing it led to is no longer shown.
    Linked,
    /// The province has no threshold of low fines in force.
    Undecided,
    /// No rule was in force.
    NoRule,
}

/// How a penalty is disclosed on one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Channel.
    pub channel: Channel,
    /// Tier, if it can be told.
    pub tier: Option<Code>,
    /// Day the terms begin.
    pub from: Option<Date>,
    /// First day repair can be applied for; `None`: never, or not known.
    pub apply: Option<Date>,
    /// Last day it is shown.
    pub until: Option<Date>,
    /// Shown or not.
    pub display: Display,
    /// What is missing for repair.
    pub missing: Set<Need>,
    /// The rule it stands under.
    pub version: Option<Version>,
}

/// A penalty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Penalty {
    /// Its event.
    pub at: At,
    /// GSXT and NDRC.
    pub clocks: [Clock; 2],
    /// What has been done.
    pub done: Set<Need>,
    /// Published on GSXT.
    pub published: Option<Date>,
    /// Sent to the double publicity.
    pub sent: bool,
    /// 较重行政处罚.
    pub heavy: bool,
    /// The fine is at or above the provincial threshold.
    pub large: bool,
    /// Day and event that made it void.
    pub void: Option<(Date, At)>,
    /// Day and event of its repair.
    pub repaired: Option<(Date, At)>,
}

/// An inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its event.
    pub at: At,
    /// Published.
    pub published: Option<Date>,
    /// Event of its repair.
    pub repaired: Option<At>,
    /// What has been done.
    pub done: Set<Need>,
    /// Every proposal that follows from it was dealt with.
    pub settled: bool,
    /// Shown or not.
    pub display: Display,
}

/// End of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// While the listing is open.
    Listed,
    /// A day.
    Day(Date),
    /// For life.
    Life,
}

/// A joint measure in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InForce {
    /// Measure.
    pub code: Code,
    /// Why.
    pub because: Because,
    /// The event.
    pub by: At,
    /// First day.
    pub from: Date,
    /// End.
    pub until: Until,
    /// Version of the rule.
    pub version: Version,
}

/// A fact that presses for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pressing {
    /// Rule.
    pub code: Code,
    /// Day it came about.
    pub on: Date,
    /// Events.
    pub by: By,
    /// Version of the rule.
    pub version: Version,
}

/// Last day of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueDay {
    /// The law sets none, or it is not established.
    Unset,
    /// The day.
    Told(Due),
    /// A year without a calendar.
    Unknown,
}

/// A duty or a candidate: somebody decides, never the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proposal {
    /// Rule.
    pub code: Code,
    /// Events.
    pub by: By,
    /// The day that is not counted.
    pub started: Date,
    /// Last day.
    pub due: DueDay,
    /// Version of the rule.
    pub version: Version,
}

impl Proposal {
    /// Whether it is the same duty: of the same rule, because of the same events.
    pub fn is_of(&self, other: &Self) -> bool {
        (self.code, self.by) == (other.code, other.by)
    }
}
