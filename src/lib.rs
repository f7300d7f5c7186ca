//! Suicha (随查): verifiable "double random" inspections (双随机、一公开).
//!
//! A draw is a function of inputs that were frozen and committed in public and of randomness that
//! nobody controls; this crate computes it, keeps it, and verifies it. `docs/ARCHITECTURE.md` is
//! the map, `docs/draw-protocol.md` the specification. In reading order:
//!
//! - [`core`]: values in, values out. The protocol, the pairing, the checks.
//! - [`ingest`], [`archive`], [`beacon`], [`publish`], [`report`], [`synth`], [`fairness`]: files, databases,
//!   the network, directories, figures, synthetic data, an audit by repetition. They do not know each other.
//! - [`schedule`]: jobs as values, and what is due of them.
//! - [`command`]: one file per verb, the only place where they meet.

pub mod core;

pub mod durable;
pub mod error;
pub mod fault;
pub mod workers;

pub mod archive;
pub mod beacon;
pub mod fairness;
pub mod ingest;
pub mod log;
pub mod notify;
pub mod publish;
pub mod report;
pub mod synth;

pub mod annual;
pub mod cli;
pub mod command;
pub mod config;
pub mod env;
pub mod people;
pub mod schedule;
