//! Synthetic registries: subjects, inspectors and recusals of a county that does not exist, for
//! trials, tests and benchmarks. A registry is a pure function of [`Params`]; [`write_dir`] is the
//! only part that touches files.
//!
//! Registry numbers pass every check (GB 32100, GB 11714, GS15—2006) and lie in ranges that no
//! registrar of the region has given out; names are a place word, two meaningless characters and a
//! trade; there are no persons, telephone or identity numbers. With `dirt` the rows carry what real
//! deliveries carry, in about the shares measured on real ones, and [`Planted`] says how much of each.
//!
//! Outcomes of the visits of a draw are [`outcome`]'s. Not here: penalties or anything that follows.

mod words;

mod code;
mod county;
mod dirt;
pub mod facts;
mod files;
mod inspector;
pub mod outcome;
mod planted;
mod recusal;
pub mod sample;
mod spoil;
mod subject;
mod trade;
mod writer;

use std::io::{self, Write};

pub use code::MOST_SUBJECTS;
pub use files::write_dir;
pub use planted::{Plant, Planted};

/// What determines a synthetic registry, byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Number of different subjects, at most [`MOST_SUBJECTS`].
    pub subjects: u64,
    /// Number of different inspectors, at most a million.
    pub inspectors: u32,
    /// Any number; another seed gives another registry.
    pub seed: u64,
    /// Plant real-world dirt, so that an import must reject, warn, normalise and skip.
    pub dirt: bool,
}

/// Writes the subjects (检查对象名录库) as UTF-8 CSV with Chinese headings; returns what was planted.
///
/// # Errors
/// Those of `out`, and `InvalidInput` for more than [`MOST_SUBJECTS`] subjects.
pub fn subjects_csv(params: &Params, out: &mut impl Write) -> io::Result<Planted> {
    let dirt = if params.dirt { dirt::Level::Full } else { dirt::Level::None };
    writer::subjects(params, &subject::ALL_COLUMNS, dirt, out)
}

/// Writes the inspectors (执法检查人员名录库) as UTF-8 CSV; returns what was planted.
///
/// # Errors
/// Those of `out`, and `InvalidInput` for more than a million inspectors.
pub fn inspectors_csv(params: &Params, out: &mut impl Write) -> io::Result<Planted> {
    inspector::write(params, out)
}

/// Writes the recusals (回避), about five for every three inspectors, as UTF-8 CSV; returns what
/// was planted.
///
/// # Errors
/// Those of `out`, and `InvalidInput` for more subjects or inspectors than there are numbers.
pub fn recusals_csv(params: &Params, out: &mut impl Write) -> io::Result<Planted> {
    recusal::write(params, out)
}

fn check(params: &Params) -> io::Result<()> {
    let refuse = |message: String| Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    if params.subjects > MOST_SUBJECTS {
        return refuse(format!(
            "{} subjects wanted, but the synthetic range has {MOST_SUBJECTS} numbers",
            params.subjects
        ));
    }
    if params.inspectors > inspector::MOST {
        return refuse(format!("{} inspectors wanted, at most {}", params.inspectors, inspector::MOST));
    }
    Ok(())
}
