//! The annual plan (年度抽查工作计划) as a bureau writes it: a TOML file with one table for each
//! task. Not the hashed plan text: that is `core::plan`, and [`AnnualPlan::texts`] makes it when a
//! draw time is given.

use crate::core::id::{Name, SubjectId};
use crate::core::lang::Twin;
use crate::core::number::task_day;
use crate::core::pairing::teams::{OnShortage, TeamLine};
use crate::core::plan::{BeaconLine, Plan, Profile, StratumLine, number_text};
use crate::core::registry::Matter;
use crate::core::scope::Scope;
use crate::core::stratum::Quota;
use crate::core::time::{Date, Timestamp};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

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
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// Every problem of the plan, the item list taken into account. Empty: it can be published. Tasks that
    /// are `held` by a draw keep the matters they were drawn with, whatever the list has become.
    pub fn problems(&self, matters: &[Matter], held: &BTreeSet<String>) -> Vec<Twin> {
        let (number, year) = (&self.number, self.year);
        let mut problems = Vec::new();
        problems.extend(number_text(number, 14).err().map(|e| {
            Twin::new(format!("抽查计划编号须为14位数字：{number}"), format!("number: {e} (抽查计划编号)"))
        }));
        if number.get(6..10) != Some(&year.to_string()) {
            problems.push(Twin::new(
                format!("抽查计划编号 {number} 的第7至10位须为年份{year}"),
                format!("number: {number} must hold the year {year} in digits 7 to 10"),
            ));
        }
        let mut ids = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        for task in &self.tasks {
            let (id, number) = (&task.id, &task.number);
            let at =
                |what: Twin| Twin::new(format!("任务 {id}：{}", what.zh), format!("task {id}: {}", what.en));
            if !ids.insert(id) {
                problems.push(at(Twin::new("任务标识重复", "the id stands twice")));
            }
            if !numbers.insert(number) {
                let (zh, en) =
                    (format!("任务编号 {number} 重复"), format!("the number {number} stands twice"));
                problems.push(at(Twin::new(zh, en)));
            }
            if !held.contains(id) {
                problems.extend(task.matter_problems(matters).into_iter().map(at));
            }
            problems.extend(task.finish_problem().map(at));
            problems.extend(task.table_problems().into_iter().map(at));
            if let Err(more) = task.text(&self.number, None, matters) {
                problems.extend(more.into_iter().map(|text| at(Twin::new(text.clone(), text))));
            }
        }
        if self.tasks.is_empty() {
            problems.push(Twin::new("计划中没有任务", "the plan has no task"));
        }
        problems
    }

    /// What is wrong with the matters of the named tasks (of all of them if none is named): the item
    /// list may have changed since the plan was published.
    pub fn matter_problems(&self, tasks: &[String], matters: &[Matter]) -> Vec<Twin> {
        let named = self.tasks.iter().filter(|task| tasks.is_empty() || tasks.contains(&task.id));
        let of_task = |task: &Task| {
            let id = task.id.clone();
            let at = move |what: Twin| {
                Twin::new(format!("任务 {id}：{}", what.zh), format!("task {id}: {}", what.en))
            };
            task.matter_problems(matters).into_iter().map(at)
        };
        named.flat_map(of_task).collect()
    }

    /// Plan texts of the named tasks (all of them if none is named) for a draw at `time`.
    pub fn texts(
        &self,
        tasks: &[String],
        time: Timestamp,
        matters: &[Matter],
    ) -> Result<Vec<(&Task, Plan)>, Vec<String>> {
        let mut problems = Vec::new();
        for wanted in tasks.iter().filter(|wanted| !self.tasks.iter().any(|task| task.id == **wanted)) {
            let known: Vec<&str> = self.tasks.iter().map(|task| task.id.as_str()).collect();
            problems.push(format!(
                "plan {} has no task {wanted:?}; it has {}",
                self.number,
                known.join(", ")
            ));
        }
        let mut texts = Vec::new();
        for task in self.tasks.iter().filter(|task| tasks.is_empty() || tasks.contains(&task.id)) {
            match task.text(&self.number, Some(time), matters) {
                Ok(plan) => {
                    problems.extend(plan.complete());
                    texts.push((task, plan));
                }
                Err(more) => {
                    problems.extend(more.into_iter().map(|problem| format!("task {}: {problem}", task.id)))
                }
            }
        }
        texts.sort_by(|a, b| a.1.task.cmp(&b.1.task));
        if problems.is_empty() { Ok(texts) } else { Err(problems) }
    }
}

impl AnnualPlan {
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

