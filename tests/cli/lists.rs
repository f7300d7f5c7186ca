//! The item list (随机抽查事项清单) through the binary: its last day, what it asks of officers, what it puts
//! on forms.

use super::Bureau;
use super::bureau::{AFTER, BEFORE, CUTOFF, PLAN, draw, freeze, with_files};

const HEAD: &str = "编号,抽查事项,检查依据,清单版本,检查人员要求,检查要点,准备资料,失效日期\n";

/// The small bureau with an item list of its own.
fn listed(matters: &str) -> Bureau {
    let bureau = with_files();
    bureau.write("matters.csv", format!("{HEAD}{matters}"));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-31T09:00:00+08:00", &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    bureau
}

#[test]
fn a_matter_past_its_last_day_cannot_be_drawn() {
    let bureau = listed("A01,登记事项检查,条例第三十八条,2023-1,,,,2023-09-14\n");
    let publish = |day: &str| bureau.at(day, &["plan", "publish", "plan.toml"]);
    publish("2023-09-15T09:00:00+08:00").exits(3).says(&[
        "task t: matter A01 (登记事项检查) was in force until 2023-09-14 and cannot be drawn on 2023-09-15",
        "import a list that still has it",
    ]);
    // The task's number names the day it is planned for.
    publish("2023-09-14T09:00:00+08:00").ok();
    freeze(&bureau, "d1").exits(3).says(&["matter A01", "in force until 2023-09-14"]);
    bureau.write("matters.csv", bureau.read("matters.csv").replace("2023-09-14", "2023-09-15"));
    bureau.at(BEFORE, &["import", "matters", "matters.csv"]).ok();
    freeze(&bureau, "d1").ok();
}

#[test]
fn a_team_without_the_qualification_is_told() {
    let bureau = listed(
        "A01,计量器具检查,计量法第九条,2023-1,需专业岗位资格：scales,,,2023-10-01\nA02,特种设备检查,法第五十七条,2023-1,需专业岗位资格,,,\n",
    );
    let plan = bureau.read("plan.toml").replace("[\"A01\"]", "[\"A01\", \"A02\"]");
    bureau.write("plan.toml", plan.replace("embargo", "finish = \"2023-10-31\"\nembargo"));
    let wanted = [
        "warning: task t: matter A01 (计量器具检查) asks for the qualification scales, and no team line",
        "warning: task t: matter A02 (特种设备检查) asks for a qualification the item list does not name",
        "warning: task t: matter A01 (计量器具检查) is in force until 2023-10-01, the task runs until 2023-10-31",
    ];
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok().says(&wanted);
    bureau.at(BEFORE, &["plan", "show", PLAN, "--load"]).ok().says(&wanted);
    let zh = bureau.in_chinese(&["plan", "show", PLAN, "--load", "--clock", BEFORE]).ok();
    zh.says(&["提醒：任务 t：事项 A01（计量器具检查）需专业岗位资格 scales"]);
    bureau
        .write("plan.toml", bureau.read("plan.toml").replace("[\"2 @pool\"]", "[\"1 @pool\", \"1 scales\"]"));
    let amend = ["plan", "amend", "plan.toml", "--reason", "补充资质席位", "--json"];
    let told: serde_json::Value = serde_json::from_str(&bureau.at(BEFORE, &amend).ok().out).unwrap();
    let of_matters = |warning: &&serde_json::Value| warning["en"].as_str().unwrap().contains(": matter ");
    let warnings = told["warnings"].as_array().unwrap();
    assert_eq!(warnings.iter().filter(of_matters).count(), 2, "the seat is there now: {told}");
}

#[test]
fn forms_print_the_points_and_the_papers() {
    let bureau = listed(
        "A01,登记事项检查,条例第三十八条,2023-1,,是否悬挂营业执照；住所<b>是否一致,营业执照；租赁合同,\n",
    );
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok();
    freeze(&bureau, "d1").ok();
    draw(&bureau, "d1").ok();
    bureau.in_chinese(&["task", "forms", "t", "forms", "--clock", AFTER]).ok();
    let record = bureau.read("forms/record.html");
    assert!(record.contains("□ 是否悬挂营业执照\n□ 住所&lt;b&gt;是否一致</td>"), "{record}");
    assert!(bureau.read("forms/notice.html").contains("<p class=\"text\">营业执照、租赁合同。</p>"));
}

