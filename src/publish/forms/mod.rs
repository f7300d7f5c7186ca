//! Documents for people: plan tables, lists, notices and record forms, as workbooks and as pages to
//! be printed. A layout (data) names which field stands where; here it meets the values and becomes
//! a document. Not the evidence: every document names the draw's digest, and the bundle proves it.
//! What may stand where is a rule of [`field`]: a public layout cannot name a private field.

pub mod choices;
pub mod field;
pub mod layout;
pub mod page;
pub mod qr;
pub mod sheet;

pub use field::{Kind, Rows};
pub use layout::Layout;

use crate::core::time::Date;
use std::collections::BTreeMap;

/// Field and what stands there.
pub type Values = BTreeMap<&'static str, String>;

/// What a document is made from.
#[derive(Clone, Debug)]
pub struct Content {
    /// Fields of the document as a whole.
    pub values: Values,
    /// Rows of its tables. A table without rows is left out.
    pub tables: BTreeMap<Rows, Vec<Values>>,
    /// How the document can be checked.
    pub stamp: Stamp,
}

/// What is printed on every page and sheet, so that a reader can tell which draw it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// For people: draw, attempts, digest, replacements, day of the library.
    pub line: String,
    /// For a camera: object of the log and digest.
    pub code: String,
    /// The digest, and what it is of.
    pub short: String,
    /// The day the evidence was made: the creation date of workbooks, which must not be the clock's.
    pub made: Date,
    /// Further lines for the sheet of verification.
    pub more: Vec<String>,
}

impl Content {
    /// A field's value, or nothing.
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// The rows of a table.
    pub fn rows(&self, rows: Rows) -> &[Values] {
        self.tables.get(&rows).map_or(&[], Vec::as_slice)
    }

    /// Puts values in the place of `{field}`.
    pub fn fill(&self, text: &str) -> String {
        layout::pieces(text).map(|(field, text)| if field { self.value(text) } else { text }).collect()
    }
}
