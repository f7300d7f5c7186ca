//! The ceremony file: numbers read out in a room, typed once, signed by every witness present.
//!
//! For `dice` it is the proof; for `cn-lottery` it may accompany the published results. Which
//! witnesses must have signed is the draw's knowledge ([`Ceremony::check_signers`]).
//!
//! ```text
//! suicha-ceremony/1
//! draw <id>
//! attempt <n>
//! beacon dice | cn-lottery
//! round <token>
//! value <numbers>
//! signed <witness> <verifier key> <base64 signature>
//! ```
//!
//! `signed` lines are sorted by witness. Each signature is Ed25519 over the lines above the first
//! of them: all witnesses sign the same bytes, in any order.

use super::{SignerKey, VerifierKey, WitnessError, base64, check_owner, key::parse_signature, owner};
use crate::core::id::{DrawId, Name};
use crate::core::pulse::{BeaconName, Pulse};
use crate::core::text::{self, Lines};
use std::collections::BTreeMap;
use std::str::FromStr;

/// First line of a ceremony file.
pub const CEREMONY_HEADER: &str = "suicha-ceremony/1";

/// What was thrown or read out, and who signed it. Every signature in it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    draw: DrawId,
    attempt: u32,
    pulse: Pulse,
    signed: BTreeMap<Name, (VerifierKey, [u8; 64])>,
}

impl Ceremony {
    /// A ceremony nobody has signed yet.
    pub fn new(draw: DrawId, attempt: u32, pulse: Pulse) -> Result<Self, WitnessError> {
        match pulse.beacon() {
            BeaconName::Dice | BeaconName::CnLottery => {
                Ok(Self { draw, attempt, pulse, signed: BTreeMap::new() })
            }
            drand => Err(WitnessError::NoCeremony(drand)),
        }
    }

    /// The first line in which two records of a ceremony differ, with this one's value and the other's.
    pub fn differs(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let line = |of: &Self| {
            let pulse = &of.pulse;
            let beacon = pulse.beacon().to_string();
            [of.draw.to_string(), of.attempt.to_string(), beacon, pulse.round().into(), pulse.value().into()]
        };
        let names = ["draw", "attempt", "beacon", "round", "value"];
        let mut lines = names.into_iter().zip(line(self).into_iter().zip(line(other)));
        lines.find(|(_, (ours, theirs))| ours != theirs).map(|(name, (ours, theirs))| (name, ours, theirs))
    }

    /// Adds a witness's signature; the same witness signing again replaces it.
    pub fn sign(&mut self, key: &SignerKey) -> Result<(), WitnessError> {
        let name = owner(key.verifier())?;
        let signature = key.sign(self.statement().as_bytes());
        self.signed.insert(name, (key.verifier().clone(), signature));
        Ok(())
    }

    /// Parses a file, verifying every signature in it. Dice signed by nobody are refused.
    pub fn parse(text: &str) -> Result<Self, WitnessError> {
        let mut lines = Lines::open(text.as_bytes(), CEREMONY_HEADER)?;
        let draw = lines.field("draw", DrawId::new)?;
        let attempt = lines.field("attempt", text::count)?;
        let beacon = lines.field("beacon", BeaconName::from_str)?;
        let (round, value) = (lines.required("round")?, lines.required("value")?);
        let statement = &text[..lines.bytes_read()];
        let mut ceremony = Self::new(draw, attempt, Pulse::new(beacon, round, value, None)?)?;
        while let Some(line) = lines.optional("signed") {
            let (name, key, signature) = signed_line(line).map_err(|rule| lines.bad(rule))?;
            check_owner(&name, &key)?;
            if let Some((before, _)) = ceremony.signed.last_key_value().filter(|(before, _)| **before >= name)
            {
                return Err(WitnessError::Order { before: before.clone(), name });
            }
            if !key.verifies(statement.as_bytes(), &signature) {
                return Err(WitnessError::Signature(name));
            }
            ceremony.signed.insert(name, (key, signature));
        }
        lines.end()?;
        if beacon == BeaconName::Dice && ceremony.signed.is_empty() {
            return Err(WitnessError::Unsigned(round.into()));
        }
        Ok(ceremony)
    }

    /// The canonical text.
    pub fn print(&self) -> String {
        let mut text = self.statement();
        for (name, (key, signature)) in &self.signed {
            text.push_str(&format!("signed {name} {key} {}\n", base64::encode(signature)));
        }
        text
    }

    /// Refuses the ceremony unless each of these keys has signed it.
    pub fn check_signers(&self, wanted: &[VerifierKey]) -> Result<(), WitnessError> {
        let signed = |key: &VerifierKey| self.signed.get(key.name()).is_some_and(|(k, _)| k == key);
        match wanted.iter().find(|key| !signed(key)) {
            None => Ok(()),
            Some(key) => Err(WitnessError::Missing {
                round: self.pulse.round().into(),
                name: key.name().into(),
                key: key.to_string(),
            }),
        }
    }

    /// The draw it was held for.
    pub fn draw(&self) -> &DrawId {
        &self.draw
    }

    /// The attempt it was held for.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The numbers as a pulse.
    pub fn pulse(&self) -> &Pulse {
        &self.pulse
    }

    /// Who signed, by name.
    pub fn signers(&self) -> impl Iterator<Item = &VerifierKey> {
        self.signed.values().map(|(key, _)| key)
    }

    /// The lines that are signed.
    fn statement(&self) -> String {
        let Self { draw, attempt, pulse, .. } = self;
        let (beacon, round, value) = (pulse.beacon(), pulse.round(), pulse.value());
        format!(
            "{CEREMONY_HEADER}\ndraw {draw}\nattempt {attempt}\nbeacon {beacon}\nround {round}\nvalue {value}\n"
        )
    }
}

fn signed_line(text: &str) -> Result<(Name, VerifierKey, [u8; 64]), String> {
    let [name, key, signature] = text.split(' ').collect::<Vec<_>>()[..] else {
        return Err("a witness, a key and a signature".into());
    };
    let name = Name::new(name).map_err(|e| e.to_string())?;
    let key = VerifierKey::from_str(key).map_err(|e| e.to_string())?;
    Ok((name, key, parse_signature(signature)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::witness::keygen;

    #[test]
    fn signatures_may_come_in_any_order_and_are_all_required() {
        let key = |name: &str, seed| keygen(&Name::new(name).unwrap(), [seed; 32]);
        let (audit, notary) = (key("audit.example", 1), key("notary.example", 2));
        let value = "314159265358979323846264338327950288419";
        let pulse = Pulse::new(BeaconName::Dice, "hall-2", value, None).unwrap();
        let draw = DrawId::new("rehearsal-1").unwrap();
        let mut one = Ceremony::new(draw, 1, pulse).unwrap();
        assert!(matches!(Ceremony::parse(&one.print()), Err(WitnessError::Unsigned(_))));
        let mut two = one.clone();
        one.sign(&audit).unwrap();
        let keys = [audit.verifier().clone(), notary.verifier().clone()];
        assert!(matches!(one.check_signers(&keys), Err(WitnessError::Missing { .. })));
        one.sign(&notary).unwrap();
        two.sign(&notary).unwrap();
        two.sign(&audit).unwrap();
        assert_eq!(one.print(), two.print());
        assert_eq!(Ceremony::parse(&one.print()), Ok(two));
        assert_eq!(one.check_signers(&keys), Ok(()));
        let stranger = key("notary.example", 3).verifier().clone();
        assert!(one.check_signers(&[stranger]).is_err(), "the name of a witness, another key");
    }
}
