//! Progress over time: outcomes recorded and published by the end of each day, against the day by which
//! they have to be published, from acts and clocks. The public sees what is published.

use super::source::{Made, Rows, Source};
use crate::command::deadlines;
use crate::core::outcome::{About, Verb};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::figure::{Body, Curve, Figure, Shade, Steps};
use std::collections::{BTreeMap, BTreeSet};

/// Makes it.
pub async fn make(source: &Source<'_>, cell: Option<&str>) -> Result<Made> {
    let (lang, book) = (source.lang, &source.book);
    let all = book.drawn.due();
    let mut rows = Rows::of(cell);
    let mut curves = Vec::new();
    let mut unknown = 0;
    if !source.public {
        let days = due(source, &mut unknown).await?;
        let label = lang.pick("法定应公示", "due by law");
        curves.push(curve("due", label, Shade::Hatched, &days, &mut rows));
        let days = first(source, Verb::Enter, &all);
        curves.push(curve("recorded", lang.pick("已录入", "recorded"), Shade::Light, &days, &mut rows));
    }
    let days = first(source, Verb::Publish, &all);
    curves.push(curve("published", lang.pick("已公示", "published"), Shade::Dark, &days, &mut rows));
    let mut marks: BTreeSet<(Date, String)> = BTreeSet::new();
    let mut ends: BTreeSet<String> = BTreeSet::new();
    for task in &source.tasks {
        let drawn = book.drawn.tasks.iter().any(|drawn| drawn.plan.task.as_str() == task.id);
        let label = lang.pick("任务期限", "end of task");
        let Some(day) = task.finish().filter(|_| drawn) else { continue };
        marks.insert((day, label.to_owned()));
        ends.insert(format!("{day} {}", task.name));
    }
    let shown = curves.iter().flat_map(|curve| &curve.points).map(|(day, _)| *day);
    let last = shown.chain(marks.iter().map(|(day, _)| *day)).chain([source.as_of]).max();
    let days = (book.drawn_on(), last.unwrap_or(source.as_of));
    let whole = all.len() as u64;
    let mut notes = vec![lang.pick(
        "按日终累计；每项以首次录入、首次公示之日为准，其后的撤回与更正不改变曲线。",
        "By the end of each day; an outcome counts from its first recording and its first publication, whatever was withdrawn or corrected later.",
    ).to_owned()];
    if !source.public {
        notes.push(lang.pick(
            "法定应公示：检查结束后（食品为结果形成后）20个工作日，随检查推进而增加；期限依当时有效的规则与工作日历。",
            "Due by law: 20 working days after the visit ended (food: after the result was formed), growing with the visits; by the rules and the calendar in force.",
        ).to_owned());
    }
    if !ends.is_empty() {
        let told: Vec<String> = ends.into_iter().collect();
        notes.push(lang.pick(
            format!("任务期限：{}。", told.join("；")),
            format!("Ends of tasks: {}.", told.join("; ")),
        ));
    }
    if unknown > 0 {
        notes.push(lang.pick(
            format!("{unknown}户的期限未定，未计入。"),
            format!("{unknown} subjects without a last day are left out."),
        ));
    }
    let told: Vec<String> = curves
        .iter()
        .filter(|curve| curve.shade != Shade::Hatched)
        .map(|curve| format!("{} {}", curve.label, curve.points.last().map_or(0, |(_, n)| *n)))
        .collect();
    let told = told.join(lang.pick("，", ", "));
    let figure = Figure {
        id: "progress".into(),
        title: lang.pick("检查进度与期限", "Progress and deadlines").into(),
        subtitle: lang.pick(
            format!("单位：项；应检 {whole} 项，{told}"),
            format!("Unit: outcomes; to be inspected {whole}, {told}"),
        ),
        notes: source.notes(notes),
        body: Body::Steps(Steps {
            curves,
            days: (days.0, days.1.max(days.0)),
            as_of: source.as_of,
            end: None,
            whole: (whole, lang.pick("应检", "to be inspected").into()),
            marks: marks.into_iter().collect(),
            unit: lang.pick("项", "outcomes").into(),
        }),
        lang,
    };
    let headings = lang.pick(["检查对象", "事项", "日期"], ["subject", "matter", "day"]);
    Ok(Made { figure, headings: headings.to_vec(), rows })
}

/// The first day on which each outcome was touched by a verb, and nothing later than the day.
fn first(source: &Source<'_>, verb: Verb, all: &BTreeSet<About>) -> BTreeMap<About, Date> {
    let mut days = BTreeMap::new();
    let acts = source.book.acts.iter().map(|stored| &stored.act);
    for act in acts.filter(|act| act.verb == verb && act.at.date() <= source.as_of) {
        for touched in act.touched.iter().filter(|touched| all.contains(&touched.about)) {
            days.entry(touched.about.clone()).or_insert_with(|| act.at.date());
        }
    }
    days
}

/// The last day for each recorded outcome; `unknown` counts subjects without one.
async fn due(source: &Source<'_>, unknown: &mut u64) -> Result<BTreeMap<About, Date>> {
    let mut days = BTreeMap::new();
    let clocks = deadlines::publication(source.env, &source.archive, &source.book, source.as_of).await?;
    let recorded = first(source, Verb::Enter, &source.book.drawn.due());
    for (subject, day) in clocks {
        let Some(day) = day else {
            *unknown += 1;
            continue;
        };
        let of_it = recorded.keys().filter(|about| about.subject.as_str() == subject);
        days.extend(of_it.map(|about| (about.clone(), day)));
    }
    Ok(days)
}

fn curve(cell: &str, label: &str, shade: Shade, days: &BTreeMap<About, Date>, rows: &mut Rows) -> Curve {
    let mut by_day: BTreeMap<Date, u64> = BTreeMap::new();
    for (about, day) in days {
        *by_day.entry(*day).or_default() += 1;
        rows.push(cell, || vec![about.subject.to_string(), about.matter.to_string(), day.to_string()]);
    }
    let mut sum = 0;
    let points = by_day.into_iter().map(|(day, n)| {
        sum += n;
        (day, sum)
    });
    Curve { cell: cell.into(), label: label.into(), points: points.collect(), shade }
}
