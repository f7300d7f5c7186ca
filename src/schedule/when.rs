//! When a job runs, as a bureau writes it: five fields of cron, or words for what cron cannot say.
//!
//! ```text
//! 0 9 * * 1-5                         cron: minute hour day month weekday
//! every workday at 08:30
//! workday 3 of month at 09:00         of month, quarter, half-year or year; last, or -2 for the last but one
//! workday last of quarter at 17:00
//! 10 days after draw at 09:00         beside another job; without "at" at that job's own time of day
//! 2 workdays before freeze at 09:00
//! 90 minutes before draw
//! ```

use crate::core::lang::Twin;
use crate::core::time::Date;
use chrono::{DateTime, Utc};
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use std::fmt;

/// When a job runs.
#[derive(Clone, Debug)]
pub enum When {
    /// Cron. `hourly` where its hour begins with `*`: such a job runs in both of two equal hours and in none that is
    /// missing, all others once a day whatever the clocks do.
    Cron {
        /// The five fields.
        text: String,
        /// As it was read.
        cron: Box<Cron>,
        /// Whether the field of the hour begins with `*`.
        hourly: bool,
    },
    /// On every working day.
    EachWorkday(TimeOfDay),
    /// On the n-th working day of each span; from the end where negative.
    Workday(i32, Span, TimeOfDay),
    /// Before (negative) or after another job's times.
    Beside(Shift, String, Option<TimeOfDay>),
}

/// A span of days within which working days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 半年
    HalfYear,
    /// 年
    Year,
}

/// How far from another job: before it where negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// Minutes.
    Minutes(i64),
    /// Calendar days.
    Days(i64),
    /// Working days, never 0.
    Workdays(i64),
}

/// A time of day, in seconds after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(pub i64);

/// The farthest a job may stand from another, in days or working days.
const FARTHEST_DAYS: i64 = 366;

impl Span {
    const WORDS: [(Span, &'static str, u8); 4] = [
        (Span::Month, "month", 1),
        (Span::Quarter, "quarter", 3),
        (Span::HalfYear, "half-year", 6),
        (Span::Year, "year", 12),
    ];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(span, ..)| *span == self).map_or("", |(_, word, _)| word)
    }

    fn months(self) -> u8 {
        Self::WORDS.iter().find(|(span, ..)| *span == self).map_or(1, |(.., months)| *months)
    }

    /// The fewest working days such a span can have: one more would not be there every time.
    fn fewest(self) -> i32 {
        match self {
            Span::Month => 15,
            Span::Quarter => 55,
            Span::HalfYear => 115,
            Span::Year => 240,
        }
    }

    /// First day of the span that holds a day, and first day of the next one.
    pub(super) fn around(self, day: Date) -> (Date, Date) {
        let months = self.months();
        let month = (day.month() - 1) / months * months + 1;
        let first = Date::new(day.year(), month, 1).unwrap_or(day);
        let (year, next) = match month + months {
            next if next > 12 => (day.year() + 1, next - 12),
            next => (day.year(), next),
        };
        (first, Date::new(year, next, 1).unwrap_or(Date::FOREVER))
    }
}

impl When {
    /// Reads what a bureau wrote; the broken rule where it cannot be read.
    pub fn parse(text: &str) -> Result<Self, Twin> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["every", "workday", "at", time] => Ok(Self::EachWorkday(TimeOfDay::parse(time)?)),
            ["workday", nth, "of", span, "at", time] => workday(nth, span, time),
            [count, unit, side @ ("before" | "after"), job] => beside(count, unit, side, job, None),
            [count, unit, side @ ("before" | "after"), job, "at", time] => {
                beside(count, unit, side, job, Some(TimeOfDay::parse(time)?))
            }
            [_, hour, _, _, _] => cron(&words.join(" "), hour.starts_with('*')),
            _ => Err(Twin::new("不是能识别的时间规则", "this is no rule of time")),
        }
    }

    /// The job it stands beside.
    pub fn base(&self) -> Option<&str> {
        match self {
            When::Beside(_, job, _) => Some(job),
            _ => None,
        }
    }

    /// Whether it needs the working-day calendar.
    pub fn counts_workdays(&self) -> bool {
        matches!(self, When::EachWorkday(_) | When::Workday(..) | When::Beside(Shift::Workdays(_), ..))
    }
}

impl TimeOfDay {
    fn parse(text: &str) -> Result<Self, Twin> {
        let number = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<i64>().ok()).flatten()
        };
        let parts = text.split_once(':').and_then(|(h, m)| Some((number(h)?, number(m)?)));
        match parts {
            Some((h, m)) if h < 24 && m < 60 => Ok(Self(h * 3600 + m * 60)),
            _ => Err(Twin::new(
                format!("{text:?} 不是一天中的时刻（如 09:00）"),
                format!("{text:?} is no time of day such as 09:00"),
            )),
        }
    }
}

fn workday(nth: &str, span: &str, time: &str) -> Result<When, Twin> {
    let Some((span, ..)) = Span::WORDS.into_iter().find(|(_, word, _)| *word == span) else {
        return Err(Twin::new(
            format!("{span:?} 须为 month、quarter、half-year 或 year"),
            format!("{span:?} is none of month, quarter, half-year, year"),
        ));
    };
    let most = span.fewest();
    let count = if nth == "last" { Some(-1) } else { nth.parse::<i32>().ok() };
    match count.filter(|n| *n != 0 && n.abs() <= most) {
        Some(n) => Ok(When::Workday(n, span, TimeOfDay::parse(time)?)),
        None => Err(Twin::new(
            format!("第几个工作日须为 1 至 {most}、-1 至 -{most} 或 last，写的是 {nth:?}"),
            format!("{nth:?}: the number of a working day is 1 to {most}, -1 to -{most}, or last"),
        )),
    }
}

