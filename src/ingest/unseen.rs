//! What somebody who looks at a workbook does not see: where it is, and how it is told. Nothing of it is
//! lost, and nothing of it is silent. What the file says is hidden is `hidden`'s to find.

use crate::core::row::{Findings, Rule};
use std::collections::BTreeMap;

/// Ranges of hidden rows that are named; more are only counted.
const MOST_RANGES: usize = 12;

/// What somebody who looks at the workbook does not see, and the import reads or leaves out.
#[derive(Clone, Debug, Default)]
pub(super) struct Unseen {
    /// The sheet that is read is hidden.
    pub sheet: bool,
    /// Hidden sheets in front of the one that is read; they are not read.
    pub before: Vec<String>,
    /// Hidden columns with the last row, from 1, in which something stands.
    pub columns: BTreeMap<usize, u64>,
    /// First and last row, from 1, of hidden rows in which something stands.
    pub rows: Vec<(u64, u64)>,
}

impl Unseen {
    /// One line of each kind. Empty columns and rows, and what stands above the headings, are nobody's
    /// loss.
    pub(super) fn tell(&self, sheet: &str, head: u64, headings: &[String], out: &mut Findings) {
        out.start_row(head);
        for before in &self.before {
            out.add(Rule::HiddenSheetLeft, before, "");
        }
        if self.sheet {
            out.add(Rule::HiddenSheet, sheet, "");
        }
        let named = |column: usize| {
            let heading = headings.get(column).map_or("", String::as_str);
            format!("{} {heading}", letters(column)).trim_end().to_owned()
        };
        let columns = self.columns.iter().filter(|(_, last)| **last > head);
        let columns: Vec<String> = columns.map(|(column, _)| named(*column)).collect();
        if !columns.is_empty() {
            out.add(Rule::HiddenColumn, sheet, &columns.join("、"));
        }
        let rows = self.rows.iter().filter(|(_, last)| *last > head);
        let rows: Vec<(u64, u64)> = rows.map(|(first, last)| ((*first).max(head + 1), *last)).collect();
        if let Some((first, _)) = rows.first() {
            out.start_row(*first);
            out.add(Rule::HiddenRow, sheet, &ranges(&rows));
        }
    }
}

/// `4–5、8 (3)`: the ranges, and how many rows they are.
fn ranges(rows: &[(u64, u64)]) -> String {
    let count: u64 = rows.iter().map(|(first, last)| last - first + 1).sum();
    let range = |(first, last): &(u64, u64)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    };
    let listed: Vec<String> = rows.iter().take(MOST_RANGES).map(range).collect();
    let more = if rows.len() > MOST_RANGES { "、…" } else { "" };
    format!("{}{more} ({count})", listed.join("、"))
}

/// A column as spreadsheets name it: `A`, …, `Z`, `AA`.
pub(super) fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.into() } else { format!("{}{last}", letters(column / 26 - 1)) }
}
