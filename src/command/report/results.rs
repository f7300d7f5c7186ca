//! Results by category, a panel for each matter.

use super::source::{Made, OTHERS, Rows, Source, top};
use crate::core::id::SubjectId;
use crate::core::outcome::{Found, Outcome};
use crate::report::figure::{Bar, Bars, Body, Figure, Panel, Shade};
use std::collections::{BTreeMap, BTreeSet};

/// Panels in one figure.
const MOST: usize = 12;

/// Makes it; nothing where no matter was to be inspected.
pub fn make(source: &Source<'_>, cell: Option<&str>) -> Option<Made> {
    let lang = source.lang;
    let mut of_matter: BTreeMap<&SubjectId, u64> =
        source.book.drawn.tasks.iter().flat_map(|task| &task.matters).map(|code| (code, 0)).collect();
    let outcomes: Vec<&Outcome> = source.outcomes().collect();
    for outcome in &outcomes {
        *of_matter.entry(&outcome.about.matter).or_default() += 1;
    }
    let (kept, others) = top(&of_matter, MOST);
    let mut counts: BTreeMap<(Option<&SubjectId>, Found), u64> = BTreeMap::new();
    let mut seen: BTreeSet<Found> = BTreeSet::new();
    let mut rows = Rows::of(cell);
    for outcome in &outcomes {
        let matter = Some(&outcome.about.matter).filter(|code| kept.contains(code));
        for found in &outcome.results {
            *counts.entry((matter, *found)).or_default() += 1;
            seen.insert(*found);
            rows.push(&name(matter, *found), || row(outcome));
        }
    }
    let panel = |matter: Option<&SubjectId>, title: String| Panel {
        title,
        bars: seen
            .iter()
            .map(|found| Bar {
                cell: name(matter, *found),
                label: format!("{found} {}", lang.pick(found.title(), found.english())),
                value: counts.get(&(matter, *found)).copied().unwrap_or(0),
                shade: shade(*found),
            })
            .collect(),
        line: None,
    };
    let mut panels: Vec<Panel> = kept
        .iter()
        .map(|code| panel(Some(code), format!("{}{}", source.matter(code), n(source, of_matter[code]))))
        .collect();
    if others > 0 {
        let rest: u64 = of_matter.iter().filter(|(code, _)| !kept.contains(*code)).map(|(_, n)| n).sum();
        let title = lang.pick(format!("其他{others}个事项"), format!("{others} other matters"));
        panels.push(panel(None, format!("{title}{}", n(source, rest))));
    }
    let absent: Vec<&str> = Found::all().filter(|found| !seen.contains(found)).map(Found::code).collect();
    let mut notes = vec![lang.pick(
        format!("一项为一户的一个抽查事项；一项有几种结果的，各计一次。各图同一比例。{}", source.seen()),
        format!("An outcome is one matter of one subject; one with several results counts in each. All panels have one scale. {}", source.seen()),
    )];
    if !absent.is_empty() && !seen.is_empty() {
        let codes = absent.join(lang.pick("、", ", "));
        notes.push(
            lang.pick(format!("没有出现的结果：{codes}。"), format!("Results that did not occur: {codes}.")),
        );
    }
    let (all, subjects) =
        (outcomes.len(), outcomes.iter().map(|o| &o.about.subject).collect::<BTreeSet<_>>().len());
    let due = source.book.drawn.due().len();
    let bars = Bars {
        panels,
        unit: lang.pick("项", "outcomes").into(),
        legend: [
            (Shade::Light, lang.pick("未发现问题", "no problem")),
            (Shade::Dark, lang.pick("发现问题或未能检查", "problem, or not inspectable")),
            (Shade::Hatched, lang.pick("主体已不存在（注销、迁出等）", "subject gone (deregistered, moved)")),
        ]
        .map(|(shade, word)| (shade, word.to_owned()))
        .to_vec(),
        cut: true,
    };
    if bars.reach().1 {
        notes.push(
            lang.pick(
                "双斜线处柱已截断：其长度不与其他柱比较，以数字为准。",
                "Bars with two slashes are cut: read their number, not their length.",
            )
            .into(),
        );
    }
    let figure = Figure {
        id: "results".into(),
        title: lang.pick("检查结果分布（按抽查事项）", "Results of inspections by matter").into(),
        subtitle: lang.pick(
            format!("单位：项；应检 {due} 项，图中 {all} 项（{subjects} 户）"),
            format!("Unit: outcomes; due {due}, shown {all} (of {subjects} subjects)"),
        ),
        notes: source.notes(notes),
        body: Body::Bars(bars),
        lang,
    };
    (!of_matter.is_empty()).then(|| Made { figure, headings: headings(source), rows })
}

/// Headings of outcomes.
pub fn headings(source: &Source<'_>) -> Vec<&'static str> {
    source
        .lang
        .pick(
            ["检查对象", "事项", "检查日期", "结果", "版次"],
            ["subject", "matter", "visited", "results", "revision"],
        )
        .to_vec()
}

/// An outcome as a row.
pub fn row(outcome: &Outcome) -> Vec<String> {
    let results: Vec<&str> = outcome.results.iter().map(|found| found.code()).collect();
    let about = &outcome.about;
    vec![
        about.subject.to_string(),
        about.matter.to_string(),
        outcome.visited.to_string(),
        results.join("+"),
        outcome.revision.to_string(),
    ]
}

fn n(source: &Source<'_>, n: u64) -> String {
    source.lang.pick(format!("（n={n}）"), format!(" (n={n})"))
}

fn name(matter: Option<&SubjectId>, found: Found) -> String {
    format!("{}/{found}", matter.map_or(OTHERS, SubjectId::as_str))
}

fn shade(found: Found) -> Shade {
    match found {
        found if found.clean() => Shade::Light,
        found if found.gone() => Shade::Hatched,
        _ => Shade::Dark,
    }
}
