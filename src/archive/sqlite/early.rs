//! Lets the disk begin with a long transaction before it ends. SQLite writes the pages it has no room
//! for into the write-ahead log and asks the disk for them at the commit; until then the disk would
//! have nothing to do. Whether this works or not changes nothing but the time a commit takes.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// So many rows at once are worth it.
const MANY: usize = 10_000;

/// The write-ahead log of an archive, and whether the disk is at work on it.
pub(super) struct Early {
    log: PathBuf,
    busy: Arc<AtomicBool>,
}

impl Early {
    /// Of the archive in a file.
    pub fn of(path: &str) -> Self {
        Self { log: PathBuf::from(format!("{path}-wal")), busy: Arc::default() }
    }

    /// Begins, after so many rows, unless it is still at it. SQLite holds no lock on this file that
    /// closing it would lose: its locks are on the archive and on the index of the log.
    pub fn write(&self, rows: usize) {
        if rows < MANY || self.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        let (log, busy) = (self.log.clone(), self.busy.clone());
        let work = move || {
            let _ = File::open(log).and_then(|log| log.sync_data());
            busy.store(false, Ordering::Release);
        };
        if std::thread::Builder::new().name("write-back".into()).spawn(work).is_err() {
            self.busy.store(false, Ordering::Release);
        }
    }
}
