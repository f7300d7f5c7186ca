//! Why a key is refused, and the only kind of correction that may be proposed.
//!
//! 31 is prime: at any place of a USCC exactly one character makes the check pass. So "it passes
//! after a change" proves nothing; a proposal replaces look-alikes only and must pass both checks.

use super::check::{CHARSET, inner_check_holds, uscc_valid};

/// Why a text cannot be a subject's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// Empty, or a word for "none".
    Missing,
    /// Holds a character that some program could not decode (U+FFFD).
    Undecodable,
    /// Too short, too long, or no known form.
    Form,
    /// 18 characters, some outside the set of GB 32100.
    Characters,
    /// 18 characters with look-alikes of the set (I, O, S, Z); perhaps one reading is right.
    LookAlike(Option<String>),
    /// 18 characters of the set, wrong check character; perhaps a look-alike explains it.
    Check(Option<String>),
    /// A spreadsheet's number format lost digits.
    DigitsLost,
    /// A person's identity number: never echoed.
    IdentityNumber,
}

impl KeyFault {
    /// The proposed key, if exactly one reading passes both checks.
    pub fn suggestion(&self) -> Option<&str> {
        match self {
            KeyFault::LookAlike(proposed) | KeyFault::Check(proposed) => proposed.as_deref(),
            _ => None,
        }
    }
}

/// `9.14E+17`, as spreadsheets show long numbers.
pub(super) fn scientific(upper: &str) -> bool {
    let Some((mantissa, exponent)) = upper.split_once('E') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let exponent_digits = exponent.strip_prefix('+').unwrap_or(exponent);
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, fraction)) => whole.len() == 1 && digits(whole) && digits(fraction),
        None => mantissa.len() == 1 && digits(mantissa) && exponent.starts_with('+'),
    };
    mantissa_fits && digits(exponent_digits) && exponent_digits.len() <= 2
}

/// What is wrong with 18 upper-case characters whose check fails.
pub(super) fn of_eighteen(code: &str) -> KeyFault {
    let outside = code.chars().any(|c| !c.is_ascii() || !CHARSET.contains(&(c as u8)));
    if !outside && code.ends_with("000") && code.bytes().all(|b| b.is_ascii_digit()) {
        return KeyFault::DigitsLost;
    }
    if !outside {
        return KeyFault::Check(suggestion(code));
    }
    let looks_alike = |c: char| CHARSET.contains(&(c as u8)) || matches!(c, 'I' | 'O' | 'S' | 'Z');
    if code.chars().all(|c| c.is_ascii() && looks_alike(c)) {
        KeyFault::LookAlike(suggestion(code))
    } else {
        KeyFault::Characters
    }
}

/// The one code that differs from `code` (18 characters, upper case) only by look-alikes (O→0, I→1,
/// Z→2, S→5, and one swap of L↔1 or B↔8) and passes GB 32100 and GB 11714; `None` if there is none
/// or more than one.
pub fn suggestion(code: &str) -> Option<String> {
    if code.len() != 18 || !code.is_ascii() {
        return None;
    }
    let forced: Vec<u8> = code.bytes().map(forced_reading).collect();
    let mut found = Vec::new();
    consider(&forced, code, &mut found);
    for place in 0..18 {
        let swapped = match forced[place] {
            b'L' => b'1',
            b'B' => b'8',
            // Departments and regions (places 1 to 8) are never written with these letters.
            b'1' if place >= 8 => b'L',
            b'8' if place >= 8 => b'B',
            _ => continue,
        };
        let mut candidate = forced.clone();
        candidate[place] = swapped;
        consider(&candidate, code, &mut found);
    }
    if found.len() == 1 { found.pop() } else { None }
}

fn forced_reading(byte: u8) -> u8 {
    match byte {
        b'O' => b'0',
        b'I' => b'1',
        b'Z' => b'2',
        b'S' => b'5',
        other => other,
    }
}

fn consider(candidate: &[u8], original: &str, found: &mut Vec<String>) {
    let text: String = candidate.iter().map(|b| char::from(*b)).collect();
    if text != original && uscc_valid(&text) && inner_check_holds(&text) && !found.contains(&text) {
        found.push(text);
    }
}
