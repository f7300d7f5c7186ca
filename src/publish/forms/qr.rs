//! QR codes (ISO/IEC 18004): the text of a stamp as black and white squares, drawn as SVG on pages
//! as cells in workbooks and as an image inside DOCX files. No file of its own: there is none to be lost.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Squares of a code.
pub struct Squares(QrCode);

impl Squares {
    /// The code of a text. The stamps of this program are far shorter than what a code can hold.
    pub fn of(text: &str) -> Self {
        Self(QrCode::encode_text(text, QrCodeEcc::Medium).expect("a stamp is at most a few hundred bytes"))
    }

    /// Squares along a side.
    pub fn side(&self) -> u16 {
        u16::try_from(self.0.size()).expect("at most 177")
    }

    /// Whether a square is black.
    pub fn black(&self, row: u16, column: u16) -> bool {
        self.0.get_module(column.into(), row.into())
    }

    /// The code as an image file (PNG, black and white, not compressed), each square so many points wide,
    /// with the quiet zone of four squares.
    pub fn png(&self, scale: u16) -> Vec<u8> {
        let side = u32::from((self.side() + 8) * scale);
        let mut rows = Vec::new();
        for y in 0..side {
            let mut row = vec![0xff_u8; side.div_ceil(8) as usize];
            for x in 0..side {
                let square = |at: u32| u16::try_from(at / u32::from(scale)).ok()?.checked_sub(4);
                let (Some(line), Some(column)) = (square(y), square(x)) else { continue };
                if line < self.side() && column < self.side() && self.black(line, column) {
                    row[(x / 8) as usize] &= !(0x80 >> (x % 8));
                }
            }
            rows.push(0); // no filter
            rows.extend(row);
        }
        let mut head = [side.to_be_bytes(), side.to_be_bytes()].concat();
        head.extend([1, 0, 0, 0, 0]); // one bit, grey, deflate, no interlacing
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        chunk(&mut png, b"IHDR", &head);
        chunk(&mut png, b"IDAT", &stored(&rows));
        chunk(&mut png, b"IEND", &[]);
        png
    }

    /// The code as an image inside a page, with the quiet zone of four squares.
    pub fn svg(&self) -> String {
        let side = self.side() + 8;
        let mut path = String::new();
        for row in 0..self.side() {
            for column in (0..self.side()).filter(|column| self.black(row, *column)) {
                write!(path, "M{},{}h1v1h-1z", column + 4, row + 4).expect("writing to a string");
            }
        }
        format!(
            "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" width=\"84\" height=\"84\" role=\"img\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\"/></svg>"
        )
    }
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], bytes: &[u8]) {
    png.extend(u32::try_from(bytes.len()).expect("a small image").to_be_bytes());
    let from = png.len();
    png.extend(kind);
    png.extend(bytes);
    let sum = crc32(&png[from..]);
    png.extend(sum.to_be_bytes());
}

/// zlib (RFC 1950) around blocks that are stored as they are (RFC 1951, 3.2.4).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = bytes.chunks(0xffff);
    let last = blocks.len() - 1;
    for (at, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).expect("at most 65535");
        out.push(u8::from(at == last));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (a + b) % 65521)
    });
    out.extend((b << 16 | a).to_be_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_of_an_image_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(stored(b"Wikipedia")[16..], 0x11e6_0398_u32.to_be_bytes());
    }
}
