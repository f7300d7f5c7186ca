//! Digests (周报、月报、季报) and totals per department or person, for pressing on what is late
//! (进度倒逼).

use super::clock::{Clock, Light};
use crate::core::time::Date;

/// A stretch of days a digest is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// 周: Monday to Sunday.
    Week,
    /// 月.
    Month,
    /// 季度.
    Quarter,
}

/// First and last day of a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// Whose clocks are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// 部门.
    Department,
    /// 责任人.
    Person,
}

/// What one department or person has to answer for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// Name; empty where none is named.
    pub name: String,
    /// Overdue.
    pub red: u64,
    /// Due soon.
    pub yellow: u64,
    /// Without a last day.
    pub unknown: u64,
    /// Time left.
    pub green: u64,
    /// Done in time.
    pub done: u64,
    /// Done late.
    pub late: u64,
    /// Working days the worst clock is overdue.
    pub worst: i64,
    /// Highest level of escalation of its clocks, a place in `Settings::levels`.
    pub level: Option<usize>,
}

impl Span {
    /// The week, month or quarter a day lies in.
    pub fn around(self, day: Date) -> Period {
        let (year, month) = (day.year(), day.month());
        // 1970-01-01 was a Thursday: how far a report reaches, not what is a working day.
        let since_monday = (day.days() + 3).rem_euclid(7);
        let moved = |days: i64| Date::from_days(day.days() + days).unwrap_or(Date::FOREVER);
        match self {
            Span::Week => Period { first: moved(-since_monday), last: moved(6 - since_monday) },
            Span::Month => Period { first: first_of(year, month), last: last_of(year, month) },
            Span::Quarter => {
                let first = (month - 1) / 3 * 3 + 1;
                Period { first: first_of(year, first), last: last_of(year, first + 2) }
            }
        }
    }
}

impl Period {
    /// Whether a digest shows a clock: it is overdue, cannot be told, falls due by the last day, or
    /// was done in the period.
    pub fn shows(&self, clock: &Clock) -> bool {
        match (clock.light, clock.due, clock.done_on) {
            (Light::Done, _, Some(done)) => (self.first..=self.last).contains(&done),
            (Light::Red | Light::Unknown, ..) => true,
            (_, Ok(due), _) => due.date <= self.last,
            (_, Err(_), _) => true,
        }
    }
}

/// Totals by name, the worst first: overdue clocks, then how long, then the name. A clock of several
/// departments or persons counts for each of them; one of nobody under an empty name.
pub fn totals<'a>(clocks: impl Iterator<Item = &'a Clock<'a>>, by: By) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for clock in clocks {
        let names = match by {
            By::Department => &clock.trigger.departments,
            By::Person => &clock.trigger.persons,
        };
        let nobody = [String::new()];
        for name in if names.is_empty() { &nobody[..] } else { names } {
            let at = totals.iter().position(|total| total.name == *name).unwrap_or_else(|| {
                totals.push(Total { name: name.clone(), ..Total::default() });
                totals.len() - 1
            });
            totals[at].add(clock);
        }
    }
    totals.sort_by(|a, b| (b.red, b.worst, b.yellow, &a.name).cmp(&(a.red, a.worst, a.yellow, &b.name)));
    totals
}

impl Total {
    /// Everything together.
    pub fn of<'a>(clocks: impl Iterator<Item = &'a Clock<'a>>) -> Self {
        let mut total = Total::default();
        clocks.for_each(|clock| total.add(clock));
        total
    }

    fn add(&mut self, clock: &Clock) {
        match clock.light {
            Light::Red => self.red += 1,
            Light::Yellow => self.yellow += 1,
            Light::Unknown => self.unknown += 1,
            Light::Green => self.green += 1,
            Light::Done if clock.late() => self.late += 1,
            Light::Done => self.done += 1,
        }
        self.worst = self.worst.max(clock.overdue());
        self.level = self.level.max(clock.level);
    }
}

fn first_of(year: u16, month: u8) -> Date {
    Date::new(year, month, 1).unwrap_or(Date::FOREVER)
}

fn last_of(year: u16, month: u8) -> Date {
    let last = (28..=31).rev().find_map(|day| Date::new(year, month, day));
    last.unwrap_or(Date::FOREVER)
}
