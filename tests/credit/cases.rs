//! Every file of `tests/credit/cases` gives what it expects, and every code is covered.

use super::case::{Ask, Case, read};
use crate::common::{names, tree};
use std::collections::BTreeSet;
use std::process::Command;
use suicha::core::credit::event::Event;
use suicha::core::credit::rule::{EMBEDDED, Texts};
use suicha::core::credit::{At, Code, History, Question, Rules, check, told};
use suicha::core::workdays::Calendar;

/// All cases with their names.
pub fn all() -> Vec<(String, Case)> {
    let directory = tree("tests/credit/cases");
    let text = |name: &String| std::fs::read_to_string(directory.join(name)).expect("a case");
    names(&directory).into_iter().map(|name| (name.clone(), read(&text(&name)))).collect()
}

/// The embedded rules with the switches of a case.
pub fn rules(case: &Case) -> Rules {
    let mut switches = EMBEDDED.switches.to_owned();
    for (key, value) in &case.switches {
        let mine = format!("{key},");
        switches =
            switches.lines().filter(|line| !line.starts_with(&mine)).map(|l| format!("{l}\n")).collect();
        switches.push_str(&format!("{key},{value},case,case,2000-01-01,,no\n"));
    }
    Rules::parse(Texts { switches: &switches, ..EMBEDDED }).unwrap_or_else(|e| panic!("{e:?}"))
}

fn accepted(case: &Case) -> Vec<(String, Event)> {
    let refused = |label: &str| case.refused.iter().any(|(name, _)| name == label);
    case.events.iter().filter(|(label, _)| !refused(label)).cloned().collect()
}

/// The conclusions of a question, with the labels of the case.
pub fn conclusions(case: &Case, events: &[(String, Event)], ask: &Ask, rules: &Rules) -> Vec<String> {
    let plain: Vec<Event> = events.iter().map(|(_, event)| event.clone()).collect();
    let history = History::new(&plain).unwrap();
    let name = |at: At| {
        let digest = history.digests[at as usize];
        events.iter().find(|(_, event)| event.digest() == digest).expect("an event of the case").0.clone()
    };
    let question = Question::new(rules, Calendar::embedded(), ask.as_of);
    let question = ask.known_by.map_or(question, |day| question.known_by(day));
    let standing = question.fold(case.form, &history.facts);
    let mut lines = told::lines(&standing, &history.facts, &name);
    let risk = rules.rule(Code::RiskM, ask.as_of).map(|_| ());
    lines.extend(
        risk.and_then(|()| suicha::core::credit::next_classing(rules, ask.as_of))
            .map(|(day, version)| format!("risk RISK-M due={day} rule={version}")),
    );
    lines
}

/// Whether a conclusion has the words in order and the pairs of an expectation.
fn fits(line: &str, expected: &str) -> bool {
    let mut words = line.split(' ').filter(|word| !word.contains('='));
    expected.split(' ').all(|part| match part.contains('=') {
        true => line.split(' ').any(|pair| pair == part),
        false => words.next() == Some(part),
    })
}

