//! `suicha check ID --bundle DIR`: one subject's outcome, in a paragraph a layman reads.

use super::answer::Answer;
use super::{opened, paper};
use crate::core::bundle::{self, Inputs};
use crate::core::frame::EXCLUSIONS;
use crate::core::id::SubjectId;
use crate::core::identifier::{KeyColumn, KeyFault, identify};
use crate::core::lang::Lang;
use crate::core::receipt::Moved;
use crate::core::receipt::replaced::Done;
use crate::core::registry::KeyKind;
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
    well_formed(&key, &inputs)?;
    let thresholds = files.get(bundle::THRESHOLDS).map(|bytes| parse_thresholds(bytes)).transpose();
    let thresholds =
        thresholds.map_err(|e| broken(format!("{}: {e}", bundle::THRESHOLDS)))?.unwrap_or_default();
    let answers = inputs.tasks.iter().map(|task| of_task(&key, task, &transcript, &thresholds));
    let answers: Vec<Found> = answers.collect::<Result<_, String>>().map_err(broken)?;

    let done = Done::all(&files).map_err(|d| broken(d.to_string()))?;
    let steps: Vec<Moved> = done.iter().flat_map(|done| done.steps(&key)).collect();

    let commitment = &inputs.commitment;
    let mut text = lang.pick(
        format!("{key}，抽取 {} 第{}次\n", commitment.draw, commitment.attempt),
        format!("{key} in draw {}, attempt {}\n", commitment.draw, commitment.attempt),
    );
    answers.iter().for_each(|found| text.push_str(&found.say(lang)));
    text.push_str(&paper::moves(&steps, lang));
    text.push_str(&lang.pick(
        format!("本命令只作说明，未核验证据包；核验请运行 suicha verify {}\n", dir.display()),
        format!("this explains the bundle and does not verify it: run `suicha verify {}`\n", dir.display()),
    ));
    let document = json!({
        "id": key.as_str(), "draw": commitment.draw.as_str(), "attempt": commitment.attempt,
        "tasks": answers.iter().map(Found::document).collect::<Vec<_>>(),
        "steps": steps.iter().map(Moved::to_string).collect::<Vec<_>>(),
    });
    Ok(Answer::new(text, document))
}

