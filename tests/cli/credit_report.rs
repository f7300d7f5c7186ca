//! The public report of one subject through the binary: the same bytes tomorrow, nothing internal, complete
//! in both languages, and readable by others than the program.

use super::{Answer, Bureau};
use crate::common::tree;
use std::process::Command;
use suicha::core::credit::report::{Heading, Looked};

const ID: &str = "91310000X072143273";
const SHOP: &str = "92330102MA27YU8W70";
const NOW: &str = "2026-01-12T10:00:00+08:00";
const TOMORROW: &str = "2026-01-13T10:00:00+08:00";

/// What stands in the library or in acts and never in a report.
const PRIVATE: [&str; 9] = [
    "13900000001",
    "13900000003",
    "某法人代表",
    "某经营者",
    "某小区三号楼",
    "rows.csv",
    "投诉-88",
    "内部理由",
    "wang",
];

fn at(bureau: &Bureau, time: &str, args: &[&str]) -> Answer {
    bureau.run_with(&[args, &["--clock", time]].concat(), &[("SUICHA_OPERATOR", "wang")])
}

/// A bureau with one enterprise that has every kind of record, and one individual business that has none.
pub fn recorded() -> Bureau {
    let bureau = Bureau::new();
    bureau.write(
        "subjects.csv",
        format!(
            "统一社会信用代码,名称,类型,登记状态,管辖单位,住所,电话,法定代表人,信用风险类别\n\
             {ID},示例企业一,有限责任公司,存续,甲所,示例路一号,13900000001,某法人代表,A\n\
             {SHOP},示例小吃店,个体工商户,存续,甲所,某小区三号楼,13900000003,某经营者,B\n"
        ),
    );
    let import = ["import", "subjects", "subjects.csv", "--as-of", "2026-01-01"];
    at(&bureau, "2026-01-02T09:00:00+08:00", &import).ok();
    for (kind, head, row) in [
        (
            "penalties",
            "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_WFXW,CF_YJ,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_CFJG,公示日期",
            "某企业,{ID},罚〔2026〕1号,无证经营,食品安全法 第122条,罚款,6.000000,2026-01-05,某局,2026-01-08",
        ),
        (
            "listings",
            "统一社会信用代码,列入事由,列入日期,列入决定书文号,列入决定机关",
            "{ID},ABN-4,2026-01-05,异入〔2026〕1号,某局",
        ),
        ("permits", "统一社会信用代码,XK_WSH,XK_JDRQ,XK_YXQZ", "{ID},JY1,2026-01-05,2031-01-04"),
        ("complaints", "统一社会信用代码,登记编号,登记日期,类别", "{ID},投诉-88,2026-01-05,投诉"),
        ("commitments", "统一社会信用代码,承诺日期,状态", "{ID},2026-01-05,违诺"),
    ] {
        bureau.write("rows.csv", format!("{head}\n{}\n", row.replace("{ID}", ID)));
        at(&bureau, NOW, &["import", kind, "rows.csv"]).ok();
    }
    bureau
}

fn report(bureau: &Bureau, time: &str, id: &str, file: &str, more: &[&str]) -> Answer {
    at(bureau, time, &[&["credit", "show", id, "--out", file], more].concat())
}

fn bytes(bureau: &Bureau, file: &str) -> Vec<u8> {
    std::fs::read(bureau.path(file)).unwrap()
}

fn python(script: &str, bureau: &Bureau, file: &str) -> Option<Result<String, String>> {
    let run =
        Command::new("python3").arg(tree("tests/reference").join(script)).arg(bureau.path(file)).output();
    let output = match run {
        Ok(output) => output,
        Err(e) => {
            println!("skipped {script}: python3 cannot be run: {e}");
            return None;
        }
    };
    Some(match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    })
}

#[test]
fn yesterdays_report_comes_out_again_byte_for_byte() {
    let bureau = recorded();
    let files = ["a.html", "a.docx", "a.json"];
    let mut digests = Vec::new();
    for file in files {
        let told = report(&bureau, NOW, ID, file, &["--json"]).ok();
        let told: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        assert_eq!(told["records"], 4, "{told}");
        digests.push(told["digest"].as_str().unwrap().to_owned());
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "one report in three forms");
    let page = bureau.read("a.html");
    assert!(page.contains(&digests[0]) && page.contains("class=\"qr\"") && page.contains("size: A4"));
    // Tomorrow the penalty falls, the business is listed again, and another library comes.
    let show = at(&bureau, NOW, &["credit", "show", ID, "--why"]).ok().out;
    let mark = show.lines().find(|line| line.contains("罚〔2026〕1号")).unwrap().trim()[..9].to_owned();
    let void = ["credit", "record", ID, "penalty-void", "--about", &mark, "--set", "manner=revoked"];
    at(&bureau, TOMORROW, &[&void[..], &["--reason", "内部理由"]].concat()).ok();
    let renamed = bureau.read("subjects.csv").replace("示例企业一", "另一个名称");
    bureau.write("subjects.csv", renamed);
    at(&bureau, TOMORROW, &["import", "subjects", "subjects.csv", "--as-of", "2026-01-11"]).ok();
    at(&bureau, TOMORROW, &["credit", "classes", "--apply"]).ok();
    for (file, again) in files.iter().zip(["b.html", "b.docx", "b.json"]) {
        report(&bureau, TOMORROW, ID, again, &["--as-of", "2026-01-12"]).ok().says(&[&digests[0]]);
        assert!(bytes(&bureau, file) == bytes(&bureau, again), "{file}");
    }
    report(&bureau, TOMORROW, ID, "c.html", &[]).ok().says(&["3 records shown"]);
    let later = bureau.read("c.html");
    assert!(later.contains("另一个名称") && !later.contains("罚〔2026〕1号"), "what was revoked vanishes");
}

