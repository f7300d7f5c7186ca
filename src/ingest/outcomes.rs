//! The workbook in which outcomes are filled in: the version of the template above the headings, text
//! cells, drop-downs of the closed lists. As CSV the headings and rows alone.

use super::export::{csv_writer, harmless};
use super::format::Format;
use super::sheet::{self, Look};
use crate::core::lang::Lang;
use crate::core::outcome::{Disposal, Found, HEADINGS, Method, TEMPLATE, TEMPLATE_MARK};
use rust_xlsxwriter::{DataValidation, Formula, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::io::{self, Write};

/// Widths of the columns.
const WIDTHS: [f64; HEADINGS.len()] =
    [20.0, 16.0, 22.0, 30.0, 10.0, 28.0, 12.0, 22.0, 14.0, 30.0, 36.0, 36.0, 24.0, 24.0, 24.0];

/// Columns that must be filled, and those with a closed list.
const NEEDED: [usize; 4] = [2, 4, 6, 9];

/// Row of the headings.
const HEAD: u32 = 1;

/// Writes rows under the headings.
pub fn write_outcomes(
    out: &mut dyn Write,
    format: Format,
    lang: Lang,
    rows: &[[String; HEADINGS.len()]],
) -> io::Result<()> {
    match format {
        Format::Csv => {
            let mut writer = csv_writer(out)?;
            writer.write_record(HEADINGS)?;
            for row in rows {
                writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()))?;
            }
            writer.flush()
        }
        Format::Xlsx => out.write_all(&workbook(lang, rows).map_err(io::Error::other)?),
    }
}

fn workbook(lang: Lang, rows: &[[String; HEADINGS.len()]]) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look) = (Workbook::new(), Look::new());
    let lists = lists();
    let sheet = sheet::add(&mut book, "检查结果", false, lang)?;
    sheet::set_widths(sheet, &WIDTHS)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    let title = format!("检查结果录入表（{TEMPLATE_MARK} {TEMPLATE}）");
    sheet.write_string_with_format(0, 0, title, &look.head)?;
    for (column, heading) in HEADINGS.iter().enumerate() {
        let format = if NEEDED.contains(&column) { &look.needed } else { &look.head };
        sheet.set_column_format(column as u16, &look.text)?;
        sheet.write_string_with_format(HEAD, column as u16, *heading, format)?;
    }
    for (at, row) in rows.iter().enumerate() {
        let cells = row.iter().map(|cell| Cow::Borrowed(cell.as_str()));
        sheet::put(sheet, HEAD + 1 + at as u32, &WIDTHS, &look.text, cells)?;
    }
    let last = HEAD + 1 + rows.len().max(1000) as u32;
    for (column, list) in &lists {
        drop_down(sheet, *column, list.len(), last)?;
    }
    let hidden = sheet::add(&mut book, "选项", false, lang)?;
    hidden.set_hidden(true);
    for (column, list) in &lists {
        for (row, word) in list.iter().enumerate() {
            hidden.write_string(row as u32, *column, *word)?;
        }
    }
    book.save_to_buffer()
}

/// The closed lists by column; several choices are written by hand.
fn lists() -> [(u16, Vec<&'static str>); 3] {
    [
        (8, Method::all().map(Method::title).collect()),
        (9, Found::all().map(Found::title).collect()),
        (11, Disposal::all().map(Disposal::title).collect()),
    ]
}

fn drop_down(sheet: &mut Worksheet, column: u16, words: usize, last: u32) -> Result<(), XlsxError> {
    let letter = rust_xlsxwriter::utility::column_number_to_name(column);
    let list = Formula::new(format!("='选项'!${letter}$1:${letter}${words}"));
    let validation =
        DataValidation::new().allow_list_formula(list).ignore_blank(true).show_error_message(false);
    sheet.add_data_validation(HEAD + 1, column, last, column, &validation)?;
    Ok(())
}
