//! Both sides of the witness protocol (c2sp.org/tlog-witness): a log asking over HTTP, and a
//! witness that keeps what it has cosigned and answers, over HTTP or by file.

use crate::core::digest::Digest;
use crate::core::log::Checkpoint;
use crate::core::log::checkpoint::cosign;
use crate::core::log::note::{NoteSignature, SignedNote};
use crate::core::log::witness::{Refusal, Request};
use crate::core::time::Timestamp;
use crate::core::witness::key::{SignerKey, VerifierKey};
use crate::durable;
use crate::error::{Error, Exit, Result, system_words};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest answer read.
const MOST_BYTES: u64 = 64 * 1024;

/// What a witness answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It cosigned: its lines.
    Signed(Vec<NoteSignature>),
    /// Its last checkpoint has this size: ask again from there.
    Stale(u64),
    /// It refuses; status and reason.
    Refused(u16, String),
}

/// Asks a witness over HTTP.
pub fn ask(address: &str, request: &Request, timeout: Duration) -> Result<Answer> {
    let url = format!("{}/add-checkpoint", address.trim_end_matches('/'));
    let outside = |e: ureq::Error| {
        let (zh, en) = system_words(&e.into_io());
        let zh = format!("无法连接见证人 {address}：{zh}");
        Error::said(Exit::Outside, zh, format!("witness {address}: {en}"))
            .advice("请稍后再试", "try again later")
    };
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("suicha/", env!("CARGO_PKG_VERSION")));
    let agent = config.build().new_agent();
    let mut response = agent.post(&url).send(request.print().as_bytes()).map_err(outside)?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map_err(outside)?;
    Ok(read_answer(status, &String::from_utf8_lossy(&body)))
}

/// Reads the body of an answer, which offline is a file.
pub fn read_answer(status: u16, body: &str) -> Answer {
    let refused = || Answer::Refused(status, body.trim().chars().take(200).collect());
    match status {
        200 => match body.lines().map(NoteSignature::parse).collect::<Result<Vec<_>, _>>() {
            Ok(lines) if !lines.is_empty() => Answer::Signed(lines),
            _ => refused(),
        },
        409 => body.trim().parse().map_or_else(|_| refused(), Answer::Stale),
        _ => refused(),
    }
}

/// A witness of checkpoints: its key, the logs it knows, and a directory with the last checkpoint
/// it cosigned of each.
pub struct Cosigner {
    key: SignerKey,
    logs: Vec<VerifierKey>,
    state: PathBuf,
}

impl Cosigner {
    /// A witness that keeps its state in a directory.
    pub fn new(key: SignerKey, logs: Vec<VerifierKey>, state: &Path) -> Self {
        Self { key, logs, state: state.to_owned() }
    }

    /// Cosigns, if the checkpoint continues the last one: what was signed is on disk before the
    /// signature leaves this machine, and two processes never sign at once.
    pub fn cosign(&self, request: &[u8], now: Timestamp) -> Result<Result<NoteSignature, Refusal>> {
        let request = match Request::parse(request) {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let origin = request.note.text().lines().next().unwrap_or_default();
        let Some(log) = self.logs.iter().find(|log| log.name() == origin) else {
            return Ok(Err(Refusal::Unknown(origin.to_owned())));
        };
        fs::create_dir_all(&self.state).map_err(|e| self.failed(&e))?;
        let lock = File::create(self.state.join("lock")).map_err(|e| self.failed(&e))?;
        lock.lock().map_err(|e| self.failed(&e))?;
        let last = self.last(log)?;
        let new = match request.judge(log, last.as_ref()) {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if last.as_ref() != Some(&new) {
            durable::write(&self.file(log), request.note.to_string().as_bytes(), false)
                .map_err(|e| self.failed(&e))?;
        }
        Ok(Ok(cosign(request.note.text(), now, &self.key)))
    }

    /// The last checkpoint of a log this witness has cosigned.
    pub fn last(&self, log: &VerifierKey) -> Result<Option<Checkpoint>> {
        let path = self.file(log);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(self.failed(&e)),
        };
        let damaged = |e: String| {
            let path = path.display();
            let zh = format!("见证人保存的检查点 {path} 已损坏：{e}");
            Error::said(Exit::Discrepancy, zh, format!("{path}: {e}")).advice(
                "请从备份恢复；没有记录的见证人不能证明日志只有一部历史",
                "restore it from a backup; a witness without memory cannot vouch for one history",
            )
        };
        let note = SignedNote::parse(&bytes).map_err(|e| damaged(e.to_string()))?;
        Checkpoint::of(&note, log).map(Some).map_err(|e| damaged(e.to_string()))
    }

    /// The logs this witness knows.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    fn file(&self, log: &VerifierKey) -> PathBuf {
        let name = Digest::of(log.name().as_bytes()).hex();
        self.state.join(format!("{}.checkpoint", &name[..16]))
    }

    fn failed(&self, e: &std::io::Error) -> Error {
        let (dir, zh) = (self.state.display(), system_words(e).0);
        Error::said(
            Exit::Outside,
            format!("无法读写见证人的记录目录 {dir}：{zh}"),
            format!("the witness's state in {dir}: {e}"),
        )
    }
}
