//! Civil dates and instants. Not a calendar of working days, and not a clock: the time is always
//! an argument. Bureaus live in Asia/Shanghai, which has been UTC+8 without daylight saving since
//! 1992, so a fixed offset is exact.

use std::fmt;

/// Seconds between China Standard Time and UTC.
const CST_OFFSET_S: i64 = 8 * 3600;

/// A day of the proleptic Gregorian calendar between years 1 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text is no date or instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {wanted}")]
pub struct BadTime {
    text: String,
    wanted: &'static str,
}

impl Date {
    /// "No end": what registries write for 长期.
    pub const FOREVER: Date = Date { year: 9999, month: 9, day: 9 };

    /// A date from its parts; `None` where no such day exists.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// Parses exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime { text: text.chars().take(40).collect(), wanted: "a date YYYY-MM-DD" };
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(bad());
        }
        let number = |range: std::ops::Range<usize>| digits(&bytes[range]);
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        let parts = || Self::new(year? as u16, month? as u8, day? as u8);
        parts().ok_or_else(bad)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        // Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil.
        let y = i64::from(self.year) - i64::from(self.month <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let shifted_month = (i64::from(self.month) + 9) % 12;
        let doy = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        era * 146_097 + doe - 719_468
    }

    /// The date so many days after 1970-01-01; `None` outside years 1 to 9999.
    pub fn from_days(days: i64) -> Option<Self> {
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let shifted_month = (5 * doy + 2) / 153;
        let day = doy - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// Calendar year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day before; the first day of all stays.
    pub fn day_before(self) -> Self {
        Self::from_days(self.days() - 1).unwrap_or(self)
    }

    /// The instant at which this day begins in China.
    pub fn start(self) -> Timestamp {
        Timestamp(self.days() * 86_400 - CST_OFFSET_S)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand: an import prints millions of them.
        let digit = |number: u16, unit: u16| b'0' + (number / unit % 10) as u8;
        let (year, month, day) = (self.year, u16::from(self.month), u16::from(self.day));
        let [y, m, d] = [year, month, day].map(|n| [1000, 100, 10, 1].map(|unit| digit(n, unit)));
        let text = [y[0], y[1], y[2], y[3], b'-', m[2], m[3], b'-', d[2], d[3]];
        f.write_str(std::str::from_utf8(&text).expect("digits are ASCII"))
    }
}

/// An instant: seconds since 1970-01-01T00:00:00Z. Printed in China Standard Time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Parses `YYYY-MM-DDTHH:MM:SS` followed by `Z` or `±HH:MM` (RFC 3339 without fractions).
    pub fn parse(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime {
            text: text.chars().take(40).collect(),
            wanted: "a time like 2023-09-15T19:00:03+08:00",
        };
        let bytes = text.as_bytes();
        if !text.is_ascii() || bytes.len() < 20 || bytes[10] != b'T' {
            return Err(bad());
        }
        let date = Date::parse(&text[..10]).map_err(|_| bad())?;
        let clock = clock_seconds(&bytes[11..19]).ok_or_else(bad)?;
        let offset = offset_seconds(&text[19..]).ok_or_else(bad)?;
        Ok(Self(date.days() * 86_400 + clock - offset))
    }

    /// The day this instant falls on in China.
    pub fn date(self) -> Date {
        Date::from_days((self.0 + CST_OFFSET_S).div_euclid(86_400)).unwrap_or(Date::FOREVER)
    }

    /// This instant moved by some seconds.
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.0 + CST_OFFSET_S;
        let seconds = local.rem_euclid(86_400);
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{h:02}:{m:02}:{s:02}+08:00", self.date())
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

fn clock_seconds(bytes: &[u8]) -> Option<i64> {
    let (h, m, s) = (digits(&bytes[0..2])?, digits(&bytes[3..5])?, digits(&bytes[6..8])?);
    let valid = bytes[2] == b':' && bytes[5] == b':' && h < 24 && m < 60 && s < 60;
    valid.then(|| i64::from(h * 3600 + m * 60 + s))
}

fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let bytes = text.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (h, m) = (digits(&bytes[1..3])?, digits(&bytes[4..6])?);
    let seconds = i64::from(h * 3600 + m * 60);
    match bytes[0] {
        _ if h > 23 || m > 59 => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_round_trips() {
        let first = Date::new(1800, 1, 1).unwrap().days();
        for days in first..first + 146_097 {
            let date = Date::from_days(days).unwrap();
            assert_eq!(date.days(), days);
            assert_eq!(Date::parse(&date.to_string()), Ok(date));
        }
    }

    #[test]
    fn instants_are_read_and_printed_in_china_time() {
        let t = Timestamp::parse("2023-09-15T11:00:03Z").unwrap();
        assert_eq!(t, Timestamp(1_694_775_603));
        assert_eq!(t.to_string(), "2023-09-15T19:00:03+08:00");
        assert_eq!(Timestamp::parse(&t.to_string()), Ok(t));
        assert_eq!(Timestamp(1_694_793_600).date(), Date::new(2023, 9, 16).unwrap());
        assert_eq!(Date::new(2023, 9, 16).unwrap().start(), Timestamp(1_694_793_600));
    }

    #[test]
    fn impossible_dates_are_refused() {
        for bad in ["2023-02-29", "2023-13-01", "2023-1-01", "２０２３-01-01", "0000-01-01", ""] {
            assert!(Date::parse(bad).is_err(), "{bad:?}");
        }
        for bad in [
            "2023-09-15T24:00:00Z",
            "2023-09-15 19:00:00Z",
            "2023-09-15T19:00:00",
            "2023-09-15T19:00:00+8:00",
        ] {
            assert!(Timestamp::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Date::parse("2024-02-29").is_ok());
    }
}
