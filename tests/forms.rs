//! Lists and forms: the exact headings of every layout, what a bad layout is told, texts that are
//! never more than text, and the documents of the sample bureau as they come out of the binary.

mod bureau;

use calamine::{Data, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use suicha::core::lang::Lang;
use suicha::core::time::Date;
use suicha::publish::forms::{Content, Kind, Layout, Rows, Stamp, Values, field, page, qr, sheet};

pub const OUTCOME: &str = "抽查任务编号 | 抽取编号 | 统一社会信用代码/注册号 | 企业名称 | 抽查事项编码 | 抽查事项 | 检查日期 | 检查人员 | 核查方式 | 检查结果 | 发现问题 | 后续处置措施 | 差异原因 | 证据文件 | 备注 | 整改期限";

/// The plan tables as bureaus publish them.
const PLANS: [(&str, &str); 6] = [
    (
        "qingchuan",
        "序号 | 任务名称 | 检查对象 | 检查事项(内容) | 组织实施层级 | 事项类别{一般事项 | 事项类别{重点事项 | 检查方式 | 抽查比例 | 抽查户数(户) | 信用风险分类抽查比例 | 检查时间 | 牵头股室 | 参与股室 | 备注",
    ),
    (
        "luzhou",
        "序号 | 抽查任务名称 | 抽查类型 | 抽查事项 | 抽查对象范围 | 抽查比例/数量 | 信用风险分类管理 | 抽查检查起止时间 | 发起主体/指导单位 | 检查主体 | 抽查检查模式(县抽县查)",
    ),
    (
        "chongqing",
        "序号 | 计划名称 | 抽查事项 | 抽查对象范围 | 抽查类别 | 抽取对象数(户) | 抽查比例 | 抽查时间 | 检查主体 | 承办处室(单位) | 备注",
    ),
    (
        "shanggao",
        "序号 | 检查主体 | 年度计划名称 | 检查内容 | 计划开展时间 | 股室 | 抽查比例 | 抽查频次 | 抽查数量",
    ),
    (
        "joint",
        "抽查计划编号 | 任务名称 | 抽查类型 | 抽查对象 | 发起部门 | 参与部门 | 抽查比例(数量) | 检查方式 | 起止时间 | 抽查事项",
    ),
    (
        "yibin",
        "序号 | 任务名称 | 抽查事项 | 检查对象范围 | 抽取类型 | 抽查户数 | 抽查比例 | 检查方式 | 组织层级 | 实施层级 | 抽取日期 | 抽取日期至 | 抽查完成时限 | 牵头部门 | 参与部门 | 备注",
    ),
];

fn headings(layout: &Layout) -> String {
    let heading = |column: &suicha::publish::forms::layout::Column| match &column.group {
        None => column.zh.clone(),
        Some(group) => format!("{}{{{}", group.zh, column.zh),
    };
    layout.table().unwrap().0.columns.iter().map(heading).collect::<Vec<_>>().join(" | ")
}

#[test]
fn every_layout_has_its_headings_in_both_languages() {
    assert_eq!(Layout::names(Kind::PlanTable), PLANS.map(|(name, _)| name));
    for (name, wanted) in PLANS {
        assert_eq!(headings(&Layout::ours(name).unwrap()), wanted, "{name}");
    }
    assert_eq!(headings(&Layout::ours("outcome").unwrap()), OUTCOME);
    let others = ["name-list", "announcement", "notice", "record", "work-plan", "outcome"];
    let letters = Layout::names(Kind::Letter);
    assert_eq!(letters.len(), 9);
    for name in PLANS.map(|(name, _)| name).iter().chain(&others).chain(&letters) {
        let layout = Layout::ours(name).unwrap();
        let mut texts = vec![layout.title.clone()];
        for part in &layout.parts {
            texts.extend(part.heading.iter().chain(&part.text).cloned());
            let twin = |zh: &String, en: &String| suicha::publish::forms::layout::Text {
                zh: zh.clone(),
                en: en.clone(),
            };
            texts.extend(part.columns.iter().map(|column| twin(&column.zh, &column.en)));
            texts.extend(part.pairs.iter().map(|pair| twin(&pair.zh, &pair.en)));
        }
        for text in texts {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{name}: {text:?}");
        }
    }
}

#[test]
fn a_bad_layout_is_told_everything_at_once() {
    let text = std::fs::read_to_string(crate::common::tree("data/forms/announcement.toml")).unwrap();
    let bad = text
        .replace("field = \"plan-name\"", "field = \"plan-nane\"")
        .replace("field = \"authority\"", "field = \"officers\"")
        .replace("{list-note}", "{phone}");
    let problems = Layout::read(&bad).unwrap_err();
    let told: Vec<&str> = problems.iter().map(|problem| problem.en.as_str()).collect();
    for wanted in [
        "plan-nane: there is no such field here",
        "officers: never stands on a public document",
        "phone: never stands on a public document",
    ] {
        assert!(told.iter().any(|told| told.contains(wanted)), "{wanted}: {told:?}");
    }
    let letter = std::fs::read_to_string(crate::common::tree("data/forms/letters/listing.toml")).unwrap();
    for (bad, wanted) in [
        (text.replace("rows = \"subjects\"", "rows = \"officers\""), "has no rows of"),
        (text.replace("rows = \"subjects\"", ""), "belong together"),
        (text.replace("width = 37", "width = 0"), "needs a width"),
        (text.replace("rows = \"subjects\"", "rows = \"tables\""), "unknown variant"),
        (text.replace("kind = ", "kin = "), "unknown field"),
        (letter.replace("{office}", "{officers}"), "officers: never stands on a letter"),
        (letter.replace("{office-line}", "{phone}"), "phone: never stands on a letter"),
        (letter.replace("{subject-name}", "{representative}"), "representative: never stands on a letter"),
        (
            "kind = \"name-list\"\nname = \"x\"\ntitle = { zh = \"a\", en = \"b\" }\npart = []\n".into(),
            "needs a table",
        ),
    ] {
        let problems = Layout::read(&bad).unwrap_err();
        assert!(problems.iter().any(|problem| problem.en.contains(wanted)), "{wanted}: {problems:?}");
    }
}

#[test]
fn public_fields_and_private_ones_are_apart() {
    for private in field::PRIVATE {
        for public in [&field::TASK[..], &field::MATTER, &field::SUBJECT] {
            assert!(!public.contains(&private), "{private}");
        }
        for kind in [Kind::PlanTable, Kind::Announcement] {
            assert!(kind.refuses(private).is_some(), "{private}");
            assert!(kind.tables().iter().all(|rows| kind.refuses_in(*rows, private).is_some()), "{private}");
        }
    }
    assert!(!field::TASK.iter().chain(&field::SUBJECT).any(|name| name.contains("risk-class")));
}

/// A content whose texts all try to be something else.
fn hostile(texts: &[&str]) -> Content {
    let rows: Vec<Values> = texts
        .iter()
        .map(|text| Values::from([("subject-name", (*text).to_owned()), ("subject-id", "0123456789".into())]))
        .collect();
    Content {
        values: Values::from([("task-name", "<b>=A1</b>".into()), ("body", "\"'&".into())]),
        tables: BTreeMap::from([(Rows::Subjects, rows.clone()), (Rows::Checks, rows)]),
        stamp: Stamp {
            line: "<script>".into(),
            code: "suicha result d/1 00".into(),
            short: "a&b".into(),
            made: Date::new(2023, 9, 15).unwrap(),
            more: vec!["=1".into()],
        },
    }
}

const HOSTILE: [&str; 7] = [
    "=1+1",
    "+86",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=HYPERLINK(\"http://x\",\"长名称长名称长名称长名称长名称\")",
];

#[test]
fn no_text_becomes_a_formula() {
    for name in ["outcome", "name-list"] {
        let content = hostile(&HOSTILE);
        let bytes = sheet::workbook(&Layout::ours(name).unwrap(), &content, Lang::Zh).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
        let first = book.sheet_names()[0].clone();
        let cells = book.worksheet_range(&first).unwrap();
        let found: Vec<&Data> = cells.used_cells().map(|(_, _, cell)| cell).collect();
        for text in HOSTILE {
            let same = |cell: &&Data| matches!(cell, Data::String(found) if found.trim() == text.trim());
            assert!(found.iter().any(same), "{name}: {text:?} in {found:?}");
        }
        assert!(found.contains(&&Data::String("0123456789".into())), "digits stay digits");
        let formulas = book.worksheet_formula(&first).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
        assert_eq!(bytes, sheet::workbook(&Layout::ours(name).unwrap(), &content, Lang::Zh).unwrap());
        let Some(parts) = unpacked(&bytes) else { continue };
        assert!(parts["xl/styles.xml"].contains("quotePrefix=\"1\""), "{name}");
    }
}

#[test]
fn no_text_becomes_markup() {
    let page =
        page::document(&Layout::ours("name-list").unwrap(), &[hostile(&["<img src=x>", "a&b\"'"])], Lang::Zh);
    for bad in ["<script", "<img", "<b>", "http:", "https:"] {
        assert!(!page.contains(bad), "{bad}");
    }
    for good in
        ["&lt;img src=x&gt;", "a&amp;b&quot;&#39;", "&lt;script&gt;", "<thead>", "<tfoot>", "@page", "<svg"]
    {
        assert!(page.contains(good), "{good}");
    }
    assert_eq!(page::escape("<&>\"'"), "&lt;&amp;&gt;&quot;&#39;");
}

#[test]
fn a_code_is_square_and_has_its_three_corners() {
    let squares = qr::Squares::of("suicha result 320381-2023-09/1 0123");
    let side = squares.side();
    for (row, column) in [(0, 0), (0, side - 7), (side - 7, 0)] {
        let ring = (0..7).all(|i| squares.black(row, column + i) && squares.black(row + i, column));
        assert!(ring && !squares.black(row + 1, column + 1) && squares.black(row + 3, column + 3));
    }
}

#[test]
fn the_workbook_of_outcomes_can_be_filled_in() {
    let bytes = sheet::workbook(&Layout::ours("outcome").unwrap(), &hostile(&["某企业"]), Lang::Zh).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names(), ["检查结果", "参数", "核验"]);
    let lists = book.worksheet_range("参数").unwrap();
    let column = |at: usize| -> Vec<String> {
        let codes = lists.rows().skip(1).map(|row| row[at].to_string());
        codes.filter(|text| !text.is_empty()).map(|text| text.split(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!(column(0), ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "G1", "G2", "G3", "G4"]);
    assert_eq!(column(1), ["M1", "M2", "M3", "M4", "M5", "M6"]);
    assert_eq!(column(2), ["D1", "D2", "D3", "D4", "D5", "D6"]);
    assert_eq!(column(3), [suicha::core::outcome::TEMPLATE]);
    let Some(parts) = unpacked(&bytes) else { return };
    let first = &parts["xl/worksheets/sheet1.xml"];
    for wanted in [
        "state=\"frozen\"",
        "<autoFilter ref=\"A5:P6\"",
        "<dataValidations count=\"3\"",
        "'参数'!$A$2:$A$14",
        "'参数'!$B$2:$B$7",
        "'参数'!$C$2:$C$7",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "第 &amp;P 页",
    ] {
        assert!(first.contains(wanted), "{wanted}");
    }
    assert!(parts["xl/workbook.xml"].contains("_xlnm.Print_Titles"));
}

/// The texts inside a workbook, by Python's own reader of archives; `None` without Python.
fn unpacked(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("x.xlsx"), bytes).unwrap();
    let script = "import zipfile; zipfile.ZipFile('x.xlsx').extractall('x')";
    match Command::new("python3").args(["-c", script]).current_dir(dir.path()).output() {
        Err(e) => println!("skipped: python3 cannot be run: {e}"),
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
    }
    let read = |name: &str| {
        let path: &Path = &dir.path().join("x").join(name);
        Some((name.to_owned(), std::fs::read_to_string(path).ok()?))
    };
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"].into_iter().map(read).collect()
}
