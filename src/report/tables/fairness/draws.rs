//! What became of the draws: attempts and voids, replacements, visits made and by whom. `docs/fairness.md` §4.

use super::super::count::{By, Counting, Scope, Source, by, day, is, within};
use super::super::draft::Draft;
use super::super::inspections::{task_by, task_keys};
use crate::report::facts::{Attempt, Fact, Facts, Replacement, Seat, Visit};
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const TIMES: (&str, &str) = ("次", "times");

/// Attempts of the draws with inputs frozen in the period.
const OF_PERIOD: Source =
    Source { fact: Attempt::NAME, view: "attempts of the period's draws", frame: of_period };

/// Replacements with the plan of their draw.
const PLANNED: Source = Source { fact: Replacement::NAME, view: "replacements with plans", frame: planned };

/// Visits with the team that visited.
const TEAMED: Source = Source { fact: Visit::NAME, view: "visits with teams", frame: teamed };

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    vec![attempts(scope), voids(scope), replacements(scope), replaced(scope), visits(scope)]
}

fn of_period(facts: &Facts, scope: &Scope) -> LazyFrame {
    let attempts = facts.of::<Attempt>().filter(by("frozen", scope.last()));
    let draws = attempts.clone().group_by([col("draw")]).agg([col("frozen").max().alias("newest")]);
    let draws = draws.filter(col("newest").gt_eq(day(scope.first())));
    attempts.join(draws, [col("draw")], [col("draw")], JoinArgs::new(JoinType::Inner))
}

fn attempts(scope: &Scope) -> Draft {
    let ended = |word| by("ended", scope.last()).and(is("end", word));
    Draft::new(
        "attempts-by-draw",
        ("各次抽取的抽取次数", "Attempts of each draw"),
        vec![Column::key("draw", "抽取", "draw", Domain::Draw)],
    )
    .note(
        "本期锁定过名单的抽取；每一次尝试都在档案库中，作废的也在。",
        "Draws with inputs frozen in the period; every attempt is in the archive, those that were voided too.",
    )
    .columns([
        Column::count("attempts", "共抽取", "attempts", TIMES),
        Column::count("results", "有结果", "with a result", TIMES),
        Column::count("voids", "作废", "voided", TIMES),
    ])
    .counting(
        Counting::from(OF_PERIOD, [By::Column("draw")])
            .all("attempts")
            .rows("results", ended("result"))
            .rows("voids", ended("void")),
    )
}

fn voids(scope: &Scope) -> Draft {
    Draft::new(
        "voids-by-reason",
        ("作废原因", "Voids by reason"),
        vec![Column::key("reason", "原因", "reason", Domain::Reason)],
    )
    .note("本期作废的抽取。", "Attempts voided in the period.")
    .columns([Column::count("voids", "作废", "voided", TIMES)])
    .counting(
        Counting::of::<Attempt>([By::Column("reason")])
            .only(within("ended", scope).and(is("end", "void")))
            .all("voids"),
    )
}

fn replacements(scope: &Scope) -> Draft {
    Draft::new(
        "replacements-by-reason",
        ("替换原因", "Replacements by reason"),
        vec![
            Column::key("what", "替换对象", "what", Domain::Word),
            Column::key("reason", "原因", "reason", Domain::Reason),
        ],
    )
    .note(
        "本期登记的替换。补上：检查对象由他户递补，检查人员由他人换上；其余为空缺。",
        "Replacements of the period. Filled: another subject or another officer stepped in; otherwise the place stays empty.",
    )
    .columns([
        Column::count("replacements", "替换", "replaced", TIMES),
        Column::count("filled", "其中补上", "filled", TIMES),
        Column::rate("filled_rate", "补上率", "filled", "filled", "replacements"),
    ])
    .counting(
        Counting::of::<Replacement>([By::Column("what"), By::Column("reason")])
            .only(within("day", scope))
            .all("replacements")
            .rows("filled", col("filled")),
    )
    .words(&[("inspector", "检查人员", "officers"), ("subject", "检查对象", "subjects")])
}

