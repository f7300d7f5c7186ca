//! Outcomes (检查结果): what an inspection found, per subject and matter, and what became of it.
//!
//! An [`Outcome`] is one revision of one result as a text; an [`Act`] is what somebody did with some of
//! them, signed and logged; [`Standing`] is where a result stands after its acts. Which visits were
//! drawn, and whether they were made, is [`drawn`]'s and [`visits`]'s (check 13). No files, no archive.

pub mod act;
pub mod change;
pub mod codes;
pub mod dossier;
pub mod drawn;
pub mod fold;
pub mod intake;
pub mod progress;
pub mod visits;

pub use act::{Act, Touched, Verb};
pub use change::Change;
pub use codes::{Disposal, Found, Method, ResultSet};
pub use drawn::Drawn;
pub use fold::{Refusal, Stage, Standing, Story};
pub use progress::Progress;

use super::digest::Digest;
use super::id::{DrawId, InspectorId, SubjectId};
use super::seed::{digest, draw_and_attempt};
use super::text::{Lines, TextError, one_line, words_of};
use super::time::Date;
use std::collections::BTreeSet;
use std::fmt::Write;

const HEADER: &str = "suicha-outcome/1";

/// Version of the workbook that is filled in and read; it stands above the headings.
pub const TEMPLATE: &str = "suicha-outcomes/1";

/// The words before the version in the workbook, in Chinese and in English.
pub const TEMPLATE_MARKS: [&str; 2] = ["模板版本", "template version"];

/// The property of the workbook's file that holds the version as well, should the words be cut off.
pub const TEMPLATE_PROPERTY: &str = "suicha-template";

/// Headings of the workbook, in column order: printed forms and exports use exactly these.
pub const HEADINGS: [&str; 16] = [
    "抽查任务编号",
    "抽取编号",
    "统一社会信用代码/注册号",
    "企业名称",
    "抽查事项编码",
    "抽查事项",
    "检查日期",
    "检查人员",
    "核查方式",
    "检查结果",
    "发现问题",
    "后续处置措施",
    "差异原因",
    "证据文件",
    "备注",
    "整改期限",
];

/// What an outcome is about: a subject and a matter of one draw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct About {
    /// 检查对象
    pub subject: SubjectId,
    /// Code of the 抽查事项.
    pub matter: SubjectId,
}

/// One revision of one result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Subject and matter.
    pub about: About,
    /// Revision, from 1.
    pub revision: u32,
    /// 检查日期, Asia/Shanghai.
    pub visited: Date,
    /// Card numbers of those who went, ascending. Nobody where the subject was gone.
    pub went: Vec<InspectorId>,
    /// 核查方式, ascending.
    pub methods: Vec<Method>,
    /// 检查结果, ascending; several only where the old set had several.
    pub results: Vec<Found>,
    /// The result as an older set writes it, where the file was in one.
    pub given: Option<(ResultSet, String)>,
    /// 后续处置措施, ascending.
    pub disposals: Vec<Disposal>,
    /// 发现问题, in words.
    pub findings: String,
    /// 差异原因: why others went than were drawn, or nobody did.
    pub difference: String,
    /// Digests of the evidence, ascending.
    pub evidence: Vec<Digest>,
    /// 备注
    pub note: String,
    /// 整改期限: by when what was ordered, or follows, is to be done.
    pub due: Option<Date>,
}

impl Outcome {
    /// Canonical text.
    pub fn print(&self) -> String {
        let Outcome { draw, attempt, about: About { subject, matter }, revision, visited, .. } = self;
        let mut out = format!(
            "{HEADER}\ndraw {draw}\nattempt {attempt}\nsubject {subject}\nmatter {matter}\nrevision {revision}\nvisited {visited}\n"
        );
        let mut line = |key: &str, value: &dyn std::fmt::Display| {
            writeln!(out, "{key} {value}").expect("writing to a string");
        };
        self.went.iter().for_each(|card| line("inspector", card));
        self.methods.iter().for_each(|method| line("method", method));
        self.results.iter().for_each(|result| line("result", result));
        if let Some((set, words)) = &self.given {
            line("given", &format!("{} {}", set.word(), one_line(words)));
        }
        self.disposals.iter().for_each(|disposal| line("disposal", disposal));
        self.due.iter().for_each(|day| line("due", day));
        self.evidence.iter().for_each(|digest| line("evidence", digest));
        for (key, words) in
            [("findings", &self.findings), ("difference", &self.difference), ("note", &self.note)]
        {
            if !words.is_empty() {
                line(key, &one_line(words));
            }
        }
        out
    }

