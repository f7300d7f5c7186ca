//! The exchange with other departments through the binary: what is public and nothing else, what changed, what
//! was withdrawn and why; feedback on measures; and a bureau's own rules.

use super::bureau::filled;
use super::{Answer, Bureau};
use crate::common::{names, tree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use suicha::core::credit::exchange::{Dictionary, Table};

const ID: &str = "91310000X072143273";
const OTHER: &str = "91110000710925462X";
const THIRD: &str = "914403001922038216";
const NOW: &str = "2026-01-12T10:00:00+08:00";
const LATER: &str = "2026-02-10T10:00:00+08:00";

const PENALTIES: &str = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_CFJG,公示日期,案件编号,行政相对人类别,处罚机关所在省\n";
const LISTINGS: &str = "统一社会信用代码,列入事由,列入日期,列入决定书文号,列入决定机关,未报年度,移出日期,移出事由,情节,案件编号\n";
const FEEDBACK: &str = "统一社会信用代码,批次号,惩戒措施代码,反馈部门,反馈日期,反馈结果,反馈说明\n";

fn at(bureau: &Bureau, time: &str, who: &str, args: &[&str]) -> Answer {
    bureau.run_with(&[args, &["--clock", time]].concat(), &[("SUICHA_OPERATOR", who)])
}

fn import(bureau: &Bureau, time: &str, kind: &str, head: &str, rows: &str) -> Answer {
    bureau.write("rows.csv", format!("{head}{rows}"));
    at(bureau, time, "wang", &["import", kind, "rows.csv"])
}

fn penalty(id: &str, number: &str, day: &str, words: (&str, &str), rest: &str) -> String {
    let (facts, content) = words;
    format!(
        "某企业,{id},{number},无证经营,{facts},食品安全法 第122条,罚款,{content},6.000000,{day},某局,{day},{rest},310000\n"
    )
}

fn export(bureau: &Bureau, time: &str, args: &[&str]) -> Answer {
    at(bureau, time, "wang", &[&["credit", "export"], args].concat())
}

/// Three penalties, an abnormal and a serious listing, a licence, a complaint nobody may see.
fn recorded() -> Bureau {
    let bureau = filled();
    let words = ("未取得许可经营食品", "罚款人民币60000元");
    let rows = [
        penalty(ID, "某市监罚〔2026〕1号", "2026-01-05", words, "c-1,"),
        penalty(OTHER, "某市监罚〔2026〕2号", "2026-01-06", words, ","),
        penalty(OTHER, "某市监罚〔2026〕3号", "2026-01-06", words, ",自然人"),
    ];
    import(&bureau, NOW, "penalties", PENALTIES, &rows.concat()).ok().says(&["3 events entered"]);
    let rows = [
        format!("{ID},SER-10.3,2026-01-06,严入〔2026〕1号,某局,,,,上级同意,c-1\n"),
        format!("{OTHER},通过登记的住所无法联系,2026-01-05,异入〔2026〕1号,某局,,,,,\n"),
        format!("{THIRD},通过登记的住所无法联系,2026-01-05,异入〔2026〕2号,某局,,,,,\n"),
    ];
    import(&bureau, NOW, "listings", LISTINGS, &rows.concat()).ok().says(&["3 events entered"]);
    let permits = "统一社会信用代码,XK_WSH,XK_JDRQ,XK_YXQZI\n";
    let rows = format!(
        "{THIRD},许可〔2026〕1号,2026-01-05,2026-02-01\n{THIRD},许可〔2026〕2号,2026-01-05,2031-01-04\n"
    );
    import(&bureau, NOW, "permits", permits, &rows).ok();
    let complaints = "统一社会信用代码,登记编号,登记日期,类别\n";
    import(&bureau, NOW, "complaints", complaints, &format!("{ID},T1,2026-01-05,投诉\n")).ok();
    bureau
}

/// A month later: a penalty is void, a listing removed, a licence over, a subject renamed, a penalty new.
fn moved(bureau: &Bureau) {
    let shown = at(bureau, LATER, "wang", &["credit", "show", ID]).ok();
    let line = shown.out.lines().find(|line| line.contains("某市监罚〔2026〕1号")).unwrap();
    let record = &line[line.find('#').unwrap()..][..9];
    let void = ["credit", "record", ID, "penalty-void", "--about", record, "--set", "manner=revoked"];
    at(bureau, LATER, "wang", &[&void[..], &["--reason", "复议撤销", "--on", "2026-02-02"]].concat()).ok();
    let decide = ["credit", "decide", ID, "SER-VOID", "--approve", "--reason", "处罚已撤销"];
    at(bureau, LATER, "li", &[&decide[..], &["--on", "2026-02-03"]].concat()).ok();
    let rows = format!("{OTHER},ABN-4,,,,,2026-02-04,重新取得联系,,\n");
    import(bureau, LATER, "listings", LISTINGS, &rows).ok();
    let new = penalty(THIRD, "某市监罚〔2026〕4号", "2026-02-05", ("再次无证经营", "罚款6万元"), ",");
    import(bureau, LATER, "penalties", PENALTIES, &new).ok();
    let subjects = bureau.read("subjects.csv").replacen("示例企业0,", "更名企业,", 1);
    bureau.write("subjects.csv", subjects);
    at(bureau, LATER, "wang", &["import", "subjects", "subjects.csv", "--as-of", "2026-02-06"]).ok();
}

fn rows(bureau: &Bureau, file: &str) -> Vec<BTreeMap<String, String>> {
    serde_json::from_str(&bureau.read(file)).unwrap()
}

fn second_reader(words: &[&std::ffi::OsStr]) {
    let mut python = Command::new("python3");
    python.arg(tree("tests/reference/exchange.py")).args(words);
    match python.output() {
        Err(e) => println!("skipped: python3 cannot be run: {e}"),
        Ok(said) => {
            let out = [said.stdout, said.stderr].concat();
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&out));
        }
    }
}

