//! The credit archive through the binary: lists in, the standing of a day out, decisions by two persons,
//! and every bad input the bureau has seen.

use super::bureau::filled;
use super::outcomes::{self, by, clean, drawn, with};
use super::procedure::with_people;
use super::{Answer, Bureau};

/// A subject of the roster in a province whose threshold of low fines is known.
pub const ID: &str = "91310000X072143273";
pub const OTHER: &str = "91110000710925462X";
pub const NOW: &str = "2026-01-12T10:00:00+08:00";

pub const PENALTY: &str = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_WFXW,CF_YJ,CF_CFLB,CF_NR_FK,CF_JDRQ,CF_CFJG,公示日期,案件编号,违法行为发生日期,补录原因\n";
pub const LISTING: &str = "统一社会信用代码,列入事由,列入日期,列入决定书文号,列入决定机关,未报年度,移出日期,移出事由,情节,案件编号\n";

fn penalty(id: &str, number: &str, fine: &str, day: &str, rest: &str) -> String {
    format!("某企业,{id},{number},无证经营,食品安全法 第122条,罚款,{fine},{day},某局,{rest}\n")
}

pub fn ok_penalty() -> String {
    penalty(ID, "某市监罚〔2026〕1号", "6.000000", "2026-01-05", "2026-01-08,c-1,2025-12-01,")
}

pub fn import(bureau: &Bureau, kind: &str, head: &str, rows: &str) -> Answer {
    bureau.write("rows.csv", format!("{head}{rows}"));
    at(bureau, NOW, "wang", &["import", kind, "rows.csv"])
}

pub fn at(bureau: &Bureau, time: &str, who: &str, args: &[&str]) -> Answer {
    bureau.run_with(&[args, &["--clock", time]].concat(), &[("SUICHA_OPERATOR", who)])
}

fn show(bureau: &Bureau, args: &[&str]) -> Answer {
    at(bureau, NOW, "wang", &[&["credit", "show"], args].concat())
}

/// The mark of the first event that a report names so.
pub fn mark(bureau: &Bureau, id: &str, word: &str) -> String {
    let answer = show(bureau, &[id, "--as-of", "2026-12-31", "--why"]).ok();
    let line = answer.out.lines().find(|line| line.contains(word) && line.contains('#'));
    let line = line.unwrap_or_else(|| panic!("{word}: {}", answer.out));
    line[line.find('#').unwrap()..][..9].to_owned()
}

#[test]
fn a_penalty_has_a_tier_and_two_clocks() {
    let bureau = filled();
    show(&bureau, &[ID]).ok().says(&["Penalties", "no record in the period asked about"]);
    bureau
        .in_chinese(&["credit", "show", ID, "--as-of", "2026-01-12"])
        .ok()
        .says(&["行政处罚\n  查询期内无相关记录", "列入严重违法失信名单\n  查询期内无相关记录"]);
    bureau.write("rows.csv", format!("{PENALTY}{}", ok_penalty()));
    let args = ["import", "penalties", "rows.csv"];
    at(&bureau, NOW, "wang", &[&args[..], &["--dry-run"]].concat())
        .ok()
        .says(&["1 event entered", "dry run, nothing stored"]);
    at(&bureau, NOW, "wang", &args).ok().says(&["1 event entered", "stored as act 1 about credit"]);
    let first = show(&bureau, &[ID, "--why"]).ok().says(&[
        "某市监罚〔2026〕1号",
        "fine 6.000000",
        "GSXT: general, shown; from 2026-01-08, repair from 2026-04-09, shown until 2027-01-08",
        "rule PEN-T2@2025-12-25",
        "PEN-DUAL@",
        "due 2026-01-14",
    ]);
    for class in ["Class", "class", "类别 A"] {
        assert!(!first.out.contains(class), "{}", first.out);
    }
    let clocks = at(&bureau, NOW, "wang", &["deadlines", "--as-of", "2026-01-12"]).ok();
    clocks.says(&["2026-01-14 2 working days left PEN-DUAL"]).lacks("PEN-PUB");
    let later = "2026-02-20T10:00:00+08:00";
    at(&bureau, later, "li", &args).ok().says(&[
        "0 events entered",
        "1 known",
        "nothing new, nothing stored",
    ]);
    assert_eq!(show(&bureau, &[ID, "--why"]).ok().out, first.out, "the same again changes nothing");
    show(&bureau, &[ID, "--as-of", "2026-01-04"]).ok().says(&["no record in the period asked about"]);
    at(&bureau, later, "li", &["fsck"]).ok().says(&["acts about credit: 1", "credit events: 1"]);
}

