//! A draw without any network: dice thrown in a room, recorded and signed by every witness, and every
//! way in which such a record does not count.

use super::bureau::{AFTER, BEFORE, PLAN, PULSE_TIME, with_files};
use super::{Answer, Bureau};

/// 39 digits, the fewest that count.
const THROWN: &str = "314159265358979323846264338327950288419";
const ROUND: &str = "2023-09-15.hall";

/// A bureau whose task is drawn by dice, frozen with the commitments of two witnesses.
fn frozen() -> Bureau {
    let bureau = with_files();
    let dice = format!("team = [\"2 @pool\"]\nbeacon = [\"dice {ROUND}\"]");
    bureau.write("plan.toml", bureau.read("plan.toml").replace("team = [\"2 @pool\"]", &dice));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-31T09:00:00+08:00", &["import", kind, &file]).ok();
    }
    bureau.at("2023-09-01T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    let freeze = ["draw", "freeze", "d", "--plan", PLAN, "--at", PULSE_TIME, "--without-not-before", "-q"];
    let mut args = freeze.to_vec();
    for name in ["a", "b"] {
        bureau.run(&["witness", "keygen", "--name", name, &format!("{name}.key")]).ok();
        let (key, secret, file) = (format!("{name}.key"), format!("{name}.secret"), format!("{name}.commit"));
        bureau.run(&["witness", "commit", "--draw", "d", "--key", &key, "--secret", &secret, &file]).ok();
    }
    args.extend(["--witness", "a.commit", "--witness", "b.commit"]);
    bureau.at(BEFORE, &args).ok().says(&["dice 2023-09-15.hall"]);
    bureau
}

fn sign(bureau: &Bureau, key: &str, draw: &str, digits: &str) -> Answer {
    let key = format!("{key}.key");
    let throw = ["--round", ROUND, "--value", digits, "--key", &key, "hall.txt"];
    bureau.run(&[&["witness", "ceremony", "--draw", draw][..], &throw].concat())
}

#[test]
fn dice_thrown_before_two_witnesses_are_a_draw_anyone_can_verify() {
    let bureau = frozen();
    sign(&bureau, "a", "d", THROWN).ok().says(&["hall.txt has the signatures of a"]);
    bureau.at(AFTER, &["draw", "run", "d", "--pulse", "hall.txt"]).exits(3).says(&["hall.txt", "b"]);
    sign(&bureau, "b", "d", THROWN).ok().says(&["the signatures of a, b"]);
    let once = bureau.read("hall.txt");
    sign(&bureau, "b", "d", THROWN).ok();
    assert_eq!(bureau.read("hall.txt"), once, "signing twice changes nothing");
    bureau.at(AFTER, &["draw", "run", "d", "--pulse", "hall.txt"]).ok().says(&["12 eligible", "4 drawn"]);
    bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
    bureau.run(&["verify", "out"]).ok().says(&["ok    7", "dice 2023-09-15.hall"]);
    let file = "out/ceremony-dice.txt";
    assert_eq!(bureau.read(file), once);
    bureau.write(file, once.replace(THROWN, &THROWN.replace('3', "4")));
    bureau.run(&["verify", "out"]).exits(4).says(&["FAIL", "ceremony-dice.txt"]);
}

#[test]
fn a_record_that_says_something_else_is_not_signed_and_not_taken() {
    let bureau = frozen();
    sign(&bureau, "a", "d", "12345").exits(3).says(&["39 to 256 decimal digits", "record of the room"]);
    sign(&bureau, "a", "d", &THROWN.replace('1', "x")).exits(3).says(&["39 to 256 decimal digits"]);
    sign(&bureau, "a", "d", THROWN).ok();
    let other = THROWN.replacen('9', "8", 1);
    sign(&bureau, "b", "d", &other).exits(4).says(&["hall.txt has value", THROWN, &other, "not signed"]);
    sign(&bureau, "b", "e", THROWN).exits(4).says(&["hall.txt has draw d, you typed e"]);
    bureau
        .run(&[
            "witness",
            "ceremony",
            "--draw",
            "d",
            "--beacon",
            "drand-quicknet",
            "--round",
            "1",
            "--value",
            "00",
            "--key",
            "a.key",
            "x.txt",
        ])
        .exits(3);
    let signed = bureau.read("hall.txt");
    bureau.write("hall.txt", signed.replace("attempt 1", "attempt 2"));
    sign(&bureau, "b", "d", THROWN).exits(3).says(&["hall.txt"]);
    bureau.at(AFTER, &["draw", "run", "d", "--pulse", "hall.txt"]).exits(3).says(&["hall.txt"]);
    bureau.write("hall.txt", &signed);
    let digits = ["suicha-pulse/1", "beacon dice", &format!("round {ROUND}"), &format!("value {THROWN}"), ""];
    bureau.write("digits.txt", digits.join("\n"));
    bureau
        .at(AFTER, &["draw", "run", "d", "--pulse", "digits.txt"])
        .exits(3)
        .says(&["ceremony record that every witness signed"]);
}
