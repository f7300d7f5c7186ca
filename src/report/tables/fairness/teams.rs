//! The teams of every draw up to a day, in the order of the draws: who was drawn to visit whom. Officers and
//! subjects are numbers here; their names stand in the facts alone.

use super::super::count::{Scope, by};
use crate::core::time::Date;
use crate::report::facts::{Facts, Seat};
use polars::prelude::*;
use std::collections::BTreeMap;

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

/// Names as numbers, in the order they come.
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
}

/// Drawn seats up to the last day, by draw: who stepped in later was not drawn by lot.
pub(super) fn blocks(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Block>> {
    let keys = ["draw", "attempt", "task", "subject", "officer"];
    let query = facts
        .of::<Seat>()
        .filter(by("day", scope.last()).and(col("drawn")))
        .select([
            col("draw"),
            col("attempt"),
            col("task"),
            col("subject"),
            col("officer"),
            col("day").cast(DataType::Int32),
            col("pool"),
        ])
        .sort(keys, SortMultipleOptions::default());
    let frame = query.collect_with_engine(Engine::Streaming)?.unwrap_single();
    let text = |name: &str| frame.column(name).and_then(|column| column.str().cloned());
    let (draws, tasks) = (text("draw")?, text("task")?);
    let (subjects, officers) = (text("subject")?, text("officer")?);
    let (attempts, pools) = (frame.column("attempt")?.u32()?, frame.column("pool")?.u32()?);
    let days = frame.column("day")?.i32()?;
    let mut numbers = [(); 3].map(|()| Numbers::default());
    let mut blocks: Vec<Block> = Vec::new();
    for at in 0..frame.height() {
        let (Some(draw), Some(attempt)) = (draws.get(at), attempts.get(at)) else { continue };
        let Some(day) = days.get(at).and_then(|day| Date::from_days(day.into())) else { continue };
        let pool = pools.get(at).unwrap_or(0);
        let [task, subject, officer] = [&tasks, &subjects, &officers]
            .map(|column| column.get(at).unwrap_or(""))
            .into_iter()
            .zip(&mut numbers)
            .map(|(name, numbers)| numbers.of(name))
            .collect::<Vec<u32>>()
            .try_into()
            .expect("three columns, three numbers");
        if blocks.last().is_none_or(|block| (block.draw.as_str(), block.attempt) != (draw, attempt)) {
            blocks.push(Block { draw: draw.to_owned(), attempt, day, pool, teams: Vec::new() });
        }
        let block = blocks.last_mut().expect("pushed where there was none");
        block.day = block.day.min(day);
        block.pool = block.pool.max(pool);
        match block.teams.last_mut().filter(|team| (team.task, team.subject) == (task, subject)) {
            Some(team) => team.officers.push(officer),
            None => block.teams.push(Team { task, subject, officers: vec![officer] }),
        }
    }
    for team in blocks.iter_mut().flat_map(|block| &mut block.teams) {
        team.officers.sort_unstable();
        team.officers.dedup();
    }
    blocks.sort_by(|a, b| (a.day, &a.draw, a.attempt).cmp(&(b.day, &b.draw, b.attempt)));
    Ok(blocks)
}
