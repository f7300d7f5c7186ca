//! The one workbook of outcomes through the binary: written by `task export` and `export outcomes`,
//! filled in by editing the very file, and read back. Cells are changed inside the archive by Python's
//! own modules, so that everything else stays as the program wrote it; without Python it is skipped.

use super::Bureau;
use super::bureau::{draw, filled, freeze};
use calamine::{Reader, Xlsx, open_workbook};
use std::process::Command;

pub const LATER: &str = "2023-09-25T10:00:00+08:00";

/// The number a spreadsheet keeps for 20 September 2023.
pub const DAY: &str = "45189";

const SHEET: &str = "xl/worksheets/sheet1.xml";

const EDIT: &str = r#"
import json, re, sys, zipfile
job = json.load(open(sys.argv[1], encoding="utf-8"))
with zipfile.ZipFile(job["from"]) as old, zipfile.ZipFile(job["to"], "w", zipfile.ZIP_DEFLATED) as new:
    for item in old.infolist():
        data = old.read(item)
        for name, pattern, text in job["edits"]:
            if item.filename == name:
                found, n = re.subn(pattern, text, data.decode("utf-8"), count=1, flags=re.S)
                assert n == 1, (name, pattern)
                data = found.encode("utf-8")
        new.writestr(item.filename, data)
"#;

/// A change of a part of a workbook: its name, a pattern, and what stands there instead.
pub type Edit = (&'static str, String, String);

/// Puts a text into a cell, whatever stands there; the cell keeps its format.
pub fn text(cell: &str, text: &str) -> Edit {
    put(cell, " t=\"inlineStr\"><is><t>", text, "</t></is></c>")
}

/// Puts a number into a cell.
pub fn number(cell: &str, number: &str) -> Edit {
    put(cell, "><v>", number, "</v></c>")
}

fn put(cell: &str, before: &str, value: &str, after: &str) -> Edit {
    let pattern = format!("<c r=\"{cell}\"( s=\"\\d+\")?[^>]*?(?:/>|>.*?</c>)");
    (SHEET, pattern, format!("<c r=\"{cell}\"\\1{before}{value}{after}"))
}

/// Replaces a part of the first sheet, or of the texts all sheets share.
pub fn part(pattern: &str, text: &str) -> Edit {
    (SHEET, pattern.into(), text.into())
}

/// Replaces one of the shared texts.
pub fn shared(pattern: &str, text: &str) -> Edit {
    ("xl/sharedStrings.xml", pattern.into(), text.into())
}

/// Writes the edited workbook; `false`, and why, without Python.
pub fn edit(bureau: &Bureau, from: &str, to: &str, edits: &[Edit]) -> bool {
    let job = serde_json::json!({"from": from, "to": to, "edits": edits});
    bureau.write("job.json", job.to_string());
    let dir = bureau.path("");
    match Command::new("python3").args(["-c", EDIT, "job.json"]).current_dir(dir).output() {
        Err(e) => {
            println!("skipped: python3 cannot be run: {e}");
            false
        }
        Ok(output) => {
            assert!(output.status.success(), "{to}: {}", String::from_utf8_lossy(&output.stderr));
            true
        }
    }
}

/// The cells of the first sheet, and the number of its heading row.
pub fn cells(bureau: &Bureau, name: &str) -> (Vec<Vec<String>>, usize) {
    let mut book: Xlsx<_> = open_workbook(bureau.path(name)).unwrap();
    let first = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&first).unwrap();
    let rows: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let head = rows.iter().position(|row| row.join(" | ") == crate::forms::OUTCOME);
    (rows, head.unwrap_or_else(|| panic!("{name} has no headings")) + 1)
}

pub fn by(bureau: &Bureau, who: &str, args: &[&str]) -> super::Answer {
    bureau.run_with(&[args, &["--clock", LATER]].concat(), &[("SUICHA_OPERATOR", who)])
}

/// A bureau with a drawn draw `d` of four subjects.
pub fn drawn() -> Bureau {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    bureau
}

