//! The digest of a roster: SHA-256 over the lines `<key> <row digest>\n` in ascending byte order.
//! Keys of up to 18 characters take 50 bytes each; longer ones are kept apart and merged in.

use super::error::IngestError;
use crate::core::digest::{Digest, Running};
use rayon::slice::ParallelSliceMut;

const KEY: usize = 18;

/// A key, padded with zero bytes (which sort before every character of a key), and its digest.
type Short = [u8; KEY + 32];

/// Keys and row digests of the rows accepted so far.
#[derive(Debug, Default)]
pub(super) struct RosterDigest {
    short: Vec<Short>,
    long: Vec<(Box<str>, Digest)>,
}

impl RosterDigest {
    pub(super) fn push(&mut self, key: &str, digest: Digest) {
        if key.len() > KEY {
            self.long.push((key.into(), digest));
            return;
        }
        let mut line = [0; KEY + 32];
        line[..key.len()].copy_from_slice(key.as_bytes());
        line[KEY..].copy_from_slice(&digest.0);
        self.short.push(line);
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.short.append(&mut other.short);
        self.long.append(&mut other.long);
    }

    /// The digest, and a check that no key occurs twice.
    pub(super) fn finish(mut self) -> Result<Digest, IngestError> {
        self.short.par_sort_unstable_by(|a, b| head(a).cmp(&head(b)).then_with(|| a.cmp(b)));
        self.long.sort_unstable();
        let mut running = Running::new();
        let mut previous = String::new();
        let mut short = self.short.iter().map(|line| (short_key(line), &line[KEY..])).peekable();
        let mut long = self.long.iter().map(|(key, digest)| (&**key, &digest.0[..])).peekable();
        let mut line = String::new();
        loop {
            let next = match (short.peek(), long.peek()) {
                (Some(a), Some(b)) if a.0 <= b.0 => short.next(),
                (_, Some(_)) => long.next(),
                _ => short.next(),
            };
            let Some((key, digest)) = next else { return Ok(running.finish()) };
            if previous == key {
                return Err(IngestError::KeyTwice { key: previous });
            }
            line.clear();
            line.push_str(key);
            line.push(' ');
            line.push_str(&crate::core::digest::hex(digest));
            line.push('\n');
            running.update(line.as_bytes());
            previous.clear();
            previous.push_str(key);
        }
    }
}

/// The first 16 bytes as a number of the same order: most comparisons need no more.
fn head(line: &Short) -> u128 {
    u128::from_be_bytes(line[..16].try_into().expect("a line is longer"))
}

fn short_key(line: &Short) -> &str {
    let length = line[..KEY].iter().position(|b| *b == 0).unwrap_or(KEY);
    std::str::from_utf8(&line[..length]).expect("keys are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_sorted_lines() {
        let keys = ["B", "A", "AB", "91330100MA0000015W", "A-1", "AAAAAAAAAAAAAAAAAAAAAAAA", "913301"];
        let mut digests = RosterDigest::default();
        let mut lines: Vec<String> = Vec::new();
        for key in keys {
            digests.push(key, Digest::of(key.as_bytes()));
            lines.push(format!("{key} {}\n", Digest::of(key.as_bytes())));
        }
        lines.sort_unstable();
        assert_eq!(digests.finish().unwrap(), Digest::of(lines.concat().as_bytes()));
    }

    #[test]
    fn a_key_may_stand_once() {
        let mut digests = RosterDigest::default();
        digests.push("A", Digest::of(b"1"));
        digests.push("A", Digest::of(b"2"));
        assert!(matches!(digests.finish(), Err(IngestError::KeyTwice { key }) if key == "A"));
    }
}
