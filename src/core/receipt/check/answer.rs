//! Whether the rows of an answer prove what it says.

use super::rows::{leads, well_formed};
use super::{Checked, bad, not_made, passed};
use crate::core::bundle;
use crate::core::id::Name;
use crate::core::lang::counted;
use crate::core::receipt::challenge::{Answer, Challenge, Found, statement};
use crate::core::verify::Excerpt;

/// One answer for each task, each proved by its rows.
pub(super) fn proved(paper: &Challenge, excerpt: &Excerpt) -> Checked {
    let commitment = &excerpt.inputs.commitment;
    let tasks: Vec<&Name> = commitment.tasks.iter().map(|task| &task.task).collect();
    let found: Vec<&Name> = paper.answers.iter().map(|answer| &answer.task).collect();
    if tasks != found {
        return Err(bad(4, bundle::COMMIT, format!("an answer for each of {tasks:?}"), format!("{found:?}")));
    }
    let mut statements = Vec::new();
    for ((answer, committed), task) in paper.answers.iter().zip(&commitment.tasks).zip(&excerpt.inputs.tasks)
    {
        let file = bundle::frame_file(&committed.task);
        for leaf in &answer.leaves {
            if leaf.file != file {
                return Err(bad(4, &file, "a row of this frame", &leaf.file));
            }
            leads(leaf, excerpt)?;
            well_formed(leaf, excerpt)?;
        }
        let rows: Vec<(u64, &str)> = answer.leaves.iter().map(|leaf| (leaf.index, leaf.column(0))).collect();
        if !shows(answer, &rows, paper.subject.as_str(), committed.rows, task.plan.sealed()) {
            let expected = format!("rows that prove {} of {}", answer.found.word(), paper.subject);
            return Err(bad(4, &file, expected, format!("{rows:?} of {}", committed.rows)));
        }
        if answer.found == Found::Auditor {
            statements.push(statement(&paper.draw, paper.attempt, committed, &paper.subject));
        }
    }
    let count = paper.answers.len();
    match statements.is_empty() {
        true => {
            passed(format!("{count}个任务均有证明"), format!("proved for {}", counted(count as u64, "task")))
        }
        false => not_made(
            &format!("保密任务中不存在的，须由审计方签署以下声明：\n{}", statements.join("\n")),
            &format!(
                "absence from a sealed frame needs the auditor's signature under this:\n{}",
                statements.join("\n")
            ),
        ),
    }
}

fn shows(answer: &Answer, rows: &[(u64, &str)], id: &str, size: u64, sealed: bool) -> bool {
    let ok = answer.leaves.first().is_some_and(|leaf| leaf.column(3) == "ok");
    match (answer.found, rows) {
        (Found::Included, [(_, row)]) => *row == id && ok,
        (Found::Excluded, [(_, row)]) => *row == id && !ok,
        (Found::Absent, []) => size == 0,
        (Found::Absent, [(0, row)]) if *row > id => true,
        (Found::Absent, [(at, row)]) => *row < id && *at + 1 == size,
        (Found::Absent, [(left, a), (right, b)]) => left + 1 == *right && *a < id && id < *b,
        (Found::Auditor, []) => sealed,
        _ => false,
    }
}
