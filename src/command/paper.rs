//! What a receipt or an answer says, for people and for programs; and its check by
//! `suicha verify FILE`.

use super::answer::Answer;
use super::check::{chance, reason};
use super::unreadable;
use super::verify::told;
use crate::core::bundle::{self, INSPECTORS};
use crate::core::lang::Lang;
use crate::core::receipt::challenge::Found;
use crate::core::receipt::text::Officer;
use crate::core::receipt::{
    Challenge, Holder, How, Leaf, Moved, Outcome, Paper, Place, Receipt, Report, Step, verify as check,
};
use crate::core::row::card_number;
use crate::core::select::{ThresholdRow, parse_thresholds};
use crate::core::verify::{Trust, Verdict};
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::path::Path;

/// Reads the file of a paper.
pub fn read(path: &Path) -> Result<(Vec<u8>, Paper)> {
    let bytes = std::fs::read(path).map_err(|e| unreadable(path, &e))?;
    match Paper::open(&bytes) {
        Ok((paper, _)) => Ok((bytes, paper)),
        Err(e) => Err(Error::said(
            Exit::Discrepancy,
            format!("{} 既不是存证回执，也不是异议答复：{e}", path.display()),
            format!("{} is neither a receipt nor the answer to a challenge: {e}", path.display()),
        )
        .advice(
            "文件已被改动，或是其他文件；核验证据包请给出目录",
            "it was changed, or is another file; a bundle is verified by its directory",
        )),
    }
}

/// Checks a paper, and whether officers with these cards are of the team it names; exit 4 if not.
pub fn verify(bytes: &[u8], trust: &Trust, cards: &[String], lang: Lang) -> Result<Answer> {
    let report = check(bytes, trust)
        .map_err(|e| Error::said(Exit::Discrepancy, format!("文书无法读取：{e}"), e.to_string()))?;
    let held = report.first_failure().is_none();
    let mut text = if held { summary(&report.paper, lang) } else { String::new() };
    report.steps.iter().for_each(|step| text.push_str(&line(step, lang)));
    let mut failed = !held;
    let mut found = Vec::new();
    for card in cards {
        let officer = officer(&report, card)?;
        failed |= officer.is_none();
        text.push_str(&door(card, officer, lang));
        found.push(json!({"card": card, "pseudonym": officer.map(|officer| officer.pseudonym.as_str())}));
    }
    text.push_str(match failed {
        false => lang.pick("能作的核验均通过\n", "every check that could be made holds\n"),
        true if held => {
            lang.pick("文书有效，但来人证件与之不符\n", "the paper holds, but a card does not belong to it\n")
        }
        true => lang.pick("核验不通过，所载内容不可采信\n", "it does not hold: rely on nothing it says\n"),
    });
    let mut value = document(&report.paper);
    value["checks"] = report.steps.iter().map(step).collect();
    value["cards"] = found.into();
    value["valid"] = (!failed).into();
    Ok(Answer::new(text, value).with_exit(failed.then_some(Exit::Discrepancy)))
}

/// The officer with this card. A paper that fails says nothing about anybody.
fn officer<'a>(report: &'a Report, card: &str) -> Result<Option<&'a Officer>> {
    let wrong = |zh: &str, en: &str| Err(Error::said(Exit::Usage, zh, en));
    let Paper::Receipt(receipt) = &report.paper else {
        return wrong("异议答复不载检查组", "an answer to a challenge names no team");
    };
    if receipt.officers.is_empty() {
        return wrong(
            "本回执未载检查组；请向抽查机关索取检查时出具的回执",
            "this receipt names no team; ask the bureau for one made at the visit",
        );
    }
    let Ok(card) = card_number(card) else { return wrong("不是证件号", "this is no card number") };
    Ok(receipt.officer_of(&card).filter(|_| report.first_failure().is_none()))
}

fn door(card: &str, officer: Option<&Officer>, lang: Lang) -> String {
    match officer {
        Some(Officer { pseudonym, lead, .. }) => {
            let (zh, en) = if *lead { ("组长", "the lead") } else { ("组员", "a member") };
            lang.pick(
                format!("  证件 {card}：是抽中的检查人员 {pseudonym}（{zh}）\n"),
                format!("  card {card}: drawn officer {pseudonym}, {en} of the team\n"),
            )
        }
        None => lang.pick(
            format!("  证件 {card}：不是本回执所载检查组的人员\n"),
            format!("  card {card}: nobody of the team in this receipt\n"),
        ),
    }
}

fn line(step: &Step, lang: Lang) -> String {
    let (mark, detail) = told(&step.verdict, lang);
    format!("  {mark} {}: {detail}\n", step.part.title(lang))
}

fn step(step: &Step) -> Value {
    let (verdict, detail) = match &step.verdict {
        Verdict::Passed(said) => ("passed", said.text(Lang::En).to_owned()),
        Verdict::NotMade(said) => ("not-made", said.text(Lang::En).to_owned()),
        Verdict::Failed(d) => ("failed", d.to_string()),
    };
    json!({"check": step.part.word(), "verdict": verdict, "detail": detail})
}

