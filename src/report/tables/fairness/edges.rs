//! The rare ones of the tables compared with chance, counted by hand: teams of one and of three, pools that
//! change or are not known, what never happened though it was to be expected, months that have just begun.
//! Ordinary histories: `tests`.

use super::super::tests::{day, visit};
use super::tests::{attempt, listing, of, row, scope, seats};
use super::*;
use crate::report::facts::{Seat, Visit};

fn in_both_spans(what: &str, numbers: [i64; 4]) -> Vec<Vec<Value>> {
    ["all", "year"].map(|span| row(&[what, span], &numbers)).to_vec()
}

/// The same team at so many subjects, from a pool.
fn often(draw: &str, team: &[&str], times: usize, pool: u32) -> Vec<Seat> {
    let names: Vec<String> = (0..times).map(|n| format!("{}{n:03}", team[0])).collect();
    let teams: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), team)).collect();
    seats(draw, "2023-10-09", &teams).into_iter().map(|seat| Seat { pool, unit_pool: pool, ..seat }).collect()
}

/// Six pairs are possible. Before b, c and d three had met; each of their three pairs may be one of these, which
/// is more than the six: one meeting is certain. Who goes alone meets nobody.
#[test]
fn teams_of_three_and_of_one_by_hand() {
    let teams: &[(&str, &[&str])] = &[("s1", &["a", "b", "c"]), ("s2", &["b", "c", "d"]), ("s3", &["a"])];
    let facts = Facts::empty().with(&seats("d", "2023-10-09", teams));
    assert_eq!(of(&facts, "meetings"), in_both_spans("partner", [2, 1, 100, 0]));
    assert_eq!(of(&facts, "pairs-together"), vec![row(&[], &[1, 4, 100, 0]), row(&[], &[2, 1, 100, 0])]);
}

/// Six teams, each of the six pairs once: (0 + 1 + 2 + 3 + 4 + 5) / 6 were to meet again. None did, which would be
/// worth three bits, but fewer than expected are no suspicion.
#[test]
fn fewer_meetings_than_expected_are_no_surprise() {
    let teams: &[(&str, &[&str])] = &[
        ("s1", &["a", "b"]),
        ("s2", &["c", "d"]),
        ("s3", &["a", "c"]),
        ("s4", &["b", "d"]),
        ("s5", &["a", "d"]),
        ("s6", &["b", "c"]),
    ];
    let facts = Facts::empty().with(&seats("d", "2023-10-09", teams));
    assert_eq!(of(&facts, "meetings"), in_both_spans("partner", [6, 0, 250, 0]));
    // Of 101 teams a sixth for each pair. 100·log2(100/16.83) + log2(1/84.17) = 250.7; less one, and three for six.
    let all = [often("d", &["a", "b"], 100, 4), often("d", &["c", "d"], 1, 4)].concat();
    let pairs = of(&Facts::empty().with(&all), "pairs-together");
    assert_eq!(pairs, vec![row(&[], &[1, 1, 1683, 0]), row(&[], &[100, 1, 1683, 246])]);
}

#[test]
fn pairs_that_are_possible_are_those_of_the_pool_or_of_all_who_were_drawn() {
    // Sixteen make 120 pairs, though only two were drawn: 10·log2(120) = 69.07; less one, and seven.
    let pairs = of(&Facts::empty().with(&often("d", &["a", "b"], 10, 16)), "pairs-together");
    assert_eq!(pairs, vec![row(&[], &[10, 1, 8, 61])]);
    // Twice a pool of four, of other people: eight make 28 pairs.
    // 10·log2(10/2.167) + 3·log2(3/10.83) = 16.5; less one, and five.
    let all = [
        often("m", &["a", "b"], 10, 4),
        often("m", &["c", "d"], 1, 4),
        often("o", &["e", "f"], 1, 4),
        often("o", &["g", "h"], 1, 4),
    ];
    let pairs = of(&Facts::empty().with(&all.concat()), "pairs-together");
    assert_eq!(pairs, vec![row(&[], &[1, 3, 217, 0]), row(&[], &[10, 1, 217, 10])]);
}

/// Both teams of the task bring one who knows s1, and one who knows s2; the team of the other task cannot
/// come there.
#[test]
fn teams_are_laid_on_the_subjects_of_their_own_task() {
    let mut all = seats("m", "2023-03-01", &[("s1", &["a", "b"]), ("s2", &["c", "d"])]);
    all.extend(seats("o", "2023-10-09", &[("s1", &["a", "c"]), ("s2", &["b", "d"])]));
    let other = seats("o", "2023-10-09", &[("s3", &["c", "d"])]);
    all.extend(other.into_iter().map(|seat| Seat { task: "u".into(), ..seat }));
    let mut found = of(&Facts::empty().with(&all), "meetings");
    found.retain(|row| row[0] == Value::Code("subject".into()));
    assert_eq!(found, in_both_spans("subject", [2, 2, 200, 0]));
}

