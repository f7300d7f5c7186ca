//! 时限: whether what had to be done by a day was, for each statutory clock. `docs/reports.md` §4.

use super::count::{By, Counting, Scope, before, by, within};
use super::draft::Draft;
use crate::report::facts::Clock;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const CLOCKS: (&str, &str) = ("件", "clocks");

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    let code = || Column::key("code", "时限", "time limit", Domain::Clock);
    let department = Column::key("department", "部门", "department", Domain::Department);
    vec![
        timeliness(
            scope,
            Draft::new("timeliness", ("法定时限", "Time limits"), vec![code()]),
            vec![By::Column("code")],
        ),
        timeliness(
            scope,
            Draft::new(
                "timeliness-by-department",
                ("法定时限（按部门）", "Time limits by department"),
                vec![department, code()],
            ),
            vec![By::Column("department"), By::Column("code")],
        ),
    ]
}

fn timeliness(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let last = scope.last();
    let due = || within("due", scope);
    let done = || by("done", last);
    let running = || by("started", last).and(done().not());
    draft
        .note(
            "本期到期：最后一日在本期内。按时：不晚于最后一日办结；逾期办结：晚于最后一日；期末未办：到期而至期末未办结。期末在办与期末逾期不限何时起算，最后一日当天不算逾期。",
            "Due: the last day lies in the period. On time: done by the last day; late: after it; not done: due and not done by the end of the period. Running and overdue count whatever the start; on the last day itself nothing is overdue.",
        )
        .columns([
            Column::count("started", "本期起算", "started", CLOCKS),
            Column::count("unknown", "日历不足", "calendar does not tell", CLOCKS),
            Column::count("due", "本期到期", "due", CLOCKS),
            Column::count("on_time", "按时办结", "on time", CLOCKS),
            Column::count("late", "逾期办结", "late", CLOCKS),
            Column::count("undone", "期末未办", "not done", CLOCKS),
            Column::rate("on_time_rate", "按时率", "on time", "on_time", "due"),
            Column::count("open", "期末在办", "running at the end", CLOCKS),
            Column::count("overdue", "期末逾期", "overdue at the end", CLOCKS),
        ])
        .counting(
            Counting::of::<Clock>(keys)
                .along(&["code", "department"])
                .rows("started", within("started", scope))
                .rows("unknown", within("started", scope).and(col("due").is_null()))
                .rows("due", due())
                .rows("on_time", due().and(done()).and(col("done").lt_eq(col("due"))))
                .rows("late", due().and(done()).and(col("done").gt(col("due"))))
                .rows("undone", due().and(done().not()))
                .rows("open", running())
                .rows("overdue", running().and(before("due", last))),
        )
}
