//! The answer to a challenge (异议答复): whether one id stands in the frames of an attempt. Printer,
//! strict reader, and the statement an auditor signs where only the auditor may look.
//!
//! ```text
//! suicha-challenge/1
//! draw <draw-id>
//! attempt <n>
//! number <n>                           of the challenge, from 1
//! subject <id>
//! at <time>
//! due <YYYY-MM-DD>                     last day of the answer
//! salt <64 hex>                        keeps the hash in the log from being guessed
//! begin … / base64 …                   enclosed files, by name
//! answer <task> included | excluded | absent | auditor
//! leaf … / path …
//! ```
//!
//! Under each answer stand the leaves that prove it: the row itself, the two neighbours of an id
//! that is absent (one at an end, none in an empty frame), nothing where the auditor must speak.

use super::enclosed;
use super::leaf::Leaf;
use crate::core::bundle::Files;
use crate::core::digest::Digest;
use crate::core::id::{DrawId, Name, SubjectId};
use crate::core::seed::{CommittedTask, digest, draw_and_attempt};
use crate::core::text::{Lines, TextError};
use crate::core::time::{Date, Timestamp};

/// First line.
pub const FORMAT: &str = "suicha-challenge/1";

/// What the name of every stored answer begins with. They come after the terminal record, which
/// does not vouch for them; the challenger and the auditor see them, nobody else.
pub const PREFIX: &str = "challenge-";

/// `challenge-<n>.txt`: the answer to a challenge, as signed; its hash is in the log.
pub fn file(number: u32) -> String {
    format!("{PREFIX}{number}.txt")
}

/// The answer to one challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Number of the challenge, from 1.
    pub number: u32,
    /// The id it asks for.
    pub subject: SubjectId,
    /// When it was made.
    pub at: Timestamp,
    /// Last day of the answer.
    pub due: Date,
    /// The log holds the hash of this text; without the salt an id could be guessed from it.
    pub salt: Digest,
    /// Enclosed files.
    pub files: Files,
    /// One for each task, in the commitment's order.
    pub answers: Vec<Answer>,
}

/// What is said about one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Task.
    pub task: Name,
    /// Whether the id stands in its frame.
    pub found: Found,
    /// The rows that prove it.
    pub leaves: Vec<Leaf>,
}

/// Whether an id stands in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It could be drawn.
    Included,
    /// It stands there with the reason why it could not be drawn.
    Excluded,
    /// It is absent from an open frame.
    Absent,
    /// The bureau says it is absent from a sealed frame; the auditor must confirm it.
    Auditor,
}

impl Found {
    const ALL: [Found; 4] = [Found::Included, Found::Excluded, Found::Absent, Found::Auditor];

    /// Word in the text.
    pub fn word(self) -> &'static str {
        match self {
            Found::Included => "included",
            Found::Excluded => "excluded",
            Found::Absent => "absent",
            Found::Auditor => "auditor",
        }
    }
}

/// What the auditor signs: that an id is absent from the committed frame of a sealed task.
pub fn statement(draw: &DrawId, attempt: u32, task: &CommittedTask, subject: &SubjectId) -> String {
    let CommittedTask { task, rows, frame, root, .. } = task;
    format!(
        "suicha-absence/1\ndraw {draw}\nattempt {attempt}\ntask {task}\nframe {rows} {frame} {root}\n\
         absent {subject}\n"
    )
}

impl Challenge {
    /// Canonical text, without a signature.
    pub fn print(&self) -> String {
        let Self { draw, attempt, number, subject, at, due, salt, .. } = self;
        let mut out = format!(
            "{FORMAT}\ndraw {draw}\nattempt {attempt}\nnumber {number}\nsubject {subject}\nat {at}\ndue {due}\n\
             salt {salt}\n{}",
            enclosed::print(&self.files)
        );
        for Answer { task, found, leaves } in &self.answers {
            out.push_str(&format!("answer {task} {}\n", found.word()));
            leaves.iter().for_each(|leaf| out.push_str(&leaf.to_string()));
        }
        out
    }

    /// Strict reader of [`Challenge::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, FORMAT)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let number = l.required("number")?;
        let number = u32::try_from(l.number(number)?).ok().filter(|n| *n > 0);
        let number = number.ok_or_else(|| l.bad("challenges are counted from 1"))?;
        let subject = l.required("subject")?;
        let subject = l.value(subject)?;
        let at = l.required("at")?;
        let at = Timestamp::parse(at).map_err(|rule| l.bad(rule))?;
        let due = l.required("due")?;
        let due = Date::parse(due).map_err(|rule| l.bad(rule))?;
        let salt = l.required("salt")?;
        let salt = digest(&l, salt)?;
        let files = enclosed::read(&mut l)?;
        let answers = answers(&mut l)?;
        let challenge = Self { draw, attempt, number, subject, at, due, salt, files, answers };
        let rule = "files must be sorted, times written YYYY-MM-DDThh:mm:ss+08:00";
        l.same(bytes, &challenge.print(), "the answer as a whole", rule)?;
        Ok(challenge)
    }
}

fn answers(l: &mut Lines) -> Result<Vec<Answer>, TextError> {
    let mut answers = Vec::new();
    while let Some(rest) = l.optional("answer") {
        let [task, word] = l.words(rest)?;
        let found = Found::ALL.into_iter().find(|found| found.word() == word);
        let found = found.ok_or_else(|| l.bad("an answer is included, excluded, absent or auditor"))?;
        answers.push(Answer { task: l.value(task)?, found, leaves: Leaf::read(l)? });
    }
    Ok(answers)
}
