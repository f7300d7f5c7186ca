//! Facts as text: CSV with the names of the columns, for readers without Parquet.

use super::{Fact, FactError};
use polars::prelude::*;

/// Facts of a kind as CSV: days as `2023-10-09`, `true` and `false`, nothing where there is nothing.
///
/// # Errors
/// None that a record of this program gives; polars' own.
pub fn csv<F: Fact>(rows: &[F]) -> Result<String, FactError> {
    let frame = F::frame(rows);
    let fault = |e: PolarsError| FactError { file: F::NAME.to_owned(), why: e.to_string() };
    let mut columns: Vec<Vec<String>> = Vec::new();
    for column in frame.columns() {
        let text = column.cast(&DataType::String).map_err(fault)?;
        let cells = text.str().map_err(fault)?.iter().map(|cell| quoted(cell.unwrap_or_default()));
        columns.push(cells.collect());
    }
    let names: Vec<&str> = frame.columns().iter().map(|column| column.name().as_str()).collect();
    let mut text = names.join(",") + "\n";
    for row in 0..frame.height() {
        let cells: Vec<&str> = columns.iter().map(|column| column[row].as_str()).collect();
        text += &(cells.join(",") + "\n");
    }
    Ok(text)
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}
