//! Ed25519 keys in the text form of C2SP signed notes (c2sp.org/signed-note), as the Go package
//! `golang.org/x/mod/sumdb/note` prints them:
//! `<name>+<key id>+<base64(0x01 ‖ public key)>` and
//! `PRIVATE+KEY+<name>+<key id>+<base64(0x01 ‖ seed)>`, key id = the first four bytes of
//! SHA-256(name ‖ LF ‖ 0x01 ‖ public key) in hexadecimal.
//!
//! Entropy is an argument; where a private key is kept is not decided here.

use super::base64;
use crate::core::digest::{Digest, hex};
use ed25519_dalek::Signer as _;
use std::fmt;
use std::str::FromStr;

/// Signature type of plain Ed25519 in signed notes.
const ED25519: u8 = 1;

/// Signature type of Ed25519 cosignatures of checkpoints (c2sp.org/tlog-cosignature).
const COSIGNATURE: u8 = 4;

/// Why a text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not of the form; the text is withheld, because it may be a private key.
    #[error("{what} must look like {form}")]
    Form { what: &'static str, form: &'static str },
    /// A name that the form cannot carry.
    #[error("key name {0:?} must be printable, without blanks and without `+`")]
    Name(String),
    /// The key id belongs to another name or key.
    #[error("key of {name} should have the id {expected}, found {found:?}")]
    Id { name: String, expected: String, found: String },
    /// 32 bytes that are no usable public key.
    #[error("public key of {0} is not a usable Ed25519 key")]
    Weak(String),
}

/// A public key with the name of its owner.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// A key from its 32 bytes; refuses points of small order.
    pub fn new(name: &str, public: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(public).ok().filter(|key| !key.is_weak());
        let key = key.ok_or_else(|| KeyError::Weak(name.into()))?;
        Ok(Self { name: name.into(), key })
    }

    /// The owner's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the public key.
    pub fn public(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// The four bytes that start the signature lines of signed notes.
    pub fn id(&self) -> [u8; 4] {
        self.id_as(ED25519)
    }

    fn id_as(&self, kind: u8) -> [u8; 4] {
        let hash = Digest::of_parts(&[self.name.as_bytes(), &[b'\n', kind], self.key.as_bytes()]);
        [hash.0[0], hash.0[1], hash.0[2], hash.0[3]]
    }

    fn text_as(&self, kind: u8) -> String {
        let key = [&[kind], &self.key.as_bytes()[..]].concat();
        format!("{}+{}+{}", self.name, hex(&self.id_as(kind)), base64::encode(&key))
    }

    fn parse_as(text: &str, kind: u8) -> Result<Self, KeyError> {
        let form = || KeyError::Form { what: "verifier key", form: "<name>+<8 hex digits>+<base64>" };
        let (name, id, public) = split(text, kind).ok_or_else(form)?;
        let key = Self::new(name, &public)?;
        check_id(name, &hex(&key.id_as(kind)), id)?;
        Ok(key)
    }

    /// Whether `signature` is this key's of `message` (RFC 8032, with the strict checks of
    /// ed25519-dalek: canonical scalar, no point of small order).
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_as(ED25519))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::parse_as(text, ED25519)
    }
}

/// A witness's public key as that of a cosigner: the same key under the id and type of
/// cosignatures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CosignerKey(VerifierKey);

impl CosignerKey {
    /// The cosigner of a witness's key.
    pub fn of(key: &VerifierKey) -> Self {
        Self(key.clone())
    }

    /// The owner's name.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// The four bytes that start the cosignature lines.
    pub fn id(&self) -> [u8; 4] {
        self.0.id_as(COSIGNATURE)
    }

    /// Whether `signature` is this key's of `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verifies(message, signature)
    }
}

impl fmt::Display for CosignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text_as(COSIGNATURE))
    }
}

impl FromStr for CosignerKey {
    type Err = KeyError;

    /// Takes the key in either form: as a cosigner's, or as the plain key of the witness.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        VerifierKey::parse_as(text, COSIGNATURE).or_else(|_| text.parse()).map(Self)
    }
}

/// A private key with the name of its owner. Never printed by `Debug`.
#[derive(Clone)]
pub struct SignerKey {
    verifier: VerifierKey,
    key: ed25519_dalek::SigningKey,
}

