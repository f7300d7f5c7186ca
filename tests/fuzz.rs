//! Every reader of published text on damaged copies of real texts: it never panics, and what it
//! accepts it prints byte for byte as it was. The corpus is what stands in `tests/vectors`, what
//! one small draw makes, and `fuzz/seeds`, where whatever was found under the guidance of coverage
//! (`fuzz/`) is kept; the damage comes from fixed numbers, so that a failure can be repeated.
//! `SUICHA_FUZZ_ROUNDS` asks for more rounds a text; `SUICHA_FUZZ_SEEDS` names a directory into which
//! the corpus is written for the other kind of run.

mod readers;

use crate::common::random::{Dice, random_draw};
use crate::common::tree;
use readers::{FILES, LOOSE, tried};
use std::collections::BTreeMap;
use suicha::core::digest::Digest;
use suicha::core::id::{DrawId, Name, SubjectId};
use suicha::core::log::checkpoint::cosign;
use suicha::core::log::proof::{Consistency, Inclusion};
use suicha::core::log::tile::Tile;
use suicha::core::log::witness::Request as Cosigning;
use suicha::core::log::{Attempt, Checkpoint, Entry, Event};
use suicha::core::receipt::Paper;
use suicha::core::record::VoidRecord;
use suicha::core::replace::{Replaced, Request, Skip, Step};
use suicha::core::seed::BeaconValue;
use suicha::core::time::Timestamp;
use suicha::core::witness::key::{CosignerKey, SignerKey};

/// Rounds a text where nobody asks for more.
const ROUNDS: usize = 400;

/// An act about credit with nearly every field.
const CREDIT_ACT: &str = "suicha-credit-act/1
number 7
at 2026-01-12T10:00:00+08:00
actor li
verb approve
object 91320381MA00000001
salt 0000000000000000000000000000000000000000000000000000000000000000
source 0000000000000000000000000000000000000000000000000000000000000001
proposal ABN-1
on 0000000000000000000000000000000000000000000000000000000000000002
reason 逾期\\n未报
event 0000000000000000000000000000000000000000000000000000000000000003
event 0000000000000000000000000000000000000000000000000000000000000004
";

/// A credit event with nearly every field.
const CREDIT_EVENT: &str = "suicha-credit/1
subject 91320381MA00000001
kind penalty
day 2026-01-05
recorded 2026-03-06
late 系统迁移\\n补录
source 办案系统
authority 某县市场监督管理局
basis 食品安全法 第124条
document 0000000000000000000000000000000000000000000000000000000000000000
case c-1
ground SER-5.1
number 〔2026〕1号
procedure ordinary
kinds warning+fine+confiscation
fine 500000
confiscated 1
domain food
party organisation
region 310000
offence label
act 2025-12-01
dated 2026-01-04
published 2026-01-12
ban 2031-01-05
flags grave+heavy
";

/// Longest text written as a seed: short ones are tried more often.
const LONGEST_SEED: usize = 3000;

#[test]
fn no_reader_panics_and_what_is_accepted_is_printed_the_same() {
    let rounds = std::env::var("SUICHA_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    let corpus = corpus();
    let (mut tries, mut accepted) = (0, 0);
    for (readers, exact) in [(&FILES[..], true), (&LOOSE[..], false)] {
        for (name, reader) in readers {
            let texts: Vec<&Vec<u8>> =
                corpus.iter().filter(|(of, _)| of == name).map(|(_, text)| text).collect();
            assert!(!texts.is_empty(), "the corpus holds no {name}");
            let mut dice = Dice::new(texts.len() as u64 + name.len() as u64);
            for text in &texts {
                assert!(
                    reader(text).is_some(),
                    "{name}: a good text is refused:\n{}",
                    String::from_utf8_lossy(text)
                );
                for _ in 0..rounds {
                    let damaged = damaged(text, &texts, &mut dice);
                    tries += 1;
                    let Some(printed) = reader(&damaged) else { continue };
                    accepted += 1;
                    let shown = String::from_utf8_lossy(&damaged).into_owned();
                    assert!(
                        !exact || printed == damaged,
                        "{name}: accepted, and printed otherwise:\n{shown}"
                    );
                }
            }
        }
    }
    println!("{tries} damaged texts, {accepted} of them still good");
}

#[test]
fn every_seed_is_read_as_its_name_says() {
    if let Ok(dir) = std::env::var("SUICHA_FUZZ_SEEDS") {
        for (of, text) in corpus().into_iter().filter(|(_, text)| text.len() < LONGEST_SEED) {
            let input = [of.as_bytes(), b"\n", &text].concat();
            let name = format!("good-{}-{}", of.trim_end_matches('-'), &Digest::of(&input).hex()[..8]);
            std::fs::write(std::path::Path::new(&dir).join(name), input).unwrap();
        }
    }
    let mut read = 0;
    for entry in std::fs::read_dir(tree("fuzz/seeds")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let accepted = tried(&std::fs::read(&path).unwrap()).unwrap_or_else(|| panic!("{name}: no reader"));
        assert_eq!(accepted, name.starts_with("good-"), "{name}");
        read += 1;
    }
    assert!(read > 30, "only {read} seeds");
}

/// A text with one to three changes: a byte flipped, put in or taken out, lines swapped, doubled or
/// dropped, the end cut, a piece of another text.
fn damaged(text: &[u8], others: &[&Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..1 + dice.below(3) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        match dice.below(8) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.insert(at, dice.pick(b"\n\r ,:+/09afz\0\xff\xe2-")),
            2 => drop(bytes.remove(at)),
            3 => bytes.truncate(at),
            4 => {
                let other = others[dice.below(others.len())];
                let from = dice.below(other.len().max(1));
                bytes.extend_from_slice(&other[from..(from + 40).min(other.len())]);
            }
            change => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
                let (a, b) = (dice.below(lines.len()), dice.below(lines.len()));
                match change {
                    5 => lines.swap(a, b),
                    6 => lines.insert(a, lines[b]),
                    _ => drop(lines.remove(a)),
                }
                bytes = lines.concat();
            }
        }
    }
    bytes
}

