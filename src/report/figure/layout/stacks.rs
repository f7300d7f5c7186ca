//! Shares of a whole as bars of one length, with the count in each part that has room for it and the whole
//! at the right.

use super::super::scene::{Anchor, GRID, INK, MARGIN, PAPER, SOFT, Scene, WIDTH};
use super::super::words::width;
use super::super::{Shade, Stack, Stacks};
use super::{key, name, names, nothing};
use crate::core::lang::Lang;

/// From one row to the next.
const STEP: i32 = 27;
/// Thickness of a bar.
const THICK: i32 = 18;

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, stacks: &Stacks, lang: Lang) -> i32 {
    if stacks.rows.is_empty() {
        return nothing(scene, y, lang);
    }
    let words: Vec<String> = stacks.legend.iter().map(|(_, word)| word.clone()).collect();
    let y = key(scene, y, &words, |scene, at, x, y| scene.shaded(x, y, 22, 12, stacks.legend[at].0));
    let label = names(stacks.rows.iter().map(|row| &row.label), 204);
    let wholes: Vec<String> = stacks.rows.iter().map(|row| whole(row).to_string()).collect();
    let right = wholes.iter().map(|text| width(text, 11)).max().unwrap_or(0).max(width(&stacks.unit, 11));
    let (left, right) = (MARGIN + label + 12, WIDTH - MARGIN - right - 14);
    let top = y + 22;
    let base = top + STEP * stacks.rows.len() as i32;
    for quarter in 0..=4 {
        let x = left + (right - left) * quarter / 4;
        scene.line((x, top), (x, base), 1, GRID);
        scene.text(x, top - 8, 11, Anchor::Middle, SOFT, format!("{}%", quarter * 25));
    }
    scene.text(WIDTH - MARGIN, top - 8, 11, Anchor::End, SOFT, stacks.unit.clone());
    for ((n, row), whole) in (0..).zip(&stacks.rows).zip(wholes) {
        let y = top + STEP * n + (STEP - THICK) / 2;
        name(scene, (MARGIN + label, y + THICK / 2), &row.label, label);
        bar(scene, (left, right), y, row, stacks);
        scene.text(WIDTH - MARGIN, y + 13, 11, Anchor::End, INK, whole);
    }
    scene.line((left, top), (left, base), 1, INK);
    base + 4
}

fn whole(row: &Stack) -> u128 {
    row.parts.iter().map(|(_, count)| u128::from(*count)).sum()
}

fn bar(scene: &mut Scene, (left, right): (i32, i32), y: i32, row: &Stack, stacks: &Stacks) {
    let all = whole(row);
    if all == 0 {
        scene.text(left + 6, y + 13, 11, Anchor::Start, SOFT, "–");
        for (cell, _) in &row.parts {
            scene.area(left, y + THICK - 1, 1, 1, GRID);
            scene.named(cell, format!("{}: 0", row.label));
        }
        return;
    }
    let at = |sum: u128| left + ((right - left) as u128 * sum / all) as i32;
    let mut sum = 0;
    for ((cell, count), (shade, word)) in row.parts.iter().zip(&stacks.legend) {
        let (from, to) = (at(sum), at(sum + u128::from(*count)));
        sum += u128::from(*count);
        // A part that is there is seen, be it ever so small.
        let wide = (to - from).max(i32::from(*count > 0) * 2);
        scene.area(from, y, wide, THICK, shade.colour());
        scene.named(cell, format!("{} {word}: {count}", row.label));
        if *count == 0 {
            continue;
        }
        scene.pattern(from, y, wide, THICK, *shade);
        let words = count.to_string();
        let room = width(&words, 11);
        if room + 8 <= wide {
            let middle = from + wide / 2;
            let ink = if *shade == Shade::Dark { PAPER } else { INK };
            if *shade != Shade::Dark {
                scene.area(middle - room / 2 - 3, y + 2, room + 6, THICK - 4, PAPER);
            }
            scene.text(middle, y + 13, 11, Anchor::Middle, ink, words);
        }
        scene.line((to, y), (to, y + THICK), 1, PAPER);
    }
    scene.border(left, y, right - left, THICK, SOFT);
}
