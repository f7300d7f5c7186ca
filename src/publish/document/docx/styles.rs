//! Styles of paragraphs and tables, named as word processors name them.

use super::{MAIN, XML};
use crate::publish::document::Document;
use std::fmt::Write as _;

/// The part.
pub(super) fn styles(document: &Document) -> String {
    let language = document.lang.pick("zh-CN", "en-GB");
    let bold = "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\"/><w:b/>";
    // Id, name, paragraph, characters. An outline level makes a heading.
    let list: [(&str, &str, &str, String); 20] = [
        ("Title", "Title", "<w:jc w:val=\"center\"/>SPACE2400,600", format!("{bold}<w:sz w:val=\"44\"/>")),
        (
            "TitleMore",
            "Title More",
            "<w:jc w:val=\"center\"/>SPACE0,600",
            format!("{bold}<w:sz w:val=\"44\"/>"),
        ),
        ("Subtitle", "Subtitle", "<w:jc w:val=\"center\"/>SPACE0,200", "<w:sz w:val=\"24\"/>".into()),
        (
            "Heading1",
            "heading 1",
            "<w:outlineLvl w:val=\"0\"/>SPACE200,80",
            format!("{bold}<w:sz w:val=\"24\"/>"),
        ),
        (
            "Heading2",
            "heading 2",
            "<w:ind w:firstLine=\"420\"/><w:outlineLvl w:val=\"1\"/>SPACE120,60",
            format!("{bold}<w:sz w:val=\"21\"/>"),
        ),
        (
            "BodyText",
            "Body Text",
            "<w:ind w:firstLine=\"420\"/><w:jc w:val=\"both\"/>SPACE0,80",
            String::new(),
        ),
        ("Note", "Note", "<w:keepLines/>SPACE0,60", "<w:color w:val=\"333333\"/><w:sz w:val=\"17\"/>".into()),
        (
            "TableHead",
            "Table Head",
            "<w:jc w:val=\"center\"/>SPACE20,20",
            format!("{bold}<w:sz w:val=\"18\"/>"),
        ),
        ("TableText", "Table Text", "SPACE20,20", "<w:sz w:val=\"18\"/>".into()),
        ("TableTextSum", "Table Text Sum", "SPACE20,20", "<w:b/><w:sz w:val=\"18\"/>".into()),
        ("TableNumber", "Table Number", "<w:jc w:val=\"right\"/>SPACE20,20", "<w:sz w:val=\"18\"/>".into()),
        (
            "TableNumberSum",
            "Table Number Sum",
            "<w:jc w:val=\"right\"/>SPACE20,20",
            "<w:b/><w:sz w:val=\"18\"/>".into(),
        ),
        (
            "TableCaption",
            "Table Caption",
            "<w:keepNext/><w:jc w:val=\"center\"/>SPACE160,60",
            format!("{bold}<w:sz w:val=\"19\"/>"),
        ),
        ("Figure", "Figure", "<w:jc w:val=\"center\"/>SPACE160,0", String::new()),
        ("Caption", "caption", "<w:jc w:val=\"center\"/>SPACE40,160", format!("{bold}<w:sz w:val=\"19\"/>")),
        ("Blank", "Blank", "EDGESSPACE60,120", "<w:i/><w:color w:val=\"444444\"/>".into()),
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
    let thick =
        |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"10\" w:space=\"0\" w:color=\"000000\"/>");
    let rules = ["top", "bottom"].map(thick).concat();
    let lines: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    out + &format!(
        "<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders>\
         <w:tblCellMar><w:left w:w=\"80\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\n\
         <w:style w:type=\"table\" w:styleId=\"TableNumbers\"><w:name w:val=\"Table Numbers\"/><w:tblPr><w:tblBorders>{rules}</w:tblBorders>\
         <w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\n</w:styles>\n"
    )
}

/// Properties of a paragraph in the order the schema wants: keep, borders, spacing, indent, alignment, outline.
fn in_order(written: &str) -> String {
    let (parts, space) = written.split_once("SPACE").unwrap_or((written, "0,0"));
    let (before, after) = space.split_once(',').unwrap_or(("0", "0"));
    let of = |tag: &str| {
        let found = parts.split_inclusive("/>").find(|part| part.starts_with(&format!("<w:{tag} ")));
        found.unwrap_or_default()
    };
    let next = if parts.contains("outlineLvl") || parts.contains("keepNext") { "<w:keepNext/>" } else { "" };
    let lines = if parts.contains("keepLines") { "<w:keepLines/>" } else { "" };
    let keep = format!("{next}{lines}");
    let side =
        |side: &str| format!("<w:{side} w:val=\"dashed\" w:sz=\"6\" w:space=\"4\" w:color=\"777777\"/>");
    let edges = match parts.contains("EDGES") {
        true => format!("<w:pBdr>{}</w:pBdr>", ["top", "left", "bottom", "right"].map(side).concat()),
        false => String::new(),
    };
    let spacing = format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>");
    [&keep, &edges, &spacing, of("ind"), of("jc"), of("outlineLvl")].concat()
}
