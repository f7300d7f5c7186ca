//! Proofs that can be carried away: that an entry stands in the log under a checkpoint
//! (c2sp.org/tlog-proof, with the entry itself as its extra data), and that one checkpoint
//! continues another.
//!
//! ```text
//! c2sp.org/tlog-proof@v1         suicha-consistency/1
//! extra <base64 of the entry>    old <size>
//! index <n>                      new <size>
//! <base64 hash> …                hash <64 hex> …
//!
//! <checkpoint with signatures>
//! ```

use super::checkpoint::{Checkpoint, CheckpointError};
use super::entry::Entry;
use super::note::{NoteError, SignedNote};
use super::policy::{Policy, Quorum};
use super::tree::{verify_consistency, verify_inclusion};
use crate::core::digest::Digest;
use crate::core::text::{Lines, TextError, number};
use crate::core::witness::base64;

const HEADER: &str = "c2sp.org/tlog-proof@v1";
const CONSISTENCY: &str = "suicha-consistency/1";
/// A tree of 2^64 leaves has paths of 64 hashes.
const LONGEST: usize = 64;

/// Why a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A line that is not what the form wants.
    #[error("line {line}: {rule}, found {found:?}")]
    Form {
        /// Line, from 1.
        line: usize,
        /// What must stand there.
        rule: &'static str,
        /// What stands there, shortened.
        found: String,
    },
    /// The entry inside is none.
    #[error("the entry in the proof: {0}")]
    Entry(#[from] TextError),
    /// The checkpoint inside is none, or not the log's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The hashes lead elsewhere.
    #[error("the hashes do not lead from entry {index} to the root of {size} entries")]
    Hashes {
        /// The entry's number.
        index: u64,
        /// Size of the checkpoint.
        size: u64,
    },
}

impl From<NoteError> for ProofError {
    fn from(error: NoteError) -> Self {
        ProofError::Checkpoint(error.into())
    }
}

/// An entry and its way to a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The entry.
    pub entry: Entry,
    /// Its number, from 0.
    pub index: u64,
    /// The hashes beside its way to the root.
    pub hashes: Vec<Digest>,
    /// The checkpoint, with cosignatures.
    pub note: SignedNote,
}

/// What a proof proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// The head the entry stands under.
    pub checkpoint: Checkpoint,
    /// Whether enough witnesses had seen that head, and by when.
    pub quorum: Quorum,
}

impl Inclusion {
    /// Canonical text.
    pub fn print(&self) -> String {
        let extra = base64::encode(self.entry.print().as_bytes());
        let mut out = format!("{HEADER}\nextra {extra}\nindex {}\n", self.index);
        self.hashes.iter().for_each(|hash| out.push_str(&format!("{}\n", base64::encode(&hash.0))));
        out.push_str(&format!("\n{}", self.note));
        out
    }

    /// Strict reader of [`Inclusion::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        let form = |line, rule, found: &str| ProofError::Form {
            line,
            rule,
            found: found.chars().take(80).collect(),
        };
        let text = std::str::from_utf8(bytes).map_err(|_| form(1, "UTF-8", "other bytes"))?;
        let end = text.find("\n\n").ok_or_else(|| form(1, "an empty line before the checkpoint", text))?;
        let (head, note) = (&text[..end], &text[end + 2..]);
        let mut lines = (1..).zip(head.split('\n'));
        let mut next =
            |rule| lines.next().ok_or_else(|| form(head.lines().count() + 1, rule, "an empty line"));
        let (at, first) = next(HEADER)?;
        (first == HEADER).then_some(()).ok_or_else(|| form(at, HEADER, first))?;
        let rule = "`extra` and an entry in base64";
        let (at, extra) = next(rule)?;
        let extra =
            extra.strip_prefix("extra ").and_then(base64::decode).ok_or_else(|| form(at, rule, extra))?;
        let rule = "`index` and a number";
        let (at, index) = next(rule)?;
        let index = index.strip_prefix("index ").and_then(number).ok_or_else(|| form(at, rule, index))?;
        let mut hashes = Vec::new();
        for (at, line) in lines {
            let hash = base64::decode(line).and_then(|bytes| bytes.try_into().ok());
            hashes.push(Digest(hash.ok_or_else(|| form(at, "a hash in base64", line))?));
            (hashes.len() <= LONGEST).then_some(()).ok_or_else(|| form(at, "at most 64 hashes", line))?;
        }
        Ok(Self { entry: Entry::parse(&extra)?, index, hashes, note: SignedNote::parse(note.as_bytes())? })
    }

    /// Follows the hashes to the checkpoint and checks who signed it.
    pub fn verify(&self, policy: &Policy) -> Result<Included, ProofError> {
        let (checkpoint, quorum) = policy.check(&self.note)?;
        let (index, size) = (self.index, checkpoint.size);
        match verify_inclusion(index, size, self.entry.leaf(), &self.hashes, checkpoint.root) {
            true => Ok(Included { checkpoint, quorum }),
            false => Err(ProofError::Hashes { index, size }),
        }
    }
}

