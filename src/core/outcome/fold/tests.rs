//! Unit tests of the steps of an outcome: the way through, and every step that is refused.

use super::*;
use crate::core::id::{DrawId, SubjectId};
use crate::core::log::Attempt;
use crate::core::outcome::act::{Actor, Touched};
use crate::core::time::Timestamp;

const DAY: i64 = 86_400;
const NOON: Timestamp = Timestamp(1_694_750_400);

fn outcome(revision: u32, result: &str, disposal: &str) -> Outcome {
    let card = |text: &str| InspectorId::new(text).unwrap();
    Outcome {
        draw: DrawId::new("d").unwrap(),
        attempt: 1,
        about: About { subject: SubjectId::new("S1").unwrap(), matter: SubjectId::new("A01").unwrap() },
        revision,
        visited: NOON.date(),
        went: vec![card("C1"), card("C2")],
        methods: vec!["M1".parse().unwrap()],
        results: vec![result.parse().unwrap()],
        given: None,
        disposals: vec![disposal.parse().unwrap()],
        findings: String::new(),
        difference: String::new(),
        evidence: Vec::new(),
        note: String::new(),
        due: None,
    }
}

/// One outcome on its way.
struct Way {
    acts: Vec<Act>,
    revisions: Revisions,
    story: Story,
}

impl Way {
    fn new() -> Self {
        Self { acts: Vec::new(), revisions: Revisions::new(), story: Story::default() }
    }

    fn does(&mut self, who: &str, verb: Verb, outcome: &Outcome) -> Result<(), Refusal> {
        let number = self.acts.len() as u32 + 1;
        let at = NOON.plus(i64::from(number) * DAY);
        let card = who.strip_prefix("card-").map(|card| InspectorId::new(&card.to_uppercase()).unwrap());
        let act = Act {
            number,
            at,
            actor: Actor { id: who.into(), card, key: None },
            verb,
            attempt: Attempt::new(&outcome.draw, 1),
            salt: Digest::of(b"salt"),
            sources: Vec::new(),
            date: (verb == Verb::Finish).then(|| at.date()),
            reason: if verb.needs_reason() { "why".into() } else { String::new() },
            touched: vec![Touched::of(outcome)],
        };
        assert_eq!(Act::parse(act.print().as_bytes()), Ok(act.clone()));
        self.revisions.insert((outcome.about.clone(), outcome.revision), outcome.clone());
        let before = self.story.clone();
        match self.story.take(&act, &self.revisions) {
            Ok(()) => self.acts.push(act),
            Err((_, refusal)) => {
                assert_eq!(self.story, before, "a refused act leaves everything as it was");
                return Err(refusal);
            }
        }
        Ok(())
    }

    fn at(&self) -> &Standing {
        self.story.all().next().unwrap().1
    }
}

#[test]
fn the_way_of_an_outcome() {
    let (first, second) = (outcome(1, "R2", "D3"), outcome(2, "R1", "D1"));
    let mut way = Way::new();
    way.does("wang", Verb::Enter, &first).unwrap();
    way.does("li", Verb::Return, &first).unwrap();
    assert_eq!(way.at().stage, Stage::Returned);
    let entered = outcome(2, "R5", "D3");
    way.does("wang", Verb::Enter, &entered).unwrap();
    way.does("li", Verb::Pass, &entered).unwrap();
    way.does("li", Verb::Publish, &entered).unwrap();
    assert_eq!((way.at().public.map(|p| p.0), way.at().finished), (Some(2), None), "未完结");
    way.does("wang", Verb::Finish, &entered).unwrap();
    assert!(way.at().finished.is_some_and(|finished| !finished.by_result));
    let correction = Outcome { revision: 3, ..second };
    way.does("zhao", Verb::Correct, &correction).unwrap();
    assert_eq!(way.at().public.map(|p| p.0), Some(2), "the old one is public until the new one is");
    way.does("li", Verb::Pass, &correction).unwrap();
    way.does("li", Verb::Publish, &correction).unwrap();
    assert_eq!(way.at().public.map(|p| p.0), Some(3));
    way.does("li", Verb::Withdraw, &correction).unwrap();
    assert_eq!((way.at().stage, way.at().public), (Stage::Withdrawn, None));
    assert_eq!(way.at().withdrawn_by.as_deref(), Some("li"));
    assert_eq!(Story::of(&way.acts, &way.revisions), Ok(way.story.clone()));
    let again = Outcome { revision: 4, ..correction };
    way.does("zhao", Verb::Correct, &again).unwrap();
    assert_eq!(way.at().stage, Stage::Entered);
    assert_eq!(way.at().withdrawn_by.as_deref(), Some("li"), "remembered while a correction waits");
    way.does("li", Verb::Pass, &again).unwrap();
    way.does("li", Verb::Publish, &again).unwrap();
    assert_eq!(way.at().withdrawn_by, None, "it is public again");
}

