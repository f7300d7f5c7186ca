//! One row of a committed file with its salt and its way to the committed root: what lets a party
//! prove its own row without seeing another. `docs/draw-protocol.md` §3 and §7.
//!
//! ```text
//! leaf <file> <index> <salt> <row>
//! path <hash>                          0.., from the bottom
//! ```

use crate::core::digest::Digest;
use crate::core::log::tree::{inclusion, verify_inclusion};
use crate::core::merkle;
use crate::core::seed::digest;
use crate::core::spread::Spread;
use crate::core::text::{Lines, TextError};
use std::fmt;

/// A tree of 2^64 leaves has paths of 64 hashes.
const LONGEST: usize = 64;

/// An opened row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The file it is a row of.
    pub file: String,
    /// Its number among the rows, from 0.
    pub index: u64,
    /// Its salt.
    pub salt: Digest,
    /// The row, without its line feed.
    pub row: String,
    /// The hashes beside its way to the root, from the bottom.
    pub path: Vec<Digest>,
}

impl Leaf {
    /// Reads the leaves that stand here; the order is checked by whoever prints them again.
    pub(super) fn read(l: &mut Lines) -> Result<Vec<Self>, TextError> {
        let mut leaves = Vec::new();
        while let Some(rest) = l.optional("leaf") {
            let [file, index, salt, row] = l.words(rest)?;
            let (index, salt) = (l.number(index)?, digest(l, salt)?);
            let mut path = Vec::new();
            while let Some(hash) = l.optional("path") {
                path.push(digest(l, hash)?);
                if path.len() > LONGEST {
                    return Err(l.bad("a path has at most 64 hashes"));
                }
            }
            leaves.push(Self { file: file.to_owned(), index, salt, row: row.to_owned(), path });
        }
        Ok(leaves)
    }

    /// Whether it leads to the root of a file of so many rows.
    pub fn leads_to(&self, rows: u64, root: Digest) -> bool {
        let leaf = merkle::salted_leaf(&self.salt, &self.row);
        verify_inclusion(self.index, rows, leaf, &self.path, root)
    }

    /// A column of the row; nothing where there is none.
    pub fn column(&self, number: usize) -> &str {
        self.row.split(',').nth(number).unwrap_or_default()
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "leaf {} {} {} {}", self.file, self.index, self.salt, self.row)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "path {hash}"))
    }
}

/// All leaves of one committed file, hashed once, of which any can be opened.
pub struct Leaves<'a> {
    file: &'a str,
    salt_key: &'a [u8; 32],
    rows: Vec<(String, &'a str)>,
    hashes: Vec<Digest>,
}

impl<'a> Leaves<'a> {
    /// Hashes the rows of a table whose first `key_columns` columns are the row key.
    pub fn of(
        file: &'a str,
        bytes: &'a [u8],
        key_columns: usize,
        salt_key: &'a [u8; 32],
        spread: &impl Spread,
    ) -> Self {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let key = |row: &str| row.split(',').take(key_columns).collect::<Vec<_>>().join(":");
        let rows: Vec<(String, &str)> = text.lines().skip(1).map(|row| (key(row), row)).collect();
        let keyed: Vec<(&str, &str)> = rows.iter().map(|(key, row)| (key.as_str(), *row)).collect();
        let hashes = merkle::file_leaves(salt_key, file, &keyed, spread);
        Self { file, salt_key, rows, hashes }
    }

    /// Opens one row.
    pub fn open(&self, index: usize) -> Leaf {
        let (key, row) = &self.rows[index];
        let beside = inclusion(index as u64, self.rows.len() as u64);
        Leaf {
            file: self.file.to_owned(),
            index: index as u64,
            salt: merkle::salt(self.salt_key, self.file, key),
            row: (*row).to_owned(),
            path: beside
                .iter()
                .map(|range| merkle::root(&self.hashes[range.start as usize..range.end as usize]))
                .collect(),
        }
    }

    /// Opens every row whose first column says this.
    pub fn open_of(&self, first: &str) -> Vec<Leaf> {
        let own = |row: &str| row.split(',').next() == Some(first);
        (0..self.rows.len()).filter(|index| own(self.rows[*index].1)).map(|index| self.open(index)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::bundle::table_root;
    use crate::core::spread::InOrder;

    #[test]
    fn every_row_of_every_table_leads_to_the_root() {
        let key = [7; 32];
        for rows in 1..20 {
            let text: String = (0..rows).map(|i| format!("p{i:02},X{i}\n")).collect();
            let text = format!("pseudonym,id\n{text}");
            let root = table_root(&key, "recusals.csv", text.as_bytes(), 2, &InOrder);
            let leaves = Leaves::of("recusals.csv", text.as_bytes(), 2, &key, &InOrder);
            for index in 0..rows {
                let leaf = leaves.open(index);
                assert!(leaf.leads_to(rows as u64, root), "{index} of {rows}");
                let other = Leaf { row: leaf.row.replace('X', "Y"), ..leaf.clone() };
                assert!(!other.leads_to(rows as u64, root));
                let other = Leaf { salt: root, ..leaf.clone() };
                assert!(!other.leads_to(rows as u64, root));
                let text = format!("test/1\n{leaf}");
                let mut lines = Lines::open(text.as_bytes(), "test/1").unwrap();
                assert_eq!(Leaf::read(&mut lines), Ok(vec![leaf.clone()]));
                assert_eq!(leaves.open_of(leaf.column(0)), [leaf]);
            }
        }
    }
}
