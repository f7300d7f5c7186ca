//! `suicha daemon`: jobs of the settings, checked, run at their times, killed and started again.

use super::bureau::{AFTER, BEFORE, PLAN, filled, freeze};
use super::procedure::with_people;
use super::{Bureau, log, pulse};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// A job of the settings.
pub fn job(name: &str, when: &str, command: &str, more: &str) -> String {
    format!("[[job]]\nname = \"{name}\"\nwhen = \"{when}\"\ncommand = \"{command}\"\n{more}\n")
}

pub fn with_jobs(bureau: &Bureau, jobs: &[String]) {
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config + "\n" + &jobs.concat());
}

fn once(bureau: &Bureau, time: &str) -> super::Answer {
    bureau.at(time, &["daemon", "--once"])
}

/// A draw of September 2023 as a schedule: frozen at four on the 11th working day, drawn at seven.
fn september() -> Bureau {
    let bureau = filled();
    let (not_before, drawn) = (pulse("1000"), pulse("657413"));
    let freeze = format!(
        "draw freeze d-{{month}} --plan {PLAN} --at {{today}}T19:00:03+08:00 --not-before {not_before} --rehearsals 2"
    );
    with_jobs(
        &bureau,
        &[
            job(
                "draw",
                "181 minutes after freeze",
                &format!("draw run d-{{month}} --pulse {drawn}"),
                "policy = \"report\"",
            ),
            job("freeze", "workday 11 of month at 16:00", &freeze, "policy = \"report\"\nlate-minutes = 100"),
            job("publish", "30 * * * *", "log publish", "policy = \"once\""),
        ],
    );
    bureau
}

#[test]
fn everything_wrong_with_jobs_is_told_at_once() {
    let bureau = Bureau::new();
    let lines = [
        job("a", "0 0 31 2 *", "fsck", "policy = \"once\""),
        job("a", "0 9 * * *", "fsck --jsn", "policy = \"once\""),
        job("b", "0 9 * * *", "report months {this-month}", "zone = \"Asia/Xuzhou\"\npolicy = \"maybe\""),
        job("c", "0 9 * * *", "frobnicate", ""),
    ];
    with_jobs(&bureau, &lines);
    let said = bureau.run(&["daemon", "--check"]).exits(2).says(&[
        "job \"a\" when \"0 0 31 2 *\": no day of any year",
        "job \"a\" command \"fsck --jsn\": unexpected argument",
        "another job has this name",
        "there is no such placeholder",
        "there is no such time zone",
        "job \"b\" policy \"maybe\"",
        "job \"b\" policy \"maybe\": there is no such policy",
        "job \"c\" policy \"\": it is missing: what becomes of missed runs has to be said. write each",
        "unrecognized subcommand 'frobnicate'",
        "the schedule of suicha.toml has 8 problems",
    ]);
    assert_eq!(said.err.lines().filter(|line| line.starts_with("  - ")).count(), 8, "{}", said.err);
    let zh = bureau.in_chinese(&["daemon", "--once"]).exits(2);
    assert!(zh.err.contains("没有这个时区") && zh.err.contains("没有命令 frobnicate"), "{}", zh.err);
    assert!(!bureau.path("schedule.log").exists(), "nothing is begun with wrong jobs");
    // A wrong job keeps nobody else from work.
    bureau.run(&["fsck"]).ok();
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replacen("\npolicy = \"once\"", "\npolcy = \"once\"", 1));
    bureau.run(&["daemon", "--check"]).exits(2).says(&["polcy"]);
}

/// What a daemon would refuse is told by `--check` before it, with what is wrong with the jobs, of the file in use.
#[test]
fn what_keeps_a_daemon_from_its_work_is_told_with_the_jobs() {
    let bureau = Bureau::new();
    let right = bureau.read("suicha.toml");
    let check = |changes: &[(&str, &str)], job: &str| {
        let mut config = right.clone();
        for (old, new) in changes {
            assert!(config.contains(old), "{old}");
            config = config.replace(old, new);
        }
        bureau.write("own.toml", format!("{config}\n{job}"));
        bureau.run(&["daemon", "--check", "--config", "own.toml"])
    };
    let server = ("\"sqlite:archive.sqlite\"", "\"postgres://nobody@127.0.0.1:1/none\"");
    let short = ("lease-s = 30", "lease-s = 5");
    let all = check(
        &[
            server,
            short,
            ("127.0.0.1:7322", "0.0.0.0:7322"),
            ("\"schedule.log\"", "\"nodir/schedule.log\""),
            ("\"Asia/Shanghai\"", "\"Asia/Xuzhou\""),
            ("history-kib = 4096", "history-kib = 1"),
        ],
        &job("a", "0 9 * * *", "verify", "policy = \"once\""),
    );
    let all = all.exits(2).says(&[
        "the schedule of own.toml has 6 problems:",
        "[daemon] lease-s = 5, renew-s = 10: ",
        "correct them, or delete both lines",
        "[daemon] listen 0.0.0.0:7322 is no loopback address",
        "[daemon] history \"nodir/schedule.log\": there is no directory ./nodir. make the directory",
        "[daemon] zone \"Asia/Xuzhou\": there is no such time zone",
        "[daemon] history-kib = 1: ",
        "job \"a\" command \"verify\": the following required arguments were not provided: <DIR>. write",
    ]);
    assert_eq!(all.err.lines().filter(|line| line.starts_with("  - ")).count(), 6, "{}", all.err);
    assert!(!all.err.contains("suicha.toml"), "{}", all.err);
    let zh = bureau.in_chinese(&["daemon", "--check", "--config", "own.toml"]).exits(2);
    zh.says(&[
        "own.toml 的定时设置有6处错误：",
        "[daemon] history \"nodir/schedule.log\"：没有目录 ./nodir。",
    ]);
    check(&[("127.0.0.1:7322", "localhost:7322")], "")
        .exits(2)
        .says(&["has 1 problem:", "[daemon] listen \"localhost:7322\" is no IP address"]);
    // Spans count where there are leases; another address where it is meant.
    check(&[short], "").ok().says(&["own.toml has no [[job]]"]);
    check(&[server], "").ok();
    check(&[("127.0.0.1:7322", "0.0.0.0:7322"), ("any-address = false", "any-address = true")], "").ok();
    check(&[("127.0.0.1:7322", "[::1]:0")], &job("a", "0 9 * * *", "fsck", "policy = \"once\""))
        .ok()
        .says(&["1 job, nothing is wrong"]);
    // The daemon itself says the same of a history that has no place; it may be there later.
    check(&[("\"schedule.log\"", "\"nodir/schedule.log\"")], "").exits(2);
    let refused = ["daemon", "--once", "--config", "own.toml"];
    bureau.run(&refused).exits(7).says(&["there is no directory ./nodir", "make the directory"]);
    std::fs::create_dir(bureau.path("nodir")).unwrap();
    bureau.run(&refused).ok();
    assert!(bureau.path("nodir/schedule.log").exists());
}

