//! Replacement (递补、换人) after the draw: what happened, as a logged request, and what follows
//! from it, as a pure function. Never a redraw: subjects step in by the order that was drawn, and
//! seats are drawn again by a pulse that came after the request. `docs/draw-protocol.md` §8.

mod apply;

pub use apply::{Outcome, ReplaceError, State};

use super::digest::Digest;
use super::id::{DrawId, Name, SubjectId};
use super::seed::{BeaconValue, digest, draw_and_attempt};
use super::text::{Lines, TextError, count};
use super::time::Timestamp;
use std::fmt::Write;

const REQUEST: &str = "suicha-replace/1";
const DONE: &str = "suicha-replaced/1";

/// What happened: `replace-<n>.txt`. Logged before anybody can know who steps in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Number of the replacement, from 1.
    pub number: u32,
    /// Hash of `result.txt`, or of the `replaced-<n>.txt` before this one.
    pub after: Digest,
    /// When, by the bureau's clock; the pulse is the first one the lead after it.
    pub at: Timestamp,
    /// Drawn subjects that cannot be inspected: reason, and the hash of its evidence.
    pub skips: Vec<Skip>,
    /// Officers who can make no visit any more, with the reason.
    pub unavailable: Vec<(Name, Name)>,
    /// Officers who must not meet one subject after all.
    pub recused: Vec<Recused>,
    /// Pulses that the seed of the redrawn seats takes.
    pub pulses: Vec<(Name, String)>,
}

/// A drawn subject that cannot be inspected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skip {
    /// The subject.
    pub id: SubjectId,
    /// A `replace` code of every plan that drew it.
    pub code: Name,
    /// Hash of the evidence.
    pub evidence: Digest,
}

/// A recusal found after the draw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recused {
    /// The officer.
    pub pseudonym: Name,
    /// The subject.
    pub id: SubjectId,
    /// The reason.
    pub code: Name,
}

/// What followed: `replaced-<n>.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Number of the replacement.
    pub number: u32,
    /// Hash of `replace-<n>.txt`.
    pub request: Digest,
    /// The pulses it took.
    pub pulses: Vec<BeaconValue>,
    /// Who stepped in for whom, task by task.
    pub steps: Vec<Step>,
    /// Hash of `teams-<n>.csv`: every team after this replacement.
    pub teams: Digest,
    /// Seats filled and left open, of all visits.
    pub seats: [u64; 2],
}

/// One place in one stratum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The task.
    pub task: Name,
    /// Who cannot be inspected.
    pub out: SubjectId,
    /// Who steps in, with the rank; `None` where the reserve has ended.
    pub into: Option<(SubjectId, u64)>,
}

/// `replace-<n>.txt`.
pub fn request_file(number: u32) -> String {
    format!("replace-{number}.txt")
}

/// `replaced-<n>.txt`.
pub fn replaced_file(number: u32) -> String {
    format!("replaced-{number}.txt")
}

/// `teams-<n>.csv`.
pub fn teams_file(number: u32) -> String {
    format!("teams-{number}.csv")
}

/// `replace-pulse-<n>-<beacon>.txt`.
pub fn pulse_file(number: u32, beacon: &Name) -> String {
    format!("replace-pulse-{number}-{beacon}.txt")
}

/// The seed of the seats that are drawn again: of the draw's seed, the request and the pulses.
pub fn seed(draw: &Digest, request: &Digest, pulses: &[BeaconValue]) -> Digest {
    let values: Vec<&str> = pulses.iter().map(|pulse| pulse.value.as_str()).collect();
    Digest::of(format!("suicha/1/r:{draw}:{request}:{}", values.join(":")).as_bytes())
}

