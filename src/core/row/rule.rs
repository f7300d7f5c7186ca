//! Every rule an input row can break: its code, how bad it is, what to say and what to do, in
//! Chinese and English. The codes are a contract with scripts that read issue lists.

use crate::core::lang::Lang;
use crate::core::registry::Severity;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $code:literal $severity:ident $told:ident
        $zh:literal $en:literal $fix_zh:literal $fix_en:literal;)+) => {
        /// A rule an input row can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $(#[doc = $en] $(#[$doc])* $name),+ }

        impl Rule {
            /// Every rule, in order.
            pub const ALL: &'static [Rule] = &[$(Rule::$name),+];

            /// Stable code, e.g. `key-missing`.
            pub fn code(self) -> &'static str {
                match self { $(Rule::$name => $code),+ }
            }

            /// How bad a row that breaks it is.
            pub fn severity(self) -> Severity {
                match self { $(Rule::$name => Severity::$severity),+ }
            }

            /// What is wrong.
            pub fn message(self, lang: Lang) -> &'static str {
                match self { $(Rule::$name => lang.pick($zh, $en)),+ }
            }

            /// What to do about it.
            pub fn remedy(self, lang: Lang) -> &'static str {
                match self { $(Rule::$name => lang.pick($fix_zh, $fix_en)),+ }
            }

            fn told(self) -> Told {
                match self { $(Rule::$name => Told::$told),+ }
            }
        }
    };
}

/// How often a rule is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    /// For every row.
    Row,
    /// Once per file, with a count.
    File,
    /// Once per file and value, with a count.
    Value,
}

impl Rule {
    /// The rule of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Rule::ALL.iter().copied().find(|rule| rule.code() == code)
    }

    /// Told once per file with the number of rows, not row by row.
    pub fn once_per_file(self) -> bool {
        self.told() != Told::Row
    }

    /// Counted apart for each value.
    pub fn grouped_by_value(self) -> bool {
        self.told() == Told::Value
    }
}

