//! The strict text that everything hashed is made of: `docs/draw-protocol.md` §1.
//!
//! ASCII, LF after every line including the last, no BOM, no CR, no trailing blanks, no empty
//! lines. A file is either `key value…` lines in a fixed order ([`Lines`]) or one CSV table with
//! a header row and without quotes ([`Table`]). Reading is as strict as printing: what a printer
//! would not have written is refused, with the line, what was found and the rule.

mod lines;
mod table;

pub use lines::Lines;
pub use table::{Row, Table};

/// A text that breaks a rule of its format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {found:?}: {rule}")]
pub struct TextError {
    /// Line number from 1; the header of a table is line 1.
    pub line: usize,
    /// What stands there, cut to 80 characters.
    pub found: String,
    /// The rule that is broken and what was expected.
    pub rule: String,
}

impl TextError {
    /// An error at a line.
    pub fn at(line: usize, found: &str, rule: impl Into<String>) -> Self {
        Self { line, found: found.chars().take(80).collect(), rule: rule.into() }
    }
}

/// Whether a spreadsheet would take a text for a formula: it begins with `=`, `+`, `-`, `@` or a blank
/// that spreadsheets drop.
pub fn like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Checks the byte rules of §1 and returns the text without its last LF.
pub fn strict(bytes: &[u8]) -> Result<&str, TextError> {
    let Some((&b'\n', body)) = bytes.split_last() else {
        let last = bytes.rsplit(|b| *b == b'\n').next().unwrap_or_default();
        let line = count_lines(bytes) + 1;
        return Err(TextError::at(line, &String::from_utf8_lossy(last), "the last line must end in LF"));
    };
    let mut start = 0;
    for end in (0..bytes.len()).filter(|i| bytes[*i] == b'\n') {
        if let Some(rule) = broken_rule(&bytes[start..end]) {
            let found = String::from_utf8_lossy(&bytes[start..end]).into_owned();
            return Err(TextError::at(count_lines(&bytes[..start]) + 1, &found, rule));
        }
        start = end + 1;
    }
    Ok(std::str::from_utf8(body).expect("every byte was checked to be ASCII"))
}

/// As [`strict`], for texts that hold the words of people: any character of UTF-8 that can be seen.
pub fn strict_words(bytes: &[u8]) -> Result<&str, TextError> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        TextError::at(count_lines(&bytes[..e.valid_up_to()]) + 1, "", "the text must be UTF-8")
    })?;
    let Some(body) = text.strip_suffix('\n') else {
        let last = text.rsplit('\n').next().unwrap_or_default();
        return Err(TextError::at(count_lines(bytes) + 1, last, "the last line must end in LF"));
    };
    for (at, line) in body.split('\n').enumerate() {
        let rule = match line {
            "" => "no line may be empty",
            _ if line.ends_with(' ') => "no line may end in a blank",
            _ if line.chars().any(unseen) => "no control character, byte order mark or mark of direction",
            _ => continue,
        };
        return Err(TextError::at(at + 1, line, rule));
    }
    Ok(body)
}

/// Characters that show nothing and change what a reader sees.
fn unseen(c: char) -> bool {
    let marks = ['\u{feff}', '\u{2028}', '\u{2029}', '\u{200e}', '\u{200f}'];
    c.is_control()
        || marks.contains(&c)
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Somebody's words as they may stand in a text: line ends unified, unseen characters and blanks at
/// the ends of the lines left out.
pub fn seen_words(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines = unified.split('\n').map(|line| {
        let seen: String =
            line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !unseen(*c)).collect();
        seen.trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Words on one line: line feeds are written `\n`, backslashes `\\`.
pub fn one_line(words: &str) -> String {
    words.replace('\\', "\\\\").replace('\n', "\\n")
}

/// The words of such a line; `None` where [`one_line`] and [`seen_words`] would not have made it.
pub fn words_of(line: &str) -> Option<String> {
    let (mut words, mut chars) = (String::new(), line.chars());
    while let Some(c) = chars.next() {
        words.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                '\\' => '\\',
                _ => return None,
            },
            other => other,
        });
    }
    (!words.is_empty() && seen_words(&words) == words).then_some(words)
}

