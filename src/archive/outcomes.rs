//! Outcomes (检查结果), every revision, and the acts that entered, reviewed, published and withdrew
//! them. Rows only; where an outcome stands is `core::outcome::fold`'s.

use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::id::{DrawId, SubjectId};
use crate::core::log::Attempt;
use crate::core::log::note::NoteSignature;
use crate::core::outcome::{Act, Outcome};
use crate::core::time::Date;
use std::fmt::Display;

const ACT: Table = Table {
    name: "act",
    columns: &["seq", "at", "actor", "verb", "object", "text", "digest", "signature"],
    key: 1,
};
const NEXT: Table = Table { name: "act", columns: &["next"], key: 0 };
pub(super) const OUTCOME: Table = Table {
    name: "outcome",
    columns: &[
        "draw", "attempt", "subject", "matter", "revision", "visited", "methods", "results", "text", "act",
    ],
    key: 5,
};
const VISIT: Table =
    Table { name: "outcome", columns: &["subject", "draw", "attempt", "visited", "on_site"], key: 4 };

const NEXT_ACT: &str = include_str!("sql/read/act_next.sql");

/// An act with the signature line under it, if its actor has a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAct {
    /// The act.
    pub act: Act,
    /// The signature line.
    pub signature: Option<NoteSignature>,
}

/// One visit that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeVisit {
    /// Whose.
    pub subject: SubjectId,
    /// In which attempt of which draw.
    pub attempt: Attempt,
    /// On which day.
    pub visited: Date,
    /// Somebody went there (实地检查); otherwise by paper, network or laboratory.
    pub on_site: bool,
}

impl Writer {
    /// Number of the next act.
    pub async fn next_act(&mut self) -> Result<u32, Error> {
        let next = self.next(&NEXT, NEXT_ACT).await?;
        Ok(u32::try_from(next).expect("acts are counted far below 2^32"))
    }

    /// Stores an act; [`Error::Exists`] if its number is taken.
    pub async fn put_act(&mut self, stored: &StoredAct) -> Result<(), Error> {
        let StoredAct { act, signature } = stored;
        let text = act.print();
        let row = vec![
            Field::count(act.number),
            Field::stamp(act.at),
            Field::text(&act.actor.id),
            Field::text(act.verb.word()),
            Field::Text(act.attempt.to_string().into()),
            Field::text(&text),
            Field::digest(&crate::core::digest::Digest::of(text.as_bytes())),
            Field::Text(signature.as_ref().map(ToString::to_string).unwrap_or_default().into()),
        ];
        self.insert_one(&ACT, row).await.map_err(|e| e.named(|| format!("act {}", act.number)))
    }

    /// Stores revisions entered by an act; [`Error::Exists`] if one of them is there.
    pub async fn put_outcomes(&mut self, act: u32, outcomes: &[Outcome]) -> Result<(), Error> {
        let fill = |i: usize, out: &mut Vec<Field<'_>>| {
            let outcome = &outcomes[i];
            out.extend([
                Field::Text(outcome.draw.to_string().into()),
                Field::count(outcome.attempt),
                Field::Text(outcome.about.subject.to_string().into()),
                Field::Text(outcome.about.matter.to_string().into()),
                Field::count(outcome.revision),
                Field::date(outcome.visited),
                Field::Text(joined(&outcome.methods).into()),
                Field::Text(joined(&outcome.results).into()),
                Field::Text(outcome.print().into()),
                Field::count(act),
            ]);
        };
        let named = |e: Error| e.named(|| format!("an outcome of act {act}"));
        self.insert_many(&OUTCOME, outcomes.len(), &fill).await.map_err(named)
    }
}

impl Archive {
    /// Every act, in order.
    pub async fn acts(&self) -> Result<Vec<StoredAct>, Error> {
        self.all(&ACT, include_str!("sql/read/acts.sql"), vec![], act).await
    }

