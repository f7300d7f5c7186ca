//! The transparency log through the binary: published, cosigned by file and over HTTP, proved,
//! read by the reference implementation, and what happens to those who would bend it.

use super::bureau::{AFTER, BEFORE, PLAN, draw, filled, freeze};
use super::{Answer, Bureau, snapshot};
use crate::common::tree;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use suicha::archive::Archive;
use suicha::core::digest::Digest;
use suicha::core::log::Event;
use suicha::core::time::Timestamp;
use suicha::core::witness::key::SignerKey;

pub const IN_TIME: &str = "2023-09-15T16:30:00+08:00";
const TOO_LATE: &str = "2023-09-15T18:30:00+08:00";

/// Makes the witnesses' keys and the policy that wants both.
pub fn witnesses(bureau: &Bureau, addresses: [&str; 2]) {
    let mut policy = format!("log {}", bureau.read("log.pub"));
    for (name, address) in ["a", "b"].iter().zip(addresses) {
        let said =
            bureau.run(&["witness", "keygen", "--name", name, &format!("{name}.key"), "--json"]).ok().out;
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        policy.push_str(&format!("witness {name} {} {address}\n", said["cosigner_key"].as_str().unwrap()));
    }
    bureau.write("policy.txt", policy + "group both all a b\nquorum both\n");
}

/// A witness cosigns by file.
pub fn cosign(bureau: &Bureau, name: &str, time: &str) -> Answer {
    let answer = answered(bureau, name, time);
    bureau.at(time, &["log", "cosign", "--file", &answer])
}

/// The file with a witness's answer, not yet handed in.
pub fn answered(bureau: &Bureau, name: &str, time: &str) -> String {
    let (request, answer) = (format!("{name}.request"), format!("{name}.answer"));
    bureau.at(time, &["log", "request", name, &request]).ok();
    signed(bureau, name, time, &request, &answer).ok();
    answer
}

fn signed(bureau: &Bureau, name: &str, time: &str, request: &str, answer: &str) -> Answer {
    let (key, state) = (format!("{name}.key"), format!("{name}.state"));
    let cosign =
        ["witness", "cosign", "--key", &key, "--logs", "log.pub", "--state", &state, request, answer];
    bureau.at(time, &cosign)
}

#[test]
fn a_draw_is_logged_cosigned_and_proved() {
    let bureau = filled();
    bureau.run(&["log", "status"]).ok().says(&["1 entries", "asks for no witnesses", "1 entries published"]);
    witnesses(&bureau, ["", ""]);
    freeze(&bureau, "d").ok().says(&["have it cosigned", "2023-09-15T18:00:03"]);
    cosign(&bureau, "a", IN_TIME).ok().says(&["a: cosigned", "not enough witnesses (1 so far)"]);
    cosign(&bureau, "a", IN_TIME).ok().says(&["a: cosigned"]);
    cosign(&bureau, "b", IN_TIME).ok().says(&["enough witnesses at 2023-09-15T16:30"]);
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "early", "--public"]).ok();
    bureau.run(&["verify", "early"]).exits(4).says(&[
        "FAIL  1",
        "log-result.txt",
        "cosignatures of a quorum",
    ]);
    cosign(&bureau, "a", AFTER).ok();
    cosign(&bureau, "b", AFTER).ok();
    bureau.run(&["log", "status"]).ok().says(&["3 entries", "a: cosigned at", "enough witnesses"]);
    bureau.run(&["log", "entries"]).ok().says(&["plan     99000020231001/1", "commit   d/1", "result   d/1"]);
    bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
    bureau.run(&["verify", "out"]).ok().says(&[
        "ok    1",
        "the bundle's own policy",
        "cosigned at 2023-09-15T16:30:00+08:00, by 2023-09-15T18:00:03+08:00",
    ]);
    let trusting = ["verify", "out", "--policy", "policy.txt", "--log", "log"];
    bureau.run(&trusting).ok().says(&["your policy", "the 3 published entries", "1 attempt in the log"]);
    bureau.run(&["log", "proof", "commit", "d/1"]).ok().says(&["c2sp.org/tlog-proof@v1"]);
    bureau.run(&["log", "proof", "commit", "d/2"]).exits(2).says(&["no entry commit d/2"]);
    bureau.run(&["log", "consistency", "2"]).ok().says(&["old 2\nnew 3\n"]);
    reference_reads(&bureau.path("log"), &bureau.path("policy.txt"), Some(&bureau.path("out")));

    // A reader who trusts somebody else is told so.
    let stranger = filled();
    witnesses(&stranger, ["", ""]);
    bureau.write("other.txt", stranger.read("policy.txt"));
    bureau.run(&["verify", "out", "--policy", "other.txt"]).exits(4).says(&["FAIL  1", "not signed by"]);
    bureau.run(&["verify", "out", "--log", "nowhere"]).exits(2).says(&["holds no log"]);
}

