//! Bad input of outcomes through the binary: whatever a bureau has seen in returned workbooks, with the
//! line a clerk reads: file, row, subject, column, value, rule and remedy. The workbooks are the
//! program's own, edited; without Python those tests are skipped.

use super::bureau::{AFTER, BEFORE, CUTOFF, PLAN, draw, freeze, with_files};
use super::workbook::{DAY, Edit, LATER, by, cells, drawn, edit, number, part, shared, text};
use super::{Answer, Bureau};

const SPELLINGS: [&str; 9] = [
    "2023年9月20日",
    "2023/9/20",
    "2023.9.20",
    "2023-9-20",
    "20230920",
    "２０２３年９月２０日",
    "2023-09-20 00:00:00",
    "2023年09月20日",
    " 2023-09-20 ",
];

/// The exported workbook of draw `d`: its rows, and the number of its first data row.
fn exported(bureau: &Bureau) -> (Vec<Vec<String>>, usize) {
    bureau.at(LATER, &["task", "export", "t", "work.xlsx", "--replace"]).ok();
    let (rows, head) = cells(bureau, "work.xlsx");
    (rows[head..].to_vec(), head + 1)
}

/// A clean visit in a row of the sheet.
fn clean(row: usize) -> Vec<Edit> {
    vec![
        text(&format!("G{row}"), "2023-09-20"),
        text(&format!("I{row}"), "M1"),
        text(&format!("J{row}"), "R1"),
    ]
}

fn import(bureau: &Bureau, files: &[&str], more: &[&str]) -> Answer {
    by(bureau, "wang", &[&["outcome", "import", "d"], files, more].concat())
}

#[test]
fn workbooks_that_were_worked_on() {
    let bureau = drawn();
    let (rows, first) = exported(&bureau);
    let all: Vec<Edit> = (first..first + 4).flat_map(clean).collect();
    let with = |name: &str, more: &[Edit]| edit(&bureau, "work.xlsx", name, &[&all[..], more].concat());
    let cell = format!("<mergeCells count=\"2\"><mergeCell ref=\"J{first}:J{}\"/>", first + 1);
    if !with("merged.xlsx", &[part("<mergeCells count=\"\\d+\">", &cell)]) {
        return;
    }
    let line = |row: usize| {
        format!(
            "merged.xlsx row {row} 检查结果 J{first}:J{}: the row has merged cells: whose value it is cannot be told → unmerge the cells and fill every row",
            first + 1
        )
    };
    let told = import(&bureau, &["merged.xlsx"], &["--dry-run"]).exits(3);
    told.says(&[&line(first), &line(first + 1), "4 rows read: 2 entered, 0 unchanged, 2 rejected"]);

    // What is hidden counts like everything else.
    let hidden = [
        part("<col min=\"9\" max=\"9\" ", "<col min=\"9\" max=\"9\" hidden=\"1\" "),
        part(&format!("<row r=\"{first}\" "), &format!("<row r=\"{first}\" hidden=\"1\" ")),
        text(&format!("J{first}"), "R11"),
    ];
    assert!(with("hidden.xlsx", &hidden));
    let id = &rows[0][2];
    let line = format!(
        "hidden.xlsx row {first} [{id}] 检查结果 R11: the result is missing, or on no national list → choose from the list; for older codes state their set with --set"
    );
    import(&bureau, &["hidden.xlsx"], &["--dry-run"])
        .exits(3)
        .says(&[&line, "3 entered, 0 unchanged, 1 rejected"])
        .says(&["I 核查方式: the sheet hides columns", &format!(" {first} (1): the sheet hides rows")]);

    assert!(with("old.xlsx", &[shared("suicha-outcomes/1", "suicha-outcomes/0")]));
    import(&bureau, &["old.xlsx"], &[]).exits(3).says(&[
        "old.xlsx: its template is \"template version suicha-outcomes/0",
        "this program reads suicha-outcomes/1: fill in a new template",
    ]);
    let file = ["outcome", "import", "d", "old.xlsx", "--clock", LATER];
    bureau
        .in_chinese(&file)
        .exits(3)
        .says(&["old.xlsx：模板是“", "本程序读取的是 suicha-outcomes/1：请改用新模板填写"]);
    by(&bureau, "wang", &["outcome", "list", "d"]).ok().says(&["0 of 4 outcomes"]);
}

