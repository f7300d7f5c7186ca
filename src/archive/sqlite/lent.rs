//! Rows in and out of SQLite on the caller's own thread. sqlx opens connections, begins and
//! commits; but it copies every value once more for its own thread, which for a million rows takes
//! several times as long as SQLite does. So rows go through a connection of it that is locked and
//! lent to `rusqlite`.

use super::super::error::Error;
use super::super::row::{Field, Row, Rows, Table};
use super::place::Place;
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Statement};
use sqlx::Connection as _;
use sqlx::sqlite::{LockedSqliteHandle, SqliteConnection};
use std::ops::Range;

/// A locked connection of sqlx, for rows of one table.
pub(super) struct Lent<'a> {
    conn: Connection,
    place: &'a Place,
    table: &'static Table,
    // Dropped last: it keeps the thread of sqlx away from the connection.
    _lock: LockedSqliteHandle<'a>,
}

impl<'a> Lent<'a> {
    /// Waits until the thread of sqlx has nothing to do with the connection.
    pub async fn of(
        conn: &'a mut SqliteConnection,
        place: &'a Place,
        table: &'static Table,
    ) -> Result<Self, Error> {
        // An answer shows that the thread of sqlx holds its lock again. Two requests for the lock in
        // quick succession, the thread still waiting for it after the first, can wait for ever.
        conn.ping().await.map_err(|e| place.error(table.name, e))?;
        let mut lock = conn.lock_handle().await.map_err(|e| place.error(table.name, e))?;
        // SAFETY: the handle is open and stays so, and nobody else uses it, as long as `lock` lives,
        // which is longer than `conn`; a connection made from a handle does not close it.
        let conn = unsafe { Connection::from_handle(lock.as_raw_handle().as_ptr()) };
        let conn = conn.map_err(|e| place.lent_error(table.name, e))?;
        Ok(Self { conn, place, table, _lock: lock })
    }

    /// Appends rows. If a full disk made SQLite end the whole transaction, an empty one is begun:
    /// sqlx does not know, and must find one to roll back before the connection is used again.
    pub fn insert(&self, range: Range<usize>, rows: Rows<'_>) -> Result<(), Error> {
        let stored = self.insert_rows(range, rows);
        if stored.is_err() && self.conn.is_autocommit() {
            self.conn.execute_batch("BEGIN").map_err(|e| self.error(e))?;
        }
        stored
    }

    fn insert_rows(&self, range: Range<usize>, rows: Rows<'_>) -> Result<(), Error> {
        let columns = self.table.columns;
        let places = vec!["?"; columns.len()].join(",");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", self.table.name, columns.join(","));
        let mut statement = self.conn.prepare(&sql).map_err(|e| self.error(e))?;
        let (mut fields, mut before): (Vec<Field<'_>>, Vec<Field<'_>>) = Default::default();
        for i in range {
            rows.row(self.table, i, &mut fields)?;
            // What is bound stays bound: half the fields of a registry are those of the row before.
            let new = fields.iter().enumerate().filter(|(at, field)| before.get(*at) != Some(*field));
            for (at, field) in new {
                statement.raw_bind_parameter(at + 1, field).map_err(|e| self.error(e))?;
            }
            statement.raw_execute().map_err(|e| self.error(e))?;
            std::mem::swap(&mut fields, &mut before);
        }
        Ok(())
    }

    /// Runs a query and hands every row to `each`.
    pub fn read(
        &self,
        sql: &str,
        args: &[Field<'_>],
        each: &mut dyn FnMut(Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.conn.prepare(sql).map_err(|e| self.error(e))?;
        bind(&mut statement, args).map_err(|e| self.error(e))?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            let fields = (0..self.table.columns.len()).map(|at| field(at, row.get_ref(at)?));
            let fields = fields.collect::<Result<_, _>>().map_err(|e| self.error(e))?;
            each(Row::new(self.table, fields))?;
        }
        Ok(())
    }

    fn error(&self, error: rusqlite::Error) -> Error {
        self.place.lent_error(self.table.name, error)
    }
}

fn bind(statement: &mut Statement<'_>, fields: &[Field<'_>]) -> rusqlite::Result<()> {
    fields.iter().enumerate().try_for_each(|(at, field)| statement.raw_bind_parameter(at + 1, field))
}

fn field(at: usize, value: ValueRef<'_>) -> rusqlite::Result<Field<'_>> {
    Ok(match value {
        ValueRef::Null => Field::Null,
        ValueRef::Integer(number) => Field::Int(number),
        ValueRef::Text(text) => {
            Field::text(std::str::from_utf8(text).map_err(|e| rusqlite::Error::Utf8Error(at, e))?)
        }
        ValueRef::Blob(bytes) => Field::Bytes(bytes.into()),
        // No table has such a column.
        ValueRef::Real(number) => Field::Bytes(number.to_string().into_bytes().into()),
    })
}

impl ToSql for Field<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Field::Null => ToSqlOutput::Owned(Value::Null),
            Field::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Field::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Field::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}