#[test]
fn pools_that_are_too_small_and_classes_of_two_by_hand() {
    let spread = |pool: u32| {
        let teams: &[(&str, &[&str])] = &[("s1", &["a", "c"]), ("s2", &["b", "d"]), ("s3", &["a", "b"])];
        let all: Vec<Seat> = seats("o", "2023-10-09", teams)
            .into_iter()
            .map(|seat| Seat { pool, unit_pool: pool, ..seat })
            .collect();
        of(&Facts::empty().with(&all), "workload-spread")
    };
    // A pool that is not known is at least those who were assigned; 6/7 is 0.857.
    assert_eq!(spread(0), vec![row(&["o"], &[1, 3, 4, 4, 6, 1, 2, 150, 0])]);
    assert_eq!(spread(7), vec![row(&["o"], &[1, 3, 7, 4, 6, 0, 2, 86, 0])]);
    let all = [often("d", &["a"], 19, 4), often("d", &["b", "a"], 1, 4)].concat();
    let classes = of(&Facts::empty().with(&all), "workload-classes");
    assert_eq!(classes.len(), 11);
    assert_eq!(classes[0], row(&[], &[0, 1, 1, 2]));
    assert_eq!(classes[10], row(&[], &[20, 21, 1, 0]));
}

/// The team of a subject is that of its own draw; who stepped in has a place like anybody else, and was not drawn.
#[test]
fn teams_of_two_draws_and_those_who_stepped_in() {
    let mut all = seats("o", "2023-10-09", &[("s1", &["a", "b"])]);
    let mut later = seats("p", "2023-10-10", &[("s1", &["a", "c"])]);
    later[1].drawn = false;
    all.append(&mut later);
    all.iter_mut().for_each(|seat| seat.visited = Some(day("2023-10-12")));
    let seen = |draw: &str| Visit {
        draw: draw.into(),
        visited: Some(day("2023-10-12")),
        ..visit("s1", "1", "2023-10-09")
    };
    let facts = Facts::empty().with(&all).with(&[seen("o"), seen("p")]);
    assert_eq!(of(&facts, "visits-made")[0][..7], row(&["p", "t"], &[2, 2, 1, 1, 0])[..]);
    let classes = of(&facts, "workload-classes");
    assert_eq!(classes, vec![row(&[], &[0, 0, 0, 0]), row(&[], &[1, 1, 2, 2]), row(&[], &[2, 2, 1, 1])]);
    let whole = crate::report::tables::all(&facts, &scope()).unwrap();
    let classes = whole.iter().find(|table| table.id == "workload-classes").unwrap();
    let total = [Value::None, Value::None, Value::Number(3), Value::Number(3)];
    assert_eq!(classes.total.as_deref(), Some(&total[..]));
    let places: Vec<_> = of(&facts, "workload-spread").into_iter().map(|row| row[5].clone()).collect();
    assert_eq!(places, [Value::Number(2), Value::Number(1)]);
}

#[test]
fn attempts_from_the_first_day_to_the_last() {
    let attempts = [
        attempt("n", 1, "2023-09-30", "", None, ""),
        attempt("o", 1, "2023-10-01", "", None, ""),
        attempt("o", 2, "2023-11-01", "", None, ""),
        attempt("p", 1, "2023-10-31", "", None, ""),
    ];
    let found = of(&Facts::empty().with(&attempts), "attempts-by-draw");
    assert_eq!(found, vec![row(&["o"], &[1, 0, 0]), row(&["p"], &[1, 0, 0])]);
}

#[test]
fn movements_of_lists_that_have_just_begun() {
    let listed = |since: &str, as_of: &str| {
        let scope = Scope { as_of: day(as_of), ..scope() };
        let all =
            crate::report::tables::all(&Facts::empty().with(&[listing(since, None, false, false)]), &scope)
                .unwrap();
        all.into_iter().find(|table| table.id == "list-movements").unwrap().rows
    };
    // Nothing has ended yet, on the last day or on the first of a month; what comes later is not known.
    for (since, as_of) in [("2023-10-31", "2023-11-05"), ("2023-10-01", "2023-10-01")] {
        let rows = listed(since, as_of);
        assert_eq!(rows.len(), 10, "{as_of}");
        assert_eq!(rows[9], row(&["2023-10"], &[1, 0, 0, 1]));
    }
    assert!(listed("2023-11-01", "2023-11-05").is_empty());
}

