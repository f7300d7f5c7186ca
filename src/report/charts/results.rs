//! Results as bars, problem rates of regions against matters, shares on time, reasons.

use super::frame::{Line, has};
use super::{ALL, Drawn, REST};
use crate::report::figure::{Bar, Bars, Body, Figure, Heat, Panel, Rate, Shade, Stack, Stacks};
use crate::report::table::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Bars and rows in one figure; the others are one.
const ROWS: usize = 25;
/// Rows and columns of a heat table, so that its numbers can be read and it stands on one page.
const HEAT: [usize; 2] = [18, 7];

/// So many panels stand on one page, three in a row, each with so many bars; one of them is for the others.
fn panels_of(bars: usize) -> usize {
    3 * (36 / (bars + 3)).max(1) - 1
}

/// The columns of result codes, with their fills: clean, gone, problem.
const FOUND: [(&str, Shade); 13] = [
    ("r1", Shade::Light),
    ("r2", Shade::Dark),
    ("r3", Shade::Dark),
    ("r4", Shade::Dark),
    ("r5", Shade::Dark),
    ("r6", Shade::Dark),
    ("r7", Shade::Dark),
    ("r8", Shade::Dark),
    ("r9", Shade::Dark),
    ("g1", Shade::Hatched),
    ("g2", Shade::Hatched),
    ("g3", Shade::Hatched),
    ("g4", Shade::Hatched),
];

/// Results in small multiples, a panel for each category (or whatever the table is keyed by).
pub fn panels(drawn: &Drawn<'_>) -> Option<Figure> {
    if !has(drawn.table, &["results"]) {
        return None;
    }
    let seen = |column: &str| drawn.table.rows.iter().any(|row| drawn.count(row, column) > 0);
    let known: Vec<(&str, Shade)> = FOUND.into_iter().filter(|(column, _)| seen(column)).collect();
    let lines = drawn.largest("results", panels_of(known.len()));
    let bar = |line: &Line, (column, shade): &(&str, Shade)| Bar {
        cell: drawn.cell(line, column),
        label: column.to_uppercase(),
        value: drawn.count(&line.cells, column),
        shade: *shade,
    };
    let panel = |line: &Line| {
        let n = drawn.count(&line.cells, "results");
        Panel {
            title: drawn.say(format!("{}（{n}项次）", line.label), format!("{} ({n})", line.label)),
            bars: known.iter().map(|code| bar(line, code)).collect(),
            line: None,
        }
    };
    let by = drawn.heading(drawn.table.columns[0].name);
    let title = drawn.say(format!("检查结果（按{by}）"), format!("Results by {by}"));
    // Names are too long to stand beside every bar.
    let codes: Vec<String> = known.iter().map(|(column, _)| drawn.heading(column)).collect();
    let codes = drawn.say(format!("{}。", codes.join("；")), format!("{}.", codes.join("; ")));
    let notes = vec![codes, drawn.say(
        "一项次为一户的一个抽查事项；一项次有几种结果的各计一次。各图同一比例，过长的浅色柱截断（双斜线）；没有出现的结果不列。",
        "A result is one matter of one subject; one with several codes counts under each. All panels have one scale, where light bars too long are cut (two slashes); codes that did not occur are left out.",
    )];
    let legend = [
        (Shade::Light, drawn.say("未发现问题", "no problem")),
        (Shade::Dark, drawn.say("其他结果", "other results")),
        (Shade::Hatched, drawn.say("主体已不存在", "subject gone")),
    ];
    let shown = |shade: Shade| known.iter().any(|(_, of)| *of == shade);
    let body = Body::Bars(Bars {
        panels: lines.iter().map(panel).collect(),
        unit: drawn.say("项次", "results"),
        legend: legend.into_iter().filter(|(shade, _)| shown(*shade)).collect(),
        cut: true,
    });
    (!known.is_empty()).then(|| drawn.figure(title, drawn.say("单位：项次", "unit: results"), notes, body))
}

