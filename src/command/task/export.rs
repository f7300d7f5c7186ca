//! Documents on disk: one workbook, the directory of a task, a plan table. Written whole or not at
//! all, never over something else unasked; the same archive gives the same bytes.

use super::checks;
use super::drawn::{self, Drawn};
use super::found::{self, Found};
use super::values::{Words, listed};
use super::{layout, layouts};
use crate::archive::Archive;
use crate::command::answer::Answer;
use crate::command::output::Output;
use crate::command::plan::matters;
use crate::core::lang::counted;
use crate::core::registry::Matter;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::ingest::Format;
use crate::publish::forms::{Content, Kind, Layout, Rows, page, sheet};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// The documents of a task, in the order in which they are needed.
const DOCUMENTS: [(Kind, &str); 6] = [
    (Kind::WorkPlan, "work-plan"),
    (Kind::Announcement, "announcement"),
    (Kind::NameList, "name-list"),
    (Kind::Notice, "notice"),
    (Kind::Record, "record"),
    (Kind::Outcome, "outcome"),
];

/// One workbook of a drawn task.
pub async fn workbook(
    env: &Env,
    archive: &Archive,
    found: &Found,
    file: &Path,
    wanted: Option<&str>,
    replace: bool,
) -> Result<Answer> {
    let kind = match wanted {
        None => Kind::Outcome,
        Some(name) if name.ends_with(".toml") => super::read(Path::new(name))?.kind,
        Some(name) => Layout::ours(name).map_or(Kind::Outcome, |layout| layout.kind),
    };
    if !matches!(kind, Kind::Outcome | Kind::NameList | Kind::Announcement) {
        let kind = kind.word();
        return Err(Error::said(
            Exit::Usage,
            format!("{kind} 不写成工作簿"),
            format!("a {kind} is not written as a workbook"),
        )
        .advice("打印页面请用 suicha task forms", "`suicha task forms` writes its pages"));
    }
    let layout = layout(env, kind, wanted, kind.word())?;
    let output = xlsx(file, replace)?;
    let drawn = drawn::read(archive, found).await?;
    let content = Book::new(env, found, &drawn)?.content(kind);
    let rows = layout.table().map_or(0, |(_, rows)| content.rows(rows).len());
    let bytes = sheet::workbook(&layout, &content, env.lang).map_err(unwritten)?;
    output.write(|out| out.write_all(&bytes))?;
    let (name, number) = (file.display(), &found.task.number);
    let text = env.lang.pick(
        format!("任务 {number} 的{}（{rows}行）已写入 {name}\n", kind.title(env.lang)),
        format!(
            "{} of task {number} ({}) are in {name}\n",
            kind.title(env.lang),
            counted(rows as u64, "row")
        ),
    );
    Ok(Answer::new(
        text,
        json!({"task": number, "layout": layout.name, "file": name.to_string(), "rows": rows, "subjects": drawn.visits.len()}),
    ))
}

/// Every document of a drawn task in a new directory.
pub async fn forms(
    env: &Env,
    archive: &Archive,
    found: &Found,
    dir: &Path,
    given: &[String],
) -> Result<Answer> {
    let given = layouts(given)?;
    let drawn = drawn::read(archive, found).await?;
    let book = Book::new(env, found, &drawn)?;
    let mut files: BTreeMap<String, (Vec<u8>, bool)> = BTreeMap::new();
    for (kind, name) in DOCUMENTS {
        let own = given.iter().find(|layout| layout.kind == kind).cloned();
        let layout = own.map_or_else(|| layout(env, kind, None, name), Ok)?;
        if kind != Kind::Outcome {
            let contents = book.contents(kind);
            let page = page::document(&layout, &contents, env.lang);
            files.insert(format!("{name}.html"), (page.into_bytes(), !kind.public()));
        }
        if matches!(kind, Kind::Outcome | Kind::NameList | Kind::Announcement) {
            let bytes = sheet::workbook(&layout, &book.content(kind), env.lang).map_err(unwritten)?;
            files.insert(format!("{name}.xlsx"), (bytes, !kind.public()));
        }
    }
    write_dir(dir, &files)?;
    let (subjects, number, name) = (drawn.visits.len(), &found.task.number, dir.display());
    let (zh, en) = (
        files.keys().cloned().collect::<Vec<_>>().join("、"),
        files.keys().cloned().collect::<Vec<_>>().join(", "),
    );
    let text = env.lang.pick(
        format!("任务 {number} 的文书（{subjects}户）已写入 {name}：{zh}\n  HTML 文件请用浏览器打开并打印；announcement 以外的为内部文书\n"),
        format!("the documents of task {number} ({subjects} subjects) are in {name}: {en}\n  open the HTML files in a browser and print them; all but the announcement are internal\n"),
    );
    Ok(Answer::new(
        text,
        json!({"task": number, "dir": name.to_string(), "subjects": subjects, "files": files.keys().collect::<Vec<_>>()}),
    ))
}

