//! BLS signatures over BLS12-381 as drand makes them: one message, one signature, one pinned key.
//!
//! Not a general BLS interface: no signing, no aggregation. Points are checked for encoding, curve,
//! subgroup and infinity before any pairing is computed. The pairing is driven directly, because
//! the convenience calls of the library start a pool of threads, which a pure core must not.
//! Schemes: drand's specification (docs.drand.love, "cryptography"), RFC 9380 for hashing to a curve.

use blst::{BLST_ERROR, Pairing, blst_p1_affine, blst_p2_affine, min_pk, min_sig};

/// How a chain signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `pedersen-bls-chained`: keys in G1, signatures in G2; the message contains the signature before.
    PedersenBlsChained,
    /// `bls-unchained-g1-rfc9380`: keys in G2, signatures in G1; the message is the round alone.
    BlsUnchainedG1Rfc9380,
}

impl Scheme {
    /// The name drand gives it.
    pub fn as_str(self) -> &'static str {
        match self {
            Scheme::PedersenBlsChained => "pedersen-bls-chained",
            Scheme::BlsUnchainedG1Rfc9380 => "bls-unchained-g1-rfc9380",
        }
    }

    /// Length of a compressed signature in bytes.
    pub fn signature_len(self) -> usize {
        match self {
            Scheme::PedersenBlsChained => 96,
            Scheme::BlsUnchainedG1Rfc9380 => 48,
        }
    }

    /// Domain separation tag of the hash to the curve (RFC 9380 §8.10 names the suites).
    fn tag(self) -> &'static [u8] {
        match self {
            Scheme::PedersenBlsChained => b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
            Scheme::BlsUnchainedG1Rfc9380 => b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
        }
    }
}

/// Why a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The bytes are no usable point; the text says why.
    Point(&'static str),
    /// A point, but not the signature of this message under this key.
    Forged,
}

/// Verifies one compressed signature of `message` under a compressed public key.
pub fn verify(scheme: Scheme, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    if signature.len() != scheme.signature_len() {
        return Err(Refusal::Point("it has the wrong length"));
    }
    let mut pairing = Pairing::new(true, scheme.tag());
    let absorbed = match scheme {
        Scheme::PedersenBlsChained => {
            let key = min_pk::PublicKey::key_validate(key).map_err(point)?;
            let signature = min_pk::Signature::sig_validate(signature, true).map_err(point)?;
            let (key, signature): (&blst_p1_affine, &blst_p2_affine) = ((&key).into(), (&signature).into());
            pairing.aggregate(key, false, signature, false, message, &[])
        }
        Scheme::BlsUnchainedG1Rfc9380 => {
            let key = min_sig::PublicKey::key_validate(key).map_err(point)?;
            let signature = min_sig::Signature::sig_validate(signature, true).map_err(point)?;
            let (key, signature): (&blst_p2_affine, &blst_p1_affine) = ((&key).into(), (&signature).into());
            pairing.aggregate(key, false, signature, false, message, &[])
        }
    };
    if absorbed != BLST_ERROR::BLST_SUCCESS {
        return Err(point(absorbed));
    }
    pairing.commit();
    if pairing.finalverify(None) { Ok(()) } else { Err(Refusal::Forged) }
}

fn point(error: BLST_ERROR) -> Refusal {
    Refusal::Point(match error {
        BLST_ERROR::BLST_POINT_NOT_ON_CURVE => "it is not on the curve",
        BLST_ERROR::BLST_POINT_NOT_IN_GROUP => "it is outside the prime-order subgroup",
        BLST_ERROR::BLST_PK_IS_INFINITY => "it is the point at infinity",
        _ => "it is not a canonical compressed point",
    })
}
