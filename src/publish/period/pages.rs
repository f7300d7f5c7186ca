//! The text of a report with its tables and figures placed and numbered, as a document to be printed. Long
//! tables are cut and wide ones continued; what is left out is said, with the file that has it whole.

use super::Content;
use super::cells::{Cell, Laid, Reader, laid};
use crate::core::lang::Lang;
use crate::publish::document::{Block, Document, Figure, Look, Table as Printed};
use crate::report::figure::width;
use crate::report::narrative::{MARKS, Part};
use crate::report::table::Table;
use std::collections::BTreeSet;

/// So many rows stand in the text.
const ROWS: usize = 40;
/// Room for the columns of a table, in halves of a Chinese character.
const ROOM: i32 = 112;

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
        facts.push((source, digest));
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
            Part::Say(text) => Block::Text(self.resolved(&text.clone().pick(lang))),
            Part::Note(text) => Block::Note(text.clone().pick(lang)),
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
        let laid = laid(table, self.content.names, lang, Reader::Page);
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

/// A table as it fits on pages.
struct Pages {
    tables: Vec<Printed>,
    /// What was left out, in words.
    said: String,
    /// Something was.
    left_out: bool,
}

fn pages(mut laid: Laid, lang: Lang) -> Pages {
    let mut columns: Vec<usize> = (laid.labels..laid.headings.len()).collect();
    let mut codes = vec![None; laid.headings.len()];
    let wanted = |laid: &Laid| {
        let rows = kept_rows(laid, lang).0;
        (0..laid.headings.len()).map(|at| share(laid, &rows, at)).collect::<Vec<i32>>()
    };
    let mut shares = wanted(&laid);
    if shares.iter().sum::<i32>() > ROOM {
        codes = laid.headings.iter().map(|heading| coded(heading)).collect();
        for (heading, code) in laid.headings.iter_mut().zip(&codes) {
            code.iter().for_each(|(code, _)| heading.clone_from(code));
        }
        shares = wanted(&laid);
    }
    let laid = &laid;
    let (kept, mut said) = kept_rows(laid, lang);
    narrow(&mut shares, laid.labels);
    let labels: i32 = shares[..laid.labels].iter().sum();
    let fits = |columns: &[usize]| labels + columns.iter().map(|at| shares[*at]).sum::<i32>() <= ROOM;
    let mut left_out = !said.is_empty();
    if !fits(&columns) {
        let before = columns.len();
        columns.retain(|at| laid.rows.iter().any(|row| !matches!(row[*at], Cell::Count(0) | Cell::Empty)));
        if columns.len() < before {
            said.push_str(lang.pick("各行均为零的列从略。", " Columns of zeros are left out."));
            left_out = true;
        }
    }
    let (codes_shown, plain): (Vec<usize>, Vec<usize>) = columns.iter().partition(|at| codes[**at].is_some());
    said.push_str(&explained(codes_shown.iter().filter_map(|at| codes[*at].as_ref()), lang));
    // Codes are not torn apart where a table of their own holds them all.
    let mut groups = if fits(&columns) || codes_shown.is_empty() || plain.is_empty() {
        even(&columns, &shares, ROOM - labels)
    } else {
        [even(&plain, &shares, ROOM - labels), even(&codes_shown, &shares, ROOM - labels)].concat()
    };
    groups.retain(|group| !group.is_empty() || columns.is_empty());
    let tables = groups.into_iter().map(|group| {
        let columns: Vec<usize> = (0..laid.labels).chain(group).collect();
        let row = |row: &Vec<Cell>| columns.iter().map(|at| shown(&row[*at], *at < laid.labels)).collect();
        Printed {
            columns: columns.iter().map(|at| (laid.headings[*at].clone(), shares[*at] as u16)).collect(),
            rows: kept.iter().copied().chain(&laid.total).map(row).collect(),
            look: Look::Numbers { labels: laid.labels, total: laid.total.is_some() },
            caption: None,
        }
    });
    Pages { tables: tables.collect(), said, left_out }
}

