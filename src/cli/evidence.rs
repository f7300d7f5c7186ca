//! `suicha receipt`, `challenge`, `verify` and `log`: what is typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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
    /// The bundle of the upper level's draw from which this one takes its subjects (label `upper.<draw>`).
    #[arg(long, value_name = "DIR")]
    pub upper: Vec<PathBuf>,
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
