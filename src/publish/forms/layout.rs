//! A layout: which heading and which field stand where in a document, as a TOML file. Those of the
//! program are in `data/forms/`; a bureau writes its own the same way. Every problem of a layout is
//! listed before anything is written.

use super::choices::Choice;
use super::field::{self, Kind, Rows};
use crate::core::lang::{Lang, Twin};
use crate::core::outcome::HEADINGS;
use crate::core::row::{FromRow, OutcomeRow};
use crate::error::toml_words;
use serde::Deserialize;

/// The layouts of the program: name and text.
const OURS: [(&str, &str); 21] = [
    ("qingchuan", include_str!("../../../data/forms/plan-qingchuan.toml")),
    ("luzhou", include_str!("../../../data/forms/plan-luzhou.toml")),
    ("chongqing", include_str!("../../../data/forms/plan-chongqing.toml")),
    ("shanggao", include_str!("../../../data/forms/plan-shanggao.toml")),
    ("joint", include_str!("../../../data/forms/plan-joint.toml")),
    ("yibin", include_str!("../../../data/forms/plan-yibin.toml")),
    ("outcome", include_str!("../../../data/forms/outcome.toml")),
    ("name-list", include_str!("../../../data/forms/name-list.toml")),
    ("announcement", include_str!("../../../data/forms/announcement.toml")),
    ("notice", include_str!("../../../data/forms/notice.toml")),
    ("record", include_str!("../../../data/forms/record.toml")),
    ("work-plan", include_str!("../../../data/forms/work-plan.toml")),
    ("listing", include_str!("../../../data/forms/letters/listing.toml")),
    ("removal", include_str!("../../../data/forms/letters/removal.toml")),
    ("correction", include_str!("../../../data/forms/letters/correction.toml")),
    ("serious-notice", include_str!("../../../data/forms/letters/serious-notice.toml")),
    ("serious-listing", include_str!("../../../data/forms/letters/serious-listing.toml")),
    ("repair-accepted", include_str!("../../../data/forms/letters/repair-accepted.toml")),
    ("repair-decision", include_str!("../../../data/forms/letters/repair-decision.toml")),
    ("repair-notice", include_str!("../../../data/forms/letters/repair-notice.toml")),
    ("batch", include_str!("../../../data/forms/letters/batch.toml")),
];

/// A layout file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Layout {
    /// What it is for.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Title of the document; `{field}` stands for a value.
    pub title: Text,
    /// Paper lies on its side. Workbooks decide by the width of their columns.
    #[serde(default)]
    pub landscape: bool,
    /// From top to bottom.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

/// One part of a document: a text, a grid of labelled fields, or a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// Heading above it.
    pub heading: Option<Text>,
    /// Paragraphs, one a line.
    pub text: Option<Text>,
    /// The text stands at the right.
    #[serde(default)]
    pub right: bool,
    /// The text is not indented.
    #[serde(default)]
    pub plain: bool,
    /// Labelled fields, two in a row.
    #[serde(default)]
    pub pairs: Vec<Pair>,
    /// Whose rows the table has.
    pub rows: Option<Rows>,
    /// Its columns.
    #[serde(default, rename = "column")]
    pub columns: Vec<Column>,
}

/// A labelled field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
    /// What stands beside it; nothing: to be filled by hand.
    pub field: Option<String>,
    /// Boxes to tick, from a closed list.
    pub list: Option<Choice>,
    /// Takes the whole row.
    #[serde(default)]
    pub wide: bool,
    /// Empty lines left for handwriting.
    #[serde(default)]
    pub lines: u8,
}

/// A column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// 中文; in the workbook of outcomes that of the field, where nothing is given.
    #[serde(default)]
    pub zh: String,
    /// English
    pub en: String,
    /// What stands in it; nothing: to be filled by hand.
    pub field: Option<String>,
    /// Heading above the headings of neighbours with the same group.
    pub group: Option<Text>,
    /// Closed list to choose from.
    pub choose: Option<Choice>,
    /// In characters.
    pub width: u8,
}

