//! A plan that is amended after a draw: what a commitment has fixed stays. Other tasks may change.

use crate::annual::{AnnualPlan, Task};
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::draw::commitment_of;
use crate::command::rejected;
use crate::core::lang::Twin;
use crate::error::{Error, Exit, Result};
use std::collections::BTreeSet;

/// Ids of the tasks of a plan that are frozen or drawn.
pub async fn held(archive: &Archive, plan: &str) -> Result<BTreeSet<String>> {
    let mut held = BTreeSet::new();
    for row in holders(archive, plan).await? {
        let committed = commitment_of(archive, &row).await?;
        held.extend(committed.tasks.iter().map(|task| task.task.to_string()));
    }
    Ok(held)
}

/// Attempts that hold tasks of a plan: those that are open, and those with a result.
async fn holders(archive: &Archive, plan: &str) -> Result<Vec<Draw>> {
    let mut holders = Vec::new();
    for row in archive.draws().await?.into_iter().filter(|row| row.plan == plan) {
        let end = archive.terminal(&row.draw, row.attempt).await?.map(|terminal| terminal.kind);
        if end != Some(TerminalKind::Void) {
            holders.push(row);
        }
    }
    Ok(holders)
}

/// Refuses a new version that changes or drops a task that is frozen or drawn; one whose draw was
/// voided is free again.
pub async fn drawn_tasks_stay(archive: &Archive, plan: &AnnualPlan) -> Result<()> {
    let mut problems = Vec::new();
    for row in holders(archive, &plan.number).await? {
        problems.extend(changed(archive, &row, plan).await?);
    }
    if problems.is_empty() {
        return Ok(());
    }
    let name = Twin::new(format!("抽查计划 {} ", plan.number), format!("plan {}", plan.number));
    let refused = Error { exit: Exit::Conflict, ..rejected(&name, &problems) };
    Err(refused.advice(
        "已冻结或已抽取的任务不得修改：其余内容可以调整，新的要求请另立任务并另编任务编号",
        "a task that is frozen or drawn stays as it is: amend the rest, and put what is new into a task with a number of its own",
    ))
}

async fn changed(archive: &Archive, row: &Draw, plan: &AnnualPlan) -> Result<Vec<Twin>> {
    let Some(version) = archive.plan_version(&row.plan, row.plan_version).await? else {
        return Ok(Vec::new());
    };
    let before = AnnualPlan::read(&version.text).map_err(|e| super::damaged(&row.plan, &e))?;
    let committed = commitment_of(archive, row).await?;
    let task = |tasks: &[Task], id: &str| tasks.iter().find(|task| task.id == id).cloned();
    let problem = |id: &str| {
        let (draw, attempt) = (&row.draw, row.attempt);
        match (task(&before.tasks, id), task(&plan.tasks, id)) {
            (Some(old), Some(new)) if old.draws_like(&new) => None,
            (_, Some(_)) => Some(Twin::new(
                format!("任务 {id} 已由抽取 {draw} 第{attempt}次冻结，其内容不能改动"),
                format!("task {id} was frozen by draw {draw}, attempt {attempt}: it cannot change"),
            )),
            (_, None) => Some(Twin::new(
                format!("任务 {id} 已由抽取 {draw} 第{attempt}次冻结，不能删去"),
                format!("task {id} was frozen by draw {draw}, attempt {attempt}: it cannot be left out"),
            )),
        }
    };
    Ok(committed.tasks.iter().filter_map(|task| problem(task.task.as_str())).collect())
}
