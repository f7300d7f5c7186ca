//! Rows of the archive changed behind its back: every column of every table, and rows gone.

use super::super::Bureau;
use super::cell::Cell;
use super::moments::Moment;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::fmt;

/// One change of one table.
#[derive(Clone)]
pub struct Change {
    table: String,
    column: String,
    sql: String,
}

/// Columns that nothing else tells, with the reason; what they say is believed.
const ONLY_HERE: [(&str, &str); 12] = [
    ("journal.operator", "who acted stands nowhere else"),
    ("journal.verb", "what a command was called"),
    ("journal.object", "words for a reader, but for imports"),
    ("journal.at", "a cosignature has no entry of its own in the log"),
    ("journal.digest", "the same"),
    ("journal.", "the same"),
    ("schema_version.program", "which release installed the tables"),
    ("roster.source", "the names of the imported files"),
    ("plan.name", "the text of the plan has it as well, and is what counts"),
    ("roster_issue", "the digest of a roster does not cover the problems found beside its rows"),
    ("log_checkpoint.at", "when the head was signed by the log's own clock: no decision takes it"),
    ("log_cosignature.at", "when it came in: what counts is the time that the witness signed"),
];

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)
    }
}

impl Change {
    /// Makes the change, and puts the triggers that forbid it back.
    pub fn make(&self, bureau: &Bureau) {
        within(bureau, async |conn| {
            let of = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?";
            let triggers: Vec<(String, String)> =
                sqlx::query_as(of).bind(&self.table).fetch_all(&mut *conn).await.unwrap();
            let mut sql = String::from("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;");
            triggers.iter().for_each(|(name, _)| sql.push_str(&format!("DROP TRIGGER {name};")));
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *conn).await.unwrap();
            let done = sqlx::query(AssertSqlSafe(self.sql.clone())).execute(&mut *conn).await;
            assert!(done.unwrap_or_else(|e| panic!("{self}: {e}")).rows_affected() > 0, "{self}");
            for (_, sql) in triggers {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *conn).await.unwrap();
            }
        });
    }

    /// What a message may call it.
    pub fn names(&self) -> Vec<String> {
        let more: &[&str] = match self.table.as_str() {
            // The time of an entry is in every bundle that was exported before.
            "log_entry" => &["log", "out exists and holds something else"],
            "log_checkpoint" | "log_cosignature" => &["log"],
            "subject" | "inspector" | "matter" | "recusal" | "roster" => &["roster", "archive"],
            "schema_version" | "journal" => &["archive"],
            "credit_act" | "credit_event" | "credit_letter" => &["credit", "archive"],
            "plan" => &["plan"],
            _ => &["draw d", "archive", ".txt", ".csv"],
        };
        more.iter().map(|name| (*name).to_owned()).chain([self.table.clone()]).collect()
    }
}

/// The cells of a moment: each change with `fsck` and, in turn, with one of the other commands.
pub fn cells(moment: &Moment) -> Vec<Cell<'_>> {
    let mut cells = Vec::new();
    let (checks, others): (Vec<_>, Vec<_>) = moment.commands.iter().partition(|c| c.args[0] == "fsck");
    let others: Vec<_> =
        others.into_iter().filter(|c| !["verify", "witness"].contains(&c.args[0].as_str())).collect();
    for (nth, change) in changes(moment).into_iter().enumerate() {
        let believed = ONLY_HERE
            .iter()
            .any(|(what, _)| *what == change.table || *what == format!("{}.{}", change.table, change.column));
        if !believed {
            cells.extend(checks.iter().map(|check| Cell::of_row(moment, change.clone(), check)));
            cells.push(Cell::of_row(moment, change, others[nth % others.len()]));
        }
    }
    cells
}

fn changes(moment: &Moment) -> Vec<Change> {
    let bureau = Bureau::bare();
    let archive = moment.files.iter().find(|(name, _)| name == "archive.sqlite").unwrap();
    bureau.write("archive.sqlite", &archive.1);
    let mut changes = Vec::new();
    for (table, columns) in tables(&bureau) {
        let last = format!("rowid = (SELECT max(rowid) FROM {table})");
        let change = |column: &str, sql: String| Change { table: table.clone(), column: column.into(), sql };
        if count(&bureau, &table) == 0 {
            continue;
        }
        changes.push(change("", format!("DELETE FROM {table} WHERE {last}")));
        for (nth, (column, kind)) in columns.iter().enumerate() {
            let values: [String; 3] = match kind.as_str() {
                "INTEGER" => [format!("{column} + 1"), "0".into(), format!("{column} + 4096")],
                "BLOB" => [
                    "x''".into(),
                    format!("zeroblob(length({column}))"),
                    format!("substr({column}, 1, length({column}) / 2)"),
                ],
                _ => [
                    format!("char(unicode({column}) + 1) || substr({column}, 2)"),
                    "''".into(),
                    format!("substr({column}, 1, length({column}) / 2)"),
                ],
            };
            let value = &values[(nth + moment.name.len()) % 3];
            let differs = format!("{column} IS NOT ({value})");
            let sql = format!("UPDATE {table} SET {column} = {value} WHERE {last} AND {differs}");
            let test = format!("SELECT count(*) FROM {table} WHERE {last} AND {differs}");
            if number(&bureau, test) > 0 {
                changes.push(change(column, sql));
            }
        }
    }
    changes
}

/// Every row of every table, as text.
pub fn dump(bureau: &Bureau) -> String {
    let mut text = String::new();
    if !bureau.path("archive.sqlite").exists() {
        return text;
    }
    for (table, columns) in tables(bureau) {
        let quoted: Vec<String> = columns.iter().map(|(name, _)| format!("quote({name})")).collect();
        let row = quoted.join(" || '|' || ");
        let sql = format!("SELECT {row} FROM {table} ORDER BY 1");
        let rows: Vec<String> = within(bureau, async |conn| {
            sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_all(&mut *conn).await.unwrap_or_default()
        });
        text.push_str(&format!("{table}\n{}\n", rows.join("\n")));
    }
    text
}

fn tables(bureau: &Bureau) -> Vec<(String, Vec<(String, String)>)> {
    within(bureau, async |conn| {
        let sql = "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid";
        let rows: Vec<(String, String, String)> =
            sqlx::query_as(sql).fetch_all(&mut *conn).await.unwrap_or_default();
        let mut tables: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for (table, column, kind) in rows {
            match tables.last_mut().filter(|(last, _)| *last == table) {
                Some((_, columns)) => columns.push((column, kind)),
                None => tables.push((table, vec![(column, kind)])),
            }
        }
        tables
    })
}

fn count(bureau: &Bureau, table: &str) -> i64 {
    number(bureau, format!("SELECT count(*) FROM {table}"))
}

fn number(bureau: &Bureau, sql: String) -> i64 {
    within(bureau, async |conn| {
        sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(&mut *conn).await.unwrap()
    })
}

fn within<T>(bureau: &Bureau, act: impl AsyncFn(&mut SqliteConnection) -> T) -> T {
    let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let mut conn = SqliteConnection::connect(&url).await.unwrap();
        let done = act(&mut conn).await;
        conn.close().await.unwrap();
        done
    })
}