#[test]
fn dates_as_people_write_them() {
    let bureau = drawn();
    let (rows, first) = exported(&bureau);
    let at = format!("G{first}");
    let with = |date: Edit| {
        let edits = [clean(first), vec![date]].concat();
        edit(&bureau, "work.xlsx", "date.xlsx", &edits)
    };
    // As a date cell, as its bare number, and as a text.
    let bare = (number(&at, DAY).0, number(&at, DAY).1, format!("<c r=\"{at}\"><v>{DAY}</v></c>"));
    for date in [number(&at, DAY), bare].into_iter().chain(SPELLINGS.map(|date| text(&at, date))) {
        let said = date.2.clone();
        if !with(date) {
            return;
        }
        let answer = import(&bureau, &["date.xlsx"], &["--dry-run"]);
        assert_eq!(answer.exit, 0, "{said}: {}", answer.out);
        answer.says(&["1 entered, 0 unchanged, 0 rejected, 3 skipped"]);
    }
    let id = &rows[0][2];
    for date in ["九月下旬", "2023-09", "9/20", "2023-13-01", "昨天", "2023-02-30"] {
        assert!(with(text(&at, date)));
        let line = format!(
            "date.xlsx row {first} 检查日期 {date}: the date is missing, or names no day → write 2024-03-01"
        );
        import(&bureau, &["date.xlsx"], &["--dry-run"]).exits(3).says(&[&line]);
    }
    for (date, day) in
        [("2023-09-14", "2023-09-14 < 2023-09-15"), ("2023年10月1日", "2023-10-01 > 2023-09-25")]
    {
        assert!(with(text(&at, date)));
        let line = format!(
            "date.xlsx row {first} [{id}] 检查日期 {day}: the date of the visit lies before the draw or after today → compare the date: from the day of the draw to today"
        );
        import(&bureau, &["date.xlsx"], &[]).exits(3).says(&[&line]);
    }
}

