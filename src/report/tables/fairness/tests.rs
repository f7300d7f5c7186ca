//! Small histories counted by hand, against what the tables say.

use super::super::tests::{day, visit};
use super::*;
use crate::report::facts::{Attempt, Chance, Listing, Repeat, Repeats, Replacement, Seat, Visit};

pub(super) fn scope() -> Scope {
    Scope { period: "2023-10".parse().unwrap(), as_of: day("2023-11-05") }
}

fn chance<'a>(draw: &'a str, on: &str) -> Chance<'a> {
    Chance { draw, attempt: 1, task: "t", stratum: "all", day: day(on) }
}

pub(super) fn seats(draw: &str, on: &str, teams: &[(&str, &[&str])]) -> Vec<Seat> {
    let seat = |subject: &str, officer: &str| Seat {
        draw: draw.into(),
        attempt: 1,
        task: "t".into(),
        subject: subject.into(),
        officer: officer.into(),
        unit: "u".into(),
        lead: false,
        drawn: true,
        day: day(on),
        visited: None,
        pool: 4,
        unit_pool: 4,
        subjects: teams.len() as u32,
    };
    teams.iter().flat_map(|(subject, officers)| officers.iter().map(move |one| seat(subject, one))).collect()
}

pub(super) fn of(facts: &Facts, id: &str) -> Vec<Vec<Value>> {
    let all = crate::report::tables::all(facts, &scope()).unwrap();
    all.into_iter().find(|table| table.id == id).unwrap().rows
}

pub(super) fn row(keys: &[&str], numbers: &[i64]) -> Vec<Value> {
    let keys = keys.iter().map(|key| Value::Code((*key).into()));
    keys.chain(numbers.iter().map(|n| Value::Number(*n))).collect()
}

/// Two of four in March and in October: x twice, w and y once, z never; half of everybody was to be expected.
#[test]
fn hits_of_two_draws_by_hand() {
    let mut repeats = Repeats::default();
    let mut rows = Vec::new();
    for (draw, on, hit) in [("a", "2023-03-01", "wx"), ("b", "2023-10-09", "xy"), ("c", "2023-12-01", "zw")] {
        let frame = ["w", "x", "y", "z"].map(|subject| (subject, hit.contains(subject)));
        rows.extend(repeats.add(&chance(draw, on), frame));
    }
    let found = of(&Facts::empty().with(&rows), "repeat-hits");
    let expected = [
        ("0", [1, 100, 2, 1, 100, 0]),
        ("1", [2, 200, 2, 1, 100, 0]),
        ("2", [1, 100, 0, 0, 0, 0]),
        ("3+", [0, 0, 0, 0, 0, 0]),
    ];
    let expected: Vec<_> = ["all", "year"]
        .iter()
        .flat_map(|span| expected.iter().map(move |(hits, numbers)| row(&[span, hits], numbers)))
        .collect();
    assert_eq!(found, expected);
}

/// A cap of one visit a year: whoever was drawn in March cannot be drawn in October, and nobody is
/// surprised. A model that forgot the cap would expect somebody twice.
#[test]
fn a_cap_is_no_surprise() {
    let mut repeats = Repeats::default();
    let mut rows =
        repeats.add(&chance("a", "2023-03-01"), ["w", "x", "y", "z"].map(|s| (s, "wx".contains(s))));
    rows.extend(repeats.add(&chance("b", "2023-10-09"), ["y", "z"].map(|s| (s, s == "y"))));
    let found = of(&Facts::empty().with(&rows), "repeat-hits");
    let year: Vec<_> = found.into_iter().filter(|row| row[0] == Value::Code("year".into())).collect();
    assert_eq!(year[0], row(&["year", "0"], &[1, 100, 2, 1, 100, 0]));
    assert_eq!(year[1], row(&["year", "1"], &[3, 300, 0, 0, 0, 0]));
    assert_eq!(year[2], row(&["year", "2"], &[0, 0, 0, 0, 0, 0]));
}

