//! What a receipt tells of replacements (§8): which were carried out, whether they concern the
//! holder, and what they did with it. The request of each is in the log; the rest is the bureau's
//! signed word.
//!
//! ```text
//! replaced <n> <H(replace-<n>.txt)> <H(replaced-<n>.txt)> same | changed
//! step <n> <task> in <rank> | out <code>
//! ```

use super::text::{Place, Receipt};
use crate::core::bundle::{self, Discrepancy, Files};
use crate::core::digest::Digest;
use crate::core::id::{Name, SubjectId};
use crate::core::pairing::tables::TeamRow;
use crate::core::replace::{Replaced, Request, replaced_file, request_file, teams_file};
use crate::core::seed::digest;
use crate::core::text::{Lines, TextError};
use std::fmt;

/// One replacement that was carried out before the receipt was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Its number, from 1.
    pub number: u32,
    /// Hash of `replace-<n>.txt`, which is in the log.
    pub request: Digest,
    /// Hash of `replaced-<n>.txt`.
    pub record: Digest,
    /// Whether it changed the holder's team or visits, or put the holder on a list or off it.
    pub changed: bool,
}

/// What a replacement did with the holder in one task.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Number of the replacement.
    pub number: u32,
    /// The task.
    pub task: Name,
    /// In or out.
    pub how: How,
}

/// Which way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It stepped in with this rank of its stratum.
    In(u64),
    /// It cannot be inspected, for this reason.
    Out(Name),
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, request, record, changed } = self;
        write!(f, "replaced {number} {request} {record} {}", if *changed { "changed" } else { "same" })
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {} {} ", self.number, self.task)?;
        match &self.how {
            How::In(rank) => write!(f, "in {rank}"),
            How::Out(code) => write!(f, "out {code}"),
        }
    }
}

/// Reads the `replaced` lines: one for each number from 1.
pub(super) fn read(l: &mut Lines) -> Result<Vec<After>, TextError> {
    let mut found = Vec::new();
    for number in 1.. {
        let Some(rest) = l.optional("replaced") else { break };
        let [n, request, record, word] = l.words(rest)?;
        if l.number(n)? != u64::from(number) {
            return Err(l.bad(format!("replacement {number} must stand here")));
        }
        let changed = match word {
            "changed" => true,
            "same" => false,
            _ => return Err(l.bad("a replacement left the holder the same, or changed something")),
        };
        found.push(After { number, request: digest(l, request)?, record: digest(l, record)?, changed });
    }
    Ok(found)
}

/// Reads the `step` lines; their order is checked by whoever prints them again.
pub(super) fn read_steps(l: &mut Lines) -> Result<Vec<Moved>, TextError> {
    let mut found = Vec::new();
    while let Some(rest) = l.optional("step") {
        let [number, task, word, what] = l.words(rest)?;
        let number = u32::try_from(l.number(number)?).map_err(|_| l.bad("no such replacement"))?;
        let how = match word {
            "in" => How::In(l.number(what)?),
            "out" => How::Out(l.value(what)?),
            _ => return Err(l.bad("a step is in <rank> or out <code>")),
        };
        found.push(Moved { number, task: l.value(task)?, how });
    }
    Ok(found)
}

impl Receipt {
    /// Whether a task draws or drew the holder and no replacement took it off since.
    pub fn to_be_inspected(&self) -> bool {
        self.outcomes.iter().any(|outcome| {
            let drawn = matches!(outcome.place, Place::Drawn(_));
            let last = self.steps.iter().rfind(|step| step.task == outcome.task);
            last.map_or(drawn, |step| matches!(step.how, How::In(_)))
        })
    }
}

/// The replacements of an attempt that were carried out, as its files have them.
pub struct Done {
    after: After,
    request: Request,
    record: Replaced,
    teams: [Vec<TeamRow>; 2],
}

/// Whom a replacement may concern.
pub enum Concerned<'a> {
    /// A subject.
    Subject(&'a SubjectId),
    /// An officer.
    Officer(&'a Name),
}

impl Done {
    /// Reads all of them, in their order.
    pub fn all(files: &Files) -> Result<Vec<Self>, Discrepancy> {
        let mut found: Vec<Self> = Vec::new();
        for number in (1..).take_while(|n| files.contains_key(&replaced_file(*n))) {
            let before = if number == 1 { bundle::TEAMS.to_owned() } else { teams_file(number - 1) };
            let teams = [teams(files, &before)?, teams(files, &teams_file(number))?];
            let request = bundle::required(files, &request_file(number))?;
            let record = bundle::required(files, &replaced_file(number))?;
            let [request_hash, record_hash] = [request, record].map(Digest::of);
            let text = |name: String| move |e: TextError| Discrepancy::text(10, &name, &e);
            let after = After { number, request: request_hash, record: record_hash, changed: false };
            let request = Request::parse(request).map_err(text(request_file(number)))?;
            let record = Replaced::parse(record).map_err(text(replaced_file(number)))?;
            found.push(Self { after, request, record, teams });
        }
        Ok(found)
    }

    /// Its line in the receipt of one party.
    pub fn told(&self, who: &Concerned) -> After {
        let rows = |teams: &[TeamRow]| -> Vec<TeamRow> {
            teams.iter().filter(|row| who.is_of(row)).cloned().collect()
        };
        let moved = matches!(who, Concerned::Subject(id) if !self.steps(id).is_empty());
        After { changed: moved || rows(&self.teams[0]) != rows(&self.teams[1]), ..self.after.clone() }
    }

    /// What it did with a subject.
    pub fn steps(&self, id: &SubjectId) -> Vec<Moved> {
        let number = self.after.number;
        let code = self.request.skips.iter().find(|skip| skip.id == *id).map(|skip| &skip.code);
        let mut found = Vec::new();
        for step in &self.record.steps {
            if let (true, Some(code)) = (step.out == *id, code) {
                found.push(Moved { number, task: step.task.clone(), how: How::Out(code.clone()) });
            }
            if let Some((_, rank)) = step.into.as_ref().filter(|(into, _)| into == id) {
                found.push(Moved { number, task: step.task.clone(), how: How::In(*rank) });
            }
        }
        found
    }
}

impl Concerned<'_> {
    fn is_of(&self, row: &TeamRow) -> bool {
        match self {
            Concerned::Subject(id) => row.id == **id,
            Concerned::Officer(pseudonym) => row.pseudonym == **pseudonym,
        }
    }
}

/// The teams in force: those of the last replacement, or of the draw, or none yet.
pub fn teams_in_force(files: &Files) -> Result<Vec<TeamRow>, Discrepancy> {
    let last = (1..).take_while(|n| files.contains_key(&replaced_file(*n))).last();
    let name = last.map_or(bundle::TEAMS.to_owned(), teams_file);
    if last.is_none() && !files.contains_key(&name) {
        return Ok(Vec::new());
    }
    teams(files, &name)
}

fn teams(files: &Files, name: &str) -> Result<Vec<TeamRow>, Discrepancy> {
    bundle::parse_teams(bundle::required(files, name)?).map_err(|e| Discrepancy::text(4, name, &e))
}
