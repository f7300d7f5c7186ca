//! Tables as workbooks (XLSX): title, frozen headings, filters, drop-downs, paper; and a sheet with
//! the QR code, drawn in cells. A text never becomes a formula, whatever it begins with. The way
//! back of an outcome workbook is the importer's.

use super::choices;
use super::layout::{Column, Layout, Part};
use super::qr::Squares;
use super::{Content, Kind, Stamp, Values};
use crate::core::lang::Lang;
use crate::core::outcome::{TEMPLATE, TEMPLATE_MARKS, TEMPLATE_PROPERTY};
use crate::core::text::like_a_formula;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// Every computer in a bureau has them; others replace them by fonts of their own.
const FONT: &str = "宋体";
const TITLE_FONT: &str = "黑体";
const A3: u8 = 8;
const A4: u8 = 9;
/// Characters across a sheet that upright A4, then A4 on its side, holds in readable size.
const UPRIGHT: f64 = 95.0;
const WIDE: f64 = 165.0;
/// Height of a line of text, in points.
const LINE: f64 = 14.5;
/// Rows below the data that can be chosen in as well.
const SPARE: u32 = 200;

struct Look {
    title: Format,
    note: Format,
    head: Format,
    text: Format,
    /// The same for a text that begins like a formula.
    quoted: Format,
    centred: Format,
    date: Format,
}

impl Look {
    fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(10).set_text_wrap();
        let cell = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter)
            .set_num_format("@");
        let centre = |format: Format| format.set_align(FormatAlign::Center);
        Self {
            title: centre(Format::new().set_font_name(TITLE_FONT).set_font_size(16).set_bold())
                .set_align(FormatAlign::VerticalCenter),
            note: plain.set_font_size(9).set_align(FormatAlign::VerticalCenter),
            head: centre(cell.clone().set_font_name(TITLE_FONT).set_bold())
                .set_background_color(Color::RGB(0x00E9_E9E9)),
            quoted: cell.clone().set_quote_prefix(),
            centred: centre(cell.clone()),
            date: centre(cell.clone()).set_num_format("yyyy-mm-dd"),
            text: cell,
        }
    }

    fn of(&self, text: &str, centred: bool) -> &Format {
        match (like_a_formula(text), centred) {
            (true, _) => &self.quoted,
            (false, true) => &self.centred,
            (false, false) => &self.text,
        }
    }
}

/// The workbook of a layout's table.
pub fn workbook(layout: &Layout, content: &Content, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look) = (Workbook::new(), Look::new());
    let made = content.stamp.made;
    let made = ExcelDateTime::from_ymd(made.year(), made.month(), made.day())?;
    let title = content.fill(layout.title.pick(lang));
    let mut properties = DocProperties::new().set_title(&title).set_creation_datetime(&made);
    if layout.kind == Kind::Outcome {
        properties = properties.set_custom_property(TEMPLATE_PROPERTY, TEMPLATE);
    }
    book.set_properties(&properties);
    if let Some((part, rows)) = layout.parts.iter().find_map(|part| Some((part, part.rows?))) {
        table(book.add_worksheet(), (layout, part), content.rows(rows), content, &look, lang)?;
    }
    if layout.parts.iter().any(|part| part.columns.iter().any(|column| column.choose.is_some())) {
        lists(book.add_worksheet(), &look, lang)?;
    }
    verification(book.add_worksheet(), &content.stamp, &look, lang)?;
    book.save_to_buffer()
}

fn table(
    sheet: &mut Worksheet,
    (layout, part): (&Layout, &Part),
    rows: &[Values],
    content: &Content,
    look: &Look,
    lang: Lang,
) -> Result<(), XlsxError> {
    let columns = &part.columns;
    let widths: Vec<f64> = columns.iter().map(|column| f64::from(column.width)).collect();
    let last = columns.len() as u16 - 1;
    sheet.set_name(layout.kind.title(lang))?;
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let across: f64 = widths.iter().sum();
    across_row(sheet, 0, last, &content.fill(layout.title.pick(lang)), &look.title)?;
    sheet.set_row_height(0, 30)?;
    let mut first = 1;
    for line in notes(layout, content, lang) {
        across_row(sheet, first, last, &line, &look.note)?;
        sheet.set_row_height(first, LINE * lines(&line, across))?;
        first += 1;
    }
    // The headings an importer reads are the same in every language: English stands above them.
    let spoken = if layout.kind == Kind::Outcome { Lang::Zh } else { lang };
    if spoken != lang {
        heading_row(sheet, first, columns, lang, look)?;
        first += 1;
    }
    let head = heading_rows(sheet, first, columns, spoken, look)?;
    for (at, row) in (head + 1..).zip(rows) {
        put(sheet, at, columns, row, look)?;
    }
    let end = head + (rows.len() as u32).max(1);
    sheet.autofilter(head, 0, end, last)?;
    drop_downs(sheet, head + 1, end + SPARE, columns, lang)?;
    sheet.set_freeze_panes(head + 1, frozen(columns))?;
    sheet.set_repeat_rows(first, head)?;
    paper(sheet, across, &content.stamp, lang)
}

