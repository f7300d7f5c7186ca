//! Who may run a job.
//!
//! On one machine a lock on a file beside the history keeps a second daemon out of the directory ([`OneDaemon`]), another
//! one beside an SQLite archive keeps out whoever works in another directory on the same file ([`OneArchive`]), and
//! whoever has both may run everything. Several machines on one PostgreSQL have a history each; there every run is a lease of the archive
//! ([`Leases`]), asked for before it begins and renewed meanwhile. Its number, which only grows, is written into the
//! history with the run, and a command carries it: what was begun under an older one stores nothing.

use super::leases::Leases;
use crate::archive::{Fence, sqlite_file};
use crate::config::Config;
use crate::core::time::Timestamp;
use crate::durable::{self, beside};
use crate::error::{Error, Exit, Result, system_words};
use crate::schedule::Job;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What became of asking for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is ours. The lease where there is one.
    Ours(Option<Fence>),
    /// Another daemon is at it, or was a moment ago.
    Held,
    /// Another daemon has dealt with it.
    Over,
}

/// The right to run jobs.
pub struct Claims {
    own: u64,
    leases: Option<Leases>,
    _archive: OneArchive,
}

impl Claims {
    /// Of whoever holds the lock with that number; with leases where several machines share the archive.
    pub fn new(own: u64, leases: Option<Leases>, archive: OneArchive) -> Self {
        Self { own, leases, _archive: archive }
    }

    /// Other spans of leases from now on.
    pub fn set_spans(&mut self, config: &Config) -> Result<()> {
        self.leases.as_mut().map_or(Ok(()), |leases| leases.set_spans(config))
    }

    fn of(&mut self, job: &Job) -> Option<&mut Leases> {
        self.leases.as_mut().filter(|_| !job.everywhere)
    }

    /// The number under which a claimed run begins.
    pub fn number(&self, lease: Option<&Fence>) -> u64 {
        lease.map_or(self.own, Fence::token)
    }

    /// Asks for a run.
    pub fn claim(&mut self, job: &Job, planned: Timestamp) -> Result<Claim> {
        self.of(job).map_or(Ok(Claim::Ours(None)), |leases| leases.claim(&job.name, planned))
    }

    /// How many of these times, from the first on, nobody has begun to deal with.
    pub fn untouched(
        &mut self,
        job: &Job,
        times: impl FnOnce() -> Vec<Timestamp>,
    ) -> Result<Option<(usize, Vec<Timestamp>)>> {
        let Some(leases) = self.of(job) else { return Ok(None) };
        let times = times();
        Ok(Some((leases.untouched(&job.name, &times)?, times)))
    }

    /// Says now and then that a run goes on; `false` once somebody else has it. `passed` since it was called last.
    pub fn keep(&mut self, lease: Option<&Fence>, passed: Duration) -> bool {
        match (&mut self.leases, lease) {
            (Some(leases), Some(lease)) => leases.keep(lease, passed),
            _ => true,
        }
    }

    /// Whether a run is still ours, as far as can be seen.
    pub fn is_ours(&mut self, lease: Option<&Fence>) -> bool {
        match (&mut self.leases, lease) {
            (Some(leases), Some(lease)) => leases.is_ours(lease),
            _ => true,
        }
    }

    /// A run has ended for good.
    pub fn over(&mut self, lease: Option<&Fence>) {
        if let (Some(leases), Some(lease)) = (&mut self.leases, lease) {
            leases.over(lease);
        }
    }
}

/// One daemon for each directory: a lock on a file.
pub struct OneDaemon {
    /// The system lets go of it when the process ends, however it ends.
    _lock: File,
    fence: u64,
}

impl OneDaemon {
    /// Takes the lock, or says that another daemon has it.
    pub fn take(path: &Path) -> Result<Self> {
        let mut lock = lock(path)?;
        let fence = count(&mut lock).map_err(|e| unusable(path, &e))?;
        Ok(Self { _lock: lock, fence })
    }

    /// A lock file that was lost or damaged counts from the beginning: never below what the history knows.
    pub fn after(&mut self, known: u64) {
        self.fence = self.fence.max(known + 1);
    }

    /// Which holder this is; a later one is larger.
    pub fn fence(&self) -> u64 {
        self.fence
    }
}

