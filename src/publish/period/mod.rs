//! The report of a period as files: every table for a spreadsheet ([`csv`], [`workbook`]) and the text with
//! tables and figures placed in it as a document ([`pages`]). A pure function from counted tables and
//! written sentences to bytes. Neither counts nor words anything: `report/tables`, `report/narrative`.

pub mod cells;
pub mod csv;
mod fitted;
pub mod pages;
pub mod workbook;

use crate::core::lang::{Lang, Twin};
use crate::core::time::Date;
use crate::report::names::Names;
use crate::report::table::Table;

/// A report.
pub struct Content<'a> {
    /// Language.
    pub lang: Lang,
    /// Title.
    pub title: Twin,
    /// Half a period and the like, under the title.
    pub subtitle: Twin,
    /// The bureau.
    pub body: &'a str,
    /// Days that are counted, from and to.
    pub days: (Date, Date),
    /// 统计截止日; also the date files keep.
    pub as_of: Date,
    /// For everybody.
    pub public: bool,
    /// The tables, in the order of the report.
    pub tables: &'a [Table],
    /// Names of codes.
    pub names: &'a Names,
    /// Digest of what was counted, with its label.
    pub source: (Twin, String),
}

impl Content<'_> {
    /// Whose numbers they are, as figures name their source.
    pub fn whose(&self) -> String {
        match self.body {
            "" => self.lang.pick("双随机抽查档案库", "the archive of the inspections").into(),
            body => self
                .lang
                .pick(format!("{body}双随机抽查档案库"), format!("{body}, archive of the inspections")),
        }
    }

    /// Whose report it is and up to when: at the foot of every page.
    pub fn short(&self) -> String {
        let (body, as_of) = (self.body, self.as_of);
        self.lang.pick(format!("{body}　统计截止日{as_of}"), format!("{body}, facts up to {as_of}"))
    }

    /// Where the numbers come from and up to when: under every table and in every file.
    pub fn line(&self) -> String {
        let (first, last) = self.days;
        let (label, source) = (self.source.0.clone().pick(self.lang), &self.source.1);
        self.lang.pick(
            format!(
                "统计期间{first}至{last}，统计截止日{}。来源：{}；{label}：{source}",
                self.as_of, self.body
            ),
            format!(
                "Days {first} to {last}, facts up to {}. Source: {}; {label}: {source}",
                self.as_of, self.body
            ),
        )
    }
}

#[cfg(test)]
mod tests;
