//! The tables of a report, counted by polars from [`Facts`] in a stream: memory holds groups, not rows. Each
//! is a value first ([`Draft`]: columns and what they count), is counted with all others that read the same
//! rows, and ends in a full order, so that the same facts give the same table whatever the number of
//! threads. What each counts, by which days: `docs/reports.md`. Knows no archive, no names and no documents.

mod behind;
mod count;
mod draft;
mod run;

mod coverage;
mod credit;
mod fairness;
mod frame;
mod inspections;
mod libraries;
mod listings;
pub mod open;
mod over_time;
mod results;
mod series;
mod tasks;
mod timeliness;
mod workload;

pub use behind::behind;
pub use count::{By, Counted, Counting, Measure, Scope, Source};
pub use draft::{Draft, Traced};
pub use libraries::since;
pub use series::{Known, known};

#[cfg(test)]
pub(crate) mod tests;

use super::facts::Facts;
use super::table::Table;
use polars::prelude::PolarsError;

/// Every table of a period before it is counted, in the order of a report.
pub fn drafts(scope: &Scope) -> Vec<Draft> {
    let mut drafts = tasks::drafts(scope);
    drafts.push(tasks::joint(scope));
    drafts.extend(inspections::drafts(scope));
    drafts.extend(results::drafts(scope));
    drafts.extend(timeliness::drafts(scope));
    drafts.extend(workload::drafts(scope));
    drafts.extend(coverage::drafts(scope));
    drafts.extend(credit::drafts(scope));
    drafts.extend(listings::drafts(scope));
    drafts.push(libraries::draft(scope));
    drafts.extend(series::drafts(scope));
    drafts.extend(fairness::drafts(scope));
    drafts
}

/// The facts of a table that is computed over many draws or days and has no [`Draft`].
pub fn computed_from(table: &str) -> &'static [&'static str] {
    match table {
        "repeat-hits" => &["repeats"],
        "meetings" | "pairs-together" | "workload-spread" | "workload-classes" => &["seats"],
        "completion-over-time" => &["visits"],
        "list-movements" => &["listings"],
        open::ID => &["clocks"],
        _ => &[],
    }
}

/// Whether a table counts the year up to the end of the period, not the period alone.
pub fn of_the_year_so_far(table: &str) -> bool {
    const IDS: [&str; 6] = [
        "plans-by-region",
        "tasks-by-region",
        "tasks-by-department",
        "visits-per-subject",
        "months",
        "list-movements",
    ];
    IDS.contains(&table)
}

/// Every table of a report: those of the period, and what is open on its last day.
///
/// # Errors
/// polars' own.
pub fn of_report(facts: &Facts, scope: &Scope) -> Result<Vec<Table>, PolarsError> {
    let mut tables = all(facts, scope)?;
    let since = since(facts, scope)?;
    let compared = tables.iter_mut().filter(|table| table.id == "comparison");
    compared.for_each(|table| series::reported(table, scope, since));
    tables.push(open::clocks(facts, scope)?);
    Ok(tables)
}

/// Every table of a period.
///
/// # Errors
/// polars' own: a file of facts that changed or cannot be read.
pub fn all(facts: &Facts, scope: &Scope) -> Result<Vec<Table>, PolarsError> {
    // What is compared with chance keeps one core busy, what is counted in a stream the others.
    let (counted, compared) =
        rayon::join(|| run::run(facts, scope, drafts(scope)), || fairness::tables(facts, scope));
    let mut tables = counted?;
    tables.extend(over_time::tables(facts, scope)?);
    tables.extend(compared?);
    Ok(tables)
}
