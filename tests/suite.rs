//! One binary for every integration test: each test binary links the whole program.

#![expect(clippy::disallowed_methods, reason = "tests read their switches from the environment")]

mod archive;
mod attacks;
mod beacon;
mod charts;
mod cli;
mod common;
mod credit;
mod deadlines;
mod estimate;
mod fairness;
mod figures;
mod forms;
mod fuzz;
mod ingest;
mod mutations;
mod pairing;
mod reference;
mod report;
mod schedule;
mod simulation;
mod sql;
mod synth;
mod tidy;
mod vectors;
mod workdays;
