//! The archive: the truth of a bureau, in one SQLite file or one schema of a PostgreSQL database.
//!
//! [`Archive::open`] takes an address; callers see one type and verbs of the domain, never tables.
//! A command that writes does it in one transaction: [`Archive::begin`], `put_…`, [`Writer::commit`];
//! dropping the [`Writer`] leaves nothing. Rows are never changed or removed, which triggers in both
//! databases enforce, and everything read is checked again by the rules it was stored under.
//!
//! Not here: what the values mean (`core`), files in and out (`ingest`), and the transparency log.
//! Which column the public may see is declared in `data/visibility.toml`.

mod address;
mod bureau;
mod copy;
mod credit;
mod draws;
mod error;
mod journal;
mod lease;
mod log;
mod outcomes;
mod packed;
mod plans;
mod postgres;
mod registry;
mod roles;
mod rosters;
mod row;
mod schema;
mod sqlite;
mod subjects;
mod turn;
mod writer;

pub use bureau::BureauRow;
pub use copy::CopiedTable;
pub use credit::{CreditTail, EventRow, StoredCreditAct, StoredEvent, StoredLetter};
pub use draws::{Draw, DrawFile, Pseudonym, Reveal, Terminal, TerminalKind};
pub use error::Error;
pub use journal::JournalEntry;
pub use lease::{Fence, Lease, Once, Step};
pub use log::{Logged, StoredCheckpoint};
pub use outcomes::{MadeVisit, StoredAct};
pub use plans::PublishedPlan;
pub use roles::{is_schema, roles};
pub use rosters::{IssueRecord, RosterCounts, RosterId, StoredRoster};
pub use schema::SCHEMA_VERSION;
pub use subjects::{PackedSubjects, SubjectChunk};
pub use writer::Writer;

use crate::core::time::Timestamp;
use crate::fault;
use row::{Field, Row, Table};
use std::time::Duration;

/// An open archive; a clone is the same one.
#[derive(Clone)]
pub struct Archive {
    store: Store,
    fence: Option<Fence>,
    turn: turn::Turn,
}

/// How to open an archive.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long to wait for another writer before giving up with [`Error::Locked`]; on PostgreSQL also how long
    /// a writer under a lease may stand still before the server ends its transaction.
    pub wait: Duration,
    /// SQLite only: most pages (of 8 KiB) the file may grow to; beyond it is [`Error::Full`].
    pub page_limit: Option<u32>,
    /// SQLite only: make the file if there is none; without it that is [`Error::Absent`].
    pub create: bool,
    /// PostgreSQL only: give tables to a schema that has none; without it that is [`Error::Bare`].
    pub fill: bool,
    /// Bring an archive of an earlier version to the present one; without it that is [`Error::Older`], and where
    /// none is to be made, a database without tables is [`Error::Absent`].
    pub upgrade: bool,
    /// The lease under which commands write: they store nothing once it was taken over.
    pub fence: Option<Fence>,
}

impl Default for Settings {
    /// Ten seconds, no limit, a new file, no lease.
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(10),
            page_limit: None,
            create: true,
            fill: true,
            upgrade: true,
            fence: None,
        }
    }
}

#[derive(Clone)]
enum Store {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// The file of an archive that is one, as its URL names it.
pub fn sqlite_file(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path))
}

impl Archive {
    /// Opens `sqlite:PATH` or `postgres://…` and makes the tables of an empty database. A
    /// PostgreSQL archive lives in the connection's current schema (`?options[search_path]=NAME`).
    /// Must be called inside a tokio runtime with I/O and time enabled.
    pub async fn open(url: &str) -> Result<Self, Error> {
        Self::open_with(url, &Settings::default()).await
    }

