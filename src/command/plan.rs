//! `suicha plan …`: annual plans, checked against the item list and published as versions.

mod amended;
mod batches;
mod exemptions;
mod known;
mod load;
mod merge;
mod named;
mod number;

pub(super) use amended::held;

use self::named::Named;
use super::answer::Answer;
use super::task::words;
use super::{damage, day, logged, read_text, rejected};
use crate::annual::{AnnualPlan, Task};
use crate::archive::Archive;
use crate::cli::PlanCommand;
use crate::core::digest::Digest;
use crate::core::lang::{Lang, Twin, counted};
use crate::core::log::Event;
use crate::core::registry::{Matter, RosterKind};
use crate::core::time::{Date, Timestamp};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::path::Path;

/// Runs one plan command.
pub async fn run(env: &Env, command: &PlanCommand) -> Result<Answer> {
    match command {
        PlanCommand::Publish { file, dry_run } => publish(env, file, *dry_run, None).await,
        PlanCommand::Amend { file, reason } => publish(env, file, false, Some(reason)).await,
        PlanCommand::List => list(env).await,
        PlanCommand::Export { number, file, layout, replace } => {
            super::task::plan_table(env, number, file, layout.as_deref(), *replace).await
        }
        PlanCommand::Show { number, version, load, as_of } => {
            let mut answer = show(env, number, *version).await?;
            if *load {
                let day = as_of.as_deref().map_or(Ok(env.now().date()), day)?;
                add_load(env, &mut answer, number, *version, day).await?;
            }
            Ok(answer)
        }
        PlanCommand::Merge { quarter, frames, out, replace } => {
            let (quarter, out) = (quarter.as_deref(), out.as_deref());
            merge::run(env, &merge::Wanted { quarter, frames: *frames, out, replace: *replace }).await
        }
        PlanCommand::Batches { draw, task, dates, out, replace } => {
            let wanted = batches::Wanted { draw, task, days: dates, out: out.as_deref(), replace: *replace };
            batches::run(env, &wanted).await
        }
        PlanCommand::Exemptions { as_of } => {
            let day = as_of.as_deref().map_or(Ok(env.now().date()), day)?;
            Ok(exemptions::run(day, env.lang))
        }
        PlanCommand::Number { region, year, date } => number::run(env, region, *year, date.as_deref()).await,
    }
}

/// A published plan, parsed.
pub struct Published {
    /// 抽查计划编号.
    pub number: String,
    /// Version, from 1.
    pub version: u32,
    /// The plan.
    pub plan: AnnualPlan,
}

/// The latest version of a published plan.
pub async fn latest(archive: &Archive, number: &str) -> Result<Published> {
    let row = archive.plan(number).await?.ok_or_else(|| {
        Error::said(Exit::Usage, format!("计划 {number} 没有公布"), format!("no plan {number} is published"))
            .advice("见 suicha plan list", "see `suicha plan list`")
    })?;
    let plan = AnnualPlan::read(&row.text).map_err(|e| damaged(number, &e))?;
    Ok(Published { number: row.number, version: row.version, plan })
}

pub(super) fn damaged(number: &str, e: &Twin) -> Error {
    damage::damaged(Twin::new(format!("计划 {number} "), format!("plan {number}")), e.clone())
}

/// The item list in force.
pub async fn matters(archive: &Archive, now: Timestamp) -> Result<Vec<Matter>> {
    let roster = archive.latest_roster(RosterKind::Matters, now.date()).await?.ok_or_else(|| {
        Error::said(
            Exit::Usage,
            "还没有随机抽查事项清单：清单之外不得抽查",
            "there is no item list (随机抽查事项清单) yet: what is not listed is not inspected",
        )
        .advice("suicha import matters 文件", "suicha import matters FILE")
    })?;
    let mut matters = super::rosters::matters(archive, &roster).await?;
    matters.retain(|matter| matter.effective.is_none_or(|day| day <= now.date()));
    Ok(matters)
}

