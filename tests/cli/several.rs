//! Several daemons on one PostgreSQL: two machines with a directory and a history each, one archive. One of them is
//! killed, stopped and woken again, or dies at a point of its own; the other finishes, and everything is done once.
//!
//! `SUICHA_TEST_ROUNDS` sets the number of months that are played, `SUICHA_TEST_SEED` the first of them.

use super::bureau::{AFTER, PLAN, filled};
use super::daemon::{job, serve, with_jobs};
use super::{Bureau, pulse};
use crate::archive::{Place, run};
use std::fmt::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// From here on the jobs are looked after.
const WATCHED: &str = "2023-09-01T07:00:00+08:00";
const FROZEN: &str = "2023-09-15T16:00:00+08:00";
const DRAWN: &str = "2023-09-15T19:01:00+08:00";
/// The times of the month at which there is something to do.
const MONTH: [&str; 5] =
    ["2023-09-04T08:00:00+08:00", FROZEN, DRAWN, "2023-09-15T19:31:00+08:00", "2023-09-28T18:00:00+08:00"];
/// How long a lease holds, as the settings of the tests have it.
const LEASE: Duration = Duration::from_secs(2);

/// A bureau on SQLite with the jobs of a month.
fn month() -> Bureau {
    let bureau = filled();
    let (not_before, drawn) = (pulse("1000"), pulse("657413"));
    let freeze = format!(
        "draw freeze d-{{month}} --plan {PLAN} --at {{today}}T19:00:03+08:00 --not-before {not_before} --rehearsals 2"
    );
    let draw = format!("draw run d-{{month}} --pulse {drawn}");
    with_jobs(
        &bureau,
        &[
            job("reminders", "0 8 * * 1", "deadlines --digest week", "policy = \"once\""),
            job("freeze", "workday 11 of month at 16:00", &freeze, "policy = \"report\"\nlate-minutes = 100"),
            job("draw", "181 minutes after freeze", &draw, "policy = \"report\"\nlate-minutes = 100"),
            job(
                "disclosure",
                "30 minutes after draw",
                "draw export d-{month} public-{month} --public",
                "policy = \"each\"",
            ),
            job("status", "workday last of month at 18:00", "draw status", "policy = \"each\""),
            job("publish", "15 20 * * *", "log publish", "policy = \"once\"\neverywhere = true"),
        ],
    );
    bureau
}

/// Two machines and their archive.
struct Two {
    place: Place,
    machines: [Bureau; 2],
}

impl Two {
    /// A copy of what a bureau has, in a schema of its own; `None` where there is no server.
    fn new(test: &str, before: &Bureau) -> Option<Self> {
        Self::with_leases(test, before, LEASE)
    }

    fn with_leases(test: &str, before: &Bureau, lease: Duration) -> Option<Self> {
        let place = run(Place::postgres(test))?;
        before.run(&["archive", "copy", "sqlite:archive.sqlite", &place.url]).ok();
        let config = before
            .read("suicha.toml")
            .replace("\"sqlite:archive.sqlite\"", &format!("{:?}", place.url))
            .replace("lease-s = 30", &format!("lease-s = {}", lease.as_secs()))
            .replace("renew-s = 10", "renew-s = 1");
        let machine = || {
            let machine = Bureau::copy_of(before);
            std::fs::remove_file(machine.path("archive.sqlite")).unwrap();
            machine.write("suicha.toml", &config);
            machine
        };
        let two = Self { place, machines: [machine(), machine()] };
        for machine in &two.machines {
            machine.at(WATCHED, &["daemon", "--once"]).ok();
        }
        Some(two)
    }

    /// Runs what is due until nothing is; what the daemon said.
    fn settle(&self, machine: usize, time: &str) -> String {
        let (day, rest) = time.split_once('T').unwrap();
        let minutes: u32 = rest[3..5].parse().unwrap();
        let mut all = String::new();
        let start = Instant::now();
        for more in 0.. {
            let time = format!("{day}T{}:{:02}:00+08:00", &rest[..2], (minutes + more).min(59));
            let said = self.machines[machine].at(&time, &["daemon", "--once"]);
            assert!([0, 5, 6, 7].contains(&said.exit), "{}{}", said.out, said.err);
            all.push_str(&said.out);
            if said.exit == 0 && !said.out.contains("tried again") && !said.out.contains("is at it") {
                return all;
            }
            assert!(start.elapsed() < Duration::from_secs(90), "{all}{}", said.err);
            std::thread::sleep(Duration::from_millis(200));
        }
        unreachable!("the range has no end")
    }

