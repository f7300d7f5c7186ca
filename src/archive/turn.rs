//! Turns: commands whose acts carry numbers read the archive, decide, and write. Two of them at once would both
//! read the same number, and the second would have to begin again; two hundred would do little else. So they
//! stand in line before they read. That is courtesy, not safety: the number is checked again inside the
//! transaction, and whoever has waited too long, or whose database knows no such line, goes on without.

use super::{Archive, Store};
use std::any::Any;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long somebody stands in line.
const WAIT: Duration = Duration::from_secs(60);

/// Time between two looks whether the line of an SQLite archive is free.
const STEP: Duration = Duration::from_millis(10);

/// A place in line, kept as long as it lives: a session, with which the server forgets the lock, or the
/// directory of the archive, locked by the operating system. Not the file itself: SQLite's own locks would end
/// when another handle of it is closed.
#[derive(Clone, Default)]
pub(super) struct Turn(Arc<Mutex<Option<Box<dyn Any + Send>>>>);

impl Archive {
    /// Waits until no other command stands before this one, and lets others wait until the archive is closed.
    pub async fn take_turn(&self) {
        let mut held = self.turn.0.lock().await;
        if held.is_some() {
            return;
        }
        *held = match &self.store {
            Store::Postgres(store) => store.session(WAIT).await.map(|session| Box::new(session) as _),
            Store::Sqlite(store) => directory(store.path()).await.map(|directory| Box::new(directory) as _),
        };
    }
}

/// Locks the directory of a file.
async fn directory(path: &str) -> Option<File> {
    let parent = Path::new(path).parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = File::open(parent.unwrap_or(Path::new("."))).ok()?;
    let mut waited = Duration::ZERO;
    loop {
        match directory.try_lock() {
            Ok(()) => return Some(directory),
            Err(std::fs::TryLockError::WouldBlock) if waited < WAIT => {
                tokio::time::sleep(STEP).await;
                waited += STEP;
            }
            Err(_) => return None,
        }
    }
}
