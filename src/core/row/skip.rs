//! Rows that are no data: blank lines, the heading again, a template's example and filling rules,
//! totals. They are skipped, counted and listed.

use super::headings::heading_key;
use super::layout::Layout;
use super::rule::Rule;
use super::{Field, clean};
use crate::core::identifier;
use std::borrow::Cow;

/// Why a row is no data; `None` for a data row. `first`: the row stands within the first two after
/// the headings, where templates put their filling rules.
pub fn why_skip(layout: &Layout, cells: &[Cow<'_, str>], first: bool) -> Option<Rule> {
    // Nearly every row of a registry: a good code in the key column.
    let key_column = layout.columns_of_key();
    let key = key_column.map_or("", |at| cells[at].as_ref());
    if identifier::uscc_valid(key) {
        return example(cells).then_some(Rule::SkipExample);
    }
    if cells.iter().all(|cell| clean::text(cell).text.is_empty()) {
        return Some(Rule::SkipBlank);
    }
    if repeats_headings(layout, cells) {
        return Some(Rule::SkipHeader);
    }
    if example(cells) {
        return Some(Rule::SkipExample);
    }
    if totals(cells) {
        return Some(Rule::SkipTotal);
    }
    (first && guide(key, cells)).then_some(Rule::SkipGuide)
}

impl Layout {
    fn columns_of_key(&self) -> Option<usize> {
        [Field::Id, Field::Inspector, Field::Code].into_iter().find_map(|field| self.first_column(field))
    }
}

fn repeats_headings(layout: &Layout, cells: &[Cow<'_, str>]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let mut equal = 0;
    for (cell, heading) in cells.iter().zip(&layout.headings) {
        // Cheap test first: headings are short.
        if !cell.is_empty() && cell.len() <= 120 && heading_key(cell) == heading_key(heading) {
            equal += 1;
        } else if equal == 0 && !cell.is_empty() {
            return false;
        }
    }
    equal >= 1 && equal * 2 > filled
}

fn example(cells: &[Cow<'_, str>]) -> bool {
    cells.iter().take(3).any(|cell| {
        !cell.is_ascii() && (cell.contains("案例") || cell.contains("示例")) && cell.contains("请删除")
    })
}

fn totals(cells: &[Cow<'_, str>]) -> bool {
    let Some(first) = cells.iter().find(|cell| !cell.trim().is_empty()) else { return false };
    let key = clean::compare_key(first);
    let bare = key.trim_end_matches([':', '：']);
    matches!(bare, "合计" | "总计" | "小计" | "共计" | "总数" | "total") || (bare.starts_with("合计") && key.len() < 40)
}

fn guide(key: &str, cells: &[Cow<'_, str>]) -> bool {
    let says = |cell: &str| {
        ["必填", "选填", "填写", "格式为", "不填", "下拉", "填报说明"].iter().any(|word| cell.contains(word))
    };
    says(key) || (clean::text(key).text.is_empty() && cells.iter().any(|cell| says(cell)))
}