/// A draw that both witnesses have seen from its freeze to its end.
fn seen_to_the_end() -> Bureau {
    let bureau = filled();
    witnesses(&bureau, ["", ""]);
    freeze(&bureau, "d").ok();
    for name in ["a", "b"] {
        cosign(&bureau, name, IN_TIME).ok();
    }
    draw(&bureau, "d").ok();
    for name in ["a", "b"] {
        cosign(&bureau, name, AFTER).ok();
    }
    bureau
}

/// A witness's key is exchanged: what was seen under the old policy stays seen, without the old key counting any more.
#[test]
fn a_draw_is_judged_by_the_policy_of_its_freeze() {
    let bureau = seen_to_the_end();
    bureau.at(AFTER, &["fsck"]).ok();
    let old = bureau.read("policy.txt");
    bureau.write("policy-1.txt", &old);
    let said = bureau.run(&["witness", "keygen", "--name", "c", "c.key", "--json"]).ok().out;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let without_b = old.lines().filter(|line| !line.starts_with("witness b ") && !line.contains("both"));
    let policy = without_b.map(|line| format!("{line}\n")).collect::<String>();
    let c = said["cosigner_key"].as_str().unwrap();
    bureau.write("policy.txt", format!("{policy}witness c {c}\ngroup both all a c\nquorum both\n"));
    bureau.at(AFTER, &["fsck"]).exits(4).says(&["cosignatures of a quorum"]);
    let config = bureau.read("suicha.toml");
    let with = |until: &str, file: &str| {
        let line =
            format!("policy = \"policy.txt\"\nearlier = [{{ until = \"{until}\", policy = \"{file}\" }}]\n");
        bureau.write("suicha.toml", config.replace("policy = \"policy.txt\"\n", &line));
    };
    with("yesterday", "policy-1.txt");
    bureau.at(AFTER, &["fsck"]).exits(2).says(&["suicha.toml: [log] earlier, until", "yesterday"]);
    with(AFTER, "policy-9.txt");
    bureau.at(AFTER, &["fsck"]).exits(4).says(&["policy-9.txt"]);
    // In force until before the freeze: it judges nothing.
    with("2023-09-01T00:00:00+08:00", "policy-1.txt");
    bureau.at(AFTER, &["fsck"]).exits(4);
    with(AFTER, "policy-1.txt");
    bureau.at(AFTER, &["fsck"]).ok();
    bureau.at(AFTER, &["backup", "b.sqlite"]).ok();
    bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
    let judged_by = bureau.read("out/log-policy.txt");
    assert!(judged_by.contains("\nwitness b ") && !judged_by.contains("\nwitness c "), "{judged_by}");
    bureau.run(&["verify", "out"]).ok();
    // What comes after it is asked of the new ones.
    for name in ["a", "c"] {
        cosign(&bureau, name, AFTER).ok();
    }
    bureau.run(&["log", "status"]).ok().says(&["c: cosigned at", "enough witnesses"]).lacks("b: cosigned");
    bureau.at(AFTER, &["fsck"]).ok();
}

