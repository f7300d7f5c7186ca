//! A foreign layout: the food inspections of a city, when the file is there.

use super::bureau::{AFTER, BEFORE, PULSE_TIME};
use super::{Bureau, pulse};
use crate::common::tree;

const FILE: &str = "../shared/data/minneapolis_inspections_2011_2013.csv";

#[test]
fn establishments_inspectors_and_recusals_from_one_inspection_file() {
    let file = tree(FILE);
    if !file.exists() {
        println!("skipped: {FILE} is not there");
        return;
    }
    let file = file.display().to_string();
    let bureau = Bureau::new();
    let example = |name: &str| tree(&format!("data/examples/minneapolis/{name}")).display().to_string();
    let day = "2023-09-01T09:00:00+08:00";
    bureau.at(day, &["import", "matters", &example("matters.csv")]).ok();
    for kind in ["subjects", "inspectors", "recusals"] {
        let map = tree(&format!("data/maps/minneapolis-{kind}.toml")).display().to_string();
        // Rows without a licence number or an inspector are told and kept out.
        bureau
            .at(day, &["import", kind, &file, "--map", &map, "--as-of", "2013-12-31"])
            .exits(3)
            .says(&["26461 rows read"]);
    }
    bureau.at(day, &["plan", "publish", &example("plan.toml")]).ok();
    let not_before = pulse("1000");
    let freeze = [
        "draw",
        "freeze",
        "food",
        "--plan",
        "99000020231001",
        "--at",
        PULSE_TIME,
        "--not-before",
        &not_before,
        "-q",
    ];
    bureau.at(BEFORE, &freeze).ok().says(&["23 inspectors"]);
    let drawn = bureau.at(AFTER, &["draw", "run", "food", "--pulse", &pulse("657413")]).ok();
    bureau.at(AFTER, &["draw", "export", "food", "out", "--public"]).ok();
    bureau.at(AFTER, &["draw", "export", "food", "audit", "--audit"]).ok();
    bureau.run(&["verify", "out"]).ok();
    bureau.run(&["verify", "audit"]).ok();
    let thresholds = bureau.read("out/thresholds.csv");
    assert_eq!(thresholds.lines().count(), 4, "three risk levels: {thresholds}");
    for (line, (p, q)) in thresholds.lines().skip(1).zip([(10u64, 100u64), (5, 100), (3, 100)]) {
        let cells: Vec<u64> = line.split(',').skip(2).take(3).map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(cells[2], (cells[0] * p).div_ceil(q).max(1), "{line}: {}", drawn.out);
    }
}

#[test]
fn what_does_not_fit_a_draw_is_told_row_by_row() {
    let file = tree(FILE);
    if !file.exists() {
        println!("skipped: {FILE} is not there");
        return;
    }
    let file = file.display().to_string();
    let bureau = super::bureau::filled();
    super::bureau::freeze(&bureau, "d").ok();
    super::bureau::draw(&bureau, "d").ok();
    let map = tree("data/maps/minneapolis-outcomes.toml").display().to_string();
    let import = ["outcome", "import", "d", &file, "--map", &map, "--issues", "issues.csv"];
    bureau.at(AFTER, &import).exits(3).says(&["26461 rows read: 0 entered"]);
    let issues = bureau.read("issues.csv");
    for rule in ["outcome-not-drawn", "outcome-date-range", "outcome-officer"] {
        assert!(issues.contains(rule), "no {rule}");
    }
}
