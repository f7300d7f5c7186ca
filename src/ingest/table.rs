//! Tables for people: headings and rows of text as CSV or as sheets of a workbook that look like
//! all of ours. Not the rosters (`super::export`), which can be read back.

use super::export::{csv_writer, harmless};
use super::format::Format;
use super::sheet::{self, Look};
use crate::core::lang::Lang;
use crate::core::time::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::borrow::Cow;
use std::io::{self, Write};

/// One table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of its sheet.
    pub name: String,
    /// Heading and width in characters of each column.
    pub columns: Vec<(String, f64)>,
    /// Rows, as many cells as columns.
    pub rows: Vec<Vec<String>>,
}

/// Writes the first table as CSV, which has one heading row, or all of them as sheets of a workbook
/// that says it was made on `day`: the same tables give the same bytes.
pub fn write_tables(
    out: &mut dyn Write,
    format: Format,
    tables: &[Table],
    day: Date,
    lang: Lang,
) -> io::Result<()> {
    match format {
        Format::Csv => csv(out, tables),
        Format::Xlsx => out.write_all(&workbook(tables, day, lang).map_err(io::Error::other)?),
    }
}

fn csv(out: &mut dyn Write, tables: &[Table]) -> io::Result<()> {
    let mut writer = csv_writer(out)?;
    if let Some(table) = tables.first() {
        writer.write_record(table.columns.iter().map(|(heading, _)| heading))?;
        for row in &table.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
        }
    }
    writer.flush()
}

fn workbook(tables: &[Table], day: Date, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look) = (Workbook::new(), Look::new());
    let made = ExcelDateTime::from_ymd(day.year(), day.month(), day.day())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for table in tables {
        let sheet = sheet::add(&mut book, &table.name, true, lang)?;
        let widths: Vec<f64> = table.columns.iter().map(|(_, width)| *width).collect();
        sheet::set_widths(sheet, &widths)?;
        let headings = table.columns.iter().map(|(heading, _)| Cow::Borrowed(heading.as_str()));
        sheet::put(sheet, 0, &widths, &look.head, headings)?;
        for (row, at) in table.rows.iter().zip(1..) {
            let cells = row.iter().map(|cell| Cow::Borrowed(cell.as_str()));
            sheet::put(sheet, at, &widths, &look.text, cells)?;
        }
    }
    book.save_to_buffer()
}