#[test]
fn bad_rows_are_refused_with_row_column_and_remedy() {
    let bureau = filled();
    let rows = [
        penalty("91320381MA1ABCDE8R", "1号", "6.0", "2026-01-05", ",,,"),
        penalty(ID, "2号", "6.0", "2026-01-05", ",,2026-01-06,"),
        penalty(ID, "3号", "60000", "2026-01-05", ",,,"),
        penalty(ID, "4号", "5万元", "2026-01-05", ",,,"),
        penalty(ID, "5号", "6.0", "2025-06-05", ",,,"),
        penalty(ID, "6号", "6.0", "2026-01-13", ",,,"),
        penalty(ID, "7号", "", "2026-01-05", ",,,"),
        penalty(ID, "8号", "6.0", "2026-01-05", ",,,"),
    ];
    let answer = import(&bureau, "penalties", PENALTY, &rows.concat()).exits(3).says(&[
        "row 2 [91320381MA1ABCDE8R]",
        "neither in the roster in force",
        "the penalty was decided before the offence",
        "yuan where 万元 is expected",
        "CF_NR_FK 5万元: sums are in 万元",
        "an event told late says why",
        "the day lies after today",
        "a value is missing",
        "8 rows read: 1 event entered (0 rows told late), 0 known, 7 rejected",
    ]);
    assert!(answer.out.contains("act 1 about credit"), "what is right is kept: {}", answer.out);
    let again = penalty(ID, "8号", "7.0", "2026-01-05", ",,,");
    import(&bureau, "penalties", PENALTY, &again).exits(3).says(&["the same document number"]);
    import(&bureau, "penalties", PENALTY, "").exits(3);
    bureau
        .write("rows.csv", format!("{PENALTY}{}{}", rows[0], penalty(ID, "9号", "6.0", "2026-01-05", ",,,")));
    at(&bureau, NOW, "wang", &["import", "penalties", "rows.csv", "--all-or-nothing"])
        .exits(3)
        .says(&["1 event entered", "rows were rejected, nothing stored"]);
    show(&bureau, &[ID]).ok().lacks("9号");
    show(&bureau, &["91320381MA1ABCDE8R"]).exits(2).says(&["stands in no roster and no draw"]);
}

#[test]
fn listings_are_made_once_and_removed_only_where_they_are() {
    let bureau = filled();
    let row = |rest: &str| format!("{OTHER},{rest}\n");
    let removal = row("ABN-4,,,,,2026-01-09,重新取得联系,,");
    import(&bureau, "listings", LISTING, &removal)
        .exits(3)
        .says(&["移出日期 2026-01-09", "no listing to remove"]);
    let listing = row("通过登记的住所无法联系,2026-01-05,异入〔2026〕1号,某局,,,,,");
    import(&bureau, "listings", LISTING, &listing).ok().says(&["1 event entered"]);
    let twice = row("ABN-4,2026-01-06,异入〔2026〕2号,某局,,,,,");
    import(&bureau, "listings", LISTING, &twice).exits(3).says(&["a listing on this ground is open"]);
    let yearless = row("未报年报,2026-01-06,异入〔2026〕3号,某局,,,,,");
    import(&bureau, "listings", LISTING, &yearless).exits(3).says(&["未报年度", "a value is missing"]);
    show(&bureau, &[OTHER]).ok().says(&["open", "ABN-4", "since 2026-01-05", "earliest exit: 2026-01-05"]);
    let wrong = row("ABN-4,,,,,2026-01-09,补报年度报告,,");
    import(&bureau, "listings", LISTING, &wrong).exits(3).says(&["does not allow this reason"]);
    import(&bureau, "listings", LISTING, &removal).ok().says(&["1 event entered"]);
    import(&bureau, "listings", LISTING, &removal).ok().says(&["0 events entered", "1 known"]);
    show(&bureau, &[OTHER]).ok().says(&["removed", "ended on 2026-01-09"]);
    let run = ["credit", "run", "--as-of", "2026-01-31"];
    let counts = "abnormal list: 1 entry made in the month, 0 withdrawn, 1 listed (1 subject), 1 removed (1 subject), 0 open (0 subjects)";
    let first = at(&bureau, NOW, "wang", &[&run[..], &["--out", "run.csv"]].concat()).ok().says(&[counts]);
    assert_eq!(at(&bureau, NOW, "wang", &run).ok().out, first.out, "run twice gives the same");
    assert!(bureau.read("run.csv").contains("proposal"));
}

