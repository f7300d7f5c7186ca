//! Runs every vector of `tests/vectors/{credit-report,draw,draw-bad,log,outcome,pairing,receipt,replace}` through the program; those of
//! pulses and witnesses are run by `beacon`, those of files by `ingest`. A vector that is there and not run fails.
//!
//! `tests/vectors` holds the vectors themselves, so the modules of this one stand in `runs`.

#[path = "runs/bad.rs"]
mod bad;
#[path = "runs/credit_report.rs"]
mod credit_report;
#[path = "runs/draw.rs"]
mod draw;
#[path = "runs/formats.rs"]
mod formats;
#[path = "runs/hostile.rs"]
mod hostile;
#[path = "runs/outcome.rs"]
mod outcome;
#[path = "runs/pairing.rs"]
mod pairing;
#[path = "runs/papers.rs"]
mod papers;
#[path = "runs/receipt.rs"]
mod receipt;
#[path = "runs/replace.rs"]
mod replace;
#[path = "runs/spoilt.rs"]
mod spoilt;
#[path = "runs/spoilt_replaced.rs"]
mod spoilt_replaced;

use crate::common::{names, tree};

/// Every directory of vectors with the test that runs it.
const RUN_BY: [(&str, &str); 13] = [
    ("credit-report", "vectors::credit_report"),
    ("draw", "vectors::draw"),
    ("draw-bad", "vectors::bad"),
    ("estimate", "estimate"),
    ("exchange", "cli::exchange"),
    ("ingest", "ingest::vectors"),
    ("log", "vectors::formats"),
    ("outcome", "vectors::outcome"),
    ("pairing", "vectors::pairing"),
    ("pulse", "beacon::vectors"),
    ("receipt", "vectors::receipt"),
    ("replace", "vectors::formats"),
    ("witness", "beacon::vectors"),
];

#[test]
fn every_directory_of_vectors_is_run() {
    let known: Vec<&str> = RUN_BY.iter().map(|(directory, _)| *directory).collect();
    assert_eq!(names(&tree("tests/vectors")), known, "name the test that runs a new directory in RUN_BY");
}
