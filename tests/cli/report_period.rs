//! Reports of a month, quarter and year through the binary: the same bytes, the manifest's digests, wrong
//! periods, what is public, and files that others can read.

use super::figures::inspected;
use super::{Answer, Bureau};
use crate::common::tree;
use calamine::{Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use suicha::core::digest::Digest;

const OCTOBER: &str = "2023-11-20T10:00:00+08:00";
const NEXT_YEAR: &str = "2024-02-20T10:00:00+08:00";

fn report(bureau: &Bureau, time: &str, args: &[&str]) -> Answer {
    bureau.at(time, &[&["report"], args].concat())
}

fn manifest(bureau: &Bureau, dir: &str) -> Value {
    serde_json::from_str(&bureau.read(&format!("{dir}/manifest.json"))).unwrap()
}

/// Relative names of all files with their bytes.
fn files(bureau: &Bureau, dir: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dirs = vec![String::new()];
    while let Some(within) = dirs.pop() {
        for entry in std::fs::read_dir(bureau.path(dir).join(&within)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            match entry.file_type().unwrap().is_dir() {
                true => dirs.push(format!("{name}/")),
                false => files.push((name, std::fs::read(entry.path()).unwrap())),
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_same_day_gives_the_same_bytes_and_the_manifest_tells_them() {
    let (bureau, _) = inspected();
    for (length, period) in [("month", "2023-09"), ("quarter", "2023Q3"), ("year", "2023")] {
        let (one, two) = (format!("{length}-1"), format!("{length}-2"));
        let args = |out| [length, period, "--as-of", "2023-10-31", "--out", out];
        report(&bureau, OCTOBER, &args(&one)).ok();
        report(&bureau, NEXT_YEAR, &args(&two)).ok();
        let found = files(&bureau, &one);
        assert_eq!(found, files(&bureau, &two), "{length}");
        let manifest = manifest(&bureau, &one);
        assert_eq!((&manifest["period"], &manifest["as_of"]), (&period.into(), &"2023-10-31".into()));
        let listed = manifest["files"].as_array().unwrap();
        assert_eq!(listed.len() + 1, found.len(), "every file but the manifest itself is listed");
        for one in listed {
            let (_, bytes) = found.iter().find(|(name, _)| *name == one["file"].as_str().unwrap()).unwrap();
            assert_eq!(one["sha256"], Digest::of(bytes).hex().as_str(), "{one}");
            assert_eq!(one["bytes"], bytes.len());
        }
        let tables = manifest["tables"].as_array().unwrap().len();
        assert!(found.iter().filter(|(name, _)| name.ends_with(".csv")).count() == tables && tables > 4);
        assert!(found.iter().filter(|(name, _)| name.ends_with(".parquet")).count() == tables);
    }
    // The same again in the same place is nothing; another one there is refused, and nothing is half written.
    report(&bureau, OCTOBER, &["month", "2023-09", "--as-of", "2023-10-31", "--out", "month-1"]).ok();
    let before = files(&bureau, "month-1");
    report(&bureau, OCTOBER, &["month", "2023-10", "--out", "month-1"]).exits(6).says(&["exists"]);
    assert_eq!(files(&bureau, "month-1"), before);
    report(&bureau, OCTOBER, &["month", "2023-10", "--out", "no/where/month"]).ok();
    assert!(!bureau.path("no/where/month.partial").exists());
}

#[test]
fn wrong_periods_and_days_are_refused_by_name() {
    let (bureau, _) = inspected();
    for (args, exit, says) in [
        (&["month", "2023Q4"][..], 2, "a month like 2023-10"),
        (&["quarter", "2023-10"], 2, "a quarter like 2023Q4"),
        (&["year", "二〇二三"], 2, "a year like 2023"),
        (&["month", "2023-13"], 2, "a month like 2023-10"),
        (&["month", "2023-12"], 5, "begins on 2023-12-01"),
        (&["year", "2024"], 5, "begins on 2024-01-01"),
        (&["month", "2023-10", "--as-of", "2023-11-20"], 5, "lies after yesterday (2023-11-19)"),
        (&["month", "2023-10", "--as-of", "2023-09-30"], 2, "before the first day"),
    ] {
        report(&bureau, OCTOBER, args).exits(exit).says(&[says]);
    }
    let nowhere = report(&bureau, OCTOBER, &["month", "2023-10", "--facts", "nowhere"]);
    assert_ne!(nowhere.exit, 0);
    nowhere.says(&["nowhere"]);
    // The first day of a month has no yesterday in it.
    report(&bureau, "2023-11-01T00:00:01+08:00", &["month", "2023-11"]).exits(5);
    let told = |args: &[&str]| -> Value {
        serde_json::from_str(&report(&bureau, OCTOBER, &[args, &["--json"]].concat()).ok().out).unwrap()
    };
    let (half, whole) = (told(&["month", "2023-11"]), told(&["month", "2023-10"]));
    assert_eq!((&half["as_of"], &half["whole"]), (&"2023-11-19".into(), &false.into()));
    assert!(half["title"].as_str().unwrap().contains("as of 2023-11-19"), "{half}");
    assert_eq!((&whole["as_of"], &whole["whole"]), (&"2023-10-31".into(), &true.into()));
}

#[test]
fn a_public_report_holds_nothing_of_the_inside() {
    let (bureau, _) = inspected();
    report(&bureau, OCTOBER, &["year", "2023", "--out", "inside"]).ok().says(&["not public"]);
    report(&bureau, OCTOBER, &["year", "2023", "--out", "public", "--public"]).ok();
    let inside = manifest(&bureau, "inside");
    let draft = ["[to be filled in]", "A draft: what follows"];
    let holds = |dir: &str| {
        let page = bureau.read(&format!("{dir}/report.html"));
        draft.map(|words| page.contains(words))
    };
    assert_eq!((holds("inside"), holds("public")), ([true, true], [false, false]));
    let secret: Vec<&str> = inside["tables"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|table| table["public"] == false)
        .map(|table| table["table"].as_str().unwrap())
        .collect();
    let public = files(&bureau, "public");
    for (name, bytes) in &public {
        let text = String::from_utf8_lossy(bytes);
        for table in &secret {
            assert!(!name.contains(table) && !text.contains(table), "{table} in {name}");
        }
        for word in ["not public\"", "信用风险类别", "risk class", "workload-by-officer"] {
            assert!(!text.contains(word), "{word} in {name}");
        }
        // Card numbers of the officers, as words of their own.
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        let cards = ["C1", "C2", "C3", "C4", "C5", "C6"];
        let textual = [".csv", ".html", ".json", ".svg"].iter().any(|ending| name.ends_with(ending));
        assert!(!textual || !words.into_iter().any(|word| cards.contains(&word)), "a card in {name}");
    }
    let mode = |file: &str| std::fs::metadata(bureau.path(file)).unwrap().permissions().mode() & 0o777;
    for (dir, wanted) in [("inside", 0o600), ("public", 0o644)] {
        for (name, _) in files(&bureau, dir) {
            assert_eq!(mode(&format!("{dir}/{name}")), wanted, "{dir}/{name}");
        }
    }
}

#[test]
fn an_empty_period_is_a_whole_report_in_both_languages() {
    let (bureau, _) = inspected();
    for lang in ["zh", "en"] {
        let out = format!("empty-{lang}");
        let args = ["report", "month", "2021-02", "--out", &out, "--clock", OCTOBER];
        if lang == "zh" {
            bureau.in_chinese(&args).ok()
        } else {
            bureau.run(&args).ok()
        };
        let page = bureau.read(&format!("{out}/report.html"));
        let sections = match lang {
            "zh" => [
                "一、基本情况",
                "二、主要做法",
                "三、抽查结果",
                "四、存在问题",
                "五、下一步工作",
                "【待填写】",
            ],
            _ => [
                "1. The situation",
                "2. What was done",
                "3. Results",
                "4. Problems",
                "5. Next",
                "[to be filled in]",
            ],
        };
        for section in sections {
            assert!(page.contains(section), "{section}");
        }
        assert!(!page.contains("NaN") && !page.contains("⟦") && page.contains("size: A4"));
        let csv = std::fs::read(bureau.path(&format!("{out}/tables/inspections-by-region.csv"))).unwrap();
        assert!(csv.starts_with("\u{feff}".as_bytes()) && csv.ends_with(b"\r\n"));
    }
}

#[test]
fn others_can_read_the_documents() {
    let (bureau, _) = inspected();
    bureau.in_chinese(&["report", "year", "2023", "--out", "out", "--clock", OCTOBER]).ok();
    let run = Command::new("python3")
        .arg(tree("tests/reference/docx.py"))
        .arg(bureau.path("out/report.docx"))
        .output();
    match run {
        Err(e) => println!("skipped docx.py: python3 cannot be run: {e}"),
        Ok(run) => {
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            let read: Value = serde_json::from_slice(&run.stdout).unwrap();
            let headings = read["headings"].to_string();
            assert!(headings.contains("一、基本情况") && headings.contains("五、下一步工作"), "{headings}");
            assert!(read["title"].as_str().unwrap().contains("2023年度“双随机、一公开”监管工作总结"));
            assert_eq!(read["created"], "2023-11-19T00:00:00Z");
        }
    }
    let book: Xlsx<_> = open_workbook(bureau.path("out/report.xlsx")).unwrap();
    let sheets = book.sheet_names();
    let tables = manifest(&bureau, "out")["tables"].as_array().unwrap().len();
    assert_eq!(sheets.len(), tables + 1, "the contents, and a sheet for each table");
    assert_eq!(sheets[0], "目录");
}

#[test]
fn without_a_usable_font_the_report_is_whole_and_says_what_is_missing() {
    let (bureau, _) = inspected();
    let config = bureau.read("suicha.toml");
    for (out, line, says) in [
        ("none", "places = []", "no Chinese font was found"),
        ("gone", "font = \"nowhere.ttc\"", "the font cannot be read"),
        ("other", "font = \"a.csv\"", "a.csv is no font"),
    ] {
        bureau.write("suicha.toml", config.replace("[figures]", &format!("[figures]\n{line}")));
        report(&bureau, OCTOBER, &["month", "2023-09", "--out", out]).ok().says(&[
            says,
            "SVG only",
            "fonts-noto-cjk",
        ]);
        let manifest = manifest(&bureau, out);
        let figures = manifest["figures"].as_array().unwrap();
        assert!(!figures.is_empty() && figures.iter().all(|figure| figure["png"] == false), "{manifest}");
        assert!(manifest["font"].is_null());
        let names: Vec<String> = files(&bureau, out).into_iter().map(|(name, _)| name).collect();
        assert!(!names.iter().any(|name| name.ends_with(".png")), "{names:?}");
        assert_eq!(names.iter().filter(|name| name.ends_with(".svg")).count(), figures.len());
        let docx = std::fs::read(bureau.path(&format!("{out}/report.docx"))).unwrap();
        assert!(String::from_utf8_lossy(&docx).contains("This figure is figures/"));
    }
}
