//! `suicha import`: files become a dated roster; every problem is listed, nothing half-done stays.

use super::answer::Answer;
use super::progress::Progress;
use super::{draw, read_text};
use crate::archive::{Archive, IssueRecord, RosterId, Writer};
use crate::cli::{Import, Kind};
use crate::core::id::SubjectId;
use crate::core::lang::Lang;
use crate::core::registry::{Inspector, Matter, Recusal, RosterKind, RowIssue, Severity, Subject};
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Encoding, IngestError, Mapping, Sink, Source, Tally};
use serde_json::{Value, json};
use std::path::PathBuf;
use tokio::sync::mpsc::{Receiver, channel};

/// Imports one kind of rows.
pub async fn run(env: &mut Env, args: &Import) -> Result<Answer> {
    let request = Request::new(env, args)?;
    let (tally, stored) = match args.kind {
        Kind::Subjects => request.import::<Subject>(env).await?,
        Kind::Inspectors => request.import::<Inspector>(env).await?,
        Kind::Recusals => request.import::<Recusal>(env).await?,
        Kind::Matters => request.import::<Matter>(env).await?,
    };
    if let Some(path) = &args.issues {
        ingest::write_issues(path, &tally, env.lang)?;
    }
    let freshness = match (&stored, args.freshness) {
        (Stored::New(id) | Stored::Known(id), true) => {
            Some(super::freshness::of(env, *id, request.as_of).await?)
        }
        _ => None,
    };
    let mut text = told(&tally, &stored, request.as_of, env.lang);
    if let Some(freshness) = &freshness {
        text.push_str(&super::freshness::text(freshness, env.lang));
    }
    let rejected = (tally.rejected > 0).then_some(Exit::Rejected);
    let mut json = document(&tally, &stored, request.as_of);
    json["freshness"] = freshness.as_ref().map_or(Value::Null, super::freshness::document);
    Ok(Answer::new(text, json).with_exit(rejected))
}

impl Kind {
    /// The roster it makes.
    pub fn roster(self) -> RosterKind {
        match self {
            Kind::Subjects => RosterKind::Subjects,
            Kind::Inspectors => RosterKind::Inspectors,
            Kind::Recusals => RosterKind::Recusals,
            Kind::Matters => RosterKind::Matters,
        }
    }
}

/// Rows handed to the archive at once. It sorts them by key, and the fewer times it walks through
/// the index of a million keys the faster it is; three groups are in memory at a time.
const GROUP: usize = 1 << 16;

/// What became of the rows.
enum Stored {
    New(RosterId),
    Known(RosterId),
    Nothing { dry_run: bool },
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
}

impl Request {
    fn new(env: &Env, args: &Import) -> Result<Self> {
        let usage = |e: &dyn std::fmt::Display| Error::new(Exit::Usage, e.to_string());
        let mapping = match &args.map {
            Some(path) => Some(Mapping::parse(&path.display().to_string(), &read_text(path)?)?),
            None => None,
        };
        let encoding = match args.encoding.as_deref() {
            None => None,
            Some("utf-8") => Some(Encoding::Utf8),
            Some("gb18030") => Some(Encoding::Gb18030),
            Some(other) => return Err(usage(&format!("unknown encoding {other:?}: use utf-8 or gb18030"))),
        };
        Ok(Self {
            files: args.files.clone(),
            mapping,
            codebook: env.config.codebook()?,
            encoding,
            accept_suggestions: args.accept_suggestions,
            kind: args.kind.roster(),
            as_of: args.as_of.as_deref().map_or(Ok(env.now().date()), Date::parse).map_err(|e| usage(&e))?,
            dry_run: args.dry_run,
            all_or_nothing: args.all_or_nothing,
        })
    }

