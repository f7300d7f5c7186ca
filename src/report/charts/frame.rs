//! What stands around every plot: title, period and units above; how to read it, source and day below. And
//! what all makers need of a table: its numbers by name, its keys in words, the largest rows and the rest.

use super::{Drawn, REST, code};
use crate::core::lang::Lang;
use crate::core::period::Period;
use crate::report::figure::{Body, Figure};
use crate::report::table::{Holds, Table, Value};
use std::cmp::Reverse;

/// A row that is drawn: one of the table, the rest together, or all.
pub struct Line {
    /// Keys as they stand in names of cells.
    pub keys: Vec<String>,
    /// Label.
    pub label: String,
    /// The cells: of the table's row, or sums.
    pub cells: Vec<Value>,
    /// A sum of others.
    pub sum: bool,
}

impl Drawn<'_> {
    /// Language.
    pub fn lang(&self) -> Lang {
        self.head.lang
    }

    /// One of two texts.
    pub fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        self.lang().pick(zh.into(), en.into())
    }

    /// The figure around a plot.
    pub fn figure(&self, title: String, units: String, notes: Vec<String>, body: Body) -> Figure {
        let (head, period) = (self.head, period(self.head.period, self.lang()));
        let subtitle = self.say(
            format!("{}；{period}；{units}", head.bureau),
            format!("{}; {period}; {units}", head.bureau),
        );
        let mut notes = notes;
        let day = head.as_of;
        notes.push(self.say(
            format!("来源：{}。数据截至{}年{}月{}日。", head.source, day.year(), day.month(), day.day()),
            format!("Source: {}. As of {day}.", head.source),
        ));
        Figure { id: self.id.clone(), title, subtitle, notes, body, lang: self.lang() }
    }

    /// A count; zero where there is none or where it is below zero.
    pub fn count(&self, cells: &[Value], column: &str) -> u64 {
        self.table.number(cells, column).and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
    }

    /// The name of a cell of a line.
    pub fn cell(&self, line: &Line, column: &str) -> String {
        let keys: Vec<&str> = line.keys.iter().map(String::as_str).collect();
        super::cell(self.table.id, &keys, column)
    }

    /// How many columns are keys.
    pub fn keys(&self) -> usize {
        self.table.columns.iter().filter(|column| matches!(column.holds, Holds::Key(_))).count()
    }

    /// What a column is called.
    pub fn heading(&self, column: &str) -> String {
        let found = self.table.place(column).map(|at| self.table.columns[at].heading.clone());
        found.map_or_else(|| column.to_owned(), |heading| heading.pick(self.lang()))
    }

    /// A key in words.
    pub fn named(&self, at: usize, value: &Value) -> String {
        match self.table.columns[at].holds {
            Holds::Key(domain) => self.names.key(self.table, domain, value, self.lang()),
            _ => code(value),
        }
    }

    /// A row of the table, its keys in words.
    pub fn line(&self, row: &[Value]) -> Line {
        let keys = self.keys();
        let words: Vec<String> = (0..keys).map(|at| self.named(at, &row[at])).collect();
        Line {
            keys: row[..keys].iter().map(code).collect(),
            label: words.join(" · "),
            cells: row.to_vec(),
            sum: false,
        }
    }

    /// The rows with most in a column, at most so many, in the table's order; then the rest together.
    pub fn largest(&self, column: &str, most: usize) -> Vec<Line> {
        let rows = &self.table.rows;
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| Reverse(self.count(&rows[*at], column)));
        // A rest of one is that one.
        let kept = if rows.len() > most + 1 { most } else { rows.len() };
        let (mut kept, rest) = (order[..kept].to_vec(), &order[kept..]);
        kept.sort_unstable();
        let mut lines: Vec<Line> = kept.into_iter().map(|at| self.line(&rows[at])).collect();
        if !rest.is_empty() {
            lines.push(Line {
                keys: vec![REST.to_owned(); self.keys()],
                label: self.say(format!("其他{}个", rest.len()), format!("{} others", rest.len())),
                cells: self.sum(rest.iter().map(|at| &rows[*at])),
                sum: false,
            });
        }
        lines
    }

    /// All rows together: the table's own total, where it has one.
    pub fn total(&self) -> Option<Line> {
        let cells = self.table.total.clone()?;
        Some(Line { keys: Vec::new(), label: self.say("合计", "all"), cells, sum: true })
    }

    fn sum<'a>(&self, rows: impl Iterator<Item = &'a Vec<Value>>) -> Vec<Value> {
        let mut sums = vec![Value::None; self.table.columns.len()];
        for row in rows {
            for (sum, cell) in sums.iter_mut().zip(row).skip(self.keys()) {
                match (&*sum, cell) {
                    (Value::Number(a), Value::Number(b)) => *sum = Value::Number(a.saturating_add(*b)),
                    (Value::None, Value::Number(b)) => *sum = Value::Number(*b),
                    _ => {}
                }
            }
        }
        sums
    }
}

/// Whether a table has all of these columns.
pub fn has(table: &Table, columns: &[&str]) -> bool {
    columns.iter().all(|column| table.place(column).is_some())
}

/// A period as people write it.
pub fn period(period: Period, lang: Lang) -> String {
    let text = period.to_string();
    let zh = match (text.split_once('-'), text.split_once('Q')) {
        (Some((year, month)), _) => format!("{year}年{}月", month.trim_start_matches('0')),
        (_, Some((year, quarter))) => format!("{year}年第{quarter}季度"),
        _ => format!("{text}年"),
    };
    lang.pick(zh, text)
}

/// A share in hundredths of a percent, rounded half up; nothing of nothing.
pub fn share(part: u64, whole: u64) -> Option<u64> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    (whole > 0).then(|| ((part * 20_000 + whole) / (whole * 2)) as u64)
}

/// The same as a percentage with one decimal, for words.
pub fn percent(part: u64, whole: u64) -> String {
    let (part, whole) = (u128::from(part), u128::from(whole));
    match whole {
        0 => "–".to_owned(),
        _ => {
            let tenths = (part * 2000 + whole) / (whole * 2);
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
    }
}
