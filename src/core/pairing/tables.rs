//! The three tables of the pairing as canonical text: `inspectors.csv`, `recusals.csv` and
//! `teams.csv` (`docs/draw-protocol.md` §1, §2, §6.9).
//!
//! Parsing is strict and printing canonical: `parse(print(x)) = x` and `print(parse(t)) = t`.
//! A table of the header row alone is legal.

use super::teams::decimal;
use crate::core::id::{Name, SubjectId};
use crate::core::text;
use std::fmt;

/// A row of `inspectors.csv`: one inspector of this draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectorRow {
    /// Name for this draw only.
    pub pseudonym: Name,
    /// Station or department; counts as a tag.
    pub unit: Name,
    /// Further tags, ascending, each once.
    pub tags: Vec<Name>,
    /// The most seats in this draw.
    pub cap: u32,
    /// Seats carried over from earlier draws, for the balance of workloads only.
    pub base: u32,
}

/// A row of `recusals.csv` (回避): this inspector never visits this subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecusalRow {
    /// The inspector.
    pub pseudonym: Name,
    /// The subject.
    pub id: SubjectId,
}

/// A row of `teams.csv`: one officer of one visit. Ordered as the table is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamRow {
    /// The subject visited.
    pub id: SubjectId,
    /// Number of the seat class in the visit, from 1.
    pub seat: u32,
    /// The officer.
    pub pseudonym: Name,
    /// Whether the officer leads the visit.
    pub lead: bool,
}

/// Why a text is not a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line}, {column}: {value:?}: {rule}")]
pub struct BadTable {
    /// Name of the table's file.
    pub file: &'static str,
    /// Line, from 1 (the header row).
    pub line: usize,
    /// Column by name, or `row` where the whole row is meant.
    pub column: &'static str,
    /// The text found, at most 80 characters of it.
    pub value: String,
    /// The rule it breaks.
    pub rule: String,
}

impl InspectorRow {
    /// Whether the inspector's unit or one of its tags is `tag`.
    pub fn has(&self, tag: &str) -> bool {
        self.unit.as_str() == tag || self.tags.iter().any(|own| own.as_str() == tag)
    }
}

/// Reads `inspectors.csv`.
pub fn parse_inspectors(text: &str) -> Result<Vec<InspectorRow>, BadTable> {
    let table = Table::new("inspectors.csv", "pseudonym,unit,tags,cap,base", text)?;
    let rows = table.rows(|row: &Row<'_, '_, 5>| {
        Ok(InspectorRow {
            pseudonym: row.read(0, Name::new)?,
            unit: row.read(1, Name::tag)?,
            tags: tags(row)?,
            cap: row.number(3, 0)?,
            base: row.number(4, 0)?,
        })
    })?;
    table.ascending(&rows, |row| &row.pseudonym)?;
    Ok(rows)
}

/// Reads `recusals.csv`.
pub fn parse_recusals(text: &str) -> Result<Vec<RecusalRow>, BadTable> {
    let table = Table::new("recusals.csv", "pseudonym,id", text)?;
    let rows = table.rows(|row: &Row<'_, '_, 2>| {
        Ok(RecusalRow { pseudonym: row.read(0, Name::new)?, id: row.read(1, SubjectId::new)? })
    })?;
    table.ascending(&rows, |row| row)?;
    Ok(rows)
}

/// Reads `teams.csv`.
pub fn parse_teams(text: &str) -> Result<Vec<TeamRow>, BadTable> {
    let table = Table::new("teams.csv", "id,seat,pseudonym,role", text)?;
    let rows = table.rows(|row: &Row<'_, '_, 4>| {
        let lead = match row.row.cells[3] {
            "lead" => true,
            "member" => false,
            _ => return Err(row.bad(3, "must be lead or member")),
        };
        Ok(TeamRow {
            id: row.read(0, SubjectId::new)?,
            seat: row.number(1, 1)?,
            pseudonym: row.read(2, Name::new)?,
            lead,
        })
    })?;
    table.ascending(&rows, |row| (&row.id, row.seat, &row.pseudonym))?;
    Ok(rows)
}

/// Prints `inspectors.csv`; the rows must be in order.
pub fn print_inspectors(rows: &[InspectorRow]) -> String {
    print("pseudonym,unit,tags,cap,base", rows)
}

/// Prints `recusals.csv`; the rows must be in order.
pub fn print_recusals(rows: &[RecusalRow]) -> String {
    print("pseudonym,id", rows)
}