/// A draw by a schedule that is not in the list of people would fail on its day.
#[test]
fn whoever_may_not_act_is_told_before_the_day() {
    let bureau = september();
    let schedule = |how: &[&str], key: &str| {
        let variables = [("SUICHA_OPERATOR", "schedule"), ("SUICHA_KEY", key)];
        bureau.run_with(&[&["daemon"], how, &["--clock", "2023-09-15T15:59:00+08:00"]].concat(), &variables)
    };
    schedule(&["--check"], "").ok().says(&["3 jobs, nothing is wrong"]); // there is no such list yet
    with_people(&bureau, &[("wang", "operator"), ("li", "reviewer")]);
    let remedy = "docs/operations.md, People and their keys";
    let stranger = "jobs draw, freeze: schedule is not in the list of people";
    for how in ["--check", "--once"] {
        schedule(&[how], "").exits(2).says(&["has 1 problem:", stranger, remedy]);
    }
    assert!(!bureau.path("schedule.log").exists(), "nothing is begun");
    bureau.run(&["people", "keygen", "--name", "schedule", "schedule.key"]).ok();
    let others = bureau.read("people.toml");
    let enter = |role: &str| {
        let key = bureau.read("schedule.key.pub");
        let person = format!("[[person]]\nid = \"schedule\"\nname = \"定时任务\"\nroles = [\"{role}\"]\n");
        bureau.write("people.toml", format!("{others}{person}key = \"{}\"\n", key.trim()));
    };
    enter("reviewer");
    schedule(&["--check"], "schedule.key").exits(2).says(&["schedule (reviewer) may not do this"]);
    enter("operator");
    schedule(&["--check"], "").exits(2).says(&["no private key is named"]);
    schedule(&["--check"], "lost.key").exits(2).says(&["lost.key"]);
    schedule(&["--check"], "wang.key").exits(2).says(&["is not the key of schedule"]);
    schedule(&["--check"], "schedule.key").ok().says(&["3 jobs, nothing is wrong"]);
    // Whoever stands in the job acts in it, and jobs that only read need nobody.
    let config = bureau.read("suicha.toml");
    bureau.write(
        "suicha.toml",
        config.replace("draw run d-{month}", "draw run d-{month} --as li --key li.key"),
    );
    schedule(&["--check"], "schedule.key")
        .exits(2)
        .says(&["job draw: li (reviewer) may not do this", "has 1 problem:"]);
    bureau.write("suicha.toml", config);
    // What was checked is what happens.
    schedule(&["--once"], "schedule.key").ok();
    let variables = [("SUICHA_OPERATOR", "schedule"), ("SUICHA_KEY", "schedule.key")];
    bureau.run_with(&["daemon", "--once", "--clock", BEFORE], &variables).ok().says(&["freeze: exit 0"]);
}

/// A lost key, that of another bureau, and an archive of a later program: every job would fail.
#[test]
fn a_bureau_that_cannot_work_is_told() {
    let bureau = september();
    let other = Bureau::new();
    freeze(&bureau, "d").ok(); // something is published
    let refused = |how: &str, words: &[&str]| {
        bureau.run(&["daemon", how]).exits(2).says(words);
    };
    bureau.run(&["daemon", "--check"]).ok();
    let key = bureau.read("log.key");
    std::fs::remove_file(bureau.path("log.key")).unwrap();
    for how in ["--check", "--once"] {
        refused(how, &["has 1 problem:", "cannot read the log's key ./log.key", "fetch it from a backup"]);
    }
    bureau.write("log.key", other.read("log.key"));
    refused("--check", &["has 1 problem:", "the published log and the archive are not one history"]);
    bureau.write("policy.txt", format!("log {}\nquorum none\n", bureau.read("log.pub").trim()));
    refused("--check", &["has 1 problem:", "./policy.txt: its log is"]);
    std::fs::remove_file(bureau.path("policy.txt")).unwrap();
    bureau.write("log.key", &key);
    bureau.run(&["daemon", "--check"]).ok();
    // The archive of a later program is told and stays as it is; what it says of the log is not asked.
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        use sqlx::Connection;
        let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
        let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("INSERT INTO schema_version VALUES (99, '9.0')").execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    });
    for how in ["--check", "--once"] {
        refused(how, &["has 1 problem:", "99"]);
    }
    assert!(!bureau.path("schedule.log").exists(), "nothing was begun");
    // An archive that is not there yet may come.
    std::fs::remove_file(bureau.path("archive.sqlite")).unwrap();
    bureau.run(&["daemon", "--check"]).ok();
}

