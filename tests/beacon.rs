//! Beacons and witnesses: published vectors, good and bad, and relays that misbehave.

mod relays;
mod vectors;

use std::time::Instant;
use suicha::beacon::{Beacon, BeaconError, FileProblem, recorded};
use suicha::core::pulse::{BeaconName, Pulse, PulseError, not_before_value, verify, verify_not_before};
use suicha::error::Exit;

const QUICKNET: BeaconName = BeaconName::DrandQuicknet;

fn vector(name: &str) -> Pulse {
    Pulse::parse(&vectors::text("pulse", name)).unwrap()
}

#[test]
fn recorded_pulses_are_genuine_and_nothing_else_is_recorded() {
    assert_eq!(recorded().len(), 2);
    for pulse in recorded() {
        assert_eq!(verify(&pulse), Ok(()));
        assert_eq!(Beacon::Recorded.fetch(pulse.beacon(), pulse.round()).unwrap(), pulse);
    }
    let error = Beacon::Recorded.fetch(QUICKNET, "1001").unwrap_err();
    assert!(matches!(error, BeaconError::NotRecorded { .. }), "{error}");
    assert_eq!(error.exit(), Exit::Usage);
}

#[test]
fn a_file_gives_only_the_round_that_is_asked_for() {
    let file = |name: &str| Beacon::File(vectors::path("pulse", name));
    let good = file("good-quicknet-1000.txt");
    assert_eq!(good.fetch(QUICKNET, "1000").unwrap(), vector("good-quicknet-1000.txt"));
    let json = file("good-quicknet-1000.json");
    assert_eq!(json.fetch(QUICKNET, "1000").unwrap(), vector("good-quicknet-1000.txt"));

    let other = good.fetch(QUICKNET, "1001").unwrap_err();
    assert_eq!(other.exit(), Exit::Rejected);
    assert!(
        other.to_string().ends_with("expected drand-quicknet round 1001, found drand-quicknet round 1000")
    );
    let forged = file("bad-quicknet-negated.txt").fetch(QUICKNET, "1000").unwrap_err();
    assert_eq!(forged.exit(), Exit::Rejected);
    let missing = file("no-such-file.txt").fetch(QUICKNET, "1000").unwrap_err();
    assert_eq!(missing.exit(), Exit::Outside);
    let token = good.fetch(QUICKNET, "../1000").unwrap_err();
    assert_eq!(token.exit(), Exit::Usage);
}

#[test]
fn dice_come_from_a_signed_ceremony_only() {
    let bare = Beacon::File(vectors::path("pulse", "good-dice.txt"));
    let error = bare.fetch(BeaconName::Dice, "2023-09-15.hall-2").unwrap_err();
    assert!(matches!(error, BeaconError::Refused { problem: FileProblem::BareDice, .. }), "{error}");
    let signed = Beacon::File(vectors::path("witness", "good-ceremony-dice.txt"));
    let pulse = signed.fetch(BeaconName::Dice, "2023-09-15.hall-2").unwrap();
    assert_eq!(pulse, vector("good-dice.txt"));
}

#[test]
fn randomness_is_the_hash_of_the_signature() {
    // As published by drand beside the signatures.
    let published = [
        ("good-quicknet-123.txt", "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc"),
        ("good-quicknet-1000.txt", "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"),
        ("good-quicknet-657413.txt", "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"),
        ("good-default-1.txt", "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec"),
    ];
    for (name, randomness) in published {
        assert_eq!(not_before_value(&vector(name)), randomness, "{name}");
    }
}

#[test]
fn a_not_before_value_is_checked_against_its_pulse() {
    let pulse = vector("good-quicknet-1000.txt");
    let value = not_before_value(&pulse);
    assert_eq!(verify_not_before(QUICKNET, "1000", &value, Some(&pulse)), Ok(()));
    let refused =
        |round: &str, value: &str, pulse| verify_not_before(QUICKNET, round, value, pulse).unwrap_err();
    assert!(matches!(refused("1000", &value, None), PulseError::NoSignature { .. }));
    assert!(matches!(refused("1001", &value, Some(&pulse)), PulseError::Other { .. }));
    assert!(matches!(refused("1000", pulse.value(), Some(&pulse)), PulseError::NotBefore { .. }));
    let forged = vector("bad-quicknet-negated.txt");
    let its_value = not_before_value(&forged);
    assert!(matches!(refused("1000", &its_value, Some(&forged)), PulseError::Forged { .. }));
    let lottery = vector("good-lottery.txt");
    let check = |value| verify_not_before(BeaconName::CnLottery, lottery.round(), value, None);
    assert_eq!(check(lottery.value()), Ok(()));
    assert!(check("1.2.3").is_err());
}

#[test]
fn every_single_bit_of_a_signature_counts() {
    for name in ["good-quicknet-1000.txt", "good-default-72785.txt"] {
        let pulse = vector(name);
        let signature = suicha::core::digest::parse_hex(pulse.value()).unwrap();
        let started = Instant::now();
        for bit in 0..signature.len() * 8 {
            let mut changed = signature.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let value = suicha::core::digest::hex(&changed);
            let forged = Pulse::new(pulse.beacon(), pulse.round(), &value, pulse.previous()).unwrap();
            assert!(verify(&forged).is_err(), "{name}: bit {bit}");
        }
        println!("{name}: {} forgeries refused in {} ms", signature.len() * 8, started.elapsed().as_millis());
    }
}
