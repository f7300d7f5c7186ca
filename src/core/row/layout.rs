//! Which column of a file is which field, found out once per file.

use super::field::Field;
use super::headings::{Spellings, heading_key};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where the value of a field comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The file does not have it.
    #[default]
    Nowhere,
    /// One column, by index.
    Column(usize),
    /// Several columns, best first.
    Columns(Vec<usize>),
    /// The same for every row (from a mapping).
    Constant(String),
}

/// What a mapping does to a value before it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transform {
    /// Remove blanks at the ends.
    pub strip: bool,
    /// ASCII letters to upper case.
    pub upper: bool,
    /// Put before a value that is not empty.
    pub prefix: String,
    /// Whole values replaced by others; a value not listed stays.
    pub values: BTreeMap<String, String>,
}

/// The columns of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// File name as given by the user.
    pub file: String,
    /// Headings as written.
    pub headings: Vec<String>,
    origins: BTreeMap<Field, Origin>,
    slots: Vec<Slot>,
    transforms: BTreeMap<Field, Transform>,
    /// What the columns would be headed that a file with Chinese headings lacks.
    lacking: BTreeMap<Field, &'static str>,
    /// Columns kept as extra data.
    pub extras: Vec<usize>,
    /// Columns of identity numbers: never read.
    pub dropped: Vec<usize>,
}

/// The common origins by field number, for speed; the rest is looked up in `origins`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Empty,
    Column(usize),
    LookUp,
}

/// Why a heading row does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutFault {
    /// A heading stands twice.
    #[error("the heading {heading:?} stands twice (columns {} and {})", .first + 1, .second + 1)]
    Duplicate {
        /// The heading.
        heading: String,
        /// Index of the first.
        first: usize,
        /// Index of the second.
        second: usize,
    },
    /// A required column is missing.
    #[error("no column for {wanted} (headings accepted: {}){}", .spellings.join(", "), did_you_mean(.nearest))]
    Missing {
        /// English word of the field.
        wanted: &'static str,
        /// Headings that would do.
        spellings: Vec<String>,
        /// The heading found that comes nearest, and what it probably should be.
        nearest: Option<Near>,
    },
}

/// A heading that is nearly one that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// As the file has it.
    pub found: String,
    /// As it should be.
    pub wanted: String,
}

fn did_you_mean(nearest: &Option<Near>) -> String {
    nearest.as_ref().map_or_else(String::new, |near| {
        format!("; for {:?} in the file, did you mean {:?}?", near.found, near.wanted)
    })
}

impl LayoutFault {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            LayoutFault::Duplicate { heading, first, second } => {
                format!("列名“{heading}”出现两次（第{}列和第{}列）", first + 1, second + 1)
            }
            LayoutFault::Missing { spellings, nearest, .. } => {
                let near = nearest.as_ref().map_or_else(String::new, |near| {
                    format!("；文件中的“{}”是否应为“{}”？", near.found, near.wanted)
                });
                format!("缺少必需的列，可用的列名为：{}{near}", spellings.join("、"))
            }
        }
    }
}

impl Layout {
    /// Finds the columns of a heading row by their spellings. `required` fields must be there.
    pub fn resolve(
        file: &str,
        headings: &[String],
        spellings: Spellings,
        required: &[Field],
    ) -> Result<Self, LayoutFault> {
        let keys: Vec<String> = headings.iter().map(|heading| heading_key(heading)).collect();
        if let Some((first, second)) = duplicate(&keys) {
            return Err(LayoutFault::Duplicate { heading: headings[second].clone(), first, second });
        }
        let mut layout = Self { file: file.into(), headings: headings.to_vec(), ..Self::default() };
        for (field, names) in spellings {
            let columns: Vec<usize> = names
                .iter()
                .filter_map(|name| keys.iter().position(|key| *key == heading_key(name)))
                .collect();
            let origin = match columns.as_slice() {
                [] => continue,
                [one] => Origin::Column(*one),
                several if field.repeats() || field.has_alternatives() => Origin::Columns(several.to_vec()),
                [best, ..] => Origin::Column(*best),
            };
            layout.origins.insert(*field, origin);
        }
        layout.promote_other_id();
        layout.check_required(spellings, required, &keys)?;
        layout.sort_out_rest(&keys);
        if !headings.iter().all(|heading| heading.is_ascii()) {
            layout.lacking = spellings.iter().map(|(field, names)| (*field, names[0])).collect();
        }
        Ok(layout.finish())
    }

