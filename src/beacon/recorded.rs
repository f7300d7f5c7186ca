//! Public pulses of the past that are compiled in: the demonstration and rehearsals need no
//! network and give the same bytes every time. Never a substitute for a live round.

use super::BeaconError;
use crate::core::pulse::{BeaconName, Pulse, verify};

const TEXTS: [&str; 2] = [
    include_str!("../../data/pulses/quicknet-1000.txt"),
    include_str!("../../data/pulses/quicknet-657413.txt"),
];

/// All recorded pulses, verified like any other.
pub fn recorded() -> Vec<Pulse> {
    let read = |text: &&str| {
        let pulse = Pulse::parse(text).expect("data/pulses is checked by a test");
        verify(&pulse).expect("data/pulses holds genuine pulses");
        pulse
    };
    TEXTS.iter().map(read).collect()
}

pub(super) fn fetch(beacon: BeaconName, round: &str) -> Result<Pulse, BeaconError> {
    let pulses = recorded();
    let known: Vec<String> = pulses.iter().map(|p| format!("{} {}", p.beacon(), p.round())).collect();
    let found = pulses.into_iter().find(|p| p.expect(beacon, round).is_ok());
    found.ok_or_else(|| BeaconError::NotRecorded { beacon, round: round.into(), known: known.join(", ") })
}