rules! {
    // the row
    ColumnCount "column-count" Error Row
        "列数与表头不一致" "the number of columns differs from the heading row"
        "检查未加引号的逗号或多余的分隔符" "look for unquoted commas or extra separators";
    ColumnsShifted "columns-shifted" Error Row
        "各列整体错位：代码出现在相邻列" "the columns are shifted: a neighbouring column holds the code"
        "将本行各列移回表头所示位置" "move the cells back under their headings";
    Undecodable "undecodable" Error Row
        "本行不能按文件的字符编码解读" "the row does not decode in the file's encoding"
        "用原系统重新导出，或以 --encoding 指定编码" "export it again from its system, or state the encoding";
    MixedEncoding "mixed-encoding" Error Row
        "本行的字符编码与文件其余部分不同" "the row is in another encoding than the rest of the file"
        "将不同来源的数据分开成文件，统一编码后再导入" "keep deliveries in separate files of one encoding each";
    NulByte "nul-byte" Error Row
        "含有空字符（NUL），文件已损坏" "holds a NUL byte: the file is damaged"
        "重新取得原文件" "obtain the file again";
    LoneCr "lone-cr" Error Row
        "含有单独的回车符（CR），文件已损坏" "holds a CR without LF: the file is damaged"
        "重新取得原文件，或统一换行符" "obtain the file again, or unify its line ends";
    QuoteBroken "quote-broken" Error Row
        "引号不配对" "a quoted field is not closed, or goes on after its quote"
        "补全引号；字段内的引号须写成两个" "close the quote; a quote inside a field is written twice";
    ColumnMisspelt "column-misspelt" Warning Row
        "列名不认识，该列未按已知列读入" "the heading is not known: the column was not read as a known one"
        "若为笔误，改正列名后重新导入" "if it is a slip, correct the heading and import again";
    HiddenColumn "hidden-column" Warning Row
        "该工作表有隐藏的列，列中有内容，已照常读入" "the sheet hides columns in which something stands: they were read like the others"
        "取消隐藏后核对；不该有的请删除后重新导入" "unhide them and look; what should not be there: delete it and import again";
    HiddenRow "hidden-row" Warning Row
        "该工作表有隐藏（或被筛选掉）的行，行中有内容，已照常读入" "the sheet hides rows, or filters them out, in which something stands: they were read like the others"
        "取消隐藏或筛选后核对；不该有的请删除后重新导入" "unhide them or clear the filter and look; what should not be there: delete it and import again";
    HiddenSheet "hidden-sheet" Warning Row
        "读取的是隐藏的工作表" "the sheet that was read is hidden"
        "取消隐藏后核对" "unhide it and look";
    HiddenSheetLeft "hidden-sheet-left" Warning Row
        "前面有隐藏的工作表，未读入" "a hidden sheet stands in front; it was not read"
        "数据若在其中，取消隐藏后重新导入；否则请删除" "if the data is there, unhide it and import again; otherwise delete it";
    // the key
    KeyMissing "key-missing" Error Row
        "缺少代码" "the key is missing"
        "补录统一社会信用代码、注册号或证号" "supply the code or number";
    KeyForm "key-form" Error Row
        "代码长度或形式不符合任何已知编号" "the key has no known form"
        "核对登记系统中的编号" "compare with the registration system";
    KeyCharacters "key-characters" Error Row
        "统一社会信用代码含有不允许的字符" "the credit code holds characters outside its set"
        "代码只用数字和除 I、O、S、V、Z 外的大写字母，核对证照" "only digits and capitals except I, O, S, V, Z: see the licence";
    KeyLookAlike "key-look-alike" Error Row
        "统一社会信用代码含有易混字符" "the credit code holds look-alike letters"
        "核对证照；仅当建议值与证照一致时采用" "see the licence; take a proposal only if it agrees";
    KeyCheck "key-check" Error Row
        "统一社会信用代码校验码不符" "the credit code's check character is wrong"
        "核对证照上的代码" "compare with the licence";
    KeyDigitsLost "key-digits-lost" Error Row
        "电子表格的数字格式丢失了代码的末位数字" "a spreadsheet's number format lost digits of the key"
        "将该列设为文本格式后重新取数" "set the column to text and fetch the values again";
    KeyIdentityNumber "key-identity-number" Error Row
        "代码列中是公民身份号码" "the key column holds a person's identity number"
        "删除身份号码，改填主体代码" "delete it and give the subject's code";
    KeyUndecodable "key-undecodable" Error Row
        "代码含有已丢失的字符（U+FFFD）" "the key holds a lost character (U+FFFD)"
        "用原系统重新导出" "export it again from its system";
    KeyNormalised "key-normalised" Normalised Row
        "代码已规范化（大小写、全角、空格等）" "the key was put in its normal form"
        "无需处理" "nothing to do";
    KeySuggested "key-suggested" Normalised Row
        "按建议更正了代码" "the proposed key was applied"
        "核对证照" "compare with the licence";
    KeyInner "key-inner" Warning Row
        "代码中组织机构代码部分的校验码不符" "the organisation code inside the credit code fails its own check"
        "核对后保留" "check and keep";
    KeyPair "key-pair" Warning Row
        "代码前两位不是已知的登记部门和机构类别" "the first two characters are no known department and category"
        "核对证照" "compare with the licence";
    KeyReg15 "key-reg15" Warning File
        "使用15位注册号，尚未换发统一社会信用代码" "old 15-digit registration numbers, not yet replaced"
        "可保留；宜补录统一社会信用代码" "kept; add the credit code when known";
    KeyReg15Check "key-reg15-check" Warning Row
        "15位注册号校验码不符" "the 15-digit number's check digit is wrong"
        "核对登记档案" "compare with the register";
    KeyReg15Na "key-reg15-na" Warning File
        "使用含 NA 的旧注册号" "old numbers with NA in the middle"
        "可保留；宜补录统一社会信用代码" "kept; add the credit code when known";
    KeyReg13 "key-reg13" Warning Row
        "使用13或14位旧注册号" "an old number of 13 or 14 digits"
        "可保留；宜补录统一社会信用代码" "kept; add the credit code when known";
    KeyOrg "key-org" Warning Row
        "仅有组织机构代码" "an organisation code only: a weak key"
        "补录统一社会信用代码" "add the credit code";
    KeyOther "key-other" Warning Row
        "编号形式未知，仅在本文件内唯一时可用" "a number of unknown form: a key only while unique"
        "补录统一社会信用代码" "add the credit code";
    DuplicateIdentical "duplicate-identical" Normalised Row
        "与前面的行完全相同，已合并" "the same row stands twice: merged"
        "无需处理" "nothing to do";
    DuplicateConflict "duplicate-conflict" Error Row
        "同一代码对应不同内容，均未导入" "the same key with different content: all are kept out"
        "由人工确认哪一行正确" "a person decides which row is right";
    InspectorTwoNames "inspector-two-names" Error Row
        "同一执法证号对应不同姓名" "the same card number under different names"
        "核对执法证" "compare with the cards";
    InspectorReplaced "inspector-replaced" Normalised Row
        "同一证号、姓名的后一行取代前一行" "a later row of the same number and name replaced this one"
        "无需处理" "nothing to do";
    RecusalRepeated "recusal-repeated" Normalised Row
        "同一人员与对象的回避已登记" "the same pair stands twice with another reason: merged"
        "无需处理" "nothing to do";
    Superseded "superseded" Normalised File
        "同一代码有更新的行，旧行不再采用" "older rows of a key gave way to its latest"
        "无需处理" "nothing to do";
    // names and text
    NameMissing "name-missing" Error Row
        "缺少名称" "the name is missing"
        "补录名称" "supply the name";
    NameUndecodable "name-undecodable" Error Row
        "名称含有已丢失的字符（U+FFFD）" "the name holds a lost character (U+FFFD)"
        "用原系统重新导出" "export it again from its system";
    NameBlanks "name-blanks" Normalised Row
        "去除了名称中的不可见字符或首尾空格" "blanks or invisible characters were removed from the name"
        "无需处理" "nothing to do";
    PrivateUse "private-use" Warning Row
        "含有自造字（私用区字符）" "holds private-use characters"
        "原样保留；打印前核对字形" "kept as it is; check the glyph before printing";
    LostCharacter "lost-character" Warning Row
        "含有问号，可能是丢失的生僻字" "holds a question mark, perhaps a lost character"
        "核对名称" "check the name";
    ReplacementCharacter "replacement-character" Warning Row
        "含有已丢失的字符（U+FFFD）" "holds a lost character (U+FFFD)"
        "用原系统重新导出" "export it again from its system";
    BlanksTrimmed "blanks-trimmed" Normalised File
        "去除了首尾空格或不可见字符" "blanks or invisible characters were removed"
        "无需处理" "nothing to do";
    IdentityColumn "identity-column" Warning File
        "身份证号列未读入" "the identity-number column was not read"
        "下次导出时不要包含该列" "leave the column out of deliveries";
    IdentityValue "identity-value" Warning Row
        "内容为公民身份号码，未读入" "the value is a person's identity number: not kept"
        "删除该内容" "delete it";
    SpreadsheetError "spreadsheet-error" Warning Row
        "单元格为公式错误值，按空白处理" "the cell holds a spreadsheet error: treated as empty"
        "改正公式或填写数值" "correct the formula or give the value";
    // status, type, region, industry
    StatusMissing "status-missing" Warning File
        "没有登记状态，按“其他”处理，默认不参与抽取" "no status: taken as 9 (other), not drawn by default"
        "补充登记状态列" "add the status";
    StatusUnknown "status-unknown" Warning Value
        "登记状态不能识别，按“其他”处理" "unknown status: taken as 9 (other)"
        "改用公示系统的状态用语" "use the public system's words";
    StatusRevoked "status-revoked" Warning Value
        "仅写“吊销”，按“吊销，未注销”处理" "revoked without saying whether deregistered: taken as not"
        "写明是否已注销" "say which";
    StatusTransit "status-transit" Warning Value
        "正在迁出、注销、清算或停业，仍按存续处理" "moving out, deregistering, liquidating or closed: still taken as active"
        "抽取前核实" "verify before the draw";
    TypeMissing "type-missing" Warning File
        "没有主体类型，按代码推定类别" "no type: the group follows from the key"
        "补充类型列" "add the type";
    TypeUnknown "type-unknown" Warning Value
        "主体类型不能识别，按代码推定类别" "unknown type: the group follows from the key"
        "改用标准类型名称或代码" "use a standard name or code";
    RegionProvince "region-province" Warning File
        "代码中的省份与行政区划列不同" "the province in the key differs from the region column"
        "多为迁入或国家局登记；确认即可" "usually moved in or registered nationally: confirm";
    RegionUnknown "region-unknown" Warning Value
        "行政区划代码不在任何版本中，按上级区划处理" "the region code is in no edition: its city or province is used"
        "确认是否为新区划或开发区" "confirm: a new code or a development zone";
    RegionForm "region-form" Warning Value
        "行政区划不是六位代码" "the region is no six-digit code"
        "填写六位行政区划代码" "give the six digits";
    CodeNormalised "code-normalised" Normalised Row
        "代码已规范化（补零、去小数等）" "a code was put in its normal form"
        "无需处理" "nothing to do";
    IndustryUnknown "industry-unknown" Warning Value
        "行业不能识别" "unknown industry"
        "按 GB/T 4754 填写行业代码" "give the code of GB/T 4754";
    StationUnknown "station-unknown" Warning Value
        "管辖单位不在本局单位表中" "the station is not among the bureau's units"
        "在 suicha.toml 的 [units] 下登记" "add it below [units] of suicha.toml";
    UnitUnknown "unit-unknown" Error Row
        "所在部门不在本局单位表中" "the unit is not among the bureau's units"
        "在 suicha.toml 的 [units] 下登记" "add it below [units] of suicha.toml";
    UnitMissing "unit-missing" Error Row
        "缺少所在部门" "the unit is missing"
        "补录所在部门" "supply the unit";
    TagUnknown "tag-unknown" Warning Value
        "标签不在本局标签表中，未采用" "the tag is not among the bureau's tags: left out"
        "在 suicha.toml 的 [tags] 下登记" "add it below [tags] of suicha.toml";
    LabelNotDrawn "label-not-drawn" Warning Value
        "标签表示上级抽中，而证据包中没有抽中该对象，未采用" "the label says that the upper level drew the subject, and its bundle does not: left out"
        "标签由导入时按证据包加注，不必手工填写" "leave it to the import, which takes it from the bundle";
    LevelUnknown "level-unknown" Warning Value
        "上次检查层级不能识别" "the level of the last inspection is unknown"
        "填写国家级、省级、市级、县级或所级" "give 国家级, 省级, 市级, 县级 or 所级";
    RiskUnknown "risk-unknown" Warning Value
        "风险类别不能识别" "unknown risk class"
        "填写 A、B、C、D 或登记为标签" "give A, B, C or D, or add it to the tags";
    // dates, numbers, yes and no
    DateUnreadable "date-unreadable" Warning Row
        "日期不能识别，未采用" "not a date: left out"
        "写成 2024-03-01" "write 2024-03-01";
    DateNormalised "date-normalised" Normalised File
        "日期已改写为统一格式" "dates were rewritten as YYYY-MM-DD"
        "无需处理" "nothing to do";
    DateCoarse "date-coarse" Normalised Row
        "日期只到月或年，按该期首日（截止日期按末日）处理，原文保留" "a month or year only: first day, or last day of an end; the text is kept"
        "需要时补全日期" "complete the date if needed";
    NumberUnreadable "number-unreadable" Warning Row
        "数字不能识别，未采用" "not a number: left out"
        "填写整数" "give a whole number";
    YesNoUnknown "yes-no-unknown" Warning Row
        "不是“是/否”“有效/失效”等" "neither yes nor no"
        "填写 是 或 否" "give yes or no";
    ValueMissing "value-missing" Warning Row
        "该列应有内容而为空" "the value is empty where one is expected"
        "补录" "supply it";
    VisitsRaised "visits-raised" Normalised Row
        "本档案库记录的检查多于名录所载，已按实际次数和日期计" "the archive has recorded more or later visits than the row states: taken as recorded"
        "无需处理；名录平台应补记" "nothing to do; the registry should be brought up to date";
    // recusals, matters
    ReasonUnknown "reason-unknown" Warning Value
        "回避原因不能识别，按 other 处理" "unknown reason: taken as other"
        "使用既定原因" "use one of the known reasons";
    InspectorForm "inspector-form" Error Row
        "执法证号含有字母、数字、- 以外的字符" "the card number holds characters other than letters, digits and -"
        "填写证号中的数字和字母" "give its digits and letters";
    TitleMissing "title-missing" Error Row
        "缺少抽查事项" "the matter's title is missing"
        "补录抽查事项" "supply the title";
    MobileNumber "mobile-number" Error Row
        "公开的栏目中有手机号码" "a column that is published holds a mobile number"
        "删去号码，改写岗位或办公电话" "delete it; write a post or the office's line";
    BasisMissing "basis-missing" Warning Row
        "缺少检查依据，不得据以抽查" "no legal basis: the matter cannot be drawn"
        "补录检查依据" "supply the basis";
    StaffUnknown "staff-unknown" Warning Value
        "检查人员要求不能识别，原文保留" "what is asked of the officers cannot be read: kept as it is"
        "写成“无需专业岗位资格”，或“需专业岗位资格：计量”" "write 无需专业岗位资格, or 需专业岗位资格 with a colon and the qualifications";
    VersionForm "version-form" Error Row
        "清单版本须为小写字母、数字、. 和 -" "the version must be lower-case letters, digits, . and -"
        "例如 2024-1" "for example 2024-1";
    // outcomes
    MergedCells "merged-cells" Error Row
        "本行有合并单元格，内容归属不明" "the row has merged cells: whose value it is cannot be told"
        "取消合并并逐行填写" "unmerge the cells and fill every row";
    OutcomeDraw "outcome-draw" Error Row
        "抽取编号不是本次抽取" "the id of the draw is another one's"
        "核对文件是否属于这次抽取" "see whether the file belongs to this draw";
    OutcomeTask "outcome-task" Error Row
        "抽查任务编号不属于本次抽取" "the number of the task is none of this draw"
        "核对抽查任务编号" "compare the number with the plan";
    OutcomeNotDrawn "outcome-not-drawn" Error Row
        "该对象不在本任务的抽中名单（含递补）中" "the subject is not among those drawn for the task, replacements included"
        "核对代码；计划外检查不在此录入" "compare the key; what was not drawn is not recorded here";
    OutcomeMatter "outcome-matter" Error Row
        "该事项不在抽中该对象的任务中" "the matter is in no task that drew the subject"
        "核对抽查事项编码" "compare the code of the matter";
    OutcomeDate "outcome-date" Error Row
        "日期缺失或不能识别到日" "the date is missing, or names no day"
        "写成 2024-03-01" "write 2024-03-01";
    OutcomeDateRange "outcome-date-range" Error Row
        "检查日期早于抽取或晚于今天" "the date of the visit lies before the draw or after today"
        "核对检查日期：须在抽取之日至今天之间" "compare the date: from the day of the draw to today";
    OutcomeDue "outcome-due" Error Row
        "整改期限早于检查日期，或写在无需后续处置的结果上" "the day by which to correct lies before the visit, or nothing is left to be done"
        "核对整改期限和后续处置措施" "compare the day and what follows";
    OutcomeContradiction "outcome-contradiction" Warning Row
        "检查结果与后续处置措施不一致：未发现问题或已注销、迁出的，不应责令改正、移送或抄告" "the result and what follows do not fit: nothing was found, or the subject is gone, and still something is ordered or passed on"
        "核对检查结果和后续处置措施" "compare the result and what follows";
    OutcomeName "outcome-name" Error Row
        "企业名称与代码不符：可能整列错位" "the name is not that of the number: a column may have been moved"
        "按名录核对企业名称和代码；名称确已变更的，留空即可" "compare name and number with the registry; where the name has changed, leave it empty";
    OutcomeOfficer "outcome-officer" Error Row
        "检查人员缺失，或执法证号不在本次抽取的人员名录中" "no officer is named, or a card is not in the draw's library of inspectors"
        "填写执法证号，多人以顿号分隔" "give card numbers, separated by 、";
    OutcomeTeam "outcome-team" Error Row
        "检查人员与抽取的检查组不同（−未去，+另去），且未说明差异原因" "others went than were drawn (− stayed, + went instead), and no reason is given"
        "填写差异原因；换人应先办理 draw replace" "give the reason; a change of officers is what `draw replace` is for";
    OutcomeTeamReason "outcome-team-reason" Warning Row
        "检查人员与抽取的检查组不同（−未去，+另去），已说明原因" "others went than were drawn (− stayed, + went instead); the reason is given"
        "无需处理；核验第13项会列出" "nothing to do; check 13 will list it";
    OutcomeTwo "outcome-two" Error Row
        "实地检查不得少于两名检查人员" "fewer than two officers on site"
        "补全检查人员的执法证号，以顿号分隔" "name the cards of all who went, at least two, separated by 、";
    OutcomeMethod "outcome-method" Error Row
        "核查方式缺失，或不在规定的六种之内" "the method is missing, or none of the six"
        "从下拉列表中选择" "choose from the list";
    OutcomeResult "outcome-result" Error Row
        "检查结果缺失，或不在规定的类别之内" "the result is missing, or on no national list"
        "从下拉列表中选择；旧代码须以 --set 指明是哪一套" "choose from the list; for older codes state their set with --set";
    OutcomeDisposal "outcome-disposal" Error Row
        "后续处置措施缺失，或不在规定的六种之内" "the disposal is missing, or none of the six"
        "从下拉列表中选择" "choose from the list";
    OutcomeDisposalAssumed "outcome-disposal-assumed" Normalised File
        "未发现问题而未填处置措施，按 D1 处理" "nothing was found and no disposal given: taken as D1"
        "无需处理" "nothing to do";
    OutcomeAlone "outcome-alone" Error Row
        "互相矛盾：R1、G1–G4 或 D1 不能与其他选项并列" "a contradiction: R1, G1 to G4 and D1 stand alone"
        "核对检查结果和后续处置措施" "compare results and disposals";
    OutcomeFindings "outcome-findings" Warning Row
        "发现问题而没有写明是什么问题" "a problem was found, and no word says which"
        "填写发现问题一栏" "fill in the findings";
    OutcomeEvidence "outcome-evidence" Error Row
        "证据文件找不到" "a file of the evidence cannot be found"
        "把文件放在同一目录，或以 --evidence 指明目录" "put it beside the workbook, or name its directory with --evidence";
    OutcomePublished "outcome-published" Error Row
        "该结果已公示过，内容与此不同（所列各列），不能直接改录" "the result was published and says otherwise in the columns named: it cannot simply be entered again"
        "用 suicha outcome correct 更正并说明原因" "correct it with `suicha outcome correct` and a reason";
    OutcomeNotPublished "outcome-not-published" Error Row
        "该结果从未公示，不是更正" "the result was never published: there is nothing to correct"
        "用 suicha outcome import 录入" "enter it with `suicha outcome import`";
    OutcomeChanged "outcome-changed" Warning Row
        "所列各列与此前录入的不同，记为新的修订" "the columns named differ from what was entered before: it becomes a new revision"
        "与前次录入者核对以哪一份为准" "agree with whoever entered it first which one is right";
    SkipUnfilled "skip-unfilled" Skipped File
        "尚未填写的行" "a row that is not filled in yet"
        "填写后再次导入" "import it again once it is";
    // credit
    CreditStranger "credit-stranger" Error Row
        "该对象不在现行名录中，也不在任何一次抽取的名录中" "the subject stands neither in the roster in force nor in that of any draw"
        "核对代码；新设主体先导入名录" "compare the key; import the roster first if the subject is new";
    CreditMissing "credit-missing" Error Row
        "必填项为空" "a value is missing that must be given"
        "补录该项" "supply it";
    CreditWord "credit-word" Error Row
        "内容不在规定的取值之内" "the value is none of those allowed"
        "按模板下拉列表填写（suicha export 种类 模板.xlsx）" "write one of the words of the list: the drop-downs of `suicha export KIND FILE.xlsx`";
    CreditAmount "credit-amount" Error Row
        "金额须以万元计、最多六位小数" "sums are in 万元 with at most six decimals"
        "不要写单位、千分号；元须除以 10000" "no unit, no separators; divide yuan by 10000";
    CreditNumber "credit-number" Error Row
        "同一文号已有内容不同的记录" "another record bears the same document number and says something else"
        "核对文号；更正须按原记录撤销或变更" "compare the number; a decision is changed or revoked, never entered again";
    CreditFuture "credit-future" Error Row
        "日期晚于今天" "the day lies after today"
        "核对日期" "compare the day";
    CreditKnown "credit-known" Normalised Row
        "该记录已在信用档案中，未重复录入" "the record is in the credit archive already: not entered again"
        "无需处理" "nothing to do";
    CreditLateTold "credit-late-told" Warning Row
        "逾期补录，已按补录登记并留痕" "told late: recorded as a late fact"
        "无需处理；补录原因随事件保存" "nothing to do; the reason is kept with the event";
    CreditTarget "credit-target" Error Row
        "所指的记录不存在：没有可移出的列入" "it is about a record that is not there: no listing to remove"
        "先导入列入记录，或核对列入事由和日期" "import the listing first, or compare ground and day";
    CreditLate "credit-late" Error Row
        "补录须说明原因" "an event told late says why"
        "填写补录原因一栏" "fill in 补录原因";
    CreditBeforeAct "credit-before-act" Error Row
        "处罚决定早于违法行为" "the penalty was decided before the offence"
        "核对决定日期和违法行为发生日期" "compare both days";
    CreditUnit "credit-unit" Error Row
        "金额异常，疑将元填作万元" "the sum is implausible: yuan where 万元 is expected"
        "核对单位；该列以万元计" "check the unit: the column is in 万元";
    CreditNoRule "credit-no-rule" Error Row
        "该日没有这一列入情形的规定" "no rule for this ground was in force on the day"
        "核对日期和列入事由" "compare day and ground";
    CreditSecondListing "credit-second-listing" Error Row
        "同一情形尚在列，不得重复列入" "a listing on this ground is open: it is not listed twice"
        "先办理移出，或核对是否重复" "remove the first, or see whether this is the same";
    CreditSameYear "credit-same-year" Error Row
        "该年度已列入过，不得重复列入" "this year was listed already: it is not listed twice"
        "核对未报年度" "compare the year";
    CreditConsent "credit-consent" Error Row
        "列入严重违法失信名单缺上一级机关同意" "the consent of the next-higher bureau is missing"
        "在情节一栏注明“上级同意”" "write 上级同意 in 情节";
    CreditNotOpen "credit-not-open" Error Row
        "所指列入已不在列" "the listing is not open any more"
        "核对所指列入" "see which listing is meant";
    CreditReason "credit-reason" Error Row
        "该情形不得以此事由移出" "this ground does not allow this reason of removal"
        "选其他移出事由" "choose another reason";
    CreditTerm "credit-term" Error Row
        "未满最短期限" "the minimum term is not over"
        "期满后再办理" "wait until it is";
    CreditForm "credit-form" Error Row
        "事件本身不完整" "the event is not whole"
        "照模板补全" "complete it as the template says";
    CreditPublished "credit-published" Error Row
        "公示日期早于决定日期" "it was published before the decision"
        "核对决定日期和公示日期" "compare both days";
    CreditUntil "credit-until" Error Row
        "截止日期早于决定日期" "its last day lies before the decision"
        "核对决定日期和截止日期" "compare both days";
    CreditNotDue "credit-not-due" Error Row
        "该年度的年度报告尚未到期" "the annual report of that year is not due yet"
        "核对未报年度和列入日期：次年6月30日后方可列入" "compare year and day: a listing comes after 30 June of the next year";
    CreditOtherForm "credit-other-form" Error Row
        "该列入事由不适用于此类主体" "the ground is for another form of subject"
        "企业用 ABN，个体工商户用 IND（标记），合作社用 COOP" "ABN for enterprises, IND for individual businesses (a mark), COOP for cooperatives";
    CreditGone "credit-gone" Error Row
        "该主体此前已注销" "the subject was deregistered before"
        "核对主体和日期" "compare subject and day";
    CreditNoPenalty "credit-no-penalty" Warning Row
        "严重违法失信名单应当以行政处罚为前提，未找到同一案件编号的处罚" "a serious listing follows from a penalty: none has its case number"
        "先导入该处罚，并在两处填写同一案件编号" "import the penalty first, with the same 案件编号 in both lists";
    CreditLarge "credit-large" Warning Row
        "金额在100万元以上：请核对是否将元填作万元" "a sum of 1 000 000 yuan or more: see whether yuan were written for 万元"
        "单位为万元；属实则无需处理" "the column is in 万元; nothing to do where it is so";
    CreditNotGrave "credit-not-grave" Warning Row
        "填写了严重违法失信事由，情节未注明“情节严重”：不会提出列入" "it names a ground of the serious list and is not called grave: no listing is proposed"
        "情节严重的在情节一栏注明；否则删去事由" "write 情节严重 in 情节 where it is, or leave the ground out";
    CreditPersonal "credit-personal" Error Row
        "公开文字中含身份证号或电话号码" "words for the public hold an identity or telephone number"
        "删去该号码后再导入" "remove the number and import it again";
    CreditLong "credit-long" Error Row
        "文字超过2000字" "the text is longer than 2000 characters"
        "请写摘要" "write a summary";
    CreditBatch "credit-batch" Error Row
        "该对象没有这一批次的这一措施" "this subject has no such measure in such a batch"
        "核对批次号和措施代码，照交换文件填写" "compare batch and measure with the files of the exchange";
    CreditFeedbackBefore "credit-feedback-before" Error Row
        "反馈早于措施开始" "the feedback precedes the measure"
        "核对反馈日期" "compare the day";
    CreditFeedbackEnded "credit-feedback-ended" Error Row
        "措施在该日已终止，不得再反馈执行情况" "the measure had ended by that day: it can only be lifted"
        "已停止执行的，反馈结果填“已解除”" "write 已解除 where it was stopped";
    CreditFeedbackInForce "credit-feedback-in-force" Error Row
        "措施在该日仍在执行期，不得解除" "the measure was in force on that day: it is not lifted"
        "核对反馈日期；待移出或期满后解除" "compare the day; lift it once it has ended";
    CreditFeedbackNothing "credit-feedback-nothing" Error Row
        "该部门未反馈过执行，无可解除" "this department never told that it took the measure"
        "先反馈“已执行”" "tell that it was taken first";
    CreditFeedbackTwice "credit-feedback-twice" Error Row
        "该部门已作同样反馈" "this department has told the same before"
        "核对是否重复" "see whether this is the same";
    // skipped rows
    SkipBlank "skip-blank" Skipped Row
        "空行" "a blank row"
        "无需处理" "nothing to do";
    SkipHeader "skip-header" Skipped Row
        "重复的表头" "the heading row again"
        "无需处理" "nothing to do";
    SkipExample "skip-example" Skipped Row
        "模板中的案例行" "the template's example"
        "无需处理" "nothing to do";
    SkipTotal "skip-total" Skipped Row
        "合计行" "a line of totals"
        "无需处理" "nothing to do";
    SkipGuide "skip-guide" Skipped Row
        "模板中的填写说明" "the template's filling rules"
        "无需处理" "nothing to do";
    SkipEmptyField "skip-empty-field" Skipped File
        "映射规定的必备列为空" "a field is empty that the mapping needs"
        "无需处理" "nothing to do";
}
