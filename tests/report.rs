//! The tables of a report against a second reader, against tables checked by eye, and against facts nobody
//! would hope for. Small cases beside the code: `src/report/tables/tests.rs`.

mod facts;
mod history;
mod small;

use crate::common::random::Dice;
use facts::{Rows, day, random};
use history::history;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use suicha::core::period::Period;
use suicha::report::facts::Sink;
use suicha::report::table::{Table, Value};
use suicha::report::tables::{self, Measure, Scope};

fn scope(period: &str, as_of: &str) -> Scope {
    Scope { period: period.parse().unwrap(), as_of: day(as_of) }
}

/// The tables of counts.
fn counted(rows: &Rows, scope: &Scope) -> Vec<Table> {
    let drafts = tables::drafts(scope);
    let mut all = tables::all(&rows.facts(), scope).unwrap();
    all.retain(|table| drafts.iter().any(|draft| draft.table.id == table.id));
    all
}

/// What the second reader counts; `None` without Python.
fn again(rows: &Rows, period: Period, as_of: &str) -> Option<Vec<(String, String)>> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in rows.texts() {
        std::fs::write(dir.path().join(format!("{name}.csv")), text).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/report.py");
    let out = dir.path().join("out");
    let mut python = Command::new("python3");
    python.arg("-B").arg(script).arg(dir.path()).args([period.to_string().as_str(), as_of]).arg(&out);
    let said = match python.output() {
        Ok(said) => said,
        Err(e) => {
            println!("skipped: python3 cannot be run: {e}");
            return None;
        }
    };
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let files = std::fs::read_dir(&out).unwrap().map(|file| file.unwrap().path());
    let mut found: Vec<(String, String)> = files
        .map(|file| {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&file).unwrap())
        })
        .collect();
    found.sort();
    Some(found)
}

fn texts(tables: &[Table]) -> Vec<(String, String)> {
    let mut texts: Vec<_> = tables.iter().map(|table| (table.id.to_owned(), table.csv(true))).collect();
    texts.sort();
    texts
}

#[test]
fn a_second_reader_counts_the_same_tables() {
    for (number, (period, as_of)) in [
        ("2023", "2024-03-01"),
        ("2023-10", "2023-11-30"),
        ("2023Q3", "2023-08-15"),
        ("2023-02", "2023-02-01"),
        ("2024-01", "2024-01-20"),
        ("2022", "2022-12-30"),
    ]
    .into_iter()
    .enumerate()
    {
        for seed in 0..3 {
            let rows = random(number as u64 * 1000 + seed);
            let scope = scope(period, as_of);
            let Some(theirs) = again(&rows, scope.period, as_of) else { return };
            let ours = counted(&rows, &scope);
            let counted = |name: &str| ours.iter().any(|table| table.id == name);
            let theirs: Vec<_> = theirs.into_iter().filter(|(name, _)| counted(name)).collect();
            let ours = texts(&ours);
            let names =
                |texts: &[(String, String)]| texts.iter().map(|one| one.0.clone()).collect::<Vec<_>>();
            assert_eq!(names(&ours), names(&theirs));
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert_eq!(ours.1, theirs.1, "{} of {period} as of {as_of}, seed {number}/{seed}", ours.0);
            }
        }
    }
}

/// Bits are rounded down, the second reader's are not; expectations are rounded to 2^-20 on the way.
fn same_but_for_rounding(ours: &str, theirs: &str, what: &str) {
    let cells = |text: &str| -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let (ours, theirs) = (cells(ours), cells(theirs));
    let bits = ours[0].iter().position(|name| name == "surprise");
    assert_eq!(ours.len(), theirs.len(), "{what}: {ours:?} {theirs:?}");
    for (ours, theirs) in ours.iter().zip(&theirs).skip(1) {
        for (at, (our, their)) in ours.iter().zip(theirs).enumerate() {
            if Some(at) == bits && our != "*" {
                let (n, exact): (f64, f64) = (our.parse().unwrap(), their.parse().unwrap());
                assert!(n <= exact + 1e-5 && exact < n + 1.01, "{what}: {our} for {their} in {ours:?}");
            } else {
                assert_eq!(our, their, "{what}: {ours:?} {theirs:?}");
            }
        }
    }
}

