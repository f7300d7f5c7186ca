//! The monthly clock of the internal classes (RISK-M): every month since the first run, or since the
//! bureau said where its classes come from. `credit classes --apply` ends it; where the province makes the
//! classes, the month's import of subjects does.

use crate::archive::Archive;
use crate::command::credit::{period, period_of, rules};
use crate::config::ClassesFrom;
use crate::core::credit::next_classing;
use crate::core::deadline::{Object, ObjectKind, Trigger, TriggerKind};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeMap;

/// One trigger for each month up to a day.
pub async fn triggers(env: &Env, archive: &Archive, as_of: Date) -> Result<Vec<Trigger>> {
    let from = env.config.credit.classes;
    let mut done: BTreeMap<String, Date> = BTreeMap::new();
    for row in archive.journal().await?.iter().filter(|row| row.at.date() <= as_of) {
        let of = match from {
            Some(ClassesFrom::Imported) if row.verb.starts_with("import subjects") => {
                Some(period(row.at.date()))
            }
            Some(ClassesFrom::Imported) => None,
            _ => period_of(&row.verb).map(str::to_owned),
        };
        of.into_iter().for_each(|of| {
            done.entry(of).or_insert(row.at.date());
        });
    }
    let now = period(as_of);
    let first = match done.first_key_value() {
        Some((first, _)) => first.clone().min(now.clone()),
        None if from.is_some() => now.clone(),
        None => return Ok(Vec::new()),
    };
    let rules = rules::of(env)?;
    let mut found = Vec::new();
    let months =
        (as_of.year().saturating_sub(10)..=as_of.year()).flat_map(|year| (1..=12).map(move |m| (year, m)));
    for started_on in months.filter_map(|(year, month)| Date::new(year, month, 1)) {
        let id = period(started_on);
        let Some((last, _)) = next_classing(&rules, started_on) else { continue };
        if id < first || id > now {
            continue;
        }
        found.push(Trigger {
            kind: TriggerKind::MonthBegan,
            started_on,
            done: done.get(&id).map(|on| ("RISK-M", *on)).into_iter().collect(),
            object: Object { kind: ObjectKind::Library, id, name: String::new() },
            departments: Vec::new(),
            persons: Vec::new(),
            given: Some(last),
        });
    }
    Ok(found)
}
