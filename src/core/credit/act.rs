//! What somebody did with the credit archive: one text, signed by its actor, one row of the journal.
//!
//! ```text
//! suicha-credit-act/1
//! number <1,2,…>
//! at <time>
//! actor <id>
//! key <verifier key>               where the bureau keeps keys of its people
//! verb import|record|repair|object|propose|review|return|notify|…|approve|decline
//! object <subject, the kind of rows imported, or batch>
//! salt <64 hex>
//! rules <digest>                   the set of rules it was checked with; older acts do not say
//! source <digest>                  of each file that was read
//! proposal <code>                  approve, decline and the steps before: what they are about
//! on <digest>                      and each event it follows from
//! authority <name>                 where the act is a letter: whose
//! letter <number>                  and its number (文号)
//! day <date>                       a step of the hearing: the day it happened
//! hearing <date>                   and the day the hearing was set for
//! reason <words>                   all but import
//! event <digest>                   of each event it recorded
//! ```
//!
//! A declined proposal records no event, and neither does a step before a decision: the act is what says so.
//! Not an event, and never public.

use super::code::Code;
use super::verb::Verb;
use crate::core::digest::Digest;
use crate::core::log::note::NoteSignature;
use crate::core::text::{Lines, TextError, count, one_line, words_of};
use crate::core::time::{Date, Timestamp};
use crate::core::witness::key::{SignerKey, VerifierKey};
use std::fmt::Write as _;

const HEADER: &str = "suicha-credit-act/1";

/// Object of an act that many subjects were decided by.
pub const BATCH: &str = "batch";

/// The letter (文书) that an act is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Authority (机关).
    pub authority: String,
    /// Number (文号) as it stands on the letter; that of a batch without sub-numbers.
    pub number: String,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Number, from 1 without gaps.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Id in the bureau's list of people, or the operator's name where there is no list.
    pub actor: String,
    /// The key the act is signed with.
    pub key: Option<VerifierKey>,
    /// What was done.
    pub verb: Verb,
    /// The subject, or the kind of rows.
    pub object: String,
    /// Keeps the digest from being guessed.
    pub salt: Digest,
    /// The set of rules it was checked with; older acts do not say.
    pub rules: Option<Digest>,
    /// Files that were read, ascending.
    pub sources: Vec<Digest>,
    /// What was decided on: the rule and the events it follows from.
    pub proposal: Option<(Code, Vec<Digest>)>,
    /// The letter it is.
    pub letter: Option<Letter>,
    /// The day of a step of the hearing.
    pub day: Option<Date>,
    /// The day the hearing was set for.
    pub hearing: Option<Date>,
    /// Why.
    pub reason: String,
    /// Events that were recorded, ascending.
    pub events: Vec<Digest>,
}

impl Act {
    /// Canonical text: what is signed, and whose digest stands in the journal.
    pub fn print(&self) -> String {
        let Act { number, at, .. } = self;
        let mut out = format!("{HEADER}\nnumber {number}\nat {at}\nactor {}\n", one_line(&self.actor));
        let mut line = |key: &str, value: &dyn std::fmt::Display| {
            writeln!(out, "{key} {value}").expect("writing to a string");
        };
        self.key.iter().for_each(|key| line("key", key));
        line("verb", &self.verb.word());
        line("object", &one_line(&self.object));
        line("salt", &self.salt);
        self.rules.iter().for_each(|rules| line("rules", rules));
        self.sources.iter().for_each(|source| line("source", source));
        if let Some((code, on)) = &self.proposal {
            line("proposal", code);
            on.iter().for_each(|event| line("on", event));
        }
        if let Some(Letter { authority, number }) = &self.letter {
            line("authority", &one_line(authority));
            line("letter", &one_line(number));
        }
        self.day.iter().for_each(|day| line("day", day));
        self.hearing.iter().for_each(|day| line("hearing", day));
        if !self.reason.is_empty() {
            line("reason", &one_line(&self.reason));
        }
        self.events.iter().for_each(|event| line("event", event));
        out
    }

