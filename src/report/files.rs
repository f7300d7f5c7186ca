//! Tables and facts as Parquet, in memory: for programs, and for the digest of what was counted. Names of
//! columns are ASCII; a rate stands in thousandths and says so in its name. For people: `publish/period`.

use super::facts::{Facts, file_name, schemas};
use super::table::{Holds, Table, Value};
use crate::core::digest::Digest;
use polars::prelude::*;

/// A table, without its sum.
///
/// # Errors
/// polars' own.
pub fn parquet(table: &Table) -> PolarsResult<Vec<u8>> {
    let columns = table.columns.iter().enumerate().map(|(at, column)| {
        let numbers = |suffix: &str, of: &dyn Fn(&[Value]) -> Option<i64>| {
            let name = format!("{}{suffix}", column.name);
            Column::new(name.into(), table.rows.iter().map(|row| of(row)).collect::<Vec<_>>())
        };
        let plain = |row: &[Value]| match row.get(at) {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        };
        match column.holds {
            Holds::Key(_) => Column::new(
                column.name.into(),
                table.rows.iter().map(|row| key(&row[at])).collect::<Vec<_>>(),
            ),
            Holds::Day => days(column.name, table.rows.iter().map(|row| &row[at])),
            Holds::Rate(part, whole) => numbers("_permille", &|row| table.thousandths(row, part, whole)),
            Holds::Hundredths(..) => numbers("_hundredths", &plain),
            Holds::Count(..) | Holds::Change => numbers("", &plain),
        }
    });
    written(DataFrame::new(table.rows.len(), columns.collect())?)
}

fn key(value: &Value) -> Option<String> {
    match value {
        Value::None => None,
        Value::Code(code) => Some(code.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Day(day) => Some(day.to_string()),
    }
}

fn days<'a>(name: &str, values: impl Iterator<Item = &'a Value>) -> Column {
    let of = |value: &Value| match value {
        Value::Day(day) => Some(day.days() as i32),
        _ => None,
    };
    let days = Series::new(name.into(), values.map(of).collect::<Vec<_>>());
    days.cast(&DataType::Date).expect("days as dates").into()
}

/// The same values, the same bytes: nothing is compressed, and one thread writes.
fn written(mut frame: DataFrame) -> PolarsResult<Vec<u8>> {
    let mut out = Vec::new();
    ParquetWriter::new(&mut out)
        .with_compression(ParquetCompression::Uncompressed)
        .set_parallel(false)
        .finish(&mut frame)?;
    Ok(out)
}

/// The digest of facts held in memory: of the names and bytes of their files, in the order of the kinds.
///
/// # Errors
/// polars' own.
pub fn digest(facts: &Facts) -> PolarsResult<Digest> {
    let mut digests = String::new();
    for (name, _) in schemas() {
        let frame = facts.named(name).expect("every kind is there").collect()?;
        let digest = Digest::of(&written(frame)?);
        digests.push_str(&format!("{digest}  {}\n", file_name(name)));
    }
    Ok(Digest::of(digests.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::{day, visit};
    use crate::report::tables::{Scope, all};

    #[test]
    fn what_is_written_is_read_again() {
        let facts = Facts::empty().with(&[visit("a", "1", "2023-10-09"), visit("b", "2", "2023-10-10")]);
        let scope = Scope { period: "2023-10".parse().unwrap(), as_of: day("2023-11-30") };
        let tables = all(&facts, &scope).unwrap();
        let table = tables.iter().find(|table| table.id == "inspections-by-region").unwrap();
        let bytes = parquet(table).unwrap();
        assert_eq!(bytes, parquet(table).unwrap());
        let frame = ParquetReader::new(std::io::Cursor::new(bytes)).finish().unwrap();
        assert_eq!(frame.height(), table.rows.len());
        let due: Vec<_> = frame.column("due").unwrap().i64().unwrap().iter().collect();
        assert_eq!(due, [Some(1), Some(1)]);
        // Nothing was inspected: a rate of problems is none, not zero.
        let rate: Vec<_> = frame.column("problem_rate_permille").unwrap().i64().unwrap().iter().collect();
        assert_eq!(rate, [None, None]);
    }

    #[test]
    fn another_fact_is_another_digest() {
        let one = Facts::empty().with(&[visit("a", "1", "2023-10-09")]);
        let other = Facts::empty().with(&[visit("a", "2", "2023-10-09")]);
        assert_ne!(digest(&one).unwrap(), digest(&other).unwrap());
        assert_eq!(digest(&one).unwrap(), digest(&one).unwrap());
    }
}
