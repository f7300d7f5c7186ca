//! What an upper level drew, for the level below: the subjects of another bureau's draw, read from its
//! bundle, and the label that carries them into this bureau's registry. A label, because the plan text
//! says which subjects a task covers in conditions on registry rows, and the roster with its labels is
//! what a draw commits to. Not the verification of that bundle: that is `verify`.

use super::bundle::{self, Files};
use super::digest::Digest;
use super::id::{Name, SubjectId};
use super::lang::Twin;
use super::log::Attempt;
use super::replace::{Replaced, replaced_file};
use super::seed::Commitment;
use super::select::parse_selected;
use std::collections::BTreeSet;

/// What labels of drawn subjects begin with where nobody names another.
pub const PREFIX: &str = "upper.";

/// Subjects drawn by somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upper {
    /// The attempt that drew them.
    pub attempt: Attempt,
    /// Digest of its `result.txt`.
    pub result: Digest,
    /// To be inspected: drawn, or stepped in as far as the bundle tells.
    pub subjects: BTreeSet<SubjectId>,
}

impl Upper {
    /// The subjects of the named tasks, or of all, in a bundle whose checks have passed.
    pub fn read(files: &Files, only: &[Name]) -> Result<Self, Twin> {
        let bad = |name: &str, e: &dyn std::fmt::Display| {
            Twin::new(format!("{name} 有误：{e}"), format!("{name}: {e}"))
        };
        let commit = files.get(bundle::COMMIT).map(Vec::as_slice).unwrap_or_default();
        let commitment = Commitment::parse(commit).map_err(|e| bad(bundle::COMMIT, &e))?;
        let Some(result) = files.get(bundle::RESULT) else {
            return Err(Twin::new(
                "该抽取还没有结果，或已作废",
                "the draw has no result: it is open or void",
            ));
        };
        let known: Vec<&Name> = commitment.tasks.iter().map(|task| &task.task).collect();
        if let Some(stranger) = only.iter().find(|task| !known.contains(task)) {
            let known: Vec<&str> = known.iter().map(|task| task.as_str()).collect();
            let known = known.join("、");
            return Err(Twin::new(
                format!("该抽取没有任务 {stranger}；有的是 {known}"),
                format!("the draw has no task {stranger}; it has {known}"),
            ));
        }
        let mut subjects = BTreeSet::new();
        for task in known.into_iter().filter(|task| only.is_empty() || only.contains(task)) {
            let own = drawn(files, task).map_err(|e| bad(&bundle::selected_file(task), &e))?;
            let mut own = own.ok_or_else(|| {
                Twin::new(
                    format!("任务 {task} 的抽中名单还在保密期内：请上级机关提供审计包，或待保密期满用公开包"),
                    format!("the subjects of task {task} are under embargo: ask for the auditor's bundle, or wait for its end"),
                )
            })?;
            for number in 1.. {
                let name = replaced_file(number);
                let Some(bytes) = files.get(&name) else { break };
                let record = Replaced::parse(bytes).map_err(|e| bad(&name, &e))?;
                for step in record.steps.iter().filter(|step| step.task == *task) {
                    own.remove(&step.out);
                    own.extend(step.into.iter().map(|(id, _)| id.clone()));
                }
            }
            subjects.append(&mut own);
        }
        let attempt = Attempt::new(&commitment.draw, commitment.attempt);
        Ok(Self { attempt, result: Digest::of(result), subjects })
    }

    /// The label where nobody names another: `upper.` and the id of the draw, if it is short enough.
    pub fn label(&self) -> Option<Name> {
        Name::tag(&format!("{PREFIX}{}", self.attempt.draw)).ok()
    }
}

/// Drawn ids of one task; `None` where the bundle does not show them yet.
fn drawn(files: &Files, task: &Name) -> Result<Option<BTreeSet<SubjectId>>, super::text::TextError> {
    if let Some(bytes) = files.get(&bundle::selected_file(task)) {
        let rows = parse_selected(bytes)?;
        return Ok(Some(rows.into_iter().filter(|row| row.drawn).map(|row| row.id).collect()));
    }
    let listed = files.get(&bundle::drawn_file(task)).map(|bytes| bundle::parse_drawn(bytes));
    Ok(listed.transpose()?.map(|ids| ids.into_iter().collect()))
}
