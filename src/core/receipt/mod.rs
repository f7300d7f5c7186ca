//! Papers the bureau hands out about one row of a frame: the receipt (存证回执) of a subject or an
//! inspector, and the answer to a challenge (异议答复). Everything needed to check one is in it.
//! `docs/draw-protocol.md` §7.
//!
//! A paper is a strict text under the signature of the bureau's log (a signed note). What the
//! commitment and the log prove, [`check`] recomputes; what only the bureau knows (ranks, teams,
//! who stands behind a pseudonym) it has signed, and a false word of it is evidence against it.

pub mod challenge;
pub mod check;
pub mod enclosed;
pub mod issue;
pub mod leaf;
pub mod replaced;
pub mod text;

pub use challenge::Challenge;
pub use check::{Part, Report, Step, verify};
pub use leaf::Leaf;
pub use replaced::{After, How, Moved};
pub use text::{Holder, Outcome, Place, Receipt};

use super::bundle::Files;
use super::log::note::{NoteError, NoteSignature};
use super::log::{Attempt, SignedNote};
use super::text::TextError;
use super::witness::key::{SignerKey, VerifierKey};

/// A receipt or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paper {
    /// What became of one subject or inspector.
    Receipt(Receipt),
    /// Whether an id stands in the frames.
    Challenge(Challenge),
}

/// Why a text is no such paper.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// No signed note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A signed note that breaks the format.
    #[error(transparent)]
    Text(#[from] TextError),
    /// More than the bureau's signature stands under it.
    #[error("one signature must stand under it, not {0}")]
    Signatures(usize),
}

impl Paper {
    /// The files it encloses.
    pub fn files(&self) -> &Files {
        match self {
            Paper::Receipt(receipt) => &receipt.files,
            Paper::Challenge(challenge) => &challenge.files,
        }
    }

    /// The attempt it is about.
    pub fn attempt(&self) -> Attempt {
        match self {
            Paper::Receipt(receipt) => Attempt::new(&receipt.draw, receipt.attempt),
            Paper::Challenge(challenge) => Attempt::new(&challenge.draw, challenge.attempt),
        }
    }

    /// Reads a paper and the note it stands in. Whose signature it carries, [`signed_by`] says.
    pub fn open(bytes: &[u8]) -> Result<(Self, SignedNote), PaperError> {
        let note = SignedNote::parse(bytes)?;
        match note.signatures().len() {
            1 => Ok((Self::parse(note.text().as_bytes())?, note)),
            more => Err(PaperError::Signatures(more)),
        }
    }

    /// Strict reader of [`Paper::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        match bytes.starts_with(challenge::FORMAT.as_bytes()) {
            true => Challenge::parse(bytes).map(Paper::Challenge),
            false => Receipt::parse(bytes).map(Paper::Receipt),
        }
    }

    /// Canonical text, without a signature.
    pub fn print(&self) -> String {
        match self {
            Paper::Receipt(receipt) => receipt.print(),
            Paper::Challenge(challenge) => challenge.print(),
        }
    }

    /// Signs as the bureau. No paper can be taken for a checkpoint, which has three lines.
    pub fn sign(&self, key: &SignerKey) -> SignedNote {
        let text = self.print();
        let bytes = key.sign(text.as_bytes()).to_vec();
        let signature =
            NoteSignature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes };
        SignedNote::new(text).expect("a paper ends in one line feed").with(signature)
    }
}

/// Whether a note carries the signature of this key.
pub fn signed_by(note: &SignedNote, key: &VerifierKey) -> bool {
    let signature = note.of(key.name(), key.id()).and_then(|bytes| bytes.try_into().ok());
    signature.is_some_and(|bytes| key.verifies(note.text().as_bytes(), bytes))
}
