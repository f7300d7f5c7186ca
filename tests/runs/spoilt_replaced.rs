//! The vectors of `tests/vectors/receipt` that speak of replacements: papers of a draw with three of
//! them behind it, good ones, and such as are wrong in one thing each.

use super::papers::{Drawn, SKIPPED, STEPPED_IN, Vector, signed};
use super::spoilt::{Change, good};
use suicha::core::bundle::log_replace;
use suicha::core::digest::Digest;
use suicha::core::id::Name;
use suicha::core::receipt::{How, Moved, Paper, Receipt};

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let drawn = Drawn::replaced();
    let subject = |id: &str| Paper::Receipt(drawn.subject(id));
    let (changed, same) = others(&drawn);
    let officer = drawn.rows("teams-3.csv")[0][2].to_uppercase();
    let mut vectors = vec![
        good("good-skipped.txt", "drawn, and taken off the list by a replacement", subject(SKIPPED)),
        good("good-stepped-in.txt", "of the reserve, stepped in by a replacement", subject(STEPPED_IN)),
        good("good-team-replaced.txt", "drawn, with other officers than at first", subject(&changed)),
        good("good-replaced-same.txt", "drawn, and no replacement concerns it", subject(&same)),
        good(
            "good-replaced-visit.txt",
            "the officers in force, at the visit and before the embargo ends",
            Paper::Receipt(drawn.early(&changed, true)),
        ),
        good(
            "good-replaced-embargo.txt",
            "before the embargo ends nothing is told of replacements either",
            Paper::Receipt(drawn.early(&changed, false)),
        ),
        good(
            "good-inspector-replaced.txt",
            "an inspector, with the visits in force",
            Paper::Receipt(drawn.inspector(&format!("CARD-{officer}"))),
        ),
    ];
    let change = |base: &Receipt, (name, refuse, why, change): Change| {
        let mut receipt = base.clone();
        change(&mut receipt);
        Vector { name, refuse: Some(refuse), why, bytes: signed(&Paper::Receipt(receipt)) }
    };
    let (out, into, both) =
        (drawn.subject(SKIPPED), drawn.subject(STEPPED_IN), drawn.subject(&in_both(&drawn)));
    vectors.extend(bad_lines().map(|one| change(&into, one)));
    vectors.extend(bad_steps().map(|one| change(&into, one)));
    vectors.extend(bad_ways_out().map(|one| change(&out, one)));
    let mut team = out.clone();
    team.officers = into.officers.clone();
    team.leaves.extend(into.leaves.iter().filter(|leaf| leaf.file == "inspectors.csv").cloned());
    team.leaves.sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
    let (refuse, why) = (Some("no task drew"), "officers for somebody who is off the list");
    vectors.push(Vector { name: "bad-team-skipped.txt", refuse, why, bytes: signed(&Paper::Receipt(team)) });
    let half: Change =
        ("bad-step-out-of-one.txt", "a step out of task", "a skip takes a subject off every task", |r| {
            r.replaced[0].changed = true;
            r.steps = vec![step(1, "credit", How::Out(name("closed")))];
        });
    vectors.push(change(&both, half));
    vectors
}

/// Two drawn subjects: one with other officers than at first, and one that nothing concerns.
fn others(drawn: &Drawn) -> (String, String) {
    let ids: Vec<String> = drawn.rows("teams.csv").into_iter().map(|[id, ..]| id).collect();
    let find = |changed: bool| {
        let fits = |id: &&String| {
            let receipt = drawn.subject(id);
            id.as_str() != SKIPPED && receipt.replaced.iter().any(|after| after.changed) == changed
        };
        ids.iter().find(fits).unwrap().clone()
    };
    (find(true), find(false))
}

/// A subject that both tasks drew.
fn in_both(drawn: &Drawn) -> String {
    let credit = drawn.drawn_by("credit");
    drawn.drawn_by("open").into_iter().find(|id| credit.contains(id)).unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn step(number: u32, task: &str, how: How) -> Moved {
    Moved { number, task: name(task), how }
}

fn bad_lines() -> [Change; 4] {
    [
        ("bad-replaced-unlogged.txt", "log: ", "another request than the logged one", |r| {
            r.replaced[1].request = Digest::of(b"request");
        }),
        ("bad-replaced-proof.txt", "log-replace-2.txt", "a request without its proof", |r| {
            r.files.remove(&log_replace(2)).unwrap();
        }),
        ("bad-replaced-other-proof.txt", "log: ", "the proof of another request", |r| {
            let other = r.files[&log_replace(3)].clone();
            r.files.insert(log_replace(2), other);
        }),
        ("bad-replaced-number.txt", "replacement 1 must", "the first one is left out", |r| {
            r.replaced.remove(0);
        }),
    ]
}

fn bad_steps() -> [Change; 6] {
    [
        ("bad-step-same.txt", "says `changed`", "a step by a replacement that changed nothing", |r| {
            r.replaced[0].changed = false;
        }),
        ("bad-step-number.txt", "says `changed`", "a step by a replacement that is not listed", |r| {
            r.steps[0].number = 4;
        }),
        ("bad-step-rank.txt", "its own rank", "the rank follows from the place in the reserve", |r| {
            r.steps[0].how = How::In(3);
        }),
        ("bad-step-out-reserve.txt", "who is to be inspected", "out, though never on the list", |r| {
            r.steps[0].how = How::Out(name("closed"));
        }),
        ("bad-step-task.txt", "an outcome of the task", "a task that the holder is not in", |r| {
            r.steps[0].task = name("other");
        }),
        ("bad-step-missing.txt", "no task drew", "officers, but it never stepped in", |r| r.steps.clear()),
    ]
}

fn bad_ways_out() -> [Change; 3] {
    [
        ("bad-step-code.txt", "a replace code", "the plan does not know this reason", |r| {
            r.steps[0].how = How::Out(name("tired"));
        }),
        ("bad-step-in-drawn.txt", "of the reserve", "stepped in, though drawn", |r| {
            r.steps[0].how = How::In(1);
        }),
        ("bad-step-order.txt", "sorted and unique", "a step before the one before it", |r| {
            r.replaced[1].changed = true;
            r.steps.insert(0, step(2, "credit", How::Out(name("closed"))));
        }),
    ]
}