fn planned(facts: &Facts, _: &Scope) -> LazyFrame {
    let attempt = || [col("draw"), col("attempt")];
    let plans = facts.of::<Attempt>().group_by(attempt()).agg([col("plan").min()]);
    let replaced = facts.of::<Replacement>().join(plans, attempt(), attempt(), JoinArgs::new(JoinType::Left));
    replaced.with_columns([col("plan").fill_null(lit(""))])
}

fn replaced(scope: &Scope) -> Draft {
    Draft::new("replacements-by-task", ("各任务的替换", "Replacements by task"), task_keys())
        .note(
            "应检查：本期锁定名单的对象，含递补的。替换：本期登记的；替换人员不属于某一任务，列在任务不适用的行。",
            "To be inspected: on a list locked in the period, those who stepped in included. Replacements: of the period; an officer is replaced in the whole draw, in the row without a task.",
        )
        .columns([
            Column::visits("due", "应检查", "to be inspected"),
            Column::visits("stepped_in", "其中递补", "stepped in"),
            Column::count("subjects", "替换对象", "subjects replaced", TIMES),
            Column::count("officers", "替换人员", "officers replaced", TIMES),
            Column::count("unfilled", "未能补上", "not filled", TIMES),
        ])
        .counting(
            Counting::of::<Visit>(task_by())
                .only(within("listed", scope))
                .all("due")
                .rows("stepped_in", col("stepped_in")),
        )
        .counting(
            Counting::from(PLANNED, task_by())
                .only(within("day", scope))
                .rows("subjects", is("what", "subject"))
                .rows("officers", is("what", "inspector"))
                .rows("unfilled", col("filled").not()),
        )
}

/// A subject has one team in an attempt, also where it is in several tasks: its seats are told once.
fn teamed(facts: &Facts, scope: &Scope) -> LazyFrame {
    let keys = || [col("draw"), col("attempt"), col("subject")];
    let drawn = col("drawn").cast(DataType::Int64).min().alias("team");
    let teams = facts.of::<Seat>().filter(by("visited", scope.last())).group_by(keys()).agg([drawn]);
    facts
        .of::<Visit>()
        .filter(within("listed", scope))
        .join(teams, keys(), keys(), JoinArgs::new(JoinType::Left))
        .with_columns([col("team").fill_null(lit(-1))])
}

fn visits(scope: &Scope) -> Draft {
    let seen = || by("visited", scope.last());
    let team = |whole: i64| seen().and(col("team").eq(lit(whole)));
    Draft::new("visits-made", ("实施检查与抽派", "Visits made and teams drawn"), task_keys())
        .note(
            "应检查：本期锁定名单的对象；已实施：至期末已到场。原组：检查组全为抽中的人员；换人：组中有替换进来的人员；不明：没有登记检查人员。",
            "To be inspected: on a list locked in the period; visited by the end of it. Drawn team: everybody in it was drawn; changed: somebody stepped in; not known: no team was recorded.",
        )
        .columns([
            Column::visits("due", "应检查", "to be inspected"),
            Column::visits("visited", "已实施检查", "visited"),
            Column::visits("drawn_team", "抽中的原组", "by the drawn team"),
            Column::visits("changed_team", "换过人的组", "by a changed team"),
            Column::visits("unknown_team", "检查组不明", "team not known"),
            Column::rate("visited_rate", "实施率", "visited", "visited", "due"),
            Column::rate("drawn_rate", "原组率", "by the drawn team", "drawn_team", "visited"),
        ])
        .counting(
            Counting::from(TEAMED, task_by())
                .all("due")
                .rows("visited", seen())
                .rows("drawn_team", team(1))
                .rows("changed_team", team(0))
                .rows("unknown_team", team(-1)),
        )
}
