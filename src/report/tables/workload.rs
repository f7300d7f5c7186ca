//! 工作量: places in teams, visits made and officers; by unit, and for the bureau alone by officer.
//! `docs/reports.md` §5.

use super::count::{By, Counting, Scope, within};
use super::draft::{Draft, Total};
use crate::report::facts::Seat;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const PLACES: (&str, &str) = ("人次", "places");

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    let unit = || Column::key("unit", "单位", "unit", Domain::Unit);
    let officer = Column::key("officer", "执法人员", "officer", Domain::Officer);
    let units =
        Draft::new("workload-by-unit", ("执法人员工作量（按单位）", "Workload by unit"), vec![unit()])
            .columns([
                Column::count("officers", "参与人员", "officers", ("人", "officers")),
                Column::count("visitors", "实施人员", "officers who visited", ("人", "officers")),
            ])
            .counting(
                Counting::of::<Seat>([By::Column("unit")])
                    .distinct("officers", "officer", within("day", scope))
                    .distinct("visitors", "officer", within("visited", scope)),
            )
            .total(Total::Counted);
    let officers = Draft::new(
        "workload-by-officer",
        ("执法人员工作量（按人员）", "Workload by officer"),
        vec![unit(), officer],
    );
    vec![
        places(scope, units, vec![By::Column("unit")]),
        places(scope, officers, vec![By::Column("unit"), By::Column("officer")]).internal(),
    ]
}

fn places(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let assigned = || within("day", scope);
    draft
        .note(
            "抽派：本期抽取或换人产生的检查组人次。到场：本期已实施检查的人次。",
            "Assigned: places in teams drawn or filled in the period. Visited: places of teams that visited in the period.",
        )
        .columns([
            Column::count("assigned", "抽派", "assigned", PLACES),
            Column::count("drawn", "其中抽中", "of these drawn", PLACES),
            Column::count("leads", "任组长", "as lead", PLACES),
            Column::count("visited", "到场", "visited", PLACES),
        ])
        .counting(
            Counting::of::<Seat>(keys)
                .rows("assigned", assigned())
                .rows("drawn", assigned().and(col("drawn")))
                .rows("leads", assigned().and(col("lead")))
                .rows("visited", within("visited", scope)),
        )
}
