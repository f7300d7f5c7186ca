//! Registry numbers that pass every check and belong to nobody.
//!
//! 统一社会信用代码: the organisation part is `MA0` and five characters, a series given out in
//! another province than the region code says. 注册号: the sequence part begins with 3 or 9, the far
//! end of the ranges for enterprises and individual businesses, which no county has reached; its third
//! digit is 2 or more, so that no number can be read as an old identity number with a birthday in it.

use super::words::{Table, Words};

/// How many different subjects a registry can have: 31⁵ organisation codes.
pub const MOST_SUBJECTS: u64 = 28_629_151;

/// The 31 characters of GB 32100-2015; a character's value is its index.
pub(super) const CHARSET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Old numbers exist for the first so many rows only: of the eight digits of their sequence one
/// names the kind of subject and one has eight values.
pub(super) const MOST_OLD: u64 = 8_000_000;

/// Gives row `i` of a registry its number: no two rows the same.
pub(super) struct Codes {
    offset: u64,
}

impl Codes {
    /// The numbers of one seed.
    pub fn new(seed: u64) -> Self {
        Self { offset: Words::new(seed, Table::Codes).below_u64(MOST_SUBJECTS) }
    }

    /// Row `i`'s 统一社会信用代码: `class` is its first two characters, `region` the next six.
    pub fn uscc(&self, i: u64, class: &str, region: &str, into: &mut String) {
        // Multiplying by a number prime to 31 and shifting is a permutation of the range.
        let mut rest = (i * 7_368_787 + self.offset) % MOST_SUBJECTS;
        let mut org = *b"MA000000";
        for place in org[3..].iter_mut().rev() {
            *place = CHARSET[(rest % 31) as usize];
            rest /= 31;
        }
        into.push_str(class);
        into.push_str(region);
        into.extend(org.iter().map(|b| char::from(*b)));
        into.push(org_check(&org));
        into.push(uscc_check(&into.as_bytes()[into.len() - 17..]));
    }

    /// Row `i`'s 15-digit 注册号; `kind` is the first digit of the sequence. `i` < [`MOST_OLD`].
    pub fn reg15(&self, i: u64, kind: char, region: &str, into: &mut String) {
        let n = self.old(i);
        let (second, third, rest) = (n / 100_000 % 10, 2 + n / 1_000_000, n % 100_000);
        into.push_str(&format!("{region}{kind}{second}{third}{rest:05}"));
        into.push(reg15_check(&into.as_bytes()[into.len() - 14..]));
    }

    /// Row `i`'s number in the form of old cooperatives, `320381NA000043X`. `i` < a million.
    pub fn reg15_na(&self, i: u64, region: &str, into: &mut String) {
        into.push_str(&format!("{region}NA{:06}X", self.old(i) % 1_000_000));
    }

    /// Row `i`'s number in the 13-digit form. `i` < a million.
    pub fn reg13(&self, i: u64, region: &str, into: &mut String) {
        into.push_str(&format!("{region}9{:06}", self.old(i) % 1_000_000));
    }

    fn old(&self, i: u64) -> u64 {
        // 7 368 787 is prime to 2 and 5 as well.
        (i * 7_368_787 + self.offset) % MOST_OLD
    }
}

/// Check character of GB 32100-2015 over the first 17 characters.
pub(super) fn uscc_check(first17: &[u8]) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for byte in first17 {
        let value = CHARSET.iter().position(|c| c == byte).expect("made of the character set");
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    char::from(CHARSET[(31 - sum % 31) % 31])
}

/// Check character of GB 11714 over eight characters.
pub(super) fn org_check(first8: &[u8; 8]) -> char {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte - b'A') + 10,
    };
    let sum: u32 = first8.iter().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(b, w)| value(*b) * w).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    }
}

/// Check digit of GS15—2006 (ISO 7064 MOD 11,10) over 14 digits.
pub(super) fn reg15_check(first14: &[u8]) -> char {
    let mut p = 10;
    for byte in first14 {
        let s = (p + u32::from(byte - b'0')) % 10;
        p = 2 * if s == 0 { 10 } else { s } % 11;
    }
    char::from(b'0' + ((11 - p) % 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters_agree_with_published_numbers() {
        for good in ["9144030071526726XG", "91310000X072143273", "92330206MA2EL62660", "91330102MA27YU8W73"] {
            let bytes = good.as_bytes();
            assert_eq!(uscc_check(&bytes[..17]), char::from(bytes[17]), "{good}");
            let org: &[u8; 8] = bytes[8..16].try_into().unwrap();
            assert_eq!(org_check(org), char::from(bytes[16]), "{good}");
        }
        for good in ["110108000000016", "330109000001237", "440306100000087", "610104600123453"] {
            assert_eq!(reg15_check(&good.as_bytes()[..14]), good.chars().last().unwrap(), "{good}");
        }
    }
}
