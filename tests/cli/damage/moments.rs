//! The moments at which damage is done: a bureau between two commands, what it was before the
//! previous one, the commands that may come next, and what each of them does undisturbed.

use super::super::bureau::{PLAN, with_files};
use super::super::{Bureau, log, pulse, snapshot};
use super::cell::{After, undisturbed};
use crate::common::tree;
use std::collections::BTreeMap;

const LISTED: &str = "2023-08-23T23:10:00+08:00";
const FROZEN: &str = "2023-08-23T23:20:00+08:00";
const SEEN: &str = "2023-08-23T23:25:00+08:00";
const REVEALED: &str = "2023-08-23T23:30:00+08:00";
const DRAWN: &str = "2023-08-23T23:59:30+08:00";
const ASKED: &str = "2023-09-15T18:50:03+08:00";
const PULSED: &str = "2023-09-15T19:00:06+08:00";
const AT: &str = "2023-08-23T23:59:24+08:00";
const ID: &str = "914403001922038216";

/// Files nothing reads between two commands: sources of what has been imported, and the like.
const SOURCES: [&str; 7] =
    ["subjects.csv", "inspectors.csv", "matters.csv", "recusals.csv", "plan.toml", "photo.jpg", "README.txt"];

/// One moment.
pub struct Moment {
    pub name: &'static str,
    pub files: Vec<(String, Vec<u8>)>,
    older: BTreeMap<String, Vec<u8>>,
    pub commands: Vec<Undisturbed>,
}

/// A command, and what it does where nothing is damaged.
pub struct Undisturbed {
    pub args: Vec<String>,
    pub after: After,
    /// What `fsck` says then.
    pub fsck: After,
}

impl Undisturbed {
    /// A file that a command reads only if it is named: a bundle, a receipt, what witnesses have.
    pub fn may_read(&self, name: &str) -> bool {
        let top = name.split('/').next().unwrap_or(name);
        !handed_out(name) || self.args.iter().any(|arg| arg == top)
    }
}

/// Whether a file is no longer, or not yet, the bureau's: `fsck` knows nothing of it.
pub fn handed_out(name: &str) -> bool {
    let ours = ["suicha.toml", "policy.txt", "archive.sqlite", "log.", "log/"];
    !ours.iter().any(|ours| name.starts_with(ours))
}

impl Moment {
    /// Everything kept that a command or a reader may come back to.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        // Of the partial files of a tile only the widest counts: a later head no longer names the rest.
        let outgrown = |name: &str| {
            let width = |name: &str| name.rsplit_once(".p/").and_then(|(_, width)| width.parse::<u64>().ok());
            let tile = |name: &str| name.rsplit_once(".p/").map(|(tile, _)| tile.to_owned());
            let wider =
                |(other, _): &(String, Vec<u8>)| tile(other) == tile(name) && width(other) > width(name);
            name.contains(".p/") && self.files.iter().any(wider)
        };
        let kept = move |name: &str| !outgrown(name) && !SOURCES.iter().any(|source| name.ends_with(source));
        self.files.iter().filter(move |(name, _)| kept(name)).map(|(name, bytes)| (name.as_str(), &bytes[..]))
    }

    /// The file as it was before the previous command. A partial file of the log then had another
    /// name, and stood for the same place.
    pub fn older(&self, name: &str) -> Option<Vec<u8>> {
        let partial = name.rsplit_once(".p/").map(|(start, _)| format!("{start}.p/"));
        let before = partial
            .and_then(|start| self.older.range(start.clone()..).rfind(|(name, _)| name.starts_with(&start)));
        self.older.get(name).or(before.map(|(_, bytes)| bytes)).cloned()
    }
}

