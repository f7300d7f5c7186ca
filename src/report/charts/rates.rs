//! Rates of problems with their intervals, a row for each group of subjects.

use super::Drawn;
use super::frame::{Line, has, percent, share};
use crate::report::estimate::{ALPHA, interval::wilson, quantile};
use crate::report::figure::{Body, Figure, Point, Points};

/// Rows in one figure; the others are one.
const MOST: usize = 25;

/// By region, department, station, industry, type: whatever the table is keyed by.
pub fn problems(drawn: &Drawn<'_>) -> Option<Figure> {
    if !has(drawn.table, &["problems", "published"]) {
        return None;
    }
    let mut lines = drawn.largest("published", MOST);
    // One group alone is the whole: its table says so.
    if lines.len() < 2 {
        return None;
    }
    let seen = drawn.table.rows.iter().any(|row| drawn.count(row, "published") > 0);
    let total = drawn.total();
    let reference = total.as_ref().and_then(|all| rate(drawn, all));
    lines.extend(total);
    let rows: Vec<Point> = lines.iter().map(|line| point(drawn, line)).collect();
    let by = drawn.heading(drawn.table.columns[0].name);
    let title = drawn.say(
        format!("发现问题率及其95%区间（按{by}）"),
        format!("Rate of problems with 95% intervals, by {by}"),
    );
    let units = drawn.say("单位：%（户次）", "unit: % of inspections");
    let notes = vec![drawn.say(
        "发现问题率 = 发现问题户次 ÷ 已检查户次（右侧为两数）。区间为Wilson区间，未作有限总体校正，偏宽；户次少的区间宽，区间相交的不宜排名。",
        "Rate: subjects with a problem of subjects inspected (both at the right). Wilson intervals without a finite-population correction, rather too wide; where few were inspected they are wide, and rows whose intervals overlap are not to be ranked.",
    )];
    let body = Body::Points(Points {
        rows,
        unit: drawn.say("发现问题率", "rate of problems"),
        point: drawn.say("发现问题率", "rate of problems"),
        interval: drawn.say("95%区间", "95% interval"),
        expected: None,
        reference: reference.map(|rate| (rate, drawn.say("合计的发现问题率", "rate of all together"))),
    });
    seen.then(|| drawn.figure(title, units, notes, body))
}

fn rate(drawn: &Drawn<'_>, line: &Line) -> Option<u64> {
    share(drawn.count(&line.cells, "problems"), drawn.count(&line.cells, "published"))
}

fn point(drawn: &Drawn<'_>, line: &Line) -> Point {
    let (part, whole) = (drawn.count(&line.cells, "problems"), drawn.count(&line.cells, "published"));
    let part = part.min(whole);
    Point {
        cell: drawn.cell(line, "problems"),
        label: line.label.clone(),
        rate: share(part, whole),
        interval: interval(part, whole),
        expected: None,
        detail: format!("{}  {part}/{whole}", percent(part, whole)),
        sum: line.sum,
    }
}

/// Wilson's interval in hundredths of a percent.
pub fn interval(part: u64, whole: u64) -> Option<(u64, u64)> {
    (whole > 0).then(|| {
        let (low, high) = wilson(part as f64 / whole as f64, whole as f64, quantile::normal(ALPHA));
        let hundredths = |share: f64| (share * 10_000.0).round() as u64;
        (hundredths(low), hundredths(high))
    })
}
