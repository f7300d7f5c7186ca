//! What is open on the day: statutory clocks that run, by rule and department, with the first day one of them
//! ends. Of the day of the facts, not of the period; for the section 下一步 of a report.

use super::facts::{Clock, Facts};
use super::table::{Column, Domain, Holds, Table, Value};
use super::tables::Scope;
use crate::core::lang::Twin;
use crate::core::time::Date;
use polars::prelude::*;

/// The table's id.
pub const ID: &str = "open-clocks";

const CLOCKS: (&str, &str) = ("件", "clocks");

/// The table.
///
/// # Errors
/// polars' own.
pub fn clocks(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let day = lit(scope.last().days() as i32).cast(DataType::Date);
    let come = |column: &str| col(column).is_not_null().and(col(column).lt_eq(day.clone()));
    let late = col("due").is_not_null().and(col("due").lt(day.clone()));
    let counted = facts
        .of::<Clock>()
        .filter(come("started").and(come("done").not()))
        .group_by([col("code"), col("department")])
        .agg([
            len().cast(DataType::Int64).alias("open"),
            late.cast(DataType::Int64).sum().alias("overdue"),
            col("due").min().cast(DataType::Int32).alias("first"),
        ]);
    let frame = counted.collect_with_engine(Engine::Streaming)?.unwrap_single();
    let texts = |name: &str| -> PolarsResult<Vec<String>> {
        Ok(frame.column(name)?.str()?.iter().map(|cell| cell.unwrap_or_default().to_owned()).collect())
    };
    let numbers = |name: &str| -> PolarsResult<Vec<Option<i64>>> {
        Ok(frame.column(name)?.cast(&DataType::Int64)?.i64()?.iter().collect())
    };
    let (codes, departments) = (texts("code")?, texts("department")?);
    let (open, overdue, first) = (numbers("open")?, numbers("overdue")?, numbers("first")?);
    let number = |n: Option<i64>| n.map_or(Value::None, Value::Number);
    let mut rows: Vec<Vec<Value>> = (0..frame.height())
        .map(|at| {
            let first = first[at].and_then(Date::from_days).map_or(Value::None, Value::Day);
            vec![
                Value::Code(codes[at].clone()),
                Value::Code(departments[at].clone()),
                number(open[at]),
                number(overdue[at]),
                first,
            ]
        })
        .collect();
    rows.sort_by(|a, b| a[..2].cmp(&b[..2]));
    let sum = |at: usize| {
        let numbers = rows.iter().map(|row| if let Value::Number(n) = row[at] { n } else { 0 });
        Value::Number(numbers.sum())
    };
    Ok(Table {
        id: ID,
        title: Twin::new("在办的法定时限", "Statutory clocks that run"),
        note: Twin::new(
            "截至期末起算而未办结的时限；最后一日早于期末的为逾期。",
            "Clocks that had started and were not done by the end; overdue: the last day lies before it.",
        ),
        public: true,
        total: (!rows.is_empty()).then(|| vec![Value::None, Value::None, sum(2), sum(3), Value::None]),
        rows,
        columns: vec![
            Column::key("code", "时限", "time limit", Domain::Clock),
            Column::key("department", "部门", "department", Domain::Department),
            Column::count("open", "在办", "open", CLOCKS),
            Column::count("overdue", "逾期", "overdue", CLOCKS),
            Column { name: "first", heading: Twin::new("最早到期", "first ends"), holds: Holds::Day },
        ],
        words: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::day;

    #[test]
    fn clocks_that_run_by_hand() {
        let clock = |id: &str, started: &str, due: Option<&str>, done: Option<&str>| Clock {
            code: "INS-PUB".into(),
            object: "visit".into(),
            id: id.into(),
            department: "信用监管股".into(),
            started: day(started),
            due: due.map(day),
            done: done.map(day),
        };
        let facts = Facts::empty().with(&[
            clock("a", "2023-10-01", Some("2023-10-30"), None),
            clock("b", "2023-10-01", Some("2023-10-31"), None), // its last day is today: not overdue
            clock("c", "2023-10-01", None, None),
            clock("d", "2023-10-01", Some("2023-10-20"), Some("2023-10-31")),
            clock("e", "2023-10-01", Some("2023-10-20"), Some("2023-11-01")), // not yet done on the day
            clock("f", "2023-11-01", Some("2023-11-20"), None),
        ]);
        let scope = Scope { period: "2023-10".parse().unwrap(), as_of: day("2023-11-30") };
        let table = clocks(&facts, &scope).unwrap();
        let row = &table.rows[0];
        assert_eq!(
            (table.rows.len(), table.number(row, "open"), table.number(row, "overdue")),
            (1, Some(4), Some(2))
        );
        assert_eq!(row[4], Value::Day(day("2023-10-20")));
        assert!(clocks(&Facts::empty(), &scope).unwrap().rows.is_empty());
    }
}
