//! What can be told today: draws that ended in the last days, their officers' visits, clocks that are red, jobs of the
//! schedule that failed.

use super::settings::Settings;
use crate::annual::AnnualPlan;
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::deadlines;
use crate::command::draw::drawn;
use crate::core::deadline::{Clock, Light, clocks};
use crate::env::Env;
use crate::error::Result;
use crate::notify::{Event, Kind};
use crate::schedule::{Failure, Missed, failures};
use std::collections::BTreeMap;

/// Every event that is not too old to be told.
pub async fn gather(env: &Env, archive: &Archive, settings: &Settings) -> Result<Vec<Event>> {
    let today = env.now().date();
    let wanted =
        |kind: Kind| env.config.notify.to.iter().any(|to| to.events.iter().any(|own| own == kind.word()));
    let mut events = Vec::new();
    for row in archive.draws().await? {
        let Some(end) = archive.terminal(&row.draw, row.attempt).await? else { continue };
        let day = end.at.date();
        if today.days() - day.days() > i64::from(env.config.notify.days) || day > today {
            continue;
        }
        let mut values = BTreeMap::from([
            ("draw", row.draw.to_string()),
            ("attempt", row.attempt.to_string()),
            ("day", day.to_string()),
        ]);
        let event = |kind: Kind, values| Event {
            kind,
            key: format!("{} {} {}", kind.word(), row.draw, row.attempt),
            values,
            departments: Vec::new(),
            card: None,
        };
        if end.kind == TerminalKind::Void {
            events.push(event(Kind::DrawVoid, values));
            continue;
        }
        if !wanted(Kind::DrawDone) && !wanted(Kind::Assignment) {
            continue;
        }
        let drawn = drawn::of(archive, &row).await?;
        let seats: usize = drawn.teams.values().map(Vec::len).sum();
        let until = until(archive, &row).await?.unwrap_or_else(|| env.lang.pick("未定", "not set").into());
        for card in settings.cards.iter().flatten() {
            let teams =
                drawn.teams.values().filter_map(|team| team.iter().find(|seat| seat.card.as_str() == card));
            let (visits, lead) =
                teams.fold((0_u64, 0_u64), |(n, lead), seat| (n + 1, lead + u64::from(seat.lead)));
            if visits > 0 {
                let values = BTreeMap::from([
                    ("draw", row.draw.to_string()),
                    ("attempt", row.attempt.to_string()),
                    ("visits", visits.to_string()),
                    ("lead", lead.to_string()),
                    ("until", until.clone()),
                ]);
                events.push(Event { card: Some(card.clone()), ..event(Kind::Assignment, values) });
            }
        }
        values.extend([
            ("tasks", drawn.tasks.len().to_string()),
            ("subjects", drawn.subjects().len().to_string()),
            ("seats", seats.to_string()),
        ]);
        events.push(event(Kind::DrawDone, values));
    }
    if wanted(Kind::RedLight) {
        events.extend(red(env, archive).await?);
    }
    if wanted(Kind::JobFailed) {
        events.extend(failed(env)?);
    }
    Ok(events)
}

/// Runs of this machine's schedule that failed for good, were given up or missed in the last days. A history that cannot
/// be read is told as well: with it the daemon runs nothing.
fn failed(env: &Env) -> Result<Vec<Event>> {
    let path = env.root.join(&env.config.daemon.history);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(super::unreadable(&path, &e)),
    };
    let event = |job: &str, planned: &str, exit: &str, said: String| Event {
        kind: Kind::JobFailed,
        key: format!("job-failed {job} {planned}"),
        values: BTreeMap::from([
            ("job", job.to_owned()),
            ("planned", planned.to_owned()),
            ("exit", exit.to_owned()),
            ("said", said),
        ]),
        departments: Vec::new(),
        card: None,
    };
    let all = match failures(&text) {
        Ok(all) => all,
        Err(line) => {
            let said = env.lang.pick(format!("第{line}行无法识别"), format!("line {line} cannot be read"));
            return Ok(vec![event("schedule.log", "-", "-", said)]);
        }
    };
    let today = env.now().date();
    let new = |failure: &Failure| {
        let day = failure.at.date();
        day <= today && today.days() - day.days() <= i64::from(env.config.notify.days)
    };
    let tell = |failure: Failure| {
        let said = failure.said.unwrap_or_else(|| env.lang.pick("无说明", "it said nothing").into());
        let said = match failure.missed {
            None => said,
            Some(Missed::GivenUp) => env
                .lang
                .pick(format!("多次重试后放弃：{said}"), format!("given up after its last try: {said}")),
            Some(_) => env.lang.pick("错过了时间，没有运行", "its time was missed, it was not run").into(),
        };
        let exit = failure.exit.map_or_else(|| "-".to_owned(), |exit| exit.to_string());
        event(&failure.job, &failure.planned.to_string(), &exit, said)
    };
    Ok(all.into_iter().filter(new).map(tell).collect())
}

/// The earliest last day of the tasks of a draw.
async fn until(archive: &Archive, row: &Draw) -> Result<Option<String>> {
    let plan = archive.plan_version(&row.plan, row.plan_version).await?;
    let plan = plan.and_then(|plan| AnnualPlan::read(&plan.text).ok());
    Ok(plan.and_then(|plan| plan.tasks.into_iter().filter_map(|task| task.finish).min()))
}

async fn red(env: &Env, archive: &Archive) -> Result<Vec<Event>> {
    let (today, calendar, rules) = (env.now().date(), deadlines::calendar(env)?, deadlines::rules(env)?);
    let settings = env.config.deadlines.settings()?;
    let triggers = deadlines::triggers(env, archive, &calendar, today).await?;
    let clocks =
        clocks(&rules, &calendar, &triggers, today, &settings).map_err(|e| deadlines::no_calendar(&e))?;
    let tell = |clock: &Clock| {
        clock.level.and_then(|level| settings.levels.get(level)).map(|level| level.to.clone())
    };
    let event = |clock: &Clock| {
        let (rule, trigger) = (clock.rule, clock.trigger);
        let due = clock.due.map_or_else(|_| String::new(), |due| due.date.to_string());
        let level = clock.level.map_or(0, |level| level + 1);
        let lang = env.lang;
        let tell = tell(clock).map_or_else(String::new, |to| {
            let to = to.pick(lang);
            lang.pick(format!("，报{to}"), format!("for {to}"))
        });
        let values = BTreeMap::from([
            ("code", rule.code.to_string()),
            ("what", rule.what.clone().pick(lang)),
            ("object", trigger.object.id.clone()),
            ("due", due.clone()),
            ("overdue", clock.left.map_or_else(String::new, |left| (-left).to_string())),
            ("department", trigger.departments.join(lang.pick("、", ", "))),
            ("tell", tell),
        ]);
        Event {
            kind: Kind::RedLight,
            // A clock is told again when it reaches the next level of escalation.
            key: format!(
                "red-light {} {} {} {due} {level}",
                rule.code,
                trigger.object.kind.word(),
                trigger.object.id
            ),
            values,
            departments: trigger.departments.clone(),
            card: None,
        }
    };
    Ok(clocks.iter().filter(|clock| clock.light == Light::Red).map(event).collect())
}
