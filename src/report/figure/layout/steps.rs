//! Cumulative counts as steps over days, with the whole as a line across and deadlines as dashed lines.
//! Each curve bears its name at its end.

use super::super::scene::{ACCENT, Anchor, GRID, INK, MARGIN, SOFT, Scene, WIDTH, ticks};
use super::super::words::{fit, width};
use super::super::{Curve, Shade, Steps};
use crate::core::lang::Lang;
use crate::core::time::Date;

/// Height of the plot.
const HIGH: i32 = 260;

struct Plot {
    left: i32,
    right: i32,
    top: i32,
    first: i64,
    days: i64,
    end: u64,
}

impl Plot {
    fn x(&self, day: i64) -> i32 {
        self.left + (i64::from(self.right - self.left) * (day - self.first) / self.days) as i32
    }

    fn y(&self, value: u64) -> i32 {
        self.top + HIGH - (i128::from(HIGH) * i128::from(value) / i128::from(self.end)) as i32
    }
}

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, steps: &Steps, lang: Lang) -> i32 {
    let most = steps.curves.iter().flat_map(|c| &c.points).map(|(_, n)| *n).chain([steps.whole.0]).max();
    let axis = ticks(most.unwrap_or(0));
    let end = *axis.last().unwrap_or(&1);
    let (first, last) = (steps.days.0.days(), steps.days.1.days());
    let left = MARGIN + width(&end.to_string(), 11) + 12;
    let (whole, said) = &steps.whole;
    let mut ends = vec![(*whole, format!("{said} {whole}"), None)];
    for curve in &steps.curves {
        let last = curve.points.last().map_or(0, |(_, n)| *n);
        ends.push((last, format!("{} {last}", curve.label), Some(curve.shade)));
    }
    // Names of the curves stand at their ends.
    let names = ends.iter().map(|(_, words, _)| width(words, 11)).max().unwrap_or(0).clamp(60, 190) + 28;
    let right = WIDTH - MARGIN - names;
    let plot = Plot { left, right, top: y + 52, first, days: (last - first).max(1), end };
    for value in &axis {
        let y = plot.y(*value);
        scene.line((plot.left, y), (plot.right, y), 1, GRID);
        scene.text(plot.left - 8, y + 4, 11, Anchor::End, SOFT, value.to_string());
    }
    scene.text(MARGIN, plot.top - 14, 11, Anchor::Start, SOFT, steps.unit.clone());
    days(scene, &plot, lang);
    scene.line((plot.left, plot.y(*whole)), (plot.right, plot.y(*whole)), 2, SOFT);
    marks(scene, &plot, steps, lang);
    steps.curves.iter().for_each(|curve| draw(scene, &plot, curve, steps.as_of));
    labels(scene, &plot, ends.into_iter().map(|(n, words, shade)| (plot.y(n), words, shade)).collect());
    plot.top + HIGH + 40
}

fn thickness(shade: Shade) -> u32 {
    if shade == Shade::Dark { 4 } else { 3 }
}

/// Days below the plot, as many as have room.
fn days(scene: &mut Scene, plot: &Plot, lang: Lang) {
    let base = plot.top + HIGH;
    scene.line((plot.left, base), (plot.right, base), 1, INK);
    let step = [1, 2, 7, 14, 28, 56, 112, 365].into_iter().find(|step| plot.days / step <= 8).unwrap_or(730);
    let mut year = 0;
    for day in (plot.first..=plot.first + plot.days).step_by(step as usize) {
        let Some(date) = Date::from_days(day) else { continue };
        let x = plot.x(day);
        scene.line((x, base), (x, base + 5), 1, INK);
        scene.text(x, base + 18, 11, Anchor::Middle, SOFT, format!("{:02}-{:02}", date.month(), date.day()));
        if date.year() != year {
            year = date.year();
            let said = lang.pick(format!("{year}年"), year.to_string());
            scene.text(x, base + 33, 11, Anchor::Middle, SOFT, said);
        }
    }
}

/// Deadlines and the day of the figure, their names above in three rows so that they keep apart.
fn marks(scene: &mut Scene, plot: &Plot, steps: &Steps, lang: Lang) {
    let today = steps.end.clone().unwrap_or_else(|| lang.pick("数据截至", "as of").to_owned());
    let today = (steps.as_of, today);
    let mut all: Vec<(Date, String, bool)> = steps.marks.iter().map(|(d, n)| (*d, n.clone(), true)).collect();
    all.push((today.0, today.1, false));
    all.sort();
    let mut ends = [i32::MIN; 3];
    for (day, name, deadline) in all {
        let x = plot.x(day.days());
        let colour = if deadline { ACCENT } else { SOFT };
        scene.dashed((x, plot.top - 6), (x, plot.top + HIGH), colour);
        let words = fit(&format!("{name} {:02}-{:02}", day.month(), day.day()), 11, 260);
        let half = width(&words, 11) / 2;
        let middle = x.clamp(MARGIN + 40 + half, (WIDTH - MARGIN - half).max(MARGIN + 40 + half));
        let row = ends.iter().position(|end| *end < middle - half - 8);
        let Some(row) = row else { continue };
        ends[row] = middle + half;
        scene.text(middle, plot.top - 12 - 15 * row as i32, 11, Anchor::Middle, colour, words);
    }
}

fn draw(scene: &mut Scene, plot: &Plot, curve: &Curve, as_of: Date) {
    let Some((_, last)) = curve.points.last() else { return };
    let mut path = vec![(plot.left, plot.y(0))];
    for (day, value) in &curve.points {
        let (x, before) = (plot.x(day.days()), path.last().map_or(0, |point| point.1));
        path.extend([(x, before), (x, plot.y(*value))]);
    }
    // What has happened ends on the day of the figure; what is due goes on.
    let until = if curve.shade == Shade::Hatched { plot.first + plot.days } else { as_of.days() };
    let right = plot.x(until).max(path.last().map_or(0, |point| point.0));
    path.push((right, plot.y(*last)));
    let colour = if curve.shade == Shade::Hatched { SOFT } else { curve.shade.colour() };
    match curve.shade {
        Shade::Hatched => path.windows(2).for_each(|pair| scene.dashed(pair[0], pair[1], colour)),
        shade => scene.path(path, thickness(shade), colour),
    }
    scene.named(&curve.cell, format!("{}: {last}", curve.label));
}

/// Names at the right with a piece of their line, moved apart.
fn labels(scene: &mut Scene, plot: &Plot, mut ends: Vec<(i32, String, Option<Shade>)>) {
    ends.sort_by_key(|end| end.0);
    let (mut free, x) = (i32::MIN, plot.right + 8);
    for (y, words, shade) in ends {
        let y = y.max(free);
        free = y + 17;
        match shade {
            Some(Shade::Hatched) => scene.dashed((x, y), (x + 14, y), SOFT),
            Some(shade) => scene.line((x, y), (x + 14, y), thickness(shade), shade.colour()),
            None => scene.line((x, y), (x + 14, y), 2, SOFT),
        }
        scene.text(x + 19, y + 4, 11, Anchor::Start, INK, fit(&words, 11, WIDTH - MARGIN - x - 19));
    }
}