    /// Strict reader of [`Act::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open_words(bytes, HEADER)?;
        let digest = |text: &str| Digest::parse(text).ok_or("64 lower-case hexadecimal digits");
        let words = |text: &str| words_of(text).ok_or("words on one line, without blanks at their ends");
        let number = l.field("number", count)?;
        let at = l.field("at", Timestamp::parse)?;
        let actor = l.field("actor", words)?;
        let key = l.optional("key").map(|text| l.value(text)).transpose()?;
        let verb = l.field("verb", |word| Verb::parse(word).ok_or("no such verb"))?;
        let object = l.field("object", words)?;
        let salt = l.field("salt", digest)?;
        let rules = match l.optional("rules") {
            None => None,
            Some(text) => Some(digest(text).map_err(|rule| l.bad(rule))?),
        };
        let digests = |l: &mut Lines, key: &str| -> Result<Vec<Digest>, TextError> {
            let mut found = Vec::new();
            while let Some(text) = l.optional(key) {
                found.push(digest(text).map_err(|rule| l.bad(rule))?);
            }
            Ok(found)
        };
        let sources = digests(&mut l, "source")?;
        let proposal = match l.optional("proposal") {
            None => None,
            Some(word) => {
                let code = Code::parse(word).ok_or_else(|| l.bad("no such rule"))?;
                Some((code, digests(&mut l, "on")?))
            }
        };
        let letter = match l.optional("authority") {
            None => None,
            Some(text) => {
                let authority = words(text).map_err(|rule| l.bad(rule))?;
                Some(Letter { authority, number: l.field("letter", words)? })
            }
        };
        let mut date = |key: &str| -> Result<Option<Date>, TextError> {
            l.optional(key).map(|text| Date::parse(text).map_err(|rule| l.bad(rule))).transpose()
        };
        let (day, hearing) = (date("day")?, date("hearing")?);
        let reason = match l.optional("reason") {
            Some(text) => words(text).map_err(|rule| l.bad(rule))?,
            None => String::new(),
        };
        let events = digests(&mut l, "event")?;
        l.end()?;
        let act = Self {
            number,
            at,
            actor,
            key,
            verb,
            object,
            salt,
            rules,
            sources,
            proposal,
            letter,
            day,
            hearing,
            reason,
            events,
        };
        let whole = |rule: &str| TextError::at(l.line(), "the act as a whole", rule);
        act.broken_rule().map_or(Ok(()), |rule| Err(whole(rule)))?;
        l.same(bytes, &act.print(), "the act as a whole", "times end in +08:00")?;
        Ok(act)
    }

    fn broken_rule(&self) -> Option<&'static str> {
        let ascending = |digests: &[Digest]| digests.is_sorted_by(|a, b| a < b);
        let (verb, step) = (self.verb, self.verb.prepares());
        let lettered = matches!(verb, Verb::Approve | Verb::Decline | Verb::Repair | Verb::Notify);
        let rules = [
            (!ascending(&self.sources) || !ascending(&self.events), "digests are ascending, each once"),
            (
                (step || verb.decides()) != self.proposal.is_some(),
                "a proposal stands with a decision and the steps before it, and only there",
            ),
            (
                self.events.is_empty() && !step && verb != Verb::Decline,
                "an act records something, unless it declines or prepares",
            ),
            (!self.events.is_empty() && step, "a step before a decision records nothing else"),
            (self.letter.is_some() && !lettered, "a letter is a decision, a repair or a notice"),
            (verb.hears() != self.day.is_some(), "a step of the hearing has a day, and only that"),
            (
                (verb == Verb::HearingSet) != self.hearing.is_some(),
                "the day of the hearing stands with its notice, and only there",
            ),
            (
                (verb == Verb::Import) != self.reason.is_empty(),
                "a reason stands with everything but an import",
            ),
        ];
        rules.into_iter().find(|(broken, _)| *broken).map(|(_, rule)| rule)
    }

    /// Digest of the text.
    pub fn digest(&self) -> Digest {
        Digest::of(self.print().as_bytes())
    }

    /// The signature line of the actor under the text.
    pub fn sign(&self, key: &SignerKey) -> NoteSignature {
        let bytes = key.sign(self.print().as_bytes()).to_vec();
        NoteSignature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes }
    }

    /// Whether a signature line is that of the key the act names; without a key there is none.
    pub fn is_signed_by(&self, line: Option<&NoteSignature>) -> bool {
        match (&self.key, line) {
            (None, None) => true,
            (Some(key), Some(line)) => {
                let named = line.name == key.name() && line.id == key.id();
                let bytes: Result<[u8; 64], _> = line.bytes.as_slice().try_into();
                named && bytes.is_ok_and(|bytes| key.verifies(self.print().as_bytes(), &bytes))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act() -> Act {
        Act {
            number: 3,
            at: Timestamp(1_767_571_200),
            actor: "li".into(),
            key: None,
            verb: Verb::Approve,
            object: "91320381MA00000001".into(),
            salt: Digest([7; 32]),
            rules: None,
            sources: Vec::new(),
            proposal: Some((Code::Abn1, vec![Digest([1; 32])])),
            letter: None,
            day: None,
            hearing: None,
            reason: "逾期未报".into(),
            events: vec![Digest([2; 32]), Digest([3; 32])],
        }
    }

    #[test]
    fn acts_are_read_as_they_are_printed() {
        let key = SignerKey::from_seed("li", [5; 32]).unwrap();
        let signed = Act { key: Some(key.verifier().clone()), ..act() };
        let ruled = Act { rules: Some(Digest([4; 32])), ..act() };
        let day = Date::new(2026, 1, 5);
        let letter = Some(Letter { authority: "某局".into(), number: "某异入〔2026〕第1号".into() });
        let set = Act { verb: Verb::HearingSet, day, hearing: day, events: Vec::new(), ..act() };
        for act in [
            act(),
            ruled,
            signed.clone(),
            Act { letter, ..act() },
            Act { verb: Verb::Decline, events: Vec::new(), ..act() },
            Act { verb: Verb::Propose, events: Vec::new(), ..act() },
            set,
        ] {
            assert_eq!(Act::parse(act.print().as_bytes()), Ok(act));
        }
        assert!(signed.is_signed_by(Some(&signed.sign(&key))));
        assert!(!act().is_signed_by(Some(&signed.sign(&key))));
        assert!(!Act { number: 4, ..signed.clone() }.is_signed_by(Some(&signed.sign(&key))));
    }

    #[test]
    fn every_other_act_is_refused() {
        for bad in [
            Act { events: Vec::new(), ..act() },
            Act { events: vec![Digest([3; 32]), Digest([2; 32])], ..act() },
            Act { proposal: None, ..act() },
            Act { reason: String::new(), ..act() },
            Act { verb: Verb::Import, ..act() },
            Act { verb: Verb::Repair, ..act() },
            Act { verb: Verb::Propose, ..act() },
            Act { verb: Verb::Notify, events: Vec::new(), ..act() },
            Act { day: Date::new(2026, 1, 5), ..act() },
            Act { hearing: Date::new(2026, 1, 5), ..act() },
            Act {
                verb: Verb::Propose,
                events: Vec::new(),
                letter: Some(Letter { authority: "某局".into(), number: "1号".into() }),
                ..act()
            },
        ] {
            assert!(Act::parse(bad.print().as_bytes()).is_err(), "{bad:?}");
        }
    }
}
