//! Several levels and several departments through the binary: one bureau draws the subjects, another
//! draws its own officers for them; and who is left in peace after an upper level's visit.

use super::bureau::{AFTER, BEFORE, CUTOFF, PLAN, draw, freeze, with_files};
use super::{Bureau, replace};
use std::collections::BTreeSet;

const IMPORTED: &str = "2023-08-31T09:00:00+08:00";
const LATER: &str = "2023-09-25T10:00:00+08:00";

/// The city has drawn 4 of 12 in its draw `d`; its public bundle is in `out`.
fn city() -> Bureau {
    let city = replace::drawn();
    city.at("2023-08-24T09:00:00+08:00", &["draw", "export", "d", "out", "--public"]).ok();
    city
}

/// Column `at` of the rows of a table that fit.
fn column(bureau: &Bureau, file: &str, at: usize, fits: impl Fn(&[&str]) -> bool) -> BTreeSet<String> {
    let text = bureau.read(file);
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| fits(row)).map(|row| row[at].to_owned()).collect()
}

fn drawn(bureau: &Bureau, dir: &str) -> BTreeSet<String> {
    column(bureau, &format!("{dir}/selected-t.csv"), 2, |row| row[4] == "drawn")
}

/// A county with nine of the city's twelve subjects, so that one at least is drawn, and with a plan
/// for whatever the city has drawn.
fn county() -> Bureau {
    let county = with_files();
    let subjects: String =
        county.read("subjects.csv").lines().take(10).map(|line| format!("{line}\n")).collect();
    county.write("subjects.csv", subjects);
    let plan = county.read("plan.toml").replace("group=enterprise", "label=upper.d");
    county.write("plan.toml", plan.replace("rate 1/3 ceil min 1", "rate 1/1"));
    for kind in ["matters", "inspectors"] {
        let file = format!("{kind}.csv");
        county.at(IMPORTED, &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    county
}

fn import(county: &Bureau, more: &[&str]) -> super::Answer {
    county.at(IMPORTED, &[&["import", "subjects", "subjects.csv", "--as-of", CUTOFF][..], more].concat())
}

fn run_draw(bureau: &Bureau) {
    bureau.at("2023-09-01T09:00:00+08:00", &["plan", "publish", "plan.toml"]).ok();
    freeze(bureau, "c").ok();
    draw(bureau, "c").ok();
    bureau.at(AFTER, &["draw", "export", "c", "audit", "--audit"]).ok();
    bureau.at(AFTER, &["export", "subjects", "extract.csv", "--as-of", CUTOFF]).ok();
}

#[test]
fn the_city_draws_the_subjects_and_the_county_the_officers() {
    let (city, county) = (city(), county());
    let above = city.path("out").display().to_string();
    let own = column(&county, "subjects.csv", 0, |_| true);
    let all = drawn(&city, "out");
    let mine: BTreeSet<String> = all.intersection(&own).cloned().collect();
    assert!(all.len() == 4 && !mine.is_empty(), "{all:?} {own:?}");
    let told = format!("drew 4, {} of them are in this roster", mine.len());
    import(&county, &["--label-drawn", &above]).ok().says(&["label upper.d: draw d/1 (result ", &told]);
    run_draw(&county);
    assert_eq!(column(&county, "audit/frame-t.csv", 0, |_| true), mine, "the frame is the city's selection");
    assert_eq!(drawn(&county, "audit"), mine, "everybody in it is visited");
    let verify = ["verify", "audit", "--extract", "extract.csv", "--upper", &above];
    let said = format!("all {} rows drawn above by d/1", mine.len());
    county.at(AFTER, &verify).ok().says(&["1 frame made again from 9 rows", &said]);
    county.at(AFTER, &["verify", "audit", "--upper", &above]).ok().says(&[&said]);
    county.at(AFTER, &["verify", "audit", "--upper", "audit"]).exits(4).says(&["label=upper.c"]);
    city.run(&["verify", "out"]).ok();

    // What is found is recorded below, by those who went.
    county.at(LATER, &["export", "outcomes", "work.csv", "--draw", "c"]).ok();
    let work = county.read("work.csv");
    let filled = work.lines().enumerate().map(|(at, line)| {
        let mut row: Vec<&str> = line.split(',').collect();
        if at > 0 {
            (row[6], row[8], row[9]) = ("2023-09-20", "实地检查", "未发现问题");
        }
        row.join(",") + "\n"
    });
    county.write("work.csv", filled.collect::<String>());
    let entered = format!("{} entered", mine.len());
    county.at(LATER, &["outcome", "import", "c", "work.csv"]).ok().says(&[&entered]);
    county.at(LATER, &["fsck"]).ok();
}

#[test]
fn a_label_is_what_the_bundle_says() {
    let (city, county) = (city(), county());
    let above = city.path("out").display().to_string();
    let all = drawn(&city, "out");
    // One that the city has not drawn is given the label by hand.
    let text = county.read("subjects.csv");
    let stranger = text.lines().skip(1).find(|line| !all.contains(&line[..18])).unwrap().to_owned();
    let forged: String = text
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            0 => format!("{line},监管标签\n"),
            _ if line == stranger => format!("{line},upper.d\n"),
            _ => format!("{line},\n"),
        })
        .collect();
    county.write("subjects.csv", &forged);
    import(&county, &["--label-drawn", &above, "--dry-run"]).ok().says(&["label-not-drawn"]);
    // Without the bundle the import believes the file, and whoever has the bundle finds it.
    county.write("subjects.csv", forged.replace(",\n", ",upper.d\n"));
    import(&county, &[]).ok();
    run_draw(&county);
    county.at(AFTER, &["verify", "audit"]).ok();
    let found = county.at(AFTER, &["verify", "audit", "--upper", &above]).exits(4);
    found.says(&["FAIL  5", "only subjects that d/1 drew"]);

    import(&county, &["--label-drawn", &above, "--label", "Stadt"]).exits(2).says(&["[a-z0-9.-]"]);
    import(&county, &["--label-drawn", &above, "--label-task", "x"]).exits(3).says(&["no task x; it has t"]);
    import(&county, &["--label-drawn", &above, "--label-drawn", &above])
        .exits(2)
        .says(&["the same label upper.d"]);
    let wrong = ["import", "inspectors", "inspectors.csv", "--label-drawn", &above];
    county.at(AFTER, &wrong).exits(2).says(&["with subjects only"]);
    let selected = city.read("out/selected-t.csv");
    city.write("out/selected-t.csv", selected.replacen(",drawn", ",reserve", 1));
    import(&county, &["--label-drawn", &above]).exits(4).says(&["does not verify: check"]);
}

