//! Files in and out as a clerk handles them: what is refused, what is never lost, what is said.

use super::Bureau;
use super::bureau::{BEFORE, filled};

#[test]
fn a_missing_archive_is_never_replaced_by_an_empty_one() {
    let bureau = filled();
    let archive = bureau.path("archive.sqlite");
    std::fs::rename(&archive, bureau.path("elsewhere")).unwrap();
    bureau.at(BEFORE, &["draw", "status"]).exits(2).says(&["there is no archive", "backup"]);
    bureau.at(BEFORE, &["import", "subjects", "subjects.csv"]).exits(2);
    assert!(!archive.exists());
    bureau.write("archive.sqlite", "");
    bureau.at(BEFORE, &["plan", "list"]).exits(2).says(&["there is no archive"]);
    std::fs::rename(bureau.path("elsewhere"), &archive).unwrap();
    bureau.at(BEFORE, &["draw", "status"]).ok().says(&["no draw yet"]);
}

#[test]
fn a_command_leaves_one_file_behind() {
    let bureau = filled();
    let whole = || {
        let left = ["archive.sqlite-wal", "archive.sqlite-shm"].map(|name| bureau.path(name).exists());
        assert_eq!(left, [false, false], "the archive can be copied as one file");
    };
    whole();
    super::bureau::freeze(&bureau, "d").ok();
    whole();
    bureau.at(BEFORE, &["draw", "run", "d"]).exits(5);
    whole();
}

#[test]
fn errors_are_told_in_the_language_asked_for() {
    let bureau = Bureau::bare();
    bureau.in_chinese(&["plan", "list"]).exits(2).says(&["无法读取配置 suicha.toml", "suicha init"]);
    let answer = bureau.run(&["plan", "list", "--json"]).exits(2).says(&["cannot read the configuration"]);
    let document: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert!(document["error_zh"].as_str().unwrap().contains("无法读取配置"));
    assert!(document["error"].as_str().unwrap().is_ascii());
    let bureau = filled();
    std::fs::remove_file(bureau.path("archive.sqlite")).unwrap();
    bureau.in_chinese(&["plan", "list"]).exits(2).says(&["不存在", "请恢复备份"]);
    let bureau = filled();
    bureau.write("bad.toml", bureau.read("plan.toml").replace("A01", "A09"));
    let refused = ["plan", "amend", "bad.toml", "--reason", "x", "--clock", BEFORE];
    bureau.in_chinese(&refused).exits(3).says(&["被拒绝", "任务 t：事项 A09 不在随机抽查事项清单中"]);
}

const DAY: &str = "2023-09-02T09:00:00+08:00";

#[test]
fn nothing_is_overwritten_unasked() {
    let bureau = filled();
    let before = super::snapshot(&bureau.path("."));
    let refused = |args: &[&str], exit, word: &str| {
        bureau.at(DAY, args).exits(exit).says(&[word]);
    };
    refused(&["export", "matters", "archive.sqlite"], 2, "ending in .csv or .xlsx");
    refused(&["export", "matters", "suicha.toml"], 2, "ending in .csv or .xlsx");
    refused(&["export", "matters", "list.ods", "--template"], 2, "ending in .csv or .xlsx");
    refused(&["export", "matters", "matters.csv"], 6, "exists already: nothing was replaced");
    let import = ["import", "subjects", "subjects.csv", "--issues"];
    refused(&[&import[..], &["subjects.csv"]].concat(), 6, "is an input");
    refused(&[&import[..], &["./subjects.csv", "--replace"]].concat(), 6, "is an input");
    refused(&[&import[..], &["matters.csv"]].concat(), 6, "nothing was replaced");
    refused(&[&import[..], &["nowhere/x.csv"]].concat(), 2, "nowhere/x.csv");
    refused(&[&import[..], &["x.pdf"]].concat(), 2, "ending in .csv or .xlsx");
    assert!(before == super::snapshot(&bureau.path(".")), "nothing was stored and nothing was written");

    bureau.at(DAY, &["export", "matters", "m.csv"]).ok();
    bureau.at(DAY, &["export", "matters", "m.csv"]).exits(6);
    bureau.at(DAY, &["export", "matters", "m.csv", "--replace"]).ok();
    bureau.at(DAY, &[&import[..], &["i.csv"]].concat()).ok();
    bureau.at(DAY, &[&import[..], &["i.csv", "--replace"]].concat()).ok();
    bureau.at(DAY, &["export", "inspectors", "t.csv", "--template"]).ok();
    assert!(bureau.read("t.csv").starts_with("\u{feff}id,name,unit"), "a CSV template is its heading row");
    assert_eq!(bureau.read("t.csv").lines().count(), 1);
}

