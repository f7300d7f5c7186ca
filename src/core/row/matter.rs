//! A row of the item list (随机抽查事项清单).

use super::rule::Rule;
use super::words;
use super::{Agreement, Field, Findings, FromRow, Reading, Row, Spellings, canonical, clean, headings, same};
use crate::core::id::{Name, SubjectId};
use crate::core::identifier;
use crate::core::registry::Matter;
use std::borrow::Cow;

impl FromRow for Matter {
    const WORD: &'static str = "matters";
    const REQUIRED: &'static [Field] = &[Field::Code, Field::Title];
    const KEY: &'static [Field] = &[Field::Code];

    fn spellings() -> Spellings {
        headings::matter_headings()
    }

    fn key_of(row: &Row<'_>, _: &Reading<'_>, key: &mut String) -> bool {
        code(&row.get(Field::Code)).map(|code| key.push_str(code.as_str())).is_ok()
    }

    fn read(row: &Row<'_>, _: &Reading<'_>, out: &mut Findings) -> Option<Self> {
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
        })
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.code.as_str())
    }

    fn canonical(&self, line: &mut String) {
        let Matter { code, category, title, object, key_matter, method, body, basis, version, effective } =
            self;
        for field in [code.as_str(), category, title, object] {
            canonical::text(line, field);
        }
        canonical::text(line, if *key_matter { "key" } else { "" });
        for field in [method, body, basis, version.as_str()] {
            canonical::text(line, field);
        }
        canonical::date(line, *effective);
    }

    fn agreement(&self, later: &Self) -> Agreement {
        if same(self, later) { Agreement::Identical } else { Agreement::Conflict(Rule::DuplicateConflict) }
    }
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
