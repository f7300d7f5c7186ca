//! From a query to values: the one place where the columns of a small frame are read.

use crate::core::time::Date;
use crate::report::table::Value;
use polars::prelude::*;

/// Runs a query in a stream and reads its rows, in full order: strings, days and numbers.
pub(super) fn read(query: LazyFrame) -> PolarsResult<Vec<Vec<Value>>> {
    Ok(read_all(vec![query])?.pop().unwrap_or_default())
}

/// The same for several queries at once: a file that several of them look at is read once.
pub(super) fn read_all(queries: Vec<LazyFrame>) -> PolarsResult<Vec<Vec<Vec<Value>>>> {
    collect(queries)?.iter().map(rows).collect()
}

/// Runs queries together in a stream.
pub(super) fn collect(queries: Vec<LazyFrame>) -> PolarsResult<Vec<DataFrame>> {
    let plans = queries.into_iter().map(|query| query.logical_plan).collect();
    LazyFrame::collect_all_with_engine(plans, Engine::Streaming, OptFlags::default())
}

fn rows(frame: &DataFrame) -> PolarsResult<Vec<Vec<Value>>> {
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
