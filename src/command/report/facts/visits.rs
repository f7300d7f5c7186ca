//! Subjects on locked lists (应检查) and what became of them, and the results that are public on the day.

use super::draws::Held;
use super::{Gathering, libraries};
use crate::annual;
use crate::command::outcome::Book;
use crate::core::id::{Name, SubjectId};
use crate::core::outcome::codes::nobody_reached;
use crate::core::outcome::drawn::{DrawnTask, Place};
use crate::core::outcome::progress::{first_days, public_since};
use crate::core::outcome::{About, Act, Found, Stage, Verb};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::{Outcome, Visit};
use std::collections::BTreeMap;
use std::fmt::Display;

/// What acts say of an outcome beside where it stands.
struct Days {
    since: BTreeMap<About, Date>,
    first: BTreeMap<About, Date>,
    publications: BTreeMap<About, u32>,
}

/// How far one subject has come in one task.
#[derive(Default)]
struct Come {
    visited: Option<Date>,
    published: Option<Date>,
    finished: Option<Date>,
    gone: bool,
    problem: bool,
    absent: bool,
}

/// Puts both.
pub(super) async fn put(gathering: &mut Gathering<'_>, held: &Held<'_>) -> Result<()> {
    let book = held.book;
    let acts: Vec<&Act> = book.acts.iter().map(|stored| &stored.act).collect();
    let mut publications = BTreeMap::new();
    for act in acts.iter().filter(|act| act.verb == Verb::Publish) {
        for touched in &act.touched {
            *publications.entry(touched.about.clone()).or_insert(0) += 1;
        }
    }
    let days = Days { since: public_since(&acts), first: first_days(&acts, Verb::Publish), publications };
    let mut rows = Vec::new();
    for task in &book.drawn.tasks {
        let visit = |(id, place): (&SubjectId, &Place)| visit(held, task, id, place, &days);
        rows.extend(task.subjects.iter().map(visit));
    }
    gathering.put(&rows)?;
    outcomes(gathering, held, &days).await
}

fn visit(held: &Held<'_>, task: &DrawnTask, id: &SubjectId, place: &Place, days: &Days) -> Visit {
    let name = &task.plan.task;
    let planned = held.planned(name);
    let (brief, come) = (held.subjects.get(id), Come::of(held.book, task, id, days));
    let listed = held.listed(place);
    Visit {
        draw: held.row().draw.to_string(),
        attempt: held.row().attempt,
        plan: held.row().plan.clone(),
        task: name.to_string(),
        department: department(planned),
        joint: planned.is_some_and(|task| task.joint),
        temporary: planned.is_some_and(|task| task.temporary),
        subject: id.to_string(),
        region: brief.region.clone(),
        authority: brief.authority.clone(),
        station: brief.station.clone(),
        industry: brief.industry.clone(),
        kind: brief.kind.clone(),
        risk: brief.risk.clone(),
        stratum: held.stratum(name, id),
        stepped_in: place.stepped_in.is_some(),
        listed,
        due: planned.and_then(annual::Task::finish),
        visited: come.visited,
        published: come.published,
        publish_due: held.publish_due.get(id.as_str()).copied().flatten(),
        finished: come.finished,
        gone: come.gone,
        problem: come.problem,
        absent: come.absent,
        earlier: held.subjects.earlier(id, listed),
    }
}

impl Come {
    fn of(book: &Book, task: &DrawnTask, id: &SubjectId, days: &Days) -> Self {
        let mut come = Self::default();
        let mut results: Vec<&[Found]> = Vec::new();
        let (mut public, mut finished) = (!task.matters.is_empty(), true);
        for matter in &task.matters {
            let about = About { subject: id.clone(), matter: matter.clone() };
            let Some(standing) = book.story.get(&about) else {
                public = false;
                continue;
            };
            let latest = book.revisions.get(&(about.clone(), standing.revision));
            let stands = latest.filter(|_| standing.stage != Stage::Withdrawn);
            come.visited = come.visited.max(stands.map(|outcome| outcome.visited));
            let seen =
                standing.public.and_then(|(revision, _)| book.revisions.get(&(about.clone(), revision)));
            let Some(outcome) = seen else {
                public = false;
                continue;
            };
            results.push(&outcome.results);
            come.published = come.published.max(days.since.get(&about).copied());
            come.finished = come.finished.max(standing.finished.map(|end| end.on));
            finished &= standing.finished.is_some();
        }
        come.gone = results.iter().any(|all| all.iter().any(|found| found.gone()));
        come.problem = results.iter().any(|all| all.iter().any(|found| found.problem()));
        come.absent = public && nobody_reached(results.iter().copied());
        if !public {
            (come.published, come.finished) = (None, None);
        }
        if !finished {
            come.finished = None;
        }
        come
    }
}

async fn outcomes(gathering: &mut Gathering<'_>, held: &Held<'_>, days: &Days) -> Result<()> {
    let book = held.book;
    let matters = libraries::matters_of(gathering, book.row.matters).await?;
    let mut rows = Vec::new();
    for (about, standing) in book.story.all() {
        let Some((revision, on)) = standing.public else { continue };
        let Some(outcome) = book.revisions.get(&(about.clone(), revision)) else { continue };
        let of_matter = |task: &&DrawnTask| task.matters.contains(&about.matter);
        let of_both = |task: &&DrawnTask| of_matter(task) && task.subjects.contains_key(&about.subject);
        let tasks = &book.drawn.tasks;
        let task = tasks.iter().find(of_both).or_else(|| tasks.iter().find(of_matter));
        let name = task.map(|task| &task.plan.task);
        let brief = held.subjects.get(&about.subject);
        rows.push(Outcome {
            draw: book.row.draw.to_string(),
            attempt: book.row.attempt,
            plan: book.row.plan.clone(),
            task: name.map(Name::to_string).unwrap_or_default(),
            department: department(name.and_then(|name| held.planned(name))),
            subject: about.subject.to_string(),
            region: brief.region.clone(),
            station: brief.station.clone(),
            industry: brief.industry.clone(),
            kind: brief.kind.clone(),
            matter: about.matter.to_string(),
            category: matters.get(&about.matter).map(|matter| matter.category.clone()).unwrap_or_default(),
            visited: outcome.visited,
            published: days.first.get(about).copied().unwrap_or(on),
            finished: standing.finished.map(|end| end.on),
            corrections: days.publications.get(about).copied().unwrap_or(1) - 1,
            results: joined(&outcome.results),
            methods: joined(&outcome.methods),
            disposals: joined(&outcome.disposals),
            problem: outcome.results.iter().any(|found| found.problem()),
            gone: outcome.gone(),
        });
    }
    gathering.put(&rows)
}

/// 牵头股室, as the plan writes it.
pub(super) fn department(task: Option<&annual::Task>) -> String {
    task.and_then(|task| task.department.clone()).unwrap_or_default()
}

fn joined<T: Display>(codes: &[T]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
}
