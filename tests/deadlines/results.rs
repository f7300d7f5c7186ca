//! The clocks that recorded outcomes start, and the task they end.

use super::bureau::{lights, own};
use crate::cli::Bureau;
use crate::cli::bureau::{draw, fill, freeze, with_files};

fn by(bureau: &Bureau, who: &str, at: &str, args: &[&str]) -> crate::cli::Answer {
    let at = format!("{at}T10:00:00+08:00");
    bureau.run_with(&[args, &["--clock", &at]].concat(), &[("SUICHA_OPERATOR", who)])
}

/// Four subjects drawn for a matter of that legal basis; the first two visited on one day, the others on
/// another.
fn visited(basis: &str) -> Bureau {
    let bureau = with_files();
    bureau.write("matters.csv", bureau.read("matters.csv").replace("市场主体登记管理条例第三十八条", basis));
    fill(&bureau);
    own(&bureau);
    freeze(&bureau, "d1").ok();
    draw(&bureau, "d1").ok();
    by(&bureau, "clerk", "2023-09-25", &["export", "outcomes", "work.csv", "--draw", "d1"]).ok();
    let text = bureau.read("work.csv");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (line, day) in lines[1..].iter_mut().zip(["2023-09-20", "2023-09-20", "2023-09-22", "2023-09-22"]) {
        let mut cells: Vec<&str> = line.split(',').collect();
        (cells[6], cells[8], cells[9]) = (day, "实地检查", "未发现问题");
        *line = cells.join(",");
    }
    bureau.write("work.csv", lines.join("\n") + "\n");
    bureau.write("half.csv", lines[..3].join("\n") + "\n");
    bureau
}

#[test]
fn each_visit_has_its_term_and_the_task_ends_when_all_are_public() {
    let bureau = visited("市场主体登记管理条例第三十八条");
    by(&bureau, "clerk", "2023-09-25", &["outcome", "import", "d1", "half.csv"]).ok();
    let on = |day: &str| lights(&bureau, &["--as-of", day]);
    assert_eq!(on("2023-09-24"), ["green TASK-END 2023-10-20"], "nothing was recorded yet");
    // 20 working days after 20 September: the holiday of 29 September to 6 October, 7 and 8 October worked.
    let two = ["green INS-PUB 2023-10-24", "green INS-PUB 2023-10-24"];
    assert_eq!(on("2023-09-25"), [&["green TASK-END 2023-10-20"][..], &two].concat());
    bureau.run(&["deadlines", "--as-of", "2023-09-25"]).ok().says(&[
        "green 2023-10-24",
        "INS-PUB",
        "2 subjects (leading department, 信用股, 某甲); --all lists each",
    ]);
    let listed = bureau.run(&["deadlines", "--as-of", "2023-09-25", "--all"]).ok().out;
    assert_eq!(listed.matches("INS-PUB").count(), 2);

    by(&bureau, "head", "2023-10-23", &["outcome", "review", "d1", "--pass"]).ok();
    assert_eq!(on("2023-10-25").iter().filter(|light| *light == "red INS-PUB 2023-10-24").count(), 2);
    by(&bureau, "head", "2023-10-25", &["outcome", "publish", "d1"]).ok();
    assert_eq!(on("2023-10-25"), ["red TASK-END 2023-10-20"]);
    let late = bureau.run(&["deadlines", "--as-of", "2023-10-25", "--all"]).ok().out;
    assert_eq!(late.matches("done late on 2023-10-25 INS-PUB").count(), 2, "{late}");

    let list = |day: &str| by(&bureau, "head", day, &["task", "list"]).ok();
    list("2023-10-25").says(&["in progress", "4 to be inspected, 2 published"]);
    by(&bureau, "clerk", "2023-10-26", &["outcome", "import", "d1", "work.csv"]).ok();
    by(&bureau, "head", "2023-10-26", &["outcome", "review", "d1", "--pass"]).ok();
    by(&bureau, "head", "2023-10-27", &["outcome", "publish", "d1"]).ok();
    list("2023-10-27").says(&["done", "4 inspected, all published by 2023-10-27"]);
    assert_eq!(on("2023-10-27"), [""; 0]);
    let all = lights(&bureau, &["--as-of", "2023-10-27", "--all"]);
    assert!(all.contains(&"done TASK-END 2023-10-20".into()), "{all:?}");
    assert_eq!(on("2023-10-26").iter().filter(|light| light.contains("INS-PUB")).count(), 2);
    let first = bureau.read("work.csv").lines().nth(1).unwrap().split(',').nth(2).unwrap().to_owned();
    let withdraw = ["outcome", "withdraw", "d1", "--subject", &first, "--reason", "张冠李戴"];
    by(&bureau, "head", "2023-10-30", &withdraw).ok();
    assert_eq!(on("2023-10-30"), ["red TASK-END 2023-10-20"], "a withdrawn result is not public");
}