impl Request {
    /// Canonical text; `skip`, `unavailable`, `recused` and `pulse` lines are sorted.
    pub fn print(&self) -> String {
        let Request { draw, attempt, number, after, at, .. } = self;
        let mut out =
            format!("{REQUEST}\ndraw {draw}\nattempt {attempt}\nnumber {number}\nafter {after}\nat {at}\n");
        let skips = self.skips.iter().map(|s| format!("skip {} {} {}\n", s.id, s.code, s.evidence));
        let unavailable = self.unavailable.iter().map(|(who, why)| format!("unavailable {who} {why}\n"));
        let recused = self.recused.iter().map(|r| format!("recused {} {} {}\n", r.pseudonym, r.id, r.code));
        let pulses = self.pulses.iter().map(|(beacon, round)| format!("pulse {beacon} {round}\n"));
        for mut lines in
            [skips.collect::<Vec<_>>(), unavailable.collect(), recused.collect(), pulses.collect()]
        {
            lines.sort_unstable();
            out.push_str(&lines.concat());
        }
        out
    }

    /// Strict reader of [`Request::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, REQUEST)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let number = number(&mut l)?;
        let after = l.required("after")?;
        let after = digest(&l, after)?;
        let at = l.required("at")?;
        let at = Timestamp::parse(at).map_err(|e| l.bad(e))?;
        let mut request = Self {
            draw,
            attempt,
            number,
            after,
            at,
            skips: Vec::new(),
            unavailable: Vec::new(),
            recused: Vec::new(),
            pulses: Vec::new(),
        };
        while let Some(rest) = l.optional("skip") {
            let [id, code, evidence] = l.words(rest)?;
            request.skips.push(Skip {
                id: l.value(id)?,
                code: l.value(code)?,
                evidence: digest(&l, evidence)?,
            });
        }
        while let Some(rest) = l.optional("unavailable") {
            let [who, why] = l.words(rest)?;
            request.unavailable.push((l.value(who)?, l.value(why)?));
        }
        while let Some(rest) = l.optional("recused") {
            let [who, id, code] = l.words(rest)?;
            request.recused.push(Recused {
                pseudonym: l.value(who)?,
                id: l.value(id)?,
                code: l.value(code)?,
            });
        }
        while let Some(rest) = l.optional("pulse") {
            let [beacon, round] = l.words(rest)?;
            request.pulses.push((l.value(beacon)?, round.to_owned()));
        }
        l.end()?;
        let whole = |rule: &str| TextError::at(l.line(), "the request as a whole", rule);
        if request.is_empty() || request.pulses.is_empty() {
            return Err(whole("something must have happened, and a pulse must follow"));
        }
        if request.repeats() {
            return Err(whole("no subject, officer or beacon stands twice"));
        }
        let rule = "lines of one kind must be sorted by bytes, times end in +08:00";
        l.same(bytes, &request.print(), "the request as a whole", rule)?;
        Ok(request)
    }

    /// Whether nothing has happened.
    pub fn is_empty(&self) -> bool {
        self.skips.is_empty() && self.unavailable.is_empty() && self.recused.is_empty()
    }

    fn repeats(&self) -> bool {
        let twice = |mut names: Vec<String>| {
            names.sort_unstable();
            names.windows(2).any(|pair| pair[0] == pair[1])
        };
        twice(self.skips.iter().map(|s| s.id.to_string()).collect())
            || twice(self.unavailable.iter().map(|(who, _)| who.to_string()).collect())
            || twice(self.recused.iter().map(|r| format!("{} {}", r.pseudonym, r.id)).collect())
            || twice(self.pulses.iter().map(|(beacon, _)| beacon.to_string()).collect())
    }
}

impl Replaced {
    /// Canonical text; `step` lines are sorted.
    pub fn print(&self) -> String {
        let Replaced { draw, attempt, number, request, teams, seats: [filled, open], .. } = self;
        let mut out = format!("{DONE}\ndraw {draw}\nattempt {attempt}\nnumber {number}\nreplace {request}\n");
        for pulse in &self.pulses {
            writeln!(out, "pulse {} {} {}", pulse.beacon, pulse.round, pulse.value)
                .expect("writing to a string");
        }
        let mut steps: Vec<String> = self.steps.iter().map(Step::print).collect();
        steps.sort_unstable();
        out.push_str(&steps.concat());
        out + &format!("teams {teams}\nseats {filled} {open}\n")
    }

