//! Estimates from a draw against R's `survey` and SciPy on the same numbers, and by simulation: how often
//! the intervals hold the truth.

use crate::common::random::Dice;
use crate::common::tree;
use serde_json::{Value, json};
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
    Counts { name: "s".into(), population, drawn: inspected, problems, clean, ..Counts::default() }
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
    recomputed(survey);
    recomputed(scipy);
}

/// A random stratum: of one row, inspected whole, with one inspected of several, all gone, without a problem,
/// with nothing else, or like most.
fn random_stratum(dice: &mut Dice) -> Counts {
    let population = dice.pick(&[1, 2, 7, 40, 333, 2_000]) as usize;
    let inspected = match dice.below(8) {
        0 => population.min(400),
        1 => 1,
        2 => 0,
        _ => 1 + dice.below(population.min(400)),
    };
    let problems = match dice.below(6) {
        0 => 0,
        1 => inspected,
        2 => dice.below(inspected.min(6) + 1),
        _ => dice.below(inspected + 1),
    };
    let gone = dice.below(population - inspected + 1).min(9) as u64;
    let counts = stratum(population as u64, inspected as u64, problems as u64);
    Counts { gone, drawn: inspected as u64 + gone, ..counts }
}

/// Runs a package's script on a file, where the package is installed.
fn recomputed(mut command: Command) {
    match command.output() {
        Err(e) => println!("skipped: {e}"),
        Ok(done) if done.status.code() == Some(77) => {
            println!("skipped: {}", String::from_utf8_lossy(&done.stdout));
        }
        Ok(done) => {
            let said = [done.stdout, done.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
            assert!(done.status.success(), "{}", said.concat());
        }
    }
}

/// A hundred random designs: variances, effects and intervals by SciPy, and, where every stratum that was not
/// inspected whole has two inspected and some stratum does, rates, errors and effects by `survey`, which takes
/// populations of one alone for shares.
#[test]
fn random_designs_are_those_of_the_packages() {
    let (mut lines, mut table) = (String::new(), "name,strata,rate,error,effect,freedom\n".to_owned());
    for number in 0..100 {
        let dice = &mut Dice::new(77_000 + number);
        let counts: Vec<Counts> = (0..1 + dice.below(6)).map(|_| random_stratum(dice)).collect();
        let found = estimate(&counts).unwrap();
        let interval =
            |one: &interval::Interval| json!({"method": one.method.word(), "low": one.low, "high": one.high});
        let overall = found.overall.as_ref().map(|one| {
            let mut told = interval(&one.interval);
            told["rate"] = one.rate.into();
            told["variance"] = one.variance.into();
            told["effect"] = one.design_effect.into();
            told
        });
        let of: Vec<[u64; 3]> =
            counts.iter().map(|one| [one.population, one.inspected(), one.problems]).collect();
        let strata: Vec<Value> =
            found.strata.iter().map(|one| one.interval.as_ref().map(interval).into()).collect();
        lines += &format!("{}\n", json!({"design": of, "strata": strata, "overall": overall}));
        let Some(overall) = found.overall.filter(|one| one.lonely == 0) else { continue };
        let seen = of.iter().filter(|[_, inspected, _]| *inspected > 0);
        let strata: Vec<String> = seen.map(|one| one.map(|n| n.to_string()).join(":")).collect();
        let effect = overall.design_effect.map_or("NA".to_owned(), |effect| effect.to_string());
        let freedom = overall.inspected - strata.len() as u64;
        if freedom == 0 {
            continue;
        }
        let (strata, rate, error) = (strata.join(" "), overall.rate, overall.error());
        table += &format!("random{number},{strata},{rate},{error},{effect},{freedom}\n");
    }
    assert!(table.lines().count() > 30, "{table}");
    let dir = tempfile::tempdir().unwrap();
    let (designs, survey) = (dir.path().join("designs.jsonl"), dir.path().join("survey.csv"));
    std::fs::write(&designs, lines).unwrap();
    std::fs::write(&survey, table).unwrap();
    let script = |name: &str| tree("tests/reference").join(name);
    let mut scipy = Command::new("/usr/bin/python3");
    scipy.args([
        "-B".as_ref(),
        script("estimates.py").as_os_str(),
        "--designs".as_ref(),
        designs.as_os_str(),
    ]);
    recomputed(scipy);
    let mut r = Command::new("Rscript");
    r.args([script("estimates.R").as_os_str(), survey.as_os_str(), "--others".as_ref()]);
    recomputed(r);
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
    let stood_in = Counts { population: 3, drawn: 2, stepped_in: 1, clean: 2, gone: 1, ..Counts::default() };
    assert!(estimate(std::slice::from_ref(&stood_in)).unwrap().overall.is_some());
    let fault = estimate(&[Counts { population: 2, ..stood_in }]).unwrap_err();
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

/// Designs whose intervals hold more often than 97 %: counts in them are so few that no interval can do otherwise
/// without doing less elsewhere. Never less often than 93 %.
const LONGER: [&str; 4] =
    ["one of each of thirty", "by class, 1 to 30 %, rare", "few of many", "two of each of four"];

/// As bureaus draw: at one rate, by class at unlike rates, few of each station.
const DESIGNS: [Design; 16] = [
    ("single", &[(2_000, 120, 300)]),
    ("proportional", &[(1_000, 50, 100), (2_000, 100, 500), (3_000, 150, 240)]),
    ("disproportional, certainty", &[(4_000, 80, 400), (600, 60, 210), (60, 60, 25)]),
    ("small strata", &[(40, 6, 8), (60, 8, 20), (30, 5, 9), (80, 10, 12), (50, 6, 15), (70, 8, 10)]),
    ("rare problems", &[(3_000, 150, 60), (5_000, 150, 150)]),
    ("unlike strata", &[(500, 40, 20), (500, 40, 400), (1_000, 30, 300)]),
    ("5 % of twelve stations", &STATIONS),
    ("5 % of stations, rare", &RARE),
    ("two of each of twenty", &[(40, 2, 8); 20]),
    ("one of each of thirty", &[(20, 1, 4); 30]),
    ("two of each of four", &[(40, 2, 8); 4]),
    ("one and many", &[(2_000, 100, 400), (15, 1, 3), (30, 2, 6)]),
    ("by class, 3 to 50 %", &[(3_000, 90, 150), (800, 80, 80), (120, 30, 24), (20, 10, 8)]),
    ("by class, 1 to 50 %", &[(3_000, 30, 60), (1_500, 45, 75), (500, 50, 60), (80, 40, 24)]),
    ("by class, 1 to 30 %, rare", &[(5_000, 50, 50), (1_000, 100, 50), (300, 90, 45)]),
    ("few of many", &[(3_000, 30, 90), (300, 150, 90)]),
];

/// A county's stations at five percent: 2 to 21 of each; one in seven has a problem.
const STATIONS: [(u64, u64, u64); 12] = [
    (40, 2, 6),
    (60, 3, 9),
    (85, 5, 12),
    (110, 6, 15),
    (120, 6, 18),
    (150, 8, 20),
    (180, 9, 27),
    (200, 10, 28),
    (240, 12, 36),
    (310, 16, 40),
    (400, 20, 60),
    (420, 21, 59),
];

/// The same, one in forty.
const RARE: [(u64, u64, u64); 12] = [
    (40, 2, 1),
    (60, 3, 1),
    (85, 5, 2),
    (110, 6, 3),
    (120, 6, 3),
    (150, 8, 4),
    (180, 9, 5),
    (200, 10, 5),
    (240, 12, 6),
    (310, 16, 8),
    (400, 20, 10),
    (420, 21, 10),
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
        let most = if LONGER.contains(&name) { 100.0 } else { 97.0 };
        assert!((93.0..=most).contains(&overall), "{name}: {overall} % of the intervals hold the truth");
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