    /// Reads on one thread and stores on another; all of it is one transaction.
    async fn import<T: Row>(&self, env: &Env) -> Result<(Tally, Stored)> {
        if self.dry_run {
            let tally = self.read::<T>(env.quiet, &mut |_| Ok(()))?;
            return Ok((tally, Stored::Nothing { dry_run: true }));
        }
        let archive = env.archive().await?;
        let now = draw::steady_clock(env, &archive).await?;
        let mut writer = archive.begin(&format!("import {}", self.kind.word()), now, &env.actor()).await?;
        let source = self.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
        let roster = writer.new_roster(self.kind, self.as_of, &source).await?;

        let (sender, receiver) = channel::<Vec<T>>(1);
        let request = self.clone();
        let quiet = env.quiet;
        let reading = tokio::task::spawn_blocking(move || {
            let send = |group| {
                sender
                    .blocking_send(group)
                    .map_err(|_| IngestError::Sink("the archive takes no more rows".into()))
            };
            let mut group = Vec::new();
            let tally = request.read::<T>(quiet, &mut |mut rows| {
                group.append(&mut rows);
                if group.len() < GROUP { Ok(()) } else { send(std::mem::take(&mut group)) }
            })?;
            if !group.is_empty() {
                send(group)?;
            }
            Ok::<_, IngestError>(tally)
        });
        store(&mut writer, roster, receiver).await?;
        let tally =
            reading.await.map_err(|e| Error::new(Exit::Bug, format!("the reading thread failed: {e}")))??;
        self.settle(&archive, writer, roster, tally).await
    }

    fn read<T: Row>(&self, quiet: bool, sink: &mut Sink<'_, T>) -> Result<Tally, IngestError> {
        let source = Source {
            files: &self.files,
            mapping: self.mapping.as_ref(),
            codebook: &self.codebook,
            encoding: self.encoding,
            accept_suggestions: self.accept_suggestions,
        };
        let mut progress = Progress::start("rows", 0, quiet);
        T::read(&source, &mut |rows| progress.at(rows), sink)
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
            return Ok((tally, Stored::Known(known.id)));
        }
        let issues: Vec<IssueRecord> = tally.issues.iter().map(record).collect();
        writer.finish_roster(roster, tally.digest, tally.accepted, &issues).await?;
        writer.commit(&format!("{} as of {}", self.kind.word(), self.as_of), tally.digest).await?;
        Ok((tally, Stored::New(roster)))
    }
}

async fn store<T: Row>(writer: &mut Writer, roster: RosterId, mut rows: Receiver<Vec<T>>) -> Result<()> {
    while let Some(chunk) = rows.recv().await {
        T::store(writer, roster, &chunk).await?;
    }
    Ok(())
}

/// A kind of row: how it is read and how it is stored.
trait Row: Sized + Send + Sync + 'static {
    fn read(
        source: &Source,
        progress: &mut ingest::Progress,
        sink: &mut Sink<'_, Self>,
    ) -> Result<Tally, IngestError>;
    async fn store(writer: &mut Writer, roster: RosterId, rows: &[Self]) -> Result<()>;
}

macro_rules! row {
    ($type:ty, $read:path, $store:ident) => {
        impl Row for $type {
            fn read(
                source: &Source,
                progress: &mut ingest::Progress,
                sink: &mut Sink<'_, Self>,
            ) -> Result<Tally, IngestError> {
                $read(source, progress, sink)
            }

            async fn store(writer: &mut Writer, roster: RosterId, rows: &[Self]) -> Result<()> {
                Ok(writer.$store(roster, rows).await?)
            }
        }
    };
}

row!(Subject, ingest::subjects, add_subjects);
row!(Inspector, ingest::inspectors, add_inspectors);
row!(Recusal, ingest::recusals, add_recusals);
row!(Matter, ingest::matters, add_matters);

fn record(issue: &RowIssue) -> IssueRecord {
    IssueRecord {
        file: issue.file.clone(),
        row: issue.row,
        column: issue.column.clone(),
        value: issue.value.clone(),
        severity: word(issue.severity).0.into(),
        rule: issue.rule.code().into(),
        id: issue.id.as_ref().map(SubjectId::to_string),
        suggestion: issue.suggestion.clone(),
    }
}

/// Word of a severity in the archive, and for people in both languages.
fn word(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", "错误"),
        Severity::Warning => ("warning", "提醒"),
        Severity::Normalised => ("normalised", "已规范"),
        Severity::Skipped => ("skipped", "跳过"),
    }
}

