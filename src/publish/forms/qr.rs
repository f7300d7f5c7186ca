//! QR codes (ISO/IEC 18004): the text of a stamp as black and white squares, drawn as SVG on pages
//! and as cells in workbooks. Not an image file: there is none to be lost or looked up.

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
