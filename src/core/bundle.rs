//! The evidence bundle: which files a draw leaves behind, who sees which, and the way from their
//! bytes to checked values. Not a directory: reading and writing one is `publish::bundle`'s.
//! `docs/draw-protocol.md` §2.

mod names;

use super::digest::{Digest, parse_hex32};
use super::frame::Frame;
use super::id::{Name, SubjectId};
use super::merkle::file_root;
use super::pairing::tables::{self, BadTable, InspectorRow, RecusalRow, TeamRow};
use super::plan::Plan;
use super::seed::{Commitment, CommittedTask};
use super::spread::Spread;
use super::text::{Table, TextError};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub use names::*;

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Text of `drawn-<task>.csv`: ids only, ascending, so that no stratum shows.
pub fn print_drawn(mut ids: Vec<&str>) -> String {
    ids.sort_unstable();
    ids.iter().fold(String::from("id\n"), |text, id| text + id + "\n")
}

/// Strict reader of `drawn-<task>.csv`.
pub fn parse_drawn(bytes: &[u8]) -> Result<Vec<SubjectId>, TextError> {
    let mut ids: Vec<SubjectId> = Vec::new();
    for row in Table::<1>::open(bytes, "id")? {
        let row = row?;
        let id = row.value(0)?;
        if ids.last().is_some_and(|last| *last >= id) {
            return Err(row.bad("ids must be sorted and unique"));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// What differs: which check, in which file, what was expected and what was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("check {check}: {file}: expected {expected}, found {found}")]
pub struct Discrepancy {
    /// Number of the check, §10.
    pub check: u8,
    /// File, with the line where one can be named.
    pub file: String,
    /// What the protocol demands.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl Discrepancy {
    /// A difference in a file.
    pub fn new(check: u8, file: &str, expected: impl ToString, found: impl ToString) -> Self {
        Self { check, file: file.into(), expected: expected.to_string(), found: found.to_string() }
    }

    /// A text that breaks its format.
    pub fn text(check: u8, file: &str, error: &TextError) -> Self {
        let TextError { line, found, rule } = error;
        Self {
            check,
            file: format!("{file} line {line}"),
            expected: rule.clone(),
            found: format!("{found:?}"),
        }
    }
}

/// One task of a bundle.
#[derive(Clone, Debug)]
pub struct TaskInput {
    /// Its plan.
    pub plan: Plan,
    /// Its frame; absent from the public bundle of a sealed task.
    pub frame: Option<Frame>,
}

/// The frozen inputs of a draw, read strictly and compared with the commitment (check 4).
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The commitment.
    pub commitment: Commitment,
    /// Its hash.
    pub commit: Digest,
    /// Tasks in the commitment's order.
    pub tasks: Vec<TaskInput>,
    /// Inspectors and recusals; absent from a public bundle.
    pub people: Option<People>,
    /// Key of all salts; absent from a public bundle.
    pub salt_key: Option<[u8; 32]>,
}

/// Inspectors and recusals of a draw.
#[derive(Clone, Debug)]
pub struct People {
    /// `inspectors.csv`.
    pub inspectors: Vec<InspectorRow>,
    /// `recusals.csv`.
    pub recusals: Vec<RecusalRow>,
}

impl Inputs {
    /// Reads every input file there is and compares it with the commitment.
    pub fn open(files: &Files, spread: &impl Spread) -> Result<Self, Discrepancy> {
        let bytes = required(files, COMMIT)?;
        let commitment = Commitment::parse(bytes).map_err(|e| Discrepancy::text(4, COMMIT, &e))?;
        let salt_key = files.get(SALT_KEY).map(|bytes| salt_key(bytes)).transpose()?;
        let tasks = (0..commitment.tasks.len())
            .map(|i| open_task(files, &commitment, i, salt_key.as_ref(), spread))
            .collect::<Result<Vec<_>, _>>()?;
        one_pool_each(&tasks)?;
        plans_agree(&tasks)?;
        let people = open_people(files, &commitment, salt_key.as_ref(), spread)?;
        Ok(Self { commit: Digest::of(bytes), commitment, tasks, people, salt_key })
    }

    /// The longest lead of the plans, in seconds.
    pub fn lead(&self) -> u64 {
        self.tasks.iter().filter_map(|task| task.plan.lead).max().unwrap_or(0)
    }

    /// Whether this is the auditor's bundle.
    pub fn is_audit(&self) -> bool {
        self.people.is_some() && self.salt_key.is_some() && self.tasks.iter().all(|task| task.frame.is_some())
    }
}

/// Reads `teams.csv`.
pub fn parse_teams(bytes: &[u8]) -> Result<Vec<TeamRow>, TextError> {
    read_table(bytes, tables::parse_teams)
}

/// Reads `inspectors.csv`.
pub fn parse_inspectors(bytes: &[u8]) -> Result<Vec<InspectorRow>, TextError> {
    read_table(bytes, tables::parse_inspectors)
}

fn read_table<T>(bytes: &[u8], parse: impl Fn(&str) -> Result<T, BadTable>) -> Result<T, TextError> {
    let text = super::text::strict(bytes).map(|_| std::str::from_utf8(bytes).unwrap_or_default())?;
    parse(text).map_err(|e| TextError::at(e.line, &e.value, format!("{}: {}", e.column, e.rule)))
}

/// A file that must be there.
pub fn required<'a>(files: &'a Files, name: &str) -> Result<&'a [u8], Discrepancy> {
    files.get(name).map(Vec::as_slice).ok_or_else(|| Discrepancy::new(4, name, "the file", "no such file"))
}