impl SignerKey {
    /// The key of a 32-byte seed, which must come from a source of entropy.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let verifier = VerifierKey::new(name, &key.verifying_key().to_bytes())?;
        Ok(Self { verifier, key })
    }

    /// Parses the `PRIVATE+KEY+...` text.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let what = "private key";
        let form = || KeyError::Form { what, form: "PRIVATE+KEY+<name>+<8 hex digits>+<base64>" };
        let halves = text.strip_prefix("PRIVATE+KEY+").and_then(|rest| split(rest, ED25519));
        let (name, id, seed) = halves.ok_or_else(form)?;
        let key = Self::from_seed(name, seed)?;
        check_id(name, &hex(&key.verifier.id()), id)?;
        Ok(key)
    }

    /// The `PRIVATE+KEY+...` text: a secret.
    pub fn secret_text(&self) -> String {
        let seed = [&[ED25519], &self.key.as_bytes()[..]].concat();
        let VerifierKey { name, .. } = &self.verifier;
        format!("PRIVATE+KEY+{name}+{}+{}", hex(&self.verifier.id()), base64::encode(&seed))
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a message (RFC 8032, deterministic).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({}, secret withheld)", self.verifier)
    }
}

/// Parses the canonical base64 of a 64-byte signature.
pub fn parse_signature(text: &str) -> Result<[u8; 64], &'static str> {
    let bytes = base64::decode(text).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or("canonical base64 of 64 bytes")
}

fn split(text: &str, wanted: u8) -> Option<(&str, &str, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let bytes = base64::decode(key)?;
    let (kind, key) = bytes.split_first()?;
    (*kind == wanted).then_some(())?;
    Some((name, id, key.try_into().ok()?))
}

fn check_id(name: &str, expected: &str, found: &str) -> Result<(), KeyError> {
    if expected == found {
        return Ok(());
    }
    let found = found.chars().take(20).collect();
    Err(KeyError::Id { name: name.into(), expected: expected.into(), found })
}

fn check_name(name: &str) -> Result<(), KeyError> {
    let bad = |c: char| c == '+' || c.is_whitespace() || c.is_control();
    if name.is_empty() || name.contains(bad) {
        return Err(KeyError::Name(name.chars().take(80).collect()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the documentation of golang.org/x/mod/sumdb/note.
    const SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const PUBLIC: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const SIGNATURE: &str =
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

    #[test]
    fn the_published_note_is_reproduced() {
        let key = SignerKey::parse(SECRET).unwrap();
        assert_eq!(key.secret_text(), SECRET);
        assert_eq!(key.verifier().to_string(), PUBLIC);
        let line = [&key.verifier().id()[..], &key.sign(TEXT.as_bytes())].concat();
        assert_eq!(base64::encode(&line), SIGNATURE);
        let verifier: VerifierKey = PUBLIC.parse().unwrap();
        assert!(verifier.verifies(TEXT.as_bytes(), &key.sign(TEXT.as_bytes())));
        assert!(!verifier.verifies(b"another text\n", &key.sign(TEXT.as_bytes())));
    }

    #[test]
    fn every_mangled_key_is_refused() {
        for start in 0..PUBLIC.len() {
            assert!(start == 0 || PUBLIC[start..].parse::<VerifierKey>().is_err(), "{start}");
            assert!(PUBLIC[..start].parse::<VerifierKey>().is_err(), "{start}");
            assert!(SignerKey::parse(&SECRET[..start]).is_err(), "{start}");
            assert!(start == 0 || SignerKey::parse(&SECRET[start..]).is_err(), "{start}");
        }
        for (text, at) in
            (0..PUBLIC.len()).map(|at| (PUBLIC, at)).chain((0..SECRET.len()).map(|at| (SECRET, at)))
        {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] += 1;
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.parse::<VerifierKey>().is_err() && SignerKey::parse(&text).is_err(), "{text}");
        }
        // An algorithm of another number, with the key id adjusted to it.
        assert!(
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
                .parse::<VerifierKey>()
                .is_err()
        );
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(VerifierKey::new("a", &identity), Err(KeyError::Weak("a".into())));
    }

    #[test]
    fn a_cosigner_is_the_same_key_under_another_id() {
        let key: VerifierKey = PUBLIC.parse().unwrap();
        let cosigner = CosignerKey::of(&key);
        let text = cosigner.to_string();
        assert_ne!(cosigner.id(), key.id());
        assert_eq!(text.parse(), Ok(cosigner.clone()));
        assert_eq!(PUBLIC.parse(), Ok(cosigner));
        assert!(text.parse::<VerifierKey>().is_err(), "a cosigner's key signs no notes");
    }

    #[test]
    fn debug_output_keeps_the_secret() {
        let key = SignerKey::parse(SECRET).unwrap();
        assert!(!format!("{key:?}").contains("AYEKFALV"));
        let error = SignerKey::parse("PRIVATE+KEY+x+AYEKFALV").unwrap_err().to_string();
        assert!(!error.contains("AYEKFALV"), "{error}");
    }
}
