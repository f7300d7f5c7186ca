//! `suicha verify`: the numbered checks of a bundle, offline and without configuration; given a
//! file, those of a receipt (`super::paper`).

use super::answer::Answer;
use super::import::mapping;
use super::{bad_file, paper, read_text, upper};
use crate::cli::Verify;
use crate::core::bundle::{Files, LOG_POLICY};
use crate::core::frame::REJECTED;
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::log::{Checkpoint, Policy, SignedNote};
use crate::core::registry::Severity;
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::core::verify::{Check, Extract, Report, Trust, Verdict, verify_with};
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Source};
use crate::log::Published;
use crate::publish::bundle;
use crate::workers::AllCores;
use serde_json::{Value, json};

/// Verifies a bundle; exit 4 if any check fails.
pub fn run(args: &Verify, codebook: &Codebook, today: Date, lang: Lang) -> Result<Answer> {
    if args.dir.is_file() {
        let (bytes, opened) = paper::read(&args.dir)?;
        return paper::verify(&bytes, &trust(args, codebook, today, opened.files())?, &args.card, lang);
    }
    if !args.card.is_empty() {
        return Err(Error::said(
            Exit::Usage,
            "--card 只用于核验回执文件，不用于证据包",
            "--card goes with the file of a receipt, not with a bundle",
        ));
    }
    let files = bundle::read(&args.dir)?;
    let report = verify_with(&files, &trust(args, codebook, today, &files)?, &AllCores);
    let failed = report.first_failure().map(|_| Exit::Discrepancy);
    Ok(Answer::new(text(&report, lang), document(&report)).with_exit(failed))
}

/// What the reader brings along.
fn trust(args: &Verify, codebook: &Codebook, today: Date, files: &Files) -> Result<Trust> {
    let upper = args.upper.iter().map(|dir| upper::verified(dir, today)).collect::<Result<_>>()?;
    let (today, extract) = (Some(today), extract(args, codebook)?);
    let policy = match &args.policy {
        Some(path) => Some(Policy::parse(&read_text(path)?).map_err(|e| bad_file(path, e))?),
        None => None,
    };
    let Some(dir) = &args.log else { return Ok(Trust { policy, today, extract, upper, ..Trust::default() }) };
    // The log's key: the reader's, or the one the bundle names.
    let named = files.get(LOG_POLICY).map(|bytes| Policy::parse(&String::from_utf8_lossy(bytes)));
    let log = policy.as_ref().map(|policy| policy.log.clone());
    let log = log.or_else(|| Some(named?.ok()?.log)).ok_or_else(|| {
        Error::said(Exit::Usage, "不知道这是谁的存证日志", "nothing says whose log this is")
            .advice("请用 --policy 指明信任策略文件", "name a policy file with --policy")
    })?;
    let (note, entries) = Published::at(dir).entries()?;
    let head = Checkpoint::of(&note, &log).map_err(|e| {
        bad_file(&dir.join("checkpoint"), e)
            .advice("请重新下载日志，并核对是谁的", "fetch the log again, and see whose it is")
    })?;
    let mut heads = vec![head];
    for path in &args.checkpoint {
        let note = SignedNote::parse(read_text(path)?.as_bytes()).map_err(|e| bad_file(path, e))?;
        heads.push(Checkpoint::of(&note, &log).map_err(|e| bad_file(path, e))?);
    }
    let beside = args.beside.iter().map(|dir| bundle::read(dir)).collect::<Result<_>>()?;
    Ok(Trust { policy, log: Some(entries), heads, beside, today, extract, upper })
}

/// Reads the registry extract as an import would.
fn extract(args: &Verify, codebook: &Codebook) -> Result<Option<Extract>> {
    if args.extract.is_empty() {
        return Ok(None);
    }
    let mapping = mapping(args.map.as_deref())?;
    let source = Source { mapping: mapping.as_ref(), ..Source::of(&args.extract, codebook) };
    let mut subjects = Vec::new();
    let tally = ingest::subjects(&source, &mut |_| {}, &mut |rows| {
        subjects.extend(rows);
        Ok(())
    })?;
    subjects.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let reason = Name::new(REJECTED).expect("a constant name");
    let errors = tally.issues.into_iter().filter(|issue| issue.severity == Severity::Error);
    let barred = errors.filter_map(|issue| Some((issue.id?, reason.clone()))).collect();
    Ok(Some(Extract { subjects, barred }))
}

/// The report for people.
pub fn text(report: &Report, lang: Lang) -> String {
    let mut out = match &report.draw {
        Some((draw, attempt)) => {
            let view = match report.audit {
                true => lang.pick("审计包", "the auditor's bundle"),
                false => lang.pick("公开包", "the public bundle"),
            };
            lang.pick(
                format!("抽取 {draw} 第{attempt}次，{view}\n"),
                format!("draw {draw}, attempt {attempt}, {view}\n"),
            )
        }
        None => lang.pick("无法读取承诺与抽取输入\n", "the committed inputs cannot be read\n").to_owned(),
    };
    for check in &report.checks {
        out.push_str(&line(check, lang));
    }
    let count =
        |wanted: fn(&Verdict) -> bool| report.checks.iter().filter(|check| wanted(&check.verdict)).count();
    let passed = count(|v| matches!(v, Verdict::Passed(_)));
    let failed = count(|v| matches!(v, Verdict::Failed(_)));
    let not_made = report.checks.len() - passed - failed;
    out.push_str(&lang.pick(
        format!("通过{passed}项，不符{failed}项，未作{not_made}项\n"),
        format!("{passed} passed, {failed} failed, {not_made} not made\n"),
    ));
    out
}

fn line(check: &Check, lang: Lang) -> String {
    let (mark, detail) = told(&check.verdict, lang);
    format!("  {mark} {:>2}  {}: {detail}\n", check.number, check.title(lang))
}

/// Mark and words of an outcome.
pub(super) fn told(verdict: &Verdict, lang: Lang) -> (&'static str, String) {
    match verdict {
        Verdict::Passed(said) => ("ok  ", said.text(lang).to_owned()),
        Verdict::NotMade(said) => ("--  ", said.text(lang).to_owned()),
        Verdict::Failed(d) => (
            "FAIL",
            lang.pick(
                format!("{}\n             应为：{}\n             实为：{}", d.file, d.expected, d.found),
                format!(
                    "{}\n             expected: {}\n             found:    {}",
                    d.file, d.expected, d.found
                ),
            ),
        ),
    }
}

/// The report for programs.
pub fn document(report: &Report) -> Value {
    let check = |check: &Check| {
        let mut value =
            json!({"check": check.number, "title": check.title(Lang::En), "title_zh": check.title(Lang::Zh)});
        let more = match &check.verdict {
            Verdict::Passed(said) => json!({"verdict": "passed", "detail": said.text(Lang::En)}),
            Verdict::NotMade(said) => json!({"verdict": "not-made", "detail": said.text(Lang::En)}),
            Verdict::Failed(d) => {
                json!({"verdict": "failed", "file": d.file, "expected": d.expected, "found": d.found})
            }
        };
        if let (Some(to), Some(from)) = (value.as_object_mut(), more.as_object()) {
            to.extend(from.clone());
        }
        value
    };
    json!({
        "draw": report.draw.as_ref().map(|(draw, _)| draw.as_str()),
        "attempt": report.draw.as_ref().map(|(_, attempt)| attempt),
        "bundle": if report.audit { "audit" } else { "public" },
        "checks": report.checks.iter().map(check).collect::<Vec<_>>(),
        "valid": report.first_failure().is_none(),
    })
}
