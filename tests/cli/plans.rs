//! Plans through the binary: what they would do, what a draw has fixed of them, visits that can be
//! merged, and the next official numbers.

use super::Bureau;
use super::bureau::{AFTER, BEFORE, CUTOFF, PLAN, PULSE_TIME, draw, filled, freeze, with_files};
use super::pulse;

const SHOW: [&str; 4] = ["plan", "show", PLAN, "--load"];

/// A bureau where two of the twelve subjects are at the cap of one visit a year and one more task
/// covers the same subjects.
fn two_tasks() -> Bureau {
    let bureau = with_files();
    let subjects = bureau.read("subjects.csv");
    let counted: String = subjects
        .lines()
        .enumerate()
        .map(|(line, text)| match line {
            0 => format!("{text},本年度已检查次数\n"),
            1 | 2 => format!("{text},1\n"),
            _ => format!("{text},0\n"),
        })
        .collect();
    bureau.write("subjects.csv", counted);
    let plan = bureau.read("plan.toml").replace("reserve = 1", "reserve = 1\nannual-cap = 1");
    let first = plan.split("[[task]]").nth(1).unwrap();
    let second = first
        .replace("id = \"t\"", "id = \"u\"")
        .replace("990000202309011001", "990000202312011001")
        .replace("\"month\"", "\"other\"");
    bureau.write("plan.toml", format!("{plan}[[task]]{second}"));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-31T09:00:00+08:00", &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    bureau
}

#[test]
fn the_load_of_a_plan_is_worked_out_before_it_is_published() {
    let bureau = two_tasks();
    // 10 of 12 can be drawn, 4 by each task: 3.6, 4.8 and 1.6 of them by none, one and both.
    bureau.at(BEFORE, &["plan", "publish", "plan.toml", "--dry-run"]).ok().says(&[
        "Dry run, nothing stored",
        "task t 任务 (2023Q3): 4 to draw",
        "task u 任务 (2023Q4): 4 to draw",
        "all: 12 covered, 2 excluded (2 at its annual cap), 10 eligible, 4 to draw",
        "enterprises: 12 subjects; 8.00 draws and 8.00 visits expected; drawn by so many tasks: 0: 5.60, 1: 4.80, 2: 1.60",
        "annual cap: 2 at it already, 6.40 more expected to reach it, 1.60 of them drawn beyond it",
        "2023Q3",
        "seats 2 @pool: 8, 6 people fit",
        "16 seats in all tasks before visits are merged, 2.7 a person",
    ]);
    bureau.at(BEFORE, &SHOW).exits(2).says(&["no such version"]);
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok();
    let shown = bureau.at(BEFORE, &[&SHOW[..], &["--json"]].concat()).ok();
    let document: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let load = &document["load"];
    assert_eq!(load["year"]["total"]["drawn_by"], serde_json::json!(["5.60", "4.80", "1.60"]));
    assert_eq!(load["year"]["groups"]["enterprise"]["at_cap"], 2);
    assert_eq!(load["tasks"][0]["strata"][0]["excluded"]["cap"], 2);
    assert_eq!(load["quarters"][0]["quarter"], "2023Q3");
    bureau
        .at(BEFORE, &[&SHOW[..], &["--as-of", "2023-01-01"]].concat())
        .exits(2)
        .says(&["no roster of subjects"]);
    let zh = bureau.in_chinese(&[&SHOW[..], &["--clock", BEFORE]].concat()).ok();
    zh.says(&["计划负荷", "已达年度检查频次上限2", "年度上限：已达2户"]);
}

