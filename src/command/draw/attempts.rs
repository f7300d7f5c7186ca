//! What keeps a bureau from trying again until it likes the result (§9): one open attempt at a
//! time, each later one with a later pulse, and each task under one draw id only.

use super::{commitment_of, end_of, witnesses_of};
use crate::archive::{Archive, Draw, TerminalKind};
use crate::cli::Freeze;
use crate::command::answer::Answer;
use crate::command::damage::damaged_draw;
use crate::core::bundle;
use crate::core::id::{DrawId, Name};
use crate::core::lang::Lang;
use crate::core::plan::Plan;
use crate::core::pulse::BeaconName;
use crate::core::time::Timestamp;
use crate::error::{Error, Exit, Result};
use serde_json::json;
use std::collections::BTreeSet;

/// What a freeze of this draw would be.
pub enum Next {
    /// A new attempt, whose pulse must come after that of the earlier ones.
    Attempt {
        /// Its number, from 1.
        number: u32,
        /// Latest pulse of the earlier attempts.
        after: Option<Timestamp>,
    },
    /// A repetition of this attempt, which has not ended.
    Open(Box<Draw>),
}

/// The attempt to make. A draw with a result is never repeated.
pub async fn next(archive: &Archive, draw: &DrawId) -> Result<Next> {
    let mut attempts = archive.attempts(draw).await?;
    let after = attempts.iter().map(|row| row.pulse_time).max();
    let Some(last) = attempts.pop() else { return Ok(Next::Attempt { number: 1, after }) };
    match end_of(archive, &last).await?.map(|terminal| terminal.kind) {
        Some(TerminalKind::Void) => Ok(Next::Attempt { number: last.attempt + 1, after }),
        Some(TerminalKind::Result) => {
            let attempt = last.attempt;
            Err(Error::said(
                Exit::Conflict,
                format!("抽取 {draw} 第{attempt}次已有结果：抽取不得重复，请用新的抽取编号和新的任务"),
                format!(
                    "draw {draw} attempt {attempt} has its result: a draw is never repeated; use a new draw id and new tasks"
                ),
            ))
        }
        None => Ok(Next::Open(Box::new(last))),
    }
}

/// A later attempt needs a pulse that was not out when the earlier one ended.
pub fn later_than(after: Option<Timestamp>, pulse: Timestamp) -> Result<()> {
    match after {
        Some(after) if pulse <= after => Err(Error::said(
            Exit::Timing,
            format!("信标脉冲（{pulse}）不晚于先前某次抽取的脉冲（{after}）"),
            format!("the pulse of {pulse} is not later than that of an earlier attempt, {after}"),
        )
        .advice(
            "重新抽取须用更晚的信标轮次：请选更晚的 --at",
            "a new attempt takes a later pulse: choose a later --at",
        )),
        _ => Ok(()),
    }
}

/// A task is drawn under one draw id: under a second one it would be a second try.
pub async fn each_task_once(archive: &Archive, draw: &DrawId, plans: &[Plan]) -> Result<()> {
    for row in archive.draws().await?.iter().filter(|row| row.draw != *draw) {
        let commitment = commitment_of(archive, row).await?;
        for task in &commitment.tasks {
            let Some(file) = archive.file(&row.draw, row.attempt, &bundle::plan_file(&task.task)).await?
            else {
                continue;
            };
            let earlier = Plan::parse(&file.bytes)
                .map_err(|e| damaged_draw(&row.draw, format!("{}: {e}", file.name)))?;
            if let Some(plan) = plans.iter().find(|plan| plan.task_number == earlier.task_number) {
                let (task, number) = (&plan.task, plan.task_number.as_deref());
                let (zh, en) = (number.unwrap_or("无编号"), number.unwrap_or("no number"));
                let (draw, attempt) = (&row.draw, row.attempt);
                return Err(Error::said(
                    Exit::Conflict,
                    format!("抽查任务 {task}（{zh}）已属于抽取 {draw} 第{attempt}次"),
                    format!("task {task} ({en}) belongs to draw {draw} already, attempt {attempt}"),
                )
                .advice(
                    "一个任务只抽取一次；已作废的抽取以原编号重来，新的任务须有自己的编号",
                    "a task is drawn once; a voided draw is repeated under its own id, a new task has a number of its own",
                ));
            }
        }
    }
    Ok(())
}