#[test]
fn departments_hold_what_is_public_and_learn_what_is_not_any_more() {
    let bureau = recorded();
    export(&bureau, NOW, &["--out", "one", "--as-of", "2026-01-13"]).exits(5).says(&["has not come yet"]);
    let first = export(&bureau, NOW, &["--out", "one"]).ok();
    first.says(&["exchange 1 (full) as of 2026-01-12", "penalties: 3 public; 3 sent"]);
    export(&bureau, NOW, &["--out", "one"]).ok().says(&["holds the same already"]);
    export(&bureau, NOW, &["--out", "again"]).ok();
    for name in names(&bureau.path("one")) {
        let read = |dir: &str| std::fs::read(bureau.path(dir).join(&name)).unwrap();
        assert!(read("one") == read("again"), "{name}: the same day gives the same bytes");
    }
    let penalties = rows(&bureau, "one/penalties.json");
    let one = penalties.iter().find(|row| row["CF_WSH"] == "某市监罚〔2026〕1号").unwrap();
    for (code, cell) in [
        ("CF_NR_FK", "6.000000"),
        ("CF_NR", "罚款人民币60000元"),
        ("CF_SY", "未取得许可经营食品"),
        ("CF_WFXW", "无证经营"),
        ("CF_XDR_LB", "法人及非法人组织"),
        ("CF_XDR_SHXYM", ID),
        ("CF_FRDB", ""),
        ("CF_FR_ZJHM", ""),
    ] {
        assert_eq!(one[code], cell, "{code}");
    }
    let person = penalties.iter().find(|row| row["CF_WSH"] == "某市监罚〔2026〕3号").unwrap();
    assert_eq!((person["CF_XDR_LB"].as_str(), person["CF_XDR_SHXYM"].as_str()), ("自然人", ""));
    assert!(person["CF_XDR_MC"].ends_with('*'), "{}", person["CF_XDR_MC"]);
    assert_eq!(rows(&bureau, "one/permits.json").len(), 2);
    assert_eq!(rows(&bureau, "one/abnormal.json").len(), 2);
    assert!(rows(&bureau, "one/measures.json").iter().any(|row| row["JP_CS"] == "JP-04"));
    moved(&bureau);
    export(&bureau, LATER, &["--out", "one"]).exits(6).says(&["holds something else"]);
    export(&bureau, LATER, &["--out", "early", "--since", "one", "--as-of", "2026-01-11"])
        .exits(2)
        .says(&["before the day of the exchange before"]);
    let second = export(&bureau, LATER, &["--out", "two", "--since", "one"]).ok();
    second.says(&[
        "exchange 2 (changes) as of 2026-02-10",
        "penalties: 3 public; 1 sent (1 new, 0 changed), 1 withdrawn",
    ]);
    let why: BTreeSet<(String, String, String)> = rows(&bureau, "two/withdrawals.json")
        .into_iter()
        .filter(|row| !row["CX_BM"].starts_with("measure"))
        .map(|row| (row["CX_WSH"].clone(), row["CX_YY"].clone(), row["CX_RQ"].clone()))
        .collect();
    let wanted = [
        ("严入〔2026〕1号", "void", "2026-02-03"),
        ("异入〔2026〕1号", "removed", "2026-02-04"),
        ("某市监罚〔2026〕1号", "void", "2026-02-02"),
        ("许可〔2026〕1号", "expired", "2026-02-02"),
    ];
    assert_eq!(why, wanted.map(|(a, b, c)| (a.into(), b.into(), c.into())).into());
    let lifted = rows(&bureau, "two/withdrawals.json");
    assert!(lifted.iter().any(|row| row["CX_BM"] == "measures" && row["CX_YY"] == "lifted"));
    assert!(rows(&bureau, "two/abnormal.json").iter().any(|row| row["BD_LX"] == "change"), "a new name");
    export(&bureau, LATER, &["--out", "three", "--since", "two", "--full"]).ok().says(&["exchange 3 (full)"]);
    let third = export(&bureau, LATER, &["--out", "still", "--since", "two"]).ok();
    third.says(&["penalties: 3 public; 0 sent (0 new, 0 changed), 0 withdrawn"]);
    let paths: Vec<_> = ["one", "two", "three"].map(|name| bureau.path(name)).into();
    let words: Vec<_> =
        std::iter::once("check".as_ref()).chain(paths.iter().map(|p| p.as_os_str())).collect();
    second_reader(&words);
    if std::env::var_os("SUICHA_WRITE_EXCHANGE").is_some() {
        for (name, path) in ["one", "two", "three"].iter().zip(&paths) {
            let to = tree("tests/vectors/exchange").join(name);
            std::fs::create_dir_all(&to).unwrap();
            for file in names(path) {
                std::fs::copy(path.join(&file), to.join(&file)).unwrap();
            }
        }
    }
    for name in ["one", "two", "three"] {
        for file in names(&bureau.path(name)) {
            let text = bureau.read(&format!("{name}/{file}"));
            for secret in ["T1", "wang", "投诉", "risk_class"] {
                assert!(!text.contains(secret) || file.starts_with("dictionary"), "{name}/{file}: {secret}");
            }
        }
    }
    // What was sent cannot be told again from a directory that somebody changed.
    bureau.write("two/penalties.csv", bureau.read("two/penalties.csv").replace("6.000000", "7.000000"));
    export(&bureau, LATER, &["--out", "four", "--since", "two"])
        .exits(4)
        .says(&["is not the one of the manifest"]);
}