/// Whoever only reads needs the public half of the log's key and no more.
#[test]
fn a_bureau_whose_key_is_lost_can_be_read() {
    let bureau = seen_to_the_end();
    std::fs::remove_file(bureau.path("log.key")).unwrap();
    bureau.at(AFTER, &["draw", "export", "d", "out", "--audit"]).ok();
    bureau.run(&["verify", "out", "--log", "log"]).ok();
    bureau.run(&["log", "status"]).ok().says(&["3 entries"]);
    bureau.at(AFTER, &["backup", "b.sqlite"]).ok();
    bureau.at(AFTER, &["fsck"]).exits(4).says(&["cannot read the log's key", "1 difference in archive"]);
    bureau.at(AFTER, &["draw", "void", "d", "--reason", "x"]).exits(6);
    bureau.at(AFTER, &["receipt", "d", super::bureau::KEYS[0]]).exits(2).says(&["cannot read the log's key"]);
    std::fs::remove_file(bureau.path("log.pub")).unwrap();
    bureau
        .at(AFTER, &["draw", "export", "d", "out2", "--audit"])
        .exits(2)
        .says(&["cannot read the log's key"]);
}

#[test]
fn a_commitment_that_nobody_saw_in_time_draws_nothing() {
    let bureau = filled();
    witnesses(&bureau, ["", ""]);
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").exits(5).says(&["by nobody", "2023-09-15T18:00:03", "draw void d"]);
    cosign(&bureau, "a", IN_TIME).ok();
    draw(&bureau, "d").exits(5).says(&["only by a"]);
    cosign(&bureau, "b", TOO_LATE).ok();
    draw(&bureau, "d").exits(5).says(&["only at 2023-09-15T18:30"]);
    let pulse = super::pulse("657413");
    bureau.at(AFTER, &["draw", "void", "d", "--reason", "not-witnessed", "--pulse", &pulse]).ok();
    let again =
        ["draw", "freeze", "d", "--plan", PLAN, "--at", "2023-09-16T19:00:03+08:00", "--not-before", &pulse];
    bureau.at(AFTER, &again).ok().says(&["attempt 2 is frozen"]);
    bureau.run(&["log", "entries"]).ok().says(&["void     d/1", "commit   d/2"]);
}

#[test]
fn an_opening_that_nobody_saw_in_time_stands_as_withheld() {
    let bureau = filled();
    witnesses(&bureau, ["", ""]);
    for (name, time) in [("a", IN_TIME), ("b", "2023-09-15T18:56:00+08:00")] {
        let (secret, commit) = (format!("{name}.secret"), format!("{name}.commit"));
        let key = format!("{name}.key");
        bureau.run(&["witness", "commit", "--draw", "d", "--key", &key, "--secret", &secret, &commit]).ok();
        bureau.run(&["witness", "open", "--key", &key, "--secret", &secret, &format!("{name}.open")]).ok();
        let _ = time;
    }
    let not_before = super::pulse("1000");
    let freeze = [
        "draw",
        "freeze",
        "d",
        "--plan",
        PLAN,
        "--at",
        super::bureau::PULSE_TIME,
        "--not-before",
        &not_before,
    ];
    bureau.at(BEFORE, &[&freeze[..], &["--witness", "a.commit", "--witness", "b.commit"]].concat()).ok();
    let cosigned = |time| ["a", "b"].map(|name| cosign(&bureau, name, time).ok());
    cosigned(IN_TIME);
    bureau
        .at("2023-09-15T18:50:00+08:00", &["draw", "reveal", "d", "--witness", "a", "--file", "a.open"])
        .ok();
    cosigned("2023-09-15T18:54:00+08:00");
    bureau
        .at("2023-09-15T18:54:30+08:00", &["draw", "reveal", "d", "--witness", "b", "--file", "b.open"])
        .ok();
    cosigned("2023-09-15T18:56:00+08:00"); // less than 300 s before the pulse
    draw(&bureau, "d").ok();
    cosigned(AFTER);
    bureau.at(AFTER, &["draw", "export", "d", "out", "--audit"]).ok();
    assert!(bureau.read("out/seed.txt").contains("witness b withheld\n"), "{}", bureau.read("out/seed.txt"));
    bureau.run(&["verify", "out"]).ok().says(&["1 opened, 1 withheld; 1 of them in time"]);
}

