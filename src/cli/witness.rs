//! `suicha witness …`: what is typed.

use clap::{Args, Subcommand};
use std::path::PathBuf;

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
    /// Sign what was thrown or read out in the room (dice, lottery numbers); each witness adds a signature
    /// to the same file, which `draw run --pulse` takes.
    Ceremony {
        /// The draw.
        #[arg(long)]
        draw: String,
        /// The attempt.
        #[arg(long, default_value_t = 1)]
        attempt: u32,
        /// dice or cn-lottery.
        #[arg(long, value_name = "BEACON", default_value = "dice")]
        beacon: String,
        /// The round of the plan: the token that names the ceremony, or the games.
        #[arg(long)]
        round: String,
        /// The digits thrown, or the numbers drawn, as the protocol writes them.
        #[arg(long, value_name = "DIGITS")]
        value: String,
        /// Private key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The ceremony file: made by the first who signs.
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
