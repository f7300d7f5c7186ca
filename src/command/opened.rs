//! A drawn bundle from its directory: inputs that agree with the commitment, and the seed.

use crate::core::bundle::{self, Files, Inputs};
use crate::core::seed::SeedTranscript;
use crate::error::{Error, Exit, Result};
use crate::publish;
use crate::workers::AllCores;
use std::path::Path;

/// A bundle whose draw has been made.
pub struct Opened {
    /// All its files.
    pub files: Files,
    /// What was committed.
    pub inputs: Inputs,
    /// Where its seed comes from.
    pub transcript: SeedTranscript,
}

/// Reads a bundle that has a seed and is not void.
pub fn open(dir: &Path) -> Result<Opened> {
    let files = publish::bundle::read(dir)?;
    let inputs = Inputs::open(&files, &AllCores).map_err(|d| broken(dir, d.to_string()))?;
    if files.contains_key(bundle::VOID) {
        return Err(Error::new(Exit::Rejected, "the draw of this bundle is void: it drew nobody")
            .remedy("void.txt says why; a later attempt has a bundle of its own"));
    }
    let Some(bytes) = files.get(bundle::SEED) else {
        return Err(Error::new(Exit::Timing, "the seed is not published before the embargo ends")
            .remedy("ask again after the last day of the embargo, which stands in the plan files"));
    };
    let transcript =
        SeedTranscript::parse(bytes).map_err(|e| broken(dir, format!("{}: {e}", bundle::SEED)))?;
    Ok(Opened { files, inputs, transcript })
}

/// A bundle that contradicts itself.
pub fn broken(dir: &Path, what: String) -> Error {
    Error::new(Exit::Discrepancy, what)
        .remedy(format!("run `suicha verify {}` for the whole picture", dir.display()))
}
