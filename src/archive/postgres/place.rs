//! Which archive an error is about, and what PostgreSQL's codes mean for its user.

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
        let archive = self.name.to_string();
        let reason = match &error {
            sqlx::Error::Database(inner) => inner.message().to_owned(),
            other => other.to_string(),
        };
        let code = match &error {
            sqlx::Error::Database(inner) => inner.code().map(|code| code.into_owned()),
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut => {
                return Error::Unreachable { archive, reason };
            }
            _ => None,
        };
        // SQLSTATE (PostgreSQL manual, appendix A): the first two digits are the class.
        match code.as_deref() {
            Some("23505") => Error::Exists { what: format!("a row of table {table}") },
            Some("55P03" | "40P01" | "57014") => Error::Locked { archive, waited_ms: self.wait.as_millis() },
            Some("42501" | "25006") => Error::Denied { archive, reason },
            Some("25P03" | "57P01" | "57P02" | "57P03" | "53300") => Error::Unreachable { archive, reason },
            Some("3D000" | "3F000") => Error::NoPlace { archive, reason },
            Some(code) if code.starts_with("53") => Error::Full { archive, reason },
            Some(code) if code.starts_with("28") => Error::Login { archive, reason },
            Some(code) if code.starts_with("08") => Error::Unreachable { archive, reason },
            Some(code) if code.starts_with("23") => Error::Refused { table, reason },
            Some(code) if code.starts_with("XX") => Error::Damaged { archive, reason },
            _ => Error::Database { archive, reason },
        }
    }
}
