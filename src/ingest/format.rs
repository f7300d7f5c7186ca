//! The format of a file to write, by the ending of its name.

use std::path::Path;

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV, UTF-8 with a byte order mark, CRLF: what spreadsheets open without asking.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// The format a name asks for; `None` for endings that are not written.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_string_lossy().to_ascii_lowercase().as_str() {
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            _ => None,
        }
    }
}
