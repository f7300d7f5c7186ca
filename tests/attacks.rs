//! The attacks of the README's table, carried out against our own program, each caught by the check
//! or the refusal it names.

use crate::cli::Bureau;
use crate::cli::bureau::{AFTER, BEFORE, PLAN, PULSE_TIME, draw, filled, freeze};
use crate::cli::{pulse, snapshot};
use crate::common::read_bundle;
use std::collections::BTreeSet;
use suicha::core::bundle::Files;
use suicha::core::digest::Digest;
use suicha::core::spread::InOrder;
use suicha::core::verify::{Trust, Verdict, verify_with};

/// A drawn draw `d` and its audit bundle.
fn drawn() -> (Bureau, Files) {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "audit", "--audit"]).ok();
    let files = read_bundle(&bureau.path("audit"));
    assert_eq!(failed(&files), BTreeSet::new());
    (bureau, files)
}

fn failed(files: &Files) -> BTreeSet<u8> {
    let report = verify_with(files, &Trust::default(), &InOrder);
    let failed = report.checks.iter().filter(|check| matches!(check.verdict, Verdict::Failed(_)));
    failed.map(|check| check.number).collect()
}

/// A file with one text replaced by another.
fn replaced(files: &Files, name: &str, from: &str, to: &str) -> Files {
    let mut files = files.clone();
    let text = String::from_utf8(files[name].clone()).unwrap();
    assert!(text.contains(from), "{name} has no {from:?}");
    files.insert(name.into(), text.replacen(from, to, 1).into());
    files
}

