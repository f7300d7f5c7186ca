//! `suicha draw …`: one ceremony from the freeze to the bundle.

pub(super) mod attempts;
pub(super) mod drawn;
mod escrow;
pub(super) mod evidence;
mod export;
mod freeze;
mod frozen;
mod open;
mod pulses;
mod replace;
mod reveal;
mod run;
mod status;
mod void;
pub(super) mod witnessed;

use super::answer::Answer;
use crate::archive::{Archive, Draw, Terminal, TerminalKind};
use crate::cli::DrawCommand;
use crate::command::{bad_file, bad_file_said, damage, logged, read_text};
use crate::core::bundle::{self, Files, Inputs};
use crate::core::digest::Digest;
use crate::core::id::{DrawId, Name};
use crate::core::lang::Twin;
use crate::core::log::{Attempt, Event};
use crate::core::record::ResultRecord;
use crate::core::replace::request_file;
use crate::core::seed::Commitment;
use crate::core::time::Timestamp;
use crate::core::verify;
use crate::core::witness;
use crate::env::{Env, HAND_SET};
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Runs one draw command.
pub async fn run(env: &mut Env, command: &DrawCommand) -> Result<Answer> {
    let archive = env.archive().await?;
    match command {
        DrawCommand::Status { .. } => logged::one_history(env, &archive).await?,
        // A bundle names heads of the log: they are public before it is.
        _ => logged::catch_up(env, &archive).await?,
    }
    match command {
        DrawCommand::Freeze(args) => freeze::run(env, args).await,
        DrawCommand::Reveal { draw, witness, file } => reveal::run(env, draw, witness, file).await,
        DrawCommand::Run { draw, pulse } => run::run(env, draw, pulse).await,
        DrawCommand::Status { draw } => status::run(env, draw.as_deref()).await,
        DrawCommand::Void { draw, reason, pulse } => void::run(env, draw, reason, pulse).await,
        DrawCommand::Open { draw } => open::run(env, draw).await,
        DrawCommand::Replace(args) => replace::run(env, args).await,
        DrawCommand::Export { draw, dir, audit, attempt, public: _ } => {
            export::run(env, draw, dir, *audit, *attempt).await
        }
    }
}

/// Parses a draw id given on the command line.
pub(super) fn draw_id(text: &str) -> Result<DrawId> {
    DrawId::new(text).map_err(|e| Error::said(Exit::Usage, format!("抽取编号 {}", e.zh()), e.to_string()))
}

/// The latest attempt of a draw, or the one asked for.
pub(super) async fn attempt_of(archive: &Archive, draw: &DrawId, attempt: Option<u32>) -> Result<Draw> {
    let attempts = archive.attempts(draw).await?;
    let found = match attempt {
        None => attempts.last(),
        Some(wanted) => attempts.iter().find(|row| row.attempt == wanted),
    };
    found.cloned().ok_or_else(|| {
        let nth = attempt.map_or(String::new(), |attempt| format!(" 第{attempt}次"));
        let which = attempt.map_or(String::new(), |attempt| format!(" attempt {attempt}"));
        Error::said(
            Exit::Usage,
            format!("档案库中没有抽取 {draw}{nth}"),
            format!("there is no draw {draw}{which} in the archive"),
        )
        .advice(
            "见 suicha draw status；抽取从 suicha draw freeze 开始",
            "see `suicha draw status`; a draw begins with `suicha draw freeze`",
        )
    })
}

