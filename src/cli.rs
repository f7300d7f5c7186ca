//! The command line: clap types only. Names and exit codes are a contract (`docs/ARCHITECTURE.md`).

mod outcome;
mod task;
pub mod usage;

pub use outcome::{Acting, OutcomeCommand, OutcomeFiles, PeopleCommand, Which};
pub use task::{TaskCommand, WhichTask};

use crate::core::sql::Dialect;
use clap::{Args, Parser, Subcommand, ValueEnum};
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
    /// Outcomes (检查结果): import, review, publish, correct, withdraw, list, check.
    Outcome {
        /// What to do with outcomes.
        #[command(subcommand)]
        command: OutcomeCommand,
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
    /// Derive everything again from the archive and the published files, and say what differs.
    Fsck,
    /// What a witness (见证人) runs on a machine of its own.
    Witness {
        /// What a witness does.
        #[command(subcommand)]
        command: WitnessCommand,
    },
    /// A synthetic registry with valid codes and real-world dirt, for trials and benchmarks.
    Synth(Synth),
}

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
}

/// What can be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportKind {
    /// 检查对象名录库
    Subjects,
    /// 执法检查人员名录库
    Inspectors,
    /// 回避
    Recusals,
    /// 随机抽查事项清单
    Matters,
    /// 检查结果: the workbook of a draw, to be filled in, or as recorded
    Outcomes,
}

/// `suicha import`.
#[derive(Args, Debug)]
pub struct Import {
    /// What the files hold.
    pub kind: Kind,
    /// CSV (UTF-8, BOM, GB18030), XLSX or Parquet; several files make one roster.
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
    /// After subjects: also report dead, moved, duplicate and expired rows.
    #[arg(long)]
    pub freshness: bool,
    /// Apply the proposed corrections of look-alike letters; each is listed.
    #[arg(long)]
    pub accept_suggestions: bool,
}

/// `suicha export`.
#[derive(Args, Debug)]
pub struct Export {
    /// What.
    pub kind: ExportKind,
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
}

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

