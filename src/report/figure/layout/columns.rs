//! Columns over months or classes, panels above each other with the same places across and a scale of their
//! own each; a line where something is a stock and no flow. Numbers stand above the columns where there is
//! room for all of them.

use super::super::scene::{Anchor, GRID, INK, MARGIN, PAPER, SOFT, Scene, WIDTH, ticks};
use super::super::words::{fit, width, wrap};
use super::super::{ColumnPanel, Columns, Series, Shade};
use super::{INNER, key, nothing};
use crate::core::lang::Lang;

/// Height of a panel's plot.
const HIGH: i32 = 130;

struct Plot {
    left: i32,
    step: i32,
    top: i32,
    end: u64,
}

impl Plot {
    fn y(&self, value: u64) -> i32 {
        self.top + HIGH - (i128::from(HIGH) * i128::from(value) / i128::from(self.end)) as i32
    }

    fn middle(&self, n: usize) -> i32 {
        self.left + self.step * n as i32 + self.step / 2
    }
}

fn all(panel: &ColumnPanel) -> impl Iterator<Item = &Series> {
    panel.series.iter().chain(&panel.line)
}

fn most(panel: &ColumnPanel) -> u64 {
    all(panel).flat_map(|series| &series.cells).filter_map(|(_, value)| *value).max().unwrap_or(0)
}

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, columns: &Columns, lang: Lang) -> i32 {
    let empty = |panel: &ColumnPanel| all(panel).all(|series| series.cells.is_empty());
    if columns.labels.is_empty() || columns.panels.iter().all(empty) {
        return nothing(scene, y, lang);
    }
    let ends: Vec<Vec<u64>> = columns.panels.iter().map(|panel| ticks(most(panel))).collect();
    let widest = ends.iter().flatten().map(|value| width(&value.to_string(), 11)).max().unwrap_or(0);
    let left = MARGIN + widest + 12;
    let step = ((WIDTH - MARGIN - left) / columns.labels.len() as i32).clamp(1, 120);
    let mut y = y;
    let panels = columns.panels.len();
    for ((panel, axis), n) in columns.panels.iter().zip(ends).zip(1..) {
        for line in wrap(&panel.title, 13, INNER).into_iter().take(1) {
            scene.bold(MARGIN, y + 12, 13, fit(&line, 13, INNER));
            y += 22;
        }
        y = legend(scene, y, panel);
        let plot = Plot { left, step, top: y + 26, end: axis.last().copied().unwrap_or(1) };
        one(scene, &plot, panel, columns, &axis);
        y = plot.top + HIGH + 34;
        // What the labels are, once: all panels have the same.
        if n == panels && !columns.axis.is_empty() {
            scene.text(MARGIN, y - 2, 11, Anchor::Start, SOFT, fit(&columns.axis, 11, INNER));
            y += 14;
        }
    }
    y - 12
}

fn legend(scene: &mut Scene, y: i32, panel: &ColumnPanel) -> i32 {
    let words: Vec<String> = all(panel).map(|series| series.label.clone()).collect();
    if words.len() < 2 {
        return y - 6;
    }
    let lines: Vec<Option<&Series>> =
        panel.series.iter().map(|_| None).chain(panel.line.as_ref().map(Some)).collect();
    key(scene, y, &words, |scene, at, x, y| match lines[at] {
        None => scene.shaded(x, y, 22, 12, panel.series[at].shade),
        Some(line) => {
            scene.line((x, y + 6), (x + 22, y + 6), 3, line.shade.colour());
            dot(scene, x + 11, y + 6, line.shade);
        }
    })
}

fn dot(scene: &mut Scene, x: i32, y: i32, shade: Shade) {
    scene.area(x - 4, y - 4, 8, 8, PAPER);
    scene.area(x - 3, y - 3, 6, 6, shade.colour());
}

