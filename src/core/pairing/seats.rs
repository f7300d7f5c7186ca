//! From the committed files of a draw to a [`Problem`]: visits, their seat classes, recusals
//! (`docs/draw-protocol.md` §6.1), and from its solution to the rows of `teams.csv` (§6.9).

use super::problem::{Need, Person, Problem, Seats, Visit, index};
use super::solve::Solved;
use super::tables::{InspectorRow, TeamRow};
use super::teams::{SeatClass, TeamLine, officers, seat_classes};
use super::{DrawnVisit, OpenSeat, PairingError, PairingInput};
use crate::core::digest::Digest;
use crate::core::id::{Name, SubjectId};
use crate::core::spread::Spread;
use std::collections::BTreeMap;

/// The seat classes of every kind of visit: by pool and by the tasks that drew it.
pub(super) struct Kinds<'a> {
    kinds: Vec<Vec<SeatClass>>,
    of: BTreeMap<(&'a Name, &'a [usize]), usize>,
}

impl<'a> Kinds<'a> {
    /// Compiles each kind once; a draw has many visits and few kinds.
    pub(super) fn of(input: &PairingInput<'a>) -> Result<Self, PairingError> {
        let mut found = Self { kinds: Vec::new(), of: BTreeMap::new() };
        for visit in input.visits {
            let key = (&visit.pool, visit.tasks.as_slice());
            if !found.of.contains_key(&key) {
                found.of.insert(key, found.kinds.len());
                found.kinds.push(classes(input, visit)?);
            }
        }
        Ok(found)
    }

    /// Number of the kind of a visit.
    fn number(&self, visit: &'a DrawnVisit) -> usize {
        self.of[&(&visit.pool, visit.tasks.as_slice())]
    }

    /// The seat classes of a visit, by number from 1 (the place in the slice is one less).
    pub(super) fn classes(&self, visit: &'a DrawnVisit) -> &[SeatClass] {
        &self.kinds[self.number(visit)]
    }
}

fn classes(input: &PairingInput<'_>, visit: &DrawnVisit) -> Result<Vec<SeatClass>, PairingError> {
    if visit.tasks.is_empty() {
        return Err(PairingError::NoTask { id: visit.id.clone() });
    }
    Name::tag(visit.pool.as_str()).map_err(|source| PairingError::Pool { id: visit.id.clone(), source })?;
    let rules = |task: &usize| -> Result<&[TeamLine], PairingError> {
        let unknown = || PairingError::UnknownTask { id: visit.id.clone(), task: *task };
        input.team_rules.get(*task).map(Vec::as_slice).ok_or_else(unknown)
    };
    let rules = visit.tasks.iter().map(rules).collect::<Result<Vec<_>, _>>()?;
    Ok(seat_classes(&visit.pool, rules))
}

/// Checks the input and compiles it.
pub(super) fn compile<'a>(
    input: &PairingInput<'a>,
    kinds: &'a Kinds<'a>,
) -> Result<Problem<'a>, PairingError> {
    let mut needs: BTreeMap<Need<'a>, u32> = BTreeMap::new();
    let mut kind = |classes: &'a [SeatClass]| -> Vec<Seats> {
        let seats = classes.iter().map(|class| {
            let names = |tags: &'a [Name]| tags.iter().map(Name::as_str).collect();
            let (tags, without) = (names(&class.tags), names(&class.without));
            let next = index(needs.len());
            let need = *needs.entry(Need { tags, without, or: Vec::new() }).or_insert(next);
            Seats { n: class.n, need }
        });
        seats.collect()
    };
    let compiled: Vec<Vec<Seats>> = kinds.kinds.iter().map(|classes| kind(classes)).collect();
    let visit = |visit: &'a DrawnVisit| Visit {
        id: visit.id.as_str(),
        classes: compiled[kinds.number(visit)].clone(),
        recused: Vec::new(),
    };
    let mut problem = Problem {
        draw: input.stream(),
        seed: Digest::of_parts(&[b"suicha/1/p:", input.seed.hex().as_bytes()]).0,
        people: input.inspectors.iter().map(person).collect(),
        visits: input.visits.iter().map(visit).collect(),
        needs: Vec::new(),
    };
    let mut by_number: Vec<(Need<'a>, u32)> = needs.into_iter().collect();
    by_number.sort_unstable_by_key(|(_, number)| *number);
    problem.needs = by_number.into_iter().map(|(need, _)| need).collect();
    recuse(input, &mut problem);
    if let Some((_, seats)) = input.replace {
        keep_only(input, &mut problem, seats)?;
    }
    Ok(problem)
}

