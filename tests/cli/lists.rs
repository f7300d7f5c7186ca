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
    bureau.write("plan.toml", bureau.read("plan.toml").replace("[\"2 @pool\"]", "[\"1 @pool\", \"1 scales\"]"));
    let amend = ["plan", "amend", "plan.toml", "--reason", "补充资质席位", "--json"];
    let told: serde_json::Value = serde_json::from_str(&bureau.at(BEFORE, &amend).ok().out).unwrap();
    assert_eq!(told["warnings"].as_array().unwrap().len(), 2, "the seat is there now: {told}");
}

#[test]
fn forms_print_the_points_and_the_papers() {
    let bureau =
        listed("A01,登记事项检查,条例第三十八条,2023-1,,是否悬挂营业执照；住所<b>是否一致,营业执照；租赁合同,\n");
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok();
    freeze(&bureau, "d1").ok();
    draw(&bureau, "d1").ok();
    bureau.in_chinese(&["task", "forms", "t", "forms", "--clock", AFTER]).ok();
    let record = bureau.read("forms/record.html");
    assert!(record.contains("□ 是否悬挂营业执照\n□ 住所&lt;b&gt;是否一致</td>"), "{record}");
    assert!(bureau.read("forms/notice.html").contains("<p class=\"text\">营业执照、租赁合同。</p>"));
}
