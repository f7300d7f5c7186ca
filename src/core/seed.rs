//! The commitment (抽取承诺) that freezes a draw's inputs before the pulse, and the seed
//! transcript whose hash is the seed. `docs/draw-protocol.md` §3 and §4.

use super::digest::{Digest, parse_hex32};
use super::id::{DrawId, Name};
use super::pulse::dice::is_token;
use super::text::{Lines, TextError};
use std::fmt::Write;

/// What is committed before the pulse: `commit.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The draw.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// One entry for each task, sorted by task id.
    pub tasks: Vec<CommittedTask>,
    /// Inspectors: number of rows and root.
    pub inspectors: (u64, Digest),
    /// Recusals: number of rows and root.
    pub recusals: (u64, Digest),
    /// A published beacon value that proves the commitment is not older; `None` where no beacon
    /// can be reached.
    pub not_before: Option<BeaconValue>,
    /// Pulses that will enter the seed.
    pub pulses: Vec<(Name, String)>,
    /// Witnesses with their commitments.
    pub witnesses: Vec<(Name, Digest)>,
    /// Hash of the embargo blind, if there is an embargo.
    pub embargo: Option<Digest>,
}

/// One task in the commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedTask {
    /// Task id.
    pub task: Name,
    /// Hash of `plan-<task>.txt`.
    pub plan: Digest,
    /// Rows of the frame, the header not counted.
    pub rows: u64,
    /// Hash of `frame-<task>.csv`.
    pub frame: Digest,
    /// Root over the frame's salted leaves.
    pub root: Digest,
}

/// A beacon's output: name, round, value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BeaconValue {
    /// Beacon.
    pub beacon: Name,
    /// Round, or games and issues, or the ceremony.
    pub round: String,
    /// Value.
    pub value: String,
}

const COMMIT: &str = "suicha-commit/1";
const SEED: &str = "suicha-seed/1";

impl Commitment {
    /// Canonical text; tasks, pulses and witnesses are sorted by their lines.
    pub fn print(&self) -> String {
        let mut out = format!("{COMMIT}\ndraw {}\nattempt {}\n", self.draw, self.attempt);
        let tasks = self
            .tasks
            .iter()
            .map(|t| format!("task {} {} {} {} {}\n", t.task, t.plan, t.rows, t.frame, t.root));
        out.push_str(&sorted(tasks));
        for (word, (rows, root)) in [("inspectors", self.inspectors), ("recusals", self.recusals)] {
            writeln!(out, "{word} {rows} {root}").expect("writing to a string cannot fail");
        }
        match &self.not_before {
            Some(v) => out.push_str(&format!("not-before {} {} {}\n", v.beacon, v.round, v.value)),
            None => out.push_str("not-before none\n"),
        }
        out.push_str(&sorted(self.pulses.iter().map(|(beacon, round)| format!("pulse {beacon} {round}\n"))));
        out.push_str(&sorted(self.witnesses.iter().map(|(name, c)| format!("witness {name} {c}\n"))));
        out.push_str(&embargo_line(self.embargo.map(|digest| digest.hex())));
        out
    }

    /// Strict reader of [`Commitment::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, COMMIT)?;
        let (draw, attempt) = draw_and_attempt(&mut l)?;
        let mut tasks = Vec::new();
        while let Some(rest) = l.optional("task") {
            let [task, plan, rows, frame, root] = l.words(rest)?;
            let (plan, frame, root) = (digest(&l, plan)?, digest(&l, frame)?, digest(&l, root)?);
            tasks.push(CommittedTask { task: l.value(task)?, plan, rows: l.number(rows)?, frame, root });
        }
        let commitment = Commitment {
            draw,
            attempt,
            tasks,
            inspectors: rows_and_root(&mut l, "inspectors")?,
            recusals: rows_and_root(&mut l, "recusals")?,
            not_before: not_before(&mut l)?,
            pulses: pulses(&mut l)?,
            witnesses: witness_commitments(&mut l)?,
            embargo: embargo(&mut l)?.map(Digest),
        };
        l.end()?;
        let whole = |rule: &str| TextError::at(l.line(), "the commitment as a whole", rule);
        if commitment.tasks.is_empty() || commitment.pulses.is_empty() {
            return Err(whole("at least one task and one pulse are needed"));
        }
        if commitment.print().as_bytes() != bytes {
            return Err(whole("task, pulse and witness lines must each be sorted by bytes"));
        }
        commitment.unique().map_err(|rule| whole(&rule))?;
        Ok(commitment)
    }

    fn unique(&self) -> Result<(), String> {
        let tasks = self.tasks.iter().map(|t| &t.task);
        let beacons = self.pulses.iter().map(|(beacon, _)| beacon);
        let witnesses = self.witnesses.iter().map(|(name, _)| name);
        twice(tasks)
            .or(twice(beacons))
            .or(twice(witnesses))
            .map_or(Ok(()), |name| Err(format!("{name} stands twice")))
    }
}

/// `H("suicha/1/b:" draw ":" attempt ":" b)`, the blind b as 64 hexadecimal digits.
pub fn blind_commitment(draw: &DrawId, attempt: u32, blind: &[u8; 32]) -> Digest {
    Digest::of(format!("suicha/1/b:{draw}:{attempt}:{}", super::digest::hex(blind)).as_bytes())
}

