//! What is imported: files, how to read them, and the heading row of each.

use super::block::{Block, Blocks, RowText};
use super::decode::{self, Encoding};
use super::error::IngestError;
use super::mapping::Mapping;
use super::{parquet, xlsx};
use crate::core::identifier::KeyColumn;
use crate::core::row::{Codebook, FromRow, Layout, Reading, nearest};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows among which the headings are looked for: templates put a title above them.
const HEADING_ROWS: usize = 10;

/// The files of one roster and how to read them.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// CSV, XLSX or Parquet files, by their endings; together one roster.
    pub files: &'a [PathBuf],
    /// The columns of a foreign layout; `None` for the templates' headings.
    pub mapping: Option<&'a Mapping>,
    /// The bureau's units and tags.
    pub codebook: &'a Codebook,
    /// Overrides the decision on the encoding of CSV files.
    pub encoding: Option<Encoding>,
    /// Apply a proposed key where there is exactly one.
    pub accept_suggestions: bool,
}

/// One file, ready to be opened as often as needed.
pub(super) struct Input {
    pub name: String,
    pub encoding: Encoding,
    pub decision: String,
    content: Content,
}

enum Content {
    Text(PathBuf),
    Memory(Arc<[u8]>),
    Parquet(PathBuf),
}

/// A file whose headings have been read.
pub(super) struct Opened {
    pub layout: Layout,
    /// Row number of the headings.
    pub heading_row: u64,
    pub first: Block,
    pub rest: Blocks,
    /// Index of the column that decides which of several rows is the latest.
    pub order_by: Option<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn reading(&self) -> Reading<'a> {
        Reading {
            codebook: self.codebook,
            key_column: self.mapping.map_or(KeyColumn::Registry, Mapping::key_column),
            accept_suggestions: self.accept_suggestions,
        }
    }

    pub(super) fn inputs(&self) -> Result<Vec<Input>, IngestError> {
        self.files.iter().map(|path| self.input(path)).collect()
    }

    fn input(&self, path: &Path) -> Result<Input, IngestError> {
        let name = path.display().to_string();
        let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
        let (encoding, decision, content) = match ending.as_str() {
            "xlsx" | "xlsm" => {
                let (text, sheet) = xlsx::as_csv(path, self.mapping.and_then(|m| m.sheet.as_deref()))?;
                (Encoding::Utf8, format!("XLSX, sheet {sheet:?}"), Content::Memory(text.into()))
            }
            "parquet" => (Encoding::Utf8, "Parquet".into(), Content::Parquet(path.into())),
            _ => {
                let wanted = self.encoding.or_else(|| self.mapping.and_then(Mapping::encoding));
                let decision = decode::detect(path, wanted)?;
                (decision.encoding, decision.text, Content::Text(path.into()))
            }
        };
        Ok(Input { name, encoding, decision, content })
    }

    /// Opens a file and finds its headings.
    pub(super) fn open<T: FromRow>(&self, input: &Input) -> Result<Opened, IngestError> {
        let reader: Box<dyn Read + Send> = match &input.content {
            Content::Text(path) => Box::new(File::open(path).map_err(|error| IngestError::io(path, error))?),
            Content::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Content::Parquet(path) => Box::new(parquet::ParquetText::open(path)?),
        };
        let mut rest = Blocks::new(reader);
        let first = rest.next(&input.name)?.unwrap_or_default();
        let rows = top_rows(&first, input.encoding);
        let (at, layout) = match self.mapping {
            Some(mapping) => mapped(mapping, &input.name, &rows)?,
            None => by_headings::<T>(&input.name, &rows)?,
        };
        let order_by = self.mapping.and_then(|mapping| mapping.order_column(&layout.headings));
        Ok(Opened { layout, heading_row: first.first_row + at as u64, first, rest, order_by })
    }
}

