//! `suicha report estimate` and `plan-sample` through the binary: published results only, bad input, the
//! files written.

use super::Bureau;
use super::bureau::{draw, filled, freeze};
use super::outcomes::{LATER, by, clean, drawn, with, write};
use super::replace;

/// Imports, passes and publishes outcomes.
fn publish(bureau: &Bureau, rows: &[Vec<String>]) {
    write(bureau, "in.csv", rows);
    by(bureau, "wang", &["outcome", "import", "d", "in.csv"]).ok();
    by(bureau, "li", &["outcome", "review", "d", "--pass"]).ok();
    by(bureau, "li", &["outcome", "publish", "d"]).ok();
}

#[test]
fn estimates_count_what_is_published() {
    let (bureau, rows) = drawn();
    let estimate = ["report", "estimate", "d"];
    by(&bureau, "li", &estimate).ok().says(&[
        "12 eligible, 4 drawn, 0 inspected, 0 gone (未计入), 4 not yet published, 0 with a problem",
        "nothing published that counts, no estimate",
        "4 drawn without a published result",
    ]);

    // Entered and not published: nothing changes.
    let mut filled: Vec<Vec<String>> = rows.iter().map(|row| clean(row)).collect();
    filled[1] = with(&filled[1], &[(9, "发现问题已责令改正"), (10, "执照未悬挂"), (11, "D3")]);
    filled[2] = with(&filled[2], &[(9, "通过登记的住所（经营场所）无法联系"), (10, "查无此户"), (11, "D2")]);
    write(&bureau, "first.csv", &filled[..1]);
    by(&bureau, "wang", &["outcome", "import", "d", "first.csv"]).ok();
    by(&bureau, "li", &estimate).ok().says(&["0 inspected"]);

    // One clean, one with a problem, one out of reach, one open: with 2 of 12 inspected and 1 problem, 1 to
    // 11 problems are possible and neither end is in a tail of 2.5 %.
    publish(&bureau, &filled[..3]);
    by(&bureau, "li", &estimate).ok().says(&[
        "12 eligible, 4 drawn, 2 inspected, 1 gone (未计入), 1 not yet published, 1 with a problem",
        "rate 50.00 %, 95 % interval 8.33 % to 91.67 %, exact (hypergeometric)",
        "33.33 % if none of those gone had a problem, 66.67 % if all had",
        "next time, 4 is advised",
        "as of 2023-09-25",
        "these numbers are preliminary",
    ]);
    let zh = bureau.in_chinese(&["report", "estimate", "d", "--clock", LATER]).ok();
    zh.says(&[
        "可抽12户，抽取4户，已检查2户，未计入1户，尚未公布1户",
        "总体（12户，已检查2户）",
        "精确（超几何）",
    ]);

    let out = |file| [&estimate[..], &["--out", file]].concat();
    for file in ["e.csv", "e.xlsx", "e.json"] {
        by(&bureau, "li", &out(file)).ok();
        let first = std::fs::read(bureau.path(file)).unwrap();
        by(&bureau, "li", &out(file)).exits(6).says(&["exists already"]);
        by(&bureau, "li", &[&out(file)[..], &["--replace"]].concat()).ok();
        assert_eq!(std::fs::read(bureau.path(file)).unwrap(), first, "{file}: the same bytes");
    }
    assert!(bureau.read("e.csv").lines().nth(1).unwrap().starts_with("t,all,12,4,0,2,1,1,1,0.500000,"));
    let json: serde_json::Value = serde_json::from_str(&bureau.read("e.json")).unwrap();
    let overall = &json["tasks"][0]["overall"];
    assert_eq!((overall["inspected"].as_u64(), overall["rate"].as_f64()), (Some(2), Some(0.5)));
    assert_eq!(json["tasks"][0]["strata"][0]["interval"]["method"], "exact");

    // What is withdrawn no longer counts.
    by(&bureau, "li", &["outcome", "withdraw", "d", "--subject", &rows[1][2], "--reason", "张冠李戴"]).ok();
    by(&bureau, "li", &estimate).ok().says(&[
        "1 inspected",
        "0 with a problem",
        "strata with one inspected: 1",
    ]);
}

#[test]
fn who_stepped_in_was_not_drawn_and_is_no_advice() {
    let bureau = replace::drawn();
    let ask = replace::asking(&bureau);
    bureau.at(replace::ASKED, &ask.iter().map(String::as_str).collect::<Vec<_>>()).ok();
    bureau.at(replace::PULSED, &["draw", "replace", "d", "--pulse", &super::pulse("657413")]).ok();
    bureau.at(LATER, &["export", "outcomes", "work.csv", "--draw", "d"]).ok().says(&["4 rows"]);
    let text = bureau.read("work.csv");
    let lines = text.trim_start_matches('\u{feff}').lines().skip(1);
    let rows: Vec<Vec<String>> =
        lines.map(|line| clean(&line.split(',').map(str::to_owned).collect::<Vec<_>>())).collect();
    publish(&bureau, &rows);
    // Four were drawn, one of them is replaced: five are accounted for, and four are to be drawn next time.
    by(&bureau, "li", &["report", "estimate", "d"]).ok().says(&[
        "12 eligible, 4 drawn, 1 stepped in, 4 inspected, 1 gone (未计入), 0 not yet published",
        "next time, 4 is advised",
    ]);
    let zh = bureau.in_chinese(&["report", "estimate", "d", "--clock", LATER]).ok();
    zh.says(&["抽取4户，替补1户，已检查4户，未计入1户", "下次建议抽4户"]);
    by(&bureau, "li", &["report", "estimate", "d", "--out", "e.csv"]).ok();
    assert!(bureau.read("e.csv").lines().nth(1).unwrap().starts_with("t,all,12,4,1,4,1,0,0,0.000000,"));
}

