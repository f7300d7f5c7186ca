//! `suicha draw …`: one ceremony from the freeze to the bundle.

mod attempts;
pub(super) mod evidence;
mod export;
mod freeze;
mod frozen;
mod pulses;
mod reveal;
mod run;
mod status;
mod void;
mod witnessed;

use super::answer::Answer;
use crate::archive::{Archive, Draw};
use crate::cli::DrawCommand;
use crate::command::{logged, read_text};
use crate::core::bundle::Files;
use crate::core::digest::Digest;
use crate::core::id::{DrawId, Name};
use crate::core::time::Timestamp;
use crate::core::witness;
use crate::env::{Env, HAND_SET};
use crate::error::{Error, Exit, Result};
use std::path::PathBuf;

/// Runs one draw command.
pub async fn run(env: &mut Env, command: &DrawCommand) -> Result<Answer> {
    let acts = !matches!(command, DrawCommand::Status { .. } | DrawCommand::Export { .. });
    if acts {
        logged::catch_up(env, &env.archive().await?).await?;
    }
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
pub(super) fn draw_id(text: &str) -> Result<DrawId> {
    DrawId::new(text).map_err(|e| Error::new(Exit::Usage, e.to_string()))
}

/// The latest attempt of a draw, or the one asked for.
pub(super) async fn attempt_of(archive: &Archive, draw: &DrawId, attempt: Option<u32>) -> Result<Draw> {
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

/// Commitments of the witnesses: name, file, value.
fn witnesses_of(paths: &[PathBuf], draw: &DrawId, attempt: u32) -> Result<Vec<(Name, String, Digest)>> {
    let mut witnesses: Vec<(Name, String, Digest)> = Vec::new();
    for path in paths {
        let text = read_text(path)?;
        let refused = |e: String| Error::new(Exit::Rejected, format!("{}: {e}", path.display()));
        let commit = witness::parse_commit(&text).map_err(|e| refused(e.to_string()))?;
        if (&commit.draw, commit.attempt) != (draw, attempt) {
            return Err(refused(format!(
                "it is for draw {} attempt {}, not for draw {draw} attempt {attempt}",
                commit.draw, commit.attempt
            )));
        }
        if witnesses.iter().any(|(name, ..)| *name == commit.name) {
            return Err(refused(format!("the witness {} is given twice", commit.name)));
        }
        witnesses.push((commit.name, text, commit.c));
    }
    Ok(witnesses)
}

/// Every stored file of an attempt, the salt key included.
pub(super) async fn files_of(archive: &Archive, row: &Draw) -> Result<Files> {
    let files = archive.files(&row.draw, row.attempt).await?;
    Ok(files.into_iter().map(|file| (file.name, file.bytes)).collect())
}

/// Refuses to act before the archive's last act: the clock was set back. And refuses a clock set by
/// hand to the future of an archive with real acts: it would bar every real act until then.
pub(super) async fn steady_clock(env: &Env, archive: &Archive) -> Result<Timestamp> {
    let now = env.now();
    let last = archive.last_act().await?;
    if let Some(last) = last.filter(|last| *last > now) {
        return Err(Error::new(
            Exit::Timing,
            format!("the clock says {now}, but the archive's last act was at {last}: the clock was set back"),
        )
        .remedy("set the clock of this machine right; nothing was stored"));
    }
    if env.ahead_of_the_machine() && archive.acts_not_by(HAND_SET).await? > 0 {
        return Err(Error::new(Exit::Timing, format!("--clock {now} lies in the future, and this archive holds real acts"))
            .remedy("rehearse in a bureau of its own (`suicha init DIR`): after this, nothing could be stored here until then"));
    }
    Ok(now)
}