    /// Strict reader of [`Replaced::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, DONE)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let number = number(&mut l)?;
        let request = l.required("replace")?;
        let request = digest(&l, request)?;
        let mut pulses = Vec::new();
        while let Some(rest) = l.optional("pulse") {
            let [beacon, round, value] = l.words(rest)?;
            pulses.push(BeaconValue { beacon: l.value(beacon)?, round: round.into(), value: value.into() });
        }
        let mut steps = Vec::new();
        while let Some(rest) = l.optional("step") {
            steps.push(Step::parse(&l, rest)?);
        }
        let teams = l.required("teams")?;
        let teams = digest(&l, teams)?;
        let seats = l.required("seats")?;
        let [filled, open] = l.words(seats)?;
        let seats = [l.number(filled)?, l.number(open)?];
        let replaced = Self { draw, attempt, number, request, pulses, steps, teams, seats };
        let rule = "step lines must be sorted by bytes";
        l.same(bytes, &replaced.print(), "the record as a whole", rule)?;
        Ok(replaced)
    }
}

impl Step {
    fn print(&self) -> String {
        let into = self.into.as_ref().map_or("none".into(), |(id, rank)| format!("{id} {rank}"));
        format!("step {} {} {into}\n", self.task, self.out)
    }

    fn parse(l: &Lines, rest: &str) -> Result<Self, TextError> {
        let words: Vec<&str> = rest.split(' ').collect();
        let into = match words.as_slice() {
            [_, _, "none"] => None,
            [_, _, id, rank] => Some((l.value(id)?, l.number(rank)?)),
            _ => return Err(l.bad("a step has a task, who leaves, and who steps in with the rank, or none")),
        };
        Ok(Self { task: l.value(words[0])?, out: l.value(words[1])?, into })
    }
}

fn number(l: &mut Lines) -> Result<u32, TextError> {
    l.field("number", count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        let name = |text: &str| Name::new(text).unwrap();
        let id = |text: &str| SubjectId::new(text).unwrap();
        Request {
            draw: DrawId::new("d").unwrap(),
            attempt: 1,
            number: 2,
            after: Digest::of(b"result"),
            at: Timestamp(1_694_775_603),
            skips: vec![Skip { id: id("A1"), code: name("closed"), evidence: Digest::of(b"photo") }],
            unavailable: vec![(name("p02"), name("ill"))],
            recused: vec![Recused { pseudonym: name("p03"), id: id("A2"), code: name("kin") }],
            pulses: vec![(name("drand-quicknet"), "7".into())],
        }
    }

    #[test]
    fn requests_and_records_have_one_text() {
        let request = request();
        let text = request.print();
        assert_eq!(Request::parse(text.as_bytes()), Ok(request.clone()));
        let replaced = Replaced {
            draw: request.draw.clone(),
            attempt: 1,
            number: 2,
            request: Digest::of(text.as_bytes()),
            pulses: vec![BeaconValue {
                beacon: Name::new("x").unwrap(),
                round: "7".into(),
                value: "ab".into(),
            }],
            steps: vec![
                Step { task: Name::new("t").unwrap(), out: SubjectId::new("A1").unwrap(), into: None },
                Step {
                    task: Name::new("u").unwrap(),
                    out: SubjectId::new("A1").unwrap(),
                    into: Some((SubjectId::new("A9").unwrap(), 12)),
                },
            ],
            teams: Digest::of(b"teams"),
            seats: [4, 1],
        };
        let done = replaced.print();
        assert_eq!(Replaced::parse(done.as_bytes()), Ok(replaced));
        let bad = [
            text.replace("number 2", "number 0"),
            text.replace("skip A1 closed", "skip A1"),
            text.replace("unavailable p02 ill\n", "").replace("skip A1", "spik A1"),
            text.replace("recused", "recusal"),
            text.replace("pulse drand-quicknet 7\n", ""),
            text.replace("unavailable p02 ill\n", "unavailable p02 ill\nunavailable p02 kin\n"),
            text.replace("unavailable p02 ill\n", "unavailable p04 ill\nunavailable p02 ill\n"),
        ];
        for text in bad {
            assert!(Request::parse(text.as_bytes()).is_err(), "{text}");
        }
        for text in [
            done.replace("none", "nobody"),
            done.replace("A9 12", "A9"),
            done.replace("seats 4 1", "seats 4"),
        ] {
            assert!(Replaced::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
