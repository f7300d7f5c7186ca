//! A row of the item list (随机抽查事项清单).

use super::rule::Rule;
use super::words;
use super::{Agreement, Field, Findings, FromRow, Reading, Row, Spellings, canonical, clean, headings, same};
use crate::core::demand::{self, Demand};
use crate::core::id::{Name, SubjectId};
use crate::core::identifier;
use crate::core::mobile::mobile_number;
use crate::core::registry::{Details, Matter};
use std::borrow::Cow;

impl FromRow for Matter {
    const WORD: &'static str = "matters";
    const REQUIRED: &'static [Field] = &[Field::Code, Field::Title];
    const KEY: &'static [Field] = &[Field::Code];

    fn spellings() -> Spellings {
        headings::matter_headings()
    }

    fn merged_cells_repeat() -> bool {
        true
    }

    fn key_of(row: &Row<'_>, _: &Reading<'_>, key: &mut String) -> bool {
        code(&row.get(Field::Code)).map(|code| key.push_str(code.as_str())).is_ok()
    }

    fn read(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Self> {
        let raw = row.get(Field::Code);
        let code = code(&raw).map_err(|rule| out.add(rule, row.layout.heading(Field::Code), &raw)).ok();
        if code.as_ref().is_some_and(|code| code.as_str() != raw) {
            out.add(Rule::KeyNormalised, row.layout.heading(Field::Code), &raw);
        }
        let title = words::text(row, Field::Title, out).into_owned();
        if title.is_empty() {
            out.add(Rule::TitleMissing, row.layout.heading(Field::Title), "");
        }
        let version = version(row, out);
        let (code, version) = (code?, version?);
        if title.is_empty() {
            return None;
        }
        let basis = words::text(row, Field::Basis, out).into_owned();
        if basis.is_empty() {
            out.add(Rule::BasisMissing, row.layout.heading(Field::Basis), "");
        }
        if !without_mobiles(row, out) {
            return None;
        }
        let mut unused = String::new();
        Some(Matter {
            code,
            title,
            version,
            basis,
            category: words::text(row, Field::Category, out).into_owned(),
            object: words::text(row, Field::Object, out).into_owned(),
            key_matter: key_matter(row, out),
            method: words::text(row, Field::Method, out).into_owned(),
            body: words::text(row, Field::Body, out).into_owned(),
            effective: words::date(row, Field::Effective, false, &mut unused, out),
            details: details(row, reading, out),
        })
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.code.as_str())
    }

    fn canonical(&self, line: &mut String) {
        let Matter {
            code,
            category,
            title,
            object,
            key_matter,
            method,
            body,
            basis,
            version,
            effective,
            details,
        } = self;
        for field in [code.as_str(), category, title, object] {
            canonical::text(line, field);
        }
        canonical::text(line, if *key_matter { "key" } else { "" });
        for field in [method, body, basis, version.as_str()] {
            canonical::text(line, field);
        }
        canonical::date(line, *effective);
        // A list without these columns has the digest it always had.
        if *details != Details::default() {
            more(details, line);
        }
    }

    fn agreement(&self, later: &Self) -> Agreement {
        if same(self, later) { Agreement::Identical } else { Agreement::Conflict(Rule::DuplicateConflict) }
    }
}

fn more(details: &Details, line: &mut String) {
    let Details { sub_item, rate, frequency, staff, skills, points, materials, expires, note } = details;
    for field in [sub_item, rate, frequency, staff] {
        canonical::text(line, field);
    }
    canonical::list(line, skills.iter().map(Name::as_str));
    canonical::text(line, &points.join("\n"));
    canonical::text(line, &materials.join("\n"));
    canonical::date(line, *expires);
    canonical::text(line, note);
}

fn details(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Details {
    let mut unused = String::new();
    let staff = words::text(row, Field::Staff, out).into_owned();
    Details {
        sub_item: words::text(row, Field::SubItem, out).into_owned(),
        rate: words::text(row, Field::Rate, out).into_owned(),
        frequency: words::text(row, Field::Frequency, out).into_owned(),
        skills: skills(row, &staff, reading, out),
        staff,
        points: lines(row, Field::Points, out),
        materials: lines(row, Field::Materials, out),
        expires: words::date(row, Field::Expires, true, &mut unused, out),
        note: words::text(row, Field::Note, out).into_owned(),
    }
}

/// The qualifications that 检查人员要求 names; what is no known answer is told and kept as it is.
fn skills(row: &Row<'_>, staff: &str, reading: &Reading<'_>, out: &mut Findings) -> Vec<Name> {
    let heading = row.layout.heading(Field::Staff);
    let named = match demand::read(staff) {
        Demand::Some(named) => named,
        Demand::None | Demand::NotSaid => return Vec::new(),
        Demand::Unknown => {
            out.add(Rule::StaffUnknown, heading, staff);
            return Vec::new();
        }
    };
    let mut skills = Vec::new();
    for word in named {
        match reading.codebook.tag(word) {
            Some(tag) => skills.push(tag),
            None => out.add(Rule::TagUnknown, heading, word),
        }
    }
    skills.sort_unstable();
    skills.dedup();
    skills
}

/// Columns of words; all of the list is published.
const WORDS: [Field; 12] = [
    Field::Category,
    Field::Title,
    Field::SubItem,
    Field::Object,
    Field::Method,
    Field::Body,
    Field::Basis,
    Field::Frequency,
    Field::Staff,
    Field::Points,
    Field::Materials,
    Field::Note,
];

/// Tells every column that holds somebody's mobile number.
fn without_mobiles(row: &Row<'_>, out: &mut Findings) -> bool {
    let mut none = true;
    for field in WORDS {
        if let Some(number) = mobile_number(&row.get(field)) {
            out.add(Rule::MobileNumber, row.layout.heading(field), &number);
            none = false;
        }
    }
    none
}

/// A list in one cell: each part on a line of its own, or between semicolons.
fn lines(row: &Row<'_>, field: Field, out: &mut Findings) -> Vec<String> {
    let cell = words::text(row, field, out);
    let parts = cell.split(['\n', '\r', '；', ';']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

pub(super) fn code(raw: &str) -> Result<SubjectId, Rule> {
    let cell = clean::text(raw);
    if identifier::means_nothing(&cell.text) {
        return Err(Rule::KeyMissing);
    }
    let folded = clean::half_width(&cell.text).to_ascii_uppercase().replace('.', "-");
    SubjectId::new(&folded).map_err(|_| Rule::KeyForm)
}

/// 事项类别: 重点检查事项 or 一般检查事项.
fn key_matter(row: &Row<'_>, out: &mut Findings) -> bool {
    let cell = words::text(row, Field::KeyMatter, out);
    match cell.as_ref() {
        "重点检查事项" | "重点事项" | "重点" | "key" => true,
        "一般检查事项" | "一般事项" | "一般" | "general" => false,
        _ => words::yes_no(row, Field::KeyMatter, false, false, out),
    }
}

/// Without a version column every matter is of version `1`.
fn version(row: &Row<'_>, out: &mut Findings) -> Option<Name> {
    let cell = words::text(row, Field::Version, out);
    let text = if cell.is_empty() { "1".into() } else { clean::strip_float(&cell).to_ascii_lowercase() };
    let version = Name::new(&text).ok();
    if version.is_none() {
        out.add(Rule::VersionForm, row.layout.heading(Field::Version), &cell);
    }
    version
}
