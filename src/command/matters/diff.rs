//! `suicha matters diff`: what changes between two item lists before one of them is imported, and
//! which published tasks name a matter that goes. Stores nothing.

use super::told;
use crate::annual::AnnualPlan;
use crate::archive::{Archive, StoredRoster};
use crate::command::answer::Answer;
use crate::command::{plan, rosters};
use crate::core::history::{Change, changes};
use crate::core::lang::{Twin, counted};
use crate::core::registry::{Matter, RosterKind};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Source};
use serde_json::{Value, json};
use std::path::PathBuf;

/// One of two lists.
struct List {
    name: Twin,
    matters: Vec<Matter>,
    /// Rows of a file that were refused: they are in no comparison.
    rejected: u64,
}

/// Compares two lists, or one with the list in force.
pub(super) async fn run(env: &Env, one: &str, other: Option<&str>) -> Result<Answer> {
    let archive = env.archive().await?;
    let (old, new) = match other {
        Some(other) => (list(env, &archive, one).await?, list(env, &archive, other).await?),
        None => (in_force(&archive, env.now().date()).await?, list(env, &archive, one).await?),
    };
    let found = changes(&old.matters, &new.matters);
    let tasks = bereft(&archive, &found).await?;
    let (lang, n) = (env.lang, found.len());
    let count = |list: &List| list.matters.len();
    let mut text = lang.pick(
        format!(
            "{}（{}项）与{}（{}项）相比，{n}处改动\n",
            new.name.zh,
            count(&new),
            old.name.zh,
            count(&old)
        ),
        format!(
            "{} ({}) against {} ({}): {}\n",
            new.name.en,
            counted(count(&new) as u64, "matter"),
            old.name.en,
            count(&old),
            counted(n as u64, "change")
        ),
    );
    found.iter().for_each(|change| text.push_str(&told::text(change, lang)));
    for (task, code) in &tasks {
        text.push_str(&lang.pick(
            format!("  提醒：已公布的任务 {task} 含有将被删除的事项 {code}\n"),
            format!("  warning: the published task {task} names the matter {code}, which goes\n"),
        ));
    }
    let rejected = old.rejected + new.rejected;
    if rejected > 0 {
        text.push_str(&lang.pick(
            format!("  文件中有{rejected}行被拒收，未参加比较：见 suicha import matters 文件 --dry-run\n"),
            format!(
                "  {} rejected, without a part in this: see `suicha import matters FILE --dry-run`\n",
                counted(rejected, "row")
            ),
        ));
    }
    let tasks: Vec<Value> = tasks.iter().map(|(task, code)| json!({"task": task, "matter": code})).collect();
    let document = json!({
        "old": {"name": old.name.en, "matters": count(&old)}, "new": {"name": new.name.en, "matters": count(&new)},
        "changes": found.iter().map(told::document).collect::<Vec<_>>(), "tasks": tasks, "rejected": rejected,
    });
    Ok(Answer::new(text, document).with_exit((rejected > 0).then_some(Exit::Rejected)))
}

/// A day, a file, or a version, in this order.
async fn list(env: &Env, archive: &Archive, named: &str) -> Result<List> {
    if let Ok(day) = Date::parse(named) {
        return in_force(archive, day).await;
    }
    let path = PathBuf::from(named);
    if path.is_file() {
        return file(env, path);
    }
    let rosters = archive.rosters().await?;
    for stored in rosters.into_iter().rev().filter(|stored| stored.roster.kind == RosterKind::Matters) {
        let matters = rosters::matters(archive, &stored).await?;
        if matters.iter().any(|matter| matter.version.as_str() == named) {
            let name = Twin::new(format!("清单版本 {named} "), format!("version {named}"));
            return Ok(List { name, matters, rejected: 0 });
        }
    }
    Err(Error::said(
        Exit::Usage,
        format!("{named} 不是日期、文件，也不是已导入清单的版本"),
        format!("{named} is no date, no file, and no version of a list that was imported"),
    )
    .advice("见 suicha matters history", "see `suicha matters history`"))
}

async fn in_force(archive: &Archive, day: Date) -> Result<List> {
    let stored = archive.latest_roster(RosterKind::Matters, day).await?.ok_or_else(|| {
        Error::said(
            Exit::Usage,
            format!("没有{day}或以前的随机抽查事项清单"),
            format!("there is no item list as of {day} or before"),
        )
        .advice("suicha import matters 文件 --as-of 日期", "suicha import matters FILE --as-of DATE")
    })?;
    let as_of = stored.roster.as_of;
    let name = Twin::new(format!("{as_of}的清单"), format!("the list of {as_of}"));
    Ok(List { name, matters: rosters::matters(archive, &stored).await?, rejected: 0 })
}

fn file(env: &Env, path: PathBuf) -> Result<List> {
    let (name, codebook) = (path.display().to_string(), env.config.codebook()?);
    let files = [path];
    let source = Source::of(&files, &codebook);
    let mut matters = Vec::new();
    let tally = ingest::matters(&source, &mut |_| {}, &mut |rows| {
        matters.extend(rows);
        Ok(())
    })?;
    matters.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(List { name: Twin::new(format!("文件 {name} "), name), matters, rejected: tally.rejected })
}

/// Tasks of the plans in force that name a matter which the list of a day had and a newer one has not,
/// and that no draw holds: what is drawn keeps its matters.
pub(in crate::command) async fn lost(
    archive: &Archive,
    before: &StoredRoster,
    now: &[Matter],
) -> Result<Vec<(String, String)>> {
    let found = changes(&rosters::matters(archive, before).await?, now);
    bereft(archive, &found).await
}

/// Tasks of the plans in force that name a matter which goes.
async fn bereft(archive: &Archive, found: &[Change]) -> Result<Vec<(String, String)>> {
    let gone = |code: &&String| {
        found.iter().any(|change| matches!(change, Change::Removed(m) if m.code.as_str() == code.as_str()))
    };
    let mut tasks = Vec::new();
    for row in archive.plans().await? {
        let plan = AnnualPlan::read(&row.text).map_err(|e| plan::damaged(&row.number, &e))?;
        let held = plan::held(archive, &row.number).await?;
        for task in plan.tasks.iter().filter(|task| !held.contains(&task.id)) {
            tasks.extend(task.matters.iter().filter(gone).map(|code| (task.number.clone(), code.clone())));
        }
    }
    Ok(tasks)
}