/// The unit of one office and that of several differ in the directory only.
#[test]
fn the_units_agree() {
    let one = include_str!("../../ops/suicha.service");
    let many = include_str!("../../ops/suicha@.service");
    let settings = |unit: &str| -> Vec<String> {
        unit.lines().filter(|line| !line.starts_with(['#', ';'])).map(str::to_owned).collect()
    };
    let wanted: Vec<String> = settings(one)
        .iter()
        .map(|line| match line.split_once('=') {
            Some(("Description", _)) => "Description=Suicha: the schedule of the office %i".to_owned(),
            Some(("EnvironmentFile", _)) => "EnvironmentFile=-/etc/suicha/%i.environment".to_owned(),
            Some(("WorkingDirectory" | "ReadWritePaths", _)) => format!("{line}/%i"),
            Some(_) | None => line.clone(),
        })
        .collect();
    assert_eq!(settings(many), wanted);
    let user = "useradd --system --home-dir /srv/suicha --no-create-home --shell /usr/sbin/nologin suicha";
    assert!(one.contains(user) && many.contains(user));
}

#[test]
fn the_next_runs_of_each_job_are_told() {
    let bureau = september();
    let said = bureau.at("2023-09-01T00:00:00+08:00", &["daemon", "--check"]).ok().says(&[
        "3 jobs, nothing is wrong",
        "freeze: workday 11 of month at 16:00 (Asia/Shanghai)",
        "2023-09-15T16:00:00+08:00  suicha draw freeze d-2023-09",
        "2023-10-19T16:00:00+08:00  suicha draw freeze d-2023-10",
        "2023-09-15T19:01:00+08:00  suicha draw run d-2023-09",
    ]);
    assert_eq!(said.out.matches("suicha draw run").count(), 5);
    bureau
        .at("2026-12-01T00:00:00+08:00", &["daemon", "--check"])
        .ok()
        .says(&["continue the calendar to know", "3 jobs, nothing is wrong"])
        .says(&[
            "warning: job freeze will soon stop: the working-day calendar holds 2023-01-01 to 2026-12-31",
        ])
        .lacks("job publish will");
    bureau.at("2026-11-30T00:00:00+08:00", &["daemon", "--check"]).ok().lacks("warning");
    Bureau::new().run(&["daemon", "--check"]).ok().says(&["has no [[job]]"]);
}

#[test]
fn a_draw_happens_by_itself_and_is_never_caught_up_unseen() {
    let bureau = september();
    once(&bureau, "2023-09-15T15:59:00+08:00").ok().says(&["nothing is due"]);
    once(&bureau, BEFORE).ok().says(&["16:00:00+08:00 freeze: exit 0"]);
    once(&bureau, BEFORE).ok().says(&["nothing is due"]);
    // Before the pulse of the schedule nothing happens; then it is drawn, and the log was published once for all.
    once(&bureau, "2023-09-15T19:01:00+08:00").ok().says(&[
        "18:30:00+08:00 publish",
        "count",
        "draw: exit 0",
    ]);
    bureau.at(AFTER, &["draw", "status", "d-2023-09"]).ok().says(&["done"]);
    let answer: serde_json::Value = serde_json::from_str(&bureau.read("schedule.out/draw.json")).unwrap();
    assert!(answer.get("error").is_none(), "{answer}");
    let log = bureau.read("schedule.log");
    assert!(log.contains("pass publish 2023-09-15T17:30:00+08:00 count 2 newer"), "{log}");
    // The daemon was off in October: the freeze is reported, not made, and the draw has nothing to draw.
    let late = once(&bureau, "2023-10-25T09:00:00+08:00").exits(5);
    late.says(&["2023-10-19T16:00:00+08:00 freeze: 1 not run (late)", "draw: 1 not run (late)"]);
    bureau.at(AFTER, &["draw", "status", "d-2023-10"]).exits(2);
    // A clock that was set back: nothing is run, nothing is done twice.
    once(&bureau, "2023-09-15T19:01:00+08:00").exits(5).says(&["nothing was run"]);
    once(&bureau, "2023-10-25T09:00:10+08:00").ok().says(&["nothing is due"]);
}

#[test]
fn temporary_failures_are_tried_again_and_others_told() {
    let bureau = filled();
    let run = format!("draw run nobody --pulse {}", pulse("657413"));
    with_jobs(
        &bureau,
        &[
            // No archive is there for a moment: exit 2 is for good; an unreachable disk (7) is not.
            job("backup", "0 9 * * *", "backup /dev/full/x.sqlite", "policy = \"each\"\ntries = 3"),
            job("draw", "0 10 * * *", &run, "policy = \"each\""),
        ],
    );
    once(&bureau, "2023-09-15T08:00:00+08:00").ok();
    once(&bureau, "2023-09-15T09:00:00+08:00")
        .exits(7)
        .says(&["exit 7", "tried again at 2023-09-15T09:00:30"]);
    once(&bureau, "2023-09-15T09:00:29+08:00").ok().says(&["tried again at"]).lacks("exit 7");
    once(&bureau, "2023-09-15T09:00:30+08:00")
        .exits(7)
        .says(&["(try 2)", "tried again at 2023-09-15T09:01:30"]);
    once(&bureau, "2023-09-15T09:02:00+08:00").exits(7).says(&["(try 3)", "1 not run (given-up)"]);
    let told = once(&bureau, "2023-09-15T10:00:00+08:00").exits(2).says(&["draw: exit 2: ", "nobody"]);
    assert!(told.out.contains("2023-09-15T10:00:00"), "{}", told.out);
    once(&bureau, "2023-09-15T10:30:00+08:00").ok().says(&["nothing is due"]);
    let log = bureau.read("schedule.log");
    assert!(log.contains("exit 2 said ") && log.contains("given-up"), "{log}");
}

