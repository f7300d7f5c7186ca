//! Filling the seats of one component: the shuffle, `Search` and `Fill` of
//! `docs/draw-protocol.md` §6.3–6.5 (successive shortest paths).
//!
//! Three shortcuts leave the outcome untouched, and the tests hold them to a literal transcript:
//! a search ends once the least load of all people with room is found, because only a strictly
//! smaller one could replace it; people whom an earlier person already put into the queue's reach
//! are not looked at again (each eligibility list keeps what is left of it); and what a failed
//! search reached can never find room later, so no later search enters it.

use super::problem::{Eligible, NOBODY, Problem, index};
use super::rng::Words;
use std::collections::BTreeMap;

/// A component, shuffled: people and seats are numbered by position.
pub(super) struct Component {
    pub(super) words: Words,
    /// Place in the problem of each person.
    pub(super) people: Vec<u32>,
    pub(super) cap: Vec<u32>,
    pub(super) seats: Vec<Seat>,
    pub(super) visits: Vec<Group>,
    /// People who meet a need, ascending by position.
    pub(super) lists: Vec<Vec<u32>>,
}

/// A seat of a component.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    /// Number of its visit in the component.
    pub(super) visit: u32,
    /// Number of its class in the visit, from 0.
    pub(super) class: u32,
    /// Number of its list of candidates.
    pub(super) list: u32,
}

/// A visit of a component.
pub(super) struct Group {
    /// Place in the problem.
    pub(super) visit: u32,
    /// Its seats, ascending.
    pub(super) seats: Vec<u32>,
    /// Who is recused, ascending.
    pub(super) recused: Vec<u32>,
}

/// Who holds what.
pub(super) struct Plan {
    /// Holder of each seat, or `NOBODY`.
    pub(super) holder: Vec<u32>,
    /// H(j): the seats of each person, ascending.
    pub(super) held: Vec<Vec<u32>>,
    /// T\[j\]: base and seats of each person.
    pub(super) load: Vec<u64>,
}

impl Component {
    /// Sets up component `number` and shuffles it (§6.3).
    pub(super) fn new(problem: &Problem<'_>, eligible: &Eligible, number: usize) -> Self {
        let part = &eligible.parts[number];
        let first = problem.visits[part.visits[0] as usize].id;
        let mut words = Words::of(&problem.seed, &problem.draw, first);
        let mut people: Vec<u32> = (0..index(part.people.len())).collect();
        words.shuffle(&mut people);
        let mut position = vec![0; people.len()];
        for (at, place) in (0..).zip(&people) {
            position[*place as usize] = at;
        }
        // Positions of those of `list` who belong to this component.
        let positions = |list: &[u32]| -> Vec<u32> {
            let places = list.iter().map(|person| eligible.place[*person as usize]);
            let here = places.filter(|(component, _)| *component as usize == number);
            let mut found: Vec<u32> = here.map(|(_, place)| position[place as usize]).collect();
            found.sort_unstable();
            found
        };
        let mut local: BTreeMap<u32, u32> = BTreeMap::new();
        let mut lists = Vec::new();
        let mut seats = Vec::new();
        let mut visits = Vec::with_capacity(part.visits.len());
        for (at, place) in (0..).zip(&part.visits) {
            let visit = &problem.visits[*place as usize];
            for (class, wanted) in (0..).zip(&visit.classes) {
                let list = *local.entry(wanted.need).or_insert_with(|| {
                    lists.push(positions(&eligible.lists[wanted.need as usize]));
                    index(lists.len() - 1)
                });
                seats.extend((0..wanted.n).map(|_| Seat { visit: at, class, list }));
            }
            let recused = positions(&visit.recused);
            visits.push(Group { visit: *place, seats: Vec::new(), recused });
        }
        words.shuffle(&mut seats);
        for (at, seat) in (0..index(seats.len())).zip(&seats) {
            visits[seat.visit as usize].seats.push(at);
        }
        let people: Vec<u32> = people.iter().map(|place| part.people[*place as usize]).collect();
        let cap = people.iter().map(|person| problem.people[*person as usize].cap).collect();
        Self { words, people, cap, seats, visits, lists }
    }

    /// The visit of a seat.
    pub(super) fn group(&self, u: u32) -> &Group {
        &self.visits[self.seats[u as usize].visit as usize]
    }

    /// The list that E(u) is, but for the recused.
    pub(super) fn list(&self, u: u32) -> &[u32] {
        &self.lists[self.seats[u as usize].list as usize]
    }

