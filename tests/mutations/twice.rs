//! Two attacks that no change of a single file shows: an opening that is left out of the seed, and a
//! task that is drawn under two ids.

use super::{EVIDENCE, failed, forged};
use std::collections::BTreeSet;
use suicha::core::bundle::{self, Files};
use suicha::core::digest::Digest;
use suicha::core::id::DrawId;
use suicha::core::log::{Attempt, Entry, Event};
use suicha::core::seed::{Commitment, SeedTranscript};
use suicha::core::verify::Trust;

#[test]
fn an_opening_that_came_in_time_is_left_out_of_the_seed() {
    let drawn = &EVIDENCE[0];
    let mut transcript = SeedTranscript::parse(&drawn.audit[bundle::SEED]).unwrap();
    transcript.witnesses[0].1 = None;
    let forged = forged::forged(drawn, bundle::SEED, transcript.print().into());
    // Drawn again, all of it follows from the seed; the record is not the logged one.
    assert_eq!(failed(&forged, &Trust::default()), BTreeSet::from([1, 6]));
    // Without what the log says nobody can tell. With the log the missing proof shows, and the
    // missing replacement.
    let alone = forged::unlogged(&forged);
    assert_eq!(failed(&alone, &Trust::default()), BTreeSet::new());
    let reader = Trust { log: Some(drawn.log.clone()), ..Trust::default() };
    assert_eq!(failed(&alone, &reader), BTreeSet::from([1, 6, 10]));
}

#[test]
fn one_task_under_two_draw_ids() {
    let drawn = &EVIDENCE[0];
    let with = |log: Vec<Entry>, beside: &Files| {
        let trust = Trust { log: Some(log), beside: vec![beside.clone()], ..Trust::default() };
        [&drawn.public, &drawn.audit].map(|files| failed(files, &trust))
    };
    let (none, found) = ([BTreeSet::new(), BTreeSet::new()], [BTreeSet::from([11]), BTreeSet::from([11])]);
    // The same plans and frames, and the same plans for a later time.
    let same = other_draw(&drawn.public, |plan| plan);
    let later = other_draw(&drawn.public, |plan| plan.replace("T23:59:24", "T23:59:27"));
    for other in [&same, &later] {
        let log = [&drawn.log[..], &[committed(other)]].concat();
        assert_eq!(with(log, other), found);
        // A bundle of somebody's own making, of which the log knows nothing, proves nothing.
        assert_eq!(with(drawn.log.clone(), other), none);
    }
    // Other tasks may be drawn, the same draw may lie there twice.
    let another = other_draw(&drawn.public, |plan| plan.replace("task-number 9", "task-number 8"));
    assert_eq!(with([&drawn.log[..], &[committed(&another)]].concat(), &another), none);
    assert_eq!(with(drawn.log.clone(), &drawn.audit), none);
}

/// Commitment and plans of a draw `e` over the same frames.
fn other_draw(files: &Files, change: impl Fn(String) -> String) -> Files {
    let mut commitment = Commitment::parse(&files[bundle::COMMIT]).unwrap();
    commitment.draw = DrawId::new("e").unwrap();
    let mut other = Files::new();
    for task in &mut commitment.tasks {
        let name = bundle::plan_file(&task.task);
        let plan = change(String::from_utf8(files[&name].clone()).unwrap());
        task.plan = Digest::of(plan.as_bytes());
        other.insert(name, plan.into());
    }
    other.insert(bundle::COMMIT.into(), commitment.print().into());
    other
}

/// The log's entry of a commitment.
fn committed(files: &Files) -> Entry {
    let commitment = Commitment::parse(&files[bundle::COMMIT]).unwrap();
    let event = Event::Commit(Attempt::new(&commitment.draw, commitment.attempt));
    Entry { event, hash: Digest::of(&files[bundle::COMMIT]), at: EVIDENCE[0].log[0].at }
}
