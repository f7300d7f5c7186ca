//! Several processes and one job, over and over: killed, stopped for longer than the lease and woken again, cut off
//! from the server, the server restarted. Each round ends with the job done exactly once.
//!
//! What a contender does at the end of its job has no key that would refuse it twice: a row of the journal. It
//! looks whether the job is done *before* it begins, as a daemon does, so that only the token of its lease keeps
//! it from doing what somebody else has done meanwhile; `without_the_fence_it_is_done_twice` shows that.

use super::sample::NOW;
use super::{Place, run, server};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use suicha::archive::{Archive, Error, Fence, Settings};
use suicha::core::digest::Digest;
use suicha::core::time::Timestamp;
use suicha::error::Exit;

const CHILD: &str = "SUICHA_TEST_CONTENDER";
/// Marks what a contender says among what the test runner prints.
const MARK: &str = "@@";
/// How long a lease holds on PostgreSQL.
const TTL: Duration = Duration::from_millis(250);
/// Longest time until somebody says something.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a contender waits for a word before it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pause {
    Never,
    /// It has the lease and has seen that the job is not done.
    Checked,
    /// It is in the middle of its transaction.
    Begun,
}

/// One job as it is told to a contender.
#[derive(Clone)]
struct Job {
    name: String,
    pause: Pause,
    fenced: bool,
    now: Timestamp,
}

/// A process that works at jobs.
struct Contender {
    child: Child,
    tell: ChildStdin,
    said: Receiver<String>,
    /// Errors it has met, for whoever wants to know why.
    notes: Arc<Mutex<Vec<String>>>,
}

impl Contender {
    fn start(url: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "archive::lease_rounds::child_contender", "--nocapture"])
            .env(CHILD, url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, said) = channel();
        let notes = Arc::new(Mutex::new(Vec::new()));
        let kept = notes.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let Some((_, word)) = line.split_once(MARK) else { continue };
                match word.strip_prefix('~') {
                    Some(note) => kept.lock().unwrap().push(note.to_owned()),
                    None => drop(send.send(word.to_owned())),
                }
            }
        });
        Self { child, tell, said, notes }
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.tell, "{line}").unwrap();
        self.tell.flush().unwrap();
    }

    fn begin(&mut self, job: &Job) {
        let Job { name, pause, fenced, now } = job;
        self.tell(&format!("{name} {pause:?} {fenced} {}", now.0));
    }

    /// The next word, which must come in time.
    fn hears(&self) -> String {
        let heard = self.said.recv_timeout(PATIENCE);
        heard.unwrap_or_else(|e| panic!("a contender that says nothing: {e}: {:?}", self.notes.lock()))
    }

    fn until(&self, word: &str) {
        let heard = self.hears();
        assert_eq!(heard, word);
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success(), "kill {name}");
    }

    /// Stops it, and waits until each of its threads stands still.
    fn stop(&self) {
        self.signal("-STOP");
        let still = |task: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('T'))
        };
        let tasks = format!("/proc/{}/task", self.child.id());
        while !std::fs::read_dir(&tasks).unwrap().flatten().all(still) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn kill(mut self) {
        self.signal("-KILL");
        self.child.wait().unwrap();
    }
}

impl Drop for Contender {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// In the child: works at the jobs it is told of. By itself: does one job.
#[test]
fn child_contender() {
    let Ok(url) = std::env::var(CHILD) else {
        let place = Place::sqlite();
        let job = Job { name: "job/0".into(), pause: Pause::Never, fenced: true, now: NOW };
        assert_eq!(run(contend(&place.url, &job)), "stored");
        assert_eq!(run(contend(&place.url, &job)), "found");
        return;
    };
    let mut line = String::new();
    while std::io::stdin().lock().read_line(&mut line).unwrap() > 0 {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, pause, fenced, now] = words[..] else { panic!("{line:?}") };
        let pause = match pause {
            "Checked" => Pause::Checked,
            "Begun" => Pause::Begun,
            _ => Pause::Never,
        };
        let now = Timestamp(now.parse().unwrap());
        let job = Job { name: name.into(), pause, fenced: fenced == "true", now };
        say(&run(contend(&url, &job)));
        line.clear();
    }
}

fn say(word: &str) {
    println!("{MARK}{word}");
}

fn wait_for_a_word() {
    std::io::stdin().lock().read_line(&mut String::new()).unwrap();
}