/// One daemon for each SQLite archive, from whatever directory it works. What several machines share has leases.
pub struct OneArchive {
    _lock: Option<File>,
}

impl OneArchive {
    /// Takes the lock of an archive that is a file.
    pub fn take(url: &str) -> Result<Self> {
        let Some(path) = sqlite_file(url).map(Path::new) else { return Ok(Self { _lock: None }) };
        Ok(Self { _lock: Some(lock(&Self::place(path)?)?) })
    }

    /// The same for a command that puts another file in the archive's place: where no daemon ever was there is no lock.
    pub fn keep_out(path: &Path) -> Result<Self> {
        let place = Self::place(path)?;
        Ok(Self { _lock: if place.exists() { Some(lock(&place)?) } else { None } })
    }

    fn place(path: &Path) -> Result<PathBuf> {
        Ok(beside(&itself(path)?, ".daemon"))
    }
}

/// The file itself, by whatever name. Where there is none yet, the place where it will be: every command says that it is
/// missing, and somebody puts it there.
fn itself(path: &Path) -> Result<PathBuf> {
    if let Ok(found) = path.canonicalize() {
        return Ok(found);
    }
    let parent = durable::dir_of(path);
    let parent = parent.canonicalize().map_err(|e| unusable(parent, &e))?;
    Ok(path.file_name().map_or_else(|| parent.clone(), |name| parent.join(name)))
}

/// A locked file; an error if somebody else has locked it.
fn lock(path: &Path) -> Result<File> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let file = file.map_err(|e| unusable(path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(held(path)),
        Err(TryLockError::Error(e)) => Err(unusable(path, &e)),
    }
}

fn unusable(path: &Path, e: &std::io::Error) -> Error {
    let (path, (zh, en)) = (path.display(), system_words(e));
    Error::said(Exit::Outside, format!("无法使用 {path}：{zh}"), format!("cannot use {path}: {en}"))
        .advice("请检查目录是否存在、能否写入", "see whether the directory is there and can be written to")
}

/// Counts one more holder.
fn count(lock: &mut File) -> std::io::Result<u64> {
    let mut text = String::new();
    lock.read_to_string(&mut text)?;
    let next = text.trim().parse::<u64>().unwrap_or(0) + 1;
    lock.seek(SeekFrom::Start(0))?;
    lock.write_all(format!("{next}\n").as_bytes())?;
    lock.sync_all()?;
    Ok(next)
}

fn held(path: &Path) -> Error {
    let path = path.display();
    Error::said(
        Exit::Conflict,
        format!("本单位已有一个 suicha daemon 在运行（{path}）"),
        format!("another suicha daemon works for this bureau ({path})"),
    )
    .advice("请先停止它，或让它继续运行", "stop it first, or let it do the work")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_and_the_next_counts_on() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("schedule.lock");
        let first = OneDaemon::take(&path).unwrap();
        assert_eq!(first.fence(), 1);
        assert_eq!(OneDaemon::take(&path).err().unwrap().exit, Exit::Conflict);
        drop(first);
        assert_eq!(OneDaemon::take(&path).unwrap().fence(), 2);
        std::fs::write(&path, "garbage").unwrap();
        let mut damaged = OneDaemon::take(&path).unwrap();
        damaged.after(7);
        assert_eq!(damaged.fence(), 8);
    }

    #[test]
    fn an_archive_that_is_not_there_yet_has_one_daemon_too() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        let path = dir.path().join("archive.sqlite");
        let take = |path: &Path| OneArchive::take(&format!("sqlite:{}", path.display()));
        let missing = take(&path).unwrap();
        let other_name = dir.path().join("sub/../archive.sqlite");
        assert_eq!(take(&other_name).err().unwrap().exit, Exit::Conflict);
        std::fs::write(&path, "").unwrap();
        assert_eq!(take(&other_name).err().unwrap().exit, Exit::Conflict, "it has come since");
        drop(missing);
        let there = take(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(take(&other_name).err().unwrap().exit, Exit::Conflict, "it has gone since");
        drop(there);
        take(&path).unwrap();
        assert_eq!(take(&dir.path().join("nowhere/archive.sqlite")).err().unwrap().exit, Exit::Outside);
        assert!(OneArchive::take("postgres://localhost/x").unwrap()._lock.is_none());
    }
}
