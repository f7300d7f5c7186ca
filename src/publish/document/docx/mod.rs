//! A document as DOCX (ECMA-376, transitional): WordprocessingML written out, in a ZIP file whose entries
//! are stored as they are and dated 1980-01-01, so that neither a clock nor another version of a compressor
//! changes a byte. Styles are named as word processors name them; headings make an outline.

mod parts;
mod styles;
mod widths;

use super::held::{date, pieces};
use super::{Block, Document, Figure, Look, Table};
use crate::publish::forms::qr::Squares;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A hyphen after which no line breaks, between two texts of a run.
const HYPHEN: &str = "</w:t><w:noBreakHyphen/><w:t xml:space=\"preserve\">";
/// Width of the text on A4 with margins of 20 mm, in twentieths of a point.
pub const WIDTH: u32 = 9638;
/// Margins of a cell and its lines, of numbers and in a form, as `styles` has them.
pub const MARGINS: (u32, u32) = (126, 180);
/// The same in English Metric Units, and the height a figure may have.
const FIGURE: (u32, u32) = (6_120_000, 7_920_000);
/// Width of the labels of facts.
const LABEL: u32 = 2300;
/// Side of a QR code in English Metric Units: 36 mm.
const CODE: u32 = 1_296_000;
/// Points of an image for each square of a code.
const SCALE: u16 = 6;
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The file.
pub fn file(document: &Document) -> Vec<u8> {
    let mut body = Body::default();
    document.blocks.iter().for_each(|block| body.block(block));
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), parts::types(body.images.len()).into_bytes()),
        ("_rels/.rels".into(), parts::package().into_bytes()),
        ("docProps/core.xml".into(), parts::properties(document).into_bytes()),
        ("word/document.xml".into(), parts::text_of(&body.out).into_bytes()),
        ("word/_rels/document.xml.rels".into(), parts::relations(body.images.len()).into_bytes()),
        ("word/styles.xml".into(), styles::styles(document).into_bytes()),
        ("word/settings.xml".into(), parts::settings().into_bytes()),
        ("word/header1.xml".into(), parts::header(document).into_bytes()),
        ("word/footer1.xml".into(), parts::footer(document).into_bytes()),
    ];
    for (at, image) in body.images.into_iter().enumerate() {
        parts.push((format!("word/media/image{}.png", at + 1), image));
    }
    packed(parts)
}

/// A part of the package as a ZIP entry, in the order given.
fn packed(parts: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, options).expect("each name stands once");
        zip.write_all(&bytes).expect("writing to memory");
    }
    zip.finish().expect("writing to memory").into_inner()
}

#[derive(Default)]
struct Body {
    out: String,
    images: Vec<Vec<u8>>,
    /// The next paragraph begins a page.
    breaks: bool,
}

