//! Merge proposals (合并检查建议): one subject drawn by several tasks within a quarter is visited
//! once for all their matters (进一次门、查多项事; 优化营商环境条例 art. 54, 国办发〔2024〕54号). Only a
//! proposal: what was drawn and who was paired stays as it is until people decide.

use super::id::{DrawId, Name, SubjectId};
use super::pairing::teams::{SeatClass, TeamLine, seat_classes};
use super::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One task that wants to visit a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The subject.
    pub subject: SubjectId,
    /// Its station or district.
    pub pool: Name,
    /// The draw.
    pub draw: DrawId,
    /// The task.
    pub task: Name,
    /// Matters it is inspected for.
    pub matters: Vec<SubjectId>,
    /// First day of the visits.
    pub from: Date,
    /// Last day of the visits.
    pub until: Date,
    /// Who must go.
    pub teams: Vec<TeamLine>,
    /// Drawn; otherwise it stands in the frame of a draw that has not been run.
    pub drawn: bool,
}

/// One visit in place of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedVisit {
    /// The subject.
    pub subject: SubjectId,
    /// What it is visited for, by draw and task.
    pub hits: Vec<Hit>,
    /// All matters, each once, ascending.
    pub matters: Vec<SubjectId>,
    /// First and last day that suit every task that has drawn it; `None` where no day does.
    pub days: Option<(Date, Date)>,
    /// Seats of the one team: for each class the most that any task asks for, as in a draw
    /// (`docs/draw-protocol.md` §6.1).
    pub team: Vec<SeatClass>,
    /// One draw has made one visit of it already.
    pub already_one: bool,
}

/// The subjects that two tasks or more want to visit and one at least has drawn, ascending.
pub fn merge(hits: Vec<Hit>) -> Vec<MergedVisit> {
    let mut subjects: BTreeMap<SubjectId, Vec<Hit>> = BTreeMap::new();
    for hit in hits {
        subjects.entry(hit.subject.clone()).or_default().push(hit);
    }
    let several = |hits: &Vec<Hit>| {
        let tasks: BTreeSet<(&DrawId, &Name)> = hits.iter().map(|hit| (&hit.draw, &hit.task)).collect();
        tasks.len() > 1 && hits.iter().any(|hit| hit.drawn)
    };
    subjects.into_iter().filter(|(_, hits)| several(hits)).map(|(id, hits)| visit(id, hits)).collect()
}

fn visit(subject: SubjectId, mut hits: Vec<Hit>) -> MergedVisit {
    hits.sort_by(|a, b| (&a.draw, &a.task).cmp(&(&b.draw, &b.task)));
    let matters: BTreeSet<&SubjectId> = hits.iter().flat_map(|hit| &hit.matters).collect();
    let drawn = || hits.iter().filter(|hit| hit.drawn);
    let from = drawn().map(|hit| hit.from).max();
    let until = drawn().map(|hit| hit.until).min();
    let pool = hits.first().map(|hit| hit.pool.clone()).expect("a visit has a task");
    MergedVisit {
        matters: matters.into_iter().cloned().collect(),
        days: from.zip(until).filter(|(from, until)| from <= until),
        team: seat_classes(&pool, hits.iter().map(|hit| hit.teams.as_slice())),
        already_one: hits.iter().all(|hit| hit.drawn && hit.draw == hits[0].draw),
        subject,
        hits,
    }
}

impl MergedVisit {
    /// Visits saved: one for each further draw that has drawn the subject.
    pub fn saved(&self) -> u64 {
        let draws: BTreeSet<&DrawId> =
            self.hits.iter().filter(|hit| hit.drawn).map(|hit| &hit.draw).collect();
        (draws.len() as u64).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(subject: &str, draw: &str, task: &str, days: [&str; 2], team: &str) -> Hit {
        Hit {
            subject: SubjectId::new(subject).unwrap(),
            pool: Name::new("s01").unwrap(),
            draw: DrawId::new(draw).unwrap(),
            task: Name::new(task).unwrap(),
            matters: vec![SubjectId::new(&format!("A-{}", task.to_uppercase())).unwrap()],
            from: Date::parse(days[0]).unwrap(),
            until: Date::parse(days[1]).unwrap(),
            teams: vec![TeamLine::parse(team).unwrap(), TeamLine::parse("1 @pool").unwrap()],
            drawn: true,
        }
    }

    const JULY: [&str; 2] = ["2023-07-01", "2023-07-31"];
    const MID: [&str; 2] = ["2023-07-15", "2023-08-15"];
    const SEPTEMBER: [&str; 2] = ["2023-09-01", "2023-09-30"];

    #[test]
    fn two_draws_become_one_visit() {
        let visits = merge(vec![
            hit("B", "d2", "scales", MID, "1 scales"),
            hit("A", "d1", "food", JULY, "1 food"),
            hit("B", "d1", "food", JULY, "1 food"),
        ]);
        assert_eq!(visits.len(), 1, "A is drawn once only");
        let visit = &visits[0];
        assert_eq!((visit.subject.as_str(), visit.saved(), visit.already_one), ("B", 1, false));
        let tasks: Vec<&str> = visit.hits.iter().map(|hit| hit.task.as_str()).collect();
        assert_eq!(tasks, ["food", "scales"]);
        let matters: Vec<&str> = visit.matters.iter().map(SubjectId::as_str).collect();
        assert_eq!(matters, ["A-FOOD", "A-SCALES"]);
        let days = visit.days.map(|(from, until)| (from.to_string(), until.to_string()));
        assert_eq!(days, Some(("2023-07-15".into(), "2023-07-31".into())));
        let team: Vec<(&str, u32)> = visit.team.iter().map(|class| (class.key.as_str(), class.n)).collect();
        assert_eq!(team, [("food", 1), ("s01", 1), ("scales", 1)], "one of the station serves both");
    }

    #[test]
    fn days_that_never_meet_are_told() {
        let visits = merge(vec![hit("B", "d1", "a", JULY, "1 x"), hit("B", "d2", "b", SEPTEMBER, "1 y")]);
        assert_eq!(visits[0].days, None);
    }

    #[test]
    fn one_draw_has_merged_already_and_a_frame_alone_merges_nothing() {
        let visits = merge(vec![hit("B", "d1", "a", JULY, "1 x"), hit("B", "d1", "b", JULY, "1 y")]);
        assert!(visits[0].already_one);
        assert_eq!(visits[0].saved(), 0);
        let framed = |task: &str| Hit { drawn: false, ..hit("B", "d1", task, JULY, "1 x") };
        assert_eq!(merge(vec![framed("a"), framed("b")]), []);
        let visits = merge(vec![framed("a"), hit("B", "d2", "b", MID, "1 y")]);
        assert_eq!((visits.len(), visits[0].already_one, visits[0].saved()), (1, false, 0));
    }
}
