//! How every sheet of ours looks: a font with Chinese, landscape and one page wide, the headings on
//! each page, page numbers, wrapped text in rows high enough for it.

use crate::core::lang::Lang;
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;

/// Every computer in a bureau has it; others replace it by a font of their own.
const FONT: &str = "宋体";
const A3: u8 = 8;
const A4: u8 = 9;
/// Characters across a sheet that A4 holds in readable size.
const WIDE: f64 = 240.0;
/// Height of a line of text, in points.
const LINE: f64 = 13.0;
/// What a required column is headed in.
const RED: Color = Color::RGB(0x00C0_0000);

/// Formats of cells.
pub(super) struct Look {
    /// Headings.
    pub head: Format,
    /// Headings of columns that must be filled.
    pub needed: Format,
    /// Wrapped text; digits stay digits.
    pub text: Format,
    /// Numbers that count.
    pub count: Format,
    /// Rows that are to be deleted.
    pub faint: Format,
}

impl Look {
    pub(super) fn new() -> Self {
        let text = Format::new()
            .set_font_name(FONT)
            .set_font_size(10)
            .set_num_format("@")
            .set_text_wrap()
            .set_align(FormatAlign::Top);
        let head = Format::new()
            .set_font_name(FONT)
            .set_font_size(10)
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        Self {
            needed: head.clone().set_font_color(RED),
            faint: text.clone().set_italic().set_font_color(Color::Gray),
            count: text.clone().set_num_format("0").set_align(FormatAlign::Right),
            head,
            text,
        }
    }
}

/// A sheet with one heading row, ready for print.
pub(super) fn add<'a>(
    book: &'a mut Workbook,
    name: &str,
    many_rows: bool,
    lang: Lang,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = if many_rows { book.add_worksheet_with_constant_memory() } else { Ok(book.add_worksheet()) }?;
    sheet.set_name(name)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_footer(lang.pick("&L&A&R第 &P 页，共 &N 页", "&L&A&Rpage &P of &N"));
    Ok(sheet)
}

/// Sets the widths of all columns, and the paper they need.
pub(super) fn set_widths(sheet: &mut Worksheet, widths: &[f64]) -> Result<(), XlsxError> {
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.set_paper_size(if widths.iter().sum::<f64>() > WIDE { A3 } else { A4 });
    Ok(())
}

/// Writes a row of texts, as high as its longest needs. A string cell is never evaluated, whatever
/// it begins with.
pub(super) fn put<'t>(
    sheet: &mut Worksheet,
    row: u32,
    widths: &[f64],
    format: &Format,
    texts: impl Iterator<Item = Cow<'t, str>>,
) -> Result<(), XlsxError> {
    let mut high = 1.0;
    for (column, text) in texts.enumerate().filter(|(_, text)| !text.is_empty()) {
        high = lines(&text, widths.get(column).copied().unwrap_or(20.0)).max(high);
        sheet.write_string_with_format(row, column as u16, text, format)?;
    }
    if high > 1.0 {
        sheet.set_row_height(row, LINE * high.min(30.0))?;
    }
    Ok(())
}

/// Lines a text takes in a column: a Chinese character is as wide as two others.
fn lines(text: &str, width: f64) -> f64 {
    let across = |line: &str| line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
    text.lines().map(|line| (across(line) / (width * 1.08)).ceil().max(1.0)).sum()
}
