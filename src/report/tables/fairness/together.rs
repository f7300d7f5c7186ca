//! How often two officers were in one team over all draws. `docs/fairness.md` §2.

use super::circles::{Circle, choose_two, circle, pairs_in, pairs_of};
use super::teams::Block;
use super::{expected, number, surprise, table};
use crate::core::surprise::Expected;
use crate::report::table::{Column, Domain, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Units of an officer over all draws.
type Units = BTreeSet<u32>;

/// All teams: looked up and counted, told in order by `classes`.
#[derive(Default)]
struct Together {
    times: HashMap<(u32, u32), u64>,
    /// Times that a pair of these units may expect.
    expected: HashMap<Circle, Expected>,
    units: HashMap<u32, Units>,
    /// Pairs of the largest pool.
    possible: u64,
}

impl Together {
    fn of(blocks: &[Block]) -> Self {
        let mut all = Self::default();
        for block in blocks {
            for team in &block.teams {
                let mut own: BTreeMap<Circle, u64> = BTreeMap::new();
                for (one, other) in pairs_of(team) {
                    *all.times.entry((one.id, other.id)).or_default() += 1;
                    *own.entry(circle(one.unit, other.unit)).or_default() += 1;
                    for officer in [one, other] {
                        all.units.entry(officer.id).or_default().insert(officer.unit);
                    }
                }
                for (circle, own) in own {
                    all.expected.entry(circle).or_default().add(1, own, pairs_in(block, circle));
                }
            }
            all.possible = all.possible.max(choose_two(block.pool.into()));
        }
        all
    }

    /// Pools change: those who ever were in a team make pairs as well.
    fn possible(&self) -> u64 {
        choose_two(self.units.len() as u64).max(self.possible)
    }

    /// Whoever moved is expected to meet those of all units where he was: more than he could, which accuses nobody.
    fn expected(&self, [one, other]: [&Units; 2]) -> Expected {
        let circles: BTreeSet<Circle> =
            one.iter().flat_map(|a| other.iter().map(|b| circle(*a, *b))).collect();
        let mut sum = Expected::default();
        circles.iter().filter_map(|circle| self.expected.get(circle)).for_each(|one| sum.join(one));
        sum
    }

    /// Pairs by times together and by their units.
    fn classes(&self) -> BTreeMap<u64, BTreeMap<[&Units; 2], u64>> {
        let mut classes: BTreeMap<u64, BTreeMap<[&Units; 2], u64>> = BTreeMap::new();
        for ((one, other), n) in &self.times {
            *classes.entry(*n).or_default().entry([&self.units[one], &self.units[other]]).or_default() += 1;
        }
        classes
    }
}

/// How often pairs were in one team in all draws: times together, and how many pairs.
pub(super) fn pairs(blocks: &[Block]) -> Table {
    let unit = ("对", "pairs");
    let mut table = table(
        "pairs-together",
        ("同组次数", "Times together in a team"),
        (
            "历次抽取中两人同组的次数，及这样的两人有多少对；从未同组的不列。期望：各组的单位构成既定、成员从各单位随机选出时，这样两人的同组次数，取平均。意外程度n位：纯属偶然时，有任何一对同组这么多次的概率不超过1/2^n（已按可能的对数校正；取其中最意外的一对）。",
            "How often two officers were in one team over all draws, and how many such pairs there are; pairs that never were are not listed. Expected: times of such two where the units of each team are as they are and its members are chosen at random from them, on average. n bits of surprise: chance alone gives any pair so many with a probability of at most 1/2^n (allowing for the number of pairs; of the most surprising of them).",
        ),
        vec![
            Column::key("times", "同组次数", "times together", Domain::Word),
            Column::count("pairs", "对数", "pairs", unit),
            expected("expected", "期望次数", "expected times", ("次", "times")),
            surprise("意外程度", "surprise"),
        ],
    );
    let all = Together::of(blocks);
    let tests = 64 - all.possible().max(1).leading_zeros();
    for (n, of_units) in all.classes() {
        let expected: Vec<(u64, Expected)> =
            of_units.iter().map(|(units, pairs)| (*pairs, all.expected(*units))).collect();
        let above = expected.iter().filter(|(_, each)| each.exceeded_by(n));
        let most = above.map(|(_, each)| each.surprise(n)).max().unwrap_or_default();
        table.rows.push(vec![
            number(n),
            number(of_units.values().sum::<u64>()),
            number(Expected::mean_hundredths(expected.iter().map(|(pairs, each)| (*pairs, each)))),
            number(most.bits().saturating_sub(tests)),
        ]);
    }
    table
}
