//! `tests/vectors/draw-bad/bad.toml`: changed copies of the examples, each of which must fail in
//! the check it names. The file's header says how the changes are written.

use super::draw::{drawn_again, examples, fails};
use crate::common::{failed_checks, names, tree};
use std::collections::{BTreeMap, BTreeSet};
use suicha::core::bundle::{self, Files};
use suicha::core::digest::{Digest, hmac_sha256, parse_hex, parse_hex32};
use suicha::core::lang::Lang;
use suicha::core::merkle;
use suicha::core::spread::InOrder;
use suicha::core::verify::{Verdict, verify};

/// Entries that fail in another check here than the reference says, and why that is right.
const ELSEWHERE: [(&str, u8, &str); 2] = [
    (
        "seed-pulse-round",
        4,
        "a transcript that names another round than the commitment is refused when it is read",
    ),
    ("selected-drawn-removed", 4, "a rank left out breaks the order of the file, which is read first"),
];

#[test]
fn every_bad_draw_fails_where_it_says() {
    assert_eq!(names(&tree("tests/vectors/draw-bad")), ["bad.toml"]);
    let entries = entries();
    let bases: BTreeMap<String, (Files, BTreeSet<u8>)> = examples().into_iter().map(base).collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in &entries {
        assert!(seen.insert(&entry.name), "two entries are called {}", entry.name);
        let (files, already) = &bases[&entry.base];
        let mut files = files.clone();
        entry.edits.iter().for_each(|edit| edit.apply(&entry.name, &mut files));
        if entry.rehash {
            rehash(&mut files);
        }
        let failed: BTreeSet<u8> = noticed(&files).difference(already).copied().collect();
        let elsewhere = ELSEWHERE.iter().find(|(name, _, _)| *name == entry.name);
        let expected = elsewhere.map_or(entry.check, |(_, check, _)| *check);
        if !failed.contains(&expected) {
            wrong.push(format!("{}: check {expected} must fail, only {failed:?} did", entry.name));
        } else if elsewhere.is_some() && failed.contains(&entry.check) {
            wrong.push(format!(
                "{}: fails in check {} as well; take it out of ELSEWHERE",
                entry.name, entry.check
            ));
        }
    }
    for (name, _, _) in ELSEWHERE {
        assert!(seen.contains(&name.to_owned()), "ELSEWHERE names {name}, which is no entry");
    }
    assert!(entries.len() > 100, "only {} entries", entries.len());
    assert!(wrong.is_empty(), "{} of {} entries:\n{}", wrong.len(), entries.len(), wrong.join("\n"));
}

#[test]
fn rehashing_an_unchanged_example_changes_nothing() {
    for (name, files) in examples() {
        if files.contains_key(bundle::SALT_KEY) {
            let mut again = files.clone();
            rehash(&mut again);
            assert!(again == files, "{name}");
        }
    }
}

/// An example with the shortage record its draw makes, and the checks it fails as it stands (no
/// example holds a terminal record).
fn base((name, files): (String, Files)) -> (String, (Files, BTreeSet<u8>)) {
    let mut whole = files.clone();
    if let Some(shortage) = drawn_again(&files, &InOrder).files.remove(bundle::SHORTAGE) {
        whole.insert(bundle::SHORTAGE.into(), shortage);
    }
    let expected: BTreeSet<u8> = fails(&name).into_iter().chain([11]).collect();
    assert_eq!(failed_checks(&whole), expected, "{name} as it stands");
    let already = noticed(&whole);
    (name, (whole, already))
}

/// The checks that fail, and those that would if the file at the bottom of it had not been refused
/// already: of one cause `verify` reports one failure, and two examples fail as they stand.
fn noticed(files: &Files) -> BTreeSet<u8> {
    let report = verify(files, &InOrder);
    let noticed = report.checks.iter().filter(|check| match &check.verdict {
        Verdict::Failed(_) => true,
        Verdict::NotMade(why) => why.text(Lang::En).starts_with("depends on check"),
        Verdict::Passed(_) => false,
    });
    noticed.map(|check| check.number).collect()
}

struct Entry {
    name: String,
    base: String,
    check: u8,
    rehash: bool,
    edits: Vec<Edit>,
}

struct Edit {
    file: String,
    kind: String,
    find: Vec<u8>,
    text: Vec<u8>,
}