    /// The same with settings of one's own.
    pub async fn open_with(url: &str, settings: &Settings) -> Result<Self, Error> {
        let store = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Store::Postgres(postgres::Postgres::open(url, settings).await?)
        } else {
            match sqlite_file(url) {
                Some(path) if !path.is_empty() && !path.starts_with(':') => {
                    Store::Sqlite(sqlite::Sqlite::open(path, settings).await?)
                }
                _ if url.contains("://") => {
                    return Err(Error::Url { url: address::without_password(url) });
                }
                _ => return Err(Error::Url { url: url.rsplit('@').next().unwrap_or_default().to_owned() }),
            }
        };
        Ok(Self { store, fence: settings.fence.clone(), turn: turn::Turn::default() })
    }

    /// Its file, or the address of its server without account and password.
    pub fn name(&self) -> &str {
        match &self.store {
            Store::Sqlite(store) => store.name(),
            Store::Postgres(store) => store.name(),
        }
    }

    /// Begins the transaction of one writing command and waits, within bounds, until no other
    /// writer is at work. `verb` is the command, `operator` whoever answers for it. [`Error::Overtaken`] if
    /// the archive was opened under a lease that somebody else has taken since.
    pub async fn begin(&self, verb: &str, at: Timestamp, operator: &str) -> Result<Writer, Error> {
        let tx = match &self.store {
            Store::Sqlite(store) => writer::Tx::Sqlite(store.begin().await?),
            Store::Postgres(store) => writer::Tx::Postgres(store.begin().await?),
        };
        fault::point("archive.begin");
        let mut writer = Writer::new(tx, verb, at, operator, self.fence.clone());
        writer.within_lease().await?;
        Ok(writer)
    }

    /// Begins a change of leases, which waits for no writer where the database lets it.
    async fn begin_lease(&self) -> Result<Writer, Error> {
        let tx = match &self.store {
            Store::Sqlite(store) => writer::Tx::Sqlite(store.begin().await?),
            Store::Postgres(store) => writer::Tx::Postgres(store.begin_lease().await?),
        };
        Ok(Writer::new(tx, "lease", Timestamp(0), "", None))
    }

    /// Writes a compact copy of an SQLite archive into a new file; nothing on PostgreSQL, which has
    /// tools of its own.
    pub async fn copy_to(&self, path: &str) -> Result<(), Error> {
        match &self.store {
            Store::Sqlite(store) => store.copy_to(path).await,
            Store::Postgres(_) => Ok(()),
        }
    }

    /// What the database itself finds wrong with its pages and indexes; nothing on PostgreSQL, whose
    /// server watches over them.
    pub async fn faults(&self) -> Result<Vec<String>, Error> {
        match &self.store {
            Store::Sqlite(store) => store.faults().await,
            Store::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Every column of every table as the database has it: `(table, column)`.
    pub async fn columns(&self) -> Result<Vec<(String, String)>, Error> {
        const TABLE: Table = Table { name: "schema", columns: &["table_name", "column_name"], key: 1 };
        let sql = match &self.store {
            Store::Sqlite(_) => sqlite::COLUMNS,
            Store::Postgres(_) => postgres::COLUMNS,
        };
        self.all(&TABLE, sql, vec![], |row| Ok((row.text()?, row.text()?))).await
    }

    /// What makes text of this database sort by its bytes.
    fn bytes_in_order(&self) -> &'static str {
        match &self.store {
            Store::Sqlite(_) => "",
            Store::Postgres(_) => " COLLATE \"C\"",
        }
    }

    /// Closes every connection; on SQLite this folds the write-ahead log back into the file.
    pub async fn close(self) {
        match &self.store {
            Store::Sqlite(store) => store.close().await,
            Store::Postgres(store) => store.close().await,
        }
    }

    async fn each(
        &self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        each: &mut (dyn FnMut(Row<'_>) -> Result<(), Error> + Send),
    ) -> Result<(), Error> {
        match &self.store {
            Store::Sqlite(store) => store.read(table, sql, args, each).await,
            Store::Postgres(store) => store.read(table, sql, args, each).await,
        }
    }

    async fn all<T: Send>(
        &self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        value: impl Fn(&mut Row) -> Result<T, Error> + Send + Sync,
    ) -> Result<Vec<T>, Error> {
        let mut values = Vec::new();
        self.each(table, sql, args, &mut |mut row| {
            values.push(value(&mut row)?);
            Ok(())
        })
        .await?;
        Ok(values)
    }

    async fn one<T: Send>(
        &self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        value: impl Fn(&mut Row) -> Result<T, Error> + Send + Sync,
    ) -> Result<Option<T>, Error> {
        Ok(self.all(table, sql, args, value).await?.pop())
    }
}