impl Text {
    /// The text in a language.
    pub fn pick(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl Column {
    /// The heading in a language.
    pub fn heading(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl Layout {
    /// A layout of the program.
    pub fn ours(name: &str) -> Option<Self> {
        let (_, text) = OURS.iter().find(|(known, _)| *known == name)?;
        Some(Self::read(text).unwrap_or_else(|problems| panic!("the layout {name}: {problems:?}")))
    }

    /// Names of the layouts of a kind, in order.
    pub fn names(kind: Kind) -> Vec<&'static str> {
        let of_kind = |name: &&'static str| Self::ours(name).is_some_and(|layout| layout.kind == kind);
        OURS.iter().map(|(name, _)| *name).filter(of_kind).collect()
    }

    /// Reads a layout, or says everything that is wrong with it.
    pub fn read(text: &str) -> Result<Self, Vec<Twin>> {
        let mut layout: Self = toml::from_str(text).map_err(|e| vec![toml_words(text, &e)])?;
        layout.name_columns();
        let problems = layout.problems();
        if problems.is_empty() { Ok(layout) } else { Err(problems) }
    }

    /// The one table of a layout that is a table.
    pub fn table(&self) -> Option<(&Part, Rows)> {
        self.parts.iter().find_map(|part| Some((part, part.rows?)))
    }

    /// The headings the importer of outcomes reads stand in one list, which is the core's.
    fn name_columns(&mut self) {
        let outcome = self.kind == Kind::Outcome;
        let columns = self.parts.iter_mut().flat_map(|part| &mut part.columns);
        for column in columns.filter(|column| outcome && column.zh.is_empty()) {
            let place = field::OUTCOME.iter().position(|known| column.field.as_deref() == Some(*known));
            column.zh = place.map(|at| HEADINGS[at].to_owned()).unwrap_or_default();
        }
    }

    fn problems(&self) -> Vec<Twin> {
        let mut problems = self.text_problems("title", &self.title);
        for (number, part) in (1..).zip(&self.parts) {
            problems.extend(self.part_problems(&format!("part {number}"), part));
        }
        if self.parts.is_empty() {
            problems.push(Twin::new("版式没有内容", "the layout has no part"));
        }
        let table = matches!(self.kind, Kind::PlanTable | Kind::Outcome | Kind::NameList);
        if table && self.table().is_none() {
            problems.push(Twin::new("这种版式须有一个表格", "a layout of this kind needs a table"));
        }
        problems
    }

    fn part_problems(&self, at: &str, part: &Part) -> Vec<Twin> {
        let texts = part.heading.iter().chain(&part.text);
        let mut problems: Vec<Twin> = texts.flat_map(|text| self.text_problems(at, text)).collect();
        let fields = part.pairs.iter().filter_map(|pair| pair.field.as_deref());
        problems.extend(fields.filter_map(|field| refused(at, field, self.kind.refuses(field))));
        match part.rows {
            Some(rows) if !self.kind.tables().contains(&rows) => problems.push(Twin::new(
                format!("{at}：{} 没有 {rows:?} 这种行", self.kind.word()),
                format!("{at}: a {} has no rows of {rows:?}", self.kind.word()),
            )),
            Some(rows) => {
                let fields = part.columns.iter().filter_map(|column| column.field.as_deref());
                problems
                    .extend(fields.filter_map(|field| refused(at, field, self.kind.refuses_in(rows, field))));
            }
            None => {}
        }
        if part.rows.is_some() == part.columns.is_empty() {
            let (zh, en) = ("rows 与 column 须同时给出", "rows and column belong together");
            problems.push(Twin::new(format!("{at}：{zh}"), format!("{at}: {en}")));
        }
        if part.columns.iter().any(|column| column.zh.is_empty()) {
            problems
                .push(Twin::new(format!("{at}：有一列没有列名"), format!("{at}: a column needs a heading")));
        }
        if self.kind == Kind::Outcome && part.columns.iter().any(|column| column.group.is_some()) {
            let (zh, en) = ("录入表的列名不分组，否则无法导入", "a workbook that is read back has no groups");
            problems.push(Twin::new(format!("{at}：{zh}"), format!("{at}: {en}")));
        }
        if self.kind == Kind::Outcome && part.rows.is_some() {
            problems.extend(unread(part).into_iter().map(|heading| {
                Twin::new(
                    format!("{at}：录入表须有导入时认得的列“{heading}”"),
                    format!("{at}: the workbook needs a column {heading:?}, as the importer knows it"),
                )
            }));
        }
        if part.columns.iter().any(|column| column.width == 0) {
            problems.push(Twin::new(format!("{at}：列宽须大于0"), format!("{at}: a column needs a width")));
        }
        problems
    }

    fn text_problems(&self, at: &str, text: &Text) -> Vec<Twin> {
        let fields = [&text.zh, &text.en].into_iter().flat_map(|text| pieces(text));
        let fields = fields.filter(|(field, _)| *field).map(|(_, name)| name);
        fields.filter_map(|field| refused(at, field, self.kind.refuses(field))).collect()
    }
}

fn refused(at: &str, field: &str, why: Option<(&str, &str)>) -> Option<Twin> {
    why.map(|(zh, en)| Twin::new(format!("{at}：{field}：{zh}"), format!("{at}: {field}: {en}")))
}

/// Headings without which the importer cannot read the workbook.
fn unread(part: &Part) -> Vec<&'static str> {
    let here = |names: &[&str]| part.columns.iter().any(|column| names.contains(&column.zh.as_str()));
    let needed = OutcomeRow::spellings().iter().filter(|(field, _)| OutcomeRow::REQUIRED.contains(field));
    needed.filter(|(_, names)| !here(names)).map(|(_, names)| names[0]).collect()
}

/// A text in pieces: `(true, name)` for each `{name}`, `(false, text)` for what is between.
pub fn pieces(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let split = |piece: &'_ str| piece.len();
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            rest = after;
            return Some((true, name));
        }
        let until = rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(split(rest), |(at, _)| at);
        let (before, after) = rest.split_at(until);
        rest = after;
        Some((false, before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart_and_together() {
        let found: Vec<_> = pieces("第{a}页{b}{").collect();
        assert_eq!(found, [(false, "第"), (true, "a"), (false, "页"), (true, "b"), (false, "{")]);
    }
}
