//! `suicha import`: files become a dated roster; every problem is listed, nothing half-done stays.

mod marked;
mod outcomes;
mod told;
mod visited;

use super::answer::Answer;
use super::output::Output;
use super::progress::Progress;
use super::{credit, draw, logged, outcome, read_text};
use crate::archive::{
    self, Archive, IssueRecord, PackedSubjects, RosterId, StoredRoster, SubjectChunk, Writer,
};
use crate::cli::{Import, Kind, OutcomeCommand};
use crate::core::cap::Visited;
use crate::core::id::SubjectId;
use crate::core::lang::Lang;
use crate::core::law::{LawChange, Why};
use crate::core::registry::{Inspector, Matter, Recusal, RosterKind, RowIssue, Subject};
use crate::core::row::{Codebook, Commitments, Complaints, Feedback, FromRow, Listings, Penalties, Permits};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Begin, Chunk, Encoding, IngestError, Mapping, Sink, Source, Tally};
use marked::Marked;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;

/// Imports one kind of rows.
pub async fn run(env: &mut Env, args: &Import) -> Result<Answer> {
    if args.kind.credit() {
        return of_credit(env, args).await;
    }
    let Some(kind) = args.kind.roster() else {
        let files = outcomes::files(env, args)?;
        return outcome::run(env, &OutcomeCommand::Import(files)).await;
    };
    outcomes::not_for(args, kind)?;
    let issues = match &args.issues {
        Some(path) => Some(Output::new(path, args.replace, &inputs(args))?),
        None => None,
    };
    let mut request = Request::new(env, args, kind)?;
    if kind == RosterKind::Subjects {
        request.visited = visited::of(env, request.as_of).await?;
    }
    let (tally, stored) = match kind {
        RosterKind::Subjects => request.import::<Subject>(env).await?,
        RosterKind::Inspectors => request.import::<Inspector>(env).await?,
        RosterKind::Recusals => request.import::<Recusal>(env).await?,
        RosterKind::Matters => request.import::<Matter>(env).await?,
    };
    if let Some(file) = issues {
        file.write(|out| ingest::write_issues(out, file.format, &tally, env.lang))?;
    }
    let freshness = match (&stored, args.freshness) {
        (Stored::New { id, .. } | Stored::Known { id, .. }, true) => {
            Some(super::freshness::of(env, *id, request.as_of).await?)
        }
        _ => None,
    };
    let (previous, strangers) = match &stored {
        Stored::New { id, previous } => {
            (previous.as_ref(), strangers(env, request.kind, *id, request.as_of).await?)
        }
        _ => (None, Vec::new()),
    };
    let told =
        told::Told { tally: &tally, stored: &stored, previous, strangers: &strangers, as_of: request.as_of };
    let labels = match &stored {
        Stored::New { id, .. } | Stored::Known { id, .. } => {
            request.marked.count(&env.archive().await?, *id).await?
        }
        Stored::Nothing { .. } => Vec::new(),
    };
    let bereft = match (&stored, previous) {
        (Stored::New { id, .. }, Some(before)) if kind == RosterKind::Matters => {
            let archive = env.archive().await?;
            super::matters::lost(&archive, before, &archive.matters(*id).await?).await?
        }
        _ => Vec::new(),
    };
    let mut text = told.text(env.lang, env.quiet);
    bereft.iter().for_each(|(task, code)| text.push_str(&told::without(task, code, env.lang)));
    labels.iter().for_each(|label| text.push_str(&label.text(env.lang)));
    if let Some(freshness) = &freshness {
        text.push_str(&super::freshness::text(freshness, env.lang));
    }
    let mut json = told.document();
    json["freshness"] = freshness.as_ref().map_or(Value::Null, super::freshness::document);
    json["tasks_without"] = bereft.iter().map(|(task, code)| json!({"task": task, "matter": code})).collect();
    json["labels"] = labels.iter().map(marked::Counted::document).collect();
    let nothing = tally.accepted + tally.rejected == 0;
    Ok(Answer::new(text, json).with_exit((tally.rejected > 0 || nothing).then_some(Exit::Rejected)))
}

