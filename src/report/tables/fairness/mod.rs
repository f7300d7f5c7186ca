//! Fairness and integrity over time: who was drawn again and who never, which officers met again, how the
//! work was spread, what was voided and replaced, who visited. Counts beside what chance would give, and how
//! unlikely chance makes them, in integers (`core/surprise`). A table accuses nobody: it says where to look.
//! The models and their limits: `docs/fairness.md`.

mod circles;
mod draws;
mod load;
mod meetings;
mod repeats;
mod teams;
mod together;

#[cfg(test)]
mod edges;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use super::count::Scope;
use super::draft::Draft;
use crate::core::lang::Twin;
use crate::core::surprise::Surprise;
use crate::report::facts::Facts;
use crate::report::table::{Column, Holds, Table, Value};
use polars::prelude::*;

/// The tables of this kind that hold an expectation, or a distribution.
///
/// # Errors
/// polars' own.
pub fn tables(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Table>> {
    let blocks = teams::blocks(facts, scope)?;
    Ok(vec![
        repeats::hits(&repeats::rows(facts, scope)?, scope),
        meetings::again(&blocks, scope),
        together::pairs(&blocks),
        load::spread(&blocks, scope),
        load::classes(facts, scope)?,
    ])
}

/// Those that are plain counts.
pub fn drafts(scope: &Scope) -> Vec<Draft> {
    draws::drafts(scope)
}

/// A table without rows.
pub(super) fn table(
    id: &'static str,
    title: (&str, &str),
    note: (&str, &str),
    columns: Vec<Column>,
) -> Table {
    Table {
        id,
        title: Twin::new(title.0, title.1),
        note: Twin::new(note.0, note.1),
        public: true,
        columns,
        rows: Vec::new(),
        total: None,
        words: Vec::new(),
    }
}

/// A column of expectations.
fn expected(name: &'static str, zh: &str, en: &str, unit: (&'static str, &'static str)) -> Column {
    Column { name, heading: Twin::new(zh, en), holds: Holds::Hundredths(unit.0, unit.1) }
}

/// A column of surprises.
fn surprise(zh: &str, en: &str) -> Column {
    Column::count("surprise", zh, en, ("位", "bits"))
}

fn number(n: impl TryInto<i64>) -> Value {
    Value::Number(n.try_into().unwrap_or(i64::MAX))
}

fn bits(surprise: Surprise) -> Value {
    number(surprise.bits())
}

/// Sums of the columns after the keys, each a count.
fn sums(rows: &[Vec<Value>], keys: usize) -> Option<Vec<Value>> {
    let width = rows.first()?.len();
    let sum = |at: usize| {
        Value::Number(rows.iter().filter_map(|row| row[at].number()).fold(0, i64::saturating_add))
    };
    Some((0..width).map(|at| if at < keys { Value::None } else { sum(at) }).collect())
}
