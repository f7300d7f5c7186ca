//! The numbered checks (核验) of an evidence bundle: no archive, no network, no clock.
//! `docs/draw-protocol.md` §10. [`verify`] is the table of contents.

mod above;
mod beside;
mod causes;
mod excerpt;
mod extract;
mod format;
mod log;
mod published;
mod randomness;
mod replaced;
mod selection;
mod teams;
mod terminal;
mod uniform;
mod visits;

use causes::Settled;
pub use excerpt::{Excerpt, excerpt};
pub use extract::Extract;
pub use log::OPENED_BEFORE_S;
pub use replaced::{pulse_time, pulses_after};

use super::bundle::{self, Discrepancy, Files, Inputs};
use super::id::DrawId;
use super::lang::Lang;
use super::log::{Checkpoint, Entry, Policy};
use super::seed::SeedTranscript;
use super::select::{self, Selection};
use super::spread::Spread;
use super::text::TextError;
use super::time::Date;

/// Outcome of all checks of one bundle.
#[derive(Clone, Debug)]
pub struct Report {
    /// The draw and its attempt, once the commitment could be read.
    pub draw: Option<(DrawId, u32)>,
    /// Whether this is the auditor's bundle.
    pub audit: bool,
    /// Checks 1 to 13 in order.
    pub checks: Vec<Check>,
}

/// One numbered check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Number, §10.
    pub number: u8,
    /// Its outcome.
    pub verdict: Verdict,
}

/// Outcome of a check (核验结论).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Made and passed; what it covered.
    Passed(Said),
    /// Made and failed: the first difference.
    Failed(Discrepancy),
    /// Could not be made, and why; or failed only because of a file that another check refuses.
    NotMade(Said),
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    zh: String,
    en: String,
}

impl Said {
    /// The same in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// What each check proves, in both languages, by number from 1.
pub const TITLES: [(&str, &str); 13] = [
    ("日志：检查点签名、见证签名、一致性", "log: checkpoint signature, cosignatures, consistency"),
    ("承诺不早于所载信标轮次", "the not-before value inside the commitment is genuine"),
    ("信标轮次由计划时间确定", "the pulse follows from the plan"),
    (
        "各文件的散列、根、行数、字符、顺序与唯一性",
        "hashes, roots, counts, charset, order, uniqueness of every file",
    ),
    ("抽样框与登记名录核对", "the frame against a registry extract"),
    ("见证值揭示与承诺相符", "witness openings match their commitments"),
    ("信标值以固定公钥验证", "beacon values verified with the pinned key"),
    ("种子、签号、应抽户数、中签线、抽中名单重算", "seed, tickets, quotas, thresholds, selection recomputed"),
    ("人员匹配重算并核对约束", "pairing recomputed and its constraints checked"),
    ("递补链", "replacement chain"),
    ("每个承诺恰有一个终局记录", "every commitment has one terminal record"),
    ("签号均匀性与各已知属性无关", "tickets uniform, and unrelated to every committed covariate"),
    ("实际检查与抽取结果核对", "visits made against visits drawn"),
];

impl Check {
    /// What the check proves.
    pub fn title(&self, lang: Lang) -> &'static str {
        let (zh, en) = TITLES[usize::from(self.number) - 1];
        lang.pick(zh, en)
    }
}

impl Report {
    /// The first failed check, if any.
    pub fn first_failure(&self) -> Option<&Discrepancy> {
        self.checks.iter().find_map(|check| match &check.verdict {
            Verdict::Failed(discrepancy) => Some(discrepancy),
            _ => None,
        })
    }
}

type Outcome = Result<Verdict, Discrepancy>;

/// What a reader brings along and does not take from the bundle.
#[derive(Default)]
pub struct Trust {
    /// Whom the reader trusts; where there is none, the policy in the bundle speaks for itself.
    pub policy: Option<Policy>,
    /// The published log, entry by entry from the first.
    pub log: Option<Vec<Entry>>,
    /// Heads of the log that the reader has seen elsewhere or earlier, each signed by the log.
    pub heads: Vec<Checkpoint>,
    /// Other bundles, which must not be about the same tasks; only those in the log count.
    pub beside: Vec<Files>,
    /// Bundles of upper levels from whose draws this one takes its subjects, verified by themselves.
    pub upper: Vec<Files>,
    /// The registry extract at the cut-off.
    pub extract: Option<Extract>,
    /// The day: after the last day of an embargo the seed must be there.
    pub today: Option<Date>,
}

/// Makes every check the bundle allows by itself.
pub fn verify(files: &Files, spread: &impl Spread) -> Report {
    verify_with(files, &Trust::default(), spread)
}

