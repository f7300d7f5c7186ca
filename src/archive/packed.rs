//! Rows of one table made ready for the database ahead of time, by the threads that have read them:
//! checked, and packed one after the other into blocks, then put into the order that suits its index:
//! the thread that talks to the database is the slowest, and has nothing to do but to bind them.

use super::error::Error;
use super::row::{Field, Table};
use rayon::prelude::*;

/// Checked rows of one table, in the order in which they came.
pub(super) struct Block {
    text: String,
    cells: Vec<Cell>,
    /// Numbers that a cell has no room for.
    wide: Vec<i64>,
    /// Where the text of each row begins.
    starts: Vec<u32>,
    width: usize,
}

/// A field in eight bytes: most of the time goes into fetching them. A text ends here and begins where
/// the one before it ends.
#[derive(Clone, Copy)]
enum Cell {
    Null,
    Int(i32),
    Wide(u32),
    Text(u32),
}

/// A guess of the text of a row, in bytes.
const TEXT: usize = 224;
impl Block {
    /// A block without rows, with room for so many.
    pub fn new(table: &'static Table, rows: usize) -> Self {
        Self {
            text: String::with_capacity(rows * TEXT),
            cells: Vec::with_capacity(rows * table.columns.len()),
            wide: Vec::new(),
            starts: Vec::with_capacity(rows),
            width: table.columns.len(),
        }
    }

    /// Appends a row without blobs. [`Error::Nul`] if a text holds what no database takes.
    pub fn push<const WIDTH: usize>(
        &mut self,
        table: &Table,
        fields: &[Field<'_>; WIDTH],
    ) -> Result<(), Error> {
        assert_eq!(WIDTH, self.width, "fields of table {}", table.name);
        let start = self.text.len();
        self.starts.push(at(start));
        for field in fields {
            let cell = match field {
                Field::Null => Cell::Null,
                Field::Int(number) => self.number(*number),
                Field::Text(value) => {
                    self.text.push_str(value);
                    Cell::Text(at(self.text.len()))
                }
                Field::Bytes(_) => unreachable!("table {} holds no blobs", table.name),
            };
            self.cells.push(cell);
        }
        // All texts at once; which one it was is found out only if there is one.
        if memchr::memchr(0, &self.text.as_bytes()[start..]).is_some() {
            table.check(fields)?;
        }
        Ok(())
    }

    fn number(&mut self, number: i64) -> Cell {
        i32::try_from(number).map_or_else(
            |_| {
                self.wide.push(number);
                Cell::Wide(at(self.wide.len() - 1))
            },
            Cell::Int,
        )
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The text in one column of row number `i`, where only numbers stand before it.
    pub fn first_text(&self, i: usize, column: usize) -> &str {
        match self.cells[i * self.width + column] {
            Cell::Text(end) => &self.text[self.starts[i] as usize..end as usize],
            Cell::Null | Cell::Int(_) | Cell::Wide(_) => "",
        }
    }

    /// Copies of rows of some blocks, in this order.
    fn gathered(table: &'static Table, blocks: &[Block], order: &[(u32, u32)]) -> Self {
        let mut all = Self::new(table, order.len());
        for &(block, row) in order {
            let (block, row) = (&blocks[block as usize], row as usize);
            let (from, to) = (block.starts[row], at(all.text.len()));
            all.starts.push(to);
            let mut end = from;
            for cell in &block.cells[row * all.width..][..all.width] {
                let cell = match *cell {
                    Cell::Text(here) => {
                        end = here;
                        Cell::Text(here - from + to)
                    }
                    Cell::Wide(place) => all.number(block.wide[place as usize]),
                    cell => cell,
                };
                all.cells.push(cell);
            }
            all.text.push_str(&block.text[from as usize..end as usize]);
        }
        all
    }

    fn row<'a>(&'a self, i: usize, fields: &mut Vec<Field<'a>>) {
        let mut start = self.starts[i] as usize;
        fields.clear();
        fields.extend(self.cells[i * self.width..][..self.width].iter().map(|cell| match *cell {
            Cell::Null => Field::Null,
            Cell::Int(number) => Field::Int(number.into()),
            Cell::Wide(at) => Field::Int(self.wide[at as usize]),
            Cell::Text(end) => {
                Field::text(&self.text[std::mem::replace(&mut start, end as usize)..end as usize])
            }
        }));
    }
}

/// Rows in the order in which they go in, so that the database's thread walks straight through memory.
pub(super) struct Packed {
    table: &'static Table,
    blocks: Vec<Block>,
    count: usize,
}

/// Rows of a block of [`Packed`].
const ROWS: usize = 4096;

impl Packed {
    /// The rows of some blocks in this order of block and row.
    pub fn new(table: &'static Table, blocks: &[Block], order: &[(u32, u32)]) -> Self {
        let gathered = order.par_chunks(ROWS).map(|order| Block::gathered(table, blocks, order));
        Self { table, blocks: gathered.collect(), count: order.len() }
    }

    /// The table they belong to.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The fields of row number `i`.
    pub fn row<'a>(&'a self, i: usize, fields: &mut Vec<Field<'a>>) {
        self.blocks[i / ROWS].row(i % ROWS, fields);
    }
}

fn at(place: usize) -> u32 {
    u32::try_from(place).expect("a block of rows is below 4 GiB")
}
