//! Statutory clocks (法定时限): what happened ([`Trigger`]), the dated rules that follow from it
//! ([`Rules`]), the clocks they start ([`clocks`]) and the digests that press for them
//! ([`digest`], 进度倒逼). Values in, values out: what happened comes from the archive, the rules from
//! `data/deadlines.csv`, the calendar from [`crate::core::workdays`].
//!
//! Whoever stores something new that starts a clock writes one conversion from it to a [`Trigger`];
//! nothing here changes.

mod clock;
pub mod digest;
mod file;
mod rule;
mod words;

pub use clock::{Clock, Level, Light, NoDue, Settings, clocks, done_on, last_day};
pub use rule::{Limit, Rule, Rules};
pub use words::{Role, TriggerKind};

use super::time::Date;

/// Something that happened and may start clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// What.
    pub kind: TriggerKind,
    /// When: the day that is not counted.
    pub started_on: Date,
    /// To what.
    pub object: Object,
    /// Departments (承办机构) in the bureau's words; several answer for joint tasks, each for all of it.
    pub departments: Vec<String>,
    /// Responsible persons or posts (责任人).
    pub persons: Vec<String>,
    /// The date the event brings with it, for rules whose term is `given`.
    pub given: Option<Date>,
    /// Duties that are done: code of the rule, and the day. One event can start several clocks.
    pub done: Vec<(&'static str, Date)>,
}

/// What a clock is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Object {
    /// Item list, plan, task, draw, library or subject.
    pub kind: ObjectKind,
    /// Its number or key.
    pub id: String,
    /// Its name; empty where the number says it all.
    pub name: String,
}

/// Kinds of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// 随机抽查事项清单, and the law it follows
    List,
    /// 抽查计划
    Plan,
    /// 抽查任务
    Task,
    /// 抽取
    Draw,
    /// 检查对象名录, in one month
    Library,
    /// 检查对象
    Subject,
}
