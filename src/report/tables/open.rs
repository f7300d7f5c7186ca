//! What is open on the day: statutory clocks that run, by rule and department, with the first day one of them
//! ends. Of the day of the facts, not of the period; for the section 下一步 of a report.

use super::count::{Scope, by, over};
use super::frame::read;
use crate::core::lang::Twin;
use crate::core::time::Date;
use crate::report::facts::{Clock, Facts};
use crate::report::table::{Column, Domain, Holds, Table, Value};
use polars::prelude::*;

/// The table's id.
pub const ID: &str = "open-clocks";

const CLOCKS: (&str, &str) = ("件", "clocks");

/// The table.
///
/// # Errors
/// polars' own.
pub fn clocks(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let last = scope.last();
    let late = overdue(scope);
    let counted = facts.of::<Clock>().filter(running(last)).group_by([col("code"), col("department")]).agg([
        len().cast(DataType::Int64).alias("open"),
        late.cast(DataType::Int64).sum().alias("overdue"),
        col("due").min().alias("first"),
    ]);
    let rows = read(counted)?;
    let sum = |at: usize| Value::Number(rows.iter().filter_map(|row| row[at].number()).sum());
    Ok(Table {
        id: ID,
        title: Twin::new("在办的法定时限", "Statutory clocks that run"),
        note: Twin::new(
            "截至期末起算而未办结的时限；最后一日已过的为逾期，统计截止日当天到期的不算。",
            "Clocks that had started and were not done by the end; overdue: the last day is over; what ends on the as-of day is not.",
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

fn running(last: Date) -> Expr {
    by("started", last).and(by("done", last).not())
}

fn overdue(scope: &Scope) -> Expr {
    over("due", scope)
}

/// The clocks behind a count of a row, of all rows without keys; `None` for the first last day, which is no count.
pub(super) fn behind(scope: &Scope, keys: &[Value], column: &str) -> Option<Expr> {
    let last = scope.last();
    let counted = match column {
        "open" => running(last),
        "overdue" => running(last).and(overdue(scope)),
        _ => return None,
    };
    match keys {
        [] => Some(counted),
        [code, department] => {
            let of = |name: &str, value: &Value| Some(col(name).eq(lit(value.code()?.to_owned())));
            Some(counted.and(of("code", code)?).and(of("department", department)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::day;

    #[test]
    fn clocks_that_run_by_hand() {
        let clock = |id: &str, started: &str, due: Option<&str>, done: Option<&str>| Clock {
            code: "INS-PUB".into(),
            trigger: "inspection-ended".into(),
            object: "visit".into(),
            id: id.into(),
            department: "信用监管股".into(),
            started: day(started),
            due: due.map(day),
            undated: false,
            done: done.map(day),
        };
        let facts = Facts::empty().with(&[
            clock("a", "2023-10-01", Some("2023-10-30"), None),
            clock("b", "2023-10-01", Some("2023-10-31"), None), // its last day is the last of the month
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
            (1, Some(4), Some(3))
        );
        // On that day itself it is not overdue yet.
        let today = Scope { as_of: day("2023-10-31"), ..scope };
        let table = clocks(&facts, &today).unwrap();
        assert_eq!(table.number(&table.rows[0], "overdue"), Some(2));
        let table = clocks(&facts, &scope).unwrap();
        let row = &table.rows[0];
        assert_eq!(row[4], Value::Day(day("2023-10-20")));
        for keys in [&row[..2], &[]] {
            let number = |column| {
                let rows = crate::report::tables::behind(&facts, &scope, ID, &[keys.to_vec()], column)?;
                Some(rows.number().unwrap())
            };
            assert_eq!(["open", "overdue", "first"].map(number), [Some(4), Some(3), None]);
        }
        let other = [Value::Code("INS-PUB".into()), Value::Code("登记股".into())];
        let rows = crate::report::tables::behind(&facts, &scope, ID, &[other.to_vec()], "open").unwrap();
        assert_eq!(rows.number().unwrap(), 0);
        assert!(clocks(&Facts::empty(), &scope).unwrap().rows.is_empty());
    }
}
