//! The period a report is about and the day up to which its facts are counted, as they were typed. Every command
//! that counts facts asks here, so that none of them knows a day that is not over. Not what is counted between
//! them: that is `report/tables`.

use crate::core::period::Period;
use crate::core::time::Date;
use crate::error::{Error, Exit, Result};

/// Reads a period of any length.
pub fn period(text: &str) -> Result<Period> {
    text.parse().map_err(|_| {
        Error::said(
            Exit::Usage,
            format!("期间 {text:?} 有误：应为 2023-10、2023Q4 或 2023"),
            format!("{text:?} is not a period: it should be 2023-10, 2023Q4 or 2023"),
        )
    })
}

/// Whether somebody meant a period, rightly written or not: a year, and digits, dashes or a quarter behind it.
pub fn like_period(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = |c: char| c.is_ascii_digit() || matches!(c, '-' | 'Q' | 'q');
    text.len() - rest.len() == 4 && rest.chars().all(behind)
}

/// 统计截止日: as typed, or yesterday, which is the latest because today is not over.
pub fn as_of(today: Date, typed: Option<&str>) -> Result<Date> {
    let yesterday = today.day_before();
    let Some(typed) = typed else { return Ok(yesterday) };
    let day = crate::command::day(typed)?;
    if day <= yesterday {
        return Ok(day);
    }
    Err(Error::said(
        Exit::Timing,
        format!("为时过早：统计截止日 {day} 晚于昨天（{yesterday}）"),
        format!("too early: facts cannot be counted up to {day}, which lies after yesterday ({yesterday})"),
    )
    .advice("请用 --as-of 指明昨天或以前的日期", "name yesterday or an earlier day with --as-of"))
}

/// The same of a period that has begun: in it or after it, by default its last day where it is over.
pub fn as_of_period(today: Date, period: Period, typed: Option<&str>) -> Result<Date> {
    let yesterday = today.day_before();
    let first = period.first();
    if yesterday < first {
        return Err(Error::said(
            Exit::Timing,
            format!("为时过早：{period} 从 {first} 开始，统计截止日最晚为昨天（{yesterday}）"),
            format!("too early: {period} begins on {first}, and facts are counted up to yesterday ({yesterday}) at the latest"),
        )
        .advice("请改报已经开始的期间", "name a period that has begun"));
    }
    let day = as_of(today, typed)?;
    if typed.is_none() {
        return Ok(day.min(period.last()));
    }
    if day < first {
        return Err(Error::said(
            Exit::Usage,
            format!("统计截止日 {day} 早于 {period} 的第一天（{first}）"),
            format!("{day} lies before the first day of {period} ({first})"),
        )
        .advice("请用 --as-of 指明期间内或以后的日期", "name a day in the period or after it with --as-of"));
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn no_day_that_is_not_over_is_counted() {
        let today = day("2023-11-01");
        assert_eq!(as_of(today, None).unwrap(), day("2023-10-31"));
        assert_eq!(as_of(today, Some("2023-10-31")).unwrap(), day("2023-10-31"));
        for late in ["2023-11-01", "2024-01-01"] {
            assert_eq!(as_of(today, Some(late)).unwrap_err().exit, Exit::Timing, "{late}");
            let period = period("2023").unwrap();
            assert_eq!(as_of_period(today, period, Some(late)).unwrap_err().exit, Exit::Timing, "{late}");
        }
        assert_eq!(as_of_period(today, period("2023Q3").unwrap(), None).unwrap(), day("2023-09-30"));
        assert_eq!(as_of_period(today, period("2023").unwrap(), None).unwrap(), day("2023-10-31"));
        let early = as_of_period(today, period("2023-10").unwrap(), Some("2023-09-30"));
        assert_eq!(early.unwrap_err().exit, Exit::Usage);
        assert_eq!(as_of_period(today, period("2023-11").unwrap(), None).unwrap_err().exit, Exit::Timing);
    }

    #[test]
    fn a_mistyped_period_is_told_from_the_name_of_a_draw() {
        for text in ["2023", "2023-10", "2023-13", "2023-9", "2023Q5", "2023q4", "2023-10-01"] {
            assert!(like_period(text), "{text}");
        }
        for text in ["d", "202", "20231", "2023-mooncake", "320381-2023-09", "二〇二三"] {
            assert!(!like_period(text), "{text}");
        }
    }
}
