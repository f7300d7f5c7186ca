//! All tables as one workbook: contents with links, then a sheet for each with title, frozen headings and
//! units, number formats, sum and note. Dated with the day of the report, never with the clock's.

use super::Content;
use super::cells::{Cell, Laid, Reader, laid};
use crate::core::lang::Lang;
use crate::core::text::like_a_formula;
use crate::report::figure::width;
use crate::report::table::Table;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
    XlsxError,
};

/// Every computer in a bureau has them; others replace them by fonts of their own.
const FONT: &str = "宋体";
const TITLE_FONT: &str = "黑体";
const A4: u8 = 9;
/// Rows above the headings: title, note, source.
const ABOVE: u32 = 3;

struct Look {
    title: Format,
    note: Format,
    link: Format,
    head: Format,
    text: Format,
}

impl Look {
    fn new() -> Self {
        let plain =
            Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_font_name(TITLE_FONT).set_font_size(14).set_bold(),
            note: plain.clone().set_font_size(9).set_font_color(Color::RGB(0x0044_4444)).set_text_wrap(),
            link: plain
                .clone()
                .set_font_color(Color::RGB(0x0008_519C))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            head: plain
                .clone()
                .set_font_name(TITLE_FONT)
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_border_top(FormatBorder::Medium)
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00E9_EDF2)),
            text: plain,
        }
    }

    fn of(&self, cell: &Cell, sum: bool) -> Format {
        let format = match cell {
            Cell::Empty => self.text.clone(),
            Cell::Text(text) if like_a_formula(text) => {
                self.text.clone().set_num_format("@").set_quote_prefix()
            }
            Cell::Text(_) => self.text.clone().set_num_format("@").set_text_wrap(),
            Cell::Count(_) => self.text.clone().set_num_format("#,##0"),
            Cell::Change(_) => self.text.clone().set_num_format("+#,##0;-#,##0;0"),
            Cell::Rate(_) => self.text.clone().set_num_format("0.0"),
            Cell::Hundredths(_) => self.text.clone().set_num_format("#,##0.00"),
            Cell::Day(_) => self.text.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
        };
        if sum { format.set_bold().set_border_top(FormatBorder::Thin) } else { format }
    }
}

/// The workbook.
///
/// # Errors
/// The library's own: a table with more rows than a sheet holds.
pub fn file(content: &Content) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look, lang) = (Workbook::new(), Look::new(), content.lang);
    let day = content.as_of;
    let made = ExcelDateTime::from_ymd(day.year(), day.month(), day.day())?;
    let title = content.title.clone().pick(lang);
    book.set_properties(
        &DocProperties::new().set_title(&title).set_author(content.body).set_creation_datetime(&made),
    );
    let names: Vec<String> =
        content.tables.iter().zip(1..).map(|(table, number)| sheet_name(table, number, lang)).collect();
    contents(book.add_worksheet(), content, &names, &look)?;
    for (table, name) in content.tables.iter().zip(&names) {
        sheet(book.add_worksheet(), content, table, name, &look)?;
    }
    book.save_to_buffer()
}

