//! Check 12: do the tickets look like chance? Uniformity of the tickets, and the drawn rows
//! against everything the frame says of a row. `docs/draw-protocol.md` §10.
//!
//! Check 8 proves who had to be drawn; this one asks whether the draw it recomputed is any good.
//! What it tests, and at which level, depends on the committed frames only. It is reported, and
//! never a reason to redraw; only what chance gives less than once in a thousand million bundles
//! fails, because then a program is broken or a selection was made by hand.

use super::{Context, Outcome, later, passed};
use crate::core::bundle::{Discrepancy, selected_file};
use crate::core::digest::Digest;
use crate::core::frame::Frame;
use crate::core::id::Name;
use crate::core::seed::SeedTranscript;
use crate::core::select::parse_selected;
use crate::core::spread::Spread;
use crate::core::surprise::{Expected, Surprise, of_equal_classes};
use crate::core::ticket::TaskSeed;
use std::collections::BTreeMap;

/// The level over all tests of a bundle at which a surprise is remarked upon: 1 in so many.
const REMARKED: u64 = 1_000;
/// The level over all tests of a bundle at which the check fails.
const GROSS: u64 = 1_000_000_000;
/// A value of a covariate is tested if so many rows with it could have been drawn.
const FEWEST: u64 = 16;
/// The tickets are sorted into 16 classes from so many rows on, …
const CLASSES_16: u64 = 64;
/// … into 256 from so many on.
const CLASSES_256: u64 = 1 << 16;

/// Rows of one piece of work.
const CHUNK: usize = 1 << 16;

/// What a frame says of a row, and by which some defect might have chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Covariate {
    /// Station or district, by its number among the frame's names.
    Pool(u16),
    /// Eighth of the file, from 0.
    Eighth(u8),
    /// The id's first two characters.
    Start([u8; 2]),
    /// The id's length: which kind of number it is.
    Length(u8),
}

/// One test and how surprising its outcome is.
struct Test {
    task: Name,
    subject: Subject,
    surprise: Surprise,
}

/// What was tested.
enum Subject {
    /// The leading bits of all tickets.
    Tickets { rows: u64 },
    /// The drawn rows with one value of a covariate.
    Drawn { what: [String; 2], found: u64, expected: Expected },
}

pub(super) fn tested(context: &Context, transcript: &SeedTranscript, spread: &impl Spread) -> Outcome {
    let seed = transcript.seed();
    let mut tests = Vec::new();
    for task in &context.inputs.tasks {
        let Some(frame) = &task.frame else { continue };
        let file = context.files.get(&selected_file(&task.plan.task));
        let Some(Ok(rows)) = file.map(|bytes| parse_selected(bytes)) else {
            return Ok(later("抽中名单缺失或无法读取", "the selection is missing or cannot be read"));
        };
        let mut drawn = vec![false; frame.len()];
        let found = rows.iter().filter(|row| row.drawn).filter_map(|row| frame.find(row.id.as_str()));
        found.for_each(|row| drawn[row] = true);
        let tickets = TaskSeed::new(&seed, task.plan.domain.as_str()).tickets();
        tests.extend(tests_of(&task.plan.task, frame, &|id| tickets.of(id), &drawn, spread));
    }
    told(&tests)
}

fn told(tests: &[Test]) -> Outcome {
    let Some(worst) = tests.iter().max_by_key(|test| test.surprise) else {
        return Ok(later("所示行数太少，无从检验", "too few rows are shown to test anything"));
    };
    let number = tests.len() as u64;
    let [zh, en] = worst.text();
    if worst.surprise.refutes(number, GROSS) {
        let expected = format!("what chance gives more than once in {GROSS} bundles ({number} tests)");
        let found = format!("{en}: a broken program or a selection made by hand; a redraw is no remedy");
        return Err(Discrepancy::new(12, &selected_file(&worst.task), expected, found));
    }
    let (verdict_zh, verdict_en) = match worst.surprise.refutes(number, REMARKED) {
        true => (
            "一项低于该水平，可查其由，不得据此重抽",
            "one is below it: worth a look, never a reason to redraw",
        ),
        false => ("均不低于该水平", "none is below it"),
    };
    passed(
        format!("{number}项检验，总水平1/{REMARKED}，{verdict_zh}；其中偶然可能最小者：{zh}"),
        format!("{number} tests at level 1/{REMARKED} over all, {verdict_en}; the least likely: {en}"),
    )
}

/// All tests of one task. `ticket` of an id and the `drawn` rows are the caller's.
fn tests_of(
    task: &Name,
    frame: &Frame,
    ticket: &(impl Fn(&str) -> Digest + Sync),
    drawn: &[bool],
    spread: &impl Spread,
) -> Vec<Test> {
    let counts = Counts::of(frame, ticket, drawn, spread);
    let rows = counts.leading.iter().sum::<u64>();
    let surprise = match rows {
        CLASSES_256.. => Some(of_equal_classes(&counts.leading)),
        CLASSES_16.. => {
            let sixteen: Vec<u64> = counts.leading.chunks(16).map(|part| part.iter().sum()).collect();
            Some(of_equal_classes(&sixteen))
        }
        _ => None,
    };
    let of_tickets =
        surprise.map(|surprise| Test { task: task.clone(), subject: Subject::Tickets { rows }, surprise });
    let of_value = |covariate: &Covariate| {
        let (found, expected) = counts.against(covariate)?;
        let surprise = expected.surprise(found);
        let subject = Subject::Drawn { what: covariate.text(frame), found, expected };
        Some(Test { task: task.clone(), subject, surprise })
    };
    let values = counts.values.keys().filter_map(of_value);
    of_tickets.into_iter().chain(values).collect()
}

