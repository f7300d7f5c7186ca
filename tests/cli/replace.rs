//! Replacement through the binary: a subject that has closed, an officer who is ill, the pulse that
//! follows, and every way round them. The draw takes round 1000 of quicknet, so that round 657413
//! can follow.

use super::bureau::with_files;
use super::{Bureau, pulse};
use crate::common::{failed_checks, read_bundle, tree};

const FROZEN: &str = "2023-08-23T23:20:00+08:00";
const DRAWN: &str = "2023-08-23T23:59:30+08:00";
/// Ten minutes before round 657413.
pub const ASKED: &str = "2023-09-15T18:50:03+08:00";
pub const PULSED: &str = "2023-09-15T19:00:06+08:00";

/// A bureau with a drawn draw `d`.
pub fn drawn() -> Bureau {
    let bureau = with_files();
    let plan = bureau
        .read("plan.toml")
        .replace("2023-08-31", "2023-08-20")
        .replace("reserve = 1", "reserve = 1\nlead = 600");
    bureau.write("plan.toml", plan);
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        let import = ["import", kind, &file, "--as-of", "2023-01-02", "--clock", "2023-08-20T09:00:00+08:00"];
        bureau.run(&import).ok();
    }
    bureau.at("2023-08-21T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    let not_before = tree("tests/vectors/pulse/good-quicknet-123.txt").display().to_string();
    let freeze =
        ["draw", "freeze", "d", "--plan", super::bureau::PLAN, "--at", "2023-08-23T23:59:24+08:00", "-q"];
    bureau.at(FROZEN, &[&freeze[..], &["--not-before", &not_before]].concat()).ok();
    bureau.at(DRAWN, &["draw", "run", "d", "--pulse", &pulse("1000")]).ok();
    bureau.write("photo.jpg", "the door is closed for good");
    bureau
}

/// A request: the first of the drawn has closed, an officer of another team is ill.
pub fn asking(bureau: &Bureau) -> Vec<String> {
    bureau.at(DRAWN, &["draw", "export", "d", "asking", "--audit"]).ok();
    let closed = rows(bureau, "asking", "selected-t.csv")[0][2].clone();
    let teams = rows(bureau, "asking", "teams.csv");
    let other = teams.iter().find(|row| row[0] != closed).unwrap();
    let names = rows(bureau, "asking", "pseudonyms.csv");
    let ill = names.iter().find(|row| row[0] == other[2]).unwrap()[1].clone();
    let (skip, unavailable) = (format!("{closed}:closed:photo.jpg"), format!("{ill}:ill"));
    ["draw", "replace", "d", "--skip", &skip, "--unavailable", &unavailable].map(str::to_owned).into()
}

