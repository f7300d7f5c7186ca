//! The credit archive (信用档案): events of subjects and the acts that recorded them. Rows only; what
//! follows from events is `core::credit::fold`'s, and inspections are not copied here: they are outcomes.

use super::row::{Field, Row, Table};
use super::{Archive, Error, RosterId, Writer};
use crate::core::credit::Event;
use crate::core::credit::act::{Act, Letter};
use crate::core::credit::letter::Number;
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::log::note::NoteSignature;
use crate::core::outcome::Outcome;
use crate::core::registry::Group;

const ACT: Table = Table {
    name: "credit_act",
    columns: &["seq", "at", "actor", "verb", "object", "text", "digest", "signature"],
    key: 1,
};
const EVENT: Table = Table {
    name: "credit_event",
    columns: &["seq", "subject", "day", "recorded", "kind", "text", "digest", "act"],
    key: 2,
};
const TEXTS: Table = Table {
    name: "credit_event",
    columns: &["seq", "subject_group", "name", "region", "station", "text", "digest", "act"],
    key: 1,
};
const LETTER: Table =
    Table { name: "credit_letter", columns: &["authority", "series", "number", "act"], key: 3 };
const COUNT: Table = Table { name: "credit_event", columns: &["events"], key: 0 };
const TAIL: Table =
    Table { name: "credit_act", columns: &["acts", "last", "logged", "events", "letters"], key: 0 };
const NEXT_ACT: Table = Table { name: "credit_act", columns: &["next"], key: 0 };
const NEXT_EVENT: Table = Table { name: "credit_event", columns: &["next"], key: 0 };
const NEXT_ACT_SQL: &str = include_str!("sql/read/credit_act_next.sql");

/// An act with the signature line under it, if its actor has a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCreditAct {
    /// The act.
    pub act: Act,
    /// The signature line.
    pub signature: Option<NoteSignature>,
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// The event.
    pub event: Event,
    /// Number of the act that recorded it.
    pub act: u32,
}

/// A number of a letter as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLetter {
    /// Authority.
    pub authority: String,
    /// Its sequence: everything before 第N号.
    pub series: String,
    /// Its place in it.
    pub number: u32,
    /// The act that is the letter.
    pub act: u32,
}

/// The ends of the tables of credit: what was added last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTail {
    /// Number of the last act.
    pub acts: u32,
    /// Its digest, or nothing.
    pub last: String,
    /// Digest of the last act that the journal knows of, or nothing.
    pub logged: String,
    /// The last act that an event names.
    pub events: u32,
    /// The last act that is a letter by the register.
    pub letters: u32,
}

/// An event on its way into the monthly fold, with what the roster says of its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// The event.
    pub event: Event,
    /// Group of the subject, if it stands in the roster.
    pub group: Option<Group>,
    /// Its name, or nothing.
    pub name: String,
    /// Its region, or nothing.
    pub region: String,
    /// Its station, or nothing.
    pub station: String,
    /// Number of the act that recorded the event.
    pub act: u32,
}

impl Writer {
    /// Number of the next act about credit.
    pub async fn next_credit_act(&mut self) -> Result<u32, Error> {
        let next = self.next(&NEXT_ACT, NEXT_ACT_SQL).await?;
        Ok(u32::try_from(next).expect("acts are counted far below 2^32"))
    }

    /// Stores an act with the events it records; [`Error::Exists`] if its number, or one of the events,
    /// is there.
    pub async fn put_credit(&mut self, stored: &StoredCreditAct, events: &[Event]) -> Result<(), Error> {
        let StoredCreditAct { act, signature } = stored;
        let text = act.print();
        let row = vec![
            Field::count(act.number),
            Field::stamp(act.at),
            Field::text(&act.actor),
            Field::text(act.verb.word()),
            Field::text(&act.object),
            Field::text(&text),
            Field::digest(&act.digest()),
            Field::Text(signature.as_ref().map(ToString::to_string).unwrap_or_default().into()),
        ];
        let named = |e: Error| e.named(|| format!("act {} about credit", act.number));
        self.insert_one(&ACT, row).await.map_err(named)?;
        if let Some(letter) = &act.letter {
            self.put_letter(act, letter).await.map_err(named)?;
        }
        let first = self.next(&NEXT_EVENT, include_str!("sql/read/credit_event_next.sql")).await?;
        let fill = |i: usize, out: &mut Vec<Field<'_>>| {
            let event = &events[i];
            out.extend([
                Field::Int(first + i as i64),
                Field::Text(event.subject.to_string().into()),
                Field::date(event.day),
                Field::date(event.recorded),
                Field::text(event.kind.word()),
                Field::Text(event.print().into()),
                Field::digest(&event.digest()),
                Field::count(act.number),
            ]);
        };
        self.insert_many(&EVENT, events.len(), &fill).await.map_err(named)
    }

    /// Enters the number of a letter; [`Error::Exists`] if another act has it.
    async fn put_letter(&mut self, act: &Act, letter: &Letter) -> Result<(), Error> {
        let number = Number::parse(&letter.number).expect("the number of a letter was read before");
        let row = vec![
            Field::text(&letter.authority),
            Field::Text(number.series.to_string().into()),
            Field::count(number.number),
            Field::count(act.number),
        ];
        self.insert_one(&LETTER, row).await
    }
}

