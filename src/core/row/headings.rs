//! How the columns are headed: the templates bureaus exchange, the forms small bureaus keep, and
//! the English names of this program. The first Chinese spelling is the one our own templates use.

use super::clean;
use super::field::Field;

/// Spellings of each field, best first.
pub type Spellings = &'static [(Field, &'static [&'static str])];

/// A heading for comparing: half-width, lower-case, without blanks, asterisks and "(必填)".
pub fn heading_key(heading: &str) -> String {
    let key = clean::compare_key(&clean::text(heading).text);
    let bare = key.trim_matches('*');
    ["(必填)", "(选填)", "(非必填)"].iter().fold(bare, |rest, mark| rest.trim_end_matches(mark)).to_owned()
}

/// Headings of the subjects' library (检查对象名录库) and of its special libraries (专项库).
pub fn subject_headings() -> Spellings {
    &[
        (
            Field::Id,
            &[
                "统一社会信用代码/注册号",
                "id",
                "统一社会信用代码",
                "统一信用代码",
                "信用代码",
                "社会信用代码",
                "统一社会信用代码(注册号)",
                "注册号/统一社会信用代码",
                "统一信用代码/注册号",
                "uscc",
            ],
        ),
        (Field::OtherId, &["注册号", "other_id", "工商注册号", "原注册号"]),
        (
            Field::Name,
            &[
                "企业名称",
                "name",
                "名称",
                "市场主体名称",
                "主体名称",
                "经营主体名称",
                "单位名称",
                "企业(个体)名称",
                "检查对象名称",
                "字号名称",
                "被检查单位",
            ],
        ),
        (Field::Type, &["市场主体类型", "type", "类型", "企业类型", "主体类型", "经营主体类型", "类型大类"]),
        (Field::Status, &["登记状态", "status", "经营状态", "企业状态", "状态"]),
        (Field::Dormant, &["歇业", "dormant", "是否歇业"]),
        (Field::Region, &["行政区划代码", "region", "行政区划", "区划代码", "所属区划"]),
        (Field::Authority, &["登记机关", "authority"]),
        (Field::Station, &["管辖单位", "station", "管辖单位(所)", "管辖所", "监管所", "所属所", "辖区"]),
        (Field::Section, &["行业门类", "section"]),
        (Field::Industry, &["行业代码", "industry", "行业", "所属行业", "国民经济行业代码"]),
        (Field::Labels, &["对应专项库监管标签", "labels", "监管标签", "专项库名称", "专项库", "标签"]),
        (
            Field::RiskClass,
            &["信用风险类别", "risk_class", "信用风险分类", "信用等级", "风险等级", "信用风险等级"],
        ),
        (Field::Established, &["成立日期", "established", "注册日期", "成立时间"]),
        (Field::LicenceUntil, &["有效期至", "licence_until", "许可证有效期至", "许可有效期至"]),
        (Field::LastInspected, &["上次检查日期", "last_inspected", "最近检查日期"]),
        (Field::LastLevel, &["上次检查层级", "last_level", "上次检查机关层级"]),
        (Field::InspectedThisYear, &["本年度已检查次数", "inspected_this_year", "本年已检查次数"]),
        (
            Field::Address,
            &["住所", "address", "注册地址", "经营地址", "地址", "经营场所", "住所(经营场所)", "企业地址"],
        ),
        (
            Field::Representative,
            &[
                "法定代表人",
                "representative",
                "法人代表",
                "法人代表(负责人)",
                "法定代表人/经营者",
                "经营者",
                "负责人",
                "法定代表人(负责人)",
            ],
        ),
        (Field::Contact, &["联络员", "contact", "联络人", "联系人"]),
        (Field::Phone, &["联系电话", "phone", "电话", "联系方式", "联络员电话", "手机号"]),
    ]
}

/// Headings of the inspectors' library (执法检查人员名录库).
pub fn inspector_headings() -> Spellings {
    &[
        (
            Field::Id,
            &["执法证编号", "id", "执法证号", "省执法证编号", "工商执法证编号", "行政执法证号", "证件编号"],
        ),
        (Field::Name, &["姓名", "name", "人员姓名"]),
        (
            Field::Unit,
            &[
                "所在业务部门(机构)",
                "unit",
                "所在股室(单位)",
                "所在单位",
                "所在部门",
                "单位",
                "部门",
                "所在科室",
            ],
        ),
        (Field::Level, &["层级", "level"]),
        (Field::Position, &["担任职务", "position", "职务"]),
        (
            Field::Tags,
            &["执法事项范围", "tags", "执法范围", "岗位大类", "岗位资质资格", "资质", "专业资质资格"],
        ),
        (Field::Cap, &["每次抽取上限", "cap"]),
        (
            Field::CardUntil,
            &["执法证有效期", "card_until", "省执法证有效期", "工商执法证有效期", "证件有效期至"],
        ),
        (Field::Valid, &["执法人员状态", "valid", "人员状态", "状态"]),
        (Field::Expert, &["是否专家", "expert", "专家"]),
    ]
}

/// Headings of a list of recusals (回避).
pub fn recusal_headings() -> Spellings {
    &[
        (Field::Inspector, &["执法证编号", "inspector", "执法证号", "检查人员执法证号"]),
        (
            Field::Subject,
            &[
                "统一社会信用代码/注册号",
                "subject",
                "统一社会信用代码",
                "统一社会信用代码(注册号)",
                "注册号/统一社会信用代码",
                "检查对象代码",
            ],
        ),
        (Field::Reason, &["回避原因", "reason", "回避事由", "原因"]),
    ]
}

/// Headings of the item list (随机抽查事项清单).
pub fn matter_headings() -> Spellings {
    &[
        (Field::Code, &["编号", "code", "事项编号", "事项代码", "抽查事项编号"]),
        (Field::Category, &["抽查类别", "category"]),
        (Field::Title, &["抽查事项", "title", "抽查项目", "事项名称", "检查事项"]),
        (Field::Object, &["检查对象", "object", "抽查对象"]),
        (Field::KeyMatter, &["事项类别", "key_matter"]),
        (Field::Method, &["检查方式", "method", "抽查方式"]),
        (Field::Body, &["检查主体", "body"]),
        (Field::Basis, &["检查依据", "basis", "抽查依据", "依据"]),
        (Field::Version, &["清单版本", "version", "版本"]),
        (Field::Effective, &["生效日期", "effective", "施行日期"]),
        (Field::Ordinal, &["序号", "ordinal"]),
        (Field::SubItem, &["抽查子项", "sub_item", "子项", "子项名称"]),
        (Field::Rate, &["抽查比例", "rate"]),
        (Field::Frequency, &["抽查频次", "frequency", "抽查频率"]),
        (Field::Staff, &["检查人员要求", "staff", "执法人员要求", "人员要求"]),
        (Field::Points, &["检查要点", "points", "检查内容", "检查标准"]),
        (Field::Materials, &["准备资料", "materials", "需要准备的资料", "需提供的资料"]),
        (Field::Expires, &["失效日期", "expires", "废止日期"]),
        (Field::Note, &["备注", "note"]),
    ]
}

/// Headings of the workbook of outcomes (检查结果), in its column order.
pub fn outcome_headings() -> Spellings {
    &[
        (Field::Task, &["抽查任务编号", "task", "任务编号"]),
        (Field::Draw, &["抽取编号", "draw"]),
        (
            Field::Subject,
            &[
                "统一社会信用代码/注册号",
                "subject",
                "统一社会信用代码",
                "统一信用代码/注册号",
                "统一社会信用代码(注册号)",
                "注册号/统一社会信用代码",
                "检查对象代码",
            ],
        ),
        (Field::Name, &["企业名称", "name", "名称", "市场主体名称", "被检查单位", "检查对象名称"]),
        (Field::Code, &["抽查事项编码", "code", "抽查事项编号", "事项编码", "事项编号", "事项代码"]),
        (Field::Title, &["抽查事项", "title", "检查事项", "事项名称"]),
        (Field::Visited, &["检查日期", "visited", "检查时间", "检查完成日期", "抽查完成日期"]),
        (Field::Officers, &["检查人员", "officers", "检查人员执法证号", "执法证号", "执法证编号"]),
        (Field::Method, &["核查方式", "method", "检查方式"]),
        (Field::Result, &["检查结果", "result", "抽查结果"]),
        (Field::Findings, &["发现问题", "findings", "发现问题情况", "存在问题"]),
        (Field::Disposals, &["后续处置措施", "disposals", "处置情况", "后续处理"]),
        (Field::Difference, &["差异原因", "difference", "人员变更原因"]),
        (Field::Evidence, &["证据文件", "evidence", "附件"]),
        (Field::Note, &["备注", "note"]),
        (Field::Due, &["整改期限", "due", "改正期限", "责令改正期限", "处置期限"]),
    ]
}
