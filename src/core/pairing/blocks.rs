//! Strongly connected components of the graph of usable candidates
//! (`docs/draw-protocol.md` §6.7): which seats can trade people without loss of balance.
//!
//! The graph has an arc for almost every pair of seat and candidate, too many to write down: a
//! province that mixes everybody with everybody has thousands of millions. Kosaraju and Sharir's
//! two passes need no list of arcs, only the next neighbour not yet met; for that each list of
//! candidates (and, backwards, of seats) is a chain from which those met are unlinked.

use super::assign::{Component, Plan};
use super::problem::{NOBODY, index};

/// The strongly connected component of each node, by number; numbers mean nothing else.
pub(super) struct Blocks {
    /// Of each seat; `NOBODY` for a seat without a holder, which is not in the graph.
    pub(super) of_seat: Vec<u32>,
    /// Of each person.
    pub(super) of_person: Vec<u32>,
}

impl Blocks {
    /// Walks the graph twice.
    pub(super) fn of(component: &Component, plan: &Plan) -> Self {
        let graph = Graph::new(component, plan);
        let order = graph.finished();
        let mut block = vec![NOBODY; graph.nodes()];
        let mut chain = Chain::new(graph.seats_of.iter().map(Vec::len));
        let mut stack: Vec<Step> = Vec::new();
        let mut count = 0;
        for root in order.into_iter().rev() {
            if block[root as usize] != NOBODY {
                continue;
            }
            block[root as usize] = count;
            stack.push(Step::at(root));
            while let Some(step) = stack.last_mut() {
                match graph.before(step, &block, &mut chain) {
                    Some(node) => {
                        block[node as usize] = count;
                        stack.push(Step::at(node));
                    }
                    None => drop(stack.pop()),
                }
            }
            count += 1;
        }
        let (seats, rest) = block.split_at(component.seats.len());
        let people = &rest[..component.people.len()];
        Self { of_seat: seats.to_vec(), of_person: people.to_vec() }
    }
}

/// Where the walk stands at a node: how many of its neighbours were looked at, and for a person's
/// lists how far in the current one.
struct Step {
    node: u32,
    turn: usize,
    place: usize,
}

impl Step {
    fn at(node: u32) -> Self {
        Self { node, turn: 0, place: 0 }
    }
}

/// Nodes are numbered seats first, then people, then levels.
struct Graph<'a> {
    component: &'a Component,
    plan: &'a Plan,
    seats: u32,
    people: u32,
    /// Different loads, ascending, and the people at each.
    levels: Vec<(u64, Vec<u32>)>,
    /// Level of each person.
    level: Vec<u32>,
    /// Seats with a holder, by list.
    seats_of: Vec<Vec<u32>>,
    /// Lists that name each person.
    lists_of: Vec<Vec<u32>>,
}

enum Node {
    Seat(u32),
    Person(u32),
    Level(usize),
}

impl<'a> Graph<'a> {
    fn new(component: &'a Component, plan: &'a Plan) -> Self {
        let mut loads = plan.load.clone();
        loads.sort_unstable();
        loads.dedup();
        let mut levels: Vec<(u64, Vec<u32>)> = loads.into_iter().map(|x| (x, vec![])).collect();
        let mut level = Vec::with_capacity(plan.load.len());
        for (j, load) in (0..).zip(&plan.load) {
            let at = levels.binary_search_by_key(load, |(x, _)| *x).expect("each load is listed");
            levels[at].1.push(j);
            level.push(index(at));
        }
        let mut seats_of = vec![Vec::new(); component.lists.len()];
        for (u, seat) in (0..).zip(&component.seats) {
            if plan.holder[u as usize] != NOBODY {
                seats_of[seat.list as usize].push(u);
            }
        }
        let mut lists_of = vec![Vec::new(); component.people.len()];
        for (at, list) in (0..).zip(&component.lists) {
            list.iter().for_each(|j| lists_of[*j as usize].push(at));
        }
        let (seats, people) = (index(component.seats.len()), index(component.people.len()));
        Self { component, plan, seats, people, levels, level, seats_of, lists_of }
    }

    fn nodes(&self) -> usize {
        self.seats as usize + self.people as usize + self.levels.len()
    }

    fn node(&self, number: u32) -> Node {
        match number.checked_sub(self.seats) {
            None => Node::Seat(number),
            Some(j) if j < self.people => Node::Person(j),
            Some(rest) => Node::Level((rest - self.people) as usize),
        }
    }

    fn person(&self, j: u32) -> u32 {
        self.seats + j
    }

    fn level_node(&self, at: usize) -> u32 {
        self.seats + self.people + index(at)
    }

    /// All nodes in the order in which a walk along the arcs leaves them.
    fn finished(&self) -> Vec<u32> {
        let mut met = vec![false; self.nodes()];
        let mut chain = Chain::new(self.component.lists.iter().map(Vec::len));
        let mut order = Vec::with_capacity(self.nodes());
        let mut stack: Vec<Step> = Vec::new();
        for root in 0..index(self.nodes()) {
            let open = matches!(self.node(root), Node::Seat(u) if !self.held(u));
            if open || std::mem::replace(&mut met[root as usize], true) {
                continue;
            }
            stack.push(Step::at(root));
            while let Some(step) = stack.last_mut() {
                match self.after(step, &met, &mut chain) {
                    Some(node) => {
                        met[node as usize] = true;
                        stack.push(Step::at(node));
                    }
                    None => {
                        order.push(step.node);
                        stack.pop();
                    }
                }
            }
        }
        order
    }

