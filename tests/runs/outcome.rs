//! Every file of `tests/vectors/outcome` as its MANIFEST says, and every good one with a byte changed.

use crate::common::{names, tree};
use suicha::core::outcome::{Act, Outcome};

fn read(name: &str) -> Vec<u8> {
    std::fs::read(tree("tests/vectors/outcome").join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The text printed again, or why it is refused.
fn parse(name: &str, bytes: &[u8]) -> Result<String, String> {
    match name.contains("-act") {
        true => Act::parse(bytes).map(|act| act.print()).map_err(|e| e.to_string()),
        false => Outcome::parse(bytes).map(|outcome| outcome.print()).map_err(|e| e.to_string()),
    }
}

#[test]
fn every_vector_does_what_the_manifest_says() {
    let manifest = String::from_utf8(read("MANIFEST")).unwrap();
    let mut listed = Vec::new();
    for line in manifest.lines().filter(|line| !line.starts_with('#')) {
        let [name, verdict, why] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{line:?} is not `file | verdict | why`");
        };
        assert!(!why.is_empty(), "{name}: no reason is given");
        listed.push(name.to_owned());
        let bytes = read(name);
        match (parse(name, &bytes), verdict.strip_prefix("refuse: ")) {
            (Ok(text), None) => assert_eq!(text.as_bytes(), bytes, "{name}"),
            (Err(found), Some(reason)) => assert!(found.contains(reason), "{name}: {found}"),
            (found, _) => panic!("{name}: {found:?}, the manifest says {verdict}"),
        }
    }
    listed.sort();
    let mut there = names(&tree("tests/vectors/outcome"));
    there.retain(|name| name != "MANIFEST");
    assert_eq!(listed, there, "files listed in MANIFEST, and files that are there");
}

#[test]
fn no_changed_byte_gives_the_same_text() {
    for name in ["good-outcome.txt", "good-act.txt"] {
        let bytes = read(name);
        for at in 0..bytes.len() {
            for flip in [1, 32, 128] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                if let Ok(text) = parse(name, &changed) {
                    assert_eq!(text.as_bytes(), changed, "{name}: byte {at}");
                }
            }
        }
    }
}

/// A second reader, in Python, comes to the same verdicts.
#[test]
fn a_second_reader_agrees() {
    let mut python = std::process::Command::new("python3");
    python.arg(tree("tests/reference/outcome_formats.py")).arg(tree("tests/vectors/outcome"));
    match python.output() {
        Err(e) => println!("skipped: python3 cannot be run: {e}"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("0 verdicts differ"), "{said}");
        }
    }
}
