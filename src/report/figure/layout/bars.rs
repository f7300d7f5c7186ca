//! Small multiples of horizontal bars: one scale for all panels, the number at the end of each bar, an
//! expectation as a dashed line.

use super::super::scene::{ACCENT, Anchor, GRID, INK, MARGIN, PAPER, SOFT, Scene, ticks};
use super::super::words::{fit, width};
use super::super::{Bars, Panel};
use super::{INNER, key, lines, nothing};
use crate::core::lang::Lang;

/// Between panels.
const GAP: i32 = 26;
/// From one bar to the next.
const STEP: i32 = 18;
/// Thickness of a bar.
const THICK: i32 = 12;

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, bars: &Bars, lang: Lang) -> i32 {
    if bars.panels.iter().all(|panel| panel.bars.is_empty()) {
        return nothing(scene, y, lang);
    }
    let mut words: Vec<String> = bars.legend.iter().map(|(_, word)| word.clone()).collect();
    let lined = bars.panels.iter().find_map(|panel| panel.line.as_ref());
    words.extend(lined.map(|(_, word)| word.clone()));
    let mut y = key(scene, y, &words, |scene, at, x, y| match bars.legend.get(at) {
        Some((shade, _)) => scene.shaded(x, y, 22, 12, *shade),
        None => scene.dashed((x + 11, y - 1), (x + 11, y + 13), ACCENT),
    });
    let labels = bars.panels.iter().flat_map(|panel| &panel.bars).map(|bar| width(&bar.label, 11));
    let label = labels.max().unwrap_or(0);
    // Three in a row, two where labels are more than a word.
    let most = if label > 60 { 2 } else { 3 };
    let across = (bars.panels.len() as i32).clamp(1, most);
    let wide = (INNER - GAP * (across - 1)) / across;
    let label = label.min(wide * 52 / 100);
    let axis = ticks(bars.reach().0);
    let spread = Spread { label, wide, end: *axis.last().unwrap_or(&1), axis };
    let first = y;
    for row in bars.panels.chunks(across as usize) {
        let mut below = y;
        let titles = row.iter().map(|panel| lines(&panel.title, 12, wide, 2).len() as i32).max();
        let titles = titles.unwrap_or(1);
        for (at, panel) in (0..).zip(row) {
            let x = MARGIN + at * (wide + GAP);
            // What is counted, once: beside the first axis.
            let unit = if y == first && at == 0 { &bars.unit } else { "" };
            below = below.max(one(scene, (x, y), panel, &spread, titles, unit));
        }
        y = below + 14;
    }
    y - 14
}

struct Spread {
    label: i32,
    wide: i32,
    end: u64,
    axis: Vec<u64>,
}

fn one(
    scene: &mut Scene,
    (x, y): (i32, i32),
    panel: &Panel,
    spread: &Spread,
    titles: i32,
    unit: &str,
) -> i32 {
    for (line, n) in lines(&panel.title, 12, spread.wide, 2).into_iter().zip(1..) {
        scene.bold(x, y + 16 * n - 2, 12, line);
    }
    let top = y + 16 * titles + 4;
    let left = x + spread.label + 8;
    // Room for the number behind the longest bar.
    let room = spread.wide - spread.label - 8 - width(&spread.end.to_string(), 11) - 6;
    let at =
        |hundredths: u128| left + (hundredths as i128 * i128::from(room) / (spread.end as i128 * 100)) as i32;
    let base = top + STEP * panel.bars.len() as i32;
    // So many labels as have room.
    let wide = width(&spread.end.to_string(), 10) + 8;
    let every = (wide * spread.axis.len() as i32 / room.max(1)) as usize + 1;
    for (n, value) in spread.axis.iter().enumerate() {
        let x = at(u128::from(*value) * 100);
        scene.line((x, top), (x, base), 1, GRID);
        if n % every == 0 {
            scene.text(x, base + 13, 10, Anchor::Middle, SOFT, value.to_string());
        }
    }
    if width(unit, 10) <= spread.label {
        scene.text(x, base + 13, 10, Anchor::Start, SOFT, unit);
    }
    for (n, bar) in (0..).zip(&panel.bars) {
        let y = top + STEP * n + (STEP - THICK) / 2;
        scene.text(left - 6, y + 10, 11, Anchor::End, INK, fit(&bar.label, 11, spread.label));
        let end = at(u128::from(bar.value.min(spread.end)) * 100);
        if bar.value > 0 {
            scene.shaded(left, y, (end - left).max(1), THICK, bar.shade);
        }
        if bar.value > spread.end {
            // Cut: two slashes of paper.
            for x in [end - 18, end - 11] {
                scene.line((x, y + THICK), (x + 6, y), 2, PAPER);
            }
        }
        let words = bar.value.to_string();
        // The line of an expectation goes through no number.
        let line = panel.line.as_ref().map(|(expected, _)| at(u128::from(*expected)));
        let hit = line.filter(|line| (end - 2..end + width(&words, 11) + 8).contains(line));
        let colour = if bar.value > 0 { INK } else { SOFT };
        scene.text(hit.unwrap_or(end) + 5, y + 10, 11, Anchor::Start, colour, words);
        scene.named(&bar.cell, format!("{} {}: {}", panel.title, bar.label, bar.value));
    }
    scene.line((left, top), (left, base), 1, INK);
    if let Some((expected, _)) = &panel.line {
        let x = at(u128::from(*expected));
        scene.dashed((x, top - 2), (x, base), ACCENT);
    }
    base + 16
}
