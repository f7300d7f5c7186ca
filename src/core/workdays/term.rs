//! Terms (期限) and their last day. The day of the event is not counted (民法典 art. 201); months and
//! years end on the corresponding day or the month's last (art. 202); a last day off work moves to
//! the day after (art. 203). Terms in working days need no such move.

use super::{Calendar, Day, Unknown, plus};
use crate::core::time::Date;
use std::fmt;
use std::str::FromStr;

/// Length of a term, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// 工作日: `20 wd`.
    Workdays(u16),
    /// 自然日: `10 d`.
    Days(u16),
    /// 月: `3 m`.
    Months(u16),
    /// 年: `1 y`.
    Years(u16),
}

/// Which last days of natural terms are moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LastDay {
    /// Every day off: weekends count as 法定休假日, as art. 203's predecessor said of Sundays.
    #[default]
    RestDays,
    /// Only days that a notice makes days off.
    Holidays,
}

/// Where terms of months and years end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TermEnd {
    /// On the corresponding day (民法典 art. 202).
    #[default]
    Corresponding,
    /// The day before it, as some systems print it.
    DayBefore,
}

/// How a bureau reads the open points of term arithmetic; shown with what follows from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Convention {
    /// Which last days are moved.
    pub last_day: LastDay,
    /// `term_end_convention`: where terms of months and years end.
    pub term_end: TermEnd,
}

/// The last day of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The day.
    pub date: Date,
    /// A later notice can still move it.
    pub provisional: bool,
}

impl Calendar {
    /// The last day of a term that begins with an event on `start`. Refused where a day that has to
    /// be known has no calendar; a term of months or years that ends after the calendar is
    /// provisional instead: its corresponding day is certain, only the move is not.
    pub fn due(&self, start: Date, term: Term, convention: Convention) -> Result<Due, Unknown> {
        match term {
            Term::Workdays(n) => self.add_workdays(start, n),
            Term::Days(n) => {
                self.index(start)?;
                let end = plus(start, i64::from(n));
                self.index(end)?;
                self.moved(end, convention.last_day)
            }
            Term::Months(n) => self.corresponding(start, u32::from(n), convention),
            Term::Years(n) => self.corresponding(start, u32::from(n) * 12, convention),
        }
    }

    /// The `n`-th working day after `start`; `n` is at least 1.
    pub fn add_workdays(&self, start: Date, n: u16) -> Result<Due, Unknown> {
        let wanted = self.worked[self.index(start)? + 1] + u32::from(n.max(1));
        // worked[i] counts the days before day i: the first i that reaches `wanted` ends on day i - 1.
        let after = self.worked.partition_point(|worked| *worked < wanted);
        if after >= self.worked.len() {
            return Err(self.after_the_last());
        }
        Ok(self.told(plus(self.first, after as i64 - 1)))
    }

    fn corresponding(&self, start: Date, months: u32, convention: Convention) -> Result<Due, Unknown> {
        self.index(start)?;
        let end = add_months(start, months);
        let end = match convention.term_end {
            TermEnd::Corresponding => end,
            TermEnd::DayBefore => plus(end, -1),
        };
        match end > self.last() {
            true => Ok(Due { date: end, provisional: true }),
            false => self.moved(end, convention.last_day),
        }
    }

    /// The day itself, or the first day after it that is not off.
    fn moved(&self, end: Date, last_day: LastDay) -> Result<Due, Unknown> {
        let off = |day: Day| match last_day {
            LastDay::RestDays => !day.worked(),
            LastDay::Holidays => day == Day::Holiday,
        };
        let at = self.index(end)?;
        let free = self.days[at..].iter().position(|day| !off(*day));
        free.map(|days| self.told(plus(end, days as i64))).ok_or_else(|| self.after_the_last())
    }

    fn told(&self, date: Date) -> Due {
        Due { date, provisional: date >= self.provisional_from }
    }

    fn after_the_last(&self) -> Unknown {
        Unknown { date: plus(self.last(), 1), first: self.first, last: self.last() }
    }
}

/// The corresponding day some months later, or the last of that month.
pub fn add_months(start: Date, months: u32) -> Date {
    let month = u32::from(start.month()) - 1 + months;
    let year = u32::from(start.year()) + month / 12;
    let (Ok(year), month) = (u16::try_from(year), (month % 12) as u8 + 1) else { return Date::FOREVER };
    let days = (28..=start.day()).rev().chain([start.day()]);
    days.filter_map(|day| Date::new(year, month, day)).next().unwrap_or(Date::FOREVER)
}

impl Term {
    /// The term in both languages: `20个工作日`, `20 working days`.
    pub fn words(self) -> crate::core::lang::Twin {
        let (n, zh, en) = match self {
            Term::Workdays(n) => (n, "个工作日", "working day"),
            Term::Days(n) => (n, "日", "day"),
            Term::Months(n) => (n, "个月", "month"),
            Term::Years(n) => (n, "年", "year"),
        };
        let many = if n == 1 { "" } else { "s" };
        crate::core::lang::Twin::new(format!("{n}{zh}"), format!("{n} {en}{many}"))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Workdays(n) => write!(f, "{n} wd"),
            Term::Days(n) => write!(f, "{n} d"),
            Term::Months(n) => write!(f, "{n} m"),
            Term::Years(n) => write!(f, "{n} y"),
        }
    }
}

impl FromStr for Term {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is no term: write 20 wd, 10 d, 3 m or 1 y");
        let (n, unit) = text.split_once(' ').ok_or_else(bad)?;
        let n = crate::core::text::number(n).and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0);
        let n = n.ok_or_else(bad)?;
        match unit {
            "wd" => Ok(Term::Workdays(n)),
            "d" => Ok(Term::Days(n)),
            "m" => Ok(Term::Months(n)),
            "y" => Ok(Term::Years(n)),
            _ => Err(bad()),
        }
    }
}
