//! `suicha fsck`: a whole bureau passes, and whatever is changed behind its back is named.

use super::Bureau;
use super::bureau::{AFTER, drawn, filled, freeze};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// Changes rows as somebody with the file and a database program would.
pub fn meddle(bureau: &Bureau, table: &str, sql: &str) {
    let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut conn = SqliteConnection::connect(&url).await.unwrap();
        for trigger in ["no_update", "no_delete"] {
            let drop = format!("DROP TRIGGER {table}_{trigger}");
            sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut conn).await.unwrap();
        }
        let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.unwrap();
        assert!(done.rows_affected() > 0, "{sql}");
        conn.close().await.unwrap();
    });
}

#[test]
fn a_whole_bureau_is_the_same() {
    let bureau = drawn();
    bureau.at(AFTER, &["fsck"]).ok().says(&[
        "rosters: 3",
        "log entries: 3",
        "attempts of draws: 1",
        "is the same",
    ]);
    Bureau::new().run(&["fsck"]).ok();
}

/// Table, change, and what fsck says of it.
const CHANGES: [(&str, &str, &str); 11] = [
    (
        "subject",
        "UPDATE subject SET status = '4' WHERE id = '914403001922038216'",
        "rows of the subjects roster",
    ),
    ("subject", "DELETE FROM subject WHERE id = '914403001922038216'", "rows of the subjects roster"),
    ("inspector", "UPDATE inspector SET cap = 0 WHERE id = 'C1'", "rows of the inspectors roster"),
    ("matter", "UPDATE matter SET basis = '' WHERE code = 'A01'", "rows of the matters roster"),
    ("plan", "UPDATE plan SET text = text || ' '", "the digest of the text"),
    ("draw_file", "UPDATE draw_file SET bytes = x'00' WHERE name = 'teams.csv'", "teams.csv"),
    (
        "draw_secret",
        "UPDATE draw_secret SET value = upper(value) WHERE name = 'salt'",
        "is not the stored salt key",
    ),
    ("pseudonym", "UPDATE pseudonym SET inspector = 'C9' WHERE pseudonym = 'p01'", "pseudonyms.csv"),
    (
        "terminal",
        "UPDATE terminal SET digest = CASE substr(digest, 1, 1) WHEN 'f' THEN 'e' ELSE 'f' END || substr(digest, 2) WHERE kind = 'result'",
        "result.txt",
    ),
    ("log_entry", "UPDATE log_entry SET at = at + 1 WHERE seq = 1", "tree hashes of log entry 1"),
    (
        "log_checkpoint",
        "UPDATE log_checkpoint SET note = replace(note, '3', '4') WHERE size = 3",
        "row 3, column note",
    ),
];

#[test]
fn every_change_is_named() {
    let whole = drawn();
    for (table, sql, said) in CHANGES {
        let bureau = Bureau::copy_of(&whole);
        meddle(&bureau, table, sql);
        let answer = bureau.at(AFTER, &["fsck"]);
        assert!([1, 4].contains(&answer.exit) && answer.exit == 4, "{sql}: {}{}", answer.out, answer.err);
        answer.says(&[said]);
    }
    let bureau = Bureau::copy_of(&whole);
    bureau.write("log/tile/0/000.p/3", "x");
    bureau.at(AFTER, &["fsck"]).exits(4).says(&["tile/0/000.p/3", "log publish"]);
    std::fs::remove_file(bureau.path("log/tile/entries/000.p/3")).unwrap();
    bureau.at(AFTER, &["fsck"]).exits(4).says(&["tile/entries/000.p/3"]);
}

#[test]
fn a_changed_roster_is_not_frozen() {
    let bureau = filled();
    meddle(&bureau, "subject", "UPDATE subject SET status = '4' WHERE id = '914403001922038216'");
    freeze(&bureau, "d").exits(4).says(&["subjects roster", "were changed in the archive"]);
}
