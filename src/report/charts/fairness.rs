//! Fairness over time: drawn again and met again against expectation, work in classes.

use super::Drawn;
use super::frame::{Line, has, percent, share};
use super::rates::interval;
use crate::report::figure::{
    Bar, Bars, Body, ColumnPanel, Columns, Figure, Panel, Point, Points, Series, Shade,
};

/// Among those drawn so many times before: how many were drawn, and how many were to be expected.
pub fn chances(drawn: &Drawn<'_>) -> Option<Figure> {
    let title = drawn.say("再次抽中：实际与期望", "Drawn again: found and expected");
    let notes = vec![drawn.say(
        "每行为本期各次抽取中、此前已抽中过该次数的可抽户次：点为其中抽中的比例，竖线为按各层抽中比例的期望，横线为95%区间。抽取公平时，期望多在区间之内；不足20户次的不画区间。",
        "Each row: chances in the period's draws of those drawn so many times before. Point: share drawn; upright: expected from the share drawn in each stratum; line: 95% interval. Where draws are fair, the expectation mostly lies within the interval; of fewer than 20 chances none is drawn.",
    )];
    let columns = Against { part: "drawn", whole: "chances", expected: "drawn_expected" };
    against(drawn, title, ("户次", "chances"), &columns, notes)
}

/// Officers who met again.
pub fn meetings(drawn: &Drawn<'_>) -> Option<Figure> {
    let title = drawn.say("检查人员再次相遇：实际与期望", "Officers who meet again: found and expected");
    let notes = vec![drawn.say(
        "点为本期抽取的检查组中再次相遇的比例，竖线为各组单位构成既定、在本单位人员中随机选派时的期望，横线为95%区间。",
        "Point: share of the period's teams that met again; upright: expected where the units of each team are as they are and officers are chosen at random from their unit; line: 95% interval.",
    )];
    let columns = Against { part: "met", whole: "chances", expected: "expected" };
    against(drawn, title, ("户次", "visits"), &columns, notes)
}

/// Of fewer chances an interval says nothing, and would make all others small.
const FEW: u64 = 20;

struct Against {
    part: &'static str,
    whole: &'static str,
    expected: &'static str,
}

fn against(
    drawn: &Drawn<'_>,
    title: String,
    unit: (&str, &str),
    columns: &Against,
    notes: Vec<String>,
) -> Option<Figure> {
    if !has(drawn.table, &[columns.part, columns.whole, columns.expected]) {
        return None;
    }
    let point = |line: &Line| {
        let count = |column: &str| drawn.count(&line.cells, column);
        let (part, whole, expected) = (count(columns.part), count(columns.whole), count(columns.expected));
        let told = hundredths(expected);
        Point {
            cell: drawn.cell(line, columns.part),
            label: line.label.clone(),
            rate: share(part, whole),
            interval: interval(part.min(whole), whole).filter(|_| whole >= FEW),
            // Hundredths of a unit: a hundred times too large for a share of wholes.
            expected: share(expected, whole.saturating_mul(100)),
            detail: drawn.say(
                format!("{}  {part}/{whole}，期望{told}", percent(part, whole)),
                format!("{}  {part}/{whole}, expected {told}", percent(part, whole)),
            ),
            sum: false,
        }
    };
    let lines: Vec<Line> = drawn.table.rows.iter().map(|row| drawn.line(row)).collect();
    let rows: Vec<Point> =
        lines.iter().filter(|line| drawn.count(&line.cells, columns.whole) > 0).map(point).collect();
    let units = drawn.lang().pick(unit.0, unit.1);
    let something = !rows.is_empty();
    let body = Body::Points(Points {
        rows,
        unit: drawn.say(format!("占{units}的比例"), format!("share of {units}")),
        point: drawn.say("实际", "found"),
        interval: drawn.say("95%区间", "95% interval"),
        expected: Some(drawn.say("期望", "expected")),
        reference: None,
    });
    let units = drawn.say(format!("单位：%（{units}）"), format!("unit: % of {units}"));
    something.then(|| drawn.figure(title, units, notes, body))
}

/// `12.50`.
fn hundredths(n: u64) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

