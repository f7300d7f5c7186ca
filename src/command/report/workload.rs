//! Visits of each inspector under the draw's pseudonyms, a panel for each unit, against an equal share.
//! With many people the distribution: how many of them have so many visits. Never public.

use super::source::{Made, OTHERS, Rows, Source, top};
use crate::core::id::{InspectorId, Name};
use crate::error::Result;
use crate::report::figure::{Bar, Bars, Body, Figure, Panel, Shade};
use std::collections::BTreeMap;

/// Panels in one figure.
const MOST: usize = 12;
/// People with a bar of their own in one panel.
const PEOPLE: usize = 30;

/// Makes it; nothing for the public.
pub async fn make(source: &Source<'_>, cell: Option<&str>) -> Result<Option<Made>> {
    let (lang, row) = (source.lang, &source.book.row);
    let Some(people) = source.inputs.people.as_ref().filter(|_| !source.public) else { return Ok(None) };
    let known = source.archive.pseudonyms(&row.draw, row.attempt).await?;
    let pseudonyms: BTreeMap<&InspectorId, &Name> =
        known.iter().map(|one| (&one.inspector, &one.pseudonym)).collect();
    let mut visits: BTreeMap<&Name, u64> = people.inspectors.iter().map(|p| (&p.pseudonym, 0)).collect();
    let units: BTreeMap<&Name, &Name> = people.inspectors.iter().map(|p| (&p.pseudonym, &p.unit)).collect();
    let mut of_unit: BTreeMap<&Name, u64> = BTreeMap::new();
    people.inspectors.iter().for_each(|person| *of_unit.entry(&person.unit).or_default() += 1);
    let distribution = of_unit.values().any(|n| *n as usize > PEOPLE);
    let mut rows = Rows::of(cell);
    let mut seats = 0_u64;
    for (subject, team) in &source.book.drawn.teams {
        for seat in team {
            let Some(pseudonym) = pseudonyms.get(&seat.card) else { continue };
            *visits.entry(pseudonym).or_default() += 1;
            seats += 1;
            if !distribution {
                let lead = if seat.lead { lang.pick("组长", "lead") } else { "" };
                rows.push(pseudonym.as_str(), || {
                    vec![pseudonym.to_string(), subject.to_string(), lead.into()]
                });
            }
        }
    }
    let (kept, others) = top(&of_unit, MOST);
    let group = |person: &Name| units.get(person).copied().filter(|unit| kept.contains(unit));
    let mut groups: BTreeMap<Option<&Name>, Vec<(&Name, u64)>> = BTreeMap::new();
    for (person, n) in &visits {
        groups.entry(group(person)).or_default().push((*person, *n));
    }
    let mean = lang.pick("平均分配时每人户数", "an equal share each");
    let mut panels = Vec::new();
    let mut groups: Vec<_> = groups.into_iter().collect();
    // The largest first, so that panels in a row are alike; the others at the end.
    groups.sort_by_key(|(unit, members)| (unit.is_none(), std::cmp::Reverse(members.len())));
    for (unit, mut members) in groups {
        members.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let (n, sum) = (members.len() as u64, members.iter().map(|(_, n)| n).sum::<u64>());
        let name = match unit {
            Some(unit) => source.codebook.unit_name(unit).to_owned(),
            None => lang.pick(format!("其他{others}个单位"), format!("{others} other units")),
        };
        let title =
            lang.pick(format!("{name}（{n}人，{sum}人次）"), format!("{name} ({n} people, {sum} seats)"));
        let bars = match distribution {
            false => {
                members.iter().map(|(person, n)| bar(person.to_string(), person.to_string(), *n)).collect()
            }
            true => {
                let mut people: BTreeMap<u64, u64> = BTreeMap::new();
                for (person, n) in &members {
                    *people.entry(*n).or_default() += 1;
                    let cell = format!("{}/{n}", unit.map_or(OTHERS, Name::as_str));
                    rows.push(&cell, || vec![person.to_string(), n.to_string(), String::new()]);
                }
                let cell = |n: &u64| format!("{}/{n}", unit.map_or(OTHERS, Name::as_str));
                let label = |n: &u64| lang.pick(format!("{n}户"), format!("{n} visits"));
                people.iter().map(|(n, people)| bar(cell(n), label(n), *people)).collect()
            }
        };
        let line = (!distribution && n > 0).then(|| ((sum * 200 + n) / (n * 2), mean.to_owned()));
        panels.push(Panel { title, bars, line });
    }
    let (n, least, most) = (
        visits.len(),
        visits.values().min().copied().unwrap_or(0),
        visits.values().max().copied().unwrap_or(0),
    );
    let unit = if distribution { lang.pick("人", "people") } else { lang.pick("户", "visits") };
    let notes = vec![lang.pick(
        "按抽取时的化名，含其后的递补；列出抽取时冻结的全部人员，含未分到席位的。各单位只在本单位对象的席位中比较，回避与资质要求使平均分配未必可行。",
        "By the pseudonyms of the draw, replacements included, and everybody who was frozen, with a seat or without. Units differ in what they have to visit, and recusals and skills can make an equal share impossible.",
    ).to_owned()];
    let figure = Figure {
        id: "workload".into(),
        title: lang.pick("执法检查人员工作量", "Visits of each inspector").into(),
        subtitle: lang.pick(
            format!("单位：{unit}；{n} 人共 {seats} 人次，每人 {least} 至 {most} 户"),
            format!("Unit: {unit}; {n} people, {seats} seats, {least} to {most} visits each"),
        ),
        notes: source.notes(notes),
        body: Body::Bars(Bars { panels, unit: unit.to_owned(), legend: Vec::new(), cut: false }),
        lang,
    };
    let headings = match distribution {
        false => lang.pick(["化名", "检查对象", "组长"], ["pseudonym", "subject", "lead"]),
        true => lang.pick(["化名", "户数", ""], ["pseudonym", "visits", ""]),
    };
    Ok(Some(Made { figure, headings: headings.to_vec(), rows }))
}

fn bar(cell: String, label: String, value: u64) -> Bar {
    Bar { cell, label, value, shade: Shade::Light }
}