/// Rows and drawn rows: `[eligible, drawn]`.
type Pair = [u64; 2];

/// What is counted of a frame's eligible rows.
struct Counts {
    /// By the ticket's first byte.
    leading: Vec<u64>,
    /// By stratum.
    strata: BTreeMap<u16, Pair>,
    /// By covariate, and for each by stratum.
    values: BTreeMap<Covariate, BTreeMap<u16, Pair>>,
}

impl Counts {
    fn of(
        frame: &Frame,
        ticket: &(impl Fn(&str) -> Digest + Sync),
        drawn: &[bool],
        spread: &impl Spread,
    ) -> Self {
        let chunk = |start: usize| {
            let mut counts = Counts::new();
            for (row, drawn) in drawn.iter().enumerate().skip(start).take(CHUNK) {
                if frame.eligible(row) {
                    counts.add(frame, row, &ticket(frame.id(row)), *drawn);
                }
            }
            counts
        };
        let parts = spread.map((0..frame.len()).step_by(CHUNK).collect(), chunk);
        parts.into_iter().fold(Counts::new(), Counts::join)
    }

    fn new() -> Self {
        Self { leading: vec![0; 256], strata: BTreeMap::new(), values: BTreeMap::new() }
    }

    fn add(&mut self, frame: &Frame, row: usize, ticket: &Digest, drawn: bool) {
        let one = [1, u64::from(drawn)];
        let stratum = frame.stratum(row);
        self.leading[usize::from(ticket.0[0])] += 1;
        plus(self.strata.entry(stratum).or_default(), &one);
        for covariate in Covariate::all(frame, row) {
            plus(self.values.entry(covariate).or_default().entry(stratum).or_default(), &one);
        }
    }

    fn join(mut self, other: Self) -> Self {
        self.leading.iter_mut().zip(other.leading).for_each(|(a, b)| *a += b);
        other.strata.iter().for_each(|(stratum, pair)| plus(self.strata.entry(*stratum).or_default(), pair));
        for (covariate, strata) in other.values {
            let own = self.values.entry(covariate).or_default();
            strata.iter().for_each(|(stratum, pair)| plus(own.entry(*stratum).or_default(), pair));
        }
        self
    }

    /// Drawn rows with a value, and how many were to be expected. Strata that are drawn wholly or
    /// not at all tell nothing; `None` where too few rows are left.
    fn against(&self, covariate: &Covariate) -> Option<(u64, Expected)> {
        let by_stratum = &self.values[covariate];
        let (mut expected, mut rows, mut found) = (Expected::default(), 0, 0);
        for (stratum, &[of, draws]) in &self.strata {
            if draws == 0 || draws == of {
                continue;
            }
            let [hits, drawn] = by_stratum.get(stratum).copied().unwrap_or_default();
            expected.add(draws, hits, of);
            (rows, found) = (rows + hits, found + drawn);
        }
        (rows >= FEWEST).then_some((found, expected))
    }
}

fn plus(pair: &mut Pair, more: &Pair) {
    pair.iter_mut().zip(more).for_each(|(a, b)| *a += b);
}

impl Covariate {
    fn all(frame: &Frame, row: usize) -> [Self; 4] {
        let id = frame.id(row).as_bytes();
        [
            Covariate::Pool(frame.pool(row)),
            Covariate::Eighth((row * 8 / frame.len()) as u8),
            Covariate::Start([id[0], *id.get(1).unwrap_or(&b' ')]),
            Covariate::Length(id.len() as u8),
        ]
    }

    /// In Chinese and English.
    fn text(&self, frame: &Frame) -> [String; 2] {
        match self {
            Covariate::Pool(number) => {
                let name = &frame.names()[usize::from(*number)];
                [format!("管辖单位{name}"), format!("pool {name}")]
            }
            Covariate::Eighth(part) => {
                let part = part + 1;
                [format!("文件第{part}个八分之一"), format!("eighth {part} of the file")]
            }
            Covariate::Start(start) => {
                let start = String::from_utf8_lossy(start).trim_end().to_owned();
                [format!("代码以{start}开头"), format!("ids that begin with {start}")]
            }
            Covariate::Length(length) => [format!("{length}位代码"), format!("ids of {length} characters")],
        }
    }
}

