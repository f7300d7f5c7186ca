//! Why a file cannot be read at all. Problems of single rows are not here: they are issues.

use crate::core::lang::Twin;
use crate::core::row::LayoutFault;
use crate::error::{Exit, system_words};
use std::path::Path;

/// Why an import stops before its end.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file cannot be opened or read.
    #[error("{file}: {}", system_words(.source).1)]
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
    /// The file is of no kind that is read.
    #[error("{file}: {}", .what.en)]
    Unreadable {
        /// File name.
        file: String,
        /// What it is, and what to do.
        what: Twin,
    },
    /// No row among the first has known headings.
    #[error("{file}: no heading row found in the first rows; {}", .hint.en)]
    NoHeadings {
        /// File name.
        file: String,
        /// What was found instead.
        hint: Twin,
    },
    /// A heading is missing or stands twice.
    #[error("{file}: {fault}{}", .sheets.as_ref().map_or("", |sheets| &sheets.en))]
    Layout {
        /// File name.
        file: String,
        /// Which.
        fault: LayoutFault,
        /// Of a workbook: which sheet was read, and which others it has.
        sheets: Option<Box<Twin>>,
    },
    /// The workbook is of another version of the template.
    #[error("{file}: its template is {found:?}, this program reads {wanted}: fill in a new template")]
    Template {
        /// File name.
        file: String,
        /// What stands above the headings.
        found: String,
        /// The version that is read.
        wanted: &'static str,
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
    #[error("mapping {name}: {}", .message.en)]
    Mapping {
        /// File name of the mapping.
        name: String,
        /// What is wrong.
        message: Twin,
    },
    /// The mapping keeps rows apart that have one roster key.
    #[error("two rows have the roster key {key}: let the mapping's [duplicates] by name the key's fields")]
    KeyTwice {
        /// The key.
        key: String,
    },
    /// Whoever takes the rows could not.
    #[error("the accepted rows could not be stored: {0}")]
    Sink(Box<dyn std::error::Error + Send + Sync>),
}

impl IngestError {
    /// The exit code the error deserves.
    pub fn exit(&self) -> Exit {
        match self {
            IngestError::Io { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory => Exit::Usage,
                _ => Exit::Outside,
            },
            IngestError::Sink(_) => Exit::Outside,
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

    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            IngestError::Io { file, source } => format!("{file}：{}", system_words(source).0),
            IngestError::Utf16 { file } => {
                format!("{file}：不读取 UTF-16 文本；请另存为“CSV UTF-8”或 .xlsx")
            }
            IngestError::Unreadable { file, what } => format!("{file}：{}", what.zh),
            IngestError::NoHeadings { file, hint } => format!("{file}：前几行中没有找到表头；{}", hint.zh),
            IngestError::Layout { file, fault, sheets } => {
                format!("{file}：{}{}", fault.zh(), sheets.as_ref().map_or("", |sheets| &sheets.zh))
            }
            IngestError::Template { file, found, wanted } => {
                format!("{file}：模板是“{found}”，本程序读取的是 {wanted}：请改用新模板填写")
            }
            IngestError::Workbook { file, message } => format!("{file}：不是可读取的工作簿：{message}"),
            IngestError::Parquet { file, message } => format!("{file}：不是可读取的 Parquet 文件：{message}"),
            IngestError::Mapping { name, message } => format!("映射 {name}：{}", message.zh),
            IngestError::KeyTwice { key } => {
                format!("两行的名录代码同为 {key}：请在映射的 [duplicates] by 中写明构成代码的列")
            }
            IngestError::Sink(source) => format!("接收的行未能保存：{source}"),
        }
    }
}