impl Archive {
    /// Every act about credit, in order.
    pub async fn credit_acts(&self) -> Result<Vec<StoredCreditAct>, Error> {
        self.all(&ACT, include_str!("sql/read/credit_acts.sql"), vec![], act).await
    }

    /// One act about credit.
    pub async fn credit_act(&self, number: u32) -> Result<Option<StoredCreditAct>, Error> {
        self.one(&ACT, include_str!("sql/read/credit_act.sql"), vec![Field::count(number)], act).await
    }

    /// Every act about one subject, in order; imports are about kinds of rows.
    pub async fn credit_acts_about(&self, subject: &SubjectId) -> Result<Vec<StoredCreditAct>, Error> {
        self.credit_acts_on(subject.as_str()).await
    }

    /// Every act with an object, in order: a subject, a kind of rows, or batches.
    pub async fn credit_acts_on(&self, object: &str) -> Result<Vec<StoredCreditAct>, Error> {
        self.all(&ACT, include_str!("sql/read/credit_acts_about.sql"), vec![Field::text(object)], act).await
    }

    /// Every act that declined a proposal, in order.
    pub async fn credit_declined(&self) -> Result<Vec<StoredCreditAct>, Error> {
        self.all(&ACT, include_str!("sql/read/credit_declined.sql"), vec![], act).await
    }

    /// Every act about a proposal that follows from an event of a subject: its own and those of batches.
    pub async fn credit_case_acts(
        &self,
        subject: &SubjectId,
        event: &Digest,
    ) -> Result<Vec<StoredCreditAct>, Error> {
        let args = vec![Field::text(subject.as_str()), Field::Text(format!("%\non {}%", event.hex()).into())];
        self.all(&ACT, include_str!("sql/read/credit_case_acts.sql"), args, act).await
    }

    /// Every step on the way to a decision and every decision, in order.
    pub async fn credit_steps(&self) -> Result<Vec<StoredCreditAct>, Error> {
        self.all(&ACT, include_str!("sql/read/credit_steps.sql"), vec![], act).await
    }

    /// The numbers of a sequence that are taken, with their acts.
    pub async fn credit_letters(&self, authority: &str, series: &str) -> Result<Vec<StoredLetter>, Error> {
        let args = vec![Field::text(authority), Field::text(series)];
        self.all(&LETTER, include_str!("sql/read/credit_letters.sql"), args, letter).await
    }

    /// Every number that is taken, by act.
    pub async fn all_credit_letters(&self) -> Result<Vec<StoredLetter>, Error> {
        self.all(&LETTER, include_str!("sql/read/credit_letters_all.sql"), vec![], letter).await
    }

    /// The letters of a number, whatever their authority.
    pub async fn credit_letters_named(&self, series: &str, number: u32) -> Result<Vec<StoredLetter>, Error> {
        let args = vec![Field::text(series), Field::count(number)];
        self.all(&LETTER, include_str!("sql/read/credit_letter_named.sql"), args, letter).await
    }

    /// The events that one act recorded.
    pub async fn credit_events_by(&self, number: u32) -> Result<Vec<StoredEvent>, Error> {
        let sql = include_str!("sql/read/credit_events_by_act.sql");
        self.all(&EVENT, sql, vec![Field::count(number)], event).await
    }

    /// How many events one act recorded.
    pub async fn credit_event_count(&self, number: u32) -> Result<usize, Error> {
        let sql = include_str!("sql/read/credit_event_count.sql");
        Ok(self.one(&COUNT, sql, vec![Field::count(number)], |row| row.int()).await?.unwrap_or(0))
    }

    /// The number of the letter that one act is.
    pub async fn credit_letter_of(&self, number: u32) -> Result<Option<StoredLetter>, Error> {
        let sql = include_str!("sql/read/credit_letter_of.sql");
        self.one(&LETTER, sql, vec![Field::count(number)], letter).await
    }

    /// What was added last.
    pub async fn credit_tail(&self) -> Result<CreditTail, Error> {
        let tail = |row: &mut Row| {
            Ok(CreditTail {
                acts: row.int()?,
                last: row.text()?,
                logged: row.text()?,
                events: row.int()?,
                letters: row.int()?,
            })
        };
        let tail = self.one(&TAIL, include_str!("sql/read/credit_tail.sql"), vec![], tail).await?;
        Ok(tail.expect("one row of totals"))
    }

