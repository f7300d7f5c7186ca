//! From a query to values: the one place where the columns of a small frame are read.

use crate::core::time::Date;
use crate::report::table::Value;
use polars::prelude::*;

/// Runs a query in a stream and reads its rows, in full order: strings, days and numbers.
pub(super) fn read(query: LazyFrame) -> PolarsResult<Vec<Vec<Value>>> {
    let frame = query.collect_with_engine(Engine::Streaming)?.unwrap_single();
    let columns: Vec<Vec<Value>> = frame.columns().iter().map(values).collect::<PolarsResult<_>>()?;
    let mut rows: Vec<Vec<Value>> =
        (0..frame.height()).map(|row| columns.iter().map(|column| column[row].clone()).collect()).collect();
    rows.sort_unstable();
    Ok(rows)
}

/// The cells of a column.
pub(super) fn values(column: &Column) -> PolarsResult<Vec<Value>> {
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