#[test]
fn what_is_under_embargo_comes_from_the_auditors_bundle() {
    let city = with_files();
    city.write("plan.toml", city.read("plan.toml").replace("embargo = \"none\"", "embargo = \"2023-10-31\""));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        city.at(IMPORTED, &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    run_draw(&city);
    city.at(AFTER, &["draw", "export", "c", "out", "--public"]).ok();
    let county = county();
    let import = |dir: &str| {
        let above = city.path(dir).display().to_string();
        county.at(AFTER, &["import", "subjects", "subjects.csv", "--label-drawn", &above])
    };
    import("out").exits(3).says(&["under embargo", "the auditor's bundle"]);
    import("audit").ok().says(&["label upper.c: draw c/1"]);
}

/// 主任务 and 部门任务 in one draw: each department sends one of its own.
#[test]
fn each_department_sends_its_own() {
    let bureau = with_files();
    bureau.write("inspectors.csv", "id,name,unit,valid\nC1,执法人员1,market,1\nC2,执法人员2,market,1\nC3,执法人员3,fire,1\nC4,执法人员4,fire,1\n");
    bureau.write(
        "plan.toml",
        bureau.read("plan.toml").replace("[\"2 @pool\"]", "[\"1 market\", \"1 fire\"]\njoint = true"),
    );
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at(IMPORTED, &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    run_draw(&bureau);
    bureau.at(AFTER, &["verify", "audit"]).ok();
    for id in drawn(&bureau, "audit") {
        let team = column(&bureau, "audit/teams.csv", 2, |row| row[0] == id);
        let units = column(&bureau, "audit/inspectors.csv", 1, |row| team.contains(row[0]));
        assert_eq!(units, BTreeSet::from(["fire".to_owned(), "market".to_owned()]), "{id}");
    }
}

#[test]
fn whom_an_upper_level_has_visited_is_left_in_peace() {
    let bureau = with_files();
    let plan = bureau.read("plan.toml").replace(
        "[[task.stratum]]",
        "[[task.stratum]]\nname = \"rested\"\nwhere = \"label=rest.*\"\nquota = \"count 0\"\n[[task.stratum]]",
    );
    bureau.write("plan.toml", plan.replace("rate 1/3 ceil min 1", "rate 1/1"));
    let last =
        ["", "2023-06-15,市级", "2023-06-15,县级", "2023-05-30,省级", "2023-08-30,省级", "2023-08-30,镇里"];
    let visited: String = bureau
        .read("subjects.csv")
        .lines()
        .enumerate()
        .map(|(at, line)| match (at, last.get(at).filter(|last| !last.is_empty())) {
            (0, _) => format!("{line},上次检查日期,上次检查层级\n"),
            (_, Some(last)) => format!("{line},{last}\n"),
            _ => format!("{line},,\n"),
        })
        .collect();
    bureau.write("subjects.csv", visited);
    for kind in ["matters", "inspectors"] {
        let file = format!("{kind}.csv");
        bureau.at(IMPORTED, &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    import(&bureau, &["--rest-after-upper", "3", "--level", "镇"]).exits(2).says(&["镇 is not known"]);
    let told = import(&bureau, &["--rest-after-upper", "3", "--level", "县级"]).ok();
    told.says(&["label rest.*: 2 left in peace", "level-unknown"]);
    run_draw(&bureau);
    let extract = bureau.read("extract.csv");
    assert!(extract.contains("rest.2023-09-15") && extract.contains("rest.2023-11-30"), "{extract}");
    assert!(extract.contains("上次检查层级") || extract.contains("省级"), "the word itself is kept");
    bureau.at(AFTER, &["verify", "audit", "--extract", "extract.csv"]).ok().says(&["1 frame made again"]);
    assert!(bureau.read("audit/thresholds.csv").contains("t,rested,2,0,0,none\n"));
    assert_eq!(drawn(&bureau, "audit").len(), 10);
    // Nobody to be left in peace: the stratum is empty, which is no slip.
    let other = with_files();
    other.write("plan.toml", bureau.read("plan.toml"));
    for kind in ["matters", "subjects", "inspectors"] {
        let file = format!("{kind}.csv");
        other.at(IMPORTED, &["import", kind, &file, "--as-of", CUTOFF]).ok();
    }
    other.at(BEFORE, &["plan", "publish", "plan.toml"]).ok();
    freeze(&other, "c").ok();
    other.at(BEFORE, &["plan", "show", PLAN, "--load"]).ok().says(&["rested: 0 covered", "12 to draw"]);
}
