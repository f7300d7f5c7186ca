//! The terminal records of a draw: every commitment ends in exactly one result or one void.
//! `docs/draw-protocol.md` §2 and §9.

use super::digest::Digest;
use super::id::{DrawId, Name};
use super::seed::{digest, draw_and_attempt};
use super::text::{Lines, TextError};
use std::collections::BTreeMap;

/// `result.txt`: hashes of every file of the draw, and the counts a reader wants first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRecord {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Hash of every file of the bundle by name.
    pub files: BTreeMap<String, Digest>,
    /// For each task: eligible, excluded, drawn, in reserve.
    pub tasks: BTreeMap<Name, [u64; 4]>,
    /// Visits: different subjects drawn.
    pub visits: u64,
    /// Seats filled and seats left open.
    pub seats: [u64; 2],
}

/// `void.txt`: the draw ended without a result that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoidRecord {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Hash of `commit.txt`.
    pub commit: Digest,
    /// Code of the reason.
    pub reason: Name,
    /// Hash of the `result.txt` that would have applied; `None` only before the pulse.
    pub would_be: Option<Digest>,
}

const RESULT: &str = "suicha-result/1";
const VOID: &str = "suicha-void/1";

impl ResultRecord {
    /// Canonical text.
    pub fn print(&self) -> String {
        let mut out = format!("{RESULT}\ndraw {}\nattempt {}\n", self.draw, self.attempt);
        for (name, digest) in &self.files {
            out.push_str(&format!("file {name} {digest}\n"));
        }
        for (task, [eligible, excluded, drawn, reserve]) in &self.tasks {
            out.push_str(&format!("task {task} {eligible} {excluded} {drawn} {reserve}\n"));
        }
        let [filled, open] = self.seats;
        out.push_str(&format!("visits {}\nseats {filled} {open}\n", self.visits));
        out
    }

    /// Strict reader of [`ResultRecord::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, RESULT)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let mut files = BTreeMap::new();
        while let Some(rest) = l.optional("file") {
            let [name, hash] = l.words(rest)?;
            let hash = digest(&l, hash)?;
            ascend(&files, &name.to_owned()).map_err(|rule| l.bad(rule))?;
            files.insert(name.to_owned(), hash);
        }
        let mut tasks = BTreeMap::new();
        while let Some(rest) = l.optional("task") {
            let [task, a, b, c, d] = l.words(rest)?;
            let task: Name = l.value(task)?;
            ascend(&tasks, &task).map_err(|rule| l.bad(rule))?;
            tasks.insert(task, [l.number(a)?, l.number(b)?, l.number(c)?, l.number(d)?]);
        }
        let visits = l.required("visits")?;
        let visits = l.number(visits)?;
        let seats = l.required("seats")?;
        let [filled, open] = l.words(seats)?;
        let seats = [l.number(filled)?, l.number(open)?];
        l.end()?;
        Ok(Self { draw, attempt, files, tasks, visits, seats })
    }
}

fn ascend<K: Ord, V>(map: &BTreeMap<K, V>, next: &K) -> Result<(), &'static str> {
    match map.last_key_value() {
        Some((last, _)) if last >= next => Err("lines of one key must be sorted and unique"),
        _ => Ok(()),
    }
}

impl VoidRecord {
    /// Canonical text.
    pub fn print(&self) -> String {
        let would_be = self.would_be.map_or("none".to_owned(), |digest| digest.hex());
        format!(
            "{VOID}\ndraw {}\nattempt {}\ncommit {}\nreason {}\nwould-be {would_be}\n",
            self.draw, self.attempt, self.commit, self.reason
        )
    }

    /// Strict reader of [`VoidRecord::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, VOID)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let commit = l.required("commit")?;
        let commit = digest(&l, commit)?;
        let reason = l.required("reason")?;
        let reason = l.value(reason)?;
        let would_be = match l.required("would-be")? {
            "none" => None,
            hex => Some(digest(&l, hex)?),
        };
        l.end()?;
        Ok(Self { draw, attempt, commit, reason, would_be })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_round_trip() {
        let record = VoidRecord {
            draw: DrawId::new("d-1").unwrap(),
            attempt: 2,
            commit: Digest::of(b"c"),
            reason: Name::new("shortage").unwrap(),
            would_be: Some(Digest::of(b"r")),
        };
        assert_eq!(VoidRecord::parse(record.print().as_bytes()), Ok(record.clone()));
        assert!(VoidRecord::parse(record.print().replace("attempt 2", "attempt 0").as_bytes()).is_err());
        let result = ResultRecord {
            draw: record.draw.clone(),
            attempt: 1,
            files: [("a".to_owned(), Digest::of(b"a")), ("b".to_owned(), Digest::of(b"b"))].into(),
            tasks: [(Name::new("food").unwrap(), [5, 1, 2, 2])].into(),
            visits: 2,
            seats: [4, 0],
        };
        let text = result.print();
        assert_eq!(ResultRecord::parse(text.as_bytes()), Ok(result));
        let lines: Vec<&str> = text.lines().collect();
        let swapped = [&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat().join("\n") + "\n";
        assert_eq!(ResultRecord::parse(swapped.as_bytes()).unwrap_err().line, 5);
    }
}
