//! Between values and database rows: what a table looks like, the fields that go in, and the
//! checks on everything that comes out. Knows no database; `sqlite` and `postgres` bind and fetch
//! these fields without knowing what they mean.

use super::error::Error;
use super::packed::Packed;
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::time::{Date, Timestamp};
use std::borrow::Cow;

/// A table, or the result of a query read like one.
pub(super) struct Table {
    /// Name.
    pub name: &'static str,
    /// Columns, in the order in which they are written and read.
    pub columns: &'static [&'static str],
    /// How many of the first columns name a row in an error message.
    pub key: usize,
}

/// One value in the database.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Field<'a> {
    pub fn text(text: &'a str) -> Self {
        Field::Text(Cow::Borrowed(text))
    }

    pub fn maybe_text(text: Option<&'a str>) -> Self {
        text.map_or(Field::Null, Field::text)
    }

    pub fn count(number: impl Into<u64>) -> Self {
        Field::Int(i64::try_from(number.into()).expect("counts are far below 2^63"))
    }

    pub fn maybe_count(number: Option<u32>) -> Self {
        number.map_or(Field::Null, Field::count)
    }

    pub fn flag(flag: bool) -> Self {
        Field::Int(i64::from(flag))
    }

    pub fn date(date: Date) -> Self {
        Field::Text(Cow::Owned(date.to_string()))
    }

    pub fn maybe_date(date: Option<Date>) -> Self {
        date.map_or(Field::Null, Field::date)
    }

    pub fn digest(digest: &Digest) -> Self {
        Field::Text(Cow::Owned(digest.hex()))
    }

    pub fn stamp(at: Timestamp) -> Self {
        Field::Int(at.0)
    }

    /// Tags joined by `+`, the separator of the protocol's tables.
    pub fn tags(tags: &'a [Name]) -> Self {
        assert!(tags.is_sorted_by(|a, b| a < b), "tags are ascending, none twice: {tags:?}");
        match tags {
            [] => Field::text(""),
            [one] => Field::text(one.as_str()),
            many => {
                let mut text = String::with_capacity(many.len() * 12);
                for tag in many {
                    if !text.is_empty() {
                        text.push('+');
                    }
                    text.push_str(tag.as_str());
                }
                Field::Text(Cow::Owned(text))
            }
        }
    }

    /// Texts without line ends, one a line.
    pub fn lines(lines: &'a [String]) -> Self {
        match lines {
            [one] => Field::text(one),
            many => Field::Text(Cow::Owned(many.join("\n"))),
        }
    }

    fn shown(&self) -> String {
        match self {
            Field::Null => "NULL".to_owned(),
            Field::Int(number) => number.to_string(),
            Field::Text(text) => cut(text),
            Field::Bytes(bytes) => format!("{} bytes", bytes.len()),
        }
    }
}

/// Writes the fields of row number `i`.
pub(super) type Fill<'f, 'a> = &'f (dyn Fn(usize, &mut Vec<Field<'a>>) + Sync);

impl Table {
    /// Fills one row and checks what both databases must be able to hold.
    pub fn fill<'a>(&self, fill: Fill<'_, 'a>, i: usize, fields: &mut Vec<Field<'a>>) -> Result<(), Error> {
        fields.clear();
        fill(i, fields);
        assert_eq!(fields.len(), self.columns.len(), "fields of table {}", self.name);
        self.check(fields)
    }

    /// Checks what both databases must be able to hold.
    pub fn check(&self, fields: &[Field<'_>]) -> Result<(), Error> {
        // All bytes of a text, without leaving early: texts are short, and this is many at a time.
        for (field, column) in fields.iter().zip(self.columns) {
            if let Field::Text(text) = field
                && text.bytes().fold(false, |found, byte| found | (byte == 0))
            {
                return Err(Error::Nul { table: self.name, column, value: cut(text) });
            }
        }
        Ok(())
    }
}

/// Rows on their way in.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    /// Written when their turn comes.
    Filled(Fill<'a, 'a>),
    /// Written and checked before.
    Packed(&'a Packed),
}

impl<'a> Rows<'a> {
    /// The fields of row number `i`.
    pub fn row(&self, table: &Table, i: usize, fields: &mut Vec<Field<'a>>) -> Result<(), Error> {
        match self {
            Rows::Filled(fill) => table.fill(*fill, i, fields)?,
            Rows::Packed(packed) => packed.row(i, fields),
        }
        Ok(())
    }
}

/// One row on its way out. The fields are taken in the order of the table's columns.
pub(super) struct Row<'a> {
    table: &'static Table,
    fields: Vec<Field<'a>>,
    at: usize,
}

impl<'a> Row<'a> {
    pub fn new(table: &'static Table, fields: Vec<Field<'a>>) -> Self {
        assert_eq!(fields.len(), table.columns.len(), "columns read from table {}", table.name);
        Self { table, fields, at: 0 }
    }

