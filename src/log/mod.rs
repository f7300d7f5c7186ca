//! The transparency log outside the archive: its published files, and the two sides of the witness
//! protocol. Formats and decisions are `core::log`'s; the entries are the archive's, from which
//! everything published can be written again.

pub mod published;
pub mod witness;

pub use published::Published;