/// A relay that has the pulse of the recorded round, and nothing else.
fn relay() -> String {
    let text = std::fs::read_to_string(pulse("657413")).unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix("value ")).unwrap().to_owned();
    let body = format!("{{\"round\":657413,\"signature\":\"{value}\"}}");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let _ = write!(&stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    url
}

#[test]
fn relays_that_are_silent_for_an_hour_delay_a_draw_and_nothing_else() {
    let bureau = september();
    let config = bureau.read("suicha.toml");
    let without = config.replace(&format!(" --pulse {}", pulse("657413")), "");
    let with_relay = |url: &str| {
        bureau.write("suicha.toml", without.replace("relays = []", &format!("relays = [{url:?}]")));
    };
    with_relay("http://127.0.0.1:1");
    once(&bureau, "2023-09-15T15:59:00+08:00").ok();
    once(&bureau, BEFORE).ok().says(&["freeze: exit 0"]);
    let mut tries = 0;
    for minute in 1..60 {
        let said = once(&bureau, &format!("2023-09-15T19:{minute:02}:40+08:00"));
        tries += said.out.matches("exit 7").count();
        said.says(&["draw: tried again at"]);
    }
    assert!((5..10).contains(&tries), "{tries} tries in an hour");
    with_relay(&relay());
    once(&bureau, "2023-09-15T20:20:00+08:00").ok().says(&["draw (try", "exit 0"]);
    bureau.at("2023-09-15T20:21:00+08:00", &["draw", "status", "d-2023-09"]).ok().says(&["done"]);
    bureau.at("2023-09-15T20:21:00+08:00", &["fsck"]).ok();
}

#[test]
fn a_daemon_killed_at_any_point_goes_on() {
    let before = september();
    once(&before, "2023-09-15T15:59:00+08:00").ok();
    let (freeze, draw) = (["daemon", "--once", "--clock", BEFORE], "2023-09-15T19:01:00+08:00");
    let mut points = 0;
    for point in 1.. {
        let bureau = Bureau::copy_of(&before);
        let killed = bureau.run_with(&freeze, &[("SUICHA_FAULT_POINT", &point.to_string())]);
        if killed.exit == 0 {
            points = point - 1;
            break;
        }
        assert_eq!(killed.exit, -1, "point {point}: {}", killed.err);
        bureau.run(&freeze).ok();
        once(&bureau, draw).ok();
        bureau.at(AFTER, &["draw", "status", "d-2023-09"]).ok().says(&["done"]);
        bureau.at("2023-09-15T19:02:00+08:00", &["fsck"]).ok();
        let log = bureau.read("schedule.log");
        assert_eq!(
            log.matches(" end freeze 2023-09-15T16:00:00+08:00 exit 0").count(),
            1,
            "point {point}: {log}"
        );
    }
    assert!(points >= 4, "only {points} points");
}

#[test]
fn a_daemon_killed_from_outside_leaves_a_command_and_goes_on() {
    let before = september();
    once(&before, "2023-09-15T15:59:00+08:00").ok();
    for round in 0..6 {
        let bureau = Bureau::copy_of(&before);
        let mut child =
            bureau.command(&["daemon", "--once", "--clock", BEFORE]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(40 * round));
        child.kill().unwrap(); // its command goes on without it, if it has begun one
        child.wait().unwrap();
        for minute in 1.. {
            let said = once(&bureau, &format!("2023-09-15T16:{minute:02}:00+08:00"));
            if said.exit == 0 && !said.out.contains("tried again") {
                break;
            }
            assert!(minute < 30 && [0, 6, 7].contains(&said.exit), "round {round}: {}{}", said.out, said.err);
        }
        once(&bureau, "2023-09-15T19:01:00+08:00").ok().says(&["draw: exit 0"]);
        bureau.at("2023-09-15T19:02:00+08:00", &["fsck"]).ok();
        let log = bureau.read("schedule.log");
        assert_eq!(
            log.matches(" end freeze 2023-09-15T16:00:00+08:00 exit 0").count(),
            1,
            "round {round}: {log}"
        );
    }
}

#[test]
fn a_history_that_was_torn_is_read_and_one_that_was_changed_is_not() {
    let bureau = september();
    once(&bureau, "2023-09-15T15:59:00+08:00").ok();
    let log = bureau.read("schedule.log");
    bureau.write("schedule.log", format!("{log}2023-09-15T15:59:00+08:00 start fre"));
    once(&bureau, BEFORE).ok().says(&["freeze: exit 0"]);
    assert!(
        bureau.read("schedule.log").starts_with(&log) && !bureau.read("schedule.log").contains("start fre\n")
    );
    bureau.write("schedule.log", bureau.read("schedule.log").replacen("exit 0", "exit zero", 1));
    once(&bureau, BEFORE).exits(3).says(&["schedule.log line", "no line of a history"]);
}

/// A daemon that serves, and its address.
pub struct Serving {
    child: Child,
    address: String,
    err: BufReader<std::process::ChildStderr>,
}

pub fn serve(bureau: &Bureau, more: &[&str]) -> Serving {
    let args = [&["daemon", "--listen", "127.0.0.1:0", "--lang", "en"], more].concat();
    let mut child = bureau.command(&args).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    let address = loop {
        line.clear();
        assert!(err.read_line(&mut line).unwrap() > 0, "the daemon ended");
        if let Some((_, rest)) = line.split_once("listening on ") {
            break rest.split(['"', '\n']).next().unwrap().to_owned();
        }
    };
    Serving { child, address, err }
}

