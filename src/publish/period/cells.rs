//! A table of numbers as cells with their kinds: what a code is called, a rate from its two counts. The last
//! thing that happens to a number before it is printed.

use crate::core::lang::Lang;
use crate::core::time::Date;
use crate::report::names::Names;
use crate::report::table::{Column, Domain, Holds, Table, Value};

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A count.
    Count(i64),
    /// A difference.
    Change(i64),
    /// A rate in thousandths; printed in percent.
    Rate(i64),
    /// Hundredths of a unit.
    Hundredths(i64),
    /// A day.
    Day(Date),
}

/// A table for a file.
pub struct Laid {
    /// Headings with their units.
    pub headings: Vec<String>,
    /// So many columns from the left are texts.
    pub labels: usize,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// Their sum.
    pub total: Option<Vec<Cell>>,
}

/// Whether a code has a name that is not the code itself.
fn named(domain: Domain) -> bool {
    !matches!(domain, Domain::Month | Domain::Department | Domain::Officer | Domain::Draw)
}

/// Lays a table out; `codes`: codes and names in columns of their own.
pub fn laid(table: &Table, names: &Names, lang: Lang, codes: bool) -> Laid {
    let (mut headings, mut labels) = (Vec::new(), 0);
    for column in &table.columns {
        let heading = Table::heading(column, lang);
        if let Holds::Key(domain) = column.holds {
            if codes && named(domain) {
                headings.push(lang.pick(format!("{heading}代码"), format!("{heading} (code)")));
                labels += 1;
            }
            labels += 1;
        }
        headings.push(heading);
    }
    let row = |row: &Vec<Value>, total: bool| -> Vec<Cell> {
        let cells = table.columns.iter().enumerate();
        cells.flat_map(|(at, column)| cell(table, names, lang, codes, (row, at, column), total)).collect()
    };
    Laid {
        headings,
        labels,
        rows: table.rows.iter().map(|cells| row(cells, false)).collect(),
        total: table.total.as_ref().map(|cells| row(cells, true)),
    }
}

fn cell(
    table: &Table,
    names: &Names,
    lang: Lang,
    codes: bool,
    (row, at, column): (&[Value], usize, &Column),
    total: bool,
) -> Vec<Cell> {
    let value = row.get(at).unwrap_or(&Value::None);
    let Holds::Key(domain) = column.holds else { return vec![number(table, row, column, value)] };
    let name = match (total, at) {
        (true, 0) => lang.pick("合计", "total").to_owned(),
        (true, _) => String::new(),
        (false, _) => names.key(table, domain, value, lang),
    };
    let code = match value {
        _ if !codes || !named(domain) => return vec![Cell::Text(name)],
        Value::Code(code) if !total => Cell::Text(code.clone()),
        Value::Number(n) => Cell::Text(n.to_string()),
        Value::Day(day) => Cell::Day(*day),
        _ => Cell::Empty,
    };
    vec![code, Cell::Text(name)]
}

fn number(table: &Table, row: &[Value], column: &Column, value: &Value) -> Cell {
    match (column.holds, value) {
        (Holds::Rate(part, whole), _) => table.thousandths(row, part, whole).map_or(Cell::Empty, Cell::Rate),
        (Holds::Change, Value::Number(n)) => Cell::Change(*n),
        (Holds::Hundredths(..), Value::Number(n)) => Cell::Hundredths(*n),
        (_, Value::Number(n)) => Cell::Count(*n),
        (_, Value::Day(day)) => Cell::Day(*day),
        (_, Value::Code(code)) => Cell::Text(code.clone()),
        (_, Value::None) => Cell::Empty,
    }
}

/// A number of tenths or hundredths: `12.3`.
pub fn decimal(n: i64, one: i64, digits: usize) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.abs();
    format!("{sign}{}.{:0digits$}", n / one, n % one)
}

impl Cell {
    /// As people read it; a difference with its sign where `signed`.
    pub fn printed(&self, signed: bool) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Change(n) if signed && *n > 0 => format!("+{n}"),
            Cell::Count(n) | Cell::Change(n) => n.to_string(),
            Cell::Rate(n) => decimal(*n, 10, 1),
            Cell::Hundredths(n) => decimal(*n, 100, 2),
            Cell::Day(day) => day.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_printed_from_integers() {
        assert_eq!(Cell::Rate(1000).printed(false), "100.0");
        assert_eq!(Cell::Rate(5).printed(false), "0.5");
        assert_eq!(Cell::Hundredths(-205).printed(false), "-2.05");
        assert_eq!(Cell::Change(3).printed(true), "+3");
        assert_eq!(Cell::Change(3).printed(false), "3");
    }
}