#[test]
fn a_second_reader_finds_the_same_fairness() {
    let mut numbers = 0;
    for (number, (period, as_of)) in
        [("2023", "2024-03-01"), ("2023Q1", "2023-11-30"), ("2023-02", "2023-02-20"), ("2022", "2023-01-02")]
            .into_iter()
            .enumerate()
    {
        for seed in 0..6 {
            let (rows, scope) = (history(number as u64 * 100 + seed), scope(period, as_of));
            let Some(theirs) = again(&rows, scope.period, as_of) else { return };
            let ours = texts(&tables::all(&rows.facts(), &scope).unwrap());
            let names =
                |texts: &[(String, String)]| texts.iter().map(|one| one.0.clone()).collect::<Vec<_>>();
            assert_eq!(names(&ours), names(&theirs));
            for (ours, theirs) in ours.iter().zip(&theirs) {
                let what = format!("{} of {period}, seed {number}/{seed}", ours.0);
                same_but_for_rounding(&ours.1, &theirs.1, &what);
                numbers += ours.1.lines().count() - 1;
            }
        }
    }
    assert!(numbers > 2000, "{numbers} rows");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    for number in 0..4 {
        let (rows, scope) = (history(number), scope("2023", "2023-12-31"));
        let shuffled = rows.clone().shuffled(&mut Dice::new(number));
        let all = |rows: &Rows| tables::all(&rows.facts(), &scope).unwrap();
        assert_eq!(all(&shuffled), all(&rows));
    }
    let rows = Rows { visits: (0..40).flat_map(|at| random(at).visits).collect(), ..random(99) };
    let scope = scope("2023", "2023-12-31");
    let expected = counted(&rows, &scope);
    for number in 0..4 {
        assert_eq!(counted(&rows.clone().shuffled(&mut Dice::new(number)), &scope), expected);
    }
}

#[test]
fn every_number_is_the_rows_it_is_traced_to() {
    let (rows, scope) = (random(5), scope("2023", "2023-12-31"));
    let facts = rows.facts();
    let tables = counted(&rows, &scope);
    let mut traced = 0;
    for draft in tables::drafts(&scope) {
        let table = tables.iter().find(|table| table.id == draft.table.id).unwrap();
        let keys = table
            .columns
            .iter()
            .take_while(|column| matches!(column.holds, suicha::report::table::Holds::Key(_)));
        let keys = keys.count();
        for row in table.rows.iter().step_by(3) {
            for column in &table.columns[keys..] {
                let found = draft.trace(&facts, &scope, &row[..keys], column.name).unwrap();
                let (Some(found), Some(number)) = (found, table.number(row, column.name)) else { continue };
                assert_eq!(found.number().unwrap(), number, "{} {row:?} {}", table.id, column.name);
                assert!(matches!(found.measure, Measure::Rows | Measure::Distinct(_) | Measure::Sum(_)));
                traced += 1;
            }
        }
    }
    assert!(traced > 300, "{traced}");
}

#[test]
fn numbers_over_many_draws_are_the_rows_behind_them() {
    let mut traced = std::collections::BTreeMap::new();
    for (seed, as_of) in [(1, "2023-12-31"), (2, "2023-06-20"), (3, "2023-12-31")] {
        let (rows, scope) = (history(seed), scope("2023", as_of));
        let (facts, drafts) = (rows.facts(), tables::drafts(&scope));
        for table in tables::all(&facts, &scope).unwrap() {
            if drafts.iter().any(|draft| draft.table.id == table.id) {
                continue;
            }
            let keys = suicha::report::compare::keys(&table);
            for row in table.rows.iter().chain(&table.total) {
                for column in &table.columns[keys..] {
                    let of = if Some(row) == table.total.as_ref() {
                        vec![vec![]]
                    } else {
                        vec![row[..keys].to_vec()]
                    };
                    let found = tables::behind(&facts, &scope, table.id, &of, column.name);
                    let (Some(found), Some(number)) = (found, table.number(row, column.name)) else {
                        continue;
                    };
                    assert_eq!(found.number().unwrap(), number, "{} {row:?} {}", table.id, column.name);
                    *traced.entry((table.id, column.name)).or_insert(0) += usize::from(number > 0);
                }
            }
        }
    }
    assert_eq!(traced.len(), 14, "{traced:?}");
    assert!(traced.values().all(|rows| *rows > 1), "{traced:?}");
}

#[test]
fn small_facts_give_the_tables_checked_by_eye() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/golden");
    let write = std::env::var_os("SUICHA_WRITE_GOLDEN").is_some();
    let scope = scope("2023-10", "2023-11-30");
    let tables = counted(&small::rows(), &scope);
    let mut text = String::new();
    for table in &tables {
        text += &format!("# {}\n{}\n", table.id, table.csv(true));
    }
    let file = place.join("2023-10.txt");
    if write {
        std::fs::write(&file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&file).unwrap(), "SUICHA_WRITE_GOLDEN=1 writes it anew");
}

#[test]
fn three_thousand_regions_and_long_names() {
    let one = random(1).visits.remove(0);
    let long = "长".repeat(100);
    let visits = (0..6000).map(|at| suicha::report::facts::Visit {
        region: format!("{:06}", at % 3000),
        department: long.clone(),
        listed: day("2023-05-05"),
        ..one.clone()
    });
    let rows = Rows { visits: visits.collect(), ..Rows::default() };
    let tables = counted(&rows, &scope("2023", "2023-12-31"));
    let find = |id: &str| tables.iter().find(|table| table.id == id).unwrap();
    let regions = find("inspections-by-region");
    assert_eq!(regions.rows.len(), 3000);
    assert!(regions.rows.is_sorted() && regions.rows.iter().all(|row| row[1] == Value::Number(2)));
    assert_eq!(find("inspections-by-department").rows[0][0], Value::Code(long));
}

