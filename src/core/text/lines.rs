//! A text of `key value…` lines, and the errors that name a line of it.

use super::{TextError, number, strict, strict_words};
use std::fmt::Display;
use std::str::FromStr;

/// A file of `key value…` lines, read from top to bottom.
pub struct Lines<'a> {
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> Lines<'a> {
    /// Checks the byte rules and the first line, which names the format.
    pub fn open(bytes: &'a [u8], format: &str) -> Result<Self, TextError> {
        Self::of(strict(bytes)?, format)
    }

    /// The same for a text with the words of people in it ([`strict_words`]).
    pub fn open_words(bytes: &'a [u8], format: &str) -> Result<Self, TextError> {
        Self::of(strict_words(bytes)?, format)
    }

    fn of(body: &'a str, format: &str) -> Result<Self, TextError> {
        let lines: Vec<&str> = body.split('\n').collect();
        if lines[0] != format {
            return Err(TextError::at(1, lines[0], format!("the first line must be {format:?}")));
        }
        Ok(Self { lines, next: 1 })
    }

    /// Number of the line that was read last.
    pub fn line(&self) -> usize {
        self.next
    }

    /// The rest of the next line if its key is `key`; otherwise nothing is read.
    pub fn optional(&mut self, key: &str) -> Option<&'a str> {
        let rest = self.lines.get(self.next)?.strip_prefix(key)?.strip_prefix(' ')?;
        self.next += 1;
        Some(rest)
    }

    /// The rest of the next line, which must have this key.
    pub fn required(&mut self, key: &str) -> Result<&'a str, TextError> {
        self.optional(key).ok_or_else(|| self.unexpected(&format!("a line \"{key} …\" must stand here")))
    }

    /// The next line, which must have this key, as `parse` understands it.
    pub fn field<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&'a str) -> Result<T, E>,
    ) -> Result<T, TextError> {
        let value = self.required(key)?;
        parse(value).map_err(|error| self.bad(format!("no valid {key}: {error}")))
    }

    /// Number of bytes of the lines read so far.
    pub fn bytes_read(&self) -> usize {
        self.lines[..self.next].iter().map(|line| line.len() + 1).sum()
    }

    /// All following lines with this key.
    pub fn repeated(&mut self, key: &str) -> Vec<(usize, &'a str)> {
        let mut found = Vec::new();
        while let Some(rest) = self.optional(key) {
            found.push((self.next, rest));
        }
        found
    }

    /// The next `count` lines, whatever they say.
    pub fn take(&mut self, count: usize) -> Result<&[&'a str], TextError> {
        let start = self.next;
        let end = start.saturating_add(count);
        if end > self.lines.len() {
            return Err(self.bad(format!("{count} lines must follow")));
        }
        self.next = end;
        Ok(&self.lines[start..end])
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), TextError> {
        match self.lines.get(self.next) {
            None => Ok(()),
            Some(_) => Err(self.unexpected("no such line is allowed here")),
        }
    }

    /// Nothing may follow, and what was read must print the same bytes: a text has one spelling.
    pub fn same(&self, bytes: &[u8], printed: &str, what: &str, rule: &str) -> Result<(), TextError> {
        self.end()?;
        match printed.as_bytes() == bytes {
            true => Ok(()),
            false => Err(TextError::at(self.next, what, rule)),
        }
    }

    /// An error about the line read last.
    pub fn bad(&self, rule: impl Display) -> TextError {
        TextError::at(self.next, self.lines[self.next - 1], rule.to_string())
    }

    /// Parses a value of the line read last.
    pub fn value<T: FromStr>(&self, text: &str) -> Result<T, TextError>
    where
        T::Err: Display,
    {
        text.parse().map_err(|error: T::Err| self.bad(error))
    }

    /// Parses a number of the line read last.
    pub fn number(&self, text: &str) -> Result<u64, TextError> {
        number(text)
            .ok_or_else(|| self.bad(format!("{text:?} must be a decimal number without leading zeros")))
    }

    /// Splits the values of the line read last into exactly `N` words.
    pub fn words<const N: usize>(&self, rest: &'a str) -> Result<[&'a str; N], TextError> {
        let words: Vec<&str> = rest.split(' ').collect();
        words.try_into().map_err(|_| self.bad(format!("the line must have exactly {N} values after its key")))
    }

    fn unexpected(&self, rule: &str) -> TextError {
        TextError::at(self.next + 1, self.lines.get(self.next).copied().unwrap_or("end of file"), rule)
    }
}
