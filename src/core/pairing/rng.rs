//! The random numbers of the pairing: one ChaCha20 key stream (RFC 8439) per component, read as
//! little-endian 32-bit words (`docs/draw-protocol.md` §6.2). No library sampling takes part.
//!
//! `rand_chacha` counts blocks in 64 bits where RFC 8439 has 32 and a 96-bit nonce; with a zero
//! nonce the streams are equal for the first 256 GiB, far beyond any draw.

use crate::core::digest::Digest;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The key stream of one component.
#[derive(Clone)]
pub(super) struct Words(ChaCha20Rng);

impl Words {
    /// The stream of the component whose smallest visit is `visit`, in the draw text `draw`
    /// (`<draw>/<attempt>`), under the pairing seed.
    pub(super) fn of(seed: &[u8; 32], draw: &str, visit: &str) -> Self {
        let key = Digest::of_parts(&[
            b"suicha-pair/1\0",
            seed,
            &length(draw),
            draw.as_bytes(),
            &length(visit),
            visit.as_bytes(),
        ]);
        Self(ChaCha20Rng::from_seed(key.0))
    }

    /// A number below `n`, without bias: words at or above the largest multiple of `n` are passed
    /// over. `below(1)` also reads one word.
    ///
    /// # Panics
    /// If `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        const WORDS: u64 = 1 << 32;
        let n = u64::try_from(n).expect("a usize fits in 64 bits");
        let limit = WORDS - WORDS % n;
        loop {
            let word = u64::from(self.0.next_u32());
            if word < limit {
                return (word % n) as usize;
            }
        }
    }

    /// Fisher and Yates, from the last place down.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

fn length(text: &str) -> [u8; 4] {
    u32::try_from(text.len()).expect("ids are far shorter than 4 GiB").to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_stream_of_rfc_8439() {
        // RFC 8439 appendix A.1, test vectors 1 and 2: zero key, zero nonce, counters 0 and 1.
        let mut words = Words(ChaCha20Rng::from_seed([0; 32]));
        let block: Vec<u32> = (0..32).map(|_| words.0.next_u32()).collect();
        assert_eq!(block[..4], [0xade0b876, 0x903df1a0, 0xe56a5d40, 0x28bd8653]);
        assert_eq!(block[16..20], [0xbee7079f, 0x7a385155, 0x7c97ba98, 0x0d082d73]);
    }

    #[test]
    fn below_one_reads_one_word() {
        let mut one = Words::of(&[7; 32], "d/1", "A");
        let mut other = Words::of(&[7; 32], "d/1", "A");
        assert_eq!(one.below(1), 0);
        other.0.next_u32();
        assert_eq!(one.0.next_u32(), other.0.next_u32());
    }
}
