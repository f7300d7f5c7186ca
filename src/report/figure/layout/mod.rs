//! From a figure to a page: title above, plot, notes below; each kind of plot in its own file.

mod bars;
mod columns;
mod heat;
mod points;
mod stacks;
mod steps;
mod strips;

use super::scene::{Anchor, GRID, INK, LEAST, MARGIN, SOFT, Scene, TITLE, WIDTH};
use super::words::{fit, width, wrap};
use super::{Body, Figure};
use crate::core::lang::Lang;

/// Width of what is inside the margins.
const INNER: i32 = WIDTH - 2 * MARGIN;

/// Lays a figure out.
pub fn of(figure: &Figure) -> Scene {
    let mut scene = Scene::default();
    scene.area(0, 0, WIDTH, 1, super::scene::PAPER); // its height is known at the end
    let mut y = MARGIN;
    for line in lines(&figure.title, TITLE, INNER, 3) {
        y += TITLE;
        scene.bold(MARGIN, y - 2, TITLE, line);
        y += 8;
        scene.title = y;
    }
    for line in wrap(&figure.subtitle, 12, INNER) {
        y += 17;
        scene.text(MARGIN, y - 4, 12, Anchor::Start, SOFT, line);
    }
    y += 12;
    y = match &figure.body {
        Body::Strips(strips) => strips::plot(&mut scene, y, strips, figure.lang),
        Body::Bars(bars) => bars::plot(&mut scene, y, bars, figure.lang),
        Body::Steps(steps) => steps::plot(&mut scene, y, steps, figure.lang),
        Body::Heat(heat) => heat::plot(&mut scene, y, heat, figure.lang),
        Body::Points(points) => points::plot(&mut scene, y, points, figure.lang),
        Body::Stacks(stacks) => stacks::plot(&mut scene, y, stacks, figure.lang),
        Body::Columns(columns) => columns::plot(&mut scene, y, columns, figure.lang),
    };
    y += 14;
    scene.line((MARGIN, y), (WIDTH - MARGIN, y), 1, GRID);
    y += 4;
    for note in &figure.notes {
        for line in wrap(note, LEAST, INNER - LEAST) {
            y += 15;
            scene.text(MARGIN, y - 2, LEAST, Anchor::Start, SOFT, line);
        }
    }
    scene.height = y + MARGIN / 2;
    scene.items[0].shape = super::scene::Shape::Area(0, 0, WIDTH, scene.height);
    scene
}

/// A text in so many lines at most, the last cut with `…` where something is missing.
fn lines(text: &str, size: i32, room: i32, most: usize) -> Vec<String> {
    let mut lines = wrap(text, size, room - size);
    if lines.len() > most {
        let rest = lines.split_off(most - 1).concat();
        lines.push(fit(&format!("{rest}…"), size, room - size));
        if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('…')) {
            last.push('…');
        }
    }
    lines
}

/// The name of a row, ending at `right` around the middle `y`: in one line, or smaller in two. Rows are
/// at least 23 apart.
fn name(scene: &mut Scene, (right, y): (i32, i32), text: &str, room: i32) {
    if width(text, 12) <= room {
        return scene.text(right, y + 4, 12, Anchor::End, INK, text);
    }
    let lines = lines(text, LEAST, room, 2);
    let first = if lines.len() > 1 { y - 2 } else { y + 4 };
    for (line, n) in lines.into_iter().zip(0..) {
        scene.text(right, first + 11 * n, LEAST, Anchor::End, INK, line);
    }
}

/// Room for the names of rows: what the longest wants, or half of it where two lines make it fit.
fn names<'a>(all: impl Iterator<Item = &'a String>, most: i32) -> i32 {
    all.map(|name| width(name, 12)).max().unwrap_or(0).clamp(50, most)
}

/// Where nothing is to be plotted, that is said.
fn nothing(scene: &mut Scene, y: i32, lang: Lang) -> i32 {
    scene.border(MARGIN, y, INNER, 80, GRID);
    let words = lang.pick("没有数据", "no data");
    scene.text(WIDTH / 2, y + 45, 14, Anchor::Middle, SOFT, words);
    y + 80
}

/// A key: what each fill means, in one line or more. `draw` draws a swatch of 22 × 12 at a point.
fn key(
    scene: &mut Scene,
    y: i32,
    words: &[String],
    mut draw: impl FnMut(&mut Scene, usize, i32, i32),
) -> i32 {
    let (mut x, mut y) = (MARGIN, y);
    if words.is_empty() {
        return y;
    }
    for (at, word) in words.iter().enumerate() {
        let word = fit(word, 12, INNER - 53);
        let wide = 22 + 7 + width(&word, 12) + 18;
        if x + wide > WIDTH - MARGIN && x > MARGIN {
            x = MARGIN;
            y += 20;
        }
        draw(scene, at, x, y);
        scene.text(x + 29, y + 11, 12, Anchor::Start, INK, word);
        x += wide;
    }
    y + 26
}
