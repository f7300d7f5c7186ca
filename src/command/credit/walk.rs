//! Every subject of the credit archive, one after the other: the stored events come in as a stream, so
//! that one subject is in memory at a time, and published outcomes are laid beside them.

use super::book::Book;
use super::inspections;
use super::show::proposal_of;
use crate::archive::{Archive, EventRow};
use crate::core::credit::Event;
use crate::core::credit::words::Form;
use crate::core::id::SubjectId;
use crate::core::registry::{Group, RosterKind};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Events of one subject on their way through.
#[derive(Default)]
struct Batch {
    events: Vec<Event>,
    group: Option<Group>,
    name: String,
}

/// Hands every subject with a record to `each`, with its name, as known on a day.
pub async fn subjects(
    env: &Env,
    archive: &Archive,
    known: Date,
    mut each: impl FnMut(&Book, &str) + Send,
) -> Result<()> {
    let roster = archive.latest_roster(RosterKind::Subjects, known).await?.map(|roster| roster.id);
    let mut derived = inspections::of_all(env, archive, known).await?;
    let mut problem = None;
    let mut one = |id: &SubjectId, batch: Batch, derived: Vec<inspections::Derived>| {
        let Batch { events, group, name } = batch;
        match Book::of(id, None, Form::of(group, id), events, derived, BTreeMap::new()) {
            Ok(book) => each(&book, &name),
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
            let EventRow { event, group, name, .. } = row;
            if batch.events.first().is_some_and(|known| known.subject != event.subject) {
                take(std::mem::take(&mut batch));
            }
            (batch.group, batch.name) = (group, name);
            batch.events.push(event);
        })
        .await?;
    take(batch);
    // Those who were inspected and have no other record.
    for (id, derived) in std::mem::take(&mut derived) {
        let subject = match roster {
            Some(roster) => archive.subject_of(roster, &id).await?,
            None => None,
        };
        let (group, name) =
            subject.map_or((None, String::new()), |subject| (Some(subject.group), subject.name));
        one(&id, Batch { events: Vec::new(), group, name }, derived);
    }
    problem.map_or(Ok(()), Err)
}

/// Proposals that were declined by a day: subject and name.
pub async fn declined(archive: &Archive, by: Date) -> Result<BTreeSet<(String, String)>> {
    let acts = archive.credit_declined().await?;
    let acts = acts.into_iter().map(|stored| stored.act).filter(|act| act.at.date() <= by);
    Ok(acts.filter_map(|act| Some((act.object.clone(), proposal_of(&act)?))).collect())
}
