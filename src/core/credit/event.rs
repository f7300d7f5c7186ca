//! A credit event (信用事件): a dated fact about one subject, with its source, authority, legal basis and
//! the digest of its document, as strict canonical text. Events are only ever added; what corrects an
//! event is another event `about` it, named by the digest of its text. What follows from events is the
//! business of [`super::fold`].

use super::details::{Details, Field};
use super::words::Kind;
use crate::core::digest::Digest;
use crate::core::id::{Name, SubjectId};
use crate::core::text::{Lines, TextError, one_line, words_of};
use crate::core::time::Date;
use std::fmt::Write as _;

const HEADER: &str = "suicha-credit/1";

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Whom it is about.
    pub subject: SubjectId,
    /// What happened.
    pub kind: Kind,
    /// The legal day: when it happened.
    pub day: Date,
    /// The day it was recorded; never before `day`.
    pub recorded: Date,
    /// Why it was recorded late; a fact told after the day it should have been known.
    pub late: Option<String>,
    /// Where it was taken from, e.g. an import or a register.
    pub source: String,
    /// Authority (机关).
    pub authority: String,
    /// Law and article.
    pub basis: String,
    /// Digest of the document.
    pub document: Digest,
    /// Key that links inspection, penalty and listing of one case.
    pub case: Option<Name>,
    /// The event this one is about.
    pub about: Option<Digest>,
    /// The rest.
    pub details: Details,
}

impl Event {
    /// The canonical text.
    pub fn print(&self) -> String {
        let mut out =
            format!("{HEADER}\nsubject {}\nkind {}\nday {}\n", self.subject, self.kind.word(), self.day);
        let mut line = |key: &str, value: &dyn std::fmt::Display| {
            writeln!(out, "{key} {value}").expect("writing to a string");
        };
        line("recorded", &self.recorded);
        self.late.iter().for_each(|why| line("late", &one_line(why)));
        line("source", &one_line(&self.source));
        line("authority", &one_line(&self.authority));
        line("basis", &one_line(&self.basis));
        line("document", &self.document);
        self.case.iter().for_each(|case| line("case", case));
        self.about.iter().for_each(|about| line("about", about));
        for field in Field::ALL {
            self.details.get(field).iter().for_each(|value| line(field.word(), value));
        }
        out
    }

    /// The event's name: the digest of its text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.print().as_bytes())
    }

    /// Strict reader of [`Event::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open_words(bytes, HEADER)?;
        let subject = l.field("subject", SubjectId::new)?;
        let kind = l.field("kind", |word| Kind::parse(word).ok_or("no such kind"))?;
        let day = l.field("day", Date::parse)?;
        let recorded = l.field("recorded", Date::parse)?;
        let late = match l.optional("late") {
            None => None,
            Some(text) => Some(words_of(text).ok_or_else(|| l.bad("words on one line"))?),
        };
        let words = |text: &str| words_of(text).ok_or("words on one line, without blanks at their ends");
        let source = l.field("source", words)?;
        let authority = l.field("authority", words)?;
        let basis = l.field("basis", words)?;
        let digest = |text: &str| Digest::parse(text).ok_or("64 lower-case hexadecimal digits");
        let document = l.field("document", digest)?;
        let case = l.optional("case").map(|text| l.value(text)).transpose()?;
        let about = match l.optional("about") {
            None => None,
            Some(text) => Some(digest(text).map_err(|rule| l.bad(rule))?),
        };
        let mut details = Details::default();
        for field in Field::ALL {
            if let Some(text) = l.optional(field.word()) {
                details.set(field, text).map_err(|wanted| l.bad(format!("{wanted} is wanted")))?;
            }
        }
        l.end()?;
        let event = Self {
            subject,
            kind,
            day,
            recorded,
            late,
            source,
            authority,
            basis,
            document,
            case,
            about,
            details,
        };
        let whole = |rule: String| TextError::at(l.line(), "the event as a whole", rule);
        event.broken_rule().map_or(Ok(()), |rule| Err(whole(rule)))?;
        Ok(event)
    }

    /// What is wrong with the event by itself, whatever happened before it.
    pub fn broken_rule(&self) -> Option<String> {
        if self.recorded < self.day {
            return Some("an event is not recorded before its day".into());
        }
        self.details.broken_rule(self.kind, self.about.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rest: &str) -> String {
        let head = "suicha-credit/1\nsubject 91320381MA00000001\nkind penalty\nday 2026-01-05\nrecorded 2026-01-06\n";
        let middle = "source 办案系统\nauthority 某县市场监督管理局\nbasis 食品安全法 第124条\n";
        format!("{head}{middle}document {}\ncase c-1\n{rest}", "0".repeat(64))
    }

    const REST: &str = "number 〔2026〕1号\nprocedure ordinary\nkinds fine\nfine 500000\ndomain food\nparty organisation\nregion 310000\n";

    #[test]
    fn events_are_read_as_they_are_printed() {
        let text = text(REST);
        let event = Event::parse(text.as_bytes()).unwrap();
        assert_eq!(event.print(), text);
        assert_eq!(event.details.fine, Some(500_000));
        let late = Event { late: Some("补录".into()), ..event.clone() };
        assert_eq!(Event::parse(late.print().as_bytes()), Ok(late.clone()));
        assert_ne!(late.digest(), event.digest());
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for (from, to) in [
            ("recorded 2026-01-06", "recorded 2026-01-04"),
            ("fine 500000", "fine 0500000"),
            ("fine 500000\n", ""),
            ("kinds fine", "kinds confiscation"),
            ("kinds fine", "kinds fine+warning"),
            ("domain food\n", ""),
            ("domain food\nparty organisation", "party organisation\ndomain food"),
            ("region 310000", "region 310000\nreason expired"),
            ("case c-1", "case C1"),
            ("kind penalty", "kind listing"),
            ("number 〔2026〕1号", "number  〔2026〕1号"),
            ("region 310000\n", "region 310000"),
            ("case c-1", "case c-1\nabout 12"),
        ] {
            let bad = text(REST).replacen(from, to, 1);
            assert!(Event::parse(bad.as_bytes()).is_err(), "{from} -> {to}");
        }
    }
}
