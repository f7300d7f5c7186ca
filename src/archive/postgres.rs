//! The archive of a bureau with many users: one schema of a PostgreSQL database. Its twin is `sqlite`.
//!
//! Every writing transaction begins by taking one advisory lock, so that writers follow one another
//! as they do in SQLite; readers are never held up. Rows go in by binary `COPY`, under a lease by `INSERT`.

mod place;
mod tuple;

use super::error::Error;
use super::row::{Field, Row, Rows, Table};
use super::schema::{self, Found};
use super::{Settings, address};
use futures_util::TryStreamExt;
use place::Place;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{
    Arguments, AssertSqlSafe, Column, ConnectOptions, Connection, Row as _, Transaction, TypeInfo, ValueRef,
};
use std::ops::Range;
use std::time::Duration;
use tuple::push_row;

/// Oldest server: those before have had no security fixes for years.
const OLDEST: u32 = 13;
/// Bytes collected before they are sent.
const CHUNK: usize = 1 << 18;
/// Values in one `INSERT`; PostgreSQL takes 65,535.
const VALUES: usize = 30_000;

const SCHEMA: &[&str] = &[
    include_str!("sql/postgres/001.sql"),
    include_str!("sql/postgres/002.sql"),
    include_str!("sql/postgres/003.sql"),
    include_str!("sql/postgres/004.sql"),
    include_str!("sql/postgres/005.sql"),
    include_str!("sql/postgres/006.sql"),
    include_str!("sql/postgres/007.sql"),
    include_str!("sql/postgres/008.sql"),
    include_str!("sql/postgres/009.sql"),
];
const TABLES: &str = include_str!("sql/postgres/tables.sql");
const LOCK: &str = include_str!("sql/postgres/lock.sql");
const LEASE_LOCK: &str = include_str!("sql/postgres/lease_lock.sql");
/// `too_many_connections` (PostgreSQL manual, appendix A).
const TOO_MANY: &str = "53300";
/// Rows that go by a statement sooner than by a `COPY`: over TCP its end waits for an acknowledgement, some 40 ms.
const FEW: usize = 256;
const TURN: &str = include_str!("sql/postgres/turn.sql");
const LEASE_CLOCK: &str = include_str!("sql/postgres/lease_clock.sql");
const WAIT: &str = include_str!("sql/postgres/wait.sql");
pub(super) const COLUMNS: &str = include_str!("sql/postgres/columns.sql");

/// An open PostgreSQL archive.
#[derive(Clone)]
pub(super) struct Postgres {
    pool: PgPool,
    place: Place,
    leased: bool,
}

/// One writing transaction.
pub(super) struct PostgresTx {
    tx: Transaction<'static, sqlx::Postgres>,
    place: Place,
    leased: bool,
}

impl Postgres {
    /// The address, without account and password.
    pub fn name(&self) -> &str {
        &self.place.name
    }

    /// Opens the archive in the current schema of a database, making its tables if it is empty.
    pub async fn open(url: &str, settings: &Settings) -> Result<Self, Error> {
        let place = Place { name: address::without_password(url).into(), wait: settings.wait };
        let error = |e| place.error("schema_version", e);
        let options = address::options(url)?;
        // Whoever has waited for the lock must see what was stored while it waited, whatever the server's default;
        // a machine that is gone is noticed within half a minute.
        let mut options = options
            .application_name("suicha")
            .options([
                ("default_transaction_isolation", "read committed"),
                ("tcp_keepalives_idle", "15"),
                ("tcp_keepalives_interval", "5"),
                ("tcp_keepalives_count", "3"),
            ])
            .disable_statement_logging();
        // Whoever works under a lease and stands still must not keep the next one from writing.
        if settings.fence.is_some() {
            let still = settings.wait.as_millis().max(1);
            options = options.options([("idle_in_transaction_session_timeout", still)]);
        }
        let reached = tokio::time::timeout(settings.wait, connect(&options)).await;
        let mut first = reached
            .map_err(|_| Error::Unreachable {
                archive: place.name.to_string(),
                reason: format!("no answer within {} ms", settings.wait.as_millis()),
            })?
            .map_err(error)?;
        if let Some(found) = first.server_version_num().map(|number| number / 10_000)
            && found < OLDEST
        {
            return Err(Error::Server { archive: place.name.to_string(), found, least: OLDEST });
        }
        install(&mut first, &place, settings).await?;
        first.close().await.map_err(error)?;
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(settings.wait.max(Duration::from_secs(1)) * 2)
            .connect_lazy_with(options);
        Ok(Self { pool, place, leased: settings.fence.is_some() })
    }