#[test]
fn a_list_is_compared_before_it_is_imported() {
    let bureau = listed("A01,登记事项检查,条例第三十八条,2023-1,,,,\nA02,其他,办法第一条,2023-1,,,,\n");
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok();
    let row = |code: &str, points: &str| format!("{code},登记事项检查,条例第三十八条,2023-2,,{points},,\n");
    bureau.write("new.csv", format!("{HEAD}{}{}", row("A02", "是否悬挂；是否一致"), row("A03", "")));
    let wanted = [
        "new.csv (2 matters) against the list of 2023-08-31 (2): 3 changes",
        "removed A01 登记事项检查",
        "changed A02: title: “其他” → “登记事项检查”",
        "points: “” → “是否悬挂；是否一致”",
        "added A03 登记事项检查",
        "warning: the published task 990000202309011001 names the matter A01, which goes",
    ];
    bureau.at(BEFORE, &["matters", "diff", "new.csv"]).ok().says(&wanted);
    bureau
        .at(BEFORE, &["matters", "diff", "2023-1", "new.csv"])
        .ok()
        .says(&["against version 2023-1 (2): 3"]);
    bureau.at(BEFORE, &["matters", "diff", "2023-9"]).exits(2).says(&["2023-9 is no date, no file"]);
    bureau.at(BEFORE, &["matters", "diff", "2023-01-01", "new.csv"]).exits(2).says(&["no item list as of"]);
    bureau.write("bad.csv", format!("{HEAD}{}{}", row("A02", ""), row("", "")));
    bureau.at(BEFORE, &["matters", "diff", "bad.csv"]).exits(3).says(&["1 row rejected"]);
    // The import says it as well, of tasks that no draw holds.
    let import = ["import", "matters", "new.csv", "--as-of"];
    let said = bureau.at(BEFORE, &[&import[..], &["2023-09-10"]].concat()).ok();
    said.says(&[
        "warning: the published task 990000202309011001, not drawn yet, names the matter A01",
        "plan amend",
    ]);
    let told = bureau.at(BEFORE, &["matters", "diff", "2023-08-31", "2023-09-10", "--json"]).ok();
    let told: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let kinds: Vec<&str> =
        told["changes"].as_array().unwrap().iter().map(|change| change["change"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["removed", "changed", "added"]);
    bureau.at(BEFORE, &["matters", "diff", "new.csv"]).ok().says(&["0 changes"]);
}

/// 2023-09-15 is a Friday.
#[test]
fn a_list_that_follows_a_change_of_law_says_how_late() {
    let bureau = listed("A01,登记事项检查,条例第三十八条,2023-1,,,,\n");
    let law = ["--law", "《示例条例》第八条"];
    let import = |day: &str, basis: &str, on: &str| {
        bureau.write("new.csv", format!("{HEAD}A01,登记事项检查,{basis},2023-2,,,,\n"));
        let import = ["import", "matters", "new.csv", "--reason", "条文: 修订", "--law-changed", on];
        bureau.at(day, &[&import[..], &law].concat())
    };
    let noted = |day: &str, on: &str| bureau.at(day, &[&["matters", "law-changed", on][..], &law].concat());
    noted("2023-09-15T09:00:00+08:00", "2023-09-15").ok().says(&["is noted", "--law-changed 2023-09-15"]);
    noted("2023-09-15T09:00:00+08:00", "2023-09-15").ok().says(&["is known"]);
    let clocks = |day: &str| bureau.at(day, &["deadlines", "--all"]).ok();
    let open = ["《示例条例》第八条", "LIST-LAW", "2023-09-20", "to be confirmed"];
    clocks("2023-09-18T09:00:00+08:00").says(&open);
    import("2023-09-21T09:00:00+08:00", "条例第三十九条", "2023-09-15").ok();
    bureau.at("2023-09-21T09:00:00+08:00", &["matters", "history"]).ok().says(&[
        ": 条文: 修订\n",
        "《示例条例》第八条 changed on 2023-09-15, the list 4 working days (6 days) later; LATE, the term of 3 working days ended on 2023-09-20",
    ]);
    clocks("2023-09-22T09:00:00+08:00").says(&["LIST-LAW"]);
    // In time, and answered before it was noted.
    import("2023-09-22T09:00:00+08:00", "条例第四十条", "2023-09-21").ok();
    let history = bureau.at("2023-09-22T09:00:00+08:00", &["matters", "history", "--json"]).ok();
    let history: serde_json::Value = serde_json::from_str(&history.out).unwrap();
    let law = &history["versions"][2]["law"];
    assert_eq!(
        (&law["late"], &law["days"], &law["workdays"]),
        (&false.into(), &1.into(), &1.into()),
        "{law}"
    );
    assert_eq!(history["versions"][1]["law"]["late"], true);
    noted("2023-09-22T09:00:00+08:00", "2023-09-21").ok().says(&["is known"]);
    bureau
        .at(BEFORE, &["import", "subjects", "subjects.csv", "--law-changed", "2023-09-15", "--law", "x"])
        .exits(2)
        .says(&["item list only"]);
    bureau
        .at(BEFORE, &["import", "matters", "new.csv", "--law-changed", "2023-09-15", "--law", "a]b"])
        .exits(2)
        .says(&["cannot hold"]);
}
