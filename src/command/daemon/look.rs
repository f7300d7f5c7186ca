//! A look at the bureau for `/metrics`, now and then: the clocks as `suicha deadlines` tells them, the size of the
//! archive, the length of its journal.

use super::Daemon;
use super::metrics::Look;
use super::spawn::Run;
use crate::archive::{Archive, Settings, sqlite_file};
use crate::error::Result;
use std::path::Path;

/// Seconds a look at the clocks may take.
const LIMIT_S: u64 = 600;

/// The name of its answer: none that a job could have.
const NAME: &str = ".deadlines";

impl Daemon {
    /// Red and yellow clocks, by the command a person would type.
    pub fn lights(&self) -> Option<(u64, u64)> {
        let ended = self.typist.run(
            &Run { name: NAME, words: &["deadlines".to_owned()], limit_s: LIMIT_S, lease: None },
            &self.stop,
            &mut |_| true,
        );
        if ended.exit != Some(0) {
            tracing::warn!(exit = ended.exit, "the clocks could not be told");
            return None;
        }
        let bytes = std::fs::read(self.typist.answer(NAME)).ok()?;
        let document: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        let totals = document.get("totals")?.as_array()?;
        let sum = |light: &str| totals.iter().filter_map(|total| total.get(light)?.as_u64()).sum();
        Some((sum("red"), sum("yellow")))
    }
}

/// Size and length of an archive; it is opened for this and closed again, so that the daemon holds nothing.
pub async fn archive(url: &str, look: &mut Look) -> Result<()> {
    if let Some(path) = sqlite_file(url) {
        let size = |name: String| std::fs::metadata(Path::new(&name)).map_or(0, |found| found.len());
        look.archive_bytes = Some(size(path.to_owned()) + size(format!("{path}-wal")));
    }
    let archive =
        Archive::open_with(url, &Settings { create: false, fill: false, ..Settings::default() }).await?;
    let length = archive.journal_length().await;
    archive.close().await;
    look.journal = Some(length?);
    Ok(())
}
