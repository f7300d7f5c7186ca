//! The program's error: what failed, on which object, what to do about it, and the exit code.
//! Libraries below have errors of their own; each says here which exit it deserves.

use std::fmt;

/// Exit codes: a contract with scripts and the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// A bug in this program.
    Bug = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// Input was rejected; every problem has been listed.
    Rejected = 3,
    /// A verification found a discrepancy.
    Discrepancy = 4,
    /// Too early or too late.
    Timing = 5,
    /// Already done differently, or the archive is held by somebody else.
    Conflict = 6,
    /// The outside world failed (network, disk, database); safe to try again.
    Outside = 7,
}

/// One error, for one line on the screen.
#[derive(Debug)]
pub struct Error {
    /// How the process ends.
    pub exit: Exit,
    /// What failed and on which object: a lower-case fragment without a full stop.
    pub message: String,
    /// What the reader can do about it.
    pub remedy: Option<String>,
}

/// Result of everything above the libraries.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error that ends the process with `exit`.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), remedy: None }
    }

    /// The same with advice.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n  {remedy}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::ingest::IngestError> for Error {
    fn from(error: crate::ingest::IngestError) -> Self {
        Self::new(error.exit(), error.to_string())
    }
}

impl From<crate::beacon::BeaconError> for Error {
    fn from(error: crate::beacon::BeaconError) -> Self {
        Self::new(error.exit(), error.to_string())
    }
}

impl From<crate::core::pulse::PulseError> for Error {
    /// A pulse or round that somebody gave is not one.
    fn from(error: crate::core::pulse::PulseError) -> Self {
        Self::new(Exit::Rejected, error.to_string())
    }
}
