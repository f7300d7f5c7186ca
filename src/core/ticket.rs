//! Tickets (签号): one keyed hash per subject; the smaller, the earlier.
//! `docs/draw-protocol.md` §5.

use super::digest::{Digest, Running};

/// Seed of all tasks that share a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskSeed(pub Digest);

impl TaskSeed {
    /// `H("suicha/1/t:" seed ":" domain)`, the seed as 64 hexadecimal digits.
    pub fn new(seed: &Digest, domain: &str) -> Self {
        Self(Digest::of(format!("suicha/1/t:{seed}:{domain}").as_bytes()))
    }

    /// A ticket machine with the constant start of every message already absorbed.
    pub fn tickets(&self) -> Tickets {
        let mut prefix = Running::new();
        prefix.update(format!("suicha/1/e:{}:", self.0).as_bytes());
        Tickets { prefix }
    }
}

/// Makes the tickets of one domain.
#[derive(Clone)]
pub struct Tickets {
    prefix: Running,
}

impl Tickets {
    /// `H("suicha/1/e:" task-seed ":" id)`: what `printf 'suicha/1/e:%s:%s' | sha256sum` prints.
    pub fn of(&self, id: &str) -> Digest {
        let mut state = self.prefix.clone();
        state.update(id.as_bytes());
        state.finish()
    }
}