/// Works at a job until it is done, by whomever: `stored`, `found`, or `overtaken` where the lease was lost.
async fn contend(url: &str, job: &Job) -> String {
    let mut pause = job.pause;
    let mut archive = None;
    for _ in 0..2000 {
        let tried = match &archive {
            Some(archive) => attempt(url, archive, job, &mut pause).await,
            None => open(url, None).await.map(|opened| {
                archive = Some(opened);
                None
            }),
        };
        match tried {
            Ok(Some(word)) => return word.into(),
            Ok(None) => {}
            Err(Error::Overtaken { .. }) => return "overtaken".into(),
            // Held, cut off, the server not there: try again, as a daemon does with its next tick.
            Err(e) if matches!(e.exit(), Exit::Conflict | Exit::Outside) => {
                say(&format!("~{}: {e}", job.name).replace('\n', " "));
            }
            Err(e) => return format!("failed: {e}"),
        }
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
    "gave up".into()
}

async fn attempt(
    url: &str,
    archive: &Archive,
    job: &Job,
    pause: &mut Pause,
) -> Result<Option<&'static str>, Error> {
    let holder = std::process::id().to_string();
    if done(archive, job).await? > 0 {
        return Ok(Some("found"));
    }
    let Some(fence) = archive.lease(&job.name, &holder, TTL, job.now).await? else { return Ok(None) };
    let mine = open(url, Some(fence.clone()).filter(|_| job.fenced)).await?;
    if done(&mine, job).await? > 0 {
        archive.release(&fence, job.now).await?;
        return Ok(Some("found"));
    }
    stop_at(Pause::Checked, pause);
    let mut w = mine.begin("work", job.now, &holder).await?;
    w.put_plan(&format!("{}-{}", job.name, fence.token()), 1, "计划", "text").await?;
    stop_at(Pause::Begun, pause);
    w.commit(&job.name, Digest::of(b"work")).await?;
    archive.release(&fence, job.now).await?;
    mine.close().await;
    Ok(Some("stored"))
}

/// Pauses once for each job.
fn stop_at(here: Pause, pause: &mut Pause) {
    if *pause == here {
        *pause = Pause::Never;
        say(&format!("{here:?}"));
        wait_for_a_word();
    }
}

async fn open(url: &str, fence: Option<Fence>) -> Result<Archive, Error> {
    let wait = Duration::from_millis(400);
    Archive::open_with(url, &Settings { wait, fence, ..Settings::default() }).await
}

async fn done(archive: &Archive, job: &Job) -> Result<usize, Error> {
    Ok(archive.journal().await?.iter().filter(|row| row.object == job.name).count())
}

/// What happens to the first of the contenders.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    None,
    Killed(Pause),
    Stopped(Pause),
    Cut(Pause),
    Restart(Pause),
}

/// Contenders at one archive.
struct Arena<'a> {
    place: &'a Place,
    contenders: Vec<Contender>,
    rounds: i64,
    /// How often somebody who came late was refused, and not only found the job done.
    overtaken: usize,
}

impl<'a> Arena<'a> {
    fn new(place: &'a Place, contenders: usize) -> Self {
        run(async { place.open().await.close().await });
        let contenders = (0..contenders).map(|_| Contender::start(&place.url)).collect();
        Self { place, contenders, rounds: 0, overtaken: 0 }
    }

    /// One job under one mishap; afterwards it is done once.
    fn round(&mut self, mishap: Mishap, restart: &dyn Fn()) {
        self.rounds += 1;
        let name = format!("job/{}", self.rounds);
        let job = Job { name, pause: Pause::Never, fenced: true, now: NOW };
        // On SQLite the later ones come when the lease has run out by their own clock.
        let later = Job { now: NOW.plus(3600), ..job.clone() };
        let pause = match mishap {
            Mishap::None => Pause::Never,
            Mishap::Killed(pause) | Mishap::Stopped(pause) | Mishap::Cut(pause) | Mishap::Restart(pause) => {
                pause
            }
        };
        let mut first = self.contenders.remove(0);
        first.begin(&Job { pause, ..job.clone() });
        if pause != Pause::Never {
            first.until(&format!("{pause:?}"));
        }
        let mut words = match mishap {
            Mishap::None => {
                let mut words = self.others(&job);
                words.push(first.hears());
                self.contenders.push(first);
                words
            }
            Mishap::Killed(_) => {
                first.kill();
                self.contenders.push(Contender::start(&self.place.url));
                self.others(&later)
            }
            Mishap::Stopped(_) => {
                first.stop();
                first.tell("go");
                let mut words = if self.place.is_sqlite() && pause == Pause::Begun {
                    // It holds the file itself: nobody can go on before it does.
                    self.begin_others(&later);
                    std::thread::sleep(Duration::from_millis(100));
                    first.signal("-CONT");
                    self.end_others()
                } else {
                    let words = self.others(&later);
                    assert!(words.iter().any(|word| word == "stored"), "{mishap:?}: {words:?}");
                    first.signal("-CONT");
                    words
                };
                let late = first.hears();
                if !(self.place.is_sqlite() && pause == Pause::Begun) {
                    let notes = first.notes.lock().unwrap();
                    assert!(["overtaken", "found"].contains(&late.as_str()), "{mishap:?}: {late} {notes:?}");
                    self.overtaken += usize::from(late == "overtaken");
                }
                words.push(late);
                self.contenders.push(first);
                words
            }
            Mishap::Cut(_) | Mishap::Restart(_) => {
                match mishap {
                    Mishap::Cut(_) => run(self.place.cut()),
                    _ => restart(),
                }
                first.tell("go");
                let mut words = self.others(&later);
                words.push(first.hears());
                self.contenders.push(first);
                words
            }
        };
        words.retain(|word| word != "found" && word != "overtaken");
        let stored = run(async { done(&self.place.open().await, &job).await.unwrap() });
        assert_eq!(stored, 1, "{mishap:?} in round {}: {words:?}", self.rounds);
        // Whoever was cut off while its commit went through finds the job done and does not know by whom.
        assert!(words.len() <= 1 && words.iter().all(|word| word == "stored"), "{mishap:?}: {words:?}");
    }

