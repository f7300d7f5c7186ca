//! A document as DOCX (ECMA-376, transitional): WordprocessingML written out, in a ZIP file whose entries
//! are stored as they are and dated 1980-01-01, so that neither a clock nor another version of a compressor
//! changes a byte. Styles are named as word processors name them; headings make an outline.

use super::{Block, Document, Table};
use crate::publish::forms::qr::Squares;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Width of the text on A4 with margins of 20 mm, in twentieths of a point.
const WIDTH: u32 = 9638;
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
        ("[Content_Types].xml".into(), types(body.images.len()).into_bytes()),
        ("_rels/.rels".into(), package().into_bytes()),
        ("docProps/core.xml".into(), properties(document).into_bytes()),
        ("word/document.xml".into(), text_of(&body.out).into_bytes()),
        ("word/_rels/document.xml.rels".into(), relations(body.images.len()).into_bytes()),
        ("word/styles.xml".into(), styles(document).into_bytes()),
        ("word/settings.xml".into(), settings().into_bytes()),
        ("word/header1.xml".into(), header(document).into_bytes()),
        ("word/footer1.xml".into(), footer(document).into_bytes()),
    ];
    for (at, image) in body.images.into_iter().enumerate() {
        parts.push((format!("word/media/code{}.png", at + 1), image));
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
            Block::Title(text) => self.lines("Title", text),
            Block::Subtitle(text) => self.lines("Subtitle", text),
            Block::Heading(text) => self.lines("Heading1", text),
            Block::Text(text) => self.lines("BodyText", text),
            Block::Note(text) => self.lines("Note", text),
            Block::Facts(facts) => self.facts(facts),
            Block::Table(table) => self.table(table),
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
        self.open_table(&[LABEL, WIDTH - LABEL]);
        for (label, value) in facts {
            let label = cell(LABEL, "TableHead", label, Some("F2F2F2"));
            let value = cell(WIDTH - LABEL, "TableText", value, None);
            writeln!(self.out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{label}{value}</w:tr>")
                .expect("a string");
        }
        self.close_table();
    }

    fn table(&mut self, table: &Table) {
        let widths = table.widths(WIDTH);
        self.open_table(&widths);
        let heads = table.columns.iter().zip(&widths);
        let heads: String =
            heads.map(|((head, _), width)| cell(*width, "TableHead", head, Some("E9E9E9"))).collect();
        writeln!(self.out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>")
            .expect("a string");
        for row in &table.rows {
            let cells = row.iter().zip(&widths);
            let cells: String = cells.map(|(text, width)| cell(*width, "TableText", text, None)).collect();
            writeln!(self.out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>").expect("a string");
        }
        self.close_table();
    }

    fn open_table(&mut self, widths: &[u32]) {
        if std::mem::take(&mut self.breaks) {
            self.out.push_str("<w:p><w:pPr><w:pStyle w:val=\"Gap\"/><w:pageBreakBefore/></w:pPr></w:p>\n");
        }
        let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        writeln!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        )
        .expect("a string");
    }

    /// Two tables without a paragraph between them would be one.
    fn close_table(&mut self) {
        self.out.push_str("</w:tbl>\n<w:p><w:pPr><w:pStyle w:val=\"Gap\"/></w:pPr></w:p>\n");
    }

    fn code(&mut self, text: &str) {
        self.images.push(Squares::of(text).png(SCALE));
        let (number, name) = (self.images.len(), escape(text));
        let breaks = if std::mem::take(&mut self.breaks) { "<w:pageBreakBefore/>" } else { "" };
        writeln!(
            self.out,
            "<w:p><w:pPr><w:pStyle w:val=\"Code\"/><w:keepNext/>{breaks}</w:pPr><w:r><w:drawing>\
             <wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{CODE}\" cy=\"{CODE}\"/>\
             <wp:docPr id=\"{number}\" name=\"code{number}\" descr=\"{name}\"/>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"code{number}.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"rIdCode{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{CODE}\" cy=\"{CODE}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r></w:p>"
        )
        .expect("a string");
        self.lines("Code", text);
    }
}

fn cell(width: u32, style: &str, text: &str, shade: Option<&str>) -> String {
    let shade = shade.map_or_else(String::new, |fill| {
        format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
    });
    let paragraph =
        |line: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(line));
    // A cell holds at least one paragraph.
    let lines: Vec<&str> = if text.is_empty() { vec![""] } else { text.lines().collect() };
    let lines: String = lines.into_iter().map(paragraph).collect();
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}<w:vAlign w:val=\"center\"/></w:tcPr>{lines}</w:tc>"
    )
}

fn run(text: &str) -> String {
    match text {
        "" => String::new(),
        text => format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text)),
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

fn text_of(body: &str) -> String {
    format!(
        "{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n{body}\
         <w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdHeader\"/><w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1247\" w:right=\"1134\" w:bottom=\"1247\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>\n"
    )
}

fn header(document: &Document) -> String {
    format!(
        "{XML}<w:hdr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{}</w:p></w:hdr>\n",
        run(&document.header)
    )
}

