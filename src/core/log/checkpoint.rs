//! Checkpoints (检查点, c2sp.org/tlog-checkpoint) and cosignatures (见证签名,
//! c2sp.org/tlog-cosignature, version 1).
//!
//! A checkpoint is the signed head of a log: its name, the number of its entries, the root of
//! their tree. A cosignature is a witness's word that it has seen this head at a time and that it
//! continues every earlier head it has seen.

use super::note::{NoteError, NoteSignature, SignedNote};
use crate::core::digest::Digest;
use crate::core::text::number;
use crate::core::time::Timestamp;
use crate::core::witness::base64;
use crate::core::witness::key::{CosignerKey, SignerKey, VerifierKey};

/// The head of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which is the name of its key.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of their tree.
    pub root: Digest,
}

/// Why a text is no checkpoint of a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not even a signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A signed note that says something else.
    #[error("no checkpoint: {rule}, found {found:?}")]
    Form {
        /// What must stand there.
        rule: &'static str,
        /// What stands there.
        found: String,
    },
    /// The log did not sign it.
    #[error("the checkpoint is not signed by {key}")]
    Unsigned {
        /// The key that should have.
        key: String,
    },
}

impl Checkpoint {
    /// The three lines that are signed. Extension lines are neither written nor read.
    pub fn print(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, base64::encode(&self.root.0))
    }

    /// Strict reader of [`Checkpoint::print`]'s text.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let form =
            |rule, found: &str| CheckpointError::Form { rule, found: found.chars().take(100).collect() };
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        let &[origin, size, root] = lines.as_slice() else {
            return Err(form("three lines: origin, size, root", text));
        };
        if origin.is_empty() {
            return Err(form("the first line must name the log", origin));
        }
        let size = number(size).ok_or_else(|| form("the second line must be the number of entries", size))?;
        let hash = base64::decode(root).and_then(|bytes| bytes.try_into().ok());
        let root = hash.ok_or_else(|| form("the third line must be a root in base64", root))?;
        Ok(Self { origin: origin.to_owned(), size, root: Digest(root) })
    }

    /// Signs as the log.
    pub fn sign(&self, key: &SignerKey) -> SignedNote {
        assert_eq!(self.origin, key.verifier().name(), "a log signs under its own name");
        let text = self.print();
        let bytes = key.sign(text.as_bytes()).to_vec();
        let signature = NoteSignature { name: self.origin.clone(), id: key.verifier().id(), bytes };
        SignedNote::new(text).expect("three lines are a text").with(signature)
    }

    /// The checkpoint of a note that this log signed.
    pub fn of(note: &SignedNote, log: &VerifierKey) -> Result<Self, CheckpointError> {
        let checkpoint = Self::parse(note.text())?;
        let signature = note.of(log.name(), log.id()).and_then(|bytes| bytes.try_into().ok());
        let signed = signature.is_some_and(|bytes| log.verifies(note.text().as_bytes(), bytes));
        if !signed || checkpoint.origin != log.name() {
            return Err(CheckpointError::Unsigned { key: log.to_string() });
        }
        Ok(checkpoint)
    }
}

/// A witness's signature under a checkpoint, saying when.
pub fn cosign(text: &str, at: Timestamp, key: &SignerKey) -> NoteSignature {
    let cosigner = CosignerKey::of(key.verifier());
    let seconds = u64::try_from(at.0).unwrap_or_default();
    let signature = key.sign(cosigned(text, seconds).as_bytes());
    let bytes = [&seconds.to_be_bytes()[..], &signature].concat();
    NoteSignature { name: cosigner.name().to_owned(), id: cosigner.id(), bytes }
}

/// When this witness cosigned the note; `None` if it did not.
pub fn cosigned_at(note: &SignedNote, witness: &CosignerKey) -> Option<Timestamp> {
    let bytes = note.of(witness.name(), witness.id())?;
    let (seconds, signature) = bytes.split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*seconds);
    let message = cosigned(note.text(), seconds);
    witness.verifies(message.as_bytes(), signature.try_into().ok()?).then_some(())?;
    Some(Timestamp(i64::try_from(seconds).ok()?))
}

fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Checkpoint {
        Checkpoint { origin: "log.example/a".into(), size: 7, root: Digest::of(b"root") }
    }

    fn key(name: &str, seed: u8) -> SignerKey {
        SignerKey::from_seed(name, [seed; 32]).unwrap()
    }

    #[test]
    fn the_published_texts_are_read_and_printed() {
        // The example of c2sp.org/tlog-cosignature. Its keys are not published.
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint = Checkpoint::parse(text).unwrap();
        assert_eq!((checkpoint.size, checkpoint.print().as_str()), (20_852_163, text));
        let line = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
        let signature = NoteSignature::parse(line).unwrap();
        assert_eq!((signature.bytes.len(), signature.to_string().as_str()), (72, line));
    }

    #[test]
    fn log_and_witness_sign_and_others_do_not() {
        let (log, witness) = (key("log.example/a", 1), key("w.example", 2));
        let at = Timestamp(1_694_775_603);
        let note = head().sign(&log);
        let note = note.clone().with(cosign(note.text(), at, &witness));
        let read = SignedNote::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!(Checkpoint::of(&read, log.verifier()), Ok(head()));
        assert_eq!(cosigned_at(&read, &CosignerKey::of(witness.verifier())), Some(at));
        let stranger = key("w.example", 3);
        assert_eq!(cosigned_at(&read, &CosignerKey::of(stranger.verifier())), None);
        assert!(Checkpoint::of(&read, key("log.example/a", 4).verifier()).is_err());
        assert!(Checkpoint::of(&read, key("log.example/b", 1).verifier()).is_err());
        let larger = Checkpoint { size: 8, ..head() }.print();
        let moved = SignedNote::new(larger).unwrap();
        let moved = read.signatures().iter().fold(moved, |note, s| note.with(s.clone()));
        assert!(Checkpoint::of(&moved, log.verifier()).is_err());
        assert_eq!(cosigned_at(&moved, &CosignerKey::of(witness.verifier())), None);
    }

    #[test]
    fn only_three_lines_are_a_checkpoint() {
        let text = head().print();
        assert_eq!(Checkpoint::parse(&text), Ok(head()));
        let bad = [
            String::new(),
            format!("{text}extension\n"),
            text.replace("7\n", "07\n"),
            text.replace("7\n", "-7\n"),
            text.replace("log.example/a", ""),
            text.replace('=', ""),
        ];
        for text in bad {
            assert!(Checkpoint::parse(&text).is_err(), "{text:?}");
        }
    }
}
