//! The transparency log (存证日志) as rows: entries with the hashes they complete, heads, and the
//! witnesses' signatures. What the public sees of it is written by `log`, from here.
//!
//! An entry is appended and the new head signed in the transaction of the command they belong to,
//! behind the archive's one write lock: there is no second history to choose.

use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::digest::Digest;
use crate::core::log::note::NoteSignature;
use crate::core::log::tree::{self, Node, Range};
use crate::core::log::{Checkpoint, Entry, Event, SignedNote};
use crate::core::time::Timestamp;
use crate::core::witness::key::SignerKey;
use std::collections::BTreeMap;

const ENTRY: Table =
    Table { name: "log_entry", columns: &["seq", "kind", "object", "hash", "at", "nodes"], key: 1 };
const NODES: Table = Table { name: "log_entry", columns: &["seq", "nodes"], key: 1 };
const SIZE: Table = Table { name: "log_entry", columns: &["size"], key: 0 };
const CHECKPOINT: Table = Table { name: "log_checkpoint", columns: &["size", "note", "at"], key: 1 };
const COSIGNATURE: Table =
    Table { name: "log_cosignature", columns: &["size", "witness", "line", "at"], key: 2 };
const COSIGNED: Table = Table { name: "log_cosignature", columns: &["size"], key: 0 };

const NODES_SQL: &str = include_str!("sql/read/log_nodes.sql");
const SIZE_SQL: &str = include_str!("sql/read/log_size.sql");

/// Cosigned heads looked at when a proof is wanted: a quorum is reached within a few.
const HEADS: u64 = 64;

/// An entry and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Number, from 0.
    pub index: u64,
    /// The entry.
    pub entry: Entry,
}

/// A head of the log with the signatures it has by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Number of entries.
    pub size: u64,
    /// The signed note.
    pub note: SignedNote,
    /// When the log signed it, by its own clock.
    pub at: Timestamp,
}

impl Writer {
    /// Appends an entry and returns its number; [`Error::Exists`] if the event is in the log.
    pub async fn log(&mut self, event: Event, hash: Digest) -> Result<u64, Error> {
        let what = format!("the log entry {} {}", event.kind(), event.object());
        self.log_all(vec![(event, hash)]).await.map_err(|e| e.named(|| what))
    }

    /// Appends entries in their order and returns the number of the first; [`Error::Exists`] if one
    /// of the events is in the log.
    pub async fn log_all(&mut self, events: Vec<(Event, Digest)>) -> Result<u64, Error> {
        let first = u64::try_from(self.next(&SIZE, SIZE_SQL).await?).expect("entries are counted from 0");
        let mut known = self.log_nodes(&Range::whole(first).nodes()).await?;
        let rows: Vec<(Entry, String, Vec<u8>)> = (first..)
            .zip(events)
            .map(|(at, (event, hash))| {
                let entry = Entry { event, hash, at: self.at() };
                let completed = tree::completed(at, entry.leaf(), |node| known[&node]);
                let nodes =
                    (0..).zip(&completed).map(|(level, hash)| (Node { level, index: at >> level }, *hash));
                known.extend(nodes);
                let object = entry.event.object();
                (entry, object, completed.iter().flat_map(|hash| hash.0).collect())
            })
            .collect();
        let named = |e: Error| e.named(|| format!("one of {} log entries", rows.len()));
        self.insert_many(&ENTRY, rows.len(), &|i, out| {
            let (entry, object, nodes) = &rows[i];
            out.extend([
                Field::count(first + i as u64),
                Field::text(entry.event.kind()),
                Field::text(object),
                Field::digest(&entry.hash),
                Field::stamp(entry.at),
                Field::Bytes(nodes.as_slice().into()),
            ]);
        })
        .await
        .map_err(named)?;
        Ok(first)
    }

    /// Signs the head over everything logged so far, this command's entries included.
    pub async fn sign_log(&mut self, key: &SignerKey) -> Result<Checkpoint, Error> {
        let size = u64::try_from(self.next(&SIZE, SIZE_SQL).await?).expect("a count");
        let nodes = Range::whole(size).nodes();
        let hashes = self.log_nodes(&nodes).await?;
        let root = tree::fold(&nodes.iter().map(|node| hashes[node]).collect::<Vec<_>>());
        let checkpoint = Checkpoint { origin: key.verifier().name().to_owned(), size, root };
        let note = checkpoint.sign(key).to_string();
        let row = vec![Field::count(size), Field::text(&note), Field::stamp(self.at())];
        self.insert_one(&CHECKPOINT, row)
            .await
            .map_err(|e| e.named(|| format!("the head of {size} entries")))?;
        Ok(checkpoint)
    }

