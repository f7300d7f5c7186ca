//! Synthetic registries and the sample bureau: what the generator claims is counted again from its
//! bytes, with check functions of its own.

mod bureau;

use std::collections::{BTreeMap, HashMap, HashSet};
use suicha::core::registry::Severity;
use suicha::synth::{self, Params, Planted, sample};

const DIRTY: Params = Params { subjects: 40_000, inspectors: 200, seed: 11, dirt: true };

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn subjects(params: &Params) -> (String, Planted) {
    let mut bytes = Vec::new();
    let planted = synth::subjects_csv(params, &mut bytes).unwrap();
    (text(bytes), planted)
}

fn sample_rows(name: &str) -> Vec<Vec<&'static str>> {
    let text = std::str::from_utf8(sample::file(name).unwrap()).unwrap();
    text.lines().skip(1).map(|line| line.split(',').collect()).collect()
}

/// GB 32100-2015: the weighted sum of all 18 characters, the last with weight 1, is 0 modulo 31.
fn uscc_passes(code: &str) -> bool {
    const WEIGHTS: [u32; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];
    let values: Option<Vec<u32>> =
        code.chars().map(|c| "0123456789ABCDEFGHJKLMNPQRTUWXY".find(c).map(|at| at as u32)).collect();
    values.is_some_and(|v| v.len() == 18 && v.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum::<u32>() % 31 == 0)
}

/// GB 11714: with weight 1 for the ninth character, X being 10, the sum is 0 modulo 11.
fn org_passes(nine: &str) -> bool {
    let value = |c: char| c.to_digit(36).expect("a letter or digit");
    let last = match nine.chars().last().unwrap() {
        'X' => 10,
        c => value(c),
    };
    let sum: u32 = nine.chars().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(c, w)| value(c) * w).sum();
    nine.len() == 9 && (sum + last).is_multiple_of(11)
}

/// GS15—2006: all 15 digits through the recursion leave 1.
fn reg15_passes(code: &str) -> bool {
    let (body, last) = code.split_at(14);
    let p = body.chars().fold(10, |p, c| {
        let s = (p + c.to_digit(10).expect("a digit")) % 10;
        2 * if s == 0 { 10 } else { s } % 11
    });
    (p + last.parse::<u32>().expect("one digit")) % 10 == 1
}

#[test]
fn the_check_functions_here_know_right_from_wrong() {
    for good in ["9144030071526726XG", "91310000X072143273", "92330206MA2EL62660"] {
        assert!(uscc_passes(good) && org_passes(&good[8..17]), "{good}");
    }
    for bad in ["91520000714309258L", "91110108592317351H", "914403001922038000", "91310000x072143273"] {
        assert!(!uscc_passes(bad), "{bad}");
    }
    assert!(!org_passes("714309258"));
    assert!(reg15_passes("110108000000016") && !reg15_passes("320100000000018"));
}

#[test]
fn the_sample_is_what_the_generator_makes() {
    type Make = fn(&mut Vec<u8>) -> std::io::Result<Planted>;
    let made: [(&str, Make); 3] = [
        ("subjects.csv", sample::subjects_csv),
        ("inspectors.csv", sample::inspectors_csv),
        ("recusals.csv", sample::recusals_csv),
    ];
    let bless = std::env::var_os("SUICHA_BLESS").is_some();
    for (name, make) in made {
        let mut bytes = Vec::new();
        make(&mut bytes).unwrap();
        if bless {
            std::fs::write(format!("{}/data/sample/{name}", env!("CARGO_MANIFEST_DIR")), &bytes).unwrap();
        } else {
            assert!(sample::file(name).unwrap() == bytes, "{name} differs: SUICHA_BLESS=1 makes it again");
        }
    }
    assert_eq!(sample::FILES.len(), 8);
    assert!(sample::file("subjects.csv").unwrap().len() < 6_000_000);
}

