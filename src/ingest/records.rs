//! Where one CSV record ends and the next begins (RFC 4180), and the cells of a record.
//!
//! Written for damaged files: a quoted field that is never closed, or goes on after its closing
//! quote, spoils its own line and no other. Works on bytes before decoding, which is safe because
//! comma, quote and LF are never part of a longer character in UTF-8 or GB18030.

use memchr::{memchr, memchr_iter, memchr2};
use std::borrow::Cow;

/// A record longer than this inside quotes has a quote that was never closed.
const LONGEST_QUOTED: usize = 64 * 1024;

/// A record in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// First byte.
    pub start: usize,
    /// One past the last byte, without the line end.
    pub end: usize,
    /// One past the line end.
    pub next: usize,
    /// Its quotes do not pair.
    pub broken: bool,
}

/// The record at `start`; `None` if the bytes end before it does. At the end of the file (`last`)
/// whatever is left is a record.
pub(super) fn next_record(bytes: &[u8], start: usize, last: bool) -> Option<Record> {
    let mut at = start;
    loop {
        let Some(found) = memchr2(b'"', b'\n', &bytes[at..]) else {
            return (last && start < bytes.len()).then(|| record(bytes, start, bytes.len(), false));
        };
        at += found;
        if bytes[at] == b'\n' {
            return Some(record(bytes, start, at, false));
        }
        let opens = at == start || bytes[at - 1] == b',';
        at += 1;
        if opens {
            match close_quote(bytes, at, start, last) {
                Closed::At(after) => at = after,
                Closed::Never => return broken(bytes, start, last),
                Closed::Later => return None,
            }
        }
    }
}

enum Closed {
    /// One past the closing quote.
    At(usize),
    /// The quotes do not pair.
    Never,
    /// The block ends first.
    Later,
}

fn close_quote(bytes: &[u8], mut at: usize, start: usize, last: bool) -> Closed {
    loop {
        let Some(found) = memchr(b'"', &bytes[at..]) else {
            return if last || bytes.len() - start > LONGEST_QUOTED { Closed::Never } else { Closed::Later };
        };
        at += found + 1;
        if at - start > LONGEST_QUOTED {
            return Closed::Never;
        }
        match bytes.get(at) {
            Some(b'"') => at += 1,
            Some(b',' | b'\n') => return Closed::At(at),
            Some(b'\r') if bytes.get(at + 1).is_none_or(|b| *b == b'\n') => {
                let undecided = at + 1 == bytes.len() && !last;
                return if undecided { Closed::Later } else { Closed::At(at) };
            }
            None => return if last { Closed::At(at) } else { Closed::Later },
            Some(_) => return Closed::Never,
        }
    }
}

fn broken(bytes: &[u8], start: usize, last: bool) -> Option<Record> {
    match memchr(b'\n', &bytes[start..]) {
        Some(length) => Some(record(bytes, start, start + length, true)),
        None => last.then(|| record(bytes, start, bytes.len(), true)),
    }
}

fn record(bytes: &[u8], start: usize, line_end: usize, broken: bool) -> Record {
    let next = (line_end + 1).min(bytes.len());
    let carriage = line_end > start && bytes[line_end - 1] == b'\r';
    Record { start, end: line_end - usize::from(carriage), next, broken }
}

/// Splits a whole record into cells; quoted cells lose their quotes.
pub(super) fn split<'a>(record: &'a str, cells: &mut Vec<Cow<'a, str>>) {
    cells.clear();
    if memchr(b'"', record.as_bytes()).is_none() {
        let mut start = 0;
        for comma in memchr_iter(b',', record.as_bytes()) {
            cells.push(Cow::Borrowed(&record[start..comma]));
            start = comma + 1;
        }
        cells.push(Cow::Borrowed(&record[start..]));
        return;
    }
    let mut rest = record;
    loop {
        let (cell, after) = if rest.starts_with('"') { quoted(rest) } else { plain(rest) };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return,
        }
    }
}

fn plain(text: &str) -> (Cow<'_, str>, Option<&str>) {
    match text.split_once(',') {
        Some((cell, rest)) => (Cow::Borrowed(cell), Some(rest)),
        None => (Cow::Borrowed(text), None),
    }
}

fn quoted(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let bytes = text.as_bytes();
    let (mut at, mut doubled) = (1, false);
    while let Some(found) = memchr(b'"', &bytes[at..]) {
        at += found + 1;
        if bytes.get(at) == Some(&b'"') {
            doubled = true;
            at += 1;
            continue;
        }
        let inner = &text[1..at - 1];
        let cell = if doubled { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) };
        return (cell, text[at..].strip_prefix(','));
    }
    (Cow::Borrowed(text), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(String, bool)> {
        let mut found = Vec::new();
        let mut start = 0;
        while let Some(record) = next_record(text.as_bytes(), start, true) {
            found.push((text[record.start..record.end].to_owned(), record.broken));
            start = record.next;
        }
        found
    }

    fn cells(text: &str) -> Vec<String> {
        let mut cells = Vec::new();
        split(text, &mut cells);
        cells.into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn records_end_where_rfc_4180_says() {
        assert_eq!(
            lines("a,b\r\n\"c\nd\",e\n\nf"),
            [
                ("a,b".into(), false),
                ("\"c\nd\",e".into(), false),
                (String::new(), false),
                ("f".into(), false)
            ]
        );
        assert_eq!(lines("5\" pipe,x\ny\n").len(), 2, "a quote inside a plain cell is text");
    }

    #[test]
    fn a_broken_quote_spoils_its_own_line_only() {
        assert_eq!(lines("\"a,b\nc,\"d\"\n"), [("\"a,b".into(), true), ("c,\"d\"".into(), false)]);
        assert_eq!(lines("\"a\"b,c\nd\n"), [("\"a\"b,c".into(), true), ("d".into(), false)]);
        assert_eq!(lines("a\n\"b,c"), [("a".into(), false), ("\"b,c".into(), true)]);
        let long = format!("\"a\n{}\nz\n", "x".repeat(LONGEST_QUOTED));
        assert_eq!(lines(&long).len(), 3);
        let closed_too_late = format!("\"a\n{}\",z\n", "x".repeat(LONGEST_QUOTED));
        assert!(lines(&closed_too_late)[0].1);
    }

    #[test]
    fn an_unfinished_record_waits_for_more_bytes() {
        for text in ["a,b", "\"a", "\"a\"", "\"a\"\r", "\"a\nb"] {
            assert_eq!(next_record(text.as_bytes(), 0, false), None, "{text:?}");
        }
    }

    #[test]
    fn cells_lose_their_quotes() {
        assert_eq!(cells("a,\"b,\"\"c\"\"\",,\"\""), ["a", "b,\"c\"", "", ""]);
        assert_eq!(cells("a,"), ["a", ""]);
        assert_eq!(cells("\"a\","), ["a", ""]);
        assert_eq!(cells(""), [""]);
    }
}