    /// Stores a witness's signature under a head; [`Error::Exists`] if it has signed that head.
    pub async fn put_cosignature(&mut self, size: u64, line: &NoteSignature) -> Result<(), Error> {
        let row = vec![
            Field::count(size),
            Field::text(&line.name),
            Field::Text(line.to_string().into()),
            Field::stamp(self.at()),
        ];
        let named = |e: Error| e.named(|| format!("the signature of {} under {size} entries", line.name));
        self.insert_one(&COSIGNATURE, row).await.map_err(named)
    }

    async fn log_nodes(&mut self, nodes: &[Node]) -> Result<BTreeMap<Node, Digest>, Error> {
        let mut found = BTreeMap::new();
        for node in nodes {
            let mut hash = None;
            let mut each = |mut row: Row| {
                hash = Some(node_of(&mut row, *node)?);
                Ok(())
            };
            self.read(&NODES, NODES_SQL, vec![Field::count(node.last_leaf())], &mut each).await?;
            found.insert(*node, hash.ok_or_else(|| missing(*node))?);
        }
        Ok(found)
    }
}

impl Archive {
    /// Number of entries in the log.
    pub async fn log_size(&self) -> Result<u64, Error> {
        let size = self.one(&SIZE, SIZE_SQL, vec![], |row| row.int()).await?;
        Ok(size.unwrap_or_default())
    }

    /// Entries number `from` up to, and without, `to`.
    pub async fn log_entries(&self, from: u64, to: u64) -> Result<Vec<Logged>, Error> {
        let args = vec![Field::count(from), Field::count(to)];
        self.all(&ENTRY, include_str!("sql/read/log_entries.sql"), args, logged).await
    }

    /// Entries as [`Archive::log_entries`] gives them, each with the hashes stored as completed by it.
    pub async fn log_rows(&self, from: u64, to: u64) -> Result<Vec<(Logged, Vec<Digest>)>, Error> {
        let args = vec![Field::count(from), Field::count(to)];
        let with_nodes = |row: &mut Row| {
            let logged = logged(row)?;
            let bytes = row.bytes()?;
            let (hashes, rest) = bytes.as_chunks::<32>();
            match rest {
                [] => Ok((logged, hashes.iter().map(|hash| Digest(*hash)).collect())),
                _ => Err(row.wrong("whole hashes", format!("{} bytes", bytes.len()))),
            }
        };
        self.all(&ENTRY, include_str!("sql/read/log_entries.sql"), args, with_nodes).await
    }

    /// The next heads over more than so many entries.
    pub async fn checkpoints_after(&self, size: u64) -> Result<Vec<StoredCheckpoint>, Error> {
        let sql = include_str!("sql/read/log_checkpoints_after.sql");
        let mut heads = Vec::new();
        for head in
            self.all(&CHECKPOINT, sql, vec![Field::count(size), Field::count(HEADS)], checkpoint).await?
        {
            heads.extend(self.signed(Some(head)).await?);
        }
        Ok(heads)
    }

    /// The entry about an event.
    pub async fn log_entry(&self, event: &Event) -> Result<Option<Logged>, Error> {
        let args = vec![Field::text(event.kind()), Field::Text(event.object().into())];
        self.one(&ENTRY, include_str!("sql/read/log_entry_of.sql"), args, logged).await
    }

    /// Hashes of complete subtrees, in the order asked for.
    pub async fn log_nodes(&self, nodes: &[Node]) -> Result<Vec<Digest>, Error> {
        let mut hashes = Vec::with_capacity(nodes.len());
        for node in nodes {
            let args = vec![Field::count(node.last_leaf())];
            let found = self.one(&NODES, NODES_SQL, args, |row| node_of(row, *node)).await?;
            hashes.push(found.ok_or_else(|| missing(*node))?);
        }
        Ok(hashes)
    }

    /// Hashes of ranges of leaves: a root, or the hashes of a proof.
    pub async fn log_hashes(&self, ranges: &[Range]) -> Result<Vec<Digest>, Error> {
        let mut hashes = Vec::with_capacity(ranges.len());
        for range in ranges {
            hashes.push(tree::fold(&self.log_nodes(&range.nodes()).await?));
        }
        Ok(hashes)
    }

    /// The latest head; `None` while nothing is logged.
    pub async fn latest_checkpoint(&self) -> Result<Option<StoredCheckpoint>, Error> {
        let sql = include_str!("sql/read/log_checkpoint_latest.sql");
        let head = self.one(&CHECKPOINT, sql, vec![], checkpoint).await?;
        self.signed(head).await
    }

