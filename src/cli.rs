//! The command line: clap types only. Names and exit codes are a contract (`docs/ARCHITECTURE.md`).

mod archive;
mod credit;
mod daemon;
mod deadlines;
mod draw;
mod evidence;
mod notify;
mod outcome;
mod plan;
mod report;
mod roster;
mod task;
pub mod usage;
mod witness;

pub use archive::{ArchiveCommand, LeaseCommand};
pub use credit::{
    CreditClasses, CreditCommand, CreditExport, CreditReport, CreditRules, CreditRun, CreditStep, CreditWhat,
};
pub use daemon::{Daemon, Restore};
pub use deadlines::{Deadlines, DigestSpan, TotalsBy};
pub use draw::{DrawCommand, Freeze, Replace};
pub use evidence::{Challenge, LogCommand, Receipt, Verify};
pub use notify::Notify;
pub use outcome::{OutcomeCommand, OutcomeFiles, PeopleCommand, Which};
pub use plan::PlanCommand;
pub use report::{
    CompareArgs, ExplainArgs, FigureFormat, PeriodArgs, PlanSample, ReportCommand, ReportEstimate,
};
pub use roster::{Export, ForOutcomes, Import, Kind, MattersCommand};
pub use task::{TaskCommand, WhichTask};
pub use witness::{Cosigner, WitnessCommand};

use crate::core::sql::Dialect;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Verifiable random inspection for market-supervision bureaus (随查：可核验的双随机抽查).
#[derive(Debug, Parser)]
#[command(name = "suicha", version, after_help = AFTER_HELP)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
A month in six lines:
  suicha init bureau && cd bureau            a new bureau: settings, keys, archive
  suicha import subjects registry.csv        the registry (名录库), every problem listed
  suicha plan publish plan.toml              the plan, checked against the item list
  suicha draw freeze 2023-09 --plan … --at … inputs committed before the pulse exists
  suicha draw run 2023-09                    the draw, once the pulse is out
  suicha draw export 2023-09 OUT --public    what anyone can verify with `suicha verify OUT`

