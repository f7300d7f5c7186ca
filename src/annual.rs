//! The annual plan (年度抽查工作计划) as a bureau writes it: a TOML file with one table for each
//! task. Not the hashed plan text: that is `core::plan`, and [`AnnualPlan::texts`] makes it when a
//! draw time is given. What is wrong with a plan is in `problems`, how a task becomes a plan text
//! in `text`.

mod problems;
mod text;

use crate::core::lang::Twin;
use crate::core::number::task_day;
use crate::core::plan::Plan;
use crate::core::registry::Matter;
use crate::core::time::{Date, Timestamp};
use crate::error::toml_words;
use serde::Deserialize;

/// A plan file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AnnualPlan {
    /// 抽查计划编号: 14 digits = region 6 + year 4 + `1` + sequence 3.
    pub number: String,
    /// Name of the plan.
    pub name: String,
    /// Year it is for.
    pub year: u16,
    /// The bureau.
    pub body: String,
    /// Its tasks.
    #[serde(rename = "task")]
    pub tasks: Vec<Task>,
}

/// One task (抽查任务).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Task {
    /// Id in every hashed text.
    pub id: String,
    /// 抽查任务编号: 18 digits = region 6 + date 8 + `1` + sequence 3.
    pub number: String,
    /// Name of the task.
    pub name: String,
    /// Tasks of one domain give a subject the same ticket.
    pub domain: String,
    /// `open` or `sealed`.
    pub profile: String,
    /// Codes of matters of the item list.
    pub matters: Vec<String>,
    /// Conditions on the subjects covered.
    pub scope: String,
    /// Date of the registry extract.
    pub cutoff: String,
    /// Beacons; drand-quicknet where none is named.
    #[serde(default)]
    pub beacon: Vec<String>,
    /// Team lines.
    pub team: Vec<String>,
    /// Shortage rules, in order.
    #[serde(default)]
    pub on_shortage: Vec<String>,
    /// Length of the reserve in each stratum.
    #[serde(default)]
    pub reserve: u64,
    /// Codes for which a drawn subject may be replaced.
    pub replace: Vec<String>,
    /// Seconds between the commitment and the pulse, at least.
    #[serde(default = "one_hour")]
    pub lead: u64,
    /// Last day of the embargo, or `none`.
    pub embargo: String,
    /// Last day of the task (完成时限); not in any hashed text.
    pub finish: Option<String>,
    /// Department that answers for it (牵头股室), in the bureau's words.
    pub department: Option<String>,
    /// Person or post that answers for it (责任人); the plan's text is public.
    pub responsible: Option<String>,
    /// Most visits of one inspector in a draw.
    #[serde(default = "twenty")]
    pub cap: u32,
    /// A subject inspected so often this year is not drawn again.
    pub annual_cap: Option<u64>,
    /// A subject visited fewer than so many days before the cut-off is not drawn again.
    pub quiet: Option<u64>,
    /// 参与股室 or 参与部门: stands in tables and documents only, as all that follows but the strata.
    pub partners: Option<String>,
    /// 组织层级, e.g. 县级.
    pub level: Option<String>,
    /// 检查方式; the matters' own where it is not given.
    pub method: Option<String>,
    /// First day of the inspections.
    pub start: Option<String>,
    /// 备注.
    pub remark: Option<String>,
    /// 临时任务, which needs a reason; otherwise the task comes from the annual plan.
    #[serde(default)]
    pub temporary: bool,
    /// Why a temporary task is necessary.
    pub reason: Option<String>,
    /// Who approved it: a post or a meeting. Stays inside the bureau.
    pub approved_by: Option<String>,
    /// When.
    pub approved_on: Option<String>,
    /// 跨部门联合抽查.
    #[serde(default)]
    pub joint: bool,
    /// 定向 (`true`) or 不定向.
    pub targeted: Option<bool>,
    /// Strata.
    #[serde(rename = "stratum")]
    pub strata: Vec<TaskStratum>,
}

/// One stratum of a task.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskStratum {
    /// Name.
    pub name: String,
    /// Conditions; the last stratum without any takes the rest.
    #[serde(rename = "where")]
    pub conditions: Option<String>,
    /// Quota.
    pub quota: String,
}

fn one_hour() -> u64 {
    3600
}

fn twenty() -> u32 {
    20
}

impl AnnualPlan {
    /// Reads a plan file; the message of an error names line and column.
    pub fn read(text: &str) -> Result<Self, Twin> {
        toml::from_str(text).map_err(|e| toml_words(text, &e))
    }

