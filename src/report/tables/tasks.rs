//! 抽查计划 and 抽查任务: where they stand at the end of the period, 本部门 and 跨部门, 临时 and from the plan.
//! `docs/reports.md` §1.

use super::count::{By, Counting, Scope, Source, by};
use super::draft::Draft;
use crate::report::facts::Task;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const PLANS: (&str, &str) = ("项", "plans");
const TASKS: (&str, &str) = ("项", "tasks");

/// A row for each plan: where it is and how far all its planned tasks have come. 临时任务 are not planned.
const PLAN: Source = Source { fact: "tasks", view: "plans", frame: plans };

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    let mut drafts = vec![plans_by_region()];
    for (column, id, zh, en, domain) in [
        ("region", "tasks-by-region", "地区", "region", Domain::Region),
        ("department", "tasks-by-department", "部门", "department", Domain::Department),
    ] {
        drafts.push(tasks_by(scope, (column, id), (zh, en), domain));
    }
    drafts
}

/// Tasks of the year's plans that were published by the last day.
pub(super) fn of_the_year(scope: &Scope) -> Expr {
    col("year").eq(lit(u32::from(scope.first().year()))).and(by("published", scope.last()))
}

fn plans(facts: &crate::report::facts::Facts, scope: &Scope) -> LazyFrame {
    let done = by("done", scope.last());
    let tasks = facts.of::<Task>().filter(of_the_year(scope).and(col("temporary").not()));
    tasks.group_by([col("plan")]).agg([
        col("region").min(),
        col("joint").sum().gt(lit(0)).alias("joint"),
        by("opened", scope.last()).sum().gt(lit(0)).alias("opened"),
        done.sum().eq(len()).alias("done"),
    ])
}

fn plans_by_region() -> Draft {
    let (own, joint) = (|| col("joint").not(), || col("joint"));
    let waiting = || col("opened").not().and(col("done").not());
    let running = || col("opened").and(col("done").not());
    let done = || col("done");
    Draft::new(
        "plans-by-region",
        ("年度抽查计划（按地区）", "Annual plans by region"),
        vec![Column::key("region", "地区", "region", Domain::Region)],
    )
    .note(
        "本年度截至期末已公布的计划。执行中：已有名单抽取并锁定；已完成：计划内任务的全部对象结果均已公示。含跨部门任务的计划计入跨部门，临时任务不计。",
        "Plans of the year published by the end of the period. Running: a list was drawn and locked. Done: every result of every planned task is public. A plan with a joint task counts as joint; ad hoc tasks do not count.",
    )
    .columns([
        Column::count("plans", "计划", "plans", PLANS),
        Column::count("own_waiting", "本部门待执行", "own, waiting", PLANS),
        Column::count("own_running", "本部门执行中", "own, running", PLANS),
        Column::count("own_done", "本部门已完成", "own, done", PLANS),
        Column::count("joint_waiting", "跨部门待执行", "joint, waiting", PLANS),
        Column::count("joint_running", "跨部门执行中", "joint, running", PLANS),
        Column::count("joint_done", "跨部门已完成", "joint, done", PLANS),
        Column::count("done", "已完成", "done", PLANS),
        Column::rate("plan_completion", "计划完成率", "plans completed", "done", "plans"),
    ])
    .counting(
        Counting::from(PLAN, [By::Column("region")])
            .rows("plans", col("done").is_not_null())
            .rows("own_waiting", own().and(waiting()))
            .rows("own_running", own().and(running()))
            .rows("own_done", own().and(done()))
            .rows("joint_waiting", joint().and(waiting()))
            .rows("joint_running", joint().and(running()))
            .rows("joint_done", joint().and(done()))
            .rows("done", done()),
    )
}

fn tasks_by(
    scope: &Scope,
    (column, id): (&'static str, &'static str),
    (zh, en): (&str, &str),
    domain: Domain,
) -> Draft {
    let of = || of_the_year(scope);
    let (opened, done) = (|| by("opened", scope.last()), || by("done", scope.last()));
    Draft::new(
        id,
        (format!("抽查检查任务（按{zh}）"), format!("Tasks by {en}")),
        vec![Column::key(column, zh, en, domain)],
    )
    .note(
        "本年度截至期末已公布的任务。待执行：尚无名单锁定；执行中：已有名单锁定；已完成：全部对象结果均已公示。",
        "Tasks of the year's plans published by the end of the period. Waiting: no list is locked. Running: a list is. Done: every result is public.",
    )
    .columns([
        Column::count("tasks", "任务", "tasks", TASKS),
        Column::count("annual", "年度计划", "from the plan", TASKS),
        Column::count("temporary", "临时", "ad hoc", TASKS),
        Column::count("own", "本部门", "own", TASKS),
        Column::count("joint", "跨部门", "joint", TASKS),
        Column::count("targeted", "定向", "targeted", TASKS),
        Column::count("untargeted", "不定向", "not targeted", TASKS),
        Column::count("waiting", "待执行", "waiting", TASKS),
        Column::count("running", "执行中", "running", TASKS),
        Column::count("done", "已完成", "done", TASKS),
        Column::rate("task_completion", "任务完成率", "tasks completed", "done", "tasks"),
        Column::rate("joint_share", "跨部门监管率", "joint share", "joint", "tasks"),
    ])
    .counting(
        Counting::of::<Task>([By::Column(column)])
            .rows("tasks", of())
            .rows("annual", of().and(col("temporary").not()))
            .rows("temporary", of().and(col("temporary")))
            .rows("own", of().and(col("joint").not()))
            .rows("joint", of().and(col("joint")))
            .rows("targeted", of().and(col("targeted")))
            .rows("untargeted", of().and(col("targeted").not()))
            .rows("waiting", of().and(opened().not()).and(done().not()))
            .rows("running", of().and(opened()).and(done().not()))
            .rows("done", of().and(done())),
    )
    .with_zeros()
}

/// 跨部门 among tasks and among subjects to be inspected.
pub(super) fn joint(scope: &Scope) -> Draft {
    let of = || of_the_year(scope);
    let listed = || super::count::within("listed", scope);
    Draft::new(
        "joint-share",
        ("部门联合抽查", "Joint inspections"),
        vec![Column::key("measure", "指标", "measure", Domain::Word)],
    )
    .note(
        "任务：本年度截至期末已公布的任务。户次：本期锁定名单的对象。",
        "Tasks: of the year's plans, published by the end of the period. Visits: subjects on lists locked in the period.",
    )
    .columns([
        Column::count("own", "本部门", "own", ("项、户次", "tasks, visits")),
        Column::count("joint", "跨部门", "joint", ("项、户次", "tasks, visits")),
        Column::count("all", "合计", "all", ("项、户次", "tasks, visits")),
        Column::rate("joint_share", "跨部门监管率", "joint share", "joint", "all"),
    ])
    .counting(
        Counting::of::<Task>([By::Fixed("tasks")])
            .rows("own", of().and(col("joint").not()))
            .rows("joint", of().and(col("joint")))
            .rows("all", of()),
    )
    .counting(
        Counting::of::<crate::report::facts::Visit>([By::Fixed("visits")])
            .rows("own", listed().and(col("joint").not()))
            .rows("joint", listed().and(col("joint")))
            .rows("all", listed()),
    )
    .words(&[("tasks", "抽查任务", "tasks"), ("visits", "应检查户次", "visits to be made")])
    .total(super::draft::Total::None)
}
