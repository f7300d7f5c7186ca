//! The model of outcomes: where each stands, and what one step makes of it. Written from
//! `docs/draw-protocol.md` §15.

use super::op::Verb;
use std::collections::BTreeMap;

/// People: id, may enter, may review, and the number of the card of those who inspect.
pub const PEOPLE: [(&str, bool, bool, Option<usize>); 6] = [
    ("clerk-a", true, false, None),
    ("clerk-b", true, false, None),
    ("both", true, true, None),
    ("reviewer", false, true, None),
    ("officer", false, true, Some(0)),
    ("watcher", false, false, None),
];

/// Where an outcome stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Entered,
    Returned,
    Passed,
    Published,
    Withdrawn,
}

/// What was found, as far as the model cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub visited: i64,
    /// 0: nothing found; 1: corrected on the spot; 2: the subject is gone.
    pub result: usize,
    pub note: String,
    pub went: Vec<String>,
}

/// One outcome.
#[derive(Clone, Debug)]
pub struct Record {
    pub revision: u32,
    pub content: Content,
    pub stage: Stage,
    pub author: usize,
    pub by: usize,
    pub public: Option<u32>,
    pub ever: bool,
    /// Who took out what was public, until something is public again.
    pub withdrawn: Option<usize>,
    /// The day of the end of the follow-up, and whether the result itself ended it.
    pub finished: Option<(i64, bool)>,
}

/// All outcomes of an attempt, by subject and matter.
pub type Records = BTreeMap<(String, String), Record>;

/// What becomes of a row that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Entered,
    Unchanged,
    Rejected,
}

/// What a step does with an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    Taken,
    Already,
    /// The person may not.
    Person,
    /// The outcome may not.
    Stage,
}

/// Whether a person may do something.
pub fn may(who: usize, verb: Option<Verb>) -> bool {
    let (_, enters, reviews, _) = PEOPLE[who];
    match verb {
        None | Some(Verb::Finish) => enters,
        Some(_) => reviews,
    }
}

/// Reads a row: an entry, or a correction.
pub fn enter(
    records: &mut Records,
    about: (String, String),
    content: Content,
    who: usize,
    correct: bool,
) -> Taken {
    let old = records.get(&about);
    if old.is_some_and(|old| old.content == content) {
        return Taken::Unchanged;
    }
    if old.is_some_and(|old| old.ever) != correct {
        return Taken::Rejected;
    }
    let record = Record {
        revision: old.map_or(1, |old| old.revision + 1),
        content,
        stage: Stage::Entered,
        author: who,
        by: who,
        public: old.and_then(|old| old.public),
        ever: correct,
        withdrawn: old.and_then(|old| old.withdrawn),
        finished: old.and_then(|old| old.finished),
    };
    records.insert(about, record);
    Taken::Entered
}

/// Takes one step with one outcome; `on` is the day of a finished follow-up, `card` that of the person.
pub fn step(record: &mut Record, verb: Verb, who: usize, on: i64, today: i64, card: Option<&str>) -> Did {
    let own = record.author == who;
    let stage = match verb {
        Verb::Pass => Stage::Passed,
        Verb::Return => Stage::Returned,
        Verb::Publish => Stage::Published,
        Verb::Withdraw => Stage::Withdrawn,
        Verb::Finish => return finish(record, on, today),
    };
    let already = match verb {
        Verb::Withdraw => record.withdrawn == Some(who),
        _ => record.stage == stage && record.by == who,
    };
    if already {
        return Did::Already;
    }
    let fits = match verb {
        Verb::Pass => record.stage == Stage::Entered,
        Verb::Return => [Stage::Entered, Stage::Passed].contains(&record.stage),
        Verb::Publish => record.stage == Stage::Passed,
        _ => record.public.is_some(),
    };
    if !fits {
        return Did::Stage;
    }
    let went = card.is_some_and(|card| record.content.went.iter().any(|other| other == card));
    let reviews = matches!(verb, Verb::Pass | Verb::Return);
    if (verb != Verb::Withdraw && own) || (reviews && went) {
        return Did::Person;
    }
    match verb {
        Verb::Publish => {
            record.public = Some(record.revision);
            record.ever = true;
            record.withdrawn = None;
            let by_result = (record.content.result != 1).then_some((today, true));
            record.finished = by_result.or(record.finished.filter(|(_, by_result)| !by_result));
        }
        Verb::Withdraw => {
            record.public = None;
            record.withdrawn = Some(who);
            if record.stage != Stage::Published {
                return Did::Taken;
            }
        }
        _ => {}
    }
    (record.stage, record.by) = (stage, who);
    Did::Taken
}

fn finish(record: &mut Record, on: i64, today: i64) -> Did {
    match record.finished {
        Some((day, _)) if day == on => return Did::Already,
        Some(_) => return Did::Stage,
        None => {}
    }
    if record.public.is_none() || on > today || on < record.content.visited {
        return Did::Stage;
    }
    record.finished = Some((on, false));
    Did::Taken
}

impl Stage {
    /// Word in lists.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Entered => "entered",
            Stage::Returned => "returned",
            Stage::Passed => "passed",
            Stage::Published => "published",
            Stage::Withdrawn => "withdrawn",
        }
    }
}
