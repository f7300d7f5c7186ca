//! The texts of the pairing: what is legal comes back as it was, everything else is refused with
//! its place.

use suicha::core::pairing::tables::{
    BadTable, parse_inspectors, parse_recusals, parse_teams, print_inspectors, print_recusals, print_teams,
};
use suicha::core::pairing::teams::{BadTeam, officers, seat_classes};
use suicha::core::pairing::{OnShortage, TeamLine};

use super::checked::name;

#[test]
fn team_lines_come_back_as_they_were() {
    for text in ["2", "2 @pool", "1 bureau", "1 without @pool", "1 food @pool without lead x", "99 a.b-c"] {
        assert_eq!(TeamLine::parse(text).unwrap().to_string(), text);
    }
    for text in ["widen bureau", "raise-cap 12", "leave-open"] {
        assert_eq!(OnShortage::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn bad_team_lines_are_refused() {
    for text in ["", "0", "01", "+1", "100", "x", "-1", " 1", "4294967297"] {
        assert!(matches!(TeamLine::parse(text), Err(BadTeam::Number { .. })), "{text:?}");
    }
    for text in ["1 ", "1  a", "1 any", "1 without without", "1 Food", "1 @unit", "1 食品", "1 a\n"] {
        assert!(matches!(TeamLine::parse(text), Err(BadTeam::Tag(_))), "{text:?}");
    }
    for text in ["1 a a", "1 @pool @pool", "1 a without a", "1 without b b"] {
        assert!(matches!(TeamLine::parse(text), Err(BadTeam::Twice { .. })), "{text:?}");
    }
    assert_eq!(TeamLine::parse("1 a without"), Err(BadTeam::NothingWithout));
    for text in ["", "widen", "raise-cap", "raise-cap 0", "raise-cap 01", "leave-open now", "ask"] {
        assert!(matches!(OnShortage::parse(text), Err(BadTeam::Rule { .. })), "{text:?}");
    }
    for text in ["widen ", "widen any", "widen a b"] {
        assert!(matches!(OnShortage::parse(text), Err(BadTeam::Tag(_))), "{text:?}");
    }
}

#[test]
fn classes_add_within_a_task_and_take_the_largest_between_tasks() {
    let task = |lines: &[&str]| -> Vec<TeamLine> {
        lines.iter().map(|line| TeamLine::parse(line).unwrap()).collect()
    };
    let tasks = [
        task(&["1 s1", "1 @pool", "1 food"]),
        task(&["1 @pool", "1 without @pool"]),
        task(&["2 food", "1 lead food", "1 food lead"]),
    ];
    let classes = seat_classes(&name("s1"), tasks.iter().map(Vec::as_slice));
    let found: Vec<(&str, u32)> = classes.iter().map(|one| (one.key.as_str(), one.n)).collect();
    assert_eq!(found, [("food", 2), ("food lead", 2), ("s1", 2), ("without s1", 1)]);
    let classes = seat_classes(&name("s2"), tasks.iter().map(Vec::as_slice));
    let found: Vec<(&str, u32)> = classes.iter().map(|one| (one.key.as_str(), one.n)).collect();
    assert_eq!(found, [("food", 2), ("food lead", 2), ("s1", 1), ("s2", 1), ("without s2", 1)]);
    assert_eq!(officers(&tasks[0]), 3);
}

const INSPECTORS: &str = "pseudonym,unit,tags,cap,base\np1,s1,,6,0\np2,s1,food+lead,0,4294967295\n";
const RECUSALS: &str = "pseudonym,id\np1,A\np1,B\np2,A\n";
const TEAMS: &str = "id,seat,pseudonym,role\nA,2,p1,lead\nA,2,p2,member\nA,10,p3,member\nB,1,p1,lead\n";

#[test]
fn tables_come_back_as_they_were() {
    assert_eq!(print_inspectors(&parse_inspectors(INSPECTORS).unwrap()), INSPECTORS);
    assert_eq!(print_recusals(&parse_recusals(RECUSALS).unwrap()), RECUSALS);
    assert_eq!(print_teams(&parse_teams(TEAMS).unwrap()), TEAMS);
    for header in [INSPECTORS, RECUSALS, TEAMS].map(|text| text.split_inclusive('\n').next()) {
        let header = header.unwrap();
        let rows = match header.split(',').count() {
            5 => parse_inspectors(header).unwrap().len(),
            2 => parse_recusals(header).unwrap().len(),
            _ => parse_teams(header).unwrap().len(),
        };
        assert_eq!(rows, 0);
    }
}

#[test]
fn bad_inspectors_are_refused_at_their_place() {
    let at = |from: &str, to: &str| -> (usize, &'static str) {
        assert!(INSPECTORS.contains(from), "{from:?}");
        place(parse_inspectors(&INSPECTORS.replacen(from, to, 1)))
    };
    assert_eq!(at("pseudonym", "\u{feff}pseudonym"), (1, "row"));
    assert_eq!(at("cap,base", "cap"), (1, "row"));
    assert_eq!(at("base\n", "base\r\n"), (1, "row"));
    assert_eq!(at("4294967295\n", "4294967295"), (3, "row"));
    assert_eq!(at("p1", "\np1"), (2, "row"));
    assert_eq!(at("p1,s1", "p1,高"), (2, "row"));
    assert_eq!(at(",6,0", ",6,0,"), (2, "row"));
    assert_eq!(at(",6,0", ",6"), (2, "row"));
    assert_eq!(at("p1", "P1"), (2, "pseudonym"));
    assert_eq!(at("p1,s1", "p1,any"), (2, "unit"));
    assert_eq!(at("food+lead", "lead+food"), (3, "tags"));
    assert_eq!(at("food+lead", "food+food"), (3, "tags"));
    assert_eq!(at("food+lead", "food+"), (3, "tags"));
    assert_eq!(at("food+lead", "food+without"), (3, "tags"));
    assert_eq!(at(",6,0", ",06,0"), (2, "cap"));
    assert_eq!(at(",6,0", ",,0"), (2, "cap"));
    assert_eq!(at(",6,0", ",6,0 "), (2, "row"));
    assert_eq!(at("4294967295", "4294967296"), (3, "base"));
    assert_eq!(at("p1", "p2"), (3, "row"));
    assert_eq!(at("p1", "p3"), (3, "row"));
    let error = parse_inspectors(&INSPECTORS.replace("p1", "P1")).unwrap_err().to_string();
    assert!(error.starts_with("inspectors.csv line 2, pseudonym: \"P1\": "), "{error}");
}

#[test]
fn bad_recusals_and_teams_are_refused_at_their_place() {
    let at = |from: &str, to: &str| place(parse_recusals(&RECUSALS.replacen(from, to, 1)));
    assert_eq!(at("p1,A", "p1,a"), (2, "id"));
    assert_eq!(at("p1,A", "p1,B"), (3, "row"));
    assert_eq!(at("p1,A", "p1,C"), (3, "row"));
    assert_eq!(at("p1,A", "\"p1\",A"), (2, "pseudonym"));
    let at = |from: &str, to: &str| place(parse_teams(&TEAMS.replacen(from, to, 1)));
    assert_eq!(at("lead", "Lead"), (2, "role"));
    assert_eq!(at("A,2,p1", "A,0,p1"), (2, "seat"));
    assert_eq!(at("A,10", "A,010"), (4, "seat"));
    assert_eq!(at("A,10", "A,1"), (4, "row"));
    assert_eq!(at("A,2,p2", "A,2,p1"), (3, "row"));
    assert_eq!(place(parse_teams("")), (1, "row"));
}

fn place<T: std::fmt::Debug>(found: Result<T, BadTable>) -> (usize, &'static str) {
    let error = found.unwrap_err();
    (error.line, error.column)
}
