//! The closed lists of an outcome (检查结果、核查方式、后续处置措施): code and text, from
//! `data/reference/outcome-*.csv`. Not what follows from a result.

use crate::core::lang::Lang;
use serde::Deserialize;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// 检查结果, one.
    Results,
    /// 核查方式, one or several.
    Methods,
    /// 后续处置措施, one or several.
    Disposals,
}

/// All of them, in the order of their columns on the sheet of lists.
pub const ALL: [Choice; 3] = [Choice::Results, Choice::Methods, Choice::Disposals];

impl Choice {
    /// `R1 未发现问题`, one for each code: the code comes first, because it is what is read back.
    pub fn words(self, lang: Lang) -> Vec<String> {
        let text = match self {
            Choice::Results => include_str!("../../../data/reference/outcome-results.csv"),
            Choice::Methods => include_str!("../../../data/reference/outcome-methods.csv"),
            Choice::Disposals => include_str!("../../../data/reference/outcome-disposals.csv"),
        };
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let (code, zh, en) = (cells[0], cells[1], cells.last().copied().unwrap_or_default());
            format!("{code} {}", lang.pick(zh, en))
        };
        text.lines().skip(1).map(row).collect()
    }

    /// Heading of the list.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Choice::Results => lang.pick("检查结果", "result"),
            Choice::Methods => lang.pick("核查方式", "method"),
            Choice::Disposals => lang.pick("后续处置措施", "what follows"),
        }
    }

    /// Whether a cell can hold several, joined by 、.
    pub fn several(self) -> bool {
        self != Choice::Results
    }
}