/// Commitments of the witnesses: name, file, value.
fn witnesses_of(paths: &[PathBuf], draw: &DrawId, attempt: u32) -> Result<Vec<(Name, String, Digest)>> {
    let mut witnesses: Vec<(Name, String, Digest)> = Vec::new();
    for path in paths {
        let text = read_text(path)?;
        let commit = witness::parse_commit(&text).map_err(|e| bad_file(path, e))?;
        let (its, nth, name) = (&commit.draw, commit.attempt, &commit.name);
        if (its, nth) != (draw, attempt) {
            return Err(bad_file_said(
                path,
                format!("它是抽取 {its} 第{nth}次的见证承诺，不是抽取 {draw} 第{attempt}次的"),
                format!("it is for draw {its} attempt {nth}, not for draw {draw} attempt {attempt}"),
            ));
        }
        if witnesses.iter().any(|(known, ..)| known == name) {
            return Err(bad_file_said(
                path,
                format!("见证人 {name} 给出了两次"),
                format!("the witness {name} is given twice"),
            ));
        }
        witnesses.push((commit.name, text, commit.c));
    }
    Ok(witnesses)
}

/// Every stored file of an attempt, the salt key included.
pub(super) async fn files_of(archive: &Archive, row: &Draw) -> Result<Files> {
    let files = archive.files(&row.draw, row.attempt).await?;
    let files: Files = files.into_iter().map(|file| (file.name, file.bytes)).collect();
    match lost_file(archive, row, &files).await? {
        None => Ok(files),
        Some(name) => Err(damaged(row, &name, "there is no such file")),
    }
}

/// One file of an attempt, read: where a whole bundle is not needed, or is too large to be held.
pub(super) async fn file_of<T, E: std::fmt::Display>(
    archive: &Archive,
    row: &Draw,
    name: &str,
    parse: impl Fn(&[u8]) -> std::result::Result<T, E>,
) -> Result<T> {
    let file = archive.file(&row.draw, row.attempt, name).await?;
    let file = file.ok_or_else(|| damaged(row, name, "there is no such file"))?;
    parsed(row, name, &file.bytes, parse)
}

/// The same of a file that was read with the others.
pub(super) fn parsed<T, E: std::fmt::Display>(
    row: &Draw,
    name: &str,
    bytes: &[u8],
    parse: impl Fn(&[u8]) -> std::result::Result<T, E>,
) -> Result<T> {
    parse(bytes).map_err(|e| damaged(row, name, &e.to_string()))
}

/// A file that the commitment, a row or the log speaks of, and that is gone.
async fn lost_file(archive: &Archive, row: &Draw, files: &Files) -> Result<Option<String>> {
    let own = Attempt::new(&row.draw, row.attempt);
    let commitment = files.get(bundle::COMMIT).and_then(|bytes| Commitment::parse(bytes).ok());
    let witnesses = commitment.map_or_else(Vec::new, |commitment| commitment.witnesses);
    let reveals = archive.reveals(&row.draw, row.attempt).await?;
    let named = witnesses.iter().map(|(name, _)| bundle::witness_file(name));
    let mut named: Vec<String> =
        named.chain(reveals.iter().map(|reveal| bundle::opening_file(&reveal.witness))).collect();
    named.extend((1..=replacements(archive, &own).await?).map(request_file));
    let result = files.get(bundle::RESULT).and_then(|bytes| ResultRecord::parse(bytes).ok());
    named.extend(result.map_or_else(BTreeMap::new, |result| result.files).into_keys());
    Ok(named.into_iter().find(|name| !files.contains_key(name)))
}

/// How many replacements of an attempt the log knows.
pub(super) async fn replacements(archive: &Archive, attempt: &Attempt) -> Result<u32> {
    for number in 1.. {
        if archive.log_entry(&Event::Replace(attempt.clone(), number)).await?.is_none() {
            return Ok(number - 1);
        }
    }
    unreachable!("replacements end")
}

