//! How often subjects would be drawn. Subjects for which everything is the same (group, room under
//! the cap, strata they are eligible in) are counted together, so the work after the counting does
//! not depend on the size of the registry.

use super::{Expected, Framed};
use crate::core::registry::{Group, Subject};
use std::collections::BTreeMap;

/// How often subjects would be drawn in a span of time, group by group.
#[derive(Debug)]
pub struct Outlook {
    /// One entry for each group that a task covers, in the groups' order.
    pub groups: Vec<GroupOutlook>,
}

/// How often the subjects of one group would be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupOutlook {
    /// Kind of market entity.
    pub group: Group,
    /// Subjects that some task of the plan could draw, or could but for the cap.
    pub subjects: u64,
    /// Of these, at their cap already.
    pub at_cap: u64,
    /// Expected number that would reach their cap.
    pub reach: Expected,
    /// Expected number that the tasks together would draw beyond their cap: a later frame excludes
    /// them, or their visits are merged.
    pub beyond: Expected,
    /// Expected number of draws.
    pub draws: Expected,
    /// Expected number of visits: tasks with one ticket make one visit.
    pub visits: Expected,
    /// Expected number of subjects drawn by 0, 1, 2, … tasks.
    pub hits: Vec<Expected>,
}

/// What subjects have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    group: Group,
    /// Visits left this year under the smallest cap of the tasks that cover them.
    room: Option<u64>,
    /// Task and stratum, where they can be drawn.
    places: Vec<(usize, usize)>,
}

/// Counts the subjects of each pattern.
pub(super) fn patterns(tasks: &[Framed], subjects: &[Subject]) -> BTreeMap<Pattern, u64> {
    let mut counts: BTreeMap<Pattern, u64> = BTreeMap::new();
    let mut next = vec![0; tasks.len()];
    for subject in subjects {
        let mut pattern = Pattern { group: subject.group, room: None, places: Vec::new() };
        let mut drawable = false;
        for (number, task) in tasks.iter().enumerate() {
            let Some(row) = row_of(task, &mut next[number], subject.id.as_str()) else { continue };
            let eligible = task.frame.eligible(row);
            if !eligible && task.frame.row(row).status != "x-cap" {
                continue;
            }
            drawable = true;
            if let Some(cap) = task.planned.plan.annual_cap {
                let room = cap.saturating_sub(u64::from(subject.inspected_this_year));
                pattern.room = Some(pattern.room.map_or(room, |least| least.min(room)));
            }
            if let (true, Some(stratum)) = (eligible, task.stratum(row)) {
                pattern.places.push((number, stratum));
            }
        }
        if !drawable {
            continue;
        }
        match counts.get_mut(&pattern) {
            Some(count) => *count += 1,
            None => _ = counts.insert(pattern, 1),
        }
    }
    counts
}

/// The row of an id in a frame read from its start; both ascend.
fn row_of(task: &Framed, next: &mut usize, id: &str) -> Option<usize> {
    while *next < task.frame.len() && task.frame.id(*next) < id {
        *next += 1;
    }
    (*next < task.frame.len() && task.frame.id(*next) == id).then_some(*next)
}

/// The outlook over the tasks that count.
pub(super) fn outlook(
    tasks: &[Framed],
    patterns: &BTreeMap<Pattern, u64>,
    counts: &dyn Fn(&Framed) -> bool,
) -> Outlook {
    let mut groups: BTreeMap<Group, GroupOutlook> = BTreeMap::new();
    for (pattern, subjects) in patterns {
        let group = groups.entry(pattern.group).or_insert_with(|| GroupOutlook::empty(pattern.group));
        group.add(tasks, pattern, *subjects, counts);
    }
    Outlook { groups: groups.into_values().collect() }
}

impl Outlook {
    /// All groups together; the group is that of the first and says nothing.
    pub fn total(&self) -> GroupOutlook {
        let mut total = GroupOutlook::empty(Group::Other);
        for group in &self.groups {
            total.subjects += group.subjects;
            total.at_cap += group.at_cap;
            total.reach += group.reach;
            total.beyond += group.beyond;
            total.draws += group.draws;
            total.visits += group.visits;
            add_all(&mut total.hits, &group.hits, 1);
        }
        total
    }
}

impl GroupOutlook {
    fn empty(group: Group) -> Self {
        let zero = Expected::default();
        Self {
            group,
            subjects: 0,
            at_cap: 0,
            reach: zero,
            beyond: zero,
            draws: zero,
            visits: zero,
            hits: Vec::new(),
        }
    }

    fn add(&mut self, tasks: &[Framed], pattern: &Pattern, subjects: u64, counts: &dyn Fn(&Framed) -> bool) {
        let tickets = tickets(tasks, pattern, counts);
        let hits = tickets.iter().fold(vec![Expected::ONE], |sum, ticket| convolve(&sum, &steps(ticket)));
        let once = |ticket: &[Expected]| steps(&ticket[..1]);
        let visits = tickets.iter().fold(vec![Expected::ONE], |sum, ticket| convolve(&sum, &once(ticket)));
        self.subjects += subjects;
        self.draws += tickets.iter().flatten().copied().sum::<Expected>().times(subjects);
        self.visits += tickets.iter().map(|ticket| ticket[0]).sum::<Expected>().times(subjects);
        add_all(&mut self.hits, &hits, subjects);
        match pattern.room {
            None => {}
            Some(0) => self.at_cap += subjects,
            Some(room) => {
                self.reach += at_least(&visits, room).times(subjects);
                self.beyond += at_least(&visits, room + 1).times(subjects);
            }
        }
    }
}

/// The chances of a pattern, those that share a ticket together, the largest first.
fn tickets(tasks: &[Framed], pattern: &Pattern, counts: &dyn Fn(&Framed) -> bool) -> Vec<Vec<Expected>> {
    let mut tickets: BTreeMap<_, Vec<Expected>> = BTreeMap::new();
    for (number, stratum) in &pattern.places {
        let task = &tasks[*number];
        if counts(task) {
            let plan = &task.planned.plan;
            tickets.entry((&plan.domain, plan.cutoff)).or_default().push(task.chance(*stratum));
        }
    }
    let mut tickets: Vec<Vec<Expected>> = tickets.into_values().collect();
    tickets.iter_mut().for_each(|chances| chances.sort_by(|a, b| b.cmp(a)));
    tickets
}

/// Chances of being drawn by 0, 1, 2, … of the tasks that share a ticket: whoever is drawn at a
/// small rate is drawn at every larger one.
fn steps(chances: &[Expected]) -> Vec<Expected> {
    let least =
        |k: usize| if k == 0 { Expected::ONE } else { chances.get(k - 1).copied().unwrap_or_default() };
    (0..=chances.len()).map(|k| least(k).less(least(k + 1))).collect()
}

/// Distribution of the sum of two independent numbers.
fn convolve(a: &[Expected], b: &[Expected]) -> Vec<Expected> {
    let mut sum = vec![Expected::default(); a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (k, y) in b.iter().enumerate() {
            sum[i + k] += x.and(*y);
        }
    }
    sum
}

fn at_least(distribution: &[Expected], n: u64) -> Expected {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    distribution.iter().skip(n).copied().sum()
}

fn add_all(sums: &mut Vec<Expected>, more: &[Expected], times: u64) {
    sums.resize(sums.len().max(more.len()), Expected::default());
    sums.iter_mut().zip(more).for_each(|(sum, part)| *sum += part.times(times));
}
