//! Pulses from files: for closed networks, lotteries and dice.
//!
//! Three forms are told apart by their first bytes: `suicha-pulse/1`, `suicha-ceremony/1`, and the
//! JSON object of drand's HTTP interface. The JSON names no chain, so the beacon that is asked for
//! decides under which pinned key it must verify.

use super::BeaconError;
use crate::core::digest::{Digest, parse_hex};
use crate::core::pulse::{BeaconName, PULSE_HEADER, Pulse, PulseError, verify};
use crate::core::witness::WitnessError;
use crate::core::witness::ceremony::{CEREMONY_HEADER, Ceremony};
use serde::Deserialize;
use std::path::Path;

/// Longest file looked at, in bytes; a pulse has a few hundred.
const MAX_BYTES: usize = 64 * 1024;

/// What a file held. Everything in it is verified as far as it proves itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// A pulse, from its own text or from drand's JSON.
    Pulse(Pulse),
    /// A ceremony: the caller still checks draw, attempt and required signers.
    Ceremony(Ceremony),
}

impl Imported {
    /// The pulse in it.
    pub fn pulse(&self) -> &Pulse {
        match self {
            Imported::Pulse(pulse) => pulse,
            Imported::Ceremony(ceremony) => ceremony.pulse(),
        }
    }
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// Far too long.
    #[error("longer than 64 KiB: not a pulse file")]
    TooLong,
    /// None of the three forms.
    #[error("neither {PULSE_HEADER} nor {CEREMONY_HEADER} nor drand's JSON")]
    Unknown,
    /// Broken JSON, or JSON of something else.
    #[error("not drand's JSON: {0}")]
    Json(String),
    /// drand's JSON says which randomness the signature gives, wrongly.
    #[error("randomness of round {round} should be {expected}, found {found:?}")]
    Randomness { round: u64, expected: Digest, found: String },
    /// Malformed, of another round, or forged.
    #[error(transparent)]
    Pulse(#[from] PulseError),
    /// A ceremony's own rules.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// Dice are believed only when witnesses signed them.
    #[error("dice need the ceremony file that the witnesses signed ({CEREMONY_HEADER})")]
    BareDice,
}

/// Reads a file and verifies what it holds; `asked` is the beacon a JSON object is taken to be of.
pub fn import(path: &Path, asked: BeaconName) -> Result<Imported, BeaconError> {
    let bytes = std::fs::read(path).map_err(|source| BeaconError::Read { path: path.into(), source })?;
    import_text(&bytes, asked).map_err(|problem| BeaconError::Refused { path: path.into(), problem })
}

/// The same for bytes in hand.
pub fn import_text(bytes: &[u8], asked: BeaconName) -> Result<Imported, FileProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLong);
    }
    let text = str::from_utf8(bytes).map_err(|_| FileProblem::Unknown)?;
    let imported = if text.starts_with(PULSE_HEADER) {
        Imported::Pulse(Pulse::parse(text)?)
    } else if text.starts_with(CEREMONY_HEADER) {
        Imported::Ceremony(Ceremony::parse(text)?)
    } else if text.starts_with('{') {
        Imported::Pulse(parse_json(bytes, asked)?)
    } else {
        return Err(FileProblem::Unknown);
    };
    verify(imported.pulse())?;
    Ok(imported)
}

pub(super) fn fetch(path: &Path, beacon: BeaconName, round: &str) -> Result<Pulse, BeaconError> {
    let imported = import(path, beacon)?;
    let refused = |problem| BeaconError::Refused { path: path.into(), problem };
    imported.pulse().expect(beacon, round).map_err(|e| refused(e.into()))?;
    match imported {
        Imported::Pulse(pulse) if pulse.beacon() == BeaconName::Dice => Err(refused(FileProblem::BareDice)),
        Imported::Pulse(pulse) => Ok(pulse),
        Imported::Ceremony(ceremony) => Ok(ceremony.pulse().clone()),
    }
}

/// drand's HTTP answer (docs.drand.love, "HTTP API"): unknown fields are ignored.
#[derive(Deserialize)]
struct Answer {
    round: u64,
    signature: String,
    #[serde(default)]
    randomness: Option<String>,
    #[serde(default)]
    previous_signature: Option<String>,
}

/// Reads drand's JSON as a pulse of `beacon`: form and randomness are checked, the signature is not.
pub(super) fn parse_json(bytes: &[u8], beacon: BeaconName) -> Result<Pulse, FileProblem> {
    let answer: Answer = serde_json::from_slice(bytes).map_err(|e| FileProblem::Json(e.to_string()))?;
    // Relays that speak for several schemes leave an empty string in unchained rounds.
    let previous = answer.previous_signature.as_deref().filter(|previous| !previous.is_empty());
    let pulse = Pulse::new(beacon, &answer.round.to_string(), &answer.signature, previous)?;
    if let Some(found) = answer.randomness {
        let expected = Digest::of(&parse_hex(&answer.signature).unwrap_or_default());
        if expected.hex() != found {
            let found = found.chars().take(80).collect();
            return Err(FileProblem::Randomness { round: answer.round, expected, found });
        }
    }
    Ok(pulse)
}
