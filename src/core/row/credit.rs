//! A row of a list for the credit archive (信用档案): penalties with the field codes of the double
//! publicity (双公示), licences, complaints, commitments, listings, feedback on joint measures. Cells are cleaned and read here; what
//! events they are, and whether they fit what is known of the subject, is `core::credit::intake`'s.

mod cells;
mod headings;

use super::key::subject_key;
use super::rule::Rule;
use super::{Agreement, Field, Findings, FromRow, Reading, Row, Spellings, canonical, same, words};
use crate::core::credit::Code;
use crate::core::credit::words::{Domain, Flag, Kind, Manner, Party, Procedure, Punished, Reason, Set};
use crate::core::id::SubjectId;
use crate::core::identifier;
use crate::core::text::seen_words;
use crate::core::time::Date;
use std::borrow::Cow;
use std::marker::PhantomData;

/// A kind of list.
pub trait CreditSort: Copy + Send + Sync + 'static {
    /// Word of the kind.
    const WORD: &'static str;
    /// Kind of the events it makes.
    const KIND: Kind;
    /// Columns without which a file cannot be read.
    const REQUIRED: &'static [Field];

    /// Its headings.
    fn spellings() -> Spellings;
}

macro_rules! sorts {
    ($($(#[$doc:meta])* $name:ident $word:literal $kind:ident $headings:ident [$($field:ident)*];)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;

        impl CreditSort for $name {
            const WORD: &'static str = $word;
            const KIND: Kind = Kind::$kind;
            const REQUIRED: &'static [Field] = &[$(Field::$field),*];

            fn spellings() -> Spellings {
                headings::$headings()
            }
        }
    )* };
}

sorts! {
    /// 行政处罚.
    Penalties "penalties" Penalty penalties [Subject Number Day Kinds];
    /// 行政许可.
    Permits "permits" Permit permits [Subject Number Day];
    /// 投诉举报.
    Complaints "complaints" Complaint complaints [Subject Number Day];
    /// 信用承诺.
    Commitments "commitments" Commitment commitments [Subject Day Manner];
    /// 列入与移出.
    Listings "listings" Listing listings [Subject Ground];
    /// 惩戒措施反馈.
    Feedback "feedback" Feedback feedback [Subject Number Measure Authority Day Manner];
}

/// What one row says; empty where it says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is described in row::Field")]
pub struct CreditRow<S> {
    pub file: String,
    pub row: u64,
    pub subject: SubjectId,
    /// None only of a row that is a removal and nothing else.
    pub day: Option<Date>,
    pub number: String,
    pub authority: String,
    pub basis: String,
    pub procedure: Option<Procedure>,
    pub kinds: Set<Punished>,
    pub fine: Option<u64>,
    pub confiscated: Option<u64>,
    pub domain: Option<Domain>,
    pub party: Option<Party>,
    pub region: Option<u32>,
    pub offence: String,
    pub committed: Option<Date>,
    pub published: Option<Date>,
    pub ban: Option<Date>,
    pub until: Option<Date>,
    /// As written: which it is depends on the form of the subject.
    pub ground: String,
    pub year: Option<u16>,
    pub removed_on: Option<Date>,
    pub removal_reason: Option<Reason>,
    pub removal_number: String,
    pub flags: Set<Flag>,
    pub case: String,
    pub late: String,
    pub manner: Option<Manner>,
    pub facts: String,
    pub content: String,
    pub measure: Option<Code>,
    sort: PhantomData<S>,
}

impl<S: CreditSort> FromRow for CreditRow<S> {
    const WORD: &'static str = S::WORD;
    const REQUIRED: &'static [Field] = S::REQUIRED;
    // Departments speak of the same measure on the same day.
    const KEY: &'static [Field] = match S::KIND {
        Kind::Feedback => {
            &[Field::Subject, Field::Number, Field::Day, Field::Measure, Field::Manner, Field::Authority]
        }
        _ => &[Field::Subject, Field::Number, Field::Day, Field::Ground, Field::Manner, Field::RemovedOn],
    };

    fn spellings() -> Spellings {
        S::spellings()
    }

    fn key_of(row: &Row<'_>, reading: &Reading<'_>, key: &mut String) -> bool {
        let raw = row.get(Field::Subject);
        let Ok(found) = identifier::identify(&raw, reading.key_column) else { return false };
        key.push_str(&found.text);
        for field in &Self::KEY[1..] {
            key.push('/');
            key.push_str(&super::clean::compare_key(&super::clean::text(&row.get(*field)).text));
        }
        true
    }

    fn read(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Self> {
        let subject = subject_key(row, Field::Subject, &row.get(Field::Subject), reading, out);
        let mut cells = cells::Cells { row, out, good: true };
        for field in S::REQUIRED {
            cells.filled(*field);
        }
        let day = cells.day(Field::Day);
        let kinds = cells.kinds();
        let (fine, confiscated) = (cells.fen(Field::Fine), cells.fen(Field::Confiscated));
        let basis = cells.words(Field::Basis);
        let value = Self {
            file: String::new(),
            row: 0,
            subject: subject.map(|(id, _)| id)?,
            day,
            number: cells.words(Field::Number),
            authority: cells.words(Field::Authority),
            procedure: cells.one(Field::Procedure, Procedure::ALL, cells::procedure),
            // A sum that is nothing is no fine.
            fine: fine.filter(|fen| *fen > 0 || kinds.has(Punished::Fine)),
            confiscated: confiscated.filter(|fen| *fen > 0 || kinds.has(Punished::Confiscation)),
            kinds,
            domain: cells.one(Field::Domain, Domain::ALL, cells::domain),
            party: cells.one(Field::Party, Party::ALL, cells::party),
            region: cells.region(),
            offence: cells.shown(Field::Offence),
            committed: cells.day(Field::Committed),
            published: cells.day(Field::Published),
            ban: cells.day(Field::Ban),
            until: cells.day(Field::Until),
            ground: cells.words(Field::Ground),
            year: cells.year(),
            removed_on: cells.day(Field::RemovedOn),
            removal_reason: cells.one(Field::RemovalReason, Reason::ALL, cells::reason),
            removal_number: cells.words(Field::RemovalNumber),
            flags: cells.flags(),
            case: cells.words(Field::Case),
            late: cells.words(Field::Late),
            manner: cells.one(Field::Manner, Manner::ALL, cells::manner),
            facts: cells.shown(Field::Facts),
            content: cells.shown(Field::Content),
            measure: cells
                .one(Field::Measure, Code::ALL, |code, cell| code.is_measure() && code.word() == cell),
            basis,
            sort: PhantomData,
        };
        let good = cells.good;
        let (file, line) = (out.file.clone(), out.row);
        good.then_some(Self { file, row: line, ..value })
    }

    fn key(&self) -> Cow<'_, str> {
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let manner = self.manner.map_or("", Manner::word);
        let (number, ground) = (&self.number, &self.ground);
        let (on, mut removed) = (day(self.day), day(self.removed_on));
        if S::KIND == Kind::Feedback {
            removed = format!("{}/{}", self.measure.map_or("", Code::word), self.authority);
        }
        Cow::Owned(format!("{}/{number}/{on}/{ground}/{manner}/{removed}", self.subject))
    }

    fn canonical(&self, line: &mut String) {
        for text in [
            self.subject.as_str(),
            &self.number,
            &self.authority,
            &self.basis,
            &self.offence,
            &self.ground,
            &self.removal_number,
            &self.case,
            &self.late,
            &self.facts,
            &self.content,
            self.measure.map_or("", Code::word),
            &self.kinds.print(),
            &self.flags.print(),
            self.procedure.map_or("", Procedure::word),
            self.domain.map_or("", Domain::word),
            self.party.map_or("", Party::word),
            self.removal_reason.map_or("", Reason::word),
            self.manner.map_or("", Manner::word),
        ] {
            canonical::text(line, text);
        }
        for number in [self.fine, self.confiscated, self.region.map(u64::from), self.year.map(u64::from)] {
            canonical::text(line, &number.map_or_else(String::new, |number| number.to_string()));
        }
        for date in [self.day, self.committed, self.published, self.ban, self.until, self.removed_on] {
            canonical::date(line, date);
        }
    }

    fn subject(&self) -> Option<&SubjectId> {
        Some(&self.subject)
    }

    fn agreement(&self, later: &Self) -> Agreement {
        if same(self, later) { Agreement::Identical } else { Agreement::Conflict(Rule::DuplicateConflict) }
    }
}

impl<S: CreditSort> CreditRow<S> {
    /// The heading our own files have for a field: where a problem of the row is told.
    pub fn heading(field: Field) -> &'static str {
        let found = S::spellings().iter().find(|(known, _)| *known == field);
        found.and_then(|(_, names)| names.first()).copied().unwrap_or_default()
    }
}

/// A cell's text on one line.
fn seen(row: &Row<'_>, field: Field, out: &mut Findings) -> String {
    seen_words(&words::text(row, field, out))
}
