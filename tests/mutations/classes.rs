//! Classes of change, carried out mechanically on the bytes and lines of any file.

use std::collections::BTreeSet;
use std::ops::Range;

/// A class of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The file is left out.
    Missing,
    /// A bit of one byte is flipped, so that the byte is none the format knows.
    Flip,
    /// One character of a value becomes another that could stand there.
    Value,
    /// A line is taken out.
    Removed,
    /// A line stands twice.
    Twice,
    /// A line like another, with another value, is put behind it.
    Added,
    /// Two neighbouring lines change places.
    Swapped,
}

/// Every class.
pub const CLASSES: [Class; 7] =
    [Class::Missing, Class::Flip, Class::Value, Class::Removed, Class::Twice, Class::Added, Class::Swapped];

/// One change of a file.
pub struct Change {
    /// First word of the line that was changed; `head` or `row` in a table, `file` or `byte` where
    /// no line was.
    pub key: String,
    /// Where, for the message of a failure.
    pub place: String,
    /// The file as it is then, if it is there.
    pub bytes: Option<Vec<u8>>,
}

/// Fixed places of flipped bytes besides first, middle and last, in thousandths of the file.
const PLACES: [usize; 4] = [137, 291, 618, 864];

/// Every change of a class.
pub fn changes(class: Class, name: &str, bytes: &[u8]) -> Vec<Change> {
    match class {
        Class::Missing => return vec![Change { key: "file".into(), place: "all of it".into(), bytes: None }],
        Class::Flip => return flips(bytes),
        _ => {}
    }
    let text = std::str::from_utf8(bytes).expect("every file of a bundle is a text");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let of_line = |at: usize| {
        let (from, to) = match class {
            Class::Removed => (1, vec![]),
            Class::Twice => (1, vec![lines[at].to_owned(), lines[at].to_owned()]),
            Class::Value => (1, vec![other_value(name, lines[at])?]),
            Class::Added => (1, vec![lines[at].to_owned(), other_value(name, lines[at])?]),
            Class::Swapped => {
                let next = lines.get(at + 1).filter(|next| **next != lines[at])?;
                (2, vec![(*next).to_owned(), lines[at].to_owned()])
            }
            Class::Missing | Class::Flip => unreachable!("no changes of lines"),
        };
        let changed = [lines[..at].concat(), to.concat(), lines[at + from..].concat()].concat();
        let place = format!("line {}", at + 1);
        let own = key(name, &lines, at);
        let next = (class == Class::Swapped).then(|| key(name, &lines, at + 1)).filter(|next| *next != own);
        let key = next.map_or_else(|| own.clone(), |next| format!("{own}~{next}"));
        Some(Change { key, place, bytes: Some(changed.into()) })
    };
    chosen(name, &lines).into_iter().filter_map(of_line).collect()
}

/// Lines to be changed: the first and the last of each key, and its middle one.
fn chosen(name: &str, lines: &[&str]) -> BTreeSet<usize> {
    let keys: Vec<String> = (0..lines.len()).map(|at| key(name, lines, at)).collect();
    let of_key = |key: &String| {
        let own: Vec<usize> = (0..lines.len()).filter(|at| keys[*at] == *key).collect();
        [own[0], own[own.len() / 2], own[own.len() - 1]]
    };
    keys.iter().flat_map(of_key).collect()
}

/// What kind of line this is.
fn key(name: &str, lines: &[&str], at: usize) -> String {
    match name.ends_with(".csv") {
        true if at == 0 => "head".into(),
        true => "row".into(),
        false if name.starts_with("log-") && name != "log-policy.txt" => "line".into(),
        false if name.ends_with(".key") => "line".into(),
        false => lines[at].split([' ', '\n', '/']).next().unwrap_or_default().to_owned(),
    }
}

fn flips(bytes: &[u8]) -> Vec<Change> {
    let last = bytes.len() - 1;
    let flip = |(key, at, bit): (&str, usize, u8)| {
        let mut bytes = bytes.to_owned();
        bytes[at] ^= bit;
        Change { key: key.into(), place: format!("bit {bit:#x} of byte {at}"), bytes: Some(bytes) }
    };
    // The last byte is a line feed; flipped in its lowest bit it is another blank.
    let ends = [("byte", 0, 0x80), ("byte", last / 2, 0x80), ("byte", last, 0x80), ("blank", last, 0x01)];
    let places = PLACES.map(|place| ("byte", bytes.len() * place / 1000, 0x80));
    ends.into_iter().chain(places).map(flip).collect()
}

/// A line with the last character of a number in it changed to another that could stand there: of
/// the longest run of hexadecimal digits that holds a decimal one, or of letters alone. The key is
/// left alone, in a table of people everything but the last column, and of a signature the key's id
/// with the time behind it: a line of an unknown key is nobody's, and ignored.
fn other_value(name: &str, line: &str) -> Option<String> {
    let from = match name {
        "inspectors.csv" => line.rfind(',')? + 1,
        // Twelve bytes are sixteen characters.
        _ if line.starts_with('—') => line.rfind(' ')? + 17,
        _ if name.ends_with(".txt") => line.find(' ').map_or(0, |blank| blank + 1),
        _ => 0,
    };
    let digit = |at: &usize| matches!(line.as_bytes()[*at], b'0'..=b'9' | b'a'..=b'f');
    let starts = (from..line.len()).filter(|at| digit(at) && (*at == from || !digit(&(at - 1))));
    let runs = starts.map(|start| start..(start..line.len()).find(|at| !digit(at)).unwrap_or(line.len()));
    let numeric = |run: &Range<usize>| line[run.clone()].bytes().any(|byte| byte.is_ascii_digit());
    let at = runs.max_by_key(|run| (numeric(run), run.len()))?.end - 1;
    let mut changed = line.as_bytes().to_owned();
    changed[at] = match changed[at] {
        b'0' => b'1',
        digit @ b'1'..=b'9' => digit - 1,
        letter => b'a' + ((letter - b'a') ^ 1),
    };
    String::from_utf8(changed).ok()
}
