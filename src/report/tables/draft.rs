//! A table before it is counted: its columns and what each of them counts ([`Counting`]). Also the way back
//! from a cell to its rows ([`Draft::trace`]).

use super::count::{By, Counted, Counting, Measure, Scope, by, day};
use crate::core::lang::Twin;
use crate::core::period::Period;
use crate::report::facts::Facts;
use crate::report::table::{Column, Holds, Table, Value};
use polars::prelude::*;

/// The last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// None: adding up means nothing.
    None,
    /// Sums of the rows.
    Sum,
    /// Counted again without keys: rows overlap.
    Counted,
}

/// A table to be counted.
#[derive(Clone)]
pub struct Draft {
    /// The table, without rows.
    pub table: Table,
    /// What is counted; each column of counts is in one of them for one row.
    pub countings: Vec<Counting>,
    pub(super) total: Total,
    pub(super) zeros: bool,
    pub(super) always: Vec<Vec<Value>>,
    pub(super) changes: Vec<(&'static str, &'static str, &'static str)>,
    pub(super) blanks: Vec<(&'static str, &'static str)>,
}

/// The rows behind a cell.
pub struct Traced {
    /// Kind of fact.
    pub fact: &'static str,
    /// Its rows, with all their columns.
    pub rows: LazyFrame,
    /// What of them is the number.
    pub measure: Measure,
}

impl Traced {
    /// The number the rows make.
    ///
    /// # Errors
    /// polars' own.
    pub fn number(&self) -> PolarsResult<i64> {
        let rows = self.rows.clone();
        let number = match self.measure {
            Measure::Rows => rows.select([len()]),
            Measure::Distinct(of) => rows.group_by([col(of)]).agg([]).select([len()]),
            Measure::Sum(of) => rows.select([col(of).sum()]),
            Measure::Latest(of) => rows.select([col(of).max().cast(DataType::Int32)]),
        };
        let frame = number.collect_with_engine(Engine::Streaming)?.unwrap_single();
        let number = frame.columns()[0].cast(&DataType::Int64)?;
        Ok(number.i64()?.get(0).unwrap_or(0))
    }
}

impl Draft {
    /// A table with keys; columns, countings and notes follow.
    pub fn new(id: &'static str, title: (impl Into<String>, impl Into<String>), keys: Vec<Column>) -> Self {
        let table = Table {
            id,
            title: Twin::new(title.0, title.1),
            note: Twin::new("", ""),
            public: true,
            columns: keys,
            rows: Vec::new(),
            total: None,
            words: Vec::new(),
        };
        let (always, changes, blanks) = (Vec::new(), Vec::new(), Vec::new());
        Self { table, countings: Vec::new(), total: Total::Sum, zeros: false, always, changes, blanks }
    }

    /// With the sentence under it.
    #[must_use]
    pub fn note(mut self, zh: &str, en: &str) -> Self {
        self.table.note = Twin::new(zh, en);
        self
    }

    /// With columns behind the keys.
    #[must_use]
    pub fn columns(mut self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.table.columns.extend(columns);
        self
    }

    /// With a counting.
    #[must_use]
    pub fn counting(mut self, counting: Counting) -> Self {
        let fixed = |key: &By| match key {
            By::Fixed(word) => Some(Value::Code((*word).to_owned())),
            _ => None,
        };
        if let Some(row) = counting.keys.iter().map(fixed).collect::<Option<Vec<_>>>()
            && !self.always.contains(&row)
        {
            self.always.push(row);
        }
        self.countings.push(counting);
        self
    }

    /// With another last row.
    #[must_use]
    pub fn total(mut self, total: Total) -> Self {
        self.total = total;
        self
    }

    /// With a row for every key in the facts, also where all counts are zero.
    #[must_use]
    pub fn with_zeros(mut self) -> Self {
        self.zeros = true;
        self
    }

    /// With rows that are there whatever is counted.
    #[must_use]
    pub fn always(mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> Self {
        self.always.extend(rows);
        self
    }

    /// With a column that is the difference of two others.
    #[must_use]
    pub fn change(mut self, name: &'static str, of: &'static str, less: &'static str) -> Self {
        self.changes.push((name, of, less));
        self
    }

    /// With cells that hold nothing: a column of the rows with these keys.
    #[must_use]
    pub fn blank(mut self, column: &'static str, keys: &[&'static str]) -> Self {
        self.blanks.extend(keys.iter().map(|key| (column, *key)));
        self
    }

