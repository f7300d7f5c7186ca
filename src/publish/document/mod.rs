//! Reports as documents: a title page, headings, labelled facts, tables, figures and a QR code, laid out as a page
//! to be printed ([`html`]) or as a DOCX file ([`docx`]). A pure function from content to bytes: the same
//! content gives the same bytes on any day. Not for layouts a bureau writes itself: those are `forms`.

pub mod docx;
mod held;
pub mod html;
pub mod letters;

use crate::core::lang::Lang;
use crate::core::time::Date;

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Language of everything in it.
    pub lang: Lang,
    /// Title, also of the file.
    pub title: String,
    /// Who issues it.
    pub issuer: String,
    /// The creation date that files keep; never the clock's.
    pub made: Date,
    /// At the head of every page.
    pub header: String,
    /// At the foot of every page, before the page number.
    pub footer: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// The title, over the whole width.
    Title(String),
    /// A line under the title.
    Subtitle(String),
    /// Heading of a section.
    Heading(String),
    /// Heading of a part of a section.
    Subheading(String),
    /// A paragraph.
    Text(String),
    /// A place that people fill in, marked so that nobody overlooks it.
    Blank(String),
    /// A note in small print.
    Note(String),
    /// Labelled facts.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Figure),
    /// A QR code with the text it holds under it.
    Code(String),
    /// What follows stands on a new page.
    NewPage,
}

/// A table whose headings are repeated on every page.
#[derive(Clone, Debug)]
pub struct Table {
    /// Headings, each with its share of the width.
    pub columns: Vec<(String, u16)>,
    /// Cells; a line feed begins a new line.
    pub rows: Vec<Vec<String>>,
    /// How it is ruled.
    pub look: Look,
    /// Above it, with its number; a table in a form has none.
    pub caption: Option<String>,
}

/// How a table is ruled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A line around every cell, all texts to the left: a form.
    Grid,
    /// Rules above, below the headings and below (三线表), numbers to the right: a table of a yearbook.
    Numbers {
        /// So many columns are texts; the others hold numbers.
        labels: usize,
        /// The last row is the sum.
        total: bool,
    },
}

/// A figure, drawn already.
#[derive(Clone, Debug)]
pub struct Figure {
    /// As SVG, complete.
    pub svg: String,
    /// As PNG, where there is one: word processors show no other.
    pub png: Option<Vec<u8>>,
    /// Below it, with its number.
    pub caption: String,
    /// For those who cannot see it.
    pub alt: String,
    /// What stands in its place where there is no PNG.
    pub instead: String,
}

impl Table {
    /// A table of a form.
    pub fn grid(columns: Vec<(String, u16)>, rows: Vec<Vec<String>>) -> Self {
        Self { columns, rows, look: Look::Grid, caption: None }
    }

    /// Whether a column holds numbers.
    fn numeric(&self, column: usize) -> bool {
        matches!(self.look, Look::Numbers { labels, .. } if column >= labels)
    }

    /// Whether a row is the sum.
    fn sums(&self, row: usize) -> bool {
        matches!(self.look, Look::Numbers { total: true, .. }) && row + 1 == self.rows.len()
    }

    /// Whether it is small enough to stand on one page.
    fn whole(&self) -> bool {
        self.rows.len() <= 14 && self.look != Look::Grid
    }

    /// Widths in parts of a whole that sum up to it.
    fn widths(&self, whole: u32) -> Vec<u32> {
        let all: u32 = self.columns.iter().map(|(_, share)| u32::from(*share)).sum::<u32>().max(1);
        let mut widths: Vec<u32> =
            self.columns.iter().map(|(_, share)| u32::from(*share) * whole / all).collect();
        let rest = whole - widths.iter().sum::<u32>();
        widths.iter_mut().last().into_iter().for_each(|last| *last += rest);
        widths
    }
}