impl Opened {
    /// Hands the blocks to `work`, some at a time; the next are read meanwhile.
    pub(super) fn batches(
        mut self,
        file: &str,
        mut work: impl FnMut(Vec<Block>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        let count = 2 * rayon::current_num_threads();
        let mut blocks = vec![std::mem::take(&mut self.first)];
        while !blocks.is_empty() {
            let mut read = || (0..count).map_while(|_| self.rest.next(file).transpose()).collect();
            let (next, worked): (Result<Vec<Block>, IngestError>, _) = std::thread::scope(|scope| {
                let reader = scope.spawn(&mut read);
                let worked = work(blocks);
                (reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), worked)
            });
            worked?;
            blocks = next?;
        }
        Ok(())
    }
}

fn top_rows(block: &Block, encoding: Encoding) -> Vec<Vec<String>> {
    let top = Block {
        bytes: block.bytes.clone(),
        records: block.records.iter().take(HEADING_ROWS).copied().collect(),
        first_row: 1,
    };
    let mut rows = Vec::new();
    top.rows(encoding, |_, row| {
        rows.push(match row {
            RowText::Cells(cells) => trimmed(cells.iter().map(|cell| cell.trim().to_owned()).collect()),
            RowText::Bad(..) => Vec::new(),
        });
    });
    rows
}

/// Spreadsheets add empty columns at the right.
fn trimmed(mut cells: Vec<String>) -> Vec<String> {
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

fn mapped(mapping: &Mapping, file: &str, rows: &[Vec<String>]) -> Result<(usize, Layout), IngestError> {
    let wanted = mapping.headings();
    let missing =
        |row: &Vec<String>| wanted.iter().filter(|w| !row.contains(w)).cloned().collect::<Vec<String>>();
    match rows.iter().position(|row| missing(row).is_empty() && !row.is_empty()) {
        Some(at) => Ok((at, mapping.layout(file, &rows[at]))),
        None => {
            let best = rows.iter().min_by_key(|row| missing(row).len()).cloned().unwrap_or_default();
            let absent = missing(&best);
            let near = absent.iter().find_map(|w| nearest(&[w.as_str()], best.iter().map(String::as_str)));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
            let hint = format!("the mapping needs the headings {}{hint}", absent.join(", "));
            Err(IngestError::NoHeadings { file: file.into(), hint })
        }
    }
}

/// The headings are the first row in which the required columns are found; if no row has them, the
/// row that comes nearest tells what is wrong.
fn by_headings<T: FromRow>(file: &str, rows: &[Vec<String>]) -> Result<(usize, Layout), IngestError> {
    let mut fault = None;
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        match Layout::resolve(file, row, T::spellings(), T::REQUIRED) {
            Ok(layout) => return Ok((at, layout)),
            Err(found) => {
                let known = Layout::resolve(file, row, T::spellings(), &[]);
                let hits = known.map_or(usize::MAX, |layout| row.len() - layout.extras.len());
                if hits > 0 && fault.as_ref().is_none_or(|(most, _)| hits > *most) {
                    fault = Some((hits, found));
                }
            }
        }
    }
    if let Some((_, fault)) = fault {
        return Err(IngestError::Layout { file: file.into(), fault });
    }
    Err(IngestError::NoHeadings { file: file.into(), hint: no_headings_hint::<T>(rows) })
}

fn no_headings_hint<T: FromRow>(rows: &[Vec<String>]) -> String {
    let wanted: Vec<&str> = T::spellings()
        .iter()
        .filter(|(field, _)| T::REQUIRED.contains(field))
        .flat_map(|(_, names)| names.iter().take(2).copied())
        .collect();
    let Some(first) = rows.iter().find(|row| !row.is_empty()) else { return "the file is empty".into() };
    if first.len() == 1 && first[0].contains([';', '\t', '|']) {
        return "the columns are not separated by commas; save it as comma-separated CSV".into();
    }
    let near = nearest(&wanted, first.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
    let found: Vec<&str> = first.iter().take(8).map(String::as_str).collect();
    format!("needed: {}; the first row has {}{near}", wanted.join(", "), found.join(", "))
}