/// A round that the plan names, of a lottery or a ceremony, is not used again by a later attempt, nor
/// by another draw once it is out: whoever freezes then knows the outcome.
pub async fn unused_rounds(
    archive: &Archive,
    draw: &DrawId,
    pulses: &[(Name, String)],
    now: Timestamp,
) -> Result<()> {
    for row in archive.draws().await?.iter().filter(|row| row.draw == *draw || row.pulse_time <= now) {
        let used = commitment_of(archive, row).await?.pulses;
        if let Some((beacon, round)) = pulses.iter().find(|pulse| used.contains(pulse)) {
            let (draw, attempt, at) = (&row.draw, row.attempt, row.pulse_time);
            return Err(Error::said(
                Exit::Timing,
                format!("信标 {beacon} 的轮次 {round} 已用于抽取 {draw} 第{attempt}次（{at}）"),
                format!(
                    "round {round} of {beacon} was used by draw {draw} attempt {attempt} already, at {at}"
                ),
            )
            .advice(
                "同一轮次不得再用：请在计划中改用更晚的轮次（suicha plan amend）",
                "a round is not used again: name a later one in the plan (`suicha plan amend`)",
            ));
        }
    }
    Ok(())
}

/// An open attempt is frozen again: the same wish is answered, another one is refused.
pub async fn same_wish(
    archive: &Archive,
    row: &Draw,
    args: &Freeze,
    at: Timestamp,
    lang: Lang,
) -> Result<Answer> {
    let other = |zh: String, en: String| {
        let (draw, attempt) = (&row.draw, row.attempt);
        Error::said(
            Exit::Conflict,
            format!("抽取 {draw} 第{attempt}次已冻结，{zh}"),
            format!("draw {draw} attempt {attempt} is frozen already, {en}"),
        )
        .advice(
            format!("已作出的承诺不能更改；如须终止：suicha draw void {draw} --reason 代码"),
            format!("what is committed stays; `suicha draw void {draw} --reason CODE` ends the attempt"),
        )
    };
    if row.draw_time != at || row.plan != args.plan {
        let (time, plan) = (row.draw_time, &row.plan);
        return Err(other(
            format!("抽取时间为 {time}，抽查计划为 {plan}"),
            format!("for {time} and plan {plan}"),
        ));
    }
    if args.dry_run {
        return Err(other("没有可预演的内容".into(), "so there is nothing to rehearse".into()));
    }
    let commitment = commitment_of(archive, row).await?;
    let wanted: BTreeSet<&str> = args.task.iter().map(String::as_str).collect();
    let tasks: BTreeSet<&str> = commitment.tasks.iter().map(|task| task.task.as_str()).collect();
    if !wanted.is_empty() && wanted != tasks {
        let tasks = list(tasks);
        return Err(other(format!("抽查任务为 {tasks}"), format!("with the tasks {tasks}")));
    }
    let mut given: Vec<(Name, _)> = witnesses_of(&args.witness, &row.draw, row.attempt)?
        .into_iter()
        .map(|(name, _, c)| (name, c))
        .collect();
    given.sort();
    if given != commitment.witnesses {
        let names = list(commitment.witnesses.iter().map(|(name, _)| name.as_str()));
        let named = |none: &str| if names.is_empty() { none.to_owned() } else { names.clone() };
        let (zh, en) = (named("无"), named("none"));
        return Err(other(format!("见证人为：{zh}"), format!("with the witnesses {en}")));
    }
    if let Some(path) = &args.not_before {
        let pulse = crate::beacon::import(path, BeaconName::DrandQuicknet)?.pulse().clone();
        let committed = commitment.not_before.as_ref().map(|value| value.round.clone());
        if committed.as_deref() != Some(pulse.round()) {
            let named = |none: &str| committed.clone().unwrap_or_else(|| none.into());
            let (zh, en) = (named("无"), named("none"));
            return Err(other(format!("不早于轮次为：{zh}"), format!("with the not-before round {en}")));
        }
    }
    let (draw, attempt, commit) = (&row.draw, row.attempt, row.commit_digest);
    let text = lang.pick(
        format!("抽取 {draw} 第{attempt}次已于 {} 冻结，承诺摘要 {commit}\n", row.frozen_at),
        format!("draw {draw} attempt {attempt} was frozen at {}: commit.txt {commit}\n", row.frozen_at),
    );
    Ok(Answer::new(text, json!({"draw": draw.as_str(), "attempt": attempt, "commit": commit.hex()})))
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}
