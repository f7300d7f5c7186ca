//! Pieces of a text that stand on one line: dates, numbers with their units, and short brackets that refer to a
//! table or tell a day. A line breaks beside every Chinese letter and after a hyphen otherwise.

/// Units that stay with their number, longer ones first.
const UNITS: [&str; 16] =
    ["户次", "项次", "人次", "万元", " %", "%", "户", "项", "条", "件", "名", "次", "天", "行", "版", "元"];
/// The most letters a bracket may hold to stay whole.
const MOST: usize = 16;

/// The pieces of a text in their order, each with whether it stands on one line.
pub fn pieces(text: &str) -> Vec<(&str, bool)> {
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    let mut inside = false;
    while let Some(c) = text[at..].chars().next() {
        // Not in the middle of a number or of a word.
        match held(&text[at..]).filter(|_| !inside) {
            Some(long) => {
                if from < at {
                    pieces.push((&text[from..at], false));
                }
                pieces.push((&text[at..at + long], true));
                at += long;
                from = at;
                inside = false;
            }
            None => {
                inside = c.is_ascii_alphanumeric() || (inside && matches!(c, '-' | '.' | ',' | '/'));
                at += c.len_utf8();
            }
        }
    }
    if from < text.len() {
        pieces.push((&text[from..], false));
    }
    pieces
}

/// How long the piece is that begins here and stands on one line.
fn held(text: &str) -> Option<usize> {
    match text.chars().next()? {
        '（' => bracket(text, '（', '）', &["表", "截至", "上月", "上季度", "上年"]),
        '(' => bracket(text, '(', ')', &["table ", "as of "]),
        c if c.is_ascii_digit() => date(text).or_else(|| written(text)).or_else(|| number(text)),
        _ => None,
    }
}

fn bracket(text: &str, open: char, close: char, begins: &[&str]) -> Option<usize> {
    let inside = &text[open.len_utf8()..];
    let end = inside.find(close)?;
    let said = &inside[..end];
    let known = begins.iter().any(|begin| said.starts_with(begin));
    (known && said.chars().count() <= MOST).then_some(open.len_utf8() + end + close.len_utf8())
}

/// Digits at the head of a text.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// 2023-10-23.
pub fn date(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let known = bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let ends = bytes.get(10).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    (known && ends).then_some(10)
}

/// 2023年10月23日, 2023年10月, 2023年度.
fn written(text: &str) -> Option<usize> {
    let mut at = 0;
    for unit in ["年", "月", "日"] {
        let n = digits(&text[at..]);
        if n == 0 || !text[at + n..].starts_with(unit) {
            break;
        }
        at += n + unit.len();
    }
    if at > 0 && text[at..].starts_with('度') {
        at += '度'.len_utf8();
    }
    (at > 0).then_some(at)
}

/// 1,024户次, 99.4%.
fn number(text: &str) -> Option<usize> {
    let mut at = digits(text);
    while matches!(text.as_bytes().get(at), Some(b'.' | b',')) && digits(&text[at + 1..]) > 0 {
        at += 1 + digits(&text[at + 1..]);
    }
    let unit = UNITS.iter().find(|unit| text[at..].starts_with(**unit))?;
    Some(at + unit.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> Vec<&str> {
        assert_eq!(pieces(text).iter().map(|(piece, _)| *piece).collect::<String>(), text);
        pieces(text).into_iter().filter(|(_, held)| *held).map(|(piece, _)| piece).collect()
    }

    #[test]
    fn dates_numbers_with_units_and_references_stand_on_one_line() {
        assert_eq!(kept("最早到期2023-10-23，其中已逾期3件（表7）。"), ["2023-10-23", "3件", "（表7）"]);
        assert_eq!(kept("季报（截至2023年10月31日）"), ["（截至2023年10月31日）"]);
        assert_eq!(
            kept("与2023年9月相比：1,024户次，率99.4%，罚款3.5万元"),
            ["2023年9月", "1,024户次", "99.4%", "3.5万元"]
        );
        assert_eq!(
            kept("97 published (table 3): 97.0 %, by 2023-10-23"),
            ["(table 3)", "97.0 %", "2023-10-23"]
        );
    }

    #[test]
    fn what_is_no_date_and_no_quantity_breaks_as_it_did() {
        for text in ["", "ab2023-10-23", "A01项", "2023-10-234", "（含名录所载）", "12 officers", "（表"]
        {
            assert!(kept(text).is_empty(), "{text}");
        }
    }
}
