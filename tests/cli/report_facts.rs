//! `suicha report facts` through the binary: what was counted by hand stands in the files, a day before an act
//! does not know it, the same archive gives the same bytes, and a changed directory is noticed.

use super::Bureau;
use super::bureau::KEYS;
use super::credit::{self, LISTING, PENALTY, ok_penalty};
use super::outcomes::{LATER, by, clean, drawn, with, write};
use super::replace;
use polars::prelude::*;
use suicha::core::digest::Digest;
use suicha::report::facts::{Facts, schemas};
use suicha::report::table::Value;
use suicha::report::tables::{self, Measure, Scope};

/// The cells of some columns of a kind of fact.
fn rows(bureau: &Bureau, dir: &str, kind: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let facts = Facts::scan(&bureau.path(dir)).unwrap();
    let frame = facts.named(kind).unwrap().collect().unwrap();
    let cell = |column: &str, row: usize| match frame.column(column).unwrap().get(row).unwrap() {
        AnyValue::Null => "-".to_owned(),
        value => value.str_value().into_owned(),
    };
    (0..frame.height()).map(|row| columns.iter().map(|column| cell(column, row)).collect()).collect()
}

fn count(bureau: &Bureau, dir: &str, kind: &str) -> usize {
    rows(bureau, dir, kind, &[]).len()
}

/// The day after what [`published`] did: that day is over.
const NEXT: &str = "2023-09-26T10:00:00+08:00";

/// Writes the facts of a day.
fn facts(bureau: &Bureau, dir: &str, day: &str) {
    bureau.at(NEXT, &["report", "facts", dir, "--as-of", day]).ok().says(&["not public"]);
}

/// Three results published, the first corrected, the third withdrawn; the second orders a correction.
fn published() -> (Bureau, Vec<Vec<String>>) {
    let (bureau, rows) = drawn();
    let mut filled: Vec<Vec<String>> = rows[..3].iter().map(|row| clean(row)).collect();
    filled[1] = with(&filled[1], &[(9, "发现问题已责令改正"), (10, "执照未悬挂"), (11, "D3")]);
    write(&bureau, "a.csv", &filled);
    by(&bureau, "wang", &["outcome", "import", "d", "a.csv"]).ok();
    by(&bureau, "li", &["outcome", "review", "d", "--pass"]).ok();
    by(&bureau, "li", &["outcome", "publish", "d"]).ok();
    write(&bureau, "b.csv", &[with(&filled[0], &[(14, "补充")])]);
    by(&bureau, "wang", &["outcome", "correct", "d", "b.csv", "--reason", "漏记备注"]).ok();
    by(&bureau, "li", &["outcome", "review", "d", "--pass"]).ok();
    by(&bureau, "li", &["outcome", "publish", "d"]).ok();
    by(&bureau, "li", &["outcome", "withdraw", "d", "--subject", &rows[2][2], "--reason", "张冠李戴"]).ok();
    (bureau, rows)
}

/// The station of a subject: those drawn may all be of one.
fn station(id: &str) -> &'static str {
    ["甲所", "乙所"][KEYS.iter().position(|key| *key == id).unwrap() % 2]
}

