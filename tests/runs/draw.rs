//! The example draws: every file is read strictly and printed again as it was, and everything a
//! draw makes is made again, byte for byte, from the frozen inputs and the seed transcript.

use crate::common::{failed_checks, names, read_bundle, tree};
use std::collections::BTreeSet;
use std::path::PathBuf;
use suicha::core::bundle::{self, Files, parse_teams};
use suicha::core::digest::{hex, parse_hex32};
use suicha::core::draw::{Drawn, draw};
use suicha::core::frame::Frame;
use suicha::core::pairing::tables;
use suicha::core::plan::Plan;
use suicha::core::record::ResultRecord;
use suicha::core::seed::{Commitment, SeedTranscript};
use suicha::core::select::{parse_selected, parse_thresholds, print_thresholds};
use suicha::core::spread::{InOrder, Spread};
use suicha::core::verify::{Verdict, verify};
use suicha::workers::AllCores;

/// Checks that an example fails on purpose, and why.
const FAILS: [(&str, u8, &str); 2] = [
    ("example-2", 7, "it holds replay files only: its dice come without the ceremony record"),
    (
        "example-3",
        7,
        "its lottery round is a token as §3 allows, in no form that names games this program knows",
    ),
];

#[test]
fn every_file_is_printed_as_it_was_read() {
    for (name, files) in examples() {
        for (file, bytes) in &files {
            match reprinted(file, bytes) {
                Ok(printed) => assert_eq!(printed.as_bytes(), bytes, "{name}/{file}"),
                Err(error) => panic!("{name}/{file}: {error}"),
            }
        }
    }
}

#[test]
fn every_example_is_drawn_again_byte_for_byte() {
    for (name, files) in examples() {
        let drawn = drawn_again(&files, &InOrder);
        for (file, bytes) in &files {
            let again = drawn.files.get(file).unwrap_or_else(|| panic!("{name}/{file} was not made"));
            assert_eq!(String::from_utf8_lossy(again), String::from_utf8_lossy(bytes), "{name}/{file}");
        }
        let more: Vec<&String> = drawn.files.keys().filter(|file| !files.contains_key(*file)).collect();
        let unpublished = [bundle::RESULT, bundle::SHORTAGE];
        assert!(
            more.iter().all(|file| unpublished.contains(&file.as_str())),
            "{name}: {more:?} are not there"
        );
        let record = ResultRecord::parse(&drawn.files[bundle::RESULT]);
        assert_eq!(record.as_ref(), Ok(&drawn.record), "{name}");
        assert_eq!(drawn_again(&files, &AllCores).files, drawn.files, "{name}: on all cores");
    }
}

#[test]
fn every_example_passes_its_checks_whole_and_in_public() {
    for (name, files) in examples() {
        let whole = drawn_again(&files, &InOrder).files;
        let report = verify(&whole, &InOrder);
        let passed = |number: usize| matches!(report.checks[number - 1].verdict, Verdict::Passed(_));
        if files.contains_key(bundle::SALT_KEY) {
            assert!(report.audit, "{name}");
        }
        for number in [4, 6, 8, 9, 11] {
            assert!(passed(number), "{name}: check {number}: {:?}", report.checks[number - 1].verdict);
        }
        assert_eq!(failed_checks(&whole), fails(&name), "{name}: {:?}", report.first_failure());
        let public = public(&whole);
        let report = verify(&public, &InOrder);
        assert!(!report.audit, "{name}");
        assert_eq!(failed_checks(&public), fails(&name), "{name}, public: {:?}", report.first_failure());
    }
}

