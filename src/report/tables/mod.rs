//! The tables of a report, counted by polars from [`Facts`] in a stream: memory holds groups, not rows. Each
//! ends in a full sort, so that the same facts give the same table whatever the number of threads. What
//! each counts, by which days: `docs/reports.md`. Knows no archive, no names and no documents.

mod count;
mod fairness;
mod inspections;
mod over_time;

pub use count::Scope;

#[cfg(test)]
pub(crate) mod tests;

use super::facts::Facts;
use super::table::Table;
use polars::prelude::PolarsError;

/// Every table of a period.
///
/// # Errors
/// polars' own: a file of facts that changed or cannot be read.
pub fn all(facts: &Facts, scope: &Scope) -> Result<Vec<Table>, PolarsError> {
    let mut tables = Vec::new();
    tables.extend(inspections::tables(facts, scope)?);
    tables.extend(over_time::tables(facts, scope)?);
    tables.extend(fairness::tables(facts, scope)?);
    Ok(tables)
}