#[test]
fn a_witness_over_http_cosigns_one_history_only() {
    let bureau = filled();
    witnesses(&bureau, ["", ""]);
    let (first, second) = (Server::start(&bureau, "a"), Server::start(&bureau, "b"));
    let policy = bureau.read("policy.txt");
    let mut lines: Vec<String> = policy.lines().map(str::to_owned).collect();
    lines[1] = format!("{} {}", lines[1].trim_end(), first.address);
    lines[2] = format!("{} {}", lines[2].trim_end(), second.address);
    bureau.write("policy.txt", lines.join("\n") + "\n");
    let split = Bureau::copy_of(&bureau);

    bureau.at(IN_TIME, &["log", "cosign"]).ok().says(&["a: cosigned", "b: cosigned", "enough witnesses"]);
    freeze(&bureau, "d").exits(5).says(&["the clock was set back"]);
    bureau.at(IN_TIME, &["log", "cosign"]).ok();

    // A second history of the same log: the copy froze another draw.
    freeze(&split, "other").ok();
    split.at(IN_TIME, &["log", "cosign"]).ok();
    let pulse = super::pulse("1000");
    let another =
        ["draw", "freeze", "d", "--plan", PLAN, "--at", super::bureau::PULSE_TIME, "--not-before", &pulse];
    bureau.at("2023-09-15T17:00:00+08:00", &another).ok();
    bureau.at("2023-09-15T17:00:00+08:00", &["log", "cosign"]).exits(6).says(&[
        "a: not cosigned",
        "proof of two histories",
        "not enough witnesses",
    ]);

    // By file the witness says it in words.
    let (request, answer) = ("again.request", "again.answer");
    bureau.at("2023-09-15T17:00:00+08:00", &["log", "request", "a", request]).ok();
    let refused = signed(&bureau, "a", "2023-09-15T17:00:00+08:00", request, answer);
    assert!([4, 6].contains(&refused.exit), "{}", refused.err);
    drop((first, second));
    bureau.at("2023-09-15T17:00:00+08:00", &["log", "cosign"]).exits(7).says(&["a: not cosigned"]);
}

#[test]
fn a_restored_archive_cannot_fork_the_published_log() {
    let bureau = filled();
    let old = Bureau::copy_of(&bureau);
    freeze(&bureau, "d").ok();
    // Yesterday's archive under today's published log.
    for (name, bytes) in snapshot(&bureau.path("log")) {
        let path = old.path("log").join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    freeze(&old, "d").exits(6).says(&["not one history", "2 entries are published, the archive has 1"]);
    // Another archive under the same log.
    let other = filled();
    other.write("log.key", bureau.read("log.key"));
    other.write("log/checkpoint", bureau.read("log/checkpoint"));
    freeze(&other, "d").exits(6).says(&["not one history"]);
}

#[test]
fn published_files_are_written_again_and_damage_is_told() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    let before = snapshot(&bureau.path("log"));
    std::fs::remove_dir_all(bureau.path("log")).unwrap();
    bureau.run(&["log", "publish"]).ok().says(&["2 entries are published"]);
    let after = snapshot(&bureau.path("log"));
    let missing: Vec<&String> =
        after.iter().filter(|file| !before.contains(file)).map(|(name, _)| name).collect();
    assert_eq!(missing, Vec::<&String>::new(), "written again as it was");

    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
    bureau.run(&["verify", "out", "--log", "log"]).ok();
    let entries = bureau.path("log/tile/entries/000.p/3");
    let bytes = std::fs::read(&entries).unwrap();
    for (what, damaged) in [
        ("a digit of a hash", String::from_utf8_lossy(&bytes).replacen("hash ", "hash  ", 1).into_bytes()),
        ("cut", bytes[..bytes.len() - 1].to_vec()),
        ("longer", [&bytes[..], b"\0\0"].concat()),
    ] {
        std::fs::write(&entries, damaged).unwrap();
        let told = bureau.run(&["verify", "out", "--log", "log"]);
        assert_eq!(told.exit, 4, "{what}: {}{}", told.out, told.err);
    }
    let mut swapped = bytes.clone();
    let at = bytes.windows(5).position(|w| w == b"hash ").unwrap() + 5;
    swapped[at] = if swapped[at] == b'0' { b'1' } else { b'0' };
    std::fs::write(&entries, swapped).unwrap();
    bureau.run(&["verify", "out", "--log", "log"]).exits(4).says(&["FAIL  1", "in the published log"]);
}