fn salt_key(bytes: &[u8]) -> Result<[u8; 32], Discrepancy> {
    let text = super::text::strict(bytes).map_err(|e| Discrepancy::text(4, SALT_KEY, &e))?;
    parse_hex32(text)
        .ok_or_else(|| Discrepancy::new(4, SALT_KEY, "64 lower-case hexadecimal digits", "something else"))
}

fn open_task(
    files: &Files,
    commitment: &Commitment,
    index: usize,
    salt_key: Option<&[u8; 32]>,
    spread: &impl Spread,
) -> Result<TaskInput, Discrepancy> {
    let committed = &commitment.tasks[index];
    let plan = open_plan(files, committed)?;
    let name = frame_file(&committed.task);
    let Some(bytes) = files.get(&name) else {
        return match plan.sealed() {
            true => Ok(TaskInput { plan, frame: None }),
            false => Err(Discrepancy::new(4, &name, "the file (the task is open)", "no such file")),
        };
    };
    same_hash(&name, bytes, &committed.frame)?;
    let frame = Frame::parse(bytes).map_err(|e| Discrepancy::text(4, &name, &e))?;
    if frame.len() as u64 != committed.rows {
        return Err(Discrepancy::new(
            4,
            &name,
            format!("{} rows", committed.rows),
            format!("{} rows", frame.len()),
        ));
    }
    if let Some(key) = salt_key {
        same_root(&name, table_root(key, &name, bytes, 1, spread), committed.root)?;
    }
    Ok(TaskInput { plan, frame: Some(frame) })
}

/// Reads the plan of a task and compares it with the commitment.
pub fn open_plan(files: &Files, committed: &CommittedTask) -> Result<Plan, Discrepancy> {
    let name = plan_file(&committed.task);
    let bytes = required(files, &name)?;
    same_hash(&name, bytes, &committed.plan)?;
    let plan = Plan::parse(bytes).map_err(|e| Discrepancy::text(4, &name, &e))?;
    match plan.task == committed.task {
        true => Ok(plan),
        false => {
            let (expected, found) = (format!("task {}", committed.task), format!("task {}", plan.task));
            Err(Discrepancy::new(4, &name, expected, found))
        }
    }
}

