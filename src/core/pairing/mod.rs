//! The second draw: inspectors are paired with the visits of a draw, so that among all valid plans
//! whose workloads are as even as possible every one is equally likely.
//!
//! `docs/draw-protocol.md` §6 specifies every step and every byte; §8 says how the seats of
//! somebody who drops out are drawn again. Integers only, and no library sampling routine.

pub mod tables;
pub mod teams;

mod problem;
mod rng;
mod seats;

mod assign;
mod blocks;
mod mix;
mod usable;

mod shortage;
mod solve;
mod words;

mod check;

pub use check::{Violation, check};
pub use mix::Trace;
pub use problem::{Need, Person, Problem, Seats, Visit};
pub use seats::name_leads;
pub use shortage::{Applied, Certificate, Helpers, ShortSeats, Shortage, Staff};
pub use solve::{Assigned, OpenPlace, Solved, Unsolved, solve};
pub use tables::{InspectorRow, RecusalRow, TeamRow};
pub use teams::{OnShortage, Tag, TeamLine};

use super::digest::Digest;
use super::id::{BadName, DrawId, Name, SubjectId};
use super::spread::Spread;

/// A visit: one subject with role `drawn`, however many tasks drew it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnVisit {
    /// The subject.
    pub id: SubjectId,
    /// Its pool: the same in all frames of the draw.
    pub pool: Name,
    /// The tasks that drew it: places in [`PairingInput::team_rules`].
    pub tasks: Vec<usize>,
}

/// Everything the pairing of one draw depends on.
#[derive(Clone, Copy, Debug)]
pub struct PairingInput<'a> {
    /// The draw.
    pub draw: &'a DrawId,
    /// Its attempt, from 1.
    pub attempt: u32,
    /// The draw's seed (§4), or the seed of a replacement (§8).
    pub seed: &'a Digest,
    /// Visits, ascending by id, each once.
    pub visits: &'a [DrawnVisit],
    /// The `team` lines of each task's plan.
    pub team_rules: &'a [Vec<TeamLine>],
    /// The `on-shortage` lines, in order.
    pub on_shortage: &'a [OnShortage],
    /// Rows of `inspectors.csv`, ascending by pseudonym.
    pub inspectors: &'a [InspectorRow],
    /// Rows of `recusals.csv`; those of subjects that were not drawn have no effect.
    pub recusals: &'a [RecusalRow],
    /// For a replacement its number and the seats that are drawn again (one entry per seat);
    /// `None` for the draw itself.
    pub replace: Option<(u32, &'a [OpenSeat])>,
}

/// A seat without an officer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenSeat {
    /// The subject.
    pub id: SubjectId,
    /// Number of the seat class, from 1.
    pub seat: u32,
}

/// The outcome of a pairing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paired {
    /// Rows of `teams.csv`, in its order. Those of a replacement name no lead: put them among the
    /// rows that stay, then call [`name_leads`].
    pub rows: Vec<TeamRow>,
    /// The shortage rules that were applied, in order, each with its certificate.
    pub applied: Vec<Applied>,
    /// Seats that a `leave-open` rule left open, one entry per seat.
    pub open: Vec<OpenSeat>,
    /// For each visit the smallest number of usable candidates |E*| of its filled seats (0: all
    /// open). For the auditor; below 3 is worth a warning.
    pub candidates: Vec<u32>,
    /// What the mix did, by component; informative.
    pub traces: Vec<Trace>,
}

/// Why there is no pairing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// A plan asks for fewer than two officers.
    #[error(
        "the team lines of task number {task} (from 0) ask for {officers} officers: every visit has at least two"
    )]
    TooFewOfficers { task: usize, officers: u64 },
    /// A visit was drawn by no task.
    #[error("visit {id} was drawn by no task")]
    NoTask { id: SubjectId },
    /// A visit names a task without team rules.
    #[error("visit {id} names task number {task} (from 0), which has no team lines")]
    UnknownTask { id: SubjectId, task: usize },
    /// A pool's name cannot be a tag.
    #[error("pool of visit {id}: {source}")]
    Pool { id: SubjectId, source: BadName },
    /// Visits are not in order.
    #[error("visit {id} is out of order or stands twice: visits must ascend by id")]
    VisitOrder { id: SubjectId },
    /// Inspectors are not in order.
    #[error("inspector {pseudonym} is out of order or stands twice: rows must ascend by pseudonym")]
    InspectorOrder { pseudonym: Name },
    /// A recusal names nobody.
    #[error("a recusal names {pseudonym}, who is not in inspectors.csv")]
    UnknownInspector { pseudonym: Name },
    /// A replacement names a seat that the visits do not have.
    #[error("visit {id} has no such seat {seat} to draw again")]
    UnknownSeat { id: SubjectId, seat: u32 },
    /// Seats cannot be filled, and no rule of the plan helps.
    #[error("{} seats cannot be filled", .0.certificate.short_by())]
    Shortage(Box<Unsolved>),
}

/// Pairs inspectors with visits (§6).
///
/// # Errors
/// Bad input, or [`PairingError::Shortage`] with the proof.
pub fn pair(input: &PairingInput<'_>, spread: &impl Spread) -> Result<Paired, PairingError> {
    seats::check_input(input)?;
    let kinds = seats::Kinds::of(input)?;
    let problem = seats::compile(input, &kinds)?;
    let solved = solve(problem, input.on_shortage, spread).map_err(PairingError::Shortage)?;
    let mut rows = seats::rows(input, &solved);
    if input.replace.is_none() {
        name_leads(input.seed, input.inspectors, &mut rows, spread);
    }
    let open = solved
        .open
        .iter()
        .map(|place| OpenSeat { id: input.visits[place.visit as usize].id.clone(), seat: place.class + 1 });
    Ok(Paired {
        rows,
        open: open.collect(),
        applied: solved.applied,
        candidates: solved.candidates,
        traces: solved.traces,
    })
}

/// Whether this draw would be short of inspectors, before any shortage rule: the pairing up to
/// its filling only, for rehearsals on throw-away seeds (§6.6).
///
/// # Errors
/// Bad input; a shortage is a result.
pub fn rehearse(input: &PairingInput<'_>, spread: &impl Spread) -> Result<Option<Certificate>, PairingError> {
    seats::check_input(input)?;
    let kinds = seats::Kinds::of(input)?;
    let problem = seats::compile(input, &kinds)?;
    Ok(solve::rehearse(&problem, spread))
}

/// The seats of each visit, in the visits' order: class number, key and size, for documents.
///
/// # Errors
/// Bad input.
pub fn seat_classes(input: &PairingInput<'_>) -> Result<Vec<Vec<teams::SeatClass>>, PairingError> {
    seats::check_input(input)?;
    let kinds = seats::Kinds::of(input)?;
    Ok(input.visits.iter().map(|visit| kinds.classes(visit).to_vec()).collect())
}

impl PairingInput<'_> {
    /// d of §6.2: the text under which the key streams stand.
    fn stream(&self) -> String {
        let draw = format!("{}/{}", self.draw, self.attempt);
        match self.replace {
            None => draw,
            Some((number, _)) => format!("{draw}/r{number}"),
        }
    }
}
