//! A published log as a directory of static files (c2sp.org/tlog-tiles), to be put behind any web
//! server: tiles that never change, and one `checkpoint` that is replaced when they are complete.

use crate::core::log::note::SignedNote;
use crate::core::log::tile::{self, Tile, WIDTH};
use crate::core::log::{Checkpoint, Entry};
use crate::durable;
use crate::error::{Error, Exit, Result, system_words};
use crate::fault;
use std::fs;
use std::path::{Path, PathBuf};

/// The directory of a published log.
pub struct Published {
    dir: PathBuf,
}

impl Published {
    /// The log in a directory, which need not exist yet.
    pub fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The signed head; `None` before the first.
    pub fn head(&self) -> Result<Option<(SignedNote, Checkpoint)>> {
        let path = self.dir.join(tile::CHECKPOINT);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed(READ, &path, &e)),
        };
        let note = SignedNote::parse(&bytes).map_err(|e| self.damaged(&e.to_string()))?;
        let head = Checkpoint::parse(note.text()).map_err(|e| self.damaged(&e.to_string()))?;
        Ok(Some((note, head)))
    }

    /// The head is not what was published.
    pub fn damaged(&self, why: &str) -> Error {
        let path = self.dir.join(tile::CHECKPOINT);
        let path = path.display();
        Error::said(
            Exit::Discrepancy,
            format!("公布的检查点 {path} 已损坏：{why}"),
            format!("the published head {path} is damaged: {why}"),
        )
        .advice(
            "请删除该文件并运行 suicha log publish，程序会根据档案库重新写出",
            "remove the file and run `suicha log publish`: it is written again from the archive",
        )
    }

    /// Whether a file of the log is there with these bytes.
    pub fn holds(&self, tile: &Tile, bytes: &[u8]) -> bool {
        fs::read(self.dir.join(tile.path())).is_ok_and(|found| found == bytes)
    }

    /// The partial tiles that are there, whether a head still needs them or not.
    pub fn partials(&self) -> Vec<Tile> {
        let (mut found, mut left) = (Vec::new(), vec![self.dir.join("tile")]);
        while let Some(dir) = left.pop() {
            for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    left.push(path);
                } else if dir.extension().is_some_and(|end| end == "p") {
                    let below = path.strip_prefix(&self.dir).ok().and_then(Path::to_str);
                    found.extend(below.and_then(Tile::parse));
                }
            }
        }
        found
    }

    /// Stages one file. Nothing refers to it before the head does.
    pub fn stage(&self, tile: &Tile, bytes: &[u8]) -> Result<()> {
        let path = self.dir.join(tile.path());
        fault::point("log.stage");
        let parent = path.parent().unwrap_or(&self.dir);
        fs::create_dir_all(parent).map_err(|e| failed(MAKE, parent, &e))?;
        durable::write(&path, bytes, false).map_err(|e| failed(WRITE, &path, &e))
    }

    /// Replaces the head, once everything below it is staged.
    pub fn swap(&self, note: &SignedNote) -> Result<()> {
        fault::point("log.swap");
        let path = self.dir.join(tile::CHECKPOINT);
        fs::create_dir_all(&self.dir).map_err(|e| failed(MAKE, &self.dir, &e))?;
        durable::write(&path, note.to_string().as_bytes(), false).map_err(|e| failed(WRITE, &path, &e))
    }

    /// Removes the partial tiles that a log of `size` entries has grown out of.
    pub fn clean_up(&self, size: u64) {
        fault::point("log.clean");
        for tile in tile::edge(size) {
            let path = self.dir.join(tile.path());
            let Some(parent) = path.parent() else { continue };
            for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
                let width: Option<u64> = entry.file_name().to_str().and_then(|name| name.parse().ok());
                // A reader who has just read the old head may still want the last few.
                if width.is_some_and(|width| width + KEPT < path_width(&path)) {
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
        for done in tile::completed_edges(size) {
            let _ = fs::remove_dir_all(self.dir.join(done));
        }
    }

    /// Reads every entry below the head, as a monitor does.
    pub fn entries(&self) -> Result<(SignedNote, Vec<Entry>)> {
        let Some((note, head)) = self.head()? else {
            let (dir, file) = (self.dir.display(), tile::CHECKPOINT);
            return Err(Error::said(
                Exit::Usage,
                format!("{dir} 中没有存证日志：缺少 {file}"),
                format!("{dir} holds no log: it has no {file}"),
            )
            .advice(
                "请给出 suicha log publish 写出的目录或其副本",
                "give the directory that `suicha log publish` writes, or a copy of it",
            ));
        };
        let mut entries = Vec::new();
        for bundle in tile::tiles(0, head.size).iter().filter(|tile| tile.holds_entries()) {
            let path = self.dir.join(bundle.path());
            let bytes = fs::read(&path).map_err(|e| failed(READ, &path, &e))?;
            let damaged = |zh: String, en: String| {
                let path = path.display();
                Error::said(
                    Exit::Discrepancy,
                    format!("日志文件 {path} 已损坏：{zh}"),
                    format!("{path}: {en}"),
                )
                .advice(
                    "请重新下载；单位自己的用 suicha log publish 重新写出",
                    "fetch it again; the bureau writes its own again with `suicha log publish`",
                )
            };
            let found = Tile::read_entries(&bytes).ok_or_else(|| {
                damaged("文件在条目中间结束".into(), "the file ends within an entry".into())
            })?;
            let (from, to) = bundle.entries();
            if found.len() as u64 != to - from {
                let (found, wanted) = (found.len(), to - from);
                return Err(damaged(
                    format!("有{found}条，应为{wanted}条"),
                    format!("{found} entries instead of {wanted}"),
                ));
            }
            for (at, entry) in found.into_iter().enumerate() {
                let number = from + at as u64;
                let entry = Entry::parse(entry)
                    .map_err(|e| damaged(format!("第{number}号条目：{e}"), format!("entry {number}: {e}")))?;
                entries.push(entry);
            }
        }
        Ok((note, entries))
    }
}

/// Partial tiles kept behind the newest.
const KEPT: u64 = 8;

fn path_width(path: &Path) -> u64 {
    path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok()).unwrap_or(WIDTH)
}

const READ: (&str, &str) = ("读取", "read");
const WRITE: (&str, &str) = ("写入", "write");
const MAKE: (&str, &str) = ("建立", "make");

fn failed((zh, en): (&str, &str), path: &Path, e: &std::io::Error) -> Error {
    let (path, why) = (path.display(), system_words(e).0);
    Error::said(Exit::Outside, format!("无法{zh} {path}：{why}"), format!("cannot {en} {path}: {e}")).advice(
        "内容都在档案库中；磁盘恢复正常后请运行 suicha log publish",
        "the archive holds everything; run `suicha log publish` when the disk is in order",
    )
}
