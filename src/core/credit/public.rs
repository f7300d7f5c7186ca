//! Words that everybody may read: what they must not hold. Numbers of persons and telephones are found by
//! their form; other personal data is the business of whoever writes. Not a masker: whoever wrote it removes it.

/// Characters of one text at most.
pub const LONGEST: usize = 2000;

/// The first number in a text that is a citizen's (身份证号) or a telephone's.
pub fn personal(text: &str) -> Option<&str> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(|c| !part(c)).find(|word| {
        let word = word.trim_matches('-');
        citizen(word) || telephone(word)
    })
}

/// 15 or 18 digits (the last may be X) with a region and a day of birth.
fn citizen(word: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let birth = match word.len() {
        18 if word.is_ascii() && digits(&word[..17]) => {
            let last = word.as_bytes()[17];
            if !last.is_ascii_digit() && !last.eq_ignore_ascii_case(&b'x') {
                return false;
            }
            &word[10..14]
        }
        15 if digits(word) => &word[8..12],
        _ => return false,
    };
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    let (region, month, day) = (number(&word[..2]), number(&birth[..2]), number(&birth[2..]));
    (11..=82).contains(&region) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// A mobile number, or a fixed one with its area.
fn telephone(word: &str) -> bool {
    let bare: String = word.chars().filter(|c| *c != '-').collect();
    let digits = bare.bytes().all(|byte| byte.is_ascii_digit());
    let second = bare.as_bytes().get(1).copied().unwrap_or(b'0');
    let mobile = bare.len() == 11 && bare.starts_with('1') && (b'3'..=b'9').contains(&second);
    let fixed = (10..=12).contains(&bare.len()) && bare.starts_with('0') && word.contains('-');
    digits && (mobile || fixed)
}

/// The name of a natural person as it may be shown: its first character.
pub fn masked(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| format!("{first}{}", "*".repeat(chars.count().clamp(1, 3))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_found_and_those_of_documents_are_not() {
        for text in [
            "经营者身份证号320381199001011234。",
            "身份证32038119900101123X",
            "旧证320381900101123",
            "联系电话13912345678",
            "电话139-1234-5678",
            "电话0516-12345678",
        ] {
            assert!(personal(text).is_some(), "{text}");
        }
        for text in [
            "罚款人民币60000元",
            "统一社会信用代码91310000X072143273",
            "统一社会信用代码913100001234567890",
            "某市监罚〔2026〕1号",
            "许可证JY13203810012345",
            "批号20260105001",
            "",
        ] {
            assert_eq!(personal(text), None, "{text}");
        }
    }

    #[test]
    fn a_masked_name_keeps_its_first_character() {
        let pairs = [("王某", "王*"), ("欧阳某某", "欧***"), ("王", "王*"), ("", "")];
        for (name, seen) in pairs {
            assert_eq!(masked(name), seen);
        }
    }
}
