//! Inspectors (执法检查人员), recusals (回避) and matters (抽查事项) of a roster.

use super::rosters::RosterId;
use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::id::{InspectorId, SubjectId};
use crate::core::registry::{Details, Inspector, Matter, Recusal};

const INSPECTOR: Table = Table {
    name: "inspector",
    columns: &["roster", "id", "name", "unit", "position", "tags", "cap", "card_until", "valid", "expert"],
    key: 2,
};
const RECUSAL: Table =
    Table { name: "recusal", columns: &["roster", "inspector", "subject", "reason"], key: 3 };
const MATTER: Table = Table {
    name: "matter",
    columns: &[
        "roster",
        "code",
        "category",
        "title",
        "object",
        "key_matter",
        "method",
        "body",
        "basis",
        "version",
        "effective",
        "sub_item",
        "rate",
        "frequency",
        "staff",
        "skills",
        "points",
        "materials",
        "expires",
        "note",
    ],
    key: 2,
};

impl Writer {
    /// Adds inspectors to a roster; [`Error::Exists`] if a card number repeats.
    pub async fn add_inspectors(&mut self, roster: RosterId, rows: &[Inspector]) -> Result<(), Error> {
        self.insert_many(&INSPECTOR, rows.len(), &|i, out| inspector_fields(roster, &rows[i], out))
            .await
            .map_err(|e| e.named(|| format!("one of {} inspectors of roster {roster}", rows.len())))
    }

    /// Adds recusals to a roster; [`Error::Exists`] if one repeats.
    pub async fn add_recusals(&mut self, roster: RosterId, rows: &[Recusal]) -> Result<(), Error> {
        self.insert_many(&RECUSAL, rows.len(), &|i, out| recusal_fields(roster, &rows[i], out))
            .await
            .map_err(|e| e.named(|| format!("one of {} recusals of roster {roster}", rows.len())))
    }

    /// Adds matters to a roster; [`Error::Exists`] if a code repeats within one version.
    pub async fn add_matters(&mut self, roster: RosterId, rows: &[Matter]) -> Result<(), Error> {
        self.insert_many(&MATTER, rows.len(), &|i, out| matter_fields(roster, &rows[i], out))
            .await
            .map_err(|e| e.named(|| format!("one of {} matters of roster {roster}", rows.len())))
    }
}

impl Archive {
    /// Every inspector of a roster, by ascending card number (bytes).
    pub async fn inspectors(&self, roster: RosterId) -> Result<Vec<Inspector>, Error> {
        self.all(&INSPECTOR, include_str!("sql/read/inspectors.sql"), vec![roster.field()], inspector).await
    }

    /// Every recusal of a roster, by inspector, subject and reason (bytes).
    pub async fn recusals(&self, roster: RosterId) -> Result<Vec<Recusal>, Error> {
        self.all(&RECUSAL, include_str!("sql/read/recusals.sql"), vec![roster.field()], recusal).await
    }

    /// Every matter of a roster, by code and version (bytes).
    pub async fn matters(&self, roster: RosterId) -> Result<Vec<Matter>, Error> {
        self.all(&MATTER, include_str!("sql/read/matters.sql"), vec![roster.field()], matter).await
    }
}

/// An inspector's card number on its way out.
pub(super) fn card(row: &mut Row) -> Result<InspectorId, Error> {
    row.parse("an inspector id [0-9A-Z_-]{1,64}", |text| InspectorId::new(text).ok())
}

fn key(row: &mut Row) -> Result<SubjectId, Error> {
    row.parse("an id [0-9A-Z_-]{1,64}", |text| SubjectId::new(text).ok())
}

fn inspector_fields<'a>(roster: RosterId, i: &'a Inspector, out: &mut Vec<Field<'a>>) {
    out.extend([
        roster.field(),
        Field::text(i.id.as_str()),
        Field::text(&i.name),
        Field::text(i.unit.as_str()),
        Field::text(&i.position),
        Field::tags(&i.tags),
        Field::maybe_count(i.cap),
        Field::maybe_date(i.card_until),
        Field::flag(i.valid),
        Field::flag(i.expert),
    ]);
}

fn inspector(row: &mut Row) -> Result<Inspector, Error> {
    row.skip();
    Ok(Inspector {
        id: card(row)?,
        name: row.text()?,
        unit: row.name()?,
        position: row.text()?,
        tags: row.tags()?,
        cap: row.maybe_int()?,
        card_until: row.maybe_date()?,
        valid: row.flag()?,
        expert: row.flag()?,
    })
}

fn recusal_fields<'a>(roster: RosterId, r: &'a Recusal, out: &mut Vec<Field<'a>>) {
    out.extend([
        roster.field(),
        Field::text(r.inspector.as_str()),
        Field::text(r.subject.as_str()),
        Field::text(r.reason.as_str()),
    ]);
}

fn recusal(row: &mut Row) -> Result<Recusal, Error> {
    row.skip();
    Ok(Recusal { inspector: card(row)?, subject: key(row)?, reason: row.name()? })
}

fn matter_fields<'a>(roster: RosterId, m: &'a Matter, out: &mut Vec<Field<'a>>) {
    out.extend([
        roster.field(),
        Field::text(m.code.as_str()),
        Field::text(&m.category),
        Field::text(&m.title),
        Field::text(&m.object),
        Field::flag(m.key_matter),
        Field::text(&m.method),
        Field::text(&m.body),
        Field::text(&m.basis),
        Field::text(m.version.as_str()),
        Field::maybe_date(m.effective),
        Field::text(&m.details.sub_item),
        Field::text(&m.details.rate),
        Field::text(&m.details.frequency),
        Field::text(&m.details.staff),
        Field::tags(&m.details.skills),
        Field::lines(&m.details.points),
        Field::lines(&m.details.materials),
        Field::maybe_date(m.details.expires),
        Field::text(&m.details.note),
    ]);
}

fn matter(row: &mut Row) -> Result<Matter, Error> {
    row.skip();
    Ok(Matter {
        code: key(row)?,
        category: row.text()?,
        title: row.text()?,
        object: row.text()?,
        key_matter: row.flag()?,
        method: row.text()?,
        body: row.text()?,
        basis: row.text()?,
        version: row.name()?,
        effective: row.maybe_date()?,
        details: Details {
            sub_item: row.text()?,
            rate: row.text()?,
            frequency: row.text()?,
            staff: row.text()?,
            skills: row.tags()?,
            points: row.lines()?,
            materials: row.lines()?,
            expires: row.maybe_date()?,
            note: row.text()?,
        },
    })
}