fn two_draws() -> Vec<Seat> {
    let mut all = seats("m", "2023-03-01", &[("s1", &["a", "b"]), ("s2", &["c", "d"])]);
    let october: &[(&str, &[&str])] = &[("s1", &["a", "c"]), ("s2", &["b", "d"]), ("s3", &["a", "b"])];
    all.extend(seats("o", "2023-10-09", october));
    all
}

/// At s1 any of the three teams brings a or b; at s2 two of three bring c or d; s3 is new. Of six pairs two
/// had met before the first team, three before the second, four before the third: 2/6 + 3/6 + 4/6.
#[test]
fn meetings_of_two_draws_by_hand() {
    let facts = Facts::empty().with(&two_draws());
    let expected: Vec<_> = [("partner", [3, 1, 150, 0]), ("subject", [2, 2, 167, 0])]
        .iter()
        .flat_map(|(what, numbers)| ["all", "year"].map(|span| row(&[what, span], numbers)))
        .collect();
    assert_eq!(of(&facts, "meetings"), expected);
    assert_eq!(of(&facts, "pairs-together"), vec![row(&[], &[1, 3, 83, 0]), row(&[], &[2, 1, 83, 0])]);
}

#[test]
fn places_of_a_draw_by_hand() {
    let mut all = two_draws();
    let facts = Facts::empty().with(&all);
    assert_eq!(of(&facts, "workload-spread"), vec![row(&["o"], &[1, 3, 4, 4, 6, 1, 2, 150, 0])]);
    assert_eq!(
        of(&facts, "workload-classes"),
        vec![row(&[], &[0, 0, 0, 4]), row(&[], &[1, 1, 2, 0]), row(&[], &[2, 2, 2, 0])]
    );
    // A pool larger than those assigned: somebody had nothing.
    all.iter_mut().for_each(|seat| (seat.pool, seat.unit_pool) = (6, 6));
    let spread = of(&Facts::empty().with(&all), "workload-spread");
    assert_eq!(spread, vec![row(&["o"], &[1, 3, 6, 4, 6, 0, 2, 100, 0])]);
}

/// Ten draws of ten days, the same couples at the same four subjects of eight
/// officers. At a subject one team of four knows it: from the second draw on everybody meets, a quarter of them by
/// chance. Pairs: 0 + 1 + 2 + 3 of 28 in the first draw, 4 of 28 for each of the 36 teams after it.
#[test]
fn the_same_couples_at_the_same_subjects_by_hand() {
    let couples: &[(&str, &[&str])] =
        &[("s1", &["a", "b"]), ("s2", &["c", "d"]), ("s3", &["e", "f"]), ("s4", &["g", "h"])];
    let mut all = Vec::new();
    for number in 0..10 {
        all.extend(seats(&format!("d{number}"), &format!("2023-10-{:02}", number + 1), couples));
    }
    all.iter_mut().for_each(|seat| (seat.pool, seat.unit_pool) = (8, 8));
    let found = of(&Facts::empty().with(&all), "meetings");
    // 36·log2(36/5.357) + 4·log2(4/34.643) = 86.5; 27²/(36 + 54)·log2 e = 11.7; one bit each for both sides.
    let expected: Vec<_> = [("partner", [40, 36, 536, 85]), ("subject", [36, 36, 900, 10])]
        .iter()
        .flat_map(|(what, numbers)| ["all", "year"].map(|span| row(&[what, span], numbers)))
        .collect();
    assert_eq!(found, expected);
    // 10·log2(10/1.4286) + 30·log2(30/38.571) = 17.2; less one, and five for 28 pairs.
    assert_eq!(of(&Facts::empty().with(&all), "pairs-together"), vec![row(&[], &[10, 4, 143, 11])]);
    let spread = of(&Facts::empty().with(&all), "workload-spread");
    assert_eq!(spread[0], row(&["d0"], &[1, 4, 8, 8, 8, 1, 1, 100, 0]));
    assert_eq!(spread.len(), 10);
}

