//! The arithmetic of a log's Merkle tree (RFC 6962 §2.1): which complete subtrees make up a root
//! or a proof, and the verification of both.
//!
//! A proof is first a list of ranges of leaves, each of which stands for one hash. Whoever holds
//! the leaves hashes them; whoever keeps the hashes of complete subtrees ([`Node`]) folds those.
//! Nothing here reads a store, so the same code serves the archive, the tiles and a frame's rows.

use crate::core::digest::Digest;
use crate::core::merkle::node;

/// A complete subtree: leaves `index · 2^level` up to `(index + 1) · 2^level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Height: 0 is a leaf.
    pub level: u32,
    /// Number among the subtrees of its height.
    pub index: u64,
}

impl Node {
    /// The leaf whose arrival completes the subtree.
    pub fn last_leaf(self) -> u64 {
        ((self.index + 1) << self.level) - 1
    }
}

/// Leaves `start` up to, and without, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First leaf.
    pub start: u64,
    /// One past the last.
    pub end: u64,
}

impl Range {
    /// The whole of a tree.
    pub fn whole(size: u64) -> Self {
        Self { start: 0, end: size }
    }

    /// The complete subtrees the range falls into, from left to right. The range must start where
    /// RFC 6962 splits, as every range of this module does.
    pub fn nodes(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut start = self.start;
        while start < self.end {
            let level = (self.end - start).ilog2();
            nodes.push(Node { level, index: start >> level });
            start += 1 << level;
        }
        nodes
    }
}

/// Hash of a range from those of its [`Range::nodes`]; of no leaves, the hash of nothing.
pub fn fold(nodes: &[Digest]) -> Digest {
    match nodes.split_last() {
        None => Digest::of(b""),
        Some((last, rest)) => rest.iter().rev().fold(*last, |right, left| node(*left, right)),
    }
}

/// What the arrival of leaf number `at` completes: the leaf itself and every subtree it closes,
/// from the bottom. `left` gives the hash of an earlier node.
pub fn completed(at: u64, leaf: Digest, left: impl Fn(Node) -> Digest) -> Vec<Digest> {
    let mut hashes = vec![leaf];
    for sibling in left_siblings(at) {
        let right = hashes[hashes.len() - 1];
        hashes.push(node(left(sibling), right));
    }
    hashes
}

/// The earlier nodes that [`completed`] asks for, from the bottom.
pub fn left_siblings(at: u64) -> Vec<Node> {
    let sibling = |level: u32| Node { level, index: (at >> level) - 1 };
    (0..at.trailing_ones()).map(sibling).collect()
}

/// The ranges whose hashes prove that leaf `index` is in a tree of `size` leaves (RFC 6962 §2.1.1).
pub fn inclusion(index: u64, size: u64) -> Vec<Range> {
    assert!(index < size, "leaf {index} of a tree of {size}");
    let mut path = Vec::new();
    let mut range = Range::whole(size);
    while range.end - range.start > 1 {
        let middle = range.start + split(range.end - range.start);
        let (left, right) = (Range { end: middle, ..range }, Range { start: middle, ..range });
        let (inside, beside) = if index < middle { (left, right) } else { (right, left) };
        path.push(beside);
        range = inside;
    }
    path.reverse();
    path
}

/// The ranges whose hashes prove that a tree of `old` leaves is the beginning of one of `new`
/// leaves (RFC 6962 §2.1.2).
pub fn consistency(old: u64, new: u64) -> Vec<Range> {
    assert!(0 < old && old <= new, "a tree of {old} leaves inside one of {new}");
    let mut path = Vec::new();
    let mut range = Range::whole(new);
    let mut known = true; // the old root itself is the subtree at hand
    while range.end != old {
        let middle = range.start + split(range.end - range.start);
        let (left, right) = (Range { end: middle, ..range }, Range { start: middle, ..range });
        if old <= middle {
            path.push(right);
            range = left;
        } else {
            path.push(left);
            range = right;
            known = false;
        }
    }
    if !known {
        path.push(range);
    }
    path.reverse();
    path
}

/// Whether `proof` leads from leaf hash number `index` to the root of a tree of `size` leaves
/// (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(index: u64, size: u64, leaf: Digest, proof: &[Digest], root: Digest) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(*sibling, hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(hash, *sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}

