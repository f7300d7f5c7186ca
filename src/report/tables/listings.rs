//! 列入 and 移出: entries (条) and subjects (户) apart. 总列入条数 − 更正撤销条数 = 列入条数 = Σ by ground;
//! 移出条数 = Σ by reason; 期初 + 列入 − 移出 = 期末. A subject is one 户 whatever its entries, so 户 are
//! counted again for each row and never added up. `docs/reports.md` §8; `core/credit/stats` is the twin for
//! one list.

use super::count::{By, Counting, Scope, before, by, within};
use super::draft::{Draft, Total};
use crate::report::facts::Listing;
use crate::report::table::{Column, Domain};
use polars::prelude::*;

const ENTRIES: (&str, &str) = ("条", "entries");

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    let list = || Column::key("list", "名录", "list", Domain::List);
    let by_list = Draft::new("listings", ("名录列入与移出", "Listings"), vec![list()]);
    let region = Column::key("region", "地区", "region", Domain::Region);
    let by_region = Draft::new(
        "listings-by-region",
        ("名录列入与移出（按地区）", "Listings by region"),
        vec![list(), region],
    );
    vec![
        movements(scope, by_list, vec![By::Column("list")]),
        movements(scope, by_region, vec![By::Column("list"), By::Column("region")]),
        grounds(scope, list()),
        reasons(scope, list()),
    ]
}

/// Entries that are not withdrawn.
pub(super) fn valid() -> Expr {
    col("withdrawn").not()
}

/// Entries on a list at the end.
pub(super) fn open(scope: &Scope) -> Expr {
    valid().and(by("since", scope.last())).and(by("closed", scope.last()).not())
}

fn movements(scope: &Scope, draft: Draft, keys: Vec<By>) -> Draft {
    let made = || within("since", scope);
    let listed = || made().and(valid());
    let removed = || valid().and(within("closed", scope));
    let already = valid().and(before("since", scope.first())).and(before("closed", scope.first()).not());
    draft
        .note(
            "总列入含其后更正（撤销）的，列入不含。期初在列＋列入－移出＝期末在列（条）。户数按不同主体分别计数，不由条数或各行相加。",
            "Made includes entries withdrawn since; listed does not. Entries at the start + listed - removed = entries at the end. Subjects are counted apart in every row and do not add up.",
        )
        .columns([
            Column::count("opening", "期初在列", "at the start", ENTRIES),
            Column::count("made", "总列入", "made", ENTRIES),
            Column::count("withdrawn", "更正撤销", "withdrawn", ENTRIES),
            Column::count("listed", "列入", "listed", ENTRIES),
            Column::count("removed", "移出", "removed", ENTRIES),
            Column::count("repaired", "其中信用修复移出", "of these by repair", ENTRIES),
            Column::count("open", "期末在列", "at the end", ENTRIES),
            Column::subjects("subjects_listed", "列入", "listed"),
            Column::subjects("subjects_removed", "移出", "removed"),
            Column::subjects("subjects_open", "期末在列", "at the end"),
        ])
        .counting(
            Counting::of::<Listing>(keys)
                .rows("opening", already)
                .rows("made", made())
                .rows("withdrawn", made().and(col("withdrawn")))
                .rows("listed", listed())
                .rows("removed", removed())
                .rows("repaired", removed().and(col("repaired")))
                .rows("open", open(scope))
                .distinct("subjects_listed", "subject", listed())
                .distinct("subjects_removed", "subject", removed())
                .distinct("subjects_open", "subject", open(scope)),
        )
        .total(Total::Counted)
}

fn grounds(scope: &Scope, list: Column) -> Draft {
    let ground = Column::key("ground", "列入事由", "ground", Domain::Ground);
    Draft::new("listings-by-ground", ("列入事由", "Grounds of listings"), vec![list, ground])
        .note(
            "本期列入的条数，不含更正（撤销）的；期末在列不限何时列入。",
            "Entries listed in the period without withdrawn ones; those on the list at the end count whatever their day.",
        )
        .columns([
            Column::count("listed", "列入", "listed", ENTRIES),
            Column::count("open", "期末在列", "at the end", ENTRIES),
        ])
        .counting(
            Counting::of::<Listing>([By::Column("list"), By::Column("ground")])
                .rows("listed", valid().and(within("since", scope)))
                .rows("open", open(scope)),
        )
}

fn reasons(scope: &Scope, list: Column) -> Draft {
    let reason = Column::key("reason", "移出原因", "reason", Domain::Removal);
    Draft::new("removals-by-reason", ("移出原因", "Reasons of removals"), vec![list, reason])
        .note(
            "本期移出的条数，不含更正（撤销）的。",
            "Entries removed in the period, without withdrawn ones.",
        )
        .columns([Column::count("removed", "移出", "removed", ENTRIES)])
        .counting(
            Counting::of::<Listing>([By::Column("list"), By::Column("reason")])
                .rows("removed", valid().and(within("closed", scope))),
        )
}