#[test]
fn facts_are_what_was_counted_by_hand() {
    let (bureau, work) = published();
    facts(&bureau, "f", "2023-09-25");
    let all = |kind, columns: &[&str]| rows(&bureau, "f", kind, columns);
    let days = ["task", "year", "published", "opened", "done", "joint", "targeted"];
    assert_eq!(all("tasks", &days), [["t", "2023", "2023-09-01", "2023-09-15", "-", "false", "-"]]);
    let strata = ["task", "stratum", "day", "scope", "at_cap", "excluded", "eligible", "drawn", "reserve"];
    assert_eq!(all("drawings", &strata), [["t", "all", "2023-09-15", "12", "0", "0", "12", "4", "1"]]);
    assert_eq!(
        all("attempts", &["draw", "attempt", "frozen", "end", "ended", "reason"]),
        [["d", "1", "2023-09-15", "result", "2023-09-15", ""]]
    );

    let mut ids: Vec<&str> = work.iter().map(|row| row[2].as_str()).collect();
    ids.sort_unstable();
    let visits =
        all("visits", &["subject", "listed", "visited", "published", "finished", "problem", "absent"]);
    assert_eq!(visits.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ids);
    let of = |id: &str| visits.iter().find(|row| row[0] == id).unwrap()[1..].join(" ");
    // Published on the 25th and finished with it; ordered to correct; withdrawn, which leaves no visit; nobody went.
    assert_eq!(of(&work[0][2]), "2023-09-15 2023-09-20 2023-09-25 2023-09-25 false false");
    assert_eq!(of(&work[1][2]), "2023-09-15 2023-09-20 2023-09-25 - true false");
    assert_eq!(of(&work[2][2]), "2023-09-15 - - - false false");
    assert_eq!(of(&work[3][2]), "2023-09-15 - - - false false");
    let due: Vec<Vec<String>> = all("visits", &["subject", "publish_due"]);
    let with_due = due.iter().filter(|row| row[1] != "-").count();
    assert_eq!(with_due, 3, "a term runs once a visit is recorded");

    let results = all("outcomes", &["subject", "matter", "results", "methods", "disposals", "corrections"]);
    let found = |id: &str| results.iter().find(|row| row[0] == id).map(|row| row[1..].join(" "));
    assert_eq!(found(&work[0][2]).unwrap(), "A01 R1 M1 D1 1");
    assert_eq!(found(&work[1][2]).unwrap(), "A01 R5 M1 D3 0");
    assert_eq!(results.len(), 2, "what is withdrawn is not there");

    let seats = all("seats", &["subject", "officer", "lead", "drawn", "pool", "subjects", "visited"]);
    assert_eq!(seats.len(), 8, "two for each of four");
    assert!(seats.iter().all(|row| row[3..6] == ["true", "6", "4"]), "{seats:?}");
    assert_eq!(seats.iter().filter(|row| row[2] == "true").count(), 4, "one leads each");
    assert_eq!(seats.iter().filter(|row| row[6] == "2023-09-20").count(), 4, "two visits stand");
    let libraries = all("libraries", &["kind", "rows", "issues", "usable"]);
    for row in [["matters", "2", "-"], ["subjects", "12", "12"], ["inspectors", "6", "6"]] {
        assert!(libraries.iter().any(|found| [&*found[0], &*found[1], &*found[3]] == row), "{libraries:?}");
    }
    assert_eq!(
        all("matters", &["code", "category", "key"]),
        [["A01", "登记", "false"], ["A02", "其他", "false"]]
    );
    let clocks = all("clocks", &["code", "started", "done"]);
    let of = |code: &str| clocks.iter().filter(|row| row[0] == code).collect::<Vec<_>>();
    assert_eq!(of("INS-PUB").len(), 3);
    assert!(of("INS-PUB").iter().all(|row| row[1..] == ["2023-09-20", "2023-09-25"]));
    assert_eq!(of("DRAW-RUN")[0][1..], ["2023-09-15", "2023-09-15"]);
    assert!(of("PLAN-PUB").is_empty(), "the archive was begun after 31 March");
    // Each public result is an event of the credit archive, and what leaves nothing to do is done with it.
    let events = all("credit", &["kind", "day", "recorded"]);
    assert_eq!(events.iter().filter(|row| row[0] == "inspection").count(), 2, "{events:?}");
}

#[test]
fn a_day_before_an_act_does_not_know_it() {
    let (bureau, _) = published();
    for (day, counts) in [
        ("2023-08-30", [0, 0, 0, 0, 0, 0, 0]),
        ("2023-08-31", [0, 0, 0, 0, 0, 0, 3]),
        ("2023-09-01", [1, 0, 0, 0, 0, 0, 3]),
        ("2023-09-14", [1, 0, 0, 0, 0, 0, 3]),
        ("2023-09-15", [1, 1, 1, 4, 0, 8, 3]),
        ("2023-09-24", [1, 1, 1, 4, 0, 8, 3]),
        ("2023-09-25", [1, 1, 1, 4, 2, 8, 3]),
    ] {
        facts(&bureau, day, day);
        let kinds = ["tasks", "attempts", "drawings", "visits", "outcomes", "seats", "libraries"];
        assert_eq!(kinds.map(|kind| count(&bureau, day, kind)), counts, "{day}");
    }
    let before = rows(&bureau, "2023-09-24", "visits", &["visited", "published", "publish_due"]);
    assert!(before.iter().all(|row| row.iter().all(|cell| cell == "-")), "{before:?}");
    assert_eq!(rows(&bureau, "2023-09-01", "tasks", &["opened"]), [["-"]]);
}

