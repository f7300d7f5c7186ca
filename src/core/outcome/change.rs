//! What differs between two revisions of one outcome, by the headings of the workbook: for the message
//! to whoever enters something else than what stands there. Whether the change may be made is `fold`'s.

use super::{HEADINGS, Outcome};
use std::fmt::Display;

/// A part of an outcome that two revisions have differently, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its heading in the workbook.
    pub heading: &'static str,
    /// What stands there.
    pub from: String,
    /// What would stand there.
    pub to: String,
}

impl Outcome {
    /// The parts that another revision has differently, in the workbook's order.
    pub fn changes(&self, other: &Self) -> Vec<Change> {
        let parts = self.parts().into_iter().zip(other.parts());
        let differ = parts.filter(|((_, from), (_, to))| from != to);
        differ.map(|((at, from), (_, to))| Change { heading: HEADINGS[at], from, to }).collect()
    }

    /// What can change, with its place among the headings.
    fn parts(&self) -> [(usize, String); 10] {
        let given =
            self.given.as_ref().map_or(String::new(), |(set, text)| format!(" ({} {text})", set.word()));
        [
            (6, self.visited.to_string()),
            (7, joined(&self.went)),
            (8, joined(&self.methods)),
            (9, joined(&self.results) + &given),
            (10, self.findings.clone()),
            (11, joined(&self.disposals)),
            (12, self.difference.clone()),
            (13, joined(&self.evidence)),
            (14, self.note.clone()),
            (15, self.due.map_or(String::new(), |day| day.to_string())),
        ]
    }
}

/// Several values in one cell.
pub(super) fn joined<T: Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join("、")
}
