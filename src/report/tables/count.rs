//! What all tables share: the days a report is about, and the way from a query to rows.

use crate::core::period::Period;
use crate::core::time::Date;
use crate::report::table::Value;
use polars::prelude::*;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The period.
    pub period: Period,
    /// Facts are known up to this day (统计截止日).
    pub as_of: Date,
}

impl Scope {
    /// First day that is counted.
    pub fn first(&self) -> Date {
        self.period.first()
    }

    /// Last day that is counted: of the period, or the day of the facts in a period that is not over.
    pub fn last(&self) -> Date {
        self.period.last().min(self.as_of)
    }

    /// Whether the period is over.
    pub fn whole(&self) -> bool {
        self.as_of >= self.period.last()
    }
}

/// A day as a literal.
pub fn day(day: Date) -> Expr {
    lit(day.days() as i32).cast(DataType::Date)
}

/// Whether a column lies in the days that are counted; no where there is no day.
pub fn within(column: &str, scope: &Scope) -> Expr {
    by(column, scope.last()).and(col(column).gt_eq(day(scope.first())))
}

/// Whether a column's day has come by a day; no where there is none.
pub fn by(column: &str, last: Date) -> Expr {
    col(column).is_not_null().and(col(column).lt_eq(day(last)))
}

/// How many rows a condition holds for.
pub fn rows(condition: Expr, name: &str) -> Expr {
    condition.cast(DataType::Int64).sum().alias(name)
}

/// Runs a query in a stream and reads its columns: keys are strings, everything else is a number or a day.
pub fn collect(query: LazyFrame, keys: &[&str]) -> PolarsResult<Vec<Vec<Value>>> {
    let frame = query.collect_with_engine(Engine::Streaming)?.unwrap_single();
    let columns: Vec<Vec<Value>> = frame.columns().iter().map(values).collect::<PolarsResult<_>>()?;
    let mut rows: Vec<Vec<Value>> =
        (0..frame.height()).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect();
    rows.sort_by(|a, b| a[..keys.len()].cmp(&b[..keys.len()]));
    Ok(rows)
}

fn values(column: &Column) -> PolarsResult<Vec<Value>> {
    Ok(match column.dtype() {
        DataType::String => {
            let text = column.str()?;
            text.iter().map(|cell| cell.map_or(Value::None, |cell| Value::Code(cell.to_owned()))).collect()
        }
        DataType::Date => {
            let days = column.cast(&DataType::Int32)?;
            let of = |day: Option<i32>| day.and_then(|day| Date::from_days(day.into()));
            days.i32()?.iter().map(|cell| of(cell).map_or(Value::None, Value::Day)).collect()
        }
        _ => {
            let numbers = column.cast(&DataType::Int64)?;
            numbers.i64()?.iter().map(|cell| cell.map_or(Value::None, Value::Number)).collect()
        }
    })
}

/// Sums of the columns after the keys; columns without numbers have none.
pub fn total(rows: &[Vec<Value>], keys: usize, width: usize) -> Vec<Value> {
    let sum = |at: usize| {
        let cells = rows.iter().map(|row| &row[at]);
        cells.fold(Value::None, |sum, cell| match (sum, cell) {
            (Value::Number(sum), Value::Number(n)) => Value::Number(sum + n),
            (Value::None, Value::Number(n)) => Value::Number(*n),
            (sum, _) => sum,
        })
    };
    (0..width).map(|at| if at < keys { Value::None } else { sum(at) }).collect()
}