/// Two do the work of eight: 16·log2 4 = 32 bits, of which seven degrees of freedom leave 10.
#[test]
fn work_that_is_not_shared_by_hand() {
    let names: Vec<String> = (0..8).map(|n| format!("s{n}")).collect();
    let teams: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), &["a", "b"][..])).collect();
    let mut all = seats("d", "2023-10-31", &teams);
    all.iter_mut().for_each(|seat| (seat.pool, seat.unit_pool) = (8, 8));
    let facts = Facts::empty().with(&all);
    assert_eq!(of(&facts, "workload-spread"), vec![row(&["d"], &[1, 8, 8, 2, 16, 0, 8, 200, 10])]);
    // Eight places each: single classes, up to the eighth.
    assert_eq!(of(&facts, "workload-classes").last(), Some(&row(&[], &[8, 8, 2, 0])));
    let widths = [19, 20, 39, 40, 99, 100, 199, 200, 399, 400].map(load::width);
    assert_eq!(widths, [1, 2, 2, 5, 5, 10, 10, 20, 20, 50]);
}

/// What is counted begins on the first day and ends on the last; what was before it is known, what comes
/// after is not. Years begin on the first of January.
#[test]
fn periods_begin_and_end_with_their_days() {
    let days = ["2022-12-31", "2023-01-01", "2023-09-30", "2023-10-01", "2023-10-31", "2023-11-01"];
    let mut all = Vec::new();
    let (mut rows, mut repeats) = (Vec::new(), Repeats::default());
    for (at, on) in days.iter().enumerate() {
        all.extend(seats(&format!("d{at}"), on, &[("s1", &["a", "b"]), ("s2", &["c", "d"])]));
        let frame = ["v", "w", "x", "y", "z"].map(|subject| (subject, subject == "x"));
        rows.extend(repeats.add(&chance(&format!("d{at}"), on), frame));
    }
    let facts = Facts::empty().with(&all).with(&rows);
    let attempts = of(&facts, "workload-spread").into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(attempts, ["d3", "d4"].map(|draw| Value::Code(draw.into())));
    // Two teams in each of two draws; of six pairs two had met before.
    let met = of(&facts, "meetings");
    assert_eq!(met[0], row(&["partner", "all"], &[4, 4, 133, 5]));
    assert_eq!(met[2], row(&["subject", "all"], &[4, 4, 200, 0]));
    assert_eq!(of(&facts, "pairs-together"), vec![row(&[], &[5, 2, 167, 0])]);
    // x was drawn in each: four times before October in all draws, in 2023 twice; then it was three times and more.
    let hits = of(&facts, "repeat-hits");
    let three = |span: usize| hits[4 * span + 3].clone();
    assert_eq!(three(0), row(&["all", "3+"], &[1, 20, 2, 2, 40, 3]));
    assert_eq!(three(1), row(&["year", "3+"], &[1, 20, 1, 1, 20, 1]));
    assert_eq!(hits[4], row(&["year", "0"], &[4, 160, 8, 0, 160, 3]));
    assert_eq!(hits[6], row(&["year", "2"], &[0, 0, 1, 1, 20, 1]));
}

/// Of a hundred ten had been drawn before, and all ten drawn are of them: 10·log2 10 bits less one, from both
/// sides.
#[test]
fn a_group_that_is_drawn_again_by_hand() {
    let group = |earlier, eligible, drawn| Repeat {
        draw: "d".into(),
        attempt: 1,
        task: "t".into(),
        stratum: "all".into(),
        day: day("2023-10-09"),
        span: "all".into(),
        earlier,
        fresh: 0,
        eligible,
        drawn,
    };
    let found = of(&Facts::empty().with(&[group(0, 90, 0), group(1, 10, 10)]), "repeat-hits");
    assert_eq!(found[0][4..], row(&[], &[90, 0, 900, 32])[..]);
    assert_eq!(found[1][4..], row(&[], &[10, 10, 100, 32])[..]);
}

