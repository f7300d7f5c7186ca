//! Edges that dice seldom stand on: each rule with a last day or a last minute, as the shortest history
//! that stands on both sides of it. The model says what is right. Each case was seen to fail with its
//! rule moved by one.

use super::calendar::{DAY, HOUR, day};
use super::drawing::LEAD;
use super::model::Task;
use super::op::{How, Kind, Op, Step, Verb};
use super::recorded::Stage;
use super::world::World;
use crate::common::random::Dice;

/// People of the model who enter, and who review.
const CLERK: u32 = 0;
const REVIEWER: u32 = 3;

fn step(world: &mut World, op: Op) {
    world.take(Step(op, How::Once));
}

/// A bureau with its libraries.
fn bureau() -> World {
    with_libraries(World::new(1))
}

fn with_libraries(mut world: World) -> World {
    for kind in [Kind::Matters, Kind::Subjects, Kind::Officers, Kind::Recusals] {
        step(&mut world, Op::Import { kind, change: 3, back: 0 });
    }
    world
}

/// Publishes a plan of one task that fits.
fn plan(world: &mut World, fits: impl Fn(&Task) -> bool) {
    // The libraries are of today.
    let today = world.today();
    let sound = |task: &Task| {
        task.team < 3
            && task.cutoff == today
            && task.station.is_none()
            && !task.matters.contains(&"A04".into())
    };
    let change = world.change_for(|task| sound(task) && fits(task));
    let before = world.model.plans.len();
    step(world, Op::Publish { change, wrong: 0 });
    assert_eq!(world.model.plans.len(), before + 1);
}

/// Freezes the last plan for the first pulse that is far enough.
fn freeze(world: &mut World, witness: bool) {
    let plan = world.model.plans.len() as u32 - 1;
    step(world, Op::Freeze { plan, tasks: 1, after: 10, witness, wrong: 0 });
}

/// Waits until the clock shows a time, in whole minutes at or after it.
fn wait_until(world: &mut World, time: i64) {
    let left = time - world.model.now;
    assert!(left > 0, "the time has passed");
    step(world, Op::Wait(((left + 59) / 60) as u32));
}

/// Freezes and draws the last plan.
fn draw(world: &mut World) {
    freeze(world, false);
    let at = world.model.draws[0].last().at;
    wait_until(world, at);
    step(world, Op::Run { draw: 0, wrong: false });
    assert!(world.model.draws[0].last().drawn());
}

/// The interval of rest ends on its day: who was inspected just so long ago is drawn, a day later not.
#[test]
fn rest_ends_on_its_day() {
    let mut world = bureau();
    plan(&mut world, |task| task.quiet.is_some() && task.annual_cap.is_none() && task.least > 0);
    let today = world.today();
    let quiet = world.model.plans[0].versions[0].tasks[0].quiet.unwrap();
    for (at, days) in [quiet - 1, quiet, quiet + 1].into_iter().enumerate() {
        let subject = &mut world.county.subjects[at];
        (subject.state, subject.station) = (0, Some(0));
        world.county.visits.push((subject.id.clone(), today - days));
    }
    let still = (0..1000).find(|change| Dice::new(*change).below(4) == 0).unwrap();
    step(&mut world, Op::Import { kind: Kind::Subjects, change: still as u32, back: 0 });
    draw(&mut world);
    let frame = &world.model.draws[0].last().frames[0];
    let status = [0, 1, 2].map(|at| frame[&world.county.subjects[at].id].status.clone());
    assert_eq!(status, ["x-quiet", "ok", "ok"]);
}

/// A seed stays closed until the last day of the embargo is over.
#[test]
fn an_embargo_holds_on_its_last_day() {
    let mut world = bureau();
    plan(&mut world, |task| task.embargo.is_some());
    draw(&mut world);
    let last = world.model.draws[0].last().embargo().unwrap();
    wait_until(&mut world, last * DAY + 60);
    step(&mut world, Op::Open { draw: 0 });
    assert!(world.model.draws[0].last().opened.is_none());
    wait_until(&mut world, (last + 1) * DAY + 60);
    step(&mut world, Op::Open { draw: 0 });
    assert!(world.model.draws[0].last().opened.is_some());
}

