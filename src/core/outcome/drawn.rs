//! What a draw sent whom to inspect: its tasks with their matters, the subjects drawn, and each
//! subject's team, replacements included. Read from the files of the draw, so that a check can be made
//! from an auditor's bundle as well as from the archive. The one place that follows the replacements
//! to what is in force; whether they were right is `core::verify`'s (check 10).

use super::About;
use crate::core::bundle::{
    COMMIT, Discrepancy, Files, TEAMS, open_plan, parse_teams, required, selected_file,
};
use crate::core::digest::Digest;
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::log::Attempt;
use crate::core::plan::Plan;
use crate::core::replace::{Replaced, Request, replaced_file, request_file, teams_file};
use crate::core::seed::Commitment;
use crate::core::select::parse_selected;
use crate::core::time::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Number by which check 13 goes.
pub const CHECK: u8 = 13;

/// What was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The attempt.
    pub attempt: Attempt,
    /// Its tasks.
    pub tasks: Vec<DrawnTask>,
    /// Each subject's team, in the order of the table.
    pub teams: BTreeMap<SubjectId, Vec<Seat>>,
    /// Teams before each replacement, oldest first, and the day on which it was asked for: who had been
    /// visited by then was visited by them.
    pub before: Vec<(Date, BTreeMap<SubjectId, Vec<Seat>>)>,
    /// Replacements in force.
    pub replaced: u32,
}

/// A seat that is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Card number of the officer.
    pub card: InspectorId,
    /// 组长
    pub lead: bool,
}

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnTask {
    /// Its plan, as committed.
    pub plan: Plan,
    /// Codes of its matters, ascending.
    pub matters: BTreeSet<SubjectId>,
    /// Subjects to be inspected.
    pub subjects: BTreeMap<SubjectId, Place>,
}

/// The place of a subject that is to be inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// 签号
    pub ticket: Digest,
    /// Number of the replacement by which it stepped in; `None`: drawn.
    pub stepped_in: Option<u32>,
}

/// The subjects of a task that are to be inspected, after every replacement among the files.
pub fn places(files: &Files, task: &Name) -> Result<BTreeMap<SubjectId, Place>, Discrepancy> {
    after(&replacements(files)?, files, task)
}

/// Every replacement among the files, in order.
fn replacements(files: &Files) -> Result<Vec<Replaced>, Discrepancy> {
    let files = (1..).map(replaced_file).map_while(|name| files.get_key_value(&name));
    files.map(|(name, bytes)| Replaced::parse(bytes).map_err(|e| wrong(name, &e))).collect()
}

fn after(
    replacements: &[Replaced],
    files: &Files,
    task: &Name,
) -> Result<BTreeMap<SubjectId, Place>, Discrepancy> {
    let name = selected_file(task);
    let rows = parse_selected(required(files, &name)?).map_err(|e| wrong(&name, &e))?;
    let tickets: BTreeMap<&SubjectId, Digest> = rows.iter().map(|row| (&row.id, row.ticket)).collect();
    let mut places: BTreeMap<SubjectId, Place> = BTreeMap::new();
    let drawn = rows.iter().filter(|row| row.drawn);
    places.extend(drawn.map(|row| (row.id.clone(), Place { ticket: row.ticket, stepped_in: None })));
    for (number, replaced) in (1..).zip(replacements) {
        for step in replaced.steps.iter().filter(|step| step.task == *task) {
            places.remove(&step.out);
            let Some((id, _)) = &step.into else { continue };
            let ticket = *tickets.get(id).ok_or_else(|| {
                Discrepancy::new(CHECK, &replaced_file(number), "a row of the reserve", id.as_str())
            })?;
            places.insert(id.clone(), Place { ticket, stepped_in: Some(number) });
        }
    }
    Ok(places)
}

