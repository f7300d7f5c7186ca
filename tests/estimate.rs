//! Estimates from a draw against R's `survey` and SciPy on the same numbers, and by simulation: how often
//! the intervals hold the truth.

use crate::common::random::Dice;
use crate::common::tree;
use serde_json::Value;
use std::process::Command;
use suicha::report::estimate::{Counts, FaultKind, Method, estimate, interval, planning, quantile};

const NEAR: f64 = 1e-9;

/// Draws of each design.
const DRAWS: u64 = 2_000;

fn near(ours: f64, theirs: f64, what: &str) {
    assert!((ours - theirs).abs() <= NEAR, "{what}: {ours} here, {theirs} there");
}

fn stratum(population: u64, inspected: u64, problems: u64) -> Counts {
    let clean = inspected - problems;
    Counts { name: "s".into(), population, drawn: inspected, problems, clean, gone: 0, pending: 0 }
}

#[test]
fn rates_errors_and_design_effects_are_those_of_survey() {
    let text = std::fs::read_to_string(tree("tests/vectors/estimate/survey.csv")).unwrap();
    let mut seen = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let of = |text: &str| {
            let part: Vec<u64> = text.split(':').map(|n| n.parse().unwrap()).collect();
            stratum(part[0], part[1], part[2])
        };
        let strata: Vec<Counts> = cells[1].split(' ').map(of).collect();
        let overall = estimate(&strata).unwrap().overall.unwrap();
        let number = |at: usize| cells[at].parse::<f64>().unwrap();
        near(overall.rate, number(2), line);
        near(overall.error(), number(3), line);
        match cells[4] {
            // Without any spread the effect is 0/0; of a census, 0/0 as well.
            "NA" => assert!(overall.design_effect.is_none(), "{line}: {:?}", overall.design_effect),
            _ => near(overall.design_effect.unwrap(), number(4), line),
        }
        if strata.iter().all(|one| !one.certain()) {
            assert_eq!(overall.freedom.to_string(), cells[5], "{line}");
        }
        seen += 1;
    }
    assert_eq!(seen, 9);
}

#[test]
fn intervals_and_sizes_are_those_of_scipy() {
    let text = std::fs::read_to_string(tree("tests/vectors/estimate/intervals.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let list = |name: &str| vectors[name].as_array().unwrap();
    let count = |one: &Value, name: &str| one[name].as_u64().unwrap();
    for one in list("strata") {
        let (all, seen, problems) =
            (count(one, "population"), count(one, "inspected"), count(one, "problems"));
        let found = interval::of_stratum(all, seen, problems, 0.05);
        assert_eq!(found.method.word(), one["method"], "{one}");
        near(found.low, one["low"].as_f64().unwrap(), &one.to_string());
        near(found.high, one["high"].as_f64().unwrap(), &one.to_string());
    }
    for one in list("normal") {
        near(quantile::normal(one[0].as_f64().unwrap()), one[1].as_f64().unwrap(), &one.to_string());
    }
    for one in list("student") {
        let df = one[1].as_u64().unwrap();
        near(quantile::student(one[0].as_f64().unwrap(), df), one[2].as_f64().unwrap(), &one.to_string());
    }
    for one in list("detection") {
        let (all, k) = (count(one, "population"), count(one, "problems"));
        let n = planning::detect(all, k, one["power"].as_f64().unwrap()).unwrap();
        assert_eq!(n, count(one, "n"), "{one}");
        near(planning::finds(all, k, n), one["found"].as_f64().unwrap(), &one.to_string());
    }
    assert_eq!((list("strata").len(), list("detection").len()), (20, 7));
}

/// The stored numbers are the packages' own, where the packages are installed.
#[test]
fn the_packages_still_say_the_same() {
    let script = |name: &str| tree("tests/reference").join(name);
    let mut survey = Command::new("Rscript");
    survey.arg(script("estimates.R")).arg(tree("tests/vectors/estimate/survey.csv"));
    let mut scipy = Command::new("/usr/bin/python3");
    scipy.arg(script("estimates.py"));
    for (name, mut command) in [("survey", survey), ("SciPy", scipy)] {
        match command.output() {
            Err(e) => println!("skipped: {name}: {e}"),
            Ok(done) if done.status.code() == Some(77) => {
                println!("skipped: {}", String::from_utf8_lossy(&done.stdout));
            }
            Ok(done) => assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout)),
        }
    }
}

