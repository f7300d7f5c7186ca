//! A plain list for people as CSV or workbook: headings and rows of text, no cell a formula.

use super::export::{csv_writer, harmless};
use super::format::Format;
use super::sheet::{self, Look};
use crate::core::lang::Lang;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::borrow::Cow;
use std::io::{self, Write};

/// What a list is called and how wide its columns are, in characters.
pub struct Listing<'a> {
    /// Name of the sheet.
    pub name: &'a str,
    /// Headings with the widths of their columns.
    pub columns: &'a [(&'a str, f64)],
    /// The rows, as many cells in each as there are columns.
    pub rows: &'a [Vec<String>],
}

impl Listing<'_> {
    /// Writes the list.
    pub fn write(&self, out: &mut dyn Write, format: Format, lang: Lang) -> io::Result<()> {
        match format {
            Format::Csv => self.csv(out),
            Format::Xlsx => out.write_all(&self.workbook(lang).map_err(io::Error::other)?),
        }
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv_writer(out)?;
        writer.write_record(self.columns.iter().map(|(heading, _)| *heading))?;
        for row in self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
        }
        writer.flush()
    }

    fn workbook(&self, lang: Lang) -> Result<Vec<u8>, XlsxError> {
        let (mut book, look) = (Workbook::new(), Look::new());
        let widths: Vec<f64> = self.columns.iter().map(|(_, width)| *width).collect();
        let sheet = sheet::add(&mut book, self.name, true, lang)?;
        sheet::set_widths(sheet, &widths)?;
        let headings = self.columns.iter().map(|(heading, _)| Cow::Borrowed(*heading));
        sheet::put(sheet, 0, &widths, &look.head, headings)?;
        for (row, cells) in (1..).zip(self.rows) {
            sheet::put(
                sheet,
                row,
                &widths,
                &look.text,
                cells.iter().map(|cell| Cow::Borrowed(cell.as_str())),
            )?;
        }
        book.save_to_buffer()
    }
}
