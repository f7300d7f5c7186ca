//! `suicha draw …`: one ceremony from the freeze to the bundle.

mod evidence;
mod export;
mod freeze;
mod pulses;
mod reveal;
mod run;
mod status;
mod void;
mod witnessed;

use super::answer::Answer;
use crate::archive::{Archive, Draw};
use crate::cli::DrawCommand;
use crate::core::bundle::Files;
use crate::core::id::DrawId;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

/// Runs one draw command.
pub async fn run(env: &mut Env, command: &DrawCommand) -> Result<Answer> {
    match command {
        DrawCommand::Freeze(args) => freeze::run(env, args).await,
        DrawCommand::Reveal { draw, witness, file } => reveal::run(env, draw, witness, file).await,
        DrawCommand::Run { draw, pulse } => run::run(env, draw, pulse).await,
        DrawCommand::Status { draw } => status::run(env, draw.as_deref()).await,
        DrawCommand::Void { draw, reason, pulse } => void::run(env, draw, reason, pulse).await,
        DrawCommand::Export { draw, dir, audit, attempt, public: _ } => {
            export::run(env, draw, dir, *audit, *attempt).await
        }
    }
}

/// Parses a draw id given on the command line.
fn draw_id(text: &str) -> Result<DrawId> {
    DrawId::new(text).map_err(|e| Error::new(Exit::Usage, e.to_string()))
}

/// The latest attempt of a draw, or the one asked for.
async fn attempt_of(archive: &Archive, draw: &DrawId, attempt: Option<u32>) -> Result<Draw> {
    let attempts = archive.attempts(draw).await?;
    let found = match attempt {
        None => attempts.last(),
        Some(wanted) => attempts.iter().find(|row| row.attempt == wanted),
    };
    found.cloned().ok_or_else(|| {
        let which = attempt.map_or(String::new(), |attempt| format!(" attempt {attempt}"));
        Error::new(Exit::Usage, format!("there is no draw {draw}{which} in the archive"))
            .remedy("see `suicha draw status`; a draw begins with `suicha draw freeze`")
    })
}

/// Every stored file of an attempt, the salt key included.
async fn files_of(archive: &Archive, row: &Draw) -> Result<Files> {
    let files = archive.files(&row.draw, row.attempt).await?;
    Ok(files.into_iter().map(|file| (file.name, file.bytes)).collect())
}

/// Refuses to act before the archive's last act: the clock was set back.
pub(super) async fn steady_clock(env: &Env, archive: &Archive) -> Result<Timestamp> {
    let now = env.now();
    match archive.journal().await?.last().map(|entry| entry.at) {
        Some(last) if last > now => Err(Error::new(
            Exit::Timing,
            format!("the clock says {now}, but the archive's last act was at {last}: the clock was set back"),
        )
        .remedy("set the clock of this machine right; nothing was stored")),
        _ => Ok(now),
    }
}
