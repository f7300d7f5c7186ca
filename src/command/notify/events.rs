//! What can be told today: draws that wait for openings of witnesses, draws that ended in the last days, their officers'
//! visits, clocks that are red, jobs of the schedule that failed. In both languages: recipients have their own.

use super::settings::Settings;
use crate::annual::AnnualPlan;
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::deadlines;
use crate::command::draw::{commitment_of, drawn};
use crate::core::deadline::{Clock, Light, clocks};
use crate::core::lang::Twin;
use crate::core::outcome::Drawn;
use crate::core::verify::OPENED_BEFORE_S;
use crate::durable;
use crate::env::Env;
use crate::error::Result;
use crate::notify::{Event, Kind};
use crate::schedule::{Failure, Missed, failures};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Witnesses are reminded so many seconds before their openings come too late.
const REMINDED_BEFORE_S: i64 = 24 * 3600;

/// Every event that is not too old to be told.
pub async fn gather(env: &Env, archive: &Archive, settings: &Settings) -> Result<Vec<Event>> {
    let today = env.now().date();
    let wanted =
        |kind: Kind| env.config.notify.to.iter().any(|to| to.events.iter().any(|own| own == kind.word()));
    let mut events = Vec::new();
    for row in archive.draws().await? {
        let Some(end) = archive.terminal(&row.draw, row.attempt).await? else {
            if wanted(Kind::WitnessDue) {
                events.extend(awaited(env, archive, &row).await?);
            }
            continue;
        };
        let day = end.at.date();
        if today.days() - day.days() > i64::from(env.config.notify.days) || day > today {
            continue;
        }
        let mut values =
            BTreeMap::from([("draw", both(&row.draw)), ("attempt", both(row.attempt)), ("day", both(day))]);
        let event = |kind, values| of_draw(kind, &row, values);
        if end.kind == TerminalKind::Void {
            events.push(event(Kind::DrawVoid, values));
            continue;
        }
        if !wanted(Kind::DrawDone) && !wanted(Kind::Assignment) {
            continue;
        }
        let drawn = drawn::of(archive, &row).await?;
        let seats: usize = drawn.teams.values().map(Vec::len).sum();
        let until = until(archive, &row, &drawn).await?;
        for card in settings.cards.iter().flatten() {
            let teams =
                drawn.teams.values().filter_map(|team| team.iter().find(|seat| seat.card.as_str() == card));
            let (visits, lead) =
                teams.fold((0_u64, 0_u64), |(n, lead), seat| (n + 1, lead + u64::from(seat.lead)));
            if visits > 0 {
                let values = BTreeMap::from([
                    ("draw", both(&row.draw)),
                    ("attempt", both(row.attempt)),
                    ("visits", both(visits)),
                    ("lead", both(lead)),
                    ("until", until.clone()),
                ]);
                events.push(Event { card: Some(card.clone()), ..event(Kind::Assignment, values) });
            }
        }
        values.extend([
            ("tasks", both(drawn.tasks.len())),
            ("subjects", both(drawn.subjects().len())),
            ("seats", both(seats)),
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

/// A value that is the same in every language.
fn both(value: impl ToString) -> Twin {
    Twin::new(value.to_string(), value.to_string())
}

fn of_draw(kind: Kind, row: &Draw, values: BTreeMap<&'static str, Twin>) -> Event {
    let key = format!("{} {} {}", kind.word(), row.draw, row.attempt);
    Event { kind, key, values, departments: Vec::new(), card: None }
}

/// A frozen draw whose witnesses have not all been opened, from a day before it is too late.
async fn awaited(env: &Env, archive: &Archive, row: &Draw) -> Result<Option<Event>> {
    let latest = row.pulse_time.plus(-OPENED_BEFORE_S);
    if !(latest.plus(-REMINDED_BEFORE_S)..latest).contains(&env.now()) {
        return Ok(None);
    }
    let opened = archive.reveals(&row.draw, row.attempt).await?;
    let witnesses = commitment_of(archive, row).await?.witnesses;
    let missing = witnesses.iter().filter(|(name, _)| opened.iter().all(|reveal| reveal.witness != *name));
    let names: Vec<&str> = missing.map(|(name, _)| name.as_str()).collect();
    let values = BTreeMap::from([
        ("draw", both(&row.draw)),
        ("attempt", both(row.attempt)),
        ("witnesses", Twin::new(names.join("、"), names.join(", "))),
        ("until", both(latest)),
    ]);
    Ok((!names.is_empty()).then(|| of_draw(Kind::WitnessDue, row, values)))
}

/// Runs of this machine's schedule that failed for good, were given up or missed in the last days. A history that cannot
/// be read is told as well: with it the daemon runs nothing. What it was before it was made shorter is read first: the
/// newest of its lines stand in both.
fn failed(env: &Env) -> Result<Vec<Event>> {
    let path = env.root.join(&env.config.daemon.history);
    let (mut told, mut events) = (BTreeSet::new(), Vec::new());
    for path in put_away(&path).into_iter().chain([path]) {
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            Err(e) => return Err(super::unreadable(&path, &e)),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        events
            .extend(of_history(env, &name, &text).into_iter().filter(|event| told.insert(event.key.clone())));
    }
    Ok(events)
}

/// The histories that were put away beside that one, the oldest first.
fn put_away(path: &Path) -> Vec<PathBuf> {
    let begin = format!("{}.", path.file_name().unwrap_or_default().to_string_lossy());
    let entries = std::fs::read_dir(durable::dir_of(path)).into_iter().flatten().flatten();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix(&begin)?.parse::<u32>().ok();
    let mut found: Vec<_> =
        entries.map(|entry| entry.path()).filter_map(|path| Some((number(&path)?, path))).collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

fn of_history(env: &Env, name: &str, text: &[u8]) -> Vec<Event> {
    let event = |job: &str, planned: &str, exit: &str, said: Twin| Event {
        kind: Kind::JobFailed,
        key: format!("job-failed {job} {planned}"),
        values: BTreeMap::from([
            ("job", both(job)),
            ("planned", both(planned)),
            ("exit", both(exit)),
            ("said", said),
        ]),
        departments: Vec::new(),
        card: None,
    };
    let all = match failures(text) {
        Ok(all) => all,
        Err(line) => {
            let said = Twin::new(format!("第{line}行无法识别"), format!("line {line} cannot be read"));
            return vec![event(name, "-", "-", said)];
        }
    };
    let today = env.now().date();
    let new = |failure: &Failure| {
        let day = failure.at.date();
        day <= today && today.days() - day.days() <= i64::from(env.config.notify.days)
    };
    let tell = |failure: Failure| {
        // What a command said stands in the history in the language of the bureau.
        let said = failure.said.map_or_else(|| Twin::new("无说明", "it said nothing"), both);
        let said = match failure.missed {
            None => said,
            Some(Missed::GivenUp) => Twin::new(
                format!("多次重试后放弃：{}", said.zh),
                format!("given up after its last try: {}", said.en),
            ),
            Some(_) => Twin::new("错过了时间，没有运行", "its time was missed, it was not run"),
        };
        let exit = failure.exit.map_or_else(|| "-".to_owned(), |exit| exit.to_string());
        event(&failure.job, &failure.planned.to_string(), &exit, said)
    };
    all.into_iter().filter(new).map(tell).collect()
}

/// The earliest last day of the tasks that were drawn.
async fn until(archive: &Archive, row: &Draw, drawn: &Drawn) -> Result<Twin> {
    let plan = archive.plan_version(&row.plan, row.plan_version).await?;
    let plan = plan.and_then(|plan| AnnualPlan::read(&plan.text).ok());
    let tasks = plan.into_iter().flat_map(|plan| plan.tasks);
    let own = tasks.filter(|task| drawn.tasks.iter().any(|own| own.plan.task.as_str() == task.id));
    Ok(own.filter_map(|task| task.finish).min().map_or_else(|| Twin::new("未定", "not set"), both))
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
        let tell = tell(clock)
            .map_or_else(|| both(""), |to| Twin::new(format!("，报{}", to.zh), format!("for {}", to.en)));
        let department = match trigger.departments.as_slice() {
            [] => Twin::new("未指明部门", "no department named"),
            departments => Twin::new(departments.join("、"), departments.join(", ")),
        };
        let values = BTreeMap::from([
            ("code", both(&rule.code)),
            ("what", rule.what.clone()),
            ("object", both(&trigger.object.id)),
            ("due", both(&due)),
            ("overdue", clock.left.map_or_else(|| both(""), |left| both(-left))),
            ("department", department),
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
