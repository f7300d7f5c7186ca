//! The check of a receipt or an answer, offline: [`verify`] is the table of contents.
//!
//! Proved by commitment, beacon and log: the rows, the ticket, the threshold, and so whether the
//! holder was drawn. Told by the bureau under its signature: a rank, an opaque label beyond its
//! numbers, the team, and whose card a pseudonym is.

mod answer;
mod outcome;
mod replaced;
mod rows;

use super::enclosed::belongs;
use super::text::Receipt;
use super::{Paper, PaperError, signed_by};
use crate::core::bundle::{self, Discrepancy, Files};
use crate::core::lang::Lang;
use crate::core::log::{Attempt, Event, Policy};
use crate::core::verify::{Excerpt, Said, Trust, Verdict, excerpt};

/// What was found about a paper.
#[derive(Clone, Debug)]
pub struct Report {
    /// The paper.
    pub paper: Paper,
    /// What was checked, in the order of [`Part`].
    pub steps: Vec<Step>,
}

/// One check.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was checked.
    pub part: Part,
    /// Its outcome.
    pub verdict: Verdict,
}

/// The checks of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The bureau's signature.
    Signature,
    /// Check 1.
    Log,
    /// Check 2.
    NotBefore,
    /// Check 3.
    Pulse,
    /// The holder's rows lead to the committed roots.
    Rows,
    /// Check 6.
    Openings,
    /// Check 7.
    Beacon,
    /// Ticket, threshold and outcome.
    Outcome,
    /// Replacements after the draw.
    Replaced,
    /// Officers.
    Team,
    /// The terminal record.
    Record,
}

impl Part {
    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Part::Signature => "signature",
            Part::Log => "log",
            Part::NotBefore => "not-before",
            Part::Pulse => "pulse",
            Part::Rows => "rows",
            Part::Openings => "openings",
            Part::Beacon => "beacon",
            Part::Outcome => "outcome",
            Part::Replaced => "replaced",
            Part::Team => "team",
            Part::Record => "record",
        }
    }

    /// What it proves.
    pub fn title(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Part::Signature => ("本单位日志密钥的签名", "signed with the key of the bureau's log"),
            Part::Log => {
                ("日志：检查点签名、见证签名、一致性", "log: checkpoint signature, cosignatures, consistency")
            }
            Part::NotBefore => {
                ("承诺不早于所载信标轮次", "the not-before value inside the commitment is genuine")
            }
            Part::Pulse => ("信标轮次由计划时间确定", "the pulse follows from the plan"),
            Part::Rows => ("所载各行属于承诺的名单", "the rows belong to the committed files"),
            Part::Openings => ("见证值揭示与承诺相符", "witness openings match their commitments"),
            Part::Beacon => ("信标值以固定公钥验证", "beacon values verified with the pinned key"),
            Part::Outcome => ("签号、中签线与结果", "ticket, threshold and outcome"),
            Part::Replaced => ("递补与换人", "replacements"),
            Part::Team => ("检查组", "team"),
            Part::Record => ("终局记录与历次抽取", "terminal record and earlier attempts"),
        };
        lang.pick(zh, en)
    }
}

impl Report {
    /// The first difference, if any.
    pub fn first_failure(&self) -> Option<(Part, &Discrepancy)> {
        self.steps.iter().find_map(|step| match &step.verdict {
            Verdict::Failed(discrepancy) => Some((step.part, discrepancy)),
            _ => None,
        })
    }
}

type Checked = Result<Verdict, Discrepancy>;

/// Makes every check that a paper allows. Without a policy of the reader's own, the one enclosed
/// speaks for itself.
pub fn verify(bytes: &[u8], trust: &Trust) -> Result<Report, PaperError> {
    let (paper, note) = Paper::open(bytes)?;
    let (files, draw) = (paper.files(), paper.attempt());
    let signature = policy(files, trust).and_then(|policy| match signed_by(&note, &policy.log) {
        true => passed(policy.log.name(), policy.log.name()),
        false => {
            Err(bad(1, "the signature", format!("that of {}", policy.log), "another one, or of another text"))
        }
    });
    let mut steps = vec![(Part::Signature, signature)];
    if steps[0].1.is_ok() {
        match excerpt(files, trust).and_then(|excerpt| whole(files, &draw, excerpt)) {
            Err(discrepancy) => steps.push((Part::Rows, Err(discrepancy))),
            Ok(excerpt) => match &paper {
                Paper::Receipt(receipt) => receipt_steps(receipt, excerpt, trust, &mut steps),
                Paper::Challenge(answer) => {
                    steps.push((Part::Rows, answer::proved(answer, &excerpt)));
                    steps.extend(reused(excerpt).filter(|(part, _)| *part == Part::Log));
                }
            },
        }
    }
    steps.sort_by_key(|(part, _)| *part);
    let step =
        |(part, checked): (Part, Checked)| Step { part, verdict: checked.unwrap_or_else(Verdict::Failed) };
    Ok(Report { steps: steps.into_iter().map(step).collect(), paper })
}

