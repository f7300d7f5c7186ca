//! A file a command writes for people. Everything that could refuse it is asked before the work
//! begins; nothing is overwritten unasked, and what is there stays whole until the new is complete.

use crate::durable;
use crate::error::{Error, Exit, Result, system_words};
use crate::ingest::Format;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A place where a file can be written.
pub struct Place(PathBuf);

/// A table to be written.
pub struct Output {
    place: Place,
    /// What its ending asks for.
    pub format: Format,
}

impl Output {
    /// The same as [`Place::new`], and refuses unknown endings.
    pub fn new(path: &Path, replace: bool, inputs: &[PathBuf]) -> Result<Self> {
        let format = Format::of(path).ok_or_else(|| other_ending(path, ".csv 或 .xlsx", ".csv or .xlsx"))?;
        Ok(Self { place: Place::new(path, replace, inputs)?, format })
    }

    /// Writes it whole or not at all.
    pub fn write(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        self.place.write(fill)
    }
}

impl Place {
    /// Refuses what stands there already unless it is to be replaced, the command's own inputs in any
    /// case, and places where nothing can be written.
    pub fn new(path: &Path, replace: bool, inputs: &[PathBuf]) -> Result<Self> {
        let name = path.display();
        let whole = std::fs::canonicalize(path).ok();
        if whole.is_some() && inputs.iter().any(|input| std::fs::canonicalize(input).ok() == whole) {
            return Err(Error::said(
                Exit::Conflict,
                format!("{name} 是本命令的输入文件，没有覆盖"),
                format!("{name} is an input of this command: nothing was replaced"),
            )
            .advice("请换一个文件名", "name another file"));
        }
        if path.exists() && !(replace && path.is_file()) {
            return Err(Error::said(
                Exit::Conflict,
                format!("{name} 已存在，没有覆盖"),
                format!("{name} exists already: nothing was replaced"),
            )
            .advice("请换一个文件名，或加 --replace", "name another file, or add --replace"));
        }
        durable::probe(path).map_err(|e| {
            let exit = match e.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Exit::Usage,
                _ => Exit::Outside,
            };
            unwritable(exit, path, &e)
        })?;
        Ok(Self(path.to_owned()))
    }

    /// Writes it whole or not at all.
    pub fn write(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        durable::write_with(&self.0, false, |file| fill(file))
            .map_err(|e| unwritable(Exit::Outside, &self.0, &e))
    }
}

/// That a file of this name is not written, but of those endings.
pub fn other_ending(path: &Path, zh: &str, en: &str) -> Error {
    let name = path.display();
    Error::said(
        Exit::Usage,
        format!("{name}：文件名须以 {zh} 结尾"),
        format!("{name}: only files ending in {en} are written"),
    )
}

fn unwritable(exit: Exit, path: &Path, e: &io::Error) -> Error {
    let (name, (zh, en)) = (path.display(), system_words(e));
    Error::said(exit, format!("无法写入 {name}：{zh}"), format!("cannot write {name}: {en}"))
}
