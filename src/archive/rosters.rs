//! Rosters (名录快照): dated imports of one library, and the problems found in their files.
//!
//! A roster's number is taken when it is begun, its row is written when its digest is known; the
//! same rows for the same day are never stored twice.

use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::digest::Digest;
use crate::core::registry::{Roster, RosterKind};
use crate::core::time::{Date, Timestamp};
use std::fmt;

const ROSTER: Table = Table {
    name: "roster",
    columns: &["id", "kind", "as_of", "digest", "rows", "source", "imported_at"],
    key: 1,
};
const COUNTS: Table = Table { name: "roster", columns: &["subjects", "inspectors"], key: 0 };
const NEXT: Table = Table { name: "roster", columns: &["id"], key: 0 };
const ISSUE: Table = Table {
    name: "roster_issue",
    columns: &[
        "roster",
        "ordinal",
        "file",
        "row_number",
        "heading",
        "value",
        "severity",
        "rule",
        "id",
        "suggestion",
    ],
    key: 2,
};

/// Number of a roster in its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RosterId(pub(super) i64);

impl RosterId {
    pub(super) fn field(self) -> Field<'static> {
        Field::Int(self.0)
    }
}

impl RosterId {
    /// The roster of a number that was written with [`fmt::Display`].
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|id| *id >= 0).map(Self)
    }
}

impl fmt::Display for RosterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A roster and how it came into the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRoster {
    /// Number in the archive.
    pub id: RosterId,
    /// What it holds.
    pub roster: Roster,
    /// Files it came from, as the user named them.
    pub source: String,
    /// When it was imported.
    pub imported_at: Timestamp,
}

/// What a roster holds, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RosterCounts {
    /// Subjects that are registered and not suspended (存续, not 歇业).
    pub subjects: u64,
    /// Inspectors that are valid.
    pub inspectors: u64,
}

/// One problem of one input row as stored: the text form of `core::registry::RowIssue`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssueRecord {
    /// File name as given by the user.
    pub file: String,
    /// Row as the user's program numbers it, from 1.
    pub row: u64,
    /// Heading of the column, or empty if the whole row is meant.
    pub column: String,
    /// Value found, masked where it may be personal.
    pub value: String,
    /// Code of the severity.
    pub severity: String,
    /// Code of the rule.
    pub rule: String,
    /// The row's key where one could be read.
    pub id: Option<String>,
    /// A proposed correction.
    pub suggestion: Option<String>,
}

/// A roster that has been begun and not finished.
pub(super) struct PendingRoster {
    id: RosterId,
    kind: RosterKind,
    as_of: Date,
    source: String,
}

impl Writer {
    /// Begins a roster: rows are added under its number, then it is finished.
    pub async fn new_roster(
        &mut self,
        kind: RosterKind,
        as_of: Date,
        source: &str,
    ) -> Result<RosterId, Error> {
        let next = self.next(&NEXT, include_str!("sql/read/next_roster.sql")).await?;
        let id = self.pending.iter().map(|p| p.id.0 + 1).fold(next, i64::max);
        self.pending.push(PendingRoster { id: RosterId(id), kind, as_of, source: source.into() });
        Ok(RosterId(id))
    }

    /// Finishes a roster with the digest and number of its accepted rows and every problem found.
    /// [`Error::Exists`] if the same rows for the same day are stored already: drop the writer and
    /// use [`Archive::find_roster`].
    pub async fn finish_roster(
        &mut self,
        roster: RosterId,
        digest: Digest,
        rows: u64,
        issues: &[IssueRecord],
    ) -> Result<(), Error> {
        let at = self.pending.iter().position(|p| p.id == roster);
        let pending =
            self.pending.swap_remove(at.expect("finish_roster follows new_roster of the same writer"));
        let (kind, as_of) = (pending.kind, pending.as_of);
        let row = vec![
            roster.field(),
            Field::text(kind.word()),
            Field::date(as_of),
            Field::digest(&digest),
            Field::count(rows),
            Field::text(&pending.source),
            Field::stamp(self.at()),
        ];
        let named = |e: Error| {
            e.named(|| format!("the roster of {} as of {as_of} with digest {digest}", kind.word()))
        };
        self.insert_one(&ROSTER, row).await.map_err(named)?;
        self.insert_many(&ISSUE, issues.len(), &|i, out| issue_fields(roster, i, &issues[i], out)).await
    }
}

