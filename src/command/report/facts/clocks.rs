//! Statutory clocks (时限) that had started by the day: when they started, their last day, when they were met.
//! The last day is missing where the calendar does not tell it or nobody ordered one; no working day is guessed.

use super::Gathering;
use crate::command::deadlines::{self, Met, Results};
use crate::core::deadline::{NoDue, Object, ObjectKind, Trigger, TriggerKind, done_on, last_day};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::Clock;
use std::collections::BTreeMap;

/// What visits and follow-ups of one attempt start; hands back the last days to publish, by subject.
pub(super) fn put_visits(
    gathering: &mut Gathering<'_>,
    triggers: &[Trigger],
) -> Result<BTreeMap<String, Option<Date>>> {
    let rows = rows(gathering, triggers);
    gathering.put(&rows)?;
    let mut due = BTreeMap::new();
    for trigger in triggers {
        if matches!(trigger.kind, TriggerKind::InspectionEnded | TriggerKind::FoodResultFormed) {
            let rule = gathering.rules.of(trigger.kind, trigger.started_on).next();
            let last = rule.and_then(|rule| {
                last_day(rule, trigger, &gathering.calendar, &gathering.settings).ok().map(|due| due.date)
            });
            due.insert(trigger.object.id.clone(), last);
        }
    }
    Ok(due)
}

/// What plans, tasks, draws, laws and the monthly classes start.
pub(super) async fn put_others(gathering: &mut Gathering<'_>, results: &Results) -> Result<()> {
    let (env, archive, as_of) = (gathering.env, gathering.archive, gathering.as_of);
    let mut triggers = deadlines::beside_visits(env, archive, results, as_of).await?;
    triggers.extend(deadlines::classings(env, archive, as_of).await?);
    triggers.extend(deadlines::hearings(archive, as_of).await?);
    let mut rows = rows(gathering, &triggers);
    let began = gathering.began;
    rows.retain(|clock| seen(clock, began));
    gathering.put(&rows)
}

/// Whether the archive could see a clock met: what was published of a year's plan before it was begun it cannot know.
fn seen(clock: &Clock, began: Option<Date>) -> bool {
    let year = clock.trigger == TriggerKind::PlanYear.word();
    !year || clock.due.is_none_or(|due| began.is_none_or(|began| began <= due))
}

/// A row for each rule that a trigger starts.
pub(super) fn rows(gathering: &Gathering<'_>, triggers: &[Trigger]) -> Vec<Clock> {
    let as_of = gathering.as_of;
    let mut rows = Vec::new();
    for trigger in triggers.iter().filter(|trigger| trigger.started_on <= as_of) {
        for rule in gathering.rules.of(trigger.kind, trigger.started_on) {
            let due = last_day(rule, trigger, &gathering.calendar, &gathering.settings);
            rows.push(Clock {
                code: rule.code.clone(),
                trigger: trigger.kind.word().to_owned(),
                object: word(trigger.object.kind).to_owned(),
                id: trigger.object.id.clone(),
                department: trigger.departments.join("、"),
                started: trigger.started_on,
                undated: matches!(due, Err(NoDue::NotGiven)),
                due: due.ok().map(|due| due.date),
                done: done_on(rule, trigger, as_of),
            });
        }
    }
    rows
}

/// A row for each rule that a duty of a subject was met for.
pub(super) fn met(gathering: &Gathering<'_>, duties: &[(String, Met)]) -> Vec<Clock> {
    let mut rows = Vec::new();
    for (id, Met { kind, code, started, on }) in duties {
        let object = Object { kind: ObjectKind::Subject, id: id.clone(), name: String::new() };
        let trigger = Trigger {
            kind: *kind,
            started_on: *started,
            object,
            departments: Vec::new(),
            persons: Vec::new(),
            given: None,
            done: Vec::new(),
        };
        let all = self::rows(gathering, &[trigger]).into_iter();
        let those = all.filter(|row| code.is_none_or(|code| row.code == code));
        rows.extend(those.map(|row| Clock { done: Some(*on), ..row }));
    }
    rows
}

fn word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::List => "list",
        ObjectKind::Plan => "plan",
        ObjectKind::Task => "task",
        ObjectKind::Draw => "draw",
        ObjectKind::Library => "library",
        ObjectKind::Subject => "subject",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_due_before_the_archive_was_begun_is_no_clock() {
        let day = |text: &str| Date::parse(text).unwrap();
        let clock = |kind: TriggerKind, due: Option<&str>| Clock {
            code: "X".into(),
            trigger: kind.word().into(),
            object: "plan".into(),
            id: "2023".into(),
            department: String::new(),
            started: day("2023-01-01"),
            due: due.map(day),
            undated: false,
            done: Some(day("2023-09-01")),
        };
        let year = clock(TriggerKind::PlanYear, Some("2023-03-31"));
        for (began, kept) in [("2023-04-01", false), ("2023-03-31", true), ("2022-12-01", true)] {
            assert_eq!(seen(&year, Some(day(began))), kept, "{began}");
        }
        assert!(seen(&year, None) && seen(&clock(TriggerKind::PlanYear, None), Some(day("2023-09-01"))));
        assert!(seen(&clock(TriggerKind::TaskPlanned, Some("2023-03-31")), Some(day("2023-09-01"))));
    }
}
