//! Roles of a server: what each may read and write, on a real one, by the SQL that the program prints.

use super::sample;
use super::{Place, run};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;
use suicha::archive::{Archive, Error, is_schema, roles};

/// One bureau with its roles, each of which can log in.
struct Served {
    place: Place,
    schema: String,
}

impl Served {
    async fn new(test: &str) -> Option<Self> {
        let place = Place::postgres(test).await?;
        let schema = place.schema.clone().unwrap();
        let archive = place.open().await;
        sample::fill(&archive).await;
        archive.close().await;
        place.raw(&roles(&schema)).await.unwrap();
        place.raw(&roles(&schema)).await.expect("it can be run again");
        for role in ["owner", "operator", "reviewer", "public"] {
            place.raw(&format!("ALTER ROLE {schema}_{role} LOGIN")).await.unwrap();
        }
        Some(Self { place, schema })
    }

    /// The address for one of its roles, in a schema.
    fn url(&self, role: &str, schema: &str) -> String {
        let url = self.place.url.replace("suicha@", &format!("{}_{role}@", self.schema));
        url.replace(&format!("search_path]={}", self.schema), &format!("search_path]={schema}"))
    }

    async fn connect(&self, role: &str) -> PgConnection {
        PgConnection::connect(&self.url(role, &self.schema)).await.unwrap()
    }

    async fn remove(self) {
        let schema = &self.schema;
        let mut sql = format!("DROP SCHEMA {schema} CASCADE;");
        for role in ["owner", "operator", "reviewer", "public"] {
            sql.push_str(&format!("DROP OWNED BY {schema}_{role}; DROP ROLE {schema}_{role};"));
        }
        self.place.raw(&sql).await.unwrap();
    }
}

/// Whether a statement is refused for want of a right; any other failure is a mistake of the test.
async fn is_denied(conn: &mut PgConnection, sql: &str) -> bool {
    match sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await {
        Ok(_) => false,
        Err(sqlx::Error::Database(e)) if e.code().as_deref() == Some("42501") => true,
        Err(e) => panic!("{sql}: {e}"),
    }
}

#[test]
fn the_public_reads_public_columns_and_no_other() {
    run(async {
        let Some(served) = Served::new("public_role").await else { return };
        let mut conn = served.connect("public").await;
        let declared: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(include_str!("../../data/visibility.toml")).unwrap();
        let mut denied = 0;
        for (table, columns) in &declared {
            for (column, word) in columns {
                let sql = format!("SELECT {column} FROM {table}");
                assert_eq!(is_denied(&mut conn, &sql).await, word != "public", "{table}.{column}");
                denied += usize::from(word != "public");
            }
            assert!(is_denied(&mut conn, &format!("DELETE FROM {table}")).await, "{table}");
        }
        assert!(denied > 50, "{denied}");
        assert!(is_denied(&mut conn, "SELECT * FROM subject").await);
        assert!(is_denied(&mut conn, "INSERT INTO schema_version VALUES (99, '')").await);
        assert!(is_denied(&mut conn, "CREATE TABLE mine (x INT)").await);
        conn.close().await.unwrap();
        served.remove().await;
    });
}

#[test]
fn operators_and_reviewers_write_what_is_theirs() {
    run(async {
        let Some(served) = Served::new("writers").await else { return };
        let operator = Archive::open(&served.url("operator", &served.schema)).await.unwrap();
        super::contract::import(&operator, "2023-11-01", &sample::subjects(30)).await.expect("an import");
        let fence =
            operator.lease("job", "op", std::time::Duration::from_secs(9), sample::NOW).await.unwrap();
        assert!(operator.release(&fence.unwrap(), sample::NOW).await.unwrap());
        let mut w = operator.begin("plan publish", sample::NOW, "op").await.unwrap();
        let refused = w.put_plan("9", 1, "计划", "text").await.unwrap_err();
        assert!(matches!(refused, Error::Denied { .. }), "{refused:?}");
        drop(w);
        let reviewer = Archive::open(&served.url("reviewer", &served.schema)).await.unwrap();
        let refused =
            super::contract::import(&reviewer, "2023-12-01", &sample::subjects(3)).await.unwrap_err();
        assert!(matches!(refused, Error::Denied { .. }), "{refused:?}");
        let mut w = reviewer.begin("plan publish", sample::NOW, "rev").await.unwrap();
        w.put_plan("9", 1, "计划", "text").await.unwrap();
        w.commit("plan 9", sample::terminal().digest).await.unwrap();
        assert_eq!(operator.plan("9").await.unwrap().map(|plan| plan.version), Some(1));
        for role in ["operator", "reviewer"] {
            let mut conn = served.connect(role).await;
            for sql in [
                "UPDATE journal SET operator = ''",
                "DELETE FROM lease",
                "TRUNCATE subject",
                "INSERT INTO schema_version VALUES (99, '')",
                "CREATE TABLE mine (x INT)",
                "CREATE FUNCTION mine() RETURNS INT LANGUAGE sql AS 'SELECT 1'",
            ] {
                assert!(is_denied(&mut conn, sql).await, "{role}: {sql}");
            }
            let own = sqlx::raw_sql("DROP TRIGGER journal_append_only ON journal").execute(&mut conn).await;
            assert!(own.unwrap_err().to_string().contains("must be owner"), "{role}");
            conn.close().await.unwrap();
        }
        operator.close().await;
        reviewer.close().await;
        served.remove().await;
    });
}

