//! Registry numbers: what kind of key a text is, whether its check characters hold, and what may
//! be proposed when they do not. Not the reader of whole rows (`core::row`), and no register: a
//! code that passes every check may still belong to nobody.
//!
//! Sources: GB 32100-2015 (统一社会信用代码), GB 11714 (组织机构代码), GS15—2006 with ISO 7064
//! MOD 11,10 (注册号), ISO 7064 MOD 11-2 (公民身份号码: recognised only to be refused).

mod check;
mod fault;

pub use check::{
    inner_check_holds, is_identity_number, is_like_identity_number, org_check_char, reg15_check_digit,
    reg15_valid, uscc_check_char, uscc_valid,
};
pub use fault::{KeyFault, suggestion};

use super::registry::KeyKind;
use super::row::clean;
use check::uscc_values;
use std::borrow::Cow;

/// A key that may stand in a roster, and what is odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// Normalised text, `[0-9A-Z_-]{1,64}`.
    pub text: Cow<'a, str>,
    /// Its form.
    pub kind: KeyKind,
    /// The text differs from what the file says.
    pub changed: bool,
    /// The check of the kind's own standard does not hold (only `Reg15`: accepted with a warning).
    pub check_fails: bool,
    /// The organisation code inside a USCC fails GB 11714: 0.006 % of real codes do.
    pub inner_fails: bool,
    /// The first two characters of a USCC are no known pair of department and category.
    pub pair_unknown: bool,
}

/// Whose numbers a key column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyColumn {
    /// Chinese registry numbers: every form of the standards above.
    #[default]
    Registry,
    /// Another registry's keys: any text, upper-cased.
    Foreign,
}

/// Reads a key cell. The column decides first, then the form; length alone never does.
pub fn identify(raw: &str, column: KeyColumn) -> Result<Key<'_>, KeyFault> {
    match column {
        KeyColumn::Registry => match clean_uscc(raw) {
            Some(key) => Ok(key),
            None => identify_slowly(raw),
        },
        KeyColumn::Foreign => foreign(raw),
    }
}

/// Texts that registries write for "no number".
pub fn means_nothing(text: &str) -> bool {
    matches!(
        text,
        "" | "无"
            | "暂无"
            | "-"
            | "--"
            | "/"
            | "\\"
            | "N/A"
            | "n/a"
            | "NA"
            | "NULL"
            | "null"
            | "#N/A"
            | "NONE"
    )
}

/// The common case without any allocation: 18 good characters.
fn clean_uscc(raw: &str) -> Option<Key<'_>> {
    let values = uscc_values(raw.as_bytes())?;
    check::uscc_sum(&values).is_multiple_of(31).then(|| uscc(Cow::Borrowed(raw), false))
}

fn uscc(text: Cow<'_, str>, changed: bool) -> Key<'_> {
    let inner_fails = !inner_check_holds(&text);
    let pair_unknown = !known_pair(text.as_bytes()[0], text.as_bytes()[1]);
    Key { text, kind: KeyKind::Uscc, changed, check_fails: false, inner_fails, pair_unknown }
}

fn known_pair(department: u8, category: u8) -> bool {
    let categories: &[u8] = match department {
        b'1' => b"1239",
        b'2' | b'4' | b'6' | b'7' => b"19",
        b'3' => b"123459",
        b'5' => b"1239",
        b'8' => b"19",
        b'9' => b"1239",
        b'A' => b"19",
        b'N' => b"1239",
        b'Y' => b"1",
        _ => b"",
    };
    categories.contains(&category)
}

fn identify_slowly(raw: &str) -> Result<Key<'_>, KeyFault> {
    let cleaned = clean::text(raw);
    if cleaned.replacement {
        return Err(KeyFault::Undecodable);
    }
    if means_nothing(&cleaned.text) {
        return Err(KeyFault::Missing);
    }
    let upper = clean::half_width(&cleaned.text).to_uppercase();
    if fault::scientific(&upper) {
        return Err(KeyFault::DigitsLost);
    }
    let whole = clean::strip_float(&upper);
    let compact: String = whole.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match compact.chars().count() {
        18 => eighteen(raw, compact),
        15 if compact.bytes().all(|b| b.is_ascii_digit()) => {
            let check_fails = !reg15_valid(&compact);
            Ok(Key { check_fails, ..plain(raw, compact, KeyKind::Reg15) })
        }
        15 if is_reg15_na(compact.as_bytes()) => Ok(plain(raw, compact, KeyKind::Reg15Na)),
        13 | 14 if compact.bytes().all(|b| b.is_ascii_digit()) => Ok(plain(raw, compact, KeyKind::Reg13)),
        9 if is_org(&compact) => Ok(plain(raw, compact, KeyKind::Org)),
        9..=17 => other(raw, whole),
        _ => Err(KeyFault::Form),
    }
}

fn eighteen(raw: &str, compact: String) -> Result<Key<'_>, KeyFault> {
    if uscc_valid(&compact) {
        return Ok(uscc(Cow::Owned(compact), true)).map(|key| Key { changed: key.text != raw, ..key });
    }
    Err(if is_identity_number(&compact) { KeyFault::IdentityNumber } else { fault::of_eighteen(&compact) })
}

fn plain(raw: &str, text: String, kind: KeyKind) -> Key<'_> {
    let changed = text != raw;
    Key { text: Cow::Owned(text), kind, changed, check_fails: false, inner_fails: false, pair_unknown: false }
}

fn is_reg15_na(bytes: &[u8]) -> bool {
    bytes.len() == 15
        && &bytes[6..8] == b"NA"
        && bytes[..6].iter().chain(&bytes[8..14]).all(u8::is_ascii_digit)
        && bytes[14].is_ascii_alphanumeric()
}

fn is_org(text: &str) -> bool {
    text.is_ascii() && org_check_char(&text[..8]) == text[8..].chars().next()
}

fn other<'a>(raw: &'a str, text: &str) -> Result<Key<'a>, KeyFault> {
    let blankless: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    written_out(raw, &blankless)
}

fn foreign(raw: &str) -> Result<Key<'_>, KeyFault> {
    let cleaned = clean::text(raw);
    if cleaned.replacement {
        return Err(KeyFault::Undecodable);
    }
    if means_nothing(&cleaned.text) {
        return Err(KeyFault::Missing);
    }
    written_out(raw, &clean::half_width(&cleaned.text).to_uppercase())
}

/// A key of any characters in the alphabet of ids: what is not `[0-9A-Z-]` becomes `_` and the
/// four hexadecimal digits of each UTF-16 unit, so that different texts stay different.
fn written_out<'a>(raw: &'a str, text: &str) -> Result<Key<'a>, KeyFault> {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_digit() || c.is_ascii_uppercase() || c == '-' {
            id.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                id.push_str(&format!("_{unit:04X}"));
            }
        }
    }
    if id.len() > 64 { Err(KeyFault::Form) } else { Ok(plain(raw, id, KeyKind::Other)) }
}

#[cfg(test)]
mod tests;
