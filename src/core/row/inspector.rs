//! A row of the inspectors' library (执法检查人员名录库). Identity numbers are never read: their
//! column is told once and skipped.

use super::rule::Rule;
use super::words;
use super::{Agreement, Field, Findings, FromRow, Reading, Row, Spellings, canonical, clean, headings, same};
use crate::core::id::{InspectorId, Name};
use crate::core::identifier;
use crate::core::registry::Inspector;
use crate::core::time::Date;
use std::borrow::Cow;

impl FromRow for Inspector {
    const WORD: &'static str = "inspectors";
    const REQUIRED: &'static [Field] = &[Field::Id, Field::Name, Field::Unit];
    const KEY: &'static [Field] = &[Field::Id];

    fn spellings() -> Spellings {
        headings::inspector_headings()
    }

    fn key_of(row: &Row<'_>, _: &Reading<'_>, key: &mut String) -> bool {
        card_number(&row.get(Field::Id)).map(|id| key.push_str(id.as_str())).is_ok()
    }

    fn read(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Self> {
        let id = inspector_key(row, Field::Id, out);
        let name = super::subject::name(row, Field::Name, out);
        let unit = unit(row, reading, out);
        for &column in &row.layout.dropped {
            if !row.cells[column].is_empty() {
                out.add(Rule::IdentityColumn, &row.layout.headings[column], "");
            }
        }
        let (id, name, unit) = (id?, name?, unit?);
        let level = words::text(row, Field::Level, out);
        let post = words::text(row, Field::Position, out);
        Some(Inspector {
            id,
            name,
            unit,
            position: [level.as_ref(), post.as_ref()].join(" ").trim().to_owned(),
            tags: words::tags(row, Field::Tags, reading.codebook, out),
            cap: words::number(row, Field::Cap, out),
            card_until: card_until(row, out),
            valid: words::yes_no(row, Field::Valid, true, false, out),
            expert: words::yes_no(row, Field::Expert, false, false, out),
        })
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.id.as_str())
    }

    fn canonical(&self, line: &mut String) {
        let Inspector { id, name, unit, position, tags, cap, card_until, valid, expert } = self;
        for field in [id.as_str(), name, unit.as_str(), position] {
            canonical::text(line, field);
        }
        canonical::list(line, tags.iter().map(Name::as_str));
        canonical::text(line, &cap.map_or_else(String::new, |cap| cap.to_string()));
        canonical::date(line, *card_until);
        canonical::text(line, if *valid { "valid" } else { "" });
        canonical::text(line, if *expert { "expert" } else { "" });
    }

    fn agreement(&self, later: &Self) -> Agreement {
        if self.name != later.name {
            Agreement::Conflict(Rule::InspectorTwoNames)
        } else if same(self, later) {
            Agreement::Identical
        } else {
            Agreement::Replaces
        }
    }
}

/// The card number of a cell, or the rule it breaks.
pub fn card_number(raw: &str) -> Result<InspectorId, Rule> {
    let cell = clean::text(raw);
    if identifier::means_nothing(&cell.text) {
        return Err(Rule::KeyMissing);
    }
    if cell.replacement {
        return Err(Rule::KeyUndecodable);
    }
    let folded = clean::half_width(&cell.text).to_ascii_uppercase();
    let compact: String = clean::strip_float(&folded).chars().filter(|c| *c != ' ').collect();
    if identifier::is_identity_number(&compact) {
        return Err(Rule::KeyIdentityNumber);
    }
    InspectorId::new(&compact).map_err(|_| Rule::InspectorForm)
}

pub(super) fn inspector_key(row: &Row<'_>, field: Field, out: &mut Findings) -> Option<InspectorId> {
    let raw = row.get(field);
    let heading = row.layout.heading(field);
    match card_number(&raw) {
        Ok(id) => {
            if id.as_str() != raw {
                out.add(Rule::KeyNormalised, heading, &raw);
            }
            Some(id)
        }
        Err(rule) => {
            out.add(rule, heading, if rule == Rule::KeyIdentityNumber { "***" } else { &raw });
            None
        }
    }
}

fn unit(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Name> {
    let cell = words::text(row, Field::Unit, out);
    let heading = row.layout.heading(Field::Unit);
    if cell.is_empty() {
        out.add(Rule::UnitMissing, heading, "");
        return None;
    }
    let found = reading.codebook.unit(&cell);
    if found.is_none() {
        out.add(Rule::UnitUnknown, heading, &cell);
    }
    found
}

/// The template has two cards, each with its own expiry: the one whose number is the key counts.
fn card_until(row: &Row<'_>, out: &mut Findings) -> Option<Date> {
    let expiries = row.layout.columns(Field::CardUntil);
    let cards = row.layout.columns(Field::Id);
    let mut unused = String::new();
    if expiries.len() < 2 || cards.len() < 2 {
        return words::date(row, Field::CardUntil, true, &mut unused, out);
    }
    let heading = |column: &usize| row.layout.headings[*column].as_str();
    let is_industry_card = |column: &usize| heading(column).contains("工商");
    let used = cards.iter().find(|column| !row.cells[**column].trim().is_empty())?;
    let expiry = expiries.iter().find(|column| is_industry_card(column) == is_industry_card(used))?;
    let cell = words::cleaned(clean::text(&row.cells[*expiry]), heading(expiry), false, out);
    if cell.is_empty() {
        return None;
    }
    let read = super::dates::read(&cell, true);
    if read.is_none() {
        out.add(Rule::DateUnreadable, heading(expiry), &cell);
    }
    read.map(|reading| reading.date)
}
