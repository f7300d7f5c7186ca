//! What somebody did with the credit archive: one text, signed by its actor, one row of the journal.
//!
//! ```text
//! suicha-credit-act/1
//! number <1,2,…>
//! at <time>
//! actor <id>
//! key <verifier key>               where the bureau keeps keys of its people
//! verb import|record|approve|decline|repair|object
//! object <subject, or the kind of rows imported>
//! salt <64 hex>
//! rules <digest>                   the set of rules it was checked with; older acts do not say
//! source <digest>                  of each file that was read
//! proposal <code>                  approve, decline: what was decided on
//! on <digest>                      and each event it follows from
//! reason <words>                   all but import
//! event <digest>                   of each event it recorded
//! ```
//!
//! A declined proposal records no event: the act is what says so. Not an event, and never public.

use super::code::Code;
use crate::core::digest::Digest;
use crate::core::log::note::NoteSignature;
use crate::core::text::{Lines, TextError, count, one_line, words_of};
use crate::core::time::Timestamp;
use crate::core::witness::key::{SignerKey, VerifierKey};
use std::fmt::Write as _;

const HEADER: &str = "suicha-credit-act/1";

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// 导入
    Import,
    /// 登记
    Record,
    /// 同意
    Approve,
    /// 不予
    Decline,
    /// 信用修复
    Repair,
    /// 异议
    Object,
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
    /// Why.
    pub reason: String,
    /// Events that were recorded, ascending.
    pub events: Vec<Digest>,
}

impl Verb {
    const ALL: [Verb; 6] =
        [Verb::Import, Verb::Record, Verb::Approve, Verb::Decline, Verb::Repair, Verb::Object];

    /// Word in the text.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Import => "import",
            Verb::Record => "record",
            Verb::Approve => "approve",
            Verb::Decline => "decline",
            Verb::Repair => "repair",
            Verb::Object => "object",
        }
    }

    /// The verb of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word() == word)
    }

    fn decides(self) -> bool {
        matches!(self, Verb::Approve | Verb::Decline)
    }
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
        let reason = match l.optional("reason") {
            Some(text) => words(text).map_err(|rule| l.bad(rule))?,
            None => String::new(),
        };
        let events = digests(&mut l, "event")?;
        l.end()?;
        let act =
            Self { number, at, actor, key, verb, object, salt, rules, sources, proposal, reason, events };
        let whole = |rule: &str| TextError::at(l.line(), "the act as a whole", rule);
        act.broken_rule().map_or(Ok(()), |rule| Err(whole(rule)))?;
        match act.print().as_bytes() == bytes {
            true => Ok(act),
            false => Err(whole("times end in +08:00")),
        }
    }

    fn broken_rule(&self) -> Option<&'static str> {
        let ascending = |digests: &[Digest]| digests.is_sorted_by(|a, b| a < b);
        let silent = self.verb == Verb::Decline;
        let rules = [
            (!ascending(&self.sources) || !ascending(&self.events), "digests are ascending, each once"),
            (
                self.verb.decides() != self.proposal.is_some(),
                "a proposal stands with a decision, and only there",
            ),
            (self.events.is_empty() && !silent, "an act records something, unless it declines"),
            (
                (self.verb == Verb::Import) != self.reason.is_empty(),
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
            reason: "逾期未报".into(),
            events: vec![Digest([2; 32]), Digest([3; 32])],
        }
    }

    #[test]
    fn acts_are_read_as_they_are_printed() {
        let key = SignerKey::from_seed("li", [5; 32]).unwrap();
        let signed = Act { key: Some(key.verifier().clone()), ..act() };
        let ruled = Act { rules: Some(Digest([4; 32])), ..act() };
        for act in [act(), ruled, signed.clone(), Act { verb: Verb::Decline, events: Vec::new(), ..act() }] {
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
        ] {
            assert!(Act::parse(bad.print().as_bytes()).is_err(), "{bad:?}");
        }
    }
}
