//! Types a command: this very program, with the words of the job. Its answer goes into a file, its log to ours, and its
//! exit code says how it went. It speaks the language of the daemon unless the job names another.

use super::heard;
use crate::archive::Fence;
use crate::core::lang::Lang;
use crate::error::{Error, Exit, Result, system_words};
use crate::fault;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// How often a running command is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How long a command may go on after the daemon was told to stop; then it is stopped, which no command minds.
const LAST_WAIT: Duration = Duration::from_secs(20);

/// How long the end of what a command said is waited for.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Whoever types the commands.
pub struct Typist {
    exe: PathBuf,
    config: PathBuf,
    root: PathBuf,
    answers: PathBuf,
    frozen: Option<String>,
    said: Said,
}

/// How commands speak.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Their language, and that of errors that are told of them.
    pub lang: Lang,
    /// What they say on stderr becomes records of the daemon's log, one a line; else it goes to its stderr as it is.
    pub logged: bool,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Exit code; `None` where it was killed or could not be started.
    pub exit: Option<u8>,
    /// What it said went wrong.
    pub error: Option<String>,
    /// It was stopped because somebody else has the right to run it by now.
    pub overtaken: bool,
}

/// What is typed.
pub struct Run<'a> {
    /// Name of the job.
    pub name: &'a str,
    /// What stands behind the name of the program.
    pub words: &'a [String],
    /// Seconds it may take.
    pub limit_s: u64,
    /// The lease under which it stores what it stores.
    pub lease: Option<&'a Fence>,
}

/// Asked again and again while a command runs, with the time that has passed since: whether it may go on.
pub type Keep<'a> = &'a mut dyn FnMut(Duration) -> bool;

impl Typist {
    /// Commands act in the directory of the configuration, as a person would.
    pub fn new(
        config: &Path,
        root: &Path,
        answers: &Path,
        frozen: Option<String>,
        said: Said,
    ) -> Result<Self> {
        let failed = |what: &Path, e: std::io::Error| {
            let (what, (zh, en)) = (what.display(), system_words(&e));
            Error::said(Exit::Outside, format!("无法使用 {what}：{zh}"), format!("cannot use {what}: {en}"))
        };
        std::fs::create_dir_all(answers).map_err(|e| failed(answers, e))?;
        let whole = |path: &Path| path.canonicalize().map_err(|e| failed(path, e));
        Ok(Self {
            exe: std::env::current_exe().map_err(|e| failed(Path::new("/proc/self/exe"), e))?,
            config: whole(config)?,
            root: whole(root)?,
            answers: whole(answers)?,
            frozen,
            said,
        })
    }

    /// Runs a command to its end; its answer is then in `NAME.json`.
    pub fn run(&self, run: &Run<'_>, stop: &AtomicBool, keep: Keep<'_>) -> Ended {
        let name = run.name;
        let (answer, partial) = (self.answer(name), self.answers.join(format!("{name}.json.partial")));
        let ended = match self.start(run, &partial) {
            Ok(mut child) => {
                let heard = child.stderr.take().map(|err| heard::listen(name, err));
                let ended = wait(child, Duration::from_secs(run.limit_s), stop, keep);
                // What it said stands before how it ended; a process that it left behind is not waited for.
                let _ = heard.map(|heard| heard.recv_timeout(LAST_WORDS));
                ended
            }
            Err(e) => {
                let error = Some(format!("cannot be started: {e}"));
                return Ended { exit: None, error, overtaken: false };
            }
        };
        fault::point("schedule.ran");
        // A reader sees the answer before or this one, never half of either.
        let _ = std::fs::rename(&partial, &answer);
        let (exit, overtaken) = ended.unwrap_or_default();
        let error = exit.filter(|exit| *exit != 0).and_then(|_| said(&answer, self.said.lang));
        Ended { exit, error, overtaken }
    }

    /// In which language commands speak and errors are told from now on.
    pub fn speak(&mut self, lang: Lang) {
        self.said.lang = lang;
    }

