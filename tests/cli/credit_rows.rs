//! Rows of credit lists and steps that are well formed and still cannot be: what a stranger typed by hand.

use super::Bureau;
use super::bureau::filled;
use super::credit::{ID, LISTING, NOW, OTHER, PENALTY, at, import, mark, ok_penalty};

fn penalty(number: &str, fine: &str, rest: &str) -> String {
    format!("某企业,{ID},{number},无证经营,食品安全法 第122条,罚款,{fine},2026-01-05,某局,{rest}\n")
}

#[test]
fn days_that_contradict_each_other_are_told() {
    let bureau = filled();
    let rows = [
        penalty("1号", "6.0", "2026-02-01,,,"),
        penalty("2号", "6.0", "2026-01-04,,,"),
        penalty("3号", "0", ",,,"),
        penalty("4号", "6.0", "2026-01-05,,,"),
    ];
    import(&bureau, "penalties", PENALTY, &rows.concat()).exits(3).says(&[
        "row 2 [91310000X072143273] 公示日期 2026-02-01: the day lies after today",
        "row 3 [91310000X072143273] 公示日期 2026-01-04: it was published before the decision → compare both days",
        "row 4 [91310000X072143273] 罚款金额（万元） 0.000000: sums are in 万元",
        "1 event entered",
    ]);
    let ground = PENALTY.replace("补录原因", "严重违法失信事由");
    import(&bureau, "penalties", &ground, &penalty("6号", "6.0", ",,,SER-5.1"))
        .ok()
        .says(&["情节: it names a ground of the serious list and is not called grave"]);
    import(&bureau, "penalties", &ground, &penalty("7号", "6.0", ",,,ABN-1"))
        .exits(3)
        .says(&["严重违法失信事由 ABN-1: the value is none of those allowed"]);
    let lists = "统一社会信用代码,XK_WSH,XK_JDRQ,XK_YXQZI\n";
    import(&bureau, "permits", lists, &format!("{ID},JY1,2026-01-05,2025-01-04\n"))
        .exits(3)
        .says(&["有效期至 2025-01-04: its last day lies before the decision"]);
    let ban = PENALTY.replace("补录原因", "禁限截止日期");
    import(&bureau, "penalties", &ban, &penalty("5号", "6.0", ",,,2025-01-04"))
        .exits(3)
        .says(&["禁限截止日期 2025-01-04: its last day lies before the decision"]);
    let lists = "统一社会信用代码,登记编号,登记日期,类别\n";
    import(&bureau, "complaints", lists, &format!("{ID},T1,2026-01-05,违诺\n"))
        .exits(3)
        .says(&["类别 违诺: the event is not whole"]);
}

#[test]
fn a_sum_that_its_words_say_in_yuan_is_refused() {
    let bureau = filled();
    let head = PENALTY.replace("补录原因", "CF_NR");
    let row = |number: &str, fine: &str, words: &str| penalty(number, fine, &format!(",,,{words}"));
    let rows = row("1号", "5000", "责令改正；罚款5000元")
        + &row("2号", "5000.00", "罚款人民币5000.00元整")
        + &row("3号", "0.5", "没收物品3件，罚款5000元");
    import(&bureau, "penalties", &head, &rows).exits(3).says(&[
        "row 2 [91310000X072143273] 罚款金额（万元） 5000.000000: the sum is implausible: yuan where 万元",
        "row 3",
        "1 event entered",
    ]);
    // Where there are no words to compare with, a sum that is rare is told and taken.
    import(&bureau, "penalties", &head, &(row("4号", "99.999999", "") + &row("5号", "100", ""))).ok().says(
        &[
            "2 events entered",
            "credit-large ×1",
            "罚款金额（万元） 100.000000: a sum of 1 000 000 yuan or more",
        ],
    );
}

#[test]
fn a_list_is_for_its_year_and_its_form() {
    let bureau = filled();
    let row = |rest: &str| format!("{OTHER},{rest}\n");
    import(&bureau, "listings", LISTING, &row("ABN-1,2026-01-06,异入〔2026〕1号,某局,2025,,,,"))
        .exits(3)
        .says(&["未报年度 2025: the annual report of that year is not due yet"]);
    import(&bureau, "listings", LISTING, &row("IND-3,2026-01-06,异入〔2026〕1号,某局,,,,,"))
        .exits(3)
        .says(&["列入事由 IND-3: the ground is for another form of subject"]);
    import(&bureau, "listings", LISTING, &row("SER-10.3,2026-01-06,严入〔2026〕1号,某局,,,,上级同意,"))
        .ok()
        .says(&["a serious listing follows from a penalty"]);
    let record = |args: &[&str]| {
        at(&bureau, NOW, "wang", &[&["credit", "record", OTHER], args, &["--reason", "x"]].concat())
    };
    let missed = ["missed", "--set", "year=2025"];
    record(&missed).exits(3).says(&["the annual report of that year is not due yet"]);
    record(&["closed", "--set", "manner=deregistered", "--on", "2026-01-08"]).ok();
    record(&["missed", "--set", "year=2024"]).exits(3).says(&["deregistered before"]);
}