async fn publish(env: &Env, file: &Path, dry_run: bool, reason: Option<&str>) -> Result<Answer> {
    let text = read_text(file)?;
    let name = file.display();
    let name = Twin::new(format!("{name} "), name.to_string());
    let plan = AnnualPlan::read(&text).map_err(|e| rejected(&name, &[e]))?;
    let archive = env.archive().await?;
    logged::catch_up(env, &archive).await?;
    let list = matters(&archive, env.now()).await?;
    let held = amended::held(&archive, &plan.number).await?;
    let mut problems = plan.problems(&list, env.now().date(), &held);
    problems.extend(number::taken(&archive, &plan).await?);
    // A number that was published once stays what it is: an amendment is warned, not refused.
    if archive.plan(&plan.number).await?.is_none() {
        problems.extend(number::Regions::of(&env.config.region, &plan).foreign);
    }
    if !problems.is_empty() {
        return Err(rejected(&name, &problems));
    }
    let digest = Digest::of(text.as_bytes());
    let version = match (archive.plan(&plan.number).await?, reason) {
        (Some(row), _) if row.digest == digest => {
            return told(env, &archive, (&plan, row.version, &digest), &list, dry_run).await;
        }
        (Some(row), Some(_)) => {
            amended::drawn_tasks_stay(&archive, &plan).await?;
            row.version + 1
        }
        (None, None) => 1,
        (Some(row), None) => {
            let (number, version) = (&plan.number, row.version);
            return Err(Error::said(
                Exit::Conflict,
                format!("计划 {number} 已公布（第{version}版）"),
                format!("plan {number} is published already, as version {version}"),
            )
            .advice(
                "修改请用 suicha plan amend 文件 --reason 原因；旧版保留",
                "publish a change with `suicha plan amend FILE --reason TEXT`; the old version stays",
            ));
        }
        (None, Some(_)) => {
            let number = &plan.number;
            return Err(Error::said(
                Exit::Usage,
                format!("计划 {number} 尚未公布"),
                format!("plan {number} is not published yet"),
            )
            .advice("请用 suicha plan publish", "use `suicha plan publish`"));
        }
    };
    if !dry_run {
        let now = super::draw::steady_clock(env, &archive).await?;
        let verb = reason.map_or("plan publish".to_owned(), |reason| format!("plan amend: {reason}"));
        let mut writer = logged::begin(env, &archive, &verb, now).await?;
        writer.put_plan(&plan.number, version, &plan.name, &text).await?;
        let events = [(Event::Plan(plan.number.clone(), version), digest)];
        let object = format!("plan {} version {version}", plan.number);
        logged::commit(env, &archive, writer, &events, &object, digest).await?;
    }
    told(env, &archive, (&plan, version, &digest), &list, dry_run).await
}

/// The answer of a publication; a dry run also says what the plan would do.
async fn told(
    env: &Env,
    archive: &Archive,
    (plan, version, digest): (&AnnualPlan, u32, &Digest),
    list: &[Matter],
    dry_run: bool,
) -> Result<Answer> {
    let mut answer = published(env, plan, version, digest, dry_run);
    let mut warnings = plan.warnings(list);
    warnings.extend(known::unknown(plan, &env.config.codebook()?));
    let regions = number::Regions::of(&env.config.region, plan);
    warnings.extend(regions.foreign.into_iter().chain(regions.above));
    warn(&mut answer, &warnings, env.lang);
    if dry_run
        && let Some(load) = load::of(archive, plan, list, env.now().date(), env.config.codebook()?).await?
    {
        answer.text.push_str(&load.text(env.lang));
        answer.json["load"] = load.document();
    }
    Ok(answer)
}

/// What a published plan would do, behind what `show` says.
async fn add_load(
    env: &Env,
    answer: &mut Answer,
    number: &str,
    version: Option<u32>,
    day: Date,
) -> Result<()> {
    let archive = env.archive().await?;
    let row = match version {
        None => archive.plan(number).await?,
        Some(version) => archive.plan_version(number, version).await?,
    };
    let row = row.expect("show has found this version");
    let plan = AnnualPlan::read(&row.text).map_err(|e| damaged(number, &e))?;
    let list = matters(&archive, env.now()).await?;
    warn(answer, &plan.warnings(&list), env.lang);
    let load = load::of(&archive, &plan, &list, day, env.config.codebook()?).await?.ok_or_else(|| {
        Error::said(
            Exit::Usage,
            format!("没有{day}或以前的检查对象名录"),
            format!("there is no roster of subjects as of {day} or before"),
        )
        .advice("suicha import subjects 文件 --as-of 日期", "suicha import subjects FILE --as-of DATE")
    })?;
    answer.text.push_str(&load.text(env.lang));
    answer.json["load"] = load.document();
    Ok(())
}

/// What should be thought over, below what the answer says.
fn warn(answer: &mut Answer, warnings: &[Twin], lang: Lang) {
    for warning in warnings {
        let line = lang.pick(format!("  提醒：{}\n", warning.zh), format!("  warning: {}\n", warning.en));
        answer.text.push_str(&line);
    }
    let twin = |warning: &Twin| json!({"zh": warning.zh, "en": warning.en});
    answer.json["warnings"] = warnings.iter().map(twin).collect();
}