/// Records for the credit archive.
async fn of_credit(env: &mut Env, args: &Import) -> Result<Answer> {
    outcomes::not_for_credit(args)?;
    match args.kind {
        Kind::Permits => credit::import::<Permits>(env, args).await,
        Kind::Complaints => credit::import::<Complaints>(env, args).await,
        Kind::Commitments => credit::import::<Commitments>(env, args).await,
        Kind::Listings => credit::import::<Listings>(env, args).await,
        Kind::Feedback => credit::import::<Feedback>(env, args).await,
        _ => credit::import::<Penalties>(env, args).await,
    }
}

/// The files the command reads: never written to.
fn inputs(args: &Import) -> Vec<PathBuf> {
    args.files.iter().chain(&args.map).cloned().collect()
}

/// A recusal whose inspector or subject is in no roster in force: it recuses nobody.
struct Stranger {
    recusal: Recusal,
    inspector: bool,
    subject: bool,
}

async fn strangers(env: &Env, kind: RosterKind, id: RosterId, as_of: Date) -> Result<Vec<Stranger>> {
    if kind != RosterKind::Recusals {
        return Ok(Vec::new());
    }
    let archive = env.archive().await?;
    let inspectors = match archive.latest_roster(RosterKind::Inspectors, as_of).await? {
        Some(roster) => archive.inspectors(roster.id).await?,
        None => Vec::new(),
    };
    let cards: BTreeSet<&str> = inspectors.iter().map(|inspector| inspector.id.as_str()).collect();
    let subjects = archive.latest_roster(RosterKind::Subjects, as_of).await?;
    let mut strangers = Vec::new();
    for recusal in archive.recusals(id).await? {
        let inspector = !cards.contains(recusal.inspector.as_str());
        let subject = match &subjects {
            Some(roster) => archive.subject_of(roster.id, &recusal.subject).await?.is_none(),
            None => true,
        };
        if inspector || subject {
            strangers.push(Stranger { recusal, inspector, subject });
        }
    }
    Ok(strangers)
}

impl Kind {
    /// The roster it makes; outcomes and records of credit make none.
    pub fn roster(self) -> Option<RosterKind> {
        match self {
            Kind::Subjects => Some(RosterKind::Subjects),
            Kind::Inspectors => Some(RosterKind::Inspectors),
            Kind::Recusals => Some(RosterKind::Recusals),
            Kind::Matters => Some(RosterKind::Matters),
            Kind::Outcomes
            | Kind::Penalties
            | Kind::Permits
            | Kind::Complaints
            | Kind::Commitments
            | Kind::Listings
            | Kind::Feedback => None,
        }
    }

    /// Whether it goes into the credit archive.
    pub fn credit(self) -> bool {
        use Kind::{Commitments, Complaints, Feedback, Listings, Penalties, Permits};
        matches!(self, Penalties | Permits | Complaints | Commitments | Listings | Feedback)
    }
}

/// The column mapping named on the command line.
pub(super) fn mapping(path: Option<&Path>) -> Result<Option<Mapping>> {
    let Some(path) = path else { return Ok(None) };
    Ok(Some(Mapping::parse(&path.display().to_string(), &read_text(path)?)?))
}

/// The encoding named on the command line.
pub(super) fn encoding(word: Option<&str>) -> Result<Option<Encoding>> {
    match word {
        None => Ok(None),
        Some("utf-8") => Ok(Some(Encoding::Utf8)),
        Some("gb18030") => Ok(Some(Encoding::Gb18030)),
        Some(other) => Err(Error::said(
            Exit::Usage,
            format!("编码 {other:?} 不认识：请用 utf-8 或 gb18030"),
            format!("unknown encoding {other:?}: use utf-8 or gb18030"),
        )),
    }
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
    super::matters::law_change(on, law).map(Some)
}

/// Rows handed to the archive at once, by ascending key: the fewer times it walks through the index of
/// a million keys the faster it is. Up to five groups are in memory at a time.
const GROUP: usize = 1 << 15;