#[test]
fn nothing_is_divided_by_nothing() {
    // All gone, nothing public: wholes of zero.
    let mut rows = random(3);
    for visit in &mut rows.visits {
        (visit.gone, visit.visited, visit.published, visit.finished) = (true, None, None, None);
    }
    rows.outcomes.clear();
    for table in counted(&rows, &scope("2023", "2023-12-31")) {
        if table.id.starts_with("inspections-") {
            for row in table.rows.iter().chain(&table.total) {
                assert_eq!(table.thousandths(row, "finished", "published"), None, "{}", table.id);
                assert_eq!(table.number(row, "gone"), Some(0), "what is not public is not known to be gone");
            }
        }
    }
}

#[test]
fn entries_add_up() {
    for seed in 0..20 {
        let tables = counted(&random(seed), &scope("2023Q2", "2023-12-31"));
        let find = |id: &str| tables.iter().find(|table| table.id == id).unwrap();
        let table = find("listings");
        for row in table.rows.iter().chain(&table.total) {
            let n = |name: &str| table.number(row, name).unwrap();
            assert_eq!(n("made") - n("withdrawn"), n("listed"));
            assert_eq!(n("opening") + n("listed") - n("removed"), n("open"));
            assert!(n("subjects_listed") <= n("listed") && n("subjects_open") <= n("open"));
        }
        let last = |table: &Table, name: &str| table.total.as_ref().and_then(|row| table.number(row, name));
        assert_eq!(
            last(find("listings-by-ground"), "listed").unwrap_or(0),
            last(table, "listed").unwrap_or(0)
        );
        assert_eq!(
            last(find("removals-by-reason"), "removed").unwrap_or(0),
            last(table, "removed").unwrap_or(0)
        );
    }
}

/// In processes of their own, since polars makes its threads once.
#[test]
fn the_number_of_threads_does_not_matter() {
    let dir = tempfile::tempdir().unwrap();
    let size = suicha::synth::facts::Size { outcomes: 40_000, events: 40_000, seed: 5 };
    suicha::synth::facts::write_facts(&size, &dir.path().join("synthetic")).unwrap();
    std::fs::create_dir(dir.path().join("history")).unwrap();
    let many: Vec<Rows> = (0..30).map(history).collect();
    let mut sink = Sink::files(|name| File::create(dir.path().join("history").join(name))).unwrap();
    many.iter().for_each(|rows| rows.put(&mut sink));
    sink.finish().unwrap();
    for facts in ["synthetic", "history"] {
        let tables = |threads: &str, round: u32| {
            let out = dir.path().join(format!("{facts}-{threads}-{round}"));
            let mut suicha = Command::new(env!("CARGO_BIN_EXE_suicha"));
            suicha.args(["synth", "tables"]).arg(dir.path().join(facts)).arg("2023").arg(&out);
            let said = suicha.env("POLARS_MAX_THREADS", threads).output().unwrap();
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
            let files = std::fs::read_dir(&out).unwrap().map(|file| file.unwrap());
            let mut files: Vec<_> =
                files.map(|file| (file.file_name(), std::fs::read_to_string(file.path()).unwrap())).collect();
            files.sort();
            files
        };
        let one = tables("1", 0);
        let lines: usize = one.iter().map(|(_, text)| text.lines().count() - 1).sum();
        assert!(one.len() > 50 && lines > 500, "{} tables, {lines} rows", one.len());
        for round in 0..2 {
            for (one, four) in one.iter().zip(&tables("4", round)) {
                assert_eq!(one, four, "{facts}");
            }
        }
    }
}

#[test]
fn synthetic_facts_are_the_same_every_time() {
    let size = suicha::synth::facts::Size { outcomes: 1003, events: 2000, seed: 7 };
    let dir = tempfile::tempdir().unwrap();
    let files = |name: &str| {
        let place = dir.path().join(name);
        suicha::synth::facts::write_facts(&size, &place).unwrap();
        let files = std::fs::read_dir(&place).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> =
            files.map(|file| (file.file_name().unwrap().to_owned(), std::fs::read(&file).unwrap())).collect();
        files.sort();
        files
    };
    let (one, other) = (files("one"), files("other"));
    assert!(one.len() >= 12 && one == other);
    let facts = suicha::report::facts::Facts::scan(&dir.path().join("one")).unwrap();
    let tables = tables::all(&facts, &scope("2023", "2023-12-31")).unwrap();
    let last = |id: &str, column: &str| {
        let table = tables.iter().find(|table| table.id == id).unwrap();
        table.number(table.total.as_ref().unwrap(), column).unwrap()
    };
    assert!(last("results", "results") > 300 && last("credit-events", "events") > 700);
    assert_eq!(last("credit-events", "events"), last("credit-events-by-region", "events"));
    assert_eq!(last("results-by-region", "r5"), last("results-by-matter", "r5"));
}
