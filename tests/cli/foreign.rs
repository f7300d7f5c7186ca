//! Two cities' inspection files as outcomes of a draw that came before the visits, where the files are
//! there: subjects as they were known on a day of the file, a draw on that day by dice, and then the
//! visits that were really made, with their inspectors, findings and fines. What did not fit is counted
//! by reason. That so few rows fit is right: most of the city was not drawn.

use super::Bureau;
use super::workbook::{LATER, drawn};
use crate::common::tree;
use std::collections::BTreeMap;
use suicha::core::id::DrawId;
use suicha::core::pulse::{BeaconName, Pulse};
use suicha::core::witness::ceremony::Ceremony;
use suicha::core::witness::key::SignerKey;

const DAY: &str = "2012-06-30";
const TODAY: &str = "2014-01-02T09:00:00+08:00";

/// A city's file, and how it is read.
struct City {
    file: &'static str,
    name: &'static str,
    /// Heading of the day of the inspection.
    day: &'static str,
    plan: &'static str,
}

const MINNEAPOLIS: City = City {
    file: "../shared/data/minneapolis_inspections_2011_2013.csv",
    name: "minneapolis",
    day: "dateOfInspection",
    plan: "99000020121001",
};

const TORONTO: City = City {
    file: "../shared/data/toronto_dinesafe_2012.csv",
    name: "toronto",
    day: "Inspection Date",
    plan: "99000020121001",
};

/// What became of the rows.
struct Figures {
    count: BTreeMap<String, u64>,
    reasons: BTreeMap<String, u64>,
}

impl City {
    fn map(&self, kind: &str) -> String {
        tree(&format!("data/maps/{}-{kind}.toml", self.name)).display().to_string()
    }

    fn example(&self, name: &str) -> String {
        tree(&format!("data/examples/{}/{name}", self.name)).display().to_string()
    }

    /// The file, or why there is none.
    fn file(&self) -> Option<String> {
        let file = tree(self.file);
        if file.exists() {
            return Some(file.display().to_string());
        }
        println!("skipped: {} is not there", self.file);
        None
    }

    /// A bureau with what the file knew on the day of the draw.
    fn bureau(&self, file: &str) -> Bureau {
        let bureau = Bureau::new();
        let mut reader = csv::Reader::from_path(file).unwrap();
        let headings = reader.headers().unwrap().clone();
        let day = headings.iter().position(|heading| heading.trim_start_matches('\u{feff}') == self.day);
        let mut known = csv::Writer::from_path(bureau.path("known.csv")).unwrap();
        known.write_record(&headings).unwrap();
        for row in reader.records().map(Result::unwrap) {
            if &row[day.unwrap()] < DAY {
                known.write_record(&row).unwrap();
            }
        }
        known.flush().unwrap();
        bureau
    }

    /// The draw on its day, by dice that a witness has seen.
    fn draw(&self, bureau: &Bureau) {
        let at = |hour: &str| format!("{DAY}T{hour}:00+08:00");
        bureau.at(&at("10:00"), &["plan", "publish", "plan.toml"]).ok();
        bureau.run(&["witness", "keygen", "--name", "hall", "hall.key"]).ok();
        let key = ["--key", "hall.key", "--secret", "hall.secret"];
        bureau.run(&[&["witness", "commit", "--draw", "food"], &key[..], &["hall.commit"]].concat()).ok();
        bureau.run(&[&["witness", "open"], &key[..], &["hall.open"]].concat()).ok();
        let (time, plan) = (at("19:00"), self.plan);
        let freeze = ["draw", "freeze", "food", "--plan", plan, "--at", &time, "--without-not-before"];
        bureau.at(&at("11:00"), &[&freeze[..], &["--witness", "hall.commit", "-q"]].concat()).ok();
        let reveal = ["draw", "reveal", "food", "--witness", "hall", "--file", "hall.open"];
        bureau.at(&at("18:00"), &reveal).ok();
        let digits = "314159265358979323846264338327950288419";
        let pulse = Pulse::new(BeaconName::Dice, &format!("{DAY}.hall"), digits, None).unwrap();
        let mut ceremony = Ceremony::new(DrawId::new("food").unwrap(), 1, pulse).unwrap();
        ceremony.sign(&SignerKey::parse(bureau.read("hall.key").trim()).unwrap()).unwrap();
        bureau.write("dice.txt", ceremony.print());
        bureau.at(&at("19:01"), &["draw", "run", "food", "--pulse", "dice.txt"]).ok();
    }

