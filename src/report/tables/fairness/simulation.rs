//! Histories of a bureau that draws truly at random give tables in which nothing surprises; histories that
//! are rigged in the known ways (`docs/fairness.md` §5) stand out.

use super::super::tests::day;
use super::meetings::{self, Meetings};
use super::repeats::{self, Group};
use super::teams::{Block, Officer, Team};
use super::together;
use super::*;
use crate::report::facts::{Chance, Repeat, Repeats};

const SUBJECTS: u32 = 60;
const DRAWN: usize = 12;
const POOL: u32 = 10;
/// Officers and subjects of a station: of 10, and of 60.
const STATION: u32 = 4;
const OWN: u32 = 24;

/// Steele, Lea and Flood's splitmix64: enough for a test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// So many of 0 to n, in random order.
    fn choose(&mut self, of: u32, n: usize) -> Vec<u32> {
        let mut all: Vec<u32> = (0..of).collect();
        (0..n).map(|_| all.swap_remove(self.below(all.len()))).collect()
    }
}

/// How a bureau draws.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Random,
    /// Who was drawn three times cannot be drawn again; the first twenty are a stratum with a higher rate.
    Capped,
    /// The first six subjects in every draw.
    Favourites,
    /// Officers in fixed couples.
    Couples,
    /// The same couple for a subject whenever it is drawn.
    OwnOfficers,
    /// A station of four goes to its own subjects, everybody else to theirs.
    Stations,
}

impl Way {
    fn unit(self, officer: u32) -> u32 {
        u32::from(self == Self::Stations && officer >= STATION)
    }
}

struct History {
    groups: Vec<Group>,
    blocks: Vec<Block>,
}

/// Twelve months.
fn history(dice: &mut Dice, way: Way) -> History {
    let (mut fold, mut groups, mut blocks) = (Repeats::default(), Vec::new(), Vec::new());
    let mut times = [0; SUBJECTS as usize];
    let names: Vec<String> = (0..SUBJECTS).map(|n| format!("{n:03}")).collect();
    for month in 1..=12 {
        let on = day(&format!("2023-{month:02}-10"));
        let mut hit = dice.choose(SUBJECTS, DRAWN);
        if way == Way::Favourites {
            hit = (0..6).chain(dice.choose(SUBJECTS - 6, DRAWN - 6).into_iter().map(|n| n + 6)).collect();
        }
        hit.sort_unstable();
        let draw = format!("{month:02}");
        let of = Chance { draw: &draw, attempt: 1, task: "t", stratum: "all", day: on };
        let named = |n: &u32| names[*n as usize].as_str();
        if way == Way::Capped {
            let free: Vec<u32> = (0..SUBJECTS).filter(|n| times[*n as usize] < 3).collect();
            let (small, large): (Vec<u32>, Vec<u32>) = free.iter().partition(|n| **n < 20);
            hit.clear();
            for (stratum, of_stratum, n) in [("large", large, 4), ("small", small, 5)] {
                let n = n.min(of_stratum.len());
                let drawn: Vec<u32> = dice.choose(of_stratum.len() as u32, n);
                let drawn: Vec<u32> = drawn.into_iter().map(|at| of_stratum[at as usize]).collect();
                let frame = of_stratum.iter().map(|n| (named(n), drawn.contains(n)));
                groups.extend(fold.add(&Chance { stratum, ..of }, frame).into_iter().map(group));
                hit.extend(drawn);
            }
            hit.sort_unstable();
            hit.iter().for_each(|n| times[*n as usize] += 1);
        } else {
            let frame = (0..SUBJECTS).map(|n| (names[n as usize].as_str(), hit.contains(&n)));
            groups.extend(fold.add(&of, frame).into_iter().map(group));
        }
        let team = |subject: &u32, dice: &mut Dice| {
            let mut officers = match way {
                Way::Couples => {
                    let first = 2 * dice.below(POOL as usize / 2) as u32;
                    vec![first, first + 1]
                }
                Way::Stations if *subject < OWN => dice.choose(STATION, 2),
                Way::Stations => {
                    dice.choose(POOL - STATION, 2).into_iter().map(|officer| officer + STATION).collect()
                }
                Way::OwnOfficers => vec![subject % POOL, (subject / POOL + subject + 1) % POOL],
                _ => dice.choose(POOL, 2),
            };
            officers.sort_unstable();
            let officers = officers.into_iter().map(|id| Officer { id, unit: way.unit(id) }).collect();
            Team { task: 0, subject: *subject, officers }
        };
        let teams = hit.iter().map(|subject| team(subject, dice)).collect();
        let units = [(0, if way == Way::Stations { STATION } else { POOL }), (1, POOL - STATION)].into();
        blocks.push(Block { draw: format!("{month:02}"), attempt: 1, day: on, pool: POOL, units, teams });
    }
    History { groups, blocks }
}

fn group(row: Repeat) -> Group {
    Group {
        span: usize::from(row.span == "all"),
        stratum: (row.draw, row.attempt.into(), row.task, row.stratum),
        day: row.day,
        earlier: row.earlier.into(),
        fresh: row.fresh,
        eligible: row.eligible,
        drawn: row.drawn,
    }
}

fn year() -> Scope {
    Scope { period: "2023".parse().unwrap(), as_of: day("2023-12-31") }
}

