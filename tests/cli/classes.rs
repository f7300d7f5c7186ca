//! The internal classes through the binary: run, explained, applied to the next draw, once a month, and
//! nowhere in public.

use super::bureau::{AFTER, BEFORE, CUTOFF, draw, filled, freeze};
use super::{Answer, Bureau};

const ID: &str = "91310000X072143273";
const OTHER: &str = "91110000710925462X";
/// Before the cut-off of the plan below.
const NOW: &str = "2023-09-12T09:00:00+08:00";
const CUT: &str = "2023-09-12";

fn at(bureau: &Bureau, time: &str, args: &[&str]) -> Answer {
    bureau.run_with(&[args, &["--clock", time]].concat(), &[("SUICHA_OPERATOR", "wang")])
}

fn classes(bureau: &Bureau, time: &str, more: &[&str]) -> Answer {
    at(bureau, time, &[&["credit", "classes"], more].concat())
}

fn listed(bureau: &Bureau, time: &str, id: &str, number: &str, day: &str) {
    let head = "统一社会信用代码,列入事由,列入日期,列入决定书文号,列入决定机关\n";
    bureau.write("rows.csv", format!("{head}{id},ABN-4,{day},{number},某局\n"));
    at(bureau, time, &["import", "listings", "rows.csv"]).ok();
}

fn broken(bureau: &Bureau, time: &str, id: &str, days: &[&str]) {
    let rows: String = days.iter().map(|day| format!("{id},{day},违诺\n")).collect();
    bureau.write("rows.csv", format!("统一社会信用代码,承诺日期,状态\n{rows}"));
    at(bureau, time, &["import", "commitments", "rows.csv"]).ok();
}

/// One subject with 35 points: class C.
fn recorded() -> Bureau {
    let bureau = filled();
    listed(&bureau, NOW, ID, "异入〔2023〕1号", "2023-09-05");
    broken(&bureau, NOW, ID, &["2023-09-06", "2023-09-07"]);
    bureau
}

#[test]
fn a_draw_frozen_after_the_run_uses_the_new_class() {
    let bureau = recorded();
    let plan = bureau.read("plan.toml");
    let plan = plan.replace(CUTOFF, CUT).replace("group=enterprise", "group=enterprise risk=c");
    bureau.write(
        "risk.toml",
        plan.replace("reserve = 1", "reserve = 0").replace("rate 1/3 ceil min 1", "count 1"),
    );
    at(&bureau, NOW, &["plan", "amend", "risk.toml", "--reason", "分类"]).ok();
    freeze(&bureau, "d").exits(3).says(&["none of them can be drawn"]);
    classes(&bureau, NOW, &[]).ok().says(&["A: 11 subjects, 91.66%", "C: 1 subjects, 8.33%"]).lacks("stored");
    freeze(&bureau, "d").exits(3);
    classes(&bureau, NOW, &["--apply"]).ok().says(&["stored: draws frozen from now on use these classes"]);
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    at(&bureau, AFTER, &["draw", "export", "d", "out", "--audit"]).ok();
    assert!(bureau.read("out/selected-t.csv").contains(ID), "the only one of class C");
    at(&bureau, AFTER, &["fsck"]).ok();
}

#[test]
fn a_month_is_classed_once_and_the_next_is_compared_with_it() {
    let bureau = recorded();
    at(&bureau, NOW, &["deadlines"]).ok().lacks("RISK-M");
    let first = classes(&bureau, NOW, &["--apply", "--json"]).ok().out;
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!((&first["applied"], &first["compared_with"]), (&"yes".into(), &CUTOFF.into()), "{first}");
    let acts = |time| at(&bureau, time, &["fsck"]).ok().out;
    let before = acts(NOW);
    listed(&bureau, NOW, OTHER, "异入〔2023〕2号", "2023-09-08");
    let again = classes(&bureau, "2023-09-20T09:00:00+08:00", &["--apply"]).ok();
    again.says(&["the classes of the month are in the library in force: nothing stored"]);
    let rosters = |text: &str| text.lines().find(|line| line.contains("rosters")).unwrap().to_owned();
    assert_eq!(rosters(&acts("2023-09-20T09:00:00+08:00")), rosters(&before));
    at(&bureau, "2023-09-20T10:00:00+08:00", &["deadlines", "--all"])
        .ok()
        .says(&["done on 2023-09-12 RISK-M"]);
    // The next month: one has moved, and the clock runs until it is applied.
    let next = "2023-10-09T09:00:00+08:00";
    at(&bureau, next, &["deadlines"]).ok().says(&["2023-10-31", "RISK-M"]);
    let run = classes(&bureau, next, &["--out", "drift.csv"]).ok().says(&[
        "against the library of 2023-09-12: 1 changed, 0 new, 0 gone, shares moved by 8.33%",
        "91110000710925462X 示例企业8  A → B (15 points)",
    ]);
    assert!(run.out.starts_with("internal, never public\n"));
    assert!(bureau.read("drift.csv").contains(OTHER));
    classes(&bureau, next, &["--apply"]).ok().says(&["stored"]);
    at(&bureau, next, &["deadlines", "--all"]).ok().says(&["done on 2023-10-09 RISK-M"]);
    // A registry of the same month comes without classes: they are made again for it.
    let later = "2023-10-10T09:00:00+08:00";
    at(&bureau, later, &["import", "subjects", "subjects.csv", "--as-of", "2023-10-10"]).ok();
    classes(&bureau, later, &["--apply"]).ok().says(&["1 changed", "stored"]);
    classes(&bureau, later, &["--apply"]).ok().says(&["nothing stored"]);
    at(&bureau, later, &["fsck"]).ok();
    // A month in which nobody moved is a run all the same.
    let month = "2023-11-01T09:00:00+08:00";
    classes(&bureau, month, &["--apply"]).ok().says(&["0 changed", "shares moved by 0.00%", "stored"]);
    at(&bureau, month, &["fsck"]).ok();
}

