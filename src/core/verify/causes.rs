//! One cause, one failed check. A check that fails because of a file that another check has refused
//! already says nothing new: it is reported as not made, with what it found, and the other check as
//! failed. `docs/draw-protocol.md` §10.

use super::{Check, Outcome, Said, Verdict, published};
use crate::core::bundle::{self, Discrepancy};
use std::collections::BTreeMap;

/// The checks so far, and the files they refuse.
#[derive(Default)]
pub(super) struct Settled {
    checks: Vec<Check>,
    refused: BTreeMap<String, u8>,
}

/// What a check takes for granted besides the file it is about; the chain of replacements also
/// every request.
fn rests_on(check: u8) -> &'static [&'static str] {
    match check {
        8 | 9 | 12 => &[bundle::SEED],
        10 => &[bundle::SEED, bundle::RESULT],
        11 => &[bundle::RESULT, bundle::VOID],
        _ => &[],
    }
}

impl Settled {
    /// Settles a check after all those it may depend on.
    pub(super) fn settle(&mut self, number: u8, outcome: Outcome) {
        let verdict = match outcome {
            Ok(verdict) => verdict,
            Err(found) => self.blamed(Discrepancy { check: number, ..found }),
        };
        self.checks.push(Check { number, verdict });
    }

    /// A failure, or what another one led to.
    fn blamed(&mut self, found: Discrepancy) -> Verdict {
        if found.file == published::LOG {
            return Verdict::Failed(found); // what the log knows of depends on no file of the bundle
        }
        match self.cause(&found) {
            Some((cause, check)) => Verdict::NotMade(follows(check, cause, &found)),
            None => {
                self.refused.entry(file_of(&found).to_owned()).or_insert(found.check);
                Verdict::Failed(found)
            }
        }
    }

    /// A file refused already that explains the discrepancy, and by which check.
    fn cause(&self, found: &Discrepancy) -> Option<(&str, u8)> {
        let explains = |name: &str| {
            name == file_of(found)
                || rests_on(found.check).contains(&name)
                || (found.check == 10 && name.starts_with("replace-"))
        };
        self.refused.iter().find(|(name, _)| explains(name)).map(|(name, check)| (name.as_str(), *check))
    }

    /// The files that a check has refused so far, and which check.
    pub(super) fn refused(&self) -> &BTreeMap<String, u8> {
        &self.refused
    }

    /// All checks by number.
    pub(super) fn checks(mut self) -> Vec<Check> {
        self.checks.sort_by_key(|check| check.number);
        self.checks
    }
}

/// The file a discrepancy is about, without the line.
fn file_of(found: &Discrepancy) -> &str {
    found.file.split(' ').next().unwrap_or_default()
}

/// Why a check is not made, and what it would have said.
pub(super) fn follows(check: u8, cause: &str, found: &Discrepancy) -> Said {
    let Discrepancy { file, expected, found, .. } = found;
    Said::new(
        format!("取决于未通过的第{check}项（{cause}）；{file} 应为：{expected}；实为：{found}"),
        format!(
            "depends on check {check}, which refuses {cause}; {file}: expected {expected}, found {found}"
        ),
    )
}
