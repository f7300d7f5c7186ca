//! The truth about planted dirt: how many rows of which kind, so that a test can ask an import
//! whether it found each of them.

use crate::core::registry::Severity;
use std::collections::BTreeMap;
use std::fmt::Write;

/// One kind of dirt in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plant {
    /// Code of the rule an import must name for such a row.
    pub rule: &'static str,
    /// What an import must make of such a row.
    pub severity: Severity,
    /// Rows of this kind. For contradicting duplicates both rows count, for repeated ones the
    /// second.
    pub rows: u64,
    /// Line of the first such row; the heading is line 1.
    pub first_line: u64,
}

/// What one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planted {
    /// Lines below the heading, blank ones included.
    pub lines: u64,
    /// Rows that repeat an earlier row exactly and are merged with it.
    pub merged: u64,
    /// Kinds of dirt by name.
    pub kinds: BTreeMap<&'static str, Plant>,
}

impl Planted {
    /// Rows an import must accept.
    pub fn accepted(&self) -> u64 {
        self.lines - self.merged - self.rows(Severity::Error) - self.rows(Severity::Skipped)
    }

    /// Rows of all kinds of one severity.
    pub fn rows(&self, severity: Severity) -> u64 {
        self.kinds.values().filter(|p| p.severity == severity).map(|p| p.rows).sum()
    }

    /// The same as one table of `planted.toml`, named after the file.
    pub fn to_toml(&self, table: &str) -> String {
        let mut text = format!(
            "[{table}]\nlines = {}\naccepted = {}\nmerged = {}\nrejected = {}\nskipped = {}\n",
            self.lines,
            self.accepted(),
            self.merged,
            self.rows(Severity::Error),
            self.rows(Severity::Skipped),
        );
        for (kind, plant) in &self.kinds {
            let word = match plant.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Normalised => "normalised",
                Severity::Skipped => "skipped",
            };
            write!(
                text,
                "\n[{table}.dirt.{kind}]\nrule = \"{}\"\nseverity = \"{word}\"\nrows = {}\nfirst-line = {}\n",
                plant.rule, plant.rows, plant.first_line
            )
            .expect("writing to a string cannot fail");
        }
        text
    }

    /// Counts `rows` of `kind`, the first of them on the line written last.
    pub(super) fn add(&mut self, kind: &'static str, rule: &'static str, severity: Severity, rows: u64) {
        // The heading is line 1 and `lines` leaves it out.
        let first_line = self.lines + 1;
        let plant = self.kinds.entry(kind).or_insert(Plant { rule, severity, rows: 0, first_line });
        plant.rows += rows;
    }
}