/// A plan as a table.
pub async fn plan_table(
    env: &Env,
    number: &str,
    file: &Path,
    wanted: Option<&str>,
    replace: bool,
) -> Result<Answer> {
    let layout = layout(env, Kind::PlanTable, wanted, "qingchuan")?;
    let output = xlsx(file, replace)?;
    let archive = env.archive().await?;
    let plan = archive.plan(number).await?.ok_or_else(|| {
        Error::said(Exit::Usage, format!("计划 {number} 没有公布"), format!("no plan {number} is published"))
            .advice("见 suicha plan list", "see `suicha plan list`")
    })?;
    let words = Words::new(env)?;
    let list: Vec<Matter> = matters(&archive, env.now()).await?;
    let (mut rows, mut draws) = (Vec::new(), Vec::new());
    for (at, found) in (1..).zip(found::of(&archive, &plan).await?) {
        let ended = drawn::ended(&archive, &found).await.ok();
        let drawn = match &ended {
            None => None,
            Some((row, end)) => {
                let all = found.draws.len();
                draws.push(env.lang.pick(
                    format!(
                        "{} 抽取 {} 第{}次（共{all}次），结果摘要 {}",
                        found.task.number, row.draw, row.attempt, end.digest
                    ),
                    format!(
                        "{} draw {} attempt {} (of {all}), result {}",
                        found.task.number, row.draw, row.attempt, end.digest
                    ),
                ));
                Some((row, drawn::read(&archive, &found).await?.visits.len() as u64))
            }
        };
        let mut values = words.task(&found, &list, drawn);
        values.insert("number", at.to_string());
        rows.push(values);
    }
    let stamp = words.plan_stamp(&plan, draws);
    let values = rows.first().cloned().unwrap_or_default();
    let (tasks, content) =
        (rows.len(), Content { values, tables: BTreeMap::from([(Rows::Tasks, rows)]), stamp });
    let bytes = sheet::workbook(&layout, &content, env.lang).map_err(unwritten)?;
    output.write(|out| out.write_all(&bytes))?;
    let (name, ours) = (file.display(), &layout.name);
    let text = env.lang.pick(
        format!("计划 {number} 第{}版（{tasks}个任务，版式 {ours}）已写入 {name}\n", plan.version),
        format!(
            "plan {number} version {} ({}, layout {ours}) is in {name}\n",
            plan.version,
            counted(tasks as u64, "task")
        ),
    );
    Ok(Answer::new(
        text,
        json!({"number": number, "version": plan.version, "tasks": tasks, "layout": ours, "file": name.to_string()}),
    ))
}

/// A drawn task, ready to become any document.
struct Book<'a> {
    words: Words<'a>,
    found: &'a Found,
    drawn: &'a Drawn,
    listed: bool,
}

impl<'a> Book<'a> {
    fn new(env: &'a Env, found: &'a Found, drawn: &'a Drawn) -> Result<Self> {
        let listed = listed(drawn, env.now().date());
        Ok(Self { words: Words::new(env)?, found, drawn, listed })
    }

    /// The content of a document about all subjects.
    fn content(&self, kind: Kind) -> Content {
        let subjects: Vec<_> =
            (1..).zip(&self.drawn.visits).map(|(at, visit)| self.words.subject(at, visit)).collect();
        let matters: Vec<_> = self.drawn.matters.iter().map(|matter| self.words.matter(matter)).collect();
        let values = self.words.of_draw(self.found, self.drawn, self.listed);
        let mut tables = BTreeMap::from([(Rows::Matters, matters)]);
        if kind == Kind::Outcome {
            let empty = |_: &_| None;
            tables.insert(Rows::Checks, checks::rows(&self.words, &values, self.drawn, &empty));
        }
        if !kind.public() || self.listed {
            tables.insert(Rows::Subjects, subjects);
        }
        Content { values, tables, stamp: self.words.stamp(self.found, self.drawn) }
    }

    /// The contents of a document's pages.
    fn contents(&self, kind: Kind) -> Vec<Content> {
        let whole = self.content(kind);
        if !kind.per_subject() {
            return vec![whole];
        }
        let page = |(at, visit): (usize, _)| {
            let visit: &super::drawn::Visit = visit;
            let mut content = whole.clone();
            content.values.extend(self.words.subject(at, visit));
            let team = visit.team.iter().map(|officer| self.words.officer(officer));
            content.tables.insert(Rows::Officers, team.collect());
            content.tables.remove(&Rows::Subjects);
            content.stamp.code.push_str(&format!(" id {}", visit.subject.id));
            content
        };
        (1..).zip(&self.drawn.visits).map(page).collect()
    }
}

fn xlsx(file: &Path, replace: bool) -> Result<Output> {
    let output = Output::new(file, replace, &[])?;
    match output.format {
        Format::Xlsx => Ok(output),
        Format::Csv => {
            let file = file.display();
            Err(Error::said(
                Exit::Usage,
                format!("{file}：文件名须以 .xlsx 结尾"),
                format!("{file}: the name must end in .xlsx"),
            ))
        }
    }
}

/// Writes a new directory; one that holds exactly this is left alone.
pub fn write_dir(dir: &Path, files: &BTreeMap<String, (Vec<u8>, bool)>) -> Result<()> {
    let name = dir.display();
    if dir.exists() {
        let same = |(file, (bytes, _)): (&String, &(Vec<u8>, bool))| {
            std::fs::read(dir.join(file)).is_ok_and(|found| found == *bytes)
        };
        return match files.iter().all(same) {
            true => Ok(()),
            false => Err(Error::said(
                Exit::Conflict,
                format!("{name} 已存在，内容与此不同，没有覆盖"),
                format!("{name} exists and holds something else"),
            )
            .advice("请换一个新目录，或删除该目录", "name a new directory, or remove this one")),
        };
    }
    let all = files.iter().map(|(file, (bytes, secret))| (file.as_str(), bytes.as_slice(), *secret));
    durable::write_dir(dir, all).map_err(|e| {
        let (zh, en) = system_words(&e);
        Error::said(Exit::Outside, format!("无法写入 {name}：{zh}"), format!("cannot write {name}: {en}"))
    })
}

fn unwritten(e: impl std::fmt::Display) -> Error {
    Error::new(Exit::Bug, format!("a workbook could not be built: {e}"))
}
