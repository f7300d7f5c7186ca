//! 检查结果, 核查方式 and 后续处置措施 as they were published: one count for every subject and matter (项次).
//! A result with two codes counts under both, so codes do not add up to the results. `docs/reports.md` §3.

use super::count::{By, Counting, Scope, by, within};
use super::draft::{Draft, Total};
use crate::core::outcome::{Disposal, Found};
use crate::report::facts::Outcome;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const RESULTS: (&str, &str) = ("项次", "results");

/// Columns of the result codes.
const FOUND: [(&str, &str); 13] = [
    ("r1", "R1"),
    ("r2", "R2"),
    ("r3", "R3"),
    ("r4", "R4"),
    ("r5", "R5"),
    ("r6", "R6"),
    ("r7", "R7"),
    ("r8", "R8"),
    ("r9", "R9"),
    ("g1", "G1"),
    ("g2", "G2"),
    ("g3", "G3"),
    ("g4", "G4"),
];

/// Columns of the codes of disposals.
const DISPOSED: [(&str, &str); 6] =
    [("d1", "D1"), ("d2", "D2"), ("d3", "D3"), ("d4", "D4"), ("d5", "D5"), ("d6", "D6")];

const NOTE: (&str, &str) = (
    "本期公示的检查结果，每户每事项计一项次；一项次有多个代码的分别计入，各代码之和可大于项次数。已撤回的结果不计。发现问题：代码含R2至R6或R9。",
    "Results published in the period, one for each subject and matter. One with several codes counts under each, so that codes add up to more. Withdrawn ones do not count. With a problem: one of R2 to R6 and R9.",
);

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    let mut drafts = vec![
        by_code(scope, "results", ("检查结果", "Results"), ("results", Domain::Result)),
        by_code(scope, "methods", ("核查方式", "Methods"), ("methods", Domain::Method)),
        by_code(scope, "disposals", ("后续处置措施", "Disposals"), ("disposals", Domain::Disposal)),
    ];
    for (column, id, zh, en, domain) in [
        ("region", "results-by-region", "地区", "region", Domain::Region),
        ("department", "results-by-department", "部门", "department", Domain::Department),
        ("matter", "results-by-matter", "事项", "matter", Domain::Matter),
        ("category", "results-by-category", "抽查类别", "category of matter", Domain::Category),
    ] {
        let title = (format!("检查结果（按{zh}）"), format!("Results by {en}"));
        drafts.push(wide(scope, Draft::new(id, title, vec![Column::key(column, zh, en, domain)]), column));
    }
    for (column, id, zh, en, domain) in [
        ("region", "disposals-by-region", "地区", "region", Domain::Region),
        ("department", "disposals-by-department", "部门", "department", Domain::Department),
    ] {
        let title = (format!("后续处置（按{zh}）"), format!("Disposals by {en}"));
        drafts.push(disposed(
            scope,
            Draft::new(id, title, vec![Column::key(column, zh, en, domain)]),
            column,
        ));
    }
    drafts.push(by_region_and_matter(scope));
    drafts
}

fn by_code(
    scope: &Scope,
    id: &'static str,
    (zh, en): (&str, &str),
    (column, domain): (&'static str, Domain),
) -> Draft {
    let key = vec![Column::key("code", zh, en.to_lowercase().trim_end_matches('s'), domain)];
    counted(scope, Draft::new(id, (zh, en), key).note(NOTE.0, NOTE.1), vec![By::Codes(column)])
        .total(Total::Counted)
}

/// What is grouped together: codes have few values, a matter has one category.
fn along(keys: &[By]) -> &'static [&'static str] {
    match keys {
        [By::Codes(_) | By::Column("department")] => &["department", "disposals", "methods", "results"],
        [By::Column("matter" | "category")] => &["category", "matter", "results"],
        [By::Column("region")] => &["region", "disposals", "results"],
        _ => &[],
    }
}

fn counted(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let along = along(&keys);
    draft
        .columns([
            Column::count("results", "项次", "results", RESULTS),
            Column::count("problems", "发现问题", "with a problem", RESULTS),
            Column::count("finished", "完结", "finished", RESULTS),
            Column::count("corrected", "更正过", "corrected", RESULTS),
            Column::rate("problem_rate", "发现问题率", "problems", "problems", "results"),
            Column::rate("finish_rate", "完结率", "finished", "finished", "results"),
        ])
        .counting(
            Counting::of::<Outcome>(keys)
                .only(within("published", scope))
                .along(along)
                .all("results")
                .rows("problems", col("problem"))
                .rows("finished", by("finished", scope.last()))
                .rows("corrected", col("corrections").gt(lit(0))),
        )
}

fn wide(scope: &Scope, draft: Draft, column: &'static str) -> Draft {
    let titles = |code: &str| {
        let found = Found::all().find(|one| one.code() == code);
        found.map_or(("", ""), |one| (one.title(), one.english()))
    };
    let codes = FOUND.map(|(name, code)| {
        let (zh, en) = titles(code);
        Column::count(name, &format!("{code} {zh}"), &format!("{code} {en}"), RESULTS)
    });
    let draft = counted(scope, draft.note(NOTE.0, NOTE.1), vec![By::Column(column)]);
    let keys = [By::Column(column)];
    let counting = Counting::of::<Outcome>(keys).only(within("published", scope)).along(along(&keys));
    draft.columns(codes).counting(counting.codes("results", &FOUND))
}

fn disposed(scope: &Scope, draft: Draft, column: &'static str) -> Draft {
    let titles = |code: &str| {
        let found = Disposal::all().find(|one| one.code() == code);
        found.map_or(("", ""), |one| (one.title(), one.english()))
    };
    let codes = DISPOSED.map(|(name, code)| {
        let (zh, en) = titles(code);
        Column::count(name, &format!("{code} {zh}"), &format!("{code} {en}"), RESULTS)
    });
    let keys = [By::Column(column)];
    draft
        .note(NOTE.0, NOTE.1)
        .columns([
            Column::count("results", "项次", "results", RESULTS),
            Column::count("finished", "完结", "finished", RESULTS),
            Column::rate("finish_rate", "后续处置率", "finished", "finished", "results"),
        ])
        .columns(codes)
        .counting(
            Counting::of::<Outcome>(keys)
                .only(within("published", scope))
                .along(along(&keys))
                .all("results")
                .rows("finished", by("finished", scope.last()))
                .codes("disposals", &DISPOSED),
        )
}

fn by_region_and_matter(scope: &Scope) -> Draft {
    let keys = vec![
        Column::key("region", "地区", "region", Domain::Region),
        Column::key("matter", "事项", "matter", Domain::Matter),
    ];
    let public = || within("published", scope);
    Draft::new(
        "results-by-region-and-matter",
        ("检查结果（按地区和事项）", "Results by region and matter"),
        keys,
    )
    .note(NOTE.0, NOTE.1)
    .columns([
        Column::count("results", "项次", "results", RESULTS),
        Column::count("problems", "发现问题", "with a problem", RESULTS),
        Column::rate("problem_rate", "发现问题率", "problems", "problems", "results"),
    ])
    .counting(
        Counting::of::<Outcome>([By::Column("region"), By::Column("matter")])
            .rows("results", public())
            .rows("problems", public().and(col("problem"))),
    )
}
