//! `suicha check ID --bundle DIR`: one subject's outcome, in a paragraph a layman reads.

use super::answer::Answer;
use super::opened;
use crate::core::bundle;
use crate::core::frame::EXCLUSIONS;
use crate::core::id::SubjectId;
use crate::core::lang::Lang;
use crate::core::seed::SeedTranscript;
use crate::core::select::{Selection, ThresholdRow, parse_thresholds, select};
use crate::core::ticket::TaskSeed;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use serde_json::{Value, json};
use std::path::Path;

/// Explains what every task of a bundle did with one subject.
pub fn run(id: &str, dir: &Path, lang: Lang) -> Result<Answer> {
    let key =
        SubjectId::new(&id.trim().to_uppercase()).map_err(|e| Error::new(Exit::Usage, e.to_string()))?;
    let opened::Opened { files, inputs, transcript } = opened::open(dir)?;
    let broken = |e: String| opened::broken(dir, e);
    let thresholds = files.get(bundle::THRESHOLDS).map(|bytes| parse_thresholds(bytes)).transpose();
    let thresholds =
        thresholds.map_err(|e| broken(format!("{}: {e}", bundle::THRESHOLDS)))?.unwrap_or_default();
    let answers = inputs.tasks.iter().map(|task| of_task(&key, task, &transcript, &thresholds));
    let answers: Vec<Found> = answers.collect::<Result<_, String>>().map_err(broken)?;

    let commitment = &inputs.commitment;
    let mut text = lang.pick(
        format!("{key}，抽取 {} 第{}次\n", commitment.draw, commitment.attempt),
        format!("{key} in draw {}, attempt {}\n", commitment.draw, commitment.attempt),
    );
    answers.iter().for_each(|found| text.push_str(&found.say(lang)));
    let document = json!({
        "id": key.as_str(), "draw": commitment.draw.as_str(), "attempt": commitment.attempt,
        "tasks": answers.iter().map(Found::document).collect::<Vec<_>>(),
    });
    Ok(Answer::new(text, document))
}

struct Found {
    task: String,
    ticket: String,
    verdict: Verdict,
}

enum Verdict {
    Drawn {
        rank: u64,
        quota: u64,
        eligible: u64,
        threshold: String,
    },
    Reserve {
        rank: u64,
        quota: u64,
        eligible: u64,
        threshold: String,
    },
    NotDrawn {
        quota: u64,
        eligible: u64,
        threshold: String,
    },
    Excluded {
        status: String,
    },
    Absent,
    /// Sealed task seen by the public: only whether the ticket lies under the largest threshold.
    Sealed {
        listed: bool,
    },
}

fn of_task(
    id: &SubjectId,
    task: &bundle::TaskInput,
    transcript: &SeedTranscript,
    thresholds: &[ThresholdRow],
) -> Result<Found, String> {
    let seed = transcript.seed();
    let ticket = TaskSeed::new(&seed, task.plan.domain.as_str()).tickets().of(id.as_str());
    let name = task.plan.task.to_string();
    let verdict = match &task.frame {
        None => {
            let highest = thresholds
                .iter()
                .filter(|row| row.task == task.plan.task)
                .filter_map(|row| row.threshold)
                .max();
            Verdict::Sealed { listed: highest.is_some_and(|highest| ticket <= highest) }
        }
        Some(frame) => match frame.find(id.as_str()).map(|row| (row, frame.row(row))) {
            None => Verdict::Absent,
            Some((_, row)) if row.status != "ok" => Verdict::Excluded { status: row.status.to_owned() },
            Some((row, _)) => {
                verdict(row, &select(&task.plan, frame, &seed, &AllCores)?, frame.row(row).stratum)
            }
        },
    };
    Ok(Found { task: name, ticket: ticket.hex(), verdict })
}

fn verdict(row: usize, selection: &Selection, stratum: &str) -> Verdict {
    let Some(drawn) = selection.strata.iter().find(|s| s.stratum.as_str() == stratum) else {
        return Verdict::Absent;
    };
    let threshold = drawn.threshold().map_or("none".into(), |t| t.hex());
    let (quota, eligible) = (drawn.quota, drawn.eligible);
    match drawn.ranked.iter().position(|(at, _)| *at as usize == row).map(|at| at as u64 + 1) {
        Some(rank) if rank <= quota => Verdict::Drawn { rank, quota, eligible, threshold },
        Some(rank) => Verdict::Reserve { rank, quota, eligible, threshold },
        None => Verdict::NotDrawn { quota, eligible, threshold },
    }
}

