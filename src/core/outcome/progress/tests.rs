//! Two tasks, three subjects, two matters: what is counted, day by day.

use super::*;
use crate::core::digest::Digest;
use crate::core::id::{DrawId, InspectorId};
use crate::core::log::Attempt;
use crate::core::outcome::Outcome;
use crate::core::outcome::act::{Actor, Touched};
use crate::core::outcome::drawn::Place;
use crate::core::plan::Plan;
use crate::core::time::Timestamp;

fn id(text: &str) -> SubjectId {
    SubjectId::new(text).unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn task(name: &str, matters: &[&str], subjects: &[&str]) -> DrawnTask {
    let text = format!(
        "suicha-plan/1\ntask {name}\ndomain month\nscope all\ncutoff 2023-08-31\nteam 2\nstratum all count 1\nreserve 0\n"
    );
    let place = Place { ticket: Digest::of(b"ticket"), stepped_in: None };
    DrawnTask {
        plan: Plan::parse(text.as_bytes()).unwrap(),
        matters: matters.iter().map(|code| id(code)).collect(),
        subjects: subjects.iter().map(|code| (id(code), place)).collect(),
    }
}

/// S1 and S2 drawn by `one`, S2 and S3 by `two`.
fn drawn() -> Drawn {
    Drawn {
        attempt: Attempt::new(&DrawId::new("d").unwrap(), 1),
        tasks: vec![task("one", &["A01"], &["S1", "S2"]), task("two", &["A02"], &["S2", "S3"])],
        teams: BTreeMap::new(),
        before: Vec::new(),
        replaced: 0,
    }
}

#[derive(Default)]
struct Books {
    acts: Vec<Act>,
    revisions: Revisions,
}

impl Books {
    fn act(&mut self, on: &str, verb: Verb, outcomes: &[Outcome]) {
        let number = self.acts.len() as u32 + 1;
        for outcome in outcomes {
            self.revisions.insert((outcome.about.clone(), outcome.revision), outcome.clone());
        }
        let who = if verb.enters() { "clerk" } else { "head" };
        self.acts.push(Act {
            number,
            at: Timestamp::parse(&format!("{on}T12:00:00+08:00")).unwrap(),
            actor: Actor { id: who.into(), card: None, key: None },
            verb,
            attempt: Attempt::new(&DrawId::new("d").unwrap(), 1),
            salt: Digest::of(b"salt"),
            sources: Vec::new(),
            date: (verb == Verb::Finish).then(|| day(on)),
            reason: if verb.needs_reason() { "why".into() } else { String::new() },
            touched: outcomes.iter().map(Touched::of).collect(),
        });
    }

    fn on(&self, as_of: &str) -> Progress {
        Progress::of(&drawn(), &self.acts, &self.revisions, day(as_of)).unwrap()
    }

    /// 应检查, recorded, 已检查, 完结, 已完成 since, of a task.
    fn task(&self, id: &str, as_of: &str) -> (u64, u64, u64, u64, Option<Date>) {
        let progress = self.on(as_of);
        let TaskProgress { due, recorded, public, finished, done_on, .. } = progress.task(id).unwrap();
        (*due, *recorded, *public, *finished, *done_on)
    }
}

fn outcome(subject: &str, matter: &str, visited: &str, clean: bool) -> Outcome {
    let (result, disposal) = if clean { ("R1", "D1") } else { ("R5", "D3") };
    Outcome {
        draw: DrawId::new("d").unwrap(),
        attempt: 1,
        about: About { subject: id(subject), matter: id(matter) },
        revision: 1,
        visited: day(visited),
        went: vec![InspectorId::new("C1").unwrap(), InspectorId::new("C2").unwrap()],
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

#[test]
fn a_task_is_done_when_every_result_is_public_and_counts_day_by_day() {
    let mut books = Books::default();
    let (first, second) =
        (outcome("S1", "A01", "2023-09-18", true), outcome("S2", "A01", "2023-09-19", false));
    let other = outcome("S2", "A02", "2023-09-20", true);
    books.act("2023-09-21", Verb::Enter, &[first.clone(), second.clone()]);
    books.act("2023-09-22", Verb::Pass, &[first.clone(), second.clone()]);
    books.act("2023-09-25", Verb::Publish, std::slice::from_ref(&first));
    books.act("2023-09-26", Verb::Enter, std::slice::from_ref(&other));
    books.act("2023-09-27", Verb::Publish, std::slice::from_ref(&second));
    books.act("2023-10-09", Verb::Finish, std::slice::from_ref(&second));
    assert_eq!(books.task("one", "2023-09-20"), (2, 0, 0, 0, None));
    assert_eq!(books.task("one", "2023-09-21"), (2, 2, 0, 0, None));
    assert_eq!(books.task("one", "2023-09-26"), (2, 2, 1, 1, None));
    assert_eq!(books.task("one", "2023-09-27"), (2, 2, 2, 1, Some(day("2023-09-27"))));
    assert_eq!(books.task("one", "2023-10-09"), (2, 2, 2, 2, Some(day("2023-09-27"))));
    assert_eq!(books.task("two", "2023-10-09"), (2, 1, 0, 0, None));
}

#[test]
fn a_subject_of_two_tasks_is_published_when_all_that_is_recorded_is() {
    let mut books = Books::default();
    let (one, two) = (outcome("S2", "A01", "2023-09-18", true), outcome("S2", "A02", "2023-09-20", true));
    books.act("2023-09-19", Verb::Enter, std::slice::from_ref(&one));
    books.act("2023-09-20", Verb::Pass, std::slice::from_ref(&one));
    books.act("2023-09-21", Verb::Publish, std::slice::from_ref(&one));
    let steps = |books: &Books, on: &str| books.on(on).subjects[&id("S2")].clone();
    assert_eq!(steps(&books, "2023-09-20").published_on, None);
    assert_eq!(steps(&books, "2023-09-21").published_on, Some(day("2023-09-21")));
    books.act("2023-09-22", Verb::Enter, std::slice::from_ref(&two));
    let open = steps(&books, "2023-09-22");
    assert_eq!((open.due, open.recorded, open.public), (2, 2, 1));
    assert_eq!(open.published_on, None, "the second matter is not out");
    assert_eq!((open.formed, open.visited), (Some(day("2023-09-19")), Some(day("2023-09-20"))));
    assert_eq!(books.on("2023-09-22").subjects[&id("S3")], Steps { due: 1, ..Steps::default() });
}

#[test]
fn what_was_withdrawn_is_not_public_any_more_but_was_published_in_time() {
    let mut books = Books::default();
    let one = outcome("S1", "A01", "2023-09-18", true);
    for (on, verb) in [
        ("2023-09-19", Verb::Enter),
        ("2023-09-20", Verb::Pass),
        ("2023-09-21", Verb::Publish),
        ("2023-09-22", Verb::Withdraw),
    ] {
        books.act(on, verb, std::slice::from_ref(&one));
    }
    let steps = books.on("2023-09-22").subjects[&id("S1")].clone();
    assert_eq!((steps.public, steps.published_on), (0, Some(day("2023-09-21"))));
}
