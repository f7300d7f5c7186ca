//! The public form of a log as static files (c2sp.org/tlog-tiles): `checkpoint`, hash tiles
//! `tile/<level>/<number>` of 256 hashes, and bundles of entries `tile/entries/<number>`. The last
//! tile of a level may be partial: `<number>.p/<width>`.

use super::tree::Node;
use crate::core::digest::Digest;
use std::collections::BTreeSet;

/// Hashes of a full tile.
pub const WIDTH: u64 = 256;
/// Levels of the tree between two levels of tiles.
const HEIGHT: u32 = 8;

/// Name of the head inside a published log.
pub const CHECKPOINT: &str = "checkpoint";

/// One file of the published log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    kind: TileKind,
    number: u64,
    width: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum TileKind {
    Entries,
    Hashes(u32),
}

impl Tile {
    /// Path below the log's directory, with `/`.
    pub fn path(&self) -> String {
        let kind = match self.kind {
            TileKind::Entries => "entries".to_owned(),
            TileKind::Hashes(level) => level.to_string(),
        };
        let mut number = format!("{:03}", self.number % 1000);
        let mut rest = self.number / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        let partial = if self.width < WIDTH { format!(".p/{}", self.width) } else { String::new() };
        format!("tile/{kind}/{number}{partial}")
    }

    /// The tile of a path that [`Tile::path`] makes.
    pub fn parse(path: &str) -> Option<Self> {
        let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(level.parse().ok().filter(|level| *level < 64 / HEIGHT)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|width| *width < WIDTH)?),
            None => (rest, WIDTH),
        };
        let digits = number.split('/').map(|part| part.trim_start_matches('x')).collect::<String>();
        let tile = Self { kind, number: digits.parse().ok().filter(|number| *number < 1 << 48)?, width };
        (tile.path() == path).then_some(tile)
    }

    /// Number of the last log entry it says something of.
    pub fn last_entry(&self) -> u64 {
        let below = match self.kind {
            TileKind::Entries => 0,
            TileKind::Hashes(level) => level * HEIGHT,
        };
        ((self.first() + self.width).saturating_mul(1 << below)).saturating_sub(1)
    }

    /// Whether it holds entries.
    pub fn holds_entries(&self) -> bool {
        self.kind == TileKind::Entries
    }

    /// Its first hash or entry, counted over its level.
    fn first(&self) -> u64 {
        self.number * WIDTH
    }

    /// The entries of a bundle: first and one past the last.
    pub fn entries(&self) -> (u64, u64) {
        (self.first(), self.first() + self.width)
    }

    /// The nodes whose hashes a tile of hashes holds, in order.
    pub fn nodes(&self) -> Vec<Node> {
        let TileKind::Hashes(level) = self.kind else { return Vec::new() };
        (self.first()..self.first() + self.width).map(|index| Node { level: level * HEIGHT, index }).collect()
    }

    /// Bytes of a tile of hashes.
    pub fn of_hashes(hashes: &[Digest]) -> Vec<u8> {
        hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// Bytes of a bundle of entries.
    pub fn of_entries<'a>(entries: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for entry in entries {
            let length = u16::try_from(entry.len()).expect("entries are a few lines");
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(entry);
        }
        bytes
    }

    /// The entries of a bundle's bytes; `None` if they end within one.
    pub fn read_entries(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
        let mut entries = Vec::new();
        while !bytes.is_empty() {
            let (length, rest) = bytes.split_first_chunk::<2>()?;
            let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            entries.push(entry);
            bytes = rest;
        }
        Some(entries)
    }
}

/// Every file that a log of `new` entries has and one of `old` entries did not have.
pub fn tiles(old: u64, new: u64) -> Vec<Tile> {
    let before: BTreeSet<Tile> = if old == 0 { BTreeSet::new() } else { edge(old) };
    let mut found = Vec::new();
    let (mut old, mut new, mut level) = (old, new, 0);
    while new > 0 {
        let kinds: &[TileKind] =
            if level == 0 { &[TileKind::Entries, TileKind::Hashes(0)] } else { &[TileKind::Hashes(level)] };
        for kind in kinds {
            for number in old / WIDTH..new.div_ceil(WIDTH) {
                let tile = Tile { kind: *kind, number, width: WIDTH.min(new - number * WIDTH) };
                if !before.contains(&tile) {
                    found.push(tile);
                }
            }
        }
        (old, new, level) = (old / WIDTH, new / WIDTH, level + 1);
    }
    found
}

