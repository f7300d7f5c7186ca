//! The history of runs, kept: a strict text beside the archive, one line for each thing that happened, flushed before
//! anything else is done. It is that of one machine: what others do is told by the leases ([`super::claims`]).
//!
//! One that has grown too long is put away beside itself (`schedule.log.1`, the newest) and goes on with half of it.

use super::claims::OneDaemon;
use crate::config::DaemonConfig;
use crate::durable::{self, Staged};
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
    /// Both are on disk before anything gives way to them: a full disk costs no history that was put away.
    fn put_away(&mut self) -> std::io::Result<()> {
        let old = std::fs::read(&self.path)?;
        let newest = usize::try_from(self.limit.bytes / 2).unwrap_or(usize::MAX);
        let short = shorten(&old, newest).map_err(|line| std::io::Error::other(format!("line {line}")))?;
        let numbered = |number: u32| {
            let mut name = self.path.clone().into_os_string();
            name.push(format!(".{number}"));
            PathBuf::from(name)
        };
        let copy = (self.limit.kept > 0).then(|| Staged::write(&numbered(1), &old)).transpose()?;
        let next = Staged::write(&self.path, &short)?;
        let file = next.append()?;
        if let Some(copy) = copy {
            // A copy that a try before has put away of this same text needs no second place.
            if !std::fs::read(numbered(1)).is_ok_and(|before| old.starts_with(&before)) {
                let free = (1..self.limit.kept).find(|number| !numbered(*number).exists());
                for number in (1..free.unwrap_or(self.limit.kept)).rev() {
                    std::fs::rename(numbered(number), numbered(number + 1))?;
                }
            }
            copy.place()?;
            durable::flush_dir(self.path.parent())?;
        }
        fault::point("schedule.put-away");
        next.place()?;
        (self.file, self.length) = (file, short.len() as u64);
        // A bureau with so many jobs that half of it is no shorter.
        self.limit.bytes = self.limit.bytes.max(self.length.saturating_add(self.limit.bytes / 4));
        durable::flush_dir(self.path.parent())?;
        fault::point("schedule.shorter");
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn what_cannot_be_made_shorter_costs_nothing_that_was_put_away() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("schedule.log");
        let mut text = format!("{HEADING}\n2024-03-01T00:00:00+08:00 watch a 0123456789abcdef\n");
        for day in 2..30 {
            let at = format!("2024-03-{day:02}T09:00:00+08:00");
            writeln!(text, "{at} start a {at} fence {day}\n{at} end a {at} exit 0").unwrap();
        }
        std::fs::write(&path, &text).unwrap();
        let numbered = |number: u32| dir.path().join(format!("schedule.log.{number}"));
        (1..=3).for_each(|number| std::fs::write(numbered(number), number.to_string()).unwrap());
        let read = |number: u32| std::fs::read_to_string(numbered(number)).unwrap();
        let limit = Limit { bytes: 1000, kept: 3 };
        // The shorter text, or the copy, cannot be written.
        for name in ["schedule.log.partial", "schedule.log.1.partial"] {
            let staged = dir.path().join(name);
            std::fs::create_dir(&staged).unwrap();
            for _ in 0..3 {
                drop(FileRuns::open(&path, limit).unwrap());
            }
            std::fs::remove_dir(&staged).unwrap();
            assert_eq!((read(1), read(2), read(3)), ("1".into(), "2".into(), "3".into()), "{name}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{name}");
        }
        // Copied by somebody who died then: it is not copied to a second place.
        std::fs::write(numbered(1), &text).unwrap();
        let mut runs = FileRuns::open(&path, limit).unwrap();
        assert_eq!((read(1), read(2), read(3)), (text.clone(), "2".into(), "3".into()));
        let short = std::fs::read_to_string(&path).unwrap();
        assert!(short.len() < text.len() / 2, "{short}");
        // What is written next stands in the file of that name.
        let next = History::parse(text.as_bytes()).unwrap().0;
        let at = next.latest().unwrap();
        let event = crate::schedule::Event::Start { planned: at, fence: 99 };
        runs.append(&Record { at, job: "a".into(), event }).unwrap();
        drop(runs);
        let whole = std::fs::read_to_string(&path).unwrap();
        assert!(whole.starts_with(&short) && whole.ends_with("fence 99\n"), "{whole}");
        // Another one moves the others on.
        drop(FileRuns::open(&path, Limit { bytes: 300, kept: 3 }).unwrap());
        assert_eq!((read(1), read(2), read(3)), (whole, text, "2".into()));
    }
}