#[test]
fn the_same_archive_gives_the_same_bytes_readable_by_their_owner_only() {
    let (bureau, _) = published();
    facts(&bureau, "one", "2023-09-25");
    facts(&bureau, "two", "2023-09-25");
    let mut files: Vec<String> = schemas().iter().map(|(kind, _)| format!("{kind}.parquet")).collect();
    files.extend(["names.json".to_owned(), "manifest.json".to_owned()]);
    for file in &files {
        let read = |dir: &str| std::fs::read(bureau.path(&format!("{dir}/{file}"))).unwrap();
        assert_eq!(read("one"), read("two"), "{file}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(bureau.path(&format!("one/{file}"))).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file}");
        }
    }
    assert_eq!(std::fs::read_dir(bureau.path("one")).unwrap().count(), files.len());
    by(&bureau, "li", &["report", "facts", "one"]).exits(6).says(&["one exists already"]);
    assert!(!bureau.path("one.partial").exists());
    by(&bureau, "li", &["report", "facts", "three", "--as-of", "2023-13-01"]).exits(2);
    // Neither today nor a day to come is over.
    for day in ["2023-09-25", "2024-01-01"] {
        by(&bureau, "li", &["report", "facts", "three", "--as-of", day])
            .exits(5)
            .says(&[day, "lies after yesterday (2023-09-24)"]);
    }
    assert!(!bureau.path("three").exists() && !bureau.path("three.partial").exists());
}

#[test]
fn replacements_are_told_with_their_reasons() {
    let bureau = replace::drawn();
    let ask = replace::asking(&bureau);
    let ask: Vec<&str> = ask.iter().map(String::as_str).collect();
    bureau.at(replace::ASKED, &ask).ok();
    bureau.at(replace::PULSED, &["draw", "replace", "d", "--pulse", &super::pulse("657413")]).ok();
    facts(&bureau, "before", "2023-09-14");
    facts(&bureau, "after", "2023-09-15");
    assert_eq!(count(&bureau, "before", "replacements"), 0);
    let columns = ["number", "task", "what", "reason", "day", "filled"];
    assert_eq!(
        rows(&bureau, "after", "replacements", &columns),
        [
            ["1", "t", "subject", "closed", "2023-09-15", "true"],
            ["1", "", "inspector", "ill", "2023-09-15", "true"]
        ]
    );
    let listed = |dir: &str| rows(&bureau, dir, "visits", &["subject", "stepped_in", "listed"]);
    let (before, after) = (listed("before"), listed("after"));
    assert!(before.iter().all(|row| row[1..] == ["false", "2023-08-23"]), "{before:?}");
    let new: Vec<_> = after.iter().filter(|row| row[1] == "true").collect();
    assert_eq!((after.len(), new.len()), (4, 1));
    assert_eq!(new[0][2], "2023-09-15");
    let seats = |dir: &str, drawn| {
        let all = rows(&bureau, dir, "seats", &["drawn"]);
        all.iter().filter(|row| row[0] == drawn).count()
    };
    assert_eq!((seats("before", "true"), seats("before", "false")), (8, 0));
    assert!(seats("after", "false") >= 2 && seats("after", "false") + seats("after", "true") == 8);
}

