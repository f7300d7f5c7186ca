//! From a row of the workbook to an outcome of one draw, or every reason why it is none.

use super::change::joined;
use super::visits::{Kind, team};
use super::{About, BrokenRule, Disposal, Drawn, Found, HEADINGS, Method, Outcome, ResultSet};
use crate::core::digest::Digest;
use crate::core::id::{InspectorId, SubjectId};
use crate::core::registry::RowIssue;
use crate::core::row::{OutcomeRow, Rule};
use crate::core::time::Date;
use std::collections::BTreeSet;

/// What rows are measured against.
pub struct Intake<'a> {
    /// What was drawn.
    pub drawn: &'a Drawn,
    /// Cards of the library of inspectors the draw was frozen with.
    pub cards: &'a BTreeSet<InspectorId>,
    /// Day of the draw.
    pub drawn_on: Date,
    /// Today.
    pub today: Date,
    /// The set of results the file is written in.
    pub set: ResultSet,
    /// Name of a subject in the library the draw was frozen with.
    pub names: &'a dyn Fn(&SubjectId) -> Option<String>,
    /// Digest of a file of the evidence, by file of rows and name.
    pub evidence: &'a dyn Fn(&str, &str) -> Option<Digest>,
}

/// Columns by their place in [`HEADINGS`].
const TASK: usize = 0;
const DRAW: usize = 1;
const SUBJECT: usize = 2;
const NAME: usize = 3;
const MATTER: usize = 4;
const VISITED: usize = 6;
const OFFICERS: usize = 7;
const METHODS: usize = 8;
const RESULT: usize = 9;
const FINDINGS: usize = 10;
const DISPOSALS: usize = 11;
const EVIDENCE: usize = 13;
const DUE: usize = 15;

struct Told<'a> {
    row: &'a OutcomeRow,
    issues: Vec<RowIssue>,
    bad: bool,
}

impl Told<'_> {
    fn add(&mut self, rule: Rule, column: usize, value: &str) {
        let severity = rule.severity();
        self.bad |= severity == crate::core::registry::Severity::Error;
        self.issues.push(RowIssue {
            file: self.row.file.clone(),
            row: self.row.row,
            column: HEADINGS[column].into(),
            value: value.into(),
            severity,
            rule,
            id: Some(self.row.subject.clone()),
            suggestion: None,
        });
    }
}

