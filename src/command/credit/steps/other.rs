//! `suicha credit repair`, `object` and `record`: steps about one record that are no answers to a proposal.

use super::{Desk, Done, Record};
use crate::command::answer::Answer;
use crate::command::credit::book::Book;
use crate::core::credit::letter::Paper;
use crate::core::credit::words::{Kind, Manner};
use crate::core::credit::{Details, Event, Field, Verb};
use crate::core::digest::Digest;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

/// Kinds of events that commands of their own record.
const OWN: [Kind; 9] = [
    Kind::Inspection,
    Kind::Listing,
    Kind::Removal,
    Kind::RepairApplied,
    Kind::RepairAccepted,
    Kind::RepairDecided,
    Kind::RepairRevoked,
    Kind::Objection,
    Kind::ObjectionAnswered,
];

impl Desk<'_> {
    /// Takes a step of a repair.
    pub async fn repair(
        self,
        env: &mut Env,
        book: Book,
        record: &str,
        (kind, manner): (Kind, Option<Manner>),
        letter: Option<&str>,
    ) -> Result<Answer> {
        let target = book.find(record)?.digest();
        if kind != Kind::RepairApplied {
            let applied = |event: &&Event| event.kind == Kind::RepairApplied && event.about == Some(target);
            let applied: Vec<Digest> = book.events.iter().filter(applied).map(Event::digest).collect();
            self.another(&book, &applied).await?;
            if kind != Kind::RepairRevoked && applied.is_empty() {
                return Err(Error::said(
                    Exit::Rejected,
                    "该记录没有修复申请",
                    "nobody has applied for the repair of this record",
                )
                .advice("先用 --apply 登记申请", "record the application first: --apply"));
            }
        }
        let (letter, mut warnings) = self.letter(env, paper(kind, manner), letter).await?;
        if manner == Some(Manner::Granted) {
            warnings.extend(self.wanting(&book, &target));
        }
        let details = Details { manner, ..Details::default() };
        let record = Record { kind: Some(kind), about: Some(target), details, ..Record::default() };
        let done = Done { letter, warnings, ..Done::default() };
        self.record_one(env, Verb::Repair, book, record, done).await
    }

    /// Records an objection, or answers one.
    pub async fn object(
        self,
        env: &mut Env,
        book: Book,
        record: &str,
        answer: Option<&str>,
    ) -> Result<Answer> {
        let target = book.find(record)?.digest();
        let (kind, manner) = match answer {
            None => (Kind::Objection, None),
            Some(word) => {
                self.another(&book, &[target]).await?;
                let known = [Manner::Accepted, Manner::Refused, Manner::Wrong, Manner::Ended];
                let manner = known.into_iter().find(|manner| manner.word() == word).ok_or_else(|| {
                    Error::said(
                        Exit::Usage,
                        format!("答复 {word:?} 不认识：accepted、refused、wrong 或 ended"),
                        format!("no answer {word:?}: accepted, refused, wrong or ended"),
                    )
                })?;
                (Kind::ObjectionAnswered, Some(manner))
            }
        };
        let details = Details { manner, ..Details::default() };
        let record = Record { kind: Some(kind), about: Some(target), details, ..Record::default() };
        self.record_one(env, Verb::Object, book, record, Done::default()).await
    }

    /// Records any other fact.
    pub async fn record(
        self,
        env: &mut Env,
        book: Book,
        kind: &str,
        about: Option<&str>,
        fields: &[String],
    ) -> Result<Answer> {
        let kind = Kind::parse(kind).filter(|kind| !OWN.contains(kind)).ok_or_else(|| {
            let known: Vec<&str> =
                Kind::ALL.iter().filter(|kind| !OWN.contains(kind)).map(|kind| kind.word()).collect();
            let known = known.join(", ");
            Error::said(
                Exit::Usage,
                format!("{kind:?} 不在可登记之列：{known}"),
                format!("{kind:?} cannot be recorded so: {known}"),
            )
            .advice(
                "列入、移出、修复、异议各有自己的命令",
                "listings, removals, repairs and objections have commands of their own",
            )
        })?;
        let about = about.map(|text| book.find(text).map(Event::digest)).transpose()?;
        let mut details = Details::default();
        for pair in fields {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let field = Field::ALL.into_iter().find(|field| field.word() == key);
            let set = field.ok_or("a known field").and_then(|field| details.set(field, value));
            set.map_err(|wanted| {
                Error::said(
                    Exit::Usage,
                    format!("--set {pair} 不能采用（{wanted}）"),
                    format!("--set {pair}: {wanted} is wanted"),
                )
            })?;
        }
        let (today, published) = (self.today, details.published);
        if let Some(published) = published.filter(|published| *published > today) {
            return Err(Error::said(
                Exit::Timing,
                format!("为时过早：公示日期 {published} 晚于今天（{today}）"),
                format!("too early: published on {published}, after today ({today})"),
            ));
        }
        let record = Record { kind: Some(kind), about, details, ..Record::default() };
        self.record_one(env, Verb::Record, book, record, Done::default()).await
    }
}

/// The letter that a step of a repair is.
pub(super) fn paper(kind: Kind, manner: Option<Manner>) -> Option<Paper> {
    match (kind, manner) {
        (Kind::RepairAccepted, _) => Some(Paper::RepairAccepted),
        (Kind::RepairDecided, Some(Manner::Granted)) => Some(Paper::RepairGranted),
        (Kind::RepairDecided, _) => Some(Paper::RepairRefused),
        _ => None,
    }
}
