//! Headings of lists for the credit archive: words of registers, and the field codes of the double
//! publicity (`CF_*` of penalties, `XK_*` of licences). Numbers of persons are never read.

use super::super::{Field, Spellings};

const SUBJECT: &[&str] = &[
    "统一社会信用代码/注册号",
    "subject",
    "统一社会信用代码",
    "CF_XDR_SHXYM",
    "XK_XDR_SHXYM",
    "信用代码",
    "注册号",
];
const NAME: &[&str] =
    &["企业名称", "name", "名称", "行政相对人名称", "CF_XDR_MC", "XK_XDR_MC", "主体名称", "被投诉人"];
const LATE: &[&str] = &["补录原因", "late"];
const CASE: &[&str] = &["案件编号", "case"];
const DOMAIN: &[&str] = &["领域", "domain", "监管领域"];
const NOTE: &[&str] = &["备注", "note", "BZ"];

pub(super) fn penalties() -> Spellings {
    &[
        (Field::Subject, SUBJECT),
        (Field::Name, NAME),
        (
            Field::Number,
            &["处罚决定书文号", "number", "行政处罚决定书文号", "决定书文号", "CF_WSH", "penDecNo", "文号"],
        ),
        (
            Field::Day,
            &["处罚决定日期", "day", "决定日期", "作出决定日期", "处罚日期", "CF_JDRQ", "penDecIssDate"],
        ),
        (Field::Kinds, &["处罚类别", "kinds", "处罚种类", "CF_CFLB"]),
        (Field::Fine, &["罚款金额（万元）", "fine", "罚款金额", "CF_NR_FK"]),
        (
            Field::Confiscated,
            &[
                "没收金额（万元）",
                "confiscated",
                "没收金额",
                "没收违法所得、没收非法财物的金额",
                "CF_NR_WFFF",
            ],
        ),
        (Field::Authority, &["处罚机关", "authority", "CF_CFJG", "penAuth_CN"]),
        (Field::Basis, &["处罚依据", "basis", "CF_YJ"]),
        (Field::Offence, &["违法行为类型", "offence", "CF_WFXW", "illegActType"]),
        (Field::Facts, &["违法事实", "facts", "主要违法事实", "CF_SY"]),
        (Field::Content, &["处罚内容", "content", "CF_NR", "penContent"]),
        (Field::Committed, &["违法行为发生日期", "committed", "违法日期"]),
        (Field::Procedure, &["处罚程序", "procedure", "程序"]),
        (Field::Party, &["行政相对人类别", "party", "CF_XDR_LB"]),
        (Field::Region, &["处罚机关所在省", "region", "行政区划代码"]),
        (Field::Domain, DOMAIN),
        (Field::Published, &["公示日期", "published", "publicDate"]),
        (Field::Ban, &["禁限截止日期", "ban"]),
        (Field::Ground, &["严重违法失信事由", "ground"]),
        (Field::Flags, &["情节", "flags"]),
        (Field::Case, CASE),
        (Field::Late, LATE),
        (Field::Note, NOTE),
    ]
}

pub(super) fn permits() -> Spellings {
    &[
        (Field::Subject, SUBJECT),
        (Field::Name, NAME),
        (Field::Number, &["许可决定书文号", "number", "行政许可决定书文号", "XK_WSH", "许可编号", "XK_BH"]),
        (Field::Day, &["许可决定日期", "day", "XK_JDRQ", "决定日期"]),
        (Field::Until, &["有效期至", "until", "XK_YXQZI", "有效期止"]),
        (Field::Authority, &["许可机关", "authority", "XK_XKJG"]),
        (Field::Domain, DOMAIN),
        (Field::Late, LATE),
        (Field::Note, NOTE),
    ]
}

pub(super) fn complaints() -> Spellings {
    &[
        (Field::Subject, SUBJECT),
        (Field::Name, NAME),
        (Field::Number, &["登记编号", "number", "投诉编号", "举报编号", "工单编号"]),
        (Field::Day, &["登记日期", "day", "投诉日期", "举报日期", "收到日期"]),
        (Field::Manner, &["类别", "manner", "投诉举报类别"]),
        (Field::Authority, &["受理机关", "authority", "登记机关", "办理机关"]),
        (Field::Domain, DOMAIN),
        (Field::Late, LATE),
        (Field::Note, NOTE),
    ]
}

pub(super) fn commitments() -> Spellings {
    &[
        (Field::Subject, SUBJECT),
        (Field::Name, NAME),
        (Field::Number, &["承诺编号", "number", "承诺书编号"]),
        (Field::Day, &["日期", "day", "承诺日期", "作出承诺日期"]),
        (Field::Manner, &["状态", "manner", "履行状态", "承诺状态"]),
        (Field::Until, &["承诺期限", "until", "有效期至"]),
        (Field::Authority, &["承诺受理单位", "authority", "受理机关"]),
        (Field::Late, LATE),
        (Field::Note, NOTE),
    ]
}

pub(super) fn listings() -> Spellings {
    &[
        (Field::Subject, SUBJECT),
        (Field::Name, NAME),
        (Field::Ground, &["列入事由", "ground", "列入原因", "列入经营异常名录原因类型", "speCause_CN"]),
        (Field::Day, &["列入日期", "day", "abntime"]),
        (Field::Number, &["列入决定书文号", "number", "列入文号", "文号"]),
        (Field::Authority, &["列入决定机关", "authority", "作出决定机关", "列入机关", "decOrg_CN"]),
        (Field::Year, &["未报年度", "year", "年度"]),
        (Field::Published, &["公示日期", "published"]),
        (Field::Ban, &["禁限截止日期", "ban"]),
        (Field::RemovedOn, &["移出日期", "removed_on", "remDate"]),
        (Field::RemovalReason, &["移出事由", "removal_reason", "移出原因", "remExcpRes_CN"]),
        (Field::RemovalNumber, &["移出决定书文号", "removal_number", "移出文号"]),
        (Field::Flags, &["情节", "flags"]),
        (Field::Case, CASE),
        (Field::Late, LATE),
        (Field::Note, NOTE),
    ]
}

pub(super) fn feedback() -> Spellings {
    &[
        (Field::Subject, SUBJECT),
        (Field::Name, NAME),
        (Field::Number, &["批次号", "number", "JP_PCH", "惩戒批次号"]),
        (Field::Measure, &["惩戒措施代码", "measure", "JP_CS", "措施代码"]),
        (Field::Authority, &["反馈部门", "authority", "执行部门"]),
        (Field::Day, &["反馈日期", "day", "执行日期"]),
        (Field::Manner, &["反馈结果", "manner", "执行情况"]),
        (Field::Content, &["反馈说明", "content", "说明"]),
        (Field::Late, LATE),
        (Field::Note, NOTE),
    ]
}
