//! `suicha outcome …`: what inspections found, from the filled workbook to the published result and
//! check 13. Every command that changes something is one signed act and one entry of the log.

mod book;
mod check;
mod import;
mod list;
mod steps;
mod workbook;

pub use book::Book;
pub use import::{draw_named, not_stored};
pub use workbook::run as workbook;

use super::answer::Answer;
use super::logged;
use crate::cli::OutcomeCommand;
use crate::core::outcome::Verb;
use crate::env::Env;
use crate::error::Result;

/// Runs one command about outcomes.
pub async fn run(env: &mut Env, command: &OutcomeCommand) -> Result<Answer> {
    let reads = matches!(
        command,
        OutcomeCommand::List { .. } | OutcomeCommand::Show { .. } | OutcomeCommand::Check { .. }
    );
    if !reads {
        logged::in_turn(env, &env.archive().await?).await?;
    }
    match command {
        OutcomeCommand::Import(files) => import::run(env, files, "").await,
        OutcomeCommand::Correct { files, reason } => import::run(env, files, reason).await,
        OutcomeCommand::Review { which, pass, reason, give_back: _ } => {
            let verb = if *pass { Verb::Pass } else { Verb::Return };
            let step =
                steps::Wanted { reason: reason.as_deref().unwrap_or_default(), ..steps::Wanted::of(verb) };
            steps::run(env, which, step).await
        }
        OutcomeCommand::Publish(which) => steps::run(env, which, steps::Wanted::of(Verb::Publish)).await,
        OutcomeCommand::Withdraw { which, reason } => {
            steps::run(env, which, steps::Wanted { reason, ..steps::Wanted::of(Verb::Withdraw) }).await
        }
        OutcomeCommand::Finish { which, on } => {
            let on = Some(super::day(on)?);
            steps::run(env, which, steps::Wanted { on, ..steps::Wanted::of(Verb::Finish) }).await
        }
        OutcomeCommand::List { draw } => list::list(env, draw).await,
        OutcomeCommand::Show { draw, subject } => list::show(env, draw, subject).await,
        OutcomeCommand::Check { draw, complete } => check::run(env, draw, *complete).await,
    }
}
