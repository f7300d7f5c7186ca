//! Figures of made-up tables: texts inside the frame, the same bytes twice, edges.

use super::*;
use crate::core::lang::Twin;
use crate::report::figure::Body;
use crate::report::table::{Column, Domain, Holds};
use crate::report::tables::tests::day;

pub(super) fn head() -> Head {
    Head {
        lang: Lang::Zh,
        bureau: "云岭县市场监督管理局".into(),
        period: "2023-10".parse().unwrap(),
        as_of: day("2023-11-05"),
        public: true,
        source: "本局双随机抽查档案库".into(),
    }
}

fn regions(numbers: &[(&str, i64, i64)]) -> Table {
    let row = |(code, published, problems): &(&str, i64, i64)| {
        vec![Value::Code((*code).into()), Value::Number(*published), Value::Number(*problems)]
    };
    Table {
        id: "inspections-by-region",
        title: Twin::new("检查情况", "Inspections"),
        note: Twin::new("", ""),
        public: true,
        columns: vec![
            Column::key("region", "地区", "region", Domain::Region),
            Column::subjects("published", "已检查", "inspected"),
            Column::subjects("problems", "发现问题", "with a problem"),
        ],
        rows: numbers.iter().map(row).collect(),
        total: None,
        words: Vec::new(),
    }
}

#[test]
fn a_cell_leads_back_to_the_table() {
    let name = cell("credit", &["listed/entry", "2023-10"], "events");
    assert_eq!(name, "credit/listed/entry|2023-10/events");
    let back = parse(&name).unwrap();
    assert_eq!(back, ("credit".into(), vec!["listed/entry".into(), "2023-10".into()], "events".into()));
    assert_eq!(parse("t//all").unwrap().1, Vec::<String>::new());
    assert_eq!((parse("t"), parse("t/x")), (None, None));
}

#[test]
fn many_regions_are_the_largest_and_the_rest() {
    let codes: Vec<String> = (0..3000).map(|n| format!("{n:06}")).collect();
    let numbers: Vec<(&str, i64, i64)> =
        codes.iter().zip(0..).map(|(code, n)| (code.as_str(), n, n / 10)).collect();
    let figures = figures(&[regions(&numbers)], &Names::default(), &head());
    let Body::Points(points) = &figures[0].body else { panic!() };
    assert_eq!(points.rows.len(), 26);
    assert_eq!(points.rows[0].cell, "inspections-by-region/002975/problems");
    let rest = &points.rows[25];
    assert_eq!((rest.cell.as_str(), rest.label.as_str()), ("inspections-by-region/*/problems", "其他2975个"));
    let all: i64 = (0..2975).sum();
    assert!(rest.detail.ends_with(&format!("/{all}")), "{}", rest.detail);
}

#[test]
fn nothing_inspected_is_no_figure_and_what_is_not_public_stays_inside() {
    let of =
        |table: Table, public: bool| figures(&[table], &Names::default(), &Head { public, ..head() }).len();
    let two = regions(&[("1", 30, 10), ("2", 40, 5)]);
    // One group alone says nothing that the text does not.
    let none = [regions(&[]), regions(&[("1", 0, 0), ("2", 0, 0)]), regions(&[("1", 30, 10)])];
    assert_eq!((none.map(|table| of(table, true)), of(two.clone(), true)), ([0; 3], 1));
    let inside = Table { public: false, ..two };
    assert_eq!((of(inside.clone(), true), of(inside, false)), (0, 1));
}

/// The tasks are summed: a public line above the dashed one does not say that none is late.
#[test]
fn the_caption_of_progress_does_not_say_that_nothing_is_late() {
    let row = |on: &str, numbers: [i64; 4]| {
        [Value::Day(day(on))].into_iter().chain(numbers.map(Value::Number)).collect::<Vec<_>>()
    };
    let day_column = Column { name: "day", heading: Twin::new("日期", "day"), holds: Holds::Day };
    let counts = ["listed", "visited", "published", "due"].map(|name| Column::subjects(name, name, name));
    let table = Table {
        id: "completion-over-time",
        columns: [day_column].into_iter().chain(counts).collect(),
        rows: vec![row("2023-10-09", [10, 0, 0, 0]), row("2023-10-31", [10, 9, 8, 5])],
        ..regions(&[])
    };
    for (lang, said) in [(Lang::Zh, "不等于没有逾期"), (Lang::En, "the converse does not hold")] {
        let figures = figures(std::slice::from_ref(&table), &Names::default(), &Head { lang, ..head() });
        assert!(figures[0].notes.iter().any(|note| note.contains(said)), "{:?}", figures[0].notes);
    }
}
