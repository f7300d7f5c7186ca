//! What several integration tests need: where the tree is, a directory as a bundle, and back.

pub mod manifest;
pub mod random;
pub mod replaced;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use suicha::core::bundle::Files;
use suicha::core::spread::InOrder;
use suicha::core::verify::{Verdict, verify};

/// A path inside the source tree.
pub fn tree(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Names in a directory, sorted.
pub fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().expect("a name in UTF-8")).collect();
    names.sort();
    names
}

/// Every file of a flat directory.
pub fn read_bundle(directory: &Path) -> Files {
    let read = |name: String| {
        let bytes = std::fs::read(directory.join(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, bytes)
    };
    names(directory).into_iter().filter(|name| name != "README.txt").map(read).collect()
}

/// Writes every file of a bundle into a directory.
pub fn write_bundle(directory: &Path, files: &Files) {
    for (name, bytes) in files {
        std::fs::write(directory.join(name), bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

/// Numbers of the checks a bundle fails.
pub fn failed_checks(files: &Files) -> BTreeSet<u8> {
    let report = verify(files, &InOrder);
    let failed = report.checks.iter().filter(|check| matches!(check.verdict, Verdict::Failed(_)));
    failed.map(|check| check.number).collect()
}