    fn held(&self, u: u32) -> bool {
        self.plan.holder[u as usize] != NOBODY
    }

    /// Whether u → v is an arc between seats of one visit: v's holder is a candidate of u.
    fn trades(&self, u: u32, v: u32) -> bool {
        u != v && self.held(u) && self.held(v) && self.component.eligible(u, self.plan.holder[v as usize])
    }

    /// Whether u → j is an arc, where u's list names j.
    fn accepts(&self, u: u32, j: u32) -> bool {
        self.plan.holder[u as usize] != j
            && !self.component.recused(u, j)
            && self.plan.mate(self.component, u, j).is_none()
    }

    /// The next head of an arc from here that has not been met.
    fn after(&self, step: &mut Step, met: &[bool], chain: &mut Chain) -> Option<u32> {
        let new = |node: &u32| !met[*node as usize];
        match self.node(step.node) {
            Node::Seat(u) => {
                let others = &self.component.group(u).seats;
                while let Some(&v) = others.get(step.turn) {
                    step.turn += 1;
                    if new(&v) && self.trades(u, v) {
                        return Some(v);
                    }
                }
                let list = self.component.seats[u as usize].list as usize;
                let people = &self.component.lists[list];
                chain.next(list, &mut step.place, |at| {
                    let node = self.person(people[at]);
                    if !new(&node) {
                        return Look::Met;
                    }
                    if self.accepts(u, people[at]) { Look::Arc(node) } else { Look::NoArc }
                })
            }
            Node::Person(j) => {
                let held = &self.plan.held[j as usize];
                while let Some(v) = held.get(step.turn) {
                    step.turn += 1;
                    if new(v) {
                        return Some(*v);
                    }
                }
                self.above(j).map(|at| self.level_node(at)).filter(new)
            }
            Node::Level(at) => {
                let rest = self.levels[at].1.get(step.turn..)?;
                let found = rest.iter().position(|j| new(&self.person(*j)));
                step.turn += found.map_or(rest.len(), |skipped| skipped + 1);
                found.map(|skipped| self.person(rest[skipped]))
            }
        }
    }

    /// The next tail of an arc to here that is in no block yet.
    fn before(&self, step: &mut Step, block: &[u32], chain: &mut Chain) -> Option<u32> {
        let new = |node: &u32| block[*node as usize] == NOBODY;
        match self.node(step.node) {
            Node::Seat(v) => {
                let holder = self.person(self.plan.holder[v as usize]);
                if new(&holder) {
                    return Some(holder);
                }
                let others = &self.component.group(v).seats;
                let found = others.get(step.turn..)?.iter().copied().find(|u| {
                    step.turn += 1;
                    new(u) && self.trades(*u, v)
                });
                found
            }
            Node::Person(j) => {
                let level = self.level_node(self.level[j as usize] as usize);
                if new(&level) {
                    return Some(level);
                }
                while let Some(&list) = self.lists_of[j as usize].get(step.turn) {
                    let seats = &self.seats_of[list as usize];
                    let found = chain.next(list as usize, &mut step.place, |at| {
                        if !new(&seats[at]) {
                            return Look::Met;
                        }
                        if self.accepts(seats[at], j) { Look::Arc(seats[at]) } else { Look::NoArc }
                    });
                    if found.is_some() {
                        return found;
                    }
                    step.turn += 1;
                    step.place = 0;
                }
                None
            }
            Node::Level(at) => {
                let below = at.checked_sub(1)?;
                let people = &self.levels[below].1;
                while let Some(&j) = people.get(step.turn) {
                    step.turn += 1;
                    if new(&self.person(j)) && self.above(j) == Some(at) {
                        return Some(self.person(j));
                    }
                }
                None
            }
        }
    }

    /// The level one seat above `j`'s load, if somebody is there and `j` has room.
    fn above(&self, j: u32) -> Option<usize> {
        let at = self.level[j as usize] as usize + 1;
        let (load, _) = self.levels.get(at)?;
        let next = *load == self.plan.load[j as usize] + 1;
        (next && self.plan.room(self.component, j)).then_some(at)
    }
}

/// For each list which of its places are still linked.
struct Chain {
    start: Vec<usize>,
    next: Vec<usize>,
}

/// What stands at a place of a list.
enum Look {
    /// A node met already: unlinked for everybody.
    Met,
    /// No neighbour of the node in question.
    NoArc,
    /// A new neighbour.
    Arc(u32),
}

impl Chain {
    fn new(lengths: impl Iterator<Item = usize>) -> Self {
        let mut start = vec![0];
        for length in lengths {
            // One place more than the list has: its end, which is never unlinked.
            start.push(start[start.len() - 1] + length + 1);
        }
        let next = (0..start[start.len() - 1]).collect();
        Self { start, next }
    }

    /// The first linked place of `list` from `*place` that `look` calls a neighbour; `*place` is
    /// left behind it.
    fn next(&mut self, list: usize, place: &mut usize, look: impl Fn(usize) -> Look) -> Option<u32> {
        let (start, end) = (self.start[list], self.start[list + 1] - 1);
        loop {
            let at = self.linked(start + *place);
            *place = at - start;
            if at == end {
                return None;
            }
            match look(*place) {
                Look::Met => self.next[at] = at + 1,
                Look::NoArc => *place += 1,
                Look::Arc(node) => {
                    *place += 1;
                    return Some(node);
                }
            }
        }
    }

    fn linked(&mut self, mut at: usize) -> usize {
        while self.next[at] != at {
            let beyond = self.next[self.next[at]];
            self.next[at] = beyond;
            at = beyond;
        }
        at
    }
}