/// The code at the head of a heading (`R4 无法联系（项次）`), and the code with its words but no unit.
fn coded(heading: &str) -> Option<(String, String)> {
    let (code, _) = heading.split_once(' ')?;
    let mut letters = code.chars();
    let known = letters.next().is_some_and(|c| c.is_ascii_uppercase());
    let number = letters.as_str();
    let code = (known && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some(code)?;
    let unit = heading.rfind(['（', '(']).filter(|_| heading.ends_with(['）', ')']));
    Some((code.to_owned(), heading[..unit.unwrap_or(heading.len())].trim_end().to_owned()))
}

/// What codes in the place of headings mean.
fn explained<'a>(codes: impl Iterator<Item = &'a (String, String)>, lang: Lang) -> String {
    let words: Vec<&str> = codes.map(|(_, words)| words.as_str()).collect();
    if words.is_empty() {
        return String::new();
    }
    lang.pick(format!("{}。", words.join("；")), format!(" {}.", words.join("; ")))
}

/// As many groups as it takes, none of them of a column or two: the least room that makes no more.
fn even(columns: &[usize], shares: &[i32], room: i32) -> Vec<Vec<usize>> {
    let mut even = groups(columns, shares, room);
    for less in (1..room).rev() {
        let tighter = groups(columns, shares, less);
        if tighter.len() > even.len() {
            break;
        }
        even = tighter;
    }
    even
}

/// Columns one after another in groups that fit.
fn groups(columns: &[usize], shares: &[i32], room: i32) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 0;
    for at in columns {
        let last = groups.last_mut().expect("there is one");
        used += shares[*at];
        if used > room && !last.is_empty() {
            groups.push(vec![*at]);
            used = shares[*at];
        } else {
            last.push(*at);
        }
    }
    groups
}

/// Labels wrap before a table is continued, where that is all it takes.
fn narrow(shares: &mut [i32], labels: usize) {
    const LEAST: i32 = 24;
    let over = shares.iter().sum::<i32>() - ROOM;
    let spare: i32 = shares[..labels].iter().map(|share| (share - LEAST).max(0)).sum();
    if over <= spare {
        for _ in 0..over {
            let widest = shares[..labels].iter_mut().max().expect("there is something to spare");
            *widest -= 1;
        }
    }
}

/// The rows that stand in the text: all, or those with the largest first numbers, in the order of the table.
fn kept_rows(laid: &Laid, lang: Lang) -> (Vec<&Vec<Cell>>, String) {
    if laid.rows.len() <= ROWS {
        return (laid.rows.iter().collect(), String::new());
    }
    let number = |at: &usize| match laid.rows[*at].get(laid.labels) {
        Some(Cell::Count(n)) => *n,
        _ => 0,
    };
    let mut largest: Vec<usize> = (0..laid.rows.len()).collect();
    largest.sort_by_key(|at| (std::cmp::Reverse(number(at)), *at));
    largest.truncate(ROWS);
    largest.sort_unstable();
    let (all, by) = (laid.rows.len(), &laid.headings[laid.labels.min(laid.headings.len() - 1)]);
    let said = lang.pick(
        format!("全表{all}行，此处列“{by}”最多的{ROWS}行。"),
        format!(" {ROWS} of {all} rows are shown, those with the most “{by}”."),
    );
    (largest.into_iter().map(|at| &laid.rows[at]).collect(), said)
}

/// Width that a column wants, in halves of a Chinese character.
fn share(laid: &Laid, rows: &[&Vec<Cell>], at: usize) -> i32 {
    let cells = rows.iter().copied().chain(&laid.total);
    let most = cells.map(|row| width(&row[at].told(), 2)).max().unwrap_or(0);
    let head = width(&laid.headings[at], 2);
    match at < laid.labels {
        true => most.max(head.min(10)).clamp(8, if laid.labels > 1 { 28 } else { 40 }) + 2,
        // A code stands above numbers as narrow as they are.
        false if head <= 4 => most.max(4) + 2,
        false => most.max((head + 2) / 3).clamp(5, 14) + 3,
    }
}

fn shown(cell: &Cell, label: bool) -> String {
    match cell {
        Cell::Empty if !label => "—".into(),
        cell => cell.told(),
    }
}
