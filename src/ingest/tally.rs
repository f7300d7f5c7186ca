//! What an import did with every row.

use crate::core::digest::Digest;
use crate::core::registry::{RowIssue, Severity};
use crate::core::row::Rule;
use std::collections::BTreeMap;

/// The outcome of an import. `rows_in = accepted + merged + skipped + rejected`, always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Data rows read, over all files (headings and titles above them do not count).
    pub rows_in: u64,
    /// Rows delivered.
    pub accepted: u64,
    /// Rows that said what another says, or gave way to it.
    pub merged: u64,
    /// Rows that are no data.
    pub skipped: u64,
    /// Rows kept out by an error.
    pub rejected: u64,
    /// Rows with at least one warning.
    pub warned: u64,
    /// Rows in which a value was put into its normal form.
    pub normalised: u64,
    /// The issues by file and row; of millions only the first [`Tally::MOST_ISSUES`].
    pub issues: Vec<RowIssue>,
    /// Rows per rule, complete.
    pub issues_total: BTreeMap<Rule, u64>,
    /// Each file and how it was read (`UTF-8 (BOM)`, `GB18030`, `XLSX, sheet "…"`).
    pub encodings: Vec<(String, String)>,
    /// Headings that are no field: kept as extra data of subjects, not read otherwise.
    pub other_columns: Vec<String>,
    /// Digest of the roster (see `core::registry::Roster`).
    pub digest: Digest,
}

impl Tally {
    /// Issues kept in memory.
    pub const MOST_ISSUES: usize = 100_000;

    /// Whether the list of issues is complete.
    pub fn complete(&self) -> bool {
        self.issues.len() < Self::MOST_ISSUES
    }

    /// Rows (or findings) per severity, over all rules.
    pub fn findings(&self, severity: Severity) -> u64 {
        self.issues_total.iter().filter(|(rule, _)| rule.severity() == severity).map(|(_, rows)| rows).sum()
    }
}