Exit codes: 0 done, 1 bug, 2 usage, 3 input rejected, 4 discrepancy found, 5 too early or too late,
6 conflict, 7 outside world failed (safe to retry).";

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Configuration of the bureau.
    #[arg(long, global = true, value_name = "FILE", default_value = "suicha.toml")]
    pub config: PathBuf,
    /// Print one JSON document on stdout; progress and logs go to stderr.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of documents and messages: zh or en (default: the configuration's, then zh).
    #[arg(long, global = true, value_name = "zh|en")]
    pub lang: Option<String>,
    /// Freeze the clock, for rehearsals and tests; whatever is produced says so.
    #[arg(long, global = true, value_name = "RFC3339")]
    pub clock: Option<String>,
    /// Who acts: id in the list of people (default: the operator's name).
    #[arg(long = "as", global = true, value_name = "ID")]
    pub who: Option<String>,
    /// Private key of who acts (default: SUICHA_KEY).
    #[arg(long, global = true, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Print results only.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Log more; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the sample bureau and run a whole month: import, plan, freeze, reveal, draw, verify.
    Demo {
        /// Where; an earlier demonstration there is replaced.
        #[arg(default_value = "suicha-demo")]
        dir: PathBuf,
    },
    /// Make a new bureau: commented suicha.toml, keys, empty archive.
    Init {
        /// A directory that does not hold a bureau yet.
        dir: PathBuf,
        /// Name of its transparency log, unique in the world, e.g. log.example.gov.cn/suicha.
        #[arg(long, value_name = "NAME")]
        log_name: Option<String>,
    },
    /// Read registries, people, recusals or the item list into a dated roster (名录快照).
    Import(Import),
    /// Write a roster back as the same template, or an empty template with drop-downs.
    Export(Export),
    /// The item list (随机抽查事项清单).
    Matters {
        /// What to do with it.
        #[command(subcommand)]
        command: MattersCommand,
    },
    /// Annual plans and their tasks (抽查计划).
    Plan {
        /// What to do with plans.
        #[command(subcommand)]
        command: PlanCommand,
    },
    /// A draw (抽取): freeze, reveal, run, status, void, export.
    Draw {
        /// What to do with a draw.
        #[command(subcommand)]
        command: DrawCommand,
    },
    /// Every running statutory clock (法定时限), red lights first; digests for pressing on them.
    Deadlines(Deadlines),
    /// Tell by mail or webhook what has happened and what is overdue (通知), each event once.
    Notify(Notify),
    /// Outcomes (检查结果): import, review, publish, correct, withdraw, list, check.
    Outcome {
        /// What to do with outcomes.
        #[command(subcommand)]
        command: OutcomeCommand,
    },
    /// The credit archive (信用档案): one subject's standing, the monthly fold, decisions, repair, objections.
    Credit {
        /// What to do with it.
        #[command(subcommand)]
        command: CreditCommand,
    },
    /// The bureau's people and their keys (人员).
    People {
        /// What to do with them.
        #[command(subcommand)]
        command: PeopleCommand,
    },
    /// The receipt (存证回执) of one subject or inspector: everything to check its outcome offline.
    Receipt(Receipt),
    /// Answer a challenge (异议): whether an id stands in the frames of a draw. Every one is logged.
    Challenge(Challenge),
    /// Check an evidence bundle, or a receipt, offline, without any configuration. Exit 0 or 4.
    Verify(Verify),
    /// One subject's outcome: its ticket, the threshold, its chance.
    Check {
        /// Registry key (统一社会信用代码 or 注册号).
        id: String,
        /// The bundle's directory.
        #[arg(long, value_name = "DIR")]
        bundle: PathBuf,
    },
    /// The first draw of a bundle as SQL, to be replayed in a database of your own.
    Sql {
        /// The bundle's directory.
        dir: PathBuf,
        /// postgres, duckdb or spark.
        #[arg(long, value_name = "NAME")]
        dialect: Dialect,
    },
    /// Draw the inputs of a bundle again on public test seeds and compare everybody's share. Exit 0 or 4.
    Fairness {
        /// The bundle's directory; the auditor's for the inspectors as well.
        dir: PathBuf,
        /// How many test seeds.
        #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
        seeds: u64,
    },
    /// The transparency log (存证日志): publish it, have it cosigned, prove what is in it.
    Log {
        /// What to do with the log.
        #[command(subcommand)]
        command: LogCommand,
    },
    /// Lists, notices and record forms of a task (抽查任务).
    Task {
        /// What to do with tasks.
        #[command(subcommand)]
        command: TaskCommand,
    },
    /// Reports (报告): figures of a draw and the rows behind them, what it says of everybody, how many to draw.
    Report {
        /// Which report.
        #[command(subcommand)]
        command: ReportCommand,
    },
    /// The archive (档案库) as a whole: copy it between SQLite and PostgreSQL, roles of a server.
    Archive {
        /// What to do with it.
        #[command(subcommand)]
        command: ArchiveCommand,
    },
    /// Leases (租约): one process at a time does a job, whichever comes late stores nothing.
    Lease {
        /// What to do with leases.
        #[command(subcommand)]
        command: LeaseCommand,
    },
    /// Derive everything again from the archive and the published files, and say what differs.
    Fsck,
    /// The schedule (定时任务): runs the jobs of suicha.toml at their times; /healthz and /metrics on loopback.
    Daemon(Daemon),
    /// Copy the archive into a new file, and check the copy like `fsck` before it counts.
    Backup {
        /// A new file.
        out: PathBuf,
    },
    /// Put a backup in the archive's place, if `fsck` finds nothing in it.
    Restore(Restore),
    /// What a witness (见证人) runs on a machine of its own.
    Witness {
        /// What a witness does.
        #[command(subcommand)]
        command: WitnessCommand,
    },
    /// A synthetic registry with valid codes and real-world dirt, for trials and benchmarks.
    Synth(Synth),
}

/// `suicha synth`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Synth {
    /// For benchmarks.
    #[command(subcommand)]
    pub command: Option<SynthCommand>,
    /// Number of subjects.
    #[arg(long, required = true)]
    pub subjects: Option<u64>,
    /// Number of inspectors.
    #[arg(long, default_value_t = 120)]
    pub inspectors: u32,
    /// The same seed gives the same files.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// A new directory.
    #[arg(long, value_name = "DIR", required = true)]
    pub out: Option<PathBuf>,
    /// Clean rows only.
    #[arg(long)]
    pub clean: bool,
}

/// `suicha synth facts|tables`.
#[derive(Subcommand, Debug)]
pub enum SynthCommand {
    /// Facts of a province as Parquet, for benchmarks of the tables.
    #[command(hide = true)]
    Facts {
        /// A new directory.
        dir: PathBuf,
        /// Published results.
        #[arg(long)]
        outcomes: u64,
        /// Credit events.
        #[arg(long)]
        events: u64,
        /// The same seed gives the same files.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Every table of a year, counted from such facts, as CSV of codes and numbers.
    #[command(hide = true)]
    Tables {
        /// Directory of the facts.
        dir: PathBuf,
        /// Period: 2023-10, 2023Q4, 2023.
        period: String,
        /// A new directory.
        out: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_and_option_is_consistent() {
        Cli::command().debug_assert();
    }
}
