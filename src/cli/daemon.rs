//! `suicha daemon` and `restore`: what is typed.

use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// `suicha daemon`.
#[derive(Args, Debug)]
pub struct Daemon {
    /// Only tell what is wrong with the schedule, and up to five next runs of each.
    #[arg(long, conflicts_with = "once")]
    pub check: bool,
    /// Do what is due now, and end: for cron, and for trials with --clock.
    #[arg(long)]
    pub once: bool,
    /// Address of /healthz and /metrics (default: the configuration's, then 127.0.0.1:7322).
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["check", "once"])]
    pub listen: Option<SocketAddr>,
    /// The address may be another one than loopback.
    #[arg(long)]
    pub any_address: bool,
    /// Log in JSON, one object a line.
    #[arg(long)]
    pub log_json: bool,
}

/// `suicha restore`.
#[derive(Args, Debug)]
pub struct Restore {
    /// A file made by `suicha backup`.
    pub backup: PathBuf,
    /// An archive is there: it is kept under another name.
    #[arg(long)]
    pub replace: bool,
}
