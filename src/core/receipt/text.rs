//! The receipt (存证回执) of one subject or inspector of one attempt: printer and strict reader.
//!
//! ```text
//! suicha-receipt/1
//! draw <draw-id>
//! attempt <n>
//! subject <id> | inspector <card number>
//! earlier <attempt> <H(void.txt)>      every earlier attempt
//! replaced …                           every replacement so far (see `replaced`)
//! begin … / base64 …                   enclosed files, by name
//! leaf … / path …                      the holder's rows, by file and index
//! outcome <task> <stratum or label> <ticket> drawn <rank> | reserve <place> | not-drawn
//! step …                               what replacements did with a subject (see `replaced`)
//! officer <seat> <pseudonym> lead|member <link>
//! visit <id> <seat> lead|member
//! ```
//!
//! Nothing is said of an excluded row: its status says it. Outcomes, steps and officers stand in a
//! subject's receipt only, visits in an inspector's only. Officers and visits are those in force.

use super::enclosed;
use super::leaf::Leaf;
use super::replaced::{self, After, Moved};
use crate::core::bundle::Files;
use crate::core::digest::{Digest, hmac_sha256};
use crate::core::id::{DrawId, InspectorId, Name, SubjectId};
use crate::core::seed::{digest, draw_and_attempt};
use crate::core::text::{Lines, TextError};
use std::fmt;

/// First line.
pub const FORMAT: &str = "suicha-receipt/1";

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Whose rows these are.
    pub holder: Holder,
    /// Earlier attempts with the digests of their voids.
    pub earlier: Vec<(u32, Digest)>,
    /// Replacements carried out so far, where officers or visits may be told.
    pub replaced: Vec<After>,
    /// Enclosed files.
    pub files: Files,
    /// The holder's rows; of a subject that is drawn, those of its officers as well.
    pub leaves: Vec<Leaf>,
    /// What became of a subject, task by task.
    pub outcomes: Vec<Outcome>,
    /// What replacements did with a subject, by number and task.
    pub steps: Vec<Moved>,
    /// Who inspects it.
    pub officers: Vec<Officer>,
    /// Whom an inspector inspects.
    pub visits: Vec<Visit>,
}

/// Whom a receipt is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A subject of the frames.
    Subject(SubjectId),
    /// An inspector of the library, by card number.
    Inspector(InspectorId),
}

/// What became of a row that could be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Task.
    pub task: Name,
    /// The row's stratum, in a sealed task its opaque label: its line of `thresholds.csv`.
    pub label: Name,
    /// Its ticket.
    pub ticket: Digest,
    /// Where the ticket put it.
    pub place: Place,
}

/// Where a ticket puts its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Drawn, with this rank in the stratum, from 1.
    Drawn(u64),
    /// In the reserve, at this place, from 1.
    Reserve(u64),
    /// Neither.
    NotDrawn,
}

/// One officer of the team that inspects the holder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Officer {
    /// Number of the seat class, from 1.
    pub seat: u64,
    /// The officer in this draw.
    pub pseudonym: Name,
    /// Whether the officer leads the visit.
    pub lead: bool,
    /// [`link`] to the officer's card.
    pub link: Digest,
}

/// One visit of the inspector that holds the receipt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// The subject.
    pub id: SubjectId,
    /// Number of the seat class, from 1.
    pub seat: u64,
    /// Whether the inspector leads the visit.
    pub lead: bool,
}

/// What ties a pseudonym to a card: HMAC-SHA256 under the salt of the pseudonym's row of
/// `inspectors.csv`, as 32 bytes, of the card number. The commitment does not prove it; the bureau
/// signs it, and its auditor has the salt key and knows the cards.
pub fn link(salt: &Digest, draw: &DrawId, attempt: u32, card: &InspectorId) -> Digest {
    hmac_sha256(&salt.0, format!("suicha/1/link:{draw}:{attempt}:{card}").as_bytes())
}

impl Receipt {
    /// The officer who carries this card.
    pub fn officer_of(&self, card: &InspectorId) -> Option<&Officer> {
        let links = |officer: &&Officer| {
            let leaf = self.inspector_leaf(&officer.pseudonym);
            leaf.is_some_and(|leaf| link(&leaf.salt, &self.draw, self.attempt, card) == officer.link)
        };
        self.officers.iter().find(links)
    }

    /// The row of `inspectors.csv` of a pseudonym.
    pub fn inspector_leaf(&self, pseudonym: &Name) -> Option<&Leaf> {
        let own = |leaf: &&Leaf| {
            leaf.file == crate::core::bundle::INSPECTORS && leaf.column(0) == pseudonym.as_str()
        };
        self.leaves.iter().find(own)
    }

