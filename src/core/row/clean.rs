//! Cleaning one cell, in the order of the domain rules: invisible characters, blanks at the ends,
//! full-width forms. Names keep their published spelling; only keys are folded to half width.

use std::borrow::Cow;

/// A cell without invisible characters and without blanks at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned<'a> {
    /// What remains.
    pub text: Cow<'a, str>,
    /// Something was removed.
    pub changed: bool,
    /// Holds private-use characters: rare names that some program keeps in its own font.
    pub private: bool,
    /// Holds U+FFFD: a character was lost before the file came here.
    pub replacement: bool,
}

/// Removes BOM, zero-width characters, NBSP, tabs, a leading apostrophe, and trims blanks (U+3000
/// too). A clean cell costs no allocation.
pub fn text(raw: &str) -> Cleaned<'_> {
    if plain(raw.as_bytes()) {
        return Cleaned { text: Cow::Borrowed(raw), changed: false, private: false, replacement: false };
    }
    let (mut drop, mut private, mut replacement) = (false, false, false);
    if !raw.is_ascii() {
        for c in raw.chars() {
            drop |= invisible(c);
            private |= is_private(c);
            replacement |= c == '\u{fffd}';
        }
    } else {
        drop = raw.contains('\t');
    }
    let kept: Cow<'_, str> =
        if drop { Cow::Owned(raw.chars().filter(|c| !invisible(*c)).collect()) } else { Cow::Borrowed(raw) };
    let text = match kept {
        Cow::Borrowed(text) => Cow::Borrowed(ends(text)),
        Cow::Owned(text) => Cow::Owned(ends(&text).to_owned()),
    };
    Cleaned { changed: text.len() != raw.len(), text, private, replacement }
}

/// Full-width letters, digits, punctuation and blanks as their half-width twins.
pub fn half_width(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| narrow(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(narrow).collect())
}

/// `5245.0` → `5245`: an integer that went through a floating-point column.
pub fn strip_float(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, zeros))
            if all_digits(whole) && !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// A name for comparing only: brackets, letters, digits unified, blanks removed. Never stored.
pub fn compare_key(name: &str) -> String {
    name.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether a text is one or more ASCII digits.
pub fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Bytes of characters that need a look: the tab, and the first bytes of U+00A0, U+2000–3FFF,
/// U+E000–FFFF and the private planes. Without them a text is clean but for its ends.
const REMARKABLE: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\t\xc2\xe2\xe3\xee\xef\xf3\xf4";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

fn plain(bytes: &[u8]) -> bool {
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    if matches!(first, b' ' | b'\'' | b'\n' | b'\r') || matches!(last, b' ' | b'\n' | b'\r') {
        return false;
    }
    let mut remarkable = false;
    for byte in bytes {
        remarkable |= REMARKABLE[usize::from(*byte)];
    }
    !remarkable
}

fn ends(text: &str) -> &str {
    let trimmed = text.trim_matches(blank);
    trimmed.strip_prefix('\'').map_or(trimmed, |rest| rest.trim_matches(blank))
}

fn blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\n' | '\r')
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{a0}' | '\t')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}
