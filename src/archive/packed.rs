//! Rows of one table made ready for the database ahead of time, on another thread than the one that
//! talks to it: sorted, checked, and packed one after the other, so that the database's thread finds
//! each row where it left the last.

use super::error::Error;
use super::row::{Field, Fill, Table};

/// Checked rows of one table.
pub(super) struct Packed {
    table: &'static Table,
    text: String,
    cells: Vec<Cell>,
    /// Where the text of each row begins.
    starts: Vec<u32>,
}

/// A field; a text ends here and begins where the one before it ends.
#[derive(Clone, Copy)]
enum Cell {
    Null,
    Int(i64),
    Text(u32),
}

impl Packed {
    /// Packs `count` rows without blobs. [`Error::Nul`] if a text holds what no database takes.
    pub fn new(table: &'static Table, count: usize, fill: Fill<'_, '_>) -> Result<Self, Error> {
        let (mut text, mut cells) = (String::new(), Vec::with_capacity(count * table.columns.len()));
        let (mut fields, mut starts) = (Vec::with_capacity(table.columns.len()), Vec::with_capacity(count));
        for i in 0..count {
            table.fill(fill, i, &mut fields)?;
            starts.push(place(&text));
            for field in &fields {
                cells.push(match field {
                    Field::Null => Cell::Null,
                    Field::Int(number) => Cell::Int(*number),
                    Field::Text(value) => {
                        text.push_str(value);
                        Cell::Text(place(&text))
                    }
                    Field::Bytes(_) => unreachable!("table {} holds no blobs", table.name),
                });
            }
        }
        Ok(Self { table, text, cells, starts })
    }

    /// The table they belong to.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The fields of row number `i`.
    pub fn row<'a>(&'a self, i: usize, fields: &mut Vec<Field<'a>>) {
        let width = self.table.columns.len();
        let mut start = self.starts[i] as usize;
        fields.clear();
        fields.extend(self.cells[i * width..][..width].iter().map(|cell| match *cell {
            Cell::Null => Field::Null,
            Cell::Int(number) => Field::Int(number),
            Cell::Text(end) => {
                Field::text(&self.text[std::mem::replace(&mut start, end as usize)..end as usize])
            }
        }));
    }
}

fn place(text: &str) -> u32 {
    u32::try_from(text.len()).expect("a group of rows is below 4 GiB")
}
