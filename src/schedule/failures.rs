//! What somebody has to be told of a history of runs: commands that failed for good, runs that were given up or missed.

use super::Missed;
use super::history::{Event, records, temporary};
use crate::core::time::Timestamp;
use std::collections::BTreeMap;

/// A run that was not made as it should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// When that was seen.
    pub at: Timestamp,
    /// Name of the job.
    pub job: String,
    /// When it was due; of several that were missed, the newest.
    pub planned: Timestamp,
    /// Why it was not made, where it was not.
    pub missed: Option<Missed>,
    /// The exit code it ended with last.
    pub exit: Option<u8>,
    /// What it said went wrong.
    pub said: Option<String>,
}

/// Everything to be told, in order; or the number of a line that cannot be read.
pub fn failures(text: &[u8]) -> Result<Vec<Failure>, usize> {
    let mut found = Vec::new();
    let mut last = BTreeMap::new();
    records(text, |record| {
        let (at, job) = (record.at, record.job);
        match record.event {
            Event::End { exit: Some(0), .. } => drop(last.remove(&job)),
            Event::End { planned, exit, said } if temporary(exit) => {
                last.insert(job, (planned, exit, said));
            }
            Event::End { planned, exit, said } => {
                found.push(Failure { at, job, planned, missed: None, exit, said });
            }
            Event::Pass { planned, why, .. } if why.is_bad() => {
                let of_this = last.remove(&job).filter(|(tried, ..)| *tried == planned);
                let (exit, said) = of_this.map_or((None, None), |(_, exit, said)| (exit, said));
                found.push(Failure { at, job, planned, missed: Some(why), exit, said });
            }
            // A try that the lines before told of, and that is not the last one.
            Event::Keep { state, .. } => {
                last.remove(&job);
                if let (Some(open), Some((_, exit))) = (state.open, state.last_end)
                    && open.tries > 0
                {
                    last.insert(job, (open.planned, exit, state.last_said));
                }
            }
            _ => {}
        }
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::shorten;

    const TEXT: &str = "suicha-schedule/1\n\
        2024-03-01T00:00:00+08:00 watch a 0123456789abcdef\n\
        2024-03-02T09:00:00+08:00 start a 2024-03-02T09:00:00+08:00 fence 1\n\
        2024-03-02T09:00:05+08:00 end a 2024-03-02T09:00:00+08:00 exit 7 said no relay\n\
        2024-03-02T09:01:06+08:00 end a 2024-03-02T09:00:00+08:00 exit 0\n\
        2024-03-03T09:00:05+08:00 end a 2024-03-03T09:00:00+08:00 exit 7 said no disk\n\
        2024-03-03T09:01:05+08:00 pass a 2024-03-03T09:00:00+08:00 count 1 given-up\n\
        2024-03-04T09:00:05+08:00 end a 2024-03-04T09:00:00+08:00 exit 2 said no draw\n\
        2024-03-05T09:00:05+08:00 pass a 2024-03-05T09:00:00+08:00 count 1 elsewhere\n\
        2024-03-06T09:00:05+08:00 pass a 2024-03-06T09:00:00+08:00 count 3 newer\n\
        2024-03-07T09:00:05+08:00 pass b 2024-03-07T09:00:00+08:00 count 2 late\n";

    #[test]
    fn what_went_right_in_the_end_or_elsewhere_is_not_told() {
        let told: Vec<_> = failures(TEXT.as_bytes())
            .unwrap()
            .into_iter()
            .map(|f| (f.job, f.planned.date().day(), f.missed.map(Missed::word), f.exit, f.said))
            .collect();
        let line = |job: &str, day, missed, exit, said: Option<&str>| {
            (job.to_owned(), day, missed, exit, said.map(str::to_owned))
        };
        assert_eq!(
            told,
            [
                line("a", 3, Some("given-up"), Some(7), Some("no disk")),
                line("a", 4, None, Some(2), Some("no draw")),
                line("b", 7, Some("late"), None, None),
            ]
        );
        // What a shorter history has put away is put away; the try that was not the last one is not.
        let short =
            shorten(TEXT.lines().take(6).map(|line| format!("{line}\n")).collect::<String>().as_bytes(), 0);
        let rest: String = TEXT.lines().skip(6).map(|line| format!("{line}\n")).collect();
        let text = [short.unwrap(), rest.into_bytes()].concat();
        assert_eq!(failures(&text).unwrap(), failures(TEXT.as_bytes()).unwrap());
        assert_eq!(failures(TEXT.replacen("count 3", "count", 1).as_bytes()), Err(10));
    }
}