    /// Canonical text, without a signature.
    pub fn print(&self) -> String {
        let holder = match &self.holder {
            Holder::Subject(id) => format!("subject {id}"),
            Holder::Inspector(card) => format!("inspector {card}"),
        };
        let mut out = format!("{FORMAT}\ndraw {}\nattempt {}\n{holder}\n", self.draw, self.attempt);
        self.earlier.iter().for_each(|(n, hash)| out.push_str(&format!("earlier {n} {hash}\n")));
        self.replaced.iter().for_each(|after| out.push_str(&format!("{after}\n")));
        out.push_str(&enclosed::print(&self.files));
        let mut leaves: Vec<&Leaf> = self.leaves.iter().collect();
        leaves.sort_by_key(|leaf| (&leaf.file, leaf.index));
        leaves.iter().for_each(|leaf| out.push_str(&leaf.to_string()));
        self.outcomes.iter().for_each(|outcome| out.push_str(&format!("outcome {outcome}\n")));
        self.steps.iter().for_each(|step| out.push_str(&format!("{step}\n")));
        for Officer { seat, pseudonym, lead, link } in &self.officers {
            out.push_str(&format!("officer {seat} {pseudonym} {} {link}\n", role(*lead)));
        }
        for Visit { id, seat, lead } in &self.visits {
            out.push_str(&format!("visit {id} {seat} {}\n", role(*lead)));
        }
        out
    }

    /// Strict reader of [`Receipt::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, FORMAT)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let holder = holder(&mut l)?;
        let receipt = Self {
            draw,
            attempt,
            holder,
            earlier: earlier(&mut l, attempt)?,
            replaced: replaced::read(&mut l)?,
            files: enclosed::read(&mut l)?,
            leaves: Leaf::read(&mut l)?,
            outcomes: outcomes(&mut l)?,
            steps: replaced::read_steps(&mut l)?,
            officers: officers(&mut l)?,
            visits: visits(&mut l)?,
        };
        l.end()?;
        let whole = |rule: &str| Err(TextError::at(l.line(), "the receipt as a whole", rule));
        let wrong_part = match receipt.holder {
            Holder::Subject(_) => !receipt.visits.is_empty(),
            Holder::Inspector(_) => {
                !(receipt.outcomes.is_empty() && receipt.steps.is_empty() && receipt.officers.is_empty())
            }
        };
        let ascending = receipt.outcomes.windows(2).all(|pair| pair[0].task < pair[1].task)
            && receipt.steps.windows(2).all(|s| (s[0].number, &s[0].task) < (s[1].number, &s[1].task))
            && receipt.officers.windows(2).all(|pair| pair[0] < pair[1])
            && receipt.visits.windows(2).all(|pair| pair[0] < pair[1])
            && receipt
                .leaves
                .windows(2)
                .all(|pair| (&pair[0].file, pair[0].index) < (&pair[1].file, pair[1].index));
        match receipt.print().as_bytes() == bytes && ascending {
            _ if wrong_part => whole("outcomes, steps and officers are a subject's, visits an inspector's"),
            true => Ok(receipt),
            false => {
                whole("files, leaves, outcomes, steps, officers and visits must each be sorted and unique")
            }
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} ", self.task, self.label, self.ticket)?;
        match self.place {
            Place::Drawn(rank) => write!(f, "drawn {rank}"),
            Place::Reserve(place) => write!(f, "reserve {place}"),
            Place::NotDrawn => f.write_str("not-drawn"),
        }
    }
}

fn role(lead: bool) -> &'static str {
    if lead { "lead" } else { "member" }
}

fn read_role(l: &Lines, text: &str) -> Result<bool, TextError> {
    match text {
        "lead" => Ok(true),
        "member" => Ok(false),
        _ => Err(l.bad("a role is lead or member")),
    }
}

fn holder(l: &mut Lines) -> Result<Holder, TextError> {
    if let Some(card) = l.optional("inspector") {
        return l.value(card).map(Holder::Inspector);
    }
    let id = l.required("subject")?;
    l.value(id).map(Holder::Subject)
}

/// One line for each earlier attempt.
pub(super) fn earlier(l: &mut Lines, attempt: u32) -> Result<Vec<(u32, Digest)>, TextError> {
    let mut found = Vec::new();
    for number in 1..attempt {
        let rest = l.required("earlier")?;
        let [n, hash] = l.words(rest)?;
        if l.number(n)? != u64::from(number) {
            return Err(l.bad(format!("attempt {number} must stand here")));
        }
        found.push((number, digest(l, hash)?));
    }
    Ok(found)
}

fn outcomes(l: &mut Lines) -> Result<Vec<Outcome>, TextError> {
    let mut found = Vec::new();
    while let Some(rest) = l.optional("outcome") {
        let words: Vec<&str> = rest.split(' ').collect();
        let rule = "task, stratum, ticket and outcome must stand here";
        let (&[task, label, ticket], place) = words.split_first_chunk().ok_or_else(|| l.bad(rule))?;
        let place = match *place {
            ["drawn", rank] => Place::Drawn(l.number(rank)?),
            ["reserve", place] => Place::Reserve(l.number(place)?),
            ["not-drawn"] => Place::NotDrawn,
            _ => return Err(l.bad("an outcome is drawn <rank>, reserve <place> or not-drawn")),
        };
        let ticket = digest(l, ticket)?;
        found.push(Outcome { task: l.value(task)?, label: l.value(label)?, ticket, place });
    }
    Ok(found)
}