/// One panel of bars, a bar for each row of the table; the shade tells a first key apart.
pub fn reasons(drawn: &Drawn<'_>) -> Option<Figure> {
    let counts = drawn.table.columns.get(drawn.keys())?.name;
    let lines = drawn.largest(counts, ROWS);
    // A number or two are read faster in their table.
    if lines.len() < 3 {
        return None;
    }
    let several = drawn.keys() > 1;
    let mut groups: BTreeMap<String, Vec<&Line>> = BTreeMap::new();
    for line in &lines {
        let group = if several { line.keys[0].clone() } else { String::new() };
        groups.entry(group).or_default().push(line);
    }
    let label = |line: &Line| match several && line.keys[0] != REST {
        true => line.label.split_once(" · ").map_or(line.label.clone(), |(_, reason)| reason.to_owned()),
        false => line.label.clone(),
    };
    let bar = |line: &&Line| Bar {
        cell: drawn.cell(line, counts),
        label: label(line),
        value: drawn.count(&line.cells, counts),
        shade: Shade::Dark,
    };
    let title = drawn.table.title.clone().pick(drawn.lang());
    let panel = |(group, lines): (&String, &Vec<&Line>)| Panel {
        title: match group.as_str() {
            "" => title.clone(),
            REST => drawn.say("其他", "others"),
            group => drawn.named(0, &Value::Code(group.to_owned())),
        },
        bars: lines.iter().map(bar).collect(),
        line: None,
    };
    // Bars of one kind need no legend.
    let body = Body::Bars(Bars {
        panels: groups.iter().map(panel).collect(),
        unit: drawn.say("次", "times"),
        legend: Vec::new(),
        cut: false,
    });
    let note = drawn.table.note.clone().pick(drawn.lang());
    let units = drawn.say("单位：次", "unit: times");
    Some(drawn.figure(title.clone(), units, vec![note], body))
}

/// Problem rates, one key against the other; the rest and all together apart. The key of more values makes the rows.
pub fn heat(drawn: &Drawn<'_>) -> Option<Figure> {
    if drawn.keys() != 2 || !has(drawn.table, &["results", "problems"]) {
        return None;
    }
    let values = [0, 1].map(|at| drawn.table.rows.iter().map(|row| &row[at]).collect::<BTreeSet<_>>().len());
    // One row or column alone is what other tables tell.
    if values.contains(&1) {
        return None;
    }
    let down = usize::from(values[1] > values[0]);
    let sides = [0, 1].map(|at| side(drawn, at, HEAT[usize::from(at != down)]));
    let mut rates: BTreeMap<[&str; 2], (u64, u64)> = BTreeMap::new();
    for row in &drawn.table.rows {
        let keys = [0, 1].map(|at| super::code(&row[at]));
        let known = [0, 1].map(|at| {
            let found = sides[at].iter().find(|(code, _)| *code == keys[at]);
            found.map_or(REST, |(code, _)| code.as_str())
        });
        let (part, whole) = (drawn.count(row, "problems"), drawn.count(row, "results"));
        for at in [known, [known[0], ALL], [ALL, known[1]], [ALL, ALL]] {
            let sum = rates.entry(at).or_default();
            *sum = (sum.0.saturating_add(part), sum.1.saturating_add(whole));
        }
    }
    let rate = |keys: [&str; 2]| {
        let (part, whole) = rates.get(&keys).copied().unwrap_or_default();
        Rate { cell: super::cell(drawn.table.id, &keys, "problems"), part, whole }
    };
    let cells = sides[down].iter().map(|(row, _)| {
        let across = sides[1 - down].iter().map(|(column, _)| column.as_str());
        across.map(|column| rate(if down == 0 { [row, column] } else { [column, row] })).collect()
    });
    let (part, whole) = rates.get(&[ALL, ALL]).copied().unwrap_or_default();
    let (rows, columns) =
        (drawn.heading(drawn.table.columns[0].name), drawn.heading(drawn.table.columns[1].name));
    let title =
        drawn.say(format!("发现问题率：{rows} × {columns}"), format!("Rate of problems: {rows} × {columns}"));
    let overall = super::frame::percent(part, whole);
    let units = drawn.say(
        format!("单位：%；{whole}项次，发现问题{part}项次，总体{overall}"),
        format!("unit: %; {whole} results, {part} with a problem, overall {overall}"),
    );
    let notes = vec![drawn.say(
        "格内为发现问题率，其下为发现问题项次/全部项次；颜色越深比率越高，–为没有检查。项次少的格子波动大，不宜排名。",
        "In each cell the rate of problems, below it results with a problem of all; the darker, the more; – where nothing was inspected. Small cells vary much: no ranking.",
    )];
    let name = |at: usize| sides[at].iter().map(|(_, name)| name.clone()).collect();
    let body = Body::Heat(Heat { rows: name(down), columns: name(1 - down), cells: cells.collect() });
    (whole > 0).then(|| drawn.figure(title, units, notes, body))
}

