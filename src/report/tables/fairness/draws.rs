//! What became of the draws: attempts and voids, replacements, visits made and by whom. `docs/fairness.md` §4.

use super::super::count::{Scope, by, day, within};
use super::super::frame::read;
use super::{sums, table};
use crate::core::lang::Twin;
use crate::report::facts::{Attempt, Facts, Replacement, Seat, Visit};
use crate::report::table::{Column, Domain, Table};
use polars::prelude::*;

const TIMES: (&str, &str) = ("次", "times");

pub(super) fn tables(facts: &Facts, scope: &Scope) -> PolarsResult<Vec<Table>> {
    Ok(vec![
        attempts(facts, scope)?,
        voids(facts, scope)?,
        replacements(facts, scope)?,
        replaced(facts, scope)?,
        visits(facts, scope)?,
    ])
}

/// How many rows a condition holds for.
fn rows(condition: Expr, name: &str) -> Expr {
    condition.cast(DataType::Int64).sum().alias(name)
}

fn all(name: &str) -> Expr {
    len().cast(DataType::Int64).alias(name)
}

fn filled(mut table: Table, query: LazyFrame, keys: usize) -> PolarsResult<Table> {
    let rates = table.columns.len();
    table.rows = read(query)?;
    table.total = sums(&table.rows, keys);
    for row in table.rows.iter_mut().chain(&mut table.total) {
        row.resize(rates, crate::report::table::Value::None);
    }
    Ok(table)
}

fn attempts(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let ended = |word: &str| by("ended", scope.last()).and(col("end").eq(lit(word)));
    let query = facts
        .of::<Attempt>()
        .filter(by("frozen", scope.last()))
        .group_by([col("draw")])
        .agg([
            all("attempts"),
            rows(ended("result"), "results"),
            rows(ended("void"), "voids"),
            col("frozen").max().alias("last"),
        ])
        .filter(col("last").gt_eq(day(scope.first())))
        .select([col("draw"), col("attempts"), col("results"), col("voids")]);
    let table = table(
        "attempts-by-draw",
        ("各次抽取的抽取次数", "Attempts of each draw"),
        (
            "本期锁定过名单的抽取；每一次尝试都在档案库中，作废的也在。",
            "Draws with inputs frozen in the period; every attempt is in the archive, those that were voided too.",
        ),
        vec![
            Column::key("draw", "抽取", "draw", Domain::Draw),
            Column::count("attempts", "共抽取", "attempts", TIMES),
            Column::count("results", "有结果", "with a result", TIMES),
            Column::count("voids", "作废", "voided", TIMES),
        ],
    );
    filled(table, query, 1)
}

fn voids(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let query = facts
        .of::<Attempt>()
        .filter(within("ended", scope).and(col("end").eq(lit("void"))))
        .group_by([col("reason")])
        .agg([all("voids")]);
    let table = table(
        "voids-by-reason",
        ("作废原因", "Voids by reason"),
        ("本期作废的抽取。", "Attempts voided in the period."),
        vec![
            Column::key("reason", "原因", "reason", Domain::Reason),
            Column::count("voids", "作废", "voided", TIMES),
        ],
    );
    filled(table, query, 1)
}

fn replacements(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let query = facts
        .of::<Replacement>()
        .filter(within("day", scope))
        .group_by([col("what"), col("reason")])
        .agg([all("replacements"), rows(col("filled"), "filled")]);
    let mut table = table(
        "replacements-by-reason",
        ("替换原因", "Replacements by reason"),
        (
            "本期登记的替换；递补：有人（户）递补，其余为空缺。",
            "Replacements of the period; filled: somebody stepped in, otherwise the place stays empty.",
        ),
        vec![
            Column::key("what", "替换对象", "what", Domain::Word),
            Column::key("reason", "原因", "reason", Domain::Reason),
            Column::count("replacements", "替换", "replaced", TIMES),
            Column::count("filled", "其中递补", "filled", TIMES),
            Column::rate("filled_rate", "递补率", "filled", "filled", "replacements"),
        ],
    );
    table.words = vec![
        ("inspector", Twin::new("检查人员", "officers")),
        ("subject", Twin::new("检查对象", "subjects")),
    ];
    filled(table, query, 2)
}

