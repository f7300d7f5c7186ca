//! Files in, checked rows out: CSV (UTF-8, BOM, GB18030), XLSX and Parquet become rows with
//! positions; `core::row` makes values of them; every problem is listed. Also the way back
//! (templates, exports, issue lists) and the report on a roster's freshness.
//!
//! An import reads each file twice: once for the keys that occur more than once, once to deliver
//! the rows in chunks. Memory stays constant apart from some 60 bytes per row (the key and the row
//! digest, for the roster digest). Not a database, and not the place of any rule about rows.

mod block;
mod cells;
mod decode;
mod error;
mod export;
mod format;
mod freshness;
mod held;
mod hidden;
mod issues;
mod listing;
mod mapping;
mod parquet;
mod records;
mod repeated;
mod roster_digest;
mod rules;
mod run;
mod sheet;
mod sniff;
mod source;
mod table;
mod tally;
mod template;
mod unseen;
mod xlsx;

pub use cells::cells;
pub use decode::{Encoding, detect};
pub use error::IngestError;
pub use export::{Export, Style, export, extra_names};
pub use format::Format;
pub use freshness::{Freshness, Moved, SameSubject, freshness};
pub use issues::{issue_line, remedy, severity_word, summary, write_issues};
pub use listing::Listing;
pub use mapping::{Duplicates, Mapping};
pub use source::Source;
pub use table::{Table, write_tables};
pub use tally::Tally;
pub use template::{Column, columns, template};

use crate::core::registry::{Inspector, Matter, Recusal, Subject};
use crate::core::row::{CreditRow, CreditSort, FromRow, OutcomeRow};

/// Takes a chunk of accepted rows.
pub type Sink<'a, C> = dyn FnMut(C) -> Result<(), IngestError> + 'a;

/// What a sink takes: a chunk of accepted rows, put together by the thread that reads them.
pub trait Chunk<T>: Send {
    /// Takes one more row.
    fn push(&mut self, row: T) -> Result<(), IngestError>;
}

impl<T: Send> Chunk<T> for Vec<T> {
    fn push(&mut self, row: T) -> Result<(), IngestError> {
        self.push(row);
        Ok(())
    }
}

/// Begins a chunk with room for so many rows.
pub type Begin<'a, C> = dyn Fn(usize) -> C + Sync + 'a;

/// Takes the number of rows read so far.
pub type Progress<'a> = dyn FnMut(u64) + 'a;

/// Imports subjects (检查对象). Chunks arrive in file order; rows whose key occurs more than once
/// come at the end, after their duplicates have been judged.
pub fn subjects(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    sink: &mut Sink<'_, Vec<Subject>>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, &Vec::with_capacity, sink)
}

/// Imports inspectors (执法检查人员).
pub fn inspectors(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    sink: &mut Sink<'_, Vec<Inspector>>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, &Vec::with_capacity, sink)
}

/// Imports recusals (回避).
pub fn recusals(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    sink: &mut Sink<'_, Vec<Recusal>>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, &Vec::with_capacity, sink)
}

/// Reads filled workbooks of outcomes (检查结果).
pub fn outcomes(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    sink: &mut Sink<'_, Vec<OutcomeRow>>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, &Vec::with_capacity, sink)
}

/// Reads records for the credit archive (信用档案).
pub fn credit<S: CreditSort>(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    sink: &mut Sink<'_, Vec<CreditRow<S>>>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, &Vec::with_capacity, sink)
}

/// Imports matters (抽查事项).
pub fn matters(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    sink: &mut Sink<'_, Vec<Matter>>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, &Vec::with_capacity, sink)
}

/// Imports rows of any kind in chunks of any kind.
pub fn chunks<T: FromRow, C: Chunk<T>>(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    begin: &Begin<'_, C>,
    sink: &mut Sink<'_, C>,
) -> Result<Tally, IngestError> {
    run::run(source, progress, begin, sink)
}
