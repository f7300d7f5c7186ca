//! A table of rates: the darker, the more; the number and its counts in every cell, so that no colour has
//! to be read.

use super::super::Heat;
use super::super::scene::{Anchor, BLUES, GRID, INK, LEAST, MARGIN, PAPER, Rgb, SOFT, Scene};
use super::super::words::width;
use super::{INNER, key, lines, name, names, nothing};
use crate::core::lang::Lang;

/// Height of a row.
const HIGH: i32 = 32;

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
    // Names take two lines before cells become too narrow for their numbers.
    let most = (INNER - 18 - 52 * heat.columns.len() as i32).clamp(96, 250);
    let label = names(heat.rows.iter(), most) + 12;
    let wide = ((INNER - label - 6) / heat.columns.len() as i32).min(120);
    let heads: Vec<Vec<String>> = heat.columns.iter().map(|name| lines(name, LEAST, wide + 2, 5)).collect();
    let deep = heads.iter().map(Vec::len).max().unwrap_or(1) as i32;
    let top = y + deep * 12 + 10;
    for (n, lines) in (0..).zip(heads) {
        let x = MARGIN + label + place(n, heat.columns.len(), wide) + wide / 2;
        let first = top - 6 - 12 * (lines.len() as i32 - 1);
        for (at, line) in (0..).zip(lines) {
            scene.text(x, first + 12 * at, LEAST, Anchor::Middle, INK, line);
        }
    }
    for ((n, row), cells) in (0..).zip(&heat.rows).zip(&heat.cells) {
        let y = top + place(n, heat.rows.len(), HIGH);
        name(scene, (MARGIN + label - 10, y + HIGH / 2), row, label - 12);
        for (column, rate) in (0..).zip(cells) {
            let x = MARGIN + label + place(column, heat.columns.len(), wide);
            let (colour, ink) = rate.thousandths().map_or((PAPER, SOFT), colours);
            scene.area(x + 1, y + 1, wide - 2, HIGH - 2, colour);
            let said = rate.thousandths().map_or("–".to_owned(), percent);
            scene.named(&rate.cell, format!("{said} ({}/{})", rate.part, rate.whole));
            scene.border(x + 1, y + 1, wide - 3, HIGH - 3, GRID);
            let size = if width(&said, 12) <= wide { 12 } else { LEAST };
            scene.text(x + wide / 2, y + 14, size, Anchor::Middle, ink, said);
            let counts = format!("{}/{}", rate.part, rate.whole);
            if rate.whole > 0 && width(&counts, LEAST) + 2 <= wide {
                scene.text(x + wide / 2, y + 26, LEAST, Anchor::Middle, ink, counts);
            }
        }
    }
    top + place(heat.rows.len() as i32, heat.rows.len(), HIGH)
}

/// Where the n-th row or column begins: the last, which sums up, stands apart.
fn place(n: i32, of: usize, size: i32) -> i32 {
    n * size + if n + 1 >= of as i32 { 6 } else { 0 }
}

/// Fill and ink of a rate: dark letters on light, light ones on dark.
fn colours(thousandths: u64) -> (Rgb, Rgb) {
    let step = STEPS.iter().position(|end| thousandths <= *end).unwrap_or(5);
    (BLUES[step], if step >= 4 { PAPER } else { INK })
}

fn percent(thousandths: u64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}
