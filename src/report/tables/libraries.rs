//! 一单两库: the newest version of each library, how old it is, how many of its rows were told of at the import
//! and may be drawn. `docs/reports.md` §10.

use super::count::{By, Counting, Scope, Source, by, within};
use super::draft::{Draft, Total};
use super::frame::read;
use crate::core::time::Date;
use crate::report::facts::{Facts, Library};
use crate::report::table::{Column, Domain, Value};
use polars::prelude::*;

/// The first day on which the archive was given a library; none by the last day.
///
/// # Errors
/// polars' own.
pub fn since(facts: &Facts, scope: &Scope) -> PolarsResult<Option<Date>> {
    let known = facts.of::<Library>().filter(by("imported", scope.last()));
    let rows = read(known.select([col("imported").min()]))?;
    Ok(match rows.first().map(Vec::as_slice) {
        Some([Value::Day(day)]) => Some(*day),
        _ => None,
    })
}

/// The newest version of each library by the last day.
pub(super) const NEWEST: Source = Source { fact: "libraries", view: "newest-libraries", frame: newest };

fn newest(facts: &Facts, scope: &Scope) -> LazyFrame {
    let order = || [col("day"), col("imported"), col("rows"), col("usable"), col("issues")];
    let last = |name: &str| col(name).sort_by(order(), SortMultipleOptions::default()).last();
    let known = by("day", scope.last()).and(by("imported", scope.last()));
    facts.of::<Library>().filter(known).group_by([col("kind")]).agg([
        last("day"),
        last("imported"),
        last("rows"),
        last("usable"),
        last("issues"),
        day_count(scope).sort_by(order(), SortMultipleOptions::default()).last().alias("age"),
    ])
}

fn day_count(scope: &Scope) -> Expr {
    lit(scope.last().days()) - col("day").cast(DataType::Int32).cast(DataType::Int64)
}

/// The table.
pub(super) fn draft(scope: &Scope) -> Draft {
    let any = || col("day").is_not_null();
    let rows = ("行", "rows");
    Draft::new(
        "libraries",
        ("一单两库更新情况", "Freshness of the libraries"),
        vec![Column::key("library", "名录库", "library", Domain::Library)],
    )
    .note(
        "期末前导入的最近一版；距期末天数按该版基准日计。可抽：存续、有效的行，回避名单与事项清单不参加抽取，不计。提示行次：导入时未收入或有提示的行；按文件合并的提示按其所载行数计，一行有几种这样的提示的计几次。",
        "The newest version imported by the end of the period; its age counts from its as-of day. May be drawn: registered or valid rows; recusals and matters are not drawn. Rows told of: kept out or warned of at the import; what was told once for many rows counts as many as it said, so that a row told of for several such reasons counts for each.",
    )
    .columns([
        Column::count("versions", "本期版本", "versions in the period", ("版", "versions")),
        Column { name: "day", heading: crate::core::lang::Twin::new("最近基准日", "newest as of"), holds: crate::report::table::Holds::Day },
        Column::count("age", "距期末", "age", ("天", "days")),
        Column::count("rows", "行数", "rows", rows),
        Column::count("usable", "可抽", "may be drawn", rows),
        Column::count("issues", "提示行次", "told of", rows),
        Column::rate("usable_rate", "可抽率", "may be drawn", "usable", "rows"),
    ])
    .counting(
        Counting::of::<Library>([By::Column("kind")])
            .rows("versions", within("imported", scope).and(by("day", scope.last()))),
    )
    .counting(
        Counting::from(NEWEST, [By::Column("kind")])
            .latest("day", "day", any())
            .sum("age", "age", any())
            .sum("rows", "rows", any())
            .sum("usable", "usable", any())
            .sum("issues", "issues", any()),
    )
    .blank("usable", &["recusals", "matters"])
    .total(Total::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::all;
    use crate::report::tables::tests::day;

    #[test]
    fn recusals_and_matters_are_not_drawn() {
        let library = |kind: &str, usable: Option<u64>| Library {
            kind: kind.into(),
            day: day("2023-10-01"),
            imported: day("2023-10-02"),
            rows: 200,
            issues: 1,
            usable,
        };
        let facts = Facts::empty().with(&[
            library("subjects", Some(150)),
            library("inspectors", Some(0)),
            library("recusals", None),
            library("matters", None),
        ]);
        let scope = Scope { period: "2023-10".parse().unwrap(), as_of: day("2023-10-31") };
        let tables = all(&facts, &scope).unwrap();
        let table = tables.iter().find(|table| table.id == "libraries").unwrap();
        let of = |row: &Vec<Value>| (table.number(row, "usable"), table.thousandths(row, "usable", "rows"));
        let told: Vec<_> = table.rows.iter().map(of).collect();
        assert_eq!(told, [(Some(0), Some(0)), (None, None), (None, None), (Some(150), Some(750))]);
    }
}
