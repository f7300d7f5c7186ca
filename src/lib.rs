//! Suicha (随查): verifiable "double random" inspections (双随机、一公开).
//!
//! See `docs/ARCHITECTURE.md` for the map and `docs/draw-protocol.md` for the protocol.

pub mod core;
pub mod error;
pub mod workers;

pub mod archive;
pub mod beacon;
pub mod ingest;
pub mod synth;
