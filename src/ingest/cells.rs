//! A small table as it stands, without any rule about its rows: what people hand back to a command that listed
//! it for them. Not an import.

use super::block::{Blocks, RowText};
use super::decode::{self, Encoding};
use super::error::IngestError;
use super::{sniff, xlsx};
use crate::core::lang::Twin;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// The rows of a CSV file or of the first sheet of a workbook, with their numbers; blank rows are left out.
pub fn cells(path: &Path) -> Result<Vec<(u64, Vec<String>)>, IngestError> {
    let name = path.display().to_string();
    let (reader, encoding): (Box<dyn Read + Send>, Encoding) = match sniff::sniff(path)? {
        sniff::Kind::Workbook => {
            (Box::new(Cursor::new(xlsx::as_csv(path, None, false)?.text)), Encoding::Utf8)
        }
        _ => {
            let file = File::open(path).map_err(|error| IngestError::io(path, error))?;
            (Box::new(file), decode::detect(path, None)?.encoding)
        }
    };
    let (mut blocks, mut rows, mut bad) = (Blocks::new(reader), Vec::new(), None);
    while let Some(block) = blocks.next(&name)? {
        block.rows(encoding, |number, row| match row {
            RowText::Cells(cells) => {
                let cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push((number, cells));
                }
            }
            RowText::Bad(..) => bad = bad.or(Some(number)),
        });
    }
    match bad {
        None => Ok(rows),
        Some(row) => Err(IngestError::NoHeadings {
            file: name,
            hint: Twin::new(
                format!("第{row}行无法读取：请另存为“CSV UTF-8”或 XLSX"),
                format!("row {row} cannot be read: save it as \"CSV UTF-8\" or as a workbook"),
            ),
        }),
    }
}