impl Serving {
    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks until an answer holds a text.
    fn until(&self, path: &str, wanted: &str) -> String {
        let start = std::time::Instant::now();
        while start.elapsed() < std::time::Duration::from_secs(60) {
            let answer = self.get(path);
            if answer.contains(wanted) {
                return answer;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("no {wanted:?} in {}", self.get(path));
    }

    /// Ends it with SIGTERM; what it logged.
    pub fn stop(self) -> String {
        self.stop_and(|| {})
    }

    /// The same, and what happens once it has heard the signal.
    fn stop_and(mut self, then: impl FnOnce()) -> String {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let mut log = String::new();
        while !log.contains("told to stop") {
            assert!(self.err.read_line(&mut log).unwrap() > 0, "it never heard of it: {log}");
        }
        then();
        self.err.read_to_string(&mut log).unwrap();
        let mut answer = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "", "what the log says is not said twice");
        let ends = |line: &&str| line.ends_with("INFO stopped") || line.contains("\"message\":\"stopped\"");
        assert_eq!((log.matches("listening on").count(), log.lines().filter(ends).count()), (0, 1), "{log}");
        assert_eq!(self.child.wait().unwrap().code(), Some(0), "{log}");
        log
    }
}

#[test]
fn a_daemon_serves_health_and_metrics_until_it_is_told_to_stop() {
    let bureau = filled();
    with_jobs(
        &bureau,
        &[
            job("check", "0 9 * * *", "fsck", "policy = \"once\""),
            job("backup", "0 10 * * *", "backup b.sqlite", "policy = \"once\""),
        ],
    );
    // The history says that both were missed yesterday.
    let yesterday = "2023-09-14T08:00:00+08:00";
    once(&bureau, yesterday).ok();
    let time = ["--clock", "2023-09-14T12:00:00+08:00", "--log-json"];
    let daemon = serve(&bureau, &time);
    let metrics = daemon.until("/metrics", "suicha_journal_rows ");
    for line in [
        "HTTP/1.1 200 OK",
        "suicha_up 1",
        "suicha_info{bureau=\"",
        "suicha_job_last_exit{job=\"check\"} 0",
        "suicha_job_runs_total{job=\"backup\"} 1",
        "suicha_job_failed{job=\"check\"} 0",
        "suicha_job_due{job=\"check\"} 0",
        "suicha_last_backup_age_seconds 0",
        "suicha_clocks{light=\"red\"} ",
        "suicha_clocks_unknown 0",
        "suicha_archive_bytes ",
        "suicha_clock_set_back 0",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    let health = daemon.get("/healthz");
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("\"status\":\"ok\""), "{health}");
    assert!(daemon.get("/nothing").starts_with("HTTP/1.1 404"));
    // A second one for the same bureau is refused, whatever it wants to do.
    once(&bureau, yesterday).exits(6).says(&["another suicha daemon works for this bureau"]);
    let log = daemon.stop();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}")))
        .collect();
    assert!(lines.iter().any(|line| line["message"] == "stopped"), "{log}");
    assert!(lines.iter().all(|line| line["time"].is_string() && line["level"].is_string()));
    once(&bureau, time[1]).ok().says(&["nothing is due"]);
}

/// Whatever is said on stderr is an object of its own, also what a command says, and in the language of the daemon.
#[test]
fn a_log_in_json_has_one_object_a_line() {
    let bureau = filled();
    let jobs = |own: &str| job("draw", "0 9 * * *", &format!("draw run nobody{own}"), "policy = \"each\"");
    let config = bureau.read("suicha.toml");
    let records = |said: super::Answer| -> Vec<serde_json::Value> {
        let read = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
        said.err.lines().map(read).collect()
    };
    let run = |time: &str| bureau.at(time, &["daemon", "--once", "--log-json"]);
    let heard = |records: &[serde_json::Value], text: &str| {
        records.iter().any(|r| r["job"] == "draw" && r["message"].as_str().unwrap().starts_with(text))
    };
    bureau.write("suicha.toml", format!("{config}\n{}", jobs("")));
    assert!(records(run("2023-09-14T08:00:00+08:00").ok()).is_empty());
    let english = records(run("2023-09-14T09:00:00+08:00").exits(2));
    assert!(heard(&english, "suicha: "), "{english:?}");
    let chinese = |r: &serde_json::Value| r.to_string().contains(|c: char| c > '\u{2fff}');
    assert!(!english.iter().any(chinese), "the daemon speaks English: {english:?}");
    assert!(english.iter().all(|r| r["time"].is_string() && r["level"].is_string()));
    // A job that names its language speaks that, and without --log-json its words are as they are.
    bureau.write("suicha.toml", format!("{config}\n{}", jobs(" --lang zh")));
    let own = records(run("2023-09-15T09:00:00+08:00").exits(2));
    assert!(own.iter().any(chinese), "{own:?}");
    bureau.write("suicha.toml", format!("{config}\n{}", jobs("")));
    let plain = bureau.at("2023-09-16T09:00:00+08:00", &["daemon", "--once"]).exits(2);
    assert!(plain.err.lines().any(|line| line.starts_with("suicha: ")), "{}", plain.err);
    // Nor is there anything else where the daemon itself is refused.
    bureau.write("suicha.toml", format!("{config}\n{}", jobs(" --frobnicate")));
    let refused = records(run("2023-09-16T10:00:00+08:00").exits(2));
    assert_eq!((refused.len(), &refused[0]["exit"]), (1, &2.into()), "{refused:?}");
    assert!(refused[0]["message"].as_str().unwrap().contains("has 1 problem:"), "{refused:?}");
}

impl Serving {
    fn hang_up(&self) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    }
}

