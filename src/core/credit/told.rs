//! What holds, one line for each conclusion: for people, for tests and for a second reader. A line is a
//! section, what it is about, words, and `key=value` pairs; events are told by names the caller gives.

use super::code::Code;
use super::fact::{At, Fact};
use super::rule::{Channel, Version};
use super::standing::{
    By, Clock, Display, DueDay, Entry, InForce, Pressing, Proposal, Standing, State, Until, Visit,
};
use super::words::{Need, Set};
use crate::core::time::Date;

/// Every conclusion, in the order of the fields of [`Standing`].
pub fn lines(standing: &Standing, facts: &[Fact], name: &dyn Fn(At) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(standing.entries.iter().map(|entry| of_entry(entry, name)));
    for penalty in &standing.penalties {
        lines.extend(penalty.clocks.iter().map(|clock| of_clock(clock, &name(penalty.at))));
    }
    lines.extend(standing.visits.iter().map(|visit| of_visit(visit, facts, name)));
    lines.extend(standing.measures.iter().map(|measure| of_measure(measure, name)));
    lines.extend(standing.triggers.iter().map(|trigger| of_trigger(trigger, name)));
    lines.extend(standing.proposals.iter().map(|proposal| of_proposal(proposal, name)));
    lines.extend(standing.late.iter().map(|at| format!("late {}", name(*at))));
    lines
}

fn of_entry(entry: &Entry, name: &dyn Fn(At) -> String) -> String {
    let Entry { at, ground, since, .. } = entry;
    let (state, shown, rule) = (entry.state.word(), yes(entry.shown), version(entry.version));
    let head = format!("list {} {ground} {state} since={since}", name(*at));
    match entry.closed {
        Some((on, by)) => {
            let by = by.map_or("term".to_owned(), name);
            format!("{head} on={on} by={by} shown={shown} rule={rule}")
        }
        None => {
            let exit = entry.exit.map_or("never".to_owned(), |exit| exit.to_string());
            let (end, needs) = (day(entry.end), needs(entry.missing));
            format!("{head} exit={exit} end={end} needs={needs} shown={shown} rule={rule}")
        }
    }
}

fn of_clock(clock: &Clock, name: &str) -> String {
    let tier = clock.tier.map_or("?", |tier| tier.word());
    let (channel, display) = (clock.channel.word(), clock.display.word());
    let (from, until, rule) = (day(clock.from), day(clock.until), version(clock.version));
    let apply = match (clock.apply, clock.from, clock.version) {
        (Some(apply), ..) => apply.to_string(),
        (None, Some(_), Some(_)) => "never".into(),
        _ => "none".into(),
    };
    let needs = needs(clock.missing);
    format!(
        "penalty {name} {channel} {tier} {display} from={from} apply={apply} until={until} needs={needs} rule={rule}"
    )
}

fn of_visit(visit: &Visit, facts: &[Fact], name: &dyn Fn(At) -> String) -> String {
    let result = facts.get(visit.at as usize).and_then(|fact| fact.result);
    let result = result.map_or("?".to_owned(), |result| result.to_string());
    format!("inspection {} {result} {}", name(visit.at), visit.display.word())
}

fn of_measure(measure: &InForce, name: &dyn Fn(At) -> String) -> String {
    let until = match measure.until {
        Until::Listed => "listed".to_owned(),
        Until::Day(day) => day.to_string(),
        Until::Life => "life".to_owned(),
    };
    let (code, from, version) = (measure.code, measure.from, measure.version);
    format!("measure {code} by={} from={from} until={until} rule={version}", name(measure.by))
}

fn of_trigger(trigger: &Pressing, name: &dyn Fn(At) -> String) -> String {
    let Pressing { code, on, version, .. } = trigger;
    format!("trigger {code} on={on} by={} rule={version}", by(&trigger.by, name))
}

fn of_proposal(proposal: &Proposal, name: &dyn Fn(At) -> String) -> String {
    let due = match proposal.due {
        DueDay::Unset => "unset".to_owned(),
        DueDay::Unknown => "unknown".to_owned(),
        DueDay::Told(due) if due.provisional => format!("{}~", due.date),
        DueDay::Told(due) => due.date.to_string(),
    };
    let Proposal { code, started, version, .. } = proposal;
    format!("todo {code} by={} start={started} due={due} rule={version}", by(&proposal.by, name))
}

fn by(by: &By, name: &dyn Fn(At) -> String) -> String {
    by.events().iter().map(|at| name(*at)).collect::<Vec<_>>().join("+")
}

fn day(day: Option<Date>) -> String {
    day.map_or("none".to_owned(), |day| day.to_string())
}

fn needs(needs: Set<Need>) -> String {
    if needs.is_empty() { "none".to_owned() } else { needs.print() }
}

fn version(version: Option<Version>) -> String {
    version.map_or("none".to_owned(), |version| version.to_string())
}

fn yes(shown: bool) -> &'static str {
    if shown { "yes" } else { "no" }
}

/// A tier of penalties in Chinese and English.
pub fn tier_said(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::PenT0 => ("不予公示", "not public"),
        Code::PenT1 => ("轻微", "minor"),
        Code::PenT2 => ("一般", "general"),
        Code::PenT3 => ("严重", "serious"),
        Code::PenT2Old => ("一般（2021年规定）", "general (order of 2021)"),
        _ => ("2021年以前", "before 2021"),
    }
}

impl Channel {
    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Gsxt => "gsxt",
            Channel::Ndrc => "ndrc",
        }
    }
}

impl State {
    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Removed => "removed",
            State::Withdrawn => "withdrawn",
            State::Ended => "ended",
            State::Closed => "closed",
        }
    }

    /// In Chinese and English.
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            State::Open => ("在列", "open"),
            State::Removed => ("已移出", "removed"),
            State::Withdrawn => ("已更正（撤销）", "withdrawn"),
            State::Ended => ("期满", "ended"),
            State::Closed => ("注（吊）销", "closed"),
        }
    }
}

impl Display {
    /// Word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Display::Shown => "shown",
            Display::Tier => "tier",
            Display::Unpublished => "unpublished",
            Display::Ended => "ended",
            Display::Unsettled => "unsettled",
            Display::Repaired => "repaired",
            Display::Void => "void",
            Display::Shield => "shield",
            Display::Linked => "linked",
            Display::Undecided => "undecided",
            Display::NoRule => "no-rule",
        }
    }
}