    /// A layout whose columns a mapping names. `extras` are kept as extra data, others are not read.
    pub fn mapped(
        file: &str,
        headings: &[String],
        origins: BTreeMap<Field, Origin>,
        transforms: BTreeMap<Field, Transform>,
        extras: Vec<usize>,
    ) -> Self {
        Self {
            file: file.into(),
            headings: headings.to_vec(),
            origins,
            transforms,
            extras,
            ..Self::default()
        }
        .finish()
    }

    /// Whether the file or the mapping has the field.
    pub fn has(&self, field: Field) -> bool {
        self.slots[field as usize] != Slot::Empty
    }

    /// The column's heading for issues; where the file has none, the template's, or the field's word.
    pub fn heading(&self, field: Field) -> &str {
        let lacking = || self.lacking.get(&field).copied().unwrap_or(field.word());
        self.first_column(field).map_or_else(lacking, |column| &self.headings[column])
    }

    /// The columns that hold a field.
    pub fn columns(&self, field: Field) -> Vec<usize> {
        match self.origins.get(&field) {
            Some(Origin::Column(column)) => vec![*column],
            Some(Origin::Columns(columns)) => columns.clone(),
            _ => Vec::new(),
        }
    }

    pub(super) fn first_column(&self, field: Field) -> Option<usize> {
        match self.origins.get(&field) {
            Some(Origin::Column(column)) => Some(*column),
            Some(Origin::Columns(columns)) => columns.first().copied(),
            _ => None,
        }
    }

    pub(super) fn value<'a>(&'a self, field: Field, cells: &'a [Cow<'a, str>]) -> Cow<'a, str> {
        match self.slots[field as usize] {
            Slot::Empty => Cow::Borrowed(""),
            Slot::Column(column) => Cow::Borrowed(&cells[column]),
            Slot::LookUp => self.looked_up(field, cells),
        }
    }

    pub(super) fn values<'a>(
        &'a self,
        field: Field,
        cells: &'a [Cow<'a, str>],
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        let (columns, constant): (&[usize], Option<&str>) = match self.origins.get(&field) {
            Some(Origin::Column(column)) => (std::slice::from_ref(column), None),
            Some(Origin::Columns(columns)) => (columns, None),
            Some(Origin::Constant(text)) => (&[], Some(text)),
            _ => (&[], None),
        };
        columns.iter().map(|column| cells[*column].as_ref()).chain(constant)
    }

    fn looked_up<'a>(&'a self, field: Field, cells: &'a [Cow<'a, str>]) -> Cow<'a, str> {
        let raw = self.values(field, cells).find(|text| !text.trim().is_empty()).unwrap_or("");
        match self.transforms.get(&field) {
            Some(transform) => transform.apply(raw),
            None => Cow::Borrowed(raw),
        }
    }

    /// A file with a 注册号 and no credit code is keyed by the 注册号.
    fn promote_other_id(&mut self) {
        if !self.origins.contains_key(&Field::Id)
            && let Some(origin) = self.origins.remove(&Field::OtherId)
        {
            self.origins.insert(Field::Id, origin);
        }
    }

    fn check_required(
        &self,
        spellings: Spellings,
        required: &[Field],
        keys: &[String],
    ) -> Result<(), LayoutFault> {
        let Some(missing) = required.iter().find(|field| !self.origins.contains_key(field)) else {
            return Ok(());
        };
        let names = spellings.iter().find(|(field, _)| field == missing).map_or(&[][..], |(_, names)| names);
        let taken: Vec<usize> = self.origins.keys().flat_map(|field| self.columns(*field)).collect();
        let free = (0..keys.len()).filter(|at| !taken.contains(at)).map(|at| self.headings[at].as_str());
        Err(LayoutFault::Missing {
            wanted: missing.word(),
            spellings: names.iter().take(6).map(|name| (*name).to_owned()).collect(),
            nearest: nearest(names, free),
        })
    }

    fn sort_out_rest(&mut self, keys: &[String]) {
        let taken: Vec<usize> = self.origins.keys().flat_map(|field| self.columns(*field)).collect();
        for (at, key) in keys.iter().enumerate() {
            if key.contains("身份证") || key.contains("identity_number") || key.contains("id_card") {
                self.dropped.push(at);
            } else if !taken.contains(&at) && !key.is_empty() {
                self.extras.push(at);
            }
        }
    }

    /// Columns kept as extra data whose heading is nearly that of a field the file lacks: index, and
    /// what the heading probably should be.
    pub fn misspelt(&self, spellings: Spellings) -> Vec<(usize, &'static str)> {
        let lacking = spellings.iter().filter(|(field, _)| !self.has(*field));
        let names: Vec<(&str, String)> =
            lacking.flat_map(|(_, names)| *names).map(|name| (*name, heading_key(name))).collect();
        let right = |column: usize| {
            let key = heading_key(&self.headings[column]);
            let near = names.iter().map(|(name, wanted)| (slips(&key, wanted), *name));
            near.filter_map(|(slips, name)| Some((slips?, name))).min_by_key(|(slips, _)| *slips)
        };
        self.extras.iter().filter_map(|&column| Some((column, right(column)?.1))).collect()
    }

    fn finish(mut self) -> Self {
        let slot = |field: &Field| match self.origins.get(field) {
            None | Some(Origin::Nowhere) => Slot::Empty,
            Some(Origin::Column(column)) if !self.transforms.contains_key(field) => Slot::Column(*column),
            Some(_) => Slot::LookUp,
        };
        self.slots = Field::ALL.iter().map(slot).collect();
        self
    }
}