fn entries() -> Vec<Entry> {
    let text = std::fs::read_to_string(tree("tests/vectors/draw-bad/bad.toml")).unwrap();
    let document: toml::Table = text.parse().unwrap();
    let entry = |entry: &toml::Value| {
        let word = |key: &str| entry[key].as_str().expect(key).to_owned();
        assert!(!word("why").is_empty(), "{}: no reason is given", word("name"));
        Entry {
            name: word("name"),
            base: word("base"),
            check: u8::try_from(entry["check"].as_integer().expect("check")).unwrap(),
            rehash: entry.get("rehash").is_some_and(|value| value.as_bool().expect("rehash")),
            edits: entry["edits"].as_array().expect("edits").iter().map(Edit::read).collect(),
        }
    };
    document["bad"].as_array().expect("entries").iter().map(entry).collect()
}

impl Edit {
    fn read(value: &toml::Value) -> Self {
        let word = |key: &str| value.get(key).map(|text| text.as_str().expect("a text").to_owned());
        let text = match word("hex") {
            Some(digits) => parse_hex(&digits).expect("hexadecimal digits"),
            None => word("text").unwrap_or_default().into_bytes(),
        };
        Edit {
            file: word("file").expect("file"),
            kind: word("edit").expect("edit"),
            find: word("find").unwrap_or_default().into_bytes(),
            text,
        }
    }

    fn apply(&self, entry: &str, files: &mut Files) {
        let bytes = files.get_mut(&self.file).unwrap_or_else(|| panic!("{entry}: no file {}", self.file));
        if self.kind == "append" {
            bytes.extend(&self.text);
            return;
        }
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(&self.find)).collect();
        let [at] = places[..] else {
            panic!("{entry}: {:?} occurs {} times", String::from_utf8_lossy(&self.find), places.len());
        };
        let text: Vec<u8> = match self.kind.as_str() {
            "replace" => self.text.clone(),
            "remove" => Vec::new(),
            "insert" => [&self.text[..], &self.find].concat(),
            other => panic!("{entry}: {other} is no edit"),
        };
        bytes.splice(at..at + self.find.len(), text);
    }
}

/// Rewrites hashes, row counts and roots in `commit.txt` for the files as they are, then the
/// commit line of `seed.txt`. Works on any bytes. Nothing is drawn again.
fn rehash(files: &mut Files) {
    let commit = String::from_utf8(files[bundle::COMMIT].clone()).expect("edits of commit.txt are UTF-8");
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        match words[0] {
            "task" => {
                let (plan, frame) = (format!("plan-{}.txt", words[1]), format!("frame-{}.csv", words[1]));
                let (rows, root) = rows_and_root(files, &frame);
                let (plan, hash) = (Digest::of(&files[&plan]), Digest::of(&files[&frame]));
                format!("task {} {plan} {rows} {hash} {root}", words[1])
            }
            table @ ("inspectors" | "recusals") => {
                let (rows, root) = rows_and_root(files, &format!("{table}.csv"));
                format!("{table} {rows} {root}")
            }
            _ => line.to_owned(),
        }
    };
    let commit = commit.split('\n').map(line).collect::<Vec<_>>().join("\n");
    let seed = files[bundle::SEED].split(|b| *b == b'\n');
    let mut written = false;
    let line = |line: &[u8]| match !written && line.starts_with(b"commit ") {
        true => {
            written = true;
            format!("commit {}", Digest::of(commit.as_bytes())).into_bytes()
        }
        false => line.to_vec(),
    };
    let seed: Vec<Vec<u8>> = seed.map(line).collect();
    files.insert(bundle::SEED.into(), seed.join(&b'\n'));
    files.insert(bundle::COMMIT.into(), commit.into());
}

fn rows_and_root(files: &Files, name: &str) -> (usize, Digest) {
    let key = String::from_utf8(files[bundle::SALT_KEY].clone()).expect("a salt key");
    let key = parse_hex32(key.trim()).expect("64 digits");
    let mut rows: Vec<&[u8]> = files[name].split(|b| *b == b'\n').skip(1).collect();
    if rows.last().is_some_and(|row| row.is_empty()) {
        rows.pop();
    }
    let leaf = |row: &&[u8]| {
        let columns: Vec<&[u8]> = row.split(|b| *b == b',').collect();
        let row_key = columns[..columns.len().min(if name == bundle::RECUSALS { 2 } else { 1 })].join(&b':');
        let salt = hmac_sha256(&key, &[format!("suicha/1/salt:{name}:").as_bytes(), &row_key].concat());
        merkle::leaf(&[format!("suicha-leaf/1\n{salt}\n").as_bytes(), row, b"\n"].concat())
    };
    (rows.len(), merkle::root(&rows.iter().map(leaf).collect::<Vec<_>>()))
}
