//! `suicha import`: files become a dated roster; every problem is listed, nothing half-done stays.

mod marked;
mod outcomes;
mod request;
mod row;
mod strangers;
mod told;
mod visited;

use super::answer::Answer;
use super::output::Output;
use super::{credit, outcome, read_text};
use crate::cli::{Import, Kind, OutcomeCommand};
use crate::core::registry::{Inspector, Matter, Recusal, RosterKind, Subject};
use crate::core::row::{Commitments, Complaints, Feedback, Listings, Penalties, Permits};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Encoding, Mapping};
use request::{Request, Stored};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

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
            (previous.as_ref(), strangers::of(env, request.kind, *id, request.as_of).await?)
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