#[test]
fn an_export_survives_every_death() {
    let bureau = recorded();
    export(&bureau, NOW, &["--out", "whole"]).ok();
    for point in 1.. {
        let args = ["credit", "export", "--out", "killed", "--clock", NOW];
        let killed = bureau.run_with(&args, &[("SUICHA_FAULT_POINT", &point.to_string())]);
        let done = killed.exit == 0;
        export(&bureau, NOW, &["--out", "killed"]).ok();
        for name in names(&bureau.path("whole")) {
            assert!(
                bureau.read(&format!("killed/{name}")) == bureau.read(&format!("whole/{name}")),
                "{point} {name}"
            );
        }
        assert_eq!(names(&bureau.path("killed")), names(&bureau.path("whole")));
        std::fs::remove_dir_all(bureau.path("killed")).unwrap();
        if done {
            assert!(point > 10, "{point} points");
            return;
        }
    }
}

#[test]
fn every_column_stands_in_the_dictionary_and_agrees_with_what_is_public() {
    let declared: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(include_str!("../../data/visibility.toml")).unwrap();
    let dictionary = Dictionary::embedded();
    for column in dictionary.all() {
        assert!(!column.source.is_empty(), "{}", column.code);
        if let Some((table, held)) = column.held.split_once('.') {
            let word = declared.get(table).and_then(|columns| columns.get(held));
            let word = word.unwrap_or_else(|| panic!("{}: no column {}", column.code, column.held));
            // Of an event the fold tells what is shown; every other column is what the archive says it is.
            let told = column.held == "credit_event.text";
            assert!(told || (word == "public") == column.public, "{} is {word}", column.held);
        } else {
            assert!(["derived", "none"].contains(&column.held.as_str()), "{}", column.code);
        }
        let person = column.code.contains("_ZJHM") || column.code.contains("_ZJLX");
        assert!(!(person && column.public), "{} is never public", column.code);
    }
    let bureau = recorded();
    export(&bureau, NOW, &["--out", "one"]).ok();
    for table in Table::ALL {
        let text = bureau.read(&format!("one/{}.csv", table.word()));
        let codes: Vec<&str> = dictionary.columns(*table).map(|column| column.code.as_str()).collect();
        assert_eq!(text.lines().next(), Some(codes.join(",").as_str()));
        for row in rows(&bureau, &format!("one/{}.json", table.word())) {
            for column in dictionary.columns(*table).filter(|column| !column.public) {
                assert_eq!(row[&column.code], "", "{}", column.code);
            }
        }
    }
}

