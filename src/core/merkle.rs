//! The Merkle tree hash of RFC 6962 §2.1, and the salted leaves by which a party can later prove
//! its own row without seeing another (`docs/draw-protocol.md` §3).

use super::digest::{Digest, hmac_sha256};
use super::spread::Spread;

/// Tree hash over leaf hashes, in order; of no leaves, the hash of nothing.
pub fn root(leaf_hashes: &[Digest]) -> Digest {
    match leaf_hashes {
        [] => Digest::of(b""),
        [only] => *only,
        many => {
            // The largest power of two smaller than the number of leaves.
            let split = 1 << (usize::BITS - 1 - (many.len() - 1).leading_zeros());
            node(root(&many[..split]), root(&many[split..]))
        }
    }
}

/// Hash of a leaf's data.
pub fn leaf(data: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], data])
}

/// Hash of two subtrees.
pub fn node(left: Digest, right: Digest) -> Digest {
    Digest::of_parts(&[&[1], &left.0, &right.0])
}

/// Salt of one row: HMAC-SHA256 under the draw's salt key of the file's name and the row's key.
pub fn salt(salt_key: &[u8; 32], file: &str, row_key: &str) -> Digest {
    hmac_sha256(salt_key, format!("suicha/1/salt:{file}:{row_key}").as_bytes())
}

/// Hash of one row's leaf under its salt.
pub fn salted_leaf(salt: &Digest, row: &str) -> Digest {
    leaf(format!("suicha-leaf/1\n{salt}\n{row}\n").as_bytes())
}

/// Hash of one row's leaf, its salt worked out.
pub fn row_leaf(salt_key: &[u8; 32], file: &str, row_key: &str, row: &str) -> Digest {
    salted_leaf(&salt(salt_key, file, row_key), row)
}

/// Leaf hashes of a whole file given as its rows with their keys, header left out, in file order.
pub fn file_leaves(
    salt_key: &[u8; 32],
    file: &str,
    rows: &[(&str, &str)],
    spread: &impl Spread,
) -> Vec<Digest> {
    let chunks = rows.chunks(8192).collect();
    let hash_chunk = |chunk: &[(&str, &str)]| -> Vec<Digest> {
        chunk.iter().map(|(key, row)| row_leaf(salt_key, file, key, row)).collect()
    };
    spread.map(chunks, hash_chunk).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_trees_have_the_shape_of_rfc_6962() {
        let l: Vec<Digest> = (0..5u8).map(|i| leaf(&[i])).collect();
        assert_eq!(root(&[]), Digest::of(b""));
        assert_eq!(root(&l[..1]), l[0]);
        assert_eq!(root(&l[..3]), node(node(l[0], l[1]), l[2]));
        assert_eq!(root(&l), node(node(node(l[0], l[1]), node(l[2], l[3])), l[4]));
    }
}
