//! The sample bureau as a whole: plan, code book and lists fit each other.

use super::sample_rows;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use suicha::synth::sample;

fn toml_of(name: &str) -> toml::Table {
    std::str::from_utf8(sample::file(name).unwrap()).unwrap().parse().unwrap()
}

fn book(table: &str) -> BTreeMap<String, String> {
    let words = toml_of("codebook.toml")[table].as_table().unwrap().clone();
    words.into_iter().map(|(word, code)| (word, code.as_str().unwrap().to_owned())).collect()
}

#[test]
fn every_unit_and_tag_is_in_the_code_book() {
    let (units, tags) = (book("units"), book("tags"));
    for row in sample_rows("subjects.csv") {
        assert!(units.contains_key(row[5]), "{}", row[5]);
        for label in row[7].split('、').filter(|l| !l.is_empty()) {
            assert!(tags.contains_key(label), "{label}");
        }
    }
    for row in sample_rows("inspectors.csv") {
        assert!(units.contains_key(row[3]), "{}", row[3]);
        for tag in row[5].split('、').filter(|t| !t.is_empty()) {
            assert!(tags.contains_key(tag), "{tag}");
        }
    }
    let codes: BTreeSet<&String> = units.values().collect();
    assert_eq!(codes.len(), 13);
}

#[test]
fn recusals_name_people_and_subjects_of_the_sample() {
    let subjects: HashSet<&str> = sample_rows("subjects.csv").iter().map(|r| r[0]).collect();
    let cards: HashSet<&str> = sample_rows("inspectors.csv").iter().map(|r| r[0]).collect();
    let rows = sample_rows("recusals.csv");
    let pairs: BTreeSet<(&str, &str)> = rows.iter().map(|r| (r[0], r[1])).collect();
    assert_eq!(pairs.len(), 200);
    assert!(rows.iter().all(|r| cards.contains(r[0])));
    // A handful of subjects carry a dirty spelling of their key.
    assert!(rows.iter().filter(|r| !subjects.contains(r[1])).count() <= 3);
}

#[test]
fn plan_numbers_and_matters_are_right() {
    let plan = toml_of("plan.toml");
    assert_eq!(plan["number"].as_str().unwrap(), "32038120231001");
    let matters = sample_rows("matters.csv");
    assert!(matters.iter().all(|m| m.len() == 19 && m[8].contains('《') && m[8].contains('条')));
    // Points to check and papers to have ready, in words of their own for each matter.
    assert!(matters.iter().all(|m| m[15].split('；').count() >= 2 && !m[16].is_empty()));
    assert_eq!(matters.iter().map(|m| m[15]).collect::<BTreeSet<_>>().len(), 36);
    let known: BTreeMap<&str, &str> = matters.iter().map(|m| (m[1], m[5])).collect();
    let tasks = plan["task"].as_array().unwrap();
    let ids: Vec<&str> = tasks.iter().map(|t| t["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["food", "public-info", "scales"]);
    // 002 is left out: with its date and last digit it would pass as an identity number.
    for (task, n) in tasks.iter().zip([1, 3, 4]) {
        assert_eq!(task["number"].as_str().unwrap(), format!("32038120230901100{n}"));
        for matter in task["matters"].as_array().unwrap() {
            let class = known[matter.as_str().unwrap()];
            let key_task = task["id"].as_str() == Some("food");
            assert_eq!(class, if key_task { "重点检查事项" } else { "一般检查事项" });
        }
        assert_eq!(task["on-shortage"], tasks[0]["on-shortage"], "one rule for the whole draw");
    }
}

/// Not the pairing itself, but what it needs: people of every kind, half as many again as the
/// expected visits take at 20 each.
#[test]
fn there_are_people_enough_for_the_plan() {
    let (units, tags) = (book("units"), book("tags"));
    let mut people: BTreeMap<String, f64> = BTreeMap::new();
    let (mut barred, mut experts) = (0, 0);
    for row in sample_rows("inspectors.csv") {
        if row[7] != "有效" || row[6] <= "2023-09-30" {
            barred += 1;
        } else if row[8] == "是" {
            experts += 1;
        } else {
            let own: BTreeSet<&String> = row[5].split('、').filter_map(|t| tags.get(t)).collect();
            for tag in own.into_iter().chain([&units[row[3]]]) {
                *people.entry(tag.clone()).or_default() += 1.0;
            }
        }
    }
    assert_eq!((barred, experts), (5, 3));
    let mut visits: BTreeMap<String, f64> = BTreeMap::new();
    let (mut food, mut enterprises, mut scales) = (0.0, 0.0, 0.0);
    for row in sample_rows("subjects.csv") {
        let active = ["存续", "在业", "开业", "存续（在营、开业、在册）"].contains(&row[3]);
        if !active || row[12] >= "2" {
            continue;
        }
        let (station, labels) = (&units[row[5]], row[7]);
        let mut drawn = 0.0;
        if labels.contains("食品经营") && (row[0].starts_with("92") || row[0].starts_with("91")) {
            let rate = match row[8] {
                "D" => 0.30,
                "C" => 0.10,
                "B" => 0.03,
                "A" => 0.01,
                _ => 0.02,
            };
            food += rate;
            drawn += rate;
        }
        if row[0].starts_with("91") {
            enterprises += 1.0;
            drawn += 0.03;
        }
        if station == "s07" && labels.contains("计量器具") {
            scales += 0.1;
            drawn += 0.1;
        }
        *visits.entry(station.clone()).or_default() += drawn;
    }
    let public_info = enterprises * 0.03;
    println!("food {food:.0}, public-info {public_info:.0}, scales {scales:.0}, people {people:?}");
    println!("visits {visits:?}");
    assert!((150.0..400.0).contains(&food), "{food}");
    assert!((200.0..400.0).contains(&public_info), "{public_info}");
    assert!((8.0..60.0).contains(&scales), "{scales}");
    let enough = |tag: &str, visits: f64| assert!(people[tag] * 20.0 > visits * 1.5, "{tag}: {visits}");
    enough("food", food);
    enough("bureau", public_info);
    enough("scales", scales);
    assert!(people["lead"] > 20.0);
    for (station, visits) in &visits {
        enough(station, *visits);
    }
}