fn officers(l: &mut Lines) -> Result<Vec<Officer>, TextError> {
    let mut found = Vec::new();
    while let Some(rest) = l.optional("officer") {
        let [seat, pseudonym, role, link] = l.words(rest)?;
        let (seat, lead, link) = (l.number(seat)?, read_role(l, role)?, digest(l, link)?);
        found.push(Officer { seat, pseudonym: l.value(pseudonym)?, lead, link });
    }
    Ok(found)
}

fn visits(l: &mut Lines) -> Result<Vec<Visit>, TextError> {
    let mut found = Vec::new();
    while let Some(rest) = l.optional("visit") {
        let [id, seat, role] = l.words(rest)?;
        found.push(Visit { id: l.value(id)?, seat: l.number(seat)?, lead: read_role(l, role)? });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(holder: &str, tail: &str) -> String {
        format!("{FORMAT}\ndraw d\nattempt 1\n{holder}\nbegin commit.txt 1\nx\n{tail}")
    }

    fn replaced(holder: &str, lines: &[(u32, &str)], tail: &str) -> String {
        let hash = Digest::of(b"r");
        let line = |(n, word): &(u32, &str)| format!("replaced {n} {hash} {hash} {word}\n");
        let lines: String = lines.iter().map(line).collect();
        text(holder, tail).replacen("begin", &format!("{lines}begin"), 1)
    }

    fn outcome(task: &str, place: &str) -> String {
        format!("outcome {task} a {} {place}\n", Digest::of(b"t"))
    }

    fn officer(seat: u32, name: &str, role: &str) -> String {
        format!("officer {seat} {name} {role} {}\n", Digest::of(b"l"))
    }

    #[test]
    fn each_content_has_one_text() {
        let good = [
            text("subject 1A", ""),
            text("subject 1A", &(outcome("a", "drawn 3") + &outcome("b", "not-drawn"))),
            text(
                "subject 1A",
                &(outcome("a", "reserve 1") + &officer(1, "p2", "lead") + &officer(1, "p3", "member")),
            ),
            text("subject 1A", &(officer(2, "p1", "lead") + &officer(10, "p1", "member"))),
            text("inspector C1", "visit 1A 1 lead\nvisit 1B 2 member\n"),
            replaced(
                "subject 1A",
                &[(1, "same"), (2, "changed")],
                &(outcome("a", "drawn 3") + "step 2 a out x\n"),
            ),
            replaced("subject 1A", &[(1, "changed")], &(outcome("a", "reserve 3") + "step 1 a in 9\n")),
            replaced("inspector C1", &[(1, "changed")], "visit 1A 1 lead\n"),
        ];
        for text in good {
            let receipt = Receipt::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"));
            assert_eq!(receipt.print(), text);
        }
        let bad = [
            text("subject 1a", ""),
            replaced("subject 1A", &[(2, "same")], ""),
            replaced("subject 1A", &[(1, "same"), (1, "same")], ""),
            replaced("subject 1A", &[(1, "other")], ""),
            replaced("subject 1A", &[(1, "changed")], "step 1 a in 9\nstep 1 a out x\n"),
            replaced("subject 1A", &[(1, "changed")], "step 1 b in 9\nstep 1 a in 9\n"),
            replaced("subject 1A", &[(1, "changed")], "step 1 a up 9\n"),
            replaced("subject 1A", &[(1, "changed")], "step 1 a in 09\n"),
            replaced("inspector C1", &[(1, "changed")], "step 1 a in 9\n"),
            text("holder 1A", ""),
            text("subject 1A", "visit 1A 1 lead\n"),
            text("inspector C1", &outcome("a", "not-drawn")),
            text("inspector C1", &officer(1, "p2", "lead")),
            text("inspector C1", "visit 1B 1 lead\nvisit 1A 1 lead\n"),
            text("inspector C1", "visit 1A 1 lead\nvisit 1A 1 lead\n"),
            text("subject 1A", &(outcome("b", "not-drawn") + &outcome("a", "not-drawn"))),
            text("subject 1A", &outcome("a", "drawn")),
            text("subject 1A", &outcome("a", "drawn 03")),
            text("subject 1A", &outcome("a", "not-drawn 1")),
            text("subject 1A", &(officer(1, "p3", "lead") + &officer(1, "p2", "member"))),
            text("subject 1A", &officer(1, "p2", "chief")),
            text("subject 1A", "begin a.txt 1\nx\n"),
            text("subject 1A", "begin commit.txt 1\nx\n"),
            text("subject 1A", "begin seed.txt 2\nx\n"),
            text("subject 1A", "begin seed.txt 0\n"),
            text("subject 1A", "base64 seed.txt eA==\n"),
            text("subject 1A", "begin log-a.txt 1\nx\n"),
            text("subject 1A", "base64 log-a.txt eB==\n"),
            text("subject 1A", "").replace("attempt 1", "attempt 2"),
            text("subject 1A", "").replace("subject", &format!("earlier 1 {}\nsubject", Digest::of(b"v"))),
        ];
        for text in bad {
            assert!(Receipt::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
