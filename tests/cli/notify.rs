//! Notifications through the binary, to a webhook and a mail server that are threads of the test.

use super::Bureau;
use super::bureau::{drawn, filled};
use super::daemon::{job, with_jobs};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const DAY: &str = "2023-09-16T09:00:00+08:00";
/// The plan of the year is overdue, and the draw too old to be told.
const MONTHS_LATER: &str = "2024-04-15T09:00:00+08:00";

/// What a server has heard, whole requests or mails.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// All of it once there are as many: a client may have ended before the server has written it down.
    fn wait(&self, many: usize) -> Vec<String> {
        let start = Instant::now();
        while self.all().len() < many {
            assert!(start.elapsed() < Duration::from_secs(10), "{many} do not come: {:?}", self.all());
            std::thread::sleep(Duration::from_millis(10));
        }
        self.all()
    }
}

fn serve(answer: impl Fn(TcpStream, usize) -> Option<String> + Send + 'static) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port(), Heard::default());
    let log = heard.clone();
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let said = answer(stream.unwrap(), n);
            log.0.lock().unwrap().extend(said);
        }
    });
    (port, heard)
}

/// A webhook that answers with these codes, then with the last of them.
fn webhook(codes: &'static [u16]) -> (u16, Heard) {
    serve(move |mut stream, n| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().unwrap();
            }
            head.push_str(&line);
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let code = codes[n.min(codes.len() - 1)];
        write!(stream, "HTTP/1.1 {code} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        Some(head + &String::from_utf8(body).unwrap())
    })
}

/// A mail server that takes everything.
fn mail_server() -> (u16, Heard) {
    serve(|mut stream, _| {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut said = String::new();
        stream.write_all(b"220 mail\r\n").unwrap();
        let mut data = false;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return (!said.is_empty()).then_some(said);
            }
            said.push_str(&line);
            let answer: &[u8] = match (data, line.trim_end()) {
                (true, ".") => {
                    data = false;
                    b"250 taken\r\n"
                }
                (true, _) => continue,
                (false, "DATA") => {
                    data = true;
                    b"354 go on\r\n"
                }
                (false, "QUIT") => {
                    stream.write_all(b"221 bye\r\n").unwrap();
                    return Some(said);
                }
                _ => b"250 fine\r\n",
            };
            stream.write_all(answer).unwrap();
        }
    })
}

fn set(bureau: &Bureau, notify: &str) {
    let config = bureau.read("suicha.toml");
    let head = config.find("[notify]").unwrap();
    let tail = config.find("# Stations and offices").unwrap();
    bureau.write("suicha.toml", format!("{}{notify}\n{}", &config[..head], &config[tail..]));
}

