//! The import, from bytes in files to accepted rows: vectors with their expectations, encodings,
//! damage, duplicates, mappings, and the way back.

#[path = "ingest/big.rs"]
mod big;
#[path = "ingest/encodings.rs"]
mod encodings;
#[path = "ingest/mappings.rs"]
mod mappings;
#[path = "ingest/roundtrip.rs"]
mod roundtrip;
#[path = "ingest/rows.rs"]
mod rows;
#[path = "ingest/vectors.rs"]
mod vectors;

use std::path::{Path, PathBuf};
use suicha::core::id::Name;
use suicha::core::registry::{Inspector, Matter, Recusal, Subject};
use suicha::core::row::{Codebook, Rule};
use suicha::ingest::{self, IngestError, Mapping, Source, Tally};

/// The bureau's words in these tests.
fn codebook() -> Codebook {
    let names = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, code)| ((*name).to_owned(), Name::new(code).unwrap())).collect()
    };
    Codebook {
        units: names(&[("城关所", "chengguan"), ("城东所", "chengdong"), ("企业监管股", "qiye")]),
        tags: names(&[
            ("食品", "food"),
            ("特种设备安全监察员", "special"),
            ("餐饮", "catering"),
            ("工商", "gongshang"),
        ]),
        names: Default::default(),
    }
}

/// A directory for one test's files.
struct Dir(tempfile::TempDir);

impl Dir {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }
}

macro_rules! importer {
    ($name:ident, $type:ty, $import:path) => {
        fn $name(files: &[PathBuf], mapping: Option<&Mapping>) -> Result<(Vec<$type>, Tally), IngestError> {
            let codebook = codebook();
            let source = Source { mapping, ..Source::of(files, &codebook) };
            let mut rows = Vec::new();
            let tally = $import(&source, &mut |_| {}, &mut |chunk| {
                rows.extend(chunk);
                Ok(())
            })?;
            check(&tally, rows.len());
            Ok((rows, tally))
        }
    };
}

importer!(subjects, Subject, ingest::subjects);
importer!(inspectors, Inspector, ingest::inspectors);
importer!(recusals, Recusal, ingest::recusals);
importer!(matters, Matter, ingest::matters);

/// What holds for every import.
fn check(tally: &Tally, delivered: usize) {
    assert_eq!(tally.accepted, delivered as u64, "delivered rows are the accepted ones");
    assert_eq!(tally.rows_in, tally.accepted + tally.merged + tally.skipped + tally.rejected);
    let places: Vec<_> = tally.issues.iter().map(|issue| (issue.file.clone(), issue.row)).collect();
    assert!(places.windows(2).all(|pair| pair[0].0 != pair[1].0 || pair[0].1 <= pair[1].1), "sorted by row");
}

/// Imports one CSV text of subjects.
fn csv(text: &str) -> (Vec<Subject>, Tally) {
    let dir = Dir::new();
    let file = dir.write("subjects.csv", text);
    subjects(&[file], None).unwrap_or_else(|error| panic!("{error}"))
}

/// Rows of a rule and how often it was found.
fn told(tally: &Tally, rule: Rule) -> (Vec<u64>, u64) {
    let rows = tally.issues.iter().filter(|issue| issue.rule == rule).map(|issue| issue.row).collect();
    (rows, tally.issues_total.get(&rule).copied().unwrap_or(0))
}

/// A correct credit code, made from a number.
fn code(n: usize) -> String {
    use suicha::core::identifier::{org_check_char, uscc_check_char};
    let first8 = format!("{:08}", n % 100_000_000);
    let first17 = format!("91320381{first8}{}", org_check_char(&first8).unwrap());
    format!("{first17}{}", uscc_check_char(&first17).unwrap())
}

/// Files of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
