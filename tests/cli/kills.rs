//! A command killed at any point can be run again and leaves what the undisturbed run leaves: the
//! same draw, the same bytes, nothing twice. The points are counted, not named: each command is
//! killed at its first point, its second, and so on until it survives.

use super::bureau::{AFTER, BEFORE, PLAN, PULSE_TIME, draw, filled, freeze};
use super::replace::{ASKED, PULSED, asking, drawn};
use super::{Bureau, log, pulse, snapshot};

/// What a bureau shows the world: its bundles and its log.
fn shown(bureau: &Bureau) -> Vec<(String, Vec<u8>)> {
    for (dir, view) in [("kill-public", "--public"), ("kill-audit", "--audit")] {
        let _ = std::fs::remove_dir_all(bureau.path(dir));
        bureau.at(AFTER, &["draw", "export", "d", dir, view]).ok();
    }
    let _ = std::fs::remove_file(bureau.path("kill-roster.csv"));
    bureau.at(AFTER, &["export", "recusals", "kill-roster.csv"]);
    let entries = bureau.at(AFTER, &["log", "entries"]).ok().out;
    bureau.write("kill-audit/log-entries", entries);
    let kept = |(name, _): &(String, Vec<u8>)| {
        let log = name.starts_with("log/") && !name.contains(".p/");
        log || name.starts_with("kill-")
    };
    snapshot(&bureau.path(".")).into_iter().filter(kept).collect()
}

/// Kills `command` at each of its points in turn, runs it again, and compares with the run that
/// was not disturbed. Returns the number of points.
fn killed_everywhere(before: &Bureau, command: &[&str], same: bool) -> u32 {
    let undisturbed = Bureau::copy_of(before);
    undisturbed.run(command).ok();
    let wanted = shown(&undisturbed);
    let wanted_exit = undisturbed.run(&["verify", "kill-public", "--log", "log"]).exit;
    let fsck = undisturbed.at(AFTER, &["fsck"]).exit;
    for point in 1.. {
        let bureau = Bureau::copy_of(before);
        let killed = bureau.run_with(command, &[("SUICHA_FAULT_POINT", &point.to_string())]);
        if killed.exit == 0 {
            println!("{} points of {}", point - 1, command[..2].join(" "));
            return point - 1;
        }
        assert_eq!(killed.exit, -1, "point {point}: {}", killed.err);
        bureau.run(command).ok();
        let found = shown(&bureau);
        let names =
            |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&found), names(&wanted), "point {point} of {command:?}");
        if same {
            let differing: Vec<_> =
                found.iter().zip(&wanted).filter(|(a, b)| a != b).map(|(a, _)| &a.0).collect();
            assert!(differing.is_empty(), "point {point} of {command:?}: {differing:?}");
        }
        let verified = bureau.run(&["verify", "kill-public", "--log", "log"]).exit;
        assert_eq!(verified, wanted_exit, "point {point} of {command:?}");
        bureau.at(AFTER, &["fsck"]).exits(fsck);
    }
    unreachable!("the range has no end")
}

#[test]
fn a_draw_survives_every_death() {
    let bureau = filled();
    bureau.run(&["witness", "keygen", "--name", "a", "a.key"]).ok();
    bureau
        .run(&["witness", "commit", "--draw", "d", "--key", "a.key", "--secret", "a.secret", "a.commit"])
        .ok();
    bureau.run(&["witness", "open", "--key", "a.key", "--secret", "a.secret", "a.open"]).ok();
    let (not_before, drawn) = (pulse("1000"), pulse("657413"));
    let freeze = [
        "draw",
        "freeze",
        "d",
        "--plan",
        PLAN,
        "--at",
        PULSE_TIME,
        "--not-before",
        &not_before,
        "--witness",
        "a.commit",
        "--rehearsals",
        "2",
        "--clock",
        BEFORE,
    ];
    // Salt keys differ from freeze to freeze: the names of what is shown are compared, not the bytes.
    let mut points = killed_everywhere(&bureau, &freeze, false);
    bureau.run(&freeze).ok();
    let reveal =
        ["draw", "reveal", "d", "--witness", "a", "--file", "a.open", "--clock", "2023-09-15T18:00:00+08:00"];
    points += killed_everywhere(&bureau, &reveal, true);
    bureau.run(&reveal).ok();
    points += killed_everywhere(
        &bureau,
        &["draw", "void", "d", "--reason", "test", "--pulse", &drawn, "--clock", AFTER],
        true,
    );
    points += killed_everywhere(&bureau, &["draw", "run", "d", "--pulse", &drawn, "--clock", AFTER], true);
    println!("{points} points");
    assert!(points > 100, "only {points} points");
}

#[test]
fn a_log_survives_every_death_of_its_publication() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    std::fs::remove_dir_all(bureau.path("log")).unwrap();
    let points = killed_everywhere(&bureau, &["log", "publish"], true);
    assert!(points >= 9, "only {points} points");
}

#[test]
fn a_challenge_and_a_receipt_survive_every_death() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    let challenge = ["challenge", "d", "91320381MA1ABCDE8R", "--out", "kill-answer.txt", "--clock", AFTER];
    assert!(killed_everywhere(&bureau, &challenge, true) > 8);
    draw(&bureau, "d").ok();
    let receipt = ["receipt", "d", "914403001922038216", "--out", "kill-receipt.txt", "--clock", AFTER];
    assert!(killed_everywhere(&bureau, &receipt, true) > 2);
}