/// The partial tiles at the right edge of a log: those that a larger log no longer needs.
pub fn edge(size: u64) -> BTreeSet<Tile> {
    let mut found = BTreeSet::new();
    let (mut size, mut level) = (size, 0);
    while size > 0 {
        let (number, width) = (size / WIDTH, size % WIDTH);
        if width > 0 {
            found.insert(Tile { kind: TileKind::Hashes(level), number, width });
            if level == 0 {
                found.insert(Tile { kind: TileKind::Entries, number, width });
            }
        }
        (size, level) = (size / WIDTH, level + 1);
    }
    found
}

/// Directories of partial tiles that have since become full tiles, the last of each level.
pub fn completed_edges(size: u64) -> Vec<String> {
    let mut found = Vec::new();
    let (mut full, mut level) = (size / WIDTH, 0);
    while full > 0 {
        let kinds: &[TileKind] =
            if level == 0 { &[TileKind::Entries, TileKind::Hashes(0)] } else { &[TileKind::Hashes(level)] };
        let path = |kind: &TileKind| Tile { kind: *kind, number: full - 1, width: WIDTH }.path() + ".p";
        found.extend(kinds.iter().map(path));
        (full, level) = (full / WIDTH, level + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(old: u64, new: u64) -> Vec<String> {
        tiles(old, new).iter().map(Tile::path).collect()
    }

    #[test]
    fn a_path_names_one_tile() {
        for size in [1, 255, 256, 257, 70_000, 1_234_067] {
            for tile in tiles(0, size).into_iter().chain(edge(size)) {
                assert_eq!(Tile::parse(&tile.path()), Some(tile));
                assert!(tile.last_entry() < size, "{} of {size}", tile.path());
            }
        }
        for bad in ["tile/0/1", "tile/0/000.p/256", "tile/9/000", "tile/0/x001/1", "tile/x/000", "checkpoint"]
        {
            assert_eq!(Tile::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let tile = |number, width| Tile { kind: TileKind::Hashes(1), number, width }.path();
        assert_eq!(tile(1_234_067, 256), "tile/1/x001/x234/067");
        assert_eq!(tile(0, 3), "tile/1/000.p/3");
        assert_eq!(Tile { kind: TileKind::Entries, number: 5, width: 256 }.path(), "tile/entries/005");
    }

    #[test]
    fn a_growing_log_writes_what_is_new() {
        assert_eq!(paths(0, 3), ["tile/entries/000.p/3", "tile/0/000.p/3"]);
        assert_eq!(paths(3, 4), ["tile/entries/000.p/4", "tile/0/000.p/4"]);
        assert_eq!(paths(255, 256), ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(paths(256, 257), ["tile/entries/001.p/1", "tile/0/001.p/1"]);
        assert_eq!(paths(7, 7), [""; 0]);
        assert_eq!(paths(512, 512), [""; 0]);
        let one_by_one: BTreeSet<Tile> = (0..600).flat_map(|n| tiles(n, n + 1)).collect();
        for new in [1, 255, 256, 257, 511, 512, 600] {
            let at_once: BTreeSet<Tile> = tiles(0, new).into_iter().collect();
            assert!(at_once.is_subset(&one_by_one), "{new}");
        }
    }

    #[test]
    fn bundles_are_read_back() {
        let entries: [&[u8]; 3] = [b"one\n", b"", b"three\n"];
        let bytes = Tile::of_entries(entries.into_iter());
        assert_eq!(Tile::read_entries(&bytes), Some(entries.to_vec()));
        assert_eq!(Tile::read_entries(&bytes[..bytes.len() - 1]), None);
    }
}