#[test]
fn rows_that_do_not_fit_the_draw() {
    let bureau = drawn();
    let (rows, first) = exported(&bureau);
    let team: Vec<&str> = rows[1][7].split('、').collect();
    let other = ["C1", "C2", "C3", "C4", "C5", "C6"].into_iter().find(|card| !team.contains(card)).unwrap();
    let went = format!("{}、{other}", team[0]);
    let stranger = "91320381MA1ABCDE8R";
    let mut edits: Vec<Edit> = (first..first + 4).flat_map(clean).collect();
    edits.extend([
        text(&format!("C{first}"), stranger),
        text(&format!("H{}", first + 1), &went),
        text(&format!("J{}", first + 2), "不合格"),
        text(&format!("A{}", first + 3), "990000202309011009"),
    ]);
    if !edit(&bureau, "work.xlsx", "bad.xlsx", &edits) {
        return;
    }
    let (second, third, fourth) = (&rows[1][2], &rows[2][2], &rows[3][2]);
    let (at1, at2, at3) = (first + 1, first + 2, first + 3);
    let told = import(&bureau, &["bad.xlsx"], &["--issues", "issues.csv"]).exits(3);
    told.says(&[
        "4 rows read: 0 entered, 0 unchanged, 4 rejected",
        &format!("bad.xlsx row {first} [{stranger}] 统一社会信用代码/注册号 {stranger}: the subject is not among those drawn for the task, replacements included → compare the key; what was not drawn is not recorded here"),
        &format!("bad.xlsx row {at1} [{second}] 检查人员 −"),
        ": others went than were drawn (− stayed, + went instead), and no reason is given → give the reason; a change of officers is what `draw replace` is for",
        &format!("bad.xlsx row {at2} [{third}] 检查结果 不合格: the result is missing, or on no national list →"),
        &format!("bad.xlsx row {at3} [{fourth}] 抽查任务编号 990000202309011009: the number of the task is none of this draw → compare the number with the plan"),
    ]);
    let zh = bureau.in_chinese(&["outcome", "import", "d", "bad.xlsx", "--clock", LATER]).exits(3);
    zh.says(&[
        &format!("bad.xlsx 第{at1}行【{second}】检查人员 −"),
        ": 检查人员与抽取的检查组不同（−未去，+另去），且未说明差异原因 → 填写差异原因；换人应先办理 draw replace",
        "读入4行：录入0，未变0，拒收4，跳过0",
    ]);
    assert!(bureau.read("issues.csv").contains("outcome-team"));
    edits.truncate(12);
    edits.extend([text(&format!("H{at1}"), &went), text(&format!("M{at1}"), "一人生病，由他人代替")]);
    assert!(edit(&bureau, "work.xlsx", "good.xlsx", &edits));
    import(&bureau, &["good.xlsx"], &[]).ok().says(&[
        "4 entered",
        &format!("good.xlsx row {at1} [{second}] 检查人员 −"),
        ": others went than were drawn (− stayed, + went instead); the reason is given → nothing to do; check 13 will list it",
    ]);
    by(&bureau, "wang", &["outcome", "check", "d"]).ok().says(&["1 difference,", "一人生病，由他人代替"]);
}

#[test]
fn two_inspectors_two_persons_and_a_second_publication() {
    let bureau = drawn();
    let (rows, first) = exported(&bureau);
    let note = |row: usize, words: &str| text(&format!("O{row}"), words);
    let a: Vec<Edit> = [clean(first), clean(first + 1)].concat();
    let b: Vec<Edit> = [clean(first + 1), clean(first + 2), vec![note(first + 1, "另说")]].concat();
    if !edit(&bureau, "work.xlsx", "a.xlsx", &a) {
        return;
    }
    assert!(edit(&bureau, "work.xlsx", "b.xlsx", &b));
    // Together nobody is right; one after the other the second is told what it changes.
    let key = format!("{}/A01", rows[1][2]);
    let line = |file: &str| {
        format!(
            "{file} row {} {key}: the same key with different content: all are kept out → a person decides which row is right",
            first + 1
        )
    };
    import(&bureau, &["a.xlsx", "b.xlsx"], &["--dry-run"]).exits(3).says(&[
        "2 entered",
        "2 rejected",
        "4 skipped",
    ]);
    let both = import(&bureau, &["a.xlsx", "b.xlsx"], &["--dry-run", "--json"]).exits(3);
    assert_eq!(both.out.matches("duplicate-conflict\"").count(), 3, "two rows and the count: {}", both.out);
    let both = import(&bureau, &["a.xlsx", "b.xlsx"], &["--all-or-nothing"]).exits(3);
    both.says(&[
        "rows were rejected, nothing stored",
        &key_line(&line("a.xlsx")),
        &key_line(&line("b.xlsx")),
    ]);
    import(&bureau, &["a.xlsx"], &[]).ok().says(&["2 entered, 0 unchanged, 0 rejected, 2 skipped"]);
    let id = &rows[1][2];
    by(&bureau, "zhao", &["outcome", "import", "d", "b.xlsx"]).ok().says(&[
        "2 entered, 0 unchanged, 0 rejected, 2 skipped",
        &format!("b.xlsx row {} [{id}] 备注 “” → “另说”: the columns named differ from what was entered before: it becomes a new revision → agree with whoever entered it first which one is right", first + 1),
    ]);

    let review = ["outcome", "review", "d", "--pass"];
    // Everybody but the author of a revision may review it.
    by(&bureau, "wang", &[&review[..], &["--subject", &rows[0][2]]].concat())
        .exits(3)
        .says(&[&rows[0][2], "nobody reviews or publishes what they have entered"]);
    by(&bureau, "zhao", &[&review[..], &["--subject", id]].concat())
        .exits(3)
        .says(&[id, "nobody reviews or publishes what they have entered"]);
    by(&bureau, "li", &review).ok().says(&["pass: 3 outcomes"]);
    by(&bureau, "li", &["outcome", "publish", "d"]).ok().says(&["publish: 3 outcomes"]);
    by(&bureau, "sun", &["outcome", "publish", "d", "--subject", id])
        .exits(6)
        .says(&[id, "it was published on 2023-09-25 already"]);
    import(&bureau, &["a.xlsx"], &[]).exits(3).says(&[&format!(
        "a.xlsx row {} [{id}] 备注 “另说” → “”: the result was published and says otherwise in the columns named: it cannot simply be entered again → correct it with `suicha outcome correct` and a reason",
        first + 1
    )]);
    // A correction of one row; the row that never was published cannot be corrected.
    let c: Vec<Edit> = [clean(first + 1), clean(first + 3), vec![note(first + 1, "更正")]].concat();
    assert!(edit(&bureau, "work.xlsx", "c.xlsx", &c));
    let correct = ["outcome", "correct", "d", "c.xlsx", "--reason", "以甲的记录为准"];
    by(&bureau, "wang", &correct).exits(3).says(&[
        "1 entered, 0 unchanged, 1 rejected",
        &format!("c.xlsx row {} [{}] 抽查事项编码 A01: the result was never published: there is nothing to correct → enter it with `suicha outcome import`", first + 3, rows[3][2]),
    ]);
    by(&bureau, "li", &review).ok().says(&["pass: 1 outcome,"]);
    by(&bureau, "li", &["outcome", "publish", "d"]).ok().says(&["publish: 1 outcome,"]);
    by(&bureau, "li", &["outcome", "show", "d", id]).ok().says(&[
        "以甲的记录为准",
        "revision 3",
        "note 更正",
    ]);
}

