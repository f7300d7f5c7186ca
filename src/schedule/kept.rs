//! A history that has grown too long, made shorter: the older half of its lines becomes one line for each job, which
//! says where the job stood. Whoever reads the shorter text knows the same ([`History`]).

use super::Missed;
use super::history::{Event, HEADING, History, Open, Record, State};
use crate::core::time::Timestamp;
use std::collections::BTreeMap;

/// The text with no more than so many bytes of its newest lines, and a line for each job instead of the others. `Err`:
/// the number of a line that cannot be read.
pub fn shorten(text: &[u8], newest: usize) -> Result<Vec<u8>, usize> {
    let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let from = whole.saturating_sub(newest);
    // The first line that begins there or later.
    let cut = match text[..whole].get(from.saturating_sub(1)..) {
        Some(rest) if from > 0 => rest.iter().position(|byte| *byte == b'\n').map_or(whole, |at| from + at),
        _ => return Ok(text[..whole].to_vec()),
    };
    let (head, _) = History::parse(&text[..cut])?;
    let mut short = format!("{HEADING}\n").into_bytes();
    if let Some(at) = head.latest() {
        for (job, state) in head.jobs() {
            let event = Event::Keep { state: Box::new(state.clone()), fence: head.fence() };
            short.extend(format!("{}\n", Record { at, job: job.clone(), event }).into_bytes());
        }
    }
    short.extend_from_slice(&text[cut..whole]);
    Ok(short)
}

/// What stands behind the name of the job.
pub(super) fn print(state: &State, fence: u64) -> String {
    let State { mark, done_to, open, last_success, last_end, last_said, done, failed, passed, bad } = state;
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".into());
    let open = or_none(open.map(|Open { planned, running, tries, ended }| {
        format!("{planned},{},{tries},{ended}", if running { "running" } else { "ended" })
    }));
    let success = or_none(last_success.map(|at| at.to_string()));
    let last =
        or_none(last_end.map(|(at, exit)| format!("{at},{}", or_none(exit.map(|exit| exit.to_string())))));
    let counts: Vec<String> = passed.iter().map(|(why, count)| format!("{why}:{count}")).collect();
    let passed = or_none((!counts.is_empty()).then(|| counts.join(",")));
    let bad = if *bad { "yes" } else { "no" };
    let said = last_said.as_ref().map_or_else(String::new, |said| format!(" said {said}"));
    format!(
        "{mark} to {done_to} open {open} success {success} last {last} done {done} failed {failed} passed {passed} \
         bad {bad} fence {fence}{said}"
    )
}

/// Reads it.
pub(super) fn parse(words: &[&str], last_said: Option<String>) -> Option<Event> {
    let [
        mark,
        "to",
        done_to,
        "open",
        open,
        "success",
        success,
        "last",
        last,
        "done",
        done,
        "failed",
        failed,
        "passed",
        passed,
        "bad",
        bad,
        "fence",
        fence,
    ] = *words
    else {
        return None;
    };
    let time = |text: &str| Timestamp::parse(text).ok();
    let open = match open.split(',').collect::<Vec<_>>()[..] {
        ["none"] => None,
        [planned, word, tries, ended] => Some(Open {
            planned: time(planned)?,
            running: word == "running",
            tries: tries.parse().ok()?,
            ended: time(ended)?,
        }),
        _ => return None,
    };
    let last_end = match last.split(',').collect::<Vec<_>>()[..] {
        ["none"] => None,
        [at, "none"] => Some((time(at)?, None)),
        [at, exit] => Some((time(at)?, Some(exit.parse().ok()?))),
        _ => return None,
    };
    let mut counts = BTreeMap::new();
    for count in passed.split(',').filter(|count| *count != "none") {
        let (why, count) = count.split_once(':')?;
        counts.insert(Missed::of(why)?.word(), count.parse().ok()?);
    }
    let state = State {
        mark: mark.to_owned(),
        done_to: time(done_to)?,
        open,
        last_success: if success == "none" { None } else { Some(time(success)?) },
        last_end,
        last_said,
        done: done.parse().ok()?,
        failed: failed.parse().ok()?,
        passed: counts,
        bad: bad == "yes",
    };
    Some(Event::Keep { state: Box::new(state), fence: fence.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "suicha-schedule/1\n\
        2024-03-01T00:00:00+08:00 watch a 0123456789abcdef\n\
        2024-03-01T00:00:00+08:00 watch b fedcba9876543210\n\
        2024-03-02T09:00:00+08:00 start a 2024-03-02T09:00:00+08:00 fence 7\n\
        2024-03-02T09:00:05+08:00 end a 2024-03-02T09:00:00+08:00 exit 7 said no relay said anything\n\
        2024-03-02T09:01:05+08:00 start a 2024-03-02T09:00:00+08:00 fence 7\n\
        2024-03-02T09:01:06+08:00 end a 2024-03-02T09:00:00+08:00 exit 0\n\
        2024-03-03T09:01:06+08:00 end b 2024-03-03T09:00:00+08:00 exit none\n\
        2024-03-05T09:00:00+08:00 pass a 2024-03-04T09:00:00+08:00 count 2 late\n\
        2024-03-05T09:00:00+08:00 pass a 2024-03-04T10:00:00+08:00 count 1 newer\n\
        2024-03-05T09:00:00+08:00 start a 2024-03-05T09:00:00+08:00 fence 8\n";

    #[test]
    fn a_shorter_history_tells_the_same_wherever_it_is_cut() {
        let (all, _) = History::parse(TEXT.as_bytes()).unwrap();
        let mut shorter = 0;
        for newest in 0..TEXT.len() {
            let short = shorten(TEXT.as_bytes(), newest).unwrap();
            let (history, whole) = History::parse(&short)
                .unwrap_or_else(|line| panic!("{newest}: line {line}: {}", String::from_utf8_lossy(&short)));
            assert_eq!((&history, whole), (&all, short.len()), "{newest}");
            assert_eq!(
                shorten(&short, 0).and_then(|twice| History::parse(&twice)).unwrap().0,
                all,
                "{newest}"
            );
            shorter += usize::from(short.len() < TEXT.len());
        }
        assert!(shorter > 100, "{shorter}");
        // What is written next is understood in the same way.
        let next = "2024-03-05T09:00:09+08:00 end a 2024-03-05T09:00:00+08:00 exit 3 said no\n";
        let short = [&shorten(TEXT.as_bytes(), 0).unwrap()[..], next.as_bytes()].concat();
        let (long, _) = History::parse(format!("{TEXT}{next}").as_bytes()).unwrap();
        assert_eq!(History::parse(&short).unwrap().0, long);
        assert_ne!(long, all);
    }

    #[test]
    fn a_torn_line_is_left_out_and_a_wrong_one_is_told() {
        let torn = format!("{TEXT}2024-03-05T09:0");
        assert_eq!(shorten(torn.as_bytes(), TEXT.len() * 2).unwrap(), TEXT.as_bytes());
        assert_eq!(shorten(TEXT.replacen("fence 7", "fence x", 1).as_bytes(), 10), Err(4));
        let short = String::from_utf8(shorten(TEXT.as_bytes(), 0).unwrap()).unwrap();
        for (from, to) in
            [("running", "walking"), (" bad yes", " bad maybe"), ("late:2", "late"), ("to ", "until ")]
        {
            let bad = short.replacen(from, to, 1);
            assert!(bad != short && History::parse(bad.as_bytes()).is_err(), "{to}: {bad}");
        }
    }
}
