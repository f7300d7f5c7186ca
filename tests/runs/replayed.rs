//! Random draws with replacements behind them, carried out by the program and once more by the two
//! readers that were written from `docs/draw-protocol.md` §8 alone; and the same with something in
//! them changed, which every reader must notice.

use super::{Reader, read, readers_of};
use crate::common::random::Dice;
use crate::common::replaced::{Chain, replaced_draw};
use crate::common::{failed_checks, write_bundle};
use std::path::Path;
use suicha::core::bundle::Files;
use suicha::core::digest::Digest;
use suicha::core::replace::{Replaced, replaced_file, request_file, teams_file};

/// How many draws with replacements are replayed.
const DRAWS: usize = 32;
/// The most replacements in a row.
const MOST: u32 = 4;

const READERS: [Reader; 2] = [("node", "replay.mjs", &[]), ("python3", "replaced.py", &[])];

#[test]
fn replacements_are_replayed_by_the_reference() {
    let mut kinds = Kinds::default();
    let chains = (0..).filter_map(|number| Some((number, replaced_draw(number, MOST)?)));
    let chains: Vec<(u64, Chain)> = chains.filter(|(_, chain)| chain.done > 0).take(DRAWS).collect();
    chains.iter().for_each(|(_, chain)| kinds.count(chain));
    let readers = &readers_of(&READERS)[..];
    let share = DRAWS.div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
    std::thread::scope(|scope| {
        for share in chains.chunks(share) {
            scope.spawn(move || share.iter().for_each(|(number, chain)| replay(readers, *number, chain)));
        }
    });
    println!("{DRAWS} draws: {kinds:?}");
    assert!(kinds.all_seen(), "the replacements are too much alike: {kinds:?}");
}

/// Everybody accepts the bundle, and nobody what was made of it.
fn replay(readers: &[Reader], number: u64, chain: &Chain) {
    let directory = tempfile::tempdir().unwrap();
    let all = |files: &Files, accepted: bool, what: &str| {
        for entry in std::fs::read_dir(directory.path()).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        write_bundle(directory.path(), files);
        let failed = failed_checks(files);
        assert_eq!(failed.is_empty(), accepted, "draw {number}, {what}: {failed:?}");
        readers
            .iter()
            .for_each(|reader| agrees(*reader, directory.path(), accepted, &format!("{number}, {what}")));
    };
    all(&chain.files, true, "as it is");
    let mut waits = chain.files.clone();
    let mut request = chain.nothing();
    request
        .unavailable
        .extend(chain.state.rows.first().map(|row| (row.pseudonym.clone(), "ill".parse().unwrap())));
    if !request.is_empty() {
        waits.insert(request_file(request.number), request.print().into());
        all(&waits, true, "with a request that waits");
        waits.insert(teams_file(request.number), waits["teams.csv"].clone());
        all(&waits, false, "with teams and no record");
    }
    let mut dice = Dice::new(number);
    for (name, files) in flipped(chain, &mut dice).into_iter().chain(forged(chain)) {
        all(&files, false, &name);
    }
}

fn agrees(reader: Reader, directory: &Path, accepted: bool, what: &str) {
    match read(reader, directory) {
        Ok(()) => assert!(accepted, "{} passes draw {what}", reader.1),
        Err(said) => {
            assert!(!accepted, "{} refuses draw {what}: {said}", reader.1);
            assert!(said.starts_with("fail "), "{} stumbles over draw {what}: {said}", reader.1);
        }
    }
}

/// One of the files of a replacement with a changed byte, or missing.
fn flipped(chain: &Chain, dice: &mut Dice) -> Vec<(String, Files)> {
    let of_it = |name: &&String| name.starts_with("replace") || name.starts_with("teams-");
    let names: Vec<&String> = chain.files.keys().filter(of_it).collect();
    let name = names[dice.below(names.len())];
    let (mut broken, mut missing) = (chain.files.clone(), chain.files.clone());
    let bytes = broken.get_mut(name).unwrap();
    let at = dice.below(bytes.len());
    bytes[at] ^= 1;
    missing.remove(name);
    vec![(format!("a changed {name}"), broken), (format!("without {name}"), missing)]
}

