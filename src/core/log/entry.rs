//! What a bureau writes into its log: one line of what happened and the digest of the document
//! that says it. A leaf holds digests, codes and times, never a person's name or number.
//!
//! ```text
//! suicha-log/1
//! kind <kind>
//! object <what it is about>
//! hash <64 hex>
//! at <time>
//! ```

use crate::core::digest::Digest;
use crate::core::id::{DrawId, Name};
use crate::core::merkle;
use crate::core::seed::digest;
use crate::core::text::{Lines, TextError};
use crate::core::time::Timestamp;
use std::fmt;

const HEADER: &str = "suicha-log/1";
const KINDS: [&str; 9] =
    ["plan", "commit", "reveal", "result", "void", "open", "replace", "challenge", "act"];

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What happened, and to what.
    pub event: Event,
    /// Digest of the document.
    pub hash: Digest,
    /// When, by the bureau's clock; the time that proves something is a cosignature's.
    pub at: Timestamp,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// A plan was published: number and version; the hash is that of its text.
    Plan(String, u32),
    /// A draw was frozen: the hash of `commit.txt`.
    Commit(Attempt),
    /// A witness opened: the hash of its opening as signed.
    Reveal(Attempt, Name),
    /// A draw has its result: the hash of `result.txt`.
    Result(Attempt),
    /// A draw is void: the hash of `void.txt`.
    Void(Attempt),
    /// The seed of an embargoed draw was published: the hash of `seed.txt`.
    Open(Attempt),
    /// A subject or an officer was replaced: the hash of `replace-<n>.txt`.
    Replace(Attempt, u32),
    /// Somebody challenged a frame: the hash of the answer, which holds a salt (§7).
    Challenge(Attempt, u32),
    /// Somebody did something with outcomes: the hash of the signed act, which holds a salt.
    Act(u32),
}

/// One attempt of a draw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt {
    /// The draw.
    pub draw: DrawId,
    /// The attempt, from 1.
    pub number: u32,
}

impl Event {
    /// Word of the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::Plan(..) => "plan",
            Event::Commit(_) => "commit",
            Event::Reveal(..) => "reveal",
            Event::Result(_) => "result",
            Event::Void(_) => "void",
            Event::Open(_) => "open",
            Event::Replace(..) => "replace",
            Event::Challenge(..) => "challenge",
            Event::Act(_) => "act",
        }
    }

    /// What it is about: `<draw>/<attempt>`, with the witness or number behind it where one belongs.
    pub fn object(&self) -> String {
        match self {
            Event::Plan(number, version) => format!("{number}/{version}"),
            Event::Commit(a) | Event::Result(a) | Event::Void(a) | Event::Open(a) => a.to_string(),
            Event::Reveal(a, witness) => format!("{a}/{witness}"),
            Event::Replace(a, number) | Event::Challenge(a, number) => format!("{a}/{number}"),
            Event::Act(number) => number.to_string(),
        }
    }

    /// The attempt it belongs to, if it is about a draw.
    pub fn attempt(&self) -> Option<&Attempt> {
        match self {
            Event::Plan(..) | Event::Act(_) => None,
            Event::Commit(a) | Event::Result(a) | Event::Void(a) | Event::Open(a) => Some(a),
            Event::Reveal(a, _) | Event::Replace(a, _) | Event::Challenge(a, _) => Some(a),
        }
    }

    /// Reads a kind and its object.
    pub fn parse(kind: &str, object: &str) -> Result<Self, String> {
        let bad = || format!("{object:?} is no object of kind {kind:?}");
        let count = |text: &str| crate::core::text::count(text).map_err(|_| bad());
        let parts: Vec<&str> = object.split('/').collect();
        let attempt = |draw: &str, number: &str| {
            Ok::<_, String>(Attempt { draw: DrawId::new(draw).map_err(|_| bad())?, number: count(number)? })
        };
        Ok(match (kind, parts.as_slice()) {
            ("plan", [number, version]) => {
                Event::Plan(crate::core::plan::number_text(number, 14).map_err(|_| bad())?, count(version)?)
            }
            ("commit", [draw, number]) => Event::Commit(attempt(draw, number)?),
            ("result", [draw, number]) => Event::Result(attempt(draw, number)?),
            ("void", [draw, number]) => Event::Void(attempt(draw, number)?),
            ("open", [draw, number]) => Event::Open(attempt(draw, number)?),
            ("reveal", [draw, number, witness]) => {
                Event::Reveal(attempt(draw, number)?, Name::new(witness).map_err(|_| bad())?)
            }
            ("replace", [draw, number, n]) => Event::Replace(attempt(draw, number)?, count(n)?),
            ("act", [number]) => Event::Act(count(number)?),
            ("challenge", [draw, number, n]) => Event::Challenge(attempt(draw, number)?, count(n)?),
            (kind, _) if KINDS.contains(&kind) => return Err(bad()),
            _ => return Err(format!("{kind:?} is no kind of entry")),
        })
    }
}

impl Attempt {
    /// One attempt of a draw.
    pub fn new(draw: &DrawId, number: u32) -> Self {
        Self { draw: draw.clone(), number }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.draw, self.number)
    }
}

impl Entry {
    /// Canonical text: the leaf's data.
    pub fn print(&self) -> String {
        let Entry { event, hash, at } = self;
        format!("{HEADER}\nkind {}\nobject {}\nhash {hash}\nat {at}\n", event.kind(), event.object())
    }

    /// Strict reader of [`Entry::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, HEADER)?;
        let kind = l.required("kind")?;
        let object = l.required("object")?;
        let event = Event::parse(kind, object).map_err(|rule| l.bad(rule))?;
        let hash = l.required("hash")?;
        let hash = digest(&l, hash)?;
        let at = l.required("at")?;
        let at = Timestamp::parse(at).map_err(|rule| l.bad(rule))?;
        l.end()?;
        let entry = Self { event, hash, at };
        match entry.print().as_bytes() == bytes {
            true => Ok(entry),
            false => Err(l.bad("times are written YYYY-MM-DDThh:mm:ss+08:00")),
        }
    }

    /// Hash of the leaf.
    pub fn leaf(&self) -> Digest {
        merkle::leaf(self.print().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_one_text() {
        let a = Attempt::new(&DrawId::new("2023-09").unwrap(), 2);
        let witness = Name::new("notary.example").unwrap();
        let events = [
            Event::Plan("32038120231001".into(), 1),
            Event::Commit(a.clone()),
            Event::Reveal(a.clone(), witness),
            Event::Result(a.clone()),
            Event::Void(a.clone()),
            Event::Open(a.clone()),
            Event::Replace(a.clone(), 3),
            Event::Challenge(a, 4),
            Event::Act(5),
        ];
        for event in events {
            let entry = Entry { event, hash: Digest::of(b"x"), at: Timestamp(1_694_775_603) };
            let text = entry.print();
            assert_eq!(Entry::parse(text.as_bytes()), Ok(entry), "{text}");
            let bad = [
                text.replace("log/1", "log/2"),
                text.replace("kind ", "kind x"),
                text.replace("object ", "object /"),
                text.replace("+08:00", "Z"),
                text.replace("hash ", "hash 0"),
                format!("{text}more x\n"),
                text.trim_end().to_owned(),
            ];
            for text in bad {
                assert!(Entry::parse(text.as_bytes()).is_err(), "{text:?}");
            }
        }
    }
}
