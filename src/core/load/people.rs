//! The inspectors' side of a plan: seats wanted, people who could fill them, and the station whose
//! people would have most to do.

use super::{Expected, Framed, LoadInput};
use crate::core::freeze::{Idle, idle_reason};
use crate::core::id::Name;
use crate::core::pairing::teams::{Tag, TeamLine};
use crate::core::registry::Inspector;
use std::collections::BTreeMap;

/// Who can inspect.
#[derive(Debug)]
pub struct People {
    /// Inspectors in the library.
    pub all: u64,
    /// Those who can fill a seat.
    pub available: u64,
    /// Those who cannot, by reason.
    pub idle: BTreeMap<Idle, u64>,
    /// Visits all available inspectors may make in one draw: the sum of their caps.
    pub capacity: u64,
}

/// The seats one team line asks for.
pub struct SeatLoad {
    /// The line.
    pub line: TeamLine,
    /// Seats: officers of the line times subjects drawn, before visits are merged.
    pub seats: u64,
    /// Available inspectors who fit the line at some subject.
    pub able: u64,
    /// Visits they may make in one draw.
    pub capacity: u64,
    /// Where the line names `@pool`: the pool with most expected seats per person.
    pub tightest: Option<PoolLoad>,
}

/// Expected seats in one pool.
pub struct PoolLoad {
    /// Station or district.
    pub pool: Name,
    /// Expected seats there.
    pub seats: Expected,
    /// Available inspectors who fit there.
    pub able: u64,
}

impl People {
    pub(super) fn of(input: &LoadInput) -> Self {
        let mut people =
            Self { all: input.inspectors.len() as u64, available: 0, idle: BTreeMap::new(), capacity: 0 };
        for inspector in input.inspectors {
            match idle(inspector, input) {
                Some(reason) => *people.idle.entry(reason).or_insert(0) += 1,
                None => {
                    people.available += 1;
                    people.capacity += cap(inspector, input);
                }
            }
        }
        people
    }
}

/// The seats of a task, line by line.
pub(super) fn seats(task: &Framed, input: &LoadInput) -> Vec<SeatLoad> {
    let quota: u64 = task.strata.iter().map(|stratum| stratum.quota).sum();
    let pools = drawn_in_pools(task);
    let available: Vec<&Inspector> =
        input.inspectors.iter().filter(|inspector| idle(inspector, input).is_none()).collect();
    let seat = |line: &TeamLine| {
        let n = u64::from(line.n);
        let fits = |inspector: &&&Inspector| pools.keys().any(|pool| fits(line, inspector, pool));
        let able: Vec<&&Inspector> = available.iter().filter(fits).collect();
        SeatLoad {
            line: line.clone(),
            seats: n * quota,
            able: able.len() as u64,
            capacity: able.iter().map(|inspector| cap(inspector, input)).sum(),
            tightest: line.tags.contains(&Tag::Pool).then(|| tightest(line, &pools, &available)).flatten(),
        }
    };
    task.planned.plan.teams.iter().map(seat).collect()
}

/// Expected number of subjects drawn in each pool.
fn drawn_in_pools(task: &Framed) -> BTreeMap<Name, Expected> {
    let mut rows: BTreeMap<(u16, usize), u64> = BTreeMap::new();
    for row in (0..task.frame.len()).filter(|row| task.frame.eligible(*row)) {
        if let Some(stratum) = task.stratum(row) {
            *rows.entry((task.frame.pool(row), stratum)).or_insert(0) += 1;
        }
    }
    let mut pools: BTreeMap<Name, Expected> = BTreeMap::new();
    for ((pool, stratum), rows) in rows {
        let pool = Name::new(&task.frame.names()[usize::from(pool)]).expect("a frame holds names");
        *pools.entry(pool).or_default() += task.chance(stratum).times(rows);
    }
    pools
}

fn tightest(line: &TeamLine, pools: &BTreeMap<Name, Expected>, available: &[&Inspector]) -> Option<PoolLoad> {
    let mut worst: Option<PoolLoad> = None;
    for (pool, drawn) in pools {
        let able = available.iter().filter(|inspector| fits(line, inspector, pool)).count() as u64;
        let seats = drawn.times(u64::from(line.n));
        if worst.as_ref().is_none_or(|worst| seats.per_more(able, worst.seats, worst.able)) {
            worst = Some(PoolLoad { pool: pool.clone(), seats, able });
        }
    }
    worst
}

fn fits(line: &TeamLine, inspector: &Inspector, pool: &Name) -> bool {
    let carries = |tag: &Tag| {
        let name = match tag {
            Tag::Pool => pool,
            Tag::Named(name) => name,
        };
        inspector.unit == *name || inspector.tags.contains(name)
    };
    line.tags.iter().all(carries) && !line.without.iter().any(carries)
}

fn idle(inspector: &Inspector, input: &LoadInput) -> Option<Idle> {
    let last_visit = |planned: &super::Planned| planned.plan.embargo.flatten().unwrap_or(planned.day);
    let last = input.tasks.iter().map(last_visit).max()?;
    idle_reason(inspector, last)
}

fn cap(inspector: &Inspector, input: &LoadInput) -> u64 {
    u64::from(inspector.cap.unwrap_or(input.default_cap))
}
