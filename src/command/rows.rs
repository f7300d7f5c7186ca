//! The rows of a roster on their way into a file.

use super::output::Output;
use crate::archive::{Archive, RosterId};
use crate::core::registry::RosterKind;
use crate::env::Env;
use crate::error::Result;
use crate::ingest::{Style, export, extra_names};

/// Writes one roster as CSV or XLSX.
pub async fn write(
    env: &Env,
    archive: &Archive,
    id: RosterId,
    kind: RosterKind,
    output: &Output,
) -> Result<()> {
    let codebook = env.config.codebook()?;
    let style = Style { format: output.format, lang: env.lang, codebook: &codebook };
    match kind {
        RosterKind::Subjects => {
            let rows = archive.subjects(id).await?;
            output.write(|out| export(out, style, &extra_names(rows.iter()), rows.iter()))
        }
        RosterKind::Inspectors => {
            let rows = archive.inspectors(id).await?;
            output.write(|out| export(out, style, &[], rows.iter()))
        }
        RosterKind::Recusals => {
            let rows = archive.recusals(id).await?;
            output.write(|out| export(out, style, &[], rows.iter()))
        }
        RosterKind::Matters => {
            let rows = archive.matters(id).await?;
            output.write(|out| export(out, style, &[], rows.iter()))
        }
    }
}
