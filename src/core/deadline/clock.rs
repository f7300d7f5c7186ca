//! Running clocks: a rule, the event that started it, its last day, and how near that is.

use super::Trigger;
use super::rule::{Limit, Rule, Rules};
use crate::core::lang::Twin;
use crate::core::time::Date;
use crate::core::workdays::{Calendar, Convention, Due, Unknown};

/// What a bureau sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A clock is yellow with so many working days left, or fewer.
    pub yellow: u32,
    /// Who is told of overdue clocks, by growing number of working days.
    pub levels: Vec<Level>,
    /// How terms are read.
    pub convention: Convention,
}

/// One level of escalation (督办层级).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// From so many working days overdue.
    pub overdue: u32,
    /// Who is told.
    pub to: Twin,
}

/// State of a clock, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// 红灯: overdue.
    Red,
    /// 黄灯: due soon.
    Yellow,
    /// 未定: the last day cannot be told.
    Unknown,
    /// 绿灯: time left.
    Green,
    /// 已办结.
    Done,
}

/// Why a clock has no last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDue {
    /// A year has no calendar.
    Calendar(Unknown),
    /// The event did not bring the date the rule asks for.
    NotGiven,
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock<'a> {
    /// The version of the rule it runs under.
    pub rule: &'a Rule,
    /// What started it.
    pub trigger: &'a Trigger,
    /// Its last day.
    pub due: Result<Due, NoDue>,
    /// Working days left after today; negative: overdue by so many. `None` without a last day, and
    /// once it is done. Counted inside the calendar only: a last day outside makes it provisional.
    pub left: Option<i64>,
    /// When it was done.
    pub done_on: Option<Date>,
    /// Red, yellow, green, done.
    pub light: Light,
    /// A later notice can still move the last day, or the count left.
    pub provisional: bool,
    /// Place in [`Settings::levels`] of whoever has to be told.
    pub level: Option<usize>,
}

/// Every clock that runs or has run on a day, the worst first: red, yellow, unknown, green, done,
/// each by last day, code and object. Events after that day have not happened yet; an event for
/// which no rule was in force starts no clock. Refused where the day itself has no calendar.
pub fn clocks<'a>(
    rules: &'a Rules,
    calendar: &Calendar,
    triggers: &'a [Trigger],
    as_of: Date,
    settings: &Settings,
) -> Result<Vec<Clock<'a>>, Unknown> {
    calendar.day(as_of)?;
    let mut clocks: Vec<Clock<'a>> = triggers
        .iter()
        .filter(|trigger| trigger.started_on <= as_of)
        .flat_map(|trigger| rules.of(trigger.kind, trigger.started_on).map(move |rule| (rule, trigger)))
        .map(|(rule, trigger)| clock(rule, trigger, calendar, as_of, settings))
        .collect::<Result<_, _>>()?;
    clocks.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(clocks)
}

fn clock<'a>(
    rule: &'a Rule,
    trigger: &'a Trigger,
    calendar: &Calendar,
    as_of: Date,
    settings: &Settings,
) -> Result<Clock<'a>, Unknown> {
    let due = last_day(rule, trigger, calendar, settings);
    let done_on = done_on(rule, trigger, as_of);
    let left = match (due, done_on) {
        (Ok(due), None) => Some(calendar.workdays_between(as_of, calendar.nearest(due.date))?),
        _ => None,
    };
    let light = match (due, left) {
        _ if done_on.is_some() => Light::Done,
        (Ok(due), _) if as_of > due.date => Light::Red,
        (Ok(_), Some(left)) if left <= i64::from(settings.yellow) => Light::Yellow,
        (Ok(_), _) => Light::Green,
        (Err(_), _) => Light::Unknown,
    };
    let overdue = left.filter(|_| light == Light::Red).map(|left| -left);
    let level = overdue.and_then(|days| settings.levels.iter().rposition(|l| i64::from(l.overdue) <= days));
    let outside = due.is_ok_and(|due| calendar.nearest(due.date) != due.date);
    let provisional = due.is_ok_and(|due| due.provisional) || (outside && left.is_some());
    Ok(Clock { rule, trigger, due, left, done_on, light, provisional, level })
}

/// When a clock was done, if it was by a day.
pub fn done_on(rule: &Rule, trigger: &Trigger, as_of: Date) -> Option<Date> {
    let done = trigger.done.iter().filter(|(code, day)| *code == rule.code && *day <= as_of);
    done.map(|(_, day)| *day).min()
}

/// The last day of the clock that an event starts under a rule.
pub fn last_day(
    rule: &Rule,
    trigger: &Trigger,
    calendar: &Calendar,
    settings: &Settings,
) -> Result<Due, NoDue> {
    let certain = |date| Due { date, provisional: false };
    match rule.limit {
        Limit::Term(term) => {
            calendar.due(trigger.started_on, term, settings.convention).map_err(NoDue::Calendar)
        }
        Limit::By(month, day) => {
            Date::new(trigger.started_on.year(), month, day).map(certain).ok_or(NoDue::NotGiven)
        }
        Limit::Given => trigger.given.map(certain).ok_or(NoDue::NotGiven),
    }
}

impl Clock<'_> {
    /// Done after its last day.
    pub fn late(&self) -> bool {
        matches!((self.due, self.done_on), (Ok(due), Some(done)) if done > due.date)
    }

    /// Working days it is overdue; 0 where it is not, or where only days off have passed since.
    pub fn overdue(&self) -> i64 {
        if self.light == Light::Red { self.left.map_or(0, |left| -left) } else { 0 }
    }

    /// Why it runs: what happened, the term, the basis.
    pub fn why(&self) -> Twin {
        let (rule, (zh, en)) = (self.rule, self.rule.trigger.said());
        let (on, term) = (self.trigger.started_on, rule.limit.words());
        let (basis, from) = (&rule.basis, rule.effective_from);
        let weak = Some(Twin::new("，待确认", ", to be confirmed")).filter(|_| !rule.confirmed);
        let weak = weak.unwrap_or_else(|| Twin::new("", ""));
        Twin::new(
            format!("{on} {zh}，期限：{}；{basis}（{from}起{}）", term.zh, weak.zh),
            format!("{en} on {on}, term: {}; {basis} (from {from}{})", term.en, weak.en),
        )
    }

    fn order(&self) -> impl Ord + '_ {
        let due = self.due.map_or(Date::FOREVER, |due| due.date);
        let t = self.trigger;
        (self.light, due, &self.rule.code, t.kind, &t.object, t.started_on, &t.departments, &t.persons)
    }
}

impl Light {
    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Light::Red => "red",
            Light::Yellow => "yellow",
            Light::Unknown => "unknown",
            Light::Green => "green",
            Light::Done => "done",
        }
    }

    /// In Chinese and English.
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            Light::Red => ("红灯", "red"),
            Light::Yellow => ("黄灯", "yellow"),
            Light::Unknown => ("未定", "unknown"),
            Light::Green => ("绿灯", "green"),
            Light::Done => ("已办结", "done"),
        }
    }
}

impl NoDue {
    /// In both languages.
    pub fn said(&self) -> Twin {
        match self {
            NoDue::Calendar(unknown) => Twin::new(unknown.zh(), unknown.to_string()),
            NoDue::NotGiven => Twin::new("没有确定日期", "no date was set"),
        }
    }
}