/// Codes and names of one side: the largest in their order, the rest, all.
fn side(drawn: &Drawn<'_>, at: usize, most: usize) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&Value, u64> = BTreeMap::new();
    for row in &drawn.table.rows {
        let sum = counts.entry(&row[at]).or_default();
        *sum = sum.saturating_add(drawn.count(row, "results"));
    }
    let mut order: Vec<(&Value, u64)> = counts.iter().map(|(key, n)| (*key, *n)).collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let kept = if order.len() > most + 1 { most } else { order.len() };
    let rest = order.split_off(kept).len();
    order.sort();
    let mut side: Vec<(String, String)> =
        order.into_iter().map(|(key, _)| (super::code(key), drawn.named(at, key))).collect();
    if rest > 0 {
        side.push((REST.to_owned(), drawn.say(format!("其他{rest}个"), format!("{rest} others"))));
    }
    if side.len() > 1 {
        side.push((ALL.to_owned(), drawn.say("合计", "all")));
    }
    side
}

/// A part of a bar: its column, fill and words.
type Part<'a> = (&'static str, Shade, (&'a str, &'a str));

/// Inspected and not inspected yet, of those on lists: regions or departments beside each other.
pub fn completed(drawn: &Drawn<'_>) -> Option<Figure> {
    if drawn.table.rows.iter().filter(|row| drawn.count(row, "due") > 0).count() < 2 {
        return None;
    }
    let parts: [Part<'_>; 2] = [
        ("published", Shade::Dark, ("已检查", "inspected")),
        ("due", Shade::Blank, ("尚未检查", "not inspected yet")),
    ];
    let by = drawn.heading(drawn.table.columns[0].name);
    let title = drawn.say(format!("检查完成情况（按{by}）"), format!("Inspections made, by {by}"));
    let notes = vec![drawn.say(
        "右侧为应检查户次。已检查：期末前全部事项的结果已公示。",
        "At the right those to be inspected. Inspected: every matter is public by the end of the period.",
    )];
    stacks(drawn, title, ("户次", "inspections"), "due", &parts, notes)
}

/// Clocks that fell due: on time, late, not done.
pub fn timeliness(drawn: &Drawn<'_>) -> Option<Figure> {
    let parts: [Part<'_>; 3] = [
        ("on_time", Shade::Dark, ("按时办结", "on time")),
        ("late", Shade::Hatched, ("逾期办结", "late")),
        ("undone", Shade::Striped, ("期末未办", "not done")),
    ];
    let title = drawn.say("法定时限：本期到期的办结情况", "Time limits that fell due in the period");
    let notes = vec![drawn.say(
        "只计最后一日在本期内的；右侧为件数。期末未办：到期而至期末未办结。",
        "Those whose last day lies in the period; how many at the right. Not done: due and not done by the end of it.",
    )];
    stacks(drawn, title, ("件", "clocks"), "due", &parts, notes)
}

/// Visits made by the drawn team and by others, of those drawn.
pub fn visits(drawn: &Drawn<'_>) -> Option<Figure> {
    let parts: [Part<'_>; 4] = [
        ("drawn_team", Shade::Dark, ("抽中的原组", "by the drawn team")),
        ("changed_team", Shade::Hatched, ("换过人的组", "by a changed team")),
        ("unknown_team", Shade::Striped, ("检查组不明", "team not known")),
        ("due", Shade::Blank, ("尚未实施", "not visited yet")),
    ];
    let title = drawn.say("实施检查与抽派（按任务）", "Visits made and teams drawn, by task");
    let notes = vec![drawn.table.note.clone().pick(drawn.lang())];
    stacks(drawn, title, ("户次", "inspections"), "due", &parts, notes)
}

fn stacks(
    drawn: &Drawn<'_>,
    title: String,
    unit: (&str, &str),
    whole: &str,
    parts: &[Part<'_>],
    notes: Vec<String>,
) -> Option<Figure> {
    if !parts.iter().all(|(column, ..)| has(drawn.table, &[column])) {
        return None;
    }
    let lines: Vec<Line> =
        drawn.largest(whole, ROWS).into_iter().filter(|line| drawn.count(&line.cells, whole) > 0).collect();
    let row = |line: &Line| {
        let mut left = drawn.count(&line.cells, whole);
        let part = |(column, ..): &Part<'_>| {
            // The whole itself, as a part, is what the others leave.
            let own = if *column == whole { left } else { drawn.count(&line.cells, column).min(left) };
            left -= own;
            (drawn.cell(line, column), own)
        };
        Stack { label: line.label.clone(), parts: parts.iter().map(part).collect() }
    };
    let rows: Vec<Stack> = lines.iter().map(row).collect();
    let legend = parts.iter().map(|(_, shade, (zh, en))| (*shade, drawn.say(*zh, *en))).collect();
    let unit = drawn.lang().pick(unit.0, unit.1).to_owned();
    let units = drawn.say(format!("单位：{unit}"), format!("unit: {unit}"));
    let something = !rows.is_empty();
    let body = Body::Stacks(Stacks { rows, legend, unit });
    something.then(|| drawn.figure(title, units, notes, body))
}