    fn others(&mut self, job: &Job) -> Vec<String> {
        self.begin_others(job);
        self.end_others()
    }

    fn begin_others(&mut self, job: &Job) {
        self.contenders.iter_mut().for_each(|contender| contender.begin(job));
    }

    fn end_others(&self) -> Vec<String> {
        self.contenders.iter().map(Contender::hears).collect()
    }
}

impl Place {
    /// Cuts off everybody who works in this schema.
    async fn cut(&self) {
        let schema = self.schema.as_ref().unwrap();
        let sql = format!(
            "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a
             WHERE a.application_name = 'suicha' AND a.pid <> pg_backend_pid() AND EXISTS (
               SELECT FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
               WHERE l.pid = a.pid AND c.relnamespace = '{schema}'::regnamespace)"
        );
        self.raw(&sql).await.unwrap();
    }
}

fn rounds(usual: usize) -> usize {
    std::env::var("SUICHA_TEST_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn rounds_on_postgres() {
    let Some(place) = run(Place::postgres("lease_rounds")) else { return };
    let mut arena = Arena::new(&place, 3);
    let mishaps = [
        Mishap::None,
        Mishap::Killed(Pause::Checked),
        Mishap::Stopped(Pause::Checked),
        Mishap::Cut(Pause::Begun),
        Mishap::None,
        Mishap::Killed(Pause::Begun),
        Mishap::Stopped(Pause::Begun),
    ];
    let start = std::time::Instant::now();
    for mishap in mishaps.iter().cycle().take(rounds(210)) {
        arena.round(*mishap, &|| unreachable!("no restart here"));
    }
    println!("{} rounds in {:.0?}, {} overtaken", arena.rounds, start.elapsed(), arena.overtaken);
    assert!(arena.overtaken > 0, "nobody who came late was refused");
    run(async { place.open().await.each_lease(drop).await.expect("a whole chain") });
    drop(arena);
    run(place.remove());
}

#[test]
fn rounds_on_sqlite() {
    let place = Place::sqlite();
    let mut arena = Arena::new(&place, 3);
    let mishaps = [
        Mishap::None,
        Mishap::Killed(Pause::Checked),
        Mishap::Stopped(Pause::Checked),
        Mishap::Killed(Pause::Begun),
        Mishap::Stopped(Pause::Begun),
    ];
    for mishap in mishaps.iter().cycle().take(rounds(30)) {
        arena.round(*mishap, &|| unreachable!("no server"));
    }
    run(async { place.open().await.each_lease(drop).await.expect("a whole chain") });
}

/// A server of its own, since everybody else's connections would break as well.
#[test]
fn rounds_with_the_server_restarted() {
    if server().is_none() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/postgres.sh");
    let at = dir.path().join("server");
    let control = |verb: &str| {
        let output = Command::new(script).arg(verb).env("SUICHA_TEST_POSTGRES_DIR", &at).output().unwrap();
        assert!(output.status.success(), "{verb}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    // The server's own user must be able to walk to its files.
    std::fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let url = control("start").trim().rsplit_once('=').unwrap().1.to_owned();
    let place = Place { url, dir: None, schema: Some("public".into()) };
    let mut arena = Arena::new(&place, 2);
    for pause in [Pause::Checked, Pause::Begun].iter().cycle().take(rounds(10).min(40)) {
        arena.round(Mishap::Restart(*pause), &|| drop(control("restart")));
    }
    run(async { place.open().await.each_lease(drop).await.expect("a whole chain") });
    drop(arena);
    control("stop");
}

/// The rounds above would fail without the token.
#[test]
fn without_the_fence_it_is_done_twice() {
    let place = Place::sqlite();
    let mut arena = Arena::new(&place, 2);
    let job = Job { name: "job/x".into(), pause: Pause::Never, fenced: false, now: NOW };
    let mut first = arena.contenders.remove(0);
    first.begin(&Job { pause: Pause::Checked, ..job.clone() });
    first.until("Checked");
    first.stop();
    assert_eq!(arena.others(&Job { now: NOW.plus(3600), ..job.clone() }), ["stored"]);
    first.signal("-CONT");
    first.tell("go");
    assert_eq!(first.hears(), "stored");
    assert_eq!(run(async { done(&place.open().await, &job).await.unwrap() }), 2);
}
