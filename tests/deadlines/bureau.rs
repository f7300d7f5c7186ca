//! `suicha deadlines` as a bureau runs it, on what its archive holds, and every wrong turn of it.

use crate::cli::bureau::{AFTER, PLAN, draw, filled, freeze};
use crate::cli::{Answer, Bureau};

/// The bureau of the other sessions, its plan amended with a last day and who answers for it.
fn with_owners() -> Bureau {
    let bureau = filled();
    own(&bureau);
    bureau
}

/// Amends the plan: a last day and who answers for it.
pub fn own(bureau: &Bureau) {
    let owners = "finish = \"2023-10-20\"\ndepartment = \"信用股\"\nresponsible = \"某甲\"\n[[task.stratum]]";
    bureau.write("plan.toml", bureau.read("plan.toml").replace("[[task.stratum]]", owners));
    bureau.at("2023-09-05T09:00:00+08:00", &["plan", "amend", "plan.toml", "--reason", "finish"]).ok();
}

fn deadlines(bureau: &Bureau, args: &[&str]) -> Answer {
    bureau.run(&[&["deadlines"], args].concat())
}

fn json(bureau: &Bureau, args: &[&str]) -> serde_json::Value {
    serde_json::from_str(&deadlines(bureau, &[args, &["--json"]].concat()).ok().out).unwrap()
}

