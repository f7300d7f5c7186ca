//! `suicha report month|quarter|year`: facts, tables, figures and documents of a period, in a new directory
//! with a manifest. The same archive and day give the same bytes.

use super::facts;
use crate::cli::PeriodArgs;
use crate::command::answer::Answer;
use crate::core::period::Period;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::report::tables::{self, Scope};
use serde_json::json;

/// Which verb was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// `month`
    Month,
    /// `quarter`
    Quarter,
    /// `year`
    Year,
}

/// Writes the report of a period.
pub async fn run(env: &Env, length: Length, args: &PeriodArgs) -> Result<Answer> {
    let period = period(length, &args.period)?;
    let as_of = match &args.as_of {
        Some(day) => crate::command::day(day)?,
        None => env.now().date(),
    };
    let (facts, _names) = facts::of(env, args.facts.as_deref(), as_of).await?;
    let tables = tables::all(&facts, &Scope { period, as_of }).map_err(|e| {
        Error::said(Exit::Outside, format!("统计时出错：{e}"), format!("the tables cannot be counted: {e}"))
    })?;
    Ok(Answer::new(format!("{period}: {}\n", tables.len()), json!({"period": period.to_string()})))
}

fn period(length: Length, text: &str) -> Result<Period> {
    let wrong = |zh: &str, en: &str| {
        Error::said(
            Exit::Usage,
            format!("期间 {text:?} 有误：应为{zh}"),
            format!("{text:?} is not a period: it should be {en}"),
        )
    };
    let found = text.parse::<Period>();
    match (length, found) {
        (Length::Month, Ok(period @ Period::Month(_)))
        | (Length::Quarter, Ok(period @ Period::Quarter(_)))
        | (Length::Year, Ok(period @ Period::Year(_))) => Ok(period),
        (Length::Month, _) => Err(wrong("月份，如 2023-10", "a month like 2023-10")),
        (Length::Quarter, _) => Err(wrong("季度，如 2023Q4", "a quarter like 2023Q4")),
        (Length::Year, _) => Err(wrong("年份，如 2023", "a year like 2023")),
    }
}
