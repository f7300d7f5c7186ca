//! The plots of a report over a period: rates with their intervals, shares, columns over months. Values only,
//! as those of `figure`; how they are laid out is `layout`'s.

use super::Shade;

/// Rates as points with intervals, a row each.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// The rows, from above.
    pub rows: Vec<Point>,
    /// What is measured, with its unit.
    pub unit: String,
    /// What a point is called.
    pub point: String,
    /// What the line through it is called.
    pub interval: String,
    /// What the mark of an expectation is called, where rows have one.
    pub expected: Option<String>,
    /// A rate all rows may be compared with, and its words.
    pub reference: Option<(u64, String)>,
}

/// One rate. All numbers are hundredths of a percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// How `report explain` names it.
    pub cell: String,
    /// Label.
    pub label: String,
    /// The rate; none: nothing to measure.
    pub rate: Option<u64>,
    /// Both ends of its interval.
    pub interval: Option<(u64, u64)>,
    /// What was to be expected.
    pub expected: Option<u64>,
    /// The counts behind it, in words.
    pub detail: String,
    /// A sum of the others: set apart.
    pub sum: bool,
}

/// Shares of a whole, a bar of the same length for each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Stacks {
    /// The rows, from above.
    pub rows: Vec<Stack>,
    /// What the parts are, from the left.
    pub legend: Vec<(Shade, String)>,
    /// What is counted.
    pub unit: String,
}

/// One whole with its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// Label.
    pub label: String,
    /// Name and count of each part, in the order of the legend.
    pub parts: Vec<(String, u64)>,
}

/// Columns over months or classes, in panels above each other, each with a scale of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// What stands below the columns, from the left.
    pub labels: Vec<String>,
    /// What the labels are.
    pub axis: String,
    /// The panels.
    pub panels: Vec<ColumnPanel>,
}

/// One panel.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnPanel {
    /// Title.
    pub title: String,
    /// What is counted.
    pub unit: String,
    /// Columns side by side.
    pub series: Vec<Series>,
    /// A line over them.
    pub line: Option<Series>,
}

/// One kind of column, or a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is called.
    pub label: String,
    /// How it is filled.
    pub shade: Shade,
    /// Name and value at each label; none: not known.
    pub cells: Vec<(String, Option<u64>)>,
}
