//! What follows from a replacement: whose place is taken by whom, and which seats are drawn again.

use super::{Replaced, Request, Step};
use crate::core::bundle::{Inputs, People};
use crate::core::digest::Digest;
use crate::core::frame::Frame;
use crate::core::id::{Name, SubjectId};
use crate::core::pairing::tables::{InspectorRow, RecusalRow, TeamRow, print_teams};
use crate::core::pairing::{
    self, Applied, DrawnVisit, OnShortage, OpenSeat, Paired, PairingError, PairingInput, Violation,
    name_leads,
};
use crate::core::seed::BeaconValue;
use crate::core::select::Selection;
use crate::core::spread::Spread;
use std::collections::{BTreeMap, BTreeSet};

/// Why a request cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceError {
    /// It names a subject that is not to be inspected.
    #[error("{0} was not drawn, or does not stand on the list any more")]
    NotDrawn(SubjectId),
    /// A reason that the plan does not know.
    #[error("{code} is no replace code of the plan of task {task} ({known})")]
    Code {
        /// The reason given.
        code: Name,
        /// The task.
        task: Name,
        /// Its codes.
        known: String,
    },
    /// It names an officer without a visit.
    #[error("{0} has no visit in this draw, or was taken out before")]
    NoOfficer(Name),
    /// It names an officer who does not visit that subject.
    #[error("{pseudonym} does not visit {id}")]
    NotInTeam {
        /// The officer.
        pseudonym: Name,
        /// The subject.
        id: SubjectId,
    },
    /// The seats cannot be drawn.
    #[error(transparent)]
    Pairing(#[from] PairingError),
    /// What was drawn breaks a constraint: a bug, or a forged table.
    #[error("{0}")]
    Violation(Violation),
}

/// How a draw stands after some replacements.
#[derive(Clone, Debug)]
pub struct State {
    /// Every team.
    pub rows: Vec<TeamRow>,
    /// Seats left open.
    pub open: Vec<OpenSeat>,
    skipped: BTreeSet<SubjectId>,
    unavailable: BTreeSet<Name>,
    recused: Vec<RecusalRow>,
    applied: Vec<Applied>,
}

/// What a replacement leads to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How the draw stands then.
    pub state: State,
    /// `replaced-<n>.txt`.
    pub record: Replaced,
    /// `teams-<n>.csv`.
    pub teams: String,
}

/// A draw whose teams are known: what every replacement starts from.
struct Draw<'a> {
    inputs: &'a Inputs,
    people: &'a People,
    selections: &'a [Selection],
    seed: &'a Digest,
    team_rules: Vec<Vec<pairing::TeamLine>>,
}

impl State {
    /// The draw itself, before any replacement.
    pub fn of(paired: &Paired) -> Self {
        Self {
            rows: paired.rows.clone(),
            open: paired.open.clone(),
            skipped: BTreeSet::new(),
            unavailable: BTreeSet::new(),
            recused: Vec::new(),
            applied: paired.applied.clone(),
        }
    }

    /// Checks a request against the draw and what has been replaced before; nothing is drawn.
    pub fn check(
        &self,
        inputs: &Inputs,
        selections: &[Selection],
        request: &Request,
    ) -> Result<(), ReplaceError> {
        for skip in &request.skips {
            let mut tasks = Vec::new();
            for (task, selection) in inputs.tasks.iter().zip(selections) {
                let frame = task.frame.as_ref().expect("selections exist only for tasks with a frame");
                if listed(selection, frame, &self.skipped).any(|(id, ..)| id == skip.id.as_str()) {
                    tasks.push(&task.plan);
                }
            }
            if tasks.is_empty() {
                return Err(ReplaceError::NotDrawn(skip.id.clone()));
            }
            if let Some(plan) = tasks.into_iter().find(|plan| !plan.replace.contains(&skip.code)) {
                let known: Vec<&str> = plan.replace.iter().map(Name::as_str).collect();
                let (code, task) = (skip.code.clone(), plan.task.clone());
                return Err(ReplaceError::Code { code, task, known: known.join(", ") });
            }
        }
        for (pseudonym, _) in &request.unavailable {
            if !self.rows.iter().any(|row| row.pseudonym == *pseudonym) {
                return Err(ReplaceError::NoOfficer(pseudonym.clone()));
            }
        }
        for recused in &request.recused {
            if !self.rows.iter().any(|row| (&row.pseudonym, &row.id) == (&recused.pseudonym, &recused.id)) {
                let (pseudonym, id) = (recused.pseudonym.clone(), recused.id.clone());
                return Err(ReplaceError::NotInTeam { pseudonym, id });
            }
        }
        Ok(())
    }

