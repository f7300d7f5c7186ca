//! The published vectors, byte for byte: v1 to v3 of the pairing alone, and the teams of the
//! example draw.

use serde_json::Value;
use std::collections::BTreeMap;
use suicha::core::digest::Digest;
use suicha::core::id::{DrawId, Name, SubjectId};
use suicha::core::pairing::tables::{parse_inspectors, parse_recusals, print_teams};
use suicha::core::pairing::{
    DrawnVisit, Need, PairingInput, Person, Problem, Seats, TeamLine, Visit, check, pair, solve,
};
use suicha::core::spread::InOrder;
use suicha::workers::AllCores;

#[test]
fn plans_equal_the_published_ones() {
    for name in ["v1", "v2"] {
        let (input, expected) = vector(name);
        let problem = problem(&input);
        let solved = solve(problem.clone(), &[], &InOrder).unwrap();
        let mut teams: Vec<Vec<Vec<&str>>> =
            problem.visits.iter().map(|visit| vec![vec![]; visit.classes.len()]).collect();
        let mut loads: BTreeMap<&str, u64> = problem.people.iter().map(|one| (one.id, 0)).collect();
        for seat in &solved.assigned {
            let id = problem.people[seat.person as usize].id;
            teams[seat.visit as usize][seat.class as usize].push(id);
            *loads.get_mut(id).unwrap() += 1;
        }
        for (at, task) in list(&expected["tasks"]).iter().enumerate() {
            assert_eq!(text(&task["id"]), problem.visits[at].id, "{name}");
            assert_eq!(serde_json::json!(teams[at]), task["team"], "{name}, visit {at}");
        }
        for pair in list(&expected["loads"]) {
            assert_eq!(loads.remove(text(&pair[0])), pair[1].as_u64(), "{name}, load of {pair}");
        }
        assert!(loads.values().all(|load| *load == 0), "{name}");
        for (trace, expected) in solved.traces.iter().zip(list(&expected["trace"])) {
            let found = [trace.blocks, trace.moves, trace.steps, trace.undone];
            let wanted = ["blocks", "worms", "steps", "undone"].map(|key| expected[key].as_u64());
            assert_eq!(found.map(Some), wanted, "{name}");
        }
    }
}

#[test]
fn shortage_equals_the_published_one() {
    let (input, expected) = vector("v3-shortage");
    let problem = problem(&input);
    let unsolved = solve(problem, &[], &InOrder).unwrap_err();
    let expected = list(&expected["shortages"]);
    assert_eq!(unsolved.certificate.shortages.len(), expected.len());
    for (found, expected) in unsolved.certificate.shortages.iter().zip(expected) {
        let seats: Vec<Value> = (found.seats.iter())
            .flat_map(|seat| (0..seat.n).map(|_| serde_json::json!([seat.visit, seat.class - 1])))
            .collect();
        assert_eq!(Value::from(seats), expected["seats"]);
        let staff = found.staff.iter();
        let staff: Vec<Value> =
            staff.map(|one| serde_json::json!({ "id": one.pseudonym, "cap": one.cap })).collect();
        assert_eq!(Value::from(staff), expected["inspectors"]);
        assert!(found.helpers.is_empty() && list(&expected["helpers"]).is_empty());
        let numbers = [found.needed, found.capacity, found.short_by];
        let wanted = ["seats_needed", "capacity", "short_by"].map(|key| expected[key].as_u64());
        assert_eq!(numbers.map(Some), wanted);
    }
}

#[test]
fn teams_of_the_example_draw_equal_the_published_ones() {
    let name = |text: &str| Name::new(text).unwrap();
    let id = |text: &str| SubjectId::new(text).unwrap();
    let lines = |lines: [&str; 2]| lines.map(|line| TeamLine::parse(line).unwrap()).to_vec();
    // food, public-info, scales; the drawn subjects of selected-*.csv with their frame's pool.
    let team_rules =
        [lines(["1 @pool", "1 food"]), lines(["1 @pool", "1 without @pool"]), lines(["1 s02", "1 @pool"])];
    let visits = [
        ("91320381100000008X", "s01", vec![0, 1, 2]),
        ("91320381100079190B", "s02", vec![1]),
        ("913203811002375744", "s01", vec![0, 2]),
        ("91320381100475142R", "s01", vec![0, 1]),
        ("91320381100791903G", "s02", vec![1]),
        ("9132038110087109XA", "s03", vec![1]),
        ("91320381101029478J", "s02", vec![1]),
        ("9132038110110866XR", "s03", vec![1]),
        ("913203811012670468", "s02", vec![1]),
        ("91320381101346238L", "s03", vec![0, 1]),
        ("9132038110142542XU", "s01", vec![0, 1]),
        ("91320381101583807Y", "s03", vec![1]),
        ("91320381101662994G", "s01", vec![0, 1]),
    ];
    let visits = visits.map(|(subject, pool, tasks)| DrawnVisit { id: id(subject), pool: name(pool), tasks });
    let inspectors = parse_inspectors(&file("example-1.inspectors.csv")).unwrap();
    let recusals = parse_recusals(&file("example-1.recusals.csv")).unwrap();
    let input = PairingInput {
        draw: &DrawId::new("320381-2023-09").unwrap(),
        attempt: 1,
        seed: &Digest::of(file("example-1.seed.txt").as_bytes()),
        visits: &visits,
        team_rules: &team_rules,
        on_shortage: &[],
        inspectors: &inspectors,
        recusals: &recusals,
        replace: None,
    };
    let paired = pair(&input, &AllCores).unwrap();
    assert_eq!(print_teams(&paired.rows), file("example-1.teams.csv"));
    assert_eq!(check(&input, &[], &[], &paired.rows), []);
}

fn file(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/pairing").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn vector(name: &str) -> (Value, Value) {
    let read = |kind: &str| serde_json::from_str(&file(&format!("{name}.{kind}.json"))).unwrap();
    (read("in"), read("out"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    let mut texts: Vec<&str> = list(value).iter().map(text).collect();
    texts.sort_unstable();
    texts
}

fn number(value: &Value) -> u32 {
    value.as_u64().unwrap_or(0) as u32
}

fn problem(input: &Value) -> Problem<'_> {
    let people = list(&input["inspectors"]).iter().map(|one| Person {
        id: text(&one["id"]),
        cap: number(&one["cap"]),
        base: number(&one["base"]),
        tags: texts(&one["tags"]),
    });
    let mut people: Vec<Person<'_>> = people.collect();
    people.sort_by_key(|one| one.id);
    let mut needs = Vec::new();
    let visits = list(&input["tasks"]).iter().map(|task| {
        let classes = list(&task["seats"]).iter().map(|class| {
            needs.push(Need { tags: texts(&class["tags"]), without: vec![], or: vec![] });
            Seats { n: number(&class["n"]), need: needs.len() as u32 - 1 }
        });
        let classes = classes.collect();
        let place = |id: &&str| people.iter().position(|one| one.id == *id).unwrap() as u32;
        let mut recused: Vec<u32> = texts(&task["exclude"]).iter().map(place).collect();
        recused.sort_unstable();
        Visit { id: text(&task["id"]), classes, recused }
    });
    let mut visits: Vec<Visit<'_>> = visits.collect();
    visits.sort_by_key(|visit| visit.id);
    let seed = Digest::parse(text(&input["seed"])).unwrap().0;
    Problem { draw: text(&input["draw"]).into(), seed, people, visits, needs }
}
