//! `suicha task …`, and the plan tables: what the archive knows of a task, in words, into layouts.
//! Reads only; what is written are documents for people.

mod checks;
mod drawn;
mod export;
mod found;
mod values;
pub mod words;

use super::answer::Answer;
use super::{read_text, rejected};
use crate::archive::Archive;
use crate::cli::TaskCommand;
use crate::core::lang::{Twin, counted};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::forms::{Kind, Layout};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub use checks::of_draw as outcomes;
pub use export::{plan_table, write_dir};
use found::{Found, Stage, Works};

/// Runs one task command.
pub async fn run(env: &Env, command: &TaskCommand) -> Result<Answer> {
    let archive = env.archive().await?;
    match command {
        TaskCommand::List => list(env, &archive).await,
        TaskCommand::Export { which, file, layout, replace } => {
            let found = found::one(&archive, which).await?;
            export::workbook(env, &archive, &found, file, layout.as_deref(), *replace).await
        }
        TaskCommand::Forms { which, dir, layout } => {
            let found = found::one(&archive, which).await?;
            export::forms(env, &archive, &found, dir, layout).await
        }
    }
}

async fn list(env: &Env, archive: &Archive) -> Result<Answer> {
    let mut text = String::new();
    let mut tasks: Vec<Value> = Vec::new();
    let mut works = Works::new(archive, env.now().date());
    for found in found::all(archive).await? {
        let stage = found.stage(&mut works).await?;
        text.push_str(&told(env, &found, stage));
        let task = &found.task;
        tasks.push(json!({
            "plan": found.plan.number, "number": task.number, "id": task.id, "name": task.name,
            "state": stage.state().1, "stage": stage.word(), "subjects": stage.counts().map(|(due, _)| due),
            "published": stage.counts().map(|(_, public)| public), "attempts": found.draws.len(),
            "draw": found.draws.last().map(|row| row.draw.as_str()), "finish": task.finish,
            "department": task.department, "source": task.source().0, "partnership": task.partnership().0,
            "reason": task.reason, "approved_by": task.approved_by, "approved_on": task.approved_on,
        }));
    }
    if tasks.is_empty() {
        text = env.lang.pick("尚无抽查任务\n", "no task yet\n").into();
    }
    Ok(Answer::new(text, json!({"tasks": tasks})))
}

fn told(env: &Env, found: &Found, stage: Stage) -> String {
    let (number, name, id) = (&found.task.number, &found.task.name, &found.task.id);
    // One that waits for its pulse has drawn nothing.
    let (attempts, waits) = (found.draws.len(), stage == Stage::Frozen);
    let n = attempts - usize::from(waits);
    let ((zh, en), Twin { zh: stage_zh, en: stage_en }) = (stage.state(), stage.words());
    let draw = found.draws.last().map_or("", |row| row.draw.as_str());
    let (source, with) = (found.task.source().1, found.task.partnership().1);
    let kind = Twin::new(format!("{}，{}", source.zh, with.zh), format!("{}, {}", source.en, with.en));
    let (kind_zh, kind_en) = (kind.zh, kind.en);
    match attempts {
        0 => env.lang.pick(
            format!("{number} {name}（{id}；{kind_zh}）：{zh}，{stage_zh}\n"),
            format!("{number} {name} ({id}; {kind_en}): {en}, {stage_en}\n"),
        ),
        _ => env.lang.pick(
            format!("{number} {name}（{id}；{kind_zh}）：{zh}，抽取 {draw} {stage_zh}，共抽取{n}次\n"),
            format!(
                "{number} {name} ({id}; {kind_en}): {en}, draw {draw} {stage_en}, drawn {} in all\n",
                counted(n as u64, "time")
            ),
        ),
    }
}

/// The layout of a kind: what was asked for, what the configuration names, or the program's own.
fn layout(env: &Env, kind: Kind, wanted: Option<&str>, ours: &str) -> Result<Layout> {
    let forms = &env.config.forms;
    let configured = match kind {
        Kind::PlanTable => &forms.plan_table,
        Kind::Announcement => &forms.announcement,
        Kind::NameList => &forms.name_list,
        Kind::Notice => &forms.notice,
        Kind::Record => &forms.record,
        Kind::WorkPlan => &forms.work_plan,
        Kind::Outcome => &forms.outcome,
        Kind::Letter => &None,
    };
    let found = match (wanted, configured) {
        (Some(name), _) => named(Path::new(name), name, kind)?,
        (None, Some(name)) => named(&env.root.join(name), name, kind)?,
        (None, None) => Layout::ours(ours).expect("a layout of the program"),
    };
    if found.kind == kind {
        return Ok(found);
    }
    let (name, is, kind) = (&found.name, found.kind.word(), kind.word());
    Err(Error::said(
        Exit::Usage,
        format!("版式 {name} 属于 {is}，这里需要 {kind}"),
        format!("the layout {name} is a {is}; a {kind} is needed here"),
    ))
}

fn named(path: &Path, name: &str, kind: Kind) -> Result<Layout> {
    if name.ends_with(".toml") {
        return read(path);
    }
    Layout::ours(name).ok_or_else(|| {
        let names = Layout::names(kind).join(", ");
        Error::said(Exit::Usage, format!("没有版式 {name:?}"), format!("there is no layout {name:?}"))
            .advice(format!("可用：{names}，或 .toml 文件"), format!("there are {names}, or a .toml file"))
    })
}

/// Reads a bureau's own layout; every problem is listed.
fn read(path: &Path) -> Result<Layout> {
    let text = read_text(path)?;
    let file = path.display();
    Layout::read(&text).map_err(|problems| {
        rejected(&Twin::new(format!("版式 {file} "), format!("the layout {file}")), &problems)
    })
}

/// The layout files of `task forms`, at most one of each kind.
fn layouts(paths: &[String]) -> Result<Vec<Layout>> {
    let mut found: Vec<Layout> = Vec::new();
    for path in paths {
        let layout = read(&PathBuf::from(path))?;
        if found.iter().any(|other| other.kind == layout.kind) {
            let kind = layout.kind.word();
            return Err(Error::said(
                Exit::Usage,
                format!("{kind} 给出了两个版式"),
                format!("two layouts are given for {kind}"),
            ));
        }
        found.push(layout);
    }
    Ok(found)
}
