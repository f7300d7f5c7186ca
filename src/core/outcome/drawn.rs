//! What a draw sent whom to inspect: its tasks with their matters, the subjects drawn, and each
//! subject's team, replacements included. Read from the files of the draw, so that a check can be made
//! from an auditor's bundle as well as from the archive.

use super::About;
use crate::core::bundle::{
    COMMIT, Discrepancy, Files, TEAMS, open_plan, parse_teams, required, selected_file,
};
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::log::Attempt;
use crate::core::replace::{Replaced, replaced_file, teams_file};
use crate::core::seed::Commitment;
use crate::core::select::parse_selected;
use std::collections::{BTreeMap, BTreeSet};

/// Number by which check 13 goes.
pub const CHECK: u8 = 13;

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The attempt.
    pub attempt: Attempt,
    /// Its tasks.
    pub tasks: Vec<DrawnTask>,
    /// Card numbers of each subject's team.
    pub teams: BTreeMap<SubjectId, BTreeSet<InspectorId>>,
}

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnTask {
    /// Its id in the draw.
    pub task: Name,
    /// 抽查任务编号
    pub number: Option<String>,
    /// Codes of its matters, ascending.
    pub matters: BTreeSet<SubjectId>,
    /// Subjects to be inspected: drawn, or stepped in.
    pub subjects: BTreeSet<SubjectId>,
}

impl Drawn {
    /// Reads the files of an attempt that has its result; `cards` tells who stands behind a pseudonym.
    pub fn read(files: &Files, cards: &BTreeMap<Name, InspectorId>) -> Result<Self, Discrepancy> {
        let commitment = Commitment::parse(required(files, COMMIT)?).map_err(|e| wrong(COMMIT, &e))?;
        let mut tasks = Vec::new();
        for committed in &commitment.tasks {
            let plan = open_plan(files, committed)?;
            let name = selected_file(&committed.task);
            let rows = parse_selected(required(files, &name)?).map_err(|e| wrong(&name, &e))?;
            tasks.push(DrawnTask {
                task: plan.task,
                number: plan.task_number,
                matters: plan.matters.into_iter().map(|(code, _)| code).collect(),
                subjects: rows.into_iter().filter(|row| row.drawn).map(|row| row.id).collect(),
            });
        }
        let mut table = TEAMS.to_owned();
        for number in 1.. {
            let name = replaced_file(number);
            let Some(bytes) = files.get(&name) else { break };
            let record = Replaced::parse(bytes).map_err(|e| wrong(&name, &e))?;
            record.steps.iter().for_each(|step| {
                for task in tasks.iter_mut().filter(|task| task.task == step.task) {
                    task.subjects.remove(&step.out);
                    task.subjects.extend(step.into.iter().map(|(id, _)| id.clone()));
                }
            });
            table = teams_file(number);
        }
        let teams = teams(files, &table, cards)?;
        Ok(Self { attempt: Attempt::new(&commitment.draw, commitment.attempt), tasks, teams })
    }

    /// Subjects to be inspected.
    pub fn subjects(&self) -> BTreeSet<&SubjectId> {
        self.tasks.iter().flat_map(|task| &task.subjects).collect()
    }

    /// What is to be recorded: each matter of each task for each of its subjects.
    pub fn due(&self) -> BTreeSet<About> {
        let of = |task: &DrawnTask| {
            let about = |subject: &SubjectId, matter: &SubjectId| About {
                subject: subject.clone(),
                matter: matter.clone(),
            };
            task.subjects
                .iter()
                .flat_map(|subject| task.matters.iter().map(move |matter| about(subject, matter)))
                .collect::<Vec<_>>()
        };
        self.tasks.iter().flat_map(of).collect()
    }

    /// The team of a subject; nobody where seats stayed open.
    pub fn team(&self, subject: &SubjectId) -> BTreeSet<InspectorId> {
        self.teams.get(subject).cloned().unwrap_or_default()
    }
}

fn teams(
    files: &Files,
    name: &str,
    cards: &BTreeMap<Name, InspectorId>,
) -> Result<BTreeMap<SubjectId, BTreeSet<InspectorId>>, Discrepancy> {
    let mut teams: BTreeMap<SubjectId, BTreeSet<InspectorId>> = BTreeMap::new();
    for row in parse_teams(required(files, name)?).map_err(|e| wrong(name, &e))? {
        let card = cards
            .get(&row.pseudonym)
            .ok_or_else(|| Discrepancy::new(CHECK, name, "pseudonyms that have a card", &row.pseudonym))?;
        teams.entry(row.id).or_default().insert(card.clone());
    }
    Ok(teams)
}

fn wrong(name: &str, error: &crate::core::text::TextError) -> Discrepancy {
    Discrepancy::text(CHECK, name, error)
}
