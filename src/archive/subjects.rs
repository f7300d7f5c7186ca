//! Subjects (检查对象) of a roster: the one table with millions of rows.

use super::packed::{Block, Packed};
use super::rosters::RosterId;
use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::id::SubjectId;
use crate::core::registry::{Group, KeyKind, Status, Subject};

const SUBJECT: Table = Table {
    name: "subject",
    columns: &[
        "roster",
        "id",
        "key_kind",
        "other_id",
        "name",
        "kind",
        "subject_group",
        "status",
        "dormant",
        "region",
        "authority",
        "station",
        "industry",
        "labels",
        "risk_class",
        "established",
        "licence_until",
        "last_inspected",
        "inspected_this_year",
        "address",
        "representative",
        "contact",
        "phone",
        "extra",
    ],
    key: 2,
};

/// A chunk of subjects of a roster, packed by whatever thread has read them.
pub struct SubjectChunk {
    roster: RosterId,
    rows: Block,
    heads: Vec<u128>,
}

impl SubjectChunk {
    /// None yet, with room for so many.
    pub fn new(roster: RosterId, subjects: usize) -> Self {
        Self { roster, rows: Block::new(&SUBJECT, subjects), heads: Vec::with_capacity(subjects) }
    }

    /// Packs one more. [`Error::Nul`] if a text holds what no database takes.
    pub fn push(&mut self, subject: &Subject) -> Result<(), Error> {
        self.heads.push(head(&subject.id));
        self.rows.push(&SUBJECT, &fields(self.roster, subject))
    }

    /// Number of subjects.
    pub fn count(&self) -> usize {
        self.rows.count()
    }

    fn id(&self, row: usize) -> &str {
        self.rows.first_text(row, 1)
    }
}

/// Subjects of a roster made ready to be added: by ascending id, every value checked.
pub struct PackedSubjects {
    roster: RosterId,
    rows: Packed,
}

impl PackedSubjects {
    /// Puts chunks into order, on whatever thread has time. A few large groups of them are faster than
    /// many small ones. [`Error::Exists`] if an id repeats.
    pub fn new(roster: RosterId, chunks: Vec<SubjectChunk>) -> Result<Self, Error> {
        let number = |n: usize| u32::try_from(n).expect("a group of rows is below 2^32");
        let mut order: Vec<(u128, u32, u32)> = Vec::new();
        for (at, chunk) in chunks.iter().enumerate() {
            let rows = chunk.heads.iter().enumerate();
            order.extend(rows.map(|(row, head)| (*head, number(at), number(row))));
        }
        let id = |of: &(u128, u32, u32)| chunks[of.1 as usize].id(of.2 as usize);
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a).cmp(id(b))));
        let same = |pair: &&[(u128, u32, u32)]| pair[0].0 == pair[1].0 && id(&pair[0]) == id(&pair[1]);
        if let Some(pair) = order.windows(2).find(same) {
            return Err(Error::Exists { what: format!("subject {} of roster {roster}", id(&pair[0])) });
        }
        let order: Vec<(u32, u32)> = order.into_iter().map(|(_, chunk, row)| (chunk, row)).collect();
        let blocks: Vec<Block> = chunks.into_iter().map(|chunk| chunk.rows).collect();
        Ok(Self { roster, rows: Packed::new(&SUBJECT, &blocks, &order) })
    }
}

impl Writer {
    /// Adds subjects to a roster. [`Error::Exists`] if an id is there already.
    pub async fn add_subjects(&mut self, roster: RosterId, subjects: &[Subject]) -> Result<(), Error> {
        let mut chunk = SubjectChunk::new(roster, subjects.len());
        subjects.iter().try_for_each(|subject| chunk.push(subject))?;
        self.add_packed(&PackedSubjects::new(roster, vec![chunk])?).await
    }

