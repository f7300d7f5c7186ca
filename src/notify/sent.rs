//! What has been sent: a text file beside the configuration that only grows, one line for each recipient and
//! event. A last line without its end (a process that died while writing) is as if it were not there.

use crate::core::digest::Digest;
use crate::core::time::Timestamp;
use std::collections::BTreeSet;

const HEADER: &str = "suicha-notified/1";

/// Recipients and events that are done with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent(BTreeSet<Digest>);

fn key(recipient: &str, event: &str) -> Digest {
    Digest::of(format!("{recipient}\n{event}").as_bytes())
}

impl Sent {
    /// Reads the file; the length of what is whole comes with it, where the next line belongs.
    ///
    /// # Errors
    /// The number of the first line that is not one.
    pub fn parse(text: &str) -> Result<(Self, usize), usize> {
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut sent = Self::default();
        for (at, line) in text[..whole].lines().enumerate() {
            if at == 0 {
                if line != HEADER {
                    return Err(1);
                }
                continue;
            }
            let (when, digest) = line.split_once(' ').ok_or(at + 1)?;
            Timestamp::parse(when).map_err(|_| at + 1)?;
            sent.0.insert(Digest::parse(digest).ok_or(at + 1)?);
        }
        Ok((sent, whole))
    }

    /// Whether an event was told to somebody.
    pub fn has(&self, recipient: &str, event: &str) -> bool {
        self.0.contains(&key(recipient, event))
    }

    /// Notes that it was.
    pub fn add(&mut self, recipient: &str, event: &str) {
        self.0.insert(key(recipient, event));
    }

    /// Lines for the file: its first, if it is empty, and one for each event.
    pub fn lines(empty: bool, at: Timestamp, recipient: &str, events: &[String]) -> String {
        let head = if empty { format!("{HEADER}\n") } else { String::new() };
        events.iter().fold(head, |text, event| text + &format!("{at} {}\n", key(recipient, event)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_torn_line_is_not() {
        let at = Timestamp::parse("2023-09-15T10:00:00+08:00").unwrap();
        let events = ["a".to_owned(), "b".to_owned()];
        let text = Sent::lines(true, at, "x", &events);
        let (sent, whole) = Sent::parse(&text).unwrap();
        assert!(sent.has("x", "a") && sent.has("x", "b") && !sent.has("y", "a"));
        assert_eq!(whole, text.len());
        let (torn, whole) = Sent::parse(&text[..text.len() - 1]).unwrap();
        assert!(torn.has("x", "a") && !torn.has("x", "b"));
        assert_eq!(Sent::parse(&text[..whole]).unwrap().0, torn);
        assert_eq!(Sent::parse("").unwrap(), (Sent::default(), 0));
        assert_eq!(Sent::parse("hello\n"), Err(1));
        assert_eq!(Sent::parse(&text.replacen(" ", "  ", 2)), Err(2));
    }
}
