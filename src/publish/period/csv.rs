//! A table as CSV that spreadsheets open: UTF-8 with a byte order mark, codes and names apart, rates in percent
//! with one decimal, the sum last. Programs read the Parquet file of the same name, which has no sum.

use super::cells::{Cell, Reader, laid};
use crate::core::lang::Lang;
use crate::core::text::like_a_formula;
use crate::report::names::Names;
use crate::report::table::Table;

/// The file.
pub fn file(table: &Table, names: &Names, lang: Lang) -> Vec<u8> {
    let laid = laid(table, names, lang, Reader::File);
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut out);
    let mut put = |cells: &[String]| writer.write_record(cells).expect("a text in memory takes everything");
    put(&laid.headings);
    for row in laid.rows.iter().chain(&laid.total) {
        put(&row.iter().map(harmless).collect::<Vec<_>>());
    }
    writer.flush().expect("a text in memory takes everything");
    drop(writer);
    out
}

/// No text that a spreadsheet would take for a formula.
fn harmless(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if like_a_formula(text) => format!("'{text}"),
        cell => cell.printed(),
    }
}
