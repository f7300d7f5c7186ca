//! §6 of the protocol written down once more, word by word and without any thought of speed:
//! the pairing must equal it on thousands of small problems, to the last step of the mix.

use super::{Dice, eligible, instance};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use suicha::core::pairing::{Problem, Solved, Trace, solve};
use suicha::core::spread::InOrder;

#[test]
fn pairing_equals_the_literal_transcript() {
    let mut dice = Dice::new(1);
    let (mut plans, mut shortages, mut undone, mut moves) = (0, 0, 0, 0);
    for number in 0..6000 {
        let problem = instance(&mut dice);
        let expected = pair(&problem);
        match (solve(problem.clone(), &[], &InOrder), expected) {
            (Ok(solved), Outcome::Plan(plan)) => {
                plans += 1;
                undone += plan.traces.iter().map(|trace| trace.undone).sum::<u64>();
                moves += plan.traces.iter().map(|trace| trace.moves).sum::<u64>();
                same(&solved, &plan, number, &problem);
            }
            (Err(unsolved), Outcome::Short(expected)) => {
                shortages += 1;
                let found = unsolved.certificate.shortages.iter().map(|shortage| Short {
                    seats: shortage.seats.iter().map(|s| (s.visit.clone(), s.class, s.n)).collect(),
                    staff: shortage.staff.iter().map(|one| one.pseudonym.clone()).collect(),
                    helpers: (shortage.helpers.iter())
                        .map(|one| (one.visit.clone(), one.pseudonyms.clone()))
                        .collect(),
                    short_by: shortage.short_by,
                });
                assert_eq!(found.collect::<Vec<_>>(), expected, "instance {number}: {problem:?}");
            }
            (found, _) => panic!("instance {number}: {found:?} of {problem:?}"),
        }
    }
    println!("{plans} plans, {shortages} shortages, {moves} moves, {undone} undone");
    assert!(plans > 1000 && shortages > 1000 && moves > 100_000, "the instances are one-sided");
}

fn same(solved: &Solved, plan: &Plan, number: u32, problem: &Problem<'_>) {
    let assigned = solved.assigned.iter();
    let assigned: Vec<_> = assigned.map(|seat| (seat.visit, seat.class, seat.person)).collect();
    assert_eq!(assigned, plan.assigned, "instance {number}: {problem:?}");
    assert_eq!(solved.candidates, plan.candidates, "instance {number}: {problem:?}");
    assert_eq!(solved.traces, plan.traces, "instance {number}: {problem:?}");
}

pub enum Outcome {
    Plan(Plan),
    Short(Vec<Short>),
}

#[derive(Default)]
pub struct Plan {
    assigned: Vec<(u32, u32, u32)>,
    candidates: Vec<u32>,
    traces: Vec<Trace>,
}

#[derive(Debug, PartialEq)]
pub struct Short {
    seats: Vec<(String, u32, u32)>,
    staff: Vec<String>,
    helpers: Vec<(String, Vec<String>)>,
    short_by: u64,
}

/// §6.2: components one by one.
pub fn pair(problem: &Problem<'_>) -> Outcome {
    let mut plan = Plan { candidates: vec![0; problem.visits.len()], ..Plan::default() };
    let mut shorts = Vec::new();
    for visits in components(problem) {
        let mut part = Part::new(problem, &visits);
        if let Some(short) = part.fill() {
            shorts.push(short);
            continue;
        }
        let (sizes, trace) = part.mix();
        plan.traces.push(trace);
        for (u, (visit, class)) in part.seats.iter().enumerate() {
            let person = part.people[part.holder[u].unwrap()];
            plan.assigned.push((*visit as u32, *class as u32, person as u32));
            let least = &mut plan.candidates[*visit];
            *least = if *least == 0 { sizes[u] } else { sizes[u].min(*least) };
        }
    }
    plan.assigned.sort();
    if shorts.is_empty() { Outcome::Plan(plan) } else { Outcome::Short(shorts) }
}

