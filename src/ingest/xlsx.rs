//! A sheet of a workbook as CSV text in UTF-8, blank rows included, so that a row keeps the number
//! the spreadsheet shows. Numbers and dates become text without losing digits; a number too long
//! for a spreadsheet is written with its exponent, so that the damage is recognised.

use super::error::IngestError;
use super::hidden::Hidden;
use super::unseen::Unseen;
use crate::core::outcome::TEMPLATE_PROPERTY;
use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx, open_workbook};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Whole numbers from here on are not exact in a spreadsheet (15 digits).
const EXACT: f64 = 1e15;

/// One sheet of a workbook.
pub(super) struct Sheet {
    /// Its cells as CSV.
    pub text: Vec<u8>,
    /// Its name.
    pub name: String,
    /// The names of the other sheets that are shown.
    pub others: Vec<String>,
    /// Ranges of merged cells.
    pub merged: Vec<Merged>,
    /// What is hidden and has something written in it.
    pub hidden: Unseen,
    /// The version of the template that the workbook's properties name.
    pub template: Option<String>,
}

/// A range of merged cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Merged {
    /// First and last row, from 1.
    pub rows: (u64, u64),
    /// First and last column, from 0.
    pub columns: (usize, usize),
}

/// The sheet that is wanted, or the first that is shown. `repeat`: a cell merged over several rows of one column
/// stands in each of them.
pub(super) fn as_csv(path: &Path, wanted: Option<&str>, repeat: bool) -> Result<Sheet, IngestError> {
    let mut book: Xlsx<BufReader<File>> =
        open_workbook(path).map_err(|error: calamine::XlsxError| IngestError::workbook(path, error))?;
    let names = book.sheet_names();
    let sheet = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted).cloned().ok_or_else(|| {
            IngestError::workbook(path, format!("no sheet {wanted:?}; it has {}", names.join(", ")))
        })?,
        None => {
            let first = shown(&book).next().or_else(|| names.first().cloned());
            first.ok_or_else(|| IngestError::workbook(path, "it has no sheet"))?
        }
    };
    let others = shown(&book).filter(|name| *name != sheet).collect();
    let mut unseen = Unseen { sheet: !shown(&book).any(|name| name == sheet), ..Unseen::default() };
    if wanted.is_none() && !unseen.sheet {
        unseen.before = names.iter().take_while(|name| **name != sheet).cloned().collect();
    }
    let template = book
        .workbook_properties()
        .ok()
        .and_then(|mut known| known.custom_properties.remove(TEMPLATE_PROPERTY));
    let ranges = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
    let mut cells =
        book.worksheet_cells_reader(&sheet).map_err(|error| IngestError::workbook(path, error))?;
    let tall = ranges.iter().filter(|range| repeat && range.start.1 == range.end.1);
    let tall = tall.map(|range| Tall {
        rows: (range.start.0, range.end.0),
        column: range.start.1,
        text: String::new(),
    });
    let hidden = Hidden::of(path, &sheet)?;
    let mut text = Lines { tall: tall.collect(), hidden, unseen, ..Lines::default() };
    while let Some(cell) = cells.next_cell().map_err(|error| IngestError::workbook(path, error))? {
        let (row, column) = cell.get_position();
        text.put(row, column, cell.get_value());
    }
    let merged = ranges.iter().map(|range| Merged {
        rows: (u64::from(range.start.0) + 1, u64::from(range.end.0) + 1),
        columns: (range.start.1 as usize, range.end.1 as usize),
    });
    let (text, hidden) = text.finish();
    Ok(Sheet { text, name: sheet, others, merged: merged.collect(), hidden, template })
}

/// The names of the sheets that are shown.
fn shown(book: &Xlsx<BufReader<File>>) -> impl Iterator<Item = String> {
    let shown = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    shown.map(|sheet| sheet.name.clone())
}

/// A cell merged over several rows of one column.
struct Tall {
    /// First and last row, from 0.
    rows: (u32, u32),
    column: u32,
    /// What stands in the first.
    text: String,
}

#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    row: u32,
    cells: Vec<String>,
    /// Widest row so far: shorter rows are padded to it, because a sheet is a rectangle.
    width: usize,
    /// Merged cells that repeat.
    tall: Vec<Tall>,
    hidden: Hidden,
    unseen: Unseen,
}

impl Lines {
    fn put(&mut self, row: u32, column: u32, value: &DataRef<'_>) {
        while self.row < row {
            self.end_row();
        }
        let text = cell_text(value);
        if text.is_empty() {
            return;
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        if self.hidden.column(column as u32) {
            self.unseen.columns.insert(column, u64::from(row) + 1);
        }
    }

    fn repeat(&mut self) {
        for tall in self.tall.iter_mut().filter(|tall| (tall.rows.0..=tall.rows.1).contains(&self.row)) {
            let column = tall.column as usize;
            if self.cells.len() <= column {
                self.cells.resize(column + 1, String::new());
            }
            match self.row == tall.rows.0 {
                true => tall.text.clone_from(&self.cells[column]),
                false => self.cells[column].clone_from(&tall.text),
            }
        }
    }

    fn end_row(&mut self) {
        self.repeat();
        self.width = self.width.max(self.cells.len());
        if !self.cells.is_empty() {
            self.cells.resize(self.width, String::new());
            self.look();
        }
        put_line(&mut self.bytes, self.cells.iter().map(String::as_str));
        self.cells.clear();
        self.row += 1;
    }

    /// Notes a row in which something stands, if it is hidden.
    fn look(&mut self) {
        let row = u64::from(self.row) + 1;
        match self.unseen.rows.last_mut() {
            _ if !self.hidden.row(self.row) => {}
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => self.unseen.rows.push((row, row)),
        }
    }

    fn finish(mut self) -> (Vec<u8>, Unseen) {
        if !self.cells.is_empty() {
            self.end_row();
        }
        (self.bytes, self.unseen)
    }
}

/// Appends one CSV line.
pub(super) fn put_line<'a>(bytes: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            bytes.push(b'"');
            // A CR without LF inside a cell is a line break there, not damage.
            let unified = cell.replace("\r\n", "\n").replace('\r', "\n").replace('"', "\"\"");
            bytes.extend_from_slice(unified.as_bytes());
            bytes.push(b'"');
        } else {
            bytes.extend_from_slice(cell.as_bytes());
        }
    }
    bytes.push(b'\n');
}

fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => float_text(*number),
        DataRef::Bool(truth) => if *truth { "1" } else { "0" }.to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn float_text(number: f64) -> String {
    if number.abs() >= EXACT {
        return format!("{number:E}").replace('E', "E+");
    }
    if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return float_text(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
