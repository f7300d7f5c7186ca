//! The pure core: values in, values out.
//!
//! Nothing here reads a file, a clock, an environment variable or a source of entropy, and no
//! floating-point number or hash-map order takes part in a decision. `tests/tidy.rs` holds the
//! imports to that. The modules are listed in reading order; `docs/draw-protocol.md` specifies
//! every byte they print.

// what everything is made of
pub mod datafile;
pub mod digest;
pub mod id;
pub mod json;
pub mod lang;
pub(crate) mod listed;
pub mod spread;
pub mod surprise;
pub mod text;
pub mod time;
pub mod workdays;

pub mod period;
pub mod quarter;

// the two libraries
pub mod history;
pub mod identifier;
pub mod registry;
pub mod row;

// before the pulse
pub mod cap;
pub mod demand;
pub mod law;
pub mod mobile;
pub mod number;
pub mod plan;
pub mod scope;
pub mod stratum;

pub mod frame;
pub mod freeze;
pub mod load;
pub mod merkle;
pub mod pseudonym;
pub mod seed;

// the pulse
pub mod pulse;
pub mod witness;

// the draw
pub mod pairing;
pub mod select;
pub mod ticket;

pub mod draw;
pub mod record;
pub mod shortage;

// the log of all of it
pub mod log;

// after it
pub mod batch;
pub mod bundle;
pub mod credit;
pub mod deadline;
pub mod merge;
pub mod outcome;
pub mod receipt;
pub mod replace;
pub mod sql;
pub mod upper;
pub mod verify;