/// The way from one head to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// Entries of the earlier head.
    pub old: u64,
    /// Entries of the later head.
    pub new: u64,
    /// The hashes of RFC 6962 §2.1.2.
    pub hashes: Vec<Digest>,
}

impl Consistency {
    /// Canonical text.
    pub fn print(&self) -> String {
        let hashes: String = self.hashes.iter().map(|hash| format!("hash {hash}\n")).collect();
        format!("{CONSISTENCY}\nold {}\nnew {}\n{hashes}", self.old, self.new)
    }

    /// Strict reader of [`Consistency::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, CONSISTENCY)?;
        let old = l.required("old")?;
        let old = l.number(old)?;
        let new = l.required("new")?;
        let new = l.number(new)?;
        let mut hashes = Vec::new();
        while let Some(hash) = l.optional("hash") {
            hashes.push(crate::core::seed::digest(&l, hash)?);
            if hashes.len() > LONGEST {
                return Err(l.bad("at most 64 hashes"));
            }
        }
        l.end()?;
        Ok(Self { old, new, hashes })
    }

    /// Whether it leads from `old` to `new`.
    pub fn connects(&self, old: &Checkpoint, new: &Checkpoint) -> bool {
        (self.old, self.new) == (old.size, new.size)
            && old.origin == new.origin
            && verify_consistency((old.size, old.root), (new.size, new.root), &self.hashes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Attempt, Event};
    use super::super::tree::{consistency, inclusion};
    use super::*;
    use crate::core::id::DrawId;
    use crate::core::merkle::root;
    use crate::core::time::Timestamp;
    use crate::core::witness::key::SignerKey;

    fn entries() -> Vec<Entry> {
        let attempt = Attempt::new(&DrawId::new("d").unwrap(), 1);
        let entry = |i: u8| Entry {
            event: Event::Commit(attempt.clone()),
            hash: Digest::of(&[i]),
            at: Timestamp(1_694_775_600 + i64::from(i)),
        };
        (0..11).map(entry).collect()
    }

    fn leaves() -> Vec<Digest> {
        entries().iter().map(Entry::leaf).collect()
    }

    fn hashes(ranges: Vec<super::super::tree::Range>) -> Vec<Digest> {
        ranges.iter().map(|r| root(&leaves()[r.start as usize..r.end as usize])).collect()
    }

    fn head(size: usize) -> Checkpoint {
        Checkpoint { origin: "log.example".into(), size: size as u64, root: root(&leaves()[..size]) }
    }

    fn key() -> SignerKey {
        SignerKey::from_seed("log.example", [5; 32]).unwrap()
    }

    #[test]
    fn a_proof_is_read_back_and_verifies_only_whole() {
        let policy = Policy::of_log(key().verifier().clone());
        let proof = Inclusion {
            entry: entries()[4].clone(),
            index: 4,
            hashes: hashes(inclusion(4, 11)),
            note: head(11).sign(&key()),
        };
        let text = proof.print();
        assert_eq!(Inclusion::parse(text.as_bytes()), Ok(proof.clone()));
        let expected = Included { checkpoint: head(11), quorum: Quorum::NotAsked };
        assert_eq!(proof.verify(&policy), Ok(expected));
        // Whatever byte changes: the text is refused, or proves nothing.
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let proved = Inclusion::parse(&bytes).is_ok_and(|proof| proof.verify(&policy).is_ok());
            assert!(!proved, "byte {at} of {text}");
        }
        for cut in 0..text.len() {
            assert!(Inclusion::parse(&text.as_bytes()[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn one_head_continues_another() {
        let proof = Consistency { old: 5, new: 11, hashes: hashes(consistency(5, 11)) };
        let text = proof.print();
        assert_eq!(Consistency::parse(text.as_bytes()), Ok(proof.clone()));
        assert!(proof.connects(&head(5), &head(11)));
        assert!(!proof.connects(&head(6), &head(11)));
        let other = Checkpoint { root: Digest::of(b"split"), ..head(11) };
        assert!(!proof.connects(&head(5), &other));
        assert!(!proof.connects(&Checkpoint { origin: "x".into(), ..head(5) }, &head(11)));
        for bad in [
            "old 5\nnew 11\n",
            "suicha-consistency/1\nold 05\nnew 11\n",
            "suicha-consistency/1\nnew 11\nold 5\n",
        ] {
            assert!(Consistency::parse(bad.as_bytes()).is_err(), "{bad:?}");
        }
    }
}
