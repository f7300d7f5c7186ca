//! The documents of the sample bureau and of a small one, through the binary.

use super::{OUTCOME, PLANS};
use crate::cli::{Bureau, bureau as small, snapshot};
use calamine::{Reader, Xlsx, open_workbook};
use std::path::Path;

const TASK: &str = "320381202309011003";
const LATER: &str = "2023-10-02T09:00:00+08:00";

/// The cells of the first sheet.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let first = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&first).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn the_documents_of_the_sample_bureau() {
    let place = Bureau::bare();
    place.run(&["demo", "demo", "-q"]).ok();
    let run = |args: &[&str]| place.at(LATER, &[args, &["--config", "demo/suicha.toml"]].concat());
    run(&["task", "list"]).ok().says(&[TASK, "in progress", "draw 320381-2023-09 drawn: "]);

    run(&["task", "export", TASK, "outcome.xlsx"]).ok().says(&["(2368 rows)"]);
    let rows = cells(&place.path("outcome.xlsx"));
    let head = rows.iter().position(|row| row.join(" | ") == OUTCOME).expect("the headings of the importer");
    assert_eq!(rows.len() - head - 1, 2368);
    for row in &rows[head + 1..] {
        assert_eq!((row[0].as_str(), row[1].as_str()), (TASK, "320381-2023-09"));
        assert!(row[7].split('、').count() >= 2 && row[7].starts_with("SL-"), "{row:?}");
        assert!(row[8..].iter().all(String::is_empty), "{row:?}");
    }
    run(&["task", "export", TASK, "outcome.xlsx"]).exits(6).says(&["exists already"]);
    run(&["task", "export", TASK, "outcome.csv"]).exits(2).says(&["must end in .xlsx"]);
    run(&["task", "export", TASK, "n.xlsx", "--layout", "notice"])
        .exits(2)
        .says(&["not written as a workbook"]);

    run(&["task", "forms", TASK, "forms"]).ok().says(&["592 subjects"]);
    run(&["task", "forms", TASK, "forms"]).ok();
    run(&["task", "forms", TASK, "again"]).ok();
    assert_eq!(snapshot(&place.path("forms")), snapshot(&place.path("again")), "the same bytes twice");
    run(&["task", "forms", "food", "forms"]).exits(6).says(&["holds something else"]);
    run(&["task", "forms", "food", "food"]).ok();
    let notice = place.read("forms/notice.html");
    assert_eq!(notice.matches("<svg class=\"qr\"").count(), 592, "a code on each page");
    assert_eq!(notice.matches("suicha result 320381-2023-09/1 ").count(), 592);
    assert!(notice.contains("执法人员0") && notice.contains("SL-0"));
    assert_eq!(place.read("forms/record.html").matches("<svg class=\"qr\"").count(), 592);
    assert_eq!(place.read("forms/name-list.html").matches("<svg class=\"qr\"").count(), 1);
    public_papers(&place);

    for (name, headings) in PLANS {
        let file = format!("{name}.xlsx");
        run(&["plan", "export", "32038120231001", &file, "--layout", name]).ok().says(&["3 tasks"]);
        let chinese = ["plan", "export", "32038120231001", &file, "--layout", name, "--replace", "--config"];
        place.in_chinese(&[&chinese[..], &["demo/suicha.toml", "--clock", LATER]].concat()).ok();
        let rows = cells(&place.path(&file));
        let last = headings.rsplit(" | ").next().unwrap();
        assert!(rows.iter().any(|row| row.iter().any(|cell| cell == last)), "{name}: {rows:?}");
        assert!(rows.iter().flatten().any(|cell| cell.contains("企业公示信息和登记事项抽查")), "{name}");
    }
    run(&["plan", "export", "32038120231001", "x.xlsx", "--layout", "nowhere"])
        .exits(2)
        .says(&["qingchuan, luzhou"]);
}

/// What everybody may see names no officer, no class, no telephone, no street.
fn public_papers(place: &Bureau) {
    for dir in ["forms", "food"] {
        let mut texts = vec![place.read(&format!("{dir}/announcement.html"))];
        let rows = cells(&place.path(&format!("{dir}/announcement.xlsx")));
        texts.push(rows.concat().join("\n"));
        for text in texts {
            for bad in ["执法人员0", "SL-0", "class-", "D类", "市场监督管理所</td>", "电话", "示例路"]
            {
                assert!(!text.contains(bad), "{dir}: {bad}");
            }
            assert!(text.contains("91320"), "{dir}: the embargo is over, the list is there");
        }
    }
}

#[test]
fn a_small_bureau_asks_too_early_then_prints_in_both_languages() {
    let bureau = small::filled();
    bureau.run(&["task", "list"]).ok().says(&["to be done, not drawn yet"]);
    small::freeze(&bureau, "d1").ok();
    bureau.run(&["task", "list"]).ok().says(&["frozen, no result yet"]);
    bureau.run(&["task", "forms", "t", "out"]).exits(5).says(&["has no result yet"]);
    small::draw(&bureau, "d1").ok();
    bureau.run(&["task", "forms", "nobody", "out"]).exits(2).says(&["there is no task nobody"]);
    bureau
        .run(&["task", "forms", "t", "out", "--draw", "d2"])
        .exits(2)
        .says(&["belong to draw d2, but to d1"]);
    bureau.run(&["task", "forms", "t", "out", "--draw", "d1"]).ok().says(&["4 subjects"]);
    bureau.in_chinese(&["task", "forms", "t", "zh"]).ok().says(&["4户"]);
    for (dir, wanted) in [
        ("out", ["Notice of random inspection", "this task was drawn 1 time in all", "lead</td>"]),
        ("zh", ["市场监管领域随机抽查通知书", "本任务共抽取1次", "组长</td>"]),
    ] {
        let notice = bureau.read(&format!("{dir}/notice.html"));
        assert!(wanted.iter().all(|text| notice.contains(text)), "{dir}");
    }

    // What is on a closed list is said in the language of the paper.
    let notice = bureau.read("out/notice.html");
    assert!(notice.contains("Method: visit.") && !notice.contains("实地"), "{notice}");
    assert!(bureau.read("zh/notice.html").contains("检查方法：实地核查。"));

    let own = std::fs::read_to_string(crate::common::tree("data/forms/plan-shanggao.toml")).unwrap();
    bureau.write(
        "own.toml",
        own.replace("股室", "我局股室").replace("{body}{year}年度抽查计划表", "{body}自有表"),
    );
    bureau.write("wrong.toml", own.replace("frequency", "frequence").replace("department", "depart"));
    let config = bureau
        .read("suicha.toml")
        .replace("# plan-table = \"my-plan-table.toml\"", "plan-table = \"own.toml\"");
    bureau.write("suicha.toml", config);
    bureau.in_chinese(&["plan", "export", small::PLAN, "own.xlsx"]).ok();
    let rows = super::bureau::cells(&bureau.path("own.xlsx"));
    assert!(
        rows[0][0].ends_with("自有表") && rows.iter().flatten().any(|cell| cell == "我局股室"),
        "{rows:?}"
    );
    bureau
        .run(&["plan", "export", small::PLAN, "wrong.xlsx", "--layout", "wrong.toml"])
        .exits(3)
        .says(&["frequence: there is no such field", "depart: there is no such field"]);
    bureau
        .run(&["task", "forms", "t", "third", "--layout", "own.toml", "--layout", "own.toml"])
        .exits(2)
        .says(&["two layouts are given"]);
    assert!(!bureau.path("third").exists() && !bureau.path("wrong.xlsx").exists());
}
