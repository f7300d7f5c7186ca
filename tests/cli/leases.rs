//! `suicha lease` through the binary: one at a time, exit codes as they were, and a late command that stores nothing.

use super::{Answer, Bureau};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use suicha::archive::{Archive, Fence};
use suicha::core::time::Timestamp;

/// Does something with the archive of a bureau.
fn with<T>(bureau: &Bureau, act: impl AsyncFnOnce(&Archive) -> T) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        let archive =
            Archive::open(&format!("sqlite:{}", bureau.path("archive.sqlite").display())).await.unwrap();
        let done = act(&archive).await;
        archive.close().await;
        done
    })
}

fn now() -> Timestamp {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    Timestamp(i64::try_from(since.as_secs()).unwrap())
}

/// Runs a command in English: what stands behind `--` is the other command's.
fn english(bureau: &Bureau, args: &[&str]) -> Answer {
    bureau.in_chinese(&[&["--lang", "en"], args].concat())
}

/// Somebody else has a lease for so long.
fn held(bureau: &Bureau, name: &str, ttl: Duration) -> Fence {
    with(bureau, async |archive| archive.lease(name, "somebody else", ttl, now()).await.unwrap().unwrap())
}

#[test]
fn a_command_runs_under_a_lease_and_answers_as_it_would() {
    let bureau = Bureau::new();
    let plain = bureau.run(&["draw", "status"]).ok().out;
    let run = |args: &[&str]| english(&bureau, &[&["lease", "run", "job/a", "--"], args].concat());
    assert_eq!(run(&["draw", "status"]).ok().out, plain);
    run(&["draw", "status", "nobody"]).exits(2).says(&["nobody"]);
    run(&["no-such-command"]).exits(2);
    let fsck: serde_json::Value =
        serde_json::from_str(&english(&bureau, &["lease", "run", "job/a", "--json", "--", "fsck"]).ok().out)
            .unwrap();
    assert_eq!(fsck["looked_at"]["rows of leases"], 7, "two for each run before, and its own acquisition");
    let list = bureau.run(&["lease", "list"]).ok();
    list.says(&["job/a:7", "given back"]);
    english(&bureau, &["lease", "run", "job/a"]).exits(2);
    english(&bureau, &["lease", "run", "job a", "--", "fsck"]).exits(2).says(&["names no lease"]);
    english(&bureau, &["lease", "run", "job/a", "--ttl", "2", "--", "fsck"]).exits(2);
}

#[test]
fn a_second_one_is_told_at_once_or_waits() {
    let bureau = Bureau::new();
    let fence = held(&bureau, "job/a", Duration::from_secs(3600));
    let start = Instant::now();
    english(&bureau, &["lease", "run", "job/a", "--", "fsck"])
        .exits(6)
        .says(&["held by somebody else", "--wait"]);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    bureau.in_chinese(&["lease", "run", "job/a", "--", "fsck"]).exits(6).says(&["somebody else 持有"]);
    english(&bureau, &["lease", "run", "job/a", "--wait", "1", "--", "fsck"]).exits(6);
    english(&bureau, &["lease", "run", "job/b", "--", "fsck"]).ok();
    bureau.run(&["lease", "list"]).ok().says(&["job/a:1: somebody else, until"]);
    bureau.run(&["lease", "release", "job/a"]).ok().says(&["taken from somebody else"]);
    bureau.run(&["lease", "release", "job/a"]).ok().says(&["nobody has job/a:1"]);
    bureau.run(&["lease", "release", "job/c"]).exits(2);
    bureau.run(&["lease", "release", "job/c:1"]).exits(2).says(&["there is no lease job/c:1"]);
    english(&bureau, &["lease", "run", "job/a", "--", "fsck"]).ok();
    let late = [("SUICHA_LEASE", fence.to_string())];
    let late: Vec<(&str, &str)> = late.iter().map(|(name, value)| (*name, value.as_str())).collect();
    bureau.write("matters.csv", MATTERS);
    let refused = bureau.run_with(&["import", "matters", "matters.csv"], &late);
    refused.exits(6).says(&["lease job/a:1 holds no more: it was taken over by", "nothing was stored"]);
    let fence = held(&bureau, "job/a", Duration::from_secs(3600)).to_string();
    bureau.run(&["lease", "release", &fence]).ok();
    bureau
        .run_with(&["import", "matters", "matters.csv"], &[("SUICHA_LEASE", &fence)])
        .exits(6)
        .says(&["it was released, and nobody has it; nothing was stored", "run the same command again"]);
    bureau.run(&["export", "matters", "back.csv"]).ok().says(&["an empty template"]);
    bureau.run_with(&["import", "matters", "matters.csv"], &[("SUICHA_LEASE", "job")]).exits(2);
    english(&bureau, &["lease", "run", "job/a", "--", "import", "matters", "matters.csv"]).ok();
    held(&bureau, "job/d", Duration::from_secs(2));
    english(&bureau, &["lease", "run", "job/d", "--wait", "30", "--", "fsck"]).ok();
    bureau.run(&["fsck"]).ok();
}

