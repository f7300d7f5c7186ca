//! The closed list of what can stand in a document: kinds of documents, kinds of rows, and fields
//! with who may see them. A layout that names anything else, or a private field on a public
//! document, is refused (grounds: `data/visibility.toml`).

use crate::core::lang::Lang;
use crate::core::outcome::HEADINGS;
use serde::Deserialize;

/// What a layout is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 年度抽查工作计划 as a table; public.
    PlanTable,
    /// 抽查任务公告; public.
    Announcement,
    /// 检查对象名单 with officers; internal.
    NameList,
    /// 随机抽查通知书; for the subject.
    Notice,
    /// 情况记录表; internal.
    Record,
    /// 抽查工作方案; internal.
    WorkPlan,
    /// 检查结果录入表; internal.
    Outcome,
    /// 信用文书, a decision or notice of the credit archive; for the subject.
    Letter,
}

/// Whose rows a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// Tasks of a plan.
    Tasks,
    /// Subjects to be inspected.
    Subjects,
    /// Matters of the task.
    Matters,
    /// The team of one subject.
    Officers,
    /// Each subject with each matter.
    Checks,
    /// What a letter of the credit archive lists: the parties of a batch, the terms of a penalty.
    Annex,
}

/// Public fields of a task, its plan and its draw.
pub const TASK: [&str; 49] = [
    "as-of",
    "attempt",
    "basis",
    "body",
    "category",
    "count",
    "cutoff",
    "department",
    "department-or-blank",
    "draw",
    "draw-date",
    "draws",
    "eligible",
    "finish",
    "frequency",
    "general-mark",
    "initiator",
    "key-mark",
    "level",
    "list-note",
    "materials",
    "matter-titles",
    "method",
    "method-or-blank",
    "mode",
    "number",
    "object",
    "partners",
    "partners-or-blank",
    "period",
    "period-or-blank",
    "plan-name",
    "plan-number",
    "plan-version",
    "partnership",
    "rate",
    "rate-general",
    "rate-or-count",
    "rate-risk",
    "reason",
    "remark",
    "replaced",
    "scope",
    "source",
    "start",
    "task-kind",
    "task-name",
    "task-number",
    "year",
];

/// Public fields of a matter.
pub const MATTER: [&str; 13] = [
    "matter-basis",
    "matter-category",
    "matter-class",
    "matter-code",
    "matter-frequency",
    "matter-materials",
    "matter-method",
    "matter-note",
    "matter-points",
    "matter-rate",
    "matter-staff",
    "matter-sub-item",
    "matter-title",
];

/// Public fields of a subject.
pub const SUBJECT: [&str; 4] = ["authority", "number", "subject-id", "subject-name"];

/// What never stands on a public document.
pub const PRIVATE: [&str; 18] = [
    "address",
    "approved-by",
    "cards",
    "contact",
    "office-contact",
    "office-phone",
    "officer-card",
    "officer-count",
    "officer-name",
    "officer-role",
    "officer-unit",
    "officers",
    "origin",
    "phone",
    "representative",
    "responsible",
    "station",
    "visits-this-year",
];

/// Private fields that belong to one subject.
const OF_SUBJECT: [&str; 9] = [
    "address",
    "cards",
    "contact",
    "officers",
    "origin",
    "phone",
    "representative",
    "station",
    "visits-this-year",
];

/// Fields of the workbook of outcomes, in the order of [`HEADINGS`].
pub const OUTCOME: [&str; HEADINGS.len()] = [
    "task-number",
    "draw",
    "subject-id",
    "subject-name",
    "matter-code",
    "matter-title",
    "visited",
    "cards",
    "methods",
    "results",
    "findings",
    "disposals",
    "difference",
    "evidence",
    "note",
    "due",
];

/// Fields of a letter of the credit archive: nothing of an officer or of a natural person. `office-line` is the
/// bureau's own telephone.
pub const LETTER: [&str; 28] = [
    "body",
    "channel",
    "court",
    "earliest",
    "hearing-days",
    "latest",
    "letter-basis",
    "letter-conditions",
    "letter-count",
    "letter-date",
    "letter-effect",
    "letter-exit",
    "letter-facts",
    "letter-list",
    "letter-measures",
    "letter-number",
    "letter-reason",
    "letter-record",
    "letter-term",
    "letter-threshold",
    "letter-title",
    "office",
    "office-address",
    "office-line",
    "record-date",
    "record-effect",
    "record-number",
    "review-body",
];