/// The last replacement with another team, another step or another count, with hashes that fit.
fn forged(chain: &Chain) -> Vec<(String, Files)> {
    let (record, teams) = (replaced_file(chain.done), teams_file(chain.done));
    let text = |name: &str| String::from_utf8(chain.files[name].clone()).unwrap();
    let with = |changed: Replaced, rows: String| {
        let mut files = chain.files.clone();
        files.insert(teams.clone(), rows.clone().into());
        files.insert(
            record.clone(),
            Replaced { teams: Digest::of(rows.as_bytes()), ..changed }.print().into(),
        );
        files
    };
    let own = Replaced::parse(&chain.files[&record]).unwrap();
    let mut found = Vec::new();
    let rows = text(&teams);
    if let Some((row, name)) = rows.lines().nth(1).map(|row| (row, row.split(',').nth(2).unwrap())) {
        let people = text("inspectors.csv");
        let other = people.lines().skip(1).filter_map(|row| row.split(',').next());
        let other = other.into_iter().find(|other| !rows.contains(&format!(",{other},"))).unwrap_or("p99");
        let forged = rows.replacen(row, &row.replacen(&format!(",{name},"), &format!(",{other},"), 1), 1);
        found.push(("another officer".to_owned(), with(own.clone(), forged)));
        let fewer = rows.replacen(&format!("{row}\n"), "", 1);
        let [filled, open] = own.seats;
        found.push((
            "a seat less".into(),
            with(Replaced { seats: [filled - 1, open + 1], ..own.clone() }, fewer),
        ));
    }
    if let Some(step) = own.steps.first() {
        let mut changed = own.clone();
        changed.steps[0].into = step.into.clone().map(|(id, rank)| (id, rank + 1));
        changed.steps.truncate(if step.into.is_some() { changed.steps.len() } else { 0 });
        found.push(("another step".into(), with(changed, rows)));
    }
    found
}

/// What the replacements covered.
#[derive(Debug, Default)]
struct Kinds {
    in_a_row: u32,
    stepped_in: u32,
    reserve_ended: u32,
    unavailable: u32,
    recused: u32,
    several_reasons: u32,
    left_open: u32,
    more_tasks: u32,
}

impl Kinds {
    fn count(&mut self, chain: &Chain) {
        self.in_a_row += u32::from(chain.done > 2);
        self.more_tasks += u32::from(chain.inputs.tasks.len() > 1);
        for number in 1..=chain.done {
            let text = |name: &str| String::from_utf8(chain.files[name].clone()).unwrap();
            let (request, record) = (text(&request_file(number)), text(&replaced_file(number)));
            let ended = record.lines().any(|line| line.starts_with("step ") && line.ends_with(" none"));
            let came = record.lines().any(|line| line.starts_with("step ") && !line.ends_with(" none"));
            self.reserve_ended += u32::from(ended);
            self.stepped_in += u32::from(came);
            let reasons = ["\nskip ", "\nunavailable ", "\nrecused "].map(|key| request.contains(key));
            self.unavailable += u32::from(reasons[1]);
            self.recused += u32::from(reasons[2]);
            self.several_reasons += u32::from(reasons.iter().filter(|there| **there).count() > 1);
            self.left_open += u32::from(!record.ends_with(" 0\n"));
        }
    }

    fn all_seen(&self) -> bool {
        let Self { in_a_row, stepped_in, reserve_ended, .. } = self;
        let Self { unavailable, recused, several_reasons, left_open, more_tasks, .. } = self;
        [in_a_row, stepped_in, reserve_ended, unavailable, recused, several_reasons, left_open, more_tasks]
            .iter()
            .all(|count| **count > 0)
    }
}
