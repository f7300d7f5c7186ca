//! What `suicha daemon --check` and `--once` say.

use super::round::Round;
use crate::command::answer::Answer;
use crate::core::lang::{Lang, counted};
use crate::core::workdays::Calendar;
use crate::env::Env;
use crate::error::Exit;
use crate::schedule::{Job, Missed, Trouble, Why, fill, next, running_out};
use serde_json::json;

/// Runs that are shown of each job.
const SHOWN: usize = 5;

/// The jobs with their next runs.
pub fn check(env: &Env, jobs: &[Job], calendar: &Calendar) -> Answer {
    let (lang, now, file) = (env.lang, env.now(), env.config.file.display());
    let mut text = match jobs.len() {
        0 => lang.pick(format!("{file} 中没有定时任务（[[job]]）\n"), format!("{file} has no [[job]]\n")),
        n => lang.pick(
            format!("{n}项任务，没有错误\n"),
            format!("{}, nothing is wrong\n", counted(n as u64, "job")),
        ),
    };
    let mut documents = Vec::new();
    for job in jobs {
        if let Some(day) = running_out(job, jobs, calendar, now) {
            let name = &job.name;
            text.push_str(&lang.pick(
                format!("注意：任务 {name} 快要停了：{}，请续编工作日历\n", day.zh()),
                format!("warning: job {name} will soon stop: {day}; continue the calendar\n"),
            ));
        }
    }
    for job in jobs {
        let found = next(job, jobs, calendar, now, SHOWN);
        text.push_str(&format!("{}: {} ({})\n", job.name, job.when, job.zone));
        let mut runs = Vec::new();
        for at in found.known {
            let command = fill(&job.command, job.zone, at).join(" ");
            text.push_str(&format!("  {at}  suicha {command}\n"));
            runs.push(json!({"at": at.to_string(), "command": command}));
        }
        if let Some(day) = found.lacking {
            text.push_str(&lang.pick(
                format!("  此后：{}，续编工作日历后才能确定\n", day.zh()),
                format!("  then: {day}; continue the calendar to know\n"),
            ));
        }
        documents.push(json!({
            "name": job.name, "when": job.when.to_string(), "zone": job.zone.to_string(), "next": runs,
            "no_calendar_for": found.lacking.map(|day| day.date.to_string()),
            "calendar_ends_on": running_out(job, jobs, calendar, now).map(|day| day.last.to_string()),
        }));
    }
    Answer::new(text, json!({"jobs": documents}))
}

