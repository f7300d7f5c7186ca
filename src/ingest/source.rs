//! What is imported: files, how to read them, and the heading row of each.

use super::block::{Block, Blocks, RowText};
use super::decode::{self, Encoding};
use super::error::IngestError;
use super::mapping::Mapping;
use super::parquet;
use super::sniff::{self, sniff};
use super::unseen::{Unseen, letters};
use super::xlsx::{self, Merged};
use crate::core::cap::Visited;
use crate::core::identifier::KeyColumn;
use crate::core::lang::Twin;
use crate::core::row::{Codebook, Findings, FromRow, Layout, Marks, Reading, Rule, nearest};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows among which the headings are looked for: templates put a title above them.
const HEADING_ROWS: usize = 10;

/// The files of one roster and how to read them.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// CSV, XLSX or Parquet files, told by their content; together one roster.
    pub files: &'a [PathBuf],
    /// The columns of a foreign layout; `None` for the templates' headings.
    pub mapping: Option<&'a Mapping>,
    /// The bureau's units and tags.
    pub codebook: &'a Codebook,
    /// Overrides the decision on the encoding of CSV files.
    pub encoding: Option<Encoding>,
    /// Apply a proposed key where there is exactly one.
    pub accept_suggestions: bool,
    /// Visits the archive knows of in the year: rows that state fewer are raised.
    pub visited: Option<&'a Visited>,
    /// Labels the import puts on subjects by itself.
    pub marks: Option<&'a Marks>,
}

/// One file, ready to be opened as often as needed.
pub(super) struct Input {
    pub name: String,
    pub encoding: Encoding,
    pub decision: String,
    content: Content,
    /// Of a workbook: the sheet read, and the others.
    sheets: Option<(String, Vec<String>)>,
    /// Of a workbook: merged cells, below the headings a sign that values are missing.
    pub merged: Arc<[Merged]>,
    /// Of a workbook: what is hidden.
    hidden: Unseen,
    /// Of a workbook: the version of its template, as its properties have it.
    template: Option<String>,
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
    /// Files under the templates' headings, read as they are.
    pub fn of(files: &'a [PathBuf], codebook: &'a Codebook) -> Self {
        Self {
            files,
            mapping: None,
            codebook,
            encoding: None,
            accept_suggestions: false,
            visited: None,
            marks: None,
        }
    }

