//! `suicha report explain PERIOD TABLE|FIGURE KEY/COLUMN`: the rows of facts behind one number of a table or one
//! cell of a figure. The table and its rows follow from one description (`report/tables`), so the rows make the
//! number. Where a column is computed over many draws it has no such rows: its facts are named.

use super::{compare, days, facts, some, uncounted};
use crate::cli::ExplainArgs;
use crate::command::answer::Answer;
use crate::core::lang::counted;
use crate::core::period::Period;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::report::charts::{ALL, REST, table_of};
use crate::report::compare::{code, keys};
use crate::report::facts::told;
use crate::report::table::{Holds, Table, Value};
use crate::report::tables::{self, Measure, Scope, open};
use serde_json::{Value as Json, json};

/// What the last row is called.
const TOTAL: &str = "total";

/// Prints them.
pub async fn run(env: &Env, period: Period, args: &ExplainArgs) -> Result<Answer> {
    let as_of = days::as_of_period(env.now().date(), period, args.as_of.as_deref())?;
    let (facts, _, _) = facts::of(env, args.facts.as_deref(), as_of).await?;
    let scope = Scope { period, as_of };
    let all = tables::of_report(&facts, &scope).map_err(|e| uncounted(&e))?;
    let table = compare::table(&all, table_of(&args.figure))?;
    let (rows, column) = cell(table, &args.cell)?;
    let drafts = tables::drafts(&scope);
    let draft = drafts.iter().find(|draft| draft.table.id == table.id);
    let traced = match draft {
        Some(draft) => draft.trace_all(&facts, &scope, &rows, column),
        None => Ok(tables::behind(&facts, &scope, table.id, &rows, column)),
    };
    let traced = traced.map_err(|e| uncounted(&e))?;
    let traced = traced.ok_or_else(|| computed(period, table, column))?;
    let number = traced.number().map_err(|e| uncounted(&e))?;
    let what = match traced.measure {
        Measure::Rows => env.lang.pick("行数", "rows").to_owned(),
        Measure::Distinct(of) => env.lang.pick(format!("{of} 的不同值"), format!("different values of {of}")),
        Measure::Sum(of) => env.lang.pick(format!("{of} 之和"), format!("sum of {of}")),
        Measure::Latest(of) => env.lang.pick(format!("{of} 最晚日"), format!("latest {of}")),
    };
    let fact = traced.fact;
    let (headings, rows) = told(traced.rows).map_err(|e| uncounted(&e))?;
    let n = rows.len();
    let number = match traced.measure {
        Measure::Latest(_) => {
            Json::from(Date::from_days(number).filter(|_| n > 0).map(|day| day.to_string()))
        }
        _ => number.into(),
    };
    let shown = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
    let (title, cell) = (table.title.clone().pick(env.lang), &args.cell);
    let mut text = env.lang.pick(
        format!("{period} {title}，{cell}：{shown}（{what}）；{fact} 明细{n}行，截至 {as_of}\n"),
        format!(
            "{period} {title}, {cell}: {shown} ({what}); {} of {fact}, as of {as_of}\n",
            counted(n as u64, "row")
        ),
    );
    text.push_str(&format!("{}\n", headings.join("\t")));
    for row in &rows {
        text.push_str(&format!("{}\n", row.join("\t")));
    }
    Ok(Answer::new(
        text,
        json!({
            "period": period.to_string(), "as_of": as_of.to_string(), "table": table.id, "cell": cell,
            "number": number, "fact": fact, "headings": headings, "rows": rows,
        }),
    ))
}

