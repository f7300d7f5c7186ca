//! The embedded archive: one file, many readers, one writer (WAL). Its twin is `postgres`.
//!
//! Every writing transaction begins with `BEGIN IMMEDIATE`, so that a second writer waits, or is
//! refused, before it has done anything; commits are synchronous (`synchronous = FULL`).

mod early;
mod lent;
mod place;

use super::Settings;
use super::error::Error;
use super::row::{Field, Row, Rows, Table};
use super::schema::{self, Found};
use early::Early;
use lent::Lent;
use place::Place;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Transaction};
use std::ops::Range;
use std::time::Duration;

/// Attempts to open a file that another process is just creating, spread over the waiting time.
const ATTEMPTS: u32 = 20;

const SCHEMA: &[&str] = &[
    include_str!("sql/sqlite/001.sql"),
    include_str!("sql/sqlite/002.sql"),
    include_str!("sql/sqlite/003.sql"),
    include_str!("sql/sqlite/004.sql"),
    include_str!("sql/sqlite/005.sql"),
    include_str!("sql/sqlite/006.sql"),
    include_str!("sql/sqlite/007.sql"),
    include_str!("sql/sqlite/008.sql"),
    include_str!("sql/sqlite/009.sql"),
];
const TABLES: &str = include_str!("sql/sqlite/tables.sql");
pub(super) const COLUMNS: &str = include_str!("sql/sqlite/columns.sql");

/// An open SQLite archive.
#[derive(Clone)]
pub(super) struct Sqlite {
    pool: SqlitePool,
    place: Place,
}

/// One writing transaction.
pub(super) struct SqliteTx {
    tx: Transaction<'static, sqlx::Sqlite>,
    place: Place,
    early: Early,
}

impl Sqlite {
    /// The file.
    pub fn name(&self) -> &str {
        &self.place.name
    }

    /// Opens the archive in a file, making it if there is none and that is wanted.
    pub async fn open(path: &str, settings: &Settings) -> Result<Self, Error> {
        let place = Place { name: path.into(), wait: settings.wait };
        if !settings.create && is_absent(path) {
            return Err(Error::Absent { archive: path.into() });
        }
        make_file(path).map_err(|error| Error::Denied { archive: path.into(), reason: error.to_string() })?;
        let mut options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(settings.wait)
            .foreign_keys(true)
            .synchronous(SqliteSynchronous::Full)
            .journal_mode(SqliteJournalMode::Wal)
            .page_size(8192)
            .pragma("journal_size_limit", "67108864")
            .pragma("cache_size", "-65536")
            .pragma("trusted_schema", "OFF")
            .disable_statement_logging();
        if let Some(pages) = settings.page_limit {
            options = options.pragma("max_page_count", pages.to_string());
        }
        let mut first = connect(&options, &place).await?;
        install(&mut first, &place, settings).await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(settings.wait.max(Duration::from_secs(1)) * 2)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_lazy_with(options);
        // One connection is open before the first is closed: the last to close folds the WAL back.
        let second = pool.acquire().await.map_err(|e| place.error("schema_version", e))?;
        first.close().await.map_err(|e| place.error("schema_version", e))?;
        drop(second);
        Ok(Self { pool, place })
    }

    /// Its file.
    pub fn path(&self) -> &str {
        &self.place.name
    }

    /// Begins the only writing transaction.
    pub async fn begin(&self) -> Result<SqliteTx, Error> {
        let tx = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(|e| self.place.error("journal", e))?;
        Ok(SqliteTx { tx, early: Early::of(&self.place.name), place: self.place.clone() })
    }

    /// Runs a query and hands every row to `each`.
    pub async fn read(
        &self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        each: &mut (dyn FnMut(Row<'_>) -> Result<(), Error> + Send),
    ) -> Result<(), Error> {
        let mut conn = self.pool.acquire().await.map_err(|e| self.place.error(table.name, e))?;
        Lent::of(&mut conn, &self.place, table).await?.read(sql, &args, each)
    }

    /// Writes a compact copy of the archive into a new file: the same rows give the same bytes,
    /// whatever connections came and went.
    pub async fn copy_to(&self, path: &str) -> Result<(), Error> {
        make_file(path).map_err(|error| Error::Denied { archive: path.into(), reason: error.to_string() })?;
        let mut conn = self.pool.acquire().await.map_err(|e| self.place.error("journal", e))?;
        let done = sqlx::query("VACUUM INTO ?").bind(path).execute(&mut *conn).await;
        // What is full is where the copy was to be.
        done.map(drop).map_err(|e| match self.place.error("journal", e) {
            Error::Full { reason, .. } => Error::Full { archive: path.into(), reason },
            other => other,
        })
    }

    /// What SQLite finds wrong: pages, indexes against tables, constraints, references.
    pub async fn faults(&self) -> Result<Vec<String>, Error> {
        let mut conn = self.pool.acquire().await.map_err(|e| self.place.error("schema_version", e))?;
        let error = |e| self.place.error("schema_version", e);
        let mut found: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *conn).await.map_err(error)?;
        found.retain(|line| line != "ok");
        let sql = "SELECT \"table\" FROM pragma_foreign_key_check";
        let orphans: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *conn).await.map_err(error)?;
        found.extend(orphans.iter().map(|table| format!("a row of table {table} refers to none")));
        Ok(found)
    }