/// A draw of November is not known in October, though it was before the day the report was written; an attempt has
/// the earliest day and the largest pool that one of its seats tells.
#[test]
fn draws_after_the_end_and_seats_that_differ() {
    let before = seats("m", "2023-09-01", &[("s1", &["a", "b"])]);
    let mut now = seats("o", "2023-10-31", &[("s1", &["a", "b"]), ("s2", &["c", "d"])]);
    let later = seats("p", "2023-11-02", &[("s1", &["a", "b"]), ("s2", &["c", "d"])]);
    let tables = |rows: &[Vec<Seat>]| {
        let facts = Facts::empty().with(&rows.concat());
        ["meetings", "pairs-together", "workload-spread", "workload-classes"].map(|id| of(&facts, id))
    };
    let [meetings, together, spread, _] = tables(&[before.clone(), now.clone()]);
    assert_eq!(
        meetings,
        [in_both_spans("partner", [2, 1, 33, 0]), in_both_spans("subject", [1, 1, 50, 0])].concat()
    );
    assert_eq!(together, vec![row(&[], &[1, 1, 50, 0]), row(&[], &[2, 1, 50, 0])]);
    assert_eq!(spread, vec![row(&["o"], &[1, 2, 4, 4, 4, 1, 1, 100, 0])]);
    let known = tables(&[before.clone(), now.clone()]);
    assert_eq!(tables(&[before.clone(), now.clone(), later.clone()]), known);
    // The first and the last seat of the attempt tell another pool, then another day.
    for at in [0, 3] {
        let mut other = now.clone();
        (other[at].pool, other[at].unit_pool) = (0, 1);
        assert_eq!(tables(&[before.clone(), other.clone()]), known, "seat {at}");
        other[at].day = day("2023-09-29");
        let [_, _, spread, _] = tables(&[before.clone(), other]);
        assert!(spread.is_empty(), "seat {at}: it is an attempt of September");
    }
    now.reverse();
    assert_eq!(tables(&[now, later, before]), known, "in whatever order");
}

/// Days order draws, whatever their names; a subject that ends one task and begins the next has two teams.
#[test]
fn draws_by_day_and_teams_by_task() {
    let mut all = seats("z", "2023-09-01", &[("s1", &["a", "b"])]);
    all.extend(seats("a", "2023-10-09", &[("s1", &["a", "b"])]));
    let met = |all: &[Seat]| of(&Facts::empty().with(all), "meetings");
    assert_eq!(
        met(&all),
        [in_both_spans("partner", [1, 1, 17, 1]), in_both_spans("subject", [1, 1, 100, 0])].concat()
    );
    let other = seats("a", "2023-10-09", &[("s1", &["c", "d"])]);
    all.extend(other.into_iter().map(|seat| Seat { task: "u".into(), ..seat }));
    let both = [in_both_spans("partner", [2, 1, 33, 0]), in_both_spans("subject", [2, 1, 100, 0])].concat();
    assert_eq!(met(&all), both);
}

/// The most surprising of the pairs with so many times is told: ten of ten teams of a unit of two are nothing, ten of
/// ten in one of twenty are. Expected on average: (2·10 + 10/190) / 3.
#[test]
fn the_most_surprising_pair_is_told() {
    let days: Vec<String> = (1..=10).map(|n| format!("2023-10-{n:02}")).collect();
    let mut all = Vec::new();
    for (n, on) in days.iter().enumerate() {
        let draw = format!("d{n}");
        all.extend(of_units(&draw, on, 2, &[("s1", &["a1", "a2"]), ("s2", &["b1", "b2"])]));
        all.extend(of_units(&draw, on, 20, &[("s3", &["c1", "c2"])]));
    }
    // 10·log2(190) = 75.7; less one, and thirteen for the 4,950 pairs of a hundred.
    let pairs = of(&Facts::empty().with(&all), "pairs-together");
    assert_eq!(pairs, vec![row(&[], &[10, 3, 668, 61])]);
}

/// Seats of officers whose first letter is their unit, each unit with so many in the pool.
fn of_units(draw: &str, on: &str, unit_pool: u32, teams: &[(&str, &[&str])]) -> Vec<Seat> {
    let all = seats(draw, on, teams);
    all.into_iter()
        .map(|seat| Seat { unit: seat.officer[..1].into(), pool: 100, unit_pool, ..seat })
        .collect()
}

