//! A figure as lines, areas and texts on a page, before it is SVG or PNG; the one place that knows
//! colours. Not how a kind of figure is laid out: that is `layout`.
//!
//! One family of colours: the sequential Blues of ColorBrewer (Brewer, Hatchard and Harrower 2003), whose
//! lightness falls from step to step, so that it survives grey print and every colour blindness; one
//! accent, the vermilion of Okabe and Ito (2008). Patterns and dashes stand beside colour.

use super::{Role, Shade};

/// Width of every figure. On 170 mm, the text of a DOCX on A4, a unit is 0.75 points: a text of [`LEAST`] is
/// 7.5 points high, which is as small as print may be.
pub const WIDTH: i32 = 640;
/// The smallest text of a figure.
pub const LEAST: i32 = 10;
/// The title, where a figure stands alone.
pub const TITLE: i32 = 20;
/// Free on every side.
pub const MARGIN: i32 = 16;

/// A colour.
pub type Rgb = (u8, u8, u8);

/// Letters and axes.
pub const INK: Rgb = (0x22, 0x26, 0x2b);
/// Second words.
pub const SOFT: Rgb = (0x5a, 0x61, 0x69);
/// Grid.
pub const GRID: Rgb = (0xdf, 0xe3, 0xe8);
/// Paper.
pub const PAPER: Rgb = (0xff, 0xff, 0xff);
/// Thresholds, expectations, deadlines.
pub const ACCENT: Rgb = (0xd5, 0x5e, 0x00);
/// Steps of a rate, lighter to darker.
pub const BLUES: [Rgb; 6] = [
    (0xef, 0xf3, 0xff),
    (0xc6, 0xdb, 0xef),
    (0x9e, 0xca, 0xe1),
    (0x6b, 0xae, 0xd6),
    (0x31, 0x82, 0xbd),
    (0x08, 0x51, 0x9c),
];

/// Where a text stands from its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// To the right of it.
    Start,
    /// Around it.
    Middle,
    /// To the left of it.
    End,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// x, y, width, height.
    Area(i32, i32, i32, i32),
    /// The same, its border only.
    Border(i32, i32, i32, i32),
    /// From, to, thickness.
    Line((i32, i32), (i32, i32), u32),
    /// Points, thickness.
    Path(Vec<(i32, i32)>, u32),
    /// Point of the baseline, size, bold.
    Text(i32, i32, i32, Anchor, bool, String),
}

/// A shape with its colour; with a name where it can be drilled into.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The shape.
    pub shape: Shape,
    /// Its colour.
    pub colour: Rgb,
    /// Cell and what it says.
    pub cell: Option<(String, String)>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its height.
    pub height: i32,
    /// Where the title ends: what lies below it is the figure of a caption that says the same.
    pub title: i32,
    /// What is on it, from below.
    pub items: Vec<Item>,
}

impl Scene {
    fn push(&mut self, shape: Shape, colour: Rgb) {
        self.items.push(Item { shape, colour, cell: None });
    }

    /// Names what was drawn last.
    pub fn named(&mut self, cell: &str, says: impl Into<String>) {
        if let Some(item) = self.items.last_mut() {
            item.cell = Some((cell.to_owned(), says.into()));
        }
    }

    /// A filled area; nothing where it has no size.
    pub fn area(&mut self, x: i32, y: i32, w: i32, h: i32, colour: Rgb) {
        self.push(Shape::Area(x, y, w.max(1), h.max(1)), colour);
    }

    /// A border.
    pub fn border(&mut self, x: i32, y: i32, w: i32, h: i32, colour: Rgb) {
        self.push(Shape::Border(x, y, w, h), colour);
    }

    /// A line.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), thickness: u32, colour: Rgb) {
        self.push(Shape::Line(from, to, thickness), colour);
    }

    /// A path.
    pub fn path(&mut self, points: Vec<(i32, i32)>, thickness: u32, colour: Rgb) {
        self.push(Shape::Path(points, thickness), colour);
    }

    /// A dashed vertical or horizontal line.
    pub fn dashed(&mut self, from: (i32, i32), to: (i32, i32), colour: Rgb) {
        let (dx, dy) = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
        let length = (to.0 - from.0).abs().max((to.1 - from.1).abs());
        for start in (0..length).step_by(8) {
            let end = (start + 5).min(length);
            let at = |step: i32| (from.0 + dx * step, from.1 + dy * step);
            self.line(at(start), at(end), 2, colour);
        }
    }

    /// A text from its point.
    pub fn text(&mut self, x: i32, y: i32, size: i32, anchor: Anchor, colour: Rgb, text: impl Into<String>) {
        self.push(Shape::Text(x, y, size, anchor, false, text.into()), colour);
    }

    /// The same, bold.
    pub fn bold(&mut self, x: i32, y: i32, size: i32, text: impl Into<String>) {
        self.push(Shape::Text(x, y, size, Anchor::Start, true, text.into()), INK);
    }

    /// An area in a shade, its pattern on top.
    pub fn shaded(&mut self, x: i32, y: i32, w: i32, h: i32, shade: Shade) {
        self.area(x, y, w, h, shade.colour());
        self.pattern(x, y, w, h, shade);
    }

    /// The pattern of a shade alone: what tells it from others where no colour does.
    pub fn pattern(&mut self, x: i32, y: i32, w: i32, h: i32, shade: Shade) {
        match shade {
            Shade::Dark | Shade::Light => {}
            Shade::Hatched => {
                for start in (-h + 3..w).step_by(6) {
                    // From the lower left to the upper right, cut at the area's sides.
                    let from = (x + start.max(0), y + h - (-start).max(0));
                    let steps = (w - start.max(0)).min(h - (-start).max(0));
                    if steps > 1 {
                        self.line(from, (from.0 + steps, from.1 - steps), 1, PAPER);
                    }
                }
            }
            Shade::Striped => {
                for start in (3..w - 1).step_by(5) {
                    self.line((x + start, y), (x + start, y + h), 2, PAPER);
                }
            }
            Shade::Blank => self.border(x, y, w.max(1), h.max(1), SOFT),
        }
    }
}

impl Shade {
    /// Its colour.
    pub fn colour(self) -> Rgb {
        match self {
            Shade::Dark => BLUES[5],
            Shade::Hatched => BLUES[3],
            Shade::Light => BLUES[2],
            Shade::Striped => BLUES[4],
            Shade::Blank => PAPER,
        }
    }
}

impl Role {
    /// Colour and share of the strip's height, so that the roles differ without colour.
    pub fn mark(self) -> (Rgb, i32) {
        match self {
            Role::Drawn => (BLUES[5], 100),
            Role::Reserve => (BLUES[3], 65),
            Role::Passed => ((0xb4, 0xba, 0xc2), 38),
        }
    }
}

/// Steps of an axis up to a maximum: at most six, of 1, 2 or 5 times a power of ten; the last is the end.
pub fn ticks(max: u64) -> Vec<u64> {
    let mut step = 1;
    let enough = |step: u64| max.div_ceil(step) <= 5;
    while !enough(step) {
        step = match step.to_string().as_bytes()[0] {
            b'2' => step / 2 * 5,
            _ => step * 2,
        };
    }
    (0..=max.max(1).div_ceil(step)).map(|n| n * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_steps() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(5), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ticks(26), [0, 10, 20, 30]);
        assert_eq!(ticks(956), [0, 200, 400, 600, 800, 1000]);
    }
}