/// The lines of a file.
fn lines(files: &Files, name: &str) -> Vec<String> {
    String::from_utf8(files[name].clone()).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn seed_grinding() {
    let (_, files) = drawn();
    // Another value, a free line, another spelling: whatever would give another seed.
    let seed = String::from_utf8(files["seed.txt"].clone()).unwrap();
    let value =
        seed.lines().find(|line| line.starts_with("pulse ")).unwrap().rsplit(' ').next().unwrap().to_owned();
    let other = replaced(&files, "seed.txt", &value, &value.replacen(&value[..1], "8", 1));
    assert!(failed(&other).contains(&7));
    assert!(failed(&replaced(&files, "seed.txt", "embargo none\n", "embargo none\nnonce 7\n")).contains(&4));
    assert!(failed(&replaced(&files, "seed.txt", "pulse ", "pulse  ")).contains(&4));
    // A commitment made for a pulse that is out already.
    let bureau = filled();
    let not_before = pulse("657413");
    let late = ["draw", "freeze", "d", "--plan", PLAN, "--at", PULSE_TIME, "--not-before", &not_before];
    bureau.at(AFTER, &late).exits(5).says(&["published already"]);
    bureau.at(BEFORE, &late).exits(5).says(&["a not-before value must be known now"]);
}

#[test]
fn a_roster_edited_after_the_commitment() {
    let (_, files) = drawn();
    let row = lines(&files, "frame-t.csv")[3].clone();
    assert!(failed(&replaced(&files, "frame-t.csv", &format!("{row}\n"), "")).contains(&4));
    assert!(failed(&replaced(&files, "frame-t.csv", ",ok\n", ",x-dormant\n")).contains(&4));
    let person = lines(&files, "inspectors.csv")[1].clone();
    assert!(failed(&replaced(&files, "inspectors.csv", &format!("{person}\n"), "")).contains(&4));
}

#[test]
fn a_friend_omitted_or_moved_to_another_stratum() {
    let honest = filled();
    let registry = honest.read("subjects.csv");
    let friend = "914403001922038216";
    for (what, change) in [
        (
            "left out",
            registry
                .lines()
                .filter(|line| !line.starts_with(friend))
                .map(|line| format!("{line}\n"))
                .collect(),
        ),
        (
            "given another station",
            registry.replacen("示例企业0,有限责任公司,存续,甲所", "示例企业0,有限责任公司,存续,乙所", 1),
        ),
        ("declared dead", registry.replacen("示例企业0,有限责任公司,存续", "示例企业0,有限责任公司,注销", 1)),
    ] {
        let bureau = Bureau::copy_of(&honest);
        let change: String = change;
        assert_ne!(change, registry, "{what}");
        bureau.write("changed.csv", change);
        bureau
            .at("2023-09-02T09:00:00+08:00", &["import", "subjects", "changed.csv", "--as-of", "2023-08-31"])
            .ok();
        freeze(&bureau, "d").ok();
        draw(&bureau, "d").ok();
        bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
        bureau.run(&["verify", "out"]).ok();
        bureau
            .run(&["verify", "out", "--extract", "subjects.csv"])
            .exits(4)
            .says(&["FAIL  5", "frame-t.csv line"]);
        bureau.run(&["verify", "out", "--extract", "changed.csv"]).ok().says(&["ok    5"]);
    }
}

#[test]
fn a_redraw_until_it_is_liked() {
    let (bureau, _) = drawn();
    freeze(&bureau, "d").exits(6).says(&["never repeated"]);
    freeze(&bureau, "another").exits(6).says(&["belongs to draw d already"]);
    bureau.at(AFTER, &["draw", "void", "d", "--reason", "dislike"]).exits(6).says(&["never taken back"]);
    // A void after the pulse keeps what it throws away, and the next attempt cannot take that pulse.
    let bureau = filled();
    freeze(&bureau, "d").ok();
    bureau
        .at(AFTER, &["draw", "void", "d", "--reason", "dislike", "--pulse", &pulse("657413")])
        .ok()
        .says(&["would-be result: "]);
    let (not_before, again) = (pulse("1000"), "2023-09-15T19:00:03+08:00");
    let freeze = ["draw", "freeze", "d", "--plan", PLAN, "--at", again, "--not-before", &not_before];
    bureau.at(AFTER, &freeze).exits(5);
}

#[test]
fn two_commitments() {
    let bureau = filled();
    let twin = Bureau::copy_of(&bureau);
    freeze(&bureau, "d").ok();
    freeze(&bureau, "d").ok().says(&["was frozen at"]);
    let other =
        ["draw", "freeze", "d", "--plan", PLAN, "--at", "2023-09-16T19:00:03+08:00", "--without-not-before"];
    bureau.at(BEFORE, &other).exits(6).says(&["is frozen already"]);
    // On a copy of the archive: the published log gives it away.
    twin.at(BEFORE, &other).ok();
    for (name, bytes) in snapshot(&bureau.path("log")) {
        std::fs::create_dir_all(twin.path("log").join(&name).parent().unwrap()).unwrap();
        std::fs::write(twin.path("log").join(&name), bytes).unwrap();
    }
    twin.at(BEFORE, &["log", "publish"]).exits(6).says(&["not one history"]);
}

#[test]
fn a_late_or_withheld_reveal() {
    let bureau = filled();
    for name in ["a", "b"] {
        let (key, secret, commit) =
            (format!("{name}.key"), format!("{name}.secret"), format!("{name}.commit"));
        bureau.run(&["witness", "keygen", "--name", name, &key]).ok();
        bureau.run(&["witness", "commit", "--draw", "d", "--key", &key, "--secret", &secret, &commit]).ok();
        bureau.run(&["witness", "open", "--key", &key, "--secret", &secret, &format!("{name}.open")]).ok();
    }
    let not_before = pulse("1000");
    let freeze = ["draw", "freeze", "d", "--plan", PLAN, "--at", PULSE_TIME, "--not-before", &not_before];
    bureau.at(BEFORE, &[&freeze[..], &["--witness", "a.commit", "--witness", "b.commit"]].concat()).ok();
    bureau
        .at("2023-09-15T18:00:00+08:00", &["draw", "reveal", "d", "--witness", "a", "--file", "a.open"])
        .ok();
    bureau
        .at(AFTER, &["draw", "reveal", "d", "--witness", "b", "--file", "b.open"])
        .exits(5)
        .says(&["too late"]);
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "audit", "--audit"]).ok();
    bureau.run(&["verify", "audit"]).ok().says(&["1 opened, 1 withheld"]);
    // Put into the seed afterwards, or taken out of it.
    let files = read_bundle(&bureau.path("audit"));
    let opening = bureau.read("b.open");
    let r = opening.lines().find_map(|line| line.strip_prefix("r ")).unwrap();
    let late = replaced(&files, "seed.txt", "witness b withheld", &format!("witness b {r}"));
    assert!(!failed(&late).is_disjoint(&BTreeSet::from([1, 8, 11])));
    let a = lines(&files, "seed.txt").into_iter().find(|line| line.starts_with("witness a ")).unwrap();
    assert!(failed(&replaced(&files, "seed.txt", &a, "witness a withheld")).contains(&6));
    let forged = replaced(&files, "seed.txt", &a, &format!("witness a {}", Digest::of(b"guess")));
    assert!(failed(&forged).contains(&6));
}