/// A follow-up cannot have ended tomorrow.
#[test]
fn a_follow_up_ends_today_at_the_latest() {
    let mut world = bureau();
    plan(&mut world, |task| task.embargo.is_none() && task.least > 0);
    draw(&mut world);
    step(&mut world, Op::Wait(24 * 60));
    step(&mut world, Op::Enter { draw: 0, who: CLERK, first: 0, count: 1, change: CORRECTED, wrong: 0 });
    step(&mut world, Op::Act { draw: 0, who: REVIEWER, verb: Verb::Pass, subject: None, back: 0 });
    step(&mut world, Op::Act { draw: 0, who: REVIEWER, verb: Verb::Publish, subject: None, back: 0 });
    let record = |world: &World| world.model.draws[0].last().records.values().next().unwrap().clone();
    assert_eq!((record(&world).stage, record(&world).finished), (Stage::Published, None));
    for (back, ended) in [(TOMORROW, None), (TODAY, Some((world.today(), false)))] {
        step(&mut world, Op::Act { draw: 0, who: CLERK, verb: Verb::Finish, subject: Some(0), back });
        assert_eq!(record(&world).finished, ended);
    }
}

/// A change that finds something and has it corrected.
const CORRECTED: u32 = 2;
/// Days back from tomorrow.
const TOMORROW: u32 = 0;
const TODAY: u32 = 1;

/// An opening of a witness counts up to five minutes before the pulse.
#[test]
fn an_opening_comes_five_minutes_before_the_pulse() {
    for (late, revealed) in [(0, true), (60, false)] {
        let mut world = bureau();
        plan(&mut world, |task| task.embargo.is_none());
        freeze(&mut world, true);
        let at = world.model.draws[0].last().at;
        wait_until(&mut world, at - 300 + late);
        assert_eq!(world.model.now, at - 300 + late, "whole minutes");
        step(&mut world, Op::Reveal { draw: 0 });
        assert_eq!(world.model.draws[0].last().revealed, revealed);
    }
}

/// A task belongs to the draw that froze it first.
#[test]
fn a_task_is_frozen_under_one_draw() {
    let mut world = bureau();
    plan(&mut world, |task| task.embargo.is_none());
    freeze(&mut world, false);
    step(&mut world, Op::Void { draw: 0, reason: 1 });
    freeze(&mut world, false);
    assert_eq!(world.model.draws.len(), 1);
}

/// A matter can be planned from the day on which it comes into force.
#[test]
fn a_matter_is_planned_from_its_day() {
    let mut world = bureau();
    let day = world.county.matters.iter().find(|matter| matter.code == "A04").unwrap().effective;
    for (on, plans) in [(day - 1, 0), (day, 1)] {
        wait_until(&mut world, on * DAY + 60);
        let change = world.change_for(|task| task.matters.contains(&"A04".into()) && task.team < 3);
        step(&mut world, Op::Publish { change, wrong: 0 });
        assert_eq!(world.model.plans.len(), plans);
    }
}

/// The clock of a draw ends with its result, on that day; until then it is red from the day after.
#[test]
fn the_clock_of_a_draw_ends_with_its_result() {
    // No clock is told for a day without a calendar.
    let mut world = World::new(1);
    let begins = day(2023, 3, 1);
    assert!(world.calendar.knows(begins) && !world.calendar.knows(world.today()));
    wait_until(&mut world, begins * DAY + 9 * HOUR);
    let mut world = with_libraries(world);
    plan(&mut world, |task| task.embargo.is_none());
    freeze(&mut world, false);
    let at = world.model.draws[0].last().at;
    assert!(at - world.model.now > LEAD);
    for days in 0..3 {
        wait_until(&mut world, at + days * DAY + 60);
        world.look_at_clocks();
    }
    step(&mut world, Op::Run { draw: 0, wrong: false });
    world.look_at_clocks();
    step(&mut world, Op::Wait(24 * 60));
}
