use super::dates::{Precision, read};
use super::*;
use crate::core::lang::Lang;
use crate::core::registry::{Group, Severity, Status};
use crate::core::time::Date;

fn day(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[test]
fn dates_come_in_several_shapes() {
    for text in [
        "2014-08-09",
        "2014/8/9",
        "2014.08.09",
        "20140809",
        "2014年8月9日",
        "2014-08-09 00:00:00",
        "41860",
        "41860.5",
        "２０１４年０８月０９日",
        "2014-08-09T00:00:00",
    ] {
        let reading = read(text, false).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((reading.date, reading.precision), (day(2014, 8, 9), Precision::Day), "{text}");
        assert_eq!(reading.changed, text != "2014-08-09", "{text}");
    }
    for text in ["2014年08月", "2014-8", "2014/08"] {
        assert_eq!(read(text, false).unwrap().date, day(2014, 8, 1), "{text}");
        assert_eq!(read(text, true).unwrap().date, day(2014, 8, 31), "{text}");
        assert_eq!(read(text, true).unwrap().precision, Precision::Month, "{text}");
    }
    assert_eq!(read("2024年2月", true).unwrap().date, day(2024, 2, 29));
    assert_eq!(read("2014年", true).unwrap().date, day(2014, 12, 31));
    for text in ["长期", "9999-09-09", "9999-12-31", "长期有效", "99991231"] {
        assert_eq!(read(text, true).unwrap().date, Date::FOREVER, "{text}");
    }
    for text in
        ["2014-13-01", "2014-02-30", "昨天", "14-08-09", "2014-08-09-01", "99999", "1", "2014--08", "aT"]
    {
        assert!(read(text, false).is_none(), "{text}");
    }
}

#[test]
fn clean_cells_are_left_alone() {
    for (raw, text, changed) in [
        ("abc", "abc", false),
        ("", "", false),
        (" a ", "a", true),
        ("'0012", "0012", true),
        ("a\tb", "ab", true),
        ("甲\u{3000}", "甲", true),
        ("甲 乙", "甲 乙", false),
        ("\u{feff}甲", "甲", true),
        ("甲\u{200b}乙", "甲乙", true),
        ("甲\u{a0}乙", "甲乙", true),
        ("O'Neil", "O'Neil", false),
        ("甲（乙）", "甲（乙）", false),
        ("\n甲\r\n", "甲", true),
    ] {
        let cell = clean::text(raw);
        assert_eq!((cell.text.as_ref(), cell.changed), (text, changed), "{raw:?}");
    }
    assert!(clean::text("何\u{e7d9}").private);
    assert!(clean::text("何\u{fffd}").replacement);
    assert_eq!(clean::strip_float("5245.0"), "5245");
    assert_eq!(clean::strip_float("5245.5"), "5245.5");
    assert_eq!(clean::compare_key("甲（Ａ） 公司"), "甲(a)公司");
}

#[test]
fn reference_tables_answer() {
    use reference::*;
    assert_eq!(region_level("320381"), RegionLevel::Code);
    assert_eq!(region_level("100000"), RegionLevel::Code);
    assert_eq!(region_level("230199"), RegionLevel::City);
    assert_eq!(region_level("329999"), RegionLevel::Province);
    assert_eq!(region_level("990101"), RegionLevel::Nothing);
    assert_eq!(region_level("甲乙"), RegionLevel::Nothing);
    assert_eq!(region_name("110101"), Some("东城区"));
    let code = |text, section| industry(text, section).map(|reading| (reading.code, reading.changed));
    assert_eq!(code("A0111", None), Some(("A0111", false)));
    assert_eq!(code("a0111", None), Some(("A0111", true)));
    assert_eq!(code("0111", None), Some(("A0111", true)));
    assert_eq!(code("5245.0", None).map(|c| c.0), Some("F5245"));
    assert_eq!(code("111", Some('A')).map(|c| c.0), Some("A0111"), "the section shows a lost zero");
    assert_eq!(code("111", None).map(|c| c.0), Some("B111"), "without a section it is a coarse class");
    assert_eq!(code("999", None), None);
    assert_eq!(code("稻谷种植", None).map(|c| c.0), Some("A0111"));
    assert_eq!(code("未知行业", None), None);
    assert_eq!(section("农、林、牧、渔业"), Some('A'));
    for (text, group) in [
        ("1130", Some(Group::Enterprise)),
        ("9500", Some(Group::Individual)),
        ("个体（内地）", Some(Group::Individual)),
        ("个体户", Some(Group::Individual)),
        ("9100", Some(Group::Cooperative)),
        ("23", Some(Group::RepresentativeOffice)),
        ("15", Some(Group::Other)),
        ("有限责任公司（自然人投资或控股）", Some(Group::Enterprise)),
        ("其它东西", None),
        ("1130.0", Some(Group::Enterprise)),
        ("7200", Some(Group::RepresentativeOffice)),
    ] {
        assert_eq!(group_of_type(text), group, "{text}");
    }
    for (text, expected) in [
        ("存续", Status::Active),
        ("存续（在营、开业、在册）", Status::Active),
        ("K", Status::Active),
        ("吊销，未注销", Status::Revoked),
        ("DX", Status::RevokedDeregistered),
        ("XX", Status::Deregistered),
        ("撤消", Status::Rescinded),
        ("QX", Status::MovedOut),
        ("歇业", Status::Active),
        ("1", Status::Active),
        ("Active", Status::Active),
        ("1.0", Status::Active),
    ] {
        assert_eq!(status(text).map(|reading| reading.status), Some(expected), "{text}");
    }
    assert!(
        status("歇业").unwrap().dormant && status("吊销").unwrap().plain && status("清算").unwrap().transit
    );
    assert_eq!(status("不详"), None);
}

#[test]
fn every_rule_has_its_texts_and_a_code_of_its_own() {
    let mut codes: Vec<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        assert_eq!(Rule::from_code(rule.code()), Some(*rule));
        for lang in [Lang::Zh, Lang::En] {
            assert!(!rule.message(lang).is_empty() && !rule.remedy(lang).is_empty(), "{rule:?}");
        }
        assert!(
            !(rule.once_per_file() && rule.severity() == Severity::Error),
            "{rule:?}: errors are told row by row"
        );
    }
}

fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_template_is_understood() {
    let subjects: [&[&str]; 5] = [
        &[
            "专项库名称",
            "对应专项库监管标签",
            "统一社会信用代码/注册号",
            "企业名称",
            "许可证名称",
            "许可证编号",
            "许可批准日期",
            "有效期至",
            "许可发证机关",
            "专业监管",
            "专业资质资格",
            "配备专家（组长）",
        ],
        &["统一社会信用代码/注册号", "企业名称"],
        &["企业名称", "注册号/统一社会信用代码", "登记机关", "管辖单位"],
        &["名称", "统一社会信用代码(注册号)", "法定代表人", "注册地址", "联络人", "联系方式"],
        &["企业名称", "统一社会信用代码", "法人代表(负责人)", "经营地址", "联系电话", "备注"],
    ];
    for names in subjects {
        let layout = Layout::resolve("x", &headings(names), subject_headings(), &[Field::Id, Field::Name]);
        assert!(layout.is_ok(), "{names:?}: {layout:?}");
    }
    let inspectors: [&[&str]; 2] = [
        &[
            "单位工号",
            "姓名",
            "性别",
            "身份证号",
            "手机号",
            "学历",
            "学历专业",
            "岗位大类",
            "从事本岗起始日期",
            "岗位资质资格",
            "执法事项范围",
            "地区",
            "层级",
            "担任职务",
            "所在业务部门（机构）",
            "是否专家",
            "工商执法证编号",
            "工商执法证有效期",
            "省执法证编号",
            "执法证有效期",
            "执法人员状态",
        ],
        &["姓名", "性别", "所在股室(单位)", "职务", "编制性质", "执法证编号", "执法范围", "联系电话"],
    ];
    for names in inspectors {
        let required = &[Field::Id, Field::Name, Field::Unit];
        let layout = Layout::resolve("x", &headings(names), inspector_headings(), required).unwrap();
        assert_eq!(layout.dropped.len(), usize::from(names.contains(&"身份证号")));
        assert!(layout.extras.iter().all(|at| !layout.headings[*at].contains("身份证")));
    }
    let english = "id,name,type,status,region,authority,station,industry,labels,risk_class,established,licence_until,\
        last_inspected,inspected_this_year,address,representative,contact,phone";
    let names: Vec<String> = english.split(',').map(str::to_owned).collect();
    let layout = Layout::resolve("x", &names, subject_headings(), &[Field::Id]).unwrap();
    assert!(layout.extras.is_empty(), "{:?}", layout.extras);
}

