//! `suicha draw run`: one pulse in, the whole result out; running again prints the same result.

use super::{attempt_of, commitment_of, draw_id, end_of, files_of, pulses, steady_clock, witnessed};
use crate::archive::{Archive, Draw, Terminal, TerminalKind};
use crate::command::answer::Answer;
use crate::command::damage::{ADVICE, damaged_file};
use crate::command::logged;
use crate::core::bundle::{self, Files};
use crate::core::digest::{Digest, parse_hex32};
use crate::core::draw::{DrawError, draw, short};
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::log::{Attempt, Event};
use crate::core::pairing::PairingError;
use crate::core::record::ResultRecord;
use crate::core::seed::SeedTranscript;
use crate::core::verify::verify;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Draws.
pub async fn run(env: &Env, draw: &str, pulse_files: &[PathBuf]) -> Result<Answer> {
    let draw = draw_id(draw)?;
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, None).await?;
    let files = files_of(&archive, &row).await?;
    if let Some(terminal) = end_of(&archive, &row).await? {
        return match terminal.kind {
            TerminalKind::Result => Ok(answer(&record_of(&files)?, terminal.digest, env.lang)),
            TerminalKind::Void => {
                let attempt = row.attempt;
                Err(Error::said(
                    Exit::Conflict,
                    format!("抽取 {draw} 第{attempt}次已作废"),
                    format!("draw {draw} attempt {attempt} is void"),
                )
                .advice("请重新冻结：suicha draw freeze", "freeze a new attempt: `suicha draw freeze`"))
            }
        };
    }
    witnessed::commitment_in_time(env, &archive, &row, &files).await?;
    let known: BTreeSet<String> = files.keys().cloned().collect();
    let drawn = execute(env, &archive, &row, files, pulse_files).await?;
    let now = steady_clock(env, &archive).await?;
    let digest = Digest::of(&drawn[bundle::RESULT]);
    let mut writer = logged::begin(env, &archive, "draw run", now).await?;
    store_outputs(&mut writer, &row, &known, &drawn).await?;
    let end = Terminal { kind: TerminalKind::Result, digest, at: now };
    writer.put_terminal(&draw, row.attempt, &end).await?;
    let events = [(Event::Result(Attempt::new(&draw, row.attempt)), digest)];
    let object = format!("{draw}/{} result", row.attempt);
    logged::commit(env, &archive, writer, &events, &object, digest).await?;
    Ok(answer(&record_of(&drawn)?, digest, env.lang))
}

/// Fetches the pulses, draws, and verifies the result before anybody stores it.
pub(super) async fn execute(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    files: Files,
    pulse_files: &[PathBuf],
) -> Result<Files> {
    let (files, transcript) = seeded(env, archive, row, files, pulse_files).await?;
    let drawn = draw(&files, &transcript, &AllCores).map_err(|e| failed(e, row))?;
    verified(drawn.files)
}

/// What a draw would have given that is ended after its pulse: its result, or the files that prove
/// that no teams could be formed.
pub(super) async fn would_be(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    files: Files,
    pulse_files: &[PathBuf],
) -> Result<Files> {
    let (files, transcript) = seeded(env, archive, row, files, pulse_files).await?;
    match draw(&files, &transcript, &AllCores) {
        Ok(drawn) => verified(drawn.files),
        Err(DrawError::Pairing(PairingError::Shortage(unsolved))) => {
            short(&files, &transcript, &unsolved, &AllCores).map_err(|d| failed(d.into(), row))
        }
        Err(e) => Err(failed(e, row)),
    }
}

/// Nothing is stored that does not pass its own verification.
fn verified(files: Files) -> Result<Files> {
    match verify(&files, &AllCores).first_failure() {
        None => Ok(files),
        Some(d) => Err(Error::said(
            Exit::Bug,
            format!("抽取结果未通过程序自己的核验：{d}"),
            format!("the result does not pass its own verification: {d}"),
        )
        .advice(
            "未保存任何内容；请连同审计包报告此问题",
            "nothing was stored; please report this with the audit bundle",
        )),
    }
}