#[test]
fn a_frozen_task_cannot_be_amended() {
    let bureau = filled();
    freeze(&bureau, "d1").ok();
    let plan = bureau.read("plan.toml");
    let amend = |text: &str| {
        bureau.write("later.toml", text);
        bureau.at(BEFORE, &["plan", "amend", "later.toml", "--reason", "test"])
    };
    amend(&plan.replace("rate 1/3", "rate 1/2")).exits(6).says(&["task t was frozen by draw d1, attempt 1"]);
    amend(&plan.replace("id = \"t\"", "id = \"v\""))
        .exits(6)
        .says(&["cannot be left out", "number of its own"]);
    draw(&bureau, "d1").ok();
    let later = |text: &str| {
        bureau.write("later.toml", text);
        bureau.at(AFTER, &["plan", "amend", "later.toml", "--reason", "test"])
    };
    later(&plan.replace("rate 1/3", "rate 1/2")).exits(6).says(&["it cannot change"]);
    let second = plan.split("[[task]]").nth(1).unwrap();
    let second = second.replace("id = \"t\"", "id = \"u\"").replace("09011001", "09011003");
    later(&format!("{plan}[[task]]{second}")).ok().says(&["version 2", "2 tasks"]);
}

#[test]
fn a_voided_task_is_free_again() {
    let bureau = filled();
    freeze(&bureau, "d1").ok();
    bureau.at(BEFORE, &["draw", "void", "d1", "--reason", "mistake"]).ok();
    bureau.write("later.toml", bureau.read("plan.toml").replace("rate 1/3", "rate 1/2"));
    bureau.at(BEFORE, &["plan", "amend", "later.toml", "--reason", "test"]).ok().says(&["version 2"]);
}

#[test]
fn subjects_of_two_tasks_become_one_visit() {
    let bureau = two_tasks();
    let plan =
        bureau.read("plan.toml").replace("annual-cap = 1", "annual-cap = 9").replace("rate 1/3", "rate 1/1");
    bureau.write("plan.toml", plan);
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok();
    let not_before = pulse("1000");
    let freeze = |draw: &str, task: &str| {
        let plan = ["--plan", PLAN, "--at", PULSE_TIME, "--not-before", &not_before, "-q", "--task", task];
        bureau.at(BEFORE, &[&["draw", "freeze", draw][..], &plan].concat()).ok();
    };
    freeze("d1", "t");
    freeze("d2", "u");
    draw(&bureau, "d1").ok();
    let merge = ["plan", "merge", "--quarter", "2023Q3"];
    bureau.at(AFTER, &merge).ok().says(&["2023Q3: 0 subjects"]);
    bureau.at(AFTER, &[&merge[..], &["--frames"]].concat()).ok().says(&[
        "12 subjects of several tasks",
        "d2/u (not drawn yet)",
        "if drawn again",
    ]);
    draw(&bureau, "d2").ok();
    let out = [&merge[..], &["--out", "merge.csv"]].concat();
    bureau.at(AFTER, &out).ok().says(&[
        "12 subjects of several tasks, 0 of them one visit already; merging the rest saves 12 visits",
        "d1/t, d2/u",
        "2023-09-15 to 2023-09-30",
        "make it one visit",
        "all of them are in merge.csv",
    ]);
    let list = bureau.read("merge.csv");
    assert_eq!(list.lines().count(), 13);
    assert!(list.contains("914403001922038216,示例企业0,s01,\"d1/t, d2/u\",A01,"), "{list}");
    bureau.at(AFTER, &out).exits(6).says(&["exists already"]);
    bureau.at(AFTER, &["plan", "merge", "--quarter", "2023Q3", "--out", "merge.xlsx"]).ok();
    bureau.at(AFTER, &["plan", "merge", "--quarter", "2023Q4"]).ok().says(&["0 subjects"]);
    bureau.at(AFTER, &["plan", "merge", "--quarter", "2023-3"]).exits(2).says(&["write it as 2023Q3"]);
    bureau.in_chinese(&[&merge[..], &["--clock", AFTER]].concat()).ok().says(&[
        "合并为一次上门",
        "可少上门12次",
        "甲所；任务（d1/t）、",
        "A01 登记事项检查",
        "；2人（甲所）；",
    ]);
    bureau
        .in_chinese(&["plan", "show", PLAN, "--clock", AFTER])
        .ok()
        .says(&["：事项 A01 登记事项检查，范围 企业\n", "    all：100%（rate 1/1 ceil min 1；其余）\n"]);
}