fn published(env: &Env, plan: &AnnualPlan, version: u32, digest: &Digest, dry_run: bool) -> Answer {
    let (number, name, tasks) = (&plan.number, &plan.name, plan.tasks.len());
    let head = match dry_run {
        true => env.lang.pick("试运行，未保存。", "Dry run, nothing stored. "),
        false => "",
    };
    let text = env.lang.pick(
        format!("{head}计划 {number}《{name}》第{version}版，{tasks}个任务，摘要 {digest}\n"),
        format!(
            "{head}plan {number} “{name}”, version {version}, {}, digest {digest}\n",
            counted(tasks as u64, "task")
        ),
    );
    Answer::new(
        text,
        json!({"number": number, "version": version, "tasks": tasks, "digest": digest.hex(), "dry_run": dry_run}),
    )
}

async fn list(env: &Env) -> Result<Answer> {
    let archive = env.archive().await?;
    let rows = archive.plans().await?;
    let mut text = String::new();
    for row in &rows {
        text.push_str(&env.lang.pick(
            format!("{} 第{}版 {}（{}发布）\n", row.number, row.version, row.name, row.published_at.date()),
            format!(
                "{} version {} {} (published {})\n",
                row.number,
                row.version,
                row.name,
                row.published_at.date()
            ),
        ));
    }
    if rows.is_empty() {
        text = env.lang.pick("尚无计划\n", "no plan yet\n").into();
    }
    let plans: Vec<Value> = rows
        .iter()
        .map(|row| json!({"number": row.number, "version": row.version, "name": row.name}))
        .collect();
    Ok(Answer::new(text, json!({"plans": plans})))
}

async fn show(env: &Env, number: &str, version: Option<u32>) -> Result<Answer> {
    let archive = env.archive().await?;
    let versions = archive.plan_versions(number).await?;
    let found = match version {
        None => versions.last(),
        Some(wanted) => versions.iter().find(|row| row.version == wanted),
    };
    let row = found.ok_or_else(|| {
        Error::said(
            Exit::Usage,
            format!("计划 {number} 没有公布，或没有这一版"),
            format!("no such version of plan {number} is published"),
        )
        .advice("见 suicha plan list", "see `suicha plan list`")
    })?;
    let plan = AnnualPlan::read(&row.text).map_err(|e| damaged(number, &e))?;
    let mut text = env.lang.pick(
        format!("{} 第{}版《{}》，共{}版\n", row.number, row.version, row.name, versions.len()),
        format!("{} version {} of {}: {}\n", row.number, row.version, versions.len(), row.name),
    );
    let named = Named::read(env, &archive).await?;
    for task in &plan.tasks {
        text.push_str(&env.lang.pick(
            format!(
                "  {}（{}）{}：事项 {}，范围 {}\n",
                task.id,
                task.number,
                task.name,
                task.matters.iter().map(|code| named.matter(code)).collect::<Vec<_>>().join("、"),
                words::scope(&task.scope, &named.book, Lang::Zh)
            ),
            format!(
                "  {} ({}) {}: matters {}, scope {}\n",
                task.id,
                task.number,
                task.name,
                task.matters.join(", "),
                task.scope
            ),
        ));
        text.push_str(&origin(task, env.lang));
        for stratum in &task.strata {
            let (name, conditions) = (&stratum.name, stratum.conditions.as_deref());
            text.push_str(&env.lang.pick(
                format!(
                    "    {name}：{}（{}；{}）\n",
                    words::quota(&stratum.quota, Lang::Zh),
                    stratum.quota,
                    conditions.map_or("其余".into(), |text| words::scope(text, &named.book, Lang::Zh))
                ),
                format!("    {name}: {} [{}]\n", stratum.quota, conditions.unwrap_or("the rest")),
            ));
        }
    }
    let task = |t: &Task| {
        json!({
            "id": t.id, "number": t.number, "name": t.name, "source": t.source().0,
            "partnership": t.partnership().0, "reason": t.reason, "approved_by": t.approved_by,
            "approved_on": t.approved_on,
        })
    };
    let tasks: Vec<Value> = plan.tasks.iter().map(task).collect();
    Ok(Answer::new(
        text,
        json!({"number": row.number, "version": row.version, "name": row.name, "tasks": tasks, "text": row.text}),
    ))
}

/// Where a task comes from, and who takes part.
fn origin(task: &Task, lang: Lang) -> String {
    let (source, with) = (task.source().1, task.partnership().1);
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let approved = match task.temporary {
        false => Twin::new("", ""),
        true => {
            let (reason, by, on) = (given(&task.reason), given(&task.approved_by), given(&task.approved_on));
            let (zh_on, en_on) =
                if on.is_empty() { Default::default() } else { (format!("{on} "), format!(" on {on}")) };
            Twin::new(
                format!("：{reason}（{zh_on}{by} 批准）"),
                format!(": {reason} (approved by {by}{en_on})"),
            )
        }
    };
    lang.pick(
        format!("    {}，{}{}\n", source.zh, with.zh, approved.zh),
        format!("    {}, {}{}\n", source.en, with.en, approved.en),
    )
}
