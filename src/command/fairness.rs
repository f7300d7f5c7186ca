//! `suicha fairness DIR --seeds N`: everybody's share over public test seeds.

use super::answer::Answer;
use super::opened::broken;
use super::progress::Progress;
use crate::core::bundle::Inputs;
use crate::core::lang::Lang;
use crate::error::{Error, Exit, Result};
use crate::fairness::{Finding, LEVEL, Report, audit, redraw};
use crate::publish;
use crate::workers::AllCores;
use serde_json::{Value, json};
use std::path::Path;

/// Audits the procedure on the inputs of a bundle; exit 4 if it is refuted.
pub fn run(dir: &Path, seeds: u64, lang: Lang, quiet: bool) -> Result<Answer> {
    let files = publish::bundle::read(dir)?;
    let inputs = Inputs::open(&files, &AllCores).map_err(|d| broken(dir, d.to_string()))?;
    if inputs.tasks.iter().all(|task| task.frame.is_none()) {
        return Err(Error::new(Exit::Rejected, "every task of this bundle is sealed")
            .remedy("the auditor's bundle holds the frames"));
    }
    let mut progress = Progress::start(lang.pick("测试种子", "test seeds"), seeds, quiet);
    let report = audit(&inputs, seeds, &redraw, &AllCores, &mut |done| progress.at(done));
    drop(progress);
    let report = report.map_err(|e| broken(dir, e))?;
    let refuted = (report.verdict.refuted > 0).then_some(Exit::Discrepancy);
    let text = text(&inputs, &report, lang);
    Ok(Answer::new(text, document(&inputs, &report)).with_exit(refuted))
}

fn text(inputs: &Inputs, report: &Report, lang: Lang) -> String {
    let (draw, attempt) = (&inputs.commitment.draw, inputs.commitment.attempt);
    let (seeds, tests, refuted) = (report.seeds, report.verdict.tests, report.verdict.refuted);
    let mut out = lang.pick(
        format!("公平性审计：抽取 {draw} 第{attempt}次的冻结输入，{seeds}个公开测试种子\n"),
        format!(
            "fairness audit: frozen inputs of draw {draw}, attempt {attempt}, on {seeds} public test seeds\n"
        ),
    );
    report.findings.iter().for_each(|finding| out.push_str(&line(finding, lang)));
    if !report.paired {
        out.push_str(lang.pick(
            "  --   人员匹配仅审计包可审\n",
            "  --   the pairing is audited in the auditor's bundle only\n",
        ));
    }
    if report.short > 0 {
        let short = report.short;
        out.push_str(&lang.pick(
            format!("  --   {short}个种子人员不足，未计入人员各项\n"),
            format!("  --   on {short} seeds inspectors did not suffice; these count for subjects only\n"),
        ));
    }
    out.push_str(&lang.pick(
        format!("共{tests}项检验，总显著性水平事先定为1/{LEVEL}（Holm）："),
        format!("{tests} tests at level 1/{LEVEL} over all, fixed beforehand (Holm): "),
    ));
    out.push_str(&match refuted {
        0 => lang.pick("无一被否定。\n".to_owned(), "none refuted.\n".to_owned()),
        _ => lang.pick(format!("{refuted}项被否定。\n"), format!("{refuted} refuted.\n")),
    });
    out.push_str(lang.pick(
        "本结论只关乎程序，与任何一次抽取的结果无关，绝非重抽、作废的理由。\n",
        "This is about the procedure and not about the outcome of any draw: never a reason to redraw or to void.\n",
    ));
    out
}

fn line(finding: &Finding, lang: Lang) -> String {
    let mark = match (finding.tests(), finding.refuted) {
        (0, _) => "--  ",
        (_, 0) => "ok  ",
        _ => "FAIL",
    };
    let (what, expected, observed) = (finding.what(lang), &finding.expected, &finding.observed);
    let refuted = match finding.refuted {
        0 => String::new(),
        refuted => lang.pick(format!("，{refuted}项被否定"), format!(", {refuted} refuted")),
    };
    let chance = match (finding.least_chance(), finding.tests()) {
        (None, _) => String::new(),
        (Some(chance), 1) => {
            lang.pick(format!("；偶然可能不大于{chance}"), format!("; by chance at most {chance}"))
        }
        (Some(chance), tests) => lang.pick(
            format!("；{tests}项检验{refuted}，最小者偶然可能不大于{chance}"),
            format!("; {tests} tests{refuted}, the least likely by chance at most {chance}"),
        ),
    };
    lang.pick(
        format!("  {mark} {what}：应为{expected}，实为{observed}{chance}\n"),
        format!("  {mark} {what}: expected {expected}, observed {observed}{chance}\n"),
    )
}

fn document(inputs: &Inputs, report: &Report) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "what": finding.what(Lang::En), "what_zh": finding.what(Lang::Zh), "expected": finding.expected,
            "observed": finding.observed, "tests": finding.tests(), "refuted": finding.refuted,
            "least_chance": finding.least_chance(),
        })
    };
    json!({
        "draw": inputs.commitment.draw.as_str(), "attempt": inputs.commitment.attempt,
        "seeds": report.seeds, "seeds_short_of_inspectors": report.short, "paired": report.paired,
        "level": format!("1/{LEVEL}"), "tests": report.verdict.tests, "refuted": report.verdict.refuted,
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "fair": report.verdict.refuted == 0,
        "note": "about the procedure, not about the outcome of any draw: never a reason to redraw or to void",
    })
}
