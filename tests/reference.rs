//! Random small draws, frozen and drawn by the program, replayed by the reference
//! implementations in `tests/reference`; and the same draws with a changed byte, which the program
//! and the whole replay must refuse. The draws come from fixed numbers, so that a failure can be
//! repeated.

#[path = "runs/replayed.rs"]
mod replayed;

use crate::common::random::{Dice, random_draw};
use crate::common::{failed_checks, tree, write_bundle};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use suicha::core::bundle::{self, Files};

/// How many random draws are replayed.
const DRAWS: usize = 200;

/// Program, script, and the words before the directory.
type Reader = (&'static str, &'static str, &'static [&'static str]);

/// The readers of a bundle; `audit.py` begins with `replay.py`.
const READERS: [Reader; 4] = [
    ("node", "replay.mjs", &[]),
    ("python3", "roots.py", &[]),
    ("python3", "pairing.py", &["bundle"]),
    ("python3", "audit.py", &[]),
];

#[test]
fn the_replay_is_short_enough_to_be_read() {
    for (script, most) in [("replay.py", 60), ("audit.py", 120), ("replaced.py", 220)] {
        let text = std::fs::read_to_string(tree("tests/reference").join(script)).unwrap();
        let lines = text.lines().count();
        assert!(lines <= most, "{script} has {lines} lines; a stranger is promised {most}");
    }
}

#[test]
fn random_draws_are_replayed_by_the_reference() {
    let mut kinds = Kinds::default();
    let mut draws = Vec::new();
    for number in 0.. {
        match random_draw(number) {
            Some(files) => {
                kinds.count(&files);
                draws.push((number, files));
            }
            None => kinds.short += 1,
        }
        if draws.len() == DRAWS {
            break;
        }
        assert!(number < 4 * DRAWS as u64, "too many draws are short of inspectors");
    }
    let readers = &readers_of(&READERS)[..];
    let share = DRAWS.div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
    std::thread::scope(|scope| {
        for share in draws.chunks(share) {
            scope.spawn(move || share.iter().for_each(|(number, files)| replay(readers, *number, files)));
        }
    });
    println!("{} draws: {kinds:?}", draws.len());
    assert!(kinds.all_seen(), "the random draws are too much alike: {kinds:?}");
}

/// The program and every reader accept the draw; once a byte is changed, the program and the
/// whole replay refuse it.
fn replay(readers: &[Reader], number: u64, files: &Files) {
    assert_eq!(failed_checks(files), BTreeSet::new(), "draw {number}\n{}", shown(files));
    let (changed, bytes) = flipped(files, number);
    let mut broken = files.clone();
    broken.insert(changed.clone(), bytes.clone());
    assert!(
        !failed_checks(&broken).is_empty(),
        "verify passes draw {number} with a changed byte in {changed}"
    );
    let directory = tempfile::tempdir().unwrap();
    write_bundle(directory.path(), files);
    for reader in readers {
        if let Err(said) = read(*reader, directory.path()) {
            panic!("{} refuses draw {number}: {said}\n{}", reader.1, shown(files));
        }
    }
    std::fs::write(directory.path().join(&changed), &bytes).unwrap();
    if let Some(whole) = readers.iter().find(|reader| reader.1 == "replay.mjs") {
        assert!(
            read(*whole, directory.path()).is_err(),
            "replay.mjs passes draw {number} with a changed {changed}"
        );
    }
}

/// What the random draws covered.
#[derive(Debug, Default)]
struct Kinds {
    tasks: [u32; 3],
    sealed: u32,
    recusals: u32,
    excluded: u32,
    several_pulses: u32,
    embargo: u32,
    withheld: u32,
    rescued: u32,
    short: u32,
}

impl Kinds {
    fn count(&mut self, files: &Files) {
        let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
        let plans: Vec<&String> = files.keys().filter(|name| name.starts_with("plan-")).collect();
        self.tasks[plans.len() - 1] += 1;
        self.sealed += u32::from(plans.iter().any(|name| text(name).contains("\nprofile sealed\n")));
        self.recusals += u32::from(text(bundle::RECUSALS).lines().count() > 1);
        let frames = files.keys().filter(|name| name.starts_with("frame-"));
        self.excluded += u32::from(frames.into_iter().any(|name| text(name).contains(",x-")));
        self.several_pulses += u32::from(text(bundle::SEED).matches("\npulse ").count() > 1);
        self.embargo += u32::from(!text(bundle::SEED).ends_with("embargo none\n"));
        self.withheld += u32::from(text(bundle::SEED).contains(" withheld\n"));
        self.rescued += u32::from(files.contains_key(bundle::SHORTAGE));
    }

    fn all_seen(&self) -> bool {
        let seen =
            [self.sealed, self.recusals, self.excluded, self.several_pulses, self.embargo, self.withheld];
        seen.iter().chain(&self.tasks).all(|count| *count > 0) && self.rescued > 0
    }
}

/// The readers whose program is there.
fn readers_of(readers: &[Reader]) -> Vec<Reader> {
    let found = |program: &str| {
        Command::new(program).arg("--version").output().is_ok_and(|said| said.status.success())
    };
    for program in ["node", "python3"] {
        if !found(program) {
            println!("skipped: there is no {program} to run the reference implementations with");
        }
    }
    readers.iter().copied().filter(|(program, _, _)| found(program)).collect()
}

fn read((program, script, words): Reader, directory: &Path) -> Result<(), String> {
    let said = Command::new(program)
        .arg(tree("tests/reference").join(script))
        .args(words)
        .arg(directory)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("the program was there a moment ago");
    if said.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&said.stderr).into_owned()) }
}

/// One file with one of its bytes changed. Each draw takes another file.
fn flipped(files: &Files, number: u64) -> (String, Vec<u8>) {
    let (name, bytes) = files.iter().nth(number as usize % files.len()).unwrap();
    let mut bytes = bytes.clone();
    let at = Dice::new(number).below(bytes.len());
    bytes[at] ^= 1;
    (name.clone(), bytes)
}

fn shown(files: &Files) -> String {
    let small = |name: &str| name.ends_with(".txt") || name == bundle::INSPECTORS;
    let text = |(name, bytes): (&String, &Vec<u8>)| format!("--- {name}\n{}", String::from_utf8_lossy(bytes));
    files.iter().filter(|(name, _)| small(name)).map(text).collect()
}