impl Transform {
    fn apply<'a>(&'a self, raw: &'a str) -> Cow<'a, str> {
        let text = if self.strip { raw.trim() } else { raw };
        if let Some(other) = self.values.get(text) {
            return Cow::Borrowed(other);
        }
        if text.is_empty() || (!self.upper && self.prefix.is_empty()) {
            return Cow::Borrowed(text);
        }
        let cased = if self.upper { text.to_ascii_uppercase() } else { text.to_owned() };
        Cow::Owned(format!("{}{cased}", self.prefix))
    }
}

/// How many slips make one heading of another, where so few are a misspelling and not another word.
fn slips(found: &str, wanted: &str) -> Option<usize> {
    let length = found.chars().count().max(wanted.chars().count());
    let distance = edit_distance(found, wanted);
    match length {
        0..3 => None,
        3..7 => (distance <= 1).then_some(distance),
        _ => (distance <= 2).then_some(distance),
    }
}

/// The candidate nearest to any of the wanted headings, by edit distance over characters, if it is
/// near enough to be a misspelling.
pub fn nearest<'a>(wanted: &[&str], candidates: impl Iterator<Item = &'a str>) -> Option<Near> {
    let mut best: Option<(usize, &str, &str)> = None;
    for candidate in candidates {
        let found = heading_key(candidate);
        for heading in wanted {
            let name = heading_key(heading);
            let distance = edit_distance(&found, &name);
            let length = name.chars().count().max(found.chars().count());
            if distance * 2 <= length && best.is_none_or(|(least, ..)| distance < least) {
                best = Some((distance, candidate, heading));
            }
        }
    }
    best.map(|(_, found, wanted)| Near { found: found.to_owned(), wanted: wanted.to_owned() })
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn duplicate(keys: &[String]) -> Option<(usize, usize)> {
    let second = |(first, key): (usize, &String)| {
        let again = keys[first + 1..].iter().position(|other| other == key && !key.is_empty())?;
        Some((first, first + 1 + again))
    };
    keys.iter().enumerate().find_map(second)
}
