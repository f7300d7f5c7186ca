//! A kind of row on its way into the archive: made ready by the threads that read, stored by the one that writes.

use crate::archive::{self, PackedSubjects, RosterId, SubjectChunk, Writer};
use crate::core::registry::{Inspector, Matter, Recusal, Subject};
use crate::core::row::FromRow;
use crate::error::Result;
use crate::ingest::{Chunk, IngestError};

/// What the archive says, as reading tells it.
pub fn sink(error: archive::Error) -> IngestError {
    IngestError::Sink(error.into())
}

/// A chunk of a dry run: nothing is kept.
pub struct Unkept;

impl<T> Chunk<T> for Unkept {
    fn push(&mut self, _: T) -> std::result::Result<(), IngestError> {
        Ok(())
    }
}

/// A kind of row: how it is made ready on the reading side, and stored.
pub trait Row: FromRow + 'static {
    /// What a reading thread makes of its rows.
    type Chunk: Chunk<Self>;
    /// Several chunks, as the archive takes them.
    type Ready: Send;

    /// An empty chunk.
    fn begin(roster: RosterId, rows: usize) -> Self::Chunk;
    /// Its rows.
    fn count(chunk: &Self::Chunk) -> usize;
    /// Makes chunks ready.
    fn ready(roster: RosterId, group: Vec<Self::Chunk>) -> std::result::Result<Self::Ready, archive::Error>;
    /// Stores them.
    async fn store(writer: &mut Writer, roster: RosterId, ready: &Self::Ready) -> Result<()>;
}

impl Chunk<Subject> for SubjectChunk {
    fn push(&mut self, row: Subject) -> std::result::Result<(), IngestError> {
        self.push(&row).map_err(sink)
    }
}

impl Row for Subject {
    type Chunk = SubjectChunk;
    type Ready = PackedSubjects;

    fn begin(roster: RosterId, rows: usize) -> SubjectChunk {
        SubjectChunk::new(roster, rows)
    }

    fn count(chunk: &SubjectChunk) -> usize {
        chunk.count()
    }

    fn ready(
        roster: RosterId,
        group: Vec<SubjectChunk>,
    ) -> std::result::Result<PackedSubjects, archive::Error> {
        PackedSubjects::new(roster, group)
    }

    async fn store(writer: &mut Writer, _: RosterId, ready: &PackedSubjects) -> Result<()> {
        Ok(writer.add_packed(ready).await?)
    }
}

/// Kinds with few rows: they are stored as they are.
macro_rules! row {
    ($type:ty, $store:ident) => {
        impl Row for $type {
            type Chunk = Vec<Self>;
            type Ready = Vec<Self>;

            fn begin(_: RosterId, rows: usize) -> Vec<Self> {
                Vec::with_capacity(rows)
            }

            fn count(chunk: &Vec<Self>) -> usize {
                chunk.len()
            }

            fn ready(_: RosterId, group: Vec<Vec<Self>>) -> std::result::Result<Vec<Self>, archive::Error> {
                Ok(group.into_iter().flatten().collect())
            }

            async fn store(writer: &mut Writer, roster: RosterId, ready: &Vec<Self>) -> Result<()> {
                Ok(writer.$store(roster, ready).await?)
            }
        }
    };
}

row!(Inspector, add_inspectors);
row!(Recusal, add_recusals);
row!(Matter, add_matters);