/// The same task of two plans is two tasks; a subject of two tasks has one team; an officer is replaced in the
/// whole draw.
#[test]
fn plans_tasks_and_their_teams_by_hand() {
    let mut seats = seats("d", "2023-10-09", &[("s1", &["a", "b"]), ("s2", &["c", "d"])]);
    seats.iter_mut().for_each(|seat| seat.visited = Some(day("2023-10-31")));
    seats[3].drawn = false;
    let seen = |subject: &str, plan: &str, task: &str| Visit {
        plan: plan.into(),
        task: task.into(),
        visited: Some(day("2023-10-31")),
        ..visit(subject, "1", "2023-10-31")
    };
    let visits = [
        seen("s1", "p", "t"),
        seen("s1", "p", "u"),
        seen("s2", "p", "u"),
        Visit { attempt: 2, ..seen("s2", "q", "t") },
        Visit { listed: day("2023-09-30"), ..seen("s2", "q", "t") },
    ];
    let officer = Replacement { task: String::new(), ..replacement(1, "inspector", "2023-10-31", false) };
    // The draw was begun again for a later version of the plan.
    let subject = Replacement { attempt: 2, ..replacement(2, "subject", "2023-10-31", true) };
    let again = attempt("o", 2, "2023-09-03", "result", Some("2023-09-04"), "");
    let attempts = [
        attempt("o", 1, "2023-09-01", "result", Some("2023-09-02"), ""),
        Attempt { plan: "q".into(), ..again },
    ];
    let facts = Facts::empty().with(&visits).with(&seats).with(&attempts).with(&[officer, subject]);
    let found = of(&facts, "visits-made");
    let told: Vec<_> = found.iter().map(|row| row[..7].to_vec()).collect();
    let made = [
        row(&["p", "t"], &[1, 1, 1, 0, 0]),
        row(&["p", "u"], &[2, 2, 1, 1, 0]),
        row(&["q", "t"], &[1, 1, 0, 0, 1]),
    ];
    assert_eq!(told, made);
    let listed = [
        row(&["p", ""], &[0, 0, 0, 1, 1]),
        row(&["p", "t"], &[1, 0, 0, 0, 0]),
        row(&["p", "u"], &[2, 0, 0, 0, 0]),
        row(&["q", "t"], &[1, 0, 1, 0, 0]),
    ];
    assert_eq!(of(&facts, "replacements-by-task"), listed);
}

pub(super) fn attempt(
    draw: &str,
    attempt: u32,
    frozen: &str,
    end: &str,
    ended: Option<&str>,
    reason: &str,
) -> Attempt {
    Attempt {
        draw: draw.into(),
        attempt,
        plan: "p".into(),
        frozen: day(frozen),
        end: end.into(),
        ended: ended.map(day),
        reason: reason.into(),
    }
}

fn replacement(number: u32, what: &str, on: &str, filled: bool) -> Replacement {
    Replacement {
        draw: "o".into(),
        attempt: 1,
        number,
        task: "t".into(),
        what: what.into(),
        reason: "ill".into(),
        day: day(on),
        filled,
    }
}

#[test]
fn attempts_voids_and_replacements_by_hand() {
    let attempts = [
        attempt("n", 1, "2023-08-01", "result", Some("2023-08-02"), ""),
        attempt("o", 1, "2023-09-28", "void", Some("2023-10-02"), "wrong-list"),
        attempt("o", 2, "2023-10-03", "result", Some("2023-10-09"), ""),
        attempt("q", 1, "2023-10-30", "void", Some("2023-11-02"), "wrong-list"),
    ];
    let replacements = [
        replacement(1, "inspector", "2023-10-10", true),
        replacement(2, "inspector", "2023-10-11", false),
        replacement(3, "subject", "2023-10-11", true),
        replacement(4, "subject", "2023-11-01", true),
        replacement(5, "subject", "2023-09-30", true),
    ];
    let visits =
        [visit("s1", "1", "2023-10-09"), Visit { stepped_in: true, ..visit("s9", "1", "2023-10-11") }];
    let facts = Facts::empty().with(&attempts).with(&replacements).with(&visits);
    // The void of q is of November: in October q has one attempt and no end.
    assert_eq!(of(&facts, "attempts-by-draw"), vec![row(&["o"], &[2, 1, 1]), row(&["q"], &[1, 0, 0])]);
    assert_eq!(of(&facts, "voids-by-reason"), vec![row(&["wrong-list"], &[1])]);
    let told = |mut row: Vec<Value>| {
        row.push(Value::None);
        row
    };
    assert_eq!(
        of(&facts, "replacements-by-reason"),
        vec![told(row(&["inspector", "ill"], &[2, 1])), told(row(&["subject", "ill"], &[1, 1]))]
    );
    assert_eq!(of(&facts, "replacements-by-task"), vec![row(&["p", "t"], &[2, 1, 1, 2, 1])]);
}

