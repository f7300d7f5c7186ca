//! Figures from the tables of a report: the same numbers, to be seen. Each cell of a figure bears the name of
//! the cell of the table it was drawn from ([`cell`]), so that `report explain` leads from one to its rows.
//! Counts nothing that is in no table; a sum of cells is named with `*` or `+`. Who counts is `report/tables`, how a
//! kind of plot is laid out is `report/figure`.

mod fairness;
mod frame;
mod progress;
mod rates;
mod results;

use super::figure::Figure;
use super::names::Names;
use super::table::{Table, Value};
use crate::core::lang::Lang;
use crate::core::period::Period;
use crate::core::time::Date;

/// What stands at every figure of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Language.
    pub lang: Lang,
    /// The bureau.
    pub bureau: String,
    /// The period.
    pub period: Period,
    /// Facts are known up to this day.
    pub as_of: Date,
    /// The report is public: tables that are not are left out.
    pub public: bool,
    /// Where the numbers come from, a sentence.
    pub source: String,
}

/// Everything that is shown together as the rest, as a key of a cell.
pub const REST: &str = "*";
/// Everything together, as a key of a cell with several keys; the sum of a whole table has no key.
pub const ALL: &str = "+";

/// Makes one; nothing where its table says nothing.
type Maker = fn(&Drawn<'_>) -> Option<Figure>;

/// Which figures there are, in the order of a report: id of the table, what follows the id in the figure's.
const MAKERS: &[(&str, &str, Maker)] = &[
    ("completion-over-time", "", progress::completion),
    ("months", "", progress::months),
    ("inspections-by-region", "completion", results::completed),
    ("inspections-by-region", "", rates::problems),
    ("inspections-by-department", "completion", results::completed),
    ("inspections-by-department", "", rates::problems),
    ("inspections-by-station", "", rates::problems),
    ("inspections-by-industry", "", rates::problems),
    ("inspections-by-type", "", rates::problems),
    ("results-by-category", "", results::panels),
    ("results-by-region-and-matter", "", results::heat),
    ("timeliness", "", results::timeliness),
    ("workload-classes", "", fairness::classes),
    ("list-movements", "", progress::movements),
    ("repairs", "", progress::repairs),
    ("repeat-hits", "chances", fairness::chances),
    ("repeat-hits", "", fairness::hits),
    ("meetings", "", fairness::meetings),
    ("visits-made", "", results::visits),
    ("replacements-by-reason", "", results::reasons),
    ("voids-by-reason", "", results::reasons),
];

/// What a figure is made from.
struct Drawn<'a> {
    table: &'a Table,
    id: String,
    names: &'a Names,
    head: &'a Head,
}

/// Every figure there are numbers for.
pub fn figures(tables: &[Table], names: &Names, head: &Head) -> Vec<Figure> {
    let make = |(id, what, maker): &(&str, &str, Maker)| {
        let table = tables.iter().find(|table| table.id == *id && (table.public || !head.public))?;
        let id = if what.is_empty() { table.id.to_owned() } else { format!("{id}.{what}") };
        (!table.rows.is_empty()).then(|| maker(&Drawn { table, id, names, head }))?
    };
    MAKERS.iter().filter_map(make).collect()
}

/// The table a figure was made from, by its id.
pub fn table_of(figure: &str) -> &str {
    figure.split_once('.').map_or(figure, |(table, _)| table)
}

/// The name of a cell of a table: `table/key|key/column`.
pub fn cell(table: &str, keys: &[&str], column: &str) -> String {
    format!("{table}/{}/{column}", keys.join("|"))
}

/// A cell's table, keys and column; nothing where it is no such name.
pub fn parse(cell: &str) -> Option<(String, Vec<String>, String)> {
    let (table, rest) = cell.split_once('/')?;
    let (keys, column) = rest.rsplit_once('/')?;
    let keys = if keys.is_empty() { Vec::new() } else { keys.split('|').map(str::to_owned).collect() };
    Some((table.to_owned(), keys, column.to_owned()))
}

/// A key as it stands in a cell's name.
fn code(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Code(code) => code.clone(),
        Value::Number(n) => n.to_string(),
        Value::Day(day) => day.to_string(),
    }
}

#[cfg(test)]
mod tests;