    /// With what its words mean.
    #[must_use]
    pub fn words(mut self, words: &[(&'static str, &str, &str)]) -> Self {
        self.table.words.extend(words.iter().map(|(word, zh, en)| (*word, Twin::new(*zh, *en))));
        self
    }

    /// Not for the public.
    #[must_use]
    pub fn internal(mut self) -> Self {
        self.table.public = false;
        self
    }

    /// How many keys its rows have.
    pub(super) fn keys(&self) -> usize {
        self.table.columns.iter().filter(|column| matches!(column.holds, Holds::Key(_))).count()
    }

    /// The rows a number was counted from; keys as they stand in the row, none for the last row. `None` for
    /// a column that is not counted from rows: rates and changes.
    ///
    /// # Errors
    /// polars' own.
    pub fn trace(
        &self,
        facts: &Facts,
        scope: &Scope,
        keys: &[Value],
        column: &str,
    ) -> PolarsResult<Option<Traced>> {
        self.trace_all(facts, scope, &[keys.to_vec()], column)
    }

    /// The rows behind the numbers of several rows together, where they are counted as one.
    ///
    /// # Errors
    /// polars' own.
    pub fn trace_all(
        &self,
        facts: &Facts,
        scope: &Scope,
        rows: &[Vec<Value>],
        column: &str,
    ) -> PolarsResult<Option<Traced>> {
        let known =
            |counting: &&Counting| rows.iter().all(|keys| keys.is_empty() || fits(&counting.keys, keys));
        let found = self.countings.iter().filter(known).find_map(|counting| {
            counting.counts.iter().find(|counted| counted.name == column).map(|counted| (counting, counted))
        });
        let Some((counting, Counted { condition, has, measure, .. })) = found else { return Ok(None) };
        let frame = (counting.source.frame)(facts, scope);
        let mut filter = counting.only.clone().and(condition.clone());
        for (of, code) in has {
            filter = filter.and(among(&frame, of, code)?);
        }
        let mut any: Option<Expr> = None;
        for keys in rows {
            let mut row = lit(true);
            for (key, value) in counting.keys.iter().zip(keys) {
                row = row.and(matches(&frame, *key, value)?);
            }
            any = Some(any.map_or(row.clone(), |any| any.or(row)));
        }
        let filter = filter.and(any.unwrap_or(lit(false)));
        Ok(Some(Traced { fact: counting.source.fact, rows: frame.filter(filter), measure: *measure }))
    }
}

/// Whether a row with these keys can come from a grouping.
fn fits(by: &[By], keys: &[Value]) -> bool {
    by.len() == keys.len()
        && by.iter().zip(keys).all(|(by, key)| match (by, key) {
            (By::Fixed(word), Value::Code(code)) => word == code,
            (By::Fixed(_), _) => false,
            _ => true,
        })
}

/// Whether a row has a key.
fn matches(frame: &LazyFrame, key: By, value: &Value) -> PolarsResult<Expr> {
    let Value::Code(code) = value else {
        return Ok(match key {
            By::Column(name) | By::Codes(name) | By::Month(name) | By::Pair(name, _) => col(name).is_null(),
            By::Fixed(_) => lit(false),
        });
    };
    Ok(match key {
        By::Column(name) => col(name).eq(lit(code.clone())),
        By::Codes(name) => among(frame, name, code)?,
        By::Pair(kind, manner) => {
            let (one, two) = code.split_once('/').unwrap_or((code, ""));
            col(kind).eq(lit(one.to_owned())).and(col(manner).eq(lit(two.to_owned())))
        }
        By::Month(name) => match code.parse::<Period>() {
            Ok(month) => by(name, month.last()).and(col(name).gt_eq(day(month.first()))),
            Err(_) => lit(false),
        },
        By::Fixed(_) => lit(true),
    })
}

/// Whether a code is among those joined in a column: one of the combinations that occur.
fn among(frame: &LazyFrame, name: &str, code: &str) -> PolarsResult<Expr> {
    let kinds = frame.clone().group_by([col(name)]).agg([len()]).collect_with_engine(Engine::Streaming)?;
    let frame = kinds.unwrap_single();
    let mut found: Vec<String> = frame.column(name)?.str()?.iter().flatten().map(str::to_owned).collect();
    found.retain(|joined| joined.split('+').any(|one| one == code));
    found.sort_unstable();
    Ok(found.into_iter().fold(lit(false), |any, joined| any.or(col(name).eq(lit(joined)))))
}
