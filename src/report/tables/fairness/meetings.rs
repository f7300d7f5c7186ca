//! Officers who meet again: at the same subject, and each other. `docs/fairness.md` §2.
//!
//! - at a subject: the teams of a task of an attempt as they are, laid on its subjects in a random order;
//! - each other: every team a random choice from the pool of its attempt, all pairs equally likely.
//!
//! Real pools are smaller (qualification, area, 回避): what is above an expectation is a question to ask.

use super::super::count::Scope;
use super::teams::{Block, Team};
use super::{bits, expected, number, surprise, table};
use crate::core::lang::Twin;
use crate::core::surprise::{Expected, Surprise};
use crate::report::table::{Column, Domain, Table, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What has met so far in a span.
#[derive(Default)]
struct Past {
    /// Officers of a subject's earlier visits.
    of_subject: BTreeMap<u32, Vec<u32>>,
    pairs: BTreeSet<(u32, u32)>,
}

/// Meetings again, and what was to be expected.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Met {
    /// Visits where it was possible.
    pub chances: u64,
    pub met: u64,
    pub expected: Expected,
}

/// At the same subject, and each other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Meetings {
    pub subject: Met,
    pub pair: Met,
}

impl Meetings {
    /// Of the same subject again, where more than expected.
    fn surprises(&self) -> [Surprise; 2] {
        let above = |met: &Met, surprise: Surprise| match met.expected.exceeded_by(met.met) {
            true => surprise,
            false => Surprise::default(),
        };
        [
            above(&self.subject, self.subject.expected.surprise_of_matches(self.subject.met)),
            above(&self.pair, self.pair.expected.surprise(self.pair.met)),
        ]
    }
}

/// Pairs of a team.
fn pairs_of(team: &Team) -> impl Iterator<Item = (u32, u32)> {
    let officers = &team.officers;
    (0..officers.len()).flat_map(move |a| (a + 1..officers.len()).map(move |b| (officers[a], officers[b])))
}

fn choose_two(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Over all blocks; those of the period are counted, those before it are remembered. `yearly`: nothing is
/// remembered from one calendar year to the next.
pub(super) fn count(blocks: &[Block], scope: &Scope, yearly: bool) -> Meetings {
    let (mut past, mut counted, mut year) = (Past::default(), Meetings::default(), 0);
    for block in blocks {
        if yearly && block.day.year() != year {
            past = Past::default();
        }
        year = block.day.year();
        let counts = block.day >= scope.first() && block.day <= scope.last();
        let found = Meetings { subject: at_subjects(block, &past), pair: each_other(block, &mut past) };
        if counts {
            for (sum, one) in [(&mut counted.subject, found.subject), (&mut counted.pair, found.pair)] {
                sum.chances += one.chances;
                sum.met += one.met;
                sum.expected.join(&one.expected);
            }
        }
        for team in &block.teams {
            let known = past.of_subject.entry(team.subject).or_default();
            known.extend(&team.officers);
            known.sort_unstable();
            known.dedup();
        }
    }
    counted
}

fn at_subjects(block: &Block, past: &Past) -> Met {
    let mut met = Met::default();
    for teams in block.teams.chunk_by(|a, b| a.task == b.task) {
        let mut teams_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, team) in teams.iter().enumerate() {
            for officer in &team.officers {
                teams_of.entry(*officer).or_default().push(at);
            }
        }
        for team in teams {
            let Some(earlier) = past.of_subject.get(&team.subject) else { continue };
            let known: BTreeSet<usize> =
                earlier.iter().filter_map(|one| teams_of.get(one)).flatten().copied().collect();
            met.chances += 1;
            met.met += u64::from(team.officers.iter().any(|officer| earlier.contains(officer)));
            met.expected.add(1, known.len() as u64, teams.len() as u64);
        }
    }
    met
}

fn each_other(block: &Block, past: &mut Past) -> Met {
    let mut met = Met::default();
    let possible = choose_two(block.pool.into());
    for team in &block.teams {
        let own = choose_two(team.officers.len() as u64);
        if own > 0 && possible > 0 {
            met.chances += 1;
            met.met += u64::from(pairs_of(team).any(|pair| past.pairs.contains(&pair)));
            met.expected.add(1, (own * past.pairs.len() as u64).min(possible), possible);
        }
        past.pairs.extend(pairs_of(team));
    }
    met
}

