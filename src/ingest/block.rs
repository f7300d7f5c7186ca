//! A stream of CSV bytes cut into blocks of whole records, so that blocks can be worked on in
//! parallel while the next are read. Memory: one block and the longest record.

use super::decode::{Encoding, decode_gb18030};
use super::error::IngestError;
use super::records::{Record, next_record, split};
use crate::core::row::Rule;
use std::borrow::Cow;
use std::io::Read;

const BLOCK: usize = 1 << 20;

/// Some whole records.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub bytes: Vec<u8>,
    pub records: Vec<Record>,
    /// Row number of the first record; the first record of a file is row 1.
    pub first_row: u64,
}

/// Cuts a reader into blocks.
pub(super) struct Blocks {
    reader: Box<dyn Read + Send>,
    carry: Vec<u8>,
    next_row: u64,
    at_start: bool,
    finished: bool,
}

/// A record's text, or why it has none.
pub(super) enum RowText<'r, 'a> {
    /// The cells, as many as the record has.
    Cells(&'r mut Vec<Cow<'a, str>>),
    /// A rule the bytes break, and a sample for the list of issues.
    Bad(Rule, String),
}

impl Blocks {
    pub(super) fn new(reader: Box<dyn Read + Send>) -> Self {
        Self { reader, carry: Vec::new(), next_row: 1, at_start: true, finished: false }
    }

    /// The next block; `None` at the end. `file` is for errors.
    pub(super) fn next(&mut self, file: &str) -> Result<Option<Block>, IngestError> {
        loop {
            if self.finished && self.carry.is_empty() {
                return Ok(None);
            }
            let before = self.carry.len();
            let read = self.reader.by_ref().take(BLOCK as u64).read_to_end(&mut self.carry);
            read.map_err(|source| IngestError::Io { file: file.into(), source })?;
            self.finished |= self.carry.len() - before < BLOCK;
            if std::mem::take(&mut self.at_start) && self.carry.starts_with(b"\xef\xbb\xbf") {
                self.carry.drain(..3);
            }
            let block = self.cut();
            if !block.records.is_empty() {
                return Ok(Some(block));
            }
        }
    }

    fn cut(&mut self) -> Block {
        let mut records = Vec::with_capacity(self.carry.len() / 128);
        let mut start = 0;
        while let Some(record) = next_record(&self.carry, start, self.finished) {
            start = record.next;
            records.push(record);
        }
        let rest = self.carry.split_off(start);
        let bytes = std::mem::replace(&mut self.carry, rest);
        let first_row = self.next_row;
        self.next_row += records.len() as u64;
        Block { bytes, records, first_row }
    }
}

impl Block {
    /// Calls `f` with every record's row number and text, in order.
    pub(super) fn rows<'a>(&'a self, encoding: Encoding, mut f: impl FnMut(u64, RowText<'_, 'a>)) {
        let whole =
            if encoding == Encoding::Utf8 { simdutf8::basic::from_utf8(&self.bytes).ok() } else { None };
        let damaged = memchr::memchr2(0, b'\r', &self.bytes).is_some();
        let mut cells = Vec::new();
        for (at, record) in self.records.iter().enumerate() {
            let bytes = &self.bytes[record.start..record.end];
            let text = match whole {
                Some(whole) => Ok(Cow::Borrowed(&whole[record.start..record.end])),
                None => decode(bytes, encoding),
            };
            let checked = text.and_then(|text| match damaged.then(|| damage(bytes)).flatten() {
                _ if record.broken => Err(Rule::QuoteBroken),
                Some(rule) => Err(rule),
                None => Ok(text),
            });
            let row = match checked {
                Ok(Cow::Borrowed(text)) => {
                    split(text, &mut cells);
                    RowText::Cells(&mut cells)
                }
                Ok(Cow::Owned(text)) => {
                    let mut decoded = Vec::new();
                    split(&text, &mut decoded);
                    cells.clear();
                    cells.extend(decoded.into_iter().map(|cell| Cow::Owned(cell.into_owned())));
                    RowText::Cells(&mut cells)
                }
                Err(rule) => RowText::Bad(rule, sample(bytes)),
            };
            f(self.first_row + at as u64, row);
        }
    }
}

/// Takes away empty cells at the right; whether the row then has as many cells as headings.
pub(super) fn fit(cells: &mut Vec<Cow<'_, str>>, width: usize) -> bool {
    while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells.len() == width
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Rule> {
    let utf8 = std::str::from_utf8(bytes).ok();
    match (encoding, utf8) {
        (Encoding::Utf8, Some(text)) => Ok(Cow::Borrowed(text)),
        (Encoding::Utf8, None) if decode_gb18030(bytes).is_some() => Err(Rule::MixedEncoding),
        (Encoding::Utf8, None) => Err(Rule::Undecodable),
        // GB18030 text of four and more characters is never valid UTF-8 by chance.
        (Encoding::Gb18030, Some(text)) if text.chars().filter(|c| !c.is_ascii()).count() >= 4 => {
            Err(Rule::MixedEncoding)
        }
        (Encoding::Gb18030, _) => decode_gb18030(bytes).ok_or(Rule::Undecodable),
    }
}

fn damage(bytes: &[u8]) -> Option<Rule> {
    if bytes.contains(&0) {
        return Some(Rule::NulByte);
    }
    let lone = |(at, b): (usize, &u8)| *b == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    bytes.iter().enumerate().any(lone).then_some(Rule::LoneCr)
}

/// The readable beginning of a damaged row; what may be a person's number stays hidden.
fn sample(bytes: &[u8]) -> String {
    let readable = |b: &u8| (b' '..=b'~').contains(b);
    let mut text: String =
        bytes.iter().take(24).map(|b| if readable(b) { char::from(*b) } else { '·' }).collect();
    if bytes.len() > 24 {
        text.push('…');
    }
    text
}