#[test]
fn nothing_in_the_sample_is_rejected_and_the_readme_counts_right() {
    let mut bytes = Vec::new();
    let planted = sample::subjects_csv(&mut bytes).unwrap();
    assert_eq!(planted.accepted(), 30_000);
    assert_eq!(planted.rows(Severity::Error) + planted.rows(Severity::Skipped), 0);
    assert!(planted.rows(Severity::Warning) > 100 && planted.rows(Severity::Normalised) > 50);
    let readme = std::str::from_utf8(sample::file("README.md").unwrap()).unwrap();
    let lines = planted.lines;
    assert!(readme.contains(&format!("| {},{:03}: 30,000 subjects", lines / 1000, lines % 1000)), "{lines}");
    assert_eq!(sample_rows("inspectors.csv").len(), 120);
    assert_eq!(sample_rows("recusals.csv").len(), 200);
    assert_eq!(sample_rows("matters.csv").len(), 36);
}

#[test]
fn every_number_of_a_clean_registry_is_valid_and_unique() {
    let params = Params { subjects: 100_000, dirt: false, ..DIRTY };
    let (text, planted) = subjects(&params);
    let mut seen = HashSet::new();
    let mut old = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let key = cells[0];
        assert_eq!(cells.len(), 16, "{line}");
        assert!(seen.insert(key), "{key} twice");
        match key.len() {
            18 => {
                assert!(uscc_passes(key) && org_passes(&key[8..17]), "{key}");
                assert_eq!(&key[8..11], "MA0");
            }
            _ if key.contains("NA") => {
                assert_eq!(key.len(), 15, "{key}");
                old += 1;
            }
            _ => {
                assert!(reg15_passes(key), "{key}");
                old += 1;
            }
        }
    }
    assert_eq!(seen.len(), 100_000);
    assert!((300..2000).contains(&old), "{old}");
    assert_eq!((planted.lines, planted.accepted()), (100_000, 100_000));
    assert_eq!(planted.kinds.keys().copied().collect::<Vec<_>>(), ["reg15", "reg15-na"]);
}

#[test]
fn proportions_are_those_of_a_county() {
    let rows = sample_rows("subjects.csv");
    let all = rows.len() as f64;
    let share = |test: &dyn Fn(&[&str]) -> bool| rows.iter().filter(|r| test(r)).count() as f64 / all;
    let near =
        |what: &str, got: f64, want: f64| assert!((got - want).abs() < 0.012, "{what}: {got} not {want}");
    near("individual", share(&|r| r[0].starts_with("92")), 0.664 * 0.99);
    near("enterprise", share(&|r| r[0].starts_with("91")), 0.314 * 0.99);
    near("cooperative", share(&|r| r[0].starts_with("93")), 0.022 * 0.94);
    near("active", share(&|r| ["存续", "在业", "开业", "存续（在营、开业、在册）"].contains(&r[3])), 0.93);
    near("station 1", share(&|r| r[5] == "示例县城关市场监督管理所"), 0.19);
    near("station 7", share(&|r| r[5] == "示例县柳林市场监督管理所"), 0.07);
    near("inspected this year", share(&|r| r[12] != "0"), 0.036);
    let classed = share(&|r| !r[8].is_empty());
    for (class, want) in [("A", 0.60), ("B", 0.25), ("C", 0.12), ("D", 0.03)] {
        near(class, share(&|r| r[8] == class) / classed, want);
    }
}

#[test]
fn no_telephone_and_no_identity_numbers() {
    let mut files: Vec<String> = sample::FILES.iter().map(|(_, b)| text(b.to_vec())).collect();
    files.push(subjects(&DIRTY).0);
    for file in &files {
        for cell in file.split(|c: char| !c.is_ascii_alphanumeric()) {
            let digits = cell.bytes().all(|b| b.is_ascii_digit());
            assert!(!(digits && cell.len() == 11 && cell.starts_with('1')), "telephone: {cell}");
            assert!(!is_identity_number(cell), "identity number: {cell}");
        }
    }
    assert!(is_identity_number("11010519491231002X"), "the published example of GB 11643");
    assert!(is_identity_number("110105491231002"));
}

