//! What a plan would do before it is published (年度负荷): rows, exclusions and quotas of every
//! task, how many subjects would reach their annual cap (涉企行政检查年度频次上限, 国办发〔2024〕54号),
//! how often subjects would be drawn, and how many seats the inspectors would fill.
//!
//! Not a draw and not a promise: frames and quotas are those a freeze would make of the same
//! registry, everything behind "expected" is the mean over all draws. In a stratum every eligible
//! row has the same chance, quota/eligible. Tasks that share no ticket are independent, so their
//! numbers are exact. Tasks of one domain and cut-off share one ticket: their overlap is counted as
//! if every threshold lay at its rate, which merges as many visits as a shared ticket can; the
//! number of draws and each task's share stay exact. Draws are not repeated: a subject that reaches
//! its cap in one draw is still counted in the later ones, and `beyond` says how many that are.

mod expected;
mod hits;
mod people;

pub use expected::Expected;
pub use hits::{GroupOutlook, Outlook};
pub use people::{People, PoolLoad, SeatLoad};

use super::frame::Frame;
use super::id::{Name, SubjectId};
use super::plan::Plan;
use super::quarter::Quarter;
use super::registry::{Inspector, Subject};
use super::select::{self, Drawn};
use super::spread::Spread;
use super::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A task as planned.
pub struct Planned {
    /// Its plan text; the draw time may be missing.
    pub plan: Plan,
    /// The day the task is planned for.
    pub day: Date,
}

/// Everything the load follows from.
pub struct LoadInput<'a> {
    /// The plan's tasks.
    pub tasks: &'a [Planned],
    /// The registry in ascending order of ids.
    pub subjects: &'a [Subject],
    /// Subjects that cannot be drawn whatever their row says, with the reason.
    pub barred: &'a BTreeMap<SubjectId, Name>,
    /// The inspectors' library.
    pub inspectors: &'a [Inspector],
    /// Most visits in one draw of an inspector whose own cap is not given.
    pub default_cap: u32,
}

/// What the plan would do.
pub struct Load {
    /// One entry for each task, in the given order.
    pub tasks: Vec<TaskLoad>,
    /// How often subjects would be drawn by the whole plan.
    pub year: Outlook,
    /// The same for each quarter, where the plan reaches into several.
    pub quarters: Vec<(Quarter, Outlook)>,
    /// Who can inspect.
    pub people: People,
}

/// What one task would do.
pub struct TaskLoad {
    /// Task.
    pub task: Name,
    /// Quarter it is planned for.
    pub quarter: Quarter,
    /// Its strata, by name (bytes).
    pub strata: Vec<StratumLoad>,
    /// Covered rows that belong to no stratum, by reason.
    pub no_stratum: BTreeMap<String, u64>,
    /// One entry for each team line, in the plan's order.
    pub seats: Vec<SeatLoad>,
}

/// What would be drawn from one stratum.
pub struct StratumLoad {
    /// Name of the stratum.
    pub name: Name,
    /// Rows covered, excluded ones included.
    pub covered: u64,
    /// Excluded rows, by reason.
    pub excluded: BTreeMap<String, u64>,
    /// Rows that can be drawn.
    pub eligible: u64,
    /// Number that is drawn: it is fixed, only who is drawn is not.
    pub quota: u64,
    /// How the quota is worked out.
    pub arithmetic: String,
}

/// A task with its frame.
struct Framed<'a> {
    planned: &'a Planned,
    frame: Frame,
    strata: Vec<Drawn>,
    /// For each name of the frame, which stratum it is.
    of_name: Vec<Option<usize>>,
}

/// Works out the load. Every task whose frame cannot be made is listed.
pub fn load(input: &LoadInput, spread: &impl Spread) -> Result<Load, Vec<String>> {
    let framed = framed(input, spread)?;
    let people = People::of(input);
    let patterns = hits::patterns(&framed, input.subjects);
    let quarters: BTreeSet<Quarter> = framed.iter().map(|task| Quarter::of(task.planned.day)).collect();
    let of_quarter = |quarter: Quarter| {
        (quarter, hits::outlook(&framed, &patterns, &|task| Quarter::of(task.planned.day) == quarter))
    };
    Ok(Load {
        tasks: framed.iter().map(|task| task.load(input)).collect(),
        year: hits::outlook(&framed, &patterns, &|_| true),
        quarters: match quarters.len() {
            0 | 1 => Vec::new(),
            _ => quarters.into_iter().map(of_quarter).collect(),
        },
        people,
    })
}

fn framed<'a>(input: &LoadInput<'a>, spread: &impl Spread) -> Result<Vec<Framed<'a>>, Vec<String>> {
    let frame = |planned: &'a Planned| {
        let plan = &planned.plan;
        let frame = Frame::build(plan, input.subjects.iter(), input.barred)?;
        let strata = select::counted(plan, &frame)?;
        let place = |name: &str| strata.iter().position(|s| s.stratum.as_str() == name);
        let of_name = frame.names().iter().map(|name| place(name)).collect();
        Ok(Framed { planned, frame, strata, of_name })
    };
    let named =
        |planned: &'a Planned| frame(planned).map_err(|e: String| format!("task {}: {e}", planned.plan.task));
    let mut problems = Vec::new();
    let found = spread.map(input.tasks.iter().collect(), named);
    let framed = found.into_iter().filter_map(|task| task.map_err(|e| problems.push(e)).ok()).collect();
    if problems.is_empty() { Ok(framed) } else { Err(problems) }
}

impl Framed<'_> {
    fn load(&self, input: &LoadInput) -> TaskLoad {
        let plan = &self.planned.plan;
        let mut excluded = vec![BTreeMap::new(); self.strata.len()];
        let mut no_stratum = BTreeMap::new();
        for row in (0..self.frame.len()).filter(|row| !self.frame.eligible(*row)) {
            let reasons = match self.stratum(row) {
                Some(stratum) => &mut excluded[stratum],
                None => &mut no_stratum,
            };
            let status = self.frame.row(row).status;
            *reasons.entry(status.trim_start_matches("x-").to_owned()).or_insert(0) += 1;
        }
        let quota_of =
            |name: &Name| plan.strata.iter().find(|line| line.name == *name).map(|line| line.quota);
        let stratum = |(drawn, excluded): (&Drawn, BTreeMap<String, u64>)| StratumLoad {
            name: drawn.stratum.clone(),
            covered: drawn.eligible + drawn.excluded,
            excluded,
            eligible: drawn.eligible,
            quota: drawn.quota,
            arithmetic: quota_of(&drawn.stratum).map_or_else(String::new, |q| q.arithmetic(drawn.eligible)),
        };
        TaskLoad {
            task: plan.task.clone(),
            quarter: Quarter::of(self.planned.day),
            strata: self.strata.iter().zip(excluded).map(stratum).collect(),
            no_stratum,
            seats: people::seats(self, input),
        }
    }

    fn stratum(&self, row: usize) -> Option<usize> {
        self.of_name[usize::from(self.frame.stratum(row))]
    }

    /// Chance of an eligible row of a stratum.
    fn chance(&self, stratum: usize) -> Expected {
        Expected::chance(self.strata[stratum].quota, self.strata[stratum].eligible)
    }
}

impl TaskLoad {
    /// Subjects drawn by the task.
    pub fn quota(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.quota).sum()
    }
}

#[cfg(test)]
mod tests;
