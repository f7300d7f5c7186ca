//! What the two libraries (两库) hold: subjects (检查对象), inspectors (执法检查人员), recusals
//! (回避) and the matters (抽查事项) they are inspected for. Values only; how files become these
//! values is `core::row` and `ingest`, how they are kept is `archive`.
//!
//! No identity number of any person has a place here, on purpose.

use super::digest::Digest;
use super::id::{InspectorId, Name, SubjectId};
use super::time::Date;

/// Form of a subject's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// 统一社会信用代码, 18 characters, GB 32100-2015.
    Uscc,
    /// 注册号, 15 digits, GS15—2006.
    Reg15,
    /// 15 characters with `NA` in the middle (old cooperatives).
    Reg15Na,
    /// Legacy numbers of 13 or 14 digits.
    Reg13,
    /// 组织机构代码, GB 11714: a weak key.
    Org,
    /// Key of another registry, or a number of no known form.
    Other,
}

/// 登记状态 as the national public system shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 1 存续（在营、开业、在册）
    Active,
    /// 2 吊销，未注销
    Revoked,
    /// 3 吊销，已注销
    RevokedDeregistered,
    /// 4 注销
    Deregistered,
    /// 5 撤销
    Rescinded,
    /// 6 迁出
    MovedOut,
    /// 9 其他 or unknown
    Other,
}

/// Filter group of a subject's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// 企业
    Enterprise,
    /// 农专社
    Cooperative,
    /// 外企代表机构
    RepresentativeOffice,
    /// 个体户
    Individual,
    /// 其他
    Other,
}

/// A subject: one row of the registry after validation. Empty text means "not given".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Registry key, normalised.
    pub id: SubjectId,
    /// Form of the key.
    pub key_kind: KeyKind,
    /// A second key of the same subject (usually the 15-digit 注册号 beside a 统一社会信用代码).
    pub other_id: String,
    /// Name as published.
    pub name: String,
    /// Type as given (市场主体类型), text or code.
    pub kind: String,
    /// Filter group that follows from the type, or from the key.
    pub group: Group,
    /// 登记状态.
    pub status: Status,
    /// 歇业: suspended but still registered.
    pub dormant: bool,
    /// Six-digit region code (GB/T 2260) or empty.
    pub region: String,
    /// 登记机关 as given.
    pub authority: String,
    /// 管辖单位: the station's code, a pool of the draw; `None` if unknown.
    pub station: Option<Name>,
    /// Industry code, GB/T 4754: letter and up to four digits (`C1311`), or empty.
    pub industry: String,
    /// 监管标签 and 专项库, as tags, sorted, without repeats.
    pub labels: Vec<Name>,
    /// Internal credit-risk class (`a`…`d`) or another registry's risk level; never public.
    pub risk_class: Option<Name>,
    /// 成立日期.
    pub established: Option<Date>,
    /// 许可证有效期至; `Date::FOREVER` for 长期.
    pub licence_until: Option<Date>,
    /// 上次检查日期.
    pub last_inspected: Option<Date>,
    /// 本年度已检查次数.
    pub inspected_this_year: u32,
    /// 住所 (private where the subject is a natural person).
    pub address: String,
    /// 法定代表人/经营者 (private).
    pub representative: String,
    /// 联络员 (private).
    pub contact: String,
    /// 电话 (private).
    pub phone: String,
    /// Columns of the file that have no place above, `name=value` lines in the file's order.
    pub extra: String,
}

/// An inspector: one row of the inspectors' library (执法检查人员名录库).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspector {
    /// 执法证号.
    pub id: InspectorId,
    /// Name; never public.
    pub name: String,
    /// Unit's code (所在业务部门、所), also a tag and a pool.
    pub unit: Name,
    /// 层级 and 职务 as given.
    pub position: String,
    /// 岗位大类, 资质, 执法事项范围 as tags, sorted, without repeats.
    pub tags: Vec<Name>,
    /// Most visits in one draw; `None` = the plan's default.
    pub cap: Option<u32>,
    /// 执法证有效期; `None` = not given.
    pub card_until: Option<Date>,
    /// 执法人员状态 有效.
    pub valid: bool,
    /// 专家: accompanies, never fills a seat.
    pub expert: bool,
}

/// A recusal (回避): this inspector must not meet this subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recusal {
    /// Card number.
    pub inspector: InspectorId,
    /// Registry key.
    pub subject: SubjectId,
    /// Code of the reason (`declared`, `asked`, `last-visit`, `relative`, …).
    pub reason: Name,
}

