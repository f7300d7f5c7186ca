//! Random numbers that stay the same for ever: ChaCha20 words (RFC 8439), one stream per row, and
//! integer draws by rejection. No library distribution takes part, because those may change between
//! versions. Any row can be made without the rows before it.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Which table the words are for: tables of one seed are independent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Codes = 1,
    Subjects = 2,
    Inspectors = 3,
    Recusals = 4,
    Outcomes = 5,
    Tasks = 6,
    Drawings = 7,
    Visits = 8,
    Findings = 9,
    Seats = 10,
    Clocks = 11,
    Events = 12,
    Listings = 13,
}

/// A source of words, placed at one row.
pub(super) struct Words(ChaCha20Rng);

impl Words {
    /// Row 0 of a table. The key is `suicha-synth/1`, the table's number, zeros, and the seed,
    /// little-endian, in the last eight bytes.
    pub fn new(seed: u64, table: Table) -> Self {
        let mut key = [0u8; 32];
        key[..14].copy_from_slice(b"suicha-synth/1");
        key[14] = table as u8;
        key[24..].copy_from_slice(&seed.to_le_bytes());
        Self(ChaCha20Rng::from_seed(key))
    }

    /// Goes to the first word of a row.
    pub fn row(&mut self, row: u64) {
        // In this order: the other way round a block is made twice.
        self.0.set_word_pos(0);
        self.0.set_stream(row);
    }

    /// A whole number below `n`, each equally likely.
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        assert!(n > 0, "nothing is below 0");
        let limit = (1u64 << 32) - (1u64 << 32) % u64::from(n);
        loop {
            let word = self.0.next_u32();
            if u64::from(word) < limit {
                return word % n;
            }
        }
    }

    /// A whole number below `n`, which may be larger than a word.
    pub fn below_u64(&mut self, n: u64) -> u64 {
        if let Ok(n) = u32::try_from(n) {
            return u64::from(self.below(n));
        }
        let limit = (1u128 << 64) - (1u128 << 64) % u128::from(n);
        loop {
            let word = u64::from(self.0.next_u32()) << 32 | u64::from(self.0.next_u32());
            if u128::from(word) < limit {
                return word % n;
            }
        }
    }

    /// True `per_mille` times in a thousand.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `items`, each equally likely.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let n = u32::try_from(items.len()).expect("tables here are short");
        &items[self.below(n) as usize]
    }

    /// One of `items` by the weight that `weight` reads off it; `total` is the weights' sum.
    pub fn weighted<'a, T>(&mut self, items: &'a [T], total: u32, weight: impl Fn(&T) -> u32) -> &'a T {
        let mut left = self.below(total);
        for item in items {
            match left.checked_sub(weight(item)) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        unreachable!("total is the sum of the weights")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_does_not_depend_on_what_was_read_before() {
        let mut words = Words::new(7, Table::Subjects);
        words.row(5);
        let first: Vec<u32> = (0..100).map(|_| words.below(1000)).collect();
        words.row(4);
        words.below(3);
        words.row(5);
        let again: Vec<u32> = (0..100).map(|_| words.below(1000)).collect();
        assert_eq!(first, again);
        let mut fresh = Words::new(7, Table::Subjects);
        fresh.row(5);
        assert_eq!(first, (0..100).map(|_| fresh.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn large_bounds_are_reached_and_kept() {
        let mut words = Words::new(1, Table::Codes);
        let n = 10_000_000_000;
        let drawn: Vec<u64> = (0..1000).map(|_| words.below_u64(n)).collect();
        assert!(drawn.iter().all(|d| *d < n));
        assert!(drawn.iter().any(|d| *d > u64::from(u32::MAX)));
    }
}