impl Found {
    fn say(&self, lang: Lang) -> String {
        let ticket = &self.ticket;
        let said = match &self.verdict {
            Verdict::Drawn { rank, quota, eligible, threshold } => lang.pick(
                format!("抽中。{eligible}户中抽{quota}户，中签机会 {}；签号 {ticket} 排第{rank}，不大于中签线 {threshold}。", chance(*quota, *eligible)),
                format!("drawn. {quota} of {eligible} were drawn, a chance of {}; the ticket {ticket} is number {rank}, not above the threshold {threshold}.", chance(*quota, *eligible)),
            ),
            Verdict::Reserve { rank, quota, eligible, threshold } => lang.pick(
                format!("未抽中，候补第{}位。{eligible}户中抽{quota}户，中签机会 {}；签号 {ticket} 排第{rank}，大于中签线 {threshold}。", rank - quota, chance(*quota, *eligible)),
                format!("not drawn, number {} of the reserve. {quota} of {eligible} were drawn, a chance of {}; the ticket {ticket} is number {rank}, above the threshold {threshold}.", rank - quota, chance(*quota, *eligible)),
            ),
            Verdict::NotDrawn { quota, eligible, threshold } => lang.pick(
                format!("未抽中。{eligible}户中抽{quota}户，中签机会 {}；签号 {ticket} 大于中签线 {threshold}。", chance(*quota, *eligible)),
                format!("not drawn. {quota} of {eligible} were drawn, a chance of {}; the ticket {ticket} is above the threshold {threshold}.", chance(*quota, *eligible)),
            ),
            Verdict::Excluded { status } => {
                let (zh, en) = reason(status);
                lang.pick(format!("在抽样框内但不参加抽取：{zh}（{status}）。"), format!("in the frame but not drawable: {en} ({status})."))
            }
            Verdict::Absent => lang.pick(
                "不在本任务的抽样框内：不属于抽查对象范围，或数据截止日前未登记。".into(),
                "not in this task's frame: outside its scope, or not registered by its cut-off.".into(),
            ),
            Verdict::Sealed { listed } => lang.pick(
                format!("本任务分层不公开；签号 {ticket} {}各层最大的中签线。本户结果以存证回执或执法通知书为准。", if *listed { "不大于" } else { "大于" }),
                format!("this task's strata are not public; the ticket {ticket} is {} the largest threshold. The notice of inspection or a receipt tells this subject's outcome.", if *listed { "not above" } else { "above" }),
            ),
        };
        lang.pick(format!("  任务 {}：{said}\n", self.task), format!("  task {}: {said}\n", self.task))
    }

    fn document(&self) -> Value {
        let (verdict, more) = match &self.verdict {
            Verdict::Drawn { rank, quota, eligible, threshold } => {
                ("drawn", json!({"rank": rank, "quota": quota, "eligible": eligible, "threshold": threshold}))
            }
            Verdict::Reserve { rank, quota, eligible, threshold } => (
                "reserve",
                json!({"rank": rank, "quota": quota, "eligible": eligible, "threshold": threshold}),
            ),
            Verdict::NotDrawn { quota, eligible, threshold } => {
                ("not-drawn", json!({"quota": quota, "eligible": eligible, "threshold": threshold}))
            }
            Verdict::Excluded { status } => ("excluded", json!({"status": status})),
            Verdict::Absent => ("absent", json!({})),
            Verdict::Sealed { listed } => ("sealed", json!({"under_largest_threshold": listed})),
        };
        json!({"task": self.task, "ticket": self.ticket, "verdict": verdict, "detail": more})
    }
}

/// `3/100 (3.00 %)`, from integers.
fn chance(quota: u64, eligible: u64) -> String {
    let hundredths = (u128::from(quota) * 1_000_000 / u128::from(eligible.max(1)) + 50) / 100;
    format!("{quota}/{eligible} ({}.{:02} %)", hundredths / 100, hundredths % 100)
}

fn reason(status: &str) -> (&str, &str) {
    let code = status.strip_prefix("x-").unwrap_or(status);
    EXCLUSIONS.iter().find(|(known, ..)| *known == code).map_or((code, code), |(_, zh, en)| (*zh, *en))
}
