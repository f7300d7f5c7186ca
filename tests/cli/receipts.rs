//! Receipts and challenges through the binary: what each party gets, when, and how it is checked.

use super::bureau::{AFTER, BEFORE, PLAN, draw, filled, freeze};
use super::{Answer, Bureau, pulse};
use suicha::core::digest::Digest;

const ABSENT: &str = "91320381MA1ABCDE8R";
const EXCLUDED: &str = "9144030071526726XG";

/// The drawn subjects, then those of the reserve.
fn selected(bureau: &Bureau) -> Vec<String> {
    let list = bureau.read("audit/selected-t.csv");
    list.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().to_owned()).collect()
}

fn drawn() -> Bureau {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "audit", "--audit"]).ok();
    bureau
}

/// Makes a receipt in a file.
fn receipt(bureau: &Bureau, id: &str, file: &str) -> Answer {
    bureau.at(AFTER, &["receipt", "d", id, "--out", file])
}

#[test]
fn every_party_gets_a_receipt_that_holds() {
    let bureau = drawn();
    let selected = selected(&bureau);
    let (first, reserve) = (&selected[0], &selected[4]);
    receipt(&bureau, first, "drawn.txt").ok().says(&["drawn, number 1", "4/12 (33.33 %)", "team: p0"]);
    bureau.run(&["verify", "drawn.txt"]).ok().says(&[
        "ok   signed with the key of the bureau's log",
        "3 rows under the committed roots",
        "the outcome follows from ticket and threshold in 1 task",
        "2 officers of the committed list",
        "under the bundle's own policy",
    ]);
    receipt(&bureau, reserve, "reserve.txt").ok().says(&["not drawn, number 1 of the reserve"]);
    bureau.run(&["verify", "reserve.txt"]).ok().says(&["no team is named"]);
    let absent = |id: &&str| !selected.iter().any(|selected| selected == id);
    let other =
        ["914403001922038216", EXCLUDED, "91100000100003962T", "91440300192317458F", "91330102MA27YU8W73"]
            .into_iter()
            .find(absent);
    receipt(&bureau, other.unwrap_or(reserve), "other.txt").ok().says(&["not drawn"]);
    bureau.run(&["verify", "other.txt"]).ok();
    receipt(&bureau, "c1", "inspector.txt").ok().says(&[
        "receipt of inspector C1",
        "row in the list: p0",
        "visits",
    ]);
    bureau.run(&["verify", "inspector.txt"]).ok().says(&["an inspector's receipt has no ticket"]);
    receipt(&bureau, ABSENT, "none.txt").exits(2).says(&["stands in no frame", "suicha challenge d"]);
    bureau.at(AFTER, &["receipt", "d", first]).ok().says(&["suicha-receipt/1\ndraw d\nattempt 1\nsubject"]);
    bureau.at(AFTER, &["receipt", "e", first]).exits(2).says(&["no draw e"]);
}

#[test]
fn the_officers_at_the_door_are_the_drawn_ones_or_not() {
    let bureau = drawn();
    let id = selected(&bureau).remove(0);
    receipt(&bureau, &id, "drawn.txt").ok();
    let who = |line: &str| line.split(',').nth(2).unwrap().to_owned();
    let teams = bureau.read("audit/teams.csv");
    let team: Vec<String> = teams.lines().filter(|line| line.starts_with(&id)).map(who).collect();
    let pseudonyms = bureau.read("audit/pseudonyms.csv");
    let mut asked = 0;
    for line in pseudonyms.lines().skip(1) {
        let (pseudonym, card) = line.split_once(',').unwrap();
        let told = bureau.run(&["verify", "drawn.txt", "--card", &card.to_lowercase()]);
        match team.iter().any(|member| member == pseudonym) {
            true => told.ok().says(&[&format!("drawn officer {pseudonym}")]),
            false => told.exits(4).says(&["nobody of the team"]),
        };
        asked += 1;
    }
    assert_eq!(asked, 6);
    bureau.run(&["verify", "audit", "--card", "C1"]).exits(2).says(&["not with a bundle"]);
    let text = bureau.read("drawn.txt");
    for line in pseudonyms.lines().skip(1) {
        let (_, card) = line.split_once(',').unwrap();
        let named = text.lines().any(|line| line.split(' ').any(|word| word == card));
        assert!(!named, "the receipt names the card {card}");
    }
}

#[test]
fn before_the_embargo_ends_nothing_is_told_but_the_team_at_the_visit() {
    let bureau = filled();
    let plan = bureau.read("plan.toml").replace("embargo = \"none\"", "embargo = \"2023-10-31\"");
    bureau.write("plan.toml", plan);
    bureau.at(BEFORE, &["plan", "amend", "plan.toml", "--reason", "embargo"]).ok();
    freeze(&bureau, "d").ok();
    receipt(&bureau, EXCLUDED, "frozen.txt").ok().says(&["the outcome is not told yet"]);
    bureau.run(&["verify", "frozen.txt"]).ok().says(&["the draw had not ended"]);
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "audit", "--audit"]).ok();
    let id = selected(&bureau).remove(0);
    receipt(&bureau, &id, "early.txt").ok().says(&["the outcome is not told yet"]);
    bureau.run(&["verify", "early.txt"]).ok().says(&["no outcome is told", "no team is named"]);
    bureau.at(AFTER, &["receipt", "d", &id, "--visit", "--out", "visit.txt"]).ok().says(&["team: p0"]);
    bureau.run(&["verify", "visit.txt"]).ok().says(&["no outcome is told", "2 officers"]);
    for name in ["early.txt", "visit.txt"] {
        let text = bureau.read(name);
        for hidden in ["seed.txt", "thresholds.csv", "pulse-", "opening-", "outcome "] {
            assert!(
                !text.contains(&format!("begin {hidden}")) && !text.contains("\noutcome "),
                "{name}: {hidden}"
            );
        }
    }
    let late = "2023-11-01T09:00:00+08:00";
    bureau.at(late, &["receipt", "d", &id, "--out", "late.txt"]).ok().says(&["drawn, number 1", "team: p0"]);
    bureau.run(&["verify", "late.txt"]).ok();
}

