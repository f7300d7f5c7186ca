//! How much of what there is was drawn: rows in scope, eligible, at the cap and drawn by task; subjects and
//! matters overall; subjects by the visits they had this year. `docs/reports.md` §6.

use super::count::{By, Counting, Scope, Source, by, is, within};
use super::draft::{Draft, Total};
use super::inspections::{task_by, task_keys};
use super::libraries;
use crate::report::facts::{Drawing, Facts, Matter, Outcome, Visit};
use crate::report::table::{Column, Domain};
use polars::prelude::*;

/// A row for each subject on a list of the year: how many visits it had in the year by the last day.
const VISITED: Source = Source { fact: "visits", view: "visited-subjects", frame: visited };

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    vec![by_task(scope), overall(scope), caps(scope)]
}

fn by_task(scope: &Scope) -> Draft {
    let drawn = || within("day", scope);
    Draft::new("coverage-by-task", ("抽取情况（按任务）", "Draws by task"), task_keys())
        .note(
            "本期产生结果的抽取。范围：任务抽查对象范围内的名录行。达频次上限、其他排除：不参加抽取的行，后者为抽取名单状态栏所载的其他原因（注销、吊销、迁出、歇业、许可过期等）；范围＝达频次上限＋其他排除＋可抽。候补不计入抽中。",
            "Draws with a result in the period. In scope: rows of the library the task is about. Excluded: at the cap of visits, or for another reason that the frame's status names (deregistered, revoked, moved out, suspended, licence over and the like). In scope = at the cap + other exclusions + eligible. Reserves do not count as drawn.",
        )
        .columns([
            Column::visits("scope", "范围", "in scope"),
            Column::visits("at_cap", "达频次上限", "at the cap"),
            Column::visits("excluded", "其他排除", "other exclusions"),
            Column::visits("eligible", "可抽", "eligible"),
            Column::visits("drawn", "抽中", "drawn"),
            Column::visits("reserve", "候补", "reserve"),
            Column::rate("drawn_rate", "抽取比例", "drawn", "drawn", "eligible"),
        ])
        .counting(
            Counting::of::<Drawing>(task_by())
                .sum("scope", "scope", drawn())
                .sum("at_cap", "at_cap", drawn())
                .sum("excluded", "excluded", drawn())
                .sum("eligible", "eligible", drawn())
                .sum("drawn", "drawn", drawn())
                .sum("reserve", "reserve", drawn()),
        )
}

fn overall(scope: &Scope) -> Draft {
    let any = || col("code").is_not_null();
    Draft::new(
        "coverage",
        ("覆盖情况", "Coverage"),
        vec![Column::key("measure", "指标", "measure", Domain::Word)],
    )
    .note(
        "抽查对象：本期列入锁定名单的不同对象，与期末最近一版检查对象名录库中可抽的行相比，企业、个体工商户等均在其中。抽查事项：本期有公示结果的不同事项，与现行事项清单相比。",
        "Subjects: different ones on lists locked in the period, against rows that may be drawn in the newest library of subjects by the end of it, self-employed traders included. Matters: different ones with a result published in the period, against the item list in force.",
    )
    .columns([
        Column::count("covered", "已覆盖", "covered", ("户、项", "subjects, matters")),
        Column::count("all", "全部", "all", ("户、项", "subjects, matters")),
        Column::rate("coverage", "覆盖率", "coverage", "covered", "all"),
    ])
    .counting(Counting::of::<Visit>([By::Fixed("subjects")]).distinct(
        "covered",
        "subject",
        within("listed", scope),
    ))
    .counting(Counting::from(libraries::NEWEST, [By::Fixed("subjects")]).sum(
        "all",
        "usable",
        is("kind", "subjects"),
    ))
    .counting(Counting::of::<Outcome>([By::Fixed("matters")]).distinct(
        "covered",
        "matter",
        within("published", scope),
    ))
    .counting(Counting::of::<Matter>([By::Fixed("matters")]).distinct("all", "code", any()))
    .words(&[
        ("subjects", "抽查对象（抽查企业比例，含个体工商户）", "subjects inspected (enterprises and others)"),
        ("matters", "抽查事项（事项覆盖率）", "matters inspected"),
    ])
    .total(Total::None)
}

fn visited(facts: &Facts, scope: &Scope) -> LazyFrame {
    let year = scope.year_to_date();
    let made = by("visited", scope.last()).cast(DataType::UInt32);
    let visits = facts.of::<Visit>().filter(within("listed", &year));
    // Two lists may be locked before either is visited: days are counted from the first list on as well.
    let known = (col("earlier") + made).max();
    let days = col("visited").filter(by("visited", scope.last())).n_unique().cast(DataType::UInt32);
    let told = [known.alias("known"), (col("earlier").min() + days).alias("days")];
    let visits = visits.group_by([col("subject")]).agg(told);
    let more = when(col("days").gt(col("known"))).then(col("days")).otherwise(col("known"));
    visits.with_columns([more.alias("visits")]).select([
        col("subject"),
        when(col("visits").eq(lit(0)))
            .then(lit("0"))
            .when(col("visits").eq(lit(1)))
            .then(lit("1"))
            .when(col("visits").eq(lit(2)))
            .then(lit("2"))
            .otherwise(lit("3+"))
            .alias("visits"),
    ])
}

fn caps(_: &Scope) -> Draft {
    Draft::new(
        "visits-per-subject",
        ("同一对象本年度检查次数", "Visits to a subject in the year"),
        vec![Column::key("visits", "本年度检查次数", "visits in the year", Domain::Word)],
    )
    .note(
        "本年度截至期末列入锁定名单的不同对象，按本年度已实施的检查次数（含名录所载次数）。",
        "Different subjects on lists locked in the year by the end of the period, by visits made in the year, those the library tells included.",
    )
    .columns([Column::subjects("subjects", "对象", "subjects")])
    .counting(Counting::from(VISITED, [By::Column("visits")]).rows("subjects", col("subject").is_not_null()))
    .words(&[("0", "0次", "none"), ("1", "1次", "one"), ("2", "2次", "two"), ("3+", "3次及以上", "three or more")])
}
