//! The rules of credit supervision as dated data: `data/credit/*.csv`, embedded and replaceable. For
//! each code the version in force on the day of the event decides; what is not signed off says so
//! (`confirmed`). Nothing here knows a number of days.

use super::code::Code;
use super::file;
use super::letter::{Mark, Paper};
use super::switch::{Key, Switch};
use super::words::{Form, List, Need, Punished, Reason, Set};
use crate::core::datafile::Problem;
use crate::core::lang::Twin;
use crate::core::outcome::codes::Found;
use crate::core::time::Date;
use crate::core::workdays::Term;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Texts of the files.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// `rules.csv`: grounds, duties, actions, triggers.
    pub rules: &'a str,
    /// `tiers.csv`: how long a penalty is shown.
    pub tiers: &'a str,
    /// `kinds.csv`: which tier a kind of penalty has.
    pub kinds: &'a str,
    /// `thresholds.csv`: low fines by province.
    pub thresholds: &'a str,
    /// `actions.csv`: what follows from a result.
    pub actions: &'a str,
    /// `measures.csv`: joint measures.
    pub measures: &'a str,
    /// `switches.csv`: open points.
    pub switches: &'a str,
    /// `letters.csv`: marks and titles of letters.
    pub letters: &'a str,
}

/// The files that come with the program.
pub const EMBEDDED: Texts<'static> = Texts {
    rules: include_str!("../../../data/credit/rules.csv"),
    tiers: include_str!("../../../data/credit/tiers.csv"),
    kinds: include_str!("../../../data/credit/kinds.csv"),
    thresholds: include_str!("../../../data/credit/thresholds.csv"),
    actions: include_str!("../../../data/credit/actions.csv"),
    measures: include_str!("../../../data/credit/measures.csv"),
    switches: include_str!("../../../data/credit/switches.csv"),
    letters: include_str!("../../../data/credit/letters.csv"),
};

/// A problem and the file it stands in.
pub type FileProblem = (&'static str, Problem);

/// Where a row comes from and when it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// Law and article.
    pub basis: String,
    /// Document it was taken from.
    pub source: String,
    /// First day in force: the version's name.
    pub from: Date,
    /// Last day in force; `None` while it is.
    pub to: Option<Date>,
    /// Signed off.
    pub confirmed: bool,
}

/// Which version of a rule decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The rule.
    pub code: Code,
    /// First day of the version.
    pub from: Date,
}

/// When something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Not set by law, or not established.
    Unset,
    /// On the day.
    Same,
    /// Within a term.
    Term(Term),
}

/// From when an early exit can be applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earliest {
    /// At once.
    Now,
    /// After a term.
    After(Term),
    /// Never.
    Never,
}

/// What a row of `rules.csv` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Ground of a listing.
    Ground,
    /// Duty of an office.
    Duty,
    /// Action after an inspection.
    Action,
    /// Fact that presses for more.
    Trigger,
}

/// A row of `rules.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Rule {
    pub code: Code,
    pub purpose: Purpose,
    pub list: Option<List>,
    pub due: Limit,
    pub min: Earliest,
    pub max: Option<Term>,
    pub needs: Set<Need>,
    pub removals: Set<Reason>,
    pub except: Set<Punished>,
    pub what: Twin,
    pub law: Law,
}

/// Channels a penalty is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// 国家企业信用信息公示系统: counts from publication.
    Gsxt,
    /// 信用中国, 双公示: counts from the date of the document.
    Ndrc,
}

/// A row of `tiers.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Tier {
    pub code: Code,
    pub channel: Channel,
    pub shown: bool,
    pub min: Earliest,
    pub special: Earliest,
    pub max: Option<Term>,
    pub never: Set<Punished>,
    /// A longer ban prolongs the maximum.
    pub ban: bool,
    /// Past the maximum an uncorrected penalty is left to the rule of its sector.
    pub sector: bool,
    pub needs: Set<Need>,
    pub law: Law,
}

/// What tiers are told by: the kinds of penalty and four more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A kind of penalty; a fine here is at or above the threshold.
    Kind(Punished),
    /// A fine under the provincial threshold.
    FineLow,
    /// 巨额罚款.
    FineHuge,
    /// 简易程序.
    Simple,
    /// The case led to a serious listing.
    Serious,
}

/// A row of `kinds.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct KindTier {
    pub sort: Sort,
    pub tier: Code,
    pub law: Law,
}

/// A row of `thresholds.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Threshold {
    pub region: u32,
    pub natural: u64,
    pub organisation: u64,
    pub inclusive: bool,
    pub law: Law,
}

/// When a row of `actions.csv` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// Always.
    Always,
    /// The matter is the annual report.
    AnnualReport,
    /// It is grave.
    Grave,
    /// Two letters came back.
    TwoLetters,
    /// There is a heavy penalty in the same case.
    HeavyPenalty,
}

/// A row of `actions.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Action {
    pub result: Found,
    pub form: Option<Form>,
    pub condition: Condition,
    pub code: Code,
    pub law: Law,
}

/// Why a measure holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// On the serious list.
    Serious,
    /// On the serious list for false public information.
    SeriousX,
    /// On an abnormal list.
    Abnormal,
    /// A food licence was revoked.
    FoodRevoked,
    /// Prison for a food crime.
    FoodPrison,
    /// Fake drugs, or grave inferior ones.
    DrugFake,
    /// Revoked or closed, and personally liable.
    ClosedLiable,
    /// Crime, 停产停业, 吊销 or a large fine.
    Procurement,
    /// Registration revoked for fraud.
    Fraud,
}

