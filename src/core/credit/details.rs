//! What an event says beyond day, source and subject: fields in a fixed order, each of which some
//! kinds of event need and others must not have.

use super::code::Code;
use super::words::{Domain, Flag, Kind, Manner, Party, Procedure, Punished, Reason, Set};
use crate::core::id::Name;
use crate::core::outcome::codes::Found;
use crate::core::text::{number, one_line, words_of};
use crate::core::time::Date;

/// The fields, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// How it happened.
    Manner,
    /// Result of an inspection.
    Result,
    /// Matter of an inspection.
    Item,
    /// Ground of a listing, or the ground of the serious list a penalty may lead to.
    Ground,
    /// Year of an annual report.
    Year,
    /// Number of the document (文号).
    Number,
    /// Procedure of a penalty.
    Procedure,
    /// Kinds of a penalty.
    Kinds,
    /// Fine, in fen.
    Fine,
    /// Confiscated, in fen.
    Confiscated,
    /// Domain.
    Domain,
    /// Who was punished.
    Party,
    /// Province of the authority.
    Region,
    /// Which offence, so that the same can be told.
    Offence,
    /// Day of the offence.
    Act,
    /// Day of the document.
    Dated,
    /// Day of publication on GSXT.
    Published,
    /// Last day of a ban.
    Ban,
    /// Last day of an order, licence or commitment.
    Until,
    /// Reason of a removal.
    Reason,
    /// Further facts.
    Flags,
    /// The joint measure that feedback is about.
    Measure,
    /// Kind of offence (违法行为类型) as the decision words it.
    Violation,
    /// What was done against the law (违法事实), in words without personal data.
    Facts,
    /// What the penalty consists of (处罚内容), or what a department says of a measure; without personal data.
    Content,
}

/// The values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is described in Field")]
pub struct Details {
    pub manner: Option<Manner>,
    pub result: Option<Found>,
    pub item: Option<Name>,
    pub ground: Option<Code>,
    pub year: Option<u16>,
    pub number: Option<String>,
    pub procedure: Option<Procedure>,
    pub kinds: Set<Punished>,
    pub fine: Option<u64>,
    pub confiscated: Option<u64>,
    pub domain: Option<Domain>,
    pub party: Option<Party>,
    pub region: Option<u32>,
    pub offence: Option<Name>,
    pub act: Option<Date>,
    pub dated: Option<Date>,
    pub published: Option<Date>,
    pub ban: Option<Date>,
    pub until: Option<Date>,
    pub reason: Option<Reason>,
    pub flags: Set<Flag>,
    pub measure: Option<Code>,
    pub violation: Option<String>,
    pub facts: Option<String>,
    pub content: Option<String>,
}

impl Field {
    /// All of them, in the order of the text.
    pub const ALL: [Field; 25] = [
        Field::Manner,
        Field::Result,
        Field::Item,
        Field::Ground,
        Field::Year,
        Field::Number,
        Field::Procedure,
        Field::Kinds,
        Field::Fine,
        Field::Confiscated,
        Field::Domain,
        Field::Party,
        Field::Region,
        Field::Offence,
        Field::Act,
        Field::Dated,
        Field::Published,
        Field::Ban,
        Field::Until,
        Field::Reason,
        Field::Flags,
        Field::Measure,
        Field::Violation,
        Field::Facts,
        Field::Content,
    ];

    /// The word in texts.
    pub fn word(self) -> &'static str {
        match self {
            Field::Manner => "manner",
            Field::Result => "result",
            Field::Item => "item",
            Field::Ground => "ground",
            Field::Year => "year",
            Field::Number => "number",
            Field::Procedure => "procedure",
            Field::Kinds => "kinds",
            Field::Fine => "fine",
            Field::Confiscated => "confiscated",
            Field::Domain => "domain",
            Field::Party => "party",
            Field::Region => "region",
            Field::Offence => "offence",
            Field::Act => "act",
            Field::Dated => "dated",
            Field::Published => "published",
            Field::Ban => "ban",
            Field::Until => "until",
            Field::Reason => "reason",
            Field::Flags => "flags",
            Field::Measure => "measure",
            Field::Violation => "violation",
            Field::Facts => "facts",
            Field::Content => "content",
        }
    }
}

