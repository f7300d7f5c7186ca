//! How wide words are, and where they break. Estimated from the kind of letter, so that a figure is laid
//! out the same with every font and with none. Not typography: the estimate errs on the wide side.

/// Width of a text at a size, in the same unit.
pub fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(hundredths).sum();
    (hundredths * size + 99) / 100
}

/// Hundredths of the size that a letter takes.
fn hundredths(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')'
        | '/' | 'I' | '-' | '[' | ']' => 35,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 92,
        'A'..='Z' => 67,
        '\u{21}'..='\u{7e}' => 57,
        '\u{a0}'..='\u{2000}' => 62,
        _ => 100,
    }
}

/// A text cut to a width, with `…` where something is missing.
pub fn fit(text: &str, size: i32, room: i32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size) + size > room {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// Lines no wider than the room: at spaces, and between Chinese characters.
pub fn wrap(text: &str, size: i32, room: i32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in pieces(text) {
        let longer = format!("{line}{word}");
        if width(longer.trim_end(), size) > room && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line = word.trim_start().to_owned();
        } else {
            line = longer;
        }
        while width(&line, size) > room + size {
            let mut at = line.len();
            while width(&line[..at], size) > room {
                at = line[..at].char_indices().next_back().map_or(0, |(at, _)| at);
            }
            if at == 0 {
                break;
            }
            let rest = line.split_off(at);
            lines.push(std::mem::replace(&mut line, rest));
        }
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Punctuation that may not begin a line.
const CLOSING: &str = "，。；：、）〕》”？！%…";
/// Punctuation that may not end one.
const OPENING: &str = "（〔《“";

/// Latin words with the space behind them; Chinese characters one by one, punctuation with its neighbour.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let wide = |c: char| hundredths(c) == 100;
        let held = CLOSING.contains(c) || before.is_some_and(|b| OPENING.contains(b));
        if at > start && !held && before.is_some_and(|b| b == ' ' || wide(b) || wide(c)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so_and_fits() {
        let name = "某某县某某镇某某村某某专业合作社".repeat(7);
        let cut = fit(&name, 12, 120);
        assert!(cut.ends_with('…') && width(&cut, 12) <= 120, "{cut}");
        assert_eq!(fit("短名", 12, 120), "短名");
    }

    #[test]
    fn lines_keep_every_letter_and_no_comma_begins_one() {
        let text = "来源：本局档案库（抽取 2023-09），数据截至2023年9月28日。A long English sentence follows, to be broken at spaces.";
        let lines = wrap(text, 11, 150);
        assert!(lines.len() > 3);
        let squeezed = |text: &str| text.replace(' ', "");
        assert_eq!(squeezed(&lines.concat()), squeezed(text));
        for line in &lines {
            assert!(
                !line.starts_with(['，', '）']) && !line.ends_with('（') && width(line, 11) <= 150 + 11,
                "{line}"
            );
        }
    }
}
