//! `suicha plan number`: the next free official numbers of a region.

use super::damaged;
use crate::annual::{AnnualPlan, Task};
use crate::archive::Archive;
use crate::command::answer::Answer;
use crate::command::day;
use crate::core::lang::Twin;
use crate::core::number::{NoNumber, next_plan, next_task};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// The region of a configuration in which none is filled in.
const UNSET: &str = "000000";

/// Proposes a plan number and a task number that no published plan has used, in any version.
pub async fn run(env: &Env, region: &str, year: Option<u16>, date: Option<&str>) -> Result<Answer> {
    let day = date.map(day).transpose()?.unwrap_or(env.now().date());
    let year = year.unwrap_or(day.year());
    let archive = env.archive().await?;
    let plans: Vec<String> = archive.plans().await?.into_iter().map(|row| row.number).collect();
    let tasks: Vec<String> = used(&archive).await?.into_iter().map(|used| used.number).collect();
    let plan = next_plan(region, year, plans.iter().map(String::as_str)).map_err(refused)?;
    let task = next_task(region, day, tasks.iter().map(String::as_str)).map_err(refused)?;
    let text = env.lang.pick(
        format!("下一个抽查计划编号（{year}年）：{plan}\n下一个抽查任务编号（{day}）：{task}\n"),
        format!("next plan number ({year}): {plan}\nnext task number ({day}): {task}\n"),
    );
    Ok(Answer::new(text, json!({"plan": plan, "year": year, "task": task, "date": day.to_string()})))
}

/// A task number that some version of a published plan has used.
struct Used {
    plan: String,
    task: String,
    number: String,
}

async fn used(archive: &Archive) -> Result<Vec<Used>> {
    let mut used = Vec::new();
    for row in archive.plans().await? {
        for version in archive.plan_versions(&row.number).await? {
            let plan = AnnualPlan::read(&version.text).map_err(|e| damaged(&row.number, &e))?;
            used.extend(plan.tasks.into_iter().map(|task| Used {
                plan: row.number.clone(),
                task: task.id,
                number: task.number,
            }));
        }
    }
    Ok(used)
}

/// Tasks of a plan whose number belongs to a task of another plan: a number is used once. What an
/// amendment may do to the tasks of its own plan is `amended`'s affair.
pub(super) async fn taken(archive: &Archive, plan: &AnnualPlan) -> Result<Vec<Twin>> {
    let used = used(archive).await?;
    let other = |task: &Task| {
        let own = |other: &&Used| other.number == task.number && other.plan != plan.number;
        let other = used.iter().find(own)?;
        let (id, number) = (&task.id, &task.number);
        Some(Twin::new(
            format!(
                "任务 {id}：任务编号 {number} 已由计划 {} 的任务 {} 使用；见 suicha plan number",
                other.plan, other.task
            ),
            format!(
                "task {id}: the number {number} is that of task {} of plan {}; see `suicha plan number`",
                other.task, other.plan
            ),
        ))
    };
    Ok(plan.tasks.iter().filter_map(other).collect())
}

/// The region in the numbers of a plan that is not the bureau's own: each begins with the six digits of
/// whoever made it (GS52—2017). A level above may have, for tasks it hands down; anybody else has not.
pub(super) struct Regions {
    /// What no bureau above this one can have given out.
    pub foreign: Vec<Twin>,
    /// What is a city's or province's.
    pub above: Vec<Twin>,
}

impl Regions {
    /// Compares with the region of the configuration; nothing where that is not filled in.
    pub fn of(own: &str, plan: &AnnualPlan) -> Self {
        let mut found = Self { foreign: Vec::new(), above: Vec::new() };
        if own.len() != 6 || own == UNSET {
            return found;
        }
        let numbers = std::iter::once((None, &plan.number));
        let numbers = numbers.chain(plan.tasks.iter().map(|task| (Some(&task.id), &task.number)));
        for (task, number) in numbers {
            let Some(region) = number.get(..6).filter(|region| *region != own) else { continue };
            let (zh, en) = match task {
                None => (format!("抽查计划编号 {number}"), format!("number: {number}")),
                Some(id) => {
                    (format!("任务 {id}：任务编号 {number}"), format!("task {id}: the number {number}"))
                }
            };
            let higher = [format!("{}0000", &own[..2]), format!("{}00", &own[..4])];
            if higher.iter().any(|code| code == region) {
                found.above.push(Twin::new(
                    format!("{zh} 的区划 {region} 是本局（{own}）的上级：应为上级下发的计划或任务"),
                    format!("{en} has the region {region} of a level above this bureau ({own}): such a plan or task is handed down"),
                ));
            } else {
                found.foreign.push(Twin::new(
                    format!("{zh} 的前6位 {region} 须为本局或上级的区划代码（suicha.toml 的 region = {own}）；见 suicha plan number"),
                    format!("{en} must begin with the region of this bureau or of a level above it (region = {own} in suicha.toml), not with {region}; see `suicha plan number`"),
                ));
            }
        }
        found
    }
}

fn refused(e: NoNumber) -> Error {
    match &e {
        NoNumber::Region(text) => {
            Error::said(Exit::Usage, format!("区划代码 {text:?} 须为6位数字（GB/T 2260）"), e.to_string())
        }
        NoNumber::Overflow(prefix) => Error::said(
            Exit::Conflict,
            format!("以 {prefix} 开头的编号已用到 999，不得从头再编"),
            e.to_string(),
        ),
    }
}
