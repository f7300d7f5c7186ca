//! Pairs of officers, and the circles they come from: an office is small and its officers go to their own area, so
//! that chance chooses within the units a team is made of. `docs/fairness.md` §2.

use super::teams::{Block, Officer, Team};

/// Two units, in their order; or one twice.
pub(super) type Circle = (u32, u32);

/// That of these two.
pub(super) fn circle(one: u32, other: u32) -> Circle {
    (one.min(other), one.max(other))
}

/// Pairs of a team.
pub(super) fn pairs_of(team: &Team) -> impl Iterator<Item = (Officer, Officer)> {
    let officers = &team.officers;
    (0..officers.len()).flat_map(move |a| (a + 1..officers.len()).map(move |b| (officers[a], officers[b])))
}

/// Pairs among so many.
pub(super) fn choose_two(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// How many pairs of these units the pool has; at least one where a team has one.
pub(super) fn pairs_in(block: &Block, circle: Circle) -> u64 {
    let officers = |unit: u32| u64::from(block.units[&unit]);
    match circle {
        (one, other) if one == other => choose_two(officers(one)),
        (one, other) => officers(one) * officers(other),
    }
}
