//! Rosters on their way out of the archive: their rows must still give the digest under which they
//! were imported. Triggers keep honest programs from changing a row; this shows what others did.

use crate::archive::{Archive, RosterId, StoredRoster};
use crate::core::digest::{Digest, Running};
use crate::core::frame::REJECTED;
use crate::core::id::{Name, SubjectId};
use crate::core::registry::{Inspector, Matter, Recusal, Subject};
use crate::core::row::{FromRow, canonical};
use crate::core::spread::Spread;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use std::collections::{BTreeMap, BTreeSet};

/// Rows whose digests are computed at a time.
const CHUNK: usize = 8192;

/// Rows that are read in passing while one is asked for by its id.
const ROWS_A_QUESTION: u64 = 20;

/// The subjects of a roster, ascending by id.
pub async fn subjects(archive: &Archive, stored: &StoredRoster) -> Result<Vec<Subject>> {
    unchanged(stored, archive.subjects(stored.id).await?)
}

/// The inspectors of a roster, ascending by card number.
pub async fn inspectors(archive: &Archive, stored: &StoredRoster) -> Result<Vec<Inspector>> {
    unchanged(stored, archive.inspectors(stored.id).await?)
}

/// The recusals of a roster.
pub async fn recusals(archive: &Archive, stored: &StoredRoster) -> Result<Vec<Recusal>> {
    unchanged(stored, archive.recusals(stored.id).await?)
}

/// The matters of a roster.
pub async fn matters(archive: &Archive, stored: &StoredRoster) -> Result<Vec<Matter>> {
    unchanged(stored, archive.matters(stored.id).await?)
}

/// Names of some subjects of a roster; whom it does not know has none.
pub async fn names<'a>(
    archive: &Archive,
    roster: RosterId,
    ids: impl IntoIterator<Item = &'a SubjectId>,
) -> Result<BTreeMap<SubjectId, String>> {
    some(archive, roster, ids, |subject| subject.name).await
}

/// What is wanted of some subjects of a roster: asked one by one where they are few, in one pass over the
/// roster where they are many.
pub async fn some<'a, T: Send>(
    archive: &Archive,
    roster: RosterId,
    ids: impl IntoIterator<Item = &'a SubjectId>,
    wanted: impl Fn(Subject) -> T + Send + Sync,
) -> Result<BTreeMap<SubjectId, T>> {
    let ids: BTreeSet<&SubjectId> = ids.into_iter().collect();
    let mut found = BTreeMap::new();
    let all = archive.roster(roster).await?.map_or(0, |stored| stored.roster.rows);
    if (ids.len() as u64).saturating_mul(ROWS_A_QUESTION) > all {
        let take = |subject: Subject| {
            if ids.contains(&subject.id) {
                found.insert(subject.id.clone(), wanted(subject));
            }
        };
        archive.each_subject(roster, take).await?;
        return Ok(found);
    }
    for id in ids {
        found.extend(archive.subject_of(roster, id).await?.map(|subject| (id.clone(), wanted(subject))));
    }
    Ok(found)
}

/// Subjects whose rows were rejected at import stay visible as exclusions.
pub async fn barred(archive: &Archive, subjects: RosterId) -> Result<BTreeMap<SubjectId, Name>> {
    let reason = Name::new(REJECTED).expect("a constant name");
    let issues = archive.issues(subjects).await?;
    let errors = issues.into_iter().filter(|issue| issue.severity == "error");
    Ok(errors.filter_map(|issue| SubjectId::new(&issue.id?).ok()).map(|id| (id, reason.clone())).collect())
}

fn unchanged<T: FromRow + Send + Sync>(stored: &StoredRoster, rows: Vec<T>) -> Result<Vec<T>> {
    let (expected, found) = (stored.roster.digest, digest(&rows));
    if expected == found {
        return Ok(rows);
    }
    let (kind, as_of) = (stored.roster.kind.word(), stored.roster.as_of);
    Err(Error::said(
        Exit::Discrepancy,
        format!("{as_of}的名录快照（{kind}）在档案库中被改动过：摘要为 {found}，应为 {expected}"),
        format!("the rows of the {kind} roster of {as_of} were changed in the archive: digest {found} instead of {expected}"),
    )
    .advice(
        "请停止操作并保留现状；从备份恢复档案库，或以另一日期重新导入名录文件",
        "stop and keep everything; restore the archive from a backup, or import the files again under another day",
    ))
}

/// The digest of a roster (`ingest` computes the same while it reads): SHA-256 over the lines
/// `<key> <row digest>` in ascending order.
pub fn digest<T: FromRow + Send + Sync>(rows: &[T]) -> Digest {
    let lines = |chunk: &[T]| {
        let mut text = String::new();
        let line = |row: &T| format!("{} {}\n", row.key(), canonical::row_digest(row, &mut text));
        chunk.iter().map(line).collect::<Vec<_>>()
    };
    let mut lines = AllCores.map(rows.chunks(CHUNK).collect(), lines).concat();
    if !lines.is_sorted() {
        lines.sort_unstable();
    }
    let mut running = Running::new();
    lines.iter().for_each(|line| running.update(line.as_bytes()));
    running.finish()
}
