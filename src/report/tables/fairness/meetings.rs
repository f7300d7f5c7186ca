//! Officers who meet again: at the same subject, and each other. `docs/fairness.md` §2. How often two were
//! together: `together`.
//!
//! Which units a team is made of is taken as it is, since offices are small and officers go to their own area:
//!
//! - at a subject: the teams of a task of an attempt that are of the same units, laid on their subjects in a
//!   random order;
//! - each other: every officer a random choice from those of the unit in the pool of the attempt.
//!
//! Real circles are smaller still (qualification, 回避): what is above an expectation is a question to ask.

use super::super::count::Scope;
use super::circles::{Circle, circle, pairs_in, pairs_of};
use super::teams::{Block, Team};
use super::{bits, expected, number, surprise, table};
use crate::core::lang::Twin;
use crate::core::surprise::{Expected, Surprise};
use crate::report::table::{Column, Domain, Table, Value};
use std::collections::{HashMap, HashSet};

/// What has met so far in a span: looked up and counted, never told in order.
#[derive(Default)]
struct Past {
    /// Officers of a subject's earlier visits.
    of_subject: HashMap<u32, Vec<u32>>,
    pairs: HashSet<(u32, u32)>,
    /// The last known unit of everybody.
    units: HashMap<u32, u32>,
    /// How many of the pairs are of these units.
    circles: HashMap<Circle, u64>,
}

impl Past {
    /// Units as they are at a draw that comes now.
    fn learn(&mut self, block: &Block) {
        let mut moved = false;
        for officer in block.teams.iter().flat_map(|team| &team.officers) {
            moved |= self.units.insert(officer.id, officer.unit).is_some_and(|unit| unit != officer.unit);
        }
        if moved {
            self.circles.clear();
            for (one, other) in &self.pairs {
                *self.circles.entry(circle(self.units[one], self.units[other])).or_default() += 1;
            }
        }
    }

    fn meet(&mut self, team: &Team) {
        for (one, other) in pairs_of(team) {
            if self.pairs.insert((one.id, other.id)) {
                *self.circles.entry(circle(one.unit, other.unit)).or_default() += 1;
            }
        }
    }
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

/// Over blocks up to the end of the period; those before it are remembered. `yearly`: nothing is
/// remembered from one calendar year to the next.
pub(super) fn count(blocks: &[Block], scope: &Scope, yearly: bool) -> Meetings {
    let (mut past, mut counted, mut year) = (Past::default(), Meetings::default(), 0);
    for block in blocks {
        if yearly && block.day.year() != year {
            past = Past::default();
        }
        year = block.day.year();
        past.learn(block);
        let counts = block.day >= scope.first();
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
            known.extend(team.officers.iter().map(|officer| officer.id));
            known.sort_unstable();
            known.dedup();
        }
    }
    counted
}

fn at_subjects(block: &Block, past: &Past) -> Met {
    let mut met = Met::default();
    let again = |team: &Team| past.of_subject.contains_key(&team.subject);
    for task in block.teams.chunk_by(|a, b| a.task == b.task) {
        if !task.iter().any(again) {
            continue;
        }
        // Whoever is of the same units could as well have come.
        let mut alike: HashMap<Vec<u32>, Vec<&Team>> = HashMap::new();
        for team in task {
            let mut units: Vec<u32> = team.officers.iter().map(|officer| officer.unit).collect();
            units.sort_unstable();
            alike.entry(units).or_default().push(team);
        }
        for teams in alike.values().filter(|teams| teams.iter().copied().any(again)) {
            let mut teams_of: HashMap<u32, Vec<usize>> = HashMap::new();
            for (at, team) in teams.iter().enumerate() {
                for officer in &team.officers {
                    teams_of.entry(officer.id).or_default().push(at);
                }
            }
            for team in teams {
                let Some(earlier) = past.of_subject.get(&team.subject) else { continue };
                let known: HashSet<usize> =
                    earlier.iter().filter_map(|one| teams_of.get(one)).flatten().copied().collect();
                met.chances += 1;
                met.met += u64::from(team.officers.iter().any(|officer| earlier.contains(&officer.id)));
                met.expected.add(1, known.len() as u64, teams.len() as u64);
            }
        }
    }
    met
}

fn each_other(block: &Block, past: &mut Past) -> Met {
    let mut met = Met::default();
    for team in &block.teams {
        if team.officers.len() > 1 {
            met.chances += 1;
            met.met += u64::from(pairs_of(team).any(|(one, other)| past.pairs.contains(&(one.id, other.id))));
            met.expected.add_any(pairs_of(team).map(|(one, other)| {
                let circle = circle(one.unit, other.unit);
                let possible = pairs_in(block, circle);
                (past.circles.get(&circle).copied().unwrap_or(0).min(possible), possible)
            }));
        }
        past.meet(team);
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
            "本期抽取的检查组；各组由哪些单位的人员组成视为既定。同一对象：检查组中有曾被抽派检查过该对象的人员；期望按同一抽取、同一任务中单位构成相同的各检查组随机分配给各自的对象计算。同一搭档：检查组中有曾经同组的两人；期望按各成员从该次抽取的人员库中本单位人员里随机选出计算。资格、回避使实际可选人员更少。意外程度n位：纯属偶然时超出期望这么多的概率不超过1/2^n；不高于期望的为0。",
            "Teams drawn in the period; which units each is made of is taken as it is. Same subject: somebody of the team was drawn to visit it before; expected where the teams of a task of a draw that are of the same units are laid on their subjects at random. Same partner: two of the team were in one team before; expected where each member is chosen at random from those of the unit in the pool of the draw. Qualification and recusal leave fewer to choose from. n bits of surprise: chance alone goes so far above with a probability of at most 1/2^n; 0 where not above.",
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