    /// Adds subjects made ready before.
    pub async fn add_packed(&mut self, subjects: &PackedSubjects) -> Result<(), Error> {
        let (count, roster) = (subjects.rows.count(), subjects.roster);
        self.insert_packed(&subjects.rows)
            .await
            .map_err(|e| e.named(|| format!("one of {count} subjects of roster {roster}")))
    }
}

impl Archive {
    /// Hands every subject of a roster to `each`, by ascending id (bytes), without holding them all.
    pub async fn each_subject(
        &self,
        roster: RosterId,
        mut each: impl FnMut(Subject) + Send,
    ) -> Result<(), Error> {
        let sql = include_str!("sql/read/subjects.sql");
        self.each(&SUBJECT, sql, vec![roster.field()], &mut |mut row| {
            each(subject(&mut row)?);
            Ok(())
        })
        .await
    }

    /// Every subject of a roster, by ascending id (bytes).
    pub async fn subjects(&self, roster: RosterId) -> Result<Vec<Subject>, Error> {
        let mut subjects = Vec::new();
        self.each_subject(roster, |subject| subjects.push(subject)).await?;
        Ok(subjects)
    }

    /// One subject of a roster.
    pub async fn subject_of(&self, roster: RosterId, id: &SubjectId) -> Result<Option<Subject>, Error> {
        let args = vec![roster.field(), Field::text(id.as_str())];
        self.one(&SUBJECT, include_str!("sql/read/subject_of.sql"), args, subject).await
    }
}

/// The first 16 bytes of an id as a number of the same order: most comparisons need no more, and
/// need not go to where the id lies.
fn head(id: &SubjectId) -> u128 {
    let (mut bytes, text) = ([0; 16], id.as_str().as_bytes());
    let length = text.len().min(16);
    bytes[..length].copy_from_slice(&text[..length]);
    u128::from_be_bytes(bytes)
}

fn fields(roster: RosterId, s: &Subject) -> [Field<'_>; 24] {
    [
        roster.field(),
        Field::text(s.id.as_str()),
        Field::text(s.key_kind.code()),
        Field::text(&s.other_id),
        Field::text(&s.name),
        Field::text(&s.kind),
        Field::text(s.group.code()),
        Field::text(s.status.code()),
        Field::flag(s.dormant),
        Field::text(&s.region),
        Field::text(&s.authority),
        Field::maybe_text(s.station.as_ref().map(|station| station.as_str())),
        Field::text(&s.industry),
        Field::tags(&s.labels),
        Field::maybe_text(s.risk_class.as_ref().map(|class| class.as_str())),
        Field::maybe_date(s.established),
        Field::maybe_date(s.licence_until),
        Field::maybe_date(s.last_inspected),
        Field::count(s.inspected_this_year),
        Field::text(&s.address),
        Field::text(&s.representative),
        Field::text(&s.contact),
        Field::text(&s.phone),
        Field::text(&s.extra),
    ]
}

fn subject(row: &mut Row) -> Result<Subject, Error> {
    row.skip();
    Ok(Subject {
        id: row.parse("a subject id [0-9A-Z_-]{1,64}", |text| SubjectId::new(text).ok())?,
        key_kind: row.parse("a kind of key", KeyKind::from_code)?,
        other_id: row.text()?,
        name: row.text()?,
        kind: row.text()?,
        group: row.parse("a group of subjects", Group::from_code)?,
        status: row.parse("a registration status", Status::from_code)?,
        dormant: row.flag()?,
        region: row.text()?,
        authority: row.text()?,
        station: row.maybe_name()?,
        industry: row.text()?,
        labels: row.tags()?,
        risk_class: row.maybe_name()?,
        established: row.maybe_date()?,
        licence_until: row.maybe_date()?,
        last_inspected: row.maybe_date()?,
        inspected_this_year: row.int()?,
        address: row.text()?,
        representative: row.text()?,
        contact: row.text()?,
        phone: row.text()?,
        extra: row.text()?,
    })
}
