//! Every file of `tests/vectors/ingest` does what its `.expect` says.

use super::*;
use std::collections::BTreeMap;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Why the file is here.
    why: String,
    #[serde(default = "subjects_word")]
    kind: String,
    /// Part of the error that refuses the whole file.
    refused: Option<String>,
    encoding: Option<String>,
    #[serde(default)]
    rows_in: u64,
    #[serde(default)]
    accepted: u64,
    #[serde(default)]
    merged: u64,
    #[serde(default)]
    skipped: u64,
    #[serde(default)]
    rejected: u64,
    /// Rule = rows in which it is told, or the count for rules told once per file.
    #[serde(default)]
    rules: BTreeMap<String, toml::Value>,
}

fn subjects_word() -> String {
    "subjects".into()
}

#[test]
fn every_vector_does_what_it_says() {
    let mut seen = 0;
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(repository("tests/vectors/ingest")).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        let expectation = std::fs::read_to_string(path.with_extension("expect")).unwrap();
        let expected: Expected = toml::from_str(&expectation).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        assert!(!expected.why.is_empty());
        let files = [path.clone()];
        let result = match expected.kind.as_str() {
            "subjects" => subjects(&files, None).map(|(_, tally)| tally),
            "inspectors" => inspectors(&files, None).map(|(_, tally)| tally),
            "recusals" => recusals(&files, None).map(|(_, tally)| tally),
            "matters" => matters(&files, None).map(|(_, tally)| tally),
            other => panic!("{other}"),
        };
        compare(path, &expected, result);
        seen += 1;
    }
    assert!(seen >= 20, "{seen} vectors found");
}

fn compare(path: &Path, expected: &Expected, result: Result<Tally, IngestError>) {
    let name = path.file_name().unwrap().to_string_lossy();
    let tally = match (result, &expected.refused) {
        (Ok(tally), None) => tally,
        (Err(error), Some(part)) => {
            assert!(error.to_string().contains(part.as_str()), "{name}: {error}");
            return;
        }
        (Ok(_), Some(part)) => panic!("{name}: must be refused: {part}"),
        (Err(error), None) => panic!("{name}: {error}"),
    };
    let counts = [tally.rows_in, tally.accepted, tally.merged, tally.skipped, tally.rejected];
    let wanted = [expected.rows_in, expected.accepted, expected.merged, expected.skipped, expected.rejected];
    assert_eq!(counts, wanted, "{name}: in, accepted, merged, skipped, rejected\n{:#?}", tally.issues);
    if let Some(encoding) = &expected.encoding {
        assert_eq!(&tally.encodings[0].1, encoding, "{name}");
    }
    let mut found: BTreeMap<String, toml::Value> = BTreeMap::new();
    for (rule, total) in &tally.issues_total {
        let rows = told(&tally, *rule).0.into_iter().map(|row| toml::Value::Integer(row as i64)).collect();
        let value =
            if rule.once_per_file() { toml::Value::Integer(*total as i64) } else { toml::Value::Array(rows) };
        found.insert(rule.code().into(), value);
    }
    assert_eq!(found, expected.rules, "{name}");
}