/// Lines on the screen at most; the whole list goes to `--issues`.
const SHOWN: usize = 20;

fn told(tally: &Tally, stored: &Stored, as_of: Date, lang: Lang) -> String {
    let mut text = String::new();
    for (file, decision) in &tally.encodings {
        text.push_str(&format!("{file}: {decision}\n"));
    }
    let problems: Vec<&RowIssue> = tally
        .issues
        .iter()
        .filter(|issue| matches!(issue.severity, Severity::Error | Severity::Warning))
        .collect();
    let errors_first = problems.iter().filter(|issue| issue.severity == Severity::Error);
    let errors_first =
        errors_first.chain(problems.iter().filter(|issue| issue.severity == Severity::Warning));
    for issue in errors_first.take(SHOWN) {
        text.push_str(&format!("  {}\n", ingest::issue_line(issue, lang)));
    }
    if problems.len() > SHOWN {
        let more = problems.len() - SHOWN;
        text.push_str(&lang.pick(
            format!("  ……另有{more}条，见 --issues 文件\n"),
            format!("  … and {more} more: name a file with --issues\n"),
        ));
    }
    for (severity, code, message, rows) in ingest::summary(tally, lang) {
        let severity = lang.pick(word(severity).1, word(severity).0);
        text.push_str(&format!("  {severity:<10} {rows:>9}  {code}: {message}\n"));
    }
    text.push_str(&lang.pick(
        format!(
            "读入{}行：接收{}，合并{}，跳过{}，拒收{}；提醒{}，规范{}\n",
            tally.rows_in, tally.accepted, tally.merged, tally.skipped, tally.rejected, tally.warned, tally.normalised
        ),
        format!(
            "{} rows read: {} accepted, {} merged, {} skipped, {} rejected; {} with warnings, {} normalised\n",
            tally.rows_in, tally.accepted, tally.merged, tally.skipped, tally.rejected, tally.warned, tally.normalised
        ),
    ));
    let digest = tally.digest;
    text.push_str(&match stored {
        Stored::New(_) => lang.pick(
            format!("已保存为{as_of}名录快照，摘要 {digest}\n"),
            format!("stored as the roster of {as_of}, digest {digest}\n"),
        ),
        Stored::Known(_) => lang.pick(
            format!("与已有的{as_of}名录快照相同，摘要 {digest}\n"),
            format!("the same as the stored roster of {as_of}, digest {digest}\n"),
        ),
        Stored::Nothing { dry_run: true } => lang.pick(
            format!("试运行，未保存；摘要 {digest}\n"),
            format!("dry run, nothing stored; digest {digest}\n"),
        ),
        Stored::Nothing { dry_run: false } => lang.pick(
            "未保存：没有可接收的名录，或按 --all-or-nothing 要求全部放弃\n".into(),
            "nothing stored: no row could be accepted, or --all-or-nothing was asked for\n".into(),
        ),
    });
    text
}

fn document(tally: &Tally, stored: &Stored, as_of: Date) -> Value {
    let issue = |issue: &RowIssue| {
        json!({
            "file": issue.file, "row": issue.row, "column": issue.column, "value": issue.value,
            "severity": word(issue.severity).0, "rule": issue.rule.code(), "message": issue.rule.message(Lang::En),
            "id": issue.id.as_ref().map(SubjectId::as_str), "suggestion": issue.suggestion,
        })
    };
    json!({
        "as_of": as_of.to_string(), "rows_in": tally.rows_in, "accepted": tally.accepted, "merged": tally.merged,
        "skipped": tally.skipped, "rejected": tally.rejected, "warned": tally.warned, "normalised": tally.normalised,
        "digest": tally.digest.hex(),
        "stored": match stored { Stored::New(_) => "new", Stored::Known(_) => "known", Stored::Nothing { .. } => "nothing" },
        "rules": ingest::summary(tally, Lang::En).into_iter().map(|(_, code, _, rows)| (code.to_owned(), json!(rows))).collect::<serde_json::Map<_, _>>(),
        "issues": tally.issues.iter().map(issue).collect::<Vec<_>>(), "issues_complete": tally.complete(),
    })
}
