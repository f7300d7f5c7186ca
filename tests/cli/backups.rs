//! `suicha backup` and `restore`: what is copied is whole and checked, what is not leaves nothing.

use super::Bureau;
use super::bureau::{AFTER, BEFORE, draw, filled, freeze};
use super::fsck::meddle;
use std::process::Command;

/// Files whose names begin so.
fn left(bureau: &Bureau, begin: &str) -> Vec<String> {
    let entries = std::fs::read_dir(bureau.path(".")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with(begin));
    names.sort();
    names
}

fn frozen() -> Bureau {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    bureau
}

#[test]
fn a_backup_is_restored_in_a_directory_of_its_own_and_goes_on() {
    let bureau = frozen();
    bureau.at(BEFORE, &["backup", "safe/b.sqlite"]).ok().says(&["everything derived again", "log.key"]);
    bureau.at(BEFORE, &["backup", "safe/b.sqlite"]).ok(); // the same again is as good
    let other = Bureau::copy_of(&bureau);
    std::fs::remove_file(other.path("archive.sqlite")).unwrap();
    let json = other.at(BEFORE, &["restore", "safe/b.sqlite", "--json"]).ok();
    let answer: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert!(answer["kept"].is_null() && answer["fsck"]["differs"].as_array().unwrap().is_empty());
    assert_eq!(left(&other, "archive"), ["archive.sqlite"]);
    draw(&other, "d").ok();
    other.at(AFTER, &["fsck"]).ok();
    // Another state under the same name is never overwritten.
    other.at(AFTER, &["backup", "safe/b.sqlite"]).exits(6).says(&["exists already"]);
    assert_eq!(
        std::fs::read(other.path("safe/b.sqlite")).unwrap(),
        std::fs::read(bureau.path("safe/b.sqlite")).unwrap()
    );
}

#[test]
fn an_archive_is_only_replaced_when_asked_and_then_kept() {
    let bureau = frozen();
    bureau.at(BEFORE, &["backup", "b.sqlite"]).ok();
    bureau.at(BEFORE, &["restore", "b.sqlite"]).exits(6).says(&["nothing was changed", "--replace"]);
    bureau
        .at(BEFORE, &["restore", "b.sqlite", "--replace"])
        .ok()
        .says(&["archive.sqlite.before-20230915160000"]);
    assert_eq!(left(&bureau, "archive"), ["archive.sqlite", "archive.sqlite.before-20230915160000"]);
    // Within the same second: that of now is kept beside the one of before.
    bureau.at(BEFORE, &["restore", "b.sqlite", "--replace"]).ok().says(&["before-20230915160000-2"]);
    std::fs::remove_file(bureau.path("archive.sqlite.before-20230915160000-2")).unwrap();
    bureau.at(BEFORE, &["fsck"]).ok();
    // A daemon has the archive open, or will.
    let lock = std::fs::File::create(bureau.path("archive.sqlite.daemon")).unwrap();
    lock.lock().unwrap();
    bureau
        .at(BEFORE, &["restore", "b.sqlite", "--replace"])
        .exits(6)
        .says(&["suicha daemon", "stop it first"]);
    drop(lock);
    bureau.at(BEFORE, &["restore", "b.sqlite", "--replace"]).ok();
    for left in ["archive.sqlite.daemon", "archive.sqlite.before-20230915160000-2"] {
        std::fs::remove_file(bureau.path(left)).unwrap();
    }
    // What was published since is not in it: told before, not after.
    draw(&bureau, "d").ok();
    let archive = std::fs::read(bureau.path("archive.sqlite")).unwrap();
    bureau.at(AFTER, &["restore", "b.sqlite", "--replace"]).exits(6).says(&["older than what was published"]);
    assert_eq!(std::fs::read(bureau.path("archive.sqlite")).unwrap(), archive);
    assert_eq!(left(&bureau, "archive"), ["archive.sqlite", "archive.sqlite.before-20230915160000"]);
}

/// What `docs/operations.md` tells to keep is enough on a new machine.
#[test]
fn settings_and_the_private_key_are_enough() {
    let bureau = frozen();
    bureau.at(BEFORE, &["backup", "b.sqlite"]).ok();
    let other = Bureau::bare();
    for file in ["suicha.toml", "log.key", "b.sqlite"] {
        std::fs::copy(bureau.path(file), other.path(file)).unwrap();
    }
    other.at(BEFORE, &["restore", "b.sqlite"]).ok();
    assert_eq!(other.read("log.pub"), bureau.read("log.pub"));
    other.at(BEFORE, &["log", "publish"]).ok();
    other.at(BEFORE, &["fsck"]).ok();
    // Another key is not handed out instead.
    let third = Bureau::bare();
    std::fs::copy(bureau.path("suicha.toml"), third.path("suicha.toml")).unwrap();
    std::fs::copy(bureau.path("b.sqlite"), third.path("b.sqlite")).unwrap();
    third.at(BEFORE, &["restore", "b.sqlite"]).exits(2).says(&[
        "log.key",
        "there is no such file",
        "from a backup",
    ]);
    assert!(!third.path("log.pub").exists() && !third.path("archive.sqlite").exists());
}

