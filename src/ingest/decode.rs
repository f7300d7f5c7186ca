//! Which encoding a text file is in. A byte order mark decides, then valid UTF-8, then GB18030
//! (which contains GBK and GB2312). UTF-16 is refused with a hint. The decision is reported and can
//! be overridden; rows that do not fit it are errors of their own, never a reason to stop.

use super::error::IngestError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, with its subsets GBK and GB2312.
    Gb18030,
}

/// What was decided about one file, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The encoding to read it in.
    pub encoding: Encoding,
    /// For the report: `UTF-8 (BOM)`, `GB18030, 3 lines do not decode`, …
    pub text: String,
}

/// Non-ASCII lines by the encodings they are valid in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lines {
    utf8: u64,
    gb18030: u64,
    neither: u64,
}

const BLOCK: usize = 1 << 20;

impl Encoding {
    /// Reads the word of a mapping or a command line: `utf-8`, `gb18030`, `gbk`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Encoding::Gb18030),
            _ => None,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
        }
    }
}

/// Reads a whole file once and decides; `wanted` overrides the decision but is still described.
pub fn detect(path: &Path, wanted: Option<Encoding>) -> Result<Decision, IngestError> {
    let mut file = File::open(path).map_err(|error| IngestError::io(path, error))?;
    let mut carry: Vec<u8> = Vec::new();
    let (mut lines, mut bom, mut first, mut ascii) = (Lines::default(), false, true, true);
    loop {
        let before = carry.len();
        let read = file.by_ref().take(BLOCK as u64).read_to_end(&mut carry);
        if read.map_err(|error| IngestError::io(path, error))? == 0 {
            ascii &= carry.is_ascii();
            lines.count(&carry);
            break;
        }
        if first {
            if is_utf16(&carry) {
                return Err(IngestError::Utf16 { file: path.display().to_string() });
            }
            bom = carry.starts_with(b"\xef\xbb\xbf");
            first = false;
        }
        // Cut after the last line end; LF is never part of a longer character in either encoding.
        let Some(at) = memrchr_newline(&carry[before..]) else { continue };
        let rest = carry.split_off(before + at + 1);
        ascii &= carry.is_ascii();
        lines.count(&carry);
        carry = rest;
    }
    Ok(decide(lines, bom, ascii, wanted))
}

fn decide(lines: Lines, bom: bool, ascii: bool, wanted: Option<Encoding>) -> Decision {
    let guess = if bom || lines.gb18030 == 0 || lines.utf8 > lines.gb18030 {
        Encoding::Utf8
    } else {
        Encoding::Gb18030
    };
    let encoding = wanted.unwrap_or(guess);
    let misfits = lines.neither + if encoding == Encoding::Utf8 { lines.gb18030 } else { lines.utf8 };
    let mut text = encoding.name().to_owned();
    if bom {
        text.push_str(" (BOM)");
    } else if ascii {
        text.push_str(" (ASCII only)");
    }
    if wanted.is_some_and(|wanted| wanted != guess && !ascii) {
        text.push_str(", as stated by the operator");
    }
    if misfits > 0 {
        text.push_str(&format!(", {misfits} lines do not fit it"));
    }
    Decision { encoding, text }
}

impl Lines {
    fn count(&mut self, block: &[u8]) {
        if block.is_ascii() {
            return;
        }
        if simdutf8::basic::from_utf8(block).is_ok() {
            // Evidence enough: lines of valid UTF-8 with non-ASCII characters.
            self.utf8 += lines(block).filter(|line| !line.is_ascii()).count() as u64;
            return;
        }
        for line in lines(block).filter(|line| !line.is_ascii()) {
            if simdutf8::basic::from_utf8(line).is_ok() {
                self.utf8 += 1;
            } else if decode_gb18030(line).is_some() {
                self.gb18030 += 1;
            } else {
                self.neither += 1;
            }
        }
    }
}

/// The text of GB18030 bytes; `None` if they do not decode.
pub(super) fn decode_gb18030(bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

fn is_utf16(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    let sample = &head[..head.len().min(4096) / 2 * 2];
    [u16::from_le_bytes, u16::from_be_bytes].into_iter().any(|unit| {
        let units = sample.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let (mut marks, mut nuls) = (0, 0);
        for unit in units {
            marks += usize::from(matches!(unit, 0x0a | 0x2c | 0x09));
            nuls += usize::from(unit == 0);
        }
        // Commas and line ends two bytes wide: by chance, damaged text does not have them.
        nuls == 0 && marks >= 2 && marks * 100 >= sample.len() / 2
    })
}

fn memrchr_newline(bytes: &[u8]) -> Option<usize> {
    memchr::memrchr(b'\n', bytes)
}

fn lines(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', block).chain(std::iter::once(block.len()));
    ends.map(move |end| &block[std::mem::replace(&mut start, end + 1)..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(bytes: &[u8]) -> Decision {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        detect(file.path(), None).unwrap()
    }

    #[test]
    fn the_usual_deliveries_are_told_apart() {
        let text = "代码,名称\n1,甲乙丙公司\n2,丁\n";
        assert_eq!(decided(text.as_bytes()).text, "UTF-8");
        assert_eq!(decided(format!("\u{feff}{text}").as_bytes()).text, "UTF-8 (BOM)");
        assert_eq!(decided(b"id,name\n1,a\n").text, "UTF-8 (ASCII only)");
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(decided(&gb).text, "GB18030");
        let (rare, _, _) = encoding_rs::GB18030.encode("名称\n\u{20087}\u{e7d9}\n");
        assert_eq!(decided(&rare).encoding, Encoding::Gb18030);
    }

    #[test]
    fn misfits_are_counted() {
        let mut bytes = "代码,名称\n1,甲乙丙公司\n".as_bytes().to_vec();
        bytes.extend_from_slice(&encoding_rs::GB18030.encode("2,甲乙丙公司\n").0);
        bytes.extend_from_slice(b"3,\xff\xff\n");
        assert_eq!(decided(&bytes).text, "UTF-8, 2 lines do not fit it");
    }

    #[test]
    fn utf16_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in [
            b"\xff\xfei\0d\0".to_vec(),
            "id,name\n1,a".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "代码,企业名称\r\n1,甲乙丙有限公司\r\n".encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ] {
            std::fs::write(file.path(), text).unwrap();
            assert!(matches!(detect(file.path(), None), Err(IngestError::Utf16 { .. })));
        }
    }
}