/// What the list prints can be released, a time in the name included; never what somebody else has taken since.
#[test]
fn what_the_list_prints_can_be_released() {
    let bureau = Bureau::new();
    for name in ["job/fair/2026-11-29T12:24:00+08:00", "job/fair/2026-11-29T12:24:00+05:30"] {
        let first = held(&bureau, name, Duration::from_secs(3600)).to_string();
        let list = bureau.run(&["lease", "list"]).ok();
        assert!(
            list.out.lines().any(|line| line.starts_with(&format!("{first}: somebody else"))),
            "{}",
            list.out
        );
        bureau.run(&["lease", "release", &first]).ok().says(&["was taken from somebody else"]);
        bureau.run(&["lease", "release", &first]).ok().says(&["nobody has", &first]);
        let second = held(&bureau, name, Duration::from_secs(3600)).to_string();
        assert_ne!(first, second);
        let late = bureau.run(&["lease", "release", &first]).exits(6);
        late.says(&[&format!("{first} holds no more"), &format!("{second} (somebody else)")]);
        bureau.run(&["lease", "release", name]).ok().says(&[&format!("{second} was taken from")]);
    }
}

const MATTERS: &str = "code,category,title,object,key_matter,method,body,basis,version,effective\nA01,登记,登记事项检查,企业,0,实地核查,市场监管部门,市场主体登记管理条例第三十八条,2023-1,2023-01-01\n";

/// Runs a command under the lease `outer` that waits for `inner`.
fn waits_for_inner(bureau: &Bureau, ttl: &str, out: Stdio) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_suicha"))
        .current_dir(bureau.path("."))
        .args(["--lang", "en", "lease", "run", "outer", "--ttl", ttl, "--"])
        .args(["lease", "run", "inner", "--wait", "600", "--", "fsck"])
        .stderr(Stdio::piped())
        .stdout(out)
        .spawn()
        .unwrap()
}

/// A lease is renewed while its command runs; where it is taken away, the command is ended.
#[test]
fn it_is_renewed_and_a_command_that_lost_it_is_ended() {
    let bureau = Bureau::new();
    held(&bureau, "inner", Duration::from_secs(3600));
    let outer = waits_for_inner(&bureau, "9", Stdio::null());
    let renewed = |least: u64| {
        let mut rows = 0;
        with(&bureau, async |archive| {
            archive.each_lease(|row| rows += u64::from(row.fence.name() == "outer")).await
        })
        .unwrap();
        rows >= least
    };
    let start = Instant::now();
    while !renewed(5) {
        assert!(start.elapsed() < Duration::from_secs(60), "never renewed");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(start.elapsed() > Duration::from_secs(9), "for longer than it would have held");
    english(&bureau, &["lease", "run", "outer", "--", "fsck"]).exits(6);
    bureau.run(&["lease", "release", "outer"]).ok();
    let (code, said) = ended(outer, 60);
    assert_eq!(code, Some(6), "{said}");
    assert!(
        said.contains("was released by hand (`suicha lease release`): the command was stopped"),
        "{said}"
    );
    assert!(said.contains("run the same command again") && !said.contains("taken over by"), "{said}");
    // Released, and somebody else has it since.
    let outer = waits_for_inner(&bureau, "3", Stdio::null());
    let start = Instant::now();
    let own = loop {
        let last = with(&bureau, async |archive| archive.last_lease("outer").await.unwrap().unwrap());
        if last.step != suicha::archive::Step::Release {
            break last.fence;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "never taken");
        std::thread::sleep(Duration::from_millis(100));
    };
    let other = with(&bureau, async |archive| {
        assert!(archive.release(&own, now()).await.unwrap());
        archive.lease("outer", "somebody else", Duration::from_secs(3600), now()).await.unwrap().unwrap()
    });
    let (code, said) = ended(outer, 30);
    assert_eq!(code, Some(6), "{said}");
    assert!(said.contains(&format!("the lease {own} was taken over by {other} (somebody else)")), "{said}");
}

/// The end of a process, or a panic.
fn ended(mut child: std::process::Child, patience: u64) -> (Option<i32>, String) {
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < Duration::from_secs(patience), "it goes on");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    (status.code(), said)
}

