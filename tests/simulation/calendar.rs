//! Days, times and working days as the model counts them: from the day number and `data/calendar.csv`
//! alone, one day after the other. Not the program's calendar, which it is compared with.

use crate::common::tree;
use std::collections::BTreeSet;

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Seconds of an hour.
pub const HOUR: i64 = 3600;

/// Number of a day since 1970-01-01 (proleptic Gregorian), counted year by year.
pub fn day(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let months: i64 = (1..month).map(|month| length(year, month)).sum();
    years + months + day - 1
}

/// Year, month and day of a day's number.
pub fn date(mut days: i64) -> (i64, i64, i64) {
    let mut year = 1970;
    while days >= if leap(year) { 366 } else { 365 } {
        days -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let mut month = 1;
    while days >= length(year, month) {
        days -= length(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A day as it is written.
pub fn written(days: i64) -> String {
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day of a date as it is written.
pub fn read(text: &str) -> i64 {
    let parts: Vec<i64> = text.split('-').map(|part| part.parse().unwrap()).collect();
    day(parts[0], parts[1], parts[2])
}

/// A time in Beijing as it is written; times are seconds since 1970-01-01T00:00:00+08:00.
pub fn stamp(time: i64) -> String {
    let rest = time % DAY;
    format!("{}T{:02}:{:02}:{:02}+08:00", written(time / DAY), rest / HOUR, rest % HOUR / 60, rest % 60)
}

/// The State Council's notices, day by day.
pub struct Calendar {
    off: BTreeSet<i64>,
    makeup: BTreeSet<i64>,
    /// First and last day.
    pub first: i64,
    pub last: i64,
    /// From here on a later notice can still move days.
    pub provisional: i64,
}

impl Calendar {
    /// The calendar of the source tree.
    pub fn new() -> Self {
        let text = std::fs::read_to_string(tree("data/calendar.csv")).unwrap();
        let (mut off, mut makeup) = (BTreeSet::new(), BTreeSet::new());
        let (mut first, mut last, mut provisional) = (i64::MAX, 0, 0);
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let (from, to) = (read(cells[1]), read(cells[2]));
            match cells[0] {
                "year" => (first, last) = (first.min(from), last.max(to)),
                "off" => off.extend(from..=to),
                "makeup" => makeup.extend(from..=to),
                "provisional" => provisional = from,
                other => panic!("{other} in data/calendar.csv"),
            }
        }
        Self { off, makeup, first, last, provisional }
    }

    /// Whether the calendar knows the day.
    pub fn knows(&self, day: i64) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether work is done on a day.
    pub fn works(&self, day: i64) -> bool {
        let weekday = (day + 3) % 7; // 1970-01-01 was a Thursday; Monday is 0
        self.makeup.contains(&day) || (weekday < 5 && !self.off.contains(&day))
    }

    /// The n-th working day after a day; `None` where the calendar ends before.
    pub fn after(&self, start: i64, n: u32) -> Option<i64> {
        let mut left = n;
        let mut day = start;
        if !self.knows(day) {
            return None;
        }
        while left > 0 {
            day += 1;
            if !self.knows(day) {
                return None;
            }
            left -= u32::from(self.works(day));
        }
        Some(day)
    }

    /// The day itself, or the first one after it that is worked.
    pub fn worked_from(&self, mut day: i64) -> Option<i64> {
        while self.knows(day) && !self.works(day) {
            day += 1;
        }
        self.knows(day).then_some(day)
    }

    /// Working days after `from` up to `to`; negative the other way round; inside the calendar only.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        let to = to.clamp(self.first, self.last);
        let count = |a: i64, b: i64| (a + 1..=b).filter(|day| self.works(*day)).count() as i64;
        if to >= from { count(from, to) } else { -count(to, from) }
    }
}