/// The frozen files with the pulses, and the transcript that makes the seed.
async fn seeded(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    mut files: Files,
    pulse_files: &[PathBuf],
) -> Result<(Files, SeedTranscript)> {
    let now = env.now();
    if now < row.pulse_time {
        let (draw, pulse) = (&row.draw, row.pulse_time);
        return Err(Error::said(
            Exit::Timing,
            format!("为时过早：抽取 {draw} 的信标脉冲于 {pulse} 公布，现在是 {now}"),
            format!("too early: the pulse of draw {draw} comes at {pulse}, it is {now}"),
        )
        .advice("请到时再运行", "run this again then"));
    }
    let commitment = commitment_of(archive, row).await?;
    let reveals = witnessed::openings_in_time(env, archive, row, &files).await?;
    let opened = |name: &Name| {
        reveals.iter().find(|reveal| reveal.witness == *name).map(|reveal| secret(&reveal.value))
    };
    let pulses = pulses::fetch(env, &commitment, &files, pulse_files)?;
    let transcript = SeedTranscript {
        commit: row.commit_digest,
        witnesses: commitment
            .witnesses
            .iter()
            .map(|(name, _)| Ok((name.clone(), opened(name).transpose()?)))
            .collect::<Result<_>>()?,
        pulses: pulses.iter().map(|imported| pulses::value(imported.pulse())).collect(),
        embargo: archive.secret(&row.draw, row.attempt, "blind").await?.as_deref().map(secret).transpose()?,
    };
    files.extend(pulses.iter().flat_map(pulses::files));
    Ok((files, transcript))
}

fn secret(text: &str) -> Result<[u8; 32]> {
    parse_hex32(text).ok_or_else(|| {
        Error::said(
            Exit::Discrepancy,
            "档案库中的一个秘密值不是64位十六进制数",
            "a secret in the archive is not 64 hexadecimal digits",
        )
        .advice(ADVICE.0, ADVICE.1)
    })
}

/// Stores every file the archive does not hold yet.
pub(super) async fn store_outputs(
    writer: &mut crate::archive::Writer,
    row: &Draw,
    known: &BTreeSet<String>,
    files: &Files,
) -> Result<()> {
    for (name, bytes) in files.iter().filter(|(name, _)| !known.contains(*name)) {
        writer.put_file(&row.draw, row.attempt, name, bytes).await?;
    }
    Ok(())
}

fn failed(error: DrawError, row: &Draw) -> Error {
    let draw = &row.draw;
    match error {
        DrawError::Inputs(d) => Error::said(
            Exit::Discrepancy,
            format!("抽取 {draw} 冻结的文件与承诺不符：{d}"),
            format!("the frozen files are not the committed ones: {d}"),
        )
        .advice(
            "请用 suicha draw export --audit 导出后 suicha verify 查看各处差异；没有抽取",
            "run `suicha draw export --audit` and `suicha verify` to see every difference; nothing was drawn",
        ),
        DrawError::Pairing(PairingError::Shortage(unsolved)) => Error::said(
            Exit::Rejected,
            format!("抽取 {draw} 无法组成检查组：\n{}", unsolved.certificate.text(Lang::Zh)),
            format!("teams cannot be formed:\n{}", unsolved.certificate.text(Lang::En)),
        )
        .advice(
            format!("suicha draw void {draw} --reason shortage，然后增加执法人员或改变规则，重新冻结"),
            format!("`suicha draw void {draw} --reason shortage`, then freeze a new attempt with more people or other rules"),
        ),
        DrawError::Pairing(other) => {
            Error::said(Exit::Rejected, format!("抽取 {draw} 无法组成检查组：{other}"), other.to_string())
        }
    }
}

/// The terminal record among an attempt's files.
pub(super) fn record_of(files: &Files) -> Result<ResultRecord> {
    let bytes = files.get(bundle::RESULT).map(Vec::as_slice).unwrap_or_default();
    ResultRecord::parse(bytes).map_err(|e| damaged_file(bundle::RESULT, e))
}

fn answer(record: &ResultRecord, digest: Digest, lang: Lang) -> Answer {
    let mut text = lang.pick(
        format!(
            "抽取 {} 第{}次完成：{}户被检查对象，{}个席位，空缺{}个\n",
            record.draw, record.attempt, record.visits, record.seats[0], record.seats[1]
        ),
        format!(
            "draw {} attempt {} done: {} visits, {} seats, {} left open\n",
            record.draw, record.attempt, record.visits, record.seats[0], record.seats[1]
        ),
    );
    for (task, [eligible, excluded, drawn, reserve]) in &record.tasks {
        text.push_str(&lang.pick(
            format!("  {task}：可抽{eligible}户，排除{excluded}户，抽中{drawn}户，候补{reserve}户\n"),
            format!(
                "  {task}: {eligible} eligible, {excluded} excluded, {drawn} drawn, {reserve} in reserve\n"
            ),
        ));
    }
    text.push_str(&lang.pick(format!("  结果摘要 {digest}\n"), format!("  result digest {digest}\n")));
    let tasks: serde_json::Map<_, _> = record
        .tasks
        .iter()
        .map(|(task, [e, x, d, r])| {
            (task.to_string(), json!({"eligible": e, "excluded": x, "drawn": d, "reserve": r}))
        })
        .collect();
    Answer::new(
        text,
        json!({
            "draw": record.draw.as_str(), "attempt": record.attempt, "visits": record.visits,
            "seats": record.seats[0], "open": record.seats[1], "tasks": tasks, "result": digest.hex(),
        }),
    )
}
