//! `tests/vectors/receipt`: receipts and answers, good and bad, read by the program and by the
//! reference, each bad one refused for the reason its `MANIFEST` gives. With
//! `SUICHA_WRITE_VECTORS` set they are written anew.

use super::papers::{Drawn, Vector, signed};
use super::spoilt::vectors;
use crate::common::{names, tree};
use std::process::Command;
use suicha::core::id::InspectorId;
use suicha::core::receipt::{Paper, Part, verify};
use suicha::core::verify::Trust;

/// Refusals that only a reader who checks signatures can give.
const BY_SIGNATURE: [&str; 3] = ["bad-foreign-key.txt", "bad-rank-unsigned.txt", "bad-pulse-forged.txt"];

#[test]
fn every_paper_is_accepted_or_refused_for_its_reason() {
    let directory = tree("tests/vectors/receipt");
    let vectors = vectors();
    if std::env::var("SUICHA_WRITE_VECTORS").is_ok() {
        std::fs::create_dir_all(&directory).unwrap();
        vectors.iter().for_each(|v| std::fs::write(directory.join(v.name), &v.bytes).unwrap());
        std::fs::write(directory.join("MANIFEST"), manifest(&vectors)).unwrap();
    }
    assert_eq!(std::fs::read_to_string(directory.join("MANIFEST")).unwrap(), manifest(&vectors));
    let mut known: Vec<&str> = vectors.iter().map(|vector| vector.name).chain(["MANIFEST"]).collect();
    known.sort_unstable();
    assert_eq!(names(&directory), known);
    let mut wrong = Vec::new();
    for vector in &vectors {
        let bytes = std::fs::read(directory.join(vector.name)).unwrap();
        assert!(bytes == vector.bytes, "{} is not what the program makes", vector.name);
        match (said(&bytes), vector.refuse) {
            (Ok(()), None) => assert!(Paper::open(&bytes).unwrap().0.print().as_bytes() == text(&bytes)),
            (Err(said), Some(part)) if said.contains(part) => {}
            (said, _) => wrong.push(format!("{}: {said:?}", vector.name)),
        }
        if let Some(said) = reference(vector.name, &[]) {
            let refuse = vector.refuse.is_some() && !BY_SIGNATURE.contains(&vector.name);
            if said.is_err() != refuse {
                wrong.push(format!("{}: the reference says {said:?}", vector.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_changed_byte_of_a_receipt_is_noticed() {
    let example = Drawn::example("example-1");
    let receipt = example.subject(&example.selected("public-info")[0]);
    let bytes = signed(&Paper::Receipt(receipt));
    assert_eq!(said(&bytes), Ok(()));
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        assert!(said(&bytes).is_err(), "byte {at} of\n{}", String::from_utf8_lossy(&bytes));
    };
    let (half, flipped) = (bytes.len() / 2, &flipped);
    std::thread::scope(|scope| {
        scope.spawn(move || (0..half).for_each(flipped));
        (half..bytes.len()).for_each(flipped);
    });
    for cut in (0..bytes.len()).step_by(7) {
        assert!(said(&bytes[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn the_card_of_an_officer_is_recognised_by_both_readers() {
    let bytes = std::fs::read(tree("tests/vectors/receipt/good-drawn.txt")).unwrap();
    let (Paper::Receipt(receipt), _) = Paper::open(&bytes).unwrap() else { panic!("no receipt") };
    let mut found = 0;
    for number in 1..=12 {
        let card = format!("CARD-P{number:02}");
        let officer = receipt.officer_of(&InspectorId::new(&card).unwrap());
        let named = officer.is_some_and(|o| o.pseudonym.as_str() == format!("p{number:02}"));
        assert_eq!(named, officer.is_some());
        found += usize::from(named);
        if let Some(said) = reference("good-drawn.txt", &[&card]) {
            assert_eq!(said.is_ok(), named, "{card}: {said:?}");
        }
    }
    assert_eq!(found, receipt.officers.len());
}

/// Every subject and inspector of every example has a receipt that holds.
#[test]
fn every_row_of_the_examples_has_its_receipt() {
    for name in ["example-1", "example-4", "example-5"] {
        let example = Drawn::example(name);
        let tasks: Vec<String> = example
            .files
            .keys()
            .filter_map(|name| Some(name.strip_prefix("frame-")?.strip_suffix(".csv")?.to_owned()))
            .collect();
        for id in tasks.iter().flat_map(|task| example.frame(task)).map(|[id, ..]| id).step_by(5) {
            let receipt = Paper::Receipt(example.subject(&id));
            assert_eq!(said(&signed(&receipt)), Ok(()), "{name} {id}");
            assert_eq!(Paper::parse(receipt.print().as_bytes()), Ok(receipt), "{name} {id}");
        }
        for id in ["0", "5", "91320381MA1ABCDE8R", "Z"] {
            let answer = Paper::Challenge(example.challenge(id));
            assert_eq!(said(&signed(&answer)), Ok(()), "{name} {id}");
            assert_eq!(Paper::parse(answer.print().as_bytes()), Ok(answer), "{name} {id}");
        }
    }
}

fn said(bytes: &[u8]) -> Result<(), String> {
    let report = verify(bytes, &Trust::default()).map_err(|e| e.to_string())?;
    match report.first_failure() {
        None => Ok(()),
        Some((part, d)) => Err(format!("{}: {d}", Part::word(part))),
    }
}

fn text(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(2).rposition(|pair| pair == b"\n\n").unwrap();
    &bytes[..=end]
}

/// What the Python reader says; nothing where there is no Python.
fn reference(name: &str, cards: &[&str]) -> Option<Result<(), String>> {
    let said = Command::new("python3")
        .arg(tree("tests/reference/receipt.py"))
        .arg(tree("tests/vectors/receipt").join(name))
        .args(cards)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    Some(if said.status.success() { Ok(()) } else { Err(words) })
}

fn manifest(vectors: &[Vector]) -> String {
    let line = |vector: &Vector| {
        let wanted = vector.refuse.map_or("accept".to_owned(), |part| format!("refuse: {part}"));
        format!("{} | {wanted} | {}\n", vector.name, vector.why)
    };
    let mut lines: Vec<String> = vectors.iter().map(line).collect();
    lines.sort();
    format!(
        "# `suicha-receipt/1` and `suicha-challenge/1`, from the draws of ../draw. The log's key: Ed25519 seed\n\
         # SHA-256(\"suicha test key of log\"). It protects nothing. Cards are CARD-P01, CARD-P02, …\n\
         # Bad papers are signed all the same; {} fail by a signature alone.\n\
         # file | accept, or refuse with a part of the message | what it is, or why it must fail\n{}",
        BY_SIGNATURE.join(", "),
        lines.concat()
    )
}
