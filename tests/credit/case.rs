//! A golden case as a readable file:
//!
//! ```text
//! # what it shows
//! covers ABN-1
//! subject enterprise
//! event a 2025-06-30 missed year=2024
//! switch old-penalties=new                        (optional: a position for all days)
//! refused b second-listing                        (event b must be refused, and is left out)
//! ask 2025-07-05 known=2025-07-04                 (the legal day; optionally what was known)
//! expect todo ABN-1 by=a due=2025-07-14
//! none list
//! ```
//!
//! An `expect` names a section, then words in order and pairs that must stand in the conclusion; of the
//! sections named under an `ask`, the conclusions must be exactly as many as are expected.

use std::collections::BTreeMap;
use suicha::core::credit::event::Event;
use suicha::core::credit::words::{Form, Kind};
use suicha::core::credit::{Code, Details, Field};
use suicha::core::digest::Digest;
use suicha::core::id::{Name, SubjectId};
use suicha::core::time::Date;

/// A case.
pub struct Case {
    pub covers: Vec<Code>,
    pub form: Form,
    pub events: Vec<(String, Event)>,
    pub switches: Vec<(String, String)>,
    pub refused: Vec<(String, Vec<String>)>,
    pub asks: Vec<Ask>,
}

/// A question with what is expected.
pub struct Ask {
    pub as_of: Date,
    pub known_by: Option<Date>,
    pub expected: Vec<String>,
    pub none: Vec<String>,
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|e| panic!("{e}"))
}

pub fn read(text: &str) -> Case {
    let mut case = Case {
        covers: Vec::new(),
        form: Form::Enterprise,
        events: Vec::new(),
        switches: Vec::new(),
        refused: Vec::new(),
        asks: Vec::new(),
    };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}: a word and more"));
        let words: Vec<&str> = rest.split(' ').collect();
        match word {
            "covers" => {
                let code = |word: &&str| Code::parse(word).unwrap_or_else(|| panic!("{word}: no code"));
                case.covers = words.iter().map(code).collect();
            }
            "subject" => case.form = Form::parse(rest).unwrap_or_else(|| panic!("{rest}: no form")),
            "event" => {
                let event = event(&words, &case.events);
                case.events.push((words[0].into(), event));
            }
            "switch" => {
                let (key, value) = rest.split_once('=').expect("key=value");
                case.switches.push((key.into(), value.into()));
            }
            "refused" => {
                case.refused.push((words[0].into(), words[1..].iter().map(|w| (*w).to_owned()).collect()));
            }
            "ask" => {
                let known_by = words.get(1).and_then(|word| word.strip_prefix("known=")).map(date);
                case.asks.push(Ask { as_of: date(words[0]), known_by, expected: vec![], none: vec![] });
            }
            "expect" => case.asks.last_mut().expect("an ask before").expected.push(rest.into()),
            "none" => case.asks.last_mut().expect("an ask before").none.push(rest.into()),
            _ => panic!("{line}: no such line"),
        }
    }
    case
}

/// `LABEL DAY KIND key=value…`: what every event needs and a case does not care about is filled in.
fn event(words: &[&str], before: &[(String, Event)]) -> Event {
    let [label, day, kind, pairs @ ..] = words else { panic!("{words:?}: an event has label, day, kind") };
    let kind = Kind::parse(kind).unwrap_or_else(|| panic!("{kind}: no kind"));
    let mut event = Event {
        subject: SubjectId::new("S1").unwrap(),
        kind,
        day: date(day),
        recorded: date(day),
        late: None,
        source: "案例".into(),
        authority: "某县市场监督管理局".into(),
        basis: "案例".into(),
        document: Digest::of(label.as_bytes()),
        case: None,
        about: None,
        details: Details::default(),
    };
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    if matches!(kind, Kind::Penalty) {
        let pairs =
            [("procedure", "ordinary"), ("domain", "other"), ("party", "organisation"), ("region", "310000")];
        given.extend(pairs);
    }
    if matches!(kind, Kind::Penalty | Kind::Listing | Kind::Permit | Kind::Honour) {
        given.insert("number", label);
    }
    given
        .extend(pairs.iter().map(|pair| pair.split_once('=').unwrap_or_else(|| panic!("{pair}: key=value"))));
    for (key, value) in given {
        match key {
            "recorded" => event.recorded = date(value),
            "late" => event.late = Some(value.into()),
            "case" => event.case = Some(Name::new(value).unwrap()),
            "about" => {
                let (_, other) = before.iter().find(|(label, _)| label == value).expect("a label before");
                event.about = Some(other.digest());
            }
            _ => {
                let field = Field::ALL.into_iter().find(|field| field.word() == key);
                let field = field.unwrap_or_else(|| panic!("{key}: no field"));
                event.details.set(field, value).unwrap_or_else(|wanted| panic!("{label} {key}: {wanted}"));
            }
        }
    }
    assert_eq!(event.broken_rule(), None, "{label}");
    event
}