#[test]
fn official_numbers_follow_those_in_use() {
    let bureau = filled();
    let number = |region: &str, more: &[&str]| {
        bureau.at(BEFORE, &[&["plan", "number", "--region", region][..], more].concat())
    };
    number("990000", &["--year", "2023", "--date", "2023-09-01"]).ok().says(&[
        "next plan number (2023): 99000020231002",
        "next task number (2023-09-01): 9900002023090110",
    ]);
    number("320381", &[]).ok().says(&["32038120231001"]);
    number("32038", &[]).exits(2).says(&["six digits"]);
    let last = bureau.read("plan.toml").replace(PLAN, "99000020231999").replace("09011001", "09011999");
    bureau.write("last.toml", last);
    bureau.at(BEFORE, &["plan", "publish", "last.toml"]).ok();
    number("990000", &[]).exits(6).says(&["are taken"]);
}

#[test]
fn a_list_that_changes_says_what_when_by_whom_and_why() {
    let bureau = filled();
    bureau
        .at(BEFORE, &["matters", "history"])
        .ok()
        .says(&["list of 2023-08-31 (2 matters)", "the first version"]);
    let list = bureau.read("matters.csv").replace("第三十八条", "第三十九条");
    let mut lines: Vec<&str> = list.lines().filter(|line| !line.starts_with("A02")).collect();
    lines.push("A03,信用,年报公示信息检查,企业,0,书面检查,市场监管部门,企业信息公示暂行条例第十四条,2023-2,2023-09-15");
    bureau.write("later.csv", lines.join("\n"));
    let import = ["import", "matters", "later.csv", "--reason", "条例修订"];
    bureau.at(BEFORE, &import).ok();
    let history = bureau.at(BEFORE, &["matters", "history"]).ok();
    history.says(&[
        "2023-09-15T16:00:00+08:00 by",
        ": 条例修订",
        "changed A01: basis: “市场主体登记管理条例第三十八条” → “市场主体登记管理条例第三十九条”",
        "removed A02 没有依据的事项",
        "added A03 年报公示信息检查, from 2023-09-15",
    ]);
    let one = bureau.at(BEFORE, &["matters", "history", "--code", "A03", "--json"]).ok();
    let document: serde_json::Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!(document["versions"].as_array().unwrap().len(), 1);
    assert_eq!(document["versions"][0]["reason"], "条例修订");
    assert_eq!(document["versions"][0]["changes"][0]["change"], "added");
    bureau.in_chinese(&["matters", "history", "--clock", BEFORE]).ok().says(&[
        "首个版本",
        "新增 A03",
        "检查依据：",
    ]);
    bureau.at(BEFORE, &["matters", "history", "--code", "Z"]).ok().says(&["no such matter"]);
}

