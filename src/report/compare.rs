//! Two columns of numbers side by side: two periods, or two rows of one period. The difference and the change
//! in per cent are integers, rounded once; a change from nothing is no percentage. Not what is counted:
//! that is `report/tables`.

use super::table::{Holds, Table, Value};
use std::collections::BTreeSet;

/// One number, twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The row's keys; none for sums over all rows.
    pub keys: Vec<Value>,
    /// Column of the table.
    pub column: &'static str,
    /// A rate, in thousandths; otherwise a number of the table.
    pub rate: bool,
    /// The first; nothing where a rate has no whole.
    pub first: Option<i64>,
    /// The second.
    pub second: Option<i64>,
}

impl Pair {
    /// The second less the first.
    pub fn difference(&self) -> Option<i64> {
        Some(self.second? - self.first?)
    }

    /// The difference in tenths of a per cent of the first, rounded half away from zero; nothing where the first
    /// is zero, and nothing of rates, whose difference is in percentage points already.
    pub fn change(&self) -> Option<i64> {
        let (first, difference) = (self.first.filter(|first| *first > 0)?, self.difference()?);
        let doubled = 2 * 1000 * i128::from(difference.unsigned_abs()) + i128::from(first);
        let size = i64::try_from(doubled / (2 * i128::from(first))).ok()?;
        (!self.rate).then_some(if difference < 0 { -size } else { size })
    }
}

/// Every number of two tables of one kind, row by row and sums last. A row that only one of them has counts
/// nothing in the other.
pub fn tables(first: &Table, second: &Table) -> Vec<Pair> {
    let keys = keys(first);
    let all: BTreeSet<&[Value]> = first.rows.iter().chain(&second.rows).map(|row| &row[..keys]).collect();
    let row = |table: &Table, key: &[Value]| table.rows.iter().find(|row| row[..keys] == *key).cloned();
    let mut pairs = Vec::new();
    for key in all {
        pairs.extend(pair(first, key, row(first, key), row(second, key)));
    }
    if first.total.is_some() || second.total.is_some() {
        pairs.extend(pair(first, &[], first.total.clone(), second.total.clone()));
    }
    pairs
}

/// Two rows of one table, found by their keys' first codes joined by `+`; `None` where one is not there.
pub fn rows(table: &Table, first: &str, second: &str) -> Option<Vec<Pair>> {
    let row = |wanted: &str| table.rows.iter().find(|row| code(table, row) == wanted).cloned();
    let (first, second) = (row(first)?, row(second)?);
    Some(pair(table, &[], Some(first), Some(second)))
}

/// What a row is called on the command line.
pub fn code(table: &Table, row: &[Value]) -> String {
    let cell = |value: &Value| match value {
        Value::None => String::new(),
        Value::Code(code) => code.clone(),
        Value::Number(n) => n.to_string(),
        Value::Day(day) => day.to_string(),
    };
    row[..keys(table)].iter().map(cell).collect::<Vec<_>>().join("+")
}

/// How many columns are keys.
pub fn keys(table: &Table) -> usize {
    table.columns.iter().take_while(|column| matches!(column.holds, Holds::Key(_))).count()
}

fn pair(table: &Table, keys: &[Value], first: Option<Vec<Value>>, second: Option<Vec<Value>>) -> Vec<Pair> {
    let number = |row: &Option<Vec<Value>>, name: &str| match row {
        None => Some(0),
        Some(row) => table.number(row, name),
    };
    let rate = |row: &Option<Vec<Value>>, part: &str, whole: &str| {
        row.as_ref().and_then(|row| table.thousandths(row, part, whole))
    };
    let of = |column: &super::table::Column| {
        let (is_rate, first, second) = match column.holds {
            Holds::Count(..) => (false, number(&first, column.name), number(&second, column.name)),
            Holds::Rate(part, whole) => (true, rate(&first, part, whole), rate(&second, part, whole)),
            _ => return None,
        };
        Some(Pair { keys: keys.to_vec(), column: column.name, rate: is_rate, first, second })
    };
    table.columns.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::lang::Twin;
    use crate::report::table::{Column, Domain};

    fn table(rows: &[(&str, i64, i64)]) -> Table {
        let row = |(code, due, done): &(&str, i64, i64)| {
            vec![Value::Code((*code).into()), Value::Number(*due), Value::Number(*done), Value::None]
        };
        let sum = |of: fn(&(&str, i64, i64)) -> i64| Value::Number(rows.iter().map(of).sum());
        Table {
            id: "t",
            title: Twin::new("表", "table"),
            note: Twin::new("", ""),
            public: true,
            columns: vec![
                Column::key("region", "地区", "region", Domain::Region),
                Column::subjects("due", "应检查", "due"),
                Column::subjects("done", "已检查", "done"),
                Column::rate("rate", "完成率", "rate", "done", "due"),
            ],
            rows: rows.iter().map(row).collect(),
            total: Some(vec![Value::None, sum(|row| row.1), sum(|row| row.2), Value::None]),
            words: Vec::new(),
        }
    }

    fn told(pair: &Pair) -> (&str, Option<i64>, Option<i64>, Option<i64>, Option<i64>) {
        (pair.column, pair.first, pair.second, pair.difference(), pair.change())
    }

    #[test]
    fn two_periods_with_a_region_that_came_and_one_that_went() {
        let (first, second) = (table(&[("1", 8, 6), ("2", 3, 0)]), table(&[("1", 9, 6), ("3", 2, 1)]));
        let pairs = tables(&first, &second);
        let told: Vec<_> = pairs.iter().map(told).collect();
        let expected = [
            ("due", Some(8), Some(9), Some(1), Some(125)),
            ("done", Some(6), Some(6), Some(0), Some(0)),
            ("rate", Some(750), Some(667), Some(-83), None),
            ("due", Some(3), Some(0), Some(-3), Some(-1000)),
            ("done", Some(0), Some(0), Some(0), None),
            ("rate", Some(0), None, None, None),
            ("due", Some(0), Some(2), Some(2), None),
            ("done", Some(0), Some(1), Some(1), None),
            ("rate", None, Some(500), None, None),
            ("due", Some(11), Some(11), Some(0), Some(0)),
            ("done", Some(6), Some(7), Some(1), Some(167)),
            ("rate", Some(545), Some(636), Some(91), None),
        ];
        assert_eq!(told, expected);
        assert!(pairs[9].keys.is_empty() && pairs[0].keys == [Value::Code("1".into())]);
    }

    #[test]
    fn two_regions_of_one_period_and_one_that_is_not_there() {
        let table = table(&[("1", 3, 1), ("2", 2, 2)]);
        let pairs = rows(&table, "1", "2").unwrap();
        assert_eq!(told(&pairs[0]), ("due", Some(3), Some(2), Some(-1), Some(-333)));
        assert_eq!(rows(&table, "1", "9"), None);
    }
}