    pub(super) fn reading(&self) -> Reading<'a> {
        Reading {
            codebook: self.codebook,
            key_column: self.mapping.map_or(KeyColumn::Registry, Mapping::key_column),
            accept_suggestions: self.accept_suggestions,
            visited: self.visited,
            marks: self.marks,
        }
    }

    pub(super) fn inputs<T: FromRow>(&self) -> Result<Vec<Input>, IngestError> {
        self.files.iter().map(|path| self.input(path, T::merged_cells_repeat())).collect()
    }

    fn input(&self, path: &Path, repeat: bool) -> Result<Input, IngestError> {
        let name = path.display().to_string();
        let mut sheets = None;
        let (mut merged, mut hidden, mut template) = (Vec::new(), Unseen::default(), None);
        let (encoding, decision, content) = match sniff(path)? {
            sniff::Kind::Workbook => {
                let sheet = xlsx::as_csv(path, self.mapping.and_then(|m| m.sheet.as_deref()), repeat)?;
                let decision = format!("XLSX, sheet {:?}", sheet.name);
                sheets = Some((sheet.name, sheet.others));
                (merged, hidden, template) = (sheet.merged, sheet.hidden, sheet.template);
                (Encoding::Utf8, decision, Content::Memory(sheet.text.into()))
            }
            sniff::Kind::Parquet => (Encoding::Utf8, "Parquet".into(), Content::Parquet(path.into())),
            sniff::Kind::Text => {
                let wanted = self.encoding.or_else(|| self.mapping.and_then(Mapping::encoding));
                let decision = decode::detect(path, wanted)?;
                (decision.encoding, decision.text, Content::Text(path.into()))
            }
        };
        Ok(Input { name, encoding, decision, content, sheets, merged: merged.into(), hidden, template })
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
        let (rows, mut bad) = top_rows(&first, input.encoding);
        if memchr::memchr(b'\n', &first.bytes).is_none() && first.bytes.contains(&b'\r') {
            bad = bad.and(Some(Rule::LoneCr));
        }
        let found = match self.mapping {
            Some(mapping) => mapped(mapping, &input.name, &rows),
            None => by_headings::<T>(&input.name, &rows),
        };
        let (at, layout) = found.map_err(|error| input.explained(error, bad))?;
        input.right_template::<T>(&rows[..at])?;
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
        let count = 4 * rayon::current_num_threads();
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

impl Input {
    /// Says more about a file without headings: its bytes, or its other sheets, are the reason.
    fn explained(&self, error: IngestError, bad: Option<Rule>) -> IngestError {
        if let Some(rule) = bad {
            return IngestError::NoHeadings { file: self.name.clone(), hint: self.damage(rule) };
        }
        let sheets = match &self.sheets {
            Some((read, others)) if !others.is_empty() => Twin::new(
                format!("；读取的是工作表“{read}”，另有“{}”：请把数据所在的表移到最前面", others.join("”“")),
                format!(
                    "; sheet {read:?} was read, there are also {others:?}: move the one with the data to the front"
                ),
            ),
            _ => return error,
        };
        match error {
            IngestError::Layout { file, fault, .. } => {
                IngestError::Layout { file, fault, sheets: Some(Box::new(sheets)) }
            }
            IngestError::NoHeadings { file, hint } => {
                let hint = Twin::new(hint.zh + &sheets.zh, hint.en + &sheets.en);
                IngestError::NoHeadings { file, hint }
            }
            other => other,
        }
    }

    /// The version of the template stands above the headings, and where that row was cut off still in
    /// the workbook's properties. A table without both, such as one of a foreign system or a CSV file,
    /// names no version at all: there the headings, each of which has a name of its own, are the check.
    fn right_template<T: FromRow>(&self, above: &[Vec<String>]) -> Result<(), IngestError> {
        let Some((marks, wanted)) = T::template() else { return Ok(()) };
        let mark = |cell: &str| marks.iter().find_map(|mark| cell.find(mark));
        let named = above.iter().flatten().find_map(|cell| Some(&cell[mark(cell)?..]));
        let right = |text: &str| {
            text.split(|c: char| !c.is_ascii() || "()[] ".contains(c)).any(|word| word == wanted)
        };
        match named.or(self.template.as_deref()).filter(|text| !right(text)) {
            Some(text) => {
                let found = text.chars().take(60).collect();
                Err(IngestError::Template { file: self.name.clone(), found, wanted })
            }
            None => Ok(()),
        }
    }

    /// Tells what the workbook hides.
    pub(super) fn tell_hidden(&self, opened: &Opened, out: &mut Findings) {
        if let Some((sheet, _)) = &self.sheets {
            self.hidden.tell(sheet, opened.heading_row, &opened.layout.headings, out);
        }
    }

    fn damage(&self, rule: Rule) -> Twin {
        let name = self.encoding.name();
        match rule {
            Rule::MixedEncoding | Rule::Undecodable => Twin::new(
                format!(
                    "文件按 {name} 读取，但前几行不是 {name}（指定的编码有误，或混有不同编码）：请统一编码后另存为“CSV UTF-8”"
                ),
                format!(
                    "the file is read as {name}, but its first rows are not {name} (the encoding stated is wrong, or several are mixed): save it in one encoding, as \"CSV UTF-8\""
                ),
            ),
            Rule::LoneCr => Twin::new(
                "换行符只有 CR（旧 Mac 格式）：请另存为“CSV UTF-8（逗号分隔）”",
                "its lines end in CR alone (an old Macintosh format): save it as \"CSV UTF-8 (comma delimited)\"",
            ),
            Rule::NulByte => Twin::new(
                "含有空字符（NUL），不是文本文件或已损坏：请重新导出",
                "it holds NUL bytes: it is no text, or damaged: export it again",
            ),
            _ => Twin::new(
                "前几行的引号不配对：请改正或重新导出",
                "the quotes in its first rows do not pair: correct them, or export it again",
            ),
        }
    }
}

impl Opened {
    /// Tells headings that are nearly known, and gives those kept as they are.
    pub(super) fn tell_columns<T: FromRow>(&self, mapped: bool, out: &mut Findings) -> Vec<String> {
        let layout = &self.layout;
        if !mapped {
            out.start_row(self.heading_row);
            for (column, right) in layout.misspelt(T::spellings()) {
                let place = letters(column);
                out.suggest(Rule::ColumnMisspelt, &layout.headings[column], &place, Some(right.into()));
            }
        }
        layout.extras.iter().map(|&column| layout.headings[column].clone()).collect()
    }
}

/// The first rows, and what damages them before the first that can be read.
fn top_rows(block: &Block, encoding: Encoding) -> (Vec<Vec<String>>, Option<Rule>) {
    let top = Block {
        bytes: block.bytes.clone(),
        records: block.records.iter().take(HEADING_ROWS).copied().collect(),
        first_row: 1,
    };
    let (mut rows, mut bad): (Vec<Vec<String>>, _) = (Vec::new(), None);
    top.rows(encoding, |_, row| {
        let row = match row {
            RowText::Cells(cells) => trimmed(cells.iter().map(|cell| cell.trim().to_owned()).collect()),
            RowText::Bad(rule, _) => {
                if rows.iter().all(Vec::is_empty) {
                    bad = bad.or(Some(rule));
                }
                Vec::new()
            }
        };
        rows.push(row);
    });
    (rows, bad)
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
            let (zh, en) = near.map_or_else(Default::default, |near| {
                (format!("；文件中有“{}”", near.found), format!("; the file has {:?}", near.found))
            });
            let hint = Twin::new(
                format!("映射需要列：{}{zh}", absent.join("、")),
                format!("the mapping needs the headings {}{en}", absent.join(", ")),
            );
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
            Ok(layout) => {
                let next = rows.get(at + 1).filter(|_| T::merged_cells_repeat());
                let next =
                    next.and_then(|next| Layout::resolve(file, next, T::spellings(), T::REQUIRED).ok());
                // Headings in two rows: the lower names more of the columns.
                let columns =
                    |layout: &Layout| T::spellings().iter().filter(|(field, _)| layout.has(*field)).count();
                return Ok(match next.filter(|next| columns(next) > columns(&layout)) {
                    Some(lower) => (at + 1, lower),
                    None => (at, layout),
                });
            }
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
        return Err(IngestError::Layout { file: file.into(), fault, sheets: None });
    }
    Err(IngestError::NoHeadings { file: file.into(), hint: no_headings_hint::<T>(rows) })
}

