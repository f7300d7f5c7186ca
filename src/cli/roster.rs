//! `suicha import`, `export` and `matters`: what is typed.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What can be imported and exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// 检查对象名录库
    Subjects,
    /// 执法检查人员名录库
    Inspectors,
    /// 回避
    Recusals,
    /// 随机抽查事项清单
    Matters,
    /// 检查结果: the workbook of a draw; import is `suicha outcome import`
    Outcomes,
    /// 行政处罚, for the credit archive
    Penalties,
    /// 行政许可
    Permits,
    /// 投诉举报
    Complaints,
    /// 信用承诺
    Commitments,
    /// 列入与移出
    Listings,
    /// 惩戒措施反馈
    Feedback,
}

/// `suicha import`.
#[derive(Args, Debug)]
pub struct Import {
    /// What the files hold.
    pub kind: Kind,
    /// CSV (UTF-8, BOM, GB18030), XLSX or Parquet; several files make one roster. Hidden columns and
    /// rows of a workbook are read like the others, and told; of several sheets the first shown is read.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Column mapping for a foreign layout.
    #[arg(long, value_name = "MAP.toml")]
    pub map: Option<PathBuf>,
    /// The day whose state the files describe (default: today).
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Read and report, store nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Store nothing if any row is rejected.
    #[arg(long)]
    pub all_or_nothing: bool,
    /// Write every problem into this file too.
    #[arg(long, value_name = "OUT.csv|OUT.xlsx")]
    pub issues: Option<PathBuf>,
    /// Replace the file of --issues if it exists; an input never.
    #[arg(long, requires = "issues")]
    pub replace: bool,
    /// Encoding of CSV files, where the automatic decision is wrong: utf-8 or gb18030.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Why, for the journal: shown by `matters history`.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// With matters: the day from which a change of law applies that the new list answers.
    #[arg(long, value_name = "DATE", requires = "law")]
    pub law_changed: Option<String>,
    /// Law and article that changed.
    #[arg(long, value_name = "TEXT", requires = "law_changed")]
    pub law: Option<String>,
    /// With subjects: label those that another bureau's draw has drawn; its bundle is verified first.
    #[arg(long, value_name = "BUNDLE")]
    pub label_drawn: Vec<PathBuf>,
    /// The label (default: `upper.` and the id of the draw).
    #[arg(long, value_name = "TAG", requires = "label_drawn")]
    pub label: Option<String>,
    /// Only what these tasks of that draw have drawn.
    #[arg(long, value_name = "TASK", requires = "label_drawn")]
    pub label_task: Vec<String>,
    /// With subjects: label `rest.<last day>` whoever an upper level has visited within so many months.
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=60))]
    pub rest_after_upper: Option<u32>,
    /// The bureau's own level: 省级, 市级, 县级 or 所级.
    #[arg(long, value_name = "LEVEL", default_value = "县级")]
    pub level: String,
    /// After subjects: also report dead, moved, duplicate and expired rows.
    #[arg(long)]
    pub freshness: bool,
    /// Apply the proposed corrections of look-alike letters; each is listed.
    #[arg(long)]
    pub accept_suggestions: bool,
    /// What only outcomes have.
    #[command(flatten)]
    pub outcomes: ForOutcomes,
}

/// Options of `suicha outcome import` that no roster has.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Outcomes only")]
pub struct ForOutcomes {
    /// The draw (default: the one that the rows name).
    #[arg(long, value_name = "DRAW")]
    pub draw: Option<String>,
    /// The set of results the files are written in: national (default), old-a (2014-16) or old-b.
    #[arg(long, value_name = "SET")]
    pub set: Option<String>,
    /// Directory of the files of evidence (default: that of each file).
    #[arg(long, value_name = "DIR")]
    pub evidence: Option<PathBuf>,
}

/// `suicha export`.
#[derive(Args, Debug)]
pub struct Export {
    /// What.
    pub kind: Kind,
    /// A .csv or .xlsx file that does not exist yet.
    pub file: PathBuf,
    /// The roster in force on this day (default: the latest).
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The draw whose outcomes are to be filled in (outcomes only).
    #[arg(long, value_name = "DRAW")]
    pub draw: Option<String>,
    /// An empty template, even if there is a roster.
    #[arg(long)]
    pub template: bool,
    /// Replace the file if it exists.
    #[arg(long)]
    pub replace: bool,
}

/// `suicha matters …`.
#[derive(Debug, Subcommand)]
pub enum MattersCommand {
    /// Every version: what changed, when, by whom and why.
    History {
        /// Only this matter.
        #[arg(long)]
        code: Option<String>,
    },
    /// What changes between two lists: stored ones (a date, a version) or files, before their import.
    Diff {
        /// The earlier list, where two are given; the later one, compared with the list in force.
        #[arg(value_name = "DATE|VERSION|FILE")]
        one: String,
        /// The later list.
        #[arg(value_name = "DATE|VERSION|FILE")]
        other: Option<String>,
    },
    /// Note a change of law that asks for a new list: its clock runs in `deadlines` until the import.
    LawChanged {
        /// The day from which it applies.
        date: String,
        /// Law and article.
        #[arg(long, value_name = "TEXT")]
        law: String,
        /// Why the list is touched, for the journal.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}
