//! Counts drafts: countings of the same rows in the same grouping become one query that streams through the
//! facts; what it returns is small and is put under its keys here. Every table ends in a full order.

use super::count::{By, Counted, Counting, Measure, Scope};
use super::draft::{Draft, Total};
use super::frame::{self, values};
use crate::core::time::Date;
use crate::report::facts::Facts;
use crate::report::table::{Holds, Table, Value};
use polars::prelude::*;
use std::collections::BTreeMap;

/// A counting of a draft, or its total.
struct Job {
    draft: usize,
    total: bool,
    counting: Counting,
}

/// Which jobs share a query.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Shared {
    /// Name of the source.
    view: &'static str,
    /// Which rows it looks at.
    only: String,
    /// Columns it groups by.
    keys: Vec<&'static str>,
    /// Groups of nothing are kept.
    zeros: bool,
    /// For different values the column and the condition.
    distinct: Option<(&'static str, String)>,
}

/// What was counted for a draft: by keys, then by column.
type Found = BTreeMap<Vec<Value>, BTreeMap<&'static str, i64>>;

/// Counts drafts.
pub(super) fn run(facts: &Facts, scope: &Scope, drafts: Vec<Draft>) -> PolarsResult<Vec<Table>> {
    let jobs = jobs(&drafts);
    let mut shared: BTreeMap<Shared, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, job) in jobs.iter().enumerate() {
        for (place, counted) in job.counting.counts.iter().enumerate() {
            let zeros = drafts[job.draft].zeros && !job.total;
            shared.entry(sharing(&job.counting, counted, zeros)).or_default().push((at, place));
        }
    }
    let mut asked = Vec::new();
    for (shared, places) in shared {
        let columns: Vec<(&Job, &Counted)> =
            places.iter().map(|(at, place)| (&jobs[*at], &jobs[*at].counting.counts[*place])).collect();
        asked.extend(query(facts, scope, shared, columns));
    }
    let frames = collect(&asked)?;
    let mut found = vec![(Found::new(), Found::new()); drafts.len()];
    for (asked, frame) in asked.iter().zip(&frames) {
        put(asked, frame, &mut found)?;
    }
    Ok(drafts.into_iter().zip(found).map(|(draft, (rows, total))| table(draft, rows, total)).collect())
}

fn jobs(drafts: &[Draft]) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        for counting in &draft.countings {
            jobs.push(Job { draft: at, total: false, counting: counting.clone() });
            if draft.total == Total::Counted {
                jobs.push(Job {
                    draft: at,
                    total: true,
                    counting: Counting { keys: Vec::new(), ..counting.clone() },
                });
            }
        }
    }
    jobs
}

fn sharing(counting: &Counting, counted: &Counted, zeros: bool) -> Shared {
    let mut columns = Vec::new();
    for key in &counting.keys {
        match key {
            By::Column(name) | By::Codes(name) | By::Month(name) => columns.push(*name),
            By::Pair(one, two) => columns.extend([*one, *two]),
            By::Fixed(_) => {}
        }
    }
    let distinct = match counted.measure {
        Measure::Distinct(of) => Some((of, format!("{:?}", counted.condition))),
        _ => None,
    };
    if distinct.is_none() {
        // All columns of codes of a counting go together.
        columns.extend(counting.counts.iter().flat_map(|one| one.has.iter().map(|(column, _)| *column)));
        columns.extend(counting.along);
    }
    columns.sort_unstable();
    columns.dedup();
    let only = format!("{:?}", counting.only);
    Shared { view: counting.source.view, only, keys: columns, zeros, distinct }
}

/// A query and the columns of the jobs that share it.
struct Asked<'a> {
    query: LazyFrame,
    keys: Vec<&'static str>,
    columns: Vec<(&'a Job, &'a Counted)>,
    /// Place of each column among the numbers.
    places: Vec<usize>,
}

/// The query that jobs share.
fn query<'a>(
    facts: &Facts,
    scope: &Scope,
    Shared { keys, zeros, distinct, .. }: Shared,
    columns: Vec<(&'a Job, &'a Counted)>,
) -> Option<Asked<'a>> {
    let (first, counted) = columns.first()?;
    let rows = (first.counting.source.frame)(facts, scope);
    let (query, places) = match distinct {
        Some((of, _)) => {
            let rows = rows.filter(first.counting.only.clone());
            (different(rows, &keys, of, &counted.condition), vec![0; columns.len()])
        }
        None => sums(rows, &keys, zeros, &columns),
    };
    Some(Asked { query, keys, columns, places })
}

