//! What a file is by its first bytes, whatever its name says: spreadsheets are renamed to `.csv`, CSV
//! is saved as `.xlsx`, and old systems call an HTML page `.xls`.

use super::error::IngestError;
use crate::core::lang::Twin;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes that decide.
const HEAD: u64 = 4096;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// CSV, in whatever encoding.
    Text,
    /// XLSX.
    Workbook,
    /// Parquet.
    Parquet,
}

/// Tells what a file is, or why it is none that can be read.
pub(super) fn sniff(path: &Path) -> Result<Kind, IngestError> {
    let failed = |error| IngestError::io(path, error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).map_err(failed)?;
    kind(&head).map_err(|what| IngestError::Unreadable { file: path.display().to_string(), what })
}

fn kind(head: &[u8]) -> Result<Kind, Twin> {
    let begins = |magic: &[u8]| head.starts_with(magic);
    let holds = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
    if begins(b"PAR1") {
        return Ok(Kind::Parquet);
    }
    if begins(b"PK\x03\x04") {
        return match holds(b"opendocument") || holds(b"word/") || holds(b"ppt/") {
            false => Ok(Kind::Workbook),
            true => Err(Twin::new(
                "这是 OpenDocument（.ods）或其他文档，不能读取；请用电子表格程序另存为 .xlsx 或 CSV UTF-8",
                "this is an OpenDocument (.ods) or other document, which is not read; save it as .xlsx or \"CSV UTF-8\"",
            )),
        };
    }
    if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(Twin::new(
            "这是旧版 Excel（.xls）或有密码的工作簿，不能读取；请用电子表格程序另存为不设密码的 .xlsx",
            "this is an old Excel workbook (.xls) or one with a password, which is not read; save it as .xlsx without a password",
        ));
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = start[..start.len().min(16)].to_ascii_lowercase();
    if [&b"<!doctype"[..], b"<html", b"<table", b"<?xml", b"<head"].iter().any(|tag| lower.starts_with(tag)) {
        return Err(Twin::new(
            "这是网页或 XML（有的系统把它命名为 .xls），不能读取；请用电子表格程序打开后另存为 .xlsx",
            "this is a web page or XML (some systems name it .xls), which is not read; open it in a spreadsheet and save it as .xlsx",
        ));
    }
    if begins(b"%PDF") {
        return Err(Twin::new(
            "这是 PDF，不能读取；请向来源单位索取电子表格",
            "this is a PDF, which is not read; ask its source for a spreadsheet",
        ));
    }
    if [&b"\x1f\x8b"[..], b"Rar!", b"7z\xbc\xaf", b"BZh"].iter().any(|magic| begins(magic)) {
        return Err(Twin::new("这是压缩文件，请先解压", "this is a compressed file: unpack it first"));
    }
    Ok(Kind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_content() {
        for (head, wanted) in [
            (&b"PAR1\x15"[..], Kind::Parquet),
            (b"PK\x03\x04..[Content_Types].xml", Kind::Workbook),
            (b"id,name\n", Kind::Text),
            (b"", Kind::Text),
        ] {
            assert_eq!(kind(head), Ok(wanted));
        }
        for (head, word) in [
            (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1.."[..], ".xls"),
            (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"),
            (b"\xef\xbb\xbf\r\n<HTML><body>", "web page"),
            (b"%PDF-1.7", "PDF"),
            (b"\x1f\x8b\x08", "compressed"),
        ] {
            assert!(kind(head).unwrap_err().en.contains(word), "{word}");
        }
    }
}
