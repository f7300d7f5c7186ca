//! The working-day calendar (工作日历) and the end of a term. A value made from a dated file
//! ([`Calendar::parse`], `data/calendar.csv`): the State Council's notice of each year names the days
//! off and the weekend days that are worked (调休). A day outside the years of the file has no
//! answer, never a guess from the day of the week; the last days of the file are provisional,
//! because the next notice can still move them.

mod file;
mod term;

pub use term::{Convention, Due, LastDay, Term, TermEnd, add_months};

use super::datafile::Problem;
use super::time::Date;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("../../data/calendar.csv");

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Monday to Friday, and no notice makes it a day off.
    Work,
    /// A Saturday or Sunday that a notice makes a working day (调休上班).
    MakeUp,
    /// A Saturday or Sunday (国务院关于职工工作时间的规定 art. 7).
    Weekend,
    /// A day off by a notice (放假), weekend days inside it included.
    Holiday,
}

/// The notice of one year (国务院办公厅关于…部分节假日安排的通知).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year it is for.
    pub year: u16,
    /// Title.
    pub title: String,
    /// Number (文号).
    pub number: String,
    /// Day it was issued.
    pub issued: Date,
}

/// Whole years, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    first: Date,
    days: Vec<Day>,
    /// Working days among the first `i` days; one longer than `days`.
    worked: Vec<u32>,
    provisional_from: Date,
    provisional_reason: String,
    notices: Vec<Notice>,
}

/// A day whose year has no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the working-day calendar holds {first} to {last}, not {date}")]
pub struct Unknown {
    /// The day, or the first day after the calendar that a count came to.
    pub date: Date,
    /// First day of the calendar.
    pub first: Date,
    /// Last day of the calendar.
    pub last: Date,
}

impl Unknown {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        format!("工作日历只有 {} 至 {}，没有 {}", self.first, self.last, self.date)
    }
}

impl Day {
    /// Whether work is done on it.
    pub fn worked(self) -> bool {
        matches!(self, Day::Work | Day::MakeUp)
    }
}

impl Calendar {
    /// The calendar that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn embedded() -> &'static Self {
        static CALENDAR: OnceLock<Calendar> = OnceLock::new();
        CALENDAR.get_or_init(|| Self::parse(EMBEDDED).expect("data/calendar.csv is a calendar"))
    }

    /// The text of the calendar that comes with the program.
    pub fn embedded_text() -> &'static str {
        EMBEDDED
    }

    /// Reads a calendar file; every problem if it has one.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        file::parse(text)
    }

    fn new(
        first: Date,
        days: Vec<Day>,
        (provisional_from, provisional_reason): (Date, String),
        notices: Vec<Notice>,
    ) -> Self {
        let mut worked = Vec::with_capacity(days.len() + 1);
        worked.push(0);
        for day in &days {
            worked.push(worked.last().copied().unwrap_or_default() + u32::from(day.worked()));
        }
        Self { first, days, worked, provisional_from, provisional_reason, notices }
    }

    /// First day.
    pub fn first(&self) -> Date {
        self.first
    }

    /// Last day.
    pub fn last(&self) -> Date {
        plus(self.first, self.days.len() as i64 - 1)
    }

    /// From this day on a later notice can still change what is said here.
    pub fn provisional_from(&self) -> Date {
        self.provisional_from
    }

    /// Why.
    pub fn provisional_reason(&self) -> &str {
        &self.provisional_reason
    }

    /// The notices it was made from, by year.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// What a day is.
    pub fn day(&self, date: Date) -> Result<Day, Unknown> {
        self.index(date).map(|at| self.days[at])
    }

    /// Whether a day is a working day.
    pub fn is_workday(&self, date: Date) -> Result<bool, Unknown> {
        self.day(date).map(Day::worked)
    }

    /// Working days from the day after `from` to `to`; negative where `to` lies before `from`.
    pub fn workdays_between(&self, from: Date, to: Date) -> Result<i64, Unknown> {
        let through = |date| self.index(date).map(|at| i64::from(self.worked[at + 1]));
        Ok(through(to)? - through(from)?)
    }

    /// A day of the calendar: the date itself, or the nearest one it holds.
    pub fn nearest(&self, date: Date) -> Date {
        date.clamp(self.first, self.last())
    }

    fn index(&self, date: Date) -> Result<usize, Unknown> {
        let unknown = Unknown { date, first: self.first, last: self.last() };
        let at = usize::try_from(date.days() - self.first.days()).map_err(|_| unknown)?;
        (at < self.days.len()).then_some(at).ok_or(unknown)
    }
}

/// A day moved by some days; the last of all days where there is none.
fn plus(date: Date, days: i64) -> Date {
    Date::from_days(date.days() + days).unwrap_or(Date::FOREVER)
}
