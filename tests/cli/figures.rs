//! Figures of a draw through the binary: what they say against what was entered, the rows behind them,
//! the same bytes, what is public, and every wrong turn.

use super::Bureau;
use super::bureau::{AFTER, BEFORE, draw, filled, freeze};
use super::outcomes::{LATER, by, clean, drawn, with, write};
use super::snapshot;
use crate::figures::read;
use serde_json::Value;

/// Four outcomes recorded, three of them public: two clean, one with a problem; another problem stays inside.
pub fn inspected() -> (Bureau, Vec<Vec<String>>) {
    let (bureau, rows) = drawn();
    let mut filled: Vec<Vec<String>> = rows.iter().map(|row| clean(row)).collect();
    filled[1] = with(&filled[1], &[(9, "发现问题已责令改正"), (10, "执照未悬挂"), (11, "D3")]);
    write(&bureau, "a.csv", &filled[..3]);
    by(&bureau, "wang", &["outcome", "import", "d", "a.csv"]).ok();
    by(&bureau, "li", &["outcome", "review", "d", "--pass"]).ok();
    by(&bureau, "li", &["outcome", "publish", "d"]).ok();
    filled[3] = with(&filled[3], &[(9, "发现问题已责令改正"), (10, "执照未悬挂"), (11, "D3")]);
    write(&bureau, "b.csv", &filled[3..]);
    by(&bureau, "wang", &["outcome", "import", "d", "b.csv"]).ok();
    (bureau, rows)
}

fn figures(bureau: &Bureau, out: &str, more: &[&str]) -> super::Answer {
    bureau.at(LATER, &[&["report", "figures", "d", "--out", out], more].concat())
}

/// Words of a figure.
fn words(bureau: &Bureau, file: &str) -> Vec<String> {
    read(&bureau.read(file)).texts.into_iter().map(|text| text.words).collect()
}

fn has(words: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(words.iter().any(|word| word.contains(wanted)), "{wanted} in {words:?}");
    }
}

#[test]
fn a_figure_says_what_was_entered_and_its_rows_are_behind_it() {
    let (bureau, rows) = inspected();
    figures(&bureau, "svg", &["--format", "svg"]).ok().says(&["5 figures of draw d"]);
    let tickets = words(&bureau, "svg/tickets-t.svg");
    has(
        &tickets,
        &[
            "任务",
            "frame 12, eligible 12, excluded 0; strata 1",
            "4 drawn, 1 in reserve",
            "draw d attempt 1",
            "As of 2023-09-25",
            "not public",
        ],
    );
    let results = words(&bureau, "svg/results.svg");
    has(
        &results,
        &["due 4, shown 4 (of 4 subjects)", "A01 登记事项检查 (n=4)", "R1 no problem", "R5 problem found"],
    );
    let problems = words(&bureau, "svg/problems.svg");
    has(&problems, &["50.0%", "2/4", "overall 50.0%"]);
    // The four drawn may be of one station.
    assert!(problems.iter().any(|word| word.contains("甲所") || word.contains("乙所")), "{problems:?}");
    has(
        &words(&bureau, "svg/progress.svg"),
        &["to be inspected 4, recorded 4, published 3", "published 3", "due by law 4"],
    );
    has(&words(&bureau, "svg/workload.svg"), &["6 people, 8 seats"]);

    let explain = |figure: &str, cell: &str| {
        let answer = bureau.at(LATER, &["report", "explain", "d", figure, cell, "--json"]);
        let json: Value = serde_json::from_str(&answer.ok().out).unwrap();
        json["rows"].as_array().unwrap().clone()
    };
    let clean = explain("results", "A01/R1");
    assert_eq!(clean.len(), 2);
    let problem = explain("results", "A01/R5");
    assert!(problem.len() == 2 && problem.iter().any(|row| row[0] == rows[1][2].as_str()));
    assert_eq!(explain("problems", "all/A01").len(), 4);
    assert_eq!(explain("progress", "published").len(), 3);
    assert_eq!(explain("tickets-t", "t/all").len(), 12);
    let drawn = explain("tickets-t", "t/all/drawn");
    let largest = drawn.iter().map(|row| row[2].as_str().unwrap()).max().unwrap();
    let thresholds = archived(&bureau);
    assert!(thresholds.contains(largest), "{largest} is the threshold: {thresholds}");
    let seats: usize = (1..=6)
        .map(|n| {
            let answer =
                bureau.at(LATER, &["report", "explain", "d", "workload", &format!("p{n:02}"), "--json"]);
            match answer.exit {
                0 => serde_json::from_str::<Value>(&answer.out).unwrap()["rows"].as_array().unwrap().len(),
                _ => 0,
            }
        })
        .sum();
    assert_eq!(seats, 8);
}

fn archived(bureau: &Bureau) -> String {
    bureau.at(LATER, &["draw", "export", "d", "bundle", "--audit"]).ok();
    bureau.read("bundle/thresholds.csv")
}