/// Number and title, cut to what a sheet may be called.
fn sheet_name(table: &Table, number: usize, lang: Lang) -> String {
    let title = table.title.clone().pick(lang);
    let kept = title.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c });
    format!("{number} {}", kept.collect::<String>())
        .chars()
        .take(31)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn contents(
    sheet: &mut Worksheet,
    content: &Content,
    names: &[String],
    look: &Look,
) -> Result<(), XlsxError> {
    let lang = content.lang;
    sheet.set_name(lang.pick("目录", "contents"))?;
    for (column, width) in [(0, 6.0), (1, 44.0), (2, 10.0), (3, 40.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_with_format(0, 0, content.title.clone().pick(lang), &look.title)?;
    sheet.set_row_height(0, 28)?;
    sheet.write_with_format(1, 0, content.subtitle.clone().pick(lang), &look.text)?;
    sheet.merge_range(2, 0, 2, 3, &content.line(), &look.note)?;
    sheet.set_row_height(2, 28)?;
    let heads = lang.pick(["序号", "表名", "行数", "文件"], ["No.", "table", "rows", "file"]);
    for (column, head) in (0..).zip(heads) {
        sheet.write_with_format(3, column, head, &look.head)?;
    }
    for ((table, name), row) in content.tables.iter().zip(names).zip(4..) {
        sheet.write_with_format(row, 0, row - 3, &look.text)?;
        let title = table.title.clone().pick(lang);
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(title);
        sheet.write_url_with_format(row, 1, link, &look.link)?;
        let centred = look.text.clone().set_align(FormatAlign::Center);
        sheet.write_with_format(row, 2, table.rows.len() as u64, &centred)?;
        sheet.write_with_format(row, 3, format!("tables/{}.csv", table.id), &look.text)?;
    }
    sheet.set_freeze_panes(4, 0)?;
    paper(sheet, lang);
    Ok(())
}

fn sheet(
    sheet: &mut Worksheet,
    content: &Content,
    table: &Table,
    name: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    let (lang, laid) = (content.lang, laid(table, content.names, content.lang, Reader::Sheet));
    sheet.set_name(name)?;
    let widths = widths(&laid);
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let last = (laid.headings.len() as u16).max(2) - 1;
    let across: f64 = widths.iter().sum();
    sheet.write_with_format(0, 0, table.title.clone().pick(lang), &look.title)?;
    sheet.set_row_height(0, 24)?;
    for (row, text) in [(1, table.note.clone().pick(lang)), (2, content.line())] {
        sheet.merge_range(row, 0, row, last, &text, &look.note)?;
        let lines = (f64::from(width(&text, 2)) / across.max(10.0)).ceil().max(1.0);
        sheet.set_row_height(row, 13.0 * lines)?;
    }
    for (column, head) in (0..).zip(&laid.headings) {
        sheet.write_with_format(ABOVE, column, head, &look.head)?;
    }
    // The filter's button takes a part of every line.
    let lines =
        laid.headings.iter().zip(&widths).map(|(head, wide)| f64::from(width(head, 2)) / (wide - 2.5));
    sheet.set_row_height(ABOVE, 14.0 * lines.fold(2.0, f64::max).ceil() + 4.0)?;
    let mut at = ABOVE + 1;
    for row in &laid.rows {
        put(sheet, at, row, false, look)?;
        at += 1;
    }
    if !laid.rows.is_empty() {
        sheet.autofilter(ABOVE, 0, at - 1, laid.headings.len() as u16 - 1)?;
    }
    if let Some(total) = &laid.total {
        put(sheet, at, total, true, look)?;
        at += 1;
    }
    let back = Url::new(lang.pick("internal:'目录'!A1", "internal:'contents'!A1"));
    sheet.write_url_with_format(at + 1, 0, back.set_text(lang.pick("← 目录", "← contents")), &look.link)?;
    sheet.set_freeze_panes(ABOVE + 1, laid.labels as u16)?;
    sheet.set_repeat_rows(ABOVE, ABOVE)?;
    paper(sheet, lang);
    Ok(())
}

/// Widths in characters, from what stands in the columns.
fn widths(laid: &Laid) -> Vec<f64> {
    let of = |at: usize| {
        let cells = laid.rows.iter().chain(&laid.total).take(200);
        let most = cells.map(|row| width(&row[at].told(), 2)).max().unwrap_or(0);
        let head = width(&laid.headings[at], 2);
        // Headings wrap, so that a sheet of many columns can be read in print.
        match at < laid.labels {
            true => f64::from(most.max(head / 2).clamp(7, 44)) + 3.0,
            false => f64::from(most.max(head / 3).clamp(7, 13)) + 2.5,
        }
    };
    (0..laid.headings.len()).map(of).collect()
}

fn put(sheet: &mut Worksheet, row: u32, cells: &[Cell], sum: bool, look: &Look) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells) {
        let format = look.of(cell, sum);
        match cell {
            Cell::Empty => sheet.write_blank(row, column, &format)?,
            Cell::Text(text) => sheet.write_string_with_format(row, column, text, &format)?,
            Cell::Count(n) | Cell::Change(n) => sheet.write_with_format(row, column, *n, &format)?,
            Cell::Rate(n) => sheet.write_with_format(row, column, *n as f64 / 10.0, &format)?,
            Cell::Hundredths(n) => sheet.write_with_format(row, column, *n as f64 / 100.0, &format)?,
            Cell::Day(day) => {
                let day = ExcelDateTime::from_ymd(day.year(), day.month(), day.day())?;
                sheet.write_with_format(row, column, &day, &format)?
            }
        };
    }
    Ok(())
}

fn paper(sheet: &mut Worksheet, lang: Lang) {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    sheet.set_footer(lang.pick("&L&A&R第 &P 页，共 &N 页", "&L&A&Rpage &P of &N"));
}
