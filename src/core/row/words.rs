//! Words in cells: yes and no, lists of tags, dates, extra data. Shared by the kinds of roster.

use super::clean::{self, Cleaned};
use super::codebook::Codebook;
use super::dates::{self, Precision};
use super::{Field, Findings, Row, Rule};
use crate::core::id::Name;
use crate::core::identifier::is_identity_number;
use crate::core::time::Date;
use std::borrow::Cow;

/// A cleaned text of any field but name and key; what was found goes to `out`.
pub(super) fn text<'a>(row: &Row<'a>, field: Field, out: &mut Findings) -> Cow<'a, str> {
    let raw = row.get(field);
    match raw {
        Cow::Borrowed(raw) => {
            let cell = clean::text(raw);
            if unremarkable(&cell) {
                return cell.text;
            }
            cleaned(cell, row.layout.heading(field), field.personal(), out)
        }
        Cow::Owned(raw) => {
            let text = cleaned(clean::text(&raw), row.layout.heading(field), field.personal(), out);
            Cow::Owned(text.into_owned())
        }
    }
}

/// Nearly every cell: there is nothing to tell, so its heading need not be looked up.
fn unremarkable(cell: &Cleaned<'_>) -> bool {
    let odd = cell.changed || cell.private || cell.replacement;
    !odd && cell.text.len() != 18 && !cell.text.starts_with('#')
}

/// As [`text`], for columns without a field.
pub(super) fn cleaned<'a>(
    cell: Cleaned<'a>,
    heading: &str,
    personal: bool,
    out: &mut Findings,
) -> Cow<'a, str> {
    if cell.changed {
        out.add(Rule::BlanksTrimmed, heading, "");
    }
    let text = cell.text;
    if text.is_empty() {
        return text;
    }
    let shown = |value: &str| if personal { super::mask(value) } else { value.to_owned() };
    if cell.replacement {
        out.add(Rule::ReplacementCharacter, heading, &shown(&text));
    }
    if cell.private {
        out.add(Rule::PrivateUse, heading, &shown(&text));
    }
    if text.as_bytes()[0] == b'#' && spreadsheet_error(&text) {
        out.add(Rule::SpreadsheetError, heading, &text);
        return Cow::Borrowed("");
    }
    if text.len() == 18 && is_identity_number(&text) {
        out.add(Rule::IdentityValue, heading, &super::mask(&text));
        return Cow::Borrowed("");
    }
    text
}

/// A date field; `end` as in [`dates::read`]. A coarse date keeps its text in `extra`.
pub(super) fn date(
    row: &Row<'_>,
    field: Field,
    end: bool,
    extra: &mut String,
    out: &mut Findings,
) -> Option<Date> {
    let cell = text(row, field, out);
    if cell.is_empty() || matches!(cell.as_ref(), "无" | "-" | "N/A" | "/") {
        return None;
    }
    let heading = row.layout.heading(field);
    let Some(reading) = dates::read(&cell, end) else {
        out.add(Rule::DateUnreadable, heading, &cell);
        add_extra(extra, &as_given(heading), &cell);
        return None;
    };
    if reading.precision != Precision::Day {
        out.add(Rule::DateCoarse, heading, &cell);
        add_extra(extra, &as_given(heading), &cell);
    } else if reading.changed {
        out.add(Rule::DateNormalised, heading, "");
    }
    Some(reading.date)
}

/// The name under which a text is kept that has no place of its own.
pub(super) fn as_given(heading: &str) -> String {
    if heading.is_ascii() { format!("{heading} (as given)") } else { format!("{heading}（原文）") }
}

/// A whole number; `None` if empty or unreadable.
pub(super) fn number(row: &Row<'_>, field: Field, out: &mut Findings) -> Option<u32> {
    let cell = text(row, field, out);
    if cell.is_empty() {
        return None;
    }
    let read = clean::strip_float(&cell).parse().ok();
    if read.is_none() {
        out.add(Rule::NumberUnreadable, row.layout.heading(field), &cell);
    }
    read
}

/// Yes or no; `absent` if empty, `unknown` (with a warning) for other words.
pub(super) fn yes_no(row: &Row<'_>, field: Field, absent: bool, unknown: bool, out: &mut Findings) -> bool {
    let cell = text(row, field, out);
    match cell.to_ascii_lowercase().as_str() {
        "" => absent,
        "是" | "有" | "有效" | "正常" | "在岗" | "在职" | "yes" | "true" | "1" | "y" | "√" => {
            true
        }
        "否" | "无" | "失效" | "无效" | "注销" | "离岗" | "退休" | "离职" | "no" | "false" | "0" | "n" => {
            false
        }
        _ => {
            out.add(Rule::YesNoUnknown, row.layout.heading(field), &cell);
            unknown
        }
    }
}

/// Tags from every column of a field, sorted, without repeats; unknown words are told and left out.
pub(super) fn tags(row: &Row<'_>, field: Field, book: &Codebook, out: &mut Findings) -> Vec<Name> {
    let mut found = Vec::new();
    for raw in row.all(field) {
        let cell = cleaned(clean::text(raw), row.layout.heading(field), false, out);
        for word in cell.split(['、', '，', ',', '；', ';', '|', '\n', ' ']).map(str::trim) {
            if word.is_empty() || matches!(word, "无" | "N/A") {
                continue;
            }
            match book.tag(word) {
                Some(tag) => found.push(tag),
                None => out.add(Rule::TagUnknown, row.layout.heading(field), word),
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Appends one `name=value` line of extra data; backslash, line ends, and `=` in names are escaped.
pub(super) fn add_extra(extra: &mut String, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    extra.reserve(name.len() + value.len() + 2);
    if !extra.is_empty() {
        extra.push('\n');
    }
    escape_extra(extra, name, true);
    extra.push('=');
    escape_extra(extra, value, false);
}

/// Appends a text with backslash, LF and CR (and in names `=`) escaped.
pub fn escape_extra(line: &mut String, text: &str, name: bool) {
    if !text.bytes().any(|b| matches!(b, b'\\' | b'\n' | b'\r' | b'=')) {
        return line.push_str(text);
    }
    for c in text.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '=' if name => line.push_str("\\e"),
            other => line.push(other),
        }
    }
}

/// The `(name, value)` pairs of a subject's extra data.
pub fn extra_lines(extra: &str) -> impl Iterator<Item = (String, String)> + '_ {
    extra
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (unescape(name), unescape(value)))
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('e') => '=',
                _ => '\\',
            },
            other => other,
        });
    }
    plain
}

fn spreadsheet_error(text: &str) -> bool {
    matches!(text, "#N/A" | "#REF!" | "#NAME?" | "#VALUE!" | "#DIV/0!" | "#NULL!" | "#NUM!" | "#######")
}
