//! Places in teams (检查人员): who was sent to whom by the teams in force on the day. Card numbers, no names.

use super::Gathering;
use crate::archive::Draw;
use crate::command::draw::file_of;
use crate::command::outcome::Book;
use crate::core::bundle::{INSPECTORS, parse_inspectors};
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::outcome::Stage;
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::Seat;
use std::collections::{BTreeMap, BTreeSet};

/// Puts them. A subject of several tasks has one team, and its seats are told of the first task.
pub(super) async fn put(
    gathering: &mut Gathering<'_>,
    row: &Draw,
    book: &Book,
    cards: &BTreeMap<Name, InspectorId>,
    day: Date,
) -> Result<()> {
    let people = file_of(gathering.archive, row, INSPECTORS, parse_inspectors).await?;
    let mut pools: BTreeMap<&Name, u32> = BTreeMap::new();
    for person in people.iter().filter(|person| person.cap > 0) {
        *pools.entry(&person.unit).or_default() += 1;
    }
    let pool = pools.values().sum();
    let units: BTreeMap<&InspectorId, &Name> =
        people.iter().filter_map(|person| Some((cards.get(&person.pseudonym)?, &person.unit))).collect();
    let visits = visits(book);
    let drawn = &book.drawn;
    let first = drawn.before.first().map_or(&drawn.teams, |(_, table)| table);
    let subjects = drawn.subjects().len() as u32;
    let mut rows = Vec::new();
    for (subject, seats) in &drawn.teams {
        let Some(task) = drawn.tasks.iter().find(|task| task.subjects.contains_key(subject)) else {
            continue;
        };
        let went: Vec<(Date, BTreeSet<InspectorId>)> = visits
            .get(subject)
            .into_iter()
            .flatten()
            .map(|on| (*on, drawn.teams_on(subject, *on).into_iter().flatten().collect()))
            .collect();
        for seat in seats {
            let unit = units.get(&seat.card).copied();
            let from_draw = first.get(subject).is_some_and(|all| all.iter().any(|one| one.card == seat.card));
            rows.push(Seat {
                draw: row.draw.to_string(),
                attempt: row.attempt,
                task: task.plan.task.to_string(),
                subject: subject.to_string(),
                officer: seat.card.to_string(),
                unit: unit.map(ToString::to_string).unwrap_or_default(),
                lead: seat.lead,
                drawn: from_draw,
                day,
                visited: went.iter().filter(|(_, team)| team.contains(&seat.card)).map(|(on, _)| *on).max(),
                pool,
                unit_pool: unit.and_then(|unit| pools.get(unit)).copied().unwrap_or(0),
                subjects,
            });
        }
    }
    gathering.put(&rows)
}

/// Days on which each subject was visited, by the latest revisions that stand.
fn visits(book: &Book) -> BTreeMap<&SubjectId, BTreeSet<Date>> {
    let mut days: BTreeMap<&SubjectId, BTreeSet<Date>> = BTreeMap::new();
    for (about, standing) in book.story.all().filter(|(_, standing)| standing.stage != Stage::Withdrawn) {
        if let Some(outcome) = book.revisions.get(&(about.clone(), standing.revision)) {
            days.entry(&about.subject).or_default().insert(outcome.visited);
        }
    }
    days
}
