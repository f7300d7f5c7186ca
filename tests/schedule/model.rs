//! The times of jobs, written apart from the program: a walk over every quarter of an hour of ten years with the clocks on
//! the walls. A label (day and minute) that a clock jumps over counts as shown at the moment of the jump; a fixed time
//! counts when its label is shown for the first time.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use suicha::core::time::{Date, Timestamp};
use suicha::core::workdays::Calendar;

/// A quarter of an hour, in seconds.
pub const STEP_S: i64 = 900;

/// When each label of a zone is shown: first, and every time.
pub struct Wall {
    first: BTreeMap<NaiveDateTime, Timestamp>,
    shown: Vec<(NaiveDateTime, Timestamp)>,
}

impl Wall {
    /// Walks.
    pub fn of(zone: Tz, from: Timestamp, until: Timestamp) -> Self {
        let (mut first, mut shown) = (BTreeMap::new(), Vec::new());
        let mut before: Option<NaiveDateTime> = None;
        for at in (from.0..=until.0).step_by(STEP_S as usize) {
            let label = DateTime::<Utc>::from_timestamp(at, 0).unwrap().with_timezone(&zone).naive_local();
            let mut skipped = before.map_or(label, |before| before + TimeDelta::seconds(STEP_S));
            while skipped < label {
                first.entry(skipped).or_insert(Timestamp(at));
                skipped += TimeDelta::seconds(STEP_S);
            }
            first.entry(label).or_insert(Timestamp(at));
            shown.push((label, Timestamp(at)));
            before = Some(label);
        }
        Self { first, shown }
    }

    /// Fixed times: the labels that match, once each.
    pub fn once(&self, matches: impl Fn(NaiveDateTime) -> bool) -> Vec<Timestamp> {
        let mut found: Vec<_> =
            self.first.iter().filter(|(label, _)| matches(**label)).map(|(_, at)| *at).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every time a label that matches is shown.
    pub fn each(&self, matches: impl Fn(NaiveDateTime) -> bool) -> Vec<Timestamp> {
        self.shown.iter().filter(|(label, _)| matches(*label)).map(|(_, at)| *at).collect()
    }

    /// What the clock shows.
    pub fn label(&self, at: Timestamp) -> Option<NaiveDateTime> {
        let index = self.shown.binary_search_by_key(&at, |(_, at)| *at).ok()?;
        Some(self.shown[index].0)
    }

    /// When a label is shown first.
    pub fn at(&self, label: NaiveDateTime) -> Option<Timestamp> {
        self.first.get(&label).copied()
    }
}

/// Whether a label is at that time of day.
pub fn is_at(label: NaiveDateTime, hour: u32, minute: u32) -> bool {
    (label.hour(), label.minute()) == (hour, minute)
}

/// Whether work is done on a day; days outside the calendar are asked for by nobody.
pub fn works(calendar: &Calendar, day: NaiveDate) -> bool {
    let date = Date::new(day.year() as u16, day.month() as u8, day.day() as u8).unwrap();
    calendar.is_workday(date).unwrap()
}

/// Which working day of its span a day is, from the begin and from the end, each from 1.
pub fn ordinal(calendar: &Calendar, day: NaiveDate, months: u32) -> (usize, usize) {
    let span = |day: NaiveDate| (day.year(), day.month0() / months);
    let mut days = vec![day];
    for step in [-1, 1] {
        let mut other = day + TimeDelta::days(step);
        while span(other) == span(day) {
            days.push(other);
            other += TimeDelta::days(step);
        }
    }
    days.sort_unstable();
    days.retain(|day| works(calendar, *day));
    let place = days.iter().position(|other| *other == day).expect("a working day");
    (place + 1, days.len() - place)
}
