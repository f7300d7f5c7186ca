//! From a row of text to a checked value: headings, rules, normalisation, issues.
//!
//! A file's heading row becomes a [`Layout`] once; every data row is then a [`Row`] of cells that a
//! kind's [`FromRow`] turns into its value and adds what it found to [`Findings`]. Nothing is ever
//! dropped in silence: a row is accepted, merged, skipped or rejected, and a changed value is
//! counted. Not the reader of files (`crate::ingest`).

pub mod canonical;
pub mod clean;
pub mod dates;
pub mod reference;

mod codebook;
mod credit;
mod field;
mod findings;
mod headings;
mod inspector;
mod key;
mod layout;
mod lookup;
mod marks;
mod matter;
mod outcome;
mod recusal;
mod rule;
mod skip;
mod subject;
mod words;

pub use codebook::Codebook;
pub use credit::{Commitments, Complaints, CreditRow, CreditSort, Feedback, Listings, Penalties, Permits};
pub use field::Field;
pub use findings::{Counted, Findings, mask, rows_told};
pub use headings::{
    Spellings, heading_key, inspector_headings, matter_headings, outcome_headings, recusal_headings,
    subject_headings,
};
pub use inspector::card_number;
pub use layout::{Layout, LayoutFault, Near, Origin, Transform, nearest};
pub use marks::{Level, Marks, Rest};
pub use outcome::OutcomeRow;
pub use recusal::reason_words;
pub use reference::region_names;
pub use rule::Rule;
pub use skip::why_skip;
pub use words::{escape_extra, extra_lines};

use super::cap::Visited;
use super::id::SubjectId;
use super::identifier::KeyColumn;
use std::borrow::Cow;

/// What reading rows depends on besides the rows.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Units and tags by their Chinese names.
    pub codebook: &'a Codebook,
    /// Whose numbers the key column holds.
    pub key_column: KeyColumn,
    /// Apply the one proposed correction of a key (every change is listed).
    pub accept_suggestions: bool,
    /// Visits the archive knows of in the year: rows that state fewer are raised.
    pub visited: Option<&'a Visited>,
    /// Labels the import puts on subjects by itself.
    pub marks: Option<&'a Marks>,
}

/// One data row: the cells of a file under its layout.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Which cell is what.
    pub layout: &'a Layout,
    /// As many cells as the layout has headings.
    pub cells: &'a [Cow<'a, str>],
}

impl<'a> Row<'a> {
    /// The value of a field as the file (or the mapping) gives it; empty if it has none.
    pub fn get(&self, field: Field) -> Cow<'a, str> {
        self.layout.value(field, self.cells)
    }

    /// Every value of a field that may stand in several columns.
    pub fn all(&self, field: Field) -> impl Iterator<Item = &'a str> + use<'a> {
        self.layout.values(field, self.cells)
    }
}

/// What to do with a second row of the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Says the same: merged.
    Identical,
    /// Takes the place of the first: merged.
    Replaces,
    /// Contradicts it: a person decides, all are kept out.
    Conflict(Rule),
}

/// A kind of roster row.
pub trait FromRow: Clone + Send + Sync + 'static {
    /// Word of the kind, in mappings and on sheets.
    const WORD: &'static str;
    /// Fields without which a file cannot be read.
    const REQUIRED: &'static [Field];
    /// Fields that make the key.
    const KEY: &'static [Field];

    /// Headings by field, the template's own first.
    fn spellings() -> Spellings;

    /// Whether a row was handed out and not filled in yet: skipped, not rejected.
    fn unfilled(_row: &Row<'_>) -> bool {
        false
    }

    /// Whether a cell merged over several rows of a sheet holds for each of them, as published tables
    /// mean it.
    fn merged_cells_repeat() -> bool {
        false
    }

    /// The version of the template that the rows above the headings must name, and its marks; none
    /// where a template has no version.
    fn template() -> Option<(&'static [&'static str], &'static str)> {
        None
    }

    /// Appends the key a row will have to `key`; `false` if the row will be rejected for its key.
    fn key_of(row: &Row<'_>, reading: &Reading<'_>, key: &mut String) -> bool;

    /// The value of a row; `None` if an error keeps it out.
    fn read(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Self>;

    /// The key of the row in the roster digest.
    fn key(&self) -> Cow<'_, str>;

    /// All fields as one line, for the row digest (see [`canonical`]).
    fn canonical(&self, line: &mut String);

    /// The subject whose row this is, if it is one.
    fn subject(&self) -> Option<&SubjectId> {
        None
    }

    /// How a later row of the same key relates to this one.
    fn agreement(&self, later: &Self) -> Agreement;

    /// Takes in what another row of the same key and the same time says; `false` where two such rows
    /// cannot be one.
    fn join(&mut self, _other: &Self) -> bool {
        false
    }
}

/// Whether two values have the same canonical line.
pub fn same<T: FromRow>(a: &T, b: &T) -> bool {
    let (mut left, mut right) = (String::new(), String::new());
    a.canonical(&mut left);
    b.canonical(&mut right);
    left == right
}

#[cfg(test)]
mod tests;
