//! `suicha report facts DIR`: facts as Parquet files, their names, and a manifest of digests; and the way back
//! (`--facts DIR`). A directory that was changed in between is refused, and the file named.

use super::unwritten;
use crate::command::answer::Answer;
use crate::command::report::days;
use crate::core::digest::Digest;
use crate::core::lang::{Twin, counted};
use crate::core::time::Date;
use crate::durable::{NewDir, digest};
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::report::facts::{Facts, Sink, file_name};
use crate::report::names::Names;
use crate::report::table::Domain;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::io::{self, Write};
use std::path::Path;

const MANIFEST: &str = "manifest.json";
const NAMES: &str = "names.json";
/// The version of the columns.
const VERSION: &str = "suicha-facts/1";
/// How it begins in every version.
const KIND: &str = "suicha-facts/";

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: String,
    as_of: String,
    files: Vec<Listed>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Listed {
    file: String,
    sha256: String,
    rows: u64,
    columns: Vec<(String, String)>,
}

/// Writes the facts of a day into a new directory, a piece at a time.
pub async fn run(env: &Env, dir: &Path, as_of: Option<&str>) -> Result<Answer> {
    let name = dir.display();
    if dir.exists() {
        return Err(Error::said(
            Exit::Conflict,
            format!("{name} 已存在，没有覆盖"),
            format!("{name} exists already: nothing was replaced"),
        )
        .advice("请换一个新目录", "name a new directory"));
    }
    let as_of = days::as_of(env.now().date(), as_of)?;
    let archive = env.archive().await?;
    let outside = |e: io::Error| {
        let (zh, en) = system_words(&e);
        Error::said(Exit::Outside, format!("无法写入 {name}：{zh}"), format!("cannot write {name}: {en}"))
    };
    let made = NewDir::begin(dir).map_err(outside)?;
    let mut sink = Sink::files(|file| made.create(file)).map_err(|e| unwritten(&e))?;
    let names = super::into(env, &archive, as_of, &mut sink).await?;
    let written = sink.finish().map_err(|e| unwritten(&e))?;
    let names: Vec<(Domain, &str, &str, &str)> =
        names.all().map(|(domain, code, name)| (domain, code, &*name.zh, &*name.en)).collect();
    made.create(NAMES).and_then(|mut file| file.write_all(&printed(&names))).map_err(outside)?;
    let mut files = Vec::new();
    for one in written {
        let file = file_name(one.name);
        let sha256 = digest(&made.staged().join(&file)).map_err(outside)?.hex();
        files.push(Listed { file, sha256, rows: one.rows, columns: one.columns });
    }
    let sha256 = digest(&made.staged().join(NAMES)).map_err(outside)?.hex();
    files.push(Listed { file: NAMES.into(), sha256, rows: names.len() as u64, columns: Vec::new() });
    let manifest = Manifest { format: VERSION.into(), as_of: as_of.to_string(), files };
    made.create(MANIFEST).and_then(|mut file| file.write_all(&printed(&manifest))).map_err(outside)?;
    made.finish().map_err(outside)?;
    Ok(told(env, &name.to_string(), as_of, &manifest))
}

fn told(env: &Env, name: &str, as_of: Date, manifest: &Manifest) -> Answer {
    let n = manifest.files.len() - 1;
    let mut text = env.lang.pick(
        format!("截至 {as_of} 的统计明细（{n}种）已写入 {name}：\n"),
        format!("facts as of {as_of} ({}) are in {name}:\n", counted(n as u64, "kind")),
    );
    for one in &manifest.files[..n] {
        text.push_str(&env.lang.pick(
            format!("  {}：{}行\n", one.file, one.rows),
            format!("  {}: {}\n", one.file, counted(one.rows, "row")),
        ));
    }
    text.push_str(env.lang.pick(
        "  供内部与审计使用，不公开：含执法证号与内部分类\n",
        "  for the bureau and its auditor, not public: card numbers and internal classes stand in them\n",
    ));
    Answer::new(text, json!(manifest))
}