/// Texts by the name of their reader.
fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let mut corpus = Vec::new();
    let named = |name: &str| {
        let fits = FILES.iter().filter(|(start, _)| name.starts_with(start));
        fits.max_by_key(|(start, _)| start.len()).map(|(start, _)| *start)
    };
    let mut files: BTreeMap<String, Vec<u8>> =
        random_draw(1).into_iter().chain(random_draw(4)).flatten().collect();
    for example in ["example-1", "example-4"] {
        for entry in std::fs::read_dir(tree("tests/vectors/draw").join(example)).unwrap() {
            let path = entry.unwrap().path();
            files.insert(
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            );
        }
    }
    files.retain(|_, bytes| bytes.len() < 20_000);
    corpus.extend(files.into_iter().filter_map(|(name, bytes)| Some((named(&name)?, bytes))));
    for (of, dir, start) in [
        ("pulse-", "pulse", "good-quicknet-1000.txt"),
        ("pulse-", "pulse", "good-default-1.txt"),
        ("witness-commit", "witness", "good-commit"),
        ("witness-open", "witness", "good-open"),
        ("ceremony", "witness", "good-ceremony"),
        ("signed-paper", "receipt", "good-"),
    ] {
        for entry in std::fs::read_dir(tree("tests/vectors").join(dir)).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with(start) {
                corpus.push((of, std::fs::read(&path).unwrap()));
            }
        }
    }
    let papers: Vec<_> = corpus.iter().filter(|(of, _)| *of == "signed-paper").cloned().collect();
    let unsigned = |text: &[u8]| Paper::open(text).expect("a good paper").0.print().into_bytes();
    corpus.extend(papers.iter().map(|(_, text)| ("paper", unsigned(text))));
    corpus.push(("drawn-", b"id\n91100000100003962T\n914403001922038216\n".to_vec()));
    corpus.push(("credit-event", CREDIT_EVENT.into()));
    corpus.push(("credit-act", CREDIT_ACT.into()));
    corpus.extend(of_the_log());
    corpus.extend(of_replacements());
    corpus
}

fn of_the_log() -> Vec<(&'static str, Vec<u8>)> {
    let key = SignerKey::from_seed("log.example/a", [1; 32]).unwrap();
    let witness = SignerKey::from_seed("w.example", [2; 32]).unwrap();
    let event = Event::Commit(Attempt::new(&DrawId::new("d").unwrap(), 1));
    let entry = Entry { event, hash: Digest::of(b"x"), at: Timestamp(1_694_775_603) };
    let head = Checkpoint { origin: "log.example/a".into(), size: 2, root: Digest::of(b"root") };
    let note = head.sign(&key);
    let note = note.clone().with(cosign(note.text(), Timestamp(1_694_775_700), &witness));
    let hashes = vec![Digest::of(b"a"), Digest::of(b"b")];
    let policy = format!(
        "log {}\nwitness w {}\ngroup g any w\nquorum g\n",
        key.verifier(),
        CosignerKey::of(witness.verifier())
    );
    let proof = Inclusion { entry: entry.clone(), index: 1, hashes: hashes.clone(), note: note.clone() };
    vec![
        ("log-entry", entry.print().into()),
        ("log-entries", Tile::of_entries([entry.print().as_bytes(), b"another"].into_iter())),
        ("log-proof", proof.print().into()),
        ("log-consistency", Consistency { old: 1, new: 2, hashes: hashes.clone() }.print().into()),
        ("note", note.to_string().into()),
        ("head", head.print().into()),
        ("request", Cosigning { old: 1, hashes, note }.print().into()),
        ("policy", policy.into()),
        ("verifier-key", key.verifier().to_string().into()),
        ("cosigner-key", CosignerKey::of(witness.verifier()).to_string().into()),
    ]
}

fn of_replacements() -> Vec<(&'static str, Vec<u8>)> {
    let name = |text: &str| Name::new(text).unwrap();
    let id = |text: &str| SubjectId::new(text).unwrap();
    let draw = DrawId::new("d").unwrap();
    let request = Request {
        draw: draw.clone(),
        attempt: 1,
        number: 1,
        after: Digest::of(b"result"),
        at: Timestamp(1_694_775_603),
        skips: vec![Skip { id: id("A1"), code: name("closed"), evidence: Digest::of(b"photo") }],
        unavailable: vec![(name("p01"), name("ill"))],
        recused: Vec::new(),
        pulses: vec![(name("drand-quicknet"), "7".into())],
    };
    let replaced = Replaced {
        draw,
        attempt: 1,
        number: 1,
        request: Digest::of(b"request"),
        pulses: vec![BeaconValue { beacon: name("drand-quicknet"), round: "7".into(), value: "ab".into() }],
        steps: vec![Step { task: name("t"), out: id("A1"), into: Some((id("A2"), 5)) }],
        teams: Digest::of(b"teams"),
        seats: [4, 0],
    };
    let void = VoidRecord {
        draw: request.draw.clone(),
        attempt: 1,
        commit: Digest::of(b"c"),
        reason: name("x"),
        would_be: None,
    };
    vec![
        ("replace-", request.print().into()),
        ("replaced-", replaced.print().into()),
        ("void.txt", void.print().into()),
    ]
}
