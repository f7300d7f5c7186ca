//! The draws that are changed: one with everything a draw can have, and one that became void.
//!
//! Two tasks (one sealed), two witnesses who commit, open and cosign, an embargo that was opened, a
//! reserve, teams, a replacement. Round 1000 of quicknet draws, round 657413 replaces.

use crate::cli::bureau::{PLAN, with_files};
use crate::cli::{Bureau, pulse};
use crate::common::{read_bundle, tree};
use suicha::core::bundle::Files;
use suicha::core::log::Entry;
use suicha::log::Published;

const IMPORTED: &str = "2023-08-20T09:00:00+08:00";
const FROZEN: &str = "2023-08-23T23:20:00+08:00";
const COSIGNED: &str = "2023-08-23T23:25:00+08:00";
const OPENED: &str = "2023-08-23T23:30:00+08:00";
const OPENINGS_COSIGNED: &str = "2023-08-23T23:35:00+08:00";
const DRAWN: &str = "2023-08-23T23:59:30+08:00";
const EMBARGO_OVER: &str = "2023-09-11T09:00:00+08:00";
const ASKED: &str = "2023-09-15T18:50:03+08:00";
const REQUEST_COSIGNED: &str = "2023-09-15T18:55:00+08:00";
const REPLACED: &str = "2023-09-15T19:00:06+08:00";

const SEALED: &str = "[[task]]\nid = \"z\"\nnumber = \"990000202309011002\"\nname = \"任务二\"\ndomain = \"risk\"\n\
    profile = \"sealed\"\nmatters = [\"A01\"]\nscope = \"group=enterprise\"\ncutoff = \"2023-08-20\"\n\
    team = [\"2 @pool\"]\nreserve = 1\nlead = 600\nreplace = [\"closed\"]\nembargo = \"2023-09-10\"\n\
    [[task.stratum]]\nname = \"all\"\nquota = \"count 1\"\n";

/// Both views of one draw, and the log as it was published.
pub struct Evidence {
    pub public: Files,
    pub audit: Files,
    pub log: Vec<Entry>,
}

/// A draw with a replacement, and the same draw voided before it was run.
pub fn drawn_and_void() -> [Evidence; 2] {
    let drawn = opened();
    let void = Bureau::copy_of(&drawn);
    drawn.at(DRAWN, &["draw", "run", "d", "--pulse", &pulse("1000")]).ok();
    cosign(&drawn, DRAWN);
    drawn.at(EMBARGO_OVER, &["draw", "open", "d"]).ok();
    replace(&drawn);
    let reason = ["draw", "void", "d", "--reason", "wrong-frame", "--pulse", &pulse("1000")];
    void.at(DRAWN, &reason).ok();
    cosign(&void, DRAWN);
    [evidence(&drawn), evidence(&void)]
}

/// A bureau with a frozen draw `d`, cosigned, both witnesses open.
fn opened() -> Bureau {
    let bureau = with_files();
    let plan = bureau.read("plan.toml").replace("2023-08-31", "2023-08-20");
    let plan = plan.replace("embargo = \"none\"", "embargo = \"2023-09-10\"");
    bureau.write("plan.toml", plan.replace("reserve = 1", "reserve = 1\nlead = 600") + SEALED);
    for kind in ["matters", "subjects", "inspectors", "recusals"] {
        let file = format!("{kind}.csv");
        bureau.at(IMPORTED, &["import", kind, &file, "--as-of", "2023-01-02"]).ok();
    }
    bureau.at("2023-08-21T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    witnesses(&bureau);
    let not_before = tree("tests/vectors/pulse/good-quicknet-123.txt").display().to_string();
    let freeze = ["draw", "freeze", "d", "--plan", PLAN, "--at", "2023-08-23T23:59:24+08:00", "-q"];
    let more = ["--not-before", &not_before, "--witness", "a.commit", "--witness", "b.commit"];
    bureau.at(FROZEN, &[&freeze[..], &more].concat()).ok();
    cosign(&bureau, COSIGNED);
    for name in ["a", "b"] {
        let file = format!("{name}.open");
        bureau.at(OPENED, &["draw", "reveal", "d", "--witness", name, "--file", &file]).ok();
    }
    cosign(&bureau, OPENINGS_COSIGNED);
    bureau
}

/// Two witnesses with keys and values, and a policy that wants both.
fn witnesses(bureau: &Bureau) {
    let mut policy = format!("log {}", bureau.read("log.pub"));
    for name in ["a", "b"] {
        let [key, secret, commit, open] =
            ["key", "secret", "commit", "open"].map(|suffix| format!("{name}.{suffix}"));
        let said = bureau.run(&["witness", "keygen", "--name", name, &key, "--json"]).ok().out;
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        policy.push_str(&format!("witness {name} {}\n", said["cosigner_key"].as_str().unwrap()));
        bureau.run(&["witness", "commit", "--draw", "d", "--key", &key, "--secret", &secret, &commit]).ok();
        bureau.run(&["witness", "open", "--key", &key, "--secret", &secret, &open]).ok();
    }
    bureau.write("policy.txt", policy + "group both all a b\nquorum both\n");
}

/// Both witnesses cosign by file.
fn cosign(bureau: &Bureau, time: &str) {
    for name in ["a", "b"] {
        let [request, answer, key, state] =
            ["request", "answer", "key", "state"].map(|suffix| format!("{name}.{suffix}"));
        bureau.at(time, &["log", "request", name, &request]).ok();
        let sign = ["witness", "cosign", "--key", &key, "--logs", "log.pub", "--state", &state];
        bureau.at(time, &[&sign[..], &[&request, &answer]].concat()).ok();
        bureau.at(time, &["log", "cosign", "--file", &answer]).ok();
    }
}

/// The first subject of the open task has closed; the next one steps in.
fn replace(bureau: &Bureau) {
    bureau.at(EMBARGO_OVER, &["draw", "export", "d", "before", "--audit"]).ok();
    let selected = bureau.read("before/selected-t.csv");
    let closed = selected.lines().nth(1).unwrap().split(',').nth(2).unwrap().to_owned();
    bureau.write("photo.jpg", "the door is closed for good");
    let skip = format!("{closed}:closed:photo.jpg");
    bureau.at(ASKED, &["draw", "replace", "d", "--skip", &skip]).ok();
    cosign(bureau, REQUEST_COSIGNED);
    bureau.at(REPLACED, &["draw", "replace", "d", "--pulse", &pulse("657413")]).ok();
}

fn evidence(bureau: &Bureau) -> Evidence {
    let export = |dir: &str, view: &str| {
        bureau.at(REPLACED, &["draw", "export", "d", dir, view]).ok();
        read_bundle(&bureau.path(dir))
    };
    let (_, log) = Published::at(&bureau.path("log")).entries().unwrap_or_else(|_| panic!("the log"));
    Evidence { public: export("public", "--public"), audit: export("audit", "--audit"), log }
}
