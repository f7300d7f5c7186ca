//! The check characters of four standards, as plain arithmetic.

/// The 31 characters of GB 32100-2015; a character's value is its index. No I, O, S, V, Z.
pub(super) const CHARSET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Weights of the first 17 places, 3^(i−1) mod 31; the eighteenth counts once.
const WEIGHTS: [u32; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];

const NO_VALUE: u8 = 255;

const VALUES: [u8; 256] = {
    let mut table = [NO_VALUE; 256];
    let mut i = 0;
    while i < CHARSET.len() {
        table[CHARSET[i] as usize] = i as u8;
        i += 1;
    }
    table
};

/// The values of 18 characters of the set; `None` if there are not 18 or one is outside it.
pub(super) fn uscc_values(code: &[u8]) -> Option<[u8; 18]> {
    let code: &[u8; 18] = code.try_into().ok()?;
    let values = code.map(|b| VALUES[usize::from(b)]);
    (!values.contains(&NO_VALUE)).then_some(values)
}

/// Σ value × weight over all 18 places: divisible by 31 exactly if the check character is right.
pub(super) fn uscc_sum(values: &[u8; 18]) -> u32 {
    values.iter().zip(WEIGHTS).map(|(value, weight)| u32::from(*value) * weight).sum()
}

/// The eighteenth character for the first 17 of a 统一社会信用代码 (GB 32100-2015); `None` if they
/// are not 17 characters of its set.
pub fn uscc_check_char(first17: &str) -> Option<char> {
    let mut code = [b'0'; 18];
    code[..17].copy_from_slice(first17.as_bytes().get(..17).filter(|_| first17.len() == 17)?);
    let sum = uscc_sum(&uscc_values(&code)?);
    Some(char::from(CHARSET[((31 - sum % 31) % 31) as usize]))
}

/// Whether a text is 18 characters of the set with a correct check character.
pub fn uscc_valid(code: &str) -> bool {
    uscc_values(code.as_bytes()).is_some_and(|values| uscc_sum(&values).is_multiple_of(31))
}

/// The ninth character for the first eight of a 组织机构代码 (GB 11714); `None` if they are not
/// eight digits or capital letters.
pub fn org_check_char(first8: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    if first8.len() != 8 {
        return None;
    }
    let mut sum = 0;
    for (byte, weight) in first8.bytes().zip(WEIGHTS) {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            _ => return None,
        };
        sum += u32::from(value) * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

/// Whether places 9 to 17 of a USCC are a correct organisation code. `code` has 18 ASCII characters.
pub fn inner_check_holds(code: &str) -> bool {
    let inner = |range| code.get(range);
    inner(8..16).and_then(org_check_char) == inner(16..17).and_then(|c: &str| c.chars().next())
}

/// The fifteenth digit for the first 14 of a 注册号 (GS15—2006, ISO 7064 MOD 11,10); `None` if
/// they are not 14 digits.
pub fn reg15_check_digit(first14: &str) -> Option<char> {
    if first14.len() != 14 || !first14.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let product = first14.bytes().fold(10, |p, digit| {
        let sum = (p + u32::from(digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    char::from_digit((11 - product) % 10, 10)
}

/// Whether a text is a 15-digit 注册号 with a correct check digit.
pub fn reg15_valid(text: &str) -> bool {
    text.is_ascii() && text.len() == 15 && reg15_check_digit(&text[..14]) == text[14..].chars().next()
}

/// Whether a text could be a mistyped identity number: its form, province and birth date, whatever
/// the check digit. Such a text is never echoed.
pub fn is_like_identity_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let form = bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && (bytes[17].is_ascii_digit() || matches!(bytes[17], b'X' | b'x'));
    form && (11..=82).contains(&text[..2].parse().unwrap_or(0)) && has_birth_date(text)
}

/// Whether a text is a person's identity number (公民身份号码, GB 11643): 18 places that hold under
/// ISO 7064 MOD 11-2 and carry a plausible birth date. Used to refuse such values, never to keep them.
pub fn is_identity_number(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) || !(b'1'..=b'9').contains(&bytes[0])
    {
        return false;
    }
    let sum: u32 = bytes.iter().zip(WEIGHTS).map(|(b, w)| u32::from(b - b'0') * w).sum();
    if CHECKS[(sum % 11) as usize] != bytes[17].to_ascii_uppercase() {
        return false;
    }
    has_birth_date(text)
}

fn has_birth_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text[range].parse::<u16>().unwrap_or(0);
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    (1880..2100).contains(&year) && crate::core::time::Date::new(year, month as u8, day as u8).is_some()
}
