//! Where facts go while they are gathered: into memory, or into the files of a directory, a piece at a time.
//! Both take the same rows in the same order; which of the two is the caller's.

use super::{Fact, FactError, Facts, schemas};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;

/// Rows of one kind that are held before they are written as one group.
const GROUP: usize = 1 << 16;

/// Takes facts of every kind.
pub struct Sink {
    kinds: BTreeMap<&'static str, Kind>,
}

struct Kind {
    held: DataFrame,
    rows: u64,
    writer: Option<BatchedWriter<File>>,
}

/// A kind of fact that is written whole.
pub struct Written {
    /// Name of the kind.
    pub name: &'static str,
    /// Its columns, with their types.
    pub columns: Vec<(String, String)>,
    /// Its rows.
    pub rows: u64,
}

impl Sink {
    /// Into memory.
    pub fn memory() -> Self {
        let kind = |(name, schema): (&'static str, Schema)| {
            (name, Kind { held: DataFrame::empty_with_schema(&schema), rows: 0, writer: None })
        };
        Self { kinds: schemas().into_iter().map(kind).collect() }
    }

    /// Into files, one for each kind, made by `create` from `name.parquet`.
    ///
    /// # Errors
    /// A file cannot be made or written.
    pub fn files(mut create: impl FnMut(&str) -> std::io::Result<File>) -> Result<Self, FactError> {
        let mut sink = Self::memory();
        for (name, schema) in schemas() {
            let file = file_name(name);
            let made = create(&file).map_err(|e| FactError { file: file.clone(), why: e.to_string() })?;
            let writer = ParquetWriter::new(made)
                .with_compression(ParquetCompression::Uncompressed)
                .set_parallel(false)
                .batched(&schema)
                .map_err(|e| fault(name, &e))?;
            sink.kinds.get_mut(name).expect("every kind is there").writer = Some(writer);
        }
        Ok(sink)
    }

    /// Takes rows.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn put<F: Fact>(&mut self, rows: &[F]) -> Result<(), FactError> {
        let kind = self.kinds.get_mut(F::NAME).expect("every kind is there");
        for rows in rows.chunks(GROUP) {
            kind.rows += rows.len() as u64;
            kind.held.vstack_mut(&F::frame(rows)).map_err(|e| fault(F::NAME, &e))?;
            if kind.writer.is_some() && kind.held.height() >= GROUP {
                kind.flush(F::NAME)?;
            }
        }
        Ok(())
    }

    /// The facts in memory; those that went into files are there.
    pub fn facts(self) -> Facts {
        let frame = |(name, mut kind): (&'static str, Kind)| {
            kind.held.rechunk_mut();
            (name, kind.held.lazy())
        };
        Facts { frames: self.kinds.into_iter().map(frame).collect() }
    }

    /// Writes what is held, and the end of every file.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn finish(mut self) -> Result<Vec<Written>, FactError> {
        let mut written = Vec::new();
        for (name, schema) in schemas() {
            let kind = self.kinds.get_mut(name).expect("every kind is there");
            kind.flush(name)?;
            if let Some(writer) = kind.writer.take() {
                writer.finish().map_err(|e| fault(name, &e))?;
            }
            let columns = schema.iter().map(|(column, kind)| (column.to_string(), kind.to_string()));
            written.push(Written { name, columns: columns.collect(), rows: kind.rows });
        }
        Ok(written)
    }
}

impl Kind {
    fn flush(&mut self, name: &str) -> Result<(), FactError> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        if self.held.height() == 0 {
            return Ok(());
        }
        // One group of rows, however many pieces they came in.
        self.held.rechunk_mut();
        writer.write_batch(&self.held).map_err(|e| fault(name, &e))?;
        self.held = self.held.clear();
        Ok(())
    }
}

/// Name of the file of a kind.
pub fn file_name(kind: &str) -> String {
    format!("{kind}.parquet")
}

fn fault(name: &str, e: &PolarsError) -> FactError {
    FactError { file: file_name(name), why: e.to_string() }
}
