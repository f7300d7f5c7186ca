//! What somebody did with outcomes: one text, signed by its actor, one entry of the log.
//!
//! ```text
//! suicha-act/1
//! number <1,2,…>
//! at <time>
//! actor <id>
//! card <card number>               where the actor is an inspector
//! key <verifier key>               where the bureau keeps keys of its people
//! verb enter|pass|return|publish|correct|withdraw|finish
//! draw <id>
//! attempt <n>
//! salt <64 hex>
//! source <digest>                  of each file that was read
//! date <YYYY-MM-DD>                finish: the day on which the follow-up ended
//! reason <words>                   return, correct, withdraw
//! outcome <subject> <matter> <revision> <digest>
//! ```
//!
//! Acts are numbered without gaps over the whole archive, so that none can be left out unseen. The
//! salt keeps the digest in the public log from being guessed.

use super::{About, Outcome};
use crate::core::digest::Digest;
use crate::core::id::{InspectorId, SubjectId};
use crate::core::log::Attempt;
use crate::core::log::note::NoteSignature;
use crate::core::seed::{digest, draw_and_attempt};
use crate::core::text::{Lines, TextError, one_line, words_of};
use crate::core::time::{Date, Timestamp};
use crate::core::witness::key::{SignerKey, VerifierKey};
use std::fmt::Write;

const HEADER: &str = "suicha-act/1";

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Number, from 1 without gaps.
    pub number: u32,
    /// When, by the bureau's clock.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub verb: Verb,
    /// The attempt the outcomes belong to.
    pub attempt: Attempt,
    /// 32 bytes nobody can foresee.
    pub salt: Digest,
    /// Digests of the files that were read, ascending.
    pub sources: Vec<Digest>,
    /// The day on which a follow-up ended.
    pub date: Option<Date>,
    /// Why.
    pub reason: String,
    /// The outcomes, by subject and matter.
    pub touched: Vec<Touched>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Id in the bureau's list of people, or the operator's name where there is no list.
    pub id: String,
    /// The actor's own card (执法证号).
    pub card: Option<InspectorId>,
    /// The key the act is signed with.
    pub key: Option<VerifierKey>,
}

/// One outcome an act is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// Subject and matter.
    pub about: About,
    /// Its revision.
    pub revision: u32,
    /// Digest of its text.
    pub digest: Digest,
}

/// What can be done with an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// 录入
    Enter,
    /// 审核通过
    Pass,
    /// 退回
    Return,
    /// 公示
    Publish,
    /// 更正: a new revision after publication
    Correct,
    /// 撤回
    Withdraw,
    /// 完结
    Finish,
}

impl Verb {
    const ALL: [Verb; 7] =
        [Verb::Enter, Verb::Pass, Verb::Return, Verb::Publish, Verb::Correct, Verb::Withdraw, Verb::Finish];

    /// Word in the text.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Enter => "enter",
            Verb::Pass => "pass",
            Verb::Return => "return",
            Verb::Publish => "publish",
            Verb::Correct => "correct",
            Verb::Withdraw => "withdraw",
            Verb::Finish => "finish",
        }
    }

    /// The same in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Verb::Enter => "录入",
            Verb::Pass => "审核通过",
            Verb::Return => "退回",
            Verb::Publish => "公示",
            Verb::Correct => "更正",
            Verb::Withdraw => "撤回",
            Verb::Finish => "完结",
        }
    }

    /// The verb of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word() == word)
    }

    /// Brings new revisions.
    pub fn enters(self) -> bool {
        matches!(self, Verb::Enter | Verb::Correct)
    }

    /// Must be given a reason, and no other verb has one.
    pub fn needs_reason(self) -> bool {
        matches!(self, Verb::Return | Verb::Correct | Verb::Withdraw)
    }
}

impl Touched {
    /// What an act says of an outcome.
    pub fn of(outcome: &Outcome) -> Self {
        Self { about: outcome.about.clone(), revision: outcome.revision, digest: outcome.digest() }
    }
}