#[test]
fn settings_that_change_are_taken_over_or_refused_whole() {
    let bureau = filled();
    with_jobs(&bureau, &[job("old", "0 9 * * *", "fsck", "policy = \"once\"")]);
    let good = bureau.read("suicha.toml");
    let time = "2023-09-14T12:00:00+08:00";
    once(&bureau, "2023-09-14T08:00:00+08:00").ok();
    let daemon = serve(&bureau, &["--clock", time]);
    daemon.until("/metrics", "suicha_job_last_exit{job=\"old\"} 0");
    let change = |text: &str| {
        bureau.write("suicha.toml", text);
        daemon.hang_up();
    };
    // Wrong jobs: the old ones go on, and everybody is told.
    change(&format!("{good}{}", job("bad", "0 0 30 2 *", "fsck", "policy = \"once\"")));
    daemon.until("/metrics", "\nsuicha_settings_refused 1\n");
    let health = daemon.get("/healthz");
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("no day of any year"), "{health}");
    assert!(daemon.get("/metrics").contains("suicha_job_last_exit{job=\"old\"} 0"));
    // Another archive, and a file that no command could read: nothing is begun.
    change(&good.replace("sqlite:archive.sqlite", "sqlite:other.sqlite"));
    let health = daemon.until("/healthz", "archive has changed in suicha.toml");
    assert!(health.starts_with("HTTP/1.1 503"), "{health}");
    change("[daemon");
    let health = daemon.until("/healthz", "it ends within a line");
    assert!(health.starts_with("HTTP/1.1 503"), "{health}");
    change(&good.replace("127.0.0.1:7322", "127.0.0.1:7323"));
    let health = daemon.until("/healthz", "listen has changed");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    change(&good.replace("history-kib = 4096", "history-kib = 0"));
    let health = daemon.until("/healthz", "history-kib = 0");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    // A calendar that is broken, then mended: it is named by the refused file only.
    bureau.run(&["deadlines", "--write-calendar", "mended.csv"]).ok();
    bureau.write("calendar.csv", "nonsense\n");
    change(&good.replace("# calendar = ", "calendar = "));
    daemon.until("/healthz", "calendar.csv");
    bureau.write("calendar.csv", bureau.read("mended.csv"));
    daemon.hang_up();
    daemon.until("/metrics", "\nsuicha_settings_refused 0\n");
    // A good file again, with other jobs: the first one is gone, the new one is looked after from now on.
    change(&good.replace("name = \"old\"", "name = \"new\""));
    daemon.until("/metrics", "\nsuicha_settings_refused 0\n");
    daemon.until("/metrics", "suicha_job_due{job=\"new\"} 0");
    assert!(!daemon.get("/metrics").contains("job=\"old\""));
    let said = daemon.stop();
    assert!(said.contains("are refused, the old ones go on") && said.contains("nothing is begun"), "{said}");
    assert!(said.contains("are in use"), "{said}");
    assert!(bureau.read("schedule.log").contains(&format!("{time} watch new ")));
}