/// An issue without its file may name the subject first.
fn key_line(line: &str) -> String {
    line.split_once(": ").unwrap().1.to_owned()
}

#[test]
fn an_import_under_the_name_all_imports_have() {
    let bureau = drawn();
    let (_, first) = exported(&bureau);
    bureau.at(LATER, &["import", "outcomes", "work.xlsx"]).exits(2).says(&["--draw DRAW"]);
    if !edit(&bureau, "work.xlsx", "a.xlsx", &[clean(first), clean(first + 1)].concat()) {
        return;
    }
    let import = |more: &[&str]| by(&bureau, "wang", &[&["import", "outcomes", "a.xlsx"], more].concat());
    import(&["--draw", "x"]).exits(2).says(&["there is no draw x"]);
    for option in [&["--as-of", "2023-09-20"][..], &["--freshness"], &["--reason", "x"]] {
        import(option).exits(2).says(&[option[0], "is not for the import of outcomes"]);
    }
    import(&["--reason", "x"]).says(&["suicha outcome correct"]);
    for option in ["--draw", "--set", "--evidence"] {
        let args = ["import", "subjects", "subjects.csv", option, "d"];
        by(&bureau, "wang", &args).exits(2).says(&[option, "is not for the import of subjects"]);
    }
    import(&["--dry-run"]).ok().says(&["2 entered", "dry run"]);
    import(&["--set", "c"]).exits(2).says(&["unknown set"]);
    import(&["--encoding", "latin1"]).exits(2).says(&["unknown encoding"]);
    import(&["--issues", "issues.csv"])
        .ok()
        .says(&["2 entered, 0 unchanged, 0 rejected, 2 skipped", "act 1"]);
    assert!(bureau.path("issues.csv").exists());
    by(&bureau, "wang", &["outcome", "import", "d", "a.xlsx"]).ok().says(&["2 unchanged"]);
    let text = bureau.at(LATER, &["export", "outcomes", "all.csv", "--draw", "d"]);
    text.ok();
    let other = bureau.read("all.csv").replacen(",d,", ",e,", 1);
    bureau.write("mixed.csv", other);
    by(&bureau, "wang", &["import", "outcomes", "mixed.csv"])
        .exits(2)
        .says(&["several draws: d, e", "--draw"]);
}

