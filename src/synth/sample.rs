//! The sample bureau 示例县市场监督管理局: the files of `data/sample`, inside the program.
//!
//! Subjects, inspectors and recusals are made by this module's own generator; a test makes them
//! again and compares. Matters, plan and code book are written by hand.

use super::dirt::Level;
use super::planted::Planted;
use super::{Params, subject, writer};
use std::io::{self, Write};

/// What the sample is made from. Its subjects carry only dirt that an import accepts.
pub const PARAMS: Params = Params { subjects: 30_000, inspectors: 120, seed: 320_381, dirt: false };

/// Name and content of every file of the sample.
pub const FILES: &[(&str, &[u8])] = &[
    ("README.md", include_bytes!("../../data/sample/README.md")),
    ("codebook.toml", include_bytes!("../../data/sample/codebook.toml")),
    ("inspectors.csv", include_bytes!("../../data/sample/inspectors.csv")),
    ("matters.csv", include_bytes!("../../data/sample/matters.csv")),
    ("plan.toml", include_bytes!("../../data/sample/plan.toml")),
    ("plan-temporary.toml", include_bytes!("../../data/sample/plan-temporary.toml")),
    ("recusals.csv", include_bytes!("../../data/sample/recusals.csv")),
    ("subjects.csv", include_bytes!("../../data/sample/subjects.csv")),
];

/// Content of one file of the sample.
pub fn file(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(n, _)| *n == name).map(|(_, bytes)| *bytes)
}

/// Makes `subjects.csv` of the sample again.
///
/// # Errors
/// Those of `out`.
pub fn subjects_csv(out: &mut impl Write) -> io::Result<Planted> {
    writer::subjects(&PARAMS, &subject::SAMPLE_COLUMNS, Level::Mild, out)
}

/// Makes `inspectors.csv` of the sample again.
///
/// # Errors
/// Those of `out`.
pub fn inspectors_csv(out: &mut impl Write) -> io::Result<Planted> {
    super::inspectors_csv(&PARAMS, out)
}

/// Makes `recusals.csv` of the sample again.
///
/// # Errors
/// Those of `out`.
pub fn recusals_csv(out: &mut impl Write) -> io::Result<Planted> {
    super::recusals_csv(&PARAMS, out)
}