    /// Begins the only writing transaction of this archive.
    pub async fn begin(&self) -> Result<PostgresTx, Error> {
        let mut tx = self.pool.begin().await.map_err(|e| self.place.error("journal", e))?;
        lock(&mut tx, &self.place, LOCK).await?;
        Ok(PostgresTx { tx, place: self.place.clone(), leased: self.leased })
    }

    /// A session that holds the turn (`take_turn`), `None` where it does not come.
    pub async fn session(&self, wait: Duration) -> Option<PgConnection> {
        let mut session = self.pool.acquire().await.ok()?.detach();
        let wait = format!("SET lock_timeout = {}", wait.as_millis());
        sqlx::query(sqlx::AssertSqlSafe(wait)).execute(&mut session).await.ok()?;
        sqlx::query(TURN).execute(&mut session).await.ok()?;
        // Whoever stands still with the turn loses it (PostgreSQL 14; an older server keeps it).
        let _ = sqlx::query("SET idle_session_timeout = 60000").execute(&mut session).await;
        Some(session)
    }

    /// Begins the only transaction that changes leases.
    pub async fn begin_lease(&self) -> Result<PostgresTx, Error> {
        let mut tx = self.pool.begin().await.map_err(|e| self.place.error("lease", e))?;
        lock(&mut tx, &self.place, LEASE_LOCK).await?;
        Ok(PostgresTx { tx, place: self.place.clone(), leased: true })
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
        read(&mut conn, &self.place, table, sql, args, each).await
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl PostgresTx {
    /// Reads inside the transaction.
    pub async fn read(
        &mut self,
        table: &'static Table,
        sql: &'static str,
        args: Vec<Field<'_>>,
        each: &mut (dyn FnMut(Row<'_>) -> Result<(), Error> + Send),
    ) -> Result<(), Error> {
        read(&mut self.tx, &self.place, table, sql, args, each).await
    }

    /// Appends rows.
    pub async fn insert(
        &mut self,
        table: &'static Table,
        range: Range<usize>,
        rows: Rows<'_>,
    ) -> Result<(), Error> {
        match self.leased || range.len() <= FEW {
            true => self.insert_whole(table, range, rows).await,
            false => self.copy(table, range, rows).await,
        }
    }

    /// By statements that are sent whole, at once for a few rows: the server can end a transaction that stands still between two of them,
    /// and cannot inside a `COPY`, where it waits for the rest as long as the connection lives.
    async fn insert_whole(
        &mut self,
        table: &'static Table,
        range: Range<usize>,
        rows: Rows<'_>,
    ) -> Result<(), Error> {
        let width = table.columns.len();
        let (mut from, mut fields) = (range.start, Vec::with_capacity(width));
        while from < range.end {
            let to = range.end.min(from + VALUES / width);
            let mut bound = PgArguments::default();
            for i in from..to {
                rows.row(table, i, &mut fields)?;
                fields.drain(..).for_each(|field| bind(&mut bound, field));
            }
            let places = |row: usize| {
                let places: Vec<String> = (1..=width).map(|at| format!("${}", row * width + at)).collect();
                format!("({})", places.join(","))
            };
            let values = (0..to - from).map(places).collect::<Vec<_>>().join(",");
            let sql = format!("INSERT INTO {} ({}) VALUES {values}", table.name, table.columns.join(", "));
            let done = sqlx::query_with(AssertSqlSafe(sql), bound).persistent(false).execute(&mut *self.tx);
            done.await.map_err(|e| self.place.error(table.name, e))?;
            from = to;
        }
        Ok(())
    }

    /// By binary `COPY`.
    async fn copy(
        &mut self,
        table: &'static Table,
        range: Range<usize>,
        rows: Rows<'_>,
    ) -> Result<(), Error> {
        let sql = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", table.name, table.columns.join(", "));
        let error = |e| self.place.error(table.name, e);
        let mut copy = self.tx.copy_in_raw(&sql).await.map_err(error)?;
        // Signature, flags, length of the header's extension (PostgreSQL manual, "Binary Format").
        let mut data = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
        let mut fields = Vec::with_capacity(table.columns.len());
        for i in range {
            if let Err(refused) = rows.row(table, i, &mut fields) {
                copy.abort("row refused before it was sent").await.map_err(error)?;
                return Err(refused);
            }
            push_row(&mut data, &fields);
            if data.len() >= CHUNK {
                copy.send(data.as_slice()).await.map_err(error)?;
                data.clear();
            }
        }
        data.extend((-1i16).to_be_bytes());
        copy.send(data.as_slice()).await.map_err(error)?;
        copy.finish().await.map_err(error)?;
        Ok(())
    }

    /// Nobody changes a lease from here to the end of this transaction.
    pub async fn lock_leases(&mut self) -> Result<(), Error> {
        lock(&mut self.tx, &self.place, LEASE_LOCK).await
    }

    /// Milliseconds on the server's clock.
    pub async fn clock(&mut self) -> Result<i64, Error> {
        let now = sqlx::query_scalar(LEASE_CLOCK).fetch_one(&mut *self.tx).await;
        now.map_err(|e| self.place.error("lease", e))
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

/// Connects; where the server has no place left it is asked again until the caller gives up.
async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    loop {
        match options.connect().await {
            Err(sqlx::Error::Database(e)) if e.code().as_deref() == Some(TOO_MANY) => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            done => return done,
        }
    }
}

/// Brings the schema to the latest version, or refuses.
async fn install(conn: &mut PgConnection, place: &Place, settings: &Settings) -> Result<(), Error> {
    let error = |e| place.error("schema_version", e);
    let have = schema::judge(&place.name, found(conn).await.map_err(error)?)?;
    if have == SCHEMA.len() {
        return Ok(());
    }
    if have == 0 && !settings.fill {
        return Err(Error::Bare { archive: place.name.to_string() });
    }
    schema::may_install(&place.name, have, settings)?;
    let mut tx = conn.begin().await.map_err(error)?;
    lock(&mut tx, place, LOCK).await?;
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

async fn lock(conn: &mut PgConnection, place: &Place, lock: &'static str) -> Result<(), Error> {
    let error = |e| place.error("journal", e);
    let wait = place.wait.as_millis().max(1).to_string();
    sqlx::query(WAIT).bind(wait).execute(&mut *conn).await.map_err(error)?;
    sqlx::query(lock).execute(&mut *conn).await.map_err(error)?;
    Ok(())
}

async fn found(conn: &mut PgConnection) -> Result<Found, sqlx::Error> {
    let (tables, ours): (i64, i64) = sqlx::query_as(TABLES).fetch_one(&mut *conn).await?;
    let version = match ours {
        0 => None,
        _ => Some(sqlx::query_scalar(schema::VERSION).fetch_one(&mut *conn).await?),
    };
    Ok(Found { tables, version })
}

async fn read(
    conn: &mut PgConnection,
    place: &Place,
    table: &'static Table,
    sql: &'static str,
    args: Vec<Field<'_>>,
    each: &mut (dyn FnMut(Row<'_>) -> Result<(), Error> + Send),
) -> Result<(), Error> {
    let error = |e| place.error(table.name, e);
    let mut bound = PgArguments::default();
    args.into_iter().for_each(|arg| bind(&mut bound, arg));
    let mut rows = sqlx::query_with(sql, bound).fetch(conn);
    while let Some(row) = rows.try_next().await.map_err(error)? {
        each(Row::new(table, fields(&row).map_err(error)?))?;
    }
    Ok(())
}

fn bind(bound: &mut PgArguments, field: Field<'_>) {
    match field {
        Field::Null => bound.add(None::<i64>),
        Field::Int(number) => bound.add(number),
        Field::Text(text) => bound.add(text.into_owned()),
        Field::Bytes(bytes) => bound.add(bytes.into_owned()),
    }
    .expect("plain values always encode");
}

fn fields(row: &PgRow) -> Result<Vec<Field<'static>>, sqlx::Error> {
    row.columns()
        .iter()
        .map(|column| {
            let i = column.ordinal();
            if row.try_get_raw(i)?.is_null() {
                return Ok(Field::Null);
            }
            Ok(match column.type_info().name() {
                "INT8" => Field::Int(row.try_get_unchecked(i)?),
                "TEXT" => Field::Text(row.try_get_unchecked::<String, _>(i)?.into()),
                _ => Field::Bytes(row.try_get_unchecked::<Vec<u8>, _>(i)?.into()),
            })
        })
        .collect()
}
