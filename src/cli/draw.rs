//! `suicha draw …`: what is typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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

/// `suicha draw replace`.
#[derive(Args, Debug, Default)]
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