/// What a paper says, for programs.
pub fn document(paper: &Paper) -> Value {
    match paper {
        Paper::Receipt(receipt) => {
            let (subject, inspector) = match &receipt.holder {
                Holder::Subject(id) => (Some(id.as_str()), None),
                Holder::Inspector(card) => (None, Some(card.as_str())),
            };
            let row = |leaf: &Leaf| json!({"file": leaf.file, "row": leaf.row});
            let officer = |o: &Officer| json!({"pseudonym": o.pseudonym.as_str(), "lead": o.lead});
            json!({
                "kind": "receipt", "draw": receipt.draw.as_str(), "attempt": receipt.attempt,
                "subject": subject, "inspector": inspector,
                "earlier": receipt.earlier.iter().map(|(n, hash)| json!({"attempt": n, "void": hash.hex()})).collect::<Vec<_>>(),
                "rows": receipt.leaves.iter().map(row).collect::<Vec<_>>(),
                "replaced": receipt.replaced.iter().map(|r| json!({"number": r.number, "changed": r.changed})).collect::<Vec<_>>(),
                "steps": receipt.steps.iter().map(Moved::to_string).collect::<Vec<_>>(),
                "outcomes": receipt.outcomes.iter().map(Outcome::to_string).collect::<Vec<_>>(),
                "officers": receipt.officers.iter().map(officer).collect::<Vec<_>>(),
                "visits": receipt.visits.iter().map(|visit| visit.id.as_str()).collect::<Vec<_>>(),
            })
        }
        Paper::Challenge(answer) => {
            let each =
                answer.answers.iter().map(|a| json!({"task": a.task.as_str(), "answer": a.found.word()}));
            json!({
                "kind": "challenge", "draw": answer.draw.as_str(), "attempt": answer.attempt,
                "number": answer.number, "subject": answer.subject.as_str(), "at": answer.at.to_string(),
                "due": answer.due.to_string(), "answers": each.collect::<Vec<_>>(),
            })
        }
    }
}

/// What a paper says, for people.
pub fn summary(paper: &Paper, lang: Lang) -> String {
    match paper {
        Paper::Receipt(receipt) => of_receipt(receipt, lang),
        Paper::Challenge(answer) => of_challenge(answer, lang),
    }
}

fn of_receipt(receipt: &Receipt, lang: Lang) -> String {
    let (draw, attempt) = (&receipt.draw, receipt.attempt);
    let (zh, en) = match &receipt.holder {
        Holder::Subject(id) => (format!("检查对象 {id}"), format!("subject {id}")),
        Holder::Inspector(card) => (format!("执法人员 {card}"), format!("inspector {card}")),
    };
    let mut text = lang.pick(
        format!("存证回执：{zh}，抽取 {draw} 第{attempt}次"),
        format!("receipt of {en} for draw {draw}, attempt {attempt}"),
    );
    text.push_str(&match receipt.earlier.len() {
        0 => "\n".to_owned(),
        more => lang.pick(format!("（此前作废{more}次）\n"), format!(" ({more} earlier, void)\n")),
    });
    let thresholds = receipt.files.get(bundle::THRESHOLDS).and_then(|bytes| parse_thresholds(bytes).ok());
    let thresholds = thresholds.unwrap_or_default();
    let tasks = receipt.leaves.iter().filter_map(|leaf| Some((leaf, task(leaf)?)));
    tasks.for_each(|(leaf, task)| text.push_str(&of_task(receipt, task, leaf, &thresholds, lang)));
    text.push_str(&of_replacements(receipt, lang));
    if !receipt.officers.is_empty() {
        let lead = lang.pick("（组长）", " (lead)");
        let name = |o: &Officer| format!("{}{}", o.pseudonym, if o.lead { lead } else { "" });
        let names = receipt.officers.iter().map(name).collect::<Vec<_>>().join(lang.pick("、", ", "));
        text.push_str(&lang.pick(
            format!("  检查组：{names}；可用 --card 证件号 核对来人\n"),
            format!("  team: {names}; --card NUMBER tells whether a card is one of theirs\n"),
        ));
    }
    if let Holder::Inspector(_) = receipt.holder {
        let row =
            receipt.leaves.iter().find(|leaf| leaf.file == INSPECTORS).map_or("", |leaf| leaf.row.as_str());
        let recusals = receipt.leaves.iter().filter(|leaf| leaf.file == bundle::RECUSALS).count();
        let visits: Vec<&str> = receipt.visits.iter().map(|visit| visit.id.as_str()).collect();
        text.push_str(&lang.pick(
            format!("  名单中的一行：{row}；回避{recusals}条；检查{}户 {}\n", visits.len(), visits.join(" ")),
            format!(
                "  row in the list: {row}; {recusals} recusals; {} visits {}\n",
                visits.len(),
                visits.join(" ")
            ),
        ));
    }
    text
}

