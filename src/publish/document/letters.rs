//! How wide Latin words stand in a table. Word processors break a word that is wider than its column anywhere.

use super::held::date;

/// Twentieths of a point that the longest word of a text takes in bold Arial of 9 pt: headings are set in it,
/// and no other text of a table is wider.
pub fn longest(text: &str) -> u32 {
    words(text).map(wide).max().unwrap_or(0)
}

/// Pieces of a text that stand on one line: lines break at spaces, after hyphens (not those of a
/// date), and beside every letter that is not Latin.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c >= '\u{2000}').flat_map(|word| match date(word) {
        Some(long) if long == word.len() => word.split_inclusive('\0'),
        _ => word.split_inclusive('-'),
    })
}

fn wide(word: &str) -> u32 {
    (word.chars().map(thousandths).sum::<u32>() * 180).div_ceil(1000)
}

/// Thousandths of the size that a letter of bold Arial takes; 1,000 where nothing else is known.
fn thousandths(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '/' | '|' | '\'' => 278,
        'f' | 't' | '(' | ')' | '[' | ']' | '-' | ':' | ';' | '!' => 333,
        'r' | '*' => 389,
        'a' | 'c' | 'e' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' | '0'..='9' | '_' | '$' => 556,
        'A'..='D' | 'H' | 'K' | 'N' | 'R' | 'U' | '&' => 722,
        'E' | 'P' | 'S' | 'V' | 'X' | 'Y' => 667,
        'G' | 'O' | 'Q' | 'w' => 778,
        'M' => 833,
        'm' | '%' => 889,
        'W' => 944,
        'b'..='z' | 'F' | 'L' | 'T' | 'Z' | '?' => 611,
        '+' | '=' | '<' | '>' => 584,
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_at_a_space_a_hyphen_and_a_chinese_letter() {
        assert_eq!(words("by-region 甲R4 x").collect::<Vec<_>>(), ["by-", "region", "R4", "x"]);
        assert_eq!(words("by 2023-10-23").collect::<Vec<_>>(), ["by", "2023-10-23"]);
        assert_eq!(longest("rate of completion"), 961, "5,334 thousandths of 180");
        assert_eq!(longest("完成率"), 0);
    }
}