#[test]
fn a_food_result_runs_under_the_food_regulation_from_the_day_it_was_formed() {
    let bureau = visited("食品安全法第一百零九条");
    by(&bureau, "clerk", "2023-09-26", &["outcome", "import", "d1", "half.csv"]).ok();
    // Formed on 26 September, four working days after the visit of the 20th.
    let food = ["green INS-PUB-FOOD 2023-10-30"; 2];
    assert_eq!(
        lights(&bureau, &["--as-of", "2023-09-27"]),
        [&["green TASK-END 2023-10-20"][..], &food].concat()
    );
}

#[test]
fn what_was_ordered_has_a_last_day_until_it_is_finished() {
    let bureau = visited("市场主体登记管理条例第三十八条");
    let with = |due: &str| {
        let mut lines: Vec<String> = bureau.read("work.csv").lines().map(str::to_owned).collect();
        let mut cells: Vec<&str> = lines[1].split(',').collect();
        (cells[9], cells[10], cells[11], cells[15]) = ("R5", "执照未悬挂", "D3", due);
        lines[1] = cells.join(",");
        let name = format!("due-{due}.csv");
        bureau.write(&name, lines[..3].join("\n") + "\n");
        name
    };
    let import = |file: &str| by(&bureau, "clerk", "2023-09-25", &["outcome", "import", "d1", file]);
    import(&with("2023-09-19")).exits(3).says(&["整改期限", "lies before the visit", "row 2"]);
    import(&with("下月")).exits(3).says(&["整改期限", "names no day", "2024-03-01"]);
    import(&with("2023-10-13")).ok();
    by(&bureau, "head", "2023-09-26", &["outcome", "review", "d1", "--pass"]).ok();
    by(&bureau, "head", "2023-09-27", &["outcome", "publish", "d1"]).ok();
    let rectify = |day: &str| {
        let all = lights(&bureau, &["--as-of", day, "--all"]);
        all.into_iter().filter(|light| light.contains("RECTIFY")).collect::<Vec<_>>()
    };
    assert_eq!(rectify("2023-09-27"), ["green RECTIFY 2023-10-13"]);
    assert_eq!(rectify("2023-10-16"), ["red RECTIFY 2023-10-13"]);
    let subject = bureau.read("work.csv").lines().nth(1).unwrap().split(',').nth(2).unwrap().to_owned();
    let finish = ["outcome", "finish", "d1", "--subject", &subject, "--on", "2023-10-12"];
    by(&bureau, "clerk", "2023-10-16", &finish).ok();
    assert_eq!(rectify("2023-10-16"), ["done RECTIFY 2023-10-13"]);
    by(&bureau, "clerk", "2023-10-16", &["export", "outcomes", "back.csv", "--draw", "d1"]).ok();
    assert!(bureau.read("back.csv").contains("2023-10-13"), "the day comes back");
    by(&bureau, "clerk", "2023-10-16", &["outcome", "import", "d1", "back.csv"]).ok().says(&["0 entered"]);
}