#[test]
fn a_late_fact_is_told_as_such_and_not_known_before() {
    let bureau = filled();
    let late = penalty(ID, "1号", "6.0", "2025-06-05", ",,,移送较晚");
    import(&bureau, "penalties", PENALTY, &late)
        .ok()
        .says(&["1 event entered (1 row told late)", "recorded as a late fact"]);
    show(&bureau, &[ID]).ok().says(&["Events told late", "2025-06-05, recorded 2026-01-12: 移送较晚"]);
    show(&bureau, &[ID, "--as-of", "2025-07-01"]).ok().says(&["1号"]);
    show(&bureau, &[ID, "--as-of", "2025-07-01", "--known-by", "2026-01-11"]).ok().lacks("1号");
    bureau.write("rows.csv", format!("{PENALTY}{}", penalty(ID, "2号", "6.0", "2024-06-05", ",,,")));
    at(&bureau, NOW, "wang", &["import", "penalties", "rows.csv", "--reason", "历史数据"]).ok();
    show(&bureau, &[ID]).ok().says(&["2024-06-05, recorded 2026-01-12: 历史数据"]);
    let lists = "统一社会信用代码,登记编号,登记日期,类别\n";
    import(&bureau, "complaints", lists, &format!("{ID},T1,2026-01-05,投诉\n")).ok();
    show(&bureau, &[ID]).ok().says(&["not verified, never public", "T1", "CMP-1"]);
    let lists = "统一社会信用代码,承诺日期,状态\n";
    let both = format!("{ID},2026-01-05,作出\n{ID},2026-01-05,违诺\n{ID},2026-01-05,违诺\n");
    import(&bureau, "commitments", lists, &both).ok().says(&["2 events entered", "1 merged"]);
    show(&bureau, &[ID]).ok().says(&["Broken commitments", "2026-01-05  broken"]);
    let lists = "统一社会信用代码,XK_WSH,XK_JDRQ,XK_YXQZI\n";
    import(&bureau, "permits", lists, &format!("{ID},JY1,2026-01-05,2031-01-04\n")).ok();
    show(&bureau, &[ID]).ok().says(&["Licences", "JY1", "until 2031-01-04"]);
    at(&bureau, NOW, "wang", &["export", "penalties", "empty.csv"]).ok();
    assert!(bureau.read("empty.csv").contains("处罚决定书文号"));
}

#[test]
fn repair_waits_for_its_term_and_for_another_person() {
    let bureau = filled();
    import(&bureau, "penalties", PENALTY, &ok_penalty()).ok();
    let record = mark(&bureau, ID, "某市监罚");
    let repair = |time: &str, who: &str, what: &str| {
        at(&bureau, time, who, &["credit", "repair", ID, &record, what, "--reason", "已改正"])
    };
    repair(NOW, "wang", "--apply").exits(3).says(&["the minimum term is not over"]);
    let later = "2026-04-09T10:00:00+08:00";
    repair(later, "li", "--grant").exits(3).says(&["nobody has applied"]);
    repair(later, "wang", "--apply").ok().says(&["repair applied for"]);
    repair(later, "wang", "--grant").exits(3).says(&["nobody decides on what is their own"]);
    let decide = |who: &str| {
        let args = ["credit", "decide", ID, "PEN-REPAIR", "--approve", "--reason", "条件具备"];
        at(&bureau, later, who, &args)
    };
    decide("wang").exits(3).says(&["nobody decides on what is their own"]);
    decide("li").ok().says(&["repair decided", "act 3"]);
    decide("li").ok().says(&["done already: act 3"]);
    let other = ["credit", "decide", ID, "PEN-REPAIR", "--approve", "--reason", "再次"];
    at(&bureau, later, "li", &other).exits(3).says(&["no proposal PEN-REPAIR"]);
    show(&bureau, &[ID, "--as-of", "2026-04-09"]).ok().says(&["not shown: repaired"]);
    show(&bureau, &[ID, "--as-of", "2026-04-08"]).ok().says(&["general, shown"]);
    at(&bureau, later, "li", &["fsck"]).ok();
}