/// A birthday where GB 11643 has it and, of 18 characters, the right check character.
fn is_identity_number(text: &str) -> bool {
    let birthday = |at: usize| {
        let number = |from: usize| text[from..from + 2].parse::<u32>().unwrap_or(0);
        (1..=12).contains(&number(at)) && (1..=31).contains(&number(at + 2))
    };
    let digits = |n: usize| text.len() >= n && text.bytes().take(n).all(|b| b.is_ascii_digit());
    match text.len() {
        15 => digits(15) && birthday(8),
        18 => {
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum = || text.bytes().zip(weights).map(|(b, w)| usize::from(b - b'0') * w).sum::<usize>();
            let (digits, year) = (digits(17), text.get(6..8));
            digits
                && matches!(year, Some("19" | "20"))
                && birthday(10)
                && text.as_bytes()[17] == b"10X98765432"[sum() % 11]
        }
        _ => false,
    }
}

#[test]
fn a_registry_is_a_function_of_its_parameters() {
    let small = Params { subjects: 500, inspectors: 60, seed: 3, dirt: true };
    let dir = tempfile::tempdir().unwrap();
    let planted = synth::write_dir(&small, dir.path()).unwrap();
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    assert_eq!(read("subjects.csv"), subjects(&small).0);
    assert_eq!(read("planted.toml"), planted);
    let table: toml::Table = planted.parse().unwrap();
    assert_eq!(
        table["subjects"]["lines"].as_integer(),
        Some(read("subjects.csv").lines().count() as i64 - 1)
    );
    assert_eq!(table["made-from"]["seed"].as_str(), Some("3"));
    assert_ne!(subjects(&small).0, subjects(&Params { seed: 4, ..small }).0);
    // More subjects: the same ones first.
    let clean = Params { dirt: false, ..small };
    assert!(subjects(&Params { subjects: 900, ..clean }).0.starts_with(&subjects(&clean).0));
    let too_many = Params { subjects: synth::MOST_SUBJECTS + 1, ..small };
    let refused = synth::subjects_csv(&too_many, &mut Vec::new()).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
    for subjects in [0, 1, 2] {
        for inspectors in [0, 1, 2] {
            let tiny = Params { subjects, inspectors, ..small };
            synth::write_dir(&tiny, dir.path()).unwrap();
        }
    }
}

#[test]
fn planted_dirt_is_there_and_nothing_else() {
    let (text, planted) = subjects(&DIRTY);
    let mut found: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut first_with: HashMap<String, (u64, &str)> = HashMap::new();
    for (line, at) in text.lines().zip(1u64..).skip(1) {
        let mut count = |kind, rows| found.entry(kind).or_insert((0, at)).0 += rows;
        let cells: Vec<&str> = line.split(',').collect();
        let data = classify(line, &cells);
        if let Some(kind) = data {
            count(kind, 1);
        }
        if data.is_none() {
            match first_with.insert(cells[0].to_owned(), (at, line)) {
                Some((_, before)) if before == line => count("duplicate-same", 1),
                Some(_) => count("duplicate-different", 2),
                None => {}
            }
        }
    }
    let claimed: BTreeMap<&str, (u64, u64)> =
        planted.kinds.iter().map(|(kind, plant)| (*kind, (plant.rows, plant.first_line))).collect();
    assert_eq!(found, claimed);
    assert_eq!(planted.lines, text.lines().count() as u64 - 1);
    assert_eq!(claimed.len(), 41, "39 kinds of dirt and two of old numbers");
    let accepted = first_with.len() as u64 - claimed["duplicate-different"].0 / 2
        + planted.rows(Severity::Warning)
        + planted.rows(Severity::Normalised)
        - claimed["duplicate-same"].0;
    assert_eq!(planted.accepted(), accepted);
}

