//! The teams of every draw up to a day, in the order of the draws: who was drawn to visit whom. Officers, their
//! units and subjects are numbers here; their names stand in the facts alone.

use super::super::count::{Scope, by};
use crate::core::time::Date;
use crate::report::facts::{Facts, Seat};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The teams of an attempt of a draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub draw: String,
    pub attempt: u32,
    pub day: Date,
    /// Officers who could have been drawn.
    pub pool: u32,
    /// Those of each unit of which somebody was: at least as many as were.
    pub units: BTreeMap<u32, u32>,
    /// Ascending by task and subject.
    pub teams: Vec<Team>,
}

/// A team as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Team {
    pub task: u32,
    pub subject: u32,
    /// Ascending, each once.
    pub officers: Vec<Officer>,
}

/// Somebody of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Officer {
    pub id: u32,
    /// The unit at this draw.
    pub unit: u32,
}

/// Names as numbers: in the order they come, then in their own. Looked up by hash, told in order.
#[derive(Default)]
struct Numbers(HashMap<String, u32>);

impl Numbers {
    fn of(&mut self, name: &str) -> u32 {
        match self.0.get(name) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.0.len()).expect("fewer than 2^32 names");
                self.0.insert(name.to_owned(), number);
                number
            }
        }
    }

    /// All names in order.
    fn names(&self) -> Vec<(&String, u32)> {
        let mut names: Vec<(&String, u32)> = self.0.iter().map(|(name, number)| (name, *number)).collect();
        names.sort_unstable();
        names
    }

    /// Where each stands among all, by number.
    fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.0.len()];
        for (place, (_, number)) in (0..).zip(self.names()) {
            places[number as usize] = place;
        }
        places
    }
}

/// Draw, attempt, task, subject, officer, unit.
type Row = [u32; 6];

/// What is held of the seats while they go by: 24 bytes of each, and every name once.
#[derive(Default)]
struct Seats {
    names: [Numbers; 5],
    rows: Vec<Row>,
    /// Day and pool of an attempt.
    attempts: BTreeMap<[u32; 2], (Date, u32)>,
    /// Pool of a unit in an attempt.
    units: HashMap<[u32; 3], u32>,
}

impl Seats {
    fn take(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        let text = |name: &str| frame.column(name)?.str();
        let texts = [text("draw")?, text("task")?, text("subject")?, text("officer")?, text("unit")?];
        let number = |name: &str| frame.column(name)?.u32();
        let (attempts, pools, units) = (number("attempt")?, number("pool")?, number("unit_pool")?);
        let days = frame.column("day")?.i32()?;
        for at in 0..frame.height() {
            let Some(day) = days.get(at).and_then(|day| Date::from_days(day.into())) else { continue };
            let Some(attempt) = attempts.get(at) else { continue };
            let [draw, task, subject, officer, unit] =
                std::array::from_fn(|which| self.names[which].of(texts[which].get(at).unwrap_or("")));
            self.rows.push([draw, attempt, task, subject, officer, unit]);
            let pool = pools.get(at).unwrap_or(0);
            let known = self.attempts.entry([draw, attempt]).or_insert((day, pool));
            *known = (known.0.min(day), known.1.max(pool));
            let known = self.units.entry([draw, attempt, unit]).or_default();
            *known = units.get(at).unwrap_or(0).max(*known);
        }
        Ok(())
    }

    fn blocks(mut self) -> Vec<Block> {
        let [draws, tasks, subjects, officers, units] = self.names.each_ref().map(Numbers::places);
        let attempts = self.attempts.iter();
        let attempts: BTreeMap<[u32; 2], (Date, u32)> =
            attempts.map(|([draw, n], known)| ([draws[*draw as usize], *n], *known)).collect();
        let pools = self.units.iter();
        let pools: HashMap<[u32; 3], u32> = pools
            .map(|([draw, n, unit], pool)| ([draws[*draw as usize], *n, units[*unit as usize]], *pool))
            .collect();
        for [draw, _, task, subject, officer, unit] in &mut self.rows {
            let places =
                [(draw, &draws), (task, &tasks), (subject, &subjects), (officer, &officers), (unit, &units)];
            for (number, places) in places {
                *number = places[*number as usize];
            }
        }
        let names: Vec<String> = self.names[0].names().into_iter().map(|(name, _)| name.clone()).collect();
        self.rows.sort_unstable();
        self.rows.dedup_by_key(|row| [row[0], row[1], row[2], row[3], row[4]]);
        let team = |rows: &[Row]| {
            let [_, _, task, subject, ..] = rows[0];
            Team {
                task,
                subject,
                officers: rows.iter().map(|row| Officer { id: row[4], unit: row[5] }).collect(),
            }
        };
        let block = |rows: &[Row]| {
            let [draw, attempt, ..] = rows[0];
            let (day, pool) = attempts[&[draw, attempt]];
            let mut assigned: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
            for row in rows {
                assigned.entry(row[5]).or_default().insert(row[4]);
            }
            let of_unit = |(unit, officers): (u32, BTreeSet<u32>)| {
                (unit, pools[&[draw, attempt, unit]].max(officers.len() as u32))
            };
            let units = assigned.into_iter().map(of_unit).collect();
            let teams = rows.chunk_by(|a, b| a[2..4] == b[2..4]).map(team).collect();
            Block { draw: names[draw as usize].clone(), attempt, day, pool, units, teams }
        };
        let mut blocks: Vec<Block> = self.rows.chunk_by(|a, b| a[..2] == b[..2]).map(block).collect();
        blocks.sort_by(|a, b| (a.day, &a.draw, a.attempt).cmp(&(b.day, &b.draw, b.attempt)));
        blocks
    }
}

fn lock(seats: &Mutex<Seats>) -> MutexGuard<'_, Seats> {
    seats.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drawn seats up to the last day, by draw: who stepped in later was not drawn by lot.
pub(super) fn blocks(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Block>> {
    let query = facts.of::<Seat>().filter(by("day", scope.last()).and(col("drawn"))).select([
        col("draw"),
        col("attempt"),
        col("task"),
        col("subject"),
        col("officer"),
        col("unit"),
        col("day").cast(DataType::Int32),
        col("pool"),
        col("unit_pool"),
    ]);
    let seats = Arc::new(Mutex::new(Seats::default()));
    let held = Arc::clone(&seats);
    let take = move |frame: DataFrame| lock(&held).take(&frame).map(|()| false);
    query.sink_batches(PlanCallback::new(take), false, None)?.collect_with_engine(Engine::Streaming)?;
    let seats = std::mem::take(&mut *lock(&seats));
    Ok(seats.blocks())
}