#[test]
fn a_listing_falls_with_its_penalty() {
    let bureau = filled();
    import(&bureau, "penalties", PENALTY, &ok_penalty()).ok();
    let listing = |flags: &str| format!("{ID},SER-10.3,2026-01-06,严入〔2026〕1号,某局,,,,{flags},c-1\n");
    import(&bureau, "listings", LISTING, &listing("")).exits(3).says(&["consent of the next-higher bureau"]);
    import(&bureau, "listings", LISTING, &listing("上级同意")).ok();
    show(&bureau, &[ID]).ok().says(&["Serious list", "SER-10.3", "Joint measures", "JP-01", "while listed"]);
    let record = mark(&bureau, ID, "某市监罚");
    let void = ["credit", "record", ID, "penalty-void", "--about", &record, "--set", "manner=revoked"];
    at(&bureau, NOW, "wang", &[&void[..], &["--reason", "复议撤销"]].concat()).ok();
    show(&bureau, &[ID]).ok().says(&["SER-VOID@", "not shown: changed, revoked or void"]);
    let decide = ["credit", "decide", ID, "SER-VOID", "--approve", "--reason", "处罚已撤销"];
    at(&bureau, NOW, "wang", &decide).exits(3).says(&["nobody decides on what is their own"]);
    at(&bureau, NOW, "li", &decide).ok().says(&["removal"]);
    show(&bureau, &[ID]).ok().says(&["withdrawn"]).lacks("JP-01");
    let object = ["credit", "object", ID, &record, "--reason", "记录有误"];
    at(&bureau, NOW, "wang", &object).ok().says(&["objection"]);
    show(&bureau, &[ID]).ok().says(&["OBJ-1@"]);
    let decline = ["credit", "decide", ID, "OBJ-1", "--decline", "--reason", "不成立"];
    at(&bureau, NOW, "li", &decline).ok().says(&["objection answered"]);
    show(&bureau, &[ID]).ok().lacks("OBJ-1@");
}

#[test]
fn an_officer_decides_on_what_is_proposed() {
    let bureau = filled();
    let missed = ["credit", "record", OTHER, "missed", "--set", "year=2024", "--reason", "逾期", "--on"];
    at(&bureau, NOW, "wang", &[&missed[..], &["2026-01-13"]].concat()).exits(5).says(&["too early"]);
    at(&bureau, NOW, "wang", &[&missed[..], &["2026-01-05"]].concat()).ok();
    at(&bureau, NOW, "wang", &[&missed[..], &["2026-01-05"]].concat()).ok().says(&["recorded already"]);
    let run = at(&bureau, NOW, "wang", &["credit", "run"]).ok().says(&["ABN-1@", "due 2026-01-19"]);
    at(&bureau, NOW, "wang", &["deadlines", "--as-of", "2026-01-12"])
        .ok()
        .says(&["2026-01-19 5 working days left ABN-1"]);
    assert!(run.out.contains("0 listed (0 subjects)"), "nothing is decided: {}", run.out);
    let decide = |how: &[&str]| {
        at(&bureau, NOW, "li", &[&["credit", "decide", OTHER, "ABN-1", "--reason", "核实"], how].concat())
    };
    decide(&["--decline"]).ok().says(&["declined: no event", "act 2"]);
    decide(&["--decline"]).ok().says(&["declined already"]);
    at(&bureau, NOW, "wang", &["credit", "run"]).ok().says(&["ABN-1@", "(declined)"]);
    at(&bureau, NOW, "wang", &["deadlines", "--as-of", "2026-01-12"]).ok().lacks("ABN-1");
    show(&bureau, &[OTHER]).ok().says(&["ABN-1@", "(declined on 2026-01-12)"]);
    decide(&["--approve", "--letter", "异入〔2026〕7号", "--dry-run"])
        .ok()
        .says(&["numbers 1 to 6 of 异入〔2026〕 are not used", "dry run, nothing stored"]);
    decide(&["--approve", "--letter", "异入〔2026〕7号"]).ok().says(&["listing", "letter 异入〔2026〕7号"]);
    show(&bureau, &[OTHER]).ok().says(&["2024 ", "ABN-1", "异入〔2026〕7号"]).lacks("ABN-1@");
    at(&bureau, NOW, "li", &["credit", "decide", OTHER, "PEN-PUB", "--approve", "--reason", "x"])
        .exits(3)
        .says(&["no proposal PEN-PUB"]);
    bureau.run(&["credit", "show", "foo"]).exits(2).says(&["no registry number"]);
}

