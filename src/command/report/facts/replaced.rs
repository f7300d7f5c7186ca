//! Replacements after a draw (替换) that had been made by the day: the subjects and officers that left, why,
//! and whether somebody stepped in.

use super::Gathering;
use crate::archive::Draw;
use crate::command::draw::parsed;
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::log::Attempt;
use crate::core::outcome::Drawn;
use crate::core::outcome::drawn::Seat;
use crate::core::replace::{Replaced, Request, replaced_file, request_file};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::Replacement;
use std::collections::BTreeMap;

/// One replacement.
pub(super) struct Done {
    request: Request,
    replaced: Replaced,
    /// The day it was made.
    pub day: Date,
}

/// The replacements of an attempt by the day, in order.
pub(super) async fn read(gathering: &Gathering<'_>, row: &Draw) -> Result<Vec<Done>> {
    let (archive, attempt) = (gathering.archive, Attempt::new(&row.draw, row.attempt));
    let mut all = Vec::new();
    for number in 1.. {
        let (asked, made) = (request_file(number), replaced_file(number));
        let request = archive.file(&row.draw, row.attempt, &asked).await?;
        let replaced = archive.file(&row.draw, row.attempt, &made).await?;
        let (Some(request), Some(replaced)) = (request, replaced) else { break };
        let request = parsed(row, &asked, &request.bytes, Request::parse)?;
        let replaced = parsed(row, &made, &replaced.bytes, Replaced::parse)?;
        let day = gathering.replaced.get(&format!("{attempt} replaced {number}"));
        let day = day.copied().unwrap_or(request.at.date());
        if day > gathering.as_of {
            break;
        }
        all.push(Done { request, replaced, day });
    }
    Ok(all)
}

/// The rows of all of them.
pub(super) fn put(
    gathering: &mut Gathering<'_>,
    row: &Draw,
    drawn: &Drawn,
    cards: &BTreeMap<Name, InspectorId>,
    done: &[Done],
) -> Result<()> {
    let mut rows = Vec::new();
    for (number, Done { request, replaced, day }) in (1_u32..).zip(done) {
        let one = |task: &str, what: &str, reason: &Name, filled| Replacement {
            draw: row.draw.to_string(),
            attempt: row.attempt,
            number,
            task: task.to_owned(),
            what: what.to_owned(),
            reason: reason.to_string(),
            day: *day,
            filled,
        };
        for step in &replaced.steps {
            let Some(skip) = request.skips.iter().find(|skip| skip.id == step.out) else { continue };
            rows.push(one(step.task.as_str(), "subject", &skip.code, step.into.is_some()));
        }
        let at = number as usize;
        let Some((_, before)) = drawn.before.get(at - 1) else { continue };
        let after = drawn.before.get(at).map_or(&drawn.teams, |(_, table)| table);
        for (pseudonym, code) in &request.unavailable {
            let left = |seats: &[Seat]| cards.get(pseudonym).is_some_and(|card| sits(seats, card));
            let theirs = before.iter().filter(|(_, seats)| left(seats));
            let filled = theirs.into_iter().all(|(id, seats)| filled(after, id, seats.len()));
            rows.push(one("", "inspector", code, filled));
        }
        for recused in &request.recused {
            let seats = before.get(&recused.id).map_or(0, Vec::len);
            rows.push(one("", "inspector", &recused.code, filled(after, &recused.id, seats)));
        }
    }
    gathering.put(&rows)
}

fn sits(seats: &[Seat], card: &InspectorId) -> bool {
    seats.iter().any(|seat| seat.card == *card)
}

/// Whether a team is as large as it was; a subject that has left needs none.
fn filled(after: &BTreeMap<SubjectId, Vec<Seat>>, id: &SubjectId, seats: usize) -> bool {
    after.get(id).is_none_or(|now| now.len() >= seats)
}