/// Visits joined through people who are candidates of seats of both.
fn components(problem: &Problem<'_>) -> Vec<Vec<usize>> {
    let candidate = |visit: usize, person: usize| {
        let mut classes = 0..problem.visits[visit].classes.len();
        classes.any(|class| eligible(problem, visit, class, person))
    };
    let mut left: BTreeSet<usize> = (0..problem.visits.len()).collect();
    let mut found = Vec::new();
    while let Some(first) = left.pop_first() {
        let (mut part, mut queue) = (vec![first], vec![first]);
        while let Some(visit) = queue.pop() {
            for person in (0..problem.people.len()).filter(|person| candidate(visit, *person)) {
                for other in left.clone().into_iter().filter(|other| candidate(*other, person)) {
                    left.remove(&other);
                    part.push(other);
                    queue.push(other);
                }
            }
        }
        part.sort();
        found.push(part);
    }
    found
}

struct Part<'a> {
    problem: &'a Problem<'a>,
    words: Words,
    people: Vec<usize>,
    seats: Vec<(usize, usize)>,
    e: Vec<Vec<usize>>,
    holder: Vec<Option<usize>>,
    t: Vec<u64>,
}

struct Reach {
    best: Option<usize>,
    seen: BTreeSet<usize>,
    visited: BTreeSet<usize>,
    from: BTreeMap<usize, usize>,
    via: BTreeMap<usize, usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Node {
    Seat(usize),
    Person(usize),
    Level(u64),
}

impl<'a> Part<'a> {
    /// §6.3
    fn new(problem: &'a Problem<'a>, visits: &[usize]) -> Self {
        let mut words = Words::new(problem, visits[0]);
        let mut seats = Vec::new();
        for &visit in visits {
            for (class, wanted) in problem.visits[visit].classes.iter().enumerate() {
                seats.extend((0..wanted.n).map(|_| (visit, class)));
            }
        }
        let may =
            |person: &usize| seats.iter().any(|(visit, class)| eligible(problem, *visit, *class, *person));
        let mut people: Vec<usize> = (0..problem.people.len()).filter(may).collect();
        words.shuffle(&mut people);
        words.shuffle(&mut seats);
        let e = seats.iter().map(|(visit, class)| {
            let may = |j: &usize| eligible(problem, *visit, *class, people[*j]);
            (0..people.len()).filter(may).collect()
        });
        let e = e.collect();
        let t = people.iter().map(|person| u64::from(problem.people[*person].base)).collect();
        let holder = vec![None; seats.len()];
        Self { problem, words, people, seats, e, holder, t }
    }

    fn h(&self, j: usize) -> Vec<usize> {
        (0..self.seats.len()).filter(|u| self.holder[*u] == Some(j)).collect()
    }

    fn mate(&self, u: usize, j: usize) -> Option<usize> {
        self.h(j).into_iter().find(|v| *v != u && self.seats[*v].0 == self.seats[u].0)
    }

    fn room(&self, j: usize) -> bool {
        self.h(j).len() < self.problem.people[self.people[j]].cap as usize
    }

    /// §6.4
    fn search(&self, starts: &[usize]) -> Reach {
        let mut queue: VecDeque<usize> = starts.iter().copied().collect();
        let seen = starts.iter().copied().collect();
        let (visited, from, via) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut r = Reach { best: None, seen, visited, from, via };
        while let Some(u) = queue.pop_front() {
            for &j in &self.e[u] {
                if r.visited.contains(&j) || self.holder[u] == Some(j) {
                    continue;
                }
                if let Some(v) = self.mate(u, j) {
                    if r.seen.insert(v) {
                        r.from.insert(v, u);
                        queue.push_back(v);
                    }
                    continue;
                }
                r.visited.insert(j);
                r.via.insert(j, u);
                if self.room(j) && r.best.is_none_or(|best| self.t[j] < self.t[best]) {
                    r.best = Some(j);
                }
                for v in self.h(j) {
                    if r.seen.insert(v) {
                        r.from.insert(v, u);
                        queue.push_back(v);
                    }
                }
            }
        }
        r
    }