/// Columns that stay in sight: up to the name, where there is one.
fn frozen(columns: &[Column]) -> u16 {
    let name = |column: &Column| {
        matches!(column.field.as_deref(), Some("subject-name" | "task-name")) && column.width > 0
    };
    columns.iter().position(name).filter(|at| *at < 4).map_or(0, |at| at as u16 + 1)
}

fn notes(layout: &Layout, content: &Content, lang: Lang) -> Vec<String> {
    let mut notes = vec![content.stamp.line.clone(), content.stamp.code.clone()];
    for part in &layout.parts {
        let told = part.pairs.iter().filter_map(|pair| {
            let value = content.value(pair.field.as_deref()?);
            let label = lang.pick(&pair.zh, &pair.en);
            (!value.is_empty()).then(|| lang.pick(format!("{label}：{value}"), format!("{label}: {value}")))
        });
        notes.extend([told.collect::<Vec<_>>().join(lang.pick("；", "; "))]);
    }
    notes.push(content.value("list-note").to_owned());
    notes.retain(|note| !note.is_empty());
    if layout.kind == Kind::Outcome {
        let [zh, en] = TEMPLATE_MARKS;
        notes.push(lang.pick(
            format!("每户每事项一行。检查日期写作2024-03-01；检查结果从下拉列表选一项，核查方式和后续处置措施可填多项，以“、”分隔；检查人员有变化的改写执法证号并填差异原因。不要改动列名和前六列。{zh} {TEMPLATE}"),
            format!("A row for each subject and matter. Dates as 2024-03-01; choose one result; methods and what follows can be several, joined by 、; where other officers went, write their card numbers and why. Leave the headings and the first six columns alone; {en} {TEMPLATE}"),
        ));
    }
    notes
}

fn across_row(
    sheet: &mut Worksheet,
    row: u32,
    last: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    match last {
        0 => sheet.write_string_with_format(row, 0, text, format).map(|_| ()),
        last => sheet.merge_range(row, 0, row, last, text, format).map(|_| ()),
    }
}

/// One row of headings, or two where columns have a group; the last of them.
fn heading_rows(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    lang: Lang,
    look: &Look,
) -> Result<u32, XlsxError> {
    if columns.iter().all(|column| column.group.is_none()) {
        heading_row(sheet, row, columns, lang, look)?;
        return Ok(row);
    }
    let mut at: u16 = 0;
    for group in columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        let end = at + group.len() as u16 - 1;
        match &group[0].group {
            None => {
                sheet.merge_range(row, at, row + 1, at, group[0].heading(lang), &look.head)?;
            }
            Some(text) => {
                match group.len() {
                    1 => sheet.write_string_with_format(row, at, text.pick(lang), &look.head)?,
                    _ => sheet.merge_range(row, at, row, end, text.pick(lang), &look.head)?,
                };
                for (column, place) in group.iter().zip(at..) {
                    sheet.write_string_with_format(row + 1, place, column.heading(lang), &look.head)?;
                }
            }
        }
        at = end + 1;
    }
    sheet.set_row_height(row, LINE * 1.4)?;
    sheet.set_row_height(row + 1, LINE * 2.0)?;
    Ok(row + 1)
}

fn heading_row(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    lang: Lang,
    look: &Look,
) -> Result<(), XlsxError> {
    let mut high: f64 = 1.5;
    for (column, at) in columns.iter().zip(0..) {
        let heading = column.heading(lang);
        // Two characters less: the filter's button stands there.
        high = high.max(lines(heading, f64::from(column.width) - 2.5));
        sheet.write_string_with_format(row, at, heading, &look.head)?;
    }
    sheet.set_row_height(row, LINE * high)?;
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    values: &Values,
    look: &Look,
) -> Result<(), XlsxError> {
    let mut high: f64 = 1.3;
    for (column, at) in columns.iter().zip(0..) {
        let field = column.field.as_deref();
        let text = field.and_then(|field| values.get(field)).map_or("", String::as_str);
        if text.is_empty() {
            let date = column.heading(Lang::Zh).ends_with("日期");
            sheet.write_blank(row, at, if date { &look.date } else { &look.text })?;
            continue;
        }
        high = high.max(lines(text, f64::from(column.width)));
        let centred = column.width <= 14 && text.chars().count() <= 8;
        // Always a string cell, and with the mark that keeps it one when somebody edits it.
        sheet.write_string_with_format(row, at, text, look.of(text, centred))?;
    }
    sheet.set_row_height(row, (LINE * high).min(400.0))?;
    Ok(())
}