    /// Waits until a machine has written something; how long it took.
    fn until(&self, machine: usize, wanted: &str, patience: u64) -> Duration {
        let start = Instant::now();
        while !self.machines[machine].read("schedule.log").contains(wanted) {
            assert!(start.elapsed() < Duration::from_secs(patience), "{wanted} of {machine} does not come");
            std::thread::sleep(Duration::from_millis(2));
        }
        start.elapsed()
    }

    /// Everything was done, once, by whomever.
    fn done_once(&self, context: &str) {
        let journal = run(async {
            let archive = self.place.open().await;
            let journal = archive.journal().await.unwrap();
            archive.close().await;
            journal
        });
        for verb in ["draw freeze", "draw run"] {
            let rows = journal.iter().filter(|row| row.verb == verb).count();
            assert_eq!(rows, 1, "{context}: {verb} in the journal: {journal:#?}");
        }
        let logs = self.machines.each_ref().map(|machine| machine.read("schedule.log"));
        for run in [format!("freeze {FROZEN}"), format!("draw {DRAWN}")] {
            let ended = logs.iter().filter(|log| log.contains(&format!(" end {run} exit 0"))).count();
            assert!(ended >= 1, "{context}: nobody has ended {run}: {logs:#?}");
            for log in &logs {
                let over = [format!(" end {run} exit 0"), format!(" pass {run} count 1 elsewhere")];
                assert!(over.iter().any(|line| log.contains(line)), "{context}: {run}: {log}");
            }
        }
        for machine in &self.machines {
            assert!(!machine.read("schedule.log").contains(" late"), "{context}");
            machine.run(&["log", "publish"]).ok();
            machine.at(AFTER, &["draw", "status", "d-2023-09"]).ok().says(&["attempt 1: done"]);
            machine.at("2023-09-28T18:00:00+08:00", &["draw", "export", "d-2023-09", "out", "--audit"]).ok();
            machine.run(&["verify", "out", "--log", "log"]).ok();
            machine.at("2023-09-28T18:00:00+08:00", &["fsck"]).ok();
        }
        let [one, other] = self.machines.each_ref().map(|machine| super::snapshot(&machine.path("out")));
        assert_eq!(one, other, "{context}: the same bundle everywhere");
    }

    fn remove(self) {
        run(self.place.remove());
    }
}

/// A daemon in a process group of its own, with the commands it starts.
fn start(machine: &Bureau, time: &str, point: Option<u64>) -> Child {
    let mut command = machine.command(&["daemon", "--once", "--lang", "en", "--clock", time]);
    if let Some(point) = point {
        command.env("SUICHA_FAULT_POINT", point.to_string());
    }
    command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Sends a signal to a daemon and its commands; one that has ended does not mind.
fn signal(name: &str, group: &Child) {
    let group = format!("-{}", group.id());
    Command::new("kill").args([name, "--", &group]).stderr(Stdio::null()).status().unwrap();
}

/// What happens to one of the daemons.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    /// It dies at the point that it passes as the n-th.
    Point(u64),
    /// It is killed with its command after so many milliseconds.
    Killed(u64),
    /// It is stopped with its command, and woken when the other one has finished.
    Stopped(u64),
}

/// Numbers that look like chance and are the same for the same seed (SplitMix64).
struct Chaos(u64);

impl Chaos {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn mishap(&mut self) -> Mishap {
        match self.below(3) {
            0 => Mishap::Point(1 + self.below(9)),
            1 => Mishap::Killed(self.below(700)),
            _ => Mishap::Stopped(self.below(700)),
        }
    }
}