fn broken_rule(line: &[u8]) -> Option<&'static str> {
    match line {
        [] => Some("no line may be empty"),
        [0xef, 0xbb, 0xbf, ..] => Some("no byte order mark is allowed"),
        [.., b'\r'] => Some("lines end in LF alone, not CR LF"),
        [.., b' '] => Some("no line may end in a blank"),
        _ if !line.iter().all(|b| (0x20..=0x7e).contains(b)) => Some("only printable ASCII is allowed"),
        _ => None,
    }
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b == b'\n').count()
}

/// A decimal number without leading zeros, as §1 wants it.
pub fn number(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    (canonical && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The number of an attempt, a version or a replacement: a [`number`] from 1.
pub fn count(text: &str) -> Result<u32, &'static str> {
    let found = number(text).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    found.ok_or("a number from 1, without leading zeros, is wanted")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_rules_are_held() {
        assert_eq!(strict(b"a\nb c\n"), Ok("a\nb c"));
        let cases: [(&[u8], usize, &str); 8] = [
            (b"", 1, "LF"),
            (b"a", 1, "LF"),
            (b"a\nb", 2, "LF"),
            (b"a\n\nb\n", 2, "empty"),
            (b"a\r\n", 1, "CR LF"),
            (b"a \n", 1, "blank"),
            (b"\xef\xbb\xbfa\n", 1, "byte order mark"),
            ("a\n高\n".as_bytes(), 2, "ASCII"),
        ];
        for (bytes, line, rule) in cases {
            let error = strict(bytes).unwrap_err();
            assert!(error.line == line && error.rule.contains(rule), "{bytes:?}: {error}");
        }
    }

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(number("0"), Some(0));
        assert_eq!(number("120"), Some(120));
        for bad in ["", "01", "+1", "-1", "1.0", " 1", "99999999999999999999999"] {
            assert_eq!(number(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn counts_start_at_one() {
        assert_eq!(count("1"), Ok(1));
        for bad in ["0", "01", "4294967296", "-1", ""] {
            assert!(count(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn only_the_canonical_lines_are_read() {
        let read = |text: &str| {
            let mut lines = Lines::open(text.as_bytes(), "suicha-x/1")?;
            let n = lines.field("n", |value| number(value).ok_or("a number"))?;
            assert_eq!(lines.bytes_read(), text.len().min("suicha-x/1\nn 7\n".len()));
            lines.end()?;
            Ok(n)
        };
        assert_eq!(read("suicha-x/1\nn 7\n"), Ok(7));
        let bad = [
            ("", 1),
            ("\n", 1),
            ("suicha-x/2\nn 7\n", 1),
            ("\u{feff}suicha-x/1\nn 7\n", 1),
            ("suicha-x/1\nn 7", 2),
            ("suicha-x/1\r\nn 7\r\n", 1),
            ("suicha-x/1\nn 7 \n", 2),
            ("suicha-x/1\nn  7\n", 2),
            ("suicha-x/1\n\nn 7\n", 2),
            ("suicha-x/1\nn 7\n\n", 3),
            ("suicha-x/1\nn 07\n", 2),
            ("suicha-x/1\nn +7\n", 2),
            ("suicha-x/1\nn\n", 2),
            ("suicha-x/1\nn 7\nn 7\n", 3),
            ("suicha-x/1\n", 2),
        ];
        for (text, line) in bad {
            assert_eq!(read(text).map_err(|e: TextError| e.line), Err(line), "{text:?}");
        }
    }

    #[test]
    fn tables_have_one_width() {
        let rows = |bytes| {
            Table::<2>::open(bytes, "a,b")
                .and_then(|t| t.map(|r| r.map(|r| r.cells)).collect::<Result<Vec<_>, _>>())
        };
        assert_eq!(rows(b"a,b\n1,2\n"), Ok(vec![["1", "2"]]));
        assert_eq!(rows(b"a,b\n"), Ok(vec![]));
        assert_eq!(rows(b"a,b\n1\n").unwrap_err().line, 2);
        assert_eq!(rows(b"a,b\n1,2,3\n").unwrap_err().line, 2);
        assert!(rows(b"a;b\n").is_err());
    }
}
