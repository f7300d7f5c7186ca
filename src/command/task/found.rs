//! Tasks in the archive: of which plan, and drawn how often.

use crate::annual::{AnnualPlan, Task};
use crate::archive::{Archive, Draw, PublishedPlan, TerminalKind};
use crate::cli::WhichTask;
use crate::command::draw::commitment_of;
use crate::command::outcome::Book;
use crate::command::plan::damaged;
use crate::core::lang::Twin;
use crate::core::log::Attempt;
use crate::core::outcome::Progress;
use crate::core::seed::Commitment;
use crate::core::time::Date;
use crate::error::{Error, Exit, Result};
use std::collections::BTreeMap;

/// A task of a published plan.
pub struct Found {
    /// The plan, in the version that was drawn, or the one in force.
    pub plan: PublishedPlan,
    /// The plan as a bureau writes it.
    pub annual: AnnualPlan,
    /// The task.
    pub task: Task,
    /// Every attempt that drew it, oldest first.
    pub draws: Vec<Draw>,
}

/// How far a task has come on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not frozen yet.
    Planned,
    /// The last attempt is void.
    Void,
    /// Frozen; there is no result yet.
    Frozen,
    /// Drawn; so many subjects to be inspected, and of them published.
    Drawn(u64, u64),
    /// Every subject's result is public, since that day.
    Done(u64, Date),
}

impl Stage {
    /// 待执行, 执行中 (a drawn list exists), 已完成 (every result is public).
    pub fn state(self) -> (&'static str, &'static str) {
        match self {
            Stage::Drawn(..) => ("执行中", "in progress"),
            Stage::Done(..) => ("已完成", "done"),
            _ => ("待执行", "to be done"),
        }
    }

    /// Subjects to be inspected and of them published, of a drawn task.
    pub fn counts(self) -> Option<(u64, u64)> {
        match self {
            Stage::Drawn(due, public) => Some((due, public)),
            Stage::Done(due, _) => Some((due, due)),
            _ => None,
        }
    }

    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Planned => "not drawn yet",
            Stage::Void => "void, to be repeated",
            Stage::Frozen => "frozen, no result yet",
            Stage::Drawn(..) => "has its result",
            Stage::Done(..) => "all results public",
        }
    }

    /// The same more closely.
    pub fn words(self) -> Twin {
        match self {
            Stage::Planned => Twin::new("尚未抽取", "not drawn yet"),
            Stage::Void => Twin::new("最近一次已作废", "void, to be repeated"),
            Stage::Frozen => Twin::new("已冻结，尚无结果", "frozen, no result yet"),
            Stage::Drawn(due, public) => Twin::new(
                format!("已抽取，应检查{due}户，已公示{public}户"),
                format!("drawn: {due} to be inspected, {public} published"),
            ),
            Stage::Done(due, on) => Twin::new(
                format!("应检查{due}户，{on}已全部公示"),
                format!("{due} inspected, all published by {on}"),
            ),
        }
    }
}

impl Found {
    /// How far it has come on a day.
    pub async fn stage(&self, works: &mut Works<'_>) -> Result<Stage> {
        let Some(row) = self.draws.last() else { return Ok(Stage::Planned) };
        match works.archive.terminal(&row.draw, row.attempt).await?.map(|end| end.kind) {
            None => return Ok(Stage::Frozen),
            Some(TerminalKind::Void) => return Ok(Stage::Void),
            Some(TerminalKind::Result) => {}
        }
        let task = works.of(row).await?.task(&self.task.id);
        let (due, public) = task.map_or((0, 0), |task| (task.due, task.public));
        Ok(match task.and_then(|task| task.done_on) {
            Some(on) => Stage::Done(due, on),
            None => Stage::Drawn(due, public),
        })
    }
}

/// How far draws with a result have come on a day, each read once.
pub struct Works<'a> {
    archive: &'a Archive,
    as_of: Date,
    known: BTreeMap<Attempt, Progress>,
}

impl<'a> Works<'a> {
    /// None read yet.
    pub fn new(archive: &'a Archive, as_of: Date) -> Self {
        Self { archive, as_of, known: BTreeMap::new() }
    }