/// Light, rule and last day of each clock.
pub fn lights(bureau: &Bureau, args: &[&str]) -> Vec<String> {
    let document = json(bureau, args);
    let told = |clock: &serde_json::Value| {
        let text = |name: &str| clock[name].as_str().unwrap_or("–").to_owned();
        format!("{} {} {}", text("light"), text("rule"), text("due"))
    };
    document["clocks"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn a_bureau_from_the_new_year_to_the_end_of_its_task() {
    let bureau = with_owners();
    let on = |day: &str| lights(&bureau, &["--as-of", day]);
    assert_eq!(on("2023-03-01"), ["green PLAN-PUB 2023-03-31"]);
    assert_eq!(on("2023-03-29"), ["yellow PLAN-PUB 2023-03-31"]);
    assert_eq!(on("2023-04-14"), ["red PLAN-PUB 2023-03-31"], "the plan came on 1 September");
    assert_eq!(on("2023-09-04"), [""; 0], "the first version had no last day");
    assert_eq!(on("2023-09-06"), ["green TASK-END 2023-10-20"]);
    freeze(&bureau, "d1").ok();
    assert_eq!(on("2023-09-15"), ["yellow DRAW-RUN 2023-09-15", "green TASK-END 2023-10-20"]);
    draw(&bureau, "d1").ok();
    assert_eq!(on("2023-09-15"), ["green TASK-END 2023-10-20"]);
    assert_eq!(on("2023-10-21"), ["red TASK-END 2023-10-20"]);
    let all = lights(&bureau, &["--as-of", "2023-09-16", "--all"]);
    assert_eq!(all, ["green TASK-END 2023-10-20", "done PLAN-PUB 2023-03-31", "done DRAW-RUN 2023-09-15"]);

    let red = json(&bureau, &["--as-of", "2023-10-25", "--by", "person"]);
    let (clock, total) = (&red["clocks"][0], &red["totals"][0]);
    assert_eq!((clock["workdays_left"].as_i64(), clock["level"].as_i64()), (Some(-3), Some(2)));
    assert_eq!(
        (clock["departments"][0].as_str(), clock["responsible"][0].as_str()),
        (Some("信用股"), Some("某甲"))
    );
    assert_eq!((total["name"].as_str(), total["tell"].as_str()), (Some("某甲"), Some("deputy director")));
    bureau.in_chinese(&["deadlines", "--as-of", "2023-10-25"]).ok().says(&[
        "红灯1",
        "逾期3个工作日 → 分管领导",
        "信用股",
        "某甲",
        "年度抽查工作计划写明的时间",
    ]);
}

#[test]
fn an_embargo_and_a_void_have_clocks() {
    let bureau = filled();
    bureau.write("plan.toml", bureau.read("plan.toml").replace("\"none\"", "\"2023-09-30\""));
    let before = "2023-09-05T09:00:00+08:00";
    bureau.at(before, &["plan", "amend", "plan.toml", "--reason", "embargo"]).ok();
    freeze(&bureau, "d1").ok();
    draw(&bureau, "d1").ok();
    let on = |day: &str| lights(&bureau, &["--as-of", day]);
    assert_eq!(on("2023-09-20"), ["green EMBARGO-OPEN 2023-10-01"]);
    assert_eq!(on("2023-10-02"), ["red EMBARGO-OPEN 2023-10-01"], "during a holiday");
    bureau.at("2023-10-03T09:00:00+08:00", &["draw", "open", "d1"]).ok();
    assert_eq!(on("2023-10-03"), [""; 0]);
    let all = json(&bureau, &["--as-of", "2023-10-03", "--all"]);
    let opened = all["clocks"].as_array().unwrap().iter().find(|clock| clock["rule"] == "EMBARGO-OPEN");
    assert_eq!(opened.unwrap()["late"], true);

    let bureau = filled();
    freeze(&bureau, "d1").ok();
    bureau.at("2023-09-15T17:00:00+08:00", &["draw", "void", "d1", "--reason", "error"]).ok();
    let all = lights(&bureau, &["--as-of", "2023-09-16", "--all"]);
    assert!(all.contains(&"done DRAW-RUN 2023-09-15".to_owned()), "{all:?}");
    assert!(all.contains(&"done VOID-SEEN 2023-09-20".to_owned()), "nobody has to cosign here: {all:?}");
}

#[test]
fn digests_and_files_are_the_same_twice() {
    let bureau = with_owners();
    let digest = ["--as-of", "2023-10-18", "--digest", "week"];
    deadlines(&bureau, &digest).ok().says(&["weekly digest 2023-10-16 to 2023-10-22", "1 yellow", "信用股"]);
    assert_eq!(lights(&bureau, &["--as-of", "2023-10-11", "--digest", "week"]), [""; 0]);
    assert_eq!(
        lights(&bureau, &["--as-of", "2023-09-11", "--digest", "quarter"]),
        ["done PLAN-PUB 2023-03-31"],
        "done in the quarter, late"
    );
    for ending in ["csv", "xlsx"] {
        let (one, two) = (format!("one.{ending}"), format!("two.{ending}"));
        for name in [&one, &two] {
            deadlines(&bureau, &[&digest[..], &["--out", name]].concat()).ok();
        }
        let read = |name: &str| std::fs::read(bureau.path(name)).unwrap();
        assert_eq!(read(&one), read(&two), "{ending}");
        deadlines(&bureau, &[&digest[..], &["--out", &one]].concat()).exits(6).says(&["--replace"]);
        deadlines(&bureau, &[&digest[..], &["--out", &one, "--replace"]].concat()).ok();
    }
    let csv = bureau.read("one.csv");
    assert!(csv.starts_with("\u{feff}light,due,state"), "{csv}");
    assert_eq!(csv.lines().count(), 2, "{csv}");
    deadlines(&bureau, &[&digest[..], &["--out", "one.pdf"]].concat()).exits(2);
}

#[test]
fn a_term_is_counted_on_request() {
    let bureau = Bureau::new();
    for (from, term, wanted) in [
        ("2023-09-15", "20 wd", "2023-09-15 + 20 wd = 2023-10-19\n"),
        ("2024-09-13", "10 wd", "2024-09-13 + 10 wd = 2024-09-29\n"),
        ("2026-12-20", "7 wd", "2026-12-20 + 7 wd = 2026-12-29 (provisional)\n"),
    ] {
        assert_eq!(deadlines(&bureau, &["--as-of", from, "--term", term]).ok().out, wanted);
    }
    deadlines(&bureau, &["--as-of", "2026-12-30", "--term", "7 wd"])
        .exits(3)
        .says(&["2027-01-01", "calendar.csv"]);
    deadlines(&bureau, &["--as-of", "2026-03-02", "--term", "7 weeks"]).exits(2).says(&["20 wd"]);
}

#[test]
fn a_day_without_a_calendar_is_refused() {
    let bureau = Bureau::new();
    for day in ["2022-12-31", "2027-01-04"] {
        deadlines(&bureau, &["--as-of", day]).exits(3).says(&[
            day,
            "2023-01-01 to 2026-12-31",
            "never guessed",
        ]);
        bureau.in_chinese(&["deadlines", "--as-of", day]).exits(3).says(&["工作日不按星期推算", day]);
    }
    deadlines(&bureau, &["--as-of", "2023-2-1"]).exits(2).says(&["2023-2-1"]);
}

#[test]
fn next_years_notice_is_loaded_from_a_file() {
    let bureau = Bureau::new();
    deadlines(&bureau, &["--write-calendar", "calendar.csv", "--write-rules", "rules.csv"]).ok();
    deadlines(&bureau, &["--write-calendar", "calendar.csv"]).exits(6);
    let config = bureau.read("suicha.toml").replace("# calendar = ", "calendar = ").replacen(
        "# rules = ",
        "rules = ",
        1,
    );
    bureau.write("suicha.toml", &config);
    deadlines(&bureau, &["--as-of", "2026-03-02"]).ok();

    let own = bureau.read("calendar.csv");
    let next = "year,2027-01-01,2027-12-31,某通知,某号,2026-11-30\noff,2027-01-01,2027-01-03,元旦,某号,\nprovisional,2027-12-25,2027-12-31";
    bureau.write("calendar.csv", own.replace("provisional,2026-12-25,2026-12-31", next));
    deadlines(&bureau, &["--as-of", "2027-01-04"])
        .ok()
        .says(&["until 2027-12-31", "provisional from 2027-12-25"]);

    let bad = own
        .replace("makeup,2023-01-28,2023-01-28", "makeup,2023-01-30,2023-01-30")
        .replace("off,2024-01-01,2024-01-01", "off,2024-1-1,2024-1-1");
    bureau.write("calendar.csv", bad);
    deadlines(&bureau, &["--as-of", "2026-03-02"]).exits(3).says(&[
        "calendar.csv",
        "from \"2023-01-30\"",
        "no Saturday or Sunday",
        "from \"2024-1-1\"",
        "is no date",
    ]);
    bureau.in_chinese(&["deadlines", "--as-of", "2026-03-02"]).exits(3).says(&[
        "calendar.csv 被拒绝",
        "不是星期六或星期日",
        "请核对通知",
    ]);
    std::fs::remove_file(bureau.path("calendar.csv")).unwrap();
    deadlines(&bureau, &["--as-of", "2026-03-02"]).exits(2).says(&["cannot read", "calendar.csv"]);

    bureau.write("calendar.csv", own);
    let rules = bureau.read("rules.csv");
    let again = rules.lines().find(|line| line.starts_with("INS-PUB,")).unwrap();
    bureau.write("rules.csv", format!("{rules}{again}\n"));
    deadlines(&bureau, &["--as-of", "2026-03-02"]).exits(3).says(&["rules.csv", "overlaps row", "INS-PUB"]);
}

#[test]
fn settings_and_plans_with_bad_values_are_refused() {
    let bureau = filled();
    let config = bureau.read("suicha.toml");
    for (from, to, wanted) in [
        ("last-day = \"rest-days\"", "last-day = \"sundays\"", "rest-days or holidays"),
        ("term-end = \"corresponding\"", "term-end = \"later\"", "corresponding or day-before"),
        ("overdue = 3", "overdue = 1", "begin at 1 or later and grow"),
        ("overdue = 1,", "overdue = 0,", "begin at 1 or later and grow"),
        ("yellow = 3", "yellow = -3", "yellow"),
    ] {
        bureau.write("suicha.toml", config.replacen(from, to, 1));
        deadlines(&bureau, &["--as-of", "2023-09-10"]).exits(2).says(&[wanted]);
    }
    bureau.write("suicha.toml", config);
    let plan = bureau.read("plan.toml");
    for (finish, wanted) in [("2023-11-31", "is no date"), ("2023-08-30", "lies before the cutoff")] {
        let text = plan.replace("[[task.stratum]]", &format!("finish = \"{finish}\"\n[[task.stratum]]"));
        bureau.write("plan.toml", text);
        bureau.at(AFTER, &["plan", "amend", "plan.toml", "--reason", "x"]).exits(3).says(&[finish, wanted]);
    }
    bureau.run(&["plan", "show", PLAN]).ok();
}
