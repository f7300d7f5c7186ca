//! SHA-256 digests, their hexadecimal text, and keyed hashing.
//!
//! This is the only caller of the hash crates. What is hashed for which purpose, and under which
//! label, is specified in `docs/draw-protocol.md` §1, §3–§6; the labels stand with their users.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 digest: 32 bytes, printed as 64 lower-case hexadecimal digits.
///
/// Ordering of digests equals the byte order of their hexadecimal text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of one byte string: what `sha256sum` prints for a file with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of several byte strings written one after the other.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Parses exactly 64 lower-case hexadecimal digits; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        parse_hex32(text).map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", self.hex())
    }
}

/// HMAC-SHA256 (RFC 2104) of a message under a 32-byte key.
pub fn hmac_sha256(key: &[u8; 32], message: &[u8]) -> Digest {
    Keyed::new(key).of_parts(&[message])
}

/// HMAC-SHA256 under one key for many messages: the key is absorbed once.
#[derive(Clone)]
pub struct Keyed(Hmac<Sha256>);

impl Keyed {
    /// A state that has absorbed the key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(KeyInit::new_from_slice(key).expect("HMAC takes any key"))
    }

    /// The code of several byte strings written one after the other.
    pub fn of_parts(&self, parts: &[&[u8]]) -> Digest {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        Digest(mac.finalize().into_bytes().into())
    }
}

/// A running SHA-256 over a stream, or a state that is forked once a common prefix is absorbed.
#[derive(Clone)]
pub struct Running(Sha256);

impl Running {
    /// An empty state.
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    /// Absorbs more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of everything absorbed.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Default for Running {
    fn default() -> Self {
        Self::new()
    }
}

/// Lower-case hexadecimal text of any bytes.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    let text: Vec<[u8; 2]> = bytes.iter().map(digits).collect();
    String::from_utf8(text.into_flattened()).expect("digits are ASCII")
}

/// Parses an even number of lower-case hexadecimal digits; anything else is `None`.
pub fn parse_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks_exact(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

/// Parses exactly 64 lower-case hexadecimal digits into 32 bytes.
pub fn parse_hex32(text: &str) -> Option<[u8; 32]> {
    parse_hex(text)?.try_into().ok()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_strict() {
        assert_eq!(parse_hex("00ff"), Some(vec![0, 255]));
        for bad in ["0", "0F", "g0", " 0", "0x"] {
            assert_eq!(parse_hex(bad), None, "{bad:?}");
        }
        assert_eq!(parse_hex32("00"), None, "too short for 32 bytes");
    }

    #[test]
    fn digests_equal_the_published_ones() {
        // FIPS 180-4 example "abc"; RFC 4231 test case 2 (key padded by HMAC's own rule).
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").hex(), abc);
        assert_eq!(Digest::of_parts(&[b"a", b"bc"]).hex(), abc);
        assert_eq!(Digest::parse(abc), Some(Digest::of(b"abc")));
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        assert_eq!(
            hmac_sha256(&key, b"what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
