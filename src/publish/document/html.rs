//! A document as one HTML file that holds everything it needs: A4, no scripts, nothing to be loaded. Header,
//! footer and page numbers stand in the margins of the printed pages.

use super::{Block, Document, Table};
use crate::publish::forms::page::escape;
use crate::publish::forms::qr::Squares;
use std::fmt::Write;

const STYLE: &str = include_str!("../../../data/forms/print.css");
const OWN: &str = "\
h1 { margin-top: 30mm; font-size: 22pt; }
p.subtitle { text-align: center; font-size: 12pt; }
.new-page { break-before: page; }
p.note { font-size: 8.5pt; color: #333; }
.code-block { text-align: center; margin: 6mm 0; break-inside: avoid; }
.code-block .qr { width: 36mm; height: 36mm; }
.code-block p { font-size: 8pt; overflow-wrap: anywhere; }
.facts th { width: 38mm; font-weight: normal; background: #f2f2f2; text-align: center; }
.facts th, .facts td { border: 0.5pt solid #000; padding: 0.8mm 1.4mm; white-space: pre-line; overflow-wrap: anywhere; }
table.facts { table-layout: fixed; width: calc(100% - 1pt); margin: 0 0 3mm; }
.facts tr { break-inside: avoid; }
@media print { .foot { display: none; } }
";

/// The file.
pub fn page(document: &Document) -> String {
    let lang = document.lang;
    let (before, between, after) = lang.pick(("第 ", " 页，共 ", " 页"), ("page ", " of ", ""));
    let (header, footer) = (css(&document.header), css(&document.footer));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<meta name=\"author\" content=\"{}\">\n<meta name=\"date\" content=\"{}\">\n<style>\n\
         @page {{ size: A4; margin: 18mm 15mm 18mm;\n\
         @top-center {{ content: \"{header}\"; font-size: 8pt; }}\n\
         @bottom-left {{ content: \"{footer}\"; font-size: 7.5pt; }}\n\
         @bottom-right {{ content: \"{before}\" counter(page) \"{between}\" counter(pages) \"{after}\"; font-size: 8pt; }} }}\n\
         {STYLE}{OWN}</style>\n</head>\n<body class=\"document\">\n",
        lang.pick("zh-CN", "en"),
        escape(&document.title),
        escape(&document.issuer),
        document.made,
    );
    let mut breaks = false;
    for block in &document.blocks {
        if matches!(block, Block::NewPage) {
            breaks = true;
            continue;
        }
        if breaks {
            out.push_str("<div class=\"new-page\"></div>\n");
            breaks = false;
        }
        self::block(block, &mut out);
    }
    // Where margins are not printed (on a screen), the foot is told once.
    let foot = escape(&document.footer);
    out + &format!("<p class=\"note foot\">{foot}</p>\n</body>\n</html>\n")
}

fn block(block: &Block, out: &mut String) {
    let mut lines = |tag: &str, class: &str, text: &str| {
        for line in text.lines() {
            writeln!(out, "<{tag}{class}>{}</{tag}>", escape(line)).expect("a string");
        }
    };
    match block {
        Block::Title(text) => lines("h1", "", text),
        Block::Subtitle(text) => lines("p", " class=\"subtitle\"", text),
        Block::Heading(text) => lines("h2", "", text),
        Block::Text(text) => lines("p", " class=\"text\"", text),
        Block::Note(text) => lines("p", " class=\"note\"", text),
        Block::Facts(facts) => {
            out.push_str(
                "<table class=\"facts\"><colgroup><col style=\"width:38mm\"><col></colgroup><tbody>\n",
            );
            for (label, value) in facts {
                writeln!(out, "<tr><th>{}</th><td>{}</td></tr>", escape(label), escape(value))
                    .expect("a string");
            }
            out.push_str("</tbody></table>\n");
        }
        Block::Table(table) => self::table(table, out),
        Block::Code(text) => {
            writeln!(
                out,
                "<div class=\"code-block\">{}<p>{}</p></div>",
                Squares::of(text).svg(),
                escape(text)
            )
            .expect("a string");
        }
        Block::NewPage => {}
    }
}

fn table(table: &Table, out: &mut String) {
    out.push_str("<table class=\"rows\"><colgroup>");
    for width in table.widths(1000) {
        write!(out, "<col style=\"width:{}.{}%\">", width / 10, width % 10).expect("a string");
    }
    out.push_str("</colgroup>\n<thead><tr>");
    for (heading, _) in &table.columns {
        write!(out, "<th>{}</th>", escape(heading)).expect("a string");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for cell in row {
            write!(out, "<td>{}</td>", escape(cell)).expect("a string");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

/// Text inside a string of a style sheet.
fn css(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' | '<' | '>' | '&' => write!(out, "\\{:06x}", c as u32).expect("a string"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
