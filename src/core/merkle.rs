//! The Merkle tree hash of RFC 6962 §2.1, and the salted leaves by which a party can later prove
//! its own row without seeing another (`docs/draw-protocol.md` §3).

use super::digest::{Digest, Keyed};
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
    keyed_salt(&Keyed::new(salt_key), file, row_key)
}

/// The same with the key absorbed once for a whole file.
fn keyed_salt(salt_key: &Keyed, file: &str, row_key: &str) -> Digest {
    salt_key.of_parts(&[b"suicha/1/salt:", file.as_bytes(), b":", row_key.as_bytes()])
}

/// Hash of one row's leaf under its salt.
pub fn salted_leaf(salt: &Digest, row: &str) -> Digest {
    Digest::of_parts(&[&[0], b"suicha-leaf/1\n", salt.hex().as_bytes(), b"\n", row.as_bytes(), b"\n"])
}

/// Rows whose tree is hashed in one piece: a power of two, so that it is a subtree of the file's.
const PIECE: usize = 8192;

/// Root of a whole file given as its rows with their keys, header left out, in file order.
pub fn file_root<K: AsRef<str> + Sync>(
    salt_key: &[u8; 32],
    file: &str,
    rows: &[(K, &str)],
    spread: &impl Spread,
) -> Digest {
    let salt_key = Keyed::new(salt_key);
    let hash_piece = |piece: &[(K, &str)]| {
        let leaves =
            piece.iter().map(|(key, row)| salted_leaf(&keyed_salt(&salt_key, file, key.as_ref()), row));
        root(&leaves.collect::<Vec<_>>())
    };
    root(&spread.map(rows.chunks(PIECE).collect(), hash_piece))
}

/// Leaf hashes of a whole file, for the paths of its rows: see [`file_root`].
pub fn file_leaves<K: AsRef<str> + Sync>(
    salt_key: &[u8; 32],
    file: &str,
    rows: &[(K, &str)],
    spread: &impl Spread,
) -> Vec<Digest> {
    let salt_key = Keyed::new(salt_key);
    let hash_piece = |piece: &[(K, &str)]| -> Vec<Digest> {
        piece.iter().map(|(key, row)| salted_leaf(&keyed_salt(&salt_key, file, key.as_ref()), row)).collect()
    };
    spread.map(rows.chunks(PIECE).collect(), hash_piece).concat()
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