#[test]
fn who_is_at_the_cap_is_not_drawn_and_not_recorded() {
    let bureau = with_files();
    let subjects = bureau.read("subjects.csv");
    let counted = |(line, text): (usize, &str)| match line {
        0 => format!("{text},本年度已检查次数\n"),
        1..=8 => format!("{text},2\n"),
        _ => format!("{text},0\n"),
    };
    bureau.write("subjects.csv", subjects.lines().enumerate().map(counted).collect::<String>());
    let plan = bureau.read("plan.toml");
    bureau.write("plan.toml", plan.replace("reserve = 1", "reserve = 1\nannual-cap = 2"));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-31T09:00:00+08:00", &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    bureau.at("2023-09-01T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    freeze(&bureau, "d").ok().says(&["4 eligible, 8 excluded"]);
    draw(&bureau, "d").ok().says(&["4 eligible, 8 excluded, 2 drawn"]);
    bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
    let capped = subjects.lines().nth(1).unwrap().split(',').next().unwrap();
    bureau.run(&["check", capped, "--bundle", "out"]).ok().says(&["cap"]);
    let row = format!("{capped},A01,2023-09-20,C1、C2,M1,R1\n");
    bureau.write("a.csv", format!("统一社会信用代码,事项编码,检查日期,检查人员,核查方式,检查结果\n{row}"));
    import(&bureau, &["a.csv"], &[]).exits(3).says(&[&format!(
        "a.csv row 2 [{capped}] 统一社会信用代码/注册号 {capped}: the subject is not among those drawn for the task"
    )]);
}

#[test]
fn a_plan_amended_after_the_draw_changes_no_outcome() {
    let bureau = drawn();
    let plan = bureau.read("plan.toml");
    let amend = |text: &str| {
        bureau.write("later.toml", text);
        bureau.at(LATER, &["plan", "amend", "later.toml", "--reason", "test"])
    };
    amend(&plan.replace("rate 1/3", "rate 1/2")).exits(6).says(&["task t was", "draw d"]);
    let task = plan.split("[[task]]").nth(1).unwrap();
    let more = task.replace("id = \"t\"", "id = \"u\"").replace("990000202309011001", "990000202312011001");
    amend(&format!("{plan}[[task]]{more}")).ok().says(&["version 2"]);
    let (rows, first) = exported(&bureau);
    assert_eq!((rows.len(), rows[0][0].as_str()), (4, "990000202309011001"));
    let edits =
        [clean(first), clean(first + 1), vec![text(&format!("A{first}"), "990000202312011001")]].concat();
    if !edit(&bureau, "work.xlsx", "a.xlsx", &edits) {
        return;
    }
    import(&bureau, &["a.xlsx"], &[]).exits(3).says(&[
        "1 entered, 0 unchanged, 1 rejected",
        &format!(
            "row {first} [{}] 抽查任务编号 990000202312011001: the number of the task is none of this draw",
            rows[0][2]
        ),
    ]);
    bureau.at(BEFORE, &["plan", "show", PLAN, "--version", "1"]).ok().says(&["rate 1/3"]);
    // A year without a calendar has no last day (`tests/deadlines` has the other ways into it).
    bureau.run(&["deadlines", "--as-of", "2031-03-01"]).exits(3).says(&["2031", "--write-calendar"]);
}