#[test]
fn files_are_told_by_their_content() {
    let bureau = filled();
    let good = bureau.read("subjects.csv");
    let import = |file: &str| bureau.at(DAY, &["import", "subjects", file, "--dry-run"]);
    bureau.write("csv.xlsx", &good);
    import("csv.xlsx").ok().says(&["csv.xlsx: UTF-8"]);
    bureau.at(DAY, &["export", "subjects", "x.xlsx"]).ok();
    std::fs::rename(bureau.path("x.xlsx"), bureau.path("xlsx.csv")).unwrap();
    import("xlsx.csv").ok().says(&["XLSX, sheet", "12 accepted"]);
    bureau.write("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more");
    import("old.xls").exits(3).says(&["old Excel workbook", "save it as .xlsx"]);
    bureau.write("cr.csv", good.replace('\n', "\r"));
    import("cr.csv").exits(3).says(&["CR alone"]);
    bureau.write("u16.csv", good.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    import("u16.csv").exits(3).says(&["UTF-16"]);
    let (head, rest) = good.split_once('\n').unwrap();
    bureau.write("mixed.csv", [&encoding_rs::GB18030.encode(head).0, rest.as_bytes()].join(&b'\n'));
    import("mixed.csv").exits(3).says(&["not UTF-8", "mixed"]);
    bureau.write("gb.csv", encoding_rs::GB18030.encode(&good).0);
    bureau.at(DAY, &["import", "subjects", "gb.csv", "--encoding", "utf-8"]).exits(3).says(&["not UTF-8"]);
    bureau.write("head.csv", head);
    import("head.csv").exits(3);
    bureau.at(DAY, &["import", "subjects", "head.csv"]).exits(3).says(&["no data row"]);
    bureau.write("slip.csv", good.replacen("统一社会信用代码", "统一社会信用代吗", 1));
    import("slip.csv").exits(3).says(&["did you mean \"统一社会信用代码\""]);
    import("none.csv").exits(2).says(&["none.csv", "check the name"]);
    import(".").exits(2).says(&["it is a directory"]);
}

#[test]
fn the_sheet_with_the_data_is_named() {
    use rust_xlsxwriter::Workbook;
    let bureau = filled();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "检查对象名录").unwrap();
    let sheet = book.add_worksheet().set_name("数据").unwrap();
    for (column, heading) in ["统一社会信用代码", "名称"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, heading).unwrap();
    }
    book.save(bureau.path("two.xlsx")).unwrap();
    bureau.at(DAY, &["import", "subjects", "two.xlsx"]).exits(3).says(&["封面", "数据", "to the front"]);
}

#[test]
fn what_a_workbook_hides_is_read_and_told() {
    use rust_xlsxwriter::Workbook;
    let bureau = filled();
    let text = bureau.read("subjects.csv");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let book = |name: &str, hide: bool| {
        let mut book = Workbook::new();
        let old = book.add_worksheet().set_name("旧表").unwrap();
        old.write_string(0, 0, "统一社会信用代码").unwrap();
        old.set_hidden(hide);
        let sheet = book.add_worksheet().set_name("名录").unwrap().set_active(true);
        for (at, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                sheet.write_string(at as u32, column as u16, *cell).unwrap();
            }
        }
        // Empty columns and rows hide nothing.
        for column in [2, 4, 9] {
            sheet.set_column_hidden(column).unwrap();
        }
        for row in [3, 4, 7, 40] {
            sheet.set_row_hidden(row).unwrap();
        }
        book.save(bureau.path(name)).unwrap();
    };
    let import = |args: &[&str]| bureau.at(DAY, &[&["import", "subjects", "h.xlsx"], args].concat());
    book("h.xlsx", true);
    let said = import(&["--dry-run", "--issues", "i.csv"]).ok().says(&[
        "12 accepted",
        "h.xlsx row 1 名录 C 类型、E 管辖单位: the sheet hides columns",
        "h.xlsx row 4 名录 4–5、8 (3): the sheet hides rows",
        "h.xlsx row 1 旧表: a hidden sheet stands in front; it was not read → if the data is there, unhide it",
    ]);
    assert_eq!(said.out.matches("h.xlsx row").count(), 3, "one line of each kind: {}", said.out);
    assert!(bureau.read("i.csv").contains("hidden-column"));
    let zh = bureau.in_chinese(&["import", "subjects", "h.xlsx", "--dry-run", "--clock", DAY]).ok();
    zh.says(&["隐藏的列", "隐藏（或被筛选掉）的行", "未读入", "取消隐藏"]);
    // A sheet that is hidden and asked for by name is read, and told as well.
    bureau.write("m.toml", "kind = \"subjects\"\nsheet = \"旧表\"\n[columns]\nid = \"统一社会信用代码\"\n[constants]\nname = \"某\"\n");
    import(&["--dry-run", "--map", "m.toml"]).says(&["旧表: the sheet that was read is hidden"]);
}

