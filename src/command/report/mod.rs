//! `suicha report …`: figures of a draw, and the rows behind them. Reads the archive, stores nothing.

mod explain;
mod figures;
mod heat;
mod progress;
mod results;
mod source;
mod tickets;
mod workload;

use super::answer::Answer;
use crate::cli::ReportCommand;
use crate::env::Env;
use crate::error::Result;

/// Runs one report command.
pub async fn run(env: &Env, command: &ReportCommand) -> Result<Answer> {
    match command {
        ReportCommand::Figures { draw, out, format, public } => {
            figures::run(env, draw, out, *format, *public).await
        }
        ReportCommand::Explain { draw, figure, cell } => explain::run(env, draw, figure, cell).await,
    }
}