impl Intake<'_> {
    /// The outcome of a row, as revision 1; `None` where an error keeps it out. All problems are told.
    pub fn take(&self, row: &OutcomeRow) -> (Option<Outcome>, Vec<RowIssue>) {
        let mut told = Told { row, issues: Vec::new(), bad: false };
        self.place(&mut told);
        let methods = read(&mut told, METHODS, Rule::OutcomeMethod, &row.methods, Method::read);
        let results =
            read(&mut told, RESULT, Rule::OutcomeResult, &row.results, |cell| Found::read(cell, self.set));
        if results.is_empty() && row.results.is_empty() {
            told.add(Rule::OutcomeResult, RESULT, "");
        }
        let disposals = self.disposals(&mut told, &results);
        let evidence = self.evidence(&mut told);
        let given = (self.set != ResultSet::National && !row.results.is_empty())
            .then(|| (self.set, row.results.clone()));
        let outcome = Outcome {
            draw: self.drawn.attempt.draw.clone(),
            attempt: self.drawn.attempt.number,
            about: About { subject: row.subject.clone(), matter: row.matter.clone() },
            revision: 1,
            visited: row.visited,
            went: row.officers.clone(),
            methods,
            results,
            given,
            disposals,
            findings: row.findings.clone(),
            difference: row.difference.clone(),
            evidence,
            note: row.note.clone(),
            due: row.due,
        };
        self.rules(&mut told, &outcome);
        self.people(&mut told, &outcome);
        ((!told.bad).then_some(outcome), told.issues)
    }

    /// Draw, task, subject, matter and date.
    fn place(&self, told: &mut Told) {
        let row = told.row;
        let attempt = &self.drawn.attempt;
        let known = [attempt.draw.as_str(), &attempt.to_string()];
        if !row.draw.is_empty() && !known.contains(&row.draw.as_str()) {
            told.add(Rule::OutcomeDraw, DRAW, &row.draw);
        }
        let plain = |name: &str| name.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let named = Some(&row.name).filter(|name| !name.is_empty()).and_then(|_| (self.names)(&row.subject));
        if let Some(known) = named.filter(|known| plain(known) != plain(&row.name)) {
            told.add(Rule::OutcomeName, NAME, &format!("{} ≠ {known}", row.name));
        }
        let tasks: Vec<_> = self
            .drawn
            .tasks
            .iter()
            .filter(|task| row.task.is_empty() || task.plan.task_number.as_deref() == Some(&row.task))
            .collect();
        if tasks.is_empty() {
            told.add(Rule::OutcomeTask, TASK, &row.task);
            return;
        }
        let drew: Vec<_> = tasks.iter().filter(|task| task.subjects.contains_key(&row.subject)).collect();
        if drew.is_empty() {
            told.add(Rule::OutcomeNotDrawn, SUBJECT, row.subject.as_str());
        } else if !drew.iter().any(|task| task.matters.contains(&row.matter)) {
            told.add(Rule::OutcomeMatter, MATTER, row.matter.as_str());
        }
        let (visited, from, to) = (row.visited, self.drawn_on, self.today);
        if visited < from {
            told.add(Rule::OutcomeDateRange, VISITED, &format!("{visited} < {from}"));
        } else if visited > to {
            told.add(Rule::OutcomeDateRange, VISITED, &format!("{visited} > {to}"));
        }
    }

    fn disposals(&self, told: &mut Told, results: &[Found]) -> Vec<Disposal> {
        let cell = &told.row.disposals;
        if !cell.is_empty() {
            return read(told, DISPOSALS, Rule::OutcomeDisposal, cell, Disposal::read);
        }
        if results.iter().all(|result| result.clean() || result.gone()) {
            if !results.is_empty() {
                told.add(Rule::OutcomeDisposalAssumed, DISPOSALS, "");
            }
            return vec![Disposal::nothing_left()];
        }
        told.add(Rule::OutcomeDisposal, DISPOSALS, "");
        Vec::new()
    }

    fn evidence(&self, told: &mut Told) -> Vec<Digest> {
        let row = told.row;
        let mut digests = Vec::new();
        for name in &row.evidence {
            match Digest::parse(name).or_else(|| (self.evidence)(&row.file, name)) {
                Some(digest) => digests.push(digest),
                None => told.add(Rule::OutcomeEvidence, EVIDENCE, name),
            }
        }
        digests.sort_unstable();
        digests.dedup();
        digests
    }

    /// What must agree within the row.
    fn rules(&self, told: &mut Told, outcome: &Outcome) {
        if told.bad {
            return;
        }
        let (rule, column) = match outcome.broken_rule() {
            None => (Rule::OutcomeFindings, FINDINGS),
            Some(BrokenRule::NoResult) => (Rule::OutcomeResult, RESULT),
            Some(BrokenRule::NotAlone) => (Rule::OutcomeAlone, RESULT),
            Some(BrokenRule::NothingLeft) => (Rule::OutcomeAlone, DISPOSALS),
            Some(BrokenRule::NoMethod) => (Rule::OutcomeMethod, METHODS),
            Some(BrokenRule::Nobody) => (Rule::OutcomeOfficer, OFFICERS),
            Some(BrokenRule::OneOfficer) => (Rule::OutcomeTwo, OFFICERS),
            Some(BrokenRule::Due) => (Rule::OutcomeDue, DUE),
            Some(BrokenRule::NoDisposal | BrokenRule::Order) => (Rule::OutcomeDisposal, DISPOSALS),
        };
        let empty = outcome.results.iter().all(|result| result.clean() || result.gone());
        let onward = outcome.disposals.iter().any(|disposal| matches!(disposal.code(), "D3" | "D4" | "D5"));
        let (results, disposals) = (joined(&outcome.results), joined(&outcome.disposals));
        if empty && onward && outcome.broken_rule().is_none() {
            told.add(Rule::OutcomeContradiction, DISPOSALS, &format!("{results} + {disposals}"));
        }
        let silent = outcome.results.iter().any(|result| result.problem()) && outcome.findings.is_empty();
        let value = match column {
            FINDINGS if !silent => return,
            FINDINGS | RESULT => results,
            DISPOSALS => disposals,
            METHODS => joined(&outcome.methods),
            DUE => match outcome.due {
                Some(due) if due < outcome.visited => format!("{due} < {}", outcome.visited),
                due => format!("{} + {disposals}", due.map_or(String::new(), |due| due.to_string())),
            },
            _ => joined(&outcome.went),
        };
        told.add(rule, column, &value);
    }

    /// Who went: people of the library, and those who were drawn, or others with a reason.
    fn people(&self, told: &mut Told, outcome: &Outcome) {
        let strangers: Vec<&InspectorId> =
            outcome.went.iter().filter(|card| !self.cards.contains(*card)).collect();
        for card in &strangers {
            told.add(Rule::OutcomeOfficer, OFFICERS, card.as_str());
        }
        let drawn =
            |subject: &SubjectId| self.drawn.tasks.iter().any(|task| task.subjects.contains_key(subject));
        if !strangers.is_empty() || !drawn(&outcome.about.subject) {
            return;
        }
        let Some(Kind::Team { stayed, joined: others }) = team(self.drawn, outcome) else { return };
        // Who was drawn and did not go, and who went instead.
        let value = format!("−{} +{}", joined(&stayed), joined(&others));
        match outcome.difference.is_empty() {
            true => told.add(Rule::OutcomeTeam, OFFICERS, &value),
            false => told.add(Rule::OutcomeTeamReason, OFFICERS, &value),
        }
    }
}

fn read<T>(
    told: &mut Told,
    column: usize,
    rule: Rule,
    cell: &str,
    reader: impl Fn(&str) -> Result<Vec<T>, super::codes::Unknown>,
) -> Vec<T> {
    reader(cell).unwrap_or_else(|unknown| {
        told.add(rule, column, &unknown.0);
        Vec::new()
    })
}