/// What became of the rows.
enum Stored {
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
struct Request {
    files: Vec<PathBuf>,
    mapping: Option<Mapping>,
    codebook: Codebook,
    encoding: Option<Encoding>,
    accept_suggestions: bool,
    kind: RosterKind,
    as_of: Date,
    dry_run: bool,
    all_or_nothing: bool,
    /// What the archive knows of visits, for rows of subjects.
    visited: Visited,
    why: Why,
    marked: Marked,
}

impl Request {
    fn new(env: &Env, args: &Import, kind: RosterKind) -> Result<Self> {
        let mapping = mapping(args.map.as_deref())?;
        let encoding = encoding(args.encoding.as_deref())?;
        let (today, as_of) = (env.now().date(), args.as_of.as_deref().map(super::day).transpose()?);
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
    async fn import<T: Row>(&self, env: &Env) -> Result<(Tally, Stored)> {
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

fn sink(error: archive::Error) -> IngestError {
    IngestError::Sink(error.into())
}

async fn store<T: Row>(writer: &mut Writer, roster: RosterId, mut rows: Receiver<T::Ready>) -> Result<()> {
    while let Some(group) = rows.recv().await {
        T::store(writer, roster, &group).await?;
    }
    Ok(())
}

/// A chunk of a dry run: nothing is kept.
struct Unkept;

impl<T> Chunk<T> for Unkept {
    fn push(&mut self, _: T) -> std::result::Result<(), IngestError> {
        Ok(())
    }
}

/// A kind of row: how it is made ready on the reading side, and stored.
trait Row: FromRow + 'static {
    /// What a reading thread makes of its rows.
    type Chunk: Chunk<Self>;
    /// Several chunks, as the archive takes them.
    type Ready: Send;

    fn begin(roster: RosterId, rows: usize) -> Self::Chunk;
    fn count(chunk: &Self::Chunk) -> usize;
    fn ready(roster: RosterId, group: Vec<Self::Chunk>) -> std::result::Result<Self::Ready, archive::Error>;
    async fn store(writer: &mut Writer, roster: RosterId, ready: &Self::Ready) -> Result<()>;
}

impl Chunk<Subject> for SubjectChunk {
    fn push(&mut self, row: Subject) -> std::result::Result<(), IngestError> {
        self.push(&row).map_err(sink)
    }
}

impl Row for Subject {
    type Chunk = SubjectChunk;
    type Ready = PackedSubjects;

    fn begin(roster: RosterId, rows: usize) -> SubjectChunk {
        SubjectChunk::new(roster, rows)
    }

    fn count(chunk: &SubjectChunk) -> usize {
        chunk.count()
    }

    fn ready(
        roster: RosterId,
        group: Vec<SubjectChunk>,
    ) -> std::result::Result<PackedSubjects, archive::Error> {
        PackedSubjects::new(roster, group)
    }

    async fn store(writer: &mut Writer, _: RosterId, ready: &PackedSubjects) -> Result<()> {
        Ok(writer.add_packed(ready).await?)
    }
}

/// Kinds with few rows: they are stored as they are.
macro_rules! row {
    ($type:ty, $store:ident) => {
        impl Row for $type {
            type Chunk = Vec<Self>;
            type Ready = Vec<Self>;

            fn begin(_: RosterId, rows: usize) -> Vec<Self> {
                Vec::with_capacity(rows)
            }

            fn count(chunk: &Vec<Self>) -> usize {
                chunk.len()
            }

            fn ready(_: RosterId, group: Vec<Vec<Self>>) -> std::result::Result<Vec<Self>, archive::Error> {
                Ok(group.into_iter().flatten().collect())
            }

            async fn store(writer: &mut Writer, roster: RosterId, ready: &Vec<Self>) -> Result<()> {
                Ok(writer.$store(roster, ready).await?)
            }
        }
    };
}

row!(Inspector, add_inspectors);
row!(Recusal, add_recusals);
row!(Matter, add_matters);

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
