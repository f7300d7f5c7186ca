//! The mix (`docs/draw-protocol.md` §6.8): moves that never change how even the workloads are,
//! until every optimal plan is equally likely.

use super::assign::{Component, Plan};
use super::blocks::Blocks;
use super::problem::{NOBODY, index};
use super::rng::Words;
use super::usable::Usable;

/// What the mix of one component did; informative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Blocks with a choice.
    pub blocks: u64,
    /// Moves, those undone included.
    pub moves: u64,
    /// Steps of all moves.
    pub steps: u64,
    /// Moves that hit their limit and were undone.
    pub undone: u64,
}

/// Mixes a filled component; returns |E*| of each seat (0 for a seat left open) and what was done.
pub(super) fn mix(component: &Component, plan: &mut Plan) -> (Vec<u32>, Trace) {
    let blocks = Blocks::of(component, plan);
    let usable = Usable::of(component, plan, &blocks);
    let sizes = (0..index(component.seats.len())).map(|u| index(usable.len(u))).collect();
    let mut trace = Trace::default();
    let mut words = component.words.clone();
    for block in seats_by_block(&blocks) {
        if block.iter().all(|u| usable.len(*u) < 2) {
            continue;
        }
        trace.blocks += 1;
        let people = usable.people(&block);
        let limit = block.len() as u64 + 16 * people as u64;
        let mut mover = Mover { component, plan, usable: &usable, words: &mut words, limit };
        mover.mix(&block, &mut trace);
    }
    (sizes, trace)
}

/// The seats of each block, ascending; blocks by smallest seat.
fn seats_by_block(blocks: &Blocks) -> Vec<Vec<u32>> {
    let most = blocks.of_seat.iter().filter(|block| **block != NOBODY).max();
    let mut number = vec![NOBODY; most.map_or(0, |most| *most as usize + 1)];
    let mut found: Vec<Vec<u32>> = Vec::new();
    for (u, block) in (0..).zip(&blocks.of_seat) {
        let Some(number) = number.get_mut(*block as usize) else { continue };
        if *number == NOBODY {
            *number = index(found.len());
            found.push(Vec::new());
        }
        found[*number as usize].push(u);
    }
    found
}

struct Mover<'a> {
    component: &'a Component,
    plan: &'a mut Plan,
    usable: &'a Usable,
    words: &'a mut Words,
    limit: u64,
}

impl Mover<'_> {
    fn mix(&mut self, block: &[u32], trace: &mut Trace) {
        let budget = 10 * block.len() as u64 + 100;
        let (mut moves, mut steps) = (0, 0);
        let mut log = Vec::new();
        let mut one = |mover: &mut Self| {
            let done = mover.make(block, &mut log);
            trace.moves += 1;
            trace.undone += u64::from(done.is_none());
            let steps = done.unwrap_or(mover.limit);
            trace.steps += steps;
            steps
        };
        while steps < budget {
            steps += one(self);
            moves += 1;
        }
        for _ in 0..moves {
            one(self);
        }
    }

    /// One move; the steps it took, or `None` if it hit the limit and was undone. `log` is
    /// working memory.
    fn make(&mut self, block: &[u32], log: &mut Vec<(u32, u32)>) -> Option<u64> {
        let mut u = block[self.words.below(block.len())];
        let i = self.plan.holder[u as usize];
        let level = self.plan.load[i as usize];
        log.clear();
        log.push((u, i));
        self.plan.take(u);
        self.plan.load[i as usize] -= 1;
        for step in 1..=self.limit {
            let j = self.usable.get(u, self.words.below(self.usable.len(u)));
            let v = match self.plan.mate(self.component, u, j) {
                Some(v) => v,
                None => {
                    let lower = self.plan.load[j as usize] + 1 == level;
                    if lower && self.plan.room(self.component, j) {
                        self.plan.give(u, j);
                        self.plan.load[j as usize] += 1;
                        return Some(step);
                    }
                    let held = &self.plan.held[j as usize];
                    if held.is_empty() {
                        continue;
                    }
                    held[self.words.below(held.len())]
                }
            };
            log.push((v, j));
            self.plan.take(v);
            self.plan.give(u, j);
            u = v;
        }
        for (u, holder) in log.drain(..).rev() {
            self.plan.take(u);
            self.plan.give(u, holder);
        }
        self.plan.load[i as usize] += 1;
        None
    }
}
