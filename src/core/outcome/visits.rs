//! Check 13: visits made against visits drawn. Was everyone who was drawn inspected, by those who were
//! drawn for it, and is there a reason for every difference? A subject that was gone needs no visit;
//! what is not recorded yet is counted apart, and fails only where the work is said to be complete.

use super::{About, Drawn, Outcome};
use crate::core::id::{InspectorId, SubjectId};
use crate::core::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What was made of the visits drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visits {
    /// Subjects to be inspected.
    pub drawn: u64,
    /// Of them with a result for every matter.
    pub made: u64,
    /// Of those made, the subjects that were gone.
    pub gone: u64,
    /// Matters without a result, by subject.
    pub open: BTreeMap<SubjectId, Vec<SubjectId>>,
    /// Every difference.
    pub differences: Vec<Difference>,
}

/// One difference between what was drawn and what was done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Where.
    pub about: About,
    /// What differs.
    pub kind: Kind,
    /// Why, as recorded; empty where nobody says.
    pub reason: String,
}

/// What can differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A result for a subject that was not drawn, or whose place was taken.
    NotDrawn,
    /// A result for a matter of no task that drew the subject.
    OtherMatter,
    /// Others went than were drawn.
    Team {
        /// Drawn, and did not go.
        stayed: Vec<InspectorId>,
        /// Went, and were not drawn.
        joined: Vec<InspectorId>,
    },
    /// Visited before the draw.
    Early(Date),
}

impl Difference {
    /// No reason makes it right.
    pub fn fails(&self) -> bool {
        !matches!(self.kind, Kind::Team { .. }) || self.reason.is_empty()
    }
}

impl Visits {
    /// Compares the latest results that stand (none withdrawn) with what was drawn on `drawn_on`.
    pub fn compare<'a>(drawn: &Drawn, drawn_on: Date, results: impl Iterator<Item = &'a Outcome>) -> Self {
        let due = drawn.due();
        let subjects = drawn.subjects();
        let mut visits = Self { drawn: subjects.len() as u64, ..Self::default() };
        let (mut recorded, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for outcome in results {
            let about = &outcome.about;
            recorded.insert(about.clone());
            if outcome.gone() {
                gone.insert(about.subject.clone());
            }
            let kind = match (subjects.contains(&about.subject), due.contains(about)) {
                (false, _) => Some(Kind::NotDrawn),
                (true, false) => Some(Kind::OtherMatter),
                _ if outcome.visited < drawn_on => Some(Kind::Early(outcome.visited)),
                _ => team(drawn, outcome),
            };
            let reason = outcome.difference.clone();
            visits.differences.extend(kind.map(|kind| Difference { about: about.clone(), kind, reason }));
        }
        for about in due.difference(&recorded) {
            visits.open.entry(about.subject.clone()).or_default().push(about.matter.clone());
        }
        visits.made = visits.drawn - visits.open.len() as u64;
        let made = |id: &&SubjectId| subjects.contains(*id) && !visits.open.contains_key(*id);
        visits.gone = gone.iter().filter(made).count() as u64;
        visits.differences.sort_unstable();
        visits
    }

    /// Differences that no reason explains.
    pub fn failures(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.fails())
    }
}

/// How those who went differ from those who were drawn, as the teams were on the day of the visit.
pub fn team(drawn: &Drawn, outcome: &Outcome) -> Option<Kind> {
    if outcome.gone() && outcome.went.is_empty() {
        return None;
    }
    let went: BTreeSet<InspectorId> = outcome.went.iter().cloned().collect();
    let mut teams = drawn.teams_on(&outcome.about.subject, outcome.visited);
    if teams.contains(&went) {
        return None;
    }
    let team = if teams.is_empty() { drawn.team(&outcome.about.subject) } else { teams.remove(0) };
    let kind = Kind::Team {
        stayed: team.difference(&went).cloned().collect(),
        joined: went.difference(&team).cloned().collect(),
    };
    (team != went).then_some(kind)
}
