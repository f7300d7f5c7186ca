//! The fields a column may hold, over all kinds of roster.

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal),+ $(,)?) => {
        /// What a column means. The words are the English headings and the keys of mapping files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field { $($(#[$doc])* $name),+ }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Field] = &[$(Field::$name),+];

            /// English heading and key in mapping files.
            pub fn word(self) -> &'static str {
                match self { $(Field::$name => $word),+ }
            }

            /// The field of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Field::$name),)+ _ => None }
            }
        }
    };
}

fields! {
    /// Key of the row: 统一社会信用代码/注册号, 执法证号.
    Id = "id",
    /// A second key of a subject.
    OtherId = "other_id",
    /// 名称, 姓名.
    Name = "name",
    /// 市场主体类型.
    Type = "type",
    /// 登记状态.
    Status = "status",
    /// 歇业.
    Dormant = "dormant",
    /// 行政区划代码.
    Region = "region",
    /// 登记机关.
    Authority = "authority",
    /// 管辖单位.
    Station = "station",
    /// 行业门类.
    Section = "section",
    /// 行业代码.
    Industry = "industry",
    /// 监管标签 and 专项库.
    Labels = "labels",
    /// 信用风险类别.
    RiskClass = "risk_class",
    /// 成立日期.
    Established = "established",
    /// 许可证有效期至.
    LicenceUntil = "licence_until",
    /// 上次检查日期.
    LastInspected = "last_inspected",
    /// 上次检查层级: whose visit the last one was.
    LastLevel = "last_level",
    /// 本年度已检查次数.
    InspectedThisYear = "inspected_this_year",
    /// 住所.
    Address = "address",
    /// 法定代表人.
    Representative = "representative",
    /// 联络员.
    Contact = "contact",
    /// 联系电话.
    Phone = "phone",
    /// 所在业务部门（机构）.
    Unit = "unit",
    /// 层级.
    Level = "level",
    /// 担任职务.
    Position = "position",
    /// 岗位大类, 岗位资质资格, 执法事项范围.
    Tags = "tags",
    /// Most visits in one draw.
    Cap = "cap",
    /// 执法证有效期.
    CardUntil = "card_until",
    /// 执法人员状态.
    Valid = "valid",
    /// 是否专家.
    Expert = "expert",
    /// Card number in a recusal.
    Inspector = "inspector",
    /// Subject's key in a recusal.
    Subject = "subject",
    /// Reason of a recusal.
    Reason = "reason",
    /// Code of a matter.
    Code = "code",
    /// 抽查类别.
    Category = "category",
    /// 抽查事项.
    Title = "title",
    /// 检查对象.
    Object = "object",
    /// 事项类别.
    KeyMatter = "key_matter",
    /// 检查方式.
    Method = "method",
    /// 检查主体.
    Body = "body",
    /// 检查依据.
    Basis = "basis",
    /// Version of the item list.
    Version = "version",
    /// 生效日期.
    Effective = "effective",
    /// 序号: written, never read.
    Ordinal = "ordinal",
    /// 抽查子项.
    SubItem = "sub_item",
    /// 抽查比例.
    Rate = "rate",
    /// 抽查频次.
    Frequency = "frequency",
    /// 检查人员要求.
    Staff = "staff",
    /// 检查要点.
    Points = "points",
    /// 准备资料.
    Materials = "materials",
    /// 失效日期.
    Expires = "expires",
    /// 抽查任务编号.
    Task = "task",
    /// 抽取编号.
    Draw = "draw",
    /// 检查日期.
    Visited = "visited",
    /// 检查人员: card numbers.
    Officers = "officers",
    /// 检查结果.
    Result = "result",
    /// 发现问题.
    Findings = "findings",
    /// 后续处置措施.
    Disposals = "disposals",
    /// 差异原因.
    Difference = "difference",
    /// 证据文件.
    Evidence = "evidence",
    /// 整改期限: by when what was ordered is to be done.
    Due = "due",
    /// 备注.
    Note = "note",
    /// 文号 of a document about credit.
    Number = "number",
    /// Its day: 决定日期, 列入日期.
    Day = "day",
    /// 处罚程序.
    Procedure = "procedure",
    /// 处罚类别.
    Kinds = "kinds",
    /// 罚款金额, 万元.
    Fine = "fine",
    /// 没收金额, 万元.
    Confiscated = "confiscated",
    /// 领域.
    Domain = "domain",
    /// 行政相对人类别.
    Party = "party",
    /// 违法行为类型.
    Offence = "offence",
    /// 违法行为发生日期.
    Committed = "committed",
    /// 公示日期.
    Published = "published",
    /// Last day of a ban (禁限截止日期).
    Ban = "ban",
    /// 有效期至.
    Until = "until",
    /// 列入事由, or the ground of the serious list a penalty may lead to.
    Ground = "ground",
    /// 未报年度.
    Year = "year",
    /// 移出日期.
    RemovedOn = "removed_on",
    /// 移出事由.
    RemovalReason = "removal_reason",
    /// 移出文号.
    RemovalNumber = "removal_number",
    /// 情节: further facts.
    Flags = "flags",
    /// 案件编号.
    Case = "case",
    /// 补录原因.
    Late = "late",
    /// How: 投诉 or 举报, 作出 or 履行.
    Manner = "manner",
    /// 违法事实.
    Facts = "facts",
    /// 处罚内容, 反馈说明.
    Content = "content",
    /// 惩戒措施代码.
    Measure = "measure",
}

impl Field {
    /// The value may name or reach a person: never echoed in a list of issues.
    pub fn personal(self) -> bool {
        matches!(
            self,
            Field::Address
                | Field::Representative
                | Field::Contact
                | Field::Phone
                | Field::Findings
                | Field::Difference
                | Field::Note
                | Field::Facts
                | Field::Content
        )
    }

    /// Several columns may hold this field at once.
    pub fn repeats(self) -> bool {
        matches!(self, Field::Labels | Field::Tags)
    }

    /// Several columns may hold this field and the first that is not empty counts.
    pub fn has_alternatives(self) -> bool {
        matches!(self, Field::Id | Field::CardUntil)
    }
}