    /// Everything, as it is.
    pub fn into_fields(self) -> Vec<Field<'static>> {
        let own = |field| match field {
            Field::Null => Field::Null,
            Field::Int(number) => Field::Int(number),
            Field::Text(text) => Field::Text(Cow::Owned(text.into_owned())),
            Field::Bytes(bytes) => Field::Bytes(Cow::Owned(bytes.into_owned())),
        };
        self.fields.into_iter().map(own).collect()
    }

    /// Leaves out the next column.
    pub fn skip(&mut self) {
        self.at += 1;
    }

    pub fn text(&mut self) -> Result<String, Error> {
        let keep = self.at < self.table.key;
        let field = match self.fields.get_mut(self.at) {
            Some(field) if keep => field.clone(),
            Some(field) => std::mem::replace(field, Field::Null),
            None => Field::Null,
        };
        match field {
            Field::Text(text) => Ok(self.done(text.into_owned())),
            other => Err(self.corrupt(&other, "text")),
        }
    }

    pub fn maybe_text(&mut self) -> Result<Option<String>, Error> {
        if self.null() { Ok(None) } else { self.text().map(Some) }
    }

    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        match std::mem::replace(&mut self.fields[self.at], Field::Null) {
            Field::Bytes(bytes) => Ok(self.done(bytes.into_owned())),
            other => Err(self.corrupt(&other, "bytes")),
        }
    }

    /// A whole number in the range of `T`.
    pub fn int<T: TryFrom<i64>>(&mut self) -> Result<T, Error> {
        let value = match self.fields[self.at] {
            Field::Int(number) => T::try_from(number).ok(),
            _ => None,
        };
        match value {
            Some(value) => Ok(self.done(value)),
            None => Err(self.corrupt(&self.fields[self.at], "a whole number in range")),
        }
    }

    pub fn maybe_int<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, Error> {
        if self.null() { Ok(None) } else { self.int().map(Some) }
    }

    pub fn flag(&mut self) -> Result<bool, Error> {
        match self.fields[self.at] {
            Field::Int(0) => Ok(self.done(false)),
            Field::Int(1) => Ok(self.done(true)),
            ref other => Err(self.corrupt(other, "0 or 1")),
        }
    }

    pub fn stamp(&mut self) -> Result<Timestamp, Error> {
        self.int().map(Timestamp)
    }

    /// Text that a strict parser accepts.
    pub fn parse<T>(
        &mut self,
        wanted: &'static str,
        parser: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        let value = match &self.fields[self.at] {
            Field::Text(text) => parser(text),
            _ => None,
        };
        match value {
            Some(value) => Ok(self.done(value)),
            None => Err(self.corrupt(&self.fields[self.at], wanted)),
        }
    }

    pub fn date(&mut self) -> Result<Date, Error> {
        self.parse("a date YYYY-MM-DD", |text| Date::parse(text).ok())
    }

    pub fn maybe_date(&mut self) -> Result<Option<Date>, Error> {
        if self.null() { Ok(None) } else { self.date().map(Some) }
    }

    pub fn digest(&mut self) -> Result<Digest, Error> {
        self.parse("64 lower-case hexadecimal digits", Digest::parse)
    }

    pub fn name(&mut self) -> Result<Name, Error> {
        self.parse("a name [a-z0-9.-]{1,32}", |text| Name::new(text).ok())
    }

    pub fn maybe_name(&mut self) -> Result<Option<Name>, Error> {
        if self.null() { Ok(None) } else { self.name().map(Some) }
    }

    /// Tags joined by `+`: each a name, ascending, none twice.
    pub fn tags(&mut self) -> Result<Vec<Name>, Error> {
        self.parse("tags joined by +, ascending", |text| {
            if text.is_empty() {
                return Some(Vec::new());
            }
            let tags = text.split('+').map(|tag| Name::new(tag).ok()).collect::<Option<Vec<_>>>()?;
            tags.is_sorted_by(|a, b| a < b).then_some(tags)
        })
    }

    /// Texts, one a line.
    pub fn lines(&mut self) -> Result<Vec<String>, Error> {
        let text = self.text()?;
        Ok(if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() })
    }

    /// An error about the column read last, for rules between columns.
    pub fn wrong(&self, wanted: &'static str, value: String) -> Error {
        let column = self.table.columns[self.at - 1];
        Error::Corrupt { table: self.table.name, key: self.key(), column, value, wanted }
    }

    /// Skips the column if it is NULL.
    fn null(&mut self) -> bool {
        // Not `self.at += usize::from(matches!(…))`: rustc 1.95 compiles that wrong at level 2 and 3 without
        // overflow checks (LLVM 22.1, enum inside the niche of a Cow): a number was taken for NULL.
        if matches!(self.fields[self.at], Field::Null) {
            self.at += 1;
            return true;
        }
        false
    }

    fn done<T>(&mut self, value: T) -> T {
        self.at += 1;
        value
    }

    fn corrupt(&self, found: &Field<'_>, wanted: &'static str) -> Error {
        let column = self.table.columns[self.at];
        Error::Corrupt { table: self.table.name, key: self.key(), column, value: found.shown(), wanted }
    }

    fn key(&self) -> String {
        self.fields[..self.table.key].iter().map(Field::shown).collect::<Vec<_>>().join("/")
    }
}

fn cut(text: &str) -> String {
    text.chars().take(80).collect()
}
