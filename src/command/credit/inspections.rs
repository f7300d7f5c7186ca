//! Published outcomes (抽查检查结果) as events of the credit archive. They are derived whenever they are
//! asked for and stored nowhere: the outcome is the record. What was published, when, and in which
//! revision is told by the acts of its draw.

use crate::archive::{Archive, Draw};
use crate::command::rosters;
use crate::core::credit::Details;
use crate::core::credit::event::Event;
use crate::core::credit::words::Kind;
use crate::core::digest::Digest;
use crate::core::id::{Name, SubjectId};
use crate::core::log::Attempt;
use crate::core::outcome::{About, Act, Found, Outcome, Verb};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What the fold calls the matter of annual reports.
const ANNUAL: &str = "annual-report";

/// The events of one public outcome.
pub struct Derived {
    /// What is public: one event for each result, and one where the follow-up has ended.
    pub events: Vec<Event>,
    /// Names that the first of them had in earlier public revisions.
    pub earlier: Vec<Digest>,
}

/// What was made public of an outcome, in order, and when its follow-up ended.
#[derive(Default)]
struct Trail {
    public: Vec<(u32, Date)>,
    finished: Option<Date>,
    withdrawn: bool,
}

/// Published outcomes of one subject as known on a day.
pub async fn of_subject(env: &Env, archive: &Archive, id: &SubjectId, known: Date) -> Result<Vec<Derived>> {
    let outcomes = archive.outcomes_of(id).await?;
    let attempts: BTreeSet<Attempt> =
        outcomes.iter().map(|outcome| Attempt::new(&outcome.draw, outcome.attempt)).collect();
    if attempts.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in archive.draws().await? {
        let attempt = Attempt::new(&row.draw, row.attempt);
        if attempts.contains(&attempt) {
            let own = |outcome: &&Outcome| outcome.draw == row.draw && outcome.attempt == row.attempt;
            let own: Vec<&Outcome> = outcomes.iter().filter(own).collect();
            found.extend(of_attempt(env, archive, &row, &own, known).await?);
        }
    }
    Ok(found)
}

/// Published outcomes of all subjects as known on a day, by subject.
pub async fn of_all(env: &Env, archive: &Archive, known: Date) -> Result<BTreeMap<SubjectId, Vec<Derived>>> {
    let mut found: BTreeMap<SubjectId, Vec<Derived>> = BTreeMap::new();
    for row in archive.draws().await? {
        let outcomes = archive.outcomes(&row.draw, row.attempt).await?;
        let all: Vec<&Outcome> = outcomes.iter().collect();
        for derived in of_attempt(env, archive, &row, &all, known).await? {
            found.entry(derived.events[0].subject.clone()).or_default().push(derived);
        }
    }
    Ok(found)
}

async fn of_attempt(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    outcomes: &[&Outcome],
    known: Date,
) -> Result<Vec<Derived>> {
    if outcomes.is_empty() {
        return Ok(Vec::new());
    }
    let acts = archive.acts_about(&Attempt::new(&row.draw, row.attempt)).await?;
    let mut trails: BTreeMap<&About, Trail> = BTreeMap::new();
    for act in acts.iter().map(|stored| &stored.act).filter(|act| act.at.date() <= known) {
        follow(&mut trails, act);
    }
    let annual = annual_matters(archive, row).await?;
    let outcomes: BTreeMap<(&About, u32), &Outcome> =
        outcomes.iter().map(|outcome| ((&outcome.about, outcome.revision), *outcome)).collect();
    let mut found = Vec::new();
    for (about, trail) in trails.iter().filter(|(_, trail)| !trail.withdrawn) {
        let published_first = trail.public.first().map(|(_, on)| *on);
        let told = |revision: u32| outcomes.get(&(*about, revision)).copied();
        let events = |upto: usize| {
            let public = &trail.public[..=upto];
            let outcome = told(public[upto].0)?;
            let results = |revision: u32| told(revision).map_or(&[][..], |outcome| &outcome.results);
            let result = |nth: usize| {
                let on = found_since(public, outcome.results[nth], results);
                event(env, outcome, nth, on, published_first, &annual)
            };
            Some((0..outcome.results.len()).map(result).collect::<Vec<Event>>())
        };
        let mut all: Vec<Vec<Event>> = (0..trail.public.len()).filter_map(events).collect();
        let Some(mut events) = all.pop().filter(|events| !events.is_empty()) else { continue };
        if let Some(on) = trail.finished {
            let inspection = &events[0];
            let done = Event {
                kind: Kind::Complied,
                day: on,
                recorded: on.max(inspection.recorded),
                about: Some(inspection.digest()),
                details: Details::default(),
                ..inspection.clone()
            };
            events.push(done);
        }
        // Decisions name an event by its digest, and may have met it with the day on which a revision was made public.
        let as_published = trail.public.iter().filter_map(|(revision, on)| {
            let outcome = told(*revision).filter(|outcome| !outcome.results.is_empty())?;
            Some(event(env, outcome, 0, *on, published_first, &annual).digest())
        });
        let now = events[0].digest();
        let earlier = all.iter().filter_map(|events| events.first()).map(Event::digest).chain(as_published);
        let earlier = earlier.filter(|digest| *digest != now).collect();
        found.push(Derived { events, earlier });
    }
    Ok(found)
}