/// One time of the month: both begin, one of them comes to harm, the other finishes.
fn step(two: &Two, time: &str, victim: usize, mishap: Mishap) {
    let point = if let Mishap::Point(point) = mishap { Some(point) } else { None };
    let mut bad = start(&two.machines[victim], time, point);
    let mut good = start(&two.machines[1 - victim], time, None);
    if let Mishap::Killed(after) | Mishap::Stopped(after) = mishap {
        std::thread::sleep(Duration::from_millis(after));
        signal(if matches!(mishap, Mishap::Killed(_)) { "-KILL" } else { "-STOP" }, &bad);
    }
    good.wait().unwrap();
    two.settle(1 - victim, time);
    signal("-CONT", &bad);
    bad.wait().unwrap();
    two.settle(victim, time);
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn months_with_mishaps_have_one_draw() {
    let before = month();
    let first = number("SUICHA_TEST_SEED", 1);
    for seed in first..first + number("SUICHA_TEST_ROUNDS", 1) {
        let Some(two) = Two::new("months", &before) else { return };
        let (mut chaos, start, mut told) = (Chaos(seed), Instant::now(), String::new());
        for time in MONTH {
            let (victim, mishap) = (usize::try_from(chaos.below(2)).unwrap(), chaos.mishap());
            write!(told, " {mishap:?} of {victim}").unwrap();
            step(&two, time, victim, mishap);
        }
        two.done_once(&format!("seed {seed}:{told}"));
        println!("seed {seed}: {:.1?}:{told}", start.elapsed());
        two.remove();
    }
}

/// The draw, with the daemon that has begun it dying at its points in turn: every fourth, or all of them where a number
/// of rounds is given.
#[test]
fn a_daemon_that_dies_anywhere_in_a_draw_is_followed_by_the_other() {
    let before = month();
    let (mut points, step) = (0, if number("SUICHA_TEST_ROUNDS", 1) > 1 { 1 } else { 4 });
    for point in (1..).step_by(step) {
        let Some(two) = Two::new("points", &before) else { return };
        two.settle(0, FROZEN);
        let died = start(&two.machines[0], DRAWN, Some(point)).wait().unwrap();
        let taken = Instant::now();
        two.settle(1, DRAWN);
        let after = taken.elapsed();
        two.settle(0, DRAWN);
        if died.success() {
            points = point - 1;
            two.remove();
            break;
        }
        assert!(after < LEASE + Duration::from_secs(80), "point {point}: taken over after {after:?}");
        println!("point {point}: the other one had finished after {after:.1?}");
        two.done_once(&format!("point {point}"));
        two.remove();
    }
    assert!(points >= 7, "only {points} points");
}

fn tell(signal: &str, processes: &[String]) {
    Command::new("kill").arg(signal).args(processes).stderr(Stdio::null()).status().unwrap();
}

/// The form that stays: one is stopped with its command in the middle of the draw, for longer than its lease, and
/// wakes up when the other one has finished.
#[test]
fn a_daemon_that_sleeps_through_its_lease_finds_the_draw_done() {
    let before = month();
    let end = format!(" end draw {DRAWN} exit 0");
    let (two, first, family) = loop {
        let Some(two) = Two::new("sleeps", &before) else { return };
        two.settle(0, FROZEN);
        two.settle(1, FROZEN);
        let first = serve(&two.machines[0], &["--clock", DRAWN]);
        two.until(0, " start draw ", 60);
        // The daemon first: without it a command that ends is not told.
        let mut family = vec![first.id().to_string()];
        tell("-STOP", &family);
        let child = Command::new("pgrep").args(["-P", &family[0]]).output().unwrap();
        family.extend(String::from_utf8(child.stdout).unwrap().split_whitespace().map(str::to_owned));
        tell("-STOP", &family);
        if !two.machines[0].read("schedule.log").contains(&end) {
            break (two, first, family);
        }
        // The draw was over before its daemon was stopped: once more.
        tell("-CONT", &family);
        first.stop();
        two.remove();
    };
    let second = serve(&two.machines[1], &["--clock", DRAWN]);
    let taken = two.until(1, &end, 120);
    println!("taken over after {taken:.1?}");
    tell("-CONT", &family);
    two.until(0, &format!("pass draw {DRAWN} count 1 elsewhere"), 60);
    first.stop();
    second.stop();
    two.done_once("asleep");
    two.remove();
}

#[test]
fn settings_of_leases_are_checked_and_a_server_that_is_away_is_told() {
    let bureau = month();
    let config = bureau.read("suicha.toml");
    let away = config.replace("\"sqlite:archive.sqlite\"", "\"postgres://clerk:secret@127.0.0.1:1/suicha\"");
    bureau.write("suicha.toml", &away);
    bureau.at(WATCHED, &["daemon", "--once"]).ok();
    let said = bureau.at(MONTH[0], &["daemon", "--once"]).exits(7).says(&["cannot be reached"]);
    assert!(!said.err.contains("secret"), "{}", said.err);
    assert!(!bureau.read("schedule.log").contains(" start reminders "), "nothing is begun without asking");
    bureau.write("suicha.toml", away.replace("renew-s = 10", "renew-s = 20"));
    bureau
        .at(MONTH[0], &["daemon", "--once"])
        .exits(2)
        .says(&["lease-s = 30, renew-s = 20", "twice as long"]);
    bureau.write("suicha.toml", config.replace("renew-s = 10", "renew-s = 20"));
    bureau.at(MONTH[0], &["daemon", "--once"]).ok(); // a file has one daemon and no leases
}

/// A month as it would look on two screens. `SUICHA_WRITE_RECORD=1` writes it to docs/two-daemons.txt.
#[test]
fn a_recorded_month() {
    let before = month();
    // The other one must come while the lease holds.
    let lease = Duration::from_secs(10);
    let Some(two) = Two::with_leases("recorded", &before, lease) else { return };
    let mut text = String::from(RECORD);
    let mut play = |machine: usize, time: &str, args: &[&str], point: Option<&str>| {
        let variables: Vec<(&str, &str)> =
            point.map(|point| ("SUICHA_FAULT_POINT", point)).into_iter().collect();
        let said = two.machines[machine].run_with(&[args, &["--clock", time]].concat(), &variables);
        let name = ["one", "two"][machine];
        writeln!(text, "\n[{name}, {time}]$ suicha {}", args.join(" ")).unwrap();
        text.push_str(&said.out);
        match said.exit {
            0 => {}
            -1 => text.push_str("(killed)\n"),
            exit => writeln!(text, "(exit {exit})").unwrap(),
        }
        said
    };
    let once = ["daemon", "--once"];
    for time in [MONTH[0], FROZEN] {
        play(0, time, &once, None).ok();
        play(1, time, &once, None).ok().says(&["another daemon has dealt with it"]);
    }
    // The worst moment: the draw is stored, and nobody has been told.
    play(0, DRAWN, &once, Some("schedule.ran")).exits(-1);
    play(1, DRAWN, &once, None).ok().says(&["draw: another daemon is at it"]);
    std::thread::sleep(lease);
    play(1, DRAWN, &once, None).ok().says(&["draw: exit 0"]);
    play(1, MONTH[3], &once, None).ok().says(&["disclosure: exit 0"]);
    // The machine that died comes back.
    let back = play(0, "2023-09-15T20:10:00+08:00", &once, None).ok();
    back.says(&["draw: another daemon has dealt with it", "disclosure: another daemon has"]);
    play(1, MONTH[4], &once, None).ok();
    play(0, MONTH[4], &once, None).ok();
    play(1, MONTH[4], &["draw", "status"], None).ok().says(&["attempt 1: done"]);
    play(1, MONTH[4], &["verify", "public-2023-09", "--log", "log"], None).ok();
    play(1, MONTH[4], &["fsck"], None).ok();
    play(0, MONTH[4], &["fsck"], None).ok();
    two.done_once("recorded");
    for (machine, name) in two.machines.iter().zip(["one", "two"]) {
        let log = machine.read("schedule.log");
        write!(text, "\n[{name}]$ cat schedule.log\n{log}").unwrap();
    }
    println!("{text}");
    if std::env::var_os("SUICHA_WRITE_RECORD").is_some() {
        std::fs::write(crate::common::tree("docs/two-daemons.txt"), &text).unwrap();
    }
    two.remove();
}

const RECORD: &str = "\
Two daemons and one archive: a month with a draw (written by tests/cli/several.rs)

Machines one and two share an archive on PostgreSQL, log.key and suicha.toml; each has a directory of its own. Leases hold for ten
seconds. Machine one dies at the worst moment of the draw: its command has stored the result, and neither the history
nor the archive has been told. Machine two waits for the lease to run out, types the command again, which finds the result, and goes on.
";
