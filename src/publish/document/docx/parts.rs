//! The parts of the package around the body: content types, relationships, header, footer, properties,
//! settings. Not the text itself, nor its styles.

use super::{MAIN, OFFICE, PACKAGE, XML, escape, run};
use crate::publish::document::Document;
use std::fmt::Write as _;

pub(super) fn text_of(body: &str) -> String {
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

pub(super) fn header(document: &Document) -> String {
    format!(
        "{XML}<w:hdr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{}</w:p></w:hdr>\n",
        run(&document.header)
    )
}

pub(super) fn footer(document: &Document) -> String {
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

pub(super) fn properties(document: &Document) -> String {
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

pub(super) fn types(images: usize) -> String {
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

pub(super) fn package() -> String {
    format!(
        "{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>\n"
    )
}

pub(super) fn relations(images: usize) -> String {
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
        relation(&format!("rIdImage{number}"), "image", &format!("media/image{number}.png"));
    }
    out + "</Relationships>\n"
}

pub(super) fn settings() -> String {
    format!(
        "{XML}<w:settings xmlns:w=\"{MAIN}\"><w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>\n"
    )
}