#[test]
fn bad_counts_and_empty_strata() {
    assert_eq!(estimate(&[]).unwrap().overall, None);
    let one_row = estimate(&[stratum(1, 1, 1)]).unwrap();
    let overall = one_row.overall.unwrap();
    assert_eq!((overall.rate, overall.interval.method, overall.variance), (1.0, Method::Census, 0.0));
    assert_eq!((overall.interval.low, overall.interval.high, overall.design_effect), (1.0, 1.0, None));

    // One of several inspected: the largest possible variance, and the exact interval.
    let lonely = estimate(&[stratum(12, 1, 0), stratum(100, 40, 10)]).unwrap();
    assert_eq!((lonely.strata[0].variance, lonely.overall.as_ref().unwrap().lonely), (None, 1));
    let expected = (12.0_f64 / 112.0).powi(2) / 4.0 + (100.0_f64 / 112.0).powi(2) * 0.6 * 0.1875 / 39.0;
    near(lonely.overall.unwrap().variance, expected, "12 of 112 by 1/4");

    // Everybody gone: nothing is said about the stratum, and anything is possible.
    let gone = Counts { name: "g".into(), population: 50, drawn: 5, gone: 5, ..Counts::default() };
    let mixed = estimate(&[gone.clone(), stratum(50, 10, 2)]).unwrap();
    let overall = mixed.overall.unwrap();
    assert_eq!((mixed.strata[0].rate, mixed.strata[0].interval), (None, None));
    assert_eq!((overall.population, overall.unseen, overall.rate), (50, 50, 0.2));
    let bounds = mixed.bounds.unwrap();
    near(bounds.low, 0.1, "none of those gone had a problem");
    near(bounds.high, 0.6, "all of them had one");
    let all_gone = estimate(&[gone]).unwrap();
    assert!(
        all_gone.overall.is_none() && all_gone.bounds.is_some_and(|one| one.low == 0.0 && one.high == 1.0)
    );

    // Nothing published, nothing drawn, nobody there.
    let open = Counts { population: 9, drawn: 3, pending: 3, ..Counts::default() };
    for counts in [open, Counts { population: 9, ..Counts::default() }, Counts::default()] {
        let nothing = estimate(&[counts]).unwrap();
        assert!(nothing.overall.is_none() && nothing.bounds.is_none());
    }
    let fault = estimate(&[Counts { population: 2, drawn: 3, clean: 3, ..Counts::default() }]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooMany { drawn: 3, population: 2 });
    let fault = estimate(&[Counts { population: 9, drawn: 3, clean: 2, ..Counts::default() }]).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Sum { drawn: 3, sum: 2 });
    assert!(fault.to_string().contains("add up to 2") && fault.zh().contains("合计2户"));
}

/// What was inspected whole moves the interval and does not widen it.
#[test]
fn a_certainty_stratum_is_carried_over() {
    let rest = estimate(&[stratum(300, 60, 12)]).unwrap().overall.unwrap().interval;
    let both = estimate(&[stratum(300, 60, 12), stratum(100, 100, 50)]).unwrap().overall.unwrap();
    near(both.interval.low, (50.0 + 300.0 * rest.low) / 400.0, "low");
    near(both.interval.high, (50.0 + 300.0 * rest.high) / 400.0, "high");
    near(both.rate, 110.0 / 400.0, "rate");
}

/// Name, and N, n and true problems of each stratum.
type Design = (&'static str, &'static [(u64, u64, u64)]);

/// Designs with more than one uncertain stratum, or with one that the normal curve describes.
const DESIGNS: [Design; 6] = [
    ("single", &[(2_000, 120, 300)]),
    ("proportional", &[(1_000, 50, 100), (2_000, 100, 500), (3_000, 150, 240)]),
    ("disproportional, certainty", &[(4_000, 80, 400), (600, 60, 210), (60, 60, 25)]),
    ("small strata", &[(40, 6, 8), (60, 8, 20), (30, 5, 9), (80, 10, 12), (50, 6, 15), (70, 8, 10)]),
    ("rare problems", &[(3_000, 150, 60), (5_000, 150, 150)]),
    ("unlike strata", &[(500, 40, 20), (500, 40, 400), (1_000, 30, 300)]),
];

/// Problems among `n` drawn without replacement.
fn drawn(dice: &mut Dice, (all, n, k): (u64, u64, u64)) -> u64 {
    let mut left = k;
    for taken in 0..n {
        left -= u64::from((dice.below((all - taken) as usize) as u64) < left);
    }
    k - left
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    for (number, (name, design)) in (1..).zip(DESIGNS) {
        let mut dice = Dice::new(number);
        let (all, k): (u64, u64) =
            (design.iter().map(|one| one.0).sum(), design.iter().map(|one| one.2).sum());
        let truth = k as f64 / all as f64;
        let (mut held, mut sum, mut variance) = (0, 0.0, 0.0);
        let (mut of_strata, mut strata) = (0, 0);
        for _ in 0..DRAWS {
            let counts: Vec<Counts> =
                design.iter().map(|one| stratum(one.0, one.1, drawn(&mut dice, *one))).collect();
            let found = estimate(&counts).unwrap();
            let overall = found.overall.unwrap();
            held += u64::from(overall.interval.low <= truth && truth <= overall.interval.high);
            (sum, variance) = (sum + overall.rate, variance + overall.variance);
            for (stratum, (all, n, k)) in found.strata.iter().zip(design).filter(|(_, one)| one.0 != one.1) {
                let (interval, truth) = (stratum.interval.unwrap(), *k as f64 / *all as f64);
                assert!(interval.method != Method::Census && n < all);
                strata += 1;
                of_strata += u64::from(interval.low <= truth && truth <= interval.high);
            }
        }
        let share = |held: u64, of: u64| 100.0 * held as f64 / of as f64;
        let (overall, each) = (share(held, DRAWS), share(of_strata, strata));
        println!("{name}: overall {overall:.2} %, strata {each:.2} %");
        assert!((93.0..=97.0).contains(&overall), "{name}: {overall} % of the intervals hold the truth");
        // Exact intervals hold more often than they must, never less.
        assert!((94.0..=100.0).contains(&each), "{name}: {each} % of the strata's intervals hold the truth");
        // The estimate is unbiased: its mean is within four of its standard errors of the truth.
        let error = (variance / DRAWS as f64 / DRAWS as f64).sqrt();
        assert!(
            (sum / DRAWS as f64 - truth).abs() < 4.0 * error,
            "{name}: {} for {truth}",
            sum / DRAWS as f64
        );
    }
}
