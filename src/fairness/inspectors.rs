//! The second draw over many seeds: people with the same unit, tags, cap, base and recusals are
//! exchangeable, so nothing may depend on which of them somebody is.
//!
//! On each seed the values of a class (seats, leads, meetings of a pair) are what they are, and who
//! has which is a fair lot. So the sum over the seeds of one of them is a sum of independent numbers
//! between known bounds with a known mean, and the bound of `core::surprise` holds without any
//! approximation.

use super::judge::Finding;
use super::subjects::range;
use crate::core::bundle::Inputs;
use crate::core::id::{Name, SubjectId};
use crate::core::pairing::{InspectorRow, TeamRow};
use crate::core::surprise::Expected;
use std::collections::{BTreeMap, BTreeSet};

/// What happened to everybody, over all seeds.
pub(super) struct Seats {
    people: BTreeMap<Name, usize>,
    /// Class of each person.
    class: Vec<usize>,
    /// Seats carried over, for the spread.
    base: Vec<u32>,
    able: Vec<bool>,
    seats: Exchange<usize>,
    leads: Exchange<usize>,
    pairs: Exchange<(usize, usize)>,
    /// Difference between the largest and the smallest workload, by how often it occurred.
    spreads: BTreeMap<u32, u64>,
}

impl Seats {
    /// `None` in a bundle without people.
    pub(super) fn of(inputs: &Inputs) -> Option<Self> {
        let people = inputs.people.as_ref().filter(|_| inputs.is_audit())?;
        let mut recused: BTreeMap<&Name, BTreeSet<&SubjectId>> = BTreeMap::new();
        people.recusals.iter().for_each(|row| {
            recused.entry(&row.pseudonym).or_default().insert(&row.id);
        });
        let likeness = |row: &'_ InspectorRow| {
            let tags = row.tags.iter().map(|tag| tag.to_string()).collect::<Vec<_>>().join("+");
            let ids = recused.get(&row.pseudonym).map_or(Vec::new(), |ids| ids.iter().copied().collect());
            (row.unit.to_string(), tags, row.cap, row.base, ids)
        };
        let mut classes = BTreeMap::new();
        for row in &people.inspectors {
            let next = classes.len();
            classes.entry(likeness(row)).or_insert(next);
        }
        let class: Vec<usize> = people.inspectors.iter().map(|row| classes[&likeness(row)]).collect();
        let mut sizes = vec![0u64; classes.len()];
        class.iter().for_each(|class| sizes[*class] += 1);
        // By class, and by pair of classes: how many share the lot.
        let single: BTreeMap<(usize, usize), u64> = (0..sizes.len()).map(|c| ((c, c), sizes[c])).collect();
        let both =
            |a: usize, b: usize| if a == b { sizes[a] * (sizes[a] - 1) / 2 } else { sizes[a] * sizes[b] };
        let twos = (0..sizes.len()).flat_map(|a| (a..sizes.len()).map(move |b| (a, b)));
        let pairs: BTreeMap<(usize, usize), u64> = twos.map(|(a, b)| ((a, b), both(a, b))).collect();
        Some(Self {
            people: (0..).zip(&people.inspectors).map(|(n, row)| (row.pseudonym.clone(), n)).collect(),
            class,
            base: people.inspectors.iter().map(|row| row.base).collect(),
            able: people.inspectors.iter().map(|row| row.cap > 0).collect(),
            seats: Exchange::among(single.clone()),
            leads: Exchange::among(single),
            pairs: Exchange::among(pairs),
            spreads: BTreeMap::new(),
        })
    }

    pub(super) fn add(&mut self, rows: &[TeamRow]) {
        let (mut seats, mut leads, mut pairs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut load = self.base.clone();
        let visits = rows.chunk_by(|a, b| a.id == b.id);
        for visit in visits {
            let mut team: Vec<usize> = visit.iter().map(|row| self.people[&row.pseudonym]).collect();
            for (row, person) in visit.iter().zip(&team) {
                *seats.entry(*person).or_insert(0) += 1;
                load[*person] += 1;
                if row.lead {
                    *leads.entry(*person).or_insert(0) += 1;
                }
            }
            team.sort_unstable();
            for (n, one) in team.iter().enumerate() {
                team[n + 1..].iter().for_each(|other| *pairs.entry((*one, *other)).or_insert(0) += 1);
            }
        }
        let class = &self.class;
        self.seats.add(seats, |person| (class[*person], class[*person]));
        self.leads.add(leads, |person| (class[*person], class[*person]));
        self.pairs.add(pairs, |(a, b)| (class[*a].min(class[*b]), class[*a].max(class[*b])));
        let able = || load.iter().zip(&self.able).filter(|(_, able)| **able).map(|(load, _)| *load);
        let spread = able().max().unwrap_or(0) - able().min().unwrap_or(0);
        *self.spreads.entry(spread).or_insert(0) += 1;
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let people = self.class.len();
        let one: Vec<((usize, usize), usize)> =
            (0..people).map(|n| ((self.class[n], self.class[n]), n)).collect();
        let ordered = |a: usize, b: usize| (a.min(b), a.max(b));
        let two = (0..people).flat_map(|a| (a + 1..people).map(move |b| (a, b)));
        let two: Vec<((usize, usize), (usize, usize))> =
            two.map(|(a, b)| (ordered(self.class[a], self.class[b]), (a, b))).collect();
        let spreads: Vec<String> =
            self.spreads.iter().map(|(by, times)| format!("{by} ({times}×)")).collect();
        let texts = ["人员席位数与同类均值之比", "inspectors' seats, of the mean of their like"];
        let seats = self.seats.finding(texts, &one);
        let texts = ["人员任组长次数与同类均值之比", "inspectors' leads, of the mean of their like"];
        let leads = self.leads.finding(texts, &one);
        let texts = ["两人同组次数与同类均值之比", "meetings of two inspectors, of the mean of their like"];
        let pairs = self.pairs.finding(texts, &two);
        let spread = Finding::new(
            "工作量之差（含结转）".into(),
            "spread of workloads (with what is carried over)".into(),
            "–".into(),
            spreads.join(", "),
            Vec::new(),
        );
        let alone = one.iter().filter(|(class, _)| self.seats.members[class] < 2).count();
        let alone = Finding::new(
            "没有同类、无从比较的人员".into(),
            "inspectors without a like, to whom nobody can be compared".into(),
            "–".into(),
            format!("{alone}/{people}"),
            Vec::new(),
        );
        seats.into_iter().chain(leads).chain(pairs).chain([alone, spread]).collect()
    }
}

