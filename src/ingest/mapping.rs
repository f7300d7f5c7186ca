//! Mapping files: how the columns of a foreign layout become our fields. Written by hand in TOML,
//! one per kind of roster; `data/maps/` has examples with explanations.

use super::decode::Encoding;
use super::error::IngestError;
use super::held::Latest;
use crate::core::identifier::KeyColumn;
use crate::core::lang::Twin;
use crate::core::row::{Field, Layout, Origin, Transform};
use crate::error::toml_words;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A parsed mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    /// `subjects`, `inspectors`, `recusals`, `matters` or `outcomes`.
    pub kind: String,
    /// Encoding of CSV files, if it shall not be detected.
    encoding: Option<String>,
    /// Sheet of a workbook; the first if not given.
    pub sheet: Option<String>,
    /// `uscc` (registry numbers, the default) or `other` (another registry's keys).
    #[serde(default)]
    key: KeyWord,
    /// Field = heading, or several headings of which the first that is not empty counts.
    #[serde(default)]
    columns: BTreeMap<String, Headings>,
    /// Field = value for every row.
    #[serde(default)]
    constants: BTreeMap<String, String>,
    /// Per field: value in the file = value taken instead.
    #[serde(default)]
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Per field: strip, upper, prefix.
    #[serde(default)]
    transform: BTreeMap<String, Changes>,
    /// Which of several rows of one key is kept.
    pub duplicates: Option<Duplicates>,
    /// Rows with one of these fields empty are skipped and counted.
    #[serde(default)]
    skip_empty: Vec<String>,
    /// Rows with one of these fields empty get a warning.
    #[serde(default)]
    warn_empty: Vec<String>,
    /// Headings kept as extra data of a subject; other columns are not read.
    #[serde(default)]
    extra: Vec<String>,
}

