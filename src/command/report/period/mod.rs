//! `suicha report month|quarter|year`: facts, tables, figures and documents of a period, in a new directory
//! with a manifest, or the main numbers on the screen. The same archive and day give the same bytes: nothing
//! in a file comes from the clock.

mod drawn;
mod files;
mod screen;

use super::{days, facts, uncounted};
use crate::cli::PeriodArgs;
use crate::command::answer::Answer;
use crate::core::period::Period;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::report::narrative::Told;
use crate::report::tables::{self, Scope};

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

/// Writes the report of a period, or tells its main numbers.
pub async fn run(env: &Env, length: Length, args: &PeriodArgs) -> Result<Answer> {
    let period = period(length, &args.period)?;
    let scope = Scope { period, as_of: days::as_of_period(env.now().date(), period, args.as_of.as_deref())? };
    let (facts, names, manifest) = facts::of(env, args.facts.as_deref(), scope.as_of).await?;
    let mut tables = tables::of_report(&facts, &scope).map_err(|e| uncounted(&e))?;
    tables.retain(|table| table.public || !args.public);
    let since = tables::since(&facts, &scope).map_err(|e| uncounted(&e))?;
    let told = Told { body: env.config.body.trim(), scope, since, tables: &tables, names: &names };
    match &args.out {
        None => Ok(screen::answer(env.lang, &told, args.public)),
        Some(out) => files::write(env, &told, args.public, facts::source(&facts, manifest)?, out),
    }
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
