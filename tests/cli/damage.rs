//! Whatever a bureau keeps between two commands is damaged in every way a disk or a hand can, and
//! the next command is run: file × damage × command, and table × column × damage × command. Each
//! cell must end in one of four ways, and never in a wrong answer:
//!
//! - refused: an exit code other than 0 and 1, and a message that names what is damaged;
//! - repaired: the answer and everything kept are those of the undisturbed run;
//! - unaffected: the same, but for the damage itself, and `fsck` names it;
//! - configuration: what is written there is obeyed, there being nothing to compare it with.
//!
//! Every seventh cell is tried; `SUICHA_DAMAGE_EVERY=1` asks for all of them.

mod cell;
mod moments;
mod tables;

use cell::{Cell, Outcome, judge};
use moments::{Moment, moments};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Kinds of damage to a file.
const DAMAGES: [&str; 5] = ["removed", "truncated", "zero-filled", "older", "flipped"];

/// Bits flipped in a file, each of them a cell.
const FLIPS: u64 = 3;

#[test]
fn every_damaged_file_is_refused_repaired_or_named() {
    let moments = moments();
    let mut cells = Vec::new();
    for moment in &moments {
        for (name, bytes) in moment.files() {
            for damage in DAMAGES {
                for (nth, damaged) in damaged(moment, name, bytes, damage).into_iter().enumerate() {
                    // The bits are many: each goes with some of the commands in turn.
                    let turn = |at: usize| damage != "flipped" || at % FLIPS as usize == nth;
                    let commands = moment.commands.iter().enumerate();
                    let some = commands.filter(|(at, command)| turn(*at) && command.may_read(name));
                    cells.extend(
                        some.map(|(_, command)| Cell::of_file(moment, name, damage, &damaged, command)),
                    );
                }
            }
        }
    }
    tell("files", cells, 600);
}

#[test]
fn every_damaged_row_is_refused_or_named() {
    let moments = moments();
    let cells: Vec<Cell> = moments.iter().flat_map(tables::cells).collect();
    tell("rows", cells, 200);
}

/// The bytes a file may be left with; `None` where it is gone.
fn damaged(moment: &Moment, name: &str, bytes: &[u8], damage: &str) -> Vec<Option<Vec<u8>>> {
    let flip = |nth: u64| {
        let seed =
            bytes.iter().fold(nth + 1, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        let mut flipped = bytes.to_vec();
        let at = (seed / 8 % bytes.len() as u64) as usize;
        flipped[at] ^= 1 << (seed % 8);
        Some(flipped)
    };
    match damage {
        "removed" => vec![None],
        "truncated" => vec![Some(bytes[..bytes.len() / 2].to_vec())],
        "zero-filled" => vec![Some(vec![0; bytes.len()])],
        "older" => moment.older(name).filter(|older| older != bytes).map(Some).into_iter().collect(),
        _ if bytes.is_empty() => Vec::new(),
        _ => (0..FLIPS).map(flip).collect(),
    }
}

/// Each so-maniest cell is tried where nobody asks for more; no moment has a multiple of it in commands.
const EVERY: usize = 7;

/// Tries the cells, prints how many ended how, and fails with the list of those that ended badly.
fn tell(what: &str, all: Vec<Cell>, at_least: usize) {
    assert!(all.len() >= at_least, "only {} cells", all.len());
    let every = std::env::var("SUICHA_DAMAGE_EVERY").ok().and_then(|n| n.parse().ok()).unwrap_or(EVERY);
    let whole = all.len();
    let cells: Vec<Cell> = all.into_iter().step_by(every).collect();
    let next = AtomicUsize::new(0);
    let ended: Mutex<Vec<(usize, Result<Outcome, String>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((at, cell)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, cells.get(at)?)))
                {
                    let outcome = judge(cell);
                    ended.lock().unwrap().push((at, outcome));
                }
            });
        }
    });
    let mut ended = ended.into_inner().unwrap();
    ended.sort_by_key(|(at, _)| *at);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut bad = Vec::new();
    for (at, outcome) in &ended {
        match outcome {
            Ok(outcome) => *counts.entry(format!("{outcome:?}")).or_default() += 1,
            Err(why) => bad.push(format!("{}\n    {}", cells[*at], why.replace('\n', "\n    "))),
        }
    }
    println!("{} of {whole} cells of damaged {what}: {counts:?}", cells.len());
    assert!(bad.is_empty(), "{} of {} cells ended badly:\n{}", bad.len(), cells.len(), bad.join("\n"));
}