fn section(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

fn wrong(case: &Case, ask: &Ask, lines: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for expected in &ask.expected {
        let found = lines.iter().enumerate().find(|(at, line)| !used.contains(at) && fits(line, expected));
        match found {
            Some((at, _)) => drop(used.insert(at)),
            None => wrong.push(format!("{}: not told: {expected}", ask.as_of)),
        }
    }
    let named = ask.expected.iter().map(|line| section(line)).chain(ask.none.iter().map(String::as_str));
    let named: BTreeSet<&str> = named.collect();
    for (at, line) in lines.iter().enumerate() {
        if named.contains(section(line)) && !used.contains(&at) {
            wrong.push(format!("{}: told, not expected: {line}", ask.as_of));
        }
    }
    assert!(!named.is_empty() || !case.refused.is_empty(), "an ask without expectation");
    wrong
}

#[test]
fn every_case_holds() {
    let (cases, mut problems) = (all(), Vec::new());
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    for (name, case) in &cases {
        let (rules, events) = (rules(case), accepted(case));
        for ask in &case.asks {
            let lines = conclusions(case, &events, ask, &rules);
            problems.extend(wrong(case, ask, &lines).into_iter().map(|problem| format!("{name}: {problem}")));
        }
        assert!(!case.asks.is_empty() || !case.refused.is_empty(), "{name}: nothing is asked");
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn events_are_refused_where_the_case_says_so_and_nowhere_else() {
    let mut problems = Vec::new();
    for (name, case) in all() {
        let (rules, mut before) = (rules(&case), Vec::new());
        // In the order of recording; what is refused is not recorded.
        let mut events: Vec<&(String, Event)> = case.events.iter().collect();
        events.sort_by_key(|(_, event)| event.recorded);
        for (label, event) in events {
            let history = History::new(&before).unwrap();
            let found = check::check(event, &history, case.form, &rules, Calendar::embedded());
            let mut found: Vec<&str> = found.iter().map(|refusal| refusal.word()).collect();
            found.sort_unstable();
            let wanted = case.refused.iter().find(|(refused, _)| refused == label);
            let wanted: Vec<&str> =
                wanted.iter().flat_map(|(_, words)| words.iter().map(String::as_str)).collect();
            if found != wanted {
                problems.push(format!("{name}: {label}: refused for {found:?}, wanted {wanted:?}"));
            }
            if found.is_empty() {
                before.push(event.clone());
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_code_and_every_refusal_has_a_case_that_tells_it() {
    let cases = all();
    let mut told = BTreeSet::new();
    let mut refusals = BTreeSet::new();
    for (_, case) in &cases {
        let lines = case.asks.iter().flat_map(|ask| ask.expected.iter());
        let words: BTreeSet<&str> = lines.flat_map(|line| line.split([' ', '=', '@'])).collect();
        for code in &case.covers {
            assert!(words.contains(code.word()), "{code} is covered and not expected");
            told.insert(*code);
        }
        refusals.extend(case.refused.iter().flat_map(|(_, words)| words.iter().cloned()));
    }
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !told.contains(code)).collect();
    assert!(missing.is_empty(), "no case covers {missing:?}");
    let all = check::Refusal::ALL.iter().filter(|refusal| **refusal != check::Refusal::Form);
    let missing: Vec<&str> = all.map(|r| r.word()).filter(|word| !refusals.contains(*word)).collect();
    assert!(missing.is_empty(), "no case has the refusals {missing:?}");
}

#[test]
fn the_events_of_the_cases_are_read_as_they_are_printed() {
    for (name, case) in all() {
        for (label, event) in &case.events {
            assert_eq!(Event::parse(event.print().as_bytes()).as_ref(), Ok(event), "{name} {label}");
        }
    }
}

#[test]
fn a_damaged_event_is_refused_or_another_event() {
    let mut refused = 0;
    for (name, case) in all().into_iter().step_by(9) {
        for (label, event) in &case.events {
            let text = event.print().into_bytes();
            for (at, with) in
                (0..text.len()).flat_map(|at| [b'0', b'a', b' ', b'\n', 0].map(|with| (at, with)))
            {
                let mut damaged = text.clone();
                damaged[at] = with;
                match Event::parse(&damaged) {
                    Ok(read) => assert_eq!(read.print().as_bytes(), damaged, "{name} {label}: {at}"),
                    Err(_) => refused += 1,
                }
            }
        }
    }
    assert!(refused > 1000, "most damage is noticed: {refused}");
}

#[test]
fn a_second_reader_agrees() {
    let mut python = Command::new("python3");
    python.arg(tree("tests/reference/credit.py")).arg(tree("data")).arg(tree("tests/credit/cases"));
    match python.output() {
        Err(e) => println!("skipped: python3 cannot be run: {e}"),
        Ok(said) => {
            let words = String::from_utf8_lossy(&said.stdout).into_owned();
            assert!(said.status.success(), "{words}{}", String::from_utf8_lossy(&said.stderr));
            assert!(words.contains("expectations agree"), "{words}");
        }
    }
}
