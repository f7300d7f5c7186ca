//! The manifest of an exchange: its number, what was known, digests and counts of its files, and the digest of
//! the manifest before it. Read again as strictly as it is written.

use crate::command::unreadable;
use crate::core::digest::Digest;
use crate::core::time::Date;
use crate::error::{Error, Exit, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the file.
pub const FILE: &str = "manifest.json";

const FORMAT: &str = "suicha-credit-exchange/1";

/// A manifest.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Format and version.
    pub format: String,
    /// Who sends it.
    pub body: String,
    /// From 1 on.
    pub sequence: u32,
    /// `full` or `changes`.
    pub kind: String,
    /// The legal day.
    pub as_of: String,
    /// What was known: acts about credit, roster, set of rules.
    pub known: Known,
    /// The exchange before.
    pub previous: Option<Previous>,
    /// Digest over every record that is public now.
    pub state: String,
    /// Of each table.
    pub counts: BTreeMap<String, Counts>,
    /// Digest of each file.
    pub files: BTreeMap<String, String>,
}

/// What an exchange was made from.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The last act about credit with an event.
    pub acts: u32,
    /// The roster, or nothing.
    pub roster: String,
    /// The set of rules.
    pub rules: String,
}

/// The exchange before.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Its number.
    pub sequence: u32,
    /// Its legal day.
    pub as_of: String,
    /// Digest of its manifest.
    pub manifest: String,
}

/// Records of a table.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Public now.
    pub held: u64,
    /// In the file.
    pub rows: u64,
    /// New since the exchange before.
    pub added: u64,
    /// Changed since.
    pub changed: u64,
    /// Withdrawn since.
    pub withdrawn: u64,
}

impl Manifest {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            format: FORMAT.into(),
            body: String::new(),
            sequence: 1,
            kind: String::new(),
            as_of: String::new(),
            known: Known { acts: 0, roster: String::new(), rules: String::new() },
            previous: None,
            state: String::new(),
            counts: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Its text.
    pub fn print(&self) -> String {
        serde_json::to_string_pretty(self).expect("a manifest is JSON") + "\n"
    }

    /// Its day.
    pub fn day(&self) -> Option<Date> {
        Date::parse(&self.as_of).ok()
    }

    /// The manifest of a directory with its digest, after every file was compared with it.
    pub fn read(dir: &Path) -> Result<(Self, Digest)> {
        let path = dir.join(FILE);
        let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
        let bad = |zh: String, en: String| {
            let dir = dir.display();
            Error::said(Exit::Discrepancy, format!("{dir}：{zh}"), format!("{dir}: {en}")).advice(
                "请用未改动的上次交换目录；找不到时不加 --since 重新全量报送",
                "name the directory as it was written; without one send a full exchange without --since",
            )
        };
        let one: Self = serde_json::from_slice(&bytes)
            .map_err(|e| bad("不是交换清单".into(), format!("this is no manifest of an exchange: {e}")))?;
        if one.format != FORMAT || one.day().is_none() || one.print().as_bytes() != bytes {
            return Err(bad("交换清单的格式不对".into(), "the manifest has another form".into()));
        }
        for (name, digest) in &one.files {
            let file = std::fs::read(dir.join(name)).ok();
            if name.contains(['/', '\\']) || file.is_none_or(|file| Digest::of(&file).hex() != *digest) {
                return Err(bad(
                    format!("文件 {name} 缺失或与清单不符"),
                    format!("the file {name} is missing or is not the one of the manifest"),
                ));
            }
        }
        Ok((one, Digest::of(&bytes)))
    }
}
