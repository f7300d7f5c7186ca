//! How the work was spread over the officers: within each attempt, and over the period in classes.
//! `docs/fairness.md` §3.

use super::super::count::{Scope, within};
use super::super::frame::read;
use super::teams::Block;
use super::{bits, expected, number, surprise, table};
use crate::core::surprise::of_equal_classes_within;
use crate::report::facts::{Facts, Seat};
use crate::report::table::{Column, Domain, Table, Value};
use polars::prelude::*;
use std::collections::BTreeMap;

/// Classes of a distribution.
const CLASSES: i64 = 20;

const PLACES: (&str, &str) = ("人次", "places");
const OFFICERS: (&str, &str) = ("人", "officers");

/// Of each attempt of the period, of blocks up to its end: places, officers, the least and the most of one.
pub(super) fn spread(blocks: &[Block], scope: &Scope) -> Table {
    let mut table = table(
        "workload-spread",
        ("抽派工作量的均衡", "Spread of the work in each draw"),
        (
            "本期各次抽取中抽派的检查组人次。最少、最多：人员库中一人的人次，未被抽派的为0；人均即各人机会相等时的期望。意外程度n位：各单位承担的人次既定、每一人次随机落在该单位任何一人时，分布这样不均的概率不超过1/2^n。",
            "Places in the teams drawn in each attempt of the period. Least and most: of one officer of the pool, 0 where somebody has none; the mean is what each may expect. n bits of surprise: with the places of each unit as they are, and each of them falling on anybody of the unit at random, places are spread so unevenly with a probability of at most 1/2^n.",
        ),
        vec![
            Column::key("draw", "抽取", "draw", Domain::Draw),
            Column::key("attempt", "次", "attempt", Domain::Word),
            Column::count("visits", "对象", "subjects", ("户次", "visits")),
            Column::count("pool", "人员库", "pool", OFFICERS),
            Column::count("assigned", "抽派人员", "assigned", OFFICERS),
            Column::count("places", "人次", "places", PLACES),
            Column::count("least", "最少", "least", PLACES),
            Column::count("most", "最多", "most", PLACES),
            expected("mean", "人均（期望）", "mean (expected)", PLACES),
            surprise("意外程度", "surprise"),
        ],
    );
    for block in blocks.iter().filter(|block| block.day >= scope.first()) {
        let mut places: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
        for officer in block.teams.iter().flat_map(|team| &team.officers) {
            places.entry(officer.id).or_insert((officer.unit, 0)).1 += 1;
        }
        let assigned = places.len();
        let pool = assigned.max(block.pool as usize);
        let mut units: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for (unit, n) in places.into_values() {
            units.entry(unit).or_default().push(n);
        }
        let counts = || units.values().flatten().copied();
        let all: u64 = counts().sum();
        let least = if pool > assigned { 0 } else { counts().min().unwrap_or(0) };
        let most = counts().max().unwrap_or(0);
        for (unit, counts) in &mut units {
            counts.resize(block.units[unit] as usize, 0);
        }
        table.rows.push(vec![
            Value::Code(block.draw.clone()),
            Value::Number(block.attempt.into()),
            number(block.teams.len()),
            number(pool),
            number(assigned),
            number(all),
            number(least),
            number(most),
            number((all * 200 + pool as u64) / (2 * pool.max(1) as u64)),
            bits(of_equal_classes_within(units.values().map(Vec::as_slice))),
        ]);
    }
    table.rows.sort_unstable();
    table
}

/// Officers by how many places they had in the period.
pub(super) fn classes(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let query = facts.of::<Seat>().filter(within("day", scope)).group_by([col("officer")]).agg([
        len().cast(DataType::Int64).alias("assigned"),
        within("visited", scope).cast(DataType::Int64).sum().alias("visited"),
    ]);
    let rows = read(query.select([col("assigned"), col("visited")]))?;
    let n = |value: &Value| value.number().unwrap_or(0);
    // Places that were visited are places.
    let most = rows.iter().map(|row| n(&row[0])).max().unwrap_or(0);
    let wide = width(most);
    let mut classes: BTreeMap<i64, [i64; 2]> = (0..=most / wide).map(|class| (class, [0; 2])).collect();
    for row in &rows {
        for (at, value) in row.iter().enumerate().take(2) {
            classes.entry(n(value) / wide).or_default()[at] += 1;
        }
    }
    let mut table = table(
        "workload-classes",
        ("工作量分布", "Distribution of the work"),
        (
            "本期抽派过的人员，按抽派人次和到场人次分组；本期从未抽派的人员不计。",
            "Officers assigned in the period, by places in teams and by places of teams that visited; who was never assigned is not counted.",
        ),
        vec![
            Column::key("from", "人次自", "from", Domain::Word),
            Column::key("to", "至", "to", Domain::Word),
            Column::count("assigned", "按抽派人次", "by places assigned", OFFICERS),
            Column::count("visited", "按到场人次", "by places visited", OFFICERS),
        ],
    );
    if !rows.is_empty() {
        let row = |(class, counts): (i64, [i64; 2])| {
            let ends = [class * wide, class * wide + wide - 1];
            ends.into_iter().chain(counts).map(Value::Number).collect()
        };
        table.rows = classes.into_iter().map(row).collect();
        table.total = super::sums(&table.rows, 2);
    }
    Ok(table)
}

/// Width of a class, of 1, 2 or 5 times a power of ten: at most [`CLASSES`] of them.
pub(super) fn width(most: i64) -> i64 {
    let mut wide = 1;
    while most / wide >= CLASSES {
        wide = if wide.to_string().starts_with('2') { wide / 2 * 5 } else { wide * 2 };
    }
    wide
}