#[test]
fn who_visited_by_hand() {
    let mut seats = two_draws();
    for seat in seats.iter_mut().filter(|seat| seat.draw == "o") {
        let changed = seat.subject == "s2" && seat.officer == "d";
        (seat.visited, seat.drawn) = ((seat.subject != "s3").then(|| day("2023-10-20")), !changed);
    }
    let seen = |subject: &str, on: &str| Visit {
        draw: "o".into(),
        visited: Some(day(on)),
        ..visit(subject, "1", "2023-10-09")
    };
    let visits = [
        seen("s1", "2023-10-20"),
        seen("s2", "2023-10-20"),
        seen("s3", "2023-10-21"),
        seen("s4", "2023-11-02"),
        visit("s5", "1", "2023-10-09"),
    ];
    let found = of(&Facts::empty().with(&visits).with(&seats), "visits-made");
    assert_eq!(found[0][..7], row(&["p", "t"], &[5, 3, 1, 1, 1])[..]);
}

#[test]
fn progress_and_movements_by_hand() {
    let visits = [
        Visit {
            visited: Some(day("2023-10-20")),
            published: Some(day("2023-10-31")),
            due: Some(day("2023-11-30")),
            ..visit("a", "1", "2023-10-09")
        },
        Visit { visited: Some(day("2023-11-03")), ..visit("b", "1", "2023-10-09") },
    ];
    let rows = of(&Facts::empty().with(&visits), "completion-over-time");
    let told = |on: &str, numbers: [Option<i64>; 4]| {
        let numbers = numbers.map(|n| n.map_or(Value::None, Value::Number));
        [vec![Value::Day(day(on))], numbers.to_vec()].concat()
    };
    assert_eq!(
        rows,
        vec![
            told("2023-10-09", [Some(2), Some(0), Some(0), Some(0)]),
            told("2023-10-20", [Some(2), Some(1), Some(0), Some(0)]),
            told("2023-10-31", [Some(2), Some(1), Some(1), Some(0)]),
            told("2023-11-30", [None, None, None, Some(1)]),
        ]
    );
    let listings = [
        listing("2022-07-01", Some("2023-09-02"), true, false),
        listing("2023-09-05", None, false, false),
        listing("2023-09-05", Some("2023-09-06"), false, true),
        listing("2023-10-05", Some("2023-11-02"), false, false),
    ];
    let rows = of(&Facts::empty().with(&listings), "list-movements");
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0], row(&["2023-01"], &[0, 0, 0, 1]));
    assert_eq!(rows[8], row(&["2023-09"], &[1, 1, 1, 1]));
    assert_eq!(rows[9], row(&["2023-10"], &[1, 0, 0, 2]));
}

/// An entry of a list.
pub(super) fn listing(since: &str, closed: Option<&str>, repaired: bool, withdrawn: bool) -> Listing {
    Listing {
        subject: "a".into(),
        region: "1".into(),
        station: String::new(),
        list: "abnormal".into(),
        ground: "g".into(),
        since: day(since),
        closed: closed.map(day),
        reason: String::new(),
        withdrawn,
        repaired,
    }
}
