//! Repeat hits and never drawn, against the chances of each draw. `docs/fairness.md` §1.
//!
//! Those with k earlier hits are so many of the eligible of a stratum, and so many of them are to be expected
//! among the drawn: a count of a draw without replacement, given everything before it. So caps, newcomers and
//! those who left need no model of their own.

use super::super::count::{Scope, by};
use super::super::frame::read;
use super::{bits, expected, number, surprise, table};
use crate::core::surprise::Expected;
use crate::core::time::Date;
use crate::report::facts::{Facts, Repeat, SPANS};
use crate::report::table::{Column, Domain, Table, Value};
use polars::prelude::*;
use std::collections::BTreeMap;

/// Words for so many hits; the last holds all above.
const HITS: [&str; 4] = ["0", "1", "2", "3+"];

/// Those of a stratum of a task with so many hits before, as counted here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Index of the span.
    pub span: usize,
    /// Draw, attempt, task and stratum.
    pub stratum: (String, i64, String, String),
    pub day: Date,
    pub earlier: i64,
    pub fresh: u64,
    pub eligible: u64,
    pub drawn: u64,
}

pub(super) fn rows(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Group>> {
    let columns =
        ["span", "draw", "attempt", "task", "stratum", "day", "earlier", "fresh", "eligible", "drawn"];
    let query = facts.of::<Repeat>().filter(by("day", scope.last()));
    let query = query.select(columns.map(|name| match name {
        "day" => col(name).cast(DataType::Int32),
        _ => col(name),
    }));
    Ok(read(query)?.iter().filter_map(|row| group(row)).collect())
}

fn group(row: &[Value]) -> Option<Group> {
    let text = |at: usize| row[at].code().map(str::to_owned);
    let n = |at: usize| row[at].number();
    let count = |at: usize| u64::try_from(n(at)?).ok();
    Some(Group {
        span: SPANS.iter().position(|span| Some(*span) == text(0).as_deref())?,
        stratum: (text(1)?, n(2)?, text(3)?, text(4)?),
        day: Date::from_days(n(5)?)?,
        earlier: n(6)?,
        fresh: count(7)?,
        eligible: count(8)?,
        drawn: count(9)?,
    })
}

/// What is counted of those with so many hits.
#[derive(Clone, Copy, Default)]
struct Tally {
    /// Chances in the period, hits among them, and how many were to be expected.
    eligible: u64,
    drawn: u64,
    expected: Expected,
    /// The same since the span began.
    drawn_ever: u64,
    expected_ever: Expected,
}

pub(super) fn hits(groups: &[Group], scope: &Scope) -> Table {
    let mut table = empty();
    for (span, word) in SPANS.iter().enumerate() {
        let began = if span == 0 { Date::new(scope.last().year(), 1, 1) } else { None };
        let of_span: Vec<&Group> = groups
            .iter()
            .filter(|group| group.span == span && began.is_none_or(|began| group.day >= began))
            .collect();
        if of_span.is_empty() {
            continue;
        }
        let fresh: u64 = of_span.iter().map(|group| group.fresh).sum();
        let tallies = tallies(&of_span, scope);
        for (k, hits) in HITS.iter().enumerate() {
            let of = tallies[k];
            let (had, gone) = (if k == 0 { fresh } else { tallies[k - 1].drawn_ever }, of.drawn_ever);
            let came = if k == 0 { fresh * 100 } else { tallies[k - 1].expected_ever.hundredths() };
            let left = of.expected_ever.hundredths();
            // Who has three keeps three or more.
            let last = k + 1 == HITS.len();
            let subjects = if last { i128::from(had) } else { i128::from(had) - i128::from(gone) };
            let awaited = if last { i128::from(came) } else { i128::from(came) - i128::from(left) };
            table.rows.push(vec![
                Value::Code((*word).to_owned()),
                Value::Code((*hits).to_owned()),
                number(subjects),
                number(awaited),
                number(of.eligible),
                number(of.drawn),
                number(of.expected.hundredths()),
                bits(of.expected.surprise(of.drawn)),
            ]);
        }
    }
    table.rows.sort_unstable();
    table
}

fn tallies(groups: &[&Group], scope: &Scope) -> [Tally; 4] {
    let mut strata: BTreeMap<&(String, i64, String, String), (u64, u64)> = BTreeMap::new();
    for group in groups {
        let (eligible, drawn) = strata.entry(&group.stratum).or_default();
        *eligible += group.eligible;
        *drawn += group.drawn;
    }
    let mut tallies = [Tally::default(); 4];
    for group in groups {
        let (eligible, drawn) = strata[&group.stratum];
        let of = &mut tallies[usize::try_from(group.earlier).unwrap_or(0).min(HITS.len() - 1)];
        let mut one = Expected::default();
        one.add(drawn, group.eligible, eligible.max(1));
        of.drawn_ever += group.drawn;
        of.expected_ever.join(&one);
        if group.day >= scope.first() {
            of.eligible += group.eligible;
            of.drawn += group.drawn;
            of.expected.join(&one);
        }
    }
    tallies
}

fn empty() -> Table {
    let (subjects, times) = (("户", "subjects"), ("户次", "chances"));
    let mut table = table(
        "repeat-hits",
        ("重复抽中与从未抽中", "Drawn again, and never drawn"),
        (
            "抽中次数只计该范围内的抽取：本年，或档案库中全部抽取。户数：到期末为止抽中过这么多次的对象；期望按每次抽取各层的抽中比例、在每次抽取前已有的次数上逐次计算，频次上限已在其中。户次、抽中、期望抽中：本期各次抽取中、此前已抽中过这么多次的可抽对象。意外程度n位：纯属偶然时，偏离期望这么多的概率不超过1/2^n；不足5位不足为奇。",
            "Hits of a span count: of the year, or of all draws in the archive. Subjects: drawn so many times by the end of the period; expected from the share drawn in each stratum of each draw, given the hits everybody had before it, so that caps are allowed for. Chances, drawn and expected: those of the period's draws who had been drawn so many times before. n bits of surprise: chance alone strays so far with a probability of at most 1/2^n; below 5 nobody need be surprised.",
        ),
        vec![
            Column::key("span", "范围", "span", Domain::Word),
            Column::key("hits", "已抽中次数", "times drawn", Domain::Word),
            Column::subjects("subjects", "户数", "subjects"),
            expected("subjects_expected", "期望户数", "expected subjects", subjects),
            Column::count("chances", "本期可抽", "chances in the period", times),
            Column::count("drawn", "本期再抽中", "of these drawn", times),
            expected("drawn_expected", "期望抽中", "expected to be drawn", times),
            surprise("意外程度", "surprise"),
        ],
    );
    table.words = [
        ("year", "本年", "this year"),
        ("all", "历次抽取", "all draws"),
        ("0", "从未抽中", "never"),
        ("1", "1次", "once"),
        ("2", "2次", "twice"),
        ("3+", "3次及以上", "3 times or more"),
    ]
    .map(|(word, zh, en)| (word, crate::core::lang::Twin::new(zh, en)))
    .to_vec();
    table
}
