//! `outcomes.txt` of an auditor's bundle: every revision of every outcome of an attempt and every act
//! with the signature line under it, each a block of its own, an empty line between them.

use super::fold::Revisions;
use super::{Act, Outcome};
use crate::core::log::note::NoteSignature;
use crate::core::text::TextError;

/// Name of the file.
pub const OUTCOMES: &str = "outcomes.txt";

/// What was recorded of one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    /// Every revision.
    pub revisions: Revisions,
    /// Every act with its signature line, ascending.
    pub acts: Vec<(Act, Option<NoteSignature>)>,
}

impl Dossier {
    /// Text of the file: outcomes by subject, matter and revision, then acts by number.
    pub fn print(&self) -> String {
        let mut blocks: Vec<String> = self.revisions.values().map(Outcome::print).collect();
        for (act, signature) in &self.acts {
            blocks.push(act.print());
            blocks.extend(signature.as_ref().map(|line| format!("{line}\n")));
        }
        blocks.join("\n")
    }

    /// Strict reader of [`Dossier::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let text = std::str::from_utf8(bytes).map_err(|_| TextError::at(1, "", "the text must be UTF-8"))?;
        let (mut dossier, mut line) = (Self::default(), 1);
        for block in text.split("\n\n") {
            let whole = if block.ends_with('\n') { block.to_owned() } else { format!("{block}\n") };
            dossier.take(&whole).map_err(|e| TextError { line: e.line + line - 1, ..e })?;
            line += whole.matches('\n').count() + 1;
        }
        match dossier.print().as_bytes() == bytes {
            true => Ok(dossier),
            false => {
                Err(TextError::at(1, "the file as a whole", "outcomes, then acts, ascending, each once"))
            }
        }
    }

    fn take(&mut self, block: &str) -> Result<(), TextError> {
        let first = block.lines().next().unwrap_or_default();
        let bad = |rule: &str| TextError::at(1, first, rule);
        if first.starts_with("— ") {
            let line = NoteSignature::parse(block.trim_end_matches('\n')).map_err(|e| bad(&e.to_string()))?;
            let (_, signature) =
                self.acts.last_mut().ok_or_else(|| bad("a signature stands under an act"))?;
            *signature = Some(line);
        } else if first.starts_with("suicha-act/") {
            self.acts.push((Act::parse(block.as_bytes())?, None));
        } else {
            let outcome = Outcome::parse(block.as_bytes())?;
            self.revisions.insert((outcome.about.clone(), outcome.revision), outcome);
        }
        Ok(())
    }
}
