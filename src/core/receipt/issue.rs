//! From an attempt's files to a receipt or an answer. The auditor's files are needed: salts and
//! pseudonyms are nobody else's.

use super::challenge::{Answer, Challenge, Found};
use super::leaf::{Leaf, Leaves};
use super::replaced::{Concerned, Done, teams_in_force};
use super::text::{Holder, Officer, Outcome, Place, Receipt, Visit, link};
use crate::core::bundle::{self, Discrepancy, Files, Inputs, TaskInput};
use crate::core::digest::Digest;
use crate::core::draw::opaque_labels;
use crate::core::frame::{Frame, FrameRow};
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::merkle;
use crate::core::pairing::tables::TeamRow;
use crate::core::pseudonym;
use crate::core::seed::SeedTranscript;
use crate::core::select::{parse_selected, parse_thresholds};
use crate::core::spread::Spread;
use crate::core::text::TextError;
use crate::core::ticket::TaskSeed;
use crate::core::time::{Date, Timestamp};

/// What a paper is made from.
pub struct Issuer<'a> {
    /// The inputs, as the auditor opens them.
    pub inputs: &'a Inputs,
    /// Every file of the attempt.
    pub files: &'a Files,
    /// The files to enclose.
    pub enclosed: Files,
    /// Earlier attempts with the digests of their voids.
    pub earlier: Vec<(u32, Digest)>,
    /// Whether outcomes may be told: the draw has its result and the seed is enclosed.
    pub outcomes: bool,
    /// Whether officers and visits may be told.
    pub visits: bool,
}

/// A challenge to be answered.
pub struct Asked<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// The id it asks for.
    pub subject: &'a SubjectId,
    /// When.
    pub at: Timestamp,
    /// Last day of the answer.
    pub due: Date,
}