    /// The whole file as outcomes; the figures are printed.
    fn outcomes(&self, bureau: &Bureau, file: &str) -> Figures {
        let map = self.map("outcomes");
        let import = ["import", "outcomes", file, "--map", &map, "--draw", "food", "--issues", "issues.csv"];
        let answer = bureau.at(TODAY, &[&import[..], &["--json"]].concat()).exits(3);
        let told: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        let count = ["rows", "entered", "unchanged", "rejected", "skipped", "merged"];
        let count: BTreeMap<String, u64> =
            count.into_iter().map(|word| (word.to_owned(), told[word].as_u64().unwrap())).collect();
        let reasons = told["reasons"].as_object().unwrap();
        let reasons = reasons.iter().map(|(code, rows)| (code.clone(), rows.as_u64().unwrap())).collect();
        println!("{}: {count:?}, by reason {reasons:?}", self.name);
        let fates = ["entered", "unchanged", "rejected", "skipped", "merged"].map(|word| count[word]);
        assert_eq!(fates.iter().sum::<u64>(), count["rows"], "every row has one fate");
        Figures { count, reasons }
    }

    /// Review, publication, check 13 and the auditor's bundle.
    fn publish(&self, bureau: &Bureau, entered: u64) {
        let by = |who: &str, args: &[&str]| {
            bureau.run_with(&[args, &["--clock", TODAY]].concat(), &[("SUICHA_OPERATOR", who)])
        };
        by("li", &["outcome", "review", "food", "--pass"]).ok().says(&[&format!("pass: {entered} outcomes")]);
        by("li", &["outcome", "publish", "food"]).ok().says(&[&format!("publish: {entered} outcomes")]);
        by("li", &["outcome", "check", "food"]).ok().says(&["ok 13", &format!("{entered} differences")]);
        by("li", &["draw", "export", "food", "audit", "--audit"]).ok();
        bureau.run(&["verify", "audit", "--log", "log"]).ok().says(&["ok   13"]);
    }
}

#[test]
fn the_inspections_of_minneapolis_become_outcomes() {
    let city = MINNEAPOLIS;
    let Some(file) = city.file() else { return };
    let bureau = city.bureau(&file);
    let morning = format!("{DAY}T09:00:00+08:00");
    bureau.at(&morning, &["import", "matters", &city.example("matters.csv")]).ok();
    // Lines without a licence are no subject; each of this half has its inspector.
    for (kind, exit) in [("subjects", 3), ("inspectors", 0), ("recusals", 3)] {
        bureau.at(&morning, &["import", kind, "known.csv", "--map", &city.map(kind)]).exits(exit);
    }
    let plan = std::fs::read_to_string(city.example("plan.toml")).unwrap();
    let plan = plan
        .replace("99000020231001", city.plan)
        .replace("year = 2023", "year = 2012")
        .replace("990000202309151001", "990000201206301001")
        .replace("cutoff = \"2013-12-31\"", "cutoff = \"2012-06-30\"\nbeacon = [\"dice 2012-06-30.hall\"]");
    bureau.write("plan.toml", plan);
    city.draw(&bureau);
    let Figures { count, reasons } = city.outcomes(&bureau, &file);
    assert_eq!((count["rows"], count["skipped"]), (26_461, 1_028));
    assert!(count["entered"] > 10, "{count:?}");
    for reason in ["outcome-not-drawn", "outcome-date-range", "outcome-team-reason", "superseded"] {
        assert!(reasons[reason] > 0, "{reason}: {reasons:?}");
    }
    city.publish(&bureau, count["entered"]);
}