    async fn of(&mut self, row: &Draw) -> Result<&Progress> {
        let attempt = Attempt::new(&row.draw, row.attempt);
        if !self.known.contains_key(&attempt) {
            let progress = Book::of(self.archive, row.clone()).await?.progress(self.as_of)?;
            self.known.insert(attempt.clone(), progress);
        }
        Ok(&self.known[&attempt])
    }
}

/// Every task of the plans in force, in the plans' order.
pub async fn all(archive: &Archive) -> Result<Vec<Found>> {
    let drawn = draws(archive).await?;
    let mut all = Vec::new();
    for plan in archive.plans().await? {
        all.extend(of_plan(&plan, &drawn)?);
    }
    Ok(all)
}

/// The tasks of one plan.
pub async fn of(archive: &Archive, plan: &PublishedPlan) -> Result<Vec<Found>> {
    of_plan(plan, &draws(archive).await?)
}

fn of_plan(plan: &PublishedPlan, drawn: &[(Draw, Commitment)]) -> Result<Vec<Found>> {
    let annual = read(plan)?;
    let found = |task: &Task| Found {
        plan: plan.clone(),
        annual: annual.clone(),
        task: task.clone(),
        draws: of_task(drawn, &plan.number, &task.id),
    };
    Ok(annual.tasks.iter().map(found).collect())
}

/// The task that is meant, in the version of the plan that was drawn.
pub async fn one(archive: &Archive, which: &WhichTask) -> Result<Found> {
    let mut found = all(archive).await?;
    found.retain(|found| found.task.number == which.task || found.task.id == which.task);
    let named = &which.task;
    if found.len() > 1 {
        let numbers: Vec<&str> = found.iter().map(|found| found.task.number.as_str()).collect();
        let numbers = numbers.join("、");
        return Err(Error::said(
            Exit::Usage,
            format!("几个计划都有任务 {named}"),
            format!("several plans have a task {named}"),
        )
        .advice(format!("请用任务编号：{numbers}"), format!("use the task's number: {numbers}")));
    }
    let mut found = found.pop().ok_or_else(|| {
        Error::said(Exit::Usage, format!("没有任务 {named}"), format!("there is no task {named}"))
            .advice("见 suicha task list", "see `suicha task list`")
    })?;
    in_draw(&found, which.draw.as_deref())?;
    let version = found.draws.last().map(|row| row.plan_version).filter(|v| *v != found.plan.version);
    if let Some(version) = version {
        let plan = archive.plan_version(&found.plan.number, version).await?;
        let plan = plan.ok_or_else(|| {
            let what = Twin::new(format!("没有第{version}版"), format!("no version {version}"));
            damaged(&found.plan.number, &what)
        })?;
        found.annual = read(&plan)?;
        if let Some(task) = found.annual.tasks.iter().find(|task| task.id == found.task.id) {
            found.task = task.clone();
        }
        found.plan = plan;
    }
    Ok(found)
}

fn in_draw(found: &Found, draw: Option<&str>) -> Result<()> {
    let last = found.draws.last().map(|row| row.draw.as_str());
    match draw {
        Some(wanted) if last != Some(wanted) => {
            let (task, zh, en) = (&found.task.id, last.unwrap_or("无"), last.unwrap_or("none"));
            Err(Error::said(
                Exit::Usage,
                format!("任务 {task} 不属于抽取 {wanted}，而属于：{zh}"),
                format!("task {task} does not belong to draw {wanted}, but to {en}"),
            ))
        }
        _ => Ok(()),
    }
}

async fn draws(archive: &Archive) -> Result<Vec<(Draw, Commitment)>> {
    let mut all = Vec::new();
    for row in archive.draws().await? {
        let commitment = commitment_of(archive, &row).await?;
        all.push((row, commitment));
    }
    all.sort_by_key(|(row, _)| (row.frozen_at, row.attempt));
    Ok(all)
}

fn of_task(drawn: &[(Draw, Commitment)], plan: &str, task: &str) -> Vec<Draw> {
    let holds = |commitment: &Commitment| commitment.tasks.iter().any(|it| it.task.as_str() == task);
    let of_task = drawn.iter().filter(|(row, commitment)| row.plan == plan && holds(commitment));
    of_task.map(|(row, _)| row.clone()).collect()
}

fn read(plan: &PublishedPlan) -> Result<AnnualPlan> {
    AnnualPlan::read(&plan.text).map_err(|e| damaged(&plan.number, &e))
}