/// Lines a text takes in a column: a Chinese character is as wide as two others.
fn lines(text: &str, width: f64) -> f64 {
    let across = |line: &str| line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.05 }).sum::<f64>();
    // A line ends before the border, and not within a word or before a sign.
    let room = |line: &str| if across(line) > width - 1.0 { (width - 2.5).max(2.0) } else { width };
    text.lines().map(|line| (across(line) / room(line)).ceil().max(1.0)).sum()
}

fn drop_downs(
    sheet: &mut Worksheet,
    first: u32,
    last: u32,
    columns: &[Column],
    lang: Lang,
) -> Result<(), XlsxError> {
    for (column, at) in columns.iter().zip(0..) {
        let Some(choice) = column.choose else { continue };
        let letter = ["A", "B", "C"][choices::ALL.iter().position(|one| *one == choice).unwrap_or(0)];
        let end = choice.words(lang).len() + 1;
        let range = format!("='{}'!${letter}$2:${letter}${end}", lists_name(lang));
        let mut list = DataValidation::new().allow_list_formula(Formula::new(range));
        if choice.several() {
            let several = lang.pick("可填多项，以、分隔", "several are joined by 、");
            list = list
                .set_error_style(DataValidationErrorStyle::Information)
                .set_input_message(several)?
                .set_error_message(several)?;
        }
        sheet.add_data_validation(first, at, last, at, &list)?;
    }
    Ok(())
}

fn lists_name(lang: Lang) -> &'static str {
    lang.pick("参数", "lists")
}

/// The closed lists, and the version of the template.
fn lists(sheet: &mut Worksheet, look: &Look, lang: Lang) -> Result<(), XlsxError> {
    sheet.set_name(lists_name(lang))?;
    for (column, choice) in (0..).zip(choices::ALL) {
        sheet.set_column_width(column, 56)?;
        sheet.write_string_with_format(0, column, choice.title(lang), &look.head)?;
        for (row, word) in (1..).zip(choice.words(lang)) {
            sheet.write_string_with_format(row, column, word, &look.text)?;
        }
    }
    sheet.set_column_width(3, 26)?;
    sheet.write_string_with_format(0, 3, lang.pick(TEMPLATE_MARKS[0], TEMPLATE_MARKS[1]), &look.head)?;
    sheet.write_string_with_format(1, 3, TEMPLATE, &look.text)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What the document rests on, with the QR code in cells.
fn verification(sheet: &mut Worksheet, stamp: &Stamp, look: &Look, lang: Lang) -> Result<(), XlsxError> {
    const AT: (u32, u16) = (6, 2);
    let squares = Squares::of(&stamp.code);
    sheet.set_name(lang.pick("核验", "verification"))?;
    for column in 0..squares.side() + 2 * AT.1 {
        sheet.set_column_width_pixels(column, 9)?;
    }
    let last = squares.side() + 2 * AT.1 - 1;
    let how = lang.pick(
        "核验：suicha verify 证据包目录（任何电脑均可，无需联网）",
        "to verify: `suicha verify` on the bundle, on any computer, offline",
    );
    for (row, text) in (0..).zip([&stamp.line, &stamp.code, how]) {
        across_row(sheet, row, last, text, &look.note)?;
        sheet.set_row_height(row, LINE * lines(text, f64::from(last) * 1.05))?;
    }
    let black = Format::new().set_background_color(Color::Black);
    for row in 0..squares.side() {
        sheet.set_row_height_pixels(AT.0 + u32::from(row), 10)?;
        for column in (0..squares.side()).filter(|column| squares.black(row, *column)) {
            sheet.write_blank(AT.0 + u32::from(row), AT.1 + column, &black)?;
        }
    }
    let below = AT.0 + u32::from(squares.side()) + 4;
    for (row, text) in (below..).zip(&stamp.more) {
        across_row(sheet, row, last, text, &look.note)?;
        sheet.set_row_height(row, LINE * lines(text, f64::from(last) * 1.05))?;
    }
    sheet.set_screen_gridlines(false);
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 1);
    Ok(())
}

fn paper(sheet: &mut Worksheet, across: f64, stamp: &Stamp, lang: Lang) -> Result<(), XlsxError> {
    if across > UPRIGHT {
        sheet.set_landscape();
    }
    sheet.set_paper_size(if across > WIDE { A3 } else { A4 });
    sheet.set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.7, 0.3, 0.3);
    // The blank keeps the digits of the draw from being read as the size of the font.
    let short = stamp.short.replace('&', "&&");
    sheet.set_footer(
        lang.pick(format!("&L&8 {short}&R&8 第 &P 页，共 &N 页"), format!("&L&8 {short}&R&8 page &P of &N")),
    );
    Ok(())
}