#[test]
fn commitments_of_one_day_are_told_apart_by_their_number() {
    let bureau = filled();
    let lists = "统一社会信用代码,承诺编号,承诺日期,状态\n";
    let rows = format!("{ID},CN1,2026-01-05,作出\n{ID},CN2,2026-01-05,作出\n");
    import(&bureau, "commitments", lists, &rows).ok().says(&["2 events entered"]);
    import(&bureau, "commitments", lists, &rows).ok().says(&["0 events entered", "2 known"]);
    at(&bureau, NOW, "wang", &["credit", "show", ID]).ok().says(&["CN1", "CN2"]);
}

#[test]
fn an_application_is_decided_on_once_and_told_what_is_missing() {
    let bureau = filled();
    import(&bureau, "penalties", PENALTY, &ok_penalty()).ok();
    let record = mark(&bureau, ID, "某市监罚");
    let later = "2026-04-20T10:00:00+08:00";
    let step = |who: &str, args: &[&str]| {
        at(&bureau, later, who, &[&["credit"], args, &["--reason", "核实"]].concat())
    };
    step("wang", &["repair", ID, &record, "--apply"]).ok();
    step("li", &["repair", ID, &record, "--grant"])
        .ok()
        .says(&["the archive does not show: corrected, paid", "repair decided"]);
    step("li", &["repair", ID, &record, "--refuse"]).exits(3).says(&["decided on already"]);
    step("wang", &["object", ID, &record]).ok();
    let objection = objection(&bureau, later);
    step("li", &["object", ID, &objection, "--answer", "refused"]).ok();
    step("li", &["object", ID, &objection, "--answer", "wrong"]).exits(3).says(&["answered or decided on"]);
    at(&bureau, later, "li", &["fsck"]).ok();
}

/// The mark of the only objection of a subject.
fn objection(bureau: &Bureau, time: &str) -> String {
    let answer = at(bureau, time, "wang", &["credit", "show", ID, "--why"]).ok();
    let at = answer.out.find("OBJ-1@").expect("an objection to be answered");
    format!("#{}", &answer.out[at + 6..at + 14])
}

#[test]
fn a_batch_counts_parties_and_entries() {
    let bureau = filled();
    for (id, year) in [(OTHER, "2023"), (OTHER, "2024"), (ID, "2024")] {
        let year = format!("year={year}");
        at(&bureau, NOW, "wang", &["credit", "record", id, "missed", "--set", &year, "--reason", "逾期"])
            .ok();
    }
    at(&bureau, NOW, "wang", &["credit", "run", "--out", "run.csv"]).ok();
    let decide =
        ["credit", "decide", "--batch", "run.csv", "--all", "ABN-1", "--approve", "--reason", "核实"];
    at(&bureau, NOW, "li", &decide).ok().says(&["2 subjects, 3 entries in one act"]);
    at(&bureau, NOW, "li", &["credit", "letter", "异入〔2026〕第1号", "--out", "letters"])
        .ok()
        .says(&["1 letter in letters"]);
    let letter = bureau.read("letters/异入〔2026〕第1号.html");
    assert!(letter.contains("2 parties (3 entries)"), "{letter}");
    assert!(letter.contains("异入〔2026〕第1号-3"), "{letter}");
}

#[test]
fn a_void_penalty_is_void_once_and_departments_are_told_why() {
    let bureau = filled();
    import(&bureau, "penalties", PENALTY, &ok_penalty()).ok();
    let listing = format!("{ID},SER-10.3,2026-01-06,严入〔2026〕1号,某局,,,,上级同意,c-1\n");
    import(&bureau, "listings", LISTING, &listing).ok().lacks("follows from a penalty");
    let record = mark(&bureau, ID, "某市监罚");
    at(&bureau, NOW, "wang", &["credit", "export", "--out", "ex1"]).ok();
    let later = "2026-01-13T10:00:00+08:00";
    let void = |manner: &str| {
        let manner = format!("manner={manner}");
        let args = ["credit", "record", ID, "penalty-void", "--about", &record, "--set", &manner];
        at(&bureau, later, "wang", &[&args[..], &["--reason", "复议撤销"]].concat())
    };
    void("revoked").ok();
    void("changed").exits(3).says(&["answered or decided on already"]);
    at(&bureau, later, "li", &["credit", "decide", ID, "SER-VOID", "--approve", "--reason", "处罚已撤销"])
        .ok();
    at(&bureau, later, "wang", &["credit", "export", "--out", "ex2", "--since", "ex1"]).ok();
    let gone = bureau.read("ex2/withdrawals.csv");
    let line = gone.lines().find(|line| line.starts_with("serious,")).expect("the listing is withdrawn");
    assert!(line.contains(",void,"), "{line}");
}
