//! Signed notes (c2sp.org/signed-note): a text, an empty line, and signature lines
//! `— <key name> <base64(key id ‖ signature)>`. What a signature says depends on its key's type;
//! this module only keeps lines apart and finds those of a key.

use crate::core::witness::base64;
use std::fmt;

/// Most bytes of a note, and most signature lines: what the reference implementation accepts.
const MOST_BYTES: usize = 1_000_000;
const MOST_SIGNATURES: usize = 100;

/// Why a text is no signed note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not of the form.
    #[error("no signed note: {0}")]
    Form(&'static str),
    /// A signature line that cannot be read.
    #[error("no signed note: signature line {line:?} must be `— <name> <base64>`")]
    Signature {
        /// The line, shortened.
        line: String,
    },
}

/// A text and the signatures under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// First four bytes of a hash of name, type and key.
    pub id: [u8; 4],
    /// What the key's type puts behind the id.
    pub bytes: Vec<u8>,
}

impl SignedNote {
    /// A note without signatures. The text must end in a line feed and hold no empty line at its end.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        check_text(&text)?;
        Ok(Self { text, signatures: Vec::new() })
    }

    /// Reads a note; at least one signature must be there.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MOST_BYTES {
            return Err(NoteError::Form("it is larger than a million bytes"));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| NoteError::Form("it is not UTF-8"))?;
        let end =
            whole.rfind("\n\n").ok_or(NoteError::Form("an empty line must stand before the signatures"))?;
        let (text, lines) = (&whole[..=end], &whole[end + 2..]);
        check_text(text)?;
        let lines =
            lines.strip_suffix('\n').ok_or(NoteError::Form("the last line must end in a line feed"))?;
        let signatures: Vec<NoteSignature> =
            lines.split('\n').map(NoteSignature::parse).collect::<Result<_, _>>()?;
        if signatures.len() > MOST_SIGNATURES {
            return Err(NoteError::Form("it has more than 100 signatures"));
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// What is signed, with its last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in their order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The note with one more signature; a line that is there already is not repeated.
    pub fn with(mut self, signature: NoteSignature) -> Self {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
        self
    }

    /// The bytes behind the id in the one line of this key. A second line of the same key makes
    /// the first worthless.
    pub fn of(&self, name: &str, id: [u8; 4]) -> Option<&[u8]> {
        let mut found = self.signatures.iter().filter(|s| s.name == name && s.id == id);
        match (found.next(), found.next()) {
            (Some(only), None) => Some(&only.bytes),
            _ => None,
        }
    }
}

impl NoteSignature {
    /// Reads one line, without its line feed.
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let bad = || NoteError::Signature { line: line.chars().take(80).collect() };
        let (name, data) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or_else(bad)?;
        let bytes = base64::decode(data).ok_or_else(bad)?;
        let (id, bytes) = bytes.split_first_chunk::<4>().ok_or_else(bad)?;
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') || bytes.is_empty() {
            return Err(bad());
        }
        Ok(Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "— {} {}", self.name, base64::encode(&[&self.id[..], &self.bytes].concat()))
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(NoteError::Form("the text holds a control character"));
    }
    match text.ends_with('\n') && text != "\n" && !text.ends_with("\n\n") {
        true => Ok(()),
        false => Err(NoteError::Form("the text must end in one line feed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the documentation of golang.org/x/mod/sumdb/note.
    const NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_published_note_is_read_and_printed() {
        let note = SignedNote::parse(NOTE.as_bytes()).unwrap();
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(note.of("PeterNeumann", [0xc7, 0x4f, 0x20, 0xa3]).map(<[u8]>::len), Some(64));
        assert_eq!(note.of("PeterNeumann", [0; 4]), None);
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let (text, line) = NOTE.split_once("\n\n").unwrap();
        let line = line.trim_end();
        let bad = [
            String::new(),
            format!("{text}\n"),
            format!("{text}\n\n"),
            format!("{text}\n\n{line}"),
            format!("\n\n{line}\n"),
            format!("{text}\n{line}\n"),
            format!("{text}\u{1}\n\n{line}\n"),
            format!("{text}\n\n{}\n", line.replace('—', "-")),
            format!("{text}\n\n{}\n", line.replace("Peter", "Peter ")),
            format!("{text}\n\n{}\n", line.replace("Peter", "+")),
            format!("{text}\n\n{}\n", line.replace("M=", "N=")),
            format!("{text}\n\n— a AAAA\n"),
            format!("{text}\n\n{}", format!("{line}\n").repeat(101)),
        ];
        for note in bad {
            assert!(SignedNote::parse(note.as_bytes()).is_err(), "{note:?}");
        }
        assert!(SignedNote::parse(&[b"\xff".as_slice(), NOTE.as_bytes()].concat()).is_err());
    }

    #[test]
    fn two_lines_of_one_key_are_worth_nothing() {
        let note = SignedNote::parse(NOTE.as_bytes()).unwrap();
        let same = note.signatures()[0].clone();
        let other = NoteSignature { bytes: vec![0; 64], ..same.clone() };
        assert_eq!(note.clone().with(same).to_string(), NOTE);
        assert_eq!(note.with(other).of("PeterNeumann", [0xc7, 0x4f, 0x20, 0xa3]), None);
    }
}