impl Drawn {
    /// Reads the files of an attempt that has its result; `cards` tells who stands behind a pseudonym.
    pub fn read(files: &Files, cards: &BTreeMap<Name, InspectorId>) -> Result<Self, Discrepancy> {
        let commitment = Commitment::parse(required(files, COMMIT)?).map_err(|e| wrong(COMMIT, &e))?;
        let replacements = replacements(files)?;
        let mut tasks = Vec::new();
        for committed in &commitment.tasks {
            let plan = open_plan(files, committed)?;
            let subjects = after(&replacements, files, &plan.task)?;
            let matters = plan.matters.iter().map(|(code, _)| code.clone()).collect();
            tasks.push(DrawnTask { plan, matters, subjects });
        }
        let replaced = replacements.len() as u32;
        let table = |number| if number == 0 { TEAMS.to_owned() } else { teams_file(number) };
        let mut before = Vec::new();
        for number in 1..=replaced {
            let name = request_file(number);
            let Some(request) = files.get(&name) else { continue };
            let request = Request::parse(request).map_err(|e| wrong(&name, &e))?;
            before.push((request.at.date(), teams(files, &table(number - 1), cards)?));
        }
        let (teams, attempt) = (teams(files, &table(replaced), cards)?, &commitment);
        let attempt = Attempt::new(&attempt.draw, attempt.attempt);
        Ok(Self { attempt, tasks, teams, before, replaced })
    }

    /// Subjects to be inspected.
    pub fn subjects(&self) -> BTreeSet<&SubjectId> {
        self.tasks.iter().flat_map(|task| task.subjects.keys()).collect()
    }

    /// What is to be recorded: each matter of each task for each of its subjects.
    pub fn due(&self) -> BTreeSet<About> {
        let of = |task: &DrawnTask| {
            let about = |subject: &SubjectId, matter: &SubjectId| About {
                subject: subject.clone(),
                matter: matter.clone(),
            };
            task.subjects
                .keys()
                .flat_map(|subject| task.matters.iter().map(move |matter| about(subject, matter)))
                .collect::<Vec<_>>()
        };
        self.tasks.iter().flat_map(of).collect()
    }

    /// The team of a subject; nobody where seats stayed open.
    pub fn team(&self, subject: &SubjectId) -> BTreeSet<InspectorId> {
        cards(&self.teams, subject)
    }

    /// The teams of a subject that were in force on a day, the latest first: more than one on the day of
    /// a replacement.
    pub fn teams_on(&self, subject: &SubjectId, day: Date) -> Vec<BTreeSet<InspectorId>> {
        let mut teams = Vec::new();
        if self.before.last().is_none_or(|(asked, _)| *asked <= day) {
            teams.push(self.team(subject));
        }
        for (at, (until, table)) in self.before.iter().enumerate().rev() {
            let since = at.checked_sub(1).map(|earlier| self.before[earlier].0);
            if day <= *until && since.is_none_or(|since| since <= day) {
                teams.push(cards(table, subject));
            }
        }
        teams
    }
}

fn cards(table: &BTreeMap<SubjectId, Vec<Seat>>, subject: &SubjectId) -> BTreeSet<InspectorId> {
    table.get(subject).into_iter().flatten().map(|seat| seat.card.clone()).collect()
}

fn teams(
    files: &Files,
    name: &str,
    cards: &BTreeMap<Name, InspectorId>,
) -> Result<BTreeMap<SubjectId, Vec<Seat>>, Discrepancy> {
    let mut teams: BTreeMap<SubjectId, Vec<Seat>> = BTreeMap::new();
    for row in parse_teams(required(files, name)?).map_err(|e| wrong(name, &e))? {
        let card = cards
            .get(&row.pseudonym)
            .ok_or_else(|| Discrepancy::new(CHECK, name, "pseudonyms that have a card", &row.pseudonym))?;
        teams.entry(row.id).or_default().push(Seat { card: card.clone(), lead: row.lead });
    }
    Ok(teams)
}

fn wrong(name: &str, error: &crate::core::text::TextError) -> Discrepancy {
    Discrepancy::text(CHECK, name, error)
}
