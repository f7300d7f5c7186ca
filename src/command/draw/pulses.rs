//! The pulses a draw needs, from files the user named or from the beacon.

use crate::core::pulse::{self, BeaconName, Pulse};
use crate::core::seed::{BeaconValue, Commitment};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use std::path::PathBuf;

/// One verified pulse for every pulse line of the commitment, in its order.
pub fn fetch(env: &Env, commitment: &Commitment, files: &[PathBuf]) -> Result<Vec<Pulse>> {
    let mut given = files.iter().map(|path| Ok((path, crate::beacon::import(path)?.pulse))).collect::<Result<Vec<_>>>()?;
    let mut pulses = Vec::new();
    for (name, round) in &commitment.pulses {
        let beacon: BeaconName = name.as_str().parse()?;
        let position = given.iter().position(|(_, pulse)| pulse.beacon() == beacon);
        let pulse = match position.map(|at| given.swap_remove(at)) {
            Some((path, pulse)) => {
                let refused = |e: pulse::PulseError| Error::new(Exit::Rejected, format!("{}: {e}", path.display()));
                pulse.expect(beacon, round).map_err(refused)?;
                pulse::verify(&pulse).map_err(refused)?;
                pulse
            }
            None => env.beacon.fetch(beacon, round)?,
        };
        pulses.push(pulse);
    }
    match given.first() {
        None => Ok(pulses),
        Some((path, pulse)) => Err(Error::new(
            Exit::Rejected,
            format!("{}: the commitment names no pulse of {}", path.display(), pulse.beacon()),
        )),
    }
}

/// A pulse as it enters the seed transcript.
pub fn value(pulse: &Pulse) -> BeaconValue {
    let beacon = crate::core::id::Name::new(pulse.beacon().as_str()).expect("beacon names are names");
    BeaconValue { beacon, round: pulse.round().into(), value: pulse.value().into() }
}

/// When the last drand pulse of a commitment is published; `None` if it names none.
pub fn time(commitment: &Commitment) -> Result<Option<crate::core::time::Timestamp>> {
    let mut latest = None;
    for (name, round) in &commitment.pulses {
        let beacon: BeaconName = name.as_str().parse()?;
        if let (Some(chain), Ok(round)) = (beacon.chain(), round.parse()) {
            latest = latest.max(Some(chain.time_of_round(round)?));
        }
    }
    Ok(latest)
}
