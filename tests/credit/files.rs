//! Rule files that must be refused, each with the row and the column.

use crate::common::tree;
use suicha::core::credit::Rules;
use suicha::core::credit::rule::{EMBEDDED, FileProblem, Texts};

fn refused(texts: Texts) -> Vec<FileProblem> {
    Rules::parse(texts).expect_err("the file must be refused")
}

/// The number of the first row with a text, from 1.
fn row(text: &str, part: &str) -> usize {
    1 + text.lines().position(|line| line.contains(part)).expect("such a row")
}

#[test]
fn the_embedded_files_are_rules_and_every_version_has_its_law() {
    let rules = Rules::embedded();
    assert!(rules.versions().all(|(_, law)| !law.basis.is_empty() && !law.source.is_empty()));
    assert!(rules.versions().any(|(_, law)| !law.confirmed), "what is to be confirmed says so");
    for rule in rules.all() {
        assert_eq!(rules.law(rule.version()), Some(&rule.law), "{}", rule.code);
    }
    for (name, headings) in suicha::core::credit::headings() {
        assert!(headings.ends_with("basis,source,from,to,confirmed"), "{name}");
    }
}

#[test]
fn a_gap_an_overlap_an_unknown_code_and_a_missing_source_are_told_with_row_and_column() {
    let text = EMBEDDED.rules;
    let second = row(text, "第8条、第18条；异常名录办法 第4(1)");
    for (from, to, at, column) in [
        (
            "第4(1)、6、11条,国务院令第654号；工商总局令第68号,2014-10-01,2024-04-30",
            "第4(1)、6、11条,国务院令第654号；工商总局令第68号,2014-10-01,2024-04-29",
            second,
            "from",
        ),
        (
            "第4(1)、6、11条,国务院令第654号；工商总局令第68号,2014-10-01,2024-04-30",
            "第4(1)、6、11条,国务院令第654号；工商总局令第68号,2014-10-01,2024-05-01",
            second,
            "from",
        ),
        (
            "第4(1)、6、11条,国务院令第654号；工商总局令第68号,2014-10-01,2024-04-30",
            "第4(1)、6、11条,,2014-10-01,2024-04-30",
            second - 1,
            "source",
        ),
        ("ABN-FIX,duty", "ABN-FIXED,duty", row(text, "ABN-FIX,"), "code"),
        ("ABN-FIX,duty", "PEN-T1,duty", row(text, "ABN-FIX,"), "code"),
        ("ABN-FIX,duty,,5 wd", "ABN-FIX,duty,,five", row(text, "ABN-FIX,"), "due"),
        ("ABN-FIX,duty,,5 wd", "ABN-FIX,duty,abnormal,5 wd", row(text, "ABN-FIX,"), "list"),
        (
            "corrected+applied,reported+correction+deregistered",
            "applied+corrected,reported+correction+deregistered",
            second - 1,
            "needs",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        let problems = refused(Texts { rules: &changed, ..EMBEDDED });
        let found: Vec<(usize, &str)> = problems.iter().map(|(_, p)| (p.row, p.column)).collect();
        assert!(found.contains(&(at, column)), "{to}: {found:?}, wanted {at} {column}");
        assert!(problems.iter().all(|(file, _)| *file == "rules.csv"));
    }
}

#[test]
fn a_code_without_any_version_is_told() {
    let without = |text: &str, part: &str| -> String {
        text.lines().filter(|line| !line.contains(part)).map(|line| format!("{line}\n")).collect()
    };
    let rules = without(EMBEDDED.rules, "ABN-FIX,");
    let tiers = without(EMBEDDED.tiers, "PEN-T3,ndrc");
    let kinds = without(EMBEDDED.kinds, "fine-huge,PEN");
    let measures = without(EMBEDDED.measures, "JP-07");
    let switches = without(EMBEDDED.switches, "term-end,corresponding");
    let letters = without(EMBEDDED.letters, "serious-fix,");
    for (texts, file, word) in [
        (Texts { rules: &rules, ..EMBEDDED }, "rules.csv", "ABN-FIX"),
        (Texts { tiers: &tiers, ..EMBEDDED }, "tiers.csv", "PEN-T3"),
        (Texts { kinds: &kinds, ..EMBEDDED }, "kinds.csv", "fine-huge"),
        (Texts { measures: &measures, ..EMBEDDED }, "measures.csv", "JP-07"),
        (Texts { switches: &switches, ..EMBEDDED }, "switches.csv", "term-end"),
        (Texts { letters: &letters, ..EMBEDDED }, "letters.csv", "serious-fix"),
    ] {
        let problems = refused(texts);
        assert_eq!(problems.len(), 1, "{word}: {problems:?}");
        assert_eq!((problems[0].0, problems[0].1.value.as_str()), (file, word));
    }
}

#[test]
fn the_other_files_are_as_strict() {
    let cases: [(&str, &str, &str, &str); 11] = [
        ("tiers", "PEN-T1,gsxt,yes", "PEN-T1,gsxt,perhaps", "shown"),
        ("tiers", "PEN-T3,gsxt,yes,1 y", "PEN-T3,gsxt,yes,10 wd", "min"),
        ("kinds", "warning,PEN-T0", "warning,ABN-1", "tier"),
        ("thresholds", "310000,500000", "310000,0500000", "natural"),
        ("actions", "R5,any", "R15,any", "result"),
        ("measures", "JP-07,drug-fake,life", "JP-07,drug-fake,forever", "period"),
        ("switches", "old-penalties,own", "old-penalties,perhaps", "value"),
        ("switches", "letters-min-days,15", "letters-min-days,fifteen", "value"),
        ("letters", "abnormal-in,异入", "abnormal-on,异入", "letter"),
        ("letters", "serious-in,严入", "serious-in,严入〔2026〕", "mark"),
        ("letters", "列入严重违法失信名单决定书", "", "title"),
    ];
    for (file, from, to, column) in cases {
        let swap = |name: &str, text: &'static str| {
            if name == file { text.replacen(from, to, 1) } else { text.to_owned() }
        };
        let (tiers, kinds) = (swap("tiers", EMBEDDED.tiers), swap("kinds", EMBEDDED.kinds));
        let (thresholds, actions) =
            (swap("thresholds", EMBEDDED.thresholds), swap("actions", EMBEDDED.actions));
        let (measures, switches) = (swap("measures", EMBEDDED.measures), swap("switches", EMBEDDED.switches));
        let letters = swap("letters", EMBEDDED.letters);
        let texts = Texts {
            rules: EMBEDDED.rules,
            tiers: &tiers,
            kinds: &kinds,
            thresholds: &thresholds,
            actions: &actions,
            measures: &measures,
            switches: &switches,
            letters: &letters,
        };
        let problems = refused(texts);
        assert!(problems.iter().any(|(_, problem)| problem.column == column), "{to}: {problems:?}");
    }
}

/// Every command reads the rules in use. As long as one does not, commands that decide refuse a bureau's own.
#[test]
fn no_command_reads_the_shipped_rules_past_the_bureaus() {
    let mut files = vec![tree("src/command/deadlines/credits.rs")];
    let mut directories = vec![tree("src/command/credit")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { directories.push(path) } else { files.push(path) }
        }
    }
    let text = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    let past = |path: &&std::path::PathBuf| {
        !path.ends_with("credit/rules.rs")
            && (text(path).contains("Rules::embedded()") || text(path).contains("Model::embedded()"))
    };
    let left: Vec<_> = files.iter().filter(past).collect();
    let guarded = text(&tree("src/command/credit/mod.rs")).contains("shipped_rules_only");
    assert_eq!(left.is_empty(), !guarded, "shipped_rules_only stands as long as there are any: {left:?}");
}