#[test]
fn credit_events_and_entries_of_lists_are_told() {
    let bureau = super::bureau::filled();
    credit::import(&bureau, "penalties", PENALTY, &ok_penalty()).ok();
    let row = |cells: &str| format!("{},{cells}\n", credit::OTHER);
    let listing = row("ABN-4,2026-01-05,异入〔2026〕1号,某局,,,,,");
    credit::import(&bureau, "listings", LISTING, &listing).ok().says(&["1 event entered"]);
    let removal = row("ABN-4,,,,,2026-01-09,重新取得联系,,");
    credit::import(&bureau, "listings", LISTING, &removal).ok().says(&["1 event entered"]);
    let at = |dir: &str, day: &str| {
        credit::at(&bureau, "2026-01-13T10:00:00+08:00", "li", &["report", "facts", dir, "--as-of", day]).ok()
    };
    at("before", "2026-01-11");
    at("after", "2026-01-12");
    assert_eq!((count(&bureau, "before", "credit"), count(&bureau, "before", "listings")), (0, 0));
    let events = rows(&bureau, "after", "credit", &["subject", "kind", "list", "ground", "day", "fine"]);
    let penalty = events.iter().find(|row| row[1] == "penalty").unwrap();
    assert_eq!(penalty[..], [credit::ID, "penalty", "", "", "2026-01-05", "6000000"]);
    let listing = events.iter().find(|row| row[1] == "listing").unwrap();
    assert_eq!(listing[..], [credit::OTHER, "listing", "abnormal", "ABN-4", "2026-01-05", "0"]);
    let columns = ["list", "ground", "since", "closed", "reason", "withdrawn", "repaired"];
    assert_eq!(
        rows(&bureau, "after", "listings", &columns),
        [["abnormal", "ABN-4", "2026-01-05", "2026-01-09", "contacted", "false", "true"]]
    );
    let duties = rows(&bureau, "after", "clocks", &["code", "due", "done"]);
    assert!(duties.iter().any(|row| row[..] == ["PEN-DUAL", "2026-01-14", "-"]), "{duties:?}");
}

#[test]
fn an_empty_archive_and_a_year_without_calendar_have_facts() {
    let bureau = Bureau::new();
    let at = |time: &str, dir: &str| bureau.at(time, &["report", "facts", dir]).ok();
    at(LATER, "empty").says(&["as of 2023-09-24", "visits.parquet: 0 rows"]);
    for (kind, _) in schemas() {
        let expected = usize::from(kind == "clocks"); // the year began
        assert_eq!(count(&bureau, "empty", kind), expected, "{kind}");
    }
    at("2099-05-05T10:00:00+08:00", "later").says(&["as of 2099-05-04"]);
    let (bureau, _) = drawn();
    bureau.at("2031-05-05T10:00:00+08:00", &["report", "facts", "f"]).ok();
    assert_eq!(count(&bureau, "f", "visits"), 4);
}

#[test]
fn periods_and_rows_are_compared_by_key() {
    let (bureau, work) = published();
    let compare = |args: &[&str]| bureau.at(NEXT, &[&["report", "compare"], args].concat());
    // Four were listed in September, two of them are public; nobody in August.
    let both = ["2023-08", "2023-09", "--table", "inspections-by-station", "--as-of", "2023-09-25"];
    let answer = compare(&[&both[..], &["--json"]].concat()).ok();
    let told: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    let rows = told["tables"][0]["rows"].as_array().unwrap();
    let total = |column: &str| {
        let of = rows.iter().find(|row| row["keys"] == serde_json::json!([]) && row["column"] == column);
        ["first", "second", "difference", "change"].map(|part| of.unwrap()[part].as_i64())
    };
    assert_eq!(total("due"), [Some(0), Some(4), Some(4), None]);
    assert_eq!(total("published"), [Some(0), Some(2), Some(2), None]);
    compare(&["2023-09", "2023-09", "--as-of", "2023-09-25"]).ok().says(&["total", "inspections-by-region"]);
    compare(&both).ok().says(&["2023-08 against 2023-09, as of 2023-09-25", station(&work[0][2])]);

    facts(&bureau, "f", "2023-09-25");
    let stored = compare(&[&both[..], &["--facts", "f"]].concat()).ok();
    assert_eq!(stored.out, compare(&both).ok().out, "the same facts give the same tables");
    compare(&["2023-08", "2023-09", "--facts", "f", "--as-of", "2023-09-24"])
        .exits(2)
        .says(&["holds facts as of 2023-09-25, not of 2023-09-24"]);
    compare(&["2023-08", "2023-09", "--facts", "nowhere", "--as-of", "2023-09-24"])
        .exits(2)
        .says(&["there is no directory nowhere"]);
    let file = bureau.path("f/visits.parquet");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    compare(&[&both[..], &["--facts", "f"]].concat()).exits(3).says(&[
        "f/visits.parquet",
        "was changed after it was written",
        "report facts DIR",
    ]);
    std::fs::remove_file(&file).unwrap();
    compare(&[&both[..], &["--facts", "f"]].concat()).exits(3).says(&["f/visits.parquet"]);
}