/// Runs queries: those of one file together, so that it is read once. Frames in the order of the queries.
fn collect(asked: &[Asked]) -> PolarsResult<Vec<DataFrame>> {
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, asked) in asked.iter().enumerate() {
        if let Some((job, _)) = asked.columns.first() {
            files.entry(job.counting.source.fact).or_default().push(at);
        }
    }
    let mut frames = BTreeMap::new();
    for places in files.into_values() {
        let found = frame::collect(places.iter().map(|at| asked[*at].query.clone()).collect())?;
        frames.extend(places.into_iter().zip(found));
    }
    Ok(frames.into_values().collect())
}

/// Puts the numbers of a query under the keys of every job that shares it.
fn put(
    Asked { keys, columns, places, .. }: &Asked,
    frame: &DataFrame,
    found: &mut [(Found, Found)],
) -> PolarsResult<()> {
    let cells: BTreeMap<&str, Vec<Value>> =
        keys.iter().map(|key| Ok((*key, values(frame.column(key)?)?))).collect::<PolarsResult<_>>()?;
    let many = frame.width() - keys.len();
    let numbers: Vec<Vec<i64>> =
        (0..many).map(|at| numbers(frame.column(&format!("n{at}"))?)).collect::<PolarsResult<_>>()?;
    for row in 0..frame.height() {
        for ((job, counted), place) in columns.iter().zip(places) {
            let number = numbers[*place][row];
            if counted.has.iter().any(|(of, code)| !has(&cells[of][row], code)) {
                continue;
            }
            let (rows, total) = &mut found[job.draft];
            let kept = if job.total { total } else { rows };
            for key in under(&job.counting.keys, &cells, row) {
                let cell = kept.entry(key).or_default().entry(counted.name).or_insert(0);
                *cell = if matches!(counted.measure, Measure::Latest(_)) {
                    number.max(*cell)
                } else {
                    *cell + number
                };
            }
        }
    }
    Ok(())
}