/// Whether `proof` shows that the tree `old` (leaves and root) is the beginning of `new`
/// (RFC 9162 §2.1.4.2). The empty tree is the beginning of every tree, without a proof.
pub fn verify_consistency(old: (u64, Digest), new: (u64, Digest), proof: &[Digest]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size > new_size {
        return false;
    }
    if old_size == new_size || old_size == 0 {
        let empty = old_size > 0 || old_root == Digest::of(b"");
        let same = old_size < new_size || old_root == new_root;
        return proof.is_empty() && empty && same;
    }
    let whole = old_size.is_power_of_two().then_some(old_root);
    let mut path = whole.iter().chain(proof);
    let Some(first) = path.next() else { return false };
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    let skip = at.trailing_ones();
    (at, last) = (at >> skip, last >> skip);
    let (mut left, mut right) = (*first, *first);
    for hash in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            left = node(*hash, left);
            right = node(*hash, right);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            right = node(right, *hash);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && left == old_root && right == new_root
}

/// The largest power of two smaller than `n`.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::merkle::{leaf, root};

    const MOST: usize = 70;

    fn leaves() -> Vec<Digest> {
        (0..MOST as u8).map(|i| leaf(&[i])).collect()
    }

    fn hashes(ranges: &[Range], leaves: &[Digest]) -> Vec<Digest> {
        ranges.iter().map(|r| root(&leaves[r.start as usize..r.end as usize])).collect()
    }

    #[test]
    fn subtrees_fold_to_the_roots_of_rfc_6962() {
        let leaves = leaves();
        let mut store: Vec<Vec<Digest>> = Vec::new();
        for (at, leaf) in leaves.iter().enumerate() {
            let find = |n: Node, store: &[Vec<Digest>]| store[n.last_leaf() as usize][n.level as usize];
            let new = completed(at as u64, *leaf, |n| find(n, &store));
            store.push(new);
            let nodes = Range::whole(at as u64 + 1).nodes();
            let hashes: Vec<Digest> = nodes.iter().map(|n| find(*n, &store)).collect();
            assert_eq!(fold(&hashes), root(&leaves[..=at]), "{at}");
        }
        assert_eq!(fold(&[]), root(&[]));
    }

    #[test]
    fn every_inclusion_proof_verifies_and_no_other() {
        let leaves = leaves();
        for size in 1..=MOST {
            let top = root(&leaves[..size]);
            for at in 0..size {
                let proof = hashes(&inclusion(at as u64, size as u64), &leaves);
                let verifies =
                    |at: u64, size: u64, leaf, proof: &[Digest]| verify_inclusion(at, size, leaf, proof, top);
                let (at, size, own) = (at as u64, size as u64, leaves[at]);
                assert!(verifies(at, size, own, &proof), "{at} of {size}");
                assert!(!verifies(at ^ 1, size, own, &proof), "{at} of {size}: another place");
                assert!(!verifies(at, size, leaf(b"x"), &proof), "{at} of {size}: another leaf");
                assert!(!verifies(at, size, own, &[&proof[..], &[own]].concat()), "one hash too many");
                if let Some((_, short)) = proof.split_last() {
                    assert!(!verifies(at, size, own, short), "one hash too few");
                }
            }
        }
    }

    #[test]
    fn every_consistency_proof_verifies_and_no_other() {
        let leaves = leaves();
        for new in 1..=MOST {
            for old in 1..=new {
                let proof = hashes(&consistency(old as u64, new as u64), &leaves);
                let (a, b) = ((old as u64, root(&leaves[..old])), (new as u64, root(&leaves[..new])));
                assert!(verify_consistency(a, b, &proof), "{old} in {new}");
                let other = (a.0, leaf(b"x"));
                assert!(!verify_consistency(other, b, &proof), "{old} in {new}: another beginning");
                assert!(!verify_consistency(a, (b.0, leaf(b"x")), &proof), "another end");
                assert!(!verify_consistency(a, b, &[&proof[..], &[a.1]].concat()), "one hash too many");
                if let Some((_, short)) = proof.split_last() {
                    assert!(!verify_consistency(a, b, short), "one hash too few");
                }
                assert!(old == new || !verify_consistency(b, a, &proof), "backwards");
            }
            let all = (new as u64, root(&leaves[..new]));
            assert!(verify_consistency((0, Digest::of(b"")), all, &[]));
            assert!(!verify_consistency((0, leaf(b"x")), all, &[]));
        }
    }
}