    /// Carries a request out with its pulses. `seed` is the draw's own.
    ///
    /// # Errors
    /// The request does not fit, or the seats cannot be filled.
    pub fn apply(
        &self,
        inputs: &Inputs,
        selections: &[Selection],
        seed: &Digest,
        request: &Request,
        pulses: &[BeaconValue],
        spread: &impl Spread,
    ) -> Result<Outcome, ReplaceError> {
        self.check(inputs, selections, request)?;
        let people = inputs.people.as_ref().expect("a draw with teams has its people");
        let team_rules = inputs.tasks.iter().map(|task| task.plan.teams.clone()).collect();
        let draw = Draw { inputs, people, selections, seed, team_rules };
        let mut state = self.clone();
        state.skipped.extend(request.skips.iter().map(|skip| skip.id.clone()));
        state.unavailable.extend(request.unavailable.iter().map(|(who, _)| who.clone()));
        let recused = request.recused.iter();
        state
            .recused
            .extend(recused.map(|r| RecusalRow { pseudonym: r.pseudonym.clone(), id: r.id.clone() }));
        let hash = Digest::of(request.print().as_bytes());
        state.draw_again(self, &draw, &super::seed(seed, &hash, pulses), request.number, spread)?;
        let teams = print_teams(&state.rows);
        let record = Replaced {
            draw: request.draw.clone(),
            attempt: request.attempt,
            number: request.number,
            request: hash,
            pulses: pulses.to_vec(),
            steps: draw.steps(self, &state),
            teams: Digest::of(teams.as_bytes()),
            seats: [state.rows.len() as u64, state.open.len() as u64],
        };
        Ok(Outcome { state, record, teams })
    }

    /// Keeps every seat whose officer and subject stay, and draws the others.
    fn draw_again(
        &mut self,
        before: &State,
        draw: &Draw<'_>,
        seed: &Digest,
        number: u32,
        spread: &impl Spread,
    ) -> Result<(), ReplaceError> {
        let (old, visits) = (draw.visits(&before.skipped), draw.visits(&self.skipped));
        let renumber = Renumber::of(draw, &old, &visits)?;
        let stays = |row: &TeamRow| {
            let recused = self.recused.iter().any(|r| (&r.pseudonym, &r.id) == (&row.pseudonym, &row.id));
            !recused && !self.unavailable.contains(&row.pseudonym)
        };
        let kept: Vec<TeamRow> =
            before.rows.iter().filter(|row| stays(row)).filter_map(|row| renumber.row(row)).collect();
        let open: Vec<OpenSeat> = before.open.iter().filter_map(|seat| renumber.seat(seat)).collect();
        let seats = renumber.missing(&kept, &open);
        let inspectors = self.inspectors(draw, &kept);
        let mut recusals = self.recusals(draw);
        recusals.extend(
            kept.iter().map(|row| RecusalRow { pseudonym: row.pseudonym.clone(), id: row.id.clone() }),
        );
        let rules: Vec<OnShortage> = draw
            .inputs
            .tasks
            .first()
            .map(|task| task.plan.on_shortage.clone())
            .unwrap_or_default()
            .into_iter()
            .filter(|rule| !matches!(rule, OnShortage::RaiseCap(_)))
            .collect();
        let input = PairingInput {
            seed,
            on_shortage: &rules,
            replace: Some((number, &seats)),
            ..draw.input(&visits, &inspectors, &recusals)
        };
        let paired = pairing::pair(&input, spread)?;
        self.rows = kept.into_iter().chain(paired.rows).collect();
        self.rows.sort_unstable();
        self.open = open.into_iter().chain(paired.open).collect();
        self.open.sort_unstable();
        renumber.certificates(&mut self.applied);
        self.applied.extend(paired.applied);
        name_leads(draw.seed, &draw.people.inspectors, &mut self.rows, spread);
        self.keeps_the_rules(draw, &visits)
    }