#[test]
fn the_second_reader_refuses_every_changed_exchange() {
    let root = tree("tests/vectors/exchange");
    assert!(Path::new(&root).join("bad.toml").exists());
    second_reader(&["vectors".as_ref(), root.as_os_str()]);
}

#[test]
fn words_for_the_public_hold_no_number_of_a_person() {
    let bureau = filled();
    for (facts, content, says) in [
        ("经营者身份证号320381199001011234", "罚款", "hold an identity or telephone number"),
        ("无证经营", "罚款；联系电话13912345678", "hold an identity or telephone number"),
    ] {
        let row = penalty(ID, "1号", "2026-01-05", (facts, content), ",");
        let said = import(&bureau, NOW, "penalties", PENALTIES, &row).exits(3).says(&[says]);
        assert!(
            !said.out.contains("320381199001011234") && !said.out.contains("13912345678"),
            "{}",
            said.out
        );
    }
    let long = "长".repeat(2001);
    let row = penalty(ID, "1号", "2026-01-05", (&long, "罚款"), ",");
    import(&bureau, NOW, "penalties", PENALTIES, &row).exits(3).says(&["longer than 2000 characters"]);
    let row = penalty(ID, "1号", "2026-01-05", (&long[..30], "罚款"), ",");
    import(&bureau, NOW, "penalties", PENALTIES, &row).ok().says(&["1 event entered"]);
    import(&bureau, LATER, "penalties", PENALTIES, &row).ok().says(&["1 known"]);
}