    /// Number of the next act.
    pub async fn next_act(&self) -> Result<u32, Error> {
        let next = self.one(&NEXT, NEXT_ACT, vec![], |row| row.int()).await?;
        Ok(next.unwrap_or(1))
    }

    /// Every act about one attempt, in order.
    pub async fn acts_about(&self, attempt: &Attempt) -> Result<Vec<StoredAct>, Error> {
        let args = vec![Field::Text(attempt.to_string().into())];
        self.all(&ACT, include_str!("sql/read/acts_about.sql"), args, act).await
    }

    /// Every revision of every outcome of one attempt, by subject, matter and revision.
    pub async fn outcomes(&self, draw: &DrawId, number: u32) -> Result<Vec<Outcome>, Error> {
        let args = vec![Field::text(draw.as_str()), Field::count(number)];
        self.all(&OUTCOME, include_str!("sql/read/outcomes.sql"), args, outcome).await
    }

    /// Visits between two days, both included, as their latest revisions have them: one for each
    /// subject, attempt and day, by subject. What counts of them against a cap is a rule of the bureau.
    pub async fn visits(&self, from: Date, to: Date) -> Result<Vec<MadeVisit>, Error> {
        let args = vec![Field::date(from), Field::date(to)];
        self.all(&VISIT, include_str!("sql/read/outcome_visits.sql"), args, visit).await
    }

    /// The same as they were known at the end of a day: acts after it have not happened.
    pub async fn visits_known(&self, from: Date, to: Date, known: Date) -> Result<Vec<MadeVisit>, Error> {
        let after = Date::from_days(known.days() + 1).unwrap_or(known).start();
        let args = vec![Field::date(from), Field::date(to), Field::stamp(after)];
        self.all(&VISIT, include_str!("sql/read/outcome_visits_known.sql"), args, visit).await
    }
}

fn joined<T: Display>(codes: &[T]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn act(row: &mut Row) -> Result<StoredAct, Error> {
    let (seq, at, actor, verb, object) =
        (row.int::<u32>()?, row.stamp()?, row.text()?, row.text()?, row.text()?);
    let act = row.parse("the text of an act", |text| Act::parse(text.as_bytes()).ok())?;
    let columns = (act.number, act.at, act.actor.id.as_str(), act.verb.word(), act.attempt.to_string());
    if columns != (seq, at, actor.as_str(), verb.as_str(), object) {
        return Err(row.wrong("a text that agrees with its row", seq.to_string()));
    }
    let digest = row.digest()?;
    if crate::core::digest::Digest::of(act.print().as_bytes()) != digest {
        return Err(row.wrong("the digest of the text", digest.hex()));
    }
    let signature = row.parse("a signature line, or nothing", |text| match text {
        "" => Some(None),
        line => NoteSignature::parse(line).ok().map(Some),
    })?;
    Ok(StoredAct { act, signature })
}

pub(super) fn outcome(row: &mut Row) -> Result<Outcome, Error> {
    let key = (row.text()?, row.int::<u32>()?, row.text()?, row.text()?, row.int::<u32>()?);
    let rest = (row.date()?, row.text()?, row.text()?);
    let outcome = row.parse("the text of an outcome", |text| Outcome::parse(text.as_bytes()).ok())?;
    let Outcome { draw, attempt, about, revision, .. } = &outcome;
    let its = (draw.to_string(), *attempt, about.subject.to_string(), about.matter.to_string(), *revision);
    let others = (outcome.visited, joined(&outcome.methods), joined(&outcome.results));
    if key != its || rest != others {
        return Err(row.wrong("a text that agrees with its row", about.subject.to_string()));
    }
    Ok(outcome)
}

fn visit(row: &mut Row) -> Result<MadeVisit, Error> {
    let subject = row.parse("a subject id", |text| SubjectId::new(text).ok())?;
    let draw = row.parse("a draw id", |text| DrawId::new(text).ok())?;
    let attempt = Attempt::new(&draw, row.int()?);
    Ok(MadeVisit { subject, attempt, visited: row.date()?, on_site: row.flag()? })
}
