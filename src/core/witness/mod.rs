//! What a witness (见证人) runs on a machine of its own: a key, a commitment before the pulse, an
//! opening afterwards, and the signature under a ceremony of dice or lottery numbers.
//!
//! Not the witness of the log: cosignatures of checkpoints are made elsewhere with the same keys.
//! Entropy is always an argument. The commitment's formula is `docs/draw-protocol.md` §3; the two
//! files are:
//!
//! ```text
//! suicha-witness-commit/1        suicha-witness-open/1
//! draw <id>                      draw <id>
//! attempt <n>                    attempt <n>
//! name <name>                    name <name>
//! c <64 hex>                     r <64 hex>
//! key <verifier key>             key <verifier key>
//! signature <base64>             signature <base64>
//! ```
//!
//! The signature is Ed25519 over all lines above it. The key's name is the witness's name.

pub mod base64;
pub mod ceremony;
pub mod key;

pub use ceremony::Ceremony;
pub use key::{KeyError, SignerKey, VerifierKey};

use crate::core::digest::{Digest, hex, parse_hex32};
use crate::core::id::{DrawId, Name};
use crate::core::pulse::PulseError;
use crate::core::text::{self, Lines, TextError};
use std::str::FromStr;

/// First line of a witness's commitment.
pub const COMMIT_HEADER: &str = "suicha-witness-commit/1";

/// First line of a witness's opening.
pub const OPEN_HEADER: &str = "suicha-witness-open/1";

/// Why a witness's file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// The text breaks its format.
    #[error(transparent)]
    Line(#[from] TextError),
    /// A key is unusable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The ceremony's round or value.
    #[error(transparent)]
    Pulse(#[from] PulseError),
    /// A file under one name, a key under another.
    #[error("witness {name} uses the key of {key_name}")]
    Owner { name: String, key_name: String },
    /// A key's name that the protocol's files cannot carry.
    #[error("{0:?} is not a witness's name: it must match [a-z0-9.-]{{1,32}}")]
    Name(String),
    /// The signature is not the key's.
    #[error("signature of witness {0} does not verify")]
    Signature(Name),
    /// The opening is of another draw, attempt or witness.
    #[error("opening is of {found}, the commitment of {expected}")]
    Other { expected: String, found: String },
    /// The opening is signed with another key than the commitment.
    #[error("witness {name} committed with the key {expected} and opened with {found}")]
    OtherKey { name: Name, expected: String, found: String },
    /// r does not hash to c.
    #[error("opening of witness {name} gives c = {found}, committed was {expected}")]
    Opening { name: Name, expected: Digest, found: Digest },
    /// Only dice and lotteries have ceremonies.
    #[error("{0} has no ceremony: its pulses are signed by the beacon itself")]
    NoCeremony(crate::core::pulse::BeaconName),
    /// One witness signed twice, or the lines are out of order.
    #[error("signature of witness {name} stands behind that of {before}: sorted by name, each once")]
    Order { before: Name, name: Name },
    /// Nobody signed.
    #[error("ceremony {0} is signed by nobody")]
    Unsigned(String),
    /// A witness of the draw did not sign.
    #[error("ceremony {round} lacks the signature of witness {name} with the key {key}")]
    Missing { round: String, name: String, key: String },
}

/// What one witness promises for one attempt of one draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessCommit {
    /// Draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Witness.
    pub name: Name,
    /// Commitment, see [`commitment`].
    pub c: Digest,
    /// The key that signed.
    pub key: VerifierKey,
}

/// The number behind a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessOpen {
    /// Draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Witness.
    pub name: Name,
    /// 32 random bytes.
    pub r: [u8; 32],
    /// The key that signed.
    pub key: VerifierKey,
}

/// A witness's key pair from 32 bytes of entropy.
pub fn keygen(name: &Name, entropy: [u8; 32]) -> SignerKey {
    SignerKey::from_seed(name.as_str(), entropy)
        .expect("a protocol name fits a key; a seed gives no weak key")
}

/// `c = H("suicha/1/w:" draw ":" attempt ":" name ":" r)`, r in hexadecimal.
pub fn commitment(draw: &DrawId, attempt: u32, name: &Name, r: &[u8; 32]) -> Digest {
    Digest::of(format!("suicha/1/w:{draw}:{attempt}:{name}:{}", hex(r)).as_bytes())
}

/// The commitment file of a witness whose key is `key` and whose secret is `r`.
pub fn commit(key: &SignerKey, draw: &DrawId, attempt: u32, r: &[u8; 32]) -> Result<String, WitnessError> {
    let name = owner(key.verifier())?;
    let c = commitment(draw, attempt, &name, r);
    Ok(sign(key, &body(COMMIT_HEADER, draw, attempt, &name, &format!("c {c}"))))
}

/// The opening file.
pub fn open(key: &SignerKey, draw: &DrawId, attempt: u32, r: &[u8; 32]) -> Result<String, WitnessError> {
    let name = owner(key.verifier())?;
    Ok(sign(key, &body(OPEN_HEADER, draw, attempt, &name, &format!("r {}", hex(r)))))
}