    /// Strict reader of [`Outcome::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open_words(bytes, HEADER)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let subject = l.required("subject")?;
        let subject = l.value(subject)?;
        let matter = l.required("matter")?;
        let about = About { subject, matter: l.value(matter)? };
        let revision = l.required("revision")?;
        let revision = super::text::count(revision).map_err(|rule| l.bad(rule))?;
        let visited = l.required("visited")?;
        let visited = Date::parse(visited).map_err(|e| l.bad(e))?;
        let went = values(&mut l, "inspector")?;
        let methods = values(&mut l, "method")?;
        let results = values(&mut l, "result")?;
        let given = given(&mut l)?;
        let disposals = values(&mut l, "disposal")?;
        let due = l.optional("due").map(|text| Date::parse(text).map_err(|e| l.bad(e))).transpose()?;
        let mut evidence = Vec::new();
        while let Some(text) = l.optional("evidence") {
            evidence.push(digest(&l, text)?);
        }
        let mut words = |key| match l.optional(key) {
            None => Ok(String::new()),
            Some(text) => {
                words_of(text).ok_or_else(|| l.bad("words on one line, without blanks at their ends"))
            }
        };
        let (findings, difference, note) = (words("findings")?, words("difference")?, words("note")?);
        l.end()?;
        let outcome = Self {
            draw,
            attempt,
            about,
            revision,
            visited,
            went,
            methods,
            results,
            given,
            disposals,
            findings,
            difference,
            evidence,
            note,
            due,
        };
        let whole = |rule: &str| TextError::at(l.line(), "the outcome as a whole", rule);
        outcome.broken_rule().map_or(Ok(()), |rule| Err(whole(rule.en())))?;
        let rule = "lines of one kind are ascending, each once";
        l.same(bytes, &outcome.print(), "the outcome as a whole", rule)?;
        Ok(outcome)
    }

    /// Digest of the canonical text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.print().as_bytes())
    }

    /// Whether another revision says the same.
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { revision: other.revision, ..self.clone() } == *other
    }

    /// The subject was gone.
    pub fn gone(&self) -> bool {
        self.results.iter().any(|result| result.gone())
    }

    /// Nobody could be inspected for this matter.
    pub fn absent(&self) -> bool {
        self.results.iter().any(|result| result.absent())
    }

    /// Somebody went there.
    pub fn on_site(&self) -> bool {
        self.methods.iter().any(|method| method.on_site())
    }

    /// The party was ordered to correct something (R5 or D3).
    pub fn orders_correction(&self) -> bool {
        self.results.iter().any(|result| result.code() == "R5")
            || self.disposals.iter().any(|disposal| disposal.code() == "D3")
    }

    /// The follow-up is finished with the result itself (D1).
    pub fn nothing_left(&self) -> bool {
        self.disposals == [Disposal::nothing_left()]
    }

    /// The first rule between the parts that does not hold.
    pub fn broken_rule(&self) -> Option<BrokenRule> {
        let alone = |result: &Found| result.gone() || result.clean();
        let ordered = ascending(&self.went)
            && ascending(&self.methods)
            && ascending(&self.results)
            && ascending(&self.disposals)
            && ascending(&self.evidence);
        let rules = [
            (!ordered, BrokenRule::Order),
            (self.results.is_empty(), BrokenRule::NoResult),
            (self.results.len() > 1 && self.results.iter().any(alone), BrokenRule::NotAlone),
            (self.methods.is_empty() && !self.gone(), BrokenRule::NoMethod),
            (self.went.is_empty() && !self.gone(), BrokenRule::Nobody),
            (self.on_site() && self.went.len() < 2, BrokenRule::OneOfficer),
            (self.disposals.is_empty(), BrokenRule::NoDisposal),
            (
                self.disposals.len() > 1 && self.disposals.contains(&Disposal::nothing_left()),
                BrokenRule::NothingLeft,
            ),
            (self.due.is_some_and(|due| due < self.visited || self.nothing_left()), BrokenRule::Due),
        ];
        rules.into_iter().find(|(broken, _)| *broken).map(|(_, rule)| rule)
    }
}

/// A rule between the parts of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenRule {
    /// A list is not ascending.
    Order,
    /// No result.
    NoResult,
    /// R1 and G1–G4 stand alone.
    NotAlone,
    /// No method, and the subject was there.
    NoMethod,
    /// Nobody went, and the subject was there.
    Nobody,
    /// Fewer than two officers on site.
    OneOfficer,
    /// No disposal.
    NoDisposal,
    /// D1 says that nothing is left, another disposal the contrary.
    NothingLeft,
    /// A day by which to correct, and nothing to be corrected, or a day before the visit.
    Due,
}

impl BrokenRule {
    /// What the rule wants.
    pub fn en(self) -> &'static str {
        match self {
            BrokenRule::Order => "lines of one kind are ascending, each once",
            BrokenRule::NoResult => "an outcome has a result",
            BrokenRule::NotAlone => "R1 and G1 to G4 stand alone",
            BrokenRule::NoMethod => "an outcome has a method, unless the subject was gone",
            BrokenRule::Nobody => "somebody inspected, unless the subject was gone",
            BrokenRule::OneOfficer => "on site there are at least two officers",
            BrokenRule::NoDisposal => "an outcome has a disposal",
            BrokenRule::NothingLeft => "D1 stands alone",
            BrokenRule::Due => "due is no day before the visit, and something is left to be done",
        }
    }
}

fn ascending<T: Ord>(values: &[T]) -> bool {
    values.is_sorted_by(|a, b| a < b)
}

fn values<T: std::str::FromStr>(l: &mut Lines, key: &str) -> Result<Vec<T>, TextError>
where
    T::Err: std::fmt::Display,
{
    let mut values = Vec::new();
    while let Some(text) = l.optional(key) {
        values.push(l.value(text)?);
    }
    Ok(values)
}

fn given(l: &mut Lines) -> Result<Option<(ResultSet, String)>, TextError> {
    let Some(text) = l.optional("given") else { return Ok(None) };
    let (set, words) = text.split_once(' ').ok_or_else(|| l.bad("a set and what was given in it"))?;
    let set = ResultSet::parse(set).filter(|set| *set != ResultSet::National);
    match (set, words_of(words)) {
        (Some(set), Some(words)) => Ok(Some((set, words))),
        _ => Err(l.bad("old-a or old-b, and words on one line")),
    }
}

/// The distinct subjects of some outcomes.
pub fn subjects<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> BTreeSet<&'a SubjectId> {
    outcomes.map(|outcome| &outcome.about.subject).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::row::outcome_headings;

    #[test]
    fn the_importer_reads_the_headings_of_the_workbook() {
        let read: Vec<&str> = outcome_headings().iter().map(|(_, names)| names[0]).collect();
        assert_eq!(read, HEADINGS);
    }
}
