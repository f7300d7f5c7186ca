//! From a figure to a page: title above, plot, notes below; each kind of plot in its own file.

mod bars;
mod columns;
mod heat;
mod points;
mod stacks;
mod steps;
mod strips;

use super::scene::{Anchor, GRID, INK, MARGIN, SOFT, Scene, WIDTH};
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
    for line in wrap(&figure.title, 22, INNER).into_iter().take(2) {
        y += 22;
        scene.bold(MARGIN, y - 2, 22, line);
        y += 8;
    }
    for line in wrap(&figure.subtitle, 13, INNER) {
        y += 19;
        scene.text(MARGIN, y - 4, 13, Anchor::Start, SOFT, line);
    }
    y += 18;
    y = match &figure.body {
        Body::Strips(strips) => strips::plot(&mut scene, y, strips, figure.lang),
        Body::Bars(bars) => bars::plot(&mut scene, y, bars, figure.lang),
        Body::Steps(steps) => steps::plot(&mut scene, y, steps, figure.lang),
        Body::Heat(heat) => heat::plot(&mut scene, y, heat, figure.lang),
        Body::Points(points) => points::plot(&mut scene, y, points, figure.lang),
        Body::Stacks(stacks) => stacks::plot(&mut scene, y, stacks, figure.lang),
        Body::Columns(columns) => columns::plot(&mut scene, y, columns, figure.lang),
    };
    y += 20;
    scene.line((MARGIN, y), (WIDTH - MARGIN, y), 1, GRID);
    y += 6;
    for note in &figure.notes {
        for line in wrap(note, 11, INNER) {
            y += 16;
            scene.text(MARGIN, y - 2, 11, Anchor::Start, SOFT, line);
        }
    }
    scene.height = y + MARGIN / 2;
    scene.items[0].shape = super::scene::Shape::Area(0, 0, WIDTH, scene.height);
    scene
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
    for (at, word) in words.iter().enumerate() {
        let word = fit(word, 12, INNER - 53);
        let wide = 22 + 7 + width(&word, 12) + 24;
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
