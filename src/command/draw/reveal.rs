//! `suicha draw reveal`: a witness's opening enters the archive, in time before the pulse.

use super::{attempt_of, commitment_of, damaged, draw_id, steady_clock};
use crate::archive::Reveal;
use crate::command::answer::Answer;
use crate::command::{bad_file, bad_file_said, logged, read_text};
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
    let opening = witness::parse_open(&text).map_err(|e| bad_file(file, e))?;
    let found = &opening.name;
    if found.as_str() != name {
        return Err(bad_file_said(
            file,
            format!("它是见证人 {found} 的揭示，不是 {name} 的"),
            format!("it is the opening of {found}, not of {name}"),
        ));
    }
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, None).await?;
    let committed = archive.file(&draw, row.attempt, &witness_file(&opening.name)).await?;
    let Some(committed) = committed else {
        let witnesses = commitment_of(&archive, &row).await?.witnesses;
        return Err(match witnesses.iter().any(|(witness, _)| *witness == opening.name) {
            true => damaged(&row, &witness_file(&opening.name), "there is no such file"),
            false => bad_file_said(
                file,
                format!("{name} 不是抽取 {draw} 的见证人"),
                format!("{name} is no witness of draw {draw}"),
            ),
        });
    };
    let commit =
        witness::parse_commit(&String::from_utf8_lossy(&committed.bytes)).map_err(|e| bad_file(file, e))?;
    witness::verify_opening(&commit, &opening).map_err(|e| bad_file(file, e))?;

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
        let pulse = row.pulse_time;
        return Err(Error::said(
            Exit::Timing,
            format!("为时已晚：揭示须在 {latest} 前存入（信标脉冲 {pulse} 之前{OPENED_BEFORE_S}秒），现在是 {now}"),
            format!("too late: openings had to be stored by {latest}, {OPENED_BEFORE_S} s before the pulse at {pulse}; it is {now}"),
        )
        .advice(
            format!("抽取照常进行，{name} 记为未揭示"),
            format!("the draw goes on without it: {name} will stand as withheld"),
        ));
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