/// An id that stands in no frame is looked at more closely: a mistyped one deserves to be told so,
/// not that its owner is outside the draw. Frames with keys of another registry hold no such rules.
pub(super) fn well_formed(id: &SubjectId, inputs: &Inputs) -> Result<()> {
    let frames = || inputs.tasks.iter().filter_map(|task| task.frame.as_ref());
    if frames().any(|frame| frame.find(id.as_str()).is_some()) {
        return Ok(());
    }
    let known = |key: &str| identify(key, KeyColumn::Registry).is_ok_and(|key| key.kind != KeyKind::Other);
    if frames().any(|frame| !frame.is_empty() && !known(frame.id(0))) {
        return Ok(());
    }
    let (zh, en) = match identify(id.as_str(), KeyColumn::Registry) {
        Ok(key) if key.check_fails => ("注册号的校验位不符", "its check digit is wrong"),
        Ok(key) if key.kind != KeyKind::Other => return Ok(()),
        Err(KeyFault::Check(_)) => ("统一社会信用代码的校验码不符", "its check character is wrong"),
        Err(KeyFault::LookAlike(_) | KeyFault::Characters) => {
            ("含有统一社会信用代码不用的字符", "it has characters that no such code has")
        }
        Err(KeyFault::IdentityNumber) => ("这是公民身份号码", "it is a person's identity number"),
        Ok(_) | Err(_) => ("既非统一社会信用代码，也非注册号", "it is no registry number of any known form"),
    };
    let proposed = identify(id.as_str(), KeyColumn::Registry).err();
    let proposed = proposed.as_ref().and_then(KeyFault::suggestion).map(str::to_owned);
    let wrong = Error::said(
        Exit::Usage,
        format!("代码有误，未作查询：{zh}"),
        format!("nothing was looked up for this id: {en}"),
    );
    Err(match proposed {
        Some(key) => wrong.advice(format!("是否为 {key}？"), format!("did you mean {key}?")),
        None => wrong.advice("请按营业执照重新输入", "type it again as the business licence has it"),
    })
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
    /// One paragraph for a reader who has never heard of tickets.
    fn say(&self, lang: Lang) -> String {
        let said = match &self.verdict {
            Verdict::Drawn { rank, quota, eligible, threshold } => {
                let how = self.chances(*quota, *eligible, lang);
                lang.pick(
                    format!("抽中。{how}排第{rank}位，不大于中签线 {threshold}，故抽中。"),
                    format!("drawn. {how} It is number {rank}, not above the line {threshold}, and so was drawn."),
                )
            }
            Verdict::Reserve { rank, quota, eligible, threshold } => {
                let (how, place) = (self.chances(*quota, *eligible, lang), rank - quota);
                let above = above(threshold, lang);
                lang.pick(
                    format!("未抽中，候补第{place}位。{how}排第{rank}位，{above}；抽中者依规不能检查的，由候补依次递补。"),
                    format!(
                        "not drawn, number {place} of the reserve. {how} It is number {rank} and {above}. If one that was \
                         drawn cannot be inspected, the reserve steps in, in its order."
                    ),
                )
            }
            Verdict::NotDrawn { quota, eligible, threshold } => {
                let (how, above) = (self.chances(*quota, *eligible, lang), above(threshold, lang));
                lang.pick(
                    format!("未抽中。{how}{above}，也不在候补之列。"),
                    format!("not drawn. {how} It is {above}, and not in the reserve either."),
                )
            }
            Verdict::Excluded { status } => {
                let (zh, en) = reason(status);
                lang.pick(
                    format!("不参加抽取。本户列在抽样框内，但因“{zh}”（{status}）不能被抽中，与签号无关。"),
                    format!("not drawable. It is listed in the frame, but could not be drawn whatever its ticket: {en} ({status})."),
                )
            }
            Verdict::Absent => lang.pick(
                "不在本任务的抽样框内：不属于抽查对象范围，或数据截止日前未登记。如认为应当列入，可向抽查机关提出异议。".into(),
                "not in this task's frame: outside its scope, or not registered by its cut-off. Whoever thinks it \
                 belongs there can challenge the bureau.".into(),
            ),
            Verdict::Sealed { listed } => self.sealed(*listed, lang),
        };
        lang.pick(format!("  任务 {}：{said}\n", self.task), format!("  task {}: {said}\n", self.task))
    }

    /// What the public can say of a task whose classes are not public.
    fn sealed(&self, listed: bool, lang: Lang) -> String {
        let ticket = &self.ticket;
        lang.pick(
            format!(
                "本任务的分层不公开，不能由公开包判定。签号由公开的随机种子和本户代码算出，为 {ticket}，{}各层中最大的中签线。本户结果以存证回执或执法通知书为准。",
                if listed { "不大于" } else { "大于" }
            ),
            format!(
                "this task's classes are not public, so a public bundle cannot tell. The ticket, computed from the public \
                 seed and the id, is {ticket}, {} the largest line of any class. A receipt or the notice of inspection \
                 tells the outcome.",
                if listed { "not above" } else { "above" }
            ),
        )
    }

    /// How the draw works, with the numbers of this subject's class.
    fn chances(&self, quota: u64, eligible: u64, lang: Lang) -> String {
        let (ticket, chance) = (&self.ticket, chance(quota, eligible));
        lang.pick(
            format!(
                "同类{eligible}户中抽{quota}户，每户中签机会同为 {chance}。签号由公开的随机种子和各户代码算出，人人可复算，从小到大抽取；本户签号 {ticket}，"
            ),
            format!(
                "{quota} of {eligible} in its class were drawn, each with the same chance of {chance}. Tickets are computed \
                 from the public seed and the id, anybody can repeat that, and the smallest are drawn; this one is {ticket}."
            ),
        )
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

/// Where a ticket lies that was not drawn.
fn above(threshold: &str, lang: Lang) -> String {
    match threshold {
        "none" => lang.pick("本类应抽0户", "in a class of which nobody was to be drawn").to_owned(),
        line => lang.pick(
            format!("大于中签线 {line}，故未抽中"),
            format!("above the line {line}, and so was not drawn"),
        ),
    }
}

/// `3/100 (3.00 %)`, from integers.
pub(super) fn chance(quota: u64, eligible: u64) -> String {
    let hundredths = (u128::from(quota) * 1_000_000 / u128::from(eligible.max(1)) + 50) / 100;
    format!("{quota}/{eligible} ({}.{:02} %)", hundredths / 100, hundredths % 100)
}

pub(super) fn reason(status: &str) -> (&str, &str) {
    let code = status.strip_prefix("x-").unwrap_or(status);
    EXCLUSIONS.iter().find(|(known, ..)| *known == code).map_or((code, code), |(_, zh, en)| (*zh, *en))
}
