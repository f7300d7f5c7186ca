//! `suicha draw open`: once every embargo has ended, the seed of a draw is published: its hash goes
//! into the log, and public bundles hold it from then on.

use super::{attempt_of, draw_id, files_of, steady_clock};
use crate::command::answer::Answer;
use crate::command::damage::damaged_draw;
use crate::command::logged;
use crate::core::bundle::{self, Inputs};
use crate::core::digest::Digest;
use crate::core::log::{Attempt, Event};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::bundle::embargo_over;
use crate::workers::AllCores;
use serde_json::json;

/// Logs the opening.
pub async fn run(env: &Env, draw: &str) -> Result<Answer> {
    let draw = draw_id(draw)?;
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, None).await?;
    let files = files_of(&archive, &row).await?;
    let Some(seed) = files.get(bundle::SEED) else {
        let attempt = row.attempt;
        return Err(Error::said(
            Exit::Conflict,
            format!("抽取 {draw} 第{attempt}次还没有种子"),
            format!("draw {draw} attempt {attempt} has no seed yet"),
        )
        .advice(format!("请先抽取：suicha draw run {draw}"), "run the draw first"));
    };
    let inputs = Inputs::open(&files, &AllCores).map_err(|d| damaged_draw(&draw, d))?;
    let now = steady_clock(env, &archive).await?;
    if !embargo_over(&inputs, now) {
        let end = row.embargo.map_or_else(String::new, |end| end.to_string());
        return Err(Error::said(
            Exit::Timing,
            format!("为时过早：抽取 {draw} 的保密期至 {end} 止，现在是 {now}"),
            format!("too early: the embargo of draw {draw} lasts until {end}, it is {now}"),
        )
        .advice("请在保密期满的次日再运行", "run this again the day after"));
    }
    let digest = Digest::of(seed);
    let event = Event::Open(Attempt::new(&draw, row.attempt));
    if archive.log_entry(&event).await?.is_none() {
        let writer = logged::begin(env, &archive, "draw open", now).await?;
        logged::commit(
            env,
            &archive,
            writer,
            &[(event, digest)],
            &format!("{draw}/{} open", row.attempt),
            digest,
        )
        .await?;
    }
    let text = env.lang.pick(
        format!("抽取 {draw} 第{}次的种子 {digest} 已公布；请公布公开包（suicha draw export {draw} 目录 --public）\n", row.attempt),
        format!("the seed {digest} of draw {draw} attempt {} is open; publish the bundle (suicha draw export {draw} DIR --public)\n", row.attempt),
    );
    Ok(Answer::new(text, json!({"draw": draw.as_str(), "attempt": row.attempt, "seed": digest.hex()})))
}
