//! The rows of facts behind a number of a table that is computed over many draws or days, or of what is open on
//! one, and has no [`Draft`]. Expectations, surprises and meetings are made by all rows together and have none of their own.
//!
//! [`Draft`]: super::Draft

use super::count::{Measure, Scope, by, day, within};
use super::draft::Traced;
use super::open;
use crate::core::period::Period;
use crate::core::time::Date;
use crate::report::facts::{Clock, Fact, Facts, Listing, Repeat, Seat, Visit};
use crate::report::table::Value;
use polars::prelude::*;

/// The rows behind a column of the rows with these keys together; `None` where a column is computed.
pub fn behind(
    facts: &Facts,
    scope: &Scope,
    table: &str,
    keys: &[Vec<Value>],
    column: &str,
) -> Option<Traced> {
    let of = |one: fn(&Scope, &[Value], &str) -> Option<Expr>| -> Option<Expr> {
        let each = keys.iter().map(|keys| one(scope, keys, column)).collect::<Option<Vec<Expr>>>()?;
        each.into_iter().reduce(Expr::or)
    };
    let traced = |fact, rows, measure| Some(Traced { fact, rows, measure });
    match (table, column) {
        ("repeat-hits", "chances" | "drawn") => {
            let rows = facts.of::<Repeat>().filter(within("day", scope)).filter(of(hits)?);
            let sum = if column == "drawn" { "drawn" } else { "eligible" };
            traced(Repeat::NAME, rows, Measure::Sum(sum))
        }
        ("workload-spread", "places" | "assigned") => {
            let rows = facts.of::<Seat>().filter(col("drawn").and(within("day", scope))).filter(of(attempt)?);
            let measure = if column == "places" { Measure::Rows } else { Measure::Distinct("officer") };
            traced(Seat::NAME, rows, measure)
        }
        ("workload-classes", "assigned" | "visited") => {
            let seats = facts.of::<Seat>().filter(within("day", scope));
            let rows = seats.filter(of(class)?);
            traced(Seat::NAME, rows, Measure::Distinct("officer"))
        }
        ("completion-over-time", "listed" | "visited" | "published" | "due") => {
            let rows = facts.of::<Visit>().filter(within("listed", scope)).filter(of(until)?);
            traced(Visit::NAME, rows, Measure::Rows)
        }
        ("list-movements", "in" | "out" | "repaired" | "open") => {
            let rows = facts.of::<Listing>().filter(col("withdrawn").not()).filter(of(entries)?);
            traced(Listing::NAME, rows, Measure::Rows)
        }
        (open::ID, "open" | "overdue") => {
            traced(Clock::NAME, facts.of::<Clock>().filter(of(open::behind)?), Measure::Rows)
        }
        _ => None,
    }
}

fn hits(_: &Scope, keys: &[Value], _: &str) -> Option<Expr> {
    let [span, hits] = keys else { return None };
    let earlier = match hits.code()? {
        "3+" => col("earlier").gt_eq(lit(3)),
        hits => col("earlier").eq(lit(hits.parse::<u32>().ok()?)),
    };
    Some(col("span").eq(lit(span.code()?.to_owned())).and(earlier))
}

fn attempt(_: &Scope, keys: &[Value], _: &str) -> Option<Expr> {
    let [draw, attempt] = keys else { return None };
    let attempt = u32::try_from(attempt.number()?).ok()?;
    Some(col("draw").eq(lit(draw.code()?.to_owned())).and(col("attempt").eq(lit(attempt))))
}

/// Seats of officers with so many.
fn class(scope: &Scope, keys: &[Value], column: &str) -> Option<Expr> {
    // The last row: everybody.
    let [from, to] = keys else { return Some(lit(true)) };
    let made = match column {
        "visited" => within("visited", scope).cast(DataType::Int64),
        _ => col("officer").is_not_null().cast(DataType::Int64),
    };
    let made = made.sum().over([col("officer")]).ok()?;
    Some(made.clone().gt_eq(lit(from.number()?)).and(made.lt_eq(lit(to.number()?))))
}

/// Deadlines are known beyond the end, visits and publications are not.
fn until(scope: &Scope, keys: &[Value], column: &str) -> Option<Expr> {
    let [Value::Day(day)] = keys else { return None };
    (column == "due" || *day <= scope.last()).then(|| by(column, *day))
}

fn entries(scope: &Scope, keys: &[Value], column: &str) -> Option<Expr> {
    let [month] = keys else { return None };
    let month = month.code()?.parse::<Period>().ok()?;
    let last: Date = month.last().min(scope.last());
    let during = |column| by(column, last).and(col(column).gt_eq(day(month.first())));
    let came = || by("since", scope.last());
    Some(match column {
        "in" => during("since"),
        "open" => by("since", last).and(by("closed", last).not()),
        "repaired" => came().and(during("closed")).and(col("repaired")),
        _ => came().and(during("closed")),
    })
}