    /// Whether `j` of the seat's list is recused from its visit.
    pub(super) fn recused(&self, u: u32, j: u32) -> bool {
        let recused = &self.group(u).recused;
        !recused.is_empty() && recused.binary_search(&j).is_ok()
    }

    /// Whether `j` is in E(u).
    pub(super) fn eligible(&self, u: u32, j: u32) -> bool {
        self.list(u).binary_search(&j).is_ok() && !self.recused(u, j)
    }
}

impl Plan {
    fn empty(problem: &Problem<'_>, component: &Component) -> Self {
        let base = |person: &u32| u64::from(problem.people[*person as usize].base);
        Self {
            holder: vec![NOBODY; component.seats.len()],
            held: vec![Vec::new(); component.people.len()],
            load: component.people.iter().map(base).collect(),
        }
    }

    /// The other seat of `u`'s visit that `j` holds.
    pub(super) fn mate(&self, component: &Component, u: u32, j: u32) -> Option<u32> {
        let seats = &component.group(u).seats;
        seats.iter().copied().find(|v| *v != u && self.holder[*v as usize] == j)
    }

    /// Whether `j` may take another seat.
    pub(super) fn room(&self, component: &Component, j: u32) -> bool {
        self.held[j as usize].len() < component.cap[j as usize] as usize
    }

    /// Takes a seat from its holder, if it has one; loads are the caller's business.
    pub(super) fn take(&mut self, u: u32) {
        let i = std::mem::replace(&mut self.holder[u as usize], NOBODY);
        if let Some(held) = self.held.get_mut(i as usize) {
            let at = held.binary_search(&u).expect("a holder's list names the seat");
            held.remove(at);
        }
    }

    /// Gives a free seat to `j`; loads are the caller's business.
    pub(super) fn give(&mut self, u: u32, j: u32) {
        self.holder[u as usize] = j;
        let held = &mut self.held[j as usize];
        let at = held.partition_point(|v| *v < u);
        held.insert(at, u);
    }
}

/// Fills the seats in order (§6.5): the plan, and the seats that found nobody.
pub(super) fn fill(problem: &Problem<'_>, component: &Component) -> (Plan, Vec<u32>) {
    let mut plan = Plan::empty(problem, component);
    let mut levels = Levels::new(component, &plan);
    let mut search = Search::new(component);
    let mut unplaced = Vec::new();
    for u in 0..index(component.seats.len()) {
        let Some(least) = levels.least() else {
            unplaced.push(u);
            continue;
        };
        if let Some(j) = levels.direct(component, &plan, u, least) {
            plan.give(u, j);
            levels.rise(component, &mut plan, j);
        } else if let Some(best) = search.run(component, &plan, &[u], Some(least)) {
            search.follow(&mut plan, u, best);
            levels.rise(component, &mut plan, best);
        } else {
            search.bury();
            unplaced.push(u);
        }
    }
    (plan, unplaced)
}

/// The loads of the people with room. While seats are filled, loads only rise and room only
/// shrinks, so the least load only rises too.
struct Levels {
    people: BTreeMap<u64, u32>,
    /// For each list the load it was last looked through for, and how far nobody has that load.
    passed: Vec<(u64, usize)>,
}

impl Levels {
    fn new(component: &Component, plan: &Plan) -> Self {
        let mut people = BTreeMap::new();
        for load in &plan.load {
            *people.entry(*load).or_insert(0) += 1;
        }
        Self { people, passed: vec![(0, 0); component.lists.len()] }
    }

    fn least(&self) -> Option<u64> {
        self.people.first_key_value().map(|(load, _)| *load)
    }

    /// The first candidate of `u` who may take the seat at once at the least load of all: what
    /// the search would find before anything else could matter.
    fn direct(&mut self, component: &Component, plan: &Plan, u: u32, least: u64) -> Option<u32> {
        let list = component.list(u);
        let passed = &mut self.passed[component.seats[u as usize].list as usize];
        if passed.0 != least {
            *passed = (least, 0);
        }
        let fits = |j: u32| plan.load[j as usize] == least && plan.room(component, j);
        while list.get(passed.1).is_some_and(|j| !fits(*j)) {
            passed.1 += 1;
        }
        let mut left = list[passed.1..].iter().copied();
        left.find(|j| fits(*j) && !component.recused(u, *j) && plan.mate(component, u, *j).is_none())
    }

    /// `j` has been given a seat more.
    fn rise(&mut self, component: &Component, plan: &mut Plan, j: u32) {
        let load = &mut plan.load[j as usize];
        let people = self.people.get_mut(load).expect("everybody with room is counted");
        *people -= 1;
        if *people == 0 {
            self.people.remove(load);
        }
        *load += 1;
        let load = *load;
        if plan.room(component, j) {
            *self.people.entry(load).or_insert(0) += 1;
        }
    }
}