fn beside(count: &str, unit: &str, side: &str, job: &str, at: Option<TimeOfDay>) -> Result<When, Twin> {
    let digits = count.bytes().all(|b| b.is_ascii_digit());
    let n = count.parse::<i64>().ok().filter(|_| digits);
    let n = n.map(|n| if side == "before" { -n } else { n });
    let far = |n: &i64| n.abs() <= FARTHEST_DAYS;
    let shift = match unit {
        "minute" | "minutes" => n.filter(|n| n.abs() <= FARTHEST_DAYS * 1440).map(Shift::Minutes),
        "day" | "days" => n.filter(far).map(Shift::Days),
        "workday" | "workdays" => n.filter(far).filter(|n| *n != 0).map(Shift::Workdays),
        _ => {
            return Err(Twin::new(
                format!("{unit:?} 须为 minutes、days 或 workdays"),
                format!("{unit:?} is none of minutes, days, workdays"),
            ));
        }
    };
    let Some(shift) = shift else {
        return Err(Twin::new(
            format!("{count:?} 须为整数，不超过 {FARTHEST_DAYS} 日，工作日不能为 0"),
            format!("{count:?}: a whole number up to {FARTHEST_DAYS} days; working days are not 0"),
        ));
    };
    match (shift, at) {
        (Shift::Minutes(_), Some(_)) => Err(Twin::new(
            "按分钟计时不能再写 at",
            "minutes from another job leave no room for a time of day",
        )),
        _ => Ok(When::Beside(shift, job.to_owned(), at)),
    }
}

fn cron(text: &str, hourly: bool) -> Result<When, Twin> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let cron = parser.parse(text).map_err(|e| {
        let why = e.to_string();
        let why = why.trim_end_matches('.');
        Twin::new(
            format!("不是 cron 规则（分 时 日 月 星期；cron 库的说明：{why}）"),
            format!("this is no rule of cron (minute, hour, day, month, weekday): {why}"),
        )
    })?;
    match cron.find_next_occurrence(&DateTime::<Utc>::UNIX_EPOCH, true) {
        Ok(_) => Ok(When::Cron { text: text.to_owned(), cron: Box::new(cron), hourly }),
        Err(_) => Err(Twin::new("没有任何一天符合该规则", "no day of any year matches this rule")),
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Cron { text, .. } => f.write_str(text),
            When::EachWorkday(at) => write!(f, "every workday at {at}"),
            When::Workday(-1, span, at) => write!(f, "workday last of {} at {at}", span.word()),
            When::Workday(n, span, at) => write!(f, "workday {n} of {} at {at}", span.word()),
            When::Beside(shift, job, at) => {
                let (n, unit) = match shift {
                    Shift::Minutes(n) => (n, "minutes"),
                    Shift::Days(n) => (n, "days"),
                    Shift::Workdays(n) => (n, "workdays"),
                };
                let side = if *n < 0 { "before" } else { "after" };
                write!(f, "{} {unit} {side} {job}", n.abs())?;
                at.map_or(Ok(()), |at| write!(f, " at {at}"))
            }
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_printed() {
        for text in [
            "0 9 * * 1-5",
            "*/5 * * * *",
            "0 0 29 2 *",
            "every workday at 08:30",
            "workday 3 of month at 09:00",
            "workday last of quarter at 17:00",
            "workday -2 of half-year at 00:00",
            "workday 240 of year at 23:59",
            "10 days after draw at 09:00",
            "0 days after draw",
            "2 workdays before freeze",
            "90 minutes before draw",
        ] {
            assert_eq!(When::parse(text).map(|when| when.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(When::parse(" 0  9 * * 1 ").unwrap().to_string(), "0 9 * * 1");
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (bad, word) in [
            ("", "no rule of time"),
            ("daily", "no rule of time"),
            ("0 9 * *", "no rule of time"),
            ("0 0 9 * * *", "no rule of time"),
            ("61 9 * * *", "no rule of cron"),
            ("0 0 30 2 *", "no day of any year"),
            ("0 0 31 4,6,9,11 *", "no day of any year"),
            ("workday 0 of month at 09:00", "1 to 15"),
            ("workday 16 of month at 09:00", "1 to 15"),
            ("workday 1 of week at 09:00", "month, quarter"),
            ("workday 1 of month at 24:00", "time of day"),
            ("workday 1 of month at 9:00", "time of day"),
            ("every workday at +9:00", "time of day"),
            ("-1 days before draw", "whole number"),
            ("0 workdays before draw", "not 0"),
            ("367 days before draw", "whole number"),
            ("2 weeks before draw", "minutes, days"),
            ("5 minutes before draw at 09:00", "no room"),
        ] {
            let said = When::parse(bad).expect_err(bad);
            assert!(said.en.contains(word), "{bad:?}: {}", said.en);
            assert!(!said.zh.is_ascii(), "{bad:?}: {}", said.zh);
        }
    }

    #[test]
    fn spans_hold_their_days() {
        let day = |text: &str| Date::parse(text).unwrap();
        for (span, at, first, next) in [
            (Span::Month, "2024-12-31", "2024-12-01", "2025-01-01"),
            (Span::Quarter, "2024-05-15", "2024-04-01", "2024-07-01"),
            (Span::HalfYear, "2024-07-01", "2024-07-01", "2025-01-01"),
            (Span::Year, "2024-02-29", "2024-01-01", "2025-01-01"),
        ] {
            assert_eq!(span.around(day(at)), (day(first), day(next)));
        }
    }
}