#[test]
fn a_swapped_pulse() {
    let (bureau, files) = drawn();
    let other = std::fs::read_to_string(pulse("1000")).unwrap();
    let mut swapped = files.clone();
    swapped.insert("pulse-drand-quicknet.txt".into(), other.into());
    assert!(failed(&swapped).contains(&7));
    let commit = lines(&files, "commit.txt").into_iter().find(|line| line.starts_with("pulse ")).unwrap();
    let moved = replaced(&files, "commit.txt", &commit, "pulse drand-quicknet 657414");
    assert!(!failed(&moved).is_disjoint(&BTreeSet::from([3, 4])));
    bureau.at(AFTER, &["draw", "run", "d", "--pulse", &pulse("1000")]).ok(); // it is done; nothing is drawn again
    let fresh = filled();
    freeze(&fresh, "d").ok();
    fresh.at(AFTER, &["draw", "run", "d", "--pulse", &pulse("1000")]).exits(3);
}

#[test]
fn edited_teams() {
    let (_, files) = drawn();
    let rows = lines(&files, "teams.csv");
    let people = lines(&files, "inspectors.csv");
    let row: Vec<&str> = rows[1].split(',').collect();
    let team: Vec<&String> = rows.iter().filter(|other| other.starts_with(row[0])).collect();
    let other = people[1..]
        .iter()
        .map(|line| line.split(',').next().unwrap())
        .find(|p| !team.iter().any(|r| r.contains(p)));
    let edited = rows[1].replace(row[2], other.unwrap());
    let forged = replaced(&files, "teams.csv", &rows[1], &edited);
    assert!(!failed(&forged).is_disjoint(&BTreeSet::from([4, 9])), "{:?}", failed(&forged));
    let leads = replaced(&files, "teams.csv", ",lead\n", ",member\n");
    assert!(failed(&leads).contains(&9));
}

#[test]
fn a_silent_skip() {
    let (_, files) = drawn();
    let rows = lines(&files, "selected-t.csv");
    let (drawn, reserve) = (&rows[1], rows.iter().find(|row| row.ends_with(",reserve")).unwrap());
    let swap = |from: &str, id: &str| from.replace(from.split(',').nth(2).unwrap(), id);
    let id = |row: &str| row.split(',').nth(2).unwrap().to_owned();
    let forged = replaced(&files, "selected-t.csv", drawn, &swap(drawn, &id(reserve)));
    assert!(!failed(&forged).is_disjoint(&BTreeSet::from([4, 8])), "{:?}", failed(&forged));
    // Teams as if there had been a replacement, without a request in the log.
    let mut quiet = files.clone();
    quiet.insert("teams-1.csv".into(), files["teams.csv"].clone());
    assert!(failed(&quiet).contains(&10));
}

#[test]
fn a_split_view() {
    let bureau = filled();
    let other = Bureau::copy_of(&bureau);
    for (place, reason) in [(&bureau, "one"), (&other, "two")] {
        freeze(place, "d").ok();
        draw(place, "d").ok();
        place.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
        place.write("mark", reason);
    }
    // Each side is whole by itself; together they are proof.
    bureau.run(&["verify", "out", "--log", "log"]).ok();
    let foreign = other.path("log").display().to_string();
    bureau.run(&["verify", "out", "--log", &foreign]).exits(4).says(&["FAIL  1", "in the published log"]);
    bureau.write("seen-elsewhere", other.read("log/checkpoint"));
    let seen = ["verify", "out", "--log", "log", "--checkpoint", "seen-elsewhere"];
    bureau.run(&seen).exits(4).says(&["FAIL  1", "a head you hold"]);
}