impl Act {
    /// Canonical text: what is signed, and whose digest is logged.
    pub fn print(&self) -> String {
        let Act { number, at, actor, verb, attempt, salt, .. } = self;
        let mut out = format!("{HEADER}\nnumber {number}\nat {at}\nactor {}\n", one_line(&actor.id));
        let mut line = |key: &str, value: &dyn std::fmt::Display| {
            writeln!(out, "{key} {value}").expect("writing to a string");
        };
        actor.card.iter().for_each(|card| line("card", card));
        actor.key.iter().for_each(|key| line("key", key));
        line("verb", &verb.word());
        line("draw", &attempt.draw);
        line("attempt", &attempt.number);
        line("salt", salt);
        self.sources.iter().for_each(|source| line("source", source));
        self.date.iter().for_each(|date| line("date", date));
        if !self.reason.is_empty() {
            line("reason", &one_line(&self.reason));
        }
        for Touched { about, revision, digest } in &self.touched {
            line("outcome", &format!("{} {} {revision} {digest}", about.subject, about.matter));
        }
        out
    }

    /// Strict reader of [`Act::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open_words(bytes, HEADER)?;
        let number = l.required("number")?;
        let number = crate::core::text::count(number).map_err(|rule| l.bad(rule))?;
        let at = l.required("at")?;
        let at = Timestamp::parse(at).map_err(|e| l.bad(e))?;
        let actor = actor(&mut l)?;
        let verb = l.required("verb")?;
        let verb = Verb::parse(verb).ok_or_else(|| l.bad("no such verb"))?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let salt = l.required("salt")?;
        let salt = digest(&l, salt)?;
        let mut sources = Vec::new();
        while let Some(text) = l.optional("source") {
            sources.push(digest(&l, text)?);
        }
        let date = l.optional("date").map(|text| Date::parse(text).map_err(|e| l.bad(e))).transpose()?;
        let reason = match l.optional("reason") {
            Some(text) => {
                words_of(text).ok_or_else(|| l.bad("words on one line, without blanks at their ends"))?
            }
            None => String::new(),
        };
        let mut touched = Vec::new();
        while let Some(rest) = l.optional("outcome") {
            touched.push(outcome(&l, rest)?);
        }
        l.end()?;
        let attempt = Attempt::new(&draw, attempt);
        let act = Self { number, at, actor, verb, attempt, salt, sources, date, reason, touched };
        let whole = |rule: &str| TextError::at(l.line(), "the act as a whole", rule);
        act.broken_rule().map_or(Ok(()), |rule| Err(whole(rule)))?;
        l.same(bytes, &act.print(), "the act as a whole", "times end in +08:00")?;
        Ok(act)
    }

    fn broken_rule(&self) -> Option<&'static str> {
        let rules = [
            (self.touched.is_empty(), "an act is about something"),
            (!self.touched.is_sorted_by(|a, b| a.about < b.about), "outcomes are ascending, each once"),
            (!self.sources.is_sorted_by(|a, b| a < b), "sources are ascending, each once"),
            (!self.verb.enters() && !self.sources.is_empty(), "only enter and correct read files"),
            (
                self.verb.needs_reason() == self.reason.is_empty(),
                "a reason stands with return, correct and withdraw, and only there",
            ),
            ((self.verb == Verb::Finish) != self.date.is_some(), "a date stands with finish, and only there"),
        ];
        rules.into_iter().find(|(broken, _)| *broken).map(|(_, rule)| rule)
    }

    /// The signature line of the actor under the text.
    pub fn sign(&self, key: &SignerKey) -> NoteSignature {
        let bytes = key.sign(self.print().as_bytes()).to_vec();
        NoteSignature { name: key.verifier().name().to_owned(), id: key.verifier().id(), bytes }
    }

    /// Whether a signature line is that of the key the act names; without a key there is none.
    pub fn is_signed_by(&self, line: Option<&NoteSignature>) -> bool {
        match (&self.actor.key, line) {
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

fn actor(l: &mut Lines) -> Result<Actor, TextError> {
    let id = l.required("actor")?;
    let id = words_of(id).ok_or_else(|| l.bad("an actor on one line, without blanks at the ends"))?;
    let card = l.optional("card").map(|text| l.value(text)).transpose()?;
    let key: Option<VerifierKey> = l.optional("key").map(|text| l.value(text)).transpose()?;
    Ok(Actor { id, card, key })
}

fn outcome(l: &Lines, rest: &str) -> Result<Touched, TextError> {
    let words: Vec<&str> = rest.split(' ').collect();
    let [subject, matter, revision, hash] = words[..] else {
        return Err(l.bad("the line must have exactly 4 values after its key"));
    };
    let about = About { subject: l.value::<SubjectId>(subject)?, matter: l.value(matter)? };
    let revision = crate::core::text::count(revision).map_err(|rule| l.bad(rule))?;
    Ok(Touched { about, revision, digest: digest(l, hash)? })
}