fn numbers(table: &Table, keys: usize) -> Vec<Vec<i64>> {
    let n = |value: &Value| if let Value::Number(n) = value { *n } else { panic!("{value:?}") };
    table.rows.iter().map(|row| row[keys..].iter().map(n).collect()).collect()
}

/// Found and expected in hundredths, and bits, of the eight rows on hits and the four on meetings.
fn told(history: &History) -> Vec<(i64, i64, i64)> {
    let repeats = numbers(&repeats::hits(&history.groups, &year()), 2);
    let meetings = numbers(&meetings::again(&history.blocks, &year()), 2);
    assert_eq!((repeats.len(), meetings.len()), (8, 4));
    let of_repeats = repeats.iter().map(|row| (row[3] * 100, row[4], row[5]));
    of_repeats.chain(meetings.iter().map(|row| (row[1] * 100, row[2], row[3]))).collect()
}

const HISTORIES: usize = 200;

/// Found and expected agree on average, and few histories surprise.
fn nothing_stands_out(way: Way, seed: u64) {
    let mut dice = Dice(seed);
    let all: Vec<_> = (0..HISTORIES).map(|_| told(&history(&mut dice, way))).collect();
    for row in 0..12 {
        let n = HISTORIES as f64;
        let strays: Vec<f64> = all.iter().map(|told| (told[row].0 - told[row].1) as f64 / 100.0).collect();
        let mean = strays.iter().sum::<f64>() / n;
        let deviation = (strays.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        assert!(mean.abs() <= 3.5 * deviation / n.sqrt() + 0.01, "row {row}: {mean} with {deviation}");
        let surprising = all.iter().filter(|told| told[row].2 >= 5).count();
        assert!(surprising * 20 <= HISTORIES, "row {row}: {surprising} of {HISTORIES} surprise");
    }
}

#[test]
fn chance_gives_what_is_expected() {
    nothing_stands_out(Way::Random, 7);
}

/// Caps and strata are in the expectation: it is that of each draw, given everything before it.
#[test]
fn caps_and_strata_do_not_stand_out() {
    nothing_stands_out(Way::Capped, 23);
    let capped = told(&history(&mut Dice(29), Way::Capped));
    assert!(capped[3].0 == 0 && capped[2].0 > 0, "nobody is drawn a fourth time: {capped:?}");
}

/// Offices that go to their own area only meet each other and their subjects far more often than officers chosen
/// from all; among those of their unit they do not.
#[test]
fn stations_of_their_own_do_not_stand_out() {
    nothing_stands_out(Way::Stations, 31);
}

/// Subjects with k hits: the counts of the table add up, and are expected on average.
#[test]
fn hits_add_up_to_the_subjects_and_the_seats() {
    let mut dice = Dice(11);
    let (mut found, mut expected) = ([0; 4], [0; 4]);
    for _ in 0..HISTORIES {
        let table = numbers(&repeats::hits(&history(&mut dice, Way::Random).groups, &year()), 2);
        for span in table.chunks(4) {
            assert_eq!(span.iter().map(|row| row[0]).sum::<i64>(), i64::from(SUBJECTS));
            assert!((span.iter().map(|row| row[1]).sum::<i64>() - 100 * i64::from(SUBJECTS)).abs() <= 4);
        }
        for k in 0..4 {
            found[k] += table[k][0] * 100;
            expected[k] += table[k][1];
        }
    }
    for k in 0..4 {
        let apart = (found[k] - expected[k]) as f64 / HISTORIES as f64 / 100.0;
        // Four times the standard error of the mean, about 0.6.
        assert!(apart.abs() < 2.4, "{k}: {apart}");
    }
}

#[test]
fn what_is_rigged_stands_out() {
    let mut dice = Dice(13);
    for _ in 0..10 {
        let favoured = told(&history(&mut dice, Way::Favourites));
        assert!(favoured[3].2 >= 20, "three hits and more: {:?}", favoured[3]);
        let couples = told(&history(&mut dice, Way::Couples));
        assert!(couples[8].2 >= 20, "the same partner: {:?}", couples[8]);
        let own = told(&history(&mut dice, Way::OwnOfficers));
        assert!(own[10].2 >= 8, "the same subject: {:?}", own[10]);
        // And only there: the draws of couples are fair to subjects.
        assert!(couples[..8].iter().all(|row| row.2 < 12), "{couples:?}");
    }
}

#[test]
fn couples_are_seen_in_their_times_together() {
    let mut dice = Dice(17);
    let worst = |way: Way, dice: &mut Dice| {
        let table = numbers(&together::pairs(&history(dice, way).blocks), 0);
        table.iter().map(|row| row[3]).max().unwrap()
    };
    assert!(worst(Way::Couples, &mut dice) >= 10);
    let calm = (0..50).filter(|_| worst(Way::Random, &mut dice) < 5).count();
    assert!(calm >= 48, "{calm} of 50");
}

#[test]
fn nothing_drawn_is_nothing_told() {
    let none = meetings::count(&[], &year(), false);
    assert_eq!(none, Meetings::default());
    assert!(repeats::hits(&[], &year()).rows.is_empty());
    assert!(meetings::again(&[], &year()).rows.is_empty());
    assert!(together::pairs(&[]).rows.is_empty());
}