/// Everything that makes the seed: `seed.txt`. Nothing else may influence the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedTranscript {
    /// Hash of `commit.txt`.
    pub commit: Digest,
    /// Witnesses in the commitment's order; `None` is an opening withheld.
    pub witnesses: Vec<(Name, Option<[u8; 32]>)>,
    /// Pulses in the commitment's order.
    pub pulses: Vec<BeaconValue>,
    /// The embargo blind, if there is one.
    pub embargo: Option<[u8; 32]>,
}

impl SeedTranscript {
    /// Canonical text.
    pub fn print(&self) -> String {
        let mut out = format!("{SEED}\ncommit {}\n", self.commit);
        for (name, r) in &self.witnesses {
            let r = r.map_or("withheld".to_owned(), |r| super::digest::hex(&r));
            out.push_str(&format!("witness {name} {r}\n"));
        }
        for v in &self.pulses {
            out.push_str(&format!("pulse {} {} {}\n", v.beacon, v.round, v.value));
        }
        out.push_str(&embargo_line(self.embargo.map(|b| super::digest::hex(&b))));
        out
    }

    /// Strict reader of [`SeedTranscript::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, SEED)?;
        let commit = l.required("commit")?;
        let commit = digest(&l, commit)?;
        let mut witnesses = Vec::new();
        while let Some(rest) = l.optional("witness") {
            let [name, r] = l.words(rest)?;
            let r = match r {
                "withheld" => None,
                r => Some(
                    parse_hex32(r)
                        .ok_or_else(|| l.bad("an opening is withheld or 64 lower-case hexadecimal digits"))?,
                ),
            };
            witnesses.push((l.value(name)?, r));
        }
        let mut values = Vec::new();
        while let Some(rest) = l.optional("pulse") {
            values.push(beacon_value(&l, rest)?);
        }
        let transcript = SeedTranscript { commit, witnesses, pulses: values, embargo: embargo(&mut l)? };
        l.end()?;
        Ok(transcript)
    }

    /// The seed: the hash of the transcript's text.
    pub fn seed(&self) -> Digest {
        Digest::of(self.print().as_bytes())
    }
}

fn sorted(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort_unstable();
    lines.concat()
}

fn embargo_line(hex: Option<String>) -> String {
    format!("embargo {}\n", hex.as_deref().unwrap_or("none"))
}

fn twice<'a>(names: impl Iterator<Item = &'a Name>) -> Option<String> {
    let mut names: Vec<&Name> = names.collect();
    names.sort();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_string())
}

/// Reads the `draw` and `attempt` lines that every record of a draw starts with.
pub(super) fn draw_and_attempt(l: &mut Lines) -> Result<(DrawId, u32), TextError> {
    let draw = l.required("draw")?;
    let draw = l.value(draw)?;
    let attempt = l.required("attempt")?;
    let attempt = l.number(attempt)?;
    match u32::try_from(attempt) {
        Ok(attempt) if attempt > 0 => Ok((draw, attempt)),
        _ => Err(l.bad("attempts are counted from 1")),
    }
}

/// Parses a digest of the line read last.
pub(super) fn digest(l: &Lines, text: &str) -> Result<Digest, TextError> {
    Digest::parse(text).ok_or_else(|| l.bad(format!("{text:?} must have 64 lower-case hexadecimal digits")))
}

fn rows_and_root(l: &mut Lines, key: &str) -> Result<(u64, Digest), TextError> {
    let rest = l.required(key)?;
    let [rows, root] = l.words(rest)?;
    Ok((l.number(rows)?, digest(l, root)?))
}

fn not_before(l: &mut Lines) -> Result<Option<BeaconValue>, TextError> {
    match l.required("not-before")? {
        "none" => Ok(None),
        rest => beacon_value(l, rest).map(Some),
    }
}

fn beacon_value(l: &Lines, rest: &str) -> Result<BeaconValue, TextError> {
    let [beacon, round, value] = l.words(rest)?;
    check_round(l, round)?;
    let valid = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b) || b == b'/' || b == b'.';
    if value.is_empty() || !value.bytes().all(valid) {
        return Err(l.bad(format!("the value {value:?} must match [0-9a-f/.]+")));
    }
    Ok(BeaconValue { beacon: l.value(beacon)?, round: round.into(), value: value.into() })
}

fn check_round(l: &Lines, round: &str) -> Result<(), TextError> {
    if is_token(round) {
        Ok(())
    } else {
        Err(l.bad(format!("the round {round:?} must match [a-z0-9.+-]{{1,64}}")))
    }
}

fn pulses(l: &mut Lines) -> Result<Vec<(Name, String)>, TextError> {
    let mut found = Vec::new();
    while let Some(rest) = l.optional("pulse") {
        let [beacon, round] = l.words(rest)?;
        check_round(l, round)?;
        found.push((l.value(beacon)?, round.to_owned()));
    }
    Ok(found)
}

fn witness_commitments(l: &mut Lines) -> Result<Vec<(Name, Digest)>, TextError> {
    let mut found = Vec::new();
    while let Some(rest) = l.optional("witness") {
        let [name, c] = l.words(rest)?;
        found.push((l.value(name)?, digest(l, c)?));
    }
    Ok(found)
}

fn embargo(l: &mut Lines) -> Result<Option<[u8; 32]>, TextError> {
    match l.required("embargo")? {
        "none" => Ok(None),
        hex => parse_hex32(hex)
            .map(Some)
            .ok_or_else(|| l.bad("the embargo line has none or 64 lower-case hexadecimal digits")),
    }
}
