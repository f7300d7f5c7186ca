//! `suicha draw reveal`: a witness's opening enters the archive, in time before the pulse.

use super::{attempt_of, draw_id, steady_clock};
use crate::archive::Reveal;
use crate::command::answer::Answer;
use crate::command::{logged, read_text};
use crate::core::bundle::{opening_file, witness_file};
use crate::core::digest::hex;
use crate::core::log::{Attempt, Event};
use crate::core::verify::OPENED_BEFORE_S;
use crate::core::witness;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;
use std::path::Path;

/// Stores one opening.
pub async fn run(env: &Env, draw: &str, name: &str, file: &Path) -> Result<Answer> {
    let draw = draw_id(draw)?;
    let text = read_text(file)?;
    let refused = |e: &dyn std::fmt::Display| Error::new(Exit::Rejected, format!("{}: {e}", file.display()));
    let opening = witness::parse_open(&text).map_err(|e| refused(&e))?;
    if opening.name.as_str() != name {
        return Err(refused(&format!("it is the opening of {}, not of {name}", opening.name)));
    }
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, None).await?;
    let committed = archive.file(&draw, row.attempt, &witness_file(&opening.name)).await?;
    let committed = committed.ok_or_else(|| refused(&format!("{name} is no witness of draw {draw}")))?;
    let commit =
        witness::parse_commit(&String::from_utf8_lossy(&committed.bytes)).map_err(|e| refused(&e))?;
    witness::verify_opening(&commit, &opening).map_err(|e| refused(&e))?;

    let said = |zh: &str, en: &str| {
        let text = env.lang.pick(format!("{name}：{zh}\n"), format!("{name}: {en}\n"));
        Answer::new(text, json!({"draw": draw.as_str(), "attempt": row.attempt, "witness": name}))
    };
    if archive.reveals(&draw, row.attempt).await?.iter().any(|reveal| reveal.witness == opening.name) {
        return Ok(said("此前已揭示", "was opened before"));
    }
    let now = steady_clock(env, &archive).await?;
    let latest = row.pulse_time.plus(-OPENED_BEFORE_S);
    if now > latest {
        return Err(Error::new(
            Exit::Timing,
            format!("too late: openings had to be stored by {latest}, {OPENED_BEFORE_S} s before the pulse at {}; it is {now}", row.pulse_time),
        )
        .remedy(format!("the draw goes on without it: {name} will stand as withheld")));
    }
    let mut writer = logged::begin(env, &archive, "draw reveal", now).await?;
    let event = Event::Reveal(Attempt::new(&draw, row.attempt), opening.name.clone());
    let digest = writer.put_file(&draw, row.attempt, &opening_file(&opening.name), text.as_bytes()).await?;
    let value = hex(&opening.r);
    writer.put_reveal(&draw, row.attempt, &Reveal { witness: opening.name, value, revealed_at: now }).await?;
    let object = format!("{draw}/{} witness {name}", row.attempt);
    logged::commit(env, &archive, writer, &[(event, digest)], &object, digest).await?;
    Ok(said("已揭示", "opened"))
}