/// The examples by name; the one of the protocol's own copy too, where that is at hand.
pub fn examples() -> Vec<(String, Files)> {
    let directory = tree("tests/vectors/draw");
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for name in names(&directory) {
        assert!(
            name == "README.md" || name.starts_with("example-"),
            "tests/vectors/draw/{name} is run by no test"
        );
        if name != "README.md" {
            found.push((name.clone(), directory.join(name)));
        }
    }
    assert!(found.len() >= 5, "the examples are missing");
    let original = tree("../shared/vectors/draw/example-1");
    match original.is_dir() {
        true => found.push(("the protocol's example-1".into(), original)),
        false => println!("{} is not at hand: only the copy is run", original.display()),
    }
    found.into_iter().map(|(name, directory)| (name, read_bundle(&directory))).collect()
}

/// Checks that an example fails as it is drawn.
pub fn fails(example: &str) -> BTreeSet<u8> {
    FAILS.iter().filter(|(name, _, _)| *name == example).map(|(_, check, _)| *check).collect()
}

/// Draws again from the inputs of a bundle and its seed transcript.
pub fn drawn_again(files: &Files, spread: &impl Spread) -> Drawn {
    let made = |name: &str| {
        let outputs = [bundle::SEED, bundle::THRESHOLDS, bundle::TEAMS, bundle::RESULT, bundle::SHORTAGE];
        outputs.contains(&name) || name.starts_with("selected-")
    };
    let inputs: Files = files
        .iter()
        .filter(|(name, _)| !made(name))
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect();
    let transcript = SeedTranscript::parse(&files[bundle::SEED]).expect("a seed transcript");
    draw(&inputs, &transcript, spread).unwrap_or_else(|error| panic!("{error}"))
}

/// What everybody may see: no people, no salts, and of a sealed task neither frame nor selection.
fn public(files: &Files) -> Files {
    let sealed = |name: &str| {
        let task = name.strip_prefix("frame-").or(name.strip_prefix("selected-"))?.strip_suffix(".csv")?;
        Some(Plan::parse(&files[&format!("plan-{task}.txt")]).expect("a plan").sealed())
    };
    let audit_only =
        [bundle::INSPECTORS, bundle::RECUSALS, bundle::TEAMS, bundle::SALT_KEY, bundle::SHORTAGE];
    let shown = |name: &str| !audit_only.contains(&name) && sealed(name) != Some(true);
    files.iter().filter(|(name, _)| shown(name)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
}

/// The file read strictly and printed again.
fn reprinted(name: &str, bytes: &[u8]) -> Result<String, String> {
    fn text<T, E: ToString>(read: Result<T, E>, print: impl Fn(&T) -> String) -> Result<String, String> {
        read.map(|value| print(&value)).map_err(|error| error.to_string())
    }
    let utf8 = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    match name {
        bundle::COMMIT => text(Commitment::parse(bytes), Commitment::print),
        bundle::SEED => text(SeedTranscript::parse(bytes), SeedTranscript::print),
        bundle::THRESHOLDS => text(parse_thresholds(bytes), |rows| print_thresholds(rows)),
        bundle::TEAMS => text(parse_teams(bytes), |rows| tables::print_teams(rows)),
        bundle::INSPECTORS => text(tables::parse_inspectors(utf8), |rows| tables::print_inspectors(rows)),
        bundle::RECUSALS => text(tables::parse_recusals(utf8), |rows| tables::print_recusals(rows)),
        bundle::SALT_KEY => {
            let key = utf8.strip_suffix('\n').and_then(parse_hex32).ok_or("not 64 digits and LF")?;
            Ok(hex(&key) + "\n")
        }
        name if name.starts_with("plan-") => text(Plan::parse(bytes), Plan::print),
        name if name.starts_with("frame-") => text(Frame::parse(bytes), Frame::print),
        name if name.starts_with("selected-") => text(parse_selected(bytes), |rows| {
            let row = |row: &suicha::core::select::SelectedRow| {
                let role = if row.drawn { "drawn" } else { "reserve" };
                format!("{},{},{},{},{role}\n", row.stratum, row.rank, row.id, row.ticket)
            };
            format!("stratum,rank,id,ticket,role\n{}", rows.iter().map(row).collect::<String>())
        }),
        _ => Err("no file of a bundle has this name".into()),
    }
}
