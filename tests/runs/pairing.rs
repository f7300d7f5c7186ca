//! `tests/vectors/pairing`: problems in JSON and the documents that must come out of them. The
//! README there says what each is for.

use crate::common::{names, tree};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use suicha::core::digest::Digest;
use suicha::core::pairing::{
    Applied, Certificate, Need, OnShortage, Person, Problem, Seats, Solved, Trace, Visit, solve,
};
use suicha::core::spread::{InOrder, Spread};
use suicha::workers::AllCores;

/// Files of the directory that belong to no vector, or to one that `pairing` runs.
const OTHER_FILES: [&str; 5] = [
    "README.md",
    "example-1.inspectors.csv",
    "example-1.recusals.csv",
    "example-1.seed.txt",
    "example-1.teams.csv",
];

#[test]
fn every_pairing_vector_comes_out_as_it_is_written() {
    let mut wrong = Vec::new();
    let vectors = vectors();
    for (name, [input, output]) in &vectors {
        let read = |path: &str| -> Value {
            let text = std::fs::read_to_string(tree(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
        };
        let (input, expected) = (read(input), read(output));
        for found in [document(&input, &InOrder), document(&input, &AllCores)] {
            wrong.extend(difference(name, &expected, &found));
        }
    }
    assert!(vectors.len() >= 22, "only {} vectors", vectors.len());
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

/// Name, input and output of each vector: a directory with `in.json` and `out.json`, or two files.
fn vectors() -> Vec<(String, [String; 2])> {
    let directory = "tests/vectors/pairing";
    let mut found = Vec::new();
    for name in names(&tree(directory)) {
        let path = format!("{directory}/{name}");
        if tree(&path).is_dir() {
            assert_eq!(names(&tree(&path)), ["in.json", "out.json"], "{path}");
            found.push((name, ["in", "out"].map(|kind| format!("{path}/{kind}.json"))));
        } else if let Some(vector) = name.strip_suffix(".in.json") {
            found
                .push((vector.into(), ["in", "out"].map(|kind| format!("{directory}/{vector}.{kind}.json"))));
        } else {
            let twin =
                name.strip_suffix(".out.json").map(|vector| tree(&format!("{directory}/{vector}.in.json")));
            let known = OTHER_FILES.contains(&name.as_str()) || twin.is_some_and(|input| input.is_file());
            assert!(known, "{path} is run by no test");
        }
    }
    found
}

/// The first key in which two documents differ; the trace of components is compared in its four
/// counts only, the rest of it repeats the input.
fn difference(name: &str, expected: &Value, found: &Value) -> Option<String> {
    let keys = |value: &Value| value.as_object().expect("a document").keys().cloned().collect::<Vec<_>>();
    if keys(expected) != keys(found) {
        return Some(format!("{name}: expected {:?}, found {:?}", keys(expected), keys(found)));
    }
    let differs = |key: &String| match key.as_str() {
        "trace" => counts(&expected["trace"]) != counts(&found["trace"]),
        key => expected[key] != found[key],
    };
    let key = keys(expected).into_iter().find(differs)?;
    Some(format!("{name}, {key}:\n  expected {}\n  found    {}", expected[&key], found[&key]))
}

fn counts(trace: &Value) -> Vec<[Option<u64>; 4]> {
    let of = |part: &Value| ["blocks", "worms", "steps", "undone"].map(|key| part[key].as_u64());
    list(trace).iter().map(of).collect()
}

/// The output document of an input document.
fn document(input: &Value, spread: &impl Spread) -> Value {
    let rules = input.get("on_shortage").map(|lines| {
        list(lines)
            .iter()
            .map(|line| OnShortage::parse(text(line)).expect("a rule"))
            .collect::<Vec<OnShortage>>()
    });
    let problem = problem(input);
    let mut document = match solve(problem.clone(), rules.as_deref().unwrap_or_default(), spread) {
        Ok(solved) => output(input, &problem, &solved),
        Err(unsolved) => {
            let mut document = certificate(&unsolved.certificate);
            document["applied"] = applied(&unsolved.applied);
            document
        }
    };
    if rules.is_none() {
        let document = document.as_object_mut().expect("a document");
        document.remove("applied");
        document.remove("open");
    }
    document
}

fn output(input: &Value, problem: &Problem<'_>, solved: &Solved) -> Value {
    let mut loads: BTreeMap<&str, u64> = problem.people.iter().map(|one| (one.id, 0)).collect();
    let mut teams: Vec<Vec<Vec<&str>>> =
        problem.visits.iter().map(|visit| vec![vec![]; visit.classes.len()]).collect();
    for seat in &solved.assigned {
        let id = problem.people[seat.person as usize].id;
        teams[seat.visit as usize][seat.class as usize].push(id);
        *loads.entry(id).or_default() += 1;
    }
    let visits = problem.visits.iter().zip(teams);
    let tasks: Vec<Value> = visits.map(|(visit, team)| json!({ "id": visit.id, "team": team })).collect();
    let open: Vec<Value> =
        solved.open.iter().map(|seat| json!([problem.visits[seat.visit as usize].id, seat.class])).collect();
    let trace = |trace: &Trace| json!({ "blocks": trace.blocks, "worms": trace.moves, "steps": trace.steps, "undone": trace.undone });
    json!({
        "format": "pairing-output/1",
        "draw": input["draw"],
        "seed": input["seed"],
        "tasks": tasks,
        "loads": loads.into_iter().map(|(id, load)| json!([id, load])).collect::<Vec<_>>(),
        "applied": applied(&solved.applied),
        "open": open,
        "trace": solved.traces.iter().map(trace).collect::<Vec<_>>(),
    })
}

fn applied(applied: &[Applied]) -> Value {
    let one =
        |one: &Applied| json!({ "rule": one.rule.to_string(), "certificate": certificate(&one.certificate) });
    applied.iter().map(one).collect()
}

fn certificate(certificate: &Certificate) -> Value {
    let shortages = certificate.shortages.iter().map(|shortage| {
        let seats = shortage.seats.iter();
        let seats = seats.flat_map(|seat| (0..seat.n).map(|_| json!([seat.visit, seat.class - 1])));
        let staff = shortage.staff.iter().map(|one| json!({ "id": one.pseudonym, "cap": one.cap }));
        let helpers =
            shortage.helpers.iter().map(|one| json!({ "id": one.visit, "inspectors": one.pseudonyms }));
        let helping: u64 = shortage.helpers.iter().map(|one| one.pseudonyms.len() as u64).sum();
        json!({
            "seats": seats.collect::<Vec<_>>(),
            "inspectors": staff.collect::<Vec<_>>(),
            "helpers": helpers.collect::<Vec<_>>(),
            "seats_needed": shortage.needed,
            "capacity": shortage.capacity + helping,
            "short_by": shortage.short_by,
        })
    });
    json!({ "format": "pairing-shortage/1", "shortages": shortages.collect::<Vec<_>>() })
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
    let place = |id: &&str| {
        let place = people.iter().position(|one| one.id == *id);
        place.unwrap_or_else(|| panic!("{id} is excluded, but no inspector")) as u32
    };
    let mut needs = Vec::new();
    let visits = list(&input["tasks"]).iter().map(|task| {
        let classes = list(&task["seats"]).iter().map(|class| {
            needs.push(Need { tags: texts(&class["tags"]), without: texts(&class["without"]), or: vec![] });
            Seats { n: number(&class["n"]), need: needs.len() as u32 - 1 }
        });
        let classes = classes.collect();
        let mut recused: Vec<u32> = texts(&task["exclude"]).iter().map(place).collect();
        recused.sort_unstable();
        Visit { id: text(&task["id"]), classes, recused }
    });
    let mut visits: Vec<Visit<'_>> = visits.collect();
    visits.sort_by_key(|visit| visit.id);
    let seed = Digest::parse(text(&input["seed"])).expect("a seed").0;
    Problem { draw: text(&input["draw"]).into(), seed, people, visits, needs }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn texts(value: &Value) -> Vec<&str> {
    let mut texts: Vec<&str> = list(value).iter().map(text).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn number(value: &Value) -> u32 {
    value.as_u64().map_or(0, |number| u32::try_from(number).expect("a small number"))
}
