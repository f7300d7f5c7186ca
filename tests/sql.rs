//! The first draw as SQL: DuckDB, PostgreSQL and Spark select what the program selects, from the
//! CSV files of random draws and of the examples. Each engine is started once for all bundles, the
//! way the script's header says; one that is not there is skipped with a word.
//!
//! `SUICHA_TEST_PYTHON` names a Python with DuckDB and PySpark, `SUICHA_TEST_POSTGRES` a server.

use crate::cli::Bureau;
use crate::common::random::random_draw;
use crate::common::{names, read_bundle, tree, write_bundle};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use suicha::core::bundle::{self, Files, Inputs};
use suicha::core::lang::Lang;
use suicha::core::seed::SeedTranscript;
use suicha::core::spread::InOrder;
use suicha::core::sql::{Dialect, script};

/// How many random draws are replayed.
const DRAWS: usize = 200;
/// Spark takes a second or two for each task.
const DRAWS_IN_SPARK: usize = 12;

#[test]
fn duckdb_selects_the_same() {
    let Some(python) = python() else { return };
    let place = Place::new(Dialect::DuckDb, DRAWS);
    let program = "import os, sys, duckdb\n\
                   for bundle in sys.argv[1:]:\n    \
                   os.chdir(bundle)\n    duckdb.connect().execute(open('replayed/replay.sql').read())\n";
    let said = Command::new(&python).args(["-c", "import duckdb; print(duckdb.__version__)"]).output();
    let Some(said) = said.ok().filter(|said| said.status.success()) else {
        println!("skipped: {} has no duckdb", python.display());
        return;
    };
    run(Command::new(&python).args(["-c", program]).args(&place.bundles));
    place.compare(&format!("DuckDB {}", String::from_utf8_lossy(&said.stdout).trim()));
}

#[test]
fn postgres_selects_the_same() {
    let Ok(server) = std::env::var("SUICHA_TEST_POSTGRES") else {
        println!("skipped: SUICHA_TEST_POSTGRES names no server");
        return;
    };
    if !there("psql", "--version") {
        println!("skipped: there is no psql");
        return;
    }
    let place = Place::new(Dialect::Postgres, DRAWS);
    let in_each = |dir: &PathBuf| format!("\\cd {}\n\\i replayed/replay.sql\n", dir.display());
    let all = place.dir.path().join("all.sql");
    std::fs::write(&all, place.bundles.iter().map(in_each).collect::<String>()).unwrap();
    let mut psql = Command::new("psql");
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]);
    run(psql.arg("-f").arg(&all).arg(&server));
    place.compare("PostgreSQL");
}

#[test]
fn spark_selects_the_same() {
    let Some(python) = python() else { return };
    let bin = python.parent().unwrap();
    if !there("java", "-version") || !bin.join("spark-sql").exists() {
        println!("skipped: there is no Java, or no PySpark beside {}", python.display());
        return;
    }
    let place = Place::new(Dialect::Spark, DRAWS_IN_SPARK);
    // One process cannot change its directory: the paths become absolute.
    let at_home = |dir: &PathBuf| {
        let text = std::fs::read_to_string(dir.join("replayed/replay.sql")).unwrap();
        let home = |start: &str| format!("'{}/{start}", dir.display());
        text.replace("'frame-", &home("frame-")).replace("'replayed/", &home("replayed/"))
    };
    let all = place.dir.path().join("all.sql");
    std::fs::write(&all, place.bundles.iter().map(at_home).collect::<String>()).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let settings = ["catalogImplementation=in-memory", "shuffle.partitions=1"];
    let settings = settings.iter().flat_map(|setting| ["--conf".to_owned(), format!("spark.sql.{setting}")]);
    let mut spark = Command::new(bin.join("spark-sql"));
    spark.current_dir(place.dir.path()).env("PATH", path).env("SPARK_LOCAL_IP", "127.0.0.1");
    spark.args(["--master", "local[1]", "--conf", "spark.ui.enabled=false"]).args(settings);
    run(spark.arg("-f").arg(&all));
    place.compare("Spark");
}