/// Both kinds, within the year and over all draws.
pub(super) fn again(blocks: &[Block], scope: &Scope) -> Table {
    let visits = ("户次", "visits");
    let mut table = table(
        "meetings",
        ("检查人员再次相遇", "Officers who meet again"),
        (
            "本期抽取的检查组。同一对象：检查组中有曾被抽派检查过该对象的人员；期望按同一抽取、同一任务的各检查组随机分配给各对象计算。同一搭档：检查组中有曾经同组的两人；期望按从该次抽取的人员库中随机组成检查组计算。资格、区域和回避使实际可选人员更少：各所只在本所人员中搭配的，同一搭档可明显高于期望，其意外程度反映范围之小，不是人为挑选的证据。意外程度n位：纯属偶然时超出期望这么多的概率不超过1/2^n；不高于期望的为0。",
            "Teams drawn in the period. Same subject: somebody of the team was drawn to visit it before; expected where the teams of a task of a draw are laid on its subjects at random. Same partner: two of the team were in one team before; expected where teams are formed at random from the officers of the draw. Qualification, area and recusal leave fewer to choose from: where stations form teams of their own officers, the same partners meet far more often than expected, and the bits tell how small the circles are, not that somebody chose. n bits of surprise: chance alone goes so far above with a probability of at most 1/2^n; 0 where not above.",
        ),
        vec![
            Column::key("what", "再次相遇", "met again", Domain::Word),
            Column::key("span", "此前范围", "span", Domain::Word),
            Column::count("chances", "可能的户次", "visits where possible", visits),
            Column::count("met", "相遇户次", "visits with a meeting", visits),
            expected("expected", "期望", "expected", visits),
            surprise("意外程度", "surprise"),
        ],
    );
    for (span, yearly) in [("all", false), ("year", true)] {
        let found = count(blocks, scope, yearly);
        for ((what, met), surprise) in
            [("subject", found.subject), ("partner", found.pair)].into_iter().zip(found.surprises())
        {
            if met.chances > 0 {
                table.rows.push(vec![
                    Value::Code(what.into()),
                    Value::Code(span.into()),
                    number(met.chances),
                    number(met.met),
                    number(met.expected.hundredths()),
                    bits(surprise),
                ]);
            }
        }
    }
    table.rows.sort_unstable();
    table.words = [
        ("subject", "同一对象", "at the same subject"),
        ("partner", "同一搭档", "the same partner"),
        ("year", "本年", "this year"),
        ("all", "历次抽取", "all draws"),
    ]
    .map(|(word, zh, en)| (word, Twin::new(zh, en)))
    .to_vec();
    table
}

/// How often pairs were in one team in all draws up to the end: times together, and how many pairs.
pub(super) fn pairs(blocks: &[Block], scope: &Scope) -> Table {
    let mut times: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let (mut each, mut possible) = (Expected::default(), 0);
    for block in blocks.iter().filter(|block| block.day <= scope.last()) {
        let all = choose_two(block.pool.into());
        for team in &block.teams {
            pairs_of(team).for_each(|pair| *times.entry(pair).or_default() += 1);
            let own = choose_two(team.officers.len() as u64);
            if own > 0 && all > 0 {
                each.add(1, own.min(all), all);
            }
        }
        possible = possible.max(all);
    }
    // Pools change: those who ever were in a team make pairs as well.
    let people: BTreeSet<u32> = times.keys().flat_map(|(one, other)| [*one, *other]).collect();
    let possible = choose_two(people.len() as u64).max(possible);
    let mut classes: BTreeMap<u64, u64> = BTreeMap::new();
    for n in times.values() {
        *classes.entry(*n).or_default() += 1;
    }
    let unit = ("对", "pairs");
    let mut table = table(
        "pairs-together",
        ("同组次数", "Times together in a team"),
        (
            "历次抽取中两人同组的次数，及这样的两人有多少对；从未同组的不列。期望：随机组成检查组时，任一对的同组次数。意外程度n位：纯属偶然时，有任何一对同组这么多次的概率不超过1/2^n（已按可能的对数校正）。",
            "How often two officers were in one team over all draws, and how many such pairs there are; pairs that never were are not listed. Expected: times of any pair where teams are formed at random. n bits of surprise: chance alone gives any pair so many with a probability of at most 1/2^n (allowing for the number of pairs).",
        ),
        vec![
            Column::key("times", "同组次数", "times together", Domain::Word),
            Column::count("pairs", "对数", "pairs", unit),
            expected("expected", "期望次数", "expected times", ("次", "times")),
            surprise("意外程度", "surprise"),
        ],
    );
    let tests = 64 - possible.max(1).leading_zeros();
    for (n, pairs) in classes {
        let above = each.exceeded_by(n);
        let surprise = if above { each.surprise(n).bits().saturating_sub(tests) } else { 0 };
        table.rows.push(vec![number(n), number(pairs), number(each.hundredths()), number(surprise)]);
    }
    table
}