#[test]
fn what_is_exported_is_what_is_read() {
    let bureau = drawn();
    let clock = ["--clock", LATER];
    bureau.run(&[&["task", "export", "t", "task-en.xlsx"], &clock[..]].concat()).ok();
    bureau.in_chinese(&[&["task", "export", "t", "task-zh.xlsx"], &clock[..]].concat()).ok();
    let whole = |name| ["export", "outcomes", name, "--draw", "d"];
    bureau.run(&[&whole("draw-en.xlsx"), &clock[..]].concat()).ok();
    bureau.in_chinese(&[&whole("draw-zh.xlsx"), &clock[..]].concat()).ok();
    for (nth, lang) in ["en", "zh"].into_iter().enumerate() {
        let (task, draw) = (format!("task-{lang}.xlsx"), format!("draw-{lang}.xlsx"));
        let (read, same) = (std::fs::read(bureau.path(&task)).unwrap(), std::fs::read(bureau.path(&draw)));
        assert_eq!(read, same.unwrap(), "one workbook, whichever command writes it");
        by(&bureau, "wang", &["outcome", "import", "d", &task]).ok().says(&["0 entered", "4 skipped"]);

        let (rows, head) = cells(&bureau, &task);
        let texts = rows[..head].concat().join("\n");
        assert!(texts.contains("suicha-outcomes/1") && texts.contains("suicha result d/1 "), "{texts}");
        assert_eq!(rows.len(), head + 4);
        let cell = |column: &str, row: usize| format!("{column}{}", head + row);
        let (r1, m1, d3, d4) = match nth {
            0 => {
                ("R1 no problem found", "M1 visit", "D3", "D4 lead of a case; evidence secured and passed on")
            }
            _ => (
                "R1 未发现问题",
                "M1 实地检查",
                "D3 违反本部门相关规定，责令改正；后续跟踪由日常监管部门负责",
                "D4 发现案件线索，初步固定相关证据后移送办案机构依法依规处理",
            ),
        };
        let edits = [
            number(&cell("G", 1), DAY),
            text(&cell("I", 1), m1),
            text(&cell("J", 1), r1),
            text(&cell("G", 2), "2023年9月20日"),
            text(&cell("I", 2), &format!("{m1}、M5")),
            text(&cell("J", 2), "R5"),
            text(&cell("K", 2), "=1+1"),
            text(&cell("L", 2), &format!("{d3}、{d4}")),
            text(&cell("G", 3), "2023/9/20"),
            text(&cell("I", 3), "实地检查"),
            text(&cell("J", 3), "未发现问题"),
        ];
        if !edit(&bureau, &task, "filled.xlsx", &edits) {
            return;
        }
        let import = ["outcome", "import", "d", "filled.xlsx"];
        match nth {
            0 => {
                let answer = by(&bureau, "wang", &import).ok();
                answer.says(&["3 entered, 0 unchanged, 0 rejected, 1 skipped", "act 1"]);
            }
            // The words of a drop-down are the same in either language.
            _ => drop(by(&bureau, "wang", &import).ok().says(&["0 entered, 3 unchanged"])),
        }
        let second = rows[head + 1][2].as_str();
        by(&bureau, "wang", &["outcome", "show", "d", second]).ok().says(&[
            "result R5",
            "method M1",
            "method M5",
            "disposal D3",
            "disposal D4",
            "findings =1+1",
            "visited 2023-09-20",
        ]);
    }
    by(&bureau, "li", &["outcome", "review", "d", "--pass"]).ok().says(&["pass: 3 outcomes"]);
    by(&bureau, "li", &["outcome", "publish", "d"]).ok().says(&["publish: 3 outcomes"]);
    for name in ["back.xlsx", "back.csv"] {
        by(&bureau, "li", &["export", "outcomes", name, "--draw", "d"]).ok().says(&["4 rows"]);
        by(&bureau, "wang", &["outcome", "import", "d", name]).ok().says(&["3 unchanged", "nothing stored"]);
    }
    let back = cells(&bureau, "back.xlsx").0.concat();
    assert!(
        back.contains(&"M1 visit".to_owned()) && !back.iter().any(|cell| cell.contains("实地")),
        "{back:?}"
    );
    by(&bureau, "li", &["export", "outcomes", "blank.csv", "--draw", "d", "--template"]).ok();
    by(&bureau, "wang", &["outcome", "import", "d", "blank.csv"]).ok().says(&["4 skipped"]);
    by(&bureau, "li", &["outcome", "check", "d"]).ok().says(&["ok 13", "1 not complete"]);
}

#[test]
fn the_version_of_the_template_outlives_its_words() {
    let bureau = drawn();
    bureau.at(LATER, &["task", "export", "t", "work.xlsx"]).ok();
    let (rows, head) = cells(&bureau, "work.xlsx");
    let texts = rows[..head].concat().join("\n");
    assert!(texts.contains("template version suicha-outcomes/1") && !texts.contains("模板版本"), "{texts}");
    let import = ["outcome", "import", "d", "old.xlsx"];
    let words = shared("suicha-outcomes/1", "suicha-outcomes/0");
    if !edit(&bureau, "work.xlsx", "old.xlsx", &[words]) {
        return;
    }
    by(&bureau, "wang", &import).exits(3).says(&["template version suicha-outcomes/0", "new template"]);
    // The words cut off: the workbook's own property still says it.
    let property = ("docProps/custom.xml", "suicha-outcomes/1".to_owned(), "suicha-outcomes/0".to_owned());
    let cut = || shared("template version suicha-outcomes/1", "");
    assert!(edit(&bureau, "work.xlsx", "old.xlsx", &[cut(), property]));
    by(&bureau, "wang", &import).exits(3).says(&["\"suicha-outcomes/0\"", "new template"]);
    assert!(edit(&bureau, "work.xlsx", "old.xlsx", &[cut()]));
    by(&bureau, "wang", &import).ok().says(&["4 skipped"]);
}

#[test]
fn a_layout_that_could_not_be_read_back_is_refused() {
    let bureau = drawn();
    let ours = std::fs::read_to_string(crate::common::tree("data/forms/outcome.toml")).unwrap();
    let visited = "{ field = \"visited\", width = 12,";
    let renamed = ours.replace(visited, "{ field = \"visited\", width = 12, zh = \"检查完成日期\",");
    bureau.write("own.toml", &renamed);
    let export =
        |layout: &str| bureau.at(LATER, &["task", "export", "t", "x.xlsx", "--layout", layout, "--replace"]);
    export("own.toml").ok();
    by(&bureau, "wang", &["outcome", "import", "d", "x.xlsx"]).ok().says(&["4 skipped"]);
    for (bad, wanted) in [
        (renamed.replace("检查完成日期", "哪一天"), "needs a column \"检查日期\""),
        (ours.replace("field = \"visited\", ", ""), "a column needs a heading"),
        (
            ours.replace(
                visited,
                "{ group = { zh = \"检查\", en = \"visit\" }, field = \"visited\", width = 12,",
            ),
            "has no groups",
        ),
    ] {
        bureau.write("own.toml", &bad);
        export("own.toml").exits(3).says(&["own.toml", wanted]);
    }
}