    /// Where the last answer of a job is.
    pub fn answer(&self, name: &str) -> PathBuf {
        self.answers.join(format!("{name}.json"))
    }

    fn start(&self, run: &Run<'_>, out: &Path) -> std::io::Result<Child> {
        let mut command = Command::new(&self.exe);
        command.args(run.words).arg("--config").arg(&self.config).args(["--json", "--quiet"]);
        if !names_a_language(run.words) {
            command.args(["--lang", self.said.lang.pick("zh", "en")]);
        }
        if self.said.logged {
            command.stderr(Stdio::piped());
        }
        if let Some(time) = &self.frozen {
            command.args(["--clock", time]);
        }
        if let Some(lease) = run.lease {
            command.env("SUICHA_LEASE", lease.to_string());
        }
        // A test that lets this process die does not mean the commands.
        command.env_remove("SUICHA_FAULT_POINT").current_dir(&self.root);
        command.stdin(Stdio::null()).stdout(secret_file(out)?).spawn()
    }
}

/// Also where it is named for a command behind `--`, which takes over the language of the one before.
fn names_a_language(words: &[String]) -> bool {
    words.iter().any(|word| word == "--lang" || word.starts_with("--lang="))
}

fn secret_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The exit code, or `None` where it was killed: by its limit, by our own end, or by somebody else; and whether it was
/// stopped because it is somebody else's by now.
fn wait(
    mut child: Child,
    limit: Duration,
    stop: &AtomicBool,
    keep: Keep<'_>,
) -> std::io::Result<(Option<u8>, bool)> {
    let (mut waited, mut last_waited) = (Duration::ZERO, Duration::ZERO);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status.code().and_then(|code| u8::try_from(code).ok()), false));
        }
        let overtaken = !keep(LOOK);
        if overtaken || waited >= limit || last_waited >= LAST_WAIT {
            child.kill()?;
            child.wait()?;
            return Ok((None, overtaken));
        }
        sleep(LOOK);
        waited += LOOK;
        if stop.load(Ordering::Relaxed) {
            last_waited += LOOK;
        }
    }
}

/// The error a command has answered with; where its answer is not whole, that.
fn said(answer: &Path, lang: Lang) -> Option<String> {
    let bytes = std::fs::read(answer).unwrap_or_default();
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(&bytes) else {
        let (path, n) = (answer.display(), bytes.len());
        return Some(lang.pick(
            format!("命令的答复没有能完整保存（{path}，{n}字节）：请看它在 stderr 上说的话和磁盘空间"),
            format!("its answer could not be kept ({path}, {n} bytes): see what it said on stderr, and the room on the disk"),
        ));
    };
    let text = |key: &str| document.get(key)?.as_str().map(str::to_owned);
    text(lang.pick("error_zh", "error")).or_else(|| text("error"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_was_not_kept_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let answer = dir.path().join("draw.json");
        let said = |text: Option<&str>, lang| {
            text.map_or_else(
                || drop(std::fs::remove_file(&answer)),
                |text| std::fs::write(&answer, text).unwrap(),
            );
            said(&answer, lang)
        };
        for lost in [None, Some(""), Some("{\"error\": \"the dis")] {
            let n = lost.map_or(0, str::len);
            let told = said(lost, Lang::En).unwrap();
            assert!(told.contains(&format!("draw.json, {n} bytes")) && told.contains("disk"), "{told}");
            assert!(said(lost, Lang::Zh).unwrap().contains("磁盘空间"));
        }
        let both = Some("{\"error\": \"full\", \"error_zh\": \"已满\"}");
        assert_eq!(said(both, Lang::En).as_deref(), Some("full"));
        assert_eq!(said(both, Lang::Zh).as_deref(), Some("已满"));
        assert_eq!(said(Some("{\"error\": \"full\"}"), Lang::Zh).as_deref(), Some("full"));
        assert_eq!(said(Some("{\"differences\": 2}"), Lang::En), None, "bad news is no error");
    }
}
