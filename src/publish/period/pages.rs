//! The text of a report with its tables and figures placed and numbered, as a document to be printed. Long
//! tables are cut and wide ones continued; what is left out is said, with the file that has it whole.

use super::Content;
use super::cells::{Reader, laid, thousands};
use super::fitted::pages;
use crate::publish::document::{Block, Document, Figure, Look, Table as Printed};
use crate::report::narrative::{MARKS, Part, after_results, capital};
use crate::report::table::Table;
use std::collections::BTreeSet;

/// A figure, drawn.
pub struct Picture {
    /// Its id: that of its table, a dot and more where there are several.
    pub id: String,
    /// As SVG.
    pub svg: String,
    /// As PNG.
    pub png: Option<Vec<u8>>,
    /// Title.
    pub title: String,
    /// For those who cannot see it.
    pub alt: String,
}

impl Picture {
    /// The table it was drawn from.
    fn table(&self) -> &str {
        self.id.split_once('.').map_or(self.id.as_str(), |(table, _)| table)
    }
}

/// The document.
pub fn document(content: &Content, parts: &[Part], pictures: &[Picture]) -> Document {
    let lang = content.lang;
    let title = content.title.clone().pick(lang);
    let mut writer = Writer {
        content,
        pictures,
        numbered: numbered(content, parts),
        blocks: Vec::new(),
        drawn: BTreeSet::new(),
    };
    writer.head(&title);
    for part in parts {
        writer.part(part);
    }
    writer.rest();
    writer.contents();
    Document {
        lang,
        header: title.clone(),
        title,
        issuer: content.body.to_owned(),
        made: content.as_of,
        footer: content.short(),
        blocks: writer.blocks,
    }
}

/// Ids of the tables that stand in the text, in their order: the first is table 1.
fn numbered<'a>(content: &'a Content, parts: &[Part]) -> Vec<&'a Table> {
    let mut numbered: Vec<&Table> = Vec::new();
    for part in parts {
        let Part::Table(id) = part else { continue };
        let found = content.tables.iter().find(|table| table.id == *id && !table.rows.is_empty());
        numbered.extend(found.filter(|table| !numbered.iter().any(|known| known.id == table.id)));
    }
    numbered
}

struct Writer<'a> {
    content: &'a Content<'a>,
    pictures: &'a [Picture],
    numbered: Vec<&'a Table>,
    blocks: Vec<Block>,
    /// Figures that stand there.
    drawn: BTreeSet<String>,
}

