//! One import of a roster: what is read and how, from the files to the transaction that keeps or drops it.

use super::marked::Marked;
use super::row::{Row, Unkept, sink};
use super::{encoding, mapping};
use crate::archive::{Archive, IssueRecord, RosterId, StoredRoster, Writer};
use crate::cli::{Import, Kind};
use crate::command::progress::Progress;
use crate::command::{day, draw, logged, matters};
use crate::core::cap::Visited;
use crate::core::id::SubjectId;
use crate::core::lang::Lang;
use crate::core::law::{LawChange, Why};
use crate::core::registry::{RosterKind, RowIssue};
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Begin, Chunk, Encoding, IngestError, Mapping, Sink, Source, Tally};
use std::path::PathBuf;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;

/// Rows handed to the archive at once, by ascending key: the fewer times it walks through the index of
/// a million keys the faster it is. Up to five groups are in memory at a time.
const GROUP: usize = 1 << 15;

/// What became of the rows.
pub enum Stored {
    /// A new roster, and the one of its kind that was in force on its day.
    New {
        id: RosterId,
        previous: Option<StoredRoster>,
    },
    /// The same rows are stored already; `in_force` is another roster of the day, imported later.
    Known {
        id: RosterId,
        in_force: Option<StoredRoster>,
    },
    Nothing {
        dry_run: bool,
    },
}

/// Everything the reading thread owns.
#[derive(Clone)]
pub struct Request {
    files: Vec<PathBuf>,
    mapping: Option<Mapping>,
    codebook: Codebook,
    encoding: Option<Encoding>,
    accept_suggestions: bool,
    pub kind: RosterKind,
    pub as_of: Date,
    dry_run: bool,
    all_or_nothing: bool,
    /// What the archive knows of visits, for rows of subjects.
    pub visited: Visited,
    why: Why,
    pub marked: Marked,
}

impl Request {
    pub fn new(env: &Env, args: &Import, kind: RosterKind) -> Result<Self> {
        let mapping = mapping(args.map.as_deref())?;
        let encoding = encoding(args.encoding.as_deref())?;
        let (today, as_of) = (env.now().date(), args.as_of.as_deref().map(day).transpose()?);
        if let Some(day) = as_of.filter(|day| *day > today) {
            return Err(Error::said(
                Exit::Timing,
                format!("为时过早：--as-of {day} 晚于今天（{today}）"),
                format!("too early: --as-of {day} lies after today ({today})"),
            )
            .advice("名录描述的日期不得在今天之后", "a roster describes a day that has come"));
        }
        Ok(Self {
            files: args.files.clone(),
            mapping,
            codebook: env.config.codebook()?,
            encoding,
            accept_suggestions: args.accept_suggestions,
            kind,
            marked: Marked::new(args, as_of.unwrap_or(today), today)?,
            as_of: as_of.unwrap_or(today),
            dry_run: args.dry_run,
            all_or_nothing: args.all_or_nothing,
            why: Why { law: law(args)?, reason: args.reason.clone() },
            visited: Visited::new(),
        })
    }

    /// Reads and packs on as many threads as there are, stores on another; all of it is one transaction.
    pub async fn import<T: Row>(&self, env: &Env) -> Result<(Tally, Stored)> {
        if self.dry_run {
            let tally = self.read::<T, Unkept>(env.quiet, env.lang, &|_| Unkept, &mut |_| Ok(()))?;
            return Ok((tally, Stored::Nothing { dry_run: true }));
        }
        let archive = env.archive().await?;
        let now = draw::steady_clock(env, &archive).await?;
        let verb = format!("import {}{}", self.kind.word(), self.why.print());
        let mut writer = logged::begin(env, &archive, &verb, now).await?;
        let source = self.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
        let source = source + &self.marked.source();
        let roster = writer.new_roster(self.kind, self.as_of, &source).await?;

        let (sender, receiver) = channel::<T::Ready>(2);
        let request = self.clone();
        let (quiet, lang) = (env.quiet, env.lang);
        let reading = spawn_blocking(move || request.read_groups::<T>(roster, quiet, lang, &sender));
        store::<T>(&mut writer, roster, receiver).await?;
        let read = reading.await;
        let tally =
            read.map_err(|e| Error::new(Exit::Bug, format!("a thread of the import failed: {e}")))??;
        self.settle(&archive, writer, roster, tally).await
    }

