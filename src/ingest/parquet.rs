//! A Parquet file as CSV text, a slice of rows at a time: every column is cast to text. The only
//! place that knows polars.

use super::error::IngestError;
use super::xlsx::put_line;
use polars::prelude::*;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Rows read at once.
const SLICE: usize = 65_536;

/// Reads as CSV text with a heading line.
pub(super) struct ParquetText {
    path: PathBuf,
    next_row: usize,
    rows: usize,
    text: Vec<u8>,
    taken: usize,
}

impl ParquetText {
    pub(super) fn open(path: &Path) -> Result<Self, IngestError> {
        let fault = |error: PolarsError| IngestError::Parquet {
            file: path.display().to_string(),
            message: error.to_string(),
        };
        let file = File::open(path).map_err(|error| IngestError::io(path, error))?;
        let mut reader = ParquetReader::new(file);
        let rows = reader.num_rows().map_err(fault)?;
        let schema = reader.schema().map_err(fault)?;
        let mut text = Vec::new();
        put_line(&mut text, schema.iter_names().map(|name| name.as_str()));
        Ok(Self { path: path.into(), next_row: 0, rows, text, taken: 0 })
    }

    fn fill(&mut self) -> PolarsResult<()> {
        let file = File::open(&self.path)?;
        let frame = ParquetReader::new(file).with_slice(Some((self.next_row, SLICE))).finish()?;
        self.next_row += SLICE;
        self.text.clear();
        self.taken = 0;
        let columns: Vec<Column> =
            frame.columns().iter().map(|column| column.cast(&DataType::String)).collect::<PolarsResult<_>>()?;
        let texts: Vec<&StringChunked> = columns.iter().map(|column| column.str()).collect::<PolarsResult<_>>()?;
        for row in 0..frame.height() {
            put_line(&mut self.text, texts.iter().map(|column| column.get(row).unwrap_or("")));
        }
        Ok(())
    }
}

impl Read for ParquetText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.text.len() {
            if self.next_row >= self.rows {
                return Ok(0);
            }
            self.fill().map_err(io::Error::other)?;
        }
        let ready = &self.text[self.taken..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.taken += length;
        Ok(length)
    }
}