    /// Closes every connection and folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
        // Connections that close at one instant take each other for the last: close another one alone.
        let left = format!("{}-wal", self.place.name);
        if std::path::Path::new(&left).exists()
            && let Ok(last) = self.pool.connect_options().connect().await
        {
            let _ = last.close().await;
        }
    }
}

impl SqliteTx {
    /// Reads inside the transaction.
    pub async fn read(
        &mut self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        each: &mut (dyn FnMut(Row<'_>) -> Result<(), Error> + Send),
    ) -> Result<(), Error> {
        Lent::of(&mut self.tx, &self.place, table).await?.read(sql, &args, each)
    }

    /// Appends rows.
    pub async fn insert(
        &mut self,
        table: &'static Table,
        range: Range<usize>,
        rows: Rows<'_>,
    ) -> Result<(), Error> {
        let count = range.len();
        Lent::of(&mut self.tx, &self.place, table).await?.insert(range, rows)?;
        self.early.write(count);
        Ok(())
    }

    /// Leaves nothing.
    pub async fn rollback(self) -> Result<(), Error> {
        self.tx.rollback().await.map_err(|e| self.place.error("journal", e))
    }

    /// Makes everything durable at once.
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await.map_err(|e| self.place.error("journal", e))
    }
}

/// Without any content: `init` leaves a file with tables.
fn is_absent(path: &str) -> bool {
    match std::fs::metadata(path) {
        Ok(found) => found.is_file() && found.len() == 0,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// A new archive is readable by its owner only; SQLite gives its side files the same mode.
fn make_file(path: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Opens a connection. Turning a file to WAL cannot always wait for other openers inside SQLite, so
/// part of the waiting is done here; together it stays near `place.wait`.
async fn connect(options: &SqliteConnectOptions, place: &Place) -> Result<SqliteConnection, Error> {
    let step = place.wait / (2 * ATTEMPTS);
    let hasty = options.clone().busy_timeout(step);
    let mut attempt = 1;
    let mut conn = loop {
        match hasty.connect().await.map_err(|e| place.error("schema_version", e)) {
            Err(Error::Locked { .. }) if attempt < ATTEMPTS => tokio::time::sleep(step).await,
            other => break other?,
        }
        attempt += 1;
    };
    let patience = format!("PRAGMA busy_timeout = {}", place.wait.as_millis());
    let set = sqlx::raw_sql(AssertSqlSafe(patience)).execute(&mut conn).await;
    set.map_err(|e| place.error("schema_version", e))?;
    Ok(conn)
}

/// Brings the schema to the latest version, or refuses.
async fn install(conn: &mut SqliteConnection, place: &Place, settings: &Settings) -> Result<(), Error> {
    let error = |e| place.error("schema_version", e);
    let have = schema::judge(&place.name, found(conn).await.map_err(error)?)?;
    if have == SCHEMA.len() {
        return Ok(());
    }
    schema::may_install(&place.name, have, settings)?;
    let mut tx = conn.begin_with("BEGIN IMMEDIATE").await.map_err(error)?;
    let have = schema::judge(&place.name, found(&mut tx).await.map_err(error)?)?;
    for (index, sql) in SCHEMA.iter().enumerate().skip(have) {
        let taken = |e: &sqlx::Error| schema::half_there(&place.name, have, index + 1, &e.to_string());
        sqlx::raw_sql(*sql).execute(&mut *tx).await.map_err(|e| taken(&e).unwrap_or_else(|| error(e)))?;
        sqlx::query(schema::INSTALLED)
            .bind(index as i64 + 1)
            .bind(schema::PROGRAM)
            .execute(&mut *tx)
            .await
            .map_err(error)?;
    }
    tx.commit().await.map_err(error)
}

async fn found(conn: &mut SqliteConnection) -> Result<Found, sqlx::Error> {
    let (tables, ours): (i64, i64) = sqlx::query_as(TABLES).fetch_one(&mut *conn).await?;
    let version = match ours {
        0 => None,
        _ => Some(sqlx::query_scalar(schema::VERSION).fetch_one(&mut *conn).await?),
    };
    Ok(Found { tables, version })
}
