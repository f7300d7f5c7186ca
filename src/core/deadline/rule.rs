//! Dated rules: which event starts which clock, how long it runs, on what legal basis, from when to
//! when. The version in force on the day of the event decides, so that an old clock runs under its
//! own law.

use super::file;
use super::words::{Role, TriggerKind};
use crate::core::datafile::Problem;
use crate::core::lang::Twin;
use crate::core::time::Date;
use crate::core::workdays::Term;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("../../../data/deadlines.csv");

/// How a rule finds its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A term from the event: `20 wd`.
    Term(Term),
    /// A day of the event's year, month and day, never moved: `by 03-31`.
    By(u8, u8),
    /// The date the event brings: `given`.
    Given,
}

/// One version of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Code, e.g. `INS-PUB`.
    pub code: String,
    /// What starts the clock.
    pub trigger: TriggerKind,
    /// How long it runs.
    pub limit: Limit,
    /// Whose duty it is.
    pub role: Role,
    /// What has to be done.
    pub what: Twin,
    /// Law and article.
    pub basis: String,
    /// Document it was taken from.
    pub source: String,
    /// First day in force: the version's name.
    pub effective_from: Date,
    /// Last day in force; `None` while it is.
    pub effective_to: Option<Date>,
    /// Signed off; otherwise taken over from a weak source.
    pub confirmed: bool,
}

/// A table of rules without gaps or overlaps, sorted by code, trigger and date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules(pub(super) Vec<Rule>);

impl Rules {
    /// The table that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn embedded() -> &'static Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| Self::parse(EMBEDDED).expect("data/deadlines.csv is a table of rules"))
    }

    /// The text of that table.
    pub fn embedded_text() -> &'static str {
        EMBEDDED
    }

    /// Reads a table; every problem if it has one.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        file::parse(text)
    }

    /// Every version of every rule.
    pub fn all(&self) -> &[Rule] {
        &self.0
    }

    /// The rules an event of a day starts: none before there was a law.
    pub fn of(&self, trigger: TriggerKind, on: Date) -> impl Iterator<Item = &Rule> {
        self.0.iter().filter(move |rule| rule.trigger == trigger && rule.in_force(on))
    }
}

impl Rule {
    /// Whether it is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.effective_from <= on && self.effective_to.is_none_or(|last| on <= last)
    }
}

impl Limit {
    /// In both languages.
    pub fn words(self) -> Twin {
        match self {
            Limit::Term(term) => term.words(),
            Limit::By(month, day) => {
                Twin::new(format!("{month}月{day}日前"), format!("by {month:02}-{day:02}"))
            }
            Limit::Given => Twin::new("所定日期", "the date set"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Term(term) => write!(f, "{term}"),
            Limit::By(month, day) => write!(f, "by {month:02}-{day:02}"),
            Limit::Given => f.write_str("given"),
        }
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "given" {
            return Ok(Limit::Given);
        }
        match text.strip_prefix("by ") {
            None => text.parse().map(Limit::Term),
            // Of a year without 29 February, so that the day is there every year.
            Some(day) => Date::parse(&format!("2023-{day}"))
                .map(|date| Limit::By(date.month(), date.day()))
                .map_err(|_| format!("{text:?} names no day of every year: write by 03-31")),
        }
    }
}