#[test]
fn a_temporary_task_says_why_and_by_whom() {
    let bureau = filled();
    let plan = bureau.read("plan.toml");
    let second = plan.split("[[task]]").nth(1).unwrap();
    let second = second.replace("id = \"t\"", "id = \"tmp\"").replace("202309011001", "202309101001");
    let amend = |lines: &str| {
        bureau.write(
            "more.toml",
            format!("{plan}[[task]]{}", second.replace("embargo", &format!("{lines}\nembargo"))),
        );
        bureau.at(BEFORE, &["plan", "amend", "more.toml", "--reason", "增加临时任务"])
    };
    amend("temporary = true").exits(3).says(&["task tmp: a temporary task needs a reason", "approved-by"]);
    amend("approved-by = \"分管局长\"").exits(3).says(&["belong to temporary tasks"]);
    let full = "temporary = true\njoint = true\nreason = \"上级交办\"\napproved-by = \"分管局长\"";
    amend(&format!("{full}\napproved-on = \"2023-09-11\"")).exits(3).says(&["lies after the day"]);
    amend(&format!("{full}\napproved-on = \"9月8日\"")).exits(3).says(&["approved-on"]);
    amend(&format!("{full}\napproved-on = \"2023-09-08\"")).ok();
    bureau.at(BEFORE, &["plan", "show", PLAN]).ok().says(&[
        "    annual plan, one department\n",
        "    temporary task, joint: 上级交办 (approved by 分管局长 on 2023-09-08)\n",
    ]);
    let list = bureau.at(BEFORE, &["task", "list", "--json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&list.out).unwrap();
    let kinds: Vec<_> = list["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| (&task["source"], &task["partnership"]))
        .collect();
    let [annual, own, temporary, joint] =
        ["annual-plan", "own", "temporary", "joint"].map(serde_json::Value::from);
    assert_eq!(kinds, [(&annual, &own), (&temporary, &joint)]);
    bureau
        .at(BEFORE, &["task", "list"])
        .ok()
        .says(&["(t; annual plan, one department)", "(tmp; temporary task, joint)"]);
    bureau.in_chinese(&["plan", "export", PLAN, "table.xlsx", "--layout", "yibin", "--clock", BEFORE]).ok();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(bureau.path("table.xlsx")).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    let told = sheet.rows().flatten().filter(|cell| **cell == "临时任务（上级交办）").count();
    assert_eq!(told, 1, "the table's remark tells it from the others");
    // A number is used once, whichever plan has it.
    bureau.write("other.toml", plan.replace(PLAN, "99000020231002"));
    let other = bureau.at(BEFORE, &["plan", "publish", "other.toml"]).exits(3);
    other.says(&["the number 990000202309011001 is that of task t of plan 99000020231001"]);
}

#[test]
fn a_number_begins_with_the_bureaus_region_or_one_above() {
    let bureau = filled();
    let config = bureau.read("suicha.toml").replace("region = \"000000\"", "region = \"320381\"");
    bureau.write("suicha.toml", config);
    let plan = bureau.read("plan.toml");
    let publish = |region: &str| {
        let number = |text: String, of: &str| text.replace(of, &of.replacen("990000", region, 1));
        let text = number(number(plan.clone(), PLAN), "990000202309011001").replace("20231001", "20231002");
        bureau.write("other.toml", text.replace("name = \"任务\"", "name = \"另一任务\""));
        bureau.at(BEFORE, &["plan", "publish", "other.toml", "--dry-run"])
    };
    publish("990000").exits(3).says(&[
        "number: 99000020231002 must begin with the region of this bureau",
        "not with 990000",
        "region = 320381",
        "plan number",
    ]);
    publish("320382").exits(3).says(&["task t: the number 320382202309011001 must begin with"]);
    publish("320300").ok().says(&["warning: number: 32030020231002 has the region 320300 of a level above"]);
    let own = publish("320381").ok();
    assert!(!own.out.contains("region"), "{}", own.out);
    // One that was published before the region was filled in can be amended, and is warned.
    bureau.write("more.toml", plan.replace("name = \"任务\"", "name = \"任务甲\""));
    let amend = ["plan", "amend", "more.toml", "--reason", "改名"];
    bureau.at(BEFORE, &amend).ok().says(&["warning: number: 99000020231001 must begin with"]);
}

#[test]
fn no_mobile_number_is_published() {
    let bureau = filled();
    let plan = bureau.read("plan.toml");
    let publish = |line: &str| {
        bureau.write("p.toml", plan.replace("embargo = ", &format!("{line}\nembargo = ")));
        bureau.at(BEFORE, &["plan", "amend", "p.toml", "--reason", "责任人"])
    };
    let said = publish("responsible = \"某某 139-0000-0000\"").exits(3).says(&[
        "task t: responsible holds the mobile number 139********",
        "write a post, a name or the office's line",
    ]);
    assert!(!said.err.contains("0000-0000"), "the number itself is not repeated: {}", said.err);
    publish("remark = \"联系13900000000\"").exits(3).says(&["task t: remark holds"]);
    publish("responsible = \"信用监管股 0516-83000000\"").ok();
    bureau.write("m.csv", bureau.read("matters.csv").replace("登记事项检查", "登记事项检查（13900000000）"));
    let said = bureau.at(BEFORE, &["import", "matters", "m.csv", "--dry-run"]).exits(3);
    said.says(&["title 139********: a column that is published holds a mobile number", "1 rejected"]);
}

#[test]
fn the_grounds_of_visits_are_data() {
    let bureau = filled();
    bureau.at(BEFORE, &["plan", "exemptions"]).ok().says(&[
        "counts routine 日常检查: 国办发〔2024〕54号\n",
        "exempt complaint 投诉举报: 各地年度频次规定 (to be confirmed locally)",
    ]);
    bureau.in_chinese(&["plan", "exemptions", "--json"]).ok().says(&["\"code\": \"spot\""]);
}

#[test]
fn a_task_that_visits_everybody_does_so_in_the_order_of_the_tickets() {
    let bureau = filled();
    bureau.write("all.toml", bureau.read("plan.toml").replace("rate 1/3 ceil min 1", "rate 1/1"));
    bureau.at(BEFORE, &["plan", "amend", "all.toml", "--reason", "test"]).ok();
    let batches = |dates: &str, more: &[&str]| {
        bureau.at(AFTER, &[&["plan", "batches", "d1", "t", "--dates", dates][..], more].concat())
    };
    batches("2023-09-18", &[]).exits(2).says(&["there is no draw d1"]);
    freeze(&bureau, "d1").ok();
    batches("2023-09-18", &[]).exits(5).says(&["no result yet"]);
    draw(&bureau, "d1").ok();
    let found =
        batches("2023-09-18,2023-10-16,2023-11-13,2023-12-01,2023-12-11", &["--out", "batches.csv"]).ok();
    found.says(&["batch 1 from 2023-09-18: 3 subjects", "batch 5 from 2023-12-11: 2 subjects"]);
    bureau.at(AFTER, &["draw", "export", "d1", "audit", "--audit"]).ok();
    let selected = bureau.read("audit/selected-t.csv");
    let order: Vec<&str> = selected.lines().skip(1).map(|line| line.split(',').nth(2).unwrap()).collect();
    let list = bureau.read("batches.csv");
    let listed: Vec<&str> = list.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
    assert_eq!(listed, order, "one stratum: the order of the batches is the order of the draw");
    batches("2023-09-18,2023-09-18", &[]).exits(2).says(&["must ascend"]);
    bureau.at(AFTER, &["plan", "batches", "d1", "x", "--dates", "2023-09-18"]).exits(2).says(&["it has t"]);
}

#[test]
fn words_that_nobody_bears_are_told() {
    let bureau = filled();
    let plan = bureau
        .read("plan.toml")
        .replace("99000020231001", "99000020231003")
        .replace("990000202309011001", "990000202309011003");
    let plan = plan.replace("group=enterprise", "group=enterprise label=nosuch station=s77");
    bureau.write("words.toml", plan.replace("[\"2 @pool\"]", "[\"1 @pool\", \"1 pilot\"]"));
    let config = bureau.read("suicha.toml");
    bureau.write("suicha.toml", config.replace("[tags]", "[tags]\n\"食品\" = \"food\""));
    bureau.at("2023-09-05T09:00:00+08:00", &["plan", "publish", "words.toml"]).ok().says(&[
        "task t: the label nosuch is no code of suicha.toml",
        "task t: the station s77 is no code",
        "task t: the tag of a team pilot is no code",
    ]);
}
