//! The journal: one row per writing command, in the order of their commits.

use super::row::{Field, Table};
use super::{Archive, Error};
use crate::core::digest::Digest;
use crate::core::time::Timestamp;

pub(super) const JOURNAL: Table =
    Table { name: "journal", columns: &["seq", "at", "operator", "verb", "object", "digest"], key: 1 };
pub(super) const NEXT: Table = Table { name: "journal", columns: &["seq"], key: 0 };
pub(super) const NEXT_SEQ: &str = include_str!("sql/read/next_seq.sql");

/// One writing command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Number, from 1 without gaps.
    pub seq: u64,
    /// The command's clock.
    pub at: Timestamp,
    /// Who answers for it.
    pub operator: String,
    /// The command.
    pub verb: String,
    /// What it was about.
    pub object: String,
    /// Digest of what was stored.
    pub digest: Digest,
}

impl Archive {
    /// When the last writing command acted.
    pub async fn last_act(&self) -> Result<Option<Timestamp>, Error> {
        const LAST: Table = Table { name: "journal", columns: &["at"], key: 0 };
        self.one(&LAST, include_str!("sql/read/journal_last.sql"), vec![], |row| row.stamp()).await
    }

    /// How many writing commands were given by operators whose name does not end so.
    pub async fn acts_not_by(&self, ending: &str) -> Result<u64, Error> {
        const COUNT: Table = Table { name: "journal", columns: &["acts"], key: 0 };
        let args = vec![Field::Text(format!("%{ending}").into())];
        let count =
            self.one(&COUNT, include_str!("sql/read/journal_acts.sql"), args, |row| row.int()).await?;
        Ok(count.unwrap_or_default())
    }

    /// Every writing command so far, oldest first.
    pub async fn journal(&self) -> Result<Vec<JournalEntry>, Error> {
        self.all(&JOURNAL, include_str!("sql/read/journal.sql"), vec![], |row| {
            Ok(JournalEntry {
                seq: row.int()?,
                at: row.stamp()?,
                operator: row.text()?,
                verb: row.text()?,
                object: row.text()?,
                digest: row.digest()?,
            })
        })
        .await
    }
}
