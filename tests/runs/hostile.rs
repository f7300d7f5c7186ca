//! Bundles made to mislead the verifier or to bring it down. Whoever sends a bundle may have
//! written every byte of it.

use super::draw::examples;
use crate::common::failed_checks;
use suicha::core::bundle::{self, Files};
use suicha::core::digest::Digest;
use suicha::core::draw::draw;
use suicha::core::plan::Plan;
use suicha::core::seed::SeedTranscript;
use suicha::core::select::select;
use suicha::core::spread::InOrder;

/// Dice prove nothing by themselves; a file of theirs must not pass for a signature.
#[test]
fn a_pulse_file_of_another_beacon_vouches_for_nothing() {
    let digits = "1234567890".repeat(4);
    let files = example("example-1");
    let text = String::from_utf8(files[bundle::SEED].clone()).unwrap();
    let forged: String = text
        .lines()
        .map(|line| match line.strip_prefix("pulse drand-quicknet ") {
            Some(rest) => format!("pulse drand-quicknet {} {digits}\n", rest.split(' ').next().unwrap()),
            None => format!("{line}\n"),
        })
        .collect();
    let transcript = SeedTranscript::parse(forged.as_bytes()).unwrap();
    let round = &transcript.pulses[0].round;
    let mut inputs = inputs(&files);
    let pulse = format!("suicha-pulse/1\nbeacon dice\nround {round}\nvalue {digits}\n");
    inputs.insert("pulse-drand-quicknet.txt".into(), pulse.into());
    let drawn = draw(&inputs, &transcript, &InOrder).unwrap();
    let failed = failed_checks(&drawn.files);
    assert!(failed.contains(&7), "chosen digits pass for a pulse of drand-quicknet: {failed:?}");
}

#[test]
fn a_reserve_beyond_all_numbers_is_the_rest_of_the_stratum() {
    let files = example("example-1");
    let text = String::from_utf8(files["plan-food.txt"].clone()).unwrap();
    let text: String = text
        .lines()
        .map(|line| {
            if line.starts_with("reserve ") { format!("reserve {}\n", u64::MAX) } else { format!("{line}\n") }
        })
        .collect();
    let plan = Plan::parse(text.as_bytes()).unwrap();
    let frame = suicha::core::frame::Frame::parse(&files["frame-food.csv"]).unwrap();
    let selection = select(&plan, &frame, &Digest::of(b"seed"), &InOrder).unwrap();
    for stratum in &selection.strata {
        assert_eq!(stratum.ranked.len() as u64, stratum.eligible);
    }
}

#[test]
fn counts_beyond_all_numbers_are_a_discrepancy() {
    let mut files = example("example-4");
    for name in [bundle::SALT_KEY, bundle::INSPECTORS, bundle::RECUSALS, bundle::TEAMS, "frame-credit.csv"] {
        files.remove(name);
    }
    files.remove("selected-credit.csv");
    let text = String::from_utf8(files[bundle::THRESHOLDS].clone()).unwrap();
    let text: String = text
        .lines()
        .map(|line| match line.split(',').collect::<Vec<_>>()[..] {
            ["credit", label, _, _, _, threshold] => {
                format!("credit,{label},{0},{0},{0},{threshold}\n", u64::MAX)
            }
            _ => format!("{line}\n"),
        })
        .collect();
    files.insert(bundle::THRESHOLDS.into(), text.into());
    assert!(failed_checks(&files).contains(&8));
}

fn example(name: &str) -> Files {
    examples().into_iter().find(|(known, _)| known == name).expect("an example").1
}

/// What is frozen before the pulse.
fn inputs(files: &Files) -> Files {
    let made = |name: &str| {
        [bundle::SEED, bundle::THRESHOLDS, bundle::TEAMS].contains(&name) || name.starts_with("selected-")
    };
    files.iter().filter(|(name, _)| !made(name)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
}
