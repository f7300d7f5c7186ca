//! The public report of one subject (公共信用信息报告) as a value: who it is, and under each heading what
//! is shown on a day, as known on a day. From the fold and the events alone; what is withdrawn, repaired
//! or not public is left out before anything is printed, and so are complaints, people, papers and
//! everything internal. Same archive, same days: same report, same digest. Words are `publish::credit`'s.

mod collect;
mod print;

pub use collect::{Asked, report};

use super::code::Code;
use super::details::Details;
use super::rule::{Channel, Version};
use super::standing::State;
use super::words::{Kind, List, Manner};
use crate::core::id::SubjectId;
use crate::core::listed::words;
use crate::core::registry::{Group, Status};
use crate::core::time::Date;

/// Name of the format, and the label under which a report is hashed.
pub const FORMAT: &str = "suicha-credit-report/1";

words! {
    /// Headings, those of the national public system in its order.
    Heading {
        Permits "permits" "行政许可信息" "Licences";
        RandomChecks "random-checks" "双随机抽查结果信息" "Random inspections";
        QualityChecks "quality-checks" "产品质量监督抽查结果信息" "Product quality checks";
        CertificationChecks "certification-checks" "认证监管抽查检查结果信息" "Certification checks";
        FoodChecks "food-checks" "食品抽查检查结果信息" "Food sampling";
        OtherChecks "other-checks" "其他抽查检查结果信息" "Other inspections";
        Penalties "penalties" "行政处罚信息" "Penalties";
        Abnormal "abnormal" "列入经营异常名录信息" "Abnormal list";
        Serious "serious" "列入严重违法失信名单（黑名单）信息" "Serious list (blacklist)";
        Broken "broken" "承诺不实情况" "Broken commitments";
        Commitments "commitments" "信用承诺信息" "Commitments";
        AnnualReports "annual-reports" "企业年报信息" "Annual reports";
        SeparateBook "separate-book" "另册管理信息" "Separate register";
        Suspensions "suspensions" "歇业公告信息" "Suspensions of business";
        ForcedEnd "forced-end" "拟强制注销公告信息" "Compulsory deregistration";
        SimpleEnd "simple-end" "简易注销公告信息" "Simple deregistration";
        Honours "honours" "表彰荣誉信息" "Honours";
    }
}

words! {
    /// What stands under a heading.
    Looked {
        Records "records" "有记录" "records";
        Nothing "none" "查询期内无相关记录" "no record in the period asked about";
        Unchecked "unchecked" "未检查" "not checked";
    }
}

words! {
    /// How far credit repair has come.
    Repair {
        None "none" "未申请" "not applied for";
        Applied "applied" "已申请" "applied for";
        Accepted "accepted" "已受理" "accepted";
        Refused "refused" "不予修复" "refused";
        Granted "granted" "已准予" "granted";
        Revoked "revoked" "已撤销修复并恢复公示" "revoked, shown again";
    }
}

impl Heading {
    /// Whether the credit archive holds such records at all.
    pub fn held(self) -> bool {
        use Heading as H;
        !matches!(
            self,
            H::QualityChecks
                | H::CertificationChecks
                | H::FoodChecks
                | H::OtherChecks
                | H::SeparateBook
                | H::Suspensions
                | H::ForcedEnd
                | H::SimpleEnd
        )
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Report number (报告编号).
    pub number: String,
    /// The bureau.
    pub body: String,
    /// The legal day.
    pub as_of: Date,
    /// What was recorded by the end of this day.
    pub known_by: Date,
    /// Key of the subject.
    pub id: SubjectId,
    /// Registration, where a roster known on the day has it.
    pub subject: Option<Registered>,
    /// One for each of [`Heading::ALL`], in that order.
    pub sections: Vec<Section>,
}

/// What the registry says in public (登记基础信息).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the public columns of `registry::Subject`")]
pub struct Registered {
    pub name: String,
    pub other_id: String,
    pub kind: String,
    pub group: Group,
    pub status: Status,
    pub dormant: bool,
    pub region: String,
    pub authority: String,
    pub industry: String,
    pub established: Option<Date>,
    pub licence_until: Option<Date>,
    /// Never of a natural person.
    pub address: Option<String>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub heading: Heading,
    /// Whether there is something, nothing, or nobody looked.
    pub looked: Looked,
    /// The records, the latest first.
    pub records: Vec<Record>,
}

/// A record as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What happened.
    pub kind: Kind,
    /// When.
    pub day: Date,
    /// The day it was recorded: what is said of it is as of then.
    pub recorded: Date,
    /// Where it was taken from: a draw, or a list of the authority.
    pub source: Option<String>,
    /// Authority (机关).
    pub authority: String,
    /// Law and article.
    pub basis: String,
    /// The public ones of its details.
    pub details: Details,
    /// Which list, since when open, and how it ended.
    pub listing: Option<Listed>,
    /// Where it is shown, and until when at most (公示截止期).
    pub shown: Vec<Shown>,
    /// The day its duty was done or the fault was put right.
    pub rectified: Option<Date>,
    /// What the party replied, and what it was answered.
    pub replies: Vec<Reply>,
    /// Credit repair.
    pub repair: Repair,
    /// First day repair or removal can be applied for.
    pub repair_from: Option<Date>,
    /// Version of the rule it stands under.
    pub rule: Option<Version>,
}

/// A listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which list.
    pub list: List,
    /// Whether it is open.
    pub state: State,
    /// When it ended.
    pub closed: Option<Date>,
}

/// Display on one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Channel.
    pub channel: Channel,
    /// Tier of a penalty.
    pub tier: Option<Code>,
    /// Since when.
    pub from: Option<Date>,
    /// Last day; `None`: the law sets none.
    pub until: Option<Date>,
}

/// A reply of the party (异议).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// When.
    pub day: Date,
    /// When and how it was answered.
    pub answer: Option<(Date, Option<Manner>)>,
}

impl Report {
    /// How many records stand under a heading.
    pub fn count(&self, heading: Heading) -> usize {
        self.sections.iter().find(|section| section.heading == heading).map_or(0, |s| s.records.len())
    }
}

#[cfg(test)]
mod tests;