/// The moments of one draw, from its plan to a replacement.
pub fn moments() -> Vec<Moment> {
    let (mut moments, mut older) = (Vec::new(), Vec::new());
    let bureau = planned();
    let not_before = tree("tests/vectors/pulse/good-quicknet-123.txt").display().to_string();
    let (first, second) = (pulse("1000"), pulse("657413"));
    let freeze = [
        "draw",
        "freeze",
        "d",
        "--plan",
        PLAN,
        "--at",
        AT,
        "-q",
        "--not-before",
        &not_before,
        "--witness",
        "a.commit",
    ];
    let freeze = at(FROZEN, &freeze);
    let request = [
        "witness",
        "cosign",
        "--key",
        "a.key",
        "--logs",
        "log.pub",
        "--state",
        "a.state",
        "a.request",
        "new.answer",
    ];
    let fsck = |time| at(time, &["fsck"]);
    let publish = vec!["log".into(), "publish".into()];
    let import = |time| at(time, &["import", "recusals", "recusals.csv"]);
    let status = |time| at(time, &["draw", "status"]);
    let challenge = |time| at(time, &["challenge", "d", "91320381MA1ABCDE8R"]);
    let export = |time, view| at(time, &["draw", "export", "d", "new", view]);

    moment(&mut moments, &mut older, "planned", &bureau, vec![freeze.clone(), fsck(FROZEN), import(FROZEN)]);
    act(&bureau, &freeze);
    bureau.at(SEEN, &["log", "request", "a", "a.request"]).ok();
    moment(
        &mut moments,
        &mut older,
        "frozen",
        &bureau,
        vec![
            at(SEEN, &request),
            freeze.clone(),
            at(REVEALED, &["draw", "reveal", "d", "--witness", "a", "--file", "a.open"]),
            at(REVEALED, &["draw", "void", "d", "--reason", "test"]),
            publish.clone(),
            fsck(REVEALED),
        ],
    );
    log::cosign(&bureau, "a", SEEN).ok();
    act(&bureau, &at(REVEALED, &["draw", "reveal", "d", "--witness", "a", "--file", "a.open"]));
    let answer = log::answered(&bureau, "a", REVEALED);
    older = snapshot(&bureau.path("."));
    act(&bureau, &at(REVEALED, &["log", "cosign", "--file", &answer]));
    moment(
        &mut moments,
        &mut older,
        "revealed",
        &bureau,
        vec![
            at(DRAWN, &["draw", "run", "d", "--pulse", &first]),
            at(DRAWN, &["draw", "void", "d", "--reason", "test", "--pulse", &first]),
            at(REVEALED, &["log", "cosign", "--file", &answer]),
            status(DRAWN),
            challenge(DRAWN),
            export(DRAWN, "--audit"),
            publish.clone(),
            import(DRAWN),
            fsck(DRAWN),
        ],
    );
    act(&bureau, &at(DRAWN, &["draw", "run", "d", "--pulse", &first]));
    bureau.at(DRAWN, &["draw", "export", "d", "out", "--audit"]).ok();
    let ill = format!("{}:ill", sent(&bureau));
    older = snapshot(&bureau.path("."));
    bureau.at(DRAWN, &["log", "request", "a", "a.request"]).ok();
    log::cosign(&bureau, "a", DRAWN).ok();
    std::fs::remove_dir_all(bureau.path("out")).unwrap();
    bureau.at(DRAWN, &["draw", "export", "d", "out", "--audit"]).ok();
    bureau.at(DRAWN, &["receipt", "d", ID, "--out", "receipt.txt"]).ok();
    moment(
        &mut moments,
        &mut older,
        "drawn",
        &bureau,
        vec![
            at(DRAWN, &["draw", "run", "d", "--pulse", &first]),
            at(ASKED, &["draw", "replace", "d", "--unavailable", &ill]),
            at(DRAWN, &["draw", "open", "d"]),
            at(DRAWN, &["draw", "export", "d", "out", "--audit"]),
            at(DRAWN, &["receipt", "d", ID]),
            status(DRAWN),
            export(DRAWN, "--public"),
            at(DRAWN, &["verify", "out", "--log", "log", "--policy", "policy.txt"]),
            at(DRAWN, &["verify", "receipt.txt"]),
            fsck(DRAWN),
        ],
    );
    older = snapshot(&bureau.path("."));
    for name in ["out", "receipt.txt", "a.commit", "a.open", "a.secret"] {
        let path = bureau.path(name);
        let _ = std::fs::remove_dir_all(&path).or_else(|_| std::fs::remove_file(&path));
    }
    act(&bureau, &at(ASKED, &["draw", "replace", "d", "--unavailable", &ill]));
    log::cosign(&bureau, "a", ASKED).ok();
    moment(
        &mut moments,
        &mut older,
        "asked",
        &bureau,
        vec![
            at(PULSED, &["draw", "replace", "d", "--pulse", &second]),
            challenge(PULSED),
            publish,
            fsck(PULSED),
        ],
    );
    credited(&mut moments, &freeze);
    moments
}

