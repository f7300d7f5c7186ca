//! Every subject of the credit archive, one after the other: the stored events come in as a stream, so
//! that one subject is in memory at a time, and published outcomes are laid beside them.

use super::book::Book;
use super::inspections;
use super::show::proposal_of;
use crate::archive::{Archive, EventRow, RosterId};
use crate::command::rosters;
use crate::core::credit::Event;
use crate::core::credit::words::Form;
use crate::core::id::SubjectId;
use crate::core::registry::{Group, RosterKind, Subject};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeMap;

/// Events of one subject on their way through.
#[derive(Default)]
struct Batch {
    events: Vec<Event>,
    group: Option<Group>,
    who: Who,
}

/// What a roster says of a subject; nothing where it does not know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Name.
    pub name: String,
    /// Region.
    pub region: String,
    /// Station.
    pub station: String,
}

/// Hands every subject with a record to `each`, as known on a day.
pub async fn subjects(
    env: &Env,
    archive: &Archive,
    known: Date,
    each: impl FnMut(&Book, &Who) + Send,
) -> Result<()> {
    let roster = archive.latest_roster(RosterKind::Subjects, known).await?.map(|roster| roster.id);
    subjects_by(env, archive, roster, known, each).await
}

/// The same with what a certain roster says of them.
pub async fn subjects_by(
    env: &Env,
    archive: &Archive,
    roster: Option<RosterId>,
    known: Date,
    mut each: impl FnMut(&Book, &Who) + Send,
) -> Result<()> {
    let mut derived = inspections::of_all(env, archive, known).await?;
    let mut problem = None;
    let mut one = |id: &SubjectId, batch: Batch, derived: Vec<inspections::Derived>| {
        let Batch { events, group, who } = batch;
        match Book::of(id, None, Form::of(group, id), events, derived, BTreeMap::new()) {
            Ok(book) => each(&book, &who),
            Err(e) => problem = problem.take().or(Some(e)),
        }
    };
    let mut batch = Batch::default();
    let mut take = |batch: Batch| {
        if let Some(id) = batch.events.first().map(|event| event.subject.clone()) {
            one(&id, batch, derived.remove(&id).unwrap_or_default());
        }
    };
    archive
        .each_credit_row(roster, |row| {
            let EventRow { event, group, name, region, station, .. } = row;
            if batch.events.first().is_some_and(|known| known.subject != event.subject) {
                take(std::mem::take(&mut batch));
            }
            (batch.group, batch.who) = (group, Who { name, region, station });
            batch.events.push(event);
        })
        .await?;
    take(batch);
    // Those who were inspected and have no other record.
    let rest = std::mem::take(&mut derived);
    let mut told = match roster {
        Some(roster) => rosters::some(archive, roster, rest.keys(), of_roster).await?,
        None => BTreeMap::new(),
    };
    for (id, derived) in rest {
        let (group, who) = told.remove(&id).unwrap_or_default();
        one(&id, Batch { events: Vec::new(), group, who }, derived);
    }
    problem.map_or(Ok(()), Err)
}

fn of_roster(subject: Subject) -> (Option<Group>, Who) {
    let station = subject.station.map(|station| station.to_string()).unwrap_or_default();
    (Some(subject.group), Who { name: subject.name, region: subject.region, station })
}

/// Proposals that were declined by a day: subject and name.
pub async fn declined(archive: &Archive, by: Date) -> Result<BTreeMap<(String, String), Date>> {
    let acts = archive.credit_declined().await?;
    let acts = acts.into_iter().map(|stored| stored.act).filter(|act| act.at.date() <= by);
    Ok(acts.filter_map(|act| Some(((act.object.clone(), proposal_of(&act)?), act.at.date()))).collect())
}