/// Different values of a column for which a condition holds, by keys.
fn different(rows: LazyFrame, keys: &[&'static str], of: &'static str, condition: &Expr) -> LazyFrame {
    let keys: Vec<Expr> = keys.iter().map(|key| col(*key)).collect();
    let mut all = keys.clone();
    all.push(col(of));
    let number = len().cast(DataType::Int64).alias("n0");
    let each = rows.filter(condition.clone()).group_by(all).agg([]);
    if keys.is_empty() { each.select([number]) } else { each.group_by(keys).agg([number]) }
}

/// The query of everything that adds up, and for each column the number it is in.
fn sums(
    rows: LazyFrame,
    keys: &[&'static str],
    zeros: bool,
    columns: &[(&Job, &Counted)],
) -> (LazyFrame, Vec<usize>) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let (mut sums, mut places) = (Vec::new(), Vec::new());
    for (job, counted) in columns {
        let condition = format!("{:?}", counted.condition);
        let next = known.len();
        let place = *known.entry(format!("{:?} {condition}", counted.measure)).or_insert(next);
        if place == next {
            sums.push(sum(job, counted, zeros).alias(format!("n{place}")));
        }
        places.push(place);
    }
    let only = columns.first().map(|(job, _)| job.counting.only.clone());
    let rows = match only {
        Some(only) if !zeros && only != lit(true) => rows.filter(only),
        _ => rows,
    };
    let keys: Vec<Expr> = keys.iter().map(|key| col(*key)).collect();
    (if keys.is_empty() { rows.select(sums) } else { rows.group_by(keys).agg(sums) }, places)
}

fn sum(job: &Job, counted: &Counted, zeros: bool) -> Expr {
    let (only, condition) = (job.counting.only.clone(), counted.condition.clone());
    let condition = match (zeros && only != lit(true), condition == lit(true)) {
        (false, _) => condition,
        (true, true) => only,
        (true, false) => only.and(condition),
    };
    if counted.measure == Measure::Rows && condition == lit(true) {
        return len().cast(DataType::Int64);
    }
    let held = |column: &str, other: Expr| when(condition.clone()).then(col(column)).otherwise(other);
    match counted.measure {
        Measure::Rows | Measure::Distinct(_) => condition.sum().cast(DataType::Int64),
        Measure::Sum(of) if condition == lit(true) => col(of).sum().cast(DataType::Int64),
        Measure::Sum(of) => held(of, lit(0)).sum().cast(DataType::Int64),
        Measure::Latest(of) => held(of, lit(NULL)).max().cast(DataType::Int32).cast(DataType::Int64),
    }
}

fn numbers(column: &Column) -> PolarsResult<Vec<i64>> {
    Ok(column.i64()?.iter().map(|cell| cell.unwrap_or(0)).collect())
}

fn has(joined: &Value, code: &str) -> bool {
    matches!(joined, Value::Code(joined) if joined.split('+').any(|one| one == code))
}

/// The keys a row counts under: several where one of them is a column of codes.
fn under(keys: &[By], cells: &BTreeMap<&str, Vec<Value>>, row: usize) -> Vec<Vec<Value>> {
    let mut under = vec![Vec::with_capacity(keys.len())];
    for key in keys {
        let parts: Vec<Value> = match key {
            By::Column(name) => vec![cells[name][row].clone()],
            By::Fixed(word) => vec![Value::Code((*word).to_owned())],
            By::Month(name) => match &cells[name][row] {
                Value::Day(day) => vec![month(*day)],
                _ => return Vec::new(),
            },
            By::Pair(one, two) => match (&cells[one][row], &cells[two][row]) {
                (Value::Code(kind), Value::Code(manner)) if !manner.is_empty() => {
                    vec![Value::Code(format!("{kind}/{manner}"))]
                }
                (kind, _) => vec![kind.clone()],
            },
            By::Codes(name) => match &cells[name][row] {
                Value::Code(joined) => joined.split('+').map(|one| Value::Code(one.to_owned())).collect(),
                other => vec![other.clone()],
            },
        };
        under = under
            .iter()
            .flat_map(|before| {
                parts.iter().map(|part| before.iter().chain([part]).cloned().collect::<Vec<_>>())
            })
            .collect();
    }
    under
}

/// A month as a key.
pub(super) fn month(day: Date) -> Value {
    Value::Code(format!("{:04}-{:02}", day.year(), day.month()))
}

fn table(draft: Draft, mut found: Found, total: Found) -> Table {
    let keys = draft.keys();
    if !draft.zeros {
        found.retain(|_, numbers| numbers.values().any(|number| *number != 0));
    }
    for row in &draft.always {
        found.entry(row.clone()).or_default();
    }
    let rows: Vec<Vec<Value>> = found.into_iter().map(|(key, numbers)| row(&draft, key, &numbers)).collect();
    let last = match draft.total {
        _ if rows.is_empty() => None,
        Total::None => None,
        Total::Sum => Some(sum_of(&draft, &rows, keys)),
        Total::Counted => {
            Some(row(&draft, vec![Value::None; keys], &total.into_values().next().unwrap_or_default()))
        }
    };
    let mut table = draft.table;
    (table.rows, table.total) = (rows, last);
    table
}

fn row(draft: &Draft, key: Vec<Value>, numbers: &BTreeMap<&'static str, i64>) -> Vec<Value> {
    let number = |name: &str| numbers.get(name).copied().unwrap_or(0);
    let changes: BTreeMap<&str, i64> =
        draft.changes.iter().map(|(name, of, less)| (*name, number(of) - number(less))).collect();
    let blank = |name: &str| {
        let key = key.first().and_then(Value::code);
        draft.blanks.iter().any(|(column, of)| *column == name && key == Some(of))
    };
    let blanks: Vec<bool> = draft.table.columns.iter().map(|column| blank(column.name)).collect();
    let mut row = key;
    for column in draft.table.columns.iter().skip(row.len()) {
        row.push(match column.holds {
            Holds::Day => match number(column.name) {
                0 => Value::None,
                days => Date::from_days(days).map_or(Value::None, Value::Day),
            },
            Holds::Rate(..) | Holds::Key(_) => Value::None,
            _ if blanks[row.len()] => Value::None,
            _ => Value::Number(changes.get(column.name).copied().unwrap_or_else(|| number(column.name))),
        });
    }
    row
}

/// Sums of the columns that hold numbers; a latest day has none.
fn sum_of(draft: &Draft, rows: &[Vec<Value>], keys: usize) -> Vec<Value> {
    let sum = |at: usize| match draft.table.columns[at].holds {
        Holds::Count(..) | Holds::Change | Holds::Hundredths(..) => {
            let cells = rows.iter().filter_map(|row| match row[at] {
                Value::Number(number) => Some(number),
                _ => None,
            });
            Value::Number(cells.sum())
        }
        _ => Value::None,
    };
    (0..draft.table.columns.len()).map(|at| if at < keys { Value::None } else { sum(at) }).collect()
}
