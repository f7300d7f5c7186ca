//! The demonstration: the same bytes twice, bundles that verify, and one that fails by name for a
//! flipped byte in any of its files.

use super::{Bureau, snapshot};
use crate::common::{failed_checks, read_bundle, tree};
use std::process::Command;
use suicha::core::bundle::Files;

#[test]
fn twice_the_same_bytes_and_every_flipped_byte_is_found() {
    let place = Bureau::bare();
    place.run(&["demo", "one", "-q"]).ok().says(&[
        "11 passed, 0 failed",
        "13 passed, 0 failed, 0 not made",
        "1 replacement",
        "3 tasks, digest",
        "40 visits, 80 seats, 0 left open",
        "red 2023-09-26 2 working days overdue",
        "956 inspected (6 of them gone)",
        "declined: no event",
        "letter 示例市监异入〔2023〕第1号",
        "20 entries made in the month, 0 withdrawn, 20 listed (20 subjects)",
        "penalties: 0 public; 0 sent (0 new, 0 changed), 2 withdrawn",
        "in reports/2023-09: report.html, report.docx, report.xlsx, 55 tables",
    ]);
    place.run(&["demo", "two", "-q"]).ok();
    let (one, two) = (snapshot(&place.path("one")), snapshot(&place.path("two")));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&two));
    let differing: Vec<&String> = one.iter().zip(&two).filter(|(a, b)| a != b).map(|(a, _)| &a.0).collect();
    assert_eq!(differing, Vec::<&String>::new());
    assert!(
        !one.iter().any(|(name, _)| name.ends_with("-wal") || name.ends_with("-shm")),
        "the archive was closed"
    );

    place.run(&["verify", "one/bundle-public"]).ok().says(&["9 passed, 0 failed"]);
    place.run(&["verify", "one/bundle-audit"]).ok().says(&["11 passed, 0 failed"]);
    for bundle in ["bundle-audit", "bundle-public", "mooncake-audit", "mooncake-public"] {
        flips(&place, &format!("one/{bundle}"));
    }
    replays(&place);
    figures(&place);
    placeholders_are_no_people(&one);
}

/// Figures of the demonstration's month: values, not pixels; each as many as the rows behind it.
fn figures(place: &Bureau) {
    let at = |args: &[&str]| {
        let clock = ["--config", "one/suicha.toml", "--clock", "2023-10-10T10:00:00+08:00"];
        place.run(&[args, &clock].concat())
    };
    // Tasks that share tickets draw some subjects twice in one draw, on purpose: nothing surprises.
    let hits = place.read("one/reports/2023-09/tables/repeat-hits.csv");
    let rows: Vec<&str> = hits.trim_end().lines().skip(1).collect();
    assert_eq!(rows.len(), 8, "{hits}");
    for row in rows {
        let bits: u32 = row.rsplit(',').next().unwrap().parse().unwrap();
        assert!(bits < 5, "{row}");
    }
    let draw = "320381-2023-09";
    at(&["report", "figures", draw, "--out", "figures", "--format", "svg"]).ok().says(&["7 figures"]);
    for (figure, says) in [
        ("tickets-food", "21 eligible, 13 drawn, 8 in reserve; threshold 0.36537"),
        ("tickets-public-info", "8457 eligible, 592 drawn, 10 in reserve; threshold 0.06855"),
        ("results", "Unit: outcomes; due 3128, shown 3126 (of 956 subjects)"),
        ("workload", "Unit: visits; 120 people, 1941 seats, 0 to 21 visits each"),
        ("progress", "Unit: outcomes; to be inspected 3128, recorded 3128, published 3128"),
        ("problems", "inspected 3108 outcomes (of 950 subjects), with a problem 366, overall 11.8%"),
    ] {
        let page = crate::figures::read(&place.read(&format!("figures/{figure}.svg")));
        assert!(page.texts.iter().any(|text| text.words.contains(says)), "{figure}: {says}");
    }
    for (figure, cell, rows) in [
        ("results", "A01/R4", "24 rows"),
        ("results", "A03/R5", "57 rows"),
        ("problems", "s01/A03", "53 rows"),
        ("problems", "all/all", "3108 rows"),
        ("workload", "p006", "21 rows"),
        ("progress", "published", "3128 rows"),
        ("tickets-food", "food/class-d/reserve", "8 rows"),
    ] {
        at(&["report", "explain", draw, figure, cell]).ok().says(&[rows]);
    }
    at(&["report", "figures", draw, "--out", "open", "--format", "svg", "--public"])
        .ok()
        .says(&["5 figures"]);
}

fn flips(place: &Bureau, dir: &str) {
    let files = read_bundle(&place.path(dir));
    assert!(failed_checks(&files).is_empty());
    for name in files.keys().cloned().collect::<Vec<_>>() {
        let mut broken: Files = files.clone();
        let bytes = broken.get_mut(&name).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(!failed_checks(&broken).is_empty(), "{dir}/{name}: byte {middle} flipped and nothing fails");
    }
    let name = "commit.txt";
    let path = place.path(dir).join(name);
    let mut bytes = files[name].clone();
    bytes[40] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    // In a bundle with a longer id this byte stands in the id, and the seed is what disagrees.
    let names = if dir.contains("bundle") { name } else { "seed.txt" };
    place.run(&["verify", dir]).exits(4).says(&["FAIL", names]);
    std::fs::write(&path, &files[name]).unwrap();
}

