//! Every file of a bundle, changed in every way: the right check fails, and no other.
//!
//! The tables in `table.rs` say which. A consequence must be reported as not made: a report in which
//! one flipped byte fails five checks names no culprit.

mod ceremony;
mod classes;
mod forged;
mod form;
mod table;
mod twice;

use ceremony::{Evidence, drawn_and_void};
use classes::{CLASSES, Change, Class, changes};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use suicha::core::bundle::Files;
use suicha::core::spread::InOrder;
use suicha::core::verify::{Trust, Verdict, verify_with};
use table::{CHANGED, CHANGED_IN, FORGED, Table};

/// Made once for all tests.
static EVIDENCE: LazyLock<[Evidence; 2]> = LazyLock::new(drawn_and_void);

fn failed(files: &Files, trust: &Trust) -> BTreeSet<u8> {
    let report = verify_with(files, trust, &InOrder);
    let failed = report.checks.iter().filter(|check| matches!(check.verdict, Verdict::Failed(_)));
    failed.map(|check| check.number).collect()
}

/// Both views of both draws by name.
fn views() -> [(&'static str, &'static Files); 4] {
    let [drawn, void] = &*EVIDENCE;
    [
        ("drawn-public", &drawn.public),
        ("drawn-audit", &drawn.audit),
        ("void-public", &void.public),
        ("void-audit", &void.audit),
    ]
}

/// What was found of one change.
struct Tried {
    place: String,
    file: String,
    key: String,
    column: usize,
    of_its_form: bool,
    failed: BTreeSet<u8>,
}

/// Compares what was found with a table; every difference at once.
fn compare(tried: &[Tried], table: &mut Table) {
    let wrong = |tried: &Tried| {
        let expected = table.expected(&tried.file, &tried.key, tried.column, tried.of_its_form);
        (expected != tried.failed)
            .then(|| format!("{}: expected {expected:?}, failed {:?}", tried.place, tried.failed))
    };
    let wrong: Vec<String> = tried.iter().map(wrong).collect::<Vec<_>>().into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), tried.len(), wrong.join("\n"));
}

#[test]
fn what_is_not_changed_fails_nothing() {
    for (view, files) in views() {
        assert_eq!(failed(files, &Trust::default()), BTreeSet::new(), "{view}");
    }
}

#[test]
fn every_change_of_every_file_fails_its_check_and_no_other() {
    let exceptions: Vec<Vec<&str>> =
        CHANGED_IN.trim().lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    let excepted = |view: &str, file: &str| {
        exceptions.iter().position(|row| row[0] == view && table::fits(row[1], file))
    };
    let mut todo: Vec<(&str, &Files, &str, Class, Change)> = Vec::new();
    for (view, files) in views() {
        for (file, bytes) in files {
            for class in CLASSES {
                let of_class = changes(class, file, bytes).into_iter();
                todo.extend(of_class.map(|change| (view, files, file.as_str(), class, change)));
            }
        }
    }
    let cells: BTreeSet<_> = todo.iter().map(|(view, _, file, class, _)| (view, file, class)).collect();
    println!("{} changes of {} (file, class) cells in four bundles", todo.len(), cells.len());
    let tried: Vec<(&str, Tried)> = todo
        .par_iter()
        .map(|(view, files, file, class, change)| {
            let mut files = (*files).clone();
            let of_its_form = change.bytes.as_ref().is_none_or(|bytes| form::holds(file, bytes));
            match &change.bytes {
                Some(bytes) => files.insert((*file).into(), bytes.clone()),
                None => files.remove(*file),
            };
            let tried = Tried {
                place: format!("{view} {file} {class:?} {} ({})", change.place, change.key),
                file: (*file).into(),
                key: change.key.clone(),
                column: table::column(*class),
                of_its_form,
                failed: failed(&files, &Trust::default()),
            };
            (*view, tried)
        })
        .collect();
    let missing = table::column(Class::Missing);
    let (special, tried): (Vec<_>, Vec<_>) = tried
        .into_iter()
        .partition(|(view, tried)| tried.column == missing && excepted(view, &tried.file).is_some());
    let seen: BTreeSet<_> = special.iter().filter_map(|(view, tried)| excepted(view, &tried.file)).collect();
    assert_eq!(seen.len(), exceptions.len(), "every exception is met");
    for (_, tried) in &special {
        assert_eq!(tried.failed, BTreeSet::new(), "{}", tried.place);
    }
    let mut table = Table::read(CHANGED);
    compare(&tried.into_iter().map(|(_, tried)| tried).collect::<Vec<_>>(), &mut table);
    table.all_used();
}

#[test]
fn a_value_replaced_and_all_hashes_recomputed_fails_the_right_check() {
    let mut todo: Vec<(&Evidence, bool, String, Change)> = Vec::new();
    for (number, evidence) in EVIDENCE.iter().enumerate() {
        let all: BTreeMap<_, _> = evidence.audit.iter().chain(&evidence.public).collect();
        for (file, bytes) in all {
            let values = changes(Class::Value, file, bytes).into_iter();
            todo.extend(values.map(|change| (evidence, number == 0, file.clone(), change)));
        }
    }
    let tried: Vec<Tried> = todo
        .par_iter()
        .flat_map_iter(|(evidence, drawn, file, change)| forge(evidence, *drawn, file, change))
        .collect();
    println!("{} forgeries, looked at in {} ways", todo.len(), tried.len());
    let mut table = Table::read(FORGED);
    compare(&tried, &mut table);
    table.all_used();
}

/// One forgery as its readers see it. The published log is that of the draw with a result.
fn forge(evidence: &Evidence, drawn: bool, file: &str, change: &Change) -> Vec<Tried> {
    let bytes = change.bytes.clone().expect("a value is changed, not a file removed");
    let of_its_form = form::holds(file, &bytes);
    let audit = forged::forged(evidence, file, bytes);
    let public = forged::public(evidence, &audit);
    let (kept, reader) = (Trust::default(), Trust { log: Some(evidence.log.clone()), ..Trust::default() });
    let of_the_log = file.starts_with("log-");
    let mut tried = Vec::new();
    for (view, first, files) in [("audit", 0, &audit), ("public", 3, &public)] {
        let alone = forged::unlogged(files);
        let mut look = |column: usize, how: &str, files: &Files, trust: &Trust| {
            tried.push(Tried {
                place: format!("{view} {file} {} ({}), {how}", change.place, change.key),
                file: file.into(),
                key: change.key.clone(),
                column: first + column,
                of_its_form,
                failed: failed(files, trust),
            });
        };
        if view == "public" && !evidence.public.contains_key(file) {
            continue;
        }
        look(0, "proofs kept", files, &kept);
        if !of_the_log {
            look(1, "proofs left out", &alone, &kept);
        }
        if !of_the_log && (drawn || file == "void.txt") {
            look(2, "with the published log", &alone, &reader);
        }
    }
    tried
}
