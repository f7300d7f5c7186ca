//! Small facts counted by hand, against what the tables say.

use super::*;
use crate::core::time::Date;
use crate::report::facts::Visit;
use crate::report::table::{Holds, Value};

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A visit of a subject on a list locked on a day, with nothing else so far.
pub(crate) fn visit(subject: &str, region: &str, listed: &str) -> Visit {
    Visit {
        draw: "d".into(),
        attempt: 1,
        plan: "p".into(),
        task: "t".into(),
        department: "信用监管股".into(),
        joint: false,
        temporary: false,
        subject: subject.into(),
        region: region.into(),
        authority: String::new(),
        station: String::new(),
        industry: "C".into(),
        kind: "enterprise".into(),
        risk: String::new(),
        stratum: "all".into(),
        stepped_in: false,
        listed: day(listed),
        due: None,
        visited: None,
        published: None,
        publish_due: None,
        finished: None,
        gone: false,
        problem: false,
        absent: false,
        earlier: 0,
    }
}

#[test]
fn four_subjects_in_two_regions_counted_by_hand() {
    let visits = [
        Visit { published: Some(day("2023-10-20")), problem: true, ..visit("a", "1", "2023-10-09") },
        Visit {
            published: Some(day("2023-10-31")),
            finished: Some(day("2023-11-02")),
            ..visit("b", "1", "2023-10-09")
        },
        visit("c", "2", "2023-10-31"),
        visit("d", "2", "2023-09-30"),
    ];
    let scope = Scope { period: "2023-10".parse().unwrap(), as_of: day("2023-11-30") };
    let tables = all(&Facts::empty().with(&visits), &scope).unwrap();
    let table = tables.iter().find(|table| table.id == "inspections-by-region").unwrap();
    let row = |code: &str, numbers: [i64; 6]| {
        let mut row = vec![Value::Code(code.into())];
        row.extend(numbers.map(Value::Number));
        row.resize(10, Value::None);
        row
    };
    // b is finished in November: not by the end of the period.
    assert_eq!(table.rows, vec![row("1", [2, 2, 0, 0, 0, 1]), row("2", [1, 0, 0, 0, 0, 0])]);
    assert_eq!(table.total.as_ref().unwrap()[1..7], [3, 2, 0, 0, 0, 1].map(Value::Number));
    assert_eq!(table.thousandths(&table.rows[0], "problems", "published"), Some(500));
    assert_eq!(table.thousandths(&table.rows[1], "problems", "published"), None);
}

#[test]
fn without_facts_there_is_every_table_and_no_number_but_zero() {
    let scope = Scope { period: "2023".parse().unwrap(), as_of: day("2023-12-31") };
    let standing = ["joint-share", "coverage", "months", "comparison"];
    for table in all(&Facts::empty(), &scope).unwrap() {
        assert_eq!(table.rows.is_empty(), !standing.contains(&table.id), "{}", table.id);
        let zero =
            |cell: &Value| !matches!(cell, Value::Number(n) if *n != 0) && !matches!(cell, Value::Day(_));
        assert!(table.rows.iter().flatten().all(zero), "{}", table.id);
        assert!(table.rows.is_empty() == table.total.is_none() || table.total.is_none(), "{}", table.id);
    }
}

#[test]
fn every_column_is_counted_once_for_a_row_or_follows_from_others() {
    let scope = Scope { period: "2023Q3".parse().unwrap(), as_of: day("2023-08-15") };
    let mut ids = std::collections::BTreeSet::new();
    for draft in drafts(&scope) {
        let id = draft.table.id;
        assert!(ids.insert(id), "{id} twice");
        assert!(!draft.table.note.zh.is_empty() && !draft.table.note.en.is_empty(), "{id} has no note");
        let keys = draft.keys();
        for counting in &draft.countings {
            assert_eq!(counting.keys.len(), keys, "{id}");
            for counted in &counting.counts {
                assert!(
                    draft.table.place(counted.name).is_some_and(|at| at >= keys),
                    "{id}: {}",
                    counted.name
                );
            }
        }
        for column in &draft.table.columns[keys..] {
            let counted = |counting: &&Counting| counting.counts.iter().any(|one| one.name == column.name);
            let counted = draft.countings.iter().filter(counted).count();
            match column.holds {
                Holds::Rate(part, whole) => {
                    assert!(draft.table.place(part).is_some() && draft.table.place(whole).is_some(), "{id}");
                }
                Holds::Change => assert!(draft.changes.iter().any(|change| change.0 == column.name), "{id}"),
                _ => assert!(counted == draft.always.len().min(counted).max(1), "{id}: {}", column.name),
            }
        }
    }
}