/// A bureau with listings and letters, and cases under way, that has frozen a draw since.
fn credited(moments: &mut Vec<Moment>, freeze: &[String]) {
    let bureau = planned();
    let (listed, next) = (ID, "91100000100003962T");
    let by =
        |time: &str, who: &str, args: &[&str]| at(time, &[args, &["--reason", "核实", "--as", who]].concat());
    let missed = |id, year| {
        by(LISTED, "wang", &["credit", "record", id, "missed", "--set", year, "--on", "2023-08-22"])
    };
    let decide = |time, id| by(time, "li", &["credit", "decide", id, "ABN-1", "--approve"]);
    act(&bureau, &missed(listed, "year=2022"));
    act(&bureau, &missed(next, "year=2022"));
    act(&bureau, &by(LISTED, "wang", &["credit", "propose", next, "ABN-1"]));
    act(&bureau, &decide(LISTED, listed));
    let mut older = snapshot(&bureau.path("."));
    act(&bureau, freeze);
    let show = at(REVEALED, &["credit", "show", listed, "--why"]);
    let letter = at(REVEALED, &["credit", "letter", "异入〔2023〕第1号", "--out", "new"]);
    let (run, cases) = (at(REVEALED, &["credit", "run"]), at(REVEALED, &["credit", "cases"]));
    let commands = vec![show, run, decide(REVEALED, next), letter, cases, at(REVEALED, &["fsck"])];
    moment(moments, &mut older, "credited", &bureau, commands);
}

/// The card of an officer who has a visit.
fn sent(bureau: &Bureau) -> String {
    let teams = bureau.read("out/teams.csv");
    let pseudonym = teams.lines().nth(1).unwrap().split(',').nth(2).unwrap();
    let names = bureau.read("out/pseudonyms.csv");
    names.lines().find_map(|line| line.strip_prefix(&format!("{pseudonym},"))).unwrap().to_owned()
}

/// A bureau with rosters, a plan, and a witness whom its policy asks.
fn planned() -> Bureau {
    let bureau = with_files();
    let plan = bureau
        .read("plan.toml")
        .replace("2023-08-31", "2023-08-20")
        .replace("reserve = 1", "reserve = 1\nlead = 600");
    bureau.write("plan.toml", plan);
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-20T09:00:00+08:00", &["import", kind, &file, "--as-of", "2023-01-02"]).ok();
    }
    log::witnesses(&bureau, ["", ""]);
    let policy = bureau.read("policy.txt");
    let only: String = policy
        .lines()
        .filter(|line| !line.starts_with("witness b") && !line.starts_with("group"))
        .map(|line| format!("{line}\n"))
        .collect();
    bureau.write("policy.txt", only.replace("quorum both", "quorum a"));
    bureau.at("2023-08-21T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    bureau
        .run(&["witness", "commit", "--draw", "d", "--key", "a.key", "--secret", "a.secret", "a.commit"])
        .ok();
    bureau.run(&["witness", "open", "--key", "a.key", "--secret", "a.secret", "a.open"]).ok();
    std::fs::remove_file(bureau.path("b.key")).unwrap();
    bureau.write("photo.jpg", "the door is closed for good");
    bureau
}

/// Adds a moment, tries its commands undisturbed, and makes it the older state of the next one.
fn moment(
    moments: &mut Vec<Moment>,
    older: &mut Vec<(String, Vec<u8>)>,
    name: &'static str,
    bureau: &Bureau,
    commands: Vec<Vec<String>>,
) {
    let files = snapshot(&bureau.path("."));
    let before = std::mem::replace(older, files.clone());
    let tried = |args: Vec<String>| {
        let command = undisturbed(&files, args);
        let After { exit, out, err, .. } = &command.after;
        assert!(*exit == 0 || command.args[0] == "fsck", "{name}: {:?}: {out}{err}", command.args);
        command
    };
    let commands = commands.into_iter().map(tried).collect();
    moments.push(Moment { name, files: files.clone(), older: before.into_iter().collect(), commands });
}

fn at(time: &str, args: &[&str]) -> Vec<String> {
    args.iter().chain(&["--clock", time]).map(|arg| (*arg).to_owned()).collect()
}

fn act(bureau: &Bureau, args: &[String]) {
    bureau.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).ok();
}
