//! Each attempt of a draw: its row against its commitment, its files and the log, and its files against the numbered
//! checks of `docs/draw-protocol.md` §10.

use super::Found;
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::draw::{commitment_of, end_of, evidence, files_of, witnessed};
use crate::core::bundle::{self, Inputs};
use crate::core::digest::Digest;
use crate::core::lang::Lang;
use crate::core::log::{Attempt, Entry, Event};
use crate::core::plan::Plan;
use crate::core::pseudonym;
use crate::core::verify::{Trust, Verdict, verify_with};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use std::collections::BTreeMap;

/// What an attempt is called, in Chinese and English.
fn name(row: &Draw) -> (String, String) {
    let (draw, attempt) = (&row.draw, row.attempt);
    (format!("抽取 {draw} 第{attempt}次"), format!("draw {draw} attempt {attempt}"))
}

/// One attempt: its rows against its files, its files against the numbered checks.
pub async fn draw(env: &Env, archive: &Archive, row: &Draw, entries: &[Entry], found: &mut Found) {
    found.look("抽取", "attempts of draws");
    if let Err(e) = attempt(env, archive, row, entries, found).await {
        let (zh, en) = name(row);
        let why = e.message_zh.as_ref().unwrap_or(&e.message);
        found.differs(format!("{zh}：{why}"), format!("{en}: {}", e.message));
    }
}

async fn attempt(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    entries: &[Entry],
    found: &mut Found,
) -> Result<()> {
    let (zh, en) = name(row);
    let in_it = |file: &str| (format!("{zh}：{file}"), format!("{en}: {file}"));
    let mut files = files_of(archive, row).await?;
    rows(archive, row, &files, entries, found).await?;
    let hash =
        |name: &str| files.get(name).map_or_else(|| "no such file".into(), |bytes| Digest::of(bytes).hex());
    found.same(in_it(bundle::COMMIT), row.commit_digest.hex(), hash(bundle::COMMIT));
    if let Some(end) = archive.terminal(&row.draw, row.attempt).await? {
        let file = format!("{}.txt", end.kind.word());
        found.same(in_it(&file), end.digest.hex(), hash(&file));
    }
    let salt = archive.secret(&row.draw, row.attempt, "salt").await?.unwrap_or_default();
    let key = files.get(bundle::SALT_KEY).map(|bytes| String::from_utf8_lossy(bytes).trim_end().to_owned());
    if key.as_deref() != Some(&salt) {
        let file = bundle::SALT_KEY;
        found.differs(
            format!("{zh}：{file} 不是存有的盐值密钥"),
            format!("{en}: {file} is not the stored salt key"),
        );
    }
    let rows = archive.pseudonyms(&row.draw, row.attempt).await?;
    let rows: Vec<_> = rows.into_iter().map(|row| (row.pseudonym, row.inspector)).collect();
    let table = pseudonym::print(&rows);
    found.same(in_it(bundle::PSEUDONYMS), Digest::of(table.as_bytes()).hex(), hash(bundle::PSEUDONYMS));
    logged_files(row, &files, entries, found);

    let inputs = Inputs::open(&files, &AllCores).map_err(|d| Error::new(Exit::Discrepancy, d.to_string()))?;
    files.extend(evidence::of(env, archive, &inputs).await?);
    files.extend(evidence::outcomes(archive, &inputs).await?);
    // Witnesses have until the lead before the pulse to see a commitment that waits for it.
    let lead = i64::try_from(inputs.lead()).unwrap_or(i64::MAX);
    let waits =
        archive.terminal(&row.draw, row.attempt).await?.is_none() && env.now() < row.pulse_time.plus(-lead);
    let trust = Trust {
        policy: Some(env.log_policy_at(row.frozen_at)?),
        log: Some(entries.to_vec()),
        ..Trust::default()
    };
    for check in verify_with(&files, &trust, &AllCores).checks {
        if let Verdict::Failed(d) = &check.verdict {
            if waits && check.number == 1 && d.expected.contains("quorum") {
                continue;
            }
            let title = check.title(Lang::Zh);
            found.differs(format!("{zh}：{title}：{d}"), format!("{en}: {d}"));
        }
    }
    Ok(())
}

