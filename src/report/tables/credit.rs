//! 信用事件 by kind, month and region; 信用修复 and 投诉举报 step by step. Events count by the day they
//! happened. `docs/reports.md` §7 and §9.

use super::count::{By, Counting, Scope, is, within};
use super::draft::Draft;
use crate::report::facts::CreditEvent;
use crate::report::table::{Column, Domain};
use polars::prelude::lit;

const EVENTS: (&str, &str) = ("条", "events");

/// What is grouped together: some dozens of kinds, a day each.
const MONTHLY: &[&str] = &["day", "kind", "manner"];

/// Columns by region: name, kind, heading.
const KINDS: [(&str, &str, &str, &str); 7] = [
    ("penalties", "penalty", "行政处罚", "penalties"),
    ("orders", "order", "责令改正", "orders"),
    ("listings", "listing", "列入", "listings"),
    ("removals", "removal", "移出", "removals"),
    ("complaints", "complaint", "投诉举报", "complaints"),
    ("repairs", "repair-applied", "申请信用修复", "repairs applied for"),
    ("objections", "objection", "异议", "objections"),
];

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    vec![events(scope), by_month(scope), by_region(scope), repairs(scope), complaints(scope)]
}

fn kind() -> Column {
    Column::key("event", "信用事件", "credit event", Domain::Event)
}

fn month() -> Column {
    Column::key("month", "月份", "month", Domain::Month)
}

fn events(scope: &Scope) -> Draft {
    Draft::new("credit-events", ("信用事件（按种类）", "Credit events by kind"), vec![kind()])
        .note(
            "按事件发生日计入本期；罚款、没收为处罚决定所载金额。",
            "Events that happened in the period. Fines and confiscated sums as the decisions state them.",
        )
        .columns([
            Column::count("events", "事件", "events", EVENTS),
            Column::count("fines", "罚款", "fines", ("分", "fen")),
            Column::count("confiscated", "没收", "confiscated", ("分", "fen")),
        ])
        .counting(
            Counting::of::<CreditEvent>([By::Pair("kind", "manner")])
                .only(within("day", scope))
                .along(MONTHLY)
                .all("events")
                .sum("fines", "fine", lit(true))
                .sum("confiscated", "confiscated", lit(true)),
        )
}

fn by_month(scope: &Scope) -> Draft {
    Draft::new(
        "credit-events-by-month",
        ("信用事件（按月）", "Credit events by month"),
        vec![month(), kind()],
    )
    .note("按事件发生日计入当月。", "Events by the month they happened in.")
    .columns([Column::count("events", "事件", "events", EVENTS)])
    .counting(
        Counting::of::<CreditEvent>([By::Month("day"), By::Pair("kind", "manner")])
            .only(within("day", scope))
            .along(MONTHLY)
            .all("events"),
    )
}

fn by_region(scope: &Scope) -> Draft {
    let mut counting =
        Counting::of::<CreditEvent>([By::Column("region")]).only(within("day", scope)).all("events");
    for (name, kind, _, _) in KINDS {
        counting = counting.rows(name, is("kind", kind));
    }
    Draft::new(
        "credit-events-by-region",
        ("信用事件（按地区）", "Credit events by region"),
        vec![Column::key("region", "地区", "region", Domain::Region)],
    )
    .note(
        "按事件发生日计入本期；名录中没有的主体归入未登记。事件合计含未单列的种类。",
        "Events that happened in the period; subjects the library does not know have no region. All events include kinds without a column.",
    )
    .columns([Column::count("events", "事件合计", "all events", EVENTS)])
    .columns(KINDS.map(|(name, _, zh, en)| Column::count(name, zh, en, EVENTS)))
    .counting(counting)
}

/// A table of steps by month: column, kind, manner (empty: whatever it is), headings.
fn steps(
    scope: &Scope,
    draft: Draft,
    steps: &[(&'static str, &'static str, &'static str, &str, &str)],
) -> Draft {
    let mut counting =
        Counting::of::<CreditEvent>([By::Month("day")]).only(within("day", scope)).along(MONTHLY);
    for (name, kind, manner, _, _) in steps {
        // By code, not by condition: the query groups by kind and manner anyway.
        let mut has = vec![("kind", *kind)];
        has.extend((!manner.is_empty()).then_some(("manner", *manner)));
        counting = counting.code(name, has);
    }
    let columns = steps.iter().map(|(name, _, _, zh, en)| Column::count(name, zh, en, EVENTS));
    draft.columns(columns).counting(counting)
}

fn repairs(scope: &Scope) -> Draft {
    let draft = Draft::new("repairs", ("信用修复", "Credit repair"), vec![month()]).note(
        "各步骤按其发生日计入当月；同一申请的各步骤可在不同月份。",
        "Each step by the month it happened in; the steps of one application may lie in different months.",
    );
    let known = [
        ("applied", "repair-applied", "", "申请", "applied for"),
        ("accepted", "repair-accepted", "", "受理", "accepted"),
        ("granted", "repair-decided", "granted", "准予", "granted"),
        ("refused", "repair-decided", "refused", "不予", "refused"),
        ("revoked", "repair-revoked", "", "撤销", "revoked"),
    ];
    steps(scope, draft, &known)
}

fn complaints(scope: &Scope) -> Draft {
    let draft = Draft::new("complaints", ("投诉举报", "Complaints and leads"), vec![month()]).note(
        "各步骤按其发生日计入当月；同一件的各步骤可在不同月份。",
        "Each step by the month it happened in; the steps of one case may lie in different months.",
    );
    let known = [
        ("complaints", "complaint", "complaint", "投诉", "complaints"),
        ("leads", "complaint", "lead", "举报", "leads"),
        ("accepted", "complaint-answered", "accepted", "受理", "accepted"),
        ("refused", "complaint-answered", "refused", "不予受理", "refused"),
        ("filed", "complaint-answered", "filed", "立案与否已决定", "case decided on"),
        ("ended", "complaint-answered", "ended", "办结", "ended"),
    ];
    steps(scope, draft, &known)
}