#[test]
fn each_event_is_told_once_and_what_was_not_taken_is_tried_again() {
    let bureau = drawn();
    let (port, heard) = webhook(&[503, 503, 200]);
    let to = format!(
        "[notify]\n[[notify.to]]\nname = \"股室\"\nevents = [\"draw-done\", \"red-light\"]\nwebhook = \"http://127.0.0.1:{port}/x\"\n"
    );
    set(&bureau, &to);
    let planned = bureau.at(DAY, &["notify", "--dry-run"]).ok();
    planned.says(&[
        "1 message: 0 sent, 0 not taken",
        "股室: draw done (1 event), would be sent",
        "d attempt 1, 2023-09-15: tasks 1, subjects 4, seats 8",
    ]);
    assert!(heard.all().is_empty() && !bureau.path("notify.log").exists());
    // Two tries in one run, both in vain; the next run gets through.
    bureau.at(DAY, &["notify"]).exits(7).says(&["0 sent, 1 not taken", "the next run tries again: HTTP 503"]);
    bureau.at(DAY, &["notify"]).ok().says(&["1 sent, 0 not taken"]);
    bureau.at(DAY, &["notify"]).ok().says(&["0 messages: 0 sent"]);
    let requests = heard.all();
    assert_eq!(requests.len(), 3);
    let id = |request: &str| {
        let line =
            request.lines().find(|line| line.to_ascii_lowercase().starts_with("idempotency-key")).unwrap();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(id(&requests[0]), id(&requests[2]), "another try is the same message");
    let body: serde_json::Value =
        serde_json::from_str(requests[2].split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!((&body["kind"], &body["events"]), (&"draw-done".into(), &1.into()));
    assert_eq!(body["id"], id(&requests[2]));
    for name in ["示例企业", "执法人员", "91440300"] {
        assert!(!requests.concat().contains(name), "{name} left the bureau");
    }
    // A record whose end is missing is not there, and the file can be continued.
    let log = bureau.read("notify.log");
    bureau.write("notify.log", &log[..log.len() - 1]);
    bureau.at(DAY, &["notify"]).ok().says(&["1 sent"]);
    assert_eq!(bureau.read("notify.log"), log);
    bureau.write("notify.log", "something else\n");
    bureau.at(DAY, &["notify"]).exits(4).says(&["notify.log line 1", "no record of a message"]);
}

#[test]
fn clocks_that_are_over_are_told_and_an_old_draw_is_not() {
    let bureau = drawn();
    let (port, heard) = webhook(&[200]);
    set(
        &bureau,
        &format!(
            "[notify]\n[[notify.to]]\nname = \"a\"\nevents = [\"draw-done\", \"red-light\"]\nformat = \"text\"\nwebhook = \"http://127.0.0.1:{port}/x\"\n"
        ),
    );
    let red = bureau.at(MONTHS_LATER, &["deadlines"]).ok();
    let number = red.out.lines().filter(|line| line.starts_with("red ")).count();
    assert!(number > 0, "{}", red.out);
    bureau.at(MONTHS_LATER, &["notify"]).ok().says(&["1 message: 1 sent", "a: red light ("]);
    bureau.at(MONTHS_LATER, &["notify"]).ok().says(&["0 messages"]);
    let body = heard.all()[0].split("\r\n\r\n").nth(1).unwrap().to_owned();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["msgtype"], "text");
    let text = body["text"]["content"].as_str().unwrap();
    assert!(text.contains(&format!("{number} clocks are overdue")) || number == 1, "{text}");
    assert!(text.contains("see suicha deadlines"));
    // A clock of no department says so, and has no empty brackets.
    assert!(text.contains("(no department named)") && !text.contains("()"), "{text}");
    std::fs::remove_file(bureau.path("notify.log")).unwrap();
    let zh = bureau.in_chinese(&["notify", "--dry-run", "--clock", MONTHS_LATER]).ok().out;
    assert!(zh.contains("（未指明部门）") && !zh.contains("（）"), "{zh}");
}

#[test]
fn mail_is_sent_with_its_subject_and_a_test_can_be_sent() {
    let bureau = drawn();
    let (port, heard) = mail_server();
    set(
        &bureau,
        &format!(
            "[notify]\n[notify.smtp]\nurl = \"smtp://127.0.0.1:{port}\"\nfrom = \"suicha@example.org\"\n[[notify.to]]\nname = \"a\"\nevents = [\"draw-done\"]\nmail = \"a@example.org\"\n"
        ),
    );
    bureau
        .at(DAY, &["notify", "--test", "b"])
        .exits(2)
        .says(&["suicha.toml has no recipient \"b\"", "there are a"]);
    bureau.at(DAY, &["notify", "--test", "a"]).ok().says(&["sent to a"]);
    bureau.at(DAY, &["notify"]).ok().says(&["1 sent"]);
    let mails = heard.wait(2);
    assert_eq!(mails.len(), 2);
    for wanted in [
        "RCPT TO:<a@example.org>",
        "From: suicha@example.org",
        "Date: Sat, 16 Sep 2023 01:00:00 +0000",
        "Message-ID: <",
        "d attempt 1, 2023-09-15",
    ] {
        assert!(mails[1].contains(wanted), "{wanted} in {}", mails[1]);
    }
}

#[test]
fn every_problem_of_the_settings_is_told() {
    let bureau = drawn();
    bureau.at(DAY, &["notify"]).exits(2).says(&["nobody to be told"]);
    set(
        &bureau,
        "[notify]\n[[notify.to]]\nname = \"a\"\nevents = [\"draw-gone\"]\nmail = \"nobody\"\n\
         [[notify.to]]\nname = \"a\"\nevents = []\n\
         [[notify.to]]\nname = \"b\"\nevents = [\"assignment\"]\nwebhook = \"chat.example.org\"\nformat = \"xml\"\nlang = \"fr\"\n",
    );
    bureau.at(DAY, &["notify"]).exits(3).says(&[
        "\"draw-gone\" is no event",
        "\"nobody\" is no e-mail address",
        "names are unique",
        "events is empty",
        "needs mail or webhook",
        "webhook must be a URL",
        "format is json or text",
        "lang is zh or en",
        "name a person",
        "[notify] in suicha.toml is rejected:",
        "put it right and run this again",
    ]);
    // Of the file in use.
    std::fs::rename(bureau.path("suicha.toml"), bureau.path("own.toml")).unwrap();
    let own = bureau.at(DAY, &["notify", "--config", "own.toml"]).exits(3);
    assert!(!own.err.contains("suicha.toml"), "{}", own.err);
    own.says(&["[notify] in own.toml is rejected:"]);
    let zh = bureau.in_chinese(&["notify", "--clock", DAY, "--config", "own.toml"]).exits(3);
    zh.says(&["own.toml 的 [notify] 被拒绝：", "请改正后再次运行"]);
    std::fs::rename(bureau.path("own.toml"), bureau.path("suicha.toml")).unwrap();
    set(
        &bureau,
        "[notify]\ntemplates = \"own.toml\"\n[[notify.to]]\nname = \"a\"\nevents = [\"draw-done\"]\nwebhook = \"http://127.0.0.1:1/\"\n",
    );
    bureau.write("own.toml", "[draw-gone]\n");
    bureau.at(DAY, &["notify"]).exits(3).says(&["own.toml"]);
    let shipped = include_str!("../../data/notify/templates.toml");
    bureau.write("own.toml", shipped.replace("draws are done", "{drawn} are done"));
    bureau.at(DAY, &["notify"]).exits(3).says(&["knows no {drawn}", "bureau, count"]);
    bureau.write("own.toml", shipped.replace("draws are done", "drawn"));
    bureau.at(DAY, &["notify", "--dry-run"]).ok().says(&["drawn (1)"]);
    // Nobody listens there: told, and nothing noted.
    bureau.at(DAY, &["notify"]).exits(7).says(&["0 sent, 1 not taken"]);
    assert!(!bureau.path("notify.log").exists());
}

/// The password of the mail server is its owner's alone.
#[cfg(unix)]
#[test]
fn a_password_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let bureau = filled();
    set(
        &bureau,
        "[notify]\n[notify.smtp]\nurl = \"smtps://mail.example.org\"\nfrom = \"suicha@example.org\"\nuser = \"suicha\"\n\
         password-file = \"smtp.password\"\n\
         [[notify.to]]\nname = \"a\"\nevents = [\"draw-done\"]\nmail = \"a@example.org\"\n",
    );
    bureau.write("smtp.password", "secret\n");
    let mode = |mode| {
        let path = bureau.path("smtp.password");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for open in [0o644, 0o640, 0o602] {
        mode(open);
        let said = bureau.at(DAY, &["notify", "--dry-run"]).exits(3);
        said.says(&[
            &format!("password-file ./smtp.password has mode {open:04o}"),
            "`chmod 600 ./smtp.password`",
        ]);
        let zh = bureau.in_chinese(&["notify", "--dry-run", "--clock", DAY]).exits(3);
        zh.says(&[&format!("的权限是 {open:04o}"), "chmod 600 ./smtp.password"]);
    }
    for closed in [0o600, 0o400] {
        mode(closed);
        bureau.at(DAY, &["notify", "--dry-run"]).ok();
    }
}

#[test]
fn jobs_that_failed_for_good_are_told_once() {
    let bureau = filled();
    let (port, heard) = webhook(&[200]);
    set(
        &bureau,
        &format!(
            "[notify]\n[[notify.to]]\nname = \"a\"\nevents = [\"job-failed\"]\nwebhook = \"http://127.0.0.1:{port}/x\"\n"
        ),
    );
    with_jobs(
        &bureau,
        &[
            job("draw", "0 9 * * *", "draw run nobody", "policy = \"report\""),
            job("backup", "30 9 * * *", "backup /dev/full/x.sqlite", "policy = \"once\"\ntries = 2"),
            job("check", "40 9 * * *", "fsck", "policy = \"once\""),
        ],
    );
    let once = |time: &str| bureau.at(time, &["daemon", "--once"]);
    once("2023-09-15T08:00:00+08:00").ok();
    once("2023-09-15T09:00:00+08:00").exits(2);
    once("2023-09-15T09:30:00+08:00").exits(7);
    // What is still tried is not told.
    bureau.at("2023-09-15T09:30:10+08:00", &["notify", "--dry-run"]).ok().says(&["(1 event)", "exit 2: "]);
    once("2023-09-15T09:40:00+08:00").exits(7).says(&["given-up", "check: exit 0"]);
    bureau.at("2023-09-15T09:41:00+08:00", &["notify"]).ok().says(&["a: job failed (2 events), sent"]);
    bureau.at("2023-09-15T09:42:00+08:00", &["notify"]).ok().says(&["0 messages"]);
    let body = heard.all()[0].split("\r\n\r\n").nth(1).unwrap().to_owned();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let text = body["text"].as_str().unwrap();
    for wanted in [
        "draw 2023-09-15T09:00:00+08:00, exit 2: ",
        "nobody",
        "backup 2023-09-15T09:30:00+08:00, exit 7: given up after its last try: ",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("check "), "{text}");
    // The machine was off for a day: the draw is reported, the others are caught up.
    once("2023-09-17T08:00:00+08:00").exits(7).says(&["draw: 1 not run (late)"]);
    bureau.at("2023-09-17T08:01:00+08:00", &["notify"]).ok().says(&["sent"]);
    let missed = &heard.wait(2)[1];
    assert!(missed.contains("its time was missed"), "{missed}");
    // What has been put away is told all the same, and once.
    let told = bureau.read("notify.log");
    std::fs::remove_file(bureau.path("notify.log")).unwrap();
    let whole = bureau.read("schedule.log");
    bureau.write("schedule.log.1", &whole);
    bureau.write(
        "schedule.log.2",
        "suicha-schedule/1\n2023-09-16T09:00:01+08:00 end lost 2023-09-16T09:00:00+08:00 exit 2\n",
    );
    bureau.write("schedule.log", "suicha-schedule/1\n");
    let away = bureau.at("2023-09-17T08:01:00+08:00", &["notify", "--dry-run"]).ok();
    bureau.write("schedule.log", &whole);
    let both = bureau.at("2023-09-17T08:01:00+08:00", &["notify", "--dry-run"]).ok();
    assert_eq!(away.out, both.out);
    away.says(&["lost 2023-09-16", "its time was missed", "given up after its last try"]);
    assert_eq!(both.out.matches("draw 2023-09-15T09:00:00").count(), 1, "{}", both.out);
    bureau.write("notify.log", told);
    std::fs::remove_file(bureau.path("schedule.log.1")).unwrap();
    std::fs::remove_file(bureau.path("schedule.log.2")).unwrap();
    // Too old to be told, and a history that cannot be read.
    let told = bureau.read("notify.log");
    std::fs::remove_file(bureau.path("notify.log")).unwrap();
    bureau.at("2023-10-17T08:00:00+08:00", &["notify"]).ok().says(&["0 messages"]);
    bureau.write("notify.log", told);
    bureau.write("schedule.log", "something else\n");
    bureau.at("2023-09-17T08:02:00+08:00", &["notify"]).ok().says(&["job failed (1 event), sent"]);
    let unreadable = &heard.wait(3)[2];
    assert!(unreadable.contains("line 1 cannot be read"), "{unreadable}");
}

/// A bureau with a list of people, in which an officer who was drawn is told of assignments in English.
fn with_officer(bureau: &Bureau) {
    bureau.at(DAY, &["export", "outcomes", "work.csv", "--draw", "d"]).ok();
    let work = bureau.read("work.csv");
    let (card, _) = work.lines().nth(1).unwrap().split(',').nth(7).unwrap().split_once('、').unwrap();
    bureau.run(&["people", "keygen", "--name", "wang", "wang.key"]).ok();
    let key = bureau.read("wang.key.pub");
    bureau.write(
        "people.toml",
        format!(
            "[[person]]\nid = \"wang\"\nname = \"某wang\"\nroles = [\"operator\"]\ncard = \"{card}\"\nkey = \"{}\"\n",
            key.trim()
        ),
    );
    set(
        bureau,
        "[notify]\n[[notify.to]]\nname = \"officer\"\nevents = [\"assignment\"]\nperson = \"wang\"\nlang = \"en\"\n\
         webhook = \"http://127.0.0.1:1/\"\n",
    );
    bureau.write("suicha.toml", format!("people = \"people.toml\"\n{}", bureau.read("suicha.toml")));
}

#[test]
fn the_last_day_of_an_assignment_is_that_of_what_was_drawn() {
    let bureau = super::bureau::with_files();
    let one = bureau.read("plan.toml").replace("embargo =", "finish = \"2023-11-30\"\nembargo =");
    let (_, task) = one.split_once("[[task]]").unwrap();
    let other = task
        .replacen("id = \"t\"", "id = \"u\"", 1)
        .replace("990000202309011001", "990000202309011002")
        .replace("2023-11-30", "2023-10-31");
    bureau.write("plan.toml", format!("{one}[[task]]{other}"));
    super::bureau::fill(&bureau);
    let not_before = super::pulse("1000");
    let (plan, at) = (super::bureau::PLAN, super::bureau::PULSE_TIME);
    let freeze =
        ["draw", "freeze", "d", "--plan", plan, "--at", at, "--task", "t", "--not-before", &not_before];
    bureau.at(super::bureau::BEFORE, &freeze).ok();
    super::bureau::draw(&bureau, "d").ok();
    with_officer(&bureau);
    let told = bureau.at(DAY, &["notify", "--dry-run"]).ok();
    told.says(&["officer: inspections assigned (1 event)", "to be done by 2023-11-30"]);
}

#[test]
fn values_are_in_the_language_of_who_reads_them() {
    let bureau = drawn();
    with_officer(&bureau);
    let told = bureau.in_chinese(&["notify", "--dry-run", "--clock", DAY]).ok();
    told.says(&["officer：任务派发1项", "to be done by not set"]);
}

#[test]
fn witnesses_who_have_not_opened_are_told_of_until_it_is_too_late() {
    let bureau = filled();
    super::bureau::freeze_witnessed(&bureau, "2023-09-10T16:00:00+08:00").ok();
    let (port, heard) = webhook(&[200]);
    set(
        &bureau,
        &format!(
            "[notify]\n[[notify.to]]\nname = \"x\"\nevents = [\"witness-due\"]\nwebhook = \"http://127.0.0.1:{port}/x\"\n"
        ),
    );
    let due = |time: &str| bureau.at(time, &["notify", "--dry-run"]).ok();
    due("2023-09-14T18:55:02+08:00").says(&["0 messages"]);
    due("2023-09-14T18:55:03+08:00").says(&["d attempt 1: a, b, by 2023-09-15T18:55:03+08:00 at the latest"]);
    bureau
        .at("2023-09-15T10:00:00+08:00", &["draw", "reveal", "d", "--witness", "a", "--file", "a.open"])
        .ok();
    due("2023-09-15T18:55:02+08:00").says(&["d attempt 1: b, by"]);
    due("2023-09-15T18:55:03+08:00").says(&["0 messages"]);
    bureau.at("2023-09-15T10:01:00+08:00", &["notify"]).ok().says(&["x: openings awaited (1 event), sent"]);
    bureau.at("2023-09-15T10:02:00+08:00", &["notify"]).ok().says(&["0 messages"]);
    assert!(heard.all()[0].contains("witness-due"), "{}", heard.all()[0]);
    bureau
        .at("2023-09-15T10:03:00+08:00", &["draw", "reveal", "d", "--witness", "b", "--file", "b.open"])
        .ok();
    std::fs::remove_file(bureau.path("notify.log")).unwrap();
    due("2023-09-15T10:04:00+08:00").says(&["0 messages"]);
}
