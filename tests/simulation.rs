//! Five whole years of a county through the real binary, against a simple model: operations chosen at
//! random, the clock moved, commands killed at their fault points, mistakes made on purpose. After each
//! step the exit code, the answer and the log are those of the model; at intervals everything is derived
//! again. Draws take their randomness from rounds of lotteries, which can be written for any day, and
//! once from drand, on the day whose later pulse is recorded.
//!
//! `SUICHA_SIM_SEEDS=N` runs N seeds, `SUICHA_SIM_SEED` begins with another one, `SUICHA_SIM_STEPS` makes
//! them longer. A failure prints seed and history; what was found stays in `simulation/found.rs`. Keys and
//! salts come from the operating system: who is drawn differs from run to run, how many does not.
//!
//! That it can fail was tried by changing the program, one rule at a time. Noticed within a seed or two:
//! a reviewer may review what is their own, or a visit of their own; what has not passed is published; a
//! term of working days is one day longer; the annual cap is met one visit late; a quota is rounded down;
//! recusals are not frozen; a drawn task may be amended; a draw is run before its pulse; a seed is opened
//! without an entry of the log; the same roster is stored twice; the clock may be set back; the first
//! attempt of a task is not counted. What dice seldom stand on has a history of its own in
//! `simulation/edges.rs`.

mod calendar;
mod county;
mod drawing;
mod edges;
mod found;
mod library;
mod looks;
mod model;
mod op;
mod recorded;
mod recording;
mod season;
mod world;

use season::Season;
use world::World;

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}

#[test]
fn five_years_of_a_county() {
    let first = number("SUICHA_SIM_SEED", 1);
    let steps = number("SUICHA_SIM_STEPS", 140) as usize;
    let (mut acts, mut results) = (0, 0);
    for seed in first..first + number("SUICHA_SIM_SEEDS", 2) {
        let started = std::time::Instant::now();
        let mut season = Season::new(seed, steps);
        let mut world = World::new(seed);
        let mut taken = 0;
        while let Some(step) = season.next(&world) {
            world.take(step);
            taken += 1;
        }
        world.look_at_everything(seed as u32);
        let model = &world.model;
        let attempts: usize = model.draws.iter().map(|draw| draw.attempts.len()).sum();
        let replaced =
            model.draws.iter().flat_map(|draw| &draw.attempts).flat_map(|attempt| &attempt.requests);
        let replaced = replaced.filter(|request| request.done.is_some()).count();
        println!(
            "seed {seed}: {taken} steps, {} commands, {} plans, {} draws, {attempts} attempts, {replaced} replacements, {} acts, {} log entries, {:?}",
            world.commands,
            model.plans.len(),
            model.draws.len(),
            model.acts,
            model.log.len(),
            started.elapsed()
        );
        acts += model.acts;
        results += model.draws.iter().filter(|draw| draw.last().drawn()).count();
    }
    assert!(acts > 0 && results > 0, "{acts} acts and {results} results are no simulation");
}
