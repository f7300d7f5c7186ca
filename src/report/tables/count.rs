//! What a table counts, as a value: rows of one kind of fact ([`Source`]) for which a condition holds
//! ([`Counted`]), grouped by columns of the fact ([`By`]). The same description counts the rows (`run`)
//! and lists them (`trace`), so that a number and its rows cannot drift apart.

use crate::core::period::Period;
use crate::core::time::Date;
use crate::report::facts::{Fact, Facts};
use polars::prelude::*;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The period.
    pub period: Period,
    /// Facts are known up to this day (统计截止日).
    pub as_of: Date,
}

impl Scope {
    /// First day that is counted.
    pub fn first(&self) -> Date {
        self.period.first()
    }

    /// Last day that is counted: of the period, or the day of the facts in a period that is not over.
    pub fn last(&self) -> Date {
        self.period.last().min(self.as_of)
    }

    /// Whether the period is over.
    pub fn whole(&self) -> bool {
        self.as_of >= self.period.last()
    }

    /// The calendar year up to the last day that is counted.
    pub fn year_to_date(&self) -> Self {
        let year = Period::Year(self.period.first().year());
        Self { period: year, as_of: self.last() }
    }
}

/// Where the rows come from: the facts of a kind, or a view of them with rows of its own.
#[derive(Clone, Copy)]
pub struct Source {
    /// Name of the kind of fact.
    pub fact: &'static str,
    /// Name of the view; that of the fact where its rows are counted as they are.
    pub view: &'static str,
    /// The rows.
    pub frame: fn(&Facts, &Scope) -> LazyFrame,
}

impl Source {
    /// The facts of a kind as they are.
    pub fn of<F: Fact>() -> Self {
        Self { fact: F::NAME, view: F::NAME, frame: |facts, _| facts.of::<F>() }
    }
}

/// What rows are grouped by: one key of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A column of strings.
    Column(&'static str),
    /// Each code of a column of codes joined by `+`: a row counts under every one of its codes.
    Codes(&'static str),
    /// Two columns of words, `kind/manner`; the first alone where the second is empty.
    Pair(&'static str, &'static str),
    /// The month of a day; rows without a day have none.
    Month(&'static str),
    /// All rows under one word of the table.
    Fixed(&'static str),
}

/// What is counted of the rows for which a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The rows.
    Rows,
    /// Different values of a column.
    Distinct(&'static str),
    /// The sum of a column.
    Sum(&'static str),
    /// The latest day of a column.
    Latest(&'static str),
}

/// A column of counts.
#[derive(Clone)]
pub struct Counted {
    /// Column of the table.
    pub name: &'static str,
    /// Which rows.
    pub condition: Expr,
    /// Of these, only rows with a code among those joined in a column; for several columns, in each.
    pub has: Vec<(&'static str, &'static str)>,
    /// What of them.
    pub measure: Measure,
}

/// Columns counted from one source in one grouping.
#[derive(Clone)]
pub struct Counting {
    /// Where the rows come from.
    pub source: Source,
    /// One for each key of the table, in their order.
    pub keys: Vec<By>,
    /// Rows that are looked at, for all columns.
    pub only: Expr,
    /// Columns the query may group by besides, so that countings share one scan: those that depend on the
    /// keys or have few values. They change no number.
    pub along: &'static [&'static str],
    /// The columns.
    pub counts: Vec<Counted>,
}

impl Counting {
    /// Nothing yet, from the facts of a kind.
    pub fn of<F: Fact>(keys: impl Into<Vec<By>>) -> Self {
        Self::from(Source::of::<F>(), keys)
    }

    /// Nothing yet, from a source.
    pub fn from(source: Source, keys: impl Into<Vec<By>>) -> Self {
        Self { source, keys: keys.into(), only: lit(true), along: &[], counts: Vec::new() }
    }

    /// Looks only at rows for which a condition holds.
    #[must_use]
    pub fn only(mut self, condition: Expr) -> Self {
        self.only = condition;
        self
    }

    /// Groups along with others.
    #[must_use]
    pub fn along(mut self, columns: &'static [&'static str]) -> Self {
        self.along = columns;
        self
    }

    fn and(mut self, name: &'static str, condition: Expr, measure: Measure) -> Self {
        self.counts.push(Counted { name, condition, has: Vec::new(), measure });
        self
    }

    /// With a column that counts all rows that are looked at.
    #[must_use]
    pub fn all(self, name: &'static str) -> Self {
        self.rows(name, lit(true))
    }

    /// With a column that counts rows.
    #[must_use]
    pub fn rows(self, name: &'static str, condition: Expr) -> Self {
        self.and(name, condition, Measure::Rows)
    }

    /// With a column that counts different values of a column.
    #[must_use]
    pub fn distinct(self, name: &'static str, of: &'static str, condition: Expr) -> Self {
        self.and(name, condition, Measure::Distinct(of))
    }

    /// With a column that adds up a column.
    #[must_use]
    pub fn sum(self, name: &'static str, of: &'static str, condition: Expr) -> Self {
        self.and(name, condition, Measure::Sum(of))
    }

    /// With a column that tells the latest day of a column.
    #[must_use]
    pub fn latest(self, name: &'static str, of: &'static str, condition: Expr) -> Self {
        self.and(name, condition, Measure::Latest(of))
    }

    /// With a column that counts rows with a code among those joined in a column; for several columns, in each.
    #[must_use]
    pub fn code(mut self, name: &'static str, has: Vec<(&'static str, &'static str)>) -> Self {
        self.counts.push(Counted { name, condition: lit(true), has, measure: Measure::Rows });
        self
    }

    /// With a column for each code of a joined column.
    #[must_use]
    pub fn codes(self, of: &'static str, names: &[(&'static str, &'static str)]) -> Self {
        names.iter().fold(self, |counting, (name, code)| counting.code(name, vec![(of, code)]))
    }
}

/// A day as a literal.
pub fn day(day: Date) -> Expr {
    lit(day.days() as i32).cast(DataType::Date)
}

/// Whether a column lies in the days that are counted; no where there is no day.
pub fn within(column: &str, scope: &Scope) -> Expr {
    by(column, scope.last()).and(col(column).gt_eq(day(scope.first())))
}

/// Whether a column's day has come by a day; no where there is none.
pub fn by(column: &str, last: Date) -> Expr {
    col(column).is_not_null().and(col(column).lt_eq(day(last)))
}

/// Whether a column's day was before another; no where there is none.
pub fn before(column: &str, first: Date) -> Expr {
    col(column).is_not_null().and(col(column).lt(day(first)))
}

/// Whether a column's day has come and is over: it lies before the day of the facts. No where there is none.
pub fn over(column: &str, scope: &Scope) -> Expr {
    by(column, scope.last()).and(col(column).lt(day(scope.as_of)))
}

/// Whether a column is a word.
pub fn is(column: &str, word: &'static str) -> Expr {
    col(column).eq(lit(word))
}
