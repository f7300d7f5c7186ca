//! The team grammar of a plan: `team` lines and `on-shortage` lines, and how the lines of all
//! tasks that drew a subject become the seat classes of one visit (`docs/draw-protocol.md` §6.1).
//!
//! Parsing is strict and printing canonical: `parse(print(x)) = x` and `print(parse(t)) = t`.

use crate::core::id::{BadName, Name};
use crate::core::text::number;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The most officers one `team` line may ask for; more is a slip of the pen, not a team.
pub const MOST_OFFICERS: u32 = 99;

/// One `team <n> [tag ...] [without tag ...]` line: `n` officers who carry all the tags and none
/// of the tags after `without`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamLine {
    /// How many officers, 1 to [`MOST_OFFICERS`].
    pub n: u32,
    /// Tags each of them must carry, in the plan's order.
    pub tags: Vec<Tag>,
    /// Tags none of them may carry, in the plan's order.
    pub without: Vec<Tag>,
}

/// A tag as a plan writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// `@pool`: the subject's own pool.
    Pool,
    /// A tag by name: a unit or a specialty.
    Named(Name),
}

/// One `on-shortage` line: what to do when seats cannot be filled (§6.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnShortage {
    /// `widen <tag>`: the seats that lack people also accept inspectors with this tag.
    Widen(Name),
    /// `raise-cap <max>`: the caps of the people in question rise one by one, up to this.
    RaiseCap(u32),
    /// `leave-open`: the seats stay open and are published as such.
    LeaveOpen,
}

/// Why a `team` or `on-shortage` line is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTeam {
    /// The number is missing, not canonical, or out of range.
    #[error("{value:?} is not a number of officers: 1 to 99, decimal, no leading zero")]
    Number { value: String },
    /// A tag breaks the alphabet or is a word of the grammar.
    #[error("{0}")]
    Tag(#[from] BadName),
    /// A tag stands twice in a line.
    #[error("tag {tag} stands twice in the team line")]
    Twice { tag: Tag },
    /// `without` ends the line.
    #[error("no tag follows \"without\"")]
    NothingWithout,
    /// The rule of an `on-shortage` line is unknown or lacks its value.
    #[error("{value:?} is no shortage rule: use widen <tag>, raise-cap <max> or leave-open")]
    Rule { value: String },
}

/// A seat class of a visit, with `@pool` replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatClass {
    /// Sorted tags, then `without` and its sorted tags, joined by single spaces.
    pub key: String,
    /// How many seats.
    pub n: u32,
    /// Tags required, sorted, each once.
    pub tags: Vec<Name>,
    /// Tags forbidden, sorted, each once.
    pub without: Vec<Name>,
}

impl TeamLine {
    /// Parses what follows `team ` in a plan's line.
    pub fn parse(text: &str) -> Result<Self, BadTeam> {
        let mut words = text.split(' ');
        let number = words.next().unwrap_or_default();
        let n = decimal(number)
            .filter(|n| (1..=MOST_OFFICERS).contains(n))
            .ok_or_else(|| BadTeam::Number { value: number.into() })?;
        let mut line = Self { n, tags: Vec::new(), without: Vec::new() };
        let mut forbidding = false;
        let mut seen = BTreeSet::new();
        for word in words {
            if word == "without" && !forbidding {
                forbidding = true;
                continue;
            }
            let tag = Tag::parse(word)?;
            if !seen.insert(tag.clone()) {
                return Err(BadTeam::Twice { tag });
            }
            if forbidding { line.without.push(tag) } else { line.tags.push(tag) }
        }
        if forbidding && line.without.is_empty() {
            return Err(BadTeam::NothingWithout);
        }
        Ok(line)
    }
}

impl fmt::Display for TeamLine {
    /// The line without its leading `team `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.n)?;
        for tag in &self.tags {
            write!(f, " {tag}")?;
        }
        if !self.without.is_empty() {
            f.write_str(" without")?;
        }
        for tag in &self.without {
            write!(f, " {tag}")?;
        }
        Ok(())
    }
}

impl Tag {
    fn parse(word: &str) -> Result<Self, BadName> {
        if word == "@pool" { Ok(Self::Pool) } else { Name::tag(word).map(Self::Named) }
    }

    fn of<'a>(&'a self, pool: &'a Name) -> &'a Name {
        match self {
            Self::Pool => pool,
            Self::Named(name) => name,
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool => f.write_str("@pool"),
            Self::Named(name) => name.fmt(f),
        }
    }
}

impl OnShortage {
    /// Parses what follows `on-shortage ` in a plan's line.
    pub fn parse(text: &str) -> Result<Self, BadTeam> {
        let bad = || BadTeam::Rule { value: text.into() };
        match text.split_once(' ') {
            None if text == "leave-open" => Ok(Self::LeaveOpen),
            Some(("widen", tag)) => Ok(Self::Widen(Name::tag(tag)?)),
            Some(("raise-cap", max)) => {
                decimal(max).filter(|max| *max > 0).map(Self::RaiseCap).ok_or_else(bad)
            }
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for OnShortage {
    /// The line without its leading `on-shortage `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Widen(tag) => write!(f, "widen {tag}"),
            Self::RaiseCap(max) => write!(f, "raise-cap {max}"),
            Self::LeaveOpen => f.write_str("leave-open"),
        }
    }
}

/// How many officers a task's `team` lines ask for; a plan that asks for fewer than two is
/// refused (§6.1).
pub fn officers(lines: &[TeamLine]) -> u64 {
    lines.iter().map(|line| u64::from(line.n)).sum()
}

/// The seat classes of a visit to a subject of `pool` drawn by tasks with these `team` lines:
/// within one task equal keys are added, between tasks the largest sum counts; ordered by key.
pub fn seat_classes<'a>(pool: &Name, tasks: impl IntoIterator<Item = &'a [TeamLine]>) -> Vec<SeatClass> {
    let mut classes: BTreeMap<String, SeatClass> = BTreeMap::new();
    for lines in tasks {
        let mut sums: BTreeMap<String, SeatClass> = BTreeMap::new();
        for line in lines {
            let class = class_of(line, pool);
            let n = class.n;
            sums.entry(class.key.clone()).and_modify(|sum| sum.n = sum.n.saturating_add(n)).or_insert(class);
        }
        for (key, class) in sums {
            let n = class.n;
            classes.entry(key).and_modify(|most| most.n = most.n.max(n)).or_insert(class);
        }
    }
    classes.into_values().collect()
}

fn class_of(line: &TeamLine, pool: &Name) -> SeatClass {
    let names = |tags: &[Tag]| -> Vec<Name> {
        let set: BTreeSet<&Name> = tags.iter().map(|tag| tag.of(pool)).collect();
        set.into_iter().cloned().collect()
    };
    let (tags, without) = (names(&line.tags), names(&line.without));
    SeatClass { key: key(&tags, &without), n: line.n, tags, without }
}

fn key(tags: &[Name], without: &[Name]) -> String {
    let mut words: Vec<&str> = tags.iter().map(Name::as_str).collect();
    if !without.is_empty() {
        words.push("without");
        words.extend(without.iter().map(Name::as_str));
    }
    words.join(" ")
}

/// A number of the protocol's texts (§1) that fits.
pub(super) fn decimal(text: &str) -> Option<u32> {
    number(text)?.try_into().ok()
}
