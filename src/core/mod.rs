//! The pure core: values in, values out.
//!
//! Nothing here reads a file, a clock, an environment variable or a source of entropy, and no
//! floating-point number or hash-map order takes part in a decision. `tests/tidy.rs` holds the
//! imports to that. The modules are listed in reading order; `docs/draw-protocol.md` specifies
//! every byte they print.

pub mod digest;
pub mod id;
pub mod lang;
pub mod spread;
pub mod time;

pub mod identifier;
pub mod registry;
pub mod row;

pub mod pulse;
pub mod witness;

pub mod pairing;
