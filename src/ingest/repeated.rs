//! The keys that occur more than once, found before any row is delivered. They are known by a
//! 64-bit hash: a clash of hashes only means that a row is held back for nothing.

use super::block::{Block, RowText, fit};
use super::error::IngestError;
use super::rules::Rules;
use super::source::{Input, Source};
use crate::core::row::{FromRow, Row};
use rayon::prelude::*;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

/// Hashes of such keys.
pub(super) struct Repeated(Hashes);

impl Repeated {
    /// Reads every file for its keys alone.
    pub fn find<T: FromRow>(
        source: &Source<'_>,
        inputs: &[Input],
        rules: &Rules,
    ) -> Result<Self, IngestError> {
        let mut all: Vec<u64> = Vec::new();
        for input in inputs {
            let opened = source.open::<T>(input)?;
            let (layout, heading_row) = (opened.layout.clone(), opened.heading_row);
            let reading = source.reading();
            let keys = |block: &Block| {
                let (mut hashes, mut key) = (Vec::with_capacity(block.records.len()), String::new());
                block.rows(input.encoding, |row, text| {
                    let RowText::Cells(cells) = text else { return };
                    if row > heading_row && fit(cells, layout.headings.len()) {
                        let row = Row { layout: &layout, cells };
                        if rules.key::<T>(&row, &reading, &mut key) {
                            hashes.push(hash(&key));
                        }
                    }
                });
                hashes
            };
            opened.batches(&input.name, |blocks| {
                let hashes: Vec<Vec<u64>> = blocks.par_iter().map(&keys).collect();
                hashes.into_iter().for_each(|mut hashes| all.append(&mut hashes));
                Ok(())
            })?;
        }
        all.par_sort_unstable();
        Ok(Self(all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()))
    }

    /// Whether no key occurs twice.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a key may occur more than once.
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains(&hash(key))
    }
}

type Hashes = HashSet<u64, BuildHasherDefault<Already>>;

/// Hasher for values that are hashes already.
#[derive(Default)]
struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0 << 8 | u64::from(*b));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(key.as_bytes());
    hasher.finish()
}
