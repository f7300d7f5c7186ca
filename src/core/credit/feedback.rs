//! Batches of joint measures (联合惩戒) and what departments did with them (反馈). A batch is one measure by
//! one document; its number follows from both, so that nothing is stored. Feedback is never public.

use super::code::Code;
use super::event::Event;
use super::fact::{At, History};
use super::fold::Question;
use super::intake::Broken;
use super::standing::{InForce, Standing, Until};
use super::words::{Form, Kind, Manner};
use crate::core::digest::Digest;
use crate::core::row::{Field, Rule};
use crate::core::time::Date;
use std::collections::BTreeMap;

/// A measure that was in force on some day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// As it was in force last.
    pub measure: InForce,
    /// Number of its batch.
    pub batch: String,
    /// The day it was in force no more.
    pub ended: Option<Date>,
}

/// The number of a batch: measure, day of the document, and a mark of authority and document.
pub fn batch(event: &Event, code: Code) -> String {
    let number = event.details.number.clone().unwrap_or_else(|| event.digest().hex());
    let mark = Digest::of(format!("{}\n{number}\n{code}\n", event.authority).as_bytes());
    let day = event.day.to_string().replace('-', "");
    format!("{code}-{day}-{}", &mark.hex()[..8])
}

/// Events of a subject, and what they say about measures.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The events, in any order.
    pub events: &'a [Event],
    /// The same as facts.
    pub history: &'a History,
    /// Form of the subject.
    pub form: Form,
}

impl Told<'_> {
    fn event(&self, at: At) -> Option<&Event> {
        let digest = self.history.digests.get(at as usize)?;
        self.events.iter().find(|event| event.digest() == *digest)
    }

    /// Every measure that was in force on some day up to the one asked about.
    pub fn measures(&self, question: &Question) -> Vec<Applied> {
        let mut days: Vec<Date> = self.history.facts.iter().map(|fact| fact.day).collect();
        days.retain(|day| *day < question.as_of);
        days.dedup();
        let mut found: BTreeMap<(Code, At), InForce> = BTreeMap::new();
        let fold = |day: Date| {
            let asked = Question::new(question.rules, question.calendar, day);
            let asked = question.known_by.map_or(asked, |known| asked.known_by(known));
            asked.fold(self.form, &self.history.facts)
        };
        for day in days {
            found.extend(fold(day).measures.iter().map(|one| ((one.code, one.by), *one)));
        }
        let now = fold(question.as_of);
        found.extend(now.measures.iter().map(|one| ((one.code, one.by), *one)));
        let applied = found.into_values().filter_map(|measure| {
            let batch = batch(self.event(measure.by)?, measure.code);
            let open = now.measures.iter().any(|one| (one.code, one.by) == (measure.code, measure.by));
            let ended = if open { None } else { Some(ended(&now, &measure, question.as_of)) };
            Some(Applied { measure, batch, ended })
        });
        applied.collect()
    }

    /// What departments said of a measure, each with its last word.
    pub fn feedback(&self, measure: &InForce, as_of: Date) -> BTreeMap<&str, &Event> {
        let about = self.history.digests.get(measure.by as usize).copied();
        let speaks = |event: &&Event| {
            event.kind == Kind::Feedback
                && event.about == about
                && event.details.measure == Some(measure.code)
                && event.day <= as_of
        };
        let mut all: Vec<&Event> = self.events.iter().filter(speaks).collect();
        all.sort_by_key(|event| (event.day, event.details.manner, event.digest()));
        all.into_iter().map(|event| (event.authority.as_str(), event)).collect()
    }

    /// The event that feedback is about, or what speaks against it.
    pub fn target(&self, event: &Event, question: &Question) -> Result<Digest, Broken> {
        let (number, manner) = (event.details.number.as_deref().unwrap_or_default(), event.details.manner);
        let of_batch =
            |one: &&Applied| one.batch == number && Some(one.measure.code) == event.details.measure;
        let later = self.measures(question);
        let known = later.iter().find(of_batch).ok_or((Rule::CreditBatch, Field::Number))?;
        if event.day < known.measure.from {
            return Err((Rule::CreditFeedbackBefore, Field::Day));
        }
        let then = Question::new(question.rules, question.calendar, event.day);
        let on_the_day = self.measures(&then);
        let ended = on_the_day.iter().find(of_batch).is_none_or(|one| one.ended.is_some());
        let said = self.feedback(&known.measure, event.day);
        let before = said.get(event.authority.as_str()).and_then(|event| event.details.manner);
        let rule = match (manner, before) {
            (Some(Manner::Taken | Manner::Untaken), _) if ended => Some(Rule::CreditFeedbackEnded),
            (Some(Manner::Lifted), _) if !ended => Some(Rule::CreditFeedbackInForce),
            _ if manner.is_some() && manner == before => Some(Rule::CreditFeedbackTwice),
            (Some(Manner::Lifted), before) if before != Some(Manner::Taken) => {
                Some(Rule::CreditFeedbackNothing)
            }
            _ => None,
        };
        let field = if rule == Some(Rule::CreditFeedbackEnded) { Field::Day } else { Field::Manner };
        match (rule, self.history.digests.get(known.measure.by as usize)) {
            (None, Some(about)) => Ok(*about),
            (Some(rule), _) => Err((rule, field)),
            (None, None) => Err((Rule::CreditBatch, Field::Number)),
        }
    }
}

/// The day a measure ended, by what it stood on.
fn ended(now: &Standing, measure: &InForce, as_of: Date) -> Date {
    let entry = now.entries.iter().find(|entry| entry.at == measure.by);
    let void = now.penalties.iter().find(|penalty| penalty.at == measure.by).and_then(|one| one.void);
    match measure.until {
        Until::Day(last) if last < as_of && void.is_none_or(|(on, _)| last < on) => {
            Date::from_days(last.days() + 1).unwrap_or(last)
        }
        _ => {
            entry.and_then(|entry| entry.closed).map(|(on, _)| on).or(void.map(|(on, _)| on)).unwrap_or(as_of)
        }
    }
}
