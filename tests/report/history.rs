//! Facts of a small bureau that draws for two years, made from a number and consistent with themselves: who was
//! drawn again, teams, replacements, attempts. For the tables of `docs/fairness.md`.

use super::facts::{Rows, day, random};
use crate::common::random::Dice;
use suicha::core::time::Date;
use suicha::report::facts::{Attempt, Chance, Repeats, Replacement, Seat, Visit};

fn plus(day: Date, days: usize) -> Date {
    Date::from_days(day.days() + days as i64).unwrap()
}

/// So many of a list, in random order.
fn choose<T: Clone>(dice: &mut Dice, of: &[T], n: usize) -> Vec<T> {
    let mut all = of.to_vec();
    (0..n.min(all.len())).map(|_| all.swap_remove(dice.below(all.len()))).collect()
}

/// Histories of a number; facts that these tables do not read are random.
pub fn history(number: u64) -> Rows {
    let dice = &mut Dice::new(number ^ 0x5eed);
    let mut rows = Rows {
        visits: Vec::new(),
        seats: Vec::new(),
        attempts: Vec::new(),
        replacements: Vec::new(),
        ..random(number)
    };
    let mut fold = Repeats::default();
    let officers = 3 + dice.below(8);
    let mut on = day("2022-06-01");
    for draw in 0..6 + dice.below(8) {
        on = plus(on, dice.below(90));
        let attempt = voided(&mut rows, dice, draw, on);
        if attempt == 0 {
            continue;
        }
        one(&mut rows, dice, &mut fold, (draw, attempt, on, officers));
    }
    rows
}

/// The attempts of a draw, and which has a result; none, where all were voided or are open.
fn voided(rows: &mut Rows, dice: &mut Dice, draw: usize, on: Date) -> u32 {
    let frozen = |back: usize| Date::from_days(on.days() - back as i64).unwrap();
    let attempt = |attempt, end: &str, back, reason: &str| Attempt {
        draw: format!("d{draw}"),
        attempt,
        plan: format!("p{}", draw % 3),
        frozen: frozen(back),
        end: end.into(),
        ended: (!end.is_empty()).then_some(on),
        reason: reason.into(),
    };
    let voids = dice.below(3) as u32;
    for number in 1..=voids {
        let reason = dice.pick(&["wrong-list", "no-pulse"]);
        rows.attempts.push(attempt(number, "void", 30 - 10 * number as usize, reason));
    }
    let end = dice.pick(&["result", "result", "result", "result", ""]);
    rows.attempts.push(attempt(voids + 1, end, dice.below(4), ""));
    if end.is_empty() { 0 } else { voids + 1 }
}

/// A draw with its result: who could be drawn, lists, teams, replacements.
fn one(rows: &mut Rows, dice: &mut Dice, fold: &mut Repeats, of: (usize, u32, Date, usize)) {
    let (draw, attempt, on, officers) = of;
    let name = format!("d{draw}");
    // People come: later draws have larger pools.
    let pool: Vec<usize> = (0..officers + draw / 3).collect();
    // One is of another unit from the sixth draw on.
    let unit_of = |officer: usize| (officer + usize::from(draw > 5 && officer == 1)) % 3;
    let of_unit = |officer| pool.iter().filter(|other| unit_of(**other) == unit_of(officer)).count();
    let tasks: &[&str] = dice.pick(&[&["t0"], &["t0", "t1"]]);
    let mut number = 0;
    for (at, task) in tasks.iter().enumerate() {
        let frame: Vec<usize> = (at * 30..at * 30 + 8 + dice.below(18)).collect();
        let n = 2 + dice.below(6);
        let hit = choose(dice, &frame, n);
        let (small, large): (Vec<usize>, Vec<usize>) = frame.iter().partition(|who| *who % 3 == 0);
        for (stratum, frame) in [("large", large), ("small", small)] {
            let names: Vec<String> = frame.iter().map(|who| format!("s{who:02}")).collect();
            let eligible = names.iter().zip(&frame).map(|(name, who)| (name.as_str(), hit.contains(who)));
            rows.repeats.extend(fold.add(&Chance { draw: &name, attempt, task, stratum, day: on }, eligible));
        }
        for who in hit {
            let visited = (!dice.once_in(5)).then(|| plus(on, dice.below(60)));
            let listed = if dice.once_in(8) { plus(on, dice.below(9)) } else { on };
            let visit = Visit {
                draw: name.clone(),
                attempt,
                plan: format!("p{}", draw % 3),
                task: (*task).into(),
                subject: format!("s{who:02}"),
                stepped_in: listed != on,
                listed,
                due: (!dice.once_in(4)).then(|| plus(on, 60)),
                visited,
                published: visited.filter(|_| !dice.once_in(3)).map(|day| plus(day, dice.below(30))),
                ..rows_visit(dice)
            };
            // In two tasks: the team is told of the first.
            if dice.once_in(6) {
                rows.visits.push(Visit { task: "t9".into(), ..visit.clone() });
            }
            rows.visits.push(visit);
            let size = 1 + dice.below(3);
            let known = !dice.once_in(9);
            for officer in choose(dice, &pool, size) {
                rows.seats.push(Seat {
                    draw: name.clone(),
                    attempt,
                    task: (*task).into(),
                    subject: format!("s{who:02}"),
                    officer: format!("c{officer}"),
                    unit: format!("单位{}", unit_of(officer)),
                    lead: false,
                    drawn: !dice.once_in(8),
                    day: on,
                    visited: visited.filter(|_| known),
                    pool: pool.len() as u32,
                    // Sometimes not known.
                    unit_pool: if draw % 4 == 3 { 0 } else { of_unit(officer) as u32 },
                    subjects: 9,
                });
            }
            if dice.once_in(5) {
                number += 1;
                let what = dice.pick(&["subject", "inspector"]);
                rows.replacements.push(Replacement {
                    draw: name.clone(),
                    attempt,
                    number,
                    task: if what == "subject" { (*task).into() } else { String::new() },
                    what: what.into(),
                    reason: dice.pick(&["ill", "gone"]).into(),
                    day: plus(on, dice.below(20)),
                    filled: !dice.once_in(3),
                });
            }
        }
    }
}

fn rows_visit(dice: &mut Dice) -> Visit {
    random(dice.below(1000) as u64).visits.remove(0)
}