/// Tiles of two levels, read by the reference implementation.
#[test]
fn a_log_of_many_tiles_is_read_by_the_reference() {
    let bureau = filled();
    let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
    let key = SignerKey::parse(bureau.read("log.key").trim_end()).unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let archive = Archive::open(&url).await.unwrap();
        for part in 0..6 {
            let mut writer = archive.begin("test", Timestamp(1_694_775_000), "test").await.unwrap();
            for number in 0..99 {
                let event = Event::Plan("99000020231002".into(), 1 + part * 99 + number);
                writer.log(event, Digest::of(&number.to_be_bytes())).await.unwrap();
            }
            writer.sign_log(&key).await.unwrap();
            writer.commit("test", Digest::of(b"")).await.unwrap();
        }
        archive.close().await;
    });
    bureau.run(&["log", "publish"]).ok().says(&["595 entries are published"]);
    let names: Vec<String> = snapshot(&bureau.path("log")).into_iter().map(|(name, _)| name).collect();
    for wanted in
        ["tile/0/001", "tile/0/002.p/83", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/83"]
    {
        assert!(names.iter().any(|name| name == wanted), "{wanted} in {names:?}");
    }
    bureau.write("policy.txt", format!("log {}quorum none\n", bureau.read("log.pub")));
    reference_reads(&bureau.path("log"), &bureau.path("policy.txt"), None);
}

/// Runs `tests/reference/tlog.go`, on the packages that Debian's golang-golang-x-mod-dev brings.
fn reference_reads(log: &Path, policy: &Path, bundle: Option<&Path>) {
    let packages = Path::new("/usr/share/gocode");
    if !packages.join("src/golang.org/x/mod/sumdb/tlog").exists() {
        println!("skipped: no golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev)");
        return;
    }
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go");
    let run = || {
        let mut go = Command::new("go");
        go.args(["run"]).arg(tree("tests/reference/tlog.go")).args([log, policy]).args(bundle);
        go.env("GO111MODULE", "off").env("GOPATH", packages).env("GOCACHE", &cache).env("GOFLAGS", "");
        go.output()
    };
    let Ok(said) = run() else {
        println!("skipped: go cannot be run");
        return;
    };
    let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{out}{err}");
    let head = log.join("checkpoint");
    let text = std::fs::read_to_string(&head).unwrap();
    let (size, rest) = text.split_once('\n').and_then(|(_, rest)| rest.split_once('\n')).unwrap();
    let shorter: u64 = size.parse::<u64>().unwrap() - 1;
    std::fs::write(&head, text.replacen(&format!("\n{size}\n{rest}"), &format!("\n{shorter}\n{rest}"), 1))
        .unwrap();
    assert!(!run().unwrap().status.success(), "the reference notices a changed head");
    std::fs::write(&head, text).unwrap();
}

/// A witness that answers over HTTP until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(bureau: &Bureau, name: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_suicha"))
            .current_dir(bureau.path("."))
            .args(["witness", "serve", "--logs", "log.pub", "--listen", "127.0.0.1:0", "--clock", IN_TIME])
            .args(["--key", &format!("{name}.key"), "--state", &format!("{name}.state")])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect(&line).to_owned();
        Self { child, address: format!("http://{address}") }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