/// Fields of the rows of an annex that are nowhere else.
const ANNEX: [&str; 1] = ["tier"];

/// Fields of an officer.
const OFFICER: [&str; 4] = ["officer-card", "officer-name", "officer-role", "officer-unit"];

impl Kind {
    /// Whether everybody may see the document.
    pub fn public(self) -> bool {
        matches!(self, Kind::PlanTable | Kind::Announcement)
    }

    /// Whether there is a page for each subject.
    pub fn per_subject(self) -> bool {
        matches!(self, Kind::Notice | Kind::Record | Kind::Letter)
    }

    /// Word in layouts and in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Kind::PlanTable => "plan-table",
            Kind::Announcement => "announcement",
            Kind::NameList => "name-list",
            Kind::Notice => "notice",
            Kind::Record => "record",
            Kind::WorkPlan => "work-plan",
            Kind::Outcome => "outcome",
            Kind::Letter => "letter",
        }
    }

    /// Name of its sheet.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Kind::PlanTable => lang.pick("抽查计划", "plan"),
            Kind::Announcement => lang.pick("任务公告", "announcement"),
            Kind::NameList => lang.pick("检查对象名单", "subjects"),
            Kind::Notice => lang.pick("通知书", "notice"),
            Kind::Record => lang.pick("情况记录表", "record"),
            Kind::WorkPlan => lang.pick("工作方案", "work plan"),
            Kind::Outcome => lang.pick("检查结果", "outcomes"),
            Kind::Letter => lang.pick("信用文书", "letter"),
        }
    }

    /// Rows its tables can have.
    pub fn tables(self) -> &'static [Rows] {
        match self {
            Kind::PlanTable => &[Rows::Tasks],
            Kind::Announcement | Kind::NameList => &[Rows::Subjects, Rows::Matters],
            Kind::Notice | Kind::Record => &[Rows::Matters, Rows::Officers],
            Kind::WorkPlan => &[Rows::Matters],
            Kind::Outcome => &[Rows::Checks],
            Kind::Letter => &[Rows::Annex],
        }
    }

    /// Why a field cannot stand outside the tables of this kind; `None`: it can.
    pub fn refuses(self, field: &str) -> Option<(&'static str, &'static str)> {
        if self == Kind::Letter {
            return self.judge(field, LETTER.contains(&field) || SUBJECT.contains(&field));
        }
        let subject = self.per_subject() && (SUBJECT.contains(&field) || OF_SUBJECT.contains(&field));
        let own = PRIVATE.contains(&field) && !OF_SUBJECT.contains(&field) && !OFFICER.contains(&field);
        self.judge(field, TASK.contains(&field) || subject || own)
    }

    /// The same for a column.
    pub fn refuses_in(self, rows: Rows, field: &str) -> Option<(&'static str, &'static str)> {
        let known = match rows {
            Rows::Tasks => TASK.contains(&field),
            Rows::Matters => MATTER.contains(&field),
            Rows::Officers => OFFICER.contains(&field),
            Rows::Subjects => SUBJECT.contains(&field) || OF_SUBJECT.contains(&field),
            Rows::Annex => [&LETTER[..], &SUBJECT, &ANNEX].iter().any(|names| names.contains(&field)),
            Rows::Checks => [&TASK[..], &MATTER, &SUBJECT, &OF_SUBJECT, &OUTCOME]
                .iter()
                .any(|names| names.contains(&field)),
        };
        self.judge(field, known)
    }

    fn judge(self, field: &str, known: bool) -> Option<(&'static str, &'static str)> {
        match known {
            _ if self.public() && PRIVATE.contains(&field) => {
                Some(("不得出现在公开文书上", "never stands on a public document"))
            }
            _ if self == Kind::Letter && PRIVATE.contains(&field) => {
                Some(("不得出现在信用文书上", "never stands on a letter of the credit archive"))
            }
            true => None,
            false => Some(("这里没有这个字段", "there is no such field here")),
        }
    }
}
