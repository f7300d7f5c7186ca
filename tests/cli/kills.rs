//! A command killed at any point can be run again and leaves what the undisturbed run leaves: the
//! same draw, the same bytes, nothing twice. The points are counted, not named: each command is
//! killed at its first point, its second, and so on until it survives.

use super::bureau::{AFTER, BEFORE, PLAN, PULSE_TIME, filled, freeze};
use super::{Bureau, pulse, snapshot};

/// What a bureau shows the world: its bundles and its log.
fn shown(bureau: &Bureau) -> Vec<(String, Vec<u8>)> {
    for (dir, view) in [("kill-public", "--public"), ("kill-audit", "--audit")] {
        let _ = std::fs::remove_dir_all(bureau.path(dir));
        bureau.at(AFTER, &["draw", "export", "d", dir, view]).ok();
    }
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
    for point in 1.. {
        let bureau = Bureau::copy_of(before);
        let killed = bureau.run_with(command, &[("SUICHA_FAULT_POINT", &point.to_string())]);
        if killed.exit == 0 {
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
        bureau.run(&["verify", "kill-public", "--log", "log"]).ok();
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
fn a_challenge_survives_every_death() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    let challenge = ["challenge", "d", "91320381MA1ABCDE8R", "--clock", AFTER];
    assert!(killed_everywhere(&bureau, &challenge, true) > 3);
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
