//! One writing command: rows are appended, then one journal row, then everything is made durable
//! at once. The verbs (`put_plan`, `add_subjects`, …) stand with what they store.

use super::error::Error;
use super::journal::{self, JournalEntry, Signed};
use super::lease::Fence;
use super::packed::Packed;
use super::postgres::PostgresTx;
use super::rosters::PendingRoster;
use super::row::{Field, Fill, Row, Rows, Table};
use super::sqlite::SqliteTx;
use crate::core::digest::Digest;
use crate::core::time::Timestamp;
use crate::core::witness::key::SignerKey;
use crate::fault;
use std::ops::Range;

/// The transaction of one writing command; dropping it leaves nothing.
#[must_use = "nothing is stored without commit"]
pub struct Writer {
    tx: Tx,
    verb: String,
    operator: String,
    at: Timestamp,
    key: Option<SignerKey>,
    fence: Option<Fence>,
    pub(super) pending: Vec<PendingRoster>,
}

pub(super) enum Tx {
    Sqlite(SqliteTx),
    Postgres(PostgresTx),
}

impl Writer {
    pub(super) fn new(tx: Tx, verb: &str, at: Timestamp, operator: &str, fence: Option<Fence>) -> Self {
        let (verb, operator) = (verb.into(), operator.into());
        Self { tx, verb, operator, at, key: None, fence, pending: Vec::new() }
    }

    /// The transaction itself.
    pub(super) fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// The lease of the command.
    pub(super) fn fence(&self) -> Option<&Fence> {
        self.fence.as_ref()
    }

    /// Milliseconds on the clock by which leases run out: the server's, where there is one.
    pub(super) async fn lease_clock(&mut self, own: Timestamp) -> Result<i64, Error> {
        match &mut self.tx {
            Tx::Sqlite(_) => Ok(own.0.saturating_mul(1000)),
            Tx::Postgres(tx) => tx.clock().await,
        }
    }

    /// The journal row is signed with a key.
    pub fn signed_by(self, key: Option<SignerKey>) -> Self {
        Self { key, ..self }
    }

    /// The time this command gave.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Writes the journal row and makes everything durable. `object` is what the command was about
    /// (a roster, a draw and attempt), `digest` the digest of what it stored. Returns the number of
    /// the journal row. [`Error::Overtaken`] if the command's lease was taken over: nothing is stored.
    pub async fn commit(mut self, object: &str, digest: Digest) -> Result<u64, Error> {
        assert!(self.pending.is_empty(), "every new roster is finished before commit");
        let seq = self.next(&journal::NEXT, journal::NEXT_SEQ).await?;
        let (at, verb, operator) =
            (self.at, std::mem::take(&mut self.verb), std::mem::take(&mut self.operator));
        let mut entry = JournalEntry {
            seq: u64::try_from(seq).expect("journal numbers start at 1"),
            at,
            operator,
            verb,
            object: object.to_owned(),
            digest,
            signed: None,
        };
        entry.signed = self.key.as_ref().map(|key| Signed::of(&entry, key));
        let fill = |_: usize, out: &mut Vec<Field<'_>>| {
            out.extend([
                Field::Int(seq),
                Field::stamp(at),
                Field::Text(entry.operator.clone().into()),
                Field::Text(entry.verb.clone().into()),
                Field::Text(entry.object.clone().into()),
                Field::digest(&digest),
                Field::Text(entry.signed.as_ref().map(ToString::to_string).unwrap_or_default().into()),
            ]);
        };
        self.insert(&journal::JOURNAL, 0..1, Rows::Filled(&fill)).await?;
        fault::point("archive.commit");
        if self.fence.is_some() {
            // From here on nobody can take the lease over before everything is durable.
            if let Tx::Postgres(tx) = &mut self.tx {
                tx.lock_leases().await?;
            }
            self.within_lease().await?;
        }
        self.finish().await?;
        fault::point("archive.committed");
        Ok(entry.seq)
    }

    /// Makes everything durable without a row in the journal: what is no act of anybody.
    pub(super) async fn finish(self) -> Result<(), Error> {
        match self.tx {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
    }

    /// Gives up and returns when the lock is free again.
    pub async fn rollback(self) -> Result<(), Error> {
        match self.tx {
            Tx::Sqlite(tx) => tx.rollback().await,
            Tx::Postgres(tx) => tx.rollback().await,
        }
    }

    /// Appends `count` rows.
    pub(super) async fn insert_many<'a>(
        &mut self,
        table: &'static Table,
        count: usize,
        fill: Fill<'a, 'a>,
    ) -> Result<(), Error> {
        self.insert_halves(table, count, Rows::Filled(fill)).await
    }

    /// Appends rows made ready before.
    pub(super) async fn insert_packed(&mut self, packed: &Packed) -> Result<(), Error> {
        self.insert_halves(packed.table(), packed.count(), Rows::Packed(packed)).await
    }

    async fn insert_halves(
        &mut self,
        table: &'static Table,
        count: usize,
        rows: Rows<'_>,
    ) -> Result<(), Error> {
        let half = count / 2;
        self.insert(table, 0..half, rows).await?;
        fault::point("archive.half");
        self.insert(table, half..count, rows).await
    }

    /// Appends one row.
    pub(super) async fn insert_one(
        &mut self,
        table: &'static Table,
        row: Vec<Field<'_>>,
    ) -> Result<(), Error> {
        self.insert(table, 0..1, Rows::Filled(&|_, out| out.extend(row.iter().cloned()))).await?;
        fault::point("archive.half");
        Ok(())
    }

    /// The first number of a one-row query.
    pub(super) async fn next(&mut self, table: &'static Table, sql: &'static str) -> Result<i64, Error> {
        let mut found = None;
        let mut each = |mut row: Row| {
            found = Some(row.int()?);
            Ok(())
        };
        self.read(table, sql, vec![], &mut each).await?;
        Ok(found.expect("an aggregate always has one row"))
    }

    /// Reads inside the transaction.
    pub(super) async fn read(
        &mut self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        each: &mut (dyn FnMut(Row) -> Result<(), Error> + Send),
    ) -> Result<(), Error> {
        match &mut self.tx {
            Tx::Sqlite(tx) => tx.read(table, sql, args, each).await,
            Tx::Postgres(tx) => tx.read(table, sql, args, each).await,
        }
    }

    pub(super) async fn insert(
        &mut self,
        table: &'static Table,
        range: Range<usize>,
        rows: Rows<'_>,
    ) -> Result<(), Error> {
        if range.is_empty() {
            return Ok(());
        }
        match &mut self.tx {
            Tx::Sqlite(tx) => tx.insert(table, range, rows).await,
            Tx::Postgres(tx) => tx.insert(table, range, rows).await,
        }
    }
}