impl Details {
    /// The text of a field, if it has a value.
    pub fn get(&self, field: Field) -> Option<String> {
        let set = |text: String| Some(text).filter(|text| !text.is_empty());
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        match field {
            Field::Manner => self.manner.map(|word| word.word().to_owned()),
            Field::Result => self.result.map(|found| found.to_string()),
            Field::Item => self.item.as_ref().map(Name::to_string),
            Field::Ground => self.ground.map(|code| code.to_string()),
            Field::Year => self.year.map(|year| year.to_string()),
            Field::Number => self.number.as_deref().map(one_line),
            Field::Procedure => self.procedure.map(|word| word.word().to_owned()),
            Field::Kinds => set(self.kinds.print()),
            Field::Fine => self.fine.map(|fen| fen.to_string()),
            Field::Confiscated => self.confiscated.map(|fen| fen.to_string()),
            Field::Domain => self.domain.map(|word| word.word().to_owned()),
            Field::Party => self.party.map(|word| word.word().to_owned()),
            Field::Region => self.region.map(|region| region.to_string()),
            Field::Offence => self.offence.as_ref().map(Name::to_string),
            Field::Act => date(self.act),
            Field::Dated => date(self.dated),
            Field::Published => date(self.published),
            Field::Ban => date(self.ban),
            Field::Until => date(self.until),
            Field::Reason => self.reason.map(|word| word.word().to_owned()),
            Field::Flags => set(self.flags.print()),
            Field::Measure => self.measure.map(|code| code.to_string()),
            Field::Violation => self.violation.as_deref().map(one_line),
            Field::Facts => self.facts.as_deref().map(one_line),
            Field::Content => self.content.as_deref().map(one_line),
        }
    }

    /// Reads the text of a field; what is wanted if it is none.
    pub fn set(&mut self, field: Field, text: &str) -> Result<(), &'static str> {
        let date = || Date::parse(text).map(Some).map_err(|_| "a date YYYY-MM-DD");
        let fen = || number(text).map(Some).ok_or("fen as a number without leading zeros");
        let name = || Name::new(text).map(Some).map_err(|_| "a name [a-z0-9.-]{1,32}");
        match field {
            Field::Manner => self.manner = Some(Manner::parse(text).ok_or("a known manner")?),
            Field::Result => self.result = Some(text.parse().map_err(|_| "a result R1 to R9, G1 to G4")?),
            Field::Item => self.item = name()?,
            Field::Ground => self.ground = Some(ground(text).ok_or("a ground of a list")?),
            Field::Year => self.year = Some(year(text).ok_or("a year")?),
            Field::Number => self.number = Some(words_of(text).ok_or("words on one line")?),
            Field::Procedure => self.procedure = Some(Procedure::parse(text).ok_or("simple or ordinary")?),
            Field::Kinds => self.kinds = filled(text).ok_or("kinds of penalty in the list's order")?,
            Field::Fine => self.fine = fen()?,
            Field::Confiscated => self.confiscated = fen()?,
            Field::Domain => self.domain = Some(Domain::parse(text).ok_or("a known domain")?),
            Field::Party => self.party = Some(Party::parse(text).ok_or("natural or organisation")?),
            Field::Region => self.region = Some(region(text).ok_or("six digits of a province")?),
            Field::Offence => self.offence = name()?,
            Field::Act => self.act = date()?,
            Field::Dated => self.dated = date()?,
            Field::Published => self.published = date()?,
            Field::Ban => self.ban = date()?,
            Field::Until => self.until = date()?,
            Field::Reason => self.reason = Some(Reason::parse(text).ok_or("a known reason")?),
            Field::Flags => self.flags = filled(text).ok_or("flags in the list's order")?,
            Field::Measure => self.measure = Some(measure(text).ok_or("a joint measure")?),
            Field::Violation => self.violation = Some(words_of(text).ok_or("words on one line")?),
            Field::Facts => self.facts = Some(words_of(text).ok_or("words on one line")?),
            Field::Content => self.content = Some(words_of(text).ok_or("words on one line")?),
        }
        Ok(())
    }

    /// What is missing or out of place for a kind of event.
    pub fn broken_rule(&self, kind: Kind, about: bool) -> Option<String> {
        let shape = shape(kind);
        for field in Field::ALL {
            let there = self.get(field).is_some();
            let (needed, allowed) = (shape.needs.contains(&field), shape.may.contains(&field));
            if needed && !there {
                return Some(format!("{} needs {}", kind.word(), field.word()));
            }
            if there && !needed && !allowed {
                return Some(format!("{} has no {}", kind.word(), field.word()));
            }
        }
        if self.manner.is_some_and(|manner| !shape.manners.contains(&manner)) {
            return Some(format!("no such manner of {}", kind.word()));
        }
        let sums =
            [(Punished::Fine, self.fine, "fine"), (Punished::Confiscation, self.confiscated, "confiscated")];
        let sums = sums.iter().find(|(kind, sum, _)| self.kinds.has(*kind) != sum.is_some());
        match (sums, shape.about, about) {
            (Some((_, _, word)), ..) => Some(format!("{word} stands with its kind, and only there")),
            (None, Some(true), false) => Some(format!("{} needs about", kind.word())),
            (None, None, true) => Some(format!("{} is about no other event", kind.word())),
            _ => None,
        }
    }
}