    /// §6.5, §6.6
    fn fill(&mut self) -> Option<Short> {
        let mut unplaced = Vec::new();
        for u in 0..self.seats.len() {
            let r = self.search(&[u]);
            let Some(best) = r.best else {
                unplaced.push(u);
                continue;
            };
            self.t[best] += 1;
            let (mut j, mut x) = (best, r.via[&best]);
            loop {
                let old = self.holder[x].replace(j);
                if x == u {
                    break;
                }
                j = old.unwrap();
                x = r.from[&x];
            }
        }
        (!unplaced.is_empty()).then(|| self.short(&unplaced))
    }

    fn short(&self, unplaced: &[usize]) -> Short {
        let r = self.search(unplaced);
        let mut seats: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let mut helpers: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for &u in &r.seen {
            *seats.entry(self.seats[u]).or_default() += 1;
            let outside = self.e[u].iter().filter(|j| !r.visited.contains(j));
            helpers.entry(self.seats[u].0).or_default().extend(outside.map(|j| self.people[*j]));
        }
        helpers.retain(|_, people| !people.is_empty());
        let id = |person: &usize| self.problem.people[*person].id.to_string();
        let staff: BTreeSet<usize> = r.visited.iter().map(|j| self.people[*j]).collect();
        let caps: u64 = staff.iter().map(|p| u64::from(self.problem.people[*p].cap)).sum();
        let helped: usize = helpers.values().map(BTreeSet::len).sum();
        let visit = |visit: usize| self.problem.visits[visit].id.to_string();
        let short_by = r.seen.len() as u64 - caps - helped as u64;
        assert_eq!(short_by, unplaced.len() as u64, "the cut counts the unplaced seats");
        Short {
            seats: (seats.into_iter()).map(|((at, class), n)| (visit(at), class as u32 + 1, n)).collect(),
            staff: staff.iter().map(id).collect(),
            helpers: (helpers.into_iter())
                .map(|(at, people)| (visit(at), people.iter().map(id).collect()))
                .collect(),
            short_by,
        }
    }

    /// The head of u's arc for j.
    fn head(&self, u: usize, j: usize) -> Node {
        self.mate(u, j).map_or(Node::Person(j), Node::Seat)
    }

    fn reachable(&self, start: Node) -> BTreeSet<Node> {
        let (mut found, mut stack) = (BTreeSet::from([start]), vec![start]);
        while let Some(node) = stack.pop() {
            let heads: Vec<Node> = match node {
                Node::Seat(u) => {
                    let others = self.e[u].iter().filter(|j| self.holder[u] != Some(**j));
                    others.map(|j| self.head(u, *j)).collect()
                }
                Node::Person(j) => {
                    let level = self.room(j).then(|| Node::Level(self.t[j] + 1));
                    self.h(j).into_iter().map(Node::Seat).chain(level).collect()
                }
                Node::Level(x) => (0..self.t.len()).filter(|j| self.t[*j] == x).map(Node::Person).collect(),
            };
            stack.extend(heads.into_iter().filter(|head| found.insert(*head)));
        }
        found
    }