    /// The hashed text of this task. The text is printed and read again, so that it keeps every
    /// rule of the strict reader.
    fn text(
        &self,
        plan_number: &str,
        time: Option<Timestamp>,
        matters: &[Matter],
    ) -> Result<Plan, Vec<String>> {
        let mut read = Reader::default();
        let mut classes = Vec::new();
        for stratum in &self.strata {
            if let Some(conditions) = &stratum.conditions {
                let name = read.field("stratum name", &stratum.name);
                let scope = read.field("stratum where", conditions);
                classes.extend(name.zip(scope));
            }
        }
        let plan = Plan {
            task: read.field("id", &self.id).unwrap_or_else(placeholder),
            plan_number: Some(plan_number.to_owned()),
            task_number: read.with("number", number_text(&self.number, 18)),
            domain: read.field("domain", &self.domain).unwrap_or_else(placeholder),
            profile: read.with("profile", Profile::parse(&self.profile).ok_or("write open or sealed")),
            matters: self.versions(matters),
            scope: read.field::<Scope>("scope", &self.scope),
            cutoff: read.with("cutoff", Date::parse(&self.cutoff)),
            draw_time: time,
            beacons: self.beacon.iter().filter_map(|b| read.with("beacon", BeaconLine::parse(b))).collect(),
            teams: self.team.iter().filter_map(|t| read.with("team", TeamLine::parse(t))).collect(),
            on_shortage: self
                .on_shortage
                .iter()
                .filter_map(|s| read.with("on-shortage", OnShortage::parse(s)))
                .collect(),
            strata: self.strata.iter().filter_map(|s| read.stratum(s)).collect(),
            classes,
            annual_cap: self.annual_cap,
            quiet: self.quiet,
            reserve: self.reserve,
            replace: self.replace.iter().filter_map(|r| read.field("replace", r)).collect(),
            lead: Some(self.lead),
            embargo: read.embargo(&self.embargo),
        };
        if read.problems.is_empty() {
            read.problems.extend(Plan::parse(plan.print().as_bytes()).err().map(|e| e.rule));
        }
        if read.problems.is_empty() { Ok(plan) } else { Err(read.problems) }
    }

    /// Last day of the task, if the plan names one.
    pub fn finish(&self) -> Option<Date> {
        self.finish.as_deref().and_then(|text| Date::parse(text).ok())
    }

    fn finish_problem(&self) -> Option<Twin> {
        let text = self.finish.as_deref()?;
        let Ok(finish) = Date::parse(text) else {
            return Some(Twin::new(
                format!("完成时限 finish {text:?} 不是日期：请写成 2023-11-30"),
                format!("finish {text:?} is no date: write it like 2023-11-30"),
            ));
        };
        let cutoff = Date::parse(&self.cutoff).ok().filter(|cutoff| finish < *cutoff)?;
        Some(Twin::new(
            format!("完成时限 finish {finish} 早于名录截止日 {cutoff}"),
            format!("finish {finish} lies before the cutoff {cutoff}"),
        ))
    }

    fn matter_problems(&self, list: &[Matter]) -> Vec<Twin> {
        let check = |code: &String| match list.iter().find(|matter| matter.code.as_str() == code) {
            None => Some(Twin::new(
                format!("事项 {code} 不在随机抽查事项清单中：清单之外不得抽查"),
                format!("matter {code} is not in the item list: what is not listed is not inspected"),
            )),
            Some(matter) if matter.basis.trim().is_empty() => Some(Twin::new(
                format!("事项 {code}（{}）没有检查依据，不得抽查（国办发〔2015〕58号）", matter.title),
                format!(
                    "matter {code} ({}) has no legal basis: it cannot be drawn (国办发〔2015〕58号)",
                    matter.title
                ),
            )),
            Some(_) => None,
        };
        let mut problems: Vec<Twin> = self.matters.iter().filter_map(check).collect();
        if self.matters.is_empty() {
            problems.push(Twin::new(
                "没有写明抽查事项：清单之外不得抽查",
                "no matter is named: what is not in the item list is not inspected",
            ));
        }
        problems
    }

    /// What is wrong with the fields that stand in documents only.
    fn table_problems(&self) -> Vec<Twin> {
        let mut problems = Vec::new();
        if let Some(Err(e)) = self.start.as_deref().map(Date::parse) {
            problems.push(Twin::new(format!("start：日期须写成 2024-03-01：{e}"), format!("start: {e}")));
        }
        if self.start.is_some() && self.finish.is_some() && self.start > self.finish {
            problems.push(Twin::new("检查的起始日期晚于截止日期", "start is later than finish"));
        }
        if self.temporary && self.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            problems.push(Twin::new("临时任务须写明原因（reason）", "a temporary task needs a reason"));
        }
        problems
    }

    fn versions(&self, list: &[Matter]) -> Vec<(SubjectId, Name)> {
        let find = |code: &String| list.iter().find(|matter| matter.code.as_str() == code);
        self.matters
            .iter()
            .filter_map(find)
            .map(|matter| (matter.code.clone(), matter.version.clone()))
            .collect()
    }
}

/// Collects the problems of a task's fields instead of stopping at the first.
#[derive(Default)]
struct Reader {
    problems: Vec<String>,
}

impl Reader {
    fn with<T, E: Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|e| self.problems.push(format!("{field}: {e}"))).ok()
    }

    fn field<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T>
    where
        T::Err: Display,
    {
        self.with(field, text.parse())
    }

    fn stratum(&mut self, stratum: &TaskStratum) -> Option<StratumLine> {
        let name = self.field("stratum name", &stratum.name);
        let quota: Option<Quota> = self.field(&format!("stratum {} quota", stratum.name), &stratum.quota);
        Some(StratumLine { name: name?, quota: quota? })
    }

    fn embargo(&mut self, text: &str) -> Option<Option<Date>> {
        match text {
            "none" => Some(None),
            date => self.with("embargo", Date::parse(date).map_err(|e| format!("{e}, or none"))).map(Some),
        }
    }
}

fn placeholder() -> Name {
    Name::new("invalid").expect("a constant name")
}