/// `suicha draw …`.
#[derive(Debug, Subcommand)]
pub enum DrawCommand {
    /// Freeze and commit all inputs, before the pulse exists.
    Freeze(Freeze),
    /// Log a witness's opening, before the pulse.
    Reveal {
        /// The draw.
        draw: String,
        /// The witness.
        #[arg(long, value_name = "NAME")]
        witness: String,
        /// The opening the witness gave.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Fetch the pulse and draw; running again prints the same result.
    Run {
        /// The draw.
        draw: String,
        /// Pulse files, instead of asking a relay.
        #[arg(long, value_name = "FILE")]
        pulse: Vec<PathBuf>,
    },
    /// Where a draw stands, or all draws.
    Status {
        /// The draw.
        draw: Option<String>,
    },
    /// End a draw without a result that counts; the would-be result is recorded.
    Void {
        /// The draw.
        draw: String,
        /// Code of the reason, [a-z0-9.-].
        #[arg(long)]
        reason: String,
        /// Pulse files, instead of asking a relay.
        #[arg(long, value_name = "FILE")]
        pulse: Vec<PathBuf>,
    },
    /// Publish the seed once the embargo has ended: not opened by the date, the draw has failed.
    Open {
        /// The draw.
        draw: String,
    },
    /// Replace who cannot be inspected or cannot go: log the reasons, then, once the pulse is out,
    /// run it again without any.
    Replace(Replace),
    /// Write the evidence bundle.
    #[command(group = clap::ArgGroup::new("view").required(true))]
    Export {
        /// The draw.
        draw: String,
        /// A new directory.
        dir: PathBuf,
        /// What everyone may see today.
        #[arg(long, group = "view")]
        public: bool,
        /// Everything, for the auditor: keep it confidential.
        #[arg(long, group = "view")]
        audit: bool,
        /// An earlier attempt (default: the latest).
        #[arg(long)]
        attempt: Option<u32>,
    },
}

/// `suicha draw freeze`.
#[derive(Args, Debug)]
pub struct Freeze {
    /// Id of the draw, [a-z0-9-].
    pub draw: String,
    /// 抽查计划编号 of a published plan.
    #[arg(long, value_name = "NUMBER")]
    pub plan: String,
    /// Draw time; the pulse is the beacon's first one at or after it.
    #[arg(long, value_name = "RFC3339")]
    pub at: String,
    /// Only these tasks of the plan.
    #[arg(long, value_name = "TASK")]
    pub task: Vec<String>,
    /// Commitment files of witnesses.
    #[arg(long, value_name = "FILE")]
    pub witness: Vec<PathBuf>,
    /// Pulse file that proves the commitment is not older (default: the beacon's latest round).
    #[arg(long, value_name = "FILE")]
    pub not_before: Option<PathBuf>,
    /// Commit without a not-before value: nothing then proves how old the commitment is.
    #[arg(long, conflicts_with = "not_before")]
    pub without_not_before: bool,
    /// Commit although a stratum has no row that can be drawn.
    #[arg(long)]
    pub accept_empty: bool,
    /// Rehearsals on throw-away seeds.
    #[arg(long, default_value_t = 200)]
    pub rehearsals: u32,
    /// Commit although rehearsals met a shortage that no rule of the plan solves.
    #[arg(long)]
    pub accept_shortage: bool,
    /// Build and rehearse everything, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

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

/// `suicha receipt`.
#[derive(Args, Debug)]
pub struct Receipt {
    /// The draw.
    pub draw: String,
    /// Registry key of a subject, or card number of an inspector.
    pub id: String,
    /// Where to (default: the screen).
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The id is a card number, although a subject has the same.
    #[arg(long)]
    pub inspector: bool,
    /// To be handed over at the visit: names the team before the embargo ends, still without a seed.
    #[arg(long)]
    pub visit: bool,
    /// An earlier attempt (default: the latest).
    #[arg(long)]
    pub attempt: Option<u32>,
}

/// `suicha challenge`.
#[derive(Args, Debug)]
pub struct Challenge {
    /// The draw.
    pub draw: String,
    /// Registry key of a subject.
    pub id: String,
    /// Where to (default: the screen).
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// An earlier attempt (default: the latest).
    #[arg(long)]
    pub attempt: Option<u32>,
}

/// `suicha verify`.
#[derive(Args, Debug)]
pub struct Verify {
    /// The bundle's directory, or the file of a receipt or of the answer to a challenge.
    pub dir: PathBuf,
    /// With a receipt: the number on the card of an officer at the door; is this one of the team?
    #[arg(long, value_name = "NUMBER")]
    pub card: Vec<String>,
    /// Whom you trust: the log's key, witnesses, quorum (default: what the bundle says of itself).
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// The published log, as a directory: shows other attempts and a second history.
    #[arg(long, value_name = "DIR")]
    pub log: Option<PathBuf>,
    /// Another bundle of the same bureau: shows a task drawn under two ids; needs --log.
    #[arg(long, value_name = "DIR", requires = "log")]
    pub beside: Vec<PathBuf>,
    /// The registry extract at the cut-off (CSV, XLSX, Parquet), to make the frames again: check 5.
    #[arg(long, value_name = "FILE")]
    pub extract: Vec<PathBuf>,
    /// Column mapping of the extract.
    #[arg(long, value_name = "MAP.toml", requires = "extract")]
    pub map: Option<PathBuf>,
    /// A head of the log you have seen elsewhere or earlier; needs --log.
    #[arg(long, value_name = "FILE", requires = "log")]
    pub checkpoint: Vec<PathBuf>,
}

/// `suicha log …`.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Size, head, and who has cosigned it.
    Status,
    /// Write whatever is missing of the public files; done by every command that logs.
    Publish,
    /// Ask the witnesses of the policy to cosign the head: over HTTP those with an address.
    Cosign {
        /// A witness's answer that came as a file.
        #[arg(long, value_name = "FILE")]
        file: Vec<PathBuf>,
    },
    /// Write the request for a witness who is asked by file.
    Request {
        /// Name of the witness in the policy.
        witness: String,
        /// Where to.
        file: PathBuf,
    },
    /// Proof that an entry is in the log, e.g. `commit 2023-09/1`.
    Proof {
        /// Kind of the entry: plan, commit, reveal, result, void, open, replace, challenge, act.
        kind: String,
        /// What it is about, as `log entries` prints it.
        object: String,
    },
    /// Proof that the log of now continues the log of earlier.
    Consistency {
        /// Entries of the earlier head.
        old: u64,
        /// Entries of the later head (default: the latest).
        new: Option<u64>,
    },
    /// The entries, one a line.
    Entries {
        /// From this number on.
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
}

/// `suicha draw replace`.
#[derive(Args, Debug)]
pub struct Replace {
    /// The draw.
    pub draw: String,
    /// A drawn subject that cannot be inspected, a code of the plan, and the file that proves it.
    #[arg(long, value_name = "ID:CODE:FILE")]
    pub skip: Vec<String>,
    /// An officer who can make no visit any more, and why.
    #[arg(long, value_name = "CARD:CODE")]
    pub unavailable: Vec<String>,
    /// An officer who must not meet one subject after all, and why.
    #[arg(long, value_name = "CARD:ID:CODE")]
    pub recused: Vec<String>,
    /// Pulse files, instead of asking a relay.
    #[arg(long, value_name = "FILE")]
    pub pulse: Vec<PathBuf>,
    /// Carry out a request that no quorum had seen before its pulse.
    #[arg(long)]
    pub late: bool,
}

/// `suicha witness …`.
#[derive(Debug, Subcommand)]
pub enum WitnessCommand {
    /// Make a key pair: FILE (0600) and FILE.pub.
    Keygen {
        /// Name of the witness, [a-z0-9.-].
        #[arg(long)]
        name: String,
        /// Where the private key goes.
        file: PathBuf,
    },
    /// Commit to a secret value for one attempt of a draw.
    Commit {
        /// The draw.
        #[arg(long)]
        draw: String,
        /// The attempt.
        #[arg(long, default_value_t = 1)]
        attempt: u32,
        /// Private key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Where the secret value goes (0600); keep it until the opening.
        #[arg(long, value_name = "FILE")]
        secret: PathBuf,
        /// The commitment, to be given to the bureau.
        file: PathBuf,
    },
    /// Cosign a log's head, if it continues the last one this witness has cosigned.
    Cosign {
        /// Who cosigns.
        #[command(flatten)]
        witness: Cosigner,
        /// The request of the log (`suicha log request`).
        request: PathBuf,
        /// The answer, to be given back to the log.
        answer: PathBuf,
    },
    /// Answer requests over HTTP until stopped (c2sp.org/tlog-witness).
    Serve {
        /// Who cosigns.
        #[command(flatten)]
        witness: Cosigner,
        /// Address to listen on.
        #[arg(long, default_value = "127.0.0.1:7321", value_name = "ADDRESS")]
        listen: std::net::SocketAddr,
    },
    /// Open the commitment: give the file to the bureau before the pulse.
    Open {
        /// Private key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The secret value.
        #[arg(long, value_name = "FILE")]
        secret: PathBuf,
        /// The opening, to be given to the bureau.
        file: PathBuf,
    },
}

/// A witness of logs: its key, the logs it knows, its memory.
#[derive(Args, Clone, Debug)]
pub struct Cosigner {
    /// Private key.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Public keys of the logs this witness knows, one a line.
    #[arg(long, value_name = "FILE")]
    pub logs: PathBuf,
    /// Directory where the witness keeps what it has cosigned: never lose it.
    #[arg(long, value_name = "DIR")]
    pub state: PathBuf,
}

/// `suicha synth`.
#[derive(Args, Debug)]
pub struct Synth {
    /// Number of subjects.
    #[arg(long)]
    pub subjects: u64,
    /// Number of inspectors.
    #[arg(long, default_value_t = 120)]
    pub inspectors: u32,
    /// The same seed gives the same files.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// A new directory.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Clean rows only.
    #[arg(long)]
    pub clean: bool,
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