#[test]
fn departments_tell_what_they_did_with_a_measure() {
    let bureau = recorded();
    export(&bureau, NOW, &["--out", "one"]).ok();
    let measures = rows(&bureau, "one/measure-details.json");
    let batch = |id: &str, code: &str| {
        let mine =
            |row: &&BTreeMap<String, String>| row["JP_XDR_SHXYM"] == id && row["JP_PCH"].starts_with(code);
        measures.iter().find(mine).map(|row| row["JP_PCH"].clone()).unwrap()
    };
    let (serious, abnormal) = (batch(ID, "JP-04"), batch(OTHER, "JP-04"));
    let row = |id: &str, batch: &str, rest: &str| format!("{id},{batch},JP-04,{rest}\n");
    let bad = [
        (row(ID, "JP-04-20260101-00000000", "甲部门,2026-01-12,已执行,"), "no such measure in such a batch"),
        (row(ID, &abnormal, "甲部门,2026-01-12,已执行,"), "no such measure in such a batch"),
        (format!("{ID},{serious},JP-10,甲部门,2026-01-12,已执行,\n"), "no such measure in such a batch"),
        (row("91320381MA1ABCDE8R", &serious, "甲部门,2026-01-12,已执行,"), "neither in the roster in force"),
        (row(ID, &serious, "甲部门,2026-01-05,已执行,"), "precedes the measure"),
        (row(ID, &serious, "甲部门,2026-01-13,已执行,"), "the day lies after today"),
        (row(ID, &serious, "甲部门,2026-01-12,已解除,"), "was in force on that day"),
        (row(ID, &serious, "甲部门,2026-01-12,执行,"), "none of those allowed"),
        (row(ID, &serious, ",2026-01-12,已执行,"), "a value is missing"),
        (row(ID, &serious, "甲部门,2026-01-12,已执行,经办人电话13912345678"), "identity or telephone number"),
    ];
    for (row, says) in &bad {
        import(&bureau, NOW, "feedback", FEEDBACK, row).exits(3).says(&[says]);
    }
    let good = [
        row(ID, &serious, "甲部门,2026-01-12,已执行,不予准入"),
        row(ID, &serious, "乙部门,2026-01-12,未执行,没有申请"),
        row(OTHER, &abnormal, "甲部门,2026-01-12,已执行,"),
    ];
    import(&bureau, NOW, "feedback", FEEDBACK, &good.concat()).ok().says(&["3 events entered"]);
    import(&bureau, NOW, "feedback", FEEDBACK, &good.concat()).ok().says(&["0 events entered", "3 known"]);
    at(&bureau, NOW, "wang", &["credit", "show", ID]).ok().says(&[
        &serious,
        "甲部门  2026-01-12  taken",
        "不予准入",
    ]);
    moved(&bureau);
    let show = |id: &str| at(&bureau, LATER, "wang", &["credit", "show", id]).ok();
    show(ID)
        .says(&["甲部门  2026-01-12  taken; the measure has ended and is not told to be lifted", "乙部门"]);
    for (rest, says) in [
        ("甲部门,2026-02-06,已执行,", "the measure had ended by that day"),
        ("丙部门,2026-02-06,已解除,", "never told that it took the measure"),
        ("甲部门,2026-01-20,已执行,", "has told the same before"),
    ] {
        import(&bureau, LATER, "feedback", FEEDBACK, &row(ID, &serious, rest)).exits(3).says(&[says]);
    }
    let lifted = row(ID, &serious, "甲部门,2026-02-06,已解除,");
    import(&bureau, LATER, "feedback", FEEDBACK, &lifted).ok().says(&["1 event entered"]);
    show(ID).says(&["甲部门  2026-02-06  lifted"]).lacks("is not told to be lifted");
    export(&bureau, LATER, &["--out", "two", "--since", "one"]).ok();
    for file in names(&bureau.path("two")) {
        let text = bureau.read(&format!("two/{file}"));
        assert!(!text.contains("甲部门") && !text.contains("不予准入"), "{file}: feedback is never public");
    }
    at(&bureau, LATER, "wang", &["fsck"]).ok();
    at(&bureau, NOW, "wang", &["export", "feedback", "empty.csv"]).ok();
    assert!(bureau.read("empty.csv").contains("统一社会信用代码/注册号,企业名称,批次号,惩戒措施代码"));
    at(&bureau, NOW, "wang", &["export", "feedback", "empty.xlsx"]).ok();
}

