//! The table of rules: what the program's own says, and what is refused.

use std::collections::BTreeSet;
use suicha::core::deadline::{Limit, Rules, TriggerKind};
use suicha::core::time::Date;

const HEAD: &str = "code,trigger,term,role,what,what_en,basis,source,from,to,confirmed\n";

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Code and term of what an event of a day starts.
fn started(trigger: &str, on: &str) -> Vec<(String, String)> {
    let kind = TriggerKind::parse(trigger).unwrap();
    Rules::embedded().of(kind, date(on)).map(|rule| (rule.code.clone(), rule.limit.to_string())).collect()
}

#[test]
fn the_statutory_terms_are_there() {
    for (trigger, on, wanted) in [
        ("inspection-ended", "2023-09-15", &[("INS-PUB", "20 wd")][..]),
        ("food-result-formed", "2023-09-15", &[("INS-PUB-FOOD", "20 wd")]),
        ("report-missed", "2023-06-30", &[("ABN-1", "10 wd")]),
        ("order-expired", "2023-06-30", &[("ABN-2", "10 wd")]),
        ("false-information-found", "2023-06-30", &[("ABN-3", "10 wd")]),
        ("contact-lost", "2023-06-30", &[("ABN-4", "10 wd")]),
        ("order-issued", "2023-06-30", &[("ORDER", "10 d")]),
        ("removal-applied", "2023-06-30", &[("ABN-OUT", "5 wd")]),
        ("correction-verified", "2023-06-30", &[("ABN-OUT", "5 wd")]),
        ("penalty-voided", "2023-06-30", &[("PEN-VOID", "3 wd")]),
        ("penalty-decided", "2023-06-30", &[("PEN-DUAL", "7 wd"), ("PEN-PUB", "20 wd")]),
        ("penalty-decided", "2021-08-31", &[("PEN-DUAL", "7 wd")]),
        ("repair-applied", "2025-12-24", &[("PEN-REPAIR", "15 wd")]),
        ("repair-applied", "2025-12-25", &[("PEN-REPAIR", "7 wd")]),
        ("plan-year", "2023-01-01", &[("PLAN-PUB", "by 03-31")]),
        ("law-changed", "2023-01-01", &[("LIST-LAW", "3 wd")]),
        ("task-planned", "2023-01-01", &[("TASK-END", "given")]),
        ("follow-up-set", "2023-01-01", &[("FOLLOW-UP", "given")]),
        ("contact-lost", "2014-09-30", &[]),
    ] {
        let wanted: Vec<_> = wanted.iter().map(|(code, term)| ((*code).into(), (*term).into())).collect();
        assert_eq!(started(trigger, on), wanted, "{trigger} on {on}");
    }
}

/// The regulation was renumbered: an old clock names the article of its day.
#[test]
fn the_version_of_the_day_decides() {
    let basis = |on: &str| {
        let kind = TriggerKind::ReportMissed;
        Rules::embedded().of(kind, date(on)).next().unwrap().basis.clone()
    };
    assert!(basis("2024-04-30").contains("第17条"));
    assert!(basis("2024-05-01").contains("第18条"));
}

#[test]
fn every_trigger_has_a_rule_and_every_rule_a_basis() {
    let rules = Rules::embedded().all();
    let used: BTreeSet<TriggerKind> = rules.iter().map(|rule| rule.trigger).collect();
    let unused: Vec<_> = TriggerKind::ALL.iter().filter(|kind| !used.contains(kind)).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert!(rules.iter().all(|rule| !rule.basis.is_empty() && !rule.source.is_empty()));
    let weak: BTreeSet<&str> =
        rules.iter().filter(|rule| !rule.confirmed).map(|rule| rule.code.as_str()).collect();
    for code in ["PLAN-PUB", "LIST-LAW", "IND-MARK", "COOP-LIST", "SER-PUB", "INS-REPAIR", "VOID-SEEN"] {
        assert!(weak.contains(code), "{code} has a weak source");
    }
}

#[test]
fn limits_are_read_as_they_are_printed() {
    for good in ["20 wd", "10 d", "by 03-31", "given"] {
        assert_eq!(good.parse::<Limit>().unwrap().to_string(), good);
    }
    for bad in ["by 02-29", "by 13-01", "by 3-31", "31 March", "given ", ""] {
        assert!(bad.parse::<Limit>().is_err(), "{bad:?}");
    }
}

/// One row; the cells that matter are given.
fn row(code: &str, from: &str, to: &str) -> String {
    format!("{code},inspection-ended,20 wd,lead,公示,publish,依据,来源,{from},{to},yes\n")
}

fn problems(rows: &[String]) -> Vec<String> {
    let problems = Rules::parse(&format!("{HEAD}{}", rows.concat())).expect_err("a bad table");
    problems.iter().map(|problem| problem.said().en).collect()
}

#[test]
fn versions_follow_each_other_without_gap_and_overlap() {
    let old = row("A", "2020-01-01", "2023-12-31");
    let new = |from: &str| row("A", from, "");
    assert!(Rules::parse(&format!("{HEAD}{}{}", new("2024-01-01"), old)).is_ok(), "in any order");
    let gap = problems(&[old.clone(), new("2024-01-02")]);
    assert!(
        gap[0].starts_with("row 3 from") && gap[0].contains("no rule from 2024-01-01 until 2024-01-02"),
        "{gap:?}"
    );
    let overlap = problems(&[old.clone(), new("2023-12-31")]);
    assert!(overlap[0].contains("overlaps row 2"), "{overlap:?}");
    let open = problems(&[new("2020-01-01"), new("2024-01-01")]);
    assert!(open[0].contains("overlaps row 2"), "{open:?}");
    let twice = problems(&[old.clone(), old.clone()]);
    assert!(twice[0].contains("overlaps row 2"), "{twice:?}");
    let backwards = problems(&[row("A", "2024-01-01", "2023-01-01")]);
    assert!(backwards[0].contains("ends before it begins"), "{backwards:?}");
    let other = old.replace("inspection-ended", "order-issued");
    assert!(Rules::parse(&format!("{HEAD}{old}{other}")).is_ok(), "another trigger is another rule");
}

#[test]
fn every_bad_cell_is_told_at_once() {
    let good = row("A", "2020-01-01", "");
    for (from, to, wanted) in [
        ("A,", "a b,", "no code of a rule"),
        ("A,", ",", "must not be empty"),
        ("inspection-ended", "inspection-over", "no such word"),
        ("20 wd", "20 days", "no term"),
        ("lead", "boss", "no such word"),
        ("依据", "", "basis \"\": must not be empty"),
        ("来源", "", "source \"\": must not be empty"),
        ("公示", "", "what \"\": must not be empty"),
        ("2020-01-01", "2020-1-1", "is no date"),
        ("2020-01-01", "", "is no date"),
        (",,yes", ",soon,yes", "is no date"),
        ("yes", "perhaps", "yes or no"),
        ("20 wd,", "", "number of cells"),
    ] {
        let said = problems(&[good.replacen(from, to, 1)]);
        assert!(said.iter().any(|line| line.contains(wanted)), "{to}: {said:?}");
    }
    let both = problems(&[good.replace("来源", "").replace("20 wd", "x"), good.replace("yes", "")]);
    assert_eq!(both.len(), 3, "{both:?}");
    assert!(problems(&[]).concat().contains("there is no rule"));
    assert!(Rules::parse("").unwrap_err()[0].said().zh.contains("标题行不对"));
}