    /// §6.7, §6.8: |E*| of each seat, and what was done.
    fn mix(&mut self) -> (Vec<u32>, Trace) {
        let mut reach: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        let people = (0..self.people.len()).map(Node::Person);
        for node in (0..self.seats.len()).map(Node::Seat).chain(people) {
            reach.insert(node, self.reachable(node));
        }
        let together = |a: Node, b: Node| reach[&a].contains(&b) && reach[&b].contains(&a);
        let usable = |u: usize| -> Vec<usize> {
            let usable =
                |j: &&usize| self.holder[u] == Some(**j) || together(Node::Seat(u), self.head(u, **j));
            self.e[u].iter().filter(usable).copied().collect()
        };
        let usable: Vec<Vec<usize>> = (0..self.seats.len()).map(usable).collect();
        let mut left: Vec<usize> = (0..self.seats.len()).collect();
        let mut blocks = Vec::new();
        while let Some(&first) = left.first() {
            let same = |u: &usize| together(Node::Seat(first), Node::Seat(*u));
            let (block, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(same);
            blocks.push(block);
            left = rest;
        }
        let mut trace = Trace::default();
        for block in blocks {
            if block.iter().any(|u| usable[*u].len() >= 2) {
                self.mix_block(&block, &usable, &mut trace);
            }
        }
        (usable.iter().map(|usable| usable.len() as u32).collect(), trace)
    }

    fn mix_block(&mut self, block: &[usize], usable: &[Vec<usize>], trace: &mut Trace) {
        let n = block.len();
        let people: BTreeSet<usize> = block.iter().flat_map(|u| usable[*u].clone()).collect();
        let limit = (n + 16 * people.len()) as u64;
        let (mut used, mut w) = (0, 0);
        trace.blocks += 1;
        let mut one = |part: &mut Self| {
            let (steps, done) = part.step(block, usable, limit);
            trace.moves += 1;
            trace.steps += steps;
            trace.undone += u64::from(!done);
            steps
        };
        while used < 10 * n as u64 + 100 {
            used += one(self);
            w += 1;
        }
        (0..w).for_each(|_| {
            one(self);
        });
    }

    fn step(&mut self, block: &[usize], usable: &[Vec<usize>], limit: u64) -> (u64, bool) {
        let before = (self.holder.clone(), self.t.clone());
        let mut u = block[self.words.below(block.len())];
        let i = self.holder[u].take().unwrap();
        let a = self.t[i];
        self.t[i] -= 1;
        for step in 1..=limit {
            let j = usable[u][self.words.below(usable[u].len())];
            let v = match self.mate(u, j) {
                Some(v) => v,
                None if self.t[j] + 1 == a && self.room(j) => {
                    self.holder[u] = Some(j);
                    self.t[j] += 1;
                    return (step, true);
                }
                None => {
                    let held = self.h(j);
                    if held.is_empty() {
                        continue;
                    }
                    held[self.words.below(held.len())]
                }
            };
            self.holder[v] = None;
            self.holder[u] = Some(j);
            u = v;
        }
        (self.holder, self.t) = before;
        (limit, false)
    }
}

/// §6.2: RFC 8439's block function, written from the RFC.
struct Words {
    key: [u32; 8],
    counter: u32,
    block: Vec<u32>,
}

impl Words {
    fn new(problem: &Problem<'_>, visit: usize) -> Self {
        let (d, v) = (problem.draw.as_bytes(), problem.visits[visit].id.as_bytes());
        let mut hash = Sha256::new();
        hash.update(b"suicha-pair/1\x00");
        hash.update(problem.seed);
        for text in [d, v] {
            hash.update((text.len() as u32).to_le_bytes());
            hash.update(text);
        }
        let bytes: [u8; 32] = hash.finalize().into();
        let word = |at: usize| u32::from_le_bytes(bytes[4 * at..4 * at + 4].try_into().unwrap());
        Self { key: std::array::from_fn(word), counter: 0, block: Vec::new() }
    }

    fn word(&mut self) -> u32 {
        if self.block.is_empty() {
            self.block = chacha20(&self.key, self.counter).to_vec();
            self.block.reverse();
            self.counter += 1;
        }
        self.block.pop().unwrap()
    }

    fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        let l = (1u64 << 32) - (1u64 << 32) % n;
        loop {
            let w = u64::from(self.word());
            if w < l {
                return (w % n) as usize;
            }
        }
    }

    fn shuffle<T>(&mut self, a: &mut [T]) {
        for k in (1..a.len()).rev() {
            let r = self.below(k + 1);
            a.swap(k, r);
        }
    }
}

fn chacha20(key: &[u32; 8], counter: u32) -> [u32; 16] {
    let mut start = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    start[4..12].copy_from_slice(key);
    start[12] = counter;
    let mut x = start;
    for _ in 0..10 {
        for (a, b, c, d) in [
            (0, 4, 8, 12),
            (1, 5, 9, 13),
            (2, 6, 10, 14),
            (3, 7, 11, 15),
            (0, 5, 10, 15),
            (1, 6, 11, 12),
            (2, 7, 8, 13),
            (3, 4, 9, 14),
        ] {
            for (p, q, r, by) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
                x[p] = x[p].wrapping_add(x[q]);
                x[r] = (x[r] ^ x[p]).rotate_left(by);
            }
        }
    }
    std::array::from_fn(|at| x[at].wrapping_add(start[at]))
}
