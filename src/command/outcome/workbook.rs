//! `suicha export outcomes`: the workbook of a draw with a row for each subject and matter, the drawn
//! team filled in, and whatever is recorded already. Read back unchanged it says nothing new.

use super::book::Book;
use crate::archive::Archive;
use crate::cli::Export;
use crate::command::answer::Answer;
use crate::command::output::Output;
use crate::core::id::{InspectorId, SubjectId};
use crate::core::outcome::{About, Disposal, Found, HEADINGS, Method, Outcome};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::write_outcomes;
use serde_json::json;
use std::collections::BTreeMap;

type Cells = [String; HEADINGS.len()];

/// Writes the workbook.
pub async fn run(env: &Env, args: &Export) -> Result<Answer> {
    let draw = args
        .draw
        .as_deref()
        .ok_or_else(|| Error::said(Exit::Usage, "请用 --draw 指明抽取编号", "say which draw: --draw DRAW"))?;
    let output = Output::new(&args.file, args.replace, &[])?;
    let archive = env.archive().await?;
    let book = Book::open(&archive, draw).await?;
    let rows = rows(&archive, &book, args.template).await?;
    output.write(|out| write_outcomes(out, output.format, env.lang, &rows))?;
    let (count, file) = (rows.len(), args.file.display());
    let text = env.lang.pick(
        format!("{count}行已写入 {file}；含执法证号，只供本局使用\n"),
        format!("{count} rows are in {file}: it holds card numbers, for the bureau alone\n"),
    );
    Ok(Answer::new(text, json!({"kind": "outcomes", "draw": draw, "file": file.to_string(), "rows": count})))
}

async fn rows(archive: &Archive, book: &Book, empty: bool) -> Result<Vec<Cells>> {
    let mut titles: BTreeMap<SubjectId, String> = BTreeMap::new();
    if let Some(matters) = book.row.matters {
        titles.extend(archive.matters(matters).await?.into_iter().map(|matter| (matter.code, matter.title)));
    }
    let mut rows = Vec::new();
    for task in &book.drawn.tasks {
        for subject in &task.subjects {
            let found = archive.subject_of(book.row.subjects, subject).await?;
            let name = found.map(|subject| subject.name).unwrap_or_default();
            for matter in &task.matters {
                let about = About { subject: subject.clone(), matter: matter.clone() };
                let standing = book.story.get(&about).filter(|_| !empty);
                let recorded = standing.and_then(|s| book.revisions.get(&(about, s.revision)));
                let mut cells = Cells::default();
                cells[0] = task.number.clone().unwrap_or_default();
                cells[1] = book.row.draw.to_string();
                cells[2] = subject.to_string();
                cells[3].clone_from(&name);
                cells[4] = matter.to_string();
                cells[5] = titles.get(matter).cloned().unwrap_or_default();
                match recorded {
                    Some(outcome) => fill(&mut cells, outcome),
                    None => cells[7] = joined(book.drawn.team(subject).iter().map(InspectorId::as_str), "、"),
                }
                rows.push(cells);
            }
        }
    }
    Ok(rows)
}

fn fill(cells: &mut Cells, outcome: &Outcome) {
    cells[6] = outcome.visited.to_string();
    cells[7] = joined(outcome.went.iter().map(InspectorId::as_str), "、");
    cells[8] = joined(outcome.methods.iter().map(|method| Method::title(*method)), "；");
    cells[9] = joined(outcome.results.iter().map(|result| Found::title(*result)), "；");
    cells[10].clone_from(&outcome.findings);
    cells[11] = joined(outcome.disposals.iter().map(|disposal| Disposal::code(*disposal)), "、");
    if let [one] = outcome.disposals[..] {
        cells[11] = one.title().to_owned();
    }
    cells[12].clone_from(&outcome.difference);
    cells[13] = outcome.evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    cells[14].clone_from(&outcome.note);
}

fn joined<'a>(words: impl Iterator<Item = &'a str>, by: &str) -> String {
    words.collect::<Vec<_>>().join(by)
}
