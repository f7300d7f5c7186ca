//! The constraints of a pairing, checked on its rows alone (`docs/draw-protocol.md` §6, §10 check
//! 9). This shares the team grammar with the solver and nothing else, so that a fault there
//! cannot hide itself here. It says nothing about chance or balance: for that the pairing is
//! computed again.

use super::shortage::Applied;
use super::tables::{InspectorRow, TeamRow};
use super::teams::{OnShortage, SeatClass, TeamLine, seat_classes};
use super::{DrawnVisit, OpenSeat, PairingInput};
use crate::core::id::{Name, SubjectId};
use std::collections::{BTreeMap, BTreeSet};

/// A constraint that the rows of `teams.csv` break.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// A row of a subject that was not drawn.
    #[error("{id} has a team, but was not drawn")]
    NotDrawn { id: SubjectId },
    /// A row of somebody who is no inspector of this draw.
    #[error("{pseudonym} visits {id}, but is not in inspectors.csv")]
    NoInspector { id: SubjectId, pseudonym: Name },
    /// Fewer than two officers and no open seat that explains it.
    #[error("{id} has {officers} officers: every visit has at least two")]
    TooFewOfficers { id: SubjectId, officers: usize },
    /// A seat class has too many or too few officers; open seats count.
    #[error("{id} seat {seat} has {found} officers and open seats, not {expected}")]
    Seats { id: SubjectId, seat: u32, expected: u32, found: u32 },
    /// An officer lacks the tags of the seat, or carries one that it forbids.
    #[error("{pseudonym} may not take {id} seat {seat}, which asks for {key:?}")]
    NotEligible { id: SubjectId, seat: u32, pseudonym: Name, key: String },
    /// An officer is recused from the subject.
    #[error("{pseudonym} visits {id} in spite of a recusal")]
    Recused { id: SubjectId, pseudonym: Name },
    /// An officer holds two seats of one visit.
    #[error("{pseudonym} stands twice in the team of {id}")]
    Twice { id: SubjectId, pseudonym: Name },
    /// An officer has more visits than the cap allows.
    #[error("{pseudonym} has {found} visits, cap {cap}")]
    OverCap { pseudonym: Name, cap: u32, found: u32 },
    /// Not exactly one officer leads.
    #[error("{id} has {leads} officers in the lead, not one")]
    Leads { id: SubjectId, leads: usize },
    /// Somebody leads who is not tagged `lead`, although another officer of the visit is.
    #[error("{pseudonym} leads the visit to {id}, but another officer is tagged lead")]
    WrongLead { id: SubjectId, pseudonym: Name },
}

/// Checks the rows of a draw (not of a replacement) against its input, the shortage rules that
/// were applied and the seats that were left open. Every violation is listed.
pub fn check(
    input: &PairingInput<'_>,
    applied: &[Applied],
    open: &[OpenSeat],
    rows: &[TeamRow],
) -> Vec<Violation> {
    let rules = Rules::of(input, applied);
    let mut violations = Vec::new();
    let mut teams: BTreeMap<&SubjectId, Vec<&TeamRow>> = BTreeMap::new();
    let mut left_open: BTreeMap<&SubjectId, Vec<u32>> = BTreeMap::new();
    let mut loads: BTreeMap<&Name, u32> = BTreeMap::new();
    for seat in open {
        left_open.entry(&seat.id).or_default().push(seat.seat);
    }
    for row in rows {
        teams.entry(&row.id).or_default().push(row);
        *loads.entry(&row.pseudonym).or_insert(0) += 1;
    }
    for (pseudonym, found) in loads {
        let cap = rules.caps.get(pseudonym.as_str()).copied();
        if let Some(cap) = cap.filter(|cap| found > *cap) {
            violations.push(Violation::OverCap { pseudonym: pseudonym.clone(), cap, found });
        }
    }
    for visit in input.visits {
        let team = teams.remove(&visit.id).unwrap_or_default();
        let open = left_open.remove(&visit.id).unwrap_or_default();
        rules.team(visit, &team, &open, &mut violations);
    }
    violations.extend(teams.into_keys().map(|id| Violation::NotDrawn { id: id.clone() }));
    violations
}

/// What the files and the applied rules allow.
struct Rules<'a> {
    tasks: &'a [Vec<TeamLine>],
    people: BTreeMap<&'a Name, &'a InspectorRow>,
    recusals: BTreeSet<(&'a Name, &'a SubjectId)>,
    /// Caps with the rounds of `raise-cap`.
    caps: BTreeMap<&'a str, u32>,
    /// Tags admitted by `widen`, by visit and class number.
    widened: BTreeMap<(&'a str, u32), Vec<&'a Name>>,
}