/// Nobody tells the daemon: it sees for itself what has settled.
#[test]
fn a_changed_file_is_seen_without_a_signal() {
    let bureau = filled();
    let good = bureau.read("suicha.toml");
    let daemon = serve(&bureau, &["--clock", "2023-09-14T12:00:00+08:00"]);
    bureau.write("suicha.toml", format!("{good}\n{}", job("new", "0 9 * * *", "fsck", "policy = \"once\"")));
    let start = std::time::Instant::now();
    while !daemon.get("/metrics").contains("suicha_job_due{job=\"new\"} 0") {
        assert!(start.elapsed() < std::time::Duration::from_secs(60), "never seen");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    daemon.stop();
}

/// Makes the history so long that the next line is too much, with more runs like the newest one of a job.
fn grow(bureau: &Bureau, job: &str) {
    let mut log = bureau.read("schedule.log");
    let newest = |word: &str| {
        let found = log.lines().rfind(|line| line.contains(&format!(" {word} {job} ")));
        format!("{}\n", found.unwrap())
    };
    let (start, end) = (newest("start"), newest("end"));
    for lines in [start.clone() + &end, end] {
        while log.len() + lines.len() <= 64 * 1024 {
            log += &lines;
        }
    }
    assert!(log.len() + start.len() > 64 * 1024);
    bureau.write("schedule.log", log);
}

/// Runs of a job that ended with 0 and otherwise, as the history tells them.
fn ends(log: &str, job: &str) -> (u64, u64) {
    let mut counts = (0, 0);
    for line in log.lines() {
        if let Some((_, kept)) = line.split_once(&format!(" keep {job} ")) {
            let after = |word: &str| {
                let (_, rest) = kept.split_once(&format!(" {word} ")).unwrap();
                rest.split(' ').next().unwrap().parse().unwrap()
            };
            counts = (after("done"), after("failed"));
        } else if line.contains(&format!(" end {job} ")) {
            let well = u64::from(line.contains(" exit 0"));
            counts = (counts.0 + well, counts.1 + 1 - well);
        }
    }
    counts
}

/// Where a job stood, without the time of the line and without what counts for all jobs.
fn kept(log: &str, job: &str) -> String {
    let found = log.lines().find_map(|line| line.split_once(&format!(" keep {job} ")));
    let (state, rest) =
        found.unwrap_or_else(|| panic!("{job} is not kept: {log}")).1.split_once(" fence ").unwrap();
    format!("{state} {}", rest.split_once(' ').map_or("", |(_, said)| said))
}

#[test]
fn a_history_that_has_grown_is_made_shorter_and_forgets_nothing() {
    let bureau = filled();
    with_jobs(
        &bureau,
        &[
            job("often", "*/30 * * * *", "lease list", "policy = \"each\""),
            job("once", "0 9 14 9 *", "draw run nobody", "policy = \"report\""),
        ],
    );
    let config = bureau.read("suicha.toml").replace("history-kib = 4096", "history-kib = 64");
    bureau.write("suicha.toml", config.replace("history-kept = 4", "history-kept = 2"));
    once(&bureau, "2023-09-14T08:45:00+08:00").ok();
    once(&bureau, "2023-09-14T09:05:00+08:00").exits(2);
    let first = bureau.read("schedule.log");
    let said = first.lines().find_map(|line| line.split_once(" exit 2 said ")).unwrap().1;
    for hour in 10..14 {
        grow(&bureau, "often");
        let before = bureau.read("schedule.log");
        once(&bureau, &format!("2023-09-14T{hour}:00:00+08:00")).ok();
        let log = bureau.read("schedule.log");
        assert!(log.len() < 48 * 1024 && log.contains(" keep often "), "{}", log.len());
        let (done, failed) = ends(&before, "often");
        assert_eq!(ends(&log, "often"), (done + 2, failed));
        assert_eq!(ends(&log, "once"), (0, 1));
        let kept = kept(&log, "once");
        assert!(kept.ends_with(&format!(" bad yes said {said}")), "{kept}");
    }
    for (name, there) in [("schedule.log.1", true), ("schedule.log.2", true), ("schedule.log.3", false)] {
        assert_eq!(bureau.path(name).exists(), there, "{name}");
    }
    // Nothing is made twice: what was done before stands in the lines that were kept.
    once(&bureau, "2023-09-14T13:01:00+08:00").ok().says(&["nothing is due"]);
    once(&bureau, "2023-09-14T13:30:00+08:00").ok().says(&["13:30:00+08:00 often: exit 0"]).lacks("once");
    // Who dies in between loses nothing either: whether the longer or the shorter one is there, it tells the same.
    grow(&bureau, "often");
    let log = bureau.read("schedule.log");
    let (counts, stood) = (ends(&log, "often"), kept(&log, "once"));
    for (point, shorter) in [("schedule.put-away", false), ("schedule.shorter", true)] {
        let bureau = Bureau::copy_of(&bureau);
        let args = ["daemon", "--once", "--clock", "2023-09-14T14:00:00+08:00"];
        assert_eq!(bureau.run_with(&args, &[("SUICHA_FAULT_POINT", point)]).exit, -1, "{point}");
        let died = bureau.read("schedule.log");
        assert_eq!(died.len() < log.len(), shorter, "{point}");
        assert_eq!((ends(&died, "often"), kept(&died, "once")), (counts, stood.clone()), "{point}");
        let said = once(&bureau, "2023-09-14T14:01:00+08:00").ok();
        said.says(&["14:00:00+08:00 often (was interrupted): exit 0"]).lacks("once");
        let log = bureau.read("schedule.log");
        assert_eq!(
            (ends(&log, "often"), kept(&log, "once")),
            ((counts.0 + 1, counts.1), stood.clone()),
            "{point}"
        );
        assert!(log.len() < 48 * 1024, "{point}");
        once(&bureau, "2023-09-14T14:02:00+08:00").ok().says(&["nothing is due"]);
    }
}

#[test]
fn a_history_that_would_keep_nothing_is_refused() {
    let bureau = Bureau::new();
    let config = bureau.read("suicha.toml");
    let with = |kib: &str| config.replace("history-kib = 4096", &format!("history-kib = {kib}"));
    for kib in ["0", "63"] {
        bureau.write("suicha.toml", with(kib));
        for how in ["--check", "--once"] {
            bureau.run(&["daemon", how]).exits(2).says(&[&format!("history-kib = {kib}"), "64 KiB at least"]);
        }
        bureau.run(&["fsck"]).ok(); // nobody else minds
    }
    assert!(!bureau.path("schedule.log").exists());
    bureau.write("suicha.toml", with("64"));
    bureau.run(&["daemon", "--once"]).ok();
}

/// Two directories, one file: the lock beside the archive keeps the second daemon out, and everything is done once.
#[test]
fn two_daemons_on_one_file_have_one_effect() {
    let bureau = september();
    let other = Bureau::copy_of(&bureau);
    let url = format!("\"sqlite:{}\"", bureau.path("archive.sqlite").display());
    other.write("suicha.toml", other.read("suicha.toml").replace("\"sqlite:archive.sqlite\"", &url));
    once(&bureau, "2023-09-15T15:59:00+08:00").ok();
    once(&other, "2023-09-15T15:59:00+08:00").ok(); // one after the other is no harm
    let daemon = serve(&bureau, &["--clock", BEFORE]);
    daemon.until("/metrics", "suicha_job_last_exit{job=\"freeze\"} 0");
    once(&other, BEFORE)
        .exits(6)
        .says(&["another suicha daemon works for this bureau", "archive.sqlite.daemon"]);
    other.run(&["daemon", "--listen", "127.0.0.1:0", "--clock", BEFORE]).exits(6);
    daemon.stop();
    // Both at the same moment, again and again: whoever is refused makes nothing (6), who comes later finds it done, and the
    // one that was kept out all day has a freeze to report (5).
    for _ in 0..4 {
        let start = |bureau: &Bureau| {
            let args = ["daemon", "--once", "--lang", "en", "--clock", "2023-09-15T19:01:00+08:00"];
            bureau.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        for mut child in [start(&bureau), start(&other)] {
            let code = child.wait().unwrap().code();
            assert!(matches!(code, Some(0 | 5 | 6)), "{code:?}");
        }
    }
    bureau.at(AFTER, &["draw", "status", "d-2023-09"]).ok().says(&["done"]);
    let journal =
        counted_in(&bureau, "SELECT count(*) FROM journal WHERE verb IN ('draw freeze', 'draw run')");
    assert_eq!(journal, 2, "one freeze and one draw");
    bureau.run(&["log", "publish"]).ok();
    bureau.at("2023-09-15T19:02:00+08:00", &["fsck"]).ok();
}

/// A number from the archive itself.
fn counted_in(bureau: &Bureau, sql: &'static str) -> i64 {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        use sqlx::Connection;
        let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
        let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        count
    })
}