/// Which of several rows is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duplicates {
    /// Fields that make rows the same; the roster's key if not given.
    #[serde(default)]
    by: Vec<String>,
    /// The only rule there is.
    keep: Keep,
    /// Heading of the date or text that is greatest in the row to keep; of equals the last counts.
    order_by: String,
    /// Rows that are equally late are one: what they say is put together (outcomes only).
    #[serde(default)]
    join: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Keep {
    Latest,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KeyWord {
    #[default]
    Uscc,
    Other,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Headings {
    One(String),
    Several(Vec<String>),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    #[serde(default)]
    strip: bool,
    #[serde(default)]
    upper: bool,
    #[serde(default)]
    prefix: String,
}

impl Mapping {
    /// Parses a mapping file; `name` is for errors. Every problem is told at once.
    pub fn parse(name: &str, text: &str) -> Result<Self, IngestError> {
        let fault = |message: Twin| IngestError::Mapping { name: name.into(), message };
        let mapping: Mapping = toml::from_str(text).map_err(|error| fault(toml_words(text, &error)))?;
        let problems = mapping.problems();
        if problems.is_empty() {
            return Ok(mapping);
        }
        let (zh, en): (Vec<String>, Vec<String>) =
            problems.into_iter().map(|told| (told.zh, told.en)).unzip();
        Err(fault(Twin::new(zh.join("；"), en.join("; "))))
    }

    /// Whose numbers the key column holds.
    pub fn key_column(&self) -> KeyColumn {
        match self.key {
            KeyWord::Uscc => KeyColumn::Registry,
            KeyWord::Other => KeyColumn::Foreign,
        }
    }

    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.encoding.as_deref().and_then(Encoding::from_word)
    }

    /// Fields whose emptiness makes a row no data.
    pub(super) fn skip_empty(&self) -> Vec<Field> {
        fields(&self.skip_empty)
    }

    /// Fields whose emptiness is told.
    pub(super) fn warn_empty(&self) -> Vec<Field> {
        fields(&self.warn_empty)
    }

    /// Fields that make rows duplicates, if the mapping says so.
    pub(super) fn duplicate_by(&self) -> Option<Vec<Field>> {
        self.duplicates.as_ref().map(|rule| fields(&rule.by)).filter(|by| !by.is_empty())
    }

    pub(super) fn keeps_latest(&self) -> Option<Latest> {
        let rule = self.duplicates.as_ref().filter(|rule| matches!(rule.keep, Keep::Latest))?;
        Some(Latest { joined: rule.join })
    }

    pub(super) fn order_column(&self, headings: &[String]) -> Option<usize> {
        let rule = self.duplicates.as_ref()?;
        headings.iter().position(|heading| *heading == rule.order_by)
    }

    /// Every heading the file must have.
    pub(super) fn headings(&self) -> Vec<String> {
        let mut all: Vec<String> = self.columns.values().flat_map(Headings::list).cloned().collect();
        all.extend(self.duplicates.iter().map(|rule| rule.order_by.clone()));
        all.extend(self.extra.iter().cloned());
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The layout of a file with these headings, which hold all of [`Mapping::headings`].
    pub(super) fn layout(&self, file: &str, headings: &[String]) -> Layout {
        let index = |wanted: &String| headings.iter().position(|heading| heading == wanted);
        let mut origins = BTreeMap::new();
        for (word, names) in &self.columns {
            let columns: Vec<usize> = names.list().iter().filter_map(index).collect();
            let origin =
                if columns.len() == 1 { Origin::Column(columns[0]) } else { Origin::Columns(columns) };
            origins.extend(Field::from_word(word).map(|field| (field, origin)));
        }
        for (word, value) in &self.constants {
            origins.extend(Field::from_word(word).map(|field| (field, Origin::Constant(value.clone()))));
        }
        let extras = self.extra.iter().filter_map(index).collect();
        Layout::mapped(file, headings, origins, self.transforms(), extras)
    }

    fn transforms(&self) -> BTreeMap<Field, Transform> {
        let mut all: BTreeMap<Field, Transform> = BTreeMap::new();
        for (word, changes) in &self.transform {
            let Some(field) = Field::from_word(word) else { continue };
            let Changes { strip, upper, prefix } = changes.clone();
            all.insert(field, Transform { strip, upper, prefix, values: BTreeMap::new() });
        }
        for (word, values) in &self.values {
            if let Some(field) = Field::from_word(word) {
                all.entry(field).or_default().values = values.clone();
            }
        }
        all
    }

    /// Every problem of it.
    fn problems(&self) -> Vec<Twin> {
        let mut found = Vec::new();
        let given = self.columns.keys().chain(self.constants.keys());
        let named = given.chain(self.values.keys()).chain(self.transform.keys());
        let by = self.duplicates.iter().flat_map(|rule| &rule.by);
        let named: BTreeSet<&String> =
            named.chain(&self.skip_empty).chain(&self.warn_empty).chain(by).collect();
        for word in named.into_iter().filter(|word| Field::from_word(word).is_none()) {
            found.push(Twin::new(format!("没有字段 {word:?}"), format!("{word:?} is no field")));
        }
        for word in self.columns.keys().filter(|word| self.constants.contains_key(*word)) {
            found.push(Twin::new(
                format!("{word:?} 既有列又有常量：请只留一个"),
                format!("{word:?} has both a column and a constant: keep one"),
            ));
        }
        if self.kind != "outcomes" && self.duplicates.as_ref().is_some_and(|rule| rule.join) {
            let kind = &self.kind;
            found.push(Twin::new(
                format!("join 只用于 outcomes，不用于 {kind}"),
                format!("join is for outcomes, not for {kind}"),
            ));
        }
        if let Some(word) = self.encoding.as_deref().filter(|word| Encoding::from_word(word).is_none()) {
            found.push(Twin::new(
                format!("没有编码 {word:?}：请用 utf-8 或 gb18030"),
                format!("{word:?} is no encoding: use utf-8 or gb18030"),
            ));
        }
        let lacks = |word: &&&str| !self.columns.contains_key(**word) && !self.constants.contains_key(**word);
        match KINDS.iter().find(|(kind, _)| *kind == self.kind) {
            Some((_, required)) => found.extend(required.iter().filter(lacks).map(|word| {
                Twin::new(
                    format!("{word:?} 既没有列也没有常量"),
                    format!("{word:?} has neither a column nor a constant"),
                )
            })),
            None => {
                let kinds: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
                found.push(Twin::new(
                    format!("没有种类 {:?}：可用 {}", self.kind, kinds.join("、")),
                    format!("{:?} is no kind: there are {}", self.kind, kinds.join(", ")),
                ));
            }
        }
        found
    }
}

/// Kinds of rows and the fields without which there is none.
const KINDS: [(&str, &[&str]); 10] = [
    ("subjects", &["id", "name"]),
    ("inspectors", &["id", "name", "unit"]),
    ("recusals", &["inspector", "subject"]),
    ("matters", &["code", "title"]),
    ("outcomes", &["subject", "code", "visited", "result"]),
    ("penalties", &["subject", "number", "day", "kinds"]),
    ("permits", &["subject", "number", "day"]),
    ("complaints", &["subject", "number", "day"]),
    ("commitments", &["subject", "day", "manner"]),
    ("listings", &["subject", "day", "ground", "number"]),
];

impl Headings {
    fn list(&self) -> &[String] {
        match self {
            Headings::One(one) => std::slice::from_ref(one),
            Headings::Several(several) => several,
        }
    }
}

fn fields(words: &[String]) -> Vec<Field> {
    words.iter().filter_map(|word| Field::from_word(word)).collect()
}