#[test]
fn comparisons_refuse_what_they_cannot_tell() {
    let (bureau, _) = drawn();
    let compare = |args: &[&str]| by(&bureau, "li", &[&["report", "compare"], args].concat());
    compare(&["2023-9", "2023-10"]).exits(2).says(&["\"2023-9\" is not a period"]);
    compare(&["2023-08"]).exits(2).says(&["name two periods, or one period with --table and --rows"]);
    compare(&["2023-08", "2024"]).exits(2).says(&["2024 begins after 2023-09-24"]);
    let table = ["2023-08", "2023-09", "--table", "nothing"];
    compare(&table).exits(2).says(&["there is no table \"nothing\"", "inspections-by-region"]);
    let rows = |codes| ["2023-09", "--table", "inspections-by-department", "--rows", codes];
    compare(&rows("x,y")).exits(2).says(&["table inspections-by-department has no row x, y"]);
    for day in ["2023-09-25", "2024-01-01"] {
        compare(&["2023-08", "2023-09", "--as-of", day]).exits(5).says(&["after yesterday (2023-09-24)"]);
    }
    // Half a period: September up to the 24th.
    let half = compare(&["2023-08", "2023-09"]).ok().lacks("2023-08 is not over");
    half.says(&[
        "as of 2023-09-24",
        "2023-09 is not over on 2023-09-24: counted up to that day, 24 of its 30 days",
    ]);
    // The archive was begun on the last day of August; plans are those of the year so far.
    compare(&["2023-07", "2023-09"]).ok().says(&[
        "the archive was begun on 2023-08-31: nothing is known of 2023-07",
        "plans-by-region  Annual plans by region (of the year up to the end of each period",
    ]);
    let july = ["2023-07", "2023-09", "--table", "inspections-by-department", "--json"];
    let july: serde_json::Value = serde_json::from_str(&compare(&july).ok().out).unwrap();
    let rows = july["tables"][0]["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["first"].is_null() && row["change"].is_null()));
    let zh = bureau.in_chinese(&["report", "compare", "2023-08", "2023-09", "--clock", LATER]).ok();
    zh.says(&["2023-09 到 2023-09-24 尚未结束：只统计到该日，30天中的24天"]);
    let told: serde_json::Value =
        serde_json::from_str(&compare(&["2023Q2", "2023Q3", "--json"]).ok().out).unwrap();
    assert_eq!(
        told["counted"],
        serde_json::json!([
            {"period": "2023Q2", "first": "2023-04-01", "last": "2023-06-30", "whole": true},
            {"period": "2023Q3", "first": "2023-07-01", "last": "2023-09-24", "whole": false},
        ])
    );
    compare(&["2023-07", "2023-08"]).ok().lacks("is not over");
    let empty = Bureau::new();
    empty.at(LATER, &["report", "compare", "2022", "2023"]).ok().says(&["2022 against 2023"]);
}

/// Tables that no draft describes.
const UNDRAFTED: [&str; 8] = [
    "completion-over-time",
    "list-movements",
    "workload-spread",
    "workload-classes",
    "meetings",
    "pairs-together",
    "repeat-hits",
    "open-clocks",
];

#[test]
fn every_number_of_every_table_is_made_by_its_rows() {
    let (bureau, _) = published();
    facts(&bureau, "f", "2023-09-25");
    let facts = Facts::scan(&bureau.path("f")).unwrap();
    let day = suicha::core::time::Date::parse("2023-09-25").unwrap();
    let scope = Scope { period: "2023".parse().unwrap(), as_of: day };
    let (all, drafts) = (tables::of_report(&facts, &scope).unwrap(), tables::drafts(&scope));
    let (mut seen, mut computed) = (0, 0);
    for table in &all {
        // Tables over the years are expectations as well as counts: docs/reports.md says what they come from.
        let Some(draft) = drafts.iter().find(|draft| draft.table.id == table.id) else {
            assert!(UNDRAFTED.contains(&table.id), "{}", table.id);
            computed += 1;
            continue;
        };
        let keys = suicha::report::compare::keys(table);
        for (row, at) in table.rows.iter().flat_map(|row| (keys..row.len()).map(move |at| (row, at))) {
            let column = table.columns[at].name;
            let Some(traced) = draft.trace(&facts, &scope, &row[..keys], column).unwrap() else { continue };
            let Value::Number(number) = row[at] else { continue };
            assert_eq!(traced.number().unwrap(), number, "{} {row:?} {column}", table.id);
            let rows = traced.rows.clone().collect().unwrap().height() as i64;
            match traced.measure {
                Measure::Rows => assert_eq!(rows, number, "{} {row:?} {column}", table.id),
                Measure::Distinct(_) => assert!(rows >= number, "{} {row:?} {column}", table.id),
                _ => {}
            }
            seen += usize::from(number > 0);
        }
    }
    assert_eq!(computed, all.len() - drafts.len(), "every draft is a table");
    assert!(seen > 30, "{seen} numbers were not zero");
}

#[test]
fn the_rows_behind_a_number_are_printed() {
    let (bureau, work) = published();
    let explain = |args: &[&str]| bureau.at(NEXT, &[&["report", "explain"], args].concat());
    let on = ["--as-of", "2023-09-25"];
    let table = |cell| [&["2023-09", "inspections-by-type", cell][..], &on].concat();
    let answer = explain(&table("enterprise/published")).ok().says(&["2 (rows); 2 rows of visits"]);
    assert!(answer.out.contains(&work[0][2]) && answer.out.contains(&work[1][2]));
    assert!(!answer.out.contains(&work[3][2]), "it was not inspected");
    explain(&table("total/due")).ok().says(&["4 (rows); 4 rows of visits"]);
    explain(&table("enterprise")).ok().says(&["4 (rows)"]);
    explain(&table("enterprise/completion")).exits(2).says(&["is computed: no rows"]);
    explain(&table("nobody/due")).exits(2).says(&[
        "has no row \"nobody\"",
        "rows: enterprise",
        "due, published",
    ]);
    for row in ["enterprise", "total"] {
        let cell = format!("{row}/visits");
        let wrong = ["2023-09", "inspections-by-type", &cell, on[0], on[1]];
        explain(&wrong).exits(2).says(&["has no column \"visits\"", "columns: due, published"]);
    }
    explain(&[&["2023-09", "nothing", "x"][..], &on].concat()).exits(2).says(&["no table \"nothing\""]);
    explain(&["d", "results", "A01/R1"]).ok().says(&["1 row"]);
    // A word that is no row of a table, but of a figure.
    explain(&table("*/published"))
        .exits(2)
        .says(&["shows together as the rest", "one of its rows: enterprise"]);
}

#[test]
fn a_wrong_period_and_a_day_to_come_are_not_explained() {
    let (bureau, _) = published();
    let explain = |args: &[&str]| bureau.at(NEXT, &[&["report", "explain"], args].concat());
    let cell = ["timeliness", "total/overdue"];
    for wrong in ["2023-13", "2023-9", "2023Q5"] {
        explain(&[&[wrong], &cell[..]].concat()).exits(2).says(&["is not a period", wrong]);
    }
    explain(&[&["mooncake"], &cell[..]].concat()).exits(2).says(&["no draw mooncake"]);
    explain(&[&["mooncake"], &cell[..], &["--facts", "f"]].concat()).exits(2).says(&["is not a period"]);
    for (period, day) in [("2023", "2023-09-26"), ("2023", "2024-01-01"), ("2023-09", "2023-12-01")] {
        explain(&[&[period], &cell[..], &["--as-of", day]].concat())
            .exits(5)
            .says(&["lies after yesterday (2023-09-25)"]);
    }
    explain(&[&["2024"], &cell[..]].concat()).exits(5).says(&["2024 begins on 2024-01-01"]);
}

#[test]
fn a_day_behind_a_cell_is_told_as_a_day() {
    let (bureau, _) = published();
    let explain = ["report", "explain", "2023", "libraries", "subjects/day"];
    bureau.at(NEXT, &explain).ok().says(&["subjects/day: 2023-08-31 (latest day); 1 row of libraries"]);
    let zh = bureau.in_chinese(&[&explain[..], &["--clock", NEXT]].concat()).ok();
    zh.says(&["subjects/day：2023-08-31（day 最晚日）"]);
    let json: serde_json::Value =
        serde_json::from_str(&bureau.at(NEXT, &[&explain[..], &["--json"]].concat()).ok().out).unwrap();
    assert_eq!(json["number"], "2023-08-31");
}

#[test]
fn clocks_that_run_are_explained_and_compared() {
    let (bureau, _) = published();
    let at = |args: &[&str]| bureau.at(NEXT, &[&["report"], args].concat());
    let open = at(&["explain", "2023", "open-clocks", "total/open", "--json"]).ok();
    let told: serde_json::Value = serde_json::from_str(&open.out).unwrap();
    let rows = told["rows"].as_array().unwrap();
    assert_eq!((told["number"].as_u64(), &told["fact"]), (Some(rows.len() as u64), &"clocks".into()));
    assert!(!rows.is_empty() && rows.iter().all(|row| row[6] == ""), "none of them is done: {rows:?}");
    at(&["explain", "2023", "open-clocks", "total/first"]).exits(2).says(&[
        "first of table open-clocks is the earliest due",
        "report explain 2023 open-clocks ROW/open",
    ]);
    let compare = ["compare", "2023-08", "2023-09", "--table", "open-clocks"];
    at(&compare).ok().says(&["Statutory clocks that run", "total\topen (clocks)"]);
}

#[test]
fn two_rows_have_no_total() {
    let (bureau, _) = published();
    let rows = ["report", "compare", "2023-09", "--table", "results", "--rows", "R1,R5"];
    bureau.at(NEXT, &rows).ok().says(&["2023-09, R1 against R5", "\n  results\t1\t1\t"]).lacks("total");
    bureau
        .in_chinese(&[&rows[..], &["--clock", NEXT]].concat())
        .ok()
        .says(&["\n  项次\t1\t1\t"])
        .lacks("合计");
}

/// What the cover calls the digest of the facts is that of their files' list, as `sha256sum` prints it.
#[test]
fn the_digest_on_the_cover_is_that_of_the_facts() {
    let (bureau, _) = published();
    facts(&bureau, "f", "2023-09-25");
    bureau.at(NEXT, &["report", "month", "2023-09", "--as-of", "2023-09-25", "--out", "r"]).ok();
    let manifest: serde_json::Value = serde_json::from_str(&bureau.read("f/manifest.json")).unwrap();
    let files = manifest["files"].as_array().unwrap().iter().map(|file| file["file"].as_str().unwrap());
    let parquet: Vec<&str> = files.filter(|name| name.ends_with(".parquet")).collect();
    let line = |name: &&str| {
        let bytes = std::fs::read(bureau.path("f").join(name)).unwrap();
        format!("{}  {name}\n", Digest::of(&bytes))
    };
    let listed = parquet.iter().map(line).collect::<String>();
    assert!(parquet.len() > 10, "{parquet:?}");
    let digest = Digest::of(listed.as_bytes()).hex();
    assert!(bureau.read("r/report.html").contains(&digest), "{digest}");
}

#[test]
fn a_directory_of_something_else_holds_no_facts() {
    let (bureau, _) = published();
    bureau.at(NEXT, &["report", "month", "2023-08", "--out", "report"]).ok();
    let counted = |dir| ["report", "month", "2023-08", "--facts", dir];
    std::fs::create_dir(bureau.path("empty")).unwrap();
    for dir in ["report", "empty"] {
        bureau.at(NEXT, &counted(dir)).exits(2).says(&[dir, "is no directory of facts", "report facts DIR"]);
    }
    let zh = bureau.in_chinese(&[&counted("report")[..], &["--clock", NEXT]].concat()).exits(2);
    zh.says(&["report 不是统计明细目录", "suicha report facts 新目录 --as-of 日期"]).lacks("missing field");
    facts(&bureau, "f", "2023-08-31");
    let manifest = bureau.read("f/manifest.json");
    bureau.write("f/manifest.json", manifest.replace("suicha-facts/1", "suicha-facts/9"));
    bureau.at(NEXT, &counted("f")).exits(3).says(&["f/manifest.json", "of another version"]);
    bureau.write("f/manifest.json", &manifest[..manifest.len() / 2]);
    bureau.at(NEXT, &counted("f")).exits(3).says(&["f/manifest.json"]);
}
