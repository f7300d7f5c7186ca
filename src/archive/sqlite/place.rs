//! Which archive an error is about, and what SQLite's result codes mean for its user.

use super::super::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// What errors need to know.
#[derive(Clone)]
pub(super) struct Place {
    pub name: Arc<str>,
    pub wait: Duration,
}

impl Place {
    /// An error of sqlx.
    pub fn error(&self, table: &'static str, error: sqlx::Error) -> Error {
        let code = match &error {
            sqlx::Error::Database(inner) => inner.code().and_then(|code| code.parse().ok()),
            sqlx::Error::PoolTimedOut => return self.locked(),
            _ => None,
        };
        self.judged(table, code, error.to_string())
    }

    /// An error of a lent connection, in the words sqlx would use.
    pub fn lent_error(&self, table: &'static str, error: rusqlite::Error) -> Error {
        let code = error.sqlite_error().map(|inner| inner.extended_code);
        let reason = match (code, &error) {
            (Some(code), _) => format!("error returned from database: (code: {code}) {error}"),
            (None, rusqlite::Error::Utf8Error(column, fault)) => {
                format!("error occurred while decoding column {column}: {fault}")
            }
            (None, _) => error.to_string(),
        };
        self.judged(table, code, reason)
    }

    fn judged(&self, table: &'static str, code: Option<i32>, reason: String) -> Error {
        let archive = self.name.to_string();
        match code {
            Some(1555 | 2067) => Error::Exists { what: format!("a row of table {table}") },
            // The low byte is the kind of error, the rest says more (sqlite.org/rescode.html).
            // No room for the shared memory beside the file, which SQLite calls an I/O error (SQLITE_IOERR_SHMSIZE).
            Some(4874) => Error::Full { archive, reason },
            Some(code) => match code & 0xff {
                5 | 6 => self.locked(),
                13 => Error::Full { archive, reason },
                3 | 8 | 10 | 14 | 23 => Error::Denied { archive, reason },
                11 => Error::Damaged { archive, reason },
                26 => Error::Foreign { archive, reason },
                19 => Error::Refused { table, reason },
                _ => Error::Database { archive, reason },
            },
            None => Error::Database { archive, reason },
        }
    }

    fn locked(&self) -> Error {
        Error::Locked { archive: self.name.to_string(), waited_ms: self.wait.as_millis() }
    }
}