/// Subjects by how often they were drawn, found and expected, a panel for each span.
pub fn hits(drawn: &Drawn<'_>) -> Option<Figure> {
    if drawn.keys() != 2 || !has(drawn.table, &["subjects", "subjects_expected"]) {
        return None;
    }
    let lines: Vec<Line> = drawn.table.rows.iter().map(|row| drawn.line(row)).collect();
    let panels: Vec<Panel> =
        lines.chunk_by(|a, b| a.keys[0] == b.keys[0]).map(|lines| panel(drawn, lines)).collect();
    let title = drawn.say("抽中次数：实际户数与期望户数", "Times drawn: subjects found and expected");
    let notes = vec![drawn.say(
        "到期末为止抽中过该次数的对象；从未抽中的户数多，只写在各图标题里。期望在每次抽取前已有次数的基础上逐次计算，频次上限已在其中。",
        "Subjects drawn so many times by the end of the period; those never drawn are many and stand in the titles. Expected from draw to draw, given the hits before each, so that caps are allowed for.",
    )];
    let some = panels.iter().flat_map(|panel| &panel.bars).any(|bar| bar.value > 0);
    let body = Body::Bars(Bars {
        panels,
        unit: drawn.say("户", "subjects"),
        legend: vec![
            (Shade::Dark, drawn.say("实际", "found")),
            (Shade::Hatched, drawn.say("期望（取整）", "expected (rounded)")),
        ],
        cut: false,
    });
    some.then(|| drawn.figure(title, drawn.say("单位：户", "unit: subjects"), notes, body))
}

fn panel(drawn: &Drawn<'_>, lines: &[Line]) -> Panel {
    let count = |line: &Line, column: &str| drawn.count(&line.cells, column);
    let mut bars = Vec::new();
    for line in lines.iter().filter(|line| line.keys[1] != "0") {
        let hits = line.label.split_once(" · ").map_or("", |(_, hits)| hits);
        let expected = count(line, "subjects_expected");
        bars.push(Bar {
            cell: drawn.cell(line, "subjects"),
            label: hits.to_owned(),
            value: count(line, "subjects"),
            shade: Shade::Dark,
        });
        bars.push(Bar {
            cell: drawn.cell(line, "subjects_expected"),
            label: drawn
                .say(format!("期望{}", hundredths(expected)), format!("expected {}", hundredths(expected))),
            value: (expected + 50) / 100,
            shade: Shade::Hatched,
        });
    }
    let span = lines[0].label.split_once(" · ").map_or("", |(span, _)| span);
    let never = lines.iter().find(|line| line.keys[1] == "0").map(|line| {
        let (found, expected) = (count(line, "subjects"), hundredths(count(line, "subjects_expected")));
        drawn.say(
            format!("：从未抽中{found}户（期望{expected}）"),
            format!(": never drawn {found} (expected {expected})"),
        )
    });
    Panel { title: format!("{span}{}", never.unwrap_or_default()), bars, line: None }
}

/// Officers by places, as columns.
pub fn classes(drawn: &Drawn<'_>) -> Option<Figure> {
    if drawn.keys() != 2 || !has(drawn.table, &["assigned", "visited"]) {
        return None;
    }
    let lines: Vec<Line> = drawn.table.rows.iter().map(|row| drawn.line(row)).collect();
    let series = |column: &str, shade: Shade| Series {
        label: drawn.heading(column),
        shade,
        cells: lines
            .iter()
            .map(|line| (drawn.cell(line, column), Some(drawn.count(&line.cells, column))))
            .collect(),
    };
    let label = |line: &Line| match line.keys[0] == line.keys[1] {
        true => line.keys[0].clone(),
        false => line.keys.join("–"),
    };
    let panel = ColumnPanel {
        title: drawn.say("执法人员数，按本期人次", "Officers by places in the period"),
        unit: drawn.say("单位：人", "unit: officers"),
        series: vec![series("assigned", Shade::Light), series("visited", Shade::Dark)],
        line: None,
    };
    let body = Body::Columns(Columns {
        labels: lines.iter().map(label).collect(),
        axis: drawn.say("人次", "places"),
        panels: vec![panel],
    });
    let title = drawn.table.title.clone().pick(drawn.lang());
    let notes = vec![drawn.table.note.clone().pick(drawn.lang())];
    Some(drawn.figure(title, drawn.say("单位：人", "unit: officers"), notes, body))
}