#[test]
fn the_inspections_of_toronto_become_outcomes() {
    let city = TORONTO;
    let Some(file) = city.file() else { return };
    let bureau = city.bureau(&file);
    let morning = format!("{DAY}T09:00:00+08:00");
    for kind in ["matters", "inspectors"] {
        bureau.at(&morning, &["import", kind, &city.example(&format!("{kind}.csv"))]).ok();
    }
    bureau.at(&morning, &["import", "subjects", "known.csv", "--map", &city.map("subjects")]).ok();
    bureau.write("plan.toml", std::fs::read_to_string(city.example("plan.toml")).unwrap());
    city.draw(&bureau);
    let Figures { count, reasons } = city.outcomes(&bureau, &file);
    assert_eq!((count["rows"], count["skipped"]), (17_188, 0));
    assert!(count["entered"] > 100, "{count:?}");
    for reason in ["outcome-not-drawn", "outcome-date-range", "outcome-team-reason", "superseded"] {
        assert!(reasons[reason] > 0, "{reason}: {reasons:?}");
    }
    bureau.at(TODAY, &["export", "outcomes", "all.csv", "--draw", "food"]).ok();
    let all = bureau.read("all.csv");
    for found in ["R1 no problem found", "R5 problem found", "D3 ", "DS-00"] {
        assert!(all.contains(found), "{found}");
    }
    city.publish(&bureau, count["entered"]);
}

#[test]
fn the_findings_of_one_visit_are_put_together() {
    let bureau = drawn();
    bureau.at(LATER, &["export", "outcomes", "all.csv", "--draw", "d"]).ok();
    let all = bureau.read("all.csv");
    let [first, second] = [1, 2].map(|nth| all.lines().nth(nth).unwrap().split(',').collect::<Vec<_>>());
    let rows = [
        (first[2], "2023-09-18", first[7], "old", "order"),
        (first[2], "2023-09-20", first[7], "dirty floor", "order"),
        (first[2], "2023-09-20", first[7], "no licence", "court"),
        (first[2], "2023-09-20", first[7], "dirty floor", "order"),
        (second[2], "2023-09-19", second[7], "", ""),
        (second[2], "2023-09-20", second[7], "", "sermon"),
    ];
    let line = |(id, day, cards, found, action): &(&str, &str, &str, &str, &str)| {
        format!("{id},{day},{cards},{found},{action}\n")
    };
    let body: String = rows.iter().map(line).collect();
    bureau.write("city.csv", format!("no,on,who,what,then\n{body}"));
    let map = |kind: &str| {
        format!(
            "kind = \"{kind}\"\n[columns]\nsubject = \"no\"\nvisited = \"on\"\nofficers = \"who\"\nfindings = \"what\"\nresult = \"then\"\n\
             disposals = \"then\"\n[constants]\ncode = \"A01\"\nmethod = \"M1\"\n[values.result]\n\"\" = \"R1\"\norder = \"R5\"\ncourt = \"R9\"\n\
             [values.disposals]\n\"\" = \"D1\"\norder = \"D3\"\ncourt = \"D4\"\n[duplicates]\nkeep = \"latest\"\norder-by = \"on\"\njoin = true\n"
        )
    };
    bureau.write("map.toml", map("outcomes"));
    let import = ["import", "outcomes", "city.csv", "--map", "map.toml", "--draw", "d"];
    bureau.at(LATER, &import).exits(3).says(&[
        "6 rows read: 1 entered, 0 unchanged, 1 rejected, 0 skipped, 4 merged into others",
        &format!(
            "city.csv row 7 [{}] 检查结果 sermon: the result is missing, or on no national list",
            second[2]
        ),
        &format!(
            "city.csv row 7 [{}] 后续处置措施 sermon: the disposal is missing, or none of the six",
            second[2]
        ),
    ]);
    bureau.at(LATER, &["outcome", "show", "d", first[2]]).ok().says(&[
        "visited 2023-09-20",
        "result R5",
        "result R9",
        "disposal D3",
        "disposal D4",
        "findings dirty floor；no licence",
    ]);
    let plain = map("subjects").replace("subject =", "id =").replace("visited =", "name =");
    bureau.write("bad.toml", plain);
    let bad = ["import", "subjects", "city.csv", "--map", "bad.toml"];
    bureau.at(LATER, &bad).exits(2).says(&["bad.toml", "join is for outcomes, not for subjects"]);
}