/// Whether a process hears SIGTERM and SIGINT, as it does once it waits.
fn listens(process: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim();
    let both = 1 << (15 - 1) | 1 << (2 - 1);
    u64::from_str_radix(caught, 16).unwrap() & both == both
}

/// Whoever is told to stop tells the command, waits for its end and gives the lease back.
#[test]
fn signals_reach_the_command_and_the_lease_is_given_back() {
    let bureau = Bureau::new();
    held(&bureau, "inner", Duration::from_secs(3600));
    for signal in ["-TERM", "-INT"] {
        let outer = waits_for_inner(&bureau, "3600", Stdio::null());
        let children = || {
            let found = Command::new("pgrep").args(["-P", &outer.id().to_string()]).output().unwrap();
            String::from_utf8(found.stdout).unwrap().trim().to_owned()
        };
        let start = Instant::now();
        while children().is_empty() {
            assert!(start.elapsed() < Duration::from_secs(60), "no command was begun");
            std::thread::sleep(Duration::from_millis(20));
        }
        let inner = children();
        while !listens(&inner) {
            assert!(start.elapsed() < Duration::from_secs(60), "it never came to its waiting");
            std::thread::sleep(Duration::from_millis(20));
        }
        Command::new("kill").args([signal, &outer.id().to_string()]).status().unwrap();
        let (code, said) = ended(outer, 15);
        assert_eq!(code, Some(7), "{signal}: {said}");
        assert!(said.contains("told to stop while it waited for the lease"), "{signal}: {said}");
        assert!(!std::path::Path::new(&format!("/proc/{inner}")).exists(), "{signal}: {inner} goes on");
        let list = bureau.run(&["lease", "list"]).ok();
        assert!(
            list.out.lines().any(|line| line.starts_with("outer:") && line.contains("given back")),
            "{}",
            list.out
        );
    }
    english(&bureau, &["lease", "run", "outer", "--", "fsck"]).ok();
}

#[test]
fn the_list_is_short_unless_everything_is_asked_for() {
    let bureau = Bureau::new();
    with(&bureau, async |archive| {
        for number in 0..103 {
            let name = format!("job/{number}");
            let fence =
                archive.lease(&name, "somebody", Duration::from_secs(60), now()).await.unwrap().unwrap();
            assert!(archive.release(&fence, now()).await.unwrap());
        }
    });
    held(&bureau, "job/0", Duration::from_secs(3600));
    let list = bureau.run(&["lease", "list"]).ok().says(&["these are the newest 100", "--all"]);
    let lines: Vec<&str> = list.out.lines().collect();
    assert_eq!(lines.len(), 101);
    assert!(lines[0].starts_with("job/0:207: somebody else, until"), "{}", lines[0]);
    assert!(lines[1].starts_with("job/102:205: somebody, given back"), "{}", lines[1]);
    assert_eq!(list.out.matches("job/0:").count(), 1);
    let all = bureau.run(&["lease", "list", "--all"]).ok();
    assert_eq!(all.out.lines().count(), 207);
    assert!(all.out.starts_with("job/0:1: somebody, until"), "{}", all.out);
    bureau.run(&["fsck"]).ok().says(&["rows of leases: 207"]);
}

#[test]
fn a_changed_lease_is_found_by_fsck() {
    let bureau = Bureau::new();
    held(&bureau, "job/a", Duration::from_secs(3600));
    bureau.run(&["fsck"]).ok().says(&["rows of leases: 1"]);
    let change = "DROP TRIGGER lease_no_update; UPDATE lease SET until = 0";
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
        use sqlx::Connection;
        let url = format!("sqlite:{}", bureau.path("archive.sqlite").display());
        let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(change).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    });
    bureau.run(&["fsck"]).exits(4).says(&["table lease, row 1"]);
    english(&bureau, &["lease", "run", "job/a", "--", "fsck"]).exits(4).says(&["table lease, row 1"]);
    bureau.run(&["lease", "list"]).exits(4);
    // Nor is it hidden behind a new row of another name.
    english(&bureau, &["lease", "run", "job/b", "--", "fsck"]).exits(4).says(&["table lease, row 1"]);
}