impl Body {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => {
                let (first, more) = text.split_once('\n').unwrap_or((text, ""));
                self.lines("Title", first);
                self.lines("TitleMore", more);
            }
            Block::Subtitle(text) => self.lines("Subtitle", text),
            Block::Heading(text) => self.lines("Heading1", text),
            Block::Subheading(text) => self.lines("Heading2", text),
            Block::Text(text) => self.lines("BodyText", text),
            Block::Blank(text) => self.lines("Blank", text),
            Block::Note(text) => self.lines("Note", text),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Code(text) => self.code(text),
            Block::NewPage => self.breaks = true,
        }
    }

    fn lines(&mut self, style: &str, text: &str) {
        for line in text.lines() {
            let breaks = if std::mem::take(&mut self.breaks) { "<w:pageBreakBefore/>" } else { "" };
            writeln!(
                self.out,
                "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{breaks}</w:pPr>{}</w:p>",
                run(line)
            )
            .expect("a string");
        }
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        self.open_table("TableGrid", &[LABEL, WIDTH - LABEL]);
        for (label, value) in facts {
            let label = Cell { style: "TableHead", shade: Some("F2F2F2"), ..Cell::of(LABEL) }.with(label);
            let value = Cell::of(WIDTH - LABEL).with(value);
            writeln!(self.out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{label}{value}</w:tr>")
                .expect("a string");
        }
        self.close_table(false);
    }

    fn table(&mut self, table: &Table) {
        if let Some(caption) = &table.caption {
            self.lines("TableCaption", caption);
        }
        let widths = widths::widths(table);
        let grid = table.look == Look::Grid;
        self.open_table(if grid { "TableGrid" } else { "TableNumbers" }, &widths);
        let keep = table.whole();
        let head = Cell {
            style: "TableHead",
            shade: grid.then_some("E9E9E9"),
            rule: (!grid).then_some("bottom"),
            keep,
            ..Cell::of(0)
        };
        let heads = table.columns.iter().zip(&widths);
        let heads: String =
            heads.map(|((text, _), width)| Cell { width: *width, ..head }.with(text)).collect();
        writeln!(self.out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>")
            .expect("a string");
        for (at, row) in table.rows.iter().enumerate() {
            let sums = table.sums(at);
            let cells = row.iter().zip(&widths).enumerate();
            let cells: String = cells
                .map(|(column, (text, width))| {
                    let style = match (table.numeric(column), sums) {
                        (true, false) => "TableNumber",
                        (true, true) => "TableNumberSum",
                        (false, false) => "TableText",
                        (false, true) => "TableTextSum",
                    };
                    // The end of a table stays with its note.
                    let keep = keep || (!grid && at + 2 >= table.rows.len());
                    let rule = sums.then_some("top");
                    Cell { width: *width, style, keep, rule, shade: None }.with(text)
                })
                .collect();
            writeln!(self.out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>").expect("a string");
        }
        self.close_table(!grid);
    }

    fn open_table(&mut self, style: &str, widths: &[u32]) {
        if std::mem::take(&mut self.breaks) {
            self.out.push_str("<w:p><w:pPr><w:pStyle w:val=\"Gap\"/><w:pageBreakBefore/></w:pPr></w:p>\n");
        }
        let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        writeln!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        )
        .expect("a string");
    }

    /// Two tables without a paragraph between them would be one. `keep`: on the page of what follows, its note.
    fn close_table(&mut self, keep: bool) {
        let keep = if keep { "<w:keepNext/>" } else { "" };
        writeln!(self.out, "</w:tbl>\n<w:p><w:pPr><w:pStyle w:val=\"Gap\"/>{keep}</w:pPr></w:p>")
            .expect("a string");
    }

    fn code(&mut self, text: &str) {
        self.image("Code", Squares::of(text).png(SCALE), (CODE, CODE), text);
        self.lines("Code", text);
    }

    fn figure(&mut self, figure: &Figure) {
        match &figure.png {
            Some(png) => self.image("Figure", png.clone(), placed(png), &figure.alt),
            None => self.lines("Blank", &figure.instead),
        }
        self.lines("Caption", &figure.caption);
    }

    /// An image in a paragraph of its own, kept with what follows.
    fn image(&mut self, style: &str, png: Vec<u8>, (cx, cy): (u32, u32), alt: &str) {
        self.images.push(png);
        let (number, alt) = (self.images.len(), escape(alt));
        let breaks = if std::mem::take(&mut self.breaks) { "<w:pageBreakBefore/>" } else { "" };
        writeln!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/><w:keepNext/>{breaks}</w:pPr><w:r><w:drawing>\
             <wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/>\
             <wp:docPr id=\"{number}\" name=\"image{number}\" descr=\"{alt}\"/>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"image{number}.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"rIdImage{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r></w:p>"
        )
        .expect("a string");
    }
}

/// How large an image stands: as wide as the text, unless it would be higher than a page.
fn placed(png: &[u8]) -> (u32, u32) {
    let number =
        |at: usize| png.get(at..).and_then(|rest| rest.first_chunk::<4>()).map(|b| u32::from_be_bytes(*b));
    let (wide, high) = match (number(16), number(20)) {
        (Some(wide), Some(high)) if wide > 0 && high > 0 => (u64::from(wide), u64::from(high)),
        _ => (1, 1),
    };
    let (most_wide, most_high) = (u64::from(FIGURE.0), u64::from(FIGURE.1));
    match most_wide * high / wide {
        height if height <= most_high => (FIGURE.0, height as u32),
        _ => ((most_high * wide / high) as u32, FIGURE.1),
    }
}

/// How a cell looks.
#[derive(Clone, Copy)]
struct Cell {
    width: u32,
    style: &'static str,
    shade: Option<&'static str>,
    /// The side with a line of its own.
    rule: Option<&'static str>,
    /// Its row stays on the page of the next.
    keep: bool,
}

impl Cell {
    fn of(width: u32) -> Self {
        Self { width, style: "TableText", shade: None, rule: None, keep: false }
    }

    fn with(self, text: &str) -> String {
        let Self { width, style, shade, rule, keep } = self;
        let rule = rule.map_or_else(String::new, |side| {
            format!("<w:tcBorders><w:{side} w:val=\"single\" w:sz=\"5\" w:space=\"0\" w:color=\"000000\"/></w:tcBorders>")
        });
        let shade = shade.map_or_else(String::new, |fill| {
            format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
        });
        let keep = if keep { "<w:keepNext/>" } else { "" };
        let paragraph = |line: &str| {
            format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{keep}</w:pPr>{}</w:p>", run(line))
        };
        // A cell holds at least one paragraph.
        let lines: Vec<&str> = if text.is_empty() { vec![""] } else { text.lines().collect() };
        let lines: String = lines.into_iter().map(paragraph).collect();
        format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{rule}{shade}<w:vAlign w:val=\"center\"/></w:tcPr>{lines}</w:tc>"
        )
    }
}

fn run(text: &str) -> String {
    match text {
        "" => String::new(),
        text => {
            let pieces = pieces(text).into_iter().map(|(piece, held)| match date(piece) {
                Some(_) if held => escape(piece).replace('-', HYPHEN),
                _ => escape(piece),
            });
            format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", pieces.collect::<String>())
        }
    }
}

/// Characters of a text in XML 1.0; those it cannot hold are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}
