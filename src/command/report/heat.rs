//! Rates of problems, stations (or regions, where no station is known) against matters.

use super::results::{headings, row};
use super::source::{Made, OTHERS, Rows, Source, top};
use crate::core::id::SubjectId;
use crate::core::outcome::{Found, Outcome};
use crate::core::registry::Subject;
use crate::core::row::reference::region_name;
use crate::error::Result;
use crate::report::figure::{Body, Figure, Heat, Rate};
use std::collections::{BTreeMap, BTreeSet};

/// Rows and columns in one figure.
const ROWS: usize = 40;
const COLUMNS: usize = 9;
/// All of them, as a cell.
const ALL: &str = "all";

/// Makes it; nothing where there is no outcome.
pub async fn make(source: &Source<'_>, cell: Option<&str>) -> Result<Option<Made>> {
    let lang = source.lang;
    let subjects = source.subjects().await?;
    let mut places: BTreeMap<String, u64> = BTreeMap::new();
    let mut matters: BTreeMap<&SubjectId, u64> = BTreeMap::new();
    let outcomes: Vec<(String, &Outcome)> =
        source.outcomes().map(|outcome| (place(subjects.get(&outcome.about.subject)), outcome)).collect();
    let inspected: Vec<&(String, &Outcome)> =
        outcomes.iter().filter(|(_, outcome)| !outcome.gone()).collect();
    for (place, outcome) in &inspected {
        *places.entry(place.clone()).or_default() += 1;
        *matters.entry(&outcome.about.matter).or_default() += 1;
    }
    let (rows_kept, rows_left) = top(&places, ROWS);
    let (columns_kept, columns_left) = top(&matters, COLUMNS);
    let mut rates: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    let mut rows = Rows::of(cell);
    for (place, outcome) in &inspected {
        let place = if rows_kept.contains(place) { place.as_str() } else { OTHERS };
        let code = &outcome.about.matter;
        let matter = if columns_kept.contains(&code) { code.as_str() } else { OTHERS };
        let problem = outcome.results.iter().copied().any(Found::problem);
        for at in [(place, matter), (place, ALL), (ALL, matter), (ALL, ALL)] {
            let (part, whole) = rates.entry((at.0.to_owned(), at.1.to_owned())).or_default();
            *part += u64::from(problem);
            *whole += 1;
            rows.push(&format!("{}/{}", at.0, at.1), || row(outcome));
        }
    }
    let mut lines: Vec<(String, String)> =
        rows_kept.iter().map(|place| (place.clone(), named(source, place))).collect();
    if rows_left > 0 {
        lines.push((OTHERS.into(), lang.pick(format!("其他{rows_left}个"), format!("{rows_left} others"))));
    }
    lines.push((ALL.into(), lang.pick("合计", "all").into()));
    let mut columns: Vec<(String, String)> =
        columns_kept.iter().map(|code| (code.to_string(), source.matter(code))).collect();
    if columns_left > 0 {
        let name = lang.pick(format!("其他{columns_left}个事项"), format!("{columns_left} other matters"));
        columns.push((OTHERS.into(), name));
    }
    columns.push((ALL.into(), lang.pick("合计", "all").into()));
    let rate = |place: &str, matter: &str| {
        let (part, whole) = rates.get(&(place.to_owned(), matter.to_owned())).copied().unwrap_or_default();
        Rate { cell: format!("{place}/{matter}"), part, whole }
    };
    let cells = lines
        .iter()
        .map(|(place, _)| columns.iter().map(|(matter, _)| rate(place, matter)).collect())
        .collect();
    let total = rate(ALL, ALL);
    let (gone, n) = (outcomes.len() - inspected.len(), inspected.len());
    let seen: BTreeSet<&SubjectId> = inspected.iter().map(|(_, outcome)| &outcome.about.subject).collect();
    let said = total.thousandths().map_or("–".to_owned(), |t| format!("{}.{}%", t / 10, t % 10));
    let notes = vec![lang.pick(
        format!("格内为发现问题率，其下为发现问题项数/已检查项数；主体已不存在的{gone}项不计入。户数少的格子波动大，不宜排名。{}", source.seen()),
        format!("In each cell the rate of problems, below it outcomes with a problem of those inspected; {gone} outcomes of subjects that were gone are left out. Small cells vary much: no ranking. {}", source.seen()),
    )];
    let figure = Figure {
        id: "problems".into(),
        title: lang.pick("发现问题率：管辖单位 × 抽查事项", "Rate of problems: station × matter").into(),
        subtitle: lang.pick(
            format!("单位：%；已检查 {n} 项（{} 户），发现问题 {} 项，总体 {said}", seen.len(), total.part),
            format!(
                "Unit: %; inspected {n} outcomes (of {} subjects), with a problem {}, overall {said}",
                seen.len(),
                total.part
            ),
        ),
        notes: source.notes(notes),
        body: Body::Heat(Heat {
            rows: lines.into_iter().map(|(_, name)| name).collect(),
            columns: columns.into_iter().map(|(_, name)| name).collect(),
            cells,
        }),
        lang,
    };
    Ok((!outcomes.is_empty()).then(|| Made { figure, headings: headings(source), rows }))
}

/// Station, else region, else unknown.
fn place(subject: Option<&Subject>) -> String {
    let of = |subject: &Subject| match (&subject.station, subject.region.as_str()) {
        (Some(station), _) => station.to_string(),
        (None, "") => "none".to_owned(),
        (None, region) => region.to_owned(),
    };
    subject.map_or_else(|| "none".to_owned(), of)
}

fn named(source: &Source<'_>, place: &str) -> String {
    if place == "none" {
        return source.lang.pick("未知", "unknown").into();
    }
    let unit = crate::core::id::Name::new(place).ok();
    let unit = unit.as_ref().map(|code| source.codebook.unit_name(code)).filter(|name| *name != place);
    unit.map_or_else(
        || region_name(place).map_or_else(|| place.to_owned(), |name| name.to_string()),
        str::to_owned,
    )
}