fn no_headings_hint<T: FromRow>(rows: &[Vec<String>]) -> Twin {
    let wanted: Vec<&str> = T::spellings()
        .iter()
        .filter(|(field, _)| T::REQUIRED.contains(field))
        .flat_map(|(_, names)| names.iter().take(2).copied())
        .collect();
    let Some(first) = rows.iter().find(|row| !row.is_empty()) else {
        return Twin::new("文件是空的", "the file is empty");
    };
    if first.len() == 1 && first[0].contains([';', '\t', '|']) {
        return Twin::new(
            "各列不是以逗号分隔；请另存为“CSV UTF-8（逗号分隔）”",
            "the columns are not separated by commas; save it as comma-separated CSV",
        );
    }
    let near = nearest(&wanted, first.iter().map(String::as_str));
    let (zh, en) = near.map_or_else(Default::default, |near| {
        let (found, wanted) = (near.found, near.wanted);
        (format!("；“{found}”是否应为“{wanted}”？"), format!("; for {found:?}, did you mean {wanted:?}?"))
    });
    let found: Vec<&str> = first.iter().take(8).map(String::as_str).collect();
    Twin::new(
        format!("需要：{}；第一行是：{}{zh}", wanted.join("、"), found.join("、")),
        format!("needed: {}; the first row has {}{en}", wanted.join(", "), found.join(", ")),
    )
}
