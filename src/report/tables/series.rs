//! The year month by month, and the numbers of the period beside those of the period before (环比) and of the
//! same period a year before (同比). `docs/reports.md` §11.

use super::count::{By, Counting, Scope, by, within};
use super::draft::{Draft, Total};
use super::listings::{open, valid};
use super::run::month;
use crate::core::lang::Twin;
use crate::core::period::Period;
use crate::core::time::Date;
use crate::report::facts::{Clock, CreditEvent, Listing, Outcome, Visit};
use crate::report::table::{Column, Domain, Holds, Table, Value};
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
        "自本年1月至期末，各列按各自的日期计入当月：名单锁定、检查、全部结果公示（发现问题同）、完结、列入、移出。以前各月按档案现在所载计数，更正或补录后可能与当时印发的报告不同。",
        "From January of the year to the end of the period; each column by its own day: list locked, visit, every result public (problems too), finished, listed, removed. Earlier months are what the archive knows today and may differ from the reports printed then.",
    )
    .columns([
        Column::visits("listed", "应检查", "to be inspected"),
        Column::visits("visited", "实施检查", "visited"),
        Column::visits("published", "已公示", "public"),
        Column::visits("problems", "发现问题", "with a problem"),
        Column::visits("finished", "完结", "finished"),
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
    ("due", "应检查（户次）", "to be inspected (inspections)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("listed", scope))
    }),
    ("visited", "实施检查（户次）", "visited (inspections)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("visited", scope))
    }),
    ("published", "已公示（户次）", "public (inspections)", |scopes, word| {
        of(Counting::of::<Visit>([By::Fixed(word)]), scopes, |scope| within("published", scope))
    }),
    ("problems", "发现问题（户次）", "with a problem (inspections)", |scopes, word| {
        let counting = Counting::of::<Visit>([By::Fixed(word)]);
        of(counting, scopes, |scope| within("published", scope).and(col("problem")))
    }),
    ("finished", "完结（户次）", "finished (inspections)", |scopes, word| {
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
    let change = |name, zh: &str, en: &str| Column { name, heading: Twin::new(zh, en), holds: Holds::Change };
    let number = ("各行单位", "as named");
    let mut draft = Draft::new(
        "comparison",
        ("同比与环比", "Compared with earlier periods"),
        vec![Column::key("measure", "指标", "measure", Domain::Word)],
    )
    .note(
        "各指标按各自的日期计入期间。本期未满的，上期与上年同期也只计到相应的一天。以前各期按档案现在所载计数，更正或补录后可能与当时印发的报告不同；比例超过1000%的不列。",
        "Each number by its own day. Where the period is not over, the others are counted up to the same day of theirs. Earlier periods are what the archive knows today and may differ from the reports printed then; a share of more than 1000 % is not told.",
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

/// Columns of an earlier period: its numbers, the difference, the share.
const EARLIER: [(&str, [&str; 3]); 2] = [
    ("previous", ["previous", "change", "previous_rate"]),
    ("year_before", ["year_before", "year_change", "year_rate"]),
];

/// What the archive knows of an earlier period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// All of it.
    Whole,
    /// The archive was begun in it, on this day.
    Partly(Date),
    /// Nothing: the archive was begun later, on this day.
    Nothing(Date),
}

/// What is known of the period that a column of the comparison is about; an archive without a library tells
/// no day on which it was begun.
pub fn known(scope: &Scope, column: &str, since: Option<Date>) -> Known {
    let earlier = scopes(scope).into_iter().find(|(name, _)| *name == column);
    match (earlier, since) {
        (Some((_, earlier)), Some(since)) if earlier.last() < since => Known::Nothing(since),
        (Some((_, earlier)), Some(since)) if earlier.first() < since => Known::Partly(since),
        _ => Known::Whole,
    }
}

/// The comparison as it is reported: nothing, not zero, of a period before the archive was begun, one
/// earlier period in a year, whose period before is the year before, and rows in the order of a report.
pub(super) fn reported(table: &mut Table, scope: &Scope, since: Option<Date>) {
    for (period, columns) in EARLIER {
        let known = known(scope, period, since);
        for name in columns {
            let Some(at) = table.place(name) else { continue };
            if period == "previous" && matches!(scope.period, Period::Year(_)) {
                table.columns.remove(at);
                table.rows.iter_mut().for_each(|row| drop(row.remove(at)));
            } else if matches!(known, Known::Nothing(_)) {
                table.rows.iter_mut().for_each(|row| row[at] = Value::None);
            }
        }
        let what = match period {
            "previous" => ("上期", "the period before"),
            _ => ("上年同期", "the same period a year before"),
        };
        let said = match known {
            Known::Whole => continue,
            _ if period == "previous" && matches!(scope.period, Period::Year(_)) => continue,
            Known::Partly(since) => Twin::new(
                format!("档案库自{since}起建立，{}只含该日以后的数据。", what.0),
                format!(" The archive was begun on {since}: of {} only what came after is known.", what.1),
            ),
            Known::Nothing(since) => Twin::new(
                format!("档案库自{since}起建立，{}无可比数据。", what.0),
                format!(" The archive was begun on {since}: nothing is known of {}.", what.1),
            ),
        };
        table.note =
            Twin::new(format!("{}{}", table.note.zh, said.zh), format!("{}{}", table.note.en, said.en));
    }
    let words = &table.words;
    let place = |row: &Vec<Value>| words.iter().position(|(word, _)| row[0].code() == Some(*word));
    table.rows.sort_by_key(place);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::facts::{Facts, Library};
    use crate::report::tables::tests::{day, visit};
    use crate::report::tables::{of_report, since};

    fn comparison(period: &str, begun: &str) -> Table {
        let scope = Scope { period: period.parse().unwrap(), as_of: day("2023-10-31") };
        let library = Library {
            kind: "subjects".into(),
            day: day(begun),
            imported: day(begun),
            rows: 1,
            usable: Some(1),
            issues: 0,
        };
        let visits = [visit("a", "1", "2023-10-09"), visit("b", "1", "2023-09-04")];
        let facts = Facts::empty().with(&visits).with(&[library]);
        assert_eq!(since(&facts, &scope).unwrap(), Some(day(begun)));
        let tables = of_report(&facts, &scope).unwrap();
        tables.into_iter().find(|table| table.id == "comparison").unwrap()
    }

    #[test]
    fn before_the_archive_was_begun_nothing_is_known() {
        let table = comparison("2023-10", "2023-09-02");
        let due = &table.rows[0];
        assert_eq!((table.number(due, "now"), table.number(due, "previous")), (Some(1), Some(1)));
        assert_eq!((table.number(due, "year_before"), table.number(due, "year_change")), (None, None));
        assert_eq!(table.thousandths(due, "now", "year_before"), None);
        let note = &table.note.zh;
        assert!(note.contains("档案库自2023-09-02起建立，上期只含该日以后的数据"), "{note}");
        assert!(note.contains("档案库自2023-09-02起建立，上年同期无可比数据"), "{note}");
        assert!(note.contains("可能与当时印发的报告不同"), "{note}");
        // A number of nothing is none in a file for programs, too.
        let bytes = crate::report::files::parquet(&table).unwrap();
        let frame = ParquetReader::new(std::io::Cursor::new(bytes)).finish().unwrap();
        assert_eq!(frame.column("year_before").unwrap().null_count(), table.rows.len());
        assert_eq!(frame.column("previous").unwrap().null_count(), 0);
        // Begun before all of them: zeros are zeros.
        let old = comparison("2023-10", "2022-01-04");
        assert_eq!(old.number(&old.rows[0], "year_before"), Some(0));
        assert!(!old.note.zh.contains("起建立"));
    }

    #[test]
    fn a_year_is_compared_once_and_rows_stand_as_in_a_report() {
        let year = comparison("2023", "2023-08-31");
        assert!(year.place("previous").is_none() && year.place("change").is_none());
        assert_eq!(year.rows[0].len(), year.columns.len());
        assert_eq!(year.note.zh.matches("起建立").count(), 1);
        let rows: Vec<_> = year.rows.iter().filter_map(|row| row[0].code()).collect();
        let order = HEADLINES.map(|headline| headline.0);
        assert_eq!(rows, order, "not in the order of their codes");
        assert_eq!(comparison("2023Q3", "2023-08-31").columns.len(), 8);
    }
}
