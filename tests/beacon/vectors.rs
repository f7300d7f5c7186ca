//! Runs every file of `tests/vectors/{pulse,witness}` as its MANIFEST says. A file that is not
//! listed, or listed and absent, fails; so does a refusal for another reason than the stated one.

pub use crate::common::manifest::{path, text};

use crate::common::manifest::run;
use suicha::beacon::import_text;
use suicha::core::digest::{Digest, parse_hex32};
use suicha::core::id::{DrawId, Name};
use suicha::core::pulse::{BeaconName, Pulse};
use suicha::core::witness::{self, Ceremony, SignerKey, WitnessError};

#[test]
fn every_pulse_vector_does_what_its_manifest_says() {
    run("pulse", |_, bytes| {
        let imported = import_text(bytes, BeaconName::DrandQuicknet).map_err(|e| e.to_string())?;
        let pulse = imported.pulse();
        assert_eq!(Pulse::parse(&pulse.print()).as_ref(), Ok(pulse));
        Ok((!bytes.starts_with(b"{")).then(|| pulse.print()))
    });
}

#[test]
fn every_witness_vector_does_what_its_manifest_says() {
    run("witness", |_, bytes| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let read = || -> Result<Option<String>, WitnessError> {
            if text.starts_with("suicha-ceremony/") {
                return Ok(Some(Ceremony::parse(&text)?.print()));
            }
            if text.starts_with("suicha-witness-open/") {
                witness::parse_open(&text)?;
            } else {
                witness::parse_commit(&text)?;
            }
            Ok(None)
        };
        read().map_err(|e| e.to_string())
    });
}

/// The good files were made by another implementation (Python's `cryptography`).
#[test]
fn our_witness_files_equal_those_of_another_implementation() {
    let draw = DrawId::new("320381-2023-09").unwrap();
    let known = [
        ("audit", "c71bb9d54b22b37b98b82bdd3042aa822f9de3ff43b21b54753c1c5e4c35c764"),
        ("notary", "f089391cc8da237d984c2674b96de784f4732d68c3296f1c9950b3b2fd972a26"),
    ];
    let mut keys: Vec<SignerKey> = Vec::new();
    for (short, r) in known {
        let name = Name::new(&format!("{short}.example")).unwrap();
        let seed = Digest::of(format!("suicha test key of {name}").as_bytes()).0;
        let (key, r) = (witness::keygen(&name, seed), parse_hex32(r).unwrap());
        let (commit, open) = (format!("good-commit-{short}.txt"), format!("good-open-{short}.txt"));
        assert_eq!(witness::commit(&key, &draw, 1, &r).unwrap(), text("witness", &commit));
        assert_eq!(witness::open(&key, &draw, 1, &r).unwrap(), text("witness", &open));
        let commit = witness::parse_commit(&text("witness", &commit)).unwrap();
        let open = witness::parse_open(&text("witness", &open)).unwrap();
        assert_eq!(witness::verify_opening(&commit, &open), Ok(()));
        keys.push(key);
    }
    let pulse = Pulse::parse(&text("pulse", "good-dice.txt")).unwrap();
    let mut ceremony = Ceremony::new(draw, 1, pulse).unwrap();
    for key in keys.iter().rev() {
        ceremony.sign(key).unwrap();
    }
    assert_eq!(ceremony.print(), text("witness", "good-ceremony-dice.txt"));
}

/// No prefix of a file is a file: a copy that was interrupted is noticed.
#[test]
fn every_truncation_is_refused() {
    for name in ["good-quicknet-1000.txt", "good-default-72785.txt", "good-lottery.txt"] {
        let whole = text("pulse", name);
        // A default round without its last line would be well-formed, but is refused as well.
        for end in 0..whole.len() {
            assert!(Pulse::parse(&whole[..end]).is_err(), "{name} cut at {end}");
        }
    }
    for name in ["good-commit-audit.txt", "good-open-audit.txt"] {
        let whole = text("witness", name);
        for end in 0..whole.len() {
            let cut = &whole[..end];
            assert!(
                witness::parse_commit(cut).is_err() && witness::parse_open(cut).is_err(),
                "{name} cut at {end}"
            );
        }
    }
}
