//! `suicha export outcomes`: the workbook of a whole draw, with whatever is recorded already. It is the
//! workbook of `suicha task export`, as XLSX or CSV; read back unchanged it says nothing new.

use super::book::Book;
use crate::cli::Export;
use crate::command::answer::Answer;
use crate::command::output::Output;
use crate::command::task;
use crate::core::lang::{Lang, counted};
use crate::core::outcome::About;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{Format, Table, write_tables};
use crate::publish::forms::layout::Column;
use crate::publish::forms::{Content, Layout, Values, sheet};
use serde_json::json;

/// Writes the workbook.
pub async fn run(env: &Env, args: &Export) -> Result<Answer> {
    let draw = args
        .draw
        .as_deref()
        .ok_or_else(|| Error::said(Exit::Usage, "请用 --draw 指明抽取编号", "say which draw: --draw DRAW"))?;
    let output = Output::new(&args.file, args.replace, &[])?;
    let archive = env.archive().await?;
    let book = Book::open(&archive, draw).await?;
    let recorded = |about: &About| {
        let standing = book.story.get(about).filter(|_| !args.template)?;
        book.revisions.get(&(about.clone(), standing.revision))
    };
    let tasks = book.drawn.tasks.iter();
    let tasks: Vec<String> = tasks
        .map(|task| task.plan.task_number.clone().unwrap_or_else(|| task.plan.task.to_string()))
        .collect();
    let (layout, content) = task::outcomes(env, &archive, &book.row, &tasks, &recorded).await?;
    let rows = layout.table().map_or(0, |(_, rows)| content.rows(rows).len());
    match output.format {
        Format::Csv => {
            let (table, made) = (table(&layout, &content), content.stamp.made);
            output.write(|out| write_tables(out, Format::Csv, &[table], made, env.lang))?;
        }
        Format::Xlsx => {
            let bytes = sheet::workbook(&layout, &content, env.lang)
                .map_err(|e| Error::new(Exit::Bug, format!("a workbook could not be built: {e}")))?;
            output.write(|out| out.write_all(&bytes))?;
        }
    }
    let file = args.file.display();
    let text = env.lang.pick(
        format!("{rows}行已写入 {file}；含执法证号，只供本局使用\n"),
        format!(
            "{} are in {file}: it holds card numbers, for the bureau alone\n",
            counted(rows as u64, "row")
        ),
    );
    Ok(Answer::new(text, json!({"kind": "outcomes", "draw": draw, "file": file.to_string(), "rows": rows})))
}

/// The table of the workbook alone, for CSV, which has one heading row.
fn table(layout: &Layout, content: &Content) -> Table {
    let (part, rows) = layout.table().expect("a workbook of outcomes has a table");
    let cell = |row: &Values, column: &Column| {
        let field = column.field.as_deref();
        field.and_then(|field| row.get(field)).cloned().unwrap_or_default()
    };
    let line = |row: &Values| part.columns.iter().map(|column| cell(row, column)).collect();
    Table {
        name: layout.name.clone(),
        columns: part
            .columns
            .iter()
            .map(|column| (column.heading(Lang::Zh).to_owned(), f64::from(column.width)))
            .collect(),
        rows: content.rows(rows).iter().map(line).collect(),
    }
}
