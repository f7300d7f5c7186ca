//! A table of a report as a value: columns with one meaning each, rows in a full order. Counts are integers;
//! a rate is two columns of the same row and becomes a percentage when it is printed, last of all. Who
//! counts is `report/tables`, who prints is `publish`.

use crate::core::lang::{Lang, Twin};
use crate::core::time::Date;
use serde::{Deserialize, Serialize};

/// What a code in a key column belongs to: decides the name that stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// Region, GB/T 2260.
    Region,
    /// 牵头股室, as the bureau writes it.
    Department,
    /// 管辖单位.
    Station,
    /// Section of GB/T 4754.
    Industry,
    /// Filter group of a subject's type.
    Kind,
    /// Matter of the item list.
    Matter,
    /// 抽查类别.
    Category,
    /// 登记机关.
    Authority,
    /// Internal class of a subject. Never public.
    Risk,
    /// Plan, by number.
    Plan,
    /// Task, by its id inside its plan.
    Task,
    /// Draw.
    Draw,
    /// Result, R and G codes.
    Result,
    /// Method, M codes.
    Method,
    /// Disposal, D codes.
    Disposal,
    /// Rule of a statutory clock.
    Clock,
    /// Kind of credit event, with its manner behind a slash.
    Event,
    /// List.
    List,
    /// Ground of a listing.
    Ground,
    /// Reason of a removal.
    Removal,
    /// Reason of a void or a replacement.
    Reason,
    /// Library.
    Library,
    /// Month, `2023-10`.
    Month,
    /// Unit of officers.
    Unit,
    /// Officer, by card number: never in a public table.
    Officer,
    /// A word of the table itself, told by [`Table::words`].
    Word,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Part of the key.
    Key(Domain),
    /// A count, with its unit (户, 条, 项, 人次).
    Count(&'static str, &'static str),
    /// A share of one column of counts in another, named; prints as a percentage.
    Rate(&'static str, &'static str),
    /// A signed number: a difference.
    Change,
    /// A day.
    Day,
    /// Hundredths of a unit: an expectation rounded once.
    Hundredths(&'static str, &'static str),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in files; ASCII, lower case.
    pub name: &'static str,
    /// Heading.
    pub heading: Twin,
    /// What it holds.
    pub holds: Holds,
}

/// A cell. Rates hold nothing: they follow from their columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Nothing to tell: not known, or a rate of nothing.
    None,
    /// A code.
    Code(String),
    /// A count, a difference or hundredths.
    Number(i64),
    /// A day.
    Day(Date),
}

impl Value {
    /// The number it holds.
    pub fn number(&self) -> Option<i64> {
        if let Self::Number(n) = self { Some(*n) } else { None }
    }

    /// The code it holds.
    pub fn code(&self) -> Option<&str> {
        if let Self::Code(code) = self { Some(code) } else { None }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of its files and of its figures; ASCII, lower case, dashes.
    pub id: &'static str,
    /// Title.
    pub title: Twin,
    /// What is counted, and by which days: one sentence that stands under the table.
    pub note: Twin,
    /// May stand in a public report.
    pub public: bool,
    /// Columns; keys first.
    pub columns: Vec<Column>,
    /// Rows, ascending by the keys.
    pub rows: Vec<Vec<Value>>,
    /// Sums over all rows, where adding them up means something.
    pub total: Option<Vec<Value>>,
    /// What the words of [`Domain::Word`] mean.
    pub words: Vec<(&'static str, Twin)>,
}

impl Column {
    /// A key.
    pub fn key(name: &'static str, zh: &str, en: &str, domain: Domain) -> Self {
        Self { name, heading: Twin::new(zh, en), holds: Holds::Key(domain) }
    }

    /// A count of 户, subjects.
    pub fn subjects(name: &'static str, zh: &str, en: &str) -> Self {
        Self { name, heading: Twin::new(zh, en), holds: Holds::Count("户", "subjects") }
    }

    /// A count of 户次: visits due or made, one for each task a subject was drawn for.
    pub fn visits(name: &'static str, zh: &str, en: &str) -> Self {
        Self { name, heading: Twin::new(zh, en), holds: Holds::Count("户次", "inspections") }
    }

    /// A count of something else.
    pub fn count(name: &'static str, zh: &str, en: &str, unit: (&'static str, &'static str)) -> Self {
        Self { name, heading: Twin::new(zh, en), holds: Holds::Count(unit.0, unit.1) }
    }

    /// A share.
    pub fn rate(name: &'static str, zh: &str, en: &str, part: &'static str, whole: &'static str) -> Self {
        Self { name, heading: Twin::new(zh, en), holds: Holds::Rate(part, whole) }
    }
}

impl Table {
    /// Place of a column.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The number in a row's column; `None` where there is none.
    pub fn number(&self, row: &[Value], name: &str) -> Option<i64> {
        row.get(self.place(name)?)?.number()
    }

    /// A rate in thousandths, rounded half up; `None` where the whole is zero.
    pub fn thousandths(&self, row: &[Value], part: &str, whole: &str) -> Option<i64> {
        let (part, whole) = (self.number(row, part)?, self.number(row, whole)?);
        (whole > 0).then(|| (part * 2000 + whole) / (whole * 2))
    }

    /// The table as a program reads it: names of columns, codes, numbers and days, rates in thousandths; the
    /// last row with `*` for its keys. People get headings and names instead, from `publish`.
    pub fn csv(&self, with_total: bool) -> String {
        let quoted = |text: &str| match text.contains([',', '"', '\n', '\r']) {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        };
        let cell = |row: &[Value], at: usize| match (&row[at], self.columns[at].holds) {
            (_, Holds::Rate(part, whole)) => {
                self.thousandths(row, part, whole).map_or(String::new(), |rate| rate.to_string())
            }
            (Value::Code(code), _) => quoted(code),
            (Value::Number(number), _) => number.to_string(),
            (Value::Day(day), _) => day.to_string(),
            (Value::None, Holds::Key(_)) if self.total.as_deref() == Some(row) => "*".to_owned(),
            (Value::None, _) => String::new(),
        };
        let width = self.columns.len();
        let line = |row: &Vec<Value>| (0..width).map(|at| cell(row, at)).collect::<Vec<_>>().join(",") + "\n";
        let head = self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",") + "\n";
        let last = self.total.iter().filter(|_| with_total);
        head + &self.rows.iter().chain(last).map(line).collect::<String>()
    }

    /// A heading with its unit: what stands above a column.
    pub fn heading(column: &Column, lang: Lang) -> String {
        let heading = column.heading.clone().pick(lang);
        match column.holds {
            // 项次 need not be told to be 项次.
            Holds::Count(zh, en) if heading == lang.pick(zh, en) => heading,
            Holds::Count(zh, en) | Holds::Hundredths(zh, en) => {
                lang.pick(format!("{heading}（{zh}）"), format!("{heading} ({en})"))
            }
            Holds::Rate(..) => lang.pick(format!("{heading}（%）"), format!("{heading} (%)")),
            _ => heading,
        }
    }
}