impl Issuer<'_> {
    /// The receipt of a subject; `None` if it stands in no frame.
    pub fn subject(&self, id: &SubjectId, spread: &impl Spread) -> Result<Option<Receipt>, Discrepancy> {
        let mut receipt = self.receipt(Holder::Subject(id.clone()));
        for task in &self.inputs.tasks {
            let frame = frame(task)?;
            let Some(row) = frame.find(id.as_str()) else { continue };
            receipt
                .leaves
                .push(self.leaves(&bundle::frame_file(&task.plan.task), 1, spread, |l| l.open(row))?);
            if self.outcomes && frame.eligible(row) {
                receipt.outcomes.push(self.outcome(task, &frame.row(row))?);
            }
        }
        if receipt.leaves.is_empty() {
            return Ok(None);
        }
        if self.visits {
            let done = self.tell_replaced(&mut receipt, &Concerned::Subject(id))?;
            let steps = done.iter().flat_map(|done| done.steps(id)).filter(|_| self.outcomes);
            receipt.steps.extend(steps);
            let cards = self.cards()?;
            for row in teams_in_force(self.files)?.into_iter().filter(|row| row.id == *id) {
                let own = |l: &Leaves| l.open_of(row.pseudonym.as_str());
                let leaf = self.leaves(bundle::INSPECTORS, 1, spread, own)?.remove(0);
                let card = cards.iter().find(|(name, _)| *name == row.pseudonym).map(|(_, card)| card);
                let card = card.ok_or_else(|| missing(bundle::PSEUDONYMS, row.pseudonym.as_str()))?;
                let link = link(&leaf.salt, &receipt.draw, receipt.attempt, card);
                let TeamRow { seat, pseudonym, lead, .. } = row;
                receipt.officers.push(Officer { seat: seat.into(), pseudonym, lead, link });
                receipt.leaves.push(leaf);
            }
        }
        Ok(Some(receipt.sorted()))
    }

    /// The receipt of an inspector; `None` if nobody in the library has this card.
    pub fn inspector(
        &self,
        card: &InspectorId,
        spread: &impl Spread,
    ) -> Result<Option<Receipt>, Discrepancy> {
        let Some((pseudonym, _)) = self.cards()?.into_iter().find(|(_, own)| own == card) else {
            return Ok(None);
        };
        let mut receipt = self.receipt(Holder::Inspector(card.clone()));
        for (file, columns) in [(bundle::INSPECTORS, 1), (bundle::RECUSALS, 2)] {
            let own = |leaves: &Leaves| leaves.open_of(pseudonym.as_str());
            receipt.leaves.extend(self.leaves(file, columns, spread, own)?);
        }
        if self.visits {
            self.tell_replaced(&mut receipt, &Concerned::Officer(&pseudonym))?;
            let own = teams_in_force(self.files)?.into_iter().filter(|row| row.pseudonym == pseudonym);
            receipt.visits =
                own.map(|row| Visit { id: row.id, seat: row.seat.into(), lead: row.lead }).collect();
        }
        Ok(Some(receipt.sorted()))
    }

    /// The answer to a challenge.
    pub fn challenge(&self, asked: &Asked, spread: &impl Spread) -> Result<Challenge, Discrepancy> {
        let commitment = &self.inputs.commitment;
        let answer = |task: &TaskInput| -> Result<Answer, Discrepancy> {
            let (found, rows) = find(frame(task)?, asked.subject.as_str(), task.plan.sealed());
            let file = bundle::frame_file(&task.plan.task);
            let open = |leaves: &Leaves| rows.iter().map(|row| leaves.open(*row)).collect();
            let leaves = if rows.is_empty() { Vec::new() } else { self.leaves(&file, 1, spread, open)? };
            Ok(Answer { task: task.plan.task.clone(), found, leaves })
        };
        Ok(Challenge {
            draw: commitment.draw.clone(),
            attempt: commitment.attempt,
            number: asked.number,
            subject: asked.subject.clone(),
            at: asked.at,
            due: asked.due,
            salt: merkle::salt(
                self.salt_key()?,
                &super::challenge::file(asked.number),
                asked.subject.as_str(),
            ),
            files: self.enclosed.clone(),
            answers: self.inputs.tasks.iter().map(answer).collect::<Result<_, _>>()?,
        })
    }

    /// The replacements carried out so far, and the proofs of their requests.
    fn tell_replaced(&self, receipt: &mut Receipt, who: &Concerned) -> Result<Vec<Done>, Discrepancy> {
        let done = Done::all(self.files)?;
        receipt.replaced = done.iter().map(|done| done.told(who)).collect();
        let proofs = receipt.replaced.iter().map(|after| bundle::log_replace(after.number));
        let proofs = proofs.filter_map(|name| self.enclosed.get_key_value(&name));
        receipt.files.extend(proofs.map(|(name, bytes)| (name.clone(), bytes.clone())));
        Ok(done)
    }

    /// A receipt that tells nothing yet, also nothing of replacements.
    fn receipt(&self, holder: Holder) -> Receipt {
        let commitment = &self.inputs.commitment;
        let mut files = self.enclosed.clone();
        (1..).map(bundle::log_replace).take_while(|name| files.remove(name).is_some()).count();
        Receipt {
            draw: commitment.draw.clone(),
            attempt: commitment.attempt,
            holder,
            earlier: self.earlier.clone(),
            replaced: Vec::new(),
            files,
            leaves: Vec::new(),
            outcomes: Vec::new(),
            steps: Vec::new(),
            officers: Vec::new(),
            visits: Vec::new(),
        }
    }

    /// Opens rows of one file.
    fn leaves<T>(
        &self,
        file: &str,
        key_columns: usize,
        spread: &impl Spread,
        open: impl FnOnce(&Leaves) -> T,
    ) -> Result<T, Discrepancy> {
        let bytes = bundle::required(self.files, file)?;
        Ok(open(&Leaves::of(file, bytes, key_columns, self.salt_key()?, spread)))
    }

    fn salt_key(&self) -> Result<&[u8; 32], Discrepancy> {
        self.inputs.salt_key.as_ref().ok_or_else(|| missing(bundle::SALT_KEY, "the key of all salts"))
    }

    fn cards(&self) -> Result<Vec<(Name, InspectorId)>, Discrepancy> {
        self.read(bundle::PSEUDONYMS, pseudonym::read)
    }

    fn read<T>(&self, name: &str, parse: impl Fn(&[u8]) -> Result<T, TextError>) -> Result<T, Discrepancy> {
        parse(bundle::required(self.files, name)?).map_err(|e| Discrepancy::text(4, name, &e))
    }

    /// Where the ticket of a row put it, as the stored lists say.
    fn outcome(&self, task: &TaskInput, row: &FrameRow) -> Result<Outcome, Discrepancy> {
        let plan = &task.plan;
        let bad = |e: &dyn std::fmt::Display| Discrepancy::new(4, row.id, "a stratum of the plan", e);
        let stratum = Name::new(row.stratum).map_err(|e| bad(&e))?;
        let label = match plan.sealed() {
            false => stratum,
            true => {
                let label = opaque_labels(self.salt_key()?, plan).remove(&stratum);
                label.ok_or_else(|| bad(&stratum))?
            }
        };
        let transcript = self.read(bundle::SEED, SeedTranscript::parse)?;
        let ticket = TaskSeed::new(&transcript.seed(), plan.domain.as_str()).tickets().of(row.id);
        let thresholds = self.read(bundle::THRESHOLDS, parse_thresholds)?;
        let line = thresholds.iter().find(|line| line.task == plan.task && line.stratum == label);
        let drawn = line.ok_or_else(|| missing(bundle::THRESHOLDS, label.as_str()))?.drawn;
        let selected = self.read(&bundle::selected_file(&plan.task), parse_selected)?;
        let place = match selected.iter().find(|found| found.id.as_str() == row.id) {
            Some(found) if found.drawn => Place::Drawn(found.rank),
            Some(found) => Place::Reserve(found.rank.saturating_sub(drawn)),
            None => Place::NotDrawn,
        };
        Ok(Outcome { task: plan.task.clone(), label, ticket, place })
    }
}

impl Receipt {
    fn sorted(mut self) -> Self {
        self.leaves.sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
        self.leaves.dedup_by(|a: &mut Leaf, b| (&a.file, a.index) == (&b.file, b.index));
        self.steps.sort();
        self.officers.sort();
        self.visits.sort();
        self
    }
}

/// Whether an id stands in a frame, and the rows that prove it.
fn find(frame: &Frame, id: &str, sealed: bool) -> (Found, Vec<usize>) {
    match frame.find(id) {
        Some(row) if frame.eligible(row) => (Found::Included, vec![row]),
        Some(row) => (Found::Excluded, vec![row]),
        None if sealed => (Found::Auditor, Vec::new()),
        None => {
            let behind = frame.rows().take_while(|row| row.id < id).count();
            let neighbours = behind.saturating_sub(1)..(behind + 1).min(frame.len());
            (Found::Absent, neighbours.collect())
        }
    }
}

fn frame(task: &TaskInput) -> Result<&Frame, Discrepancy> {
    task.frame.as_ref().ok_or_else(|| missing(&bundle::frame_file(&task.plan.task), "the frame"))
}

fn missing(file: &str, what: &str) -> Discrepancy {
    Discrepancy::new(4, file, what, "nothing")
}
