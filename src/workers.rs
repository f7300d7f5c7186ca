//! All cores at once: the [`Spread`] that the program hands to the pure core.

use crate::core::spread::Spread;
use rayon::prelude::*;

/// Spreads work over rayon's global pool; results keep the order of the items.
#[derive(Clone, Copy, Debug, Default)]
pub struct AllCores;

impl Spread for AllCores {
    fn map<T: Send, R: Send>(&self, items: Vec<T>, f: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        items.into_par_iter().map(f).collect()
    }
}
