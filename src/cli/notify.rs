//! `suicha notify`: what is typed.

use clap::Args;

/// `suicha notify`.
#[derive(Args, Debug)]
pub struct Notify {
    /// Show what would be sent, to whom; send and note nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Send one message to a recipient of suicha.toml, to see whether it arrives.
    #[arg(long, value_name = "NAME", conflicts_with = "dry_run")]
    pub test: Option<String>,
}
