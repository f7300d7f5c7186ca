//! A bureau's way through a draw, and every wrong turn of it with its exit code and message.

use super::{Bureau, pulse};

pub const CUTOFF: &str = "2023-08-31";
pub const BEFORE: &str = "2023-09-15T16:00:00+08:00";
pub const PULSE_TIME: &str = "2023-09-15T19:00:03+08:00";
pub const AFTER: &str = "2023-09-15T19:00:06+08:00";
pub const PLAN: &str = "99000020231001";

/// A registry of twelve enterprises in two stations, six inspectors, one matter, one plan.
pub fn filled() -> Bureau {
    let bureau = with_files();
    fill(&bureau);
    bureau
}

/// Imports the libraries and publishes the plan.
pub fn fill(bureau: &Bureau) {
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at("2023-08-31T09:00:00+08:00", &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    bureau.at("2023-09-01T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
}

/// The same, its files written and nothing imported.
pub fn with_files() -> Bureau {
    let bureau = Bureau::new();
    let mut subjects = String::from("统一社会信用代码,名称,类型,登记状态,管辖单位\n");
    for (i, key) in KEYS.iter().enumerate() {
        subjects.push_str(&format!(
            "{key},示例企业{i},有限责任公司,存续,{}\n",
            if i % 2 == 0 { "甲所" } else { "乙所" }
        ));
    }
    bureau.write("subjects.csv", subjects);
    bureau.write("inspectors.csv", "id,name,unit,valid\nC1,执法人员1,甲所,1\nC2,执法人员2,甲所,1\nC3,执法人员3,甲所,1\nC4,执法人员4,乙所,1\nC5,执法人员5,乙所,1\nC6,执法人员6,乙所,1\n");
    bureau.write("matters.csv", "code,category,title,object,key_matter,method,body,basis,version,effective\nA01,登记,登记事项检查,企业,0,实地核查,市场监管部门,市场主体登记管理条例第三十八条,2023-1,2023-01-01\nA02,其他,没有依据的事项,企业,0,实地核查,市场监管部门,,2023-1,2023-01-01\n");
    bureau.write("recusals.csv", "inspector,subject,reason\nC1,914403001922038216,declared\n");
    bureau.write("plan.toml", plan("A01", "rate 1/3 ceil min 1"));
    bureau
}

fn plan(matter: &str, quota: &str) -> String {
    format!(
        "number = \"{PLAN}\"\nname = \"计划\"\nyear = 2023\nbody = \"某局\"\n[[task]]\nid = \"t\"\nnumber = \"990000202309011001\"\n\
         name = \"任务\"\ndomain = \"month\"\nprofile = \"open\"\nmatters = [\"{matter}\"]\nscope = \"group=enterprise\"\n\
         cutoff = \"{CUTOFF}\"\nteam = [\"2 @pool\"]\nreserve = 1\nreplace = [\"closed\"]\nembargo = \"none\"\n\
         [[task.stratum]]\nname = \"all\"\nquota = \"{quota}\"\n"
    )
}

/// Correct codes published as examples of GB 32100.
pub const KEYS: [&str; 12] = [
    "914403001922038216",
    "9144030071526726XG",
    "91100000100003962T",
    "91440300192317458F",
    "91330102MA27YU8W73",
    "91310000X072143273",
    "91330100799655058B",
    "91110108551385082Q",
    "91110000710925462X",
    "91440400192548256N",
    "91370200264574251E",
    "911103026605015136",
];

pub fn freeze(bureau: &Bureau, draw: &str) -> super::Answer {
    let not_before = pulse("1000");
    bureau.at(
        BEFORE,
        &["draw", "freeze", draw, "--plan", PLAN, "--at", PULSE_TIME, "--not-before", &not_before, "-q"],
    )
}

pub fn draw(bureau: &Bureau, draw: &str) -> super::Answer {
    bureau.at(AFTER, &["draw", "run", draw, "--pulse", &pulse("657413")])
}

/// A bureau with a draw `d` that has its result.
pub fn drawn() -> Bureau {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    draw(&bureau, "d").ok();
    bureau
}

#[test]
fn from_the_registry_to_a_verified_bundle() {
    let bureau = filled();
    freeze(&bureau, "d1").ok().says(&["pulse drand-quicknet 657413", "0 could not form teams"]);
    freeze(&bureau, "d1").ok().says(&["was frozen at"]);
    bureau.at(BEFORE, &["draw", "run", "d1"]).exits(5).says(&["too early", PULSE_TIME]);
    bureau.at(AFTER, &["draw", "run", "d1", "--pulse", &pulse("1000")]).exits(3).says(&["657413", "1000"]);
    let first = draw(&bureau, "d1").ok().says(&["12 eligible", "4 drawn"]);
    assert_eq!(draw(&bureau, "d1").ok().out, first.out, "running again prints the same result");
    bureau.at(AFTER, &["draw", "void", "d1", "--reason", "dislike"]).exits(6).says(&["never taken back"]);
    freeze(&bureau, "d1").exits(6).says(&["never repeated"]);
    bureau.at(AFTER, &["draw", "export", "d1", "out", "--public"]).ok();
    bureau.at(AFTER, &["draw", "export", "d1", "audit", "--audit"]).ok();
    bureau.run(&["verify", "out"]).ok();
    bureau.run(&["verify", "audit"]).ok();
    let drawn =
        bureau.read("out/selected-t.csv").lines().nth(1).unwrap().split(',').nth(2).unwrap().to_owned();
    bureau.run(&["check", &drawn, "--bundle", "out"]).ok().says(&["drawn. 4 of 12", "4/12 (33.33 %)"]);
    let absent = "91320381MA1ABCDE8R";
    bureau
        .run(&["check", absent, "--bundle", "out"])
        .ok()
        .says(&["not in this task's frame", "does not verify"]);
    for (bad, why) in [
        ("foo", "no registry number"),
        ("9199", "no registry number"),
        ("914403001922038217", "check character is wrong"),
    ] {
        bureau.run(&["check", bad, "--bundle", "out"]).exits(2).says(&["nothing was looked up", why]);
    }
    bureau.at(AFTER, &["draw", "status"]).ok().says(&["d1 attempt 1: done"]);
    bureau
        .at(AFTER, &["plan", "show", PLAN, "--version", "1"])
        .ok()
        .says(&["version 1 of 1", "all: rate 1/3"]);
    bureau.at(AFTER, &["plan", "list"]).ok().says(&[PLAN]);
}

#[test]
fn time_is_held() {
    let bureau = filled();
    let at = |time, to| {
        bureau.at(time, &["draw", "freeze", "d", "--plan", PLAN, "--at", to, "--not-before", &pulse("1000")])
    };
    at(AFTER, PULSE_TIME).exits(5).says(&["too late", "published already"]);
    at("2023-09-15T18:30:00+08:00", PULSE_TIME).exits(5).says(&["lead of 3600 s"]);
    at("2023-08-30T09:00:00+08:00", PULSE_TIME).exits(2).says(&["item list"]); // nothing is imported on that day
    freeze(&bureau, "d").ok();
    bureau
        .at("2023-09-15T10:00:00+08:00", &["import", "subjects", "subjects.csv"])
        .exits(5)
        .says(&["the clock was set back"]);
}

/// Freezes a draw with two witnesses, whose openings are `a.open` and `b.open`.
pub(super) fn freeze_witnessed(bureau: &Bureau, at: &str) -> super::Answer {
    for name in ["a", "b"] {
        bureau.run(&["witness", "keygen", "--name", name, &format!("{name}.key")]).ok();
        let (key, secret, file) = (format!("{name}.key"), format!("{name}.secret"), format!("{name}.commit"));
        bureau.run(&["witness", "commit", "--draw", "d", "--key", &key, "--secret", &secret, &file]).ok();
        bureau.run(&["witness", "open", "--key", &key, "--secret", &secret, &format!("{name}.open")]).ok();
    }
    let not_before = pulse("1000");
    let args = [
        "draw",
        "freeze",
        "d",
        "--plan",
        PLAN,
        "--at",
        PULSE_TIME,
        "--not-before",
        &not_before,
        "--witness",
        "a.commit",
        "--witness",
        "b.commit",
    ];
    bureau.at(at, &args)
}

#[test]
fn witnesses_open_in_time_or_stand_as_withheld() {
    let bureau = filled();
    freeze_witnessed(&bureau, BEFORE).ok().says(&["2 witnesses"]);
    let reveal =
        |time, name: &str, file| bureau.at(time, &["draw", "reveal", "d", "--witness", name, "--file", file]);
    reveal("2023-09-15T18:00:00+08:00", "a", "b.open").exits(3).says(&["opening of b"]);
    reveal("2023-09-15T18:00:00+08:00", "a", "a.open").ok();
    reveal("2023-09-15T18:00:00+08:00", "a", "a.open").ok().says(&["was opened before"]);
    reveal("2023-09-15T18:56:00+08:00", "b", "b.open").exits(5).says(&["too late", "withheld"]);
    draw(&bureau, "d").ok();
    bureau.at(AFTER, &["draw", "export", "d", "out", "--public"]).ok();
    assert!(bureau.read("out/seed.txt").contains("witness b withheld\n"));
    bureau.run(&["verify", "out"]).ok().says(&["1 opened, 1 withheld"]);
    bureau.run(&["witness", "keygen", "--name", "a", "a.key"]).exits(6).says(&["nothing was replaced"]);
}

#[test]
fn a_void_draw_tells_what_it_threw_away() {
    let bureau = filled();
    freeze(&bureau, "d").ok();
    let void =
        bureau.at(AFTER, &["draw", "void", "d", "--reason", "wrong-frame", "--pulse", &pulse("657413")]).ok();
    assert!(!void.out.contains("would-be result: none"), "after the pulse the would-be result is recorded");
    bureau.at(AFTER, &["draw", "run", "d"]).exits(6).says(&["is void"]);
    bureau.at(AFTER, &["draw", "export", "d", "out", "--audit"]).ok();
    bureau.run(&["verify", "out"]).ok().says(&["void: wrong-frame"]);
    let args = [
        "draw",
        "freeze",
        "d",
        "--plan",
        PLAN,
        "--at",
        "2023-09-16T19:00:00+08:00",
        "--not-before",
        &pulse("1000"),
    ];
    bureau.at(AFTER, &args).ok().says(&["attempt 2"]);
}

#[test]
fn bad_plans_are_refused_with_every_reason() {
    let bureau = filled();
    let publish = |name: &str, text: String| {
        bureau.write(name, text);
        bureau.at(BEFORE, &["plan", "amend", name, "--reason", "test", "--json"])
    };
    publish("p1.toml", plan("A09", "rate 1/3")).exits(3).says(&["matter A09 is not in the item list"]);
    publish("p2.toml", plan("A02", "rate 1/3")).exits(3).says(&["has no legal basis"]);
    publish("p3.toml", plan("A01", "rate 4/3")).exits(3).says(&["above 1"]);
    publish("p4.toml", plan("A01", "5%")).exits(3).says(&["starts with"]);
    publish("p5.toml", plan("A01", "rate 1/3").replace("2 @pool", "1 @pool"))
        .exits(3)
        .says(&["at least two officers"]);
    publish("p6.toml", plan("A09", "rate 4/3").replace("1001\"\nname", "10\"\nname")).exits(3).says(&[
        "A09",
        "above 1",
        "18 digits",
    ]);
    publish("p7.toml", plan("A01", "count 1").replace("group=", "grp="))
        .exits(3)
        .says(&["no field of a condition"]);
    publish("p8.toml", "number = 5".into()).exits(3);
    bureau.at(BEFORE, &["plan", "publish", "plan.toml"]).ok().says(&["version 1"]);
    publish("p9.toml", plan("A01", "count 2")).ok().says(&["\"version\": 2"]);
    bureau.write("p10.toml", plan("A01", "count 3"));
    bureau.at(BEFORE, &["plan", "publish", "p10.toml"]).exits(6).says(&["published already", "plan amend"]);
}

#[test]
fn an_empty_frame_and_a_shortage_stop_the_freeze() {
    let bureau = filled();
    bureau.write("none.toml", plan("A01", "count 1").replace("group=enterprise", "station=s09"));
    bureau.at(BEFORE, &["plan", "amend", "none.toml", "--reason", "test"]).ok();
    freeze(&bureau, "d").exits(3).says(&["none of them can be drawn"]);
    bureau.write("short.toml", plan("A01", "rate 1/1").replace("reserve = 1", "reserve = 1\ncap = 2"));
    bureau.at(BEFORE, &["plan", "amend", "short.toml", "--reason", "test"]).ok();
    freeze(&bureau, "d").exits(3).says(&["not enough inspectors", "rehearsals"]);
    bureau.at(BEFORE, &["draw", "status"]).ok().says(&["no draw yet"]);
}

#[test]
fn imports_keep_what_is_good_and_list_what_is_not() {
    let bureau = filled();
    let good = bureau.read("subjects.csv");
    bureau.write(
        "dirty.csv",
        good.replace("91440300192317458F", "91440300192317458X")
            + "914403001922038216,另一个名称,有限责任公司,存续,甲所\n",
    );
    let day = "2023-09-02T09:00:00+08:00";
    bureau.at(day, &["import", "subjects", "dirty.csv", "--issues", "issues.xlsx"]).exits(3).says(&[
        "key-",
        "13 rows read",
        "rejected",
        "row 5",
    ]);
    assert!(bureau.path("issues.xlsx").exists());
    let known = bureau.at(day, &["import", "subjects", "subjects.csv", "--as-of", CUTOFF]).ok();
    known.says(&["the same as the stored roster"]);
    bureau
        .at(day, &["import", "subjects", "dirty.csv", "--all-or-nothing"])
        .exits(3)
        .says(&["nothing stored"]);
    bureau.at(day, &["import", "subjects", "dirty.csv", "--dry-run"]).exits(3).says(&["dry run"]);
    bureau.write("headless.csv", good.replacen("统一社会信用代码", "统一社会信用代吗", 1));
    bureau.at(day, &["import", "subjects", "headless.csv"]).exits(3).says(&["统一社会信用代码"]);
    bureau.at(day, &["export", "subjects", "back.csv", "--as-of", CUTOFF]).ok();
    bureau
        .at(day, &["import", "subjects", "back.csv", "--as-of", CUTOFF])
        .ok()
        .says(&["the same as the stored roster"]);
    bureau.run(&["import", "subjects", "missing.csv"]).says(&["missing.csv"]);
}