fn open_people(
    files: &Files,
    commitment: &Commitment,
    salt_key: Option<&[u8; 32]>,
    spread: &impl Spread,
) -> Result<Option<People>, Discrepancy> {
    let (Some(inspectors), Some(recusals)) = (files.get(INSPECTORS), files.get(RECUSALS)) else {
        return Ok(None);
    };
    let people = People {
        inspectors: read_table(inspectors, tables::parse_inspectors)
            .map_err(|e| Discrepancy::text(4, INSPECTORS, &e))?,
        recusals: read_table(recusals, tables::parse_recusals)
            .map_err(|e| Discrepancy::text(4, RECUSALS, &e))?,
    };
    let counts = [
        (INSPECTORS, people.inspectors.len(), commitment.inspectors, inspectors, 1),
        (RECUSALS, people.recusals.len(), commitment.recusals, recusals, 2),
    ];
    for (name, rows, (committed, root), bytes, key_columns) in counts {
        if rows as u64 != committed {
            return Err(Discrepancy::new(4, name, format!("{committed} rows"), format!("{rows} rows")));
        }
        if let Some(key) = salt_key {
            same_root(name, table_root(key, name, bytes, key_columns, spread), root)?;
        }
    }
    Ok(Some(people))
}

/// Root over the rows of a table whose first `key_columns` columns are the row key.
pub fn table_root(
    salt_key: &[u8; 32],
    name: &str,
    bytes: &[u8],
    key_columns: usize,
    spread: &impl Spread,
) -> Digest {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let rows: Vec<(Cow<str>, &str)> =
        text.lines().skip(1).map(|line| (row_key(line, key_columns), line)).collect();
    file_root(salt_key, name, &rows, spread)
}

/// The first columns of a row, joined by colons.
fn row_key(line: &str, columns: usize) -> Cow<'_, str> {
    let mut cells = line.split(',');
    let first = Cow::Borrowed(cells.next().unwrap_or_default());
    cells.take(columns - 1).fold(first, |key, cell| key + ":" + cell)
}

fn same_hash(name: &str, bytes: &[u8], committed: &Digest) -> Result<(), Discrepancy> {
    match Digest::of(bytes) {
        hash if hash == *committed => Ok(()),
        hash => {
            Err(Discrepancy::new(4, name, format!("hash {committed} (commit.txt)"), format!("hash {hash}")))
        }
    }
}

fn same_root(name: &str, found: Digest, committed: Digest) -> Result<(), Discrepancy> {
    if found == committed {
        return Ok(());
    }
    Err(Discrepancy::new(
        4,
        name,
        format!("root {committed} (commit.txt)"),
        format!("root {found}, with the salts of {SALT_KEY}"),
    ))
}

/// Every frame keeps to the strata of its plan, and shortage rules belong to the draw: every task
/// must name the same.
fn plans_agree(tasks: &[TaskInput]) -> Result<(), Discrepancy> {
    let Some(first) = tasks.first().map(|task| &task.plan) else { return Ok(()) };
    for task in tasks {
        if task.plan.on_shortage != first.on_shortage {
            let expected = format!("the same on-shortage lines as {}", plan_file(&first.task));
            return Err(Discrepancy::new(4, &plan_file(&task.plan.task), expected, "other ones"));
        }
        if let Some(frame) = &task.frame {
            super::select::check_strata(&task.plan, frame).map_err(|found| {
                Discrepancy::new(4, &frame_file(&task.plan.task), "strata of the plan only", found)
            })?;
        }
    }
    Ok(())
}

/// An id has the same pool in all frames of a draw (§6.1).
fn one_pool_each(tasks: &[TaskInput]) -> Result<(), Discrepancy> {
    let frames: Vec<(&Name, &Frame)> =
        tasks.iter().filter_map(|t| Some((&t.plan.task, t.frame.as_ref()?))).collect();
    for (i, (task, frame)) in frames.iter().enumerate() {
        for (earlier_task, earlier) in &frames[..i] {
            for row in frame.rows() {
                let Some(twin) = earlier.find(row.id).map(|at| earlier.row(at)) else { continue };
                if twin.pool != row.pool {
                    let expected =
                        format!("pool {} for {}, as in {}", twin.pool, row.id, frame_file(earlier_task));
                    return Err(Discrepancy::new(
                        4,
                        &frame_file(task),
                        expected,
                        format!("pool {}", row.pool),
                    ));
                }
            }
        }
    }
    Ok(())
}
