//! The history of runs, kept: a strict text beside the archive, one line for each thing that happened, flushed before
//! anything else is done. It is that of one machine: what others do is told by the leases ([`super::claims`]).
//!
//! One that has grown too long is put away beside itself (`schedule.log.1`, the newest) and goes on with half of it.

use super::claims::OneDaemon;
use crate::config::DaemonConfig;
use crate::durable;
use crate::error::{Error, Exit, Result, system_words};
use crate::fault;
use crate::schedule::{HEADING, History, Record, shorten};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The history in a file.
pub struct FileRuns {
    path: PathBuf,
    file: File,
    length: u64,
    history: History,
    lock: OneDaemon,
    limit: Limit,
}

/// How long a history may grow, and how many that were too long are kept.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Bytes.
    pub bytes: u64,
    /// Files.
    pub kept: u32,
}

impl Limit {
    /// Of the settings.
    pub fn of(config: &DaemonConfig) -> Self {
        Self { bytes: config.history_kib.saturating_mul(1024), kept: config.history_kept }
    }
}

impl FileRuns {
    /// Opens the history, or begins one. A torn last line is cut off.
    pub fn open(path: &Path, limit: Limit) -> Result<Self> {
        let mut lock = OneDaemon::take(&path.with_extension("lock"))?;
        let failed = |e: std::io::Error| unusable(path, &e);
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(failed(e)),
        };
        let (history, mut whole) = History::parse(&text).map_err(|line| unreadable(path, line))?;
        lock.after(history.fence());
        if whole == 0 {
            let heading = format!("{HEADING}\n");
            durable::write(path, heading.as_bytes(), true).map_err(failed)?;
            whole = heading.len();
        }
        let file = OpenOptions::new().append(true).open(path).map_err(failed)?;
        let length = whole as u64;
        file.set_len(length).and_then(|()| file.sync_all()).map_err(failed)?;
        let mut runs = Self { path: path.to_owned(), file, length, history, lock, limit };
        runs.shorten();
        Ok(runs)
    }

    /// Everything so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// One more record: durable when this returns.
    pub fn append(&mut self, record: &Record) -> Result<()> {
        let line = format!("{record}\n");
        fault::point("schedule.line");
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if let Err(e) = written {
            // Half a line must not stand before the next one.
            let _ = self.file.set_len(self.length);
            return Err(unusable(&self.path, &e));
        }
        fault::point("schedule.written");
        self.length += line.len() as u64;
        self.history.push(record);
        self.shorten();
        Ok(())
    }

    /// How long it may grow from now on.
    pub fn set_limit(&mut self, limit: Limit) {
        self.limit = limit;
    }

    /// Puts a history that has grown too long away. Where that fails it goes on growing, and it is tried again later.
    fn shorten(&mut self) {
        if self.length <= self.limit.bytes {
            return;
        }
        if let Err(e) = self.put_away() {
            tracing::warn!("the history of runs could not be made shorter: {}", system_words(&e).1);
            self.limit.bytes = self.length.saturating_add(self.limit.bytes / 8);
        }
    }

    /// The old one is copied, then the shorter one takes its place: whoever dies in between leaves a whole history.
    fn put_away(&mut self) -> std::io::Result<()> {
        let old = std::fs::read(&self.path)?;
        let newest = usize::try_from(self.limit.bytes / 2).unwrap_or(usize::MAX);
        let short = shorten(&old, newest).map_err(|line| std::io::Error::other(format!("line {line}")))?;
        let numbered = |number: u32| {
            let mut name = self.path.clone().into_os_string();
            name.push(format!(".{number}"));
            PathBuf::from(name)
        };
        for number in (1..self.limit.kept).rev().filter(|number| numbered(*number).exists()) {
            std::fs::rename(numbered(number), numbered(number + 1))?;
        }
        if self.limit.kept > 0 {
            durable::write(&numbered(1), &old, true)?;
        }
        fault::point("schedule.put-away");
        durable::write(&self.path, &short, true)?;
        fault::point("schedule.shorter");
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.length = short.len() as u64;
        // A bureau with so many jobs that half of it is no shorter.
        self.limit.bytes = self.limit.bytes.max(self.length.saturating_add(self.limit.bytes / 4));
        Ok(())
    }

    /// The number of this holder of the lock.
    pub fn fence(&self) -> u64 {
        self.lock.fence()
    }
}

fn unusable(path: &Path, e: &std::io::Error) -> Error {
    let (path, (zh, en)) = (path.display(), system_words(e));
    Error::said(
        Exit::Outside,
        format!("无法使用运行记录 {path}：{zh}"),
        format!("cannot use the history of runs {path}: {en}"),
    )
    .advice(
        "没有运行记录就不会运行任何任务；请检查磁盘和权限后重新启动",
        "without it no job is run: check disk and permissions, and start again",
    )
}

fn unreadable(path: &Path, line: usize) -> Error {
    let path = path.display();
    Error::said(
        Exit::Rejected,
        format!("运行记录 {path} 第{line}行无法识别"),
        format!("{path} line {line}: this is no line of a history of runs"),
    )
    .advice(
        "该文件被改动过：请从备份恢复；或改名保存后重新启动，新记录从此刻开始，此前错过的任务不再补跑",
        "the file was changed: restore it, or move it away and start again; a new history begins now, and what was missed before is not caught up",
    )
}