impl Writer<'_> {
    fn head(&mut self, title: &str) {
        let (content, lang) = (self.content, self.content.lang);
        let (first, last) = content.days;
        let (source, digest) = (content.source.0.clone().pick(lang), content.source.1.clone());
        let labels = lang.pick(
            ["编制单位", "统计期间", "统计截止日", "公开属性"],
            ["Issued by", "Days counted", "Facts up to", "For"],
        );
        let whom = match content.public {
            true => lang.pick("公开", "everybody"),
            false => lang.pick("内部资料，不公开", "the bureau and its auditor; not public"),
        };
        let days = lang.pick(format!("{first}至{last}"), format!("{first} to {last}"));
        let values = [content.body.to_owned(), days, content.as_of.to_string(), whom.to_owned()];
        let mut facts: Vec<(String, String)> = labels.map(str::to_owned).into_iter().zip(values).collect();
        facts.push((capital(&source), digest));
        // The bureau on a line of its own, as on a letter.
        let rest = title.strip_prefix(content.body).unwrap_or(title).trim_start_matches([' ', '.']);
        let lines =
            if content.body.is_empty() { rest.to_owned() } else { format!("{}\n{rest}", content.body) };
        self.blocks.push(Block::Title(lines));
        let subtitle = content.subtitle.clone().pick(lang);
        if !subtitle.is_empty() {
            self.blocks.push(Block::Subtitle(subtitle));
        }
        self.blocks.push(Block::Facts(facts));
    }

    fn part(&mut self, part: &Part) {
        let lang = self.content.lang;
        let block = match part {
            Part::Section(text) => Block::Heading(text.clone().pick(lang)),
            Part::Part(text) => Block::Subheading(text.clone().pick(lang)),
            Part::Say(text) => Block::Text(thousands(&self.resolved(&text.clone().pick(lang)))),
            Part::Note(text) | Part::Draft(text) => Block::Note(text.clone().pick(lang)),
            Part::Blank(text) => {
                let text = text.clone().pick(lang);
                Block::Blank(lang.pick(format!("【待填写】{text}"), format!("[to be filled in] {text}")))
            }
            Part::Table(id) => return self.table(id),
            Part::Figures(id) => return self.figures(id),
        };
        self.blocks.push(block);
    }

    /// A text with the numbers of tables in the place of their marks.
    fn resolved(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (table, number) in self.numbered.iter().zip(1..) {
            let mark = format!("{}{}{}", MARKS.0, table.id, MARKS.1);
            text = text
                .replace(&mark, &self.content.lang.pick(format!("表{number}"), format!("table {number}")));
        }
        text
    }

    fn table(&mut self, id: &str) {
        let Some(at) = self.numbered.iter().position(|table| table.id == id) else { return };
        let (table, lang) = (self.numbered[at], self.content.lang);
        let mut ordered = table.clone();
        ordered.rows.sort_by_key(|row| after_results(table, row));
        let laid = laid(&ordered, self.content.names, lang, Reader::Page);
        let title = table.title.clone().pick(lang);
        let number = at + 1;
        let caption = lang.pick(format!("表{number}　{title}"), format!("Table {number}. {title}"));
        let pages = pages(laid, lang);
        for (n, page) in pages.tables.into_iter().enumerate() {
            let more = if n == 0 { "" } else { lang.pick("（续）", " (continued)") };
            self.blocks.push(Block::Table(Printed { caption: Some(format!("{caption}{more}")), ..page }));
        }
        let note = table.note.clone().pick(lang);
        let (body, as_of) = (self.content.body, self.content.as_of);
        let whole = match pages.left_out {
            true => lang.pick(
                format!("全表见report.xlsx和tables/{}.csv。", table.id),
                format!(" The whole table: report.xlsx, tables/{}.csv.", table.id),
            ),
            false => String::new(),
        };
        self.blocks.push(Block::Note(lang.pick(
            format!("注：{note}{}{whole}来源：{body}，统计截止日{as_of}。", pages.said),
            format!("Note: {note}{}{whole} Source: {body}, facts up to {as_of}.", pages.said),
        )));
        self.figures(id);
    }

    /// Every figure of a table that does not stand there yet.
    fn figures(&mut self, id: &str) {
        let pictures = self.pictures.iter().filter(|picture| picture.table() == id);
        for picture in pictures.collect::<Vec<_>>() {
            if !self.drawn.contains(&picture.id) {
                self.figure(picture);
            }
        }
    }

    fn figure(&mut self, picture: &Picture) {
        self.drawn.insert(picture.id.clone());
        let (lang, number, title) = (self.content.lang, self.drawn.len(), &picture.title);
        self.blocks.push(Block::Figure(Figure {
            svg: picture.svg.clone(),
            png: picture.png.clone(),
            caption: lang.pick(format!("图{number}　{title}"), format!("Figure {number}. {title}")),
            alt: picture.alt.clone(),
            instead: lang.pick(
                format!("本图见figures/{}.svg（没有中文字体，未能生成PNG）", picture.id),
                format!(
                    "This figure is figures/{}.svg (there was no Chinese font to draw a PNG with)",
                    picture.id
                ),
            ),
        }));
    }

    /// Figures the text has no place for.
    fn rest(&mut self) {
        let rest: Vec<&Picture> =
            self.pictures.iter().filter(|picture| !self.drawn.contains(&picture.id)).collect();
        if !rest.is_empty() {
            self.blocks.push(Block::Heading(self.content.lang.pick("附图", "More figures").into()));
        }
        for picture in rest {
            self.figure(picture);
        }
    }

    /// Every table, where it stands and which file holds it.
    fn contents(&mut self) {
        let lang = self.content.lang;
        self.blocks.push(Block::Heading(lang.pick("附：统计表目录", "All tables").into()));
        let heads = lang.pick(
            ["统计表", "行数", "正文", "文件（tables/）"],
            ["table", "rows", "in the text", "file (tables/)"],
        );
        let shares = [34, 8, 9, 37];
        let rows = self.content.tables.iter().map(|table| {
            let at = self.numbered.iter().position(|known| known.id == table.id);
            let at = at.map(|at| lang.pick(format!("表{}", at + 1), format!("table {}", at + 1)));
            let title = table.title.clone().pick(lang);
            vec![
                title,
                table.rows.len().to_string(),
                at.unwrap_or_else(|| "—".into()),
                format!("{}.csv", table.id),
            ]
        });
        let rows = rows.collect();
        self.blocks.push(Block::Table(Printed {
            columns: heads.map(str::to_owned).into_iter().zip(shares).collect(),
            rows,
            look: Look::Numbers { labels: 4, total: false },
            caption: None,
        }));
        self.blocks.push(Block::Note(
            lang.pick(
                "各表另有同名Parquet文件；report.xlsx为全部统计表的工作簿；manifest.json列出每个文件的SHA-256。",
                "Each table is there as a Parquet file too, all of them in report.xlsx; manifest.json has the SHA-256 of every file.",
            )
            .into(),
        ));
    }
}
