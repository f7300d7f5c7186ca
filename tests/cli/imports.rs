//! Files in and out as a clerk handles them: what is refused, what is never lost, what is said.

use super::Bureau;
use super::bureau::{BEFORE, filled};

#[test]
fn a_missing_archive_is_never_replaced_by_an_empty_one() {
    let bureau = filled();
    let archive = bureau.path("archive.sqlite");
    std::fs::rename(&archive, bureau.path("elsewhere")).unwrap();
    bureau.at(BEFORE, &["draw", "status"]).exits(2).says(&["there is no archive", "backup"]);
    bureau.at(BEFORE, &["import", "subjects", "subjects.csv"]).exits(2);
    assert!(!archive.exists());
    bureau.write("archive.sqlite", "");
    bureau.at(BEFORE, &["plan", "list"]).exits(2).says(&["there is no archive"]);
    std::fs::rename(bureau.path("elsewhere"), &archive).unwrap();
    bureau.at(BEFORE, &["draw", "status"]).ok().says(&["no draw yet"]);
}

#[test]
fn a_command_leaves_one_file_behind() {
    let bureau = filled();
    let whole = || {
        let left = ["archive.sqlite-wal", "archive.sqlite-shm"].map(|name| bureau.path(name).exists());
        assert_eq!(left, [false, false], "the archive can be copied as one file");
    };
    whole();
    super::bureau::freeze(&bureau, "d").ok();
    whole();
    bureau.at(BEFORE, &["draw", "run", "d"]).exits(5);
    whole();
}

#[test]
fn errors_are_told_in_the_language_asked_for() {
    let bureau = Bureau::bare();
    bureau.in_chinese(&["plan", "list"]).exits(2).says(&["无法读取配置 suicha.toml", "suicha init"]);
    let answer = bureau.run(&["plan", "list", "--json"]).exits(2).says(&["cannot read the configuration"]);
    let document: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert!(document["error_zh"].as_str().unwrap().contains("无法读取配置"));
    assert!(document["error"].as_str().unwrap().is_ascii());
    let bureau = filled();
    std::fs::remove_file(bureau.path("archive.sqlite")).unwrap();
    bureau.in_chinese(&["plan", "list"]).exits(2).says(&["不存在", "请恢复备份"]);
}