fn one(scene: &mut Scene, plot: &Plot, panel: &ColumnPanel, columns: &Columns, axis: &[u64]) {
    let (base, count) = (plot.top + HIGH, columns.labels.len());
    let right = plot.left + plot.step * count as i32;
    for value in axis {
        let y = plot.y(*value);
        scene.line((plot.left, y), (right, y), 1, GRID);
        scene.text(plot.left - 8, y + 4, 11, Anchor::End, SOFT, value.to_string());
    }
    scene.text(MARGIN, plot.top - 15, 11, Anchor::Start, SOFT, fit(&panel.unit, 11, INNER));
    let gap = (plot.step / 5).max(i32::from(plot.step > 2));
    let kinds = (panel.series.len() as i32).max(1);
    let wide = ((plot.step - gap) / kinds).clamp(1, 46);
    let told = numbers(panel, wide + if kinds == 1 { gap } else { 0 });
    for (at, series) in (0..).zip(&panel.series) {
        for (n, (cell, value)) in series.cells.iter().enumerate() {
            let x = plot.middle(n) - wide * kinds / 2 + wide * at;
            let Some(value) = value else { continue };
            column(scene, plot, (x, wide), *value, series.shade);
            scene.named(cell, format!("{} {}: {value}", columns.labels[n], series.label));
            if told {
                scene.text(x + wide / 2, plot.y(*value) - 4, 10, Anchor::Middle, INK, value.to_string());
            }
            pattern(scene, plot, (x, wide), *value, series.shade);
        }
    }
    scene.line((plot.left, base), (right, base), 1, INK);
    if let Some(line) = &panel.line {
        stock(scene, plot, line, columns);
    }
    labels(scene, plot, columns);
}

/// Whether every number has room above its column.
fn numbers(panel: &ColumnPanel, room: i32) -> bool {
    let wide = |value: &u64| width(&value.to_string(), 10) + 2 <= room;
    panel.line.is_none()
        && panel
            .series
            .iter()
            .flat_map(|series| &series.cells)
            .filter_map(|(_, value)| value.as_ref())
            .all(wide)
}

fn column(scene: &mut Scene, plot: &Plot, (x, wide): (i32, i32), value: u64, shade: Shade) {
    let (top, base) = (plot.y(value), plot.top + HIGH);
    scene.area(x, top.min(base - 1), (wide - 1).max(1), (base - top).max(1), shade.colour());
}

fn pattern(scene: &mut Scene, plot: &Plot, (x, wide): (i32, i32), value: u64, shade: Shade) {
    let top = plot.y(value);
    scene.pattern(x, top, (wide - 1).max(1), plot.top + HIGH - top, shade);
}

/// A line from value to value, broken where one is not known.
fn stock(scene: &mut Scene, plot: &Plot, line: &Series, columns: &Columns) {
    let at = |(n, value): (usize, u64)| (plot.middle(n), plot.y(value));
    let known: Vec<Option<(usize, u64)>> =
        line.cells.iter().enumerate().map(|(n, (_, value))| value.map(|value| (n, value))).collect();
    for part in known.split(Option::is_none).filter(|part| part.len() > 1) {
        scene.path(part.iter().flatten().copied().map(at).collect(), 3, line.shade.colour());
    }
    let told = line.cells.iter().filter_map(|(_, value)| *value);
    let told = told.map(|value| width(&value.to_string(), 10)).max().unwrap_or(0) + 6 <= plot.step;
    for (n, value) in known.iter().flatten() {
        let (x, y) = at((*n, *value));
        dot(scene, x, y, line.shade);
        scene.named(&line.cells[*n].0, format!("{} {}: {value}", columns.labels[*n], line.label));
        if told {
            scene.text(x, y - 8, 10, Anchor::Middle, INK, value.to_string());
        }
    }
}

/// As many labels as have room, the first always.
fn labels(scene: &mut Scene, plot: &Plot, columns: &Columns) {
    let base = plot.top + HIGH;
    let wide = columns.labels.iter().map(|label| width(label, 11)).max().unwrap_or(0).min(110) + 8;
    let every = (wide + plot.step - 1) / plot.step;
    for (n, label) in columns.labels.iter().enumerate().step_by(every.max(1) as usize) {
        let words = fit(label, 11, 110);
        let half = width(&words, 11) / 2;
        let middle = plot.middle(n).min(WIDTH - 4 - half).max(4 + half);
        scene.line((plot.middle(n), base), (plot.middle(n), base + 4), 1, INK);
        scene.text(middle, base + 17, 11, Anchor::Middle, SOFT, words);
    }
}