#[test]
fn estimates_refuse_what_has_none() {
    let bureau = filled();
    bureau.at(LATER, &["report", "estimate", "d"]).exits(2).says(&["no draw d"]);
    freeze(&bureau, "d").ok();
    bureau.at(LATER, &["report", "estimate", "d"]).exits(5).says(&["has no result yet"]);
    draw(&bureau, "d").ok();
    bureau
        .at(LATER, &["report", "estimate", "d", "--task", "x"])
        .exits(2)
        .says(&["has no task x", "it has: t"]);
    bureau.at(LATER, &["report", "estimate", "d", "--attempt", "7"]).exits(2).says(&["attempt 7"]);
    bureau
        .at(LATER, &["report", "estimate", "d", "--out", "e.txt"])
        .exits(2)
        .says(&["only files ending in .csv, .xlsx or .json are written"]);
    bureau
        .in_chinese(&["report", "estimate", "d", "--out", "e.pdf", "--clock", LATER])
        .exits(2)
        .says(&["须以 .csv、.xlsx 或 .json 结尾"]);
    let next = |n| ["report", "estimate", "d", "--task", "t", "--next", n];
    bureau.at(LATER, &next("13")).exits(2).says(&["2 to 12 together"]);
    bureau.at(LATER, &next("1")).exits(2).says(&["two at least"]);
    bureau.at(LATER, &next("12")).ok().says(&["next time, 12 is advised"]);
}

#[test]
fn estimates_wait_for_the_end_of_an_embargo() {
    let bureau = super::bureau::with_files();
    let plan = bureau.read("plan.toml").replace("embargo = \"none\"", "embargo = \"2023-09-30\"");
    bureau.write("plan.toml", plan);
    super::bureau::fill(&bureau);
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    let estimate = ["report", "estimate", "d"];
    bureau
        .at("2023-09-30T23:00:00+08:00", &estimate)
        .exits(5)
        .says(&["embargo of task t lasts until 2023-09-30"]);
    bureau.at("2023-10-01T00:00:00+08:00", &estimate).ok().says(&["0 inspected"]);
}

#[test]
fn a_sealed_stratum_is_called_by_its_label_and_its_own_name() {
    let bureau = super::bureau::with_files();
    let plan = bureau.read("plan.toml").replace("profile = \"open\"", "profile = \"sealed\"");
    bureau.write("plan.toml", plan);
    super::bureau::fill(&bureau);
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    bureau.at(LATER, &["draw", "export", "d", "out", "--public"]).ok();
    let thresholds = bureau.read("out/thresholds.csv");
    assert!(thresholds.contains("\nt,s1,") && !thresholds.contains("all"), "the label alone is public");
    bureau
        .at(LATER, &["report", "estimate", "d"])
        .ok()
        .says(&["s1 (all): 12 eligible, 4 drawn", "not public"]);
    for file in ["e.csv", "e.json"] {
        bureau.at(LATER, &["report", "estimate", "d", "--out", file]).ok();
        assert!(bureau.read(file).contains("s1 (all)"), "{file}");
    }
}

#[test]
fn a_sample_is_planned_without_a_bureau() {
    let bureau = Bureau::bare();
    let plan = |args: &[&str]| bureau.run(&[&["report", "plan-sample"], args].concat());
    plan(&["--population", "100", "--rate", "5%", "--power", "95%"]).ok().says(&["45 drawn", "5 of them"]);
    plan(&["--population", "1000", "--rate", "0.5", "--margin", "5%"])
        .ok()
        .says(&["draw 278", "within ±5.00 %"]);
    plan(&["--population", "10", "--rate", "1/10"]).ok().says(&["8 drawn", "80.00 %"]);
    plan(&["--population", "10", "--rate", "0"]).exits(2).says(&["no problem to be found"]);
    for bad in ["-1", "2", "x", "1/0", "nan"] {
        plan(&["--population", "10", &format!("--rate={bad}")]).exits(2);
    }
    for bad in [["--power", "0"], ["--margin", "0"], ["--confidence", "100%"]] {
        plan(&[&["--population", "10", "--rate", "5%"][..], &bad].concat())
            .exits(2)
            .says(&["between 0 and 1"]);
    }
    plan(&["--population", "0", "--rate", "5%"]).exits(2).says(&["0 is not in 1..=1000000000"]);
    bureau
        .in_chinese(&["report", "plan-sample", "--population", "0", "--rate", "5%"])
        .exits(2)
        .says(&["应在 1 到 1000000000 之间"])
        .lacks("is not in");
    let zh = bureau.in_chinese(&[
        "report",
        "plan-sample",
        "--population",
        "100",
        "--rate",
        "5%",
        "--power",
        "95%",
    ]);
    zh.ok().says(&["其中5户有问题：抽45户"]);
}