/// The day since which a result has been public without a break: a correction that leaves it as it was makes it
/// no newer, and one that brings it is when the bureau came to know it.
fn found_since<'a>(public: &[(u32, Date)], result: Found, results: impl Fn(u32) -> &'a [Found]) -> Date {
    let same = public.iter().rev().take_while(|(revision, _)| results(*revision).contains(&result));
    same.last().or(public.last()).map_or(Date::FOREVER, |(_, on)| *on)
}

fn follow<'a>(trails: &mut BTreeMap<&'a About, Trail>, act: &'a Act) {
    for touched in &act.touched {
        match act.verb {
            Verb::Publish => {
                let trail = trails.entry(&touched.about).or_default();
                trail.public.push((touched.revision, act.at.date()));
                trail.withdrawn = false;
            }
            Verb::Withdraw => trails.entry(&touched.about).or_default().withdrawn = true,
            Verb::Finish => trails.entry(&touched.about).or_default().finished = act.date,
            _ => {}
        }
    }
}

fn event(
    env: &Env,
    outcome: &Outcome,
    nth: usize,
    on: Date,
    published: Option<Date>,
    annual: &BTreeSet<SubjectId>,
) -> Event {
    let About { subject, matter } = &outcome.about;
    let attempt = Attempt::new(&outcome.draw, outcome.attempt);
    let item = match annual.contains(matter) {
        true => Name::new(ANNUAL),
        false => Name::new(&matter.as_str().to_lowercase()),
    };
    let body = env.config.body.trim();
    Event {
        subject: subject.clone(),
        kind: Kind::Inspection,
        day: outcome.visited,
        recorded: on.max(outcome.visited),
        late: None,
        source: format!("随机抽查 {attempt}"),
        authority: if body.is_empty() { "-".into() } else { body.into() },
        basis: "企业信息公示暂行条例 第14条".into(),
        document: outcome.digest(),
        case: case(&attempt, subject),
        about: None,
        details: Details {
            result: outcome.results.get(nth).copied(),
            item: item.ok(),
            published,
            // The day that was set when rectification was ordered (整改期限).
            until: outcome.due,
            ..Details::default()
        },
    }
}

/// The key of what follows from one visit: penalties and listings of the same case name it.
fn case(attempt: &Attempt, subject: &SubjectId) -> Option<Name> {
    let digest = Digest::of(format!("{attempt}/{subject}").as_bytes());
    Name::new(&format!("i{}", &digest.hex()[..16])).ok()
}

async fn annual_matters(archive: &Archive, row: &Draw) -> Result<BTreeSet<SubjectId>> {
    let stored = match row.matters {
        Some(id) => archive.roster(id).await?,
        None => None,
    };
    let Some(stored) = stored else { return Ok(BTreeSet::new()) };
    let of_reports = |title: &str| title.contains("年度报告") || title.contains("年报");
    let matters = rosters::matters(archive, &stored).await?;
    Ok(matters.into_iter().filter(|matter| of_reports(&matter.title)).map(|matter| matter.code).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_as_old_as_the_revision_that_brought_it() {
        let day = |text: &str| Date::parse(text).unwrap();
        let found = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<Found>>();
        let revisions = [found(&["R1"]), found(&["R2"]), found(&["R2", "R5"]), found(&["R5"])];
        let public: Vec<(u32, Date)> = (1..)
            .zip(["2023-09-25", "2023-10-11", "2023-10-20", "2023-11-01"])
            .map(|(n, on)| (n, day(on)))
            .collect();
        let since = |upto: usize, code: &str| {
            let of = |revision: u32| &revisions[revision as usize - 1][..];
            found_since(&public[..upto], code.parse().unwrap(), of).to_string()
        };
        assert_eq!(since(1, "R1"), "2023-09-25");
        assert_eq!(since(2, "R2"), "2023-10-11", "the correction brought it");
        assert_eq!(since(3, "R2"), "2023-10-11", "and another one left it");
        assert_eq!((since(3, "R5"), since(4, "R5")), ("2023-10-20".into(), "2023-10-20".into()));
    }
}