    /// Number of the next act about credit.
    pub async fn next_credit_act(&self) -> Result<u32, Error> {
        let next = self.one(&NEXT_ACT, NEXT_ACT_SQL, vec![], |row| row.int()).await?;
        Ok(next.unwrap_or(1))
    }

    /// Every event of one subject, as recorded.
    pub async fn credit_events_of(&self, subject: &SubjectId) -> Result<Vec<StoredEvent>, Error> {
        let args = vec![Field::text(subject.as_str())];
        self.all(&EVENT, include_str!("sql/read/credit_events_of.sql"), args, event).await
    }

    /// Hands every event to `each`, subject by subject, without holding them all.
    pub async fn each_credit_event(&self, mut each: impl FnMut(StoredEvent) + Send) -> Result<(), Error> {
        self.each(&EVENT, include_str!("sql/read/credit_events.sql"), vec![], &mut |mut row| {
            each(event(&mut row)?);
            Ok(())
        })
        .await
    }

    /// The same with what a roster says of the subjects, by ascending subject.
    pub async fn each_credit_row(
        &self,
        roster: Option<RosterId>,
        mut each: impl FnMut(EventRow) + Send,
    ) -> Result<(), Error> {
        let args = vec![roster.map_or(Field::Int(-1), |roster| roster.field())];
        self.each(&TEXTS, include_str!("sql/read/credit_fold.sql"), args, &mut |mut row| {
            row.skip();
            let group = match row.maybe_text()? {
                None => None,
                Some(code) => match Group::from_code(&code) {
                    Some(group) => Some(group),
                    None => return Err(row.wrong("a group of subjects", code)),
                },
            };
            let name = row.maybe_text()?.unwrap_or_default();
            let region = row.maybe_text()?.unwrap_or_default();
            let station = row.maybe_text()?.unwrap_or_default();
            let event = row.parse("the text of an event", |text| Event::parse(text.as_bytes()).ok())?;
            let digest = row.digest()?;
            if event.digest() != digest {
                return Err(row.wrong("the digest of the text", digest.hex()));
            }
            each(EventRow { event, group, name, region, station, act: row.int()? });
            Ok(())
        })
        .await
    }

    /// Every revision of every outcome of one subject, by attempt, matter and revision.
    pub async fn outcomes_of(&self, subject: &SubjectId) -> Result<Vec<Outcome>, Error> {
        let args = vec![Field::text(subject.as_str())];
        let sql = include_str!("sql/read/outcomes_of.sql");
        self.all(&super::outcomes::OUTCOME, sql, args, super::outcomes::outcome).await
    }
}

impl StoredLetter {
    /// Whether the register says of an act what the act says of itself.
    pub fn is_of(&self, act: &Act) -> bool {
        let Some(Letter { authority, number }) = &act.letter else { return false };
        let Some(number) = Number::parse(number) else { return false };
        let own = (&self.authority, &self.series, self.number, self.act);
        own == (authority, &number.series.to_string(), number.number, act.number)
    }
}

fn letter(row: &mut Row) -> Result<StoredLetter, Error> {
    Ok(StoredLetter { authority: row.text()?, series: row.text()?, number: row.int()?, act: row.int()? })
}

fn act(row: &mut Row) -> Result<StoredCreditAct, Error> {
    let (seq, at, actor, verb, object) =
        (row.int::<u32>()?, row.stamp()?, row.text()?, row.text()?, row.text()?);
    let act = row.parse("the text of an act", |text| Act::parse(text.as_bytes()).ok())?;
    let columns = (act.number, act.at, act.actor.as_str(), act.verb.word(), act.object.as_str());
    if columns != (seq, at, actor.as_str(), verb.as_str(), object.as_str()) {
        return Err(row.wrong("a text that agrees with its row", seq.to_string()));
    }
    let digest = row.digest()?;
    if act.digest() != digest {
        return Err(row.wrong("the digest of the text", digest.hex()));
    }
    let signature = row.parse("a signature line, or nothing", |text| match text {
        "" => Some(None),
        line => NoteSignature::parse(line).ok().map(Some),
    })?;
    Ok(StoredCreditAct { act, signature })
}

fn event(row: &mut Row) -> Result<StoredEvent, Error> {
    row.skip();
    let columns = (row.text()?, row.date()?, row.date()?, row.text()?);
    let event = row.parse("the text of an event", |text| Event::parse(text.as_bytes()).ok())?;
    let its = (event.subject.to_string(), event.day, event.recorded, event.kind.word().to_owned());
    if columns != its {
        return Err(row.wrong("a text that agrees with its row", event.subject.to_string()));
    }
    let digest: Digest = row.digest()?;
    if event.digest() != digest {
        return Err(row.wrong("the digest of the text", digest.hex()));
    }
    Ok(StoredEvent { event, act: row.int()? })
}
