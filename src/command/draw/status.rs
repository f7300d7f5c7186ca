//! `suicha draw status`: where a draw stands, or all draws.

use super::{commitment_of, draw_id, end_of};
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::answer::Answer;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::Result;
use serde_json::{Value, json};

/// Lists the attempts of one draw or of all.
pub async fn run(env: &Env, draw: Option<&str>) -> Result<Answer> {
    let archive = env.archive().await?;
    let rows = match draw {
        Some(draw) => {
            let draw = draw_id(draw)?;
            super::attempt_of(&archive, &draw, None).await?;
            archive.attempts(&draw).await?
        }
        None => archive.draws().await?,
    };
    let mut text = String::new();
    let mut documents: Vec<Value> = Vec::new();
    for row in &rows {
        let state = State::of(&archive, row, env.now()).await?;
        let (zh, en) = state.words();
        let commitment = commitment_of(&archive, row).await?;
        let pulses: Vec<String> =
            commitment.pulses.iter().map(|(beacon, round)| format!("{beacon} {round}")).collect();
        let pulses = pulses.join(", ");
        let opened = archive.reveals(&row.draw, row.attempt).await?.len();
        text.push_str(&env.lang.pick(
            format!(
                "{} 第{}次：{zh}（冻结 {}，信标 {pulses}，公布于 {}，已揭示{opened}个见证值）\n",
                row.draw, row.attempt, row.frozen_at, row.pulse_time
            ),
            format!(
                "{} attempt {}: {en} (frozen {}, pulse {pulses} at {}, {opened} witness openings)\n",
                row.draw, row.attempt, row.frozen_at, row.pulse_time
            ),
        ));
        documents.push(json!({
            "draw": row.draw.as_str(), "attempt": row.attempt, "state": en, "plan": row.plan,
            "frozen_at": row.frozen_at.to_string(), "pulses": pulses, "pulse_time": row.pulse_time.to_string(),
            "embargo": row.embargo.map(|end| end.to_string()), "commit": row.commit_digest.hex(), "openings": opened,
        }));
    }
    if rows.is_empty() {
        text = env.lang.pick("尚无抽取\n", "no draw yet\n").into();
    }
    Ok(Answer::new(text, json!({"draws": documents})))
}

#[derive(Clone, Copy)]
enum State {
    Waiting,
    Due,
    Done,
    Void,
}

impl State {
    async fn of(archive: &Archive, row: &Draw, now: Timestamp) -> Result<Self> {
        Ok(match end_of(archive, row).await?.map(|terminal| terminal.kind) {
            Some(TerminalKind::Result) => State::Done,
            Some(TerminalKind::Void) => State::Void,
            None if now >= row.pulse_time => State::Due,
            None => State::Waiting,
        })
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            State::Waiting => ("已冻结，等待信标", "waiting for the pulse"),
            State::Due => ("信标已公布，可以抽取", "due"),
            State::Done => ("已完成", "done"),
            State::Void => ("已作废", "void"),
        }
    }
}
