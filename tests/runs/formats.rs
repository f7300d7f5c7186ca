//! `tests/vectors/{replace,log}`: the texts of replacements (§8) and of the log (§14), written by
//! `tests/reference/make_formats.py`, read by the program and by the reference.

use crate::common::manifest::{run, text};
use crate::common::tree;
use std::process::Command;
use suicha::core::log::proof::{Consistency, Inclusion};
use suicha::core::log::witness::Request as Cosigning;
use suicha::core::log::{Checkpoint, Entry, Policy, Quorum, SignedNote};
use suicha::core::replace::{Replaced, Request};

type Said = Result<Option<String>, String>;

fn words(e: impl std::fmt::Display) -> String {
    e.to_string()
}

#[test]
fn every_text_of_a_replacement_does_what_its_manifest_says() {
    run("replace", |name, bytes| match kind(name) {
        "request" => Request::parse(bytes).map(|request| Some(request.print())).map_err(words),
        "replaced" => Replaced::parse(bytes).map(|record| Some(record.print())).map_err(words),
        other => Err(format!("no reader of {other}")),
    });
}

#[test]
fn every_text_of_the_log_does_what_its_manifest_says() {
    run("log", |name, bytes| match kind(name) {
        "entry" => Entry::parse(bytes).map(|entry| Some(entry.print())).map_err(words),
        "note" => SignedNote::parse(bytes).map(|note| Some(note.to_string())).map_err(words),
        "checkpoint" => {
            let note = SignedNote::parse(bytes).map_err(words)?;
            Checkpoint::of(&note, &policy().log).map_err(words)?;
            Ok(Some(note.to_string()))
        }
        "inclusion" => inclusion(bytes),
        "consistency" => consistency(bytes),
        "policy" => Policy::parse(&String::from_utf8_lossy(bytes)).map(|_| None).map_err(words),
        "cosigned" => cosigned(bytes),
        "request" => request(bytes, !name.contains("-first")),
        other => Err(format!("no reader of {other}")),
    });
}

/// The second word of `good-<kind>-…` and `bad-<kind>-…`.
fn kind(name: &str) -> &str {
    name.split(['-', '.']).nth(1).unwrap()
}

fn policy() -> Policy {
    Policy::parse(&text("log", "good-policy-two.txt")).unwrap()
}

fn head(size: u64) -> Checkpoint {
    let note = text("log", &format!("good-checkpoint-{size}.txt"));
    Checkpoint::of(&SignedNote::parse(note.as_bytes()).unwrap(), &policy().log).unwrap()
}

fn inclusion(bytes: &[u8]) -> Said {
    let proof = Inclusion::parse(bytes).map_err(words)?;
    proof.verify(&policy()).map_err(words)?;
    Ok(Some(proof.print()))
}

fn consistency(bytes: &[u8]) -> Said {
    let proof = Consistency::parse(bytes).map_err(words)?;
    match proof.connects(&head(5), &head(11)) {
        true => Ok(Some(proof.print())),
        false => Err("it does not connect the heads".into()),
    }
}

fn cosigned(bytes: &[u8]) -> Said {
    let note = SignedNote::parse(bytes).map_err(words)?;
    let (_, quorum) = policy().check(&note).map_err(words)?;
    match quorum {
        Quorum::At(at) if at.0 == 1_694_775_663 || note.to_string().contains("x.example") => {
            Ok(Some(note.to_string()))
        }
        other => Err(format!("no quorum: {other:?}")),
    }
}

fn request(bytes: &[u8], known: bool) -> Said {
    let request = Cosigning::parse(bytes).map_err(words)?;
    let last = head(5);
    request.judge(&policy().log, known.then_some(&last)).map_err(words)?;
    Ok(Some(request.print()))
}

/// The independent readers say the same of every vector, and the vectors are what their writer
/// writes.
#[test]
fn the_reference_reads_them_alike() {
    let said = Command::new("python3")
        .arg(tree("tests/reference/check_vectors.py"))
        .args(["log", "replace"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    let Ok(said) = said else {
        println!("skipped: there is no python3");
        return;
    };
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
}