/// The rows of a table in the latest audit bundle, header left out.
fn rows(bureau: &Bureau, dir: &str, file: &str) -> Vec<Vec<String>> {
    let text = bureau.read(&format!("{dir}/{file}"));
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_closed_subject_and_an_ill_officer_are_replaced_by_lot() {
    let bureau = drawn();
    bureau.at(DRAWN, &["draw", "export", "d", "before", "--audit"]).ok();
    bureau
        .run(&["verify", "before", "--log", "log"])
        .ok()
        .says(&["ok   10", "the log knows of no replacement"]);
    let selected = rows(&bureau, "before", "selected-t.csv");
    let (closed, next) = (selected[0][2].clone(), selected[4][2].clone());
    let teams = rows(&bureau, "before", "teams.csv");
    let other = teams.iter().find(|row| row[0] != closed).unwrap();
    let names = rows(&bureau, "before", "pseudonyms.csv");
    let ill = names.iter().find(|row| row[0] == other[2]).unwrap()[1].clone();

    let skip = format!("{closed}:closed:photo.jpg");
    let unavailable = format!("{ill}:ill");
    let ask = ["draw", "replace", "d", "--skip", &skip, "--unavailable", &unavailable];
    bureau.at(ASKED, &["draw", "replace", "d"]).exits(2).says(&["nobody is named"]);
    bureau
        .at(ASKED, &["draw", "replace", "d", "--skip", "9199:closed:photo.jpg"])
        .exits(3)
        .says(&["9199 was not drawn"]);
    bureau
        .at(ASKED, &["draw", "replace", "d", "--skip", &format!("{closed}:tired:photo.jpg")])
        .exits(3)
        .says(&["no replace code"]);
    bureau.at(ASKED, &["draw", "replace", "d", "--skip", &closed]).exits(2).says(&["ID:CODE:EVIDENCE-FILE"]);
    bureau
        .at(ASKED, &["draw", "replace", "d", "--unavailable", "C9:ill"])
        .exits(2)
        .says(&["no inspector C9"]);
    bureau.at(ASKED, &ask).ok().says(&["was logged at", "drand-quicknet 657413", "2023-09-15T19:00:03"]);
    bureau.at(ASKED, &ask).ok().says(&["was logged at"]);
    bureau
        .at(ASKED, &["draw", "replace", "d", "--unavailable", "C1:ill"])
        .exits(6)
        .says(&["waits for its pulse"]);
    bureau.at(ASKED, &["draw", "replace", "d"]).exits(5).says(&["too early"]);
    let go = ["draw", "replace", "d", "--pulse", &pulse("657413")];
    bureau.at(PULSED, &["draw", "replace", "d", "--pulse", &pulse("1000")]).exits(3);
    let done = bureau
        .at(PULSED, &go)
        .ok()
        .says(&[&format!("{closed} cannot be inspected, {next} (rank 5) steps in")]);
    bureau.at(PULSED, &go).ok().says(&["is done"]);
    bureau.at(PULSED, &ask).ok().says(&["is done"]);
    assert!(done.out.contains("goes"), "{}", done.out);

    bureau.at(PULSED, &["draw", "export", "d", "after", "--audit"]).ok();
    bureau.run(&["verify", "after", "--log", "log"]).ok().says(&["ok   10", "1 replacement recomputed"]);
    receipts_say_so(&bureau, &closed, &next, &ill);
    let (old, new) = (&teams, rows(&bureau, "after", "teams-1.csv"));
    assert!(new.iter().all(|row| row[0] != closed && row[2] != other[2]), "{new:?}");
    assert_eq!(new.iter().filter(|row| row[0] == next).count(), 2);
    // Nobody else moves.
    for row in old.iter().filter(|row| row[0] != closed && row[2] != other[2]) {
        assert!(new.iter().any(|n| n[..3] == row[..3]), "{row:?} in {new:?}");
    }
    let files = read_bundle(&bureau.path("after"));
    assert!(failed_checks(&files).is_empty(), "{:?}", failed_checks(&files));
    for name in [
        "replace-1.txt",
        "replaced-1.txt",
        "teams-1.csv",
        "replace-pulse-1-drand-quicknet.txt",
        "log-replace-1.txt",
    ] {
        let mut broken = files.clone();
        let bytes = broken.get_mut(name).unwrap_or_else(|| panic!("no {name}"));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(!failed_checks(&broken).is_empty(), "{name}: byte {middle} flipped");
        let mut missing = files.clone();
        missing.remove(name);
        assert!(!failed_checks(&missing).is_empty(), "{name} removed");
    }
    bureau.at(PULSED, &["draw", "export", "d", "public", "--public"]).ok();
    let public = read_bundle(&bureau.path("public"));
    assert!(
        public.keys().all(|name| !name.starts_with("replace") && !name.starts_with("teams")),
        "{:?}",
        public.keys()
    );
    bureau.run(&["verify", "public", "--log", "log"]).ok().says(&["the log knows of 1 replacement:"]);
}

/// Receipts after the replacement: of the subject that closed, of the one that steps in with its
/// officers, and of the officer who is ill.
fn receipts_say_so(bureau: &Bureau, closed: &str, next: &str, ill: &str) {
    let receipt = |id: &str, file: &str, more: &[&str]| {
        bureau.at(PULSED, &[&["receipt", "d", id, "--out", file][..], more].concat()).ok()
    };
    receipt(closed, "closed.txt", &[])
        .says(&["number 1 concern this subject", "not inspected any more since replacement 1 (closed)"]);
    receipt(next, "next.txt", &[])
        .says(&["stepped in by replacement 1, as number 5; to be inspected", "team: p"]);
    let chinese = |id: &str, file: &str| {
        bureau.in_chinese(&["receipt", "d", id, "--out", file, "--clock", PULSED]).ok()
    };
    chinese(next, "next-zh.txt").says(&["与本户有关的是第1次", "第1次递补，以第5位递补，列入检查"]);
    chinese(closed, "closed-zh.txt").says(&["第1次递补，因 closed 不再检查"]);
    receipt(ill, "ill.txt", &["--inspector"]).says(&["number 1 concern this officer", "0 visits"]);
    for file in ["closed.txt", "next.txt", "ill.txt"] {
        bureau
            .run(&["verify", file, "--log", "log"])
            .ok()
            .says(&["replacements: 1 replacement, each asked for in the log"]);
    }
    let check = ["check", next, "--bundle", "after"];
    bureau.run(&check).ok().says(&["number 1 of the reserve", "stepped in by replacement 1, as number 5"]);
    bureau
        .in_chinese(&["check", closed, "--bundle", "after"])
        .ok()
        .says(&["抽中", "第1次递补，因 closed 不再检查"]);
    let new = rows(bureau, "after", "teams-1.csv");
    let names = rows(bureau, "after", "pseudonyms.csv");
    let goes = new.iter().find(|row| row[0] == next).unwrap();
    let card = &names.iter().find(|row| row[0] == goes[2]).unwrap()[1];
    bureau.run(&["verify", "next.txt", "--card", card]).ok().says(&["drawn officer"]);
    bureau.run(&["verify", "next.txt", "--card", ill]).exits(4).says(&["nobody of the team"]);
}

#[test]
fn a_recusal_found_later_changes_one_seat() {
    let bureau = drawn();
    bureau.at(DRAWN, &["draw", "export", "d", "before", "--audit"]).ok();
    let teams = rows(&bureau, "before", "teams.csv");
    let names = rows(&bureau, "before", "pseudonyms.csv");
    let (id, pseudonym) = (&teams[0][0], &teams[0][2]);
    let card = &names.iter().find(|row| row[0] == *pseudonym).unwrap()[1];
    let ask = ["draw", "replace", "d", "--recused", &format!("{card}:{id}:kin")];
    bureau.at(ASKED, &ask).ok();
    let other = teams.iter().find(|row| row[0] != *id && row[2] != *pseudonym).unwrap();
    let stranger = format!("{card}:{}:kin", other[0]);
    if !teams.iter().any(|row| row[0] == other[0] && row[2] == *pseudonym) {
        bureau.at(ASKED, &["draw", "replace", "d", "--recused", &stranger]).exits(6);
    }
    bureau.at(PULSED, &["draw", "replace", "d", "--pulse", &pulse("657413")]).ok();
    bureau.at(PULSED, &["draw", "export", "d", "after", "--audit"]).ok();
    bureau.run(&["verify", "after", "--log", "log"]).ok();
    let new = rows(&bureau, "after", "teams-1.csv");
    assert_eq!(new.len(), teams.len());
    let moved: Vec<_> = new.iter().filter(|row| !teams.iter().any(|old| old[..3] == row[..3])).collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert!(moved[0][0] == *id && moved[0][2] != *pseudonym);
}
