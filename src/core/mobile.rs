//! Mobile numbers in texts that are published: plans and the item list are public, a person's phone is
//! not. Office lines (area code, seven or eight digits) may stand there. Not a list of numbers given
//! out: eleven digits that begin with 13 to 19, written in one piece, as 3-4-4, or after +86.

/// The first mobile number in a text, with all but its first three digits hidden.
pub fn mobile_number(text: &str) -> Option<String> {
    let narrow: String = text.chars().map(narrowed).collect();
    let pieces: Vec<(&str, &str)> = pieces(&narrow);
    let whole = |piece: &str| {
        let short = piece.strip_prefix("0086").or_else(|| piece.strip_prefix("86")).unwrap_or(piece);
        let own = if piece.len() == 11 { piece } else { short };
        is_mobile(own).then(|| hidden(own))
    };
    let parted = |three: &[(&str, &str)]| {
        let lengths = [three[0].0.len(), three[1].0.len(), three[2].0.len()];
        let apart = |gap: &str| matches!(gap, " " | "-");
        let joined: String = three.iter().map(|(piece, _)| *piece).collect();
        let fits = lengths == [3, 4, 4] && apart(three[0].1) && apart(three[1].1);
        (fits && is_mobile(&joined)).then(|| hidden(&joined))
    };
    pieces.iter().find_map(|(piece, _)| whole(piece)).or_else(|| pieces.windows(3).find_map(parted))
}

/// Runs of digits, each with what stands between it and the next.
fn pieces(text: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = &rest[start..];
        let (piece, after) = from.split_at(from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len()));
        let gap = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        pieces.push((piece, &after[..gap]));
        rest = after;
    }
    pieces
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

fn hidden(digits: &str) -> String {
    format!("{}********", &digits[..3])
}

/// A full-width digit or sign as its narrow one.
fn narrowed(c: char) -> char {
    match c {
        '０'..='９' | '－' | '＋' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '　' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_numbers_are_found_and_hidden() {
        for text in [
            "张某 13900000000",
            "电话：１３９００００００００。",
            "+86 13900000000",
            "+8613900000000",
            "139-0000-0000",
            "139 0000 0000 转",
        ] {
            assert_eq!(mobile_number(text).as_deref(), Some("139********"), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "",
            "信用监管股",
            "0516-83000000",
            "12315",
            "12900000000",
            "320381202309011001",
            "91320381139000000000",
            "139 0000 000",
            "国市监信〔2019〕38号",
            "2023-0901-1001",
        ] {
            assert_eq!(mobile_number(text), None, "{text}");
        }
    }
}
