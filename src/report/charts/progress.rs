//! What moves over days and months: completion against deadlines, the year month by month, entries of the
//! lists in, out and repaired.

use super::Drawn;
use super::frame::{Line, has};
use crate::core::time::Date;
use crate::report::figure::{Body, ColumnPanel, Columns, Curve, Figure, Series, Shade, Steps};
use crate::report::table::Value;

/// Deadlines with a mark.
const MARKS: usize = 5;

/// Completion against deadlines, as steps.
pub fn completion(drawn: &Drawn<'_>) -> Option<Figure> {
    if !has(drawn.table, &["listed", "visited", "published", "due"]) {
        return None;
    }
    let lines: Vec<(Date, Line)> = drawn
        .table
        .rows
        .iter()
        .filter_map(|row| match row[0] {
            Value::Day(day) => Some((day, drawn.line(row))),
            _ => None,
        })
        .collect();
    let (first, last) = (lines.first()?.0, lines.last()?.0);
    let head = drawn.head;
    let counted = head.period.last().min(head.as_of);
    let whole = lines.iter().map(|(_, line)| drawn.count(&line.cells, "listed")).max().unwrap_or(0);
    let curve = |column: &'static str, shade: Shade| {
        let known: Vec<&(Date, Line)> =
            lines.iter().filter(|(_, line)| drawn.table.number(&line.cells, column).is_some()).collect();
        let cell = known.last().map(|(_, line)| drawn.cell(line, column))?;
        let points = known.iter().map(|(day, line)| (*day, drawn.count(&line.cells, column))).collect();
        Some(Curve { cell, label: drawn.heading(column), points, shade })
    };
    let curves =
        [curve("due", Shade::Hatched), curve("visited", Shade::Light), curve("published", Shade::Dark)];
    let end = drawn.say("计至", "counted to");
    let body = Body::Steps(Steps {
        curves: curves.into_iter().flatten().collect(),
        days: (first, last.max(counted)),
        as_of: counted.max(first),
        end: Some(end),
        whole: (whole, drawn.say("应检查", "to be inspected")),
        marks: deadlines(drawn, &lines),
        unit: drawn.say("户次", "inspections"),
    });
    let title = drawn.say("检查进度与任务期限", "Completion and deadlines");
    let notes = vec![drawn.say(
        format!("本期锁定名单的{whole}户次，累计。虚线：按各任务的完成时限应完成的户次；竖线：到期户次最多的期限。公示线在虚线以下的，必有逾期；各任务合计，一项的逾期可为他项的提前所掩，故在虚线以上不等于没有逾期。"),
        format!("The {whole} subjects on lists locked in the period, cumulated. Dashed: due by the deadlines of their tasks; upright lines: the deadlines of most subjects. Where what is public lies below the dashed line, something is late; the converse does not hold: all tasks are summed, and what one has done early can hide what is late in another."),
    )];
    Some(drawn.figure(title, drawn.say("单位：户次", "unit: inspections"), notes, body))
}

fn deadlines(drawn: &Drawn<'_>, lines: &[(Date, Line)]) -> Vec<(Date, String)> {
    let mut before = 0;
    let mut steps: Vec<(u64, Date)> = Vec::new();
    for (day, line) in lines {
        let due = drawn.count(&line.cells, "due");
        if due > before {
            steps.push((due - before, *day));
        }
        before = due;
    }
    steps.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let word = |n: u64| drawn.say(format!("期限（{n}户次）"), format!("{n} due"));
    let mut marks: Vec<(Date, String)> =
        steps.into_iter().take(MARKS).map(|(n, day)| (day, word(n))).collect();
    marks.sort();
    marks
}

/// Lists locked, visits, publications and problems, month by month.
pub fn months(drawn: &Drawn<'_>) -> Option<Figure> {
    let title = drawn.say("逐月检查情况", "Inspections month by month");
    let panels = [
        (("检查", "inspections"), ("户次", "inspections"), &["listed", "visited", "published"][..], None),
        (
            ("发现问题与完结", "problems and finished"),
            ("户次", "inspections"),
            &["problems", "finished"][..],
            None,
        ),
    ];
    series(drawn, title, &panels)
}