/// A matter (抽查事项): one line of the published item list (随机抽查事项清单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Code, e.g. `A01`.
    pub code: SubjectId,
    /// 抽查类别.
    pub category: String,
    /// 抽查事项.
    pub title: String,
    /// 检查对象.
    pub object: String,
    /// 重点检查事项 (`true`) or 一般检查事项.
    pub key_matter: bool,
    /// 检查方式.
    pub method: String,
    /// 检查主体.
    pub body: String,
    /// 检查依据: without it the matter cannot be drawn.
    pub basis: String,
    /// Version of the item list.
    pub version: Name,
    /// First day the matter may be inspected.
    pub effective: Option<Date>,
    /// The columns that only some lists have.
    pub details: Details,
}

/// The columns of the national table that only some item lists have. Empty means "not given".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// 抽查子项.
    pub sub_item: String,
    /// 抽查比例 as given: the rate of a draw stands in the plan.
    pub rate: String,
    /// 抽查频次 as given.
    pub frequency: String,
    /// 检查人员要求 as given; `core::demand` reads it.
    pub staff: String,
    /// The qualifications it names, as tags, sorted, without repeats.
    pub skills: Vec<Name>,
    /// 检查要点, in their order.
    pub points: Vec<String>,
    /// 准备资料, in their order.
    pub materials: Vec<String>,
    /// 失效日期: last day in force.
    pub expires: Option<Date>,
    /// 备注.
    pub note: String,
}

/// What a roster holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RosterKind {
    /// [`Subject`] rows.
    Subjects,
    /// [`Inspector`] rows.
    Inspectors,
    /// [`Recusal`] rows.
    Recusals,
    /// [`Matter`] rows.
    Matters,
}

impl RosterKind {
    /// Word used on the command line and in the archive.
    pub fn word(self) -> &'static str {
        match self {
            RosterKind::Subjects => "subjects",
            RosterKind::Inspectors => "inspectors",
            RosterKind::Recusals => "recusals",
            RosterKind::Matters => "matters",
        }
    }
}

/// A roster (名录快照): one dated import of one library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// What it holds.
    pub kind: RosterKind,
    /// The day whose state it describes.
    pub as_of: Date,
    /// Number of rows accepted.
    pub rows: u64,
    /// Digest of the rows: SHA-256 over the lines `<key> <row digest>\n` in ascending byte order,
    /// so that neither file order nor file format changes it.
    pub digest: Digest,
}

impl Status {
    /// The word the public system shows.
    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "存续",
            Status::Revoked => "吊销，未注销",
            Status::RevokedDeregistered => "吊销，已注销",
            Status::Deregistered => "注销",
            Status::Rescinded => "撤销",
            Status::MovedOut => "迁出",
            Status::Other => "其他",
        }
    }
}

macro_rules! coded {
    ($type:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// Code used in plans, files and the archive.
            pub fn code(self) -> &'static str {
                match self { $($type::$variant => $code),+ }
            }

            /// The value of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($type::$variant),)+ _ => None }
            }
        }
    };
}

coded!(KeyKind { Uscc = "uscc", Reg15 = "reg15", Reg15Na = "reg15na", Reg13 = "reg13", Org = "org", Other = "other" });
coded!(Status {
    Active = "1", Revoked = "2", RevokedDeregistered = "3", Deregistered = "4", Rescinded = "5",
    MovedOut = "6", Other = "9",
});
coded!(Group {
    Enterprise = "enterprise", Cooperative = "cooperative", RepresentativeOffice = "rep-office",
    Individual = "individual", Other = "other",
});

/// How bad a problem of an input row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row is kept out.
    Error,
    /// The row is kept and listed.
    Warning,
    /// A value was changed to its normal form; the original is listed.
    Normalised,
    /// The row was recognised as no data (blank, repeated header, example, total) and skipped.
    Skipped,
}

/// One problem of one input row, ready to be shown: where, what, which rule, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowIssue {
    /// File name as given by the user.
    pub file: String,
    /// Row as the user's program numbers it, from 1.
    pub row: u64,
    /// Heading of the column, or empty if the whole row is meant.
    pub column: String,
    /// Value found, masked where it may be personal.
    pub value: String,
    /// How bad.
    pub severity: Severity,
    /// The rule broken.
    pub rule: super::row::Rule,
    /// The row's key where one could be read: an excluded subject stays visible in the frame.
    pub id: Option<SubjectId>,
    /// A proposed correction, where the rules find exactly one.
    pub suggestion: Option<String>,
}
