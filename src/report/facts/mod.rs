//! Facts: the rows every table of a report is counted from, as flat records with names, types and one
//! meaning each (`rows`). They are what happened up to a day, with the dates on which it happened, so
//! that the state of anything on any earlier day follows by comparing dates. In memory or as Parquet files
//! of the same columns ([`Facts`]): whoever has the files can count again with another program. Who makes
//! them from an archive is `command/report/facts`. For the bureau and its auditor: not public.

mod cell;
mod repeats;
mod rows;
mod sink;
mod text;

pub use cell::{Cell, Fact};
pub use repeats::{Chance, Repeat, Repeats, SPANS};
pub use rows::{
    Attempt, Clock, CreditEvent, Drawing, Library, Listing, Matter, Outcome, Replacement, Seat, Task, Visit,
};
pub use sink::{Sink, Written, file_name};
pub use text::csv;

use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Every kind of fact, by the name of its file.
#[derive(Clone)]
pub struct Facts {
    frames: BTreeMap<&'static str, LazyFrame>,
}

/// What went wrong with a file of facts.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub struct FactError {
    /// The file.
    pub file: String,
    /// Why, in polars' words or ours.
    pub why: String,
}

macro_rules! every_fact {
    ($($row:ident),*) => {
        /// Names of all files, without `.parquet`, with their columns.
        pub fn schemas() -> Vec<(&'static str, Schema)> {
            vec![$((<$row as Fact>::NAME, <$row as Fact>::schema())),*]
        }
    };
}
every_fact!(
    Task,
    Drawing,
    Visit,
    Outcome,
    Seat,
    Clock,
    CreditEvent,
    Listing,
    Attempt,
    Replacement,
    Library,
    Matter,
    Repeat
);

impl Facts {
    /// No facts at all: every frame is there and empty.
    pub fn empty() -> Self {
        let frames = schemas();
        let empty =
            |(name, schema): (&'static str, Schema)| (name, DataFrame::empty_with_schema(&schema).lazy());
        Self { frames: frames.into_iter().map(empty).collect() }
    }

    /// With the facts of one kind, held in memory.
    #[must_use]
    pub fn with<F: Fact>(mut self, rows: &[F]) -> Self {
        self.frames.insert(F::NAME, F::frame(rows).lazy());
        self
    }

    /// Reads the files of a directory as they are needed, a piece at a time.
    ///
    /// # Errors
    /// A file is missing, is no Parquet, or has other columns than [`schemas`].
    pub fn scan(dir: &Path) -> Result<Self, FactError> {
        let mut frames = BTreeMap::new();
        for (name, schema) in schemas() {
            let path = dir.join(file_name(name));
            let fault = |why: String| FactError { file: path.display().to_string(), why };
            let text = path.to_str().ok_or_else(|| fault("not a UTF-8 path".into()))?;
            let file = File::open(&path).map_err(|e| fault(e.to_string()))?;
            let found = ParquetReader::new(file).schema().map_err(|e| fault(e.to_string()))?;
            let found: Schema = Schema::from_arrow_schema(&found);
            if let Some((column, kind)) =
                schema.iter().find(|(column, kind)| found.get(column.as_str()) != Some(kind))
            {
                return Err(fault(format!("column {column} of type {kind} is not there")));
            }
            let frame = LazyFrame::scan_parquet(PlRefPath::new(text), ScanArgsParquet::default());
            frames.insert(name, frame.map_err(|e| fault(e.to_string()))?);
        }
        Ok(Self { frames })
    }

    /// The facts of one kind, to be counted.
    pub fn of<F: Fact>(&self) -> LazyFrame {
        self.frames[F::NAME].clone()
    }

    /// The same by the name of their file; `None` where there is no such kind.
    pub fn named(&self, name: &str) -> Option<LazyFrame> {
        self.frames.get(name).cloned()
    }
}

/// Rows as people read them: headings and cells, in full order.
///
/// # Errors
/// polars' own: a file that changed or cannot be read.
pub fn told(rows: LazyFrame) -> Result<(Vec<String>, Vec<Vec<String>>), PolarsError> {
    let frame = rows.collect()?;
    let headings = frame.get_column_names().iter().map(ToString::to_string).collect();
    let cell = |column: &Column, row: usize| match column.get(row)? {
        AnyValue::Null => Ok(String::new()),
        value => Ok(value.str_value().into_owned()),
    };
    let row = |at: usize| frame.columns().iter().map(|column| cell(column, at)).collect();
    let mut rows = (0..frame.height()).map(row).collect::<Result<Vec<Vec<String>>, PolarsError>>()?;
    rows.sort();
    Ok((headings, rows))
}