/// A daemon in the middle of a command: it asks a witness that takes the request and does not answer until it is
/// let go. Another job is due after it. With what to drop to let it go, and what `/healthz` says.
fn in_the_middle(bureau: &Bureau, more: &str) -> (Serving, impl Send + use<>, String) {
    let witness = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", witness.local_addr().unwrap());
    log::witnesses(bureau, [&address, &address]);
    freeze(bureau, "d").ok();
    with_jobs(
        bureau,
        &[
            job("cosign", "0 17 * * *", "log cosign", more),
            job("check", "1 17 * * *", "fsck", "policy = \"once\""),
        ],
    );
    once(bureau, "2023-09-15T16:30:00+08:00").ok();
    let daemon = serve(bureau, &["--clock", "2023-09-15T17:02:00+08:00"]);
    let asked = witness.accept().unwrap();
    let health = daemon.until("/healthz", "\"running\":\"cosign\"");
    (daemon, (asked, witness), health)
}

#[test]
fn a_command_that_runs_is_waited_for_and_no_other_is_begun() {
    let bureau = filled();
    let (daemon, asked, health) = in_the_middle(&bureau, "policy = \"once\"");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    let said = daemon.stop_and(move || {
        // What it says of the signal, it says just before it obeys.
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(asked);
    });
    assert!(said.contains("stopped"), "{said}");
    let history = bureau.read("schedule.log");
    assert!(history.contains(" end cosign 2023-09-15T17:00:00+08:00 exit "), "{history}");
    assert!(!history.contains(" start check "), "{history}");
}

/// While a command runs the file becomes one of another archive: nothing after it is begun there, not even a look.
#[test]
fn a_round_ends_where_the_settings_change() {
    let bureau = filled();
    let (daemon, asked, _) = in_the_middle(&bureau, "policy = \"once\"\ntries = 1");
    let good = bureau.read("suicha.toml");
    bureau.write("suicha.toml", good.replace("sqlite:archive.sqlite", "sqlite:other.sqlite"));
    drop(asked);
    daemon.until("/healthz", "\"running\":null");
    daemon.hang_up();
    daemon.until("/healthz", "archive has changed in suicha.toml");
    let history = bureau.read("schedule.log");
    assert!(history.contains(" end cosign 2023-09-15T17:00:00+08:00 exit "), "{history}");
    assert!(!history.contains(" start check "), "{history}");
    assert!(!bureau.path("schedule.out/.deadlines.json").exists(), "a look at another archive");
    // The old file again: what was due is done, and looked at.
    bureau.write("suicha.toml", good);
    daemon.hang_up();
    daemon.until("/metrics", "suicha_job_last_exit{job=\"check\"} ");
    daemon.until("/metrics", "suicha_journal_rows ");
    daemon.stop();
}

#[test]
fn a_year_without_a_calendar_stops_the_jobs_that_need_it_and_no_other() {
    let bureau = Bureau::new();
    with_jobs(
        &bureau,
        &[
            job("work", "every workday at 09:00", "fsck", "policy = \"once\""),
            job("cron", "0 9 * * *", "fsck", "policy = \"once\""),
        ],
    );
    once(&bureau, "2026-12-31T08:00:00+08:00").ok();
    once(&bureau, "2026-12-31T09:00:00+08:00").ok().says(&["work: exit 0", "cron: exit 0"]);
    let said = once(&bureau, "2027-01-01T09:00:00+08:00").exits(5);
    said.says(&[
        "cron: exit 0",
        "work: the working-day calendar holds 2023-01-01 to 2026-12-31, not 2027-01-01",
    ]);
    let json = bureau.at("2027-01-01T09:01:00+08:00", &["daemon", "--once", "--json"]).exits(5);
    let answer: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(answer["troubles"][0]["no_calendar_for"], "2027-01-01");
    // The calendar is continued: what was missed is caught up.
    bureau.run(&["deadlines", "--write-calendar", "calendar.csv"]).ok();
    let calendar = bureau.read("calendar.csv");
    let (days, _) = calendar.split_once("provisional,").unwrap();
    let year =
        "year,2027-01-01,2027-12-31,made,made-2027,2026-11-01\noff,2027-01-01,2027-01-03,a,made-2027,\n";
    bureau.write("calendar.csv", format!("{days}{year}provisional,2027-12-25,2027-12-31,made,,\n"));
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replace("# calendar = ", "calendar = "));
    let caught_up = once(&bureau, "2027-01-05T08:00:00+08:00").ok();
    caught_up.says(&["2027-01-04T09:00:00+08:00 work (caught up): exit 0"]);
}

#[test]
fn the_world_is_not_listened_to_unasked() {
    let bureau = Bureau::new();
    bureau.run(&["daemon", "--listen", "0.0.0.0:0"]).exits(2).says(&["no loopback address", "--any-address"]);
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replace("listen = \"127.0.0.1:7322\"", "listen = \"192.0.2.1:1\""));
    bureau.run(&["daemon"]).exits(2).says(&["192.0.2.1:1 is no loopback"]);
    bureau.write("suicha.toml", config.replace("listen = \"127.0.0.1:7322\"", "listen = \"somewhere\""));
    bureau.run(&["daemon"]).exits(2).says(&["write an address"]);
}