/// How long a measure lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// While the listing is open.
    Listed,
    /// A term from the day.
    Term(Term),
    /// For life.
    Life,
}

/// A row of `measures.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Measure {
    pub code: Code,
    pub because: Because,
    pub period: Period,
    pub what: Twin,
    pub law: Law,
}

/// All files, each without gaps and overlaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    pub(super) rules: Vec<Rule>,
    pub(super) tiers: Vec<Tier>,
    pub(super) kinds: Vec<KindTier>,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) actions: Vec<Action>,
    pub(super) measures: Vec<Measure>,
    pub(super) switches: Vec<Switch>,
    pub(super) letters: Vec<Mark>,
    /// First row of each code in `rules`; one longer than the list of codes.
    pub(super) starts: Vec<u16>,
}

impl Rules {
    /// The rules that come with the program.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn embedded() -> &'static Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| Self::parse(EMBEDDED).expect("data/credit holds rules"))
    }

    /// Reads all files; every problem if there is one.
    pub fn parse(texts: Texts) -> Result<Self, Vec<FileProblem>> {
        file::parse(texts)
    }

    /// The version of a rule in force on a day.
    pub fn rule(&self, code: Code, on: Date) -> Option<&Rule> {
        let place = code as usize;
        let (start, end) = (usize::from(self.starts[place]), usize::from(self.starts[place + 1]));
        self.rules[start..end].iter().find(|rule| rule.law.in_force(on))
    }

    /// The tier a kind of penalty has on a day.
    pub fn kind(&self, sort: Sort, on: Date) -> Option<Code> {
        self.kinds.iter().find(|row| row.sort == sort && row.law.in_force(on)).map(|row| row.tier)
    }

    /// How a tier is shown on a channel.
    pub fn tier(&self, code: Code, channel: Channel, on: Date) -> Option<&Tier> {
        self.tiers.iter().find(|row| row.code == code && row.channel == channel && row.law.in_force(on))
    }

    /// The threshold of a province on a day.
    pub fn threshold(&self, region: u32, on: Date) -> Option<&Threshold> {
        self.thresholds.iter().find(|row| row.region == region && row.law.in_force(on))
    }

    /// What follows from a result for a form of subject.
    pub fn actions(&self, result: Found, form: Form, on: Date) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(move |row| {
            row.result == result && row.form.is_none_or(|known| known == form) && row.law.in_force(on)
        })
    }

    /// Measures for a reason.
    pub fn measures(&self, because: Because, on: Date) -> impl Iterator<Item = &Measure> {
        self.measures.iter().filter(move |row| row.because == because && row.law.in_force(on))
    }

    /// The position of a switch on a day.
    pub fn switch(&self, key: Key, on: Date) -> Option<&Switch> {
        self.switches.iter().find(|row| row.key == key && row.law.in_force(on))
    }

    /// What a letter is called and how it is numbered on a day.
    pub fn mark(&self, paper: Paper, on: Date) -> Option<&Mark> {
        self.letters.iter().find(|row| row.paper == paper && row.law.in_force(on))
    }

    /// The last day of the older terms of penalties: what `gsxt-penalty-regime order-45` keeps alive.
    pub(super) fn last_of(&self, code: Code) -> Option<Date> {
        self.kinds.iter().filter(|row| row.tier == code).filter_map(|row| row.law.to).max()
    }

    /// Every row of `rules.csv`.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// The law of a version: basis, source, days in force, and whether it is confirmed.
    pub fn law(&self, version: Version) -> Option<&Law> {
        let mut versions = self.versions();
        versions.find(|(code, law)| *code == version.code && law.from == version.from).map(|(_, law)| law)
    }

    /// Every version of every rule with the words of its law: rules, tiers and measures.
    pub fn versions(&self) -> impl Iterator<Item = (Code, &Law)> {
        let rules = self.rules.iter().map(|row| (row.code, &row.law));
        let tiers = self.tiers.iter().map(|row| (row.code, &row.law));
        rules.chain(tiers).chain(self.measures.iter().map(|row| (row.code, &row.law)))
    }

    /// Rules of which another set has more in force without an end than this one, with the latest last day
    /// here (`None`: no version ends).
    pub fn ended(&self, other: &Self) -> BTreeMap<Code, Option<Date>> {
        let open = |rules: &Self| {
            let mut open: BTreeMap<Code, usize> = BTreeMap::new();
            for (code, _) in rules.versions().filter(|(_, law)| law.to.is_none()) {
                *open.entry(code).or_default() += 1;
            }
            open
        };
        let ours = open(self);
        let fewer = |(code, there): &(Code, usize)| ours.get(code).copied().unwrap_or(0) < *there;
        let last = |code| self.versions().filter(|(own, _)| *own == code).filter_map(|(_, law)| law.to).max();
        open(other).into_iter().filter(fewer).map(|(code, _)| (code, last(code))).collect()
    }
}

impl Law {
    /// Whether it is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|last| on <= last)
    }
}

impl Rule {
    /// Its version.
    pub fn version(&self) -> Version {
        Version { code: self.code, from: self.law.from }
    }
}

impl Sort {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let more = [Sort::FineLow, Sort::FineHuge, Sort::Simple, Sort::Serious];
        Punished::ALL.iter().copied().map(Sort::Kind).chain(more)
    }

    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Kind(kind) => kind.word(),
            Sort::FineLow => "fine-low",
            Sort::FineHuge => "fine-huge",
            Sort::Simple => "simple",
            Sort::Serious => "serious",
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.code, self.from)
    }
}
