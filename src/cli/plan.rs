//! `suicha plan …`: what is typed.

use clap::Subcommand;
use std::path::PathBuf;

/// `suicha plan …`.
#[derive(Debug, Subcommand)]
pub enum PlanCommand {
    /// Check a plan against the item list and publish it.
    Publish {
        /// The plan, TOML.
        file: PathBuf,
        /// Check only.
        #[arg(long)]
        dry_run: bool,
    },
    /// Publish a new version of a published plan; the old one stays readable.
    Amend {
        /// The plan, TOML.
        file: PathBuf,
        /// Why, for the journal.
        #[arg(long)]
        reason: String,
    },
    /// Published plans.
    List,
    /// The plan as a table (年度抽查工作计划表), in the layout of a bureau.
    Export {
        /// 抽查计划编号.
        number: String,
        /// An .xlsx file that does not exist yet.
        file: PathBuf,
        /// qingchuan, luzhou, chongqing, shanggao, joint, yibin, or a layout file (default: the configuration's).
        #[arg(long, value_name = "NAME|FILE.toml")]
        layout: Option<String>,
        /// Replace the file if it exists.
        #[arg(long)]
        replace: bool,
    },
    /// One plan with its tasks.
    #[command(disable_version_flag = true)]
    Show {
        /// 抽查计划编号.
        number: String,
        /// A version (default: the latest).
        #[arg(long)]
        version: Option<u32>,
        /// What it would do: rows, quotas, annual caps, repeated draws, seats.
        #[arg(long)]
        load: bool,
        /// With the rosters in force on this day (default: the latest).
        #[arg(long, value_name = "DATE", requires = "load")]
        as_of: Option<String>,
    },
    /// Subjects drawn by several tasks of a quarter: one visit for all their matters.
    Merge {
        /// The quarter, as 2023Q3 (default: the current one).
        #[arg(long)]
        quarter: Option<String>,
        /// Count frames of draws that are frozen and not drawn yet as well.
        #[arg(long)]
        frames: bool,
        /// The list, CSV or XLSX.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Replace the file if it exists.
        #[arg(long, requires = "out")]
        replace: bool,
    },
    /// The drawn subjects of a task in the order of their tickets, split over dates.
    Batches {
        /// A draw that has been run.
        draw: String,
        /// The task.
        task: String,
        /// First days of the batches, ascending: 2023-09-01,2023-11-01.
        #[arg(long, value_name = "DATES", value_delimiter = ',', required = true)]
        dates: Vec<String>,
        /// The list, CSV or XLSX.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Replace the file if it exists.
        #[arg(long, requires = "out")]
        replace: bool,
    },
    /// Which visits count towards the annual cap, and by which document.
    Exemptions {
        /// On this day (default: today).
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
    },
    /// The next free official numbers: of a plan (14 digits), of a task (18 digits).
    Number {
        /// Region code, six digits.
        #[arg(long)]
        region: String,
        /// Year of the plan (default: the current one).
        #[arg(long)]
        year: Option<u16>,
        /// Day of the task (default: today).
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
}