/// Makes every check the bundle and the reader's own knowledge allow.
pub fn verify_with(files: &Files, trust: &Trust, spread: &impl Spread) -> Report {
    let opened = format::open(files, spread);
    let (inputs, transcript) = match &opened {
        Ok((inputs, transcript)) => (Some(inputs), transcript.as_ref()),
        Err(_) => (None, None),
    };
    let selections =
        inputs.zip(transcript).map(|(inputs, transcript)| select_shown(inputs, transcript, spread));
    let logged = inputs.map(|inputs| log::read(files, inputs, trust));
    let context = inputs.zip(logged.as_ref()).map(|(inputs, logged)| Context {
        files,
        inputs,
        transcript,
        logged,
        trust,
    });
    let with = |check: &dyn Fn(&Context) -> Outcome| context.as_ref().map_or_else(|| Ok(needs_4()), check);
    let with_seed = |check: &dyn Fn(&Context, &SeedTranscript) -> Outcome| {
        with(&|c| c.transcript.map_or_else(|| Ok(before_embargo_end(c)), |t| check(c, t)))
    };
    let selections = selections.as_ref();
    let paired = context.as_ref().and_then(|context| teams::pair_shown(context, selections, spread));
    let paired = paired.as_ref();
    let mut settled = Settled::default();
    // Check 4 first: the others read what it has opened. 11 last: its hashes are of all other files.
    settled.settle(4, opened.as_ref().map(|(inputs, _)| format::told(inputs)).map_err(Clone::clone));
    settled.settle(1, with(&log::history));
    settled.settle(2, with(&randomness::not_before));
    settled.settle(3, with(&randomness::pulse_follows));
    settled.settle(5, with(&extract::frames));
    settled.settle(6, with_seed(&randomness::openings));
    settled.settle(7, with_seed(&randomness::beacon_values));
    settled.settle(8, with_seed(&|c, _| selection::recomputed(c, selections)));
    settled.settle(9, with_seed(&|c, t| teams::recomputed(c, t, selections, paired)));
    settled.settle(10, with_seed(&|c, t| replaced::chain(c, t, paired, spread)));
    settled.settle(12, with_seed(&|c, t| uniform::tested(c, t, spread)));
    settled.settle(13, with(&visits::compared));
    let ended = with(&|c| terminal::found(c, paired, settled.refused()));
    settled.settle(11, ended);
    Report {
        draw: inputs.map(|inputs| (inputs.commitment.draw.clone(), inputs.commitment.attempt)),
        audit: inputs.is_some_and(Inputs::is_audit),
        checks: settled.checks(),
    }
}

struct Context<'a> {
    files: &'a Files,
    inputs: &'a Inputs,
    transcript: Option<&'a SeedTranscript>,
    logged: &'a log::Logged,
    trust: &'a Trust,
}

/// Selections of the tasks whose frame is shown; `None` for a sealed task in a public bundle.
type Shown = Result<Vec<Option<Selection>>, Discrepancy>;

fn select_shown(inputs: &Inputs, transcript: &SeedTranscript, spread: &impl Spread) -> Shown {
    let seed = transcript.seed();
    let of_task = |task: &bundle::TaskInput| {
        let Some(frame) = &task.frame else { return Ok(None) };
        let name = bundle::frame_file(&task.plan.task);
        let selection = select::select(&task.plan, frame, &seed, spread);
        selection.map(Some).map_err(|found| Discrepancy::new(4, &name, "strata of the plan only", found))
    };
    inputs.tasks.iter().map(of_task).collect()
}

fn later(zh: &str, en: &str) -> Verdict {
    Verdict::NotMade(Said::new(zh, en))
}

fn needs_4() -> Verdict {
    later("第4项未通过，无法继续", "cannot be made because check 4 failed")
}

fn before_embargo_end(context: &Context) -> Verdict {
    match context.files.contains_key(bundle::VOID) {
        true => later("本次抽取已作废，无种子", "the draw is void and has no seed"),
        false => later("保密期内种子尚未公布", "the seed is not published before the embargo ends"),
    }
}

fn passed(zh: impl Into<String>, en: impl Into<String>) -> Outcome {
    Ok(Verdict::Passed(Said::new(zh, en)))
}

fn parsed<T>(
    files: &Files,
    name: &str,
    parse: impl Fn(&[u8]) -> Result<T, TextError>,
) -> Result<Option<T>, Discrepancy> {
    files.get(name).map(|bytes| parse(bytes).map_err(|e| Discrepancy::text(4, name, &e))).transpose()
}

fn shown(selections: Option<&Shown>) -> Result<&Vec<Option<Selection>>, Discrepancy> {
    selections.expect("with a seed there are selections").as_ref().map_err(Clone::clone)
}

/// Compares a recomputed text with a file and names the first line that differs.
fn same_text(check: u8, name: &str, expected: &str, found: &[u8]) -> Result<(), Discrepancy> {
    if expected.as_bytes() == found {
        return Ok(());
    }
    let found = String::from_utf8_lossy(found);
    let (mut left, mut right) = (expected.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (left, right) = (left.next(), right.next());
        if left != right || left.is_none() {
            let show =
                |line: Option<&str>| line.map_or("the end of the file".into(), |line| format!("{line:?}"));
            return Err(Discrepancy::new(check, &format!("{name} line {number}"), show(left), show(right)));
        }
    }
}
