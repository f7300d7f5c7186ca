//! What an attempt drew, as it stands after every replacement, from the archive: the files that say
//! so are fetched here, read and followed by `core::outcome::Drawn`. Frames are large and not among them.

use super::damaged;
use crate::archive::{Archive, Draw, Pseudonym};
use crate::core::bundle::{self, Files};
use crate::core::outcome::Drawn;
use crate::core::replace::{replaced_file, request_file, teams_file};
use crate::core::seed::Commitment;
use crate::error::Result;

/// What an attempt with a result drew.
pub async fn of(archive: &Archive, row: &Draw) -> Result<Drawn> {
    after(archive, row, u32::MAX).await
}

/// The same after its first so many replacements: as it stood on an earlier day.
pub async fn after(archive: &Archive, row: &Draw, replacements: u32) -> Result<Drawn> {
    let files = files(archive, row, replacements).await?;
    let pseudonyms = archive.pseudonyms(&row.draw, row.attempt).await?;
    let cards = pseudonyms.into_iter().map(|Pseudonym { pseudonym, inspector }| (pseudonym, inspector));
    Drawn::read(&files, &cards.collect()).map_err(|d| damaged(row, &d.file, &d.to_string()))
}

async fn files(archive: &Archive, row: &Draw, replacements: u32) -> Result<Files> {
    let mut files = Files::new();
    let mut add = async |name: String| -> Result<bool> {
        let file = archive.file(&row.draw, row.attempt, &name).await?;
        let found = file.is_some();
        files.extend(file.map(|file| (name, file.bytes)));
        Ok(found)
    };
    add(bundle::COMMIT.into()).await?;
    add(bundle::TEAMS.into()).await?;
    for number in 1..=replacements {
        if !add(replaced_file(number)).await? {
            break;
        }
        add(teams_file(number)).await?;
        add(request_file(number)).await?;
    }
    let commit = archive.file(&row.draw, row.attempt, bundle::COMMIT).await?;
    let commit = commit.map(|file| file.bytes).unwrap_or_default();
    let commitment = Commitment::parse(&commit).map_err(|e| damaged(row, bundle::COMMIT, &e.to_string()))?;
    for task in &commitment.tasks {
        add(bundle::plan_file(&task.task)).await?;
        add(bundle::selected_file(&task.task)).await?;
    }
    Ok(files)
}
