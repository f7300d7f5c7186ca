//! The facts of an archive as they stood at the end of a day: what `report` counts. Reads the archive, stores
//! nothing there. One draw, one roster, one subject's credit at a time; the rows go into a [`Sink`], which
//! holds them ([`gather`]) or writes them ([`files::run`]).

mod clocks;
mod credit;
mod draws;
mod files;
mod libraries;
mod names;
mod plans;
mod replaced;
mod seats;
mod strata;
mod subjects;
mod visits;

pub use files::run;

use crate::archive::Archive;
use crate::command::deadlines;
use crate::core::deadline::{Rules, Settings};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::lang::Twin;
use crate::core::registry::Matter;
use crate::core::time::Date;
use crate::core::workdays::Calendar;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::report::facts::{Fact, FactError, Facts, Repeats, Sink};
use crate::report::names::Names;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

/// What a report was counted from: what the digest is of, and the digest.
pub type Source = (Twin, String);

/// Facts up to a day, with the names of what stands in them, in memory.
pub async fn gather(env: &Env, archive: &Archive, as_of: Date) -> Result<(Facts, Names)> {
    let mut sink = Sink::memory();
    let names = into(env, archive, as_of, &mut sink).await?;
    Ok((sink.facts(), names))
}

/// Facts of a directory that `report facts` wrote, with the digest of its manifest, or of the archive up to a
/// day. A directory is of one day and of no other.
pub async fn of(env: &Env, dir: Option<&Path>, as_of: Date) -> Result<(Facts, Names, Option<Digest>)> {
    let Some(dir) = dir else {
        let (facts, names) = gather(env, &env.archive().await?, as_of).await?;
        return Ok((facts, names, None));
    };
    let (facts, names, theirs, manifest) = files::load(dir)?;
    if theirs != as_of {
        let name = dir.display();
        return Err(Error::said(
            Exit::Usage,
            format!("{name} 是截至 {theirs} 的统计明细，不是 {as_of} 的"),
            format!("{name} holds facts as of {theirs}, not of {as_of}"),
        )
        .advice(
            format!("请写 --as-of {theirs}，或用 suicha report facts 新目录 --as-of {as_of} 另行写出"),
            format!("say --as-of {theirs}, or write others: `suicha report facts DIR --as-of {as_of}`"),
        ));
    }
    Ok((facts, names, Some(manifest)))
}

/// What a report was counted from, for those who keep it; every fact is written once more where there is no manifest.
pub fn source(facts: &Facts, manifest: Option<Digest>) -> Result<Source> {
    match manifest {
        Some(manifest) => {
            Ok((Twin::new("统计明细清单摘要", "digest of the manifest of the facts"), manifest.hex()))
        }
        None => match crate::report::files::digest(facts) {
            Ok(digest) => Ok((Twin::new("统计明细摘要", "digest of the facts"), digest.hex())),
            Err(e) => Err(Error::said(
                Exit::Bug,
                format!("统计明细无法写成文件：{e}"),
                format!("facts cannot be written: {e}"),
            )),
        },
    }
}

/// The same into a sink.
async fn into(env: &Env, archive: &Archive, as_of: Date, sink: &mut Sink) -> Result<Names> {
    let journal = archive.journal().await?;
    let began = journal.first().map(|act| act.at.date());
    let replaced = journal.into_iter().filter(|act| act.object.contains(" replaced "));
    let mut gathering = Gathering {
        env,
        archive,
        as_of,
        began,
        sink,
        names: names::fixed(env)?,
        calendar: deadlines::calendar(env)?,
        rules: deadlines::rules(env)?,
        settings: env.config.deadlines.settings()?,
        replaced: replaced.map(|act| (act.object, act.at.date())).collect(),
        matters: BTreeMap::new(),
        repeats: Repeats::default(),
    };
    libraries::put(&mut gathering).await?;
    let drawn = draws::put(&mut gathering).await?;
    plans::put(&mut gathering, &drawn).await?;
    clocks::put_others(&mut gathering, &drawn.results).await?;
    credit::put(&mut gathering).await?;
    Ok(gathering.names)
}

/// What is gathered from, and where to.
struct Gathering<'a> {
    env: &'a Env,
    archive: &'a Archive,
    as_of: Date,
    /// The day of the archive's first act.
    began: Option<Date>,
    sink: &'a mut Sink,
    names: Names,
    calendar: Cow<'static, Calendar>,
    rules: Cow<'static, Rules>,
    settings: Settings,
    /// Days of the replacements that were made, by the object of the journal.
    replaced: BTreeMap<String, Date>,
    /// Item lists that were read, by number of their roster.
    matters: BTreeMap<String, Rc<BTreeMap<SubjectId, Matter>>>,
    /// How often subjects were drawn in the draws so far.
    repeats: Repeats,
}

impl Gathering<'_> {
    /// Hands rows on.
    fn put<F: Fact>(&mut self, rows: &[F]) -> Result<()> {
        self.sink.put(rows).map_err(|e| unwritten(&e))
    }
}

fn unwritten(e: &FactError) -> Error {
    Error::said(Exit::Outside, format!("无法写入统计明细 {e}"), format!("facts cannot be written: {e}"))
}
