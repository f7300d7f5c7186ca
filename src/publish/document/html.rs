//! A document as one HTML file that holds everything it needs: A4, no scripts, nothing to be loaded. Header,
//! footer and page numbers stand in the margins of the printed pages.

use super::held::pieces;
use super::{Block, Document, Figure, Look, Table};
use crate::publish::forms::page::escape;
use crate::publish::forms::qr::Squares;
use std::fmt::Write;

const STYLE: &str = include_str!("../../../data/forms/print.css");
const SANS: &str =
    "\"SimHei\", \"黑体\", \"Heiti SC\", \"Noto Sans CJK SC\", \"Source Han Sans SC\", sans-serif";
const OWN: &str = "\
h1 { margin-top: 30mm; font-size: 22pt; }
.held { white-space: nowrap; }
p.subtitle { text-align: center; font-size: 12pt; }
.new-page { break-before: page; }
p.note { font-size: 8.5pt; color: #333; break-inside: avoid; }
.code-block { text-align: center; margin: 6mm 0; break-inside: avoid; }
.code-block .qr { width: 36mm; height: 36mm; }
.code-block p { font-size: 8pt; overflow-wrap: anywhere; }
.facts th { width: 38mm; font-weight: normal; background: #f2f2f2; text-align: center; }
.facts th, .facts td { border: 0.5pt solid #000; padding: 0.8mm 1.4mm; white-space: pre-line; overflow-wrap: anywhere; }
table.facts { table-layout: fixed; width: calc(100% - 1pt); margin: 0 0 3mm; }
.facts tr { break-inside: avoid; }
h1 + h1 { margin-top: -3mm; }
h3 { font-size: 10.5pt; font-weight: bold; margin: 2mm 0 1mm; text-indent: 2em; break-after: avoid; }
p.blank { margin: 1mm 0 2mm; padding: 1mm 2mm; border: 0.75pt dashed #777; color: #444; font-style: italic; break-inside: avoid; }
table.numbers { margin: 2mm 0 1.5mm; font-size: 9pt; line-height: 1.35; border-top: 1.25pt solid #000; border-bottom: 1.25pt solid #000; }
table.numbers caption, figcaption { font-weight: bold; font-size: 9.5pt; text-align: center; padding: 0 0 1mm; }
table.numbers th { font-weight: bold; border-bottom: 0.6pt solid #000; padding: 0.9mm 1.2mm; text-align: center; vertical-align: middle; white-space: pre-line; }
table.numbers td { padding: 0.7mm 1.2mm; vertical-align: top; overflow-wrap: anywhere; }
table.numbers tbody tr:nth-child(even) { background: #f6f7f8; }
table.numbers tr { break-inside: avoid; }
table.numbers td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
table.numbers tr.sum td { border-top: 0.6pt solid #000; font-weight: bold; background: #fff; }
table.whole, figure { break-inside: avoid; }
table.numbers:has(+ p.note) { break-after: avoid; }
figure { margin: 3mm 0 3mm; text-align: center; }
figure svg { width: 100%; height: auto; max-height: 225mm; }
figcaption { padding: 1mm 0 0; }
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
         {STYLE}{OWN}h3, figcaption, table.numbers caption, table.numbers th {{ font-family: {SANS}; }}\n</style>\n</head>\n<body class=\"document\">\n",
        lang.pick("zh-CN", "en"),
        escape(&document.title),
        escape(&document.issuer),
        document.made,
    );
    let (mut breaks, mut figures) = (false, 0);
    for block in &document.blocks {
        if matches!(block, Block::NewPage) {
            breaks = true;
            continue;
        }
        if breaks {
            out.push_str("<div class=\"new-page\"></div>\n");
            breaks = false;
        }
        match block {
            Block::Figure(figure) => {
                figures += 1;
                self::figure(figure, figures, &mut out);
            }
            block => self::block(block, &mut out),
        }
    }
    // Where margins are not printed (on a screen), the foot is told once.
    let foot = escape(&document.footer);
    out + &format!("<p class=\"note foot\">{foot}</p>\n</body>\n</html>\n")
}

/// A text whose dates, numbers with units and references are not broken.
fn whole(text: &str) -> String {
    let piece = |(piece, held): (&str, bool)| match held {
        true => format!("<span class=\"held\">{}</span>", escape(piece)),
        false => escape(piece),
    };
    pieces(text).into_iter().map(piece).collect()
}

fn block(block: &Block, out: &mut String) {
    let mut lines = |tag: &str, class: &str, text: &str| {
        for line in text.lines() {
            writeln!(out, "<{tag}{class}>{}</{tag}>", whole(line)).expect("a string");
        }
    };
    match block {
        Block::Title(text) => lines("h1", "", text),
        Block::Subtitle(text) => lines("p", " class=\"subtitle\"", text),
        Block::Heading(text) => lines("h2", "", text),
        Block::Subheading(text) => lines("h3", "", text),
        Block::Text(text) => lines("p", " class=\"text\"", text),
        Block::Blank(text) => lines("p", " class=\"blank\"", text),
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
        Block::NewPage | Block::Figure(_) => {}
    }
}

fn table(table: &Table, out: &mut String) {
    let whole = if table.whole() { " whole" } else { "" };
    let class = if table.look == Look::Grid { "rows" } else { "numbers" };
    write!(out, "<table class=\"{class}{whole}\">").expect("a string");
    if let Some(caption) = &table.caption {
        write!(out, "<caption>{}</caption>", escape(caption)).expect("a string");
    }
    out.push_str("<colgroup>");
    for width in table.widths(1000) {
        write!(out, "<col style=\"width:{}.{}%\">", width / 10, width % 10).expect("a string");
    }
    out.push_str("</colgroup>\n<thead><tr>");
    for (heading, _) in &table.columns {
        write!(out, "<th>{}</th>", escape(heading)).expect("a string");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (at, row) in table.rows.iter().enumerate() {
        out.push_str(if table.sums(at) { "<tr class=\"sum\">" } else { "<tr>" });
        for (column, cell) in row.iter().enumerate() {
            let class = if table.numeric(column) { " class=\"n\"" } else { "" };
            write!(out, "<td{class}>{}</td>", escape(cell)).expect("a string");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn figure(figure: &Figure, number: usize, out: &mut String) {
    let drawing = figure.svg.split_once("<svg").map_or("", |(_, drawing)| drawing);
    writeln!(
        out,
        "<figure role=\"group\" aria-label=\"{}\"><svg{}<figcaption>{}</figcaption></figure>",
        escape(&figure.alt),
        own_ids(drawing, number),
        escape(&figure.caption)
    )
    .expect("a string");
}

/// A drawing whose ids are its own in a page with several; what is not inside a tag stays as it is.
fn own_ids(drawing: &str, number: usize) -> String {
    let mut out = String::with_capacity(drawing.len() + drawing.len() / 16);
    for (at, part) in drawing.split('<').enumerate() {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let tag = tag
            .replace(" id=\"", &format!(" id=\"f{number}-"))
            .replace("=\"title desc\"", &format!("=\"f{number}-title f{number}-desc\""));
        let open = if at > 0 { "<" } else { "" };
        let close = if part.contains('>') { ">" } else { "" };
        write!(out, "{open}{tag}{close}{text}").expect("a string");
    }
    out
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