    /// The constraints on the whole of the teams, without the solver.
    fn keeps_the_rules(&self, draw: &Draw<'_>, visits: &[DrawnVisit]) -> Result<(), ReplaceError> {
        let inspectors = self.inspectors(draw, &[]);
        let recusals = self.recusals(draw);
        let input = draw.input(visits, &inspectors, &recusals);
        let violations = pairing::check(&input, &self.applied, &self.open, &self.rows);
        violations.into_iter().next().map_or(Ok(()), |violation| Err(ReplaceError::Violation(violation)))
    }

    /// The committed rows with what is left of each cap, and with the seats kept counted as load.
    fn inspectors(&self, draw: &Draw<'_>, kept: &[TeamRow]) -> Vec<InspectorRow> {
        let mut seats: BTreeMap<&Name, u32> = BTreeMap::new();
        kept.iter().for_each(|row| *seats.entry(&row.pseudonym).or_default() += 1);
        let row = |row: &InspectorRow| {
            let held = seats.get(&row.pseudonym).copied().unwrap_or(0);
            let cap =
                if self.unavailable.contains(&row.pseudonym) { 0 } else { row.cap.saturating_sub(held) };
            InspectorRow { cap, base: row.base.saturating_add(held), ..row.clone() }
        };
        draw.people.inspectors.iter().map(row).collect()
    }

    fn recusals(&self, draw: &Draw<'_>) -> Vec<RecusalRow> {
        draw.people.recusals.iter().chain(&self.recused).cloned().collect()
    }
}

impl Draw<'_> {
    /// The pairing of the draw itself, over other visits and people.
    fn input<'b>(
        &'b self,
        visits: &'b [DrawnVisit],
        inspectors: &'b [InspectorRow],
        recusals: &'b [RecusalRow],
    ) -> PairingInput<'b> {
        PairingInput {
            draw: &self.inputs.commitment.draw,
            attempt: self.inputs.commitment.attempt,
            seed: self.seed,
            visits,
            team_rules: &self.team_rules,
            on_shortage: &[],
            inspectors,
            recusals,
            replace: None,
        }
    }

    /// Who is on the list once `skipped` are off it, with the tasks.
    fn visits(&self, skipped: &BTreeSet<SubjectId>) -> Vec<DrawnVisit> {
        let mut by_id: BTreeMap<&str, (&str, Vec<usize>)> = BTreeMap::new();
        for (number, (task, selection)) in self.inputs.tasks.iter().zip(self.selections).enumerate() {
            let frame = task.frame.as_ref().expect("selections exist only for tasks with a frame");
            for (id, pool, _) in listed(selection, frame, skipped) {
                by_id.entry(id).or_insert((pool, Vec::new())).1.push(number);
            }
        }
        let visit = |(id, (pool, tasks))| DrawnVisit {
            id: SubjectId::new(id).expect("a frame holds valid ids"),
            pool: Name::new(pool).expect("a frame holds valid names"),
            tasks,
        };
        by_id.into_iter().map(visit).collect()
    }

    /// Who stepped in for whom: the k-th to leave a stratum is followed by the k-th to come.
    fn steps(&self, before: &State, after: &State) -> Vec<Step> {
        let mut steps = Vec::new();
        for (task, selection) in self.inputs.tasks.iter().zip(self.selections) {
            let frame = task.frame.as_ref().expect("selections exist only for tasks with a frame");
            for stratum in &selection.strata {
                let one = Selection { strata: vec![stratum.clone()] };
                let old: Vec<_> = listed(&one, frame, &before.skipped).collect();
                let new: Vec<_> = listed(&one, frame, &after.skipped).collect();
                let mut into = new.iter().filter(|row| !old.contains(row));
                for (out, ..) in old.iter().filter(|row| !new.contains(row)) {
                    let valid = |id: &str| SubjectId::new(id).expect("a frame holds valid ids");
                    let into = into.next().map(|(id, _, rank)| (valid(id), *rank));
                    steps.push(Step { task: task.plan.task.clone(), out: valid(out), into });
                }
            }
        }
        steps.sort_unstable();
        steps
    }
}

