//! How independent pieces of work are carried out: one after the other here, on all cores in
//! `crate::workers`. The results always come back in the order of the items, so that the number
//! of cores can never be seen in an outcome.

/// Runs one function over many items.
pub trait Spread: Sync {
    /// `f` of each item, in the items' order.
    fn map<T: Send, R: Send>(&self, items: Vec<T>, f: impl Fn(T) -> R + Sync + Send) -> Vec<R>;
}

/// One after the other, on the calling thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct InOrder;

impl Spread for InOrder {
    fn map<T: Send, R: Send>(&self, items: Vec<T>, f: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        items.into_iter().map(f).collect()
    }
}