/// How an attempt ended, if its record, its row and the log agree on it; `None` while it is open.
pub(super) async fn end_of(archive: &Archive, row: &Draw) -> Result<Option<Terminal>> {
    let (draw, attempt) = (&row.draw, row.attempt);
    let stored = archive.terminal(draw, attempt).await?;
    let own = Attempt::new(draw, attempt);
    for (kind, name, event) in [
        (TerminalKind::Result, bundle::RESULT, Event::Result(own.clone())),
        (TerminalKind::Void, bundle::VOID, Event::Void(own.clone())),
    ] {
        let told = stored.filter(|end| end.kind == kind).map(|end| end.digest);
        let file = archive.file(draw, attempt, name).await?.map(|file| file.digest);
        let entry = archive.log_entry(&event).await?.map(|logged| logged.entry.hash);
        // An attempt from before the log has no entry.
        if told != file || (entry.is_some() && entry != told) {
            return Err(damaged(row, name, "the record, its row and its log entry differ"));
        }
    }
    Ok(stored)
}

/// The commitment of an attempt, which must be the one its row and its log entry name.
pub async fn commitment_of(archive: &Archive, row: &Draw) -> Result<Commitment> {
    let file = archive.file(&row.draw, row.attempt, bundle::COMMIT).await?;
    let file = file.ok_or_else(|| damaged(row, bundle::COMMIT, "there is no such file"))?;
    let entry = archive.log_entry(&Event::Commit(Attempt::new(&row.draw, row.attempt))).await?;
    if file.digest != row.commit_digest || entry.is_some_and(|logged| logged.entry.hash != file.digest) {
        return Err(damaged(row, bundle::COMMIT, "the file, its row and its log entry differ"));
    }
    let commitment =
        Commitment::parse(&file.bytes).map_err(|e| damaged(row, bundle::COMMIT, &e.to_string()))?;
    let pulse = verify::pulse_time(&commitment.pulses)?.max(row.draw_time);
    if (&commitment.draw, commitment.attempt, pulse) != (&row.draw, row.attempt, row.pulse_time) {
        return Err(damaged(row, bundle::COMMIT, "the row holds another draw, attempt or time"));
    }
    Ok(commitment)
}

pub(super) fn damaged(row: &Draw, file: &str, why: &str) -> Error {
    let (draw, attempt) = (&row.draw, row.attempt);
    damage::damaged(
        Twin::new(
            format!("抽取 {draw} 第{attempt}次的 {file} "),
            format!("{file} of draw {draw} attempt {attempt}"),
        ),
        Twin::same(why),
    )
}

/// The committed inputs among an attempt's files, each compared with the commitment.
pub(super) fn inputs_of(files: &Files, draw: &DrawId) -> Result<Inputs> {
    Inputs::open(files, &AllCores).map_err(|d| {
        Error::said(
            Exit::Discrepancy,
            format!("档案库中抽取 {draw} 的文件与承诺不符：{d}"),
            format!("the files of draw {draw} in the archive are not the committed ones: {d}"),
        )
        .advice(damage::ADVICE.0, damage::ADVICE.1)
    })
}

/// Refuses to act before the archive's last act: the clock was set back. And refuses a clock set by
/// hand to the future of an archive with real acts: it would bar every real act until then.
pub(super) async fn steady_clock(env: &Env, archive: &Archive) -> Result<Timestamp> {
    let now = env.now();
    let last = archive.last_act().await?;
    if let Some(last) = last.filter(|last| *last > now) {
        return Err(Error::said(
            Exit::Timing,
            format!("现在是 {now}，但档案库最近一次操作在 {last}：时钟被调回过"),
            format!("the clock says {now}, but the archive's last act was at {last}: the clock was set back"),
        )
        .advice(
            "请校准本机时钟；未保存任何内容",
            "set the clock of this machine right; nothing was stored",
        ));
    }
    if env.ahead_of_the_machine() && archive.acts_not_by(HAND_SET).await? > 0 {
        return Err(Error::said(
            Exit::Timing,
            format!("--clock {now} 在将来，而本档案库已有真实操作"),
            format!("--clock {now} lies in the future, and this archive holds real acts"),
        )
        .advice(
            "演练请另建单位（suicha init 目录）；否则到那时之前这里都无法再保存",
            "rehearse in a bureau of its own (`suicha init DIR`): after this, nothing could be stored here until then",
        ));
    }
    Ok(now)
}