fn footer(document: &Document) -> String {
    let (before, between, after) = document.lang.pick(("第 ", " 页，共 ", " 页"), ("page ", " of ", ""));
    let field =
        |code: &str| format!("<w:fldSimple w:instr=\" {code} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    format!(
        "{XML}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{}{}{}{}{}{}</w:p></w:ftr>\n",
        run(&format!("{}    ", document.footer)),
        run(before),
        field("PAGE"),
        run(between),
        field("NUMPAGES"),
        run(after)
    )
}

fn properties(document: &Document) -> String {
    let (title, issuer, made) = (escape(&document.title), escape(&document.issuer), document.made);
    let language = document.lang.pick("zh-CN", "en-GB");
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{issuer}</dc:creator><dc:language>{language}</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{made}T00:00:00Z</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{made}T00:00:00Z</dcterms:modified></cp:coreProperties>\n"
    )
}

fn types(images: usize) -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let png = if images > 0 { "<Default Extension=\"png\" ContentType=\"image/png\"/>" } else { "" };
    let part = |name: &str, kind: &str| {
        format!("<Override PartName=\"/word/{name}.xml\" ContentType=\"{word}.{kind}+xml\"/>")
    };
    format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{png}{}{}{}{}{}\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>\n",
        part("document", "document.main"),
        part("styles", "styles"),
        part("settings", "settings"),
        part("header1", "header"),
        part("footer1", "footer"),
    )
}

fn package() -> String {
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>\n"
    )
}

fn relations(images: usize) -> String {
    let mut out = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let mut relation = |id: &str, kind: &str, target: &str| {
        write!(out, "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
            .expect("a string");
    };
    relation("rIdStyles", "styles", "styles.xml");
    relation("rIdSettings", "settings", "settings.xml");
    relation("rIdHeader", "header", "header1.xml");
    relation("rIdFooter", "footer", "footer1.xml");
    for number in 1..=images {
        relation(&format!("rIdCode{number}"), "image", &format!("media/code{number}.png"));
    }
    out + "</Relationships>\n"
}

fn settings() -> String {
    format!(
        "{XML}<w:settings xmlns:w=\"{MAIN}\"><w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>\n"
    )
}

fn styles(document: &Document) -> String {
    let language = document.lang.pick("zh-CN", "en-GB");
    let bold = "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\"/><w:b/>";
    // Id, name, paragraph, characters. An outline level makes a heading.
    let list: [(&str, &str, &str, String); 11] = [
        ("Title", "Title", "<w:jc w:val=\"center\"/>SPACE2400,600", format!("{bold}<w:sz w:val=\"44\"/>")),
        ("Subtitle", "Subtitle", "<w:jc w:val=\"center\"/>SPACE0,200", "<w:sz w:val=\"24\"/>".into()),
        (
            "Heading1",
            "heading 1",
            "<w:outlineLvl w:val=\"0\"/>SPACE200,80",
            format!("{bold}<w:sz w:val=\"24\"/>"),
        ),
        (
            "BodyText",
            "Body Text",
            "<w:ind w:firstLine=\"420\"/><w:jc w:val=\"both\"/>SPACE0,80",
            String::new(),
        ),
        ("Note", "Note", "SPACE0,60", "<w:color w:val=\"333333\"/><w:sz w:val=\"17\"/>".into()),
        (
            "TableHead",
            "Table Head",
            "<w:jc w:val=\"center\"/>SPACE20,20",
            format!("{bold}<w:sz w:val=\"18\"/>"),
        ),
        ("TableText", "Table Text", "SPACE20,20", "<w:sz w:val=\"18\"/>".into()),
        ("Gap", "Gap", "SPACE0,0", "<w:sz w:val=\"10\"/>".into()),
        ("Code", "Code", "<w:jc w:val=\"center\"/>SPACE120,60", "<w:sz w:val=\"15\"/>".into()),
        ("Header", "header", "<w:jc w:val=\"center\"/>SPACE0,0", "<w:sz w:val=\"16\"/>".into()),
        ("Footer", "footer", "<w:jc w:val=\"center\"/>SPACE0,0", "<w:sz w:val=\"15\"/>".into()),
    ];
    let mut out = format!(
        "{XML}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\" w:cs=\"Times New Roman\"/>\
         <w:sz w:val=\"21\"/><w:lang w:val=\"en-GB\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>\n\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:rPr><w:lang w:val=\"{language}\"/></w:rPr></w:style>\n"
    );
    for (id, name, paragraph, characters) in list {
        writeln!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:pPr>{}</w:pPr><w:rPr>{characters}</w:rPr></w:style>",
            in_order(paragraph)
        )
        .expect("a string");
    }
    let line =
        |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    out + &format!(
        "<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders>\
         <w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\n</w:styles>\n"
    )
}

/// Properties of a paragraph in the order the schema wants: keep, spacing, indent, alignment, outline.
fn in_order(written: &str) -> String {
    let (parts, space) = written.split_once("SPACE").unwrap_or((written, "0,0"));
    let (before, after) = space.split_once(',').unwrap_or(("0", "0"));
    let of = |tag: &str| {
        let found = parts.split_inclusive("/>").find(|part| part.starts_with(&format!("<w:{tag} ")));
        found.unwrap_or_default()
    };
    let keep = if parts.contains("outlineLvl") { "<w:keepNext/>" } else { "" };
    let spacing = format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>");
    [keep, &spacing, of("ind"), of("jc"), of("outlineLvl")].concat()
}