/// Which replacements there were, and which of them concern the holder.
fn of_replacements(receipt: &Receipt, lang: Lang) -> String {
    let mut text = String::new();
    let count = receipt.replaced.len();
    let changed: Vec<String> =
        receipt.replaced.iter().filter(|after| after.changed).map(|after| after.number.to_string()).collect();
    let whom = match receipt.holder {
        Holder::Subject(_) => ("本户", "this subject"),
        Holder::Inspector(_) => ("本人", "this officer"),
    };
    match (count, changed.join(lang.pick("、", ", "))) {
        (0, _) => {}
        (_, numbers) if numbers.is_empty() => text.push_str(&lang.pick(
            format!("  抽取后有{count}次递补或换人，均与{}无关\n", whom.0),
            format!("  {count} replacements since the draw, none concerns {}\n", whom.1),
        )),
        (_, numbers) => text.push_str(&lang.pick(
            format!("  抽取后有{count}次递补或换人，与{}有关的是第{numbers}次；以下为其后的安排\n", whom.0),
            format!(
                "  {count} replacements since the draw; number {numbers} concern {}: what follows is in force now\n",
                whom.1
            ),
        )),
    }
    text + &moves(&receipt.steps, lang)
}

/// What replacements did with a subject, a line each.
pub(super) fn moves(steps: &[Moved], lang: Lang) -> String {
    let line = |Moved { number, task, how }: &Moved| match how {
        How::In(rank) => lang.pick(
            format!("  任务 {task}：第{number}次递补，以第{rank}位递补，列入检查\n"),
            format!("  task {task}: stepped in by replacement {number}, as number {rank}; to be inspected\n"),
        ),
        How::Out(code) => lang.pick(
            format!("  任务 {task}：第{number}次递补，因 {code} 不再检查\n"),
            format!("  task {task}: not inspected any more since replacement {number} ({code})\n"),
        ),
    };
    steps.iter().map(line).collect()
}

fn task(leaf: &Leaf) -> Option<&str> {
    leaf.file.strip_prefix("frame-")?.strip_suffix(".csv")
}

fn of_task(receipt: &Receipt, task: &str, leaf: &Leaf, thresholds: &[ThresholdRow], lang: Lang) -> String {
    let status = leaf.column(3);
    let outcome = receipt.outcomes.iter().find(|outcome| outcome.task.as_str() == task);
    let said = match outcome {
        _ if status != "ok" => {
            let (zh, en) = reason(status);
            lang.pick(
                format!("在抽样框内，但不参加抽取：{zh}"),
                format!("in the frame, but not drawable: {en}"),
            )
        }
        None => lang.pick("在抽样框内；结果尚不告知", "in the frame; the outcome is not told yet").to_owned(),
        Some(outcome) => {
            let (zh, en) = match outcome.place {
                Place::Drawn(rank) => (format!("抽中，排第{rank}位"), format!("drawn, number {rank}")),
                Place::Reserve(place) => {
                    (format!("未抽中，候补第{place}位"), format!("not drawn, number {place} of the reserve"))
                }
                Place::NotDrawn => ("未抽中".to_owned(), "not drawn".to_owned()),
            };
            let own = |line: &&ThresholdRow| line.task == outcome.task && line.stratum == outcome.label;
            let chance = thresholds.iter().find(own).map(|line| chance(line.drawn, line.eligible));
            let chance = chance.unwrap_or_default();
            lang.pick(format!("{zh}；中签机会 {chance}"), format!("{en}; the chance was {chance}"))
        }
    };
    lang.pick(format!("  任务 {task}：{said}\n"), format!("  task {task}: {said}\n"))
}

fn of_challenge(answer: &Challenge, lang: Lang) -> String {
    let Challenge { draw, attempt, number, subject, at, due, .. } = answer;
    let mut text = lang.pick(
        format!("异议答复：{subject} 是否列入抽取 {draw} 第{attempt}次的抽样框（第{number}号，{at} 提出，{due} 前答复）\n"),
        format!("challenge {number} of draw {draw}, attempt {attempt}: is {subject} in its frames? (made {at}, due {due})\n"),
    );
    for answer in &answer.answers {
        let status = answer.leaves.first().map_or("", |leaf| leaf.column(3));
        let (zh, en) = match answer.found {
            Found::Included => ("列入，参加抽取".to_owned(), "included, and could be drawn".to_owned()),
            Found::Excluded => {
                let (zh, en) = reason(status);
                (format!("列入，但不参加抽取：{zh}"), format!("included, but not drawable: {en}"))
            }
            Found::Absent => {
                ("未列入；附相邻两行为证".to_owned(), "absent: its neighbours prove it".to_owned())
            }
            Found::Auditor => {
                ("未列入；须由审计方签署声明".to_owned(), "absent; the auditor must confirm it".to_owned())
            }
        };
        text.push_str(
            &lang.pick(format!("  任务 {}：{zh}\n", answer.task), format!("  task {}: {en}\n", answer.task)),
        );
    }
    text
}
