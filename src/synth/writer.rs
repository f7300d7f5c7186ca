//! Subjects as lines: clean rows, the dirt among them, and the account of it.

use super::dirt::{Dirt, Level};
use super::planted::Planted;
use super::subject::{Cells, Form, HEADINGS, Maker};
use super::{Params, check};
use crate::core::registry::Severity;
use std::io::{self, Write};

/// Writes heading and rows; `columns` are indices into [`HEADINGS`].
pub(super) fn subjects(
    params: &Params,
    columns: &[usize],
    level: Level,
    out: &mut impl Write,
) -> io::Result<Planted> {
    check(params)?;
    let mut maker = Maker::new(params.seed);
    let mut dirt = Dirt::new(level, params.subjects);
    let mut lines = Lines { text: String::with_capacity(1 << 17), planted: Planted::default() };
    let headings: Vec<&str> = columns.iter().map(|c| HEADINGS[*c]).collect();
    lines.text = format!("{}\n", headings.join(","));
    let mut cells = Cells::default();
    for i in 0..params.subjects {
        let form = maker.row(i, &mut cells);
        dirt.row(i, form, &mut maker, &mut cells, columns, &mut lines);
        match form {
            Form::Uscc => {}
            Form::Reg15 => lines.planted.add("reg15", "key-reg15", Severity::Warning, 1),
            Form::Reg15Na => lines.planted.add("reg15-na", "key-reg15-na", Severity::Warning, 1),
        }
        if lines.text.len() > 1 << 16 {
            out.write_all(lines.text.as_bytes())?;
            lines.text.clear();
        }
    }
    out.write_all(lines.text.as_bytes())?;
    Ok(lines.planted)
}

/// Lines not yet written out, and what is in all of them.
pub(super) struct Lines {
    text: String,
    /// The account so far.
    pub planted: Planted,
}

impl Lines {
    /// Adds a row of cells.
    pub fn row(&mut self, cells: &Cells, columns: &[usize]) {
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                self.text.push(',');
            }
            self.text.push_str(&cells[*column]);
        }
        self.text.push('\n');
        self.planted.lines += 1;
    }

    /// Adds a line as it is.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.planted.lines += 1;
    }
}
