//! What simulations have found, each as the shortest history that shows it. Every case says what was
//! wrong; the model says what is right.

use super::op::{How, Kind, Op, Step};
use super::world::World;

/// A bureau with its libraries and one published plan of one task.
fn published() -> World {
    let mut world = World::new(1);
    for kind in [Kind::Matters, Kind::Subjects, Kind::Officers, Kind::Recusals] {
        step(&mut world, Op::Import { kind, change: 3, back: 0 });
    }
    step(&mut world, Op::Publish { change: PLAN, wrong: 0 });
    assert_eq!(world.model.plans[0].versions[0].tasks[0].matters, ["A02", "A03"]);
    world
}

/// The same, and a draw frozen from the plan.
fn frozen() -> World {
    let mut world = published();
    step(&mut world, FREEZE);
    assert_eq!(world.model.draws.len(), 1);
    world
}

/// A plan of one task that can be drawn from the registry of seed 1.
const PLAN: u32 = 12;

const FREEZE: Op = Op::Freeze { plan: 0, tasks: 1, after: 10, witness: false, wrong: 0 };

fn step(world: &mut World, op: Op) {
    world.take(Step(op, How::Once));
}

/// While the second attempt waited for its pulse, the first one's bundle failed check 11 against the
/// published log, and `fsck` named a whole bureau as damaged.
#[test]
fn a_void_attempt_is_whole_while_the_next_one_waits() {
    let mut world = frozen();
    step(&mut world, Op::Void { draw: 0, reason: 1 });
    step(&mut world, Op::Again { draw: 0, after: 60, other: true });
    assert_eq!(world.model.draws[0].attempts.len(), 2);
    world.look_at_everything(0);
}

/// A matter that had left the item list since the plan was published was dropped from the task without a
/// word, and one that had lost its legal basis was drawn all the same.
#[test]
fn what_has_left_the_item_list_is_not_frozen() {
    let mut world = published();
    world.county.matters.retain(|matter| matter.code != "A03");
    step(&mut world, Op::Import { kind: Kind::Matters, change: KEEPS, back: 0 });
    step(&mut world, FREEZE);
    assert!(world.model.draws.is_empty());
}

/// A change of the item list that changes one basis.
const KEEPS: u32 = 11;

/// A draw from a lottery could be voided once the numbers were out, and frozen again for the same
/// numbers; and another draw could be frozen for numbers that an earlier one had used.
#[test]
fn a_round_that_is_out_draws_nothing_more() {
    let mut world = frozen();
    step(&mut world, Op::Wait(30));
    step(&mut world, Op::Void { draw: 0, reason: 1 });
    step(&mut world, Op::Again { draw: 0, after: 60, other: false });
    assert_eq!(world.model.draws[0].attempts.len(), 1);
    step(&mut world, Op::Again { draw: 0, after: 60, other: true });
    assert_eq!(world.model.draws[0].attempts.len(), 2);
}

/// After a death between storing and publishing, `draw export` and `receipt` named a head of the log that
/// nobody had published, and the bundle failed check 1.
#[test]
fn a_bundle_names_published_heads_only() {
    let mut world = frozen();
    for point in 1..=12 {
        world.take(Step(Op::Challenge { draw: 0, subject: point }, How::Left(point)));
        world.look_at_everything(0);
    }
    assert!(world.model.draws[0].last().challenged.len() > 2);
}

/// Once a matter of a drawn task had left the item list, the plan could not be amended any more: with the
/// task it was refused for the matter, and without it for the draw.
#[test]
fn a_plan_can_be_amended_after_its_drawn_matters_have_left_the_list() {
    let mut world = frozen();
    world.county.matters.retain(|matter| matter.code != "A03");
    step(&mut world, Op::Import { kind: Kind::Matters, change: KEEPS, back: 0 });
    step(&mut world, Op::Amend { plan: 0, change: ENDS });
    assert_eq!(world.model.plans[0].versions.len(), 2);
}

/// An amendment that moves the last day of a task.
const ENDS: u32 = 29;
