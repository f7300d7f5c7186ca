//! Clap types of `suicha outcome` and `suicha people`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `suicha people …`.
#[derive(Debug, Subcommand)]
pub enum PeopleCommand {
    /// Everybody in the list of people, with roles and keys.
    List,
    /// Make a key pair: FILE (0600) and FILE.pub, and print the lines for the list.
    Keygen {
        /// Id of the person, [a-z0-9.-].
        #[arg(long)]
        name: String,
        /// Where the private key goes.
        file: PathBuf,
    },
}

/// `suicha outcome …`.
#[derive(Debug, Subcommand)]
pub enum OutcomeCommand {
    /// Read filled workbooks or CSV files; partial files are welcome, every problem is listed.
    Import(OutcomeFiles),
    /// Read corrections of published outcomes: new revisions, to be reviewed again.
    Correct {
        /// The files.
        #[command(flatten)]
        files: OutcomeFiles,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Pass outcomes, or return them to whoever entered them.
    #[command(group = clap::ArgGroup::new("verdict").required(true))]
    Review {
        /// Which (default: everything that waits).
        #[command(flatten)]
        which: Which,
        /// They are right.
        #[arg(long, group = "verdict")]
        pass: bool,
        /// They are not, and why.
        #[arg(long = "return", group = "verdict", requires = "reason")]
        give_back: bool,
        /// Why they are returned.
        #[arg(long, conflicts_with = "pass")]
        reason: Option<String>,
    },
    /// Publish what has passed.
    Publish(Which),
    /// Take published outcomes out of what the public sees; the trail stays.
    Withdraw {
        /// Which.
        #[command(flatten)]
        which: Which,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// The follow-up of published outcomes has ended (完结).
    Finish {
        /// Which.
        #[command(flatten)]
        which: Which,
        /// On which day.
        #[arg(long, value_name = "DATE")]
        on: String,
    },
    /// Where every outcome of a draw stands.
    List {
        /// The draw.
        draw: String,
    },
    /// One subject's outcomes with their whole history.
    Show {
        /// The draw.
        draw: String,
        /// Registry key of the subject.
        subject: String,
    },
    /// Check 13: visits made against visits drawn. Exit 0 or 4.
    Check {
        /// The draw.
        draw: String,
        /// The work is done: what is not recorded fails as well.
        #[arg(long)]
        complete: bool,
    },
}

/// Files of outcomes.
#[derive(Args, Debug)]
pub struct OutcomeFiles {
    /// The draw.
    pub draw: String,
    /// Filled workbooks (XLSX) or CSV files. Hidden columns and rows are read like the others, and told.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Column mapping for a foreign layout.
    #[arg(long, value_name = "MAP.toml")]
    pub map: Option<PathBuf>,
    /// The set of results the files are written in: national, old-a (2014-16) or old-b.
    #[arg(long, value_name = "SET", default_value = "national")]
    pub set: String,
    /// Directory of the files of evidence (default: that of each file).
    #[arg(long, value_name = "DIR")]
    pub evidence: Option<PathBuf>,
    /// Store nothing if any row is rejected.
    #[arg(long)]
    pub all_or_nothing: bool,
    /// Encoding of CSV files, where the automatic decision is wrong: utf-8 or gb18030.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Apply the proposed corrections of look-alike letters; each is listed.
    #[arg(long)]
    pub accept_suggestions: bool,
    /// Write every problem into this file too.
    #[arg(long, value_name = "OUT.csv|OUT.xlsx")]
    pub issues: Option<PathBuf>,
    /// Replace the file of --issues if it exists; an input never.
    #[arg(long, requires = "issues")]
    pub replace: bool,
    /// Check everything, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Outcomes on the command line.
#[derive(Args, Debug)]
pub struct Which {
    /// The draw.
    pub draw: String,
    /// Only those of these subjects.
    #[arg(long, value_name = "ID")]
    pub subject: Vec<String>,
    /// Only those of these matters.
    #[arg(long, value_name = "CODE")]
    pub matter: Vec<String>,
    /// Check everything, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}