/// That a column is computed, and, in a table over many draws, from which facts.
fn computed(period: Period, table: &Table, column: &str) -> Error {
    let id = table.id;
    if id == open::ID {
        return Error::said(
            Exit::Usage,
            format!("表 {id} 的列 {column} 是在办时限中最早的最后一日（due），没有自己的明细"),
            format!(
                "column {column} of table {id} is the earliest due of the clocks that run: no rows of its own"
            ),
        )
        .advice(
            format!("明细见 suicha report explain {period} {id} 行/open"),
            format!("the clocks: `suicha report explain {period} {id} ROW/open`"),
        );
    }
    let error = Error::said(
        Exit::Usage,
        format!("表 {id} 的列 {column} 是算出的，没有自己的明细"),
        format!("column {column} of table {id} is computed: no rows stand behind it"),
    );
    let from = tables::computed_from(id).iter().map(|fact| format!("{fact}.parquet")).collect::<Vec<_>>();
    if from.is_empty() {
        return error;
    }
    let from = from.join(", ");
    error.advice(
        format!("它由 {from} 算出，用 suicha report facts 目录 写出；算法见 docs/fairness.md"),
        format!("it is computed from {from}, which `suicha report facts DIR` writes; how: docs/fairness.md"),
    )
}

/// The keys of the rows and the column of `KEY/COLUMN`; without a column the first count is meant, `total` is
/// the last row. The name of a figure's cell, `TABLE/KEY|KEY/COLUMN`, is one as well: `+` there is every row.
fn cell<'a>(table: &'a Table, text: &str) -> Result<(Vec<Vec<Value>>, &'a str)> {
    let text = text.strip_prefix(table.id).and_then(|rest| rest.strip_prefix('/')).unwrap_or(text);
    let counts = || {
        table.columns.iter().filter(|column| !matches!(column.holds, Holds::Key(_))).map(|column| column.name)
    };
    let parted = text.rsplit_once('/');
    let split = parted.and_then(|(key, name)| Some((key, counts().find(|one| *one == name)?)));
    let (key, column) = match split {
        Some(found) => found,
        None => (text, counts().next().unwrap_or_default()),
    };
    let sums = |key: &str| (key == TOTAL || key.is_empty() && keys(table) > 0) && table.total.is_some();
    if sums(key) {
        return Ok((vec![Vec::new()], column));
    }
    let known = || some(table.rows.iter().map(|row| code(table, row))).join(", ");
    if key.split('|').any(|part| part == REST) {
        let known = known();
        return Err(Error::said(
            Exit::Usage,
            format!("{key:?} 是图中合并显示的其余各行"),
            format!("{key:?} is what a figure shows together as the rest"),
        )
        .advice(format!("请只写其中一行：{known}"), format!("name one of its rows: {known}")));
    }
    let part = |row: &[Value], at: usize| match &row[at] {
        Value::None => String::new(),
        Value::Code(code) => code.clone(),
        Value::Number(n) => n.to_string(),
        Value::Day(day) => day.to_string(),
    };
    let alike = |row: &[Value], key: &str| {
        let parts: Vec<&str> = key.split('|').collect();
        parts.len() == keys(table)
            && (0..).zip(&parts).all(|(at, wanted)| *wanted == ALL || part(row, at) == *wanted)
    };
    let named = |key: &str| -> Vec<Vec<Value>> {
        let rows = table.rows.iter().filter(|row| code(table, row) == key || alike(row, key));
        rows.map(|row| row[..keys(table)].to_vec()).collect()
    };
    let rows = named(key);
    let found = (!rows.is_empty()).then_some((rows, column));
    found.ok_or_else(|| {
        let (id, columns) = (table.id, counts().collect::<Vec<_>>().join(", "));
        let known = known();
        let (zh, en) = match table.total {
            Some(_) => (format!("（合计写 {TOTAL}）"), format!(" (the sums: {TOTAL})")),
            None if known.is_empty() => ("无".to_owned(), "none".to_owned()),
            None => Default::default(),
        };
        let missing = match parted {
            Some((row, name)) if sums(row) || !named(row).is_empty() => Error::said(
                Exit::Usage,
                format!("表 {id} 没有列 {name:?}"),
                format!("table {id} has no column {name:?}"),
            ),
            _ => Error::said(
                Exit::Usage,
                format!("表 {id} 没有行 {key:?}"),
                format!("table {id} has no row {key:?}"),
            ),
        };
        missing.advice(
            format!("行：{known}{zh}；列：{columns}；写成 行/列"),
            format!("rows: {known}{en}; columns: {columns}; write ROW/COLUMN"),
        )
    })
}
