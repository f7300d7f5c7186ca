//! What reading rows has found so far: issues by row, and those that are told once per file.

use super::rule::Rule;
use crate::core::id::SubjectId;
use crate::core::registry::{RowIssue, Severity};
use std::collections::BTreeMap;

/// Distinct values kept apart in one count; more are counted together.
const MOST_VALUES: usize = 1_000;

/// Issues of a block of rows, in row order.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// File name as given by the user.
    pub file: String,
    /// Number of the row being read.
    pub row: u64,
    /// Issues told row by row.
    pub issues: Vec<RowIssue>,
    /// Issues told once per file, with a count.
    pub counted: Vec<Counted>,
    row_starts_at: usize,
    warned: bool,
    normalised: bool,
}

/// One rule broken in one column by many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The rule.
    pub rule: Rule,
    /// Heading of the column.
    pub column: String,
    /// First row and number of rows, by value.
    pub values: BTreeMap<String, (u64, u64)>,
}

impl Findings {
    /// Nothing found yet in `file`.
    pub fn new(file: &str) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// Begins a row.
    pub fn start_row(&mut self, row: u64) {
        self.row = row;
        self.row_starts_at = self.issues.len();
        self.warned = false;
        self.normalised = false;
    }

    /// Ends a row: its key is written into its issues. Returns whether it had a warning, and
    /// whether a value was normalised.
    pub fn end_row(&mut self, id: Option<&SubjectId>) -> (bool, bool) {
        for issue in &mut self.issues[self.row_starts_at..] {
            if issue.id.is_none() {
                issue.id = id.cloned();
            }
        }
        (self.warned, self.normalised)
    }

    /// Adds a problem of the current row.
    pub fn add(&mut self, rule: Rule, column: &str, value: &str) {
        self.suggest(rule, column, value, None);
    }

    /// Adds a problem of the current row with a proposed correction.
    pub fn suggest(&mut self, rule: Rule, column: &str, value: &str, suggestion: Option<String>) {
        self.warned |= rule.severity() == Severity::Warning;
        self.normalised |= rule.severity() == Severity::Normalised;
        if rule.once_per_file() {
            self.count(rule, column, value, self.row, 1);
            return;
        }
        self.issues.push(RowIssue {
            file: self.file.clone(),
            row: self.row,
            column: column.into(),
            value: shortened(value),
            severity: rule.severity(),
            rule,
            id: None,
            suggestion,
        });
    }

    /// Adds a column's value, hidden if it is personal.
    pub fn add_personal(&mut self, rule: Rule, column: &str, value: &str) {
        self.add(rule, column, &mask(value));
    }

    /// Takes over the findings of a later block whose rows count from `base`.
    pub fn absorb(&mut self, block: Findings, base: u64, most_issues: usize) {
        let room = most_issues.saturating_sub(self.issues.len());
        let moved = block.issues.into_iter().take(room);
        self.issues.extend(moved.map(|issue| RowIssue { row: issue.row + base, ..issue }));
        for counted in block.counted {
            for (value, (first, rows)) in &counted.values {
                self.count(counted.rule, &counted.column, value, first + base, *rows);
            }
        }
    }

    fn count(&mut self, rule: Rule, column: &str, value: &str, row: u64, rows: u64) {
        let value = if rule.grouped_by_value() { shortened(value) } else { String::new() };
        let known = self.counted.iter_mut().find(|c| c.rule == rule && c.column == column);
        let counted = match known {
            Some(counted) => counted,
            None => {
                self.counted.push(Counted { rule, column: column.into(), values: BTreeMap::new() });
                self.counted.last_mut().expect("pushed in the line before")
            }
        };
        if let Some((_, count)) = counted.values.get_mut(&value) {
            *count += rows;
        } else if counted.values.len() < MOST_VALUES {
            counted.values.insert(value, (row, rows));
        } else {
            counted.values.entry("…".into()).or_insert((row, 0)).1 += rows;
        }
    }
}

impl Counted {
    /// One issue per value, at the first row, with the number of rows after `×`.
    pub fn issues<'a>(&'a self, file: &'a str) -> impl Iterator<Item = RowIssue> + 'a {
        self.values.iter().map(move |(value, (first, rows))| RowIssue {
            file: file.into(),
            row: *first,
            column: self.column.clone(),
            value: if value.is_empty() { format!("×{rows}") } else { format!("{value} ×{rows}") },
            severity: self.rule.severity(),
            rule: self.rule,
            id: None,
            suggestion: None,
        })
    }
}

/// How many rows the value of an issue that is told once per file stands for: the number after its last `×`.
pub fn rows_told(value: &str) -> Option<u64> {
    value.rsplit_once('×')?.1.parse().ok()
}

/// A personal value for a list of issues: its first character and its length.
pub fn mask(value: &str) -> String {
    let length = value.chars().count();
    value.chars().next().map_or_else(String::new, |first| format!("{first}***({length})"))
}

fn shortened(value: &str) -> String {
    match value.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
