//! Rates as points with their intervals, a row each, with the counts behind them at the right; a mark where
//! something was to be expected; the rate of all as a dashed line.

use super::super::scene::{ACCENT, Anchor, BLUES, GRID, INK, MARGIN, PAPER, SOFT, Scene, WIDTH, ticks};
use super::super::words::{fit, width};
use super::super::{Point, Points};
use super::{key, name, names, nothing};
use crate::core::lang::Lang;

/// From one row to the next.
const STEP: i32 = 24;
/// Half of a point.
const HALF: i32 = 4;

struct Plot {
    left: i32,
    right: i32,
    end: u64,
}

impl Plot {
    fn x(&self, rate: u64) -> i32 {
        let rate = i128::from(rate.min(self.end));
        self.left + (i128::from(self.right - self.left) * rate / i128::from(self.end)) as i32
    }
}

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, points: &Points, lang: Lang) -> i32 {
    if points.rows.is_empty() {
        return nothing(scene, y, lang);
    }
    let y = legend(scene, y, points);
    let widest = |texts: &mut dyn Iterator<Item = &String>, size: i32| {
        texts.map(|text| width(text, size)).max().unwrap_or(0)
    };
    let label = names(points.rows.iter().map(|row| &row.label), 170);
    let detail = widest(&mut points.rows.iter().map(|row| &row.detail), 11).clamp(40, 190);
    let most = points.rows.iter().flat_map(|row| {
        let high = row.interval.map(|interval| interval.1);
        [row.rate, high, row.expected].into_iter().flatten()
    });
    let axis = ticks(most.chain(points.reference.iter().map(|(rate, _)| *rate)).max().unwrap_or(0).max(5));
    let plot = Plot {
        left: MARGIN + label + 12,
        right: WIDTH - MARGIN - detail - 16,
        end: axis.last().copied().unwrap_or(1),
    };
    let sums = i32::from(points.rows.iter().any(|row| row.sum));
    let top = y + 22;
    let base = top + STEP * points.rows.len() as i32 + 8 * sums;
    scene.text(MARGIN, top - 8, 11, Anchor::Start, SOFT, fit(&points.unit, 11, label + 4));
    for value in &axis {
        let x = plot.x(*value);
        scene.line((x, top), (x, base), 1, GRID);
        scene.text(x, top - 8, 11, Anchor::Middle, SOFT, percent(*value));
        if points.rows.len() > 12 {
            scene.text(x, base + 15, 11, Anchor::Middle, SOFT, percent(*value));
        }
    }
    if let Some((rate, _)) = &points.reference {
        let x = plot.x(*rate);
        scene.dashed((x, top), (x, base), SOFT);
    }
    let mut y = top;
    for row in &points.rows {
        if row.sum {
            y += 8;
            scene.line((MARGIN, y - 4), (WIDTH - MARGIN, y - 4), 1, GRID);
        }
        one(scene, &plot, y + STEP / 2, row, (label, detail));
        y += STEP;
    }
    scene.line((plot.left, top), (plot.left, base), 1, INK);
    base + if points.rows.len() > 12 { 20 } else { 6 }
}

fn legend(scene: &mut Scene, y: i32, points: &Points) -> i32 {
    let mut words = vec![points.point.clone()];
    let interval = points.rows.iter().any(|row| row.interval.is_some());
    words.extend(interval.then(|| points.interval.clone()));
    words.extend(points.expected.clone());
    let marks = words.len();
    words.extend(points.reference.as_ref().map(|(_, word)| word.clone()));
    let expects = points.expected.is_some();
    key(scene, y, &words, |scene, at, x, y| match at {
        0 => dot(scene, x + 11, y + 6),
        1 if interval => whisker(scene, x + 1, x + 21, y + 6),
        at if expects && at + 1 == marks => scene.line((x + 11, y - 1), (x + 11, y + 13), 3, ACCENT),
        _ => scene.dashed((x + 11, y - 1), (x + 11, y + 13), SOFT),
    })
}

fn dot(scene: &mut Scene, x: i32, y: i32) {
    scene.area(x - HALF - 1, y - HALF - 1, 2 * HALF + 2, 2 * HALF + 2, PAPER);
    scene.area(x - HALF, y - HALF, 2 * HALF, 2 * HALF, BLUES[5]);
}

fn whisker(scene: &mut Scene, low: i32, high: i32, y: i32) {
    scene.line((low, y), (high, y), 2, BLUES[4]);
    for x in [low, high] {
        scene.line((x, y - 4), (x, y + 4), 2, BLUES[4]);
    }
}

fn one(scene: &mut Scene, plot: &Plot, y: i32, row: &Point, (label, detail): (i32, i32)) {
    if row.sum {
        let words = fit(&row.label, 12, label);
        scene.bold(MARGIN + label - width(&words, 12), y + 4, 12, words);
    } else {
        name(scene, (MARGIN + label, y), &row.label, label);
    }
    if let Some((low, high)) = row.interval {
        whisker(scene, plot.x(low), plot.x(high), y);
    }
    if let Some(expected) = row.expected {
        let x = plot.x(expected);
        scene.line((x, y - 8), (x, y + 8), 3, ACCENT);
    }
    if let Some(rate) = row.rate {
        dot(scene, plot.x(rate), y);
    }
    let words = fit(&row.detail, 11, detail);
    scene.text(WIDTH - MARGIN, y + 4, 11, Anchor::End, if row.rate.is_some() { INK } else { SOFT }, words);
    scene.named(&row.cell, format!("{}: {}", row.label, row.detail));
}

/// `0%`, `0.5%`, `12%`.
fn percent(hundredths: u64) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) if part % 10 == 0 => format!("{whole}.{}%", part / 10),
        (whole, part) => format!("{whole}.{part:02}%"),
    }
}