#[test]
fn nothing_internal_stands_in_a_report() {
    let bureau = recorded();
    for (id, name) in [(ID, "firm"), (SHOP, "shop")] {
        for ending in ["html", "docx", "json"] {
            let file = format!("{name}.{ending}");
            report(&bureau, NOW, id, &file, &[]).ok();
            let text = String::from_utf8_lossy(&bytes(&bureau, &file)).into_owned();
            let found: Vec<&&str> = PRIVATE.iter().filter(|private| text.contains(**private)).collect();
            assert!(found.is_empty(), "{file}: {found:?}");
            assert_eq!(text.contains("示例路一号"), id == ID, "{file}: the address of an organisation");
        }
    }
    report(&bureau, NOW, SHOP, "p.json", &[]).ok().says(&["report P20260112"]);
    report(&bureau, NOW, ID, "n.json", &["--serial", "7", "--print-count", "2"])
        .ok()
        .says(&["report B202601120007-2"]);
}

#[test]
fn others_read_what_is_written() {
    let bureau = recorded();
    for ending in ["html", "docx", "json"] {
        report(&bureau, NOW, ID, &format!("r.{ending}"), &[]).ok();
    }
    let Some(read) = python("credit_report.py", &bureau, "r.json") else { return };
    read.unwrap();
    let read = python("docx.py", &bureau, "r.docx").unwrap().unwrap();
    let read: serde_json::Value = serde_json::from_str(&read).unwrap();
    assert_eq!((&read["images"], &read["created"]), (&1.into(), &"2026-01-12T00:00:00Z".into()));
    let page = bureau.read("r.html").replace("<span class=\"held\">", "").replace("</span>", "");
    let lines: Vec<&str> =
        read["texts"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    assert!(lines.len() > 100, "{lines:?}");
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    };
    for text in lines {
        assert!(page.contains(&escaped(text)), "{text:?} is in the DOCX and not on the page");
    }
    for heading in Heading::ALL {
        let wanted = heading.said().1;
        assert!(read["headings"].as_array().unwrap().iter().any(|one| one == wanted), "{wanted}");
    }
    // The readers can fail.
    let mut broken = bytes(&bureau, "r.docx");
    let at = broken.windows(8).position(|window| window == b"<w:body>").unwrap();
    broken[at + 1] = b'v';
    bureau.write("broken.docx", &broken);
    assert!(python("docx.py", &bureau, "broken.docx").unwrap().is_err());
    bureau.write("broken.json", bureau.read("r.json").replace("6000000", "7000000"));
    assert!(python("credit_report.py", &bureau, "broken.json").unwrap().unwrap_err().contains("digest"));
}

#[test]
fn a_report_is_complete_in_both_languages() {
    let bureau = recorded();
    report(&bureau, NOW, ID, "en.html", &[]).ok();
    bureau
        .in_chinese(&["credit", "show", ID, "--out", "zh.html", "--clock", NOW])
        .ok()
        .says(&["公示记录4条"]);
    let (en, zh) = (bureau.read("en.html"), bureau.read("zh.html"));
    for (chinese, english) in
        Heading::ALL.iter().map(|h| h.said()).chain(Looked::ALL[1..].iter().map(|l| l.said()))
    {
        assert!(en.contains(english) && !en.contains(chinese), "{english}");
        assert!(zh.contains(chinese) && !zh.contains(english), "{chinese}");
    }
    // Whatever is left of Chinese in the English one is a name, a number, a law or a type from the registers.
    let body = en.split("</style>").nth(1).unwrap();
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let given = [
        "示例企业一",
        "有限责任公司",
        "示例路一号",
        "某某县市场监督管理局",
        "某局",
        "罚〔2026〕1号",
        "异入〔2026〕1号",
    ];
    let mut left = body.to_owned();
    given.iter().for_each(|given| left = left.replace(given, ""));
    let left: Vec<&str> = left
        .split(['<', '>'])
        .filter(|text| text.contains(han) && !text.trim_start().starts_with("basis: "))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_cannot_be_written_is_refused() {
    let bureau = recorded();
    report(&bureau, NOW, ID, "r.pdf", &[]).exits(2).says(&[".html, .docx or .json"]);
    report(&bureau, NOW, ID, "r.html", &[]).ok();
    report(&bureau, NOW, ID, "r.html", &[]).exits(6).says(&["nothing was replaced"]);
    report(&bureau, NOW, ID, "r.html", &["--replace"]).ok();
    report(&bureau, NOW, ID, "f.html", &["--as-of", "2026-01-13"]).exits(5).says(&["foretells nothing"]);
    report(&bureau, NOW, ID, "f.html", &["--known-by", "2026-01-13"]).exits(5);
    report(&bureau, NOW, "91320381MA1ABCDE8R", "f.html", &[]).exits(2).says(&["stands in no roster"]);
    report(&bureau, NOW, ID, "f.html", &["--print-count", "0"]).exits(2);
    report(&bureau, NOW, ID, "f.html", &["--why"]).exits(2);
    at(&bureau, NOW, &["credit", "show", ID, "--print-count", "2"]).exits(2);
    assert!(!bureau.path("f.html").exists());
}
