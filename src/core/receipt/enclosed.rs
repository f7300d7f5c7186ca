//! The files of the draw that a paper encloses, each byte for byte, by name.
//!
//! ```text
//! begin <name> <number of lines>       a file that keeps to §1: its lines follow
//! <line> …
//! base64 <name> <base64>               what comes from the log, which does not
//! ```

use crate::core::bundle::{self, Files};
use crate::core::seed::Commitment;
use crate::core::text::{Lines, TextError};
use crate::core::witness::base64;

/// Text of all enclosed files.
pub(super) fn print(files: &Files) -> String {
    let one = |(name, bytes): (&String, &Vec<u8>)| match encoded(name) {
        true => format!("base64 {name} {}\n", base64::encode(bytes)),
        false => {
            let text = String::from_utf8_lossy(bytes);
            format!("begin {name} {}\n{text}", text.lines().count())
        }
    };
    files.iter().map(one).collect()
}

/// Reads the files that stand here; the order is checked by whoever prints them again.
pub(super) fn read(l: &mut Lines) -> Result<Files, TextError> {
    let mut files = Files::new();
    loop {
        let (name, bytes, written_so) = if let Some(rest) = l.optional("begin") {
            let [name, count] = l.words(rest)?;
            let count = usize::try_from(l.number(count)?).unwrap_or(usize::MAX);
            if count == 0 {
                return Err(l.bad("an enclosed file has lines"));
            }
            (name, (l.take(count)?.join("\n") + "\n").into_bytes(), false)
        } else if let Some(rest) = l.optional("base64") {
            let [name, text] = l.words(rest)?;
            (name, base64::decode(text).ok_or_else(|| l.bad("the file must be canonical base64"))?, true)
        } else {
            return Ok(files);
        };
        if encoded(name) != written_so {
            return Err(l.bad("a file of the log is enclosed as base64, every other one as its lines"));
        }
        if files.insert(name.to_owned(), bytes).is_some() {
            return Err(l.bad(format!("{name} is enclosed twice")));
        }
    }
}

/// Files of the log hold empty lines and signatures of signed notes.
fn encoded(name: &str) -> bool {
    name.starts_with(bundle::LOG_PREFIX)
}

/// Whether a paper about this commitment may enclose a file of this name: what is public and
/// neither a frame nor a list.
pub fn belongs(name: &str, commitment: &Commitment) -> bool {
    const ALWAYS: [&str; 6] =
        [bundle::COMMIT, bundle::NOT_BEFORE, bundle::SEED, bundle::THRESHOLDS, bundle::RESULT, bundle::VOID];
    let (tasks, witnesses, pulses) = (&commitment.tasks, &commitment.witnesses, &commitment.pulses);
    ALWAYS.contains(&name)
        || name.starts_with(bundle::LOG_PREFIX)
        || tasks.iter().any(|task| bundle::plan_file(&task.task) == name)
        || witnesses
            .iter()
            .any(|(who, _)| bundle::witness_file(who) == name || bundle::opening_file(who) == name)
        || pulses
            .iter()
            .any(|(beacon, _)| bundle::pulse_file(beacon) == name || bundle::ceremony_file(beacon) == name)
}
