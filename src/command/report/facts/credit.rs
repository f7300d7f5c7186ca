//! Events of the credit archive known by the day, the entries of lists that follow from them, and the duties
//! that are open or were met. One subject is folded at a time.

use super::{Gathering, clocks, libraries, unwritten};
use crate::command::credit::{self, Book, Who, rules};
use crate::command::deadlines;
use crate::core::credit::Question;
use crate::core::credit::fact::Fact;
use crate::core::credit::settled::settled;
use crate::core::credit::standing::{Standing, State};
use crate::core::credit::stats::reason;
use crate::core::credit::words::Kind;
use crate::core::deadline::Trigger;
use crate::core::registry::RosterKind;
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::{CreditEvent, FactError, Listing, Sink};

/// Rows that are held before they are handed on.
const BATCH: usize = 1 << 14;

/// Rows on their way.
#[derive(Default)]
struct Rows {
    events: Vec<CreditEvent>,
    listings: Vec<Listing>,
}

/// Puts all of it.
pub(super) async fn put(gathering: &mut Gathering<'_>) -> Result<()> {
    let (env, archive, as_of) = (gathering.env, gathering.archive, gathering.as_of);
    let roster = libraries::in_force(gathering, RosterKind::Subjects).await?.map(|stored| stored.id);
    let rules = rules::of(env)?;
    let calendar = gathering.calendar.clone();
    let question = Question::new(&rules, &calendar, as_of).known_by(as_of);
    let declined = credit::declined(archive, as_of).await?;
    let on = |day| Question::new(&rules, &calendar, day).known_by(day);
    let (mut rows, mut triggers, mut failed) = (Rows::default(), Vec::<Trigger>::new(), None);
    let mut met = Vec::new();
    let sink = &mut *gathering.sink;
    credit::subjects_by(env, archive, roster, as_of, |book, who| {
        let standing = question.fold(book.form, &book.history.facts);
        // As everywhere: whom the registry gives no region counts in the bureau's own.
        let known = !who.name.is_empty() && who.region.is_empty();
        rows.add(book, (if known { &env.config.region } else { &who.region }, who), &standing, as_of);
        triggers.extend(deadlines::duties(book, "", &standing, &declined));
        let settled = settled(book.form, &book.history.facts, as_of, on);
        let duties = deadlines::met(book, &standing, &settled, &declined);
        met.extend(duties.into_iter().map(|duty| (book.id.to_string(), duty)));
        if rows.events.len() >= BATCH {
            failed = failed.take().or(rows.hand_on(sink).err());
        }
    })
    .await?;
    failed.map_or(Ok(()), Err).and_then(|()| rows.hand_on(sink)).map_err(|e| unwritten(&e))?;
    let mut clocks = clocks::rows(gathering, &triggers);
    clocks.extend(clocks::met(gathering, &met));
    gathering.put(&clocks)
}

impl Rows {
    fn hand_on(&mut self, sink: &mut Sink) -> std::result::Result<(), FactError> {
        sink.put(&std::mem::take(&mut self.events))?;
        sink.put(&std::mem::take(&mut self.listings))
    }

    /// Of a subject with its region and what the registry tells of it.
    fn add(&mut self, book: &Book, (region, who): (&str, &Who), standing: &Standing, as_of: Date) {
        let facts = &book.history.facts;
        for (at, fact) in (0..).zip(facts).filter(|(_, fact)| known(fact, as_of)) {
            let about = if fact.kind == Kind::Listing { Some(at) } else { fact.about };
            let listed = matches!(fact.kind, Kind::Listing | Kind::Removal);
            let entry = standing.entries.iter().find(|entry| listed && Some(entry.at) == about);
            let ground = fact.ground.or(entry.map(|entry| entry.ground));
            self.events.push(CreditEvent {
                subject: book.id.to_string(),
                region: region.to_owned(),
                station: who.station.clone(),
                form: book.form.word().to_owned(),
                kind: fact.kind.word().to_owned(),
                manner: fact.manner.map(|manner| manner.word().to_owned()).unwrap_or_default(),
                list: entry.map(|entry| entry.list.word().to_owned()).unwrap_or_default(),
                ground: ground.map(|ground| ground.word().to_owned()).unwrap_or_default(),
                day: fact.day,
                recorded: fact.recorded,
                fine: fact.fine,
                confiscated: fact.confiscated,
            });
        }
        for entry in &standing.entries {
            let reason = entry.closed.map(|_| reason(entry, facts));
            self.listings.push(Listing {
                subject: book.id.to_string(),
                region: region.to_owned(),
                station: who.station.clone(),
                list: entry.list.word().to_owned(),
                ground: entry.ground.word().to_owned(),
                since: entry.since,
                closed: entry.closed.map(|(day, _)| day),
                reason: reason.map(|reason| reason.word().to_owned()).unwrap_or_default(),
                withdrawn: entry.state == State::Withdrawn,
                repaired: entry.state != State::Withdrawn && reason.is_some_and(|reason| reason.by_repair()),
            });
        }
    }
}

fn known(fact: &Fact, as_of: Date) -> bool {
    fact.day <= as_of && fact.recorded <= as_of
}
