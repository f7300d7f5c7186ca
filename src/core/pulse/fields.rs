//! The `key SP value LF` texts of the protocol, read strictly.
//!
//! Holds the byte rules of `docs/draw-protocol.md` §1 in one place: ASCII, LF after every line
//! including the last, no CR, no trailing blanks, no empty lines, and the keys in the one order a
//! format has. What a value means is the business of the format that asks for it.

use std::fmt::Display;

/// A line that breaks the format it stands in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected {expected}, found {found:?}")]
pub struct BadLine {
    /// Line number from 1.
    pub line: usize,
    /// The rule.
    pub expected: String,
    /// What stands there, shortened to 100 characters; empty at the end of the text.
    pub found: String,
}

/// A text being read line by line.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Fields<'a> {
    /// Checks the byte rules of the whole text and its first line, which names the format.
    pub fn open(text: &'a str, header: &str) -> Result<Self, BadLine> {
        check_bytes(text)?;
        let mut fields = Self { rest: text, line: 0 };
        match fields.next_line() {
            Some(line) if line == header => Ok(fields),
            other => Err(fields.bad(header, other.unwrap_or(""))),
        }
    }

    /// The value of the next line, which must have this key, as `parse` understands it.
    pub fn take<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Result<T, BadLine> {
        let line = self.next_line();
        let value = line.and_then(|l| l.strip_prefix(key)).and_then(|l| l.strip_prefix(' '));
        let Some(value) = value else {
            return Err(self.bad(&format!("`{key} ...`"), line.unwrap_or("")));
        };
        parse(value).map_err(|e| self.bad(&format!("a valid {key} ({e})"), value))
    }

    /// Whether the next line has this key.
    pub fn at(&self, key: &str) -> bool {
        self.rest.strip_prefix(key).is_some_and(|rest| rest.starts_with(' '))
    }

    /// The text that has not been read yet.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// Succeeds only behind the last line.
    pub fn end(&mut self) -> Result<(), BadLine> {
        match self.next_line() {
            None => Ok(()),
            Some(line) => Err(self.bad("the end of the file", line)),
        }
    }

    /// An error about the line read last.
    pub fn bad(&self, expected: &str, found: &str) -> BadLine {
        bad(self.line, expected, found)
    }

    fn next_line(&mut self) -> Option<&'a str> {
        self.line += 1;
        let (line, rest) = self.rest.split_once('\n')?;
        self.rest = rest;
        Some(line)
    }
}

/// A number as the protocol writes it: decimal digits, no sign, no leading zeros.
pub fn decimal(text: &str) -> Option<u64> {
    let canonical = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

/// The number of an attempt: a [`decimal`] from 1.
pub fn attempt(text: &str) -> Result<u32, &'static str> {
    let number = decimal(text).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    number.ok_or("a number from 1, without leading zeros")
}

fn check_bytes(text: &str) -> Result<(), BadLine> {
    if !text.ends_with('\n') {
        let last = text.lines().count().max(1);
        return Err(bad(last, "a line feed after the last line", text.lines().last().unwrap_or("")));
    }
    for (at, line) in text.trim_end_matches('\n').split('\n').enumerate() {
        let rule = match line {
            "" => "no empty line",
            l if l.bytes().any(|b| b != b' ' && !b.is_ascii_graphic()) => "printable ASCII only",
            l if l.starts_with(' ') || l.ends_with(' ') || l.contains("  ") => "single blanks between words",
            _ => continue,
        };
        return Err(bad(at + 1, rule, line));
    }
    if text.ends_with("\n\n") {
        return Err(bad(text.lines().count(), "no empty line", ""));
    }
    Ok(())
}

fn bad(line: usize, expected: &str, found: &str) -> BadLine {
    BadLine { line, expected: expected.into(), found: found.chars().take(100).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<u64, BadLine> {
        let mut fields = Fields::open(text, "suicha-x/1")?;
        let n = fields.take("n", |t| decimal(t).ok_or("a number"))?;
        fields.end()?;
        Ok(n)
    }

    #[test]
    fn only_the_canonical_text_is_read() {
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
            assert_eq!(read(text).map_err(|e| e.line), Err(line), "{text:?}");
        }
    }

    #[test]
    fn attempts_start_at_one() {
        assert_eq!(attempt("1"), Ok(1));
        for bad in ["0", "01", "4294967296", "-1", ""] {
            assert!(attempt(bad).is_err(), "{bad:?}");
        }
    }
}
