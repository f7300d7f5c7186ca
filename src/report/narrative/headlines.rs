//! The main numbers, for the screen.

use super::told::Told;
use crate::core::lang::Twin;

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// `table/column`.
    pub cell: String,
    /// What it counts.
    pub label: Twin,
    /// The number; none where nothing tells it.
    pub value: Option<i64>,
    /// A rate that belongs to it, in thousandths, with its words.
    pub rate: Option<(Twin, i64)>,
}

/// Table, column, words; the whole of a rate with its words.
type Line = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<(&'static str, &'static str, &'static str)>,
);

const LINES: [Line; 9] = [
    ("plans-by-region", "plans", "抽查计划（项）", "plans", None),
    ("tasks-by-department", "tasks", "抽查任务（项）", "tasks", None),
    (
        "tasks-by-department",
        "done",
        "已完成任务（项）",
        "tasks done",
        Some(("tasks", "任务完成率", "completion")),
    ),
    ("inspections-by-region", "due", "应检查（户次）", "inspections due", None),
    (
        "inspections-by-region",
        "published",
        "已检查（户次）",
        "inspections made",
        Some(("due", "检查完成率", "completion")),
    ),
    (
        "inspections-by-region",
        "finished",
        "完结（户次）",
        "finished",
        Some(("published", "完结率", "of those made")),
    ),
    (
        "inspections-by-region",
        "problems",
        "发现问题（户次）",
        "with a problem",
        Some(("published", "发现问题率", "of those made")),
    ),
    ("results", "results", "公示结果（项次）", "results published", None),
    ("timeliness", "overdue", "期末逾期时限（件）", "clocks overdue", None),
];

/// All of them; a table without rows counts zero.
pub fn headlines(told: &Told) -> Vec<Headline> {
    let line = |(id, column, zh, en, whole): &Line| {
        let empty = told.has(id) && told.table(id).is_none();
        let value = told.sum(id, column).or(empty.then_some(0));
        let rate = whole.and_then(|(whole, zh, en)| {
            let (part, whole) = (told.sum(id, column)?, told.sum(id, whole)?);
            let rate = (whole > 0).then(|| (part * 2000 + whole) / (whole * 2))?;
            Some((Twin::new(zh, en), rate))
        });
        Headline { cell: format!("{id}/{column}"), label: Twin::new(*zh, *en), value, rate }
    };
    LINES.iter().filter(|line| told.has(line.0)).map(line).collect()
}