#[test]
fn a_replacement_survives_every_death() {
    let bureau = drawn();
    let ask = asking(&bureau);
    let request: Vec<&str> = ask.iter().map(String::as_str).chain(["--clock", ASKED]).collect();
    let mut points = killed_everywhere(&bureau, &request, true);
    bureau.run(&request).ok();
    let drawn = pulse("657413");
    let go = ["draw", "replace", "d", "--pulse", &drawn, "--clock", PULSED];
    points += killed_everywhere(&bureau, &go, true);
    assert!(points > 20, "only {points} points");
}

#[test]
fn an_opening_and_a_cosignature_survive_every_death() {
    let bureau = filled();
    log::witnesses(&bureau, ["", ""]);
    freeze(&bureau, "d").ok();
    let (answer, time) = (log::answered(&bureau, "a", log::IN_TIME), log::IN_TIME);
    let cosign = ["log", "cosign", "--file", &answer, "--clock", time];
    let mut points = killed_everywhere(&bureau, &cosign, true);
    bureau.run(&cosign).ok();
    log::cosign(&bureau, "b", log::IN_TIME).ok();
    draw(&bureau, "d").ok();
    points += killed_everywhere(&bureau, &["draw", "open", "d", "--clock", AFTER], true);
    assert!(points > 20, "only {points} points");
}

#[test]
fn a_plan_and_an_import_survive_every_death() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    // What is frozen cannot be amended, and what was voided can.
    bureau.at(BEFORE, &["draw", "void", "d", "--reason", "test"]).ok();
    let amended = bureau.read("plan.toml").replace("rate 1/3", "rate 1/4");
    bureau.write("amended.toml", amended);
    let amend = ["plan", "amend", "amended.toml", "--reason", "fewer", "--clock", BEFORE];
    let mut points = killed_everywhere(&bureau, &amend, true);
    let import = ["import", "recusals", "recusals.csv", "--clock", BEFORE];
    points += killed_everywhere(&bureau, &import, true);
    points += killed_everywhere(&bureau, &["credit", "classes", "--apply", "--clock", BEFORE], true);
    assert!(points > 20, "only {points} points");
}

#[test]
fn a_bundle_survives_every_death_of_its_writer() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    let export = ["draw", "export", "d", "kill-bundle", "--audit", "--clock", AFTER];
    assert!(killed_everywhere(&bureau, &export, true) > 15);
}

#[test]
fn outcomes_survive_every_death() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "run", "d", "--pulse", &pulse("657413")]).ok();
    bureau.at(AFTER, &["export", "outcomes", "work.csv", "--draw", "d"]).ok();
    let work = bureau
        .read("work.csv")
        .replace("登记事项检查,,", "登记事项检查,2023-09-16,")
        .replace(",,,,,,,", ",M1,R1,,,,,");
    bureau.write("work.csv", work);
    let import = ["outcome", "import", "d", "work.csv", "--clock", "2023-09-17T09:00:00+08:00"];
    // Salts differ from act to act: the names of what is shown are compared, not the bytes.
    assert!(killed_everywhere(&bureau, &import, false) > 10);
    bureau.run(&import).ok().says(&["4 entered"]);
    bureau.run(&import).ok().says(&["4 unchanged"]);
}

#[test]
fn credit_survives_every_death() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "run", "d", "--pulse", &pulse("657413")]).ok();
    let by = |who: &'static str, args: &[&'static str]| -> Vec<&'static str> {
        [args, &["--reason", "test", "--clock", AFTER, "--as", who]].concat()
    };
    let record =
        |id| by("wang", &["credit", "record", id, "missed", "--set", "year=2022", "--on", "2023-09-11"]);
    let [one, two, three] = ["914403001922038216", "91100000100003962T", "91330102MA27YU8W73"];
    // Salts differ from act to act: the names of what is shown are compared, not the bytes.
    let mut points = killed_everywhere(&bureau, &record(one), false);
    for id in [one, two, three] {
        bureau.run(&record(id)).ok();
    }
    let propose = by("wang", &["credit", "propose", one, "ABN-1"]);
    points += killed_everywhere(&bureau, &propose, false);
    let decide = by("li", &["credit", "decide", one, "ABN-1", "--approve"]);
    points += killed_everywhere(&bureau, &decide, false);
    bureau.run(&decide).ok().says(&["letter 异入〔2023〕第1号"]);
    bureau.write("batch.csv", format!("subject,proposal\n{two},ABN-1\n{three},ABN-1\n"));
    let batch = by("li", &["credit", "decide", "--batch", "batch.csv", "--approve"]);
    points += killed_everywhere(&bureau, &batch, false);
    bureau.run(&batch).ok().says(&["letter 异入〔2023〕第2号"]);
    let letters = by("li", &["credit", "letter", "异入〔2023〕第2号", "--out", "kill-letters"]);
    points += killed_everywhere(&bureau, &[&letters[..5], &["--clock", AFTER]].concat(), true);
    println!("{points} points of credit");
    assert!(points > 20, "only {points} points");
}
