//! What `suicha draw replace` answers.

use crate::command::answer::Answer;
use crate::core::id::{InspectorId, Name};
use crate::core::pairing::tables::TeamRow;
use crate::core::replace::{Replaced, Request};
use crate::core::verify::pulse_time;
use crate::env::Env;
use serde_json::json;
use std::collections::BTreeMap;

/// A replacement that is done; the seats are named where there were others before.
pub fn done(
    env: &Env,
    pseudonyms: &BTreeMap<Name, InspectorId>,
    record: &Replaced,
    before: &[TeamRow],
    after: &[TeamRow],
) -> Answer {
    let lang = env.lang;
    let Replaced { draw, attempt, number, seats: [filled, open], .. } = record;
    let mut text = lang.pick(
        format!("抽取 {draw} 第{attempt}次的第{number}次递补或换人已完成：{filled}个席位，空缺{open}个\n"),
        format!("replacement {number} of draw {draw} attempt {attempt} is done: {filled} seats, {open} left open\n"),
    );
    for step in &record.steps {
        text.push_str(&match &step.into {
            Some((id, rank)) => lang.pick(
                format!("  {}：{} 不具备检查条件，第{rank}位 {id} 递补\n", step.task, step.out),
                format!("  {}: {} cannot be inspected, {id} (rank {rank}) steps in\n", step.task, step.out),
            ),
            None => lang.pick(
                format!("  {}：{} 不具备检查条件，候补已用完\n", step.task, step.out),
                format!("  {}: {} cannot be inspected, the reserve has ended\n", step.task, step.out),
            ),
        });
    }
    let new =
        |row: &&TeamRow| !before.iter().any(|old| (&old.id, &old.pseudonym) == (&row.id, &row.pseudonym));
    if !before.is_empty() {
        for row in after.iter().filter(new) {
            let card = pseudonyms.get(&row.pseudonym).map_or("?", InspectorId::as_str);
            text.push_str(
                &lang.pick(format!("  {}：{card} 前往\n", row.id), format!("  {}: {card} goes\n", row.id)),
            );
        }
    }
    let steps: Vec<_> = record
        .steps
        .iter()
        .map(|step| {
            json!({
                "task": step.task.as_str(), "out": step.out.as_str(),
                "in": step.into.as_ref().map(|(id, _)| id.as_str()), "rank": step.into.as_ref().map(|(_, rank)| rank),
            })
        })
        .collect();
    Answer::new(
        text,
        json!({
            "draw": draw.as_str(), "attempt": attempt, "replacement": number, "state": "done", "steps": steps,
            "seats": filled, "open": open,
        }),
    )
}

/// A request that waits for its pulse.
pub fn requested(env: &Env, request: &Request) -> Answer {
    let Request { draw, number, at, .. } = request;
    let pulses: Vec<String> =
        request.pulses.iter().map(|(beacon, round)| format!("{beacon} {round}")).collect();
    let (pulses, due) =
        (pulses.join(", "), pulse_time(&request.pulses).map_or_else(|_| String::new(), |t| t.to_string()));
    let text = env.lang.pick(
        format!("抽取 {draw} 的第{number}次递补或换人已于 {at} 记入日志；信标 {pulses}，公布于 {due}\n  见证后，到时再运行：suicha draw replace {draw}\n"),
        format!("replacement {number} of draw {draw} was logged at {at}; pulse {pulses} at {due}\n  have it cosigned, then run: suicha draw replace {draw}\n"),
    );
    Answer::new(
        text,
        json!({"draw": draw.as_str(), "replacement": number, "state": "waiting", "pulses": pulses, "pulse_time": due}),
    )
}