#[test]
fn the_command_prints_the_script() {
    let place = Bureau::bare();
    let example = tree("tests/vectors/draw/example-1");
    let example = example.to_str().unwrap();
    for (dialect, reads) in [("postgres", "\\copy"), ("duckdb", "read_csv"), ("spark", "USING csv")] {
        let answer = place.run(&["sql", example, "--dialect", dialect]).ok();
        answer.says(&[reads, "diff selected-food.csv", "('high', 'ceil', '2', '3', NULL, NULL)"]);
    }
    place.run(&["sql", example, "--dialect", "oracle"]).exits(2).says(&["use postgres, duckdb or spark"]);
    // In public the sealed task is said to be missing.
    let mut files = read_bundle(&tree("tests/vectors/draw/example-4"));
    for name in ["frame-credit.csv", "inspectors.csv", "recusals.csv", "salt.key"] {
        files.remove(name);
    }
    std::fs::create_dir(place.path("public")).unwrap();
    write_bundle(&place.path("public"), &files);
    let answer = place.run(&["sql", "public", "--dialect", "duckdb"]).ok();
    answer.says(&["Task credit is sealed", "frame-open.csv"]);
}

/// Bundles with their scripts, each in a directory of its own.
struct Place {
    dir: tempfile::TempDir,
    bundles: Vec<PathBuf>,
}

impl Place {
    fn new(dialect: Dialect, draws: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut bundles = Vec::new();
        for (name, files) in drawn().iter().take(5 + draws) {
            let bundle = dir.path().join(name);
            std::fs::create_dir_all(bundle.join("replayed")).unwrap();
            write_bundle(&bundle, files);
            let inputs = Inputs::open(files, &InOrder).unwrap();
            let seed = SeedTranscript::parse(&files[bundle::SEED]).unwrap().seed();
            let text = script(&inputs, &seed, dialect, Lang::default());
            std::fs::write(bundle.join("replayed/replay.sql"), text).unwrap();
            bundles.push(bundle);
        }
        Self { dir, bundles }
    }

    fn compare(&self, engine: &str) {
        let mut tasks = 0;
        for bundle in &self.bundles {
            for name in names(bundle).iter().filter(|name| name.starts_with("selected-")) {
                let expected = std::fs::read_to_string(bundle.join(name)).unwrap();
                let replayed = whole(&bundle.join("replayed").join(name));
                assert_eq!(replayed, expected, "{engine}: {name} of {}", bundle.display());
                tasks += 1;
            }
        }
        println!("{engine}: {tasks} tasks of {} draws are the same", self.bundles.len());
    }
}

/// A file, or the parts of one in a directory.
fn whole(path: &Path) -> String {
    let read =
        |path: &Path| std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    match path.is_dir() {
        true => names(path).iter().filter(|n| n.starts_with("part-")).map(|n| read(&path.join(n))).collect(),
        false => read(path),
    }
}

/// The examples, then random draws; made once.
fn drawn() -> &'static [(String, Files)] {
    static DRAWN: OnceLock<Vec<(String, Files)>> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let examples = (1..=5).map(|number| format!("example-{number}"));
        let read = |name: String| {
            let files = read_bundle(&tree("tests/vectors/draw").join(&name));
            (name, files)
        };
        let random = (0..).filter_map(|number| Some((format!("random-{number}"), random_draw(number)?)));
        examples.map(read).chain(random.take(DRAWS)).collect()
    })
}

fn python() -> Option<PathBuf> {
    let python = std::env::var("SUICHA_TEST_PYTHON").ok().map(PathBuf::from);
    if python.is_none() {
        println!("skipped: SUICHA_TEST_PYTHON names no Python with DuckDB and PySpark");
    }
    python
}

fn there(program: &str, version: &str) -> bool {
    Command::new(program).arg(version).output().is_ok_and(|said| said.status.success())
}

fn run(command: &mut Command) {
    let said = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let end = String::from_utf8_lossy(&said.stderr);
    let end: Vec<&str> = end.lines().rev().take(30).collect();
    assert!(said.status.success(), "{}: {end:#?}", command.get_program().display());
}
