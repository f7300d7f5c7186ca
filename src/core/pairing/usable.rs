//! E*(u), the usable candidates of each seat (`docs/draw-protocol.md` §6.7), without a copy per
//! seat: the people of one list in one block stand once, and each seat adds its exceptions (who
//! is recused, the holder, who holds another seat of the visit).

use super::assign::{Component, Plan};
use super::blocks::Blocks;
use super::problem::{NOBODY, index};
use std::ops::Range;

/// The usable candidates of the seats of one component.
pub(super) struct Usable {
    /// Of each seat.
    seats: Vec<Candidates>,
    /// For each list its people by block, then by position.
    sorted: Vec<Vec<u32>>,
    exceptions: Vec<Exception>,
}

#[derive(Clone)]
struct Candidates {
    list: u32,
    shared: Range<u32>,
    exceptions: Range<u32>,
    len: u32,
}

/// At `rank` of the shared people somebody is left out, or somebody else stands before it.
#[derive(Clone, Copy)]
struct Exception {
    rank: u32,
    also: Option<u32>,
}

impl Usable {
    pub(super) fn of(component: &Component, plan: &Plan, blocks: &Blocks) -> Self {
        let block = |j: u32| blocks.of_person[j as usize];
        let by_block = |list: &Vec<u32>| {
            let mut people = list.clone();
            people.sort_by_key(|j| block(*j));
            people
        };
        let sorted: Vec<Vec<u32>> = component.lists.iter().map(by_block).collect();
        let nobody = Candidates { list: 0, shared: 0..0, exceptions: 0..0, len: 0 };
        let mut seats = vec![nobody; component.seats.len()];
        let mut exceptions = Vec::new();
        for u in 0..index(seats.len()) {
            if plan.holder[u as usize] == NOBODY {
                continue;
            }
            let list = component.seats[u as usize].list;
            let people = &sorted[list as usize];
            let own = blocks.of_seat[u as usize];
            let start = people.partition_point(|j| block(*j) < own);
            let end = start + people[start..].partition_point(|j| block(*j) == own);
            let before = exceptions.len();
            own_exceptions(component, plan, blocks, u, &people[start..end], &mut exceptions);
            // Whoever stands before a rank comes before the one who is left out at it.
            exceptions[before..].sort_unstable_by_key(|e| (e.rank, e.also.is_none(), e.also));
            let also = exceptions[before..].iter().filter(|e| e.also.is_some()).count();
            let out = exceptions.len() - before - also;
            seats[u as usize] = Candidates {
                list,
                shared: index(start)..index(end),
                exceptions: index(before)..index(exceptions.len()),
                len: index(end - start + also - out),
            };
        }
        Self { seats, sorted, exceptions }
    }

    /// |E*(u)|; 0 for a seat left open.
    pub(super) fn len(&self, u: u32) -> usize {
        self.seats[u as usize].len as usize
    }

    /// The candidate of `u` with `k` candidates before it.
    pub(super) fn get(&self, u: u32, k: usize) -> u32 {
        let mut rank = k;
        for exception in self.exceptions(u) {
            // `rank` is where candidate `k` stands, as far as exceptions have been looked at.
            let at = exception.rank as usize;
            match exception.also {
                Some(j) if rank == at => return j,
                Some(_) if rank > at => rank -= 1,
                None if rank >= at => rank += 1,
                _ => break,
            }
        }
        self.shared(u)[rank]
    }

    /// How many different people are candidates of some seat of a block.
    pub(super) fn people(&self, block: &[u32]) -> usize {
        let list = |u: &u32| self.seats[*u as usize].list;
        let mut seats = block.to_vec();
        seats.sort_unstable_by_key(list);
        let mut found = Vec::new();
        for same in seats.chunk_by(|a, b| list(a) == list(b)) {
            let exceptions = || same.iter().flat_map(|u| self.exceptions(*u));
            found.extend(exceptions().filter_map(|exception| exception.also));
            let left_out = exceptions().filter(|exception| exception.also.is_none());
            let mut ranks: Vec<u32> = left_out.map(|exception| exception.rank).collect();
            ranks.sort_unstable();
            let by_rank = ranks.chunk_by(|a, b| a == b);
            let mut by_all = by_rank.filter(|by| by.len() == same.len()).map(|by| by[0]).peekable();
            let shared = (0..).zip(self.shared(same[0]));
            found.extend(shared.filter(|(rank, _)| by_all.next_if_eq(rank).is_none()).map(|(_, j)| *j));
        }
        found.sort_unstable();
        found.dedup();
        found.len()
    }

    fn shared(&self, u: u32) -> &[u32] {
        let seat = &self.seats[u as usize];
        &self.sorted[seat.list as usize][seat.shared.start as usize..seat.shared.end as usize]
    }

    fn exceptions(&self, u: u32) -> &[Exception] {
        let range = &self.seats[u as usize].exceptions;
        &self.exceptions[range.start as usize..range.end as usize]
    }
}

/// How E*(u) differs from `shared`, the people of u's list in u's block.
fn own_exceptions(
    component: &Component,
    plan: &Plan,
    blocks: &Blocks,
    u: u32,
    shared: &[u32],
    exceptions: &mut Vec<Exception>,
) {
    let mut note = |j: u32, usable: bool| {
        let (there, rank) = match shared.binary_search(&j) {
            Ok(rank) => (true, index(rank)),
            Err(rank) => (false, index(rank)),
        };
        if usable && !there {
            exceptions.push(Exception { rank, also: Some(j) });
        } else if !usable && there {
            exceptions.push(Exception { rank, also: None });
        }
    };
    let group = component.group(u);
    group.recused.iter().for_each(|j| note(*j, false));
    note(plan.holder[u as usize], true);
    for &v in group.seats.iter().filter(|v| **v != u) {
        let j = plan.holder[v as usize];
        if j != NOBODY && component.eligible(u, j) {
            // The arc for j leads to its seat of this visit, not to j itself.
            note(j, blocks.of_seat[v as usize] == blocks.of_seat[u as usize]);
        }
    }
}
