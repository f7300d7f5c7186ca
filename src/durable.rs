//! Durable files: a temporary name, flushed, renamed into place, the directory flushed. A crash
//! leaves the old state or the new one, never half of either.

use crate::core::digest::{Digest, Running};
use crate::fault;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The digest of a file of any size.
pub fn digest(path: &Path) -> io::Result<Digest> {
    let (mut file, mut running, mut piece) = (File::open(path)?, Running::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(running.finish()),
            n => running.update(&piece[..n]),
        }
    }
}

/// Writes one file. `secret` makes it readable by its owner only.
pub fn write(path: &Path, bytes: &[u8], secret: bool) -> io::Result<()> {
    write_with(path, secret, |file| file.write_all(bytes))
}

/// The same piece by piece. A failure leaves nothing.
pub fn write_with(
    path: &Path,
    secret: bool,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    fault::point("file.begin");
    Staged::write_with(path, secret, fill)?.place()?;
    flush_dir(path.parent())
}

/// A file that is written, and flushed, under the name it has before it takes its place. Dropped before, it leaves
/// nothing.
pub struct Staged {
    staged: PathBuf,
    path: PathBuf,
    placed: bool,
}

impl Staged {
    /// Writes it beside its final place, readable by its owner only.
    pub fn write(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        Self::write_with(path, true, |file| file.write_all(bytes))
    }

    fn write_with(
        path: &Path,
        secret: bool,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let this = Self { staged: staged(path), path: path.to_owned(), placed: false };
        write_flushed(&this.staged, secret, fill)?;
        fault::point("file.staged");
        Ok(this)
    }

    /// Opens it to be added to: what is opened stays the same file when it takes its place.
    pub fn append(&self) -> io::Result<File> {
        OpenOptions::new().append(true).open(&self.staged)
    }

    /// Gives it its place. What follows need not be on disk before [`flush_dir`].
    pub fn place(mut self) -> io::Result<()> {
        fs::rename(&self.staged, &self.path)?;
        self.placed = true;
        fault::point("file.renamed");
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.placed {
            let _ = fs::remove_file(&self.staged);
        }
    }
}

/// Puts lines at the end of a file that only grows: after the first `whole` bytes, what stands behind them (a line
/// that was being written when a process died) is cut off. On disk when it returns.
pub fn append(path: &Path, whole: u64, lines: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.set_len(whole)?;
    file.seek(SeekFrom::Start(whole))?;
    file.write_all(lines)?;
    file.sync_all()
}

/// Writes one file that must not exist yet.
pub fn write_new(path: &Path, bytes: &[u8], secret: bool) -> io::Result<()> {
    match path.exists() {
        true => Err(io::Error::new(io::ErrorKind::AlreadyExists, "the file exists already")),
        false => write(path, bytes, secret),
    }
}

/// Whether a file could be written here, without writing it.
pub fn probe(path: &Path) -> io::Result<()> {
    let staged = staged(path);
    write_flushed(&staged, false, |_| Ok(()))?;
    fs::remove_file(&staged)
}

/// Writes a whole new directory: built beside its final place, then renamed.
pub fn write_dir<'a>(dir: &Path, files: impl Iterator<Item = (&'a str, &'a [u8], bool)>) -> io::Result<()> {
    let made = NewDir::begin(dir)?;
    fill_dir(&made.staged, files)?;
    made.place()
}

/// A whole new directory whose files are written one after the other, or together. It stands in its place once
/// it is finished; dropped before, it leaves nothing.
pub struct NewDir {
    staged: PathBuf,
    dir: PathBuf,
    finished: bool,
}

impl NewDir {
    /// Begins it beside its final place.
    pub fn begin(dir: &Path) -> io::Result<Self> {
        let staged = staged(dir);
        if staged.exists() {
            fs::remove_dir_all(&staged)?; // left by a run that was killed
        }
        fs::create_dir_all(&staged)?;
        Ok(Self { staged, dir: dir.to_owned(), finished: false })
    }

    /// Where its files are until it is finished.
    pub fn staged(&self) -> &Path {
        &self.staged
    }

    /// Makes a file in it, readable by its owner only.
    pub fn create(&self, name: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.staged.join(name))
    }

    /// Flushes every file and puts the directory into its place.
    pub fn finish(self) -> io::Result<()> {
        for file in fs::read_dir(&self.staged)? {
            File::open(file?.path())?.sync_all()?;
        }
        flush_dir(Some(&self.staged))?;
        fault::point("dir.staged");
        self.place()
    }

    fn place(mut self) -> io::Result<()> {
        fs::rename(&self.staged, &self.dir)?;
        self.finished = true;
        fault::point("dir.renamed");
        flush_dir(self.dir.parent())
    }
}

impl Drop for NewDir {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_dir_all(&self.staged);
        }
    }
}

fn fill_dir<'a>(staged: &Path, files: impl Iterator<Item = (&'a str, &'a [u8], bool)>) -> io::Result<()> {
    let mut within = std::collections::BTreeSet::new();
    for (name, bytes, secret) in files {
        let path = staged.join(name);
        let above = path.parent().filter(|above| *above != staged && within.insert(above.to_path_buf()));
        above.map_or(Ok(()), fs::create_dir_all)?;
        write_flushed(&path, secret, |file| file.write_all(bytes))?;
        fault::point("dir.file");
    }
    within.iter().try_for_each(|dir| flush_dir(Some(dir)))?;
    flush_dir(Some(staged))?;
    fault::point("dir.staged");
    Ok(())
}

fn staged(path: &Path) -> PathBuf {
    beside(path, ".partial")
}

/// The file beside another whose name goes on so.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn write_flushed(
    path: &Path,
    secret: bool,
    fill: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if secret { 0o600 } else { 0o644 });
    let mut file = options.open(path)?;
    fill(&mut file)?;
    file.sync_all()
}

/// Makes what was renamed in a directory last.
pub fn flush_dir(dir: Option<&Path>) -> io::Result<()> {
    File::open(or_here(dir))?.sync_all()
}

/// The directory a file is in.
pub fn dir_of(path: &Path) -> &Path {
    or_here(path.parent())
}

fn or_here(dir: Option<&Path>) -> &Path {
    dir.filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.csv");
        write(&path, b"old", false).unwrap();
        let full = write_with(&path, false, |file| {
            file.write_all(b"half of the new")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
        probe(&path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
