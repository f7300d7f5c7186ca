//! `suicha archive` through the binary: a bureau that moves to another database and goes on there, and the roles.

use super::Bureau;
use super::bureau::{AFTER, drawn};
use std::process::Command;

/// Lets a bureau work with another archive.
fn moves_to(bureau: &Bureau, url: &str) {
    let config = bureau.read("suicha.toml");
    let rest = config.lines().filter(|line| !line.starts_with("archive"));
    bureau.write("suicha.toml", format!("archive = \"{url}\"\n{}\n", rest.collect::<Vec<_>>().join("\n")));
}

/// Everything derived from a copy is what it was, and the bureau goes on with it.
fn goes_on(bureau: &Bureau, url: &str) {
    moves_to(bureau, url);
    bureau.run(&["fsck"]).ok().says(&["attempts of draws: 1"]);
    bureau.at(AFTER, &["draw", "export", "d", "out", "--audit"]).ok();
    bureau.run(&["verify", "out", "--log", "log"]).ok();
    bureau.at(AFTER, &["draw", "void", "d", "--reason", "dislike"]).exits(6);
    bureau.at(AFTER, &["challenge", "d", super::bureau::KEYS[0]]).ok();
    bureau.run(&["fsck"]).ok();
}

#[test]
fn a_bureau_moves_to_another_file() {
    let bureau = drawn();
    let copy = ["archive", "copy", "sqlite:archive.sqlite", "sqlite:new.sqlite"];
    bureau.run(&copy).ok().says(&["subject                  12", "the same on both sides"]);
    bureau.run(&copy).exits(6).says(&["not empty", "table journal"]);
    bureau.run(&["archive", "copy", "sqlite:nowhere.sqlite", "sqlite:other.sqlite"]).exits(2);
    assert!(!bureau.path("other.sqlite").exists(), "nothing is made before the source is there");
    std::fs::remove_file(bureau.path("archive.sqlite")).unwrap();
    goes_on(&bureau, "sqlite:new.sqlite");
}

/// Killed at any point, a copy leaves nothing, and can be made again.
#[test]
fn a_copy_that_is_killed_leaves_nothing() {
    let bureau = drawn();
    let before = std::fs::read(bureau.path("archive.sqlite")).unwrap();
    let copy = ["archive", "copy", "sqlite:archive.sqlite", "sqlite:new.sqlite"];
    for point in 1.. {
        let killed = bureau.run_with(&copy, &[("SUICHA_FAULT_POINT", &point.to_string())]);
        if killed.exit == 0 {
            assert!(point > 20, "only {point} points");
            break;
        }
        assert_eq!(killed.exit, -1, "point {point}: {}", killed.err);
        let again = bureau.run(&copy);
        // The last point is behind the commit.
        if again.exit == 6 {
            again.says(&["not empty"]);
        } else {
            again.ok();
        }
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(bureau.path(&format!("new.sqlite{ending}")));
        }
    }
    bureau.run(&["fsck"]).ok();
    assert_eq!(std::fs::read(bureau.path("archive.sqlite")).unwrap().len(), before.len());
}

#[test]
fn a_copy_that_fails_leaves_no_file() {
    let bureau = drawn();
    let program = env!("CARGO_BIN_EXE_suicha");
    // So many blocks are less than its tables, and less than its rows.
    for blocks in [40, 600] {
        let line = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {program} archive copy sqlite:archive.sqlite sqlite:full.sqlite"
        );
        let full = Command::new("bash").args(["-c", &line]).current_dir(bureau.path(".")).output().unwrap();
        assert_eq!(full.status.code(), Some(7), "{blocks}: {}", String::from_utf8_lossy(&full.stderr));
        for ending in ["", "-wal", "-shm"] {
            assert!(!bureau.path(&format!("full.sqlite{ending}")).exists(), "{blocks}: {ending}");
        }
    }
    bureau.run(&["fsck"]).ok();
}

/// A schema without tables is not the archive of a bureau that has published something, and stays as it is.
#[test]
fn an_empty_schema_is_somebody_elses() {
    let Some(place) = crate::archive::run(crate::archive::Place::postgres("bare")) else { return };
    let bureau = drawn();
    moves_to(&bureau, &place.url);
    for _ in 0..2 {
        bureau.run(&["task", "list"]).exits(2).says(&["has no tables", "search_path"]);
    }
    bureau.run(&["fsck"]).exits(2);
    // A new bureau's archive is made by its first command.
    let new = Bureau::new();
    moves_to(&new, &place.url);
    new.run(&["task", "list"]).ok();
    crate::archive::run(place.remove());
}

/// To a server and back into a file.
#[test]
fn a_bureau_moves_to_a_server_and_back() {
    let Some(server) = crate::archive::server() else { return };
    let place = crate::archive::run(crate::archive::Place::postgres("moves")).unwrap();
    let bureau = drawn();
    bureau
        .run(&["archive", "copy", "sqlite:archive.sqlite", &place.url])
        .ok()
        .says(&["the same on both sides"]);
    std::fs::remove_file(bureau.path("archive.sqlite")).unwrap();
    goes_on(&bureau, &place.url);
    bureau.run(&["archive", "copy", &place.url, "sqlite:back.sqlite"]).ok();
    moves_to(&bureau, "sqlite:back.sqlite");
    bureau.run(&["fsck"]).ok();
    bureau.run(&["archive", "copy", "sqlite:back.sqlite", &server.replace("/postgres", "/nowhere")]).exits(2);
    crate::archive::run(place.remove());
}

#[test]
fn roles_are_printed_and_never_run() {
    let bureau = Bureau::bare();
    let sql = bureau.run(&["archive", "roles", "--print", "--schema", "xinyi"]).ok().out;
    for line in [
        "CREATE ROLE xinyi_public NOLOGIN",
        "GRANT INSERT ON xinyi.plan TO xinyi_reviewer;",
        "GRANT SELECT (roster) ON xinyi.inspector TO xinyi_public;",
    ] {
        assert!(sql.contains(line), "{line} is not in\n{sql}");
    }
    assert!(!sql.contains("GRANT INSERT ON xinyi.plan TO xinyi_operator"));
    assert!(!sql.contains("UPDATE") && !sql.contains("DELETE"));
    bureau.run(&["archive", "roles"]).exits(2);
    bureau.run(&["archive", "roles", "--print", "--schema", "a;b"]).exits(2).says(&["lower-case letters"]);
}