impl Test {
    /// In Chinese and English.
    fn text(&self) -> [String; 2] {
        let (task, chance) = (&self.task, self.surprise.chance());
        match &self.subject {
            Subject::Tickets { rows } => [
                format!("任务{task}，{rows}个签号的分布，偶然可能不大于{chance}"),
                format!("task {task}, the spread of {rows} tickets, by chance at most {chance}"),
            ],
            Subject::Drawn { what: [zh, en], found, expected } => {
                let mean = expected.text();
                [
                    format!("任务{task}，{zh}：抽中{found}，期望{mean}，偶然可能不大于{chance}"),
                    format!("task {task}, {en}: {found} drawn, {mean} expected, by chance at most {chance}"),
                ]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::frame::FrameRow;
    use crate::core::lang::Lang;
    use crate::core::spread::InOrder;
    use crate::core::verify::Verdict;

    /// Two strata, five pools, two kinds of id.
    fn frame(rows: usize) -> Frame {
        let mut frame = Frame::default();
        let mut ids: Vec<String> = (0..rows).map(|n| format!("{}{n:06}", ["91", "92A"][n % 2])).collect();
        ids.sort();
        for (n, id) in ids.iter().enumerate() {
            let (stratum, pool) = (["a", "b"][n % 3 / 2], ["s1", "s2", "s3", "s4", "s5"][n % 5]);
            let status = if n % 11 == 0 { "x-dormant" } else { "ok" };
            frame.push(FrameRow { id, stratum, pool, status }).unwrap();
        }
        frame
    }

    fn honest(id: &str) -> Digest {
        TaskSeed(Digest::of(b"a task seed")).tickets().of(id)
    }

    /// A tenth of stratum a and half of stratum b, in the order of a key.
    fn drawn_by<K: Ord>(frame: &Frame, key: impl Fn(usize) -> K) -> Vec<bool> {
        let mut drawn = vec![false; frame.len()];
        for (stratum, share) in [("a", 10), ("b", 2)] {
            let of_stratum = |row: &usize| frame.eligible(*row) && frame.row(*row).stratum == stratum;
            let mut rows: Vec<usize> = (0..frame.len()).filter(of_stratum).collect();
            rows.sort_by_key(|row| key(*row));
            rows.truncate(rows.len() / share);
            rows.iter().for_each(|row| drawn[*row] = true);
        }
        drawn
    }

    fn outcome(frame: &Frame, ticket: &(impl Fn(&str) -> Digest + Sync), drawn: &[bool]) -> Outcome {
        told(&tests_of(&Name::new("t").unwrap(), frame, ticket, drawn, &InOrder))
    }

    fn english(outcome: Outcome) -> String {
        match outcome.unwrap() {
            Verdict::Passed(said) | Verdict::NotMade(said) => said.text(Lang::En).to_owned(),
            Verdict::Failed(_) => unreachable!("told gives failures as errors"),
        }
    }

    #[test]
    fn an_honest_draw_passes() {
        for rows in [400, 3000, 70_000] {
            let frame = frame(rows);
            let drawn = drawn_by(&frame, |row| honest(frame.id(row)));
            let said = english(outcome(&frame, &honest, &drawn));
            assert!(said.contains("none is below it"), "{rows}: {said}");
            assert!(said.starts_with("18 tests at level 1/1000 over all"), "{rows}: {said}");
        }
        let few = frame(10);
        assert!(english(outcome(&few, &honest, &drawn_by(&few, |row| row))).starts_with("too few rows"));
    }

    #[test]
    fn a_selection_by_covariate_fails() {
        let frame = frame(3000);
        let by_pool = drawn_by(&frame, |row| (frame.row(row).pool != "s3", honest(frame.id(row))));
        let by_place = drawn_by(&frame, |row| row);
        let by_kind = drawn_by(&frame, |row| (frame.id(row).len() == 9, honest(frame.id(row))));
        for (drawn, what) in [(by_pool, "pool s3"), (by_place, "ids "), (by_kind, "ids of")] {
            let failure = outcome(&frame, &honest, &drawn).unwrap_err();
            assert_eq!((failure.check, failure.file.as_str()), (12, "selected-t.csv"));
            assert!(failure.found.contains(what), "{failure}");
            assert!(failure.found.contains("a redraw is no remedy"), "{failure}");
        }
    }

    #[test]
    fn tickets_that_are_no_hash_fail() {
        let frame = frame(3000);
        // The first hexadecimal digit never above 11, as where a letter was forgotten.
        let forged = |id: &str| {
            let mut ticket = honest(id);
            ticket.0[0] %= 192;
            ticket
        };
        let failure = outcome(&frame, &forged, &drawn_by(&frame, |row| honest(frame.id(row)))).unwrap_err();
        assert!(failure.found.contains("the spread of"), "{failure}");
    }

    #[test]
    fn a_lesser_surprise_is_remarked_upon_only() {
        let frame = frame(3000);
        // A fifth of pool s3 comes first.
        let favoured = |row: usize| frame.row(row).pool == "s3" && row % 25 == 2;
        let drawn = drawn_by(&frame, |row| (!favoured(row), honest(frame.id(row))));
        let said = english(outcome(&frame, &honest, &drawn));
        assert!(said.contains("never a reason to redraw") && said.contains("pool s3"), "{said}");
    }
}
