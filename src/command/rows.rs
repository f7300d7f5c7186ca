//! The rows of a roster on their way into a file.

use crate::archive::{Archive, RosterId};
use crate::core::registry::RosterKind;
use crate::env::Env;
use crate::error::Result;
use crate::ingest::{export, extra_names};
use std::path::Path;

/// Writes one roster as CSV or XLSX.
pub async fn write(env: &Env, archive: &Archive, id: RosterId, kind: RosterKind, file: &Path) -> Result<()> {
    match kind {
        RosterKind::Subjects => {
            let rows = archive.subjects(id).await?;
            export(file, env.lang, &extra_names(rows.iter()), rows.iter())?;
        }
        RosterKind::Inspectors => export(file, env.lang, &[], archive.inspectors(id).await?.iter())?,
        RosterKind::Recusals => export(file, env.lang, &[], archive.recusals(id).await?.iter())?,
        RosterKind::Matters => export(file, env.lang, &[], archive.matters(id).await?.iter())?,
    }
    Ok(())
}