    /// Reads everything and hands it on in groups.
    fn read_groups<T: Row>(
        &self,
        roster: RosterId,
        quiet: bool,
        lang: Lang,
        groups: &Sender<T::Ready>,
    ) -> Result<Tally, IngestError> {
        let send = |group| {
            let ready = T::ready(roster, group).map_err(sink)?;
            groups
                .blocking_send(ready)
                .map_err(|_| IngestError::Sink("the archive takes no more rows".into()))
        };
        let (mut group, mut count) = (Vec::new(), 0);
        let tally = self.read::<T, _>(quiet, lang, &|rows| T::begin(roster, rows), &mut |chunk| {
            count += T::count(&chunk);
            group.push(chunk);
            if count < GROUP {
                return Ok(());
            }
            count = 0;
            send(std::mem::take(&mut group))
        })?;
        if !group.is_empty() {
            send(group)?;
        }
        Ok(tally)
    }

    fn read<T: Row, C: Chunk<T>>(
        &self,
        quiet: bool,
        lang: Lang,
        begin: &Begin<'_, C>,
        sink: &mut Sink<'_, C>,
    ) -> Result<Tally, IngestError> {
        let source = Source {
            files: &self.files,
            mapping: self.mapping.as_ref(),
            codebook: &self.codebook,
            encoding: self.encoding,
            accept_suggestions: self.accept_suggestions,
            visited: Some(&self.visited).filter(|visited| !visited.is_empty()),
            marks: self.marked.marks.as_ref(),
        };
        let mut progress = Progress::start(lang.pick("已读行数", "rows read"), 0, quiet);
        ingest::chunks(&source, &mut |rows| progress.at(rows), begin, sink)
    }

    /// Seals the roster, or drops everything that was written.
    async fn settle(
        &self,
        archive: &Archive,
        mut writer: Writer,
        roster: RosterId,
        tally: Tally,
    ) -> Result<(Tally, Stored)> {
        if self.all_or_nothing && tally.rejected > 0 {
            return Ok((tally, Stored::Nothing { dry_run: false }));
        }
        if tally.accepted == 0 {
            return Ok((tally, Stored::Nothing { dry_run: false }));
        }
        if let Some(known) = archive.find_roster(self.kind, self.as_of, tally.digest).await? {
            let latest = archive.latest_roster(self.kind, self.as_of).await?;
            let in_force = latest.filter(|latest| latest.id != known.id);
            return Ok((tally, Stored::Known { id: known.id, in_force }));
        }
        let previous = archive.latest_roster(self.kind, self.as_of).await?;
        let issues: Vec<IssueRecord> = tally.issues.iter().map(record).collect();
        writer.finish_roster(roster, tally.digest, tally.accepted, &issues).await?;
        writer.commit(&format!("{} as of {}", self.kind.word(), self.as_of), tally.digest).await?;
        Ok((tally, Stored::New { id: roster, previous }))
    }
}

async fn store<T: Row>(writer: &mut Writer, roster: RosterId, mut rows: Receiver<T::Ready>) -> Result<()> {
    while let Some(group) = rows.recv().await {
        T::store(writer, roster, &group).await?;
    }
    Ok(())
}

/// The change of law that a new item list answers.
fn law(args: &Import) -> Result<Option<LawChange>> {
    let (Some(on), Some(law)) = (&args.law_changed, &args.law) else { return Ok(None) };
    if args.kind != Kind::Matters {
        return Err(Error::said(
            Exit::Usage,
            "--law-changed 只用于随机抽查事项清单（import matters）",
            "--law-changed goes with the item list only (import matters)",
        ));
    }
    matters::law_change(on, law).map(Some)
}

fn record(issue: &RowIssue) -> IssueRecord {
    IssueRecord {
        file: issue.file.clone(),
        row: issue.row,
        column: issue.column.clone(),
        value: issue.value.clone(),
        severity: ingest::severity_word(issue.severity, Lang::En).into(),
        rule: issue.rule.code().into(),
        id: issue.id.as_ref().map(SubjectId::to_string),
        suggestion: issue.suggestion.clone(),
    }
}
