//! Tasks (抽查任务) of annual plans, in the newest version published by the day. A task that was drawn stays
//! though the plan no longer names it, and its last day is that of the version it was drawn under.

use super::draws::Drawn;
use super::{Gathering, visits};
use crate::annual::{AnnualPlan, Task};
use crate::command::deadlines;
use crate::core::lang::Twin;
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::Task as TaskRow;
use crate::report::table::Domain;
use std::collections::BTreeMap;

/// Puts them, by plan and id.
pub(super) async fn put(gathering: &mut Gathering<'_>, drawn: &Drawn) -> Result<()> {
    let mut rows: BTreeMap<(String, String), TaskRow> = BTreeMap::new();
    for row in gathering.archive.plans().await? {
        let versions = gathering.archive.plan_versions(&row.number).await?;
        let mut published: BTreeMap<String, Date> = BTreeMap::new();
        let mut newest: Option<AnnualPlan> = None;
        for version in versions.iter().filter(|one| one.published_at.date() <= gathering.as_of) {
            let plan = deadlines::annual(version)?;
            for task in &plan.tasks {
                published.entry(task.id.clone()).or_insert(version.published_at.date());
            }
            newest = Some(plan);
        }
        let Some(plan) = newest else { continue };
        let left = drawn.tasks.iter().filter(|((number, id), _)| {
            *number == plan.number && !plan.tasks.iter().any(|task| task.id == *id)
        });
        let tasks = plan.tasks.iter().chain(left.map(|(_, opened)| &opened.task));
        for task in tasks {
            let key = (plan.number.clone(), task.id.clone());
            let Some(on) = published.get(&task.id) else { continue };
            rows.insert(key, of(&plan, task, *on, drawn));
        }
    }
    for task in rows.values() {
        let TaskRow { plan, task, number, name, .. } = task;
        for code in [number.clone(), format!("{plan}/{task}"), task.clone()] {
            gathering.names.add(Domain::Task, code, Twin::new(name, name));
        }
    }
    let rows: Vec<TaskRow> = rows.into_values().collect();
    gathering.put(&rows)
}

fn of(plan: &AnnualPlan, task: &Task, published: Date, drawn: &Drawn) -> TaskRow {
    let opened = drawn.tasks.get(&(plan.number.clone(), task.id.clone()));
    TaskRow {
        plan: plan.number.clone(),
        year: plan.year.into(),
        task: task.id.clone(),
        number: task.number.clone(),
        name: task.name.clone(),
        region: plan.number.get(..6).unwrap_or_default().to_owned(),
        department: visits::department(Some(task)),
        joint: task.joint,
        temporary: task.temporary,
        targeted: task.targeted,
        published,
        start: task.start(),
        finish: opened.map_or_else(|| task.finish(), |opened| opened.task.finish()),
        opened: opened.map(|opened| opened.opened),
        done: opened.and_then(|opened| opened.done),
    }
}
