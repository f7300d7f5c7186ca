//! The pure core of the program and nothing else of it.

#[path = "../../src/core/mod.rs"]
pub mod core;
