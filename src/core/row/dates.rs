//! Dates as registries write them: three shapes in one column, spreadsheet day numbers, 长期.

use crate::core::time::Date;

use super::clean;

/// How much of a date the cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// The year only.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
}

/// A date read from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day; first or last of the period if the cell says less (see [`read`]).
    pub date: Date,
    /// What the cell says.
    pub precision: Precision,
    /// The cell is not written `YYYY-MM-DD`.
    pub changed: bool,
}

/// First serial number taken for a spreadsheet day (1927) and the last (2119). 1900 date system.
const SERIALS: std::ops::RangeInclusive<i64> = 10_000..=80_000;

/// Day 0 of the 1900 date system, as days since 1970-01-01 (1899-12-30).
const SERIAL_EPOCH: i64 = -25_569;

/// Reads a date cell; `None` if it is no date. `end`: the date closes a period, so a month or a
/// year means its last day instead of its first.
pub fn read(text: &str, end: bool) -> Option<Reading> {
    if let Ok(date) = Date::parse(text) {
        let forever = date.year() == 9999;
        let date = if forever { Date::FOREVER } else { date };
        return Some(Reading { date, precision: Precision::Day, changed: false });
    }
    let narrow = clean::half_width(text);
    let text = narrow.trim();
    if matches!(text, "长期" | "长期有效" | "永久" | "永久有效" | "无固定期限" | "forever" | "long-term") {
        return Some(Reading { date: Date::FOREVER, precision: Precision::Day, changed: true });
    }
    if let Some(date) = serial(text) {
        return Some(Reading { date, precision: Precision::Day, changed: true });
    }
    parts(without_clock(text), end)
}

fn serial(text: &str) -> Option<Date> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let days: i64 = if whole.len() == 5 { whole.parse().ok()? } else { return None };
    let fraction_fits = text[whole.len()..].bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if fraction_fits && SERIALS.contains(&days) { Date::from_days(days + SERIAL_EPOCH) } else { None }
}

/// `2014-08-01 00:00:00` and `2014-08-01T00:00:00` without their clock.
fn without_clock(text: &str) -> &str {
    match text.find([' ', 'T']) {
        Some(at) if text[at + 1..].bytes().all(|b| b.is_ascii_digit() || b":.Z+".contains(&b)) => &text[..at],
        _ => text,
    }
}

fn parts(text: &str, end: bool) -> Option<Reading> {
    if text.len() == 8 && clean::all_digits(text) {
        return build(&[&text[..4], &text[4..6], &text[6..]], end);
    }
    let pieces: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).map(str::trim).collect();
    let used = pieces.iter().rposition(|piece| !piece.is_empty())? + 1;
    build(&pieces[..used], end)
}

fn build(pieces: &[&str], end: bool) -> Option<Reading> {
    if pieces.len() > 3 || pieces[0].len() != 4 || pieces.iter().any(|p| !clean::all_digits(p) || p.len() > 4) {
        return None;
    }
    let number = |at: usize| pieces.get(at).and_then(|piece| piece.parse::<u16>().ok());
    let year = number(0)?;
    let small = |n: u16| u8::try_from(n).ok();
    let (date, precision) = match (number(1), number(2)) {
        (Some(month), Some(day)) => (Date::new(year, small(month)?, small(day)?)?, Precision::Day),
        (Some(month), None) => (month_edge(year, small(month)?, end)?, Precision::Month),
        _ => (month_edge(year, if end { 12 } else { 1 }, end)?, Precision::Year),
    };
    let date = if date.year() == 9999 { Date::FOREVER } else { date };
    Some(Reading { date, precision, changed: true })
}

fn month_edge(year: u16, month: u8, end: bool) -> Option<Date> {
    if !end {
        return Date::new(year, month, 1);
    }
    (28..=31).rev().find_map(|day| Date::new(year, month, day))
}