fn replaced(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let is = |word: &str| col("what").eq(lit(word));
    let listed = facts
        .of::<Visit>()
        .filter(within("listed", scope))
        .group_by([col("task")])
        .agg([all("due"), rows(col("stepped_in"), "stepped_in")]);
    let replaced = facts.of::<Replacement>().filter(within("day", scope)).group_by([col("task")]).agg([
        rows(is("subject"), "subjects"),
        rows(is("inspector"), "officers"),
        rows(col("filled").not(), "unfilled"),
    ]);
    let args = JoinArgs::new(JoinType::Full).with_coalesce(JoinCoalesce::CoalesceColumns);
    let count = |name: &str| col(name).fill_null(lit(0));
    let query = listed.join(replaced, [col("task")], [col("task")], args).select([
        col("task"),
        count("due"),
        count("stepped_in"),
        count("subjects"),
        count("officers"),
        count("unfilled"),
    ]);
    let table = table(
        "replacements-by-task",
        ("各任务的替换", "Replacements by task"),
        (
            "应检查：本期锁定名单的对象，含递补的。替换：本期登记的。",
            "To be inspected: on a list locked in the period, those who stepped in included. Replacements: of the period.",
        ),
        vec![
            Column::key("task", "抽查任务", "task", Domain::Task),
            Column::subjects("due", "应检查", "to be inspected"),
            Column::subjects("stepped_in", "其中递补", "stepped in"),
            Column::count("subjects", "替换对象", "subjects replaced", TIMES),
            Column::count("officers", "替换人员", "officers replaced", TIMES),
            Column::count("unfilled", "未能递补", "not filled", TIMES),
        ],
    );
    filled(table, query, 1)
}

fn visits(facts: &Facts, scope: &Scope) -> PolarsResult<Table> {
    let keys = || [col("draw"), col("attempt"), col("task"), col("subject")];
    let teams = facts
        .of::<Seat>()
        .filter(by("visited", scope.last()))
        .group_by(keys())
        .agg([col("drawn").cast(DataType::Int64).min().alias("team")]);
    let args = JoinArgs::new(JoinType::Left);
    let seen = || by("visited", scope.last());
    let query = facts
        .of::<Visit>()
        .filter(within("listed", scope))
        .select([col("draw"), col("attempt"), col("task"), col("subject"), col("visited"), col("gone")])
        .join(teams, keys(), keys(), args)
        .group_by([col("task")])
        .agg([
            all("due"),
            rows(seen(), "visited"),
            rows(seen().and(col("team").eq(lit(1))).fill_null(lit(false)), "drawn_team"),
            rows(seen().and(col("team").eq(lit(0))).fill_null(lit(false)), "changed_team"),
            rows(seen().and(col("team").is_null()), "unknown_team"),
        ]);
    let table = table(
        "visits-made",
        ("实施检查与抽派", "Visits made and teams drawn"),
        (
            "应检查：本期锁定名单的对象；已实施：至期末已到场。原组：检查组全为抽中的人员；换人：组中有替换进来的人员；不明：没有登记检查人员。",
            "To be inspected: on a list locked in the period; visited by the end of it. Drawn team: everybody in it was drawn; changed: somebody stepped in; not known: no team was recorded.",
        ),
        vec![
            Column::key("task", "抽查任务", "task", Domain::Task),
            Column::subjects("due", "应检查", "to be inspected"),
            Column::subjects("visited", "已实施检查", "visited"),
            Column::subjects("drawn_team", "抽中的原组", "by the drawn team"),
            Column::subjects("changed_team", "换过人的组", "by a changed team"),
            Column::subjects("unknown_team", "检查组不明", "team not known"),
            Column::rate("visited_rate", "实施率", "visited", "visited", "due"),
            Column::rate("drawn_rate", "原组率", "by the drawn team", "drawn_team", "visited"),
        ],
    );
    filled(table, query, 1)
}