#[test]
fn headings_that_do_not_fit_are_told() {
    let required = &[Field::Id, Field::Name];
    let fault =
        Layout::resolve("x", &headings(&["统一社会信用代玛", "企业名称"]), subject_headings(), required);
    let LayoutFault::Missing { wanted: "id", nearest, .. } = fault.unwrap_err() else {
        panic!("not missing")
    };
    let near = nearest.unwrap();
    assert_eq!((near.found.as_str(), near.wanted.as_str()), ("统一社会信用代玛", "统一社会信用代码"));
    let fault = Layout::resolve("x", &headings(&["id", "nmae"]), subject_headings(), required).unwrap_err();
    assert!(fault.to_string().ends_with("for \"nmae\" in the file, did you mean \"name\"?"), "{fault}");
    let fault =
        Layout::resolve("x", &headings(&["id", "name", "备注", "备注 "]), subject_headings(), required);
    assert!(matches!(fault, Err(LayoutFault::Duplicate { first: 2, second: 3, .. })), "{fault:?}");
    let blank = Layout::resolve("x", &headings(&["id", "name", "", ""]), subject_headings(), required);
    assert!(blank.is_ok(), "columns without a heading are not duplicates");
}

#[test]
fn extra_data_can_be_read_back() {
    let mut line = String::new();
    words::add_extra(&mut line, "a=b", "1\n2\\n=3");
    words::add_extra(&mut line, "c", "");
    words::add_extra(&mut line, "d", "e=f");
    let pairs: Vec<_> = extra_lines(&line).collect();
    assert_eq!(pairs, [("a=b".into(), "1\n2\\n=3".into()), ("d".into(), "e=f".into())]);
}

/// Lists that an archive of an earlier release holds keep their digest.
#[test]
fn a_matter_without_the_new_columns_has_the_line_it_always_had() {
    use crate::core::registry::{Details, Matter};
    let matter = Matter {
        code: SubjectId::new("A01").unwrap(),
        category: "登记".into(),
        title: "住所".into(),
        object: "企业".into(),
        key_matter: true,
        method: "实地".into(),
        body: "县局".into(),
        basis: "条例\\第一条".into(),
        version: crate::core::id::Name::new("2023-1").unwrap(),
        effective: Some(day(2023, 1, 1)),
        details: Details::default(),
    };
    let old = "A01\t登记\t住所\t企业\tkey\t实地\t县局\t条例\\\\第一条\t2023-1\t2023-01-01\t";
    let mut line = String::new();
    matter.canonical(&mut line);
    assert_eq!(line, old);
    let details = Details { points: vec!["甲".into(), "乙".into()], ..Details::default() };
    line.clear();
    Matter { details, ..matter }.canonical(&mut line);
    assert_eq!(line, format!("{old}\t\t\t\t\t甲\\n乙\t\t\t\t"));
}
