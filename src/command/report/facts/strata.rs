//! The strata of a draw that has its result: how many rows there were, could be drawn and were, and how often
//! these had been drawn before. Counted from the frame and the order of the draw, so that sealed tasks are told
//! like others.

use super::Gathering;
use crate::archive::Draw;
use crate::command::draw::file_of;
use crate::core::bundle::{frame_file, selected_file};
use crate::core::frame::Frame;
use crate::core::id::{Name, SubjectId};
use crate::core::outcome::Drawn;
use crate::core::select::{SelectedRow, parse_selected};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::{Chance, Drawing, Repeat, Repeats};
use std::collections::{BTreeMap, BTreeSet};

/// Status of a row of the frame that could be drawn.
const OK: &str = "ok";
/// That of one that had reached its cap.
const AT_CAP: &str = "x-cap";

/// Counts of one stratum.
#[derive(Default)]
struct Counts {
    scope: u64,
    at_cap: u64,
    excluded: u64,
    eligible: u64,
    drawn: u64,
    reserve: u64,
}

/// Puts the strata of every task; hands back from which stratum each subject of each task came.
pub(super) async fn put(
    gathering: &mut Gathering<'_>,
    row: &Draw,
    drawn: &Drawn,
    day: Date,
) -> Result<BTreeMap<Name, BTreeMap<SubjectId, Name>>> {
    let mut origins = BTreeMap::new();
    let mut chances = Chances::default();
    for task in &drawn.tasks {
        let id = &task.plan.task;
        let mut strata: BTreeMap<String, Counts> = BTreeMap::new();
        for line in &task.plan.strata {
            strata.entry(line.name.to_string()).or_default();
        }
        let selected: Vec<SelectedRow> =
            file_of(gathering.archive, row, &selected_file(id), parse_selected).await?;
        let hit: BTreeSet<&str> =
            selected.iter().filter(|line| line.drawn).map(|line| line.id.as_str()).collect();
        let frame = file_of(gathering.archive, row, &frame_file(id), Frame::parse).await?;
        for line in frame.rows() {
            if !strata.contains_key(line.stratum) {
                strata.insert(line.stratum.to_owned(), Counts::default());
            }
            let counts = strata.get_mut(line.stratum).expect("it was put there");
            counts.scope += 1;
            match line.status {
                OK => {
                    counts.eligible += 1;
                    chances.add(line.id, (id.as_str(), line.stratum), hit.contains(line.id));
                }
                AT_CAP => counts.at_cap += 1,
                _ => counts.excluded += 1,
            }
        }
        for line in &selected {
            let counts = strata.entry(line.stratum.to_string()).or_default();
            *(if line.drawn { &mut counts.drawn } else { &mut counts.reserve }) += 1;
        }
        let rows: Vec<Drawing> = strata
            .into_iter()
            .map(|(stratum, counts)| Drawing {
                draw: row.draw.to_string(),
                attempt: row.attempt,
                plan: row.plan.clone(),
                task: id.to_string(),
                stratum,
                day,
                scope: counts.scope,
                at_cap: counts.at_cap,
                excluded: counts.excluded,
                eligible: counts.eligible,
                drawn: counts.drawn,
                reserve: counts.reserve,
            })
            .collect();
        gathering.put(&rows)?;
        origins.insert(id.clone(), selected.into_iter().map(|line| (line.id, line.stratum)).collect());
    }
    let repeats = chances.counted(&mut gathering.repeats, row, day);
    gathering.put(&repeats)?;
    Ok(origins)
}

/// Who could be drawn in a draw, once each. Tasks of one domain give a subject the same ticket, so a subject of
/// several tasks has one chance, and those in the same strata of the same tasks have equal ones.
#[derive(Default)]
struct Chances {
    /// Tasks and strata, joined by `+`: each combination once.
    combined: Vec<(String, String)>,
    /// Number of the combination that follows where a task and stratum come to another.
    next: BTreeMap<(Option<usize>, String, String), usize>,
    /// Combination of each subject, and whether it was drawn.
    subjects: BTreeMap<String, (usize, bool)>,
}

impl Chances {
    fn add(&mut self, subject: &str, (task, stratum): (&str, &str), drawn: bool) {
        let before = self.subjects.get(subject).copied();
        let key = (before.map(|(at, _)| at), task.to_owned(), stratum.to_owned());
        let at = *self.next.entry(key).or_insert_with(|| {
            let joined =
                |of: &str, more: &str| if of.is_empty() { more.into() } else { format!("{of}+{more}") };
            let (tasks, strata) = before.map(|(at, _)| self.combined[at].clone()).unwrap_or_default();
            self.combined.push((joined(&tasks, task), joined(&strata, stratum)));
            self.combined.len() - 1
        });
        let drawn = drawn || before.is_some_and(|(_, drawn)| drawn);
        self.subjects.insert(subject.to_owned(), (at, drawn));
    }

    /// The facts of them, in the order of tasks and strata.
    fn counted(self, repeats: &mut Repeats, row: &Draw, day: Date) -> Vec<Repeat> {
        let mut groups: BTreeMap<&(String, String), Vec<(&str, bool)>> = BTreeMap::new();
        for (subject, (at, drawn)) in &self.subjects {
            groups.entry(&self.combined[*at]).or_default().push((subject, *drawn));
        }
        let mut facts = Vec::new();
        for ((task, stratum), subjects) in groups {
            let of = Chance { draw: row.draw.as_str(), attempt: row.attempt, task, stratum, day };
            facts.extend(repeats.add(&of, subjects));
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_of_several_tasks_has_one_chance() {
        let mut chances = Chances::default();
        for (subject, drawn) in [("x", true), ("y", false), ("z", false)] {
            chances.add(subject, ("food", "class-a"), drawn);
        }
        for (subject, drawn) in [("w", true), ("x", true), ("y", true)] {
            chances.add(subject, ("public", "all"), drawn);
        }
        let of = |subject: &str| {
            let (at, drawn) = chances.subjects[subject];
            (chances.combined[at].0.as_str(), chances.combined[at].1.as_str(), drawn)
        };
        assert_eq!(of("w"), ("public", "all", true));
        assert_eq!(of("x"), ("food+public", "class-a+all", true));
        assert_eq!(of("y"), ("food+public", "class-a+all", true));
        assert_eq!(of("z"), ("food", "class-a", false));
        assert_eq!(chances.combined.len(), 3);
    }
}