#[test]
fn published_outcomes_are_shown_without_a_copy() {
    let (bureau, rows) = drawn();
    let mut filled = vec![clean(&rows[0])];
    filled[0] = with(&filled[0], &[(9, "发现问题已责令改正"), (10, "执照未悬挂"), (11, "D3")]);
    outcomes::write(&bureau, "a.csv", &filled);
    by(&bureau, "wang", &["outcome", "import", "d", "a.csv"]).ok();
    let id = rows[0][2].as_str();
    let report = |known: &str| {
        at(&bureau, NOW, "wang", &["credit", "show", id, "--as-of", "2023-12-31", "--known-by", known]).ok()
    };
    report("2023-12-31").says(&["Inspections\n  no record"]);
    by(&bureau, "li", &["outcome", "review", "d", "--pass"]).ok();
    by(&bureau, "li", &["outcome", "publish", "d"]).ok();
    report("2023-12-31").says(&["2023-09-20", "R5", "shown", "case i", "DO-RECTIFY@"]);
    report("2023-09-24").says(&["Inspections\n  no record"]);
    let mark = mark(&bureau, id, "R5");
    let done = ["credit", "record", id, "complied", "--about", &mark, "--reason", "已改正"];
    at(&bureau, NOW, "wang", &done).ok();
    // A correction is another revision: what was said of the record before still is about it.
    filled[0] = with(&filled[0], &[(10, "执照未悬挂，已改正")]);
    outcomes::write(&bureau, "b.csv", &filled);
    let time = "2026-01-13T10:00:00+08:00";
    at(&bureau, time, "wang", &["outcome", "correct", "d", "b.csv", "--reason", "补充"]).ok();
    at(&bureau, time, "li", &["outcome", "review", "d", "--pass"]).ok();
    at(&bureau, time, "li", &["outcome", "publish", "d"]).ok();
    at(&bureau, time, "li", &["credit", "show", id]).ok().says(&["R5"]).lacks("DO-RECTIFY@");
    at(&bureau, time, "li", &["credit", "run"]).ok().says(&["1 subject with records, 2 events"]);
    at(&bureau, time, "li", &["fsck"]).ok();
}

#[test]
fn roles_and_keys_are_asked_for() {
    let bureau = filled();
    with_people(&bureau, &[("wang", "operator"), ("li", "reviewer"), ("qian", "supervisor")]);
    let acting = |who: &str, args: &[&str]| {
        let key = format!("{who}.key");
        bureau.at(NOW, &[args, &["--as", who, "--key", &key]].concat())
    };
    bureau.write("rows.csv", format!("{PENALTY}{}", ok_penalty()));
    let import = ["import", "penalties", "rows.csv"];
    bureau.at(NOW, &import).exits(2).says(&["not in the list of people"]);
    acting("qian", &import).exits(3).says(&["may not record in the credit archive"]);
    acting("li", &import).exits(3).says(&["may not record in the credit archive"]);
    acting("wang", &import).ok().says(&["act 1 about credit"]);
    let record = mark(&bureau, ID, "某市监罚");
    let void = ["credit", "record", ID, "penalty-void", "--about", &record, "--set", "manner=revoked"];
    acting("wang", &[&void[..], &["--reason", "撤销"]].concat()).ok();
    let object = ["credit", "object", ID, &record, "--reason", "记录有误"];
    acting("wang", &object).ok();
    let decide = ["credit", "decide", ID, "OBJ-1", "--decline", "--reason", "不成立"];
    acting("wang", &decide).exits(3).says(&["may not decide cases of the credit archive"]);
    acting("qian", &decide).exits(3).says(&["may not decide cases of the credit archive"]);
    acting("li", &decide).ok().says(&["act 4 about credit"]);
    bureau.at(NOW, &["fsck"]).ok().says(&["acts about credit: 4"]);
}
