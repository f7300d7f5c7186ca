//! The counts of a drawn task, stratum by stratum, from the files of the draw and the published results.
//! Who was gone, who is counted as inspected: `docs/estimates.md` §2.

use crate::archive::Archive;
use crate::command::draw::file_of;
use crate::command::outcome::Book;
use crate::core::bundle::{THRESHOLDS, selected_file};
use crate::core::id::{Name, SubjectId};
use crate::core::outcome::codes::nobody_inspected;
use crate::core::outcome::drawn::DrawnTask;
use crate::core::outcome::{About, Found, Outcome};
use crate::core::select::{SelectedRow, parse_selected, parse_thresholds};
use crate::error::Result;
use crate::report::estimate::Counts;
use std::collections::BTreeMap;

/// How one subject is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Problem,
    Clean,
    Gone,
    Pending,
}

/// The counts of each stratum of a task, in the order of `thresholds.csv`. A sealed task shows its opaque
/// labels there: a stratum is known by the largest ticket drawn from it, and called by both its names.
pub(super) async fn strata(archive: &Archive, book: &Book, task: &DrawnTask) -> Result<Vec<Counts>> {
    let id = &task.plan.task;
    let selected = file_of(archive, &book.row, &selected_file(id), parse_selected).await?;
    let thresholds = file_of(archive, &book.row, THRESHOLDS, parse_thresholds).await?;
    let last: BTreeMap<_, &Name> =
        selected.iter().filter(|row| row.drawn).map(|row| (row.ticket, &row.stratum)).collect();
    let mut strata = Vec::new();
    for row in thresholds.iter().filter(|row| row.task == *id) {
        let stratum = row.threshold.and_then(|ticket| last.get(&ticket).copied());
        let rows = selected.iter().filter(|one| Some(&one.stratum) == stratum);
        let mut counts =
            Counts { name: called(&row.stratum, stratum), population: row.eligible, ..Counts::default() };
        for (drawn, seen) in rows.filter_map(|row| Some((row.drawn, seen(book, task, row)?))) {
            *(if drawn { &mut counts.drawn } else { &mut counts.stepped_in }) += 1;
            *match seen {
                Seen::Problem => &mut counts.problems,
                Seen::Clean => &mut counts.clean,
                Seen::Gone => &mut counts.gone,
                Seen::Pending => &mut counts.pending,
            } += 1;
        }
        strata.push(counts);
    }
    Ok(strata)
}

/// What a stratum is called inside: its label, and the plan's name for it where that is another one.
fn called(label: &Name, own: Option<&Name>) -> String {
    match own.filter(|own| *own != label) {
        Some(own) => format!("{label} ({own})"),
        None => label.to_string(),
    }
}

/// Of a row of the order: drawn and inspected, replaced, stepped in; none of the rest of the reserve.
fn seen(book: &Book, task: &DrawnTask, row: &SelectedRow) -> Option<Seen> {
    if task.subjects.contains_key(&row.id) {
        return Some(of_subject(book, task, &row.id));
    }
    row.drawn.then_some(Seen::Gone)
}

/// A subject is counted once every matter of it is public.
fn of_subject(book: &Book, task: &DrawnTask, subject: &SubjectId) -> Seen {
    let public = |matter: &SubjectId| -> Option<&Outcome> {
        let about = About { subject: subject.clone(), matter: matter.clone() };
        let (revision, _) = book.story.get(&about)?.public?;
        book.revisions.get(&(about, revision))
    };
    let outcomes: Option<Vec<&Outcome>> = task.matters.iter().map(public).collect();
    outcomes.map_or(Seen::Pending, |outcomes| together(outcomes.iter().map(|one| one.results.as_slice())))
}

/// A problem in one matter is one of the subject; gone is who was inspected in none.
fn together<'a>(matters: impl Iterator<Item = &'a [Found]>) -> Seen {
    let matters: Vec<&[Found]> = matters.collect();
    let problem = |found: &Found| found.problem() && !found.absent();
    match matters.iter().any(|results| results.iter().any(problem)) {
        true => Seen::Problem,
        false if nobody_inspected(matters.iter().copied()) => Seen::Gone,
        false => Seen::Clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::outcome::ResultSet;

    #[test]
    fn how_a_subject_is_counted() {
        let seen = |cells: &[&str]| {
            let read = |cell: &&str| Found::read(cell, ResultSet::National).unwrap();
            let results: Vec<Vec<Found>> = cells.iter().map(read).collect();
            together(results.iter().map(Vec::as_slice))
        };
        for code in ["R2", "R3", "R5", "R6", "R9"] {
            assert_eq!(seen(&[code]), Seen::Problem, "{code}");
        }
        for code in ["R1", "R7"] {
            assert_eq!(seen(&[code]), Seen::Clean, "{code}");
        }
        for code in ["R4", "R8", "G1", "G2", "G3", "G4"] {
            assert_eq!(seen(&[code]), Seen::Gone, "{code}");
        }
        assert_eq!(seen(&["R1", "R5"]), Seen::Problem);
        assert_eq!(seen(&["R4", "R1"]), Seen::Clean);
        assert_eq!(seen(&["R4", "G1"]), Seen::Gone);
        assert_eq!(seen(&["R2,R4"]), Seen::Problem);
    }
}