/// Who is to be inspected by a task: in each stratum the first so many of its order that can be.
fn listed<'a>(
    selection: &'a Selection,
    frame: &'a Frame,
    skipped: &'a BTreeSet<SubjectId>,
) -> impl Iterator<Item = (&'a str, &'a str, u64)> {
    selection.strata.iter().flat_map(move |stratum| {
        let ranked = (1..).zip(&stratum.ranked).map(|(rank, (row, _))| (rank, frame.row(*row as usize)));
        let there = ranked.filter(|(_, row)| !skipped.contains(row.id));
        there.take(stratum.quota as usize).map(|(rank, row)| (row.id, row.pool, rank))
    })
}

/// Seat classes before and after: a visit that one more task drew may have more of them.
struct Renumber {
    old: BTreeMap<SubjectId, Vec<String>>,
    new: BTreeMap<SubjectId, Vec<(String, u32)>>,
}

impl Renumber {
    fn of(draw: &Draw<'_>, old: &[DrawnVisit], new: &[DrawnVisit]) -> Result<Self, PairingError> {
        let classes = |visits: &[DrawnVisit]| {
            let input = draw.input(visits, &draw.people.inspectors, &draw.people.recusals);
            pairing::seat_classes(&input)
        };
        let keyed = |visits: &[DrawnVisit]| -> Result<BTreeMap<SubjectId, Vec<(String, u32)>>, PairingError> {
            let classes = classes(visits)?;
            let keys =
                |classes: Vec<pairing::teams::SeatClass>| classes.into_iter().map(|c| (c.key, c.n)).collect();
            Ok(visits.iter().map(|visit| visit.id.clone()).zip(classes.into_iter().map(keys)).collect())
        };
        let old = keyed(old)?;
        let old =
            old.into_iter().map(|(id, classes)| (id, classes.into_iter().map(|(key, _)| key).collect()));
        Ok(Self { old: old.collect(), new: keyed(new)? })
    }

    /// The number a seat has now; `None` if its visit is off the list.
    fn number(&self, id: &SubjectId, seat: u32) -> Option<u32> {
        let key = self.old.get(id)?.get(seat as usize - 1)?;
        let at = self.new.get(id)?.iter().position(|(new, _)| new == key)?;
        u32::try_from(at + 1).ok()
    }

    fn row(&self, row: &TeamRow) -> Option<TeamRow> {
        Some(TeamRow { seat: self.number(&row.id, row.seat)?, lead: false, ..row.clone() })
    }

    fn seat(&self, seat: &OpenSeat) -> Option<OpenSeat> {
        Some(OpenSeat { seat: self.number(&seat.id, seat.seat)?, ..seat.clone() })
    }

    /// The seats that earlier rules widened, under the numbers they have now.
    fn certificates(&self, applied: &mut [Applied]) {
        let shortages = applied.iter_mut().flat_map(|applied| &mut applied.certificate.shortages);
        shortages.for_each(|shortage| {
            shortage.seats.retain_mut(|seat| {
                let id = SubjectId::new(&seat.visit).ok();
                let number = id.and_then(|id| self.number(&id, seat.class));
                number.map(|number| seat.class = number).is_some()
            });
        });
    }

    /// Seats that nobody holds and no rule left open.
    fn missing(&self, kept: &[TeamRow], open: &[OpenSeat]) -> Vec<OpenSeat> {
        let mut held: BTreeMap<(&SubjectId, u32), u32> = BTreeMap::new();
        kept.iter().for_each(|row| *held.entry((&row.id, row.seat)).or_default() += 1);
        open.iter().for_each(|seat| *held.entry((&seat.id, seat.seat)).or_default() += 1);
        let mut missing = Vec::new();
        for (id, classes) in &self.new {
            for (seat, (_, n)) in (1..).zip(classes) {
                let free = n.saturating_sub(held.get(&(id, seat)).copied().unwrap_or(0));
                missing.extend((0..free).map(|_| OpenSeat { id: id.clone(), seat }));
            }
        }
        missing
    }
}