/// Sums over the seeds of what is handed out by a fair lot among the members of a class.
struct Exchange<K> {
    /// How many share each lot.
    members: BTreeMap<(usize, usize), u64>,
    /// What was handed out by lot in each class.
    given: BTreeMap<(usize, usize), u64>,
    /// The most one member ever had by lot on one seed.
    most: BTreeMap<(usize, usize), u64>,
    /// What each member had by lot.
    lots: BTreeMap<K, u64>,
    /// What each member had.
    had: BTreeMap<K, u64>,
    /// What each class had.
    all: BTreeMap<(usize, usize), u64>,
    seeds: u64,
}

impl<K: Ord + Copy> Exchange<K> {
    fn among(members: BTreeMap<(usize, usize), u64>) -> Self {
        let (given, most, all) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { members, given, most, lots: BTreeMap::new(), had: BTreeMap::new(), all, seeds: 0 }
    }

    fn add(&mut self, values: BTreeMap<K, u64>, class: impl Fn(&K) -> (usize, usize)) {
        self.seeds += 1;
        // What all members of a class have in common on this seed is no lot, and left out.
        let mut common: BTreeMap<(usize, usize), (u64, u64)> = BTreeMap::new();
        for (member, value) in &values {
            let (having, least) = common.entry(class(member)).or_insert((0, u64::MAX));
            (*having, *least) = (*having + 1, (*least).min(*value));
        }
        for (member, value) in values {
            let class = class(&member);
            let (having, least) = common[&class];
            let lot = if having == self.members[&class] { value - least } else { value };
            *self.given.entry(class).or_insert(0) += lot;
            let most = self.most.entry(class).or_insert(0);
            *most = lot.max(*most);
            *self.lots.entry(member).or_insert(0) += lot;
            *self.had.entry(member).or_insert(0) += value;
            *self.all.entry(class).or_insert(0) += value;
        }
    }

    /// One test for each member of a class of several to which anything was given.
    fn finding(&self, [zh, en]: [&str; 2], members: &[((usize, usize), K)]) -> Option<Finding> {
        let (mut bits, mut percents) = (Vec::new(), Vec::new());
        for (class, member) in members {
            let (of, all) = (self.members[class], self.all.get(class).copied().unwrap_or(0));
            if of < 2 || all == 0 {
                continue;
            }
            bits.push(self.surprise(class, member));
            percents.push(self.had.get(member).copied().unwrap_or(0) * of * 100 / all);
        }
        let (least, most) = range(&percents);
        let observed = format!("{least}–{most} %");
        (!bits.is_empty()).then(|| Finding::new(zh.into(), en.into(), "100 %".into(), observed, bits))
    }

    /// In units of the most, each seed is a trial with a value between 0 and 1.
    fn surprise(&self, class: &(usize, usize), member: &K) -> u32 {
        let (of, given, most) = (self.members[class], self.given[class], self.most[class]);
        let lots = self.lots.get(member).copied().unwrap_or(0);
        if most == 0 {
            return 0;
        }
        let mut expected = Expected::default();
        expected.add(self.seeds, given, of * most * self.seeds);
        // Parts of a unit are rounded towards the mean.
        let above = u128::from(lots) * u128::from(of) > u128::from(given);
        let units = if above { lots / most } else { lots.div_ceil(most) };
        expected.surprise(units).bits()
    }
}
