//! `suicha report …`: figures of a draw and the rows behind them, what it says of everybody, how many to draw.
//! Reads the archive, stores nothing.

mod collect;
mod compare;
mod days;
mod estimate;
mod explain;
mod facts;
mod figures;
mod heat;
mod period;
mod progress;
mod results;
mod sample;
mod source;
mod tickets;
mod told;
mod traced;
mod workload;

pub use sample::run as plan_sample;

use super::answer::Answer;
use crate::cli::ReportCommand;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

/// Names shown where one was wrong.
const SHOWN: usize = 30;

/// The first of the names there are, and a mark where there are more.
fn some<'a, T: From<&'a str>>(names: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let more = names.len() > SHOWN;
    names.take(SHOWN).chain(more.then(|| T::from("…"))).collect()
}

/// Facts that cannot be counted.
fn uncounted(e: &dyn std::fmt::Display) -> Error {
    Error::said(Exit::Outside, format!("统计时出错：{e}"), format!("the tables cannot be counted: {e}"))
}

/// Runs one report command.
pub async fn run(env: &Env, command: &ReportCommand) -> Result<Answer> {
    match command {
        ReportCommand::Month(args) => period::run(env, period::Length::Month, args).await,
        ReportCommand::Quarter(args) => period::run(env, period::Length::Quarter, args).await,
        ReportCommand::Year(args) => period::run(env, period::Length::Year, args).await,
        ReportCommand::Compare(args) => compare::run(env, args).await,
        ReportCommand::Facts { dir, as_of } => facts::run(env, dir, as_of.as_deref()).await,
        ReportCommand::Figures { draw, out, format, public } => {
            figures::run(env, draw, out, *format, *public).await
        }
        ReportCommand::Explain(args) => explain::run(env, args).await,
        ReportCommand::Estimate(args) => estimate::run(env, args).await,
        ReportCommand::PlanSample(args) => plan_sample(args, env.lang),
    }
}