/// `Search` of §6.4 and its working memory.
pub(super) struct Search {
    round: u32,
    /// Round in which each seat was seen, each person visited, each list's rest begun.
    seen: Vec<u32>,
    visited: Vec<u32>,
    begun: Vec<u32>,
    /// What is left of each list: those not visited when it was last looked through.
    left: Vec<Vec<u32>>,
    from: Vec<u32>,
    via: Vec<u32>,
    queue: Vec<u32>,
    reached: Vec<u32>,
}

/// A round that never ends: for what a failed search reached.
const BURIED: u32 = u32::MAX;

impl Search {
    pub(super) fn new(component: &Component) -> Self {
        let (seats, people) = (component.seats.len(), component.people.len());
        Self {
            round: 0,
            seen: vec![0; seats],
            visited: vec![0; people],
            begun: vec![0; component.lists.len()],
            left: vec![Vec::new(); component.lists.len()],
            from: vec![NOBODY; seats],
            via: vec![NOBODY; people],
            queue: Vec::new(),
            reached: Vec::new(),
        }
    }

    /// The person with room and the least load who can be reached, the first found among equals;
    /// with `least` the search ends at somebody of that load.
    pub(super) fn run(
        &mut self,
        component: &Component,
        plan: &Plan,
        starts: &[u32],
        least: Option<u64>,
    ) -> Option<u32> {
        self.round += 1;
        self.reached.clear();
        self.queue.clear();
        self.queue.extend(starts);
        starts.iter().for_each(|u| self.seen[*u as usize] = self.round);
        let mut best: Option<u32> = None;
        let mut head = 0;
        while let Some(&u) = self.queue.get(head) {
            head += 1;
            let list = component.seats[u as usize].list as usize;
            let mut left = std::mem::take(&mut self.left[list]);
            if self.begun[list] != self.round {
                self.begun[list] = self.round;
                left.clone_from(&component.lists[list]);
            }
            left.retain(|j| {
                let load = |j: u32| plan.load[j as usize];
                if best.is_some_and(|best| Some(load(best)) == least) {
                    return true;
                }
                let skipped = !self.enter(component, plan, u, *j);
                let better = best.is_none_or(|best| load(*j) < load(best));
                if !skipped && better && plan.room(component, *j) {
                    best = Some(*j);
                }
                skipped && self.fresh(*j)
            });
            self.left[list] = left;
            if best.is_some_and(|best| Some(plan.load[best as usize]) == least) {
                break;
            }
        }
        best
    }

    fn fresh(&self, j: u32) -> bool {
        self.visited[j as usize] != self.round && self.visited[j as usize] != BURIED
    }

    /// One turn of the inner loop: whether `j` was visited now.
    fn enter(&mut self, component: &Component, plan: &Plan, u: u32, j: u32) -> bool {
        if !self.fresh(j) || plan.holder[u as usize] == j || component.recused(u, j) {
            return false;
        }
        if let Some(v) = plan.mate(component, u, j) {
            self.see(v, u);
            return false;
        }
        self.visited[j as usize] = self.round;
        self.reached.push(j);
        self.via[j as usize] = u;
        plan.held[j as usize].iter().for_each(|v| self.see(*v, u));
        true
    }

    fn see(&mut self, v: u32, u: u32) {
        let seen = &mut self.seen[v as usize];
        if *seen != self.round && *seen != BURIED {
            *seen = self.round;
            self.from[v as usize] = u;
            self.queue.push(v);
        }
    }

    /// Moves seats along the path that the search found from `u` to `best`.
    fn follow(&self, plan: &mut Plan, u: u32, best: u32) {
        let (mut j, mut x) = (best, self.via[best as usize]);
        loop {
            let old = plan.holder[x as usize];
            plan.take(x);
            plan.give(x, j);
            if x == u {
                return;
            }
            j = old;
            x = self.from[x as usize];
        }
    }

    /// Closes what a failed search reached: all of it is full, and leads nowhere else, for good.
    fn bury(&mut self) {
        self.queue.iter().for_each(|u| self.seen[*u as usize] = BURIED);
        self.reached.iter().for_each(|j| self.visited[*j as usize] = BURIED);
    }

    /// The seats seen and the people visited by the last search, ascending.
    pub(super) fn reach(&self) -> (Vec<u32>, Vec<u32>) {
        let (mut seats, mut people) = (self.queue.clone(), self.reached.clone());
        seats.sort_unstable();
        people.sort_unstable();
        (seats, people)
    }
}