#[test]
fn what_leaves_nothing_to_do_is_finished_when_it_is_published() {
    let clean = outcome(1, "R1", "D1");
    let mut way = Way::new();
    way.does("wang", Verb::Enter, &clean).unwrap();
    way.does("li", Verb::Pass, &clean).unwrap();
    assert_eq!(way.at().finished, None);
    way.does("li", Verb::Publish, &clean).unwrap();
    assert!(way.at().finished.is_some_and(|finished| finished.by_result));
    assert!(matches!(way.does("wang", Verb::Finish, &clean), Err(Refusal::FinishedTwice { .. })));
    let worse = Outcome { revision: 2, ..outcome(2, "R9", "D4") };
    way.does("wang", Verb::Correct, &worse).unwrap();
    way.does("li", Verb::Pass, &worse).unwrap();
    way.does("li", Verb::Publish, &worse).unwrap();
    assert_eq!(way.at().finished, None, "there is something left to do after all");
}

#[test]
fn every_wrong_step_is_refused() {
    let (first, second) = (outcome(1, "R2", "D3"), outcome(2, "R5", "D3"));
    let mut way = Way::new();
    assert_eq!(way.does("li", Verb::Pass, &first), Err(Refusal::Nothing));
    assert_eq!(way.does("wang", Verb::Correct, &first), Err(Refusal::NotPublished));
    assert_eq!(way.does("wang", Verb::Enter, &second), Err(Refusal::Revision { expected: 1, found: 2 }));
    way.does("wang", Verb::Enter, &first).unwrap();
    assert_eq!(way.does("wang", Verb::Pass, &first), Err(Refusal::Author), "nobody reviews their own");
    let own = InspectorId::new("C1").unwrap();
    assert_eq!(way.does("card-c1", Verb::Pass, &first), Err(Refusal::OwnVisit(own)));
    assert!(matches!(way.does("li", Verb::Publish, &first), Err(Refusal::Stage { .. })));
    assert_eq!(way.does("li", Verb::Withdraw, &first), Err(Refusal::NotPublic));
    assert_eq!(way.does("wang", Verb::Finish, &first), Err(Refusal::NotPublic));
    way.does("li", Verb::Pass, &first).unwrap();
    assert!(matches!(way.does("li", Verb::Pass, &first), Err(Refusal::Stage { .. })));
    assert_eq!(way.does("wang", Verb::Publish, &first), Err(Refusal::Author));
    way.does("zhao", Verb::Publish, &first).unwrap();
    assert!(matches!(way.does("li", Verb::Publish, &first), Err(Refusal::PublishedTwice { .. })));
    assert!(matches!(way.does("li", Verb::Return, &first), Err(Refusal::Stage { .. })));
    assert_eq!(way.does("wang", Verb::Enter, &second), Err(Refusal::Published));
    way.does("wang", Verb::Correct, &second).unwrap();
    assert_eq!(way.does("li", Verb::Pass, &first), Err(Refusal::Revision { expected: 2, found: 1 }));
}

#[test]
fn a_changed_text_is_noticed() {
    let first = outcome(1, "R2", "D3");
    let mut way = Way::new();
    way.does("wang", Verb::Enter, &first).unwrap();
    let mut forged = way.revisions.clone();
    forged.insert((first.about.clone(), 1), outcome(1, "R1", "D1"));
    assert!(matches!(Story::of(&way.acts, &forged), Err((1, _, Refusal::Text))));
}