#[test]
fn a_changed_receipt_or_a_strange_signature_is_noticed() {
    let bureau = drawn();
    let id = selected(&bureau).remove(0);
    receipt(&bureau, &id, "drawn.txt").ok();
    let text = bureau.read("drawn.txt");
    bureau.write("changed.txt", text.replace(" drawn 1\n", " drawn 2\n"));
    bureau.run(&["verify", "changed.txt"]).exits(4).says(&[
        "FAIL signed",
        "another one, or of another text",
        "rely on nothing",
    ]);
    bureau.write("cut.txt", &text[..text.len() - 2]);
    bureau.run(&["verify", "cut.txt"]).exits(4).says(&["neither a receipt nor the answer"]);
    let stranger = filled();
    bureau.write("other.txt", format!("log {}quorum none\n", stranger.read("log.pub")));
    bureau.run(&["verify", "drawn.txt", "--policy", "other.txt"]).exits(4).says(&["FAIL signed"]);
    bureau.write("own.txt", format!("log {}quorum none\n", bureau.read("log.pub")));
    bureau
        .run(&["verify", "drawn.txt", "--policy", "own.txt", "--log", "log"])
        .ok()
        .says(&["your policy", "the 3 published entries"]);
}

#[test]
fn a_challenge_is_answered_logged_and_answered_again() {
    let bureau = drawn();
    let ask = |time, id, file| bureau.at(time, &["challenge", "d", id, "--out", file]);
    ask(AFTER, EXCLUDED, "in.txt").ok().says(&[
        "challenge 1 of draw d",
        "included, and could be drawn",
        "due 2023-10-13",
    ]);
    bureau.run(&["verify", "in.txt"]).ok().says(&["proved for 1 task", "1 entry within"]);
    ask(AFTER, ABSENT, "absent.txt").ok().says(&["challenge 2 of draw d", "absent: its neighbours prove it"]);
    bureau.run(&["verify", "absent.txt"]).ok().says(&["proved for 1 task"]);
    ask(AFTER, "91320381MA1ABCDE8X", "typo.txt").exits(2).says(&["check character is wrong"]);
    let later = "2023-09-16T09:00:00+08:00";
    ask(later, ABSENT, "again.txt").ok().says(&["challenge 2 of draw d"]);
    assert_eq!(bureau.read("absent.txt"), bureau.read("again.txt"), "the same answer is given again");
    bureau.run(&["log", "entries"]).ok().says(&[
        "challenge d/1/1",
        "challenge d/1/2",
        &Digest::of(bureau.read("absent.txt").as_bytes()).hex(),
    ]);
    bureau.run(&["log", "proof", "challenge", "d/1/2"]).ok();
    let swapped = bureau.read("absent.txt").replace(ABSENT, EXCLUDED);
    bureau.write("swapped.txt", swapped);
    bureau.run(&["verify", "swapped.txt"]).exits(4);

    // Answers come after the result: it does not vouch for them, and the public does not see them.
    bureau.at(later, &["draw", "export", "d", "audit2", "--audit"]).ok();
    bureau.at(later, &["draw", "export", "d", "public2", "--public"]).ok();
    bureau.run(&["verify", "audit2", "--log", "log"]).ok();
    bureau.run(&["verify", "public2"]).ok();
    assert_eq!(bureau.read("audit2/challenge-2.txt"), bureau.read("absent.txt"));
    assert!(!bureau.path("public2/challenge-2.txt").exists());
    bureau.at(later, &["challenge", "d", "a b"]).exits(2);
}

#[test]
fn a_sealed_frame_needs_the_auditor_and_a_second_attempt_tells_of_the_first() {
    let bureau = filled();
    let plan = bureau.read("plan.toml").replace("profile = \"open\"", "profile = \"sealed\"");
    bureau.write("plan.toml", plan);
    bureau.at(BEFORE, &["plan", "amend", "plan.toml", "--reason", "sealed"]).ok();
    freeze(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "void", "d", "--reason", "trial", "--pulse", &pulse("657413")]).ok();
    receipt(&bureau, EXCLUDED, "void.txt").ok().says(&["the outcome is not told yet"]);
    bureau.run(&["verify", "void.txt"]).ok().says(&["void: trial"]);
    let again = "2023-09-16T19:00:03+08:00";
    let not_before = pulse("1000");
    bureau
        .at(AFTER, &["draw", "freeze", "d", "--plan", PLAN, "--at", again, "--not-before", &not_before])
        .ok();
    receipt(&bureau, EXCLUDED, "second.txt").ok().says(&["attempt 2 (1 earlier, void)"]);
    bureau.run(&["verify", "second.txt", "--log", "log"]).ok();
    bureau
        .at(AFTER, &["challenge", "d", ABSENT, "--out", "absent.txt"])
        .ok()
        .says(&["the auditor must confirm it"]);
    bureau
        .run(&["verify", "absent.txt"])
        .ok()
        .says(&["suicha-absence/1\ndraw d\nattempt 2\ntask t\nframe 12 "]);
    bureau.at(AFTER, &["challenge", "d", EXCLUDED, "--attempt", "1"]).ok().says(&["attempt 1\nnumber 1\n"]);
}