#[test]
fn the_public_sees_what_is_published() {
    let (bureau, _) = inspected();
    figures(&bureau, "out", &["--format", "svg", "--public"]).ok().says(&["4 figures"]);
    let results = words(&bureau, "out/results.svg");
    has(&results, &["due 4, shown 3 (of 3 subjects)", "outcomes only."]);
    assert!(
        !results.iter().any(|word| word.contains("shown 4") || word.contains("not public")),
        "{results:?}"
    );
    let all: String = snapshot(&bureau.path("out"))
        .into_iter()
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .collect();
    for inside in ["recorded", "workload", ">C1<", "p1 "] {
        assert!(!all.contains(inside), "{inside}");
    }
}

#[test]
fn the_same_bytes_again_and_nothing_is_written_over() {
    let (bureau, _) = inspected();
    figures(&bureau, "one", &[]).ok();
    figures(&bureau, "two", &[]).ok();
    assert_eq!(snapshot(&bureau.path("one")), snapshot(&bureau.path("two")));
    let manifest: Value = serde_json::from_str(&bureau.read("one/manifest.json")).unwrap();
    for figure in manifest["figures"].as_array().unwrap() {
        for file in figure["files"].as_array().unwrap() {
            let bytes = std::fs::read(bureau.path("one").join(file["file"].as_str().unwrap())).unwrap();
            let digest = suicha::core::digest::Digest::of(&bytes).hex();
            assert_eq!(file["sha256"].as_str().unwrap(), digest);
        }
    }
    figures(&bureau, "one", &[]).ok();
    bureau
        .at("2023-09-26T10:00:00+08:00", &["report", "figures", "d", "--out", "one"])
        .exits(6)
        .says(&["exists"]);
    assert_eq!(snapshot(&bureau.path("one")), snapshot(&bureau.path("two")));
}

#[test]
fn without_a_font_there_is_svg_and_the_package_is_named() {
    let (bureau, _) = inspected();
    let config = bureau.read("suicha.toml");
    let figures_are =
        |line: &str| bureau.write("suicha.toml", config.replace("[figures]", &format!("[figures]\n{line}")));
    figures_are("places = []");
    figures(&bureau, "none", &[]).ok().says(&[
        "no Chinese font",
        "SVG only",
        "fonts-noto-cjk",
        "font = \"FILE\"",
    ]);
    assert!(snapshot(&bureau.path("none")).iter().all(|(name, _)| !name.ends_with(".png")));
    figures(&bureau, "png", &["--format", "png"]).exits(2).says(&["no Chinese font", "fonts-noto-cjk"]);
    figures_are("font = \"a.csv\"");
    figures(&bureau, "bad", &[]).exits(2).says(&["a.csv is no font", "fonts-noto-cjk"]);
    figures_are("font = \"b.ttf\"");
    figures(&bureau, "bad", &[]).exits(2).says(&["cannot be read", "b.ttf"]);
    assert!(!bureau.path("bad").exists() && !bureau.path("png").exists());
}

#[test]
fn wrong_turns_are_told() {
    let bureau = filled();
    figures(&bureau, "out", &[]).exits(2).says(&["no draw d"]);
    freeze(&bureau, "d").ok();
    figures(&bureau, "out", &[]).exits(5).says(&["has no result yet"]);
    draw(&bureau, "d").ok();
    figures(&bureau, "out", &["--format", "svg"]).ok().says(&["4 figures"]);
    has(&words(&bureau, "out/results.svg"), &["no data", "due 4, shown 0"]);
    let explain = |figure: &str, cell: &str| bureau.at(LATER, &["report", "explain", "d", figure, cell]);
    explain("pie", "x").exits(2).says(&["no figure pie", "tickets-t", "results"]);
    explain("tickets-t", "t/none").exits(2).says(&["no row", "t/all/drawn"]);
    explain("results", "A01/R1").exits(2).says(&["no row"]);
    figures(&bureau, "x", &["--format", "pie"]).exits(2);
}

#[test]
fn nothing_sealed_or_under_embargo_is_drawn_for_the_public() {
    for (from, to, exit, says) in [
        ("embargo = \"none\"", "embargo = \"2023-10-31\"", 5, "embargo of draw d is running"),
        ("profile = \"open\"", "profile = \"sealed\"", 2, "is sealed"),
    ] {
        let bureau = filled();
        bureau.write("plan.toml", bureau.read("plan.toml").replace(from, to));
        bureau.at(BEFORE, &["plan", "amend", "plan.toml", "--reason", "trial"]).ok();
        freeze(&bureau, "d").ok();
        draw(&bureau, "d").ok();
        figures(&bureau, "out", &["--public"]).exits(exit).says(&[says]);
        assert!(!bureau.path("out").exists());
        figures(&bureau, "inside", &["--format", "svg"]).ok();
    }
    assert!(BEFORE < AFTER);
}