/// Which kind of dirt a line shows, duplicates apart.
fn classify(line: &str, cells: &[&str]) -> Option<&'static str> {
    match line {
        "" => return Some("line-empty"),
        _ if line.bytes().all(|b| b == b',') => return Some("line-blank"),
        _ if line.starts_with("统一社会信用代码,") => return Some("line-heading"),
        _ if line.starts_with("案例（请删除）") => return Some("line-example"),
        _ if line.starts_with("合计,") => return Some("line-total"),
        _ if cells.len() != 16 => return Some("column-count"),
        _ if uscc_passes(cells[1]) => return Some("columns-shifted"),
        _ => {}
    }
    key_dirt(cells[0]).or_else(|| cell_dirt(cells))
}

fn key_dirt(key: &str) -> Option<&'static str> {
    let has = |test: fn(char) -> bool| key.chars().any(test);
    Some(match key {
        "" => "key-missing",
        "无" => "key-none",
        _ if has(|c| c == '\u{200B}') => "key-zero-width",
        _ if has(|c| c == '\'') => "key-apostrophe",
        _ if has(|c| c == ' ') => "key-blanks-inside",
        _ if has(|c| ('！'..='～').contains(&c)) => "key-full-width",
        _ if has(|c| c.is_ascii_lowercase()) => "key-lower-case",
        _ if has(|c| c == '+') => "key-scientific",
        _ if key.len() == 9 && org_passes(key) => "key-organisation",
        _ if key.len() == 13 => "reg13",
        _ if key.len() == 15 && key.contains("NA") => "reg15-na",
        _ if key.len() == 15 && reg15_passes(key) => "reg15",
        _ if has(|c| c == 'O') => "key-look-alike",
        _ if key.ends_with("000") && !uscc_passes(key) && !key.contains("MA0") => "key-lost-digits",
        _ if !uscc_passes(key) => "key-wrong-check",
        _ if !["91", "92", "93"].contains(&&key[..2]) => "key-unknown-class",
        _ if !org_passes(&key[8..17]) => "key-inner-check",
        _ => return None,
    })
}

fn cell_dirt(cells: &[&str]) -> Option<&'static str> {
    let (name, date) = (cells[1], cells[9]);
    Some(match name {
        "" => "name-missing",
        _ if name.ends_with('\u{3000}') => "name-blank-after",
        _ if name.contains('\u{E7D9}') => "name-private-use",
        _ if name.contains('?') => "name-question-mark",
        _ if name.contains('\u{FFFD}') => "name-damaged",
        _ if cells[2] == "N/A" => "type-missing",
        _ if cells[2] == "其它类型" => "type-unknown",
        _ if cells[3].is_empty() => "status-empty",
        _ if cells[3] == "待核实" => "status-unknown",
        _ if cells[3] == "清算" => "status-transit",
        _ if cells[6] == "未知行业" => "industry-unknown",
        _ if cells[6].ends_with(".0") => "industry-float",
        _ if date.ends_with('月') || date.len() == 7 => "date-coarse",
        _ if date.contains(['/', '.', '日']) => "date-rewritten",
        _ if !date.contains('-') => "date-serial",
        _ => return None,
    })
}

#[test]
fn inspectors_dirt_is_counted() {
    let mut bytes = Vec::new();
    let planted = synth::inspectors_csv(&DIRTY, &mut bytes).unwrap();
    let text = text(bytes);
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let cards: HashSet<&str> = rows.iter().map(|r| r[0]).filter(|c| !c.is_empty()).collect();
    let without = rows.iter().filter(|r| r[0].is_empty() && !r[1].contains("案例")).count() as u64;
    assert_eq!(planted.lines, rows.len() as u64);
    assert_eq!(planted.kinds["key-missing"].rows, without);
    let contradicting = planted.kinds["duplicate-different"].rows / 2;
    assert_eq!(planted.accepted(), cards.len() as u64 - contradicting);
    let repeated = rows.windows(2).filter(|w| w[0] == w[1]).count() as u64;
    assert_eq!(planted.merged, repeated);
    assert!(repeated > 0 && contradicting > 0 && without > 0);
}
