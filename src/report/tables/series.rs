//! The year month by month, and the numbers of the period beside those of the period before (环比) and of the
//! same period a year before (同比). `docs/reports.md` §11.

use super::count::{By, Counting, Scope, by, within};
use super::draft::{Draft, Total};
use super::listings::{open, valid};
use super::run::month;
use crate::core::time::Date;
use crate::report::facts::{Clock, CreditEvent, Listing, Outcome, Visit};
use crate::report::table::{Column, Domain, Holds, Value};
use polars::prelude::*;

/// A headline number: word, headings, and its counting with a column for each of the scopes given.
type Headline =
    (&'static str, &'static str, &'static str, fn(&[(&'static str, Scope)], &'static str) -> Counting);

/// The tables.
pub(super) fn drafts(scope: &Scope) -> Vec<Draft> {
    vec![monthly(scope), compared(scope)]
}

fn monthly(scope: &Scope) -> Draft {
    let year = scope.year_to_date();
    let days = || |column: &'static str| within(column, &year);
    let of = days();
    let visits = |column: &'static str| Counting::of::<Visit>([By::Month(column)]);
    let listings = |column: &'static str| Counting::of::<Listing>([By::Month(column)]);
    Draft::new(
        "months",
        ("逐月情况", "Month by month"),
        vec![Column::key("month", "月份", "month", Domain::Month)],
    )
    .note(
        "自本年1月至期末，各列按各自的日期计入当月：名单锁定、检查、全部结果公示（发现问题同）、完结、列入、移出。",
        "From January of the year to the end of the period; each column by its own day: list locked, visit, every result public (problems too), finished, listed, removed.",
    )
    .columns([
        Column::subjects("listed", "应检查", "to be inspected"),
        Column::subjects("visited", "实施检查", "visited"),
        Column::subjects("published", "已公示", "public"),
        Column::subjects("problems", "发现问题", "with a problem"),
        Column::subjects("finished", "完结", "finished"),
        Column::count("in", "列入", "listed", ("条", "entries")),
        Column::count("out", "移出", "removed", ("条", "entries")),
    ])
    .counting(visits("listed").rows("listed", of("listed")))
    .counting(visits("visited").rows("visited", of("visited")))
    .counting(
        visits("published")
            .rows("published", of("published"))
            .rows("problems", of("published").and(col("problem"))),
    )
    .counting(visits("finished").rows("finished", of("finished")))
    .counting(listings("since").rows("in", of("since").and(valid())))
    .counting(listings("closed").rows("out", of("closed").and(valid())))
    .always(months(year.first(), year.last()))
}

/// The months from one day to another.
fn months(first: Date, last: Date) -> Vec<Vec<Value>> {
    let firsts = (1..=12).filter_map(|month| Date::new(first.year(), month, 1));
    firsts.filter(|day| *day <= last).map(|day| vec![month(day)]).collect()
}

/// The headline numbers.
const HEADLINES: [Headline; 11] = [
    ("due", "应检查（户）", "to be inspected (subjects)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("listed", scope))
    }),
    ("visited", "实施检查（户）", "visited (subjects)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("visited", scope))
    }),
    ("published", "已公示（户）", "public (subjects)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("published", scope))
    }),
    ("problems", "发现问题（户）", "with a problem (subjects)", |scopes, word| {
        let counting = Counting::of::<Visit>([By::Fixed(word)]);
        of(counting, scopes, |scope| within("published", scope).and(col("problem")))
    }),
    ("finished", "完结（户）", "finished (subjects)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("finished", scope))
    }),
    ("results", "公示结果（项次）", "results published", |scopes, word| {
        of(Counting::of::<Outcome>([By::Fixed(word)]), scopes, |scope| within("published", scope))
    }),
    ("on_time", "按时办结（件）", "clocks met", |scopes, word| {
        of(Counting::of::<Clock>([By::Fixed(word)]), scopes, |scope| {
            within("due", scope).and(by("done", scope.last())).and(col("done").lt_eq(col("due")))
        })
    }),
    ("listed", "列入（条）", "listed (entries)", |scopes, word| {
        let counting = Counting::of::<Listing>([By::Fixed(word)]);
        of(counting, scopes, |scope| within("since", scope).and(valid()))
    }),
    ("removed", "移出（条）", "removed (entries)", |scopes, word| {
        let counting = Counting::of::<Listing>([By::Fixed(word)]);
        of(counting, scopes, |scope| within("closed", scope).and(valid()))
    }),
    ("open", "期末在列（条）", "on a list at the end (entries)", |scopes, word| {
        of(Counting::of::<Listing>([By::Fixed(word)]), scopes, open)
    }),
    ("events", "信用事件（条）", "credit events", |scopes, word| {
        of(Counting::of::<CreditEvent>([By::Fixed(word)]), scopes, |scope| within("day", scope))
    }),
];

fn of(counting: Counting, scopes: &[(&'static str, Scope)], condition: fn(&Scope) -> Expr) -> Counting {
    scopes.iter().fold(counting, |counting, (name, scope)| counting.rows(name, condition(scope)))
}

/// The period, the one before and the one a year before, each up to the same day of it where the period is
/// not over.
pub(super) fn scopes(scope: &Scope) -> Vec<(&'static str, Scope)> {
    let days = scope.last().days() - scope.first().days();
    let mut scopes = vec![("now", *scope)];
    for (name, period) in [("previous", scope.period.previous()), ("year_before", scope.period.year_before())]
    {
        let Some(period) = period else { continue };
        let same = match scope.whole() {
            true => Some(period.last()),
            false => Date::from_days(period.first().days() + days).map(|day| day.min(period.last())),
        };
        scopes.extend(same.map(|as_of| (name, Scope { period, as_of })));
    }
    scopes
}

fn compared(scope: &Scope) -> Draft {
    let scopes = scopes(scope);
    let change = |name, zh: &str, en: &str| Column {
        name,
        heading: crate::core::lang::Twin::new(zh, en),
        holds: Holds::Change,
    };
    let number = ("各行单位", "as named");
    let mut draft = Draft::new(
        "comparison",
        ("同比与环比", "Compared with earlier periods"),
        vec![Column::key("measure", "指标", "measure", Domain::Word)],
    )
    .note(
        "各指标按各自的日期计入期间。本期未满的，上期与上年同期也只计到相应的一天。",
        "Each number by its own day. Where the period is not over, the others are counted up to the same day of theirs.",
    )
    .columns([
        Column::count("now", "本期", "this period", number),
        Column::count("previous", "上期", "the period before", number),
        change("change", "环比增减", "change on the period before"),
        Column::rate("previous_rate", "为上期的", "of the period before", "now", "previous"),
        Column::count("year_before", "上年同期", "a year before", number),
        change("year_change", "同比增减", "change on a year before"),
        Column::rate("year_rate", "为上年同期的", "of a year before", "now", "year_before"),
    ])
    .change("change", "now", "previous")
    .change("year_change", "now", "year_before")
    .total(Total::None);
    for (word, zh, en, counting) in HEADLINES {
        draft = draft.counting(counting(&scopes, word)).words(&[(word, zh, en)]);
    }
    draft
}
