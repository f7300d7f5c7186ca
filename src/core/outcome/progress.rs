//! How far the work of a draw has come on a day: per subject (检查 recorded, 公示, 完结) and per task
//! (应检查数, 已检查数, 完结数: what a bureau's statistics count). A withdrawn result counts as not
//! published, but the duty to publish was met on the day of its first publication. No clocks here:
//! `core::deadline` turns these days into last days.

use super::act::{Act, Verb};
use super::drawn::DrawnTask;
use super::fold::{Refusal, Revisions, Stage, Standing, Story};
use super::{About, Drawn};
use crate::core::id::{Name, SubjectId};
use crate::core::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The work of a draw on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Of each subject to be inspected or recorded.
    pub subjects: BTreeMap<SubjectId, Steps>,
    /// Of each task, in the draw's order.
    pub tasks: Vec<TaskProgress>,
    /// What is to be done after the visits, by subject and matter.
    pub follow_ups: Vec<FollowUp>,
}

/// Something to be done after a visit (后续处置).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Whose, and for which matter.
    pub about: About,
    /// The day of the visit.
    pub visited: Date,
    /// The party was ordered to correct something (责令改正).
    pub ordered: bool,
    /// 整改期限
    pub due: Option<Date>,
    /// 完结 on that day.
    pub finished: Option<Date>,
}

/// How far one subject has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Matters to be recorded.
    pub due: u64,
    /// Of them recorded.
    pub recorded: u64,
    /// Of them public on the day.
    pub public: u64,
    /// Of those public, follow-up finished.
    pub finished: u64,
    /// When the first result was entered (结果形成).
    pub formed: Option<Date>,
    /// The last day of a visit (检查结束).
    pub visited: Option<Date>,
    /// The day on which everything that is recorded had been published once.
    pub published_on: Option<Date>,
    /// The last day on which something that is public came out.
    pub since: Option<Date>,
}

/// How far one task has come, in subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskProgress {
    /// Its id in the draw.
    pub task: Name,
    /// 应检查数: the locked list.
    pub due: u64,
    /// Every matter recorded.
    pub recorded: u64,
    /// 已检查数: every matter recorded and public.
    pub public: u64,
    /// 完结数: of those, every follow-up finished.
    pub finished: u64,
    /// 已完成 since: every subject's result is public.
    pub done_on: Option<Date>,
}

/// What is known of one matter of one subject.
struct Fact {
    visited: Date,
    formed: Option<Date>,
    public: bool,
    finished: bool,
    published_on: Option<Date>,
    since: Option<Date>,
}

impl Progress {
    /// Follows the acts up to a day. Acts refused by the state machine are the archive's damage.
    pub fn of<'a>(
        drawn: &Drawn,
        acts: impl IntoIterator<Item = &'a Act>,
        revisions: &Revisions,
        as_of: Date,
    ) -> Result<Self, (u32, About, Refusal)> {
        let acts: Vec<&Act> = acts.into_iter().filter(|act| act.at.date() <= as_of).collect();
        let (entered, published) = (first_days(&acts, Verb::Enter), first_days(&acts, Verb::Publish));
        let since = public_since(&acts);
        let story = Story::of(acts.iter().copied(), revisions)?;
        let fact = |(about, standing): (&About, &Standing)| {
            let fact = Fact {
                visited: revisions[&(about.clone(), standing.revision)].visited,
                formed: entered.get(about).copied(),
                public: standing.public.is_some(),
                finished: standing.public.is_some() && standing.finished.is_some(),
                published_on: published.get(about).copied(),
                since: since.get(about).copied(),
            };
            (about.clone(), fact)
        };
        let facts: BTreeMap<About, Fact> = story.all().map(fact).collect();
        let follow_up = |(about, standing): (&About, &Standing)| {
            let outcome = &revisions[&(about.clone(), standing.revision)];
            let stands = standing.stage != Stage::Withdrawn && !outcome.nothing_left();
            stands.then(|| FollowUp {
                about: about.clone(),
                visited: outcome.visited,
                ordered: outcome.orders_correction(),
                due: outcome.due,
                finished: standing.finished.map(|finished| finished.on),
            })
        };
        let follow_ups = story.all().filter_map(follow_up).collect();
        let mut matters: BTreeMap<&SubjectId, BTreeSet<&SubjectId>> = BTreeMap::new();
        for task in &drawn.tasks {
            for subject in task.subjects.keys() {
                matters.entry(subject).or_default().extend(&task.matters);
            }
        }
        let subjects = matters
            .into_iter()
            .map(|(subject, matters)| (subject.clone(), Steps::of(&facts, subject, matters.into_iter())))
            .collect();
        let tasks = drawn.tasks.iter().map(|task| TaskProgress::of(&facts, task)).collect();
        Ok(Self { subjects, tasks, follow_ups })
    }

    /// Of one task.
    pub fn task(&self, id: &str) -> Option<&TaskProgress> {
        self.tasks.iter().find(|task| task.task.as_str() == id)
    }
}

/// Since when each outcome has been public without a break.
pub fn public_since(acts: &[&Act]) -> BTreeMap<About, Date> {
    let mut days = BTreeMap::new();
    for act in acts {
        for touched in &act.touched {
            match act.verb {
                Verb::Publish => _ = days.entry(touched.about.clone()).or_insert_with(|| act.at.date()),
                Verb::Withdraw => _ = days.remove(&touched.about),
                _ => {}
            }
        }
    }
    days
}

/// The day on which each outcome was first touched by a verb.
pub fn first_days(acts: &[&Act], verb: Verb) -> BTreeMap<About, Date> {
    let mut days = BTreeMap::new();
    for act in acts.iter().filter(|act| act.verb == verb) {
        for touched in &act.touched {
            days.entry(touched.about.clone()).or_insert_with(|| act.at.date());
        }
    }
    days
}

impl Steps {
    fn of<'a>(
        facts: &BTreeMap<About, Fact>,
        subject: &SubjectId,
        matters: impl Iterator<Item = &'a SubjectId>,
    ) -> Self {
        let mut steps = Self::default();
        let mut unpublished = false;
        for matter in matters {
            steps.due += 1;
            let about = About { subject: subject.clone(), matter: matter.clone() };
            let Some(fact) = facts.get(&about) else { continue };
            steps.recorded += 1;
            steps.public += u64::from(fact.public);
            steps.finished += u64::from(fact.finished);
            steps.visited = steps.visited.max(Some(fact.visited));
            steps.formed = [steps.formed, fact.formed].into_iter().flatten().min();
            steps.published_on = steps.published_on.max(fact.published_on);
            steps.since = steps.since.max(fact.since);
            unpublished |= fact.published_on.is_none();
        }
        if unpublished {
            steps.published_on = None;
        }
        steps
    }
}

impl TaskProgress {
    fn of(facts: &BTreeMap<About, Fact>, task: &DrawnTask) -> Self {
        let all: Vec<Steps> =
            task.subjects.keys().map(|subject| Steps::of(facts, subject, task.matters.iter())).collect();
        let count =
            |done: fn(&Steps) -> u64| all.iter().filter(|steps| done(steps) == steps.due).count() as u64;
        let (due, public) = (all.len() as u64, count(|steps| steps.public));
        let last = all.iter().map(|steps| steps.since).max().flatten();
        Self {
            task: task.plan.task.clone(),
            due,
            recorded: count(|steps| steps.recorded),
            public,
            finished: count(|steps| steps.finished),
            done_on: last.filter(|_| public == due),
        }
    }
}

#[cfg(test)]
mod tests;