#[test]
fn a_class_is_explained_by_indicators_weights_and_vetoes() {
    let bureau = recorded();
    classes(&bureau, NOW, &["--why", ID]).ok().says(&[
        "class C by the model (35 points), - in the roster in force",
        "on an abnormal list now: 1, 15 points each, at most 30: 15 points",
        "broken commitments within three years: 2, 10 points each, at most 20: 20 points",
        "limits: A ≥ 0, B ≥ 10, C ≥ 30, D ≥ 60",
    ]);
    classes(&bureau, NOW, &["--apply"]).ok();
    classes(&bureau, NOW, &["--why", ID]).ok().says(&["C in the roster in force"]);
    classes(&bureau, NOW, &["--why", OTHER]).ok().says(&["class A", "no fact that gives points"]);
    let model = include_str!("../../data/credit/risk.csv");
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", format!("{config}\n").replace("[credit]", "[credit]\nrules = \"rules\""));
    std::fs::create_dir(bureau.path("rules")).unwrap();
    bureau.write("rules/risk.csv", model.replace("class,,30,,C", "class,,36,,C"));
    classes(&bureau, NOW, &["--why", ID]).ok().says(&["class B by the model (35 points)", "C ≥ 36"]);
    bureau.write("rules/risk.csv", model.replace("class,,30,,C", "class,,-3,,C"));
    classes(&bureau, NOW, &[]).exits(3).says(&["risk.csv", "points"]);
}

#[test]
fn what_cannot_be_classed_is_refused() {
    let bureau = recorded();
    classes(&bureau, NOW, &["--as-of", "2023-09-13"]).exits(5).says(&["too early"]);
    classes(&bureau, NOW, &["--as-of", "2023-01-01"]).exits(2).says(&["no library of subjects"]);
    classes(&bureau, NOW, &["--as-of", "2021-12-31"]).exits(2);
    classes(&bureau, NOW, &["--why", "91320381MA1ABCDE8R"]).exits(2).says(&["stands in no roster"]);
    classes(&bureau, NOW, &["--why", ID, "--apply"]).exits(2);
}

#[test]
fn a_province_may_make_the_classes_itself() {
    let bureau = recorded();
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replace("[credit]", "[credit]\nclasses = \"imported\""));
    classes(&bureau, NOW, &["--apply"]).exits(2).says(&["the province makes the classes"]);
    at(&bureau, NOW, &["deadlines"]).ok().says(&["2023-09-30", "RISK-M"]);
    classes(&bureau, NOW, &[]).ok().says(&["(imported)", "no class: 12 subjects"]);
    let rows = bureau.read("subjects.csv");
    let rows: String = rows
        .lines()
        .enumerate()
        .map(|(at, line)| {
            format!("{line},{}\n", ["信用风险类别", "A", "D"][if at == 0 { 0 } else { 1 + at % 2 }])
        })
        .collect();
    bureau.write("classed.csv", rows);
    at(&bureau, NOW, &["import", "subjects", "classed.csv", "--as-of", CUT]).ok();
    classes(&bureau, NOW, &[]).ok().says(&["A: 6 subjects, 50.00%", "D: 6 subjects", "12 new"]);
    at(&bureau, NOW, &["deadlines", "--all"]).ok().says(&["done on 2023-09-12 RISK-M"]);
    classes(&bureau, NOW, &["--why", ID]).ok().says(&["for comparison"]);
    bureau.write("suicha.toml", config.replace("[credit]", "[credit]\nclasses = \"nobody\""));
    classes(&bureau, NOW, &[]).exits(2).says(&["suicha.toml"]);
}

#[test]
fn a_run_is_signed_by_who_may() {
    let bureau = recorded();
    let mut list = String::new();
    for (id, role) in [("wang", "operator"), ("qian", "supervisor")] {
        bureau.run(&["people", "keygen", "--name", id, &format!("{id}.key")]).ok();
        let key = bureau.read(&format!("{id}.key.pub"));
        list.push_str(&format!(
            "[[person]]\nid = \"{id}\"\nname = \"某\"\nroles = [\"{role}\"]\nkey = \"{}\"\n",
            key.trim()
        ));
    }
    bureau.write("people.toml", &list);
    bureau.write("suicha.toml", format!("people = \"people.toml\"\n{}", bureau.read("suicha.toml")));
    let acting = |who: &str| {
        let key = format!("{who}.key");
        bureau.at(BEFORE, &["credit", "classes", "--apply", "--as", who, "--key", &key])
    };
    acting("qian").exits(3).says(&["may not"]);
    bureau.at(BEFORE, &["credit", "classes", "--apply"]).exits(2);
    acting("wang").ok().says(&["stored"]);
    bureau.at(BEFORE, &["fsck"]).ok();
}