fn receipt_steps(receipt: &Receipt, excerpt: Excerpt, trust: &Trust, steps: &mut Vec<(Part, Checked)>) {
    steps.push((Part::Rows, rows::held(receipt, &excerpt)));
    steps.push((Part::Outcome, outcome::told(receipt, &excerpt)));
    steps.extend(replaced::told(receipt, &excerpt, trust).map(|checked| (Part::Replaced, checked)));
    steps.push((Part::Team, outcome::team(receipt)));
    let logged = || policy(&receipt.files, trust).and_then(|policy| replaced::logged(receipt, &policy));
    steps.extend(reused(excerpt).map(|(part, checked)| match part {
        Part::Log => (part, checked.and_then(|verdict| merged(verdict, logged))),
        Part::Record => (part, checked.and_then(|verdict| attempts(receipt, trust).map(|()| verdict))),
        _ => (part, checked),
    }));
}

/// A verdict that a further check may spoil.
fn merged(verdict: Verdict, more: impl FnOnce() -> Result<(), Discrepancy>) -> Checked {
    if let Verdict::Failed(_) = verdict { Ok(verdict) } else { more().map(|()| verdict) }
}

/// The checks of §10 that an excerpt allows, under the names they have here.
fn reused(excerpt: Excerpt) -> impl Iterator<Item = (Part, Checked)> {
    excerpt.checks.into_iter().map(|check| {
        let part = match check.number {
            1 => Part::Log,
            2 => Part::NotBefore,
            3 => Part::Pulse,
            6 => Part::Openings,
            7 => Part::Beacon,
            _ => Part::Record,
        };
        (part, Ok(check.verdict))
    })
}

fn policy(files: &Files, trust: &Trust) -> Result<Policy, Discrepancy> {
    if let Some(policy) = &trust.policy {
        return Ok(policy.clone());
    }
    let name = bundle::LOG_POLICY;
    let bytes =
        files.get(name).ok_or_else(|| bad(1, name, "the file, or a policy of your own", "no such file"))?;
    Policy::parse(&String::from_utf8_lossy(bytes)).map_err(|e| bad(1, name, "a policy", e))
}

/// The enclosed files are of this attempt, and nothing else is enclosed.
fn whole(files: &Files, draw: &Attempt, excerpt: Excerpt) -> Result<Excerpt, Discrepancy> {
    let commitment = &excerpt.inputs.commitment;
    let found = Attempt::new(&commitment.draw, commitment.attempt);
    if found != *draw {
        return Err(bad(4, bundle::COMMIT, draw, found));
    }
    match files.keys().find(|name| !belongs(name, commitment)) {
        None => Ok(excerpt),
        Some(name) => Err(bad(4, name, "a public file of the draw, no list", "the file")),
    }
}

/// Where the reader has the published log, it must tell the same of the earlier attempts.
fn attempts(receipt: &Receipt, trust: &Trust) -> Result<(), Discrepancy> {
    let Some(entries) = &trust.log else { return Ok(()) };
    for (number, hash) in &receipt.earlier {
        let void = Event::Void(Attempt::new(&receipt.draw, *number));
        let logged = entries.iter().find(|entry| entry.event == void).map(|entry| entry.hash);
        if logged != Some(*hash) {
            let found = logged.map_or("no such entry".into(), |hash| hash.hex());
            return Err(bad(11, "the published log", format!("void {hash} of attempt {number}"), found));
        }
    }
    Ok(())
}

fn bad(check: u8, file: &str, expected: impl ToString, found: impl ToString) -> Discrepancy {
    Discrepancy::new(check, file, expected, found)
}

fn passed(zh: impl Into<String>, en: impl Into<String>) -> Checked {
    Ok(Verdict::Passed(Said::new(zh, en)))
}

fn not_made(zh: &str, en: &str) -> Checked {
    Ok(Verdict::NotMade(Said::new(zh, en)))
}
