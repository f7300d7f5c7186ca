//! 检查情况: should have been inspected, were (published), are finished, with which problems; by region,
//! department, station, industry and type of subject. `docs/reports.md` §2.

use super::count::{Scope, by, collect, rows, total, within};
use crate::core::lang::Twin;
use crate::report::facts::{Facts, Visit};
use crate::report::table::{Column, Domain, Table};
use polars::prelude::*;

/// What the subjects are grouped by: column of the facts, id of the table, words, domain.
const BY: [(&str, &str, &str, &str, Domain); 5] = [
    ("region", "inspections-by-region", "地区", "region", Domain::Region),
    ("department", "inspections-by-department", "部门", "department", Domain::Department),
    ("station", "inspections-by-station", "管辖单位", "station", Domain::Station),
    ("industry", "inspections-by-industry", "行业", "industry", Domain::Industry),
    ("kind", "inspections-by-type", "主体类型", "type of subject", Domain::Kind),
];

/// One table for each grouping.
pub fn tables(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Table>> {
    BY.iter().map(|one| table(facts, scope, one)).collect()
}

fn table(
    facts: &Facts,
    scope: &Scope,
    (column, id, zh, en, domain): &(&'static str, &'static str, &str, &str, Domain),
) -> PolarsResult<Table> {
    let seen = || by("published", scope.last());
    let counted = facts.of::<Visit>().filter(within("listed", scope)).group_by([col(*column)]).agg([
        len().cast(DataType::Int64).alias("due"),
        rows(seen(), "published"),
        rows(by("finished", scope.last()).and(seen()), "finished"),
        rows(seen().and(col("gone")), "gone"),
        rows(seen().and(col("problem")), "problems"),
    ]);
    let rows = collect(counted, &[column])?;
    let columns = vec![
        Column::key(column, zh, en, *domain),
        Column::subjects("due", "应检查", "to be inspected"),
        Column::subjects("published", "已检查", "inspected"),
        Column::subjects("finished", "完结", "finished"),
        Column::subjects("gone", "注销、迁出等", "gone"),
        Column::subjects("problems", "发现问题", "with a problem"),
        Column::rate("completion", "检查完成率", "completion", "published", "due"),
        Column::rate("finish_rate", "完结率", "finished", "finished", "published"),
        Column::rate("problem_rate", "发现问题率", "problems", "problems", "published"),
    ];
    Ok(Table {
        id,
        title: Twin::new(format!("检查情况（按{zh}）"), format!("Inspections by {en}")),
        note: Twin::new(
            "应检查：本期锁定名单的对象。已检查：全部事项的结果已公示。完结：后续处置均已办结。",
            "To be inspected: on a list locked in the period. Inspected: every matter is public. \
             Finished: every follow-up has ended.",
        ),
        public: true,
        total: (!rows.is_empty()).then(|| padded(total(&rows, 1, 6), columns.len())),
        rows: rows.into_iter().map(|row| padded(row, columns.len())).collect(),
        columns,
        words: Vec::new(),
    })
}

fn padded(mut row: Vec<crate::report::table::Value>, width: usize) -> Vec<crate::report::table::Value> {
    row.resize(width, crate::report::table::Value::None);
    row
}