    /// The head over exactly so many entries.
    pub async fn checkpoint(&self, size: u64) -> Result<Option<StoredCheckpoint>, Error> {
        let sql = include_str!("sql/read/log_checkpoint.sql");
        let head = self.one(&CHECKPOINT, sql, vec![Field::count(size)], checkpoint).await?;
        self.signed(head).await
    }

    /// The first heads over at least so many entries that any witness has signed.
    pub async fn cosigned_checkpoints(&self, at_least: u64) -> Result<Vec<StoredCheckpoint>, Error> {
        let args = vec![Field::count(at_least), Field::count(HEADS)];
        let sql = include_str!("sql/read/log_checkpoints_cosigned.sql");
        let mut heads = Vec::new();
        for head in self.all(&CHECKPOINT, sql, args, checkpoint).await? {
            heads.extend(self.signed(Some(head)).await?);
        }
        Ok(heads)
    }

    /// The latest heads, the largest first.
    pub async fn recent_checkpoints(&self) -> Result<Vec<StoredCheckpoint>, Error> {
        let sql = include_str!("sql/read/log_checkpoints_recent.sql");
        let mut heads = Vec::new();
        for head in self.all(&CHECKPOINT, sql, vec![Field::count(HEADS)], checkpoint).await? {
            heads.extend(self.signed(Some(head)).await?);
        }
        Ok(heads)
    }

    /// Whether a witness's signature line is stored.
    pub async fn holds_cosignature(&self, line: &NoteSignature) -> Result<bool, Error> {
        let args = vec![Field::text(&line.name), Field::Text(line.to_string().into())];
        let sql = include_str!("sql/read/log_cosignature_held.sql");
        let count: Option<u64> = self.one(&COSIGNED, sql, args, |row| row.int()).await?;
        Ok(count.unwrap_or_default() > 0)
    }

    /// Size of the largest head a witness has signed; 0 if it has signed none.
    pub async fn cosigned_by(&self, witness: &str) -> Result<u64, Error> {
        let sql = include_str!("sql/read/log_cosigned_by.sql");
        let size = self.one(&COSIGNED, sql, vec![Field::text(witness)], |row| row.int()).await?;
        Ok(size.unwrap_or_default())
    }

    async fn signed(&self, head: Option<StoredCheckpoint>) -> Result<Option<StoredCheckpoint>, Error> {
        let Some(head) = head else { return Ok(None) };
        let sql = include_str!("sql/read/log_cosignatures.sql");
        let line = |row: &mut Row| {
            row.skip();
            let witness = row.text()?;
            let line = row.parse("a signature line", |text| NoteSignature::parse(text).ok())?;
            if line.name == witness { Ok(line) } else { Err(row.wrong("a line of that witness", line.name)) }
        };
        let lines = self.all(&COSIGNATURE, sql, vec![Field::count(head.size)], line).await?;
        Ok(Some(
            lines
                .into_iter()
                .fold(head, |head, line| StoredCheckpoint { note: head.note.with(line), ..head }),
        ))
    }
}

fn logged(row: &mut Row) -> Result<Logged, Error> {
    let index = row.int()?;
    let (kind, object) = (row.text()?, row.text()?);
    let event = Event::parse(&kind, &object).map_err(|_| row.wrong("the object of a log entry", object))?;
    Ok(Logged { index, entry: Entry { event, hash: row.digest()?, at: row.stamp()? } })
}

fn node_of(row: &mut Row, node: Node) -> Result<Digest, Error> {
    row.skip();
    let bytes = row.bytes()?;
    let hash = bytes.chunks_exact(32).nth(node.level as usize).and_then(|hash| hash.try_into().ok());
    hash.map(Digest)
        .ok_or_else(|| row.wrong("the hashes an entry completes", format!("{} bytes", bytes.len())))
}

fn missing(node: Node) -> Error {
    Error::Corrupt {
        table: "log_entry",
        key: node.last_leaf().to_string(),
        column: "seq",
        value: "no such row".into(),
        wanted: "entries without gaps",
    }
}

fn checkpoint(row: &mut Row) -> Result<StoredCheckpoint, Error> {
    let size = row.int()?;
    let note = row.parse("a signed note", |text| SignedNote::parse(text.as_bytes()).ok())?;
    match Checkpoint::parse(note.text()) {
        Ok(head) if head.size == size => {}
        _ => return Err(row.wrong("the head of so many entries", note.text().to_owned())),
    }
    Ok(StoredCheckpoint { size, note, at: row.stamp()? })
}