#[test]
fn what_does_not_pass_is_neither_kept_nor_restored() {
    let bureau = frozen();
    bureau.at(BEFORE, &["backup", "b.sqlite"]).ok();
    let good = std::fs::read(bureau.path("archive.sqlite")).unwrap();
    let refused = |bytes: &[u8], word: &str| {
        bureau.write("bad.sqlite", bytes);
        let said = bureau.at(BEFORE, &["restore", "bad.sqlite", "--replace"]);
        assert!(matches!(said.exit, 2..=7), "{word}: {} {}", said.exit, said.err);
        assert!(said.err.contains("bad.sqlite") && !said.err.contains(".restored"), "{word}: {}", said.err);
        said.says(&["nothing was changed; take another backup"]);
        assert_eq!(std::fs::read(bureau.path("archive.sqlite")).unwrap(), good, "{word}");
        assert_eq!(left(&bureau, "archive"), ["archive.sqlite"], "{word}");
    };
    let backup = std::fs::read(bureau.path("b.sqlite")).unwrap();
    refused(b"", "nothing");
    refused(b"no database at all", "another file");
    refused(&backup[..backup.len() / 2], "half of it");
    bureau.at(BEFORE, &["restore", "nobody.sqlite", "--replace"]).exits(2);
    let mut changed = backup.clone();
    let at = changed.windows(9).position(|part| part == b"frame-t.c").unwrap();
    changed[at] = b'g';
    refused(&changed, "one letter");
    // The archive itself is changed behind its triggers: no backup is made of it.
    meddle(&bureau, "subject", "UPDATE subject SET status = '4' WHERE id = '914403001922038216'");
    bureau.at(BEFORE, &["backup", "c.sqlite"]).exits(4).says(&["does not pass"]);
    assert!(left(&bureau, "c.sqlite").is_empty());
}

#[test]
fn a_full_disk_and_a_death_leave_nothing_half_done() {
    let bureau = frozen();
    let program = env!("CARGO_BIN_EXE_suicha");
    // 40 blocks are less than the archive: writing on is refused as by a full disk.
    let line =
        format!("trap '' XFSZ; ulimit -f 40; exec {program} backup full.sqlite --lang en --clock {BEFORE}");
    let full = Command::new("bash").args(["-c", &line]).current_dir(bureau.path(".")).output().unwrap();
    assert_eq!(full.status.code(), Some(7), "{}", String::from_utf8_lossy(&full.stderr));
    assert!(left(&bureau, "full").is_empty(), "{:?}", left(&bureau, "full"));
    small_disk(&bureau);
    let backup = ["backup", "b.sqlite", "--clock", BEFORE];
    let restore = ["restore", "b.sqlite", "--replace", "--clock", BEFORE];
    for command in [&backup[..], &restore[..]] {
        let mut points = 0;
        for point in 1.. {
            let copy = Bureau::copy_of(&bureau);
            let killed = copy.run_with(command, &[("SUICHA_FAULT_POINT", &point.to_string())]);
            if killed.exit == 0 {
                points = point - 1;
                break;
            }
            assert_eq!(killed.exit, -1, "point {point}: {}", killed.err);
            copy.run(command).ok();
            copy.at(BEFORE, &["fsck"]).ok();
            assert!(left(&copy, "b.sqlite.").is_empty(), "point {point}: {:?}", left(&copy, "b.sqlite"));
            let whole = |name: &String| name == "archive.sqlite" || name.starts_with("archive.sqlite.before");
            assert!(left(&copy, "archive").iter().all(whole), "point {point}: {:?}", left(&copy, "archive"));
        }
        assert!(points >= 2, "only {points} points of {command:?}");
        bureau.run(&backup).ok();
    }
}

/// A disk of 256 KiB, where the tests may mount one: what is full is told by its name, and nothing is left on it.
fn small_disk(bureau: &Bureau) {
    let disk = bureau.path("small");
    std::fs::create_dir(&disk).unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=256k", "tmpfs"];
    let refused = match Command::new("mount").args(mount).arg(&disk).output() {
        Ok(out) if out.status.success() => None,
        Ok(out) => Some(String::from_utf8_lossy(&out.stderr).trim().to_owned()),
        Err(e) => Some(e.to_string()),
    };
    if let Some(why) = refused {
        println!("skipped the small disk: nothing may be mounted here: {why}");
        return;
    }
    let backup = bureau.at(BEFORE, &["backup", "small/b.sqlite"]);
    let zh = bureau.in_chinese(&["backup", "small/b.sqlite", "--clock", BEFORE]);
    let left: Vec<_> = std::fs::read_dir(&disk).unwrap().collect();
    // A directory that is the disk's root, with keys and settings, and no room for the archive.
    for name in ["suicha.toml", "log.key"] {
        std::fs::copy(bureau.path(name), disk.join(name)).unwrap();
    }
    bureau.at(BEFORE, &["backup", "whole.sqlite"]).ok();
    let restored = bureau.at(BEFORE, &["restore", "whole.sqlite", "--config", "small/suicha.toml"]);
    let not_there = !disk.join("archive.sqlite").exists();
    std::fs::remove_file(bureau.path("whole.sqlite")).unwrap();
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    backup.exits(7).says(&["small/b.sqlite", "is full, nothing was stored", "free disk space"]);
    zh.exits(7).says(&["small/b.sqlite", "磁盘已满", "腾出磁盘空间"]);
    assert!(left.is_empty(), "{left:?}");
    restored.exits(7).says(&["small/archive.sqlite", "the disk is full", "nothing was changed"]);
    assert!(not_there);
    std::fs::remove_dir(&disk).unwrap();
}