/// Stations of three who go in pairs of their own: after the first draw one of three pairs of each has met, so
/// that a third of the second is to be expected; chosen from a hundred, nobody would have met again. A team of
/// two units has one pair of nine behind it.
#[test]
fn who_is_of_a_small_unit_meets_again_by_hand() {
    let mut all = of_units(
        "m",
        "2023-09-01",
        3,
        &[("s1", &["a1", "a2"]), ("s2", &["b1", "b2"]), ("s3", &["a3", "b3"])],
    );
    let october: &[(&str, &[&str])] = &[("s4", &["a1", "a2"]), ("s5", &["b1", "b3"]), ("s6", &["a3", "b3"])];
    all.extend(of_units("o", "2023-10-09", 3, october));
    let facts = Facts::empty().with(&all);
    // 1/3 + 1/3 + 1/9, each rounded down to fractions of 2^-20.
    assert_eq!(of(&facts, "meetings"), in_both_spans("partner", [3, 2, 78, 0]));
    // Pairs of a: two teams with a third; of b the same; of both: two with a ninth. Once: b1 b2, b1 b3; twice: a1 a2, a3 b3.
    assert_eq!(of(&facts, "pairs-together"), vec![row(&[], &[1, 2, 67, 0]), row(&[], &[2, 2, 44, 0])]);
}

/// Of two teams of a and two of b, each knows what one of its own unit could: a1 and a2 are the only ones of a who
/// could have come to s1 again.
#[test]
fn teams_of_the_same_units_are_laid_on_their_subjects() {
    let first: &[(&str, &[&str])] = &[("s1", &["a1"]), ("s2", &["a2"]), ("s3", &["b1"]), ("s4", &["b2"])];
    let second: &[(&str, &[&str])] = &[("s1", &["a1"]), ("s2", &["a2"]), ("s3", &["b2"]), ("s4", &["b1"])];
    let all = [of_units("m", "2023-09-01", 9, first), of_units("o", "2023-10-09", 9, second)].concat();
    assert_eq!(of(&Facts::empty().with(&all), "meetings"), in_both_spans("subject", [4, 2, 200, 0]));
}

/// A unit of two had forty places, twenty each; one of ten had ten. Nobody was preferred, though among twelve
/// alike two with twenty would be no chance. One of the two with all forty was: 40·log2 2 = 40 bits, of which the
/// 1 + 9 degrees leave 40 − 10·log2(e·ln 2·40/10) = 10.9.
#[test]
fn work_is_compared_within_units() {
    let spread = |others: &'static str| {
        let ten = ["b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"];
        let names: Vec<String> = (0..40).map(|n| format!("s{n}")).collect();
        let teams: Vec<(&str, [&str; 1])> = names
            .iter()
            .enumerate()
            .map(|(n, name)| (name.as_str(), [if n < 20 { "a1" } else { others }]))
            .collect();
        let two: Vec<(&str, &[&str])> = teams.iter().map(|(name, team)| (*name, &team[..])).collect();
        let ten: Vec<(&str, &[&str])> = ten.iter().map(|one| (*one, std::slice::from_ref(one))).collect();
        let all = [of_units("o", "2023-10-09", 2, &two), of_units("o", "2023-10-09", 10, &ten)].concat();
        of(&Facts::empty().with(&all), "workload-spread")[0].last().cloned()
    };
    assert_eq!(spread("a2"), Some(Value::Number(0)));
    assert_eq!(spread("a1"), Some(Value::Number(10)));
}

/// Five times together in a unit of two; then both moved to one of thirty, once together: they are expected as
/// in both, and nobody is accused.
#[test]
fn whoever_moves_takes_the_old_circle_along() {
    let days = ["2023-05-01", "2023-06-01", "2023-07-01", "2023-08-01", "2023-09-01", "2023-10-09"];
    let all = |stay: bool| -> Vec<Seat> {
        let draw = |(at, on): (usize, &&str)| {
            let last = at + 1 == days.len();
            let unit = if last && !stay { "z" } else { "u" };
            let unit_pool = if last && !stay { 30 } else { 2 };
            seats(&format!("d{at}"), on, &[("s", &["a", "b"])])
                .into_iter()
                .map(move |seat| Seat { unit: unit.into(), unit_pool, pool: 30, ..seat })
                .collect::<Vec<_>>()
        };
        days.iter().enumerate().flat_map(draw).collect()
    };
    let pairs = |stay| of(&Facts::empty().with(&all(stay)), "pairs-together");
    assert_eq!(pairs(true), vec![row(&[], &[6, 1, 600, 0])]);
    assert_eq!(pairs(false), vec![row(&[], &[6, 1, 500, 0])], "five of five, and one in 435");
    // They met before, and are now of a unit where one of 435 pairs has.
    let met = |stay| of(&Facts::empty().with(&all(stay)), "meetings")[0].clone();
    assert_eq!(met(true), row(&["partner", "all"], &[1, 1, 100, 0]));
    assert_eq!(met(false), row(&["partner", "all"], &[1, 1, 0, 7]));
}