#[test]
fn a_bureau_has_rules_of_its_own() {
    let bureau = filled();
    let row = penalty("91110000710925462X", "1号", "2026-01-05", ("无证经营", "罚款"), ",");
    import(&bureau, NOW, "penalties", PENALTIES, &row.replace("310000\n", "420000\n")).ok();
    let show = |bureau: &Bureau| at(bureau, NOW, "wang", &["credit", "show", OTHER, "--why"]).ok();
    show(&bureau).says(&["the province has no threshold in force"]);
    at(&bureau, NOW, "wang", &["credit", "run"]).ok().says(&["PEN-DUAL@"]);
    at(&bureau, NOW, "wang", &["deadlines"]).ok().says(&["PEN-DUAL"]);
    let shipped = at(&bureau, NOW, "wang", &["credit", "rules", "--out", "shipped"]).ok();
    shipped.says(&["set of rules ", "thresholds.csv  shipped", "written to shipped"]);
    at(&bureau, NOW, "wang", &["credit", "rules", "--out", "shipped"]).exits(6).says(&["not written over"]);
    std::fs::create_dir(bureau.path("rules")).unwrap();
    let more = "region,natural,organisation,inclusive,basis,source,from,to,confirmed\n420000,1000000,10000000,no,较低数额罚款标准,本省文件,2025-01-01,,yes\n";
    bureau.write("rules/thresholds.more.csv", more.replace("本省文件", ""));
    let check = ["credit", "rules", "--check", "rules"];
    at(&bureau, NOW, "wang", &check).exits(3).says(&["thresholds.more.csv row 2 source"]);
    bureau.write("rules/thresholds.more.csv", more.replace("420000", "310000"));
    at(&bureau, NOW, "wang", &check).exits(3).says(&["thresholds.more.csv row 2 from", "overlaps"]);
    bureau.write("rules/thresholds.more.csv", more);
    bureau.write("rules/threshold.csv", more);
    at(&bureau, NOW, "wang", &check).exits(3).says(&["threshold.csv", "no file of a set of rules"]);
    std::fs::remove_file(bureau.path("rules/threshold.csv")).unwrap();
    at(&bureau, NOW, "wang", &check).ok().says(&["thresholds.csv  continued by the bureau"]).lacks("note:");
    // Whoever takes away the last version of a rule is told.
    let measures = bureau.read("shipped/measures.csv");
    let tail = measures.lines().rfind(|line| line.starts_with("JP-")).expect("a measure in force");
    let code = tail.split(',').next().unwrap();
    let ended: Vec<String> = measures
        .lines()
        .map(|line| match line == tail {
            true => {
                let mut cells: Vec<&str> = line.split(',').collect();
                let to = cells.len() - 2;
                cells[to] = "2026-06-30";
                cells.join(",")
            }
            false => line.to_owned(),
        })
        .collect();
    bureau.write("rules/measures.csv", ended.join("\n") + "\n");
    let told = format!("note: {code} ends 2026-06-30 without a later version");
    at(&bureau, NOW, "wang", &check).ok().says(&[&told]);
    std::fs::remove_file(bureau.path("rules/measures.csv")).unwrap();
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replace("[credit]\n", "[credit]\nrules = \"rules\"\n"));
    show(&bureau).lacks("the province has no threshold in force");
    at(&bureau, NOW, "wang", &["credit", "run"]).ok().lacks("PEN-DUAL@");
    at(&bureau, NOW, "wang", &["deadlines"]).ok().lacks("PEN-DUAL");
    bureau.write("rules/thresholds.more.csv", more.replace("yes", "maybe"));
    for command in [
        &["credit", "run"][..],
        &["deadlines"],
        &["credit", "show", OTHER],
        &["credit", "export", "--out", "x"],
    ] {
        at(&bureau, NOW, "wang", command).exits(3).says(&["thresholds.more.csv row 2 confirmed"]);
    }
}

#[test]
fn a_decision_names_the_rules_it_was_made_with() {
    let bureau = recorded();
    moved(&bureau);
    at(&bureau, LATER, "wang", &["credit", "rules", "--out", "before"]).ok();
    at(&bureau, LATER, "wang", &["credit", "show", ID, "--why"]).ok().lacks("made under the rules");
    std::fs::create_dir(bureau.path("rules")).unwrap();
    let measures = std::fs::read_to_string(bureau.path("before/measures.csv")).unwrap();
    bureau.write("rules/measures.csv", measures.replace("政府采购、招投标等限制或审查", "限制或审查"));
    let config = bureau.read("suicha.toml");
    let own = config.replace("[credit]\n", "[credit]\nrules = \"rules\"\n");
    bureau.write("suicha.toml", &own);
    let show = || at(&bureau, LATER, "wang", &["credit", "show", ID, "--why"]).ok();
    show().says(&["was made under the rules", "(shipped)"]);
    export(&bureau, LATER, &["--out", "one"]).ok();
    bureau.write("rules/measures.csv", measures.replace("政府采购、招投标等限制或审查", "从严审查"));
    export(&bureau, LATER, &["--out", "two", "--since", "one"])
        .exits(4)
        .says(&["another set of rules", "--full"]);
    export(&bureau, LATER, &["--out", "two", "--since", "one", "--full"]).ok().says(&["exchange 2 (full)"]);
    // An act under the bureau's first set, which is not in use any more.
    bureau.write("rules/measures.csv", measures.replace("政府采购、招投标等限制或审查", "限制或审查"));
    let row = penalty(THIRD, "某市监罚〔2026〕9号", "2026-02-06", ("无证经营", "罚款"), ",");
    import(&bureau, LATER, "penalties", PENALTIES, &row).ok();
    bureau.write("suicha.toml", &config);
    let third = || at(&bureau, LATER, "wang", &["credit", "show", THIRD, "--why"]).ok();
    third().says(&["which are not at hand"]);
    bureau.write("suicha.toml", config.replace("[credit]\n", "[credit]\nformer-rules = [\"rules\"]\n"));
    third().says(&["was made under the rules", "(rules)"]).lacks("not at hand");
    let former = ["credit", "show", ID, "--as-of", "2026-01-12", "--rules", "rules"];
    at(&bureau, LATER, "wang", &former).ok().says(&["JP-01"]);
}