/// What the log says of an attempt is what the archive holds, and nothing is missing in it.
fn logged_files(row: &Draw, files: &bundle::Files, entries: &[Entry], found: &mut Found) {
    let (zh, en) = name(row);
    let own = Attempt::new(&row.draw, row.attempt);
    let file = |event: &Event| match event {
        Event::Commit(_) => Some(bundle::COMMIT.to_owned()),
        Event::Result(_) => Some(bundle::RESULT.into()),
        Event::Void(_) => Some(bundle::VOID.into()),
        Event::Open(_) => Some(bundle::SEED.into()),
        Event::Reveal(_, name) => Some(bundle::opening_file(name)),
        Event::Replace(_, number) => Some(crate::core::replace::request_file(*number)),
        _ => None,
    };
    let mut logged: BTreeMap<String, Digest> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.event.attempt() == Some(&own)) {
        let Some(name) = file(&entry.event) else { continue };
        let found_hash =
            files.get(&name).map_or_else(|| "no such file".into(), |bytes| Digest::of(bytes).hex());
        let what = (format!("{zh}：日志中的 {name}"), format!("{en}: {name} in the log"));
        found.same(what, entry.hash.hex(), found_hash);
        logged.insert(name, entry.hash);
    }
    if logged.is_empty() {
        return; // frozen before there was a log
    }
    let must = |name: &&String| {
        [bundle::COMMIT, bundle::RESULT, bundle::VOID].contains(&name.as_str())
            || name.starts_with(bundle::OPENING_PREFIX)
            || name.starts_with("replace-") && !name.starts_with("replace-pulse-")
    };
    for name in files.keys().filter(must).filter(|name| !logged.contains_key(*name)) {
        found.differs(format!("{zh}：{name} 不在日志中"), format!("{en}: {name} is not in the log"));
    }
}

/// The row of an attempt against its commitment and the log: times, rosters, openings, end.
async fn rows(
    archive: &Archive,
    row: &Draw,
    files: &bundle::Files,
    entries: &[Entry],
    found: &mut Found,
) -> Result<()> {
    let (zh, en) = name(row);
    if let Err(e) = commitment_of(archive, row).await {
        found.error(e);
    }
    let plans = files.iter().filter(|(name, _)| name.starts_with("plan-"));
    for plan in plans.filter_map(|(_, bytes)| Plan::parse(bytes).ok()) {
        let stored = Some(row.draw_time);
        if plan.draw_time != stored || plan.embargo.flatten() > row.embargo {
            let task = &plan.task;
            found.differs(
                format!("{zh}：抽取时间或保密期不是任务 {task} 的计划所定"),
                format!("{en}: draw time or embargo are not those of the plan of task {task}"),
            );
        }
    }
    let own = Attempt::new(&row.draw, row.attempt);
    let at = |event: &Event| entries.iter().find(|entry| entry.event == *event).map(|entry| entry.at);
    let mut time = |what_zh: &str, what: &str, event: Event, stored| {
        if let Some(logged) = at(&event) {
            let what = (format!("{zh}：{what_zh}的时间"), format!("{en}: time of {what}"));
            found.same(what, logged, stored);
        }
    };
    time("冻结", "the freeze", Event::Commit(own.clone()), row.frozen_at);
    for reveal in archive.reveals(&row.draw, row.attempt).await? {
        let event = Event::Reveal(own.clone(), reveal.witness.clone());
        let witness = &reveal.witness;
        time(&format!("{witness} 开启"), &format!("the opening of {witness}"), event, reveal.revealed_at);
    }
    match end_of(archive, row).await {
        Ok(Some(end)) => {
            let event = if end.kind == TerminalKind::Result { Event::Result(own) } else { Event::Void(own) };
            time("结束", "the end", event, end.at);
        }
        Ok(None) => {}
        Err(e) => found.error(e),
    }
    if let Err(e) = witnessed::as_stored(archive, row, files).await {
        found.error(e);
    }
    Ok(())
}