/// Reads a directory that was written before; the day is the one its facts are of.
pub fn load(dir: &Path) -> Result<(Facts, Names, Date, Digest)> {
    if !dir.is_dir() {
        let name = dir.display();
        return Err(Error::said(
            Exit::Usage,
            format!("没有目录 {name}"),
            format!("there is no directory {name}"),
        )
        .advice(
            "统计明细由 suicha report facts 目录 写出",
            "facts are written by `suicha report facts DIR`",
        ));
    }
    let manifest = manifest(dir)?;
    let own =
        digest(&dir.join(MANIFEST)).map_err(|e| bad(&dir.join(MANIFEST), &e.to_string(), &e.to_string()))?;
    let at = |file: &str| dir.join(file);
    let as_of = Date::parse(&manifest.as_of).map_err(|e| {
        bad(&at(MANIFEST), &format!("as_of 应为日期，如 2023-10-31：{:?}", manifest.as_of), &e.to_string())
    })?;
    let kinds = crate::report::facts::schemas();
    let wanted = kinds.iter().map(|(kind, _)| file_name(kind)).chain([NAMES.to_owned()]);
    for file in wanted {
        let listed = manifest.files.iter().find(|one| one.file == file);
        let listed =
            listed.ok_or_else(|| bad(&at(&file), "清单中没有这个文件", "the manifest does not name it"))?;
        let found = digest(&at(&file)).map_err(|e| {
            let (zh, en) = system_words(&e);
            bad(&at(&file), &zh, &en)
        })?;
        if found.hex() != listed.sha256 {
            return Err(bad(
                &at(&file),
                "与清单中的摘要不符，写出后被改动过",
                "its digest is not the manifest's: it was changed after it was written",
            ));
        }
    }
    let mut names = Names::default();
    let rows: Vec<(Domain, String, String, String)> = read(&at(NAMES))?;
    for (domain, code, zh, en) in rows {
        names.add(domain, code, Twin::new(zh, en));
    }
    let facts = Facts::scan(dir).map_err(|e| {
        let (file, why) = (&e.file, &e.why);
        Error::said(Exit::Rejected, format!("{file}：{why}"), format!("{file}: {why}"))
    })?;
    Ok((facts, names, as_of, own))
}

/// The list of its files; reports and figures have one of the same name.
fn manifest(dir: &Path) -> Result<Manifest> {
    let path = dir.join(MANIFEST);
    let found: Json = if path.exists() { read(&path)? } else { Json::Null };
    let format = found["format"].as_str().unwrap_or_default();
    if !format.starts_with(KIND) {
        let name = dir.display();
        return Err(Error::said(
            Exit::Usage,
            format!("{name} 不是统计明细目录：其中没有 suicha report facts 写出的 {MANIFEST}"),
            format!("{name} is no directory of facts: no {MANIFEST} of `suicha report facts` is in it"),
        )
        .advice(
            "统计明细由 suicha report facts 新目录 --as-of 日期 写出",
            "facts are written by `suicha report facts DIR --as-of DAY`",
        ));
    }
    if format != VERSION {
        return Err(bad(&path, "不是本版本写出的", "it is of another version"));
    }
    serde_json::from_value(found).map_err(|e| bad(&path, "内容有误，写出后被改动过", &e.to_string()))
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T> {
    let bytes = std::fs::read(path).map_err(|e| {
        let (zh, en) = system_words(&e);
        bad(path, &zh, &en)
    })?;
    serde_json::from_slice(&bytes).map_err(|e| {
        let zh = format!("第{}行第{}列读不懂，写出后被改动过", e.line(), e.column());
        bad(path, &zh, &e.to_string())
    })
}

fn bad(path: &Path, zh: &str, en: &str) -> Error {
    let name = path.display();
    Error::said(Exit::Rejected, format!("{name}：{zh}"), format!("{name}: {en}")).advice(
        "请用 suicha report facts 目录 重新写出统计明细",
        "write the facts again with `suicha report facts DIR`",
    )
}

fn printed(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("JSON of our own");
    bytes.push(b'\n');
    bytes
}