#[test]
fn an_import_is_compared_with_what_was_there() {
    let bureau = filled();
    let few: String = bureau.read("subjects.csv").lines().take(4).map(|line| format!("{line}\n")).collect();
    bureau.write("few.csv", few);
    let few = |day: &str| bureau.at(DAY, &["import", "subjects", "few.csv", "--as-of", day]);
    few("2023-09-03").exits(5).says(&["lies after today"]);
    few("2023-09-01").ok().says(&["the roster before: 2023-08-31, 12 rows", "less than half"]);
    few("2023-08-31").ok().says(&["a roster of the same day"]);
    bureau
        .at(DAY, &["import", "subjects", "subjects.csv", "--as-of", "2023-08-31"])
        .ok()
        .says(&["the same as the stored roster", "not this one is in force"]);
    bureau.write("recusals.csv", "inspector,subject,reason\nC1,914403001922038216,declared\nC9,914403001922038216,\nC2,91330100MA0000015W,\n");
    let said = bureau.at(DAY, &["import", "recusals", "recusals.csv"]).ok();
    said.says(&["warning: 2 recusals without effect", "  C9\n", "  91330100MA0000015W\n"]);
}

#[test]
fn quiet_means_results_only() {
    let bureau = filled();
    bureau.write("slip.csv", bureau.read("subjects.csv").replace("登记状态", "登记状太"));
    let loud = bureau.at(DAY, &["import", "subjects", "slip.csv", "--dry-run"]).ok();
    loud.says(&["登记状态", "no known columns"]);
    let quiet = bureau.at(DAY, &["import", "subjects", "slip.csv", "--dry-run", "-q"]).ok();
    assert_eq!((quiet.out.lines().count(), quiet.err.as_str()), (2, ""), "{}", quiet.out);
}

#[test]
fn every_applied_suggestion_is_shown() {
    let bureau = filled();
    bureau.write("o.csv", "id,name,status,type\n9l4403001922038216,甲,存续,1130\n");
    let said = bureau.at(DAY, &["import", "subjects", "o.csv", "--dry-run", "--accept-suggestions"]).ok();
    said.says(&["9l4403001922038216", "changed to 914403001922038216"]);
}

#[test]
fn one_unknown_unit_is_one_line_on_the_screen() {
    let bureau = filled();
    bureau.write("p.csv", "id,name,unit\nS1,甲,丙所\nS2,乙,丙所\nS3,丙,甲所\n");
    let said = bureau.at(DAY, &["import", "inspectors", "p.csv", "--issues", "i.csv"]).exits(3);
    assert_eq!(said.out.matches("丙所").count(), 2, "once as found, once in the line to add: {}", said.out);
    said.says(&["丙所 ×2", "add it below [units] of suicha.toml the line: \"丙所\" = \"CODE\""]);
    assert_eq!(bureau.read("i.csv").matches("unit-unknown").count(), 2, "every row is in the list");
}

#[test]
fn templates_carry_long_lists_and_skip_their_example() {
    let bureau = filled();
    let units: String = (1..60).map(|n| format!("\"第{n}市场监督管理所, 分所\" = \"u{n}\"\n")).collect();
    bureau
        .write("suicha.toml", bureau.read("suicha.toml").replace("[units]\n", &format!("[units]\n{units}")));
    bureau.at(DAY, &["export", "inspectors", "t.xlsx", "--template"]).ok();
    let file = bureau.path("t.xlsx");
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    assert_eq!(book.sheet_names(), ["inspectors", "how to fill in", "lists"]);
    let lists = book.worksheet_range("lists").unwrap();
    assert!(
        lists.rows().filter(|row| row.iter().any(|cell| cell.to_string().contains("所, 分所"))).count() >= 59
    );
    bureau.at(DAY, &["import", "inspectors", "t.xlsx"]).exits(3).says(&["1 skipped", "no data row"]);
}

#[test]
fn an_export_says_which_of_several_names_it_writes() {
    let bureau = filled();
    let export = || bureau.at(DAY, &["export", "inspectors", "i.csv", "--replace"]).ok();
    assert!(!export().out.contains("several names"));
    let config = bureau.read("suicha.toml").replace("[units]", "[units]\n\"甲市场所\" = \"s01\"");
    bureau.write("suicha.toml", &config);
    export().says(&[
        "the code s01 has several names; the file has \"甲市场所\" throughout (not 甲所)",
        "[names]",
    ]);
    bureau.write("suicha.toml", config + "[names]\ns01 = \"甲所\"\n");
    assert!(!export().out.contains("several names"), "it has been said which");
    assert!(bureau.read("i.csv").contains("甲所") && !bureau.read("i.csv").contains("甲市场所"));
}

#[test]
fn an_export_of_the_bureau_reads_back_the_same() {
    let bureau = filled();
    bureau.at(DAY, &["import", "recusals", "recusals.csv", "--as-of", "2023-08-31"]).ok();
    for kind in ["subjects", "inspectors", "recusals", "matters"] {
        for ending in ["csv", "xlsx"] {
            let file = format!("{kind}-back.{ending}");
            bureau.in_chinese(&["export", kind, &file, "--clock", DAY]).ok();
            let again = bureau.at(DAY, &["import", kind, &file, "--as-of", "2023-08-31"]).ok();
            again.says(&["the same as the stored roster"]);
        }
    }
    assert!(bureau.read("subjects-back.csv").contains(",存续,"));
    assert!(bureau.read("subjects-back.csv").contains(",甲所,"));
    assert!(bureau.read("inspectors-back.csv").contains(",有效,"));
    assert!(bureau.read("recusals-back.csv").contains(",本人申报"));
}
