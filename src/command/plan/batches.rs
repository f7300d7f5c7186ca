//! `suicha plan batches`: the drawn subjects of a task in the order of their tickets, split over
//! dates. For tasks that visit everybody, whose only lot is the order.

use super::merge::to_visit;
use crate::archive::TerminalKind;
use crate::command::answer::Answer;
use crate::command::draw::{attempt_of, draw_id, files_of, inputs_of};
use crate::command::output::Output;
use crate::core::batch::{Batch, batches};
use crate::core::id::SubjectId;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::Listing;
use serde_json::json;
use std::path::Path;

/// What is asked for.
pub struct Wanted<'a> {
    /// The draw.
    pub draw: &'a str,
    /// The task.
    pub task: &'a str,
    /// First days of the batches.
    pub days: &'a [String],
    /// The list.
    pub out: Option<&'a Path>,
    /// Replace it if it exists.
    pub replace: bool,
}

/// Splits the subjects of a task.
pub async fn run(env: &Env, wanted: &Wanted<'_>) -> Result<Answer> {
    let days = wanted.days.iter().map(|text| crate::command::day(text)).collect::<Result<Vec<Date>>>()?;
    let output = wanted.out.map(|path| Output::new(path, wanted.replace, &[])).transpose()?;
    let (archive, draw) = (env.archive().await?, draw_id(wanted.draw)?);
    let row = attempt_of(&archive, &draw, None).await?;
    let end = archive.terminal(&draw, row.attempt).await?.map(|terminal| terminal.kind);
    if end != Some(TerminalKind::Result) {
        return Err(Error::said(
            Exit::Timing,
            format!("抽取 {draw} 还没有结果"),
            format!("draw {draw} has no result yet"),
        )
        .advice("批次按签号排定：请先抽取", "batches follow the tickets: run the draw first"));
    }
    let files = files_of(&archive, &row).await?;
    let inputs = inputs_of(&files, &draw)?;
    let Some(task) = inputs.tasks.iter().find(|task| task.plan.task.as_str() == wanted.task) else {
        let (task, known) = (wanted.task, inputs.tasks.iter().map(|task| task.plan.task.as_str()));
        let known: Vec<&str> = known.collect();
        return Err(Error::said(
            Exit::Usage,
            format!("抽取 {draw} 中没有任务 {task}，只有 {}", known.join("、")),
            format!("draw {draw} has no task {task:?}; it has {}", known.join(", ")),
        ));
    };
    let drawn = to_visit(&files, &row, &task.plan.task)?;
    let subjects = drawn.into_iter().map(|(id, ticket)| (ticket, id)).collect();
    let found = batches(subjects, &days)
        .map_err(|e| Error::said(Exit::Usage, format!("批次日期须依次在后：{e}"), e))?;
    if let Some(output) = &output {
        let columns = env.lang.pick(
            [("批次", 8.0), ("开始日期", 14.0), ("顺序", 8.0), ("统一社会信用代码/注册号", 24.0)],
            [("batch", 8.0), ("from", 14.0), ("order", 8.0), ("id", 24.0)],
        );
        let name = env.lang.pick("检查批次", "batches");
        let rows = rows(&found);
        let listing = Listing { name, columns: &columns, rows: &rows };
        output.write(|out| listing.write(out, output.format, env.lang))?;
    }
    let mut text = String::new();
    for (number, Batch { day, subjects }) in (1..).zip(&found) {
        let n = subjects.len();
        let first = subjects.first().map_or("", SubjectId::as_str);
        text.push_str(&env.lang.pick(
            format!("第{number}批 {day} 起：{n}户，第一户 {first}\n"),
            format!("batch {number} from {day}: {n} subjects, first {first}\n"),
        ));
    }
    let batch = |batch: &Batch| {
        let ids: Vec<&str> = batch.subjects.iter().map(SubjectId::as_str).collect();
        json!({"from": batch.day.to_string(), "subjects": ids})
    };
    let document = found.iter().map(batch).collect::<Vec<_>>();
    Ok(Answer::new(text, json!({"draw": draw.as_str(), "task": wanted.task, "batches": document})))
}

fn rows(found: &[Batch]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (number, batch) in (1..).zip(found) {
        for id in &batch.subjects {
            let order = rows.len() + 1;
            let number: u32 = number;
            rows.push(vec![number.to_string(), batch.day.to_string(), order.to_string(), id.to_string()]);
        }
    }
    rows
}
