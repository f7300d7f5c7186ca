//! `suicha deadlines`: what is typed.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `suicha deadlines`.
#[derive(Args, Debug, Default)]
pub struct Deadlines {
    /// The day (default: today).
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// What is overdue, falls due or was done in the week, month or quarter of that day.
    #[arg(long, value_name = "PERIOD")]
    pub digest: Option<DigestSpan>,
    /// Add up by department or by responsible person.
    #[arg(long, value_name = "WHOM", default_value = "department")]
    pub by: TotalsBy,
    /// Clocks that are done as well.
    #[arg(long)]
    pub all: bool,
    /// Write them into this file too.
    #[arg(long, value_name = "OUT.csv|OUT.xlsx")]
    pub out: Option<PathBuf>,
    /// Replace the file of --out if it exists.
    #[arg(long, requires = "out")]
    pub replace: bool,
    /// Only tell when a term from that day ends: 20 wd, 10 d, 3 m, 1 y.
    #[arg(long, value_name = "TERM", conflicts_with_all = ["digest", "all", "out"])]
    pub term: Option<String>,
    /// Write the working-day calendar in use, to be continued.
    #[arg(long, value_name = "FILE")]
    pub write_calendar: Option<PathBuf>,
    /// Write the table of rules in use.
    #[arg(long, value_name = "FILE")]
    pub write_rules: Option<PathBuf>,
}

/// How far a digest reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DigestSpan {
    /// 周报
    Week,
    /// 月报
    Month,
    /// 季报
    Quarter,
}

/// By whom clocks are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TotalsBy {
    /// 部门
    #[default]
    Department,
    /// 责任人
    Person,
}