    /// Plan texts of the named tasks (all of them if none is named) for a draw at `time`. The matters
    /// must stand in the item list on that day.
    pub fn texts(
        &self,
        tasks: &[String],
        time: Timestamp,
        matters: &[Matter],
    ) -> Result<Vec<(&Task, Plan)>, Vec<Twin>> {
        let mut problems = Vec::new();
        for wanted in tasks.iter().filter(|wanted| !self.tasks.iter().any(|task| task.id == **wanted)) {
            let known: Vec<&str> = self.tasks.iter().map(|task| task.id.as_str()).collect();
            let (plan, known) = (&self.number, known.join(", "));
            problems.push(Twin::new(
                format!("计划 {plan} 没有任务 {wanted:?}；有的是 {known}"),
                format!("plan {plan} has no task {wanted:?}; it has {known}"),
            ));
        }
        let mut texts = Vec::new();
        for task in self.tasks.iter().filter(|task| tasks.is_empty() || tasks.contains(&task.id)) {
            problems.extend(task.unlisted(matters, time.date()));
            match task.text(&self.number, Some(time), matters) {
                Ok(plan) => {
                    problems.extend(plan.complete().into_iter().map(Twin::same));
                    texts.push((task, plan));
                }
                Err(more) => {
                    let more = more.into_iter().map(|problem| format!("task {}: {problem}", task.id));
                    problems.extend(more.map(Twin::same));
                }
            }
        }
        texts.sort_by(|a, b| a.1.task.cmp(&b.1.task));
        if problems.is_empty() { Ok(texts) } else { Err(problems) }
    }

    /// Plan texts of all tasks without a draw time, in the plan's order: what can be worked out
    /// before a draw is fixed.
    pub fn drafts(&self, matters: &[Matter]) -> Result<Vec<(&Task, Plan)>, Vec<String>> {
        let (mut drafts, mut problems) = (Vec::new(), Vec::new());
        for task in &self.tasks {
            match task.text(&self.number, None, matters) {
                Ok(plan) => drafts.push((task, plan)),
                Err(more) => {
                    problems.extend(more.into_iter().map(|problem| format!("task {}: {problem}", task.id)))
                }
            }
        }
        if problems.is_empty() { Ok(drafts) } else { Err(problems) }
    }
}

impl Task {
    /// The day the task is planned for: that of its number, else its cut-off.
    pub fn day(&self) -> Option<Date> {
        task_day(&self.number).or_else(|| Date::parse(&self.cutoff).ok())
    }

    /// Whether a draw of this task would be the same: everything that the commitment of a draw
    /// fixes, and the name under which it was announced.
    pub fn draws_like(&self, other: &Task) -> bool {
        let fixed = |task: &Task| {
            let words =
                [&task.id, &task.number, &task.name, &task.domain, &task.profile, &task.scope, &task.cutoff];
            let words: Vec<String> = words.into_iter().chain([&task.embargo]).cloned().collect();
            let lists =
                [&task.matters, &task.beacon, &task.team, &task.on_shortage, &task.replace].map(Vec::clone);
            let strata: Vec<(String, Option<String>, String)> =
                task.strata.iter().map(|s| (s.name.clone(), s.conditions.clone(), s.quota.clone())).collect();
            (words, lists, strata, task.reserve, task.lead, task.cap, task.annual_cap, task.quiet)
        };
        fixed(self) == fixed(other)
    }

    /// 任务来源, for programs and in both languages.
    pub fn source(&self) -> (&'static str, Twin) {
        match self.temporary {
            true => ("temporary", Twin::new("临时任务", "temporary task")),
            false => ("annual-plan", Twin::new("年度计划", "annual plan")),
        }
    }

    /// 本部门 or 跨部门, for programs and in both languages.
    pub fn partnership(&self) -> (&'static str, Twin) {
        match self.joint {
            true => ("joint", Twin::new("跨部门", "joint")),
            false => ("own", Twin::new("本部门", "one department")),
        }
    }

    /// Last day of the task, if the plan names one.
    pub fn finish(&self) -> Option<Date> {
        self.finish.as_deref().and_then(|text| Date::parse(text).ok())
    }

    /// The first day of its inspections.
    pub fn start(&self) -> Option<Date> {
        self.start.as_deref().and_then(|text| Date::parse(text).ok())
    }
}