fn ground(text: &str) -> Option<Code> {
    Code::parse(text).filter(|code| code.is_ground())
}

fn measure(text: &str) -> Option<Code> {
    Code::parse(text).filter(|code| code.is_measure())
}

fn year(text: &str) -> Option<u16> {
    number(text).and_then(|year| u16::try_from(year).ok()).filter(|year| (2000..=9998).contains(year))
}

fn region(text: &str) -> Option<u32> {
    number(text)
        .and_then(|region| u32::try_from(region).ok())
        .filter(|region| (100_000..=999_999).contains(region))
}

fn filled<T: super::words::Word>(text: &str) -> Option<Set<T>> {
    Set::parse(text).filter(|set| !set.is_empty())
}

/// Fields of a kind of event.
struct Shape {
    needs: &'static [Field],
    may: &'static [Field],
    manners: &'static [Manner],
    /// Whether it is about another event: always, perhaps, never.
    about: Option<bool>,
}

fn shape(kind: Kind) -> Shape {
    use Field as F;
    use Manner as M;
    let (needs, may, manners, about): (&[F], &[F], &[M], Option<bool>) = match kind {
        Kind::Honour => (&[F::Number], &[F::Until], &[], None),
        Kind::Permit => (&[F::Number], &[F::Domain, F::Dated, F::Until], &[], None),
        Kind::Commitment => {
            (&[F::Manner], &[F::Number, F::Until], &[M::Made, M::Kept, M::Broken], Some(false))
        }
        Kind::Complaint => (&[F::Manner], &[F::Number, F::Domain], &[M::Complaint, M::Lead], None),
        Kind::ComplaintAnswered => {
            (&[F::Manner], &[], &[M::Accepted, M::Refused, M::Ended, M::Filed], Some(true))
        }
        Kind::Missed | Kind::Report => (&[F::Year], &[], &[], None),
        Kind::Letter => (&[], &[F::Number], &[], None),
        Kind::Inspection => (&[F::Result], &[F::Item, F::Published, F::Until, F::Flags], &[], None),
        Kind::Order => {
            (&[F::Manner], &[F::Number, F::Until], &[M::Publish, M::Rectify, M::Rename], Some(false))
        }
        Kind::Penalty => (
            &[F::Number, F::Procedure, F::Kinds, F::Domain, F::Party, F::Region],
            &[
                F::Ground,
                F::Fine,
                F::Confiscated,
                F::Offence,
                F::Act,
                F::Dated,
                F::Published,
                F::Ban,
                F::Flags,
                F::Violation,
                F::Facts,
                F::Content,
            ],
            &[],
            None,
        ),
        Kind::Court => (
            &[F::Manner],
            &[F::Number, F::Until],
            &[M::Serious, M::Unwilling, M::Crime, M::Shield, M::Rescued, M::Failed],
            Some(false),
        ),
        Kind::Listing => {
            (&[F::Ground, F::Number], &[F::Year, F::Published, F::Ban, F::Flags], &[], Some(false))
        }
        Kind::Published => (&[F::Manner], &[], &[M::Gsxt, M::Ndrc], Some(true)),
        Kind::Complied => (&[], &[F::Flags], &[], Some(true)),
        Kind::Objection => (&[], &[F::Flags], &[], Some(true)),
        Kind::ObjectionAnswered => {
            (&[F::Manner], &[], &[M::Accepted, M::Refused, M::Wrong, M::Ended], Some(true))
        }
        Kind::RepairApplied | Kind::RepairAccepted | Kind::RepairRevoked => (&[], &[], &[], Some(true)),
        Kind::RepairDecided => (&[F::Manner], &[F::Flags], &[M::Granted, M::Refused], Some(true)),
        Kind::PenaltyVoid => (&[F::Manner], &[], &[M::Changed, M::Revoked, M::Void], Some(true)),
        Kind::Removal => (&[F::Reason], &[F::Number], &[], Some(true)),
        Kind::Feedback => (
            &[F::Manner, F::Number, F::Measure],
            &[F::Content],
            &[M::Taken, M::Untaken, M::Lifted],
            Some(true),
        ),
        Kind::Closed => (
            &[F::Manner],
            &[F::Number, F::Flags],
            &[M::Deregistered, M::LicenceRevoked, M::ClosedByOrder, M::RegistrationRevoked],
            None,
        ),
    };
    Shape { needs, may, manners, about }
}