/// Entries in, out and repaired, with the stock.
pub fn movements(drawn: &Drawn<'_>) -> Option<Figure> {
    let title = drawn.say("名录列入、移出与信用修复", "Entries in, out and repaired");
    let panels = [
        (("当月变动", "movements of the month"), ("条", "entries"), &["in", "out", "repaired"][..], None),
        (("月末在列", "open at the end of the month"), ("条", "entries"), &[][..], Some("open")),
    ];
    series(drawn, title, &panels)
}

/// Steps of credit repair, month by month.
pub fn repairs(drawn: &Drawn<'_>) -> Option<Figure> {
    let title = drawn.say("信用修复（逐月）", "Credit repair month by month");
    let panels = [(
        ("申请与决定", "applications and decisions"),
        ("条", "events"),
        &["applied", "granted", "refused"][..],
        None,
    )];
    series(drawn, title, &panels)
}

/// Shades of columns side by side.
const SHADES: [Shade; 3] = [Shade::Light, Shade::Hatched, Shade::Dark];

/// Title, unit, columns of the table, line.
type Panel<'a> = ((&'a str, &'a str), (&'a str, &'a str), &'a [&'static str], Option<&'static str>);

fn series(drawn: &Drawn<'_>, title: String, panels: &[Panel<'_>]) -> Option<Figure> {
    let lines: Vec<Line> = drawn.table.rows.iter().map(|row| drawn.line(row)).collect();
    let one = |column: &'static str, shade: Shade| {
        let value = |line: &Line| {
            let value = drawn.table.number(&line.cells, column);
            (drawn.cell(line, column), value.and_then(|n| u64::try_from(n).ok()))
        };
        Series { label: drawn.heading(column), shade, cells: lines.iter().map(value).collect() }
    };
    let panel = |((zh, en), unit, columns, line): &Panel<'_>| {
        let known: Vec<&'static str> =
            columns.iter().copied().filter(|column| has(drawn.table, &[column])).collect();
        // Two kinds stand apart as light and dark.
        let shades = if known.len() == 2 { [SHADES[0], SHADES[2], SHADES[2]] } else { SHADES };
        let line = line.filter(|line| has(drawn.table, &[line])).map(|line| one(line, Shade::Dark));
        let series: Vec<Series> =
            known.iter().zip(shades).map(|(column, shade)| one(column, shade)).collect();
        let unit = drawn.lang().pick(unit.0, unit.1);
        (!series.is_empty() || line.is_some()).then(|| ColumnPanel {
            title: drawn.say(*zh, *en),
            unit: drawn.say(format!("单位：{unit}"), format!("unit: {unit}")),
            series,
            line,
        })
    };
    let panels: Vec<ColumnPanel> = panels.iter().filter_map(panel).collect();
    let all = panels.iter().flat_map(|panel| panel.series.iter().chain(&panel.line));
    let something = all.flat_map(|series| &series.cells).any(|(_, value)| value.is_some_and(|n| n > 0));
    // One month alone stands in its table.
    let something = something && lines.len() > 1;
    let (labels, axis) = months_of(drawn, &lines);
    let note = drawn.table.note.clone().pick(drawn.lang());
    let units = drawn.say("单位见各图", "units beside each panel");
    let body = Body::Columns(Columns { labels, axis, panels });
    something.then(|| drawn.figure(title, units, vec![note], body))
}

/// Months within one year without it, the year below.
fn months_of(drawn: &Drawn<'_>, lines: &[Line]) -> (Vec<String>, String) {
    let parts: Option<Vec<(&str, &str)>> =
        lines.iter().map(|line| line.keys.first().and_then(|key| key.split_once('-'))).collect();
    let parts = parts.unwrap_or_default();
    let year = parts.first().map_or("", |(year, _)| year);
    if parts.is_empty() || parts.iter().any(|(other, _)| *other != year) {
        return (lines.iter().map(|line| line.label.clone()).collect(), String::new());
    }
    let month = |month: &str| drawn.say(format!("{}月", month.trim_start_matches('0')), month);
    let labels = parts.iter().map(|(_, n)| month(n)).collect();
    (labels, drawn.say(format!("{year}年"), year))
}
