//! How a draw ends: an embargo that is opened or is not, an auditor who can open it alone, and a
//! void that proves why there is no result.

use super::bureau::{AFTER, BEFORE, PLAN, PULSE_TIME, draw, with_files};
use super::{Bureau, pulse};
use crate::common::{failed_checks, read_bundle};
use std::process::Command;

const LATER: &str = "2023-10-01T09:00:00+08:00";

/// A bureau whose plan was changed before it was published.
fn published(change: impl Fn(String) -> String) -> Bureau {
    let bureau = with_files();
    bureau.write("plan.toml", change(bureau.read("plan.toml")));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-31T09:00:00+08:00", &["import", kind, &file]).ok();
    }
    bureau.at("2023-09-01T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    bureau
}

fn freeze(bureau: &Bureau, more: &[&str]) -> super::Answer {
    let not_before = pulse("1000");
    let freeze =
        ["draw", "freeze", "d", "--plan", PLAN, "--at", PULSE_TIME, "--not-before", &not_before, "-q"];
    bureau.at(BEFORE, &[&freeze[..], more].concat())
}

#[test]
fn an_embargo_is_opened_by_the_date_or_the_draw_has_failed() {
    let bureau = published(|plan| plan.replace("embargo = \"none\"", "embargo = \"2023-09-30\""));
    freeze(&bureau, &[]).ok();
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "open", "d"]).exits(5).says(&["lasts until 2023-09-30"]);
    bureau.at(AFTER, &["draw", "export", "d", "early", "--public"]).ok().says(&["embargo is running"]);
    bureau.at(AFTER, &["verify", "early"]).ok().says(&["--    8"]);
    bureau.at("2023-09-30T23:59:59+08:00", &["verify", "early"]).ok();
    bureau.at(LATER, &["verify", "early"]).exits(4).says(&[
        "FAIL 11",
        "seed.txt",
        "the embargo ended on 2023-09-30",
    ]);
    bureau.at(LATER, &["draw", "open", "d"]).ok().says(&["is open"]);
    bureau.at(LATER, &["draw", "open", "d"]).ok();
    bureau.run(&["log", "entries"]).ok().says(&["open     d/1"]);
    bureau.at(LATER, &["draw", "export", "d", "late", "--public"]).ok();
    bureau.at(LATER, &["verify", "late", "--log", "log"]).ok().says(&["ok    8"]);

    // What belongs to the public once the seed is out must be there.
    let files = read_bundle(&bureau.path("late"));
    assert!(failed_checks(&files).is_empty(), "{:?}", failed_checks(&files));
    for name in [
        "seed.txt",
        "pulse-drand-quicknet.txt",
        "selected-t.csv",
        "thresholds.csv",
        "plan-t.txt",
        "frame-t.csv",
    ] {
        let mut missing = files.clone();
        missing.remove(name).unwrap_or_else(|| panic!("no {name}"));
        assert!(!failed_checks(&missing).is_empty(), "{name} can be left out");
    }
}

#[test]
fn the_auditor_can_open_what_the_bureau_does_not() {
    let bureau = published(|plan| plan.replace("embargo = \"none\"", "embargo = \"2023-09-30\""));
    let Ok(made) =
        Command::new("age-keygen").args(["-o", "auditor.key"]).current_dir(bureau.path(".")).output()
    else {
        println!("skipped: age is not installed (Debian: age)");
        return;
    };
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    let recipient = said
        .lines()
        .find_map(|line| line.split_once("age1"))
        .map(|(_, key)| format!("age1{}", key.trim()))
        .unwrap();
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replace("[auditor]", "[auditor]\nrecipient = \"age1nonsense\""));
    freeze(&bureau, &[]).exits(7).says(&["the auditor's copy", "nothing was stored"]);
    bureau.write(
        "suicha.toml",
        config.replace("[auditor]", &format!("[auditor]\nrecipient = \"{recipient}\"")),
    );
    freeze(&bureau, &[]).ok();
    bureau.at(BEFORE, &["draw", "export", "d", "audit", "--audit"]).ok();
    let opened = Command::new("age")
        .args(["-d", "-i", "auditor.key", "audit/escrow.age"])
        .current_dir(bureau.path("."))
        .output();
    let opened = String::from_utf8(opened.unwrap().stdout).unwrap();
    let blind = opened.lines().find_map(|line| line.strip_prefix("blind ")).unwrap().to_owned();
    draw(&bureau, "d").ok();
    bureau.at(LATER, &["draw", "export", "d", "late", "--audit"]).ok();
    assert!(bureau.read("late/seed.txt").ends_with(&format!("embargo {blind}\n")));
    bureau.at(LATER, &["verify", "late"]).ok();
}

#[test]
fn a_void_for_want_of_officers_proves_it() {
    let bureau = published(|plan| plan.replace("2 @pool", "4 @pool"));
    freeze(&bureau, &[]).exits(3).says(&["teams could not be formed"]);
    freeze(&bureau, &["--accept-shortage"]).ok();
    draw(&bureau, "d").exits(3).says(&["teams cannot be formed", "draw void d"]);
    bureau.at(AFTER, &["draw", "void", "d", "--reason", "shortage", "--pulse", &pulse("657413")]).ok();
    bureau.at(AFTER, &["draw", "export", "d", "audit", "--audit"]).ok();
    bureau
        .run(&["verify", "audit"])
        .ok()
        .says(&["ok    8", "no teams can be formed, the certificate was recomputed"]);
    assert!(bureau.read("audit/void.txt").ends_with("would-be none\n"));
    assert!(bureau.read("audit/shortage.txt").contains("rule none\nshort "));
    let files = read_bundle(&bureau.path("audit"));
    assert!(failed_checks(&files).is_empty(), "{:?}", failed_checks(&files));
    for name in ["seed.txt", "shortage.txt", "selected-t.csv", "thresholds.csv"] {
        let mut broken = files.clone();
        let bytes = broken.get_mut(name).unwrap_or_else(|| panic!("no {name}"));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(!failed_checks(&broken).is_empty(), "{name}: byte {middle} flipped");
    }
    // A void that hides a result says "none" in vain.
    let honest = published(|plan| plan);
    freeze(&honest, &[]).ok();
    honest.at(AFTER, &["draw", "void", "d", "--reason", "dislike", "--pulse", &pulse("657413")]).ok();
    honest.at(AFTER, &["draw", "export", "d", "audit", "--audit"]).ok();
    honest.run(&["verify", "audit"]).ok();
    let mut files = read_bundle(&honest.path("audit"));
    let void = String::from_utf8(files["void.txt"].clone()).unwrap();
    let (head, _) = void.split_once("would-be").unwrap();
    files.insert("void.txt".into(), format!("{head}would-be none\n").into());
    assert!(failed_checks(&files).contains(&1), "it is not the logged one");
    files.retain(|name, _| !name.starts_with("log-"));
    assert!(failed_checks(&files).contains(&11));
}