/// Refuses what the files' parsers cannot see: order, references, too small teams.
pub(super) fn check_input(input: &PairingInput<'_>) -> Result<(), PairingError> {
    for (task, lines) in input.team_rules.iter().enumerate() {
        let officers = officers(lines);
        if officers < 2 {
            return Err(PairingError::TooFewOfficers { task, officers });
        }
    }
    if let Some(pair) = input.visits.windows(2).find(|pair| pair[0].id >= pair[1].id) {
        return Err(PairingError::VisitOrder { id: pair[1].id.clone() });
    }
    let people = input.inspectors;
    if let Some(pair) = people.windows(2).find(|pair| pair[0].pseudonym >= pair[1].pseudonym) {
        return Err(PairingError::InspectorOrder { pseudonym: pair[1].pseudonym.clone() });
    }
    let unknown = |name: &Name| people.binary_search_by(|row| row.pseudonym.cmp(name)).is_err();
    match input.recusals.iter().find(|row| unknown(&row.pseudonym)) {
        Some(row) => Err(PairingError::UnknownInspector { pseudonym: row.pseudonym.clone() }),
        None => Ok(()),
    }
}

fn person(row: &InspectorRow) -> Person<'_> {
    let mut tags: Vec<&str> = row.tags.iter().map(Name::as_str).collect();
    tags.push(row.unit.as_str());
    tags.sort_unstable();
    tags.dedup();
    Person { id: row.pseudonym.as_str(), cap: row.cap, base: row.base, tags }
}

fn recuse(input: &PairingInput<'_>, problem: &mut Problem<'_>) {
    for row in input.recusals {
        let visit = input.visits.binary_search_by(|visit| visit.id.cmp(&row.id));
        let person = input.inspectors.binary_search_by(|one| one.pseudonym.cmp(&row.pseudonym));
        if let (Ok(visit), Ok(person)) = (visit, person) {
            problem.visits[visit].recused.push(index(person));
        }
    }
    for visit in &mut problem.visits {
        visit.recused.sort_unstable();
        visit.recused.dedup();
    }
}

/// For a replacement (§8): only these seats are drawn; classes keep their numbers.
fn keep_only(
    input: &PairingInput<'_>,
    problem: &mut Problem<'_>,
    seats: &[OpenSeat],
) -> Result<(), PairingError> {
    let mut wanted: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for seat in seats {
        let unknown = || PairingError::UnknownSeat { id: seat.id.clone(), seat: seat.seat };
        let by_id = |visit: &DrawnVisit| visit.id.cmp(&seat.id);
        let visit = input.visits.binary_search_by(by_id).map_err(|_| unknown())?;
        let class = (seat.seat as usize).checked_sub(1).ok_or_else(unknown)?;
        let there = problem.visits[visit].classes.get(class).map_or(0, |class| class.n);
        let n = wanted.entry((visit, class)).or_insert(0);
        *n += 1;
        if *n > there {
            return Err(unknown());
        }
    }
    for (at, visit) in problem.visits.iter_mut().enumerate() {
        for (class, seats) in visit.classes.iter_mut().enumerate() {
            seats.n = wanted.get(&(at, class)).copied().unwrap_or(0);
        }
    }
    Ok(())
}

/// The rows of `teams.csv`, all of them members; [`name_leads`] names who leads.
pub(super) fn rows(input: &PairingInput<'_>, solved: &Solved) -> Vec<TeamRow> {
    let row = |seat: &super::solve::Assigned| TeamRow {
        id: input.visits[seat.visit as usize].id.clone(),
        seat: seat.class + 1,
        pseudonym: input.inspectors[seat.person as usize].pseudonym.clone(),
        lead: false,
    };
    solved.assigned.iter().map(row).collect()
}

/// Names one person per visit to lead it: of those tagged `lead` (of all, where none is) the one
/// with the smallest H("suicha/1/l:" seed ":" id ":" pseudonym) (§6.9). The rows must be complete
/// visits in the table's order; `seed` is the draw's seed.
pub fn name_leads(seed: &Digest, inspectors: &[InspectorRow], rows: &mut [TeamRow], spread: &impl Spread) {
    /// Visits that one worker takes at a time.
    const BATCH: usize = 2048;
    let seed = seed.hex();
    let mut teams: Vec<&mut [TeamRow]> = rows.chunk_by_mut(|a, b| a.id == b.id).collect();
    spread.map(teams.chunks_mut(BATCH).collect(), |batch| {
        batch.iter_mut().for_each(|team| name_lead(&seed, inspectors, team));
    });
}

fn name_lead(seed: &str, inspectors: &[InspectorRow], team: &mut [TeamRow]) {
    let may_lead = |row: &TeamRow| {
        let found = inspectors.binary_search_by(|one| one.pseudonym.cmp(&row.pseudonym));
        found.is_ok_and(|at| inspectors[at].has("lead"))
    };
    let some = team.iter().any(may_lead);
    let ticket = |row: &TeamRow| lead_ticket(seed, &row.id, &row.pseudonym);
    let candidates = (0..team.len()).filter(|at| !some || may_lead(&team[*at]));
    let lead = candidates.min_by_key(|at| ticket(&team[*at]));
    for (at, row) in team.iter_mut().enumerate() {
        row.lead = Some(at) == lead;
    }
}

fn lead_ticket(seed: &str, id: &SubjectId, pseudonym: &Name) -> Digest {
    let parts = ["suicha/1/l:", seed, ":", id.as_str(), ":", pseudonym.as_str()];
    Digest::of_parts(&parts.map(str::as_bytes))
}
