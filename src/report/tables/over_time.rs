//! Movements day by day and month by month, made to be drawn: completion against deadlines, and entries of
//! the lists in, out and repaired with the stock at the end of each month.

use super::count::{Scope, by, within};
use super::fairness::table;
use super::frame::read_all;
use crate::core::period::Period;
use crate::core::time::Date;
use crate::report::facts::{Facts, Listing, Visit};
use crate::report::table::{Column, Domain, Table, Value};
use polars::prelude::*;
use std::collections::BTreeMap;

/// Every table of this kind.
///
/// # Errors
/// polars' own.
pub fn tables(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Table>> {
    Ok(vec![completion(facts, scope)?, movements(facts, scope)?])
}

/// How many on each day.
type Days = BTreeMap<Date, i64>;

/// For each query a count of its rows by the day in a column.
fn days<const N: usize>(queries: [(LazyFrame, &str); N]) -> PolarsResult<[Days; N]> {
    let counted = queries.map(|(query, column)| {
        query
            .filter(col(column).is_not_null())
            .group_by([col(column).cast(DataType::Int32).alias("on")])
            .agg([len().cast(DataType::Int64).alias("n")])
    });
    let day = |row: Vec<Value>| match row[..] {
        [Value::Number(day), Value::Number(n)] => Date::from_days(day).map(|day| (day, n)),
        _ => None,
    };
    let mut all = [(); N].map(|()| Days::new());
    for (days, rows) in all.iter_mut().zip(read_all(counted.into())?) {
        days.extend(rows.into_iter().filter_map(day));
    }
    Ok(all)
}

fn up_to(counts: &Days, last: Date) -> i64 {
    counts.range(..=last).map(|(_, n)| n).sum()
}

/// Of the lists locked in the period: how many are visited, public and due by each day on which one of the
/// three changes.
fn completion(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let of = || facts.of::<Visit>().filter(within("listed", scope));
    let last = scope.last();
    let [listed, visited, published, due] = days([
        (of(), "listed"),
        (of().filter(by("visited", last)), "visited"),
        (of().filter(by("published", last)), "published"),
        (of(), "due"),
    ])?;
    let mut all: Vec<Date> =
        [&listed, &visited, &published, &due].iter().flat_map(|days| days.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let mut table = table(
        "completion-over-time",
        ("检查进度", "Completion over time"),
        (
            "本期锁定名单的对象，累计至每一日：列入名单、已实施检查、结果全部公示、按任务期限应完成；期末之后只列期限。",
            "Subjects on lists locked in the period, up to each day: listed, visited, every result public, due by the task's deadline; after the end only deadlines are known.",
        ),
        vec![
            Column::key("day", "日期", "day", Domain::Word),
            Column::visits("listed", "列入名单", "listed"),
            Column::visits("visited", "已实施检查", "visited"),
            Column::visits("published", "已公示", "public"),
            Column::visits("due", "按期限应完成", "due"),
        ],
    );
    let known = |day: Date, counts: &Days| match day <= last {
        true => Value::Number(up_to(counts, day)),
        false => Value::None,
    };
    table.rows = all
        .into_iter()
        .map(|day| {
            let by_then = [&listed, &visited, &published].map(|counts| known(day, counts));
            let mut row = vec![Value::Day(day)];
            row.extend(by_then);
            row.push(Value::Number(up_to(&due, day)));
            row
        })
        .collect();
    Ok(table)
}

/// The months of the year up to the last day.
fn months(scope: &Scope) -> Vec<Period> {
    let year = scope.last().year();
    let first = (1..=12).filter_map(|month| Date::new(year, month, 1)).filter(|day| *day <= scope.last());
    first.map(Period::Month).collect()
}

/// Entries of all lists, by month of the year: in, out, of these repaired, and the stock.
fn movements(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let entries = || facts.of::<Listing>().filter(col("withdrawn").not().and(by("since", scope.last())));
    let closed = || entries().filter(by("closed", scope.last()));
    let [came, went, repaired] =
        days([(entries(), "since"), (closed(), "closed"), (closed().filter(col("repaired")), "closed")])?;
    let unit = ("条", "entries");
    let mut table = table(
        "list-movements",
        ("名录列入、移出与修复", "Entries in, out and repaired"),
        (
            "本年各月全部名录的列入（不含更正撤销）、移出、其中经信用修复移出的条数，及月末（或期末）在列条数。",
            "By month of the year, all lists: entries made (withdrawn ones left out), ended, of these by credit repair, and entries open at the end of the month or of the period.",
        ),
        vec![
            Column::key("month", "月份", "month", Domain::Month),
            Column::count("in", "列入", "in", unit),
            Column::count("out", "移出", "out", unit),
            Column::count("repaired", "其中信用修复", "of these repaired", unit),
            Column::count("open", "期末在列", "open at the end", unit),
        ],
    );
    if came.is_empty() {
        return Ok(table);
    }
    table.rows = months(scope)
        .into_iter()
        .map(|month| {
            let last = month.last().min(scope.last());
            let during =
                |counts: &Days| Value::Number(counts.range(month.first()..=last).map(|(_, n)| n).sum());
            vec![
                Value::Code(month.to_string()),
                during(&came),
                during(&went),
                during(&repaired),
                Value::Number(up_to(&came, last) - up_to(&went, last)),
            ]
        })
        .collect();
    Ok(table)
}