/// Prints `teams.csv`; the rows must be in order.
pub fn print_teams(rows: &[TeamRow]) -> String {
    print("id,seat,pseudonym,role", rows)
}

impl fmt::Display for InspectorRow {
    /// The row without its line feed: what a leaf of the commitment holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},", self.pseudonym, self.unit)?;
        for (place, tag) in self.tags.iter().enumerate() {
            write!(f, "{}{tag}", if place > 0 { "+" } else { "" })?;
        }
        write!(f, ",{},{}", self.cap, self.base)
    }
}

impl fmt::Display for RecusalRow {
    /// The row without its line feed: what a leaf of the commitment holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.pseudonym, self.id)
    }
}

impl fmt::Display for TeamRow {
    /// The row without its line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = if self.lead { "lead" } else { "member" };
        write!(f, "{},{},{},{role}", self.id, self.seat, self.pseudonym)
    }
}

fn print<T: fmt::Display>(header: &str, rows: &[T]) -> String {
    use fmt::Write;
    let mut text = format!("{header}\n");
    for row in rows {
        writeln!(text, "{row}").expect("writing to a string cannot fail");
    }
    text
}

fn tags(row: &Row<'_, '_, 5>) -> Result<Vec<Name>, BadTable> {
    if row.row.cells[2].is_empty() {
        return Ok(Vec::new());
    }
    let tags = row.row.cells[2]
        .split('+')
        .map(|tag| Name::tag(tag).map_err(|error| row.bad(2, error)))
        .collect::<Result<Vec<_>, _>>()?;
    if tags.is_sorted_by(|a, b| a < b) {
        Ok(tags)
    } else {
        Err(row.bad(2, "tags must be in ascending order, each once"))
    }
}

/// A table of `N` columns whose form (not its fields) has been checked.
struct Table<'a, const N: usize> {
    file: &'static str,
    header: &'static str,
    rows: Vec<text::Row<'a, N>>,
}

/// One row, and which table it stands in.
struct Row<'r, 'a, const N: usize> {
    table: &'r Table<'a, N>,
    row: &'r text::Row<'a, N>,
}

impl<'a, const N: usize> Table<'a, N> {
    fn new(file: &'static str, header: &'static str, text: &'a str) -> Result<Self, BadTable> {
        let rows = text::Table::open(text.as_bytes(), header).and_then(Iterator::collect);
        let rows = rows.map_err(|e| bad(file, e.line, "row", &e.found, e.rule))?;
        Ok(Self { file, header, rows })
    }

    fn rows<T>(&self, read: impl Fn(&Row<'_, 'a, N>) -> Result<T, BadTable>) -> Result<Vec<T>, BadTable> {
        self.rows.iter().map(|row| read(&Row { table: self, row })).collect()
    }

    fn ascending<'b, T, K: Ord + 'b>(&self, rows: &'b [T], key: impl Fn(&'b T) -> K) -> Result<(), BadTable> {
        match rows.windows(2).position(|pair| key(&pair[0]) >= key(&pair[1])) {
            None => Ok(()),
            Some(at) => {
                let row = &self.rows[at + 1];
                let rule = "rows must be in ascending order, each key once (LC_ALL=C sort)";
                Err(bad(self.file, row.line, "row", row.text, rule))
            }
        }
    }
}

impl<const N: usize> Row<'_, '_, N> {
    fn read<T, E: fmt::Display>(
        &self,
        column: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, BadTable> {
        parse(self.row.cells[column]).map_err(|error| self.bad(column, error))
    }

    fn number(&self, column: usize, least: u32) -> Result<u32, BadTable> {
        decimal(self.row.cells[column]).filter(|number| *number >= least).ok_or_else(|| {
            let most = u32::MAX;
            self.bad(column, format!("must be a number from {least} to {most}, no leading zero"))
        })
    }

    fn bad(&self, column: usize, rule: impl fmt::Display) -> BadTable {
        let name = self.table.header.split(',').nth(column).unwrap_or("row");
        bad(self.table.file, self.row.line, name, self.row.cells[column], rule)
    }
}

fn bad(
    file: &'static str,
    line: usize,
    column: &'static str,
    value: &str,
    rule: impl fmt::Display,
) -> BadTable {
    let value = value.chars().take(80).collect();
    BadTable { file, line, column, value, rule: rule.to_string() }
}
