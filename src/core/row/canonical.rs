//! One line of text per row, for its digest: the fields in a fixed order, each followed by a tab,
//! with backslash, tab, LF and CR written `\\`, `\t`, `\n`, `\r`. Different rows have different
//! lines; the order of columns, rows and files and the file format never show.

use super::FromRow;
use crate::core::digest::Digest;
use crate::core::time::Date;
use std::fmt::Write as _;

/// SHA-256 of a row's canonical line. `buffer` is scratch space.
pub fn row_digest<T: FromRow>(row: &T, buffer: &mut String) -> Digest {
    buffer.clear();
    row.canonical(buffer);
    Digest::of(buffer.as_bytes())
}

/// Appends a text field.
pub(super) fn text(line: &mut String, value: &str) {
    // All bytes, without leaving early: that is many at a time.
    if value.bytes().fold(false, |odd, b| odd | matches!(b, b'\\' | b'\t' | b'\n' | b'\r')) {
        for c in value.chars() {
            match c {
                '\\' => line.push_str("\\\\"),
                '\t' => line.push_str("\\t"),
                '\n' => line.push_str("\\n"),
                '\r' => line.push_str("\\r"),
                other => line.push(other),
            }
        }
    } else {
        line.push_str(value);
    }
    line.push('\t');
}

/// Appends a list, its parts in the order given.
pub(super) fn list<'a>(line: &mut String, parts: impl Iterator<Item = &'a str>) {
    for (at, part) in parts.enumerate() {
        if at > 0 {
            line.push(' ');
        }
        line.push_str(part);
    }
    line.push('\t');
}

/// Appends a date, or nothing.
pub(super) fn date(line: &mut String, value: Option<Date>) {
    if let Some(date) = value {
        let _ = write!(line, "{date}");
    }
    line.push('\t');
}

/// Appends a number.
pub(super) fn number(line: &mut String, value: impl std::fmt::Display) {
    let _ = write!(line, "{value}\t");
}