impl Archive {
    /// The roster with exactly these rows for this day.
    pub async fn find_roster(
        &self,
        kind: RosterKind,
        as_of: Date,
        digest: Digest,
    ) -> Result<Option<StoredRoster>, Error> {
        let args = vec![Field::text(kind.word()), Field::date(as_of), Field::digest(&digest)];
        self.one(&ROSTER, include_str!("sql/read/roster_by_digest.sql"), args, roster).await
    }

    /// The roster in force on a day: the latest as of that day or before; of two for the same day
    /// the one imported later.
    pub async fn latest_roster(
        &self,
        kind: RosterKind,
        on_or_before: Date,
    ) -> Result<Option<StoredRoster>, Error> {
        let args = vec![Field::text(kind.word()), Field::date(on_or_before)];
        self.one(&ROSTER, include_str!("sql/read/roster_latest.sql"), args, roster).await
    }

    /// One roster.
    pub async fn roster(&self, id: RosterId) -> Result<Option<StoredRoster>, Error> {
        self.one(&ROSTER, include_str!("sql/read/roster_by_id.sql"), vec![id.field()], roster).await
    }

    /// Every roster in order of import.
    pub async fn rosters(&self) -> Result<Vec<StoredRoster>, Error> {
        self.all(&ROSTER, include_str!("sql/read/rosters.sql"), vec![], roster).await
    }

    /// What a roster holds, counted by the archive.
    pub async fn roster_counts(&self, id: RosterId) -> Result<RosterCounts, Error> {
        let sql = include_str!("sql/read/roster_counts.sql");
        let counts = |row: &mut Row| Ok(RosterCounts { subjects: row.int()?, inspectors: row.int()? });
        Ok(self.one(&COUNTS, sql, vec![id.field()], counts).await?.unwrap_or_default())
    }

    /// Every problem found while a roster was imported, in the order given.
    pub async fn issues(&self, id: RosterId) -> Result<Vec<IssueRecord>, Error> {
        self.all(&ISSUE, include_str!("sql/read/issues.sql"), vec![id.field()], issue).await
    }
}

fn roster(row: &mut Row) -> Result<StoredRoster, Error> {
    let id = RosterId(row.int()?);
    let kind = row.parse("a kind of roster", kind_of)?;
    let (as_of, digest, rows) = (row.date()?, row.digest()?, row.int()?);
    let roster = Roster { kind, as_of, rows, digest };
    Ok(StoredRoster { id, roster, source: row.text()?, imported_at: row.stamp()? })
}

fn kind_of(word: &str) -> Option<RosterKind> {
    use RosterKind::*;
    [Subjects, Inspectors, Recusals, Matters].into_iter().find(|kind| kind.word() == word)
}

fn issue_fields<'a>(roster: RosterId, i: usize, issue: &'a IssueRecord, out: &mut Vec<Field<'a>>) {
    out.extend([
        roster.field(),
        Field::count(i as u64 + 1),
        Field::text(&issue.file),
        Field::count(issue.row),
        Field::text(&issue.column),
        Field::text(&issue.value),
        Field::text(&issue.severity),
        Field::text(&issue.rule),
        Field::maybe_text(issue.id.as_deref()),
        Field::maybe_text(issue.suggestion.as_deref()),
    ]);
}

fn issue(row: &mut Row) -> Result<IssueRecord, Error> {
    row.skip();
    row.skip();
    Ok(IssueRecord {
        file: row.text()?,
        row: row.int()?,
        column: row.text()?,
        value: row.text()?,
        severity: row.text()?,
        rule: row.text()?,
        id: row.maybe_text()?,
        suggestion: row.maybe_text()?,
    })
}
