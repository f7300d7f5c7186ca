//! What figures of a draw are made from: its files, its outcomes as the view may see them, names; and the
//! rows behind the cells. The public view sees public revisions only, and nothing before the embargo has
//! ended (`data/visibility.toml`).

use crate::annual::{AnnualPlan, Task};
use crate::archive::Archive;
use crate::command::draw::{damaged, draw_id, files_of, inputs_of, parsed};
use crate::command::outcome::Book;
use crate::command::rosters;
use crate::core::bundle::{Files, Inputs};
use crate::core::id::{Name, SubjectId};
use crate::core::lang::Lang;
use crate::core::outcome::{Outcome, Stage};
use crate::core::registry::Subject;
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::bundle::embargo_over;
use crate::report::figure::Figure;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// Everything about one draw.
pub struct Source<'a> {
    /// The world.
    pub env: &'a Env,
    /// The archive.
    pub archive: Archive,
    /// Outcomes.
    pub book: Book,
    /// Files of the attempt.
    pub files: Files,
    /// The committed inputs among them.
    pub inputs: Inputs,
    /// Tasks of the plan, in the version that was drawn.
    pub tasks: Vec<Task>,
    /// Titles of matters.
    pub matters: BTreeMap<SubjectId, String>,
    /// Names of stations.
    pub codebook: Codebook,
    /// For everybody.
    pub public: bool,
    /// The day.
    pub as_of: Date,
    /// Language.
    pub lang: Lang,
}

/// A figure with the rows behind one of its cells.
pub struct Made {
    /// The figure.
    pub figure: Figure,
    /// Headings of the rows.
    pub headings: Vec<&'static str>,
    /// The rows, and every cell there is.
    pub rows: Rows,
}

/// Rows behind cells: kept only for the cell that was asked for.
#[derive(Default)]
pub struct Rows {
    wanted: Option<String>,
    /// Names of all cells.
    pub cells: BTreeSet<String>,
    /// Rows of the wanted one.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// For a cell, or for none.
    pub fn of(wanted: Option<&str>) -> Self {
        Self { wanted: wanted.map(str::to_owned), ..Self::default() }
    }

    /// A row that stands behind a cell.
    pub fn push(&mut self, cell: &str, row: impl FnOnce() -> Vec<String>) {
        let Some(wanted) = &self.wanted else { return };
        if !self.cells.contains(cell) {
            self.cells.insert(cell.to_owned());
        }
        if wanted == cell {
            self.rows.push(row());
        }
    }
}

impl<'a> Source<'a> {
    /// Opens a draw that has its result; for the public only after the embargo.
    pub async fn open(env: &'a Env, draw: &str, public: bool) -> Result<Self> {
        let archive = env.archive().await?;
        let book = Book::open(&archive, draw).await?;
        let draw = draw_id(draw)?;
        let files = files_of(&archive, &book.row).await?;
        let inputs = inputs_of(&files, &draw)?;
        if public && !embargo_over(&inputs, env.now()) {
            return Err(Error::said(
                Exit::Timing,
                format!("抽取 {draw} 的保密期未满：名单与签号尚不公开"),
                format!("the embargo of draw {draw} is running: lists and tickets are not public yet"),
            )
            .advice("不加 --public 的图供内部使用", "without --public figures are for the bureau"));
        }
        let row = &book.row;
        let tasks = match archive.plan_version(&row.plan, row.plan_version).await? {
            Some(plan) => AnnualPlan::read(&plan.text).map(|plan| plan.tasks).unwrap_or_default(),
            None => Vec::new(),
        };
        let stored = match row.matters {
            Some(id) => archive.roster(id).await?,
            None => None,
        };
        let matters = match stored {
            Some(stored) => rosters::matters(&archive, &stored).await?,
            None => Vec::new(),
        };
        Ok(Self {
            env,
            matters: matters.into_iter().map(|matter| (matter.code, matter.title)).collect(),
            codebook: env.config.codebook()?,
            as_of: env.now().date(),
            lang: env.lang,
            archive,
            book,
            files,
            inputs,
            tasks,
            public,
        })
    }