/// The sixty lines of Python that were written from the protocol's page alone agree.
fn replays(place: &Bureau) {
    for script in [&["replay.py"][..], &["roots.py"], &["pairing.py", "bundle"]] {
        let mut python = Command::new("python3");
        python
            .arg(tree("tests/reference").join(script[0]))
            .args(&script[1..])
            .arg(place.path("one/bundle-audit"));
        match python.output() {
            Err(e) => println!("skipped {script:?}: python3 cannot be run: {e}"),
            Ok(output) => {
                assert!(output.status.success(), "{script:?}: {}", String::from_utf8_lossy(&output.stdout))
            }
        }
    }
}

/// Inspectors' names and risk classes stay out of everything public.
fn placeholders_are_no_people(files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files.iter().filter(|(name, _)| name.starts_with("bundle-public/")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("执法人员0"), "{name} names an inspector");
        let sealed = name.contains("food") && name.ends_with(".csv");
        assert!(!sealed || !text.contains("class-"), "{name} tells risk classes");
    }
}

/// Headings under which registries keep the class, and how programs, plans and reports of drift write it.
/// Rates by class may be public; who has which class may not.
const CLASS: [&str; 12] = [
    "风险等级",
    "风险类别",
    "信用风险分类",
    "信用等级",
    "信用风险等级",
    "risk_class",
    "risk-class",
    "risk class",
    "class-a",
    "class-d",
    "→ D",
    "一票否决",
];

/// Every public artefact of the month, and of a month with classes and credit reports after it: none of
/// them tells a class. The same walk finds one that is put there.
#[test]
fn nothing_public_tells_a_class() {
    let place = Bureau::bare();
    place.run(&["demo", "one", "-q"]).ok();
    let run = |args: &[&str]| {
        let as_clerk = ["--config", "one/suicha.toml", "--as", "clerk", "--key", "one/people/clerk.key"];
        place.at("2023-11-01T09:00:00+08:00", &[args, &as_clerk].concat())
    };
    run(&["credit", "classes", "--apply"]).ok().says(&["stored", "  D: "]);
    assert!(place.path("one/reports/2023-09/report.docx").exists());
    let rows = place.read("one/mooncake-public/selected-mooncake.csv");
    let drawn: Vec<&str> = rows.lines().skip(1).filter_map(|row| row.split(',').nth(2)).take(3).collect();
    assert_eq!(drawn.len(), 3, "{rows}");
    for (at, id) in drawn.iter().enumerate() {
        for ending in ["html", "docx", "json"] {
            run(&["credit", "show", id, "--out", &format!("one/reports/{at}.{ending}")]).ok();
        }
    }
    let public = |(name, _): &(String, Vec<u8>)| {
        let places = ["bundle-public/", "mooncake-public/", "log/", "papers/", "reports/"];
        places.iter().any(|dir| name.starts_with(dir))
    };
    let files: Vec<(String, Vec<u8>)> = snapshot(&place.path("one")).into_iter().filter(public).collect();
    for kind in ["bundle-public/", "log/", ".html", ".docx", ".json", ".xlsx", ".csv"] {
        assert!(files.iter().any(|(name, _)| name.contains(kind)), "no {kind} is walked");
    }
    let found: Vec<String> = files.iter().flat_map(|(name, bytes)| classes_in(name, bytes)).collect();
    assert!(found.is_empty(), "{found:?}");
    for (name, bytes) in &files {
        for (at, word) in CLASS.iter().enumerate().filter(|(_, word)| !of_rates(name, word)) {
            let told = classes_in(name, &leaked(bytes, word, at));
            assert!(told.iter().any(|told| told.contains(word)), "{name} with {word} passes");
        }
    }
}

/// A plan says at which rate a class is drawn, and not who is in it.
fn of_rates(name: &str, word: &str) -> bool {
    name.contains("-public/plan-") && word.starts_with("class-")
}

/// Words for a class in a file, those inside packed ones as well.
fn classes_in(name: &str, bytes: &[u8]) -> Vec<String> {
    let mut texts = vec![String::from_utf8_lossy(bytes).into_owned()];
    if let Ok(mut package) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        for at in 0..package.len() {
            let mut text = Vec::new();
            std::io::copy(&mut package.by_index(at).unwrap(), &mut text).unwrap();
            texts.push(String::from_utf8_lossy(&text).into_owned());
        }
    }
    let words = CLASS.iter().filter(|word| !of_rates(name, word));
    let words = words.filter(|word| texts.iter().any(|text| text.contains(**word)));
    words.map(|word| format!("{name}: {word}")).collect()
}

/// The file with a word in its middle; a packed one with a part more.
fn leaked(bytes: &[u8], word: &str, at: usize) -> Vec<u8> {
    match zip::ZipWriter::new_append(std::io::Cursor::new(bytes.to_vec())) {
        Ok(mut package) => {
            let options = zip::write::SimpleFileOptions::default();
            package.start_file(format!("leak{at}.xml"), options).unwrap();
            std::io::Write::write_all(&mut package, word.as_bytes()).unwrap();
            package.finish().unwrap().into_inner()
        }
        Err(_) => {
            let (before, after) = bytes.split_at(bytes.len() / 2);
            [before, word.as_bytes(), after].concat()
        }
    }
}

#[test]
fn a_foreign_directory_is_never_replaced() {
    let place = Bureau::bare();
    std::fs::create_dir(place.path("mine")).unwrap();
    place.write("mine/letter.txt", "keep me");
    place.run(&["demo", "mine"]).exits(6).says(&["is no demonstration"]);
    assert_eq!(place.read("mine/letter.txt"), "keep me");
}
