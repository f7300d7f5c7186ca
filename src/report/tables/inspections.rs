//! 检查情况: should have been inspected, were (published), are finished, with which problems; by region,
//! authority, department, station, industry, type of subject, task and, for the bureau alone, risk class. And
//! the result sheet: what is entered and what is public. `docs/reports.md` §2.

use super::count::{By, Counting, Scope, by, within};
use super::draft::Draft;
use crate::report::facts::Visit;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

/// What the subjects are grouped by: column of the facts, ids of the two tables (the second may be none),
/// words, domain.
type Group = (&'static str, &'static str, &'static str, &'static str, &'static str, Domain);

const BY: [Group; 7] = [
    ("region", "inspections-by-region", "result-sheet-by-region", "地区", "region", Domain::Region),
    ("authority", "inspections-by-authority", "", "登记机关", "registration authority", Domain::Authority),
    (
        "department",
        "inspections-by-department",
        "result-sheet-by-department",
        "部门",
        "department",
        Domain::Department,
    ),
    ("station", "inspections-by-station", "", "管辖单位", "station", Domain::Station),
    ("industry", "inspections-by-industry", "", "行业", "industry", Domain::Industry),
    ("kind", "inspections-by-type", "", "主体类型", "type of subject", Domain::Kind),
    ("risk", "inspections-by-risk", "", "信用风险类别", "risk class", Domain::Risk),
];

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (column, id, _, zh, en, domain) in BY {
        let key = vec![Column::key(column, zh, en, domain)];
        let title = (format!("检查情况（按{zh}）"), format!("Inspections by {en}"));
        let draft = inspections(scope, Draft::new(id, title, key), vec![By::Column(column)]);
        drafts.push(match column {
            "risk" => draft.internal(),
            "region" | "department" | "authority" | "station" => draft.with_zeros(),
            _ => draft,
        });
    }
    let title = ("检查情况（按任务）", "Inspections by task");
    let tasks = Draft::new("inspections-by-task", title, task_keys());
    drafts.push(inspections(scope, tasks, task_by()));
    for (column, _, id, zh, en, domain) in BY.into_iter().filter(|one| !one.2.is_empty()) {
        let key = vec![Column::key(column, zh, en, domain)];
        let title = (format!("结果录入与公示（按{zh}）"), format!("Results entered and published by {en}"));
        drafts.push(sheet(scope, Draft::new(id, title, key), vec![By::Column(column)]).with_zeros());
    }
    drafts
}

/// Plan and task: a task's id is one inside its plan.
pub(super) fn task_keys() -> Vec<Column> {
    vec![
        Column::key("plan", "抽查计划", "plan", Domain::Plan),
        Column::key("task", "抽查任务", "task", Domain::Task),
    ]
}

/// What is grouped together: a station has one region, a task one department.
fn along(keys: &[By]) -> &'static [&'static str] {
    match keys {
        [By::Column("region" | "authority" | "station")] => &["region", "authority", "station"],
        [By::Column("industry" | "kind" | "risk")] => &["industry", "kind", "risk"],
        _ => &[],
    }
}

/// The same as groups.
pub(super) fn task_by() -> Vec<By> {
    vec![By::Column("plan"), By::Column("task")]
}

fn inspections(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let along = along(&keys);
    let seen = || by("published", scope.last());
    draft
        .note(
            "应检查：本期锁定名单的对象。已检查：期末前全部事项的结果已公示。完结：已检查的对象中后续处置均已办结。发现问题：有事项的结果为R2至R6或R9。",
            "To be inspected: on a list locked in the period. Inspected: every matter is public by the end of it. Finished: of these, every follow-up has ended. With a problem: R2 to R6 or R9 in a matter.",
        )
        .columns([
            Column::visits("due", "应检查", "to be inspected"),
            Column::visits("published", "已检查", "inspected"),
            Column::visits("finished", "完结", "finished"),
            Column::visits("gone", "注销、迁出等", "gone"),
            Column::visits("absent", "无法检查", "could not be inspected"),
            Column::visits("problems", "发现问题", "with a problem"),
            Column::rate("completion", "检查完成率", "completion", "published", "due"),
            Column::rate("finish_rate", "完结率", "finished", "finished", "published"),
            Column::rate("problem_rate", "发现问题率", "problems", "problems", "published"),
        ])
        .counting(
            Counting::of::<Visit>(keys)
                .only(within("listed", scope))
                .along(along)
                .all("due")
                .rows("published", seen())
                .rows("finished", seen().and(by("finished", scope.last())))
                .rows("gone", seen().and(col("gone")))
                .rows("absent", seen().and(col("absent")))
                .rows("problems", seen().and(col("problem"))),
        )
}

fn sheet(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let along = along(&keys);
    let (entered, public) = (|| by("visited", scope.last()), || by("published", scope.last()));
    draft
        .note(
            "本期锁定名单的对象在期末的状态。录入中：已有结果录入而未全部公示。",
            "Subjects on lists locked in the period, as they stand at the end of it. Being entered: a result is in, not all are public.",
        )
        .columns([
            Column::visits("due", "应检查", "to be inspected"),
            Column::visits("waiting", "待录入", "nothing entered"),
            Column::visits("entering", "录入中", "being entered"),
            Column::visits("published", "已公示", "public"),
            Column::rate("completion", "完成率", "completion", "published", "due"),
        ])
        .counting(
            Counting::of::<Visit>(keys)
                .only(within("listed", scope))
                .along(along)
                .all("due")
                .rows("waiting", entered().not().and(public().not()))
                .rows("entering", entered().and(public().not()))
                .rows("published", public()),
        )
}
