//! The transparency log (存证日志): one append-only list of what a bureau did, whose every head is
//! signed, cosigned by witnesses, and proved to continue the one before.
//!
//! Formats are those of C2SP (signed notes, checkpoints, cosignatures, tiles, proofs, policies,
//! the witness protocol) over trees of RFC 6962, so that foreign tools read them; the entries are
//! this project's. `docs/draw-protocol.md` §14. Not here: where entries are kept (`archive`), the
//! published files (`log`), and the witness's secret value of a draw (`core::witness`).

pub mod checkpoint;
pub mod entry;
pub mod note;
pub mod policy;
pub mod proof;
pub mod tile;
pub mod tree;
pub mod witness;

pub use checkpoint::Checkpoint;
pub use entry::{Attempt, Entry, Event};
pub use note::SignedNote;
pub use policy::{Policy, Quorum};
