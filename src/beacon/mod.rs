//! Beacons: where a pulse is fetched. The one outside input of a draw.
//!
//! A pulse is asked for by beacon and round, and what is returned is that round, verified offline,
//! or an error: there is no fallback to another beacon or round here, and none is silent anywhere
//! (`docs/draw-protocol.md` §3). Whether the round is the right one, and whether the clock can be
//! trusted, is for the caller to decide.

mod file;
mod recorded;
mod relay;

pub use file::{FileProblem, Imported, import, import_text};
pub use recorded::recorded;
pub use relay::{DEFAULT_RELAYS, Fetched, RelayFailure, RelayReason, Relays};

use crate::core::pulse::{BeaconName, Pulse, PulseError};
use crate::error::{Exit, system_words};
use std::path::PathBuf;

/// A place pulses come from.
#[derive(Clone, Debug)]
pub enum Beacon {
    /// drand's relays, over HTTP.
    Http(Relays),
    /// A file carried in by hand: a pulse, drand's own JSON, or a signed ceremony.
    File(PathBuf),
    /// The public pulses of the past that are compiled in, for demonstrations and rehearsals.
    Recorded,
}

impl Beacon {
    /// The pulse of one round, verified. Blocks: relays are asked one after the other.
    pub fn fetch(&self, name: BeaconName, round: &str) -> Result<Pulse, BeaconError> {
        name.check_round(round).map_err(BeaconError::Round)?;
        match self {
            Beacon::Http(relays) => relays.fetch(name, round).map(|fetched| fetched.pulse),
            Beacon::File(path) => file::fetch(path, name, round),
            Beacon::Recorded => recorded::fetch(name, round),
        }
    }
}

/// Why there is no pulse.
#[derive(Debug, thiserror::Error)]
pub enum BeaconError {
    /// The token names no round of the beacon.
    #[error(transparent)]
    Round(PulseError),
    /// Lotteries and dice have no relays.
    #[error("{0} cannot be fetched over the network: give its pulse or ceremony file")]
    NotOnline(BeaconName),
    /// The configuration lists no relay.
    #[error("no drand relay is configured")]
    NoRelays,
    /// Relays say that the round does not exist yet, and none says otherwise.
    #[error("{beacon} round {round} is not published yet ({})", list(.failures))]
    NotYet { beacon: BeaconName, round: String, failures: Vec<RelayFailure> },
    /// No relay gave a genuine pulse.
    #[error("no relay gave {beacon} round {round} ({})", list(.failures))]
    AllFailed { beacon: BeaconName, round: String, failures: Vec<RelayFailure> },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    /// A file was read and refused.
    #[error("{}: {problem}", path.display())]
    Refused { path: PathBuf, problem: FileProblem },
    /// Not among the compiled-in pulses.
    #[error("{beacon} round {round} is not among the recorded pulses: {known}")]
    NotRecorded { beacon: BeaconName, round: String, known: String },
}

impl BeaconError {
    /// The exit it deserves.
    pub fn exit(&self) -> Exit {
        match self {
            BeaconError::Round(_) | BeaconError::NotOnline(_) | BeaconError::NoRelays => Exit::Usage,
            BeaconError::NotRecorded { .. } => Exit::Usage,
            BeaconError::NotYet { .. } => Exit::Timing,
            BeaconError::AllFailed { .. } | BeaconError::Read { .. } => Exit::Outside,
            BeaconError::Refused { .. } => Exit::Rejected,
        }
    }

    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            BeaconError::Round(why) => why.zh(),
            BeaconError::NotOnline(beacon) => {
                format!("信标 {beacon} 不能联网获取：请给出它的脉冲文件或仪式记录")
            }
            BeaconError::NoRelays => "没有配置 drand 中继".into(),
            BeaconError::NotYet { beacon, round, failures } => {
                format!("信标 {beacon} 第 {round} 轮尚未公布（{}）", list_zh(failures))
            }
            BeaconError::AllFailed { beacon, round, failures } => {
                format!("各中继都没有给出信标 {beacon} 第 {round} 轮（{}）", list_zh(failures))
            }
            BeaconError::Read { path, source } => {
                format!("无法读取脉冲文件 {}：{}", path.display(), system_words(source).0)
            }
            BeaconError::Refused { path, problem } => {
                format!("脉冲文件 {} 不能采用：{problem}", path.display())
            }
            BeaconError::NotRecorded { beacon, round, known } => {
                format!("内置的脉冲中没有信标 {beacon} 第 {round} 轮，只有 {known}")
            }
        }
    }
}

fn list_zh(failures: &[RelayFailure]) -> String {
    failures.iter().map(RelayFailure::zh).collect::<Vec<_>>().join("；")
}

fn list(failures: &[RelayFailure]) -> String {
    failures.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("; ")
}
