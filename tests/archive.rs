//! The archive: one contract on both databases, and what is particular to each.
//!
//! The PostgreSQL half needs a server: `SUICHA_TEST_POSTGRES=postgres://…` (see `.ci/postgres.sh`);
//! every test works in a schema of its own. Without one it says so and passes.

mod contract;
mod copy;
mod damage;
mod draws;
mod kill;
mod lease;
mod lease_rounds;
mod postgres_only;
mod roles;
mod sample;
mod sqlite_only;
mod versions;
mod visibility;
mod writers;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use suicha::archive::{Archive, Error, Settings};

/// Where one test keeps its archive.
pub struct Place {
    pub url: String,
    dir: Option<tempfile::TempDir>,
    schema: Option<String>,
}

/// Runs each function as one test on each database.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() {
                let place = crate::archive::Place::sqlite();
                crate::archive::run(super::$name(&place));
            })+
        }
        mod postgres {
            $(#[test] fn $name() {
                crate::archive::run(async {
                    if let Some(place) = crate::archive::Place::postgres(stringify!($name)).await {
                        super::$name(&place).await;
                        place.remove().await;
                    }
                });
            })+
        }
    };
}
pub(crate) use on_both;

/// The server named by the environment.
pub fn server() -> Option<String> {
    let server = std::env::var("SUICHA_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if server.is_none() {
        println!("skipped: SUICHA_TEST_POSTGRES names no PostgreSQL server (.ci/postgres.sh starts one)");
    }
    server
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

impl Place {
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("档案.sqlite").display());
        Self { url, dir: Some(dir), schema: None }
    }

    /// A new schema on the test server, or `None` if there is no server.
    pub async fn postgres(test: &str) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("t{}_{number}_{}", std::process::id(), &test[..test.len().min(30)]);
        let join = if server.contains('?') { '&' } else { '?' };
        let place = Self {
            url: format!("{server}{join}options[search_path]={schema}"),
            dir: None,
            schema: Some(schema),
        };
        let schema = place.schema.as_ref().unwrap();
        place.raw(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).await.unwrap();
        Some(place)
    }

    pub async fn open(&self) -> Archive {
        Archive::open(&self.url).await.unwrap()
    }

    /// Opens with little patience.
    pub async fn open_impatient(&self) -> Result<Archive, Error> {
        let settings = Settings { wait: Duration::from_millis(300), ..Settings::default() };
        Archive::open_with(&self.url, &settings).await
    }

    /// The SQLite file.
    pub fn path(&self) -> &str {
        self.url.strip_prefix("sqlite:").expect("a SQLite place")
    }

    /// Runs SQL behind the archive's back.
    pub async fn raw(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql);
        if self.is_sqlite() {
            let mut conn = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", self.path())).await?;
            sqlx::raw_sql(sql).execute(&mut conn).await?;
            conn.close().await
        } else {
            let mut conn = PgConnection::connect(&self.url).await?;
            sqlx::raw_sql(sql).execute(&mut conn).await?;
            conn.close().await
        }
    }

    /// Lets a table be changed: what only somebody who evades the archive can do.
    pub async fn unlock(&self, table: &str) {
        let sql = if self.is_sqlite() {
            format!("DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete")
        } else {
            format!("DROP TRIGGER {table}_append_only ON {table}")
        };
        self.raw(&sql).await.unwrap();
    }

    pub fn is_sqlite(&self) -> bool {
        self.dir.is_some()
    }

    pub async fn remove(&self) {
        if let Some(schema) = &self.schema {
            self.raw(&format!("DROP SCHEMA {schema} CASCADE")).await.unwrap();
        }
    }
}
