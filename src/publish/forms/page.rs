//! Documents as pages to be printed: one HTML file that holds everything it needs, A4, no scripts.
//! The stamp with its QR code stands at the foot of every printed page. Not a web page of the
//! public site.

use super::choices::Choice;
use super::layout::{Column, Layout, Pair, Part};
use super::qr::Squares;
use super::{Content, Kind, Rows, Stamp, Values};
use crate::core::lang::Lang;
use std::fmt::Write;

const STYLE: &str = include_str!("../../../data/forms/print.css");

/// Text that is nothing but text in HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A document: one sheet of paper (or more) for each content.
pub fn document(layout: &Layout, contents: &[Content], lang: Lang) -> String {
    let title = contents.first().map_or_else(String::new, |content| content.fill(layout.title.pick(lang)));
    let paper = if layout.landscape { "A4 landscape" } else { "A4" };
    let numbers = match layout.kind.per_subject() {
        // Each page is a document of its own, for another party.
        true => "",
        false => lang.pick(
            "@top-right { content: \"第 \" counter(page) \" 页，共 \" counter(pages) \" 页\"; font-size: 8pt; }",
            "@top-right { content: \"page \" counter(page) \" of \" counter(pages); font-size: 8pt; }",
        ),
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>\n@page {{ size: {paper}; margin: 14mm 15mm 12mm; {numbers} }}\n{STYLE}</style>\n</head>\n<body class=\"{}\">\n",
        lang.pick("zh-CN", "en"),
        escape(&title),
        layout.kind.word(),
    );
    contents.iter().for_each(|content| out.push_str(&sheet(layout, content, lang)));
    out + "</body>\n</html>\n"
}

fn sheet(layout: &Layout, content: &Content, lang: Lang) -> String {
    let mut out = String::from("<table class=\"sheet\">\n<tbody><tr><td>\n");
    writeln!(out, "<h1>{}</h1>", escape(&content.fill(layout.title.pick(lang)))).expect("a string");
    layout.parts.iter().for_each(|it| out.push_str(&part(it, content, lang)));
    out + "</td></tr></tbody>\n" + &foot(&content.stamp, layout.kind, lang) + "</table>\n"
}

/// The stamp, which browsers repeat at the foot of every page of the sheet.
fn foot(stamp: &Stamp, kind: Kind, lang: Lang) -> String {
    let how = match kind {
        Kind::Letter => lang.pick(
            "核验：凭文号向本机关查询；扫码得本行末尾的编号与摘要",
            "to verify: ask the authority by the number; the code holds the number and the digest below",
        ),
        _ => lang.pick(
            "核验：suicha verify 证据包目录；扫码得本行末尾的编号与摘要",
            "to verify: `suicha verify` on the bundle; the code holds the number and the digest below",
        ),
    };
    format!(
        "<tfoot><tr><td><div class=\"stamp\">{}<div><p>{}</p><p class=\"how\">{}</p><p class=\"code\">{}</p></div></div></td></tr></tfoot>\n",
        Squares::of(&stamp.code).svg(),
        escape(&stamp.line),
        escape(how),
        escape(&stamp.code)
    )
}

fn part(part: &Part, content: &Content, lang: Lang) -> String {
    let rows = part.rows.map(|rows| content.rows(rows));
    if rows.is_some_and(<[Values]>::is_empty) {
        return String::new();
    }
    let mut out = String::new();
    if let Some(heading) = &part.heading {
        out.push_str(&format!("<h2>{}</h2>\n", escape(&content.fill(heading.pick(lang)))));
    }
    if let Some(text) = &part.text {
        let class = if part.right {
            "right"
        } else if part.plain {
            "plain"
        } else {
            "text"
        };
        for line in content.fill(text.pick(lang)).lines() {
            out.push_str(&format!("<p class=\"{class}\">{}</p>\n", escape(line)));
        }
    }
    if !part.pairs.is_empty() {
        out.push_str(&grid(&part.pairs, content, lang));
    }
    if let Some(rows) = rows {
        out.push_str(&table(&part.columns, rows, part.rows == Some(Rows::Officers), lang));
    }
    out
}

/// Labelled fields, two in a row.
fn grid(pairs: &[Pair], content: &Content, lang: Lang) -> String {
    let mut out = String::from(
        "<table class=\"grid\"><colgroup><col class=\"label\"><col><col class=\"label\"><col></colgroup><tbody>\n",
    );
    let mut open = false;
    for (at, pair) in pairs.iter().enumerate() {
        let alone = !open && pairs.get(at + 1).is_none_or(|next| next.wide);
        let wide = pair.wide || alone;
        let start = if open && !pair.wide { "" } else { "<tr>" };
        let span = if wide { " colspan=\"3\"" } else { "" };
        let (label, value) = (escape(lang.pick(&pair.zh, &pair.en)), beside(pair, content, lang));
        write!(out, "{start}<th>{label}</th><td{span}>{value}</td>").expect("a string");
        open = !wide && !open;
        out.push_str(if open { "" } else { "</tr>\n" });
    }
    out + "</tbody></table>\n"
}

fn beside(pair: &Pair, content: &Content, lang: Lang) -> String {
    if let Some(list) = pair.list {
        return boxes(list, lang);
    }
    let value = escape(pair.field.as_deref().map_or("", |field| content.value(field)));
    match pair.lines {
        0 => value,
        lines => format!("<div style=\"min-height:{}mm\">{value}</div>", u32::from(lines) * 8),
    }
}

fn boxes(list: Choice, lang: Lang) -> String {
    let words = list.words(lang);
    let tick = |word: &String| format!("<span class=\"tick\">□&nbsp;{}</span>", escape(word));
    words.iter().map(tick).collect::<Vec<_>>().join(" ")
}

/// A table whose headings are repeated on each page.
fn table(columns: &[Column], rows: &[Values], small: bool, lang: Lang) -> String {
    let all: u32 = columns.iter().map(|column| u32::from(column.width)).sum();
    let mut out = format!("<table class=\"rows{}\"><colgroup>", if small { " small" } else { "" });
    for column in columns {
        let share = u32::from(column.width) * 1000 / all.max(1);
        write!(out, "<col style=\"width:{}.{}%\">", share / 10, share % 10).expect("a string");
    }
    out.push_str("</colgroup>\n<thead>");
    out.push_str(&headings(columns, lang));
    out.push_str("</thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for column in columns {
            let field = column.field.as_deref();
            let value = field.and_then(|field| row.get(field)).map_or("", String::as_str);
            let class = if field == Some("number") { " class=\"number\"" } else { "" };
            write!(out, "<td{class}>{}</td>", escape(value)).expect("a string");
        }
        out.push_str("</tr>\n");
    }
    out + "</tbody></table>\n"
}

fn headings(columns: &[Column], lang: Lang) -> String {
    if columns.iter().all(|column| column.group.is_none()) {
        let cells = columns.iter().map(|column| format!("<th>{}</th>", escape(column.heading(lang))));
        return format!("<tr>{}</tr>", cells.collect::<String>());
    }
    let (mut upper, mut lower) = (String::new(), String::new());
    for group in columns.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
        match &group[0].group {
            None => {
                write!(upper, "<th rowspan=\"2\">{}</th>", escape(group[0].heading(lang))).expect("a string")
            }
            Some(text) => {
                write!(upper, "<th colspan=\"{}\">{}</th>", group.len(), escape(text.pick(lang)))
                    .expect("a string");
                for column in group {
                    write!(lower, "<th>{}</th>", escape(column.heading(lang))).expect("a string");
                }
            }
        }
    }
    format!("<tr>{upper}</tr><tr>{lower}</tr>")
}
