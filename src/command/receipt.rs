//! `suicha receipt DRAW ID`: the receipt of one subject or inspector, from the archive.

use super::answer::Answer;
use super::damage::ADVICE;
use super::draw::{attempt_of, draw_id, evidence, files_of, inputs_of};
use super::{logged, paper};
use crate::archive::{Archive, Draw, TerminalKind};
use crate::cli;
use crate::core::bundle::{self, Files, Inputs};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::receipt::enclosed::belongs;
use crate::core::receipt::issue::Issuer;
use crate::core::receipt::{Paper, Part, Receipt, verify};
use crate::core::row::card_number;
use crate::core::verify::Trust;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::publish;
use crate::workers::AllCores;
use std::path::Path;

/// Makes a receipt.
pub async fn run(env: &Env, args: &cli::Receipt) -> Result<Answer> {
    let archive = env.archive().await?;
    let stored = Stored::load(env, &archive, &args.draw, args.attempt).await?;
    let receipt = find(&stored.issuer(args.visit), args)?;
    let receipt = receipt.ok_or_else(|| {
        let (draw, attempt) = (&stored.row.draw, stored.row.attempt);
        let id = &args.id;
        Error::said(
            Exit::Usage,
            format!("抽取 {draw} 第{attempt}次的抽样框和执法人员名单中都没有 {id:?}"),
            format!("{id:?} stands in no frame of draw {draw} attempt {attempt}, nor among its inspectors"),
        )
        .advice(
            format!("suicha challenge {draw} 代码：给出未列入的证明"),
            format!("`suicha challenge {draw} ID` gives the proof that an id is absent"),
        )
    })?;
    hand_out(env, &Paper::Receipt(receipt), args.out.as_deref())
}

/// A subject of a frame, or else an inspector with that card.
fn find(issuer: &Issuer, args: &cli::Receipt) -> Result<Option<Receipt>> {
    let subject = SubjectId::new(&args.id.trim().to_uppercase()).ok().filter(|_| !args.inspector);
    if let Some(id) = subject
        && let Some(receipt) = issuer.subject(&id, &AllCores).map_err(differs)?
    {
        return Ok(Some(receipt));
    }
    match card_number(&args.id) {
        Ok(card) => issuer.inspector(&card, &AllCores).map_err(differs),
        Err(_) => Ok(None),
    }
}

/// The archive does not hold together.
pub(super) fn differs(d: bundle::Discrepancy) -> Error {
    Error::said(
        Exit::Discrepancy,
        format!("档案库中的文件前后不符：{d}"),
        format!("the files in the archive differ: {d}"),
    )
    .advice(ADVICE.0, ADVICE.1)
}

/// Signs a paper, makes sure that it holds, and writes it.
pub(super) fn hand_out(env: &Env, paper: &Paper, out: Option<&Path>) -> Result<Answer> {
    let text = paper.sign(&env.log_key()?).to_string();
    let bug = |e: String| {
        let zh = format!("所出文书未通过自身核验：{e}");
        Error::said(Exit::Bug, zh, format!("the paper does not pass its own check: {e}"))
            .advice("未出具任何文书；请报告此问题", "nothing was handed out; please report this")
    };
    let report = verify(text.as_bytes(), &Trust::default()).map_err(|e| bug(e.to_string()))?;
    // Cosignatures may still be missing; that is no bug.
    if let Some((_, d)) = report.first_failure().filter(|(part, _)| *part != Part::Log) {
        return Err(bug(d.to_string()));
    }
    write(env, paper, &text, out)
}

/// Writes a signed paper to a file and says what it says, or to the screen.
pub(super) fn write(env: &Env, paper: &Paper, text: &str, out: Option<&Path>) -> Result<Answer> {
    let mut document = paper::document(paper);
    document["paper"] = text.into();
    let Some(path) = out else { return Ok(Answer::new(text, document)) };
    durable::write(path, text.as_bytes(), true).map_err(|e| {
        let (path, (zh, en)) = (path.display(), system_words(&e));
        Error::said(Exit::Outside, format!("无法写入 {path}：{zh}"), format!("cannot write {path}: {en}"))
    })?;
    let mut said = paper::summary(paper, env.lang);
    said.push_str(&env.lang.pick(
        format!("已写入 {0}；核验：suicha verify {0}\n", path.display()),
        format!("written to {0}; to check it: suicha verify {0}\n", path.display()),
    ));
    Ok(Answer::new(said, document))
}

/// One attempt as the archive has it.
pub(super) struct Stored {
    pub row: Draw,
    pub files: Files,
    pub inputs: Inputs,
    /// What the public may see today, lists left out, with the proofs of the log.
    enclosed: Files,
    earlier: Vec<(u32, Digest)>,
    embargo_over: bool,
}

impl Stored {
    /// Loads an attempt; every committed file is compared with the commitment.
    pub async fn load(env: &Env, archive: &Archive, draw: &str, attempt: Option<u32>) -> Result<Self> {
        logged::catch_up(env, archive).await?;
        let draw = draw_id(draw)?;
        let row = attempt_of(archive, &draw, attempt).await?;
        let files = files_of(archive, &row).await?;
        let inputs = inputs_of(&files, &draw)?;
        let embargo_over = publish::bundle::embargo_over(&inputs, env.now());
        let mut enclosed = publish::bundle::public_view(&files, &inputs, embargo_over);
        enclosed.extend(evidence::of(env, archive, &inputs).await?);
        enclosed.insert(bundle::LOG_POLICY.into(), env.log_policy_at(row.frozen_at)?.to_string().into());
        enclosed.retain(|name, _| belongs(name, &inputs.commitment));
        let mut earlier = Vec::new();
        for number in 1..row.attempt {
            let end = archive.terminal(&row.draw, number).await?.filter(|end| end.kind == TerminalKind::Void);
            let end = end.ok_or_else(|| {
                Error::said(
                    Exit::Discrepancy,
                    format!("档案库中抽取 {} 第{number}次没有作废记录", row.draw),
                    format!("attempt {number} of draw {} has no void in the archive", row.draw),
                )
                .advice(ADVICE.0, ADVICE.1)
            })?;
            earlier.push((number, end.digest));
        }
        Ok(Self { row, files, inputs, enclosed, earlier, embargo_over })
    }

    /// What receipts are made from. The team is told when everything is, or at the visit.
    fn issuer(&self, at_the_visit: bool) -> Issuer<'_> {
        let drawn = self.files.contains_key(bundle::RESULT);
        Issuer {
            inputs: &self.inputs,
            files: &self.files,
            enclosed: self.enclosed.clone(),
            earlier: self.earlier.clone(),
            outcomes: drawn && self.embargo_over,
            visits: drawn && (self.embargo_over || at_the_visit),
        }
    }

    /// What answers are made from: the frames, and the proof of when they were committed.
    pub fn frames(&self) -> Issuer<'_> {
        let wanted = |name: &str| {
            name == bundle::COMMIT
                || name == bundle::LOG_COMMIT
                || name == bundle::LOG_POLICY
                || name.starts_with("plan-")
        };
        let mut enclosed = self.enclosed.clone();
        enclosed.retain(|name, _| wanted(name));
        let (inputs, files) = (&self.inputs, &self.files);
        Issuer { inputs, files, enclosed, earlier: Vec::new(), outcomes: false, visits: false }
    }
}
