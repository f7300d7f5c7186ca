//! Figures of a draw and its outcomes: pure values with their title, sources, units and cells, and the
//! way from a value to SVG and PNG. The same value gives the same bytes: no clock, no locale, no order
//! of hashing. Where the numbers come from is `command/report`'s. `docs/ARCHITECTURE.md`.

mod font;
mod kinds;
mod layout;
mod png;
mod scene;
mod svg;
mod words;

pub use font::{Font, FontError, PACKAGE};
pub use kinds::{ColumnPanel, Columns, Point, Points, Series, Stack, Stacks};
pub use scene::{LEAST, TITLE, WIDTH};
pub use words::{fit, width, wrap};

use crate::core::lang::Lang;
use crate::core::time::Date;

/// A figure, complete with what has to stand beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What its files are called.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// Of what: draw, tasks, units, how many.
    pub subtitle: String,
    /// Below the plot: how to read it, the sources, the day.
    pub notes: Vec<String>,
    /// The plot.
    pub body: Body,
    /// Language of what the drawing itself says.
    pub lang: Lang,
}

/// What is plotted.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Tickets against thresholds, a strip for each stratum.
    Strips(Vec<Strip>),
    /// Horizontal bars in small multiples with one scale.
    Bars(Bars),
    /// Cumulative counts over days.
    Steps(Steps),
    /// Rates, rows against columns.
    Heat(Heat),
    /// Rates with intervals.
    Points(Points),
    /// Shares of a whole.
    Stacks(Stacks),
    /// Columns over months or classes.
    Columns(Columns),
}

/// What became of a member of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 抽中
    Drawn,
    /// 候补
    Reserve,
    /// 未抽中
    Passed,
}

impl Role {
    /// Every role, in the order of the tickets.
    pub const ALL: [Self; 3] = [Self::Drawn, Self::Reserve, Self::Passed];

    /// Word of cells.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Reserve => "reserve",
            Self::Passed => "not-drawn",
        }
    }

    /// What people read.
    pub fn told(self, lang: Lang) -> &'static str {
        match self {
            Self::Drawn => lang.pick("抽中", "drawn"),
            Self::Reserve => lang.pick("候补", "reserve"),
            Self::Passed => lang.pick("未抽中", "not drawn"),
        }
    }
}

/// The tickets of one stratum.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// `task/stratum`.
    pub cell: String,
    /// Task and stratum in words.
    pub title: String,
    /// Counts and the threshold in words.
    pub detail: String,
    /// The largest drawn ticket as a position in [0, 1).
    pub threshold: Option<f64>,
    /// Every ticket as such a position, ascending.
    pub tickets: Vec<(f64, Role)>,
}

/// Small multiples of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// The panels, all with the same scale.
    pub panels: Vec<Panel>,
    /// What is counted.
    pub unit: String,
    /// What the shades mean.
    pub legend: Vec<(Shade, String)>,
    /// Light bars may be cut where they would make all others too small to be seen.
    pub cut: bool,
}

impl Bars {
    /// Where the scale has to reach, and whether a bar is cut there.
    pub fn reach(&self) -> (u64, bool) {
        let bars = || self.panels.iter().flat_map(|panel| &panel.bars);
        let lines = self.panels.iter().filter_map(|panel| panel.line.as_ref());
        let most =
            bars().map(|bar| bar.value).chain(lines.map(|(at, _)| at.div_ceil(100))).max().unwrap_or(0);
        let others = bars().filter(|bar| bar.shade != Shade::Light).map(|bar| bar.value).max().unwrap_or(0);
        match self.cut && others > 0 && most > others.saturating_mul(3) {
            // Longer than any other bar, so that it is seen to go on.
            true => (others.saturating_add(others.div_ceil(4)), true),
            false => (most, false),
        }
    }
}

/// One panel of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Title; long ones are cut where drawn.
    pub title: String,
    /// The bars, from above.
    pub bars: Vec<Bar>,
    /// Expectation, in hundredths of the unit, with its words.
    pub line: Option<(u64, String)>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// How `report explain` names it.
    pub cell: String,
    /// Label.
    pub label: String,
    /// Its length.
    pub value: u64,
    /// How it is filled.
    pub shade: Shade,
}

/// Fills that differ in lightness and in pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Dark and plain.
    Dark,
    /// Middle, hatched.
    Hatched,
    /// Light, plain.
    Light,
    /// Dark, with light stripes across.
    Striped,
    /// Paper, with a border.
    Blank,
}

/// Cumulative counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// The curves.
    pub curves: Vec<Curve>,
    /// First and last day of the axis.
    pub days: (Date, Date),
    /// Day of the figure.
    pub as_of: Date,
    /// What that day is called; none: the day of the data.
    pub end: Option<String>,
    /// The whole, as a line across.
    pub whole: (u64, String),
    /// Days with a name (deadlines).
    pub marks: Vec<(Date, String)>,
    /// What is counted.
    pub unit: String,
}

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// How `report explain` names it.
    pub cell: String,
    /// Label.
    pub label: String,
    /// Day and count up to its end, ascending.
    pub points: Vec<(Date, u64)>,
    /// Dark, hatched (a dashed line) or light.
    pub shade: Shade,
}

/// Rates, rows against columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// Row names.
    pub rows: Vec<String>,
    /// Column names.
    pub columns: Vec<String>,
    /// By row, then column.
    pub cells: Vec<Vec<Rate>>,
}

/// So many of so many, with the name of the cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// How `report explain` names it.
    pub cell: String,
    /// With a problem.
    pub part: u64,
    /// Inspected.
    pub whole: u64,
}

impl Rate {
    /// Thousandths, rounded half up; `None` where nothing was inspected.
    pub fn thousandths(&self) -> Option<u64> {
        (self.whole > 0).then(|| (self.part * 2000 + self.whole) / (self.whole * 2))
    }
}

impl Figure {
    /// As SVG: text stays text, with a title and a description.
    pub fn svg(&self) -> String {
        svg::print(self, &layout::of(self))
    }

    /// As PNG, with the letters of a font. Refused where the font lacks one: no empty boxes.
    pub fn png(&self, font: &Font) -> Result<Vec<u8>, FontError> {
        png::print(&layout::of(self), font)
    }

    /// As PNG with its title and, for a place whose caption says it, without: drawn once.
    pub fn png_twice(&self, font: &Font) -> Result<(Vec<u8>, Vec<u8>), FontError> {
        png::print_twice(&layout::of(self), font)
    }

    /// Everything it says besides numbers in the plot, for those who hear it.
    pub fn description(&self) -> String {
        let mut text = self.subtitle.clone();
        for note in &self.notes {
            text.push('\n');
            text.push_str(note);
        }
        text
    }
}