impl<'a> Rules<'a> {
    fn of(input: &PairingInput<'a>, applied: &'a [Applied]) -> Self {
        let mut rules = Self {
            tasks: input.team_rules,
            people: input.inspectors.iter().map(|row| (&row.pseudonym, row)).collect(),
            recusals: input.recusals.iter().map(|row| (&row.pseudonym, &row.id)).collect(),
            caps: input.inspectors.iter().map(|row| (row.pseudonym.as_str(), row.cap)).collect(),
            widened: BTreeMap::new(),
        };
        for Applied { rule, certificate } in applied {
            for shortage in &certificate.shortages {
                match rule {
                    OnShortage::Widen(tag) => shortage.seats.iter().for_each(|seat| {
                        let key = (seat.visit.as_str(), seat.class);
                        rules.widened.entry(key).or_default().push(tag);
                    }),
                    OnShortage::RaiseCap(max) => shortage.staff.iter().for_each(|one| {
                        let cap = rules.caps.get_mut(one.pseudonym.as_str());
                        cap.into_iter().filter(|cap| **cap < *max).for_each(|cap| *cap += 1);
                    }),
                    OnShortage::LeaveOpen => {}
                }
            }
        }
        rules
    }

    fn team(&self, visit: &DrawnVisit, team: &[&TeamRow], open: &[u32], violations: &mut Vec<Violation>) {
        let id = &visit.id;
        let tasks = visit.tasks.iter().filter_map(|task| self.tasks.get(*task));
        let classes = seat_classes(&visit.pool, tasks.map(Vec::as_slice));
        if team.len() + open.len() < 2 {
            violations.push(Violation::TooFewOfficers { id: id.clone(), officers: team.len() });
        }
        let mut found: BTreeMap<u32, u32> = BTreeMap::new();
        let taken = team.iter().map(|row| row.seat).chain(open.iter().copied());
        taken.for_each(|seat| *found.entry(seat).or_insert(0) += 1);
        for (seat, class) in (1..).zip(&classes) {
            let (expected, found) = (class.n, found.remove(&seat).unwrap_or(0));
            if expected != found {
                violations.push(Violation::Seats { id: id.clone(), seat, expected, found });
            }
        }
        let no_class = |(seat, found)| Violation::Seats { id: id.clone(), seat, expected: 0, found };
        violations.extend(found.into_iter().map(no_class));
        let mut sitting = BTreeSet::new();
        for row in team {
            let pseudonym = row.pseudonym.clone();
            if !sitting.insert(&row.pseudonym) {
                violations.push(Violation::Twice { id: id.clone(), pseudonym: pseudonym.clone() });
            }
            if self.recusals.contains(&(&row.pseudonym, id)) {
                violations.push(Violation::Recused { id: id.clone(), pseudonym: pseudonym.clone() });
            }
            let class = classes.get((row.seat as usize).wrapping_sub(1));
            match (self.people.get(&row.pseudonym), class) {
                (None, _) => violations.push(Violation::NoInspector { id: id.clone(), pseudonym }),
                (Some(person), Some(class)) if !self.admits(id, row.seat, class, person) => {
                    let (seat, key) = (row.seat, class.key.clone());
                    let id = id.clone();
                    violations.push(Violation::NotEligible { id, seat, pseudonym, key });
                }
                _ => {}
            }
        }
        self.lead(id, team, violations);
    }

    fn admits(&self, id: &SubjectId, seat: u32, class: &SeatClass, person: &InspectorRow) -> bool {
        let widened = self.widened.get(&(id.as_str(), seat));
        let admitted = widened.into_iter().flatten().any(|tag| person.has(tag.as_str()));
        (admitted || class.tags.iter().all(|tag| person.has(tag.as_str())))
            && !class.without.iter().any(|tag| person.has(tag.as_str()))
    }

    fn lead(&self, id: &SubjectId, team: &[&TeamRow], violations: &mut Vec<Violation>) {
        let leads: Vec<&&TeamRow> = team.iter().filter(|row| row.lead).collect();
        if leads.len() != 1 && !team.is_empty() {
            violations.push(Violation::Leads { id: id.clone(), leads: leads.len() });
        }
        let tagged = |row: &TeamRow| self.people.get(&row.pseudonym).is_some_and(|one| one.has("lead"));
        if team.iter().any(|row| tagged(row)) {
            let wrong = leads.into_iter().filter(|row| !tagged(row));
            violations.extend(
                wrong.map(|row| Violation::WrongLead { id: id.clone(), pseudonym: row.pseudonym.clone() }),
            );
        }
    }
}