#[test]
fn one_bureau_sees_nothing_of_another() {
    run(async {
        let (Some(a), Some(b)) = (Served::new("bureau_a").await, Served::new("bureau_b").await) else {
            return;
        };
        for role in ["owner", "operator", "reviewer", "public"] {
            let mut conn = a.connect(role).await;
            for table in ["subject", "journal", "log_entry", "draw_secret", "schema_version"] {
                let (own, other) = (&a.schema, &b.schema);
                assert!(
                    is_denied(&mut conn, &format!("SELECT 1 FROM {other}.{table}")).await,
                    "{role} {table}"
                );
                assert!(is_denied(&mut conn, &format!("INSERT INTO {other}.{table} DEFAULT VALUES")).await);
                let sql = format!("SELECT count({}) FROM {own}.{table}", first_column(table));
                assert!(!is_denied(&mut conn, &sql).await, "{role} reads its own {table}");
            }
            conn.close().await.unwrap();
            // The program itself, pointed at the other schema: nothing is there, and nothing can be made.
            let error = Archive::open(&a.url(role, &b.schema)).await.map(drop).unwrap_err();
            assert!(!matches!(error, Error::Foreign { .. }), "{role}: {error:?}");
        }
        a.remove().await;
        b.remove().await;
    });
}

/// Roles are of the whole server: a schema of the same name in another database would be theirs as well.
#[test]
fn roles_are_not_shared_by_two_databases() {
    run(async {
        let Some(served) = Served::new("twice").await else { return };
        let (schema, other) = (&served.schema, format!("{}_db", served.schema));
        served.place.raw(&format!("CREATE DATABASE {other}")).await.unwrap();
        let url = served.place.url.replacen("/postgres?", &format!("/{other}?"), 1);
        assert_ne!(url, served.place.url, "the tests' server is asked for its database `postgres`");
        let mut conn = PgConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&mut conn).await.unwrap();
        Archive::open(&url).await.unwrap().close().await;
        let refused = sqlx::raw_sql(AssertSqlSafe(roles(schema))).execute(&mut conn).await.unwrap_err();
        assert!(refused.to_string().contains("belongs to an archive in another database"), "{refused}");
        conn.close().await.unwrap();
        let mut operator =
            PgConnection::connect(&url.replace("suicha@", &format!("{schema}_operator@"))).await.unwrap();
        assert!(is_denied(&mut operator, &format!("SELECT 1 FROM {schema}.subject")).await);
        operator.close().await.unwrap();
        served.place.raw(&format!("DROP DATABASE {other}")).await.unwrap();
        served.remove().await;
    });
}

/// A column that the public may count as well.
fn first_column(table: &str) -> &'static str {
    match table {
        "subject" => "roster",
        "draw_secret" => "draw",
        "schema_version" => "version",
        _ => "seq",
    }
}

#[test]
fn a_schema_has_a_plain_name() {
    for good in ["suicha", "xinyi_320381", "a"] {
        assert!(is_schema(good), "{good}");
        assert!(roles(good).contains(&format!("GRANT SELECT ON {good}.subject TO {good}_operator")));
    }
    for bad in ["", "A", "1a", "a-b", "a;b", "新沂", "public", "pg_x", &"a".repeat(41), "a\"b"] {
        assert!(!is_schema(bad), "{bad}");
    }
}
