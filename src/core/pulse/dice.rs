//! Dice: decimal digits thrown in public, for rooms without a network.
//!
//! 39 digits carry just over 129 bits. The round token names the ceremony (a date and a place, for
//! example `2023-09-15.hall-2`). The digits prove nothing by themselves: the ceremony file signed by
//! the witnesses who were there does (`docs/draw-protocol.md` §3).

use super::{BeaconName, PulseError, short};

/// Fewest digits: 10^39 > 2^128.
pub const MIN_DIGITS: usize = 39;

/// Most digits: more is a mistake of typing.
pub const MAX_DIGITS: usize = 256;

/// Checks a ceremony's token and the digits thrown.
pub fn check(round: &str, value: &str) -> Result<(), PulseError> {
    check_round(round)?;
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    if digits && (MIN_DIGITS..=MAX_DIGITS).contains(&value.len()) {
        return Ok(());
    }
    Err(PulseError::Value {
        beacon: BeaconName::Dice,
        round: round.into(),
        wanted: "39 to 256 decimal digits",
        found: short(value),
    })
}

/// Checks the token that names a ceremony.
pub fn check_round(round: &str) -> Result<(), PulseError> {
    if is_token(round) {
        return Ok(());
    }
    let wanted = "a token matching [a-z0-9.+-]{1,64} that names the ceremony";
    Err(PulseError::Round { beacon: BeaconName::Dice, round: short(round), wanted })
}

/// Whether a text is a round token of a beacon other than drand: `[a-z0-9.+-]{1,64}`.
pub fn is_token(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".+-".contains(&b);
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}
