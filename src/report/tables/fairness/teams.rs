//! The teams of every draw up to a day, in the order of the draws: who was drawn to visit whom. Officers and
//! subjects are numbers here; their names stand in the facts alone.

use super::super::count::{Scope, by};
use crate::core::time::Date;
use crate::report::facts::{Facts, Seat};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The teams of an attempt of a draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub draw: String,
    pub attempt: u32,
    pub day: Date,
    /// Officers who could have been drawn.
    pub pool: u32,
    /// Ascending by task and subject.
    pub teams: Vec<Team>,
}

/// A team as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Team {
    pub task: u32,
    pub subject: u32,
    /// Ascending.
    pub officers: Vec<u32>,
}

/// Names as numbers: in the order they come, then in their own.
#[derive(Default)]
struct Numbers(BTreeMap<String, u32>);

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

    /// Where each stands among all, by number.
    fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.0.len()];
        for (place, number) in (0..).zip(self.0.values()) {
            places[*number as usize] = place;
        }
        places
    }
}

/// Draw, attempt, task, subject, officer.
type Row = [u32; 5];

/// What is held of the seats while they go by: twenty bytes of each, and every name once.
#[derive(Default)]
struct Seats {
    names: [Numbers; 4],
    rows: Vec<Row>,
    /// Day and pool of an attempt.
    attempts: BTreeMap<[u32; 2], (Date, u32)>,
}

impl Seats {
    fn take(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        let text = |name: &str| frame.column(name)?.str();
        let texts = [text("draw")?, text("task")?, text("subject")?, text("officer")?];
        let (attempts, pools) = (frame.column("attempt")?.u32()?, frame.column("pool")?.u32()?);
        let days = frame.column("day")?.i32()?;
        for at in 0..frame.height() {
            let Some(day) = days.get(at).and_then(|day| Date::from_days(day.into())) else { continue };
            let Some(attempt) = attempts.get(at) else { continue };
            let of = |which: usize, names: &mut Numbers| names.of(texts[which].get(at).unwrap_or(""));
            let [draws, tasks, subjects, officers] = &mut self.names;
            let draw = of(0, draws);
            self.rows.push([draw, attempt, of(1, tasks), of(2, subjects), of(3, officers)]);
            let pool = pools.get(at).unwrap_or(0);
            let known = self.attempts.entry([draw, attempt]).or_insert((day, pool));
            *known = (known.0.min(day), known.1.max(pool));
        }
        Ok(())
    }

    fn blocks(mut self) -> Vec<Block> {
        let places = self.names.each_ref().map(Numbers::places);
        let attempts = self.attempts.iter();
        let attempts: BTreeMap<[u32; 2], (Date, u32)> =
            attempts.map(|([draw, n], known)| ([places[0][*draw as usize], *n], *known)).collect();
        for [draw, _, task, subject, officer] in &mut self.rows {
            for (number, places) in [draw, task, subject, officer].into_iter().zip(&places) {
                *number = places[*number as usize];
            }
        }
        let [draws, ..] = self.names;
        let draws: Vec<String> = draws.0.into_keys().collect();
        self.rows.sort_unstable();
        self.rows.dedup();
        let team = |rows: &[Row]| {
            let [_, _, task, subject, _] = rows[0];
            Team { task, subject, officers: rows.iter().map(|row| row[4]).collect() }
        };
        let block = |rows: &[Row]| {
            let [draw, attempt, ..] = rows[0];
            let (day, pool) = attempts[&[draw, attempt]];
            let teams = rows.chunk_by(|a, b| a[2..4] == b[2..4]).map(team).collect();
            Block { draw: draws[draw as usize].clone(), attempt, day, pool, teams }
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
        col("day").cast(DataType::Int32),
        col("pool"),
    ]);
    let seats = Arc::new(Mutex::new(Seats::default()));
    let held = Arc::clone(&seats);
    let take = move |frame: DataFrame| lock(&held).take(&frame).map(|()| false);
    query.sink_batches(PlanCallback::new(take), false, None)?.collect_with_engine(Engine::Streaming)?;
    let seats = std::mem::take(&mut *lock(&seats));
    Ok(seats.blocks())
}
