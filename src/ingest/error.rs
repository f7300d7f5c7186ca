//! Why a file cannot be read at all. Problems of single rows are not here: they are issues.

use crate::core::row::LayoutFault;
use crate::error::Exit;
use std::path::Path;

/// Why an import stops before its end.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file cannot be opened or read.
    #[error("{file}: {source}")]
    Io {
        /// File name.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is UTF-16 text.
    #[error("{file}: UTF-16 text is not read; save it as \"CSV UTF-8\" or as XLSX")]
    Utf16 {
        /// File name.
        file: String,
    },
    /// No row among the first has known headings.
    #[error("{file}: no heading row found in the first rows; {hint}")]
    NoHeadings {
        /// File name.
        file: String,
        /// What was found instead.
        hint: String,
    },
    /// A heading is missing or stands twice.
    #[error("{file}: {fault}")]
    Layout {
        /// File name.
        file: String,
        /// Which.
        fault: LayoutFault,
    },
    /// The workbook cannot be read.
    #[error("{file}: not a readable workbook: {message}")]
    Workbook {
        /// File name.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// The Parquet file cannot be read.
    #[error("{file}: not a readable Parquet file: {message}")]
    Parquet {
        /// File name.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// The mapping does not parse or names what it must not.
    #[error("mapping {name}: {message}")]
    Mapping {
        /// File name of the mapping.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// The mapping keeps rows apart that have one roster key.
    #[error("two rows have the roster key {key}: let the mapping's [duplicates] by name the key's fields")]
    KeyTwice {
        /// The key.
        key: String,
    },
    /// A file to write cannot be written.
    #[error("{file}: cannot be written: {message}")]
    Write {
        /// File name.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// Whoever takes the rows could not.
    #[error("the accepted rows could not be stored: {0}")]
    Sink(Box<dyn std::error::Error + Send + Sync>),
}

impl IngestError {
    /// The exit code the error deserves.
    pub fn exit(&self) -> Exit {
        match self {
            IngestError::Io { .. } | IngestError::Sink(_) | IngestError::Write { .. } => Exit::Outside,
            IngestError::Mapping { .. } | IngestError::KeyTwice { .. } => Exit::Usage,
            _ => Exit::Rejected,
        }
    }

    pub(super) fn io(path: &Path, source: std::io::Error) -> Self {
        IngestError::Io { file: path.display().to_string(), source }
    }

    pub(super) fn workbook(path: &Path, error: impl std::fmt::Display) -> Self {
        IngestError::Workbook { file: path.display().to_string(), message: error.to_string() }
    }

    pub(super) fn write(path: &Path, error: impl std::fmt::Display) -> Self {
        IngestError::Write { file: path.display().to_string(), message: error.to_string() }
    }
}