    /// One of the files, read.
    pub fn file<T, E: Display>(
        &self,
        name: &str,
        parse: impl Fn(&[u8]) -> std::result::Result<T, E>,
    ) -> Result<T> {
        let bytes = self.files.get(name);
        let bytes = bytes.ok_or_else(|| damaged(&self.book.row, name, "there is no such file"))?;
        parsed(&self.book.row, name, bytes, parse)
    }

    /// The outcomes this view sees: what stands, or what is public.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.book.story.all().filter_map(|(about, standing)| {
            let revision = match self.public {
                true => standing.public.map(|(revision, _)| revision),
                false => (standing.stage != Stage::Withdrawn).then_some(standing.revision),
            };
            self.book.revisions.get(&(about.clone(), revision?))
        })
    }

    /// The subjects of these outcomes.
    pub async fn subjects(&self) -> Result<BTreeMap<SubjectId, Subject>> {
        let ids: BTreeSet<&SubjectId> = self.outcomes().map(|outcome| &outcome.about.subject).collect();
        let mut subjects = BTreeMap::new();
        for id in ids {
            let subject = self.archive.subject_of(self.book.row.subjects, id).await?;
            subjects.extend(subject.map(|subject| (id.clone(), subject)));
        }
        Ok(subjects)
    }

    /// Name of a task.
    pub fn task(&self, id: &Name) -> String {
        let task = self.tasks.iter().find(|task| task.id == id.as_str());
        task.map_or_else(|| id.to_string(), |task| task.name.clone())
    }

    /// Code and title of a matter.
    pub fn matter(&self, code: &SubjectId) -> String {
        match self.matters.get(code) {
            Some(title) => format!("{code} {title}"),
            None => code.to_string(),
        }
    }

    /// What stands below every figure: sources, the day, for whom it is.
    pub fn notes(&self, first: Vec<String>) -> Vec<String> {
        let (row, commit) = (&self.book.row, self.inputs.commit.hex());
        let (draw, attempt, commit, day) = (&row.draw, row.attempt, &commit[..16], self.as_of);
        let body = match self.env.config.body.as_str() {
            "" => self.lang.pick("本局", "the bureau"),
            name => name,
        };
        let mut notes = first;
        notes.push(self.lang.pick(
            format!("来源：{body}档案库，抽取 {draw} 第{attempt}次（抽取承诺 {commit}…）。数据截至 {day}。"),
            format!("Source: archive of {body}, draw {draw} attempt {attempt} (commitment {commit}…). As of {day}."),
        ));
        if !self.public {
            notes.push(
                self.lang
                    .pick("供内部与审计使用，不公开。", "For the bureau and its auditor, not public.")
                    .into(),
            );
        }
        notes
    }

    /// What a view of outcomes holds, for notes.
    pub fn seen(&self) -> &'static str {
        match self.public {
            true => self.lang.pick("仅含已公示的结果。", "Published outcomes only."),
            false => self
                .lang
                .pick("含未公示的结果，不含已撤回的。", "Unpublished outcomes included, withdrawn ones not."),
        }
    }
}

/// The first so many by number, and whether there are others.
pub fn top<K: Ord + Clone>(counts: &BTreeMap<K, u64>, most: usize) -> (BTreeSet<K>, usize) {
    let mut keys: Vec<(&K, &u64)> = counts.iter().collect();
    // The sort keeps the order of the keys among equals.
    keys.sort_by(|a, b| b.1.cmp(a.1));
    let kept = if keys.len() > most { most - 1 } else { keys.len() };
    (keys[..kept].iter().map(|(key, _)| (*key).clone()).collect(), keys.len() - kept)
}

/// Everything beyond the first so many, as a cell.
pub const OTHERS: &str = "others";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_three_thousand_the_largest_are_kept_and_the_others_counted() {
        let counts: BTreeMap<u64, u64> = (0..3000).map(|n| (n, n % 1000)).collect();
        let (kept, others) = top(&counts, 40);
        assert_eq!((kept.len(), others), (39, 2961));
        assert!(kept.iter().all(|n| n % 1000 >= 987), "{kept:?}");
        assert_eq!(top(&counts, 3000), (counts.keys().copied().collect(), 0));
    }
}
