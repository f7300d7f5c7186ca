//! 时限: whether what had to be done by a day was, for each statutory clock. `docs/reports.md` §4.

use super::count::{By, Counting, Scope, by, is, over, within};
use super::draft::Draft;
use crate::core::deadline::TriggerKind;
use crate::report::facts::Clock;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const CLOCKS: (&str, &str) = ("件", "clocks");

/// What starts the terms for publishing what was inspected.
const ENDED: [TriggerKind; 2] = [TriggerKind::InspectionEnded, TriggerKind::FoodResultFormed];

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
        publication(scope),
    ]
}

/// 按时公示率: every clock that the end of an inspection starts, whatever its code.
fn publication(scope: &Scope) -> Draft {
    let ended = ENDED.map(|kind| is("trigger", kind.word())).into_iter().reduce(Expr::or);
    Draft::new(
        "publication-by-department",
        ("结果公示时限（按部门）", "Terms of publication by department"),
        vec![Column::key("department", "部门", "department", Domain::Department)],
    )
    .note(
        "检查结束（食品为结果形成）起算的各项公示时限合计，各列同“法定时限”。",
        "All terms for publishing that the end of an inspection starts (food: that the result is formed), with the columns of the time limits.",
    )
    .columns(met_columns())
    .counting(met(scope, Counting::of::<Clock>([By::Column("department")]).only(ended.unwrap_or(lit(false)))))
}

/// Columns of what came due.
fn met_columns() -> [Column; 5] {
    [
        Column::count("due", "本期到期", "due", CLOCKS),
        Column::count("on_time", "按时办结", "on time", CLOCKS),
        Column::count("late", "逾期办结", "late", CLOCKS),
        Column::count("undone", "期末未办", "not done", CLOCKS),
        Column::rate("on_time_rate", "按时率", "on time", "on_time", "due"),
    ]
}

/// What they count.
fn met(scope: &Scope, counting: Counting) -> Counting {
    let done = || by("done", scope.last());
    // On its last day a clock that is not done is neither met nor missed.
    let due = || within("due", scope).and(over("due", scope).or(done()));
    counting
        .rows("due", due())
        .rows("on_time", due().and(done()).and(col("done").lt_eq(col("due"))))
        .rows("late", due().and(done()).and(col("done").gt(col("due"))))
        .rows("undone", due().and(done().not()))
}

fn timeliness(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let last = scope.last();
    let running = || by("started", last).and(by("done", last).not());
    draft
        .note(
            "本期到期：最后一日在本期内，且已过或已办结；统计截止日当天到期而未办的尚不计。未定期限：决定中没有写明最后一日；日历不足：工作日历未覆盖最后一日。按时：不晚于最后一日办结；逾期办结：晚于最后一日；期末未办：到期而至期末未办结。期末在办与期末逾期不限何时起算，统计截止日当天到期的不算逾期。",
            "Due: the last day lies in the period and is over, or the clock is done; what ends on the as-of day and is not done does not count yet. No day ordered: the act names no last day. On time: done by the last day; late: after it; not done: due and not done by the end of the period. Running and overdue count whatever the start; what ends on the as-of day is not overdue.",
        )
        .columns([
            Column::count("started", "本期起算", "started", CLOCKS),
            Column::count("undated", "未定期限", "no day ordered", CLOCKS),
            Column::count("unknown", "日历不足", "calendar does not tell", CLOCKS),
        ])
        .columns(met_columns())
        .columns([
            Column::count("open", "期末在办", "running at the end", CLOCKS),
            Column::count("overdue", "期末逾期", "overdue at the end", CLOCKS),
        ])
        .counting(
            met(scope, Counting::of::<Clock>(keys))
                .along(&["code", "department"])
                .rows("started", within("started", scope))
                .rows("undated", within("started", scope).and(col("undated")))
                .rows("unknown", within("started", scope).and(col("due").is_null()).and(col("undated").not()))
                .rows("open", running())
                .rows("overdue", running().and(over("due", scope))),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::facts::Facts;
    use crate::report::table::Table;
    use crate::report::tables::all;
    use crate::report::tables::tests::day;

    fn tables(as_of: &str) -> Vec<Table> {
        let clock = |code: &str, trigger: TriggerKind, due: Option<&str>, done: Option<&str>| Clock {
            code: code.into(),
            trigger: trigger.word().into(),
            object: "visit".into(),
            id: String::new(),
            department: "股".into(),
            started: day("2023-10-02"),
            due: due.map(day),
            undated: code == "RECTIFY" && due.is_none(),
            done: done.map(day),
        };
        let (ended, food) = (TriggerKind::InspectionEnded, TriggerKind::FoodResultFormed);
        let facts = Facts::empty().with(&[
            clock("PUB", ended, Some("2023-10-20"), Some("2023-10-20")),
            clock("PUB", ended, Some("2023-10-31"), None),
            clock("PUB", ended, Some("2023-10-31"), Some("2023-10-31")),
            clock("FOOD", food, Some("2023-10-19"), Some("2023-10-20")),
            clock("FOOD", food, None, None),
            clock("RECTIFY", TriggerKind::PlanYear, None, None),
        ]);
        let scope = Scope { period: "2023-10".parse().unwrap(), as_of: day(as_of) };
        all(&facts, &scope).unwrap()
    }

    fn numbers(tables: &[Table], id: &str, key: &str, columns: &[&str]) -> Vec<i64> {
        let table = tables.iter().find(|table| table.id == id).unwrap();
        let row = table.rows.iter().find(|row| row[0].code() == Some(key)).unwrap();
        columns.iter().map(|column| table.number(row, column).unwrap()).collect()
    }

    #[test]
    fn what_ends_on_the_as_of_day_is_neither_met_nor_missed() {
        let columns = ["due", "on_time", "late", "undone", "overdue"];
        let of = |as_of: &str| numbers(&tables(as_of), "timeliness", "PUB", &columns);
        assert_eq!(of("2023-10-31"), [2, 2, 0, 0, 0]);
        assert_eq!(of("2023-11-01"), [3, 2, 0, 1, 1]);
    }

    #[test]
    fn no_day_ordered_is_no_gap_of_the_calendar() {
        let tables = tables("2023-11-01");
        let of = |code: &str| numbers(&tables, "timeliness", code, &["started", "undated", "unknown"]);
        assert_eq!((of("RECTIFY"), of("FOOD")), (vec![1, 1, 0], vec![2, 0, 1]));
    }

    #[test]
    fn publication_is_every_clock_that_an_inspection_starts() {
        let columns = ["due", "on_time", "late", "undone"];
        let tables = tables("2023-11-01");
        assert_eq!(numbers(&tables, "publication-by-department", "股", &columns), [4, 2, 1, 1]);
    }
}
