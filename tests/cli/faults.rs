//! The world goes wrong: the process dies, another one holds the archive, files are tampered with.

use super::Bureau;
use super::bureau::{AFTER, BEFORE, draw, filled, freeze};
use super::pulse;
use suicha::fault::POINTS;

#[test]
fn a_command_killed_anywhere_can_be_run_again() {
    for point in POINTS {
        let bureau = filled();
        let kill = |args: &[&str]| {
            let killed = bureau.run_with(args, &[("SUICHA_FAULT_POINT", point)]);
            assert_eq!(killed.exit, -1, "{point}: {args:?} must have been killed: {}", killed.err);
        };
        let (before, after) = (["--clock", BEFORE], ["--clock", AFTER]);
        kill(&[&["import", "recusals", "recusals.csv"][..], &before].concat());
        let again = bureau.at(BEFORE, &["import", "recusals", "recusals.csv"]);
        again.ok().says(&["1 accepted"]);
        let not_before = pulse("1000");
        let args = [
            "draw",
            "freeze",
            "d",
            "--plan",
            "99000020231001",
            "--at",
            super::bureau::PULSE_TIME,
            "--not-before",
            &not_before,
        ];
        kill(&[&args[..], &before].concat());
        freeze(&bureau, "d").ok();
        kill(&[&["draw", "run", "d", "--pulse", &pulse("657413")][..], &after].concat());
        draw(&bureau, "d").ok();
        bureau.at(AFTER, &["draw", "export", "d", "out", "--audit"]).ok();
        bureau.run(&["verify", "out"]).ok();
    }
}

#[test]
fn a_stored_frame_that_is_not_the_committed_one_is_never_drawn() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    tamper(
        &bureau,
        "UPDATE draw_file SET bytes = CAST(replace(CAST(bytes AS TEXT), 'ok', 'no') AS BLOB) WHERE name = 'frame-t.csv'",
    );
    draw(&bureau, "d").exits(4).says(&["frame-t.csv"]);
    bureau.at(AFTER, &["draw", "status", "d"]).ok().says(&["due"]);
}

/// Changes the archive behind its triggers, as an intruder with the file in hand could.
fn tamper(bureau: &Bureau, sql: &str) {
    let archive = bureau.path("archive.sqlite").display().to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::Connection;
        let mut db = sqlx::SqliteConnection::connect(&format!("sqlite:{archive}")).await.unwrap();
        let triggers: Vec<(String,)> =
            sqlx::query_as("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                .fetch_all(&mut db)
                .await
                .unwrap();
        for (name,) in triggers {
            sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER \"{name}\"")))
                .execute(&mut db)
                .await
                .unwrap();
        }
        let changed = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut db).await.unwrap();
        assert_eq!(changed.rows_affected(), 1);
    });
}

#[test]
fn an_archive_held_by_another_process_is_told() {
    let bureau = filled();
    let archive = bureau.path("archive.sqlite").display().to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::Connection;
        let mut db = sqlx::SqliteConnection::connect(&format!("sqlite:{archive}")).await.unwrap();
        sqlx::query("BEGIN IMMEDIATE").execute(&mut db).await.unwrap();
        let held = bureau.at(BEFORE, &["import", "subjects", "subjects.csv"]);
        held.exits(6).says(&["run this again"]);
    });
}

#[test]
fn bundles_that_are_none_are_usage_errors() {
    let bureau = Bureau::bare();
    bureau.run(&["verify", "nowhere"]).exits(2).says(&["nowhere"]);
    std::fs::create_dir(bureau.path("empty")).unwrap();
    bureau.run(&["verify", "empty"]).exits(2).says(&["is no bundle"]);
    bureau.run(&["draw", "status"]).exits(2).says(&["suicha.toml"]);
    bureau.run(&["draw", "export", "d", "x"]).exits(2);
}
