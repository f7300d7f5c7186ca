//! Tickets against thresholds: each ticket of a stratum a mark at its place in [0, 1), longer where it was
//! drawn; many of them as columns of how many. Beside it the same near the threshold, enlarged.

use super::super::scene::{ACCENT, Anchor, GRID, INK, LEAST, MARGIN, SOFT, Scene, WIDTH};
use super::super::words::{fit, width};
use super::super::{Role, Strip};
use super::{INNER, key, nothing};
use crate::core::lang::Lang;

/// Height of a strip.
const HIGH: i32 = 50;
/// From one strip to the next.
const STEP: i32 = 126;
/// More tickets than this become columns.
const MARKS: usize = 500;
/// Columns of a wide strip.
const COLUMNS: usize = 100;

/// Draws it; the answer is where it ends.
pub fn plot(scene: &mut Scene, y: i32, strips: &[Strip], lang: Lang) -> i32 {
    if strips.is_empty() {
        return nothing(scene, y, lang);
    }
    let mut words: Vec<String> = Role::ALL.iter().map(|role| role.told(lang).to_owned()).collect();
    words.push(lang.pick("中签线（抽中者的最大签号）", "threshold (largest ticket drawn)").to_owned());
    let mut y = key(scene, y, &words, |scene, at, x, y| match Role::ALL.get(at) {
        Some(role) => {
            let (colour, share) = role.mark();
            for n in 0..4 {
                let high = 14 * share / 100;
                scene.line((x + 2 + n * 5, y + 13 - high), (x + 2 + n * 5, y + 13), 2, colour);
            }
        }
        None => scene.dashed((x + 11, y - 1), (x + 11, y + 13), ACCENT),
    });
    y += 6;
    for strip in strips {
        scene.bold(MARGIN, y + 12, 13, fit(&strip.title, 13, INNER));
        scene.named(&strip.cell, format!("{}: {}", strip.title, strip.detail));
        scene.text(MARGIN, y + 27, 11, Anchor::Start, SOFT, fit(&strip.detail, 11, INNER));
        let top = y + 36;
        let near = enlarged(strip);
        let wide = if near.is_some() { INNER * 58 / 100 } else { INNER };
        band(scene, Place { x: MARGIN, y: top, wide, end: 1.0 }, strip, lang, near.is_none());
        if let Some(end) = near {
            let x = MARGIN + wide + 34;
            band(scene, Place { x, y: top, wide: WIDTH - MARGIN - x, end }, strip, lang, true);
        }
        y += STEP;
    }
    y - 14
}

/// Where the drawn and the reserve lie in a small part, how far it reaches: a round place beyond them.
fn enlarged(strip: &Strip) -> Option<f64> {
    let last = strip.tickets.iter().rev().find(|(_, role)| *role != Role::Passed)?.0;
    [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4].into_iter().find(|end| last * 1.1 < *end)
}

struct Place {
    x: i32,
    y: i32,
    wide: i32,
    end: f64,
}

impl Place {
    fn at(&self, ticket: f64) -> i32 {
        self.x + (ticket / self.end * f64::from(self.wide)) as i32
    }
}

fn band(scene: &mut Scene, place: Place, strip: &Strip, lang: Lang, labelled: bool) {
    let base = place.y + HIGH;
    let inside: Vec<(f64, Role)> = strip.tickets.iter().copied().filter(|(at, _)| *at < place.end).collect();
    for quarter in 0..=4 {
        let value = place.end * f64::from(quarter) / 4.0;
        let x = place.at(value);
        scene.line((x, place.y), (x, base + 4), 1, GRID);
        let anchor = match quarter {
            0 => Anchor::Start,
            4 => Anchor::End,
            _ => Anchor::Middle,
        };
        scene.text(x, base + 16, 10, anchor, SOFT, number(value));
    }
    if inside.len() <= MARKS {
        // The longest last: what was drawn is never hidden.
        for role in Role::ALL.into_iter().rev() {
            let (colour, share) = role.mark();
            for (ticket, _) in inside.iter().filter(|(_, is)| *is == role) {
                let x = place.at(*ticket);
                scene.line((x, base - (HIGH - 8) * share / 100), (x, base), 1, colour);
            }
        }
    } else {
        columns(scene, &place, &inside, lang);
    }
    scene.line((place.x, base), (place.x + place.wide, base), 1, INK);
    let Some(threshold) = strip.threshold.filter(|threshold| *threshold < place.end) else { return };
    let x = place.at(threshold);
    scene.dashed((x, place.y - 4), (x, base), ACCENT);
    if labelled {
        let right = x + 90 < place.x + place.wide;
        let (x, anchor) = if right { (x + 5, Anchor::Start) } else { (x - 5, Anchor::End) };
        let words = format!("{threshold:.5}");
        // On paper of its own: marks stand behind it.
        let wide = width(&words, 10) + 4;
        let left = if right { x - 2 } else { x - wide + 2 };
        scene.area(left, place.y - 5, wide, 13, super::super::scene::PAPER);
        scene.text(x, place.y + 5, 10, anchor, ACCENT, words);
    }
}

/// Columns of equal width with the roles on each other, and how high the highest is.
fn columns(scene: &mut Scene, place: &Place, inside: &[(f64, Role)], lang: Lang) {
    let mut counts = [[0_i32; 3]; COLUMNS];
    for (ticket, role) in inside {
        let column = (ticket / place.end * COLUMNS as f64) as usize;
        counts[column.min(COLUMNS - 1)][*role as usize] += 1;
    }
    let most = counts.iter().map(|column| column.iter().sum()).max().unwrap_or(1).max(1);
    for (at, column) in counts.iter().enumerate() {
        let edge = |at: usize| place.x + place.wide * at as i32 / COLUMNS as i32;
        let (left, right) = (edge(at), edge(at + 1));
        let (base, mut sum) = (place.y + HIGH, 0);
        for role in Role::ALL {
            let n = column[role as usize];
            let (below, above) = ((HIGH - 8) * sum / most, (HIGH - 8) * (sum + n) / most);
            if n > 0 {
                scene.area(left, base - above, right - left - 1, (above - below).max(1), role.mark().0);
            }
            sum += n;
        }
    }
    let words = lang
        .pick(format!("柱高：每格户数，最高{most}"), format!("height: subjects a column, at most {most}"));
    scene.text(place.x + place.wide, place.y + HIGH + 28, LEAST, Anchor::End, SOFT, words);
}

/// `0`, `0.25`, `0.0125`, `1`.
fn number(value: f64) -> String {
    let text = format!("{value:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
