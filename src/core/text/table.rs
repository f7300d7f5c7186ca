//! A CSV table with a header row and without quotes.

use super::{TextError, number, strict};
use std::fmt::Display;
use std::str::FromStr;

/// A CSV table: a fixed header row, then rows of a fixed number of columns.
pub struct Table<'a, const N: usize> {
    rows: std::str::Split<'a, char>,
    line: usize,
}

impl<'a, const N: usize> Table<'a, N> {
    /// Checks the byte rules and the header.
    pub fn open(bytes: &'a [u8], header: &str) -> Result<Self, TextError> {
        let mut rows = strict(bytes)?.split('\n');
        let found = rows.next().unwrap_or_default();
        if found != header {
            return Err(TextError::at(1, found, format!("the header must be {header:?}")));
        }
        Ok(Self { rows, line: 1 })
    }
}

/// One row of a [`Table`].
pub struct Row<'a, const N: usize> {
    /// Line number in the file.
    pub line: usize,
    /// The whole line.
    pub text: &'a str,
    /// Its columns.
    pub cells: [&'a str; N],
}

impl<const N: usize> Row<'_, N> {
    /// An error about this row.
    pub fn bad(&self, rule: impl Display) -> TextError {
        TextError::at(self.line, self.text, rule.to_string())
    }

    /// Parses one cell.
    pub fn value<T: FromStr>(&self, column: usize) -> Result<T, TextError>
    where
        T::Err: Display,
    {
        self.cells[column].parse().map_err(|error: T::Err| self.bad(error))
    }

    /// Parses one cell as a number.
    pub fn number(&self, column: usize) -> Result<u64, TextError> {
        let cell = self.cells[column];
        number(cell)
            .ok_or_else(|| self.bad(format!("{cell:?} must be a decimal number without leading zeros")))
    }
}

impl<'a, const N: usize> Iterator for Table<'a, N> {
    type Item = Result<Row<'a, N>, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.rows.next()?;
        self.line += 1;
        let mut cells = [""; N];
        let mut parts = text.split(',');
        for cell in &mut cells {
            match parts.next() {
                Some(part) => *cell = part,
                None => return Some(Err(self.wrong_width(text))),
            }
        }
        if parts.next().is_some() {
            return Some(Err(self.wrong_width(text)));
        }
        Some(Ok(Row { line: self.line, text, cells }))
    }
}

impl<const N: usize> Table<'_, N> {
    fn wrong_width(&self, text: &str) -> TextError {
        let found = text.split(',').count();
        TextError::at(self.line, text, format!("a row must have {N} columns, this one has {found}"))
    }
}
