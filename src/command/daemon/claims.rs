//! Who may run a job: the seam for several daemons.
//!
//! [`Claims::claim`] is asked before each run and answers with a [`Fence`], a number that grows with every new holder
//! of the right to run; it is written into the history with the run. What is here knows one machine: a lock on a file
//! beside the history, held as long as the process lives, and a count of the processes that have held it. Several
//! machines on one PostgreSQL need another implementation of the same function (a lease with the same growing number),
//! and nothing else of the daemon has to know. A fence that the archive itself checks when a command commits would be
//! handed to the command where it is started (`spawn`).

use crate::core::time::Timestamp;
use crate::error::{Error, Exit, Result, system_words};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Which holder of the right to run this is; a later one is larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fence(pub u64);

/// The right to run jobs.
pub trait Claims {
    /// The right to run a job that was due then, or `None` while somebody else has it.
    fn claim(&mut self, job: &str, planned: Timestamp) -> Option<Fence>;
}

/// One daemon for each directory: a lock on a file.
pub struct OneDaemon {
    /// The system lets go of it when the process ends, however it ends.
    _lock: File,
    fence: Fence,
}

impl OneDaemon {
    /// Takes the lock, or says that another daemon has it.
    pub fn take(path: &Path) -> Result<Self> {
        let failed = |e: &std::io::Error| {
            let (path, (zh, en)) = (path.display(), system_words(e));
            Error::said(Exit::Outside, format!("无法使用 {path}：{zh}"), format!("cannot use {path}: {en}"))
        };
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut lock = options.map_err(|e| failed(&e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(path)),
            Err(TryLockError::Error(e)) => return Err(failed(&e)),
        }
        let fence = count(&mut lock).map_err(|e| failed(&e))?;
        Ok(Self { _lock: lock, fence: Fence(fence) })
    }
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

impl OneDaemon {
    /// A lock file that was lost or damaged counts from the beginning: never below what the history knows.
    pub fn after(&mut self, known: u64) {
        self.fence = self.fence.max(Fence(known + 1));
    }
}

impl Claims for OneDaemon {
    fn claim(&mut self, _job: &str, _planned: Timestamp) -> Option<Fence> {
        Some(self.fence)
    }
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
        let mut first = OneDaemon::take(&path).unwrap();
        assert_eq!(first.claim("a", Timestamp(0)), Some(Fence(1)));
        assert_eq!(OneDaemon::take(&path).err().unwrap().exit, Exit::Conflict);
        drop(first);
        assert_eq!(OneDaemon::take(&path).unwrap().fence, Fence(2));
        std::fs::write(&path, "garbage").unwrap();
        let mut damaged = OneDaemon::take(&path).unwrap();
        damaged.after(7);
        assert_eq!(damaged.claim("a", Timestamp(0)), Some(Fence(8)));
    }
}