/// What was done now. The exit code is that of the first run that failed, 5 where runs were reported as missed.
pub fn once(round: &Round, jobs: &[Job], lang: Lang) -> Answer {
    let mut text = String::new();
    let name = |number: usize| jobs[number].name.as_str();
    for ran in &round.ran {
        let why = match ran.why {
            Why::Now => String::new(),
            Why::CaughtUp => lang.pick("（补跑）".into(), " (caught up)".to_owned()),
            Why::Interrupted => lang.pick("（上次中断）".into(), " (was interrupted)".to_owned()),
            Why::Again(n) => lang.pick(format!("（第{n}次）"), format!(" (try {n})")),
        };
        let exit =
            ran.exit.map_or_else(|| lang.pick("被终止", "stopped").to_owned(), |exit| format!("exit {exit}"));
        let error = ran.error.as_ref().map_or_else(String::new, |error| format!(": {error}"));
        text.push_str(&format!("{} {}{why}: {exit}{error}\n", ran.planned, name(ran.job)));
    }
    for (job, planned, count, why) in &round.passed {
        let job = name(*job);
        if *why == Missed::Elsewhere {
            text.push_str(&lang.pick(
                format!("{planned} {job}：另一个 daemon 已处理\n"),
                format!("{planned} {job}: another daemon has dealt with it\n"),
            ));
            continue;
        }
        let why = why.word();
        text.push_str(&lang.pick(
            format!("{planned} {job}：未运行{count}次（{why}）\n"),
            format!("{planned} {job}: {count} not run ({why})\n"),
        ));
    }
    for (job, at) in &round.waiting {
        let job = name(*job);
        text.push_str(&lang.pick(format!("{job}：{at} 再试\n"), format!("{job}: tried again at {at}\n")));
    }
    if let Some((job, planned)) = round.held {
        let job = name(job);
        text.push_str(&lang.pick(
            format!("{planned} {job}：另一个 daemon 正在处理\n"),
            format!("{planned} {job}: another daemon is at it\n"),
        ));
    }
    if round.unsettled {
        text.push_str(&lang.pick(
            "设置或工作日历刚刚改变：其余任务没有开始，请再运行一次\n".to_owned(),
            "the settings or the calendar have just changed: nothing more was begun, run it again\n".into(),
        ));
    }
    for trouble in &round.troubles {
        text.push_str(&match trouble {
            Trouble::Clock(clock) => lang.pick(
                format!("时钟 {} 早于最后一条记录 {}：没有运行任何任务\n", clock.now, clock.latest),
                format!("the clock says {}, the last record {}: nothing was run\n", clock.now, clock.latest),
            ),
            Trouble::NoCalendar(job, day) => {
                lang.pick(format!("{}：{}\n", name(*job), day.zh()), format!("{}: {day}\n", name(*job)))
            }
        });
    }
    if text.is_empty() {
        text = lang.pick("没有到时的任务\n", "nothing is due\n").to_owned();
    }
    Answer::new(text, document(round, jobs)).with_exit(exit(round))
}

fn document(round: &Round, jobs: &[Job]) -> serde_json::Value {
    let name = |number: usize| jobs[number].name.as_str();
    let why = |why: Why| match why {
        Why::Now => "now",
        Why::CaughtUp => "caught-up",
        Why::Interrupted => "interrupted",
        Why::Again(_) => "again",
    };
    let ran = round.ran.iter().map(|ran| {
        json!({"job": name(ran.job), "planned": ran.planned.to_string(), "why": why(ran.why), "exit": ran.exit,
               "error": ran.error})
    });
    let passed = round.passed.iter().map(|(job, planned, count, why)| {
        json!({"job": name(*job), "planned": planned.to_string(), "count": count, "why": why.word()})
    });
    let waiting = round.waiting.iter().map(|(job, at)| json!({"job": name(*job), "again": at.to_string()}));
    let troubles = round.troubles.iter().map(|trouble| match trouble {
        Trouble::Clock(clock) => json!({"clock": clock.now.to_string(), "latest": clock.latest.to_string()}),
        Trouble::NoCalendar(job, day) => json!({"job": name(*job), "no_calendar_for": day.date.to_string()}),
    });
    let held = round.held.map(|(job, planned)| json!({"job": name(job), "planned": planned.to_string()}));
    json!({
        "held": held, "ran": ran.collect::<Vec<_>>(), "passed": passed.collect::<Vec<_>>(),
        "waiting": waiting.collect::<Vec<_>>(), "troubles": troubles.collect::<Vec<_>>(),
        "unsettled": round.unsettled,
    })
}

fn exit(round: &Round) -> Option<Exit> {
    let of = |code: Option<u8>| match code {
        Some(1) => Exit::Bug,
        Some(2) => Exit::Usage,
        Some(3) => Exit::Rejected,
        Some(4) => Exit::Discrepancy,
        Some(5) => Exit::Timing,
        Some(6) => Exit::Conflict,
        _ => Exit::Outside,
    };
    let failed = round.ran.iter().find(|ran| ran.exit != Some(0)).map(|ran| of(ran.exit));
    let missed =
        round.passed.iter().any(|(.., why)| why.is_bad()) || !round.troubles.is_empty() || round.unsettled;
    failed.or(missed.then_some(Exit::Timing))
}