/// Parses a commitment file and verifies its signature under the key it names. Whether that key is
/// the one this witness is known by is for the caller to check.
pub fn parse_commit(text: &str) -> Result<WitnessCommit, WitnessError> {
    let wanted = || "64 lower-case hexadecimal digits";
    let (draw, attempt, name, c, key) =
        parse(text, COMMIT_HEADER, "c", |t| Digest::parse(t).ok_or_else(wanted))?;
    Ok(WitnessCommit { draw, attempt, name, c, key })
}

/// Parses an opening file and verifies its signature under the key it names.
pub fn parse_open(text: &str) -> Result<WitnessOpen, WitnessError> {
    let wanted = || "64 lower-case hexadecimal digits";
    let (draw, attempt, name, r, key) = parse(text, OPEN_HEADER, "r", |t| parse_hex32(t).ok_or_else(wanted))?;
    Ok(WitnessOpen { draw, attempt, name, r, key })
}

/// Whether an opening is the one that was committed to: same draw, attempt, witness and key, and
/// r hashes to c.
pub fn verify_opening(commit: &WitnessCommit, open: &WitnessOpen) -> Result<(), WitnessError> {
    let of = |draw: &DrawId, attempt: u32, name: &Name| format!("{draw} attempt {attempt} witness {name}");
    let expected = of(&commit.draw, commit.attempt, &commit.name);
    let found = of(&open.draw, open.attempt, &open.name);
    if expected != found {
        return Err(WitnessError::Other { expected, found });
    }
    let name = commit.name.clone();
    if commit.key != open.key {
        let (expected, found) = (commit.key.to_string(), open.key.to_string());
        return Err(WitnessError::OtherKey { name, expected, found });
    }
    let found = commitment(&open.draw, open.attempt, &open.name, &open.r);
    if found == commit.c { Ok(()) } else { Err(WitnessError::Opening { name, expected: commit.c, found }) }
}

fn body(header: &str, draw: &DrawId, attempt: u32, name: &Name, secret: &str) -> String {
    format!("{header}\ndraw {draw}\nattempt {attempt}\nname {name}\n{secret}\n")
}

fn sign(key: &SignerKey, body: &str) -> String {
    let signed = format!("{body}key {}\n", key.verifier());
    let signature = base64::encode(&key.sign(signed.as_bytes()));
    format!("{signed}signature {signature}\n")
}

type Parts<T> = (DrawId, u32, Name, T, VerifierKey);

fn parse<T>(
    text: &str,
    header: &str,
    secret_key: &str,
    secret: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Result<Parts<T>, WitnessError> {
    let mut lines = Lines::open(text.as_bytes(), header)?;
    let draw = lines.field("draw", DrawId::new)?;
    let attempt = lines.field("attempt", text::count)?;
    let name = lines.field("name", Name::new)?;
    let secret = lines.field(secret_key, secret)?;
    let key = lines.field("key", VerifierKey::from_str)?;
    let signed = &text[..lines.bytes_read()];
    let signature = lines.field("signature", key::parse_signature)?;
    lines.end()?;
    check_owner(&name, &key)?;
    if !key.verifies(signed.as_bytes(), &signature) {
        return Err(WitnessError::Signature(name));
    }
    Ok((draw, attempt, name, secret, key))
}

/// The witness a key belongs to.
fn owner(key: &VerifierKey) -> Result<Name, WitnessError> {
    Name::new(key.name()).map_err(|_| WitnessError::Name(key.name().into()))
}

fn check_owner(name: &Name, key: &VerifierKey) -> Result<(), WitnessError> {
    if key.name() == name.as_str() {
        return Ok(());
    }
    Err(WitnessError::Owner { name: name.to_string(), key_name: key.name().into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commitment_is_the_one_of_the_worked_example() {
        let draw = DrawId::new("320381-2023-09").unwrap();
        let known = [
            (
                "audit.example",
                "c71bb9d54b22b37b98b82bdd3042aa822f9de3ff43b21b54753c1c5e4c35c764",
                "1ae95b2381766c2740f7cc6b5596b04900027b19fda8e769f8129de3e59e9297",
            ),
            (
                "notary.example",
                "f089391cc8da237d984c2674b96de784f4732d68c3296f1c9950b3b2fd972a26",
                "9e808590e3f080ab0c6bee084e4ab703570c5c7e44e8031018cf84f7c91b8553",
            ),
        ];
        for (name, r, c) in known {
            let r = parse_hex32(r).unwrap();
            assert_eq!(commitment(&draw, 1, &Name::new(name).unwrap(), &r).hex(), c);
        }
    }

    #[test]
    fn an_opening_opens_only_its_own_commitment() {
        let draw = DrawId::new("rehearsal-1").unwrap();
        let name = Name::new("audit.example").unwrap();
        let (key, other) = (keygen(&name, [1; 32]), keygen(&name, [2; 32]));
        let promised = parse_commit(&commit(&key, &draw, 1, &[9; 32]).unwrap()).unwrap();
        let opened = |key, attempt, r| parse_open(&open(key, &draw, attempt, &[r; 32]).unwrap()).unwrap();
        assert_eq!(verify_opening(&promised, &opened(&key, 1, 9)), Ok(()));
        let refused = |o| verify_opening(&promised, &o).unwrap_err();
        assert!(matches!(refused(opened(&key, 1, 8)), WitnessError::Opening { .. }));
        assert!(matches!(refused(opened(&key, 2, 9)), WitnessError::Other { .. }));
        assert!(matches!(refused(opened(&other, 1, 9)), WitnessError::OtherKey { .. }));
    }
}
