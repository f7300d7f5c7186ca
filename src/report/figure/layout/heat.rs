//! A table of rates: the darker, the more; the number and its counts in every cell, so that no colour has
//! to be read.

use super::super::Heat;
use super::super::scene::{Anchor, BLUES, GRID, INK, MARGIN, PAPER, Rgb, SOFT, Scene};
use super::super::words::{fit, width, wrap};
use super::{INNER, key, nothing};
use crate::core::lang::Lang;

/// Height of a row.
const HIGH: i32 = 36;

/// Upper ends of the steps, in thousandths.
const STEPS: [u64; 6] = [0, 50, 100, 200, 400, 1000];

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, heat: &Heat, lang: Lang) -> i32 {
    if heat.rows.is_empty() || heat.columns.is_empty() {
        return nothing(scene, y, lang);
    }
    let mut words: Vec<String> = vec!["0%".into()];
    words.extend(STEPS.windows(2).map(|pair| format!("{}–{}%", pair[0] / 10, pair[1] / 10)));
    words.push(lang.pick("未检查", "not inspected").to_owned());
    let y = key(scene, y, &words, |scene, at, x, y| {
        scene.area(x, y, 22, 12, BLUES.get(at).copied().unwrap_or(PAPER));
        scene.border(x, y, 22, 12, GRID);
    });
    let label = heat.rows.iter().map(|row| width(row, 12)).max().unwrap_or(0).clamp(60, 190) + 12;
    let wide = ((INNER - label - 6) / heat.columns.len() as i32).min(150);
    let heads: Vec<Vec<String>> = heat.columns.iter().map(|column| head(column, wide - 8)).collect();
    let deep = heads.iter().map(Vec::len).max().unwrap_or(1) as i32;
    let top = y + deep * 14 + 10;
    for (n, lines) in (0..).zip(heads) {
        let x = MARGIN + label + place(n, heat.columns.len(), wide) + wide / 2;
        let first = top - 8 - 14 * (lines.len() as i32 - 1);
        for (at, line) in (0..).zip(lines) {
            scene.text(x, first + 14 * at, 11, Anchor::Middle, INK, line);
        }
    }
    for ((n, name), cells) in (0..).zip(&heat.rows).zip(&heat.cells) {
        let y = top + place(n, heat.rows.len(), HIGH);
        let name = fit(name, 12, label - 10);
        scene.text(MARGIN + label - 10, y + 22, 12, Anchor::End, INK, name);
        for (column, rate) in (0..).zip(cells) {
            let x = MARGIN + label + place(column, heat.columns.len(), wide);
            let (colour, ink) = rate.thousandths().map_or((PAPER, SOFT), colours);
            scene.area(x + 1, y + 1, wide - 2, HIGH - 2, colour);
            let said = rate.thousandths().map_or("–".to_owned(), percent);
            scene.named(&rate.cell, format!("{said} ({}/{})", rate.part, rate.whole));
            scene.border(x + 1, y + 1, wide - 3, HIGH - 3, GRID);
            let size = if width(&said, 12) <= wide { 12 } else { 9 };
            scene.text(x + wide / 2, y + 16, size, Anchor::Middle, ink, said);
            let counts = format!("{}/{}", rate.part, rate.whole);
            if rate.whole > 0 && width(&counts, 10) + 4 <= wide {
                scene.text(x + wide / 2, y + 29, 10, Anchor::Middle, ink, counts);
            }
        }
    }
    top + place(heat.rows.len() as i32, heat.rows.len(), HIGH)
}

/// Where the n-th row or column begins: the last, which sums up, stands apart.
fn place(n: i32, of: usize, size: i32) -> i32 {
    n * size + if n + 1 >= of as i32 { 6 } else { 0 }
}

/// A column's name in three lines, cut where it is longer.
fn head(name: &str, room: i32) -> Vec<String> {
    let mut lines = wrap(name, 11, room - 11);
    if lines.len() > 3 {
        lines.truncate(3);
        let last = format!("{}………", lines[2]);
        lines[2] = fit(&last, 11, room);
        while lines[2].ends_with("……") {
            lines[2].pop();
        }
        if !lines[2].ends_with('…') {
            lines[2].push('…');
        }
    }
    lines
}

/// Fill and ink of a rate: dark letters on light, light ones on dark.
fn colours(thousandths: u64) -> (Rgb, Rgb) {
    let step = STEPS.iter().position(|end| thousandths <= *end).unwrap_or(5);
    (BLUES[step], if step >= 4 { PAPER } else { INK })
}

fn percent(thousandths: u64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}
